/* MTH-: how things are bought. Thresholds are rows of thresholds.csv in force for the plan's region and year, words
 * rows of methods.csv, ceilings rows of asset-standards.csv. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What the rules share ---- */

/* A threshold by kind; NULL where none is in force. */
typedef struct limits {
    const pp_threshold *of[PP_KIND_COUNT];
    pp_money least; /* the smallest of them, PP_MONEY_MAX when there is none */
} limits;

/* Looks the threshold up for the kinds in these bits, and lists the rule as not checked for those without one. */
static bool find_limits(pp_checker *c, pp_threshold_kind name, const char *called, unsigned kinds, limits *found)
{
    unsigned missing = 0;
    *found = (limits){.least = PP_MONEY_MAX};
    for (int kind = PP_GOODS; kind < PP_KIND_COUNT; kind++) {
        if ((kinds & (1u << kind)) == 0) {
            continue;
        }
        const pp_threshold *limit = pp_policy_threshold(c->policy, name, (pp_kind)kind, c->region, c->year);
        found->of[kind] = limit;
        missing |= limit == NULL ? 1u << kind : 0;
        found->least = limit != NULL && limit->amount < found->least ? limit->amount : found->least;
    }
    return missing == 0 || pp_report_no_row(c, called, "thresholds.csv", missing);
}

/* The words of a column, looked up once a text: entry by pool number, NULL where it is no known word. Texts that the
 * column does not have are not looked up. In new memory, which the caller frees; NULL when memory is short. */
static const pp_word **find_words(const pp_checker *c, pp_column column, pp_word_kind kind)
{
    const uint32_t count = pp_pool_count(c->plan->pool);
    const pp_word **words = calloc(count, sizeof *words); // NOLINT(bugprone-sizeof-expression): pointers are meant
    uint8_t *looked = calloc(count, 1);
    for (size_t i = 0; words != NULL && looked != NULL && i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, column);
        if (id != 0 && looked[id] == 0) {
            words[id] = pp_policy_word(c->policy, kind, pp_pool_text(c->plan->pool, id));
            looked[id] = 1;
        }
    }
    if (looked == NULL) {
        free(words);
        words = NULL;
    }
    free(looked);
    return words;
}

static const pp_word *word_of(const pp_checker *c, const pp_word *const *words, size_t line, pp_column column)
{
    return words[pp_plan_id(c->plan, line, column)];
}

/* ---- MTH-01, MTH-06 ---- */

/* Reports the cells of a column that are no known word. */
static bool check_words(pp_checker *c, pp_column column, pp_word_kind kind)
{
    const pp_word **words = find_words(c, column, kind);
    pp_words fix = {0};
    pp_words_add(&fix, "请改为：");
    for (size_t i = 0; i < pp_policy_words(c->policy, kind); i++) {
        pp_words_add(&fix, "%s%s", i == 0 ? "" : "、", pp_policy_word_at(c->policy, kind, i)->word);
    }
    pp_words_add(&fix, "。");
    bool ok = words != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        if (pp_plan_id(c->plan, i, column) == 0 || word_of(c, words, i, column) != NULL) {
            continue;
        }
        const char *text = pp_plan_text(c->plan, i, column), *title = pp_column_describe(column)->title;
        char quoted[PP_QUOTE];
        ok = pp_report_line(c, i, column, &(pp_note){.actual = text, .fix = fix.text}, "%s写的是“%s”，不是规定的%s。",
                            title, pp_say_text(text, quoted), title);
    }
    free(words);
    return ok;
}

bool pp_check_method(pp_checker *c)
{
    return check_words(c, PP_COL_METHOD, PP_WORD_METHOD);
}

bool pp_check_organisation(pp_checker *c)
{
    return check_words(c, PP_COL_ORGANISATION, PP_WORD_ORGANISATION);
}

/* ---- MTH-02 ---- */

/* True when the text tells of an approval that has been given: one that is awaited or lacking does not count. */
static bool names_approval(const char *text)
{
    static const char *const WORDS[] = {"批复", "批准", "审批"};
    static const char *const NOT_YET[] = {"未", "待", "无", "没", "不", "需", "须", "应", "请", "未经", "没有", "未获"};
    for (size_t w = 0; w < sizeof WORDS / sizeof WORDS[0]; w++) {
        for (const char *at = strstr(text, WORDS[w]); at != NULL; at = strstr(at + 1, WORDS[w])) {
            bool given = true;
            for (size_t n = 0; n < sizeof NOT_YET / sizeof NOT_YET[0]; n++) {
                const size_t length = strlen(NOT_YET[n]);
                given &= (size_t)(at - text) < length || memcmp(at - length, NOT_YET[n], length) != 0;
            }
            if (given) {
                return true;
            }
        }
    }
    return false;
}

