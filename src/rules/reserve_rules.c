/* SME-: what a plan must reserve for small and medium enterprises.
 * The reckoning is the ledger's (procplan/reserve.h); here is only said what it lacks, and by which row of the law. A
 * line whose amounts cannot be read is passed over: the AMT- rules say so. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <string.h>

enum { RATIO_TEXT = 48 };

#define NATIONAL "财库〔2020〕46号"
static const char ARTICLE_WITHIN[] = NATIONAL " 第七条", ARTICLE_ABOVE[] = NATIONAL " 第八条";

__extension__ typedef __int128 wide;

/* Which part of `whole` a part that falls short of `share` is: 4.29%. Rounding must not make it look sufficient.
 * Returns out. */
static const char *say_ratio(pp_money part, pp_money whole, pp_share share, char out[RATIO_TEXT])
{
    char needed[16];
    const wide hundredths = whole <= 0 ? 0 : ((wide)part * 20000 + whole) / ((wide)whole * 2);
    if (hundredths >= share) {
        snprintf(out, RATIO_TEXT, "占比不足 %s", pp_share_format(share, needed));
    } else {
        snprintf(out, RATIO_TEXT, "占 %d.%02d%%", (int)(hundredths / 100), (int)(hundredths % 100));
    }
    return out;
}

/* The basis of a requirement: its row, and before one that is not of the national rules themselves (a region's share, a
 * later notice) the article that asks for it. NULL when memory is short. */
static const char *keep_article(pp_checker *c, const pp_reserve_policy *policy, const char *article)
{
    return pp_keep_basis(c, &policy->origin, strstr(policy->origin.basis, NATIONAL) == NULL ? article : NULL);
}

/* Lists the rule as not checked for the kinds of the plan that no row is in force for. */
static bool list_unruled(pp_checker *c)
{
    return c->kinds_unruled == 0 || pp_report_no_row(c, "预留规定", "sme-reserve.csv", c->kinds_unruled);
}

/* ---- SME-01 ---- */

/* What to do where a reason is to be given, in a plan that has the column for it or not. */
static const char *where_to_give_reason(const pp_checker *c)
{
    return pp_plan_has(c->plan, PP_COL_REASON) ? "在“不预留理由”中写明" : "在表中加上“不预留理由”一列，写明";
}

bool pp_check_within(pp_checker *c)
{
    if (!list_unruled(c)) {
        return false;
    }
    for (size_t i = 0; c->judged[PP_JUDGED_NEEDS_REASON] > 0 && i < c->plan->lines; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        if (line->judgement != PP_JUDGED_NEEDS_REASON) {
            continue;
        }
        char threshold[PP_SAY];
        pp_comparison f;
        pp_words fix = {0};
        pp_compare(c, &f, line->reserved, line->amount);
        pp_words_add(&fix, "请把预留份额改为全额 %s；确实不能预留的，%s属于情形（一）至（五）中的哪一种，并说明原因。",
                     f.say_expected, where_to_give_reason(c));
        const char *basis = keep_article(c, line->policy, ARTICLE_WITHIN);
        f.note.fix = fix.text;
        f.note.basis = basis;
        if (basis == NULL ||
            !pp_report_line(
                c, i, PP_COL_RESERVE, &f.note,
                "%s采购项不超过 %s的，应当全额预留给中小企业，这一行合计 %s，预留 %s，%s，又没有不预留的理由。",
                pp_kind_name(line->kind), pp_say(c, line->policy->threshold, threshold), f.say_expected, f.say_actual,
                f.say_gap)) {
            return false;
        }
    }
    return true;
}

/* ---- SME-02, SME-03 ---- */

/* The lines of a pool that a finding about it names. */
typedef struct pool_lines {
    pp_words words;
    size_t count;
    size_t largest; /* the line with the greatest amount */
} pool_lines;

/* Collects the lines of a pool: for its reserve those that could reserve more, for its 小微 part those that reserve. */
static void collect_pool(const pp_checker *c, const pp_ledger_bracket *pool, bool micro, pool_lines *lines)
{
    pp_money most = -1;
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        if (line->policy != pool->policy || line->bracket != PP_ABOVE ||
            (micro ? line->reserved <= pp_money_or_zero(line->micro) : line->judgement != PP_JUDGED_POOL_SHORT)) {
            continue;
        }
        const pp_money size = micro ? line->reserved : line->amount;
        if (size > most) {
            most = size;
            lines->largest = i;
        }
        pp_words_line(&lines->words, c, i, lines->count++);
    }
    pp_words_more(&lines->words, lines->count);
}

