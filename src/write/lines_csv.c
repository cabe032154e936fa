/* The lines of a plan as a csv, so that reading it back gives the same lines: what the readers would understand
 * otherwise is written otherwise, and what cannot be written is refused. Whether a title or a reference is understood
 * as it is meant, the readers' own code is asked. */
#include "write/csv_cells.h"

#include "model/plan.h"
#include "read/csv.h"
#include "read/heading.h"
#include "read/reference.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_MARKS = 16 /* bytes that a cell may grow by: brackets, apostrophe, unit */ };

/* Where a code and its name stand: together in one column, or each in its own. */
static const struct pair {
    pp_column code, name;
    pp_reference_kind kind;
    const char *title; /* of the one column */
} PAIRS[] = {{PP_COL_FUNCTION_CODE, PP_COL_FUNCTION_NAME, PP_REFERENCE_FUNCTION, "功能科目编码及名称"},
             {PP_COL_ITEM_CODE, PP_COL_ITEM_NAME, PP_REFERENCE_ITEM, "采购品目"}};

enum { PAIR_COUNT = sizeof PAIRS / sizeof PAIRS[0] };

typedef struct writer {
    const pp_plan *plan;
    pp_csv_out *csv;
    const char *path; /* of the file being written, for messages */
    bool alone;       /* no about.csv stands beside the lines */
    pp_money_unit plan_unit;
    bool written[PP_COLUMN_COUNT]; /* which columns the file has */
    bool joined[PAIR_COUNT];
    pp_money_unit unit[PP_COLUMN_COUNT]; /* of the money columns */
    size_t *unreadable;                  /* indexes of the plan's unreadable cells, by line and column */
    size_t next_unreadable;
    char *text; /* a cell being put together */
    size_t capacity;
} writer;

/* Puts four texts together in w->text. False when memory is short. */
static bool join(writer *w, const char *a, const char *b, const char *c, const char *d, pp_error *error)
{
    const size_t length = strlen(a) + strlen(b) + strlen(c) + strlen(d);
    if (w->capacity <= length) {
        const size_t capacity = 2 * length + 256;
        char *text = realloc(w->text, capacity);
        if (text == NULL) {
            return pp_error_memory(error);
        }
        w->text = text;
        w->capacity = capacity;
    }
    stpcpy(stpcpy(stpcpy(stpcpy(w->text, a), b), c), d);
    return true;
}

/* ---- Which columns, under which titles ---- */

static bool is_money(pp_column column)
{
    return pp_column_describe(column)->type == PP_TYPE_MONEY;
}

/* The unit that the readers take for a column whose title names none. */
static pp_money_unit silent_unit(const writer *w, pp_column column)
{
    return column == PP_COL_PRICE ? PP_UNIT_YUAN : w->alone ? PP_UNIT_WAN : w->plan_unit;
}

pp_money_unit pp_csv_source_unit(const pp_plan *plan, size_t source, pp_column column)
{
    const char *title = plan->sources[source].title[column];
    const pp_title_unit named = title == NULL ? PP_TITLE_PLAIN : pp_heading_find(title, strlen(title)).unit;
    return named == PP_TITLE_WAN    ? PP_UNIT_WAN
           : named == PP_TITLE_YUAN ? PP_UNIT_YUAN
           : column == PP_COL_PRICE ? PP_UNIT_YUAN
                                    : pp_csv_plan_unit(plan);
}

/* A column stays in the unit of the first source that has it. */
static pp_money_unit column_unit(const writer *w, pp_column column)
{
    for (size_t s = 0; s < w->plan->source_count; s++) {
        if (w->plan->sources[s].title[column] != NULL) {
            return pp_csv_source_unit(w->plan, s, column);
        }
    }
    return column == PP_COL_PRICE ? PP_UNIT_YUAN : w->plan_unit;
}

static bool splits_into(const char *text, pp_reference_kind kind, const char *code, const char *name)
{
    pp_reference found;
    pp_reference_split(text, strlen(text), kind, &found);
    return found.code_length == strlen(code) && memcmp(found.code, code, found.code_length) == 0 &&
           found.name_length == strlen(name) && memcmp(found.name, name, found.name_length) == 0;
}

/* [code]name in w->text, or whichever of them there is. */
static bool join_pair(writer *w, const char *code, const char *name, pp_error *error)
{
    return code[0] == '\0' ? join(w, name, "", "", "", error) : join(w, "[", code, "]", name, error);
}

