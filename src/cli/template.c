/* procplan template: a workbook to fill in. */
#include "plan_options.h"

#include <stdlib.h>
#include <string.h>

enum { USUAL_ROWS = 200 };

/* --rows as a number; false after a sentence on stderr. */
static bool take_rows(const char *text, size_t *rows)
{
    if (text == NULL) {
        *rows = USUAL_ROWS;
        return true;
    }
    char *end;
    const unsigned long value = strtoul(text, &end, 10);
    if (strspn(text, "0123456789") != strlen(text) || value < 1 || value > PP_TEMPLATE_ROWS) {
        cli_usage("--rows 要写 1 到 %d 之间的行数，不能是“%s”。", PP_TEMPLATE_ROWS, text);
        return false;
    }
    *rows = value;
    return true;
}

int cli_template(const cli_args *args)
{
    pp_error error;
    pp_template_options options = {.department = cli_value(args, "--department"),
                                   .region = cli_value(args, "--region")};
    const char *path = cli_value(args, "-o");
    if (path == NULL || !cli_has_ending(path, ".xlsx")) {
        return cli_usage("请用 -o 写明生成哪个 .xlsx 文件，如：procplan template -o 填报表.xlsx");
    }
    if (!cli_take_year(args, &options.year) || !take_rows(cli_value(args, "--rows"), &options.rows) ||
        !cli_may_write(path, cli_value(args, "--force") != NULL,
                       "请换一个名称；确实要用空白的填报表代替它时，加上 --force")) {
        return CLI_FAILED;
    }
    pp_policy *policy = pp_policy_load(args->catalog_dir, &error);
    if (policy == NULL) {
        return cli_fail(&error);
    }
    const int kept = cli_mute();
    const bool written = pp_write_template(args->catalog, policy, path, &options, &error);
    cli_unmute(kept);
    pp_policy_free(policy);
    if (!written) {
        return cli_fail(&error);
    }
    cli_print(stdout, "已生成填报表（%zu 行）：%s", options.rows, path);
    cli_say("说明", "填好后用 procplan check 检查，没有错误时用 procplan export 生成报送的表。");
    return CLI_OK;
}
