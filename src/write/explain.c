#include "write/explain.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const char *pp_explain_print(pp_explainer *x, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *text = pp_arena_vprintf(x->arena, format, values);
    va_end(values);
    x->no_memory |= text == NULL;
    return text == NULL ? "" : text;
}

void *pp_explain_alloc(pp_explainer *x, size_t count, size_t size)
{
    void *memory = count >= SIZE_MAX / size ? NULL : pp_arena_alloc(x->arena, (count + 1) * size);
    x->no_memory |= memory == NULL;
    return memory;
}

/* ---- Rules ---- */

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

static void explain_rule(pp_explainer *x, const pp_rule_info *rule)
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
    for (size_t i = 0; i < pp_report_not_checked(x->report); i++) {
        const pp_not_checked *n = pp_report_not_checked_at(x->report, i);
        if (strcmp(n->rule, rule->id) == 0) {
            e->not_checked = n->reason;
        }
    }
    e->rule = rule;
    e->figure = pp_explain_print(x, "%s %s", rule->id, rule->title);
    e->made_of = rule->checks;
    char family[8] = "";
    const size_t length = strcspn(rule->id, "-");
    memcpy(family, rule->id, length < sizeof family ? length : 0);
    pp_explain_policies(x, family);
    if (strcmp(family, "CTL") == 0) {
        add_all_controls(x);
    }
}

/* ---- Entry ---- */

static bool explain(pp_explainer *x, const char *figure)
{
    const pp_rule_info *rule = pp_rule_find(figure);
    pp_chosen chosen;
    if (rule != NULL) {
        explain_rule(x, rule);
        return true;
    }
    if (pp_explain_is_cell(figure)) {
        return pp_explain_cell(x, figure);
    }
    if (!pp_explain_name(x, figure, &chosen)) {
        return pp_explain_refuse(x, figure);
    }
    pp_explain_figure(x, &chosen);
    pp_explain_place(x, &chosen);
    return true;
}

pp_explanation *pp_explain(const pp_plan *plan, const pp_catalog *catalog, const pp_report *report, const char *figure,
                           pp_error *error)
{
    pp_explainer x = {.plan = plan, .catalog = catalog, .report = report, .error = error};
    size_t length = strlen(figure);
    bool ok = false;
    x.arena = pp_arena_new();
    x.result = calloc(1, sizeof *x.result);
    if (x.arena == NULL || x.result == NULL) {
        pp_error_memory(error);
        goto done;
    }
    figure = pp_text_trim(figure, &length);
    figure = pp_arena_copy(x.arena, figure, pp_utf8_valid(figure, length));
    ok = figure != NULL ? explain(&x, figure) : pp_error_memory(error);
    if (x.no_memory) {
        ok = pp_error_memory(error);
    }
done:
    if (!ok) {
        free(x.result);
        pp_arena_free(x.arena);
        return NULL;
    }
    x.result->memory = (pp_explained_memory *)x.arena;
    return x.result;
}

void pp_explanation_free(pp_explanation *explanation)
{
    if (explanation != NULL) {
        pp_arena_free((pp_arena *)explanation->memory);
        free(explanation);
    }
}
