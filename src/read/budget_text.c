/* The tables of a budget out of its published text, beside the procurement table. */
#include "base/text.h"
#include "read/budget_table.h"

#include <string.h>

/* The unit that the text names above the table, 金额单位：万元. Other units than 元 and 万元 are told, and not read. */
static bool find_unit(const pp_text_tables *tables, size_t index, pp_money_unit *unit)
{
    static const char *const KEYS[] = {"金额单位", "单位"};
    char folded[PP_QUOTE_TEXT];
    *unit = PP_UNIT_WAN;
    for (size_t k = 0; k < sizeof KEYS / sizeof KEYS[0]; k++) {
        const pp_field value = pp_text_table_entry(tables, index, KEYS[k], NULL);
        pp_text_fold(value.text, value.length, folded, sizeof folded);
        if (value.length > 0) {
            *unit = strcmp(folded, "元") == 0 || strcmp(folded, "人民币元") == 0 ? PP_UNIT_YUAN : PP_UNIT_WAN;
            return *unit == PP_UNIT_YUAN || strstr(folded, "万元") != NULL;
        }
    }
    return true;
}

static bool read_table(pp_reading *reading, pp_budget *budget, pp_budget_table table, const pp_text_tables *tables,
                       size_t index, const char *name, pp_error *error)
{
    pp_budget_reader r;
    pp_money_unit unit;
    const uint32_t row = tables->table[index].title_row;
    if (!find_unit(tables, index, &unit)) {
        pp_reading_note(reading, "%s 第%u行的预算表“%s”的金额单位不是元或万元，没有使用。", name, row,
                        pp_budget_describe(table)->name);
        return true;
    }
    const bool ok = pp_budget_reader_init(&r, reading, budget, table, name, unit, error) &&
                    pp_text_table_rows(tables, index, pp_budget_reader_row, &r, error) &&
                    pp_budget_reader_end(&r, error);
    pp_budget_reader_free(&r);
    return ok;
}

bool pp_read_budget_text(pp_reading *reading, const pp_text_tables *tables, const char *name, pp_error *error)
{
    pp_budget *budget = pp_budget_new();
    bool ok = budget != NULL || pp_error_memory(error);
    size_t count = 0;
    for (size_t i = 0; ok && i < tables->count; i++) {
        const pp_text_table *t = &tables->table[i];
        const pp_budget_table table = pp_budget_by_title(t->title.text, t->title.length);
        if (t->rows < 2 || table == PP_BUDGET_TABLE_COUNT) {
            continue;
        }
        if (pp_budget_has(budget, table)) {
            pp_reading_note(reading, "%s 第%u行又有一张预算表“%s”，没有使用，只用前一张。", name, t->title_row,
                            pp_budget_describe(table)->name);
            continue;
        }
        ok = read_table(reading, budget, table, tables, i, name, error);
        count++;
    }
    if (ok && count > 0) {
        pp_reading_note(reading, "%s 里还有 %zu 张预算表，已读取，用来与采购计划互相核对。", name, count);
        pp_plan_set_budget(reading->plan, budget);
        return true;
    }
    pp_budget_free(budget);
    return ok;
}
