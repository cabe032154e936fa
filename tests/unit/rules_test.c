/* What the cases in tests/cases cannot show: the registry, the order of a report, options, plans made by a program,
 * figures at the edge of 64 bits, and plans of many lines. */
#include "procplan/procplan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 100000 };

/* ---- Plans made by a program ---- */

static void set(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    assert_true(pp_plan_set_text(plan, line, column, text, strlen(text), NULL));
}

static void set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount)
{
    assert_true(pp_plan_set_money(plan, line, column, amount, NULL));
}

/* Adds a line that is in order: `amount` (分) for 台式计算机. */
static size_t add_line(pp_plan *plan, int source, uint32_t row, pp_money amount)
{
    size_t line;
    assert_true(pp_plan_add_line(plan, source, row, &line, NULL));
    set(plan, line, PP_COL_FUNCTION_CODE, "2010301");
    set(plan, line, PP_COL_ITEM_CODE, "A02010105");
    set(plan, line, PP_COL_ITEM_NAME, "台式计算机");
    set(plan, line, PP_COL_KIND, "货物");
    set_money(plan, line, PP_COL_TOTAL, amount);
    set_money(plan, line, PP_COL_GENERAL, amount);
    set_money(plan, line, PP_COL_RESERVE, 0);
    return line;
}

/* A plan without lines, with department and year and one source. */
static pp_plan *new_plan(void)
{
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, "测试部门", NULL));
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, "2024", NULL));
    assert_int_equal(pp_plan_add_source(plan, "plan.csv", NULL), 0);
    return plan;
}

static void add_control(pp_plan *plan, pp_control_kind kind, const char *name, const char *key, pp_relation relation,
                        pp_money amount)
{
    const pp_control control = {.kind = kind,
                                .name = name,
                                .key = key,
                                .relation = relation,
                                .amount = amount,
                                .unit_step = 10000,
                                .file = "controls.csv",
                                .row = (uint32_t)pp_plan_controls(plan) + 2,
                                .column = 4};
    assert_true(pp_plan_add_control(plan, &control, NULL));
}

static pp_report *check(const pp_plan *plan, pp_level level)
{
    pp_error error;
    const pp_check_options options = {.level = level};
    pp_report *report = pp_check(plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(report);
    return report;
}

/* How often a rule is among the findings. */
static size_t count_of(const pp_report *report, const char *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        count += strcmp(pp_report_finding(report, i)->rule->id, rule) == 0;
    }
    return count;
}

/* The first finding of a rule. */
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

static const char *why_not_checked(const pp_report *report, const char *rule)
{
    for (size_t i = 0; i < pp_report_not_checked(report); i++) {
        if (strcmp(pp_report_not_checked_at(report, i)->rule, rule) == 0) {
            return pp_report_not_checked_at(report, i)->reason;
        }
    }
    return NULL;
}

/* ---- The registry ---- */

static void test_registry(void **state)
{
    (void)state;
    for (size_t i = 0; i < pp_rules(); i++) {
        const pp_rule_info *rule = pp_rule(i);
        assert_non_null(rule);
        assert_ptr_equal(pp_rule_find(rule->id), rule); /* so ids are different */
        assert_int_equal(strlen(rule->id), 6);
        assert_true(rule->title[0] != '\0' && rule->checks[0] != '\0' && rule->fix[0] != '\0' &&
                    rule->basis[0] != '\0');
        for (int level = PP_DRAFT; level < PP_LEVEL_COUNT; level++) {
            assert_true(rule->severity[level] >= PP_OFF && rule->severity[level] < PP_SEVERITY_COUNT);
        }
        if (i > 0 && strncmp(rule->id, pp_rule(i - 1)->id, 4) == 0) {
            assert_true(strcmp(pp_rule(i - 1)->id, rule->id) < 0);
        }
    }
    assert_null(pp_rule(pp_rules()));
    assert_null(pp_rule_find("CAT-99"));
    assert_null(pp_rule_find(""));
    assert_string_equal(pp_rule_find("cat-01")->id, "CAT-01");
    assert_string_equal(pp_rule_find("ＣＡＴ-01")->id, "CAT-01");
    assert_string_equal(pp_rule_find("amt-4")->id, "AMT-04");
    assert_string_equal(pp_rule_find("frm10")->id, "FRM-10");
    assert_string_equal(pp_rule_find("Ctl 001")->id, "CTL-01");
    static const char *const STRANGE[] = {"-",      "4",      "AMT",
                                          "AMT-",   "AMT-4x", "AMT-00004",
                                          "AMT--4", "AMT-0",  "a very long name of a rule that there is not-1"};
    for (size_t i = 0; i < sizeof STRANGE / sizeof STRANGE[0]; i++) {
        assert_null(pp_rule_find(STRANGE[i]));
    }
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(pp_severity_key(PP_ERROR), "error");
    assert_string_equal(pp_severity_key(PP_WARNING), "warning");
    assert_string_equal(pp_severity_key(PP_INFO), "info");
    assert_string_equal(pp_severity_name(PP_ERROR), "错误");
    assert_string_equal(pp_severity_name(PP_SEVERITY_COUNT), "");
    assert_string_equal(pp_severity_key(PP_SEVERITY_COUNT), "");
    assert_string_equal(pp_level_key(PP_SUBMIT), "submit");
    assert_string_equal(pp_level_name(PP_AUDIT), "自查");
    assert_string_equal(pp_level_key(PP_LEVEL_COUNT), "");
    assert_string_equal(pp_level_name(PP_LEVEL_COUNT), "");
}