static bool report_untendered(pp_checker *c, size_t line, const pp_word *method, const pp_threshold *limit)
{
    char threshold[PP_SAY], amount[PP_SAY];
    pp_words fix = {0};
    const pp_money m = c->amounts[line];
    const char *basis = pp_keep_basis(c, &limit->origin, NULL);
    pp_words_add(&fix, "请改为公开招标；经批准采用%s的，在备注中写明批复文件。", method->word);
    const pp_note note = {
        .actual = pp_plan_text(c->plan, line, PP_COL_METHOD), .expected = "公开招标", .fix = fix.text, .basis = basis};
    return basis != NULL &&
           pp_report_line(c, line, PP_COL_METHOD, &note,
                          "合计 %s，达到公开招标数额标准 %s，采购方式却是%s，备注和采购方式中都没有写明批准。",
                          pp_say(c, m, amount), pp_say(c, limit->amount, threshold), method->word);
}

bool pp_check_open_tender(pp_checker *c)
{
    limits open;
    if (!find_limits(c, PP_THRESHOLD_OPEN_TENDER, "公开招标数额标准", c->kinds_present, &open)) {
        return false;
    }
    const pp_word **methods = find_words(c, PP_COL_METHOD, PP_WORD_METHOD);
    bool ok = methods != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const pp_word *method = word_of(c, methods, i, PP_COL_METHOD);
        if (method == NULL || method->competitive_open || !pp_money_known(c->amounts[i]) ||
            c->amounts[i] < open.least) {
            continue;
        }
        const pp_threshold *limit = open.of[pp_ledger_line_at(c->ledger, i)->kind];
        if (limit != NULL && c->amounts[i] >= limit->amount &&
            !names_approval(pp_plan_text(c->plan, i, PP_COL_METHOD)) &&
            !names_approval(pp_plan_text(c->plan, i, PP_COL_NOTE))) {
            ok = report_untendered(c, i, method, limit);
        }
    }
    free(methods);
    return ok;
}

/* ---- MTH-03 ---- */

/* A line that stays below the limit by itself, and what it is added up by. */
typedef struct small_line {
    uint64_t key; /* unit and item */
    uint32_t line;
    const pp_threshold *limit;
} small_line;

static int by_key(const void *left, const void *right)
{
    const small_line *a = left, *b = right;
    return a->key != b->key ? (a->key > b->key) - (a->key < b->key) : (a->line > b->line) - (a->line < b->line);
}

/* True for a line that a limit does not concern: tendered openly, or bought centrally (政府集中采购, 部门集中采购). */
static bool is_bought_openly(const pp_word *method, const pp_word *organisation)
{
    return (method != NULL && method->competitive_open) ||
           (organisation != NULL && strstr(organisation->word, "集中采购") != NULL);
}

/* Collects the lines that might be parts of one purchase. Returns how many. */
static size_t collect_small(const pp_checker *c, const limits *dispersed, const pp_word *const *methods,
                            const pp_word *const *organisations, small_line *small)
{
    size_t count = 0;
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money m = c->amounts[i];
        if (c->items[i] == PP_NO_ITEM || !pp_money_known(m) || m <= 0 ||
            is_bought_openly(word_of(c, methods, i, PP_COL_METHOD),
                             word_of(c, organisations, i, PP_COL_ORGANISATION))) {
            continue;
        }
        const pp_threshold *limit = dispersed->of[pp_ledger_line_at(c->ledger, i)->kind];
        if (limit == NULL || m >= limit->amount) {
            continue;
        }
        const pp_item above = limit->level == 0 ? PP_NO_ITEM : pp_item_ancestor(c->catalog, c->items[i], limit->level);
        const pp_item item = above == PP_NO_ITEM ? c->items[i] : above;
        small[count++] =
            (small_line){((uint64_t)pp_plan_id(c->plan, i, PP_COL_UNIT) << 32) | (uint32_t)item, (uint32_t)i, limit};
    }
    return count;
}

static bool report_split(pp_checker *c, const small_line *group, size_t count, pp_money sum)
{
    const pp_threshold *limit = group[0].limit;
    const size_t line = group[0].line;
    char unit[PP_QUOTE];
    pp_words lines = {0}, what = {0};
    pp_comparison f;
    pp_compare(c, &f, sum, limit->amount);
    for (size_t i = 0; i < count; i++) {
        pp_words_line(&lines, c, group[i].line, i);
    }
    pp_words_more(&lines, count);
    pp_words_item(&what, c->catalog, (pp_item)(uint32_t)group[0].key);
    const char *basis = pp_keep_basis(c, &limit->origin, NULL);
    f.note.basis = basis;
    return basis != NULL &&
           pp_report_line(
               c, line, PP_COL_ITEM_CODE, &f.note,
               "%s的 %zu 行都是 %s，每一行都低于分散采购限额标准 %s，相加是 %s，已达到限额，可能是化整为零：%s。",
               pp_plan_id(c->plan, line, PP_COL_UNIT) == 0
                   ? "本部门"
                   : pp_say_text(pp_plan_text(c->plan, line, PP_COL_UNIT), unit),
               count, what.text, f.say_expected, f.say_actual, lines.text);
}

/* Adds up the runs of equal keys and reports those that reach the limit; no line does so alone. */
static bool report_splits(pp_checker *c, const small_line *small, size_t count)
{
    for (size_t first = 0, next; first < count; first = next) {
        pp_money sum = 0;
        for (next = first; next < count && small[next].key == small[first].key; next++) {
            if (!pp_money_add(sum, c->amounts[small[next].line], &sum)) {
                sum = PP_MONEY_MAX;
            }
        }
        if (sum >= small[first].limit->amount && !report_split(c, small + first, next - first, sum)) {
            return false;
        }
    }
    return true;
}

