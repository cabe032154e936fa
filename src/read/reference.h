/* References: cells that name a functional class or a catalogue item by code, name or both. */
#ifndef PP_READ_REFERENCE_H
#define PP_READ_REFERENCE_H

#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum pp_reference_kind {
    PP_REFERENCE_FUNCTION, /* digits: 2010301 */
    PP_REFERENCE_ITEM      /* a letter and digits: A02010105 */
} pp_reference_kind;

enum { PP_REFERENCE_CODE = 32 };

/* The parts of a cell. They point into the cell's text or into `folded`; both may be empty. */
typedef struct pp_reference {
    const char *code;
    size_t code_length;
    const char *name;
    size_t name_length;
    char folded[PP_REFERENCE_CODE]; /* the code in half-width, that of an item in upper case */
} pp_reference;

/* Splits text[0..length) (valid UTF-8): [code]name, 【code】name, (code)name, code name, code-name, codename,
 * name[code], a code or a name alone. The marks by which spreadsheet programs keep digits as text ('2010301,
 * ="2010301") are dropped. What stands in square brackets is the code even where no code looks like it, so that nothing
 * is lost. */
void pp_reference_split(const char *text, size_t length, pp_reference_kind kind, pp_reference *out);

/* What the memo knows about the text of a cell. */
typedef struct pp_memo_entry {
    uint32_t code, name; /* numbers of the plan's pool, 0 when empty */
    bool special;        /* the text is a heading, a word for a total or the beginning of a note, not a reference */
} pp_memo_entry;

/* A memo: each different text is split once. */
typedef struct pp_memo {
    pp_reference_kind kind;
    pp_pool *pool;  /* where codes and names go; not owned */
    pp_pool *texts; /* cells as written */
    pp_memo_entry *entries;
    uint32_t count, capacity;
    uint32_t last; /* the text asked for last: rows often repeat it */
} pp_memo;

/* Prepares a memo whose codes and names go into `pool`. */
void pp_memo_init(pp_memo *memo, pp_reference_kind kind, pp_pool *pool);
void pp_memo_free(pp_memo *memo);

/* What the text is; valid until the next call. NULL when memory is short. */
const pp_memo_entry *pp_memo_find(pp_memo *memo, const char *text, size_t length);

#endif
