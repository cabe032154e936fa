/* Cells of the workbook: its styles, its texts made fit for a spreadsheet, and the one way in which a cell is written.
 * Rows and columns are libxlsxwriter's, from 0. Every sheet is written strictly row by row, so that the library's
 * constant-memory mode, which flushes a row as soon as the next begins, takes the same path as its usual one. */
#ifndef PP_WRITE_CELLS_H
#define PP_WRITE_CELLS_H

#include "base/arena.h"
#include "procplan/error.h"
#include "procplan/money.h"
#include "write/told.h"

#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

typedef enum pp_style {
    PP_STYLE_TITLE,
    PP_STYLE_MARK,          /* 未通过校验 */
    PP_STYLE_CAPTION,       /* 部门名称 */
    PP_STYLE_CAPTION_RIGHT, /* 金额单位 */
    PP_STYLE_HEADING,
    PP_STYLE_TEXT,
    PP_STYLE_TEXT_GUARD, /* the same for a text that a spreadsheet would take for a formula when it is edited */
    PP_STYLE_TEXT_TOP,   /* a text that its row does not show in full: from its beginning */
    PP_STYLE_CENTRE,
    PP_STYLE_RIGHT, /* text in a column of figures */
    PP_STYLE_MONEY,
    PP_STYLE_MONEY_EXACT, /* shows the digits behind 0.01 万元 too */
    PP_STYLE_WITHIN,      /* what is left of an upper limit: red only beyond it */
    PP_STYLE_WITHIN_EXACT,
    PP_STYLE_MONEY_DISPUTED, /* differs from what its parts add up to */
    PP_STYLE_UNREADABLE,     /* the plan's text where an amount should stand */
    PP_STYLE_NUMBER,         /* 数量 */
    PP_STYLE_COUNT,
    PP_STYLE_TOTAL_TEXT,
    PP_STYLE_TOTAL_CENTRE,
    PP_STYLE_TOTAL_MONEY,
    PP_STYLE_TOTAL_EXACT,
    PP_STYLE_TOTAL_COUNT,
    PP_STYLE_BAND, /* heads a block of rows */
    PP_STYLE_GOOD, /* verdicts and severities */
    PP_STYLE_BAD,
    PP_STYLE_WARN,
    PP_STYLE_INFO,
    PP_STYLE_LINK,
    PP_STYLE_NOTE,
    PP_STYLE_SHARE,     /* 45.00% */
    PP_STYLE_SENTENCE,  /* a paragraph over the whole width */
    PP_STYLE_SIGNATURE, /* below it, to the right */
    PP_STYLE_INPUT,     /* cells to be filled in, which protection leaves open: text, */
    PP_STYLE_INPUT_CENTRE,
    PP_STYLE_INPUT_MONEY,
    PP_STYLE_INPUT_SHARE,
    PP_STYLE_COUNT_OF,
    PP_STYLE_WITH_MARKS = 3 * PP_STYLE_COUNT_OF /* every style once more on red and once more on yellow */
} pp_style;

/* What the writing of all sheets shares. */
typedef struct pp_cells {
    lxw_workbook *workbook;
    lxw_format *style[PP_STYLE_WITH_MARKS];
    lxw_format *colour[PP_STYLE_COUNT_OF]; /* only font and fill of a style, for cells whose text is a formula */
    pp_arena *arena;                       /* texts that had to be changed; lives until the workbook is closed */
    lxw_error failed;                      /* first failure of a library call that loses data */
    bool no_memory;
} pp_cells;

/* A sheet that is being written. */
typedef struct pp_tab {
    pp_cells *cells;
    lxw_worksheet *xlsx;
    size_t written;  /* cells, to be found again in the finished file */
    pp_asked *asked; /* not NULL: nothing is written, the one cell that is asked about is looked at */
} pp_tab;

enum {
    PP_XLSX_TEXT_LIMIT = 32767,   /* UTF-16 units in a cell */
    PP_XLSX_ROW_LIMIT = 1048576,  /* rows of a sheet */
    PP_XLSX_COLUMN_LIMIT = 16384, /* columns of a sheet */
    PP_XLSX_LINK_LIMIT = 65530    /* links of a sheet */
};

/* Makes the styles. False when memory is short. */
bool pp_cells_styles(pp_cells *cells);

/* The same style on a red ground, or on a yellow one. */
pp_style pp_style_marked(pp_style style, bool red);

/* Text as a cell can hold it: the text itself, or, where it has characters that XML 1.0 forbids (they become U+FFFD),
 * line ends other than LF, or what a spreadsheet would take for an escape (_x0041_), a changed copy owned by the arena.
 * Sets cells->no_memory and returns "" when memory is short. */
