/* Rows that bear only the name of a unit and amounts, in a table that has a column for the unit: the sums of that unit,
 * or lines of which item, kind and function were forgotten. Only the whole table tells, and where it does not, the row
 * is a line: a finding on a row of sums is better than a line that is lost. */
#include "base/text.h"
#include "model/plan.h"
#include "read/grid.h"

#include <stdlib.h>
#include <string.h>

/* Copies a row, whose fields point into the reader's buffer. False when memory is short. */
static bool copy_row(pp_arena *arena, const pp_row *row, pp_row *copy)
{
    pp_field *fields = pp_arena_alloc(arena, (row->count + 1) * sizeof *fields);
    for (size_t i = 0; fields != NULL && i < row->count; i++) {
        fields[i].text = pp_arena_copy(arena, row->fields[i].text, row->fields[i].length);
        fields[i].length = row->fields[i].length;
        if (fields[i].text == NULL) {
            return false;
        }
    }
    *copy = (pp_row){fields, row->count, row->number};
    return fields != NULL;
}

bool pp_grid_keep_unit_row(pp_grid *t, const pp_row *row, uint32_t unit, size_t controls, pp_error *error)
{
    const pp_plan *plan = t->reading->plan;
    if (t->unit_row_count == t->unit_row_capacity) {
        const size_t capacity = t->unit_row_capacity * 2 + 16;
        pp_unit_row *rows = realloc(t->unit_rows, capacity * sizeof *rows);
        if (rows == NULL) {
            return pp_error_memory(error);
        }
        t->unit_rows = rows;
        t->unit_row_capacity = capacity;
    }
    pp_unit_row *kept = &t->unit_rows[t->unit_row_count];
    *kept = (pp_unit_row){.unit = unit, .column = PP_NO_COLUMN, .controls = controls, .empty = true};
    for (size_t i = plan->control_count - controls; i < plan->control_count; i++) {
        const pp_control *c = &plan->controls[i];
        kept->amount = kept->column == PP_NO_COLUMN ? c->amount : kept->amount;
        kept->column = kept->column == PP_NO_COLUMN ? c->sums : kept->column;
        kept->empty = kept->empty && c->amount == 0;
    }
    if (!copy_row(plan->arena, row, &kept->row)) {
        return pp_error_memory(error);
    }
    t->unit_row_count++;
    return true;
}

/* What the lines and rows of a unit come to. */
typedef struct unit_sum {
    size_t lines, rows;
    pp_column column; /* that its last row gives first */
    pp_money amount;  /* of its lines */
    bool doubtful;    /* a cell that cannot be read, or a sum that does not fit */
} unit_sum;

/* Adds up the lines of the table by units: pp_pool_count entries in new memory, NULL when memory is short. */
static unit_sum *add_units(const pp_grid *t)
{
    const pp_plan *plan = t->reading->plan;
    unit_sum *units = calloc(pp_pool_count(plan->pool), sizeof *units);
    for (size_t i = 0; units != NULL && i < t->unit_row_count; i++) {
        units[t->unit_rows[i].unit].rows++;
        units[t->unit_rows[i].unit].column = t->unit_rows[i].column;
    }
    for (size_t i = t->first_line; units != NULL && i < plan->lines; i++) {
        unit_sum *u = &units[pp_plan_id(plan, i, PP_COL_UNIT)];
        u->lines++;
        if (u->rows == 0 || u->column == PP_NO_COLUMN) {
            continue;
        }
        const pp_money m = u->column == PP_COL_TOTAL ? pp_plan_amount(plan, i) : pp_plan_number(plan, i, u->column);
        u->doubtful |= m == PP_MONEY_UNREADABLE || !pp_money_add(u->amount, pp_money_or_zero(m), &u->amount);
    }
    return units;
}

static bool names_department(const pp_grid *t, const pp_unit_row *r)
{
    const char *department = pp_plan_about(t->reading->plan, PP_ABOUT_DEPARTMENT);
    return department != NULL && pp_text_same(department, pp_pool_text(t->reading->plan->pool, r->unit));
}

static bool is_equal(const pp_unit_row *r, const unit_sum *u)
{
    enum { HALF_PRINTED = 5000 }; /* of 0.01 万元, by which each line may be rounded, in 分 */
    pp_money gap;
    return r->column != PP_NO_COLUMN && !u->doubtful && pp_money_subtract(u->amount, r->amount, &gap) &&
           llabs(gap) <= (pp_money)u->lines * HALF_PRINTED;
}

/* Whether the rows of units that have lines are sums: each such unit has one, as in a form that was printed (the
 * department may have a second one, that of all lines), and at least one of them is the sum of its lines. */
static bool are_sums(const pp_grid *t, const unit_sum *units)
{
    size_t second = 0, with_lines = 0, equal = 0;
    for (size_t i = 0; i < t->unit_row_count; i++) {
        const pp_unit_row *r = &t->unit_rows[i];
        const unit_sum *u = &units[r->unit];
        if (u->lines == 0) {
            continue;
        }
        if (u->rows > 1) {
            if (u->rows > 2 || !names_department(t, r)) {
                return false;
            }
            second++;
        }
        with_lines++;
        equal += is_equal(r, u);
    }
    return with_lines - second / 2 == t->unit_count && equal > 0;
}

/* Takes the controls of the rows that are lines back. Both stand in the order of the rows. */
static void drop_controls(const pp_grid *t)
{
    pp_plan *plan = t->reading->plan;
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < plan->control_count; i++) {
        const pp_control *c = &plan->controls[i];
        while (at < t->unit_row_count && (!t->unit_rows[at].line || t->unit_rows[at].row.number < c->row)) {
            at++;
        }
        if (at == t->unit_row_count || t->unit_rows[at].row.number != c->row) {
            plan->controls[kept++] = *c;
        }
    }
    plan->control_count = kept;
}

bool pp_grid_settle_units(pp_grid *t, pp_error *error)
{
    if (t->unit_row_count == 0) {
        return true;
    }
    unit_sum *units = add_units(t);
    if (units == NULL) {
        return pp_error_memory(error);
    }
    /* Where lines lack the unit that the table has a column for, it is written on the rows of sums only. */
    const bool partly = units[0].lines > 0;
    const bool sums = partly || are_sums(t, units);
    for (size_t i = 0; i < t->unit_row_count; i++) {
        pp_unit_row *r = &t->unit_rows[i];
        const bool harmless = r->controls > 0 && r->empty; /* sums of nothing: no line is lost */
        r->line = !partly && (units[r->unit].lines > 0 ? !sums : !harmless && !names_department(t, r));
    }
    free(units);
    drop_controls(t);
    for (size_t i = 0; i < t->unit_row_count; i++) {
        const pp_unit_row *r = &t->unit_rows[i];
        const char *name = pp_pool_text(t->reading->plan->pool, r->unit);
        char quote[PP_QUOTE_TEXT];
        pp_quote(name, strlen(name), quote);
        if (!r->line) {
            pp_grid_note(t, r->row.number, "是“%s”的汇总行，不算采购项；其中 %zu 个数已作为控制数核对。", quote,
                         r->controls);
            continue;
        }
        pp_grid_note(t, r->row.number, "只有单位“%s”和金额，看不准是不是汇总行，已按采购项读取；如果是汇总行，请删去。",
                     quote);
        if (!pp_grid_add_line(t, &r->row, error)) {
            return false;
        }
    }
    return true;
}
