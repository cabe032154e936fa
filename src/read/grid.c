#include "read/grid.h"

#include "base/text.h"
#include "model/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pp_grid_init(pp_grid *grid, pp_reading *reading, const char *file, const char *sheet, pp_error *error)
{
    *grid = (pp_grid){.reading = reading,
                      .file = file,
                      .sheet = sheet,
                      .first_line = pp_plan_lines(reading->plan),
                      .given = reading->options.columns != NULL};
    pp_memo_init(&grid->functions, PP_REFERENCE_FUNCTION, reading->plan->pool);
    pp_memo_init(&grid->items, PP_REFERENCE_ITEM, reading->plan->pool);
    grid->source = pp_plan_add_source(reading->plan, file, sheet);
    if (grid->source < 0) {
        return pp_error_memory(error);
    }
    return pp_layout_init(&grid->layout, error);
}

void pp_grid_free(pp_grid *grid)
{
    pp_memo_free(&grid->functions);
    pp_memo_free(&grid->items);
    pp_layout_free(&grid->layout);
    free(grid->units);
    free(grid->unit_rows);
    grid->units = NULL;
    grid->unit_rows = NULL;
}

void pp_grid_note(pp_grid *grid, uint32_t row, const char *format, ...)
{
    char text[512];
    if (!pp_notes_take(&grid->notes)) {
        return;
    }
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    text[pp_utf8_cut(text, strlen(text), sizeof text - 4)] = '\0';
    pp_reading_note(grid->reading, "%s%s%s 第%u行%s", grid->file, grid->sheet == NULL ? "" : " ",
                    grid->sheet == NULL ? "" : grid->sheet, row, text);
}

/* pp_field_trim, quickly where there is plainly nothing to trim: every white character beyond ASCII begins with one of
 * four bytes and ends with a byte that few characters end with. */
static pp_field trim(pp_field field)
{
    if (field.length == 0) {
        return field;
    }
    const unsigned char first = (unsigned char)field.text[0];
    const unsigned char last = (unsigned char)field.text[field.length - 1];
    const bool plain_first =
        first > ' ' && first != '\'' && first != 0xC2 && first != 0xE2 && first != 0xE3 && first != 0xEF;
    const bool plain_last = last > ' ' && (last < 0x80 || last > 0x8B) && last != 0xA0 && last != 0xBF;
    return plain_first && plain_last ? field : pp_field_trim(field);
}

/* ---- Cells ---- */

/* Says that a column stands in the file, if that has not been said: the second half of a cell that holds both code and
 * name shows only when it comes. */
static bool map_late(pp_grid *t, const pp_layout_column *c, size_t index, pp_column column, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    return plan->sources[t->source].number[column] != 0 ||
           pp_plan_map_column(plan, t->source, column, (uint32_t)index + 1, c->title, error);
}

/* Sets a name. Where the code's cell already gave another one, both stay visible. */
static bool set_name(pp_grid *t, size_t line, pp_column column, uint32_t name, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    uint32_t *cell = &plan->column[column].text[line];
    if (*cell == 0 || *cell == name) {
        *cell = name;
        return true;
    }
    const char *both =
        pp_arena_printf(plan->arena, "%s／%s", pp_pool_text(plan->pool, *cell), pp_pool_text(plan->pool, name));
    return both == NULL ? pp_error_memory(error) : pp_plan_set_text(plan, line, column, both, strlen(both), error);
}

static bool set_reference(pp_grid *t, size_t line, size_t index, pp_field field, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    const pp_layout_column *c = &t->layout.columns[index];
    const bool item = c->action == PP_ACTION_ITEM;
    const pp_column code = item ? PP_COL_ITEM_CODE : PP_COL_FUNCTION_CODE;
    const pp_column name = item ? PP_COL_ITEM_NAME : PP_COL_FUNCTION_NAME;
    field = trim(field);
    const pp_memo_entry *entry = pp_memo_find(item ? &t->items : &t->functions, field.text, field.length);
    if (entry == NULL) {
        return pp_error_memory(error);
    }
    if (entry->code != 0) {
        if (!map_late(t, c, index, code, error)) {
            return false;
        }
        plan->column[code].text[line] = entry->code;
    }
    return entry->name == 0 || (map_late(t, c, index, name, error) && set_name(t, line, name, entry->name, error));
}

