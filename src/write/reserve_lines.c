/* The lower half of the sheet 中小企业预留: the ledger line by line, and the lines that are not reserved by their
 * cases. */
#include "write/sheet_reserve.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { TAIL_ROWS = 16 }; /* what may follow the last list */

/* The reason of the row begins with a case, as PP_RES_CASE_PATTERN says. */
#define CASE_TEST "LEFT(L%u)&MID(L%u,3,1)=\"（）\""

/* ---- Reasons ---- */

bool pp_reserve_names_case(const char *reason)
{
    const char *end = reason + strlen(reason);
    return pp_utf8_next(&reason, end) == 0xFF08 && reason < end && pp_utf8_next(&reason, end) != 0 && reason < end &&
           pp_utf8_next(&reason, end) == 0xFF09;
}

const char *pp_reserve_reason(pp_book *book, const pp_ledger_line *line)
{
    if (line->exemption == NULL) {
        return pp_cells_clean(&book->cells, line->reason);
    }
    char begin[32];
    const int n = snprintf(begin, sizeof begin, "（%s）", line->exemption->numeral);
    return strncmp(line->reason, begin, (size_t)n) == 0 ? pp_cells_clean(&book->cells, line->reason)
                                                        : pp_cells_print(&book->cells, "%s%s", begin, line->reason);
}

/* ---- What the formulas give ---- */

/* Whether a line has figures to go by. */
static bool is_judged(const pp_ledger_line *line)
{
    return line->judgement != PP_JUDGED_UNREADABLE;
}

static bool has_bracket(const pp_ledger_line *line)
{
    return line->bracket != PP_BRACKET_NONE && line->policy != NULL;
}

static bool pool_is_short(const pp_reserve_view *view, const pp_ledger_line *line)
{
    const size_t i = pp_reserve_bracket_of(view, line);
    return i != SIZE_MAX && pp_ledger_bracket_at(view->ledger, i)->gap > 0;
}

static pp_money expected_required(const pp_ledger_line *line, bool names_case)
{
    const pp_money suitable = names_case ? line->reserved : line->amount;
    return line->bracket == PP_WITHIN ? suitable : pp_share_of(suitable, line->policy->share);
}

static pp_money expected_gap(const pp_reserve_view *view, const pp_ledger_line *line)
{
    if (line->bracket == PP_ABOVE && !pool_is_short(view, line)) {
        return 0;
    }
    return line->required > line->reserved ? line->required - line->reserved : 0;
}

static pp_judgement expected_judgement(const pp_reserve_view *view, const pp_ledger_line *line, bool names_case)
{
    if (line->reserved >= line->amount) {
        return PP_JUDGED_WHOLE;
    }
    if (names_case) {
        return PP_JUDGED_EXEMPT;
    }
    if (line->bracket == PP_ABOVE) {
        return pool_is_short(view, line) ? PP_JUDGED_POOL_SHORT : PP_JUDGED_POOL_MET;
    }
    return *line->reason == '\0' ? PP_JUDGED_NEEDS_REASON : PP_JUDGED_BAD_REASON;
}

/* ---- For who asks ---- */

/* Says what a cell of a row is made of, when it is asked about. line: NULL for the row of sums. listed: in the lists of
 * what is not reserved. */
