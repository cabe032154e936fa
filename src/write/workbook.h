/* The inside of the workbook writer: what its sheets know of each other. */
#ifndef PP_WRITE_WORKBOOK_H
#define PP_WRITE_WORKBOOK_H

#include "procplan/write.h"
#include "read/carried.h"
#include "write/cells.h"

#define PP_FORM_SHEET PP_CARRIED_FORM
#define PP_SUMMARY_SHEET "汇总"
#define PP_RESERVE_SHEET "中小企业预留"
#define PP_INTENTION_SHEET "采购意向公开"
#define PP_NOTICE_SHEET "预留项目执行情况公告"
#define PP_STATEMENT_SHEET "政府采购情况说明"
#define PP_FINDINGS_SHEET "校验结果"
#define PP_LISTS_SHEET "列表" /* hidden: what the drop-downs offer */

/* Columns A to L are the published form, M is a gap, what else the plan has follows from N. */
enum { PP_FORM_COLUMNS = 12, PP_FORM_GAP = 12, PP_FORM_EXTRA = 13 };

enum { PP_FORM_FUNCTION = 0, PP_FORM_ITEM, PP_FORM_KIND, PP_FORM_TOTAL, PP_FORM_RESERVE = 11 };

enum { PP_MONEY_COLUMNS = PP_COL_RESERVE - PP_COL_TOTAL + 1 }; /* 合计 to 中小企业预留份额, in the form D to L */

/* What one money cell of a line shows. */
typedef enum pp_figure_kind {
    PP_FIGURE_NUMBER,     /* the plan's figure */
    PP_FIGURE_FORMULA,    /* the sum of its parts, which is also the plan's figure */
    PP_FIGURE_DISPUTED,   /* the plan's figure, although the parts add up to another */
    PP_FIGURE_UNREADABLE, /* the plan's text, which is no amount */
    PP_FIGURE_UNKNOWN     /* neither given nor to be worked out */
} pp_figure_kind;

typedef struct pp_figure {
    pp_figure_kind kind;
    pp_money value; /* 分; 0 where the cell shows text */
    pp_money parts; /* what the parts add up to, of a disputed figure */
} pp_figure;

/* The money cells of a line, from 合计 on. */
typedef struct pp_figures {
    pp_figure of[PP_MONEY_COLUMNS];
} pp_figures;

/* A sum as the spreadsheet works it out: exact in 分 as long as it fits. */
typedef struct pp_column_sum {
    pp_money exact;
    double rough;
    bool overflow;
    size_t lines; /* lines with an amount other than 0 */
} pp_column_sum;

/* Lines of one unit, which stand together under its row. */
typedef struct pp_group {
    uint32_t unit;       /* number of its name in the pool, 0: lines without unit */
    size_t first, count; /* in pp_form.order */
    lxw_row_t row;       /* of the unit; without units, of the first line */
    pp_column_sum sum[PP_MONEY_COLUMNS];
} pp_group;

/* A text of a cell, ready to be written; one for each number of the plan's pool. */
typedef struct pp_ready_text {
    const char *text;
    int width;      /* pp_drawn_width */
    uint16_t units; /* UTF-16 units; above PP_XLSX_TEXT_LIMIT: too long */
    bool breaks;    /* has line ends */
    bool guard;     /* pp_text_needs_guard */
} pp_ready_text;

/* Where everything stands on the sheet 政府采购预算表 and what it adds up to: worked out before the first cell is
 * written, because totals stand above their lines. */
