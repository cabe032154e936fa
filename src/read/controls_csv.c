/* controls.csv: 控制项,键,关系,金额,来源 and, where it is not 合计 that is meant, 栏目. Anything in it that cannot be
 * understood is an error: a figure that is not checked would look like one that is met. */
#include "base/text.h"
#include "model/plan.h"
#include "read/heading.h"
#include "read/layout.h"

#include <stdio.h>
#include <string.h>

typedef enum part { PART_NAME, PART_KEY, PART_RELATION, PART_AMOUNT, PART_ORIGIN, PART_COLUMN, PART_COUNT } part;

/* The headings; the first word of each part is its canonical one. */
static const struct {
    const char *words; /* folded */
    part which;
} TITLES[] = {
    {"控制项", PART_NAME},     {"控制项目", PART_NAME}, {"控制数名称", PART_NAME}, {"键", PART_KEY},
    {"名称", PART_KEY},        {"关系", PART_RELATION}, {"金额", PART_AMOUNT},     {"控制数", PART_AMOUNT},
    {"控制金额", PART_AMOUNT}, {"来源", PART_ORIGIN},   {"依据", PART_ORIGIN},     {"栏目", PART_COLUMN},
    {"列名", PART_COLUMN},
};

static const struct {
    const char *words; /* folded */
    pp_relation relation;
} RELATIONS[] = {
    {"", PP_EQUAL},         {"=", PP_EQUAL},        {"==", PP_EQUAL},       {"等于", PP_EQUAL},
    {"<=", PP_AT_MOST},     {"=<", PP_AT_MOST},     {"≤", PP_AT_MOST},      {"≦", PP_AT_MOST},
    {"不超过", PP_AT_MOST}, {"不大于", PP_AT_MOST}, {"不高于", PP_AT_MOST}, {"小于等于", PP_AT_MOST},
};

enum {
    LISTED = 5,      /* amounts that are no amounts: so many are listed, the others counted */
    LISTED_TEXT = 36 /* bytes of each */
};

typedef struct controls {
    pp_reading *reading;
    const char *name;
    bool begun;            /* the heading was read */
    size_t at[PART_COUNT]; /* column of each part from 1, 0: nowhere */
    const char *title;     /* heading of the amounts; owned by the plan */
    pp_money_unit unit;
    size_t bad;       /* amounts that could not be read */
    uint32_t bad_row; /* the first of them */
    char bad_list[LISTED * 256];
} controls;

static pp_field cell(const controls *c, const pp_row *row, part which)
{
    const size_t at = c->at[which];
    return at == 0 || at > row->count ? (pp_field){"", 0} : pp_field_trim(row->fields[at - 1]);
}

/* The cell without outer white space and with a NUL behind it. NULL when memory is short; owned by the plan. */
static const char *copy(const controls *c, const pp_row *row, part which)
{
    const pp_field field = cell(c, row, which);
    return pp_arena_copy(c->reading->plan->arena, field.text, field.length);
}

static bool fail(const controls *c, const pp_row *row, part which, pp_error *error)
{
    return pp_error_at(error, NULL, row->number, (uint32_t)c->at[which]);
}

static part find_title(const char *words)
{
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        if (strcmp(words, TITLES[i].words) == 0) {
            return TITLES[i].which;
        }
    }
    return PART_COUNT;
}

static bool set_unit(controls *c, pp_title_unit unit, pp_error *error)
{
    switch (unit) {
    case PP_TITLE_OTHER:
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "金额列的单位不能识别，只能是“元”或“万元”，请换算并改写表头后重试。");
    case PP_TITLE_YUAN:
        c->unit = PP_UNIT_YUAN;
        return true;
    case PP_TITLE_WAN:
        c->unit = PP_UNIT_WAN;
        return true;
    case PP_TITLE_PLAIN:
        break;
    }
    return true;
}

/* Tells of columns that are none of ours. */
static void note_unused(const controls *c, const pp_row *row)
{
    char words[PP_TITLE_TEXT], quote[PP_QUOTE_TEXT];
    pp_notes notes = {0};
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_heading_words(field.text, field.length, words);
        if (field.length > 0 && find_title(words) == PART_COUNT && pp_notes_take(&notes)) {
            pp_reading_note(c->reading, "%s 的“%s”列没有使用。", c->name, pp_quote(field.text, field.length, quote));
        }
    }
    pp_notes_end(&notes, c->reading, c->name);
}

static bool is_heading(const pp_row *row)
{
    bool name = false, amount = false;
    for (size_t i = 0; i < row->count; i++) {
        char words[PP_TITLE_TEXT];
        pp_heading_words(row->fields[i].text, row->fields[i].length, words);
        const part which = find_title(words);
        name |= which == PART_NAME;
        amount |= which == PART_AMOUNT;
    }
    return name && amount;
}

