/* What the name of a figure means, and which names are near one that means nothing. */
#include "write/explain.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/reference.h"
#include "rules/rule.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
    NAMED = 6,             /* nearest names that are told */
    CANDIDATE_LIMIT = 5000 /* of each kind */
};

/* ---- Meaning ---- */

static bool is_column(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    static const struct {
        pp_control_kind kind;
        pp_column column;
    } WORDS[] = {{PP_CONTROL_TOTAL, PP_COL_TOTAL},
                 {PP_CONTROL_RESERVE, PP_COL_RESERVE},
                 {PP_CONTROL_RESERVE_MICRO, PP_COL_RESERVE_MICRO}};
    static const struct {
        const char *name;
        pp_column column;
    } OTHERS[] = {{"总额", PP_COL_TOTAL},
                  {"预算总额", PP_COL_TOTAL},
                  {"采购预算", PP_COL_TOTAL},
                  {"政府采购预算总额", PP_COL_TOTAL},
                  {"已预留", PP_COL_RESERVE},
                  {"预留", PP_COL_RESERVE},
                  {"中小企业", PP_COL_RESERVE},
                  {"面向中小企业", PP_COL_RESERVE},
                  {"小微", PP_COL_RESERVE_MICRO},
                  {"面向小微", PP_COL_RESERVE_MICRO},
                  {"小微份额", PP_COL_RESERVE_MICRO},
                  {"面向小微企业", PP_COL_RESERVE_MICRO}};
    (void)x;
    pp_column column = pp_column_by_fund_name(name);
    const pp_control_kind kind = pp_control_kind_by_name(name);
    for (size_t i = 0; column == PP_NO_COLUMN && i < sizeof WORDS / sizeof WORDS[0]; i++) {
        column = WORDS[i].kind == kind ? WORDS[i].column : PP_NO_COLUMN;
    }
    for (size_t i = 0; column == PP_NO_COLUMN && i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        column = pp_text_same(OTHERS[i].name, name) ? OTHERS[i].column : PP_NO_COLUMN;
    }
    *chosen = (pp_chosen){.by = PP_CHOOSE_ALL, .column = column};
    return column != PP_NO_COLUMN;
}

static bool is_kind(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    (void)x;
    *chosen = (pp_chosen){.by = PP_CHOOSE_KIND, .column = PP_COL_TOTAL, .kind = pp_kind_by_name(name)};
    return chosen->kind != PP_KIND_NONE;
}

static bool is_unit(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    size_t count = 0;
    const pp_sum *units = pp_totals_by(pp_report_totals(x->report), PP_BY_UNIT, &count);
    for (size_t i = 0; i < count; i++) {
        if (units[i].key[0] != '\0' && pp_text_same(units[i].key, name)) {
            *chosen = (pp_chosen){.by = PP_CHOOSE_UNIT, .column = PP_COL_TOTAL, .text = units[i].key};
            return true;
        }
    }
    return false;
}

static bool is_department(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    const char *department = pp_plan_about(x->plan, PP_ABOUT_DEPARTMENT);
    *chosen = (pp_chosen){.by = PP_CHOOSE_ALL, .column = PP_COL_TOTAL, .department = true};
    return department != NULL && department[0] != '\0' && pp_text_same(department, name);
}

static bool is_item(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    *chosen =
        (pp_chosen){.by = PP_CHOOSE_ITEM, .column = PP_COL_TOTAL, .item = pp_catalog_find_written(x->catalog, name)};
    return chosen->item != PP_NO_ITEM;
}

static bool is_item_name(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    *chosen = (pp_chosen){.by = PP_CHOOSE_ITEM, .column = PP_COL_TOTAL, .item = pp_catalog_find_name(x->catalog, name)};
    return chosen->item != PP_NO_ITEM;
}

/* True when some line is taken by a choice whose text is tried. */
static bool takes_any(const pp_explainer *x, const pp_chosen *chosen)
{
    for (size_t i = 0; chosen->text[0] != '\0' && i < pp_plan_lines(x->plan); i++) {
        if (pp_explain_takes(x, chosen, i)) {
            return true;
        }
    }
    return false;
}

static bool is_code(pp_explainer *x, const char *name, pp_reference_kind kind, pp_choice by, pp_chosen *chosen)
{
    pp_reference reference;
    pp_reference_split(name, strlen(name), kind, &reference);
    *chosen = (pp_chosen){.by = by, .column = PP_COL_TOTAL};
    chosen->text = pp_explain_print(x, "%.*s", (int)(reference.code_length & INT_MAX), reference.code);
    return takes_any(x, chosen);
}

