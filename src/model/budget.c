/* The other tables of a budget: what each looks like, and what a budget's hold. */
#include "procplan/budget.h"

#include "base/arena.h"
#include "base/text.h"
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the tables are ---- */

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const pp_budget_column_info BALANCE[] = {
    {"收入项目", "项目", 0}, {"支出项目", "项目", 1}, {"收入预算数", "预算数", 0}, {"支出预算数", "预算数", 1}};

static const pp_budget_column_info INCOME[] = {{"科目编码", "科目编码", 0},
                                               {"科目名称", "科目名称", 1},
                                               {"合计", "合计", 1},
                                               {"小计", "小计", 1},
                                               {"财政拨款收入", "财政拨款收入", 1},
                                               {"财政专户收入", "财政专户收入", 1},
                                               {"事业收入", "事业收入", 1},
                                               {"经营收入", "经营收入", 1},
                                               {"上级补助收入", "上级补助收入", 1},
                                               {"附属单位上缴收入", "附属单位上缴收入", 1},
                                               {"其他收入", "其他收入", 1},
                                               {"上年结转", "上年结转", 1}};

static const pp_budget_column_info SPENDING[] = {
    {"科目编码", "科目编码", 0},         {"科目名称", "科目名称", 1},
    {"本年支出合计", "本年支出合计", 1}, {"基本支出", "基本支出", 1},
    {"项目支出", "项目支出", 1},         {"经营支出", "经营支出", 1},
    {"上缴上级支出", "上缴上级支出", 1}, {"对附属单位补助支出", "对附属单位补助支出", 1},
    {"年终结转结余", "年终结转结余", 1}};

static const pp_budget_column_info FISCAL[] = {{"收入项目", "项目", 0},
                                               {"支出项目", "项目", 1},
                                               {"收入金额", "金额", 0},
                                               {"支出合计", "合计", 1},
                                               {"一般公共预算财政拨款", "一般公共预算财政拨款", 1},
                                               {"政府性基金预算财政拨款", "政府性基金预算财政拨款", 1},
                                               {"国有资本经营预算财政拨款", "国有资本经营预算财政拨款", 1}};

static const pp_budget_column_info GENERAL[] = {
    {"科目编码", "科目编码", 0}, {"科目名称", "科目名称", 1}, {"合计", "合计", 1},        {"基本支出小计", "小计", 1},
    {"人员经费", "人员经费", 1}, {"公用经费", "公用经费", 1}, {"项目支出", "项目支出", 1}};

static const pp_budget_column_info ECONOMY[] = {{"科目编码", "科目编码", 0},
                                                {"科目名称", "科目名称", 1},
                                                {"合计", "合计", 1},
                                                {"人员经费", "人员经费", 1},
                                                {"公用经费", "公用经费", 1}};

static const pp_budget_column_info FUND[] = {{"科目编码", "科目编码", 0},
                                             {"科目名称", "科目名称", 1},
                                             {"合计", "合计", 1},
                                             {"基本支出", "基本支出", 1},
                                             {"项目支出", "项目支出", 1}};

static const pp_budget_column_info PUBLIC[] = {{"项目", "项目", 0},
                                               {"合计", "合计", 0},
                                               {"一般公共预算财政拨款", "一般公共预算财政拨款", 0},
                                               {"政府性基金财政拨款", "政府性基金财政拨款", 0},
                                               {"国有资本经营预算财政拨款", "国有资本经营预算财政拨款", 0}};

static const pp_budget_column_info STATEMENT[] = {
    {"scope", "范围", 0}, {"key", "指标", 1}, {"unit", "单位", 2}, {"figure", "数值", 1}};

#define COLUMNS(of, texts) texts, COUNT(of) - (texts), of

