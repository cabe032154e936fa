#include "read/layout.h"

#include "base/text.h"
#include "model/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cells that a plan may have at most, lines times columns. */
#define CELLS_LIMIT ((size_t)1 << 28)

bool pp_layout_init(pp_layout *layout, pp_error *error)
{
    *layout = (pp_layout){.columns = malloc(PP_CSV_COLUMNS * sizeof *layout->columns)};
    return layout->columns != NULL || pp_error_memory(error);
}

void pp_layout_free(pp_layout *layout)
{
    for (size_t i = 0; i < PP_HEADING_ROWS; i++) {
        free(layout->rows[i].cells);
        free(layout->rows[i].titles);
    }
    free(layout->columns);
    *layout = (pp_layout){0};
}

pp_field pp_field_trim(pp_field field)
{
    field.text = pp_text_trim(field.text, &field.length);
    if (field.length >= 2 && field.text[0] == '\'' && strchr("=+-@'", field.text[1]) != NULL) {
        field.text++;
        field.length--;
    }
    return field;
}

pp_field pp_layout_field(const pp_layout *layout, const pp_row *row, pp_column column)
{
    const size_t at = layout->at[column];
    return at == 0 || at > row->count ? (pp_field){"", 0} : pp_field_trim(row->fields[at - 1]);
}

const char *pp_column_letters(size_t index, char out[PP_CELL_TEXT])
{
    pp_cell_name(1, (uint32_t)index + 1, out);
    out[strlen(out) - 1] = '\0'; /* the row, 1 */
    return out;
}

pp_kind pp_field_kind(pp_field field)
{
    char text[32]; /* no name of a kind is longer */
    if (field.length == 0 || field.length >= sizeof text) {
        return PP_KIND_NONE;
    }
    memcpy(text, field.text, field.length);
    text[field.length] = '\0';
    return pp_kind_by_name(text);
}

static bool is_money(pp_column column)
{
    return column < PP_COLUMN_COUNT && pp_column_describe(column)->type == PP_TYPE_MONEY;
}

static bool is_item(pp_column column)
{
    return column == PP_COL_ITEM_CODE || column == PP_COL_ITEM_NAME;
}

bool pp_layout_is_heading(const pp_row *row)
{
    size_t known = 0, money = 0, items = 0;
    for (size_t i = 0; i < row->count; i++) {
        const pp_heading heading = pp_heading_find(row->fields[i].text, row->fields[i].length);
        known += heading.column != PP_NO_COLUMN;
        money += is_money(heading.column);
        items += is_item(heading.column);
    }
    return money >= 2 || (items >= 1 && known >= 2);
}

bool pp_layout_continues(const pp_row *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        if (field.length > 0 && !is_money(pp_heading_find(field.text, field.length).column)) {
            return false;
        }
        filled += field.length > 0;
    }
    return filled > 0;
}

void pp_layout_reach(pp_layout *layout, size_t count)
{
    for (; layout->count < count; layout->count++) {
        layout->columns[layout->count] =
            (pp_layout_column){.title = "", .heading = {.column = PP_NO_COLUMN}, .extra = -1};
    }
}

/* Keeps a row of the heading. False when memory is short. */
static bool keep_row(pp_layout *layout, pp_plan *plan, const pp_row *row)
{
    pp_heading_row *kept = &layout->rows[layout->row_count++];
    kept->cells = malloc((row->count + 1) * sizeof *kept->cells);
    kept->titles = malloc((row->count + 1) * sizeof *kept->titles);
    kept->count = row->count;
    bool ok = kept->cells != NULL && kept->titles != NULL;
    for (size_t i = 0; ok && i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        kept->cells[i] = pp_heading_find(field.text, field.length);
        kept->titles[i] = field.length == 0 ? "" : pp_arena_copy(plan->arena, field.text, field.length);
        ok = kept->titles[i] != NULL;
    }
    return ok;
}

