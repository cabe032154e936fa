/* The tables of a budget: recognised by their titles, read out of the published text and out of the folder alike, and
 * written as they were read. */
#include "same_plan.h"
#include "scratch.h"

#include "procplan/procplan.h"

#include <sys/stat.h>

static void titles(void **state)
{
    (void)state;
    static const struct {
        const char *title;
        pp_budget_table table;
    } TITLES[] = {
        {"部门预算收支总表", PP_BUDGET_BALANCE},
        {"部门预算收入总表", PP_BUDGET_INCOME},
        {"部门预算支出总表", PP_BUDGET_SPENDING},
        {"部门预算财政拨款收支总表", PP_BUDGET_FISCAL},
        {"一般公共预算财政拨款支出表", PP_BUDGET_GENERAL},
        {"一般公共预算基本支出表（部门经济分类）", PP_BUDGET_DEPARTMENT},
        {"一般公共预算基本支出表（政府经济分类）", PP_BUDGET_GOVERNMENT},
        {"政府性基金预算财政拨款支出表", PP_BUDGET_FUND},
        {"财政拨款“三公”经费支出情况表", PP_BUDGET_PUBLIC},
        {"财政拨款\"三公\"经费支出情况表", PP_BUDGET_PUBLIC},
        {"政府采购预算表", PP_BUDGET_TABLE_COUNT},
        {"表中的收支总表见附件。", PP_BUDGET_TABLE_COUNT},
        {"", PP_BUDGET_TABLE_COUNT},
    };
    for (size_t i = 0; i < COUNT(TITLES); i++) {
        assert_int_equal(pp_budget_by_title(TITLES[i].title, strlen(TITLES[i].title)), TITLES[i].table);
    }
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        const char *name = pp_budget_describe((pp_budget_table)t)->name;
        assert_int_equal(pp_budget_by_title(name, strlen(name)), t);
    }
}

static void items(void **state)
{
    (void)state;
    static const struct {
        const char *text, *item;
    } ITEMS[] = {
        {"一、一般公共服务支出", "一般公共服务支出"},
        {"二十一、粮油物资储备支出", "粮油物资储备支出"},
        {"其中：一、一般公共预算拨款", "一般公共预算拨款"},
        {"“三公”经费合计", "三公经费合计"},
        {"一、因公出国（境）费", "因公出国(境)费"},
        {"一般公共服务支出", "一般公共服务支出"},
        {"其中：", ""},
        {"十", "十"},
        {" 本年 收入　合计 ", "本年收入合计"},
    };
    pp_budget *budget = pp_budget_new();
    size_t row;
    assert_non_null(budget);
    assert_true(pp_budget_add_table(budget, PP_BUDGET_PUBLIC, "a.csv", NULL));
    assert_false(pp_budget_add_table(budget, PP_BUDGET_PUBLIC, "b.csv", NULL));
    for (size_t i = 0; i < COUNT(ITEMS); i++) {
        assert_true(pp_budget_add_row(budget, PP_BUDGET_PUBLIC, (uint32_t)i + 2, &row, NULL));
        assert_true(pp_budget_set_text(budget, PP_BUDGET_PUBLIC, row, 0, ITEMS[i].text, strlen(ITEMS[i].text), NULL));
        assert_string_equal(pp_budget_row_at(budget, PP_BUDGET_PUBLIC, row)->item[0], ITEMS[i].item);
    }
    pp_budget_free(budget);
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

static pp_plan *read_real(void)
{
    char path[PATH];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    return read_plan(path);
}

static void the_real_budget(void **state)
{
    (void)state;
    static const size_t ROWS[PP_BUDGET_TABLE_COUNT] = {33, 11, 11, 36, 11, 26, 18, 1, 7, 31};
    pp_plan *plan = read_real();
    const pp_budget *budget = pp_plan_budget(plan);
    assert_non_null(budget);
    assert_int_equal(pp_budget_unreadables(budget), 0);
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        const pp_budget_table_info *info = pp_budget_describe((pp_budget_table)t);
        assert_true(pp_budget_has(budget, (pp_budget_table)t));
        assert_int_equal(pp_budget_rows(budget, (pp_budget_table)t), ROWS[t]);
        for (int c = 0; c < info->texts + info->amounts; c++) {
            assert_true(pp_budget_has_column(budget, (pp_budget_table)t, c));
        }
    }
    const pp_budget_row *cars = pp_budget_row_at(budget, PP_BUDGET_DEPARTMENT, 15);
    assert_string_equal(cars->text[0], "30231");
    assert_int_equal(cars->amount[0], 67500000);
    const pp_place place = pp_budget_place(budget, PP_BUDGET_DEPARTMENT, 15, 2);
    assert_string_equal(place.file, "budget/基本支出部门经济分类表.csv");
    assert_string_equal(place.title, "公用经费");
    assert_int_equal(place.row, 17);
    assert_int_equal(place.column, 5);
    const pp_budget_row *share = pp_budget_row_at(budget, PP_BUDGET_STATEMENT, 5);
    assert_true(pp_budget_is_percentage(share));
    assert_int_equal(share->amount[0], 454);
    assert_true(pp_budget_is_ceiling(pp_budget_row_at(budget, PP_BUDGET_STATEMENT, 30)));
    pp_plan_free(plan);
}

