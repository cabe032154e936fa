/* The sheet 预留项目执行情况公告 (财库〔2020〕46号 第十八条): the notice of the year, to be filled in with what was
 * awarded. */
#include "base/text.h"
#include "write/workbook.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER = 0, PROJECT, OPTION, AMOUNT, LINK, COLUMNS };

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {
    {"序号", 6}, {"项目名称", 34}, {"预留选项", 24}, {"面向中小企业采购金额（万元）", 20}, {"合同链接", 32}};

enum { OTHER_ROWS = 20, WIDTH = 116 /* of all columns */ };

typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    size_t count;
    lxw_row_t micro; /* row of what was bought from 小微企业; the sum stands above it, the share below */
    lxw_row_t first; /* row of the first project */
    lxw_row_t row;
} writer;

static const char *year_text(writer *w)
{
    const int year = pp_report_year(w->book->report);
    return year == 0 ? "本年" : pp_cells_print(&w->book->cells, "%d年", year);
}

static void write_across(writer *w, const char *text, pp_style style)
{
    pp_put_height(w->sheet, w->row, pp_row_height(pp_text_lines(text, WIDTH * 0.9)) + 6); /* 12 points, not 11 */
    pp_put_across(w->sheet, w->row++, 0, COLUMNS - 1, text, style);
}

/* The sentence that leads the notice: with blanks until the amounts below are filled in. */
static void write_lead(writer *w)
{
    const unsigned sum = (unsigned)w->micro, micro = sum + 1, share = sum + 2;
    const char *year = year_text(w);
    char formula[1024];
    const char *text =
        pp_cells_print(&w->book->cells,
                       "　　本部门（单位）%s预留项目面向中小企业采购共计 ____ 万元，其中，面向小微企业采购 "
                       "____ 万元，占 ____ %%。",
                       year);
    snprintf(formula, sizeof formula,
             "=\"　　本部门（单位）%s预留项目面向中小企业采购共计 \"&IF(D%u=0,\"____\",TEXT(ROUND(D%u,2),\"0.00\"))&\" "
             "万元，其中，面向小微企业采购 \"&IF(D%u=0,\"____\",TEXT(ROUND(D%u,2),\"0.00\"))&\" 万元，占 "
             "\"&IF(D%u=0,\"____\",TEXT(ROUND(D%u*100,2),\"0.00\"))&\" %%。\"",
             year, sum, sum, micro, micro, share, share);
    pp_put_height(w->sheet, w->row, pp_row_height(pp_text_lines(text, WIDTH * 0.9)) + 6);
    pp_put_formula_across(w->sheet, w->row++, 0, COLUMNS - 1, formula, text, PP_STYLE_SENTENCE);
}

static void write_head(writer *w)
{
    pp_cells *cells = &w->book->cells;
    w->row = pp_put_mark(w->book, w->sheet, 0, COLUMNS - 1);
    w->micro = w->row + 4;
    w->first = w->micro + 3;
    pp_put_height(w->sheet, w->row, 36);
    pp_put_across(w->sheet, w->row++, 0, COLUMNS - 1, "面向中小企业预留项目执行情况公告", PP_STYLE_TITLE);
    write_across(
        w,
        pp_cells_print(cells,
                       "　　根据《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）要求，现对%s%s面向中小企业"
                       "预留项目执行情况公告如下：",
                       pp_book_name(w->book), year_text(w)),
        PP_STYLE_SENTENCE);
    write_lead(w);
}

/* Says what the figures above the table, and the amounts in it, are to be. line: NULL for the former, which have a
 * name of their own. */
static void tell(writer *w, const char *name, size_t number, const pp_ledger_line *line)
{
    static const pp_holds HOLDS[COLUMNS] = {[NUMBER] = PP_HOLDS_NUMBER, [AMOUNT] = PP_HOLDS_AMOUNT};
    pp_told *told = pp_asks(w->sheet, w->row, 0, COLUMNS - 1);
    if (told != NULL) {
        const lxw_col_t column = w->sheet->asked->column;
        *told =
            (pp_told){.there = true,
                      .holds = line != NULL || column == AMOUNT ? HOLDS[column] : PP_HOLDS_TEXT,
                      .name = line == NULL ? name : pp_asked_print(w->sheet->asked, "%s %zu 项", name, number),
                      .how = line == NULL ? "由本表填写的成交金额算出，合同签订后才有数；下面是计划预留的采购项和金额。"
                                          : "面向中小企业采购金额留待合同签订后填写；下面是计划预留的采购项和金额。",
                      .chosen = {.by = line == NULL ? PP_CHOOSE_JUDGED : PP_CHOOSE_LINE,
                                 .measure = PP_MEASURE_RESERVED,
                                 .column = PP_COL_RESERVE,
                                 .line = line == NULL ? 0 : line->line}};
    }
}

/* A named figure above the table, behind three empty columns. */
static void write_figure(writer *w, const char *name, const char *formula, pp_style style)
{
    tell(w, name, 0, NULL);
    if (style == PP_STYLE_SHARE && pp_asks(w->sheet, w->row, AMOUNT, AMOUNT) != NULL) {
        w->sheet->asked->told.holds = PP_HOLDS_SHARE;
    }
    pp_put_height(w->sheet, w->row, pp_row_height(1));
    pp_put_across(w->sheet, w->row, NUMBER, OPTION, name, PP_STYLE_TOTAL_TEXT);
    if (formula != NULL) {
        pp_put_formula(w->sheet, w->row, AMOUNT, formula, 0, style);
    } else {
        pp_put_blank(w->sheet, w->row, AMOUNT, style);
    }
    pp_put_blank(w->sheet, w->row, LINK, PP_STYLE_TOTAL_TEXT);
    w->row++;
}

