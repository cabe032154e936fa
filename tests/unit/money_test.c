/* Amounts: every spelling that people use, the edges of what fits, and format -> parse for random amounts. */
#include "unit.h"

#include "procplan/money.h"

#include <stdio.h>

/* ---- Spellings ---- */

typedef struct spelling {
    const char *text;
    pp_money_unit unit;
    pp_money_status status;
    pp_money amount; /* when PP_MONEY_OK */
} spelling;

#define WAN PP_UNIT_WAN
#define YUAN PP_UNIT_YUAN

static const spelling SPELLINGS[] = {
    /* as people write them */
    {"5837.65", WAN, PP_MONEY_OK, 5837650000},
    {"5837.65", YUAN, PP_MONEY_OK, 583765},
    {"5,837.65", WAN, PP_MONEY_OK, 5837650000},
    {"５８３７．６５", WAN, PP_MONEY_OK, 5837650000},
    {"５，８３７．６５", WAN, PP_MONEY_OK, 5837650000},
    {"¥1 200", WAN, PP_MONEY_OK, 1200000000},
    {"￥1 200", YUAN, PP_MONEY_OK, 120000},
    {"¥ 1,200.00", YUAN, PP_MONEY_OK, 120000},
    {"1\u00A0200", YUAN, PP_MONEY_OK, 120000},
    {"1\u2009200\u2009300", YUAN, PP_MONEY_OK, 120030000},
    {"1\u202F200", YUAN, PP_MONEY_OK, 120000},
    {"1\u3000200", YUAN, PP_MONEY_OK, 120000},
    {"1\t200", YUAN, PP_MONEY_OK, 120000},
    {" 45.00 ", WAN, PP_MONEY_OK, 45000000},
    {"\u300045.00\u3000", WAN, PP_MONEY_OK, 45000000},
    {"\r\n45.00\r\n", WAN, PP_MONEY_OK, 45000000},
    {"\uFEFF45", WAN, PP_MONEY_OK, 45000000},
    {"0", WAN, PP_MONEY_OK, 0},
    {"0.00", WAN, PP_MONEY_OK, 0},
    {"-0.00", WAN, PP_MONEY_OK, 0},
    {"00012", YUAN, PP_MONEY_OK, 1200},
    {".5", YUAN, PP_MONEY_OK, 50},
    {".5", WAN, PP_MONEY_OK, 500000},
    {"5.", YUAN, PP_MONEY_OK, 500},
    {"-.5", YUAN, PP_MONEY_OK, -50},
    {"-5.", YUAN, PP_MONEY_OK, -500},
    {"1,234,567", YUAN, PP_MONEY_OK, 123456700},
    {"12 345 678.9", YUAN, PP_MONEY_OK, 1234567890},
    {"+3", YUAN, PP_MONEY_OK, 300},
    {"＋3", YUAN, PP_MONEY_OK, 300},
    /* negative */
    {"(3.00)", WAN, PP_MONEY_OK, -3000000},
    {"（３．００）", WAN, PP_MONEY_OK, -3000000},
    {"( 3.00 )", WAN, PP_MONEY_OK, -3000000},
    {"(¥1,200)", YUAN, PP_MONEY_OK, -120000},
    {"-3.00", WAN, PP_MONEY_OK, -3000000},
    {"(5元)", YUAN, PP_MONEY_OK, -500},
    {"（5万元）", WAN, PP_MONEY_OK, -5000000},
    {"(¥5万元)", WAN, PP_MONEY_OK, -5000000},
    {"¥(5)", WAN, PP_MONEY_OK, -5000000},
    {"￥（1,200元）", YUAN, PP_MONEY_OK, -120000},
    {"(5元)", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"(5元)元", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"¥(¥5)", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"¥(-5)", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"(元)", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"- 3", WAN, PP_MONEY_OK, -3000000},
    {"－3", WAN, PP_MONEY_OK, -3000000},
    {"−3", WAN, PP_MONEY_OK, -3000000},
    {"-¥3", WAN, PP_MONEY_OK, -3000000},
    {"¥-3", WAN, PP_MONEY_OK, -3000000},
    {"(-3)", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"-(3)", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"--5", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"+-5", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"-+5", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"5-", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"—5", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"(3", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"3)", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"()", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"((3))", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"¥¥3", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"3¥", WAN, PP_MONEY_NOT_NUMBER, 0},
    /* no amount */
    {"", WAN, PP_MONEY_EMPTY, 0},
    {" ", WAN, PP_MONEY_EMPTY, 0},
    {"\u3000\u00A0\t", WAN, PP_MONEY_EMPTY, 0},
    {"-", WAN, PP_MONEY_EMPTY, 0},
    {"–", WAN, PP_MONEY_EMPTY, 0},
    {"—", WAN, PP_MONEY_EMPTY, 0},
    {"——", WAN, PP_MONEY_EMPTY, 0},
    {"―", WAN, PP_MONEY_EMPTY, 0},
    {"‒", WAN, PP_MONEY_EMPTY, 0},
    {"─", WAN, PP_MONEY_EMPTY, 0},
    {"－", WAN, PP_MONEY_EMPTY, 0},
    {"−", YUAN, PP_MONEY_EMPTY, 0},
    {" — ", YUAN, PP_MONEY_EMPTY, 0},
    {"--", YUAN, PP_MONEY_EMPTY, 0},
    /* units */
    {"12万元", WAN, PP_MONEY_OK, 12000000},
    {"12 万元", WAN, PP_MONEY_OK, 12000000},
    {"12万", WAN, PP_MONEY_OK, 12000000},
    {"12萬", WAN, PP_MONEY_OK, 12000000},
    {"¥12.5万元", WAN, PP_MONEY_OK, 12500000},
    {"(12)万元", WAN, PP_MONEY_OK, -12000000},
    {"1200元", YUAN, PP_MONEY_OK, 120000},
    {"1200圆", YUAN, PP_MONEY_OK, 120000},
    {"1200元", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"¥1,200.00 元", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"12万元", YUAN, PP_MONEY_OTHER_UNIT, 0},
    {"12万", YUAN, PP_MONEY_OTHER_UNIT, 0},
    {"1亿", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"1亿元", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"1亿元", YUAN, PP_MONEY_OTHER_UNIT, 0},
    {"1亿万元", WAN, PP_MONEY_OTHER_UNIT, 0},
    {"12千元", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"12元元", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"元", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"万元", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"¥", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"abc元", WAN, PP_MONEY_NOT_NUMBER, 0},
    /* scientific notation */
    {"1e3", WAN, PP_MONEY_EXPONENT, 0},
    {"1E3", WAN, PP_MONEY_EXPONENT, 0},
    {"1.5e+3", WAN, PP_MONEY_EXPONENT, 0},
    {"1e-3", WAN, PP_MONEY_EXPONENT, 0},
    {"１ｅ３", WAN, PP_MONEY_EXPONENT, 0},
    {"1e3元", WAN, PP_MONEY_EXPONENT, 0},
    {"1e", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1ex", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"e3", WAN, PP_MONEY_NOT_NUMBER, 0},
    /* grouping */
    {"12,34", WAN, PP_MONEY_GROUPING, 0},
    {"1 2345", WAN, PP_MONEY_GROUPING, 0},
    {"1234,567", WAN, PP_MONEY_GROUPING, 0},
    {"1,23,456", WAN, PP_MONEY_GROUPING, 0},
    {"1,234 567", WAN, PP_MONEY_GROUPING, 0},
    {"1,,234", WAN, PP_MONEY_GROUPING, 0},
    {"1, 234", WAN, PP_MONEY_GROUPING, 0},
    {",234", WAN, PP_MONEY_GROUPING, 0},
    {"234,", WAN, PP_MONEY_GROUPING, 0},
    {"1.234,56", WAN, PP_MONEY_GROUPING, 0},
    {"1.234 567", WAN, PP_MONEY_GROUPING, 0},
    {"1,234.", WAN, PP_MONEY_OK, 1234000000},
    /* not a number */
    {".", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"-.", WAN, PP_MONEY_NOT_NUMBER, 0},
    {",", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1.2.3", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1..2", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"5%", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"=1+1", WAN, PP_MONEY_FORMULA, 0},
    {" =SUM(F9:H9)", YUAN, PP_MONEY_FORMULA, 0},
    {"＝A1", WAN, PP_MONEY_FORMULA, 0},
    {"=SUMIF('政府采购预算表'!$C$8:$C$30,\"货物\",'政府采购预算表'!$D$8:$D$30,1,2,3,4,5)", WAN, PP_MONEY_FORMULA, 0},
    {"=", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1=1", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"0x10", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"nan", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"inf", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"约5", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"五", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1'000", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1\n2", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1\x01", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1\x7F", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"1\xFF", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"\xE4\xB8", WAN, PP_MONEY_NOT_NUMBER, 0},
    {"😀", WAN, PP_MONEY_NOT_NUMBER, 0},
    /* beyond 分 */
    {"0.000001", WAN, PP_MONEY_OK, 1},
    {"0.0000010", WAN, PP_MONEY_OK, 1},
    {"0.00000100000000000000", WAN, PP_MONEY_OK, 1},
    {"0.0000001", WAN, PP_MONEY_BEYOND_FEN, 0},
    {"5.0000019", WAN, PP_MONEY_BEYOND_FEN, 0},
    {"0.01", YUAN, PP_MONEY_OK, 1},
    {"0.010000", YUAN, PP_MONEY_OK, 1},
    {"0.001", YUAN, PP_MONEY_BEYOND_FEN, 0},
    {"0.005", YUAN, PP_MONEY_BEYOND_FEN, 0},
    {"(0.005)", YUAN, PP_MONEY_BEYOND_FEN, 0},
    {"12345.678", YUAN, PP_MONEY_BEYOND_FEN, 0},
    {"12345.670", YUAN, PP_MONEY_OK, 1234567},
    /* the edges of 64 bits */
    {"92233720368547758.07", YUAN, PP_MONEY_OK, PP_MONEY_MAX},
    {"92233720368547758.06", YUAN, PP_MONEY_OK, PP_MONEY_MAX - 1},
    {"92233720368547758.08", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"-92233720368547758.06", YUAN, PP_MONEY_OK, PP_MONEY_MIN},
    {"-92233720368547758.05", YUAN, PP_MONEY_OK, PP_MONEY_MIN + 1},
    {"-92233720368547758.07", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"-92233720368547758.08", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"92,233,720,368,547,758.07", YUAN, PP_MONEY_OK, PP_MONEY_MAX},
    {"9223372036854.775807", WAN, PP_MONEY_OK, PP_MONEY_MAX},
    {"9223372036854.775808", WAN, PP_MONEY_TOO_LARGE, 0},
    {"(9223372036854.775806)", WAN, PP_MONEY_OK, PP_MONEY_MIN},
    {"(9223372036854.775807)", WAN, PP_MONEY_TOO_LARGE, 0},
    {"9223372036855", WAN, PP_MONEY_TOO_LARGE, 0},
    {"9223372036854", WAN, PP_MONEY_OK, 9223372036854000000},
    {"18446744073709551615", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"184467440737095516.15", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"184467440737095516.16", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"184467440737095517", YUAN, PP_MONEY_TOO_LARGE, 0},
    {"99999999999999999999", WAN, PP_MONEY_TOO_LARGE, 0},
    {"999999999999", WAN, PP_MONEY_OK, 999999999999000000},
    {"999999999999", YUAN, PP_MONEY_OK, 99999999999900},
    /* long */
    {"000000000000000000000000000000000000000000000000000000000000007", YUAN, PP_MONEY_OK, 700},
    {"0000000000000000000000000000000000000000000000000000000000000007", YUAN, PP_MONEY_OK, 700},
    {"00000000000000000000000000000000000000000000000000000000000000007", YUAN, PP_MONEY_NOT_NUMBER, 0},
    {"７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７７", YUAN, PP_MONEY_TOO_LARGE, 0},
};

static void test_spellings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(SPELLINGS); i++) {
        const spelling *s = &SPELLINGS[i];
        pp_money amount = 42;
        const pp_money_status status = pp_money_parse(s->text, strlen(s->text), s->unit, &amount);
        const pp_money expected = s->status == PP_MONEY_OK      ? s->amount
                                  : s->status == PP_MONEY_EMPTY ? PP_MONEY_NONE
                                                                : PP_MONEY_UNREADABLE;
        if (status != s->status || amount != expected) {
            fail_msg("\"%s\" in %s: status %d, amount %lld; expected %d, %lld", s->text, s->unit == WAN ? "万元" : "元",
                     (int)status, (long long)amount, (int)s->status, (long long)expected);
        }
    }
}

