/* Figures of the reserve ledger by the names that people have for them. */
#include "base/text.h"
#include "write/explain.h"

#include <stdio.h>
#include <string.h>

typedef enum metric { ABOVE, WITHIN, ACT_WHOLE, ACT_REQUIRED, REQUIRED, UNRESERVED, EXEMPT, GAP, MICRO_GAP } metric;

/* The first name of a metric is the one that is told. */
static const struct {
    const char *name;
    metric metric;
} NAMES[] = {{"限额以上", ABOVE},
             {"限额以上的采购项", ABOVE},
             {"超过限额", ABOVE},
             {"200万元以上", ABOVE},
             {"限额以下", WITHIN},
             {"限额及以下", WITHIN},
             {"限额以内", WITHIN},
             {"限额以下的采购项", WITHIN},
             {"200万元以下", WITHIN},
             {"200万元及以下", WITHIN},
             {"年度总额", ACT_WHOLE},
             {"年度预留总额", ACT_WHOLE},
             {"全年采购预算", ACT_WHOLE},
             {"三成", ACT_REQUIRED},
             {"30%", ACT_REQUIRED},
             {"百分之三十", ACT_REQUIRED},
             {"第四十条", ACT_REQUIRED},
             {"年度应预留", ACT_REQUIRED},
             {"应预留", REQUIRED},
             {"应预留份额", REQUIRED},
             {"应当预留", REQUIRED},
             {"未预留", UNRESERVED},
             {"未预留份额", UNRESERVED},
             {"可不预留", EXEMPT},
             {"有理由不预留", EXEMPT},
             {"预留缺口", GAP},
             {"缺口", GAP},
             {"预留差额", GAP},
             {"预留不足", GAP},
             {"小微缺口", MICRO_GAP},
             {"小微差额", MICRO_GAP}};

enum { NAME_COUNT = sizeof NAMES / sizeof NAMES[0] };

/* How each is made. */
static const struct {
    const char *figure;
    pp_holds holds;
    pp_choice by;
    pp_bracket bracket;
    pp_measure measure;
    const char *how; /* of an amount that is not the sum of the lines */
} METRICS[] = {
    [ABOVE] = {"限额以上的采购项", PP_HOLDS_SUM, PP_CHOOSE_BRACKET, PP_ABOVE, PP_MEASURE_AMOUNT, NULL},
    [WITHIN] = {"限额及以下的采购项", PP_HOLDS_SUM, PP_CHOOSE_BRACKET, PP_WITHIN, PP_MEASURE_AMOUNT, NULL},
    [ACT_WHOLE] = {"年度采购预算总额", PP_HOLDS_SUM, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_AMOUNT, NULL},
    [ACT_REQUIRED] = {"全年应预留总额", PP_HOLDS_AMOUNT, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_SUITABLE,
                      "全年采购预算（有理由不预留的除外）乘以比例，进到分；下面是适宜预留的采购项和金额。"},
    [REQUIRED] = {"应预留份额", PP_HOLDS_AMOUNT, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_SUITABLE,
                  "各档应预留的金额相加：限额及以下的全额，限额以上的合起来乘以比例；下面是适宜预留的采购项和金额。"},
    [UNRESERVED] = {"未预留的金额", PP_HOLDS_SUM, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_UNRESERVED, NULL},
    [EXEMPT] = {"有理由不预留的金额", PP_HOLDS_SUM, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_EXEMPT, NULL},
    [GAP] = {"预留缺口", PP_HOLDS_AMOUNT, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_GAP,
             "各档的差额相加（限额以上的按合起来的差额）；下面是还没有预留够的采购项，每一项的差额按这一项自己算。"},
    [MICRO_GAP] = {"小微企业份额的缺口", PP_HOLDS_AMOUNT, PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_RESERVED,
                   "限额以上各档应给小微企业的份额，减去已给的，相加；下面是已预留的采购项和金额。"}};

const char *pp_explain_metric_name(size_t index)
{
    return index < NAME_COUNT ? NAMES[index].name : NULL;
}

/* ---- What is said of the brackets ---- */

/* 差额 0.00 万元；其中小微应占 …, the end of both sentences. */
static const char *say_micro(pp_explainer *x, pp_money required, pp_money there)
{
    char a[PP_MONEY_TEXT], b[PP_MONEY_TEXT];
    return pp_money_known(there) ? pp_explain_print(x, "；其中小微应占 %s，已占 %s", pp_explain_wan(required, a),
                                                    pp_explain_wan(there, b))
                                 : "；计划没有“其中小微企业”一列，小微份额没有核对";
}

