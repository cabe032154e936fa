#include "model/catalog.h"

#include "base/file.h"
#include "model/policy.h"

#include <stdlib.h>
#include <string.h>

/* ---- The compiled catalogue and its replacement ---- */

const pp_catalog *pp_catalog_builtin(void)
{
    return &pp_catalog_compiled;
}

/* The tables that a folder may replace. */
typedef struct table {
    const char *file;
    bool (*read)(pp_catalog *catalog, pp_arena *arena, const char *path, pp_error *error);
} table;

static const table tables[] = {
    {PP_FILE_ITEMS, pp_catalog_read_items},
    {PP_FILE_EDITION_2013, pp_catalog_read_old},
};

/* Whether the folder has the file. False with *error when memory is short. */
static bool look_for(const char *dir, const char *file, bool *there, pp_error *error)
{
    char *path = pp_path_join(dir, file);
    if (path == NULL) {
        return pp_error_memory(error);
    }
    *there = pp_file_look(path) != PP_FILE_MISSING;
    free(path);
    return true;
}

/* Reads each table that the folder has into *catalog, which begins as the compiled one. */
static bool load_tables(pp_catalog *catalog, const char *dir, pp_error *error)
{
    bool any = false;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char *path = pp_path_join(dir, tables[i].file);
        if (path == NULL) {
            return pp_error_memory(error);
        }
        const bool there = pp_file_look(path) != PP_FILE_MISSING;
        const bool ok = !there || tables[i].read(catalog, catalog->arena, path, error);
        free(path);
        if (!ok) {
            return false;
        }
        any = any || there;
    }
    for (int t = 0; !any && t < PP_POLICY_TABLE_COUNT; t++) { /* a folder may have tables for pp_policy_load only */
        if (!look_for(dir, pp_policy_file((pp_policy_table)t), &any, error)) {
            return false;
        }
    }
    if (!any) {
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "文件夹“%s”里没有目录表（%s 或 %s），也没有政策参数表（%s 等），请检查 --catalog-dir "
                     "指的是不是放这些表的文件夹。",
                     dir, PP_FILE_ITEMS, PP_FILE_EDITION_2013, pp_policy_file(PP_TABLE_RESERVE));
        return pp_error_at(error, dir, 0, 0);
    }
    return true;
}

pp_catalog *pp_catalog_load(const char *dir, pp_error *error)
{
    if (pp_file_look(dir) != PP_FILE_FOLDER) {
        pp_error_set(error, PP_ERROR_SYSTEM, "没有文件夹“%s”，请检查 --catalog-dir 后面的路径。", dir);
        pp_error_at(error, dir, 0, 0);
        return NULL;
    }
    pp_catalog *catalog = malloc(sizeof *catalog);
    pp_arena *arena = pp_arena_new();
    if (catalog == NULL || arena == NULL) {
        free(catalog);
        pp_arena_free(arena);
        pp_error_memory(error);
        return NULL;
    }
    *catalog = pp_catalog_compiled;
    catalog->arena = arena;
    if (!load_tables(catalog, dir, error)) {
        pp_catalog_free(catalog);
        return NULL;
    }
    return catalog;
}

void pp_catalog_free(pp_catalog *catalog)
{
    if (catalog == NULL || catalog->arena == NULL) {
        return;
    }
    pp_arena_free(catalog->arena);
    free(catalog);
}

/* ---- Items and their tree ---- */

pp_item pp_catalog_size(const pp_catalog *catalog)
{
    return catalog->size;
}

pp_item pp_catalog_find(const pp_catalog *catalog, const char *code)
{
    pp_item low = 0, high = catalog->size;
    while (low < high) {
        const pp_item middle = low + (high - low) / 2;
        const int order = strcmp(code, catalog->entries[middle].code);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return PP_NO_ITEM;
}

const char *pp_item_code(const pp_catalog *catalog, pp_item item)
{
    return catalog->entries[item].code;
}

const char *pp_item_name(const pp_catalog *catalog, pp_item item)
{
    return catalog->names + catalog->entries[item].name;
}

pp_item pp_item_parent(const pp_catalog *catalog, pp_item item)
{
    return catalog->entries[item].parent;
}

pp_item pp_item_end(const pp_catalog *catalog, pp_item item)
{
    return catalog->entries[item].end;
}

pp_item pp_item_first_child(const pp_catalog *catalog, pp_item item)
{
    return pp_item_is_last_level(catalog, item) ? PP_NO_ITEM : item + 1;
}

pp_item pp_item_next_sibling(const pp_catalog *catalog, pp_item item)
{
    const pp_item next = catalog->entries[item].end;
    const bool same_parent = next < catalog->size && catalog->entries[next].parent == catalog->entries[item].parent;
    return same_parent ? next : PP_NO_ITEM;
}

int pp_item_level(const pp_catalog *catalog, pp_item item)
{
    return catalog->entries[item].level;
}

pp_item pp_item_ancestor(const pp_catalog *catalog, pp_item item, int level)
{
    while (item != PP_NO_ITEM && catalog->entries[item].level > level) {
        item = catalog->entries[item].parent;
    }
    return item != PP_NO_ITEM && catalog->entries[item].level == level ? item : PP_NO_ITEM;
}

bool pp_item_is_last_level(const pp_catalog *catalog, pp_item item)
{
    return catalog->entries[item].end == item + 1;
}

bool pp_item_is_catch_all(const pp_catalog *catalog, pp_item item)
{
    const pp_catalog_entry *entry = &catalog->entries[item];
    return entry->level > 0 && strncmp(entry->code + 2 * (size_t)entry->level - 1, "99", 2) == 0;
}

/* ---- Names ---- */

pp_item pp_catalog_find_name(const pp_catalog *catalog, const char *name)
{
    char wanted[PP_NAME_FOLDED], folded[PP_NAME_FOLDED];
    const size_t length = pp_name_fold(name, wanted);
    const uint32_t hash = pp_name_hash(wanted, length);
    pp_item low = 0, high = catalog->size; /* the first key with this hash */
    while (low < high) {
        const pp_item middle = low + (high - low) / 2;
        if (catalog->by_name[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < catalog->size && catalog->by_name[low].hash == hash; low++) {
        const pp_item item = catalog->by_name[low].item;
        pp_name_fold(pp_item_name(catalog, item), folded);
        if (strcmp(folded, wanted) == 0) {
            return item;
        }
    }
    return PP_NO_ITEM;
}

const char *pp_catalog_name_2013(const pp_catalog *catalog, const char *code)
{
    size_t low = 0, high = catalog->old_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(code, catalog->old[middle].code);
        if (order == 0) {
            return catalog->old_names + catalog->old[middle].name;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
