/* Two plans that shall be the same: every cell, entry, control, unknown column and unreadable text; and the tables of
 * their budgets, which are asked for apart. Where they stand in their files may differ. */
#ifndef PP_TESTS_SAME_PLAN_H
#define PP_TESTS_SAME_PLAN_H

#include "unit.h"

#include "procplan/budget.h"
#include "procplan/plan.h"

#include <stdio.h>

enum { DIFFERENCE = 1024 };

/* Notes the first difference in `out`; returns false. */
static inline bool differs(char out[DIFFERENCE], const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline bool differs(char out[DIFFERENCE], const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(out, DIFFERENCE, format, values);
    va_end(values);
    return false;
}

static inline bool same_about(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const char *x = pp_plan_about(a, (pp_about_key)k), *y = pp_plan_about(b, (pp_about_key)k);
        if ((x == NULL) != (y == NULL) || (x != NULL && strcmp(x, y) != 0)) {
            return differs(out, "%s: %s / %s", pp_about_title((pp_about_key)k), x == NULL ? "(none)" : x,
                           y == NULL ? "(none)" : y);
        }
    }
    return true;
}

static inline bool same_cells(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    if (pp_plan_lines(a) != pp_plan_lines(b)) {
        return differs(out, "%zu / %zu lines", pp_plan_lines(a), pp_plan_lines(b));
    }
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column column = (pp_column)c;
        const pp_column_info *info = pp_column_describe(column);
        if (pp_plan_has(a, column) != pp_plan_has(b, column)) {
            return differs(out, "column %s: %d / %d", info->title, pp_plan_has(a, column), pp_plan_has(b, column));
        }
        for (size_t i = 0; i < pp_plan_lines(a); i++) {
            if (info->type == PP_TYPE_TEXT) {
                const char *x = pp_plan_text(a, i, column), *y = pp_plan_text(b, i, column);
                if (strcmp(x, y) != 0) {
                    return differs(out, "line %zu %s: %s / %s", i, info->title, x, y);
                }
                continue;
            }
            const int64_t x = pp_plan_money(a, i, column), y = pp_plan_money(b, i, column);
            if (x != y) {
                return differs(out, "line %zu %s: %lld / %lld", i, info->title, (long long)x, (long long)y);
            }
        }
    }
    return true;
}

static inline bool same_extras(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    if (pp_plan_extras(a) != pp_plan_extras(b)) {
        return differs(out, "%zu / %zu unknown columns", pp_plan_extras(a), pp_plan_extras(b));
    }
    for (size_t e = 0; e < pp_plan_extras(a); e++) {
        if (strcmp(pp_plan_extra_title(a, e), pp_plan_extra_title(b, e)) != 0) {
            return differs(out, "column %s / %s", pp_plan_extra_title(a, e), pp_plan_extra_title(b, e));
        }
        for (size_t i = 0; i < pp_plan_lines(a); i++) {
            if (strcmp(pp_plan_extra(a, i, e), pp_plan_extra(b, i, e)) != 0) {
                return differs(out, "line %zu %s: %s / %s", i, pp_plan_extra_title(a, e), pp_plan_extra(a, i, e),
                               pp_plan_extra(b, i, e));
            }
        }
    }
    return true;
}

static inline int by_place(const void *a, const void *b)
{
    const pp_unreadable *x = a, *y = b;
    return x->line != y->line ? (x->line < y->line ? -1 : 1) : (int)x->column - (int)y->column;
}

/* The unreadable cells by line and column; freed by the caller. */
static inline pp_unreadable *sorted_unreadables(const pp_plan *plan)
{
    const size_t count = pp_plan_unreadables(plan);
    pp_unreadable *all = calloc(count + 1, sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++) {
        all[i] = pp_plan_unreadable(plan, i);
    }
    qsort(all, count, sizeof *all, by_place);
    return all;
}

