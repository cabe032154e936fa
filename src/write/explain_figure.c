/* A figure as a sum of lines: which they are, what it must meet, what bears on it. */
#include "write/explain.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/reference.h"
#include "write/workbook.h"

#include <stdio.h>
#include <string.h>

/* ---- Lines ---- */

static pp_kind kind_of(const pp_plan *plan, size_t line)
{
    const pp_kind kind = pp_plan_kind(plan, line);
    return kind != PP_KIND_NONE ? kind : pp_kind_of_code(pp_plan_text(plan, line, PP_COL_ITEM_CODE));
}

bool pp_explain_takes(const pp_explainer *x, const pp_chosen *chosen, size_t line)
{
    const pp_plan *plan = x->plan;
    switch (chosen->by) {
    case PP_CHOOSE_ALL:
        return true;
    case PP_CHOOSE_KIND:
        return kind_of(plan, line) == chosen->kind;
    case PP_CHOOSE_UNIT: {
        const char *unit = pp_plan_text(plan, line, PP_COL_UNIT);
        return strcmp(unit, chosen->text) == 0 || (!chosen->form && pp_text_same(unit, chosen->text));
    }
    case PP_CHOOSE_FUNCTION:
        return strncmp(pp_plan_text(plan, line, PP_COL_FUNCTION_CODE), chosen->text, strlen(chosen->text)) == 0;
    case PP_CHOOSE_FUNCTION_NAME:
        return pp_text_same(pp_plan_text(plan, line, PP_COL_FUNCTION_NAME), chosen->text);
    case PP_CHOOSE_ITEM: {
        const pp_item item = pp_catalog_find(x->catalog, pp_plan_text(plan, line, PP_COL_ITEM_CODE));
        return item >= chosen->item && item < pp_item_end(x->catalog, chosen->item);
    }
    case PP_CHOOSE_ITEM_TEXT:
        return strcmp(pp_plan_text(plan, line, PP_COL_ITEM_CODE), chosen->text) == 0;
    case PP_CHOOSE_LINE:
        break;
    }
    return line == chosen->line;
}

static pp_money amount_of(const pp_explainer *x, const pp_chosen *chosen, size_t line)
{
    if (chosen->form) {
        pp_figures figures;
        pp_form_figures(x->plan, line, &figures);
        const pp_figure *figure = &figures.of[chosen->column - PP_COL_TOTAL];
        const bool text = figure->kind == PP_FIGURE_UNREADABLE || figure->kind == PP_FIGURE_UNKNOWN;
        return text ? PP_MONEY_UNREADABLE : figure->value;
    }
    if (chosen->column == PP_COL_TOTAL) {
        return pp_plan_amount(x->plan, line);
    }
    return chosen->column == PP_COL_SUBTOTAL && !pp_plan_has(x->plan, PP_COL_SUBTOTAL)
               ? pp_plan_parts(x->plan, line, PP_COL_GENERAL, PP_COL_STATE_CAPITAL)
               : pp_plan_number(x->plan, line, chosen->column);
}

/* What became of the lines. */
typedef struct tally {
    size_t taken, counted, unreadable;
    bool overflow;
} tally;

static tally add_lines(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    tally t = {0};
    for (size_t i = 0; i < pp_plan_lines(x->plan); i++) {
        t.taken += pp_explain_takes(x, chosen, i);
    }
    pp_explained_line *lines = pp_explain_alloc(x, t.taken, sizeof *lines);
    for (size_t i = 0; lines != NULL && i < pp_plan_lines(x->plan); i++) {
        if (!pp_explain_takes(x, chosen, i)) {
            continue;
        }
        const pp_money amount = amount_of(x, chosen, i);
        if (chosen->by != PP_CHOOSE_LINE && (amount == PP_MONEY_NONE || amount == 0)) {
            continue;
        }
        lines[e->line_count++] = (pp_explained_line){i, chosen->column, amount};
        t.counted += pp_money_known(amount);
        t.unreadable += amount == PP_MONEY_UNREADABLE;
        t.overflow |= pp_money_known(amount) && !pp_money_add(e->amount, amount, &e->amount);
    }
    e->lines = lines;
    e->known = !t.overflow;
    return t;
}

/* ---- Names ---- */

static const char *column_name(pp_column column)
{
    return column == PP_COL_SUBTOTAL ? "财政拨款小计" : pp_column_describe(column)->title;
}

/* The name that the first line of the choice gives to its functional code. */
static const char *function_name(const pp_explainer *x, const pp_chosen *chosen)
{
    for (size_t i = 0; i < pp_plan_lines(x->plan); i++) {
        if (strcmp(pp_plan_text(x->plan, i, PP_COL_FUNCTION_CODE), chosen->text) == 0) {
            return pp_plan_text(x->plan, i, PP_COL_FUNCTION_NAME);
        }
    }
    const pp_policy *policy = pp_report_policy(x->report);
    const char *name = policy == NULL ? NULL : pp_policy_function_name(policy, chosen->text);
    return name == NULL ? "" : name;
}