static void tell(pp_reserve_view *view, const pp_ledger_line *line, bool listed)
{
    static const struct {
        pp_holds holds;
        pp_measure measure;
    } TOLD[PP_RES_COLUMNS] = {[PP_RES_NUMBER] = {PP_HOLDS_NUMBER, PP_MEASURE_AMOUNT},
                              [PP_RES_PLACE] = {PP_HOLDS_TEXT, PP_MEASURE_AMOUNT},
                              [PP_RES_ITEM] = {PP_HOLDS_TEXT, PP_MEASURE_AMOUNT},
                              [PP_RES_KIND] = {PP_HOLDS_TEXT, PP_MEASURE_AMOUNT},
                              [PP_RES_AMOUNT] = {PP_HOLDS_SUM, PP_MEASURE_AMOUNT},
                              [PP_RES_BRACKET] = {PP_HOLDS_TEXT, PP_MEASURE_AMOUNT},
                              [PP_RES_REQUIRED] = {PP_HOLDS_SUM, PP_MEASURE_REQUIRED},
                              [PP_RES_RESERVED] = {PP_HOLDS_SUM, PP_MEASURE_RESERVED},
                              [PP_RES_MICRO] = {PP_HOLDS_SUM, PP_MEASURE_MICRO},
                              [PP_RES_GAP] = {PP_HOLDS_SUM, PP_MEASURE_GAP},
                              [PP_RES_MODE] = {PP_HOLDS_TEXT, PP_MEASURE_RESERVED},
                              [PP_RES_REASON] = {PP_HOLDS_TEXT, PP_MEASURE_UNRESERVED},
                              [PP_RES_JUDGEMENT] = {PP_HOLDS_TEXT, PP_MEASURE_GAP}};
    pp_told *told = pp_asks(view->sheet, view->row, 0, PP_RES_COLUMNS - 1);
    if (told == NULL) {
        return;
    }
    const lxw_col_t column = view->sheet->asked->column;
    *told = (pp_told){.there = true,
                      .holds = line == NULL && column < PP_RES_AMOUNT ? PP_HOLDS_TEXT : TOLD[column].holds,
                      .chosen = {.by = line == NULL ? PP_CHOOSE_JUDGED : PP_CHOOSE_LINE,
                                 .measure = TOLD[column].measure,
                                 .line = line == NULL ? 0 : line->line}};
    if (listed && column == PP_RES_REQUIRED) {
        told->chosen.measure = PP_MEASURE_UNRESERVED;
    } else if (listed && column > PP_RES_RESERVED) { /* one cell with the reason, then the judgement */
        told->holds = PP_HOLDS_TEXT;
        told->chosen.measure = PP_MEASURE_UNRESERVED;
    }
}

/* ---- Cells of a line ---- */

/* Where the line stands: a link to its row on the form, else its row in the user's file. */
static void write_place(pp_reserve_view *view, size_t line)
{
    char text[32];
    if (!view->book->has[PP_SHEET_FORM]) {
        snprintf(text, sizeof text, "第 %u 行", (unsigned)pp_plan_place(view->book->plan, line, PP_NO_COLUMN).row);
        pp_put_text(view->sheet, view->row, PP_RES_PLACE, text, PP_STYLE_CENTRE);
        return;
    }
    lxw_row_t row = 0;
    lxw_col_t column = 0;
    char target[96];
    pp_form_where(&view->book->form, line, PP_COL_TOTAL, &row, &column);
    pp_cell_name(row + 1, column + 1u, text);
    if (view->links < PP_XLSX_LINK_LIMIT) {
        view->links++;
        snprintf(target, sizeof target, "'" PP_FORM_SHEET "'!%s", text);
        pp_put_link(view->sheet, view->row, PP_RES_PLACE, target, text);
    } else {
        pp_put_text(view->sheet, view->row, PP_RES_PLACE, text, PP_STYLE_TEXT);
    }
}

static pp_style text_style(const char *text)
{
    return pp_text_needs_guard(text) ? PP_STYLE_TEXT_GUARD : PP_STYLE_TEXT;
}

/* The item, and how many lines of text it takes. */
static int write_item(pp_reserve_view *view, size_t line)
{
    int width = 0;
    const char *item = pp_form_item(view->book, line, &width);
    pp_put_text(view->sheet, view->row, PP_RES_ITEM, item, text_style(item));
    return pp_column_width(width) <= view->width[PP_RES_ITEM] && strchr(item, '\n') == NULL
               ? 1
               : pp_text_lines(item, view->width[PP_RES_ITEM]);
}

static int write_text(pp_reserve_view *view, lxw_col_t column, const char *text, bool input)
{
    if (*text == '\0') {
        pp_put_blank(view->sheet, view->row, column, input ? PP_STYLE_INPUT : PP_STYLE_TEXT);
        return 1;
    }
    pp_put_text(view->sheet, view->row, column, text, input ? PP_STYLE_INPUT : text_style(text));
    return pp_text_lines(text, view->width[column]);
}

static void write_kind(pp_reserve_view *view, const pp_ledger_line *line)
{
    const char *kind = line->kind == PP_KIND_NONE
                           ? pp_cells_clean(&view->book->cells, pp_plan_text(view->book->plan, line->line, PP_COL_KIND))
                           : pp_kind_name(line->kind);
    pp_put_text(view->sheet, view->row, PP_RES_KIND, kind,
                pp_text_needs_guard(kind) ? PP_STYLE_TEXT_GUARD : PP_STYLE_CENTRE);
}

