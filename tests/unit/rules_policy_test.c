/* What the cases cannot show of the rules that rest on dated parameters: no policy, no row in force and how that is
 * said, tables of an office's own, dates to come, and plans of many lines. */
#include "unit.h"

#include "procplan/procplan.h"
#include "scratch_policy.h"

enum { MANY = 100000, DAY = 20240610 };

/* ---- Plans made by a program ---- */

static void set(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    assert_true(pp_plan_set_text(plan, line, column, text, strlen(text), NULL));
}

static void set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount)
{
    assert_true(pp_plan_set_money(plan, line, column, amount, NULL));
}

/* Adds a line: `amount` and `reserve` (分) for an item. */
static size_t add_line(pp_plan *plan, uint32_t row, const char *code, pp_money amount, pp_money reserve)
{
    size_t line;
    assert_true(pp_plan_add_line(plan, 0, row, &line, NULL));
    set(plan, line, PP_COL_FUNCTION_CODE, "2010301");
    set(plan, line, PP_COL_ITEM_CODE, code);
    set(plan, line, PP_COL_KIND, pp_kind_name(pp_kind_of_code(code)));
    set_money(plan, line, PP_COL_TOTAL, amount);
    set_money(plan, line, PP_COL_GENERAL, amount);
    set_money(plan, line, PP_COL_RESERVE, reserve);
    return line;
}

static pp_plan *new_plan(const char *year, const char *region)
{
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, "测试部门", NULL));
    assert_true(year == NULL || pp_plan_set_about(plan, PP_ABOUT_YEAR, year, NULL));
    assert_true(region == NULL || pp_plan_set_about(plan, PP_ABOUT_REGION, region, NULL));
    assert_int_equal(pp_plan_add_source(plan, "plan.csv", NULL), 0);
    return plan;
}

static pp_policy *load(const char *dir)
{
    pp_error error = {0};
    pp_policy *policy = pp_policy_load(dir, &error);
    if (policy == NULL) {
        fail_msg("%s: %u: %s", error.file, error.row, error.text);
    }
    return policy;
}

static pp_report *check(const pp_plan *plan, const pp_policy *policy, int today)
{
    pp_error error;
    const pp_check_options options = {.level = PP_SUBMIT, .policy = policy, .today = today};
    pp_report *report = pp_check(plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(report);
    return report;
}

static size_t count_of(const pp_report *report, const char *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        count += strcmp(pp_report_finding(report, i)->rule->id, rule) == 0;
    }
    return count;
}

static const pp_finding *first_of(const pp_report *report, const char *rule)
{
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        if (strcmp(pp_report_finding(report, i)->rule->id, rule) == 0) {
            return pp_report_finding(report, i);
        }
    }
    fail_msg("no finding of %s", rule);
    return NULL;
}

/* The reason for which a rule was not checked, NULL when it was; it is listed once at most. */
static const char *why_not(const pp_report *report, const char *rule)
{
    const char *reason = NULL;
    for (size_t i = 0; i < pp_report_not_checked(report); i++) {
        if (strcmp(pp_report_not_checked_at(report, i)->rule, rule) == 0) {
            assert_null(reason);
            reason = pp_report_not_checked_at(report, i)->reason;
        }
    }
    return reason;
}

static void expect_reason(const pp_report *report, const char *rule, const char *words)
{
    const char *reason = why_not(report, rule);
    if (reason == NULL || strstr(reason, words) == NULL) {
        fail_msg("%s: “%s” instead of “%s”", rule, reason == NULL ? "checked" : reason, words);
    }
}

/* ---- What is not checked, and why ---- */

