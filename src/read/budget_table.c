#include "read/budget_table.h"

#include "base/text.h"
#include "read/heading.h"
#include "read/layout.h"

#include <stdlib.h>
#include <string.h>

enum { ABOVE = 50 /* rows above the heading that are remembered */ };

bool pp_budget_reader_init(pp_budget_reader *r, pp_reading *reading, pp_budget *budget, pp_budget_table table,
                           const char *name, pp_money_unit unit, pp_error *error)
{
    *r = (pp_budget_reader){.reading = reading, .budget = budget, .table = table, .name = name, .unit = unit};
    r->titles = pp_pool_new();
    for (int i = 0; i < PP_BUDGET_WIDTH; i++) {
        r->column_of[i] = -1;
    }
    return r->titles == NULL ? pp_error_memory(error) : pp_budget_add_table(budget, table, name, error);
}

void pp_budget_reader_free(pp_budget_reader *r)
{
    for (int i = 0; i < PP_BUDGET_WIDTH; i++) {
        free(r->lowest[i]);
    }
    pp_pool_free(r->titles);
}

static pp_field cell(const pp_row *row, size_t index)
{
    return index < row->count && index < PP_BUDGET_WIDTH ? pp_field_trim(row->fields[index]) : (pp_field){"", 0};
}

/* ---- What a row is ---- */

/* 栏次,1,2,3 … below the heading, and its kin. */
static bool is_numbering(const pp_row *row)
{
    char folded[32];
    const pp_field first = cell(row, 0);
    pp_text_fold(first.text, first.length, folded, sizeof folded);
    return strcmp(folded, "栏次") == 0 || strcmp(folded, "档次") == 0;
}

/* The column of the table, not yet taken, that a title means; -1 when none. */
static int find_column(pp_budget_table table, const char *words, const bool taken[PP_BUDGET_COLUMNS])
{
    const pp_budget_table_info *info = pp_budget_describe(table);
    char own[PP_TITLE_TEXT];
    for (int c = 0; c < info->texts + info->amounts; c++) {
        const char *const titles[] = {info->columns[c].title, info->columns[c].printed};
        for (size_t t = 0; t < 2 && (taken == NULL || !taken[c]); t++) {
            pp_heading_words(titles[t], strlen(titles[t]), own);
            if (own[0] != '\0' && strcmp(own, words) == 0) {
                return c;
            }
        }
    }
    return -1;
}

static bool is_amount(pp_field field)
{
    pp_money value;
    return field.length > 0 && pp_money_parse(field.text, field.length, PP_UNIT_WAN, &value) != PP_MONEY_NOT_NUMBER;
}

bool pp_budget_is_heading(const pp_row *row)
{
    char words[PP_TITLE_TEXT];
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        int known = 0;
        for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
            const pp_field field = cell(row, i);
            pp_heading_words(field.text, field.length, words);
            known += words[0] != '\0' && find_column((pp_budget_table)t, words, NULL) >= 0;
        }
        if (known > 1) {
            return true;
        }
    }
    return false;
}

/* A row of the first heading: some title in it is known, and it has no amounts. */
static bool is_heading(const pp_budget_reader *r, const pp_row *row)
{
    char words[PP_TITLE_TEXT];
    int known = 0;
    for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
        const pp_field field = cell(row, i);
        pp_heading_words(field.text, field.length, words);
        known += words[0] != '\0' && find_column(r->table, words, NULL) >= 0;
        if (is_amount(field)) {
            return false;
        }
    }
    return known > 0;
}

/* Sets *repeats when every text of the row stood in the heading, as on the next page. */
static bool repeats_heading(const pp_budget_reader *r, const pp_row *row, bool *repeats, pp_error *error)
{
    char words[PP_TITLE_TEXT];
    size_t filled = 0;
    *repeats = false;
    for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
        const pp_field field = cell(row, i);
        uint32_t id = 0;
        if (field.length == 0) {
            continue;
        }
        pp_heading_words(field.text, field.length, words);
        if (words[0] == '\0' || !pp_pool_add(r->titles, words, strlen(words), &id)) {
            return words[0] == '\0' || pp_error_memory(error);
        }
        if (id >= r->title_count) {
            return true;
        }
        filled++;
    }
    *repeats = filled > 1;
    return true;
}

