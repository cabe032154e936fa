#include "model/plan.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_LINES = 64, SOURCES_LIMIT = UINT16_MAX };

pp_plan *pp_plan_new(void)
{
    pp_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL) {
        return NULL;
    }
    plan->arena = pp_arena_new();
    plan->pool = pp_pool_new();
    if (plan->arena == NULL || plan->pool == NULL) {
        pp_plan_free(plan);
        return NULL;
    }
    return plan;
}

void pp_plan_free(pp_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        free(plan->column[c].any);
    }
    for (size_t i = 0; i < plan->extra_count; i++) {
        free(plan->extras[i].values);
    }
    free(plan->extras);
    free(plan->sources);
    free(plan->row);
    free(plan->source);
    free(plan->unreadables);
    free(plan->controls);
    pp_budget_free(plan->budget);
    pp_pool_free(plan->pool);
    pp_arena_free(plan->arena);
    free(plan);
}

/* ---- About ---- */

bool pp_plan_set_about(pp_plan *plan, pp_about_key key, const char *value, pp_error *error)
{
    const char *copy = pp_arena_copy(plan->arena, value, strlen(value));
    if (copy == NULL) {
        return pp_error_memory(error);
    }
    plan->about[key] = copy;
    return true;
}

const char *pp_plan_about(const pp_plan *plan, pp_about_key key)
{
    return plan->about[key];
}

int pp_plan_year(const pp_plan *plan)
{
    const char *text = plan->about[PP_ABOUT_YEAR];
    char folded[16];
    if (text == NULL || pp_text_fold(text, strlen(text), folded, sizeof folded) < 4) {
        return 0;
    }
    int year = 0;
    for (int i = 0; i < 4; i++) {
        if (folded[i] < '0' || folded[i] > '9') {
            return 0;
        }
        year = year * 10 + (folded[i] - '0');
    }
    const char *rest = folded + 4;
    return *rest == '\0' || strcmp(rest, "年") == 0 || strcmp(rest, "年度") == 0 ? year : 0;
}

/* ---- Columns ---- */

static size_t cell_size(pp_column column)
{
    return pp_column_describe(column)->type == PP_TYPE_TEXT ? sizeof(uint32_t) : sizeof(int64_t);
}

/* Empty cells: text number 0, amounts PP_MONEY_NONE. */
static void clear_cells(pp_plan *plan, pp_column column, size_t from, size_t to)
{
    if (from >= to) {
        return;
    }
    if (pp_column_describe(column)->type == PP_TYPE_TEXT) {
        memset(plan->column[column].text + from, 0, (to - from) * sizeof(uint32_t));
        return;
    }
    for (size_t i = from; i < to; i++) {
        plan->column[column].number[i] = PP_MONEY_NONE;
    }
}

static bool add_column(pp_plan *plan, pp_column column)
{
    if (plan->column[column].any != NULL) {
        return true;
    }
    const size_t capacity = plan->capacity == 0 ? FIRST_LINES : plan->capacity;
    plan->column[column].any = malloc(capacity * cell_size(column));
    if (plan->column[column].any == NULL) {
        return false;
    }
    clear_cells(plan, column, 0, plan->lines);
    return true;
}

/* Makes room for `capacity` items of `size` bytes; the old memory stays valid when it cannot. */
static bool resize(void *pointer, size_t capacity, size_t size)
{
    void *old;
    memcpy(&old, pointer, sizeof old);
    void *new = capacity > SIZE_MAX / size ? NULL : realloc(old, capacity * size);
    if (new == NULL) {
        return false;
    }
    memcpy(pointer, &new, sizeof new);
    return true;
}

/* Makes room for one more behind `count` items. The room is always the least power of two that holds them, so that
 * many of them cost no more than twice their size in copying. */
static bool room_for_one(void *pointer, size_t count, size_t size)
{
    return (count & (count - 1)) != 0 || resize(pointer, count == 0 ? 1 : count * 2, size);
}

