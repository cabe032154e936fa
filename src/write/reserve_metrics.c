/* The middle of the sheet 中小企业预留: the two metrics, the part for 小微企业, and the chart. */
#include "write/sheet_reserve.h"

#include <stdio.h>
#include <string.h>

enum {
    CHART_WIDTH = 1160, /* pixels */
    CHART_HEIGHT = 275
};

static bool same(pp_money a, pp_money b)
{
    return a == b && pp_money_known(a);
}

/* ---- For who asks ---- */

/* The figures of a row of either table. */
typedef struct told_row {
    pp_chosen lines;
    const pp_reserve_policy *policy;
    bool act, micro, within; /* of the Act; of the table of 小微企业; at or below the threshold */
    pp_money required, gap;
} told_row;

/* What a column of the metrics holds and is made of; in the table of 小微企业 amount and exempt are one column. */
static const struct {
    pp_holds holds;
    pp_measure measure;
    const char *name, *how; /* how: NULL for the sum of the lines */
} TOLD[2][PP_RES_COLUMNS] = {
    {[PP_RES_NUMBER] = {PP_HOLDS_NUMBER, PP_MEASURE_AMOUNT, "序号", NULL},
     [PP_RES_KIND] = {PP_HOLDS_COUNT, PP_MEASURE_AMOUNT, "项数", NULL},
     [PP_RES_AMOUNT] = {PP_HOLDS_SUM, PP_MEASURE_AMOUNT, "金额合计", NULL},
     [PP_RES_BRACKET] = {PP_HOLDS_SUM, PP_MEASURE_EXEMPT, "可不预留", NULL},
     [PP_RES_REQUIRED] = {PP_HOLDS_AMOUNT, PP_MEASURE_SUITABLE, "应预留",
                          "适宜预留的金额（金额合计－可不预留）乘以应预留比例，进到分；下面是适宜预留的采购项和金额。"},
     [PP_RES_RESERVED] = {PP_HOLDS_SUM, PP_MEASURE_RESERVED, "已预留", NULL},
     [PP_RES_MICRO] = {PP_HOLDS_SHARE, PP_MEASURE_SUITABLE, "应预留比例", "照政策参数；下面是适宜预留的采购项和金额。"},
     [PP_RES_GAP] = {PP_HOLDS_AMOUNT, PP_MEASURE_SUITABLE, "差额",
                     "应预留减去已预留，不小于 0；下面是适宜预留的采购项和金额。"},
     [PP_RES_MODE] = {PP_HOLDS_SHARE, PP_MEASURE_RESERVED, "实际比例",
                      "已预留除以（金额合计－可不预留）；下面是已预留的采购项和金额。"},
     [PP_RES_JUDGEMENT] = {PP_HOLDS_TEXT, PP_MEASURE_SUITABLE, "结论", "差额大于 0 为未达到。"}},
    {[PP_RES_NUMBER] = {PP_HOLDS_NUMBER, PP_MEASURE_RESERVED, "序号", NULL},
     [PP_RES_AMOUNT] = {PP_HOLDS_SUM, PP_MEASURE_RESERVED, "已预留份额", NULL},
     [PP_RES_BRACKET] = {PP_HOLDS_SUM, PP_MEASURE_RESERVED, "已预留份额", NULL},
     [PP_RES_REQUIRED] = {PP_HOLDS_AMOUNT, PP_MEASURE_RESERVED, "小微应占",
                          "已预留份额乘以应占比例，进到分；下面是已预留的采购项和金额。"},
     [PP_RES_RESERVED] = {PP_HOLDS_SUM, PP_MEASURE_MICRO, "小微已占", NULL},
     [PP_RES_MICRO] = {PP_HOLDS_SHARE, PP_MEASURE_RESERVED, "应占比例", "照政策参数；下面是已预留的采购项和金额。"},
     [PP_RES_GAP] = {PP_HOLDS_AMOUNT, PP_MEASURE_RESERVED, "差额",
                     "小微应占减去小微已占，不小于 0；下面是已预留的采购项和金额。"},
     [PP_RES_MODE] = {PP_HOLDS_SHARE, PP_MEASURE_MICRO, "实际比例",
                      "小微已占除以已预留份额；下面是面向小微企业的采购项和金额。"},
     [PP_RES_JUDGEMENT] = {PP_HOLDS_TEXT, PP_MEASURE_RESERVED, "结论", "差额大于 0 为未达到。"}}};