static bool report_pool(pp_checker *c, const pp_ledger_bracket *pool)
{
    const pp_reserve_policy *policy = pool->policy;
    char threshold[PP_SAY], amount[PP_SAY], whole[PP_SAY], exempt[PP_SAY], share[16], ratio[RATIO_TEXT];
    pp_money base = pool->amount;
    pool_lines lines = {0};
    pp_words fix = {0}, exempted = {0};
    pp_comparison f;
    collect_pool(c, pool, false, &lines);
    (void)pp_money_subtract(pool->amount, pool->exempt, &base);
    pp_compare(c, &f, pool->reserved, pool->required);
    pp_share_format(policy->share, share);
    pp_say(c, base, amount);
    if (pool->exempt > 0) {
        pp_words_add(&exempted, "（%s中有理由不预留的 %s不计）", pp_say(c, pool->amount, whole),
                     pp_say(c, pool->exempt, exempt));
    }
    pp_words_add(&fix,
                 "请在这些行上再预留至少 %s；确实不适合中小企业的，%s属于情形（一）至（五）中的哪一种，并说明原因。",
                 f.say_gap + strlen("少 "), where_to_give_reason(c));
    const char *basis = keep_article(c, policy, ARTICLE_ABOVE);
    f.note.fix = fix.text;
    f.note.basis = basis;
    return basis != NULL &&
           pp_report_line(c, lines.largest, PP_COL_RESERVE, &f.note,
                          "%s中超过 %s的采购项共 %zu 行，适宜由中小企业提供的 %s%s，应当预留其中的 %s，即 %s，已预留 "
                          "%s，%s，%s：%s。",
                          policy->kind_names, pp_say(c, policy->threshold, threshold), pool->lines, amount,
                          exempted.text, share, f.say_expected, f.say_actual,
                          say_ratio(pool->reserved, base, policy->share, ratio), f.say_gap, lines.words.text);
}

static bool report_pool_micro(pp_checker *c, const pp_ledger_bracket *pool)
{
    const pp_reserve_policy *policy = pool->policy;
    char threshold[PP_SAY], reserved[PP_SAY], share[16], ratio[RATIO_TEXT];
    pool_lines lines = {0};
    pp_words fix = {0};
    pp_comparison f;
    collect_pool(c, pool, true, &lines);
    pp_compare(c, &f, pool->micro, pool->micro_required);
    pp_share_format(policy->micro_share, share);
    pp_words_add(&fix, "请把这些行预留份额中给小微企业的部分再提高至少 %s。", f.say_gap + strlen("少 "));
    const char *basis = keep_article(c, policy, ARTICLE_ABOVE);
    f.note.fix = fix.text;
    f.note.basis = basis;
    return basis != NULL &&
           pp_report_line(c, lines.largest, PP_COL_RESERVE_MICRO, &f.note,
                          "%s中超过 %s的采购项共预留 %s，其中给小微企业的应当不低于 %s，即 %s，现为 %s，%s，%s：%s。",
                          policy->kind_names, pp_say(c, policy->threshold, threshold),
                          pp_say(c, pool->reserved, reserved), share, f.say_expected, f.say_actual,
                          say_ratio(pool->micro, pool->reserved, policy->micro_share, ratio), f.say_gap,
                          lines.words.text);
}

static bool check_pools(pp_checker *c, bool micro)
{
    bool ok = list_unruled(c);
    for (size_t i = 0; ok && i < pp_ledger_brackets(c->ledger); i++) {
        const pp_ledger_bracket *pool = pp_ledger_bracket_at(c->ledger, i);
        if (pool->bracket == PP_ABOVE && (micro ? pool->micro_gap : pool->gap) > 0) {
            ok = micro ? report_pool_micro(c, pool) : report_pool(c, pool);
        }
    }
    return ok;
}

bool pp_check_pool(pp_checker *c)
{
    return check_pools(c, false);
}

bool pp_check_pool_micro(pp_checker *c)
{
    return check_pools(c, true);
}

/* ---- SME-04, SME-05 ---- */

