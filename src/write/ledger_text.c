/* The reserve ledger for people: the rules in force, the brackets and the Act's share, every line, what would mend it,
 * and how it stands. */
#include "procplan/write.h"

#include "base/text.h"
#include "procplan/table.h"

#include <stdlib.h>
#include <string.h>

enum { NARROWEST = 40, SHARE_TEXT = 24, TEXT = 1024 };

static bool add_styled(pp_table *table, pp_money m, pp_money_style style)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, style, text);
    return pp_table_add(table, text);
}

static bool add_money(pp_table *table, pp_money m)
{
    return add_styled(table, m, PP_MONEY_GROUPED);
}

/* Two decimals, or all digits where they would hide that something is missing. */
static pp_money_style style_for(pp_money gap)
{
    return gap != PP_MONEY_NONE && pp_money_hides(gap, 0) ? PP_MONEY_FULL : PP_MONEY_GROUPED;
}

/* part of whole as 59.75%, rounded half up, but down where it falls short, so that it never shows what it is not; —
 * where the whole is nothing. Returns out. */
static char *percentage(pp_money part, pp_money whole, bool falls_short, char out[SHARE_TEXT])
{
    if (whole <= 0 || part < 0) {
        strcpy(out, "—");
        return out;
    }
    __extension__ const unsigned __int128 scaled =
        (unsigned __int128)(uint64_t)part * 20000 + (falls_short ? 0 : (uint64_t)whole);
    __extension__ const unsigned __int128 hundredths = scaled / ((unsigned __int128)(uint64_t)whole * 2);
    const unsigned long long shown = hundredths > 99999999 ? 99999999u : (unsigned long long)hundredths;
    snprintf(out, SHARE_TEXT, "%llu.%02llu%%", shown / 100, shown % 100);
    return out;
}

static bool heading(pp_table *table, const char *const *titles, size_t count)
{
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = pp_table_add(table, titles[i]);
    }
    return ok;
}

/* ---- The rules in force ---- */

static void write_policy(const pp_reserve_policy *p, bool act, FILE *out, int width)
{
    char threshold[PP_MONEY_TEXT], share[16], micro[16], sure[PP_SURE_TEXT], text[TEXT];
    pp_money_format(p->threshold, PP_UNIT_WAN, PP_MONEY_GROUPED, threshold);
    pp_share_format(p->share, share);
    pp_share_format(p->micro_share, micro);
    if (act) {
        pp_text_format(text, sizeof text,
                       "%s：不低于全年采购预算的 %s（中小企业无法提供的除外），其中小微企业不低于 %s。", p->kind_names,
                       share, micro);
    } else {
        pp_text_format(text, sizeof text,
                       "%s：%s 万元及以下的项目整体预留；以上的项目合起来预留不低于 %s，预留部分中小微企业不低于 %s。",
                       p->kind_names, threshold, share, micro);
    }
    fputs("  ", out);
    pp_text_wrap(out, text, 2, 4, width);
    pp_text_format(text, sizeof text, "依据：%s（%s，把握程度：%s；%s 第 %u 行）", p->origin.basis, p->origin.region,
                   pp_sure_name(p->origin.sure, sure), p->origin.file, p->origin.row);
    fputs("    ", out);
    pp_text_wrap(out, text, 4, 4, width);
}

static void write_policies(const pp_ledger *ledger, FILE *out, int width)
{
    const pp_reserve_policy *last = NULL;
    fputs("适用的规定：\n", out);
    for (size_t i = 0; i < pp_ledger_brackets(ledger); i++) {
        const pp_reserve_policy *policy = pp_ledger_bracket_at(ledger, i)->policy;
        if (policy != last) {
            write_policy(policy, false, out, width);
            last = policy;
        }
    }
    const pp_reserve_policy *act = pp_ledger_act_of(ledger)->policy;
    if (act != NULL) {
        write_policy(act, true, out, width);
    }
    if (last == NULL && act == NULL) {
        fputs("  没有这个年度和地区现行的预留规定，无法判断；请检查年度、地区，或在 sme-reserve.csv 中补充。\n", out);
    }
    fputc('\n', out);
}

