/* What the numbers of cells say: decimal text, and dates. */
#include "read/xlsx_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    SHOWN = 15,          /* digits that Excel shows and keeps */
    LONGEST = 340,       /* characters of a number that are looked at */
    MOST_EXPONENT = 300, /* greater ones no plan has */
    FORMAT_LETTERS = 32
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number taken apart: 0.d1d2d3… times ten to the power `point`. */
typedef struct decimal {
    bool negative;
    bool whole; /* written without point and exponent */
    char digits[LONGEST];
    int count; /* without leading zeros */
    int point;
} decimal;

/* Reads e+308 at the end of a number. */
static bool take_exponent(const char *text, size_t length, int *exponent)
{
    const bool negative = length > 0 && text[0] == '-';
    size_t i = length > 0 && (negative || text[0] == '+');
    int value = 0;
    if (i == length) {
        return false;
    }
    for (; i < length; i++) {
        if (!is_digit(text[i])) {
            return false;
        }
        value = value > MOST_EXPONENT ? value : value * 10 + (text[i] - '0');
    }
    *exponent = negative ? -value : value;
    return value <= MOST_EXPONENT;
}

static bool take_apart(const char *text, size_t length, decimal *d)
{
    size_t i = 0, seen = 0;
    bool behind_point = false;
    *d = (decimal){.whole = true};
    if (length > 0 && (text[0] == '-' || text[0] == '+')) {
        d->negative = text[0] == '-';
        i = 1;
    }
    for (; i < length; i++) {
        if (text[i] == '.' && !behind_point) {
            behind_point = true;
            d->whole = false;
            continue;
        }
        if (!is_digit(text[i])) {
            break;
        }
        seen++;
        if (text[i] == '0' && d->count == 0) {
            d->point -= behind_point;
            continue;
        }
        d->digits[d->count++] = text[i];
        d->point += !behind_point;
    }
    if (seen == 0) {
        return false;
    }
    if (i < length) {
        int exponent = 0;
        if ((text[i] != 'e' && text[i] != 'E') || !take_exponent(text + i + 1, length - i - 1, &exponent)) {
            return false;
        }
        d->whole = false;
        d->point += exponent;
    }
    return true;
}

/* Rounds half up to the digits that Excel shows. */
static void round_shown(decimal *d)
{
    if (d->count <= SHOWN) {
        return;
    }
    const bool up = d->digits[SHOWN] >= '5';
    d->count = SHOWN;
    while (up && d->count > 0 && d->digits[d->count - 1] == '9') {
        d->count--;
    }
    if (up && d->count > 0) {
        d->digits[d->count - 1]++;
    } else if (up) {
        d->digits[d->count++] = '1';
        d->point++;
    }
    while (d->count > 0 && d->digits[d->count - 1] == '0') {
        d->count--;
    }
}

/* Writes a number other than 0 of at most SHOWN digits, at most MOST_EXPONENT places from the point. */
static size_t put(const decimal *d, char out[PP_XLSX_DECIMAL])
{
    size_t n = 0;
    if (d->negative) {
        out[n++] = '-';
    }
    if (d->point <= 0) {
        out[n++] = '0';
    }
    for (int i = 0; i < d->point; i++) {
        out[n++] = i < d->count ? d->digits[i] : '0';
    }
    if (d->count > d->point) {
        out[n++] = '.';
        for (int i = d->point; i < d->count; i++) {
            out[n++] = i < 0 ? '0' : d->digits[i];
        }
    }
    return n;
}

size_t pp_xlsx_decimal(const char *text, size_t length, char out[PP_XLSX_DECIMAL])
{
    decimal d;
    if (length == 0 || length > LONGEST || !take_apart(text, length, &d)) {
        return 0;
    }
    const bool exponent = memchr(text, 'e', length) != NULL || memchr(text, 'E', length) != NULL;
    if (d.whole || (d.count <= SHOWN && !exponent)) {
        memcpy(out, text, length);
        return length;
    }
    round_shown(&d);
    if (d.count == 0) {
        out[0] = '0';
        return 1;
    }
    if (d.point > MOST_EXPONENT || d.point < -MOST_EXPONENT) {
        return 0;
    }
    return put(&d, out);
}

