/* FRM-03 and on: the form itself: codes of the right shape, lines that stand twice, text that the workbook cannot hold.
 * (What the form lacks, FRM-01 and FRM-02, is in missing_rules.c.) */
#include "base/text.h"
#include "rules/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXCEL_TEXT = 32767, /* UTF-16 units in a cell: a limit of the workbook format */
    FUNCTION_DIGITS = 7 /* 类 three, 款 two, 项 two */
};

/* ---- FRM-03 ---- */

/* What is worked out about a text, once. */
enum { NOT_YET = 0, GOOD, BAD };

static bool is_function_code(const char *code)
{
    return strlen(code) == FUNCTION_DIGITS && strspn(code, "0123456789") == FUNCTION_DIGITS;
}

/* Puts digits for the letters that look like them. */
static void read_look_alikes(char *text)
{
    static const struct {
        char letter, digit;
    } ALIKE[] = {{'l', '1'}, {'i', '1'}, {'|', '1'}, {'o', '0'}};
    for (; *text != '\0'; text++) {
        for (size_t i = 0; i < sizeof ALIKE / sizeof ALIKE[0]; i++) {
            *text = *text == ALIKE[i].letter ? ALIKE[i].digit : *text;
        }
    }
}

static bool report_function_code(pp_checker *c, size_t line)
{
    const char *code = pp_plan_text(c->plan, line, PP_COL_FUNCTION_CODE);
    char folded[64], quoted[PP_QUOTE];
    pp_words fix = {0};
    const char *expected = "7 位数字";
    pp_text_fold(code, strlen(code), folded, sizeof folded);
    if (is_function_code(folded)) {
        pp_words_add(&fix, "请写成 %s（半角数字，不带空格）。", folded);
    } else {
        read_look_alikes(folded);
        if (is_function_code(folded)) {
            expected = folded;
            pp_words_add(&fix, "里面有样子像数字的字母（l、I 像 1，O 像 0），请改为 %s。", folded);
        } else {
            pp_words_add(&fix, "请填到“项”一级，编码是 7 位数字，例如 2010301。");
        }
    }
    return pp_report_line(c, line, PP_COL_FUNCTION_CODE,
                          &(pp_note){.actual = code, .expected = expected, .fix = fix.text},
                          "功能科目编码“%s”不是 7 位数字。", pp_say_text(code, quoted));
}

bool pp_check_function_code(pp_checker *c)
{
    uint8_t *state = calloc(pp_pool_count(c->plan->pool), 1);
    bool ok = state != NULL;
    for (size_t i = 0; ok && i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, PP_COL_FUNCTION_CODE);
        if (id == 0) {
            continue;
        }
        if (state[id] == NOT_YET) {
            state[id] = is_function_code(pp_pool_text(c->plan->pool, id)) ? GOOD : BAD;
        }
        ok = state[id] == GOOD || report_function_code(c, i);
    }
    free(state);
    return ok;
}

/* ---- FRM-04 ---- */

/* Which extra columns count, by their index: a running number makes no two lines different. In new memory, which the
 * caller frees; NULL when memory is short. */
static bool *counting_extras(const pp_plan *plan)
{
    bool *counts = calloc(plan->extra_count + 1, sizeof *counts);
    for (size_t e = 0; counts != NULL && e < plan->extra_count; e++) {
        counts[e] = !pp_text_same(plan->extras[e].title, "序号");
    }
    return counts;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0xFF51AFD7ED558CCD);
    return hash ^ (hash >> 32);
}

