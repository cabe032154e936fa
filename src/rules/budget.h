/* What the rules on the tables of a budget share: which amount is which, finding a figure by its words, adding figures
 * up, and saying where they stand. */
#ifndef PP_RULES_BUDGET_H
#define PP_RULES_BUDGET_H

#include "procplan/budget.h"
#include "rules/rule.h"

/* The amounts of each table, in the order of its columns. */
enum { BALANCE_IN, BALANCE_OUT };
enum {
    INCOME_TOTAL,
    INCOME_YEAR,
    INCOME_FISCAL,
    INCOME_SPECIAL,
    INCOME_BUSINESS,
    INCOME_TRADE,
    INCOME_ABOVE,
    INCOME_BELOW,
    INCOME_OTHER,
    INCOME_CARRYOVER
};
enum {
    SPENDING_TOTAL,
    SPENDING_BASIC,
    SPENDING_PROJECT,
    SPENDING_TRADE,
    SPENDING_ABOVE,
    SPENDING_BELOW,
    SPENDING_CARRYOVER
};
enum { FISCAL_IN, FISCAL_TOTAL, FISCAL_GENERAL, FISCAL_FUND, FISCAL_CAPITAL };
enum { GENERAL_TOTAL, GENERAL_BASIC, GENERAL_STAFF, GENERAL_PUBLIC, GENERAL_PROJECT };
enum { ECONOMY_TOTAL, ECONOMY_STAFF, ECONOMY_PUBLIC };
enum { FUND_TOTAL, FUND_BASIC, FUND_PROJECT };
enum { PUBLIC_TOTAL, PUBLIC_GENERAL, PUBLIC_FUND, PUBLIC_CAPITAL };

#define PP_ALL_ROWS "合计" /* the row of a table by codes that is the sum of all others */

/* A figure as a rule names it. */
typedef struct pp_term { // NOLINT(clang-analyzer-optin.performance.Padding): in the order in which it is written
    pp_budget_table table;
    const char *row; /* a code, or the words of an item; other words for the same behind | */
    int amount;
} pp_term;

/* A figure as a budget has it. */
typedef struct pp_figure_at {
    pp_budget_table table;
    size_t row;
    int amount;
} pp_figure_at;

/* The row of those words (its item on the side that the amount is on) or of that code; false when there is none. */
bool pp_find_row(const pp_budget *budget, const pp_term *term, size_t *row);

/* The figure's amount; 0 where its cell is empty. False when it is unreadable. */
bool pp_figure_value(const pp_budget *budget, pp_figure_at at, pp_money *value);

enum { PP_FIGURES_NAMED = 6 /* of a sum, in a message */ };

/* Figures being added up. */
typedef struct pp_figure_sum {
    pp_money sum;
    size_t count;  /* figures in it */
    size_t filled; /* of them, those that are not 0 */
    bool broken;   /* one was unreadable, or the sum does not fit */
    bool finer;    /* some figure has more digits than 0.01 万元 */
    pp_figure_at first;
    pp_figure_at named[PP_FIGURES_NAMED]; /* the first of those that are not 0 */
} pp_figure_sum;

void pp_sum_add(const pp_checker *c, pp_figure_sum *sum, pp_figure_at at);

/* Adds what a sum consists of, with amounts and cells; those in the table of *beside (may be NULL) without its name. */
void pp_words_sum(pp_words *words, const pp_checker *c, const pp_figure_sum *sum, const pp_figure_at *beside);

/* Adds “收支总表‘本年收入合计’的收入预算数（budget/收支总表.csv B32）”. */
void pp_words_figure(pp_words *words, const pp_checker *c, pp_figure_at at);

/* The same without the place. */
void pp_words_figure_name(pp_words *words, const pp_checker *c, pp_figure_at at);

/* The rounding tails that were met: BUD-14 tells of them once. */
struct pp_budget_tails {
    size_t count;
    pp_figure_at first;
    pp_words words;
};

/* Holds a figure against a sum and reports the figure when they differ; where rounding explains the difference of a sum
 * of several figures, it is only kept as a tail (c->tails). A broken sum is not held against anything. False when
 * memory is short. */
bool pp_hold_figure(pp_checker *c, pp_figure_at at, const pp_figure_sum *sum);

/* Finds the terms and holds the first against the sum of the others. A term whose table or column the budget lacks
 * ends it; one whose row it lacks counts as 0, and is told when the others are more. False when memory is short. */
bool pp_hold_terms(pp_checker *c, const pp_term *left, const pp_term *right, size_t count);

/* Reports a figure of a table of the budget (report.c). False when memory is short. */
bool pp_report_budget(pp_checker *c, pp_figure_at at, const pp_note *note, const char *format, ...) PP_PRINTF(4, 5);

/* Reports a table as a whole (report.c). False when memory is short. */
bool pp_report_budget_table(pp_checker *c, pp_budget_table table, const pp_note *note, const char *format, ...)
    PP_PRINTF(4, 5);

#endif