/* ---- Brackets and the Act ---- */

static bool bracket_row(pp_table *table, const pp_ledger_bracket *b)
{
    char name[TEXT], threshold[PP_MONEY_TEXT], share[SHARE_TEXT];
    pp_money_format(b->policy->threshold, PP_UNIT_WAN, PP_MONEY_GROUPED, threshold);
    pp_text_format(name, sizeof name, "%s %s 万元%s", b->policy->kind_names, threshold,
                   b->bracket == PP_WITHIN ? "及以下" : "以上");
    const pp_money_style style = style_for(b->gap);
    return pp_table_add(table, name) && add_styled(table, b->amount, style) && add_styled(table, b->required, style) &&
           add_styled(table, b->reserved, style) &&
           pp_table_add(table, percentage(b->reserved, b->amount, b->gap > 0, share)) &&
           add_styled(table, b->gap, style);
}

static bool act_row(pp_table *table, const pp_ledger_act *act)
{
    char share[SHARE_TEXT];
    const pp_money_style style = style_for(act->gap);
    return pp_table_add(table, act->policy->kind_names) && add_styled(table, act->amount, style) &&
           add_styled(table, act->required, style) && add_styled(table, act->reserved, style) &&
           pp_table_add(table, percentage(act->reserved, act->amount, act->gap > 0, share)) &&
           add_styled(table, act->gap, style);
}

/* 其中小微 …: one line a bracket above the threshold, and one for the Act. */
static void write_micro(const char *name, pp_money micro, pp_money required, pp_money gap, FILE *out)
{
    char texts[3][PP_MONEY_TEXT];
    if (micro == PP_MONEY_NONE) {
        return;
    }
    pp_money_format(micro, PP_UNIT_WAN, style_for(gap), texts[0]);
    pp_money_format(required, PP_UNIT_WAN, style_for(gap), texts[1]);
    pp_money_format(gap, PP_UNIT_WAN, style_for(gap), texts[2]);
    fputs("  其中小微企业（", out);
    pp_text_print(out, name);
    fprintf(out, "）：应预留 %s，已预留 %s，差额 %s\n", texts[1], texts[0], texts[2]);
}

