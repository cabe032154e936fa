/* AMT-: the amounts of a line, by themselves and among each other.
 * An empty cell counts as nothing. A cell that could not be read makes what it belongs to unknown: AMT-01 says so, and
 * the other rules pass over the line instead of piling up findings that follow from it. */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <string.h>

#define LARGEST_EXACT INT64_C(1000000000000000) /* 10^15 分: from here on a spreadsheet's 15 digits do not hold it */
#define MILLION 1000000

__extension__ typedef __int128 wide;

/* Adds the cells from first to last of a line. False when one is unreadable or the sum does not fit. *any tells
 * whether a cell was filled. */
static bool add_cells(const pp_plan *plan, size_t line, int first, int last, pp_money *sum, bool *any)
{
    for (int column = first; column <= last; column++) {
        const pp_money m = pp_plan_number(plan, line, (pp_column)column);
        if (m == PP_MONEY_NONE) {
            continue;
        }
        if (m == PP_MONEY_UNREADABLE || !pp_money_add(*sum, m, sum)) {
            return false;
        }
        *any = true;
    }
    return true;
}

/* ---- AMT-01, AMT-02 ---- */

static pp_money_unit unit_of(const pp_checker *c, pp_column column)
{
    return column == PP_COL_PRICE ? PP_UNIT_YUAN : pp_unit_of_plan(c->plan);
}

/* What a spreadsheet shows for a number that is wider than its column, and what is copied from there. */
static bool is_hashes(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "#")] == '\0';
}

/* What to do about a formula without a result. */
static const char CALCULATE[] = "请用 Excel 或 WPS 打开原表，等公式算出结果后保存，再重新校验；或者直接填写数字。";

/* Which remedy fits a text that is no quantity. */
static void advise_quantity(const pp_unreadable *u, pp_words *fix)
{
    const size_t digits = strspn(u->text, "0123456789.");
    int64_t quantity;
    char quoted[PP_QUOTE];
    switch (u->status) {
    case PP_MONEY_EXPONENT:
        pp_words_add(fix, "请写出全部数字，不用科学记数法；在 Excel 中把这一格设为“数值”格式。");
        return;
    case PP_MONEY_GROUPING:
        pp_words_add(fix, "请去掉分隔符，或按每三位一个逗号书写，例如 1,234。");
        return;
    case PP_MONEY_TOO_LARGE:
        pp_words_add(fix, "请核对位数；数字太大，无法计算。");
        return;
    case PP_MONEY_FORMULA:
        pp_words_add(fix, "%s", CALCULATE);
        return;
    default:
        break;
    }
    if (digits > 0 && u->text[digits] != '\0' && pp_quantity_parse(u->text, digits, &quantity) == PP_MONEY_OK) {
        pp_words_add(fix, "数量只写数字：请改为 %.*s，把“%s”写到“计量单位”列。", (int)digits, u->text,
                     pp_say_text(u->text + digits, quoted));
    } else {
        pp_words_add(fix, "数量只写数字，例如 20，单位（台、项、年）写到“计量单位”列；没有数量时留空。");
    }
}

/* Which remedy fits a text that is no amount. */
static void advise_amount(const pp_checker *c, const pp_unreadable *u, pp_words *fix)
{
    const pp_money_unit unit = unit_of(c, u->column);
    const pp_money_unit other = unit == PP_UNIT_WAN ? PP_UNIT_YUAN : PP_UNIT_WAN;
    pp_money m;
    char as_unit[PP_MONEY_TEXT];
    if (is_hashes(u->text)) {
        pp_words_add(fix, "这是列太窄、放不下数字时显示的井号；请在原表中把这一列拉宽，再重新复制这一格。");
        return;
    }
    if (u->column == PP_COL_QUANTITY) {
        advise_quantity(u, fix);
        return;
    }
    switch (u->status) {
    case PP_MONEY_EXPONENT:
        pp_words_add(fix, "请写出全部数字，不用科学记数法；在 Excel 中把这一格设为“数值”格式。");
        return;
    case PP_MONEY_GROUPING:
        pp_words_add(fix, "请去掉分隔符，或按每三位一个逗号书写，例如 1,234.56。");
        return;
    case PP_MONEY_OTHER_UNIT:
        if (pp_money_parse(u->text, strlen(u->text), other, &m) == PP_MONEY_OK) {
            pp_money_format(m, unit, PP_MONEY_EXACT, as_unit);
            pp_words_add(fix, "这一列以%s为单位，请改写为 %s。", unit == PP_UNIT_WAN ? "万元" : "元", as_unit);
        } else {
            pp_words_add(fix, "这一列以%s为单位，请换算后只写数字。", unit == PP_UNIT_WAN ? "万元" : "元");
        }
        return;
    case PP_MONEY_TOO_LARGE:
        pp_words_add(fix, "请核对位数和金额单位；数字太大，无法计算。");
        return;
    case PP_MONEY_FORMULA:
        pp_words_add(fix, "%s", CALCULATE);
        return;
    default:
        pp_words_add(fix, "请改为数字；没有金额时留空。");
    }
}

