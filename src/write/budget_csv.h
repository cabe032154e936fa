/* The tables of a plan's budget as csv files. */
#ifndef PP_WRITE_BUDGET_CSV_H
#define PP_WRITE_BUDGET_CSV_H

#include "procplan/budget.h"
#include "write/csv_cells.h"

enum { PP_BUDGET_PATH = 80 };

/* budget/收支总表.csv: where a table stands in the folder of a plan. Returns out. */
const char *pp_budget_path(pp_budget_table table, char out[PP_BUDGET_PATH]);

/* Writes a table that the budget has, in `unit`, so that the readers get the same back. */
void pp_csv_write_budget(const pp_budget *budget, pp_budget_table table, pp_money_unit unit, pp_csv_out *csv);

/* Refuses to write a plan into `folder` that has tables of a budget which the plan lacks: read back, they would be
 * taken for its own. False with *error. */
bool pp_budget_check_folder(const pp_budget *budget, const char *folder, pp_error *error);

#endif
