/* Explaining: where a figure of a plan, or a cell of its workbook, comes from, down to the lines and cells of the
 * plan's own files, with the figures that it must meet and the rows of the policy tables that bear on it. */
#ifndef PROCPLAN_EXPLAIN_H
#define PROCPLAN_EXPLAIN_H

#include "api.h"
#include "catalog.h"
#include "check.h"
#include "error.h"
#include "plan.h"
#include "policy.h"
#include "totals.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What a figure, or a cell, holds. */
typedef enum pp_holds {
    PP_HOLDS_TEXT = 0,
    PP_HOLDS_SUM,    /* an amount that the amounts of the lines add up to */
    PP_HOLDS_COUNT,  /* how many lines there are */
    PP_HOLDS_AMOUNT, /* an amount that is worked out from those of the lines, or taken from elsewhere */
    PP_HOLDS_SHARE,  /* a percentage */
    PP_HOLDS_NUMBER  /* another number */
} pp_holds;

/* text, sum, count, amount, share, number. Static. */
PP_API const char *pp_holds_key(pp_holds holds);

/* A line behind the figure. */
typedef struct pp_explained_line {
    size_t line;      /* index in the plan */
    pp_column column; /* the cell that counts; PP_COL_TOTAL also where 合计 is worked out from the funds */
    pp_money amount;  /* 分, what counts of it (see `part`); PP_MONEY_UNREADABLE when its text is no amount, so that it
                         does not count; PP_MONEY_NONE when the cell is none of amounts */
} pp_explained_line;

/* A row of a policy table that bears on the figure. */
typedef struct pp_explained_policy {
    const char *name; /* 中小企业预留, 年度预留总额, 分散采购限额, 公开招标数额标准, 资产配置标准 … */
    const char *kinds;       /* what it applies to: 货物、服务; an item; the word or the case that it names */
    const char *says;        /* what it says, a sentence */
    pp_money threshold;      /* 分; 0 when the row has none */
    pp_share share, micro;   /* 0 when the row has none */
    const pp_origin *origin; /* of the policy */
} pp_explained_policy;

typedef struct pp_explained_memory pp_explained_memory;

/* What is known about a figure. Texts and arrays belong to the explanation; findings, controls and origins to the
 * report and its policy. */
typedef struct pp_explanation {
    const char *figure;  /* what it is called: 合计, 采购品目 C99000000 其他服务, SME-03 … */
    const char *cell;    /* its cell in the workbook, 政府采购预算表!D6; NULL when it has none */
    const char *made_of; /* how it is made, whole sentences */
    const char *text;    /* what stands in the cell, where that is a text; NULL otherwise */
    const char *formula; /* the formula in the cell; NULL when there is none or it is not known */
    pp_holds holds;
    bool known;                     /* there is an amount */
    pp_money amount;                /* 分 */
    const char *part;               /* what of a line counts: 合计, 应预留, 已预留 …; NULL without lines */
    const pp_explained_line *lines; /* in the plan's order; in a sum those that add nothing are left out */
    size_t line_count;
    const pp_control_result **controls; /* figures that it is held against */
    size_t control_count;
    const pp_explained_policy *policies; /* the rows that were used, and no others */
    size_t policy_count;
    const pp_finding **findings; /* about it */
    size_t finding_count;
    const pp_rule_info *rule; /* when a rule was asked for; else NULL */
    const char *not_checked;  /* why that rule could not be checked; NULL when it was */
    pp_explained_memory *memory;
} pp_explanation;

/* Explains a figure. It is one of
 * - a name: 合计, 财政拨款小计, a fund, 预留份额, 其中小微企业 (小微), 货物, 工程, 服务, a 预算单位, the department;
 *   of the reserve ledger: 限额以上, 限额以下, 年度总额, 三成, 应预留, 未预留, 可不预留, 预留缺口, 小微缺口;
 * - a code of any level, with or without its name: A02010105, A02000000, [C99000000]其他服务, 2010301, 201; also the
 *   name of an item or of a functional class;
 * - a rule: SME-03;
 * - a cell of the workbook as pp_write_workbook would write it from this report: 政府采购预算表!D6, 汇总!D5, and D6
 * alone for 政府采购预算表. Quotes around the sheet's name and $ in the cell are allowed. Returns what the caller
 * frees with pp_explanation_free, or NULL with *error: PP_ERROR_USAGE when there is no such figure, with the
 * nearest names that there are. Plan, catalogue and report must outlive the explanation. */
PP_API pp_explanation *pp_explain(const pp_plan *plan, const pp_catalog *catalog, const pp_report *report,
                                  const char *figure, pp_error *error);

/* Frees an explanation; NULL is allowed. */
PP_API void pp_explanation_free(pp_explanation *explanation);

/* Writes an explanation for people, fitting `width` columns (at least 40). False with *error when memory is short or
 * the stream fails. */
PP_API bool pp_write_explanation_text(const pp_plan *plan, const pp_explanation *explanation, FILE *out, int width,
                                      pp_error *error);

/* The same as one JSON document (keys: docs/formats.md). */
PP_API bool pp_write_explanation_json(const pp_plan *plan, const pp_explanation *explanation, FILE *out,
                                      pp_error *error);

#endif
