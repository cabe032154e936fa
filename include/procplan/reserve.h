/* The reserve ledger: what the law asks a plan to reserve for small and medium enterprises, line by line and in sum,
 * what is reserved, what is missing, and the least that would make it comply.
 *
 * Sources: 财库〔2020〕46号 第六条 (cases in which a project need not be reserved), 第七条、第八条 (whole at or below
 * the threshold, a share of the suitable ones above it, part of it for 小微), 《中小企业促进法》 第四十条 (30% of the
 * yearly budget, what SMEs cannot supply excepted). */
#ifndef PROCPLAN_RESERVE_H
#define PROCPLAN_RESERVE_H

#include "api.h"
#include "error.h"
#include "plan.h"
#include "policy.h"

typedef enum pp_bracket { PP_BRACKET_NONE = 0, PP_WITHIN /* at or below the threshold */, PP_ABOVE } pp_bracket;

/* How a line stands. */
typedef enum pp_judgement {
    PP_JUDGED_WHOLE = 0,    /* wholly reserved */
    PP_JUDGED_EXEMPT,       /* what is not reserved has a reason of 第六条 */
    PP_JUDGED_NEEDS_REASON, /* at or below the threshold, not wholly reserved, no reason */
    PP_JUDGED_BAD_REASON,   /* the same, and its reason names none of the five cases */
    PP_JUDGED_POOL_MET,     /* above: its pool has its share */
    PP_JUDGED_POOL_SHORT,   /* above: its pool lacks some, and this line is not wholly reserved */
    PP_JUDGED_NO_POLICY,    /* no row in force for its kind and year */
    PP_JUDGED_UNREADABLE,   /* its amounts cannot be read or added up, or it is not above zero: it is in no sum */
    PP_JUDGEMENT_COUNT
} pp_judgement;

/* 全额预留, 已注明理由 … for people. Static. */
PP_API const char *pp_judgement_name(pp_judgement judgement);

typedef struct pp_ledger_line {
    size_t line; /* index in the plan */
    pp_kind kind;
    pp_bracket bracket;
    pp_judgement judgement;
    pp_share mode_share;             /* percentage that the mode names, 0 when none */
    const pp_reserve_policy *policy; /* NULL when none is in force */
    pp_money amount;                 /* 分, 合计 */
    pp_money required; /* within: the whole amount, or what is reserved when the rest has a reason; above: its share */
    pp_money reserved; /* 0 when the cell is empty; what it says beyond the amount, or below 0, does not count */
    pp_money micro;    /* of it for 小微, in the same way; PP_MONEY_NONE when the plan has no such column */
    pp_money gap;      /* what the line lacks; above: 0 when its pool is met */
    const pp_word *mode;           /* 预留方式; NULL when empty or no known word */
    const char *mode_text;         /* as written */
    const pp_exemption *exemption; /* NULL: no reason, or one that names no case */
    const char *reason;            /* as written, "" when empty */
} pp_ledger_line;

/* The lines of one policy row in one bracket, taken together. */
typedef struct pp_ledger_bracket {
    const pp_reserve_policy *policy;
    pp_bracket bracket;
    size_t lines;
    pp_money amount;   /* 分, all of its lines */
    pp_money exempt;   /* of it: not reserved for a reason of 第六条 */
    pp_money required; /* within: amount - exempt; above: share of (amount - exempt), rounded up to 分 */
    pp_money reserved;
    pp_money gap;            /* required - reserved, at least 0; within: the sum of its lines' gaps */
    pp_money micro;          /* PP_MONEY_NONE when the plan has no such column */
    pp_money micro_required; /* above: micro share of what is reserved, rounded up; within: 0 */
    pp_money micro_gap;      /* PP_MONEY_NONE when the plan has no such column */
} pp_ledger_bracket;

/* 第四十条: the whole plan. */
typedef struct pp_ledger_act {
    const pp_reserve_policy *policy; /* NULL: not in force */
    pp_money amount;                 /* 分, the whole plan */
    pp_money exempt;                 /* not reserved for a reason: SMEs cannot supply it */
    pp_money required;               /* share of (amount - exempt) */
    pp_money reserved, gap;
    pp_money micro, micro_required, micro_gap; /* of what is reserved; PP_MONEY_NONE as above */
} pp_ledger_act;

