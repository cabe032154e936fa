/* procplan explain: where a figure comes from. */
#include "plan_options.h"

int cli_explain(const cli_args *args)
{
    cli_checked checked;
    pp_error error;
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        cli_note_region(&checked);
        pp_explanation *e = pp_explain(checked.plan, args->catalog, checked.report, args->operands[1], &error);
        const bool written =
            e != NULL && (cli_json(args) ? pp_write_explanation_json(checked.plan, e, stdout, &error)
                                         : pp_write_explanation_text(checked.plan, e, stdout, cli_width(), &error));
        status = written ? CLI_OK : cli_fail(&error);
        pp_explanation_free(e);
    }
    cli_release(&checked);
    return status;
}