static inline bool same_unreadables(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    const size_t count = pp_plan_unreadables(a);
    if (count != pp_plan_unreadables(b)) {
        return differs(out, "%zu / %zu unreadable cells", count, pp_plan_unreadables(b));
    }
    pp_unreadable *x = sorted_unreadables(a), *y = sorted_unreadables(b);
    bool same = true;
    for (size_t i = 0; same && i < count; i++) {
        if (by_place(&x[i], &y[i]) != 0 || x[i].status != y[i].status || strcmp(x[i].text, y[i].text) != 0) {
            same = differs(out, "unreadable: line %zu column %d status %d %s / line %zu column %d status %d %s",
                           x[i].line, (int)x[i].column, (int)x[i].status, x[i].text, y[i].line, (int)y[i].column,
                           (int)y[i].status, y[i].text);
        }
    }
    free(x);
    free(y);
    return same;
}

static inline bool same_controls(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    if (pp_plan_controls(a) != pp_plan_controls(b)) {
        return differs(out, "%zu / %zu controls", pp_plan_controls(a), pp_plan_controls(b));
    }
    for (size_t i = 0; i < pp_plan_controls(a); i++) {
        const pp_control *x = pp_plan_control(a, i), *y = pp_plan_control(b, i);
        if (x->kind != y->kind || x->relation != y->relation || x->amount != y->amount ||
            pp_control_column(x) != pp_control_column(y) || x->unit_step != y->unit_step ||
            strcmp(x->name, y->name) != 0 || strcmp(x->key, y->key) != 0 || strcmp(x->origin, y->origin) != 0) {
            return differs(out, "control %zu: %s %s %lld step %lld %s / %s %s %lld step %lld %s", i, x->name, x->key,
                           (long long)x->amount, (long long)x->unit_step, x->origin, y->name, y->key,
                           (long long)y->amount, (long long)y->unit_step, y->origin);
        }
    }
    return true;
}

static inline bool same_table(const pp_budget *a, const pp_budget *b, pp_budget_table table, char out[DIFFERENCE])
{
    const pp_budget_table_info *info = pp_budget_describe(table);
    if (pp_budget_has(a, table) != pp_budget_has(b, table) || pp_budget_rows(a, table) != pp_budget_rows(b, table)) {
        return differs(out, "%s: %zu / %zu rows", info->name, pp_budget_rows(a, table), pp_budget_rows(b, table));
    }
    for (size_t i = 0; i < pp_budget_rows(a, table); i++) {
        const pp_budget_row *x = pp_budget_row_at(a, table, i), *y = pp_budget_row_at(b, table, i);
        for (int c = 0; c < info->texts + info->amounts; c++) {
            const int amount = c - info->texts;
            const bool same = c < info->texts
                                  ? strcmp(x->text[c], y->text[c]) == 0 && strcmp(x->item[c], y->item[c]) == 0
                                  : x->amount[amount] == y->amount[amount];
            if (!same || pp_budget_has_column(a, table, c) != pp_budget_has_column(b, table, c)) {
                return differs(out, "%s row %zu: %s", info->name, i, info->columns[c].title);
            }
        }
    }
    return true;
}

/* True when the tables of their budgets are the same, which only folders and texts hold. */
static inline bool same_budget(const pp_plan *plan, const pp_plan *other, char out[DIFFERENCE])
{
    const pp_budget *a = pp_plan_budget(plan), *b = pp_plan_budget(other);
    if ((a == NULL) != (b == NULL) || (a != NULL && pp_budget_unreadables(a) != pp_budget_unreadables(b))) {
        return differs(out, "budget: one has none, or another number of unreadable amounts");
    }
    for (int t = 0; a != NULL && t < PP_BUDGET_TABLE_COUNT; t++) {
        if (!same_table(a, b, (pp_budget_table)t, out)) {
            return false;
        }
    }
    return true;
}

/* True when the plans are the same in all of that; else the first difference is in `out`. */
static inline bool same_plans(const pp_plan *a, const pp_plan *b, char out[DIFFERENCE])
{
    return same_about(a, b, out) && same_cells(a, b, out) && same_extras(a, b, out) && same_unreadables(a, b, out) &&
           same_controls(a, b, out);
}

#endif
