/* For the tests of the readers: a folder to write files into, and what came of reading it, written down as text. */
#ifndef PP_TEST_OUTCOME_H
#define PP_TEST_OUTCOME_H

#include "unit.h"

#include "procplan/procplan.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH = 4096, OUTCOME = 1 << 20 };

static char folder[] = "/tmp/procplan-read-XXXXXX";

static inline const char *path_of(const char *file, char path[PATH])
{
    snprintf(path, PATH, "%s/%s", folder, file);
    return path;
}

/* Writes a file of the folder; NULL removes it. */
static inline void put_bytes(const char *file, const char *data, size_t length)
{
    char path[PATH];
    path_of(file, path);
    if (data == NULL) {
        remove(path);
        return;
    }
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
}

static inline void put(const char *file, const char *text)
{
    put_bytes(file, text, text == NULL ? 0 : strlen(text));
}

static inline int make_folder(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    static const char *const files[] = {"about.csv", "plan.csv", "controls.csv", "other.csv", "one.CSV", "plan.xlsx"};
    char path[PATH];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        remove(path_of(files[i], path));
    }
    return rmdir(folder);
}

/* ---- What came of it, as text ---- */

typedef struct outcome {
    char text[OUTCOME];
    size_t used;
} outcome;

static inline void say(outcome *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline void say(outcome *o, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const int n = vsnprintf(o->text + o->used, sizeof o->text - o->used, format, values);
    va_end(values);
    assert_true(n >= 0 && (size_t)n < sizeof o->text - o->used);
    o->used += (size_t)n;
}

static inline void on_notice(void *context, const char *sentence)
{
    say(context, "! %s\n", sentence);
}

static inline const char *amount(int64_t value, char out[PP_MONEY_TEXT])
{
    pp_money_format(value, PP_UNIT_WAN, PP_MONEY_EXACT, out);
    return out;
}

static inline void say_plan(outcome *o, const pp_plan *plan)
{
    char text[PP_MONEY_TEXT], cell[PP_CELL_TEXT], step[PP_MONEY_TEXT];
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const char *value = pp_plan_about(plan, (pp_about_key)k);
        if (value != NULL) {
            say(o, "# %s=%s\n", pp_about_title((pp_about_key)k), value);
        }
    }
    for (size_t i = 0; i < pp_plan_lines(plan); i++) {
        say(o, "%u", pp_plan_place(plan, i, PP_NO_COLUMN).row);
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            const pp_column column = (pp_column)c;
            const pp_column_info *info = pp_column_describe(column);
            const bool is_text = info->type == PP_TYPE_TEXT;
            const char *value = is_text ? pp_plan_text(plan, i, column) : amount(pp_plan_money(plan, i, column), text);
            if (value[0] != '\0') {
                say(o, " %s=%s", info->title, value);
            }
        }
        for (size_t e = 0; e < pp_plan_extras(plan); e++) {
            if (pp_plan_extra(plan, i, e)[0] != '\0') {
                say(o, " +%s=%s", pp_plan_extra_title(plan, e), pp_plan_extra(plan, i, e));
            }
        }
        say(o, "\n");
    }
    for (size_t i = 0; i < pp_plan_unreadables(plan); i++) {
        const pp_unreadable u = pp_plan_unreadable(plan, i);
        const pp_place place = pp_plan_place(plan, u.line, u.column);
        say(o, "? %s %s %d %s\n", pp_cell_name(place.row, place.column, cell), place.title, (int)u.status, u.text);
    }
    for (size_t i = 0; i < pp_plan_controls(plan); i++) {
        const pp_control *c = pp_plan_control(plan, i);
        say(o, "= %d,%s,%s,%s,%s,%s,%s,%s!%s %s", (int)c->kind, c->name, c->key,
            c->relation == PP_EQUAL ? "=" : "<=", amount(c->amount, text), amount(c->unit_step, step), c->origin,
            c->file, pp_cell_name(c->row, c->column, cell), c->title);
        if (c->sums > PP_COL_TOTAL) {
            say(o, " [%s]", pp_column_describe(c->sums)->title);
        }
        say(o, "\n");
    }
}

/* Reads a path and writes down the notices and the plan or the error. */
static inline const char *read_path(outcome *o, const char *path, const char *controls)
{
    const pp_read_options options = {.controls = controls, .notice = on_notice, .notice_context = o};
    pp_error error = {0};
    o->used = 0;
    o->text[0] = '\0';
    pp_plan *plan = pp_plan_read(path, &options, &error);
    if (plan == NULL) {
        const char *slash = strrchr(error.file, '/');
        assert_int_not_equal(error.code, PP_ERROR_NONE);
        say(o, "%s %u,%u %s\n", slash == NULL ? error.file : slash + 1, error.row, error.column, error.text);
        return o->text;
    }
    say_plan(o, plan);
    pp_plan_free(plan);
    return o->text;
}

/* An error is told by its place and some words of it. */
static inline void check_refusal(const char *found, const char *place, const char *words)
{
    if (strncmp(found, place, strlen(place)) != 0 || strstr(found, words) == NULL) {
        fail_msg("%s\nis not at %s or lacks %s", found, place, words);
    }
}

#endif