const char *pp_cells_clean(pp_cells *cells, const char *text);

/* pp_cells_clean of a sentence of procplan's own, cut with … where it is longer than a cell can hold. */
const char *pp_cells_sentence(pp_cells *cells, const char *text);

/* printf into the arena, then as pp_cells_sentence. */
const char *pp_cells_print(pp_cells *cells, const char *format, ...) PP_PRINTF(2, 3);

/* How many UTF-16 units the text has. */
size_t pp_text_units(const char *text);

/* True when a spreadsheet would take the text for a formula on editing it. */
bool pp_text_needs_guard(const char *text);

/* Whether a text is an amount as findings give them in 万元, 5837.65, and which: a code such as 2010301 is none. */
bool pp_text_is_amount(const char *text, pp_money *amount);

/* Width of a text in half Chinese characters, as 宋体 draws it. */
int pp_drawn_width(const char *text);

/* Width of a column in which a text of this drawn width stands on one line. */
double pp_column_width(int text_width);

/* How many lines a text takes in a column of this width when wrapped; at least 1. Rather too many than too few: where
 * 宋体 is not installed, other fonts are wider, and a row that is too low cuts its text. */
int pp_text_lines(const char *text, double column_width);

enum { PP_ROW_LINES = 25 /* lines of text that the highest row shows */ };

/* Height in points of a row of that many lines of text (a spreadsheet allows 409). */
double pp_row_height(int lines);

/* What the writer of a sheet is to fill in when the asked cell is one of first..last of a row; NULL otherwise. */
static inline pp_told *pp_asks(const pp_tab *sheet, lxw_row_t row, lxw_col_t first, lxw_col_t last)
{
    pp_asked *asked = sheet->asked;
    return asked != NULL && asked->row == row && asked->column >= first && asked->column <= last ? &asked->told : NULL;
}

/* Write a cell. Failures are kept in cells->failed. Text must be clean. */
static inline void pp_put_text(pp_tab *sheet, lxw_row_t row, lxw_col_t column, const char *text, pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, NULL, text, NULL);
        return;
    }
    const lxw_error e = worksheet_write_string(sheet->xlsx, row, column, text, sheet->cells->style[style]);
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
    sheet->written++;
}

static inline void pp_put_number(pp_tab *sheet, lxw_row_t row, lxw_col_t column, double number, pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, NULL, NULL, &number);
        return;
    }
    const lxw_error e = worksheet_write_number(sheet->xlsx, row, column, number, sheet->cells->style[style]);
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
    sheet->written++;
}

/* A formula together with the figure that it gives. */
static inline void pp_put_formula(pp_tab *sheet, lxw_row_t row, lxw_col_t column, const char *formula, double value,
                                  pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, formula, NULL, &value);
        return;
    }
    const lxw_error e =
        worksheet_write_formula_num(sheet->xlsx, row, column, formula, sheet->cells->style[style], value);
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
    sheet->written++;
}

/* A formula together with the text that it gives, which must be clean. */
static inline void pp_put_text_formula(pp_tab *sheet, lxw_row_t row, lxw_col_t column, const char *formula,
                                       const char *text, pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, formula, text, NULL);
        return;
    }
    const lxw_error e =
        worksheet_write_formula_str(sheet->xlsx, row, column, formula, sheet->cells->style[style], text);
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
    sheet->written++;
}

/* An empty cell with borders. */
void pp_put_blank(pp_tab *sheet, lxw_row_t row, lxw_col_t column, pp_style style);

/* A text that leads to a cell of this workbook: target is 'sheet'!K17. */
void pp_put_link(pp_tab *sheet, lxw_row_t row, lxw_col_t column, const char *target, const char *text);

/* Text with blanks behind it up to last_column, all one merged cell on one row. */
void pp_put_across(pp_tab *sheet, lxw_row_t row, lxw_col_t first_column, lxw_col_t last_column, const char *text,
                   pp_style style);

/* The same with a formula that gives the text. */
void pp_put_formula_across(pp_tab *sheet, lxw_row_t row, lxw_col_t first_column, lxw_col_t last_column,
                           const char *formula, const char *text, pp_style style);

/* Joins cells that have been written, the last of their rows being the row that is now written. */
void pp_put_merge(pp_tab *sheet, lxw_row_t first_row, lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column,
                  const char *text, pp_style style);

void pp_put_height(pp_tab *sheet, lxw_row_t row, double points);
void pp_put_width(pp_tab *sheet, lxw_col_t first, lxw_col_t last, double width);

/* What all sheets have in print: A4 landscape, one page wide, centred, page numbers. */
void pp_put_page(pp_tab *sheet);

#endif