static const pp_budget_table_info TABLES[PP_BUDGET_TABLE_COUNT] = {
    [PP_BUDGET_BALANCE] = {"收支总表", {"收支总表"}, PP_BUDGET_BY_WORDS, COLUMNS(BALANCE, 2)},
    [PP_BUDGET_INCOME] = {"收入总表", {"收入总表"}, PP_BUDGET_BY_FUNCTION, COLUMNS(INCOME, 2)},
    [PP_BUDGET_SPENDING] = {"支出总表", {"支出总表"}, PP_BUDGET_BY_FUNCTION, COLUMNS(SPENDING, 2)},
    [PP_BUDGET_FISCAL] = {"财政拨款收支总表", {"财政拨款", "收支总表"}, PP_BUDGET_BY_WORDS, COLUMNS(FISCAL, 2)},
    [PP_BUDGET_GENERAL] = {"一般公共预算支出表",
                           {"一般公共预算", "支出表"},
                           PP_BUDGET_BY_FUNCTION,
                           COLUMNS(GENERAL, 2)},
    [PP_BUDGET_DEPARTMENT] = {"基本支出部门经济分类表",
                              {"基本支出", "部门经济分类"},
                              PP_BUDGET_BY_ECONOMY,
                              COLUMNS(ECONOMY, 2)},
    [PP_BUDGET_GOVERNMENT] = {"基本支出政府经济分类表",
                              {"基本支出", "政府经济分类"},
                              PP_BUDGET_BY_ECONOMY,
                              COLUMNS(ECONOMY, 2)},
    [PP_BUDGET_FUND] = {"政府性基金支出表", {"政府性基金", "支出表"}, PP_BUDGET_BY_FUNCTION, COLUMNS(FUND, 2)},
    [PP_BUDGET_PUBLIC] = {"三公经费表", {"三公", "经费"}, PP_BUDGET_BY_WORDS, COLUMNS(PUBLIC, 1)},
    [PP_BUDGET_STATEMENT] = {"说明数据", {"说明数据"}, PP_BUDGET_BY_WORDS, COLUMNS(STATEMENT, 3)},
};

const pp_budget_table_info *pp_budget_describe(pp_budget_table table)
{
    return &TABLES[table];
}

/* Takes out of folded text what people put around the words of a title or an item. */
static void drop_quotes(char *text)
{
    static const char *const QUOTES[] = {"“", "”", "‘", "’", "\"", "'"};
    char *to = text;
    while (*text != '\0') {
        size_t length = 0;
        for (size_t i = 0; i < sizeof QUOTES / sizeof QUOTES[0]; i++) {
            if (strncmp(text, QUOTES[i], strlen(QUOTES[i])) == 0) {
                length = strlen(QUOTES[i]);
            }
        }
        if (length == 0) {
            *to++ = *text++;
        }
        text += length;
    }
    *to = '\0';
}

static bool says(const char *title, const pp_budget_table_info *info)
{
    for (size_t w = 0; w < sizeof info->words / sizeof info->words[0]; w++) {
        if (info->words[w] != NULL && strstr(title, info->words[w]) == NULL) {
            return false;
        }
    }
    return true;
}

pp_budget_table pp_budget_by_title(const char *text, size_t length)
{
    /* The title of one table may hold the words of another: the narrower ones are asked first. */
    static const pp_budget_table ORDER[] = {
        PP_BUDGET_FISCAL,     PP_BUDGET_BALANCE, PP_BUDGET_INCOME, PP_BUDGET_SPENDING, PP_BUDGET_DEPARTMENT,
        PP_BUDGET_GOVERNMENT, PP_BUDGET_PUBLIC,  PP_BUDGET_FUND,   PP_BUDGET_GENERAL,  PP_BUDGET_STATEMENT};
    enum { LONGEST = 120 /* bytes: a sentence that mentions a table is no title */ };
    char folded[4 * LONGEST + 1];
    if (length > LONGEST) {
        return PP_BUDGET_TABLE_COUNT;
    }
    pp_text_fold(text, length, folded, sizeof folded);
    drop_quotes(folded);
    if (strstr(folded, "。") != NULL || strstr(folded, ":") != NULL) {
        return PP_BUDGET_TABLE_COUNT;
    }
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++) {
        if (says(folded, &TABLES[ORDER[i]])) {
            return ORDER[i];
        }
    }
    return PP_BUDGET_TABLE_COUNT;
}

enum { ITEM_WORDS = 256 };

