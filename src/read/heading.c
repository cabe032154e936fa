#include "read/heading.h"

#include "base/text.h"
#include "model/plan.h"

#include <string.h>

/* Other words for a column, folded (no spaces, half-width, lower case). The titles of pp_column_describe are not
 * repeated here, nor are the words for money columns, which controls use as well: pp_column_by_money_words. */
static const struct {
    const char *words;
    pp_column column;
} SYNONYMS[] = {
    {"预算单位名称", PP_COL_UNIT},
    {"单位名称", PP_COL_UNIT},
    {"采购单位", PP_COL_UNIT},
    {"采购单位名称", PP_COL_UNIT},
    {"采购人", PP_COL_UNIT},
    {"采购人名称", PP_COL_UNIT},
    {"预算项目名称", PP_COL_PROJECT},
    {"项目名称", PP_COL_PROJECT},
    {"采购项目", PP_COL_PROJECT},
    {"采购项目名称", PP_COL_PROJECT},
    {"功能科目", PP_COL_FUNCTION_CODE},
    {"功能科目编码及名称", PP_COL_FUNCTION_CODE},
    {"功能科目代码", PP_COL_FUNCTION_CODE},
    {"功能分类", PP_COL_FUNCTION_CODE},
    {"功能分类科目", PP_COL_FUNCTION_CODE},
    {"功能分类编码", PP_COL_FUNCTION_CODE},
    {"功能分类科目编码", PP_COL_FUNCTION_CODE},
    {"功能分类科目编码及名称", PP_COL_FUNCTION_CODE},
    {"支出功能科目", PP_COL_FUNCTION_CODE},
    {"支出功能分类", PP_COL_FUNCTION_CODE},
    {"支出功能分类科目", PP_COL_FUNCTION_CODE},
    {"支出功能分类科目编码", PP_COL_FUNCTION_CODE},
    {"支出功能分类科目编码及名称", PP_COL_FUNCTION_CODE},
    {"科目编码", PP_COL_FUNCTION_CODE},
    {"科目代码", PP_COL_FUNCTION_CODE},
    {"科目编码及名称", PP_COL_FUNCTION_CODE},
    {"功能分类科目名称", PP_COL_FUNCTION_NAME},
    {"支出功能分类科目名称", PP_COL_FUNCTION_NAME},
    {"科目名称", PP_COL_FUNCTION_NAME},
    {"采购品目", PP_COL_ITEM_CODE},
    {"采购品目编码及名称", PP_COL_ITEM_CODE},
    {"采购品目代码", PP_COL_ITEM_CODE},
    {"采购目录", PP_COL_ITEM_CODE},
    {"政府采购品目", PP_COL_ITEM_CODE},
    {"政府采购品目编码", PP_COL_ITEM_CODE},
    {"品目", PP_COL_ITEM_CODE},
    {"品目编码", PP_COL_ITEM_CODE},
    {"品目代码", PP_COL_ITEM_CODE},
    {"品目编码及名称", PP_COL_ITEM_CODE},
    {"政府采购品目名称", PP_COL_ITEM_NAME},
    {"品目名称", PP_COL_ITEM_NAME},
    {"类别", PP_COL_KIND},
    {"采购项目类别", PP_COL_KIND},
    {"项目类别", PP_COL_KIND},
    {"品目类别", PP_COL_KIND},
    {"采购数量", PP_COL_QUANTITY},
    {"预算单价", PP_COL_PRICE},
    {"预留选项", PP_COL_RESERVE_MODE},
    {"预留形式", PP_COL_RESERVE_MODE},
    {"面向中小企业预留方式", PP_COL_RESERVE_MODE},
    {"未预留理由", PP_COL_REASON},
    {"不预留原因", PP_COL_REASON},
    {"未预留原因", PP_COL_REASON},
    {"不面向中小企业预留理由", PP_COL_REASON},
    {"组织形式", PP_COL_ORGANISATION},
    {"采购时间", PP_COL_WHEN},
    {"计划采购时间", PP_COL_WHEN},
    {"预计采购月份", PP_COL_WHEN},
    {"需求概况", PP_COL_BRIEF},
    {"采购需求", PP_COL_BRIEF},
    {"备注说明", PP_COL_NOTE},
};

/* Remarks in brackets that do not change what a money column is. */
static const char *const REMARKS[] = {"必填", "选填", "自动计算", "含税"};

/* Folded, as everything is here. */
static const char *const OPENING[] = {"(", "[", "【", "〔"};
static const char *const CLOSING[] = {")", "]", "】", "〕"};

