#include "read/reading.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_TEXT = 1024, UNIT_TEXT = 32 };

/* A sentence that is held back. */
struct pp_held {
    pp_held *next;
    char sentence[];
};

/* True for characters that would do something to a terminal, break a sentence or turn its order round instead of being
 * seen: controls (C1, too), line and paragraph ends, marks of direction. */
static bool is_hostile(uint32_t c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFFFD;
}

/* Copies text[0..length) to out, which has room for as much and a NUL, with a space for every such character. */
static size_t copy_harmless(const char *text, size_t length, char *out)
{
    const char *end = text + length;
    size_t n = 0;
    while (text < end) {
        const char *from = text;
        if (is_hostile(pp_utf8_next(&text, end))) {
            out[n++] = ' ';
        } else {
            memcpy(out + n, from, (size_t)(text - from));
            n += (size_t)(text - from);
        }
    }
    out[n] = '\0';
    return n;
}

void pp_reading_note(pp_reading *reading, const char *format, ...)
{
    if (reading->options.notice == NULL) {
        return;
    }
    char text[2 * NOTE_TEXT], harmless[NOTE_TEXT + 1];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    copy_harmless(text, pp_utf8_cut(text, strlen(text), NOTE_TEXT), harmless);
    pp_held *held = malloc(sizeof *held + strlen(harmless) + 1);
    if (held == NULL) {
        reading->short_of_memory = true;
        return;
    }
    held->next = NULL;
    strcpy(held->sentence, harmless);
    *(reading->held == NULL ? &reading->held : &reading->held_last->next) = held;
    reading->held_last = held;
}

void pp_reading_tell(pp_reading *reading)
{
    for (const pp_held *held = reading->held; held != NULL; held = held->next) {
        reading->options.notice(reading->options.notice_context, held->sentence);
    }
    pp_reading_forget(reading, NULL);
}

pp_held *pp_reading_mark(const pp_reading *reading)
{
    return reading->held == NULL ? NULL : reading->held_last;
}

void pp_reading_forget(pp_reading *reading, pp_held *mark)
{
    pp_held **from = mark == NULL ? &reading->held : &mark->next;
    for (pp_held *held = *from, *next; held != NULL; held = next) {
        next = held->next;
        free(held);
    }
    *from = NULL;
    reading->held_last = mark;
}

bool pp_notes_take(pp_notes *notes)
{
    enum { MOST = 20 };
    const bool told = notes->told < MOST;
    *(told ? &notes->told : &notes->hidden) += 1;
    return told;
}

void pp_notes_end(const pp_notes *notes, pp_reading *reading, const char *file)
{
    if (notes->hidden > 0) {
        pp_reading_note(reading, "%s 里这样的说明还有 %zu 条，不再一一列出。", file, notes->hidden);
    }
}

static bool set_unit(pp_reading *reading, const char *text, size_t length, pp_error *error)
{
    char folded[UNIT_TEXT], quote[PP_QUOTE_TEXT];
    pp_text_fold(text, length, folded, sizeof folded);
    if (strcmp(folded, "元") != 0 && strcmp(folded, "万元") != 0) {
        return pp_error_set(error, PP_ERROR_FORMAT, "金额单位写的是“%s”，只能是“元”或“万元”，请改正后重试。",
                            pp_quote(text, length, quote));
    }
    const char *before = pp_plan_about(reading->plan, PP_ABOUT_UNIT);
    if (before != NULL && strcmp(before, folded) != 0) {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "金额单位前面写的是“%s”，这里写的是“%s”，不知道以哪个为准，请改成一致后重试。", before,
                            folded);
    }
    return pp_plan_set_about(reading->plan, PP_ABOUT_UNIT, folded, error);
}

static bool set_year(pp_reading *reading, const char *text, size_t length, pp_error *error)
{
    char quote[PP_QUOTE_TEXT];
    pp_quote(text, length, quote);
    if (!pp_plan_set_about(reading->plan, PP_ABOUT_YEAR, quote, error)) {
        return false;
    }
    return pp_plan_year(reading->plan) >= 1000 ||
           pp_error_set(error, PP_ERROR_FORMAT, "年度写的是“%s”，应是四位数的年份，如 2024，请改正后重试。", quote);
}

bool pp_reading_set_about(pp_reading *reading, pp_about_key key, const char *text, size_t length, pp_error *error)
{
    text = pp_text_trim(text, &length);
    if (length == 0) {
        return true;
    }
    if (key == PP_ABOUT_UNIT) {
        return set_unit(reading, text, length, error);
    }
    if (key == PP_ABOUT_YEAR) {
        return set_year(reading, text, length, error);
    }
    char *value = malloc(length + 1); /* no NUL stands behind the text, so that strndup would look too far */
    if (value == NULL) {
        return pp_error_memory(error);
    }
    memcpy(value, text, length);
    value[length] = '\0';
    const bool ok = pp_plan_set_about(reading->plan, key, value, error);
    free(value);
    return ok;
}

