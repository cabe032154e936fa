/* The plan as the form shows it becomes the plan that was written: what the hidden sheet says is applied. */
#include "base/text.h"
#include "model/plan.h"
#include "read/carried_inner.h"

#include <stdlib.h>
#include <string.h>

/* ---- Controls that the form works out itself ---- */

/* Sums of the form's money columns: entry 0 of all lines, the others of units. */
typedef struct sums {
    pp_money (*of)[PP_ROW_FIGURES];
    bool (*doubtful)[PP_ROW_FIGURES]; /* it does not fit */
    uint32_t *entry;                  /* by number of the unit's name in the pool, 0: not a unit */
    uint32_t units;                   /* size of `entry` */
} sums;

static void free_sums(sums *s)
{
    free(s->of);
    free(s->doubtful);
    free(s->entry);
}

static void add_line(sums *s, const pp_plan *plan, size_t line, size_t entry)
{
    for (int f = 0; f < PP_ROW_FIGURES; f++) {
        const pp_money m = pp_money_or_zero(pp_plan_number(plan, line, (pp_column)(PP_COL_TOTAL + f)));
        s->doubtful[entry][f] |= !pp_money_add(s->of[entry][f], m, &s->of[entry][f]);
    }
}

static bool add_up(sums *s, const pp_plan *plan, size_t first)
{
    size_t entries = 1;
    s->units = pp_pool_count(plan->pool);
    s->entry = calloc(s->units, sizeof *s->entry);
    for (size_t i = first; s->entry != NULL && i < plan->lines; i++) {
        const uint32_t unit = pp_plan_id(plan, i, PP_COL_UNIT);
        if (unit != 0 && s->entry[unit] == 0) {
            s->entry[unit] = (uint32_t)entries++;
        }
    }
    s->of = calloc(entries, sizeof *s->of);
    s->doubtful = calloc(entries, sizeof *s->doubtful);
    if (s->entry == NULL || s->of == NULL || s->doubtful == NULL) {
        return false;
    }
    for (size_t i = first; i < plan->lines; i++) {
        const uint32_t unit = pp_plan_id(plan, i, PP_COL_UNIT);
        add_line(s, plan, i, 0);
        if (unit != 0) {
            add_line(s, plan, i, s->entry[unit]);
        }
    }
    return true;
}

/* Whether a control that a row of sums made says no more than that the lines add up to it. *ok: false when memory is
 * short. */
static bool is_met(const sums *s, const pp_plan *plan, const pp_control *control, bool *ok)
{
    const pp_column column = pp_control_column(control);
    size_t entry = 0;
    if (control->kind == PP_CONTROL_UNIT) {
        uint32_t unit = 0;
        *ok = pp_pool_add(plan->pool, control->key, strlen(control->key), &unit);
        entry = unit < s->units ? s->entry[unit] : 0;
        if (entry == 0) { /* no line is that unit's */
            return strcmp(control->key, PP_SHOWN_NO_UNIT) == 0;
        }
    }
    if (column == PP_NO_COLUMN || s->doubtful[entry][column - PP_COL_TOTAL]) {
        return false;
    }
    const pp_money kept = 100000000000000; /* a spreadsheet keeps 15 digits: below this, every 分 */
    const pp_money sum = s->of[entry][column - PP_COL_TOTAL], most = sum < 0 ? -(sum / kept) : sum / kept;
    pp_money difference;
    return pp_money_subtract(control->amount, sum, &difference) && difference <= most && difference >= -most;
}

