/* The lines of a plan out of one csv. */
#include "base/file.h"
#include "base/text.h"
#include "read/grid.h"

bool pp_read_lines_csv(pp_reading *reading, const char *path, const char *name, pp_error *error)
{
    pp_grid grid;
    bool ok = pp_grid_init(&grid, reading, name, NULL, error) &&
              pp_reading_table(reading, path, name, pp_layout_is_heading, pp_grid_row, &grid, error) &&
              pp_grid_end(&grid, error);
    if (!ok && error != NULL && error->file[0] == '\0') {
        pp_error_at(error, path, error->row, error->column);
    }
    pp_grid_free(&grid);
    return ok;
}

bool pp_read_plan_csv(pp_reading *reading, const char *path, pp_error *error)
{
    return pp_read_lines_csv(reading, path, pp_base_name(path), error);
}
