/* procplan sme: the reserve ledger, and the least change that would make it comply. */
#include "plan_options.h"

#include <stdlib.h>
#include <string.h>

/* Writes the plan with the proposals in it to path: a folder, a .csv or the workbook. Returns an exit status. */
static int write_mended(const cli_args *args, cli_checked *checked, const pp_proposal *proposals, size_t count,
                        const char *path)
{
    pp_error error;
    if (!pp_plan_apply(checked->plan, proposals, count, &error)) {
        return cli_fail(&error);
    }
    if (!cli_has_ending(path, ".xlsx")) {
        if (!pp_write_plan(checked->plan, path, &error)) {
            return cli_fail(&error);
        }
    } else {
        pp_report_free(checked->report); /* the workbook shows how the mended plan stands */
        const int status = cli_check_again(args, checked);
        if (status != CLI_OK) {
            return status;
        }
        if (!cli_write_workbook(args, checked, NULL, path, &error)) {
            return cli_fail(&error);
        }
    }
    cli_print(stderr, "已写入按建议修改后的计划：%s", path);
    return CLI_OK;
}

int cli_sme(const cli_args *args)
{
    cli_checked checked;
    pp_error error;
    pp_proposal *proposals = NULL;
    size_t count = 0;
    const char *path = cli_value(args, "-o");
    const bool suggest = cli_value(args, "--suggest") != NULL;
    if (path != NULL && !suggest) {
        return cli_usage("-o 写出的是按建议修改后的计划，要和 --suggest 一起用。");
    }
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        const pp_ledger *ledger = pp_report_ledger(checked.report);
        const bool compliant = pp_ledger_compliant(ledger);
        bool written = !suggest || pp_ledger_suggest(ledger, &proposals, &count, &error);
        written = written && (cli_json(args) ? pp_write_ledger_json(checked.plan, checked.report, proposals, count,
                                                                    suggest, stdout, &error)
                                             : pp_write_ledger_text(checked.plan, checked.report, proposals, count,
                                                                    suggest, stdout, cli_width(), &error));
        status = !written ? cli_fail(&error) : compliant ? CLI_OK : CLI_FINDINGS;
        if (written && path != NULL) {
            const int mended = write_mended(args, &checked, proposals, count, path);
            status = mended; /* the job was to mend it, and that is done */
        }
    }
    free(proposals);
    cli_release(&checked);
    return status;
}