static bool grow(pp_plan *plan)
{
    const size_t capacity = plan->capacity == 0 ? FIRST_LINES : plan->capacity + plan->capacity / 2;
    bool ok = resize(&plan->row, capacity, sizeof *plan->row) && resize(&plan->source, capacity, sizeof *plan->source);
    for (int c = 0; ok && c < PP_COLUMN_COUNT; c++) {
        ok = plan->column[c].any == NULL || resize(&plan->column[c].any, capacity, cell_size((pp_column)c));
    }
    for (size_t i = 0; ok && i < plan->extra_count; i++) {
        ok = resize(&plan->extras[i].values, capacity, sizeof *plan->extras[i].values);
    }
    if (ok) {
        plan->capacity = capacity;
    }
    return ok;
}

/* ---- Sources and lines ---- */

int pp_plan_add_source(pp_plan *plan, const char *file, const char *sheet)
{
    if (plan->source_count >= SOURCES_LIMIT ||
        !room_for_one(&plan->sources, plan->source_count, sizeof *plan->sources)) {
        return -1;
    }
    pp_source *source = &plan->sources[plan->source_count];
    *source = (pp_source){0};
    source->file = pp_arena_copy(plan->arena, file, strlen(file));
    source->sheet = sheet == NULL ? NULL : pp_arena_copy(plan->arena, sheet, strlen(sheet));
    if (source->file == NULL || (sheet != NULL && source->sheet == NULL)) {
        return -1;
    }
    return (int)plan->source_count++;
}

bool pp_plan_map_column(pp_plan *plan, int source, pp_column column, uint32_t number, const char *title,
                        pp_error *error)
{
    const char *copy = pp_arena_copy(plan->arena, title, strlen(title));
    if (copy == NULL || !add_column(plan, column)) {
        return pp_error_memory(error);
    }
    plan->sources[source].number[column] = number;
    plan->sources[source].title[column] = copy;
    return true;
}

int pp_plan_add_extra(pp_plan *plan, const char *title)
{
    for (size_t i = 0; i < plan->extra_count; i++) {
        if (strcmp(plan->extras[i].title, title) == 0) {
            return (int)i;
        }
    }
    if (plan->extra_count >= INT32_MAX || !room_for_one(&plan->extras, plan->extra_count, sizeof *plan->extras)) {
        return -1;
    }
    const size_t capacity = plan->capacity == 0 ? FIRST_LINES : plan->capacity;
    pp_extra extra = {pp_arena_copy(plan->arena, title, strlen(title)), calloc(capacity, sizeof(uint32_t))};
    if (extra.title == NULL || extra.values == NULL) {
        free(extra.values);
        return -1;
    }
    plan->extras[plan->extra_count] = extra;
    return (int)plan->extra_count++;
}

bool pp_plan_add_line(pp_plan *plan, int source, uint32_t row, size_t *line, pp_error *error)
{
    if (plan->lines == plan->capacity && !grow(plan)) {
        return pp_error_memory(error);
    }
    const size_t at = plan->lines++;
    plan->row[at] = row;
    plan->source[at] = (uint16_t)source;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (plan->column[c].any != NULL) {
            clear_cells(plan, (pp_column)c, at, at + 1);
        }
    }
    for (size_t i = 0; i < plan->extra_count; i++) {
        plan->extras[i].values[at] = 0;
    }
    *line = at;
    return true;
}

/* ---- Cells ---- */

bool pp_plan_set_text(pp_plan *plan, size_t line, pp_column column, const char *text, size_t length, pp_error *error)
{
    uint32_t id;
    if (!add_column(plan, column) || !pp_pool_add(plan->pool, text, length, &id)) {
        return pp_error_memory(error);
    }
    plan->column[column].text[line] = id;
    return true;
}

bool pp_plan_set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount, pp_error *error)
{
    if (!add_column(plan, column)) {
        return pp_error_memory(error);
    }
    plan->column[column].number[line] = amount;
    return true;
}

bool pp_plan_set_quantity(pp_plan *plan, size_t line, int64_t millionths, pp_error *error)
{
    return pp_plan_set_money(plan, line, PP_COL_QUANTITY, millionths, error);
}

bool pp_plan_set_extra(pp_plan *plan, size_t line, int extra, const char *text, size_t length, pp_error *error)
{
    uint32_t id;
    if (!pp_pool_add(plan->pool, text, length, &id)) {
        return pp_error_memory(error);
    }
    plan->extras[extra].values[line] = id;
    return true;
}

