#include "procplan/totals.h"

#include "base/text.h"
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_MONEY = PP_COL_TOTAL, LAST_MONEY = PP_COL_RESERVE_MICRO, NOT_SEEN = UINT32_MAX };

#define HALF_PRINTED_UNIT (PP_MONEY_PRINTED / 2)

typedef struct groups {
    pp_sum *sums;
    size_t count, capacity;
} groups;

struct pp_totals {
    const pp_catalog *catalog;
    pp_sum all;
    groups by[PP_GROUPING_COUNT];
    uint64_t *unit_hash; /* of each unit's name, see hash_name */
};

static void add_money(pp_sum *sum, pp_column column, pp_money amount)
{
    if (!pp_money_add(sum->money[column], amount, &sum->money[column])) {
        sum->overflow = true;
    }
}

/* Adds all of `from` to `to`. */
static void add_sum(pp_sum *to, const pp_sum *from)
{
    to->lines += from->lines;
    to->unreadable += from->unreadable;
    to->overflow |= from->overflow;
    for (int c = FIRST_MONEY; c <= LAST_MONEY; c++) {
        add_money(to, (pp_column)c, from->money[c]);
    }
}

/* Appends a group. False when memory is short. */
static bool add_group(groups *g, const char *key, const char *name)
{
    if (g->count == g->capacity) {
        const size_t capacity = g->capacity * 2 + 16;
        pp_sum *sums = realloc(g->sums, capacity * sizeof *sums);
        if (sums == NULL) {
            return false;
        }
        g->sums = sums;
        g->capacity = capacity;
    }
    g->sums[g->count++] = (pp_sum){.key = key, .name = name};
    return true;
}

/* Where the groups of each text and each item stand while the lines are added up; NOT_SEEN: no group yet. */
typedef struct lookup {
    uint32_t *unit, *function; /* by pool number */
    uint32_t *item;            /* by item */
    uint8_t *kinds;            /* by pool number, see pp_plan_kinds */
    pp_item *items;            /* by line */
} lookup;

static uint32_t *new_slots(size_t count)
{
    uint32_t *slots = malloc((count + 1) * sizeof *slots);
    if (slots != NULL) {
        memset(slots, 0xFF, (count + 1) * sizeof *slots);
    }
    return slots;
}

static void free_lookup(lookup *x)
{
    free(x->unit);
    free(x->function);
    free(x->item);
    free(x->kinds);
    free(x->items);
}

static bool make_lookup(lookup *x, const pp_plan *plan, const pp_catalog *catalog)
{
    x->unit = new_slots(pp_pool_count(plan->pool));
    x->function = new_slots(pp_pool_count(plan->pool));
    x->item = new_slots((size_t)pp_catalog_size(catalog));
    x->kinds = pp_plan_kinds(plan);
    x->items = pp_plan_items(plan, catalog);
    return x->unit != NULL && x->function != NULL && x->item != NULL && x->kinds != NULL && x->items != NULL;
}

/* The group of a slot, made when first seen; NULL when memory is short. */
static pp_sum *group_at(groups *g, uint32_t *slot, const char *key, const char *name)
{
    if (*slot == NOT_SEEN) {
        *slot = (uint32_t)g->count;
        if (!add_group(g, key, name)) {
            return NULL;
        }
    }
    return &g->sums[*slot];
}

