#include "procplan/money.h"

#include "base/text.h"

#include <string.h>

enum {
    WAN_DECIMALS = 6,  /* 1 万元 = 1,000,000 分 */
    YUAN_DECIMALS = 2, /* 1 元 = 100 分 */
    LONGEST = 64       /* characters of a spelling; no amount is longer */
};

/* The spelling in one byte a character: digits and ASCII signs as they are, the rest as these. */
enum { SIGN_YUAN = 1, CHAR_WAN = 2, CHAR_YI = 3, CHAR_YUAN = 4, DASH = 5, OTHER = 6 };

static char simplify(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) { /* full-width forms of ASCII */
        c -= 0xFEE0;
    }
    switch (c) {
    case 0xA5: /* ¥ */
    case 0xFFE5:
        return SIGN_YUAN;
    case 0x4E07: /* 万 */
    case 0x842C: /* 萬 */
        return CHAR_WAN;
    case 0x4EBF: /* 亿 */
        return CHAR_YI;
    case 0x5143: /* 元 */
    case 0x5706: /* 圆 */
        return CHAR_YUAN;
    case 0x2012:
    case 0x2013: /* – */
    case 0x2014: /* — */
    case 0x2015:
    case 0x2500: /* ─ */
        return DASH;
    case 0x2212: /* minus */
        return '-';
    case 0xA0:
    case 0x2009:
    case 0x202F:
    case 0x3000:
    case '\t':
        return ' ';
    default:
        return c > ' ' && c < 0x7F ? (char)c : c == ' ' ? ' ' : OTHER;
    }
}

/* A spelling being read from both ends. */
typedef struct reader {
    char chars[LONGEST];
    size_t start, end;
} reader;

static void skip_spaces(reader *r)
{
    while (r->start < r->end && r->chars[r->start] == ' ') {
        r->start++;
    }
    while (r->end > r->start && r->chars[r->end - 1] == ' ') {
        r->end--;
    }
}

static bool take_first(reader *r, char c)
{
    if (r->start == r->end || r->chars[r->start] != c) {
        return false;
    }
    r->start++;
    skip_spaces(r);
    return true;
}

