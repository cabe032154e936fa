#include "write/relations.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PACKAGE_RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"

enum { ROOM = 16, RELATIONS_LIMIT = 100000, PATH_ROOM = 1024 };

const char *pp_office_relations(const pp_parts *parts)
{
    return parts->strict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
                         : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
}

const char *pp_sheet_namespace(const pp_parts *parts)
{
    return parts->strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
                         : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
}

static char *keep(pp_parts *parts, const char *text)
{
    return pp_arena_copy(parts->arena, text, strlen(text));
}

static const char *last_segment(const char *text)
{
    const char *slash = strrchr(text, '/');
    return slash == NULL ? text : slash + 1;
}

/* The part that a target means, seen from its owner: ../comments1.xml of xl/worksheets/sheet1.xml. */
static char *resolve(pp_parts *parts, const char *owner, const char *target)
{
    if (*target == '/') {
        return keep(parts, target + 1);
    }
    size_t folder = (size_t)(last_segment(owner) - owner);
    for (;;) {
        if (strncmp(target, "../", 3) == 0) {
            target += 3;
            while (folder > 0 && owner[--folder] != '/') {
            }
            while (folder > 0 && owner[folder - 1] != '/') {
                folder--;
            }
        } else if (strncmp(target, "./", 2) == 0) {
            target += 2;
        } else {
            return pp_arena_printf(parts->arena, "%.*s%s", (int)folder, owner, target);
        }
    }
}

/* ---- Relations ---- */

static pp_tie *append(pp_relations *relations)
{
    if (relations->count == relations->room) {
        const size_t room = relations->room * 2 + ROOM;
        pp_tie *larger = realloc(relations->all, room * sizeof *larger);
        if (larger == NULL) {
            return NULL;
        }
        relations->all = larger;
        relations->room = room;
    }
    relations->all[relations->count] = (pp_tie){0};
    return &relations->all[relations->count++];
}

static void on_relation(pp_edit *edit, const char *name, const char **attributes)
{
    pp_relations *relations = edit->context;
    const char *id = pp_attribute(attributes, "Id"), *type = pp_attribute(attributes, "Type");
    const char *target = pp_attribute(attributes, "Target"), *mode = pp_attribute(attributes, "TargetMode");
    if (edit->depth != 2 || strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL) {
        return;
    }
    pp_tie *relation = relations->count < RELATIONS_LIMIT ? append(relations) : NULL;
    if (relation != NULL) {
        relations->parts->strict |= strncmp(type, "http://purl.oclc.org/", strlen("http://purl.oclc.org/")) == 0;
        const bool outside = mode != NULL && strcasecmp(mode, "External") == 0;
        relation->id = keep(relations->parts, id);
        relation->type = keep(relations->parts, last_segment(type));
        relation->target = outside ? "" : resolve(relations->parts, relations->owner, target);
    }
    if (relation == NULL || relation->id == NULL || relation->type == NULL || relation->target == NULL) {
        pp_error_memory(edit->error);
        pp_edit_stop(edit);
    }
}

bool pp_relations_read(pp_relations *relations, pp_parts *parts, const char *owner, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_relation};
    char name[PATH_ROOM];
    const char *base = last_segment(owner);
    *relations = (pp_relations){.parts = parts, .owner = owner};
    snprintf(name, sizeof name, "%.*s_rels/%s.rels", (int)(base - owner), owner, base);
    relations->part = pp_parts_find(parts, name);
    return relations->part == NULL || relations->part->entry < 0 ||
           pp_parts_look(parts, relations->part, &handlers, relations, error);
}

void pp_relations_free(pp_relations *relations)
{
    free(relations->all);
    *relations = (pp_relations){0};
}

pp_tie *pp_tie_of_type(pp_relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (!relations->all[i].dropped && strcmp(relations->all[i].type, type) == 0) {
            return &relations->all[i];
        }
    }
    return NULL;
}

pp_tie *pp_tie_of_id(pp_relations *relations, const char *id)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (!relations->all[i].dropped && strcmp(relations->all[i].id, id) == 0) {
            return &relations->all[i];
        }
    }
    return NULL;
}

