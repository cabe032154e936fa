/* CTL-: the plan held against the figures that it must meet. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    KEYS_NAMED = 8,          /* existing keys that are named for one that does not exist */
    DISTANCE_BUDGET = 50000, /* comparisons of keys in one check; after them keys are named in the plan's order */
    LOOKS = 10000000,        /* at lines for the cause of a difference, in one check; after them none is named */
    BROKEN_LIMIT = 10000,    /* lines with a wrong sum that are looked at for it */
    BROKEN_NAMED = 5         /* of them, that are named */
};

static const char OWN_BASIS[] = "表内合计行、单位汇总行与各行之和应当一致";

/* The source whose table gives the control in a total row of its own; NULL for one that was given from outside
 * (controls.csv). */
static const pp_source *own_table(const pp_checker *c, const pp_control *control)
{
    for (size_t s = 0; s < c->plan->source_count; s++) {
        if (strcmp(c->plan->sources[s].file, control->file) == 0) {
            return &c->plan->sources[s];
        }
    }
    return NULL;
}

/* The heading above the control's amount in its own table; NULL when it is not known. */
static const char *own_heading(const pp_source *source, const pp_control *control)
{
    for (int column = 0; source != NULL && column < PP_COLUMN_COUNT; column++) {
        if (source->number[column] != 0 && source->number[column] == control->column) {
            return source->title[column];
        }
    }
    return NULL;
}

/* What the control is called: 控制数“类别：货物”, 表内第 5 行的汇总数“预算单位：甲处，小计”. Returns the text in
 * *words. */
static const char *call_control(const pp_control *control, bool own, pp_words *words)
{
    char name[PP_QUOTE], key[PP_QUOTE];
    const char *column = pp_control_column_title(control);
    *words = (pp_words){0};
    pp_say_text(control->name, name);
    if (own) {
        pp_words_add(words, "表内第 %u 行的汇总数“%s", control->row, name);
    } else {
        pp_words_add(words, "控制数“%s", name);
    }
    pp_words_add(words, "%s%s%s%s”", control->key[0] == '\0' ? "" : "：", pp_say_text(control->key, key),
                 column[0] == '\0' ? "" : "，", column);
    return words->text;
}

/* ---- CTL-01 ---- */

/* A line whose sums are wrong: how much 小计 and 合计 say too much, in 分. */
typedef struct broken {
    size_t line;
    pp_money subtotal, total;
} broken;

/* What is worked out once, when the first control is missed. */
typedef struct causes {
    bool looked;
    bool printed; /* every amount of the plan is a whole multiple of 0.01 万元, as in one copied from a printed form */
    broken *lines;
    size_t count;
    size_t looks; /* left */
} causes;

static bool all_printed(const pp_checker *c)
{
    for (int column = PP_COL_TOTAL; column <= PP_COL_RESERVE_MICRO; column++) {
        const pp_money *cells = c->plan->column[column].number;
        for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
            if (pp_money_known(cells[i]) && cells[i] % PP_MONEY_PRINTED != 0) {
                return false;
            }
        }
    }
    return true;
}

/* written - sum, 0 when nothing is written or it does not fit. */
static pp_money excess(pp_money written, pp_money sum)
{
    pp_money difference = 0;
    return pp_money_known(written) && pp_money_subtract(written, sum, &difference) ? difference : 0;
}

/* Collects the lines with wrong sums; none when there are too many for any of them to be the cause. False when memory
 * is short. */
static bool look_for_causes(const pp_checker *c, causes *found)
{
    found->looked = true;
    found->printed = all_printed(c);
    found->looks = LOOKS;
    found->lines = malloc(BROKEN_LIMIT * sizeof *found->lines);
    if (found->lines == NULL) {
        return false;
    }
    for (size_t i = 0; i < c->plan->lines; i++) {
        pp_money sum;
        bool any = false;
        broken b = {.line = i};
        if (pp_line_subtotal(c->plan, i, &sum)) {
            b.subtotal = excess(pp_plan_number(c->plan, i, PP_COL_SUBTOTAL), sum);
        }
        if (pp_line_total(c->plan, i, &sum, &any)) {
            b.total = excess(pp_plan_number(c->plan, i, PP_COL_TOTAL), sum);
        }
        if (b.subtotal == 0 && b.total == 0) {
            continue;
        }
        if (found->count == BROKEN_LIMIT) {
            found->count = 0;
            return true;
        }
        found->lines[found->count++] = b;
    }
    return true;
}

