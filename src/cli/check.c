/* procplan check: all findings at once. */
#include "plan_options.h"

int cli_check(const cli_args *args)
{
    cli_checked checked;
    pp_error error;
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        const bool written = cli_json(args) ? pp_write_json(checked.plan, checked.report, stdout, &error)
                                            : pp_write_text(checked.plan, checked.report, stdout, cli_width(), &error);
        const bool strict = cli_value(args, "--strict") != NULL;
        const size_t bad =
            pp_report_count(checked.report, PP_ERROR) + (strict ? pp_report_count(checked.report, PP_WARNING) : 0);
        status = !written ? cli_fail(&error) : bad > 0 ? CLI_FINDINGS : CLI_OK;
    }
    cli_release(&checked);
    return status;
}
