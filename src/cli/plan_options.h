/* What the commands about one plan share: reading it and checking it under the options given. */
#ifndef PP_CLI_PLAN_OPTIONS_H
#define PP_CLI_PLAN_OPTIONS_H

#include "cli.h"

typedef struct cli_checked {
    pp_plan *plan;
    pp_policy *policy;
    pp_report *report;
} cli_checked;

/* Reads a plan (--controls, --sheet, --encoding, --columns, as far as the command has them); notices go to stderr.
 * Returns what the caller frees with pp_plan_free, or NULL with *error. */
pp_plan *cli_read_plan(const cli_args *args, const char *path, pp_error *error);

/* Reads operand 0 as a plan and checks it (--controls, --level, --region, --year) under the policy tables
 * (--catalog-dir); notices go to stderr. Returns CLI_OK, or CLI_FAILED after a sentence on stderr. Either way
 * cli_release is called on the result. */
int cli_check_plan(const cli_args *args, cli_checked *checked);

/* Checks a plan that has been changed once more; its old report has been freed. The same result. */
int cli_check_again(const cli_args *args, cli_checked *checked);

/* Says on stderr when the plan's region has no rows of its own: for the commands that do not list the findings. */
void cli_note_region(const cli_checked *checked);

/* Leads stderr to nowhere while a workbook is written: the library for workbooks puts English lines there when the disk
 * is full, before the error that says it in the user's language. Returns what cli_unmute restores it from; -1, and
 * nothing is changed, where that cannot be done. */
int cli_mute(void);
void cli_unmute(int kept);

/* Writes the workbook of a checked plan (pp_write_workbook), muted. */
bool cli_write_workbook(const cli_args *args, const cli_checked *checked, const pp_workbook_options *options,
                        const char *path, pp_error *error);

/* The value of --year as a number; *year is left alone when it was not given. False after a sentence on stderr. */
bool cli_take_year(const cli_args *args, int *year);

/* Today in China as yyyymmdd: the real day, or that of SOURCE_DATE_EPOCH for results that can be made again. A moment
 * whose year has more than four digits is taken for a mistake. */
int cli_today(void);

void cli_release(cli_checked *checked);

/* True when the name of the file is longer than the ending and has it, in any case: .xlsx alone is no workbook. */
bool cli_has_ending(const char *path, const char *ending);

/* Whether a plan may be written to path: the ending must be of a kind that is written, and nothing may stand there
 * unless `replace`. False after a sentence on stderr, with the remedy for what stands there. */
bool cli_may_write(const char *path, bool replace, const char *remedy);

/* The same for commands that replace a workbook, as export does, and nothing else. */
bool cli_may_write_plan(const char *path);

#endif
