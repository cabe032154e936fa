/* The workbook: which parts of the package it is made of. Names of parts come from the relationships, as the standard
 * has it, not from what parts usually are called. */
#include "base/file.h"
#include "read/xlsx_inner.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_RELATIONS = 16384, PART_NAME = 512 };

/* ---- Relationships: id, what it is, and which part ---- */

typedef struct relation {
    char *id, *type, *target; /* type: the last word of its address; target: the name of the part */
} relation;

typedef struct relations {
    const char *part; /* that they belong to */
    relation *items;
    size_t count;
} relations;

static void free_relations(relations *r)
{
    for (size_t i = 0; i < r->count; i++) {
        free(r->items[i].id);
        free(r->items[i].type);
        free(r->items[i].target);
    }
    free(r->items);
    *r = (relations){.count = 0};
}

/* The name of the part that `target` means in a relationship of `part`: absolute, or from the folder of `part`, with
 * .. in between. In new memory; NULL when memory is short. */
static char *resolve(const char *part, const char *target)
{
    const char *slash = strrchr(part, '/');
    const size_t folder = target[0] == '/' || slash == NULL ? 0 : (size_t)(slash - part) + 1;
    char *name = malloc(folder + strlen(target) + 1);
    if (name == NULL) {
        return NULL;
    }
    size_t n = folder;
    memcpy(name, part, folder);
    for (const char *at = target; *at != '\0';) {
        const size_t step = strcspn(at, "/\\");
        const size_t skipped = step + (at[step] != '\0');
        if (step == 2 && memcmp(at, "..", 2) == 0) {
            n -= n > 0;
            while (n > 0 && name[n - 1] != '/') {
                n--;
            }
        } else if (step > 0 && !(step == 1 && *at == '.')) {
            memcpy(name + n, at, step);
            n += step;
            if (at[step] != '\0') {
                name[n++] = '/';
            }
        }
        at += skipped;
    }
    name[n] = '\0';
    return name;
}

/* A handler of pp_xml_parse. */
static bool on_relation(void *context, const char *name, const char **attributes, pp_error *error)
{
    relations *r = context;
    const char *id = pp_xml_attribute(attributes, "Id"), *type = pp_xml_attribute(attributes, "Type");
    const char *target = pp_xml_attribute(attributes, "Target"), *mode = pp_xml_attribute(attributes, "TargetMode");
    if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL ||
        (mode != NULL && strcmp(mode, "External") == 0)) {
        return true;
    }
    if (r->count == MOST_RELATIONS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "工作簿的部件超过 %d 个，不是正常的工作簿。" PP_XLSX_ADVICE,
                            MOST_RELATIONS);
    }
    relation *items = (r->count & (r->count - 1)) == 0
                          ? realloc(r->items, (r->count == 0 ? 1 : r->count * 2) * sizeof *items)
                          : r->items;
    if (items == NULL) {
        return pp_error_memory(error);
    }
    r->items = items;
    const char *word = strrchr(type, '/');
    relation *item = &r->items[r->count++];
    item->id = strdup(id);
    item->type = strdup(word == NULL ? type : word + 1);
    item->target = resolve(r->part, target);
    return (item->id != NULL && item->type != NULL && item->target != NULL) || pp_error_memory(error);
}

/* The relationships of a part ("" for those of the package): folder/_rels/name.rels. None when there are none. */
static bool read_relations(zip_t *archive, const char *part, relations *r, pp_error *error)
{
    static const pp_xml_handlers HANDLERS = {.start = on_relation};
    const char *base = pp_base_name(part);
    char *name = malloc(strlen(part) + sizeof "_rels/.rels");
    zip_int64_t index = -1;
    r->part = part;
    if (name == NULL) {
        return pp_error_memory(error);
    }
    memcpy(name, part, (size_t)(base - part));
    strcpy(name + (base - part), "_rels/");
    strcat(name, base);
    strcat(name, ".rels");
    const bool found = pp_xlsx_find_part(archive, name, &index, error);
    free(name);
    return found && (index < 0 || pp_xlsx_parse_part(archive, index, PP_XLSX_SMALL_PART, &HANDLERS, r, error));
}

static const relation *by_type(const relations *r, const char *type)
{
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->items[i].type, type) == 0) {
            return &r->items[i];
        }
    }
    return NULL;
}

static const relation *by_id(const relations *r, const char *id)
{
    for (size_t i = 0; id != NULL && i < r->count; i++) {
        if (strcmp(r->items[i].id, id) == 0) {
            return &r->items[i];
        }
    }
    return NULL;
}

/* ---- The list of sheets ---- */

typedef struct listing {
    pp_xlsx *book;
    const relations *relations;
} listing;

static bool add_sheet(listing *l, const char **attributes, pp_error *error)
{
    pp_xlsx *book = l->book;
    const relation *r = by_id(l->relations, pp_xml_attribute(attributes, "id"));
    const char *name = pp_xml_attribute(attributes, "name"), *state = pp_xml_attribute(attributes, "state");
    if (name == NULL || r == NULL) {
        return pp_xlsx_damaged(error, "工作表的清单");
    }
    if (strcmp(r->type, "worksheet") != 0) {
        return true; /* a chart on a sheet of its own, a macro sheet */
    }
    if (book->sheet_count == PP_XLSX_SHEETS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "工作簿里的工作表超过 %d 个，请删去不要的工作表后重试。",
                            PP_XLSX_SHEETS);
    }
    if (book->sheets == NULL) {
        book->sheets = malloc(PP_XLSX_SHEETS * sizeof *book->sheets);
    }
    if (book->sheets == NULL) {
        return pp_error_memory(error);
    }
    pp_xlsx_sheet *sheet = &book->sheets[book->sheet_count];
    *sheet = (pp_xlsx_sheet){.visible = state == NULL || strcmp(state, "visible") == 0};
    if (!pp_xlsx_find_part(book->archive, r->target, &sheet->part, error)) {
        return false;
    }
    sheet->name = strdup(name);
    if (sheet->name == NULL) {
        return pp_error_memory(error);
    }
    book->sheet_count++;
    return true;
}