/* ---- The heading ---- */

/* Takes in a row above the body. Only one that has known titles is a heading; the one above it (收入 | 支出) is
 * remembered all the same, because the next page repeats it. */
static bool add_heading(pp_budget_reader *r, const pp_row *row, bool has_titles, pp_error *error)
{
    char words[PP_TITLE_TEXT];
    uint32_t id;
    r->heading |= has_titles;
    for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
        const pp_field field = cell(row, i);
        if (field.length == 0) {
            continue;
        }
        pp_heading_words(field.text, field.length, words);
        if (!pp_pool_add(r->titles, words, strlen(words), &id)) {
            return pp_error_memory(error);
        }
        if (has_titles) {
            free(r->lowest[i]);
            r->lowest[i] = malloc(field.length + 1); /* no NUL stands behind the field */
            if (r->lowest[i] == NULL) {
                return pp_error_memory(error);
            }
            memcpy(r->lowest[i], field.text, field.length);
            r->lowest[i][field.length] = '\0';
        }
    }
    return true;
}

/* Amounts are in the unit that their heading names: all in the same one. */
static bool take_unit(pp_budget_reader *r, pp_title_unit unit, const char *title, pp_error *error)
{
    char quote[PP_QUOTE_TEXT];
    if (unit == PP_TITLE_OTHER) {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "列“%s”的金额单位不能识别，只能是“元”或“万元”，请换算并改写表头后重试。",
                            pp_quote(title, strlen(title), quote));
    }
    if (unit != PP_TITLE_PLAIN) {
        r->unit = unit == PP_TITLE_YUAN ? PP_UNIT_YUAN : PP_UNIT_WAN;
    }
    return true;
}

static bool is_serial(const char *words)
{
    return strcmp(words, "序号") == 0 || strcmp(words, "栏次") == 0;
}

/* The heading is complete: says what each file column is. */
static bool settle(pp_budget_reader *r, uint32_t number, pp_error *error)
{
    const pp_budget_table_info *info = pp_budget_describe(r->table);
    bool taken[PP_BUDGET_COLUMNS] = {false};
    char words[PP_TITLE_TEXT], quote[PP_QUOTE_TEXT];
    r->body = true;
    r->title_count = pp_pool_count(r->titles);
    for (int i = 0; i < PP_BUDGET_WIDTH; i++) {
        const char *title = r->lowest[i];
        if (title == NULL) {
            continue;
        }
        const pp_title_unit unit = pp_heading_words(title, strlen(title), words);
        const int c = find_column(r->table, words, taken);
        if (c < 0) {
            if (!is_serial(words)) {
                pp_reading_note(r->reading, "%s 预算表“%s”的“%s”列没有使用。", r->name, info->name,
                                pp_quote(title, strlen(title), quote));
            }
            continue;
        }
        taken[c] = true;
        r->column_of[i] = c;
        if ((c >= info->texts && !take_unit(r, unit, title, error)) ||
            !pp_budget_map_column(r->budget, r->table, c, (uint32_t)i + 1, title, error)) {
            return pp_error_at(error, NULL, number, (uint32_t)i + 1);
        }
    }
    for (int c = 0; c < info->texts; c++) {
        if (!taken[c]) {
            pp_error_set(error, PP_ERROR_FORMAT, "预算表“%s”的表头没有“%s”列，请补上后重试。", info->name,
                         info->columns[c].title);
            return pp_error_at(error, NULL, number, 0);
        }
    }
    return true;
}

/* ---- The body ---- */

/* Decimals as written: 4.50 has two. */
static unsigned count_digits(pp_field field)
{
    const char *point = memchr(field.text, '.', field.length);
    const char *end = field.text + field.length;
    unsigned count = 0;
    while (point != NULL && point + 1 + count < end && point[1 + count] >= '0' && point[1 + count] <= '9' &&
           count < 6) {
        count++;
    }
    return count;
}