pp_money_unit pp_reading_unit(const pp_reading *reading)
{
    const char *unit = pp_plan_about(reading->plan, PP_ABOUT_UNIT);
    return unit != NULL && strcmp(unit, "元") == 0 ? PP_UNIT_YUAN : PP_UNIT_WAN;
}

/* Where the first `sign` (市) stands in text, behind two to six characters; NULL when it stands elsewhere. */
static const char *find_place_end(const char *text, const char *sign)
{
    enum { LEAST = 2, MOST = 6 };
    const char *at = strstr(text, sign);
    const size_t count = at == NULL ? 0 : pp_utf8_count(text, (size_t)(at - text));
    return count >= LEAST && count <= MOST ? at : NULL;
}

/* 城市管理局 is no place that ends in 市. */
static bool is_word(const char *city)
{
    static const char *const WORDS[] = {"管理", "建设", "规划", "更新", "执法", "综合"};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strncmp(city, WORDS[i], strlen(WORDS[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* The region that a department's name begins with: 青岛 in 青岛市…局 and 山东省青岛市…局, 山东 in 山东省…厅. A plan
 * that names none would be checked under the rules of the whole country. */
static bool settle_region(pp_reading *reading, pp_error *error)
{
    static const char *const WIDER[] = {"省", "自治区"}, CITY[] = "市";
    const char *department = pp_plan_about(reading->plan, PP_ABOUT_DEPARTMENT);
    if (department == NULL || pp_plan_about(reading->plan, PP_ABOUT_REGION) != NULL) {
        return true;
    }
    const char *from = department, *end = NULL;
    for (size_t i = 0; i < sizeof WIDER / sizeof WIDER[0] && end == NULL; i++) {
        end = find_place_end(department, WIDER[i]);
        from = end == NULL ? department : end + strlen(WIDER[i]);
    }
    const char *city = find_place_end(from, CITY);
    if (city != NULL && !is_word(city + strlen(CITY))) {
        end = city;
    } else {
        from = department;
    }
    char region[PP_QUOTE_TEXT];
    if (end == NULL) {
        return true;
    }
    pp_quote(from, (size_t)(end - from), region);
    pp_reading_note(reading,
                    "计划没有写地区，已按部门名称“%s”取“%s”。如果不对，请在 about.csv 写明地区，或用 --region 指定。",
                    department, region);
    return pp_plan_set_about(reading->plan, PP_ABOUT_REGION, region, error);
}

bool pp_reading_defaults(pp_reading *reading, pp_error *error)
{
    if (!settle_region(reading, error)) {
        return false;
    }
    if (pp_plan_about(reading->plan, PP_ABOUT_UNIT) != NULL) {
        return true;
    }
    pp_reading_note(reading, "计划没有写金额单位，已按“万元”读取；单价按“元”读取。");
    return pp_plan_set_about(reading->plan, PP_ABOUT_UNIT, "万元", error);
}

pp_money pp_written_step(const char *text, size_t length, pp_money_unit unit)
{
    char folded[128];
    pp_text_fold(text, length, folded, sizeof folded);
    const pp_money coarsest = PP_MONEY_PRINTED;
    pp_money step = unit == PP_UNIT_WAN ? 1000000 : 100;
    const char *point = strchr(folded, '.');
    for (const char *at = point == NULL ? "" : point + 1; *at >= '0' && *at <= '9' && step > 1; at++) {
        step /= 10;
    }
    return step < coarsest ? step : coarsest;
}

const char *pp_unreadable_reason(pp_money_status status)
{
    switch (status) {
    case PP_MONEY_EMPTY:
        return "是空的";
    case PP_MONEY_EXPONENT:
        return "是科学计数法";
    case PP_MONEY_GROUPING:
        return "的千位分隔符位置不对";
    case PP_MONEY_OTHER_UNIT:
        return "带有另一种金额单位";
    case PP_MONEY_BEYOND_FEN:
        return "精确到了分以下";
    case PP_MONEY_TOO_LARGE:
        return "太大";
    case PP_MONEY_FORMULA:
        return "是没有计算结果的公式";
    default:
        return "不是数字";
    }
}

const char *pp_quote(const char *text, size_t length, char out[PP_QUOTE_TEXT])
{
    const size_t limit = PP_QUOTE_TEXT - sizeof "…";
    const size_t n = pp_utf8_cut(text, length, limit);
    strcpy(out + copy_harmless(text, n, out), n < length ? "…" : "");
    return out;
}