static bool set_text(pp_grid *t, size_t line, pp_layout_column *c, pp_field field, pp_error *error)
{
    pp_pool *pool = t->reading->plan->pool;
    const pp_column column = c->heading.column;
    if (pp_pool_length(pool, c->last) != field.length ||
        memcmp(pp_pool_text(pool, c->last), field.text, field.length) != 0) {
        if (!pp_pool_add(pool, field.text, field.length, &c->last)) {
            return pp_error_memory(error);
        }
    }
    if (c->action == PP_ACTION_NAME) {
        return set_name(t, line, column, c->last, error);
    }
    t->reading->plan->column[column].text[line] = c->last;
    return true;
}

static bool set_number(pp_grid *t, size_t line, const pp_layout_column *c, pp_field field, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    const pp_column column = c->heading.column;
    int64_t value;
    field = trim(field);
    const pp_money_status status = c->action == PP_ACTION_MONEY
                                       ? pp_money_parse(field.text, field.length, c->unit, &value)
                                       : pp_quantity_parse(field.text, field.length, &value);
    if (status == PP_MONEY_OK) {
        plan->column[column].number[line] = value;
        return true;
    }
    return status == PP_MONEY_EMPTY || field.length == 0 ||
           pp_plan_set_unreadable(plan, line, column, status, field.text, field.length, error);
}

static bool set_cell(pp_grid *t, size_t line, size_t index, pp_field field, pp_error *error)
{
    pp_layout_column *c = &t->layout.columns[index];
    switch (c->action) {
    case PP_ACTION_MONEY:
    case PP_ACTION_QUANTITY:
        return set_number(t, line, c, field, error);
    case PP_ACTION_FUNCTION:
    case PP_ACTION_ITEM:
        return set_reference(t, line, index, field, error);
    case PP_ACTION_TEXT:
    case PP_ACTION_NAME:
        field = trim(field);
        return field.length == 0 || set_text(t, line, c, field, error);
    case PP_ACTION_EXTRA:
        break;
    }
    field = trim(field);
    return field.length == 0 || (pp_layout_declare_extra(&t->layout, t->reading->plan, index, error) &&
                                 pp_plan_set_extra(t->reading->plan, line, c->extra, field.text, field.length, error));
}

/* ---- Rows ---- */

/* How many digits text[from..length) begins with. */
static size_t count_digits(pp_field field, size_t from)
{
    size_t n = from;
    while (n < field.length && field.text[n] >= '0' && field.text[n] <= '9') {
        n++;
    }
    return n - from;
}

/* True when two cells look like one amount that was torn at its comma: 1 and 000.00. */
static bool is_torn(const pp_grid *t, const pp_row *row, size_t index)
{
    const pp_field head = trim(row->fields[index]), tail = trim(row->fields[index + 1]);
    const size_t sign = head.length > 0 && head.text[0] == '-';
    const size_t digits = count_digits(head, sign);
    return t->layout.columns[index].action == PP_ACTION_MONEY && digits >= 1 && digits <= 3 &&
           digits + sign == head.length && count_digits(tail, 0) == 3 && (tail.length == 3 || tail.text[3] == '.');
}

/* Tells that a row has more cells than the heading, when something stands in them or cells seem to be torn. */
static void note_surplus(pp_grid *t, const pp_row *row)
{
    char letters[PP_CELL_TEXT];
    const size_t width = t->layout.width;
    size_t filled = width;
    bool torn = false;
    while (filled < row->count && trim(row->fields[filled]).length == 0) {
        filled++;
    }
    for (size_t i = 0; i < width && !torn && t->sheet == NULL; i++) {
        torn = is_torn(t, row, i);
    }
    if (filled == row->count && !torn) {
        return;
    }
    if (t->sheet != NULL) {
        pp_grid_note(t, row->number, "在表头右边的 %s 列还有内容，照原样保留为“列 %s”。请核对是不是该有表头。",
                     pp_column_letters(filled, letters), letters);
        return;
    }
    char kept[PP_CELL_TEXT + 64] = "";
    if (filled < row->count) {
        snprintf(kept, sizeof kept, "，多出的内容照原样保留为“列 %s”", pp_column_letters(filled, letters));
    }
    pp_grid_note(t, row->number,
                 "有 %zu 格，表头只有 %zu 列%s。多半是带千位分隔符的金额没有加引号（1,000 被拆成 1 和 000 两格），"
                 "后面的数因此错了位。请核对这一行，把金额写成 1000 或 \"1,000\"。",
                 row->count, width, kept);
}

