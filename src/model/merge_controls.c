/* The controls of the merged plan: sums of those of its parts, and those of each unit. */
#include "model/merge.h"
#include "procplan/totals.h"

#include <stdlib.h>
#include <string.h>

/* A figure that controls of some parts are about. */
typedef struct figure {
    pp_control control; /* as it will stand in the merged plan; its amount is the sum */
    size_t parts;       /* that have it */
    size_t last;        /* of them */
    pp_money of_last;   /* its amount there */
    size_t lines;       /* under it in the parts that have it */
    bool overflow;
} figure;

typedef struct collection {
    pp_merging *m;
    pp_pool *keys; /* what makes figures the same; number n is figures[n - 1] */
    figure *figures;
    size_t count, capacity;
    const char *left_out; /* figures that are not carried, for one sentence */
    size_t left_out_count;
} collection;

/* The figure of a kind, column, key and relation; made, with nothing in it, when it is new. NULL when memory is short.
 */
static figure *find_figure(collection *c, const pp_control *control)
{
    uint32_t number;
    const char *key = pp_arena_printf(c->m->arena, "%d|%d|%d|%s", (int)control->kind, (int)pp_control_column(control),
                                      (int)control->relation, control->key);
    if (key == NULL || !pp_pool_add_folded(c->keys, key, strlen(key), &number)) {
        return NULL;
    }
    if (number <= c->count) {
        return &c->figures[number - 1];
    }
    if (c->count == c->capacity) {
        const size_t capacity = c->capacity * 2 + 64;
        figure *figures = realloc(c->figures, capacity * sizeof *figures);
        if (figures == NULL) {
            return NULL;
        }
        c->figures = figures;
        c->capacity = capacity;
    }
    figure *new = &c->figures[c->count++];
    *new = (figure){.control = *control};
    new->control.amount = 0;
    return new;
}

/* Adds what a part demands of a figure that so many of its lines are under. A part may say one figure twice (合计, and
 * the row of its only unit): it counts once, and a contradiction is told. False when memory is short. */
static bool add_demand(collection *c, size_t part, const pp_control *demand, size_t lines)
{
    pp_merging *m = c->m;
    char first[PP_MONEY_TEXT], second[PP_MONEY_TEXT];
    figure *f = find_figure(c, demand);
    if (f == NULL) {
        return false;
    }
    if (f->parts > 0 && f->last == part) {
        if (f->of_last != demand->amount) {
            pp_money_format(f->of_last, PP_UNIT_WAN, PP_MONEY_FULL, first);
            pp_money_format(demand->amount, PP_UNIT_WAN, PP_MONEY_FULL, second);
            pp_merging_note(m, "“%s”的控制数“%s %s”有两个数：%s 和 %s 万元，合并时取了前一个；请核对后改正。",
                            m->parts[part].name, f->control.name, f->control.key, first, second);
        }
        return true;
    }
    f->parts++;
    f->last = part;
    f->of_last = demand->amount;
    f->lines += lines;
    f->overflow |= !pp_money_add(f->control.amount, demand->amount, &f->control.amount);
    f->control.unit_step =
        demand->unit_step > f->control.unit_step ? demand->unit_step : f->control.unit_step; /* the coarsest */
    return true;
}

/* The unit of all lines of a part; NULL when there are several. */
static const char *only_unit(const pp_merging *m, size_t part)
{
    const pp_plan *plan = m->parts[part].plan;
    const uint32_t first = plan->lines == 0 ? 0 : pp_plan_id(plan, 0, PP_COL_UNIT);
    for (size_t i = 1; i < plan->lines; i++) {
        if (pp_plan_id(plan, i, PP_COL_UNIT) != first) {
            return NULL;
        }
    }
    return first == 0 ? m->unit[part] : pp_pool_text(plan->pool, first);
}

static bool is_of_whole(pp_control_kind kind)
{
    return kind == PP_CONTROL_TOTAL || kind == PP_CONTROL_DEPARTMENT || kind == PP_CONTROL_FUND ||
           kind == PP_CONTROL_RESERVE || kind == PP_CONTROL_RESERVE_MICRO;
}

/* A control of a whole part as one of its only unit, under the column that it is about. */
static pp_control of_unit(const pp_control *control, const char *unit)
{
    pp_control copy = *control;
    copy.kind = PP_CONTROL_UNIT;
    copy.name = "预算单位";
    copy.key = unit;
    copy.sums = pp_control_column(control);
    return copy;
}

