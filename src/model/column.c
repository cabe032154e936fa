/* What each column is: the one table of them, and the words that name a column, a control or an entry of about.csv. */
#include "base/text.h"
#include "procplan/plan.h"

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

/* Other words under which a fund is known as the key of a control. */
static const struct {
    const char *name;
    pp_column column;
} FUND_NAMES[] = {
    {"财政拨款", PP_COL_SUBTOTAL},
    {"财政拨款小计", PP_COL_SUBTOTAL},
    {"一般公共预算拨款", PP_COL_GENERAL},
    {"一般公共预算资金", PP_COL_GENERAL},
    {"一般公共预算财政拨款", PP_COL_GENERAL},
    {"政府性基金", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算拨款", PP_COL_GOVERNMENT_FUND},
    {"政府性基金预算财政拨款", PP_COL_GOVERNMENT_FUND},
    {"国有资本经营", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算拨款", PP_COL_STATE_CAPITAL},
    {"国有资本经营预算财政拨款", PP_COL_STATE_CAPITAL},
    {"财政专户", PP_COL_SPECIAL_ACCOUNT},
    {"财政专户资金", PP_COL_SPECIAL_ACCOUNT},
    {"上年结转结余", PP_COL_CARRYOVER},
    {"上年结转资金", PP_COL_CARRYOVER},
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

pp_column pp_column_by_fund_name(const char *name)
{
    for (int c = PP_COL_TOTAL; c <= PP_COL_RESERVE_MICRO; c++) {
        if (pp_text_same(name, COLUMNS[c].title)) {
            return (pp_column)c;
        }
    }
    for (size_t i = 0; i < sizeof FUND_NAMES / sizeof FUND_NAMES[0]; i++) {
        if (pp_text_same(name, FUND_NAMES[i].name)) {
            return FUND_NAMES[i].column;
        }
    }
    return PP_NO_COLUMN;
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
    for (size_t i = 0; i < sizeof CONTROL_NAMES / sizeof CONTROL_NAMES[0]; i++) {
        if (pp_text_same(name, CONTROL_NAMES[i].name)) {
            return CONTROL_NAMES[i].kind;
        }
    }
    return PP_CONTROL_KIND_COUNT;
}
