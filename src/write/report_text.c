/* The report for people: findings with place, remedy and basis, then what was not checked, the totals against the
 * controls, and a last line that says how it stands. */
#include "procplan/write.h"

#include "base/text.h"
#include "procplan/table.h"

#include <stdlib.h>
#include <string.h>

enum { NARROWEST = 40, INDENT = 4, LABEL = 10, TEXT = 1024 };

/* `label：text`, wrapped under itself. Nothing for an absent text. */
static void labelled(FILE *out, const char *label, const char *text, int width)
{
    if (text != NULL && text[0] != '\0') {
        fprintf(out, "%*s%s：", INDENT, "", label);
        pp_text_wrap(out, text, LABEL, LABEL, width);
    }
}

/* The text behind a mark; nothing for an absent text. */
static const char *mark(const char *text, const char *before)
{
    return text == NULL || text[0] == '\0' ? "" : before;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* plan.csv 第5行 E5（合计） */
static void format_place(const pp_place *where, char *out, size_t size)
{
    char cell[PP_CELL_TEXT], row[24] = "";
    pp_cell_name(where->row, where->column, cell);
    if (where->row > 0) {
        snprintf(row, sizeof row, " 第%u行", where->row);
    }
    pp_text_format(out, size, "%s%s%s%s%s%s%s%s%s", or_empty(where->file), mark(where->sheet, " "),
                   or_empty(where->sheet), row, mark(cell, " "), cell, mark(where->title, "（"), or_empty(where->title),
                   mark(where->title, "）"));
}

/* A figure as it is shown; nothing for one that the finding does not have. */
static const char *shown(const char *text)
{
    return text == NULL ? "" : text[0] == '\0' ? "（空）" : text;
}

/* 实际 45.01，应为 45.00，差额 0.01: those of the three that the finding has. */
static void format_figures(const pp_finding *f, char *out, size_t size)
{
    const char *first = f->actual == NULL ? "" : "，";
    const char *second = f->actual == NULL && f->expected == NULL ? "" : "，";
    pp_text_format(out, size, "%s%s%s%s%s%s%s%s", f->actual == NULL ? "" : "实际 ", shown(f->actual),
                   f->expected == NULL ? "" : first, f->expected == NULL ? "" : "应为 ", shown(f->expected),
                   f->difference == NULL ? "" : second, f->difference == NULL ? "" : "差额 ", shown(f->difference));
}

static void write_finding(const pp_finding *f, FILE *out, int width)
{
    char place[TEXT], figures[TEXT];
    format_place(&f->where, place, sizeof place);
    fprintf(out, "【%s】%s ", pp_severity_name(f->severity), f->rule->id);
    pp_text_wrap(out, place[0] == '\0' ? f->rule->title : place, 8 + (int)strlen(f->rule->id) + 1, INDENT, width);
    labelled(out, "问题", f->message, width);
    format_figures(f, figures, sizeof figures);
    labelled(out, "对照", figures, width);
    labelled(out, "处理", f->fix, width);
    labelled(out, "依据", f->basis, width);
    fputc('\n', out);
}

/* Findings that many would drown the figures at the end, so the heading counts them first. */
static void write_findings(const pp_report *report, FILE *out, int width)
{
    const size_t count = pp_report_findings(report);
    if (count == 0) {
        fputs("校验结果：未发现问题（0 项）。\n\n", out);
        return;
    }
    fprintf(out, "校验结果：共 %zu 项，其中错误 %zu 项，警告 %zu 项，提示 %zu 项。\n\n", count,
            pp_report_count(report, PP_ERROR), pp_report_count(report, PP_WARNING), pp_report_count(report, PP_INFO));
    for (size_t i = 0; i < count; i++) {
        write_finding(pp_report_finding(report, i), out, width);
    }
}

static void write_not_checked(const pp_report *report, FILE *out, int width)
{
    const size_t count = pp_report_not_checked(report);
    if (count == 0) {
        return;
    }
    fprintf(out, "没有检查的规则（%zu 条）：\n", count);
    for (size_t i = 0; i < count; i++) {
        const pp_not_checked *n = pp_report_not_checked_at(report, i);
        fprintf(out, "%*s%s  ", INDENT, "", n->rule);
        pp_text_wrap(out, n->reason, INDENT + 8, INDENT + 8, width);
    }
    fputc('\n', out);
}

static bool add_money(pp_table *table, pp_money m, pp_money_style style)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, style, text);
    return pp_table_add(table, text);
}

