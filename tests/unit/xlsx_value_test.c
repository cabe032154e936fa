/* Numbers and dates of cells as texts. */
#include "unit.h"

#include "read/xlsx_inner.h"

#include <stdio.h>

static const char *decimal(const char *text, char out[PP_XLSX_DECIMAL + 1])
{
    out[pp_xlsx_decimal(text, strlen(text), out)] = '\0';
    return out;
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *found;
    } cases[] = {
        {"0", "0"},
        {"10.50", "10.50"},
        {"-3.25", "-3.25"},
        {"2010301", "2010301"},
        {"0.30000000000000004", "0.3"},
        {"0.56000000000000005", "0.56"},
        {"0.5600000000000001", "0.56"},
        {"5837.6499999999996", "5837.65"},
        {"-5837.6499999999996", "-5837.65"},
        {"123456789012.34001", "123456789012.34"},
        {"99999999999999.995", "100000000000000"},
        {"9.9999999999999995", "10"},
        {"0.99999999999999995", "1"},
        {"1.2345678901234567", "1.23456789012346"},
        {"26.581234", "26.581234"}, /* true digits stay */
        {"1E-2", "0.01"},
        {"1.5E+3", "1500"},
        {"1.5e3", "1500"},
        {"4.5E1", "45"},
        {"-1E-7", "-0.0000001"},
        {"1.1368683772161603E-13", "0.000000000000113686837721616"},
        {"2.0103010000000001E6", "2010301"},
        {"0E+00", "0"},
        {"-0.0E5", "0"},
        {"1E+20", "100000000000000000000"},
        {"12345678901234567890", "12345678901234567890"}, /* whole numbers are exact as written */
        {"1E+301", ""},
        {"1E-301", ""},
        {"1E99999999999", ""},
        {"1E", ""},
        {"1E+", ""},
        {"E5", ""},
        {".", ""},
        {"-", ""},
        {"1.2.3", ""},
        {"1,000", ""},
        {"12x", ""},
        {"nan", ""},
        {"inf", ""},
        {"0x10", ""},
        {".5", ".5"},
    };
    char out[PP_XLSX_DECIMAL + 1];
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(decimal(cases[i].text, out), cases[i].found);
    }
}

/* Any amount of at most fifteen digits comes back from the double that a spreadsheet program made of it, however many
 * digits that program writes. */
static void every_amount_survives_a_double(void **state)
{
    (void)state;
    uint64_t random = 20240501;
    char text[64], written[64], out[PP_XLSX_DECIMAL + 1];
    for (int i = 0; i < 300000; i++) {
        const int decimals = (int)(random_next(&random) % 7);
        const int digits = 1 + (int)(random_next(&random) % 15);
        uint64_t value = random_next(&random), scale = 1;
        for (int d = 0; d < digits; d++) {
            scale *= 10;
        }
        value %= scale;
        for (int d = 0; d < decimals && value % 10 == 0; d++) {
            value += value % 10 == 0; /* a fraction is written without last zeros */
        }
        uint64_t fraction = 1;
        for (int d = 0; d < decimals; d++) {
            fraction *= 10;
        }
        int n = snprintf(text, sizeof text, "%s%llu", value > 0 && i % 5 == 0 ? "-" : "",
                         (unsigned long long)(value / fraction));
        if (decimals > 0) {
            snprintf(text + n, sizeof text - (size_t)n, ".%0*llu", decimals, (unsigned long long)(value % fraction));
        }
        const double number = strtod(text, NULL);
        for (int way = 0; way < 4; way++) {
            if (way < 2) {
                snprintf(written, sizeof written, "%.*g", 17 - way, number);
            } else {
                snprintf(written, sizeof written, "%.*E", 18 - way, number);
            }
            decimal(written, out);
            if (strtold(out, NULL) != strtold(text, NULL)) {
                fail_msg("%s written as %s became %s", text, written, out);
            }
        }
        assert_string_equal(decimal(text, out), text);
    }
}

