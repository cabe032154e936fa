/* The report: findings, rules that could not be checked, and how the controls fare. */
#include "base/pool.h"
#include "base/text.h"
#include "rules/budget.h"

#include <stdlib.h>
#include <string.h>

/* A finding and what it is sorted by. */
typedef struct slot {
    pp_finding finding;
    uint32_t source; /* of the plan; behind all of them the tables of the budget from BUDGET on, then CONTROLS */
    size_t number;   /* in which order they were found: keeps the order of rules within a cell */
} slot;

enum {
    CONTROLS = UINT32_MAX,
    BUDGET = CONTROLS - PP_BUDGET_TABLE_COUNT,
    FIGURE_LIMIT =
        600 /* bytes of actual, expected and difference: a cell may hold a megabyte, and be in every finding */
};

struct pp_report {
    pp_arena *arena; /* messages */
    pp_pool *texts;  /* all other texts: many findings have the same */
    pp_level level;
    int year;
    const char *region;
    pp_totals *totals;
    const pp_policy *policy;
    pp_ledger *ledger;
    slot *slots;
    size_t count, capacity;
    size_t by_severity[PP_SEVERITY_COUNT];
    pp_not_checked *not_checked;
    size_t not_checked_count;
    pp_control_result *results;
    size_t result_count;
};

/* ---- Making ---- */

pp_report *pp_report_new(const pp_plan *plan, pp_totals *totals, pp_level level, int year, const char *region)
{
    pp_report *report = calloc(1, sizeof *report);
    if (report == NULL) {
        pp_totals_free(totals);
        return NULL;
    }
    report->totals = totals;
    report->level = level;
    report->year = year;
    report->arena = pp_arena_new();
    report->texts = pp_pool_new();
    report->not_checked = calloc(PP_RULE_COUNT, sizeof *report->not_checked);
    report->results = calloc(pp_plan_controls(plan) + 1, sizeof *report->results);
    bool ok = report->arena != NULL && report->texts != NULL && report->not_checked != NULL && report->results != NULL;
    if (ok && region != NULL) {
        report->region = pp_arena_copy(report->arena, region, strlen(region));
        ok = report->region != NULL;
    }
    if (!ok) {
        pp_report_free(report);
        return NULL;
    }
    for (size_t i = 0; i < pp_plan_controls(plan); i++) {
        report->results[report->result_count++] = pp_control_check(totals, plan, pp_plan_control(plan, i));
    }
    return report;
}

bool pp_report_make_ledger(pp_report *report, const pp_plan *plan, const pp_policy *policy)
{
    report->policy = policy;
    report->ledger = pp_ledger_new(plan, policy, report->region, report->year, NULL);
    return report->ledger != NULL;
}

void pp_report_free(pp_report *report)
{
    if (report == NULL) {
        return;
    }
    pp_ledger_free(report->ledger);
    pp_totals_free(report->totals);
    pp_arena_free(report->arena);
    pp_pool_free(report->texts);
    free(report->slots);
    free(report->not_checked);
    free(report->results);
    free(report);
}

/* The text as the report keeps it, once for all findings that have it; NULL stays NULL. *ok becomes false when memory
 * is short. */
static const char *keep(pp_report *report, const char *text, bool *ok)
{
    uint32_t id;
    if (text == NULL) {
        return NULL;
    }
    if (!pp_pool_add(report->texts, text, strlen(text), &id)) {
        *ok = false;
        return NULL;
    }
    return pp_pool_text(report->texts, id);
}

/* The same for what may be the whole text of a cell: … stands for what goes beyond the limit. */
static const char *keep_figure(pp_report *report, const char *text, bool *ok)
{
    char cut[FIGURE_LIMIT + sizeof "…"];
    const size_t length = text == NULL ? 0 : strnlen(text, FIGURE_LIMIT + 1);
    if (length <= FIGURE_LIMIT) {
        return keep(report, text, ok);
    }
    const size_t kept = pp_utf8_cut(text, length, FIGURE_LIMIT);
    memcpy(cut, text, kept);
    memcpy(cut + kept, "…", sizeof "…");
    return keep(report, cut, ok);
}

