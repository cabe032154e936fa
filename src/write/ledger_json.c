/* The reserve ledger for programs. */
#include "procplan/write.h"

#include "write/json.h"

#include <errno.h>

static const char *const BRACKETS[] = {[PP_BRACKET_NONE] = NULL, [PP_WITHIN] = "within", [PP_ABOVE] = "above"};

/* null: nothing is missing, but not all could be judged. */
static const char *const VERDICTS[] = {[PP_COMPLIES] = "true", [PP_FALLS_SHORT] = "false", [PP_NOT_JUDGED] = "null"};

static const char *const JUDGEMENTS[PP_JUDGEMENT_COUNT] = {
    [PP_JUDGED_WHOLE] = "whole",
    [PP_JUDGED_EXEMPT] = "exempt",
    [PP_JUDGED_NEEDS_REASON] = "needs_reason",
    [PP_JUDGED_BAD_REASON] = "bad_reason",
    [PP_JUDGED_POOL_MET] = "pool_met",
    [PP_JUDGED_POOL_SHORT] = "pool_short",
    [PP_JUDGED_NO_POLICY] = "no_policy",
    [PP_JUDGED_UNREADABLE] = "unreadable",
};

/* An amount, null when there is none. */
static json_t *money_or_null(pp_money m)
{
    return m == PP_MONEY_NONE ? json_null() : pp_json_money(m);
}

/* An amount with all its digits: what is to be put into a plan, and what is missing where two decimals would hide it.
 */
static json_t *exact_money(pp_money m)
{
    char text[PP_MONEY_TEXT];
    pp_money_format(m, PP_UNIT_WAN, PP_MONEY_EXACT, text);
    return pp_json_text(text);
}

static json_t *gap_value(pp_money gap)
{
    return gap == PP_MONEY_NONE ? json_null() : pp_money_hides(gap, 0) ? exact_money(gap) : pp_json_money(gap);
}

/* 20240101 as 2024-01-01, null for 0. */
static json_t *date_value(int date)
{
    return date == 0 ? json_null() : json_sprintf("%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
}

static json_t *share_value(pp_share share)
{
    char text[16];
    return pp_json_text(pp_share_format(share, text));
}

static json_t *policy_object(const pp_reserve_policy *p)
{
    return json_pack("{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file", pp_json_text(p->origin.file),
                     "row", (json_int_t)p->origin.row, "valid_from", date_value(p->origin.valid_from), "valid_to",
                     date_value(p->origin.valid_to), "region", pp_json_text(p->origin.region), "kind",
                     pp_json_text(p->kind_names), "threshold", pp_json_money(p->threshold), "share",
                     share_value(p->share), "micro_share", share_value(p->micro_share), "basis",
                     pp_json_text(p->origin.basis), "sure", pp_json_text(p->origin.sure));
}

static json_t *bracket_object(const pp_ledger_bracket *b)
{
    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "kind", pp_json_text(b->policy->kind_names), "bracket",
                     BRACKETS[b->bracket], "amount", pp_json_money(b->amount), "required", pp_json_money(b->required),
                     "reserved", pp_json_money(b->reserved), "micro", money_or_null(b->micro), "gap",
                     gap_value(b->gap));
}

static json_t *act_object(const pp_ledger_act *act)
{
    return act->policy == NULL
               ? json_null()
               : json_pack("{s:o, s:o, s:o, s:o, s:o}", "amount", pp_json_money(act->amount), "required",
                           pp_json_money(act->required), "reserved", pp_json_money(act->reserved), "micro",
                           money_or_null(act->micro), "gap", gap_value(act->gap));
}

