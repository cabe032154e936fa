/* A plan written is the plan read: the real one, every case, and thousands of random ones with texts that hurt. */
#include "failing_malloc.h"
#include "random_plan.h"
#include "same_plan.h"
#include "scratch.h"

#include "procplan/procplan.h"

#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

enum { RANDOM_PLANS = 2000 };

/* Waiting for the disk would take most of the time, and is file_test's matter. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    (void)fd;
    return 0;
}

static pp_plan *read_plan(const char *path)
{
    pp_error error = {0};
    pp_plan *plan = pp_plan_read(path, NULL, &error);
    if (plan == NULL) {
        fail_msg("%s: %s (%u,%u)", path, error.text, error.row, error.column);
    }
    return plan;
}

/* What stands in a file of the folder; freed by the caller. */
static char *contents(const char *file)
{
    char path[PATH];
    FILE *in = fopen(path_of(file, path), "rb");
    assert_non_null(in);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, in) < (1 << 20) - 1);
    assert_int_equal(fclose(in), 0);
    return text;
}

static void assert_contents(const char *file, const char *wanted)
{
    char *text = contents(file);
    assert_string_equal(text, wanted);
    free(text);
}

/* Writes the plan and reads it back; `what` names it in a failure. */
static void assert_comes_back(const pp_plan *plan, const char *what)
{
    char difference[DIFFERENCE];
    pp_error error = {0};
    remove_budget(); /* of the plan before */
    if (!pp_write_plan(plan, folder, &error)) {
        fail_msg("%s: %s", what, error.text);
    }
    pp_plan *back = read_plan(folder);
    if (!same_plans(plan, back, difference) || !same_budget(plan, back, difference)) {
        char *text = contents("plan.csv");
        fail_msg("%s: %s\n%s", what, difference, text);
    }
    pp_plan_free(back);
}

static void test_real_plans(void **state)
{
    (void)state;
    glob_t found;
    char path[PATH];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/tests/cases/*/*", root != NULL ? root : ".");
    assert_int_equal(glob(path, 0, NULL, &found), 0);
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    assert_int_equal(glob(path, GLOB_APPEND, NULL, &found), 0);
    assert_true(found.gl_pathc > 100);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        pp_plan *plan = read_plan(found.gl_pathv[i]);
        assert_comes_back(plan, found.gl_pathv[i]);
        pp_plan_free(plan);
    }
    globfree(&found);
}

/* The real plan is in the canonical form already, but for its line ends. */
static void test_real_plan_is_canonical(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "about.csv",          "plan.csv", "controls.csv", "budget/收支总表.csv", "budget/基本支出部门经济分类表.csv",
        "budget/说明数据.csv"};
    char path[PATH];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    pp_plan *plan = read_plan(path);
    assert_true(pp_write_plan(plan, folder, NULL));
    pp_plan_free(plan);
    for (size_t i = 0; i < COUNT(FILES); i++) {
        char line[2][4096];
        snprintf(path, sizeof path, "%s/data/qingdao-2024/%s", root != NULL ? root : ".", FILES[i]);
        FILE *given = fopen(path, "rb"), *written = fopen(path_of(FILES[i], path), "rb");
        assert_true(given != NULL && written != NULL);
        while (fgets(line[0], sizeof line[0], given) != NULL) {
            assert_non_null(fgets(line[1], sizeof line[1], written));
            assert_non_null(strstr(line[1], "\r\n"));
            line[0][strcspn(line[0], "\r\n")] = line[1][strcspn(line[1], "\r\n")] = '\0';
            assert_string_equal(line[1], line[0]);
        }
        assert_null(fgets(line[1], sizeof line[1], written));
        fclose(given);
        fclose(written);
    }
}

/* ---- Random plans ---- */

static void test_random_plans(void **state)
{
    (void)state;
    uint64_t random = 0x9E3779B97F4A7C15u;
    for (int i = 0; i < RANDOM_PLANS; i++) {
        char what[64];
        pp_plan *plan = random_plan(&random);
        snprintf(what, sizeof what, "random plan %d", i);
        assert_comes_back(plan, what);
        pp_plan_free(plan);
    }
}

/* ---- What exactly is written ---- */

static pp_plan *plan_of(const char *about, const char *lines, const char *controls)
{
    put("about.csv", about);
    put("plan.csv", lines);
    put("controls.csv", controls == NULL ? "控制项,金额\n" : controls);
    return read_plan(folder);
}

