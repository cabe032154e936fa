/* Workbooks (.xlsx, .xlsm): opens the package, lists its sheets and streams the rows of one. No part of the file is
 * trusted: every size has a cap, and what is damaged is an error with a sentence that says what to do.
 *
 *   pp_xlsx *book = pp_xlsx_open(path, &error);
 *   pp_xlsx_pass pass = {.on_row = my_row, .context = me};
 *   ok = pp_xlsx_read(book, 0, &pass, &error);
 *   pp_xlsx_pass_free(&pass);
 *   pp_xlsx_close(book);
 */
#ifndef PP_READ_XLSX_H
#define PP_READ_XLSX_H

#include "procplan/error.h"
#include "read/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PP_XLSX_ROWS = 1048576,         /* most rows of a sheet, as in Excel */
    PP_XLSX_COLUMNS = 16384,        /* most columns, as in Excel */
    PP_XLSX_SHEETS = 1024,          /* most sheets of a workbook */
    PP_XLSX_MERGES = 1048576,       /* most merged areas of a sheet */
    PP_XLSX_ENTRIES = 16384,        /* most parts of a package */
    PP_XLSX_STRINGS = 16777216,     /* most shared strings */
    PP_XLSX_STRING_BYTES = 1 << 28, /* and their bytes together: 256 MB */
    PP_XLSX_RATIO = 250             /* most times that a large part may be larger than it is in the package */
};

/* An open workbook. It holds its list of sheets, the formats of its cells and, once a row was asked for, its shared
 * strings; never the cells themselves. */
typedef struct pp_xlsx pp_xlsx;

/* Opens a workbook. Returns what the caller closes with pp_xlsx_close, or NULL with *error, which names the file: it
 * cannot be read, is damaged, encrypted, no workbook at all (then the sentence says what it is and how to save it as
 * .xlsx) or beyond a cap. */
pp_xlsx *pp_xlsx_open(const char *path, pp_error *error);
void pp_xlsx_close(pp_xlsx *book); /* NULL is allowed */

/* How many sheets with cells the workbook has, in the order of their tabs; sheets that are only a chart do not count.
 */
size_t pp_xlsx_sheets(const pp_xlsx *book);

/* The name of a sheet (from 0), as on its tab. Owned by the book. */
const char *pp_xlsx_sheet_name(const pp_xlsx *book, size_t sheet);

/* False when the sheet is hidden. */
bool pp_xlsx_sheet_visible(const pp_xlsx *book, size_t sheet);

/* What a cell is. Its text is always what a person would read there, for sums with all their digits. */
typedef enum pp_xlsx_kind {
    PP_XLSX_EMPTY,
    PP_XLSX_TEXT,
    PP_XLSX_NUMBER,    /* decimal text: 0.3, 2010301; see pp_xlsx_decimal */
    PP_XLSX_DATE,      /* 2024-05-01, or 2024-05 where the cell shows no day */
    PP_XLSX_BOOLEAN,   /* TRUE, FALSE */
    PP_XLSX_FAULT,     /* #REF!, #N/A */
    PP_XLSX_UNRESOLVED /* a formula whose result is not in the file: =SUM(A1:A3) */
} pp_xlsx_kind;

/* A merged area, rows and columns from 1. */
typedef struct pp_xlsx_merge {
    uint32_t row, last_row, column, last_column;
} pp_xlsx_merge;

/* How many of something there were, and where the first stood (row and column from 1, 0: does not matter). */
typedef struct pp_xlsx_tally {
    uint32_t count, row, column;
} pp_xlsx_tally;

/* One way through the rows of a sheet. The caller sets the first three and clears the rest. */
typedef struct pp_xlsx_pass {
    pp_row_fn on_row; /* gets each row that has a filled cell, with its true number, cells at their true columns (gaps
                         are empty cells) and none behind the last filled one; in the order of the file */
    void *context;
    size_t most_rows; /* end, without an error, after so many of them; 0: never */

    const unsigned char *kinds; /* while on_row runs: what each cell of the row is (pp_xlsx_kind) */
    bool whole;                 /* the sheet was read to its end: what follows is complete */
    pp_xlsx_merge *merges;      /* known only at the end, because they stand behind the rows; in no order */
    size_t merge_count, merge_capacity;
    pp_xlsx_tally hidden_rows;    /* that have a filled cell */
    pp_xlsx_tally hidden_columns; /* that a row reached */
    pp_xlsx_tally unresolved;     /* cells of PP_XLSX_UNRESOLVED */
} pp_xlsx_pass;

/* Streams the rows of a sheet (from 0). Memory does not grow with the sheet. May be called again for the same or
 * another sheet. False with *error (file, and row and column where they are known), also when on_row refused; the pass
 * may be freed in any case. */
bool pp_xlsx_read(pp_xlsx *book, size_t sheet, pp_xlsx_pass *pass, pp_error *error);

/* Frees what the pass holds. */
void pp_xlsx_pass_free(pp_xlsx_pass *pass);

#endif
