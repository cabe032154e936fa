/* Cells that the writer of their sheet has told of: which lines, and what of them. */
#include "base/text.h"
#include "write/explain.h"
#include "write/workbook.h"

#include <string.h>

/* How the ledger comes to the figures of one line. */
static const char *say_line(pp_explainer *x, size_t line)
{
    char amount[PP_MONEY_TEXT], limit[PP_MONEY_TEXT], required[PP_MONEY_TEXT], reserved[PP_MONEY_TEXT],
        gap[PP_MONEY_TEXT], share[16];
    const pp_ledger_line *l = pp_explain_ledger(x, line);
    if (l == NULL || l->policy == NULL || l->bracket == PP_BRACKET_NONE) {
        return l == NULL ? "" : pp_explain_print(x, "判断：%s。", pp_judgement_name(l->judgement));
    }
    const bool above = l->bracket == PP_ABOVE;
    return pp_explain_print(
        x, "这一行合计 %s 万元，限额 %s 万元，%s，应预留%s %s 万元，已预留 %s 万元，差额 %s 万元%s；判断：%s。",
        pp_explain_wan(l->amount, amount), pp_explain_wan(l->policy->threshold, limit),
        above ? "属于限额以上" : "属于限额及以下",
        above ? pp_explain_print(x, "（按 %s）", pp_share_format(l->policy->share, share)) : "",
        pp_explain_wan(l->required, required), pp_explain_wan(l->reserved, reserved), pp_explain_wan(l->gap, gap),
        above ? "（限额以上合起来达到比例时为 0）" : "", pp_judgement_name(l->judgement));
}

/* True for what is about the part for 小微企业. */
static bool is_micro(const pp_finding *f)
{
    return strcmp(f->rule->id, "SME-03") == 0 || strcmp(f->rule->id, "SME-05") == 0;
}

/* The lines that a finding is about: of a pool, of the whole plan, of a control, or one. */
static pp_chosen lines_of_finding(pp_explainer *x, const pp_finding *f, pp_measure actual)
{
    for (size_t i = 0; f->line < 0 && i < pp_report_controls(x->report); i++) {
        const pp_control_result *r = pp_report_control(x->report, i);
        if (r->control->row == f->where.row && f->where.file != NULL && strcmp(r->control->file, f->where.file) == 0) {
            pp_explain_one_control(x, r);
            return r->known ? pp_explain_controlled(x, r->control) : (pp_chosen){.by = PP_CHOOSE_NONE};
        }
    }
    const bool pool = strcmp(f->rule->id, "SME-02") == 0 || strcmp(f->rule->id, "SME-03") == 0;
    if (f->line < 0 || pool) {
        pp_chosen chosen = pp_explain_subject(x, f->rule);
        const pp_ledger_line *l = pool && f->line >= 0 ? pp_explain_ledger(x, (size_t)f->line) : NULL;
        chosen.policy = l == NULL ? NULL : l->policy;
        chosen.measure = actual == PP_MEASURE_CELL ? chosen.measure : is_micro(f) ? PP_MEASURE_MICRO : actual;
        return chosen;
    }
    const bool money = f->column < PP_COLUMN_COUNT && pp_column_describe(f->column)->type == PP_TYPE_MONEY;
    return (pp_chosen){.by = PP_CHOOSE_LINE, .column = money ? f->column : PP_COL_TOTAL, .line = (size_t)f->line};
}

/* The lines that the writer means; what it could only name is looked up. */
static pp_chosen resolve(pp_explainer *x, const pp_told *told)
{
    pp_chosen chosen = told->chosen;
    if (told->finding != NULL) {
        return lines_of_finding(x, told->finding, told->chosen.measure);
    }
    if (chosen.by == PP_CHOOSE_NONE && told->control != NULL && told->control->known) {
        const bool zeros = chosen.zeros;
        chosen = pp_explain_controlled(x, told->control->control);
        chosen.zeros = zeros;
    }
    if (chosen.by == PP_CHOOSE_ITEM && chosen.item == PP_NO_ITEM) {
        chosen.item = pp_catalog_find(x->catalog, chosen.text);
        chosen.by = chosen.item == PP_NO_ITEM ? PP_CHOOSE_NONE : PP_CHOOSE_ITEM;
    }
    return chosen;
}

static void add_rows(pp_explainer *x, const pp_told *told, const pp_chosen *chosen)
{
    if (told->policy != NULL) {
        pp_explain_reserve_row(x, told->policy, told->act);
    } else if (told->finding != NULL) {
        pp_explain_rule_rows(x, told->finding->rule, chosen);
    } else if (chosen->measure >= PP_MEASURE_AMOUNT || chosen->column == PP_COL_RESERVE ||
               chosen->column == PP_COL_RESERVE_MICRO) {
        pp_explain_reserve_rows(x, chosen);
    }
}