static const char *figure_name(pp_explainer *x, const pp_chosen *chosen)
{
    const char *department = pp_plan_about(x->plan, PP_ABOUT_DEPARTMENT);
    switch (chosen->by) {
    case PP_CHOOSE_ALL:
        return !chosen->department                           ? ""
               : department == NULL || department[0] == '\0' ? "部门"
                                                             : pp_explain_print(x, "部门 %s", department);
    case PP_CHOOSE_KIND:
        return pp_explain_print(x, "采购类别 %s", pp_kind_name(chosen->kind));
    case PP_CHOOSE_UNIT:
        return chosen->text[0] == '\0' ? "未填预算单位" : pp_explain_print(x, "预算单位 %s", chosen->text);
    case PP_CHOOSE_FUNCTION:
        return pp_explain_print(x, "功能科目 %s %s", chosen->text, function_name(x, chosen));
    case PP_CHOOSE_FUNCTION_NAME:
        return pp_explain_print(x, "功能科目 %s", chosen->text);
    case PP_CHOOSE_ITEM:
        return pp_explain_print(x, "采购品目 %s %s", pp_item_code(x->catalog, chosen->item),
                                pp_item_name(x->catalog, chosen->item));
    case PP_CHOOSE_ITEM_TEXT:
        return pp_explain_print(x, "采购品目 %s（目录中没有）", chosen->text);
    case PP_CHOOSE_LINE:
        break;
    }
    return "";
}

/* How 合计 and 小计 of one line are made. */
static const char *line_rule(const pp_chosen *chosen)
{
    static const char SUBTOTAL[] = "每行的小计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算。";
    static const char TOTAL[] = "每行的合计 = 小计 + 财政专户管理资金 + 单位资金 + 上年结转。";
    return chosen->column == PP_COL_TOTAL ? TOTAL : chosen->column == PP_COL_SUBTOTAL ? SUBTOTAL : "";
}

static const char *made_of(pp_explainer *x, const pp_chosen *chosen, const char *name, const tally *t)
{
    const char *title = column_name(chosen->column);
    const char *from = name[0] == '\0' ? "计划" : pp_explain_print(x, "“%s”", name);
    const char *sum = "", *rest = "", *bad = "";
    if (t->taken == 0) {
        return pp_explain_print(x, "%s没有采购项。",
                                name[0] == '\0' ? "计划" : pp_explain_print(x, "计划中“%s”", name));
    }
    if (t->counted == 0) {
        sum = pp_explain_print(x, "%s的 %zu 行没有可以相加的“%s”。", from, t->taken, title);
    } else if (t->taken == t->counted) {
        sum = pp_explain_print(x, "%s的 %zu 行的“%s”相加。", from, t->taken, title);
    } else {
        sum = pp_explain_print(x, "%s的 %zu 行中，%zu 行的“%s”相加。", from, t->taken, t->counted, title);
    }
    if (t->taken > t->counted + t->unreadable) {
        rest = pp_explain_print(x, "另有 %zu 行是 0 或没有填写，没有列出。", t->taken - t->counted - t->unreadable);
    }
    if (t->unreadable > 0) {
        bad = pp_explain_print(x, "另有 %zu 行读不出金额，没有计入。", t->unreadable);
    }
    return pp_explain_print(x, "%s%s%s%s%s", sum, rest, bad, line_rule(chosen),
                            t->overflow ? "相加的结果超出了程序能计算的范围。" : "");
}

/* ---- Controls and findings ---- */

/* True when the key of a control, a code of the function, is that of the figure. */
static bool same_function(const pp_chosen *chosen, const char *key)
{
    pp_reference reference;
    pp_reference_split(key, strlen(key), PP_REFERENCE_FUNCTION, &reference);
    return strlen(chosen->text) == reference.code_length &&
           memcmp(chosen->text, reference.code, reference.code_length) == 0;
}

/* True when the control is about this figure: the same column of the same lines. */
static bool is_about(const pp_explainer *x, const pp_chosen *chosen, const pp_control *control)
{
    if (pp_control_column(control) != chosen->column) {
        return false;
    }
    switch (control->kind) {
    case PP_CONTROL_TOTAL:
    case PP_CONTROL_DEPARTMENT:
    case PP_CONTROL_FUND:
    case PP_CONTROL_RESERVE:
    case PP_CONTROL_RESERVE_MICRO:
        return chosen->by == PP_CHOOSE_ALL;
    case PP_CONTROL_KIND:
        return chosen->by == PP_CHOOSE_KIND && pp_kind_by_name(control->key) == chosen->kind;
    case PP_CONTROL_UNIT:
        return chosen->by == PP_CHOOSE_UNIT && pp_text_same(control->key, chosen->text);
    case PP_CONTROL_FUNCTION:
        return chosen->by == PP_CHOOSE_FUNCTION && same_function(chosen, control->key);
    case PP_CONTROL_ITEM:
        return chosen->by == PP_CHOOSE_ITEM && pp_catalog_find_written(x->catalog, control->key) == chosen->item;
    case PP_CONTROL_KIND_COUNT:
        break;
    }
    return false;
}

