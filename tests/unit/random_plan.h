/* Random plans with texts that hurt, as readers make them. */
#ifndef PP_TESTS_RANDOM_PLAN_H
#define PP_TESTS_RANDOM_PLAN_H

#include "unit.h"

#include "procplan/procplan.h"

#include <stdio.h>

static const char *const TEXTS[] = {
    "甲局",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'",
    "'=1",
    "''",
    "'2010301",
    "a,b",
    "\"",
    "\"引\"\"号\"",
    "两\n行",
    "两\r\n行",
    "一\r行",
    "[x]y",
    "【x】y",
    "〔x〕",
    "(x)y",
    "x]",
    "A4 复印纸",
    "2024年",
    "A02010105",
    "2010301 a",
    "a[2010301]",
    "= \"1\"",
    "=\"2010301\"",
    "—",
    "0",
    "1e3",
    "注：略",
    "合 计项",
    "备注x",
    "=-'@",
    "，",
    ";",
    "\\",
    "😀",
    "\x01",
    "a\tb",
    "x\u3000y",
    "=cmd|' /C calc'!A0",
    "－1",
    "＝1",
    "[",
    "]",
    "[]",
    "[=]",
    "某单位（本级）",
    "-2010301",
    "A02010105-x",
    "财",
    "x,\n\"y\"",
    "Ａ０２",
    "元",
    "单位：元",
};

static const char *const CODES[][2] = {{"A02010105", "台式计算机"},
                                       {"C99000000", "其他服务"},
                                       {"2010301", "行政运行"},
                                       {"2010302", ""},
                                       {"", "只有名称"},
                                       {"X1", "-横线"},
                                       {"财", "名"},
                                       {"[甲", "乙"},
                                       {"1", "[x]"},
                                       {"", ""},
                                       {"", "甲[2010301]"},
                                       {"A02010105", "=名"},
                                       {"=X", "名"},
                                       {"20103", "'名"}};

static const char *const BAD_AMOUNTS[] = {"十元",
                                          "1e3",
                                          "1,2",
                                          "0.0000001",
                                          "-x",
                                          "=1+1",
                                          "'1x",
                                          "+-3",
                                          "1x",
                                          "12345亿元",
                                          "@",
                                          "\"3\"",
                                          "3,,3",
                                          "1200美元",
                                          "3\n4",
                                          "９x",
                                          "99999999999999999999"};

static const char *pick(uint64_t *random, const char *const *of, size_t count)
{
    return of[random_next(random) % count];
}

static inline int64_t random_amount(uint64_t *random)
{
    static const int64_t SPECIAL[] = {0, 1, -1, 99, 10000, 12345678901, -500000, 1000000, INT64_MAX, PP_MONEY_MIN};
    const uint64_t r = random_next(random);
    return r % 3 == 0 ? SPECIAL[r / 3 % COUNT(SPECIAL)] : (int64_t)(random_next(random) >> (20 + r / 3 % 40)) - 5000;
}

static inline void set_text(pp_plan *plan, size_t line, pp_column column, const char *text)
{
    size_t length = strlen(text);
    assert_true(pp_plan_set_text(plan, line, column, text, length, NULL));
}

/* A cell as a reader could have made it: an unreadable text is one that is unreadable in the unit of its column. */
static inline void fill_number(uint64_t *random, pp_plan *plan, size_t line, pp_column column, pp_money_unit unit)
{
    const uint64_t r = random_next(random);
    if (r % 4 == 0) {
        return;
    }
    if (r % 4 > 1) {
        assert_true(pp_plan_set_money(plan, line, column, random_amount(random), NULL));
        return;
    }
    int64_t value;
    const char *text = pick(random, BAD_AMOUNTS, COUNT(BAD_AMOUNTS));
    text += text[0] == '\'' && strchr("=+-@'", text[1]) != NULL; /* as the readers take it */
    const pp_money_status status = column == PP_COL_QUANTITY ? pp_quantity_parse(text, strlen(text), &value)
                                                             : pp_money_parse(text, strlen(text), unit, &value);
    if (status == PP_MONEY_OK) {
        assert_true(pp_plan_set_money(plan, line, column, value, NULL));
    } else if (status != PP_MONEY_EMPTY) {
        assert_true(pp_plan_set_unreadable(plan, line, column, status, text, strlen(text), NULL));
    }
}

static inline bool is_code(int column)
{
    return column == PP_COL_FUNCTION_CODE || column == PP_COL_ITEM_CODE;
}

static inline bool is_name(int column)
{
    return column == PP_COL_FUNCTION_NAME || column == PP_COL_ITEM_NAME;
}

static inline void fill_line(uint64_t *random, pp_plan *plan, size_t line, uint64_t has, const pp_money_unit *units,
                             const char *const *texts, size_t text_count)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column column = (pp_column)c;
        if ((has >> c & 1) == 0 || is_name(c)) {
            continue;
        }
        if (pp_column_describe(column)->type != PP_TYPE_TEXT) {
            fill_number(random, plan, line, column, units[c]);
        } else if (c == PP_COL_KIND) {
            set_text(plan, line, column, pp_kind_name((pp_kind)(PP_GOODS + random_next(random) % 3)));
        } else if (is_code(c)) {
            const char *const *pair = CODES[random_next(random) % COUNT(CODES)];
            set_text(plan, line, column, pair[0]);
            if ((has >> (c + 1) & 1) != 0) {
                set_text(plan, line, (pp_column)(c + 1),
                         random_next(random) % 8 == 0 ? pick(random, texts, text_count) : pair[1]);
            }
        } else if (random_next(random) % 3 != 0) {
            set_text(plan, line, column, pick(random, texts, text_count));
        }
    }
    for (size_t e = 0; e < pp_plan_extras(plan); e++) {
        if (random_next(random) % 2 == 0) {
            const char *text = pick(random, texts, text_count);
            assert_true(pp_plan_set_extra(plan, line, (int)e, text, strlen(text), NULL));
        }
    }
}