/* Adds one line to the sums of its groups (those that are not NULL). */
static void add_line(const pp_plan *plan, size_t line, pp_sum *const sums[], size_t count)
{
    for (int c = FIRST_MONEY; c <= LAST_MONEY; c++) {
        const pp_money m = c == PP_COL_TOTAL ? pp_plan_amount(plan, line) : pp_plan_number(plan, line, (pp_column)c);
        if (m == PP_MONEY_NONE || m == 0) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            if (m == PP_MONEY_UNREADABLE) {
                sums[i]->unreadable++;
            } else {
                add_money(sums[i], (pp_column)c, m);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        sums[i]->lines++;
    }
}

static bool add_lines(pp_totals *totals, const pp_plan *plan, lookup *x)
{
    groups *by = totals->by;
    for (size_t i = 0; i < plan->lines; i++) {
        pp_sum *sums[4];
        size_t count = 0;
        const uint32_t unit = pp_plan_id(plan, i, PP_COL_UNIT);
        const uint32_t function = pp_plan_id(plan, i, PP_COL_FUNCTION_CODE);
        const pp_item item = x->items[i];
        pp_kind kind = (pp_kind)x->kinds[pp_plan_id(plan, i, PP_COL_KIND)];
        if (kind == PP_KIND_NONE) {
            kind = pp_kind_of_code(pp_plan_text(plan, i, PP_COL_ITEM_CODE));
        }
        sums[count++] = group_at(&by[PP_BY_UNIT], &x->unit[unit], pp_pool_text(plan->pool, unit), NULL);
        sums[count++] = group_at(&by[PP_BY_FUNCTION], &x->function[function], pp_pool_text(plan->pool, function),
                                 pp_plan_text(plan, i, PP_COL_FUNCTION_NAME));
        if (kind != PP_KIND_NONE) {
            sums[count++] = &by[PP_BY_KIND].sums[kind - PP_GOODS];
        }
        if (item != PP_NO_ITEM) {
            sums[count++] = group_at(&by[PP_BY_ITEM], &x->item[item], pp_item_code(totals->catalog, item),
                                     pp_item_name(totals->catalog, item));
        }
        for (size_t s = 0; s < count; s++) {
            if (sums[s] == NULL) {
                return false;
            }
        }
        add_line(plan, i, sums, count);
    }
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const pp_sum *)a)->key, ((const pp_sum *)b)->key);
}

static void sort_groups(groups *g)
{
    if (g->count > 1) {
        qsort(g->sums, g->count, sizeof *g->sums, by_key);
    }
}

/* Rolls the items, which are in code order, up into the classes of a level. */
static bool add_classes(pp_totals *totals, pp_grouping grouping, int level)
{
    const groups *items = &totals->by[PP_BY_ITEM];
    groups *classes = &totals->by[grouping];
    for (size_t i = 0; i < items->count; i++) {
        const pp_item item = pp_catalog_find(totals->catalog, items->sums[i].key);
        const pp_item class = pp_item_ancestor(totals->catalog, item, level);
        if (class == PP_NO_ITEM) {
            continue;
        }
        const char *code = pp_item_code(totals->catalog, class);
        if (classes->count == 0 || strcmp(classes->sums[classes->count - 1].key, code) != 0) {
            if (!add_group(classes, code, pp_item_name(totals->catalog, class))) {
                return false;
            }
        }
        add_sum(&classes->sums[classes->count - 1], &items->sums[i]);
    }
    return true;
}

