/* Parts that are one plan given twice, and units that stand in several parts. */
#include "base/text.h"
#include "model/diff.h"
#include "model/merge.h"

#include <stdlib.h>
#include <string.h>

typedef struct signature {
    uint64_t hash;
    size_t part;
} signature;

static int by_hash(const void *a, const void *b)
{
    const signature *x = a, *y = b;
    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) : (x->part > y->part) - (x->part < y->part);
}

/* A number that is equal for plans with the same lines in any order. */
static bool sign(const pp_plan *plan, uint64_t *hash)
{
    const uint32_t texts = pp_pool_count(plan->pool);
    uint64_t *of_text = malloc(texts * sizeof *of_text);
    if (of_text == NULL) {
        return false;
    }
    for (uint32_t t = 0; t < texts; t++) {
        of_text[t] = pp_text_hash(pp_pool_text(plan->pool, t));
    }
    *hash = plan->lines;
    for (size_t i = 0; i < plan->lines; i++) {
        uint64_t line = (uint64_t)pp_plan_amount(plan, i);
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            const uint32_t id =
                pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT ? pp_plan_id(plan, i, (pp_column)c) : 0;
            line += id == 0 ? 0 : pp_diff_mix(of_text[id] + (uint64_t)c);
        }
        *hash += pp_diff_mix(line);
    }
    free(of_text);
    return true;
}

/* Whether two parts have the same lines; *same is set. False with *error. */
static bool compare(const pp_merging *m, size_t a, size_t b, bool *same, pp_error *error)
{
    pp_diff *diff = pp_diff_new(m->parts[a].plan, m->parts[b].plan, m->catalog, error);
    if (diff == NULL) {
        return false;
    }
    *same = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT) == 0 && pp_plan_lines(m->parts[a].plan) > 0;
    pp_diff_free(diff);
    return true;
}

/* Says that two parts have the same lines: as an error, or only told where the caller allows it. */
static bool refuse_pair(pp_merging *m, const char *first, const char *second, pp_error *error)
{
    if (m->options.same_allowed) {
        pp_merging_note(m, "“%s”和“%s”的采购项完全相同，按 --force 都并了进去。", first, second);
        return true;
    }
    return pp_error_set(
        error, PP_ERROR_USAGE,
        "“%s”和“%s”的采购项完全相同，多半是同一份计划给了两次，没有合并。请去掉一份；确是两份时加 --force。", first,
        second);
}

/* The parts by their signatures, in new memory; NULL when memory is short. */
static signature *sign_all(const pp_merging *m)
{
    signature *all = calloc(m->count + 1, sizeof *all);
    for (size_t i = 0; all != NULL && i < m->count; i++) {
        all[i].part = i;
        if (!sign(m->parts[i].plan, &all[i].hash)) {
            free(all);
            return NULL;
        }
    }
    if (all != NULL && m->count > 1) {
        qsort(all, m->count, sizeof *all, by_hash);
    }
    return all;
}

static bool refuse_same(pp_merging *m, pp_error *error)
{
    signature *all = sign_all(m);
    if (all == NULL) {
        return pp_error_memory(error);
    }
    bool ok = true;
    for (size_t i = 1; ok && i < m->count; i++) {
        bool same = false;
        if (all[i].hash == all[i - 1].hash) {
            ok = compare(m, all[i - 1].part, all[i].part, &same, error);
        }
        if (ok && same) {
            ok = refuse_pair(m, m->parts[all[i - 1].part].name, m->parts[all[i].part].name, error);
        }
    }
    free(all);
    return ok;
}

/* ---- Units ---- */

typedef struct owner {
    uint32_t unit; /* of the pool of folded names */
    size_t part;
    const char *name;
} owner;

static int by_unit(const void *a, const void *b)
{
    const owner *x = a, *y = b;
    return x->unit != y->unit ? (x->unit > y->unit) - (x->unit < y->unit) : (x->part > y->part) - (x->part < y->part);
}

typedef struct owners {
    owner *all;
    size_t count, capacity;
} owners;

static bool add_owner(owners *o, pp_pool *names, const char *name, size_t part)
{
    uint32_t unit;
    if (o->count == o->capacity) {
        const size_t capacity = o->capacity * 2 + 64;
        owner *all = realloc(o->all, capacity * sizeof *all);
        if (all == NULL) {
            return false;
        }
        o->all = all;
        o->capacity = capacity;
    }
    if (!pp_pool_add_folded(names, name, strlen(name), &unit)) {
        return false;
    }
    o->all[o->count++] = (owner){unit, part, name};
    return true;
}

/* Adds each unit of a part once a spelling. */
static bool add_units(const pp_merging *m, size_t part, owners *o, pp_pool *names)
{
    const pp_plan *plan = m->parts[part].plan;
    bool *seen = calloc(pp_pool_count(plan->pool), sizeof *seen);
    bool ok = seen != NULL;
    for (size_t i = 0; ok && i < plan->lines; i++) {
        const uint32_t id = pp_plan_id(plan, i, PP_COL_UNIT);
        if (!seen[id]) {
            seen[id] = true;
            ok = add_owner(o, names, id == 0 ? m->unit[part] : pp_pool_text(plan->pool, id), part);
        }
    }
    free(seen);
    return ok;
}

static bool tell_shared_units(pp_merging *m, pp_error *error)
{
    owners o = {0};
    pp_pool *names = pp_pool_new();
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < m->count; i++) {
        ok = add_units(m, i, &o, names);
    }
    if (ok && o.count > 1) {
        qsort(o.all, o.count, sizeof *o.all, by_unit);
    }
    for (size_t i = 0, end = 0; ok && i < o.count; i = end) {
        for (end = i + 1; end < o.count && o.all[end].unit == o.all[i].unit; end++) {
        }
        if (o.all[end - 1].part != o.all[i].part) {
            pp_merging_note(m, "预算单位“%s”在“%s”和“%s”里都有，各行都并了进去；请核对是不是同一单位报了两次。",
                            o.all[i].name, m->parts[o.all[i].part].name, m->parts[o.all[end - 1].part].name);
        }
    }
    pp_pool_free(names);
    free(o.all);
    return ok || pp_error_memory(error);
}

bool pp_merging_same(pp_merging *m, pp_error *error)
{
    return refuse_same(m, error) && tell_shared_units(m, error);
}