static void add_controls(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    const size_t count = pp_report_controls(x->report);
    const pp_control_result **controls = pp_explain_alloc(x, count, sizeof(void *));
    for (size_t i = 0; controls != NULL && i < count; i++) {
        const pp_control_result *result = pp_report_control(x->report, i);
        if (result->known && is_about(x, chosen, result->control)) {
            controls[e->control_count++] = result;
        }
    }
    e->controls = controls;
}

/* True for a finding at one of the controls. */
static bool at_control(const pp_explanation *e, const pp_finding *finding)
{
    for (size_t i = 0; i < e->control_count; i++) {
        const pp_control *control = e->controls[i]->control;
        if (finding->line < 0 && finding->where.row == control->row && finding->where.file != NULL &&
            strcmp(finding->where.file, control->file) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_reserve(pp_column column)
{
    return column == PP_COL_RESERVE || column == PP_COL_RESERVE_MICRO;
}

static void add_findings(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    const size_t count = pp_report_findings(x->report);
    const pp_finding **findings = pp_explain_alloc(x, count, sizeof(void *));
    for (size_t i = 0; findings != NULL && i < count; i++) {
        const pp_finding *f = pp_report_finding(x->report, i);
        const bool here = f->line >= 0 && f->column == chosen->column && pp_explain_takes(x, chosen, (size_t)f->line);
        const bool pool = f->line < 0 && chosen->by == PP_CHOOSE_ALL && is_reserve(chosen->column) &&
                          strncmp(f->rule->id, "SME", 3) == 0;
        if (here || pool || at_control(e, f)) {
            findings[e->finding_count++] = f;
        }
    }
    e->findings = findings;
}

/* ---- Policy ---- */

static void add_policy(pp_explanation *e, pp_explained_policy *policies, const pp_explained_policy *policy)
{
    for (size_t i = 0; i < e->policy_count; i++) {
        if (policies[i].origin == policy->origin) {
            return;
        }
    }
    policies[e->policy_count++] = *policy;
}

static void add_reserve(pp_explanation *e, pp_explained_policy *policies, const char *name, const pp_reserve_policy *p)
{
    if (p != NULL) {
        add_policy(e, policies,
                   &(pp_explained_policy){name, p->kind_names, p->threshold, p->share, p->micro_share, &p->origin});
    }
}

static const char *threshold_kinds(pp_explainer *x, const pp_threshold *t)
{
    const char *names = "";
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        if ((t->kinds & 1u << k) != 0) {
            names = pp_explain_print(x, "%s%s%s", names, names[0] == '\0' ? "" : "、", pp_kind_name((pp_kind)k));
        }
    }
    return names;
}

static void add_thresholds(pp_explainer *x, pp_explained_policy *policies)
{
    static const char *const NAMES[] = {
        [PP_THRESHOLD_DISPERSED] = "分散采购限额", [PP_THRESHOLD_OPEN_TENDER] = "公开招标数额标准"};
    for (int n = PP_THRESHOLD_DISPERSED; n <= PP_THRESHOLD_OPEN_TENDER; n++) {
        for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
            const pp_threshold *t = pp_policy_threshold(pp_report_policy(x->report), (pp_threshold_kind)n, (pp_kind)k,
                                                        pp_report_region(x->report), pp_report_year(x->report));
            if (t != NULL) {
                add_policy(x->result, policies,
                           &(pp_explained_policy){NAMES[n], threshold_kinds(x, t), t->amount, 0, 0, &t->origin});
            }
        }
    }
}

void pp_explain_policies(pp_explainer *x, const char *family)
{
    enum { THRESHOLDS = 2 * PP_KIND_COUNT };
    const pp_ledger *ledger = pp_report_ledger(x->report);
    const size_t brackets = ledger == NULL ? 0 : pp_ledger_brackets(ledger);
    pp_explained_policy *policies = pp_explain_alloc(x, brackets + 1 + THRESHOLDS, sizeof *policies);
    if (policies == NULL || pp_report_policy(x->report) == NULL) {
        return;
    }
    if (strcmp(family, "SME") == 0 && ledger != NULL) {
        for (size_t i = 0; i < brackets; i++) {
            add_reserve(x->result, policies, "中小企业预留", pp_ledger_bracket_at(ledger, i)->policy);
        }
        add_reserve(x->result, policies, "年度预留总额", pp_ledger_act_of(ledger)->policy);
    } else if (strcmp(family, "MTH") == 0) {
        add_thresholds(x, policies);
    }
    x->result->policies = policies;
}

/* ---- The figure ---- */

void pp_explain_figure(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    const char *name = figure_name(x, chosen);
    const char *title = column_name(chosen->column);
    const tally t = add_lines(x, chosen);
    e->figure = name[0] == '\0'                  ? title
                : chosen->column == PP_COL_TOTAL ? name
                                                 : pp_explain_print(x, "%s %s", name, title);
    e->made_of = made_of(x, chosen, name, &t);
    add_controls(x, chosen);
    add_findings(x, chosen);
    if (is_reserve(chosen->column)) {
        pp_explain_policies(x, "SME");
    }
}
