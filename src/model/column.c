/* What each column is: the one table of them, and the words that name a column, a control or an entry of about.csv. */
#include "base/text.h"
#include "model/plan.h"

#include <string.h>

enum { NAME_TEXT = 128 }; /* longer than any name here */

static const pp_column_info COLUMNS[PP_COLUMN_COUNT] = {
    /* title, type, required, fund */
    [PP_COL_UNIT] = {"预算单位", PP_TYPE_TEXT, false, false},
    [PP_COL_PROJECT] = {"预算项目", PP_TYPE_TEXT, false, false},
    [PP_COL_FUNCTION_CODE] = {"功能科目编码", PP_TYPE_TEXT, true, false},
    [PP_COL_FUNCTION_NAME] = {"功能科目名称", PP_TYPE_TEXT, false, false},
    [PP_COL_ITEM_CODE] = {"采购品目编码", PP_TYPE_TEXT, true, false},
    [PP_COL_ITEM_NAME] = {"采购品目名称", PP_TYPE_TEXT, false, false},
    [PP_COL_KIND] = {"采购类别", PP_TYPE_TEXT, true, false},
    [PP_COL_TOTAL] = {"合计", PP_TYPE_MONEY, true, false},
    [PP_COL_SUBTOTAL] = {"小计", PP_TYPE_MONEY, false, false},
    [PP_COL_GENERAL] = {"一般公共预算", PP_TYPE_MONEY, true, true},
    [PP_COL_GOVERNMENT_FUND] = {"政府性基金预算", PP_TYPE_MONEY, false, true},
    [PP_COL_STATE_CAPITAL] = {"国有资本经营预算", PP_TYPE_MONEY, false, true},
    [PP_COL_SPECIAL_ACCOUNT] = {"财政专户管理资金", PP_TYPE_MONEY, false, true},
    [PP_COL_OWN] = {"单位资金", PP_TYPE_MONEY, false, true},
    [PP_COL_CARRYOVER] = {"上年结转", PP_TYPE_MONEY, false, true},
    [PP_COL_RESERVE] = {"中小企业预留份额", PP_TYPE_MONEY, true, false},
    [PP_COL_RESERVE_MICRO] = {"其中小微企业", PP_TYPE_MONEY, false, false},
    [PP_COL_MEASURE] = {"计量单位", PP_TYPE_TEXT, false, false},
    [PP_COL_QUANTITY] = {"数量", PP_TYPE_QUANTITY, false, false},
    [PP_COL_PRICE] = {"单价", PP_TYPE_MONEY, false, false},
    [PP_COL_RESERVE_MODE] = {"预留方式", PP_TYPE_TEXT, false, false},
    [PP_COL_REASON] = {"不预留理由", PP_TYPE_TEXT, false, false},
    [PP_COL_METHOD] = {"采购方式", PP_TYPE_TEXT, false, false},
    [PP_COL_ORGANISATION] = {"采购组织形式", PP_TYPE_TEXT, false, false},
    [PP_COL_WHEN] = {"预计采购时间", PP_TYPE_TEXT, false, false},
    [PP_COL_BRIEF] = {"采购需求概况", PP_TYPE_TEXT, false, false},
    [PP_COL_NOTE] = {"备注", PP_TYPE_TEXT, false, false},
};

static const char *const ABOUT[PP_ABOUT_COUNT] = {
    [PP_ABOUT_DEPARTMENT] = "部门", [PP_ABOUT_YEAR] = "年度",        [PP_ABOUT_REGION] = "地区",
    [PP_ABOUT_UNIT] = "金额单位",   [PP_ABOUT_EDITION] = "目录版本",
};

/* Other words for the money columns, folded (no spaces, half-width, lower case): in headings and as keys of controls.
 */
static const struct {
    const char *words;
    pp_column column;
} MONEY_WORDS[] = {
    {"总计", PP_COL_TOTAL},
    {"金额", PP_COL_TOTAL},
    {"金额合计", PP_COL_TOTAL},
    {"合计金额", PP_COL_TOTAL},
    {"总金额", PP_COL_TOTAL},
    {"预算数", PP_COL_TOTAL},
    {"预算金额", PP_COL_TOTAL},
    {"预算合计", PP_COL_TOTAL},
    {"采购预算", PP_COL_TOTAL},
    {"采购预算金额", PP_COL_TOTAL},
    {"采购金额", PP_COL_TOTAL},
    {"财政拨款", PP_COL_SUBTOTAL},
    {"财政拨款小计", PP_COL_SUBTOTAL},
    {"一般公共预算拨款", PP_COL_GENERAL},
    {"一般公共预算资金", PP_COL_GENERAL},
    {"一般公共预算财政拨款", PP_COL_GENERAL},
    {"一般公共预算财政拨款资金", PP_COL_GENERAL},
    {"一般公共预算拨款收入", PP_COL_GENERAL},
    {"政府性基金", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算拨款", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算财政拨款", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算资金", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算拨款收入", PP_COL_GOVERNMENT_FUND},
    {"国有资本经营", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算拨款", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算财政拨款", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算资金", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算拨款收入", PP_COL_STATE_CAPITAL},
    {"财政专户", PP_COL_SPECIAL_ACCOUNT},
    {"财政专户资金", PP_COL_SPECIAL_ACCOUNT},
    {"财政专户管理资金收入", PP_COL_SPECIAL_ACCOUNT},
    {"单位自有资金", PP_COL_OWN},
    {"上年结转结余", PP_COL_CARRYOVER},
    {"上年结转资金", PP_COL_CARRYOVER},
    {"上年结余结转", PP_COL_CARRYOVER},
    {"上年结转结余资金", PP_COL_CARRYOVER},
    {"结转结余", PP_COL_CARRYOVER},
    {"中小微企业预留份额", PP_COL_RESERVE},
    {"中小企业预留金额", PP_COL_RESERVE},
    {"中小微企业预留金额", PP_COL_RESERVE},
    {"预留中小企业份额", PP_COL_RESERVE},
    {"预留份额", PP_COL_RESERVE},
    {"预留金额", PP_COL_RESERVE},
    {"面向中小企业预留份额", PP_COL_RESERVE},
    {"面向中小企业预留金额", PP_COL_RESERVE},
    {"面向中小微企业预留份额", PP_COL_RESERVE},
    {"面向中小微企业预留金额", PP_COL_RESERVE},
    {"面向中小企业采购金额", PP_COL_RESERVE},
    {"其中:小微企业", PP_COL_RESERVE_MICRO},
    {"其中:小微企业预留份额", PP_COL_RESERVE_MICRO},
    {"其中:面向小微企业", PP_COL_RESERVE_MICRO},
    {"其中小微企业预留份额", PP_COL_RESERVE_MICRO},
    {"小微企业", PP_COL_RESERVE_MICRO},
    {"小微企业预留份额", PP_COL_RESERVE_MICRO},
    {"小微企业预留金额", PP_COL_RESERVE_MICRO},
    {"面向小微企业预留份额", PP_COL_RESERVE_MICRO},
    {"面向小微企业预留金额", PP_COL_RESERVE_MICRO},
};

