/* Changes to a whole plan: a column taken away, the lines in another order. */
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

void pp_plan_drop_column(pp_plan *plan, pp_column column)
{
    free(plan->column[column].any);
    plan->column[column].any = NULL;
    for (size_t s = 0; s < plan->source_count; s++) {
        plan->sources[s].number[column] = 0;
        plan->sources[s].title[column] = NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < plan->unreadable_count; i++) {
        if (plan->unreadables[i].column != column) {
            plan->unreadables[kept++] = plan->unreadables[i];
        }
    }
    plan->unreadable_count = kept;
}

/* Puts the entries of an array in the order; `spare` has room for it. */
static void reorder(void *array, size_t size, size_t count, const size_t *order, int64_t *spare)
{
    char *entries = array, *taken = (char *)spare;
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(taken + i * size, entries + order[i] * size, size);
    }
    memcpy(entries, taken, count * size);
}

bool pp_plan_reorder(pp_plan *plan, const size_t *order)
{
    const size_t count = plan->lines;
    size_t *place = malloc((count + 1) * sizeof *place); /* where each line comes to stand */
    int64_t *spare = malloc((count + 1) * sizeof *spare);
    if (place == NULL || spare == NULL) {
        free(place);
        free(spare);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        place[order[i]] = i;
    }
    reorder(plan->row, sizeof *plan->row, count, order, spare);
    reorder(plan->source, sizeof *plan->source, count, order, spare);
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (plan->column[c].any != NULL) {
            const bool text = pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT;
            reorder(plan->column[c].any, text ? sizeof(uint32_t) : sizeof(int64_t), count, order, spare);
        }
    }
    for (size_t e = 0; e < plan->extra_count; e++) {
        reorder(plan->extras[e].values, sizeof *plan->extras[e].values, count, order, spare);
    }
    for (size_t u = 0; u < plan->unreadable_count; u++) {
        plan->unreadables[u].line = place[plan->unreadables[u].line];
    }
    free(place);
    free(spare);
    return true;
}