/* Gives the plan the controls of the sheet, and behind them those of the form that do not follow from its lines. */
static bool settle_controls(const pp_carried *c, pp_grid *grid, pp_error *error)
{
    pp_plan *plan = grid->reading->plan;
    const bool own = grid->reading->options.controls == NULL;
    sums s = {0};
    size_t kept = 0;
    bool ok = add_up(&s, plan, grid->first_line);
    pp_control *left = malloc((plan->control_count + 1) * sizeof *left);
    const char *file = pp_arena_printf(plan->arena, "%s（隐藏的“" PP_CARRIED_SHEET "”）", grid->file);
    ok = ok && left != NULL && file != NULL;
    for (size_t i = 0; ok && i < plan->control_count; i++) {
        if (!is_met(&s, plan, &plan->controls[i], &ok)) {
            left[kept++] = plan->controls[i];
        }
    }
    if (ok) {
        pp_plan_clear_controls(plan);
    } else {
        pp_error_memory(error);
    }
    for (size_t i = 0; ok && own && i < c->control_count; i++) {
        pp_control control = c->controls[i];
        control.file = file;
        ok = pp_plan_add_control(plan, &control, error);
    }
    for (size_t i = 0; ok && i < kept; i++) {
        ok = pp_plan_add_control(plan, &left[i], error);
    }
    if (ok && own && c->strange_controls > 0) {
        pp_reading_note(grid->reading, "%s 里有 %zu 个控制数读不出，没有核对，请用 --controls 另给控制数。", file,
                        c->strange_controls);
    }
    free(left);
    free_sums(&s);
    return ok;
}

/* ---- Cells ---- */

/* The first line at or below a row of the form. */
static size_t line_from(const pp_grid *grid, uint32_t row)
{
    const pp_plan *plan = grid->reading->plan;
    size_t low = grid->first_line, high = plan->lines;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (plan->row[middle] < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The unreadable cell, NULL when it is none; they stand in the order of their lines. */
static pp_unreadable *find_unreadable(pp_plan *plan, size_t line, pp_column column)
{
    size_t low = 0, high = plan->unreadable_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (plan->unreadables[middle].line < line) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < plan->unreadable_count && plan->unreadables[low].line == line; low++) {
        if (plan->unreadables[low].column == column) {
            return &plan->unreadables[low];
        }
    }
    return NULL;
}

/* True when a form that is written for an empty cell shows this amount in it: 0, or the sum of its parts. */
static bool shows_empty(const pp_plan *plan, size_t line, pp_column column, pp_money value)
{
    if (value == 0) {
        return column >= PP_COL_TOTAL && column <= PP_COL_RESERVE;
    }
    if (column == PP_COL_SUBTOTAL) {
        return value == pp_plan_parts(plan, line, PP_COL_GENERAL, PP_COL_STATE_CAPITAL);
    }
    const pp_money own = pp_money_or_zero(pp_plan_number(plan, line, PP_COL_SUBTOTAL));
    const pp_money others = pp_money_or_zero(pp_plan_parts(plan, line, PP_COL_SPECIAL_ACCOUNT, PP_COL_CARRYOVER));
    pp_money sum;
    return column == PP_COL_TOTAL && pp_money_add(own, others, &sum) && value == sum;
}

static bool set_number(pp_plan *plan, size_t line, pp_column column, const pp_carried_cells *cells, pp_error *error)
{
    const pp_money value = pp_plan_number(plan, line, column);
    if (cells->text[0] == '\0' && cells->shown[0] == '\0') {
        if (pp_money_known(value) && shows_empty(plan, line, column, value)) {
            plan->column[column].number[line] = PP_MONEY_NONE;
        }
        return true;
    }
    pp_unreadable *u = value == PP_MONEY_UNREADABLE ? find_unreadable(plan, line, column) : NULL;
    if (u == NULL || strcmp(u->text, cells->shown) != 0) {
        return true;
    }
    if (cells->text[0] == '\0') {
        plan->column[column].number[line] = PP_MONEY_NONE;
        u->column = PP_NO_COLUMN; /* taken away at the end */
        return true;
    }
    const size_t length = strlen(cells->text);
    const char *copy = pp_arena_copy(plan->arena, cells->text, length);
    int64_t ignored;
    const pp_money_unit unit = strcmp(cells->unit, "元") == 0 ? PP_UNIT_YUAN : PP_UNIT_WAN;
    const pp_money_status status = column == PP_COL_QUANTITY ? pp_quantity_parse(cells->text, length, &ignored)
                                                             : pp_money_parse(cells->text, length, unit, &ignored);
    u->text = copy != NULL ? copy : u->text;
    u->status = status == PP_MONEY_OK || status == PP_MONEY_EMPTY ? u->status : status;
    return copy != NULL || pp_error_memory(error);
}

static bool set_cell(pp_plan *plan, size_t line, pp_column column, size_t extra, const pp_carried_cells *cells,
                     pp_error *error)
{
    if (column == PP_NO_COLUMN) {
        return extra >= plan->extra_count || strcmp(pp_plan_extra(plan, line, extra), cells->shown) != 0 ||
               pp_plan_set_extra(plan, line, (int)extra, cells->text, strlen(cells->text), error);
    }
    if (!pp_plan_has(plan, column)) {
        return true;
    }
    if (pp_column_describe(column)->type != PP_TYPE_TEXT) {
        return set_number(plan, line, column, cells, error);
    }
    return strcmp(pp_plan_text(plan, line, column), cells->shown) != 0 ||
           pp_plan_set_text(plan, line, column, cells->text, strlen(cells->text), error);
}

/* The column that a title names; for one that procplan does not know PP_NO_COLUMN and its number (from 0) in *extra,
 * SIZE_MAX when it is none either. */
static pp_column column_of(const char *title, size_t length, size_t *extra)
{
    static const size_t prefix = sizeof PP_CARRIED_EXTRA - 1;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const char *known = pp_column_describe((pp_column)c)->title;
        if (strlen(known) == length && memcmp(known, title, length) == 0) {
            return (pp_column)c;
        }
    }
    const unsigned long number =
        length > prefix && memcmp(title, PP_CARRIED_EXTRA, prefix) == 0 ? strtoul(title + prefix, NULL, 10) : 0;
    *extra = number == 0 ? SIZE_MAX : number - 1;
    return PP_NO_COLUMN;
}

