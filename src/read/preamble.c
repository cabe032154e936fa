/* What stands above the heading of a table: entries such as 部门名称：…, and a title that names the year. */
#include "read/grid.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/text_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words before the colon, folded. */
static const struct {
    const char *words;
    pp_about_key key;
} KEYS[] = {
    {"部门", PP_ABOUT_DEPARTMENT},     {"部门名称", PP_ABOUT_DEPARTMENT},
    {"预算部门", PP_ABOUT_DEPARTMENT}, {"预算部门名称", PP_ABOUT_DEPARTMENT},
    {"主管部门", PP_ABOUT_DEPARTMENT}, {"编制部门", PP_ABOUT_DEPARTMENT},
    {"金额单位", PP_ABOUT_UNIT},       {"货币单位", PP_ABOUT_UNIT},
    {"单位", PP_ABOUT_UNIT},           {"年度", PP_ABOUT_YEAR},
    {"预算年度", PP_ABOUT_YEAR},       {"地区", PP_ABOUT_REGION},
};

static pp_about_key key_of(pp_field words)
{
    char folded[64];
    pp_text_fold(words.text, words.length, folded, sizeof folded);
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        if (strcmp(folded, KEYS[i].words) == 0) {
            return KEYS[i].key;
        }
    }
    return PP_ABOUT_COUNT;
}

/* 单位：X above a table may mean the office; only 元 and its multiples mean the unit of amounts. */
static bool means_money(pp_field words, pp_field value)
{
    const bool plain = words.length == strlen("单位");
    return !plain || (value.length >= 3 && memcmp(value.text + value.length - 3, "元", 3) == 0);
}

static bool take_entry(pp_grid *t, const pp_row *row, size_t index, pp_about_key key, pp_field value, pp_error *error)
{
    pp_reading *reading = t->reading;
    const char *before = pp_plan_about(reading->plan, key);
    if (key != PP_ABOUT_UNIT && before != NULL) {
        if (strlen(before) != value.length || memcmp(before, value.text, value.length) != 0) {
            char quote[PP_QUOTE_TEXT], known[PP_QUOTE_TEXT];
            pp_grid_note(t, row->number, "写的%s是“%s”，以前面写的“%s”为准。", pp_about_title(key),
                         pp_quote(value.text, value.length, quote), pp_quote(before, strlen(before), known));
        }
        return true;
    }
    if (!pp_reading_set_about(reading, key, value.text, value.length, error)) {
        return pp_error_at(error, NULL, row->number, (uint32_t)index + 1);
    }
    return pp_plan_set_about_place(reading->plan, key, t->file, row->number, (uint32_t)index + 1, error);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The year that a title names, 2024年政府采购预算表 or 2024年度…: 0 when it names none or two. 2024年3月 is a date, on
 * which the table was made, and no year of a plan. */
static unsigned title_year(pp_field field)
{
    static const char YEAR[] = "年";
    char folded[256];
    unsigned found = 0;
    pp_text_fold(field.text, field.length, folded, sizeof folded);
    for (const char *sign = folded; (sign = strstr(sign, YEAR)) != NULL; sign += strlen(YEAR)) {
        const char *at = sign;
        while (at > folded && is_digit(at[-1])) {
            at--;
        }
        if (sign - at != 4 || is_digit(sign[strlen(YEAR)]) || strncmp(at, "20", 2) != 0) {
            continue;
        }
        const unsigned year = (unsigned)strtoul(at, NULL, 10); /* four digits: it ends at 年 */
        if (found != 0 && found != year) {
            return 0;
        }
        found = year;
    }
    return found;
}

bool pp_grid_settle_year(pp_grid *t, pp_error *error)
{
    char text[16];
    const char *known = pp_plan_about(t->reading->plan, PP_ABOUT_YEAR);
    if (t->title_year == 0) {
        return true;
    }
    if (known != NULL) {
        if (pp_plan_year(t->reading->plan) != (int)t->title_year) {
            char quote[PP_QUOTE_TEXT];
            pp_grid_note(t, t->title_row, "的标题写的是%u年，以前面写的年度“%s”为准。", t->title_year,
                         pp_quote(known, strlen(known), quote));
        }
        return true;
    }
    snprintf(text, sizeof text, "%u", t->title_year);
    if (!t->reading->own) {
        pp_reading_note(t->reading, "计划没有写年度，已按 %s 第%u行的标题取“%s”。", t->file, t->title_row, text);
    }
    return pp_plan_set_about(t->reading->plan, PP_ABOUT_YEAR, text, error) &&
           pp_plan_set_about_place(t->reading->plan, PP_ABOUT_YEAR, t->file, t->title_row, t->title_column, error);
}

bool pp_grid_preamble(pp_grid *t, const pp_row *row, pp_error *error)
{
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_field words = field, value = {"", 0};
        if (!pp_text_split_entry(field, &words, &value) && t->title_year == 0) {
            t->title_year = title_year(field);
            t->title_row = row->number;
            t->title_column = (uint32_t)i + 1;
        }
        const pp_about_key key = key_of(words);
        value = pp_field_trim(value);
        for (size_t next = i + 1; value.length == 0 && next < row->count; next++) {
            value = pp_field_trim(row->fields[next]);
        }
        pp_field other, rest;
        if (pp_text_split_entry(value, &other, &rest)) { /* the next entry: this one was left empty */
            continue;
        }
        if (key == PP_ABOUT_COUNT || value.length == 0 || (key == PP_ABOUT_UNIT && !means_money(words, value))) {
            continue;
        }
        if (!take_entry(t, row, i, key, value, error)) {
            return false;
        }
    }
    return true;
}

bool pp_grid_is_line_above(const pp_row *row)
{
    bool item = false, amount = false, key = false; /* key: the cell before names an entry, 年度,2024 */
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_reference reference;
        pp_money money;
        if (field.length == 0) {
            continue;
        }
        pp_reference_split(field.text, field.length, PP_REFERENCE_ITEM, &reference);
        const bool code = reference.code_length >= 3 && reference.code[0] >= 'A' && reference.code[0] <= 'C' &&
                          is_digit(reference.code[1]);
        item |= code || pp_field_kind(field) != PP_KIND_NONE;
        amount |= !code && !key && pp_money_parse(field.text, field.length, PP_UNIT_YUAN, &money) == PP_MONEY_OK;
        key = key_of(field) != PP_ABOUT_COUNT;
    }
    return item && amount;
}
