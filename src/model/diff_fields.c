/* What is compared of two lines, and how much alike they are. */
#include "model/diff.h"

#include <stdlib.h>
#include <string.h>

enum { EXTRA_WEIGHT = 2 };

/* How much an equal cell says for two lines being the same one. */
static const unsigned WEIGHTS[PP_COLUMN_COUNT] = {
    [PP_COL_UNIT] = 12,         [PP_COL_PROJECT] = 20,     [PP_COL_FUNCTION_CODE] = 12, [PP_COL_FUNCTION_NAME] = 3,
    [PP_COL_ITEM_CODE] = 16,    [PP_COL_ITEM_NAME] = 8,    [PP_COL_KIND] = 4,           [PP_COL_TOTAL] = 20,
    [PP_COL_MEASURE] = 1,       [PP_COL_QUANTITY] = 4,     [PP_COL_PRICE] = 6,          [PP_COL_RESERVE] = 2,
    [PP_COL_RESERVE_MICRO] = 1, [PP_COL_RESERVE_MODE] = 1, [PP_COL_REASON] = 1,         [PP_COL_METHOD] = 2,
    [PP_COL_ORGANISATION] = 1,  [PP_COL_WHEN] = 2,         [PP_COL_BRIEF] = 10,         [PP_COL_NOTE] = 3,
};

/* ---- Texts ---- */

static uint64_t hash_bytes(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return pp_diff_mix(hash);
}

static bool number_texts(pp_diff *diff)
{
    bool ok = true;
    for (int side = 0; ok && side < PP_SIDES; side++) {
        const pp_pool *pool = diff->plan[side]->pool;
        const uint32_t count = pp_pool_count(pool);
        uint32_t *numbers = malloc(count * sizeof *numbers);
        diff->text[side] = numbers;
        ok = numbers != NULL;
        for (uint32_t i = 0; ok && i < count; i++) {
            ok = pp_pool_add_folded(diff->texts, pp_pool_text(pool, i), pp_pool_length(pool, i), &numbers[i]);
        }
    }
    const uint32_t all = pp_pool_count(diff->texts);
    diff->hash = ok ? malloc(all * sizeof *diff->hash) : NULL;
    for (uint32_t i = 0; diff->hash != NULL && i < all; i++) {
        diff->hash[i] = hash_bytes(pp_pool_text(diff->texts, i), pp_pool_length(diff->texts, i));
    }
    return diff->hash != NULL;
}

static int by_cell(const void *a, const void *b)
{
    const pp_unreadable *x = a, *y = b;
    return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
                              : (x->column > y->column) - (x->column < y->column);
}

static bool sort_unreadables(pp_diff *diff)
{
    for (int side = 0; side < PP_SIDES; side++) {
        const pp_plan *plan = diff->plan[side];
        pp_unreadable *cells = malloc((plan->unreadable_count + 1) * sizeof *cells);
        diff->unreadable[side] = cells;
        if (cells == NULL) {
            return false;
        }
        if (plan->unreadable_count > 0) {
            memcpy(cells, plan->unreadables, plan->unreadable_count * sizeof *cells);
            qsort(cells, plan->unreadable_count, sizeof *cells, by_cell);
        }
    }
    return true;
}

/* ---- Columns ---- */

/* A plan says its amounts in 合计 or in the funds, and either way pp_plan_amount tells them. */
static bool has_column(const pp_plan *plan, pp_column column)
{
    if (pp_plan_has(plan, column)) {
        return true;
    }
    for (int c = PP_COL_GENERAL; column == PP_COL_TOTAL && c <= PP_COL_CARRYOVER; c++) {
        if (pp_plan_has(plan, (pp_column)c)) {
            return true;
        }
    }
    return false;
}

static size_t count_filled(const pp_plan *plan, pp_column column, size_t extra)
{
    size_t filled = 0;
    for (size_t i = 0; i < plan->lines; i++) {
        filled += column == PP_NO_COLUMN                             ? plan->extras[extra].values[i] != 0
                  : pp_column_describe(column)->type == PP_TYPE_TEXT ? pp_plan_id(plan, i, column) != 0
                                                                     : pp_plan_number(plan, i, column) != PP_MONEY_NONE;
    }
    return filled;
}

