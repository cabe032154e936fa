/* A workbook from its first cell to its place on the disk, whatever its sheets are. */
#ifndef PP_WRITE_SAVE_H
#define PP_WRITE_SAVE_H

#include "write/cells.h"

#include <time.h>

enum { PP_SAVE_SHEETS = 16 /* that a workbook has at most */ };

/* Adds the sheets to the new workbook of the cells and writes them. Puts the number of cells of each sheet, in their
 * order, into `written` (room for PP_SAVE_SHEETS) and how many sheets there are into *sheets, both 0 at first. False
 * with *error. */
typedef bool pp_save_fill_fn(void *context, size_t *written, size_t *sheets, pp_error *error);

/* Writes a workbook to path: made beside it, read back to see that it is whole, and only then put there. The cells have
 * their arena and nothing else yet; their workbook is gone afterwards. False with *error, and what stood at path is
 * untouched. */
bool pp_save_workbook(pp_cells *cells, const lxw_workbook_options *options, const char *path, pp_save_fill_fn *fill,
                      void *context, pp_error *error);

/* Sets *error to what the library's failure means to the user. Always returns false. */
bool pp_save_error(lxw_error code, const char *path, pp_error *error);

/* The moment that the file says it was made at: SOURCE_DATE_EPOCH, so that the same plan gives the same file, or now.
 */
time_t pp_save_moment(void);

#endif