static bool read_heading(controls *c, const pp_row *row, pp_error *error)
{
    char words[PP_TITLE_TEXT], quote[PP_QUOTE_TEXT];
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        const pp_title_unit unit = pp_heading_words(field.text, field.length, words);
        const part which = find_title(words);
        if (which == PART_COUNT) {
            continue;
        }
        if (c->at[which] != 0) {
            pp_error_set(error, PP_ERROR_FORMAT, "第%zu列和第%zu列意思相同（“%s”），请删去一列后重试。", c->at[which],
                         i + 1, pp_quote(field.text, field.length, quote));
            return pp_error_at(error, NULL, row->number, (uint32_t)i + 1);
        }
        c->at[which] = i + 1;
        if (which == PART_AMOUNT && !set_unit(c, unit, error)) {
            return fail(c, row, which, error);
        }
    }
    c->title = copy(c, row, PART_AMOUNT);
    if (c->title == NULL) {
        return pp_error_memory(error);
    }
    if (c->at[PART_NAME] == 0 || c->at[PART_AMOUNT] == 0) {
        pp_error_set(error, PP_ERROR_FORMAT,
                     "表头要有“控制项”和“金额”两列，还可以有“键”、“关系”、“来源”、“栏目”，请补上表头后重试。");
        return pp_error_at(error, NULL, row->number, 0);
    }
    c->begun = true;
    note_unused(c, row);
    return true;
}

static bool find_relation(pp_field field, pp_relation *relation)
{
    char folded[32];
    pp_text_fold(field.text, field.length, folded, sizeof folded);
    for (size_t i = 0; i < sizeof RELATIONS / sizeof RELATIONS[0]; i++) {
        if (strcmp(folded, RELATIONS[i].words) == 0) {
            *relation = RELATIONS[i].relation;
            return true;
        }
    }
    return false;
}

/* Which money column is meant. False with *error when the cell names none, or another than the control item does. */
static bool read_column(const controls *c, const pp_row *row, pp_control *control, pp_error *error)
{
    char quote[PP_QUOTE_TEXT];
    const pp_field field = cell(c, row, PART_COLUMN);
    if (field.length == 0) {
        return true;
    }
    const char *words = copy(c, row, PART_COLUMN);
    if (words == NULL) {
        return pp_error_memory(error);
    }
    pp_column column = pp_column_by_fund_name(words);
    if (column == PP_NO_COLUMN) {
        const pp_heading heading = pp_heading_find(field.text, field.length);
        column = heading.unit == PP_TITLE_PLAIN ? heading.column : PP_NO_COLUMN;
    }
    pp_quote(field.text, field.length, quote);
    if (column < PP_COL_TOTAL || column > PP_COL_RESERVE_MICRO) {
        pp_error_set(
            error, PP_ERROR_FORMAT,
            "栏目写的是“%s”，只能是表里的金额列名，如“合计”、“一般公共预算”、“中小企业预留份额”；空着就是合计。"
            "请改正后重试。",
            quote);
        return fail(c, row, PART_COLUMN, error);
    }
    control->sums = column;
    if (pp_control_column(control) != column && pp_control_column(control) != PP_NO_COLUMN) {
        pp_error_set(error, PP_ERROR_FORMAT, "栏目写的是“%s”，而控制项指的是“%s”，请把栏目空着，或改成一致后重试。",
                     quote, pp_column_describe(pp_control_column(control))->title);
        return fail(c, row, PART_COLUMN, error);
    }
    return true;
}

/* Keeps an amount that cannot be read for the sentence that lists them all. An amount in the other unit is said in the
 * right one. */
static void note_bad(controls *c, const pp_row *row, pp_field amount, pp_money_status status)
{
    char quote[PP_QUOTE_TEXT], right[PP_MONEY_TEXT] = "";
    const size_t cut = pp_utf8_cut(amount.text, amount.length, LISTED_TEXT);
    pp_money value;
    const pp_money_unit other = c->unit == PP_UNIT_WAN ? PP_UNIT_YUAN : PP_UNIT_WAN;
    if (c->bad++ == 0) {
        c->bad_row = row->number;
    }
    if (c->bad > LISTED) {
        return;
    }
    if (status == PP_MONEY_OTHER_UNIT && pp_money_parse(amount.text, amount.length, other, &value) == PP_MONEY_OK) {
        pp_money_format(value, c->unit, PP_MONEY_EXACT, right);
    }
    const size_t used = strlen(c->bad_list);
    snprintf(c->bad_list + used, sizeof c->bad_list - used, "%s第%u行“%s%s”%s%s%s%s", c->bad > 1 ? "；" : "",
             row->number, pp_quote(amount.text, cut, quote), cut < amount.length ? "…" : "",
             pp_unreadable_reason(status), right[0] == '\0' ? "" : "（应写成 ", right, right[0] == '\0' ? "" : "）");
}