static void custom_formats(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        pp_xlsx_format format;
    } cases[] = {
        {"General", PP_FORMAT_NUMBER},
        {"G/通用格式", PP_FORMAT_NUMBER},
        {"0.00", PP_FORMAT_NUMBER},
        {"#,##0.00;[Red]-#,##0.00", PP_FORMAT_NUMBER},
        {"0.00E+00", PP_FORMAT_NUMBER},
        {"##0.0E+0", PP_FORMAT_NUMBER},
        {"0\"年\"", PP_FORMAT_NUMBER},
        {"0.00_ \"my days\"", PP_FORMAT_NUMBER},
        {"\\d0", PP_FORMAT_NUMBER},
        {"@", PP_FORMAT_NUMBER},
        {"[Red]0", PP_FORMAT_NUMBER},
        {"[DBNum1][$-804]General", PP_FORMAT_NUMBER},
        {"h:mm", PP_FORMAT_NUMBER},
        {"mm:ss.0", PP_FORMAT_NUMBER},
        {"[h]:mm:ss", PP_FORMAT_NUMBER},
        {"h:mm AM/PM", PP_FORMAT_NUMBER},
        {"yyyy-mm-dd", PP_FORMAT_DAY},
        {"yyyy/m/d;@", PP_FORMAT_DAY},
        {"yyyy\"年\"m\"月\"d\"日\";@", PP_FORMAT_DAY},
        {"[$-804]yyyy\"年\"m\"月\"d\"日\"", PP_FORMAT_DAY},
        {"[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\";@", PP_FORMAT_DAY},
        {"yyyy年m月d日", PP_FORMAT_DAY},
        {"m\"月\"d\"日\"", PP_FORMAT_DAY},
        {"yyyy-mm-dd hh:mm:ss", PP_FORMAT_DAY},
        {"d-mmm-yy", PP_FORMAT_DAY},
        {"yyyy-mm", PP_FORMAT_MONTH},
        {"yyyy\"年\"m\"月\"", PP_FORMAT_MONTH},
        {"YYYY\\年MM\\月", PP_FORMAT_MONTH},
        {"mmm-yy", PP_FORMAT_MONTH},
        {"yyyy.mm", PP_FORMAT_MONTH},
        {"m\"月\"", PP_FORMAT_MONTH},
        {"yyyy\"年\"", PP_FORMAT_YEAR},
        {"", PP_FORMAT_NUMBER},
        {"\"", PP_FORMAT_NUMBER},
        {"[", PP_FORMAT_NUMBER},
        {"yyyy\\", PP_FORMAT_YEAR},
        {"ymdymdymdymdymdymdymdymdymdymdymdymdymdymdymdymd", PP_FORMAT_DAY},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (pp_xlsx_custom_format(cases[i].code) != cases[i].format) {
            fail_msg("%s: %d", cases[i].code, (int)pp_xlsx_custom_format(cases[i].code));
        }
    }
    assert_int_equal(pp_xlsx_builtin_format(0), PP_FORMAT_NUMBER);
    assert_int_equal(pp_xlsx_builtin_format(14), PP_FORMAT_DAY);
    assert_int_equal(pp_xlsx_builtin_format(17), PP_FORMAT_MONTH);
    assert_int_equal(pp_xlsx_builtin_format(21), PP_FORMAT_NUMBER);
    assert_int_equal(pp_xlsx_builtin_format(31), PP_FORMAT_DAY);
    assert_int_equal(pp_xlsx_builtin_format(57), PP_FORMAT_MONTH);
    assert_int_equal(pp_xlsx_builtin_format(4000000000u), PP_FORMAT_NUMBER);
}

static const char *date(const char *serial, bool since_1904, pp_xlsx_format format, char out[PP_XLSX_DATE_TEXT + 1])
{
    out[pp_xlsx_date(serial, strlen(serial), since_1904, format, out)] = '\0';
    return out;
}

static void dates(void **state)
{
    (void)state;
    static const struct {
        const char *serial, *in_1900, *in_1904;
    } cases[] = {
        {"0", "", "1904-01-01"},
        {"1", "1900-01-01", "1904-01-02"},
        {"59", "1900-02-28", "1904-02-29"},
        {"60", "1900-02-29", "1904-03-01"},
        {"61", "1900-03-01", "1904-03-02"},
        {"45413", "2024-05-01", "2028-05-02"},
        {"45351.999988", "2024-02-29", "2028-03-01"},
        {"43951", "2020-04-30", "2024-05-01"},
        {"2958465", "9999-12-31", ""},
        {"2957003", "9995-12-30", "9999-12-31"},
        {"2958466", "", ""},
        {"99999999999999999999", "", ""},
        {"-1", "", ""},
        {"4541x", "", ""},
        {"", "", ""},
    };
    char out[PP_XLSX_DATE_TEXT + 1];
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_string_equal(date(cases[i].serial, false, PP_FORMAT_DAY, out), cases[i].in_1900);
        assert_string_equal(date(cases[i].serial, true, PP_FORMAT_DAY, out), cases[i].in_1904);
    }
    assert_string_equal(date("45413", false, PP_FORMAT_MONTH, out), "2024-05");
    assert_string_equal(date("45413", false, PP_FORMAT_YEAR, out), "2024");
    out[pp_xlsx_iso_date("2024-05-01T00:00:00", 19, PP_FORMAT_DAY, out)] = '\0';
    assert_string_equal(out, "2024-05-01");
    assert_int_equal(pp_xlsx_iso_date("2024-5-1", 8, PP_FORMAT_DAY, out), 0);
    assert_int_equal(pp_xlsx_iso_date("2024/05/01", 10, PP_FORMAT_DAY, out), 0);
}

/* Every day of the calendar follows the one before. */
static void days_follow_each_other(void **state)
{
    (void)state;
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = 1904, month = 1, day = 1;
    char serial[16], expected[32], out[PP_XLSX_DATE_TEXT + 1];
    for (int n = 0; n < 400 * 365; n++) {
        snprintf(serial, sizeof serial, "%d", n);
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, day);
        assert_string_equal(date(serial, true, PP_FORMAT_DAY, out), expected);
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        day++;
        if (day > LENGTHS[month - 1] + (month == 2 && leap)) {
            day = 1;
            month++;
        }
        if (month > 12) {
            month = 1;
            year++;
        }
    }
}

static void escapes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *found;
    } cases[] = {
        {"a_x000D_\nb", "a\r\nb"},
        {"_x005F_x000D_", "_x000D_"},
        {"_x4E2D_", "中"},
        {"_x00e9_", "é"},
        {"_x0000_", "_x0000_"},
        {"_xD800_", "_xD800_"},
        {"_x12G4_", "_x12G4_"},
        {"_x000D", "_x000D"},
        {"a_b", "a_b"},
        {"_______", "_______"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[32];
        strcpy(text, cases[i].text);
        text[pp_xlsx_unescape(text, strlen(text))] = '\0';
        assert_string_equal(text, cases[i].found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers), cmocka_unit_test(every_amount_survives_a_double), cmocka_unit_test(custom_formats),
        cmocka_unit_test(dates),   cmocka_unit_test(days_follow_each_other),         cmocka_unit_test(escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
