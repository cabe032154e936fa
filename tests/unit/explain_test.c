/* Explaining figures: what the program's own test (tests/explain_test.py) cannot show. */
#include "failing_malloc.h"
#include "scratch.h"

#include "procplan/procplan.h"

#include <errno.h>

static const char ABOUT[] = "部门,甲局\n年度,2024\n地区,青岛\n金额单位,万元\n";
static const char LINES[] =
    "预算单位,功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,单位资金,中小企业预留份额,"
    "其中小微企业,数量,单价,备注,自定\n"
    "甲,[2010301]行政运行,[A02010105]台式计算机,货物,3.00,3.00,3.00,,1.00,0.50,2,15000,=1+1,x\n"
    "乙,[2010301]行政运行,[C99000000]其他服务,服务,2.00,9.00,1.00,,,,十,abc,\"两\n行\",\n"
    "甲,[2080505],[A02010106]甲乙,货物,,,4.123456,1,2,,,,,\n"
    ",[2010302]一般行政,[X99999999]没有,工程,十元,,,,x,,,,,\n"
    ",,只有名称,服务,,,一,,,,,,,\n";
static const char CONTROLS[] = "控制项,键,关系,金额,来源,栏目\n合计,,=,11.12,批复\n预算单位,甲,=,1,,"
                               "中小企业预留份额\n类别,货物,<=,9,\n预算单位,甲,=,1,\n"
                               "功能科目,[2010301]行政运行,=,5,\n采购品目,A,<=,9,\n资金来源,财政拨款,=,1,\n"
                               "预留份额,,=,3,\n其中小微企业,,=,0.5,\n部门,甲局,=,1,\n部门,丙局,=,1,\n";

/* A plan under the policy, and its report. */
typedef struct subject {
    pp_policy *policy;
    pp_plan *plan;
    pp_report *report;
} subject;

