/* Reading when memory is short: every allocation fails once, and nothing is lost or left behind. */
#include "failing_malloc.h"
#include "outcome.h"

#include "procplan/budget.h"

#include <sys/stat.h>

static const char ABOUT[] = "部门,甲局\n年度,2024\n地区,青岛\n金额单位,万元\n编制人,张三\n";
static const char PLAN[] = "2024年预算\n部门名称：乙局\n"
                           "功能科目,采购品目,品目名称,采购类别,合计,小计,经办人,,经办人\n"
                           ",,,合计,3,3,,,\n甲局,,,,3,3,,,\n本级,,,,3,3,,,\n"
                           "[2010301]行政运行,[A02010105]台式计算机,台式机,货物,1e3,1,甲,乙,丙,丁\n"
                           "2010301,A02010106,\"一\"\"体\n机\",货物,2,2,,,\n"
                           "货物小计,,,,3,3,,,\n本级小计,,,,3,3,,,\n注：略\n";
static const char FIGURES[] = "控制项,键,关系,金额,来源\n合计,,=,3,批复\n类别,货物,<=,3,\n";

static const char STATEMENT[] = "指标,数值,单位,范围\n本年,1.00,万元,收入预算\n下降,x,%,“甲”\n";
static const char BALANCE[] =
    "序号,收入,,支出,\n,项目,预算数,项目,预算数\n栏次,1,2,3,4\n1,一、甲,1.00,一、乙,1.00\n注：略,,,,\n";

static void ignore(void *context, const char *sentence)
{
    *(size_t *)context += strlen(sentence);
}

static bool read_folder(void *context)
{
    size_t said = 0;
    const pp_read_options options = {.controls = context, .notice = ignore, .notice_context = &said};
    pp_error error;
    pp_plan *plan = pp_plan_read(folder, &options, &error);
    if (plan == NULL) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        return false;
    }
    assert_int_equal(pp_plan_lines(plan), 2);
    assert_int_equal(pp_plan_extras(plan), 4);
    assert_string_equal(pp_plan_text(plan, 0, PP_COL_ITEM_NAME), "台式计算机／台式机");
    assert_string_equal(pp_plan_text(plan, 1, PP_COL_UNIT), "本级");
    assert_non_null(pp_plan_budget(plan));
    assert_int_equal(pp_budget_rows(pp_plan_budget(plan), PP_BUDGET_BALANCE), 1);
    assert_int_equal(pp_budget_unreadables(pp_plan_budget(plan)), 1);
    pp_plan_free(plan);
    return true;
}

/* libcsv asks again for less when it gets no memory, so that a single failure may do no harm. */
static void any_allocation_may_fail(void **state)
{
    (void)state;
    put("about.csv", ABOUT);
    put("plan.csv", PLAN);
    put("controls.csv", FIGURES);
    char path[PATH];
    assert_int_equal(mkdir(path_of("budget", path), 0700), 0);
    put("budget/说明数据.csv", STATEMENT);
    put("budget/收支总表.csv", BALANCE);
    assert_true(every_allocation_fails(read_folder, NULL, MAY_SURVIVE) > 50);
    path_of("controls.csv", path);
    assert_true(every_allocation_fails(read_folder, path, MAY_SURVIVE) > 50);
    put("budget/说明数据.csv", NULL);
    put("budget/收支总表.csv", NULL);
    assert_int_equal(rmdir(path_of("budget", path)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