/* Says what a cell of the row that is now written is made of, when it is asked about. */
static void tell(pp_reserve_view *view, const char *name, const told_row *row)
{
    pp_told *told = pp_asks(view->sheet, view->row, 0, PP_RES_COLUMNS - 1);
    if (told == NULL) {
        return;
    }
    const lxw_col_t column = view->sheet->asked->column;
    const char *title = TOLD[row->micro][column].name;
    *told = (pp_told){.there = true,
                      .holds = TOLD[row->micro][column].holds,
                      .name = pp_asked_print(view->sheet->asked, "%s%s%s%s", name, row->micro ? "（面向小微企业）" : "",
                                             title == NULL ? "" : " ", title == NULL ? "" : title),
                      .how = TOLD[row->micro][column].how,
                      .chosen = row->lines,
                      .policy = row->policy,
                      .act = row->act,
                      .amount = column == PP_RES_GAP ? row->gap : row->required};
    told->chosen.measure = TOLD[row->micro][column].measure;
    told->chosen.zeros = told->holds == PP_HOLDS_COUNT;
    if (row->within && (column == PP_RES_REQUIRED || column == PP_RES_GAP)) { /* each line for itself */
        told->holds = PP_HOLDS_SUM;
        told->chosen.measure = column == PP_RES_GAP ? PP_MEASURE_GAP : PP_MEASURE_REQUIRED;
        told->how = NULL;
    } else if (row->within && column == PP_RES_MICRO) {
        told->how = "限额及以下的采购项应当全额预留，所以是 100%；下面是适宜预留的采购项和金额。";
    }
}

/* ---- The two metrics ---- */

/* SUMIFS over the ledger: `function` of `column` for the kinds of a policy in a bracket, with a case of 第六条 if so
 * asked. column 0: COUNTIFS. */
static size_t sum_ifs(const pp_reserve_view *view, char *out, size_t size, char column, const pp_reserve_policy *policy,
                      pp_bracket bracket, bool cases, char sign)
{
    const unsigned first = (unsigned)view->lines + 1;
    const unsigned last = (unsigned)(view->lines + pp_ledger_lines(view->ledger));
    size_t used = 0;
    for (int kind = PP_GOODS; kind < PP_KIND_COUNT; kind++) {
        char range[64] = "", reason[64] = "";
        if ((policy->kinds & 1u << kind) == 0) {
            continue;
        }
        if (column != 0) {
            snprintf(range, sizeof range, "$%c$%u:$%c$%u,", column, first, column, last);
        }
        if (cases) {
            snprintf(reason, sizeof reason, ",$L$%u:$L$%u,\"" PP_RES_CASE_PATTERN "\"", first, last);
        }
        const int n = snprintf(out + used, size - used, "%c%s(%s$D$%u:$D$%u,\"%s\",$F$%u:$F$%u,\"%s\"%s)", sign,
                               column == 0 ? "COUNTIFS" : "SUMIFS", range, first, last, pp_kind_name((pp_kind)kind),
                               first, last, bracket == PP_WITHIN ? PP_RES_WITHIN : PP_RES_ABOVE, reason);
        used += (size_t)n;
        sign = sign == '=' ? '+' : sign;
    }
    return used;
}

/* Where the basis stands: with the parameters. */
static const char *basis_of(pp_reserve_view *view, const pp_reserve_policy *policy)
{
    return pp_cells_print(&view->book->cells, "见表一序号 %u",
                          pp_reserve_parameter_row(view, policy) - (unsigned)view->parameters);
}