static void test_form(void **state)
{
    (void)state;
    pp_plan *plan = plan_of("部门,'=甲局\n年度,2024\n金额单位,万元\n",
                            "采购品目,采购类别,合计（元）,单价,数量,备注,自定\n"
                            "[A02010105]台式计算机,货物,12000.5,6000.25,2.50,\"a,\"\"b\"\"\",'=1\n"
                            "A02010106,货物,1200.505,-1,0.000001,'@x,''x\n",
                            "控制项,键,关系,金额,来源\n合计,,<=,1.2,批复\n类别,货物,=,12,\n");
    assert_true(pp_write_plan(plan, folder, NULL));
    assert_contents("about.csv", "\xEF\xBB\xBFkey,value\r\n部门,'=甲局\r\n年度,2024\r\n金额单位,万元\r\n");
    assert_contents("plan.csv", "\xEF\xBB\xBF采购品目,采购类别,合计（元）,数量,单价（元）,备注,自定\r\n"
                                "[A02010105]台式计算机,货物,12000.50,2.5,6000.25,\"a,\"\"b\"\"\",'=1\r\n"
                                "[A02010106],货物,1200.505,0.000001,-1.00,'@x,''x\r\n");
    assert_contents("controls.csv",
                    "\xEF\xBB\xBF控制项,键,关系,金额,来源\r\n合计,,<=,1.20,批复\r\n类别,货物,=,12.00,\r\n");
    assert_string_equal(pp_plan_about(plan, PP_ABOUT_DEPARTMENT), "=甲局");
    assert_string_equal(pp_plan_extra(plan, 0, 0), "=1");
    assert_string_equal(pp_plan_extra(plan, 1, 0), "'x");
    pp_plan_free(plan);
}

/* A single file has no about.csv to say its unit. */
static void test_single_file(void **state)
{
    (void)state;
    char path[PATH], difference[DIFFERENCE];
    pp_plan *plan =
        plan_of("金额单位,元\n", "采购品目,采购类别,合计,单价\nA02010105,货物,5000,2500\nA02010106,货物,十元,\n",
                "控制项,金额（万元）\n合计,1\n");
    assert_true(pp_write_plan(plan, path_of("other.CSV", path), NULL));
    assert_contents("other.CSV", "\xEF\xBB\xBF采购品目编码,采购类别,合计（元）,单价\r\n"
                                 "A02010105,货物,5000.00,2500.00\r\nA02010106,货物,十元,\r\n");
    pp_plan *back = read_plan(path);
    assert_true(same_cells(plan, back, difference) && same_unreadables(plan, back, difference));
    assert_int_equal(pp_plan_controls(back), 0);
    pp_plan_free(back);
    /* Beside about.csv the unit needs no mark; a control in whole 万元 does. */
    assert_comes_back(plan, "in 元");
    assert_contents("controls.csv", "\xEF\xBB\xBF控制项,键,关系,金额（万元）,来源\r\n合计,,=,1.00,\r\n");
    pp_plan_free(plan);
    unlink(path);
}

/* Texts that could not be read in 元 must not become amounts of 万元. */
static void test_two_sources(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    size_t line;
    const int first = pp_plan_add_source(plan, "a.csv", NULL), second = pp_plan_add_source(plan, "b.csv", NULL);
    assert_true(pp_plan_map_column(plan, first, PP_COL_KIND, 1, "采购类别", NULL) &&
                pp_plan_map_column(plan, first, PP_COL_TOTAL, 2, "合计", NULL) &&
                pp_plan_map_column(plan, first, PP_COL_GENERAL, 3, "一般公共预算", NULL) &&
                pp_plan_map_column(plan, second, PP_COL_TOTAL, 1, "合计（元）", NULL));
    static const char *const BAD[] = {"x", "1200.505"};
    for (int i = 0; i < 2; i++) {
        assert_true(pp_plan_add_line(plan, i == 0 ? first : second, 2, &line, NULL));
        set_text(plan, line, PP_COL_KIND, "货物");
        assert_true(pp_plan_set_unreadable(plan, line, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "old", 3, NULL));
        assert_true(
            pp_plan_set_unreadable(plan, line, PP_COL_TOTAL, PP_MONEY_BEYOND_FEN, BAD[i], strlen(BAD[i]), NULL));
    }
    assert_true(pp_write_plan(plan, folder, NULL));
    assert_contents("plan.csv", "\xEF\xBB\xBF采购类别,合计,一般公共预算\r\n货物,x,\r\n货物,1200.505元,\r\n");
    pp_plan *back = read_plan(folder);
    assert_int_equal(pp_plan_unreadables(back), 2);
    assert_int_equal(pp_plan_unreadable(back, 1).status, PP_MONEY_OTHER_UNIT);
    pp_plan_free(back);
    pp_plan_free(plan);
}

