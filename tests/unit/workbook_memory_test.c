/* Writing a workbook when memory runs out: it fails with the error for it and leaves the old file alone. Linked with
 * --wrap. What the library libxlsxwriter allocates itself does not fail here; some of what the writer allocates becomes
 * the library's, so that leaks are left to the leak sanitizer. */
#include "failing_malloc.h"
#include "scratch.h"

#include "procplan/procplan.h"

static const char PLAN[] =
    "预算单位,预算项目,功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,中小企业预留份额,其中小微企业,"
    "预留方式,不预留理由,采购方式,预计采购时间,备注,自定\n"
    "甲,办公设备,[2010301]行政运行,[A02010105]台式计算机,货物,3.00,3.00,3.00,1.00,0.50,\x01分包,框架协议,,3月,=1+1,"
    "\x01坏\n"
    "乙,,[2010301]行政运行,[C99000000]其他服务,服务,2.00,9.00,1.00,abc,,,,框架协议,,长,_x0041_\n"
    "乙,,[2010301]行政运行,[C99000000]其他服务,服务,900.00,900.00,900.00,1.00,,联合体 40%,,,,,\n"
    ",,[2010302]一般行政管理事务,[X99999999]没有,工程,十元,,,,,,,,,,\n";

static bool stands(const char *path, const char *text)
{
    char found[16] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t n = fread(found, 1, sizeof found - 1, file);
    assert_int_equal(fclose(file), 0);
    return n == strlen(text) && memcmp(found, text, n) == 0;
}

/* Writes with the nth allocation, or all from it on, failing. Returns whether an allocation failed. */
static bool fails(const pp_plan *plan, const pp_report *report, const char *path, long n, bool from_then_on)
{
    pp_error error = {0};
    put("plan.xlsx", "old");
    memory.failed = false;
    memory.from_then_on = from_then_on;
    memory.until_failure = n;
    const bool ok = pp_write_workbook(plan, pp_catalog_builtin(), report, path, NULL, &error);
    const bool failed = memory.failed;
    memory.until_failure = -1;
    memory.from_then_on = false;
    if (ok) {
        assert_false(stands(path, "old"));
    } else {
        assert_true(failed);
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        assert_true(stands(path, "old"));
    }
    return failed;
}

static void test_every_allocation(void **state)
{
    (void)state;
    char path[PATH];
    pp_error error = {0};
    put("about.csv", "key,value\n部门,=甲\n年度,2024\n金额单位,万元\n");
    put("plan.csv", PLAN);
    put("controls.csv", "控制项,键,关系,金额,来源\n合计,,=,5.00,x\n预算单位,丁,=,5.00,x\n");
    pp_plan *plan = pp_plan_read(folder, NULL, &error);
    assert_non_null(plan);
    pp_policy *policy = pp_policy_load(NULL, &error);
    assert_non_null(policy);
    const pp_check_options options = {.policy = policy, .region = "青岛"};
    pp_report *report = pp_check(plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(report);
    assert_true(pp_report_count(report, PP_ERROR) > 0);
    path_of("plan.xlsx", path);
    for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
        long n = 0;
        while (fails(plan, report, path, n, from_then_on != 0)) {
            n++;
        }
        assert_true(n > 20);
    }
    pp_report_free(report);
    pp_policy_free(policy);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
