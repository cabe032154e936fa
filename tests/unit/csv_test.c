/* Rows out of csv text: golden cases, caps, hostile bytes, and libcsv itself as the oracle for random text. */
#include "unit.h"

#include "read/csv.h"

#include <stdio.h>
#include <unistd.h>

#include <csv.h>

/* Rows written down as text: 1[a|b]3[c] */
typedef struct log {
    char text[8192];
    size_t used;
    uint32_t refuse; /* refuse the row of this number */
} log;

static void put(log *l, const char *text, size_t length)
{
    if (length < sizeof l->text - l->used) {
        memcpy(l->text + l->used, text, length);
        l->used += length;
        l->text[l->used] = '\0';
    }
}

static bool write_down(void *context, const pp_row *row, pp_error *error)
{
    log *l = context;
    char number[16];
    if (row->number == l->refuse) {
        return pp_error_set(error, PP_ERROR_USAGE, "refused");
    }
    put(l, number, (size_t)snprintf(number, sizeof number, "%u[", row->number));
    for (size_t i = 0; i < row->count; i++) {
        put(l, "|", i > 0);
        put(l, row->fields[i].text, row->fields[i].length);
    }
    put(l, "]", 1);
    return true;
}

static void parses(const char *text, size_t length, const char *rows)
{
    log l = {.used = 0};
    pp_error error = {0};
    const bool ok = pp_csv_parse(text, length, write_down, &l, &error);
    if (!ok) {
        fail_msg("%s (row %u, column %u)", error.text, error.row, error.column);
    }
    assert_string_equal(l.text, rows);
}

static void fails(const char *text, size_t length, uint32_t row, uint32_t column, const char *words)
{
    log l = {.used = 0};
    pp_error error = {0};
    assert_false(pp_csv_parse(text, length, write_down, &l, &error));
    if (strstr(error.text, words) == NULL) {
        fail_msg("%s lacks %s", error.text, words);
    }
    assert_int_equal(error.row, row);
    assert_int_equal(error.column, column);
    assert_false(pp_csv_parse(text, length, write_down, &l, NULL)); /* nobody wants to know */
}

#define PARSES(text, rows) parses(text, sizeof(text) - 1, rows)
#define FAILS(text, row, column, words) fails(text, sizeof(text) - 1, row, column, words)

static void rows_and_cells(void **state)
{
    (void)state;
    PARSES("", "");
    PARSES("\xEF\xBB\xBF", "");
    PARSES("\xEF\xBB\xBF"
           "a,b\r\nc\r\n",
           "1[a|b]2[c]");
    PARSES("a,b\nc,d", "1[a|b]2[c|d]");
    PARSES(" a ,\tb\t\n", "1[a|b]");
    PARSES("a b , c", "1[a b|c]");
    PARSES(",\n", "1[|]");
    PARSES("\"\"\n", "1[]");
    PARSES("\"a\",\" b \"\n", "1[a| b ]");
    PARSES("\"a,b\",\"say \"\"hi\"\"\"\n", "1[a,b|say \"hi\"]");
    PARSES("\"\xEF\xBB\xBF\"\n", "1[\xEF\xBB\xBF]"); /* only the first three bytes are a BOM */
    PARSES("\xEF\xBB\xBF\"a\"\n", "1[a]");
}

static void row_numbers_are_those_of_a_spreadsheet(void **state)
{
    (void)state;
    PARSES("a\n\nb\n", "1[a]3[b]");
    PARSES("a\r\n\r\nb\r\n", "1[a]3[b]");
    PARSES("a\r\rb\r", "1[a]3[b]");
    PARSES("\n\n  \na", "4[a]");
    PARSES("\"a\nb\nc\",d\ne\n", "1[a\nb\nc|d]2[e]");
    PARSES("\"a\r\nb\"\r\n\r\ne\r\n", "1[a\r\nb]3[e]");
    PARSES("a\r\n\"b\"\r\nc\r\n", "1[a]2[b]3[c]");
}

