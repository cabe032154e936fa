#include "read/unresolved.h"

#include "read/reference.h"
#include "read/words.h"

#include <string.h>

/* A row being settled. */
typedef struct cells {
    const pp_layout *layout;
    const pp_row *row;
    const unsigned char *kinds;
    size_t known; /* how many cells kinds has */
    pp_field *out;
} cells;

/* The index of a known column's cell in the row; SIZE_MAX when the row has none. */
static size_t index_of(const cells *c, pp_column column)
{
    const size_t at = c->layout->at[column];
    return at == 0 || at > c->row->count ? SIZE_MAX : at - 1;
}

static bool is_open(const cells *c, size_t index)
{
    return index < c->known && c->kinds[index] == PP_XLSX_UNRESOLVED;
}

/* Whether the row has the column filled with something else than such a formula. */
static bool is_given(const cells *c, pp_column column)
{
    const size_t index = index_of(c, column);
    return index != SIZE_MAX && !is_open(c, index) && c->row->fields[index].length > 0;
}

/* Empties the open cells from first to last column of the plan. */
static void clear(cells *c, pp_column first, pp_column last)
{
    for (int column = (int)first; column <= (int)last; column++) {
        const size_t index = index_of(c, (pp_column)column);
        if (is_open(c, index)) {
            c->out[index] = (pp_field){"", 0};
        }
    }
}

static bool any_given(const cells *c, pp_column first, pp_column last)
{
    for (int column = (int)first; column <= (int)last; column++) {
        if (is_given(c, (pp_column)column)) {
            return true;
        }
    }
    return false;
}

/* The sum (分) of the given cells from first to last column: PP_MONEY_NONE when none is given, PP_MONEY_UNREADABLE when
 * one is no amount or another such formula. */
static pp_money add_up(const cells *c, pp_column first, pp_column last)
{
    pp_money sum = PP_MONEY_NONE, part;
    for (int column = (int)first; column <= (int)last; column++) {
        const size_t index = index_of(c, (pp_column)column);
        if (index == SIZE_MAX || c->row->fields[index].length == 0) {
            continue;
        }
        const pp_field field = c->row->fields[index];
        const pp_money_status status = pp_money_parse(field.text, field.length, c->layout->columns[index].unit, &part);
        if (status != PP_MONEY_EMPTY && (status != PP_MONEY_OK || !pp_money_add(pp_money_or_zero(sum), part, &sum))) {
            return PP_MONEY_UNREADABLE;
        }
    }
    return sum;
}

/* Puts a sum into an open cell of its column; returns how many cells that were. */
static uint32_t put_sum(cells *c, pp_column column, pp_money sum, char text[PP_MONEY_TEXT])
{
    const size_t index = index_of(c, column);
    if (!is_open(c, index) || !pp_money_known(sum)) {
        return 0;
    }
    c->out[index] = (pp_field){text, pp_money_format(sum, c->layout->columns[index].unit, PP_MONEY_EXACT, text)};
    return 1;
}

static uint32_t settle_sums(cells *c, char text[2][PP_MONEY_TEXT])
{
    const pp_money parts = add_up(c, PP_COL_GENERAL, PP_COL_STATE_CAPITAL);
    const pp_money others = add_up(c, PP_COL_SPECIAL_ACCOUNT, PP_COL_CARRYOVER);
    const bool typed = is_given(c, PP_COL_SUBTOTAL);
    const pp_money subtotal = typed ? add_up(c, PP_COL_SUBTOTAL, PP_COL_SUBTOTAL) : parts;
    pp_money total = PP_MONEY_UNREADABLE;
    if (subtotal != PP_MONEY_UNREADABLE && others != PP_MONEY_UNREADABLE &&
        (subtotal != PP_MONEY_NONE || others != PP_MONEY_NONE)) {
        (void)pp_money_add(pp_money_or_zero(subtotal), pp_money_or_zero(others), &total);
    }
    const bool vacant = parts == PP_MONEY_NONE && pp_money_known(others); /* =SUM of nothing */
    return put_sum(c, PP_COL_SUBTOTAL, vacant ? 0 : parts, text[0]) + put_sum(c, PP_COL_TOTAL, total, text[1]);
}

/* The kind by the letter of the item's code. */
static uint32_t settle_kind(cells *c)
{
    const size_t index = index_of(c, PP_COL_KIND);
    const pp_field item = pp_layout_field(c->layout, c->row, PP_COL_ITEM_CODE);
    if (!is_open(c, index) || !is_given(c, PP_COL_ITEM_CODE)) {
        return 0;
    }
    pp_reference found;
    char code[PP_REFERENCE_CODE + 1];
    pp_reference_split(item.text, item.length, PP_REFERENCE_ITEM, &found);
    const size_t length = found.code_length < PP_REFERENCE_CODE ? found.code_length : PP_REFERENCE_CODE;
    memcpy(code, found.code, length);
    code[length] = '\0';
    const char *name = pp_kind_name(pp_kind_of_code(code));
    c->out[index] = (pp_field){name, strlen(name)};
    return 1;
}

/* Whether the row names neither item nor kind nor a function's code, and has no amount that is known: the sums of a
 * unit, or of all. */
static bool is_sum_row(const cells *c)
{
    const pp_field function = pp_layout_field(c->layout, c->row, PP_COL_FUNCTION_CODE);
    pp_reference found;
    pp_reference_split(function.text, function.length, PP_REFERENCE_FUNCTION, &found);
    return found.code_length == 0 && !is_given(c, PP_COL_ITEM_CODE) && !is_given(c, PP_COL_ITEM_NAME) &&
           pp_field_kind(pp_layout_field(c->layout, c->row, PP_COL_KIND)) == PP_KIND_NONE &&
           !any_given(c, PP_COL_TOTAL, PP_COL_RESERVE_MICRO);
}

/* Whether some cell says 合计. */
static bool says_total(const cells *c)
{
    for (size_t i = 0; i < c->row->count; i++) {
        if (pp_word_of(c->row->fields[i].text, c->row->fields[i].length) == PP_WORD_TOTAL) {
            return true;
        }
    }
    return false;
}

pp_row pp_unresolved_settle(const pp_layout *layout, const pp_row *row, const unsigned char *kinds, size_t known,
                            pp_field *out, pp_unresolved *counts)
{
    cells c = {layout, row, kinds, known, out};
    size_t open = 0, filled = 0;
    for (size_t i = 0; i < row->count; i++) {
        open += is_open(&c, i);
        filled += row->fields[i].length > 0;
    }
    if (open == 0) {
        return *row;
    }
    if (open == filled) {
        counts->empty += (uint32_t)open;
        return (pp_row){out, 0, row->number};
    }
    memcpy(out, row->fields, row->count * sizeof *out);
    if (is_sum_row(&c)) {
        counts->empty += (uint32_t)open;
        if (says_total(&c)) {
            clear(&c, PP_COL_TOTAL, PP_COL_RESERVE_MICRO);
        }
    } else {
        counts->kinds += settle_kind(&c);
        counts->sums += settle_sums(&c, counts->text);
    }
    return (pp_row){out, row->count, row->number};
}