/* What comes of a cell that is not read. */
static const char *left_out(pp_column column)
{
    return column == PP_COL_QUANTITY || column == PP_COL_PRICE ? "这一行的数量×单价没有核对" : "这一格没有计入任何合计";
}

bool pp_check_readable(pp_checker *c)
{
    static const char *const WHY[] = {
        [PP_MONEY_NOT_NUMBER] = "不是数字",
        [PP_MONEY_EXPONENT] = "用了科学记数法",
        [PP_MONEY_GROUPING] = "数字之间的分隔符位置不对",
        [PP_MONEY_OTHER_UNIT] = "带有另一种金额单位",
        [PP_MONEY_TOO_LARGE] = "数字太大",
        [PP_MONEY_FORMULA] = "是没有计算结果的公式",
    };
    for (size_t i = 0; i < c->plan->unreadable_count; i++) {
        const pp_unreadable *u = &c->plan->unreadables[i];
        if (u->status == PP_MONEY_BEYOND_FEN || u->status == PP_MONEY_OK || u->status == PP_MONEY_EMPTY ||
            pp_plan_number(c->plan, u->line, u->column) != PP_MONEY_UNREADABLE) {
            continue;
        }
        pp_words fix = {0};
        char quoted[PP_QUOTE];
        advise_amount(c, u, &fix);
        if (!pp_report_line(c, u->line, u->column, &(pp_note){.actual = u->text, .fix = fix.text},
                            "“%s”一格写的是“%s”，%s，读不出%s；%s。", pp_column_describe(u->column)->title,
                            pp_say_text(u->text, quoted),
                            is_hashes(u->text) ? "复制时这一列太窄，数字变成了井号" : WHY[u->status],
                            u->column == PP_COL_QUANTITY ? "数量" : "金额", left_out(u->column))) {
            return false;
        }
    }
    return true;
}

bool pp_check_fen(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->unreadable_count; i++) {
        const pp_unreadable *u = &c->plan->unreadables[i];
        if (u->status != PP_MONEY_BEYOND_FEN || pp_plan_number(c->plan, u->line, u->column) != PP_MONEY_UNREADABLE) {
            continue;
        }
        char quoted[PP_QUOTE];
        const bool quantity = u->column == PP_COL_QUANTITY;
        const bool wan = unit_of(c, u->column) == PP_UNIT_WAN;
        const char *fix = quantity ? "数量最多写到小数点后六位。"
                          : wan ? "以万元为单位最多写到小数点后六位（1 分），请按实际金额改写。"
                                : "以元为单位最多写到小数点后两位（1 分），请按实际金额改写。";
        if (!pp_report_line(c, u->line, u->column, &(pp_note){.actual = u->text, .fix = fix},
                            "“%s”一格写的是“%s”，%s；程序不会自行舍入，%s。", pp_column_describe(u->column)->title,
                            pp_say_text(u->text, quoted), quantity ? "小数位数太多" : "有小于 1 分的数字",
                            left_out(u->column))) {
            return false;
        }
    }
    return true;
}

/* ---- AMT-03, AMT-04 ---- */

bool pp_line_subtotal(const pp_plan *plan, size_t line, pp_money *sum)
{
    bool any = false;
    *sum = 0;
    return add_cells(plan, line, PP_COL_GENERAL, PP_COL_STATE_CAPITAL, sum, &any);
}