static void broken_text_is_refused_with_its_place(void **state)
{
    (void)state;
    FAILS("a,b\nc,\"d\ne,f\n", 2, 2, "没有结束");
    FAILS("a\nb,12\"屏\n", 2, 2, "引号用得不对");
    FAILS("a\n\"b\"c,d\n", 2, 1, "引号用得不对");
    FAILS("a\n\nb,c\xFF"
          "d\n",
          3, 2, "UTF-8");
    FAILS("\xD6\xD0\xB9\xFA,b\n", 1, 1, "UTF-8"); /* 中国 in GBK */
    FAILS("a\nb,\xE4\xB8", 2, 2, "UTF-8");
    FAILS("a\nb,\xED\xA0\x80\n", 2, 2, "UTF-8");
    FAILS("a\nb,c\0d\n", 2, 2, "空字节");
    FAILS("PK\x03\x04...", 0, 0, "xlsx");
    FAILS("\xD0\xCF\x11\xE0\xA1", 0, 0, "xls");
    FAILS("\xFF\xFE"
          "a\0",
          1, 1, "UTF-8");
    FAILS("%PDF-1.7", 0, 0, "PDF");
}

static void a_refused_row_ends_the_parse(void **state)
{
    (void)state;
    static const char *const texts[] = {"a\nb\nc\n", "\"a\"\n\"b\"\n\"c\"\n"};
    for (size_t i = 0; i < 2; i++) {
        log l = {.refuse = 2};
        pp_error error = {0};
        assert_false(pp_csv_parse(texts[i], strlen(texts[i]), write_down, &l, &error));
        assert_string_equal(l.text, "1[a]");
        assert_string_equal(error.text, "refused");
        assert_int_equal(error.row, 2);
    }
}

/* `count` times `piece` between the other two, in new memory. */
static char *repeat(const char *before, const char *piece, size_t count, const char *behind, size_t *length)
{
    const size_t n = strlen(piece), b = strlen(before), e = strlen(behind);
    *length = b + n * count + e;
    char *text = malloc(*length + 1);
    assert_non_null(text);
    memcpy(text, before, b);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + b + i * n, piece, n);
    }
    memcpy(text + b + n * count, behind, e + 1);
    return text;
}

static bool count_fields(void *context, const pp_row *row, pp_error *error)
{
    (void)error;
    *(size_t *)context += row->count;
    return true;
}

static void check_cap(const char *before, const char *piece, size_t count, const char *behind, uint32_t row,
                      const char *words)
{
    size_t length, fields = 0;
    pp_error error = {0};
    char *text = repeat(before, piece, count, behind, &length);
    assert_int_equal(pp_csv_parse(text, length, count_fields, &fields, &error), words == NULL);
    if (words != NULL) {
        assert_non_null(strstr(error.text, words));
        assert_int_equal(error.code, PP_ERROR_LIMIT);
        assert_int_equal(error.row, row);
    }
    free(text);
}

static void sizes_are_capped(void **state)
{
    (void)state;
    check_cap("a\n", ",", PP_CSV_COLUMNS - 1, "\n", 0, NULL);
    check_cap("a\n", ",", PP_CSV_COLUMNS, "\n", 2, "列");
    check_cap("a\n\"q\"", ",", PP_CSV_COLUMNS, "\n", 2, "列");
    check_cap("a\n", "x", 900 * 1024, "\n", 0, NULL);
    check_cap("a\n", "x", PP_CSV_FIELD + 1, "\n", 2, "单元格超过");
    check_cap("a\nb,\"", "x\n", PP_CSV_FIELD, "", 2, "单元格超过");
    char *field = malloc(512 * 1024 + 2);
    assert_non_null(field);
    memset(field, 'x', 512 * 1024);
    strcpy(field + 512 * 1024, ",");
    check_cap("a\n", field, 20, "\n", 0, NULL);
    check_cap("a\n", field, 40, "\n", 2, "这一行的内容");
    free(field);
}

/* ---- Files ---- */