bool pp_plan_set_unreadable(pp_plan *plan, size_t line, pp_column column, pp_money_status status, const char *text,
                            size_t length, pp_error *error)
{
    uint32_t id;
    if (plan->unreadable_count == plan->unreadable_capacity) {
        const size_t capacity = plan->unreadable_capacity * 2 + 16;
        if (!resize(&plan->unreadables, capacity, sizeof *plan->unreadables)) {
            return pp_error_memory(error);
        }
        plan->unreadable_capacity = capacity;
    }
    if (!pp_pool_add(plan->pool, text, length, &id) ||
        !pp_plan_set_money(plan, line, column, PP_MONEY_UNREADABLE, error)) {
        return pp_error_memory(error);
    }
    plan->unreadables[plan->unreadable_count++] = (pp_unreadable){line, column, status, pp_pool_text(plan->pool, id)};
    return true;
}

size_t pp_plan_lines(const pp_plan *plan)
{
    return plan->lines;
}

bool pp_plan_has(const pp_plan *plan, pp_column column)
{
    return plan->column[column].any != NULL;
}

const char *pp_plan_text(const pp_plan *plan, size_t line, pp_column column)
{
    return pp_pool_text(plan->pool, pp_plan_id(plan, line, column));
}

pp_money pp_plan_money(const pp_plan *plan, size_t line, pp_column column)
{
    return pp_plan_number(plan, line, column);
}

int64_t pp_plan_quantity(const pp_plan *plan, size_t line)
{
    return pp_plan_number(plan, line, PP_COL_QUANTITY);
}

pp_money pp_plan_parts(const pp_plan *plan, size_t line, pp_column first, pp_column last)
{
    pp_money sum = PP_MONEY_NONE;
    for (int c = (int)first; c <= (int)last; c++) {
        const pp_money part = pp_plan_number(plan, line, (pp_column)c);
        if (part == PP_MONEY_NONE) {
            continue;
        }
        if (part == PP_MONEY_UNREADABLE || !pp_money_add(pp_money_or_zero(sum), part, &sum)) {
            return PP_MONEY_UNREADABLE;
        }
    }
    return sum;
}

pp_money pp_plan_amount(const pp_plan *plan, size_t line)
{
    const pp_money total = pp_plan_number(plan, line, PP_COL_TOTAL);
    if (total != PP_MONEY_NONE) {
        return total;
    }
    return pp_plan_parts(plan, line, PP_COL_GENERAL, PP_COL_CARRYOVER);
}

pp_kind pp_kind_by_name(const char *text)
{
    char folded[32];
    const size_t length = strlen(text);
    if (length == 0 || length >= sizeof folded || pp_text_fold(text, length, folded, sizeof folded) == 0) {
        return PP_KIND_NONE;
    }
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        const char *name = pp_kind_name((pp_kind)k);
        const size_t n = strlen(name);
        if (strncmp(folded, name, n) == 0 && (folded[n] == '\0' || strcmp(folded + n, "类") == 0)) {
            return (pp_kind)k;
        }
    }
    return PP_KIND_NONE;
}

pp_kind pp_plan_kind(const pp_plan *plan, size_t line)
{
    return pp_kind_by_name(pp_plan_text(plan, line, PP_COL_KIND));
}

uint8_t *pp_plan_kinds(const pp_plan *plan)
{
    uint8_t *kinds = calloc(pp_pool_count(plan->pool), 1);
    bool *done = calloc(pp_pool_count(plan->pool), sizeof *done);
    if (kinds == NULL || done == NULL) {
        free(kinds);
        free(done);
        return NULL;
    }
    for (size_t i = 0; i < plan->lines; i++) {
        const uint32_t id = pp_plan_id(plan, i, PP_COL_KIND);
        if (!done[id]) {
            done[id] = true;
            kinds[id] = (uint8_t)pp_kind_by_name(pp_pool_text(plan->pool, id));
        }
    }
    free(done);
    return kinds;
}

