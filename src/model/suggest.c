/* The least additional reserve that makes a plan comply. Every amount is raised only as far as a requirement still
 * lacks, so that one 分 less anywhere would break one of them; and each lack is filled from lines that change anyway,
 * then from the lines with most room, so that as few lines as possible change. Raising a line never raises what is
 * exempt, and a share is at most the whole: there is always room enough. */
#include "procplan/reserve.h"

#include <stdlib.h>
#include <string.h>

typedef struct candidate {
    size_t line;
    pp_money room;
    bool changed; /* has a proposal already */
} candidate;

typedef struct work {
    const pp_ledger *ledger;
    size_t count;
    pp_proposal *to; /* one a line: what it would become; why is NULL while it stays as it is */
    candidate *candidates;
} work;

/* What a lack may be filled from. */
typedef struct filling {
    const pp_reserve_policy *pool; /* lines above the threshold of this row; NULL: all lines */
    bool micro;                    /* the part for 小微, of what is reserved; else the reserve */
    const char *why;
} filling;

/* How much the line can give. A line with a reason is not asked for more reserve: its reason is its owner's word. */
static pp_money room_of(const work *w, size_t index, const filling *f)
{
    const pp_ledger_line *line = pp_ledger_line_at(w->ledger, index);
    const pp_proposal *to = &w->to[index];
    if (line->judgement == PP_JUDGED_UNREADABLE ||
        (f->pool != NULL && (line->policy != f->pool || line->bracket != PP_ABOVE))) {
        return 0;
    }
    if (f->micro) {
        return to->reserve - to->micro;
    }
    return line->exemption == NULL ? line->amount - to->reserve : 0;
}

static int best_first(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->changed != y->changed) {
        return x->changed ? -1 : 1;
    }
    if (x->room != y->room) {
        return x->room > y->room ? -1 : 1;
    }
    return (x->line > y->line) - (x->line < y->line);
}

/* Raises a line's reserve or its part for 小微 by at most `need`; returns by how much. */
static pp_money raise(work *w, size_t index, const filling *f, pp_money need)
{
    pp_proposal *to = &w->to[index];
    const pp_money room = room_of(w, index, f), step = room < need ? room : need;
    *(f->micro ? &to->micro : &to->reserve) += step;
    if (step > 0 && to->why == NULL) {
        to->why = f->why;
    }
    return step;
}

/* Fills a lack. */
static void fill(work *w, const filling *f, pp_money need)
{
    size_t n = 0;
    for (size_t i = 0; need > 0 && i < w->count; i++) {
        const pp_money room = room_of(w, i, f);
        if (room > 0) {
            w->candidates[n++] = (candidate){i, room, w->to[i].why != NULL};
        }
    }
    if (n > 1) {
        qsort(w->candidates, n, sizeof *w->candidates, best_first);
    }
    for (size_t i = 0; need > 0 && i < n; i++) {
        need -= raise(w, w->candidates[i].line, f, need);
    }
}

/* What the lines of a pool (NULL: all lines) reserve with the proposals, and the part for 小微 of it. */
static void add_up(const work *w, const pp_reserve_policy *pool, pp_money *reserve, pp_money *micro)
{
    *reserve = *micro = 0;
    for (size_t i = 0; i < w->count; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(w->ledger, i);
        if (pool == NULL || (line->policy == pool && line->bracket == PP_ABOVE)) {
            *reserve += w->to[i].reserve;
            *micro += w->to[i].micro;
        }
    }
}