bool pp_line_total(const pp_plan *plan, size_t line, pp_money *sum, bool *any)
{
    const pp_money subtotal = pp_plan_number(plan, line, PP_COL_SUBTOTAL);
    if (subtotal == PP_MONEY_UNREADABLE) {
        return false;
    }
    *any = subtotal != PP_MONEY_NONE;
    *sum = pp_money_or_zero(subtotal);
    return (*any || add_cells(plan, line, PP_COL_GENERAL, PP_COL_STATE_CAPITAL, sum, any)) &&
           add_cells(plan, line, PP_COL_SPECIAL_ACCOUNT, PP_COL_CARRYOVER, sum, any);
}

bool pp_check_subtotal(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money written = pp_plan_number(c->plan, i, PP_COL_SUBTOTAL);
        pp_money sum;
        if (!pp_money_known(written) || !pp_line_subtotal(c->plan, i, &sum) || written == sum) {
            continue;
        }
        pp_comparison f;
        pp_words fix = {0};
        pp_compare(c, &f, written, sum);
        pp_words_add(&fix, "请核对小计和三项资金；三项都没有错时，把小计改为 %s。", f.say_expected);
        f.note.fix = fix.text;
        if (!pp_report_line(c, i, PP_COL_SUBTOTAL, &f.note,
                            "财政拨款小计是 %s，而一般公共预算、政府性基金预算、国有资本经营预算相加是 %s，小计%s。",
                            f.say_actual, f.say_expected, f.say_gap)) {
            return false;
        }
    }
    return true;
}

bool pp_check_total(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money written = pp_plan_number(c->plan, i, PP_COL_TOTAL);
        pp_money sum;
        bool any = false;
        if (!pp_money_known(written) || !pp_line_total(c->plan, i, &sum, &any) || written == sum) {
            continue;
        }
        const bool has_subtotal = pp_plan_number(c->plan, i, PP_COL_SUBTOTAL) != PP_MONEY_NONE;
        pp_comparison f;
        pp_words fix = {0};
        pp_compare(c, &f, written, sum);
        if (any) {
            pp_words_add(&fix, "请核对合计和各项资金来源；各项都没有错时，把合计改为 %s。", f.say_expected);
        } else {
            pp_words_add(&fix, "这一行没有填资金来源，请把合计的 %s填到它的来源（例如一般公共预算）下。", f.say_actual);
        }
        f.note.fix = fix.text;
        if (!pp_report_line(c, i, PP_COL_TOTAL, &f.note,
                            "合计是 %s，而%s、财政专户管理资金、单位资金、上年结转相加是 %s，合计%s。", f.say_actual,
                            has_subtotal ? "财政拨款小计" : "一般公共预算、政府性基金预算、国有资本经营预算",
                            f.say_expected, f.say_gap)) {
            return false;
        }
    }
    return true;
}

/* ---- AMT-05 ---- */

static bool is_negative(const pp_plan *plan, size_t line, pp_column column)
{
    const int64_t m = pp_plan_number(plan, line, column);
    return pp_money_known(m) && m < 0;
}

/* Reports a negative cell; `parts` are negative cells that it follows from, "" when there are none. */
static bool report_negative(pp_checker *c, size_t line, pp_column column, const char *parts)
{
    static const char FIX[] = "请核对正负号；采购预算不填负数，要调减时请直接改小原来那一行。";
    char figure[PP_MONEY_TEXT], say[PP_SAY];
    if (column == PP_COL_QUANTITY) {
        return pp_report_line(c, line, column, &(pp_note){.fix = FIX}, "数量是负数。");
    }
    const pp_money m = pp_plan_number(c->plan, line, column);
    const pp_note note = {.actual = pp_figure(m, figure), .fix = FIX};
    return pp_report_line(c, line, column, &note, "“%s”是负数：%s%s。", pp_column_describe(column)->title,
                          pp_say(c, m, say), parts);
}

/* A line whose 合计 is negative is one fault, whatever else in it is negative with it; else each negative source is
 * one, and a negative 小计 only where no part of it is. */