static void write_figures(writer *w)
{
    char formula[96];
    const unsigned sum = (unsigned)w->micro, first = (unsigned)w->first + 1;
    snprintf(formula, sizeof formula, "=SUM(D%u:D%zu)", first, first + w->count - 1);
    write_figure(w, "面向中小企业采购合计（万元，由下表相加）", w->count > 0 ? formula : "=0", PP_STYLE_TOTAL_MONEY);
    write_figure(w, "其中：面向小微企业采购（万元，请填写）", NULL, PP_STYLE_INPUT_MONEY);
    snprintf(formula, sizeof formula, "=IF(D%u>0,D%u/D%u,0)", sum, sum + 1, sum);
    write_figure(w, "面向小微企业采购占比", formula, PP_STYLE_SHARE);
}

/* The option as the table of words calls it, with what the plan adds; whole projects without a word are 整体预留. */
static const char *option_of(writer *w, const pp_ledger_line *line)
{
    const pp_policy *policy = w->book->policy;
    if (*line->mode_text != '\0') {
        return pp_cells_sentence(&w->book->cells, line->mode_text);
    }
    for (size_t i = 0; line->reserved >= line->amount && i < pp_policy_words(policy, PP_WORD_MODE); i++) {
        const pp_word *word = pp_policy_word_at(policy, PP_WORD_MODE, i);
        if (!word->with_share) {
            return pp_cells_sentence(&w->book->cells, word->word);
        }
    }
    return "";
}

static void write_project(writer *w, size_t number, const pp_ledger_line *line)
{
    const char *project = pp_book_project(w->book, line->line), *option = option_of(w, line);
    const int a = pp_text_lines(project, HEADINGS[PROJECT].width), b = pp_text_lines(option, HEADINGS[OPTION].width);
    if (a > 1 || b > 1) {
        pp_put_height(w->sheet, w->row, pp_row_height(a > b ? a : b));
    }
    tell(w, "预留项目第", number, line);
    pp_put_number(w->sheet, w->row, NUMBER, (double)number, PP_STYLE_CENTRE);
    pp_put_text(w->sheet, w->row, PROJECT, project, pp_text_needs_guard(project) ? PP_STYLE_TEXT_GUARD : PP_STYLE_TEXT);
    if (*option == '\0') {
        pp_put_blank(w->sheet, w->row, OPTION, PP_STYLE_INPUT);
    } else {
        pp_put_text(w->sheet, w->row, OPTION, option, PP_STYLE_INPUT);
    }
    pp_put_blank(w->sheet, w->row, AMOUNT, PP_STYLE_INPUT_MONEY);
    pp_put_blank(w->sheet, w->row, LINK, PP_STYLE_INPUT);
    w->row++;
}

static void write_projects(writer *w)
{
    size_t number = 0;
    pp_put_height(w->sheet, w->row, pp_row_height(2));
    for (int c = 0; c < COLUMNS; c++) {
        pp_put_text(w->sheet, w->row, (lxw_col_t)c, HEADINGS[c].title, PP_STYLE_HEADING);
    }
    w->row++;
    for (size_t i = 0; i < pp_ledger_lines(w->book->ledger); i++) {
        const pp_ledger_line *line = pp_ledger_line_at(w->book->ledger, w->book->form.order[i]);
        if (line->reserved > 0) {
            write_project(w, ++number, line);
        }
    }
    if (number == 0) {
        pp_put_across(w->sheet, w->row++, 0, COLUMNS - 1, "本年度没有面向中小企业预留的项目。", PP_STYLE_TEXT);
    } else {
        pp_lists_offer(w->book, w->sheet, PP_LIST_MODE, w->first, OPTION, w->row - 1, OPTION);
    }
}

static void write_tail(writer *w)
{
    write_across(w, pp_book_name(w->book), PP_STYLE_SIGNATURE);
    write_across(w, "　　　　年　　月　　日", PP_STYLE_SIGNATURE);
    write_across(
        w,
        "填写说明：浅黄底纹的单元格在合同签订后填写。预留选项为设置专门采购包、要求以联合体形式参加或者要求合同分包的，"
        "请同时写明预留给中小企业的比例。",
        PP_STYLE_NOTE);
}

bool pp_sheet_notice(pp_book *book, pp_error *error)
{
    writer w = {.book = book, .sheet = &book->tab[PP_SHEET_NOTICE]};
    for (size_t i = 0; i < pp_ledger_lines(book->ledger); i++) {
        w.count += pp_ledger_line_at(book->ledger, i)->reserved > 0;
    }
    if (!pp_rows_fit(w.count + OTHER_ROWS, PP_NOTICE_SHEET, error)) {
        return false;
    }
    pp_put_page(w.sheet);
    worksheet_set_portrait(w.sheet->xlsx);
    for (int c = 0; c < COLUMNS; c++) {
        const double wanted = c == AMOUNT ? pp_amount_width(book->form.sum[0].exact) : 0;
        pp_put_width(w.sheet, (lxw_col_t)c, (lxw_col_t)c, wanted > HEADINGS[c].width ? wanted : HEADINGS[c].width);
    }
    write_head(&w);
    write_figures(&w);
    write_projects(&w);
    write_tail(&w);
    worksheet_repeat_rows(w.sheet->xlsx, w.first - 1, w.first - 1);
    worksheet_print_area(w.sheet->xlsx, 0, 0, w.row - 1, COLUMNS - 1);
    return true;
}