/* The length counts, not a NUL: neither is anything behind it read nor does a NUL in the text end it. */
static void test_length_rules(void **state)
{
    (void)state;
    pp_money amount;
    assert_int_equal(pp_money_parse("12345", 3, YUAN, &amount), PP_MONEY_OK);
    assert_int_equal(amount, 12300);
    assert_int_equal(pp_money_parse("12\0"
                                    "3",
                                    4, YUAN, &amount),
                     PP_MONEY_NOT_NUMBER);
    char *exact = malloc(7); /* a sanitizer sees a step past its end */
    memcpy(exact, "1,234.5", 7);
    assert_int_equal(pp_money_parse(exact, 7, YUAN, &amount), PP_MONEY_OK);
    assert_int_equal(amount, 123450);
    free(exact);
}

/* Whatever the bytes, parsing ends, and says so in one of its ways. */
static void test_hostile_bytes(void **state)
{
    (void)state;
    static const char PARTS[][4] = {"1", "9", "0",  ".",  ",", " ", "-",    "(",
                                    ")", "e", "元", "万", "¥", "—", "\xE5", "\x80"};
    uint64_t seed = 20240101;
    for (int round = 0; round < 200000; round++) {
        char text[128];
        size_t length = 0;
        const size_t parts = random_next(&seed) % 24;
        for (size_t i = 0; i < parts; i++) {
            const char *part = PARTS[random_next(&seed) % COUNT(PARTS)];
            memcpy(text + length, part, strlen(part));
            length += strlen(part);
        }
        pp_money amount;
        const pp_money_status status = pp_money_parse(text, length, round % 2 == 0 ? WAN : YUAN, &amount);
        assert_true(status <= PP_MONEY_TOO_LARGE);
        assert_int_equal(status == PP_MONEY_OK, pp_money_known(amount));
        assert_int_equal(status == PP_MONEY_EMPTY, amount == PP_MONEY_NONE);
    }
}