/* Why a control is shown as it is. */
static const char *standing(const pp_control_result *r)
{
    if (!r->met) {
        return r->known ? "不符" : "计划中没有";
    }
    if (!r->known && r->control->amount != 0) {
        return "未超过，但计划中没有";
    }
    return r->tail ? "相符（尾差）" : r->control->relation == PP_AT_MOST ? "未超过" : "相符";
}

static bool control_row(pp_table *table, const pp_control_result *r)
{
    char name[TEXT];
    const pp_money_style style = pp_money_hides(r->actual, r->control->amount) ? PP_MONEY_EXACT : PP_MONEY_GROUPED;
    const char *column = pp_control_column_title(r->control);
    pp_text_format(name, sizeof name, "%s%s%s%s%s", r->control->name, mark(r->control->key, " "), r->control->key,
                   mark(column, " "), column);
    return pp_table_add(table, name) && add_money(table, r->actual, style) &&
           pp_table_add(table, r->control->relation == PP_AT_MOST ? "≤" : "=") &&
           add_money(table, r->control->amount, style) && add_money(table, r->difference, style) &&
           pp_table_add(table, standing(r));
}

static bool write_controls(const pp_report *report, FILE *out, int width)
{
    static const char *const HEADING[] = {"控制项", "计划数", "关系", "控制数", "差额", "结果"};
    if (pp_report_controls(report) == 0) {
        fputs("没有给出控制数（controls.csv），合计没有核对。\n\n", out);
        return true;
    }
    pp_table *table = pp_table_new("lrlrrl");
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < sizeof HEADING / sizeof HEADING[0]; i++) {
        ok = pp_table_add(table, HEADING[i]);
    }
    for (size_t i = 0; ok && i < pp_report_controls(report); i++) {
        ok = control_row(table, pp_report_control(report, i));
    }
    if (ok) {
        fputs("控制数核对（万元）：\n", out);
        pp_table_print(table, out, 2, width, true);
        fputc('\n', out);
    }
    pp_table_free(table);
    return ok;
}

static void write_totals(const pp_report *report, FILE *out, int width)
{
    static const char *const LABELS[] = {"合计", "货物", "工程", "服务", "预留"};
    size_t count;
    const pp_sum *all = pp_totals_all(pp_report_totals(report));
    const pp_sum *kinds = pp_totals_by(pp_report_totals(report), PP_BY_KIND, &count);
    const pp_money figures[] = {all->money[PP_COL_TOTAL], kinds[0].money[PP_COL_TOTAL], kinds[1].money[PP_COL_TOTAL],
                                kinds[2].money[PP_COL_TOTAL], all->money[PP_COL_RESERVE]};
    char line[512] = "汇总（万元）：";
    size_t used = strlen(line);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        char text[PP_MONEY_TEXT];
        pp_money_format(figures[i], PP_UNIT_WAN, PP_MONEY_GROUPED, text);
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", i == 0 ? "" : "，", LABELS[i], text);
    }
    pp_text_wrap(out, line, 0, INDENT, width);
}

static void write_conclusion(const pp_report *report, FILE *out)
{
    const size_t controls = pp_report_controls(report);
    size_t met = 0;
    for (size_t i = 0; i < controls; i++) {
        met += pp_report_control(report, i)->met;
    }
    fprintf(out, "结论：错误 %zu 项，警告 %zu 项，提示 %zu 项；", pp_report_count(report, PP_ERROR),
            pp_report_count(report, PP_WARNING), pp_report_count(report, PP_INFO));
    if (controls == 0) {
        fputs("没有控制数可核对。\n", out);
    } else if (met == controls) {
        fprintf(out, "控制数 %zu 项全部相符。\n", controls);
    } else {
        fprintf(out, "控制数 %zu 项中 %zu 项不符。\n", controls, controls - met);
    }
}

bool pp_write_text(const pp_plan *plan, const pp_report *report, FILE *out, int width, pp_error *error)
{
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    char title[TEXT];
    width = width < NARROWEST ? NARROWEST : width;
    const int year = pp_report_year(report);
    char year_text[24] = "";
    if (year != 0) {
        snprintf(year_text, sizeof year_text, "%d年", year);
    }
    pp_text_format(title, sizeof title, "%s %s政府采购计划，共 %zu 行，按“%s”级别校验",
                   department == NULL ? "（未填部门）" : department, year_text, pp_plan_lines(plan),
                   pp_level_name(pp_report_level(report)));
    pp_text_wrap(out, title, 0, 0, width);
    fputc('\n', out);
    write_findings(report, out, width);
    write_not_checked(report, out, width);
    if (!write_controls(report, out, width)) {
        return pp_error_memory(error);
    }
    write_totals(report, out, width);
    write_conclusion(report, out);
    if (ferror(out)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
    }
    return true;
}
