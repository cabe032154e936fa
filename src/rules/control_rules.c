/* CTL-: the plan held against the figures that it must meet. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRINTED_UNIT 10000 /* 0.01 万元, the last digit that the form prints, in 分 */

enum {
    KEYS_NAMED = 8,         /* existing keys that are named for one that does not exist */
    DISTANCE_BUDGET = 50000 /* comparisons of keys in one check; after them keys are named in the plan's order */
};

static const char NO_CONTROLS[] =
    "计划没有控制数，合计没有与批复数核对；需要核对时请在 controls.csv 中写上控制数，或用 --controls 指定。";

/* What the control is called: 类别“货物”, 合计. Returns out. */
static const char *call_control(const pp_control *control, char out[2 * PP_QUOTE + 16])
{
    char name[PP_QUOTE], key[PP_QUOTE];
    pp_say_text(control->name, name);
    if (control->key[0] == '\0') {
        snprintf(out, 2 * PP_QUOTE + 16, "“%s”", name);
    } else {
        snprintf(out, 2 * PP_QUOTE + 16, "“%s：%s”", name, pp_say_text(control->key, key));
    }
    return out;
}

/* ---- CTL-01 ---- */

/* True when every amount of the plan is a whole multiple of 0.01 万元, as in a plan copied from a printed form. */
static bool all_printed(const pp_checker *c)
{
    for (int column = PP_COL_TOTAL; column <= PP_COL_RESERVE_MICRO; column++) {
        const pp_money *cells = c->plan->column[column].number;
        for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
            if (pp_money_known(cells[i]) && cells[i] % PRINTED_UNIT != 0) {
                return false;
            }
        }
    }
    return true;
}

/* Tells a rounding tail from a real difference, as far as the figures allow. */
static void judge_difference(const pp_checker *c, const pp_control_result *r, bool printed, pp_words *fix)
{
    char bound[PP_SAY];
    const pp_money gap = r->difference < 0 ? -r->difference : r->difference;
    pp_say(r->tail_bound, r->tail_bound % PRINTED_UNIT != 0, bound);
    if (gap > r->tail_bound) {
        pp_words_add(fix, "%zu 行四舍五入最多相差 %s，解释不了这个差额；", r->lines, bound);
    } else if (printed && r->control->amount % PRINTED_UNIT == 0) {
        pp_words_add(fix,
                     "各行都只有两位小数，%zu 行四舍五入最多可相差 "
                     "%s，差额也可能是尾差，请先用以元为单位的原始金额核对；确实不是尾差时，",
                     r->lines, bound);
    } else {
        pp_words_add(fix, "各行金额比两位小数更精确，差额不是各行四舍五入造成的；");
    }
    pp_words_add(fix, "%s请逐行核对金额，或核对控制数是否抄错。",
                 c->plan->unreadable_count > 0 ? "请先改正读不出的单元格；" : "");
}

bool pp_check_controls(pp_checker *c)
{
    const size_t count = pp_plan_controls(c->plan);
    if (count == 0) {
        return pp_report_skip(c, NO_CONTROLS);
    }
    if (pp_totals_all(c->totals)->overflow) {
        return pp_report_skip(c, "各行金额相加超出了程序能计算的范围，控制数无法核对；请先改正太大的金额。");
    }
    bool printed = false, looked = false;
    const pp_control_result *results = pp_report_results(c);
    for (size_t i = 0; i < count; i++) {
        const pp_control_result *r = &results[i];
        if (!r->known || r->met) {
            continue;
        }
        if (!looked) {
            printed = all_printed(c);
            looked = true;
        }
        char called[2 * PP_QUOTE + 16];
        pp_figures f;
        pp_words fix = {0}, unread = {0};
        pp_compare(&f, r->actual, r->control->amount);
        judge_difference(c, r, printed, &fix);
        f.note.fix = fix.text;
        if (c->plan->unreadable_count > 0) {
            pp_words_add(&unread, "；另有 %zu 个读不出的单元格没有计入", c->plan->unreadable_count);
        }
        if (!pp_report_control_row(c, r->control, &f.note, "控制数%s要求%s %s，按 %zu 行计算是 %s，%s%s。",
                                   call_control(r->control, called),
                                   r->control->relation == PP_AT_MOST ? "不超过" : "等于", f.say_expected, r->lines,
                                   f.say_actual, f.say_gap, unread.text)) {
            return false;
        }
    }
    return true;
}

