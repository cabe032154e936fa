/* BUD-10 to BUD-13: the procurement plan held against the other tables of the budget. */
#include "rules/budget.h"

#include <stdlib.h>
#include <string.h>

/* ---- BUD-10: by functional code ---- */

/* The appropriation of a code: all spending of the year, else what 一般公共预算 gives. False when no table is there. */
static bool find_appropriation(const pp_budget *budget, const char *code, pp_figure_at *at, bool *listed)
{
    const pp_term terms[] = {{PP_BUDGET_SPENDING, code, SPENDING_TOTAL}, {PP_BUDGET_GENERAL, code, GENERAL_TOTAL}};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        if (pp_budget_has(budget, terms[i].table)) {
            *at = (pp_figure_at){terms[i].table, 0, terms[i].amount};
            *listed = pp_find_row(budget, &terms[i], &at->row);
            return true;
        }
    }
    return false;
}

static int by_key(const void *key, const void *group)
{
    return strcmp(key, ((const pp_sum *)group)->key);
}

/* Holds the sum of all lines under the functional code of this line, the first of them. */
static bool hold_function(pp_checker *c, size_t line, const char *code)
{
    char quoted[PP_QUOTE];
    pp_figure_at at;
    pp_comparison figures;
    pp_words where = {0};
    pp_money limit;
    size_t count;
    bool listed = false;
    const pp_sum *groups = pp_totals_by(c->totals, PP_BY_FUNCTION, &count);
    const pp_sum *group = bsearch(code, groups, count, sizeof *groups, by_key);
    if (group == NULL || group->overflow || !find_appropriation(c->plan->budget, code, &at, &listed)) {
        return true;
    }
    pp_say_text(code, quoted);
    if (!listed) {
        return pp_report_line(c, line, PP_COL_FUNCTION_CODE,
                              &(pp_note){.fix = "请核对功能科目编码，或核对预算表是否缺了这个科目。"},
                              "功能科目 %s 有采购预算，但在%s（%s）中没有这个科目。", quoted,
                              pp_budget_describe(at.table)->name, pp_budget_file(c->plan->budget, at.table));
    }
    if (!pp_figure_value(c->plan->budget, at, &limit) || group->money[PP_COL_TOTAL] <= limit) {
        return true;
    }
    pp_compare(c, &figures, group->money[PP_COL_TOTAL], limit);
    pp_words_figure(&where, c, at);
    return pp_report_line(c, line, PP_COL_FUNCTION_CODE, &figures.note,
                          "功能科目 %s 的 %zu 行采购预算合计 %s，超过%s %s，%s。", quoted, group->lines,
                          figures.say_actual, where.text, figures.say_expected, figures.say_gap);
}

bool pp_check_budget_appropriation(pp_checker *c)
{
    enum { CODES = 5000 /* that are looked up: each costs a walk over a table */ };
    bool *done = calloc(pp_pool_count(c->plan->pool), sizeof *done);
    bool ok = done != NULL;
    size_t codes = 0;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, PP_COL_FUNCTION_CODE);
        if (id == 0 || done[id]) {
            continue;
        }
        done[id] = true;
        if (codes++ == CODES) {
            ok = pp_report_skip(c, "功能科目太多，只核对了前 5000 个，请检查功能科目编码是否填对了列。");
            break;
        }
        ok = hold_function(c, i, pp_pool_text(c->plan->pool, id));
    }
    free(done);
    return ok;
}

/* ---- BUD-11: the whole plan ---- */