/* What both tables have behind the figures: share reached, basis, verdict. */
static void write_verdict(pp_reserve_view *view, const char *ratio, pp_money part, pp_money whole, const char *basis,
                          pp_money gap)
{
    const unsigned row = (unsigned)view->row + 1;
    char formula[64];
    pp_put_formula(view->sheet, view->row, PP_RES_MODE, ratio,
                   whole > 0 ? pp_money_cell(part) / pp_money_cell(whole) : 0, PP_STYLE_SHARE);
    pp_put_text(view->sheet, view->row, PP_RES_REASON, basis, PP_STYLE_TEXT);
    snprintf(formula, sizeof formula, "=IF(J%u>0,\"未达到\",\"达到\")", row);
    pp_put_text_formula(view->sheet, view->row, PP_RES_JUDGEMENT, formula, gap > 0 ? "未达到" : "达到",
                        PP_STYLE_CENTRE);
}

/* Colours the verdicts from a row to the one before the next. */
static void colour_verdicts(pp_reserve_view *view, lxw_row_t first)
{
    if (view->row > first) {
        pp_reserve_colour(view, first, view->row - 1, PP_RES_JUDGEMENT, "\"达到\"", PP_STYLE_GOOD);
        pp_reserve_colour(view, first, view->row - 1, PP_RES_JUDGEMENT, "\"未达到\"", PP_STYLE_BAD);
    }
}

/* 货物、服务 200.00 万元及以下, following the threshold. */
static const char *put_bracket_name(pp_reserve_view *view, const pp_ledger_bracket *b)
{
    const char *side = b->bracket == PP_WITHIN ? "及以下" : "以上";
    const unsigned row = pp_reserve_parameter_row(view, b->policy);
    char formula[PP_RES_FORMULA], threshold[PP_MONEY_TEXT];
    pp_money_format(b->policy->threshold, PP_UNIT_WAN, PP_MONEY_PLAIN, threshold);
    const char *name = pp_cells_print(&view->book->cells, "%s %s 万元%s", b->policy->kind_names, threshold, side);
    snprintf(formula, sizeof formula, "=$B$%u&\" \"&TEXT($E$%u,\"0.00\")&\" 万元%s\"", row, row, side);
    pp_put_formula_across(view->sheet, view->row, PP_RES_PLACE, PP_RES_ITEM, formula, name, PP_STYLE_TEXT);
    return name;
}

