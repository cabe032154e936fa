/* Checking: a registry of rules, and the report that they make of a plan. */
#ifndef PROCPLAN_CHECK_H
#define PROCPLAN_CHECK_H

#include "api.h"
#include "catalog.h"
#include "error.h"
#include "plan.h"
#include "policy.h"
#include "reserve.h"
#include "totals.h"

typedef enum pp_severity { PP_OFF = 0, PP_INFO, PP_WARNING, PP_ERROR, PP_SEVERITY_COUNT } pp_severity;

typedef enum pp_level { PP_DRAFT = 0 /* 填报 */, PP_SUBMIT /* 送审 */, PP_AUDIT /* 自查 */, PP_LEVEL_COUNT } pp_level;

/* error, warning, info and 错误, 警告, 提示. Static. */
PP_API const char *pp_severity_key(pp_severity severity);

/* 错误, 警告, 提示; "" for PP_OFF. Static. */
PP_API const char *pp_severity_name(pp_severity severity);

/* draft, submit, audit and 填报, 送审, 自查. Static. */
PP_API const char *pp_level_key(pp_level level);

/* 填报, 送审, 自查. Static. */
PP_API const char *pp_level_name(pp_level level);

/* What is known about a rule: a row of the registry. */
typedef struct pp_rule_info {
    const char *id;    /* CAT-01 */
    const char *title; /* 品目编码不存在 */
    pp_severity severity[PP_LEVEL_COUNT];
    bool threshold;     /* has a threshold, so that its cases need both sides of it */
    const char *checks; /* what is checked, one sentence */
    const char *fix;    /* what to do, in general */
    const char *basis;  /* document and article */
} pp_rule_info;

/* How many rules the registry has. */
PP_API size_t pp_rules(void);

/* The rule at index (from 0, below pp_rules), in the order in which rules run and are shown. Static. */
PP_API const pp_rule_info *pp_rule(size_t index);
/* By id in any case, with or without leading zeros and hyphen (amt-4); NULL when there is none. */
PP_API const pp_rule_info *pp_rule_find(const char *id);

typedef struct pp_finding {
    const pp_rule_info *rule;
    pp_severity severity;
    const char *message; /* one Chinese sentence */
    pp_place where;
    long line;        /* index of the line, -1 when the finding is not about one */
    pp_column column; /* PP_NO_COLUMN when not about one */
    const char
        *actual; /* as text, amounts in 万元 with two decimals; NULL when there is nothing to say; so for the next */
    const char *expected;
    const char *difference; /* actual - expected, 万元 */
    const char *fix;        /* what to do here */
    const char *basis;
} pp_finding;

typedef struct pp_not_checked {
    const char *rule;   /* id */
    const char *reason; /* Chinese sentence */
} pp_not_checked;

typedef struct pp_check_options {
    pp_level level;
    const char *region;      /* overrides the plan's 地区; NULL: not */
    int year;                /* overrides the plan's 年度; 0: not */
    const pp_policy *policy; /* must outlive the report; NULL: rules that rest on dated parameters are not checked */
    int today;               /* yyyymmdd, for rules about dates to come; 0: they are not checked */
} pp_check_options;

typedef struct pp_report pp_report;

/* Runs every rule that is not off at the level. options may be NULL (draft). Returns what the caller frees with
 * pp_report_free, or NULL with *error (only lack of memory). Plan and catalogue must outlive the report. Findings
 * are ordered by severity (worst first), then by file, row and column. */
PP_API pp_report *pp_check(const pp_plan *plan, const pp_catalog *catalog, const pp_check_options *options,
                           pp_error *error);

/* Frees a report and all that it gave out; NULL is allowed. */
PP_API void pp_report_free(pp_report *report);

/* The level that was checked at. */
PP_API pp_level pp_report_level(const pp_report *report);
/* The year and region that the check went by; 0 and NULL when not known. */
PP_API int pp_report_year(const pp_report *report);

/* The region that the check went by; NULL when not known. Owned by the report. */
PP_API const char *pp_report_region(const pp_report *report);

/* The totals of the plan. Owned by the report. */
PP_API const pp_totals *pp_report_totals(const pp_report *report);
/* The policy that was checked under and the reserve ledger made with it; both NULL when there was none. */
PP_API const pp_policy *pp_report_policy(const pp_report *report);

/* The reserve ledger made under that policy, NULL when there was none. Owned by the report. */
PP_API const pp_ledger *pp_report_ledger(const pp_report *report);

/* How many findings there are. */
PP_API size_t pp_report_findings(const pp_report *report);

/* The finding at index (from 0), worst first. Owned by the report. */
PP_API const pp_finding *pp_report_finding(const pp_report *report, size_t index);

/* How many findings have this severity. */
PP_API size_t pp_report_count(const pp_report *report, pp_severity severity);

/* How many rules could not be applied. */
PP_API size_t pp_report_not_checked(const pp_report *report);

/* The rule at index (from 0) that could not be applied, and why. Owned by the report. */
PP_API const pp_not_checked *pp_report_not_checked_at(const pp_report *report, size_t index);
/* One per control of the plan, in the plan's order. */
PP_API size_t pp_report_controls(const pp_report *report);

/* How the control at index (from 0) fares. Owned by the report. */
PP_API const pp_control_result *pp_report_control(const pp_report *report, size_t index);

#endif
