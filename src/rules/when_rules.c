/* MTH-05: when something is to be bought. 采购意向 say the month, and are published so many days before
 * (intention.csv).
 */
#include "base/when.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Dates ---- */

/* Days since the beginning of year 1, for a yyyymmdd. */
static long day_number(int date)
{
    const int year = date / 10000, month = date / 100 % 100;
    long days = 365L * (year - 1) + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + date % 100;
    for (int m = 1; m < month; m++) {
        days += pp_days_in_month(year, m);
    }
    return days;
}

static bool is_date(int date)
{
    const int year = date / 10000, month = date / 100 % 100, day = date % 100;
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= pp_days_in_month(year, month);
}

/* ---- The rule ---- */

/* What a text of the column says, found out once. */
typedef struct meaning {
    enum { NOT_LOOKED_UP = 0, READABLE, UNREADABLE } state;
    pp_when when;
} meaning;

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

/* Judges a time of the plan's year against today. A month counts as its last day, and a quarter too: so long it can
 * still be met. */
static bool check_ahead(pp_checker *c, size_t line, int year, const pp_when *when, const outlook *ahead)
{
    const int day = when->day != 0 ? when->day : pp_days_in_month(year, when->to);
    const long left = day_number(year * 10000 + when->to * 100 + day) - day_number(c->today);
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

/* 采购意向 are published by month: a quarter is understood, but has to be made more precise for them. */
static bool report_vague(pp_checker *c, size_t line)
{
    const char *text = pp_plan_text(c->plan, line, PP_COL_WHEN);
    char quoted[PP_QUOTE];
    const pp_note note = {.severity = PP_INFO, .actual = text, .fix = "公开采购意向时请改为其中的一个月。"};
    return pp_report_line(c, line, PP_COL_WHEN, &note, "预计采购时间“%s”不止一个月，采购意向要填写到月。",
                          pp_say_text(text, quoted));
}

static bool check_time(pp_checker *c, size_t line, const meaning *m, const outlook *ahead)
{
    const char *text = pp_plan_text(c->plan, line, PP_COL_WHEN);
    char quoted[PP_QUOTE], expected[32];
    if (m->state == UNREADABLE) {
        return pp_report_line(c, line, PP_COL_WHEN, &(pp_note){.actual = text},
                              "预计采购时间写的是“%s”，读不出是哪一年哪一月。", pp_say_text(text, quoted));
    }
    const int year = m->when.year != 0 ? m->when.year : c->year;
    if (c->year != 0 && year != c->year) {
        snprintf(expected, sizeof expected, "%d 年", c->year);
        return pp_report_line(c, line, PP_COL_WHEN,
                              &(pp_note){.actual = text,
                                         .expected = expected,
                                         .fix = "请改为计划年度之内的时间；不在本年度采购的，不列入本年度的计划。"},
                              "预计采购时间“%s”不在计划年度 %s内。", pp_say_text(text, quoted), expected);
    }
    if (m->when.from != m->when.to && !needs_no_intention(c, line) && !report_vague(c, line)) {
        return false;
    }
    return !ahead->to_come || year < c->today / 10000 || check_ahead(c, line, year, &m->when, ahead);
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
    meaning *meanings = calloc(pp_pool_count(c->plan->pool), sizeof *meanings); /* by text */
    bool ok = meanings != NULL && open_outlook(c, &ahead);
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, PP_COL_WHEN);
        if (id == 0) {
            continue;
        }
        meaning *m = &meanings[id];
        if (m->state == NOT_LOOKED_UP) {
            const char *text = pp_pool_text(c->plan->pool, id);
            m->state = pp_when_parse(text, pp_pool_length(c->plan->pool, id), &m->when) ? READABLE : UNREADABLE;
        }
        ok = check_time(c, i, m, &ahead);
    }
    free(meanings);
    return ok;
}