/* The words by which an item is known: see pp_budget_row. */
static void find_item(const char *text, char out[ITEM_WORDS])
{
    static const char OF_WHICH[] = "其中:", NUMERALS[] = "一二三四五六七八九十", COMMA[] = "、";
    char folded[ITEM_WORDS];
    pp_text_fold(text, strlen(text), folded, sizeof folded);
    const char *at = folded;
    if (strncmp(at, OF_WHICH, sizeof OF_WHICH - 1) == 0) {
        at += sizeof OF_WHICH - 1;
    }
    const char *behind = at;
    for (char one[4] = ""; strlen(behind) >= 3; behind += 3) { /* each numeral is three bytes of UTF-8 */
        memcpy(one, behind, 3);
        if (strstr(NUMERALS, one) == NULL) {
            break;
        }
    }
    if (behind > at && strncmp(behind, COMMA, sizeof COMMA - 1) == 0) {
        at = behind + sizeof COMMA - 1;
    }
    memcpy(out, at, strlen(at) + 1);
    drop_quotes(out);
}

/* ---- What a budget holds ---- */

typedef struct sheet {
    bool there;
    const char *file;
    uint32_t number[PP_BUDGET_COLUMNS]; /* file column, from 1; 0: the file lacks it */
    const char *title[PP_BUDGET_COLUMNS];
    pp_budget_row *rows;
    size_t count, capacity;
} sheet;

struct pp_budget {
    pp_arena *arena;
    sheet sheets[PP_BUDGET_TABLE_COUNT];
    pp_budget_unreadable *unreadables;
    size_t unreadable_count, unreadable_capacity;
};

pp_budget *pp_budget_new(void)
{
    pp_budget *budget = calloc(1, sizeof *budget);
    if (budget != NULL) {
        budget->arena = pp_arena_new();
        if (budget->arena == NULL) {
            free(budget);
            budget = NULL;
        }
    }
    return budget;
}

void pp_budget_free(pp_budget *budget)
{
    if (budget == NULL) {
        return;
    }
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        free(budget->sheets[t].rows);
    }
    free(budget->unreadables);
    pp_arena_free(budget->arena);
    free(budget);
}

bool pp_budget_add_table(pp_budget *budget, pp_budget_table table, const char *file, pp_error *error)
{
    sheet *s = &budget->sheets[table];
    if (s->there) {
        return pp_error_set(error, PP_ERROR_FORMAT, "预算表“%s”有两份（前一份在“%s”），请删去一份后重试。",
                            TABLES[table].name, s->file);
    }
    s->file = pp_arena_copy(budget->arena, file, strlen(file));
    s->there = s->file != NULL;
    return s->there || pp_error_memory(error);
}

bool pp_budget_map_column(pp_budget *budget, pp_budget_table table, int column, uint32_t number, const char *title,
                          pp_error *error)
{
    sheet *s = &budget->sheets[table];
    s->number[column] = number;
    s->title[column] = pp_arena_copy(budget->arena, title, strlen(title));
    return s->title[column] != NULL || pp_error_memory(error);
}

bool pp_budget_add_row(pp_budget *budget, pp_budget_table table, uint32_t number, size_t *row, pp_error *error)
{
    sheet *s = &budget->sheets[table];
    if (s->count >= PP_BUDGET_ROWS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "预算表“%s”超过 %d 行，请检查是不是拿错了表。", TABLES[table].name,
                            PP_BUDGET_ROWS);
    }
    if (s->count == s->capacity) {
        const size_t capacity = s->capacity * 2 + 32;
        pp_budget_row *rows = realloc(s->rows, capacity * sizeof *rows);
        if (rows == NULL) {
            return pp_error_memory(error);
        }
        s->rows = rows;
        s->capacity = capacity;
    }
    pp_budget_row *new = &s->rows[s->count];
    for (int i = 0; i < PP_BUDGET_TEXTS; i++) {
        new->text[i] = new->item[i] = "";
    }
    for (int i = 0; i < PP_BUDGET_AMOUNTS; i++) {
        new->amount[i] = PP_MONEY_NONE;
        new->digits[i] = 2;
    }
    new->number = number;
    *row = s->count++;
    return true;
}

