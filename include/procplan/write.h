/* Writing: the workbook for submission, and findings for people and programs. */
#ifndef PROCPLAN_WRITE_H
#define PROCPLAN_WRITE_H

#include "api.h"
#include "check.h"
#include "error.h"
#include "plan.h"
#include "read.h"

#include <stdio.h>

/* The sheets of the workbook, in their order. */
typedef enum pp_sheet {
    PP_SHEET_FORM = 0,  /* 政府采购预算表 */
    PP_SHEET_SUMMARY,   /* 汇总 */
    PP_SHEET_RESERVE,   /* 中小企业预留 */
    PP_SHEET_INTENTION, /* 采购意向公开 */
    PP_SHEET_NOTICE,    /* 预留项目执行情况公告 */
    PP_SHEET_STATEMENT, /* 政府采购情况说明 */
    PP_SHEET_FINDINGS,  /* 校验结果 */
    PP_SHEET_COUNT
} pp_sheet;

typedef struct pp_sheet_info {
    const char *name;
    bool bureau; /* sent to the finance bureau; the others are working sheets */
} pp_sheet_info;

/* Static. */
PP_API const pp_sheet_info *pp_sheet_describe(pp_sheet sheet);

/* The sheet of that name (folded, so that width and case do not matter); PP_SHEET_COUNT when there is none. */
PP_API pp_sheet pp_sheet_by_name(const char *name);

typedef struct pp_workbook_options {
    unsigned sheets; /* bits 1u << PP_SHEET_FORM …; 0: all of them */
    bool protect;    /* lock every cell that is not for input (without a password) */
    bool exact;      /* refuse (PP_ERROR_USAGE) lines that would not be lines when the form is read back: those that
                        pp_write_plan refuses */
} pp_workbook_options;

/* Writes the workbook to path. The file appears there only when it is complete; on failure the old one is untouched and
 * *error says why. A report with findings at error level marks the sheet 未通过校验 (whether to write such a plan at
 * all is the caller's decision). The sheets that need a ledger are left out when the report has none. options may be
 * NULL. Returns false with *error. */
PP_API bool pp_write_workbook(const pp_plan *plan, const pp_catalog *catalog, const pp_report *report, const char *path,
                              const pp_workbook_options *options, pp_error *error);

/* What a fill-in workbook is made for. */
typedef struct pp_template_options {
    size_t rows;            /* for lines; 1 to PP_TEMPLATE_ROWS */
    const char *department; /* filled in already; NULL: left open */
    int year;               /* 0: left open */
    const char *region;     /* NULL: left open */
} pp_template_options;

enum { PP_TEMPLATE_ROWS = 5000 };

/* Writes an empty workbook to fill in by hand, which the readers take back: instructions, the form with the further
 * columns (drop-downs, sums, rules for what may be typed), and the list of the catalogue's last-level items. It
 * appears at path only when it is complete. False with *error. */
PP_API bool pp_write_template(const pp_catalog *catalog, const pp_policy *policy, const char *path,
                              const pp_template_options *options, pp_error *error);

typedef struct pp_returned_options {
    int today;           /* yyyymmdd, the date of the receipt; 0: without one */
    pp_notice_fn notice; /* what the user should know about the copy; NULL: say nothing */
    void *notice_context;
} pp_returned_options;

typedef struct pp_returned_summary {
    size_t cells;    /* that were coloured */
    size_t comments; /* of these, cells that got a comment, too */
} pp_returned_summary;

/* Writes a copy of the workbook `in`, from which the plan was read, to `out`: as the sender made it, but that every
 * cell with a finding is coloured and has a comment that says what is wrong and what to do, and that a first sheet
 * 校验回执 lists the findings with links to their cells, the totals against the controls and what was not checked.
 * Marks and receipt of an earlier copy are replaced. Comments of the sender stay; of a great many cells the first get
 * one, the others their colour. A digital signature is left out, macros stay (then `out` must end in .xlsm, else in
 * .xlsx). options and summary may be NULL. False with *error, PP_ERROR_USAGE when `in` is no .xlsx workbook or the same
 * file as `out`; the file at `out` is only replaced when the new one is complete. */
PP_API bool pp_write_returned(const pp_plan *plan, const pp_report *report, const char *in, const char *out,
                              const pp_returned_options *options, pp_returned_summary *summary, pp_error *error);

/* The paragraph of the budget statement (政府采购情况说明), made from the plan's figures: new text that the caller
 * frees, NULL with *error on lack of memory. */
PP_API char *pp_statement(const pp_plan *plan, const pp_report *report, pp_error *error);

/* Writes the reserve ledger as one JSON document (keys: docs/formats.md). proposals may be NULL; with `suggest` they
 * are written as `suggestion`. False with *error when the stream fails. */
PP_API bool pp_write_ledger_json(const pp_plan *plan, const pp_report *report, const pp_proposal *proposals,
                                 size_t count, bool suggest, FILE *out, pp_error *error);

/* The same for people, fitting `width` columns. */
PP_API bool pp_write_ledger_text(const pp_plan *plan, const pp_report *report, const pp_proposal *proposals,
                                 size_t count, bool suggest, FILE *out, int width, pp_error *error);

/* Writes the plan in the canonical form: a folder (about.csv, plan.csv, controls.csv, the tables of its budget in
 * budget/; made if it is not there), or only its lines when path ends in .csv. A folder with tables of a budget that
 * the plan lacks is refused. Amounts are exact, in the plan's 金额单位; unknown columns follow the known ones; each
 * file appears only when it is complete. A text that begins with = + - @ gets an apostrophe before it, so that no
 * spreadsheet program takes it for a formula; the readers take the apostrophe away. A line that names neither item,
 * kind nor function is refused (PP_ERROR_USAGE): read back, it would be a sum or a note. False with *error. */
PP_API bool pp_write_plan(const pp_plan *plan, const char *path, pp_error *error);

/* Writes the report as one JSON document (keys: docs/formats.md), UTF-8, with a newline at its end. False with *error
 * when the stream fails. */
PP_API bool pp_write_json(const pp_plan *plan, const pp_report *report, FILE *out, pp_error *error);

/* Writes the report for people: findings, what was not checked, totals against controls, summary; lines fit `width`
 * columns where a word allows (at least 40). */
PP_API bool pp_write_text(const pp_plan *plan, const pp_report *report, FILE *out, int width, pp_error *error);

#endif
