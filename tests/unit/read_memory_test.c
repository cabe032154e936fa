/* Reading when memory is short: every allocation fails once, and nothing is lost or left behind. */
#include "failing_malloc.h"
#include "outcome.h"

static const char ABOUT[] = "部门,甲局\n年度,2024\n地区,青岛\n金额单位,万元\n编制人,张三\n";
static const char PLAN[] = "2024年预算\n部门名称：乙局\n"
                           "功能科目,采购品目,品目名称,采购类别,合计,小计,经办人,,经办人\n"
                           ",,,合计,3,3,,,\n甲局,,,,3,3,,,\n本级,,,,3,3,,,\n"
                           "[2010301]行政运行,[A02010105]台式计算机,台式机,货物,1e3,1,甲,乙,丙,丁\n"
                           "2010301,A02010106,\"一\"\"体\n机\",货物,2,2,,,\n"
                           "货物小计,,,,3,3,,,\n本级小计,,,,3,3,,,\n注：略\n";
static const char FIGURES[] = "控制项,键,关系,金额,来源\n合计,,=,3,批复\n类别,货物,<=,3,\n";

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
    assert_true(every_allocation_fails(read_folder, NULL, MAY_SURVIVE) > 50);
    char path[PATH];
    path_of("controls.csv", path);
    assert_true(every_allocation_fails(read_folder, path, MAY_SURVIVE) > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