bool pp_layout_add(pp_layout *layout, pp_plan *plan, const pp_row *row, pp_error *error)
{
    pp_layout_reach(layout, row->count);
    if (!keep_row(layout, plan, row)) {
        return pp_error_memory(error);
    }
    const pp_heading_row *kept = &layout->rows[layout->row_count - 1];
    for (size_t i = 0; i < row->count; i++) {
        if (kept->titles[i][0] != '\0') {
            layout->columns[i].title = kept->titles[i];
            layout->columns[i].heading = kept->cells[i];
        }
    }
    return true;
}

/* The unit of a column's amounts. */
static pp_money_unit unit_of(pp_heading heading, pp_money_unit plain)
{
    switch (heading.unit) {
    case PP_TITLE_WAN:
        return PP_UNIT_WAN;
    case PP_TITLE_YUAN:
        return PP_UNIT_YUAN;
    default:
        return heading.column == PP_COL_PRICE ? PP_UNIT_YUAN : plain;
    }
}

/* Whether a cell says again what the heading's row says there. Unknown titles are the same when they read the same. */
static bool repeats_cell(const pp_heading_row *kept, size_t index, pp_field field, pp_money_unit unit)
{
    if (field.length == 0) {
        return true;
    }
    if (index >= kept->count) {
        return false;
    }
    const pp_heading here = pp_heading_find(field.text, field.length), there = kept->cells[index];
    if (here.column != there.column) {
        return false;
    }
    if (here.column == PP_NO_COLUMN) {
        const char *title = kept->titles[index];
        return strlen(title) == field.length && memcmp(title, field.text, field.length) == 0;
    }
    return !is_money(here.column) || (here.unit != PP_TITLE_OTHER && unit_of(here, unit) == unit_of(there, unit));
}