/* Whether the line is one of those that the control's key names. The totals decide by the same words, by groups. */
static bool takes_line(const pp_checker *c, const pp_control *control, size_t line)
{
    char folded[PP_QUOTE];
    const pp_plan *plan = c->plan;
    switch (control->kind) {
    case PP_CONTROL_KIND: {
        const pp_kind written = (pp_kind)c->kinds[pp_plan_id(plan, line, PP_COL_KIND)];
        return pp_kind_by_name(control->key) ==
               (written != PP_KIND_NONE ? written : pp_kind_of_code(pp_plan_text(plan, line, PP_COL_ITEM_CODE)));
    }
    case PP_CONTROL_UNIT:
        return pp_text_same(pp_plan_text(plan, line, PP_COL_UNIT), control->key);
    case PP_CONTROL_FUNCTION: {
        pp_text_fold(control->key, strlen(control->key), folded, sizeof folded);
        const char *open = strchr(folded, '[');
        const bool brackets = open != NULL && strchr(open, ']') != NULL;
        const char *code = brackets ? open + 1 : folded;
        const size_t length = brackets ? strcspn(code, "]") : strspn(code, "0123456789");
        return length > 0 && strncasecmp(pp_plan_text(plan, line, PP_COL_FUNCTION_CODE), code, length) == 0;
    }
    case PP_CONTROL_ITEM: {
        const pp_item root = pp_catalog_find_written(c->catalog, control->key);
        const pp_item item = c->items[line];
        return root != PP_NO_ITEM && item >= root && item < pp_item_end(c->catalog, root);
    }
    default:
        return true;
    }
}

/* Whether the control's figure lacks this cell because it cannot be read. */
static bool lacks_cell(const pp_checker *c, const pp_control *control, const pp_unreadable *u)
{
    const pp_column column = pp_control_column(control);
    const pp_plan *plan = c->plan;
    if (pp_plan_number(plan, u->line, u->column) != PP_MONEY_UNREADABLE) {
        return false;
    }
    const bool is_part = column == PP_COL_TOTAL ? u->column >= PP_COL_GENERAL && u->column <= PP_COL_CARRYOVER &&
                                                      pp_plan_number(plan, u->line, PP_COL_TOTAL) == PP_MONEY_NONE
                                                : column == PP_COL_SUBTOTAL && !pp_plan_has(plan, PP_COL_SUBTOTAL) &&
                                                      u->column >= PP_COL_GENERAL && u->column <= PP_COL_STATE_CAPITAL;
    return (u->column == column || is_part) && takes_line(c, control, u->line);
}

static size_t count_unreadable(const pp_checker *c, const pp_control *control, causes *found)
{
    size_t count = 0;
    for (size_t i = 0; i < c->plan->unreadable_count && found->looks > 0; i++, found->looks--) {
        count += lacks_cell(c, control, &c->plan->unreadables[i]);
    }
    return count;
}

/* By how much a line with wrong sums makes the control's figure differ, as far as those sums tell. */
static pp_money share_of(const broken *b, pp_column column)
{
    if (column == PP_COL_TOTAL) {
        return b->total;
    }
    if (column == PP_COL_SUBTOTAL) {
        return b->subtotal != 0 ? b->subtotal : -b->total;
    }
    return column <= PP_COL_STATE_CAPITAL ? -b->subtotal : column <= PP_COL_CARRYOVER ? -b->total : 0;
}

/* Names the lines with wrong sums when their differences together are just the control's. False when they are not. */
static bool name_causes(const pp_checker *c, const pp_control_result *r, causes *found, pp_words *fix)
{
    const pp_column column = pp_control_column(r->control);
    pp_words lines = {0};
    pp_money sum = 0;
    size_t named = 0;
    for (size_t i = 0; i < found->count && found->looks > 0; i++, found->looks--) {
        const broken *b = &found->lines[i];
        const pp_money share = share_of(b, column);
        if (share == 0 || !takes_line(c, r->control, b->line)) {
            continue;
        }
        if (!pp_money_add(sum, share, &sum)) {
            return false;
        }
        if (named++ < BROKEN_NAMED) {
            pp_words_add(&lines, "%s第 %u 行", named == 1 ? "" : "、", c->plan->row[b->line]);
        }
    }
    if (named == 0 || sum != r->difference || found->looks == 0) {
        return false;
    }
    if (named > BROKEN_NAMED) {
        pp_words_add(&lines, "等 %zu 行", named);
    }
    pp_words_add(fix, "这个差额正好是%s小计、合计与资金来源不符（AMT-03、AMT-04）的数额，请先改正%s。", lines.text,
                 named == 1 ? "那一行" : "那些行");
    return true;
}

/* Tells a rounding tail from a real difference, as far as the figures allow. */
static void judge_difference(const pp_checker *c, const pp_control_result *r, bool printed, pp_words *fix)
{
    char bound[PP_SAY];
    const pp_money gap = r->difference < 0 ? -r->difference : r->difference;
    pp_say(c, r->tail_bound, bound);
    if (gap > r->tail_bound) {
        pp_words_add(fix, "%zu 行四舍五入最多相差 %s，解释不了这个差额；", r->lines, bound);
    } else if (printed && r->control->amount % PP_MONEY_PRINTED == 0) {
        pp_words_add(fix,
                     "各行都只有两位小数，%zu 行四舍五入最多可相差 "
                     "%s，差额也可能是尾差，请先用以元为单位的原始金额核对；确实不是尾差时，",
                     r->lines, bound);
    } else {
        pp_words_add(fix, "各行金额比两位小数更精确，差额不是各行四舍五入造成的；");
    }
}

