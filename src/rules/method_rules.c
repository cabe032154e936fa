/* MTH-: how things are bought. Thresholds are rows of thresholds.csv in force for the plan's region and year, words
 * rows of methods.csv, ceilings rows of asset-standards.csv. */
#include "base/text.h"
#include "rules/method.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- What the rules share ---- */

bool pp_find_limits(pp_checker *c, pp_threshold_kind name, const char *called, unsigned kinds, pp_limits *found)
{
    unsigned missing = 0;
    *found = (pp_limits){.least = PP_MONEY_MAX};
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

const pp_word **pp_find_words(const pp_checker *c, pp_column column, pp_word_kind kind)
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

/* ---- MTH-01, MTH-06 ---- */

/* Reports the cells of a column that are no known word. */
static bool check_words(pp_checker *c, pp_column column, pp_word_kind kind)
{
    const pp_word **words = pp_find_words(c, column, kind);
    pp_words fix = {0};
    pp_words_add(&fix, "请改为：");
    for (size_t i = 0; i < pp_policy_words(c->policy, kind); i++) {
        pp_words_add(&fix, "%s%s", i == 0 ? "" : "、", pp_policy_word_at(c->policy, kind, i)->word);
    }
    pp_words_add(&fix, "。");
    bool ok = words != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        if (pp_plan_id(c->plan, i, column) == 0 || pp_word_of(c, words, i, column) != NULL) {
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

bool pp_names_approval(const char *text)
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
    pp_limits open;
    if (!pp_find_limits(c, PP_THRESHOLD_OPEN_TENDER, "公开招标数额标准", c->kinds_present, &open)) {
        return false;
    }
    const pp_word **methods = pp_find_words(c, PP_COL_METHOD, PP_WORD_METHOD);
    bool ok = methods != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const pp_word *method = pp_word_of(c, methods, i, PP_COL_METHOD);
        if (method == NULL || method->competitive_open || !pp_money_known(c->amounts[i]) ||
            c->amounts[i] < open.least) {
            continue;
        }
        const pp_threshold *limit = open.of[pp_ledger_line_at(c->ledger, i)->kind];
        if (limit != NULL && c->amounts[i] >= limit->amount &&
            !pp_names_approval(pp_plan_text(c->plan, i, PP_COL_METHOD)) &&
            !pp_names_approval(pp_plan_text(c->plan, i, PP_COL_NOTE))) {
            ok = report_untendered(c, i, method, limit);
        }
    }
    free(methods);
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
    pp_limits dispersed;
    bool any = false;
    for (size_t i = 0; !any && i < c->plan->lines; i++) {
        any = c->items[i] != PP_NO_ITEM && (c->item_flags[c->items[i]] & PP_FLAG_KIND) == PP_SERVICES;
    }
    if (!any) {
        return true;
    }
    if (!pp_find_limits(c, PP_THRESHOLD_DISPERSED, "分散采购限额标准", 1u << PP_SERVICES, &dispersed)) {
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
