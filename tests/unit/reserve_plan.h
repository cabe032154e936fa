/* For the tests of the reserve ledger: plans made of little but what the ledger looks at. */
#ifndef PP_TESTS_RESERVE_PLAN_H
#define PP_TESTS_RESERVE_PLAN_H

#include "scratch_policy.h"

#include "procplan/procplan.h"

#define WAN INT64_C(1000000) /* 分 */
#define FEN INT64_C(1)

typedef struct given {
    const char *kind;
    pp_money amount, reserve, micro; /* 分; micro may be PP_MONEY_NONE */
    const char *reason;              /* NULL: empty */
} given;

static inline void set_text(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    assert_true(pp_plan_set_text(plan, line, column, text, strlen(text), NULL));
}

static inline void set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount)
{
    assert_true(pp_plan_set_money(plan, line, column, amount, NULL));
}

static inline size_t add_given(pp_plan *plan, const given *g)
{
    size_t line;
    assert_true(pp_plan_add_line(plan, 0, (uint32_t)pp_plan_lines(plan) + 2, &line, NULL));
    set_text(plan, line, PP_COL_KIND, g->kind);
    set_money(plan, line, PP_COL_TOTAL, g->amount);
    set_money(plan, line, PP_COL_RESERVE, g->reserve);
    if (g->micro != PP_MONEY_NONE) {
        set_money(plan, line, PP_COL_RESERVE_MICRO, g->micro);
    }
    if (g->reason != NULL) {
        set_text(plan, line, PP_COL_REASON, g->reason);
    }
    return line;
}

static inline pp_plan *new_plan(const given *lines, size_t count)
{
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_int_equal(pp_plan_add_source(plan, "plan.csv", NULL), 0);
    for (size_t i = 0; i < count; i++) {
        add_given(plan, &lines[i]);
    }
    return plan;
}

static inline pp_plan *real_plan(void)
{
    char path[4096];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    pp_plan *plan = pp_plan_read(path, NULL, NULL);
    assert_non_null(plan);
    return plan;
}

static inline pp_ledger *new_ledger(const pp_plan *plan, const pp_policy *policy, const char *region, int year)
{
    pp_ledger *ledger = pp_ledger_new(plan, policy, region, year, NULL);
    assert_non_null(ledger);
    return ledger;
}

static inline int load_compiled(void **state)
{
    *state = pp_policy_load(NULL, NULL);
    return *state == NULL ? -1 : 0;
}

static inline int free_compiled(void **state)
{
    pp_policy_free(*state);
    return 0;
}

#endif
