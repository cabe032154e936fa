/* The inside of merging plans. */
#ifndef PP_MODEL_MERGE_H
#define PP_MODEL_MERGE_H

#include "base/arena.h"
#include "model/plan.h"
#include "procplan/merge.h"

typedef struct pp_merging {
    const pp_merge_part *parts;
    size_t count;
    const pp_catalog *catalog;
    pp_merge_options options;
    pp_plan *plan;     /* that is being made */
    pp_arena *arena;   /* names of units, sentences */
    const char **unit; /* by part: the unit of lines that name none */
    bool no_memory;
} pp_merging;

/* Tells the user a sentence, made as by printf. */
void pp_merging_note(pp_merging *m, const char *format, ...) PP_PRINTF(2, 3);

/* The file of a part as it can be found from here: the part's own path, and the file within it. Owned by the arena. */
const char *pp_merging_path(pp_merging *m, const pp_merge_part *part, const char *file);

/* Refuses parts that have the same lines (merge_same.c), and tells of units that stand in several parts. False with
 * *error. */
bool pp_merging_same(pp_merging *m, pp_error *error);

/* Adds the controls of all parts (merge_controls.c); the lines are there already. False with *error. */
bool pp_merging_controls(pp_merging *m, pp_error *error);

#endif
