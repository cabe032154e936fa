/* about.csv: key,value. */
#include "base/text.h"
#include "read/layout.h"

#include <stdio.h>
#include <string.h>

typedef struct about {
    pp_reading *reading;
    const char *name;
    bool begun;                     /* the first row was seen */
    uint32_t given[PP_ABOUT_COUNT]; /* the row of each key, 0: not given */
    pp_notes notes;
} about;

static pp_field trim(const pp_row *row, size_t index)
{
    return index < row->count ? pp_field_trim(row->fields[index]) : (pp_field){"", 0};
}

/* The key as people write it: folded, so that spaces and width do not matter. */
static pp_about_key find_key(const char *folded)
{
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        if (strcmp(folded, pp_about_title((pp_about_key)k)) == 0) {
            return (pp_about_key)k;
        }
    }
    return PP_ABOUT_COUNT;
}

/* key,value or its Chinese words, once, in the first row. */
static bool is_heading(const char *key, pp_field value)
{
    char folded[16];
    pp_text_fold(value.text, value.length, folded, sizeof folded);
    return (strcmp(key, "key") == 0 && strcmp(folded, "value") == 0) || strcmp(key, "键") == 0 ||
           (strcmp(key, "项目") == 0 && strcmp(folded, "内容") == 0);
}

/* A row in which key and value stand apart. */
static bool is_entry(const pp_row *row)
{
    char folded[64];
    const pp_field key = trim(row, 0);
    pp_text_fold(key.text, key.length, folded, sizeof folded);
    return row->count >= 2 && (find_key(folded) != PP_ABOUT_COUNT || is_heading(folded, trim(row, 1)));
}

static void note_unknown(about *a, const pp_row *row, pp_field words)
{
    char quote[PP_QUOTE_TEXT];
    if (!pp_notes_take(&a->notes)) {
        return;
    }
    pp_reading_note(a->reading, "%s 第%u行的“%s”不是已知的项目（部门、年度、地区、金额单位、目录版本），没有使用。",
                    a->name, row->number, pp_quote(words.text, words.length, quote));
}

static bool on_row(void *context, const pp_row *row, pp_error *error)
{
    about *a = context;
    char folded[64];
    const pp_field words = trim(row, 0), value = trim(row, 1);
    pp_text_fold(words.text, words.length, folded, sizeof folded);
    const bool first = !a->begun;
    a->begun = true;
    if ((words.length == 0 && value.length == 0) || (first && is_heading(folded, value))) {
        return true;
    }
    const pp_about_key key = find_key(folded);
    if (key == PP_ABOUT_COUNT) {
        note_unknown(a, row, words);
        return true;
    }
    if (a->given[key] != 0) {
        pp_error_set(error, PP_ERROR_FORMAT, "“%s”写了两次（第%u行和第%u行），请删去一行后重试。", pp_about_title(key),
                     a->given[key], row->number);
        return pp_error_at(error, NULL, row->number, 1);
    }
    a->given[key] = row->number;
    for (size_t i = 2; i < row->count; i++) {
        if (trim(row, i).length > 0) { /* once a key at most */
            pp_reading_note(a->reading, "%s 第%u行第3列起的内容没有使用。", a->name, row->number);
            break;
        }
    }
    if (!pp_reading_set_about(a->reading, key, value.text, value.length, error)) {
        return pp_error_at(error, NULL, row->number, 2);
    }
    return pp_plan_set_about_place(a->reading->plan, key, a->name, row->number, 2, error);
}

bool pp_read_about_csv(pp_reading *reading, const char *path, const char *name, pp_error *error)
{
    about a = {.reading = reading, .name = name};
    const bool ok = pp_reading_table(reading, path, name, is_entry, on_row, &a, error);
    pp_notes_end(&a.notes, reading, name);
    return ok;
}
