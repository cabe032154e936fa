/* Totals by every grouping, controls held against them, rounding tails, overflow, failing memory; and a random plan
 * added up a second time by the test itself. */
#include "failing_malloc.h"
#include "unit.h"

#include "procplan/totals.h"

#include <stdio.h>

#define YUAN INT64_C(100)      /* 分 */
#define WAN INT64_C(1000000)   /* 分 */
#define PRINTED INT64_C(10000) /* 0.01 万元 in 分 */

static void set(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    assert_true(pp_plan_set_text(plan, line, column, text, strlen(text), NULL));
}

static void set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount)
{
    assert_true(pp_plan_set_money(plan, line, column, amount, NULL));
}

static pp_plan *empty_plan(void)
{
    pp_plan *plan = pp_plan_new();
    assert_int_equal(pp_plan_add_source(plan, "plan.csv", NULL), 0);
    return plan;
}

static size_t add(pp_plan *plan, const char *unit, const char *function, const char *item, const char *kind)
{
    size_t line;
    assert_true(pp_plan_add_line(plan, 0, (uint32_t)pp_plan_lines(plan) + 2, &line, NULL));
    set(plan, line, PP_COL_UNIT, unit);
    set(plan, line, PP_COL_FUNCTION_CODE, function);
    set(plan, line, PP_COL_FUNCTION_NAME, function[0] != '\0' ? "行政运行" : "");
    set(plan, line, PP_COL_ITEM_CODE, item);
    set(plan, line, PP_COL_KIND, kind);
    return line;
}

static void add_paid(pp_plan *plan, const char *unit, const char *function, const char *item, const char *kind,
                     pp_money general, pp_money own)
{
    const size_t line = add(plan, unit, function, item, kind);
    set_money(plan, line, PP_COL_GENERAL, general);
    set_money(plan, line, PP_COL_OWN, own);
    set_money(plan, line, PP_COL_TOTAL, general + own);
}

/* Two units, three functions, goods and services, one code that no catalogue has. */
static pp_plan *sample(void)
{
    pp_plan *plan = empty_plan();
    assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, "办公厅", NULL));
    add_paid(plan, "乙单位", "2010302", "A02010105", "货物", 45 * WAN, 0);
    add_paid(plan, "甲单位", "2010301", "C23120302", "服务", 20 * WAN, 1 * WAN);
    add_paid(plan, "乙单位", "2010301", "A02010105", "货物类", 5 * WAN, 0);
    add_paid(plan, "甲单位", "2080501", "C23120301", "", 26 * WAN, 0); /* kind by its letter */
    add_paid(plan, "甲单位", "2080501", "X99", "", 3 * WAN, 0);        /* neither kind nor class */
    set_money(plan, 1, PP_COL_RESERVE, 7 * WAN);
    set_money(plan, 1, PP_COL_RESERVE_MICRO, 2 * WAN);
    return plan;
}

static pp_totals *totals_of(const pp_plan *plan)
{
    pp_totals *totals = pp_totals_new(plan, pp_catalog_builtin(), NULL);
    assert_non_null(totals);
    return totals;
}

/* The group of a key, which must be there. */
static const pp_sum *group(const pp_totals *totals, pp_grouping grouping, const char *key)
{
    size_t count;
    const pp_sum *sums = pp_totals_by(totals, grouping, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sums[i].key, key) == 0) {
            return &sums[i];
        }
    }
    fail_msg("no group %s", key);
    return NULL;
}

/* ---- Groups ---- */

static void test_all(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    const pp_sum *all = pp_totals_all(totals);
    assert_int_equal(all->lines, 5);
    assert_int_equal(all->unreadable, 0);
    assert_false(all->overflow);
    assert_int_equal(all->money[PP_COL_TOTAL], 100 * WAN);
    assert_int_equal(all->money[PP_COL_GENERAL], 99 * WAN);
    assert_int_equal(all->money[PP_COL_OWN], 1 * WAN);
    assert_int_equal(all->money[PP_COL_CARRYOVER], 0);
    assert_int_equal(all->money[PP_COL_RESERVE], 7 * WAN);
    assert_int_equal(all->money[PP_COL_RESERVE_MICRO], 2 * WAN);
    pp_totals_free(totals);
    pp_totals_free(NULL);
    pp_plan_free(plan);
}

