/* The sheet 政府采购情况说明: the paragraph for the budget statement, and the figures that it is made of. The paragraph
 * is a formula over the figures; its TEXT(ROUND(…),"0.00") gives the same text in every spreadsheet program. */
#include "base/text.h"
#include "model/plan.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 0, AMOUNT, SHARE, SOURCE, COLUMNS };

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {{"项目", 30}, {"金额（万元）", 18}, {"占比", 12}, {"取数", 48}};

enum { WIDTH = 108 /* of all columns */ };

/* The rows of figures, in their order. */
typedef enum figure_row {
    TOTAL,
    APPROPRIATED,
    OTHER,
    GOODS,
    WORKS,
    SERVICES,
    RESERVE,
    MICRO, /* only when the plan has the column */
    FIGURES
} figure_row;

typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    pp_statement_sums sums;
    lxw_row_t first; /* of the figures */
    lxw_row_t row;
} writer;

static unsigned row_of(const writer *w, figure_row figure)
{
    return (unsigned)w->first + (unsigned)figure + 1;
}

/* ---- Figures ---- */

/* A total of the form. False when the form is not there or shows another figure. */
static bool form_total(const writer *w, pp_column column, pp_money amount, char out[96])
{
    const pp_form *form = &w->book->form;
    const pp_column_sum *sum = &form->sum[column - PP_COL_TOTAL];
    snprintf(out, 96, "='" PP_FORM_SHEET "'!%c%u", 'A' + PP_FORM_TOTAL + (column - PP_COL_TOTAL),
             (unsigned)form->total + 1);
    return w->book->has[PP_SHEET_FORM] && !sum->overflow && sum->exact == amount;
}

/* The sum of a column behind the form. */
static bool form_column(const writer *w, pp_column column, char out[96])
{
    const pp_form *form = &w->book->form;
    char first[PP_CELL_TEXT], last[PP_CELL_TEXT];
    if (!w->book->has[PP_SHEET_FORM] || form->column[column] == PP_FORM_GAP || form->last == form->department) {
        return false;
    }
    pp_cell_name(form->department + 2, form->column[column] + 1u, first);
    pp_cell_name(form->last + 1, form->column[column] + 1u, last);
    snprintf(out, 96, "=SUM('" PP_FORM_SHEET "'!%s:%s)", first, last);
    return true;
}

/* Share of another figure, 0 when that is nothing. */
static void write_share(writer *w, figure_row of, pp_money part, pp_money whole)
{
    char formula[96];
    const unsigned row = (unsigned)w->row + 1, all = row_of(w, of);
    snprintf(formula, sizeof formula, "=IF(B%u>0,B%u/B%u,0)", all, row, all);
    pp_put_formula(w->sheet, w->row, SHARE, formula, whole > 0 ? pp_money_cell(part) / pp_money_cell(whole) : 0,
                   PP_STYLE_SHARE);
}

/* The lines of the figure whose row is next, as `pp_statement_add_up` adds them up. */
static pp_chosen lines_of(const writer *w)
{
    static const pp_chosen CHOSEN[FIGURES] = {
        [TOTAL] = {.by = PP_CHOOSE_ALL, .column = PP_COL_TOTAL},
        [APPROPRIATED] = {.by = PP_CHOOSE_ALL, .measure = PP_MEASURE_FORM, .column = PP_COL_SUBTOTAL},
        [OTHER] = {.by = PP_CHOOSE_ALL, .measure = PP_MEASURE_OTHER, .column = PP_COL_TOTAL},
        [GOODS] = {.by = PP_CHOOSE_KIND, .column = PP_COL_TOTAL, .kind = PP_GOODS},
        [WORKS] = {.by = PP_CHOOSE_KIND, .column = PP_COL_TOTAL, .kind = PP_WORKS},
        [SERVICES] = {.by = PP_CHOOSE_KIND, .column = PP_COL_TOTAL, .kind = PP_SERVICES},
        [RESERVE] = {.by = PP_CHOOSE_ALL, .column = PP_COL_RESERVE},
        [MICRO] = {.by = PP_CHOOSE_ALL, .column = PP_COL_RESERVE_MICRO}};
    return CHOSEN[w->row - w->first];
}

