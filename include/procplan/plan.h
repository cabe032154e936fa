/* The plan: lines, their columns, where each cell came from, the figures they must meet.
 * Held by column, so that a column that a file does not have costs nothing and a rule can walk one column. */
#ifndef PROCPLAN_PLAN_H
#define PROCPLAN_PLAN_H

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_plan pp_plan;

/* The known columns, in the order in which they are written. */
typedef enum pp_column {
    PP_COL_UNIT = 0,        /* 预算单位 */
    PP_COL_PROJECT,         /* 预算项目 */
    PP_COL_FUNCTION_CODE,   /* 功能科目编码, seven digits */
    PP_COL_FUNCTION_NAME,   /* 功能科目名称 */
    PP_COL_ITEM_CODE,       /* 采购品目编码 */
    PP_COL_ITEM_NAME,       /* 采购品目名称 */
    PP_COL_KIND,            /* 采购类别, as written */
    PP_COL_TOTAL,           /* 合计 */
    PP_COL_SUBTOTAL,        /* 财政拨款小计 */
    PP_COL_GENERAL,         /* 一般公共预算 */
    PP_COL_GOVERNMENT_FUND, /* 政府性基金预算 */
    PP_COL_STATE_CAPITAL,   /* 国有资本经营预算 */
    PP_COL_SPECIAL_ACCOUNT, /* 财政专户管理资金 */
    PP_COL_OWN,             /* 单位资金 */
    PP_COL_CARRYOVER,       /* 上年结转 */
    PP_COL_RESERVE,         /* 中小企业预留份额 */
    PP_COL_RESERVE_MICRO,   /* 其中小微企业 */
    PP_COL_MEASURE,         /* 计量单位 */
    PP_COL_QUANTITY,        /* 数量, in millionths */
    PP_COL_PRICE,           /* 单价, always 元 unless the heading names another unit */
    PP_COL_RESERVE_MODE,    /* 预留方式 */
    PP_COL_REASON,          /* 不预留理由 */
    PP_COL_METHOD,          /* 采购方式 */
    PP_COL_ORGANISATION,    /* 采购组织形式 */
    PP_COL_WHEN,            /* 预计采购时间 */
    PP_COL_BRIEF,           /* 采购需求概况 */
    PP_COL_NOTE,            /* 备注 */
    PP_COLUMN_COUNT
} pp_column;

#define PP_NO_COLUMN PP_COLUMN_COUNT

typedef enum pp_column_type { PP_TYPE_TEXT, PP_TYPE_MONEY, PP_TYPE_QUANTITY } pp_column_type;

/* What each column is: one row of a table, the only place where this is written down. */
typedef struct pp_column_info {
    const char *title; /* heading in the canonical csv, e.g. 中小企业预留份额 */
    pp_column_type type;
    bool required; /* a plan without it cannot be checked in full */
    bool fund;     /* one of the six that add up to 合计 */
} pp_column_info;

/* Static; column must be below PP_COLUMN_COUNT. */
PP_API const pp_column_info *pp_column_describe(pp_column column);

/* The key in column 键 of controls.csv under which a money column is known (一般公共预算 …) back to the column;
 * PP_NO_COLUMN when it is none. Understands the synonyms of data/…/controls.csv (财政拨款 = 财政拨款小计). */
PP_API pp_column pp_column_by_fund_name(const char *name);

/* ---- About ---- */

typedef enum pp_about_key {
    PP_ABOUT_DEPARTMENT,
    PP_ABOUT_YEAR,
    PP_ABOUT_REGION,
    PP_ABOUT_UNIT,
    PP_ABOUT_EDITION,
    PP_ABOUT_COUNT
} pp_about_key;

/* 部门, 年度, 地区, 金额单位, 目录版本. Static. */
PP_API const char *pp_about_title(pp_about_key key);

/* ---- Making a plan ---- */

/* A new, empty plan that the caller frees, or NULL when memory is short. */
PP_API pp_plan *pp_plan_new(void);

/* Frees a plan and all that it gave out; NULL is allowed. */
PP_API void pp_plan_free(pp_plan *plan);

/* Sets one entry; value is copied. pp_plan_year follows PP_ABOUT_YEAR. False with *error on lack of memory. */
PP_API bool pp_plan_set_about(pp_plan *plan, pp_about_key key, const char *value, pp_error *error);

/* The entry, or NULL when it was never set. Owned by the plan. */
PP_API const char *pp_plan_about(const pp_plan *plan, pp_about_key key);

/* The year as a number (2024; 年 behind it is allowed), 0 when not given or not a year. */
PP_API int pp_plan_year(const pp_plan *plan);

/* Declares a file (or a sheet of it; sheet may be NULL) that lines come from. Returns its number (from 0), or -1 when
 * memory is short. */
