/* The inside of a plan, for the model and the rules: columns as plain arrays. */
#ifndef PP_MODEL_PLAN_H
#define PP_MODEL_PLAN_H

#include "base/arena.h"
#include "base/pool.h"
#include "procplan/budget.h"
#include "procplan/plan.h"

/* A file, or a sheet of one, that lines came from. */
typedef struct pp_source {
    const char *file;
    const char *sheet;                /* NULL when none */
    uint32_t number[PP_COLUMN_COUNT]; /* file column from 1, 0: not there */
    const char *title[PP_COLUMN_COUNT];
} pp_source;

typedef struct pp_extra {
    const char *title;
    uint32_t *values; /* numbers of the pool, one a line */
} pp_extra;

struct pp_plan {
    pp_arena *arena; /* texts that are not cells */
    pp_pool *pool;   /* texts of cells */
    const char *about[PP_ABOUT_COUNT];
    pp_place about_place[PP_ABOUT_COUNT];

    pp_source *sources;
    size_t source_count;

    size_t lines, capacity;
    uint32_t *row;    /* of the line in its source */
    uint16_t *source; /* index into sources */
    union {
        uint32_t *text;  /* PP_TYPE_TEXT: numbers of the pool */
        int64_t *number; /* PP_TYPE_MONEY: 分; PP_TYPE_QUANTITY: millionths */
        void *any;       /* NULL: no source has the column */
    } column[PP_COLUMN_COUNT];

    pp_extra *extras;
    size_t extra_count;

    pp_unreadable *unreadables;
    size_t unreadable_count, unreadable_capacity;

    pp_control *controls;
    size_t control_count;

    pp_budget *budget; /* NULL: none */
};

/* The pool number of a text cell, 0 when empty or when the plan lacks the column. */
static inline uint32_t pp_plan_id(const pp_plan *plan, size_t line, pp_column column)
{
    return plan->column[column].text == NULL ? 0 : plan->column[column].text[line];
}

/* The amount or quantity of a cell, PP_MONEY_NONE when empty or when the plan lacks the column. */
static inline int64_t pp_plan_number(const pp_plan *plan, size_t line, pp_column column)
{
    return plan->column[column].number == NULL ? PP_MONEY_NONE : plan->column[column].number[line];
}

/* The money column for which folded words (pp_text_fold) stand besides its title; PP_NO_COLUMN when for none. */
pp_column pp_column_by_money_words(const char *folded);

/* What a control of the whole plan calls a money column: its title, but 财政拨款小计 for 小计. */
const char *pp_column_fund_name(pp_column column);

/* The sum (分) of the line's money cells from first to last: PP_MONEY_NONE when all are empty, PP_MONEY_UNREADABLE when
 * one is, or when the sum does not fit. */
pp_money pp_plan_parts(const pp_plan *plan, size_t line, pp_column first, pp_column last);

/* The kind that a text names (货物, 货物类, …); PP_KIND_NONE when it names none. */
pp_kind pp_kind_by_name(const char *text);

/* Takes a column away, with all that stands in it. */
void pp_plan_drop_column(pp_plan *plan, pp_column column);

/* Puts the lines in another order: order[i], for every line, is where line i stands now; each line stands in it once.
 * False, and nothing is changed, when memory is short. */
bool pp_plan_reorder(pp_plan *plan, const size_t *order);

/* What each text of the pool is as a kind: an array of pp_pool_count entries in new memory, which the caller frees;
 * NULL when memory is short. Only meaningful for the texts of PP_COL_KIND. */
uint8_t *pp_plan_kinds(const pp_plan *plan);

/* Each line's item in the catalogue (PP_NO_ITEM when its code is not there): one entry a line in new memory, which the
 * caller frees; NULL when memory is short. */
pp_item *pp_plan_items(const pp_plan *plan, const pp_catalog *catalog);

#endif
