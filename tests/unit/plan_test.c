/* The plan: cells, columns and extras that come late, places, years, kinds, amounts, controls, failing memory. */
#include "failing_malloc.h"
#include "unit.h"

#include "model/plan.h"

#include <stdio.h>

static bool set(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    return pp_plan_set_text(plan, line, column, text, strlen(text), NULL);
}

static size_t add(pp_plan *plan, uint32_t row)
{
    size_t line = 0;
    assert_true(pp_plan_add_line(plan, 0, row, &line, NULL));
    return line;
}

static pp_plan *plan_with_source(void)
{
    pp_plan *plan = pp_plan_new();
    assert_int_equal(pp_plan_add_source(plan, "plan.csv", NULL), 0);
    return plan;
}

/* ---- About ---- */

static void test_about(void **state)
{
    (void)state;
    static const char *const TITLES[] = {"部门", "年度", "地区", "金额单位", "目录版本"};
    pp_plan *plan = pp_plan_new();
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        assert_string_equal(pp_about_title((pp_about_key)k), TITLES[k]);
        assert_null(pp_plan_about(plan, (pp_about_key)k));
    }
    char value[] = "青岛";
    assert_true(pp_plan_set_about(plan, PP_ABOUT_REGION, value, NULL));
    value[0] = 'x';
    assert_string_equal(pp_plan_about(plan, PP_ABOUT_REGION), "青岛");
    assert_true(pp_plan_set_about(plan, PP_ABOUT_REGION, "", NULL));
    assert_string_equal(pp_plan_about(plan, PP_ABOUT_REGION), "");
    pp_plan_free(plan);
    pp_plan_free(NULL);
}

static void test_year(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int year;
    } CASES[] = {
        {"2024", 2024}, {"2024年", 2024}, {"2024年度", 2024},  {"２０２４", 2024}, {" 2024 年 ", 2024},
        {"2026", 2026}, {"", 0},          {"24", 0},           {"202", 0},         {"20245", 0},
        {"2024-01", 0}, {"二〇二四", 0},  {"2024年度预算", 0}, {"x2024", 0},       {"2024.0", 0},
        {"-2024", 0},   {"20 24", 2024},  {"2O24", 0},
    };
    pp_plan *plan = pp_plan_new();
    assert_int_equal(pp_plan_year(plan), 0);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, CASES[i].text, NULL));
        if (pp_plan_year(plan) != CASES[i].year) {
            fail_msg("\"%s\": %d", CASES[i].text, pp_plan_year(plan));
        }
    }
    pp_plan_free(plan);
}

/* ---- Columns ---- */

static void test_column_table(void **state)
{
    (void)state;
    int funds = 0;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column_info *info = pp_column_describe((pp_column)c);
        assert_non_null(info->title);
        assert_true(strlen(info->title) > 0);
        funds += info->fund;
        assert_true(!info->fund || info->type == PP_TYPE_MONEY);
        assert_int_equal(info->fund, c >= PP_COL_GENERAL && c <= PP_COL_CARRYOVER); /* what pp_plan_amount adds up */
        for (int other = 0; other < c; other++) {
            assert_string_not_equal(info->title, pp_column_describe((pp_column)other)->title);
        }
        const bool named = c >= PP_COL_TOTAL && c <= PP_COL_RESERVE_MICRO;
        assert_int_equal(pp_column_by_fund_name(info->title), named ? c : PP_NO_COLUMN);
    }
    assert_int_equal(funds, 6);
    assert_int_equal(pp_column_describe(PP_COL_QUANTITY)->type, PP_TYPE_QUANTITY);
    static const struct {
        const char *name;
        pp_column column;
    } NAMES[] = {
        {"财政拨款", PP_COL_SUBTOTAL},
        {"财政拨款小计", PP_COL_SUBTOTAL},
        {"一般公共预算拨款", PP_COL_GENERAL},
        {"政府性基金", PP_COL_GOVERNMENT_FUND},
        {"国有资本经营", PP_COL_STATE_CAPITAL},
        {"财政专户", PP_COL_SPECIAL_ACCOUNT},
        {" 上年结转结余 ", PP_COL_CARRYOVER},
        {"", PP_NO_COLUMN},
        {"中彩票", PP_NO_COLUMN},
    };
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        assert_int_equal(pp_column_by_fund_name(NAMES[i].name), NAMES[i].column);
    }
}

