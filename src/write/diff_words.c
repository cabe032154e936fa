#include "write/diff_words.h"

#include "base/file.h"
#include "base/text.h"
#include "write/workbook.h"

#include <stdio.h>
#include <string.h>

const char *pp_diff_before(const pp_diff *diff)
{
    return pp_diff_next_year(diff) ? "上年" : "原计划";
}

static pp_money magnitude(pp_money m)
{
    return m < 0 ? -m : m; /* PP_MONEY_MIN is above the negative of PP_MONEY_MAX */
}

bool pp_diff_percent(const pp_total_change *total, int64_t *hundredths)
{
    if (!pp_money_known(total->difference) || total->old <= 0) {
        return false;
    }
    const int64_t part = pp_hundredths(magnitude(total->difference), total->old);
    *hundredths = total->difference < 0 ? -part : part;
    return true;
}

char *pp_diff_percent_text(const pp_total_change *total, char out[PP_PERCENT_TEXT])
{
    int64_t hundredths = 0;
    out[0] = '\0';
    if (pp_diff_percent(total, &hundredths)) {
        const int64_t whole = magnitude(hundredths);
        snprintf(out, PP_PERCENT_TEXT, "%s%lld.%02lld", hundredths < 0 ? "-" : "", (long long)(whole / 100),
                 (long long)(whole % 100));
    }
    return out;
}

char *pp_diff_amount_text(pp_money amount, bool exact, bool sign, char out[PP_DIFF_VALUE])
{
    char text[PP_MONEY_TEXT];
    pp_money_format(amount, PP_UNIT_WAN, exact ? PP_MONEY_FULL : PP_MONEY_GROUPED, text);
    return pp_text_format(out, PP_DIFF_VALUE, "%s%s", sign && pp_money_known(amount) && amount > 0 ? "+" : "",
                          amount == PP_MONEY_NONE ? "（空）" : text);
}

char *pp_diff_sentence(const pp_diff *diff, const pp_total_change *total, char out[PP_DIFF_SENTENCE])
{
    const char *before = pp_diff_before(diff);
    const char *name = total->name != NULL ? total->name : total->key[0] == '\0' ? "（未填）" : total->key;
    const bool exact = pp_money_hides(pp_money_or_zero(total->old), pp_money_or_zero(total->new));
    char new[PP_DIFF_VALUE], by[PP_DIFF_VALUE], percent[PP_PERCENT_TEXT];
    pp_diff_amount_text(pp_money_or_zero(total->new), false, false, new);
    pp_diff_amount_text(magnitude(pp_money_or_zero(total->difference)), exact, false, by);
    pp_diff_percent_text(total, percent);
    const char *share = percent[0] == '-' ? percent + 1 : percent;
    if (total->old == PP_MONEY_NONE || total->new == PP_MONEY_NONE) {
        return pp_text_format(out, PP_DIFF_SENTENCE, "%s只有%s有这一栏，不能比较。", name,
                              total->old == PP_MONEY_NONE ? "新计划" : "原计划");
    }
    if (!pp_money_known(total->difference)) {
        return pp_text_format(out, PP_DIFF_SENTENCE, "%s的金额超出了能计算的范围，不能比较。", name);
    }
    if (total->difference == 0) {
        return pp_text_format(out, PP_DIFF_SENTENCE, "%s %s 万元，与%s持平。", name, new, before);
    }
    const char *way = total->difference > 0 ? "增加" : "减少";
    if (total->old == 0) {
        return pp_text_format(out, PP_DIFF_SENTENCE, "%s %s 万元，%s为 0，%s %s 万元。", name, new, before, way, by);
    }
    if (total->old < 0) {
        return pp_text_format(out, PP_DIFF_SENTENCE, "%s %s 万元，较%s%s %s 万元。", name, new, before, way, by);
    }
    return pp_text_format(out, PP_DIFF_SENTENCE, "%s %s 万元，较%s%s %s 万元，%s %s%%。", name, new, before, way, by,
                          total->difference > 0 ? "增长" : "下降", share);
}

/* ---- Cells ---- */

static const char *quoted(const char *text, char out[PP_DIFF_VALUE])
{
    return text == NULL || text[0] == '\0' ? "（空）" : pp_text_format(out, PP_DIFF_VALUE, "“%s”", text);
}

const char *pp_diff_quantity_text(int64_t millionths, char out[PP_DIFF_VALUE])
{
    if (millionths == PP_MONEY_NONE) {
        return "（空）";
    }
    const uint64_t size = millionths < 0 ? -(uint64_t)millionths : (uint64_t)millionths;
    int used = snprintf(out, PP_DIFF_VALUE, "%s%llu.%06llu", millionths < 0 ? "-" : "",
                        (unsigned long long)(size / 1000000), (unsigned long long)(size % 1000000));
    while (out[used - 1] == '0') {
        out[--used] = '\0';
    }
    if (out[used - 1] == '.') {
        out[--used] = '\0';
    }
    return out;
}

