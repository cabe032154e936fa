#include "model/merge.h"

#include "base/file.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 3 /* plans that a sentence names before it only counts them */, NAMES = 700 };

void pp_merging_note(pp_merging *m, const char *format, ...)
{
    if (m->options.notice == NULL) {
        return;
    }
    va_list values;
    va_start(values, format);
    const char *sentence = pp_arena_vprintf(m->arena, format, values);
    va_end(values);
    if (sentence == NULL) {
        m->no_memory = true;
        return;
    }
    m->options.notice(m->options.notice_context, sentence);
}

static const char *about(const pp_plan *plan, pp_about_key key)
{
    const char *value = pp_plan_about(plan, key);
    return value == NULL ? "" : value;
}

/* ---- Entries ---- */

/* 2024 and 2024年 are one year. */
static bool same_entry(const pp_plan *a, const pp_plan *b, pp_about_key key)
{
    return (key == PP_ABOUT_YEAR && pp_plan_year(a) != 0 && pp_plan_year(a) == pp_plan_year(b)) ||
           pp_text_same(about(a, key), about(b, key));
}

/* The values that parts give an entry, each with the first part that does: 甲（a.csv）、乙（b.csv）. Returns how many
 * different ones there are. */
static size_t list_values(const pp_merging *m, pp_about_key key, char out[NAMES])
{
    const pp_plan *seen[NAMED + 1];
    size_t kept = 0, different = 0, used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < m->count; i++) {
        const char *value = about(m->parts[i].plan, key);
        bool known = value[0] == '\0';
        for (size_t s = 0; s < kept && !known; s++) {
            known = same_entry(seen[s], m->parts[i].plan, key);
        }
        if (known) {
            continue;
        }
        different++;
        if (kept <= NAMED) {
            seen[kept++] = m->parts[i].plan;
        }
        if (different <= NAMED) {
            pp_text_format(out + used, NAMES - used, "%s%s（%s）", used == 0 ? "" : "、", value,
                           pp_base_name(m->parts[i].name));
            used = strlen(out);
        }
    }
    return different;
}

/* The first value that a part gives an entry; "" when none does. */
static const char *first_value(const pp_merging *m, pp_about_key key)
{
    for (size_t i = 0; i < m->count; i++) {
        if (about(m->parts[i].plan, key)[0] != '\0') {
            return about(m->parts[i].plan, key);
        }
    }
    return "";
}

static size_t count_without(const pp_merging *m, pp_about_key key)
{
    size_t count = 0;
    for (size_t i = 0; i < m->count; i++) {
        count += about(m->parts[i].plan, key)[0] == '\0';
    }
    return count;
}

/* An entry that all parts must agree on, unless the caller settles it. */
static bool settle(pp_merging *m, pp_about_key key, const char *given, const char *option, pp_error *error)
{
    char names[NAMES];
    const size_t different = list_values(m, key, names), without = count_without(m, key);
    const char *title = pp_about_title(key);
    if (given == NULL && different > 1) {
        return pp_error_set(
            error, PP_ERROR_USAGE,
            "这些计划的%s不同：%s%s，没有合并。请先核对是不是拿错了文件；确需合并时，用 %s 写明合并后的%s。", title,
            names, different > NAMED ? " 等" : "", option, title);
    }
    const char *value = given != NULL ? given : first_value(m, key);
    if (given != NULL && (different > 1 || (different == 1 && !pp_text_same(given, first_value(m, key))))) {
        pp_merging_note(m, "各计划原来的%s是：%s%s；合并后的%s按 %s 写为“%s”。", title, names,
                        different > NAMED ? " 等" : "", title, option, given);
    } else if (value[0] != '\0' && without > 0) {
        pp_merging_note(m, "有 %zu 份计划没有写%s，合并后按“%s”。", without, title, value);
    }
    return value[0] == '\0' || pp_plan_set_about(m->plan, key, value, error);
}

static bool in_yuan(const pp_plan *plan)
{
    return strcmp(about(plan, PP_ABOUT_UNIT), "元") == 0;
}

/* 元 only where all parts have it. */
static bool settle_unit(pp_merging *m, pp_error *error)
{
    size_t yuan = 0;
    for (size_t i = 0; i < m->count; i++) {
        yuan += in_yuan(m->parts[i].plan);
    }
    if (yuan > 0 && yuan < m->count) {
        pp_merging_note(
            m, "有 %zu 份计划以元为单位，%zu 份以万元为单位；合并后一律以万元为单位，金额已准确换算，没有舍入。", yuan,
            m->count - yuan);
    }
    return pp_plan_set_about(m->plan, PP_ABOUT_UNIT, yuan == m->count ? "元" : "万元", error);
}