static void write_amount(pp_reserve_view *view, lxw_col_t column, const pp_ledger_line *line, pp_column source,
                         pp_money amount)
{
    char formula[96];
    const bool live = pp_money_known(amount) && pp_form_refers(view->book, line->line, source, amount, formula);
    pp_reserve_put(view, column, live ? formula : NULL, amount, PP_STYLE_MONEY);
}

/* An amount that nothing is worked out from stands as text, so that no sum counts it. */
static void write_unjudged(pp_reserve_view *view, const pp_ledger_line *line)
{
    char text[PP_MONEY_TEXT];
    const pp_money amount = pp_plan_amount(view->book->plan, line->line);
    pp_money_format(amount, PP_UNIT_WAN, PP_MONEY_GROUPED, text);
    pp_put_text(view->sheet, view->row, PP_RES_AMOUNT,
                amount == PP_MONEY_UNREADABLE ? "无法读取"
                : amount == PP_MONEY_NONE     ? "未填"
                                              : text,
                PP_STYLE_UNREADABLE);
}

/* Bracket and required reserve (an amount is rounded to 分 before it is compared: on the form it may be a sum, which in
 * doubles comes out a little above what it is), as formulas where they give what the ledger says. */
static void write_required(pp_reserve_view *view, const pp_ledger_line *line, bool names_case)
{
    const unsigned r = (unsigned)view->row + 1, p = pp_reserve_parameter_row(view, line->policy);
    const bool within = line->amount <= line->policy->threshold;
    const char *bracket = line->bracket == PP_WITHIN ? PP_RES_WITHIN : PP_RES_ABOVE;
    char f[PP_RES_FORMULA];
    snprintf(f, sizeof f, "=IF(ROUND(E%u,6)<=$E$%u,\"" PP_RES_WITHIN "\",\"" PP_RES_ABOVE "\")", r, p);
    if (within == (line->bracket == PP_WITHIN)) {
        pp_put_text_formula(view->sheet, view->row, PP_RES_BRACKET, f, bracket, PP_STYLE_CENTRE);
    } else {
        pp_put_text(view->sheet, view->row, PP_RES_BRACKET, bracket, PP_STYLE_CENTRE);
    }
    /* What suits: all of it, or, when the rest has a reason, what is reserved. */
    snprintf(f, sizeof f,
             "=IF(ROUND(E%u,6)<=$E$%u,IF(" CASE_TEST ",H%u,E%u),ROUNDUP(ROUND(IF(" CASE_TEST ",H%u,E%u)*$F$%u,8),6))",
             r, p, r, r, r, r, r, r, r, r, p);
    pp_reserve_put(view, PP_RES_REQUIRED, expected_required(line, names_case) == line->required ? f : NULL,
                   line->required, PP_STYLE_MONEY);
}

/* What the line lacks. Above the threshold only while its pool does. */
static void write_gap(pp_reserve_view *view, const pp_ledger_line *line)
{
    const unsigned r = (unsigned)view->row + 1;
    char f[PP_RES_FORMULA];
    snprintf(f, sizeof f, "=IF(AND(ROUND(E%u,6)>$E$%u,$J$%u=0),0,MAX(0,ROUND(G%u-H%u,6)))", r,
             pp_reserve_parameter_row(view, line->policy), pp_reserve_metric_row(view, line->policy, PP_ABOVE), r, r);
    pp_reserve_put(view, PP_RES_GAP, expected_gap(view, line) == line->gap ? f : NULL, line->gap, PP_STYLE_MONEY);
}

