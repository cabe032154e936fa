/* Figures of a budget: found by their words, added up, held against each other. */
#include "rules/budget.h"

#include <stdlib.h>
#include <string.h>

enum { TAILS_NAMED = 24 };

/* Whether an item is one of the words, which | keeps apart. */
static bool is_one_of(const char *item, const char *words)
{
    const size_t length = strlen(item);
    for (const char *at = words;; at++) {
        const size_t n = strcspn(at, "|");
        if (n == length && n > 0 && memcmp(at, item, n) == 0) {
            return true;
        }
        at += n;
        if (*at == '\0') {
            return false;
        }
    }
}

bool pp_find_row(const pp_budget *budget, const pp_term *term, size_t *row)
{
    const pp_budget_table_info *info = pp_budget_describe(term->table);
    const int side = info->columns[info->texts + term->amount].side;
    for (size_t i = 0; i < pp_budget_rows(budget, term->table); i++) {
        const pp_budget_row *r = pp_budget_row_at(budget, term->table, i);
        const bool by_code = info->key != PP_BUDGET_BY_WORDS && r->item[0][0] != '\0';
        if (is_one_of(by_code ? r->item[0] : r->item[side], term->row)) {
            *row = i;
            return true;
        }
    }
    return false;
}

bool pp_figure_value(const pp_budget *budget, pp_figure_at at, pp_money *value)
{
    const pp_money m = pp_budget_row_at(budget, at.table, at.row)->amount[at.amount];
    *value = pp_money_or_zero(m);
    return m != PP_MONEY_UNREADABLE;
}

static bool is_finer(pp_money m)
{
    return m % PP_MONEY_PRINTED != 0;
}

void pp_sum_add(const pp_checker *c, pp_figure_sum *sum, pp_figure_at at)
{
    pp_money value;
    if (!pp_figure_value(c->plan->budget, at, &value) || !pp_money_add(sum->sum, value, &sum->sum)) {
        sum->broken = true;
    }
    sum->finer |= is_finer(value);
    if (sum->count++ == 0) {
        sum->first = at;
    }
    if (value != 0) {
        if (sum->filled < PP_FIGURES_NAMED) {
            sum->named[sum->filled] = at;
        }
        sum->filled++;
    }
}

/* ---- Saying where ---- */

void pp_words_figure_name(pp_words *words, const pp_checker *c, pp_figure_at at)
{
    char item[PP_QUOTE], code[PP_QUOTE];
    const pp_budget_table_info *info = pp_budget_describe(at.table);
    const pp_budget_column_info *column = &info->columns[info->texts + at.amount];
    const pp_budget_row *row = pp_budget_row_at(c->plan->budget, at.table, at.row);
    const bool by_code = info->key != PP_BUDGET_BY_WORDS && row->text[0][0] != '\0';
    if (at.table == PP_BUDGET_STATEMENT) {
        pp_words_add(words, "说明数据“%s：%s”", pp_say_text(row->text[0], code), pp_say_text(row->text[1], item));
        return;
    }
    pp_words_add(words, "%s“%s%s%s”的%s", info->name, by_code ? pp_say_text(row->text[0], code) : "",
                 by_code ? " " : "", pp_say_text(row->text[column->side], item), column->title);
}

void pp_words_figure(pp_words *words, const pp_checker *c, pp_figure_at at)
{
    char cell[PP_CELL_TEXT], file[PP_QUOTE];
    const pp_place place = pp_budget_place(c->plan->budget, at.table, at.row, at.amount);
    pp_cell_name(place.row, place.column, cell);
    pp_words_figure_name(words, c, at);
    pp_words_add(words, "（%s %s）", pp_say_text(place.file, file), cell);
}

/* A figure of the table that a message is about: only what tells it from its neighbours, and its cell. */
static void add_short(pp_words *words, const pp_checker *c, pp_figure_at at, bool same_row)
{
    char cell[PP_CELL_TEXT], item[PP_QUOTE];
    const pp_budget_table_info *info = pp_budget_describe(at.table);
    const pp_budget_column_info *column = &info->columns[info->texts + at.amount];
    const pp_place place = pp_budget_place(c->plan->budget, at.table, at.row, at.amount);
    const char *text = pp_budget_row_at(c->plan->budget, at.table, at.row)->text[column->side];
    pp_cell_name(place.row, place.column, cell);
    pp_words_add(words, "%s（%s）", same_row ? column->title : pp_say_text(text, item), cell);
}

