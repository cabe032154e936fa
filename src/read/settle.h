/* Columns of amounts are settled by the sums that must hold in each row: 合计 = 小计 + 财政专户管理资金 + 单位资金 +
 * 上年结转, 小计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算 (the published form of the procurement budget), and
 * 中小企业预留份额 <= 合计. For tables whose heading was torn apart on its way through a PDF or a web page, so that its
 * cells stand shifted against the data. That the sum of the lines is the row 合计 holds for every order of the columns
 * and so settles nothing. */
#ifndef PP_READ_SETTLE_H
#define PP_READ_SETTLE_H

#include "procplan/plan.h"
#include "read/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PP_SETTLE_COLUMNS = 64, /* columns that are looked at; of a wider table none is moved */
    PP_SETTLE_ROWS = 2048   /* rows that are looked at */
};

/* What the heading says of a column. */
typedef enum pp_settle_title {
    PP_SETTLE_OTHER,    /* something else than an amount: left alone */
    PP_SETTLE_NAMELESS, /* nothing */
    PP_SETTLE_FIGURE    /* one of the amounts PP_COL_TOTAL … PP_COL_RESERVE_MICRO */
} pp_settle_title;

typedef struct pp_settle_column {
    pp_settle_title title;
    pp_column figure; /* of PP_SETTLE_FIGURE */
    size_t amounts;   /* cells that are amounts */
    size_t texts;     /* cells that are not, and not empty */
    bool filled;      /* an amount is not 0 */
    unsigned group;   /* columns with the same amounts in every row have the same number */
} pp_settle_column;

typedef struct pp_settle {
    pp_settle_column column[PP_SETTLE_COLUMNS];
    size_t width;
    int64_t *values; /* in 分, PP_SETTLE_COLUMNS a row */
    size_t rows;     /* that have amounts, as far as they were kept */
    size_t wrong;    /* of them those in which the sums do not hold as the heading says */
} pp_settle;

typedef enum pp_settled {
    PP_SETTLED_AS_IS, /* the heading is right, or no order is better */
    PP_SETTLED_MOVED, /* another order is: from[] */
    PP_SETTLED_OPEN,  /* several others are, and none is nearer to the heading */
    PP_SETTLED_WRONG  /* most rows fit neither the heading nor any other order */
} pp_settled;

/* Begins with the titles of columns: figure[i] is the amount, PP_NO_COLUMN for none; nameless[i]: there is no title.
 * False with *error on lack of memory. pp_settle_free in any case. */
bool pp_settle_init(pp_settle *settle, const pp_column *figure, const bool *nameless, size_t width, pp_error *error);
void pp_settle_free(pp_settle *settle);

/* Takes a row below the heading. Rows without amounts, and those with cells that cannot be read, settle nothing. */
void pp_settle_row(pp_settle *settle, const pp_row *row);

/* After the last row. from[i] is the column of the heading whose title belongs to the data of column i, i itself where
 * nothing changes, SIZE_MAX where the column has no title then. The order that is nearest to the heading is taken;
 * columns with the same amounts in every row (all 0 above all) cannot be told apart and keep the order of the published
 * form, unless the heading's own order holds for them. */
pp_settled pp_settle_columns(pp_settle *settle, size_t from[PP_SETTLE_COLUMNS]);

#endif