static json_t *line_object(const pp_plan *plan, const pp_ledger_line *l)
{
    const pp_place place = pp_plan_place(plan, l->line, PP_NO_COLUMN);
    const char *mode = pp_plan_text(plan, l->line, PP_COL_RESERVE_MODE);
    return json_pack(
        "{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "file", pp_json_optional(place.file), "row",
        (json_int_t)place.row, "item", pp_json_optional(pp_plan_text(plan, l->line, PP_COL_ITEM_CODE)), "amount",
        money_or_null(l->amount), "bracket", pp_json_text(BRACKETS[l->bracket]), "required", money_or_null(l->required),
        "reserved", money_or_null(l->reserved), "micro", money_or_null(l->micro), "gap", gap_value(l->gap), "mode",
        pp_json_optional(mode), "reason", pp_json_optional(l->reason), "judgement", JUDGEMENTS[l->judgement]);
}

static json_t *proposal_object(const pp_plan *plan, const pp_proposal *p)
{
    return json_pack("{s:I, s:o, s:o}", "row", (json_int_t)pp_plan_place(plan, p->line, PP_NO_COLUMN).row, "reserve",
                     exact_money(pp_proposal_reserve(plan, p)), "micro", exact_money(p->micro));
}

/* The policy rows that some line or the Act is judged by, each once. */
static bool write_policies(const pp_ledger *ledger, FILE *out)
{
    bool ok = fputs(",\n\"policy\":[", out) >= 0;
    const char *comma = "\n";
    const pp_reserve_policy *last = NULL;
    for (size_t i = 0; ok && i < pp_ledger_brackets(ledger); i++) {
        const pp_reserve_policy *policy = pp_ledger_bracket_at(ledger, i)->policy;
        if (policy != last) {
            ok = fputs(comma, out) >= 0 && pp_json_dump(policy_object(policy), out);
            comma = ",\n";
            last = policy;
        }
    }
    const pp_reserve_policy *act = pp_ledger_act_of(ledger)->policy;
    if (ok && act != NULL) {
        ok = fputs(comma, out) >= 0 && pp_json_dump(policy_object(act), out);
    }
    return ok && fputs("]", out) >= 0;
}

static bool write_document(const pp_plan *plan, const pp_report *report, const pp_proposal *proposals, size_t count,
                           bool suggest, FILE *out)
{
    const pp_ledger *ledger = pp_report_ledger(report);
    const int year = pp_report_year(report);
    bool ok = fputs("{\"region\":", out) >= 0 && pp_json_dump(pp_json_optional(pp_report_region(report)), out);
    ok = ok && fputs(",\n\"year\":", out) >= 0 && pp_json_dump(year == 0 ? json_null() : json_integer(year), out);
    ok = ok && write_policies(ledger, out) && fputs(",\n\"brackets\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_ledger_brackets(ledger); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 &&
             pp_json_dump(bracket_object(pp_ledger_bracket_at(ledger, i)), out);
    }
    ok = ok && fputs("],\n\"act\":", out) >= 0 && pp_json_dump(act_object(pp_ledger_act_of(ledger)), out);
    ok = ok && fputs(",\n\"lines\":[", out) >= 0;
    for (size_t i = 0; ok && i < pp_ledger_lines(ledger); i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 &&
             pp_json_dump(line_object(plan, pp_ledger_line_at(ledger, i)), out);
    }
    ok = ok && fprintf(out, "],\n\"compliant\":%s", VERDICTS[pp_ledger_verdict(ledger)]) > 0;
    if (ok && suggest) {
        ok = fputs(",\n\"suggestion\":[", out) >= 0;
        for (size_t i = 0; ok && i < count; i++) {
            ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && pp_json_dump(proposal_object(plan, &proposals[i]), out);
        }
        ok = ok && fputs("]", out) >= 0;
    }
    return ok && fputs("}\n", out) >= 0;
}

bool pp_write_ledger_json(const pp_plan *plan, const pp_report *report, const pp_proposal *proposals, size_t count,
                          bool suggest, FILE *out, pp_error *error)
{
    errno = 0;
    return write_document(plan, report, proposals, count, suggest, out) ? pp_json_finish(out, error)
                                                                        : pp_json_failed(out, error);
}