/* A code for a column of its own: bare where it is understood so, else in the first brackets that hold it. */
static bool join_code(writer *w, pp_reference_kind kind, const char *code, pp_error *error)
{
    static const char *const BRACKETS[][2] = {{"", ""}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}};
    for (size_t i = 0; i < sizeof BRACKETS / sizeof BRACKETS[0]; i++) {
        if (!join(w, BRACKETS[i][0], code, BRACKETS[i][1], "", error)) {
            return false;
        }
        if (splits_into(w->text, kind, code, "")) {
            return true;
        }
    }
    return join(w, "[", code, "]", "", error); /* no code that a reader made; it comes back as a reader would make it */
}

/* True when some title of a column that procplan does not know would be taken for this column. */
static bool extra_means(const pp_plan *plan, pp_column column)
{
    for (size_t e = 0; e < plan->extra_count; e++) {
        if (pp_heading_find(plan->extras[e].title, strlen(plan->extras[e].title)).column == column) {
            return true;
        }
    }
    return false;
}

/* Decides for a code and its name: one column wherever every cell of it would be split again into the same two. */
static bool settle_pair(writer *w, size_t index, pp_error *error)
{
    const struct pair *pair = &PAIRS[index];
    const pp_plan *plan = w->plan;
    bool named = false, splits = true;
    for (size_t i = 0; i < plan->lines && splits; i++) {
        const char *code = pp_plan_text(plan, i, pair->code), *name = pp_plan_text(plan, i, pair->name);
        if (!join_pair(w, code, name, error)) {
            return false;
        }
        named |= name[0] != '\0';
        splits = splits_into(w->text, pair->kind, code, name);
    }
    /* A name that begins like a code needs a column for codes beside it, even an empty one. */
    w->written[pair->code] |= w->written[pair->name] && !splits;
    w->joined[index] = w->written[pair->code] && w->written[pair->name] && named && splits &&
                       !extra_means(plan, pair->code) && !extra_means(plan, pair->name);
    return true;
}

static bool settle_columns(writer *w, pp_error *error)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        w->written[c] = pp_plan_has(w->plan, (pp_column)c);
        if (is_money((pp_column)c)) {
            w->unit[c] = column_unit(w, (pp_column)c);
        }
    }
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        if (!settle_pair(w, i, error)) {
            return false;
        }
    }
    return true;
}

/* The pair that this column belongs to, when it is written as one column; else NULL. */
static const struct pair *joined_pair(const writer *w, pp_column column)
{
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        if (w->joined[i] && (PAIRS[i].code == column || PAIRS[i].name == column)) {
            return &PAIRS[i];
        }
    }
    return NULL;
}

static bool is_code(pp_column column)
{
    return column == PP_COL_FUNCTION_CODE || column == PP_COL_ITEM_CODE;
}

/* Counts what makes a row a heading to the readers. */
typedef struct heading_count {
    size_t columns, known, money, items;
} heading_count;

static void count_title(heading_count *n, const char *title)
{
    const pp_column column = pp_heading_find(title, strlen(title)).column;
    n->columns++;
    n->known += column != PP_NO_COLUMN;
    n->money += column != PP_NO_COLUMN && is_money(column);
    n->items += column == PP_COL_ITEM_CODE || column == PP_COL_ITEM_NAME;
}

/* 单价 is said to be in 元 where the other amounts are in 万元: readers know, people may not. */
static bool write_known_title(writer *w, pp_column column, heading_count *n, pp_error *error)
{
    const struct pair *pair = joined_pair(w, column);
    const bool marked = is_money(column) && (w->unit[column] != silent_unit(w, column) ||
                                             (column == PP_COL_PRICE && w->plan_unit == PP_UNIT_WAN));
    const char *title = pair != NULL ? pair->title : pp_column_describe(column)->title;
    if (!join(w, title, marked ? pp_csv_unit_mark(w->unit[column]) : "", "", "", error)) {
        return false;
    }
    count_title(n, w->text);
    pp_csv_put_text(w->csv, w->text);
    return true;
}

/* The title of a column that procplan does not know: when the readers would take it for another column, it is changed.
 * A synonym does no harm beside the very title, which wins. */
static bool write_extra_title(writer *w, const char *title, heading_count *n, pp_error *error)
{
    const pp_heading found = pp_heading_find(title, strlen(title));
    const bool harmless =
        found.column == PP_NO_COLUMN || (!found.canonical && !is_money(found.column) && w->written[found.column] &&
                                         pp_column_describe(found.column)->type == PP_TYPE_TEXT);
    if (!join(w, harmless ? "" : "附加：", title, "", "", error)) {
        return false;
    }
    count_title(n, w->text);
    pp_csv_put_text(w->csv, w->text);
    return true;
}

