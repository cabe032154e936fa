/* Columns that the user names by --columns, for tables without a heading or with one that cannot be trusted. */
#include "read/grid.h"

#include "base/text.h"
#include "model/plan.h"

#include <stdlib.h>
#include <string.h>

/* Splits the list at commas, of either width, into fields (PP_CSV_COLUMNS of them). False with *error when there are
 * more. */
static bool split_list(const char *list, pp_field *fields, size_t *count, pp_error *error)
{
    const char *end = list + strlen(list), *begin = list;
    *count = 0;
    for (const char *at = list;;) {
        const char *here = at;
        const uint32_t c = at < end ? pp_utf8_next(&at, end) : ',';
        if (c != ',' && c != 0xFF0C) {
            continue;
        }
        if (*count == PP_CSV_COLUMNS) {
            return pp_error_set(error, PP_ERROR_USAGE, "--columns 最多写 %d 列。", PP_CSV_COLUMNS);
        }
        fields[(*count)++] = pp_field_trim((pp_field){begin, (size_t)(here - begin)});
        if (here == end) {
            return true;
        }
        begin = at;
    }
}

/* True when an amount stands where the list names one. */
static bool has_amount(const pp_row *row, const pp_row *titles)
{
    for (size_t i = 0; i < row->count && i < titles->count; i++) {
        const pp_column column = pp_heading_find(titles->fields[i].text, titles->fields[i].length).column;
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_money amount;
        if (column < PP_COLUMN_COUNT && pp_column_describe(column)->type == PP_TYPE_MONEY &&
            pp_money_parse(field.text, field.length, PP_UNIT_WAN, &amount) == PP_MONEY_OK) {
            return true;
        }
    }
    return false;
}

/* Makes the list the heading. */
static bool take_titles(pp_grid *t, const pp_row *titles, pp_error *error)
{
    if (!pp_layout_is_heading(titles)) {
        return pp_error_set(error, PP_ERROR_USAGE,
                            "--columns 要从左到右依次写列名，至少要有“采购品目”和“合计”这样的列，用逗号隔开，如："
                            "--columns 功能科目,采购品目,采购类别,合计。不用的列可以空着，逗号要留下。");
    }
    t->heading_row = titles->number - 1; /* its first line stands below, as it does below a heading */
    return pp_layout_add(&t->layout, t->reading->plan, titles, error) && pp_grid_settle_year(t, error) &&
           pp_layout_settle(&t->layout, t->reading, t->source, titles->number, error);
}

bool pp_grid_given_row(pp_grid *t, const pp_row *row, bool *begun, pp_error *error)
{
    *begun = false;
    pp_field *fields = malloc(PP_CSV_COLUMNS * sizeof *fields);
    if (fields == NULL) {
        return pp_error_memory(error);
    }
    pp_row titles = {fields, 0, row->number};
    bool ok = split_list(t->reading->options.columns, fields, &titles.count, error);
    if (ok && (pp_layout_is_heading(row) || pp_layout_continues(row))) {
        pp_grid_note(t, row->number, "是表头，没有使用：各列以 --columns 写的为准。");
    } else if (ok && has_amount(row, &titles)) {
        *begun = true;
        ok = take_titles(t, &titles, error);
    } else {
        ok = ok && pp_grid_preamble(t, row, error);
    }
    free(fields);
    return ok;
}
