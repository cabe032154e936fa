/* Small tables of data: CSV files with a heading row, compiled in at build time or given with --catalog-dir. They are
 * read strictly: whatever is not a plain table is refused with its row. */
#ifndef PP_MODEL_DATAFILE_H
#define PP_MODEL_DATAFILE_H

#include "procplan/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PP_DATAFILE_COLUMNS = 12, PP_DATAFILE_FIELD = 300 /* bytes of a field, at most */ };

/* Takes one row. fields[i] belongs to titles[i]: valid UTF-8 without control characters and without white space at its
 * ends, "" when empty; valid during the call. Returns false with *error to end the reading; the place is added by
 * pp_datafile_read. */
typedef bool (*pp_datafile_row)(void *user, const char *const *fields, uint32_t row, pp_error *error);

/* Reads the table at path (UTF-8 with or without BOM, LF, CRLF or CR, quoted fields) and hands each row to `take`. The
 * NULL-terminated `titles` (at most PP_DATAFILE_COLUMNS) are the columns that the heading row must have, in any order;
 * further columns are passed over, as are rows without any text in the named columns. Rows are counted from 1 as lines
 * of the file, the heading included. False with *error, which names the file, the row and where possible the column. */
bool pp_datafile_read(const char *path, const char *const *titles, pp_datafile_row take, void *user, pp_error *error);

/* The same for a table that is text[0..size) in memory; errors name it `path`. */
bool pp_datafile_parse(const char *path, const char *text, size_t size, const char *const *titles, pp_datafile_row take,
                       void *user, pp_error *error);

#endif