static bool write_heading(writer *w, pp_error *error)
{
    heading_count n = {0};
    fputs(PP_BYTE_ORDER_MARK, w->csv->out);
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const struct pair *pair = joined_pair(w, (pp_column)c);
        if (w->written[c] && (pair == NULL || pair->code == (pp_column)c) &&
            !write_known_title(w, (pp_column)c, &n, error)) {
            return false;
        }
    }
    for (size_t e = 0; e < w->plan->extra_count; e++) {
        if (!write_extra_title(w, w->plan->extras[e].title, &n, error)) {
            return false;
        }
    }
    if (n.money < 2 && (n.items == 0 || n.known < 2)) {
        return pp_error_set(error, PP_ERROR_USAGE,
                            "计划没有“采购品目”、“合计”等列，写成 CSV 后无法再读取，没有写出。请先补上这些列。");
    }
    if (n.columns > PP_CSV_COLUMNS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "计划超过 %d 列，没有写出。请删去不需要的列后重试。",
                            PP_CSV_COLUMNS);
    }
    pp_csv_end_row(w->csv);
    return true;
}

/* ---- Lines ---- */

static int compare_unreadables(const void *a, const void *b, void *plan)
{
    const size_t first = *(const size_t *)a, second = *(const size_t *)b;
    const pp_unreadable x = pp_plan_unreadable(plan, first), y = pp_plan_unreadable(plan, second);
    if (x.line != y.line) {
        return x.line < y.line ? -1 : 1;
    }
    return x.column != y.column ? (int)x.column - (int)y.column : first < second ? -1 : 1;
}

static bool sort_unreadables(writer *w, pp_error *error)
{
    const size_t count = pp_plan_unreadables(w->plan);
    w->unreadable = malloc((count + 1) * sizeof *w->unreadable);
    if (w->unreadable == NULL) {
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        w->unreadable[i] = i;
    }
    qsort_r(w->unreadable, count, sizeof *w->unreadable, compare_unreadables, (void *)(uintptr_t)w->plan);
    return true;
}

/* The text of an unreadable cell, the last that was set; cells are asked for in the order of lines and columns. */
static const char *unreadable_text(writer *w, size_t line, pp_column column)
{
    const char *text = "";
    for (; w->next_unreadable < pp_plan_unreadables(w->plan); w->next_unreadable++) {
        const pp_unreadable u = pp_plan_unreadable(w->plan, w->unreadable[w->next_unreadable]);
        if (u.line > line || (u.line == line && u.column > column)) {
            break;
        }
        if (u.line == line && u.column == column) {
            text = u.text;
        }
    }
    return text;
}

/* An unreadable text goes out as it came in. Where its source had another unit than the column now has, it gets that
 * unit behind it, lest it be read as an amount that it never was. */
static bool write_unreadable(writer *w, size_t line, pp_column column, pp_error *error)
{
    const pp_money_unit unit =
        is_money(column) ? pp_csv_source_unit(w->plan, w->plan->source[line], column) : PP_UNIT_WAN;
    const bool other = is_money(column) && unit != w->unit[column];
    if (!join(w, unreadable_text(w, line, column), other ? unit == PP_UNIT_YUAN ? "元" : "万元" : "", "", "", error)) {
        return false;
    }
    pp_csv_put_text(w->csv, w->text);
    return true;
}

/* 数量 is in millionths, as 分 are of 万元; without zeros that say nothing. */
static void write_quantity(writer *w, int64_t quantity)
{
    char text[PP_MONEY_TEXT];
    size_t length = pp_money_format(quantity, PP_UNIT_WAN, PP_MONEY_EXACT, text);
    while (length > 0 && text[length - 1] == '0') {
        length--;
    }
    text[length > 0 && text[length - 1] == '.' ? length - 1 : length] = '\0';
    pp_csv_put(w->csv, text);
}

static bool write_number(writer *w, size_t line, pp_column column, pp_error *error)
{
    char text[PP_MONEY_TEXT];
    const int64_t number = pp_plan_number(w->plan, line, column);
    if (number == PP_MONEY_UNREADABLE) {
        return write_unreadable(w, line, column, error);
    }
    if (number != PP_MONEY_NONE && !is_money(column)) {
        write_quantity(w, number);
        return true;
    }
    pp_money_format(number, w->unit[column], PP_MONEY_EXACT, text);
    pp_csv_put(w->csv, text);
    return true;
}

