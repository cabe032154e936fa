/* procplan diff: what has changed from one plan to another, for people, for programs and as a workbook. */
#include "plan_options.h"

/* Writes the results that were asked for. Returns an exit status. */
static int write_results(const cli_args *args, const pp_diff *diff, const char *path)
{
    pp_error error;
    const bool written = cli_json(args) ? pp_write_diff_json(diff, stdout, &error)
                                        : pp_write_diff_text(diff, stdout, cli_width(), &error);
    if (!written) {
        return cli_fail(&error);
    }
    if (path != NULL) {
        const int kept = cli_mute();
        const bool made = pp_write_diff_workbook(diff, path, &error);
        cli_unmute(kept);
        if (!made) {
            return cli_fail(&error);
        }
        cli_print(stderr, "已写出调整对照表：%s", path);
    }
    return CLI_OK;
}

int cli_diff(const cli_args *args)
{
    const char *path = cli_value(args, "-o");
    pp_error error;
    pp_plan *old = NULL, *new = NULL;
    pp_diff *diff = NULL;
    if (path != NULL && !cli_has_ending(path, ".xlsx")) {
        return cli_usage("调整对照表只能写成 .xlsx 工作簿，“%s”不是这样的文件名，请改写，例如 调整对照.xlsx。", path);
    }
    old = cli_read_plan(args, args->operands[0], &error);
    new = old == NULL ? NULL : cli_read_plan(args, args->operands[1], &error);
    diff = new == NULL ? NULL : pp_diff_new(old, new, args->catalog, &error);
    const int status = diff == NULL ? cli_fail(&error) : write_results(args, diff, path);
    pp_diff_free(diff);
    pp_plan_free(new);
    pp_plan_free(old);
    return status;
}