/* The unit of a figure of 说明数据: 万元, 元, or %, which is read in hundredths. False when it is none of them. */
static bool unit_of_figure(const pp_budget_row *row, pp_money_unit *unit)
{
    char folded[PP_QUOTE_TEXT];
    pp_text_fold(row->text[2], strlen(row->text[2]), folded, sizeof folded);
    *unit = strncmp(folded, "万元", strlen("万元")) == 0 ? PP_UNIT_WAN : PP_UNIT_YUAN;
    return *unit == PP_UNIT_WAN || pp_budget_is_percentage(row) || strncmp(folded, "元", strlen("元")) == 0;
}

static bool read_amount(pp_budget_reader *r, size_t row, int amount, pp_field field, pp_error *error)
{
    pp_money value = PP_MONEY_NONE;
    pp_money_unit unit = r->unit;
    pp_money_status status = PP_MONEY_OK;
    if (r->table == PP_BUDGET_STATEMENT && !unit_of_figure(pp_budget_row_at(r->budget, r->table, row), &unit)) {
        status = PP_MONEY_OTHER_UNIT;
    } else {
        status = pp_money_parse(field.text, field.length, unit, &value);
    }
    if (status != PP_MONEY_OK && status != PP_MONEY_EMPTY) {
        return pp_budget_set_unreadable(r->budget, r->table, row, amount, status, field.text, field.length, error);
    }
    pp_budget_set_amount(r->budget, r->table, row, amount, value, count_digits(field));
    return true;
}

static bool add_row(pp_budget_reader *r, const pp_row *row, pp_error *error)
{
    const int texts = pp_budget_describe(r->table)->texts;
    size_t index;
    if (!pp_budget_add_row(r->budget, r->table, row->number, &index, error)) {
        return pp_error_at(error, NULL, row->number, 0);
    }
    for (int pass = 0; pass < 2; pass++) { /* texts first: a figure's unit says how to read it */
        for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
            const int c = r->column_of[i];
            const pp_field field = cell(row, i);
            const bool is_text = c < texts;
            if (c < 0 || field.length == 0 || is_text != (pass == 0)) {
                continue;
            }
            if (is_text ? !pp_budget_set_text(r->budget, r->table, index, c, field.text, field.length, error)
                        : !read_amount(r, index, c - texts, field, error)) {
                return false;
            }
        }
    }
    return true;
}

/* Nothing in it that the table has a column for, or a note below the table. */
static bool is_nothing(const pp_budget_reader *r, const pp_row *row)
{
    size_t used = 0, filled = 0;
    const char *only = "";
    for (size_t i = 0; i < row->count && i < PP_BUDGET_WIDTH; i++) {
        const pp_field field = cell(row, i);
        used += field.length > 0 && r->column_of[i] >= 0;
        filled += field.length > 0;
        only = field.length > 0 ? field.text : only;
    }
    return used == 0 || (filled == 1 && strncmp(only, "注", strlen("注")) == 0);
}

bool pp_budget_reader_row(void *reader, const pp_row *row, pp_error *error)
{
    pp_budget_reader *r = reader;
    bool repeats = false;
    if (is_numbering(row)) {
        return true;
    }
    if (!r->body) {
        const bool has_titles = is_heading(r, row);
        if (!has_titles && !r->heading && r->above++ >= ABOVE) {
            return true;
        }
        if (has_titles || !r->heading) {
            return add_heading(r, row, has_titles, error);
        }
        if (!settle(r, row->number, error)) {
            return false;
        }
    }
    if (!repeats_heading(r, row, &repeats, error)) {
        return false;
    }
    return repeats || is_nothing(r, row) || add_row(r, row, error);
}

bool pp_budget_reader_end(pp_budget_reader *r, pp_error *error)
{
    if (!r->heading) {
        const pp_budget_table_info *info = pp_budget_describe(r->table);
        return pp_error_set(error, PP_ERROR_FORMAT, "预算表“%s”没有表头。表头应有“%s”、“%s”等列，请补上后重试。",
                            info->name, info->columns[0].title, info->columns[info->texts].title);
    }
    return r->body || settle(r, 0, error);
}
