/* The sheets by name. */
#include "base/text.h"
#include "write/workbook.h"

/* What is sent: the form and what goes with it to the finance bureau or is published from its system.
 * 预留项目执行情况公告 is filled in and published after the year, when the contracts are there; until then it is a
 * working sheet, like 汇总 and 校验结果. */
static const pp_sheet_info SHEETS[PP_SHEET_COUNT] = {
    [PP_SHEET_FORM] = {PP_FORM_SHEET, true},          [PP_SHEET_SUMMARY] = {PP_SUMMARY_SHEET, false},
    [PP_SHEET_RESERVE] = {PP_RESERVE_SHEET, true},    [PP_SHEET_INTENTION] = {PP_INTENTION_SHEET, true},
    [PP_SHEET_NOTICE] = {PP_NOTICE_SHEET, false},     [PP_SHEET_STATEMENT] = {PP_STATEMENT_SHEET, true},
    [PP_SHEET_FINDINGS] = {PP_FINDINGS_SHEET, false},
};

const pp_sheet_info *pp_sheet_describe(pp_sheet sheet)
{
    return &SHEETS[sheet];
}

pp_sheet pp_sheet_by_name(const char *name)
{
    int s = 0;
    while (s < PP_SHEET_COUNT && !pp_text_same(SHEETS[s].name, name)) {
        s++;
    }
    return (pp_sheet)s;
}
