/* A plan out of a text: a published document copied from a web page or a PDF, a page in Markdown. */
#include "base/file.h"
#include "base/text.h"
#include "model/plan.h"
#include "read/budget_table.h"
#include "read/encoding.h"
#include "read/grid.h"
#include "read/settle.h"
#include "read/text_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)1 << 30)

static const char PLAN_TITLE[] = "政府采购预算表", PROCUREMENT[] = "采购";

/* The heading of a table: its rows taken together, the lowest title of each column. */
typedef struct text_heading {
    size_t rows; /* 0: not met yet */
    uint32_t first_row, last_row;
    size_t width;
    pp_heading cell[PP_SETTLE_COLUMNS];
    const char *title[PP_SETTLE_COLUMNS]; /* "" for none; owned by the plan */
    bool wide;                            /* it has more columns than are looked at */
} text_heading;

typedef struct text_reader {
    pp_reading *reading;
    pp_grid grid;
    pp_text_tables tables;
    size_t table;
    bool given; /* --columns names the columns */
    bool open;  /* the rows of a heading are being taken */
    text_heading first, again;
    pp_settle settle;
    size_t from[PP_SETTLE_COLUMNS];
    bool fed;       /* the heading was given to the grid */
    pp_field dated; /* the nearest title above that may name the year, and its line */
    uint32_t dated_row;
} text_reader;

static bool contains(pp_field field, const char *words)
{
    return memmem(field.text, field.length, words, strlen(words)) != NULL;
}

/* ---- Headings ---- */

static bool is_figure(pp_column column)
{
    return column >= PP_COL_TOTAL && column <= PP_COL_RESERVE_MICRO;
}

