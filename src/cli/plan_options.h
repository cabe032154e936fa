/* What the commands about one plan share: reading it and checking it under the options given. */
#ifndef PP_CLI_PLAN_OPTIONS_H
#define PP_CLI_PLAN_OPTIONS_H

#include "cli.h"

typedef struct cli_checked {
    pp_plan *plan;
    pp_policy *policy;
    pp_report *report;
} cli_checked;

/* Reads operand 0 as a plan and checks it (--controls, --level, --region, --year) under the policy tables
 * (--catalog-dir); notices go to stderr. Returns CLI_OK, or CLI_FAILED after a sentence on stderr. Either way
 * cli_release is called on the result. */
int cli_check_plan(const cli_args *args, cli_checked *checked);

/* Checks a plan that has been changed once more; its old report has been freed. The same result. */
int cli_check_again(const cli_args *args, cli_checked *checked);

void cli_release(cli_checked *checked);

/* True when path is longer than the ending and has it. */
bool cli_has_ending(const char *path, const char *ending);

#endif