static bool report_difference(pp_checker *c, const pp_control_result *r, causes *found)
{
    const pp_control *control = r->control;
    const pp_source *own = own_table(c, control);
    const size_t unreadable = count_unreadable(c, control, found);
    pp_words called;
    pp_comparison f;
    pp_words fix = {0}, unread = {0};
    pp_compare(c, &f, r->actual, control->amount);
    if (unreadable > 0) {
        pp_words_add(&unread, "；另有%s %zu 个读不出的单元格没有计入", found->looks == 0 ? "至少" : "", unreadable);
        pp_words_add(&fix, "请先改正读不出的单元格，再核对这个数。");
    } else if (!name_causes(c, r, found, &fix)) {
        judge_difference(c, r, found->printed, &fix);
        pp_words_add(&fix, "请逐行核对金额，或核对%s。", own == NULL ? "控制数是否抄错" : "这一行汇总数");
    }
    f.note.fix = fix.text;
    f.note.title = own_heading(own, control);
    f.note.basis = own == NULL ? NULL : OWN_BASIS;
    return pp_report_control_row(c, control, &f.note, "%s%s %s，按 %zu 行计算是 %s，%s%s。",
                                 call_control(control, own != NULL, &called),
                                 own != NULL                       ? "是"
                                 : control->relation == PP_AT_MOST ? "要求不超过"
                                                                   : "要求等于",
                                 f.say_expected, r->lines, f.say_actual, f.say_gap, unread.text);
}

bool pp_check_controls(pp_checker *c)
{
    const size_t count = pp_plan_controls(c->plan);
    if (count == 0) {
        return pp_report_skip(
            c, "计划没有控制数，合计没有与批复数核对；需要核对时请写在 controls.csv 中，或用 --controls 指定。");
    }
    if (pp_totals_all(c->totals)->overflow) {
        return pp_report_skip(c, "各行金额相加超出了程序能计算的范围，控制数无法核对；请先改正太大的金额。");
    }
    const pp_control_result *results = pp_report_results(c);
    causes found = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        const pp_control_result *r = &results[i];
        if (r->known && !r->met) {
            ok = (found.looked || look_for_causes(c, &found)) && report_difference(c, r, &found);
        }
    }
    free(found.lines);
    return ok;
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
    const pp_source *own = own_table(c, control);
    char key[PP_QUOTE], figure[PP_MONEY_TEXT];
    pp_words called;
    nearest_keys keys = {0};
    pp_words fix = {0};
    collect_keys(c, control, &keys, budget);
    list_keys(&keys, &fix);
    pp_money_format(control->amount, PP_UNIT_WAN, PP_MONEY_PLAIN, figure);
    /* An upper limit for something that the plan does not buy is kept; only a misspelt key would matter. */
    const bool kept = control->relation == PP_AT_MOST && r->met;
    const pp_note note = {.severity = kept ? PP_WARNING : PP_OFF,
                          .expected = figure,
                          .fix = fix.text,
                          .basis = own == NULL ? NULL : OWN_BASIS};
    call_control(control, own != NULL, &called);
    return pp_report_control_key(c, control, &note, "%s没有核对：计划中没有“%s”%s。", called.text,
                                 pp_say_text(control->key[0] != '\0' ? control->key : control->name, key),
                                 kept ? "。确实没有这项采购时不会超过这个限额，但键写错时限额就没有起作用" : "");
}

/* Why a control could never be held against anything, whatever the plan has in it; NULL when it could. Nothing is no
 * answer to a question without meaning: such a control is a mistake even when it asks for 0. */
static const char *without_meaning(const pp_control *control)
{
    switch (control->kind) {
    case PP_CONTROL_TOTAL:
    case PP_CONTROL_RESERVE:
    case PP_CONTROL_RESERVE_MICRO:
        return control->key[0] != '\0' ? "这个控制项核对全部采购项，后面不能写键" : NULL;
    case PP_CONTROL_KIND:
        return pp_kind_by_name(control->key) == PP_KIND_NONE ? "类别只有货物、工程、服务" : NULL;
    case PP_CONTROL_FUND:
        return pp_control_column(control) == PP_NO_COLUMN ? "没有叫这个名字的资金来源" : NULL;
    case PP_CONTROL_KIND_COUNT:
        return "程序不认识这个控制项";
    default:
        return NULL;
    }
}