static void write_bracket(pp_reserve_view *view, size_t index)
{
    const pp_ledger_bracket *b = pp_ledger_bracket_at(view->ledger, index);
    const pp_reserve_sums *s = &view->sums[index];
    const bool within = b->bracket == PP_WITHIN;
    const unsigned row = (unsigned)view->row + 1, parameters = pp_reserve_parameter_row(view, b->policy);
    const char *basis = basis_of(view, b->policy);
    char f[PP_RES_FORMULA], ratio[96];
    pp_reserve_number(view, index + 1);
    const char *name = put_bracket_name(view, b);
    pp_reserve_height(view, name, "");
    tell(view, name,
         &(told_row){.lines = {.by = PP_CHOOSE_BRACKET, .bracket = b->bracket, .policy = b->policy},
                     .policy = b->policy,
                     .within = within,
                     .required = b->required,
                     .gap = b->gap});
    sum_ifs(view, f, sizeof f, 0, b->policy, b->bracket, false, '=');
    pp_put_formula(view->sheet, view->row, PP_RES_KIND, f, (double)b->lines, PP_STYLE_COUNT);
    sum_ifs(view, f, sizeof f, 'E', b->policy, b->bracket, false, '=');
    pp_reserve_put(view, PP_RES_AMOUNT, same(s->amount, b->amount) ? f : NULL, b->amount, PP_STYLE_MONEY);
    size_t used = (size_t)snprintf(f, sizeof f, "=ROUND(");
    used += sum_ifs(view, f + used, sizeof f - used, 'E', b->policy, b->bracket, true, '+');
    used += sum_ifs(view, f + used, sizeof f - used, 'H', b->policy, b->bracket, true, '-');
    snprintf(f + used, sizeof f - used, ",6)");
    pp_reserve_put(view, PP_RES_BRACKET, same(s->exempt, b->exempt) ? f : NULL, b->exempt, PP_STYLE_MONEY);
    pp_money base = 0, required = 0, gap = 0;
    bool live = pp_money_subtract(b->amount, b->exempt, &base) && base >= 0;
    required = within ? base : live ? pp_share_of(base, b->policy->share) : 0;
    if (within) {
        snprintf(f, sizeof f, "=ROUND(E%u-F%u,6)", row, row);
    } else { /* the inner ROUND takes away what doubles add behind 分, so that ROUNDUP does not round that up */
        snprintf(f, sizeof f, "=ROUNDUP(ROUND((E%u-F%u)*I%u,8),6)", row, row, row);
    }
    pp_reserve_put(view, PP_RES_REQUIRED, live && required == b->required ? f : NULL, b->required, PP_STYLE_MONEY);
    sum_ifs(view, f, sizeof f, 'H', b->policy, b->bracket, false, '=');
    pp_reserve_put(view, PP_RES_RESERVED, same(s->reserved, b->reserved) ? f : NULL, b->reserved, PP_STYLE_MONEY);
    if (within) {
        pp_put_number(view->sheet, view->row, PP_RES_MICRO, 1, PP_STYLE_SHARE);
        sum_ifs(view, f, sizeof f, 'J', b->policy, b->bracket, false, '=');
        gap = s->gap;
    } else {
        snprintf(f, sizeof f, "=$F$%u", parameters);
        pp_put_formula(view->sheet, view->row, PP_RES_MICRO, f, b->policy->share / 10000.0, PP_STYLE_SHARE);
        snprintf(f, sizeof f, "=MAX(0,ROUND(G%u-H%u,6))", row, row);
        gap = b->required > b->reserved ? b->required - b->reserved : 0;
    }
    pp_reserve_put(view, PP_RES_GAP, same(gap, b->gap) ? f : NULL, b->gap, PP_STYLE_MONEY);
    snprintf(ratio, sizeof ratio, "=IF(E%u-F%u>0,H%u/(E%u-F%u),0)", row, row, row, row, row);
    write_verdict(view, ratio, b->reserved, base, basis, b->gap);
    view->row++;
}

