/* The inside of explaining: which lines are behind a figure, and how a figure or a cell is found. */
#ifndef PP_WRITE_EXPLAIN_H
#define PP_WRITE_EXPLAIN_H

#include "base/arena.h"
#include "procplan/explain.h"

/* By what lines are chosen. */
typedef enum pp_choice {
    PP_CHOOSE_ALL,
    PP_CHOOSE_KIND,
    PP_CHOOSE_UNIT,     /* text */
    PP_CHOOSE_FUNCTION, /* text: a code or the beginning of it */
    PP_CHOOSE_FUNCTION_NAME,
    PP_CHOOSE_ITEM,      /* item, with all below it */
    PP_CHOOSE_ITEM_TEXT, /* text: a code that the catalogue does not have */
    PP_CHOOSE_LINE
} pp_choice;

/* A figure: an amount of the chosen lines. */
typedef struct pp_chosen {
    pp_choice by;
    pp_column column; /* the money column that is added up */
    pp_kind kind;
    pp_item item;
    size_t line;
    const char *text;
    bool department; /* all lines, asked for by the department's name */
    bool form;       /* amounts as the sheet 政府采购预算表 shows them */
} pp_chosen;

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

/* Adds the rows of the policy tables on which the rules of this family (SME, MTH) rest. */
void pp_explain_policies(pp_explainer *x, const char *family);

/* Whether the text is written like a cell (D6, 汇总!D5). */
bool pp_explain_is_cell(const char *text);

/* Explains the cell (explain_cell.c). False with x->error. */
bool pp_explain_cell(pp_explainer *x, const char *text);

/* Sets the cell in which 政府采购预算表 shows a figure; leaves it NULL where it does not show it. */
void pp_explain_place(pp_explainer *x, const pp_chosen *chosen);

#endif
