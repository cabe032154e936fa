/* What the hidden sheet says: its entries, row by row. */
#include "read/carried.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/carried_inner.h"

#include <stdlib.h>
#include <string.h>

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t pp_carried_unescape(char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\\' && i + 2 < length && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            const int byte = hex(text[i + 1]) * 16 + hex(text[i + 2]);
            text[n++] = (char)byte;
            i += 2;
        } else {
            text[n++] = text[i];
        }
    }
    n = pp_utf8_valid(text, n) == n ? n : 0;
    text[n] = '\0';
    return n;
}

bool pp_carried_is_unit(const char *name)
{
    static const pp_column COLUMNS[] = {PP_COL_FUNCTION_CODE, PP_COL_ITEM_CODE, PP_COL_KIND, PP_COL_TOTAL};
    enum { COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };
    pp_layout layout = {.count = COUNT, .width = COUNT};
    pp_layout_column columns[COUNT] = {0};
    for (uint32_t i = 0; i < COUNT; i++) {
        columns[i].heading.column = COLUMNS[i];
        columns[i].action = COLUMNS[i] == PP_COL_TOTAL ? PP_ACTION_MONEY : PP_ACTION_TEXT;
        columns[i].unit = PP_UNIT_WAN;
        layout.at[COLUMNS[i]] = i + 1;
    }
    columns[0].action = PP_ACTION_FUNCTION;
    columns[1].action = PP_ACTION_ITEM;
    layout.columns = columns;
    const pp_field fields[COUNT] = {{name, strlen(name)}, {"", 0}, {"", 0}, {"1.00", 4}};
    const pp_row row = {fields, COUNT, 1};
    pp_field found = {"", 0};
    if (pp_row_classify(&layout, &row, &found) != PP_ROW_GROUP || found.length != strlen(name) ||
        memcmp(found.text, name, found.length) != 0) {
        return false;
    }
    pp_field subject = found;
    subject.text = pp_word_subject(found.text, &subject.length);
    return pp_field_kind(subject) == PP_KIND_NONE;
}

pp_carried *pp_carried_new(void)
{
    pp_carried *c = calloc(1, sizeof *c);
    if (c != NULL) {
        c->arena = pp_arena_new();
    }
    if (c != NULL && c->arena == NULL) {
        free(c);
        return NULL;
    }
    return c;
}

void pp_carried_free(pp_carried *c)
{
    if (c == NULL) {
        return;
    }
    free(c->columns);
    free(c->controls);
    free(c->runs);
    free(c->cells);
    pp_arena_free(c->arena);
    free(c);
}

/* The cell as a text of its own, unescaped; "" where the row has none. NULL when memory is short. */
static const char *text_at(pp_carried *c, const pp_row *row, size_t column)
{
    if (column >= row->count || row->fields[column].length == 0) {
        return "";
    }
    char *text = pp_arena_copy(c->arena, row->fields[column].text, row->fields[column].length);
    if (text != NULL) {
        (void)pp_carried_unescape(text, row->fields[column].length);
    }
    return text;
}

/* A number from 1 on; 0 when the cell has none. */
static uint32_t number_at(const pp_row *row, size_t column)
{
    const pp_field field = column < row->count ? row->fields[column] : (pp_field){"", 0};
    uint32_t n = 0;
    for (size_t i = 0; i < field.length; i++) {
        if (field.text[i] < '0' || field.text[i] > '9' || n > UINT32_MAX / 10 - 1) {
            return 0;
        }
        n = n * 10 + (uint32_t)(field.text[i] - '0');
    }
    return n;
}

/* Room for one more of the entries; false when memory is short. */
static bool reserve(void *array, size_t count, size_t size)
{
    void **entries = array;
    if ((count & (count - 1)) != 0) { /* room doubles whenever the count is a power of two */
        return true;
    }
    void *grown = reallocarray(*entries, count == 0 ? 1 : 2 * count, size);
    *entries = grown != NULL ? grown : *entries;
    return grown != NULL;
}

static bool take_about(pp_carried *c, const pp_row *row)
{
    const char *title = text_at(c, row, PP_CARRIED_ABOUT), *text = text_at(c, row, PP_CARRIED_ABOUT + 1),
               *shown = text_at(c, row, PP_CARRIED_ABOUT + 2);
    if (title == NULL || text == NULL || shown == NULL) {
        return false;
    }
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        if (strcmp(title, pp_about_title((pp_about_key)k)) == 0) {
            c->about[k] = (pp_carried_about){true, text, shown};
        }
    }
    return true;
}