/* Takes a row of a heading. False when memory is short. */
static bool add_heading_row(text_reader *r, text_heading *h, const pp_row *row)
{
    h->first_row = h->rows++ == 0 ? row->number : h->first_row;
    h->last_row = row->number;
    h->wide |= row->count > PP_SETTLE_COLUMNS;
    for (size_t i = 0; i < row->count && i < PP_SETTLE_COLUMNS; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        for (; h->width <= i; h->width++) {
            h->cell[h->width] = (pp_heading){.column = PP_NO_COLUMN};
            h->title[h->width] = "";
        }
        if (field.length == 0) {
            continue;
        }
        h->cell[i] = pp_heading_find(field.text, field.length);
        h->title[i] = pp_arena_copy(r->reading->plan->arena, field.text, field.length);
        if (h->title[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* Whether a row is one of a heading: its first row, or a further one below that. */
static bool is_heading_row(const text_heading *h, bool open, const pp_row *row)
{
    return open ? h->rows < PP_HEADING_ROWS && pp_layout_continues(row) : pp_layout_is_heading(row);
}

/* Two headings mean the same columns in the same units, wherever these stand. */
static bool same_columns(const text_heading *a, const text_heading *b)
{
    unsigned char seen[PP_COLUMN_COUNT] = {0};
    for (size_t i = 0; i < a->width; i++) {
        if (a->cell[i].column < PP_COLUMN_COUNT) {
            seen[a->cell[i].column] = (unsigned char)(a->cell[i].unit + 1);
        }
    }
    for (size_t i = 0; i < b->width; i++) {
        if (b->cell[i].column < PP_COLUMN_COUNT && seen[b->cell[i].column] != b->cell[i].unit + 1) {
            return false;
        }
    }
    return true;
}

/* ---- Which table ---- */

/* What is known about a table before it is read. */
typedef struct prospect {
    bool open, over;
    size_t rows;
    bool item, other; /* its heading names items, and something else of a plan */
} prospect;

static bool look_for_heading(void *context, const pp_row *row, pp_error *error)
{
    enum { ROWS = 30 };
    prospect *p = context;
    (void)error;
    if (p->over || ++p->rows > ROWS || !(p->open ? pp_layout_continues(row) : pp_layout_is_heading(row))) {
        p->over |= p->open;
        return true;
    }
    p->open = true;
    for (size_t i = 0; i < row->count; i++) {
        const pp_column column = pp_heading_find(row->fields[i].text, row->fields[i].length).column;
        p->item |= column == PP_COL_ITEM_CODE || column == PP_COL_ITEM_NAME;
        p->other |= column == PP_COL_KIND || is_figure(column);
    }
    return true;
}

/* How well a table fits: 0 not at all, 2 when its title says that it is the procurement budget. */
static bool rate_table(const text_reader *r, size_t index, int *rate, pp_error *error)
{
    const pp_text_table *table = &r->tables.table[index];
    const char *wanted = r->reading->options.sheet;
    prospect p = {.open = false};
    char title[PP_QUOTE_TEXT];
    *rate = 0;
    if (table->rows == 0) {
        return true;
    }
    if (wanted != NULL) {
        snprintf(title, sizeof title, "%.*s",
                 (int)pp_utf8_cut(table->title.text, table->title.length, sizeof title - 1), table->title.text);
        *rate = pp_text_same(title, wanted) ? 2 : 0;
        return true;
    }
    if (!pp_text_table_rows(&r->tables, index, look_for_heading, &p, error)) {
        return false;
    }
    const bool fits =
        (p.item && p.other) || (r->given && (contains(table->title, PROCUREMENT) || r->tables.count == 1));
    *rate = !fits ? 0 : contains(table->title, PLAN_TITLE) ? 2 : 1;
    return true;
}

/* Lists the titles of tables for a message. */
static void list_tables(const text_reader *r, const int *rates, int least, char *out, size_t size)
{
    enum { LISTED = 8 };
    size_t listed = 0, used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < r->tables.count; i++) {
        const pp_text_table *table = &r->tables.table[i];
        char quote[PP_QUOTE_TEXT];
        if (table->rows == 0 || rates[i] < least) {
            continue;
        }
        if (listed++ == LISTED) {
            snprintf(out + used, size - used, " …");
            return;
        }
        pp_quote(table->title.text, table->title.length, quote);
        used += (size_t)snprintf(out + used, size - used, "%s“%s”（第%u行起）", listed > 1 ? "、" : "",
                                 quote[0] == '\0' ? "没有标题的表" : quote, table->first_row);
    }
}

static bool refuse_choice(const text_reader *r, const int *rates, size_t fitting, int best, pp_error *error)
{
    char list[9 * (PP_QUOTE_TEXT + 64)];
    list_tables(r, rates, fitting == 0 ? 0 : best, list, sizeof list);
    if (list[0] == '\0') {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "文件里没有找到表格。表格的列要用制表符、竖线或两个以上的空格隔开，请检查后重试。");
    }
    if (fitting == 0) {
        return pp_error_set(
            error, PP_ERROR_FORMAT,
            "文件里没有表头像政府采购预算表的表（表头要有“采购品目”和“采购类别”、“合计”等列名），有的表是：%s。"
            "请用 --sheet 写明是哪张表，用 --columns 依次写明各列。",
            list);
    }
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "文件里有 %zu 张表都像政府采购预算表：%s。请只留下要读的一张，或用 --sheet 写明它的标题。",
                        fitting, list);
}

static bool choose_table(text_reader *r, pp_error *error)
{
    int best = 1;
    size_t fitting = 0;
    int *rates = calloc(r->tables.count + 1, sizeof *rates);
    if (rates == NULL) {
        return pp_error_memory(error);
    }
    bool ok = true;
    for (size_t i = 0; ok && i < r->tables.count; i++) {
        ok = rate_table(r, i, &rates[i], error);
        if (rates[i] > best) {
            best = rates[i];
            fitting = 0;
        }
        if (ok && rates[i] == best) {
            r->table = i;
            fitting++;
        }
    }
    if (ok && fitting != 1) {
        ok = refuse_choice(r, rates, fitting, best, error);
    }
    free(rates);
    return ok;
}

static void note_others(text_reader *r)
{
    const pp_text_table *table = &r->tables.table[r->table];
    size_t others = 0;
    char quote[PP_QUOTE_TEXT];
    for (size_t i = 0; i < r->tables.count; i++) {
        const pp_text_table *other = &r->tables.table[i]; /* those of the budget are read beside the plan */
        others += i != r->table && other->rows > 0 &&
                  pp_budget_by_title(other->title.text, other->title.length) == PP_BUDGET_TABLE_COUNT;
    }
    if (others > 0) {
        pp_quote(table->title.text, table->title.length, quote);
        pp_reading_note(r->reading, "%s 里有 %zu 张表，只读取了第%u行起的“%s”，另外 %zu 张不是采购计划，没有读取。",
                        r->grid.file, others + 1, table->first_row, quote[0] == '\0' ? "没有标题的表" : quote, others);
    }
}

/* ---- What stands above it ---- */

/* Remembers the nearest short title that may name the year: 2024年部门预算表. */
static bool look_for_year(void *context, pp_text_kind kind, const pp_row *row, pp_error *error)
{
    enum { LONGEST = 120 };
    text_reader *r = context;
    (void)error;
    if (kind == PP_TEXT_TITLE && row->fields[0].length <= LONGEST && contains(row->fields[0], "年") &&
        (contains(row->fields[0], "预算") || contains(row->fields[0], "计划") ||
         contains(row->fields[0], PROCUREMENT))) {
        r->dated = row->fields[0];
        r->dated_row = row->number;
    }
    return true;
}

/* Gives the titles and entries above the table to the grid: its own first. */
static bool read_above(text_reader *r, pp_error *error)
{
    const pp_text_table *table = &r->tables.table[r->table];
    const pp_row own = {&table->title, 1, table->title_row};
    if (table->title.length > 0 && !pp_grid_preamble(&r->grid, &own, error)) {
        return false;
    }
    for (size_t i = 0; i <= r->table; i++) {
        if (!pp_text_table_lines(&r->tables, i, look_for_year, r, error)) {
            return false;
        }
    }
    const pp_row dated = {&r->dated, 1, r->dated_row};
    return r->dated_row == 0 || r->dated_row == table->title_row || pp_grid_preamble(&r->grid, &dated, error);
}

/* ---- The rows ---- */

/* The first walk: the first heading, and what the rows below say about their columns. */
static bool measure_row(void *context, const pp_row *row, pp_error *error)
{
    text_reader *r = context;
    if (is_heading_row(&r->first, r->open, row)) {
        const bool further = r->open || r->first.rows == 0;
        r->open = true;
        return !further || r->settle.values != NULL || add_heading_row(r, &r->first, row) || pp_error_memory(error);
    }
    r->open = false;
    if (r->first.rows == 0 || r->first.wide) {
        return true;
    }
    if (r->settle.values == NULL) {
        pp_column figure[PP_SETTLE_COLUMNS];
        bool nameless[PP_SETTLE_COLUMNS];
        for (size_t i = 0; i < PP_SETTLE_COLUMNS; i++) {
            figure[i] = i < r->first.width ? r->first.cell[i].column : PP_NO_COLUMN;
            nameless[i] = i >= r->first.width || r->first.title[i][0] == '\0';
        }
        if (!pp_settle_init(&r->settle, figure, nameless, PP_SETTLE_COLUMNS, error)) {
            return false;
        }
    }
    if (!pp_layout_continues(row)) { /* the second row of a heading that a page break repeats */
        pp_settle_row(&r->settle, row);
    }
    return true;
}

/* Names the columns that the sums have moved: “上年结转”在第11列. */
static void list_moved(const text_reader *r, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < PP_SETTLE_COLUMNS; i++) {
        const size_t from = r->from[i];
        char quote[PP_QUOTE_TEXT], letters[PP_CELL_TEXT];
        if (from == i || from == SIZE_MAX || used + sizeof quote + 32 > size) {
            continue;
        }
        used += (size_t)snprintf(out + used, size - used, "%s“%s”在第%zu列（%s）", used > 0 ? "、" : "",
                                 pp_quote(r->first.title[from], strlen(r->first.title[from]), quote), i + 1,
                                 pp_column_letters(i, letters));
    }
}