/* Says what a row of figures is made of, when it is asked about. */
static void tell_figure(const writer *w, bool total)
{
    pp_told *told = pp_asks(w->sheet, w->row, 0, COLUMNS - 1);
    if (told == NULL) {
        return;
    }
    const bool share = w->sheet->asked->column == SHARE && !total;
    *told = (pp_told){.there = true,
                      .holds = share                               ? PP_HOLDS_SHARE
                               : w->sheet->asked->column == AMOUNT ? PP_HOLDS_SUM
                                                                   : PP_HOLDS_TEXT,
                      .chosen = lines_of(w)};
    if (share) {
        told->how = w->row - w->first == MICRO ? "这一行的金额除以面向中小企业预留采购份额；下面是金额的采购项。"
                                               : "这一行的金额除以政府采购预算总额；下面是金额的采购项。";
    }
}

static void write_figure(writer *w, const char *name, const char *formula, pp_money amount, figure_row of,
                         const char *source)
{
    tell_figure(w, of == FIGURES);
    const bool total = of == FIGURES;
    pp_put_height(w->sheet, w->row, pp_row_height(pp_text_lines(source, HEADINGS[SOURCE].width)));
    pp_put_text(w->sheet, w->row, NAME, name, total ? PP_STYLE_TOTAL_TEXT : PP_STYLE_TEXT);
    if (formula != NULL) {
        pp_put_formula(w->sheet, w->row, AMOUNT, formula, pp_money_cell(amount),
                       total ? PP_STYLE_TOTAL_MONEY : PP_STYLE_MONEY);
    } else {
        pp_put_number(w->sheet, w->row, AMOUNT, pp_money_cell(amount), total ? PP_STYLE_TOTAL_MONEY : PP_STYLE_MONEY);
    }
    if (total) {
        pp_put_blank(w->sheet, w->row, SHARE, PP_STYLE_TOTAL_TEXT);
    } else {
        write_share(w, of, amount, of == RESERVE ? w->sums.reserve : w->sums.total);
    }
    pp_put_text(w->sheet, w->row, SOURCE, source, total ? PP_STYLE_TOTAL_TEXT : PP_STYLE_TEXT);
    w->row++;
}

static void write_figures(writer *w)
{
    static const char *const KINDS[PP_KIND_COUNT] = {"", "政府采购货物预算", "政府采购工程预算", "政府采购服务预算"};
    const pp_statement_sums *s = &w->sums;
    char f[96];
    pp_put_height(w->sheet, w->row, pp_row_height(1) + 4);
    for (int c = 0; c < COLUMNS; c++) {
        pp_put_text(w->sheet, w->row, (lxw_col_t)c, HEADINGS[c].title, PP_STYLE_HEADING);
    }
    w->row++;
    write_figure(w, "政府采购预算总额", form_total(w, PP_COL_TOTAL, s->total, f) ? f : NULL, s->total, FIGURES,
                 PP_FORM_SHEET "的合计");
    write_figure(w, "其中：财政拨款安排", form_total(w, PP_COL_SUBTOTAL, s->appropriated, f) ? f : NULL,
                 s->appropriated, TOTAL, PP_FORM_SHEET "的财政拨款小计");
    snprintf(f, sizeof f, "=ROUND(B%u-B%u,6)", row_of(w, TOTAL), row_of(w, APPROPRIATED));
    write_figure(w, "　　　其他资金安排", f, s->other, TOTAL, "预算总额减去财政拨款安排");
    for (int k = PP_GOODS; k < PP_KIND_COUNT; k++) {
        snprintf(f, sizeof f, "='" PP_SUMMARY_SHEET "'!D%u", (unsigned)w->book->kind_row[k] + 1);
        write_figure(w, KINDS[k], w->book->has[PP_SHEET_SUMMARY] ? f : NULL, s->kind[k], TOTAL,
                     "各采购项按采购类别汇总");
    }
    write_figure(w, "面向中小企业预留采购份额", form_total(w, PP_COL_RESERVE, s->reserve, f) ? f : NULL, s->reserve,
                 TOTAL, PP_FORM_SHEET "的中小企业预留份额合计；占比为占预算总额的比例");
    if (pp_money_known(s->micro)) {
        write_figure(w, "其中：面向小微企业预留", form_column(w, PP_COL_RESERVE_MICRO, f) ? f : NULL, s->micro, RESERVE,
                     "各采购项“其中小微企业”合计；占比为占预留份额的比例");
    }
}

/* ---- The paragraph ---- */

/* "…"&TEXT(ROUND(B7,2),"0.00")& */
static void add_amount(FILE *out, const writer *w, const char *before, figure_row figure)
{
    fprintf(out, "\"%s\"&TEXT(ROUND(B%u,2),\"0.00\")&", before, row_of(w, figure));
}