/* The newest edition: codes of an older one are then found by check, which says what to put in their place. */
static bool settle_edition(pp_merging *m, pp_error *error)
{
    char names[NAMES];
    const char *newest = "";
    for (size_t i = 0; i < m->count; i++) {
        const char *edition = about(m->parts[i].plan, PP_ABOUT_EDITION);
        newest = strcmp(edition, newest) > 0 ? edition : newest;
    }
    if (list_values(m, PP_ABOUT_EDITION, names) > 1) {
        pp_merging_note(
            m,
            "这些计划用了不同版本的采购品目目录：%s；合并后按 %s 版。请运行 procplan check 查看哪些编码要换成"
            "新版的。",
            names, newest);
    }
    return newest[0] == '\0' || pp_plan_set_about(m->plan, PP_ABOUT_EDITION, newest, error);
}

static bool settle_all(pp_merging *m, pp_error *error)
{
    return settle(m, PP_ABOUT_DEPARTMENT, m->options.department, "--department", error) &&
           settle(m, PP_ABOUT_YEAR, m->options.year, "--year", error) &&
           settle(m, PP_ABOUT_REGION, m->options.region, "--region", error) && settle_unit(m, error) &&
           settle_edition(m, error);
}

/* ---- Units ---- */

/* The name of a file or folder without its ending; what stands before a slash at its end counts. */
static const char *bare_name(pp_merging *m, const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    size_t from = end;
    while (from > 0 && path[from - 1] != '/') {
        from--;
    }
    const char *dot = memrchr(path + from, '.', end - from);
    const size_t length = dot != NULL && dot > path + from ? (size_t)(dot - path) - from : end - from;
    const char *name = pp_arena_copy(m->arena, path + from, pp_utf8_valid(path + from, length));
    m->no_memory |= name == NULL;
    return name == NULL ? "" : name;
}

/* Decides what unit the lines of each part have that name none, and tells where there are such lines. */
static bool settle_lines_without_unit(pp_merging *m, pp_error *error)
{
    for (size_t i = 0; i < m->count; i++) {
        const pp_plan *plan = m->parts[i].plan;
        const char *department = about(plan, PP_ABOUT_DEPARTMENT);
        const bool own = department[0] != '\0' && !pp_text_same(department, about(m->plan, PP_ABOUT_DEPARTMENT));
        size_t without = 0;
        for (size_t line = 0; line < plan->lines; line++) {
            without += pp_plan_id(plan, line, PP_COL_UNIT) == 0;
        }
        m->unit[i] = own ? department : bare_name(m, m->parts[i].name);
        if (without > 0 && !m->no_memory) {
            pp_merging_note(m,
                            "“%s”有 %zu 行没有写预算单位，已按%s写为“%s”；如不对，请在原计划里填上预算单位后重新合并。",
                            m->parts[i].name, without, own ? "它的部门" : "文件名", m->unit[i]);
        }
    }
    return !m->no_memory || pp_error_memory(error);
}

/* ---- Lines ---- */

const char *pp_merging_path(pp_merging *m, const pp_merge_part *part, const char *file)
{
    if (strcmp(pp_base_name(part->name), pp_base_name(file)) == 0) {
        return part->name;
    }
    const size_t length = strlen(part->name);
    const char *path = pp_arena_printf(m->arena, "%s%s%s", part->name,
                                       length > 0 && part->name[length - 1] == '/' ? "" : "/", pp_base_name(file));
    m->no_memory |= path == NULL;
    return path == NULL ? "" : path;
}

/* The title of a money column says its unit where the merged plan's is another: texts that are no amounts stay as they
 * are, and mean what they meant. */
static const char *title_with_unit(pp_merging *m, const pp_plan *from, pp_column column, const char *title)
{
    const bool other = pp_column_describe(column)->type == PP_TYPE_MONEY && column != PP_COL_PRICE &&
                       in_yuan(from) != in_yuan(m->plan) && strstr(title, "元") == NULL;
    const char *marked = other ? pp_arena_printf(m->arena, "%s（%s）", title, in_yuan(from) ? "元" : "万元") : title;
    m->no_memory |= marked == NULL;
    return marked == NULL ? "" : marked;
}

/* Adds the sources of a part. Returns the number of its first, -1 when memory is short. */
static int add_sources(pp_merging *m, const pp_merge_part *part, pp_error *error)
{
    int first = -1;
    for (size_t s = 0; s < part->plan->source_count; s++) {
        const pp_source *source = &part->plan->sources[s];
        const int number = pp_plan_add_source(m->plan, pp_merging_path(m, part, source->file), source->sheet);
        if (number < 0) {
            return -1;
        }
        first = s == 0 ? number : first;
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            if (source->title[c] != NULL &&
                !pp_plan_map_column(m->plan, number, (pp_column)c, source->number[c],
                                    title_with_unit(m, part->plan, (pp_column)c, source->title[c]), error)) {
                return -1;
            }
        }
    }
    return m->no_memory ? -1 : first;
}

