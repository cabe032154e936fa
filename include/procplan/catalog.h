/* The procurement catalogue (政府采购品目分类目录): codes, names and the tree that the codes form.
 * A code is a letter and four two-digit levels; trailing 00 levels are the ancestors, the bare letter
 * is the root: A02010105 -> A02010100 -> A02010000 -> A02000000 -> A (财库〔2022〕31号). */
#ifndef PROCPLAN_CATALOG_H
#define PROCPLAN_CATALOG_H

#include "api.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_catalog pp_catalog;

typedef int32_t pp_item; /* an item of one catalogue: its index in code order */
#define PP_NO_ITEM (-1)

typedef enum pp_kind { PP_KIND_NONE = 0, PP_GOODS, PP_WORKS, PP_SERVICES, PP_KIND_COUNT } pp_kind;

/* 货物, 工程, 服务; "" for PP_KIND_NONE. Static text. */
PP_API const char *pp_kind_name(pp_kind kind);

/* The kind that a code's letter means: A 货物, B 工程, C 服务; PP_KIND_NONE for any other text. */
PP_API pp_kind pp_kind_of_code(const char *code);

/* The catalogue compiled into the library: no file is opened. Static, never freed. */
PP_API const pp_catalog *pp_catalog_builtin(void);

/* Reads the tables that DIR has, items-2022.csv (code,name) and edition-2013.csv (code,name,sure), in place of the
 * compiled ones; a table that DIR lacks stays the compiled one. Rows may come in any order. Returns a new catalogue
 * that the caller frees with pp_catalog_free, or NULL with *error set (no such folder, no table in it, neither one of
 * these nor one of pp_policy_load's, table damaged, code malformed or given twice, parent missing, name empty). */
PP_API pp_catalog *pp_catalog_load(const char *dir, pp_error *error);

/* Frees a loaded catalogue; NULL and the built-in one are left alone. */
PP_API void pp_catalog_free(pp_catalog *catalog);

/* Number of items, roots included. Items are 0 .. size-1 in code order, which is the tree in preorder. */
PP_API pp_item pp_catalog_size(const pp_catalog *catalog);

/* Finds a code exactly as written in the catalogue, O(log n). PP_NO_ITEM when it is not there. */
PP_API pp_item pp_catalog_find(const pp_catalog *catalog, const char *code);

/* Finds a code as people write it: full- or half-width, any case, in brackets, with its name behind it
 * (［a02010105］台式计算机). PP_NO_ITEM when the code is not there. */
PP_API pp_item pp_catalog_find_written(const pp_catalog *catalog, const char *text);

/* The item's code and name. Owned by the catalogue. item must be valid. */
PP_API const char *pp_item_code(const pp_catalog *catalog, pp_item item);

/* The item's name. Owned by the catalogue. item must be valid. */
PP_API const char *pp_item_name(const pp_catalog *catalog, pp_item item);

/* The parent, or PP_NO_ITEM for a root. */
PP_API pp_item pp_item_parent(const pp_catalog *catalog, pp_item item);

/* One past the last descendant: the subtree is [item, pp_item_end). */
PP_API pp_item pp_item_end(const pp_catalog *catalog, pp_item item);

/* First child and next sibling, PP_NO_ITEM when there is none. */
PP_API pp_item pp_item_first_child(const pp_catalog *catalog, pp_item item);

/* The next item under the same parent, PP_NO_ITEM when there is none. item must be valid. */
PP_API pp_item pp_item_next_sibling(const pp_catalog *catalog, pp_item item);

/* 0 for a root (A), 1 for A02000000, 2 for A02010000, 3 for A02010100, 4 for A02010105. */
PP_API int pp_item_level(const pp_catalog *catalog, pp_item item);

/* The ancestor at `level` (the item itself when it stands there), PP_NO_ITEM when item lies above that level. */
PP_API pp_item pp_item_ancestor(const pp_catalog *catalog, pp_item item, int level);

/* True when the item has no children: only such items may stand in a plan. */
PP_API bool pp_item_is_last_level(const pp_catalog *catalog, pp_item item);

/* True for a catch-all: the last level pair of the code is 99 (其他…), as in A02010199 or C99000000. */
PP_API bool pp_item_is_catch_all(const pp_catalog *catalog, pp_item item);

typedef struct pp_catalog_match {
    pp_item item;
    int score; /* higher is better; only comparable within one search */
} pp_catalog_match;

/* Searches by code prefix (what begins with it comes in code order), by a code with its name behind it as plans write
 * both ([A02010105]台式计算机), by words of the name (several, any order, full- or half-width, any case) and
 * by the initials of the pinyin (tsjsj finds 台式计算机). Writes at most `max` matches, best first, equal
 * ones in code order, and returns how many there are in all (may exceed max). `matches` may be NULL when
 * max is 0. Text without any searchable character matches nothing. */
PP_API size_t pp_catalog_search(const pp_catalog *catalog, const char *words, pp_catalog_match *matches, size_t max);

/* The item that has exactly this name (after folding width and case), the first in code order if several have it;
 * PP_NO_ITEM when none has. Last-level items win over classes of the same name. */
PP_API pp_item pp_catalog_find_name(const pp_catalog *catalog, const char *name);

/* Items most like a code that does not exist, by edit distance on the code (neighbours swapped: one edit) and by the
 * likeness of the name, when given, which may be NULL. Writes at most max (and never more than 32), nearest first;
 * returns how many were written, fewer than max when the rest is too unlike. */
PP_API size_t pp_catalog_nearest(const pp_catalog *catalog, const char *code, const char *name, pp_item *items,
                                 size_t max);

/* The name that this code had in the 2013 edition, as far as catalog/edition-2013.csv knows it; NULL otherwise. Static.
 */
PP_API const char *pp_catalog_name_2013(const pp_catalog *catalog, const char *code);

#endif
