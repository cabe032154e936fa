/* The reserve ledger: each line under its policy row, the pools of the lines above a threshold, and the Act. */
#include "procplan/reserve.h"

#include "model/plan.h"
#include "model/policy.h"

#include <stdlib.h>

enum { BRACKETS = 2 * (PP_KIND_COUNT - 1) };

struct pp_ledger {
    pp_ledger_line *lines;
    size_t count;
    size_t unreadable; /* lines with an amount that cannot be read or added up */
    pp_ledger_bracket brackets[BRACKETS];
    size_t bracket_count;
    pp_ledger_act act;
    const pp_word *whole; /* what pp_ledger_whole_mode gives */
};

const char *pp_judgement_name(pp_judgement judgement)
{
    static const char *const names[PP_JUDGEMENT_COUNT] = {
        [PP_JUDGED_WHOLE] = "全额预留",
        [PP_JUDGED_EXEMPT] = "已注明理由",
        [PP_JUDGED_NEEDS_REASON] = "未全额预留且未注明理由",
        [PP_JUDGED_BAD_REASON] = "理由看不出情形",
        [PP_JUDGED_POOL_MET] = "限额以上合计已达比例",
        [PP_JUDGED_POOL_SHORT] = "限额以上合计未达比例",
        [PP_JUDGED_NO_POLICY] = "没有适用的预留规定",
        [PP_JUDGED_UNREADABLE] = "金额无法判断",
    };
    return (unsigned)judgement < PP_JUDGEMENT_COUNT ? names[judgement] : "";
}

/* ---- What texts mean, worked out once for each different text ---- */

typedef struct meaning {
    bool known;
    pp_share share; /* of a mode */
    union {
        const pp_word *mode;
        const pp_exemption *exemption;
    } is;
} meaning;

typedef struct making {
    pp_ledger *ledger;
    const pp_plan *plan;
    const pp_policy *policy;
    const pp_reserve_policy *rows[PP_KIND_COUNT];
    uint8_t *kinds;           /* by pool number */
    meaning *modes, *reasons; /* by pool number; NULL when the plan lacks the column */
} making;

/* Room for the meanings of a column's texts. False when memory is short. */
static bool new_meanings(const pp_plan *plan, pp_column column, meaning **out)
{
    if (!pp_plan_has(plan, column)) {
        return true;
    }
    *out = calloc(pp_pool_count(plan->pool), sizeof **out);
    return *out != NULL;
}

static void read_mode(making *m, size_t line, pp_ledger_line *out)
{
    out->mode_text = pp_plan_text(m->plan, line, PP_COL_RESERVE_MODE);
    if (m->modes == NULL) {
        return;
    }
    meaning *x = &m->modes[pp_plan_id(m->plan, line, PP_COL_RESERVE_MODE)];
    if (!x->known) {
        x->known = true;
        x->is.mode = pp_policy_word(m->policy, PP_WORD_MODE, out->mode_text);
        x->share = pp_share_in(out->mode_text);
    }
    out->mode = x->is.mode;
    out->mode_share = x->share;
}

static void read_reason(making *m, size_t line, pp_ledger_line *out)
{
    out->reason = pp_plan_text(m->plan, line, PP_COL_REASON);
    if (m->reasons == NULL) {
        return;
    }
    meaning *x = &m->reasons[pp_plan_id(m->plan, line, PP_COL_REASON)];
    if (!x->known) {
        x->known = true;
        x->is.exemption = pp_policy_exemption(m->policy, out->reason);
    }
    out->exemption = x->is.exemption;
}

/* ---- Lines ---- */

static pp_money between(pp_money m, pp_money low, pp_money high)
{
    return m < low ? low : m > high ? high : m;
}

/* Reads the amounts of a line. False when the line cannot be judged. All sums of the ledger are parts of the sum of
 * all amounts: while that one fits, none of them can overflow. */
static bool read_amounts(making *m, size_t line, pp_ledger_line *out)
{
    pp_ledger *ledger = m->ledger;
    const pp_money amount = pp_plan_amount(m->plan, line);
    const pp_money reserve = pp_plan_number(m->plan, line, PP_COL_RESERVE);
    const pp_money micro = pp_plan_number(m->plan, line, PP_COL_RESERVE_MICRO);
    out->amount = pp_money_or_zero(amount);
    out->micro = pp_plan_has(m->plan, PP_COL_RESERVE_MICRO) ? 0 : PP_MONEY_NONE;
    if (amount == PP_MONEY_UNREADABLE || reserve == PP_MONEY_UNREADABLE || micro == PP_MONEY_UNREADABLE) {
        ledger->unreadable++;
        return false;
    }
    if (out->amount <= 0) {
        return false;
    }
    if (!pp_money_add(ledger->act.amount, out->amount, &ledger->act.amount)) {
        ledger->unreadable++;
        return false;
    }
    out->reserved = between(pp_money_or_zero(reserve), 0, out->amount);
    if (out->micro != PP_MONEY_NONE) {
        out->micro = between(pp_money_or_zero(micro), 0, out->reserved);
    }
    return true;
}