/* Appends a finding whose place and line are set; the rest comes from the running rule, the note and the message. */
static bool add(pp_checker *c, pp_finding finding, uint32_t source, const pp_note *note, const char *format,
                va_list values) __attribute__((format(printf, 5, 0)));

static bool add(pp_checker *c, pp_finding finding, uint32_t source, const pp_note *note, const char *format,
                va_list values)
{
    static const pp_note nothing = {0};
    pp_report *report = c->report;
    if (report->count == report->capacity) {
        const size_t capacity = report->capacity + report->capacity / 2 + 32;
        slot *slots = realloc(report->slots, capacity * sizeof *slots);
        if (slots == NULL) {
            return false;
        }
        report->slots = slots;
        report->capacity = capacity;
    }
    note = note == NULL ? &nothing : note;
    bool ok = true;
    finding.rule = &c->rule->info;
    finding.severity = note->severity != PP_OFF ? note->severity : c->rule->info.severity[c->level];
    finding.message = pp_arena_vprintf(report->arena, format, values);
    finding.actual = keep_figure(report, note->actual, &ok);
    finding.expected = keep_figure(report, note->expected, &ok);
    finding.difference = keep(report, note->difference, &ok);
    finding.fix = note->fix == NULL ? c->rule->info.fix : keep(report, note->fix, &ok);
    finding.where.title = note->title != NULL ? note->title : finding.where.title;
    finding.basis = note->basis == NULL ? c->rule->info.basis : note->basis;
    if (!ok || finding.message == NULL) {
        return false;
    }
    report->by_severity[finding.severity]++;
    report->slots[report->count] = (slot){finding, source, report->count};
    report->count++;
    return true;
}