static bool take_last(reader *r, char c)
{
    if (r->start == r->end || r->chars[r->end - 1] != c) {
        return false;
    }
    r->end--;
    skip_spaces(r);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Nothing but dashes: a way of writing that there is no amount. */
static bool only_dashes(const reader *r)
{
    for (size_t i = r->start; i < r->end; i++) {
        if (r->chars[i] != '-' && r->chars[i] != DASH) {
            return false;
        }
    }
    return true;
}

/* Checks separators in the whole part [start, end): one kind, groups of three. Removes them. */
static bool remove_separators(reader *r, size_t *whole_end)
{
    char separator = 0;
    size_t group = 0, out = r->start;
    for (size_t i = r->start; i < *whole_end; i++) {
        const char c = r->chars[i];
        if (is_digit(c)) {
            group++;
            r->chars[out++] = c;
            continue;
        }
        if (group == 0 || group > 3 || (separator != 0 && (c != separator || group != 3))) {
            return false;
        }
        separator = c;
        group = 0;
    }
    if (separator != 0 && group != 3) {
        return false;
    }
    memmove(r->chars + out, r->chars + *whole_end, r->end - *whole_end);
    r->end -= *whole_end - out;
    *whole_end = out;
    return true;
}

/* Reads digits[.digits] into units of 10^-decimals. */
static pp_money_status read_digits(reader *r, size_t point, int decimals, uint64_t *out)
{
    uint64_t value = 0;
    int seen = 0;
    for (size_t i = r->start; i < r->end; i++) {
        if (i == point) {
            continue;
        }
        const uint64_t digit = (uint64_t)(r->chars[i] - '0');
        if (i > point && seen++ >= decimals) {
            if (digit != 0) {
                return PP_MONEY_BEYOND_FEN;
            }
            continue;
        }
        if (__builtin_mul_overflow(value, 10u, &value) || __builtin_add_overflow(value, digit, &value)) {
            return PP_MONEY_TOO_LARGE;
        }
    }
    for (; seen < decimals; seen++) {
        if (__builtin_mul_overflow(value, 10u, &value)) {
            return PP_MONEY_TOO_LARGE;
        }
    }
    *out = value;
    return PP_MONEY_OK;
}

static pp_money_status finish(uint64_t magnitude, bool negative, int64_t *out)
{
    if (magnitude > (uint64_t)PP_MONEY_MAX - negative) { /* -PP_MONEY_MAX is PP_MONEY_UNREADABLE, no amount */
        return PP_MONEY_TOO_LARGE;
    }
    *out = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return PP_MONEY_OK;
}

/* What [start, end) is if it is not a plain number: which of the refusals fits it best. */
static pp_money_status check_shape(const reader *r, size_t *point)
{
    size_t digits = 0;
    bool separators_behind_point = false;
    *point = r->end;
    for (size_t i = r->start; i < r->end; i++) {
        const char c = r->chars[i];
        if (is_digit(c)) {
            digits++;
        } else if (c == '.' && *point == r->end) {
            *point = i;
        } else if ((c == 'e' || c == 'E') && digits > 0 && i + 1 < r->end) {
            const char next = r->chars[i + 1];
            return is_digit(next) || next == '+' || next == '-' ? PP_MONEY_EXPONENT : PP_MONEY_NOT_NUMBER;
        } else if ((c == ',' || c == ' ')) {
            separators_behind_point |= i > *point;
        } else {
            return PP_MONEY_NOT_NUMBER;
        }
    }
    return digits == 0 ? PP_MONEY_NOT_NUMBER : separators_behind_point ? PP_MONEY_GROUPING : PP_MONEY_OK;
}

/* Takes a trailing unit. Returns whether it contradicts the declared one. */
static bool take_unit(reader *r, pp_money_unit unit)
{
    bool wan = false, yi = false;
    const bool yuan = take_last(r, CHAR_YUAN);
    if (take_last(r, CHAR_WAN)) {
        wan = true;
    }
    if (take_last(r, CHAR_YI)) {
        yi = true;
    }
    return yi || (wan && unit != PP_UNIT_WAN) || (yuan && !wan && unit != PP_UNIT_YUAN);
}

static pp_money_status parse_spelling(reader *r, int decimals, const pp_money_unit *unit, int64_t *out)
{
    skip_spaces(r);
    if (r->end - r->start > 1 && r->chars[r->start] == '=') {
        return PP_MONEY_FORMULA;
    }
    if (only_dashes(r)) {
        *out = PP_MONEY_NONE;
        return PP_MONEY_EMPTY;
    }
    bool negative = false;
    const size_t end = r->end;
    bool other_unit = unit != NULL && take_unit(r, *unit);
    const bool named = r->end != end;
    bool currency = unit != NULL && take_first(r, SIGN_YUAN);
    if (take_first(r, '(')) {
        if (!take_last(r, ')')) {
            return PP_MONEY_NOT_NUMBER;
        }
        negative = true;
        if (unit != NULL && !named) { /* (5万元) */
            other_unit = take_unit(r, *unit);
        }
    }
    currency = currency || (unit != NULL && take_first(r, SIGN_YUAN));
    if (take_first(r, '-')) {
        if (negative) {
            return PP_MONEY_NOT_NUMBER;
        }
        negative = true;
    } else {
        (void)take_first(r, '+');
    }
    if (unit != NULL && !currency) {
        (void)take_first(r, SIGN_YUAN);
    }
    size_t point = 0;
    const pp_money_status shape = check_shape(r, &point);
    if (shape != PP_MONEY_OK) {
        return shape;
    }
    if (other_unit) {
        return PP_MONEY_OTHER_UNIT;
    }
    const bool has_point = point < r->end;
    if (!remove_separators(r, &point)) {
        return PP_MONEY_GROUPING;
    }
    uint64_t magnitude = 0;
    const pp_money_status status = read_digits(r, has_point ? point : r->end, decimals, &magnitude);
    return status == PP_MONEY_OK ? finish(magnitude, negative, out) : status;
}

static pp_money_status parse_any(const char *text, size_t length, int decimals, const pp_money_unit *unit, int64_t *out)
{
    reader r = {.start = 0, .end = 0};
    *out = PP_MONEY_UNREADABLE;
    text = pp_text_trim(text, &length);
    const char *end = text + length;
    while (text < end) {
        if (r.end == LONGEST) {
            return r.chars[0] == '=' ? PP_MONEY_FORMULA : PP_MONEY_NOT_NUMBER;
        }
        r.chars[r.end++] = simplify(pp_utf8_next(&text, end));
    }
    return parse_spelling(&r, decimals, unit, out);
}

/* The common spelling, 5837.65: at most twelve digits and a point. False leaves it to parse_any. */
static bool parse_plain(const char *text, size_t length, int decimals, int64_t *out)
{
    static const int64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (length == 4 && memcmp(text, "0.00", 4) == 0) { /* most cells of a form with eight columns of amounts */
        *out = 0;
        return true;
    }
    if (length == 0 || length > 12) {
        return false;
    }
    int64_t value = 0;
    size_t point = length;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (is_digit(c)) {
            value = value * 10 + (c - '0');
        } else if (c == '.' && point == length && length > 1) {
            point = i;
        } else {
            return false;
        }
    }
    const int seen = point == length ? 0 : (int)(length - point - 1);
    if (seen > decimals) {
        return false;
    }
    *out = value * power[decimals - seen];
    return true;
}

