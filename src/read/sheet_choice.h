/* Which sheet of a workbook is the plan. */
#ifndef PP_READ_SHEET_CHOICE_H
#define PP_READ_SHEET_CHOICE_H

#include "read/reading.h"
#include "read/xlsx.h"

/* The sheet that was chosen. */
typedef struct pp_sheet_choice {
    size_t sheet;       /* its number, from 0 */
    pp_xlsx_pass first; /* what its first rows said: when it is whole, its merged areas are known before it is read */
} pp_sheet_choice;

/* Chooses the sheet whose heading fits a plan, or the one that reading->options.sheet names; tells the user when
 * several fit. False with *error, which lists the sheets when none fits. The caller frees choice->first with
 * pp_xlsx_pass_free in any case. */
bool pp_choose_sheet(pp_reading *reading, pp_xlsx *book, const char *file, pp_sheet_choice *choice, pp_error *error);

#endif
