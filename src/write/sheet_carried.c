/* The hidden sheet 计划附记: what the plan has and the form has no cell for (read/carried.h says how it is laid out).
 */

#include "base/text.h"
#include "model/plan.h"
#include "read/heading.h"
#include "read/reference.h"
#include "write/csv_cells.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What of a line the form does not carry ---- */

/* Cells of lines that stand one below the other on the form. */
typedef struct record {
    lxw_row_t first, last; /* from 0 */
    uint32_t empty;        /* bits of the columns from 合计 on that are empty in the plan; 0: one cell, of which */
    const char *title;     /* its column, */
    const char *shown;     /* what a reader finds there, */
    const char *text;      /* what the plan has, */
    const char *unit;      /* and of an unreadable amount the unit that it is unreadable in */
} record;

typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    const pp_plan *plan;
    const pp_form *form;
    bool *changed; /* by number of the pool: the text is read otherwise than it is */
    record *records;
    size_t count, capacity;
    size_t emptied; /* the last record of empty cells, from 1; 0: none */
    char *letters;  /* a text being escaped */
    size_t letters_size;
} writer;

/* What a reader makes of the text of a cell: without white space and apostrophe around it. A copy owned by the book. */
static const char *as_read(writer *w, const char *shown)
{
    const pp_field field = pp_field_trim((pp_field){shown, strlen(shown)});
    const char *copy = pp_arena_copy(w->book->cells.arena, field.text, field.length);
    w->book->cells.no_memory |= copy == NULL;
    return copy == NULL ? "" : copy;
}

static record *add(writer *w, record made)
{
    if (w->count == w->capacity) {
        const size_t capacity = w->capacity * 2 + 64;
        record *records = realloc(w->records, capacity * sizeof *records);
        if (records == NULL) {
            w->book->cells.no_memory = true;
            return NULL;
        }
        w->records = records;
        w->capacity = capacity;
    }
    w->records[w->count] = made;
    return &w->records[w->count++];
}

static void add_text(writer *w, lxw_row_t row, const char *title, const char *shown, const char *text, const char *unit)
{
    (void)add(w, (record){.first = row, .last = row, .title = title, .shown = shown, .text = text, .unit = unit});
}

/* Text cells of a line, which the form shows as they are but for what a cell cannot hold. */
static void texts_of(writer *w, size_t line, lxw_row_t row)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const bool joined = c == PP_COL_FUNCTION_CODE || c == PP_COL_FUNCTION_NAME || c == PP_COL_ITEM_CODE ||
                            c == PP_COL_ITEM_NAME || c == PP_COL_UNIT;
        if (joined || pp_column_describe((pp_column)c)->type != PP_TYPE_TEXT) {
            continue;
        }
        const uint32_t id = pp_plan_id(w->plan, line, (pp_column)c);
        if (w->changed[id]) {
            add_text(w, row, pp_column_describe((pp_column)c)->title, as_read(w, w->form->text[id].text),
                     pp_pool_text(w->plan->pool, id), "");
        }
    }
    for (size_t e = 0; e < w->plan->extra_count; e++) {
        const uint32_t id = w->plan->extras[e].values[line];
        if (w->changed[id]) {
            add_text(w, row, pp_cells_print(&w->book->cells, PP_CARRIED_EXTRA "%zu", e + 1),
                     as_read(w, w->form->text[id].text), pp_pool_text(w->plan->pool, id), "");
        }
    }
}

static bool same(const char *text, const char *part, size_t length)
{
    return strlen(text) == length && memcmp(text, part, length) == 0;
}

/* Code and name, which stand together as [code]name: what a reader splits must be what they were. */
static void pair_of(writer *w, size_t line, lxw_row_t row, pp_column code, pp_column name, pp_reference_kind kind)
{
    const uint32_t code_id = pp_plan_id(w->plan, line, code), name_id = pp_plan_id(w->plan, line, name);
    const char *code_text = pp_pool_text(w->plan->pool, code_id), *name_text = pp_pool_text(w->plan->pool, name_id);
    const char *shown = w->form->text[name_id].text;
    char *joined = w->book->joined;
    if (code_id != 0) {
        stpcpy(stpcpy(stpcpy(stpcpy(joined, "["), w->form->text[code_id].text), "]"), shown);
        shown = joined;
    }
    const pp_field field = pp_field_trim((pp_field){shown, strlen(shown)});
    pp_reference found;
    pp_reference_split(field.text, field.length, kind, &found);
    if (!same(code_text, found.code, found.code_length)) {
        add_text(w, row, pp_column_describe(code)->title,
                 pp_cells_print(&w->book->cells, "%.*s", (int)found.code_length, found.code), code_text, "");
    }
    if (!same(name_text, found.name, found.name_length)) {
        add_text(w, row, pp_column_describe(name)->title,
                 pp_cells_print(&w->book->cells, "%.*s", (int)found.name_length, found.name), name_text, "");
    }
}

