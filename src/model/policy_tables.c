/* The policy tables: what columns each has, how a cell becomes a value, and which rows contradict each other. */
#include "model/policy.h"

#include "base/text.h"
#include "model/datafile.h"

#include <stdlib.h>
#include <string.h>

/* ---- What the tables are ---- */

typedef enum field_type {
    FIELD_END = 0,
    FIELD_TEXT,     /* must not be empty */
    FIELD_ANY_TEXT, /* may be empty */
    FIELD_DATE,     /* 2024-01-01, or empty */
    FIELD_SURE,     /* official, press or recalled, perhaps with a percentage */
    FIELD_WAN,      /* an amount in 万元 */
    FIELD_YUAN,     /* an amount in 元 */
    FIELD_SHARE,    /* 45% */
    FIELD_COUNT,    /* a whole number */
    FIELD_FLAG,     /* 是; 否 or empty */
    FIELD_KINDS,    /* 货物、服务 or 年度总额: bits */
    FIELD_ITEM,     /* a code of the catalogue */
    FIELD_FUNCTION, /* a functional code: three, five or seven digits */
    FIELD_CASE,     /* 1 to 5 */
    FIELD_LEVEL,    /* 末级, 一级 … */
    FIELD_THRESHOLD,
    FIELD_WORD_KIND
} field_type;

typedef struct field {
    const char *title;
    field_type type;
    size_t offset; /* in the row's struct */
} field;

enum { COMMON_FIELDS = 5, OWN_FIELDS = PP_DATAFILE_COLUMNS - COMMON_FIELDS };

typedef struct table {
    const char *file;
    size_t size;
    bool (*same)(const pp_policy_row *a, const pp_policy_row *b);
    field fields[OWN_FIELDS + 1];
} table;

/* Every table has these. */
static const field common[COMMON_FIELDS] = {
    {"valid_from", FIELD_DATE, offsetof(pp_origin, valid_from)},
    {"valid_to", FIELD_DATE, offsetof(pp_origin, valid_to)},
    {"region", FIELD_TEXT, offsetof(pp_origin, region)},
    {"basis", FIELD_TEXT, offsetof(pp_origin, basis)},
    {"sure", FIELD_SURE, offsetof(pp_origin, sure)},
};

static bool same_reserve(const pp_policy_row *a, const pp_policy_row *b)
{
    return (a->reserve.kinds & b->reserve.kinds) != 0;
}

static bool same_threshold(const pp_policy_row *a, const pp_policy_row *b)
{
    return a->threshold.name == b->threshold.name && (a->threshold.kinds & b->threshold.kinds) != 0;
}

static bool same_asset(const pp_policy_row *a, const pp_policy_row *b)
{
    return strcmp(a->asset.item_code, b->asset.item_code) == 0 && pp_text_same(a->asset.grade, b->asset.grade);
}

static bool same_word(const pp_policy_row *a, const pp_policy_row *b)
{
    return a->word.kind == b->word.kind && pp_text_same(a->word.word, b->word.word);
}

static bool same_case(const pp_policy_row *a, const pp_policy_row *b)
{
    return a->exemption.number == b->exemption.number;
}

static bool same_function(const pp_policy_row *a, const pp_policy_row *b)
{
    return strcmp(a->function.code, b->function.code) == 0;
}

static bool same_link(const pp_policy_row *a, const pp_policy_row *b)
{
    return strcmp(a->link.item_code, b->link.item_code) == 0;
}

static bool same_always(const pp_policy_row *a, const pp_policy_row *b)
{
    (void)a;
    (void)b;
    return true;
}