static void open_subject(subject *s, const char *lines, bool with_policy)
{
    pp_error error = {0};
    put("about.csv", ABOUT);
    put("plan.csv", lines);
    put("controls.csv", CONTROLS);
    s->policy = with_policy ? pp_policy_load(NULL, &error) : NULL;
    s->plan = pp_plan_read(folder, NULL, &error);
    assert_true(s->plan != NULL && (s->policy != NULL) == with_policy);
    const pp_check_options options = {.policy = s->policy};
    s->report = pp_check(s->plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(s->report);
}

static void close_subject(subject *s)
{
    pp_report_free(s->report);
    pp_plan_free(s->plan);
    pp_policy_free(s->policy);
}

static pp_explanation *explain(const subject *s, const char *figure)
{
    pp_error error = {0};
    pp_explanation *e = pp_explain(s->plan, pp_catalog_builtin(), s->report, figure, &error);
    if (e == NULL) {
        fail_msg("%s: %s", figure, error.text);
    }
    return e;
}

/* What a cell is and how it is made. */
static void assert_cell(const subject *s, const char *cell, const char *figure, const char *made_of, const char *text)
{
    pp_explanation *e = explain(s, cell);
    if (strcmp(e->figure, figure) != 0 || strstr(e->made_of, made_of) == NULL ||
        (text != NULL && (e->text == NULL || strcmp(e->text, text) != 0))) {
        fail_msg("%s: %s / %s / %s", cell, e->figure, e->made_of, e->text == NULL ? "(no text)" : e->text);
    }
    pp_explanation_free(e);
}

/* With errors the form has a row more above it: totals in row 7, 甲 in row 9. */
static void test_cells(void **state)
{
    (void)state;
    subject s;
    open_subject(&s, LINES, true);
    assert_true(pp_report_count(s.report, PP_ERROR) > 0);
    assert_cell(&s, "A1", "表头上方的文字", "不是计算出来的数", NULL);
    assert_cell(&s, "B4", "表头：采购品目", "表头", "采购品目");
    assert_cell(&s, "C7", "“合计”一行的文字", "文字", "合计");
    assert_cell(&s, "A8", "“部门”一行的文字", "文字", "甲局");
    assert_cell(&s, "A9", "“甲”一行的文字", "文字", "甲");
    assert_cell(&s, "D9", "预算单位 甲", "2 行", NULL);
    assert_cell(&s, "D10", "第 1 项的合计", "公式：小计 + 财政专户管理资金 + 单位资金 + 上年结转，与计划填写的数相同。",
                NULL);
    assert_cell(&s, "D11", "第 3 项的合计", "计划没有填写，由公式算出", NULL);
    assert_cell(&s, "E11", "第 3 项的财政拨款小计", "计划没有填写，由公式算出：一般公共预算", NULL);
    assert_cell(&s, "G11", "第 3 项的政府性基金预算", "计划没有填写，表上列为 0.00。", NULL);
    assert_cell(&s, "L11", "第 3 项的中小企业预留份额", "这一行应预留 5.123456 万元；判断：", NULL);
    assert_cell(&s, "M11", "空列", "没有内容", NULL);
    assert_cell(&s, "D13", "第 2 项的合计", "计划填写的是 2.00 万元，而 小计 + ", NULL);
    assert_cell(&s, "D15", "第 4 项的合计", "计划的文字“十元”读不出金额", "十元");
    assert_cell(&s, "D16", "第 5 项的合计", "无法计算", "无法计算");
    assert_cell(&s, "A14", "“”一行的文字", "文字", "（未填预算单位）");
    assert_cell(&s, "D14", "未填预算单位", "2 行读不出金额", NULL);
    assert_cell(&s, "A10", "第 1 项的功能科目编码及名称", "照计划填写", "[2010301]行政运行");
    assert_cell(&s, "B16", "第 5 项的采购品目", "照计划填写", "只有名称");
    assert_cell(&s, "N10", "第 1 项的其中小微企业", "照计划填写", NULL);
    assert_cell(&s, "O10", "第 1 项的数量", "照计划填写", "2.00");
    assert_cell(&s, "O13", "第 2 项的数量", "照计划填写", "十");
    assert_cell(&s, "P10", "第 1 项的单价", "照计划填写", "15000.00 元");
    assert_cell(&s, "P13", "第 2 项的单价", "照计划填写", "abc");
    assert_cell(&s, "Q10", "第 1 项的备注", "照计划填写", "=1+1");
    assert_cell(&s, "R10", "第 1 项的自定", "照计划填写", "x");
    assert_cell(&s, "Q7", "“合计”一行的文字", "文字", NULL);
    assert_cell(&s, "A17", "表下的说明", "注", NULL);
    pp_explanation *e = explain(&s, "N10");
    assert_true(e->known && e->amount == 500000 && e->line_count == 1 && e->lines[0].amount == 500000);
    assert_string_equal(e->cell, "政府采购预算表!N10");
    pp_explanation_free(e);
    e = explain(&s, "D15");
    assert_true(!e->known && e->line_count == 1 && e->lines[0].amount == PP_MONEY_UNREADABLE && e->finding_count > 0);
    pp_explanation_free(e);
    e = explain(&s, "O13");
    assert_true(e->finding_count > 0 && e->findings[0]->column == PP_COL_QUANTITY);
    pp_explanation_free(e);
    close_subject(&s);
}

/* Each control belongs to its figure and to no other. */
static void test_controls(void **state)
{
    (void)state;
    static const struct {
        const char *figure;
        size_t controls;
    } WANTED[] = {{"合计", 2},     {"甲局", 2},         {"货物", 1},    {"服务", 0},      {"甲", 1},   {"乙", 0},
                  {"2010301", 1},  {"20103", 0},        {"A", 1},       {"A02010105", 0}, {"小计", 1}, {"预留份额", 1},
                  {"小微企业", 1}, {"一般公共预算", 0}, {"CTL-01", 11}, {"X99999999", 0}, {"L9", 1},   {"L8", 1},
                  {"D9", 1},       {"D8", 2},           {"F9", 0}};
    subject s;
    open_subject(&s, LINES, true);
    for (size_t i = 0; i < COUNT(WANTED); i++) {
        pp_explanation *e = explain(&s, WANTED[i].figure);
        if (e->control_count != WANTED[i].controls) {
            fail_msg("%s: %zu controls", WANTED[i].figure, e->control_count);
        }
        /* A control that is not met has its finding. */
        for (size_t c = 0; e->rule == NULL && c < e->control_count; c++) {
            bool found = e->controls[c]->met;
            for (size_t f = 0; f < e->finding_count; f++) {
                found |= e->findings[f]->where.row == e->controls[c]->control->row;
            }
            assert_true(found);
        }
        pp_explanation_free(e);
    }
    close_subject(&s);
}

/* Without a policy there are no rows of it, and sheets that need one are not in the workbook. */
static void test_no_policy(void **state)
{
    (void)state;
    subject s;
    pp_error error = {0};
    open_subject(&s, LINES, false);
    pp_explanation *e = explain(&s, "预留份额");
    assert_true(e->policy_count == 0 && e->line_count == 3);
    pp_explanation_free(e);
    e = explain(&s, "SME-01");
    assert_true(e->policy_count == 0 && e->not_checked != NULL);
    pp_explanation_free(e);
    assert_null(pp_explain(s.plan, pp_catalog_builtin(), s.report, "中小企业预留!A1", &error));
    assert_int_equal(error.code, PP_ERROR_USAGE);
    assert_null(pp_explain(s.plan, pp_catalog_builtin(), s.report, "没有", NULL));
    assert_null(pp_explain(s.plan, pp_catalog_builtin(), s.report, "汇总!A0", NULL));
    close_subject(&s);
}

/* However many lines there are, every cell of every sheet is explained. */
static void test_large_plan(void **state)
{
    (void)state;
    enum { MANY = 20001 };
    subject s = {0};
    size_t line;
    s.plan = pp_plan_new();
    const int source = pp_plan_add_source(s.plan, "x.csv", NULL);
    for (uint32_t i = 0; i < MANY; i++) {
        assert_true(pp_plan_add_line(s.plan, source, i + 2, &line, NULL) &&
                    pp_plan_set_text(s.plan, line, PP_COL_ITEM_CODE, "A02010105", 9, NULL) &&
                    pp_plan_set_text(s.plan, line, PP_COL_KIND, "货物", 6, NULL) &&
                    pp_plan_set_money(s.plan, line, PP_COL_TOTAL, 1000000, NULL));
    }
    s.policy = pp_policy_load(NULL, NULL);
    const pp_check_options options = {.policy = s.policy, .year = 2024, .region = "青岛"};
    s.report = pp_check(s.plan, pp_catalog_builtin(), &options, NULL);
    assert_non_null(s.report);
    pp_explanation *e = explain(&s, "合计");
    assert_true(e->cell != NULL && e->amount == (pp_money)MANY * 1000000 && e->line_count == MANY);
    pp_explanation *cell = explain(&s, e->cell);
    assert_true(cell->amount == e->amount && cell->formula != NULL && cell->line_count == MANY);
    pp_explanation_free(cell);
    static const char *const CELLS[] = {"汇总!D4", "汇总!D5", "中小企业预留!E10", "中小企业预留!E11",
                                        "采购意向公开!D5"};
    static const size_t LINE_COUNT[] = {0, MANY, MANY, 0, MANY};
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        cell = explain(&s, CELLS[i]);
        if (cell->line_count != LINE_COUNT[i] || (LINE_COUNT[i] > 0 && cell->amount != e->amount)) {
            fail_msg("%s: %zu lines, %lld", CELLS[i], cell->line_count, (long long)cell->amount);
        }
        pp_explanation_free(cell);
    }
    pp_explanation_free(e);
    close_subject(&s);
}

