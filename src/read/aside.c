/* Rows of a table that are no lines: what they are and what is kept of them. */
#include "read/grid.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/words.h"

#include <stdio.h>
#include <string.h>

/* Controls that rows of a file may make: each is checked against the lines, so their number must stay sane. */
enum { CONTROLS_LIMIT = 65536 };

/* ---- What a row is ---- */

static bool all_digits(pp_field field)
{
    for (size_t i = 0; i < field.length; i++) {
        if ((field.text[i] < '0' || field.text[i] > '9') && field.text[i] != '.') {
            return false;
        }
    }
    return true;
}

/* A column that only numbers the rows. */
static bool is_numbering(const pp_layout_column *column)
{
    static const char *const TITLES[] = {"序号", "行号", "编号", "行次"};
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        if (pp_text_same(column->title, TITLES[i])) {
            return true;
        }
    }
    return false;
}

static bool is_number_column(const pp_layout_column *column)
{
    return column->action == PP_ACTION_MONEY || column->action == PP_ACTION_QUANTITY;
}

/* What the cells of a row come to. */
typedef struct overview {
    size_t filled;
    size_t titles;    /* filled cells that are headings of known columns */
    size_t amounts;   /* filled cells of money columns */
    size_t readable;  /* those of them that are amounts */
    bool label;       /* the first filled cell begins like a note */
    bool number_only; /* the only filled cell is in a numbering column */
    pp_word total;    /* the first word for a total, or PP_WORD_NONE */
    pp_field name;    /* the first text before all amounts, when it is no such word */
} overview;

static overview look(const pp_layout *layout, const pp_row *row)
{
    overview o = {.total = PP_WORD_NONE, .name = {"", 0}};
    bool number = false, first = true;
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        const pp_layout_column *column = &layout->columns[i];
        if (field.length == 0) {
            continue;
        }
        o.filled++;
        if (is_number_column(column)) {
            pp_money amount;
            o.amounts += column->action == PP_ACTION_MONEY;
            o.readable += pp_money_parse(field.text, field.length, column->unit, &amount) == PP_MONEY_OK;
        }
        if (all_digits(field)) {
            number = is_numbering(column);
            continue;
        }
        const pp_word word = pp_word_of(field.text, field.length);
        o.titles += pp_heading_find(field.text, field.length).column != PP_NO_COLUMN;
        o.label |= o.filled == 1 && word == PP_WORD_NOTE;
        if (is_number_column(column)) {
            continue;
        }
        if (word == PP_WORD_TOTAL || word == PP_WORD_SUBTOTAL) {
            o.total = o.total == PP_WORD_NONE ? word : o.total;
        } else if (first && o.amounts == 0) {
            o.name = field;
        }
        first = false;
    }
    o.number_only = o.filled == 1 && number;
    return o;
}

/* Nothing, or a word that stands for a total. */
static bool is_vacant(pp_field field)
{
    const pp_word word = field.length == 0 ? PP_WORD_TOTAL : pp_word_of(field.text, field.length);
    return word == PP_WORD_TOTAL || word == PP_WORD_SUBTOTAL;
}

/* True when the row names neither item, nor kind, nor a function by its code. In the published form the names of
 * department and units stand in the column of the function. */
static bool lacks_item(const pp_layout *layout, const pp_row *row)
{
    static const pp_column NAMES[] = {PP_COL_ITEM_CODE, PP_COL_ITEM_NAME, PP_COL_KIND};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (!is_vacant(pp_layout_field(layout, row, NAMES[i]))) {
            return false;
        }
    }
    const pp_field function = pp_layout_field(layout, row, PP_COL_FUNCTION_CODE);
    pp_reference reference;
    pp_reference_split(function.text, function.length, PP_REFERENCE_FUNCTION, &reference);
    return reference.code_length == 0;
}