/* Titles of unknown columns that the readers would take for known ones. */
static void test_titles(void **state)
{
    (void)state;
    pp_plan *plan =
        plan_of("金额单位,万元\n", "品目名称,采购品目名称,采购品目编码,采购类别,合计\n甲,乙,A01,货物,1\n", NULL);
    assert_int_equal(pp_plan_extras(plan), 1);
    assert_comes_back(plan, "a synonym beside the very title");
    assert_contents("plan.csv",
                    "\xEF\xBB\xBF采购品目编码,采购品目名称,采购类别,合计,品目名称\r\nA01,乙,货物,1.00,甲\r\n");
    assert_true(pp_plan_add_extra(plan, "合计") >= 0 && pp_plan_add_extra(plan, "总计") >= 0 &&
                pp_plan_add_extra(plan, "备注") >= 0 && pp_plan_add_extra(plan, "采购类别") >= 0);
    assert_true(pp_write_plan(plan, folder, NULL));
    pp_plan *back = read_plan(folder);
    assert_int_equal(pp_plan_extras(back), 5);
    assert_string_equal(pp_plan_extra_title(back, 1), "附加：合计");
    assert_string_equal(pp_plan_extra_title(back, 4), "附加：采购类别");
    pp_plan_free(back);
    pp_plan_free(plan);
}

static void test_names_alone(void **state)
{
    (void)state;
    static const char *const LINES[] = {
        "采购品目名称,采购类别,合计\n台式计算机,货物,1\n",
        "采购品目编码,采购类别,合计\nA01,货物,1\n",
        "采购品目,采购类别,合计\nA01,货物,1\n",
        "采购品目名称,科目名称,采购类别,合计\n甲,乙,货物,1\n",
        "采购品目,采购类别,合计\n",
        "采购品目编码,采购品目名称,合计\n,甲,\nA01,,\n",
    };
    for (size_t i = 0; i < COUNT(LINES); i++) {
        pp_plan *plan = plan_of("金额单位,万元\n", LINES[i], NULL);
        assert_comes_back(plan, LINES[i]);
        pp_plan_free(plan);
    }
    /* A name like a code needs a column for codes, a code like a name needs brackets. */
    pp_plan *plan = plan_of("金额单位,万元\n", LINES[0], NULL);
    set_text(plan, 0, PP_COL_ITEM_NAME, "A02010105");
    assert_true(pp_write_plan(plan, folder, NULL));
    assert_contents("plan.csv", "\xEF\xBB\xBF采购品目编码,采购品目名称,采购类别,合计\r\n,A02010105,货物,1.00\r\n");
    set_text(plan, 0, PP_COL_ITEM_CODE, "a]b】c");
    assert_comes_back(plan, "a code with brackets");
    set_text(plan, 0, PP_COL_ITEM_CODE, "a02010105"); /* no reader makes it so */
    assert_true(pp_write_plan(plan, folder, NULL));
    pp_plan *back = read_plan(folder);
    assert_string_equal(pp_plan_text(back, 0, PP_COL_ITEM_CODE), "A02010105");
    pp_plan_free(back);
    pp_plan_free(plan);
}

/* ---- What is refused ---- */

