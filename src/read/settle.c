#include "read/settle.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_FIGURES = PP_COL_RESERVE_MICRO - PP_COL_TOTAL + 1,
    PRINTED = 10000,         /* 0.01 万元, to which printed amounts are rounded, in 分 */
    BUDGET = 4 * 1000 * 1000 /* rows that the search looks at before it gives up */
};

/* The figures in the order in which the search places them: a sum can be looked at as soon as its last part is placed.
 */
static const pp_column ORDER[MOST_FIGURES] = {
    PP_COL_TOTAL,   PP_COL_SUBTOTAL,        PP_COL_SPECIAL_ACCOUNT, PP_COL_OWN,     PP_COL_CARRYOVER,
    PP_COL_GENERAL, PP_COL_GOVERNMENT_FUND, PP_COL_STATE_CAPITAL,   PP_COL_RESERVE, PP_COL_RESERVE_MICRO,
};

static const pp_column SHARES[] = {PP_COL_GENERAL, PP_COL_GOVERNMENT_FUND, PP_COL_STATE_CAPITAL};
static const pp_column REST[] = {PP_COL_SPECIAL_ACCOUNT, PP_COL_OWN, PP_COL_CARRYOVER};

enum { PARTS = 3 /* of each */ };

/* Where each figure stands; -1: nowhere. */
typedef struct places {
    int at[MOST_FIGURES];
} places;

static int place_of(const places *p, pp_column column)
{
    return p->at[column - PP_COL_TOTAL];
}

bool pp_settle_init(pp_settle *s, const pp_column *figure, const bool *nameless, size_t width, pp_error *error)
{
    *s = (pp_settle){.width = width < PP_SETTLE_COLUMNS ? width : PP_SETTLE_COLUMNS};
    bool twice = false;
    for (size_t i = 0; i < s->width; i++) {
        const bool amount = figure[i] >= PP_COL_TOTAL && figure[i] <= PP_COL_RESERVE_MICRO;
        s->column[i].title = amount ? PP_SETTLE_FIGURE : nameless[i] ? PP_SETTLE_NAMELESS : PP_SETTLE_OTHER;
        s->column[i].figure = amount ? figure[i] : PP_NO_COLUMN;
        for (size_t j = 0; amount && j < i; j++) {
            twice |= figure[j] == figure[i];
        }
    }
    s->width = twice ? 0 : s->width; /* the layout says what is wrong */
    s->values = malloc(sizeof *s->values * PP_SETTLE_COLUMNS * PP_SETTLE_ROWS);
    return s->values != NULL || pp_error_memory(error);
}

void pp_settle_free(pp_settle *s)
{
    free(s->values);
    s->values = NULL;
}

/* ---- Whether sums hold ---- */

static int64_t value_at(const int64_t *values, const places *p, pp_column column)
{
    const int at = place_of(p, column);
    return at < 0 ? 0 : values[at];
}

/* True when `whole` is the sum of the parts that stand somewhere. Amounts that are printed to 0.01 万元 may each be
 * rounded by half of that. Such a sum without any part is not looked at. */
static bool adds_up(const int64_t *values, const places *p, pp_column whole, const pp_column *parts, size_t count)
{
    int64_t sum = value_at(values, p, whole);
    bool printed = sum % PRINTED == 0;
    int64_t terms = 1;
    for (size_t i = 0; i < count; i++) {
        if (place_of(p, parts[i]) >= 0) {
            const int64_t part = value_at(values, p, parts[i]);
            if (__builtin_sub_overflow(sum, part, &sum)) {
                return false;
            }
            printed &= part % PRINTED == 0;
            terms++;
        }
    }
    const int64_t slack = printed && terms > 2 ? terms * PRINTED / 2 : 0;
    return place_of(p, whole) < 0 || terms == 1 || (sum <= slack && sum >= -slack);
}

/* 合计 from 小计 or, where there is none, from its parts. */
static bool total_holds(const int64_t *values, const places *p)
{
    pp_column parts[2 * PARTS];
    size_t count = 0;
    if (place_of(p, PP_COL_SUBTOTAL) >= 0) {
        parts[count++] = PP_COL_SUBTOTAL;
    } else {
        memcpy(parts, SHARES, sizeof SHARES);
        count = PARTS;
    }
    memcpy(parts + count, REST, sizeof REST);
    return adds_up(values, p, PP_COL_TOTAL, parts, count + PARTS);
}

static bool subtotal_holds(const int64_t *values, const places *p)
{
    return adds_up(values, p, PP_COL_SUBTOTAL, SHARES, PARTS);
}

static bool reserve_holds(const int64_t *values, const places *p)
{
    return place_of(p, PP_COL_TOTAL) < 0 || value_at(values, p, PP_COL_RESERVE) <= value_at(values, p, PP_COL_TOTAL);
}

/* ---- Rows ---- */

static places heading_places(const pp_settle *s)
{
    places p;
    memset(&p, -1, sizeof p);
    for (size_t i = 0; i < s->width; i++) {
        if (s->column[i].title == PP_SETTLE_FIGURE) {
            p.at[s->column[i].figure - PP_COL_TOTAL] = (int)i;
        }
    }
    return p;
}

