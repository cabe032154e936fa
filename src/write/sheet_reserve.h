/* The inside of the sheet 中小企业预留: parameters, the two metrics and their chart (sheet_reserve.c), then the ledger
 * line by line and what is not reserved (reserve_lines.c). Where everything stands is worked out before the first cell
 * is written, because each part refers to the others. */
#ifndef PP_WRITE_SHEET_RESERVE_H
#define PP_WRITE_SHEET_RESERVE_H

#include "write/workbook.h"

/* Columns of the ledger; the tables above it use the same. */
enum {
    PP_RES_NUMBER = 0, /* A */
    PP_RES_PLACE,
    PP_RES_ITEM,
    PP_RES_KIND,
    PP_RES_AMOUNT, /* E */
    PP_RES_BRACKET,
    PP_RES_REQUIRED, /* G */
    PP_RES_RESERVED,
    PP_RES_MICRO,
    PP_RES_GAP, /* J */
    PP_RES_MODE,
    PP_RES_REASON, /* L */
    PP_RES_JUDGEMENT,
    PP_RES_COLUMNS
};

#define PP_RES_WITHIN "限额及以下"
#define PP_RES_ABOVE "限额以上"

/* A formula that says that a reason names a case of 第六条: the sheet shows every case as （一）… at its beginning. */
#define PP_RES_CASE_PATTERN "（?）*"

enum { PP_RES_FORMULA = 1024, PP_RES_POLICIES = 8 };

/* What the cells of a bracket's lines add up to, in 分. */
typedef struct pp_reserve_sums {
    size_t lines;
    pp_money amount, exempt, reserved, micro, gap;
    bool overflow;
} pp_reserve_sums;

typedef struct pp_reserve_view {
    pp_book *book;
    pp_tab *sheet;
    const pp_ledger *ledger;
    const pp_reserve_policy *policy[PP_RES_POLICIES]; /* those that lines fall under, then the Act's */
    size_t policies;
    bool act;                             /* the last of them is the Act's */
    lxw_row_t parameters, metrics, chart; /* first row of each */
    lxw_row_t lines;                      /* first row of the ledger */
    lxw_row_t row;                        /* the next to be written */
    double width[PP_RES_COLUMNS];
    size_t micros; /* rows of the table of 小微企业 */
    size_t links;
    lxw_row_t *row_of;                         /* of each line of the plan, in the ledger */
    pp_reserve_sums sums[2 * PP_RES_POLICIES]; /* as the brackets of the ledger */
    pp_reserve_sums all;
} pp_reserve_view;

/* The row (from 1) of the parameters of a policy. */
unsigned pp_reserve_parameter_row(const pp_reserve_view *view, const pp_reserve_policy *policy);

/* The row (from 1) of a bracket among the metrics. */
unsigned pp_reserve_metric_row(const pp_reserve_view *view, const pp_reserve_policy *policy, pp_bracket bracket);

/* Index of a line's bracket in the ledger, SIZE_MAX when it is in none. */
size_t pp_reserve_bracket_of(const pp_reserve_view *view, const pp_ledger_line *line);

/* The reason as the sheet shows it: with its case before it. Clean, owned by the book. */
const char *pp_reserve_reason(pp_book *book, const pp_ledger_line *line);

/* True when that text begins as PP_RES_CASE_PATTERN says. */
bool pp_reserve_names_case(const char *reason);

/* A row that heads a part of the sheet, and a heading, in which a column without a title belongs to the one before. */
void pp_reserve_band(pp_reserve_view *view, const char *title);
void pp_reserve_heading(pp_reserve_view *view, const char *const titles[PP_RES_COLUMNS]);

/* Gives the cells first..last of a column that show the text (in quotes) the colours of a style. */
void pp_reserve_colour(pp_reserve_view *view, lxw_row_t first, lxw_row_t last, lxw_col_t column, const char *text,
                       pp_style style);

/* Gives the row the height that a name over two columns and a basis over three need. */
void pp_reserve_height(pp_reserve_view *view, const char *name, const char *basis);

void pp_reserve_centre(pp_reserve_view *view, lxw_col_t column, const char *text);
void pp_reserve_number(pp_reserve_view *view, size_t number);

/* An amount: live where formula is not NULL; — for none. */
void pp_reserve_put(pp_reserve_view *view, lxw_col_t column, const char *formula, pp_money amount, pp_style style);

/* Write the tables of the metrics, and draw the chart of them. False when memory is short. */
void pp_reserve_metrics(pp_reserve_view *view);
bool pp_reserve_draw(pp_reserve_view *view);

/* Write the ledger and, below it, the lines that are not reserved. */
void pp_reserve_lines(pp_reserve_view *view);
void pp_reserve_cases(pp_reserve_view *view);

#endif