static inline void add_controls(uint64_t *random, pp_plan *plan, pp_money_unit unit)
{
    static const char *const NAMES[][2] = {
        {"合计", ""},         {"总计", ""},    {"类别", "货物"},      {"资金来源", "=x"},      {"预留份额", ""},
        {"其中小微企业", ""}, {"部门", "'甲"}, {"预算单位", "a,\"b"}, {"功能科目", "2010301"}, {"采购品目", "-A"}};
    for (uint64_t n = random_next(random) % 5; n > 0; n--) {
        const char *const *name = NAMES[random_next(random) % COUNT(NAMES)];
        pp_money step = unit == PP_UNIT_WAN ? 10000 : 100;
        for (uint64_t d = random_next(random) % 5; d > 0 && step > 1; d--) {
            step /= 10;
        }
        const pp_control_kind kind = pp_control_kind_by_name(name[0]);
        const bool tells = kind == PP_CONTROL_FUND || kind == PP_CONTROL_RESERVE || kind == PP_CONTROL_RESERVE_MICRO;
        const pp_column sums =
            (pp_column)(PP_COL_TOTAL + random_next(random) % (PP_COL_RESERVE_MICRO - PP_COL_TOTAL + 1));
        const pp_control control = {.kind = kind,
                                    .sums = tells || random_next(random) % 2 == 0 ? PP_NO_COLUMN : sums,
                                    .name = name[0],
                                    .key = name[1],
                                    .relation = random_next(random) % 2 == 0 ? PP_EQUAL : PP_AT_MOST,
                                    .amount = (random_amount(random) / 100000000) * step,
                                    .unit_step = step,
                                    .origin = random_next(random) % 2 == 0 ? "" : "=来源, \"x\""};
        assert_true(pp_plan_add_control(plan, &control, NULL));
    }
}

/* A plan as readers make them, from one file in which some headings name their unit. */
static inline pp_plan *random_plan(uint64_t *random)
{
    static const char *const EXTRAS[] = {"自定", "=自定",          "'列",        "备 注x", "列 Q", "甲,乙",
                                         "\"",   "合计（含税价）", "附加：备注", "两\n行"};
    static const char *const MARKS[] = {"", "（元）", "（万元）"};
    const bool yuan = random_next(random) % 2 == 0;
    const pp_money_unit unit = yuan ? PP_UNIT_YUAN : PP_UNIT_WAN;
    pp_money_unit units[PP_COLUMN_COUNT];
    char title[256];
    pp_plan *plan = pp_plan_new();
    assert_non_null(plan);
    assert_true(pp_plan_set_about(plan, PP_ABOUT_UNIT, yuan ? "元" : "万元", NULL));
    if (random_next(random) % 2 == 0) {
        assert_true(pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, pick(random, TEXTS, COUNT(TEXTS)), NULL));
        assert_true(pp_plan_set_about(plan, PP_ABOUT_YEAR, "2024年", NULL));
    }
    const int source = pp_plan_add_source(plan, "x.csv", NULL);
    uint64_t has =
        random_next(random) | UINT64_C(1) << PP_COL_KIND | UINT64_C(1) << PP_COL_TOTAL | UINT64_C(1) << PP_COL_GENERAL;
    if (random_next(random) % 4 == 0) {
        has = UINT64_MAX;
    }
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if ((has >> c & 1) == 0 || (is_name(c) && (has >> (c - 1) & 1) == 0)) {
            has &= ~(UINT64_C(1) << c);
            continue;
        }
        const uint64_t mark = random_next(random) % 6 == 0 ? 1 + random_next(random) % 2 : 0;
        units[c] = mark == 1 ? PP_UNIT_YUAN : mark == 2 ? PP_UNIT_WAN : c == PP_COL_PRICE ? PP_UNIT_YUAN : unit;
        snprintf(title, sizeof title, "%s%s", pp_column_describe((pp_column)c)->title, MARKS[mark]);
        assert_true(pp_plan_map_column(plan, source, (pp_column)c, (uint32_t)c + 1, title, NULL));
    }
    for (uint64_t n = random_next(random) % 4; n > 0; n--) {
        assert_true(pp_plan_add_extra(plan, pick(random, EXTRAS, COUNT(EXTRAS))) >= 0);
    }
    const size_t tame = random_next(random) % 2 == 0 ? COUNT(TEXTS) : 5;
    for (uint64_t n = random_next(random) % 8; n > 0; n--) {
        size_t line;
        assert_true(pp_plan_add_line(plan, source, (uint32_t)(n + 1), &line, NULL));
        fill_line(random, plan, line, has, units, TEXTS, tame);
    }
    add_controls(random, plan, unit);
    return plan;
}

#endif