static const char *say_bracket(pp_explainer *x, const pp_ledger_bracket *b)
{
    char text[5][PP_MONEY_TEXT], limit[PP_MONEY_TEXT], share[16];
    const bool above = b->bracket == PP_ABOVE;
    return pp_explain_print(x, "%s %s 万元%s：%zu 行，金额 %s，可不预留 %s，应预留（%s）%s，已预留 %s，差额 %s%s。",
                            b->policy->kind_names, pp_explain_wan(b->policy->threshold, limit),
                            above ? "以上" : "及以下", b->lines, pp_explain_wan(b->amount, text[0]),
                            pp_explain_wan(b->exempt, text[1]),
                            above ? pp_share_format(b->policy->share, share) : "全额",
                            pp_explain_wan(b->required, text[2]), pp_explain_wan(b->reserved, text[3]),
                            pp_explain_wan(b->gap, text[4]), above ? say_micro(x, b->micro_required, b->micro) : "");
}

static const char *say_act(pp_explainer *x, const pp_ledger_act *act)
{
    char text[5][PP_MONEY_TEXT], share[16];
    return pp_explain_print(x, "全年：金额 %s，可不预留 %s，应预留（%s）%s，已预留 %s，差额 %s%s。",
                            pp_explain_wan(act->amount, text[0]), pp_explain_wan(act->exempt, text[1]),
                            pp_share_format(act->policy->share, share), pp_explain_wan(act->required, text[2]),
                            pp_explain_wan(act->reserved, text[3]), pp_explain_wan(act->gap, text[4]),
                            say_micro(x, act->micro_required, act->micro));
}

/* ---- The metrics ---- */

/* What the metric takes of a bracket. */
static pp_money of_bracket(metric which, const pp_ledger_bracket *b)
{
    return which == REQUIRED ? b->required : which == GAP ? b->gap : b->micro_gap;
}

/* Adds the brackets that the metric is about, their rows and what is said of them. False when the sum is not known. */
static bool add_brackets(pp_explainer *x, metric which, const pp_ledger *ledger, pp_money *sum, const char **said)
{
    bool known = true;
    for (size_t i = 0; i < pp_ledger_brackets(ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(ledger, i);
        if (b->lines == 0 || (METRICS[which].bracket != PP_BRACKET_NONE && b->bracket != METRICS[which].bracket) ||
            (which == MICRO_GAP && b->bracket != PP_ABOVE)) {
            continue;
        }
        pp_explain_reserve_row(x, b->policy, false);
        *said = pp_explain_print(x, "%s%s", *said, say_bracket(x, b));
        const pp_money amount = of_bracket(which, b);
        known = known && pp_money_known(amount) && pp_money_add(*sum, pp_money_or_zero(amount), sum);
    }
    return known;
}

static bool find(const char *name, metric *found)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (pp_text_same(NAMES[i].name, name)) {
            *found = NAMES[i].metric;
            return true;
        }
    }
    return false;
}

bool pp_explain_metric(pp_explainer *x, const char *name)
{
    metric which = ABOVE;
    pp_explanation *e = x->result;
    const pp_ledger *ledger = pp_report_ledger(x->report);
    if (!find(name, &which)) {
        return false;
    }
    const pp_chosen chosen = {.by = METRICS[which].by,
                              .bracket = METRICS[which].bracket,
                              .measure = METRICS[which].measure,
                              .column = PP_COL_TOTAL};
    const char *made_of = pp_explain_lines(x, &chosen), *said = "";
    e->figure = METRICS[which].figure;
    if (ledger == NULL) {
        e->known = false;
        e->holds = PP_HOLDS_TEXT;
        e->made_of = "这次没有用政策参数，没有预留台账，算不出这个数。";
        return true;
    }
    const pp_ledger_act *act = pp_ledger_act_of(ledger);
    const bool whole = which == ACT_WHOLE || which == ACT_REQUIRED;
    pp_money sum = 0;
    const bool known = whole ? act->policy != NULL : add_brackets(x, which, ledger, &sum, &said);
    if (whole && act->policy != NULL) {
        pp_explain_reserve_row(x, act->policy, true);
        said = say_act(x, act);
        sum = act->required;
    } else if (whole) {
        said = "没有这个年度现行的年度预留总额规定。";
    }
    if (METRICS[which].holds == PP_HOLDS_AMOUNT) {
        e->holds = PP_HOLDS_AMOUNT;
        e->known = known;
        e->amount = sum;
    }
    e->made_of = pp_explain_print(x, "%s%s", METRICS[which].how == NULL ? made_of : METRICS[which].how, said);
    pp_explain_findings(x, &chosen);
    return true;
}