void pp_settle_row(pp_settle *s, const pp_row *row)
{
    if (s->rows == PP_SETTLE_ROWS) {
        return;
    }
    int64_t *values = s->values + s->rows * PP_SETTLE_COLUMNS;
    size_t amounts = 0, unreadable = 0;
    for (size_t i = 0; i < s->width; i++) {
        pp_settle_column *c = &s->column[i];
        values[i] = 0;
        if (i >= row->count || c->title == PP_SETTLE_OTHER) {
            continue;
        }
        size_t length = row->fields[i].length;
        const char *text = pp_text_trim(row->fields[i].text, &length);
        pp_money value;
        const pp_money_status status = pp_money_parse(text, length, PP_UNIT_WAN, &value);
        if (status == PP_MONEY_OK) {
            values[i] = value;
            c->amounts++;
            amounts++;
        } else if (status != PP_MONEY_EMPTY && length > 0) {
            c->texts++;
            unreadable += c->title == PP_SETTLE_FIGURE;
        }
    }
    if (amounts == 0 || unreadable > 0) {
        return;
    }
    for (size_t i = 0; i < s->width; i++) {
        s->column[i].filled |= values[i] != 0;
    }
    const places p = heading_places(s);
    s->wrong += !(total_holds(values, &p) && subtotal_holds(values, &p));
    s->rows++;
}

/* ---- The search ---- */

typedef struct search {
    const pp_settle *s;
    size_t columns[PP_SETTLE_COLUMNS]; /* that may hold a figure */
    size_t count;
    pp_column figures[MOST_FIGURES]; /* of the heading, in ORDER */
    size_t figure_count;
    places heading, now, best;
    bool used[PP_SETTLE_COLUMNS];
    size_t changes, best_changes;             /* figures in another group than that of the heading's column */
    size_t ways;                              /* that are as near as the best one */
    size_t total_at, subtotal_at, reserve_at; /* so many figures are placed when the sum can be looked at; 0: never */
    size_t budget;
    bool given_up;
} search;

static bool every_row(search *f, bool (*holds)(const int64_t *values, const places *p))
{
    for (size_t r = 0; r < f->s->rows; r++) {
        if (f->budget == 0) {
            f->given_up = true;
            return false;
        }
        f->budget--;
        if (!holds(f->s->values + r * PP_SETTLE_COLUMNS, &f->now)) {
            return false;
        }
    }
    return true;
}

/* Looks at the sums whose last part was placed just now. */
static bool still_holds(search *f, size_t placed)
{
    return (placed != f->total_at || every_row(f, total_holds)) &&
           (placed != f->subtotal_at || every_row(f, subtotal_holds)) &&
           (placed != f->reserve_at || every_row(f, reserve_holds));
}

/* What is left over must be empty: an amount without a title would be lost. */
static bool leaves_nothing(const search *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (!f->used[f->columns[i]] && f->s->column[f->columns[i]].filled) {
            return false;
        }
    }
    return true;
}

static void place_next(search *f, size_t placed);

/* Places a figure in a column and goes on. Of columns of one group the first free one stands for all. */
static void try_column(search *f, size_t placed, size_t column)
{
    const pp_column figure = f->figures[placed];
    const int home = place_of(&f->heading, figure);
    const bool change = f->s->column[column].group != f->s->column[home].group;
    if (f->changes + change > f->best_changes) {
        return;
    }
    f->used[column] = true;
    f->changes += change;
    f->now.at[figure - PP_COL_TOTAL] = (int)column;
    if (still_holds(f, placed + 1)) {
        place_next(f, placed + 1);
    }
    f->now.at[figure - PP_COL_TOTAL] = -1;
    f->changes -= change;
    f->used[column] = false;
}

static void place_next(search *f, size_t placed)
{
    if (f->given_up) {
        return;
    }
    if (placed == f->figure_count) {
        if (leaves_nothing(f)) {
            f->ways = f->changes < f->best_changes ? 1 : f->ways + 1;
            f->best_changes = f->changes;
            f->best = f->now;
        }
        return;
    }
    bool tried[PP_SETTLE_COLUMNS] = {false};
    const unsigned home = f->s->column[place_of(&f->heading, f->figures[placed])].group;
    for (int nearest = 1; nearest >= 0; nearest--) { /* the heading's own group first: it gives the bound */
        for (size_t i = 0; i < f->count; i++) {
            const size_t column = f->columns[i];
            const unsigned group = f->s->column[column].group;
            if (!f->used[column] && !tried[group] && (group == home) == (nearest == 1)) {
                tried[group] = true;
                try_column(f, placed, column);
            }
        }
    }
}