static bool refuse_bad(const controls *c, const char *path, pp_error *error)
{
    char more[64] = "";
    if (c->bad > LISTED) {
        snprintf(more, sizeof more, "；另有 %zu 个没有列出", c->bad - LISTED);
    }
    pp_error_set(error, PP_ERROR_FORMAT, "有 %zu 个金额读不出：%s%s。金额应是以%s为单位的数，如 %s。请改正后重试。",
                 c->bad, c->bad_list, more, c->unit == PP_UNIT_WAN ? "万元" : "元",
                 c->unit == PP_UNIT_WAN ? "80.00" : "800000.00");
    return pp_error_at(error, path, c->bad_row, (uint32_t)c->at[PART_AMOUNT]);
}

/* Reads the parts that must be understood. */
static bool read_control(controls *c, const pp_row *row, pp_control *control, pp_error *error)
{
    char quote[PP_QUOTE_TEXT];
    const pp_field relation = cell(c, row, PART_RELATION);
    const pp_field amount = cell(c, row, PART_AMOUNT);
    control->kind = pp_control_kind_by_name(control->name);
    if (control->kind == PP_CONTROL_KIND_COUNT) {
        pp_error_set(
            error, PP_ERROR_FORMAT,
            "控制项写的是“%s”，只能是：合计、类别、资金来源、预留份额、其中小微企业、部门、预算单位、功能科目、"
            "采购品目。请改正后重试。",
            pp_quote(control->name, strlen(control->name), quote));
        return fail(c, row, PART_NAME, error);
    }
    if (!find_relation(relation, &control->relation)) {
        pp_error_set(error, PP_ERROR_FORMAT, "关系写的是“%s”，只能是“=”（等于）或“<=”（不超过）。请改正后重试。",
                     pp_quote(relation.text, relation.length, quote));
        return fail(c, row, PART_RELATION, error);
    }
    if (!read_column(c, row, control, error)) {
        return false;
    }
    const pp_money_status status = pp_money_parse(amount.text, amount.length, c->unit, &control->amount);
    if (status != PP_MONEY_OK) {
        note_bad(c, row, amount, status);
    }
    control->unit_step = pp_written_step(amount.text, amount.length, c->unit);
    return true;
}

static bool on_row(void *context, const pp_row *row, pp_error *error)
{
    controls *c = context;
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++) {
        filled += pp_field_trim(row->fields[i]).length > 0;
    }
    if (filled == 0) {
        return true;
    }
    if (!c->begun) {
        return read_heading(c, row, error);
    }
    if (pp_plan_controls(c->reading->plan) >= PP_CONTROLS_LIMIT) {
        pp_error_set(error, PP_ERROR_LIMIT, "控制数（连同表内合计行、汇总行的数）超过 %d 个，请拆成几份后分别处理。",
                     PP_CONTROLS_LIMIT);
        return pp_error_at(error, NULL, row->number, 0);
    }
    pp_control control = {.file = c->name,
                          .row = row->number,
                          .column = (uint32_t)c->at[PART_AMOUNT],
                          .key_column = (uint32_t)c->at[PART_KEY],
                          .title = c->title};
    control.name = copy(c, row, PART_NAME);
    control.key = copy(c, row, PART_KEY);
    control.origin = copy(c, row, PART_ORIGIN);
    if (control.name == NULL || control.key == NULL || control.origin == NULL) {
        return pp_error_memory(error);
    }
    return read_control(c, row, &control, error) &&
           (c->bad > 0 || pp_plan_add_control(c->reading->plan, &control, error));
}

bool pp_read_controls_csv(pp_reading *reading, const char *path, const char *name, pp_error *error)
{
    controls c = {.reading = reading, .name = name, .unit = pp_reading_unit(reading)};
    if (!pp_reading_table(reading, path, name, is_heading, on_row, &c, error)) {
        return false;
    }
    if (!c.begun) {
        pp_error_set(error, PP_ERROR_FORMAT,
                     "文件是空的。请填写控制数（表头：控制项,键,关系,金额,来源），或删去这个文件。");
        return pp_error_at(error, path, 0, 0);
    }
    return c.bad == 0 || refuse_bad(&c, path, error);
}
