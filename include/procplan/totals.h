/* Totals of a plan, by every way in which they are asked for, and the controls held against them. */
#ifndef PROCPLAN_TOTALS_H
#define PROCPLAN_TOTALS_H

#include "api.h"
#include "plan.h"

/* Sums of one group of lines. Empty cells count as nothing; unreadable ones are counted in `unreadable`. */
typedef struct pp_sum {
    const char *key;  /* unit name, function code, item code; owned by plan or catalogue */
    const char *name; /* its name where the key is a code, else NULL */
    size_t lines;
    size_t unreadable;               /* cells whose text is no amount, so that the sums lack them */
    bool overflow;                   /* some sum does not fit 64 bits and is not to be trusted */
    pp_money money[PP_COLUMN_COUNT]; /* 分, for the money columns from PP_COL_TOTAL to PP_COL_RESERVE_MICRO;
                                        PP_COL_TOTAL holds the sum of pp_plan_amount */
} pp_sum;

typedef enum pp_grouping {
    PP_BY_KIND = 0, /* three groups, always all three, keys 货物 工程 服务; the kind as written, else as the code's
                       letter says */
    PP_BY_UNIT,     /* units in the order in which they first stand in the plan */
    PP_BY_FUNCTION, /* by code; name as first written */
    PP_BY_CLASS_1,  /* A02000000 … */
    PP_BY_CLASS_2,  /* A02010000 … */
    PP_BY_ITEM,     /* last-level code */
    PP_GROUPING_COUNT
} pp_grouping;

typedef struct pp_totals pp_totals;

/* Adds up the plan. Lines whose item the catalogue does not know are in the grand total, but in no class. Returns what
 * the caller frees with pp_totals_free, or NULL with *error. Plan and catalogue must outlive it; it shows the plan as
 * it was. */
PP_API pp_totals *pp_totals_new(const pp_plan *plan, const pp_catalog *catalog, pp_error *error);

/* Frees totals; NULL is allowed. */
PP_API void pp_totals_free(pp_totals *totals);

/* The sum of all lines. */
PP_API const pp_sum *pp_totals_all(const pp_totals *totals);

/* The groups of one grouping: *count of them, in the order that pp_grouping names (by code where it names none). */
PP_API const pp_sum *pp_totals_by(const pp_totals *totals, pp_grouping grouping, size_t *count);

/* How a control fares. */
typedef struct pp_control_result {
    const pp_control *control;
    bool known; /* false: the plan has nothing that the key names, and actual is 0 */
    bool met;
    bool tail;    /* met only because the calculated figure, rounded to the digits of the control, equals it (尾差) */
    size_t lines; /* lines behind the figure */
    pp_money actual;     /* 分 */
    pp_money difference; /* actual - asserted, 分; 0 for a met <= control only if equal */
    pp_money tail_bound; /* lines * half of 0.01 万元 (分): what rounding the lines could explain at most */
} pp_control_result;

/* Holds one control against the totals: the sum of its column (pp_control_column) over the lines that its kind and key
 * name. One that means nothing (an unknown kind or fund, a key on 合计) is neither known nor met; a code of a function
 * has 3, 5 or 7 digits. Costs a search among the groups, not a walk over them. */
PP_API pp_control_result pp_control_check(const pp_totals *totals, const pp_plan *plan, const pp_control *control);

#endif