static void test_without_policy(void **state)
{
    (void)state;
    static const char *const RULES[] = {"SME-01", "SME-02", "SME-03", "SME-04", "SME-05", "SME-06", "SME-07",
                                        "SME-08", "MTH-01", "MTH-02", "MTH-03", "MTH-04", "MTH-06", "MTH-07"};
    pp_plan *plan = new_plan("2024", "青岛");
    const size_t line = add_line(plan, 2, "A02010105", 1000000, 0);
    set_money(plan, line, PP_COL_RESERVE_MICRO, 0);
    set(plan, line, PP_COL_REASON, "随便");
    set(plan, line, PP_COL_RESERVE_MODE, "随便");
    set(plan, line, PP_COL_METHOD, "随便");
    set(plan, line, PP_COL_ORGANISATION, "随便");
    set(plan, line, PP_COL_WHEN, "2024年7月");
    set_money(plan, line, PP_COL_PRICE, 100);
    pp_report *report = check(plan, NULL, DAY);
    assert_null(pp_report_policy(report));
    assert_null(pp_report_ledger(report));
    for (size_t i = 0; i < COUNT(RULES); i++) {
        expect_reason(report, RULES[i], "没有载入政策参数表");
        assert_int_equal(count_of(report, RULES[i]), 0);
    }
    expect_reason(report, "MTH-05", "没有载入政策参数表");
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_keeps_policy_and_ledger(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2024", "青岛");
    add_line(plan, 2, "C23120301", 100000000, 0);
    pp_error error;
    pp_report *report = check(plan, policy, 0);
    assert_ptr_equal(pp_report_policy(report), policy);
    assert_int_equal(pp_ledger_lines(pp_report_ledger(report)), 1);
    pp_report_free(report);
    /* The options go before what the plan says. */
    const pp_check_options national = {.region = "全国", .year = 2020, .policy = policy};
    report = pp_check(plan, pp_catalog_builtin(), &national, &error);
    assert_non_null(report);
    assert_null(pp_ledger_line_at(pp_report_ledger(report), 0)->policy);
    expect_reason(report, "SME-01", "全国在 2020 年没有现行的服务预留规定");
    assert_int_equal(count_of(report, "SME-04"), 1);
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

static void test_no_row_in_force(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2027", NULL);
    add_line(plan, 2, "B01010000", 100000000, 30000000);
    const size_t goods = add_line(plan, 3, "A02010105", 10000000, 0);
    set(plan, goods, PP_COL_METHOD, "询价");
    pp_report *report = check(plan, policy, 0);
    expect_reason(report, "SME-01", "全国在 2027 年没有现行的工程预留规定，工程的采购项没有核对");
    expect_reason(report, "SME-02", "2027 年没有现行的工程预留规定");
    assert_int_equal(count_of(report, "SME-01"), 1);
    assert_int_equal(first_of(report, "SME-01")->line, (long)goods);
    assert_null(why_not(report, "SME-04"));
    expect_reason(report, "MTH-02", "没有现行的货物公开招标数额标准");
    expect_reason(report, "MTH-03", "没有现行的货物、工程分散采购限额标准");
    pp_report_free(report);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, "2017", NULL));
    report = check(plan, policy, 0);
    expect_reason(report, "SME-01", "没有现行的货物、工程预留规定");
    expect_reason(report, "SME-04", "2017 年没有现行的年度预留总额规定，这一项没有核对");
    assert_int_equal(count_of(report, "SME-01") + count_of(report, "SME-04"), 0);
    pp_report_free(report);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, "明年", NULL));
    report = check(plan, policy, 0);
    expect_reason(report, "SME-01", "年度未填");
    expect_reason(report, "SME-04", "年度未填");
    expect_reason(report, "MTH-03", "年度未填");
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- What a finding rests on ---- */

