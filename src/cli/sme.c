/* procplan sme: the reserve ledger, and the least change that would make it comply. */
#include "plan_options.h"

#include <stdlib.h>

/* Controls that the plan met and that the proposals move (预留份额 of the plan, of a unit …) follow it, and say so: a
 * figure that was agreed has to be agreed anew. The report is of the plan before. False after a sentence on stderr. */
static bool move_controls(const cli_args *args, cli_checked *checked)
{
    pp_error error;
    pp_report *before = checked->report;
    bool ok = cli_check_again(args, checked) == CLI_OK;
    for (size_t i = 0; ok && i < pp_report_controls(before); i++) {
        const pp_control_result *now = pp_report_control(checked->report, i);
        const pp_control *control = now->control;
        char old[PP_MONEY_TEXT], new[PP_MONEY_TEXT], origin[1024];
        if (!pp_report_control(before, i)->met || now->met) {
            continue;
        }
        pp_money_format(control->amount, PP_UNIT_WAN, PP_MONEY_FULL, old);
        pp_money_format(now->actual, PP_UNIT_WAN, PP_MONEY_FULL, new);
        snprintf(origin, sizeof origin, "按预留建议修改，原为 %s 万元", old);
        cli_print(stderr, "说明：控制数“%s%s%s”随建议由 %s 改为 %s 万元，报送前请重新核定。", control->name,
                  control->key[0] == '\0' ? "" : " ", control->key, old, new);
        ok = pp_plan_set_control(checked->plan, i, now->actual, origin, &error);
        if (!ok) {
            cli_fail(&error);
        }
    }
    pp_report_free(before);
    return ok;
}

/* Writes the plan with the proposals in it to path: a folder, a .csv or the workbook. Returns an exit status. */
static int write_mended(const cli_args *args, cli_checked *checked, const pp_proposal *proposals, size_t count,
                        const char *path)
{
    pp_error error;
    if (!pp_plan_apply(checked->plan, proposals, count, &error)) {
        return cli_fail(&error);
    }
    if (!move_controls(args, checked)) {
        return CLI_FAILED;
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
    if (cli_has_ending(path, ".csv")) {
        cli_print(stderr, "说明：.csv 只有采购项，没有部门、年度、地区和控制数；要完整的计划，请写成文件夹。");
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
    if (path != NULL && !cli_may_write_plan(path)) {
        return CLI_FAILED;
    }
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        cli_note_region(&checked);
        const pp_ledger *ledger = pp_report_ledger(checked.report);
        const bool complies = pp_ledger_verdict(ledger) == PP_COMPLIES;
        bool written = !suggest || pp_ledger_suggest(ledger, &proposals, &count, &error);
        written = written && (cli_json(args) ? pp_write_ledger_json(checked.plan, checked.report, proposals, count,
                                                                    suggest, stdout, &error)
                                             : pp_write_ledger_text(checked.plan, checked.report, proposals, count,
                                                                    suggest, stdout, cli_width(), &error));
        status = !written ? cli_fail(&error) : complies ? CLI_OK : CLI_FINDINGS;
        if (written && path != NULL) {
            const int mended = write_mended(args, &checked, proposals, count, path);
            status = mended; /* the job was to mend it, and that is done */
        }
    }
    free(proposals);
    cli_release(&checked);
    return status;
}
