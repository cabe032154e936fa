/* BUD-07 to BUD-09: the figures of the budget statement, held against the tables, and against each other. */
#include "rules/budget.h"

#include <stdio.h>
#include <string.h>

/* ---- Finding a figure of the statement ---- */

/* The figure of a scope and key (folded); false when the statement lacks it or it cannot be read. */
static bool find_said(const pp_budget *budget, const char *scope, const char *key, pp_figure_at *at)
{
    for (size_t i = 0; i < pp_budget_rows(budget, PP_BUDGET_STATEMENT); i++) {
        const pp_budget_row *row = pp_budget_row_at(budget, PP_BUDGET_STATEMENT, i);
        if (strcmp(row->item[0], scope) == 0 && strcmp(row->item[1], key) == 0 && pp_money_known(row->amount[0])) {
            *at = (pp_figure_at){PP_BUDGET_STATEMENT, i, 0};
            return true;
        }
    }
    return false;
}

/* ---- BUD-07: what the statement says is what the tables have ---- */

/* What the plan itself must show. */
typedef enum of_plan { NOT_PLAN, PLAN_TOTAL, PLAN_FISCAL, PLAN_OTHER, PLAN_GOODS, PLAN_WORKS, PLAN_SERVICES } of_plan;

typedef struct said {
    const char *scope, *key; /* folded */
    pp_term term;
    of_plan plan;
} said;

#define ALL(table, amount) {PP_BUDGET_##table, PP_ALL_ROWS, table##_##amount}, NOT_PLAN
#define PUBLIC(row) {PP_BUDGET_PUBLIC, row, PUBLIC_TOTAL}, NOT_PLAN
#define PLAN(what) {PP_BUDGET_TABLE_COUNT, NULL, 0}, PLAN_##what

static const said SAID[] = {
    {"收入预算", "本年", {PP_BUDGET_BALANCE, "收入总计", BALANCE_IN}, NOT_PLAN},
    {"支出预算", "本年", {PP_BUDGET_BALANCE, "支出总计", BALANCE_OUT}, NOT_PLAN},
    {"支出预算", "基本支出", ALL(SPENDING, BASIC)},
    {"支出预算", "项目支出", ALL(SPENDING, PROJECT)},
    {"基本支出", "本年", ALL(SPENDING, BASIC)},
    {"项目支出", "本年", ALL(SPENDING, PROJECT)},
    {"基本支出", "人员经费", ALL(GENERAL, STAFF)},
    {"基本支出", "公用经费", ALL(GENERAL, PUBLIC)},
    {"三公经费", "合计", PUBLIC("三公经费合计|三公经费|合计")},
    {"三公经费", "因公出国(境)", PUBLIC("因公出国(境)费|因公出国(境)费用|因公出国(境)")},
    {"三公经费", "因公出国(境)费", PUBLIC("因公出国(境)费|因公出国(境)费用|因公出国(境)")},
    {"三公经费", "公务用车购置费", PUBLIC("公务用车购置费")},
    {"三公经费", "公务用车运行维护费", PUBLIC("公务用车运行维护费|公务用车运行费")},
    {"三公经费", "公务接待费", PUBLIC("公务接待费")},
    {"机关运行经费", "本年", ALL(GENERAL, PUBLIC)},
    {"政府采购", "总额", PLAN(TOTAL)},
    {"政府采购", "财政拨款安排", PLAN(FISCAL)},
    {"政府采购", "其他资金安排", PLAN(OTHER)},
    {"政府采购", "货物", PLAN(GOODS)},
    {"政府采购", "工程", PLAN(WORKS)},
    {"政府采购", "服务", PLAN(SERVICES)},
};

/* The sum of the plan's lines that is meant. False when some cell behind it cannot be read or it does not fit. */
static bool plan_figure(const pp_checker *c, of_plan what, pp_money *figure)
{
    size_t count;
    const pp_sum *all = pp_totals_all(c->totals);
    const pp_sum *kinds = pp_totals_by(c->totals, PP_BY_KIND, &count);
    if (all->overflow || all->unreadable > 0) {
        return false;
    }
    pp_money parts[] = {all->money[PP_COL_GENERAL], all->money[PP_COL_GOVERNMENT_FUND],
                        all->money[PP_COL_STATE_CAPITAL]};
    pp_money fiscal = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!pp_money_add(fiscal, pp_money_or_zero(parts[i]), &fiscal)) {
            return false;
        }
    }
    switch (what) {
    case PLAN_FISCAL:
        *figure = fiscal;
        return true;
    case PLAN_OTHER:
        return pp_money_subtract(all->money[PP_COL_TOTAL], fiscal, figure);
    case PLAN_GOODS:
    case PLAN_WORKS:
    case PLAN_SERVICES: /* the kinds stand in this order */
        *figure = kinds[what - PLAN_GOODS].money[PP_COL_TOTAL];
        return true;
    default:
        *figure = all->money[PP_COL_TOTAL];
        return true;
    }
}

