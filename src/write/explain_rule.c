/* Rules: the lines that one looks at, the rows of the law that it holds them against, what it found. */
#include "model/plan.h"
#include "write/explain.h"

#include <string.h>

/* What makes a line one that the rule looks at, where that is not its place in the ledger. */
typedef bool takes_fn(const pp_explainer *x, pp_column column, size_t line);

static bool has_text(const pp_explainer *x, pp_column column, size_t line)
{
    return pp_plan_text(x->plan, line, column)[0] != '\0';
}

static bool has_reason(const pp_explainer *x, pp_column column, size_t line)
{
    (void)column;
    return has_text(x, PP_COL_REASON, line);
}

static bool has_mode(const pp_explainer *x, pp_column column, size_t line)
{
    (void)column;
    return has_text(x, PP_COL_RESERVE_MODE, line);
}

/* True when the line reaches the threshold of its kind; *known: false without one, or without an amount. */
static bool reaches(const pp_explainer *x, pp_threshold_kind name, pp_kind kind, size_t line, bool *known)
{
    const pp_policy *policy = pp_report_policy(x->report);
    const pp_threshold *t = policy == NULL ? NULL
                                           : pp_policy_threshold(policy, name, kind, pp_report_region(x->report),
                                                                 pp_report_year(x->report));
    const pp_money amount = pp_plan_amount(x->plan, line);
    *known = t != NULL && pp_money_known(amount) && amount > 0;
    return *known && amount >= t->amount;
}

static pp_kind ledger_kind(const pp_explainer *x, size_t line)
{
    const pp_ledger_line *l = pp_explain_ledger(x, line);
    return l == NULL ? PP_KIND_NONE : l->kind;
}

static bool is_tendered(const pp_explainer *x, pp_column column, size_t line)
{
    bool known = false;
    (void)column;
    return reaches(x, PP_THRESHOLD_OPEN_TENDER, ledger_kind(x, line), line, &known);
}

static bool is_small(const pp_explainer *x, pp_column column, size_t line)
{
    bool known = false;
    (void)column;
    return !reaches(x, PP_THRESHOLD_DISPERSED, ledger_kind(x, line), line, &known) && known;
}

static bool is_service(const pp_explainer *x, pp_column column, size_t line)
{
    bool known = false;
    (void)column;
    return pp_kind_of_code(pp_plan_text(x->plan, line, PP_COL_ITEM_CODE)) == PP_SERVICES &&
           reaches(x, PP_THRESHOLD_DISPERSED, PP_SERVICES, line, &known);
}

static bool has_ceiling(const pp_explainer *x, pp_column column, size_t line)
{
    size_t count = 0;
    (void)column;
    return pp_report_policy(x->report) != NULL &&
           pp_policy_assets(pp_report_policy(x->report), pp_plan_text(x->plan, line, PP_COL_ITEM_CODE), &count) != NULL;
}

static bool is_catch_all(const pp_explainer *x, pp_column column, size_t line)
{
    const pp_item item = pp_catalog_find(x->catalog, pp_plan_text(x->plan, line, PP_COL_ITEM_CODE));
    (void)column;
    return item != PP_NO_ITEM && pp_item_is_catch_all(x->catalog, item);
}

/* What the rules about groups of lines look at. All others look at each line for itself. */
static const struct subject {
    const char *rule;
    pp_choice by;
    pp_bracket bracket;
    pp_measure measure;
    pp_column column;
    takes_fn *takes; /* of PP_CHOOSE_TAKEN */
} SUBJECTS[] = {
    {"CAT-05", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_TOTAL, is_catch_all},
    {"SME-01", PP_CHOOSE_BRACKET, PP_WITHIN, PP_MEASURE_AMOUNT, PP_COL_TOTAL, NULL},
    {"SME-02", PP_CHOOSE_BRACKET, PP_ABOVE, PP_MEASURE_SUITABLE, PP_COL_TOTAL, NULL},
    {"SME-03", PP_CHOOSE_BRACKET, PP_ABOVE, PP_MEASURE_RESERVED, PP_COL_RESERVE, NULL},
    {"SME-04", PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_SUITABLE, PP_COL_TOTAL, NULL},
    {"SME-05", PP_CHOOSE_JUDGED, PP_BRACKET_NONE, PP_MEASURE_RESERVED, PP_COL_RESERVE, NULL},
    {"SME-06", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_UNRESERVED, PP_COL_TOTAL, has_reason},
    {"SME-07", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_RESERVED, PP_COL_RESERVE, has_mode},
    {"SME-08", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_RESERVED, PP_COL_RESERVE, has_reason},
    {"MTH-01", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_METHOD, has_text},
    {"MTH-02", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_TOTAL, is_tendered},
    {"MTH-03", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_TOTAL, is_small},
    {"MTH-04", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_PRICE, has_ceiling},
    {"MTH-05", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_WHEN, has_text},
    {"MTH-06", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_ORGANISATION, has_text},
    {"MTH-07", PP_CHOOSE_TAKEN, PP_BRACKET_NONE, PP_MEASURE_CELL, PP_COL_TOTAL, is_service},
};