pp_row_kind pp_row_classify(const pp_layout *layout, const pp_row *row, pp_field *name)
{
    const overview o = look(layout, row);
    if (o.filled == 0) {
        return PP_ROW_EMPTY;
    }
    if (o.number_only) {
        return PP_ROW_NUMBER;
    }
    if (o.readable == 0 && (o.titles == o.filled ? o.filled >= 2 : pp_layout_is_heading(row))) {
        return PP_ROW_HEADING;
    }
    const bool vacant = lacks_item(layout, row);
    if (o.label && o.readable == 0 && (vacant || o.filled == 1)) {
        return PP_ROW_NOTE;
    }
    if (!vacant) {
        return PP_ROW_LINE;
    }
    pp_field unit = pp_layout_field(layout, row, PP_COL_UNIT);
    if (is_vacant(unit)) {
        unit = o.name;
    }
    if (o.amounts > 0 && unit.length > 0) {
        *name = unit;
        return PP_ROW_GROUP;
    }
    return o.total == PP_WORD_TOTAL ? PP_ROW_TOTAL : o.total == PP_WORD_SUBTOTAL ? PP_ROW_SUBTOTAL : PP_ROW_LINE;
}

/* ---- What is kept of it ---- */

/* The controls that a total row gives. */
static const struct {
    pp_column column;
    pp_control_kind kind;
    const char *name, *key;
} TOTALS[] = {
    {PP_COL_TOTAL, PP_CONTROL_TOTAL, "合计", ""},
    {PP_COL_SUBTOTAL, PP_CONTROL_FUND, "资金来源", "财政拨款小计"},
    {PP_COL_GENERAL, PP_CONTROL_FUND, "资金来源", "一般公共预算"},
    {PP_COL_GOVERNMENT_FUND, PP_CONTROL_FUND, "资金来源", "政府性基金预算"},
    {PP_COL_STATE_CAPITAL, PP_CONTROL_FUND, "资金来源", "国有资本经营预算"},
    {PP_COL_SPECIAL_ACCOUNT, PP_CONTROL_FUND, "资金来源", "财政专户管理资金"},
    {PP_COL_OWN, PP_CONTROL_FUND, "资金来源", "单位资金"},
    {PP_COL_CARRYOVER, PP_CONTROL_FUND, "资金来源", "上年结转"},
    {PP_COL_RESERVE, PP_CONTROL_RESERVE, "预留份额", ""},
    {PP_COL_RESERVE_MICRO, PP_CONTROL_RESERVE_MICRO, "其中小微企业", ""},
};

/* Makes the amount in `column` a control. An empty cell makes none; one that cannot be read only a notice. *added tells
 * whether there is one. */
static bool add_control(pp_grid *t, const pp_row *row, pp_column column, pp_control control, bool *added,
                        pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    const pp_field field = pp_layout_field(&t->layout, row, column);
    *added = false;
    if (field.length == 0) {
        return true;
    }
    const pp_layout_column *c = &t->layout.columns[t->layout.at[column] - 1];
    const pp_money_status status = pp_money_parse(field.text, field.length, c->unit, &control.amount);
    char quote[PP_QUOTE_TEXT], origin[PP_QUOTE_TEXT + 64], file[PP_QUOTE_TEXT];
    if (status != PP_MONEY_OK) {
        if (status != PP_MONEY_EMPTY) {
            pp_grid_note(t, row->number, "是合计或单位的行，但“%s”%s，没有作为控制数，请改正。",
                         pp_quote(field.text, field.length, quote), pp_unreadable_reason(status));
        }
        return true;
    }
    if (plan->control_count >= CONTROLS_LIMIT) {
        return pp_error_set(error, PP_ERROR_LIMIT, "合计行和单位行超过 %d 个控制数，请拆成几份后分别处理。",
                            CONTROLS_LIMIT);
    }
    snprintf(origin, sizeof origin, "%s 第%u行", pp_quote(t->file, strlen(t->file), file), row->number);
    control.unit_step = pp_written_step(field.text, field.length, c->unit);
    control.relation = PP_EQUAL;
    control.origin = origin;
    control.file = t->file;
    control.row = row->number;
    control.column = t->layout.at[column];
    *added = pp_plan_add_control(plan, &control, error);
    return *added;
}

static bool total_row(pp_grid *t, const pp_row *row, pp_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof TOTALS / sizeof TOTALS[0]; i++) {
        bool added;
        const pp_control control = {.kind = TOTALS[i].kind, .name = TOTALS[i].name, .key = TOTALS[i].key};
        if (!add_control(t, row, TOTALS[i].column, control, &added, error)) {
            return false;
        }
        count += added;
    }
    pp_grid_note(t, row->number, "是合计行，不算采购项；其中 %zu 个数已作为控制数核对。", count);
    return true;
}

/* Makes the group row above a department after all: another group row follows it at once, so its lines stand under that
 * one. Only where nothing else names the department. */
