/* The least change that makes a plan comply: on the real plan, on small ones worked out by hand, and on thousands of
 * random ones, where the test works out by itself how little would do. */
#include "failing_malloc.h"
#include "reserve_plan.h"

#define NONE PP_MONEY_NONE

typedef struct suggestion {
    pp_proposal *all;
    size_t count;
} suggestion;

static suggestion suggest(const pp_plan *plan, const pp_policy *policy, const char *region, int year)
{
    suggestion s;
    pp_ledger *ledger = new_ledger(plan, policy, region, year);
    assert_true(pp_ledger_suggest(ledger, &s.all, &s.count, NULL));
    assert_int_equal(s.all == NULL, s.count == 0);
    pp_ledger_free(ledger);
    return s;
}

static bool complies(const pp_plan *plan, const pp_policy *policy, const char *region, int year)
{
    pp_ledger *ledger = new_ledger(plan, policy, region, year);
    const bool compliant = pp_ledger_compliant(ledger);
    pp_ledger_free(ledger);
    return compliant;
}

/* ---- Worked out by hand ---- */

typedef struct expected {
    size_t line;
    pp_money reserve, micro;
} expected;

#define LINES(...) (const given[]){__VA_ARGS__}, COUNT(((const given[]){__VA_ARGS__}))
#define WANTED(...) (const expected[]){__VA_ARGS__}, COUNT(((const expected[]){__VA_ARGS__}))
#define NOTHING NULL, 0

static const struct {
    const char *what, *region;
    int year;
    const given *lines;
    size_t line_count;
    const expected *wanted;
    size_t wanted_count;
} examples[] = {
    {"whole where it must be whole, and 60% of it", "青岛", 2024, LINES({"货物", 10 * WAN, 3 * WAN, NONE, NULL}),
     WANTED({0, 10 * WAN, 6 * WAN})},
    {"a reason that names a case", "青岛", 2024, LINES({"货物", 10 * WAN, 3 * WAN, NONE, "（二）"}), NOTHING},
    {"the same with the column", "青岛", 2024, LINES({"货物", 10 * WAN, 3 * WAN, 0, "（二）"}),
     WANTED({0, 3 * WAN, 18 * WAN / 10})},
    {"a reason that names none", "青岛", 2024, LINES({"货物", 10 * WAN, 3 * WAN, NONE, "不便"}),
     WANTED({0, 10 * WAN, 6 * WAN})},
    {"the pool's lack on its largest line", "青岛", 2024,
     LINES({"货物", 300 * WAN, 0, NONE, NULL}, {"服务", 500 * WAN, 0, NONE, NULL}, {"服务", 400 * WAN, 0, NONE, NULL}),
     WANTED({1, 500 * WAN, 324 * WAN}, {2, 40 * WAN, 0})},
    {"of equals the first", "全国", 2024, LINES({"服务", 300 * WAN, 0, NONE, NULL}, {"服务", 300 * WAN, 0, NONE, NULL}),
     WANTED({0, 180 * WAN, 108 * WAN})},
    {"not on a line with a reason", "全国", 2024,
     LINES({"服务", 900 * WAN, 100 * WAN, NONE, "三"}, {"服务", 300 * WAN, 0, NONE, NULL}),
     WANTED({1, 20 * WAN, 20 * WAN}, {0, 100 * WAN, 52 * WAN})},
    {"only the part for 小微", "全国", 2024,
     LINES({"服务", 300 * WAN, 300 * WAN, 0, NULL}, {"货物", 100 * WAN, 100 * WAN, 100 * WAN, NULL}),
     WANTED({0, 300 * WAN, 180 * WAN})},
    {"the Act's part on top of the pool's", "全国", 2024,
     LINES({"服务", 300 * WAN, 90 * WAN, 54 * WAN, NULL}, {"货物", 100 * WAN, 100 * WAN, 59 * WAN, NULL}),
     WANTED({1, 100 * WAN, 60 * WAN})},
    {"a kind with no row, under the Act alone", "全国", 2027,
     LINES({"工程", 100 * WAN, 0, NONE, NULL}, {"工程", 50 * WAN, 0, NONE, NULL}), WANTED({0, 45 * WAN, 27 * WAN})},
    {"no law in force", "全国", 2017, LINES({"工程", 100 * WAN, 0, 0, NULL}), NOTHING},
    {"amounts that are none", "全国", 2024, LINES({"服务", 0, 0, 0, NULL}, {"服务", PP_MONEY_UNREADABLE, 0, 0, NULL}),
     NOTHING},
};