static void add_lone(pp_diff *diff, int side, pp_column column, size_t extra)
{
    const pp_plan *plan = diff->plan[side];
    diff->lone[diff->lone_count++] = (pp_lone_column){
        .title = column == PP_NO_COLUMN ? plan->extras[extra].title : pp_column_describe(column)->title,
        .in_new = side == PP_NEW,
        .filled = count_filled(plan, column, extra)};
}

static void add_known(pp_diff *diff)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column column = (pp_column)c;
        const bool old = has_column(diff->plan[PP_OLD], column), new = has_column(diff->plan[PP_NEW], column);
        const pp_column_info *info = pp_column_describe(column);
        if (old && new) {
            diff->fields[diff->field_count++] = (pp_diff_field){.column = column,
                                                                .type = info->type,
                                                                .title = info->title,
                                                                .seed = pp_diff_mix((uint64_t)c + 1),
                                                                .weight = WEIGHTS[c]};
        } else if (old || new) {
            add_lone(diff, new ? PP_NEW : PP_OLD, column, 0);
        }
    }
}

static int by_title(const void *a, const void *b)
{
    return strcmp((*(const pp_extra *const *)a)->title, (*(const pp_extra *const *)b)->title);
}

/* The unknown columns of a plan by title, in new memory; NULL when memory is short. */
static const pp_extra **sort_extras(const pp_plan *plan)
{
    const pp_extra **sorted = malloc((plan->extra_count + 1) * sizeof(const pp_extra *));
    for (size_t i = 0; sorted != NULL && i < plan->extra_count; i++) {
        sorted[i] = &plan->extras[i];
    }
    if (sorted != NULL && plan->extra_count > 1) {
        qsort(sorted, plan->extra_count, sizeof(const pp_extra *), by_title);
    }
    return sorted;
}

/* Unknown columns are the same when their titles are; they come in the order of those, whichever plan is the old one.
 */
static bool add_extras(pp_diff *diff)
{
    const pp_plan *old = diff->plan[PP_OLD], *new = diff->plan[PP_NEW];
    const pp_extra **a = sort_extras(old), **b = sort_extras(new);
    const bool ok = a != NULL && b != NULL;
    for (size_t i = 0, j = 0; ok && (i < old->extra_count || j < new->extra_count);) {
        const int order = i == old->extra_count ? 1 : j == new->extra_count ? -1 : strcmp(a[i]->title, b[j]->title);
        if (order != 0) {
            add_lone(diff, order < 0 ? PP_OLD : PP_NEW, PP_NO_COLUMN,
                     order < 0 ? (size_t)(a[i] - old->extras) : (size_t)(b[j] - new->extras));
        } else {
            diff->fields[diff->field_count++] =
                (pp_diff_field){.column = PP_NO_COLUMN,
                                .extra = {(size_t)(a[i] - old->extras), (size_t)(b[j] - new->extras)},
                                .type = PP_TYPE_TEXT,
                                .title = a[i]->title,
                                .seed = hash_bytes(a[i]->title, strlen(a[i]->title)),
                                .weight = EXTRA_WEIGHT};
        }
        i += order <= 0;
        j += order >= 0;
    }
    free(a);
    free(b);
    return ok;
}

bool pp_diff_find_fields(pp_diff *diff)
{
    const size_t most = PP_COLUMN_COUNT + diff->plan[PP_OLD]->extra_count + diff->plan[PP_NEW]->extra_count;
    diff->texts = pp_pool_new();
    diff->fields = calloc(most, sizeof *diff->fields);
    diff->lone = calloc(most, sizeof *diff->lone);
    if (diff->texts == NULL || diff->fields == NULL || diff->lone == NULL || !number_texts(diff) ||
        !sort_unreadables(diff)) {
        return false;
    }
    add_known(diff);
    return add_extras(diff);
}

/* ---- Cells ---- */

/* The text of an unreadable cell; NULL when it is none (an amount whose parts are unreadable). */
static const char *unreadable_text(const pp_diff *diff, int side, size_t line, pp_column column)
{
    const pp_unreadable wanted = {.line = line, .column = column};
    const pp_unreadable *found =
        diff->plan[side]->unreadable_count == 0
            ? NULL
            : bsearch(&wanted, diff->unreadable[side], diff->plan[side]->unreadable_count, sizeof wanted, by_cell);
    return found == NULL ? NULL : found->text;
}

