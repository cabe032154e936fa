/* Which line became which. Equal lines come first. What is left is seldom much, and is then assigned at its best as a
 * whole; otherwise step by step: lines that share many cells before those that share few, in small groups at their
 * best, in large ones by amount. Nothing here depends on the order of the lines or on which plan is the old one, except
 * which of several equal lines is taken. */
#include "model/assign.h"
#include "model/diff.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHOLE = 160 * 160, /* pairs that are weighed at once when no more lines are left */
    GROUP = 16 * 16,   /* the same within a group */
    BLOCK = 20,        /* lines of a large group that are weighed together */
    NOISE_BITS = 32    /* below likeness: settles which of equally good pairs is made */
};

#define BIT(column) (UINT32_C(1) << (column))
#define ALL_COLUMNS UINT32_MAX

enum {
    UNIT = BIT(PP_COL_UNIT),
    PROJECT = BIT(PP_COL_PROJECT),
    FUNCTION = BIT(PP_COL_FUNCTION_CODE),
    ITEM = BIT(PP_COL_ITEM_CODE) | BIT(PP_COL_ITEM_NAME),
    TOTAL = BIT(PP_COL_TOTAL),
    BRIEF = BIT(PP_COL_BRIEF)
};

/* What lines must share to be one group, step by step. */
static const uint32_t STEPS[] = {
    UNIT | PROJECT | FUNCTION | ITEM | TOTAL,
    UNIT | FUNCTION | ITEM | TOTAL,
    PROJECT | FUNCTION | ITEM | TOTAL, /* the unit has another name */
    UNIT | PROJECT | ITEM | TOTAL,     /* moved to another function */
    UNIT | PROJECT | FUNCTION | ITEM,  /* another amount */
    UNIT | FUNCTION | ITEM | BRIEF,
    UNIT | PROJECT | FUNCTION | TOTAL, /* another item */
    ITEM | TOTAL,
    UNIT | FUNCTION | TOTAL,
    UNIT | FUNCTION | ITEM,
    FUNCTION | ITEM,
    UNIT | ITEM,
    UNIT | PROJECT,
};

typedef struct entry {
    uint64_t key;
    size_t line;
} entry;

/* Lines of one plan that have no partner yet. */
typedef struct side {
    entry *entries, *spare;
    size_t count;
} side;

typedef struct pairing {
    pp_diff *diff;
    side side[PP_SIDES];
    int64_t *value; /* WHOLE of them */
    size_t *taken;  /* by row of a table of values: WHOLE of them */
} pairing;

/* ---- Sorting ---- */

/* Sorts by key in time that grows with the number of entries; equal keys stay in their order. */
static void sort_entries(side *s)
{
    enum { DIGIT = 11, DIGITS = 1 << DIGIT, PASSES = (64 + DIGIT - 1) / DIGIT };
    size_t at[PASSES][DIGITS] = {{0}};
    for (size_t i = 0; i < s->count; i++) {
        for (int d = 0; d < PASSES; d++) {
            at[d][s->entries[i].key >> d * DIGIT & (DIGITS - 1)]++;
        }
    }
    for (int d = 0; d < PASSES; d++) {
        size_t sum = 0;
        bool sorted = false; /* all have the same digit */
        for (int v = 0; v < DIGITS; v++) {
            const size_t count = at[d][v];
            sorted |= count == s->count;
            at[d][v] = sum;
            sum += count;
        }
        for (size_t i = 0; !sorted && i < s->count; i++) {
            s->spare[at[d][s->entries[i].key >> d * DIGIT & (DIGITS - 1)]++] = s->entries[i];
        }
        if (!sorted) {
            entry *entries = s->spare;
            s->spare = s->entries;
            s->entries = entries;
        }
    }
}

/* ---- Pairs ---- */

static bool is_free(const pairing *p, int which, size_t line)
{
    return p->diff->partner[which][line] == PP_NO_LINE;
}

static void pair(pairing *p, size_t old_line, size_t new_line)
{
    p->diff->partner[PP_OLD][old_line] = new_line;
    p->diff->partner[PP_NEW][new_line] = old_line;
}