static void by_hand(void **state)
{
    const pp_policy *policy = *state;
    for (size_t i = 0; i < COUNT(examples); i++) {
        pp_plan *plan = new_plan(examples[i].lines, examples[i].line_count);
        const suggestion s = suggest(plan, policy, examples[i].region, examples[i].year);
        if (s.count != examples[i].wanted_count) {
            fail_msg("%s: %zu proposals", examples[i].what, s.count);
        }
        for (size_t w = 0; w < s.count; w++) {
            const expected *want = &examples[i].wanted[w];
            size_t p = 0;
            while (p < s.count && s.all[p].line != want->line) {
                p++;
            }
            if (p == s.count || s.all[p].reserve != want->reserve || s.all[p].micro != want->micro) {
                fail_msg("%s: line %zu: %lld %lld", examples[i].what, want->line, (long long)s.all[p].reserve,
                         (long long)s.all[p].micro);
            }
            assert_true(w == 0 || s.all[w - 1].line < s.all[w].line);
            assert_int_not_equal(s.all[w].why[0], '\0');
        }
        assert_true(pp_plan_apply(plan, s.all, s.count, NULL));
        free(s.all);
        pp_plan_free(plan);
    }
}

static void the_real_plan(void **state)
{
    const pp_policy *policy = *state;
    static const struct {
        const char *region;
        pp_money above;
    } regions[] = {{"青岛", 2626942500}, {"全国", 1751295000}};
    for (size_t r = 0; r < COUNT(regions); r++) {
        pp_plan *plan = real_plan();
        const suggestion s = suggest(plan, policy, regions[r].region, 2024);
        const pp_money whole[] = {10 * WAN, 20 * WAN, 15170 * WAN / 100, regions[r].above};
        pp_money micro = 0;
        assert_int_equal(s.count, 4);
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(s.all[i].reserve, whole[i]);
            micro += s.all[i].micro;
        }
        const pp_money reserved = 45138 * WAN / 100 + regions[r].above;
        assert_int_equal(micro, (reserved * 6 + 9) / 10); /* 60% of all that is reserved then */
        assert_true(pp_plan_apply(plan, s.all, s.count, NULL));
        assert_true(complies(plan, policy, regions[r].region, 2024));
        free(s.all);
        pp_plan_free(plan);
    }
}

/* ---- Random plans ---- */

enum { PLANS = 6000, MOST_LINES = 12 };

typedef struct setting {
    const pp_policy *policy;
    const char *region;
    int year;
} setting;

static pp_money random_amount(uint64_t *seed)
{
    static const pp_money edges[] = {
        200 * WAN - FEN, 200 * WAN, 200 * WAN + FEN, 400 * WAN - FEN, 400 * WAN, 400 * WAN + FEN, 1, 0, -5, 7777777};
    if (random_next(seed) % 4 == 0) {
        return edges[random_next(seed) % COUNT(edges)];
    }
    return (pp_money)(random_next(seed) % (uint64_t)(random_next(seed) % 2 == 0 ? 1200 * WAN : 250 * WAN)) + 1;
}

