/* The floor for reading: libcsv alone parses a file, and its callbacks only count.
 *
 *   bare_csv FILE       prints rows and fields */
#include <csv.h>
#include <stdio.h>

typedef struct counts {
    size_t rows, fields;
} counts;

static void field(void *text, size_t length, void *data)
{
    (void)text;
    (void)length;
    ((counts *)data)->fields++;
}

static void row(int end, void *data)
{
    (void)end;
    ((counts *)data)->rows++;
}

int main(int argc, char **argv)
{
    static char buffer[1 << 16];
    struct csv_parser parser;
    counts seen = {0, 0};
    FILE *in = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (in == NULL || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        perror("bare_csv");
        return 2;
    }
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, in)) > 0) {
        if (csv_parse(&parser, buffer, length, field, row, &seen) != length) {
            fprintf(stderr, "bare_csv: %s\n", csv_strerror(csv_error(&parser)));
            return 2;
        }
    }
    csv_fini(&parser, field, row, &seen);
    csv_free(&parser);
    fclose(in);
    printf("%zu rows %zu fields\n", seen.rows, seen.fields);
    return 0;
}