static const table tables[PP_POLICY_TABLE_COUNT] = {
    [PP_TABLE_RESERVE] = {"sme-reserve.csv",
                          sizeof(pp_reserve_policy),
                          same_reserve,
                          {{"kind", FIELD_KINDS, offsetof(pp_reserve_policy, kinds)},
                           {"threshold_wan", FIELD_WAN, offsetof(pp_reserve_policy, threshold)},
                           {"share", FIELD_SHARE, offsetof(pp_reserve_policy, share)},
                           {"micro_share", FIELD_SHARE, offsetof(pp_reserve_policy, micro_share)}}},
    [PP_TABLE_THRESHOLDS] = {"thresholds.csv",
                             sizeof(pp_threshold),
                             same_threshold,
                             {{"name", FIELD_THRESHOLD, offsetof(pp_threshold, name)},
                              {"kind", FIELD_KINDS, offsetof(pp_threshold, kinds)},
                              {"amount_wan", FIELD_WAN, offsetof(pp_threshold, amount)},
                              {"level", FIELD_LEVEL, offsetof(pp_threshold, level)}}},
    [PP_TABLE_ASSETS] = {"asset-standards.csv",
                         sizeof(pp_asset_standard),
                         same_asset,
                         {{"item_code", FIELD_ITEM, offsetof(pp_asset_standard, item_code)},
                          {"item_name", FIELD_TEXT, offsetof(pp_asset_standard, item_name)},
                          {"grade", FIELD_ANY_TEXT, offsetof(pp_asset_standard, grade)},
                          {"price_ceiling_yuan", FIELD_YUAN, offsetof(pp_asset_standard, ceiling)},
                          {"min_years", FIELD_COUNT, offsetof(pp_asset_standard, min_years)}}},
    [PP_TABLE_METHODS] = {"methods.csv",
                          sizeof(pp_word),
                          same_word,
                          {{"kind", FIELD_WORD_KIND, offsetof(pp_word, kind)},
                           {"word", FIELD_TEXT, offsetof(pp_word, word)},
                           {"synonyms", FIELD_ANY_TEXT, offsetof(pp_word, synonyms)},
                           {"open_tender", FIELD_FLAG, offsetof(pp_word, competitive_open)},
                           {"no_intention", FIELD_FLAG, offsetof(pp_word, no_intention)}}},
    [PP_TABLE_MODES] = {"reserve-modes.csv",
                        sizeof(pp_word),
                        same_word,
                        {{"word", FIELD_TEXT, offsetof(pp_word, word)},
                         {"synonyms", FIELD_ANY_TEXT, offsetof(pp_word, synonyms)},
                         {"with_share", FIELD_FLAG, offsetof(pp_word, with_share)}}},
    [PP_TABLE_EXEMPTIONS] = {"reserve-exemptions.csv",
                             sizeof(pp_exemption),
                             same_case,
                             {{"number", FIELD_CASE, offsetof(pp_exemption, number)},
                              {"text", FIELD_TEXT, offsetof(pp_exemption, text)},
                              {"words", FIELD_ANY_TEXT, offsetof(pp_exemption, words)}}},
    [PP_TABLE_FUNCTIONS] = {"functions.csv",
                            sizeof(pp_function),
                            same_function,
                            {{"code", FIELD_FUNCTION, offsetof(pp_function, code)},
                             {"name", FIELD_TEXT, offsetof(pp_function, name)}}},
    [PP_TABLE_INTENTION] = {"intention.csv",
                            sizeof(pp_intention_policy),
                            same_always,
                            {{"reserve_column", FIELD_FLAG, offsetof(pp_intention_policy, reserve_column)},
                             {"lead_days", FIELD_COUNT, offsetof(pp_intention_policy, lead_days)}}},
    [PP_TABLE_LINKS] = {"budget-links.csv",
                        sizeof(pp_budget_link),
                        same_link,
                        {{"item_code", FIELD_ITEM, offsetof(pp_budget_link, item_code)},
                         {"item_name", FIELD_TEXT, offsetof(pp_budget_link, item_name)},
                         {"table", FIELD_TEXT, offsetof(pp_budget_link, table)},
                         {"row", FIELD_TEXT, offsetof(pp_budget_link, row)}}},
};

const char *pp_policy_file(pp_policy_table which)
{
    return tables[which].file;
}

bool pp_policy_same(pp_policy_table which, const void *a, const void *b)
{
    return tables[which].same(a, b);
}

/* ---- Cells ---- */

/* Reads up to `most` digits into *number; returns how many there were. */
static size_t read_digits(const char *text, size_t most, int *number)
{
    size_t n = 0;
    for (*number = 0; n < most && text[n] >= '0' && text[n] <= '9'; n++) {
        *number = *number * 10 + (text[n] - '0');
    }
    return n;
}

/* 2024-01-01 to 20240101. */
static bool read_date(const char *text, int *date)
{
    static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    if (strlen(text) != 10 || read_digits(text, 4, &year) != 4 || text[4] != '-' ||
        read_digits(text + 5, 2, &month) != 2 || text[7] != '-' || read_digits(text + 8, 2, &day) != 2) {
        return false;
    }
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1000 || month < 1 || month > 12 || day < 1 ||
        day > month_days[month - 1] + (month == 2 && leap ? 1 : 0)) {
        return false;
    }
    *date = year * 10000 + month * 100 + day;
    return true;
}

