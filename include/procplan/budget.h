/* The tables of a department's budget that stand beside its procurement table, and the figures of the budget
 * statement: rows with a code or words, amounts, and the place of every figure. */
#ifndef PROCPLAN_BUDGET_H
#define PROCPLAN_BUDGET_H

#include "api.h"
#include "error.h"
#include "money.h"
#include "plan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_budget pp_budget;

/* The tables, in the order in which a budget prints them. */
typedef enum pp_budget_table {
    PP_BUDGET_BALANCE = 0, /* 收支总表 */
    PP_BUDGET_INCOME,      /* 收入总表 */
    PP_BUDGET_SPENDING,    /* 支出总表 */
    PP_BUDGET_FISCAL,      /* 财政拨款收支总表 */
    PP_BUDGET_GENERAL,     /* 一般公共预算支出表 */
    PP_BUDGET_DEPARTMENT,  /* 基本支出部门经济分类表 */
    PP_BUDGET_GOVERNMENT,  /* 基本支出政府经济分类表 */
    PP_BUDGET_FUND,        /* 政府性基金支出表 */
    PP_BUDGET_PUBLIC,      /* 三公经费表 */
    PP_BUDGET_STATEMENT,   /* 说明数据: what the budget statement says, project figures, cost ceilings */
    PP_BUDGET_TABLE_COUNT
} pp_budget_table;

/* By what the rows of a table are known. */
typedef enum pp_budget_key {
    PP_BUDGET_BY_FUNCTION, /* a functional code: 201, 20103, 2010301 */
    PP_BUDGET_BY_ECONOMY,  /* a code of the economic classification: 301, 30101 */
    PP_BUDGET_BY_WORDS     /* the words of an item, on each side of a table with two sides */
} pp_budget_key;

enum {
    PP_BUDGET_TEXTS = 3,    /* most text columns of a table; they come first */
    PP_BUDGET_AMOUNTS = 10, /* most amounts of a row */
    PP_BUDGET_COLUMNS = PP_BUDGET_TEXTS + PP_BUDGET_AMOUNTS,
    PP_BUDGET_ROWS = 1000 /* most rows of a table */
};

typedef struct pp_budget_column_info {
    const char *title;   /* in the csv, e.g. 收入预算数 */
    const char *printed; /* as the published table prints it: 预算数 */
    int side;            /* the text column (from 0) that it is, or that an amount stands behind: the item it is for */
} pp_budget_column_info;

typedef struct pp_budget_table_info {
    const char *name;     /* 收支总表; its csv is this with .csv behind it */
    const char *words[2]; /* what the title of a published table must say (folded); NULL: nothing more */
    pp_budget_key key;
    int texts;   /* how many text columns */
    int amounts; /* how many amounts follow them */
    const pp_budget_column_info *columns;
} pp_budget_table_info;

/* Static; table must be below PP_BUDGET_TABLE_COUNT. */
PP_API const pp_budget_table_info *pp_budget_describe(pp_budget_table table);

/* The table that a title (部门预算收支总表) or a file's name without its ending means; PP_BUDGET_TABLE_COUNT when it is
 * none of these. */
PP_API pp_budget_table pp_budget_by_title(const char *text, size_t length);

typedef struct pp_budget_row {
    const char *text[PP_BUDGET_TEXTS];  /* as written, without outer white space; "" when empty. By code: the code, the
                                           name. By words: the item of each side. 说明数据: scope, key, unit */
    const char *item[PP_BUDGET_TEXTS];  /* the same as it is compared: folded, without 其中：, the numeral before it
                                           (一、)  and quotation marks: 其中：一、“三公”经费 is 三公经费 */
    pp_money amount[PP_BUDGET_AMOUNTS]; /* 分, PP_MONEY_NONE when empty, PP_MONEY_UNREADABLE when its text is no amount;
                                           a percentage of 说明数据 in hundredths of 1% */
    uint32_t number;                    /* the row of the file, from 1 */
    unsigned char digits[PP_BUDGET_AMOUNTS]; /* decimals as written */
} pp_budget_row;

/* ---- Making ---- */