/* Says which columns are all 0, so that the sums say nothing about them, when one of them was moved. */
static void note_zeros(text_reader *r)
{
    char list[512];
    size_t used = 0, count = 0;
    bool moved = false;
    for (size_t i = 0; i < r->settle.width; i++) {
        const pp_settle_column *c = &r->settle.column[i];
        if (c->title == PP_SETTLE_OTHER || c->amounts == 0 || c->filled || r->from[i] == SIZE_MAX) {
            continue;
        }
        moved |= r->from[i] != i;
        count++;
        if (used + 32 < sizeof list) {
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%zu", count > 1 ? "、" : "", i + 1);
        }
    }
    if (moved && count > 1) {
        pp_reading_note(r->reading, "第 %s 列的数都是 0，互换也不影响结果，已按公布表样的顺序认列。", list);
    }
}

static bool settle(text_reader *r, pp_error *error)
{
    char moved[2048];
    switch (pp_settle_columns(&r->settle, r->from)) {
    case PP_SETTLED_AS_IS:
        return true;
    case PP_SETTLED_WRONG:
        pp_reading_note(
            r->reading,
            "%s 里 %zu 行数中有 %zu 行与“合计 = 小计 + 财政专户管理资金 + 单位资金 + 上年结转”等关系不符，列怎样"
            "换都对不上，已按表头读取。如果列认错了，请用 --columns 依次写明各列。",
            r->grid.file, r->settle.rows, r->settle.wrong);
        return true;
    case PP_SETTLED_OPEN:
        pp_error_set(
            error, PP_ERROR_FORMAT,
            "表头与数据的列对不上（%zu 行数中有 %zu 行与“合计 = 小计 + …”等关系不符），而且不止一种认法对得上，看不准。"
            "请用 --columns 从左到右依次写明各列，如：--columns 功能科目,采购品目,采购类别,合计,小计,一般公共预算,…",
            r->settle.rows, r->settle.wrong);
        return pp_error_at(error, NULL, r->first.last_row, 0);
    case PP_SETTLED_MOVED:
        break;
    }
    list_moved(r, moved, sizeof moved);
    pp_reading_note(
        r->reading,
        "%s 第%u行的表头与下面的数错了位，已按“合计 = 小计 + 财政专户管理资金 + 单位资金 + 上年结转”等关系认列："
        "%s。如果不对，请用 --columns 依次写明各列。",
        r->grid.file, r->first.last_row, moved);
    note_zeros(r);
    return true;
}