/* Holds part (of the plan, or of what is reserved) against what the Act requires of it. */
static bool check_act(pp_checker *c, bool micro)
{
    const pp_ledger_act *act = pp_ledger_act_of(c->ledger);
    if (act->policy == NULL) {
        return pp_report_no_row(c, "年度预留总额规定", "sme-reserve.csv", 0);
    }
    if ((micro ? act->micro_gap : act->gap) <= 0) {
        return true;
    }
    char total[PP_SAY], exempt[PP_SAY], share[16], ratio[RATIO_TEXT];
    const pp_column column = micro ? PP_COL_RESERVE_MICRO : PP_COL_RESERVE;
    const pp_share needed = micro ? act->policy->micro_share : act->policy->share;
    const pp_money part = micro ? act->micro : act->reserved;
    pp_money base = micro ? act->reserved : act->amount;
    pp_words fix = {0}, exempted = {0};
    pp_comparison f;
    pp_compare(c, &f, part, micro ? act->micro_required : act->required);
    if (!micro && act->exempt > 0) {
        (void)pp_money_subtract(base, act->exempt, &base);
        pp_words_add(&exempted, "（有理由不预留的 %s不计）", pp_say(c, act->exempt, exempt));
    }
    pp_share_format(needed, share);
    pp_say(c, base, total);
    say_ratio(part, base, needed, ratio);
    const char *basis = pp_keep_basis(c, &act->policy->origin, NULL);
    if (micro) {
        pp_words_add(&fix, "请在预留份额中再给小微企业至少 %s。", f.say_gap + strlen("少 "));
    } else {
        pp_words_add(&fix, "全年还要再预留至少 %s；不足 %s 的应当在执行情况公告中说明原因。", f.say_gap + strlen("少 "),
                     share);
    }
    f.note.fix = fix.text;
    f.note.basis = basis;
    return pp_report_plan(
        c, pp_column_describe(column)->title, &f.note, "%s %s%s，应当%s不低于 %s，即 %s，现为 %s，%s，%s。",
        micro ? "全年预留给中小企业的份额共" : "全年采购预算共", total, exempted.text,
        micro ? "给小微企业" : "预留给中小企业", share, f.say_expected, f.say_actual, ratio, f.say_gap);
}

bool pp_check_act(pp_checker *c)
{
    return check_act(c, false);
}

bool pp_check_act_micro(pp_checker *c)
{
    return check_act(c, true);
}

/* ---- SME-06, SME-08 ---- */

/* Says why a reason is none: it names no case, or words of more than one, and nobody but its writer knows which. */
static void say_cases(const pp_checker *c, unsigned cases, pp_words *why)
{
    pp_words numerals = {0};
    for (size_t i = 0; i < pp_policy_exemptions(c->policy); i++) {
        const pp_exemption *exemption = pp_policy_exemption_at(c->policy, i);
        if ((cases & 1u << exemption->number) != 0) {
            pp_words_add(&numerals, "%s（%s）", numerals.length == 0 ? "" : "和", exemption->numeral);
        }
    }
    if (numerals.length == 0) {
        pp_words_add(why, "看不出属于五种情形中的哪一种");
    } else {
        pp_words_add(why, "其中的字句同时符合情形%s，不能确定是哪一种", numerals.text);
    }
}

/* A reason that names no case, or several, counts as none. Where it was not needed (the pool has its share) that is
 * only a notice.
 */
static bool report_reason(pp_checker *c, size_t line, const pp_ledger_line *ledger, const char *cases,
                          const char *basis)
{
    char quoted[PP_QUOTE];
    pp_words why = {0};
    say_cases(c, pp_policy_cases(c->policy, ledger->reason), &why);
    const pp_note note = {.severity = ledger->judgement == PP_JUDGED_POOL_MET ? PP_INFO : PP_OFF,
                          .actual = ledger->reason,
                          .fix = cases,
                          .basis = basis};
    return pp_report_line(c, line, PP_COL_REASON, &note, "不预留理由写的是“%s”，%s，按没有理由计算%s。",
                          pp_say_text(ledger->reason, quoted), why.text,
                          ledger->judgement == PP_JUDGED_POOL_MET ? "；预留比例已经达到，不影响结果" : "");
}

bool pp_check_reason(pp_checker *c)
{
    pp_words cases = {0}, words = {0};
    pp_words_add(&cases, "请在理由开头写明情形的序号，再说明原因：");
    for (size_t i = 0; i < pp_policy_exemptions(c->policy); i++) {
        const pp_exemption *exemption = pp_policy_exemption_at(c->policy, i);
        pp_words_add(&cases, "%s（%s）%s", i == 0 ? "" : "；", exemption->numeral, exemption->text);
        if (i == 0) {
            pp_words_add(&words, "%s（把握程度：%s）", c->rule->info.basis, exemption->origin.sure);
        }
    }
    pp_words_add(&cases, "。");
    const char *basis = words.text[0] == '\0' ? c->rule->info.basis : pp_keep(c, words.text);
    bool ok = basis != NULL && list_unruled(c);
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        if (pp_plan_id(c->plan, i, PP_COL_REASON) == 0) {
            continue;
        }
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        const bool counts = line->judgement == PP_JUDGED_BAD_REASON || line->judgement == PP_JUDGED_POOL_SHORT ||
                            line->judgement == PP_JUDGED_POOL_MET;
        if (counts && line->exemption == NULL && line->reason[0] != '\0') {
            ok = report_reason(c, i, line, cases.text, basis);
        }
    }
    return ok;
}

