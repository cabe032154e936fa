/* Running the rules over a plan. */
#include "rules/rule.h"

#include <stdlib.h>
#include <string.h>

static bool note_items(pp_checker *c)
{
    const pp_item size = pp_catalog_size(c->catalog);
    c->item_flags = calloc((size_t)size + 1, sizeof *c->item_flags);
    if (c->item_flags == NULL) {
        return false;
    }
    for (pp_item i = 0; i < size; i++) {
        c->item_flags[i] = (uint8_t)((unsigned)pp_kind_of_code(pp_item_code(c->catalog, i)) |
                                     (pp_item_is_last_level(c->catalog, i) ? PP_FLAG_LAST_LEVEL : 0u) |
                                     (pp_item_is_catch_all(c->catalog, i) ? PP_FLAG_CATCH_ALL : 0u));
    }
    return true;
}

static bool note_amounts(pp_checker *c)
{
    c->amounts = malloc((c->plan->lines + 1) * sizeof *c->amounts);
    if (c->amounts == NULL) {
        return false;
    }
    for (size_t i = 0; i < c->plan->lines; i++) {
        c->amounts[i] = pp_plan_amount(c->plan, i);
    }
    return true;
}

pp_item pp_named(pp_checker *c, uint32_t id)
{
    if (id == 0) {
        return PP_NO_ITEM;
    }
    if (c->named[id] == 0) {
        c->named[id] = (uint32_t)(pp_catalog_find_name(c->catalog, pp_pool_text(c->plan->pool, id)) + 2);
    }
    return (pp_item)c->named[id] - 2;
}

/* A plan made by a program has no file columns at all; there no source lacks a column that the plan has. */
static bool note_sources(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    uint64_t mapped = 0;
    c->source_lacks = calloc(plan->source_count + 1, sizeof *c->source_lacks);
    if (c->source_lacks == NULL) {
        return false;
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t s = 0; s < plan->source_count; s++) {
            for (int column = 0; column < PP_COLUMN_COUNT; column++) {
                const bool has = plan->sources[s].number[column] != 0;
                if (pass == 0 && has) {
                    mapped |= PP_COLUMN_BIT(column);
                } else if (pass == 1 && !has) {
                    c->source_lacks[s] |= mapped & PP_COLUMN_BIT(column);
                }
            }
        }
    }
    if (plan->source_count > 0) {
        c->plan_file = plan->sources[0].file;
        c->plan_sheet = plan->sources[0].sheet;
    }
    return true;
}

/* Counts once how the lines stand, so that a rule need not walk the ledger for what it does not hold. */
static void note_ledger(pp_checker *c)
{
    for (size_t i = 0; i < pp_ledger_lines(c->ledger); i++) {
        const pp_ledger_line *line = pp_ledger_line_at(c->ledger, i);
        const unsigned kind = line->kind == PP_KIND_NONE ? 0 : 1u << line->kind;
        c->judged[line->judgement]++;
        c->kinds_present |= kind;
        c->kinds_unruled |= line->policy == NULL ? kind : 0;
    }
}

/* The headings in `columns` that the plan lacks, 、 between them. Returns how many. */
static int name_missing(const pp_plan *plan, uint64_t columns, pp_words *words)
{
    int count = 0;
    for (int column = 0; column < PP_COLUMN_COUNT; column++) {
        if ((columns & PP_COLUMN_BIT(column)) != 0 && !pp_plan_has(plan, (pp_column)column)) {
            pp_words_add(words, "%s“%s”", count++ == 0 ? "" : "、", pp_column_describe((pp_column)column)->title);
        }
    }
    return count;
}

/* Runs one rule, or says what it would need. */
static bool run(pp_checker *c)
{
    const pp_rule_entry *rule = c->rule;
    pp_words missing = {0}, reason = {0};
    bool has_any = rule->any == 0;
    if ((rule->needs & PP_NEEDS_BUDGET) != 0 && c->plan->budget == NULL) {
        return true; /* nobody gave the other tables of the budget: there is nothing to say about them */
    }
    for (int column = 0; column < PP_COLUMN_COUNT; column++) {
        has_any |= (rule->any & PP_COLUMN_BIT(column)) != 0 && pp_plan_has(c->plan, (pp_column)column);
    }
    if (name_missing(c->plan, rule->needs, &missing) > 0) {
        pp_words_add(&reason, "表中没有%s列，这一项没有核对；需要核对时请补上这些列。", missing.text);
        return pp_report_skip(c, reason.text);
    }
    if (!has_any) {
        (void)name_missing(c->plan, rule->any, &missing);
        pp_words_add(&reason, "表中没有%s中的任何一列，这一项没有核对；需要核对时请至少补上一列。", missing.text);
        return pp_report_skip(c, reason.text);
    }
    if ((rule->needs & PP_NEEDS_POLICY) != 0 && c->policy == NULL) {
        return pp_report_skip(c, "没有载入政策参数表，这一项没有核对。");
    }
    if ((rule->needs & PP_NEEDS_YEAR) != 0 && c->year == 0) {
        return pp_report_skip(c, "年度未填，不知道适用哪一年的规定，这一项没有核对；请写明年度，或用 --year 指定。");
    }
    return rule->check(c);
}

pp_report *pp_check(const pp_plan *plan, const pp_catalog *catalog, const pp_check_options *options, pp_error *error)
{
    const pp_check_options defaults = {.level = PP_DRAFT};
    options = options == NULL ? &defaults : options;
    pp_totals *totals = pp_totals_new(plan, catalog, error);
    if (totals == NULL) {
        return NULL;
    }
    pp_checker c = {
        .plan = plan, .catalog = catalog, .totals = totals, .policy = options->policy, .today = options->today};
    c.level = (unsigned)options->level < PP_LEVEL_COUNT ? options->level : PP_DRAFT;
    c.report = pp_report_new(plan, totals, c.level, options->year != 0 ? options->year : pp_plan_year(plan),
                             options->region != NULL ? options->region : pp_plan_about(plan, PP_ABOUT_REGION));
    bool ok = c.report != NULL && note_items(&c) && note_amounts(&c) && note_sources(&c);
    if (ok) {
        c.items = pp_plan_items(plan, catalog);
        c.kinds = pp_plan_kinds(plan);
        c.named = calloc(pp_pool_count(plan->pool), sizeof *c.named);
        ok = c.items != NULL && c.kinds != NULL && c.named != NULL;
        c.region = pp_report_region(c.report);
        c.year = pp_report_year(c.report);
    }
    if (ok && c.policy != NULL) {
        ok = pp_report_make_ledger(c.report, plan, c.policy);
        c.ledger = pp_report_ledger(c.report);
    }
    if (ok && c.ledger != NULL) {
        note_ledger(&c);
    }
    for (size_t i = 0; ok && i < PP_RULE_COUNT; i++) {
        c.rule = &PP_RULES[i];
        if (c.rule->info.severity[c.level] != PP_OFF) {
            ok = run(&c);
        }
    }
    if (ok) {
        pp_report_sort(c.report);
    }
    free(c.items);
    free(c.kinds);
    free(c.named);
    free(c.amounts);
    free(c.item_flags);
    free(c.source_lacks);
    free(c.tails);
    if (!ok) {
        pp_report_free(c.report);
        pp_error_memory(error);
        return NULL;
    }
    return c.report;
}