PP_API int pp_plan_add_source(pp_plan *plan, const char *file, const char *sheet);

/* Says that in this source `column` stands in file column `number` (1-based) under the heading `title`. A declared
 * column exists from then on, even where all its cells are empty. */
PP_API bool pp_plan_map_column(pp_plan *plan, int source, pp_column column, uint32_t number, const char *title,
                               pp_error *error);

/* Declares a column that procplan does not know, to be carried through. Returns its number (from 0) or -1 when memory
 * is short. The same title gives the same number: a reader makes the titles of one file different first. */
PP_API int pp_plan_add_extra(pp_plan *plan, const char *title);

/* Appends an empty line that stands in `row` (1-based) of `source`. Returns its index in *line. False on lack of
 * memory. */
PP_API bool pp_plan_add_line(pp_plan *plan, int source, uint32_t row, size_t *line, pp_error *error);

/* Set a cell. Text is copied (length bytes, valid UTF-8 without NUL). A text column takes text only, a money column
 * amounts only. False on lack of memory. */
PP_API bool pp_plan_set_text(pp_plan *plan, size_t line, pp_column column, const char *text, size_t length,
                             pp_error *error);

/* Sets a money cell, in 分 (or PP_MONEY_NONE). False on lack of memory. */
PP_API bool pp_plan_set_money(pp_plan *plan, size_t line, pp_column column, pp_money amount, pp_error *error);

/* Sets 数量, in millionths. False on lack of memory. */
PP_API bool pp_plan_set_quantity(pp_plan *plan, size_t line, int64_t millionths, pp_error *error);

/* Sets a cell of an unknown column (a number that pp_plan_add_extra gave); the text is copied. False on lack of memory.
 */
PP_API bool pp_plan_set_extra(pp_plan *plan, size_t line, int extra, const char *text, size_t length, pp_error *error);

/* Records that a money or quantity cell could not be read: its status and its text, for the rules to report. The cell's
 * value becomes PP_MONEY_UNREADABLE. */
PP_API bool pp_plan_set_unreadable(pp_plan *plan, size_t line, pp_column column, pp_money_status status,
                                   const char *text, size_t length, pp_error *error);

/* ---- Reading a plan ---- */

PP_API size_t pp_plan_lines(const pp_plan *plan);

/* True when some source has the column. */
PP_API bool pp_plan_has(const pp_plan *plan, pp_column column);

/* The cell's text; "" when empty or when the plan has no such column. Owned by the plan, valid until it changes. */
PP_API const char *pp_plan_text(const pp_plan *plan, size_t line, pp_column column);

/* The cell's amount in 分, PP_MONEY_NONE when empty or absent, PP_MONEY_UNREADABLE when its text is no amount. */
PP_API pp_money pp_plan_money(const pp_plan *plan, size_t line, pp_column column);

/* The line's 合计: as written, or, where that cell is empty, the sum of the funds that are given; PP_MONEY_NONE when
 * there is neither, PP_MONEY_UNREADABLE when a needed cell is. */
PP_API pp_money pp_plan_amount(const pp_plan *plan, size_t line);

/* 数量 in millionths, PP_MONEY_NONE when empty, PP_MONEY_UNREADABLE when its text is no number. */
PP_API int64_t pp_plan_quantity(const pp_plan *plan, size_t line);

/* The kind that the cell 采购类别 names (货物, 工程, 服务, with or without 类); PP_KIND_NONE when it names none. */
PP_API pp_kind pp_plan_kind(const pp_plan *plan, size_t line);

/* How many unknown columns the plan carries. */
PP_API size_t pp_plan_extras(const pp_plan *plan);

/* The heading of an unknown column (from 0). Owned by the plan. */
PP_API const char *pp_plan_extra_title(const pp_plan *plan, size_t extra);

/* A cell of an unknown column; "" when empty. Owned by the plan. */
PP_API const char *pp_plan_extra(const pp_plan *plan, size_t line, size_t extra);

typedef struct pp_unreadable {
    size_t line;
    pp_column column;
    pp_money_status status;
    const char *text;
} pp_unreadable;

/* How many cells could not be read. */
PP_API size_t pp_plan_unreadables(const pp_plan *plan);

/* The cell at index (from 0) that could not be read; its text belongs to the plan. */
PP_API pp_unreadable pp_plan_unreadable(const pp_plan *plan, size_t index);

/* Where something stands. Strings belong to the plan; NULL or 0 where there is nothing to say. */
typedef struct pp_place {
    const char *file;
    const char *sheet;
    uint32_t row;      /* from 1 */
    uint32_t column;   /* from 1 */
    const char *title; /* heading of the column as the file has it */
} pp_place;

