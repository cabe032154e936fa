/* A table of rows becomes lines of the plan. Knows rows, not files: every format that has rows feeds it. */
#ifndef PP_READ_GRID_H
#define PP_READ_GRID_H

#include "read/layout.h"
#include "read/reading.h"
#include "read/reference.h"

enum { PP_GRID_ROWS_BEFORE = 30 }; /* the heading is looked for in so many rows */

typedef enum pp_grid_state {
    PP_GRID_BEFORE,  /* no heading yet */
    PP_GRID_HEADING, /* in the heading, which may have further rows */
    PP_GRID_BODY
} pp_grid_state;

enum { PP_ROW_FIGURES = PP_COL_RESERVE_MICRO - PP_COL_TOTAL + 1 }; /* figures that a row of sums may give */

/* Rows that give the sums of a kind (货物小计). They are kept until the end of the table: only then it is certain
 * whether such a row is about all of it. */
typedef struct pp_kind_row {
    size_t rows;
    uint32_t row; /* the first of them, and its figures */
    size_t count;
    pp_control controls[PP_ROW_FIGURES];
} pp_kind_row;

/* A row of PP_ROW_UNIT, kept until the end of the table. */
typedef struct pp_unit_row {
    uint32_t unit;    /* pool number of its name */
    pp_column column; /* its first figure; PP_NO_COLUMN: it has none that can be read */
    pp_money amount;  /* that figure */
    size_t controls;  /* how many it made */
    bool empty;       /* all its figures are 0 */
    bool line;        /* it turned out to be a line */
    pp_row row;       /* copied into the plan's arena */
} pp_unit_row;

/* Settles what a format knows of the cells of a row below the heading: the row itself or, until the next call, another
 * one. One without cells is passed over. */
typedef pp_row (*pp_settle_fn)(void *context, const pp_layout *layout, const pp_row *row);

typedef struct pp_grid {
    pp_reading *reading;
    pp_settle_fn settle; /* NULL: rows are as they come */
    void *settle_context;
    const char *file;  /* as places call it; owned by the caller */
    const char *sheet; /* the same; NULL: the file has no sheets */
    int source;        /* its number in the plan */
    pp_grid_state state;
    uint32_t rows_seen;   /* rows before the heading that are not empty */
    uint32_t line_above;  /* the first row before the heading that looks like a line; 0: none */
    uint32_t heading_row; /* the last row of the heading */
    bool given;           /* the user named the columns: what the table says of them does not count */
    pp_layout layout;
    pp_memo functions, items;
    unsigned title_year; /* that a title above the heading names, 0: none */
    uint32_t title_row, title_column;
    uint32_t unit;      /* pool number of the unit that the last unit row named; 0: none */
    size_t first_group; /* where the controls of the group row just above begin, from 1; 0: none above */
    bool department_seen;
    bool *units; /* by pool number: the units that lines have; 0: lines without a unit */
    size_t unit_capacity;
    size_t unit_count;               /* how many of them */
    uint32_t last_unit;              /* of the line before */
    pp_kind_row kind[PP_KIND_COUNT]; /* what the rows of sums of kinds say */
    pp_unit_row *unit_rows;
    size_t unit_row_count, unit_row_capacity;
    size_t first_line; /* of this table in the plan */
    pp_notes notes;    /* about rows */
} pp_grid;

/* Prepares a table of `file` (and of its sheet, which may be NULL). False with *error; pp_grid_free is allowed. */
bool pp_grid_init(pp_grid *grid, pp_reading *reading, const char *file, const char *sheet, pp_error *error);
void pp_grid_free(pp_grid *grid);

/* Takes the next row; empty rows may be left out. A pp_row_fn. False with *error. */
bool pp_grid_row(void *grid, const pp_row *row, pp_error *error);

/* All rows were given. False with *error when there was no heading. */
bool pp_grid_end(pp_grid *grid, pp_error *error);

/* Tells the user about a row: "plan.csv 第5行" and the words. After twenty such notices they are only counted. */
void pp_grid_note(pp_grid *grid, uint32_t row, const char *format, ...) PP_PRINTF(3, 4);

/* ---- Columns that the user names (given.c) ---- */

/* Takes a row before the first one that has an amount where --columns names one: the table's own heading and what
 * stands above it. *begun: it is that first row, which is to be read as below a heading. False with *error. */
bool pp_grid_given_row(pp_grid *grid, const pp_row *row, bool *begun, pp_error *error);

/* ---- Rows that are no lines (aside.c) ---- */

typedef enum pp_row_kind {
    PP_ROW_LINE,
    PP_ROW_EMPTY,
    PP_ROW_HEADING,  /* the heading again, as on the next page */
    PP_ROW_NOTE,     /* 注：…, 填报人：… */
    PP_ROW_NUMBER,   /* nothing but its number */
    PP_ROW_TOTAL,    /* 合计 */
    PP_ROW_SUBTOTAL, /* 小计 without a name */
    PP_ROW_PART,     /* the sum of a part: 货物小计, 甲局合计 */
    PP_ROW_GROUP,    /* the department or a unit with its amounts */
    PP_ROW_UNIT      /* the same, named in the column of the unit: it may be a line of which much is missing */
} pp_row_kind;

/* What a row below the heading is. *name: that of a group or part, else left alone. */
pp_row_kind pp_row_classify(const pp_layout *layout, const pp_row *row, pp_field *name);

/* Does what a row that is no line asks for: a total or group becomes controls, the others only a notice. */
bool pp_grid_aside(pp_grid *grid, const pp_row *row, pp_row_kind kind, pp_field name, pp_error *error);

/* Adds a row as a line. False with *error. (grid.c) */
bool pp_grid_add_line(pp_grid *grid, const pp_row *row, pp_error *error);

/* Keeps a row of PP_ROW_UNIT that has made `controls` controls, the plan's last ones. (units.c) */
bool pp_grid_keep_unit_row(pp_grid *grid, const pp_row *row, uint32_t unit, size_t controls, pp_error *error);

/* The table is over: the rows that were kept are sums or, where that is not certain, lines after all. (units.c) */
bool pp_grid_settle_units(pp_grid *grid, pp_error *error);

/* The table is over: what only then is known about rows of sums. */
bool pp_grid_settle_parts(pp_grid *grid, pp_error *error);

/* ---- Above the heading (preamble.c) ---- */

/* What stands above the heading: department, unit of amounts, year. */
bool pp_grid_preamble(pp_grid *grid, const pp_row *row, pp_error *error);

/* True when a row above the heading looks like a line of the plan: it has a kind or the code of an item, and an amount.
 */
bool pp_grid_is_line_above(const pp_row *row);

/* The heading is reached: the year that a title names counts where nothing else named one. */
bool pp_grid_settle_year(pp_grid *grid, pp_error *error);

#endif
