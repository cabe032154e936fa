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

const char *pp_explain_wan(pp_money m, char out[PP_MONEY_TEXT])
{
    enum { PRINTED_UNIT = 10000 }; /* 0.01 万元, in 分 */
    const bool printed = !pp_money_known(m) || m % PRINTED_UNIT == 0;
    pp_money_format(m, PP_UNIT_WAN, printed ? PP_MONEY_GROUPED : PP_MONEY_EXACT, out);
    return out;
}

void *pp_explain_alloc(pp_explainer *x, size_t count, size_t size)
{
    void *memory = count >= SIZE_MAX / size ? NULL : pp_arena_alloc(x->arena, (count + 1) * size);
    x->no_memory |= memory == NULL;
    return memory;
}

const char *pp_holds_key(pp_holds holds)
{
    static const char *const KEYS[] = {
        [PP_HOLDS_TEXT] = "text",     [PP_HOLDS_SUM] = "sum",     [PP_HOLDS_COUNT] = "count",
        [PP_HOLDS_AMOUNT] = "amount", [PP_HOLDS_SHARE] = "share", [PP_HOLDS_NUMBER] = "number"};
    return (unsigned)holds < sizeof KEYS / sizeof KEYS[0] ? KEYS[holds] : "";
}

/* ---- Entry ---- */

static bool explain(pp_explainer *x, const char *figure)
{
    const pp_rule_info *rule = pp_rule_find(figure);
    pp_chosen chosen;
    if (rule != NULL) {
        pp_explain_rule(x, rule);
        return true;
    }
    if (pp_explain_is_cell(figure)) {
        return pp_explain_cell(x, figure);
    }
    if (pp_explain_metric(x, figure)) {
        return true;
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
