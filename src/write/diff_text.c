/* A comparison for people: the totals, then every line that changed with its cells, then controls and entries. */
#include "base/text.h"
#include "procplan/table.h"
#include "write/diff_words.h"

enum { NARROWEST = 40, INDENT = 4 };

/* ---- Totals ---- */

/* Whether a total is worth a row: those of the whole plan always, units, classes and funds when they differ. */
static bool is_shown(const pp_total_change *total)
{
    return total->kind == PP_TOTAL_ALL || total->kind == PP_TOTAL_KIND || total->kind == PP_TOTAL_RESERVE ||
           total->difference != 0;
}

static bool add_amount(pp_table *table, pp_money amount, bool exact, bool sign)
{
    char text[PP_DIFF_VALUE];
    return pp_table_add(table, amount == PP_MONEY_NONE ? "—" : pp_diff_amount_text(amount, exact, sign, text));
}

static bool add_total(pp_table *table, const pp_total_change *total)
{
    char name[PP_DIFF_CELL], percent[PP_PERCENT_TEXT], signed_percent[PP_PERCENT_TEXT + 2];
    const bool exact = pp_money_hides(pp_money_or_zero(total->old), pp_money_or_zero(total->new));
    const char *kind = total->kind == PP_TOTAL_ALL ? "" : pp_total_kind_name(total->kind);
    pp_diff_percent_text(total, percent);
    snprintf(signed_percent, sizeof signed_percent, "%s%s%s", total->difference > 0 && percent[0] != '\0' ? "+" : "",
             percent[0] == '\0' ? "—" : percent, percent[0] == '\0' ? "" : "%");
    pp_text_format(name, sizeof name, "%s%s%s%s%s", kind, kind[0] == '\0' ? "" : " ",
                   total->key[0] == '\0' ? "（未填）" : total->key, total->name == NULL ? "" : " ",
                   total->name == NULL ? "" : total->name);
    return pp_table_add(table, name) && add_amount(table, total->old, exact, false) &&
           add_amount(table, total->new, exact, false) && add_amount(table, total->difference, exact, true) &&
           pp_table_add(table, signed_percent);
}

static bool write_totals(const pp_diff *diff, FILE *out, int width)
{
    const char *const headings[] = {"总数（万元）", pp_diff_before(diff), pp_diff_next_year(diff) ? "本年" : "新计划",
                                    "增减", "增减比例"};
    pp_table *table = pp_table_new("lrrrr");
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < sizeof headings / sizeof headings[0]; i++) {
        ok = pp_table_add(table, headings[i]);
    }
    for (size_t i = 0; ok && i < pp_diff_totals(diff); i++) {
        const pp_total_change *total = pp_diff_total(diff, i);
        ok = !is_shown(total) || add_total(table, total);
    }
    if (ok) {
        pp_table_print(table, out, 2, width, true);
        fputc('\n', out);
    }
    pp_table_free(table);
    return ok;
}

/* ---- Lines ---- */

static void write_cells(const pp_diff *diff, const pp_change *change, FILE *out, int width)
{
    char text[PP_DIFF_CELL];
    pp_cell_change cell;
    for (size_t at = 0; pp_diff_cell(diff, change, &at, &cell);) {
        fprintf(out, "%*s", INDENT, "");
        pp_text_wrap(out, pp_diff_cell_text(&cell, text), INDENT, INDENT + 2, width);
    }
}

static void write_change(const pp_diff *diff, const pp_change *change, FILE *out, int width)
{
    const bool of_old = change->kind == PP_REMOVED;
    const pp_plan *plan = of_old ? pp_diff_old_plan(diff) : pp_diff_new_plan(diff);
    char line[PP_DIFF_CELL], amount[PP_DIFF_VALUE], whole[2 * PP_DIFF_CELL];
    char old[PP_DIFF_VALUE] = "", new[PP_DIFF_VALUE] = "";
    const pp_money shown = of_old ? change->old_amount : change->new_amount;
    pp_diff_line_text(plan, of_old ? change->old_line : change->new_line, line);
    pp_diff_amount_text(shown, pp_money_hides(pp_money_or_zero(shown), 0), false, amount);
    pp_text_format(whole, sizeof whole, "%s %s 万元", line, amount);
    fprintf(out, "  %c ", of_old ? '-' : change->kind == PP_ADDED ? '+' : '~');
    pp_text_wrap(out, whole, INDENT, INDENT, width);
    write_cells(diff, change, out, width);
    if (change->old_line != PP_NO_LINE) {
        const pp_place place = pp_plan_place(pp_diff_old_plan(diff), change->old_line, PP_NO_COLUMN);
        pp_diff_place(&place, old);
    }
    if (change->new_line != PP_NO_LINE) {
        const pp_place place = pp_plan_place(pp_diff_new_plan(diff), change->new_line, PP_NO_COLUMN);
        pp_diff_place(&place, new);
    }
    pp_text_format(whole, sizeof whole, "位置：%s%s%s%s%s", change->old_line == PP_NO_LINE ? "" : "原 ", old,
                   change->kind == PP_CHANGED ? "，" : "", change->new_line == PP_NO_LINE ? "" : "新 ", new);
    fprintf(out, "%*s", INDENT, "");
    pp_text_wrap(out, whole, INDENT, INDENT + 2, width);
}