/* The judgement, by its number in the hidden list: the names themselves would make up half of the sheet. */
static int write_judgement(pp_reserve_view *view, const pp_ledger_line *line, bool names_case)
{
    const char *name = pp_judgement_name(line->judgement);
    char names[96], f[PP_RES_FORMULA];
    if (!has_bracket(line) || expected_judgement(view, line, names_case) != line->judgement ||
        !pp_lists_range(view->book, PP_LIST_JUDGEMENT, names)) {
        pp_put_text(view->sheet, view->row, PP_RES_JUDGEMENT, name, PP_STYLE_CENTRE);
    } else {
        const unsigned r = (unsigned)view->row + 1;
        snprintf(f, sizeof f,
                 "=INDEX(%s,IF(ROUND(H%u-E%u,6)>=0,%d,IF(" CASE_TEST
                 ",%d,IF(ROUND(E%u,6)>$E$%u,IF($J$%u>0,%d,%d),IF(L%u=\"\",%d,%d)))))",
                 names, r, r, PP_JUDGED_WHOLE + 1, r, r, PP_JUDGED_EXEMPT + 1, r,
                 pp_reserve_parameter_row(view, line->policy), pp_reserve_metric_row(view, line->policy, PP_ABOVE),
                 PP_JUDGED_POOL_SHORT + 1, PP_JUDGED_POOL_MET + 1, r, PP_JUDGED_NEEDS_REASON + 1,
                 PP_JUDGED_BAD_REASON + 1);
        pp_put_text_formula(view->sheet, view->row, PP_RES_JUDGEMENT, f, name, PP_STYLE_CENTRE);
    }
    return pp_text_lines(name, view->width[PP_RES_JUDGEMENT]);
}

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static void write_line(pp_reserve_view *view, size_t number, const pp_ledger_line *line)
{
    const char *reason = *line->reason == '\0' ? "" : pp_reserve_reason(view->book, line);
    const bool names_case = pp_reserve_names_case(reason), judged = is_judged(line);
    const bool partly = has_bracket(line) && line->reserved < line->amount;
    static const lxw_col_t FIGURES[] = {PP_RES_REQUIRED, PP_RES_RESERVED, PP_RES_MICRO, PP_RES_GAP};
    tell(view, line, false);
    pp_put_number(view->sheet, view->row, PP_RES_NUMBER, (double)number, PP_STYLE_CENTRE);
    write_place(view, line->line);
    int lines = write_item(view, line->line);
    write_kind(view, line);
    if (judged) {
        write_amount(view, PP_RES_AMOUNT, line, PP_COL_TOTAL, line->amount);
        write_amount(view, PP_RES_RESERVED, line, PP_COL_RESERVE, line->reserved);
        write_amount(view, PP_RES_MICRO, line, PP_COL_RESERVE_MICRO, line->micro);
    } else {
        write_unjudged(view, line);
    }
    if (has_bracket(line)) {
        write_required(view, line, names_case);
        write_gap(view, line);
    } else {
        pp_put_text(view->sheet, view->row, PP_RES_BRACKET, "—", PP_STYLE_CENTRE);
        for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++) {
            if (!judged || FIGURES[i] == PP_RES_REQUIRED || FIGURES[i] == PP_RES_GAP) {
                pp_reserve_put(view, FIGURES[i], NULL, PP_MONEY_NONE, PP_STYLE_MONEY);
            }
        }
    }
    const char *mode = pp_cells_clean(&view->book->cells, line->mode_text);
    lines = max_of(lines, write_text(view, PP_RES_MODE, mode, line->reserved > 0));
    lines = max_of(lines, write_text(view, PP_RES_REASON, reason, partly));
    lines = max_of(lines, write_judgement(view, line, names_case));
    if (lines > 1) {
        pp_put_height(view->sheet, view->row, pp_row_height(lines));
    }
    view->row++;
}

/* ---- The ledger ---- */

/* Colours the judgements, which are formulas, by what they say. */
static void colour_judgements(pp_reserve_view *view, lxw_row_t first, lxw_row_t last)
{
    static const struct {
        pp_judgement judgement;
        pp_style style;
    } COLOURS[] = {{PP_JUDGED_NEEDS_REASON, PP_STYLE_BAD}, {PP_JUDGED_BAD_REASON, PP_STYLE_BAD},
                   {PP_JUDGED_UNREADABLE, PP_STYLE_BAD},   {PP_JUDGED_POOL_SHORT, PP_STYLE_WARN},
                   {PP_JUDGED_NO_POLICY, PP_STYLE_WARN},   {PP_JUDGED_WHOLE, PP_STYLE_GOOD},
                   {PP_JUDGED_EXEMPT, PP_STYLE_GOOD},      {PP_JUDGED_POOL_MET, PP_STYLE_GOOD}};
    for (size_t i = 0; i < sizeof COLOURS / sizeof COLOURS[0]; i++) {
        char value[128];
        snprintf(value, sizeof value, "\"%s\"", pp_judgement_name(COLOURS[i].judgement));
        pp_reserve_colour(view, first, last, PP_RES_JUDGEMENT, value, COLOURS[i].style);
    }
}

