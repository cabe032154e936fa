/* The rows of the policy tables that a figure rests on: those that were used, and no others. */
#include "base/text.h"
#include "model/plan.h"
#include "write/explain.h"

#include <stdio.h>
#include <string.h>

enum { SAYS = 1024 };

/* ---- Adding ---- */

static void add_row(pp_explainer *x, pp_explained_policy row, const char *says)
{
    pp_explanation *e = x->result;
    for (size_t i = 0; i < e->policy_count; i++) {
        if (e->policies[i].origin == row.origin) {
            return;
        }
    }
    /* There are few rows: each time a new array, the old one staying in the arena. */
    pp_explained_policy *rows = pp_explain_alloc(x, e->policy_count + 1, sizeof *rows);
    if (rows == NULL) {
        return;
    }
    if (e->policy_count > 0) {
        memcpy(rows, e->policies, e->policy_count * sizeof *rows);
    }
    row.says = says;
    rows[e->policy_count++] = row;
    e->policies = rows;
}

void pp_explain_reserve_row(pp_explainer *x, const pp_reserve_policy *p, bool act)
{
    char share[16], micro[16], threshold[PP_MONEY_TEXT];
    if (p == NULL) {
        return;
    }
    pp_share_format(p->share, share);
    pp_share_format(p->micro_share, micro);
    const char *says =
        act ? pp_explain_print(x, "预留不低于全年采购预算的 %s，其中小微企业不低于 %s。", share, micro)
            : pp_explain_print(
                  x, "%s 万元及以下的项目整体预留；以上的项目合起来预留不低于 %s，预留部分中小微企业不低于 %s。",
                  pp_explain_wan(p->threshold, threshold), share, micro);
    add_row(x,
            (pp_explained_policy){.name = act ? "年度预留总额" : "中小企业预留",
                                  .kinds = p->kind_names,
                                  .threshold = p->threshold,
                                  .share = p->share,
                                  .micro = p->micro_share,
                                  .origin = &p->origin},
            says);
}

void pp_explain_reserve_rows(pp_explainer *x, const pp_chosen *chosen)
{
    const pp_ledger *ledger = pp_report_ledger(x->report);
    const pp_reserve_policy *last = NULL; /* lines of one row often stand together */
    if (ledger == NULL) {
        return;
    }
    for (size_t i = 0; i < pp_plan_lines(x->plan); i++) {
        const pp_ledger_line *l = pp_ledger_line_at(ledger, i);
        if (l->policy != NULL && l->policy != last && l->judgement != PP_JUDGED_UNREADABLE &&
            pp_explain_takes(x, chosen, i)) {
            last = l->policy;
            pp_explain_reserve_row(x, last, false);
        }
    }
    if (chosen->by == PP_CHOOSE_ALL) {
        pp_explain_reserve_row(x, pp_ledger_act_of(ledger)->policy, true);
    }
}

/* ---- Other tables ---- */

static const char *kinds_of(pp_explainer *x, const pp_threshold *t)
{
    const char *names = "";
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        if ((t->kinds & 1u << k) != 0) {
            names = pp_explain_print(x, "%s%s%s", names, names[0] == '\0' ? "" : "、", pp_kind_name((pp_kind)k));
        }
    }
    return names;
}

static void add_threshold(pp_explainer *x, pp_threshold_kind name, pp_kind kind)
{
    static const char *const NAMES[] = {
        [PP_THRESHOLD_DISPERSED] = "分散采购限额", [PP_THRESHOLD_OPEN_TENDER] = "公开招标数额标准"};
    char amount[PP_MONEY_TEXT];
    const pp_threshold *t = pp_policy_threshold(pp_report_policy(x->report), name, kind, pp_report_region(x->report),
                                                pp_report_year(x->report));
    if (t != NULL) {
        add_row(x,
                (pp_explained_policy){
                    .name = NAMES[name], .kinds = kinds_of(x, t), .threshold = t->amount, .origin = &t->origin},
                pp_explain_print(x, "%s 万元。", pp_explain_wan(t->amount, amount)));
    }
}

static void add_assets(pp_explainer *x, const char *code)
{
    char price[PP_MONEY_TEXT];
    size_t count = 0;
    const pp_asset_standard *all = pp_policy_assets(pp_report_policy(x->report), code, &count);
    for (size_t i = 0; i < count; i++) {
        pp_money_format(all[i].ceiling, PP_UNIT_YUAN, PP_MONEY_GROUPED, price);
        add_row(x,
                (pp_explained_policy){.name = "资产配置标准",
                                      .kinds = pp_explain_print(x, "%s %s%s%s", all[i].item_code, all[i].item_name,
                                                                all[i].grade[0] == '\0' ? "" : " ", all[i].grade),
                                      .threshold = all[i].ceiling,
                                      .origin = &all[i].origin},
                pp_explain_print(x, "单价上限 %s 元，最低使用 %d 年。", price, all[i].min_years));
    }
}