/* Remembers the unit of a line. False on lack of memory. */
static bool meet_unit(pp_grid *grid, uint32_t id, pp_error *error)
{
    if (id >= grid->unit_capacity) {
        const size_t capacity = (size_t)id * 2 + 64;
        bool *units = realloc(grid->units, capacity * sizeof *units);
        if (units == NULL) {
            return pp_error_memory(error);
        }
        memset(units + grid->unit_capacity, 0, (capacity - grid->unit_capacity) * sizeof *units);
        grid->units = units;
        grid->unit_capacity = capacity;
    }
    grid->unit_count += !grid->units[id];
    grid->units[id] = true;
    return true;
}

/* Gives a line the unit of the group row above it. The text is in the pool already: only the first time, when the plan
 * may lack the column, it is given as a text. */
static bool set_unit(pp_plan *plan, size_t line, uint32_t unit, pp_error *error)
{
    if (pp_plan_has(plan, PP_COL_UNIT)) {
        plan->column[PP_COL_UNIT].text[line] = unit;
        return true;
    }
    const char *text = pp_pool_text(plan->pool, unit);
    return pp_plan_set_text(plan, line, PP_COL_UNIT, text, pp_pool_length(plan->pool, unit), error);
}

bool pp_grid_add_line(pp_grid *t, const pp_row *row, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    size_t line;
    if (!pp_layout_fits(plan, PP_COLUMN_COUNT + plan->extra_count, error)) {
        return false;
    }
    if (!pp_plan_add_line(plan, t->source, row->number, &line, error)) {
        return false;
    }
    t->first_group = 0;
    if (t->unit != 0 && !set_unit(plan, line, t->unit, error)) {
        return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        if (row->fields[i].length > 0 && !set_cell(t, line, i, row->fields[i], error)) {
            return pp_error_at(error, NULL, row->number, (uint32_t)i + 1);
        }
    }
    if (row->count > t->layout.width) {
        note_surplus(t, row);
    }
    const uint32_t unit = pp_plan_id(plan, line, PP_COL_UNIT);
    if (unit == t->last_unit && t->unit_count > 0) {
        return true;
    }
    t->last_unit = unit;
    return meet_unit(t, unit, error);
}

/* True when the row names an item, so that it is a line without further looking. */
static bool names_item(pp_grid *t, const pp_row *row)
{
    const size_t code = t->layout.at[PP_COL_ITEM_CODE], name = t->layout.at[PP_COL_ITEM_NAME];
    const size_t at = code != 0 ? code : name;
    if (at == 0 || at > row->count || row->fields[at - 1].length == 0) {
        return false;
    }
    const pp_field field = trim(row->fields[at - 1]);
    const pp_memo_entry *entry = pp_memo_find(&t->items, field.text, field.length);
    return entry != NULL && !entry->special && (entry->code != 0 || entry->name != 0);
}

/* True when the row names a kind, so that it is a line although it names no item. */
static bool names_kind(const pp_grid *t, const pp_row *row)
{
    return pp_field_kind(pp_layout_field(&t->layout, row, PP_COL_KIND)) != PP_KIND_NONE;
}

static bool body_row(pp_grid *t, const pp_row *given, pp_error *error)
{
    pp_layout_reach(&t->layout, given->count);
    const pp_row settled = t->settle == NULL ? *given : t->settle(t->settle_context, &t->layout, given);
    const pp_row *row = &settled;
    if (given->count > 0 && row->count == 0) {
        return true;
    }
    if (names_item(t, row) || names_kind(t, row)) {
        return pp_grid_add_line(t, row, error);
    }
    pp_field name = {"", 0};
    const pp_row_kind kind = pp_row_classify(&t->layout, row, &name);
    if (kind == PP_ROW_LINE) {
        return pp_grid_add_line(t, row, error);
    }
    return pp_grid_aside(t, row, kind, name, error);
}