static bool report_meaningless(pp_checker *c, const pp_control *control, const char *why, size_t *budget)
{
    const pp_source *own = own_table(c, control);
    nearest_keys keys = {0};
    char figure[PP_MONEY_TEXT];
    pp_words fix = {0}, called;
    pp_money_format(control->amount, PP_UNIT_WAN, PP_MONEY_PLAIN, figure);
    if (control->kind == PP_CONTROL_KIND || control->kind == PP_CONTROL_FUND) {
        collect_keys(c, control, &keys, budget);
        list_keys(&keys, &fix);
    } else if (control->kind == PP_CONTROL_KIND_COUNT) {
        pp_words_add(&fix,
                     "请把控制项改为合计、类别、资金来源、预留份额、其中小微企业、部门、预算单位、功能科目或采购品目，"
                     "或删去这一行。");
    } else {
        pp_words_add(&fix, "请删去键；要核对一部分采购项时，请把控制项改为类别、预算单位、功能科目或采购品目。");
    }
    const pp_note note = {.expected = figure, .fix = fix.text, .basis = own == NULL ? NULL : OWN_BASIS};
    return pp_report_control_key(c, control, &note, "%s不能这样核对：%s。", call_control(control, own != NULL, &called),
                                 why);
}

bool pp_check_control_keys(pp_checker *c)
{
    const size_t count = pp_plan_controls(c->plan);
    if (count == 0) {
        return pp_report_skip(c, "没有控制数，也就没有键要找。");
    }
    size_t budget = DISTANCE_BUDGET;
    const pp_control *told = NULL;
    const pp_control_result *results = pp_report_results(c);
    for (size_t i = 0; i < count; i++) {
        const char *why = without_meaning(results[i].control);
        if (why == NULL && (results[i].known || results[i].control->amount == 0)) {
            continue;
        }
        if (told != NULL && told->row == results[i].control->row && strcmp(told->file, results[i].control->file) == 0) {
            continue; /* the figures of one row of the table have one key */
        }
        told = results[i].control;
        if (!(why != NULL ? report_meaningless(c, told, why, &budget) : report_key(c, &results[i], &budget))) {
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
        const pp_money m = cells[i] % PP_MONEY_PRINTED == 0 ? cells[i] : pp_money_round_wan(cells[i]);
        if (__builtin_add_overflow(*sum, m, sum)) {
            return false;
        }
    }
    return true;
}

/* Adds what a column comes to when its cells are printed. */
static void tell_column(pp_column column, pp_money printed, pp_money total, pp_words *words)
{
    char sum[PP_MONEY_TEXT], whole[PP_MONEY_TEXT], gap[PP_MONEY_TEXT];
    const pp_money difference = printed - total; /* of two roundings of the same figure: small */
    pp_money_format(printed, PP_UNIT_WAN, PP_MONEY_GROUPED, sum);
    pp_money_format(total, PP_UNIT_WAN, PP_MONEY_GROUPED, whole);
    pp_money_format(difference < 0 ? -difference : difference, PP_UNIT_WAN, PP_MONEY_GROUPED, gap);
    pp_words_add(words, "%s“%s”列各行打印数相加是 %s 万元，而打印的合计是 %s 万元，%s %s 万元",
                 words->length == 0 ? "" : "；", pp_column_describe(column)->title, sum, whole,
                 difference < 0 ? "少" : "多", gap);
}

bool pp_check_tails(pp_checker *c)
{
    const pp_sum *all = pp_totals_all(c->totals);
    pp_comparison first = {0}, f;
    pp_words words = {0};
    pp_words called;
    for (int column = PP_COL_TOTAL; !all->overflow && column <= PP_COL_RESERVE_MICRO; column++) {
        pp_money printed;
        const pp_money total = pp_money_round_wan(all->money[column]);
        if (!sum_printed(c, (pp_column)column, &printed) || printed == total) {
            continue;
        }
        if (words.length == 0) {
            pp_compare(c, &first, printed, total);
        }
        tell_column((pp_column)column, printed, total, &words);
    }
    const pp_control_result *results = pp_report_results(c);
    for (size_t i = 0; i < pp_plan_controls(c->plan); i++) {
        const pp_control_result *r = &results[i];
        if (!r->tail) {
            continue;
        }
        if (words.length == 0) {
            pp_compare(c, &first, r->actual, r->control->amount);
        }
        pp_compare(c, &f, r->actual, r->control->amount);
        pp_words_add(&words, "%s%s是 %s，按行计算是 %s，四舍五入后相等", words.length == 0 ? "" : "；",
                     call_control(r->control, own_table(c, r->control) != NULL, &called), f.say_expected, f.say_actual);
    }
    return words.length == 0 ||
           pp_report_plan(c, NULL, &first.note, "按万元保留两位小数后有尾差，各行金额本身没有错：%s。", words.text);
}
