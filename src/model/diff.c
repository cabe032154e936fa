#include "procplan/diff.h"

#include "base/text.h"
#include "model/diff.h"

#include <stdlib.h>
#include <string.h>

static pp_money known_difference(pp_money old, pp_money new)
{
    pp_money difference = PP_MONEY_NONE;
    if (old == PP_MONEY_UNREADABLE || new == PP_MONEY_UNREADABLE ||
        !pp_money_subtract(pp_money_or_zero(new), pp_money_or_zero(old), &difference)) {
        return PP_MONEY_NONE;
    }
    return difference;
}

static void add_change(pp_diff *diff, size_t at, pp_change_kind kind, size_t old_line, size_t new_line)
{
    const pp_money old = old_line == PP_NO_LINE ? PP_MONEY_NONE : pp_plan_amount(diff->plan[PP_OLD], old_line);
    const pp_money new = new_line == PP_NO_LINE ? PP_MONEY_NONE : pp_plan_amount(diff->plan[PP_NEW], new_line);
    diff->changes[at] = (pp_change){kind, old_line, new_line, old, new, known_difference(old, new)};
    diff->change_count[kind]++;
}

/* Lists the changes from the pairs: in one pass over the new plan those changed and added, then those removed. */
static bool list_changes(pp_diff *diff)
{
    const size_t old_lines = diff->plan[PP_OLD]->lines, new_lines = diff->plan[PP_NEW]->lines;
    const size_t *partner = diff->partner[PP_NEW];
    size_t changed = 0, added = 0;
    for (size_t i = 0; i < new_lines; i++) {
        added += partner[i] == PP_NO_LINE;
        changed += partner[i] != PP_NO_LINE && !diff->equal[i];
    }
    diff->same = new_lines - changed - added;
    const size_t removed = old_lines - diff->same - changed;
    diff->changes = malloc((changed + added + removed + 1) * sizeof *diff->changes);
    for (size_t i = 0; diff->changes != NULL && i < new_lines; i++) {
        if (partner[i] == PP_NO_LINE) {
            add_change(diff, changed + diff->change_count[PP_ADDED], PP_ADDED, PP_NO_LINE, i);
        } else if (!diff->equal[i]) {
            add_change(diff, diff->change_count[PP_CHANGED], PP_CHANGED, partner[i], i);
        }
    }
    for (size_t i = 0; diff->changes != NULL && i < old_lines; i++) {
        if (diff->partner[PP_OLD][i] == PP_NO_LINE) {
            add_change(diff, changed + added + diff->change_count[PP_REMOVED], PP_REMOVED, i, PP_NO_LINE);
        }
    }
    return diff->changes != NULL;
}

pp_diff *pp_diff_new(const pp_plan *old, const pp_plan *new, const pp_catalog *catalog, pp_error *error)
{
    pp_diff *diff = calloc(1, sizeof *diff);
    if (diff == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    diff->plan[PP_OLD] = old;
    diff->plan[PP_NEW] = new;
    if (!pp_diff_find_fields(diff) || !pp_diff_pair(diff) || !list_changes(diff)) {
        pp_error_memory(error);
    } else if (pp_diff_add_totals(diff, catalog, error) && pp_diff_add_controls(diff, error)) {
        return diff;
    }
    pp_diff_free(diff);
    return NULL;
}

void pp_diff_free(pp_diff *diff)
{
    if (diff == NULL) {
        return;
    }
    for (int side = 0; side < PP_SIDES; side++) {
        free(diff->text[side]);
        free(diff->unreadable[side]);
        free(diff->partner[side]);
    }
    free(diff->equal);
    pp_pool_free(diff->texts);
    free(diff->hash);
    free(diff->fields);
    free(diff->lone);
    free(diff->changes);
    free(diff->totals);
    free(diff->controls);
    free(diff);
}

const pp_plan *pp_diff_old_plan(const pp_diff *diff)
{
    return diff->plan[PP_OLD];
}

const pp_plan *pp_diff_new_plan(const pp_diff *diff)
{
    return diff->plan[PP_NEW];
}

bool pp_diff_next_year(const pp_diff *diff)
{
    const int old = pp_plan_year(diff->plan[PP_OLD]), new = pp_plan_year(diff->plan[PP_NEW]);
    return old != 0 && new == old + 1;
}

const char *pp_change_kind_name(pp_change_kind kind)
{
    static const char *const NAMES[PP_CHANGE_KIND_COUNT] = {"改动", "新增", "删除"};
    return NAMES[kind];
}

size_t pp_diff_changes(const pp_diff *diff, pp_change_kind kind)
{
    return kind < PP_CHANGE_KIND_COUNT
               ? diff->change_count[kind]
               : diff->change_count[PP_CHANGED] + diff->change_count[PP_ADDED] + diff->change_count[PP_REMOVED];
}

const pp_change *pp_diff_change(const pp_diff *diff, size_t index)
{
    return &diff->changes[index];
}

size_t pp_diff_same(const pp_diff *diff)
{
    return diff->same;
}

size_t pp_diff_lone_columns(const pp_diff *diff)
{
    return diff->lone_count;
}

const pp_lone_column *pp_diff_lone_column(const pp_diff *diff, size_t index)
{
    return &diff->lone[index];
}

const char *pp_total_kind_name(pp_total_kind kind)
{
    static const char *const NAMES[PP_TOTAL_KIND_COUNT] = {"合计",     "采购类别", "资金来源",
                                                           "预留份额", "预算单位", "品目大类"};
    return NAMES[kind];
}

size_t pp_diff_totals(const pp_diff *diff)
{
    return diff->total_count;
}

const pp_total_change *pp_diff_total(const pp_diff *diff, size_t index)
{
    return &diff->totals[index];
}

size_t pp_diff_controls(const pp_diff *diff)
{
    return diff->control_count;
}

const pp_control_change *pp_diff_control(const pp_diff *diff, size_t index)
{
    return &diff->controls[index];
}

bool pp_diff_about(const pp_diff *diff, pp_about_key key)
{
    const char *old = pp_plan_about(diff->plan[PP_OLD], key), *new = pp_plan_about(diff->plan[PP_NEW], key);
    return !pp_text_same(old == NULL ? "" : old, new == NULL ? "" : new);
}

bool pp_diff_none(const pp_diff *diff)
{
    bool none = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT) == 0 && diff->control_count == 0 && diff->lone_count == 0;
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        none = none && !pp_diff_about(diff, (pp_about_key)k);
    }
    return none;
}
