#include "plan_options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static void notice(void *context, const char *sentence)
{
    (void)context;
    cli_say("说明", sentence);
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

bool cli_take_year(const cli_args *args, int *year)
{
    const char *text = cli_value(args, "--year");
    if (text == NULL) {
        return true;
    }
    char *end;
    const long value = strtol(text, &end, 10);
    if (strlen(text) != 4 || *end != '\0' || value < 1000) {
        cli_usage("--year 要写四位年度，如 2024，不能是“%s”。", text);
        return false;
    }
    *year = (int)value;
    return true;
}

/* The day of a moment in China, as yyyymmdd; 0 before 1970 and beyond the year 9999. Worked out here, because the C
 * library opens the file of the machine's time zone even for UTC, and check opens nothing but its input; the whole
 * country keeps UTC+8. */
static int day_in_china(time_t moment)
{
    enum { AHEAD = 8 * 60 * 60, DAY = 24 * 60 * 60, DAYS_OF_400_YEARS = 146097, LAST_YEAR = 9999 };
    if (moment < 0 || moment / DAY > (time_t)LAST_YEAR * 366) {
        return 0;
    }
    const long days = (long)((moment + AHEAD) / DAY) + 719468; /* since 1 March of the year 0 */
    const long of_era = days % DAYS_OF_400_YEARS;
    const long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const long march_month = (5 * of_year + 2) / 153; /* 0: March */
    const long day = of_year - (153 * march_month + 2) / 5 + 1;
    const long month = march_month < 10 ? march_month + 3 : march_month - 9;
    const long year = year_of_era + days / DAYS_OF_400_YEARS * 400 + (month <= 2);
    return year > LAST_YEAR ? 0 : (int)(year * 10000 + month * 100 + day);
}

int cli_today(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH"); // NOLINT(concurrency-mt-unsafe): one thread
    char *end = NULL;
    if (epoch != NULL && epoch[0] != '\0') {
        errno = 0;
        const time_t given = (time_t)strtoll(epoch, &end, 10);
        const int day = errno == 0 && *end == '\0' && given > 0 ? day_in_china(given) : 0;
        if (day != 0) {
            return day;
        }
    }
    return day_in_china(time(NULL));
}

int cli_check_again(const cli_args *args, cli_checked *checked)
{
    pp_error error;
    pp_check_options options = {.level = PP_DRAFT, .region = cli_value(args, "--region"), .policy = checked->policy};
    checked->report = NULL;
    if (!parse_level(cli_value(args, "--level"), &options.level)) {
        return cli_usage("--level 只能是 draft（填报）、submit（送审）或 audit（自查），不能是“%s”。",
                         cli_value(args, "--level"));
    }
    if (!cli_take_year(args, &options.year)) {
        return CLI_FAILED;
    }
    /* A plan of a year gone by is not told that its months are over. */
    const int year = options.year != 0 ? options.year : pp_plan_year(checked->plan);
    options.today = year >= cli_today() / 10000 ? cli_today() : 0;
    checked->report = pp_check(checked->plan, args->catalog, &options, &error);
    return checked->report == NULL ? cli_fail(&error) : CLI_OK;
}

pp_plan *cli_read_plan(const cli_args *args, const char *path, pp_error *error)
{
    const pp_read_options options = {.controls = cli_value(args, "--controls"),
                                     .sheet = cli_value(args, "--sheet"),
                                     .encoding = cli_value(args, "--encoding"),
                                     .columns = cli_value(args, "--columns"),
                                     .notice = notice};
    return pp_plan_read(path, &options, error);
}

int cli_check_plan(const cli_args *args, cli_checked *checked)
{
    pp_error error;
    *checked = (cli_checked){0};
    checked->policy = pp_policy_load(args->catalog_dir, &error);
    if (checked->policy == NULL) {
        return cli_fail(&error);
    }
    checked->plan = cli_read_plan(args, args->operands[0], &error);
    return checked->plan == NULL ? cli_fail(&error) : cli_check_again(args, checked);
}

void cli_note_region(const cli_checked *checked)
{
    for (size_t i = 0; i < pp_report_findings(checked->report); i++) {
        const pp_finding *f = pp_report_finding(checked->report, i);
        if (strcmp(f->rule->id, "FRM-11") == 0) {
            cli_say("说明", f->message);
        }
    }
}

int cli_mute(void)
{
    const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const bool muted = kept >= 0 && nowhere >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
    if (nowhere >= 0) {
        close(nowhere);
    }
    if (!muted && kept >= 0) {
        close(kept);
    }
    return muted ? kept : -1;
}

void cli_unmute(int kept)
{
    if (kept >= 0) {
        dup2(kept, STDERR_FILENO);
        close(kept);
    }
}

bool cli_write_workbook(const cli_args *args, const cli_checked *checked, const pp_workbook_options *options,
                        const char *path, pp_error *error)
{
    const int kept = cli_mute();
    const bool written = pp_write_workbook(checked->plan, args->catalog, checked->report, path, options, error);
    cli_unmute(kept);
    return written;
}

void cli_release(cli_checked *checked)
{
    pp_report_free(checked->report);
    pp_policy_free(checked->policy);
    pp_plan_free(checked->plan);
}

bool cli_has_ending(const char *path, const char *ending)
{
    const size_t p = strlen(path), e = strlen(ending);
    return p > e && path[p - e - 1] != '/' && strcasecmp(path + p - e, ending) == 0;
}

bool cli_may_write(const char *path, bool replace, const char *remedy)
{
    static const char *const FOREIGN[] = {".xls", ".txt", ".doc", ".docx", ".pdf", ".json", ".db", ".et", ".ods"};
    for (size_t i = 0; i < sizeof FOREIGN / sizeof FOREIGN[0]; i++) {
        if (cli_has_ending(path, FOREIGN[i])) {
            cli_usage("计划不能写成 %s，请写成文件夹、.csv 或 .xlsx。", FOREIGN[i]);
            return false;
        }
    }
    if (!replace && access(path, F_OK) == 0) {
        cli_usage("“%s”已经存在，为免覆盖没有写；%s。", path, remedy);
        return false;
    }
    return true;
}

bool cli_may_write_plan(const char *path)
{
    return cli_may_write(path, cli_has_ending(path, ".xlsx"), "请换一个名称，或先把它移走");
}