static void write_total(pp_reserve_view *view)
{
    const unsigned first = (unsigned)view->lines + 1, last = (unsigned)view->row;
    const lxw_row_t row = view->row;
    const bool micro = pp_plan_has(view->book->plan, PP_COL_RESERVE_MICRO);
    const struct {
        bool there;
        pp_money sum;
    } SUMS[PP_RES_COLUMNS] = {[PP_RES_AMOUNT] = {true, view->all.amount},
                              [PP_RES_RESERVED] = {true, view->all.reserved},
                              [PP_RES_MICRO] = {micro, view->all.micro},
                              [PP_RES_GAP] = {true, view->all.gap}};
    tell(view, NULL, false);
    pp_put_height(view->sheet, row, pp_row_height(1));
    pp_put_across(view->sheet, row, PP_RES_NUMBER, PP_RES_KIND, "合计", PP_STYLE_TOTAL_CENTRE);
    for (int c = PP_RES_AMOUNT; c < PP_RES_COLUMNS; c++) {
        char f[64];
        snprintf(f, sizeof f, "=SUM(%c%u:%c%u)", 'A' + c, first, 'A' + c, last);
        if (SUMS[c].there && last >= first && !view->all.overflow) {
            pp_put_formula(view->sheet, row, (lxw_col_t)c, f, pp_money_cell(SUMS[c].sum), PP_STYLE_TOTAL_MONEY);
        } else {
            pp_put_blank(view->sheet, row, (lxw_col_t)c, PP_STYLE_TOTAL_MONEY);
        }
    }
    view->row++;
}

void pp_reserve_lines(pp_reserve_view *view)
{
    const size_t count = pp_ledger_lines(view->ledger);
    for (size_t i = 0; i < count; i++) {
        write_line(view, i + 1, pp_ledger_line_at(view->ledger, view->book->form.order[i]));
    }
    if (count > 0) {
        const lxw_row_t last = view->row - 1;
        pp_lists_offer(view->book, view->sheet, PP_LIST_MODE, view->lines, PP_RES_MODE, last, PP_RES_MODE);
        pp_lists_offer(view->book, view->sheet, PP_LIST_CASE, view->lines, PP_RES_REASON, last, PP_RES_REASON);
        colour_judgements(view, view->lines, last);
    }
    write_total(view);
}

/* ---- What is not reserved, by cases ---- */

/* One list: lines whose reason names this case, or that stand so. */
typedef struct listed {
    const pp_exemption *exemption; /* NULL: by judgement */
    pp_judgement judgement[2];
} listed;

static bool belongs(const pp_ledger_line *line, const listed *list)
{
    if (list->exemption != NULL) {
        return line->exemption == list->exemption && is_judged(line) && line->reserved < line->amount;
    }
    return line->judgement == list->judgement[0] || line->judgement == list->judgement[1];
}