/* Gives the grid the heading as it was settled: one row. */
static bool feed_heading(text_reader *r, pp_error *error)
{
    pp_field fields[PP_SETTLE_COLUMNS];
    size_t count = r->first.width;
    for (size_t i = 0; i < PP_SETTLE_COLUMNS; i++) {
        const size_t from = r->from[i];
        const char *title = from < r->first.width ? r->first.title[from] : "";
        fields[i] = (pp_field){title, strlen(title)};
        count = title[0] != '\0' && i >= count ? i + 1 : count;
    }
    const pp_row row = {fields, count, r->first.last_row};
    r->fed = true;
    return pp_grid_row(&r->grid, &row, error);
}

/* A row of a heading: the first one was fed, those of later pages are passed over when they mean the same columns. */
static bool take_heading(text_reader *r, const pp_row *row, pp_error *error)
{
    if (!r->open) {
        r->again = (text_heading){.rows = 0};
    }
    if (!add_heading_row(r, &r->again, row)) {
        return pp_error_memory(error);
    }
    r->open = true;
    return r->fed || feed_heading(r, error);
}

static bool end_heading(text_reader *r, pp_error *error)
{
    if (!r->open) {
        return true;
    }
    r->open = false;
    if (same_columns(&r->first, &r->again)) {
        if (r->again.first_row > r->first.last_row) {
            pp_grid_note(&r->grid, r->again.first_row, "起是换页后重复的表头，已跳过，列以第一个表头认定的为准。");
        }
        return true;
    }
    pp_error_set(
        error, PP_ERROR_FORMAT,
        "这里又有一个表头，但列名或金额单位与第%u行的表头不同，下面的数不能按同一表头读取。请把两张表分成两个文件，"
        "或把列和单位改成一致后重试。",
        r->first.last_row);
    return pp_error_at(error, NULL, r->again.last_row, 0);
}