static bool copy_cells(pp_merging *m, const pp_plan *from, size_t line, size_t to, pp_error *error)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const pp_column column = (pp_column)c;
        if (from->column[c].any == NULL) {
            continue;
        }
        bool ok = true;
        if (pp_column_describe(column)->type == PP_TYPE_TEXT) {
            const uint32_t id = pp_plan_id(from, line, column);
            ok = id == 0 || pp_plan_set_text(m->plan, to, column, pp_pool_text(from->pool, id),
                                             pp_pool_length(from->pool, id), error);
        } else {
            const int64_t number = pp_plan_number(from, line, column);
            ok = number == PP_MONEY_NONE || number == PP_MONEY_UNREADABLE ||
                 pp_plan_set_money(m->plan, to, column, number, error);
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool copy_extras(pp_merging *m, const pp_plan *from, const int *extra, size_t line, size_t to, pp_error *error)
{
    for (size_t e = 0; e < from->extra_count; e++) {
        const uint32_t id = from->extras[e].values[line];
        if (id != 0 && !pp_plan_set_extra(m->plan, to, extra[e], pp_pool_text(from->pool, id),
                                          pp_pool_length(from->pool, id), error)) {
            return false;
        }
    }
    return true;
}

/* Writes down where the line was, unless an earlier merge already has. */
static bool set_origin(pp_merging *m, const int origin[2], size_t to, pp_error *error)
{
    char row[16];
    const pp_place place = pp_plan_place(m->plan, to, PP_NO_COLUMN);
    const size_t length = pp_utf8_valid(place.file, strlen(place.file));
    if (m->plan->extras[origin[0]].values[to] != 0 || m->plan->extras[origin[1]].values[to] != 0) {
        return true;
    }
    snprintf(row, sizeof row, "%u", place.row);
    return pp_plan_set_extra(m->plan, to, origin[0], place.file, length, error) &&
           pp_plan_set_extra(m->plan, to, origin[1], row, strlen(row), error);
}

static bool add_part(pp_merging *m, size_t index, const int origin[2], pp_error *error)
{
    const pp_merge_part *part = &m->parts[index];
    const pp_plan *from = part->plan;
    const size_t begin = m->plan->lines;
    int *extra = malloc((from->extra_count + 1) * sizeof *extra);
    const int source = add_sources(m, part, error);
    bool ok = extra != NULL && (source >= 0 || (from->source_count == 0 && !m->no_memory));
    for (size_t e = 0; ok && e < from->extra_count; e++) {
        extra[e] = pp_plan_add_extra(m->plan, from->extras[e].title);
        ok = extra[e] >= 0;
    }
    if (!ok) {
        pp_error_memory(error);
    }
    for (size_t i = 0; ok && i < from->lines; i++) {
        size_t to;
        ok = pp_plan_add_line(m->plan, source + from->source[i], from->row[i], &to, error) &&
             copy_cells(m, from, i, to, error) && copy_extras(m, from, extra, i, to, error) &&
             (pp_plan_id(from, i, PP_COL_UNIT) != 0 ||
              pp_plan_set_text(m->plan, to, PP_COL_UNIT, m->unit[index], strlen(m->unit[index]), error)) &&
             set_origin(m, origin, to, error);
    }
    for (size_t u = 0; ok && u < from->unreadable_count; u++) {
        const pp_unreadable *cell = &from->unreadables[u];
        ok = pp_plan_set_unreadable(m->plan, begin + cell->line, cell->column, cell->status, cell->text,
                                    strlen(cell->text), error);
    }
    free(extra);
    return ok;
}

static bool add_parts(pp_merging *m, pp_error *error)
{
    const int origin[2] = {pp_plan_add_extra(m->plan, PP_MERGE_FILE), pp_plan_add_extra(m->plan, PP_MERGE_ROW)};
    bool ok = (origin[0] >= 0 && origin[1] >= 0) || pp_error_memory(error);
    for (size_t i = 0; ok && i < m->count; i++) {
        ok = add_part(m, i, origin, error);
        if (ok && m->parts[i].plan->budget != NULL) {
            pp_merging_note(m, "“%s”带有部门预算的其他各表，没有合并进来；合并后的计划请另放自己的 budget 文件夹。",
                            m->parts[i].name);
        }
    }
    return ok;
}

pp_plan *pp_merge(const pp_merge_part *parts, size_t count, const pp_catalog *catalog, const pp_merge_options *options,
                  pp_error *error)
{
    pp_merging m = {.parts = parts, .count = count, .catalog = catalog};
    if (options != NULL) {
        m.options = *options;
    }
    m.plan = pp_plan_new();
    m.arena = pp_arena_new();
    m.unit = calloc(count + 1, sizeof *m.unit);
    bool ok = (m.plan != NULL && m.arena != NULL && m.unit != NULL) || pp_error_memory(error);
    ok = ok && settle_all(&m, error) && settle_lines_without_unit(&m, error) && pp_merging_same(&m, error) &&
         add_parts(&m, error) && pp_merging_controls(&m, error) && (!m.no_memory || pp_error_memory(error));
    if (!ok) {
        pp_plan_free(m.plan);
        m.plan = NULL;
    }
    pp_arena_free(m.arena);
    free(m.unit);
    return m.plan;
}
