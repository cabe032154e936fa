#include "plan_options.h"

#include <stdlib.h>
#include <string.h>

static void notice(void *context, const char *sentence)
{
    (void)context;
    fprintf(stderr, "说明：%s\n", sentence);
}

static bool parse_level(const char *text, pp_level *level)
{
    for (int l = PP_DRAFT; text != NULL && l < PP_LEVEL_COUNT; l++) {
        if (strcmp(text, pp_level_key((pp_level)l)) == 0 || strcmp(text, pp_level_name((pp_level)l)) == 0) {
            *level = (pp_level)l;
            return true;
        }
    }
    return text == NULL;
}

static bool parse_year(const char *text, int *year)
{
    if (text == NULL) {
        return true;
    }
    char *end;
    const long value = strtol(text, &end, 10);
    if (strlen(text) != 4 || *end != '\0' || value < 1000) {
        return false;
    }
    *year = (int)value;
    return true;
}

int cli_check_plan(const cli_args *args, cli_checked *checked)
{
    pp_error error;
    pp_check_options options = {.level = PP_DRAFT, .region = cli_value(args, "--region")};
    const pp_read_options reading = {.controls = cli_value(args, "--controls"), .notice = notice};
    *checked = (cli_checked){0};
    if (!parse_level(cli_value(args, "--level"), &options.level)) {
        return cli_usage("--level 只能是 draft（填报）、submit（送审）或 audit（自查），不能是“%s”。",
                         cli_value(args, "--level"));
    }
    if (!parse_year(cli_value(args, "--year"), &options.year)) {
        return cli_usage("--year 要写四位年度，如 2024，不能是“%s”。", cli_value(args, "--year"));
    }
    checked->plan = pp_plan_read(args->operands[0], &reading, &error);
    if (checked->plan == NULL) {
        return cli_fail(&error);
    }
    checked->report = pp_check(checked->plan, args->catalog, &options, &error);
    return checked->report == NULL ? cli_fail(&error) : CLI_OK;
}

void cli_release(cli_checked *checked)
{
    pp_report_free(checked->report);
    pp_plan_free(checked->plan);
}
