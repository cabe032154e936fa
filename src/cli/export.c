/* procplan export: the workbook for submission, or the paragraph of the statement. */
#include "plan_options.h"

#include <stdlib.h>
#include <string.h>

/* Says that there is no sheet of that name, and which there are. */
static void refuse_name(const char *name)
{
    char known[1024] = "";
    size_t used = 0;
    for (int s = 0; s < PP_SHEET_COUNT && used < sizeof known; s++) {
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", s == 0 ? "" : "、",
                                 pp_sheet_describe((pp_sheet)s)->name);
    }
    cli_usage("没有“%s”这张表，可以写的表有：%s。", name, known);
}

/* 政府采购预算表,汇总 as bits. False after a sentence on stderr. */
static bool take_names(const char *list, unsigned *sheets)
{
    char name[128];
    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        const char *wide = strstr(list, "，"); /* the full-width comma of a Chinese keyboard */
        if (wide != NULL && (size_t)(wide - list) < length) {
            length = (size_t)(wide - list);
        }
        snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), list);
        const pp_sheet sheet = pp_sheet_by_name(name);
        if (sheet == PP_SHEET_COUNT) {
            refuse_name(name);
            return false;
        }
        *sheets |= 1u << sheet;
        list += length;
        list += *list == ',' ? 1 : strncmp(list, "，", strlen("，")) == 0 ? strlen("，") : 0;
    }
    return true;
}

/* The sheets that --sheets and --for ask for. False after a sentence on stderr. */
static bool take_sheets(const cli_args *args, unsigned *sheets)
{
    const char *names = cli_value(args, "--sheets");
    const char *whom = cli_value(args, "--for");
    if (names != NULL && whom != NULL) {
        cli_usage("--sheets 和 --for 只能用一个。");
        return false;
    }
    if (whom != NULL && strcmp(whom, "bureau") != 0) {
        cli_usage("--for 只能是 bureau（报送财政部门），不能是“%s”。", whom);
        return false;
    }
    for (int s = 0; whom != NULL && s < PP_SHEET_COUNT; s++) {
        *sheets |= pp_sheet_describe((pp_sheet)s)->bureau ? 1u << s : 0;
    }
    if (names != NULL && !take_names(names, sheets)) {
        return false;
    }
    if (names != NULL && *sheets == 0) {
        cli_usage("--sheets 后面要写表名，如：--sheets 政府采购预算表,汇总。");
        return false;
    }
    return true;
}

/* Says that the plan is not fit to be sent, and what to do. */
static int refuse(const cli_args *args, const pp_report *report)
{
    cli_usage("计划有 %zu 项错误，没有导出。请先运行 procplan check %s 查看并改正；确需带错误导出时加 --force，"
              "表上会标明“未通过校验”。",
              pp_report_count(report, PP_ERROR), args->operands[0]);
    return CLI_FINDINGS;
}

static int write_workbook(const cli_args *args, const cli_checked *checked, unsigned sheets, const char *path)
{
    char total[PP_MONEY_TEXT];
    pp_error error;
    const pp_workbook_options options = {.sheets = sheets, .protect = cli_value(args, "--protect") != NULL};
    const size_t errors = pp_report_count(checked->report, PP_ERROR);
    if (!cli_write_workbook(args, checked, &options, path, &error)) {
        return cli_fail(&error);
    }
    pp_money_format(pp_totals_all(pp_report_totals(checked->report))->money[PP_COL_TOTAL], PP_UNIT_WAN,
                    PP_MONEY_GROUPED, total);
    cli_print(stdout, "已导出 %zu 行，合计 %s 万元：%s", pp_plan_lines(checked->plan), total, path);
    if (errors > 0) {
        printf("注意：计划有 %zu 项错误，表上已标明“未通过校验”。\n", errors);
    }
    return errors > 0 ? CLI_FINDINGS : CLI_OK;
}

static int print_statement(const cli_checked *checked)
{
    pp_error error;
    char *text = pp_statement(checked->plan, checked->report, &error);
    if (text == NULL) {
        return cli_fail(&error);
    }
    cli_print(stdout, "%s", text);
    free(text);
    return pp_report_count(checked->report, PP_ERROR) > 0 ? CLI_FINDINGS : CLI_OK;
}

int cli_export(const cli_args *args)
{
    const char *path = cli_value(args, "-o");
    const bool statement = cli_value(args, "--statement") != NULL;
    unsigned sheets = 0;
    if (path == NULL && !statement) {
        return cli_usage("请用 -o 写明导出到哪个文件，如：procplan export %s -o 政府采购预算表.xlsx",
                         args->operands[0]);
    }
    if (path != NULL && !cli_has_ending(path, ".xlsx")) {
        return cli_usage("只能导出 .xlsx 工作簿，“%s”不是这样的文件名，请改写，例如 政府采购预算表.xlsx。", path);
    }
    if (!take_sheets(args, &sheets)) {
        return CLI_FAILED;
    }
    cli_checked checked;
    int status = cli_check_plan(args, &checked);
    if (status == CLI_OK) {
        cli_note_region(&checked);
    }
    if (status == CLI_OK && path != NULL) {
        const bool fit = pp_report_count(checked.report, PP_ERROR) == 0 || cli_value(args, "--force") != NULL;
        status = fit ? write_workbook(args, &checked, sheets, path) : refuse(args, checked.report);
    }
    if (status == CLI_OK && statement) {
        status = print_statement(&checked);
    }
    cli_release(&checked);
    return status;
}
