/* Cells of a csv file: quoted where they must be, and guarded against being taken for a formula. */
#ifndef PP_WRITE_CSV_CELLS_H
#define PP_WRITE_CSV_CELLS_H

#include "procplan/plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define PP_BYTE_ORDER_MARK "\xEF\xBB\xBF" /* by which Excel and WPS know UTF-8 */

/* A file being written; failures stay in `out`. */
typedef struct pp_csv_out {
    FILE *out;
    bool begun;      /* the row has a cell */
    size_t row_size; /* bytes of the row's texts */
} pp_csv_out;

/* Writes a cell just as it is: an amount, a word of procplan's own. */
void pp_csv_put(pp_csv_out *csv, const char *text);

/* Writes a cell that is text to the readers and to every spreadsheet program: an apostrophe goes before a text that
 * begins like a formula or with an apostrophe. */
void pp_csv_put_text(pp_csv_out *csv, const char *text);

/* Ends the row (CR LF). */
void pp_csv_end_row(pp_csv_out *csv);

/* （元） or （万元）, to stand behind a title. Static. */
const char *pp_csv_unit_mark(pp_money_unit unit);

/* Writes the lines of a plan with their heading (lines_csv.c). `alone`: no about.csv stands beside them to say the
 * unit. `path` is for messages. False with *error when memory is short or the readers would not read back what is
 * written. */
bool pp_csv_write_lines(const pp_plan *plan, pp_csv_out *csv, bool alone, const char *path, pp_error *error);

/* False for a line that names neither item, kind nor function, or has the name of a sum in their place: the readers
 * take such a row for a sum, a note or nothing at all. (lines_csv.c) */
bool pp_csv_is_line(const pp_plan *plan, size_t line);

/* The unit in which a source had the amounts of a column: an unreadable text makes sense in that one only.
 * (lines_csv.c) */
pp_money_unit pp_csv_source_unit(const pp_plan *plan, size_t source, pp_column column);

/* 控制项 of a control, a word that readers know. (plan_csv.c) */
const char *pp_csv_control_name(const pp_control *control);

/* The control's amount with as many decimals as its step says, and with more where it has more. (plan_csv.c) */
void pp_csv_format_control(const pp_control *control, pp_money_unit unit, char out[PP_MONEY_TEXT]);

/* The unit of the plan's amounts: as its 金额单位 says, 万元 when it says nothing. */
pp_money_unit pp_csv_plan_unit(const pp_plan *plan);

#endif
