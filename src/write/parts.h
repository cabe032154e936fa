/* The parts of a workbook file that is copied: those that are not changed keep their bytes, even compressed; changed
 * and new ones are put down in one scratch file until the copy is written. */
#ifndef PP_WRITE_PARTS_H
#define PP_WRITE_PARTS_H

#include "base/arena.h"
#include "write/edit.h"

#include <zip.h>

enum { PP_PARTS_LIMIT = 20000 /* of a workbook */ };

/* What a part that is held in memory, and one that only runs through, may have inflated. */
#define PP_PART_LIMIT ((uint64_t)64 << 20)
#define PP_STREAM_LIMIT ((uint64_t)8 << 30)

typedef struct pp_part {
    const char *name;      /* xl/workbook.xml, as the file spells it */
    int64_t entry;         /* in the file; -1 for a new part */
    bool dropped;          /* not copied */
    bool changed;          /* stands in the scratch file */
    uint64_t offset, size; /* there */
} pp_part;

typedef struct pp_parts {
    const char *shown; /* path of the workbook, for messages */
    pp_arena *arena;
    zip_t *zip;
    pp_part **all;
    size_t count, room;
    bool strict;   /* its relations have the names of the strict format (relations.c) */
    FILE *scratch; /* in the folder of the copy, without a name */
} pp_parts;

/* Opens a workbook file whose copy will stand at `target`. False with *error: PP_ERROR_USAGE for what is no workbook.
 * pp_parts_close frees everything in any case. */
bool pp_parts_open(pp_parts *parts, const char *path, const char *target, pp_error *error);
void pp_parts_close(pp_parts *parts);

/* The part of that name in any case of its letters, with or without a slash before it; NULL when there is none (any
 * more). */
pp_part *pp_parts_find(const pp_parts *parts, const char *name);

/* A new part; name is copied. NULL with *error. */
pp_part *pp_parts_add(pp_parts *parts, const char *name, pp_error *error);

/* A new part of the first free name: a number from 1 on stands between. NULL with *error. */
pp_part *pp_parts_add_numbered(pp_parts *parts, const char *before, const char *behind, pp_error *error);

/* Where to write what the part shall be; then pp_parts_end. One part after the other. */
FILE *pp_parts_begin(pp_parts *parts, pp_part *part);
bool pp_parts_end(pp_parts *parts, pp_part *part, pp_error *error);

/* Runs a part of the file through handlers: to look at it, or to change it. */
bool pp_parts_look(const pp_parts *parts, const pp_part *part, const pp_edit_handlers *handlers, void *context,
                   pp_error *error);
bool pp_parts_edit(pp_parts *parts, pp_part *part, const pp_edit_handlers *handlers, void *context, pp_error *error);

/* All of a part of the file, NUL-terminated, which the caller frees; NULL with *error. */
char *pp_parts_load(const pp_parts *parts, const pp_part *part, size_t *size, pp_error *error);

/* Says that the workbook is not as it must be: what, as the end of a sentence that begins with its name. Returns
 * false. */
bool pp_parts_refuse(const pp_parts *parts, const char *what, pp_error *error);

/* Writes the copy to the empty file at `path`, `shown` in messages, and reads it back. */
bool pp_parts_save(pp_parts *parts, const char *path, const char *shown, pp_error *error);

#endif