/* One hash a line over all its cells. Seeded by where the memory lies, so that no file can be made to collide. */
static uint64_t *hash_lines(const pp_plan *plan, const bool *counts)
{
    uint64_t *hash = malloc((plan->lines + 1) * sizeof *hash);
    if (hash == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < plan->lines; i++) {
        hash[i] = mix(UINT64_C(0x9E3779B97F4A7C15), (uint64_t)(uintptr_t)hash);
    }
    for (int column = 0; column < PP_COLUMN_COUNT; column++) {
        if (plan->column[column].any == NULL) {
            continue;
        }
        if (pp_column_describe((pp_column)column)->type == PP_TYPE_TEXT) {
            for (size_t i = 0; i < plan->lines; i++) {
                hash[i] = mix(hash[i], plan->column[column].text[i]);
            }
        } else {
            for (size_t i = 0; i < plan->lines; i++) {
                hash[i] = mix(hash[i], (uint64_t)plan->column[column].number[i]);
            }
        }
    }
    for (size_t e = 0; e < plan->extra_count; e++) {
        for (size_t i = 0; counts[e] && i < plan->lines; i++) {
            hash[i] = mix(hash[i], plan->extras[e].values[i]);
        }
    }
    return hash;
}

/* Strikes out the pairs of lines (first[i] - 1 and i) that differ in a column of texts, or of numbers. */
static void strike_texts(const uint32_t *cells, uint32_t *first, size_t lines)
{
    for (size_t i = 0; cells != NULL && i < lines; i++) {
        first[i] = first[i] != 0 && cells[first[i] - 1] == cells[i] ? first[i] : 0;
    }
}

static void strike_numbers(const int64_t *cells, uint32_t *first, size_t lines)
{
    for (size_t i = 0; cells != NULL && i < lines; i++) {
        first[i] = first[i] != 0 && cells[first[i] - 1] == cells[i] ? first[i] : 0;
    }
}

/* Leaves only the pairs of lines of one hash that are the same. Column by column, as they lie in memory: a file of few
 * bytes may be a table of very many cells. */
static void strike_different(const pp_plan *plan, const bool *counts, uint32_t *first)
{
    for (int column = 0; column < PP_COLUMN_COUNT; column++) {
        if (pp_column_describe((pp_column)column)->type == PP_TYPE_TEXT) {
            strike_texts(plan->column[column].text, first, plan->lines);
        } else {
            strike_numbers(plan->column[column].number, first, plan->lines);
        }
    }
    for (size_t e = 0; e < plan->extra_count; e++) {
        strike_texts(counts[e] ? plan->extras[e].values : NULL, first, plan->lines);
    }
}

/* Finds for each line the first one of the same hash: first[i] becomes 1 + its number, and stays 0 where there is none.
 * Returns how many have one. slots has room for `size` numbers, a power of two. */
static size_t pair_lines(const uint64_t *hash, size_t lines, uint32_t *slots, size_t size, uint32_t *first)
{
    size_t pairs = 0;
    for (size_t i = 0; i < lines; i++) {
        size_t at = (size_t)(hash[i] >> 20) & (size - 1);
        if (i + 8 < lines) {
            __builtin_prefetch(&slots[(size_t)(hash[i + 8] >> 20) & (size - 1)], 1);
        }
        while (slots[at] != 0 && hash[slots[at] - 1] != hash[i]) {
            at = (at + 1) & (size - 1);
        }
        if (slots[at] == 0) {
            slots[at] = (uint32_t)i + 1;
        } else {
            first[i] = slots[at];
            pairs++;
        }
    }
    return pairs;
}

/* An unreadable cell is known only by its mark, not by its text: such lines are not compared. */
static bool has_unreadable(const pp_plan *plan, size_t line)
{
    for (int column = PP_COL_TOTAL; plan->unreadable_count > 0 && column <= PP_COL_PRICE; column++) {
        if (column != PP_COL_MEASURE && pp_plan_number(plan, line, (pp_column)column) == PP_MONEY_UNREADABLE) {
            return true;
        }
    }
    return false;
}

static bool report_duplicate(pp_checker *c, size_t line, size_t first)
{
    const bool same_file = c->plan->source[line] == c->plan->source[first];
    char file[PP_QUOTE];
    pp_words where = {0};
    if (!same_file) {
        pp_words_add(&where, "“%s”的", pp_say_text(c->plan->sources[c->plan->source[first]].file, file));
    }
    pp_words_add(&where, "第 %u 行", c->plan->row[first]);
    return pp_report_line(c, line, PP_NO_COLUMN, NULL, "这一行与%s的所有内容完全相同。", where.text);
}

