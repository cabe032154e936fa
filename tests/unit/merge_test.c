/* Merging plans: units, sources, controls, exact amounts, and the contradictions that it refuses. */
#include "failing_malloc.h"

#include "procplan/check.h"
#include "procplan/merge.h"
#include "procplan/read.h"
#include "procplan/totals.h"

#include <stdio.h>

#define WAN INT64_C(1000000)

enum { TOLD = 8192 };

/* What the merging told, one sentence a line. */
static char told[TOLD];

static void remember(void *context, const char *sentence)
{
    (void)context;
    const size_t used = strlen(told);
    snprintf(told + used, sizeof told - used, "%s\n", sentence);
}

static pp_plan *make(const char *department, const char *year, const char *unit_of_amounts)
{
    pp_error error;
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, department, &error));
    assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, year, &error));
    assert_true(pp_plan_set_about(plan, PP_ABOUT_UNIT, unit_of_amounts, &error));
    const int source = pp_plan_add_source(plan, "plan.csv", NULL);
    assert_true(pp_plan_map_column(plan, source, PP_COL_ITEM_CODE, 1, "采购品目编码", &error));
    assert_true(pp_plan_map_column(plan, source, PP_COL_TOTAL, 2, "合计", &error));
    return plan;
}

static void add_line(pp_plan *plan, const char *unit, const char *item, pp_money amount)
{
    pp_error error;
    size_t line;
    assert_true(pp_plan_add_line(plan, 0, (uint32_t)pp_plan_lines(plan) + 2, &line, &error));
    assert_true(unit[0] == '\0' || pp_plan_set_text(plan, line, PP_COL_UNIT, unit, strlen(unit), &error));
    assert_true(pp_plan_set_text(plan, line, PP_COL_ITEM_CODE, item, strlen(item), &error));
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, amount, &error));
}

static void add_control(pp_plan *plan, const char *name, const char *key, pp_relation relation, pp_money amount)
{
    pp_error error;
    const pp_control control = {.kind = pp_control_kind_by_name(name),
                                .name = name,
                                .key = key,
                                .relation = relation,
                                .amount = amount,
                                .unit_step = 10000,
                                .file = "controls.csv"};
    assert_true(pp_plan_add_control(plan, &control, &error));
}

static pp_plan *merge(pp_plan *const *plans, const char *const *names, size_t count, pp_merge_options options,
                      pp_error *error)
{
    pp_merge_part parts[8];
    for (size_t i = 0; i < count; i++) {
        parts[i] = (pp_merge_part){plans[i], names[i]};
    }
    told[0] = '\0';
    options.notice = remember;
    return pp_merge(parts, count, pp_catalog_builtin(), &options, error);
}

/* The control of that kind and key, or NULL. */
static const pp_control *control_of(const pp_plan *plan, pp_control_kind kind, const char *key)
{
    for (size_t i = 0; i < pp_plan_controls(plan); i++) {
        const pp_control *control = pp_plan_control(plan, i);
        if (control->kind == kind && strcmp(control->key, key) == 0) {
            return control;
        }
    }
    return NULL;
}