/* A plan grows past its first room again and again; columns and extras join late and are empty in the lines before. */
static void test_growth(void **state)
{
    (void)state;
    enum { LINES = 5000 };
    pp_plan *plan = plan_with_source();
    assert_int_equal(pp_plan_lines(plan), 0);
    assert_false(pp_plan_has(plan, PP_COL_UNIT));
    assert_true(pp_plan_map_column(plan, 0, PP_COL_UNIT, 1, "预算单位", NULL)); /* before any line */
    assert_true(pp_plan_has(plan, PP_COL_UNIT));
    assert_int_equal(pp_plan_add_extra(plan, "早"), 0);
    for (uint32_t i = 0; i < LINES; i++) {
        char text[32];
        const size_t line = add(plan, i + 2);
        assert_int_equal(line, i);
        snprintf(text, sizeof text, "单位%u", i % 7);
        assert_true(set(plan, line, PP_COL_UNIT, text));
        if (i == 64 || i == 1000) { /* exactly at the edge of the first room, and anywhere */
            assert_true(pp_plan_set_money(plan, line, i == 64 ? PP_COL_TOTAL : PP_COL_RESERVE, i, NULL));
            assert_int_equal(pp_plan_add_extra(plan, i == 64 ? "晚" : "更晚"), i == 64 ? 1 : 2);
        }
        if (i > 1000) {
            assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, i, NULL));
            assert_true(pp_plan_set_extra(plan, line, 2, text, strlen(text), NULL));
        }
    }
    assert_int_equal(pp_plan_lines(plan), LINES);
    assert_int_equal(pp_plan_extras(plan), 3);
    assert_string_equal(pp_plan_extra_title(plan, 2), "更晚");
    assert_int_equal(pp_plan_add_extra(plan, "晚"), 1); /* the same title, the same number */
    for (uint32_t i = 0; i < LINES; i++) {
        char text[32];
        snprintf(text, sizeof text, "单位%u", i % 7);
        assert_string_equal(pp_plan_text(plan, i, PP_COL_UNIT), text);
        assert_int_equal(pp_plan_money(plan, i, PP_COL_TOTAL), i == 64 || i > 1000 ? (pp_money)i : PP_MONEY_NONE);
        assert_int_equal(pp_plan_money(plan, i, PP_COL_RESERVE), i == 1000 ? 1000 : PP_MONEY_NONE);
        assert_string_equal(pp_plan_extra(plan, i, 0), "");
        assert_string_equal(pp_plan_extra(plan, i, 1), "");
        assert_string_equal(pp_plan_extra(plan, i, 2), i > 1000 ? text : "");
        assert_int_equal(pp_plan_place(plan, i, PP_NO_COLUMN).row, i + 2);
    }
    assert_true(pp_plan_map_column(plan, 0, PP_COL_NOTE, 9, "备注", NULL)); /* after all lines */
    assert_true(pp_plan_map_column(plan, 0, PP_COL_QUANTITY, 10, "数量", NULL));
    for (uint32_t i = 0; i < LINES; i++) {
        assert_string_equal(pp_plan_text(plan, i, PP_COL_NOTE), "");
        assert_int_equal(pp_plan_quantity(plan, i), PP_MONEY_NONE);
    }
    pp_plan_free(plan);
    assert_int_equal(memory.alive, 0);
}