/* ---- Reports ---- */

static void test_nothing_wrong(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    add_line(plan, 0, 2, 45000000);
    pp_report *report = check(plan, PP_AUDIT);
    assert_int_equal(pp_report_findings(report), 0);
    assert_null(pp_report_finding(report, 0));
    assert_int_equal(pp_report_level(report), PP_AUDIT);
    assert_int_equal(pp_report_year(report), 2024);
    assert_null(pp_report_region(report));
    assert_int_equal(pp_report_controls(report), 0);
    assert_null(pp_report_control(report, 0));
    assert_null(pp_report_not_checked_at(report, pp_report_not_checked(report)));
    assert_int_equal(pp_report_count(report, PP_SEVERITY_COUNT), 0);
    assert_int_equal(pp_totals_all(pp_report_totals(report))->money[PP_COL_TOTAL], 45000000);
    assert_non_null(strstr(why_not_checked(report, "FRM-05"), "预算单位"));
    assert_non_null(strstr(why_not_checked(report, "AMT-06"), "单价"));
    assert_non_null(strstr(why_not_checked(report, "AMT-08"), "其中小微企业"));
    assert_non_null(strstr(why_not_checked(report, "CTL-01"), "控制数"));
    assert_non_null(why_not_checked(report, "CTL-02"));
    assert_null(why_not_checked(report, "CAT-01"));
    pp_report_free(report);
    pp_report_free(NULL);
    pp_plan_free(plan);
}

static void test_options(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    add_line(plan, 0, 2, 45000000);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_REGION, "青岛", NULL));
    pp_report *report = pp_check(plan, pp_catalog_builtin(), NULL, NULL);
    assert_int_equal(pp_report_level(report), PP_DRAFT);
    assert_string_equal(pp_report_region(report), "青岛");
    pp_report_free(report);
    const pp_check_options options = {.level = PP_SUBMIT, .region = "全国", .year = 2026};
    report = pp_check(plan, pp_catalog_builtin(), &options, NULL);
    assert_int_equal(pp_report_level(report), PP_SUBMIT);
    assert_int_equal(pp_report_year(report), 2026);
    assert_string_equal(pp_report_region(report), "全国");
    pp_report_free(report);
    const pp_check_options odd = {.level = (pp_level)77};
    report = pp_check(plan, pp_catalog_builtin(), &odd, NULL);
    assert_int_equal(pp_report_level(report), PP_DRAFT);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* Worst first; then by source, row and column; controls last; rules of one cell in the registry's order. */