static int64_t number_of(const pp_diff *diff, int side, size_t line, pp_column column)
{
    return column == PP_COL_TOTAL ? pp_plan_amount(diff->plan[side], line)
                                  : pp_plan_number(diff->plan[side], line, column);
}

static uint32_t text_id(const pp_diff *diff, int side, size_t line, const pp_diff_field *field)
{
    const pp_plan *plan = diff->plan[side];
    return field->column == PP_NO_COLUMN ? plan->extras[field->extra[side]].values[line]
                                         : pp_plan_id(plan, line, field->column);
}

int64_t pp_diff_value(const pp_diff *diff, int side, size_t line, const pp_diff_field *field)
{
    if (field->type == PP_TYPE_TEXT) {
        return diff->text[side][text_id(diff, side, line, field)];
    }
    const int64_t number = number_of(diff, side, line, field->column);
    if (number != PP_MONEY_UNREADABLE) {
        return number;
    }
    const char *text = unreadable_text(diff, side, line, field->column);
    /* The top bits stay those of PP_MONEY_UNREADABLE, which no amount of this world comes near. */
    return PP_MONEY_UNREADABLE + (text == NULL ? 0 : (int64_t)(hash_bytes(text, strlen(text)) >> 16));
}

uint64_t pp_diff_hash(const pp_diff *diff, int side, size_t line, uint32_t columns)
{
    uint64_t sum = 0;
    for (size_t f = 0; f < diff->field_count; f++) {
        const pp_diff_field *field = &diff->fields[f];
        if ((columns & UINT32_C(1) << field->column) == 0) {
            continue;
        }
        const int64_t value = pp_diff_value(diff, side, line, field);
        sum += pp_diff_mix(field->seed ^ (field->type == PP_TYPE_TEXT ? diff->hash[value] : (uint64_t)value));
    }
    return sum;
}

bool pp_diff_equal(const pp_diff *diff, size_t old_line, size_t new_line)
{
    for (size_t f = 0; f < diff->field_count; f++) {
        if (pp_diff_value(diff, PP_OLD, old_line, &diff->fields[f]) !=
            pp_diff_value(diff, PP_NEW, new_line, &diff->fields[f])) {
            return false;
        }
    }
    return true;
}

pp_money pp_diff_amount(const pp_diff *diff, int side, size_t line)
{
    return pp_money_or_zero(pp_plan_amount(diff->plan[side], line));
}

/* ---- Likeness ---- */

enum { SAME = 10000, HALF = SAME / 2 };

/* 0 to SAME: the lesser part of the greater; nothing where one has another sign. */
static unsigned like_numbers(int64_t a, int64_t b)
{
    if (a == PP_MONEY_NONE || b == PP_MONEY_NONE || a == 0 || b == 0 || (a < 0) != (b < 0) || a < PP_MONEY_MIN ||
        b < PP_MONEY_MIN) {
        return 0;
    }
    const uint64_t x = a < 0 ? -(uint64_t)a : (uint64_t)a, y = b < 0 ? -(uint64_t)b : (uint64_t)b;
    const uint64_t less = x < y ? x : y, more = x < y ? y : x;
    __extension__ const unsigned __int128 share = (unsigned __int128)less * SAME / more;
    return (unsigned)share;
}

/* 0 to SAME: how much of the longer text both have at their beginning and their end. */
static unsigned like_texts(const pp_diff *diff, uint32_t a, uint32_t b)
{
    const char *x = pp_pool_text(diff->texts, a), *y = pp_pool_text(diff->texts, b);
    const size_t n = pp_pool_length(diff->texts, a), m = pp_pool_length(diff->texts, b);
    const size_t less = n < m ? n : m, more = n < m ? m : n;
    size_t front = 0, back = 0;
    while (front < less && x[front] == y[front]) {
        front++;
    }
    while (back < less - front && x[n - 1 - back] == y[m - 1 - back]) {
        back++;
    }
    return more == 0 ? SAME : (unsigned)((front + back) * SAME / more);
}

/* Codes are alike by the levels that they share, so only at their beginning; other texts count for half at most, for
 * names made of the same words often stand side by side. */