static bool write_text(writer *w, size_t line, pp_column column, pp_error *error)
{
    const struct pair *pair = joined_pair(w, column);
    const char *text = pp_plan_text(w->plan, line, column);
    if (pair != NULL || (is_code(column) && text[0] != '\0')) {
        const pp_reference_kind kind = column == PP_COL_ITEM_CODE ? PP_REFERENCE_ITEM : PP_REFERENCE_FUNCTION;
        if (!(pair != NULL ? join_pair(w, text, pp_plan_text(w->plan, line, pair->name), error)
                           : join_code(w, kind, text, error))) {
            return false;
        }
        text = w->text;
    }
    pp_csv_put_text(w->csv, text);
    return true;
}

static bool refuse(const writer *w, size_t line, pp_error_code code, const char *what, pp_error *error)
{
    const pp_place place = pp_plan_place(w->plan, line, PP_NO_COLUMN);
    pp_error_set(error, code, "计划的第 %zu 项（%s 第%u行）%s，没有写出。请改正后重试。", line + 1, place.file,
                 (unsigned)place.row, what);
    return pp_error_at(error, w->path, 0, 0);
}

static bool says_sum(const char *text)
{
    const pp_word word = pp_word_of(text, strlen(text));
    return word == PP_WORD_TOTAL || word == PP_WORD_SUBTOTAL || word == PP_WORD_PART;
}

/* What names neither item, kind nor function, or has the name of a sum in their place, the readers take for a sum, a
 * note or nothing at all. */
bool pp_csv_is_line(const pp_plan *plan, size_t line)
{
    const char *kind = pp_plan_text(plan, line, PP_COL_KIND), *name = pp_plan_text(plan, line, PP_COL_ITEM_NAME);
    if (pp_plan_id(plan, line, PP_COL_ITEM_CODE) != 0 || pp_kind_by_name(kind) != PP_KIND_NONE) {
        return true;
    }
    return (kind[0] != '\0' || name[0] != '\0' || pp_plan_id(plan, line, PP_COL_FUNCTION_CODE) != 0) &&
           !says_sum(kind) && !says_sum(name) && !says_sum(pp_plan_text(plan, line, PP_COL_FUNCTION_NAME));
}

/* Whether every text of the line fits a cell that the readers take. */
static bool fits(const pp_plan *plan, size_t line)
{
    size_t longest = 0;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT) {
            const size_t length = pp_pool_length(plan->pool, pp_plan_id(plan, line, (pp_column)c));
            longest = length > longest ? length : longest;
        }
    }
    for (size_t e = 0; e < plan->extra_count; e++) {
        const size_t length = pp_pool_length(plan->pool, plan->extras[e].values[line]);
        longest = length > longest ? length : longest;
    }
    return longest <= PP_CSV_FIELD / 2 - CELL_MARKS; /* code and name may share a cell */
}

static bool write_line(writer *w, size_t line, pp_error *error)
{
    if (!pp_csv_is_line(w->plan, line)) {
        return refuse(w, line, PP_ERROR_USAGE, "没有填写采购品目、采购类别和功能科目编码，写出后会被当作合计行或说明",
                      error);
    }
    if (!fits(w->plan, line)) {
        return refuse(w, line, PP_ERROR_LIMIT, "有一格的文字太长", error);
    }
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const struct pair *pair = joined_pair(w, (pp_column)c);
        if (!w->written[c] || (pair != NULL && pair->name == (pp_column)c)) {
            continue;
        }
        if (!(pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT ? write_text(w, line, (pp_column)c, error)
                                                                     : write_number(w, line, (pp_column)c, error))) {
            return false;
        }
    }
    for (size_t e = 0; e < w->plan->extra_count; e++) {
        pp_csv_put_text(w->csv, pp_plan_extra(w->plan, line, e));
    }
    if (w->csv->row_size > PP_CSV_ROW) {
        return refuse(w, line, PP_ERROR_LIMIT, "的文字太多", error);
    }
    pp_csv_end_row(w->csv);
    return true;
}

bool pp_csv_write_lines(const pp_plan *plan, pp_csv_out *csv, bool alone, const char *path, pp_error *error)
{
    writer w = {.plan = plan, .csv = csv, .path = path, .alone = alone, .plan_unit = pp_csv_plan_unit(plan)};
    bool ok = settle_columns(&w, error) && sort_unreadables(&w, error) && write_heading(&w, error);
    for (size_t i = 0; ok && i < plan->lines; i++) {
        ok = write_line(&w, i, error);
    }
    free(w.unreadable);
    free(w.text);
    return ok;
}