static void check_groups(const pp_totals *totals, pp_grouping grouping, size_t expected, const char *const keys[],
                         const pp_money amounts[], const size_t lines[])
{
    size_t count;
    const pp_sum *sums = pp_totals_by(totals, grouping, &count);
    assert_int_equal(count, expected);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(sums[i].key, keys[i]);
        assert_int_equal(sums[i].money[PP_COL_TOTAL], amounts[i]);
        assert_int_equal(sums[i].lines, lines[i]);
    }
}

static void test_groups(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    check_groups(totals, PP_BY_KIND, 3, (const char *const[]){"货物", "工程", "服务"},
                 (const pp_money[]){50 * WAN, 0, 47 * WAN}, (const size_t[]){2, 0, 2});
    check_groups(totals, PP_BY_UNIT, 2, (const char *const[]){"乙单位", "甲单位"}, /* as they first stand */
                 (const pp_money[]){50 * WAN, 50 * WAN}, (const size_t[]){2, 3});
    check_groups(totals, PP_BY_FUNCTION, 3, (const char *const[]){"2010301", "2010302", "2080501"},
                 (const pp_money[]){26 * WAN, 45 * WAN, 29 * WAN}, (const size_t[]){2, 1, 2});
    check_groups(totals, PP_BY_ITEM, 3, (const char *const[]){"A02010105", "C23120301", "C23120302"},
                 (const pp_money[]){50 * WAN, 26 * WAN, 21 * WAN}, (const size_t[]){2, 1, 1});
    check_groups(totals, PP_BY_CLASS_1, 2, (const char *const[]){"A02000000", "C23000000"},
                 (const pp_money[]){50 * WAN, 47 * WAN}, (const size_t[]){2, 2});
    check_groups(totals, PP_BY_CLASS_2, 2, (const char *const[]){"A02010000", "C23120000"},
                 (const pp_money[]){50 * WAN, 47 * WAN}, (const size_t[]){2, 2});
    assert_string_equal(group(totals, PP_BY_FUNCTION, "2010301")->name, "行政运行");
    assert_string_equal(group(totals, PP_BY_ITEM, "A02010105")->name, "台式计算机");
    assert_string_equal(group(totals, PP_BY_CLASS_1, "A02000000")->name, "设备");
    assert_null(group(totals, PP_BY_UNIT, "甲单位")->name);
    assert_int_equal(group(totals, PP_BY_UNIT, "甲单位")->money[PP_COL_RESERVE], 7 * WAN);
    pp_totals_free(totals);
    pp_plan_free(plan);
}