bool pp_report_line(pp_checker *c, size_t line, pp_column column, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {.where = pp_plan_place(c->plan, line, column), .line = (long)line, .column = column};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, c->plan->source[line], note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_plan(pp_checker *c, const char *title, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {
        .where = {.file = c->plan_file, .sheet = c->plan_sheet, .title = title}, .line = -1, .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, 0, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_about(pp_checker *c, pp_about_key key, const pp_note *note, const char *format, ...)
{
    pp_finding finding = {.where = pp_plan_about_place(c->plan, key), .line = -1, .column = PP_NO_COLUMN};
    if (finding.where.file == NULL) {
        finding.where.file = c->plan_file;
        finding.where.sheet = c->plan_sheet;
    }
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, 0, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_source(pp_checker *c, size_t source, const char *title, const pp_note *note, const char *format, ...)
{
    const pp_source *s = &c->plan->sources[source];
    const pp_finding finding = {
        .where = {.file = s->file, .sheet = s->sheet, .title = title}, .line = -1, .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, (uint32_t)source, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_control_row(pp_checker *c, const pp_control *control, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {
        .where = {.file = control->file, .row = control->row, .column = control->column, .title = "金额"},
        .line = -1,
        .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, CONTROLS, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_control_key(pp_checker *c, const pp_control *control, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {.where = {.file = control->file,
                                          .row = control->row,
                                          .column = control->key_column,
                                          .title = control->key_column == 0 ? NULL : "键"},
                                .line = -1,
                                .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, CONTROLS, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_budget(pp_checker *c, pp_figure_at at, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {
        .where = pp_budget_place(c->plan->budget, at.table, at.row, at.amount), .line = -1, .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, (uint32_t)BUDGET + (uint32_t)at.table, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_budget_table(pp_checker *c, pp_budget_table table, const pp_note *note, const char *format, ...)
{
    const pp_finding finding = {
        .where = {.file = pp_budget_file(c->plan->budget, table)}, .line = -1, .column = PP_NO_COLUMN};
    va_list values;
    va_start(values, format);
    const bool ok = add(c, finding, (uint32_t)BUDGET + (uint32_t)table, note, format, values);
    va_end(values);
    return ok;
}

bool pp_report_skip(pp_checker *c, const char *reason)
{
    bool ok = true;
    pp_report *report = c->report;
    const pp_not_checked entry = {c->rule->info.id, keep(report, reason, &ok)};
    report->not_checked[report->not_checked_count] = entry;
    report->not_checked_count += ok;
    return ok;
}

bool pp_report_no_row(pp_checker *c, const char *what, const char *file, unsigned kinds)
{
    char region[PP_QUOTE];
    pp_words reason = {0}, named = {0};
    pp_words_kinds(&named, kinds);
    pp_words_add(&reason, "%s在 %d 年没有现行的%s%s，%s%s没有核对；有规定时请在 %s 中补上，年度写错时请改正。",
                 c->region == NULL || c->region[0] == '\0' ? "全国" : pp_say_text(c->region, region), c->year,
                 named.text, what, named.text, kinds == 0 ? "这一项" : "的采购项", file);
    return pp_report_skip(c, reason.text);
}

const char *pp_keep(pp_checker *c, const char *text)
{
    bool ok = true;
    return keep(c->report, text, &ok);
}

const char *pp_keep_basis(pp_checker *c, const pp_origin *origin, const char *article)
{
    if (c->origin != origin || c->article != article) {
        pp_words words = {0};
        char sure[PP_SURE_TEXT];
        pp_words_add(&words, "%s%s%s（把握程度：%s）", article == NULL ? "" : article, article == NULL ? "" : "；",
                     origin->basis, pp_sure_name(origin->sure, sure));
        c->article = article;
        c->basis = pp_keep(c, words.text);
        c->origin = c->basis == NULL ? NULL : origin;
    }
    return c->basis;
}

const pp_control_result *pp_report_results(const pp_checker *c)
{
    return c->report->results;
}

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const slot *a = left, *b = right;
    int order = compare((uint64_t)b->finding.severity, (uint64_t)a->finding.severity);
    order = order != 0 ? order : compare(a->source, b->source);
    order = order != 0 ? order : compare(a->finding.where.row, b->finding.where.row);
    order = order != 0 ? order : compare(a->finding.where.column, b->finding.where.column);
    return order != 0 ? order : compare(a->number, b->number);
}

void pp_report_sort(pp_report *report)
{
    if (report->count > 1) {
        qsort(report->slots, report->count, sizeof *report->slots, by_place);
    }
}

/* ---- Reading ---- */

pp_level pp_report_level(const pp_report *report)
{
    return report->level;
}

int pp_report_year(const pp_report *report)
{
    return report->year;
}

const char *pp_report_region(const pp_report *report)
{
    return report->region;
}

const pp_totals *pp_report_totals(const pp_report *report)
{
    return report->totals;
}

const pp_policy *pp_report_policy(const pp_report *report)
{
    return report->policy;
}

const pp_ledger *pp_report_ledger(const pp_report *report)
{
    return report->ledger;
}

size_t pp_report_findings(const pp_report *report)
{
    return report->count;
}

const pp_finding *pp_report_finding(const pp_report *report, size_t index)
{
    return index < report->count ? &report->slots[index].finding : NULL;
}

size_t pp_report_count(const pp_report *report, pp_severity severity)
{
    return (unsigned)severity < PP_SEVERITY_COUNT ? report->by_severity[severity] : 0;
}

size_t pp_report_not_checked(const pp_report *report)
{
    return report->not_checked_count;
}

const pp_not_checked *pp_report_not_checked_at(const pp_report *report, size_t index)
{
    return index < report->not_checked_count ? &report->not_checked[index] : NULL;
}

size_t pp_report_controls(const pp_report *report)
{
    return report->result_count;
}

const pp_control_result *pp_report_control(const pp_report *report, size_t index)
{
    return index < report->result_count ? &report->results[index] : NULL;
}