static bool is_function(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    return is_code(x, name, PP_REFERENCE_FUNCTION, PP_CHOOSE_FUNCTION, chosen);
}

static bool is_item_text(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    return is_code(x, name, PP_REFERENCE_ITEM, PP_CHOOSE_ITEM_TEXT, chosen);
}

static bool is_function_name(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    *chosen = (pp_chosen){.by = PP_CHOOSE_FUNCTION_NAME, .column = PP_COL_TOTAL, .text = name};
    return takes_any(x, chosen);
}

bool pp_explain_name(pp_explainer *x, const char *name, pp_chosen *chosen)
{
    static bool (*const MEANINGS[])(pp_explainer *, const char *, pp_chosen *) = {
        is_column, is_kind, is_unit, is_department, is_item, is_function, is_item_text, is_item_name, is_function_name};
    for (size_t i = 0; i < sizeof MEANINGS / sizeof MEANINGS[0]; i++) {
        if (MEANINGS[i](x, name, chosen)) {
            return true;
        }
    }
    return false;
}

/* ---- Nearest names ---- */

typedef struct nearest {
    const char *wanted;
    struct {
        const char *key, *name;
        unsigned distance;
    } best[NAMED];
    size_t count;
} nearest;

/* Considers a name, or a code with its name. */
static void consider(nearest *n, const char *key, const char *name)
{
    if (key == NULL || key[0] == '\0') {
        return;
    }
    unsigned distance = pp_text_distance(n->wanted, key);
    if (name != NULL && name[0] != '\0') {
        const unsigned other = pp_text_distance(n->wanted, name);
        distance = other < distance ? other : distance;
    }
    size_t at = n->count < NAMED ? n->count++ : NAMED;
    while (at > 0 && n->best[at - 1].distance > distance) {
        if (at < NAMED) {
            n->best[at] = n->best[at - 1];
        }
        at--;
    }
    if (at < NAMED) {
        n->best[at].key = key;
        n->best[at].name = name;
        n->best[at].distance = distance;
    }
}

bool pp_explain_refuse(pp_explainer *x, const char *name)
{
    static const pp_grouping GROUPINGS[] = {PP_BY_KIND, PP_BY_UNIT, PP_BY_FUNCTION, PP_BY_CLASS_1, PP_BY_ITEM};
    nearest n = {.wanted = name};
    char quote[PP_QUOTE], near[PP_QUOTE];
    pp_words words = {0};
    for (int c = PP_COL_TOTAL; c <= PP_COL_RESERVE_MICRO; c++) {
        if (pp_plan_has(x->plan, (pp_column)c)) {
            consider(&n, pp_column_describe((pp_column)c)->title, NULL);
        }
    }
    consider(&n, pp_plan_about(x->plan, PP_ABOUT_DEPARTMENT), NULL);
    for (size_t g = 0; g < sizeof GROUPINGS / sizeof GROUPINGS[0]; g++) {
        size_t count = 0;
        const pp_sum *sums = pp_totals_by(pp_report_totals(x->report), GROUPINGS[g], &count);
        for (size_t i = 0; i < count && i < CANDIDATE_LIMIT; i++) {
            consider(&n, sums[i].key, sums[i].name);
        }
    }
    for (size_t i = 0; pp_explain_metric_name(i) != NULL; i++) {
        consider(&n, pp_explain_metric_name(i), NULL);
    }
    for (size_t i = 0; i < pp_rules(); i++) {
        consider(&n, pp_rule(i)->id, NULL);
    }
    for (size_t i = 0; i < n.count; i++) {
        pp_words_add(&words, "%s%s", i == 0 ? "" : "、", pp_say_text(n.best[i].key, near));
        if (n.best[i].name != NULL && n.best[i].name[0] != '\0') {
            pp_words_add(&words, "（%s）", pp_say_text(n.best[i].name, near));
        }
    }
    return pp_error_set(x->error, PP_ERROR_USAGE,
                        "没有“%s”这个数。相近的有：%s。也可以写预留份额、规则编号，"
                        "或工作簿的单元格，如 政府采购预算表!D6。",
                        pp_say_text(name, quote), words.text);
}
