/* A comparison as one JSON document. Written entry by entry, so that a million changes take no memory. */
#include "write/diff_words.h"
#include "write/json.h"

#include <errno.h>

/* An amount in 万元, null for none: with all its digits where two decimals would hide what differs. */
static json_t *amount_value(pp_money amount, bool exact)
{
    char text[PP_MONEY_TEXT];
    if (!pp_money_known(amount)) {
        return json_null();
    }
    pp_money_format(amount, PP_UNIT_WAN, exact ? PP_MONEY_EXACT : PP_MONEY_PLAIN, text);
    return pp_json_text(text);
}

static bool hides(pp_money a, pp_money b)
{
    return pp_money_hides(pp_money_or_zero(a), pp_money_or_zero(b));
}

static json_t *plan_object(const pp_plan *plan)
{
    const int year = pp_plan_year(plan);
    return json_pack("{s:o, s:o, s:o, s:I}", "department", pp_json_optional(pp_plan_about(plan, PP_ABOUT_DEPARTMENT)),
                     "year", year == 0 ? json_null() : json_integer(year), "region",
                     pp_json_optional(pp_plan_about(plan, PP_ABOUT_REGION)), "lines", (json_int_t)pp_plan_lines(plan));
}

static json_t *total_object(const pp_diff *diff, const pp_total_change *total)
{
    char sentence[PP_DIFF_SENTENCE], percent[PP_PERCENT_TEXT];
    const bool exact = hides(total->old, total->new);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "kind", pp_total_kind_name(total->kind), "key",
                     pp_json_optional(total->key), "name", pp_json_optional(total->name), "old",
                     amount_value(total->old, exact), "new", amount_value(total->new, exact), "difference",
                     amount_value(total->difference, exact), "percent",
                     pp_json_optional(pp_diff_percent_text(total, percent)), "sentence",
                     pp_json_text(pp_diff_sentence(diff, total, sentence)));
}

/* ---- Lines ---- */

static json_t *place_object(const pp_plan *plan, size_t line, pp_money amount, bool exact)
{
    if (line == PP_NO_LINE) {
        return json_null();
    }
    const pp_place place = pp_plan_place(plan, line, PP_NO_COLUMN);
    return json_pack("{s:o, s:o, s:o, s:o}", "file", pp_json_optional(place.file), "sheet",
                     pp_json_optional(place.sheet), "row", pp_json_number(place.row), "amount",
                     amount_value(amount, exact));
}

/* A cell as its text: an amount in 万元 (单价 in 元), a quantity, the words of a text; null when empty. */
static json_t *cell_value(const pp_cell_change *cell, bool new, bool exact)
{
    char text[PP_DIFF_VALUE];
    const int64_t number = new ? cell->new_number : cell->old_number;
    const char *words = new ? cell->new_text : cell->old_text;
    if (cell->type == PP_TYPE_TEXT || number == PP_MONEY_UNREADABLE) {
        return pp_json_optional(words);
    }
    if (number == PP_MONEY_NONE) {
        return json_null();
    }
    if (cell->type == PP_TYPE_QUANTITY) {
        return pp_json_text(pp_diff_quantity_text(number, text));
    }
    if (cell->column == PP_COL_PRICE) {
        pp_money_format(number, PP_UNIT_YUAN, PP_MONEY_PLAIN, text);
        return pp_json_text(text);
    }
    return amount_value(number, exact);
}

static json_t *cell_name(const pp_place *place)
{
    char name[PP_CELL_TEXT];
    return pp_json_optional(pp_cell_name(place->row, place->column, name));
}

static json_t *cell_object(const pp_cell_change *cell)
{
    const bool money = cell->type == PP_TYPE_MONEY && cell->column != PP_COL_PRICE;
    const bool exact = hides(cell->old_number, cell->new_number);
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "title", pp_json_text(cell->title), "old",
                     cell_value(cell, false, exact), "new", cell_value(cell, true, exact), "difference",
                     money ? amount_value(cell->difference, exact) : json_null(), "old_cell",
                     cell_name(&cell->old_place), "new_cell", cell_name(&cell->new_place));
}

static json_t *cells_array(const pp_diff *diff, const pp_change *change)
{
    json_t *cells = json_array();
    pp_cell_change cell;
    for (size_t at = 0; cells != NULL && pp_diff_cell(diff, change, &at, &cell);) {
        if (json_array_append_new(cells, cell_object(&cell)) != 0) {
            json_decref(cells);
            return NULL;
        }
    }
    return cells;
}

static json_t *change_object(const pp_diff *diff, const pp_change *change)
{
    static const char *const KINDS[PP_CHANGE_KIND_COUNT] = {"changed", "added", "removed"};
    const bool exact = hides(change->old_amount, change->new_amount);
    const bool gone = change->kind == PP_REMOVED;
    const pp_plan *plan = gone ? pp_diff_old_plan(diff) : pp_diff_new_plan(diff);
    const size_t line = gone ? change->old_line : change->new_line;
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "change", KINDS[change->kind], "unit",
                     pp_json_optional(pp_plan_text(plan, line, PP_COL_UNIT)), "function",
                     pp_json_optional(pp_plan_text(plan, line, PP_COL_FUNCTION_CODE)), "item",
                     pp_json_optional(pp_plan_text(plan, line, PP_COL_ITEM_CODE)), "name",
                     pp_json_optional(pp_plan_text(plan, line, PP_COL_ITEM_NAME)), "project",
                     pp_json_optional(pp_plan_text(plan, line, PP_COL_PROJECT)), "old",
                     place_object(pp_diff_old_plan(diff), change->old_line, change->old_amount, exact), "new",
                     place_object(pp_diff_new_plan(diff), change->new_line, change->new_amount, exact), "difference",
                     amount_value(change->difference, exact), "cells", cells_array(diff, change));
}

