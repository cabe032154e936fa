/* Shared strings: all texts of a workbook in one table, one behind the other in memory. */
#include "read/xlsx_inner.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 4096, FIRST_STRINGS = 256 };

typedef struct parse {
    pp_xlsx_strings *strings;
    size_t used, capacity; /* bytes of text */
    size_t room;           /* of starts */
    bool inside;           /* in a string */
    bool collecting;       /* in its text */
    int skipped;           /* in how many elements whose text is not shown: readings of the characters (rPh) */
} parse;

static bool too_large(pp_error *error)
{
    return pp_error_set(
        error, PP_ERROR_LIMIT,
        "工作簿里的文字太多（超过 %d 条或 %d MB），无法处理。请删去不要的工作表，或拆成几份后分别处理。",
        PP_XLSX_STRINGS, PP_XLSX_STRING_BYTES >> 20);
}

/* Makes room for `more` bytes of text. */
static bool make_room(parse *p, size_t more, pp_error *error)
{
    if (p->capacity - p->used >= more) {
        return true;
    }
    if (more > PP_XLSX_STRING_BYTES - p->used) {
        return too_large(error);
    }
    size_t capacity = p->capacity == 0 ? FIRST_BYTES : p->capacity;
    while (capacity - p->used < more) {
        capacity *= 2;
    }
    char *text = realloc(p->strings->text, capacity);
    if (text == NULL) {
        return pp_error_memory(error);
    }
    p->strings->text = text;
    p->capacity = capacity;
    return true;
}

/* A string begins. */
static bool begin_string(parse *p, pp_error *error)
{
    pp_xlsx_strings *s = p->strings;
    if (s->count == PP_XLSX_STRINGS) {
        return too_large(error);
    }
    if (s->count + 2 > p->room) {
        const size_t room = p->room == 0 ? FIRST_STRINGS : p->room * 2;
        uint32_t *starts = realloc(s->starts, room * sizeof *starts);
        if (starts == NULL) {
            return pp_error_memory(error);
        }
        s->starts = starts;
        p->room = room;
    }
    s->starts[s->count] = (uint32_t)p->used;
    p->inside = true;
    return true;
}

/* A string is complete. */
static bool end_string(parse *p, pp_error *error)
{
    pp_xlsx_strings *s = p->strings;
    const size_t start = s->starts[s->count];
    p->inside = false;
    if (p->used - start > PP_CSV_FIELD) {
        return pp_error_set(error, PP_ERROR_LIMIT,
                            "工作簿里有一个单元格的文字超过 %d MB，不是正常的表格。" PP_XLSX_ADVICE,
                            PP_CSV_FIELD >> 20);
    }
    if (p->used > start) {
        p->used = start + pp_xlsx_unescape(s->text + start, p->used - start);
    }
    s->starts[++s->count] = (uint32_t)p->used;
    return true;
}

static bool on_start(void *context, const char *name, const char **attributes, pp_error *error)
{
    parse *p = context;
    (void)attributes;
    if (p->skipped > 0 || strcmp(name, "rPh") == 0) {
        p->skipped++;
        return true;
    }
    if (strcmp(name, "si") == 0) {
        return begin_string(p, error);
    }
    p->collecting = p->inside && strcmp(name, "t") == 0;
    return true;
}

static bool on_end(void *context, const char *name, pp_error *error)
{
    parse *p = context;
    if (p->skipped > 0) {
        p->skipped--;
        return true;
    }
    p->collecting = false;
    return !p->inside || strcmp(name, "si") != 0 || end_string(p, error);
}

static bool on_text(void *context, const char *text, size_t length, pp_error *error)
{
    parse *p = context;
    if (!p->collecting || p->skipped > 0) {
        return true;
    }
    if (!make_room(p, length, error)) {
        return false;
    }
    memcpy(p->strings->text + p->used, text, length);
    p->used += length;
    return true;
}

bool pp_xlsx_strings_read(zip_t *archive, zip_int64_t part, pp_xlsx_strings *strings, pp_error *error)
{
    static const pp_xml_handlers HANDLERS = {.start = on_start, .end = on_end, .text = on_text};
    parse p = {.strings = strings};
    return pp_xlsx_parse_part(archive, part, PP_XLSX_STRINGS_PART, &HANDLERS, &p, error);
}
