/* The sheet 校验结果: every finding, with a link to the cell that it is about. */
#include "base/file.h"
#include "base/text.h"
#include "write/workbook.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER = 0, SEVERITY, RULE, PLACE, MESSAGE, ACTUAL, EXPECTED, DIFFERENCE, FIX, BASIS, COLUMNS };

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {{"序号", 7},  {"级别", 8},  {"规则", 11}, {"位置", 30},     {"问题", 46},
                       {"实际", 14}, {"应为", 14}, {"差额", 13}, {"处理办法", 46}, {"依据", 32}};

enum { HEAD_ROWS = 3, TAIL_ROWS = 4 }; /* rows that are no findings, at least */

typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    lxw_row_t row;
    size_t links;
    double widest[COLUMNS]; /* width that the content of each column needs */
} writer;

/* The place in the user's own file: plan.csv L12. Without its folders: the sheet goes to others, whom this machine's do
 * not concern. */
static const char *source_text(writer *w, const pp_place *where)
{
    char cell[PP_CELL_TEXT];
    const char *file = where->file == NULL ? "" : pp_base_name(where->file);
    const char *mark = where->sheet == NULL ? "" : "!";
    const char *sheet = where->sheet == NULL ? "" : where->sheet;
    pp_cell_name(where->row, where->column, cell);
    if (*cell != '\0') {
        return pp_cells_print(&w->book->cells, "%s%s%s %s", file, mark, sheet, cell);
    }
    if (where->row > 0) {
        return pp_cells_print(&w->book->cells, "%s%s%s 第 %u 行", file, mark, sheet, (unsigned)where->row);
    }
    return pp_cells_print(&w->book->cells, "%s%s%s", file, mark, sheet);
}

/* The row of 汇总 that shows the control of this place; 0 when it is of none (row 0 is the title). */
static lxw_row_t control_row(const writer *w, const pp_place *where)
{
    const size_t count = pp_report_controls(w->book->report);
    if (where->file == NULL || where->row == 0) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        const pp_control *control = pp_report_control(w->book->report, i)->control;
        if (control->row == where->row && strcmp(control->file, where->file) == 0) {
            return w->book->control_row[i];
        }
    }
    return 0;
}

/* ---- Widths ---- */

/* A text of a finding that a column shows; NULL when there is none. */
static const char *text_of(const pp_finding *finding, int column)
{
    switch (column) {
    case MESSAGE:
        return finding->message;
    case ACTUAL:
        return finding->actual;
    case EXPECTED:
        return finding->expected;
    case DIFFERENCE:
        return finding->difference;
    case FIX:
        return finding->fix;
    case BASIS:
        return finding->basis;
    default:
        return NULL;
    }
}

/* A row cannot be higher than PP_ROW_LINES lines: columns with longer texts become wider, so that nothing is lost. */
static void set_widths(writer *w)
{
    enum { SHORT = 100, STEP = 10, WIDEST = 180 }; /* SHORT: bytes that always fit */
    const size_t count = pp_report_findings(w->book->report);
    for (int c = 0; c < COLUMNS; c++) {
        w->widest[c] = HEADINGS[c].width;
    }
    for (size_t i = 0; i < count; i++) {
        const pp_finding *finding = pp_report_finding(w->book->report, i);
        for (int c = MESSAGE; c < COLUMNS; c++) {
            const char *text = text_of(finding, c);
            while (text != NULL && strlen(text) > SHORT && w->widest[c] < WIDEST &&
                   pp_text_lines(text, w->widest[c]) > PP_ROW_LINES) {
                w->widest[c] += STEP;
            }
        }
    }
}

/* ---- Rows ---- */

/* Writes where a finding is: in this workbook, as a link, and in the file that it came from. Returns the text. */
static const char *write_place(writer *w, const pp_finding *finding)
{
    char cell[PP_CELL_TEXT];
    const char *source = source_text(w, &finding->where);
    const char *sheet = NULL, *text = source;
    lxw_row_t row = 0;
    lxw_col_t column = 0;
    if (w->book->has[PP_SHEET_FORM] && finding->line >= 0 && (size_t)finding->line < pp_plan_lines(w->book->plan)) {
        pp_form_where(&w->book->form, (size_t)finding->line, finding->column, &row, &column);
        sheet = PP_FORM_SHEET;
        pp_cell_name(row + 1, column + 1u, cell);
        text = *source == '\0' ? pp_cells_print(&w->book->cells, "%s", cell)
                               : pp_cells_print(&w->book->cells, "%s（%s）", cell, source);
    } else if (w->book->has[PP_SHEET_SUMMARY] && (row = control_row(w, &finding->where)) > 0) {
        sheet = PP_SUMMARY_SHEET;
        column = 3;
        pp_cell_name(row + 1, column + 1u, cell);
        text = pp_cells_print(&w->book->cells, "%s!%s（%s）", sheet, cell, source);
    }
    if (sheet != NULL && w->links < PP_XLSX_LINK_LIMIT) {
        w->links++;
        pp_put_link(w->sheet, w->row, PLACE, pp_cells_print(&w->book->cells, "'%s'!%s", sheet, cell), text);
    } else {
        pp_put_text(w->sheet, w->row, PLACE, text, PP_STYLE_TEXT);
    }
    return text;
}

