#include "procplan/totals.h"

#include "base/text.h"
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_MONEY = PP_COL_TOTAL,
    LAST_MONEY = PP_COL_RESERVE_MICRO,
    NOT_SEEN = UINT32_MAX,
    ITEM_LEVELS = 5,    /* of the catalogue: A, A02000000 … A02010105 */
    FUNCTION_LEVELS = 3 /* of functional codes: 201, 20103, 2010301 */
};

#define HALF_PRINTED_UNIT (PP_MONEY_PRINTED / 2)

typedef struct groups {
    pp_sum *sums;
    size_t count, capacity;
} groups;

struct pp_totals {
    const pp_catalog *catalog;
    pp_sum all;
    groups by[PP_GROUPING_COUNT];
    /* Sums that controls ask for, each in the order in which it is looked up: there may be as many controls as there
     * are groups. */
    groups units; /* of one name each (pp_text_same), see unit_hash */
    uint64_t *unit_hash;
    groups functions[FUNCTION_LEVELS]; /* of the codes that begin with the key */
    groups items[ITEM_LEVELS];         /* of the subtree of the key */
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

/* Adds to the last group, which is begun anew unless it has this key. False when memory is short. */
static bool add_to_last(groups *g, const char *key, const char *name, const pp_sum *sum)
{
    if ((g->count == 0 || strcmp(g->sums[g->count - 1].key, key) != 0) && !add_group(g, key, name)) {
        return false;
    }
    add_sum(&g->sums[g->count - 1], sum);
    return true;
}

/* Rolls the items, which are in code order, up into the items of a level. */
static bool add_classes(const pp_totals *totals, groups *classes, int level)
{
    const groups *items = &totals->by[PP_BY_ITEM];
    for (size_t i = 0; i < items->count; i++) {
        const pp_item item = pp_catalog_find(totals->catalog, items->sums[i].key);
        const pp_item class = pp_item_ancestor(totals->catalog, item, level);
        if (class != PP_NO_ITEM && !add_to_last(classes, pp_item_code(totals->catalog, class),
                                                pp_item_name(totals->catalog, class), &items->sums[i])) {
            return false;
        }
    }
    return true;
}

/* ---- What controls ask for ---- */

/* Digits of the codes of a level. */
static size_t function_digits(size_t level)
{
    return 3 + 2 * level;
}

/* Rolls the functions, which are in code order, up by the first digits of their codes. The group's key is the whole
 * code of its first function. */
static bool add_functions(pp_totals *totals, size_t level)
{
    const groups *functions = &totals->by[PP_BY_FUNCTION];
    groups *g = &totals->functions[level];
    const size_t digits = function_digits(level);
    for (size_t i = 0; i < functions->count; i++) {
        const pp_sum *f = &functions->sums[i];
        if (strlen(f->key) < digits) {
            continue;
        }
        if ((g->count == 0 || strncmp(g->sums[g->count - 1].key, f->key, digits) != 0) &&
            !add_group(g, f->key, f->name)) {
            return false;
        }
        add_sum(&g->sums[g->count - 1], f);
    }
    return true;
}

typedef struct hashed {
    uint64_t hash;
    size_t unit;
} hashed;

static int by_hash(const void *a, const void *b)
{
    const hashed *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : (x->unit > y->unit) - (x->unit < y->unit);
}

/* Where the group of a name stands among those of its hash, which begin at `from`; g->count when there is none. */
static size_t find_name(const pp_totals *totals, size_t from, uint64_t hash, const char *name)
{
    for (size_t i = from; i < totals->units.count && totals->unit_hash[i] == hash; i++) {
        if (pp_text_same(totals->units.sums[i].key, name)) {
            return i;
        }
    }
    return totals->units.count;
}

/* Adds up the units whose names are the same to people, in the order of their hashes. */
static bool index_units(pp_totals *totals)
{
    const groups *units = &totals->by[PP_BY_UNIT];
    hashed *order = malloc((units->count + 1) * sizeof *order);
    totals->unit_hash = malloc((units->count + 1) * sizeof *totals->unit_hash);
    bool ok = order != NULL && totals->unit_hash != NULL;
    for (size_t i = 0; ok && i < units->count; i++) {
        order[i] = (hashed){pp_text_hash(units->sums[i].key), i};
    }
    if (ok && units->count > 1) {
        qsort(order, units->count, sizeof *order, by_hash);
    }
    size_t first = 0; /* group of this hash */
    for (size_t i = 0; ok && i < units->count; i++) {
        const pp_sum *unit = &units->sums[order[i].unit];
        first = i > 0 && order[i].hash == order[i - 1].hash ? first : totals->units.count;
        const size_t at = find_name(totals, first, order[i].hash, unit->key);
        ok = at < totals->units.count || add_group(&totals->units, unit->key, NULL);
        if (ok) {
            totals->unit_hash[at] = order[i].hash;
            add_sum(&totals->units.sums[at], unit);
        }
    }
    free(order);
    return ok;
}

/* All that controls ask for. */
static bool index_groups(pp_totals *totals)
{
    bool ok = index_units(totals);
    for (size_t level = 0; ok && level < FUNCTION_LEVELS; level++) {
        ok = add_functions(totals, level);
    }
    for (int level = 0; ok && level < ITEM_LEVELS; level++) {
        ok = add_classes(totals, &totals->items[level], level);
    }
    return ok;
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
    ok = ok && add_lines(totals, plan, &x);
    if (ok) {
        sort_groups(&totals->by[PP_BY_ITEM]);
        sort_groups(&totals->by[PP_BY_FUNCTION]);
        ok = add_classes(totals, &totals->by[PP_BY_CLASS_1], 1) && add_classes(totals, &totals->by[PP_BY_CLASS_2], 2) &&
             index_groups(totals);
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
    for (size_t level = 0; level < FUNCTION_LEVELS; level++) {
        free(totals->functions[level].sums);
    }
    for (size_t level = 0; level < ITEM_LEVELS; level++) {
        free(totals->items[level].sums);
    }
    free(totals->units.sums);
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

/* The sum of the functions at or below a code: 201 takes 2010301. Only codes of a level name any: 2 and 2010 are
 * slips of the pen. */
static const pp_sum *find_function(const pp_totals *totals, const char *code)
{
    const size_t length = strlen(code), digits = strspn(code, "0123456789");
    for (size_t level = 0; level < FUNCTION_LEVELS; level++) {
        if (digits != length || digits != function_digits(level)) {
            continue;
        }
        const groups *g = &totals->functions[level];
        size_t from = 0, to = g->count;
        while (from < to) {
            const size_t middle = from + (to - from) / 2;
            const int order = strncmp(g->sums[middle].key, code, digits);
            if (order == 0) {
                return &g->sums[middle];
            }
            from = order < 0 ? middle + 1 : from;
            to = order < 0 ? to : middle;
        }
    }
    return NULL;
}

/* The sum of the items at or below a code. */
static const pp_sum *find_item(const pp_totals *totals, const char *code)
{
    const pp_item item = pp_catalog_find(totals->catalog, code);
    const int level = item == PP_NO_ITEM ? -1 : pp_item_level(totals->catalog, item);
    if (level < 0 || level >= ITEM_LEVELS || totals->items[level].count == 0) {
        return NULL;
    }
    const pp_sum wanted = {.key = code};
    const groups *g = &totals->items[level];
    return bsearch(&wanted, g->sums, g->count, sizeof *g->sums, by_key);
}

static const pp_sum *find_unit(const pp_totals *totals, const char *name)
{
    const uint64_t hash = pp_text_hash(name);
    size_t from = 0, to = totals->units.count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (totals->unit_hash[middle] < hash) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    const size_t at = find_name(totals, from, hash, name);
    return at < totals->units.count ? &totals->units.sums[at] : NULL;
}

/* Whether the kind and key of a control mean anything at all, be it in the plan or not. A figure of 0 for what means
 * nothing is not met. */
static bool has_meaning(const pp_control *control)
{
    switch (control->kind) {
    case PP_CONTROL_KIND:
        return pp_kind_by_name(control->key) != PP_KIND_NONE;
    case PP_CONTROL_TOTAL:
    case PP_CONTROL_RESERVE:
    case PP_CONTROL_RESERVE_MICRO:
        return control->key[0] == '\0' || pp_control_kind_by_name(control->key) == control->kind;
    case PP_CONTROL_KIND_COUNT:
        return false;
    default:
        return pp_control_column(control) != PP_NO_COLUMN;
    }
}

/* The sum that the control's kind and key name; NULL when the plan has none. A key where none belongs (合计,甲) says
 * something that nobody checks, unless it only says the name again. */
static const pp_sum *find_sum(const pp_totals *totals, const pp_plan *plan, const pp_control *control)
{
    char code[64] = "";
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    switch (control->kind) {
    case PP_CONTROL_TOTAL:
    case PP_CONTROL_RESERVE:
    case PP_CONTROL_RESERVE_MICRO:
        return has_meaning(control) ? &totals->all : NULL;
    case PP_CONTROL_FUND:
        return &totals->all;
    case PP_CONTROL_DEPARTMENT:
        return control->key[0] == '\0' || (department != NULL && pp_text_same(department, control->key)) ? &totals->all
                                                                                                         : NULL;
    case PP_CONTROL_KIND: {
        const pp_kind kind = pp_kind_by_name(control->key);
        return kind == PP_KIND_NONE ? NULL : &totals->by[PP_BY_KIND].sums[kind - PP_GOODS];
    }
    case PP_CONTROL_UNIT:
        return find_unit(totals, control->key);
    case PP_CONTROL_FUNCTION:
        return find_function(totals, key_code(control->key, code, sizeof code));
    case PP_CONTROL_ITEM:
        return find_item(totals, key_code(control->key, code, sizeof code));
    case PP_CONTROL_KIND_COUNT:
        break;
    }
    return NULL;
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
    const pp_sum *found = find_sum(totals, plan, control);
    pp_sum sum = {0};
    if (found != NULL) {
        sum = *found;
        result.known = choose_column(plan, pp_control_column(control), &sum);
    }
    if (!result.known) {
        sum = (pp_sum){0};
    }
    result.actual = sum.money[PP_COL_TOTAL];
    result.lines = sum.lines;
    result.tail_bound = (pp_money)sum.lines * HALF_PRINTED_UNIT;
    if (!pp_money_subtract(result.actual, control->amount, &result.difference)) {
        result.difference = result.actual > control->amount ? PP_MONEY_MAX : PP_MONEY_MIN;
    }
    if (sum.overflow || !has_meaning(control)) {
        return result; /* a figure that does not fit meets nothing, and so does one about nothing */
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