static bool check_sources(pp_checker *c, size_t line)
{
    const bool whole = is_negative(c->plan, line, PP_COL_TOTAL);
    pp_words parts = {0};
    char say[PP_SAY];
    bool part = false;
    for (int column = PP_COL_GENERAL; column <= PP_COL_CARRYOVER; column++) {
        if (!is_negative(c->plan, line, (pp_column)column)) {
            continue;
        }
        part |= column <= PP_COL_STATE_CAPITAL;
        if (whole) {
            pp_words_add(&parts, "%s“%s” %s", parts.length == 0 ? "；填了负数的资金来源：" : "、",
                         pp_column_describe((pp_column)column)->title,
                         pp_say(c, pp_plan_number(c->plan, line, (pp_column)column), say));
        } else if (!report_negative(c, line, (pp_column)column, "")) {
            return false;
        }
    }
    if (whole) {
        return report_negative(c, line, PP_COL_TOTAL, parts.text);
    }
    return part || !is_negative(c->plan, line, PP_COL_SUBTOTAL) || report_negative(c, line, PP_COL_SUBTOTAL, "");
}

static bool check_signs(pp_checker *c, size_t line)
{
    static const pp_column OTHERS[] = {PP_COL_RESERVE, PP_COL_RESERVE_MICRO, PP_COL_QUANTITY, PP_COL_PRICE};
    bool ok = check_sources(c, line);
    for (size_t k = 0; ok && k < sizeof OTHERS / sizeof OTHERS[0]; k++) {
        ok = !is_negative(c->plan, line, OTHERS[k]) || report_negative(c, line, OTHERS[k], "");
    }
    return ok;
}

bool pp_check_sign(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    for (size_t i = 0; i < plan->lines; i++) {
        bool negative = false;
        for (int column = PP_COL_TOTAL; column <= PP_COL_PRICE; column++) {
            negative |= column != PP_COL_MEASURE && is_negative(plan, i, (pp_column)column);
        }
        if (negative && !check_signs(c, i)) {
            return false;
        }
        if (c->amounts[i] == 0 && !negative &&
            !pp_report_line(c, i, PP_COL_TOTAL,
                            &(pp_note){.severity = PP_WARNING,
                                       .actual = "0.00",
                                       .fix = "没有预算的采购项请删去这一行；金额漏填的请补上。"},
                            "这一行的合计是 0，没有预算金额。")) {
            return false;
        }
    }
    return true;
}

/* ---- AMT-06 ---- */

/* value / unit rounded half away from zero to a whole number of units, times unit. */
static wide round_wide(wide value, wide unit)
{
    const wide half = unit / 2;
    return (value < 0 ? value - half : value + half) / unit * unit;
}

static void say_quantity(int64_t millionths, char out[PP_MONEY_TEXT])
{
    /* Millionths have the decimals that 分 have in 万元. */
    size_t length = pp_money_format(millionths, PP_UNIT_WAN, PP_MONEY_EXACT, out);
    while (length > 0 && out[length - 1] == '0') {
        length--;
    }
    length -= length > 0 && out[length - 1] == '.';
    out[length] = '\0';
}