/* The bracket of a policy row, made when first seen together with its sibling: within stands before above. */
static pp_ledger_bracket *bracket_of(pp_ledger *ledger, const pp_reserve_policy *policy, pp_bracket bracket)
{
    size_t i = 0;
    while (i < ledger->bracket_count && ledger->brackets[i].policy != policy) {
        i += 2;
    }
    if (i == ledger->bracket_count) {
        ledger->brackets[i] = (pp_ledger_bracket){.policy = policy, .bracket = PP_WITHIN};
        ledger->brackets[i + 1] = (pp_ledger_bracket){.policy = policy, .bracket = PP_ABOVE};
        ledger->bracket_count += 2;
    }
    return &ledger->brackets[i + (bracket == PP_ABOVE)];
}

/* What of a line is not reserved for a reason of 第六条. */
static pp_money exempt_part(const pp_ledger_line *line)
{
    return line->exemption == NULL ? 0 : line->amount - line->reserved;
}

static void add_line(pp_ledger *ledger, const pp_ledger_line *line)
{
    const pp_money exempt = exempt_part(line), micro = pp_money_or_zero(line->micro);
    ledger->act.exempt += exempt;
    ledger->act.reserved += line->reserved;
    ledger->act.micro += micro;
    if (line->bracket != PP_BRACKET_NONE) {
        pp_ledger_bracket *b = bracket_of(ledger, line->policy, line->bracket);
        b->lines++;
        b->amount += line->amount;
        b->exempt += exempt;
        b->reserved += line->reserved;
        b->micro += micro;
    }
}

/* Everything about a line but what depends on its pool. */
static void read_line(making *m, size_t line, pp_ledger_line *out)
{
    out->line = line;
    out->kind = (pp_kind)m->kinds[pp_plan_id(m->plan, line, PP_COL_KIND)];
    if (out->kind == PP_KIND_NONE) {
        out->kind = pp_kind_of_code(pp_plan_text(m->plan, line, PP_COL_ITEM_CODE));
    }
    out->policy = m->rows[out->kind];
    read_mode(m, line, out);
    read_reason(m, line, out);
    if (!read_amounts(m, line, out)) {
        out->judgement = PP_JUDGED_UNREADABLE;
        return;
    }
    if (out->policy == NULL) {
        out->judgement = PP_JUDGED_NO_POLICY;
    } else {
        out->bracket = out->amount > out->policy->threshold ? PP_ABOVE : PP_WITHIN;
    }
    add_line(m->ledger, out);
}

/* ---- Judgement ---- */

static pp_money lack(pp_money required, pp_money there)
{
    return required > there ? required - there : 0;
}

static void finish_bracket(pp_ledger_bracket *b, bool has_micro)
{
    const pp_money suitable = b->amount - b->exempt;
    b->required = b->bracket == PP_ABOVE ? pp_share_of(suitable, b->policy->share) : suitable;
    b->gap = lack(b->required, b->reserved);
    b->micro_required = b->bracket == PP_ABOVE ? pp_share_of(b->reserved, b->policy->micro_share) : 0;
    b->micro_gap = has_micro ? lack(b->micro_required, b->micro) : PP_MONEY_NONE;
    b->micro = has_micro ? b->micro : PP_MONEY_NONE;
}

static void finish_act(pp_ledger_act *act, bool has_micro)
{
    if (act->policy != NULL) {
        act->required = pp_share_of(act->amount - act->exempt, act->policy->share);
        act->micro_required = pp_share_of(act->reserved, act->policy->micro_share);
    }
    act->gap = lack(act->required, act->reserved);
    act->micro_gap = has_micro ? lack(act->micro_required, act->micro) : PP_MONEY_NONE;
    act->micro = has_micro ? act->micro : PP_MONEY_NONE;
}

static void judge_line(pp_ledger *ledger, pp_ledger_line *line)
{
    if (line->bracket == PP_BRACKET_NONE) {
        return;
    }
    const bool within = line->bracket == PP_WITHIN;
    const pp_money suitable = line->amount - exempt_part(line);
    const bool pool_short = !within && bracket_of(ledger, line->policy, PP_ABOVE)->gap > 0;
    line->required = within ? suitable : pp_share_of(suitable, line->policy->share);
    line->gap = within || pool_short ? lack(line->required, line->reserved) : 0;
    if (line->reserved == line->amount) {
        line->judgement = PP_JUDGED_WHOLE;
    } else if (line->exemption != NULL) {
        line->judgement = PP_JUDGED_EXEMPT;
    } else if (within) {
        line->judgement = line->reason[0] == '\0' ? PP_JUDGED_NEEDS_REASON : PP_JUDGED_BAD_REASON;
    } else {
        line->judgement = pool_short ? PP_JUDGED_POOL_SHORT : PP_JUDGED_POOL_MET;
    }
}