static void test_order(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    assert_int_equal(pp_plan_add_source(plan, "b.csv", "表二"), 1);
    for (int source = 0; source < 2; source++) {
        for (int column = PP_COL_FUNCTION_CODE; column <= PP_COL_GENERAL; column++) {
            assert_true(pp_plan_map_column(plan, source, (pp_column)column, (uint32_t)column + 1, "标题", NULL));
        }
        assert_true(pp_plan_map_column(plan, source, PP_COL_RESERVE, 30, "预留", NULL));
    }
    const size_t second = add_line(plan, 1, 2, 10000000);
    const size_t zero = add_line(plan, 0, 9, 0);
    const size_t first = add_line(plan, 0, 4, 20000000);
    set(plan, second, PP_COL_KIND, "设备");
    set(plan, first, PP_COL_KIND, "工具");
    set(plan, first, PP_COL_FUNCTION_CODE, "1");
    set_money(plan, first, PP_COL_RESERVE, 30000000);
    set_money(plan, zero, PP_COL_SUBTOTAL, 0);
    add_control(plan, PP_CONTROL_TOTAL, "合计", "", PP_EQUAL, 1);
    pp_report *report = check(plan, PP_DRAFT);
    static const struct {
        const char *rule, *file;
        uint32_t row;
    } wanted[] = {
        {"FRM-03", "plan.csv", 4}, {"FRM-06", "plan.csv", 4},     {"AMT-07", "plan.csv", 4},
        {"FRM-06", "b.csv", 2},    {"CTL-01", "controls.csv", 2}, {"AMT-05", "plan.csv", 9},
    };
    assert_int_equal(pp_report_findings(report), sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const pp_finding *f = pp_report_finding(report, i);
        assert_string_equal(f->rule->id, wanted[i].rule);
        assert_string_equal(f->where.file, wanted[i].file);
        assert_int_equal(f->where.row, wanted[i].row);
        assert_true(f->message[0] != '\0' && f->fix[0] != '\0' && f->basis[0] != '\0');
    }
    assert_int_equal(pp_report_count(report, PP_ERROR), 5);
    assert_int_equal(pp_report_count(report, PP_WARNING), 1);
    assert_string_equal(pp_report_finding(report, 3)->where.sheet, "表二");
    assert_int_equal(pp_report_finding(report, 3)->line, (long)second);
    assert_int_equal(pp_report_finding(report, 3)->column, PP_COL_KIND);
    assert_int_equal(pp_report_finding(report, 4)->line, -1);
    assert_int_equal(pp_report_controls(report), 1);
    assert_false(pp_report_control(report, 0)->met);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* A column that one file has and another lacks: the heading is missed in that file, its cells are not. */
static void test_sources_differ(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    assert_int_equal(pp_plan_add_source(plan, "b.csv", NULL), 1);
    for (int column = PP_COL_FUNCTION_CODE; column <= PP_COL_RESERVE; column++) {
        assert_true(pp_plan_map_column(plan, 0, (pp_column)column, (uint32_t)column + 1, "标题", NULL));
        if (column != PP_COL_KIND) {
            assert_true(pp_plan_map_column(plan, 1, (pp_column)column, (uint32_t)column + 1, "标题", NULL));
        }
    }
    add_line(plan, 0, 2, 10000000);
    const size_t line = add_line(plan, 1, 2, 20000000);
    set(plan, line, PP_COL_KIND, "");
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "FRM-01"), 1);
    assert_string_equal(first_of(report, "FRM-01")->where.file, "b.csv");
    assert_string_equal(first_of(report, "FRM-01")->expected, "采购类别");
    assert_int_equal(count_of(report, "FRM-02"), 0);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* A plan that has neither files nor lines is still a plan. */
static void test_bare(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    pp_report *report = check(plan, PP_SUBMIT);
    assert_int_equal(count_of(report, "FRM-09"), 1);
    assert_int_equal(count_of(report, "FRM-08"), 2);
    assert_int_equal(count_of(report, "FRM-01"), 6);
    assert_null(first_of(report, "FRM-09")->where.file);
    assert_non_null(why_not_checked(report, "CAT-01"));
    assert_non_null(why_not_checked(report, "AMT-01"));
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_duplicate_of_another_file(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    assert_int_equal(pp_plan_add_source(plan, "b.csv", NULL), 1);
    add_line(plan, 0, 7, 1000000);
    add_line(plan, 1, 2, 1000000);
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "FRM-04"), 1);
    assert_string_equal(first_of(report, "FRM-04")->where.file, "b.csv");
    assert_non_null(strstr(first_of(report, "FRM-04")->message, "“plan.csv”的第 7 行"));
    assert_int_equal(first_of(report, "FRM-04")->column, PP_NO_COLUMN);
    pp_report_free(report);
    /* Two texts that are no amounts are not known to be the same amount. */
    assert_true(pp_plan_set_unreadable(plan, 0, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "一", 3, NULL));
    assert_true(pp_plan_set_unreadable(plan, 1, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "二", 3, NULL));
    report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "FRM-04"), 0);
    assert_int_equal(count_of(report, "AMT-01"), 2);
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_about(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    add_line(plan, 0, 2, 1000000);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, "今年", NULL));
    assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, "部\x01门", NULL));
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(pp_report_findings(report), 2);
    assert_string_equal(first_of(report, "FRM-07")->where.title, "部门");
    assert_string_equal(first_of(report, "FRM-08")->where.title, "年度");
    assert_string_equal(first_of(report, "FRM-08")->actual, "今年");
    pp_report_free(report);
    pp_plan_free(plan);
}