pp_item *pp_plan_items(const pp_plan *plan, const pp_catalog *catalog)
{
    enum { NOT_YET = 0, OFFSET = 2 }; /* of_text holds the item plus OFFSET, so that fresh memory says NOT_YET */
    pp_item *items = malloc((plan->lines + 1) * sizeof *items);
    pp_item *of_text = calloc(pp_pool_count(plan->pool), sizeof *of_text);
    if (items == NULL || of_text == NULL) {
        free(items);
        free(of_text);
        return NULL;
    }
    for (size_t i = 0; i < plan->lines; i++) {
        const uint32_t id = pp_plan_id(plan, i, PP_COL_ITEM_CODE);
        if (of_text[id] == NOT_YET) {
            of_text[id] = pp_catalog_find(catalog, pp_pool_text(plan->pool, id)) + OFFSET;
        }
        items[i] = of_text[id] - OFFSET;
    }
    free(of_text);
    return items;
}

size_t pp_plan_extras(const pp_plan *plan)
{
    return plan->extra_count;
}

const char *pp_plan_extra_title(const pp_plan *plan, size_t extra)
{
    return plan->extras[extra].title;
}

const char *pp_plan_extra(const pp_plan *plan, size_t line, size_t extra)
{
    return pp_pool_text(plan->pool, plan->extras[extra].values[line]);
}

size_t pp_plan_unreadables(const pp_plan *plan)
{
    return plan->unreadable_count;
}

pp_unreadable pp_plan_unreadable(const pp_plan *plan, size_t index)
{
    return plan->unreadables[index];
}

/* ---- Places ---- */

pp_place pp_plan_place(const pp_plan *plan, size_t line, pp_column column)
{
    const pp_source *source = &plan->sources[plan->source[line]];
    pp_place place = {.file = source->file, .sheet = source->sheet, .row = plan->row[line]};
    if (column < PP_COLUMN_COUNT) {
        place.column = source->number[column];
        place.title = source->title[column] != NULL ? source->title[column] : pp_column_describe(column)->title;
    }
    return place;
}

bool pp_plan_set_about_place(pp_plan *plan, pp_about_key key, const char *file, uint32_t row, uint32_t column,
                             pp_error *error)
{
    const char *copy = pp_arena_copy(plan->arena, file, strlen(file));
    if (copy == NULL) {
        return pp_error_memory(error);
    }
    plan->about_place[key] = (pp_place){.file = copy, .row = row, .column = column};
    return true;
}

pp_place pp_plan_about_place(const pp_plan *plan, pp_about_key key)
{
    pp_place place = plan->about_place[key];
    place.title = pp_about_title(key);
    return place;
}

char *pp_cell_name(uint32_t row, uint32_t column, char out[PP_CELL_TEXT])
{
    char letters[8];
    int n = 0;
    out[0] = '\0';
    if (row == 0 || column == 0) {
        return out;
    }
    for (; column > 0; column = (column - 1) / 26) {
        letters[n++] = (char)('A' + (column - 1) % 26);
    }
    for (int i = 0; i < n; i++) {
        out[i] = letters[n - 1 - i];
    }
    snprintf(out + n, (size_t)(PP_CELL_TEXT - n), "%u", row);
    return out;
}

/* ---- Controls ---- */

bool pp_plan_add_control(pp_plan *plan, const pp_control *control, pp_error *error)
{
    pp_control copy = *control; /* before the resize: it may be one of this very plan */
    if (!room_for_one(&plan->controls, plan->control_count, sizeof *plan->controls)) {
        return pp_error_memory(error);
    }
    const char **texts[] = {&copy.name, &copy.key, &copy.origin, &copy.file, &copy.title};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = *texts[i] == NULL ? "" : *texts[i];
        *texts[i] = pp_arena_copy(plan->arena, text, strlen(text));
        if (*texts[i] == NULL) {
            return pp_error_memory(error);
        }
    }
    plan->controls[plan->control_count++] = copy;
    return true;
}

bool pp_plan_set_control(pp_plan *plan, size_t index, pp_money amount, const char *origin, pp_error *error)
{
    const char *copy = pp_arena_copy(plan->arena, origin, strlen(origin));
    if (copy == NULL) {
        return pp_error_memory(error);
    }
    plan->controls[index].amount = amount;
    plan->controls[index].unit_step = 1; /* exact to the 分 */
    plan->controls[index].origin = copy;
    return true;
}

void pp_plan_clear_controls(pp_plan *plan)
{
    plan->control_count = 0;
}

size_t pp_plan_controls(const pp_plan *plan)
{
    return plan->control_count;
}

const pp_control *pp_plan_control(const pp_plan *plan, size_t index)
{
    return &plan->controls[index];
}
