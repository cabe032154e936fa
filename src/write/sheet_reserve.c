/* The sheet 中小企业预留: the parameters that the law gives, the two metrics made with them, and their chart. */
#include "write/sheet_reserve.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD_ROWS = 2, /* title, caption; each table has a band and a heading */
    CHART_ROWS = 11,
    OTHER_ROWS = 80 /* rows of the sheet besides the lines, at most */
};

/* What the columns are at least; those of amounts grow with them. */
static const double LEAST_WIDTH[PP_RES_COLUMNS] = {6, 8, 30, 9, 13, 13, 13, 13, 13, 13, 14, 30, 16};

void pp_reserve_put(pp_reserve_view *view, lxw_col_t column, const char *formula, pp_money amount, pp_style style)
{
    if (!pp_money_known(amount)) {
        pp_put_text(view->sheet, view->row, column, "—", PP_STYLE_RIGHT);
    } else if (formula != NULL) {
        pp_put_formula(view->sheet, view->row, column, formula, pp_money_cell(amount), style);
    } else {
        pp_put_number(view->sheet, view->row, column, pp_money_cell(amount), style);
    }
}

/* ---- Layout ---- */

unsigned pp_reserve_parameter_row(const pp_reserve_view *view, const pp_reserve_policy *policy)
{
    size_t i = 0;
    while (i + 1 < view->policies && view->policy[i] != policy) {
        i++;
    }
    return (unsigned)(view->parameters + i + 1);
}

static size_t bracket_index(const pp_reserve_view *view, const pp_reserve_policy *policy, pp_bracket bracket)
{
    const size_t count = pp_ledger_brackets(view->ledger);
    for (size_t i = 0; i < count; i++) {
        const pp_ledger_bracket *b = pp_ledger_bracket_at(view->ledger, i);
        if (b->policy == policy && b->bracket == bracket) {
            return i;
        }
    }
    return SIZE_MAX;
}

size_t pp_reserve_bracket_of(const pp_reserve_view *view, const pp_ledger_line *line)
{
    return line->bracket == PP_BRACKET_NONE ? SIZE_MAX : bracket_index(view, line->policy, line->bracket);
}

unsigned pp_reserve_metric_row(const pp_reserve_view *view, const pp_reserve_policy *policy, pp_bracket bracket)
{
    return (unsigned)(view->metrics + bracket_index(view, policy, bracket) + 1);
}

static void find_policies(pp_reserve_view *view)
{
    const size_t brackets = pp_ledger_brackets(view->ledger);
    const pp_ledger_act *act = pp_ledger_act_of(view->ledger);
    for (size_t i = 0; i < brackets; i++) {
        const pp_reserve_policy *policy = pp_ledger_bracket_at(view->ledger, i)->policy;
        if (view->policies == 0 || view->policy[view->policies - 1] != policy) {
            view->policy[view->policies++] = policy;
        }
    }
    if (act->policy != NULL) {
        view->act = true;
        view->policy[view->policies++] = act->policy;
    }
}

/* Rows of the table of 小微企业: pools above the threshold, and the Act. */
static size_t micro_rows(const pp_reserve_view *view)
{
    size_t rows = view->act ? 1 : 0;
    for (size_t i = 0; i < pp_ledger_brackets(view->ledger); i++) {
        rows += pp_ledger_bracket_at(view->ledger, i)->bracket == PP_ABOVE;
    }
    return rows;
}

/* The lines of the ledger stand in the order of the form. */
static bool lay_out(pp_reserve_view *view, pp_error *error)
{
    const pp_form *form = &view->book->form;
    const size_t lines = pp_ledger_lines(view->ledger), brackets = pp_ledger_brackets(view->ledger);
    view->row_of = malloc((lines + 1) * sizeof *view->row_of);
    if (view->row_of == NULL) {
        return pp_error_memory(error);
    }
    if (!pp_rows_fit(lines + OTHER_ROWS, PP_RESERVE_SHEET, error)) {
        return false;
    }
    find_policies(view);
    const size_t metrics = brackets + (view->act ? 1 : 0);
    view->micros = micro_rows(view);
    view->parameters = (form->marked ? 1 : 0) + HEAD_ROWS + 2;
    view->metrics = (lxw_row_t)(view->parameters + (view->policies == 0 ? 1 : view->policies) + 2);
    view->chart = (lxw_row_t)(view->metrics + metrics + (view->micros == 0 ? 0 : view->micros + 1));
    view->lines = view->chart + (metrics == 0 ? 0 : CHART_ROWS) + 2;
    for (size_t i = 0; i < lines; i++) {
        view->row_of[form->order[i]] = (lxw_row_t)(view->lines + i);
    }
    return true;
}

