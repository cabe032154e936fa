/* The times that people write, and what is no time. */
#include "unit.h"

#include "base/when.h"

#include <stdio.h>

static void test_spellings(void **state)
{
    static const struct {
        const char *text;
        pp_when is;
    } CASES[] = {
        {"2024-05", {2024, 5, 5, 0}},
        {"2024-5", {2024, 5, 5, 0}},
        {"2024.05", {2024, 5, 5, 0}},
        {"2024/5", {2024, 5, 5, 0}},
        {"2024年5月", {2024, 5, 5, 0}},
        {"2024 年 05 月份", {2024, 5, 5, 0}},
        {"２０２４年５月", {2024, 5, 5, 0}},
        {"2024年五月", {2024, 5, 5, 0}},
        {"5月", {0, 5, 5, 0}},
        {"五月", {0, 5, 5, 0}},
        {"十二月", {0, 12, 12, 0}},
        {"十月", {0, 10, 10, 0}},
        {"12月", {0, 12, 12, 0}},
        {"2024/5/20", {2024, 5, 5, 20}},
        {"2024-05-20", {2024, 5, 5, 20}},
        {"2024.5.20", {2024, 5, 5, 20}},
        {"2024年5月20日", {2024, 5, 5, 20}},
        {"5月20号前", {0, 5, 5, 20}},
        {"2024-05-20 00:00:00", {2024, 5, 5, 20}},
        {"2024-05-20T00:00:00", {2024, 5, 5, 20}},
        {"202405", {2024, 5, 5, 0}},
        {"２０２４０５２０", {2024, 5, 5, 20}},
        {"5月下旬", {0, 5, 5, 0}},
        {"2024年5月底前", {2024, 5, 5, 0}},
        {"5月左右", {0, 5, 5, 0}},
        {"第二季度", {0, 4, 6, 0}},
        {"二季度", {0, 4, 6, 0}},
        {"2024年第二季度", {2024, 4, 6, 0}},
        {"2024年4季度", {2024, 10, 12, 0}},
        {"2024第１季度", {2024, 1, 3, 0}},
        {"2024年度第三季度", {2024, 7, 9, 0}},
        {"Q2", {0, 4, 6, 0}},
        {"2024Q1", {2024, 1, 3, 0}},
        {"2024-Q4", {2024, 10, 12, 0}},
        {"上半年", {0, 1, 6, 0}},
        {"2024年下半年", {2024, 7, 12, 0}},
        {"5-6月", {0, 5, 6, 0}},
        {"5月至6月", {0, 5, 6, 0}},
        {"2024年5、6月", {2024, 5, 6, 0}},
        {"2024年2月29日", {2024, 2, 2, 29}},
        {"2月29日", {0, 2, 2, 29}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_when when;
        if (!pp_when_parse(CASES[i].text, strlen(CASES[i].text), &when) ||
            memcmp(&when, &CASES[i].is, sizeof when) != 0) {
            fail_msg("%s: %d-%d..%d-%d", CASES[i].text, when.year, when.from, when.to, when.day);
        }
    }
}

static void test_no_times(void **state)
{
    static const char *const CASES[] = {
        "",
        "尽快",
        "2024",
        "2024年",
        "13月",
        "0月",
        "-3月",
        "2024-00",
        "2024-13",
        "2024-2-30",
        "2023-02-29",
        "20230229",
        "20241301",
        "20240500",
        "2024-3-",
        "2024年3月x",
        "24年3月",
        "20241",
        "2024-03-15-1",
        "第五季度",
        "第季度",
        "季度",
        "Q5",
        "0季度",
        "6-5月",
        "5-13月",
        "5",
        "五",
        "月",
        "年",
        "2024年3月2024年3月",
        "0000-05",
        "9999-05",
        "00000520",
        "12345678901",
        "2024年00月",
        "5月0日",
        "第二季度二季度",
        "5月5月",
        "5月32日",
        "半年",
        "合同签订后2月内",
        "2024-05-200",
        "2024年第5月",
        "2024年5月底前左右前后之前以前左右前后之前以前左右前后之前以前左右前后之前以前", /* longer than is looked at */
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_when when;
        if (pp_when_parse(CASES[i], strlen(CASES[i]), &when)) {
            fail_msg("%s: %d-%d..%d-%d", CASES[i], when.year, when.from, when.to, when.day);
        }
        assert_int_equal(when.from, 0);
    }
}

static void test_part_of_a_text(void **state)
{
    pp_when when;
    (void)state;
    assert_true(pp_when_parse("5月x", strlen("5月"), &when)); /* no more than its length is read */
    assert_int_equal(when.to, 5);
}

/* Whatever is named exists; nothing that a month may be written with makes the reader fail. */
static void test_random(void **state)
{
    static const char *const PIECES[] = {"2024", "20", "2",  "0",    "1", "年", "月",     "日", "-",  "/", ".",
                                         "第",   "二", "十", "季度", "q", "至", "上半年", "底", "前", " ", "５"};
    uint64_t random = 5;
    size_t named = 0;
    (void)state;
    for (int round = 0; round < 200000; round++) {
        char text[128] = "";
        for (uint64_t n = random_next(&random) % 7; n > 0; n--) {
            strcat(text, PIECES[random_next(&random) % COUNT(PIECES)]);
        }
        pp_when w;
        if (pp_when_parse(text, strlen(text), &w)) {
            named++;
            if (w.year < 0 || w.year > 9998 || w.from < 1 || w.to < w.from || w.to > 12 || w.day < 0 ||
                (w.day > 0 && (w.from != w.to || w.day > pp_days_in_month(w.year == 0 ? 2024 : w.year, w.to)))) {
                fail_msg("%s: %d-%d..%d-%d", text, w.year, w.from, w.to, w.day);
            }
        }
    }
    assert_true(named > 1000);
}

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(pp_days_in_month(2024, 2), 29);
    assert_int_equal(pp_days_in_month(2023, 2), 28);
    assert_int_equal(pp_days_in_month(1900, 2), 28);
    assert_int_equal(pp_days_in_month(2000, 2), 29);
    assert_int_equal(pp_days_in_month(2024, 12), 31);
    assert_int_equal(pp_days_in_month(2024, 4), 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings), cmocka_unit_test(test_no_times), cmocka_unit_test(test_part_of_a_text),
        cmocka_unit_test(test_random),    cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