static void write_act(pp_reserve_view *view)
{
    const pp_ledger_act *act = pp_ledger_act_of(view->ledger);
    const pp_reserve_sums *s = &view->all;
    const bool any = s->lines > 0;
    const unsigned row = (unsigned)view->row + 1, parameters = pp_reserve_parameter_row(view, act->policy);
    const unsigned first = (unsigned)view->lines + 1;
    const unsigned last = (unsigned)(view->lines + pp_ledger_lines(view->ledger));
    const char *name = pp_cells_print(&view->book->cells, "%s（全部采购项目）", act->policy->kind_names);
    const char *basis = basis_of(view, act->policy);
    char f[PP_RES_FORMULA], ratio[96];
    tell(view, name,
         &(told_row){.lines = {.by = PP_CHOOSE_JUDGED},
                     .policy = act->policy,
                     .act = true,
                     .required = act->required,
                     .gap = act->gap});
    pp_reserve_height(view, name, "");
    pp_reserve_number(view, pp_ledger_brackets(view->ledger) + 1);
    pp_put_across(view->sheet, view->row, PP_RES_PLACE, PP_RES_ITEM, name, PP_STYLE_TEXT);
    pp_put_number(view->sheet, view->row, PP_RES_KIND, (double)s->lines, PP_STYLE_COUNT);
    snprintf(f, sizeof f, "=SUM(E%u:E%u)", first, last);
    pp_reserve_put(view, PP_RES_AMOUNT, any && same(s->amount, act->amount) ? f : NULL, act->amount, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=ROUND(SUMIFS(E%u:E%u,L%u:L%u,\"%s\")-SUMIFS(H%u:H%u,L%u:L%u,\"%s\"),6)", first, last, first,
             last, PP_RES_CASE_PATTERN, first, last, first, last, PP_RES_CASE_PATTERN);
    pp_reserve_put(view, PP_RES_BRACKET, any && same(s->exempt, act->exempt) ? f : NULL, act->exempt, PP_STYLE_MONEY);
    pp_money base = 0;
    const bool live = pp_money_subtract(act->amount, act->exempt, &base) && base >= 0 &&
                      pp_share_of(base, act->policy->share) == act->required;
    snprintf(f, sizeof f, "=ROUNDUP(ROUND((E%u-F%u)*I%u,8),6)", row, row, row);
    pp_reserve_put(view, PP_RES_REQUIRED, live ? f : NULL, act->required, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=SUM(H%u:H%u)", first, last);
    pp_reserve_put(view, PP_RES_RESERVED, any && same(s->reserved, act->reserved) ? f : NULL, act->reserved,
                   PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=$F$%u", parameters);
    pp_put_formula(view->sheet, view->row, PP_RES_MICRO, f, act->policy->share / 10000.0, PP_STYLE_SHARE);
    const pp_money gap = act->required > act->reserved ? act->required - act->reserved : 0;
    snprintf(f, sizeof f, "=MAX(0,ROUND(G%u-H%u,6))", row, row);
    pp_reserve_put(view, PP_RES_GAP, gap == act->gap ? f : NULL, act->gap, PP_STYLE_MONEY);
    snprintf(ratio, sizeof ratio, "=IF(E%u-F%u>0,H%u/(E%u-F%u),0)", row, row, row, row, row);
    write_verdict(view, ratio, act->reserved, base, basis, act->gap);
    view->row++;
}

static void write_metrics(pp_reserve_view *view)
{
    static const char *const TITLES[PP_RES_COLUMNS] = {"序号",     "指标",   NULL,     "项数",       "金额合计",
                                                       "可不预留", "应预留", "已预留", "应预留比例", "差额",
                                                       "实际比例", "依据",   "结论"};
    pp_reserve_band(
        view, "二、预留份额指标（应预留＝（金额合计－可不预留）×应预留比例；可不预留：有第六条所列理由的未预留金额；"
              "实际比例＝已预留÷（金额合计－可不预留））");
    pp_reserve_heading(view, TITLES);
    for (size_t i = 0; i < pp_ledger_brackets(view->ledger); i++) {
        write_bracket(view, i);
    }
    if (view->act) {
        write_act(view);
    }
    colour_verdicts(view, view->metrics);
}

/* ---- The part for 小微企业 ---- */

typedef struct micro_part {
    const pp_reserve_policy *policy;
    const char *name;
    bool act;        /* of the whole plan, else of what is above the policy's threshold */
    lxw_row_t whole; /* row of the metric that it is a part of */
    pp_money reserved, micro, required, gap;
    bool live; /* the ledger's cells add up to `micro` */
} micro_part;

static void write_micro(pp_reserve_view *view, size_t number, const micro_part *m, const char *micro_formula)
{
    const unsigned row = (unsigned)view->row + 1, whole = (unsigned)m->whole + 1;
    const char *basis = basis_of(view, m->policy);
    char f[96];
    tell(view, m->name,
         &(told_row){.lines = {.by = m->act ? PP_CHOOSE_JUDGED : PP_CHOOSE_BRACKET,
                               .bracket = PP_ABOVE,
                               .policy = m->act ? NULL : m->policy},
                     .policy = m->policy,
                     .act = m->act,
                     .micro = true,
                     .required = m->required,
                     .gap = m->gap});
    pp_reserve_height(view, m->name, "");
    pp_reserve_number(view, number);
    snprintf(f, sizeof f, "=B%u", whole);
    pp_put_formula_across(view->sheet, view->row, PP_RES_PLACE, PP_RES_KIND, f, m->name, PP_STYLE_TEXT);
    snprintf(f, sizeof f, "=H%u", whole);
    pp_put_blank(view->sheet, view->row, PP_RES_BRACKET, PP_STYLE_MONEY);
    pp_put_merge(view->sheet, view->row, PP_RES_AMOUNT, view->row, PP_RES_BRACKET, "", PP_STYLE_MONEY);
    pp_reserve_put(view, PP_RES_AMOUNT, f, m->reserved, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=ROUNDUP(ROUND(E%u*I%u,8),6)", row, row);
    const bool required = m->reserved >= 0 && pp_share_of(m->reserved, m->policy->micro_share) == m->required;
    pp_reserve_put(view, PP_RES_REQUIRED, required ? f : NULL, m->required, PP_STYLE_MONEY);
    pp_reserve_put(view, PP_RES_RESERVED, m->live ? micro_formula : NULL, m->micro, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=$G$%u", pp_reserve_parameter_row(view, m->policy));
    pp_put_formula(view->sheet, view->row, PP_RES_MICRO, f, m->policy->micro_share / 10000.0, PP_STYLE_SHARE);
    if (!pp_money_known(m->micro)) {
        pp_put_text(view->sheet, view->row, PP_RES_GAP, "—", PP_STYLE_RIGHT);
        pp_put_text(view->sheet, view->row, PP_RES_MODE, "—", PP_STYLE_RIGHT);
        pp_put_text(view->sheet, view->row, PP_RES_REASON, basis, PP_STYLE_TEXT);
        pp_reserve_centre(view, PP_RES_JUDGEMENT, "计划未列，未核对");
    } else {
        const pp_money gap = m->required > m->micro ? m->required - m->micro : 0;
        char ratio[96];
        snprintf(f, sizeof f, "=MAX(0,ROUND(G%u-H%u,6))", row, row);
        pp_reserve_put(view, PP_RES_GAP, gap == m->gap ? f : NULL, m->gap, PP_STYLE_MONEY);
        snprintf(ratio, sizeof ratio, "=IF(E%u>0,H%u/E%u,0)", row, row, row);
        write_verdict(view, ratio, m->micro, m->reserved, basis, m->gap);
    }
    view->row++;
}

static void write_micros(pp_reserve_view *view)
{
    static const char *const TITLES[PP_RES_COLUMNS] = {
        "序号",     "其中：面向小微企业", NULL,   NULL,       "已预留份额", NULL,  "小微应占",
        "小微已占", "应占比例",           "差额", "实际比例", "依据",       "结论"};
    size_t number = 0;
    char f[PP_RES_FORMULA], threshold[PP_MONEY_TEXT];
    pp_reserve_heading(view, TITLES);
    const lxw_row_t first = view->row;
    for (size_t i = 0; i < pp_ledger_brackets(view->ledger); i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(view->ledger, i);
        if (b->bracket != PP_ABOVE) {
            continue;
        }
        pp_money_format(b->policy->threshold, PP_UNIT_WAN, PP_MONEY_PLAIN, threshold);
        const micro_part part = {
            .policy = b->policy,
            .name = pp_cells_print(&view->book->cells, "%s %s 万元以上", b->policy->kind_names, threshold),
            .whole = (lxw_row_t)(view->metrics + i),
            .reserved = b->reserved,
            .micro = b->micro,
            .required = b->micro_required,
            .gap = b->micro_gap,
            .live = same(view->sums[i].micro, b->micro)};
        sum_ifs(view, f, sizeof f, 'I', b->policy, b->bracket, false, '=');
        write_micro(view, ++number, &part, f);
    }
    if (view->act) {
        const pp_ledger_act *act = pp_ledger_act_of(view->ledger);
        const micro_part part = {.policy = act->policy,
                                 .act = true,
                                 .name =
                                     pp_cells_print(&view->book->cells, "%s（全部采购项目）", act->policy->kind_names),
                                 .whole = (lxw_row_t)(view->metrics + pp_ledger_brackets(view->ledger)),
                                 .reserved = act->reserved,
                                 .micro = act->micro,
                                 .required = act->micro_required,
                                 .gap = act->micro_gap,
                                 .live = view->all.lines > 0 && same(view->all.micro, act->micro)};
        snprintf(f, sizeof f, "=SUM(I%u:I%u)", (unsigned)view->lines + 1,
                 (unsigned)(view->lines + pp_ledger_lines(view->ledger)));
        write_micro(view, ++number, &part, f);
    }
    colour_verdicts(view, first);
}

void pp_reserve_metrics(pp_reserve_view *view)
{
    write_metrics(view);
    if (view->micros > 0) {
        write_micros(view);
    }
}

/* ---- Chart ---- */

bool pp_reserve_draw(pp_reserve_view *view)
{
    enum { METRICS = 2 * PP_RES_POLICIES };
    const size_t brackets = pp_ledger_brackets(view->ledger), count = brackets + (view->act ? 1 : 0);
    const pp_ledger_act *act = pp_ledger_act_of(view->ledger);
    static const struct {
        const char *title;
        char column;
        lxw_color_t colour;
    } SERIES[2] = {{"应预留", 'G', 0x2F6DA8}, {"已预留", 'H', 0x3E8E5A}};
    const char *names[METRICS];
    double values[2][METRICS];
    char range[96], threshold[PP_MONEY_TEXT];
    lxw_chart_font heading = {.name = "宋体", .size = 13, .bold = LXW_TRUE}, font = {.name = "宋体", .size = 10};
    lxw_chart_line faint = {.color = 0xD9D9D9, .width = 0.75};
    lxw_chart *chart = workbook_add_chart(view->book->cells.workbook, LXW_CHART_COLUMN);
    if (chart == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const pp_ledger_bracket *b = i < brackets ? pp_ledger_bracket_at(view->ledger, i) : NULL;
        if (b != NULL) {
            pp_money_format(b->policy->threshold, PP_UNIT_WAN, PP_MONEY_PLAIN, threshold);
            names[i] = pp_cells_print(&view->book->cells, "%s %s 万元%s", b->policy->kind_names, threshold,
                                      b->bracket == PP_WITHIN ? "及以下" : "以上");
        } else {
            names[i] = pp_cells_print(&view->book->cells, "%s（全部采购项目）", act->policy->kind_names);
        }
        values[0][i] = pp_money_cell(b != NULL ? b->required : act->required);
        values[1][i] = pp_money_cell(b != NULL ? b->reserved : act->reserved);
    }
    const unsigned first = (unsigned)view->metrics + 1, last = (unsigned)(view->metrics + count);
    for (int i = 0; i < 2; i++) {
        lxw_chart_fill fill = {.color = SERIES[i].colour};
        snprintf(range, sizeof range, "='" PP_RESERVE_SHEET "'!$%c$%u:$%c$%u", SERIES[i].column, first,
                 SERIES[i].column, last);
        char categories[96];
        snprintf(categories, sizeof categories, "='" PP_RESERVE_SHEET "'!$B$%u:$B$%u", first, last);
        lxw_chart_series *series = chart_add_series(chart, categories, range);
        if (series == NULL || !pp_chart_fill(series->categories, count, names, NULL) ||
            !pp_chart_fill(series->values, count, NULL, values[i])) {
            return false;
        }
        chart_series_set_name(series, SERIES[i].title);
        chart_series_set_fill(series, &fill);
        chart_series_set_labels(series);
        chart_series_set_labels_num_format(series, "#,##0.00");
        chart_series_set_labels_font(series, &font);
    }
    chart_title_set_name(chart, "应预留与已预留（万元）");
    chart_title_set_name_font(chart, &heading);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(chart, &font);
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_axis_set_num_font(chart->y_axis, &font);
    chart_axis_set_num_font(chart->x_axis, &font);
    chart_axis_major_gridlines_set_line(chart->y_axis, &faint);
    lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .x_offset = 60,
                                 .y_offset = 8,
                                 .x_scale = CHART_WIDTH / 480.0, /* the library's size of a chart */
                                 .y_scale = CHART_HEIGHT / 288.0};
    return worksheet_insert_chart_opt(view->sheet->xlsx, view->chart, PP_RES_PLACE, chart, &options) == LXW_NO_ERROR;
}