/* ---- Quantities ---- */

static void test_quantities(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        pp_money_status status;
        int64_t millionths;
    } CASES[] = {
        {"90", PP_MONEY_OK, 90000000},
        {"９０", PP_MONEY_OK, 90000000},
        {"1,200", PP_MONEY_OK, 1200000000},
        {"0.5", PP_MONEY_OK, 500000},
        {"0.000001", PP_MONEY_OK, 1},
        {"0.0000001", PP_MONEY_BEYOND_FEN, 0},
        {"-2", PP_MONEY_OK, -2000000},
        {"(2)", PP_MONEY_OK, -2000000},
        {"", PP_MONEY_EMPTY, 0},
        {"—", PP_MONEY_EMPTY, 0},
        {"¥5", PP_MONEY_NOT_NUMBER, 0},
        {"-¥5", PP_MONEY_NOT_NUMBER, 0},
        {"5元", PP_MONEY_NOT_NUMBER, 0},
        {"5万", PP_MONEY_NOT_NUMBER, 0},
        {"90台", PP_MONEY_NOT_NUMBER, 0},
        {"1e3", PP_MONEY_EXPONENT, 0},
        {"12,34", PP_MONEY_GROUPING, 0},
        {"9223372036854.775807", PP_MONEY_OK, INT64_MAX},
        {"9223372036854.775808", PP_MONEY_TOO_LARGE, 0},
        {"-9223372036854.775807", PP_MONEY_TOO_LARGE, 0},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        int64_t quantity = 42;
        const pp_money_status status = pp_quantity_parse(CASES[i].text, strlen(CASES[i].text), &quantity);
        const int64_t expected = CASES[i].status == PP_MONEY_OK      ? CASES[i].millionths
                                 : CASES[i].status == PP_MONEY_EMPTY ? PP_MONEY_NONE
                                                                     : PP_MONEY_UNREADABLE;
        if (status != CASES[i].status || quantity != expected) {
            fail_msg("\"%s\": status %d, %lld", CASES[i].text, (int)status, (long long)quantity);
        }
    }
}

