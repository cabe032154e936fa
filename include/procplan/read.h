/* Reading plans from files. */
#ifndef PROCPLAN_READ_H
#define PROCPLAN_READ_H

#include "api.h"
#include "error.h"
#include "plan.h"

/* Called with each thing that the reader decided and the user should know (a whole Chinese sentence). */
typedef void (*pp_notice_fn)(void *context, const char *sentence);

typedef struct pp_read_options {
    const char *controls; /* a controls.csv to use instead of the plan's own; NULL: its own */
    const char *sheet;    /* the sheet of a workbook to read; NULL: the one whose heading fits */
    const char *encoding; /* of a csv or text (GB18030, UTF-16LE …); NULL: found out from the whole file */
    const char *columns;  /* titles of the columns of a table without a usable heading, with commas between; NULL: as
                             the heading and the sums say */
    pp_notice_fn notice;  /* NULL: say nothing */
    void *notice_context;
} pp_read_options;

/* Reads a plan from a folder (about.csv, plan.csv, controls.csv), a .csv file or a workbook (.xlsx, .xlsm). options may
 * be NULL. Returns what the caller frees with pp_plan_free, or NULL with *error, which names file, row and column. */
PP_API pp_plan *pp_plan_read(const char *path, const pp_read_options *options, pp_error *error);

#endif
