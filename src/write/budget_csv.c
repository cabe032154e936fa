#include "write/budget_csv.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *pp_budget_path(pp_budget_table table, char out[PP_BUDGET_PATH])
{
    snprintf(out, PP_BUDGET_PATH, "budget/%s.csv", pp_budget_describe(table)->name);
    return out;
}

/* The text of an amount that could not be read, as it was. */
static const char *unreadable_text(const pp_budget *budget, pp_budget_table table, size_t row, int amount)
{
    for (size_t i = 0; i < pp_budget_unreadables(budget); i++) {
        const pp_budget_unreadable u = pp_budget_unreadable_at(budget, i);
        if (u.table == table && u.row == row && u.amount == amount) {
            return u.text;
        }
    }
    return "";
}

/* An amount with all its digits; a percentage with as many as were written. */
static void put_amount(const pp_budget *budget, pp_budget_table table, size_t at, int amount, pp_money_unit unit,
                       pp_csv_out *csv)
{
    const pp_budget_row *row = pp_budget_row_at(budget, table, at);
    const pp_money value = row->amount[amount];
    char text[PP_MONEY_TEXT];
    if (value == PP_MONEY_UNREADABLE) {
        pp_csv_put_text(csv, unreadable_text(budget, table, at, amount));
        return;
    }
    const bool statement = table == PP_BUDGET_STATEMENT;
    const bool wan = strncmp(row->text[2], "万元", strlen("万元")) == 0;
    size_t length = pp_money_format(value, statement ? (wan ? PP_UNIT_WAN : PP_UNIT_YUAN) : unit, PP_MONEY_EXACT, text);
    if (statement && pp_budget_is_percentage(row) && length > 3 && row->digits[amount] < 2) {
        length -= row->digits[amount] == 0 ? 3 : 1;
        text[length] = '\0';
    }
    pp_csv_put(csv, text);
}

/* The table's columns in the order in which it is printed: each text, and behind it its amounts. Returns how many of
 * them the budget has. */
static int columns_in_order(const pp_budget *budget, pp_budget_table table, int order[PP_BUDGET_COLUMNS])
{
    const pp_budget_table_info *info = pp_budget_describe(table);
    int count = 0;
    for (int side = 0; side < info->texts; side++) {
        for (int c = 0; c < info->texts + info->amounts; c++) {
            if (info->columns[c].side == side && pp_budget_has_column(budget, table, c)) {
                order[count++] = c;
            }
        }
    }
    return count;
}

void pp_csv_write_budget(const pp_budget *budget, pp_budget_table table, pp_money_unit unit, pp_csv_out *csv)
{
    const pp_budget_table_info *info = pp_budget_describe(table);
    int order[PP_BUDGET_COLUMNS];
    const int count = columns_in_order(budget, table, order);
    fputs(PP_BYTE_ORDER_MARK, csv->out);
    for (int i = 0; i < count; i++) {
        pp_csv_put(csv, info->columns[order[i]].title);
    }
    pp_csv_end_row(csv);
    for (size_t row = 0; row < pp_budget_rows(budget, table); row++) {
        for (int i = 0; i < count; i++) {
            if (order[i] < info->texts) {
                pp_csv_put_text(csv, pp_budget_row_at(budget, table, row)->text[order[i]]);
            } else {
                put_amount(budget, table, row, order[i] - info->texts, unit, csv);
            }
        }
        pp_csv_end_row(csv);
    }
}

bool pp_budget_check_folder(const pp_budget *budget, const char *folder, pp_error *error)
{
    char name[PP_BUDGET_PATH];
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        if (budget != NULL && pp_budget_has(budget, (pp_budget_table)t)) {
            continue;
        }
        char *path = pp_path_join(folder, pp_budget_path((pp_budget_table)t, name));
        if (path == NULL) {
            return pp_error_memory(error);
        }
        const bool there = pp_file_look(path) != PP_FILE_MISSING;
        if (there) {
            pp_error_set(error, PP_ERROR_USAGE,
                         "“%s”里已有预算表 %s，要写的计划没有这张表，写进去会被当作它的预算。请换一个文件夹，"
                         "或先把这个文件移走。",
                         folder, name);
            pp_error_at(error, path, 0, 0);
        }
        free(path);
        if (there) {
            return false;
        }
    }
    return true;
}