/* ---- Arithmetic ---- */

static void test_no_amount(void **state)
{
    (void)state;
    assert_false(pp_money_known(PP_MONEY_NONE));
    assert_false(pp_money_known(PP_MONEY_UNREADABLE));
    assert_true(pp_money_known(PP_MONEY_MIN));
    assert_true(pp_money_known(PP_MONEY_MAX));
    assert_int_equal(pp_money_or_zero(PP_MONEY_NONE), 0);
    assert_int_equal(pp_money_or_zero(PP_MONEY_UNREADABLE), 0);
    assert_int_equal(pp_money_or_zero(-7), -7);
}

static void test_add_and_subtract(void **state)
{
    (void)state;
    static const struct {
        pp_money a, b;
        bool fits;
        pp_money sum;
    } SUMS[] = {
        {1, 2, true, 3},
        {PP_MONEY_MAX, 0, true, PP_MONEY_MAX},
        {PP_MONEY_MAX - 1, 1, true, PP_MONEY_MAX},
        {PP_MONEY_MAX, 1, false, 0},
        {PP_MONEY_MAX, PP_MONEY_MAX, false, 0},
        {PP_MONEY_MIN + 1, -1, true, PP_MONEY_MIN},
        {PP_MONEY_MIN, -1, false, 0}, /* would be PP_MONEY_UNREADABLE */
        {PP_MONEY_MIN, -2, false, 0}, /* would be PP_MONEY_NONE */
        {PP_MONEY_MIN, -3, false, 0}, /* does not fit 64 bits */
        {PP_MONEY_MAX, PP_MONEY_MIN, true, 1},
    };
    for (size_t i = 0; i < COUNT(SUMS); i++) {
        pp_money result = 42;
        assert_int_equal(pp_money_add(SUMS[i].a, SUMS[i].b, &result), SUMS[i].fits);
        assert_int_equal(result, SUMS[i].fits ? SUMS[i].sum : 42);
        result = 42;
        assert_int_equal(pp_money_add(SUMS[i].b, SUMS[i].a, &result), SUMS[i].fits);
        assert_int_equal(result, SUMS[i].fits ? SUMS[i].sum : 42);
    }
    static const struct {
        pp_money a, b;
        bool fits;
        pp_money difference;
    } DIFFERENCES[] = {
        {3, 2, true, 1},
        {PP_MONEY_MIN, 1, false, 0},
        {PP_MONEY_MIN, 2, false, 0},
        {PP_MONEY_MIN, 3, false, 0},
        {PP_MONEY_MAX, -1, false, 0},
        {0, PP_MONEY_MIN, true, PP_MONEY_MAX - 1},
        {1, PP_MONEY_MIN, true, PP_MONEY_MAX},
        {2, PP_MONEY_MIN, false, 0},
        {0, PP_MONEY_MAX, false, 0}, /* would be PP_MONEY_UNREADABLE */
        {1, PP_MONEY_MAX, true, PP_MONEY_MIN},
    };
    for (size_t i = 0; i < COUNT(DIFFERENCES); i++) {
        pp_money result = 42;
        assert_int_equal(pp_money_subtract(DIFFERENCES[i].a, DIFFERENCES[i].b, &result), DIFFERENCES[i].fits);
        assert_int_equal(result, DIFFERENCES[i].fits ? DIFFERENCES[i].difference : 42);
    }
}