static void write_listed(pp_reserve_view *view, size_t number, const pp_ledger_line *line)
{
    const unsigned r = (unsigned)view->row + 1, source = (unsigned)view->row_of[line->line] + 1;
    const lxw_row_t row = view->row;
    char f[64];
    tell(view, line, true);
    pp_put_number(view->sheet, row, PP_RES_NUMBER, (double)number, PP_STYLE_CENTRE);
    write_place(view, line->line);
    int lines = write_item(view, line->line);
    write_kind(view, line);
    snprintf(f, sizeof f, "=E%u", source);
    pp_reserve_put(view, PP_RES_AMOUNT, f, line->amount, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=F%u", source);
    if (has_bracket(line)) {
        pp_put_text_formula(view->sheet, row, PP_RES_BRACKET, f,
                            line->bracket == PP_WITHIN ? PP_RES_WITHIN : PP_RES_ABOVE, PP_STYLE_CENTRE);
    } else {
        pp_put_text(view->sheet, row, PP_RES_BRACKET, "—", PP_STYLE_CENTRE);
    }
    snprintf(f, sizeof f, "=ROUND(E%u-H%u,6)", r, r);
    pp_reserve_put(view, PP_RES_REQUIRED, f, line->amount - line->reserved, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=H%u", source);
    pp_reserve_put(view, PP_RES_RESERVED, f, line->reserved, PP_STYLE_MONEY);
    snprintf(f, sizeof f, "=M%u", source);
    const char *reason = *line->reason == '\0' ? "" : pp_reserve_reason(view->book, line);
    pp_put_across(view->sheet, row, PP_RES_MICRO, PP_RES_REASON, reason, text_style(reason));
    pp_put_text_formula(view->sheet, row, PP_RES_JUDGEMENT, f, pp_judgement_name(line->judgement), PP_STYLE_CENTRE);
    const double width =
        view->width[PP_RES_MICRO] + view->width[PP_RES_GAP] + view->width[PP_RES_MODE] + view->width[PP_RES_REASON];
    lines = max_of(lines, pp_text_lines(reason, width));
    lines = max_of(lines, pp_text_lines(pp_judgement_name(line->judgement), view->width[PP_RES_JUDGEMENT]));
    if (lines > 1) {
        pp_put_height(view->sheet, row, pp_row_height(lines));
    }
    view->row++;
}

/* A list under its title, as far as the sheet has rows. */
static void write_list(pp_reserve_view *view, const char *title, const listed *list)
{
    const size_t count = pp_ledger_lines(view->ledger);
    const char *head = title;
    size_t number = 0;
    double width = 0;
    for (size_t i = 0; i < count; i++) {
        number += belongs(pp_ledger_line_at(view->ledger, i), list);
    }
    for (int c = 0; c < PP_RES_COLUMNS; c++) {
        width += view->width[c];
    }
    head = number == 0 ? pp_cells_print(&view->book->cells, "%s：无", title)
                       : pp_cells_print(&view->book->cells, "%s：%zu 项", title, number);
    pp_put_height(view->sheet, view->row, pp_row_height(pp_text_lines(head, width)));
    pp_put_across(view->sheet, view->row++, 0, PP_RES_COLUMNS - 1, head, PP_STYLE_TOTAL_TEXT);
    number = 0;
    for (size_t i = 0; i < count && view->row < PP_XLSX_ROW_LIMIT - TAIL_ROWS; i++) {
        const pp_ledger_line *line = pp_ledger_line_at(view->ledger, view->book->form.order[i]);
        if (belongs(line, list)) {
            write_listed(view, ++number, line);
        }
    }
}

void pp_reserve_cases(pp_reserve_view *view)
{
    static const char *const TITLES[PP_RES_COLUMNS] = {
        "序号", "位置", "采购品目", "采购类别", "金额", "分档", "未预留", "已预留", "理由", NULL, NULL, NULL, "判断"};
    static const listed REASON = {.judgement = {PP_JUDGED_NEEDS_REASON, PP_JUDGED_BAD_REASON}};
    static const listed SHORT = {.judgement = {PP_JUDGED_POOL_SHORT, PP_JUDGED_POOL_SHORT}};
    pp_reserve_band(view, "四、未预留的项目（按导出时的情况归类）");
    pp_reserve_heading(view, TITLES);
    for (size_t i = 0; i < pp_policy_exemptions(view->book->policy); i++) {
        const listed list = {.exemption = pp_policy_exemption_at(view->book->policy, i)};
        write_list(view,
                   pp_cells_print(&view->book->cells, "情形（%s）%s", list.exemption->numeral, list.exemption->text),
                   &list);
    }
    write_list(view, "限额及以下、尚需说明理由或全额预留", &REASON);
    write_list(view, "限额以上、合计未达比例，需增加预留或说明理由", &SHORT);
    if (view->row >= PP_XLSX_ROW_LIMIT - TAIL_ROWS) {
        pp_put_across(view->sheet, view->row++, 0, PP_RES_COLUMNS - 1,
                      "其余项目超出了工作表的行数，没有列出，见“三、逐项台账”。", PP_STYLE_NOTE);
    }
    pp_put_across(view->sheet, view->row++, 0, PP_RES_COLUMNS - 1,
                  "注：不预留理由是《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第六条所列的五种情形。"
                  "应预留金额进到分；在本表填写的理由不会写回计划，请同时写进计划的“不预留理由”一列。",
                  PP_STYLE_NOTE);
}
