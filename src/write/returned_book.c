/* xl/workbook.xml: the list of sheets, with the receipt put before them. What counts sheets by their places (the sheet
 * that is open, the names that belong to one) counts on by one. */
#include "write/returned.h"

#include <stdlib.h>
#include <string.h>

enum { SHEET_LIMIT = 5000 };

static char *keep(pp_old_book *book, const char *text)
{
    return pp_arena_copy(book->parts->arena, text, strlen(text));
}

/* ---- Reading ---- */

static bool add_sheet(pp_old_book *book, const char **attributes)
{
    const char *name = pp_attribute(attributes, "name"), *id = pp_attribute_any(attributes, "id");
    if (book->count == book->room) {
        const size_t room = book->room * 2 + 16;
        pp_book_sheet *larger = realloc(book->sheets, room * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        book->sheets = larger;
        book->room = room;
    }
    pp_book_sheet *sheet = &book->sheets[book->count++];
    *sheet = (pp_book_sheet){.name = keep(book, name == NULL ? "" : name), .id = keep(book, id == NULL ? "" : id)};
    if (!pp_parse_number(pp_attribute(attributes, "sheetId"), &sheet->number)) {
        sheet->number = 0;
    }
    return sheet->name != NULL && sheet->id != NULL;
}

static bool is_marker(const char **attributes)
{
    const char *name = pp_attribute(attributes, "name");
    return name != NULL && strcmp(name, PP_RECEIPT_NAME) == 0;
}

static void read_start(pp_edit *edit, const char *name, const char **attributes)
{
    pp_old_book *book = edit->context;
    if (edit->depth == 2) {
        book->in_sheets = strcmp(name, "sheets") == 0;
    } else if (edit->depth == 3 && book->in_sheets && strcmp(name, "sheet") == 0) {
        if (book->count >= SHEET_LIMIT || !add_sheet(book, attributes)) {
            (void)(book->count >= SHEET_LIMIT ? pp_parts_refuse(book->parts, "里的工作表多得不合理", edit->error)
                                              : pp_error_memory(edit->error));
            pp_edit_stop(edit);
        }
    } else if (edit->depth == 3 && strcmp(name, "definedName") == 0) {
        book->in_marker = is_marker(attributes);
        book->length = 0;
    }
}

static void read_text(pp_edit *edit, const char *text, int length)
{
    pp_old_book *book = edit->context;
    const size_t room = sizeof book->text - 1 - book->length;
    if (book->in_marker && edit->depth == 3) {
        const size_t taken = (size_t)length < room ? (size_t)length : room;
        memcpy(book->text + book->length, text, taken);
        book->length += taken;
        book->text[book->length] = '\0';
    }
}

/* '校验回执'!$A$1 or 校验回执!$A$1: the sheet's name. A quote in it is written twice. */
static void read_end(pp_edit *edit, const char *name)
{
    pp_old_book *book = edit->context;
    if (edit->depth != 3 || !book->in_marker || strcmp(name, "definedName") != 0) {
        return;
    }
    book->in_marker = false;
    char *mark = strrchr(book->text, '!');
    if (mark == NULL || book->length == 0) {
        return;
    }
    const bool quoted = book->text[0] == '\'';
    char *out = book->text;
    *mark = '\0';
    for (const char *s = book->text + quoted; *s != '\0'; s++) {
        if (quoted && *s == '\'' && *++s == '\0') {
            break;
        }
        *out++ = *s;
    }
    *out = '\0';
    book->marker = keep(book, book->text);
}

/* The part that a relation of the file leads to. */
static pp_part *part_of(pp_parts *parts, pp_relations *relations, const char *id)
{
    const pp_tie *relation = pp_tie_of_id(relations, id);
    return relation == NULL || *relation->target == '\0' ? NULL : pp_parts_find(parts, relation->target);
}

bool pp_old_book_read(pp_old_book *book, pp_parts *parts, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = read_start, .end = read_end, .text = read_text};
    pp_relations root;
    *book = (pp_old_book){.parts = parts};
    bool ok = pp_relations_read(&root, parts, "", error);
    const pp_tie *relation = ok ? pp_tie_of_type(&root, "officeDocument") : NULL;
    book->part = relation == NULL ? NULL : pp_parts_find(parts, relation->target);
    pp_relations_free(&root);
    if (!ok) {
        return false;
    }
    if (book->part == NULL) {
        return pp_parts_refuse(parts, "不是 .xlsx 工作簿，或者已损坏", error);
    }
    if (!pp_relations_read(&book->relations, parts, book->part->name, error) ||
        !pp_parts_look(parts, book->part, &handlers, book, error)) {
        return false;
    }
    for (size_t i = 0; i < book->count; i++) {
        pp_book_sheet *sheet = &book->sheets[i];
        sheet->part = part_of(parts, &book->relations, sheet->id);
        sheet->receipt = book->marker != NULL && book->count > 1 && strcmp(sheet->name, book->marker) == 0;
    }
    return true;
}

void pp_old_book_free(pp_old_book *book)
{
    pp_relations_free(&book->relations);
    free(book->sheets);
    *book = (pp_old_book){0};
}

/* ---- Changing ---- */

/* The place of a sheet in the copy; -1 for the old receipt. */
static int64_t new_place(const pp_old_book *book, uint32_t place)
{
    int64_t now = 1;
    for (size_t i = 0; i < book->count && i < place; i++) {
        now += !book->sheets[i].receipt;
    }
    return place < book->count && book->sheets[place].receipt ? -1 : now;
}