static bool ends_with(const char *text, const char *end)
{
    const size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

/* What a remark behind a title says about the unit: 万元, 单位:元, 金额单位:万元. */
static pp_title_unit unit_of(const char *remark)
{
    const char *colon = strrchr(remark, ':');
    const char *unit = colon == NULL ? remark : colon + 1;
    if (strcmp(unit, "万元") == 0) {
        return PP_TITLE_WAN;
    }
    if (strcmp(unit, "元") == 0) {
        return PP_TITLE_YUAN;
    }
    return ends_with(unit, "元") ? PP_TITLE_OTHER : PP_TITLE_PLAIN;
}

/* Cuts a last pair of brackets off words and copies what stood in them. False when there is none. */
static bool cut_brackets(char *words, char remark[PP_TITLE_TEXT])
{
    for (size_t i = 0; i < sizeof CLOSING / sizeof CLOSING[0]; i++) {
        if (!ends_with(words, CLOSING[i])) {
            continue;
        }
        char *open = NULL;
        for (char *at = strstr(words, OPENING[i]); at != NULL; at = strstr(at + 1, OPENING[i])) {
            open = at;
        }
        if (open == NULL || open == words) {
            return false;
        }
        const char *inside = open + strlen(OPENING[i]);
        const size_t length = strlen(inside) - strlen(CLOSING[i]);
        memcpy(remark, inside, length);
        remark[length] = '\0';
        *open = '\0';
        return true;
    }
    return false;
}

/* Cuts a unit off that stands behind a sign: 合计/万元, 合计:元. */
static pp_title_unit cut_plain_unit(char *words)
{
    char *sign = strpbrk(words, "/:,_-");
    for (char *next = sign; next != NULL; next = strpbrk(next + 1, "/:,_-")) {
        sign = next;
    }
    if (sign == NULL || sign == words || !ends_with(words, "元")) {
        return PP_TITLE_PLAIN;
    }
    const pp_title_unit unit = unit_of(sign + 1);
    if (unit != PP_TITLE_PLAIN) {
        *sign = '\0';
    }
    return unit;
}

/* Folds a title and takes the * of a required column off. "" when it is too long. */
static void fold_title(const char *text, size_t length, char words[PP_TITLE_TEXT])
{
    words[0] = '\0';
    if (length >= PP_TITLE_TEXT) {
        return;
    }
    size_t n = pp_text_fold(text, length, words, PP_TITLE_TEXT);
    while (n > 0 && words[n - 1] == '*') {
        words[--n] = '\0';
    }
    const size_t stars = strspn(words, "*");
    memmove(words, words + stars, n - stars + 1);
}

static pp_heading find_words(const char *words)
{
    const pp_heading none = {.column = PP_NO_COLUMN};
    if (words[0] == '\0') {
        return none;
    }
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (strcmp(words, pp_column_describe((pp_column)c)->title) == 0) {
            return (pp_heading){.column = (pp_column)c, .canonical = true};
        }
    }
    for (size_t i = 0; i < sizeof SYNONYMS / sizeof SYNONYMS[0]; i++) {
        if (strcmp(words, SYNONYMS[i].words) == 0) {
            return (pp_heading){.column = SYNONYMS[i].column};
        }
    }
    return (pp_heading){.column = pp_column_by_money_words(words)};
}

static bool is_remark(const char *remark)
{
    for (size_t i = 0; i < sizeof REMARKS / sizeof REMARKS[0]; i++) {
        if (strcmp(remark, REMARKS[i]) == 0) {
            return true;
        }
    }
    return false;
}

pp_title_unit pp_heading_words(const char *text, size_t length, char words[PP_TITLE_TEXT])
{
    char copy[PP_TITLE_TEXT], remark[PP_TITLE_TEXT];
    fold_title(text, length, words);
    strcpy(copy, words);
    if (cut_brackets(copy, remark)) {
        const pp_title_unit unit = unit_of(remark);
        if (unit != PP_TITLE_PLAIN) {
            strcpy(words, copy);
        }
        return unit;
    }
    return cut_plain_unit(words);
}

pp_heading pp_heading_find(const char *text, size_t length)
{
    char words[PP_TITLE_TEXT], remark[PP_TITLE_TEXT];
    pp_title_unit unit = PP_TITLE_PLAIN;
    bool foreign = false; /* a remark that may make a money column another one */
    fold_title(text, length, words);
    pp_heading found = find_words(words);
    while (found.column == PP_NO_COLUMN && cut_brackets(words, remark)) {
        const pp_title_unit named = unit_of(remark);
        unit = named != PP_TITLE_PLAIN ? named : unit;
        foreign |= named == PP_TITLE_PLAIN && !is_remark(remark);
        found = find_words(words);
    }
    if (found.column == PP_NO_COLUMN) {
        unit = cut_plain_unit(words);
        found = unit == PP_TITLE_PLAIN ? found : find_words(words);
    }
    if (found.column == PP_NO_COLUMN) {
        return found;
    }
    if (pp_column_describe(found.column)->type != PP_TYPE_MONEY) {
        return found;
    }
    if (foreign) {
        return (pp_heading){.column = PP_NO_COLUMN};
    }
    found.unit = unit;
    return found;
}