/* None, all, or a part of it; sometimes more than all. */
static pp_money random_part(uint64_t *seed, pp_money whole)
{
    switch (random_next(seed) % 8) {
    case 0:
    case 1:
    case 2:
        return 0;
    case 3:
    case 4:
        return whole;
    case 5:
        return whole + (pp_money)(random_next(seed) % 20 == 0);
    default:
        return whole <= 0 ? whole : (pp_money)(random_next(seed) % (uint64_t)whole);
    }
}

static pp_plan *random_plan(uint64_t *seed)
{
    static const char *const kinds[] = {"货物", "服务", "工程", "服务类", ""};
    static const char *const reasons[] = {NULL, NULL, NULL, NULL, NULL, "（一）", "五", "不便", "专利"};
    const bool micro = random_next(seed) % 2 == 0;
    pp_plan *plan = new_plan(NULL, 0);
    const size_t count = random_next(seed) % (MOST_LINES + 1);
    for (size_t i = 0; i < count; i++) {
        given g = {.kind = kinds[random_next(seed) % COUNT(kinds)], .amount = random_amount(seed), .micro = NONE};
        g.reserve = random_part(seed, g.amount);
        g.micro = micro ? random_part(seed, g.reserve) : NONE;
        g.reason = reasons[random_next(seed) % COUNT(reasons)];
        add_given(plan, &g);
    }
    return plan;
}

/* The test's own view of a line. */
typedef struct view {
    const pp_reserve_policy *row;
    bool counts, above, excused;
    pp_money amount, reserve, micro;
} view;

static pp_money least(pp_money a, pp_money b)
{
    return a < b ? a : b;
}

static pp_money most(pp_money a, pp_money b)
{
    return a > b ? a : b;
}

static view view_of(const pp_plan *plan, size_t line, const setting *s)
{
    const char *reason = pp_plan_text(plan, line, PP_COL_REASON);
    view v = {.row = pp_policy_reserve(s->policy, pp_plan_kind(plan, line), s->region, s->year),
              .amount = pp_plan_money(plan, line, PP_COL_TOTAL)};
    v.counts = v.amount > 0;
    v.above = v.row != NULL && v.amount > v.row->threshold;
    v.excused = reason[0] != '\0' && strcmp(reason, "不便") != 0;
    v.reserve = most(0, least(v.amount, pp_plan_money(plan, line, PP_COL_RESERVE)));
    v.micro = most(0, least(v.reserve, pp_money_or_zero(pp_plan_money(plan, line, PP_COL_RESERVE_MICRO))));
    return v;
}

static pp_money share_up(pp_money m, pp_share share) /* amounts here are small */
{
    return m * share / 10000 + (m * share % 10000 != 0);
}

static int falling(const void *a, const void *b)
{
    const pp_money x = *(const pp_money *)a, y = *(const pp_money *)b;
    return (x < y) - (x > y);
}

/* How few of the rooms hold a lack. */
static size_t fewest(pp_money *rooms, size_t count, pp_money lack)
{
    size_t n = 0;
    qsort(rooms, count, sizeof *rooms, falling);
    while (n < count && lack > 0) {
        lack -= rooms[n++];
    }
    assert_true(lack <= 0);
    return n;
}

/* The pools of a setting: at most one a kind. */
static size_t pools_of(const setting *s, const pp_reserve_policy *pools[PP_KIND_COUNT])
{
    size_t n = 0;
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        const pp_reserve_policy *row = pp_policy_reserve(s->policy, (pp_kind)k, s->region, s->year);
        bool seen = row == NULL;
        for (size_t i = 0; i < n; i++) {
            seen = seen || pools[i] == row;
        }
        if (!seen) {
            pools[n++] = row;
        }
    }
    return n;
}