static bool add_heading(pp_grid *t, const pp_row *row, pp_error *error)
{
    t->state = PP_GRID_HEADING;
    t->heading_row = row->number;
    return pp_layout_add(&t->layout, t->reading->plan, row, error);
}

static bool no_heading(const pp_grid *t, pp_error *error)
{
    if (t->rows_seen == 0) {
        return pp_error_set(error, PP_ERROR_FORMAT, "文件是空的，请填写采购计划后重试。");
    }
    if (t->given) {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "前 %d 行里没有一行在 --columns 写的金额列上有金额，请核对各列的顺序后重试。",
                            PP_GRID_ROWS_BEFORE);
    }
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "前 %d 行里没有找到表头。表头要有“采购品目”、“采购类别”、“合计”、“一般公共预算”等列名，"
                        "列与列之间用英文逗号、分号或制表符分隔。请补上表头后重试，或用 --columns 依次写明各列。",
                        PP_GRID_ROWS_BEFORE);
}

/* A line above the heading would be lost. False with *error when there is one. */
static bool refuse_line_above(const pp_grid *t, pp_error *error)
{
    if (t->line_above == 0) {
        return true;
    }
    pp_error_set(error, PP_ERROR_FORMAT,
                 "这一行像是采购项，却在表头上面，会被漏掉。请把表头移到所有采购项的上面，"
                 "或删去这一行后重试。");
    return pp_error_at(error, NULL, t->line_above, 0);
}

/* A row before the first line where the user named the columns. */
static bool given_row(pp_grid *t, const pp_row *row, pp_error *error)
{
    bool begun = false;
    t->rows_seen++;
    if (!pp_grid_given_row(t, row, &begun, error)) {
        return false;
    }
    if (begun) {
        t->state = PP_GRID_BODY;
        return body_row(t, row, error);
    }
    return t->rows_seen < PP_GRID_ROWS_BEFORE || no_heading(t, error);
}

bool pp_grid_row(void *grid, const pp_row *row, pp_error *error)
{
    pp_grid *t = grid;
    switch (t->state) {
    case PP_GRID_BEFORE:
        if (t->given) {
            return given_row(t, row, error);
        }
        if (pp_layout_is_heading(row)) {
            return refuse_line_above(t, error) && add_heading(t, row, error) && pp_grid_settle_year(t, error);
        }
        if (t->line_above == 0 && pp_grid_is_line_above(row)) {
            t->line_above = row->number;
        }
        for (size_t i = 0; i < row->count; i++) {
            if (pp_field_trim(row->fields[i]).length > 0) {
                t->rows_seen++;
                break;
            }
        }
        return t->rows_seen < PP_GRID_ROWS_BEFORE ? pp_grid_preamble(t, row, error) : no_heading(t, error);
    case PP_GRID_HEADING:
        if (t->layout.row_count < PP_HEADING_ROWS && pp_layout_continues(row)) {
            return add_heading(t, row, error);
        }
        if (!pp_layout_settle(&t->layout, t->reading, t->source, t->heading_row, error)) {
            return false;
        }
        t->state = PP_GRID_BODY;
        return body_row(t, row, error);
    case PP_GRID_BODY:
        break;
    }
    return body_row(t, row, error);
}

bool pp_grid_end(pp_grid *t, pp_error *error)
{
    if (t->state == PP_GRID_BEFORE) {
        return no_heading(t, error);
    }
    if (t->state == PP_GRID_HEADING && !pp_layout_settle(&t->layout, t->reading, t->source, t->heading_row, error)) {
        return false;
    }
    if (!pp_grid_settle_units(t, error) || !pp_grid_settle_parts(t, error)) {
        return false;
    }
    pp_notes_end(&t->notes, t->reading, t->file);
    if (pp_plan_lines(t->reading->plan) == t->first_line) {
        pp_reading_note(t->reading, "%s 只有表头，没有采购项。", t->file);
    }
    return true;
}