static void write_changes(const pp_diff *diff, FILE *out, int width)
{
    const size_t count = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT);
    pp_change_kind last = PP_CHANGE_KIND_COUNT;
    for (size_t i = 0; i < count; i++) {
        const pp_change *change = pp_diff_change(diff, i);
        if (change->kind != last) {
            fprintf(out, "%s（%zu 行）：\n", pp_change_kind_name(change->kind), pp_diff_changes(diff, change->kind));
            last = change->kind;
        }
        write_change(diff, change, out, width);
        if (i + 1 == count || pp_diff_change(diff, i + 1)->kind != last) {
            fputc('\n', out);
        }
    }
}

/* ---- Controls, entries, columns ---- */

static void write_item(FILE *out, const char *text, int width)
{
    fputs("  ", out);
    pp_text_wrap(out, text, 2, INDENT, width);
}

static void write_controls(const pp_diff *diff, FILE *out, int width)
{
    const size_t count = pp_diff_controls(diff);
    if (count > 0) {
        fprintf(out, "控制数的变动（%zu 项，万元）：\n", count);
    }
    for (size_t i = 0; i < count; i++) {
        const pp_control_change *c = pp_diff_control(diff, i);
        char name[PP_DIFF_CELL], old[PP_DIFF_VALUE] = "（无）", new[PP_DIFF_VALUE] = "（无）";
        char text[2 * PP_DIFF_CELL];
        pp_diff_control_name(c->new != NULL ? c->new : c->old, name);
        if (c->old != NULL) {
            pp_diff_demand(c->old, old);
        }
        if (c->new != NULL) {
            pp_diff_demand(c->new, new);
        }
        pp_text_format(text, sizeof text, "%s：%s → %s", name, old, new);
        write_item(out, text, width);
    }
    fputs(count > 0 ? "\n" : "", out);
}

static const char *given(const char *text)
{
    return text == NULL || text[0] == '\0' ? "（未填）" : text;
}

static void write_about(const pp_diff *diff, FILE *out, int width)
{
    bool any = false;
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const pp_about_key key = (pp_about_key)k;
        char text[2 * PP_DIFF_CELL];
        if (!pp_diff_about(diff, key)) {
            continue;
        }
        fputs(any ? "" : "计划信息的变动：\n", out);
        any = true;
        pp_text_format(text, sizeof text, "%s：%s → %s", pp_about_title(key),
                       given(pp_plan_about(pp_diff_old_plan(diff), key)),
                       given(pp_plan_about(pp_diff_new_plan(diff), key)));
        write_item(out, text, width);
    }
    fputs(any ? "\n" : "", out);
}

static void write_lone(const pp_diff *diff, FILE *out, int width)
{
    const size_t count = pp_diff_lone_columns(diff);
    fputs(count > 0 ? "只有一份计划有的栏：\n" : "", out);
    for (size_t i = 0; i < count; i++) {
        char text[PP_DIFF_CELL];
        write_item(out, pp_diff_lone_text(pp_diff_lone_column(diff, i), text), width);
    }
    fputs(count > 0 ? "\n" : "", out);
}

/* ---- The whole ---- */

static void write_head(const pp_diff *diff, FILE *out, int width)
{
    char sentence[PP_DIFF_SENTENCE], line[PP_DIFF_CELL];
    pp_text_wrap(out, pp_diff_sentence(diff, pp_diff_total(diff, 0), sentence), 0, 0, width);
    pp_text_format(
        line, sizeof line, "采购项原有 %zu 行，现有 %zu 行：改动 %zu 行，新增 %zu 行，删除 %zu 行，未变 %zu 行。",
        pp_plan_lines(pp_diff_old_plan(diff)), pp_plan_lines(pp_diff_new_plan(diff)), pp_diff_changes(diff, PP_CHANGED),
        pp_diff_changes(diff, PP_ADDED), pp_diff_changes(diff, PP_REMOVED), pp_diff_same(diff));
    pp_text_wrap(out, line, 0, 0, width);
    fputs(pp_diff_none(diff) ? "两份计划没有差别。\n\n" : "\n", out);
}

/* Each kind's and fund's sentence, as statements have them; what did not change goes without. */
static void write_sentences(const pp_diff *diff, FILE *out, int width)
{
    char sentence[PP_DIFF_SENTENCE];
    for (size_t i = 1; i < pp_diff_totals(diff); i++) {
        const pp_total_change *total = pp_diff_total(diff, i);
        if (total->difference != 0 && (total->old != PP_MONEY_NONE || total->new != PP_MONEY_NONE)) {
            fputs("  ", out);
            pp_text_wrap(out, pp_diff_sentence(diff, total, sentence), 2, 2, width);
        }
    }
}

bool pp_write_diff_text(const pp_diff *diff, FILE *out, int width, pp_error *error)
{
    width = width < NARROWEST ? NARROWEST : width;
    write_head(diff, out, width);
    if (!write_totals(diff, out, width)) {
        return pp_error_memory(error);
    }
    write_changes(diff, out, width);
    write_controls(diff, out, width);
    write_about(diff, out, width);
    write_lone(diff, out, width);
    if (pp_diff_changes(diff, PP_CHANGE_KIND_COUNT) > 0) {
        fputs("增减说明：\n", out);
        write_sentences(diff, out, width);
    }
    if (ferror(out)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写出结果，请检查磁盘空间后重试。");
    }
    return true;
}