static bool take_row(text_reader *r, const pp_row *row, pp_error *error)
{
    if (r->given || r->first.wide) {
        return pp_grid_row(&r->grid, row, error);
    }
    if (is_heading_row(&r->again, r->open, row)) {
        return take_heading(r, row, error);
    }
    return end_heading(r, error) && pp_grid_row(&r->grid, row, error);
}

/* The second walk. A pp_text_line_fn. */
static bool take_line(void *context, pp_text_kind kind, const pp_row *row, pp_error *error)
{
    text_reader *r = context;
    switch (kind) {
    case PP_TEXT_ROW:
        return take_row(r, row, error);
    case PP_TEXT_ENTRY:
        return pp_grid_preamble(&r->grid, row, error);
    case PP_TEXT_NOTE:
        pp_grid_note(&r->grid, row->number, "是表下的说明，已跳过。");
        return true;
    case PP_TEXT_PAGE:
        pp_grid_note(&r->grid, row->number, "是页码，已跳过。");
        return true;
    case PP_TEXT_TITLE: /* of the next page: the first one was read before */
    case PP_TEXT_RULE:
    case PP_TEXT_BLANK:
        break;
    }
    return true;
}

static bool read_table(text_reader *r, pp_error *error)
{
    for (size_t i = 0; i < PP_SETTLE_COLUMNS; i++) {
        r->from[i] = i;
    }
    if (!choose_table(r, error)) {
        return false;
    }
    note_others(r);
    if (!read_above(r, error)) {
        return false;
    }
    if (!r->given) {
        if (!pp_text_table_rows(&r->tables, r->table, measure_row, r, error)) {
            return false;
        }
        r->open = false;
        if (r->settle.values != NULL && !settle(r, error)) {
            return false;
        }
    }
    return pp_text_table_lines(&r->tables, r->table, take_line, r, error) && end_heading(r, error) &&
           pp_grid_end(&r->grid, error);
}

/* The text, valid UTF-8, in new memory. */
static bool read_text(pp_reading *reading, const char *path, const char *name, char **text, size_t *length,
                      pp_error *error)
{
    pp_text_file file;
    bool ok = pp_text_file_open(&file, path, reading->options.encoding, TEXT_LIMIT, true, error);
    if (ok) {
        pp_reading_note_encoding(reading, &file, name);
        ok = pp_text_file_read(&file, path, TEXT_LIMIT, text, length, error);
    }
    pp_text_file_close(&file);
    if (ok && pp_utf8_valid(*text, *length) < *length) { /* it was, a moment ago */
        return pp_error_set(error, PP_ERROR_SYSTEM, "读取时文件“%s”被改动，请等它写完后重试。", path);
    }
    return ok;
}

bool pp_read_plan_text(pp_reading *reading, const char *path, pp_error *error)
{
    text_reader *r = calloc(1, sizeof *r);
    char *text = NULL;
    size_t length = 0;
    if (r == NULL) {
        return pp_error_memory(error);
    }
    r->reading = reading;
    r->given = reading->options.columns != NULL;
    const char *name = pp_base_name(path);
    const bool ok = read_text(reading, path, name, &text, &length, error) &&
                    pp_text_tables_find(text, length, &r->tables, error) &&
                    pp_grid_init(&r->grid, reading, name, NULL, error) && read_table(r, error) &&
                    pp_read_budget_text(reading, &r->tables, name, error);
    if (!ok && error->file[0] == '\0') {
        pp_error_at(error, path, error->row, error->column);
    }
    pp_settle_free(&r->settle);
    pp_grid_free(&r->grid);
    pp_text_tables_free(&r->tables);
    free(text);
    free(r);
    return ok;
}
