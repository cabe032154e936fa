/* The inside of a comparison of two plans. */
#ifndef PP_MODEL_DIFF_H
#define PP_MODEL_DIFF_H

#include "base/pool.h"
#include "model/plan.h"
#include "procplan/diff.h"

enum { PP_OLD = 0, PP_NEW = 1, PP_SIDES = 2 };

/* A column that both plans have. */
typedef struct pp_diff_field {
    pp_column column;       /* PP_NO_COLUMN: one that procplan does not know */
    size_t extra[PP_SIDES]; /* its number in each plan then */
    pp_column_type type;
    const char *title;
    uint64_t seed;   /* of its values' hashes */
    unsigned weight; /* in likeness */
} pp_diff_field;

struct pp_diff {
    const pp_plan *plan[PP_SIDES];
    pp_pool *texts;                      /* folded texts of both plans, so that equal ones have one number */
    uint64_t *hash;                      /* of each of them, the same in every run */
    uint32_t *text[PP_SIDES];            /* number there, by the number in the plan's own pool */
    pp_unreadable *unreadable[PP_SIDES]; /* by line and column */
    pp_diff_field *fields;
    size_t field_count;
    pp_lone_column *lone;
    size_t lone_count;
    size_t *partner[PP_SIDES]; /* line of the other plan, PP_NO_LINE: none */
    bool *equal;               /* lines of the new plan that have an equal partner */
    pp_change *changes;
    size_t change_count[PP_CHANGE_KIND_COUNT];
    size_t same;
    pp_total_change *totals;
    size_t total_count;
    pp_control_change *controls;
    size_t control_count;
};

/* Spreads a number over all bits. */
static inline uint64_t pp_diff_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* ---- Fields (diff_fields.c) ---- */

/* Finds the columns that both plans have, those that only one has, and the numbers of texts. False when memory is
 * short; what was made is freed with the comparison. */
bool pp_diff_find_fields(pp_diff *diff);

/* What a cell says as a number that is equal for equal cells of either plan: a text's number, an amount, and for what
 * is unreadable a number of its text. */
int64_t pp_diff_value(const pp_diff *diff, int side, size_t line, const pp_diff_field *field);

/* A hash of those fields of a line whose bits are set in `columns` (1u << pp_column; 1u << PP_NO_COLUMN for all the
 * unknown ones). The same in every run, and for equal lines of either plan. */
uint64_t pp_diff_hash(const pp_diff *diff, int side, size_t line, uint32_t columns);

/* True when all fields of the two lines are equal. */
bool pp_diff_equal(const pp_diff *diff, size_t old_line, size_t new_line);

/* The sum that a line stands for, as pp_plan_amount; 0 where it has none. */
pp_money pp_diff_amount(const pp_diff *diff, int side, size_t line);

enum { PP_LIKE_ALL = 1000000 /* equal lines */, PP_LIKE_ENOUGH = 550000 /* less likely lines are not paired */ };

/* How much alike two lines are, 0 to PP_LIKE_ALL: fields by their weight, those empty in both left out; 0
 * for lines that have neither the amount nor a class of items, a name, a project or a brief in common. */
unsigned pp_diff_likeness(const pp_diff *diff, size_t old_line, size_t new_line);

/* ---- Pairs (diff_pairs.c) ---- */

/* Fills diff->partner and diff->equal. False when memory is short. */
bool pp_diff_pair(pp_diff *diff);

/* ---- Totals and controls (diff_totals.c) ---- */

/* Fill diff->totals and diff->controls. False when memory is short (or *error for other reasons). */
bool pp_diff_add_totals(pp_diff *diff, const pp_catalog *catalog, pp_error *error);
bool pp_diff_add_controls(pp_diff *diff, pp_error *error);

#endif
