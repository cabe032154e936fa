/* Cells of 政府采购预算表. Where things stand is asked of the writer's own layout (form.c). */
#include "base/text.h"
#include "model/plan.h"
#include "write/explain.h"
#include "write/workbook.h"

#include <stdio.h>
#include <string.h>

/* What the explanation of a cell of the form needs at hand. */
typedef struct on_form {
    pp_explainer *x;
    pp_book *book;
    const pp_asked *at;
    pp_column column; /* of the plan, that stands in the cell's column; PP_NO_COLUMN for others */
} on_form;

static pp_column column_at(const pp_form *form, lxw_col_t shown)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (form->column[c] == shown && shown != PP_FORM_GAP) {
            return (pp_column)c;
        }
    }
    return PP_NO_COLUMN;
}

static bool is_form_money(pp_column column)
{
    return column >= PP_COL_TOTAL && column <= PP_COL_RESERVE;
}

/* What the column is called on the form. */
static const char *title_of(const on_form *f)
{
    switch (f->column) {
    case PP_COL_FUNCTION_CODE:
        return "功能科目编码及名称";
    case PP_COL_ITEM_CODE:
        return "采购品目";
    case PP_COL_SUBTOTAL:
        return "财政拨款小计";
    case PP_NO_COLUMN:
        break;
    default:
        return pp_column_describe(f->column)->title;
    }
    const pp_form *form = &f->book->form;
    return f->at->column >= form->extra && f->at->column < form->end
               ? pp_plan_extra_title(f->x->plan, (size_t)(f->at->column - form->extra))
               : "";
}

static void say(on_form *f, const char *figure, const char *made_of)
{
    f->x->result->figure = figure;
    f->x->result->made_of = made_of;
}

/* A row of sums: of everything, of the department, of a unit. */
static void explain_sum(on_form *f, pp_chosen chosen, const char *name)
{
    if (!is_form_money(f->column)) {
        say(f, pp_explain_print(f->x, "“%s”一行的文字", name), "这一格是文字，不是计算出来的数。");
        return;
    }
    chosen.column = f->column;
    chosen.measure = PP_MEASURE_FORM;
    pp_explain_figure(f->x, &chosen);
}

/* How a money cell of a line came to show what it shows. */
static const char *how_shown(on_form *f, size_t line, const pp_figure *figure)
{
    char value[PP_MONEY_TEXT], parts[PP_MONEY_TEXT];
    const bool given = pp_plan_number(f->x->plan, line, f->column) != PP_MONEY_NONE;
    const char *sum = f->column == PP_COL_SUBTOTAL ? "一般公共预算 + 政府性基金预算 + 国有资本经营预算"
                                                   : "小计 + 财政专户管理资金 + 单位资金 + 上年结转";
    pp_money_format(figure->value, PP_UNIT_WAN, PP_MONEY_EXACT, value);
    pp_money_format(figure->parts, PP_UNIT_WAN, PP_MONEY_EXACT, parts);
    switch (figure->kind) {
    case PP_FIGURE_FORMULA:
        return given ? pp_explain_print(f->x, "公式：%s，与计划填写的数相同。", sum)
                     : pp_explain_print(f->x, "计划没有填写，由公式算出：%s。", sum);
    case PP_FIGURE_DISPUTED:
        return pp_explain_print(f->x, "计划填写的是 %s 万元，而 %s 为 %s 万元，两者不一致；表上照计划填写。", value,
                                sum, parts);
    case PP_FIGURE_UNREADABLE:
        return pp_explain_print(f->x, "计划的文字“%s”读不出金额，表上照原样列出，不计入合计。",
                                pp_form_unreadable(f->book, line, f->column));
    case PP_FIGURE_UNKNOWN:
        return "计划没有填写，各分项又有读不出的，无法计算。";
    case PP_FIGURE_NUMBER:
        break;
    }
    return given ? "计划填写的数。" : "计划没有填写，表上列为 0.00。";
}

/* What the ledger says of the line's reserve. */
static const char *how_judged(on_form *f, size_t line)
{
    char required[PP_MONEY_TEXT];
    const pp_ledger *ledger = pp_report_ledger(f->x->report);
    const pp_ledger_line *l = ledger == NULL ? NULL : pp_ledger_line_at(ledger, line);
    if (f->column != PP_COL_RESERVE || l == NULL || l->policy == NULL) {
        return "";
    }
    pp_money_format(l->required, PP_UNIT_WAN, PP_MONEY_EXACT, required);
    return pp_explain_print(f->x, "按预留规定，这一行应预留 %s 万元；判断：%s。", required,
                            pp_judgement_name(l->judgement));
}

