/* procplan check: all findings at once. */
#include "plan_options.h"

static void notice(void *context, const char *sentence)
{
    (void)context;
    cli_say("说明", sentence);
}

/* Writes the copy with marks. Returns CLI_OK, or CLI_FAILED after a sentence on stderr. */
static int write_marks(const cli_args *args, const cli_checked *checked, const char *path)
{
    char sentence[1024];
    pp_error error;
    pp_returned_summary summary;
    (void)fflush(stdout); /* what is said here comes after the findings on a terminal too */
    const pp_returned_options options = {.today = cli_today(), .notice = notice};
    if (!pp_write_returned(checked->plan, checked->report, args->operands[0], path, &options, &summary, &error)) {
        return cli_fail(&error);
    }
    snprintf(sentence, sizeof sentence, "已写出标注后的工作簿“%s”：标出 %zu 个单元格，第一张表是“校验回执”。", path,
             summary.cells);
    cli_say("说明", sentence);
    if (summary.comments < summary.cells) {
        snprintf(sentence, sizeof sentence,
                 "有问题的单元格太多，批注只写在前 %zu 格，其余 %zu 格只标颜色，问题见“校验回执”。", summary.comments,
                 summary.cells - summary.comments);
        cli_say("说明", sentence);
    }
    return CLI_OK;
}

int cli_check(const cli_args *args)
{
    const char *path = cli_value(args, "--mark");
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
        if (written && path != NULL && write_marks(args, &checked, path) == CLI_FAILED) {
            status = CLI_FAILED;
        }
    }
    cli_release(&checked);
    return status;
}
