/* The cells of the form that findings are about: they are filled, and a comment says what is wrong and what to do. */
#ifndef PP_WRITE_MARKS_H
#define PP_WRITE_MARKS_H

#include "write/workbook.h"

/* A finding at its cell. */
typedef struct pp_mark {
    lxw_row_t row;
    lxw_col_t column;
    size_t finding; /* of the report: the worst come first */
} pp_mark;

typedef struct pp_marks {
    pp_mark *all; /* sorted by row, column and finding */
    size_t count, next;
    size_t red, yellow; /* cells with an error; with a warning at worst */
} pp_marks;

/* Collects, of a plan that has errors, the errors and warnings that are about a line, each at the cell to which its
 * link in 校验结果 leads. False when memory is short. pp_marks_free frees what it allocates. A plan without errors may
 * be sent: its form bears no marks. */
bool pp_marks_find(const pp_book *book, pp_marks *marks);
void pp_marks_free(pp_marks *marks);

/* The marks of a cell: how many, and the first of them. Cells are to be asked for in the order in which they are
 * written, row by row from left to right, so that none is searched for. */
size_t pp_marks_at(pp_marks *marks, lxw_row_t row, lxw_col_t column, const pp_mark **first);

/* True when the worst of these marks is an error. */
bool pp_marks_red(const pp_book *book, const pp_mark *first);

/* What the marks say: message and remedy of each, of a great many the first. Owned by the book. */
const char *pp_marks_text(pp_book *book, const pp_mark *first, size_t count);

#endif