static bool write_brackets(const pp_ledger *ledger, FILE *out, int width)
{
    static const char *const TITLES[] = {"分档", "预算", "应预留", "已预留", "占预算", "差额"};
    const pp_ledger_act *act = pp_ledger_act_of(ledger);
    pp_table *table = pp_table_new("lrrrrr");
    bool ok = heading(table, TITLES, sizeof TITLES / sizeof TITLES[0]);
    for (size_t i = 0; ok && i < pp_ledger_brackets(ledger); i++) {
        ok = bracket_row(table, pp_ledger_bracket_at(ledger, i));
    }
    ok = ok && (act->policy == NULL || act_row(table, act));
    if (ok) {
        fputs("分档核对（万元）：\n", out);
        ok = pp_table_print(table, out, 2, width, true);
    }
    pp_table_free(table);
    for (size_t i = 0; ok && i < pp_ledger_brackets(ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(ledger, i);
        if (b->bracket == PP_ABOVE) {
            write_micro(b->policy->kind_names, b->micro, b->micro_required, b->micro_gap, out);
        }
    }
    if (ok && act->policy != NULL && act->exempt > 0) {
        char text[TEXT], exempt[PP_MONEY_TEXT], share[SHARE_TEXT];
        pp_money_format(act->exempt, PP_UNIT_WAN, PP_MONEY_FULL, exempt);
        pp_text_format(text, sizeof text, "年度总额中有理由不预留的 %s 万元不计入应预留的基数，扣除后已预留占 %s。",
                       exempt, percentage(act->reserved, act->amount - act->exempt, act->gap > 0, share));
        fputs("  ", out);
        pp_text_wrap(out, text, 2, 4, width);
    }
    if (ok && act->policy != NULL) {
        write_micro(act->policy->kind_names, act->micro, act->micro_required, act->micro_gap, out);
    }
    fputc('\n', out);
    return ok;
}

/* ---- Lines ---- */

/* How the line stands, with its case where it has one. */
static void format_standing(const pp_ledger_line *l, char *out, size_t size)
{
    if (l->exemption == NULL) {
        pp_text_format(out, size, "%s", pp_judgement_name(l->judgement));
    } else {
        pp_text_format(out, size, "%s：第六条（%s）", pp_judgement_name(l->judgement), l->exemption->numeral);
    }
}

static bool line_row(pp_table *table, const pp_plan *plan, const pp_ledger_line *l)
{
    char row[16], standing[TEXT];
    snprintf(row, sizeof row, "%u", pp_plan_place(plan, l->line, PP_NO_COLUMN).row);
    format_standing(l, standing, sizeof standing);
    static const char *const BRACKETS[] = {[PP_BRACKET_NONE] = "—", [PP_WITHIN] = "以下", [PP_ABOVE] = "以上"};
    return pp_table_add(table, row) && pp_table_add(table, pp_plan_text(plan, l->line, PP_COL_ITEM_NAME)) &&
           pp_table_add(table, BRACKETS[l->bracket]) && add_money(table, l->amount) && add_money(table, l->required) &&
           add_money(table, l->reserved) && add_money(table, l->gap) && pp_table_add(table, standing);
}

/* What a line says beside its figures: the part for 小微, the way of reserving, the reason and its case. Nothing for a
 * line that says nothing. */
static void write_remarks(const pp_plan *plan, const pp_ledger_line *l, FILE *out, int width)
{
    char text[TEXT], micro[PP_MONEY_TEXT] = "";
    const bool has_micro = l->micro != PP_MONEY_NONE && l->micro > 0;
    const char *mode = pp_plan_text(plan, l->line, PP_COL_RESERVE_MODE);
    if (!has_micro && mode[0] == '\0' && l->reason[0] == '\0') {
        return;
    }
    if (has_micro) {
        pp_money_format(l->micro, PP_UNIT_WAN, PP_MONEY_FULL, micro);
    }
    pp_text_format(text, sizeof text, "第 %u 行：%s%s%s%s%s%s%s%s", pp_plan_place(plan, l->line, PP_NO_COLUMN).row,
                   has_micro ? "其中小微企业 " : "", micro, has_micro ? " 万元；" : "",
                   mode[0] == '\0' ? "" : "预留方式：", mode, mode[0] == '\0' ? "" : "；",
                   l->reason[0] == '\0' ? "" : "不预留理由：", l->reason);
    fputs("  ", out);
    pp_text_wrap(out, text, 2, 4, width);
}

static bool write_lines(const pp_plan *plan, const pp_ledger *ledger, FILE *out, int width)
{
    static const char *const TITLES[] = {"行", "品目", "限额", "预算", "应预留", "已预留", "差额", "判断"};
    pp_table *table = pp_table_new("rllrrrrl");
    bool ok = heading(table, TITLES, sizeof TITLES / sizeof TITLES[0]);
    for (size_t i = 0; ok && i < pp_ledger_lines(ledger); i++) {
        ok = line_row(table, plan, pp_ledger_line_at(ledger, i));
    }
    if (ok) {
        fputs("逐行台账（万元）：\n", out);
        ok = pp_table_print(table, out, 2, width, true);
    }
    pp_table_free(table);
    for (size_t i = 0; ok && i < pp_ledger_lines(ledger); i++) {
        write_remarks(plan, pp_ledger_line_at(ledger, i), out, width);
    }
    fputc('\n', out);
    return ok;
}

/* ---- What would mend it ---- */

static bool proposal_row(pp_table *table, const pp_plan *plan, const pp_proposal *p)
{
    char row[16], reserve[PP_MONEY_TEXT], micro[PP_MONEY_TEXT];
    snprintf(row, sizeof row, "%u", pp_plan_place(plan, p->line, PP_NO_COLUMN).row);
    pp_money_format(pp_proposal_reserve(plan, p), PP_UNIT_WAN, PP_MONEY_FULL, reserve);
    pp_money_format(p->micro, PP_UNIT_WAN, PP_MONEY_FULL, micro);
    return pp_table_add(table, row) && pp_table_add(table, pp_plan_text(plan, p->line, PP_COL_ITEM_NAME)) &&
           add_money(table, pp_plan_money(plan, p->line, PP_COL_RESERVE)) && pp_table_add(table, reserve) &&
           pp_table_add(table, micro) && pp_table_add(table, p->why);
}

/* What else changes in a line that becomes reserved whole: words that would contradict it. */
static void write_words(const pp_plan *plan, const pp_proposal *p, FILE *out, int width)
{
    char text[TEXT], mode[TEXT] = "", reason[TEXT] = "";
    const char *written = pp_plan_text(plan, p->line, PP_COL_RESERVE_MODE);
    if (p->mode == NULL && !p->drops_reason) {
        return;
    }
    if (p->mode != NULL && p->mode[0] != '\0') {
        pp_text_format(mode, sizeof mode, "，预留方式由“%s”改为“%s”", written, p->mode);
    } else if (p->mode != NULL) {
        pp_text_format(mode, sizeof mode, "，删去预留方式“%s”", written);
    }
    if (p->drops_reason) {
        pp_text_format(reason, sizeof reason, "，删去不预留理由“%s”", pp_plan_text(plan, p->line, PP_COL_REASON));
    }
    pp_text_format(text, sizeof text, "第 %u 行改为全额预留%s%s。", pp_plan_place(plan, p->line, PP_NO_COLUMN).row,
                   mode, reason);
    fputs("  ", out);
    pp_text_wrap(out, text, 2, 4, width);
}

static bool write_proposals(const pp_plan *plan, const pp_proposal *proposals, size_t count, FILE *out, int width)
{
    static const char *const TITLES[] = {"行", "品目", "现预留", "建议预留", "其中小微", "原因"};
    if (count == 0) {
        fputs("建议：预留份额不需要改动。\n\n", out);
        return true;
    }
    pp_table *table = pp_table_new("rlrrrl");
    bool ok = heading(table, TITLES, sizeof TITLES / sizeof TITLES[0]);
    for (size_t i = 0; ok && i < count; i++) {
        ok = proposal_row(table, plan, &proposals[i]);
    }
    if (ok) {
        fprintf(out, "建议（最少的增加，共 %zu 行，万元）：\n", count);
        ok = pp_table_print(table, out, 2, width, true);
        for (size_t i = 0; i < count; i++) {
            write_words(plan, &proposals[i], out, width);
        }
        fputs("  不适宜面向中小企业的行，也可以不增加预留，而在“不预留理由”中注明第六条的情形。\n\n", out);
    }
    pp_table_free(table);
    return ok;
}

/* What is missing in sum, one sentence a bracket above its threshold and one for the Act. */
static void write_lacks(const pp_ledger *ledger, FILE *out, int width)
{
    char text[TEXT], gap[PP_MONEY_TEXT];
    for (size_t i = 0; i < pp_ledger_brackets(ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(ledger, i);
        if (b->bracket == PP_ABOVE && b->gap > 0) {
            pp_money_format(b->gap, PP_UNIT_WAN, PP_MONEY_FULL, gap);
            pp_text_format(text, sizeof text, "%s限额以上的项目合起来还差 %s 万元；", b->policy->kind_names, gap);
            pp_text_wrap(out, text, 0, 0, width);
        }
    }
    if (pp_ledger_act_of(ledger)->gap > 0) {
        pp_money_format(pp_ledger_act_of(ledger)->gap, PP_UNIT_WAN, PP_MONEY_FULL, gap);
        pp_text_format(text, sizeof text, "全年预留合计距法定比例还差 %s 万元；", gap);
        pp_text_wrap(out, text, 0, 0, width);
    }
}

/* Lines that nothing judges, and the part for 小微 of a plan that does not say it: told, whatever the conclusion. */
static void write_open(const pp_plan *plan, const pp_ledger *ledger, FILE *out, int width)
{
    char text[TEXT], sum[PP_MONEY_TEXT];
    pp_money amount;
    const size_t lines = pp_ledger_unjudged(ledger, &amount);
    if (lines > 0) {
        pp_money_format(amount, PP_UNIT_WAN, PP_MONEY_FULL, sum);
        pp_text_format(text, sizeof text,
                       "有 %zu 行共 %s 万元，这个年度和地区没有适用的预留规定，没有核对；请检查年度、地区和采购类别，"
                       "或在 sme-reserve.csv 中补充规定。",
                       lines, sum);
        pp_text_wrap(out, text, 0, 0, width);
    }
    if (!pp_plan_has(plan, PP_COL_RESERVE_MICRO)) {
        pp_text_wrap(out, "计划没有“其中小微企业”列，小微企业的比例没有核对。", 0, 0, width);
    }
}

static void write_conclusion(const pp_plan *plan, const pp_ledger *ledger, FILE *out, int width)
{
    size_t reasons = 0;
    char text[TEXT];
    for (size_t i = 0; i < pp_ledger_lines(ledger); i++) {
        const pp_judgement judgement = pp_ledger_line_at(ledger, i)->judgement;
        reasons += judgement == PP_JUDGED_NEEDS_REASON || judgement == PP_JUDGED_BAD_REASON;
    }
    if (reasons > 0) {
        pp_text_format(text, sizeof text, "限额及以下的项目中有 %zu 行要全额预留，或注明不预留的理由；", reasons);
        pp_text_wrap(out, text, 0, 0, width);
    }
    write_lacks(ledger, out, width);
    write_open(plan, ledger, out, width);
    static const char *const VERDICTS[] = {[PP_COMPLIES] = "结论：预留份额符合规定。\n",
                                           [PP_FALLS_SHORT] = "结论：预留份额不符合规定。\n",
                                           [PP_NOT_JUDGED] =
                                               "结论：没有发现不足，但不是每一行都能判断，不能认定符合规定。\n"};
    fputs(VERDICTS[pp_ledger_verdict(ledger)], out);
}

bool pp_write_ledger_text(const pp_plan *plan, const pp_report *report, const pp_proposal *proposals, size_t count,
                          bool suggest, FILE *out, int width, pp_error *error)
{
    const pp_ledger *ledger = pp_report_ledger(report);
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    const char *region = pp_report_region(report);
    char year[24] = "（未填年度）", title[TEXT];
    width = width < NARROWEST ? NARROWEST : width;
    if (pp_report_year(report) != 0) {
        snprintf(year, sizeof year, "%d年", pp_report_year(report));
    }
    pp_text_format(title, sizeof title, "%s %s 面向中小企业预留份额台账，地区：%s",
                   department == NULL ? "（未填部门）" : department, year,
                   region == NULL || region[0] == '\0' ? "未填，按全国" : region);
    pp_text_wrap(out, title, 0, 0, width);
    fputc('\n', out);
    write_policies(ledger, out, width);
    if (!write_brackets(ledger, out, width) || !write_lines(plan, ledger, out, width) ||
        (suggest && !write_proposals(plan, proposals, count, out, width))) {
        return pp_error_memory(error);
    }
    write_conclusion(plan, ledger, out, width);
    if (ferror(out)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
    }
    return true;
}
