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

const pp_ledger_line *pp_explain_ledger(const pp_explainer *x, size_t line)
{
    const pp_ledger *ledger = pp_report_ledger(x->report);
    return ledger == NULL ? NULL : pp_ledger_line_at(ledger, line);
}

static pp_item item_of(const pp_explainer *x, size_t line)
{
    return pp_catalog_find(x->catalog, pp_plan_text(x->plan, line, PP_COL_ITEM_CODE));
}

/* True for a line that is in the sums of the ledger, and in the bracket where one is wanted. */
static bool is_in_ledger(const pp_explainer *x, const pp_chosen *chosen, size_t line)
{
    const pp_ledger_line *l = pp_explain_ledger(x, line);
    return l != NULL && l->judgement != PP_JUDGED_UNREADABLE &&
           (chosen->by == PP_CHOOSE_JUDGED ||
            (l->bracket == chosen->bracket && (chosen->policy == NULL || l->policy == chosen->policy)));
}

bool pp_explain_takes(const pp_explainer *x, const pp_chosen *chosen, size_t line)
{
    const pp_plan *plan = x->plan;
    switch (chosen->by) {
    case PP_CHOOSE_NONE:
        return false;
    case PP_CHOOSE_ALL:
        return true;
    case PP_CHOOSE_KIND:
        return kind_of(plan, line) == chosen->kind;
    case PP_CHOOSE_UNIT: {
        const char *unit = pp_plan_text(plan, line, PP_COL_UNIT);
        return strcmp(unit, chosen->text) == 0 ||
               (chosen->measure != PP_MEASURE_FORM && pp_text_same(unit, chosen->text));
    }
    case PP_CHOOSE_FUNCTION:
        return strncmp(pp_plan_text(plan, line, PP_COL_FUNCTION_CODE), chosen->text, strlen(chosen->text)) == 0;
    case PP_CHOOSE_FUNCTION_CODE:
        return strcmp(pp_plan_text(plan, line, PP_COL_FUNCTION_CODE), chosen->text) == 0;
    case PP_CHOOSE_FUNCTION_NAME:
        return pp_text_same(pp_plan_text(plan, line, PP_COL_FUNCTION_NAME), chosen->text);
    case PP_CHOOSE_ITEM: {
        const pp_item item = item_of(x, line);
        return item >= chosen->item && item < pp_item_end(x->catalog, chosen->item);
    }
    case PP_CHOOSE_ITEM_TEXT:
        return strcmp(pp_plan_text(plan, line, PP_COL_ITEM_CODE), chosen->text) == 0;
    case PP_CHOOSE_UNCLASSED: {
        const pp_item item = item_of(x, line);
        return item == PP_NO_ITEM || pp_item_ancestor(x->catalog, item, chosen->level) == PP_NO_ITEM;
    }
    case PP_CHOOSE_TAKEN:
        return chosen->taken[line];
    case PP_CHOOSE_JUDGED:
    case PP_CHOOSE_BRACKET:
        return is_in_ledger(x, chosen, line);
    case PP_CHOOSE_LINE:
        break;
    }
    return line == chosen->line;
}

/* A figure of the form, of one line. */
static pp_money form_amount(const pp_explainer *x, size_t line, pp_column column)
{
    pp_figures figures;
    pp_form_figures(x->plan, line, &figures);
    const pp_figure *figure = &figures.of[column - PP_COL_TOTAL];
    const bool text = figure->kind == PP_FIGURE_UNREADABLE || figure->kind == PP_FIGURE_UNKNOWN;
    return text ? PP_MONEY_UNREADABLE : figure->value;
}

/* One amount without another that may be missing. */
static pp_money without(pp_money whole, pp_money part)
{
    pp_money rest = 0;
    return pp_money_subtract(pp_money_or_zero(whole), pp_money_or_zero(part), &rest) ? rest : PP_MONEY_UNREADABLE;
}