void pp_words_sum(pp_words *words, const pp_checker *c, const pp_figure_sum *sum, const pp_figure_at *beside)
{
    char figure[PP_SAY];
    const size_t count = sum->filled < PP_FIGURES_NAMED ? sum->filled : PP_FIGURES_NAMED;
    for (size_t i = 0; i < (sum->filled == 0 && sum->count > 0 ? 1 : count); i++) {
        const pp_figure_at at = sum->filled == 0 ? sum->first : sum->named[i];
        pp_money value;
        (void)pp_figure_value(c->plan->budget, at, &value);
        pp_words_add(words, "%s", i == 0 ? "" : "、");
        if (beside != NULL && beside->table == at.table && at.table != PP_BUDGET_STATEMENT) {
            add_short(words, c, at, beside->row == at.row);
        } else {
            pp_words_figure(words, c, at);
        }
        pp_words_add(words, " %s", pp_say(c, value, figure));
    }
    if (sum->filled > count) {
        pp_words_add(words, "等 %zu 项", sum->filled);
    }
}

/* ---- Holding ---- */

/* Whether rounding each of the figures and their sum to 0.01 万元 may make them differ so. What is 0 is not rounded. */
static bool may_be_tail(const pp_figure_sum *sum, pp_money actual, pp_money difference)
{
    const pp_money bound = (pp_money)(sum->filled + 1) * (PP_MONEY_PRINTED / 2);
    return sum->filled > 1 && !sum->finer && !is_finer(actual) && difference <= bound && difference >= -bound;
}

static bool keep_tail(pp_checker *c, pp_figure_at at, const char *gap)
{
    char cell[PP_CELL_TEXT];
    if (c->tails == NULL) {
        c->tails = calloc(1, sizeof *c->tails);
        if (c->tails == NULL) {
            return false;
        }
        c->tails->first = at;
    }
    if (c->tails->count++ < TAILS_NAMED) {
        const pp_place place = pp_budget_place(c->plan->budget, at.table, at.row, at.amount);
        pp_words_add(&c->tails->words, "%s%s %s %s", c->tails->count == 1 ? "" : "、",
                     pp_budget_describe(at.table)->name, pp_cell_name(place.row, place.column, cell), gap);
    }
    return true;
}

bool pp_hold_figure(pp_checker *c, pp_figure_at at, const pp_figure_sum *sum)
{
    pp_comparison figures;
    pp_words name = {0}, parts = {0};
    pp_money actual;
    if (sum->broken || !pp_figure_value(c->plan->budget, at, &actual) || actual == sum->sum) {
        return true;
    }
    pp_compare(c, &figures, actual, sum->sum);
    if (figures.note.difference != NULL && may_be_tail(sum, actual, figures.difference)) {
        return keep_tail(c, at, figures.say_gap);
    }
    pp_words_figure_name(&name, c, at);
    pp_words_sum(&parts, c, sum, &at);
    if (sum->count == 0) {
        return pp_report_budget(c, at, &figures.note, "%s是 %s，在对应的表中却没有这个数。", name.text,
                                figures.say_actual);
    }
    if (sum->count == 1) {
        return pp_report_budget(c, at, &figures.note, "%s是 %s，而%s，%s。", name.text, figures.say_actual, parts.text,
                                figures.say_gap);
    }
    return pp_report_budget(c, at, &figures.note, "%s是 %s，而它的各项相加是 %s，%s；各项是：%s。", name.text,
                            figures.say_actual, figures.say_expected, figures.say_gap, parts.text);
}

bool pp_check_budget_tails(pp_checker *c)
{
    const struct pp_budget_tails *tails = c->tails;
    if (tails == NULL) {
        return true;
    }
    return pp_report_budget(c, tails->first, NULL,
                            "预算表中有 %zu 处合计与各项之和有尾差，都不超过各项四舍五入到 0.01 "
                            "万元可能造成的差额：%s%s。",
                            tails->count, tails->words.text, tails->count > TAILS_NAMED ? "等" : "");
}

/* The table has the amount's column. */
static bool has_amount(const pp_budget *budget, const pp_term *term)
{
    return pp_budget_has_column(budget, term->table, pp_budget_describe(term->table)->texts + term->amount);
}

bool pp_hold_terms(pp_checker *c, const pp_term *left, const pp_term *right, size_t count)
{
    const pp_budget *budget = c->plan->budget;
    pp_figure_sum sum = {0};
    pp_figure_at at = {left->table, 0, left->amount};
    bool there = has_amount(budget, left);
    for (size_t i = 0; i < count && there; i++) {
        pp_figure_at part = {right[i].table, 0, right[i].amount};
        there = has_amount(budget, &right[i]);
        if (there && pp_find_row(budget, &right[i], &part.row)) {
            pp_sum_add(c, &sum, part);
        }
    }
    if (!there) {
        return true;
    }
    if (pp_find_row(budget, left, &at.row)) {
        return pp_hold_figure(c, at, &sum);
    }
    if (sum.broken || sum.sum == 0) {
        return true;
    }
    pp_words parts = {0};
    pp_words_sum(&parts, c, &sum, NULL);
    return pp_report_budget(c, sum.first, NULL, "%s，而%s中没有“%.*s”这一行。", parts.text,
                            pp_budget_describe(left->table)->name, (int)strcspn(left->row, "|"), left->row);
}
