/* Which sheets a workbook has, and the sentences of the budget statement. What the sheets show: tests/golden. */
#include "scratch.h"

#include "procplan/procplan.h"

#include <zip.h>

typedef struct checked {
    pp_plan *plan;
    pp_policy *policy;
    pp_report *report;
} checked;

static checked check_text(const char *text, bool with_policy)
{
    char path[PATH];
    pp_error error = {0};
    checked c = {0};
    put("plan.csv", text);
    c.plan = pp_plan_read(path_of("plan.csv", path), NULL, &error);
    assert_non_null(c.plan);
    c.policy = with_policy ? pp_policy_load(NULL, &error) : NULL;
    const pp_check_options options = {.policy = c.policy, .region = "青岛", .year = 2024};
    c.report = pp_check(c.plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(c.report);
    return c;
}

static void release(checked *c)
{
    pp_report_free(c->report);
    pp_policy_free(c->policy);
    pp_plan_free(c->plan);
}

static const char PLAN[] =
    "功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,单位资金,中小企业预留份额,其中小微企业\n"
    "[2010301]行政运行,[A02010105]台式计算机,货物,3.005,2.005,2.005,1.00,3.00,1.00\n"
    "[2010301]行政运行,[C99000000]其他服务,服务,5.00,,5.00,,,\n";

/* Writes the workbook and counts its sheets, the hidden one too; 0 when it was refused. */
static int sheets_of(const checked *c, const pp_workbook_options *options, pp_error *error)
{
    char path[PATH], name[64];
    int code = 0, sheets = 0;
    if (!pp_write_workbook(c->plan, pp_catalog_builtin(), c->report, path_of("plan.xlsx", path), options, error)) {
        return 0;
    }
    zip_t *archive = zip_open(path, ZIP_RDONLY, &code);
    assert_non_null(archive);
    do {
        snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", ++sheets);
    } while (zip_name_locate(archive, name, 0) >= 0);
    zip_discard(archive);
    return sheets - 1;
}

static void test_names(void **state)
{
    (void)state;
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        assert_int_equal(pp_sheet_by_name(pp_sheet_describe((pp_sheet)s)->name), s);
    }
    assert_int_equal(pp_sheet_by_name(" 汇 总 "), PP_SHEET_SUMMARY);
    assert_int_equal(pp_sheet_by_name(""), PP_SHEET_COUNT);
    assert_int_equal(pp_sheet_by_name("列表"), PP_SHEET_COUNT);
    assert_true(pp_sheet_describe(PP_SHEET_FORM)->bureau);
    assert_false(pp_sheet_describe(PP_SHEET_FINDINGS)->bureau);
}

static void test_choice(void **state)
{
    (void)state;
    pp_error error = {0};
    checked c = check_text(PLAN, true);
    const pp_workbook_options one = {.sheets = 1u << PP_SHEET_STATEMENT};
    const pp_workbook_options beyond = {.sheets = 1u << PP_SHEET_STATEMENT | 1u << 31};
    assert_int_equal(sheets_of(&c, NULL, &error), PP_SHEET_COUNT + 2);
    assert_int_equal(sheets_of(&c, &one, &error), 1);
    assert_int_equal(sheets_of(&c, &beyond, &error), 1);
    release(&c);
}

/* Without a policy there is no ledger, and the sheets made of it are left out. */
static void test_no_ledger(void **state)
{
    (void)state;
    pp_error error = {0};
    checked c = check_text(PLAN, false);
    const pp_workbook_options some = {.sheets = 1u << PP_SHEET_RESERVE | 1u << PP_SHEET_SUMMARY};
    const pp_workbook_options none = {.sheets = 1u << PP_SHEET_RESERVE | 1u << PP_SHEET_INTENTION};
    assert_int_equal(sheets_of(&c, NULL, &error), 4 + 2);
    assert_int_equal(sheets_of(&c, &some, &error), 1);
    assert_int_equal(sheets_of(&c, &none, &error), 0);
    assert_int_equal(error.code, PP_ERROR_USAGE);
    release(&c);
}

static void test_statement(void **state)
{
    (void)state;
    pp_error error = {0};
    checked c = check_text(PLAN, false);
    char *text = pp_statement(c.plan, c.report, &error);
    assert_string_equal(text, "2024年政府采购预算总额 8.01 万元，其中：财政拨款安排 7.01 万元、其他资金安排 1.00 万元。"
                              "政府采购货物预算 3.01 万元、政府采购工程预算 0.00 万元、政府采购服务预算 5.00 万元。"
                              "面向中小企业预留采购份额 3.00 万元，占政府采购预算总额的 37.48%，"
                              "其中：面向小微企业预留 1.00 万元，占预留份额的 33.33%。");
    free(text);
    release(&c);
}

/* Sums that do not fit are said, and not shown. */
static void test_too_large(void **state)
{
    (void)state;
    pp_error error = {0};
    checked c = check_text("功能科目编码及名称,采购品目,采购类别,合计\n"
                           "[2010301]行政运行,[C99000000]其他服务,服务,9000000000000.00\n"
                           "[2010301]行政运行,[C99000000]其他服务,服务,9000000000000.00\n",
                           true);
    char *text = pp_statement(c.plan, c.report, &error);
    assert_non_null(strstr(text, "超出了能计算的范围"));
    free(text);
    assert_int_equal(sheets_of(&c, NULL, &error), PP_SHEET_COUNT + 2);
    release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_choice),    cmocka_unit_test(test_no_ledger),
        cmocka_unit_test(test_statement), cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