/* A published text as a web page gives it: headings of two rows, column numbers, a heading again on the next page,
 * notes; other sheets of a plan and of the budget around it. */
static const char TEXT[] =
    "2024年部门预算表\n\n部门预算收支总表\n\n部门名称：甲局\n\n金额单位：万元\n\n"
    "序号\t收入\t\t支出\t\n\t项目\t预算数\t项目\t预算数\n栏次\t1\t2\t3\t4\n"
    "1\t一、一般公共预算拨款收入\t1,000.50\t一、一般公共服务支出\t1,000.50\n2\t\t\t二、外交支出\t0.00\n\n"
    "序号\t收入\t\t支出\t\n\t项目\t预算数\t项目\t预算数\n档次\t1\t2\t3\t4\n"
    "3\t本年收入合计\t1,000.50\t本年支出合计\t1,000.50\n\n注：报表金额单位转换时可能存在四舍五入尾数误差。\n\n"
    "一般公共预算基本支出表（部门经济分类）\n\n部门名称：甲局\n\n金额单位：元\n\n"
    "序号\t支出部门经济分类科目\t\t一般公共预算基本支出\t\t\n\t科目编码\t科目名称\t合计\t人员经费\t公用经费\n"
    "栏次\t1\t2\t3\t4\t5\n1\t\t合计\t30.50\t10.00\t20.50\n2\t302\t商品和服务支出\t30.50\t10.00\t20.50\n\n"
    "政府采购预算表\n\n部门名称：甲局\n\n金额单位：万元\n\n"
    "功能科目编码及名称\t采购品目\t采购类别\t合计\t一般公共预算\t中小企业预留份额\n"
    "[2010301]行政运行\t[A02010105]台式计算机\t货物\t45.00\t45.00\t45.00\n";

static void a_published_text(void **state)
{
    (void)state;
    char path[PATH], difference[DIFFERENCE];
    put("text.txt", TEXT);
    pp_plan *plan = read_plan(path_of("text.txt", path));
    const pp_budget *budget = pp_plan_budget(plan);
    assert_non_null(budget);
    assert_int_equal(pp_plan_lines(plan), 1);
    assert_int_equal(pp_budget_rows(budget, PP_BUDGET_BALANCE), 3);
    assert_int_equal(pp_budget_rows(budget, PP_BUDGET_DEPARTMENT), 2);
    assert_false(pp_budget_has(budget, PP_BUDGET_INCOME));
    const pp_budget_row *row = pp_budget_row_at(budget, PP_BUDGET_BALANCE, 1);
    assert_string_equal(row->text[0], "");
    assert_string_equal(row->text[1], "二、外交支出");
    assert_int_equal(row->amount[0], PP_MONEY_NONE);
    assert_int_equal(row->amount[1], 0);
    assert_int_equal(pp_budget_row_at(budget, PP_BUDGET_BALANCE, 2)->amount[0], 1000500000);
    assert_int_equal(pp_budget_row_at(budget, PP_BUDGET_DEPARTMENT, 0)->amount[0], 3050); /* in 元 */
    const pp_place place = pp_budget_place(budget, PP_BUDGET_BALANCE, 2, 1);
    assert_string_equal(place.file, "text.txt");
    assert_int_equal(place.row, 18);
    assert_int_equal(place.column, 5);
    assert_true(pp_write_plan(plan, folder, NULL));
    pp_plan *back = read_plan(folder);
    if (!same_budget(plan, back, difference)) {
        fail_msg("%s", difference);
    }
    pp_plan_free(back);
    pp_plan_free(plan);
    unlink(path_of("text.txt", path));
}

