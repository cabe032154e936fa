/* The floor for writing: libxlsxwriter alone, in constant memory, writes the cells of the form 政府采购预算表.
 *
 *   bare_xlsx PLAN.csv OUT.xlsx      prints the seconds of the writing
 *
 * The plan is held in memory before the clock starts, so that only the loop over the cells and the closing of the
 * workbook are counted. Cells, formulas and their values are those that procplan writes; checks, other sheets and care
 * for the file are not here. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum { FIELDS = 13, TEXTS = 3, AMOUNTS = 9, FIRST_AMOUNT = 4, HEADING_ROWS = 5 };

typedef struct plan_line {
    char *text[FIRST_AMOUNT]; /* unit, function, item, kind */
    double amount[AMOUNTS];
} plan_line;

typedef struct plan {
    plan_line *lines;
    size_t count, capacity;
    size_t row;
    int field;
} plan;

static void *checked(void *memory)
{
    if (memory == NULL) {
        perror("bare_xlsx");
        exit(2);
    }
    return memory;
}

static void field(void *text, size_t length, void *data)
{
    plan *p = data;
    if (p->row > 0 && p->field < FIELDS) {
        if (p->field == 0 && p->count == p->capacity) {
            p->capacity = p->capacity * 2 + 1024;
            p->lines = checked(realloc(p->lines, p->capacity * sizeof *p->lines));
        }
        plan_line *line = &p->lines[p->count];
        if (p->field < FIRST_AMOUNT) {
            line->text[p->field] = checked(strndup(text, length));
        } else {
            char number[64] = "";
            memcpy(number, text, length < sizeof number ? length : sizeof number - 1);
            line->amount[p->field - FIRST_AMOUNT] = strtod(number, NULL);
        }
    }
    p->field++;
}

static void row(int end, void *data)
{
    plan *p = data;
    (void)end;
    p->count += p->row > 0;
    p->row++;
    p->field = 0;
}

static void read_plan(const char *path, plan *p)
{
    static char buffer[1 << 16];
    struct csv_parser parser;
    FILE *in = checked(fopen(path, "rb"));
    csv_init(&parser, 0);
    size_t length;
    while ((length = fread(buffer, 1, sizeof buffer, in)) > 0) {
        csv_parse(&parser, buffer, length, field, row, p);
    }
    csv_fini(&parser, field, row, p);
    csv_free(&parser);
    fclose(in);
}

typedef struct form {
    lxw_worksheet *sheet;
    lxw_format *text, *number, *heading;
    lxw_row_t row;
} form;

static void text_cell(form *f, int column, const char *text)
{
    worksheet_write_string(f->sheet, f->row, (lxw_col_t)column, text, f->text);
}

/* A row of the heading, or the note below the table. */
static void filled_row(form *f)
{
    for (int column = 0; column < TEXTS + AMOUNTS; column++) {
        text_cell(f, column, "资金来源");
    }
}

/* One past the last line of the unit whose lines begin at `from`. */
static size_t unit_end(const plan *p, size_t from)
{
    size_t to = from + 1;
    while (to < p->count && strcmp(p->lines[from].text[0], p->lines[to].text[0]) == 0) {
        to++;
    }
    return to;
}

static size_t units(const plan *p)
{
    size_t count = 0;
    for (size_t from = 0; from < p->count; from = unit_end(p, from)) {
        count++;
    }
    return count;
}

/* A row of sums over lines [from, to), which stand in the rows `first` to `last` of the sheet. */
static void sum_row(form *f, const plan *p, const char *name, size_t from, size_t to, lxw_row_t first, lxw_row_t last)
{
    text_cell(f, 0, name);
    for (int column = 1; column < TEXTS; column++) {
        worksheet_write_blank(f->sheet, f->row, (lxw_col_t)column, f->text);
    }
    for (int a = 0; a < AMOUNTS; a++) {
        double sum = 0;
        char formula[64];
        for (size_t i = from; i < to; i++) {
            sum += p->lines[i].amount[a];
        }
        snprintf(formula, sizeof formula, "=SUBTOTAL(9,%c%u:%c%u)", 'D' + a, first, 'D' + a, last);
        worksheet_write_formula_num(f->sheet, f->row, (lxw_col_t)(TEXTS + a), formula, f->number, sum);
    }
    f->row++;
}

static void line_row(form *f, const plan_line *line)
{
    unsigned number = f->row + 1;
    char formula[64];
    for (int column = 0; column < TEXTS; column++) {
        text_cell(f, column, line->text[column + 1]);
    }
    snprintf(formula, sizeof formula, "=E%u+I%u+J%u+K%u", number, number, number, number);
    worksheet_write_formula_num(f->sheet, f->row, TEXTS, formula, f->number, line->amount[0]);
    snprintf(formula, sizeof formula, "=SUM(F%u:H%u)", number, number);
    worksheet_write_formula_num(f->sheet, f->row, TEXTS + 1, formula, f->number, line->amount[1]);
    for (int a = 2; a < AMOUNTS; a++) {
        worksheet_write_number(f->sheet, f->row, (lxw_col_t)(TEXTS + a), line->amount[a], f->number);
    }
    f->row++;
}

static void write_form(const plan *p, const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *workbook = checked(workbook_new_opt(path, &options));
    form f = {.sheet = workbook_add_worksheet(workbook, "政府采购预算表")};
    f.text = workbook_add_format(workbook);
    format_set_text_wrap(f.text);
    format_set_border(f.text, LXW_BORDER_THIN);
    f.number = workbook_add_format(workbook);
    format_set_num_format(f.number, "#,##0.00;[Red]-#,##0.00");
    format_set_border(f.number, LXW_BORDER_THIN);

    for (; f.row < HEADING_ROWS; f.row++) {
        filled_row(&f);
    }
    lxw_row_t last = f.row + 2 + (lxw_row_t)(p->count + units(p));
    sum_row(&f, p, "合计", 0, p->count, f.row + 2, last);
    sum_row(&f, p, "部门", 0, p->count, f.row + 2, last);
    for (size_t from = 0, to; from < p->count; from = to) {
        to = unit_end(p, from);
        sum_row(&f, p, p->lines[from].text[0], from, to, f.row + 2, f.row + 1 + (lxw_row_t)(to - from));
        for (size_t i = from; i < to; i++) {
            line_row(&f, &p->lines[i]);
        }
    }
    filled_row(&f);
    lxw_error failed = workbook_close(workbook);
    if (failed != LXW_NO_ERROR) {
        fprintf(stderr, "bare_xlsx: %s\n", lxw_strerror(failed));
        exit(2);
    }
}

int main(int argc, char **argv)
{
    plan p = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: bare_xlsx PLAN.csv OUT.xlsx\n");
        return 2;
    }
    read_plan(argv[1], &p);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    write_form(&p, argv[2]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    for (size_t i = 0; i < p.count; i++) {
        for (int t = 0; t < FIRST_AMOUNT; t++) {
            free(p.lines[i].text[t]);
        }
    }
    free(p.lines);
    return 0;
}
