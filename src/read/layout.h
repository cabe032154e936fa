/* The layout of a table: what each of its columns is, as its heading says. */
#ifndef PP_READ_LAYOUT_H
#define PP_READ_LAYOUT_H

#include "read/csv.h"
#include "read/heading.h"
#include "read/reading.h"

/* What becomes of a cell. */
typedef enum pp_action {
    PP_ACTION_EXTRA,    /* kept under its title */
    PP_ACTION_TEXT,     /* a text column */
    PP_ACTION_NAME,     /* the name of a function or item whose code has its own column */
    PP_ACTION_FUNCTION, /* code and name of the function */
    PP_ACTION_ITEM,     /* code and name of the item */
    PP_ACTION_MONEY,
    PP_ACTION_QUANTITY
} pp_action;

typedef struct pp_layout_column {
    const char *title; /* as in the file, the lowest row of the heading that says something; owned by the plan */
    pp_heading heading;
    pp_action action;
    pp_money_unit unit; /* of a money column */
    int extra;          /* number in the plan; -1: not declared yet, because the column has no title */
    uint32_t last;      /* pool number of the last text: rows often repeat it */
    bool numbering;     /* a column that only numbers the rows */
} pp_layout_column;

/* A row of the heading, kept so that the heading can be known again on the next page. */
typedef struct pp_heading_row {
    pp_heading *cells;
    const char **titles; /* "" for an empty cell; owned by the plan */
    size_t count;
} pp_heading_row;

enum { PP_HEADING_ROWS = 3 }; /* the published form has three */

typedef struct pp_layout {
    pp_layout_column *columns; /* PP_CSV_COLUMNS of them */
    size_t count;
    size_t width;                 /* columns of the heading */
    uint32_t at[PP_COLUMN_COUNT]; /* where a known column stands, from 1; 0: nowhere */
    pp_heading_row rows[PP_HEADING_ROWS];
    size_t row_count;
} pp_layout;

/* An empty layout; false when memory is short. */
bool pp_layout_init(pp_layout *layout, pp_error *error);
void pp_layout_free(pp_layout *layout);

/* True when the row is a heading: at least two titles of money columns, or that of an item and another known one. */
bool pp_layout_is_heading(const pp_row *row);

/* True when the row can only be a further row of a heading of several rows (合计, 财政拨款 under 资金来源): all its
 * filled cells are titles of money columns. */
bool pp_layout_continues(const pp_row *row);

/* Takes the titles of a heading row, of which there may be PP_HEADING_ROWS; those of a later row replace those above
 * them. False on lack of memory. */
bool pp_layout_add(pp_layout *layout, pp_plan *plan, const pp_row *row, pp_error *error);

/* The heading is complete: decides the columns and declares them to the plan. False with *error, e.g. when two columns
 * mean the same or an amount's unit cannot be read. `row` is the heading's last row. */
bool pp_layout_settle(pp_layout *layout, pp_reading *reading, int source, uint32_t row, pp_error *error);

/* True when the row is a row of this heading again: what stands in it means the same columns, in the same units, as in
 * one of the heading's rows. Amounts without a unit are in `unit`. */
bool pp_layout_repeats(const pp_layout *layout, const pp_row *row, pp_money_unit unit);

/* Makes the layout at least `count` columns wide: a row is wider than the heading. */
void pp_layout_reach(pp_layout *layout, size_t count);

/* Declares the extra column at `index` when that was not done yet. A title that another column of the table has gets
 * the column's letters behind it. False with *error, also when the plan would have too many cells. */
bool pp_layout_declare_extra(pp_layout *layout, pp_plan *plan, size_t index, pp_error *error);

/* Whether the plan may have one line more, and so many columns: a file of two bytes a row, or one wide row below a
 * million others, must not fill the memory. False with *error. */
bool pp_layout_fits(const pp_plan *plan, size_t columns, pp_error *error);

/* The cell of a known column without outer white space; an empty one where the table or the row lacks it. */
pp_field pp_layout_field(const pp_layout *layout, const pp_row *row, pp_column column);

/* The kind that a cell names, PP_KIND_NONE when it names none. */
pp_kind pp_field_kind(pp_field field);

/* The letters of a column, counted from 0: A, …, AA. */
const char *pp_column_letters(size_t index, char out[PP_CELL_TEXT]);

/* A field as it is meant: without outer white space, and without the apostrophe by which a text that begins like a
 * formula ('=x, '+x, '-x, '@x), or with an apostrophe itself (''x), is kept as text. */
pp_field pp_field_trim(pp_field field);

#endif