bool pp_check_budget_whole(pp_checker *c)
{
    static const pp_term TERMS[] = {{PP_BUDGET_SPENDING, PP_ALL_ROWS, SPENDING_PROJECT},
                                    {PP_BUDGET_GENERAL, PP_ALL_ROWS, GENERAL_PUBLIC}};
    const pp_sum *all = pp_totals_all(c->totals);
    pp_figure_sum sum = {0};
    pp_comparison figures;
    for (size_t i = 0; i < sizeof TERMS / sizeof TERMS[0]; i++) {
        pp_figure_at at = {TERMS[i].table, 0, TERMS[i].amount};
        if (!pp_find_row(c->plan->budget, &TERMS[i], &at.row)) {
            return true;
        }
        pp_sum_add(c, &sum, at);
    }
    if (sum.broken || all->overflow || all->money[PP_COL_TOTAL] <= sum.sum) {
        return true;
    }
    pp_words parts = {0};
    pp_words_sum(&parts, c, &sum, NULL);
    pp_compare(c, &figures, all->money[PP_COL_TOTAL], sum.sum);
    return pp_report_plan(c, NULL, &figures.note, "采购预算合计 %s，超过项目支出与公用经费之和 %s，%s；这两项是：%s。",
                          figures.say_actual, figures.say_expected, figures.say_gap, parts.text);
}

/* ---- BUD-12: items that are paid out of one row of the budget ---- */

/* The lines under the links to one row of the budget, added up. */
typedef struct linked {
    const pp_budget_link *link; /* the first of them */
    pp_figure_at at;
    pp_money sum;
    bool overflow;
    size_t count, first;
    pp_words lines;
} linked;

static pp_budget_table table_by_name(const char *name)
{
    return pp_budget_by_title(name, strlen(name));
}

/* The figure of the budget that a link names, in the first amount of its table. */
static bool find_link(const pp_budget *budget, const pp_budget_link *link, pp_figure_at *at)
{
    const pp_term term = {table_by_name(link->table), link->row, 0};
    *at = (pp_figure_at){term.table, 0, 0};
    return term.table < PP_BUDGET_TABLE_COUNT && pp_find_row(budget, &term, &at->row);
}

/* A link as it is looked up for each line: the items under its own, and the first link to the same row. */
typedef struct reach {
    pp_item from, to; /* none for a link that is not in force, or whose code the catalogue lacks */
    size_t group;
} reach;

static bool same_row(const pp_budget_link *a, const pp_budget_link *b)
{
    return strcmp(a->table, b->table) == 0 && strcmp(a->row, b->row) == 0;
}

static void note_reach(const pp_checker *c, reach *reaches, size_t index)
{
    const pp_budget_link *link = pp_policy_link_at(c->policy, index);
    const pp_item root = pp_catalog_find(c->catalog, link->item_code);
    if (root != PP_NO_ITEM && pp_policy_in_force(&link->origin, c->region, c->year)) {
        reaches[index].from = root;
        reaches[index].to = pp_item_end(c->catalog, root);
    }
    while (!same_row(pp_policy_link_at(c->policy, reaches[index].group), link)) {
        reaches[index].group++;
    }
}

/* Adds the lines whose item stands under a link of the group, each once. */
static void add_lines(const pp_checker *c, const reach *reaches, size_t count, size_t group, linked *all)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        bool under = false;
        for (size_t k = group; k < count && !under; k++) {
            under = reaches[k].group == group && c->items[i] >= reaches[k].from && c->items[i] < reaches[k].to;
            all->link = under && all->count == 0 ? pp_policy_link_at(c->policy, k) : all->link;
        }
        if (!under || !pp_money_known(c->amounts[i])) {
            continue;
        }
        all->overflow |= !pp_money_add(all->sum, c->amounts[i], &all->sum);
        all->first = all->count == 0 ? i : all->first;
        pp_words_line(&all->lines, c, i, all->count++);
    }
}

static bool report_linked(pp_checker *c, linked *all)
{
    pp_comparison figures;
    pp_words where = {0};
    pp_money limit;
    if (all->count == 0 || all->overflow || !pp_figure_value(c->plan->budget, all->at, &limit) || all->sum <= limit) {
        return true;
    }
    pp_compare(c, &figures, all->sum, limit);
    pp_words_figure(&where, c, all->at);
    pp_words_more(&all->lines, all->count);
    figures.note.basis = pp_keep_basis(c, &all->link->origin, NULL);
    return figures.note.basis != NULL &&
           pp_report_line(c, all->first, PP_COL_TOTAL, &figures.note,
                          "%zu 行采购合计 %s，超过%s %s，%s；这些行是：%s。", all->count, figures.say_actual,
                          where.text, figures.say_expected, figures.say_gap, all->lines.text);
}

