/* controls.csv: 控制项,键,关系,金额,来源. Anything in it that cannot be understood is an error: a figure that is not
 * checked would look like one that is met. */
#include "base/text.h"
#include "model/plan.h"
#include "read/heading.h"
#include "read/layout.h"

#include <stdio.h>
#include <string.h>

typedef enum part { PART_NAME, PART_KEY, PART_RELATION, PART_AMOUNT, PART_ORIGIN, PART_COUNT } part;

/* The headings; the first word of each part is its canonical one. */
static const struct {
    const char *words; /* folded */
    part which;
} TITLES[] = {
    {"控制项", PART_NAME},     {"控制项目", PART_NAME}, {"控制数名称", PART_NAME}, {"键", PART_KEY},
    {"名称", PART_KEY},        {"关系", PART_RELATION}, {"金额", PART_AMOUNT},     {"控制数", PART_AMOUNT},
    {"控制金额", PART_AMOUNT}, {"来源", PART_ORIGIN},   {"依据", PART_ORIGIN},
};

static const struct {
    const char *words; /* folded */
    pp_relation relation;
} RELATIONS[] = {
    {"", PP_EQUAL},         {"=", PP_EQUAL},        {"==", PP_EQUAL},       {"等于", PP_EQUAL},
    {"<=", PP_AT_MOST},     {"=<", PP_AT_MOST},     {"≤", PP_AT_MOST},      {"≦", PP_AT_MOST},
    {"不超过", PP_AT_MOST}, {"不大于", PP_AT_MOST}, {"不高于", PP_AT_MOST}, {"小于等于", PP_AT_MOST},
};

typedef struct controls {
    pp_reading *reading;
    const char *name;
    bool begun;            /* the heading was read */
    size_t at[PART_COUNT]; /* column of each part from 1, 0: nowhere */
    pp_money_unit unit;
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
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        pp_heading_words(field.text, field.length, words);
        if (field.length > 0 && find_title(words) == PART_COUNT) {
            pp_reading_note(c->reading, "%s 的“%s”列没有使用。", c->name, pp_quote(field.text, field.length, quote));
        }
    }
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
    if (c->at[PART_NAME] == 0 || c->at[PART_AMOUNT] == 0) {
        pp_error_set(error, PP_ERROR_FORMAT,
                     "表头要有“控制项”和“金额”两列，还可以有“键”、“关系”、“来源”，请补上表头后重试。");
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

/* Reads the three parts that must be understood. */
static bool read_control(const controls *c, const pp_row *row, pp_control *control, pp_error *error)
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
    const pp_money_status status = pp_money_parse(amount.text, amount.length, c->unit, &control->amount);
    if (status != PP_MONEY_OK) {
        pp_error_set(error, PP_ERROR_FORMAT, "金额写的是“%s”，%s，应是以%s为单位的数，如 %s。请改正后重试。",
                     pp_quote(amount.text, amount.length, quote), pp_unreadable_reason(status),
                     c->unit == PP_UNIT_WAN ? "万元" : "元", c->unit == PP_UNIT_WAN ? "12.50" : "125000.00");
        return fail(c, row, PART_AMOUNT, error);
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
    pp_control control = {.file = c->name,
                          .row = row->number,
                          .column = (uint32_t)c->at[PART_AMOUNT],
                          .key_column = (uint32_t)c->at[PART_KEY]};
    control.name = copy(c, row, PART_NAME);
    control.key = copy(c, row, PART_KEY);
    control.origin = copy(c, row, PART_ORIGIN);
    if (control.name == NULL || control.key == NULL || control.origin == NULL) {
        return pp_error_memory(error);
    }
    return read_control(c, row, &control, error) && pp_plan_add_control(c->reading->plan, &control, error);
}

bool pp_read_controls_csv(pp_reading *reading, const char *path, const char *name, pp_error *error)
{
    controls c = {.reading = reading, .name = name, .unit = pp_reading_unit(reading)};
    if (!pp_csv_read(path, on_row, &c, error)) {
        return false;
    }
    if (!c.begun) {
        pp_error_set(error, PP_ERROR_FORMAT,
                     "文件是空的。请填写控制数（表头：控制项,键,关系,金额,来源），或删去这个文件。");
        return pp_error_at(error, path, 0, 0);
    }
    return true;
}
