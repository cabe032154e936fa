/* What a cell of the workbook is made of, as the writer of its sheet tells it when somebody asks (procplan explain).
 * Nobody else knows where things stand: an asked workbook is written like any other, cell by cell, but nothing is kept
 * of it save the one cell. */
#ifndef PP_WRITE_TOLD_H
#define PP_WRITE_TOLD_H

#include "base/arena.h"
#include "procplan/check.h"
#include "procplan/explain.h"
#include "procplan/write.h"

#include <xlsxwriter.h>

/* By what lines are chosen. */
typedef enum pp_choice {
    PP_CHOOSE_NONE = 0,
    PP_CHOOSE_ALL,
    PP_CHOOSE_KIND,          /* PP_KIND_NONE: lines of no kind */
    PP_CHOOSE_UNIT,          /* text */
    PP_CHOOSE_FUNCTION,      /* text: a code or the beginning of it */
    PP_CHOOSE_FUNCTION_CODE, /* text: the whole code, "" for none */
    PP_CHOOSE_FUNCTION_NAME,
    PP_CHOOSE_ITEM,      /* item, with all below it */
    PP_CHOOSE_ITEM_TEXT, /* text: a code that the catalogue does not have */
    PP_CHOOSE_UNCLASSED, /* lines whose item has no class of `level` */
    PP_CHOOSE_LINE,      /* line */
    PP_CHOOSE_TAKEN,     /* taken[line] */
    PP_CHOOSE_JUDGED,    /* lines that are in the sums of the ledger */
    PP_CHOOSE_BRACKET    /* of them those of a bracket; of `policy`, NULL for any */
} pp_choice;

/* What of a line counts. */
typedef enum pp_measure {
    PP_MEASURE_CELL = 0, /* its cell in `column`, 合计 and 小计 worked out where they are not given */
    PP_MEASURE_FORM,     /* the same as the sheet 政府采购预算表 shows it */
    PP_MEASURE_OTHER,    /* 合计 without what the form shows as 小计 */
    PP_MEASURE_REST,     /* 合计 without the reserve, both as the form shows them */
    PP_MEASURE_AMOUNT,   /* from here on as the ledger has it: 合计 */
    PP_MEASURE_SUITABLE, /* without what is not reserved for a reason of 第六条 */
    PP_MEASURE_EXEMPT,   /* what is not reserved for such a reason */
    PP_MEASURE_REQUIRED,
    PP_MEASURE_RESERVED,
    PP_MEASURE_MICRO,
    PP_MEASURE_GAP,
    PP_MEASURE_UNRESERVED
} pp_measure;

/* Lines, and what of them counts. */
typedef struct pp_chosen {
    pp_choice by;
    pp_measure measure;
    pp_column column; /* of the plan: the cell of a line that is named */
    pp_kind kind;
    pp_item item;
    int level;
    pp_bracket bracket;
    bool department; /* all lines, asked for by the department's name */
    bool counted;    /* lines are counted: only those that add something are named */
    bool zeros;      /* lines that add nothing are named too */
    size_t line;
    const char *text;
    const bool *taken; /* of each line of the plan */
    const pp_reserve_policy *policy;
} pp_chosen;

/* What the writer of a sheet says of a cell. Texts live as long as the plan or the asked cell's arena. */
typedef struct pp_told {
    bool there;
    pp_holds holds;
    const char *name; /* what the figure is called; NULL: as the lines are chosen */
    const char *how;  /* how it is made, whole sentences; NULL: the lines are added up */
    pp_chosen chosen;
    pp_money amount;                  /* PP_HOLDS_AMOUNT: 分 */
    const pp_reserve_policy *policy;  /* the row that it rests on; NULL: those that the lines fall under */
    bool act;                         /* that row is the Act's */
    const pp_control_result *control; /* whose row the cell stands in */
    const pp_finding *finding; /* likewise; then only chosen.measure counts, if it is what a reserve rule found */
} pp_told;

/* A cell that is asked about. Row and column from 0, as in the library. */
typedef struct pp_asked {
    pp_sheet sheet;
    lxw_row_t row;
    lxw_col_t column;
    pp_arena *arena; /* for the texts below */
    /* The answer: */
    bool written; /* the sheet is in the workbook */
    bool found;   /* the cell is there, or part of one that is */
    const char *text, *formula;
    bool is_number;
    double number;
    pp_told told;
    /* The first cell of the range that the cell was merged into. */
    lxw_row_t shown_row;
    lxw_col_t shown_column;
    bool no_memory;
} pp_asked;

/* What is written into a cell: a text, a number, or either with its formula; neither for an empty cell. */
void pp_asked_cell(pp_asked *asked, lxw_row_t row, lxw_col_t column, const char *formula, const char *text,
                   const double *number);

/* Cells are one from now on, text standing in the first of them unless it is "". */
void pp_asked_merge(pp_asked *asked, lxw_row_t first_row, lxw_col_t first_column, lxw_row_t last_row,
                    lxw_col_t last_column, const char *text);

/* printf into the arena of the asked cell. "" when memory is short, which asked->no_memory remembers. */
const char *pp_asked_print(pp_asked *asked, const char *format, ...) PP_PRINTF(2, 3);

#endif