static bool take_column(pp_carried *c, const pp_row *row)
{
    pp_carried_column column = {text_at(c, row, PP_CARRIED_COLUMNS), text_at(c, row, PP_CARRIED_COLUMNS + 1)};
    if (column.title == NULL || column.shown == NULL || !reserve(&c->columns, c->column_count, sizeof column)) {
        return false;
    }
    if (column.title[0] != '\0') {
        c->columns[c->column_count++] = column;
    }
    return true;
}

/* A control that cannot be understood is counted. */
static bool take_control(pp_carried *c, const pp_row *row)
{
    enum { NAME, KEY, RELATION, AMOUNT, ORIGIN, COLUMN, PARTS };
    const char *part[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        part[i] = text_at(c, row, PP_CARRIED_CONTROLS + i);
        if (part[i] == NULL) {
            return false;
        }
    }
    if (part[NAME][0] == '\0') {
        return true;
    }
    const size_t length = strlen(part[AMOUNT]);
    pp_control control = {.kind = pp_control_kind_by_name(part[NAME]),
                          .relation = strcmp(part[RELATION], "<=") == 0 ? PP_AT_MOST : PP_EQUAL,
                          .name = part[NAME],
                          .key = part[KEY],
                          .origin = part[ORIGIN],
                          .title = "金额（万元）",
                          .sums = part[COLUMN][0] == '\0' ? PP_NO_COLUMN : pp_column_by_fund_name(part[COLUMN]),
                          .row = row->number,
                          .column = PP_CARRIED_CONTROLS + AMOUNT + 1,
                          .key_column = PP_CARRIED_CONTROLS + KEY + 1,
                          .unit_step = pp_written_step(part[AMOUNT], length, PP_UNIT_WAN)};
    const bool known = pp_money_parse(part[AMOUNT], length, PP_UNIT_WAN, &control.amount) == PP_MONEY_OK &&
                       control.kind != PP_CONTROL_KIND_COUNT && c->control_count < PP_CONTROLS_LIMIT;
    c->strange_controls += !known;
    if (!reserve(&c->controls, c->control_count, sizeof control)) {
        return false;
    }
    if (known) {
        c->controls[c->control_count++] = control;
    }
    return true;
}

static bool take_run(pp_carried *c, const pp_row *row)
{
    const pp_carried_run run = {number_at(row, PP_CARRIED_ORDER), number_at(row, PP_CARRIED_ORDER + 1),
                                number_at(row, PP_CARRIED_ORDER + 2)};
    if (!reserve(&c->runs, c->run_count, sizeof run)) {
        return false;
    }
    if (run.first > 0 && run.last >= run.first && run.position > 0) {
        c->runs[c->run_count++] = run;
    }
    return true;
}

static bool take_cells(pp_carried *c, const pp_row *row)
{
    const pp_carried_cells cells = {.first = number_at(row, PP_CARRIED_CELLS),
                                    .last = number_at(row, PP_CARRIED_CELLS + 1),
                                    .columns = text_at(c, row, PP_CARRIED_CELLS + 2),
                                    .shown = text_at(c, row, PP_CARRIED_CELLS + 3),
                                    .text = text_at(c, row, PP_CARRIED_CELLS + 4),
                                    .unit = text_at(c, row, PP_CARRIED_CELLS + 5)};
    if (cells.columns == NULL || cells.shown == NULL || cells.text == NULL || cells.unit == NULL ||
        !reserve(&c->cells, c->cell_count, sizeof cells)) {
        return false;
    }
    if (cells.first > 0 && cells.last >= cells.first) {
        c->cells[c->cell_count++] = cells;
    }
    return true;
}

bool pp_carried_row(void *carried, const pp_row *row, pp_error *error)
{
    pp_carried *c = carried;
    if (row->number <= PP_CARRIED_HEADING) {
        return true;
    }
    return (take_about(c, row) && take_column(c, row) && take_control(c, row) && take_run(c, row) &&
            take_cells(c, row)) ||
           pp_error_memory(error);
}