/* Equal for names that pp_text_same finds equal. */
static uint64_t hash_name(const char *name)
{
    char folded[1024];
    const size_t length = pp_text_fold(name, strlen(name), folded, sizeof folded);
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)folded[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

static bool hash_units(pp_totals *totals)
{
    const groups *units = &totals->by[PP_BY_UNIT];
    totals->unit_hash = malloc((units->count + 1) * sizeof *totals->unit_hash);
    for (size_t i = 0; totals->unit_hash != NULL && i < units->count; i++) {
        totals->unit_hash[i] = hash_name(units->sums[i].key);
    }
    return totals->unit_hash != NULL;
}

pp_totals *pp_totals_new(const pp_plan *plan, const pp_catalog *catalog, pp_error *error)
{
    lookup x = {0};
    pp_totals *totals = calloc(1, sizeof *totals);
    bool ok = totals != NULL && make_lookup(&x, plan, catalog);
    if (ok) {
        totals->catalog = catalog;
        for (int k = PP_GOODS; ok && k < PP_KIND_COUNT; k++) {
            ok = add_group(&totals->by[PP_BY_KIND], pp_kind_name((pp_kind)k), NULL);
        }
    }
    ok = ok && add_lines(totals, plan, &x) && hash_units(totals);
    if (ok) {
        sort_groups(&totals->by[PP_BY_ITEM]);
        sort_groups(&totals->by[PP_BY_FUNCTION]);
        ok = add_classes(totals, PP_BY_CLASS_1, 1) && add_classes(totals, PP_BY_CLASS_2, 2);
    }
    free_lookup(&x);
    if (!ok) {
        pp_totals_free(totals);
        pp_error_memory(error);
        return NULL;
    }
    for (size_t i = 0; i < totals->by[PP_BY_UNIT].count; i++) {
        add_sum(&totals->all, &totals->by[PP_BY_UNIT].sums[i]);
    }
    return totals;
}

void pp_totals_free(pp_totals *totals)
{
    if (totals == NULL) {
        return;
    }
    for (int g = 0; g < PP_GROUPING_COUNT; g++) {
        free(totals->by[g].sums);
    }
    free(totals->unit_hash);
    free(totals);
}

const pp_sum *pp_totals_all(const pp_totals *totals)
{
    return &totals->all;
}

const pp_sum *pp_totals_by(const pp_totals *totals, pp_grouping grouping, size_t *count)
{
    *count = totals->by[grouping].count;
    return totals->by[grouping].sums;
}

/* ---- Controls ---- */

/* How many characters of a folded key are a code with its name right behind it, 2010301行政运行; 0: none. */
static size_t leading_code(const char *folded)
{
    const size_t letters = folded[0] >= 'a' && folded[0] <= 'z' ? 1 : 0;
    const size_t length = letters + strspn(folded + letters, "0123456789");
    const unsigned char next = (unsigned char)folded[length];
    return length - letters >= 2 && (next >= 0x80 || (next != '\0' && strchr("(-_:/", next) != NULL)) ? length : 0;
}

/* The code in a key: what stands in brackets, else what stands before a name, else the key itself. */
static const char *key_code(const char *key, char *buffer, size_t size)
{
    char folded[256];
    pp_text_fold(key, strlen(key), folded, sizeof folded);
    const char *open = strchr(folded, '[');
    const char *close = open == NULL ? NULL : strchr(open, ']');
    const char *from = close == NULL ? folded : open + 1;
    const size_t lead = leading_code(folded);
    size_t length = close != NULL ? (size_t)(close - from) : lead > 0 ? lead : strlen(folded);
    length = length < size ? length : size - 1;
    for (size_t i = 0; i < length; i++) {
        buffer[i] = (char)(from[i] >= 'a' && from[i] <= 'z' ? from[i] - 32 : from[i]);
    }
    buffer[length] = '\0';
    return buffer;
}

/* The sum of the groups that a predicate takes, and whether there was any. */
static bool sum_groups(const pp_totals *totals, pp_grouping grouping,
                       bool (*takes)(const pp_totals *, const pp_sum *, const char *), const char *key, pp_sum *sum)
{
    const groups *g = &totals->by[grouping];
    bool any = false;
    for (size_t i = 0; i < g->count; i++) {
        if (takes(totals, &g->sums[i], key)) {
            add_sum(sum, &g->sums[i]);
            any = true;
        }
    }
    return any;
}

static bool takes_same(const pp_totals *totals, const pp_sum *group, const char *key)
{
    (void)totals;
    return strcmp(group->key, key) == 0;
}

/* A functional code, or the class it belongs to: 201 takes 2010301. */
static bool takes_prefix(const pp_totals *totals, const pp_sum *group, const char *key)
{
    (void)totals;
    return key[0] != '\0' && strncmp(group->key, key, strlen(key)) == 0;
}

static bool takes_subtree(const pp_totals *totals, const pp_sum *group, const char *key)
{
    const pp_item root = pp_catalog_find(totals->catalog, key);
    const pp_item item = pp_catalog_find(totals->catalog, group->key);
    return root != PP_NO_ITEM && item >= root && item < pp_item_end(totals->catalog, root);
}

/* Puts the sum of a column in the place of 合计, which is what is held against a control; a missing 小计 is the sum of
 * its three parts. False when the plan lacks the column. */
static bool choose_column(const pp_plan *plan, pp_column column, pp_sum *sum)
{
    if (column == PP_COL_TOTAL || column == PP_NO_COLUMN) {
        return column == PP_COL_TOTAL;
    }
    sum->money[PP_COL_TOTAL] = sum->money[column];
    if (column == PP_COL_SUBTOTAL && !pp_plan_has(plan, column)) {
        sum->money[PP_COL_TOTAL] = 0;
        for (int c = PP_COL_GENERAL; c <= PP_COL_STATE_CAPITAL; c++) {
            add_money(sum, PP_COL_TOTAL, sum->money[c]);
        }
        return pp_plan_has(plan, PP_COL_GENERAL);
    }
    return pp_plan_has(plan, column);
}

/* The units of a name, of which there may be as many controls as there are units: only those of equal hash are
 * compared. */
static bool sum_units(const pp_totals *totals, const char *key, pp_sum *sum)
{
    const groups *g = &totals->by[PP_BY_UNIT];
    const uint64_t hash = hash_name(key);
    bool any = false;
    for (size_t i = 0; i < g->count; i++) {
        if (totals->unit_hash[i] == hash && pp_text_same(g->sums[i].key, key)) {
            add_sum(sum, &g->sums[i]);
            any = true;
        }
    }
    return any;
}

/* The sums of the lines that the control asks about; false when the plan has none. */
static bool find_lines(const pp_totals *totals, const pp_plan *plan, const pp_control *control, pp_sum *sum)
{
    char code[64];
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    switch (control->kind) {
    case PP_CONTROL_TOTAL:
    case PP_CONTROL_RESERVE:
    case PP_CONTROL_RESERVE_MICRO:
    case PP_CONTROL_FUND:
        *sum = totals->all;
        return true;
    case PP_CONTROL_DEPARTMENT:
        *sum = totals->all;
        return control->key[0] == '\0' || (department != NULL && pp_text_same(department, control->key));
    case PP_CONTROL_KIND: {
        const pp_kind kind = pp_kind_by_name(control->key);
        return kind != PP_KIND_NONE && sum_groups(totals, PP_BY_KIND, takes_same, pp_kind_name(kind), sum);
    }
    case PP_CONTROL_UNIT:
        return sum_units(totals, control->key, sum);
    case PP_CONTROL_FUNCTION:
        return sum_groups(totals, PP_BY_FUNCTION, takes_prefix, key_code(control->key, code, sizeof code), sum);
    case PP_CONTROL_ITEM:
        return sum_groups(totals, PP_BY_ITEM, takes_subtree, key_code(control->key, code, sizeof code), sum);
    case PP_CONTROL_KIND_COUNT:
        break;
    }
    return false;
}

/* m rounded half up, away from zero, to a multiple of step. */
static pp_money round_to(pp_money m, pp_money step)
{
    const pp_money rest = m % step;
    const pp_money down = m - rest;
    const pp_money part = rest < 0 ? -rest : rest;
    pp_money result = down;
    if (part > 0 && part >= step - part && !pp_money_add(down, m < 0 ? -step : step, &result)) {
        return m; /* the rounded one does not fit */
    }
    return result;
}

pp_control_result pp_control_check(const pp_totals *totals, const pp_plan *plan, const pp_control *control)
{
    pp_control_result result = {.control = control};
    pp_sum sum = {0};
    result.known = find_lines(totals, plan, control, &sum) && choose_column(plan, pp_control_column(control), &sum);
    if (!result.known) {
        sum = (pp_sum){0};
    }
    result.actual = sum.money[PP_COL_TOTAL];
    result.lines = sum.lines;
    result.tail_bound = (pp_money)sum.lines * HALF_PRINTED_UNIT;
    if (!pp_money_subtract(result.actual, control->amount, &result.difference)) {
        result.difference = result.actual > control->amount ? PP_MONEY_MAX : PP_MONEY_MIN;
    }
    if (sum.overflow) {
        return result; /* a figure that does not fit meets nothing */
    }
    if (control->relation == PP_AT_MOST) {
        result.met = result.actual <= control->amount;
    } else if (result.difference == 0) {
        result.met = true;
    } else if (control->unit_step > 1 && round_to(result.actual, control->unit_step) == control->amount) {
        result.met = result.tail = true;
    }
    return result;
}
