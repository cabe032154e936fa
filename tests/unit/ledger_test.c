/* The reserve ledger: brackets and shares to the 分, reasons, partial reserves, the Act, and the real plan. */
#include "failing_malloc.h"
#include "reserve_plan.h"

#define NONE PP_MONEY_NONE

/* ---- One line ---- */

static const struct {
    given line;
    const char *region;
    int year;
    pp_bracket bracket;
    pp_money required, reserved, gap;
    pp_judgement judgement;
} lines[] = {
    /* 货物、服务: 200.00 is at the threshold, 200.01 above it */
    {{"服务", 19999 * WAN / 100, 0, NONE, NULL},
     "青岛",
     2024,
     PP_WITHIN,
     199990000,
     0,
     199990000,
     PP_JUDGED_NEEDS_REASON},
    {{"服务", 200 * WAN, 0, NONE, NULL}, "青岛", 2024, PP_WITHIN, 200 * WAN, 0, 200 * WAN, PP_JUDGED_NEEDS_REASON},
    {{"货物", 200 * WAN + FEN, 0, NONE, NULL}, "青岛", 2024, PP_ABOVE, 90000001, 0, 90000001, PP_JUDGED_POOL_SHORT},
    {{"货物", 20001 * WAN / 100, 0, NONE, NULL}, "青岛", 2024, PP_ABOVE, 90004500, 0, 90004500, PP_JUDGED_POOL_SHORT},
    {{"货物", 20001 * WAN / 100, 0, NONE, NULL}, "青岛", 2023, PP_ABOVE, 60003000, 0, 60003000, PP_JUDGED_POOL_SHORT},
    {{"货物", 20001 * WAN / 100, 0, NONE, NULL}, NULL, 2021, PP_ABOVE, 60003000, 0, 60003000, PP_JUDGED_POOL_SHORT},
    {{"货物", 20001 * WAN / 100, 0, NONE, NULL}, "青岛", 2020, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_NO_POLICY},
    /* 工程: 400.00 */
    {{"工程", 39999 * WAN / 100, 0, NONE, NULL},
     "青岛",
     2024,
     PP_WITHIN,
     399990000,
     0,
     399990000,
     PP_JUDGED_NEEDS_REASON},
    {{"工程", 400 * WAN, 0, NONE, NULL}, "青岛", 2024, PP_WITHIN, 400 * WAN, 0, 400 * WAN, PP_JUDGED_NEEDS_REASON},
    {{"工程", 40001 * WAN / 100, 0, NONE, NULL}, "青岛", 2024, PP_ABOVE, 180004500, 0, 180004500, PP_JUDGED_POOL_SHORT},
    {{"工程", 40001 * WAN / 100, 0, NONE, NULL}, "全国", 2022, PP_ABOVE, 120003000, 0, 120003000, PP_JUDGED_POOL_SHORT},
    {{"工程", 40001 * WAN / 100, 0, NONE, NULL}, "全国", 2023, PP_ABOVE, 160004000, 0, 160004000, PP_JUDGED_POOL_SHORT},
    {{"工程", 40001 * WAN / 100, 0, NONE, NULL}, "全国", 2026, PP_ABOVE, 160004000, 0, 160004000, PP_JUDGED_POOL_SHORT},
    {{"工程", 40001 * WAN / 100, 0, NONE, NULL}, "全国", 2027, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_NO_POLICY},
    /* whole, in part, with and without a reason */
    {{"服务", 100 * WAN, 100 * WAN, NONE, NULL}, "青岛", 2024, PP_WITHIN, 100 * WAN, 100 * WAN, 0, PP_JUDGED_WHOLE},
    {{"服务", 100 * WAN, 100 * WAN, NONE, "一"}, "青岛", 2024, PP_WITHIN, 100 * WAN, 100 * WAN, 0, PP_JUDGED_WHOLE},
    {{"服务", 100 * WAN, 100 * WAN - FEN, NONE, NULL},
     "青岛",
     2024,
     PP_WITHIN,
     100 * WAN,
     100 * WAN - FEN,
     FEN,
     PP_JUDGED_NEEDS_REASON},
    {{"服务", 100 * WAN, 0, NONE, "（二）"}, "青岛", 2024, PP_WITHIN, 0, 0, 0, PP_JUDGED_EXEMPT},
    {{"服务", 100 * WAN, 40 * WAN, NONE, "（二）"}, "青岛", 2024, PP_WITHIN, 40 * WAN, 40 * WAN, 0, PP_JUDGED_EXEMPT},
    {{"服务", 100 * WAN, 40 * WAN, NONE, "不想"},
     "青岛",
     2024,
     PP_WITHIN,
     100 * WAN,
     40 * WAN,
     60 * WAN,
     PP_JUDGED_BAD_REASON},
    {{"服务", 300 * WAN, 0, NONE, "不想"}, "青岛", 2024, PP_ABOVE, 135 * WAN, 0, 135 * WAN, PP_JUDGED_POOL_SHORT},
    {{"服务", 300 * WAN, 0, NONE, "四"}, "青岛", 2024, PP_ABOVE, 0, 0, 0, PP_JUDGED_EXEMPT},
    {{"服务", 300 * WAN, 100 * WAN, NONE, "四"}, "青岛", 2024, PP_ABOVE, 45 * WAN, 100 * WAN, 0, PP_JUDGED_EXEMPT},
    {{"服务", 300 * WAN, 135 * WAN, NONE, NULL}, "青岛", 2024, PP_ABOVE, 135 * WAN, 135 * WAN, 0, PP_JUDGED_POOL_MET},
    {{"服务", 300 * WAN, 135 * WAN - FEN, NONE, NULL},
     "青岛",
     2024,
     PP_ABOVE,
     135 * WAN,
     135 * WAN - FEN,
     FEN,
     PP_JUDGED_POOL_SHORT},
    {{"服务", 300 * WAN, 300 * WAN, NONE, NULL}, "青岛", 2024, PP_ABOVE, 135 * WAN, 300 * WAN, 0, PP_JUDGED_WHOLE},
    /* amounts beyond reason */
    {{"服务", 0, 0, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", -WAN, 0, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", NONE, 0, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", PP_MONEY_UNREADABLE, 0, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", WAN, PP_MONEY_UNREADABLE, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", WAN, 0, PP_MONEY_UNREADABLE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_UNREADABLE},
    {{"服务", WAN, NONE, NONE, NULL}, "青岛", 2024, PP_WITHIN, WAN, 0, WAN, PP_JUDGED_NEEDS_REASON},
    {{"服务", WAN, 2 * WAN, NONE, NULL}, "青岛", 2024, PP_WITHIN, WAN, WAN, 0, PP_JUDGED_WHOLE},
    {{"服务", WAN, -WAN, NONE, NULL}, "青岛", 2024, PP_WITHIN, WAN, 0, WAN, PP_JUDGED_NEEDS_REASON},
    {{"其他", WAN, 0, NONE, NULL}, "青岛", 2024, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_NO_POLICY},
    {{"服务", WAN, 0, NONE, NULL}, NULL, 0, PP_BRACKET_NONE, 0, 0, 0, PP_JUDGED_NO_POLICY},
};

static void one_line(void **state)
{
    const pp_policy *policy = *state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        pp_plan *plan = new_plan(&lines[i].line, 1);
        pp_ledger *ledger = new_ledger(plan, policy, lines[i].region, lines[i].year);
        const pp_ledger_line *line = pp_ledger_line_at(ledger, 0);
        if (line->bracket != lines[i].bracket || line->required != lines[i].required ||
            line->reserved != lines[i].reserved || line->gap != lines[i].gap || line->judgement != lines[i].judgement) {
            fail_msg("case %zu: bracket %d required %lld reserved %lld gap %lld %s", i, (int)line->bracket,
                     (long long)line->required, (long long)line->reserved, (long long)line->gap,
                     pp_judgement_name(line->judgement));
        }
        assert_int_equal(pp_ledger_lines(ledger), 1);
        assert_int_equal(pp_ledger_brackets(ledger), lines[i].bracket == PP_BRACKET_NONE ? 0 : 2);
        if (line->gap > 0) {
            assert_false(pp_ledger_compliant(ledger));
        }
        pp_ledger_free(ledger);
        pp_plan_free(plan);
    }
}

static void names(void **state)
{
    (void)state;
    for (int j = 0; j < PP_JUDGEMENT_COUNT; j++) {
        for (int k = 0; k < j; k++) {
            assert_string_not_equal(pp_judgement_name((pp_judgement)j), pp_judgement_name((pp_judgement)k));
        }
    }
    assert_string_equal(pp_judgement_name(PP_JUDGED_WHOLE), "全额预留");
    assert_string_equal(pp_judgement_name(PP_JUDGEMENT_COUNT), "");
    pp_ledger_free(NULL);
}

/* ---- Several lines ---- */

/* The bracket of a kind, NULL when there is none. */
static const pp_ledger_bracket *bracket_of(const pp_ledger *ledger, pp_kind kind, pp_bracket bracket)
{
    for (size_t i = 0; i < pp_ledger_brackets(ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(ledger, i);
        if ((b->policy->kinds & 1u << kind) != 0 && b->bracket == bracket) {
            return b;
        }
    }
    return NULL;
}

static void pools(void **state)
{
    const pp_policy *policy = *state;
    static const given given_lines[] = {
        {"货物", 300 * WAN, 300 * WAN, 150 * WAN, NULL}, /* more than its own share: serves the pool */
        {"服务", 300 * WAN, 0, 0, NULL},
        {"服务", 1000 * WAN, 100 * WAN, 60 * WAN, "（三）"}, /* 900 are exempt */
        {"服务", 500 * WAN, 0, 0, "（一）"},                 /* leaves the pool */
        {"服务", 100 * WAN, 100 * WAN, 0, NULL},
        {"货物", 50 * WAN, 20 * WAN, 20 * WAN, "（五）"},
        {"工程", 1000 * WAN, 450 * WAN - FEN, 270 * WAN - FEN, NULL},
        {"工程", 400 * WAN, 400 * WAN, 0, NULL},
    };
    pp_plan *plan = new_plan(given_lines, COUNT(given_lines));
    pp_ledger *ledger = new_ledger(plan, policy, "青岛", 2024);
    assert_int_equal(pp_ledger_brackets(ledger), 4);
    const pp_ledger_bracket *b = bracket_of(ledger, PP_GOODS, PP_ABOVE);
    assert_ptr_equal(b, bracket_of(ledger, PP_SERVICES, PP_ABOVE));
    assert_int_equal(b->lines, 4);
    assert_int_equal(b->amount, 2100 * WAN);
    assert_int_equal(b->exempt, 1400 * WAN);
    assert_int_equal(b->required, 315 * WAN); /* 45% of 700 */
    assert_int_equal(b->reserved, 400 * WAN);
    assert_int_equal(b->gap, 0);
    assert_int_equal(b->micro, 210 * WAN);
    assert_int_equal(b->micro_required, 240 * WAN);
    assert_int_equal(b->micro_gap, 30 * WAN);
    b = bracket_of(ledger, PP_GOODS, PP_WITHIN);
    assert_int_equal(b->lines, 2);
    assert_int_equal(b->amount, 150 * WAN);
    assert_int_equal(b->exempt, 30 * WAN);
    assert_int_equal(b->required, 120 * WAN);
    assert_int_equal(b->reserved, 120 * WAN);
    assert_int_equal(b->gap, 0);
    assert_int_equal(b->micro, 20 * WAN);
    assert_int_equal(b->micro_required, 0);
    b = bracket_of(ledger, PP_WORKS, PP_ABOVE);
    assert_int_equal(b->required, 450 * WAN);
    assert_int_equal(b->gap, FEN);
    assert_int_equal(b->micro_required, 270 * WAN); /* 60% of 449.999999, rounded up */
    assert_int_equal(b->micro_gap, FEN);
    b = bracket_of(ledger, PP_WORKS, PP_WITHIN);
    assert_int_equal(b->amount, 400 * WAN);
    const pp_ledger_act *act = pp_ledger_act_of(ledger);
    assert_int_equal(act->amount, 3650 * WAN);
    assert_int_equal(act->exempt, 1430 * WAN);
    assert_int_equal(act->required, 666 * WAN);
    assert_int_equal(act->reserved, 1370 * WAN - FEN);
    assert_int_equal(act->gap, 0);
    assert_int_equal(act->micro, 500 * WAN - FEN);
    assert_int_equal(act->micro_required, 822 * WAN);
    assert_int_equal(act->micro_gap, 322 * WAN + FEN);
    assert_int_equal(pp_ledger_line_at(ledger, 1)->judgement, PP_JUDGED_POOL_MET);
    assert_int_equal(pp_ledger_line_at(ledger, 1)->gap, 0);
    assert_int_equal(pp_ledger_line_at(ledger, 3)->judgement, PP_JUDGED_EXEMPT);
    assert_int_equal(pp_ledger_line_at(ledger, 3)->exemption->number, 1);
    assert_int_equal(pp_ledger_line_at(ledger, 6)->judgement, PP_JUDGED_POOL_SHORT);
    assert_int_equal(pp_ledger_line_at(ledger, 6)->gap, FEN);
    assert_false(pp_ledger_compliant(ledger));
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

/* Compliance turns on one 分 of the share, of the part for 小微 in the pool, and of that of the Act. */
static void compliance_to_the_fen(void **state)
{
    const pp_policy *policy = *state;
    static const struct {
        pp_money amount, reserve, micro, small_micro;
        bool compliant;
    } cases[] = {
        {400 * WAN, 180 * WAN, 108 * WAN, 60 * WAN, true},
        {400 * WAN, 180 * WAN - FEN, 108 * WAN, 60 * WAN, false},
        {400 * WAN + FEN, 180 * WAN, 108 * WAN, 60 * WAN, false},
        {400 * WAN + FEN, 180 * WAN + FEN, 108 * WAN + FEN, 60 * WAN, true},
        {400 * WAN, 180 * WAN, 108 * WAN - FEN, 60 * WAN + FEN, false}, /* the pool's own part */
        {400 * WAN, 180 * WAN, 108 * WAN, 60 * WAN - FEN, false},       /* the Act's */
        {400 * WAN, 180 * WAN, 108 * WAN + FEN, 60 * WAN - FEN, true},
        {400 * WAN, 180 * WAN, NONE, NONE, true}, /* no such column: not asked for */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const given two[] = {{"服务", cases[i].amount, cases[i].reserve, cases[i].micro, NULL},
                             {"货物", 100 * WAN, 100 * WAN, cases[i].small_micro, NULL}};
        pp_plan *plan = new_plan(two, 2);
        pp_ledger *ledger = new_ledger(plan, policy, "青岛", 2024);
        if (pp_ledger_compliant(ledger) != cases[i].compliant) {
            fail_msg("case %zu", i);
        }
        const pp_ledger_act *act = pp_ledger_act_of(ledger);
        assert_int_equal(act->micro_required, (act->reserved * 6 + 9) / 10);
        if (cases[i].micro == NONE) {
            assert_true(act->micro == NONE && act->micro_gap == NONE);
            assert_true(bracket_of(ledger, PP_GOODS, PP_ABOVE)->micro == NONE);
            assert_true(bracket_of(ledger, PP_GOODS, PP_ABOVE)->micro_gap == NONE);
            assert_true(pp_ledger_line_at(ledger, 0)->micro == NONE);
        }
        pp_ledger_free(ledger);
        pp_plan_free(plan);
    }
}

/* Where only the Act is in force, or one kind has no row. */
static void the_act_alone(void **state)
{
    const pp_policy *policy = *state;
    static const given two[] = {{"服务", 100 * WAN, 29 * WAN, NONE, NULL}, {"工程", 100 * WAN, 31 * WAN, NONE, NULL}};
    pp_plan *plan = new_plan(two, 2);
    pp_ledger *ledger = new_ledger(plan, policy, "全国", 2019);
    assert_int_equal(pp_ledger_brackets(ledger), 0);
    assert_int_equal(pp_ledger_act_of(ledger)->required, 60 * WAN);
    assert_true(pp_ledger_compliant(ledger));
    set_money(plan, 0, PP_COL_RESERVE, 29 * WAN - FEN);
    pp_ledger_free(ledger);
    ledger = new_ledger(plan, policy, "全国", 2019);
    assert_int_equal(pp_ledger_act_of(ledger)->gap, FEN);
    assert_false(pp_ledger_compliant(ledger));
    pp_ledger_free(ledger);
    ledger = new_ledger(plan, policy, "全国", 2027); /* works have no row then, but are part of the Act's base */
    assert_int_equal(pp_ledger_brackets(ledger), 2);
    assert_int_equal(pp_ledger_line_at(ledger, 1)->judgement, PP_JUDGED_NO_POLICY);
    assert_int_equal(pp_ledger_act_of(ledger)->amount, 200 * WAN);
    pp_ledger_free(ledger);
    ledger = new_ledger(plan, policy, "全国", 2017);
    assert_null(pp_ledger_act_of(ledger)->policy);
    assert_int_equal(pp_ledger_act_of(ledger)->required, 0);
    assert_true(pp_ledger_compliant(ledger));
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

static void modes_and_kinds(void **state)
{
    const pp_policy *policy = *state;
    static const struct {
        const char *text, *word;
        pp_share share;
    } modes[] = {{"整体预留", "整体预留", 0},
                 {"专门采购包 45%", "专门采购包", 4500},
                 {"联合体（３０．５％）", "联合体", 3050},
                 {"合同分包，比例不低于 40 %", "分包", 4000},
                 {"随便 20%", NULL, 2000},
                 {"分包 %", "分包", 0},
                 {"分包 120%，其中 50%", "分包", 5000},
                 {"", NULL, 0}};
    pp_plan *plan = new_plan(NULL, 0);
    for (size_t i = 0; i < COUNT(modes); i++) {
        const given g = {"", 100 * WAN, 100 * WAN, NONE, NULL};
        const size_t line = add_given(plan, &g);
        set_text(plan, line, PP_COL_RESERVE_MODE, modes[i].text);
        set_text(plan, line, PP_COL_ITEM_CODE, i % 2 == 0 ? "B02000000" : "C99000000");
    }
    pp_ledger *ledger = new_ledger(plan, policy, "全国", 2024);
    for (size_t i = 0; i < COUNT(modes); i++) {
        const pp_ledger_line *line = pp_ledger_line_at(ledger, i);
        assert_int_equal(line->line, i);
        assert_int_equal(line->kind, i % 2 == 0 ? PP_WORKS : PP_SERVICES);
        assert_string_equal(line->mode_text, modes[i].text);
        assert_int_equal(line->mode_share, modes[i].share);
        assert_true((line->mode == NULL) == (modes[i].word == NULL));
        if (line->mode != NULL) {
            assert_string_equal(line->mode->word, modes[i].word);
        }
    }
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

/* Amounts whose sum does not fit: what cannot be added is judged by itself, and nobody calls the plan compliant. */
static void sums_that_do_not_fit(void **state)
{
    const pp_policy *policy = *state;
    static const given three[] = {{"服务", PP_MONEY_MAX, PP_MONEY_MAX, PP_MONEY_MAX, NULL},
                                  {"服务", 1, 0, 0, NULL},
                                  {"服务", PP_MONEY_MIN, PP_MONEY_MIN, PP_MONEY_MIN, NULL}};
    pp_plan *plan = new_plan(three, 3);
    pp_ledger *ledger = new_ledger(plan, policy, "青岛", 2024);
    assert_int_equal(pp_ledger_line_at(ledger, 0)->judgement, PP_JUDGED_WHOLE);
    assert_int_equal(pp_ledger_line_at(ledger, 1)->judgement, PP_JUDGED_UNREADABLE);
    assert_int_equal(pp_ledger_line_at(ledger, 2)->judgement, PP_JUDGED_UNREADABLE);
    assert_int_equal(pp_ledger_act_of(ledger)->amount, PP_MONEY_MAX);
    assert_int_equal(pp_ledger_act_of(ledger)->gap, 0);
    assert_false(pp_ledger_compliant(ledger));
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

static void a_plan_without_the_columns(void **state)
{
    const pp_policy *policy = *state;
    size_t line;
    pp_plan *plan = new_plan(NULL, 0);
    pp_ledger *ledger = new_ledger(plan, policy, "青岛", 2024);
    assert_int_equal(pp_ledger_lines(ledger), 0);
    assert_true(pp_ledger_compliant(ledger));
    pp_ledger_free(ledger);
    assert_true(pp_plan_add_line(plan, 0, 2, &line, NULL));
    set_money(plan, line, PP_COL_GENERAL, 3 * WAN); /* 合计 is the sum of the funds */
    set_text(plan, line, PP_COL_ITEM_CODE, "A02010105");
    ledger = new_ledger(plan, policy, "青岛", 2024);
    assert_int_equal(pp_ledger_line_at(ledger, 0)->reserved, 0);
    assert_int_equal(pp_ledger_line_at(ledger, 0)->gap, 3 * WAN);
    assert_string_equal(pp_ledger_line_at(ledger, 0)->reason, "");
    assert_string_equal(pp_ledger_line_at(ledger, 0)->mode_text, "");
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

/* ---- The real plan ---- */

static void real_plan_in(const pp_policy *policy, const char *region, pp_money required, const char *reason)
{
    pp_plan *plan = real_plan();
    static const pp_money asked[] = {10 * WAN, 20 * WAN, 15170 * WAN / 100};
    if (reason != NULL) {
        for (size_t i = 0; i < pp_plan_lines(plan); i++) {
            set_text(plan, i, PP_COL_REASON, pp_plan_money(plan, i, PP_COL_RESERVE) == 0 ? reason : "");
        }
    }
    pp_ledger *ledger = new_ledger(plan, policy, region, 2024);
    const bool reasons = reason != NULL;
    assert_int_equal(pp_ledger_lines(ledger), 22);
    assert_int_equal(pp_ledger_brackets(ledger), 2);
    const pp_ledger_bracket *within = pp_ledger_bracket_at(ledger, 0), *above = pp_ledger_bracket_at(ledger, 1);
    assert_int_equal(within->bracket, PP_WITHIN);
    assert_int_equal(within->lines, 21);
    assert_int_equal(within->amount, 45138 * WAN / 100);
    assert_int_equal(within->reserved, 26968 * WAN / 100);
    assert_int_equal(within->exempt, reasons ? 18170 * WAN / 100 : 0);
    assert_int_equal(within->gap, reasons ? 0 : 18170 * WAN / 100);
    assert_int_equal(above->bracket, PP_ABOVE);
    assert_int_equal(above->lines, 1);
    assert_int_equal(above->amount, 583765 * WAN / 100);
    assert_int_equal(above->required, reasons ? 0 : required);
    assert_int_equal(above->reserved, 0);
    assert_int_equal(above->gap, reasons ? 0 : required);
    const pp_ledger_act *act = pp_ledger_act_of(ledger);
    assert_int_equal(act->amount, 628903 * WAN / 100);
    assert_int_equal(act->reserved, 26968 * WAN / 100);
    assert_int_equal(act->required, reasons ? 80904000 : 628903 * WAN / 100 * 3 / 10); /* 30% of what is left, 269.68 */
    assert_int_equal(pp_ledger_compliant(ledger), reasons);
    size_t found = 0;
    for (size_t i = 0; i < pp_ledger_lines(ledger); i++) {
        const pp_ledger_line *line = pp_ledger_line_at(ledger, i);
        if (line->judgement != PP_JUDGED_WHOLE && line->bracket == PP_WITHIN) {
            assert_int_equal(line->judgement, reasons ? PP_JUDGED_EXEMPT : PP_JUDGED_NEEDS_REASON);
            assert_true(found < COUNT(asked));
            assert_int_equal(line->amount, asked[found++]);
        } else if (line->bracket == PP_ABOVE) {
            assert_int_equal(line->judgement, reasons ? PP_JUDGED_EXEMPT : PP_JUDGED_POOL_SHORT);
        }
    }
    assert_int_equal(found, 3);
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

static void the_real_plan(void **state)
{
    const pp_policy *policy = *state;
    real_plan_in(policy, "青岛", 2626942500, NULL);
    real_plan_in(policy, "山东省青岛市", 2626942500, NULL);
    real_plan_in(policy, "全国", 1751295000, NULL);
    real_plan_in(policy, NULL, 1751295000, NULL);
    real_plan_in(policy, "青岛", 2626942500, "（三）不能确保充分竞争");
}

/* ---- Memory ---- */

typedef struct inputs {
    const pp_plan *plan;
    const pp_policy *policy;
} inputs;

static bool make(void *context)
{
    const inputs *in = context;
    pp_error error = {0};
    pp_ledger *ledger = pp_ledger_new(in->plan, in->policy, "青岛", 2024, &error);
    assert_true(ledger != NULL || error.code == PP_ERROR_MEMORY);
    pp_ledger_free(ledger);
    return ledger != NULL;
}

static void test_no_memory(void **state)
{
    static const given one[] = {{"服务", WAN, 0, 0, "一"}};
    pp_plan *plan = new_plan(one, 1);
    set_text(plan, 0, PP_COL_RESERVE_MODE, "分包");
    inputs in = {plan, *state};
    assert_true(every_allocation_fails(make, &in, NEVER_SURVIVES) >= 5);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line),
        cmocka_unit_test(names),
        cmocka_unit_test(pools),
        cmocka_unit_test(compliance_to_the_fen),
        cmocka_unit_test(the_act_alone),
        cmocka_unit_test(modes_and_kinds),
        cmocka_unit_test(sums_that_do_not_fit),
        cmocka_unit_test(a_plan_without_the_columns),
        cmocka_unit_test(the_real_plan),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("ledger", tests, load_compiled, free_compiled);
}