bool pp_check_duplicates(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    size_t size = 16;
    while (size < plan->lines * 2) {
        size *= 2;
    }
    bool *counts = counting_extras(plan);
    uint64_t *hash = counts == NULL ? NULL : hash_lines(plan, counts);
    uint32_t *slots = calloc(size, sizeof *slots); /* 1 + the first line of its hash, 0: free */
    uint32_t *first = calloc(plan->lines + 1, sizeof *first);
    bool ok = hash != NULL && slots != NULL && first != NULL;
    if (ok && pair_lines(hash, plan->lines, slots, size, first) > 0) {
        strike_different(plan, counts, first);
        for (size_t i = 0; ok && i < plan->lines; i++) {
            ok = first[i] == 0 || has_unreadable(plan, i) || report_duplicate(c, i, first[i] - 1);
        }
    }
    free(first);
    free(counts);
    free(hash);
    free(slots);
    return ok;
}

/* ---- FRM-05 ---- */

bool pp_check_units(pp_checker *c)
{
    const uint32_t *units = c->plan->column[PP_COL_UNIT].text;
    size_t empty = 0;
    for (size_t i = 0; i < c->plan->lines; i++) {
        empty += units[i] == 0;
    }
    if (empty == 0 || empty == c->plan->lines) {
        return true;
    }
    for (size_t i = 0; i < c->plan->lines; i++) {
        if (units[i] == 0 && !pp_report_line(c, i, PP_COL_UNIT, NULL,
                                             "这一行没有填预算单位，而其他行填了；它不会计入任何一个单位的合计。")) {
            return false;
        }
    }
    return true;
}

/* ---- FRM-06 ---- */

bool pp_check_kind_word(pp_checker *c)
{
    for (size_t i = 0; i < c->plan->lines; i++) {
        const uint32_t id = pp_plan_id(c->plan, i, PP_COL_KIND);
        if (id == 0 || c->kinds[id] != PP_KIND_NONE) {
            continue;
        }
        const char *word = pp_pool_text(c->plan->pool, id);
        const pp_kind kind = c->items[i] == PP_NO_ITEM ? pp_kind_of_code(pp_plan_text(c->plan, i, PP_COL_ITEM_CODE))
                                                       : (pp_kind)(c->item_flags[c->items[i]] & PP_FLAG_KIND);
        char quoted[PP_QUOTE];
        pp_words fix = {0};
        if (kind != PP_KIND_NONE) {
            pp_words_add(&fix, "按品目编码应填“%s”。", pp_kind_name(kind));
        }
        const pp_note note = {.actual = word,
                              .expected = kind == PP_KIND_NONE ? NULL : pp_kind_name(kind),
                              .fix = kind == PP_KIND_NONE ? NULL : fix.text};
        if (!pp_report_line(c, i, PP_COL_KIND, &note, "采购类别写的是“%s”，只能是货物、工程或服务。",
                            pp_say_text(word, quoted))) {
            return false;
        }
    }
    return true;
}

/* ---- FRM-07 ---- */

enum { TEXT_GOOD = 0, TEXT_LONG, TEXT_CONTROL };

/* What a workbook has against a text. Control characters and U+FFFE, U+FFFF are not allowed in XML 1.0. */
static int judge_text(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char b = (unsigned char)text[i];
        if ((b < ' ' && b != '\t' && b != '\n' && b != '\r') ||
            (b == 0xEF && length - i >= 3 && (unsigned char)text[i + 1] == 0xBF &&
             (unsigned char)text[i + 2] >= 0xBE)) {
            return TEXT_CONTROL;
        }
    }
    if (length <= EXCEL_TEXT) {
        return TEXT_GOOD;
    }
    size_t units = 0; /* UTF-16: one a character, two for those of four bytes */
    for (size_t i = 0; i < length; i++) {
        const unsigned char b = (unsigned char)text[i];
        units += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;
    }
    return units > EXCEL_TEXT ? TEXT_LONG : TEXT_GOOD;
}