static void add(pp_money amount, pp_money *sum, bool *overflow)
{
    *overflow |= !pp_money_add(*sum, pp_money_or_zero(amount), sum);
}

static void add_line(pp_reserve_sums *sums, const pp_ledger_line *line, bool exempt)
{
    sums->lines++;
    add(line->amount, &sums->amount, &sums->overflow);
    add(line->reserved, &sums->reserved, &sums->overflow);
    add(line->micro, &sums->micro, &sums->overflow);
    add(line->gap, &sums->gap, &sums->overflow);
    if (exempt && pp_money_known(line->amount)) {
        pp_money rest = 0;
        sums->overflow |= !pp_money_subtract(line->amount, pp_money_or_zero(line->reserved), &rest);
        add(rest, &sums->exempt, &sums->overflow);
    }
}

/* What the formulas will give: a formula is only written where it gives the ledger's figure. */
static void add_up(pp_reserve_view *view)
{
    for (size_t i = 0; i < pp_ledger_lines(view->ledger); i++) {
        const pp_ledger_line *line = pp_ledger_line_at(view->ledger, i);
        const size_t bracket = pp_reserve_bracket_of(view, line);
        if (line->judgement == PP_JUDGED_UNREADABLE) {
            continue;
        }
        const bool exempt = *line->reason != '\0' && pp_reserve_names_case(pp_reserve_reason(view->book, line));
        if (bracket < sizeof view->sums / sizeof view->sums[0]) {
            add_line(&view->sums[bracket], line, exempt);
        }
        add_line(&view->all, line, exempt);
    }
}

/* ---- Rows ---- */

void pp_reserve_band(pp_reserve_view *view, const char *title)
{
    pp_put_height(view->sheet, view->row, pp_row_height(1));
    pp_put_across(view->sheet, view->row++, 0, PP_RES_COLUMNS - 1, title, PP_STYLE_BAND);
}

void pp_reserve_heading(pp_reserve_view *view, const char *const titles[PP_RES_COLUMNS])
{
    pp_put_height(view->sheet, view->row, 24);
    for (int c = 0; c < PP_RES_COLUMNS; c++) {
        int last = c;
        while (last + 1 < PP_RES_COLUMNS && titles[last + 1] == NULL) {
            last++;
        }
        pp_put_across(view->sheet, view->row, (lxw_col_t)c, (lxw_col_t)last, titles[c], PP_STYLE_HEADING);
        c = last;
    }
    view->row++;
}

void pp_reserve_colour(pp_reserve_view *view, lxw_row_t first, lxw_row_t last, lxw_col_t column, const char *text,
                       pp_style style)
{
    lxw_conditional_format condition = {.type = LXW_CONDITIONAL_TYPE_CELL,
                                        .criteria = LXW_CONDITIONAL_CRITERIA_EQUAL_TO,
                                        .value_string = (char *)(uintptr_t)text, /* the library copies it */
                                        .format = view->sheet->cells->colour[style]};
    const lxw_error e = worksheet_conditional_format_range(view->sheet->xlsx, first, column, last, column, &condition);
    if (e != LXW_NO_ERROR) {
        view->sheet->cells->failed = e;
    }
}

/* Gives the row the height that its two long texts need. */
void pp_reserve_height(pp_reserve_view *view, const char *name, const char *basis)
{
    const int a = pp_text_lines(name, view->width[PP_RES_PLACE] + view->width[PP_RES_ITEM]);
    const int b = pp_text_lines(basis, view->width[PP_RES_GAP] + view->width[PP_RES_MODE] + view->width[PP_RES_REASON]);
    pp_put_height(view->sheet, view->row, pp_row_height(a > b ? a : b));
}

