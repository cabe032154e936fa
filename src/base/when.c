#include "base/when.h"

#include "base/text.h"

#include <string.h>

int pp_days_in_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Moves *text behind `word` when it begins with it. */
static bool take(const char **text, const char *word)
{
    const size_t length = strlen(word);
    const bool found = strncmp(*text, word, length) == 0;
    *text += found ? length : 0;
    return found;
}

static bool take_any(const char **text, const char *const *words)
{
    bool found = false;
    for (; !found && *words != NULL; words++) {
        found = take(text, *words);
    }
    return found;
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Reads at most `limit` digits behind *text, and moves it. 0 when there are none. */
static int read_digits(const char **text, int limit)
{
    int value = 0;
    for (int i = 0; i < limit && **text >= '0' && **text <= '9'; i++) {
        value = value * 10 + (*(*text)++ - '0');
    }
    return value;
}

/* Reads 1 or 12 or 十二, and moves *text. 0 when there is no such number. */
static int read_number(const char **text)
{
    static const char *const NUMERALS[] = {"十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一"};
    if (count_digits(*text) > 0) {
        return count_digits(*text) <= 2 ? read_digits(text, 2) : 0;
    }
    for (int i = 0; i < 12; i++) {
        if (take(text, NUMERALS[i])) {
            return 12 - i;
        }
    }
    return 0;
}

/* A quarter or half-year. */
static bool read_part(const char **text, pp_when *when)
{
    const char *at = *text;
    const bool second = take(&at, "下半年");
    if (second || take(&at, "上半年")) {
        when->from = second ? 7 : 1;
        when->to = when->from + 5;
        *text = at;
        return true;
    }
    const bool letter = take(&at, "q");
    if (!letter) {
        (void)take(&at, "第");
    }
    const int quarter = read_number(&at);
    if (quarter < 1 || quarter > 4 || (!letter && !take(&at, "季度") && !take(&at, "季"))) {
        return false;
    }
    when->from = quarter * 3 - 2;
    when->to = when->from + 2;
    *text = at;
    return true;
}

/* Whether a word of a list comes next, and then a number with 月 behind it: the last of several months. */
static bool read_last_month(const char **text, pp_when *when)
{
    static const char *const TO[] = {"-", "~", "—", "–", "至", "到", "、", "或", NULL};
    const char *at = *text;
    if (!take_any(&at, TO)) {
        return false;
    }
    const int last = read_number(&at);
    if (last == 0 || !take(&at, "月")) {
        return false;
    }
    when->to = last;
    *text = at;
    return true;
}

/* The month and the day, behind a year with its mark (dated) or without one: then 月 must follow the month. */
static bool read_month(const char **text, bool dated, pp_when *when)
{
    static const char *const SEPARATORS[] = {"-", "/", ".", NULL};
    static const char *const DAY[] = {"日", "号", NULL};
    when->from = when->to = read_number(text);
    if (read_last_month(text, when)) {
        return true;
    }
    const bool ended = take(text, "月");
    if (!ended && !dated) {
        return false;
    }
    if (ended && (take(text, "份") || read_last_month(text, when))) {
        return true;
    }
    const char *at = *text;
    if (!ended && !take_any(&at, SEPARATORS)) {
        return true;
    }
    if (count_digits(at) > 0) {
        when->day = read_digits(&at, 2);
        (void)take_any(&at, DAY);
        *text = at;
        return when->day > 0;
    }
    return ended;
}

/* What people put behind a time, and what a spreadsheet's date ends with. */
static void skip_tail(const char **text)
{
    static const char *const TAILS[] = {"上旬", "中旬", "下旬", "初",   "中",   "底", "末",
                                        "前后", "前",   "之前", "以前", "左右", "份", NULL};
    static const char *const MIDNIGHT[] = {"t00:00:00", "00:00:00", "0:00:00", "00:00", "0:00", NULL};
    if (!take_any(text, MIDNIGHT)) {
        while (take_any(text, TAILS)) {
        }
    }
}

static bool is_real(const pp_when *when)
{
    return when->year <= 9998 && when->from >= 1 && when->from <= when->to && when->to <= 12 &&
           when->day <= pp_days_in_month(when->year == 0 ? 2024 : when->year, when->to);
}

bool pp_when_parse(const char *text, size_t length, pp_when *when)
{
    static const char *const YEAR[] = {"年度", "年", "-", "/", ".", NULL};
    char folded[64];
    *when = (pp_when){0};
    pp_when found = {0};
    bool ok;
    const size_t used = pp_text_fold(text, length, folded, sizeof folded);
    const char *at = folded;
    const size_t digits = count_digits(at);
    if (digits == 6 || digits == 8) {
        found.year = read_digits(&at, 4);
        found.from = found.to = read_digits(&at, 2);
        found.day = read_digits(&at, 2);
        ok = found.year > 0 && (digits == 6 || found.day > 0);
    } else {
        const bool named = digits == 4;
        found.year = named ? read_digits(&at, 4) : 0;
        const bool dated = named && take_any(&at, YEAR);
        ok = (!named || found.year > 0) &&
             (read_part(&at, &found) || ((!named || dated) && read_month(&at, dated, &found)));
    }
    skip_tail(&at);
    if (!ok || *at != '\0' || used + 4 >= sizeof folded || !is_real(&found)) { /* a text cut short is not understood */
        return false;
    }
    *when = found;
    return true;
}