/* What the ledger has of a line. */
static pp_money ledger_amount(const pp_explainer *x, pp_measure measure, size_t line)
{
    const pp_ledger_line *l = pp_explain_ledger(x, line);
    if (l == NULL || l->judgement == PP_JUDGED_UNREADABLE) {
        return measure == PP_MEASURE_AMOUNT ? pp_plan_amount(x->plan, line) : PP_MONEY_NONE;
    }
    const pp_money rest = l->amount - l->reserved;
    switch (measure) {
    case PP_MEASURE_SUITABLE:
        return l->exemption == NULL ? l->amount : l->reserved;
    case PP_MEASURE_EXEMPT:
        return l->exemption == NULL ? 0 : rest;
    case PP_MEASURE_REQUIRED:
        return l->policy == NULL ? PP_MONEY_NONE : l->required;
    case PP_MEASURE_RESERVED:
        return l->reserved;
    case PP_MEASURE_MICRO:
        return l->micro;
    case PP_MEASURE_GAP:
        return l->policy == NULL ? PP_MONEY_NONE : l->gap;
    case PP_MEASURE_UNRESERVED:
        return rest;
    default:
        return l->amount;
    }
}

static pp_money amount_of(const pp_explainer *x, const pp_chosen *chosen, size_t line)
{
    switch (chosen->measure) {
    case PP_MEASURE_CELL:
        break;
    case PP_MEASURE_FORM:
        return form_amount(x, line, chosen->column);
    case PP_MEASURE_OTHER:
        return without(pp_plan_amount(x->plan, line), form_amount(x, line, PP_COL_SUBTOTAL));
    case PP_MEASURE_REST:
        return without(form_amount(x, line, PP_COL_TOTAL), form_amount(x, line, PP_COL_RESERVE));
    default:
        return ledger_amount(x, chosen->measure, line);
    }
    if (chosen->column >= PP_COLUMN_COUNT || pp_column_describe(chosen->column)->type != PP_TYPE_MONEY) {
        return PP_MONEY_NONE;
    }
    if (chosen->column == PP_COL_TOTAL) {
        return pp_plan_amount(x->plan, line);
    }
    return chosen->column == PP_COL_SUBTOTAL && !pp_plan_has(x->plan, PP_COL_SUBTOTAL)
               ? pp_plan_parts(x->plan, line, PP_COL_GENERAL, PP_COL_STATE_CAPITAL)
               : pp_plan_number(x->plan, line, chosen->column);
}

/* The cell of the plan that is named for a line. */
static pp_column cell_of(const pp_chosen *chosen)
{
    switch (chosen->measure) {
    case PP_MEASURE_CELL:
    case PP_MEASURE_FORM:
        return chosen->column;
    case PP_MEASURE_RESERVED:
        return PP_COL_RESERVE;
    case PP_MEASURE_MICRO:
        return PP_COL_RESERVE_MICRO;
    default:
        return PP_COL_TOTAL;
    }
}

/* What became of the lines. */
typedef struct tally {
    size_t taken, counted, unreadable;
    bool overflow;
} tally;

/* True for a line that adds nothing, unless it is wanted all the same. */
static bool is_left_out(const pp_chosen *chosen, pp_money amount)
{
    if (chosen->by == PP_CHOOSE_LINE || chosen->zeros) {
        return false;
    }
    if (chosen->counted) {
        return !pp_money_known(amount) || amount == 0 || (chosen->measure == PP_MEASURE_REST && amount < 0);
    }
    return amount == PP_MONEY_NONE || amount == 0;
}

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
        if (is_left_out(chosen, amount)) {
            continue;
        }
        lines[e->line_count++] = (pp_explained_line){i, cell_of(chosen), amount};
        t.counted += pp_money_known(amount);
        t.unreadable += amount == PP_MONEY_UNREADABLE;
        t.overflow |= pp_money_known(amount) && !pp_money_add(e->amount, amount, &e->amount);
    }
    e->lines = lines;
    e->part = pp_explain_part(chosen);
    e->known = !t.overflow;
    e->holds = PP_HOLDS_SUM;
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

const char *pp_explain_part(const pp_chosen *chosen)
{
    static const char *const PARTS[] = {
        [PP_MEASURE_OTHER] = "其他资金",          [PP_MEASURE_REST] = "未预留",        [PP_MEASURE_AMOUNT] = "合计",
        [PP_MEASURE_SUITABLE] = "适宜预留的金额", [PP_MEASURE_EXEMPT] = "可不预留",    [PP_MEASURE_REQUIRED] = "应预留",
        [PP_MEASURE_RESERVED] = "已预留",         [PP_MEASURE_MICRO] = "其中小微企业", [PP_MEASURE_GAP] = "差额",
        [PP_MEASURE_UNRESERVED] = "未预留"};
    return chosen->measure > PP_MEASURE_FORM  ? PARTS[chosen->measure]
           : chosen->column < PP_COLUMN_COUNT ? column_name(chosen->column)
                                              : "";
}

