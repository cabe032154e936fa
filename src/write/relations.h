/* Which part of a workbook belongs to which (.rels), and what kind each is ([Content_Types].xml). Changes are collected
 * and written in one go. */
#ifndef PP_WRITE_RELATIONS_H
#define PP_WRITE_RELATIONS_H

#include "write/parts.h"

/* The names by which this workbook's relations and its sheets are known: a strict one has others than the usual. */
const char *pp_office_relations(const pp_parts *parts);
const char *pp_sheet_namespace(const pp_parts *parts);

/* One relation. Strings belong to the arena of the parts. */
typedef struct pp_tie {
    const char *id;
    const char *type;   /* its last segment: worksheet, comments, vmlDrawing … */
    const char *target; /* name of the part, without a slash before it; "" for something outside the file */
    bool dropped, added;
} pp_tie;

typedef struct pp_relations {
    pp_parts *parts;
    const char *owner; /* name of the part whose relations these are, "" for the whole file */
    pp_part *part;     /* the .rels itself, NULL while there is none */
    pp_tie *all;
    size_t count, room;
    bool changed;
} pp_relations;

/* Reads the relations of a part; one without .rels has none. pp_relations_free in any case. False with *error. */
bool pp_relations_read(pp_relations *relations, pp_parts *parts, const char *owner, pp_error *error);
void pp_relations_free(pp_relations *relations);

/* The first relation of a type, or of an id; NULL when there is none (any more). */
pp_tie *pp_tie_of_type(pp_relations *relations, const char *type);
pp_tie *pp_tie_of_id(pp_relations *relations, const char *id);

/* Adds a relation to a part under an id that is still free. NULL with *error. */
const pp_tie *pp_tie_add(pp_relations *relations, const char *type, const char *target, pp_error *error);

/* Takes a relation away. */
void pp_tie_drop(pp_relations *relations, pp_tie *relation);

/* Puts the changed relations down as a part; nothing when there was no change. */
bool pp_relations_write(pp_relations *relations, pp_error *error);

/* ---- Kinds of parts ---- */

typedef struct pp_kind_row {
    const char *name; /* of a part with a slash before it, or the ending of a Default */
    const char *type;
} pp_kind_row;

typedef struct pp_kinds {
    pp_parts *parts;
    pp_part *part;
    pp_kind_row *rows, *added; /* what the file says of single parts; what is to be said of new ones */
    size_t count, room, more, more_room;
    bool has_vml; /* knows what a .vml is */
} pp_kinds;

/* Reads [Content_Types].xml. pp_kinds_free in any case. False with *error. */
bool pp_kinds_read(pp_kinds *kinds, pp_parts *parts, pp_error *error);
void pp_kinds_free(pp_kinds *kinds);

/* The type of a part that has one of its own; "" otherwise. */
const char *pp_kinds_of(const pp_kinds *kinds, const pp_part *part);

/* Says what a new part is; a name with a dot and no slash (vml) is an ending. type is kept, not copied. */
bool pp_kinds_add(pp_kinds *kinds, const char *name, const char *type, pp_error *error);

/* Puts the changed kinds down: new ones added, those of dropped parts taken away. */
bool pp_kinds_write(pp_kinds *kinds, pp_error *error);

#endif