/* ---- Formats ---- */

pp_xlsx_format pp_xlsx_builtin_format(uint32_t id)
{
    static const struct {
        uint32_t first, last;
        pp_xlsx_format format;
    } KNOWN[] = {
        {14, 16, PP_FORMAT_DAY},   {17, 17, PP_FORMAT_MONTH}, {22, 22, PP_FORMAT_DAY},   {27, 27, PP_FORMAT_MONTH},
        {28, 31, PP_FORMAT_DAY},   {36, 36, PP_FORMAT_MONTH}, {50, 50, PP_FORMAT_MONTH}, {51, 51, PP_FORMAT_DAY},
        {52, 52, PP_FORMAT_MONTH}, {53, 54, PP_FORMAT_DAY},   {57, 57, PP_FORMAT_MONTH}, {58, 58, PP_FORMAT_DAY},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (id >= KNOWN[i].first && id <= KNOWN[i].last) {
            return KNOWN[i].format;
        }
    }
    return PP_FORMAT_NUMBER;
}

/* What the next sign of a format is, without what only is shown: quotes, colours, paddings. '\0' at its end. */
static char next_sign(const char **code)
{
    const char *at = *code;
    char sign = '\0';
    while (*at != '\0' && *at != ';' && sign == '\0') {
        const char c = *at++;
        const char close = c == '"' ? '"' : c == '[' ? ']' : '\0';
        if (close != '\0') {
            const char *end = strchr(at, close);
            at = end == NULL ? at + strlen(at) : end + 1;
        } else if (c == '\\' || c == '_' || c == '*') {
            at += *at != '\0';
        } else {
            sign = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
    }
    *code = at;
    return sign;
}

/* The letters of a format that mean parts of a date, each run of one as one letter: ymdhms. False for a format of
 * numbers. */
static bool date_letters(const char *code, char letters[FORMAT_LETTERS])
{
    size_t n = 0;
    for (char sign = next_sign(&code); sign != '\0'; sign = next_sign(&code)) {
        const char last = n > 0 ? letters[n - 1] : '\0';
        if (sign == 'a' && strncasecmp(code, "m/pm", strlen("m/pm")) == 0) {
            code += strlen("m/pm");
        } else if ((sign == '0' || sign == '#' || sign == '?') && last != 's') {
            return false;
        } else if (sign == 'e' && (*code == '+' || *code == '-')) {
            return false; /* 0.00E+00 */
        } else if (sign == 'g' && strncasecmp(code, "eneral", strlen("eneral")) == 0) {
            return false;
        } else if (strchr("yemdhs", sign) != NULL && n + 1 < FORMAT_LETTERS) {
            sign = sign == 'e' ? 'y' : sign; /* the year of an era; in China that of all */
            letters[n] = sign;
            n += sign != last;
        }
    }
    letters[n] = '\0';
    return true;
}

pp_xlsx_format pp_xlsx_custom_format(const char *code)
{
    char letters[FORMAT_LETTERS];
    if (!date_letters(code, letters)) {
        return PP_FORMAT_NUMBER;
    }
    bool month = false;
    for (const char *m = strchr(letters, 'm'); m != NULL; m = strchr(m + 1, 'm')) {
        month |= m[1] != 's' && (m == letters || m[-1] != 'h'); /* else it is a minute */
    }
    const bool year = strchr(letters, 'y') != NULL;
    if (strchr(letters, 'd') != NULL) {
        return PP_FORMAT_DAY;
    }
    return month ? PP_FORMAT_MONTH : year ? PP_FORMAT_YEAR : PP_FORMAT_NUMBER;
}

/* ---- Dates ---- */

enum { LAST_DAY = 2958465 /* 9999-12-31 */, LEAP_DAY = 60 /* 1900-02-29, which never was */, TO_1904 = 1462 };

static size_t put_date(unsigned year, unsigned month, unsigned day, pp_xlsx_format format, char out[PP_XLSX_DATE_TEXT])
{
    const int n = format == PP_FORMAT_YEAR ? snprintf(out, PP_XLSX_DATE_TEXT, "%04u", year % 10000)
                  : format == PP_FORMAT_MONTH
                      ? snprintf(out, PP_XLSX_DATE_TEXT, "%04u-%02u", year % 10000, month % 100)
                      : snprintf(out, PP_XLSX_DATE_TEXT, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    return n > 0 ? (size_t)n : 0;
}

size_t pp_xlsx_date(const char *serial, size_t length, bool since_1904, pp_xlsx_format format,
                    char out[PP_XLSX_DATE_TEXT])
{
    uint32_t days = 0;
    size_t i = 0;
    for (; i < length && is_digit(serial[i]); i++) {
        days = days * 10 + (uint32_t)(serial[i] - '0');
        if (days > LAST_DAY) {
            return 0;
        }
    }
    if (i == 0 || (i < length && serial[i] != '.')) {
        return 0;
    }
    days += since_1904 ? TO_1904 : 0;
    if (days == 0 || days > LAST_DAY) {
        return 0;
    }
    if (days == LEAP_DAY) {
        return put_date(1900, 2, 29, format, out);
    }
    /* Days since 0000-03-01, of which 1899-12-31 (1900-01-00 in Excel) is number 693900; then years of 365.2425 days
     * that begin in March, so that the leap day is the last of its year. */
    const uint32_t since = days - (days > LEAP_DAY) + 693900;
    const uint32_t era = since / 146097, of_era = since % 146097;
    const uint32_t of_year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const uint32_t day_of_year = of_era - (365 * of_year + of_year / 4 - of_year / 100);
    const uint32_t from_march = (5 * day_of_year + 2) / 153;
    const uint32_t month = from_march < 10 ? from_march + 3 : from_march - 9;
    return put_date(era * 400 + of_year + (month <= 2), month, day_of_year - (153 * from_march + 2) / 5 + 1, format,
                    out);
}

size_t pp_xlsx_iso_date(const char *text, size_t length, pp_xlsx_format format, char out[PP_XLSX_DATE_TEXT])
{
    static const char SHAPE[] = "0000-00-00";
    if (length < sizeof SHAPE - 1) {
        return 0;
    }
    for (size_t i = 0; i < sizeof SHAPE - 1; i++) {
        if (SHAPE[i] == '0' ? !is_digit(text[i]) : text[i] != SHAPE[i]) {
            return 0;
        }
    }
    char head[sizeof SHAPE];
    memcpy(head, text, sizeof head - 1);
    head[sizeof head - 1] = '\0';
    return put_date((unsigned)strtoul(head, NULL, 10), (unsigned)strtoul(head + 5, NULL, 10),
                    (unsigned)strtoul(head + 8, NULL, 10), format, out);
}

/* ---- Characters that XML cannot hold ---- */

/* The character that _xHHHH_ at text stands for, 0 when there is none. */
static uint32_t escaped(const char *text, size_t length)
{
    uint32_t c = 0;
    if (length < 7 || text[1] != 'x' || text[6] != '_') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        const char d = text[i];
        const int value = is_digit(d)            ? d - '0'
                          : d >= 'A' && d <= 'F' ? d - 'A' + 10
                          : d >= 'a' && d <= 'f' ? d - 'a' + 10
                                                 : -1;
        if (value < 0) {
            return 0;
        }
        c = c * 16 + (uint32_t)value;
    }
    return c >= 0xD800 && c <= 0xDFFF ? 0 : c;
}

size_t pp_xlsx_unescape(char *text, size_t length)
{
    if (length < 7 || memchr(text, '_', length) == NULL) {
        return length;
    }
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        const uint32_t c = text[i] == '_' ? escaped(text + i, length - i) : 0;
        if (c == 0) {
            text[n++] = text[i++];
            continue;
        }
        i += 7;
        if (c < 0x80) {
            text[n++] = (char)c;
        } else if (c < 0x800) {
            text[n++] = (char)(0xC0 | c >> 6);
            text[n++] = (char)(0x80 | (c & 0x3F));
        } else {
            text[n++] = (char)(0xE0 | c >> 12);
            text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
            text[n++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return n;
}