typedef struct pp_form {
    bool marked; /* 未通过校验 in the first row, everything else one row lower */
    bool units;  /* the plan names units, so that there are rows for them */
    lxw_row_t heading, total, department, last, note; /* last: of the last line; total row if there is none */
    size_t *order;                                    /* lines as they are written */
    lxw_row_t *row;                                   /* of each line */
    pp_group *groups;                                 /* in the order in which they are written */
    size_t group_count;
    pp_column_sum sum[PP_MONEY_COLUMNS];
    size_t disputed;                           /* cells marked as contradicting their parts */
    lxw_col_t column[PP_COLUMN_COUNT];         /* where each column of the plan is shown; PP_FORM_GAP: nowhere */
    lxw_col_t extra;                           /* first column of those that procplan does not know */
    lxw_col_t end;                             /* one past the last column in use */
    size_t *unreadable;                        /* indexes of the plan's unreadable cells, by line and column */
    pp_ready_text *text;                       /* by number of the pool */
    pp_money *by_function, *by_item, *by_kind; /* 合计 as written, by number of the text in the pool */
    bool direct;                               /* these three can stand in for a SUMIF over the sheet */
} pp_form;

/* What drop-downs offer. */
typedef enum pp_list {
    PP_LIST_KIND,         /* 采购类别 */
    PP_LIST_MODE,         /* 预留方式 */
    PP_LIST_CASE,         /* 不预留理由: the cases of 第六条 */
    PP_LIST_METHOD,       /* 采购方式 */
    PP_LIST_ORGANISATION, /* 采购组织形式 */
    PP_LIST_JUDGEMENT,    /* how a line of the ledger stands, in the order of pp_judgement: for formulas */
    PP_LIST_MONTH,        /* 预计采购时间; only the fill-in workbook has it, so it is the last */
    PP_LIST_COUNT
} pp_list;

typedef struct pp_book {
    const pp_plan *plan;
    const pp_report *report;
    const pp_policy *policy; /* NULL without one, and then so is the ledger */
    const pp_ledger *ledger;
    pp_cells cells;
    bool protect;
    bool has[PP_SHEET_COUNT]; /* sheets that are written: formulas and links refer to no others */
    pp_tab tab[PP_SHEET_COUNT];
    bool lists_used; /* some drop-down needs the hidden sheet */
    bool months;     /* PP_LIST_MONTH is there, with the year when it is not 0 */
    int year;
    pp_tab lists;
    pp_tab carried; /* the hidden sheet for the readers, written with the form */
    pp_form form;
    char *joined;                      /* room for [code]name */
    lxw_row_t *control_row;            /* of each control of the plan on 汇总 */
    lxw_row_t kind_row[PP_KIND_COUNT]; /* of each kind on 汇总 */
} pp_book;

/* Works out the form. PP_ERROR_LIMIT when the plan does not fit a sheet or a text does not fit a cell. What it
 * allocates is freed by pp_form_free, also after a failure. */
bool pp_form_plan(pp_book *book, pp_error *error);
void pp_form_free(pp_form *form);

/* What the money cells of a line show. */
void pp_form_figures(const pp_plan *plan, size_t line, pp_figures *figures);

/* How many lines of the plan the form shows less reserve of than 合计. */
size_t pp_form_not_reserved(const pp_plan *plan);

/* The text of an unreadable cell. */
const char *pp_form_unreadable(const pp_book *book, size_t line, pp_column column);

/* What the form shows of it: with its unit behind it where it would be an amount in the unit of the form. Clean, owned
 * by the book. */
const char *pp_form_shown_unreadable(pp_book *book, size_t line, pp_column column);

/* What the row of a group's sums is called: its unit's name, unless that would be read as something else. Clean, owned
 * by the book. */
const char *pp_form_unit_name(pp_book *book, size_t group);

/* The heading of a column that procplan does not know (from 0), which must not be taken for one that it knows. Clean,
 * owned by the book. */
const char *pp_form_extra_title(pp_book *book, size_t extra);

/* A sum as the figure of a cell, in 万元. */
double pp_column_sum_cell(const pp_column_sum *sum);

/* The row and column that show a cell of a line; for PP_NO_COLUMN, and for what is shown nowhere, the line's first. */
void pp_form_where(const pp_form *form, size_t line, pp_column column, lxw_row_t *row, lxw_col_t *shown);

/* What stands for the item of a line, [code]name, and the width of that. Owned by the book, valid until the next call.
 */
const char *pp_form_item(pp_book *book, size_t line, int *width);

/* The formula that refers to a money cell of a line on the form, ='政府采购预算表'!D9, into out. False when the form is
 * not written or does not show this amount. */