static void fill_reserves(work *w)
{
    const filling whole = {NULL, false, "不超过限额的项目应整体预留"};
    for (size_t i = 0; i < w->count; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(w->ledger, i);
        if (line->bracket == PP_WITHIN) {
            raise(w, i, &whole, line->gap);
        }
    }
    for (size_t i = 0; i < pp_ledger_brackets(w->ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(w->ledger, i);
        if (b->bracket == PP_ABOVE) {
            fill(w, &(filling){b->policy, false, "限额以上项目的预留合计应达到规定比例"}, b->gap);
        }
    }
    pp_money reserve, micro;
    add_up(w, NULL, &reserve, &micro);
    fill(w, &(filling){NULL, false, "全年采购预算的预留应达到法定比例"},
         pp_ledger_act_of(w->ledger)->required - reserve);
}

/* The part for 小微 of what is reserved with the proposals: first within each pool, then what the Act still lacks. */
static void fill_micro(work *w)
{
    static const char why[] = "预留份额中应有规定比例给小微企业";
    const pp_reserve_policy *act = pp_ledger_act_of(w->ledger)->policy;
    pp_money reserve, micro;
    for (size_t i = 0; i < pp_ledger_brackets(w->ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(w->ledger, i);
        if (b->bracket == PP_ABOVE) {
            add_up(w, b->policy, &reserve, &micro);
            fill(w, &(filling){b->policy, true, why}, pp_share_of(reserve, b->policy->micro_share) - micro);
        }
    }
    if (act != NULL) {
        add_up(w, NULL, &reserve, &micro);
        fill(w, &(filling){NULL, true, why}, pp_share_of(reserve, act->micro_share) - micro);
    }
}

/* What is written of a line that becomes reserved whole must say so too: another way of reserving, or a reason for not
 * reserving, would contradict it. */
static void mend_words(const work *w)
{
    const pp_word *whole = pp_ledger_whole_mode(w->ledger);
    for (size_t i = 0; i < w->count; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(w->ledger, i);
        pp_proposal *to = &w->to[i];
        if (line->judgement == PP_JUDGED_UNREADABLE || to->reserve == line->reserved || to->reserve < line->amount) {
            continue;
        }
        to->drops_reason = line->reason[0] != '\0';
        if (line->mode_text[0] != '\0' && (line->mode == NULL || line->mode->with_share)) {
            to->mode = whole == NULL ? "" : whole->word;
        }
    }
}

static bool any_change(const work *w)
{
    for (size_t i = 0; i < w->count; i++) {
        if (w->to[i].why != NULL) {
            return true;
        }
    }
    return false;
}

/* Moves the lines that change to the front; returns how many. */
static size_t keep_changes(work *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (w->to[i].why != NULL) {
            w->to[n++] = w->to[i];
        }
    }
    return n;
}

bool pp_ledger_suggest(const pp_ledger *ledger, pp_proposal **proposals, size_t *count, pp_error *error)
{
    work w = {.ledger = ledger, .count = pp_ledger_lines(ledger)};
    bool has_micro = false;
    *proposals = NULL;
    *count = 0;
    w.to = calloc(w.count + 1, sizeof *w.to);
    w.candidates = calloc(w.count + 1, sizeof *w.candidates);
    if (w.to == NULL || w.candidates == NULL) {
        free(w.to);
        free(w.candidates);
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < w.count; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(ledger, i);
        w.to[i] = (pp_proposal){.line = i, .reserve = line->reserved, .micro = pp_money_or_zero(line->micro)};
        has_micro = has_micro || line->micro != PP_MONEY_NONE;
    }
    fill_reserves(&w);
    if (has_micro || any_change(&w)) { /* a plan that says nothing of 小微 and lacks nothing else is left alone */
        fill_micro(&w);
    }
    mend_words(&w);
    *count = keep_changes(&w);
    if (*count > 0) {
        *proposals = w.to;
    } else {
        free(w.to);
    }
    free(w.candidates);
    return true;
}

pp_money pp_proposal_reserve(const pp_plan *plan, const pp_proposal *proposal)
{
    const pp_money written = pp_plan_money(plan, proposal->line, PP_COL_RESERVE);
    return written > proposal->reserve ? written : proposal->reserve;
}

bool pp_plan_apply(pp_plan *plan, const pp_proposal *proposals, size_t count, pp_error *error)
{
    for (size_t i = 0; i < count; i++) {
        const pp_proposal *p = &proposals[i];
        /* No column is made for nothing; but a part that was more than its reserve must not come to count with it. */
        const bool names_micro =
            p->micro > 0 || pp_money_or_zero(pp_plan_money(plan, p->line, PP_COL_RESERVE_MICRO)) != 0;
        if (!pp_plan_set_money(plan, p->line, PP_COL_RESERVE, pp_proposal_reserve(plan, p), error) ||
            (names_micro && !pp_plan_set_money(plan, p->line, PP_COL_RESERVE_MICRO, p->micro, error))) {
            return false;
        }
        if ((p->mode != NULL &&
             !pp_plan_set_text(plan, p->line, PP_COL_RESERVE_MODE, p->mode, strlen(p->mode), error)) ||
            (p->drops_reason && !pp_plan_set_text(plan, p->line, PP_COL_REASON, "", 0, error))) {
            return false;
        }
    }
    return true;
}