static bool hold_plan(pp_checker *c, pp_figure_at at, of_plan what)
{
    pp_comparison figures;
    pp_words name = {0};
    pp_money actual, expected;
    if (!plan_figure(c, what, &expected) || !pp_figure_value(c->plan->budget, at, &actual) || actual == expected) {
        return true;
    }
    pp_compare(c, &figures, actual, expected);
    pp_words_figure_name(&name, c, at);
    return pp_report_budget(c, at, &figures.note, "%s是 %s，而采购计划（%s）各行相加是 %s，%s。", name.text,
                            figures.say_actual, c->plan_file == NULL ? "" : c->plan_file, figures.say_expected,
                            figures.say_gap);
}

bool pp_check_budget_statement(pp_checker *c)
{
    for (size_t i = 0; i < sizeof SAID / sizeof SAID[0]; i++) {
        const said *s = &SAID[i];
        pp_figure_at at, other = {s->term.table, 0, s->term.amount};
        if (!find_said(c->plan->budget, s->scope, s->key, &at)) {
            continue;
        }
        if (s->plan != NOT_PLAN) {
            if (!hold_plan(c, at, s->plan)) {
                return false;
            }
            continue;
        }
        pp_figure_sum sum = {0};
        if (pp_find_row(c->plan->budget, &s->term, &other.row)) {
            pp_sum_add(c, &sum, other);
            if (!pp_hold_figure(c, at, &sum)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- BUD-08: changes against last year ---- */

enum { UP = 1, DOWN = -1 };

/* Where the statement says by how much a scope changed. */
static const struct {
    const char *amount, *share; /* folded */
    int direction;
} CHANGES[] = {{"较上年增加", "增长", UP}, {"较上年减少", "下降", DOWN}};

/* What the change of a scope is counted from: this year's figure, as the statement says it, else as a table has it. */
static const struct {
    const char *scope, *stated, *key;
    pp_term term;
} CURRENT[] = {
    {"收支预算", "收入预算", "本年", {PP_BUDGET_BALANCE, "收入总计", BALANCE_IN}},
    {"收入预算", "收入预算", "本年", {PP_BUDGET_BALANCE, "收入总计", BALANCE_IN}},
    {"支出预算", "支出预算", "本年", {PP_BUDGET_BALANCE, "支出总计", BALANCE_OUT}},
    {"基本支出", "支出预算", "基本支出", {PP_BUDGET_SPENDING, PP_ALL_ROWS, SPENDING_BASIC}},
    {"项目支出", "支出预算", "项目支出", {PP_BUDGET_SPENDING, PP_ALL_ROWS, SPENDING_PROJECT}},
    {"机关运行经费", "机关运行经费", "本年", {PP_BUDGET_GENERAL, PP_ALL_ROWS, GENERAL_PUBLIC}},
    {"三公经费", "三公经费", "合计", {PP_BUDGET_PUBLIC, "三公经费合计|三公经费|合计", PUBLIC_TOTAL}},
};

enum { SCOPES = sizeof CURRENT / sizeof CURRENT[0] };

/* The change of a scope, with its sign, and where it is said. */
static bool find_change(const pp_budget *budget, const char *scope, pp_money *change, int *direction, pp_figure_at *at)
{
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        if (find_said(budget, scope, CHANGES[i].amount, at) && pp_figure_value(budget, *at, change)) {
            *direction = CHANGES[i].direction;
            *change *= CHANGES[i].direction;
            return true;
        }
    }
    return false;
}

/* part / whole in hundredths of 1%, rounded half up to `digits` decimals (0 to 2). Both are positive. */
static pp_money percentage(pp_money part, pp_money whole, unsigned digits)
{
    const pp_money step = digits == 0 ? 100 : digits == 1 ? 10 : 1;
    const __int128 unit = (__int128)whole * step;
    const __int128 rounded = ((__int128)part * 20000 + unit) / (2 * unit);
    return rounded > INT64_MAX / 1000 ? PP_MONEY_UNREADABLE : (pp_money)rounded * step;
}

static bool find_current(const pp_budget *budget, size_t scope, pp_figure_at *at)
{
    *at = (pp_figure_at){CURRENT[scope].term.table, 0, CURRENT[scope].term.amount};
    return find_said(budget, CURRENT[scope].stated, CURRENT[scope].key, at) ||
           pp_find_row(budget, &CURRENT[scope].term, &at->row);
}

static void format_percentage(pp_money hundredths, unsigned digits, char out[PP_MONEY_TEXT])
{
    size_t length = pp_money_format(hundredths, PP_UNIT_YUAN, PP_MONEY_PLAIN, out);
    length -= digits == 0 && length > 3 ? 3 : digits == 1 && length > 1 ? 1 : 0;
    snprintf(out + length, PP_MONEY_TEXT - length, "%%");
}

static bool report_percentage(pp_checker *c, pp_figure_at at, pp_figure_at change, pp_figure_at current,
                              pp_money wanted, unsigned digits)
{
    char is[PP_MONEY_TEXT], should[PP_MONEY_TEXT], gap[PP_MONEY_TEXT];
    const pp_money said_now = pp_budget_row_at(c->plan->budget, at.table, at.row)->amount[0];
    pp_words name = {0}, from = {0}, by = {0};
    pp_words_figure_name(&name, c, at);
    pp_words_figure(&from, c, current);
    pp_words_figure(&by, c, change);
    format_percentage(said_now, digits, is);
    format_percentage(wanted, digits, should);
    format_percentage(said_now - wanted, digits, gap);
    return pp_report_budget(c, at, &(pp_note){.actual = is, .expected = should, .difference = gap},
                            "%s写的是 %s，而按%s和%s计算，四舍五入是 %s。", name.text, is, from.text, by.text, should);
}

static bool hold_percentage(pp_checker *c, size_t scope)
{
    const pp_budget *budget = c->plan->budget;
    pp_figure_at at, by, current;
    pp_money change, now, before;
    int direction;
    if (!find_change(budget, CURRENT[scope].scope, &change, &direction, &by) ||
        !find_current(budget, scope, &current) || !pp_figure_value(budget, current, &now) ||
        !pp_money_subtract(now, change, &before) || before <= 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        if (!find_said(budget, CURRENT[scope].scope, CHANGES[i].share, &at)) {
            continue;
        }
        if (CHANGES[i].direction != direction) {
            return pp_report_budget(c, at, NULL, "说明数据“%s”的金额写的是%s，百分比写的却是“%s”，方向不一致。",
                                    CURRENT[scope].scope, direction == UP ? "增加" : "减少", CHANGES[i].share);
        }
        const pp_budget_row *row = pp_budget_row_at(budget, at.table, at.row);
        const unsigned digits = row->digits[0] > 2 ? 2 : row->digits[0];
        const pp_money wanted = percentage(change < 0 ? -change : change, before, digits);
        if (wanted != row->amount[0] && !report_percentage(c, at, by, current, wanted, digits)) {
            return false;
        }
    }
    return true;
}

/* What the budget changed by is what 基本支出 and 项目支出 changed by, when the statement gives all three. */
static bool hold_changes(pp_checker *c)
{
    const pp_budget *budget = c->plan->budget;
    static const char *const SCOPE[] = {"收支预算", "基本支出", "项目支出"};
    pp_money change[3], sum;
    pp_figure_at at[3];
    int direction;
    for (size_t i = 0; i < 3; i++) {
        if (!find_change(budget, SCOPE[i], &change[i], &direction, &at[i])) {
            return true;
        }
    }
    if (!pp_money_add(change[1], change[2], &sum) || sum == change[0]) {
        return true;
    }
    pp_comparison figures;
    pp_words name = {0}, basic = {0}, project = {0};
    pp_compare(c, &figures, change[0], sum);
    pp_words_figure_name(&name, c, at[0]);
    pp_words_figure(&basic, c, at[1]);
    pp_words_figure(&project, c, at[2]);
    return pp_report_budget(c, at[0], &figures.note, "%s（增加为正、减少为负）是 %s，而%s与%s相加是 %s，%s。",
                            name.text, figures.say_actual, basic.text, project.text, figures.say_expected,
                            figures.say_gap);
}

bool pp_check_budget_changes(pp_checker *c)
{
    for (size_t i = 0; i < SCOPES; i++) {
        if (!hold_percentage(c, i)) {
            return false;
        }
    }
    return hold_changes(c);
}

/* ---- BUD-09: the projects add up ---- */

bool pp_check_budget_projects(pp_checker *c)
{
    static const pp_term PROJECTS = {PP_BUDGET_SPENDING, PP_ALL_ROWS, SPENDING_PROJECT};
    const pp_budget *budget = c->plan->budget;
    pp_figure_at at = {PROJECTS.table, 0, PROJECTS.amount};
    pp_figure_sum sum = {0};
    for (size_t i = 0; i < pp_budget_rows(budget, PP_BUDGET_STATEMENT); i++) {
        const pp_budget_row *row = pp_budget_row_at(budget, PP_BUDGET_STATEMENT, i);
        if (strcmp(row->item[0], "项目") == 0 && !pp_budget_is_ceiling(row) && !pp_budget_is_percentage(row)) {
            pp_sum_add(c, &sum, (pp_figure_at){PP_BUDGET_STATEMENT, i, 0});
        }
    }
    return sum.count == 0 || !pp_find_row(budget, &PROJECTS, &at.row) || pp_hold_figure(c, at, &sum);
}