static const char *value_text(const pp_cell_change *cell, bool new, char out[PP_DIFF_VALUE])
{
    const int64_t number = new ? cell->new_number : cell->old_number;
    const char *text = new ? cell->new_text : cell->old_text;
    if (cell->type == PP_TYPE_TEXT || number == PP_MONEY_UNREADABLE) {
        return cell->type != PP_TYPE_TEXT && text == NULL ? "（不能计算）" : quoted(text, out);
    }
    if (cell->type == PP_TYPE_QUANTITY) {
        return pp_diff_quantity_text(number, out);
    }
    if (cell->column == PP_COL_PRICE && number != PP_MONEY_NONE) { /* 单价 is in 元 */
        pp_money_format(number, PP_UNIT_YUAN, PP_MONEY_GROUPED, out);
        return out;
    }
    const bool exact = pp_money_hides(pp_money_or_zero(cell->old_number), pp_money_or_zero(cell->new_number));
    return pp_diff_amount_text(number, exact, false, out);
}

char *pp_diff_cell_text(const pp_cell_change *cell, char out[PP_DIFF_CELL])
{
    char old[PP_DIFF_VALUE], new[PP_DIFF_VALUE], by[PP_DIFF_VALUE] = "", change[PP_DIFF_VALUE + 8] = "";
    if (cell->type == PP_TYPE_MONEY && cell->column != PP_COL_PRICE && cell->difference != PP_MONEY_NONE) {
        const bool exact = pp_money_hides(pp_money_or_zero(cell->old_number), pp_money_or_zero(cell->new_number));
        snprintf(change, sizeof change, "（%s）", pp_diff_amount_text(cell->difference, exact, true, by));
    }
    return pp_text_format(out, PP_DIFF_CELL, "%s%s %s → %s%s", cell->title,
                          cell->column == PP_COL_PRICE ? "（元）" : "", value_text(cell, false, old),
                          value_text(cell, true, new), change);
}

/* ---- Lines, controls, places, columns ---- */

char *pp_diff_line_text(const pp_plan *plan, size_t line, char out[PP_DIFF_CELL])
{
    const char *unit = pp_plan_text(plan, line, PP_COL_UNIT), *project = pp_plan_text(plan, line, PP_COL_PROJECT);
    const char *function = pp_plan_text(plan, line, PP_COL_FUNCTION_CODE);
    const char *item = pp_plan_text(plan, line, PP_COL_ITEM_CODE), *name = pp_plan_text(plan, line, PP_COL_ITEM_NAME);
    return pp_text_format(out, PP_DIFF_CELL, "%s%s%s%s%s%s%s%s%s%s%s", unit, unit[0] == '\0' ? "" : " ",
                          function[0] == '\0' ? "" : "[", function, function[0] == '\0' ? "" : "] ",
                          item[0] == '\0' ? "" : "[", item, item[0] == '\0' ? "" : "]", name,
                          project[0] == '\0' ? "" : " ", project);
}

char *pp_diff_control_name(const pp_control *control, char out[PP_DIFF_CELL])
{
    const char *column = pp_control_column_title(control);
    return pp_text_format(out, PP_DIFF_CELL, "%s%s%s%s%s", control->name, control->key[0] == '\0' ? "" : " ",
                          control->key, column[0] == '\0' ? "" : " ", column);
}

char *pp_diff_demand(const pp_control *control, char out[PP_DIFF_VALUE])
{
    char amount[PP_MONEY_TEXT];
    pp_money_format(control->amount, PP_UNIT_WAN,
                    control->unit_step < PP_MONEY_PRINTED ? PP_MONEY_FULL : PP_MONEY_GROUPED, amount);
    return pp_text_format(out, PP_DIFF_VALUE, "%s %s", control->relation == PP_AT_MOST ? "≤" : "=", amount);
}

char *pp_diff_place(const pp_place *place, char out[PP_DIFF_VALUE])
{
    char cell[PP_CELL_TEXT];
    const char *file = place->file == NULL ? "" : pp_base_name(place->file);
    const char *sheet = place->sheet == NULL ? "" : place->sheet, *mark = place->sheet == NULL ? "" : "!";
    pp_cell_name(place->row, place->column, cell);
    if (cell[0] != '\0') {
        return pp_text_format(out, PP_DIFF_VALUE, "%s%s%s %s", file, mark, sheet, cell);
    }
    return place->row == 0
               ? pp_text_format(out, PP_DIFF_VALUE, "%s%s%s", file, mark, sheet)
               : pp_text_format(out, PP_DIFF_VALUE, "%s%s%s 第 %u 行", file, mark, sheet, (unsigned)place->row);
}

char *pp_diff_lone_text(const pp_lone_column *lone, char out[PP_DIFF_CELL])
{
    return pp_text_format(out, PP_DIFF_CELL, "“%s”只有%s有这一栏（%zu 行填了内容），没有逐行比较。", lone->title,
                          lone->in_new ? "新计划" : "原计划", lone->filled);
}