/* The findings of a line about one of two columns. */
static void add_findings(on_form *f, size_t line, pp_column column, pp_column other)
{
    pp_explanation *e = f->x->result;
    const size_t count = pp_report_findings(f->x->report);
    const pp_finding **findings = pp_explain_alloc(f->x, count, sizeof(void *));
    e->finding_count = 0;
    for (size_t i = 0; findings != NULL && i < count; i++) {
        const pp_finding *finding = pp_report_finding(f->x->report, i);
        if (finding->line == (long)line && finding->column < PP_COLUMN_COUNT &&
            (finding->column == column || finding->column == other)) {
            findings[e->finding_count++] = finding;
        }
    }
    e->findings = findings;
}

static void explain_money(on_form *f, size_t line)
{
    pp_explanation *e = f->x->result;
    pp_figures figures;
    pp_form_figures(f->x->plan, line, &figures);
    const pp_figure *figure = &figures.of[f->column - PP_COL_TOTAL];
    const pp_chosen chosen = {.by = PP_CHOOSE_LINE, .column = f->column, .line = line, .measure = PP_MEASURE_FORM};
    pp_explain_figure(f->x, &chosen);
    e->known = figure->kind != PP_FIGURE_UNREADABLE && figure->kind != PP_FIGURE_UNKNOWN;
    e->holds = e->known ? PP_HOLDS_SUM : PP_HOLDS_TEXT;
    say(f, pp_explain_print(f->x, "第 %zu 项的%s", line + 1, title_of(f)),
        pp_explain_print(f->x, "%s%s", how_shown(f, line, figure), how_judged(f, line)));
}

/* 单价 and 数量 are no amounts of the plan; 其中小微企业 is one. */
static void explain_side_number(on_form *f, size_t line)
{
    char text[PP_MONEY_TEXT];
    pp_explanation *e = f->x->result;
    const int64_t number = pp_plan_number(f->x->plan, line, f->column);
    if (f->column == PP_COL_RESERVE_MICRO && pp_money_known(number)) {
        e->known = true;
        e->holds = PP_HOLDS_SUM;
        e->amount = number;
    } else if (number == PP_MONEY_UNREADABLE) {
        e->text = pp_form_unreadable(f->book, line, f->column);
    } else {
        e->holds = number == PP_MONEY_NONE ? PP_HOLDS_TEXT : PP_HOLDS_NUMBER;
        const bool yuan = f->column == PP_COL_PRICE;
        pp_money_format(number, yuan ? PP_UNIT_YUAN : PP_UNIT_WAN, PP_MONEY_EXACT, text);
        e->text = pp_explain_print(f->x, "%s%s", text, yuan && text[0] != '\0' ? " 元" : "");
    }
}

static void explain_line(on_form *f, size_t line)
{
    pp_explanation *e = f->x->result;
    const pp_plan *plan = f->x->plan;
    if (is_form_money(f->column)) {
        explain_money(f, line);
        return;
    }
    pp_explained_line *lines = pp_explain_alloc(f->x, 1, sizeof *lines);
    if (lines != NULL) {
        lines[0] = (pp_explained_line){line, f->column, PP_MONEY_NONE};
        e->lines = lines;
        e->line_count = 1;
        e->part = title_of(f);
    }
    const pp_column name = f->column == PP_COL_FUNCTION_CODE ? PP_COL_FUNCTION_NAME
                           : f->column == PP_COL_ITEM_CODE   ? PP_COL_ITEM_NAME
                                                             : f->column;
    if (f->column == PP_NO_COLUMN) {
        e->text = pp_plan_extra(plan, line, (size_t)(f->at->column - f->book->form.extra));
    } else if (pp_column_describe(f->column)->type != PP_TYPE_TEXT) {
        explain_side_number(f, line);
    } else if (name == f->column) {
        e->text = pp_plan_text(plan, line, f->column);
    } else {
        const char *code = pp_plan_text(plan, line, f->column);
        e->text = pp_explain_print(f->x, "%s%s%s%s", code[0] == '\0' ? "" : "[", code, code[0] == '\0' ? "" : "]",
                                   pp_plan_text(plan, line, name));
    }
    if (lines != NULL && e->known) {
        lines[0].amount = e->amount;
    }
    say(f, pp_explain_print(f->x, "第 %zu 项的%s", line + 1, title_of(f)), "照计划填写，不是计算出来的。");
    add_findings(f, line, f->column, name);
}