static void test_basis(void **state)
{
    (void)state;
    put_policy("sme-reserve.csv", "valid_from,valid_to,region,kind,threshold_wan,share,micro_share,basis,sure\n"
                                  "2021-01-01,,全国,货物,200,30%,60%,某办法 第八条,press 85%\n"
                                  "2018-01-01,,全国,年度总额,0,30%,60%,某法 第四十条,recalled 50%\n");
    pp_policy *policy = load(folder);
    pp_plan *plan = new_plan("2024", NULL);
    add_line(plan, 2, "A02010105", 100000000, 0);
    add_line(plan, 3, "A02010108", 300000000, 10000000);
    pp_report *report = check(plan, policy, 0);
    assert_string_equal(first_of(report, "SME-01")->basis,
                        "财库〔2020〕46号 第七条；某办法 第八条（把握程度：报刊转述 85%）");
    assert_string_equal(first_of(report, "SME-02")->basis,
                        "财库〔2020〕46号 第八条；某办法 第八条（把握程度：报刊转述 85%）");
    assert_string_equal(first_of(report, "SME-04")->basis, "某法 第四十条（把握程度：凭记忆，待核 50%）");
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* A share that two decimals would show as sufficient is not shown so. */
static void test_share_just_missed(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2024", NULL);
    add_line(plan, 2, "A02010105", 1000000000, 299999999);
    pp_report *report = check(plan, policy, 0);
    assert_non_null(strstr(first_of(report, "SME-02")->message, "占比不足 30%"));
    assert_non_null(strstr(first_of(report, "SME-04")->message, "占比不足 30%"));
    assert_non_null(strstr(first_of(report, "SME-02")->message, "少 0.000001 万元（0.01 元）"));
    set_money(plan, 0, PP_COL_RESERVE, 42881000);
    pp_report_free(report);
    report = check(plan, policy, 0);
    assert_non_null(strstr(first_of(report, "SME-02")->message, "占 4.29%"));
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- Cumulation ---- */

/* The row says over which level lines are cumulated: 台式计算机 and 便携式计算机 are both 信息化设备. */
static void test_second_level(void **state)
{
    (void)state;
    static const char ROWS[] = "valid_from,valid_to,region,name,kind,amount_wan,level,basis,sure\n"
                               "2020-01-01,,全国,分散采购限额,货物,100,%s,某目录,press\n";
    char table[512];
    pp_plan *plan = new_plan("2024", NULL);
    set(plan, add_line(plan, 2, "A02010105", 50000000, 50000000), PP_COL_METHOD, "询价");
    set(plan, add_line(plan, 3, "A02010108", 50000000, 50000000), PP_COL_METHOD, "询价");
    set(plan, add_line(plan, 4, "A05010201", 50000000, 50000000), PP_COL_METHOD, "询价");
    for (int second = 0; second < 2; second++) {
        snprintf(table, sizeof table, ROWS, second == 1 ? "二级" : "末级");
        put_policy("thresholds.csv", table);
        pp_policy *policy = load(folder);
        pp_report *report = check(plan, policy, 0);
        assert_null(why_not(report, "MTH-03"));
        assert_int_equal(count_of(report, "MTH-03"), second);
        if (second == 1) {
            assert_non_null(strstr(first_of(report, "MTH-03")->message, "A02010000"));
            assert_string_equal(first_of(report, "MTH-03")->actual, "100.00");
        }
        pp_report_free(report);
        pp_policy_free(policy);
    }
    pp_plan_free(plan);
}

/* ---- Dates to come ---- */

static const char *judge_when(const pp_policy *policy, const char *year, const char *when, const char *method,
                              int today, char message[512])
{
    pp_plan *plan = new_plan(year, NULL);
    const size_t line = add_line(plan, 2, "A02010105", 1000000, 1000000);
    set(plan, line, PP_COL_WHEN, when);
    set(plan, line, PP_COL_METHOD, method);
    pp_report *report = check(plan, policy, today);
    message[0] = '\0';
    if (count_of(report, "MTH-05") > 0) {
        snprintf(message, 512, "%s", first_of(report, "MTH-05")->message);
    }
    pp_report_free(report);
    pp_plan_free(plan);
    return message;
}

static void test_dates_to_come(void **state)
{
    (void)state;
    static const struct {
        const char *year, *when, *method;
        int today;
        const char *expected; /* a part of the message, "" for none */
    } ROWS[] = {
        {"2024", "2024年5月", "询价", DAY, "已经过去"},
        {"2024", "2024-06-09", "询价", DAY, "已经过去"},
        {"2024", "2024-06-10", "询价", DAY, "最多 0 天"},
        {"2024", "2024年6月", "询价", DAY, "最多 20 天，来不及提前 30 日"},
        {"2024", "6月", "询价", DAY, "最多 20 天"},
        {"2024", "2024-07-09", "询价", DAY, "最多 29 天"},
        {"2024", "2024-07-10", "询价", DAY, ""},
        {"2024", "2024年7月", "询价", DAY, ""},
        {"2024", "2024年6月", "框架协议采购", DAY, ""}, /* needs no intention */
        {"2024", "2024年5月", "框架协议采购", DAY, "已经过去"},
        {"2024", "2024年5月", "询价", 0, ""},        /* today is not known */
        {"2024", "2024年5月", "询价", 20249999, ""}, /* no day */
        {"2024", "2024年5月", "询价", 20250101, ""}, /* the plan's year is over */
        {"2025", "2025-01-01", "询价", 20241202, ""},
        {"2025", "2025-01-01", "询价", 20241203, "最多 29 天"},
        {"2024", "2024-03-01", "询价", 20240131, ""}, /* 2024 has 29 days in February */
        {"2023", "2023-03-01", "询价", 20230131, "最多 29 天"},
        {"2024", "2025年1月", "询价", DAY, "不在计划年度"},
        {NULL, "2024年5月", "询价", DAY, "已经过去"},
        {NULL, "2023年5月", "询价", DAY, ""},
        {NULL, "5月", "询价", DAY, ""}, /* no year at all */
    };
    pp_policy *policy = load(NULL);
    char message[512];
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        judge_when(policy, ROWS[i].year, ROWS[i].when, ROWS[i].method, ROWS[i].today, message);
        if (ROWS[i].expected[0] == '\0' ? message[0] != '\0' : strstr(message, ROWS[i].expected) == NULL) {
            fail_msg("row %zu, %s on %d: “%s”", i, ROWS[i].when, ROWS[i].today, message);
        }
    }
    pp_policy_free(policy);
}

/* A text of any length is no date, and its message stays short. */
static void test_long_time(void **state)
{
    (void)state;
    char text[4001], message[512];
    memset(text, '3', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_non_null(strstr(judge_when(NULL, "2024", text, "", 0, message), "读不出"));
}

static void test_dates_not_checked(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2020", NULL);
    set(plan, add_line(plan, 2, "A02010105", 1000000, 1000000), PP_COL_WHEN, "2020年7月");
    pp_report *report = check(plan, policy, 20200610); /* before the notice */
    expect_reason(report, "MTH-05", "2020 年没有现行的采购意向公开规定");
    pp_report_free(report);
    pp_plan_free(plan);
    plan = new_plan(NULL, NULL);
    set(plan, add_line(plan, 2, "A02010105", 1000000, 1000000), PP_COL_WHEN, "7月");
    report = check(plan, policy, DAY);
    expect_reason(report, "MTH-05", "年度未填");
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- Figures at the edge ---- */

/* Sums beyond 64 bits end nothing and invent nothing. */
static void test_beyond_64_bits(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2026", "青岛");
    for (uint32_t i = 0; i < 3; i++) {
        const size_t line = add_line(plan, i + 2, "C23120301", PP_MONEY_MAX - i, i);
        set(plan, line, PP_COL_METHOD, "询价");
        set(plan, line, PP_COL_RESERVE_MODE, "分包99.99%");
        set_money(plan, line, PP_COL_RESERVE_MICRO, 0);
        set_money(plan, line, PP_COL_PRICE, PP_MONEY_MAX);
    }
    pp_report *report = check(plan, policy, DAY);
    assert_int_equal(count_of(report, "SME-02"), 1);
    assert_int_equal(count_of(report, "MTH-07"), 1);
    assert_int_equal(count_of(report, "MTH-03"), 0);
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- Many lines ---- */

static void test_many_lines(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2026", "青岛");
    char text[32];
    for (uint32_t i = 0; i < MANY; i++) {
        /* 9.00 … 9.99 万元; ten units; every fourth line is reserved whole, every fourth has a reason, every fourth one
         * that names no case, every fourth nothing. */
        const pp_money amount = 9000000 + (pp_money)(i % 100) * 10000;
        const size_t line =
            add_line(plan, i + 2, i % 2 == 0 ? "A02010105" : "C23120301", amount, i % 4 == 0 ? amount : 0);
        snprintf(text, sizeof text, "单位%u", i % 10);
        set(plan, line, PP_COL_UNIT, text);
        set(plan, line, PP_COL_REASON, i % 4 == 1 ? "（二）专利" : i % 4 == 2 ? "随便" : "");
        set(plan, line, PP_COL_METHOD, i % 3 == 0 ? "询价" : i % 3 == 1 ? "公开招标" : "01");
        set(plan, line, PP_COL_WHEN, i % 5 == 0 ? "尽快" : "2026年12月");
        set_money(plan, line, PP_COL_PRICE, 600000);
    }
    pp_report *report = check(plan, policy, 20260101);
    assert_int_equal(count_of(report, "SME-01"), MANY / 4);
    assert_int_equal(count_of(report, "SME-06"), MANY / 4);
    assert_int_equal(count_of(report, "SME-08"), 0);
    assert_int_equal(count_of(report, "SME-02"), 0);
    assert_int_equal(count_of(report, "MTH-01"), MANY / 3);
    assert_int_equal(count_of(report, "MTH-03"), 10); /* five units buy the one item, five the other */
    assert_int_equal(count_of(report, "MTH-04"), MANY / 2);
    assert_int_equal(count_of(report, "MTH-05"), MANY / 5);
    assert_non_null(strstr(first_of(report, "MTH-03")->message, " 行。"));
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* Every line is a unit of its own: nothing adds up, and nothing is compared in pairs. */
static void test_many_units(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2026", "青岛");
    char unit[32];
    for (uint32_t i = 0; i < MANY; i++) {
        const size_t line = add_line(plan, i + 2, "A02010105", 99990000, 99990000);
        snprintf(unit, sizeof unit, "单位%u", i);
        set(plan, line, PP_COL_UNIT, unit);
        set(plan, line, PP_COL_ORGANISATION, "分散采购");
    }
    pp_report *report = check(plan, policy, 0);
    assert_int_equal(count_of(report, "MTH-03"), 0);
    assert_int_equal(pp_report_findings(report), 0);
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- SME-07 and the suggestion ---- */

/* How many findings of SME-07 are more than a notice. */
static size_t disputed_modes(const pp_plan *plan, const pp_policy *policy)
{
    pp_report *report = check(plan, policy, 0);
    size_t count = 0;
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        const pp_finding *f = pp_report_finding(report, i);
        count += strcmp(f->rule->id, "SME-07") == 0 && f->severity > PP_INFO;
    }
    pp_report_free(report);
    return count;
}

/* Raising a reserve beyond the percentage of its mode is what the law asks for, and must not be held against it. */
static void test_suggestion_and_modes(void **state)
{
    (void)state;
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2024", "青岛");
    pp_proposal *proposals;
    size_t count;
    set(plan, add_line(plan, 2, "A02010108", 1000000000, 300000000), PP_COL_RESERVE_MODE, "分包30%");
    set(plan, add_line(plan, 3, "C23120301", 500000000, 0), PP_COL_RESERVE_MODE, "");
    set(plan, add_line(plan, 4, "A02010105", 50000000, 20000000), PP_COL_RESERVE_MODE, "联合体40%");
    assert_int_equal(disputed_modes(plan, policy), 0);
    pp_ledger *ledger = pp_ledger_new(plan, policy, "青岛", 2024, NULL);
    assert_true(pp_ledger_suggest(ledger, &proposals, &count, NULL));
    assert_true(count >= 2);
    assert_true(pp_plan_apply(plan, proposals, count, NULL));
    assert_int_equal(disputed_modes(plan, policy), 0);
    pp_report *report = check(plan, policy, 0);
    assert_true(count_of(report, "SME-07") > 0); /* noted */
    assert_int_equal(count_of(report, "SME-01") + count_of(report, "SME-02") + count_of(report, "SME-04"), 0);
    pp_report_free(report);
    free(proposals);
    pp_ledger_free(ledger);
    pp_plan_free(plan);
    pp_policy_free(policy);
}

/* ---- A cell of a megabyte ---- */

static void test_long_cells(void **state)
{
    (void)state;
    enum { LONG = 999999 };
    char *text = malloc(LONG + 1);
    assert_non_null(text);
    for (size_t i = 0; i < LONG; i += 3) {
        memcpy(text + i, "名", 3);
    }
    text[LONG] = '\0';
    pp_policy *policy = load(NULL);
    pp_plan *plan = new_plan("2024", "青岛");
    for (uint32_t row = 2; row < 6; row++) {
        const size_t line = add_line(plan, row, "A02010105", 1000000, 1000000);
        set(plan, line, PP_COL_FUNCTION_NAME, row == 2 ? text : "行政运行");
        set(plan, line, PP_COL_RESERVE_MODE, text);
    }
    pp_report *report = check(plan, policy, 0);
    assert_int_equal(count_of(report, "FRM-10"), 3);
    assert_int_equal(count_of(report, "SME-07"), 4);
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        const pp_finding *f = pp_report_finding(report, i);
        assert_true(strlen(f->message) < 2000);
        assert_true(f->actual == NULL || strlen(f->actual) <= 603);
        assert_true(f->expected == NULL || strlen(f->expected) <= 603);
    }
    const char *kept = first_of(report, "FRM-10")->expected;
    assert_string_equal(kept + 600, "…");
    assert_memory_equal(kept + 597, "名", 3);
    assert_ptr_equal(first_of(report, "SME-07")->actual, kept); /* once for all findings */
    pp_report_free(report);
    pp_plan_free(plan);
    pp_policy_free(policy);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_policy),
        cmocka_unit_test(test_keeps_policy_and_ledger),
        cmocka_unit_test(test_no_row_in_force),
        cmocka_unit_test_setup_teardown(test_basis, make_policy_folder, remove_policy_folder),
        cmocka_unit_test(test_share_just_missed),
        cmocka_unit_test_setup_teardown(test_second_level, make_policy_folder, remove_policy_folder),
        cmocka_unit_test(test_dates_to_come),
        cmocka_unit_test(test_long_time),
        cmocka_unit_test(test_dates_not_checked),
        cmocka_unit_test(test_beyond_64_bits),
        cmocka_unit_test(test_many_lines),
        cmocka_unit_test(test_many_units),
        cmocka_unit_test(test_suggestion_and_modes),
        cmocka_unit_test(test_long_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
