/* A table of rows becomes a table of the plan's budget. Knows rows, not files: the csv files of budget/ and the
 * published text feed it. */
#ifndef PP_READ_BUDGET_TABLE_H
#define PP_READ_BUDGET_TABLE_H

#include "base/pool.h"
#include "procplan/budget.h"
#include "read/csv.h"
#include "read/reading.h"
#include "read/text_table.h"

enum { PP_BUDGET_WIDTH = 64 /* columns of a file that are looked at */ };

typedef struct pp_budget_reader {
    pp_reading *reading;
    pp_budget *budget;
    pp_budget_table table;
    const char *name; /* what places call the file; owned by the caller */
    pp_money_unit unit;
    bool body;                      /* the heading is over */
    bool heading;                   /* it has begun */
    unsigned above;                 /* rows before the heading */
    pp_pool *titles;                /* all texts of the heading, folded */
    uint32_t title_count;           /* so many texts of the pool are the heading's */
    char *lowest[PP_BUDGET_WIDTH];  /* of each file column: the lowest text of its heading; owned */
    int column_of[PP_BUDGET_WIDTH]; /* of each file column: the table's column, -1: none */
} pp_budget_reader;

/* Prepares to read `table`, which the budget must not have, out of the file that places call `name`. `unit` is that of
 * amounts whose heading names none. False with *error; pp_budget_reader_free is allowed in any case. */
bool pp_budget_reader_init(pp_budget_reader *r, pp_reading *reading, pp_budget *budget, pp_budget_table table,
                           const char *name, pp_money_unit unit, pp_error *error);
void pp_budget_reader_free(pp_budget_reader *r);

/* Takes the next row: of the heading (also when a page break repeats it), of column numbers (栏次), or of the body. A
 * pp_row_fn. False with *error, with the row. */
bool pp_budget_reader_row(void *reader, const pp_row *row, pp_error *error);

/* All rows were given. False with *error when there was no heading. */
bool pp_budget_reader_end(pp_budget_reader *r, pp_error *error);

/* True when the row has two titles of some table of a budget. A pp_heading_fn. */
bool pp_budget_is_heading(const pp_row *row);

/* Reads the tables in FOLDER/budget into the plan; nothing happens when there is no such folder. (budget_csv.c) */
bool pp_read_budget_folder(pp_reading *reading, const char *folder, pp_error *error);

/* Reads the tables of a published text that are none of the plan's lines into the plan's budget, as far as their titles
 * name them; `name` is what places call the text. The text must be valid UTF-8. (budget_text.c) */
bool pp_read_budget_text(pp_reading *reading, const pp_text_tables *tables, const char *name, pp_error *error);

#endif
