/* The hidden sheet 计划附记 of a workbook that procplan wrote: what the plan has and the printed form has no cell for.
 * The form stays what counts. An entry of the sheet says what the form shows and what the plan has there; it is taken
 * only while the form still shows that, so that whatever was changed by hand on the form is read as it stands. Lines
 * are not repeated here: one that was deleted from the form is gone.
 *
 * Blocks of columns stand side by side, each with titles in row 2 and entries from row 3 on:
 *   A-C  an entry of about.csv, its text in the plan (empty: not given), what the form shows
 *   D-E  a column of the plan: its title; for one that procplan does not know the title that the form shows besides
 *   F-K  a control, in the columns of controls.csv
 *   L-N  lines first row to last row of the form, where the first of them stands in the plan (from 1); none when the
 *        order is that of the form
 *   O-T  cells of the rows first to last: their columns, what the form shows, what the plan has, its unit. Where both
 *        are empty, the form shows 0 or a sum, and the plan has empty cells.
 * Texts are escaped (pp_carried_unescape). */
#ifndef PP_READ_CARRIED_H
#define PP_READ_CARRIED_H

#include "read/grid.h"

#define PP_CARRIED_SHEET "计划附记"
#define PP_CARRIED_FORM "政府采购预算表" /* the sheet that it belongs to */

enum {
    PP_CARRIED_ABOUT = 0,
    PP_CARRIED_COLUMNS = 3,
    PP_CARRIED_CONTROLS = 5,
    PP_CARRIED_ORDER = 11,
    PP_CARRIED_CELLS = 14,
    PP_CARRIED_WIDTH = 20,
    PP_CARRIED_HEADING = 2 /* row of the titles, from 1 */
};

#define PP_CARRIED_BETWEEN "、"   /* between the columns of cells */
#define PP_CARRIED_EXTRA "附加列" /* and its number from 1 stand for a column that procplan does not know */

/* What the form shows where the plan has nothing. */
#define PP_SHOWN_NO_UNIT "（未填预算单位）"
#define PP_SHOWN_NO_DEPARTMENT "（未填部门）"
#define PP_SHOWN_UNKNOWN "无法计算"

typedef struct pp_carried pp_carried;

/* What the sheet says, in the making; NULL when memory is short. */
pp_carried *pp_carried_new(void);
void pp_carried_free(pp_carried *carried);

/* Takes a row of the sheet. A pp_row_fn. Entries that cannot be understood are passed over. False with *error on lack
 * of memory. */
bool pp_carried_row(void *carried, const pp_row *row, pp_error *error);

/* All rows of the sheet and of the form were given (pp_grid_end): gives the plan what the form could not show. The
 * controls that rows of sums made are taken away where the lines add up to them: the form itself works them out. False
 * with *error on lack of memory. */
bool pp_carried_apply(pp_carried *carried, pp_grid *grid, pp_error *error);

/* Turns \0A and its like, two hexadecimal digits of a byte, into the bytes, in place. Returns the new length; what is
 * not UTF-8 after that becomes empty. */
size_t pp_carried_unescape(char *text, size_t length);

/* Whether a row of sums that bears this name in the form's first column is read as that of the unit of this name. */
bool pp_carried_is_unit(const char *name);

#endif
