/* procplan convert: the plan in another form, as it is. */
#include "plan_options.h"

#include <string.h>

/* The workbook with the form alone: what else export makes is made from the plan and not part of it. Returns an exit
 * status; *errors is how many findings at error level the form is marked for. */
static int write_form(const cli_args *args, cli_checked *checked, const char *path, size_t *errors)
{
    pp_error error;
    const pp_workbook_options options = {.sheets = 1u << PP_SHEET_FORM, .exact = true};
    checked->policy = pp_policy_load(args->catalog_dir, &error);
    if (checked->policy == NULL) {
        return cli_fail(&error);
    }
    const int status = cli_check_again(args, checked);
    if (status != CLI_OK) {
        return status;
    }
    *errors = pp_report_count(checked->report, PP_ERROR);
    return cli_write_workbook(args, checked, &options, path, &error) ? CLI_OK : cli_fail(&error);
}

/* How many things of the plan a csv has no room for: entries besides the unit, and controls. */
static size_t left_out(const pp_plan *plan)
{
    size_t count = pp_plan_controls(plan);
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        count += k != PP_ABOUT_UNIT && pp_plan_about(plan, (pp_about_key)k) != NULL;
    }
    return count;
}

/* Says what was written: lines, total, place. Returns an exit status. */
static int say_written(const cli_args *args, const pp_plan *plan, const char *path, size_t errors)
{
    char total[PP_MONEY_TEXT];
    pp_error error;
    pp_totals *totals = pp_totals_new(plan, args->catalog, &error);
    if (totals == NULL) {
        return cli_fail(&error);
    }
    const pp_sum *all = pp_totals_all(totals);
    pp_money_format(all->money[PP_COL_TOTAL], PP_UNIT_WAN, PP_MONEY_GROUPED, total);
    cli_print(stdout, "已写出 %zu 行，合计 %s 万元：%s", pp_plan_lines(plan),
              all->overflow ? "（太大，无法相加）" : total, path);
    pp_totals_free(totals);
    if (cli_has_ending(path, ".csv") && left_out(plan) > 0) {
        cli_say("说明", ".csv 只有采购项，没有写出部门、年度、地区和控制数；要完整的计划，请写成文件夹或 .xlsx。");
    }
    if (pp_plan_budget(plan) != NULL && (cli_has_ending(path, ".csv") || cli_has_ending(path, ".xlsx"))) {
        cli_say("说明", "部门预算的其他各表没有写出，它们只能写进文件夹；要连同它们的，请写成文件夹。");
    }
    if (errors > 0) {
        char sentence[256];
        snprintf(sentence, sizeof sentence, "计划有 %zu 项错误，表上已标明“未通过校验”。请用 procplan check 查看。",
                 errors);
        cli_say("说明", sentence);
    }
    return CLI_OK;
}

int cli_convert(const cli_args *args)
{
    cli_checked checked = {0};
    pp_error error;
    size_t errors = 0;
    const char *path = cli_value(args, "-o");
    if (path == NULL) {
        return cli_usage(
            "请用 -o 写明转换成什么，如：procplan convert %s -o 我的计划文件夹（或 计划.csv、计划.xlsx）。",
            args->operands[0]);
    }
    if (!cli_may_write(path, cli_value(args, "--force") != NULL,
                       "请换一个名称；确实要用新的内容代替它时，加上 --force")) {
        return CLI_FAILED;
    }
    checked.plan = cli_read_plan(args, args->operands[0], &error);
    int status = checked.plan == NULL ? cli_fail(&error) : CLI_OK;
    if (status == CLI_OK && cli_has_ending(path, ".xlsx")) {
        status = write_form(args, &checked, path, &errors);
    } else if (status == CLI_OK && !pp_write_plan(checked.plan, path, &error)) {
        status = cli_fail(&error);
    }
    if (status == CLI_OK) {
        status = say_written(args, checked.plan, path, errors);
    }
    cli_release(&checked);
    return status;
}