static void put_names(const pp_old_book *book, const char *prefix, FILE *out)
{
    fprintf(out, "<%sdefinedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'", prefix);
    pp_xml_put(out, book->receipt);
    fprintf(out, "'!$%u:$%u</%sdefinedName><%sdefinedName name=\"" PP_RECEIPT_NAME "\" hidden=\"1\">'", book->heading,
            book->heading, prefix, prefix);
    pp_xml_put(out, book->receipt);
    fprintf(out, "'!$A$1</%sdefinedName>", prefix);
}

static void put_sheet(const pp_old_book *book, const char *prefix, FILE *out)
{
    fprintf(out, "<%ssheet name=\"", prefix);
    pp_xml_put(out, book->receipt);
    fprintf(out, "\" sheetId=\"%u\" xmlns:r=\"%s\" r:id=\"%s\"/>", book->receipt_number,
            pp_office_relations(book->parts), book->receipt_id);
}

/* The receipt is what the first window opens with; the others keep their sheets. */
static void change_view(pp_edit *edit, const char **attributes)
{
    pp_old_book *book = edit->context;
    uint32_t active = 0, first = 0;
    char now[16], from[16];
    size_t size;
    const char *tag = pp_edit_tag(edit, &size);
    if (book->views++ > 0) {
        (void)pp_parse_number(pp_attribute(attributes, "activeTab"), &active);
        (void)pp_parse_number(pp_attribute(attributes, "firstSheet"), &first);
        active = new_place(book, active) < 0 ? 0 : (uint32_t)new_place(book, active);
        first = new_place(book, first) < 0 ? 0 : (uint32_t)new_place(book, first);
    }
    snprintf(now, sizeof now, "%u", active);
    snprintf(from, sizeof from, "%u", first);
    const pp_tag_change changes[] = {{"activeTab", now}, {"firstSheet", from}};
    pp_tag_write(pp_edit_replace(edit), tag, size, changes, 2, false);
}

static void change_name(pp_edit *edit, const char **attributes)
{
    const char *local = pp_attribute(attributes, "localSheetId");
    uint32_t place = 0;
    char now[16];
    size_t size;
    if (is_marker(attributes)) {
        pp_edit_drop(edit, pp_edit_at(edit));
    } else if (pp_parse_number(local, &place)) {
        const int64_t moved = new_place(edit->context, place);
        if (moved < 0) {
            pp_edit_drop(edit, pp_edit_at(edit));
            return;
        }
        const char *tag = pp_edit_tag(edit, &size);
        snprintf(now, sizeof now, "%u", (unsigned)moved);
        pp_tag_write(pp_edit_replace(edit), tag, size, &(pp_tag_change){"localSheetId", now}, 1, false);
    }
}

/* Of the children of the workbook, those that stand before the names. */
static bool stands_before_names(const char *name)
{
    static const char *const BEFORE[] = {"fileVersion", "fileSharing", "workbookPr",     "workbookProtection",
                                         "bookViews",   "sheets",      "functionGroups", "externalReferences"};
    for (size_t i = 0; i < sizeof BEFORE / sizeof BEFORE[0]; i++) {
        if (strcmp(name, BEFORE[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void put_list_of_names(pp_edit *edit, FILE *out)
{
    pp_old_book *book = edit->context;
    fprintf(out, "<%sdefinedNames>", edit->prefix);
    put_names(book, edit->prefix, out);
    fprintf(out, "</%sdefinedNames>", edit->prefix);
    book->listed = true;
}

static void change_child(pp_edit *edit, const char *name)
{
    pp_old_book *book = edit->context;
    if (strcmp(name, "sheets") == 0) {
        book->in_sheets = true;
        put_sheet(book, edit->prefix, pp_edit_after(edit));
    } else if (strcmp(name, "definedNames") == 0 && !book->listed) {
        if (pp_edit_is_empty(edit)) {
            put_list_of_names(edit, pp_edit_replace(edit));
        } else {
            put_names(book, edit->prefix, pp_edit_after(edit));
            book->listed = true;
        }
    } else if (book->in_sheets && !book->listed && !stands_before_names(name) && strchr(name, ':') == NULL) {
        put_list_of_names(edit, pp_edit_before(edit));
    }
}

static void change_start(pp_edit *edit, const char *name, const char **attributes)
{
    pp_old_book *book = edit->context;
    if (edit->depth == 2) {
        change_child(edit, name);
    } else if (edit->depth == 3 && strcmp(name, "workbookView") == 0) {
        change_view(edit, attributes);
    } else if (edit->depth == 3 && strcmp(name, "definedName") == 0) {
        change_name(edit, attributes);
    } else if (edit->depth == 3 && strcmp(name, "sheet") == 0 && book->in_sheets) {
        const char *given = pp_attribute(attributes, "name");
        if (book->marker != NULL && book->count > 1 && given != NULL && strcmp(given, book->marker) == 0) {
            pp_edit_drop(edit, pp_edit_at(edit));
        }
    }
}

static void change_end(pp_edit *edit, const char *name)
{
    (void)name;
    pp_old_book *book = edit->context;
    if (edit->depth == 3 && edit->dropping) {
        pp_edit_resume(edit, pp_edit_behind(edit));
    }
    if (edit->depth == 1 && !book->listed) {
        put_list_of_names(edit, pp_edit_before(edit));
    }
}

bool pp_old_book_write(pp_old_book *book, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = change_start, .end = change_end};
    book->in_sheets = book->listed = false;
    book->views = 0;
    return pp_parts_edit(book->parts, book->part, &handlers, book, error);
}
