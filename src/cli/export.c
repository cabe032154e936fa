/* procplan export: the workbook for submission. */
#include "plan_options.h"

#include <string.h>

static bool has_ending(const char *path, const char *ending)
{
    const size_t p = strlen(path), e = strlen(ending);
    return p > e && strcmp(path + p - e, ending) == 0;
}

/* Says that the plan is not fit to be sent, and what to do. */
static int refuse(const cli_args *args, const pp_report *report)
{
    fprintf(stderr,
            "procplan：计划有 %zu 项错误，没有导出。请先运行 procplan check %s 查看并改正；确需带错误导出时加 --force，"
            "表上会标明“未通过校验”。\n",
            pp_report_count(report, PP_ERROR), args->operands[0]);
    return CLI_FINDINGS;
}

static int write_workbook(const cli_args *args, const cli_checked *checked, const char *path)
{
    char total[PP_MONEY_TEXT];
    pp_error error;
    const size_t errors = pp_report_count(checked->report, PP_ERROR);
    if (!pp_write_workbook(checked->plan, args->catalog, checked->report, path, &error)) {
        return cli_fail(&error);
    }
    pp_money_format(pp_totals_all(pp_report_totals(checked->report))->money[PP_COL_TOTAL], PP_UNIT_WAN,
                    PP_MONEY_GROUPED, total);
    printf("已导出 %zu 行，合计 %s 万元：%s\n", pp_plan_lines(checked->plan), total, path);
    if (errors > 0) {
        printf("注意：计划有 %zu 项错误，表上已标明“未通过校验”。\n", errors);
    }
    return errors > 0 ? CLI_FINDINGS : CLI_OK;
}

int cli_export(const cli_args *args)
{
    const char *path = cli_value(args, "-o");
    if (path == NULL) {
        return cli_usage("请用 -o 写明导出到哪个文件，如：procplan export %s -o 政府采购预算表.xlsx",
                         args->operands[0]);
    }
    if (!has_ending(path, ".xlsx")) {
        return cli_usage("只能导出 .xlsx 工作簿，请把“%s”改成以 .xlsx 结尾的文件名。", path);
    }
    cli_checked checked;
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        const bool fit = pp_report_count(checked.report, PP_ERROR) == 0 || cli_value(args, "--force") != NULL;
        status = fit ? write_workbook(args, &checked, path) : refuse(args, checked.report);
    }
    cli_release(&checked);
    return status;
}