static bool set_cells(const pp_carried *c, pp_grid *grid, pp_error *error)
{
    pp_plan *plan = grid->reading->plan;
    size_t budget = 64 * (plan->lines + c->cell_count + 1); /* entries of one's own making must not take for ever */
    for (size_t i = 0; i < c->cell_count; i++) {
        const pp_carried_cells *cells = &c->cells[i];
        for (const char *title = cells->columns; *title != '\0';) {
            const char *end = strstr(title, PP_CARRIED_BETWEEN);
            const size_t length = end == NULL ? strlen(title) : (size_t)(end - title);
            size_t extra = SIZE_MAX;
            const pp_column column = column_of(title, length, &extra);
            for (size_t line = line_from(grid, cells->first);
                 line < plan->lines && plan->row[line] <= cells->last && budget > 0; line++, budget--) {
                if (!set_cell(plan, line, column, extra, cells, error)) {
                    return false;
                }
            }
            title += length + (end == NULL ? 0 : sizeof PP_CARRIED_BETWEEN - 1);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < plan->unreadable_count; i++) {
        if (plan->unreadables[i].column != PP_NO_COLUMN) {
            plan->unreadables[kept++] = plan->unreadables[i];
        }
    }
    plan->unreadable_count = kept;
    return true;
}

/* ---- Columns ---- */

static bool is_vacant(const pp_plan *plan, pp_column column)
{
    for (size_t i = 0; i < plan->lines; i++) {
        if (pp_column_describe(column)->type == PP_TYPE_TEXT ? plan->column[column].text[i] != 0
                                                             : plan->column[column].number[i] != PP_MONEY_NONE) {
            return false;
        }
    }
    return true;
}

/* Which known columns the plan had. */
static void list_columns(const pp_carried *c, bool had[PP_COLUMN_COUNT])
{
    memset(had, 0, PP_COLUMN_COUNT * sizeof *had);
    for (size_t i = 0; i < c->column_count; i++) {
        size_t extra;
        const pp_carried_column *column = &c->columns[i];
        const pp_column known = column_of(column->title, strlen(column->title), &extra);
        if (column->shown[0] == '\0' && known != PP_NO_COLUMN) {
            had[known] = true;
        }
    }
}

/* Declares the columns that the plan had and the form shows only where something is in them. */
static bool declare_columns(const pp_carried *c, pp_grid *grid, pp_error *error)
{
    bool had[PP_COLUMN_COUNT];
    list_columns(c, had);
    for (int k = 0; k < PP_COLUMN_COUNT; k++) {
        const pp_column column = (pp_column)k;
        if (had[k] && !pp_plan_has(grid->reading->plan, column) &&
            !pp_plan_map_column(grid->reading->plan, grid->source, column, 0, pp_column_describe(column)->title,
                                error)) {
            return false;
        }
    }
    return true;
}

/* Takes the empty columns away that the form shows in any case. */
static void drop_columns(const pp_carried *c, pp_plan *plan)
{
    bool had[PP_COLUMN_COUNT];
    list_columns(c, had);
    for (int k = 0; k < PP_COLUMN_COUNT; k++) {
        if (!had[k] && pp_plan_has(plan, (pp_column)k) && is_vacant(plan, (pp_column)k)) {
            pp_plan_drop_column(plan, (pp_column)k);
        }
    }
}

/* Gives the columns that procplan does not know their own titles back, if all of them still stand on the form. */
static bool rename_extras(const pp_carried *c, pp_plan *plan, pp_error *error)
{
    size_t extra = 0;
    bool same = true;
    for (size_t i = 0; i < c->column_count; i++) {
        if (c->columns[i].shown[0] != '\0') {
            same = same && extra < plan->extra_count && strcmp(plan->extras[extra].title, c->columns[i].shown) == 0;
            extra++;
        }
    }
    if (!same || extra != plan->extra_count) {
        return true;
    }
    extra = 0;
    for (size_t i = 0; i < c->column_count; i++) {
        const char *title = c->columns[i].title;
        if (c->columns[i].shown[0] != '\0') {
            title = pp_arena_copy(plan->arena, title, strlen(title));
            if (title == NULL) {
                return pp_error_memory(error);
            }
            plan->extras[extra++].title = title;
        }
    }
    return true;
}

/* ---- Order ---- */

/* Puts the lines in the order of the plan, if the form still has the very rows that were written. */
static bool settle_order(const pp_carried *c, pp_grid *grid, pp_error *error)
{
    pp_plan *plan = grid->reading->plan;
    const size_t first = grid->first_line, count = plan->lines - first;
    size_t *order = malloc((plan->lines + 1) * sizeof *order); /* the line that comes to stand there */
    size_t placed = 0;
    if (order == NULL) {
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < plan->lines; i++) {
        order[i] = i < first ? i : SIZE_MAX;
    }
    bool fits = c->run_count > 0;
    for (size_t i = 0; fits && i < c->run_count; i++) {
        const pp_carried_run *run = &c->runs[i];
        size_t line = line_from(grid, run->first);
        for (uint32_t n = 0; fits && n <= run->last - run->first; n++, line++) {
            const size_t place = (size_t)run->position - 1 + n;
            fits = line < plan->lines && plan->row[line] == run->first + n && place < count &&
                   order[first + place] == SIZE_MAX;
            if (fits) {
                order[first + place] = line;
                placed++;
            }
        }
    }
    const bool ok = !fits || placed != count || pp_plan_reorder(plan, order);
    free(order);
    return ok || pp_error_memory(error);
}

/* ---- About ---- */

static bool settle_about(const pp_carried *c, pp_plan *plan, pp_error *error)
{
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const pp_carried_about *about = &c->about[k];
        const char *read = plan->about[k] == NULL ? "" : plan->about[k];
        if (!about->given || strcmp(read, about->shown) != 0) {
            continue; /* changed by hand on the form */
        }
        if (about->text[0] == '\0') {
            plan->about[k] = NULL;
        } else if (!pp_plan_set_about(plan, (pp_about_key)k, about->text, error)) {
            return false;
        }
    }
    return true;
}

/* What the form says in 万元 a plan in 元 has in 元: a unit that the form names in a heading is not the plan's. */
static void settle_titles(pp_grid *grid)
{
    pp_plan *plan = grid->reading->plan;
    const char *unit = plan->about[PP_ABOUT_UNIT];
    const char **title = &plan->sources[grid->source].title[PP_COL_RESERVE_MICRO];
    if (unit != NULL && strcmp(unit, "元") == 0 && *title != NULL) {
        *title = pp_column_describe(PP_COL_RESERVE_MICRO)->title;
    }
}

bool pp_carried_apply(pp_carried *c, pp_grid *grid, pp_error *error)
{
    pp_plan *plan = grid->reading->plan;
    if (!settle_controls(c, grid, error) || !declare_columns(c, grid, error) || !set_cells(c, grid, error)) {
        return false;
    }
    drop_columns(c, plan);
    if (!rename_extras(c, plan, error) || !settle_order(c, grid, error) || !settle_about(c, plan, error)) {
        return false;
    }
    settle_titles(grid);
    return true;
}
