/* Totals, controls and entries of two plans side by side. */
#include "model/diff.h"
#include "procplan/totals.h"

#include <stdlib.h>
#include <string.h>

/* ---- Totals ---- */

/* Makes room for `count` more totals. False when memory is short. */
static bool reserve(pp_diff *diff, size_t count)
{
    pp_total_change *totals = realloc(diff->totals, (diff->total_count + count + 1) * sizeof *totals);
    diff->totals = totals != NULL ? totals : diff->totals;
    return totals != NULL;
}

static pp_money sum_of(const pp_diff *diff, int side, const pp_sum *sum, pp_column column)
{
    if (column != PP_COL_TOTAL && !pp_plan_has(diff->plan[side], column)) {
        return PP_MONEY_NONE;
    }
    return sum->overflow ? PP_MONEY_UNREADABLE : sum->money[column];
}

static void add_total(pp_diff *diff, pp_total_kind kind, const char *key, const char *name, const pp_sum sums[PP_SIDES],
                      pp_column column)
{
    pp_total_change total = {.kind = kind,
                             .key = key,
                             .name = name,
                             .old = sum_of(diff, PP_OLD, &sums[PP_OLD], column),
                             .new = sum_of(diff, PP_NEW, &sums[PP_NEW], column),
                             .difference = PP_MONEY_NONE,
                             .old_lines = sums[PP_OLD].lines,
                             .new_lines = sums[PP_NEW].lines};
    if (pp_money_known(total.old) && pp_money_known(total.new)) {
        (void)pp_money_subtract(total.new, total.old, &total.difference); /* stays none where it does not fit */
    }
    diff->totals[diff->total_count++] = total;
}

/* A group of either plan, to be brought together with the other plan's group of the same key. */
typedef struct group {
    uint32_t id; /* of the key */
    int side;
    const pp_sum *sum;
} group;

static int by_id(const void *a, const void *b)
{
    const group *x = a, *y = b;
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : y->side - x->side;
}

/* All groups of both plans, the new plan's first, in new memory; NULL when memory is short. */
static group *collect(const pp_totals *const totals[PP_SIDES], pp_grouping grouping, size_t *count)
{
    size_t of_new, of_old;
    const pp_sum *new = pp_totals_by(totals[PP_NEW], grouping, &of_new);
    const pp_sum *old = pp_totals_by(totals[PP_OLD], grouping, &of_old);
    pp_pool *keys = pp_pool_new();
    *count = of_new + of_old;
    group *groups = malloc((*count + 1) * sizeof *groups);
    bool ok = groups != NULL && keys != NULL;
    for (size_t i = 0; ok && i < *count; i++) {
        groups[i] = i < of_new ? (group){0, PP_NEW, &new[i]} : (group){0, PP_OLD, &old[i - of_new]};
        ok = pp_pool_add_folded(keys, groups[i].sum->key, strlen(groups[i].sum->key), &groups[i].id);
    }
    pp_pool_free(keys);
    if (!ok) {
        free(groups);
        return NULL;
    }
    if (*count > 1) {
        qsort(groups, *count, sizeof *groups, by_id);
    }
    return groups;
}

/* Brings the groups of both plans together by their keys, in the order of the new plan, then of the old one. */
static bool add_groups(pp_diff *diff, pp_total_kind kind, const pp_totals *const totals[PP_SIDES], pp_grouping grouping)
{
    size_t count = 0;
    group *groups = collect(totals, grouping, &count);
    if (groups == NULL || !reserve(diff, count)) {
        free(groups);
        return false;
    }
    for (size_t i = 0; i < count;) {
        pp_sum both[PP_SIDES] = {0};
        const group *first = &groups[i];
        for (; i < count && groups[i].id == first->id; i++) { /* a plan may spell a unit in two ways */
            pp_sum *sum = &both[groups[i].side];
            const pp_sum *part = groups[i].sum;
            sum->lines += part->lines;
            sum->overflow |= part->overflow || !pp_money_add(sum->money[PP_COL_TOTAL], part->money[PP_COL_TOTAL],
                                                             &sum->money[PP_COL_TOTAL]);
        }
        add_total(diff, kind, first->sum->key, first->sum->name, both, PP_COL_TOTAL);
    }
    free(groups);
    return true;
}

static bool add_columns(pp_diff *diff, pp_total_kind kind, const pp_sum sums[PP_SIDES], pp_column first, pp_column last)
{
    if (!reserve(diff, PP_COLUMN_COUNT)) {
        return false;
    }
    for (int c = (int)first; c <= (int)last; c++) {
        const pp_column column = (pp_column)c;
        if (pp_plan_has(diff->plan[PP_OLD], column) || pp_plan_has(diff->plan[PP_NEW], column)) {
            add_total(diff, kind, pp_column_describe(column)->title, NULL, sums, column);
        }
    }
    return true;
}