static void test_three_units(void **state)
{
    (void)state;
    pp_error error;
    pp_plan *plans[] = {make("市府办", "2024", "万元"), make("市府办", "2024年", "元"),
                        make("信息中心", "2024", "万元")};
    static const char *const names[] = {"in/本级", "in/服务中心.csv", "in/c"};
    add_line(plans[0], "本级", "A02010105", 10 * WAN);
    add_line(plans[0], "本级", "A02020100", 5 * WAN);
    add_line(plans[1], "", "A02010105", 123); /* 1.23 元 */
    add_line(plans[2], "", "C16010300", 7 * WAN);
    add_control(plans[0], "合计", "", PP_EQUAL, 15 * WAN);
    add_control(plans[1], "总计", "", PP_EQUAL, 123);
    add_control(plans[2], "合计", "", PP_EQUAL, 7 * WAN);
    add_control(plans[0], "类别", "货物", PP_AT_MOST, 20 * WAN);
    add_control(plans[1], "类别", "货物", PP_AT_MOST, 200);
    const int extra = pp_plan_add_extra(plans[2], "经办人");
    assert_true(pp_plan_set_extra(plans[2], 0, extra, "张三", strlen("张三"), &error));
    assert_true(
        pp_plan_set_unreadable(plans[1], 0, PP_COL_GENERAL, PP_MONEY_NOT_NUMBER, "一元", strlen("一元"), &error));
    pp_plan *all = merge(plans, names, 3, (pp_merge_options){.department = "市府办"}, &error);
    assert_non_null(all);
    assert_int_equal(pp_plan_lines(all), 4);
    assert_string_equal(pp_plan_text(all, 0, PP_COL_UNIT), "本级");
    assert_string_equal(pp_plan_text(all, 2, PP_COL_UNIT), "服务中心"); /* by its file */
    assert_string_equal(pp_plan_text(all, 3, PP_COL_UNIT), "信息中心"); /* by its department */
    assert_int_equal(pp_plan_money(all, 2, PP_COL_TOTAL), 123);
    assert_int_equal(pp_plan_money(all, 2, PP_COL_GENERAL), PP_MONEY_UNREADABLE);
    assert_int_equal(pp_plan_unreadables(all), 1);
    assert_int_equal(pp_plan_unreadable(all, 0).line, 2);
    assert_string_equal(pp_plan_about(all, PP_ABOUT_UNIT), "万元");
    assert_int_equal(pp_plan_year(all), 2024);
    const pp_place place = pp_plan_place(all, 1, PP_COL_TOTAL);
    assert_string_equal(place.file, "in/本级/plan.csv");
    assert_int_equal(place.row, 3);
    assert_string_equal(pp_plan_place(all, 2, PP_COL_TOTAL).title, "合计（元）");
    assert_int_equal(pp_plan_extras(all), 3);
    assert_string_equal(pp_plan_extra_title(all, 0), PP_MERGE_FILE);
    assert_string_equal(pp_plan_extra(all, 1, 0), "in/本级/plan.csv");
    assert_string_equal(pp_plan_extra(all, 1, 1), "3");
    assert_string_equal(pp_plan_extra(all, 3, 2), "张三");
    assert_int_equal(control_of(all, PP_CONTROL_TOTAL, "")->amount, 22 * WAN + 123);
    assert_int_equal(control_of(all, PP_CONTROL_UNIT, "本级")->amount, 15 * WAN);
    assert_int_equal(control_of(all, PP_CONTROL_UNIT, "服务中心")->amount, 123);
    assert_int_equal(control_of(all, PP_CONTROL_UNIT, "信息中心")->amount, 7 * WAN);
    /* the third part has no goods, so the two controls stand for all of them */
    assert_int_equal(control_of(all, PP_CONTROL_KIND, "货物")->amount, 20 * WAN + 200);
    assert_int_equal(control_of(all, PP_CONTROL_KIND, "货物")->relation, PP_AT_MOST);
    pp_totals *totals = pp_totals_new(all, pp_catalog_builtin(), &error);
    for (size_t i = 0; i < pp_plan_controls(all); i++) {
        assert_true(pp_control_check(totals, all, pp_plan_control(all, i)).met);
    }
    assert_non_null(strstr(told, "有 1 份计划以元为单位，2 份以万元为单位"));
    assert_non_null(strstr(told, "“in/服务中心.csv”有 1 行没有写预算单位，已按文件名写为“服务中心”"));
    assert_non_null(strstr(told, "已按它的部门写为“信息中心”"));
    assert_non_null(
        strstr(told, "各计划原来的部门是：市府办（本级）、信息中心（c）；合并后的部门按 --department 写为“市府办”。"));
    pp_totals_free(totals);
    pp_plan_free(all);
    for (size_t i = 0; i < 3; i++) {
        pp_plan_free(plans[i]);
    }
}

static void test_controls_that_some_lack(void **state)
{
    (void)state;
    pp_error error;
    pp_plan *plans[] = {make("市府办", "2024", "万元"), make("市府办", "2024", "万元")};
    static const char *const names[] = {"a.csv", "b.csv"};
    add_line(plans[0], "甲", "A02010105", 10 * WAN);
    add_line(plans[1], "乙", "A02010105", 11 * WAN);
    add_line(plans[1], "甲", "A02010105", 2 * WAN);
    add_control(plans[0], "合计", "", PP_EQUAL, 10 * WAN);
    add_control(plans[1], "预算单位", "乙", PP_EQUAL, 11 * WAN);
    pp_plan *all = merge(plans, names, 2, (pp_merge_options){0}, &error);
    assert_non_null(all);
    assert_null(control_of(all, PP_CONTROL_TOTAL, ""));
    assert_null(control_of(all, PP_CONTROL_UNIT, "甲")); /* half of its lines have no control */
    assert_int_equal(control_of(all, PP_CONTROL_UNIT, "乙")->amount, 11 * WAN);
    assert_non_null(strstr(told, "有 2 项控制数不是每份计划都有"));
    assert_non_null(strstr(told, "合计（1 份计划有，共 10.00 万元）、预算单位 甲（1 份计划有，共 10.00 万元）"));
    assert_non_null(strstr(told, "预算单位“甲”在“a.csv”和“b.csv”里都有"));
    pp_plan_free(all);
    pp_plan_free(plans[0]);
    pp_plan_free(plans[1]);
}