/* Every cell of every sheet, as far as there is something: sums are those of their lines, and a row of the policy
 * tables is one of those that the report's own ledger rests on. */
static void test_every_cell(void **state)
{
    (void)state;
    enum { ROWS = 90, COLUMNS = 18, LEAST = 400 };
    subject s;
    size_t told = 0;
    open_subject(&s, LINES, true);
    for (int sheet = 0; sheet < PP_SHEET_COUNT; sheet++) {
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            char figure[128];
            pp_error error = {0};
            pp_money sum = 0;
            snprintf(figure, sizeof figure, "%s!%c%d", pp_sheet_describe((pp_sheet)sheet)->name, 'A' + i % COLUMNS,
                     i / COLUMNS + 1);
            pp_explanation *e = pp_explain(s.plan, pp_catalog_builtin(), s.report, figure, &error);
            if (e == NULL) {
                assert_int_equal(error.code, PP_ERROR_USAGE);
                continue;
            }
            told++;
            for (size_t n = 0; n < e->line_count; n++) {
                sum += pp_money_or_zero(e->lines[n].amount);
            }
            if ((e->holds == PP_HOLDS_SUM && e->known && sum != e->amount) || e->made_of[0] == '\0' ||
                (e->line_count > 0 && e->part == NULL)) {
                fail_msg("%s: %s, %lld instead of %lld", figure, e->made_of, (long long)sum, (long long)e->amount);
            }
            for (size_t n = 0; n < e->policy_count; n++) {
                const pp_origin *o = e->policies[n].origin;
                assert_true(o->valid_from <= 20240101 && (o->valid_to == 0 || o->valid_to >= 20240101));
            }
            pp_explanation_free(e);
        }
    }
    assert_true(told > LEAST);
    close_subject(&s);
}

/* Every rule says something, whether there is a policy or not. */
static void test_every_rule(void **state)
{
    (void)state;
    for (int with_policy = 0; with_policy < 2; with_policy++) {
        subject s;
        open_subject(&s, LINES, with_policy != 0);
        for (size_t i = 0; i < pp_rules(); i++) {
            pp_explanation *e = explain(&s, pp_rule(i)->id);
            assert_true(e->rule == pp_rule(i) && e->made_of[0] != '\0');
            assert_true(with_policy != 0 || e->policy_count == 0);
            pp_explanation_free(e);
        }
        for (const char *const *name = (const char *const[]){"限额以下", "三成", "预留缺口", "应预留", NULL};
             *name != NULL; name++) {
            pp_explanation *e = explain(&s, *name);
            assert_true((e->policy_count > 0) == (with_policy != 0));
            pp_explanation_free(e);
        }
        close_subject(&s);
    }
}