/* ---- Controls, entries, columns ---- */

static json_t *demand_object(const pp_control *control)
{
    if (control == NULL) {
        return json_null();
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "relation", control->relation == PP_AT_MOST ? "<=" : "=", "amount",
                     amount_value(control->amount, control->unit_step < PP_MONEY_PRINTED), "file",
                     pp_json_optional(control->file), "row", pp_json_number(control->row));
}

static json_t *control_object(const pp_control_change *change)
{
    const pp_control *named = change->new != NULL ? change->new : change->old;
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "control", pp_json_text(named->name), "key",
                     pp_json_optional(named->key), "column", pp_json_optional(pp_control_column_title(named)), "old",
                     demand_object(change->old), "new", demand_object(change->new));
}

static json_t *about_object(const pp_diff *diff, pp_about_key key)
{
    return json_pack("{s:s, s:o, s:o}", "title", pp_about_title(key), "old",
                     pp_json_optional(pp_plan_about(pp_diff_old_plan(diff), key)), "new",
                     pp_json_optional(pp_plan_about(pp_diff_new_plan(diff), key)));
}

static json_t *lone_object(const pp_lone_column *lone)
{
    return json_pack("{s:o, s:s, s:I}", "title", pp_json_text(lone->title), "only_in", lone->in_new ? "new" : "old",
                     "filled", (json_int_t)lone->filled);
}

/* ---- The document ---- */

/* One list of the document: what its entry at an index is, NULL where memory is short. */
typedef struct list {
    const char *name;
    size_t count;
    json_t *(*entry)(const pp_diff *diff, size_t index);
} list;

static json_t *total_entry(const pp_diff *diff, size_t index)
{
    return total_object(diff, pp_diff_total(diff, index));
}

static json_t *change_entry(const pp_diff *diff, size_t index)
{
    return change_object(diff, pp_diff_change(diff, index));
}

static json_t *control_entry(const pp_diff *diff, size_t index)
{
    return control_object(pp_diff_control(diff, index));
}

static json_t *lone_entry(const pp_diff *diff, size_t index)
{
    return lone_object(pp_diff_lone_column(diff, index));
}

static bool write_list(const pp_diff *diff, const list *entries, FILE *out)
{
    bool ok = fprintf(out, ",\n\"%s\":[", entries->name) > 0;
    for (size_t i = 0; ok && i < entries->count; i++) {
        ok = fputs(i == 0 ? "\n" : ",\n", out) >= 0 && pp_json_dump(entries->entry(diff, i), out);
    }
    return ok && fputs("]", out) >= 0;
}

static bool write_about(const pp_diff *diff, FILE *out)
{
    bool ok = fputs(",\n\"about\":[", out) >= 0;
    const char *comma = "\n";
    for (int k = 0; ok && k < PP_ABOUT_COUNT; k++) {
        if (pp_diff_about(diff, (pp_about_key)k)) {
            ok = fputs(comma, out) >= 0 && pp_json_dump(about_object(diff, (pp_about_key)k), out);
            comma = ",\n";
        }
    }
    return ok && fputs("]", out) >= 0;
}

static json_t *summary_object(const pp_diff *diff)
{
    return json_pack("{s:I, s:I, s:I, s:I}", "changed", (json_int_t)pp_diff_changes(diff, PP_CHANGED), "added",
                     (json_int_t)pp_diff_changes(diff, PP_ADDED), "removed",
                     (json_int_t)pp_diff_changes(diff, PP_REMOVED), "same", (json_int_t)pp_diff_same(diff));
}

static bool write_document(const pp_diff *diff, FILE *out)
{
    const list lists[] = {{"totals", pp_diff_totals(diff), total_entry},
                          {"lines", pp_diff_changes(diff, PP_CHANGE_KIND_COUNT), change_entry},
                          {"controls", pp_diff_controls(diff), control_entry},
                          {"columns", pp_diff_lone_columns(diff), lone_entry}};
    bool ok = fputs("{\"old\":", out) >= 0 && pp_json_dump(plan_object(pp_diff_old_plan(diff)), out) &&
              fputs(",\n\"new\":", out) >= 0 && pp_json_dump(plan_object(pp_diff_new_plan(diff)), out) &&
              fprintf(out, ",\n\"identical\":%s,\n\"summary\":", pp_diff_none(diff) ? "true" : "false") > 0 &&
              pp_json_dump(summary_object(diff), out);
    for (size_t i = 0; ok && i < sizeof lists / sizeof lists[0]; i++) {
        ok = write_list(diff, &lists[i], out);
    }
    return ok && write_about(diff, out) && fputs("}\n", out) >= 0;
}

bool pp_write_diff_json(const pp_diff *diff, FILE *out, pp_error *error)
{
    errno = 0;
    return write_document(diff, out) ? pp_json_finish(out, error) : pp_json_failed(out, error);
}