pp_money_status pp_money_parse(const char *text, size_t length, pp_money_unit unit, pp_money *out)
{
    const int decimals = unit == PP_UNIT_WAN ? WAN_DECIMALS : YUAN_DECIMALS;
    if (parse_plain(text, length, decimals, out)) {
        return PP_MONEY_OK;
    }
    return parse_any(text, length, decimals, &unit, out);
}

pp_money_status pp_quantity_parse(const char *text, size_t length, int64_t *out)
{
    return parse_any(text, length, WAN_DECIMALS, NULL, out);
}

/* |m| as an unsigned number; m is an amount. */
static uint64_t magnitude_of(pp_money m)
{
    return m < 0 ? (uint64_t) - (m + 1) + 1 : (uint64_t)m;
}

pp_money pp_money_round_wan(pp_money m)
{
    if (!pp_money_known(m)) {
        return m;
    }
    const uint64_t rounded = (magnitude_of(m) + PP_MONEY_PRINTED / 2) / PP_MONEY_PRINTED * PP_MONEY_PRINTED;
    if (rounded > (uint64_t)PP_MONEY_MAX) {
        return m;
    }
    return m < 0 ? -(pp_money)rounded : (pp_money)rounded;
}

bool pp_money_hides(pp_money a, pp_money b)
{
    pp_money difference;
    return a != b && (pp_money_round_wan(a) == pp_money_round_wan(b) ||
                      (pp_money_subtract(a, b, &difference) && pp_money_round_wan(difference) == 0));
}

/* Writes the digits of n from the right end of a buffer; returns where they begin. */
static char *put_digits(char *end, uint64_t n, bool grouped)
{
    int count = 0;
    do {
        if (grouped && count > 0 && count % 3 == 0) {
            *--end = ',';
        }
        *--end = (char)('0' + n % 10);
        n /= 10;
        count++;
    } while (n > 0);
    return end;
}

size_t pp_money_format(pp_money m, pp_money_unit unit, pp_money_style style, char out[PP_MONEY_TEXT])
{
    if (!pp_money_known(m)) {
        strcpy(out, m == PP_MONEY_NONE ? "" : "?");
        return strlen(out);
    }
    const int all = unit == PP_UNIT_WAN ? WAN_DECIMALS : YUAN_DECIMALS;
    uint64_t value = magnitude_of(m);
    int decimals = all;
    if (style != PP_MONEY_EXACT && style != PP_MONEY_FULL && unit == PP_UNIT_WAN) {
        value = (value + PP_MONEY_PRINTED / 2) / PP_MONEY_PRINTED;
        decimals = 2;
    }
    uint64_t scale = 1;
    for (int i = 0; i < decimals; i++) {
        scale *= 10;
    }
    uint64_t fraction = value % scale;
    while (decimals > 2 && fraction % 10 == 0) {
        fraction /= 10;
        decimals--;
    }
    char buffer[PP_MONEY_TEXT];
    char *end = buffer + sizeof buffer;
    char *at = end;
    for (int i = 0; i < decimals; i++) {
        *--at = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    *--at = '.';
    at = put_digits(at, value / scale, style == PP_MONEY_GROUPED || style == PP_MONEY_FULL);
    if (m < 0 && value > 0) {
        *--at = '-';
    }
    const size_t length = (size_t)(end - at);
    memcpy(out, at, length);
    out[length] = '\0';
    return length;
}

double pp_money_cell(pp_money m)
{
    return (double)m / 1e6;
}