static void test_contradictions(void **state)
{
    (void)state;
    static const struct {
        const char *department, *year;
        pp_merge_options settled;
        const char *words;
    } CASES[] = {
        {"财政局", "2024", {.department = "市政府"}, "--department"},
        {"市府办", "2025", {.year = "2025"}, "--year"},
        {"市 府办", "2024年度", {0}, NULL},
    };
    for (size_t c = 0; c < COUNT(CASES); c++) {
        pp_error error = {0};
        pp_plan *plans[] = {make("市府办", "2024", "万元"), make(CASES[c].department, CASES[c].year, "万元")};
        static const char *const names[] = {"a.csv", "b.csv"};
        add_line(plans[0], "甲", "A02010105", 10 * WAN);
        add_line(plans[1], "乙", "A02010105", 11 * WAN);
        pp_plan *all = merge(plans, names, 2, (pp_merge_options){0}, &error);
        if (CASES[c].words != NULL) {
            assert_null(all);
            assert_int_equal(error.code, PP_ERROR_USAGE);
            assert_non_null(strstr(error.text, CASES[c].words));
            assert_non_null(strstr(error.text, "b.csv"));
            all = merge(plans, names, 2, CASES[c].settled, &error);
        }
        assert_non_null(all);
        pp_plan_free(all);
        pp_plan_free(plans[0]);
        pp_plan_free(plans[1]);
    }
}

static void test_given_twice(void **state)
{
    (void)state;
    pp_error error;
    pp_plan *plans[] = {make("市府办", "2024", "万元"), make("市府办", "2024", "万元"), make("市府办", "2024", "万元")};
    static const char *const names[] = {"a.csv", "b.csv", "copy.csv"};
    for (int i = 0; i < 3; i++) {
        add_line(plans[i], "甲", i == 2 ? "A02020100" : "A02010105", 10 * WAN);
        add_line(plans[i], "甲", i == 2 ? "A02010105" : "A02020100", i == 1 ? 11 * WAN : 10 * WAN);
    }
    assert_null(merge(plans, names, 3, (pp_merge_options){0}, &error)); /* a.csv and copy.csv, sorted otherwise */
    assert_int_equal(error.code, PP_ERROR_USAGE);
    assert_non_null(strstr(error.text, "“a.csv”和“copy.csv”的采购项完全相同"));
    pp_plan *all = merge(plans, names, 3, (pp_merge_options){.same_allowed = true}, &error);
    assert_non_null(all);
    assert_int_equal(pp_plan_lines(all), 6);
    assert_non_null(strstr(told, "按 --force 都并了进去"));
    pp_plan_free(all);
    for (size_t i = 0; i < 3; i++) {
        pp_plan_free(plans[i]);
    }
}

static bool merge_two(void *context)
{
    pp_plan **plans = context;
    static const char *const names[] = {"a.csv", "b.csv"};
    pp_error error = {0};
    pp_plan *all = merge(plans, names, 2, (pp_merge_options){0}, &error);
    const bool made = all != NULL;
    assert_int_equal(error.code, made ? PP_ERROR_NONE : PP_ERROR_MEMORY);
    pp_plan_free(all);
    return made;
}

static void test_memory(void **state)
{
    (void)state;
    pp_plan *plans[] = {make("市府办", "2024", "万元"), make("市府办", "2024", "元")};
    add_line(plans[0], "甲", "A02010105", 10 * WAN);
    add_line(plans[1], "", "A02010105", 11 * WAN);
    add_control(plans[0], "合计", "", PP_EQUAL, 10 * WAN);
    add_control(plans[1], "类别", "货物", PP_EQUAL, 11 * WAN);
    assert_true(every_allocation_fails(merge_two, plans, NEVER_SURVIVES) >= 30);
    pp_plan_free(plans[0]);
    pp_plan_free(plans[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_units),    cmocka_unit_test(test_controls_that_some_lack),
        cmocka_unit_test(test_contradictions), cmocka_unit_test(test_given_twice),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