static bool make_department(pp_grid *t, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    pp_control *control = &plan->controls[t->first_group - 1];
    control->kind = PP_CONTROL_DEPARTMENT;
    control->name = "部门";
    t->department_seen = true;
    t->unit = 0;
    pp_reading_note(t->reading, "计划没有写部门，已按 %s 取“%s”。", control->origin, control->key);
    return pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, control->key, error);
}

static bool group_row(pp_grid *t, const pp_row *row, pp_field name, pp_error *error)
{
    bool ok = false, added;
    pp_plan *plan = t->reading->plan;
    uint32_t id;
    if (!pp_pool_add(plan->pool, name.text, name.length, &id)) {
        return pp_error_memory(error);
    }
    const char *text = pp_pool_text(plan->pool, id);
    char quote[PP_QUOTE_TEXT];
    pp_quote(name.text, name.length, quote);
    if (pp_plan_about(plan, PP_ABOUT_DEPARTMENT) == NULL && t->first_group != 0 && !make_department(t, error)) {
        return false;
    }
    const char *known = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    const bool department = known != NULL && !t->department_seen && pp_text_same(known, text);
    pp_control control = {.kind = PP_CONTROL_UNIT, .name = "预算单位", .key = text};
    if (department) {
        control.kind = PP_CONTROL_DEPARTMENT;
        control.name = "部门";
    }
    ok = add_control(t, row, PP_COL_TOTAL, control, &added, error);
    t->department_seen |= department;
    t->unit = department || t->layout.at[PP_COL_UNIT] != 0 ? 0 : id;
    t->first_group = ok && added && !department ? plan->control_count : 0;
    pp_grid_note(t, row->number, "是“%s”的汇总行，不算采购项%s。", quote, added ? "；合计数已作为控制数核对" : "");
    return ok;
}

bool pp_grid_aside(pp_grid *t, const pp_row *row, pp_row_kind kind, pp_field name, pp_error *error)
{
    switch (kind) {
    case PP_ROW_TOTAL:
        return total_row(t, row, error);
    case PP_ROW_GROUP:
        return group_row(t, row, name, error);
    case PP_ROW_SUBTOTAL:
        pp_grid_note(t, row->number, "是小计行，不算采购项，也没有作为控制数。");
        return true;
    case PP_ROW_HEADING:
        pp_grid_note(t, row->number, "是重复的表头，已跳过。");
        return true;
    case PP_ROW_NOTE:
        pp_grid_note(t, row->number, "是表下的说明，已跳过。");
        return true;
    case PP_ROW_NUMBER:
        pp_grid_note(t, row->number, "只有序号，已跳过。");
        return true;
    case PP_ROW_EMPTY:
    case PP_ROW_LINE:
        break;
    }
    return true;
}

/* ---- Above the heading ---- */

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

/* Splits 部门名称：X at its first colon, of either width. False when there is none. */
static bool split_at_colon(pp_field field, pp_field *words, pp_field *value)
{
    const char *end = field.text + field.length;
    for (const char *at = field.text; at < end;) {
        const char *colon = at;
        const uint32_t c = pp_utf8_next(&at, end);
        if (c == ':' || c == 0xFF1A) {
            *words = pp_field_trim((pp_field){field.text, (size_t)(colon - field.text)});
            *value = pp_field_trim((pp_field){at, (size_t)(end - at)});
            return true;
        }
    }
    return false;
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
            char quote[PP_QUOTE_TEXT];
            pp_grid_note(t, row->number, "写的%s是“%s”，以前面写的“%s”为准。", pp_about_title(key),
                         pp_quote(value.text, value.length, quote), before);
        }
        return true;
    }
    if (!pp_reading_set_about(reading, key, value.text, value.length, error)) {
        return pp_error_at(error, NULL, row->number, (uint32_t)index + 1);
    }
    return pp_plan_set_about_place(reading->plan, key, t->file, row->number, (uint32_t)index + 1, error);
}

bool pp_grid_preamble(pp_grid *t, const pp_row *row, pp_error *error)
{
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_field words = field, value = {"", 0};
        split_at_colon(field, &words, &value);
        const pp_about_key key = key_of(words);
        for (size_t next = i + 1; value.length == 0 && next < row->count; next++) {
            value = pp_field_trim(row->fields[next]);
        }
        pp_field other, rest;
        if (split_at_colon(value, &other, &rest)) { /* the next entry: this one was left empty */
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