bool pp_layout_repeats(const pp_layout *layout, const pp_row *row, pp_money_unit unit)
{
    for (size_t r = 0; r < layout->row_count; r++) {
        bool same = true;
        for (size_t i = 0; same && i < row->count; i++) {
            same = repeats_cell(&layout->rows[r], i, pp_field_trim(row->fields[i]), unit);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

/* Two columns mean the same. Of two text columns the one with the very title wins and the other is carried as it is;
 * of amounts only the user knows which is meant. */
static bool settle_double(pp_layout *layout, pp_reading *reading, size_t first, size_t second, uint32_t row,
                          pp_error *error)
{
    pp_layout_column *a = &layout->columns[first], *b = &layout->columns[second];
    char here[PP_CELL_TEXT], there[PP_CELL_TEXT], one[PP_QUOTE_TEXT], other[PP_QUOTE_TEXT];
    const pp_column column = a->heading.column;
    pp_quote(a->title, strlen(a->title), one);
    pp_quote(b->title, strlen(b->title), other);
    pp_column_letters(first, here);
    pp_column_letters(second, there);
    if (pp_column_describe(column)->type == PP_TYPE_TEXT && a->heading.canonical != b->heading.canonical) {
        const bool keep_first = a->heading.canonical;
        layout->at[column] = (uint32_t)(keep_first ? first : second) + 1;
        (keep_first ? b : a)->heading.column = PP_NO_COLUMN;
        pp_reading_note(reading, "%s 列“%s”和 %s 列“%s”意思相同，以“%s”为准，另一列照原样保留。", here, one, there,
                        other, keep_first ? one : other);
        return true;
    }
    pp_error_set(error, PP_ERROR_FORMAT, "%s 列“%s”和 %s 列“%s”都是“%s”，不知道以哪一列为准，请删去一列或改名后重试。",
                 here, one, there, other, pp_column_describe(column)->title);
    return pp_error_at(error, NULL, row, (uint32_t)second + 1);
}

/* The partner of a code column is its name column and the other way round. */
static pp_column partner(pp_column column)
{
    switch (column) {
    case PP_COL_FUNCTION_CODE:
        return PP_COL_FUNCTION_NAME;
    case PP_COL_FUNCTION_NAME:
        return PP_COL_FUNCTION_CODE;
    case PP_COL_ITEM_CODE:
        return PP_COL_ITEM_NAME;
    case PP_COL_ITEM_NAME:
        return PP_COL_ITEM_CODE;
    default:
        return PP_NO_COLUMN;
    }
}

/* What becomes of the cells of a known column. A name column without its code column may hold both. */
static pp_action action_for(const pp_layout *layout, pp_column column)
{
    const pp_column other = partner(column);
    if (other != PP_NO_COLUMN) {
        const bool name = column == PP_COL_FUNCTION_NAME || column == PP_COL_ITEM_NAME;
        return name && layout->at[other] != 0 ? PP_ACTION_NAME : is_item(column) ? PP_ACTION_ITEM : PP_ACTION_FUNCTION;
    }
    switch (pp_column_describe(column)->type) {
    case PP_TYPE_MONEY:
        return PP_ACTION_MONEY;
    case PP_TYPE_QUANTITY:
        return PP_ACTION_QUANTITY;
    default:
        return PP_ACTION_TEXT;
    }
}

static bool settle_known(pp_layout *layout, pp_reading *reading, int source, uint32_t row, size_t index,
                         pp_error *error)
{
    pp_layout_column *c = &layout->columns[index];
    const pp_column column = c->heading.column;
    char quote[PP_QUOTE_TEXT];
    c->action = action_for(layout, column);
    if (c->heading.unit == PP_TITLE_OTHER) {
        pp_error_set(error, PP_ERROR_FORMAT, "列“%s”的金额单位不能识别，只能是“元”或“万元”，请换算并改写表头后重试。",
                     pp_quote(c->title, strlen(c->title), quote));
        return pp_error_at(error, NULL, row, (uint32_t)index + 1);
    }
    c->unit = unit_of(c->heading, pp_reading_unit(reading));
    return pp_plan_map_column(reading->plan, source, column, (uint32_t)index + 1, c->title, error);
}

static bool is_numbering(const char *title)
{
    static const char *const TITLES[] = {"序号", "行号", "编号", "行次"};
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        if (pp_text_same(title, TITLES[i])) {
            return true;
        }
    }
    return false;
}

bool pp_layout_settle(pp_layout *layout, pp_reading *reading, int source, uint32_t row, pp_error *error)
{
    layout->width = layout->count;
    for (size_t i = 0; i < layout->count; i++) {
        const pp_column column = layout->columns[i].heading.column;
        if (column == PP_NO_COLUMN) {
            continue;
        }
        if (layout->at[column] == 0) {
            layout->at[column] = (uint32_t)i + 1;
        } else if (!settle_double(layout, reading, layout->at[column] - 1, i, row, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < layout->count; i++) {
        pp_layout_column *c = &layout->columns[i];
        c->numbering = is_numbering(c->title);
        const bool ok = c->heading.column != PP_NO_COLUMN
                            ? settle_known(layout, reading, source, row, i, error)
                            : c->title[0] == '\0' || pp_layout_declare_extra(layout, reading->plan, i, error);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool extra_taken(const pp_layout *layout, int extra)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->columns[i].extra == extra) {
            return true;
        }
    }
    return false;
}

bool pp_layout_fits(const pp_plan *plan, size_t columns, pp_error *error)
{
    return (plan->lines + 1) * columns <= CELLS_LIMIT ||
           pp_error_set(error, PP_ERROR_LIMIT, "计划的行数和列数太多，请拆成几份后分别处理。");
}

bool pp_layout_declare_extra(pp_layout *layout, pp_plan *plan, size_t index, pp_error *error)
{
    pp_layout_column *c = &layout->columns[index];
    if (c->extra >= 0) {
        return true;
    }
    if (!pp_layout_fits(plan, PP_COLUMN_COUNT + plan->extra_count + 1, error)) {
        return false;
    }
    char letters[PP_CELL_TEXT];
    pp_column_letters(index, letters);
    const char *title = c->title[0] == '\0' ? pp_arena_printf(plan->arena, "列 %s", letters) : c->title;
    int extra = title == NULL ? -1 : pp_plan_add_extra(plan, title);
    while (extra >= 0 && extra_taken(layout, extra)) {
        title = pp_arena_printf(plan->arena, "%s（列 %s）", title, letters);
        extra = title == NULL ? -1 : pp_plan_add_extra(plan, title);
    }
    c->extra = extra;
    return extra >= 0 || pp_error_memory(error);
}