const char *pp_explain_called(pp_explainer *x, const pp_chosen *chosen)
{
    const char *department = pp_plan_about(x->plan, PP_ABOUT_DEPARTMENT);
    switch (chosen->by) {
    case PP_CHOOSE_ALL:
        return !chosen->department                           ? ""
               : department == NULL || department[0] == '\0' ? "部门"
                                                             : pp_explain_print(x, "部门 %s", department);
    case PP_CHOOSE_KIND:
        return chosen->kind == PP_KIND_NONE ? "类别不明"
                                            : pp_explain_print(x, "采购类别 %s", pp_kind_name(chosen->kind));
    case PP_CHOOSE_UNIT:
        return chosen->text[0] == '\0' ? "未填预算单位" : pp_explain_print(x, "预算单位 %s", chosen->text);
    case PP_CHOOSE_FUNCTION:
    case PP_CHOOSE_FUNCTION_CODE:
        return chosen->text[0] == '\0' ? "未填功能科目编码"
                                       : pp_explain_print(x, "功能科目 %s %s", chosen->text, function_name(x, chosen));
    case PP_CHOOSE_FUNCTION_NAME:
        return pp_explain_print(x, "功能科目 %s", chosen->text);
    case PP_CHOOSE_ITEM:
        return pp_explain_print(x, "采购品目 %s %s", pp_item_code(x->catalog, chosen->item),
                                pp_item_name(x->catalog, chosen->item));
    case PP_CHOOSE_ITEM_TEXT:
        return pp_explain_print(x, "采购品目 %s（目录中没有）", chosen->text);
    case PP_CHOOSE_UNCLASSED:
        return chosen->level == 1 ? "目录中没有的品目" : "没有二级品目的";
    case PP_CHOOSE_LINE:
        return pp_explain_print(x, "第 %zu 项", chosen->line + 1);
    case PP_CHOOSE_JUDGED:
        return "逐项台账";
    case PP_CHOOSE_BRACKET:
        return chosen->bracket == PP_ABOVE ? "限额以上" : "限额及以下";
    case PP_CHOOSE_NONE:
    case PP_CHOOSE_TAKEN:
        break;
    }
    return "";
}

/* How 合计 and 小计 of one line are made. */
static const char *line_rule(const pp_chosen *chosen)
{
    static const char SUBTOTAL[] = "每行的小计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算。";
    static const char TOTAL[] = "每行的合计 = 小计 + 财政专户管理资金 + 单位资金 + 上年结转。";
    return chosen->measure > PP_MEASURE_FORM   ? ""
           : chosen->column == PP_COL_TOTAL    ? TOTAL
           : chosen->column == PP_COL_SUBTOTAL ? SUBTOTAL
                                               : "";
}

static const char *made_of(pp_explainer *x, const pp_chosen *chosen, const char *name, const tally *t)
{
    const char *title = pp_explain_part(chosen);
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
    if (pp_control_column(control) != chosen->column || chosen->measure > PP_MEASURE_FORM) {
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
        return (chosen->by == PP_CHOOSE_FUNCTION || chosen->by == PP_CHOOSE_FUNCTION_CODE) &&
               same_function(chosen, control->key);
    case PP_CONTROL_ITEM:
        return chosen->by == PP_CHOOSE_ITEM && pp_catalog_find_written(x->catalog, control->key) == chosen->item;
    case PP_CONTROL_KIND_COUNT:
        break;
    }
    return false;
}

void pp_explain_controls(pp_explainer *x, const pp_chosen *chosen)
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

void pp_explain_one_control(pp_explainer *x, const pp_control_result *control)
{
    const pp_control_result **controls = pp_explain_alloc(x, 1, sizeof(void *));
    if (controls != NULL) {
        controls[0] = control;
        x->result->controls = controls;
        x->result->control_count = 1;
    }
}