/* ---- CTL-02 ---- */

/* A key that exists, and how far it is from the one that was asked for. */
typedef struct candidate {
    const char *key, *name;
    unsigned distance;
} candidate;

/* The nearest keys so far, nearest first. */
typedef struct nearest_keys {
    candidate best[KEYS_NAMED];
    size_t named, count;
} nearest_keys;

static void take_key(nearest_keys *keys, const char *wanted, const char *key, const char *name, size_t *budget)
{
    if (key == NULL || key[0] == '\0') {
        return;
    }
    const candidate new = {key, name, *budget > 0 ? pp_text_distance(wanted, key) : UINT32_MAX};
    *budget -= *budget > 0;
    keys->count++;
    size_t at = keys->named;
    while (at > 0 && keys->best[at - 1].distance > new.distance) {
        at--;
    }
    if (at == KEYS_NAMED) {
        return;
    }
    keys->named += keys->named < KEYS_NAMED;
    memmove(&keys->best[at + 1], &keys->best[at], (keys->named - 1 - at) * sizeof keys->best[0]);
    keys->best[at] = new;
}

static void take_groups(const pp_checker *c, nearest_keys *keys, const char *wanted, pp_grouping grouping,
                        size_t *budget)
{
    size_t count;
    const pp_sum *groups = pp_totals_by(c->totals, grouping, &count);
    const size_t limit = *budget == 0 && count > KEYS_NAMED ? KEYS_NAMED : count;
    for (size_t i = 0; i < limit; i++) {
        take_key(keys, wanted, groups[i].key, groups[i].name, budget);
    }
    keys->count += count - limit;
}

/* Collects the keys that the plan has for this control. */
static void collect_keys(const pp_checker *c, const pp_control *control, nearest_keys *keys, size_t *budget)
{
    const char *wanted = control->key;
    switch (control->kind) {
    case PP_CONTROL_KIND:
        for (int kind = PP_GOODS; kind < PP_KIND_COUNT; kind++) {
            take_key(keys, wanted, pp_kind_name((pp_kind)kind), NULL, budget);
        }
        break;
    case PP_CONTROL_FUND:
        for (int column = PP_COL_TOTAL; column <= PP_COL_CARRYOVER; column++) {
            if (pp_plan_has(c->plan, (pp_column)column)) {
                take_key(keys, wanted, pp_column_describe((pp_column)column)->title, NULL, budget);
            }
        }
        break;
    case PP_CONTROL_DEPARTMENT:
        take_key(keys, wanted, pp_plan_about(c->plan, PP_ABOUT_DEPARTMENT), NULL, budget);
        break;
    case PP_CONTROL_UNIT:
        take_groups(c, keys, wanted, PP_BY_UNIT, budget);
        break;
    case PP_CONTROL_FUNCTION:
        take_groups(c, keys, wanted, PP_BY_FUNCTION, budget);
        break;
    case PP_CONTROL_ITEM:
        take_groups(c, keys, wanted, PP_BY_ITEM, budget);
        break;
    default:
        break;
    }
}

static void list_keys(const nearest_keys *keys, pp_words *fix)
{
    char key[PP_QUOTE], name[PP_QUOTE];
    for (size_t i = 0; i < keys->named; i++) {
        pp_words_add(fix, "%s%s", i == 0 ? "计划中有：" : "、", pp_say_text(keys->best[i].key, key));
        if (keys->best[i].name != NULL && keys->best[i].name[0] != '\0') {
            pp_words_add(fix, "（%s）", pp_say_text(keys->best[i].name, name));
        }
    }
    if (keys->count > keys->named) {
        pp_words_add(fix, "，另有 %zu 个", keys->count - keys->named);
    }
    pp_words_add(fix, keys->named > 0 ? "。请改正控制数的键" : "计划中没有可以核对的对象。请改正控制数");
    pp_words_add(fix, "，或补上计划中缺少的内容。");
}

