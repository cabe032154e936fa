/* Words that the text, the JSON and the sheet of a comparison share. */
#ifndef PP_WRITE_DIFF_WORDS_H
#define PP_WRITE_DIFF_WORDS_H

#include "procplan/diff.h"

#include <stddef.h>

/* 上年, where the new plan's year follows the old one's, else 原计划. Static. */
const char *pp_diff_before(const pp_diff *diff);

/* How much a total has changed, in hundredths of a percent rounded half up, with its sign. False where there is no
 * percentage: a total that is not known, or was 0 or less. */
bool pp_diff_percent(const pp_total_change *total, int64_t *hundredths);

enum { PP_PERCENT_TEXT = 32 };

/* That as text, -4.54; "" where there is none. Returns out. */
char *pp_diff_percent_text(const pp_total_change *total, char out[PP_PERCENT_TEXT]);

/* An amount for people, 5,837.65, with all its digits where two decimals would hide what differs; （空） for none and
 * “text” for an unreadable cell. With `sign`, a plus stands before what is above 0. Returns out. */
enum { PP_DIFF_VALUE = 256 };
char *pp_diff_amount_text(pp_money amount, bool exact, bool sign, char out[PP_DIFF_VALUE]);

/* 数量 without zeros behind the point; （空） for none. Returns out, or a static text. */
const char *pp_diff_quantity_text(int64_t millionths, char out[PP_DIFF_VALUE]);

/* The old and the new value of a cell for people, and, for amounts, how it changed: 合计 45.00 → 60.00（+15.00）. A
 * long text is cut with …. Returns out. */
enum { PP_DIFF_CELL = 1024 };
char *pp_diff_cell_text(const pp_cell_change *cell, char out[PP_DIFF_CELL]);

/* What a control is about: 预算单位 办公厅本级 中小企业预留份额. Returns out. */
char *pp_diff_control_name(const pp_control *control, char out[PP_DIFF_CELL]);

/* What a control demands: = 6,289.03. Returns out. */
char *pp_diff_demand(const pp_control *control, char out[PP_DIFF_VALUE]);

/* A place as people find it: plan.csv 第12行, 表.xlsx!表 K17; only the file's own name. "" for none. Returns out. */
char *pp_diff_place(const pp_place *place, char out[PP_DIFF_VALUE]);

/* What a line is, for people: 办公厅本级 [2010301] [A02010105]台式计算机 项目. A long text is cut with …. Returns out.
 */
char *pp_diff_line_text(const pp_plan *plan, size_t line, char out[PP_DIFF_CELL]);

/* The column 预留方式 is only in the new plan …: a whole sentence. Returns out. */
char *pp_diff_lone_text(const pp_lone_column *lone, char out[PP_DIFF_CELL]);

#endif