bool pp_check_needless_reason(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        if (pp_plan_id(c->plan, i, PP_COL_REASON) == 0) {
            continue;
        }
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        if (line->judgement == PP_JUDGED_WHOLE && line->reason[0] != '\0' &&
            !pp_report_line(c, i, PP_COL_REASON, &(pp_note){.actual = line->reason},
                            "这一行已经全额预留，却还写有不预留理由。")) {
            return false;
        }
    }
    return true;
}

/* ---- SME-07 ---- */

/* Says which words and which form a reserve mode may have. */
static void list_modes(const pp_checker *c, pp_words *fix)
{
    pp_words_add(fix, "请改为：");
    for (size_t i = 0; i < pp_policy_words(c->policy, PP_WORD_MODE); i++) {
        const pp_word *word = pp_policy_word_at(c->policy, PP_WORD_MODE, i);
        pp_words_add(fix, "%s%s%s", i == 0 ? "" : "、", word->word, word->with_share ? "（后面写比例，如 40%）" : "");
    }
    pp_words_add(fix, "。");
}

/* True when the reserve is the share of the amount that the mode names, as exactly as the form prints it. */
static bool is_share(const pp_ledger_line *line, pp_money expected)
{
    return line->reserved == expected || pp_money_round_wan(line->reserved) == pp_money_round_wan(expected);
}

static bool check_mode(pp_checker *c, size_t i, const pp_ledger_line *line)
{
    char quoted[PP_QUOTE], share[16];
    const pp_word *mode = line->mode;
    pp_words fix = {0};
    pp_comparison f;
    if (mode == NULL) {
        list_modes(c, &fix);
        return pp_report_line(c, i, PP_COL_RESERVE_MODE, &(pp_note){.actual = line->mode_text, .fix = fix.text},
                              "预留方式写的是“%s”，不是规定的预留方式。", pp_say_text(line->mode_text, quoted));
    }
    const char *basis = pp_keep_basis(c, &mode->origin, NULL);
    if (basis == NULL) {
        return false;
    }
    if (mode->with_share && line->mode_share == 0) {
        pp_words_add(&fix, "请在“%s”后面写上比例，例如“%s40%%”。", mode->word, mode->word);
        const pp_note note = {.actual = line->mode_text, .fix = fix.text, .basis = basis};
        return pp_report_line(c, i, PP_COL_RESERVE_MODE, &note, "预留方式是“%s”，没有写预留的比例。", mode->word);
    }
    const pp_money expected = mode->with_share ? pp_share_of(line->amount, line->mode_share) : line->amount;
    if (mode->with_share ? is_share(line, expected) : line->reserved >= expected) {
        return true;
    }
    pp_compare(c, &f, line->reserved, expected);
    f.note.basis = basis;
    f.note.fix = fix.text;
    if (!mode->with_share) {
        pp_words_add(&fix, "请把预留份额改为全额 %s，或改写预留方式。", f.say_expected);
        return pp_report_line(c, i, PP_COL_RESERVE, &f.note, "预留方式是“%s”，应当预留全额 %s，而预留份额是 %s，%s。",
                              mode->word, f.say_expected, f.say_actual, f.say_gap);
    }
    pp_share_format(line->mode_share, share);
    if (line->reserved > expected) { /* the share is the least that goes to small enterprises; more is allowed */
        f.note.severity = PP_INFO;
        pp_words_add(&fix, "多预留是可以的；需要写得一致时，请改正预留方式中的比例。");
    } else {
        pp_words_add(&fix, "请把预留份额改为 %s，或改正预留方式中的比例。", f.say_expected);
    }
    return pp_report_line(c, i, PP_COL_RESERVE, &f.note,
                          "预留方式是“%s”，比例 %s，按合计%s预留 %s，而预留份额是 %s，%s。", mode->word, share,
                          line->reserved > expected ? "是" : "应当", f.say_expected, f.say_actual, f.say_gap);
}

bool pp_check_mode(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        if (pp_plan_id(c->plan, i, PP_COL_RESERVE_MODE) == 0) {
            continue;
        }
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        if (line->judgement != PP_JUDGED_UNREADABLE && line->mode_text[0] != '\0' && !check_mode(c, i, line)) {
            return false;
        }
    }
    return true;
}