static bool report_key(pp_checker *c, const pp_control_result *r, size_t *budget)
{
    const pp_control *control = r->control;
    char called[2 * PP_QUOTE + 16], plain[PP_MONEY_TEXT];
    nearest_keys keys = {0};
    pp_words fix = {0};
    collect_keys(c, control, &keys, budget);
    list_keys(&keys, &fix);
    pp_money_format(control->amount, PP_UNIT_WAN, PP_MONEY_PLAIN, plain);
    /* An upper limit for something that the plan does not buy is kept; only a misspelt key would matter. */
    const bool kept = control->relation == PP_AT_MOST && r->met;
    const pp_note note = {.severity = kept ? PP_WARNING : PP_OFF, .expected = plain, .fix = fix.text};
    const char *what = control->kind == PP_CONTROL_KIND_COUNT ? "，这个控制项程序不认识" : "";
    return pp_report_control_row(c, control, &note, "控制数%s在计划中找不到对应的内容%s，%s。",
                                 call_control(control, called), what,
                                 kept ? "按 0 计算没有超过上限，但键可能写错了" : "无法核对");
}

bool pp_check_control_keys(pp_checker *c)
{
    const size_t count = pp_plan_controls(c->plan);
    if (count == 0) {
        return pp_report_skip(c, NO_CONTROLS);
    }
    size_t budget = DISTANCE_BUDGET;
    const pp_control_result *results = pp_report_results(c);
    for (size_t i = 0; i < count; i++) {
        if (!results[i].known && results[i].control->amount != 0 && !report_key(c, &results[i], &budget)) {
            return false;
        }
    }
    return true;
}

/* ---- CTL-03 ---- */

/* The sum of a column as the form prints its cells, each rounded to 0.01 万元. False when it does not fit. */
static bool sum_printed(const pp_checker *c, pp_column column, pp_money *sum)
{
    const pp_money *cells = column == PP_COL_TOTAL ? c->amounts : c->plan->column[column].number;
    *sum = 0;
    for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
        if (!pp_money_known(cells[i])) {
            continue;
        }
        const pp_money m = cells[i] % PRINTED_UNIT == 0 ? cells[i] : pp_money_round_wan(cells[i]);
        if (__builtin_add_overflow(*sum, m, sum)) {
            return false;
        }
    }
    return true;
}

bool pp_check_tails(pp_checker *c)
{
    const pp_sum *all = pp_totals_all(c->totals);
    pp_figures first = {0}, f;
    pp_words words = {0};
    int count = 0;
    char called[2 * PP_QUOTE + 16];
    for (int column = PP_COL_TOTAL; !all->overflow && column <= PP_COL_RESERVE_MICRO; column++) {
        pp_money printed;
        const pp_money total = pp_money_round_wan(all->money[column]);
        if (!sum_printed(c, (pp_column)column, &printed) || printed == total) {
            continue;
        }
        pp_compare(&f, printed, total);
        pp_words_add(&words, "%s“%s”列各行打印数相加是 %s，而打印的合计是 %s，%s", count == 0 ? "" : "；",
                     pp_column_describe((pp_column)column)->title, f.say_actual, f.say_expected, f.say_gap);
        if (count++ == 0) {
            pp_compare(&first, printed, total);
        }
    }
    const pp_control_result *results = pp_report_results(c);
    for (size_t i = 0; i < pp_plan_controls(c->plan); i++) {
        const pp_control_result *r = &results[i];
        if (!r->tail) {
            continue;
        }
        pp_compare(&f, r->actual, r->control->amount);
        pp_words_add(&words, "%s控制数%s是 %s，按行计算是 %s，四舍五入后相等", count == 0 ? "" : "；",
                     call_control(r->control, called), f.say_expected, f.say_actual);
        if (count++ == 0) {
            pp_compare(&first, r->actual, r->control->amount);
        }
    }
    return count == 0 ||
           pp_report_plan(c, NULL, &first.note, "按万元保留两位小数后有尾差，各行金额本身没有错：%s。", words.text);
}