bool pp_budget_set_text(pp_budget *budget, pp_budget_table table, size_t row, int column, const char *text,
                        size_t length, pp_error *error)
{
    char words[ITEM_WORDS];
    pp_budget_row *to = &budget->sheets[table].rows[row];
    const char *copy = pp_arena_copy(budget->arena, text, length);
    if (copy == NULL) {
        return pp_error_memory(error);
    }
    find_item(copy, words);
    to->text[column] = copy;
    to->item[column] = strcmp(copy, words) == 0 ? copy : pp_arena_copy(budget->arena, words, strlen(words));
    return to->item[column] != NULL || pp_error_memory(error);
}

void pp_budget_set_amount(pp_budget *budget, pp_budget_table table, size_t row, int amount, pp_money value,
                          unsigned digits)
{
    budget->sheets[table].rows[row].amount[amount] = value;
    budget->sheets[table].rows[row].digits[amount] = (unsigned char)digits;
}

bool pp_budget_set_unreadable(pp_budget *budget, pp_budget_table table, size_t row, int amount, pp_money_status status,
                              const char *text, size_t length, pp_error *error)
{
    const char *copy = pp_arena_copy(budget->arena, text, length);
    if (copy == NULL) {
        return pp_error_memory(error);
    }
    if (budget->unreadable_count == budget->unreadable_capacity) {
        const size_t capacity = budget->unreadable_capacity * 2 + 16;
        pp_budget_unreadable *all = realloc(budget->unreadables, capacity * sizeof *all);
        if (all == NULL) {
            return pp_error_memory(error);
        }
        budget->unreadables = all;
        budget->unreadable_capacity = capacity;
    }
    budget->unreadables[budget->unreadable_count++] = (pp_budget_unreadable){table, row, amount, status, copy};
    budget->sheets[table].rows[row].amount[amount] = PP_MONEY_UNREADABLE;
    return true;
}

bool pp_budget_has(const pp_budget *budget, pp_budget_table table)
{
    return budget->sheets[table].there;
}

size_t pp_budget_rows(const pp_budget *budget, pp_budget_table table)
{
    return budget->sheets[table].count;
}

const pp_budget_row *pp_budget_row_at(const pp_budget *budget, pp_budget_table table, size_t row)
{
    return &budget->sheets[table].rows[row];
}

bool pp_budget_has_column(const pp_budget *budget, pp_budget_table table, int column)
{
    return budget->sheets[table].number[column] != 0;
}

const char *pp_budget_file(const pp_budget *budget, pp_budget_table table)
{
    return budget->sheets[table].file;
}

pp_place pp_budget_place(const pp_budget *budget, pp_budget_table table, size_t row, int amount)
{
    const sheet *s = &budget->sheets[table];
    const int column = TABLES[table].texts + amount;
    const char *title = s->title[column];
    return (pp_place){.file = s->file,
                      .row = s->rows[row].number,
                      .column = s->number[column],
                      .title = title == NULL ? TABLES[table].columns[column].title : title};
}

size_t pp_budget_unreadables(const pp_budget *budget)
{
    return budget->unreadable_count;
}

pp_budget_unreadable pp_budget_unreadable_at(const pp_budget *budget, size_t index)
{
    return budget->unreadables[index];
}

bool pp_budget_is_percentage(const pp_budget_row *row)
{
    return strstr(row->text[2], "%") != NULL || strstr(row->text[2], "％") != NULL;
}

bool pp_budget_is_ceiling(const pp_budget_row *row)
{
    return strstr(row->text[2], "≤") != NULL || strstr(row->text[2], "<=") != NULL;
}

/* ---- The budget of a plan ---- */

const pp_budget *pp_plan_budget(const pp_plan *plan)
{
    return plan->budget;
}

void pp_plan_set_budget(pp_plan *plan, pp_budget *budget)
{
    if (plan->budget != budget) {
        pp_budget_free(plan->budget);
        plan->budget = budget;
    }
}