/* Numbers the groups of columns that have the same amounts in every row. */
static void group_columns(pp_settle *s)
{
    for (size_t i = 0; i < s->width; i++) {
        s->column[i].group = (unsigned)i;
        for (size_t j = 0; j < i; j++) {
            size_t r = 0;
            const int64_t *v = s->values;
            while (r < s->rows && v[r * PP_SETTLE_COLUMNS + i] == v[r * PP_SETTLE_COLUMNS + j]) {
                r++;
            }
            if (r == s->rows && s->column[i].title != PP_SETTLE_OTHER && s->column[j].title != PP_SETTLE_OTHER) {
                s->column[i].group = s->column[j].group;
                break;
            }
        }
    }
}

/* True when the figures stand in the order of the published form. */
static bool in_published_order(const places *p)
{
    int last = -1;
    for (size_t i = 0; i < MOST_FIGURES; i++) {
        if (p->at[i] >= 0 && p->at[i] < last) {
            return false;
        }
        last = p->at[i] >= 0 ? p->at[i] : last;
    }
    return true;
}

/* Puts the figures of each group that has changed in the order of the published form, left to right. */
static void arrange_groups(search *f)
{
    for (unsigned group = 0; group < f->s->width; group++) {
        bool kept = true, mine[MOST_FIGURES] = {false};
        for (size_t i = 0; i < MOST_FIGURES; i++) {
            mine[i] = f->best.at[i] >= 0 && f->s->column[f->best.at[i]].group == group;
            kept = kept && (!mine[i] || f->s->column[f->heading.at[i]].group == group);
        }
        size_t column = 0;
        for (size_t i = 0; i < MOST_FIGURES; i++) {
            if (!mine[i] || kept) {
                f->best.at[i] = mine[i] ? f->heading.at[i] : f->best.at[i];
                continue;
            }
            while (column < f->count && f->s->column[f->columns[column]].group != group) {
                column++;
            }
            f->best.at[i] = (int)f->columns[column++];
        }
    }
}

/* Which columns may hold which figures. Returns whether a title stands over nothing while amounts have no title. */
static bool begin_search(search *f, const pp_settle *s)
{
    size_t nameless = 0, empty = 0;
    *f = (search){.s = s, .heading = heading_places(s), .best_changes = SIZE_MAX, .budget = BUDGET};
    memset(&f->now, -1, sizeof f->now);
    for (size_t i = 0; i < s->width; i++) {
        const pp_settle_column *c = &s->column[i];
        const bool numbers = c->amounts > c->texts;
        const bool void_title = c->title == PP_SETTLE_FIGURE && c->amounts == 0;
        nameless += c->title == PP_SETTLE_NAMELESS && numbers && c->filled;
        empty += void_title;
        if (c->title == PP_SETTLE_FIGURE || (c->title == PP_SETTLE_NAMELESS && numbers)) {
            f->columns[f->count++] = i;
        }
    }
    for (size_t i = 0; i < MOST_FIGURES; i++) {
        const pp_column figure = ORDER[i];
        if (place_of(&f->heading, figure) < 0) {
            continue;
        }
        f->figures[f->figure_count++] = figure;
        const bool share = figure >= PP_COL_GENERAL && figure <= PP_COL_STATE_CAPITAL;
        const bool subtotal = place_of(&f->heading, PP_COL_SUBTOTAL) >= 0;
        f->total_at = figure < PP_COL_RESERVE && !(share && subtotal) ? f->figure_count : f->total_at;
        f->subtotal_at = subtotal && share ? f->figure_count : f->subtotal_at;
        f->reserve_at = figure == PP_COL_RESERVE ? f->figure_count : f->reserve_at;
    }
    return nameless > 0 && empty > 0;
}

pp_settled pp_settle_columns(pp_settle *s, size_t from[PP_SETTLE_COLUMNS])
{
    search f;
    for (size_t i = 0; i < PP_SETTLE_COLUMNS; i++) {
        from[i] = i;
    }
    group_columns(s);
    const bool torn = begin_search(&f, s);
    if (s->rows == 0 || f.figure_count == 0 || (s->wrong == 0 && !torn)) {
        return PP_SETTLED_AS_IS;
    }
    /* One row alone may be a mistake in the plan, which is to be found, not to be moved out of the way; and a heading
     * in the order of the published form is to be doubted only where most rows speak against it. */
    const bool most = s->wrong * 2 > s->rows;
    const bool doubtful = torn || (s->wrong > 1 && (most || !in_published_order(&f.heading)));
    if (!doubtful) {
        return PP_SETTLED_AS_IS;
    }
    place_next(&f, 0);
    if (f.given_up) {
        return PP_SETTLED_OPEN;
    }
    if (f.ways != 1) {
        return f.ways > 1 ? PP_SETTLED_OPEN : most ? PP_SETTLED_WRONG : PP_SETTLED_AS_IS;
    }
    arrange_groups(&f);
    for (size_t i = 0; i < f.count; i++) {
        from[f.columns[i]] = SIZE_MAX;
    }
    for (size_t i = 0; i < MOST_FIGURES; i++) {
        if (f.best.at[i] >= 0) {
            from[f.best.at[i]] = (size_t)f.heading.at[i];
        }
    }
    return PP_SETTLED_MOVED;
}