static void assert_refused(const pp_plan *plan, const char *path, pp_error_code code, const char *words)
{
    pp_error error = {0};
    assert_false(pp_write_plan(plan, path, &error));
    assert_int_equal(error.code, code);
    if (strstr(error.text, words) == NULL) {
        fail_msg("%s lacks %s", error.text, words);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    char path[PATH];
    size_t line;
    pp_plan *plan = plan_of("金额单位,万元\n", "采购品目,采购类别,合计\nA01,货物,1\n", "控制项,金额\n合计,1\n");
    put("plan.xlsx", "a file");
    assert_refused(plan, path_of("plan.xlsx", path), PP_ERROR_USAGE, "不是文件夹");
    assert_refused(plan, path_of("no/such", path), PP_ERROR_SYSTEM, "上一级文件夹不存在");
    assert_refused(plan, path_of("plan.xlsx/x", path), PP_ERROR_SYSTEM, "无法建立文件夹");
    assert_refused(plan, path_of("no/x.csv", path), PP_ERROR_SYSTEM, "无法写入");
    assert_refused(plan, "/dev/full/x", PP_ERROR_SYSTEM, "无法建立文件夹");
    /* A line that would come back as a sum, and one that would not come back: the old files stay, a new folder goes. */
    assert_true(pp_plan_add_line(plan, 0, 7, &line, NULL));
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, 5, NULL));
    assert_refused(plan, folder, PP_ERROR_USAGE, "plan.csv 第7行");
    assert_contents("plan.csv", "采购品目,采购类别,合计\nA01,货物,1\n");
    assert_contents("about.csv", "金额单位,万元\n");
    assert_refused(plan, path_of("new", path), PP_ERROR_USAGE, "第 2 项");
    assert_int_equal(access(path, F_OK), -1);
    assert_refused(plan, path_of("plan.csv", path), PP_ERROR_USAGE, "第 2 项");
    assert_contents("plan.csv", "采购品目,采购类别,合计\nA01,货物,1\n");
    pp_plan_free(plan);
    plan = pp_plan_new();
    assert_refused(plan, folder, PP_ERROR_USAGE, "无法再读取");
    pp_plan_free(plan);
}

static void test_limits(void **state)
{
    (void)state;
    char title[32];
    const size_t long_text = (size_t)1 << 19;
    char *text = calloc(1, long_text + 1);
    assert_non_null(text);
    memset(text, 'x', long_text);
    pp_plan *plan = plan_of("金额单位,万元\n", "采购品目,采购类别,合计,备注,自定\nA01,货物,1,,\n", NULL);
    set_text(plan, 0, PP_COL_NOTE, text);
    assert_refused(plan, folder, PP_ERROR_LIMIT, "文字太长");
    text[long_text - 100] = '\0';
    set_text(plan, 0, PP_COL_NOTE, text);
    assert_comes_back(plan, "a long text");
    assert_true(pp_plan_set_extra(plan, 0, 0, text, strlen(text), NULL));
    assert_comes_back(plan, "two long texts");
    for (int i = 0; i < 40; i++) {
        snprintf(title, sizeof title, "列%d", i);
        const int extra = pp_plan_add_extra(plan, title);
        assert_true(pp_plan_set_extra(plan, 0, extra, text, strlen(text), NULL));
    }
    assert_refused(plan, folder, PP_ERROR_LIMIT, "文字太多");
    for (int i = 40; i < 4100; i++) {
        snprintf(title, sizeof title, "列%d", i);
        assert_true(pp_plan_add_extra(plan, title) >= 0);
    }
    assert_refused(plan, folder, PP_ERROR_LIMIT, "超过 4096 列");
    pp_plan_free(plan);
    free(text);
}

/* ---- Little memory ---- */

static bool write_plan(void *context)
{
    pp_error error = {0};
    const bool ok = pp_write_plan(context, folder, &error);
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    return ok;
}

static void test_memory(void **state)
{
    (void)state;
    pp_plan *plan = plan_of("部门,甲\n金额单位,元\n",
                            "采购品目,采购类别,合计,备注,自定\n[A01]甲,货物,十元,\"=1,\",x\n[A02],货物,1,,\n",
                            "控制项,金额\n合计,1\n");
    assert_true(every_allocation_fails(write_plan, plan, MAY_SURVIVE) > 8);
    set_text(plan, 1, PP_COL_ITEM_CODE, "[x");
    assert_true(every_allocation_fails(write_plan, plan, MAY_SURVIVE) > 8);
    pp_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_plans),   cmocka_unit_test(test_real_plan_is_canonical),
        cmocka_unit_test(test_random_plans), cmocka_unit_test(test_form),
        cmocka_unit_test(test_single_file),  cmocka_unit_test(test_two_sources),
        cmocka_unit_test(test_titles),       cmocka_unit_test(test_names_alone),
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_limits),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