static bool add_all(pp_diff *diff, const pp_totals *const totals[PP_SIDES])
{
    const pp_sum all[PP_SIDES] = {*pp_totals_all(totals[PP_OLD]), *pp_totals_all(totals[PP_NEW])};
    const bool units = pp_plan_has(diff->plan[PP_OLD], PP_COL_UNIT) && pp_plan_has(diff->plan[PP_NEW], PP_COL_UNIT);
    if (!reserve(diff, 1)) {
        return false;
    }
    add_total(diff, PP_TOTAL_ALL, "合计", NULL, all, PP_COL_TOTAL);
    return add_groups(diff, PP_TOTAL_KIND, totals, PP_BY_KIND) &&
           add_columns(diff, PP_TOTAL_FUND, all, PP_COL_SUBTOTAL, PP_COL_CARRYOVER) &&
           add_columns(diff, PP_TOTAL_RESERVE, all, PP_COL_RESERVE, PP_COL_RESERVE_MICRO) &&
           (!units || add_groups(diff, PP_TOTAL_UNIT, totals, PP_BY_UNIT)) &&
           add_groups(diff, PP_TOTAL_CLASS, totals, PP_BY_CLASS_1);
}

bool pp_diff_add_totals(pp_diff *diff, const pp_catalog *catalog, pp_error *error)
{
    pp_totals *old = pp_totals_new(diff->plan[PP_OLD], catalog, error);
    pp_totals *new = old == NULL ? NULL : pp_totals_new(diff->plan[PP_NEW], catalog, error);
    const pp_totals *const both[PP_SIDES] = {old, new};
    const bool ok = new != NULL && (add_all(diff, both) || pp_error_memory(error));
    pp_totals_free(old);
    pp_totals_free(new);
    return ok;
}

/* ---- Controls ---- */

/* A control and what makes it the same one as another: kind, column and key, in that order of comparison. */
typedef struct known {
    pp_control_kind kind;
    pp_column column;
    uint32_t key;
    int side;
    const pp_control *control;
} known;

static int same_figure(const known *x, const known *y)
{
    return x->kind != y->kind       ? (int)x->kind - (int)y->kind
           : x->column != y->column ? (int)x->column - (int)y->column
                                    : (x->key > y->key) - (x->key < y->key);
}

static int same_demand(const pp_control *x, const pp_control *y)
{
    return x->relation != y->relation ? (int)x->relation - (int)y->relation
                                      : (x->amount > y->amount) - (x->amount < y->amount);
}

static int by_figure(const void *a, const void *b)
{
    const known *x = a, *y = b;
    const int figure = same_figure(x, y);
    return figure != 0 ? figure : x->side != y->side ? x->side - y->side : same_demand(x->control, y->control);
}

/* The controls of both plans, equal figures together, in new memory; NULL when memory is short. */
static known *collect_controls(const pp_diff *diff, size_t *count)
{
    const size_t of_old = pp_plan_controls(diff->plan[PP_OLD]);
    pp_pool *keys = pp_pool_new();
    *count = of_old + pp_plan_controls(diff->plan[PP_NEW]);
    known *all = malloc((*count + 1) * sizeof *all);
    bool ok = keys != NULL && all != NULL;
    for (size_t i = 0; ok && i < *count; i++) {
        const int side = i < of_old ? PP_OLD : PP_NEW;
        const pp_control *control = pp_plan_control(diff->plan[side], side == PP_OLD ? i : i - of_old);
        all[i] = (known){control->kind, pp_control_column(control), 0, side, control};
        ok = pp_pool_add_folded(keys, control->key, strlen(control->key), &all[i].key);
    }
    pp_pool_free(keys);
    if (!ok) {
        free(all);
        return NULL;
    }
    if (*count > 1) {
        qsort(all, *count, sizeof *all, by_figure);
    }
    return all;
}

/* Takes out the controls that both plans make alike and pairs the rest of one figure in the order of their amounts. */
static void add_figure(pp_diff *diff, const known *old, size_t n, const known *new, size_t m)
{
    size_t i = 0, j = 0;
    const size_t first = diff->control_count;
    size_t of_old = 0, of_new = 0; /* that differ */
    while (i < n || j < m) {
        const int order = i == n ? 1 : j == m ? -1 : same_demand(old[i].control, new[j].control);
        if (order < 0) {
            diff->controls[first + of_old++].old = old[i].control;
        } else if (order > 0) {
            diff->controls[first + of_new++].new = new[j].control;
        }
        i += order <= 0;
        j += order >= 0;
    }
    diff->control_count += of_old > of_new ? of_old : of_new;
}

bool pp_diff_add_controls(pp_diff *diff, pp_error *error)
{
    size_t count = 0;
    known *all = collect_controls(diff, &count);
    diff->controls = calloc(count + 1, sizeof *diff->controls);
    if (all == NULL || diff->controls == NULL) {
        free(all);
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < count;) {
        const size_t first = i;
        size_t of_old = 0;
        for (; i < count && same_figure(&all[first], &all[i]) == 0; i++) {
            of_old += all[i].side == PP_OLD;
        }
        add_figure(diff, all + first, of_old, all + first + of_old, i - first - of_old);
    }
    free(all);
    return true;
}