/* A new budget without tables that the caller frees, or NULL when memory is short. */
PP_API pp_budget *pp_budget_new(void);

/* Frees a budget and all that it gave out; NULL is allowed. */
PP_API void pp_budget_free(pp_budget *budget);

/* Declares that the budget has the table, and the file in which it stands (as places call it; copied). False with
 * *error: lack of memory, or PP_ERROR_FORMAT when the budget has it already. */
PP_API bool pp_budget_add_table(pp_budget *budget, pp_budget_table table, const char *file, pp_error *error);

/* Says that column `column` (texts first, then amounts, from 0) of the table stands in file column `number` (from 1)
 * under `title` (copied). False with *error on lack of memory. */
PP_API bool pp_budget_map_column(pp_budget *budget, pp_budget_table table, int column, uint32_t number,
                                 const char *title, pp_error *error);

/* Appends an empty row that stands in row `number` (from 1) of the file; *row is its index. False with *error on lack
 * of memory or beyond PP_BUDGET_ROWS. */
PP_API bool pp_budget_add_row(pp_budget *budget, pp_budget_table table, uint32_t number, size_t *row, pp_error *error);

/* Sets text column `column` of a row; length bytes are copied. False with *error on lack of memory. */
PP_API bool pp_budget_set_text(pp_budget *budget, pp_budget_table table, size_t row, int column, const char *text,
                               size_t length, pp_error *error);

/* Sets amount `amount` (from 0, behind the texts) of a row, in 分; digits: decimals as written. */
PP_API void pp_budget_set_amount(pp_budget *budget, pp_budget_table table, size_t row, int amount, pp_money value,
                                 unsigned digits);

/* Records that an amount could not be read: why, and its text, which is copied. The amount becomes PP_MONEY_UNREADABLE.
 * False with *error on lack of memory. */
PP_API bool pp_budget_set_unreadable(pp_budget *budget, pp_budget_table table, size_t row, int amount,
                                     pp_money_status status, const char *text, size_t length, pp_error *error);

/* ---- Reading ---- */

PP_API bool pp_budget_has(const pp_budget *budget, pp_budget_table table);

/* How many rows the table has; 0 when the budget lacks it. */
PP_API size_t pp_budget_rows(const pp_budget *budget, pp_budget_table table);

/* The row at index (from 0). Owned by the budget, valid until a row is added. */
PP_API const pp_budget_row *pp_budget_row_at(const pp_budget *budget, pp_budget_table table, size_t row);

/* True when the table's file has the column (texts first, then amounts, from 0). */
PP_API bool pp_budget_has_column(const pp_budget *budget, pp_budget_table table, int column);

/* The file in which the table stands; NULL when the budget lacks it. Owned by the budget. */
PP_API const char *pp_budget_file(const pp_budget *budget, pp_budget_table table);

/* Where amount `amount` (from 0, behind the texts) of a row stands. */
PP_API pp_place pp_budget_place(const pp_budget *budget, pp_budget_table table, size_t row, int amount);

typedef struct pp_budget_unreadable {
    pp_budget_table table;
    size_t row;
    int amount;
    pp_money_status status;
    const char *text; /* owned by the budget */
} pp_budget_unreadable;

/* How many amounts could not be read. */
PP_API size_t pp_budget_unreadables(const pp_budget *budget);

/* The amount at index (from 0) that could not be read. */
PP_API pp_budget_unreadable pp_budget_unreadable_at(const pp_budget *budget, size_t index);

/* True when a figure of 说明数据 is a percentage, as its unit says. */
PP_API bool pp_budget_is_percentage(const pp_budget_row *row);

/* True when a figure of 说明数据 is a ceiling (万元 (≤)), as its unit says. */
PP_API bool pp_budget_is_ceiling(const pp_budget_row *row);

/* ---- The budget of a plan ---- */

/* The plan's budget, NULL when it has none. Owned by the plan. */
PP_API const pp_budget *pp_plan_budget(const pp_plan *plan);

/* Gives the plan a budget, which it owns from now on, in place of the one it had; NULL takes it away. */
PP_API void pp_plan_set_budget(pp_plan *plan, pp_budget *budget);

#endif
