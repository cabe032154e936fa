/* Several units' plans into one department plan. */
#ifndef PROCPLAN_MERGE_H
#define PROCPLAN_MERGE_H

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "plan.h"
#include "read.h"

#include <stdbool.h>
#include <stddef.h>

/* A plan to be merged, and the path by which people know it. */
typedef struct pp_merge_part {
    const pp_plan *plan;
    const char *name;
} pp_merge_part;

typedef struct pp_merge_options {
    const char *department; /* of the merged plan; NULL: the one that all parts name */
    const char *year;       /* the same */
    const char *region;     /* the same */
    bool same_allowed;      /* two parts may have the same lines */
    pp_notice_fn notice;    /* told what was decided; NULL: nobody */
    void *notice_context;
} pp_merge_options;

/* The columns that say where a line was before: unknown to procplan, and so carried along by every writer. */
#define PP_MERGE_FILE "来源文件"
#define PP_MERGE_ROW "来源行"

/* Merges the parts in their order. Every line keeps its unit, its source and its row; a line without 预算单位 gets that
 * of its part: its 部门, where that is another than the merged plan's, else the name of its file. Amounts are in 分 and
 * stay exact whatever 金额单位 the parts have. Unknown columns with one title become one.
 *
 * Controls: those of a whole part (合计, 资金来源, 预留份额 …) become controls of its unit, where it has one unit only;
 * those of one unit add up; and the merged plan gets the sum of a control when all parts have it, or those that lack it
 * have no line under it. What is not carried is told.
 *
 * Two departments, years or regions that the options do not settle, and parts with the same lines, are errors
 * (PP_ERROR_USAGE). Returns a new plan that the caller frees, NULL with *error. options may be NULL. */
PP_API pp_plan *pp_merge(const pp_merge_part *parts, size_t count, const pp_catalog *catalog,
                         const pp_merge_options *options, pp_error *error);

#endif