bool pp_check_budget_links(pp_checker *c)
{
    const size_t count = pp_policy_links(c->policy);
    reach *reaches = calloc(count + 1, sizeof *reaches);
    bool ok = reaches != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        note_reach(c, reaches, i);
    }
    for (size_t i = 0; ok && i < count; i++) {
        linked all = {.link = pp_policy_link_at(c->policy, i)};
        if (reaches[i].group == i && find_link(c->plan->budget, all.link, &all.at)) {
            add_lines(c, reaches, count, i, &all);
            ok = report_linked(c, &all);
        }
    }
    free(reaches);
    return ok;
}

/* ---- BUD-13: lines that are a project's figure or its cost ceiling ---- */

enum { LINES_KEPT = 9 };

typedef struct named_figure {
    pp_money amount;
    size_t row; /* of 说明数据 */
    size_t count, lines[LINES_KEPT];
} named_figure;

static int by_amount(const void *left, const void *right)
{
    const named_figure *a = left, *b = right;
    if (a->amount != b->amount) {
        return a->amount < b->amount ? -1 : 1;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static size_t collect(const pp_budget *budget, named_figure *figures)
{
    size_t count = 0;
    for (size_t i = 0; i < pp_budget_rows(budget, PP_BUDGET_STATEMENT); i++) {
        const pp_budget_row *row = pp_budget_row_at(budget, PP_BUDGET_STATEMENT, i);
        if ((strcmp(row->item[0], "项目") == 0 || pp_budget_is_ceiling(row)) && !pp_budget_is_percentage(row) &&
            pp_money_known(row->amount[0]) && row->amount[0] > 0) {
            figures[count++] = (named_figure){.amount = row->amount[0], .row = i};
        }
    }
    qsort(figures, count, sizeof *figures, by_amount);
    return count;
}

/* The first figure of that amount; count when there is none. */
static size_t find_amount(const named_figure *figures, size_t count, pp_money amount)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (figures[middle].amount < amount) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && figures[low].amount == amount ? low : count;
}

static bool report_equal(pp_checker *c, const named_figure *figure)
{
    const pp_figure_at at = {PP_BUDGET_STATEMENT, figure->row, 0};
    const pp_budget_row *row = pp_budget_row_at(c->plan->budget, at.table, at.row);
    pp_words lines = {0}, where = {0};
    char amount[PP_MONEY_TEXT], name[PP_QUOTE];
    for (size_t i = 0; i < figure->count && i < LINES_KEPT; i++) {
        pp_words_line(&lines, c, figure->lines[i], i);
    }
    pp_words_more(&lines, figure->count);
    pp_words_figure(&where, c, at);
    pp_figure(figure->amount, amount);
    return pp_report_line(c, figure->lines[0], PP_COL_TOTAL, &(pp_note){.actual = amount, .expected = amount},
                          "%s与%s相等，可能就是“%s”的采购%s。", lines.text, where.text, pp_say_text(row->text[1], name),
                          pp_budget_is_ceiling(row) ? "，用足了成本指标" : "");
}

bool pp_check_budget_equals(pp_checker *c)
{
    named_figure *figures = calloc(PP_BUDGET_ROWS, sizeof *figures);
    if (figures == NULL) {
        return false;
    }
    const size_t count = collect(c->plan->budget, figures);
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money amount = c->amounts[i];
        for (size_t f = find_amount(figures, count, amount); f < count && figures[f].amount == amount; f++) {
            if (figures[f].count < LINES_KEPT) {
                figures[f].lines[figures[f].count] = i;
            }
            figures[f].count++;
        }
    }
    bool ok = true;
    for (size_t f = 0; ok && f < count; f++) {
        ok = figures[f].count == 0 || report_equal(c, &figures[f]);
    }
    free(figures);
    return ok;
}
