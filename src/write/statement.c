/* The sentences of the budget statement (政府采购情况说明), from the plan's figures. */
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t pp_hundredths(pp_money part, pp_money whole)
{
    if (part <= 0 || whole <= 0) {
        return 0;
    }
    __extension__ const unsigned __int128 twice = (unsigned __int128)(uint64_t)part * 20000 + (uint64_t)whole;
    __extension__ const unsigned __int128 rounded = twice / ((unsigned __int128)(uint64_t)whole * 2);
    return rounded > INT64_MAX ? INT64_MAX : (int64_t)rounded;
}

pp_statement_sums pp_statement_add_up(const pp_plan *plan, const pp_report *report)
{
    const pp_totals *totals = pp_report_totals(report);
    const pp_sum *all = pp_totals_all(totals);
    pp_statement_sums sums = {.total = all->money[PP_COL_TOTAL],
                              .reserve = all->money[PP_COL_RESERVE],
                              .micro = pp_plan_has(plan, PP_COL_RESERVE_MICRO) ? all->money[PP_COL_RESERVE_MICRO]
                                                                               : PP_MONEY_NONE,
                              .overflow = all->overflow};
    size_t count = 0;
    const pp_sum *kinds = pp_totals_by(totals, PP_BY_KIND, &count);
    for (size_t k = 0; k < count && k + 1 < PP_KIND_COUNT; k++) {
        sums.kind[k + 1] = kinds[k].money[PP_COL_TOTAL];
        sums.overflow |= kinds[k].overflow;
    }
    for (size_t i = 0; i < pp_plan_lines(plan);
         i++) { /* 小计 as the form shows it: also where only its parts are given */
        pp_figures figures;
        pp_form_figures(plan, i, &figures);
        sums.overflow |=
            !pp_money_add(sums.appropriated, figures.of[PP_COL_SUBTOTAL - PP_COL_TOTAL].value, &sums.appropriated);
    }
    sums.overflow |= !pp_money_subtract(sums.total, sums.appropriated, &sums.other);
    return sums;
}

static const char *plain(pp_money m, char out[PP_MONEY_TEXT])
{
    pp_money_format(m, PP_UNIT_WAN, PP_MONEY_PLAIN, out);
    return out;
}

char *pp_statement(const pp_plan *plan, const pp_report *report, pp_error *error)
{
    const pp_statement_sums sums = pp_statement_add_up(plan, report);
    char a[PP_MONEY_TEXT], b[PP_MONEY_TEXT], c[PP_MONEY_TEXT], year[16] = "";
    char *text = NULL;
    size_t size = 0;
    if (sums.overflow) {
        text = strdup("金额超出了能计算的范围，无法写出政府采购情况说明。请先用 procplan check 查看并改正金额。");
        return text != NULL || pp_error_memory(error) ? text : NULL;
    }
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    if (pp_report_year(report) != 0) {
        snprintf(year, sizeof year, "%d年", pp_report_year(report));
    }
    fprintf(out, "%s政府采购预算总额 %s 万元，其中：财政拨款安排 %s 万元、其他资金安排 %s 万元。", year,
            plain(sums.total, a), plain(sums.appropriated, b), plain(sums.other, c));
    fprintf(out, "政府采购货物预算 %s 万元、政府采购工程预算 %s 万元、政府采购服务预算 %s 万元。",
            plain(sums.kind[PP_GOODS], a), plain(sums.kind[PP_WORKS], b), plain(sums.kind[PP_SERVICES], c));
    const int64_t share = pp_hundredths(sums.reserve, sums.total);
    fprintf(out, "面向中小企业预留采购份额 %s 万元，占政府采购预算总额的 %lld.%02lld%%", plain(sums.reserve, a),
            (long long)share / 100, (long long)share % 100);
    if (pp_money_known(sums.micro)) {
        const int64_t micro = pp_hundredths(sums.micro, sums.reserve);
        fprintf(out, "，其中：面向小微企业预留 %s 万元，占预留份额的 %lld.%02lld%%", plain(sums.micro, a),
                (long long)micro / 100, (long long)micro % 100);
    }
    fputs("。", out);
    const bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        pp_error_memory(error);
        return NULL;
    }
    return text;
}