static void a_file_is_read_piece_by_piece(void **state)
{
    (void)state;
    char path[] = "/tmp/procplan-csv-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *out = fdopen(fd, "wb");
    assert_non_null(out);
    /* rows of odd lengths, so that cells, characters and quotes stand across the pieces */
    enum { ROWS = 60000 };
    for (int i = 0; i < ROWS; i++) {
        fprintf(out, i % 7 == 0 ? "\"采购,\n%d\",\"“%d”\"\r\n" : "采购品目%d,办公桌%d号\r\n", i, i * 31);
    }
    fprintf(out, "%0*d,long\n", 700 * 1000, 1); /* a row longer than a piece */
    fclose(out);
    size_t fields = 0;
    pp_error error = {0};
    pp_text_file file;
    bool broken;
    assert_true(pp_text_file_open(&file, path, NULL, PP_CSV_FILE, false, &error));
    pp_text_file_close(&file);
    assert_true(file.plain && file.assumed);
    assert_true(pp_csv_read(&file, path, ",", count_fields, &fields, &broken, &error));
    assert_false(broken);
    assert_int_equal(fields, 2 * ROWS + 2);
    out = fopen(path, "ab");
    assert_non_null(out);
    fputs("x,\xE4\xB8", out);
    fclose(out);
    assert_false(pp_csv_read(&file, path, ",", count_fields, &fields, &broken, &error));
    assert_true(broken); /* it was only assumed to be UTF-8 */
    assert_int_equal(error.row, ROWS + 2);
    assert_int_equal(error.column, 2);
    assert_string_equal(error.file, path);
    unlink(path);
    assert_false(pp_csv_read(&file, path, ",", count_fields, &fields, &broken, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
}

/* ---- libcsv as the oracle ---- */

typedef struct oracle {
    log log;
    uint32_t row;
    size_t count;
    char cells[4096];
    size_t used;
    int ending;
} oracle;

static void oracle_field(void *text, size_t length, void *context)
{
    oracle *o = context;
    if (o->count++ > 0) {
        o->cells[o->used++] = '|';
    }
    if (length > 0) {
        memcpy(o->cells + o->used, text, length);
    }
    o->used += length;
}

static void oracle_row(int ending, void *context)
{
    oracle *o = context;
    char number[16];
    if (o->count == 0 && ending == '\n' && o->ending == '\r') {
        o->ending = '\n';
        return;
    }
    o->ending = ending;
    o->row++;
    if (o->count > 0) {
        put(&o->log, number, (size_t)snprintf(number, sizeof number, "%u[", o->row));
        put(&o->log, o->cells, o->used);
        put(&o->log, "]", 1);
    }
    o->count = 0;
    o->used = 0;
}

static bool ask_oracle(oracle *o, const char *text, size_t length)
{
    struct csv_parser parser;
    *o = (oracle){.row = 0};
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL), 0);
    const bool ok = csv_parse(&parser, text, length, oracle_field, oracle_row, o) == length &&
                    csv_fini(&parser, oracle_field, oracle_row, o) == 0;
    csv_free(&parser);
    return ok;
}

static void random_text_is_read_as_libcsv_reads_it(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",  "b",  ",",  ",",    "\n",    "\r\n", "\r", " ",
                                         "\t", "\"", "\"", "\"\"", "\",\"", "中",   "0",  "12.50"};
    uint64_t seed = 20240101;
    oracle o;
    size_t good = 0;
    for (int round = 0; round < 20000; round++) {
        char text[256] = "";
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const size_t count = seed >> 59;
        for (size_t i = 0; i < count; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            strcat(text, pieces[seed >> 60]);
        }
        log l = {.used = 0};
        const bool expected = ask_oracle(&o, text, strlen(text));
        const bool ok = pp_csv_parse(text, strlen(text), write_down, &l, NULL);
        if (ok != expected || strcmp(l.text, o.log.text) != 0) {
            fail_msg("%s\nours: %d %s\nlibcsv: %d %s", text, ok, l.text, expected, o.log.text);
        }
        good += ok;
    }
    assert_true(good > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_cells),
        cmocka_unit_test(row_numbers_are_those_of_a_spreadsheet),
        cmocka_unit_test(broken_text_is_refused_with_its_place),
        cmocka_unit_test(a_refused_row_ends_the_parse),
        cmocka_unit_test(sizes_are_capped),
        cmocka_unit_test(a_file_is_read_piece_by_piece),
        cmocka_unit_test(random_text_is_read_as_libcsv_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