/* The least by which the reserves must rise, over how few lines (where the Act asks for no more), and whether. */
static pp_money least_reserve(const view *v, size_t count, const setting *s, size_t *lines, bool *lines_known)
{
    const pp_reserve_policy *pools[PP_KIND_COUNT], *act = pp_policy_act(s->policy, s->region, s->year);
    pp_money total = 0, base = 0, reserved = 0;
    *lines = 0;
    for (size_t i = 0; i < count; i++) {
        if (v[i].counts) {
            base += v[i].excused ? v[i].reserve : v[i].amount;
            reserved += v[i].reserve;
            if (v[i].row != NULL && !v[i].above && !v[i].excused && v[i].reserve < v[i].amount) {
                total += v[i].amount - v[i].reserve;
                (*lines)++;
            }
        }
    }
    const size_t n = pools_of(s, pools);
    for (size_t p = 0; p < n; p++) {
        pp_money rooms[MOST_LINES], suitable = 0, has = 0;
        size_t room_count = 0;
        for (size_t i = 0; i < count; i++) {
            if (v[i].above && v[i].row == pools[p]) {
                suitable += v[i].excused ? v[i].reserve : v[i].amount;
                has += v[i].reserve;
                if (!v[i].excused) {
                    rooms[room_count++] = v[i].amount - v[i].reserve;
                }
            }
        }
        const pp_money lack = most(0, share_up(suitable, pools[p]->share) - has);
        *lines += fewest(rooms, room_count, lack);
        total += lack;
    }
    const pp_money act_lack = act == NULL ? 0 : most(0, share_up(base, act->share) - reserved - total);
    *lines_known = act_lack == 0;
    return total + act_lack;
}

/* The least by which the parts for 小微 must rise once the reserves are `after`. */
static pp_money least_micro(const view *v, const pp_money *after, size_t count, const setting *s)
{
    const pp_reserve_policy *pools[PP_KIND_COUNT], *act = pp_policy_act(s->policy, s->region, s->year);
    const size_t n = pools_of(s, pools);
    pp_money total = 0, reserved = 0, has = 0;
    for (size_t p = 0; p < n; p++) {
        pp_money pool_reserved = 0, pool_has = 0;
        for (size_t i = 0; i < count; i++) {
            if (v[i].above && v[i].row == pools[p]) {
                pool_reserved += after[i];
                pool_has += v[i].micro;
            }
        }
        total += most(0, share_up(pool_reserved, pools[p]->micro_share) - pool_has);
    }
    for (size_t i = 0; i < count; i++) {
        if (v[i].counts) {
            reserved += after[i];
            has += v[i].micro;
        }
    }
    return total + (act == NULL ? 0 : most(0, share_up(reserved, act->micro_share) - has - total));
}

/* One 分 less in a cell and the plan complies no more. */
static void check_needed(pp_plan *plan, size_t line, pp_column column, const setting *s)
{
    const pp_money there = pp_plan_money(plan, line, column);
    set_money(plan, line, column, there - FEN);
    if (complies(plan, s->policy, s->region, s->year)) {
        fail_msg("line %zu: one 分 less would do", line);
    }
    set_money(plan, line, column, there);
}