static const char *write_value(writer *w, lxw_col_t column, const char *value)
{
    pp_money amount = 0;
    if (value == NULL || *value == '\0') {
        pp_put_blank(w->sheet, w->row, column, PP_STYLE_TEXT);
        return "";
    }
    if (pp_text_is_amount(value, &amount)) {
        char shown[PP_MONEY_TEXT];
        const double width =
            pp_column_width((int)pp_money_format(amount, PP_UNIT_WAN, PP_MONEY_EXACT, shown) + (int)strlen(shown) / 4);
        w->widest[column] = width > w->widest[column] ? width : w->widest[column];
        pp_put_number(w->sheet, w->row, column, pp_money_cell(amount), PP_STYLE_MONEY_EXACT);
        return "";
    }
    const char *text = pp_cells_sentence(&w->book->cells, value);
    pp_put_text(w->sheet, w->row, column, text, PP_STYLE_RIGHT);
    return text;
}

static const char *write_sentence(writer *w, lxw_col_t column, const char *text)
{
    const char *clean = text == NULL ? "" : pp_cells_sentence(&w->book->cells, text);
    const bool top = strlen(clean) > PP_XLSX_TEXT_LIMIT / 10; /* of what no row can show, the beginning is seen */
    pp_put_text(w->sheet, w->row, column, clean,
                pp_text_needs_guard(clean) ? PP_STYLE_TEXT_GUARD
                : top                      ? PP_STYLE_TEXT_TOP
                                           : PP_STYLE_TEXT);
    return clean;
}

static pp_style severity_style(pp_severity severity)
{
    return severity == PP_ERROR ? PP_STYLE_BAD : severity == PP_WARNING ? PP_STYLE_WARN : PP_STYLE_INFO;
}

/* Says what a cell of the row is about, when it is asked about. */
static void tell(writer *w, const pp_finding *finding)
{
    pp_told *told = pp_asks(w->sheet, w->row, 0, COLUMNS - 1);
    if (told == NULL) {
        return;
    }
    const lxw_col_t column = w->sheet->asked->column;
    const bool value = column >= ACTUAL && column <= DIFFERENCE;
    *told = (pp_told){.there = true,
                      .holds = column == NUMBER ? PP_HOLDS_NUMBER : PP_HOLDS_TEXT,
                      .name = pp_asked_print(w->sheet->asked, "校验结果 %s %s（%s）", finding->rule->id,
                                             finding->rule->title, HEADINGS[column].title),
                      .how = finding->message,
                      .chosen = {.measure = column == ACTUAL ? PP_MEASURE_RESERVED : PP_MEASURE_CELL},
                      .finding = finding};
    const char *text = value ? text_of(finding, column) : NULL;
    if (text != NULL && pp_text_is_amount(text, &told->amount)) {
        told->holds = PP_HOLDS_AMOUNT;
    }
}

static void write_finding(writer *w, size_t index)
{
    const pp_finding *finding = pp_report_finding(w->book->report, index);
    const char *texts[COLUMNS] = {0};
    int lines = 1;
    tell(w, finding);
    pp_put_number(w->sheet, w->row, NUMBER, (double)index + 1, PP_STYLE_COUNT);
    pp_put_text(w->sheet, w->row, SEVERITY, pp_severity_name(finding->severity), severity_style(finding->severity));
    pp_put_text(w->sheet, w->row, RULE, finding->rule->id, PP_STYLE_CENTRE);
    texts[PLACE] = write_place(w, finding);
    texts[MESSAGE] = write_sentence(w, MESSAGE, finding->message);
    texts[ACTUAL] = write_value(w, ACTUAL, finding->actual);
    texts[EXPECTED] = write_value(w, EXPECTED, finding->expected);
    texts[DIFFERENCE] = write_value(w, DIFFERENCE, finding->difference);
    texts[FIX] = write_sentence(w, FIX, finding->fix);
    texts[BASIS] = write_sentence(w, BASIS, finding->basis);
    for (int c = 0; c < COLUMNS; c++) {
        const int needed = texts[c] == NULL ? 1 : pp_text_lines(texts[c], w->widest[c]);
        lines = needed > lines ? needed : lines;
    }
    if (lines > 1) {
        pp_put_height(w->sheet, w->row, pp_row_height(lines));
    }
    w->row++;
}