/* A table by itself takes about's entries above its heading, a folder in about.csv; findings stand where they do. */
static void test_about_place(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_int_equal(pp_plan_add_source(plan, "计划.csv", NULL), 0);
    add_line(plan, 0, 2, 1000000);
    assert_null(pp_plan_about_place(plan, PP_ABOUT_YEAR).file);
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "FRM-08"), 2);
    assert_string_equal(first_of(report, "FRM-08")->where.file, "计划.csv");
    assert_string_equal(first_of(report, "FRM-08")->where.title, "部门");
    assert_non_null(strstr(first_of(report, "FRM-08")->fix, "请在表头上方加一行“部门名称：某某局”，或改用文件夹"));
    assert_non_null(strstr(pp_report_finding(report, 1)->fix, "请在表头上方加一行“年度：2024”"));
    pp_report_free(report);
    assert_true(pp_plan_set_about_place(plan, PP_ABOUT_YEAR, "about.csv", 3, 2, NULL));
    assert_true(pp_plan_set_about_place(plan, PP_ABOUT_DEPARTMENT, "about.csv", 0, 0, NULL));
    report = check(plan, PP_DRAFT);
    const pp_finding *department = pp_report_finding(report, 0), *year = pp_report_finding(report, 1);
    assert_string_equal(department->where.file, "about.csv");
    assert_int_equal(department->where.row, 0);
    assert_string_equal(department->fix, "请在 about.csv 中写一行“部门,某某局”（写实际名称）。");
    assert_string_equal(year->where.file, "about.csv");
    assert_string_equal(year->where.title, "年度");
    assert_int_equal(year->where.row, 3);
    assert_int_equal(year->where.column, 2);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* More lines with wrong sums, or more unreadable cells, than are looked at for the cause of a difference. */
static void test_many_causes(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    for (uint32_t i = 0; i < 8; i++) {
        set_money(plan, add_line(plan, 0, i + 2, 1000000 + i), PP_COL_TOTAL, 1000001 + i);
    }
    add_control(plan, PP_CONTROL_TOTAL, "合计", "", PP_EQUAL, 8000000 + 28);
    pp_report *report = check(plan, PP_DRAFT);
    assert_non_null(
        strstr(first_of(report, "CTL-01")->fix, "正好是第 2 行、第 3 行、第 4 行、第 5 行、第 6 行等 8 行"));
    pp_report_free(report);
    for (uint32_t i = 8; i < 20000; i++) {
        set_money(plan, add_line(plan, 0, i + 2, 1000000), PP_COL_TOTAL, 1000001);
    }
    for (int i = 0; i < 1000; i++) {
        add_control(plan, PP_CONTROL_UNIT, "预算单位", "", PP_EQUAL, 5);
    }
    report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "CTL-01"), 1001);
    assert_null(strstr(first_of(report, "CTL-01")->fix, "正好是"));
    pp_report_free(report);
    for (size_t i = 0; i < 20000; i++) {
        assert_true(pp_plan_set_unreadable(plan, i, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "一", 3, NULL));
    }
    report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "CTL-01")->message, "另有 20000 个"));
    bool cut = false;
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        cut |= strstr(pp_report_finding(report, i)->message, "另有至少") != NULL;
    }
    assert_true(cut);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* What is told about a control that is missed by as much as rounding could explain. */
static void test_tail_is_told_apart(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    add_line(plan, 0, 2, 1000000);
    add_line(plan, 0, 3, 2000000);
    add_control(plan, PP_CONTROL_TOTAL, "合计", "", PP_EQUAL, 3010000);
    pp_report *report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "CTL-01")->fix, "也可能是尾差"));
    pp_report_free(report);
    set_money(plan, 0, PP_COL_TOTAL, 1000001);
    set_money(plan, 0, PP_COL_GENERAL, 1000001);
    report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "CTL-01")->fix, "不是各行四舍五入造成的"));
    pp_report_free(report);
    set_money(plan, 0, PP_COL_TOTAL, 1020000);
    set_money(plan, 0, PP_COL_GENERAL, 1020000);
    set_money(plan, 1, PP_COL_TOTAL, 2010000);
    set_money(plan, 1, PP_COL_GENERAL, 2010000);
    report = check(plan, PP_DRAFT);
    assert_string_equal(first_of(report, "CTL-01")->difference, "0.02");
    assert_non_null(strstr(first_of(report, "CTL-01")->fix, "解释不了"));
    pp_report_free(report);
    pp_plan_free(plan);
}