static void test_empty_plan(void **state)
{
    (void)state;
    pp_plan *plan = empty_plan();
    pp_totals *totals = totals_of(plan);
    assert_int_equal(pp_totals_all(totals)->lines, 0);
    for (int g = 0; g < PP_GROUPING_COUNT; g++) {
        size_t count = 42;
        (void)pp_totals_by(totals, (pp_grouping)g, &count);
        assert_int_equal(count, g == PP_BY_KIND ? 3 : 0);
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* A class code stands in its own class only; a line without 合计 counts with the sum of its funds. */
static void test_class_and_funds(void **state)
{
    (void)state;
    pp_plan *plan = empty_plan();
    const size_t line = add(plan, "", "", "A02000000", "");
    set_money(plan, line, PP_COL_GENERAL, 3 * WAN);
    set_money(plan, line, PP_COL_OWN, 4 * WAN);
    pp_totals *totals = totals_of(plan);
    size_t count;
    assert_int_equal(pp_totals_all(totals)->money[PP_COL_TOTAL], 7 * WAN);
    assert_int_equal(group(totals, PP_BY_UNIT, "")->money[PP_COL_TOTAL], 7 * WAN);
    assert_int_equal(group(totals, PP_BY_CLASS_1, "A02000000")->money[PP_COL_TOTAL], 7 * WAN);
    (void)pp_totals_by(totals, PP_BY_CLASS_2, &count);
    assert_int_equal(count, 0);
    pp_totals_free(totals);
    pp_plan_free(plan);
}

static void test_unreadable(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    assert_true(pp_plan_set_unreadable(plan, 0, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "x", 1, NULL));
    assert_true(pp_plan_set_unreadable(plan, 0, PP_COL_RESERVE, PP_MONEY_NOT_NUMBER, "x", 1, NULL));
    pp_totals *totals = totals_of(plan);
    assert_int_equal(pp_totals_all(totals)->unreadable, 2);
    assert_int_equal(pp_totals_all(totals)->money[PP_COL_TOTAL], 55 * WAN);
    assert_int_equal(group(totals, PP_BY_UNIT, "乙单位")->unreadable, 2);
    assert_int_equal(group(totals, PP_BY_UNIT, "甲单位")->unreadable, 0);
    assert_int_equal(group(totals, PP_BY_CLASS_1, "A02000000")->unreadable, 2);
    pp_totals_free(totals);
    pp_plan_free(plan);
}

static void test_overflow(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    set_money(plan, 0, PP_COL_TOTAL, PP_MONEY_MAX);
    set_money(plan, 1, PP_COL_TOTAL, 1);
    set_money(plan, 1, PP_COL_OWN, 0);
    pp_totals *totals = totals_of(plan);
    assert_true(pp_totals_all(totals)->overflow);
    assert_true(group(totals, PP_BY_UNIT, "乙单位")->overflow);
    assert_false(group(totals, PP_BY_UNIT, "甲单位")->overflow);
    const pp_control control = {.kind = PP_CONTROL_TOTAL, .key = "", .relation = PP_AT_MOST, .amount = PP_MONEY_MAX};
    assert_false(pp_control_check(totals, plan, &control).met); /* a figure that does not fit meets nothing */
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* ---- Controls ---- */

typedef struct control_case {
    pp_control_kind kind;
    const char *key;
    bool known;
    pp_money actual;
    size_t lines;
} control_case;

static void test_control_keys(void **state)
{
    (void)state;
    static const control_case CASES[] = {
        {PP_CONTROL_TOTAL, "", true, 100 * WAN, 5},
        {PP_CONTROL_RESERVE, "", true, 7 * WAN, 5},
        {PP_CONTROL_RESERVE_MICRO, "", true, 2 * WAN, 5},
        {PP_CONTROL_KIND, "货物", true, 50 * WAN, 2},
        {PP_CONTROL_KIND, "货物类", true, 50 * WAN, 2},
        {PP_CONTROL_KIND, "工程", true, 0, 0},
        {PP_CONTROL_KIND, "服务", true, 47 * WAN, 2},
        {PP_CONTROL_KIND, "家具", false, 0, 0},
        {PP_CONTROL_KIND, "", false, 0, 0},
        {PP_CONTROL_FUND, "一般公共预算", true, 99 * WAN, 5},
        {PP_CONTROL_FUND, "单位资金", true, 1 * WAN, 5},
        {PP_CONTROL_FUND, "合计", true, 100 * WAN, 5},
        {PP_CONTROL_FUND, "财政拨款", true, 99 * WAN, 5}, /* no such column: the sum of its three parts */
        {PP_CONTROL_FUND, "上年结转", false, 0, 0},       /* no such column */
        {PP_CONTROL_FUND, "彩票", false, 0, 0},
        {PP_CONTROL_DEPARTMENT, "办公厅", true, 100 * WAN, 5},
        {PP_CONTROL_DEPARTMENT, " 办公厅 ", true, 100 * WAN, 5},
        {PP_CONTROL_DEPARTMENT, "", true, 100 * WAN, 5},
        {PP_CONTROL_DEPARTMENT, "财政局", false, 0, 0},
        {PP_CONTROL_UNIT, "甲单位", true, 50 * WAN, 3},
        {PP_CONTROL_UNIT, "甲 单位", true, 50 * WAN, 3},
        {PP_CONTROL_UNIT, "丙单位", false, 0, 0},
        {PP_CONTROL_FUNCTION, "2010301", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "[2010301]行政运行", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "２０１０３０１", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "2010301行政运行", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "2010301 行政运行", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "2010301-行政运行", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "2010301（行政运行）", true, 26 * WAN, 2},
        {PP_CONTROL_FUNCTION, "20103政府办公厅", true, 71 * WAN, 3},
        {PP_CONTROL_FUNCTION, "2010301a", false, 0, 0},
        {PP_CONTROL_FUNCTION, "行政运行", false, 0, 0},
        {PP_CONTROL_FUNCTION, "20103", true, 71 * WAN, 3},
        {PP_CONTROL_FUNCTION, "201", true, 71 * WAN, 3},
        {PP_CONTROL_FUNCTION, "208", true, 29 * WAN, 2},
        {PP_CONTROL_FUNCTION, "20103011", false, 0, 0},
        {PP_CONTROL_FUNCTION, "", false, 0, 0},
        {PP_CONTROL_ITEM, "A02010105", true, 50 * WAN, 2},
        {PP_CONTROL_ITEM, "a02010105", true, 50 * WAN, 2},
        {PP_CONTROL_ITEM, "[A02010105]台式计算机", true, 50 * WAN, 2},
        {PP_CONTROL_ITEM, "A02010105台式计算机", true, 50 * WAN, 2},
        {PP_CONTROL_ITEM, "a02010105 台式计算机", true, 50 * WAN, 2},
        {PP_CONTROL_ITEM, "[A02010105", false, 0, 0},
        {PP_CONTROL_ITEM, "C23120000", true, 47 * WAN, 2},
        {PP_CONTROL_ITEM, "C", true, 47 * WAN, 2},
        {PP_CONTROL_ITEM, "B", false, 0, 0}, /* stands in the catalogue, but not in the plan */
        {PP_CONTROL_ITEM, "X99", false, 0, 0},
        {PP_CONTROL_KIND_COUNT, "", false, 0, 0},
    };
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const pp_control control = {.kind = CASES[i].kind, .key = CASES[i].key, .amount = CASES[i].actual};
        const pp_control_result result = pp_control_check(totals, plan, &control);
        if (result.known != CASES[i].known || result.actual != CASES[i].actual || result.lines != CASES[i].lines) {
            fail_msg("control %zu, \"%s\": known %d, actual %lld, lines %zu", i, CASES[i].key, result.known,
                     (long long)result.actual, result.lines);
        }
        assert_ptr_equal(result.control, &control);
        assert_int_equal(result.difference, 0);
        assert_int_equal(result.tail_bound, (pp_money)CASES[i].lines * PRINTED / 2);
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* A control may be about another column than 合计, whatever lines it names; what its kind or key says goes before. */
static void test_control_columns(void **state)
{
    (void)state;
    static const struct {
        pp_control_kind kind;
        const char *key;
        pp_column sums, column;
        bool known;
        pp_money actual;
    } CASES[] = {
        {PP_CONTROL_UNIT, "甲单位", 0, PP_COL_TOTAL, true, 50 * WAN},
        {PP_CONTROL_UNIT, "甲单位", PP_COL_PRICE, PP_COL_TOTAL, true, 50 * WAN},
        {PP_CONTROL_UNIT, "甲单位", PP_NO_COLUMN, PP_COL_TOTAL, true, 50 * WAN},
        {PP_CONTROL_TOTAL, "", PP_COL_OWN, PP_COL_OWN, true, 1 * WAN},
        {PP_CONTROL_TOTAL, "", PP_COL_RESERVE, PP_COL_RESERVE, true, 7 * WAN},
        {PP_CONTROL_DEPARTMENT, "", PP_COL_RESERVE_MICRO, PP_COL_RESERVE_MICRO, true, 2 * WAN},
        {PP_CONTROL_DEPARTMENT, "办公厅", PP_COL_SUBTOTAL, PP_COL_SUBTOTAL, true, 99 * WAN},
        {PP_CONTROL_UNIT, "甲单位", PP_COL_CARRYOVER, PP_COL_CARRYOVER, false, 0}, /* no such column */
        {PP_CONTROL_UNIT, "丙单位", PP_COL_RESERVE, PP_COL_RESERVE, false, 0},
        {PP_CONTROL_FUND, "单位资金", PP_COL_RESERVE, PP_COL_OWN, true, 1 * WAN},
        {PP_CONTROL_FUND, "彩票", PP_COL_RESERVE, PP_NO_COLUMN, false, 0},
        {PP_CONTROL_RESERVE, "", PP_COL_OWN, PP_COL_RESERVE, true, 7 * WAN},
        {PP_CONTROL_RESERVE_MICRO, "", PP_COL_OWN, PP_COL_RESERVE_MICRO, true, 2 * WAN},
    };
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const pp_control control = {.kind = CASES[i].kind, .key = CASES[i].key, .sums = CASES[i].sums};
        const pp_control_result result = pp_control_check(totals, plan, &control);
        assert_int_equal(pp_control_column(&control), CASES[i].column);
        const bool told = control.kind >= PP_CONTROL_FUND && control.kind <= PP_CONTROL_RESERVE_MICRO;
        assert_string_equal(pp_control_column_title(&control),
                            told || CASES[i].column == PP_COL_TOTAL ? "" : pp_column_describe(CASES[i].column)->title);
        if (result.known != CASES[i].known || result.actual != CASES[i].actual) {
            fail_msg("control %zu: known %d, actual %lld", i, result.known, (long long)result.actual);
        }
    }
    /* The parts of the plan add up to the whole in every column, by every grouping. */
    for (int column = PP_COL_TOTAL; column <= PP_COL_RESERVE_MICRO; column++) {
        static const struct {
            pp_control_kind kind;
            const char *keys[3];
        } PARTS[] = {
            {PP_CONTROL_UNIT, {"甲单位", "乙单位", ""}},
            {PP_CONTROL_FUNCTION, {"201", "208"}},
        };
        const pp_control whole = {.kind = PP_CONTROL_TOTAL, .key = "", .sums = (pp_column)column};
        for (size_t p = 0; p < COUNT(PARTS); p++) {
            pp_money sum = 0;
            for (size_t k = 0; k < 3 && PARTS[p].keys[k] != NULL; k++) {
                const pp_control part = {.kind = PARTS[p].kind, .key = PARTS[p].keys[k], .sums = (pp_column)column};
                assert_true(pp_money_add(sum, pp_control_check(totals, plan, &part).actual, &sum));
            }
            assert_int_equal(sum, pp_control_check(totals, plan, &whole).actual);
        }
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* Keys of every length, past all buffers, plain and in brackets. */
static void test_long_keys(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    for (size_t length = 0; length < 600; length++) {
        char key[640] = {0};
        memset(key, '[', 1);
        memset(key + 1, '9', length);
        key[length + 1] = ']';
        for (int k = 0; k < PP_CONTROL_KIND_COUNT; k++) {
            const pp_control control = {.kind = (pp_control_kind)k, .key = key};
            const pp_control plain = {.kind = (pp_control_kind)k, .key = key + 1};
            assert_false(pp_control_check(totals, plan, &control).known);
            assert_false(pp_control_check(totals, plan, &plain).known);
        }
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* What means nothing is neither known nor met, not even by a figure of 0. */
static void test_keys_without_meaning(void **state)
{
    (void)state;
    static const struct {
        pp_control_kind kind;
        const char *key;
        bool known, met;
    } KEYS[] = {
        {PP_CONTROL_KIND, "火箭", false, false},
        {PP_CONTROL_KIND, "", false, false},
        {PP_CONTROL_KIND, "工程", true, true},
        {PP_CONTROL_FUND, "单价", false, false},
        {PP_CONTROL_FUND, "", false, false},
        {PP_CONTROL_FUND, "上年结转", false, true},
        {PP_CONTROL_TOTAL, "乱写", false, false},
        {PP_CONTROL_RESERVE, "货物", false, false},
        {PP_CONTROL_RESERVE_MICRO, "甲", false, false},
        {PP_CONTROL_RESERVE, "中小企业预留份额", true, false},
        {PP_CONTROL_TOTAL, " 总 计", true, false},
        {PP_CONTROL_UNIT, "没有", false, true},
        {PP_CONTROL_KIND_COUNT, "", false, false},
        {PP_CONTROL_FUNCTION, "2", false, true},
        {PP_CONTROL_FUNCTION, "20", false, true},
        {PP_CONTROL_FUNCTION, "2010", false, true},
        {PP_CONTROL_FUNCTION, "201030", false, true},
        {PP_CONTROL_FUNCTION, "201", true, false},
        {PP_CONTROL_FUNCTION, "20103", true, false},
        {PP_CONTROL_FUNCTION, "2010302", true, false},
        {PP_CONTROL_FUNCTION, "[2010]x", false, true},
        {PP_CONTROL_FUNCTION, "202", false, true},
    };
    pp_plan *plan = sample();
    pp_totals *totals = totals_of(plan);
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        const pp_control control = {.kind = KEYS[i].kind, .key = KEYS[i].key};
        const pp_control_result result = pp_control_check(totals, plan, &control);
        assert_int_equal(result.known, KEYS[i].known);
        assert_int_equal(result.met, KEYS[i].met);
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* Units that are the same to people are one to a control, wherever their names stand among the others; names longer
 * than folding reaches are compared as they are. */
static void test_many_units(void **state)
{
    (void)state;
    enum { UNITS = 500, LONG = 1100 };
    pp_plan *plan = empty_plan();
    char name[64], long_name[LONG + 1];
    memset(long_name, 'a', LONG);
    long_name[LONG] = '\0';
    for (int i = 0; i < UNITS; i++) {
        snprintf(name, sizeof name, "单位%d", i);
        add_paid(plan, name, "2010301", "A02010105", "货物", (i + 1) * YUAN, 0);
        snprintf(name, sizeof name, " 单位 %d　", i);
        add_paid(plan, name, "2010301", "A02010105", "货物", WAN, 0);
    }
    add_paid(plan, long_name, "2010301", "A02010105", "货物", 7, 0);
    pp_totals *totals = totals_of(plan);
    for (int i = 0; i < UNITS; i++) {
        snprintf(name, sizeof name, "单 位%d", i);
        const pp_control control = {.kind = PP_CONTROL_UNIT, .key = name};
        const pp_control_result result = pp_control_check(totals, plan, &control);
        assert_int_equal(result.lines, 2);
        assert_int_equal(result.actual, (i + 1) * YUAN + WAN);
    }
    const pp_control same = {.kind = PP_CONTROL_UNIT, .key = long_name};
    assert_int_equal(pp_control_check(totals, plan, &same).actual, 7);
    long_name[0] = 'A';
    assert_false(pp_control_check(totals, plan, &same).known);
    pp_totals_free(totals);
    pp_plan_free(plan);
}

/* A department that the plan does not name cannot be held against a key. */
static void test_no_department(void **state)
{
    (void)state;
    pp_plan *plan = empty_plan();
    pp_totals *totals = totals_of(plan);
    const pp_control control = {.kind = PP_CONTROL_DEPARTMENT, .key = "办公厅"};
    assert_false(pp_control_check(totals, plan, &control).known);
    const pp_control subtotal = {.kind = PP_CONTROL_FUND, .key = "小计"};
    assert_false(pp_control_check(totals, plan, &subtotal).known); /* neither it nor a part of it */
    pp_totals_free(totals);
    pp_plan_free(plan);
}

static void test_relations(void **state)
{
    (void)state;
    static const struct {
        pp_money actual;
        pp_relation relation;
        pp_money amount, step;
        bool met, tail;
    } CASES[] = {
        {628903 * PRINTED, PP_EQUAL, 628903 * PRINTED, PRINTED, true, false},
        {628903 * PRINTED + PRINTED, PP_EQUAL, 628903 * PRINTED, PRINTED, false, false},
        {628903 * PRINTED - PRINTED, PP_EQUAL, 628903 * PRINTED, PRINTED, false, false},
        /* what rounds to the control meets it, and says that it is a tail */
        {628903 * PRINTED + 4999, PP_EQUAL, 628903 * PRINTED, PRINTED, true, true},
        {628903 * PRINTED + 5000, PP_EQUAL, 628903 * PRINTED, PRINTED, false, false},
        {628903 * PRINTED - 5000, PP_EQUAL, 628903 * PRINTED, PRINTED, true, true},
        {628903 * PRINTED - 5001, PP_EQUAL, 628903 * PRINTED, PRINTED, false, false},
        {-(628903 * PRINTED + 4999), PP_EQUAL, -628903 * PRINTED, PRINTED, true, true},
        {-(628903 * PRINTED + 5000), PP_EQUAL, -628903 * PRINTED, PRINTED, false, false},
        {-(628903 * PRINTED - 5000), PP_EQUAL, -628903 * PRINTED, PRINTED, true, true},
        /* the control's own digits count: 6289 万元 */
        {628903 * PRINTED, PP_EQUAL, 6289 * WAN, WAN, true, true},
        {628950 * PRINTED, PP_EQUAL, 6289 * WAN, WAN, false, false},
        {628950 * PRINTED, PP_EQUAL, 6290 * WAN, WAN, true, true},
        {628903 * PRINTED, PP_EQUAL, 628903 * PRINTED + 1, 1, false, false}, /* written to the 分: no tail */
        {628903 * PRINTED, PP_EQUAL, 628903 * PRINTED + 1, 0, false, false},
        {0, PP_EQUAL, 0, PRINTED, true, false},
        {PP_MONEY_MAX, PP_EQUAL, PP_MONEY_MAX - 5807, PRINTED, false, false}, /* cannot be rounded up */
        {PP_MONEY_MAX, PP_EQUAL, PP_MONEY_MIN, PRINTED, false, false},
        {PP_MONEY_MIN, PP_EQUAL, PP_MONEY_MAX, PRINTED, false, false},
        {5 * WAN, PP_AT_MOST, 5 * WAN, PRINTED, true, false},
        {5 * WAN - 1, PP_AT_MOST, 5 * WAN, PRINTED, true, false},
        {5 * WAN + 1, PP_AT_MOST, 5 * WAN, PRINTED, false, false}, /* a cap is not rounded away */
        {-1, PP_AT_MOST, 0, PRINTED, true, false},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_plan *plan = empty_plan();
        set_money(plan, add(plan, "甲", "2010301", "A02010105", "货物"), PP_COL_TOTAL, CASES[i].actual);
        pp_totals *totals = totals_of(plan);
        const pp_control control = {.kind = PP_CONTROL_TOTAL,
                                    .key = "",
                                    .relation = CASES[i].relation,
                                    .amount = CASES[i].amount,
                                    .unit_step = CASES[i].step};
        const pp_control_result result = pp_control_check(totals, plan, &control);
        if (result.met != CASES[i].met || result.tail != CASES[i].tail) {
            fail_msg("relation %zu: met %d, tail %d", i, result.met, result.tail);
        }
        pp_money difference;
        if (!pp_money_subtract(CASES[i].actual, CASES[i].amount, &difference)) { /* clamped */
            difference = CASES[i].actual > 0 ? PP_MONEY_MAX : PP_MONEY_MIN;
        }
        assert_int_equal(result.difference, difference);
        pp_totals_free(totals);
        pp_plan_free(plan);
    }
}

/* ---- A random plan, added up a second time ---- */

static void test_random_plan(void **state)
{
    (void)state;
    enum { LINES = 3000, UNITS = 23, FUNCTIONS = 5 };
    static const char *const FUNCTION[FUNCTIONS] = {"2010301", "2010302", "2010399", "2050101", "2080501"};
    const pp_catalog *catalog = pp_catalog_builtin();
    pp_plan *plan = empty_plan();
    pp_money of_unit[UNITS] = {0}, of_function[FUNCTIONS] = {0}, of_kind[PP_KIND_COUNT] = {0}, all = 0;
    pp_money *of_item = calloc((size_t)pp_catalog_size(catalog), sizeof *of_item);
    uint64_t seed = 22;
    for (size_t i = 0; i < LINES; i++) {
        char name[32];
        const size_t unit = random_next(&seed) % UNITS, function = random_next(&seed) % FUNCTIONS;
        const pp_item item = (pp_item)(random_next(&seed) % (uint64_t)pp_catalog_size(catalog));
        const pp_money amount = (pp_money)(random_next(&seed) % (1000 * (uint64_t)WAN)) - 100 * WAN;
        snprintf(name, sizeof name, "单位%zu", unit);
        const size_t line = add(plan, name, FUNCTION[function], pp_item_code(catalog, item), "");
        set_money(plan, line, PP_COL_TOTAL, amount);
        of_unit[unit] += amount;
        of_function[function] += amount;
        of_kind[pp_kind_of_code(pp_item_code(catalog, item))] += amount;
        of_item[item] += amount;
        all += amount;
    }
    pp_totals *totals = totals_of(plan);
    assert_int_equal(pp_totals_all(totals)->money[PP_COL_TOTAL], all);
    for (size_t u = 0; u < UNITS; u++) {
        char name[32];
        snprintf(name, sizeof name, "单位%zu", u);
        assert_int_equal(group(totals, PP_BY_UNIT, name)->money[PP_COL_TOTAL], of_unit[u]);
    }
    for (size_t f = 0; f < FUNCTIONS; f++) {
        assert_int_equal(group(totals, PP_BY_FUNCTION, FUNCTION[f])->money[PP_COL_TOTAL], of_function[f]);
    }
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        assert_int_equal(group(totals, PP_BY_KIND, pp_kind_name((pp_kind)k))->money[PP_COL_TOTAL], of_kind[k]);
    }
    for (int level = 1; level <= 2; level++) {
        size_t count;
        const pp_sum *sums = pp_totals_by(totals, level == 1 ? PP_BY_CLASS_1 : PP_BY_CLASS_2, &count);
        assert_true(count > 10);
        for (size_t i = 0; i < count; i++) {
            pp_money expected = 0;
            for (pp_item item = 0; item < pp_catalog_size(catalog); item++) { /* by the digits of the code */
                const size_t digits = level == 1 ? 3 : 5;
                const char *code = pp_item_code(catalog, item);
                expected += strlen(code) > 1 && strncmp(code, sums[i].key, digits) == 0 ? of_item[item] : 0;
            }
            assert_int_equal(sums[i].money[PP_COL_TOTAL], expected);
            assert_true(i == 0 || strcmp(sums[i - 1].key, sums[i].key) < 0);
        }
    }
    pp_totals_free(totals);
    pp_plan_free(plan);
    free(of_item);
    assert_int_equal(memory.alive, 0);
}

/* ---- Failing memory ---- */

static bool add_up(void *context)
{
    pp_error error = {0};
    pp_totals *totals = pp_totals_new(context, pp_catalog_builtin(), &error);
    assert_int_equal(error.code, totals == NULL ? PP_ERROR_MEMORY : PP_ERROR_NONE);
    const bool ok = totals != NULL;
    pp_totals_free(totals);
    return ok;
}

static void test_no_memory(void **state)
{
    (void)state;
    pp_plan *plan = sample();
    for (pp_item item = 1; item < pp_catalog_size(pp_catalog_builtin());
         item += 40) { /* so that every grouping grows */
        char unit[32];
        snprintf(unit, sizeof unit, "单位%d", (int)item);
        add_paid(plan, unit, unit, pp_item_code(pp_catalog_builtin(), item), "货物", YUAN, YUAN);
    }
    assert_true(every_allocation_fails(add_up, plan, NEVER_SURVIVES) > 15);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),          cmocka_unit_test(test_groups),
        cmocka_unit_test(test_empty_plan),   cmocka_unit_test(test_class_and_funds),
        cmocka_unit_test(test_unreadable),   cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_control_keys), cmocka_unit_test(test_control_columns),
        cmocka_unit_test(test_long_keys),    cmocka_unit_test(test_keys_without_meaning),
        cmocka_unit_test(test_many_units),   cmocka_unit_test(test_no_department),
        cmocka_unit_test(test_relations),    cmocka_unit_test(test_random_plan),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("totals", tests, NULL, NULL);
}