/* Whatever could be read is written so that it is read again; what could not, too. */
static void round_trip(void **state)
{
    (void)state;
    char path[PATH], difference[DIFFERENCE];
    mkdir(path_of("budget", path), 0700);
    put("plan.csv", "功能科目编码,采购品目,采购类别,合计\n2010301,[A02010105]台式计算机,货物,1\n");
    put("budget/说明数据.csv", "指标,数值,单位,范围\n=1+1,4.5,%,收支预算\n本年,1.000001,万元,收入预算\n下降,5,%,甲\n"
                               "长,12,公里,乙\n元,3.25,元,丙\n百分之,6.789,%,丁\n");
    put("budget/一般公共预算支出表.csv",
        "科目编码,科目名称,合计（元）,别的\n0201,甲,12.34,x\n,合计,一二,\n注：尾差,,,\n");
    put("budget/别的.csv", "甲,乙\n");
    pp_plan *plan = read_plan(folder);
    const pp_budget *budget = pp_plan_budget(plan);
    assert_non_null(budget);
    assert_int_equal(pp_budget_rows(budget, PP_BUDGET_STATEMENT), 6);
    assert_int_equal(pp_budget_row_at(budget, PP_BUDGET_STATEMENT, 0)->amount[0], 450);
    assert_int_equal(pp_budget_unreadables(budget), 3);
    assert_int_equal(pp_budget_unreadable_at(budget, 0).status, PP_MONEY_NOT_NUMBER);
    assert_int_equal(pp_budget_unreadable_at(budget, 1).status, PP_MONEY_OTHER_UNIT);
    assert_int_equal(pp_budget_unreadable_at(budget, 2).status, PP_MONEY_BEYOND_FEN);
    assert_int_equal(pp_budget_rows(budget, PP_BUDGET_GENERAL), 2);
    assert_string_equal(pp_budget_row_at(budget, PP_BUDGET_GENERAL, 0)->text[0], "0201");
    assert_int_equal(pp_budget_row_at(budget, PP_BUDGET_GENERAL, 0)->amount[0], 1234);
    assert_true(pp_write_plan(plan, folder, NULL));
    pp_plan *back = read_plan(folder);
    if (!same_plans(plan, back, difference) || !same_budget(plan, back, difference)) {
        fail_msg("%s", difference);
    }
    pp_plan_free(back);
    /* A plan that lacks these tables is not written among them. */
    pp_error error = {0};
    pp_plan_set_budget(plan, NULL);
    assert_false(pp_write_plan(plan, folder, &error));
    assert_int_equal(error.code, PP_ERROR_USAGE);
    pp_plan_free(plan);
}

/* Nothing of one test stands in the way of the next. */
static int remove_written(void **state)
{
    static const char *const FILES[] = {"about.csv", "plan.csv", "controls.csv"};
    char path[PATH];
    (void)state;
    for (size_t i = 0; i < COUNT(FILES); i++) {
        unlink(path_of(FILES[i], path));
    }
    remove_budget();
    return 0;
}

static void refuse(const char *name, const char *text, pp_error_code code)
{
    char path[PATH];
    pp_error error = {0};
    put(name, text);
    pp_plan *plan = pp_plan_read(folder, NULL, &error);
    if (plan != NULL || error.code != code || error.text[0] == '\0' || strstr(error.file, name) == NULL) {
        fail_msg("%s: %d %s %s", name, (int)error.code, error.text, error.file);
    }
    unlink(path_of(name, path));
}

static void faulty_tables(void **state)
{
    (void)state;
    static char many[64 * (PP_BUDGET_ROWS + 2)] = "项目,合计\n";
    char path[PATH];
    mkdir(path_of("budget", path), 0700);
    put("plan.csv", "功能科目编码,采购品目,采购类别,合计\n2010301,[A02010105]台式计算机,货物,1\n");
    for (int i = 0; i <= PP_BUDGET_ROWS; i++) {
        strcat(many, "甲,1\n");
    }
    refuse("budget/三公经费表.csv", many, PP_ERROR_LIMIT);
    refuse("budget/三公经费表.csv", "", PP_ERROR_FORMAT);
    refuse("budget/三公经费表.csv", "甲,乙\n1,2\n", PP_ERROR_FORMAT);
    refuse("budget/三公经费表.csv", "合计\n1\n", PP_ERROR_FORMAT);
    refuse("budget/三公经费表.csv", "项目,合计（千元）\n甲,1\n", PP_ERROR_FORMAT);
    refuse("budget/三公经费表.csv", "项目,\"合计\n甲,1\n", PP_ERROR_FORMAT);
    put("budget/三公经费表.csv", "项目,合计\n甲,1\n");
    refuse("budget/部门“三公”经费支出情况表.csv", "项目,合计\n甲,1\n", PP_ERROR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(titles),
        cmocka_unit_test(items),
        cmocka_unit_test(the_real_budget),
        cmocka_unit_test_teardown(a_published_text, remove_written),
        cmocka_unit_test_teardown(round_trip, remove_written),
        cmocka_unit_test_teardown(faulty_tables, remove_written),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
