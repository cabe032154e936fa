/* An explanation for people: the figure, how it is made, its lines, what it must meet, what bears on it. */
#include "base/text.h"
#include "procplan/table.h"
#include "write/explain.h"

#include <stdio.h>
#include <string.h>

enum { NARROWEST = 40, INDENT = 2, LABEL = 8, PLAIN_TEXT = 512 };

/* A text of the plan, cut where it is very long. */
static const char *plain(const char *text, char out[PLAIN_TEXT])
{
    return pp_text_format(out, PLAIN_TEXT, "%s", text);
}

/* `label：text`, wrapped under itself. */
static void labelled(FILE *out, const char *label, const char *text, int width)
{
    fprintf(out, "%*s%s：", INDENT, "", label);
    pp_text_wrap(out, text, LABEL, LABEL, width);
}

static bool heading(pp_table *table, const char *const *titles, size_t count)
{
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = pp_table_add(table, titles[i]);
    }
    return ok;
}

/* Prints a table that was filled without failure; frees it either way. */
static bool print_table(pp_table *table, bool filled, FILE *out, int width)
{
    const bool ok = filled && pp_table_print(table, out, INDENT, width, true);
    pp_table_free(table);
    return ok;
}

/* ---- Lines ---- */

static bool is_text(const pp_explained_line *l)
{
    return l->amount == PP_MONEY_NONE && l->column < PP_COLUMN_COUNT &&
           pp_column_describe(l->column)->type == PP_TYPE_TEXT;
}

/* What stands above the amounts of the lines; prices are told in 元, as the plan has them. */
static const char *part_title(const pp_explanation *e, char out[PLAIN_TEXT])
{
    const pp_explained_line *first = &e->lines[0];
    const char *unit = is_text(first) ? "" : first->column == PP_COL_PRICE ? "（元）" : "（万元）";
    return pp_text_format(out, PLAIN_TEXT, "%s%s", e->part, unit);
}

static const char *yuan(pp_money m, char out[PP_MONEY_TEXT])
{
    pp_money_format(m, PP_UNIT_YUAN, PP_MONEY_GROUPED, out);
    return out;
}

static bool line_row(pp_table *table, const pp_plan *plan, const pp_explained_line *l)
{
    char place[PLAIN_TEXT], cell[PP_CELL_TEXT], item[PLAIN_TEXT], shown[PLAIN_TEXT], amount[PP_MONEY_TEXT],
        text[PLAIN_TEXT];
    const pp_place where = pp_plan_place(plan, l->line, l->column);
    const char *code = pp_plan_text(plan, l->line, PP_COL_ITEM_CODE);
    pp_cell_name(where.row, where.column, cell);
    pp_text_format(place, sizeof place, "%s%s%s 第%u行%s%s", where.file, where.sheet == NULL ? "" : " ",
                   where.sheet == NULL ? "" : where.sheet, where.row, cell[0] == '\0' ? "" : " ", cell);
    plain(pp_plan_text(plan, l->line, PP_COL_ITEM_NAME), shown);
    pp_text_format(item, sizeof item, "%s%s%s%s", code[0] == '\0' ? "" : "[", code, code[0] == '\0' ? "" : "]", shown);
    const char *value = l->amount == PP_MONEY_UNREADABLE ? "读不出"
                        : is_text(l)                     ? plain(pp_plan_text(plan, l->line, l->column), text)
                        : l->amount == PP_MONEY_NONE     ? ""
                        : l->column == PP_COL_PRICE      ? yuan(l->amount, amount)
                                                         : pp_explain_wan(l->amount, amount);
    return pp_table_add(table, plain(place, shown)) && pp_table_add(table, item) && pp_table_add(table, value);
}

static bool write_lines(const pp_plan *plan, const pp_explanation *e, FILE *out, int width)
{
    char part[PLAIN_TEXT];
    if (e->line_count == 0) {
        return true;
    }
    const char *const titles[] = {"位置", "采购品目", part_title(e, part)};
    pp_table *table = pp_table_new("llr");
    bool ok = heading(table, titles, sizeof titles / sizeof titles[0]);
    for (size_t i = 0; ok && i < e->line_count; i++) {
        ok = line_row(table, plan, &e->lines[i]);
    }
    fprintf(out, "\n采购项（%zu 行）：\n", e->line_count);
    return print_table(table, ok, out, width);
}

/* ---- Controls ---- */

static const char *standing(const pp_control_result *r)
{
    if (!r->met) {
        return r->known ? "不符" : "计划中没有";
    }
    return r->tail ? "相符（尾差）" : r->control->relation == PP_AT_MOST ? "未超过" : "相符";
}

static bool control_row(pp_table *table, const pp_control_result *r)
{
    char name[PLAIN_TEXT], shown[PLAIN_TEXT], text[PP_MONEY_TEXT];
    const pp_control *c = r->control;
    const pp_money_style style = pp_money_hides(r->actual, c->amount) ? PP_MONEY_EXACT : PP_MONEY_GROUPED;
    const pp_money amounts[] = {r->actual, c->amount, r->difference};
    const char *key = c->key, *column = pp_control_column_title(c);
    pp_text_format(name, sizeof name, "%s%s%s%s%s", c->name, key[0] == '\0' ? "" : " ", key,
                   column[0] == '\0' ? "" : " ", column);
    bool ok = pp_table_add(table, plain(name, shown));
    for (size_t i = 0; ok && i < sizeof amounts / sizeof amounts[0]; i++) {
        pp_money_format(amounts[i], PP_UNIT_WAN, style, text);
        ok = pp_table_add(table, text) && (i > 0 || pp_table_add(table, c->relation == PP_AT_MOST ? "≤" : "="));
    }
    return ok && pp_table_add(table, standing(r));
}