/* An unreadable cell, when its text is read as something else in the unit of the form. */
static void unreadable_of(writer *w, size_t line, lxw_row_t row, pp_column column)
{
    const char *text = pp_form_unreadable(w->book, line, column);
    const char *shown = as_read(w, pp_form_shown_unreadable(w->book, line, column));
    const pp_money_unit of_form = column == PP_COL_PRICE ? PP_UNIT_YUAN : PP_UNIT_WAN;
    const pp_money_unit of_plan = pp_csv_source_unit(w->plan, w->plan->source[line], column);
    if (of_form != of_plan || strcmp(text, shown) != 0) {
        add_text(w, row, pp_column_describe(column)->title, shown, text, of_plan == PP_UNIT_YUAN ? "元" : "万元");
    }
}

/* Amounts: cells that are empty in the plan show 0 or a sum. */
static void amounts_of(writer *w, size_t line, lxw_row_t row)
{
    uint32_t empty = 0;
    pp_figures figures;
    pp_form_figures(w->plan, line, &figures);
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column column = (pp_column)c;
        if (pp_column_describe(column)->type == PP_TYPE_TEXT) {
            continue;
        }
        const int64_t number = pp_plan_number(w->plan, line, column);
        const bool printed = c >= PP_COL_TOTAL && c <= PP_COL_RESERVE;
        if (number == PP_MONEY_UNREADABLE) {
            unreadable_of(w, line, row, column);
        } else if (number == PP_MONEY_NONE && printed && figures.of[c - PP_COL_TOTAL].kind == PP_FIGURE_UNKNOWN) {
            add_text(w, row, pp_column_describe(column)->title, PP_SHOWN_UNKNOWN, "", "");
        } else if (number == PP_MONEY_NONE && printed) {
            empty |= 1u << (c - PP_COL_TOTAL);
        }
    }
    record *last = w->emptied == 0 ? NULL : &w->records[w->emptied - 1];
    if (last != NULL && last->empty == empty && last->last + 1 == row) {
        last->last = row;
    } else if (empty != 0 && add(w, (record){.first = row, .last = row, .empty = empty}) != NULL) {
        w->emptied = w->count;
    }
}

static void groups(writer *w)
{
    for (size_t g = 0; g < w->form->group_count; g++) {
        const pp_group *group = &w->form->groups[g];
        const char *name = pp_pool_text(w->plan->pool, group->unit);
        if (group->unit != 0 && strcmp(name, pp_form_unit_name(w->book, g)) != 0) {
            (void)add(w, (record){.first = group->row + 1,
                                  .last = group->row + (lxw_row_t)group->count,
                                  .title = pp_column_describe(PP_COL_UNIT)->title,
                                  .shown = as_read(w, pp_form_unit_name(w->book, g)),
                                  .text = name,
                                  .unit = ""});
        }
        for (size_t n = 0; n < group->count; n++) {
            const size_t line = w->form->order[group->first + n];
            const lxw_row_t row = w->form->row[line];
            amounts_of(w, line, row);
            pair_of(w, line, row, PP_COL_FUNCTION_CODE, PP_COL_FUNCTION_NAME, PP_REFERENCE_FUNCTION);
            pair_of(w, line, row, PP_COL_ITEM_CODE, PP_COL_ITEM_NAME, PP_REFERENCE_ITEM);
            texts_of(w, line, row);
        }
    }
}

static bool find_changed(writer *w)
{
    const uint32_t count = pp_pool_count(w->plan->pool);
    w->changed = calloc(count, sizeof *w->changed);
    for (uint32_t i = 0; w->changed != NULL && i < count; i++) {
        const char *shown = w->form->text[i].text;
        const pp_field field = pp_field_trim((pp_field){shown, strlen(shown)});
        w->changed[i] = !same(pp_pool_text(w->plan->pool, i), field.text, field.length);
    }
    return w->changed != NULL;
}

/* ---- Cells ---- */

/* Bytes of text[at..end) that a spreadsheet program may change: 0, or how many of them are to be escaped. */
static size_t delicate(const char *text, size_t at, size_t begin, size_t end)
{
    const unsigned char c = (unsigned char)text[at];
    if (at < begin || at >= end || c < ' ' || c == 0x7F || c == '\\' || (c == '_' && text[at + 1] == 'x')) {
        return 1;
    }
    return c == 0xEF && (unsigned char)text[at + 1] == 0xBF && (unsigned char)text[at + 2] >= 0xBE ? 3 : 0;
}