bool pp_form_refers(const pp_book *book, size_t line, pp_column column, pp_money amount, char out[96]);

/* Write the sheets. False with *error when memory is short or a sheet has not rows enough; failures of the library are
 * in book->cells. */
bool pp_sheet_form(pp_book *book, pp_error *error);
bool pp_sheet_summary(pp_book *book, pp_error *error);
bool pp_sheet_reserve(pp_book *book, pp_error *error);
bool pp_sheet_intention(pp_book *book, pp_error *error);
bool pp_sheet_notice(pp_book *book, pp_error *error);
bool pp_sheet_statement(pp_book *book, pp_error *error);
bool pp_sheet_findings(pp_book *book, pp_error *error);

/* The hidden sheet of the lists. */
void pp_sheet_lists(pp_book *book);

/* The hidden sheet of what the form has no cell for, which comes last. */
bool pp_sheet_carried(pp_book *book, pp_error *error);

/* Gives cells a drop-down of a list; another text can still be written. Does nothing when the list is empty. */
void pp_lists_offer(pp_book *book, pp_tab *sheet, pp_list list, lxw_row_t first_row, lxw_col_t first_column,
                    lxw_row_t last_row, lxw_col_t last_column);

/* The same for any range of cells; title (at most 32 characters) and prompt (at most 255) are shown when such a cell is
 * chosen and may be NULL. */
void pp_put_choices(pp_tab *sheet, const char *range, char *title, char *prompt, lxw_row_t first_row,
                    lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column);

/* The cells of a list, '列表'!$A$2:$A$4, into out; they are written from then on. False when the list is empty. */
bool pp_lists_range(pp_book *book, pp_list list, char out[96]);

/* Where all findings are to be found, a clause: in the sheet of them, or by a command where the workbook lacks that
 * sheet (what is sent has none). Static. */
const char *pp_book_findings_place(const pp_book *book);

/* Writes 未通过校验 over the columns 0..last of a row when the plan has errors. Returns the row that follows. */
lxw_row_t pp_put_mark(pp_book *book, pp_tab *sheet, lxw_row_t row, lxw_col_t last);

/* Width of a column that shows amounts up to this one, as a total too. */
double pp_amount_width(pp_money most);

/* The project that a line is for people: 预算项目, else the item's name. Clean, owned by the book. */
const char *pp_book_project(const pp_book *book, size_t line);

/* The department's name, or （未填部门）. Owned by the book. */
const char *pp_book_name(pp_book *book);

/* False with *error when a sheet would need more rows than there are. */
bool pp_rows_fit(size_t rows, const char *sheet, pp_error *error);

/* What a chart shows before anything recalculates it. False when memory is short. */
bool pp_chart_fill(lxw_series_range *range, size_t count, const char *const *names, const double *values);

/* The figures of the budget statement, in 分. */
typedef struct pp_statement_sums {
    pp_money total, appropriated, other; /* 合计, 财政拨款, the rest of 合计 */
    pp_money kind[PP_KIND_COUNT];
    pp_money reserve, micro; /* micro: PP_MONEY_NONE when the plan has no such column */
    bool overflow;           /* some sum does not fit, and none is to be trusted */
} pp_statement_sums;

pp_statement_sums pp_statement_add_up(const pp_plan *plan, const pp_report *report);

/* part of whole in hundredths of a percent, rounded half up; 0 where either is not above zero. */
int64_t pp_hundredths(pp_money part, pp_money whole);

/* 错误 1 项，警告 2 项，提示 0 项. Owned by the book. */
const char *pp_book_counts(pp_book *book);

/* 部门名称：…, or that it is not given. Owned by the book. */
const char *pp_book_department(pp_book *book);

/* Goes through the workbook with all its sheets as pp_write_workbook does, without writing or keeping any of it, and
 * fills in what asked->sheet has at asked->row and asked->column. False with *error. */
bool pp_book_ask(const pp_plan *plan, const pp_report *report, pp_asked *asked, pp_error *error);

#endif