/* What a pair is worth: its likeness, and below that a number that hangs on nothing but what both lines say. */
static int64_t worth(const pairing *p, size_t old_line, size_t new_line)
{
    const unsigned like = pp_diff_likeness(p->diff, old_line, new_line);
    if (like < PP_LIKE_ENOUGH) {
        return 0;
    }
    const uint64_t a = pp_diff_hash(p->diff, PP_OLD, old_line, ALL_COLUMNS);
    const uint64_t b = pp_diff_hash(p->diff, PP_NEW, new_line, ALL_COLUMNS);
    return (int64_t)((uint64_t)like << NOISE_BITS | pp_diff_mix(a + b) >> (64 - NOISE_BITS));
}

/* Pairs lines so that they are most alike altogether; n × m is at most WHOLE. */
static bool assign(pairing *p, const entry *old, size_t n, const entry *new, size_t m)
{
    if (n == 0 || m == 0) {
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < m; j++) {
            p->value[i * m + j] = worth(p, old[i].line, new[j].line);
        }
    }
    if (!pp_assign(p->value, n, m, p->taken)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (p->taken[i] < m) {
            pair(p, old[i].line, new[p->taken[i]].line);
        }
    }
    return true;
}

/* Puts the free ones of some entries to their front, in their order, and the others behind them. Returns how many are
 * free. */
static size_t keep_free(const pairing *p, int which, entry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_free(p, which, entries[i].line)) {
            const entry other = entries[kept];
            entries[kept++] = entries[i];
            entries[i] = other;
        }
    }
    return kept;
}

/* Sorts entries of a large group by amount, and equal amounts by what the lines say. */
static void sort_by_amount(const pairing *p, int which, entry *entries, size_t count, entry *spare)
{
    side s = {.entries = entries, .spare = spare, .count = count};
    for (size_t i = 0; i < count; i++) {
        entries[i].key = pp_diff_hash(p->diff, which, entries[i].line, ALL_COLUMNS);
    }
    sort_entries(&s);
    for (size_t i = 0; i < count; i++) {
        s.entries[i].key = (uint64_t)pp_diff_amount(p->diff, which, s.entries[i].line) ^ UINT64_C(1) << 63;
    }
    sort_entries(&s);
    if (s.entries != entries) {
        memcpy(entries, s.entries, count * sizeof *entries);
    }
}

/* A large group: neighbours in the order of their amounts are weighed together, and what is left after that is paired
 * least with least. */
static bool pair_large(pairing *p, entry *old, size_t n, entry *new, size_t m)
{
    sort_by_amount(p, PP_OLD, old, n, p->side[PP_OLD].spare);
    sort_by_amount(p, PP_NEW, new, m, p->side[PP_NEW].spare);
    bool ok = true;
    for (size_t i = 0, j = 0; ok && i < n && j < m;) {
        const size_t first_old = i, first_new = j;
        while (i + j - first_old - first_new < BLOCK && (i < n || j < m)) {
            if (j == m || (i < n && old[i].key <= new[j].key)) {
                i++;
            } else {
                j++;
            }
        }
        ok = assign(p, old + first_old, i - first_old, new + first_new, j - first_new);
    }
    n = keep_free(p, PP_OLD, old, n);
    m = keep_free(p, PP_NEW, new, m);
    for (size_t i = 0; ok && i < n && i < m; i++) {
        if (pp_diff_likeness(p->diff, old[i].line, new[i].line) >= PP_LIKE_ENOUGH) {
            pair(p, old[i].line, new[i].line);
        }
    }
    return ok;
}

static bool pair_group(pairing *p, entry *old, size_t n, entry *new, size_t m)
{
    return n <= GROUP && m <= GROUP && n * m <= GROUP ? assign(p, old, n, new, m) : pair_large(p, old, n, new, m);
}

/* Lines whose hashes are equal: as many as both have, the first with the first. */
static bool pair_equal(pairing *p, entry *old, size_t n, entry *new, size_t m)
{
    for (size_t i = 0; i < n && i < m; i++) {
        pair(p, old[i].line, new[i].line);
    }
    return true;
}

/* Parts the pairs whose lines are not equal after all: equal hashes of unequal lines do not happen by chance, but could
 * be made. In the order of one plan, so that memory is read in order at least there. */