/* Adds a control of a part, and, where it is about the whole of a part of one unit, that of the unit. */
static bool add_control(collection *c, size_t part, const pp_control *control, const char *unit,
                        const pp_totals *totals)
{
    const pp_plan *plan = c->m->parts[part].plan;
    const char *department = pp_plan_about(c->m->plan, PP_ABOUT_DEPARTMENT);
    const size_t lines = pp_control_check(totals, plan, control).lines;
    pp_control merged = *control;
    merged.file = pp_merging_path(c->m, &c->m->parts[part], control->file);
    if (is_of_whole(control->kind) && unit != NULL && pp_control_column(control) != PP_NO_COLUMN) {
        const pp_control units = of_unit(&merged, unit);
        if (!add_demand(c, part, &units, pp_plan_lines(plan))) {
            return false;
        }
    }
    if (control->kind == PP_CONTROL_TOTAL || control->kind == PP_CONTROL_DEPARTMENT) {
        merged.key = control->kind == PP_CONTROL_TOTAL || department == NULL ? "" : department;
    }
    return add_demand(c, part, &merged, lines);
}

static bool add_part(collection *c, size_t part, pp_error *error)
{
    const pp_plan *plan = c->m->parts[part].plan;
    const size_t count = pp_plan_controls(plan);
    if (count == 0) {
        return true;
    }
    pp_totals *totals = pp_totals_new(plan, c->m->catalog, error);
    if (totals == NULL) {
        return false;
    }
    const char *unit = only_unit(c->m, part);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_control(c, part, pp_plan_control(plan, i), unit, totals) || pp_error_memory(error);
    }
    pp_totals_free(totals);
    return ok;
}

/* Notes a figure that only some parts have. False when memory is short. */
static bool leave_out(collection *c, const figure *f, const char *amount)
{
    enum { NAMED = 30 };
    if (c->left_out_count++ >= NAMED) {
        return true;
    }
    c->left_out =
        pp_arena_printf(c->m->arena, "%s%s%s%s%s（%zu 份计划有，共 %s 万元）", c->left_out == NULL ? "" : c->left_out,
                        c->left_out == NULL ? "" : "、", f->control.name, f->control.key[0] == '\0' ? "" : " ",
                        f->control.key, f->parts, amount);
    return c->left_out != NULL;
}

/* Adds a figure to the merged plan where its sum stands for all the lines that it is held against; else tells. */
static bool carry(collection *c, const figure *f, const pp_totals *totals, pp_error *error)
{
    pp_merging *m = c->m;
    pp_control control = f->control;
    char amount[PP_MONEY_TEXT];
    pp_money_format(control.amount, PP_UNIT_WAN, PP_MONEY_FULL, amount);
    if (f->overflow) {
        pp_merging_note(m, "控制数“%s %s”相加后超出了能计算的范围，没有并入。", control.name, control.key);
        return true;
    }
    if (f->parts < m->count && pp_control_check(totals, m->plan, &control).lines != f->lines) {
        return leave_out(c, f, amount) || pp_error_memory(error);
    }
    if (f->parts > 1) {
        control.origin = pp_arena_printf(m->arena, "%zu 份计划的控制数相加", f->parts);
        control.file = NULL;
        control.row = control.column = control.key_column = 0;
        if (control.origin == NULL) {
            return pp_error_memory(error);
        }
    }
    return pp_plan_add_control(m->plan, &control, error);
}

bool pp_merging_controls(pp_merging *m, pp_error *error)
{
    collection c = {.m = m, .keys = pp_pool_new()};
    pp_totals *totals = NULL;
    bool ok = c.keys != NULL || pp_error_memory(error);
    for (size_t i = 0; ok && i < m->count; i++) {
        ok = add_part(&c, i, error);
    }
    if (ok) {
        totals = pp_totals_new(m->plan, m->catalog, error);
        ok = totals != NULL;
    }
    for (int units = 0; units <= 1; units++) { /* those of the whole come first */
        for (size_t i = 0; ok && i < c.count; i++) {
            if ((c.figures[i].control.kind == PP_CONTROL_UNIT) == (units == 1)) {
                ok = carry(&c, &c.figures[i], totals, error);
            }
        }
    }
    if (ok && c.left_out_count > 0) {
        pp_merging_note(m,
                        "有 %zu 项控制数不是每份计划都有，而没有的计划也有这些采购，所以没有并入：%s。"
                        "请补上其他计划的这些控制数后重新合并。",
                        c.left_out_count, c.left_out);
    }
    pp_totals_free(totals);
    pp_pool_free(c.keys);
    free(c.figures);
    return ok;
}