/* ---- Amounts at the edge ---- */

static void test_overflow(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const size_t a = add_line(plan, 0, 2, PP_MONEY_MAX);
    const size_t b = add_line(plan, 0, 3, PP_MONEY_MAX);
    set_money(plan, a, PP_COL_SUBTOTAL, PP_MONEY_MIN);        /* the difference does not fit */
    set_money(plan, b, PP_COL_GOVERNMENT_FUND, PP_MONEY_MAX); /* the sum of parts does not fit */
    set_money(plan, b, PP_COL_PRICE, PP_MONEY_MAX);
    assert_true(pp_plan_set_quantity(plan, b, PP_MONEY_MAX, NULL)); /* nor does the product */
    add_control(plan, PP_CONTROL_TOTAL, "合计", "", PP_EQUAL, PP_MONEY_MIN);
    pp_report *report = check(plan, PP_SUBMIT);
    assert_null(first_of(report, "AMT-03")->difference);
    assert_null(first_of(report, "AMT-04")->difference);
    assert_int_equal(first_of(report, "AMT-03")->line, (long)a);
    assert_int_equal(count_of(report, "AMT-03"), 1);
    assert_int_equal(count_of(report, "AMT-06"), 1);
    assert_null(first_of(report, "AMT-06")->expected);
    assert_true(count_of(report, "AMT-09") >= 5);
    assert_int_equal(count_of(report, "CTL-01"), 0);
    assert_non_null(why_not_checked(report, "CTL-01"));
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_exact_difference_is_said(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const size_t line = add_line(plan, 0, 2, 45000000);
    set_money(plan, line, PP_COL_GENERAL, 45000001);
    pp_report *report = check(plan, PP_DRAFT);
    const pp_finding *f = first_of(report, "AMT-04");
    assert_string_equal(f->actual, "45.00");
    assert_string_equal(f->expected, "45.000001");
    assert_string_equal(f->difference, "-0.000001");
    assert_non_null(strstr(f->message, "45.000001 万元（450,000.01 元）"));
    assert_non_null(strstr(f->message, "少 0.000001 万元（0.01 元）"));
    pp_report_free(report);
    set_money(plan, line, PP_COL_TOTAL, INT64_C(-123456789000000));
    set_money(plan, line, PP_COL_GENERAL, -1);
    report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "AMT-05")->message, "-123,456,789.00 万元；"));
    assert_non_null(strstr(first_of(report, "AMT-05")->message, "“一般公共预算” -0.000001 万元（-0.01 元）。"));
    pp_report_free(report);
    set_money(plan, line, PP_COL_TOTAL, PP_MONEY_NONE); /* then the source itself is what is negative */
    report = check(plan, PP_DRAFT);
    assert_string_equal(first_of(report, "AMT-05")->actual, "-0.000001");
    assert_int_equal(first_of(report, "AMT-05")->column, PP_COL_GENERAL);
    pp_report_free(report);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_UNIT, " 元", NULL));
    report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "AMT-05")->message, "：-0.01 元。"));
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_negative_quantity(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const size_t line = add_line(plan, 0, 2, -45000000);
    set_money(plan, line, PP_COL_PRICE, 450000);
    assert_true(pp_plan_set_quantity(plan, line, -100 * INT64_C(1000000), NULL));
    pp_report *report = check(plan, PP_SUBMIT);
    assert_int_equal(count_of(report, "AMT-06"), 0);
    assert_int_equal(count_of(report, "AMT-05"), 2); /* the line and the quantity */
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_unreadable_in_yuan(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    assert_true(pp_plan_set_about(plan, PP_ABOUT_UNIT, "元", NULL));
    const size_t line = add_line(plan, 0, 2, 45000000);
    static const struct {
        pp_column column;
        pp_money_status status;
        const char *text, *fix;
    } cells[] = {
        {PP_COL_TOTAL, PP_MONEY_OTHER_UNIT, "45万元", "450000.00"},
        {PP_COL_GENERAL, PP_MONEY_OTHER_UNIT, "1亿元", "换算"},
        {PP_COL_RESERVE, PP_MONEY_BEYOND_FEN, "1.234", "两位"},
        {PP_COL_PRICE, PP_MONEY_EXPONENT, "1e3", "科学记数法"},
        {PP_COL_QUANTITY, PP_MONEY_BEYOND_FEN, "1.0000001", "六位"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        assert_true(pp_plan_set_unreadable(plan, line, cells[i].column, cells[i].status, cells[i].text,
                                           strlen(cells[i].text), NULL));
    }
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(pp_report_findings(report), sizeof cells / sizeof cells[0]);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        bool found = false;
        for (size_t k = 0; k < pp_report_findings(report); k++) {
            const pp_finding *f = pp_report_finding(report, k);
            found |= f->column == cells[i].column && strcmp(f->actual, cells[i].text) == 0 &&
                     strstr(f->fix, cells[i].fix) != NULL;
        }
        assert_true(found);
    }
    set_money(plan, line, PP_COL_PRICE, 100); /* corrected since: no longer reported */
    pp_report_free(report);
    report = check(plan, PP_DRAFT);
    assert_int_equal(pp_report_findings(report), sizeof cells / sizeof cells[0] - 1);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* ---- Words of the findings ---- */

static void test_remedies(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const size_t full_width = add_line(plan, 0, 2, 1000000);
    const size_t class = add_line(plan, 0, 3, 2000000);
    const size_t old = add_line(plan, 0, 4, 3000000);
    const size_t named = add_line(plan, 0, 5, 4000000);
    const size_t digits = add_line(plan, 0, 6, 5000000);
    set(plan, full_width, PP_COL_ITEM_CODE, "ａ０２０１０１０５");
    set(plan, class, PP_COL_ITEM_CODE, "A02010100");
    set(plan, old, PP_COL_ITEM_CODE, "A02010104");
    set(plan, named, PP_COL_ITEM_CODE, "");
    set(plan, digits, PP_COL_FUNCTION_CODE, "２０１０３０１");
    pp_report *report = check(plan, PP_DRAFT);
    assert_non_null(strstr(first_of(report, "CAT-01")->fix, "请写成 A02010105"));
    assert_non_null(strstr(first_of(report, "CAT-02")->fix, "A02010108 便携式计算机"));
    assert_non_null(strstr(first_of(report, "CAT-02")->fix, "另有 2 个"));
    bool old_edition = false;
    for (size_t i = 0; i < pp_report_findings(report); i++) {
        const pp_finding *f = pp_report_finding(report, i);
        old_edition |=
            f->line == (long)old && strstr(f->message, "2013") != NULL && strstr(f->fix, "A02010105") != NULL;
    }
    assert_true(old_edition);
    assert_non_null(strstr(first_of(report, "FRM-02")->fix, "A02010105 台式计算机"));
    assert_non_null(strstr(first_of(report, "FRM-03")->fix, "请写成 2010301"));
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_long_texts_are_cut(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const size_t line = add_line(plan, 0, 2, 1000000);
    char text[4000];
    for (size_t i = 0; i + 3 < sizeof text; i += 3) {
        memcpy(text + i, "长", 4);
    }
    set(plan, line, PP_COL_ITEM_CODE, text);
    set(plan, line, PP_COL_KIND, "两\x1b[31m行\n");
    add_control(plan, PP_CONTROL_UNIT, text, text, PP_EQUAL, 1);
    pp_report *report = check(plan, PP_DRAFT);
    const pp_finding *f = first_of(report, "CAT-01");
    assert_int_equal(strlen(f->actual), 603);
    assert_memory_equal(f->actual, text, 600);
    assert_true(strlen(f->message) < 600);
    assert_non_null(strstr(f->message, "…"));
    assert_non_null(strstr(first_of(report, "FRM-06")->message, "两 [31m行 "));
    assert_true(strlen(first_of(report, "CTL-02")->message) < 900);
    pp_report_free(report);
    pp_plan_free(plan);
}

static void test_control_keys(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    char unit[32];
    for (uint32_t i = 0; i < 30; i++) {
        const size_t line = add_line(plan, 0, i + 2, 1000000 + i);
        snprintf(unit, sizeof unit, "第%u中学", i);
        set(plan, line, PP_COL_UNIT, unit);
    }
    add_control(plan, PP_CONTROL_UNIT, "预算单位", "第28小学", PP_EQUAL, 1000000);
    add_control(plan, PP_CONTROL_KIND_COUNT, "怪项", "", PP_EQUAL, 1000000);
    pp_report *report = check(plan, PP_DRAFT);
    assert_int_equal(count_of(report, "CTL-02"), 2);
    assert_non_null(strstr(first_of(report, "CTL-02")->fix, "计划中有：第28中学、"));
    assert_non_null(strstr(first_of(report, "CTL-02")->fix, "另有 22 个"));
    pp_report_free(report);
    pp_plan_free(plan);
}

/* ---- Many lines ---- */

/* Different lines without a fault: nothing is found, and the tail is told once. */
static void test_many_clean(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    for (uint32_t i = 0; i < MANY; i++) {
        add_line(plan, 0, i + 2, 1000000 + (pp_money)i * 10000);
    }
    pp_report *report = check(plan, PP_SUBMIT);
    assert_int_equal(pp_report_findings(report), 0);
    assert_int_equal(pp_totals_all(pp_report_totals(report))->lines, MANY);
    pp_report_free(report);
    set_money(plan, 0, PP_COL_TOTAL, 1004000);
    set_money(plan, 0, PP_COL_GENERAL, 1004000);
    set_money(plan, 1, PP_COL_TOTAL, 1004000);
    set_money(plan, 1, PP_COL_GENERAL, 1004000);
    set(plan, 1, PP_COL_NOTE, "另一台");
    report = check(plan, PP_SUBMIT);
    assert_int_equal(pp_report_findings(report), 1);
    assert_string_equal(first_of(report, "CTL-03")->difference, "-0.01");
    pp_report_free(report);
    pp_plan_free(plan);
}

/* Every line has an unknown code of its own, and all lines are faulty in several ways: still done in one pass, every
 * line is reported. Nearest codes are only looked up for the first of them. */
static void test_many_faulty(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    char code[16];
    for (uint32_t i = 0; i < MANY; i++) {
        const size_t line = add_line(plan, 0, i + 2, 1000000);
        snprintf(code, sizeof code, "Z%08u", i);
        set(plan, line, PP_COL_ITEM_CODE, code);
        set_money(plan, line, PP_COL_GENERAL, 2000000);
    }
    pp_report *report = check(plan, PP_SUBMIT);
    assert_int_equal(count_of(report, "CAT-01"), MANY);
    assert_int_equal(count_of(report, "AMT-04"), MANY);
    const pp_finding *last = pp_report_finding(report, pp_report_findings(report) - 1);
    assert_int_equal(last->where.row, MANY + 1);
    pp_report_free(report);
    pp_plan_free(plan);
}

/* The same line again and again: each but the first is a duplicate of the first. */
static void test_many_duplicates(void **state)
{
    (void)state;
    pp_plan *plan = new_plan();
    const int extra = pp_plan_add_extra(plan, "自定列"), number = pp_plan_add_extra(plan, "序号");
    char text[16];
    for (uint32_t i = 0; i < MANY; i++) {
        const size_t line = add_line(plan, 0, i + 2, 1000000);
        snprintf(text, sizeof text, "%u", i);
        assert_true(pp_plan_set_extra(plan, line, number, text, strlen(text), NULL));
        assert_true(pp_plan_set_extra(plan, line, extra, i % 2 == 0 ? "双" : "单", strlen("双"), NULL));
    }
    pp_report *report = check(plan, PP_SUBMIT);
    assert_int_equal(count_of(report, "FRM-04"), MANY - 2);
    assert_non_null(strstr(pp_report_finding(report, 0)->message, "第 2 行"));
    assert_non_null(strstr(pp_report_finding(report, 1)->message, "第 3 行"));
    pp_report_free(report);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_nothing_wrong),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_sources_differ),
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_duplicate_of_another_file),
        cmocka_unit_test(test_about),
        cmocka_unit_test(test_about_place),
        cmocka_unit_test(test_many_causes),
        cmocka_unit_test(test_tail_is_told_apart),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_exact_difference_is_said),
        cmocka_unit_test(test_negative_quantity),
        cmocka_unit_test(test_unreadable_in_yuan),
        cmocka_unit_test(test_remedies),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_control_keys),
        cmocka_unit_test(test_many_clean),
        cmocka_unit_test(test_many_faulty),
        cmocka_unit_test(test_many_duplicates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