static bool report_text(pp_checker *c, size_t line, pp_column column, const char *title, int fault)
{
    char quoted[PP_QUOTE];
    const bool too_long = fault == TEXT_LONG;
    const pp_note note = {.title = title,
                          .fix = too_long ? "请把这一格缩短到 32,767 个字符以内。"
                                          : "请删去看不见的控制字符，或重新输入这一格的文字。"};
    return pp_report_line(c, line, column, &note, "“%s”一格的文字%s。", pp_say_text(title, quoted),
                          too_long ? "超过 32,767 个字符，Excel 放不下" : "里有 Excel 不能保存的控制字符");
}

/* Reports the cells whose text has a fault: faults is by pool number. title NULL is the heading of the file. */
static bool report_column(pp_checker *c, const uint32_t *cells, pp_column column, const char *title,
                          const uint8_t *faults)
{
    for (size_t i = 0; cells != NULL && i < c->plan->lines; i++) {
        if (faults[cells[i]] == TEXT_GOOD) {
            continue;
        }
        const char *heading = title != NULL ? title : pp_plan_place(c->plan, i, column).title;
        if (!report_text(c, i, column, heading, faults[cells[i]])) {
            return false;
        }
    }
    return true;
}

static bool report_texts(pp_checker *c, const uint8_t *faults)
{
    const pp_plan *plan = c->plan;
    for (int column = 0; column < PP_COLUMN_COUNT; column++) {
        if (pp_column_describe((pp_column)column)->type == PP_TYPE_TEXT &&
            !report_column(c, plan->column[column].text, (pp_column)column, NULL, faults)) {
            return false;
        }
    }
    for (size_t e = 0; e < plan->extra_count; e++) {
        if (!report_column(c, plan->extras[e].values, PP_NO_COLUMN, plan->extras[e].title, faults)) {
            return false;
        }
    }
    return true;
}

bool pp_check_texts(pp_checker *c)
{
    const uint32_t count = pp_pool_count(c->plan->pool);
    uint8_t *faults = calloc(count, 1);
    bool any = false;
    bool ok = faults != NULL;
    for (uint32_t id = 0; ok && id < count; id++) {
        faults[id] = (uint8_t)judge_text(pp_pool_text(c->plan->pool, id), pp_pool_length(c->plan->pool, id));
        any |= faults[id] != TEXT_GOOD;
    }
    ok = ok && (!any || report_texts(c, faults));
    free(faults);
    for (int key = 0; ok && key < PP_ABOUT_COUNT; key++) {
        const char *text = pp_plan_about(c->plan, (pp_about_key)key);
        if (text != NULL && judge_text(text, strlen(text)) != TEXT_GOOD) {
            const char *title = pp_about_title((pp_about_key)key);
            ok = pp_report_about(c, (pp_about_key)key, NULL, "“%s”的文字太长或含有 Excel 不能保存的控制字符。", title);
        }
    }
    return ok;
}

/* ---- FRM-08, FRM-09 ---- */

/* Says how to write an entry that the plan lacks. In a folder it has its place in about.csv; a table by itself takes it
 * above its heading. */
static void advise_about(const pp_checker *c, pp_about_key key, const char *words, const char *example, pp_words *fix)
{
    const char *title = pp_about_title(key);
    if (pp_plan_about_place(c->plan, key).file != NULL) {
        pp_words_add(fix, "请在 about.csv 中写一行“%s,%s”", title, example);
    } else {
        pp_words_add(fix,
                     "请在表头上方加一行“%s：%s”，或改用文件夹（plan.csv 和 about.csv），在 about.csv 中写一行“%s,%s”",
                     words, example, title, example);
    }
}