static unsigned like_cells(const pp_diff *diff, const pp_diff_field *field, int64_t a, int64_t b)
{
    if (a == b) {
        return SAME;
    }
    if (field->type != PP_TYPE_TEXT) {
        return like_numbers(a, b);
    }
    switch (field->column) {
    case PP_COL_PROJECT:
    case PP_COL_BRIEF:
    case PP_COL_UNIT:
    case PP_COL_ITEM_NAME:
    case PP_COL_ITEM_CODE:
    case PP_COL_FUNCTION_CODE:
        return like_texts(diff, (uint32_t)a, (uint32_t)b) * HALF / SAME;
    default:
        return 0;
    }
}

/* Whether a field that is equal, or alike, says which line it is: unit and function, which most lines of a plan share,
 * do not. Codes of one class begin with the same three characters, A05. */
static bool is_anchor(const pp_diff *diff, const pp_diff_field *field, int64_t a, int64_t b)
{
    enum { CLASS = 3 };
    switch (field->column) {
    case PP_COL_TOTAL:
        return a == b && pp_money_known(a) && a != 0;
    case PP_COL_ITEM_CODE:
        return pp_pool_length(diff->texts, (uint32_t)a) >= CLASS && pp_pool_length(diff->texts, (uint32_t)b) >= CLASS &&
               memcmp(pp_pool_text(diff->texts, (uint32_t)a), pp_pool_text(diff->texts, (uint32_t)b), CLASS) == 0;
    case PP_COL_PROJECT:
    case PP_COL_ITEM_NAME:
    case PP_COL_BRIEF:
        return a == b && a != 0;
    default:
        return false;
    }
}

unsigned pp_diff_likeness(const pp_diff *diff, size_t old_line, size_t new_line)
{
    uint64_t like = 0, all = 0;
    bool anchored = false;
    for (size_t f = 0; f < diff->field_count; f++) {
        const pp_diff_field *field = &diff->fields[f];
        const int64_t a = pp_diff_value(diff, PP_OLD, old_line, field);
        const int64_t b = pp_diff_value(diff, PP_NEW, new_line, field);
        const int64_t nothing = field->type == PP_TYPE_TEXT ? 0 : PP_MONEY_NONE;
        if (field->weight > 0 && (a != nothing || b != nothing)) {
            like += (uint64_t)field->weight * like_cells(diff, field, a, b);
            all += field->weight;
            anchored |= is_anchor(diff, field, a, b);
        }
    }
    return !anchored ? 0 : (unsigned)(like * PP_LIKE_ALL / (all * SAME));
}

bool pp_diff_cell(const pp_diff *diff, const pp_change *change, size_t *at, pp_cell_change *cell)
{
    while (change->kind == PP_CHANGED && *at < diff->field_count) {
        const pp_diff_field *field = &diff->fields[(*at)++];
        const size_t line[PP_SIDES] = {change->old_line, change->new_line};
        if (pp_diff_value(diff, PP_OLD, line[PP_OLD], field) == pp_diff_value(diff, PP_NEW, line[PP_NEW], field)) {
            continue;
        }
        *cell = (pp_cell_change){.column = field->column,
                                 .title = field->title,
                                 .type = field->type,
                                 .old_number = PP_MONEY_NONE,
                                 .new_number = PP_MONEY_NONE,
                                 .difference = PP_MONEY_NONE,
                                 .old_place = pp_plan_place(diff->plan[PP_OLD], line[PP_OLD], field->column),
                                 .new_place = pp_plan_place(diff->plan[PP_NEW], line[PP_NEW], field->column)};
        if (field->type == PP_TYPE_TEXT) {
            cell->old_text = pp_pool_text(diff->plan[PP_OLD]->pool, text_id(diff, PP_OLD, line[PP_OLD], field));
            cell->new_text = pp_pool_text(diff->plan[PP_NEW]->pool, text_id(diff, PP_NEW, line[PP_NEW], field));
            return true;
        }
        cell->old_number = number_of(diff, PP_OLD, line[PP_OLD], field->column);
        cell->new_number = number_of(diff, PP_NEW, line[PP_NEW], field->column);
        cell->old_text = unreadable_text(diff, PP_OLD, line[PP_OLD], field->column);
        cell->new_text = unreadable_text(diff, PP_NEW, line[PP_NEW], field->column);
        if (cell->old_number == PP_MONEY_UNREADABLE || cell->new_number == PP_MONEY_UNREADABLE ||
            !pp_money_subtract(pp_money_or_zero(cell->new_number), pp_money_or_zero(cell->old_number),
                               &cell->difference)) {
            cell->difference = PP_MONEY_NONE;
        }
        return true;
    }
    return false;
}
