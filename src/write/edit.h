/* Changing an XML part of somebody else's workbook: the part runs through expat piece by piece, and what the handlers
 * do not change comes out byte for byte as it went in. No part is trusted: a document type (and with it entities of its
 * own), a depth or a tag beyond reason, and any other encoding than UTF-8 end the run. */
#ifndef PP_WRITE_EDIT_H
#define PP_WRITE_EDIT_H

#include "procplan/error.h"

#include <expat.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PP_EDIT_DEPTH = 200, PP_EDIT_PREFIX = 64 };

/* A tag or a held stretch of more bytes is refused. */
#define PP_EDIT_WINDOW ((size_t)64 << 20)

typedef struct pp_edit pp_edit;

/* name: without its prefix where that is the root's, in full (mc:Choice) for elements of another; :name where the root
 * has a prefix and the element has none. edit->depth is the element's, the root's is 1. Each may be NULL. */
typedef struct pp_edit_handlers {
    void (*start)(pp_edit *edit, const char *name, const char **attributes);
    void (*end)(pp_edit *edit, const char *name);
    void (*text)(pp_edit *edit, const char *text, int length);
} pp_edit_handlers;

/* Gives the next bytes of the part: how many, 0 at its end, -1 with *error. */
typedef int64_t (*pp_edit_read_fn)(void *source, char *buffer, size_t size, pp_error *error);

struct pp_edit {
    int depth;
    char prefix[PP_EDIT_PREFIX]; /* of the root, with its colon; "" when it has none */
    void *context;               /* the handlers' own */
    FILE *out;                   /* NULL: the part is only looked at, and the functions that write must not be called */
    pp_error *error;
    bool stopped, finished;

    /* of edit.c */
    const pp_edit_handlers *handlers;
    XML_Parser parser;
    char *window; /* bytes base … base + size of the part */
    size_t size, room;
    uint64_t base;
    uint64_t copied; /* what stands before has been written or dropped */
    uint64_t passed; /* end of the last tag */
    bool held, dropping, doctype, encoding;
};

/* Runs a part through. `shown` is the workbook and `part` the part to name in messages. context, out and error are set
 * by the caller. False with *error. */
bool pp_edit_run(pp_edit *edit, const pp_edit_handlers *handlers, pp_edit_read_fn read, void *source, const char *shown,
                 const char *part);

/* Where the tag at hand begins and ends in the part. */
uint64_t pp_edit_at(const pp_edit *edit);
uint64_t pp_edit_behind(const pp_edit *edit);

/* The bytes of the tag at hand, and any bytes since the last pp_edit_hold. */
const char *pp_edit_tag(const pp_edit *edit, size_t *size);
const char *pp_edit_bytes(const pp_edit *edit, uint64_t from);

/* True for a tag like <c/>: its end has no bytes of its own, so that it must be replaced to get something in. */
bool pp_edit_is_empty(const pp_edit *edit);

/* Where to write what shall stand before the tag at hand; behind it; in its place. */
FILE *pp_edit_before(pp_edit *edit);
FILE *pp_edit_after(pp_edit *edit);
FILE *pp_edit_replace(pp_edit *edit);

/* Where to write what shall stand at a place before the tag at hand, of the bytes that are held. */
FILE *pp_edit_upto(pp_edit *edit, uint64_t place);

/* Leaves out everything from a place (not before what has been written) until pp_edit_resume at another. */
void pp_edit_drop(pp_edit *edit, uint64_t from);
void pp_edit_resume(pp_edit *edit, uint64_t to);

/* Keeps the bytes from the tag at hand on, until it is called with false. */
void pp_edit_hold(pp_edit *edit, bool hold);

/* Ends the run with an error that has been set in edit->error. */
void pp_edit_stop(pp_edit *edit);

/* Ends a look at a part: the rest is not read. */
void pp_edit_finish(pp_edit *edit);

/* ---- Tags ---- */

/* A change of a tag: value NULL takes the attribute away. */
typedef struct pp_tag_change {
    const char *name;
    const char *value; /* written as it is */
} pp_tag_change;

/* Writes a start tag with changed attributes; those that it does not have are added. `open`: <c/> becomes <c>. */
void pp_tag_write(FILE *out, const char *tag, size_t size, const pp_tag_change *changes, size_t count, bool open);

/* The value of an attribute as expat gives them; NULL when it is not there. */
const char *pp_attribute(const char **attributes, const char *name);

/* The same whatever the prefix (r:id). */
const char *pp_attribute_any(const char **attributes, const char *name);

/* A whole decimal number; false when the text is NULL, none, or beyond 32 bits. */
bool pp_parse_number(const char *text, uint32_t *number);

/* K17 or $K$17 (row 17, column 11), up to `length` bytes; false when it is none of a spreadsheet. */
bool pp_parse_cell(const char *text, size_t length, uint32_t *row, uint32_t *column);

/* Writes text with what XML needs escaped. */
void pp_xml_put(FILE *out, const char *text);

#endif
