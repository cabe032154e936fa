/* Styles: of all that they say, only which cells show dates. */
#include "read/xlsx_inner.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FORMATS = 65536, MOST_STYLES = 65536 };

typedef struct custom {
    uint32_t id;
    pp_xlsx_format format;
} custom;

typedef struct parse {
    custom *customs;
    size_t custom_count;
    uint32_t *ids; /* the format's number of each style */
    size_t id_count;
    bool inside; /* in cellXfs; others of the like are about named styles */
} parse;

/* Doubles an array of items of `size` when it is full. NULL when memory is short; the old one stays. */
static void *grow(void *items, size_t count, size_t size)
{
    const bool full = count == 0 || (count >= 16 && (count & (count - 1)) == 0);
    return full ? realloc(items, (count == 0 ? 16 : count * 2) * size) : items;
}

static bool too_many(pp_error *error)
{
    return pp_error_set(error, PP_ERROR_LIMIT, "工作簿里的单元格格式超过 %d 种，不是正常的工作簿。" PP_XLSX_ADVICE,
                        MOST_STYLES);
}

static bool add_custom(parse *p, const char **attributes, pp_error *error)
{
    const char *code = pp_xml_attribute(attributes, "formatCode");
    uint32_t id;
    if (code == NULL || !pp_xml_number(pp_xml_attribute(attributes, "numFmtId"), UINT32_MAX, &id)) {
        return true;
    }
    if (p->custom_count == MOST_FORMATS) {
        return too_many(error);
    }
    custom *more = grow(p->customs, p->custom_count, sizeof *more);
    if (more == NULL) {
        return pp_error_memory(error);
    }
    p->customs = more;
    p->customs[p->custom_count++] = (custom){id, pp_xlsx_custom_format(code)};
    return true;
}

static bool add_style(parse *p, const char **attributes, pp_error *error)
{
    uint32_t id = 0;
    (void)pp_xml_number(pp_xml_attribute(attributes, "numFmtId"), UINT32_MAX, &id);
    if (p->id_count == MOST_STYLES) {
        return too_many(error);
    }
    uint32_t *more = grow(p->ids, p->id_count, sizeof *more);
    if (more == NULL) {
        return pp_error_memory(error);
    }
    p->ids = more;
    p->ids[p->id_count++] = id;
    return true;
}

static bool on_start(void *context, const char *name, const char **attributes, pp_error *error)
{
    parse *p = context;
    if (strcmp(name, "numFmt") == 0) {
        return add_custom(p, attributes, error);
    }
    if (strcmp(name, "cellXfs") == 0) {
        p->inside = true;
    }
    return !p->inside || strcmp(name, "xf") != 0 || add_style(p, attributes, error);
}

static bool on_end(void *context, const char *name, pp_error *error)
{
    parse *p = context;
    (void)error;
    if (strcmp(name, "cellXfs") == 0) {
        p->inside = false;
    }
    return true;
}

static int by_id(const void *left, const void *right)
{
    const custom *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

/* What a format of this number is: a written one stands before those known by number. */
static pp_xlsx_format format_of(const parse *p, uint32_t id)
{
    const custom wanted = {.id = id};
    const custom *found =
        p->custom_count == 0 ? NULL : bsearch(&wanted, p->customs, p->custom_count, sizeof *p->customs, by_id);
    return found == NULL ? pp_xlsx_builtin_format(id) : found->format;
}

bool pp_xlsx_styles_read(zip_t *archive, zip_int64_t part, pp_xlsx_styles *styles, pp_error *error)
{
    static const pp_xml_handlers HANDLERS = {.start = on_start, .end = on_end};
    parse p = {.customs = NULL};
    bool ok = pp_xlsx_parse_part(archive, part, PP_XLSX_SMALL_PART, &HANDLERS, &p, error);
    if (!ok || p.id_count == 0) {
        goto done;
    }
    styles->formats = malloc(p.id_count);
    if (styles->formats == NULL) {
        ok = pp_error_memory(error);
        goto done;
    }
    if (p.custom_count > 0) {
        qsort(p.customs, p.custom_count, sizeof *p.customs, by_id);
    }
    for (size_t i = 0; i < p.id_count; i++) {
        styles->formats[i] = (unsigned char)format_of(&p, p.ids[i]);
    }
    styles->count = p.id_count;
done:
    free(p.customs);
    free(p.ids);
    return ok;
}