bool pp_check_price(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const int64_t quantity = pp_plan_number(c->plan, i, PP_COL_QUANTITY);
        const pp_money price = pp_plan_number(c->plan, i, PP_COL_PRICE);
        const pp_money amount = c->amounts[i];
        if (!pp_money_known(quantity) || !pp_money_known(price) || !pp_money_known(amount)) {
            continue;
        }
        const wide product = (wide)quantity * price; /* millionths of a 分 */
        const wide unit = amount % PP_MONEY_PRINTED == 0 ? PP_MONEY_PRINTED : 1;
        if (round_wide(product, unit * MILLION) == (wide)amount * MILLION) {
            continue;
        }
        const wide exact = round_wide(product, MILLION) / MILLION;
        char count[PP_MONEY_TEXT], each[PP_MONEY_TEXT];
        say_quantity(quantity, count);
        pp_money_format(price, PP_UNIT_YUAN, PP_MONEY_GROUPED, each);
        pp_comparison f;
        bool ok;
        if (exact > PP_MONEY_MAX || exact < PP_MONEY_MIN) {
            pp_compare(c, &f, amount, 0);
            ok = pp_report_line(c, i, PP_COL_TOTAL, &(pp_note){.actual = f.actual},
                                "数量 %s × 单价 %s 元的积太大，无法与合计 %s 比较。", count, each, f.say_actual);
        } else {
            pp_words fix = {0};
            pp_compare(c, &f, amount, (pp_money)exact);
            pp_words_add(&fix, "请核对数量、单价（以元为单位）和合计；数量和单价没有错时，合计应是 %s。",
                         f.say_expected);
            f.note.fix = fix.text;
            ok = pp_report_line(c, i, PP_COL_TOTAL, &f.note, "数量 %s × 单价 %s 元是 %s，而合计是 %s，合计%s。", count,
                                each, f.say_expected, f.say_actual, f.say_gap);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

/* ---- AMT-07, AMT-08 ---- */

bool pp_check_reserve(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money reserve = pp_plan_number(c->plan, i, PP_COL_RESERVE);
        const pp_money amount = c->amounts[i];
        if (!pp_money_known(reserve) || !pp_money_known(amount) || reserve <= amount || reserve < 0 || amount < 0) {
            continue;
        }
        pp_comparison f;
        pp_words fix = {0};
        pp_compare(c, &f, reserve, amount);
        pp_words_add(&fix, "预留份额最多等于合计 %s，请改小预留份额或核对合计。", f.say_expected);
        f.note.fix = fix.text;
        if (!pp_report_line(c, i, PP_COL_RESERVE, &f.note, "中小企业预留份额是 %s，大于这一行的合计 %s，%s。",
                            f.say_actual, f.say_expected, f.say_gap)) {
            return false;
        }
    }
    return true;
}

bool pp_check_micro(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const pp_money micro = pp_plan_number(c->plan, i, PP_COL_RESERVE_MICRO);
        const pp_money reserve = pp_plan_number(c->plan, i, PP_COL_RESERVE);
        if (!pp_money_known(micro) || reserve == PP_MONEY_UNREADABLE || micro <= pp_money_or_zero(reserve) ||
            micro < 0 || pp_money_or_zero(reserve) < 0) {
            continue;
        }
        pp_comparison f;
        pp_words fix = {0};
        pp_compare(c, &f, micro, pp_money_or_zero(reserve));
        pp_words_add(&fix, "小微企业是中小企业预留份额的一部分，最多 %s，请改小这一格或核对预留份额。", f.say_expected);
        f.note.fix = fix.text;
        if (!pp_report_line(c, i, PP_COL_RESERVE_MICRO, &f.note, "其中小微企业是 %s，大于中小企业预留份额 %s，%s。",
                            f.say_actual, f.say_expected, f.say_gap)) {
            return false;
        }
    }
    return true;
}

/* ---- AMT-09 ---- */

static bool too_large(pp_money m)
{
    return pp_money_known(m) && (m >= LARGEST_EXACT || m <= -LARGEST_EXACT);
}

bool pp_check_size(pp_checker *c)
{
    static const pp_column CELLS[] = {
        PP_COL_TOTAL,         PP_COL_SUBTOTAL,        PP_COL_GENERAL, PP_COL_GOVERNMENT_FUND,
        PP_COL_STATE_CAPITAL, PP_COL_SPECIAL_ACCOUNT, PP_COL_OWN,     PP_COL_CARRYOVER,
        PP_COL_RESERVE,       PP_COL_RESERVE_MICRO,   PP_COL_PRICE,
    };
    bool any = false;
    for (size_t k = 0; k < sizeof CELLS / sizeof CELLS[0]; k++) {
        const pp_column column = CELLS[k];
        const int64_t *cells = c->plan->column[column].number;
        for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
            if (!too_large(cells[i])) {
                continue;
            }
            char figure[PP_MONEY_TEXT], say[PP_SAY];
            any = true;
            if (!pp_report_line(c, i, column, &(pp_note){.actual = pp_figure(cells[i], figure)},
                                "“%s”是 %s，达到 10 亿万元；电子表格只能准确保存 15 位数字，这么大的金额不能准确到分。",
                                pp_column_describe(column)->title, pp_say(c, cells[i], say))) {
                return false;
            }
        }
    }
    const pp_sum *all = pp_totals_all(c->totals);
    if (all->overflow) {
        return pp_report_plan(c, NULL, NULL, "各行金额相加超出了程序能计算的范围，合计不可信，控制数也无法核对。");
    }
    if (!any && too_large(all->money[PP_COL_TOTAL])) {
        const pp_money total = all->money[PP_COL_TOTAL];
        char figure[PP_MONEY_TEXT], say[PP_SAY];
        return pp_report_plan(c, pp_column_describe(PP_COL_TOTAL)->title,
                              &(pp_note){.actual = pp_figure(total, figure)},
                              "全部采购项的合计是 %s，达到 10 亿万元；电子表格只能准确保存 15 位数字，不能准确到分。",
                              pp_say(c, total, say));
    }
    return true;
}