/* A handler of pp_xml_parse. */
static bool on_workbook(void *context, const char *name, const char **attributes, pp_error *error)
{
    listing *l = context;
    if (strcmp(name, "workbookPr") == 0) {
        l->book->since_1904 = pp_xml_true(pp_xml_attribute(attributes, "date1904"));
    }
    return strcmp(name, "sheet") != 0 || add_sheet(l, attributes, error);
}

/* The part of a relationship of this type, -1 when there is none. */
static bool part_of_type(zip_t *archive, const relations *r, const char *type, zip_int64_t *part, pp_error *error)
{
    const relation *found = by_type(r, type);
    *part = -1;
    return found == NULL || pp_xlsx_find_part(archive, found->target, part, error);
}

static bool read_workbook(pp_xlsx *book, const char *name, zip_int64_t part, pp_error *error)
{
    static const pp_xml_handlers HANDLERS = {.start = on_workbook};
    relations r = {.count = 0};
    listing l = {book, &r};
    zip_int64_t styles = -1;
    bool ok = read_relations(book->archive, name, &r, error) &&
              pp_xlsx_parse_part(book->archive, part, PP_XLSX_SMALL_PART, &HANDLERS, &l, error) &&
              part_of_type(book->archive, &r, "sharedStrings", &book->strings_part, error) &&
              part_of_type(book->archive, &r, "styles", &styles, error);
    if (ok && styles >= 0) {
        ok = pp_xlsx_styles_read(book->archive, styles, &book->styles, error);
    }
    if (ok && book->sheet_count == 0) {
        ok = pp_error_set(error, PP_ERROR_FORMAT, "工作簿里没有工作表，请检查是不是给错了文件。");
    }
    free_relations(&r);
    return ok;
}

/* Finds the workbook in the package and reads what it says about itself. */
static bool read_package(pp_xlsx *book, pp_error *error)
{
    relations r = {.count = 0};
    zip_int64_t part = -1;
    bool ok = read_relations(book->archive, "", &r, error);
    const relation *main = ok ? by_type(&r, "officeDocument") : NULL;
    const char *name = main == NULL ? "xl/workbook.xml" : main->target;
    ok = ok && pp_xlsx_find_part(book->archive, name, &part, error);
    const size_t length = strlen(name);
    if (ok && (part < 0 || length < 4 || strcmp(name + length - 4, ".xml") != 0 || strncmp(name, "word/", 5) == 0 ||
               strncmp(name, "ppt/", 4) == 0)) {
        ok = pp_xlsx_refuse_package(book->archive, error);
    }
    ok = ok && read_workbook(book, name, part, error);
    free_relations(&r);
    return ok;
}

pp_xlsx *pp_xlsx_open(const char *path, pp_error *error)
{
    pp_xlsx *book = calloc(1, sizeof *book);
    if (book == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    book->strings_part = -1;
    book->path = strdup(path);
    if (book->path == NULL) {
        pp_error_memory(error);
    } else if (pp_xlsx_is_package(path, error)) {
        book->archive = pp_xlsx_package_open(path, error);
    }
    if (book->archive == NULL || !read_package(book, error)) {
        pp_xlsx_close(book);
        pp_error_at(error, path, 0, 0);
        return NULL;
    }
    return book;
}

void pp_xlsx_close(pp_xlsx *book)
{
    if (book == NULL) {
        return;
    }
    for (size_t i = 0; i < book->sheet_count; i++) {
        free(book->sheets[i].name);
    }
    free(book->sheets);
    free(book->styles.formats);
    free(book->strings.text);
    free(book->strings.starts);
    if (book->archive != NULL) {
        zip_discard(book->archive);
    }
    free(book->path);
    free(book);
}

size_t pp_xlsx_sheets(const pp_xlsx *book)
{
    return book->sheet_count;
}

const char *pp_xlsx_sheet_name(const pp_xlsx *book, size_t sheet)
{
    return book->sheets[sheet].name;
}

bool pp_xlsx_sheet_visible(const pp_xlsx *book, size_t sheet)
{
    return book->sheets[sheet].visible;
}

/* The shared strings are read when the first row is asked for: a list of sheets needs none. */
static bool read_strings(pp_xlsx *book, pp_error *error)
{
    if (book->strings_read || book->strings_part < 0) {
        return true;
    }
    book->strings_read = pp_xlsx_strings_read(book->archive, book->strings_part, &book->strings, error);
    if (!book->strings_read) { /* the next reading begins anew */
        free(book->strings.text);
        free(book->strings.starts);
        book->strings = (pp_xlsx_strings){.count = 0};
    }
    return book->strings_read;
}

bool pp_xlsx_read(pp_xlsx *book, size_t sheet, pp_xlsx_pass *pass, pp_error *error)
{
    pp_xlsx_part part = {.file = NULL};
    const bool ok = read_strings(book, error) &&
                    pp_xlsx_part_open(&part, book->archive, book->sheets[sheet].part, PP_XLSX_SHEET_PART, error) &&
                    pp_xlsx_parse_rows(book, pp_xlsx_part_read, &part, pass, error);
    pp_xlsx_part_close(&part);
    if (!ok && error != NULL) {
        pp_error_at(error, book->path, error->row, error->column);
    }
    return ok;
}