/* ---- Printing ---- */

static void check_format(pp_money m, pp_money_unit unit, pp_money_style style, const char *expected)
{
    char out[PP_MONEY_TEXT];
    const size_t length = pp_money_format(m, unit, style, out);
    assert_string_equal(out, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_format(void **state)
{
    (void)state;
    check_format(PP_MONEY_NONE, WAN, PP_MONEY_PLAIN, "");
    check_format(PP_MONEY_UNREADABLE, WAN, PP_MONEY_EXACT, "?");
    check_format(0, WAN, PP_MONEY_PLAIN, "0.00");
    check_format(0, YUAN, PP_MONEY_EXACT, "0.00");
    check_format(5837650000, WAN, PP_MONEY_PLAIN, "5837.65");
    check_format(5837650000, WAN, PP_MONEY_GROUPED, "5,837.65");
    check_format(5837651200, WAN, PP_MONEY_EXACT, "5837.6512");
    check_format(5837650001, WAN, PP_MONEY_EXACT, "5837.650001");
    check_format(5837650000, WAN, PP_MONEY_EXACT, "5837.65");
    check_format(5837600000, WAN, PP_MONEY_EXACT, "5837.60");
    check_format(5837650000, YUAN, PP_MONEY_PLAIN, "58376500.00");
    check_format(5837650000, YUAN, PP_MONEY_GROUPED, "58,376,500.00");
    check_format(99999, YUAN, PP_MONEY_GROUPED, "999.99");
    check_format(100000, YUAN, PP_MONEY_GROUPED, "1,000.00");
    check_format(1, YUAN, PP_MONEY_PLAIN, "0.01");
    check_format(-1, YUAN, PP_MONEY_EXACT, "-0.01");
    check_format(1, WAN, PP_MONEY_EXACT, "0.000001");
    check_format(-123456789, WAN, PP_MONEY_GROUPED, "-123.46");
    /* half up, away from zero */
    check_format(4999, WAN, PP_MONEY_PLAIN, "0.00");
    check_format(5000, WAN, PP_MONEY_PLAIN, "0.01");
    check_format(14999, WAN, PP_MONEY_PLAIN, "0.01");
    check_format(15000, WAN, PP_MONEY_PLAIN, "0.02");
    check_format(-4999, WAN, PP_MONEY_PLAIN, "0.00"); /* never -0.00 */
    check_format(-5000, WAN, PP_MONEY_PLAIN, "-0.01");
    check_format(999995000, WAN, PP_MONEY_GROUPED, "1,000.00");
    /* the longest */
    check_format(PP_MONEY_MAX, YUAN, PP_MONEY_GROUPED, "92,233,720,368,547,758.07");
    check_format(PP_MONEY_MIN, YUAN, PP_MONEY_GROUPED, "-92,233,720,368,547,758.06");
    check_format(PP_MONEY_MAX, WAN, PP_MONEY_EXACT, "9223372036854.775807");
    check_format(PP_MONEY_MIN, WAN, PP_MONEY_EXACT, "-9223372036854.775806");
    check_format(PP_MONEY_MAX, WAN, PP_MONEY_PLAIN, "9223372036854.78");
}

static void test_round_wan(void **state)
{
    (void)state;
    assert_int_equal(pp_money_round_wan(0), 0);
    assert_int_equal(pp_money_round_wan(4999), 0);
    assert_int_equal(pp_money_round_wan(5000), 10000);
    assert_int_equal(pp_money_round_wan(-4999), 0);
    assert_int_equal(pp_money_round_wan(-5000), -10000);
    assert_int_equal(pp_money_round_wan(-15001), -20000);
    assert_int_equal(pp_money_round_wan(88450000), 88450000);
    assert_int_equal(pp_money_round_wan(PP_MONEY_NONE), PP_MONEY_NONE);
    assert_int_equal(pp_money_round_wan(PP_MONEY_UNREADABLE), PP_MONEY_UNREADABLE);
    /* the last amount that can be rounded up, and those that stay because the rounded one does not fit */
    assert_int_equal(pp_money_round_wan(9223372036854774999), 9223372036854770000);
    assert_int_equal(pp_money_round_wan(9223372036854775000), 9223372036854775000);
    assert_int_equal(pp_money_round_wan(PP_MONEY_MAX), PP_MONEY_MAX);
    assert_int_equal(pp_money_round_wan(PP_MONEY_MIN), PP_MONEY_MIN);
}

static void test_cell(void **state)
{
    (void)state;
    assert_true(pp_money_cell(6289030000) == 6289.03);
    assert_true(pp_money_cell(560000) == 0.56);
    assert_true(pp_money_cell(-3000000) == -3.0);
    assert_true(pp_money_cell(1) == 0.000001);
}

/* ---- Random amounts against an independent reference ---- */

/* A decimal number as text, with schoolbook arithmetic on its digits: shares no code and no type with the library. */
typedef struct decimal {
    int digits[32]; /* least first */
} decimal;

static decimal decimal_of(pp_money m)
{
    char text[32];
    decimal d = {{0}};
    snprintf(text, sizeof text, "%lld", (long long)m);
    const char *first = text[0] == '-' ? text + 1 : text;
    for (size_t n = strlen(first), i = 0; i < n; i++) {
        d.digits[i] = first[n - 1 - i] - '0';
    }
    return d;
}

static void decimal_add_at(decimal *d, int place, int digit)
{
    d->digits[place] += digit;
    for (int i = place; d->digits[i] > 9; i++) {
        d->digits[i] -= 10;
        d->digits[i + 1]++;
    }
}

/* Digits from `dropped` on, with a point before the last two of them. */
static void decimal_print(const decimal *d, int dropped, bool negative, char *out)
{
    int top = 31;
    while (top > dropped + 2 && d->digits[top] == 0) {
        top--;
    }
    bool zero = true;
    for (int i = dropped; i <= top; i++) {
        zero = zero && d->digits[i] == 0;
    }
    if (negative && !zero) {
        *out++ = '-';
    }
    for (int i = top; i >= dropped; i--) {
        *out++ = (char)('0' + d->digits[i]);
        if (i == dropped + 2) {
            *out++ = '.';
        }
    }
    *out = '\0';
}

/* Amounts of all sizes: a random number of random bits. */
static pp_money random_amount(uint64_t *seed)
{
    const uint64_t bits = random_next(seed) % 63 + 1;
    const int64_t magnitude = (int64_t)(random_next(seed) >> (64 - bits) & (uint64_t)INT64_MAX);
    const pp_money m = random_next(seed) % 2 == 0 ? magnitude : -magnitude;
    return m < PP_MONEY_MIN ? PP_MONEY_MIN : m;
}

static void test_format_then_parse(void **state)
{
    (void)state;
    uint64_t seed = 6289;
    for (int i = 0; i < 300000; i++) {
        pp_money m = random_amount(&seed);
        m = i == 0 ? PP_MONEY_MAX : i == 1 ? PP_MONEY_MIN : m;
        for (int u = 0; u < 2; u++) {
            const pp_money_unit unit = (pp_money_unit)u;
            char out[PP_MONEY_TEXT];
            pp_money back = 42;
            const size_t length = pp_money_format(m, unit, PP_MONEY_EXACT, out);
            assert_int_equal(pp_money_parse(out, length, unit, &back), PP_MONEY_OK);
            assert_int_equal(back, m);
        }
    }
}

static void test_rounding_against_reference(void **state)
{
    (void)state;
    uint64_t seed = 20240101;
    for (int i = 0; i < 300000; i++) {
        pp_money m = random_amount(&seed);
        if (i % 3 == 0) { /* every third one on or beside a half */
            const pp_money half = m / 10000 * 10000 + (m < 0 ? -5000 : 5000);
            m = half + (pp_money)(random_next(&seed) % 3) - 1;
            m = m < PP_MONEY_MIN ? PP_MONEY_MIN : m;
        }
        char out[PP_MONEY_TEXT], expected[64], grouped[PP_MONEY_TEXT];
        decimal d = decimal_of(m);
        decimal_print(&d, 0, m < 0, expected);
        pp_money_format(m, YUAN, PP_MONEY_PLAIN, out);
        assert_string_equal(out, expected);
        decimal_add_at(&d, 3, 5); /* half of 0.01 万元 = 5,000 分 */
        decimal_print(&d, 4, m < 0, expected);
        pp_money_format(m, WAN, PP_MONEY_PLAIN, out);
        assert_string_equal(out, expected);
        /* grouped differs by its separators alone, and reads back as what was printed */
        pp_money printed = 0, read = 0;
        const size_t length = pp_money_format(m, WAN, PP_MONEY_GROUPED, grouped);
        if (pp_money_parse(out, strlen(out), WAN, &printed) == PP_MONEY_OK) {
            assert_int_equal(pp_money_parse(grouped, length, WAN, &read), PP_MONEY_OK);
            assert_int_equal(read, printed);
            assert_int_equal(pp_money_round_wan(m), printed);
        } else { /* rounded up past the greatest amount */
            assert_int_equal(pp_money_round_wan(m), m);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings),
        cmocka_unit_test(test_length_rules),
        cmocka_unit_test(test_hostile_bytes),
        cmocka_unit_test(test_quantities),
        cmocka_unit_test(test_no_amount),
        cmocka_unit_test(test_add_and_subtract),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_round_wan),
        cmocka_unit_test(test_cell),
        cmocka_unit_test(test_format_then_parse),
        cmocka_unit_test(test_rounding_against_reference),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