static void check_plan(pp_plan *plan, const setting *s)
{
    view v[MOST_LINES];
    pp_money after[MOST_LINES], raised = 0, micro_raised = 0;
    size_t lines, raised_lines = 0;
    bool lines_known;
    const size_t count = pp_plan_lines(plan);
    for (size_t i = 0; i < count; i++) {
        v[i] = view_of(plan, i, s);
        after[i] = v[i].reserve;
    }
    const bool had_micro = pp_plan_has(plan, PP_COL_RESERVE_MICRO);
    const bool compliant = complies(plan, s->policy, s->region, s->year);
    const suggestion got = suggest(plan, s->policy, s->region, s->year);
    assert_int_equal(got.count == 0, compliant);
    for (size_t p = 0; p < got.count; p++) {
        const pp_proposal *x = &got.all[p];
        assert_true(p == 0 || got.all[p - 1].line < x->line);
        assert_true(v[x->line].counts && x->reserve >= v[x->line].reserve && x->reserve <= v[x->line].amount);
        assert_true(x->micro >= v[x->line].micro && x->micro <= x->reserve);
        assert_true(x->reserve > v[x->line].reserve || x->micro > v[x->line].micro);
        assert_true(x->reserve == v[x->line].reserve || !v[x->line].excused);
        raised += x->reserve - v[x->line].reserve;
        raised_lines += x->reserve > v[x->line].reserve;
        micro_raised += x->micro - v[x->line].micro;
        after[x->line] = x->reserve;
    }
    assert_int_equal(raised, least_reserve(v, count, s, &lines, &lines_known));
    assert_true(!lines_known || raised_lines == lines);
    assert_int_equal(micro_raised, had_micro || raised > 0 ? least_micro(v, after, count, s) : 0);
    assert_true(pp_plan_apply(plan, got.all, got.count, NULL));
    assert_true(complies(plan, s->policy, s->region, s->year));
    const suggestion again = suggest(plan, s->policy, s->region, s->year);
    assert_int_equal(again.count, 0);
    for (size_t p = 0; p < got.count; p++) {
        const pp_proposal *x = &got.all[p];
        if (x->reserve > v[x->line].reserve) {
            check_needed(plan, x->line, PP_COL_RESERVE, s);
        }
        if (x->micro > v[x->line].micro) {
            check_needed(plan, x->line, PP_COL_RESERVE_MICRO, s);
        }
    }
    free(got.all);
}

/* Tables under which the Act asks for more than the pools, one pool for all kinds, and odd shares. */
static const char *const further_tables[] = {
    "valid_from,valid_to,region,kind,threshold_wan,share,micro_share,basis,sure\n"
    ",,全国,货物、服务,200,10%,20%,b,press\n,,全国,工程,100,0%,100%,b,press\n,,全国,年度总额,0,55.5%,70%,b,press\n",
    "valid_from,valid_to,region,kind,threshold_wan,share,micro_share,basis,sure\n"
    ",,全国,货物、工程、服务,50,33.33%,66.67%,b,press\n2022-01-01,,青岛,工程,0,100%,0%,b,press\n",
    "valid_from,valid_to,region,kind,threshold_wan,share,micro_share,basis,sure\n,,全国,年度总额,0,99.99%,0.01%,b,"
    "press\n",
};

static void random_plans(void **state)
{
    static const char *const regions[] = {"全国", "青岛", "山东省青岛市", NULL};
    pp_policy *policies[1 + COUNT(further_tables)] = {pp_policy_load(NULL, NULL)};
    for (size_t i = 0; i < COUNT(further_tables); i++) {
        assert_int_equal(make_policy_folder(state), 0);
        put_policy("sme-reserve.csv", further_tables[i]);
        policies[1 + i] = pp_policy_load(folder, NULL);
        assert_non_null(policies[1 + i]);
        assert_int_equal(remove_policy_folder(state), 0);
    }
    uint64_t seed = 20240101;
    for (int i = 0; i < PLANS; i++) {
        const setting s = {policies[i % 3 != 0 ? 0 : random_next(&seed) % COUNT(policies)],
                           regions[random_next(&seed) % COUNT(regions)], 2017 + (int)(random_next(&seed) % 12)};
        pp_plan *plan = random_plan(&seed);
        check_plan(plan, &s);
        pp_plan_free(plan);
    }
    for (size_t i = 0; i < COUNT(policies); i++) {
        pp_policy_free(policies[i]);
    }
}

/* ---- Words ---- */

/* What a line says of its reserve, before and after the suggestion: where it becomes reserved whole, other words would
 * contradict that. */