/* What the sentence about a cell begins with when it only shows another one. */
static const char *say_reference(pp_explainer *x, const char *formula)
{
    static const char BEFORE[] = "='";
    const char *sign = formula == NULL || strncmp(formula, BEFORE, 2) != 0 ? NULL : strstr(formula, "'!");
    if (sign == NULL || strpbrk(sign + 2, "+-*/:,()") != NULL) {
        return "";
    }
    return pp_explain_print(x, "引自 %.*s%s。", (int)(sign - formula - 2), formula + 2, sign + 1);
}

static const char *made_of(pp_explainer *x, const pp_asked *asked, const pp_chosen *chosen, const char *lines)
{
    const pp_told *told = &asked->told;
    if (told->how != NULL) {
        return told->how;
    }
    if (chosen->by == PP_CHOOSE_LINE) {
        return pp_explain_print(x, "%s%s", say_reference(x, asked->formula),
                                chosen->measure >= PP_MEASURE_AMOUNT ? say_line(x, chosen->line) : "照计划的这一行。");
    }
    if (chosen->by == PP_CHOOSE_NONE) {
        return "由计划的采购项算出，没有列出是哪些行。";
    }
    if (told->holds == PP_HOLDS_COUNT) {
        return pp_explain_print(x, "下面的采购项有 %zu 行%s。", x->result->line_count,
                                chosen->zeros ? "" : "，金额是 0 或没有填写的不计");
    }
    return pp_explain_print(x, "%s%s", say_reference(x, asked->formula), lines);
}

static const char *figure_of(pp_explainer *x, const pp_told *told, const pp_chosen *chosen)
{
    const char *title = pp_explain_title(x, chosen);
    if (told->name != NULL && told->control != NULL) {
        const pp_control *c = told->control->control;
        return pp_explain_print(x, "%s（%s%s%s）", told->name, c->name, c->key[0] == '\0' ? "" : " ", c->key);
    }
    return told->name != NULL              ? told->name
           : told->holds == PP_HOLDS_COUNT ? pp_explain_print(x, "%s 采购项数", title)
           : chosen->by == PP_CHOOSE_LINE
               ? pp_explain_print(x, "%s的%s", pp_explain_called(x, chosen), pp_explain_part(chosen))
               : title;
}

/* What a number other than an amount looks like. */
static const char *say_number(pp_explainer *x, const pp_asked *asked, pp_holds holds)
{
    return !asked->is_number         ? NULL
           : holds == PP_HOLDS_SHARE ? pp_explain_print(x, "%.2f%%", asked->number * 100)
           : holds == PP_HOLDS_SUM   ? pp_explain_print(x, "%.2f", asked->number)
                                     : pp_explain_print(x, "%.0f", asked->number);
}

/* A cell that its writer says nothing of: a heading, a sentence, a note. */
static void explain_plain(pp_explainer *x, const pp_asked *asked)
{
    pp_explanation *e = x->result;
    e->figure =
        pp_explain_print(x, "“%s”里的%s", pp_sheet_describe(asked->sheet)->name, asked->is_number ? "数" : "文字");
    e->made_of = asked->formula != NULL ? "由公式算出；公式里的单元格可以再用 procplan explain 查看。"
                                        : "写工作簿时填入，不是公式。";
    e->holds = asked->is_number ? PP_HOLDS_NUMBER : PP_HOLDS_TEXT;
    e->text = say_number(x, asked, PP_HOLDS_SUM);
}

void pp_explain_told(pp_explainer *x, const pp_asked *asked)
{
    pp_explanation *e = x->result;
    const pp_told *told = &asked->told;
    if (!told->there) {
        explain_plain(x, asked);
        return;
    }
    const pp_chosen chosen = resolve(x, told);
    const char *lines = pp_explain_lines(x, &chosen);
    e->figure = figure_of(x, told, &chosen);
    e->made_of = made_of(x, asked, &chosen, lines);
    const bool sums = told->holds == PP_HOLDS_AMOUNT && told->finding != NULL && e->known && e->line_count > 0 &&
                      e->amount == told->amount;
    e->holds = sums ? PP_HOLDS_SUM : told->holds;
    if (told->holds == PP_HOLDS_AMOUNT) {
        e->amount = told->amount;
        e->known = asked->is_number;
    } else if (told->holds != PP_HOLDS_SUM || !asked->is_number) {
        e->known = false;
    }
    if (!e->known) {
        e->holds = asked->is_number ? e->holds : PP_HOLDS_TEXT;
        e->text = say_number(x, asked, told->holds);
    }
    if (told->control != NULL) {
        pp_explain_one_control(x, told->control);
    } else if (told->finding == NULL && e->holds == PP_HOLDS_SUM) {
        pp_explain_controls(x, &chosen);
    }
    if (told->finding != NULL) {
        pp_explain_one_finding(x, told->finding);
    } else {
        pp_explain_findings(x, &chosen);
    }
    add_rows(x, told, &chosen);
}