bool pp_check_split(pp_checker *c)
{
    limits dispersed;
    if (!find_limits(c, PP_THRESHOLD_DISPERSED, "分散采购限额标准", c->kinds_present, &dispersed)) {
        return false;
    }
    const pp_word **methods = find_words(c, PP_COL_METHOD, PP_WORD_METHOD);
    const pp_word **organisations = find_words(c, PP_COL_ORGANISATION, PP_WORD_ORGANISATION);
    small_line *small = malloc((c->plan->lines + 1) * sizeof *small);
    bool ok = methods != NULL && organisations != NULL && small != NULL;
    if (ok) {
        const size_t count = collect_small(c, &dispersed, methods, organisations, small);
        if (count > 1) {
            qsort(small, count, sizeof *small, by_key);
        }
        ok = report_splits(c, small, count);
    }
    free(methods);
    free(organisations);
    free(small);
    return ok;
}

/* ---- MTH-04 ---- */

static bool report_ceiling(pp_checker *c, size_t line, pp_money price, const pp_asset_standard *standards, size_t count,
                           pp_money highest)
{
    char each[PP_MONEY_TEXT], ceiling[PP_MONEY_TEXT];
    pp_words grades = {0};
    pp_comparison f;
    pp_compare(c, &f, price, highest);
    pp_money_format(price, PP_UNIT_YUAN, PP_MONEY_GROUPED, each);
    for (size_t i = 0; i < count; i++) {
        pp_money_format(standards[i].ceiling, PP_UNIT_YUAN, PP_MONEY_GROUPED, ceiling);
        pp_words_add(&grades, "%s%s %s 元", i == 0 ? "" : "，",
                     standards[i].grade[0] == '\0' ? standards[i].item_name : standards[i].grade, ceiling);
    }
    const char *basis = pp_keep_basis(c, &standards[0].origin, NULL);
    f.note.basis = basis;
    return basis != NULL &&
           pp_report_line(c, line, PP_COL_PRICE, &f.note,
                          "单价 %s 元，高于资产配置标准的价格上限（%s）；这个标准只约束中央单位，其他单位供参考。",
                          each, grades.text);
}

bool pp_check_ceiling(pp_checker *c)
{
    pp_money *highest =
        calloc((size_t)pp_catalog_size(c->catalog) + 1, sizeof *highest); /* by item; 0: not looked up */
    bool ok = highest != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const pp_money price = pp_plan_number(c->plan, i, PP_COL_PRICE);
        const pp_item item = c->items[i];
        if (item == PP_NO_ITEM || !pp_money_known(price) || price <= 0) {
            continue;
        }
        size_t count = 0;
        const pp_asset_standard *standards = NULL;
        if (highest[item] == 0 || price > highest[item]) {
            standards = pp_policy_assets(c->policy, pp_item_code(c->catalog, item), &count);
            highest[item] = count == 0 ? PP_MONEY_MAX : 0;
            for (size_t s = 0; s < count; s++) {
                highest[item] = standards[s].ceiling > highest[item] ? standards[s].ceiling : highest[item];
            }
        }
        if (price > highest[item]) {
            ok = report_ceiling(c, i, price, standards, count, highest[item]);
        }
    }
    free(highest);
    return ok;
}

/* ---- MTH-07 ---- */

bool pp_check_bought_services(pp_checker *c)
{
    limits dispersed;
    bool any = false;
    for (size_t i = 0; !any && i < c->plan->lines; i++) {
        any = c->items[i] != PP_NO_ITEM && (c->item_flags[c->items[i]] & PP_FLAG_KIND) == PP_SERVICES;
    }
    if (!any) {
        return true;
    }
    if (!find_limits(c, PP_THRESHOLD_DISPERSED, "分散采购限额标准", 1u << PP_SERVICES, &dispersed)) {
        return false;
    }
    const pp_threshold *limit = dispersed.of[PP_SERVICES];
    size_t count = 0;
    pp_words lines = {0};
    for (size_t i = 0; limit != NULL && i < c->plan->lines; i++) {
        if (c->items[i] != PP_NO_ITEM && (c->item_flags[c->items[i]] & PP_FLAG_KIND) == PP_SERVICES &&
            pp_money_known(c->amounts[i]) && c->amounts[i] >= limit->amount) {
            pp_words_line(&lines, c, i, count++);
        }
    }
    if (count == 0) {
        return true;
    }
    char threshold[PP_SAY];
    pp_words_more(&lines, count);
    const char *basis = pp_keep_basis(c, &limit->origin, NULL);
    return basis != NULL &&
           pp_report_plan(
               c, NULL, &(pp_note){.basis = basis},
               "有 %zu 行服务达到分散采购限额标准 %s：%s；其中属于政府购买服务的，应当在本级指导性目录之内。", count,
               pp_say(c, limit->amount, threshold), lines.text);
}
