/* The two charts of the sheet 汇总. They show cells of that sheet, and the figures given here until something
 * recalculates them. */
#ifndef PP_WRITE_CHARTS_H
#define PP_WRITE_CHARTS_H

#include "write/cells.h"

#define PP_CHART_RESERVED "中小企业预留份额"
#define PP_CHART_NOT_RESERVED "未预留"

enum { PP_CHART_ROWS = 11 /* rows that a chart takes, with the gap below it */ };

/* Columns for the three kinds, which stand in the rows from `first` on: names in B, figures in D. The chart's corner is
 * at row and column. False when memory is short. */
bool pp_chart_kinds(pp_tab *sheet, lxw_row_t first, const double *kinds, lxw_row_t row, lxw_col_t column);

/* The same as a pie for what is reserved and what is not. */
bool pp_chart_reserve(pp_tab *sheet, lxw_row_t first, const double *reserve, lxw_row_t row, lxw_col_t column);

#endif
