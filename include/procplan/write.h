/* Writing: the workbook for submission, and findings for people and programs. */
#ifndef PROCPLAN_WRITE_H
#define PROCPLAN_WRITE_H

#include "api.h"
#include "check.h"
#include "error.h"
#include "plan.h"

#include <stdio.h>

/* Writes the workbook (政府采购预算表, 汇总, 校验结果) to path. The file appears there only when it is complete; on
 * failure the old one is untouched and *error says why. A report with findings at error level marks the sheet
 * 未通过校验 (whether to write such a plan at all is the caller's decision). Returns false with *error. */
PP_API bool pp_write_workbook(const pp_plan *plan, const pp_catalog *catalog, const pp_report *report, const char *path,
                              pp_error *error);

/* Writes the report as one JSON document (keys: docs/formats.md), UTF-8, with a newline at its end. False with *error
 * when the stream fails. */
PP_API bool pp_write_json(const pp_plan *plan, const pp_report *report, FILE *out, pp_error *error);

/* Writes the report for people: findings, what was not checked, totals against controls, summary; lines fit `width`
 * columns where a word allows (at least 40). */
PP_API bool pp_write_text(const pp_plan *plan, const pp_report *report, FILE *out, int width, pp_error *error);

#endif
