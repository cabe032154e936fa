/* procplan merge: several units' plans into one department plan. */
#include "plan_options.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void notice(void *context, const char *sentence)
{
    (void)context;
    cli_say("说明", sentence);
}

/* ---- Operands ---- */

typedef struct place {
    dev_t device;
    ino_t number;
    const char *path;
} place;

static int by_number(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return x->device != y->device ? (x->device > y->device) - (x->device < y->device)
                                  : (x->number > y->number) - (x->number < y->number);
}

/* False after a sentence on stderr when one file or folder is given twice, under whatever names. */
static bool all_different(const cli_args *args)
{
    place *places = calloc((size_t)args->operand_count, sizeof *places);
    size_t count = 0;
    bool different = true;
    if (places == NULL) {
        pp_error error;
        pp_error_memory(&error);
        cli_fail(&error);
        return false;
    }
    for (int i = 0; i < args->operand_count; i++) {
        struct stat status;
        if (stat(args->operands[i], &status) == 0) { /* reading says what is wrong with the others */
            places[count++] = (place){status.st_dev, status.st_ino, args->operands[i]};
        }
    }
    if (count > 1) {
        qsort(places, count, sizeof *places, by_number);
    }
    for (size_t i = 1; i < count && different; i++) {
        if (by_number(&places[i - 1], &places[i]) == 0) {
            different = false;
            cli_usage("“%s”和“%s”是同一份计划，给了两次，没有合并。请去掉一个。", places[i - 1].path, places[i].path);
        }
    }
    free(places);
    return different;
}

/* ---- Results ---- */

static bool add_row(pp_table *table, const char *name, const pp_sum *sum)
{
    char lines[24], total[PP_MONEY_TEXT], reserve[PP_MONEY_TEXT];
    snprintf(lines, sizeof lines, "%zu", sum->lines);
    pp_money_format(sum->money[PP_COL_TOTAL], PP_UNIT_WAN, PP_MONEY_GROUPED, total);
    pp_money_format(sum->money[PP_COL_RESERVE], PP_UNIT_WAN, PP_MONEY_GROUPED, reserve);
    return pp_table_add(table, name) && pp_table_add(table, lines) &&
           pp_table_add(table, sum->overflow ? "?" : total) && pp_table_add(table, sum->overflow ? "?" : reserve);
}

/* Prints what was merged: each unit's lines and sums, and all of them. */
static int print_units(const cli_checked *checked, int parts, const char *path)
{
    static const char *const HEADINGS[] = {"预算单位", "行数", "合计（万元）", "预留份额（万元）"};
    const pp_totals *totals = pp_report_totals(checked->report);
    size_t count, met = 0;
    const pp_sum *units = pp_totals_by(totals, PP_BY_UNIT, &count);
    pp_table *table = pp_table_new("lrrr");
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < sizeof HEADINGS / sizeof HEADINGS[0]; i++) {
        ok = pp_table_add(table, HEADINGS[i]);
    }
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_row(table, units[i].key, &units[i]);
    }
    ok = ok && add_row(table, "合计", pp_totals_all(totals));
    if (ok) {
        pp_table_print(table, stdout, 2, cli_width(), true);
    }
    pp_table_free(table);
    if (!ok) {
        pp_error error;
        pp_error_memory(&error);
        return cli_fail(&error);
    }
    for (size_t i = 0; i < pp_report_controls(checked->report); i++) {
        met += pp_report_control(checked->report, i)->met;
    }
    cli_print(stdout, "已把 %d 份计划、%zu 个预算单位合并，带上控制数 %zu 项（%zu 项相符）：%s", parts, count,
              pp_report_controls(checked->report), met, path);
    return CLI_OK;
}

static bool write_plan(const cli_args *args, const cli_checked *checked, const char *path, pp_error *error)
{
    if (cli_has_ending(path, ".xlsx")) {
        return cli_write_workbook(args, checked, NULL, path, error);
    }
    if (!pp_write_plan(checked->plan, path, error)) {
        return false;
    }
    if (cli_has_ending(path, ".csv")) {
        cli_print(stderr, "说明：.csv 只有采购项，没有部门、年度、地区和控制数；要完整的计划，请写成文件夹。");
    }
    return true;
}

/* ---- The command ---- */

static int merge_parts(const cli_args *args, const pp_merge_part *parts, const char *path)
{
    pp_error error;
    cli_checked checked = {0};
    const pp_merge_options options = {.department = cli_value(args, "--department"),
                                      .year = cli_value(args, "--year"),
                                      .region = cli_value(args, "--region"),
                                      .same_allowed = cli_value(args, "--force") != NULL,
                                      .notice = notice};
    int status = CLI_FAILED;
    checked.plan = pp_merge(parts, (size_t)args->operand_count, args->catalog, &options, &error);
    if (checked.plan == NULL) {
        status = cli_usage("%s", error.text);
        goto done;
    }
    checked.policy = pp_policy_load(args->catalog_dir, &error);
    if (checked.policy == NULL) {
        status = cli_fail(&error);
        goto done;
    }
    status = cli_check_again(args, &checked);
    if (status == CLI_OK) {
        status = write_plan(args, &checked, path, &error) ? print_units(&checked, args->operand_count, path)
                                                          : cli_fail(&error);
    }
done:
    cli_release(&checked);
    return status;
}

int cli_merge(const cli_args *args)
{
    pp_error error;
    const char *path = cli_value(args, "-o");
    const size_t count = (size_t)args->operand_count;
    if (path == NULL) {
        return cli_usage("请用 -o 写明合并后的计划写到哪里，如：procplan merge 单位甲 单位乙 -o 部门计划");
    }
    if (!cli_may_write_plan(path) || !all_different(args)) {
        return CLI_FAILED;
    }
    pp_merge_part *parts = calloc(count, sizeof *parts);
    pp_plan **plans = calloc(count, sizeof(pp_plan *));
    int status = CLI_FAILED;
    bool ok = parts != NULL && plans != NULL;
    if (!ok) {
        pp_error_memory(&error);
        status = cli_fail(&error);
    }
    for (size_t i = 0; ok && i < count; i++) {
        plans[i] = cli_read_plan(args, args->operands[i], &error);
        parts[i] = (pp_merge_part){plans[i], args->operands[i]};
        ok = plans[i] != NULL;
        status = ok ? CLI_OK : cli_fail(&error);
    }
    if (ok) {
        status = merge_parts(args, parts, path);
    }
    for (size_t i = 0; plans != NULL && i < count; i++) {
        pp_plan_free(plans[i]);
    }
    free(plans);
    free(parts);
    return status;
}