bool pp_share_read(const char *text, size_t length, pp_share *share)
{
    char folded[128];
    int whole, part = 0;
    if (length >= sizeof folded / 4) { /* folding makes it at most four times as long */
        return false;
    }
    pp_text_fold(text, length, folded, sizeof folded);
    const char *at = folded;
    size_t n = read_digits(at, 3, &whole);
    at += n;
    if (n > 0 && *at == '.') {
        n = read_digits(at + 1, 2, &part);
        at += 1 + n;
        part *= n == 1 ? 10 : 1;
    }
    const int value = whole * 100 + part;
    if (n == 0 || strcmp(at, "%") != 0 || value > 10000) {
        return false;
    }
    *share = (pp_share)value;
    return true;
}

/* Adds the bit of a kind's name; the whole year has a bit of its own, the one of PP_KIND_NONE. */
static bool add_kind(const char *name, size_t length, unsigned *kinds)
{
    for (int k = PP_KIND_NONE; k < PP_KIND_COUNT; k++) {
        const char *known = k == PP_KIND_NONE ? "年度总额" : pp_kind_name((pp_kind)k);
        if (strlen(known) == length && memcmp(known, name, length) == 0 && (*kinds & 1u << k) == 0) {
            *kinds |= 1u << k;
            return true;
        }
    }
    return false;
}

/* 货物、服务 … each at most once; 年度总额 stands alone. */
static bool read_kinds(const char *text, unsigned *kinds)
{
    static const char separator[] = "、";
    *kinds = 0;
    for (const char *at = text;;) {
        const char *end = strstr(at, separator);
        if (!add_kind(at, end == NULL ? strlen(at) : (size_t)(end - at), kinds)) {
            return false;
        }
        if (end == NULL) {
            return (*kinds & 1u << PP_KIND_NONE) == 0 || *kinds == 1u << PP_KIND_NONE;
        }
        at = end + sizeof separator - 1;
    }
}