/* Writes a text escaped; nothing for "", or for one that is too long for a cell then. */
static void put_text(writer *w, lxw_row_t row, int column, const char *text)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    const size_t length = strlen(text);
    if (length == 0) {
        return;
    }
    if (w->letters_size < 3 * length + 1) {
        char *letters = realloc(w->letters, 3 * length + 1);
        if (letters == NULL) {
            w->book->cells.no_memory = true;
            return;
        }
        w->letters = letters;
        w->letters_size = 3 * length + 1;
    }
    const pp_field middle = pp_field_trim((pp_field){text, length});
    const size_t begin = (size_t)(middle.text - text), end = begin + middle.length;
    char *out = w->letters;
    for (size_t i = 0; i < length;) {
        size_t n = delicate(text, i, begin, end);
        if (n == 0) {
            *out++ = text[i++];
        }
        for (; n > 0; n--, i++) {
            *out++ = '\\';
            *out++ = DIGITS[(unsigned char)text[i] >> 4];
            *out++ = DIGITS[(unsigned char)text[i] & 15];
        }
    }
    *out = '\0';
    if (pp_text_units(w->letters) <= PP_XLSX_TEXT_LIMIT) {
        pp_put_text(w->sheet, row, (lxw_col_t)column, w->letters, PP_STYLE_TEXT);
    }
}

static void put_number(writer *w, lxw_row_t row, int column, size_t number)
{
    pp_put_number(w->sheet, row, (lxw_col_t)column, (double)number, PP_STYLE_COUNT);
}

/* What a reader takes for the department: what follows the colon, unless that has one itself. */
static const char *department_as_read(writer *w, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return "（未填）";
    }
    return strchr(text, ':') != NULL || strstr(text, "：") != NULL
               ? ""
               : as_read(w, pp_cells_sentence(&w->book->cells, text));
}

static void put_about(writer *w, lxw_row_t row, size_t k)
{
    const char *text = pp_plan_about(w->plan, (pp_about_key)k);
    const char *shown = "";
    const int year = pp_report_year(w->book->report);
    switch ((pp_about_key)k) {
    case PP_ABOUT_DEPARTMENT:
        shown = department_as_read(w, text);
        break;
    case PP_ABOUT_YEAR:
        shown = year == 0 ? "" : pp_cells_print(&w->book->cells, "%d", year);
        break;
    case PP_ABOUT_UNIT:
        text = pp_csv_plan_unit(w->plan) == PP_UNIT_YUAN ? "元" : "万元";
        shown = "万元";
        break;
    default:
        break;
    }
    put_text(w, row, PP_CARRIED_ABOUT, pp_about_title((pp_about_key)k));
    put_text(w, row, PP_CARRIED_ABOUT + 1, text == NULL ? "" : text);
    put_text(w, row, PP_CARRIED_ABOUT + 2, shown);
}

static void put_control(writer *w, lxw_row_t row, size_t index)
{
    const pp_control *control = pp_plan_control(w->plan, index);
    char amount[PP_MONEY_TEXT];
    pp_csv_format_control(control, PP_UNIT_WAN, amount);
    put_text(w, row, PP_CARRIED_CONTROLS, pp_csv_control_name(control));
    put_text(w, row, PP_CARRIED_CONTROLS + 1, control->key);
    put_text(w, row, PP_CARRIED_CONTROLS + 2, control->relation == PP_AT_MOST ? "<=" : "=");
    put_text(w, row, PP_CARRIED_CONTROLS + 3, amount);
    put_text(w, row, PP_CARRIED_CONTROLS + 4, control->origin);
    put_text(w, row, PP_CARRIED_CONTROLS + 5, pp_control_column_title(control));
}

static void put_record(writer *w, lxw_row_t row, const record *r)
{
    char titles[PP_MONEY_COLUMNS * 40] = "";
    char *out = titles;
    for (int m = 0; m < PP_MONEY_COLUMNS; m++) {
        if ((r->empty >> m & 1) != 0) {
            out = stpcpy(stpcpy(out, out == titles ? "" : PP_CARRIED_BETWEEN),
                         pp_column_describe((pp_column)(PP_COL_TOTAL + m))->title);
        }
    }
    put_number(w, row, PP_CARRIED_CELLS, r->first + 1);
    put_number(w, row, PP_CARRIED_CELLS + 1, r->last + 1);
    put_text(w, row, PP_CARRIED_CELLS + 2, r->empty != 0 ? titles : r->title);
    if (r->empty == 0) {
        put_text(w, row, PP_CARRIED_CELLS + 3, r->shown);
        put_text(w, row, PP_CARRIED_CELLS + 4, r->text);
        put_text(w, row, PP_CARRIED_CELLS + 5, r->unit);
    }
}