bool pp_check_about(pp_checker *c)
{
    const char *department = pp_plan_about(c->plan, PP_ABOUT_DEPARTMENT);
    const char *year = pp_plan_about(c->plan, PP_ABOUT_YEAR);
    char quoted[PP_QUOTE];
    pp_words fix = {0};
    if (department == NULL || department[0] == '\0') {
        advise_about(c, PP_ABOUT_DEPARTMENT, "部门名称", "某某局", &fix);
        pp_words_add(&fix, "（写实际名称）。");
        if (!pp_report_about(c, PP_ABOUT_DEPARTMENT, &(pp_note){.fix = fix.text},
                             "计划没有写明部门，导出的表上“部门名称”会是空的。")) {
            return false;
        }
    }
    if (pp_report_year(c->report) != 0) {
        return true;
    }
    if (year != NULL && year[0] != '\0') {
        return pp_report_about(c, PP_ABOUT_YEAR, &(pp_note){.actual = year, .fix = "请把年度写成四位数字，例如 2024。"},
                               "年度写的是“%s”，读不出是哪一年。", pp_say_text(year, quoted));
    }
    fix = (pp_words){0};
    advise_about(c, PP_ABOUT_YEAR, "年度", "2024", &fix);
    pp_words_add(&fix, "（写实际年度），或用 --year 指定。");
    return pp_report_about(c, PP_ABOUT_YEAR, &(pp_note){.fix = fix.text}, "计划没有写明年度。");
}

/* ---- FRM-11 ---- */

/* The national rows are used for a place without rows of its own; whoever misspelt it must not take that for the law of
 * the place. */
bool pp_check_region(pp_checker *c)
{
    enum { REGIONS = 512 };
    char quoted[PP_QUOTE], known[REGIONS];
    if (pp_policy_knows_region(c->policy, c->region)) {
        return true;
    }
    const char *written = pp_plan_about(c->plan, PP_ABOUT_REGION);
    const pp_note note = {.actual = c->region};
    const char *regions = pp_policy_regions(c->policy, known, sizeof known);
    static const char message[] =
        "地区是“%s”，政策参数表中没有这个地区的规定，按全国的规定校验；有单独规定的地区：%s。";
    pp_say_text(c->region, quoted);
    return written != NULL && strcmp(written, c->region) == 0
               ? pp_report_about(c, PP_ABOUT_REGION, &note, message, quoted, regions)
               : pp_report_plan(c, pp_about_title(PP_ABOUT_REGION), &note, message, quoted, regions);
}

bool pp_check_empty(pp_checker *c)
{
    return c->plan->lines > 0 || pp_report_plan(c, NULL, NULL, "计划中一行采购项也没有。");
}

/* ---- FRM-10 ---- */

bool pp_check_function_name(pp_checker *c)
{
    const pp_plan *plan = c->plan;
    const uint32_t count = pp_pool_count(plan->pool);
    size_t *first = calloc(count, sizeof *first);     /* by code: 1 + the first line that names it */
    uint32_t *agrees = calloc(count, sizeof *agrees); /* by name: the first name that it was found to agree with */
    bool ok = first != NULL && agrees != NULL;
    for (size_t i = 0; ok && i < plan->lines; i++) {
        const uint32_t code = pp_plan_id(plan, i, PP_COL_FUNCTION_CODE);
        const uint32_t name = pp_plan_id(plan, i, PP_COL_FUNCTION_NAME);
        if (code == 0 || name == 0) {
            continue;
        }
        if (first[code] == 0) {
            first[code] = i + 1;
            continue;
        }
        const uint32_t before = pp_plan_id(plan, first[code] - 1, PP_COL_FUNCTION_NAME);
        if (before == name || agrees[name] == before) {
            continue;
        }
        const char *text = pp_pool_text(plan->pool, name), *earlier = pp_pool_text(plan->pool, before);
        if (pp_text_same(text, earlier)) {
            agrees[name] = before;
            continue;
        }
        char quoted[PP_QUOTE], other[PP_QUOTE], digits[PP_QUOTE];
        ok = pp_report_line(c, i, PP_COL_FUNCTION_NAME, &(pp_note){.actual = text, .expected = earlier},
                            "功能科目 %s 在这里叫“%s”，在第 %u 行叫“%s”。",
                            pp_say_text(pp_pool_text(plan->pool, code), digits), pp_say_text(text, quoted),
                            plan->row[first[code] - 1], pp_say_text(earlier, other));
    }
    free(first);
    free(agrees);
    return ok;
}
