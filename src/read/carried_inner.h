/* Between carried.c, which reads the hidden sheet, and carried_apply.c, which gives the plan what it says. */
#ifndef PP_READ_CARRIED_INNER_H
#define PP_READ_CARRIED_INNER_H

#include "base/arena.h"
#include "read/carried.h"
#include "read/words.h"

typedef struct pp_carried_about {
    bool given;
    const char *text, *shown;
} pp_carried_about;

typedef struct pp_carried_column {
    const char *title, *shown; /* shown: "" for a known column */
} pp_carried_column;

/* Lines that stand in rows first to last of the form and one behind the other in the plan, from `position` (from 1). */
typedef struct pp_carried_run {
    uint32_t first, last, position;
} pp_carried_run;

typedef struct pp_carried_cells {
    uint32_t first, last; /* rows of the form */
    const char *columns, *shown, *text, *unit;
} pp_carried_cells;

struct pp_carried {
    pp_arena *arena; /* texts */
    pp_carried_about about[PP_ABOUT_COUNT];
    pp_carried_column *columns;
    pp_control *controls;
    pp_carried_run *runs;
    pp_carried_cells *cells;
    size_t column_count, control_count, run_count, cell_count, strange_controls;
};

#endif