static void test_cells(void **state)
{
    (void)state;
    pp_plan *plan = plan_with_source();
    const size_t line = add(plan, 2);
    assert_string_equal(pp_plan_text(plan, line, PP_COL_NOTE), ""); /* a column that the plan lacks */
    assert_int_equal(pp_plan_money(plan, line, PP_COL_TOTAL), PP_MONEY_NONE);
    assert_int_equal(pp_plan_quantity(plan, line), PP_MONEY_NONE);
    assert_false(pp_plan_has(plan, PP_COL_NOTE));
    assert_true(pp_plan_set_text(plan, line, PP_COL_NOTE, "办公桌椅", 9, NULL));
    assert_string_equal(pp_plan_text(plan, line, PP_COL_NOTE), "办公桌");
    assert_true(pp_plan_has(plan, PP_COL_NOTE));
    assert_true(set(plan, line, PP_COL_NOTE, ""));
    assert_string_equal(pp_plan_text(plan, line, PP_COL_NOTE), "");
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, -300, NULL));
    assert_int_equal(pp_plan_money(plan, line, PP_COL_TOTAL), -300);
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, PP_MONEY_NONE, NULL));
    assert_int_equal(pp_plan_money(plan, line, PP_COL_TOTAL), PP_MONEY_NONE);
    assert_true(pp_plan_set_quantity(plan, line, 90000000, NULL));
    assert_int_equal(pp_plan_quantity(plan, line), 90000000);
    pp_plan_free(plan);
}

static void test_unreadable(void **state)
{
    (void)state;
    enum { MANY = 100 }; /* more than the first room for them */
    pp_plan *plan = plan_with_source();
    for (uint32_t i = 0; i < MANY; i++) {
        char text[16];
        const size_t line = add(plan, i + 2);
        const int length = snprintf(text, sizeof text, "1e%u", i);
        const pp_column column = i % 2 == 0 ? PP_COL_TOTAL : PP_COL_QUANTITY;
        assert_int_equal(pp_plan_unreadables(plan), i);
        assert_true(pp_plan_set_unreadable(plan, line, column, PP_MONEY_EXPONENT, text, (size_t)length, NULL));
    }
    assert_int_equal(pp_plan_unreadables(plan), MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        char text[16];
        const pp_unreadable cell = pp_plan_unreadable(plan, i);
        snprintf(text, sizeof text, "1e%u", i);
        assert_int_equal(cell.line, i);
        assert_int_equal(cell.column, i % 2 == 0 ? PP_COL_TOTAL : PP_COL_QUANTITY);
        assert_int_equal(cell.status, PP_MONEY_EXPONENT);
        assert_string_equal(cell.text, text);
        assert_int_equal(pp_plan_money(plan, i, PP_COL_TOTAL), i % 2 == 0 ? PP_MONEY_UNREADABLE : PP_MONEY_NONE);
        assert_int_equal(pp_plan_quantity(plan, i), i % 2 == 0 ? PP_MONEY_NONE : PP_MONEY_UNREADABLE);
    }
    pp_plan_free(plan);
}

/* 合计 as written, else the funds that are given. */
static void test_amount(void **state)
{
    (void)state;
    pp_plan *plan = plan_with_source();
    const size_t line = add(plan, 2);
    assert_int_equal(pp_plan_amount(plan, line), PP_MONEY_NONE);
    assert_true(pp_plan_set_money(plan, line, PP_COL_SUBTOTAL, 500, NULL)); /* a sum itself, not a fund */
    assert_true(pp_plan_set_money(plan, line, PP_COL_RESERVE, 70, NULL));
    assert_int_equal(pp_plan_amount(plan, line), PP_MONEY_NONE);
    pp_money sum = 0;
    for (int c = PP_COL_GENERAL; c <= PP_COL_CARRYOVER; c++) {
        assert_true(pp_plan_set_money(plan, line, (pp_column)c, 1 << c, NULL));
        sum += 1 << c;
        assert_int_equal(pp_plan_amount(plan, line), sum);
    }
    assert_true(pp_plan_set_money(plan, line, PP_COL_OWN, -5000000, NULL)); /* negative ones too */
    assert_int_equal(pp_plan_amount(plan, line), sum - (1 << PP_COL_OWN) - 5000000);
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, 42, NULL));
    assert_int_equal(pp_plan_amount(plan, line), 42);
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, 0, NULL));
    assert_int_equal(pp_plan_amount(plan, line), 0);
    assert_true(pp_plan_set_unreadable(plan, line, PP_COL_OWN, PP_MONEY_NOT_NUMBER, "x", 1, NULL));
    assert_int_equal(pp_plan_amount(plan, line), 0); /* not needed */
    assert_true(pp_plan_set_money(plan, line, PP_COL_TOTAL, PP_MONEY_NONE, NULL));
    assert_int_equal(pp_plan_amount(plan, line), PP_MONEY_UNREADABLE);
    assert_true(pp_plan_set_money(plan, line, PP_COL_OWN, PP_MONEY_MAX, NULL));
    assert_int_equal(pp_plan_amount(plan, line), PP_MONEY_UNREADABLE); /* does not fit */
    assert_true(pp_plan_set_unreadable(plan, line, PP_COL_TOTAL, PP_MONEY_NOT_NUMBER, "x", 1, NULL));
    assert_int_equal(pp_plan_amount(plan, line), PP_MONEY_UNREADABLE);
    pp_plan_free(plan);
}