static void add_share(FILE *out, const writer *w, const char *before, figure_row part, figure_row whole)
{
    const unsigned a = row_of(w, part), b = row_of(w, whole);
    fprintf(out, "\"%s\"&TEXT(IF(AND(B%u>0,B%u>0),ROUND(B%u/B%u*100,2),0),\"0.00\")&", before, a, b, a, b);
}

/* The formula that gives the paragraph: the words of pp_statement. NULL when memory is short. */
static char *make_formula(const writer *w)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    const int year = pp_report_year(w->book->report);
    fputs("=\"　　\"&", out);
    if (year != 0) {
        fprintf(out, "\"%d年\"&", year);
    }
    add_amount(out, w, "政府采购预算总额 ", TOTAL);
    add_amount(out, w, " 万元，其中：财政拨款安排 ", APPROPRIATED);
    add_amount(out, w, " 万元、其他资金安排 ", OTHER);
    add_amount(out, w, " 万元。政府采购货物预算 ", GOODS);
    add_amount(out, w, " 万元、政府采购工程预算 ", WORKS);
    add_amount(out, w, " 万元、政府采购服务预算 ", SERVICES);
    add_amount(out, w, " 万元。面向中小企业预留采购份额 ", RESERVE);
    add_share(out, w, " 万元，占政府采购预算总额的 ", RESERVE, TOTAL);
    if (pp_money_known(w->sums.micro)) {
        add_amount(out, w, "%，其中：面向小微企业预留 ", MICRO);
        add_share(out, w, " 万元，占预留份额的 ", MICRO, RESERVE);
    }
    fputs("\"%。\"", out);
    const bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

/* False with *error when memory is short. */
static bool write_paragraph(writer *w, pp_error *error)
{
    char *words = pp_statement(w->book->plan, w->book->report, error);
    char *formula = words == NULL ? NULL : make_formula(w);
    if (formula != NULL) {
        const char *text = pp_cells_print(&w->book->cells, "　　%s", words);
        pp_put_height(w->sheet, w->row, pp_text_lines(text, WIDTH * 0.88) * 20 + 12); /* 12 points, spaced */
        if (w->sums.overflow) {
            pp_put_across(w->sheet, w->row++, 0, COLUMNS - 1, text, PP_STYLE_SENTENCE);
        } else {
            pp_put_formula_across(w->sheet, w->row++, 0, COLUMNS - 1, formula, text, PP_STYLE_SENTENCE);
        }
    } else if (words != NULL) {
        pp_error_memory(error);
    }
    const bool ok = formula != NULL;
    free(words);
    free(formula);
    return ok;
}

bool pp_sheet_statement(pp_book *book, pp_error *error)
{
    writer w = {
        .book = book, .sheet = &book->tab[PP_SHEET_STATEMENT], .sums = pp_statement_add_up(book->plan, book->report)};
    const int year = pp_report_year(book->report);
    pp_put_page(w.sheet);
    worksheet_set_portrait(w.sheet->xlsx);
    for (int c = 0; c < COLUMNS; c++) {
        const double wanted = c == AMOUNT ? pp_amount_width(w.sums.total) : 0;
        pp_put_width(w.sheet, (lxw_col_t)c, (lxw_col_t)c, wanted > HEADINGS[c].width ? wanted : HEADINGS[c].width);
    }
    w.row = pp_put_mark(book, w.sheet, 0, COLUMNS - 1);
    w.first = w.row + 4;
    pp_put_height(w.sheet, w.row, 36);
    pp_put_across(w.sheet, w.row++, 0, COLUMNS - 1,
                  year == 0 ? PP_STATEMENT_SHEET : pp_cells_print(&book->cells, "%d年%s", year, PP_STATEMENT_SHEET),
                  PP_STYLE_TITLE);
    const char *department = pp_book_department(book);
    pp_put_height(w.sheet, w.row, pp_row_height(pp_text_lines(department, WIDTH)));
    pp_put_across(w.sheet, w.row++, 0, COLUMNS - 1, department, PP_STYLE_CAPTION);
    if (!write_paragraph(&w, error)) {
        return false;
    }
    const lxw_row_t heading = w.row;
    write_figures(&w);
    pp_put_across(w.sheet, w.row++, 0, COLUMNS - 1, "注：金额单位换算可能存在四舍五入尾差。", PP_STYLE_NOTE);
    worksheet_repeat_rows(w.sheet->xlsx, heading, heading);
    worksheet_print_area(w.sheet->xlsx, 0, 0, w.row - 1, COLUMNS - 1);
    return true;
}