/* Also of one that was taken away, whose element is known by it. */
static bool has_id(const pp_relations *relations, const char *id)
{
    for (size_t i = 0; i < relations->count; i++) {
        if (strcmp(relations->all[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

const pp_tie *pp_tie_add(pp_relations *relations, const char *type, const char *target, pp_error *error)
{
    char id[24];
    unsigned number = (unsigned)relations->count;
    do {
        snprintf(id, sizeof id, "rId%u", ++number);
    } while (has_id(relations, id));
    pp_tie *relation = append(relations);
    if (relation == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    *relation = (pp_tie){.id = keep(relations->parts, id), .type = type, .target = target, .added = true};
    relations->changed = true;
    if (relation->id == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    return relation;
}

void pp_tie_drop(pp_relations *relations, pp_tie *relation)
{
    relation->dropped = true;
    relations->changed = true;
}

static void put_relations(const pp_relations *relations, const char *prefix, FILE *out)
{
    for (size_t i = 0; i < relations->count; i++) {
        const pp_tie *relation = &relations->all[i];
        if (relation->added && !relation->dropped) {
            fprintf(out, "<%sRelationship Id=\"%s\" Type=\"%s/%s\" Target=\"/", prefix, relation->id,
                    pp_office_relations(relations->parts), relation->type);
            pp_xml_put(out, relation->target);
            fputs("\"/>", out);
        }
    }
}

static void change_start(pp_edit *edit, const char *name, const char **attributes)
{
    pp_relations *relations = edit->context;
    const char *id = pp_attribute(attributes, "Id");
    if (edit->depth == 1 && pp_edit_is_empty(edit)) {
        size_t size;
        const char *tag = pp_edit_tag(edit, &size);
        FILE *out = pp_edit_replace(edit);
        pp_tag_write(out, tag, size, NULL, 0, true);
        put_relations(relations, edit->prefix, out);
        fprintf(out, "</%s%s>", edit->prefix, name);
    }
    if (edit->depth == 2 && id != NULL && pp_tie_of_id(relations, id) == NULL) {
        pp_edit_drop(edit, pp_edit_at(edit));
    }
}

static void change_end(pp_edit *edit, const char *name)
{
    (void)name;
    if (edit->depth == 2 && edit->dropping) {
        pp_edit_resume(edit, pp_edit_behind(edit));
    }
    if (edit->depth == 1 && XML_GetCurrentByteCount(edit->parser) > 0) {
        put_relations(edit->context, edit->prefix, pp_edit_before(edit));
    }
}

bool pp_relations_write(pp_relations *relations, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = change_start, .end = change_end};
    pp_parts *parts = relations->parts;
    if (!relations->changed) {
        return true;
    }
    if (relations->part != NULL) {
        return pp_parts_edit(parts, relations->part, &handlers, relations, error);
    }
    char name[PATH_ROOM];
    const char *base = last_segment(relations->owner);
    snprintf(name, sizeof name, "%.*s_rels/%s.rels", (int)(base - relations->owner), relations->owner, base);
    relations->part = pp_parts_add(parts, name, error);
    if (relations->part == NULL) {
        return false;
    }
    FILE *out = pp_parts_begin(parts, relations->part);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"" PACKAGE_RELATIONS
          "\">",
          out);
    put_relations(relations, "", out);
    fputs("</Relationships>", out);
    return pp_parts_end(parts, relations->part, error);
}

/* ---- Kinds of parts ---- */

static bool append_kind(pp_kind_row **rows, size_t *count, size_t *room, pp_kind_row row)
{
    if (*count == *room) {
        const size_t larger_room = *room * 2 + ROOM;
        pp_kind_row *larger = realloc(*rows, larger_room * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        *rows = larger;
        *room = larger_room;
    }
    (*rows)[(*count)++] = row;
    return true;
}

static void on_kind(pp_edit *edit, const char *name, const char **attributes)
{
    pp_kinds *kinds = edit->context;
    const char *part = pp_attribute(attributes, "PartName"), *type = pp_attribute(attributes, "ContentType");
    const char *ending = pp_attribute(attributes, "Extension");
    if (edit->depth != 2 || type == NULL) {
        return;
    }
    if (ending != NULL && strcasecmp(ending, "vml") == 0) {
        kinds->has_vml = true;
    }
    if (strcmp(name, "Override") != 0 || part == NULL) {
        return;
    }
    const pp_kind_row row = {keep(kinds->parts, part), keep(kinds->parts, type)};
    if (kinds->count >= PP_PARTS_LIMIT || row.name == NULL || row.type == NULL ||
        !append_kind(&kinds->rows, &kinds->count, &kinds->room, row)) {
        pp_error_memory(edit->error);
        pp_edit_stop(edit);
    }
}

bool pp_kinds_read(pp_kinds *kinds, pp_parts *parts, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_kind};
    *kinds = (pp_kinds){.parts = parts, .part = pp_parts_find(parts, "[Content_Types].xml")};
    if (kinds->part == NULL) {
        return pp_parts_refuse(parts, "不是 .xlsx 工作簿，或者已损坏", error);
    }
    return pp_parts_look(parts, kinds->part, &handlers, kinds, error);
}

void pp_kinds_free(pp_kinds *kinds)
{
    free(kinds->rows);
    free(kinds->added);
    *kinds = (pp_kinds){0};
}

const char *pp_kinds_of(const pp_kinds *kinds, const pp_part *part)
{
    for (size_t i = 0; i < kinds->count; i++) {
        const char *name = kinds->rows[i].name;
        if (strcasecmp(name + (*name == '/'), part->name) == 0) {
            return kinds->rows[i].type;
        }
    }
    return "";
}

bool pp_kinds_add(pp_kinds *kinds, const char *name, const char *type, pp_error *error)
{
    const pp_kind_row row = {keep(kinds->parts, name), type};
    return (row.name != NULL && append_kind(&kinds->added, &kinds->more, &kinds->more_room, row)) ||
           pp_error_memory(error);
}

/* Whether the part of this Override is not in the copy. */
static bool is_gone(const pp_kinds *kinds, const char *part)
{
    part += *part == '/';
    for (size_t i = 0; i < kinds->parts->count; i++) {
        if (strcasecmp(kinds->parts->all[i]->name, part) == 0) {
            return kinds->parts->all[i]->dropped; /* a new one of that name is said anew */
        }
    }
    return false;
}

static void put_kinds(const pp_kinds *kinds, const char *prefix, FILE *out)
{
    for (size_t i = 0; i < kinds->more; i++) {
        const pp_kind_row *row = &kinds->added[i];
        if (strchr(row->name, '/') == NULL) {
            fprintf(out, "<%sDefault Extension=\"%s\" ContentType=\"%s\"/>", prefix, row->name, row->type);
        } else {
            fprintf(out, "<%sOverride PartName=\"/", prefix);
            pp_xml_put(out, row->name);
            fprintf(out, "\" ContentType=\"%s\"/>", row->type);
        }
    }
}

static void kinds_start(pp_edit *edit, const char *name, const char **attributes)
{
    const char *part = pp_attribute(attributes, "PartName");
    if (edit->depth == 2 && strcmp(name, "Override") == 0 && part != NULL && is_gone(edit->context, part)) {
        pp_edit_drop(edit, pp_edit_at(edit));
    }
}

static void kinds_end(pp_edit *edit, const char *name)
{
    (void)name;
    if (edit->depth == 2 && edit->dropping) {
        pp_edit_resume(edit, pp_edit_behind(edit));
    }
    if (edit->depth == 1 && XML_GetCurrentByteCount(edit->parser) > 0) {
        put_kinds(edit->context, edit->prefix, pp_edit_before(edit));
    }
}

bool pp_kinds_write(pp_kinds *kinds, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = kinds_start, .end = kinds_end};
    return pp_parts_edit(kinds->parts, kinds->part, &handlers, kinds, error);
}