static void words_that_no_longer_fit(void **state)
{
    static const struct {
        given line;
        const char *mode, *new_mode, *new_reason;
    } CASES[] = {
        {{"货物", 10 * WAN, 3 * WAN, NONE, "领导要求"}, "分包30%", "整体预留", ""},
        {{"货物", 10 * WAN, 3 * WAN, NONE, NULL}, "随便", "整体预留", ""},
        {{"货物", 10 * WAN, 3 * WAN, NONE, NULL}, "全额预留", "全额预留", ""},
        {{"货物", 10 * WAN, 3 * WAN, NONE, "不便"}, "", "", ""},
        {{"货物", 10 * WAN, 10 * WAN, NONE, "不便"}, "分包30%", "分包30%", "不便"},    /* not raised */
        {{"货物", 10 * WAN, 3 * WAN, NONE, "（二）"}, "分包30%", "分包30%", "（二）"}, /* excused */
        {{"货物", 300 * WAN, 0, NONE, "不便"}, "分包45%", "分包45%", "不便"},          /* raised, not to the whole */
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_plan *plan = new_plan(&CASES[i].line, 1);
        set_text(plan, 0, PP_COL_RESERVE_MODE, CASES[i].mode);
        const suggestion got = suggest(plan, *state, "青岛", 2024);
        assert_true(pp_plan_apply(plan, got.all, got.count, NULL));
        assert_true(complies(plan, *state, "青岛", 2024) || got.count == 0);
        assert_string_equal(pp_plan_text(plan, 0, PP_COL_RESERVE_MODE), CASES[i].new_mode);
        assert_string_equal(pp_plan_text(plan, 0, PP_COL_REASON), CASES[i].new_reason);
        free(got.all);
        pp_plan_free(plan);
    }
}

/* A table without a word for reserving whole: the old way is deleted. */
static void no_word_for_whole(void **state)
{
    static const given line = {"货物", 10 * WAN, 3 * WAN, NONE, NULL};
    assert_int_equal(make_policy_folder(state), 0);
    put_policy("reserve-modes.csv",
               "valid_from,valid_to,region,word,synonyms,with_share,basis,sure\n,,全国,分包,,是,b,press\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    assert_int_equal(remove_policy_folder(state), 0);
    pp_plan *plan = new_plan(&line, 1);
    set_text(plan, 0, PP_COL_RESERVE_MODE, "分包30%");
    const suggestion got = suggest(plan, policy, "青岛", 2024);
    assert_true(pp_plan_apply(plan, got.all, got.count, NULL));
    assert_string_equal(pp_plan_text(plan, 0, PP_COL_RESERVE_MODE), "");
    free(got.all);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- Memory ---- */

static bool make(void *context)
{
    pp_error error = {0};
    suggestion s;
    if (!pp_ledger_suggest(context, &s.all, &s.count, &error)) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        assert_true(s.all == NULL && s.count == 0);
        return false;
    }
    free(s.all);
    return true;
}

static bool apply(void *context)
{
    const pp_proposal one = {
        .line = 0, .reserve = 10 * WAN, .micro = 6 * WAN, .mode = "整体预留", .drops_reason = true};
    pp_error error = {0};
    size_t line;
    pp_plan *plan = pp_plan_new();
    const bool ok = plan != NULL && pp_plan_add_source(plan, "plan.csv", NULL) == 0 &&
                    pp_plan_add_line(plan, 0, 2, &line, &error) && pp_plan_apply(plan, &one, 1, &error);
    (void)context;
    pp_plan_free(plan);
    return ok;
}

static void test_no_memory(void **state)
{
    static const given one[] = {{"服务", WAN, 0, 0, NULL}};
    pp_plan *plan = new_plan(one, 1);
    pp_ledger *ledger = new_ledger(plan, *state, "青岛", 2024);
    assert_int_equal(every_allocation_fails(make, ledger, NEVER_SURVIVES), 2);
    every_allocation_fails(apply, NULL, NEVER_SURVIVES);
    pp_ledger_free(ledger);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),      cmocka_unit_test(the_real_plan),     cmocka_unit_test(words_that_no_longer_fit),
        cmocka_unit_test(random_plans), cmocka_unit_test(no_word_for_whole), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("suggest", tests, load_compiled, free_compiled);
}
