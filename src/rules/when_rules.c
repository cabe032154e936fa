/* MTH-05: when something is to be bought. 采购意向 say the month, and are published so many days before
 * (intention.csv).
 */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Dates ---- */

static int days_in_month(int year, int month)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Days since the beginning of year 1, for a yyyymmdd. */
static long day_number(int date)
{
    const int year = date / 10000, month = date / 100 % 100;
    long days = 365L * (year - 1) + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + date % 100;
    for (int m = 1; m < month; m++) {
        days += days_in_month(year, m);
    }
    return days;
}

static bool is_date(int date)
{
    const int year = date / 10000, month = date / 100 % 100, day = date % 100;
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

/* Reads at most `limit` digits behind *text, and moves it. -1 when there are none. */
static int read_digits(const char **text, int limit)
{
    int value = -1;
    for (int i = 0; i < limit && **text >= '0' && **text <= '9'; i++) {
        value = (value < 0 ? 0 : value * 10) + (*(*text)++ - '0');
    }
    return value;
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

enum { UNREADABLE = -1 };

/* The time that a folded text names, as yyyymmdd: year 0 and day 0 where it does not name them. UNREADABLE when it
 * names no month. Understands 2024-03, 2024/3, 2024.03, 2024年3月, 3月, 202403 and each of them with a day. */
static int parse_when(const char *text)
{
    static const char *const SEPARATORS[] = {"-", "/", ".", "年", NULL};
    static const char *const PARTS[] = {"上旬", "中旬", "下旬", "初", "底", "末", NULL};
    static const char *const DAY[] = {"日", "号", NULL};
    const size_t digits = strspn(text, "0123456789");
    int year = 0, month, day = -1;
    bool ended = false; /* behind 月 */
    if (digits == 4 || digits == 6 || digits == 8) {
        year = read_digits(&text, 4);
        if (digits == 4 && !take_any(&text, SEPARATORS)) {
            return UNREADABLE;
        }
        month = read_digits(&text, 2);
    } else {
        month = read_digits(&text, 2);
        if (strncmp(text, "月", strlen("月")) != 0) {
            return UNREADABLE;
        }
    }
    if (digits != 6 && digits != 8) {
        ended = take(&text, "月");
    }
    if (digits == 8 || ended || take_any(&text, SEPARATORS)) {
        day = read_digits(&text, 2);
        if (day >= 0) {
            (void)take_any(&text, DAY);
        } else if (!ended) {
            return UNREADABLE;
        } else {
            (void)take_any(&text, PARTS);
        }
    }
    const bool good = *text == '\0' && month >= 1 && month <= 12 && (year != 0 || digits < 4) &&
                      (day < 0 || (day >= 1 && day <= days_in_month(year == 0 ? 2024 : year, month)));
    return good ? year * 10000 + month * 100 + (day < 0 ? 0 : day) : UNREADABLE;
}

/* ---- The rule ---- */

/* What is known once for all lines. */
typedef struct outlook {
    const pp_intention_policy *intention; /* NULL: no lead is known */
    bool to_come; /* today is known and the plan's year not over, so that what is to come can be judged */
} outlook;

/* A line that needs no intention (框架协议采购 …) may begin at any time. */
static bool needs_no_intention(const pp_checker *c, size_t line)
{
    const pp_word *method = pp_policy_word(c->policy, PP_WORD_METHOD, pp_plan_text(c->plan, line, PP_COL_METHOD));
    const pp_word *organisation =
        pp_policy_word(c->policy, PP_WORD_ORGANISATION, pp_plan_text(c->plan, line, PP_COL_ORGANISATION));
    return (method != NULL && method->no_intention) || (organisation != NULL && organisation->no_intention);
}

/* Judges a date of the plan's year against today. A month counts as its last day: so long it can still be met. */
static bool check_ahead(pp_checker *c, size_t line, int date, const outlook *ahead)
{
    const int year = date / 10000, month = date / 100 % 100;
    const int last = date % 100 != 0 ? date : date + days_in_month(year, month);
    const long left = day_number(last) - day_number(c->today);
    const char *text = pp_plan_text(c->plan, line, PP_COL_WHEN);
    char quoted[PP_QUOTE];
    if (left < 0) {
        return pp_report_line(c, line, PP_COL_WHEN, &(pp_note){.actual = text, .fix = "请改为今天以后的时间。"},
                              "预计采购时间“%s”已经过去了。", pp_say_text(text, quoted));
    }
    if (ahead->intention == NULL || left >= ahead->intention->lead_days || needs_no_intention(c, line)) {
        return true;
    }
    pp_words fix = {0};
    pp_words_add(&fix, "请尽快公开采购意向，并把预计采购时间推迟到公开 %d 日以后。", ahead->intention->lead_days);
    const char *basis = pp_keep_basis(c, &ahead->intention->origin, NULL);
    const pp_note note = {.actual = text, .fix = fix.text, .basis = basis};
    return basis != NULL && pp_report_line(c, line, PP_COL_WHEN, &note,
                                           "预计采购时间“%s”距今天最多 %ld 天，来不及提前 %d 日公开采购意向。",
                                           pp_say_text(text, quoted), left, ahead->intention->lead_days);
}

static bool check_date(pp_checker *c, size_t line, int date, const outlook *ahead)
{
    const char *text = pp_plan_text(c->plan, line, PP_COL_WHEN);
    char quoted[PP_QUOTE], expected[32];
    if (date == UNREADABLE) {
        return pp_report_line(c, line, PP_COL_WHEN, &(pp_note){.actual = text},
                              "预计采购时间写的是“%s”，读不出是哪一年哪一月。", pp_say_text(text, quoted));
    }
    const int year = date / 10000 != 0 ? date / 10000 : c->year;
    if (c->year != 0 && year != c->year) {
        snprintf(expected, sizeof expected, "%d 年", c->year);
        return pp_report_line(c, line, PP_COL_WHEN,
                              &(pp_note){.actual = text,
                                         .expected = expected,
                                         .fix = "请改为计划年度之内的时间；不在本年度采购的，不列入本年度的计划。"},
                              "预计采购时间“%s”不在计划年度 %s内。", pp_say_text(text, quoted), expected);
    }
    return !ahead->to_come || year < c->today / 10000 || check_ahead(c, line, year * 10000 + date % 10000, ahead);
}

/* Finds out what can be judged about dates to come, and lists what cannot. */
static bool open_outlook(pp_checker *c, outlook *ahead)
{
    *ahead = (outlook){0};
    ahead->to_come = is_date(c->today) && (c->year == 0 || c->year >= c->today / 10000);
    if (!ahead->to_come) {
        return true;
    }
    if (c->policy == NULL) {
        return pp_report_skip(c, "没有载入政策参数表，没有核对是否来得及公开采购意向。");
    }
    if (c->year == 0) {
        return pp_report_skip(c, "年度未填，没有核对是否来得及公开采购意向；请写明年度，或用 --year 指定。");
    }
    ahead->intention = pp_policy_intention(c->policy, c->region, c->year);
    return ahead->intention != NULL || pp_report_no_row(c, "采购意向公开规定", "intention.csv", 0);
}

bool pp_check_when(pp_checker *c)
{
    outlook ahead;
    int *dates = calloc(pp_pool_count(c->plan->pool), sizeof *dates); /* by text; 0: not looked up */
    bool ok = dates != NULL && open_outlook(c, &ahead);
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, PP_COL_WHEN);
        if (id == 0) {
            continue;
        }
        if (dates[id] == 0) {
            char folded[64];
            const size_t length = pp_pool_length(c->plan->pool, id);
            const size_t used = pp_text_fold(pp_pool_text(c->plan->pool, id), length, folded, sizeof folded);
            dates[id] = used + 4 >= sizeof folded ? UNREADABLE : parse_when(folded);
        }
        ok = check_date(c, i, dates[id], &ahead);
    }
    free(dates);
    return ok;
}