static void confirm_equal(pairing *p)
{
    size_t *old_of = p->diff->partner[PP_NEW];
    for (size_t i = 0; i < p->diff->plan[PP_NEW]->lines; i++) {
        if (old_of[i] != PP_NO_LINE && !pp_diff_equal(p->diff, old_of[i], i)) {
            p->diff->partner[PP_OLD][old_of[i]] = PP_NO_LINE;
            old_of[i] = PP_NO_LINE;
        }
        p->diff->equal[i] = old_of[i] != PP_NO_LINE;
    }
}

/* ---- Steps ---- */

static size_t end_of_key(const side *s, size_t from)
{
    size_t end = from;
    while (end < s->count && s->entries[end].key == s->entries[from].key) {
        end++;
    }
    return end;
}

/* Groups the free lines of both plans by those columns and pairs within each group. */
static bool take_step(pairing *p, uint32_t columns, bool (*make)(pairing *, entry *, size_t, entry *, size_t))
{
    side *old = &p->side[PP_OLD], *new = &p->side[PP_NEW];
    for (int which = 0; which < PP_SIDES; which++) {
        side *s = &p->side[which];
        for (size_t i = 0; i < s->count; i++) {
            s->entries[i].key = pp_diff_hash(p->diff, which, s->entries[i].line, columns);
        }
        sort_entries(s);
    }
    bool ok = true;
    for (size_t i = 0, j = 0; ok && i < old->count && j < new->count;) {
        const uint64_t a = old->entries[i].key, b = new->entries[j].key;
        const size_t i_end = a <= b ? end_of_key(old, i) : i, j_end = b <= a ? end_of_key(new, j) : j;
        if (a == b) {
            ok = make(p, old->entries + i, i_end - i, new->entries + j, j_end - j);
        }
        i = i_end;
        j = j_end;
    }
    return ok;
}

/* The lines without a partner, in the order of their plan: what is asked of them then reads memory in order. */
static void collect_free(pairing *p)
{
    for (int which = 0; which < PP_SIDES; which++) {
        side *s = &p->side[which];
        s->count = 0;
        for (size_t i = 0; i < p->diff->plan[which]->lines; i++) {
            if (is_free(p, which, i)) {
                s->entries[s->count++].line = i;
            }
        }
    }
}

/* Weighs all that is left at once, if that is not too much. */
static bool pair_rest(pairing *p, bool *done)
{
    const side *old = &p->side[PP_OLD], *new = &p->side[PP_NEW];
    *done = old->count == 0 || new->count == 0 || (old->count <= WHOLE / new->count);
    return !*done || assign(p, old->entries, old->count, new->entries, new->count);
}

static bool pair_lines(pairing *p)
{
    bool done = false;
    collect_free(p);
    bool ok = take_step(p, ALL_COLUMNS, pair_equal);
    confirm_equal(p);
    collect_free(p);
    ok = ok && pair_rest(p, &done);
    for (size_t s = 0; ok && !done && s < sizeof STEPS / sizeof STEPS[0]; s++) {
        ok = take_step(p, STEPS[s], pair_group);
        collect_free(p);
        ok = ok && pair_rest(p, &done);
    }
    return ok;
}

bool pp_diff_pair(pp_diff *diff)
{
    pairing p = {.diff = diff, .value = malloc(WHOLE * sizeof *p.value), .taken = malloc(WHOLE * sizeof *p.taken)};
    diff->equal = calloc(diff->plan[PP_NEW]->lines + 1, sizeof *diff->equal);
    bool ok = p.value != NULL && p.taken != NULL && diff->equal != NULL;
    for (int which = 0; which < PP_SIDES; which++) {
        const size_t lines = diff->plan[which]->lines;
        side *s = &p.side[which];
        *s = (side){malloc((lines + 1) * sizeof *s->entries), malloc((lines + 1) * sizeof *s->spare), 0};
        diff->partner[which] = malloc((lines + 1) * sizeof *diff->partner[which]);
        ok = ok && s->entries != NULL && s->spare != NULL && diff->partner[which] != NULL;
        for (size_t i = 0; ok && i < lines; i++) {
            diff->partner[which][i] = PP_NO_LINE;
        }
    }
    ok = ok && pair_lines(&p);
    for (int which = 0; which < PP_SIDES; which++) {
        free(p.side[which].entries);
        free(p.side[which].spare);
    }
    free(p.value);
    free(p.taken);
    return ok;
}