/* The index of a text in a list that ends with NULL; -1 when it is not there. */
static int choose(const char *text, const char *const *list)
{
    for (int i = 0; list[i] != NULL; i++) {
        if (strcmp(text, list[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static bool read_choice(const char *text, const char *const *list, int *out)
{
    *out = choose(text, list);
    return *out >= 0;
}

static bool read_sure(const char *text)
{
    static const char *const marks[] = {"official", "press", "recalled", NULL};
    char mark[16];
    const size_t length = strcspn(text, " ");
    pp_share share;
    if (length >= sizeof mark) {
        return false;
    }
    memcpy(mark, text, length);
    mark[length] = '\0';
    const char *rest = text + length + (text[length] == ' ');
    return choose(mark, marks) >= 0 && (text[length] == '\0' || pp_share_read(rest, strlen(rest), &share));
}

static bool read_code(const char *text, bool functional)
{
    int digits;
    const size_t length = strlen(text), n = read_digits(text + !functional, 8, &digits);
    return functional ? n == length && (n == 3 || n == 5 || n == 7)
                      : n == 8 && length == 9 && pp_kind_of_code(text) != PP_KIND_NONE;
}

/* Puts a cell into the row at its place. False when the text is not of its type. */
static bool set_cell(char *row, const field *f, const char *text)
{
    static const char *const thresholds[] = {"分散采购限额", "公开招标数额标准", NULL};
    static const char *const words[] = {"采购方式", "采购组织形式", NULL};
    static const char *const levels[] = {"末级", "一级", "二级", "三级", NULL};
    static const char *const flags[] = {"", "是", "否", NULL};
    void *to = row + f->offset;
    int number = 0;
    bool ok = true;
    switch (f->type) {
    case FIELD_TEXT:
        ok = text[0] != '\0';
        break;
    case FIELD_DATE:
        ok = text[0] == '\0' || read_date(text, to);
        break;
    case FIELD_SURE:
        ok = read_sure(text);
        break;
    case FIELD_WAN:
    case FIELD_YUAN:
        ok = pp_money_parse(text, strlen(text), f->type == FIELD_WAN ? PP_UNIT_WAN : PP_UNIT_YUAN, to) == PP_MONEY_OK &&
             *(pp_money *)to >= 0;
        break;
    case FIELD_SHARE:
        ok = pp_share_read(text, strlen(text), to);
        break;
    case FIELD_COUNT:
        ok = text[0] != '\0' && read_digits(text, 6, to) == strlen(text);
        break;
    case FIELD_FLAG:
        ok = read_choice(text, flags, &number);
        *(bool *)to = number == 1;
        break;
    case FIELD_KINDS:
        ok = read_kinds(text, to);
        break;
    case FIELD_ITEM:
    case FIELD_FUNCTION:
        ok = read_code(text, f->type == FIELD_FUNCTION);
        break;
    case FIELD_CASE:
        ok = strlen(text) == 1 && text[0] >= '1' && text[0] <= '5';
        *(int *)to = text[0] - '0';
        break;
    case FIELD_LEVEL:
        ok = read_choice(text, levels, to);
        break;
    case FIELD_THRESHOLD:
        ok = read_choice(text, thresholds, &number);
        *(pp_threshold_kind *)to = number == 1 ? PP_THRESHOLD_OPEN_TENDER : PP_THRESHOLD_DISPERSED;
        break;
    case FIELD_WORD_KIND:
        ok = read_choice(text, words, &number);
        *(pp_word_kind *)to = number == 1 ? PP_WORD_ORGANISATION : PP_WORD_METHOD;
        break;
    case FIELD_ANY_TEXT:
    case FIELD_END:
        break;
    }
    return ok;
}

/* What a cell of the type should look like. */
static const char *expectation(field_type type)
{
    static const char *const texts[] = {
        [FIELD_TEXT] = "应填写文字，不能为空",
        [FIELD_DATE] = "应是 2024-01-01 这样的日期，或留空",
        [FIELD_SURE] = "应是 official、press 或 recalled，后面可以加空格和百分比",
        [FIELD_WAN] = "应是以万元为单位、不小于零的金额",
        [FIELD_YUAN] = "应是以元为单位、不小于零的金额",
        [FIELD_SHARE] = "应是 0% 到 100% 之间的百分比，例如 45%",
        [FIELD_COUNT] = "应是不超过六位的整数",
        [FIELD_FLAG] = "应是“是”或“否”，或留空",
        [FIELD_KINDS] = "应是货物、工程、服务中的一个或几个，用顿号分开，或单独的年度总额",
        [FIELD_ITEM] = "应是一个字母加八位数字的采购品目编码",
        [FIELD_FUNCTION] = "应是三位、五位或七位数字的功能科目编码",
        [FIELD_CASE] = "应是 1 到 5",
        [FIELD_LEVEL] = "应是末级、一级、二级或三级",
        [FIELD_THRESHOLD] = "应是分散采购限额或公开招标数额标准",
        [FIELD_WORD_KIND] = "应是采购方式或采购组织形式",
    };
    return texts[type];
}

static bool keeps_text(field_type type)
{
    return type == FIELD_TEXT || type == FIELD_ANY_TEXT || type == FIELD_SURE || type == FIELD_ITEM ||
           type == FIELD_FUNCTION;
}

/* ---- Rows ---- */

typedef struct reading {
    pp_policy *policy;
    pp_policy_table which;
    size_t field_count;
    field fields[PP_DATAFILE_COLUMNS];
} reading;

/* Makes room for one row more: the room is always the least power of two that holds them. */
static bool room_for_one(pp_policy_rows *t)
{
    if ((t->count & (t->count - 1)) != 0) {
        return true;
    }
    void *rows = realloc(t->rows, (t->count == 0 ? 1 : t->count * 2) * t->size); /* the file's limit bounds this */
    if (rows == NULL) {
        return false;
    }
    t->rows = rows;
    return true;
}

/* What follows from the cells. */
static bool finish_row(pp_policy_table which, pp_policy_row *row, pp_error *error)
{
    static const char *const numerals[] = {"", "一", "二", "三", "四", "五"};
    static const char *const kinds[1u << PP_KIND_COUNT] = {
        [1u << PP_KIND_NONE] = "年度总额",
        [1u << PP_GOODS] = "货物",
        [1u << PP_WORKS] = "工程",
        [1u << PP_SERVICES] = "服务",
        [1u << PP_GOODS | 1u << PP_WORKS] = "货物、工程",
        [1u << PP_GOODS | 1u << PP_SERVICES] = "货物、服务",
        [1u << PP_WORKS | 1u << PP_SERVICES] = "工程、服务",
        [1u << PP_GOODS | 1u << PP_WORKS | 1u << PP_SERVICES] = "货物、工程、服务",
    };
    const pp_origin *origin = &row->origin;
    if (origin->valid_to != 0 && origin->valid_to < origin->valid_from) {
        return pp_error_set(error, PP_ERROR_FORMAT, "失效日期 valid_to 早于生效日期 valid_from，请改正。");
    }
    if (which == PP_TABLE_RESERVE) {
        row->reserve.kind_names = kinds[row->reserve.kinds];
    }
    if (which == PP_TABLE_EXEMPTIONS) {
        row->exemption.numeral = numerals[row->exemption.number];
    }
    if (which == PP_TABLE_MODES) {
        row->word.kind = PP_WORD_MODE;
    }
    if (which == PP_TABLE_THRESHOLDS && row->threshold.kinds == 1u << PP_KIND_NONE) {
        return pp_error_set(error, PP_ERROR_FORMAT, "kind 一列不能是年度总额：本表的标准按货物、工程、服务区分。");
    }
    return true;
}

static bool take_row(void *user, const char *const *cells, uint32_t number, pp_error *error)
{
    reading *r = user;
    pp_policy_rows *t = &r->policy->tables[r->which];
    pp_policy_row row = {.origin = {.file = tables[r->which].file, .row = number}};
    for (size_t i = 0; i < r->field_count; i++) {
        const field *f = &r->fields[i];
        if (!set_cell((char *)&row, f, cells[i])) {
            return pp_error_set(error, PP_ERROR_FORMAT, "%s 一列的“%s”读不懂：%s。", f->title, cells[i],
                                expectation(f->type));
        }
        if (keeps_text(f->type)) {
            const char *copy = pp_arena_copy(r->policy->arena, cells[i], strlen(cells[i]));
            if (copy == NULL) {
                return pp_error_memory(error);
            }
            memcpy((char *)&row + f->offset, &copy, sizeof copy);
        }
    }
    if (!finish_row(r->which, &row, error)) {
        return false;
    }
    if (!room_for_one(t)) {
        return pp_error_memory(error);
    }
    memcpy((char *)t->rows + t->count * t->size, &row, t->size);
    t->count++;
    return true;
}

static bool days_overlap(const pp_origin *a, const pp_origin *b)
{
    return (a->valid_to == 0 || a->valid_to >= b->valid_from) && (b->valid_to == 0 || b->valid_to >= a->valid_from);
}

/* Refuses two rows that would be in force for the same thing on the same day. */
static bool check_overlaps(const pp_policy *policy, pp_policy_table which, const char *path, pp_error *error)
{
    const pp_policy_rows *t = &policy->tables[which];
    for (size_t later = 1; later < t->count; later++) {
        const pp_policy_row *b = pp_policy_row_at(policy, which, later);
        for (size_t earlier = 0; earlier < later; earlier++) {
            const pp_policy_row *a = pp_policy_row_at(policy, which, earlier);
            if (tables[which].same(a, b) && days_overlap(&a->origin, &b->origin) &&
                pp_text_same(a->origin.region, b->origin.region)) {
                pp_error_set(error, PP_ERROR_FORMAT,
                             "第 %u 行和第 %u 行说的是同一件事，有效期却有重叠，程序不知道该用哪一行："
                             "请改正其中一行的 valid_from 或 valid_to，或删去一行。",
                             a->origin.row, b->origin.row);
                return pp_error_at(error, path, b->origin.row, 0);
            }
        }
    }
    return true;
}

bool pp_policy_read(pp_policy *policy, pp_policy_table which, const char *path, const char *text, size_t size,
                    pp_error *error)
{
    enum { ROWS_LIMIT = 5000 }; /* rows are compared with each other */
    reading r = {.policy = policy, .which = which};
    const char *titles[PP_DATAFILE_COLUMNS + 1] = {0};
    for (size_t i = 0; i < COMMON_FIELDS; i++) {
        r.fields[r.field_count++] = common[i];
    }
    for (const field *f = tables[which].fields; f->type != FIELD_END; f++) {
        r.fields[r.field_count++] = *f;
    }
    for (size_t i = 0; i < r.field_count; i++) {
        titles[i] = r.fields[i].title;
    }
    policy->tables[which].size = tables[which].size;
    const bool read = text != NULL ? pp_datafile_parse(path, text, size, titles, take_row, &r, error)
                                   : pp_datafile_read(path, titles, take_row, &r, error);
    if (!read) {
        return false;
    }
    if (policy->tables[which].count > ROWS_LIMIT) {
        pp_error_set(error, PP_ERROR_LIMIT, "文件“%s”超过 %d 行，请检查是不是拿错了文件。", path, ROWS_LIMIT);
        return pp_error_at(error, path, 0, 0);
    }
    return check_overlaps(policy, which, path, error);
}

void pp_policy_clear(pp_policy *policy)
{
    for (int t = 0; t < PP_POLICY_TABLE_COUNT; t++) {
        free(policy->tables[t].rows);
    }
    pp_arena_free(policy->arena);
}
