/* What the charts of several sheets share. */
#include "write/workbook.h"

#include <stdlib.h>
#include <string.h>

/* The library would fill this in from the cells, but takes a
 * formula for 0 and knows no cells in constant-memory mode; it leaves alone a range whose cache is to be ignored. The
 * points become the library's. */
bool pp_chart_fill(lxw_series_range *range, size_t count, const char *const *names, const double *values)
{
    range->ignore_cache = LXW_TRUE;
    range->has_string_cache = names != NULL;
    for (size_t i = 0; i < count; i++) {
        lxw_series_data_point *point = calloc(1, sizeof *point);
        if (point == NULL) {
            return false;
        }
        if (names != NULL) {
            point->is_string = LXW_TRUE;
            point->string = strdup(names[i]);
        } else {
            point->number = values[i];
        }
        STAILQ_INSERT_TAIL(range->data_cache, point, list_pointers);
        range->num_data_points++;
        if (names != NULL && point->string == NULL) {
            return false;
        }
    }
    return true;
}