static void test_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        pp_kind kind;
    } CASES[] = {
        {"货物", PP_GOODS},
        {"工程", PP_WORKS},
        {"服务", PP_SERVICES},
        {"货物类", PP_GOODS},
        {" 服 务 类", PP_SERVICES},
        {"", PP_KIND_NONE},
        {" ", PP_KIND_NONE},
        {"类", PP_KIND_NONE},
        {"货物类类", PP_KIND_NONE},
        {"货物采购", PP_KIND_NONE},
        {"货", PP_KIND_NONE},
        {"A", PP_KIND_NONE},
        {"货物                                  ", PP_KIND_NONE}, /* longer than any spelling of a kind */
    };
    pp_plan *plan = plan_with_source();
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const size_t line = add(plan, (uint32_t)i + 2);
        assert_true(set(plan, line, PP_COL_KIND, CASES[i].text));
        assert_int_equal(pp_plan_kind(plan, line), CASES[i].kind);
        assert_int_equal(pp_kind_by_name(CASES[i].text), CASES[i].kind);
    }
    uint8_t *kinds = pp_plan_kinds(plan);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(kinds[pp_plan_id(plan, i, PP_COL_KIND)], CASES[i].kind);
    }
    free(kinds);
    pp_plan_free(plan);
    plan = plan_with_source(); /* no such column */
    const size_t line = add(plan, 2);
    assert_int_equal(pp_plan_kind(plan, line), PP_KIND_NONE);
    pp_plan_free(plan);
}

static void test_items(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    static const char *const CODES[] = {"A02010105", "", "A99", "A02010105", "C23120302"};
    pp_plan *plan = plan_with_source();
    pp_item *items = pp_plan_items(plan, catalog); /* no line */
    assert_non_null(items);
    free(items);
    for (size_t i = 0; i < COUNT(CODES); i++) {
        assert_true(set(plan, add(plan, (uint32_t)i + 2), PP_COL_ITEM_CODE, CODES[i]));
    }
    items = pp_plan_items(plan, catalog);
    for (size_t i = 0; i < COUNT(CODES); i++) {
        assert_int_equal(items[i], pp_catalog_find(catalog, CODES[i]));
    }
    assert_int_equal(items[1], PP_NO_ITEM);
    assert_int_equal(items[2], PP_NO_ITEM);
    assert_string_equal(pp_item_name(catalog, items[3]), "台式计算机");
    free(items);
    pp_plan_free(plan);
}

/* ---- Places ---- */

static void test_places(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    char file[] = "a.csv";
    assert_int_equal(pp_plan_add_source(plan, file, NULL), 0);
    file[0] = 'x';
    assert_int_equal(pp_plan_add_source(plan, "b.xlsx", "政府采购预算表"), 1);
    assert_true(pp_plan_map_column(plan, 0, PP_COL_TOTAL, 5, "合计", NULL));
    assert_true(pp_plan_map_column(plan, 1, PP_COL_TOTAL, 11, "合计(万元)", NULL));
    size_t first, second;
    assert_true(pp_plan_add_line(plan, 0, 2, &first, NULL));
    assert_true(pp_plan_add_line(plan, 1, 17, &second, NULL));
    pp_place place = pp_plan_place(plan, first, PP_COL_TOTAL);
    assert_string_equal(place.file, "a.csv");
    assert_null(place.sheet);
    assert_int_equal(place.row, 2);
    assert_int_equal(place.column, 5);
    assert_string_equal(place.title, "合计");
    place = pp_plan_place(plan, second, PP_COL_TOTAL);
    assert_string_equal(place.file, "b.xlsx");
    assert_string_equal(place.sheet, "政府采购预算表");
    assert_int_equal(place.row, 17);
    assert_int_equal(place.column, 11);
    assert_string_equal(place.title, "合计(万元)");
    place = pp_plan_place(plan, second, PP_COL_RESERVE); /* not in this source */
    assert_int_equal(place.column, 0);
    assert_string_equal(place.title, "中小企业预留份额");
    place = pp_plan_place(plan, second, PP_NO_COLUMN);
    assert_int_equal(place.row, 17);
    assert_int_equal(place.column, 0);
    assert_null(place.title);
    pp_plan_free(plan);
}

