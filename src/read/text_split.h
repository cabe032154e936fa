/* Lines of a text into cells, by tabs, by | or by spaces that align them. */
#ifndef PP_READ_TEXT_SPLIT_H
#define PP_READ_TEXT_SPLIT_H

#include "read/csv.h"

#include <stdbool.h>
#include <stddef.h>

/* By what the cells of a line are kept apart. */
typedef enum pp_text_style {
    PP_TEXT_PLAIN, /* by nothing: one cell */
    PP_TEXT_TABS,
    PP_TEXT_PIPES,
    PP_TEXT_SPACES /* two or more spaces */
} pp_text_style;

/* A piece of a line between spaces. */
typedef struct pp_text_piece {
    pp_field text;
    size_t begin, end; /* columns on a terminal, from 0; end is behind it */
    bool tight;        /* one space only stands before it, and neither it nor the piece before is an amount */
} pp_text_piece;

/* A column of cells that are aligned by spaces: [begin, end) on a terminal. */
typedef struct pp_text_column {
    size_t begin, end;
} pp_text_column;

/* What is needed to split lines. Zeroed at first. */
typedef struct pp_text_splitter {
    pp_field *fields; /* of the last line: PP_CSV_COLUMNS of them */
    size_t count;
    char *buffer; /* texts of its cells that are not as in the line (a\|b) */
    size_t used, capacity;
    pp_text_piece *pieces;
    size_t piece_count, piece_capacity;
    /* The columns of lines aligned by spaces. */
    unsigned char *covered; /* by column on a terminal: something stands there */
    size_t width;
    size_t fullest; /* most cells of a line */
    pp_text_column *columns;
    bool *apart; /* a line shows that columns[i] and columns[i + 1] are two */
    size_t column_count;
} pp_text_splitter;

/* Makes room. False on lack of memory; pp_text_splitter_free is allowed in any case. */
bool pp_text_splitter_init(pp_text_splitter *splitter, pp_error *error);
void pp_text_splitter_free(pp_text_splitter *splitter);

/* By what the line's cells are kept apart. */
pp_text_style pp_text_style_of(pp_field line);

/* Lines aligned by spaces find their columns together: first each is measured, then covers, then joins, then they can
 * be split. Lines of other styles are left alone. False with *error on lack of memory. */
bool pp_text_measure(pp_text_splitter *splitter, pp_field line, pp_error *error);
bool pp_text_cover(pp_text_splitter *splitter, pp_field line, pp_error *error);
bool pp_text_find_columns(pp_text_splitter *splitter, pp_error *error); /* after all were covered */
bool pp_text_join(pp_text_splitter *splitter, pp_field line, pp_error *error);
void pp_text_settle_columns(pp_text_splitter *splitter); /* after all were joined */

/* Splits a line into splitter->fields[0..count), which are valid until the next call. Cells between spaces come to
 * the columns that were found when they are `aligned`, else they are simply counted. False with *error (no place). */
bool pp_text_split(pp_text_splitter *splitter, pp_field line, bool aligned, pp_error *error);

#endif