/* The line in a row, or the group whose row it is; false for any other row. */
static bool explain_body(on_form *f)
{
    const pp_form *form = &f->book->form;
    for (size_t g = 0; g < form->group_count; g++) {
        const pp_group *group = &form->groups[g];
        if (form->units && group->row == f->at->row) {
            const char *unit = pp_pool_text(f->x->plan->pool, group->unit);
            explain_sum(f, (pp_chosen){.by = PP_CHOOSE_UNIT, .text = unit}, unit);
            return true;
        }
    }
    for (size_t i = 0; i < pp_plan_lines(f->x->plan); i++) {
        if (form->row[i] == f->at->row) {
            explain_line(f, i);
            return true;
        }
    }
    return false;
}

/* Says what the cell is. False with the error when it is outside the form. */
static bool explain_place(on_form *f)
{
    enum { HEADING_ROWS = 3 };
    const pp_form *form = &f->book->form;
    const lxw_row_t row = f->at->row;
    if (f->at->column >= form->end || (row > form->note && !f->at->found)) { /* there may be more than one note */
        char last[PP_CELL_TEXT];
        const lxw_col_t end = form->end > PP_FORM_EXTRA ? form->end : PP_FORM_COLUMNS;
        pp_cell_name(form->note + 1, end, last);
        return pp_error_set(f->x->error, PP_ERROR_USAGE, "%s 在表外，“%s”到 %s 为止。", f->x->result->cell,
                            PP_FORM_SHEET, last);
    }
    if (f->at->column == PP_FORM_GAP) {
        say(f, "空列", "这一列把报送的表和后面的附加栏隔开，没有内容。");
    } else if (row < form->heading) {
        say(f, "表头上方的文字", "表名、部门名称、金额单位所在的行，取自计划的部门和年度；不是计算出来的数。");
    } else if (row < form->heading + HEADING_ROWS) {
        say(f, pp_explain_print(f->x, "表头：%s", title_of(f)), "这一格是表头，说明这一列是什么。");
    } else if (row == form->total) {
        explain_sum(f, (pp_chosen){.by = PP_CHOOSE_ALL}, "合计");
    } else if (row == form->department) {
        explain_sum(f, (pp_chosen){.by = PP_CHOOSE_ALL, .department = true}, "部门");
    } else if (!explain_body(f)) {
        say(f, "表下的说明", "表下的注，不是计算出来的数。");
    }
    return true;
}

bool pp_explain_form(pp_explainer *x, const pp_asked *at)
{
    pp_book book = {.plan = x->plan, .report = x->report, .cells = {.arena = x->arena}};
    on_form f = {.x = x, .book = &book, .at = at};
    bool ok = pp_form_plan(&book, x->error);
    if (ok) {
        f.column = column_at(&book.form, at->column);
        ok = explain_place(&f);
    }
    pp_form_free(&book.form);
    return ok;
}

void pp_explain_place(pp_explainer *x, const pp_chosen *chosen)
{
    pp_book book = {.plan = x->plan, .report = x->report, .cells = {.arena = x->arena}};
    pp_error ignored;
    const int money = (int)chosen->column - PP_COL_TOTAL;
    if ((chosen->by != PP_CHOOSE_ALL && chosen->by != PP_CHOOSE_UNIT) || !is_form_money(chosen->column)) {
        return;
    }
    const bool planned = pp_form_plan(&book, &ignored);
    if (planned) { /* else the plan does not fit a sheet */
        const pp_form *form = &book.form;
        const pp_column_sum *sum = &form->sum[money];
        lxw_row_t row = chosen->department ? form->department : form->total;
        for (size_t g = 0; chosen->by == PP_CHOOSE_UNIT && g < form->group_count; g++) {
            if (strcmp(pp_pool_text(x->plan->pool, form->groups[g].unit), chosen->text) == 0) {
                sum = &form->groups[g].sum[money];
                row = form->groups[g].row;
            }
        }
        if (x->result->known && !sum->overflow && sum->exact == x->result->amount) {
            x->result->cell = pp_explain_say_cell(x, PP_SHEET_FORM, row, (lxw_col_t)(PP_FORM_TOTAL + money));
        }
    }
    x->no_memory |= book.cells.no_memory || (!planned && ignored.code == PP_ERROR_MEMORY);
    pp_form_free(&book.form);
}