static void test_many_sources(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    for (int i = 0; i < UINT16_MAX; i++) {
        assert_int_equal(pp_plan_add_source(plan, "f", NULL), i);
    }
    assert_int_equal(pp_plan_add_source(plan, "f", NULL), -1); /* a line remembers its source in 16 bits */
    size_t line;
    assert_true(pp_plan_add_line(plan, UINT16_MAX - 1, 7, &line, NULL));
    assert_string_equal(pp_plan_place(plan, line, PP_NO_COLUMN).file, "f");
    pp_plan_free(plan);
}

static void test_cell_names(void **state)
{
    (void)state;
    static const struct {
        uint32_t row, column;
        const char *name;
    } CASES[] = {
        {1, 1, "A1"},
        {17, 11, "K17"},
        {1, 26, "Z1"},
        {1, 27, "AA1"},
        {1, 52, "AZ1"},
        {1, 53, "BA1"},
        {1, 702, "ZZ1"},
        {1, 703, "AAA1"},
        {1048576, 16384, "XFD1048576"},
        {UINT32_MAX, UINT32_MAX, "MWLQKWU4294967295"},
        {0, 5, ""},
        {5, 0, ""},
        {0, 0, ""},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char out[PP_CELL_TEXT];
        assert_ptr_equal(pp_cell_name(CASES[i].row, CASES[i].column, out), out);
        assert_string_equal(out, CASES[i].name);
    }
}

/* ---- Controls ---- */

static void test_controls(void **state)
{
    (void)state;
    pp_plan *plan = pp_plan_new();
    char key[] = "货物";
    pp_control control = {.kind = PP_CONTROL_KIND,
                          .name = "类别",
                          .key = key,
                          .relation = PP_AT_MOST,
                          .amount = 884500,
                          .unit_step = 10000,
                          .origin = NULL,
                          .file = "controls.csv",
                          .row = 3,
                          .column = 4};
    assert_true(pp_plan_add_control(plan, &control, NULL));
    key[0] = 'x';
    const pp_control *kept = pp_plan_control(plan, 0);
    assert_string_equal(kept->name, "类别");
    assert_string_equal(kept->key, "货物");
    assert_string_equal(kept->origin, "");
    assert_string_equal(kept->file, "controls.csv");
    assert_int_equal(kept->kind, PP_CONTROL_KIND);
    assert_int_equal(kept->relation, PP_AT_MOST);
    assert_int_equal(kept->amount, 884500);
    assert_int_equal(kept->unit_step, 10000);
    assert_int_equal(kept->row, 3);
    assert_int_equal(kept->column, 4);
    for (size_t i = 1; i < 100; i++) { /* one of the plan's own, while the table of them moves */
        assert_true(pp_plan_add_control(plan, pp_plan_control(plan, i - 1), NULL));
        assert_string_equal(pp_plan_control(plan, i)->key, "货物");
    }
    assert_int_equal(pp_plan_controls(plan), 100);
    pp_plan_clear_controls(plan);
    assert_int_equal(pp_plan_controls(plan), 0);
    assert_true(pp_plan_add_control(plan, &control, NULL));
    assert_int_equal(pp_plan_controls(plan), 1);
    pp_plan_free(plan);
}