pp_chosen pp_explain_subject(pp_explainer *x, const pp_rule_info *rule)
{
    size_t s = 0;
    while (s < sizeof SUBJECTS / sizeof SUBJECTS[0] && strcmp(SUBJECTS[s].rule, rule->id) != 0) {
        s++;
    }
    if (s == sizeof SUBJECTS / sizeof SUBJECTS[0]) {
        return (pp_chosen){.by = PP_CHOOSE_NONE};
    }
    const struct subject *subject = &SUBJECTS[s];
    pp_chosen chosen = {.by = subject->by,
                        .bracket = subject->bracket,
                        .measure = subject->measure,
                        .column = subject->column,
                        .zeros = true};
    if (subject->takes != NULL) {
        const size_t count = pp_plan_lines(x->plan);
        bool *taken = pp_explain_alloc(x, count, sizeof *taken);
        for (size_t i = 0; taken != NULL && i < count; i++) {
            taken[i] = subject->takes(x, subject->column, i);
        }
        chosen.taken = taken;
        chosen.by = taken == NULL ? PP_CHOOSE_NONE : PP_CHOOSE_TAKEN;
    }
    return chosen;
}

/* ---- What was found ---- */

/* All controls: rules about controls rest on them. */
static void add_all_controls(pp_explainer *x)
{
    pp_explanation *e = x->result;
    const size_t count = pp_report_controls(x->report);
    const pp_control_result **controls = pp_explain_alloc(x, count, sizeof(void *));
    for (size_t i = 0; controls != NULL && i < count; i++) {
        controls[e->control_count++] = pp_report_control(x->report, i);
    }
    e->controls = controls;
}

static void add_findings(pp_explainer *x, const pp_rule_info *rule)
{
    pp_explanation *e = x->result;
    const size_t count = pp_report_findings(x->report);
    const pp_finding **findings = pp_explain_alloc(x, count, sizeof(void *));
    for (size_t i = 0; findings != NULL && i < count; i++) {
        if (pp_report_finding(x->report, i)->rule == rule) {
            findings[e->finding_count++] = pp_report_finding(x->report, i);
        }
    }
    e->findings = findings;
}

/* The cells that the findings are about, in their order. */
static void add_found_lines(pp_explainer *x)
{
    pp_explanation *e = x->result;
    pp_explained_line *lines = pp_explain_alloc(x, e->finding_count, sizeof *lines);
    for (size_t i = 0; lines != NULL && i < e->finding_count; i++) {
        const pp_finding *f = e->findings[i];
        if (f->line >= 0) {
            const size_t line = (size_t)f->line;
            const bool money = f->column < PP_COLUMN_COUNT && f->column != PP_COL_TOTAL &&
                               pp_column_describe(f->column)->type == PP_TYPE_MONEY;
            lines[e->line_count++] = (pp_explained_line){
                line, f->column, money ? pp_plan_number(x->plan, line, f->column) : pp_plan_amount(x->plan, line)};
        }
    }
    e->lines = lines;
    e->part = "金额";
}

void pp_explain_rule(pp_explainer *x, const pp_rule_info *rule)
{
    pp_explanation *e = x->result;
    e->rule = rule;
    e->figure = pp_explain_print(x, "%s %s", rule->id, rule->title);
    e->made_of = rule->checks;
    add_findings(x, rule);
    for (size_t i = 0; i < pp_report_not_checked(x->report); i++) {
        const pp_not_checked *n = pp_report_not_checked_at(x->report, i);
        if (strcmp(n->rule, rule->id) == 0) {
            e->not_checked = n->reason;
        }
    }
    const pp_chosen subject = pp_explain_subject(x, rule);
    if (subject.by == PP_CHOOSE_NONE) {
        add_found_lines(x);
    } else {
        (void)pp_explain_lines(x, &subject);
        const bool sums = subject.measure != PP_MEASURE_CELL || subject.column == PP_COL_TOTAL;
        if (!sums || e->line_count == 0) { /* there is nothing to be added up */
            e->known = false;
            e->holds = PP_HOLDS_TEXT;
        }
        pp_explain_rule_rows(x, rule, &subject);
    }
    if (strncmp(rule->id, "CTL", 3) == 0) {
        add_all_controls(x);
    }
}
