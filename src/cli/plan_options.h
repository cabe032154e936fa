/* What check and export share: reading the plan and checking it under the options given. */
#ifndef PP_CLI_PLAN_OPTIONS_H
#define PP_CLI_PLAN_OPTIONS_H

#include "cli.h"

typedef struct cli_checked {
    pp_plan *plan;
    pp_report *report;
} cli_checked;

/* Reads operand 0 as a plan and checks it (--controls, --level, --region, --year); notices go to stderr. Returns
 * CLI_OK, or CLI_FAILED after a sentence on stderr. Either way cli_release is called on the result. */
int cli_check_plan(const cli_args *args, cli_checked *checked);

void cli_release(cli_checked *checked);

#endif