/* ---- Blocks ---- */

/* The known columns of the plan, one after the other. */
static size_t known_columns(const pp_plan *plan, pp_column columns[PP_COLUMN_COUNT])
{
    size_t count = 0;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (pp_plan_has(plan, (pp_column)c)) {
            columns[count++] = (pp_column)c;
        }
    }
    return count;
}

/* Writes the run of lines from n on of the form's order, those that stand one behind the other in the plan too, and
 * returns where the next begins. */
static size_t put_run(writer *w, lxw_row_t row, size_t n)
{
    const pp_form *form = w->form;
    size_t end = n + 1;
    while (end < w->plan->lines && form->order[end] == form->order[end - 1] + 1 &&
           form->row[form->order[end]] == form->row[form->order[end - 1]] + 1) {
        end++;
    }
    put_number(w, row, PP_CARRIED_ORDER, form->row[form->order[n]] + 1);
    put_number(w, row, PP_CARRIED_ORDER + 1, form->row[form->order[end - 1]] + 1);
    put_number(w, row, PP_CARRIED_ORDER + 2, form->order[n] + 1);
    return end;
}

static bool is_in_order(const writer *w)
{
    for (size_t i = 0; i < w->plan->lines; i++) {
        if (w->form->order[i] != i) {
            return false;
        }
    }
    return true;
}

/* Row after row, every block at once: a row cannot be written later. What does not fit the sheet is left out. */
static void put_rows(writer *w)
{
    pp_column known[PP_COLUMN_COUNT];
    const size_t columns = known_columns(w->plan, known), lines = is_in_order(w) ? 0 : w->plan->lines;
    size_t run = 0;
    for (size_t i = 0; i < PP_XLSX_ROW_LIMIT - PP_CARRIED_HEADING; i++) {
        const lxw_row_t row = (lxw_row_t)(PP_CARRIED_HEADING + i);
        if (i < PP_ABOUT_COUNT) {
            put_about(w, row, i);
        }
        if (i < columns) {
            put_text(w, row, PP_CARRIED_COLUMNS, pp_column_describe(known[i])->title);
        } else if (i - columns < w->plan->extra_count) {
            put_text(w, row, PP_CARRIED_COLUMNS, pp_plan_extra_title(w->plan, i - columns));
            put_text(w, row, PP_CARRIED_COLUMNS + 1, as_read(w, pp_form_extra_title(w->book, i - columns)));
        }
        if (i < pp_plan_controls(w->plan)) {
            put_control(w, row, i);
        }
        if (run < lines) {
            run = put_run(w, row, run);
        }
        if (i < w->count) {
            put_record(w, row, &w->records[i]);
        }
        if (i >= PP_ABOUT_COUNT && i >= columns + w->plan->extra_count && i >= pp_plan_controls(w->plan) &&
            run >= lines && i >= w->count) {
            break;
        }
    }
}

static void put_titles(writer *w)
{
    static const char *const TITLES[PP_CARRIED_WIDTH] = {
        "项目", "计划里的", "表上的", "栏目",       "表上的列名", "控制项", "键",     "关系",   "金额（万元）", "来源",
        "栏目", "起行",     "止行",   "从第几项起", "起行",       "止行",   "哪几栏", "表上的", "计划里的",     "单位"};
    pp_put_text(w->sheet, 0, 0,
                "本表由 procplan 写出，记着“" PP_FORM_SHEET "”上没有地方写的内容，读回计划时用。请不要改动。",
                PP_STYLE_NOTE);
    for (int c = 0; c < PP_CARRIED_WIDTH; c++) {
        pp_put_text(w->sheet, PP_CARRIED_HEADING - 1, (lxw_col_t)c, TITLES[c], PP_STYLE_HEADING);
        pp_put_width(w->sheet, (lxw_col_t)c, (lxw_col_t)c, 14);
    }
    worksheet_repeat_rows(w->sheet->xlsx, PP_CARRIED_HEADING - 1, PP_CARRIED_HEADING - 1);
}

bool pp_sheet_carried(pp_book *book, pp_error *error)
{
    writer w = {.book = book, .sheet = &book->carried, .plan = book->plan, .form = &book->form};
    const bool ok = find_changed(&w);
    if (ok) {
        groups(&w);
        pp_put_page(w.sheet);
        put_titles(&w);
        put_rows(&w);
    }
    free(w.changed);
    free(w.records);
    free(w.letters);
    return ok || pp_error_memory(error);
}
