/* What a program outside the tree does with the installed library: it reads a plan, checks it, prints its total in
 * 万元. */
#include <procplan/procplan.h>

#include <stdio.h>

int main(int argc, char **argv)
{
    pp_error error = {0};
    pp_plan *plan = argc == 2 ? pp_plan_read(argv[1], NULL, &error) : NULL;
    pp_report *report = plan == NULL ? NULL : pp_check(plan, pp_catalog_builtin(), NULL, &error);
    if (report == NULL) {
        fprintf(stderr, "%s: %s\n", error.file, error.text);
        pp_plan_free(plan);
        return 1;
    }
    char total[PP_MONEY_TEXT];
    pp_money_format(pp_totals_all(pp_report_totals(report))->money[PP_COL_TOTAL], PP_UNIT_WAN, PP_MONEY_PLAIN, total);
    printf("%zu %s\n", pp_plan_lines(plan), total);
    pp_report_free(report);
    pp_plan_free(plan);
    return 0;
}