typedef struct pp_ledger pp_ledger;

/* Makes the ledger of a plan for its region and year (region may be NULL, year 0: then no policy is in force). Returns
 * what the caller frees with pp_ledger_free, or NULL with *error (only lack of memory). Plan and policy must outlive
 * it. */
PP_API pp_ledger *pp_ledger_new(const pp_plan *plan, const pp_policy *policy, const char *region, int year,
                                pp_error *error);

/* Frees a ledger; NULL is allowed. */
PP_API void pp_ledger_free(pp_ledger *ledger);

/* How many lines the ledger has: as many as the plan. */
PP_API size_t pp_ledger_lines(const pp_ledger *ledger);

/* The line of the ledger at index (from 0), that of the plan. Owned by the ledger. */
PP_API const pp_ledger_line *pp_ledger_line_at(const pp_ledger *ledger, size_t index);

/* How many brackets there are: two a policy row that a line falls under, within and above. */
PP_API size_t pp_ledger_brackets(const pp_ledger *ledger);

/* The bracket at index (from 0). Owned by the ledger. */
PP_API const pp_ledger_bracket *pp_ledger_bracket_at(const pp_ledger *ledger, size_t index);

/* How the whole plan stands under 第四十条. Owned by the ledger. */
PP_API const pp_ledger_act *pp_ledger_act_of(const pp_ledger *ledger);

/* The word for a line that is reserved whole (整体预留): the first of the policy that asks for no percentage. NULL when
 * it has none. Owned by the policy. */
PP_API const pp_word *pp_ledger_whole_mode(const pp_ledger *ledger);

/* True when no line lacks a reserve or a reason, every pool and the Act's share are met, and so are the parts for 小微
 * where the plan has that column. False while an amount cannot be read: nobody knows what it would ask for. */
PP_API bool pp_ledger_compliant(const pp_ledger *ledger);

typedef enum pp_verdict {
    PP_COMPLIES = 0,
    PP_FALLS_SHORT, /* something is missing */
    PP_NOT_JUDGED /* nothing is missing, but lines could not be judged: no row is in force for their kind, their amounts
                     cannot be read, or there is no line at all */
} pp_verdict;

/* How the plan stands: pp_ledger_compliant, told apart from what could not be judged. */
PP_API pp_verdict pp_ledger_verdict(const pp_ledger *ledger);

/* Lines that no row in force judges: how many, and in *amount (分, may be NULL) what they come to. */
PP_API size_t pp_ledger_unjudged(const pp_ledger *ledger, pp_money *amount);

/* What one line would become. */
typedef struct pp_proposal {
    size_t line;
    pp_money reserve; /* 分, the new 中小企业预留份额 */
    pp_money micro;   /* 分, the new 其中小微企业 */
    const char *why;  /* one Chinese clause, static */
    const char *mode; /* the new 预留方式, where the one written no longer fits a line that becomes reserved whole ("":
                         none is left); NULL: it stays. Owned by the policy */
    bool drops_reason; /* the line becomes reserved whole: its 不预留理由 is deleted */
} pp_proposal;

/* The reserve that a proposal asks of its line: never less than what the plan has there, be it more than the line's
 * amount (which is for AMT-07 to say, not for a proposal to mend in silence). 分. */
PP_API pp_money pp_proposal_reserve(const pp_plan *plan, const pp_proposal *proposal);

/* The least additional reserve that makes the plan comply: lines at or below the threshold without a reason wholly; for
 * each pool the least sum, over as few lines as possible; then the least part for 小微. Sets *proposals (new memory
 * that the caller frees; NULL when nothing need change) and *count, in the plan's order. False with *error on lack of
 * memory. */
PP_API bool pp_ledger_suggest(const pp_ledger *ledger, pp_proposal **proposals, size_t *count, pp_error *error);

/* Puts the proposals into the plan: its reserve cells, 其中小微企业 where a proposal names some, and what it says of
 * 预留方式 and 不预留理由. False on lack of memory. */
PP_API bool pp_plan_apply(pp_plan *plan, const pp_proposal *proposals, size_t count, pp_error *error);

#endif
