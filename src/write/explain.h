/* The inside of explaining: which lines are behind a figure, and how a figure or a cell is found. */
#ifndef PP_WRITE_EXPLAIN_H
#define PP_WRITE_EXPLAIN_H

#include "base/arena.h"
#include "procplan/explain.h"
#include "write/told.h"

typedef struct pp_explainer {
    const pp_plan *plan;
    const pp_catalog *catalog;
    const pp_report *report;
    pp_explanation *result;
    pp_arena *arena;
    pp_error *error;
    bool no_memory;
} pp_explainer;

/* printf into the explanation's memory. "" when memory is short, which x->no_memory remembers. */
const char *pp_explain_print(pp_explainer *x, const char *format, ...) PP_PRINTF(2, 3);

/* In 万元, with more decimals than two only where two would hide something. Returns out. */
const char *pp_explain_wan(pp_money m, char out[PP_MONEY_TEXT]);

/* Memory of the explanation, zeroed; NULL when memory is short, which x->no_memory remembers. */
void *pp_explain_alloc(pp_explainer *x, size_t count, size_t size);

/* What a name means (explain_names.c). False when it means no figure. */
bool pp_explain_name(pp_explainer *x, const char *name, pp_chosen *chosen);

/* Sets x->error to say that there is no such figure, with the nearest names. Always returns false. */
bool pp_explain_refuse(pp_explainer *x, const char *name);

/* True for a line that the choice takes. */
bool pp_explain_takes(const pp_explainer *x, const pp_chosen *chosen, size_t line);

/* Fills the explanation of a figure: name, lines, sum, controls, policies, findings (explain_figure.c). */
void pp_explain_figure(pp_explainer *x, const pp_chosen *chosen);

/* Fills in the lines, what of them counts, and the sum where there is one. Returns the sentence that says so. */
const char *pp_explain_lines(pp_explainer *x, const pp_chosen *chosen);

/* What the lines are called: 采购类别 货物; "" for all of them. What counts of them: 合计, 应预留 … */
const char *pp_explain_called(pp_explainer *x, const pp_chosen *chosen);
const char *pp_explain_part(const pp_chosen *chosen);

/* Both together: 采购类别 货物, 合计, 逐项台账 应预留. */
const char *pp_explain_title(pp_explainer *x, const pp_chosen *chosen);

/* Add the controls that the figure is held against, and the findings about it. */
void pp_explain_controls(pp_explainer *x, const pp_chosen *chosen);
void pp_explain_findings(pp_explainer *x, const pp_chosen *chosen);

/* Sets the one control, or the one finding, that there is to tell of. */
void pp_explain_one_control(pp_explainer *x, const pp_control_result *control);
void pp_explain_one_finding(pp_explainer *x, const pp_finding *finding);

/* The lines that a control adds up; PP_CHOOSE_NONE when it means none. */
pp_chosen pp_explain_controlled(const pp_explainer *x, const pp_control *control);

/* The ledger's line, NULL without a ledger. */
const pp_ledger_line *pp_explain_ledger(const pp_explainer *x, size_t line);

/* ---- Rows of the policy tables (explain_policy.c); each is added once ---- */

/* The row of the reserve, or with `act` the Act's. policy may be NULL. */
void pp_explain_reserve_row(pp_explainer *x, const pp_reserve_policy *policy, bool act);

/* The rows of the reserve that the chosen lines fall under, and the Act's where all lines are meant. */
void pp_explain_reserve_rows(pp_explainer *x, const pp_chosen *chosen);

/* The rows on which a rule rests where it looks at these lines. */
void pp_explain_rule_rows(pp_explainer *x, const pp_rule_info *rule, const pp_chosen *chosen);

/* ---- Rules (explain_rule.c) ---- */

/* The lines that a rule looks at; PP_CHOOSE_NONE for one that looks at each line for itself. */
pp_chosen pp_explain_subject(pp_explainer *x, const pp_rule_info *rule);

/* Explains a rule. */
void pp_explain_rule(pp_explainer *x, const pp_rule_info *rule);

/* ---- Figures of the ledger (explain_metric.c) ---- */

/* Explains 限额以上, 三成 … False when the name is none of them. */
bool pp_explain_metric(pp_explainer *x, const char *name);

/* The names, to be told as near ones: NULL after the last. */
const char *pp_explain_metric_name(size_t index);

/* ---- Cells (explain_cell.c, explain_form.c, explain_told.c) ---- */

/* Whether the text is written like a cell (D6, 汇总!D5). */
bool pp_explain_is_cell(const char *text);

/* Explains the cell. False with x->error. */
bool pp_explain_cell(pp_explainer *x, const char *text);

/* 汇总!D5, of the cell asked about. */
const char *pp_explain_say_cell(pp_explainer *x, pp_sheet sheet, lxw_row_t row, lxw_col_t column);

/* Explains a cell of 政府采购预算表. False with x->error when it is outside the form. */
bool pp_explain_form(pp_explainer *x, const pp_asked *asked);

/* Explains a cell by what the writer of its sheet told of it. */
void pp_explain_told(pp_explainer *x, const pp_asked *asked);

/* Sets the cell in which 政府采购预算表 shows a figure; leaves it NULL where it does not show it. */
void pp_explain_place(pp_explainer *x, const pp_chosen *chosen);

#endif