pp_chosen pp_explain_controlled(const pp_explainer *x, const pp_control *control)
{
    pp_chosen chosen = {.by = PP_CHOOSE_ALL, .column = pp_control_column(control), .text = control->key};
    pp_reference reference;
    switch (control->kind) {
    case PP_CONTROL_KIND:
        chosen.by = PP_CHOOSE_KIND;
        chosen.kind = pp_kind_by_name(control->key);
        break;
    case PP_CONTROL_UNIT:
        chosen.by = PP_CHOOSE_UNIT;
        break;
    case PP_CONTROL_FUNCTION:
        pp_reference_split(control->key, strlen(control->key), PP_REFERENCE_FUNCTION, &reference);
        chosen.text = pp_arena_copy(x->arena, reference.code, reference.code_length);
        chosen.by = chosen.text == NULL || *chosen.text == '\0' ? PP_CHOOSE_NONE : PP_CHOOSE_FUNCTION;
        break;
    case PP_CONTROL_ITEM:
        chosen.item = pp_catalog_find_written(x->catalog, control->key);
        chosen.by = chosen.item == PP_NO_ITEM ? PP_CHOOSE_NONE : PP_CHOOSE_ITEM;
        break;
    case PP_CONTROL_DEPARTMENT:
        chosen.department = true;
        break;
    default:
        break;
    }
    if (chosen.column == PP_NO_COLUMN) {
        chosen.by = PP_CHOOSE_NONE;
    }
    return chosen;
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

static bool is_sme(const pp_finding *finding)
{
    return strncmp(finding->rule->id, "SME", 3) == 0;
}

/* True for a finding about the figure of the chosen lines; takes is asked last, as it may cost most. */
static bool is_found(const pp_explainer *x, const pp_chosen *chosen, const pp_finding *f)
{
    const bool ledger = chosen->measure >= PP_MEASURE_AMOUNT;
    if (f->line >= 0) {
        return (ledger ? is_sme(f) : f->column == chosen->column && chosen->measure <= PP_MEASURE_FORM) &&
               pp_explain_takes(x, chosen, (size_t)f->line);
    }
    return is_sme(f) &&
           (ledger ? chosen->by == PP_CHOOSE_JUDGED : chosen->by == PP_CHOOSE_ALL && is_reserve(chosen->column));
}

void pp_explain_findings(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    const size_t count = pp_report_findings(x->report);
    const pp_finding **findings = pp_explain_alloc(x, count, sizeof(void *));
    e->finding_count = 0;
    for (size_t i = 0; findings != NULL && i < count; i++) {
        const pp_finding *f = pp_report_finding(x->report, i);
        if (is_found(x, chosen, f) || at_control(e, f)) {
            findings[e->finding_count++] = f;
        }
    }
    e->findings = findings;
}

void pp_explain_one_finding(pp_explainer *x, const pp_finding *finding)
{
    const pp_finding **findings = pp_explain_alloc(x, 1, sizeof(void *));
    if (findings != NULL) {
        findings[0] = finding;
        x->result->findings = findings;
        x->result->finding_count = 1;
    }
}

/* ---- The figure ---- */

const char *pp_explain_lines(pp_explainer *x, const pp_chosen *chosen)
{
    const tally t = add_lines(x, chosen);
    return made_of(x, chosen, pp_explain_called(x, chosen), &t);
}

const char *pp_explain_title(pp_explainer *x, const pp_chosen *chosen)
{
    const char *name = pp_explain_called(x, chosen), *part = pp_explain_part(chosen);
    const bool plain = chosen->measure <= PP_MEASURE_FORM && chosen->column == PP_COL_TOTAL;
    return name[0] == '\0' ? part : plain ? name : pp_explain_print(x, "%s %s", name, part);
}

void pp_explain_figure(pp_explainer *x, const pp_chosen *chosen)
{
    pp_explanation *e = x->result;
    e->made_of = pp_explain_lines(x, chosen);
    e->figure = pp_explain_title(x, chosen);
    pp_explain_controls(x, chosen);
    pp_explain_findings(x, chosen);
    if (is_reserve(chosen->column) || chosen->measure >= PP_MEASURE_AMOUNT) {
        pp_explain_reserve_rows(x, chosen);
    }
}