static void test_control_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        pp_control_kind kind;
    } CASES[] = {
        {"合计", PP_CONTROL_TOTAL},
        {" 合 计 ", PP_CONTROL_TOTAL},
        {"类别", PP_CONTROL_KIND},
        {"采购类别", PP_CONTROL_KIND},
        {"资金来源", PP_CONTROL_FUND},
        {"预留份额", PP_CONTROL_RESERVE},
        {"其中小微企业", PP_CONTROL_RESERVE_MICRO},
        {"部门", PP_CONTROL_DEPARTMENT},
        {"部门合计", PP_CONTROL_DEPARTMENT},
        {"预算单位", PP_CONTROL_UNIT},
        {"功能科目", PP_CONTROL_FUNCTION},
        {"采购品目", PP_CONTROL_ITEM},
        {"", PP_CONTROL_KIND_COUNT},
        {"控制项", PP_CONTROL_KIND_COUNT},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(pp_control_kind_by_name(CASES[i].name), CASES[i].kind);
    }
}

/* ---- Failing memory ---- */

static bool build_plan(pp_plan *plan)
{
    pp_error error;
    char large[70000]; /* more than a block of the arena */
    memset(large, 'x', sizeof large);
    large[sizeof large - 1] = '\0';
    const pp_control control = {.name = "合计", .key = "", .origin = large, .file = "controls.csv"};
    bool ok = pp_plan_set_about(plan, PP_ABOUT_YEAR, "2024", &error);
    ok = ok && pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, large, &error);
    ok = ok && pp_plan_add_source(plan, "plan.csv", NULL) == 0 && pp_plan_add_source(plan, large, large) == 1;
    ok = ok && pp_plan_map_column(plan, 0, PP_COL_UNIT, 1, "预算单位", &error);
    for (uint32_t i = 0; ok && i < 200; i++) { /* grows three times */
        char text[600];
        size_t line;
        const int length = snprintf(text, sizeof text, "%0500u", i);
        ok = pp_plan_add_line(plan, (int)(i % 2), i + 2, &line, &error);
        ok = ok && pp_plan_set_text(plan, line, PP_COL_UNIT, text, (size_t)length, &error);
        if (i == 70) {
            ok = ok && pp_plan_map_column(plan, 1, PP_COL_TOTAL, 2, "合计", &error);
            ok = ok && pp_plan_add_extra(plan, "其他") == 0;
        }
        if (i > 70) {
            ok = ok && pp_plan_set_money(plan, line, PP_COL_TOTAL, i, &error);
            ok = ok && pp_plan_set_quantity(plan, line, i, &error);
            ok = ok && pp_plan_set_extra(plan, line, 0, large, i == 100 ? sizeof large - 1 : 9, &error);
            ok = ok && pp_plan_set_unreadable(plan, line, PP_COL_PRICE, PP_MONEY_NOT_NUMBER, text, 30, &error);
        }
        /* whatever was refused, the plan stays whole */
        for (size_t k = 0; k < pp_plan_lines(plan); k++) {
            assert_int_equal(pp_plan_place(plan, k, PP_COL_UNIT).row, k + 2);
            assert_true(strlen(pp_plan_text(plan, k, PP_COL_UNIT)) == 500 || (!ok && k + 1 == pp_plan_lines(plan)));
        }
    }
    for (int i = 0; ok && i < 3; i++) {
        ok = pp_plan_add_control(plan, &control, &error);
    }
    uint8_t *kinds = ok ? pp_plan_kinds(plan) : NULL;
    pp_item *items = kinds != NULL ? pp_plan_items(plan, pp_catalog_builtin()) : NULL;
    ok = items != NULL;
    free(kinds);
    free(items);
    return ok;
}

static bool new_plan(void *context)
{
    (void)context;
    pp_plan *plan = pp_plan_new();
    const bool ok = plan != NULL && build_plan(plan);
    pp_plan_free(plan);
    return ok;
}

static void test_no_memory(void **state)
{
    (void)state;
    assert_true(every_allocation_fails(new_plan, NULL, NEVER_SURVIVES) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_about),    cmocka_unit_test(test_year),          cmocka_unit_test(test_column_table),
        cmocka_unit_test(test_growth),   cmocka_unit_test(test_cells),         cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_amount),   cmocka_unit_test(test_kind),          cmocka_unit_test(test_items),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_many_sources),  cmocka_unit_test(test_cell_names),
        cmocka_unit_test(test_controls), cmocka_unit_test(test_control_names), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