static const struct {
    const char *name;
    pp_control_kind kind;
} CONTROL_NAMES[] = {
    {"合计", PP_CONTROL_TOTAL},
    {"总计", PP_CONTROL_TOTAL},
    {"总额", PP_CONTROL_TOTAL},
    {"类别", PP_CONTROL_KIND},
    {"采购类别", PP_CONTROL_KIND},
    {"资金来源", PP_CONTROL_FUND},
    {"资金性质", PP_CONTROL_FUND},
    {"资金", PP_CONTROL_FUND},
    {"预留份额", PP_CONTROL_RESERVE},
    {"中小企业预留份额", PP_CONTROL_RESERVE},
    {"中小微企业预留份额", PP_CONTROL_RESERVE},
    {"其中小微企业", PP_CONTROL_RESERVE_MICRO},
    {"小微企业", PP_CONTROL_RESERVE_MICRO},
    {"小微企业预留份额", PP_CONTROL_RESERVE_MICRO},
    {"部门", PP_CONTROL_DEPARTMENT},
    {"部门合计", PP_CONTROL_DEPARTMENT},
    {"预算单位", PP_CONTROL_UNIT},
    {"单位", PP_CONTROL_UNIT},
    {"单位合计", PP_CONTROL_UNIT},
    {"功能科目", PP_CONTROL_FUNCTION},
    {"功能分类科目", PP_CONTROL_FUNCTION},
    {"功能科目编码", PP_CONTROL_FUNCTION},
    {"采购品目", PP_CONTROL_ITEM},
    {"品目", PP_CONTROL_ITEM},
    {"品目编码", PP_CONTROL_ITEM},
};

const pp_column_info *pp_column_describe(pp_column column)
{
    return &COLUMNS[column];
}

const char *pp_about_title(pp_about_key key)
{
    return ABOUT[key];
}

pp_column pp_column_by_money_words(const char *folded)
{
    for (size_t i = 0; i < sizeof MONEY_WORDS / sizeof MONEY_WORDS[0]; i++) {
        if (strcmp(folded, MONEY_WORDS[i].words) == 0) {
            return MONEY_WORDS[i].column;
        }
    }
    return PP_NO_COLUMN;
}

pp_column pp_column_by_fund_name(const char *name)
{
    char folded[NAME_TEXT]; /* cut: a longer one is no name */
    pp_text_fold(name, strlen(name), folded, sizeof folded);
    for (int c = PP_COL_TOTAL; c <= PP_COL_RESERVE_MICRO; c++) {
        if (strcmp(folded, COLUMNS[c].title) == 0) {
            return (pp_column)c;
        }
    }
    return pp_column_by_money_words(folded);
}

const char *pp_column_fund_name(pp_column column)
{
    return column == PP_COL_SUBTOTAL ? "财政拨款小计" : COLUMNS[column].title;
}

pp_column pp_control_column(const pp_control *control)
{
    switch (control->kind) {
    case PP_CONTROL_FUND:
        return pp_column_by_fund_name(control->key);
    case PP_CONTROL_RESERVE:
        return PP_COL_RESERVE;
    case PP_CONTROL_RESERVE_MICRO:
        return PP_COL_RESERVE_MICRO;
    default:
        return control->sums >= PP_COL_TOTAL && control->sums <= PP_COL_RESERVE_MICRO ? control->sums : PP_COL_TOTAL;
    }
}

const char *pp_control_column_title(const pp_control *control)
{
    const bool told = control->kind == PP_CONTROL_FUND || control->kind == PP_CONTROL_RESERVE ||
                      control->kind == PP_CONTROL_RESERVE_MICRO;
    const pp_column column = pp_control_column(control);
    return told || column == PP_COL_TOTAL ? "" : COLUMNS[column].title;
}

pp_control_kind pp_control_kind_by_name(const char *name)
{
    char folded[NAME_TEXT];
    pp_text_fold(name, strlen(name), folded, sizeof folded);
    for (size_t i = 0; i < sizeof CONTROL_NAMES / sizeof CONTROL_NAMES[0]; i++) {
        if (strcmp(folded, CONTROL_NAMES[i].name) == 0) {
            return CONTROL_NAMES[i].kind;
        }
    }
    return PP_CONTROL_KIND_COUNT;
}
