/* What has changed from one plan to another. Lines are paired by likeness, not by their place: a plan that was sorted
 * otherwise has not changed. Texts that differ only in width, case or blanks count as equal (pp_text_same). */
#ifndef PROCPLAN_DIFF_H
#define PROCPLAN_DIFF_H

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "plan.h"

#include <stdio.h>

typedef struct pp_diff pp_diff;

/* Compares two plans. The catalogue tells the classes of items. Every line of either plan is paired with one line of
 * the other or with none: first lines that are equal, as many as both plans have of them, then those most alike. Which
 * lines are paired depends only on what they say, not on their order, and is the same when the plans are swapped; time
 * grows with the number of lines. Plans and catalogue must outlive the result, which the caller frees with
 * pp_diff_free; NULL with *error on lack of memory. */
PP_API pp_diff *pp_diff_new(const pp_plan *old, const pp_plan *new, const pp_catalog *catalog, pp_error *error);

/* Frees a comparison; NULL is allowed. */
PP_API void pp_diff_free(pp_diff *diff);

/* The two plans that were compared. */
PP_API const pp_plan *pp_diff_old_plan(const pp_diff *diff);
PP_API const pp_plan *pp_diff_new_plan(const pp_diff *diff);

/* True when the new plan's year follows the old one's: figures are then compared with 上年, else with 原计划. */
PP_API bool pp_diff_next_year(const pp_diff *diff);

/* ---- Lines ---- */

#define PP_NO_LINE SIZE_MAX

typedef enum pp_change_kind { PP_CHANGED = 0, PP_ADDED, PP_REMOVED, PP_CHANGE_KIND_COUNT } pp_change_kind;

/* 改动, 新增, 删除. Static. */
PP_API const char *pp_change_kind_name(pp_change_kind kind);

typedef struct pp_change {
    pp_change_kind kind;
    size_t old_line, new_line;       /* PP_NO_LINE where the plan has none */
    pp_money old_amount, new_amount; /* pp_plan_amount; PP_MONEY_NONE where there is no line */
    pp_money difference; /* new - old in 分, an empty amount or missing line being 0; PP_MONEY_NONE where an
                            amount is unreadable or the difference does not fit */
} pp_change;

/* How many lines changed, of one kind or (PP_CHANGE_KIND_COUNT) of all. */
PP_API size_t pp_diff_changes(const pp_diff *diff, pp_change_kind kind);

/* The change at index (from 0): changed lines, then added ones, both in the order of the new plan, then removed ones in
 * that of the old. Owned by the comparison. */
PP_API const pp_change *pp_diff_change(const pp_diff *diff, size_t index);

/* How many lines both plans have alike. */
PP_API size_t pp_diff_same(const pp_diff *diff);

/* A cell of a changed line. */
typedef struct pp_cell_change {
    pp_column column;  /* PP_NO_COLUMN: one that procplan does not know */
    const char *title; /* its canonical title, or that of the unknown column */
    pp_column_type type;
    const char *old_text, *new_text; /* of a text column, "" when empty; of another only where it is unreadable */
    int64_t old_number, new_number;  /* of the others: 分, or millionths for 数量; else PP_MONEY_NONE */
    pp_money difference;             /* new - old of an amount or quantity, an empty cell being 0; else PP_MONEY_NONE */
    pp_place old_place, new_place;
} pp_cell_change;

/* The cells of a changed line that differ, one after the other: *at is 0 at first and moved on. False when there are no
 * more, which is so at once for lines added or removed. Texts belong to the plans. */
PP_API bool pp_diff_cell(const pp_diff *diff, const pp_change *change, size_t *at, pp_cell_change *cell);

/* ---- Columns that were not compared ---- */

/* A column that only one of the plans has: its cells would all be changes, so it is told instead. */
typedef struct pp_lone_column {
    const char *title; /* canonical, or of the unknown column; owned by the plan */
    bool in_new;       /* the new plan has it, not the old one */
    size_t filled;     /* lines with something in it */
} pp_lone_column;

/* How many of them there are. */
PP_API size_t pp_diff_lone_columns(const pp_diff *diff);

/* The one at index (from 0). Owned by the comparison. */
PP_API const pp_lone_column *pp_diff_lone_column(const pp_diff *diff, size_t index);

/* ---- Totals ---- */

typedef enum pp_total_kind {
    PP_TOTAL_ALL = 0, /* 合计 */
    PP_TOTAL_KIND,    /* 采购类别: 货物, 工程, 服务 */
    PP_TOTAL_FUND,    /* 资金来源: 小计 and the six funds */
    PP_TOTAL_RESERVE, /* 预留份额: 中小企业预留份额, 其中小微企业 */
    PP_TOTAL_UNIT,    /* 预算单位 */
    PP_TOTAL_CLASS,   /* 品目大类: A02000000 … */
    PP_TOTAL_KIND_COUNT
} pp_total_kind;

/* The words above. Static. */
PP_API const char *pp_total_kind_name(pp_total_kind kind);

typedef struct pp_total_change {
    pp_total_kind kind;
    const char *key;   /* 货物, a column's title, a unit's name, a code; owned by plan or catalogue */
    const char *name;  /* of the class; else NULL */
    pp_money old, new; /* 分; PP_MONEY_NONE: the plan has no such column; PP_MONEY_UNREADABLE: the sum does not fit */
    pp_money difference; /* new - old; PP_MONEY_NONE where either is none */
    size_t old_lines, new_lines;
} pp_total_change;

/* How many totals are compared, changed or not. */
PP_API size_t pp_diff_totals(const pp_diff *diff);

/* The one at index (from 0): 合计 first, then in the order of the kinds. Owned by the comparison. */
PP_API const pp_total_change *pp_diff_total(const pp_diff *diff, size_t index);

/* A total's sentence after the model of budget statements: 合计 6,289.03 万元，较上年增加 100.00 万元，增长 1.62%。
 * Percentages are rounded half up in whole numbers; there is none from 0. Writes into out, cut at a character where it
 * does not fit, and returns out. */
enum { PP_DIFF_SENTENCE = 512 };
PP_API char *pp_diff_sentence(const pp_diff *diff, const pp_total_change *total, char out[PP_DIFF_SENTENCE]);

/* ---- Controls and entries ---- */

/* A control that differs in its amount or relation, or that only one plan has (the other is NULL). */
typedef struct pp_control_change {
    const pp_control *old, *new;
} pp_control_change;

/* How many controls differ. */
PP_API size_t pp_diff_controls(const pp_diff *diff);

/* The one at index (from 0). Owned by the comparison. */
PP_API const pp_control_change *pp_diff_control(const pp_diff *diff, size_t index);

/* Whether an entry of about.csv differs; one that is not given is an empty one. */
PP_API bool pp_diff_about(const pp_diff *diff, pp_about_key key);

/* True when nothing differs: no line, control or entry, and no column that only one plan has. */
PP_API bool pp_diff_none(const pp_diff *diff);

/* ---- Writing ---- */

/* For people, fitting `width` columns. False with *error when the stream fails or memory is short. */
PP_API bool pp_write_diff_text(const pp_diff *diff, FILE *out, int width, pp_error *error);

/* One JSON document (keys: docs/formats.md). False with *error when the stream fails or memory is short. */
PP_API bool pp_write_diff_json(const pp_diff *diff, FILE *out, pp_error *error);

/* A workbook with the sheet 调整对照 at path, which appears only when it is complete. False with *error. */
PP_API bool pp_write_diff_workbook(const pp_diff *diff, const char *path, pp_error *error);

#endif