/* The other rows: a text over the whole width. */
static void write_across(writer *w, const char *text, pp_style style)
{
    pp_put_across(w->sheet, w->row++, 0, COLUMNS - 1, text, style);
}

static void write_head(writer *w)
{
    const pp_report *report = w->book->report;
    const bool failed = pp_report_count(report, PP_ERROR) > 0;
    const char *region = pp_report_region(report);
    const int year = pp_report_year(report);
    const char *when = year == 0 ? "" : pp_cells_print(&w->book->cells, "，%d 年", year);
    const char *counts = pp_cells_print(&w->book->cells, "%s。校验级别：%s%s%s%s。", pp_book_counts(w->book),
                                        pp_level_name(pp_report_level(report)), when, region == NULL ? "" : "，",
                                        region == NULL ? "" : region);
    pp_put_height(w->sheet, w->row, 36);
    write_across(w, failed ? "校验结果（未通过校验）" : "校验结果", failed ? PP_STYLE_MARK : PP_STYLE_TITLE);
    write_across(w, counts, PP_STYLE_CAPTION);
    pp_put_height(w->sheet, w->row, 24);
    for (int c = 0; c < COLUMNS; c++) {
        pp_put_text(w->sheet, w->row, (lxw_col_t)c, HEADINGS[c].title, PP_STYLE_HEADING);
    }
    w->row++;
}

static void write_not_checked(writer *w)
{
    const size_t count = pp_report_not_checked(w->book->report);
    double width = 0;
    for (int c = PLACE; c < COLUMNS; c++) {
        width += HEADINGS[c].width;
    }
    if (count == 0) {
        return;
    }
    w->row++;
    write_across(w, pp_cells_print(&w->book->cells, "没有校验的规则（%zu 条）", count), PP_STYLE_BAND);
    for (size_t i = 0; i < count; i++) {
        const pp_not_checked *skipped = pp_report_not_checked_at(w->book->report, i);
        const char *reason = pp_cells_sentence(&w->book->cells, skipped->reason);
        const int lines = pp_text_lines(reason, width);
        if (lines > 1) {
            pp_put_height(w->sheet, w->row, pp_row_height(lines));
        }
        pp_put_number(w->sheet, w->row, NUMBER, (double)i + 1, PP_STYLE_COUNT);
        pp_put_text(w->sheet, w->row, SEVERITY, "未校验", PP_STYLE_CENTRE);
        pp_put_text(w->sheet, w->row, RULE, skipped->rule, PP_STYLE_CENTRE);
        pp_put_across(w->sheet, w->row++, PLACE, COLUMNS - 1, reason, PP_STYLE_TEXT);
    }
}

bool pp_sheet_findings(pp_book *book, pp_error *error)
{
    (void)error; /* what can fail here is kept in book->cells */
    writer w = {.book = book, .sheet = &book->tab[PP_SHEET_FINDINGS]};
    const size_t count = pp_report_findings(book->report);
    const size_t room = PP_XLSX_ROW_LIMIT - HEAD_ROWS - TAIL_ROWS - pp_report_not_checked(book->report);
    pp_put_page(w.sheet);
    set_widths(&w);
    write_head(&w);
    const lxw_row_t first = w.row;
    for (size_t i = 0; i < count && i < room; i++) {
        write_finding(&w, i);
    }
    if (count == 0) {
        write_across(&w, "未发现问题（0 项）", PP_STYLE_GOOD);
    } else {
        worksheet_autofilter(w.sheet->xlsx, first - 1, 0, w.row - 1, COLUMNS - 1);
    }
    if (count > room) {
        write_across(&w,
                     pp_cells_print(&book->cells,
                                    "另有 %zu 项超出了工作表的行数，没有列出，请用 procplan check 查看全部。",
                                    count - room),
                     PP_STYLE_BAD);
    }
    write_not_checked(&w);
    for (int c = 0; c < COLUMNS; c++) {
        pp_put_width(w.sheet, (lxw_col_t)c, (lxw_col_t)c, w.widest[c]);
    }
    worksheet_freeze_panes(w.sheet->xlsx, first, 0);
    worksheet_repeat_rows(w.sheet->xlsx, first - 1, first - 1);
    worksheet_print_area(w.sheet->xlsx, 0, 0, w.row - 1, COLUMNS - 1);
    return true;
}