static void judge(pp_ledger *ledger, bool has_micro)
{
    for (size_t i = 0; i < ledger->bracket_count; i++) {
        finish_bracket(&ledger->brackets[i], has_micro);
    }
    finish_act(&ledger->act, has_micro);
    for (size_t i = 0; i < ledger->count; i++) {
        judge_line(ledger, &ledger->lines[i]);
    }
}

/* ---- The ledger ---- */

static bool make(making *m)
{
    pp_ledger *ledger = m->ledger;
    ledger->count = m->plan->lines;
    ledger->lines = calloc(ledger->count + 1, sizeof *ledger->lines);
    m->kinds = pp_plan_kinds(m->plan);
    if (ledger->lines == NULL || m->kinds == NULL || !new_meanings(m->plan, PP_COL_RESERVE_MODE, &m->modes) ||
        !new_meanings(m->plan, PP_COL_REASON, &m->reasons)) {
        return false;
    }
    for (size_t i = 0; i < ledger->count; i++) {
        read_line(m, i, &ledger->lines[i]);
    }
    judge(ledger, pp_plan_has(m->plan, PP_COL_RESERVE_MICRO));
    return true;
}

static const pp_word *find_whole_mode(const pp_policy *policy)
{
    for (size_t i = 0; i < pp_policy_words(policy, PP_WORD_MODE); i++) {
        const pp_word *word = pp_policy_word_at(policy, PP_WORD_MODE, i);
        if (!word->with_share) {
            return word;
        }
    }
    return NULL;
}

pp_ledger *pp_ledger_new(const pp_plan *plan, const pp_policy *policy, const char *region, int year, pp_error *error)
{
    making m = {.plan = plan, .policy = policy, .ledger = calloc(1, sizeof *m.ledger)};
    bool ok = false;
    if (m.ledger != NULL) {
        for (int k = 0; k < PP_KIND_COUNT; k++) {
            m.rows[k] = pp_policy_reserve(policy, (pp_kind)k, region, year);
        }
        m.ledger->act.policy = pp_policy_act(policy, region, year);
        m.ledger->whole = find_whole_mode(policy);
        ok = make(&m);
    }
    free(m.kinds);
    free(m.modes);
    free(m.reasons);
    if (!ok) {
        pp_ledger_free(m.ledger);
        pp_error_memory(error);
        return NULL;
    }
    return m.ledger;
}

void pp_ledger_free(pp_ledger *ledger)
{
    if (ledger != NULL) {
        free(ledger->lines);
        free(ledger);
    }
}

size_t pp_ledger_lines(const pp_ledger *ledger)
{
    return ledger->count;
}

const pp_ledger_line *pp_ledger_line_at(const pp_ledger *ledger, size_t index)
{
    return &ledger->lines[index];
}

size_t pp_ledger_brackets(const pp_ledger *ledger)
{
    return ledger->bracket_count;
}

const pp_ledger_bracket *pp_ledger_bracket_at(const pp_ledger *ledger, size_t index)
{
    return &ledger->brackets[index];
}

const pp_ledger_act *pp_ledger_act_of(const pp_ledger *ledger)
{
    return &ledger->act;
}

const pp_word *pp_ledger_whole_mode(const pp_ledger *ledger)
{
    return ledger->whole;
}

bool pp_ledger_compliant(const pp_ledger *ledger)
{
    const pp_ledger_act *act = &ledger->act;
    bool met = ledger->unreadable == 0 && act->gap == 0 && pp_money_or_zero(act->micro_gap) == 0;
    for (size_t i = 0; i < ledger->bracket_count; i++) { /* within: the sum of its lines' gaps */
        const pp_ledger_bracket *b = &ledger->brackets[i];
        met = met && b->gap == 0 && pp_money_or_zero(b->micro_gap) == 0;
    }
    return met;
}

size_t pp_ledger_unjudged(const pp_ledger *ledger, pp_money *amount)
{
    size_t count = 0;
    pp_money sum = 0;
    for (size_t i = 0; i < ledger->count; i++) {
        if (ledger->lines[i].judgement == PP_JUDGED_NO_POLICY) {
            count++;
            (void)pp_money_add(sum, pp_money_or_zero(ledger->lines[i].amount), &sum);
        }
    }
    if (amount != NULL) {
        *amount = sum;
    }
    return count;
}

pp_verdict pp_ledger_verdict(const pp_ledger *ledger)
{
    if (ledger->unreadable > 0 || ledger->count == 0 || pp_ledger_unjudged(ledger, NULL) > 0) {
        pp_ledger judged = *ledger;
        judged.unreadable = 0;
        return pp_ledger_compliant(&judged) ? PP_NOT_JUDGED : PP_FALLS_SHORT;
    }
    return pp_ledger_compliant(ledger) ? PP_COMPLIES : PP_FALLS_SHORT;
}
