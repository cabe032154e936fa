/* Formulas whose results are not in the file: programs that write workbooks without working them out (openpyxl) leave
 * them so. What follows from the rest of the row is taken from there. */
#ifndef PP_READ_UNRESOLVED_H
#define PP_READ_UNRESOLVED_H

#include "read/layout.h"
#include "read/xlsx.h"

/* How many such cells were settled, by what was done with them. */
typedef struct pp_unresolved {
    uint32_t sums;  /* 合计 and 小计, added up from their parts */
    uint32_t kinds; /* 采购类别, by the letter of the item's code */
    uint32_t empty; /* of rows in which nothing else stands, and of rows of sums: no control is made of them */
    char text[2][PP_MONEY_TEXT]; /* the sums of the row */
} pp_unresolved;

/* Settles the cells of a row below the heading. kinds says of the first `known` cells what they are; `out` has room for
 * row->count fields. Returns the row with `out`, without cells when nothing else stands in it, or the row itself when
 * nothing was to be done; valid until the next call. */
pp_row pp_unresolved_settle(const pp_layout *layout, const pp_row *row, const unsigned char *kinds, size_t known,
                            pp_field *out, pp_unresolved *counts);

#endif
