/* Rows out of a csv file, by libcsv, with what libcsv leaves to its caller: the BOM, row numbers, caps, validity. */
#ifndef PP_READ_CSV_H
#define PP_READ_CSV_H

#include "procplan/error.h"
#include "read/encoding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cell as the file has it: valid UTF-8 without NUL, no NUL behind it. Unquoted cells come without the spaces and tabs
 * around them. Valid until the callback returns. */
typedef struct pp_field {
    const char *text;
    size_t length;
} pp_field;

/* A row of a table. number is what a spreadsheet program shows beside it: from 1, empty rows counted, and a row whose
 * quoted cells hold line breaks is one row. */
typedef struct pp_row {
    const pp_field *fields;
    size_t count;
    uint32_t number;
} pp_row;

/* Called for each row that is not an empty line. False, with *error, ends the parse; the place is added when it has
 * none. */
typedef bool (*pp_row_fn)(void *context, const pp_row *row, pp_error *error);

enum {
    PP_CSV_COLUMNS = 4096,        /* most columns of a row */
    PP_CSV_FIELD = 1024 * 1024,   /* most bytes of a cell */
    PP_CSV_ROW = 16 * 1024 * 1024 /* most bytes of a row */
};

/* Parses text[0..length), which need not be valid. False with *error (row and column, no file) for what is no text at
 * all (a workbook under the name of a csv), malformed quotes, bytes that are not UTF-8, a cap reached, or when on_row
 * refused. */
bool pp_csv_parse(const char *text, size_t length, pp_row_fn on_row, void *context, pp_error *error);

/* The same for text that is kept apart by another sign than the comma, of any width: ";", "\t", "；". */
bool pp_csv_parse_by(const char *text, size_t length, const char *separator, pp_row_fn on_row, void *context,
                     pp_error *error);

/* The same for a file that was opened by pp_text_file_open, which is read piece by piece: its size costs no memory.
 * *error names the file. *broken: it failed for a byte that is not UTF-8, or a NUL. */
bool pp_csv_read(const pp_text_file *file, const char *path, const char *separator, pp_row_fn on_row, void *context,
                 bool *broken, pp_error *error);

/* Most bytes of a file. */
#define PP_CSV_FILE ((size_t)2 << 30)

#endif