/* Sums that do not fit are said not to. */
static void test_overflow(void **state)
{
    (void)state;
    subject s;
    open_subject(&s,
                 "采购品目,采购类别,合计,一般公共预算\n"
                 "A02010105,货物,9000000000000,\nA02010105,货物,9000000000000,\n",
                 true);
    pp_explanation *e = explain(&s, "合计");
    assert_true(!e->known && e->line_count == 2 && strstr(e->made_of, "超出") != NULL);
    pp_explanation_free(e);
    e = explain(&s, "财政拨款小计");
    assert_true(e->known && e->amount == 0 && e->line_count == 0);
    pp_explanation_free(e);
    close_subject(&s);
    open_subject(&s, "采购品目,采购类别,合计,一般公共预算,政府性基金预算\nA02010105,货物,5,2,3\nA02010105,货物,,x,\n",
                 true);
    e = explain(&s, "小计");
    assert_true(e->amount == 5000000 && e->line_count == 2 && e->lines[1].amount == PP_MONEY_UNREADABLE);
    pp_explanation_free(e);
    close_subject(&s);
}

/* ---- Writing ---- */

static void test_text(void **state)
{
    (void)state;
    static const char *const FIGURES[] = {"合计", "甲",      "预留份额", "MTH-02", "SME-01",          "D13",
                                          "Q13",  "汇总!D5", "CTL-01",   "SME-06", "中小企业预留!G8", "三成"};
    subject s;
    open_subject(&s, LINES, true);
    for (size_t i = 0; i < COUNT(FIGURES); i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        pp_explanation *e = explain(&s, FIGURES[i]);
        assert_true(pp_write_explanation_text(s.plan, e, out, 10, NULL));
        assert_true(pp_write_explanation_json(s.plan, e, out, NULL));
        assert_int_equal(fclose(out), 0);
        assert_non_null(strstr(text, e->figure));
        assert_null(strstr(text, "(null)"));
        pp_explanation_free(e);
        free(text);
    }
    FILE *full = fopen("/dev/full", "w");
    pp_explanation *e = explain(&s, "合计");
    pp_error error = {0};
    assert_true(full != NULL && setvbuf(full, NULL, _IONBF, 0) == 0);
    assert_false(pp_write_explanation_text(s.plan, e, full, 80, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_false(pp_write_explanation_json(s.plan, e, full, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    fclose(full);
    pp_explanation_free(e);
    close_subject(&s);
}

/* ---- Little memory ---- */

typedef struct asking {
    const subject *s;
    const char *figure;
} asking;

static bool ask(void *context)
{
    const asking *a = context;
    pp_error error = {0};
    pp_explanation *e = pp_explain(a->s->plan, pp_catalog_builtin(), a->s->report, a->figure, &error);
    if (e == NULL) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        return false;
    }
    pp_explanation_free(e);
    return true;
}

static bool tell(void *context)
{
    const asking *a = context;
    pp_error error = {0};
    FILE *out = fopen("/dev/null", "w");
    pp_explanation *e = pp_explain(a->s->plan, pp_catalog_builtin(), a->s->report, a->figure, &error);
    const bool ok = e != NULL && out != NULL && pp_write_explanation_text(a->s->plan, e, out, 80, &error);
    pp_explanation_free(e);
    fclose(out);
    return ok;
}

static void test_memory(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"预留份额", "2010301", "甲",   "SME-01",   "MTH-02",
                                        "MTH-04",   "SME-06",  "三成", "预留缺口", "X99999999"};
    subject s;
    open_subject(&s, LINES, true);
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        asking a = {&s, NAMES[i]};
        assert_true(every_allocation_fails(ask, &a, NEVER_SURVIVES) > 1);
        assert_true(every_allocation_fails(tell, &a, MAY_SURVIVE) > 1);
    }
    /* What is looked up in a workbook leaves memory to libxlsxwriter to free, which is not counted here. */
    static const char *const CELLS[] = {"D10", "汇总!D5", "中小企业预留!G8", "采购意向公开!D4", "校验结果!F4"};
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        asking a = {&s, CELLS[i]};
        for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
            bool ok = false, failed = true;
            for (long n = 0; failed; n++) {
                memory.failed = false;
                memory.from_then_on = from_then_on != 0;
                memory.until_failure = n;
                ok = ask(&a);
                failed = memory.failed;
                memory.until_failure = -1;
                memory.from_then_on = false;
            }
            assert_true(ok);
        }
    }
    close_subject(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),      cmocka_unit_test(test_controls),   cmocka_unit_test(test_no_policy),
        cmocka_unit_test(test_large_plan), cmocka_unit_test(test_every_cell), cmocka_unit_test(test_every_rule),
        cmocka_unit_test(test_overflow),   cmocka_unit_test(test_text),       cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