static bool write_controls(const pp_explanation *e, FILE *out, int width)
{
    static const char *const TITLES[] = {"控制项", "计划数", "关系", "控制数", "差额", "结果"};
    if (e->control_count == 0) {
        return true;
    }
    pp_table *table = pp_table_new("lrlrrl");
    bool ok = heading(table, TITLES, sizeof TITLES / sizeof TITLES[0]);
    for (size_t i = 0; ok && i < e->control_count; i++) {
        ok = control_row(table, e->controls[i]);
    }
    fputs("\n要符合的控制数（万元）：\n", out);
    if (!print_table(table, ok, out, width)) {
        return false;
    }
    for (size_t i = 0; i < e->control_count; i++) {
        const pp_control *c = e->controls[i]->control;
        char place[PLAIN_TEXT], shown[PLAIN_TEXT];
        pp_text_format(place, sizeof place, "%s 第%u行%s%s", c->file, c->row, c->origin[0] == '\0' ? "" : "，",
                       c->origin);
        labelled(out, "出处", plain(place, shown), width);
    }
    return true;
}

/* ---- Policy ---- */

/* 2024-01-01, or `none` for no day. Returns out. */
static const char *say_day(int day, const char *none, char out[16])
{
    if (day == 0) {
        snprintf(out, 16, "%s", none);
    } else {
        snprintf(out, 16, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
    }
    return out;
}

static void write_policy(const pp_explained_policy *p, FILE *out, int width)
{
    char sure[PP_SURE_TEXT], from[16], to[16], text[1024];
    const pp_origin *o = p->origin;
    pp_text_format(text, sizeof text, "%s%s%s%s：%s", p->name, p->kinds[0] == '\0' ? "" : "（", p->kinds,
                   p->kinds[0] == '\0' ? "" : "）", p->says);
    fprintf(out, "%*s", INDENT, "");
    pp_text_wrap(out, text, INDENT, 2 * INDENT, width);
    pp_text_format(text, sizeof text, "依据：%s（%s，%s至%s，把握程度：%s；%s 第%u行）", o->basis, o->region,
                   say_day(o->valid_from, "不限起日", from), say_day(o->valid_to, "今", to),
                   pp_sure_name(o->sure, sure), o->file, o->row);
    fprintf(out, "%*s", 2 * INDENT, "");
    pp_text_wrap(out, text, 2 * INDENT, 2 * INDENT, width);
}

static void write_policies(const pp_explanation *e, FILE *out, int width)
{
    if (e->policy_count > 0) {
        fputs("\n用到的政策参数：\n", out);
    }
    for (size_t i = 0; i < e->policy_count; i++) {
        write_policy(&e->policies[i], out, width);
    }
}

/* ---- Findings ---- */

static void write_findings(const pp_explanation *e, FILE *out, int width)
{
    if (e->finding_count > 0) {
        fprintf(out, "\n校验结果（%zu 项）：\n", e->finding_count);
    } else if (e->rule != NULL && e->not_checked == NULL) {
        fputs("\n校验结果：这条规则没有发现问题。\n", out);
    }
    for (size_t i = 0; i < e->finding_count; i++) {
        const pp_finding *f = e->findings[i];
        char cell[PP_CELL_TEXT], place[PLAIN_TEXT], row[24] = "";
        pp_cell_name(f->where.row, f->where.column, cell);
        if (f->where.row > 0) {
            snprintf(row, sizeof row, " 第%u行 ", f->where.row);
        }
        pp_text_format(place, sizeof place, "【%s】%s %s%s%s", pp_severity_name(f->severity), f->rule->id,
                       f->where.file == NULL ? "" : f->where.file, row, cell);
        fprintf(out, "%*s", INDENT, "");
        pp_text_wrap(out, place, INDENT, 2 * INDENT, width);
        labelled(out, "问题", f->message, width);
        labelled(out, "处理", f->fix, width);
    }
}

/* ---- The explanation ---- */

static void write_figure(const pp_explanation *e, FILE *out, int width)
{
    char amount[PP_MONEY_TEXT], yuan[PP_MONEY_TEXT], text[PLAIN_TEXT], shown[PLAIN_TEXT];
    pp_text_wrap(out, plain(e->figure, shown), 0, 0, width);
    if (e->cell != NULL) {
        labelled(out, "位置", e->cell, width);
    }
    if (e->known) {
        pp_money_format(e->amount, PP_UNIT_YUAN, PP_MONEY_GROUPED, yuan);
        pp_money_format(e->amount, PP_UNIT_WAN, PP_MONEY_GROUPED, amount);
        pp_text_format(text, sizeof text, "%s 万元（%s 元）", amount, yuan);
        labelled(out, "金额", text, width);
    }
    if (e->text != NULL && e->text[0] != '\0') {
        labelled(out, "内容", e->text, width);
    }
    if (e->formula != NULL) {
        labelled(out, "公式", e->formula, width);
    }
    labelled(out, e->rule == NULL ? "来历" : "检查", e->made_of, width);
    if (e->rule != NULL) {
        labelled(out, "处理", e->rule->fix, width);
        labelled(out, "依据", e->rule->basis, width);
    }
    if (e->not_checked != NULL) {
        labelled(out, "未查", e->not_checked, width);
    }
}

bool pp_write_explanation_text(const pp_plan *plan, const pp_explanation *explanation, FILE *out, int width,
                               pp_error *error)
{
    width = width < NARROWEST ? NARROWEST : width;
    write_figure(explanation, out, width);
    if (!write_lines(plan, explanation, out, width) || !write_controls(explanation, out, width)) {
        return pp_error_memory(error);
    }
    write_policies(explanation, out, width);
    write_findings(explanation, out, width);
    if (ferror(out)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
    }
    return true;
}