/* The place of a cell; column may be PP_NO_COLUMN for the line as a whole. A column that the source lacks gives its
 * canonical title and column 0. */
PP_API pp_place pp_plan_place(const pp_plan *plan, size_t line, pp_column column);

enum { PP_CELL_TEXT = 20 }; /* seven letters, ten digits and a NUL at most */

/* Says where an entry of the plan (pp_plan_set_about) stands, or would have to stand: file is copied; row and column
 * from 1, 0 when it stands nowhere yet. False with *error on lack of memory. */
PP_API bool pp_plan_set_about_place(pp_plan *plan, pp_about_key key, const char *file, uint32_t row, uint32_t column,
                                    pp_error *error);

/* That place, with the entry's title; its file is NULL when nothing was said. */
PP_API pp_place pp_plan_about_place(const pp_plan *plan, pp_about_key key);

/* Spreadsheet name of a cell, K17 for (17, 11), without the sheet. Empty when row or column is 0. Returns out. */
PP_API char *pp_cell_name(uint32_t row, uint32_t column, char out[PP_CELL_TEXT]);

/* ---- Controls: figures that the plan must meet ---- */

typedef enum pp_control_kind {
    PP_CONTROL_TOTAL = 0,     /* 合计 */
    PP_CONTROL_KIND,          /* 类别, key 货物/工程/服务 */
    PP_CONTROL_FUND,          /* 资金来源, key as the money column's title */
    PP_CONTROL_RESERVE,       /* 预留份额 */
    PP_CONTROL_RESERVE_MICRO, /* 其中小微企业 */
    PP_CONTROL_DEPARTMENT,    /* 部门, key its name */
    PP_CONTROL_UNIT,          /* 预算单位, key its name */
    PP_CONTROL_FUNCTION,      /* 功能科目, key a code, also of a class (201, 20103) */
    PP_CONTROL_ITEM,          /* 采购品目, key a code of any level */
    PP_CONTROL_KIND_COUNT
} pp_control_kind;

typedef enum pp_relation { PP_EQUAL, PP_AT_MOST } pp_relation;

typedef struct pp_control {
    pp_control_kind kind;
    pp_relation relation;
    const char *name;   /* 控制项 as written */
    const char *key;    /* 键 as written, "" when none */
    pp_money amount;    /* 分 */
    pp_money unit_step; /* half of it is what rounding may explain: the unit of the last digit written, in 分, but at
                           most 0.01 万元 (10,000 分), and in a total row in 元 1 分: spreadsheet programs drop zeros
                           behind the point, so that 4 may have been 4.00. 6289.03 万元 and 6289 万元 -> 10000,
                           6289.0312 万元 -> 100 */
    const char *origin; /* 来源, "" when none */
    const char *file;
    const char *title;   /* heading of the amount's column as the file has it, "" when not known */
    pp_column sums;      /* the money column that is summed; what is none (0, too) stands for PP_COL_TOTAL. Ask
                            pp_control_column, because some kinds name their column themselves */
    uint32_t row;        /* from 1 */
    uint32_t column;     /* of the amount, from 1 */
    uint32_t key_column; /* of 键, from 1; 0 where it has no cell */
} pp_control;

/* The money column whose sum the control is held against: the one that its kind (预留份额, 其中小微企业) or the key of
 * a fund names, else control->sums, PP_COL_TOTAL where that is no column from PP_COL_TOTAL to PP_COL_RESERVE_MICRO.
 * PP_NO_COLUMN when the key of a fund names none. */
PP_API pp_column pp_control_column(const pp_control *control);

/* The canonical title of that column where name and key of the control do not tell it (a unit's 中小企业预留份额), else
 * "". Static. */
PP_API const char *pp_control_column_title(const pp_control *control);

/* Adds a control; its strings are copied. False on lack of memory. */
PP_API bool pp_plan_add_control(pp_plan *plan, const pp_control *control, pp_error *error);

/* Takes all controls away. */
PP_API void pp_plan_clear_controls(pp_plan *plan);

/* Gives a control another amount (分) and says so in its origin, which is copied. False on lack of memory. */
PP_API bool pp_plan_set_control(pp_plan *plan, size_t index, pp_money amount, const char *origin, pp_error *error);

/* How many controls the plan has. */
PP_API size_t pp_plan_controls(const pp_plan *plan);

/* The control at index (from 0). Owned by the plan, valid until a control is added or taken away. */
PP_API const pp_control *pp_plan_control(const pp_plan *plan, size_t index);

/* 控制项 as written in a file, with its synonyms (类别/采购类别, 部门/部门合计 …); PP_CONTROL_KIND_COUNT when it is
 * none. */
PP_API pp_control_kind pp_control_kind_by_name(const char *name);

#endif
