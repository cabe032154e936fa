/* The inside of a catalogue: constant arrays, the same whether they were compiled in or built from a file, and the
 * functions that the sources catalog*.c and the build-time generator share. */
#ifndef PP_MODEL_CATALOG_H
#define PP_MODEL_CATALOG_H

#include "base/arena.h"
#include "procplan/catalog.h"

enum {
    PP_CODE_SIZE = 10,     /* A02010105 and its NUL */
    PP_OLD_CODE_SIZE = 12, /* the 2013 edition goes down to A0201060101 */
    PP_CODE_LEVELS = 4,
    PP_HAN_FIRST = 0x4E00, /* the Han characters whose pinyin initials are compiled in */
    PP_HAN_LAST = 0x9FFF
};

#define PP_FILE_ITEMS "items-2022.csv"
#define PP_FILE_EDITION_2013 "edition-2013.csv"

/* One item. No pointers, so that the compiled table needs no relocation at start-up. */
typedef struct pp_catalog_entry {
    uint32_t name; /* offset into names */
    pp_item parent, end;
    char code[PP_CODE_SIZE];
    uint8_t level;
} pp_catalog_entry;

/* For finding an item by its whole name; sorted by hash, then last-level items first, then code order. */
typedef struct pp_name_key {
    uint32_t hash; /* pp_name_hash */
    pp_item item;
} pp_name_key;

/* A code of the 2013 edition; sorted by code. */
typedef struct pp_old_name {
    uint32_t name; /* offset into old_names */
    char code[PP_OLD_CODE_SIZE];
} pp_old_name;

struct pp_catalog {
    pp_item size;
    const pp_catalog_entry *entries; /* sorted by code */
    const char *names;               /* all names, each with its NUL */
    const pp_name_key *by_name;      /* size of them */
    size_t old_count;
    const pp_old_name *old;
    const char *old_names;
    pp_arena *arena; /* owns what was loaded; NULL: compiled in */
};

/* ---- Generated from catalog/ while the program is built ---- */

extern const pp_catalog pp_catalog_compiled;

/* The pinyin initial of each character from PP_HAN_FIRST to PP_HAN_LAST, a space where there is none. */
extern const char pp_han_initials[PP_HAN_LAST - PP_HAN_FIRST + 2];

/* Further initials of a character with several readings; sorted by character. */
typedef struct pp_reading {
    uint16_t character;
    char initials[6];
} pp_reading;

extern const pp_reading pp_han_readings[];
extern const size_t pp_han_reading_count;

/* ---- Building (catalog_build.c) ---- */

/* Reads the items table at path into arrays owned by the arena and sets them in *catalog. The rows may come in any
 * order. False with *error (place included): table damaged, code malformed or given twice, parent missing, name empty.
 */
bool pp_catalog_read_items(pp_catalog *catalog, pp_arena *arena, const char *path, pp_error *error);

/* The same for the table of the 2013 edition (code,name,sure). */
bool pp_catalog_read_old(pp_catalog *catalog, pp_arena *arena, const char *path, pp_error *error);

/* Folds a name as pp_catalog_find_name compares it. out has PP_NAME_FOLDED bytes. Returns the length. */
enum { PP_NAME_FOLDED = 4096 };
size_t pp_name_fold(const char *name, char *out);

/* The hash of a folded name (FNV-1a). */
uint32_t pp_name_hash(const char *folded, size_t length);

/* ---- Spelling (catalog_spell.c) ---- */

/* The letters, digits and Han characters of text[0..length), folded (width, case) and without anything else, as code
 * points. Returns how many there are; only the first `max` are written. */
size_t pp_spell(const char *text, size_t length, uint32_t *out, size_t max);

/* The set of symbols that a spelled character may begin with: bits 0 to 25 for a to z, 26 to 35 for 0 to 9. A Han
 * character has the initials of its readings; letters and digits stand for themselves. */
uint64_t pp_initials(uint32_t character);

#endif