void pp_reserve_centre(pp_reserve_view *view, lxw_col_t column, const char *text)
{
    pp_put_text(view->sheet, view->row, column, text, PP_STYLE_CENTRE);
}

void pp_reserve_number(pp_reserve_view *view, size_t number)
{
    pp_put_number(view->sheet, view->row, PP_RES_NUMBER, (double)number, PP_STYLE_CENTRE);
}

/* ---- Parameters ---- */

static const char *format_day(pp_book *book, int day, const char *none)
{
    return day == 0 ? none : pp_cells_print(&book->cells, "%d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

/* Says which parameter a cell of the row holds, when it is asked about. */
static void tell_policy(pp_reserve_view *view, const pp_reserve_policy *p, bool act)
{
    static const pp_holds HOLDS[PP_RES_COLUMNS] = {[PP_RES_NUMBER] = PP_HOLDS_NUMBER,
                                                   [PP_RES_AMOUNT] = PP_HOLDS_AMOUNT,
                                                   [PP_RES_BRACKET] = PP_HOLDS_SHARE,
                                                   [PP_RES_REQUIRED] = PP_HOLDS_SHARE};
    pp_told *told = pp_asks(view->sheet, view->row, 0, PP_RES_COLUMNS - 1);
    if (told != NULL) {
        *told =
            (pp_told){.there = true,
                      .holds = act && view->sheet->asked->column == PP_RES_AMOUNT ? PP_HOLDS_TEXT
                                                                                  : HOLDS[view->sheet->asked->column],
                      .name = pp_asked_print(view->sheet->asked, "政策参数 %s", p->kind_names),
                      .how = "照政策参数表填写，不是由采购项算出的。",
                      .policy = p,
                      .act = act,
                      .amount = p->threshold};
    }
}

static void write_policy(pp_reserve_view *view, size_t index)
{
    char sure[PP_SURE_TEXT];
    const pp_reserve_policy *p = view->policy[index];
    pp_cells *cells = &view->book->cells;
    const bool act = view->act && index + 1 == view->policies;
    const char *basis = pp_cells_print(cells, "%s（%s 第 %u 行）", p->origin.basis, p->origin.file, p->origin.row);
    const char *name = pp_cells_sentence(cells, p->kind_names);
    tell_policy(view, p, act);
    pp_reserve_height(view, name, basis);
    pp_reserve_number(view, index + 1);
    pp_put_across(view->sheet, view->row, PP_RES_PLACE, PP_RES_ITEM, name, PP_STYLE_TEXT);
    pp_reserve_centre(view, PP_RES_KIND, pp_cells_sentence(cells, p->origin.region));
    if (act) {
        pp_put_text(view->sheet, view->row, PP_RES_AMOUNT, "—", PP_STYLE_RIGHT);
    } else {
        pp_put_number(view->sheet, view->row, PP_RES_AMOUNT, pp_money_cell(p->threshold), PP_STYLE_INPUT_MONEY);
    }
    pp_put_number(view->sheet, view->row, PP_RES_BRACKET, p->share / 10000.0, PP_STYLE_INPUT_SHARE);
    pp_put_number(view->sheet, view->row, PP_RES_REQUIRED, p->micro_share / 10000.0, PP_STYLE_INPUT_SHARE);
    pp_reserve_centre(view, PP_RES_RESERVED, format_day(view->book, p->origin.valid_from, "—"));
    pp_reserve_centre(view, PP_RES_MICRO, format_day(view->book, p->origin.valid_to, "现行有效"));
    pp_put_across(view->sheet, view->row, PP_RES_GAP, PP_RES_REASON, basis, PP_STYLE_TEXT);
    pp_reserve_centre(view, PP_RES_JUDGEMENT,
                      pp_cells_sentence(&view->book->cells, pp_sure_name(p->origin.sure, sure)));
    view->row++;
}

static void write_parameters(pp_reserve_view *view)
{
    static const char *const TITLES[PP_RES_COLUMNS] = {"序号",       "适用范围",     NULL,       "地区",     "限额标准",
                                                       "应预留比例", "其中小微比例", "施行日期", "截止日期", "依据",
                                                       NULL,         NULL,           "可靠程度"};
    pp_reserve_band(view, "一、适用的政策参数（浅黄底纹的单元格可以修改，下面各表随之重新计算）");
    pp_reserve_heading(view, TITLES);
    if (view->policies == 0) {
        pp_put_height(view->sheet, view->row, pp_row_height(1));
        pp_put_across(view->sheet, view->row++, 0, PP_RES_COLUMNS - 1,
                      "没有这个年度和地区现行的预留规定，请检查年度、地区，或在政策参数表 sme-reserve.csv 中补充。",
                      PP_STYLE_WARN);
    }
    for (size_t i = 0; i < view->policies; i++) {
        write_policy(view, i);
    }
}

/* ---- The sheet ---- */

static void set_widths(pp_reserve_view *view)
{
    const double amount = pp_amount_width(view->all.amount);
    for (int c = 0; c < PP_RES_COLUMNS; c++) {
        const bool grows = c >= PP_RES_AMOUNT && c <= PP_RES_GAP && amount > LEAST_WIDTH[c];
        view->width[c] = grows ? amount : LEAST_WIDTH[c];
        pp_put_width(view->sheet, (lxw_col_t)c, (lxw_col_t)c, view->width[c]);
    }
}

static void write_head(pp_reserve_view *view)
{
    pp_book *book = view->book;
    const lxw_col_t last = PP_RES_COLUMNS - 1, unit_from = PP_RES_COLUMNS - 2;
    const int year = pp_report_year(book->report);
    const char *region = pp_report_region(book->report);
    view->row = pp_put_mark(book, view->sheet, 0, last);
    pp_put_height(view->sheet, view->row, 36);
    pp_put_across(view->sheet, view->row++, 0, last,
                  year == 0 ? "面向中小企业预留份额台账"
                            : pp_cells_print(&book->cells, "%d年面向中小企业预留份额台账", year),
                  PP_STYLE_TITLE);
    const char *caption = pp_cells_print(&book->cells, "%s　地区：%s", pp_book_department(book),
                                         region == NULL || *region == '\0' ? "未填，按全国" : region);
    pp_put_height(view->sheet, view->row, pp_row_height(pp_text_lines(caption, 160)));
    pp_put_across(view->sheet, view->row, 0, unit_from - 1, caption, PP_STYLE_CAPTION);
    pp_put_across(view->sheet, view->row++, unit_from, last, "金额单位：万元", PP_STYLE_CAPTION_RIGHT);
}

bool pp_sheet_reserve(pp_book *book, pp_error *error)
{
    static const char *const TITLES[PP_RES_COLUMNS] = {
        "序号",         "位置", "采购品目", "采购类别",           "金额", "分档", "应预留", "已预留",
        "其中小微企业", "差额", "预留方式", "不预留理由（情形）", "判断"};
    pp_reserve_view view = {.book = book, .sheet = &book->tab[PP_SHEET_RESERVE], .ledger = book->ledger};
    bool ok = false;
    if (!lay_out(&view, error)) {
        goto done;
    }
    add_up(&view);
    pp_put_page(view.sheet);
    worksheet_set_margins(view.sheet->xlsx, 0.4, 0.4, 0.45, 0.55); /* the tables and the chart are to share a page */
    set_widths(&view);
    write_head(&view);
    write_parameters(&view);
    pp_reserve_metrics(&view);
    for (; view.row < view.lines - 2; view.row++) {
        /* Every row gets a height: the library takes 15 points for one without when it works out where charts end. */
        pp_put_height(view.sheet, view.row, pp_row_height(1));
    }
    pp_reserve_band(&view, "三、逐项台账");
    pp_reserve_heading(&view, TITLES);
    pp_reserve_lines(&view);
    pp_reserve_cases(&view);
    if (view.chart + 2 < view.lines && !pp_reserve_draw(&view)) {
        pp_error_memory(error);
        goto done;
    }
    worksheet_repeat_rows(view.sheet->xlsx, view.lines - 1, view.lines - 1);
    worksheet_print_area(view.sheet->xlsx, 0, 0, view.row - 1, PP_RES_COLUMNS - 1);
    ok = true;
done:
    free(view.row_of);
    return ok;
}