static void add_word(pp_explainer *x, pp_word_kind kind, const char *text)
{
    static const char *const NAMES[] = {[PP_WORD_METHOD] = "采购方式的用词",
                                        [PP_WORD_ORGANISATION] = "采购组织形式的用词",
                                        [PP_WORD_MODE] = "预留方式的用词"};
    const pp_word *word = text[0] == '\0' ? NULL : pp_policy_word(pp_report_policy(x->report), kind, text);
    if (word != NULL) {
        add_row(x, (pp_explained_policy){.name = NAMES[kind], .kinds = word->word, .origin = &word->origin},
                word->synonyms[0] == '\0' ? "没有别的写法。" : pp_explain_print(x, "也写作：%s。", word->synonyms));
    }
}

static void add_case(pp_explainer *x, const pp_exemption *exemption)
{
    if (exemption != NULL) {
        add_row(x,
                (pp_explained_policy){.name = "不预留的情形",
                                      .kinds = pp_explain_print(x, "情形（%s）", exemption->numeral),
                                      .origin = &exemption->origin},
                pp_explain_print(x, "%s。", exemption->text));
    }
}

static void add_intention(pp_explainer *x)
{
    const pp_intention_policy *p =
        pp_policy_intention(pp_report_policy(x->report), pp_report_region(x->report), pp_report_year(x->report));
    if (p != NULL) {
        add_row(x, (pp_explained_policy){.name = "采购意向公开", .kinds = "", .origin = &p->origin},
                pp_explain_print(x, "采购活动开始前至少 %d 日公开。", p->lead_days));
    }
}

/* ---- Rules ---- */

/* The tables that a rule takes rows of. */
typedef enum source { RESERVE, ACT, CASES, MODES, METHODS, ORGANISATIONS, TENDER, DISPERSED, ASSETS, INTENTION } source;

static const struct {
    const char *rule;
    source from;
} SOURCES[] = {{"SME-01", RESERVE},   {"SME-02", RESERVE},   {"SME-03", RESERVE},      {"SME-04", ACT},
               {"SME-05", ACT},       {"SME-06", CASES},     {"SME-07", MODES},        {"SME-08", CASES},
               {"MTH-01", METHODS},   {"MTH-02", TENDER},    {"MTH-03", DISPERSED},    {"MTH-04", ASSETS},
               {"MTH-05", INTENTION}, {"MTH-07", DISPERSED}, {"MTH-06", ORGANISATIONS}};

/* The rows of one source that a line needs. */
static void add_line_rows(pp_explainer *x, source from, size_t line)
{
    const pp_ledger_line *l = pp_explain_ledger(x, line);
    const pp_kind kind = l == NULL ? PP_KIND_NONE : l->kind;
    switch (from) {
    case RESERVE:
        pp_explain_reserve_row(x, l == NULL ? NULL : l->policy, false);
        break;
    case CASES:
        add_case(x, l == NULL ? NULL : l->exemption);
        break;
    case MODES:
        add_word(x, PP_WORD_MODE, pp_plan_text(x->plan, line, PP_COL_RESERVE_MODE));
        break;
    case METHODS:
        add_word(x, PP_WORD_METHOD, pp_plan_text(x->plan, line, PP_COL_METHOD));
        break;
    case ORGANISATIONS:
        add_word(x, PP_WORD_ORGANISATION, pp_plan_text(x->plan, line, PP_COL_ORGANISATION));
        break;
    case TENDER:
        add_threshold(x, PP_THRESHOLD_OPEN_TENDER, kind);
        break;
    case DISPERSED:
        add_threshold(x, PP_THRESHOLD_DISPERSED, kind);
        break;
    case ASSETS:
        add_assets(x, pp_plan_text(x->plan, line, PP_COL_ITEM_CODE));
        break;
    case ACT:
    case INTENTION:
        break;
    }
}

void pp_explain_rule_rows(pp_explainer *x, const pp_rule_info *rule, const pp_chosen *chosen)
{
    size_t s = 0;
    while (s < sizeof SOURCES / sizeof SOURCES[0] && strcmp(SOURCES[s].rule, rule->id) != 0) {
        s++;
    }
    if (s == sizeof SOURCES / sizeof SOURCES[0] || pp_report_policy(x->report) == NULL) {
        return;
    }
    if (SOURCES[s].from == ACT) {
        const pp_ledger *ledger = pp_report_ledger(x->report);
        pp_explain_reserve_row(x, ledger == NULL ? NULL : pp_ledger_act_of(ledger)->policy, true);
    } else if (SOURCES[s].from == INTENTION) {
        add_intention(x);
    }
    for (size_t i = 0; i < pp_plan_lines(x->plan); i++) {
        if (pp_explain_takes(x, chosen, i)) {
            add_line_rows(x, SOURCES[s].from, i);
        }
    }
}
