/* Builds the arrays of a catalogue from its tables: for --catalog-dir, and at build time for the compiled tables. */
#include "model/catalog.h"

#include "base/text.h"
#include "model/datafile.h"

#include <stdlib.h>
#include <string.h>

typedef struct record {
    char code[PP_OLD_CODE_SIZE];
    uint32_t name; /* offset */
    uint32_t row;
} record;

/* The rows of a table while it is being read. */
typedef struct draft {
    record *records;
    size_t count, capacity;
    char *names;
    size_t used, names_capacity;
} draft;

static void draft_free(draft *d)
{
    free(d->records);
    free(d->names);
}

/* Makes room for `more` elements behind `used`. */
static bool grow(void **array, size_t used, size_t more, size_t *capacity, size_t element)
{
    if (*capacity - used >= more) {
        return true;
    }
    const size_t wanted = (*capacity + more) * 2;
    void *bigger = realloc(*array, wanted * element); /* the file's size limit keeps this far from overflow */
    if (bigger == NULL) {
        return false;
    }
    *array = bigger;
    *capacity = wanted;
    return true;
}

static bool draft_add(draft *d, const char *code, const char *name, uint32_t row, pp_error *error)
{
    const size_t length = strlen(name) + 1;
    if (length == 1) {
        return pp_error_set(error, PP_ERROR_FORMAT, "编码 %s 没有名称，请补上。", code);
    }
    void *records = d->records, *names = d->names;
    const bool ok = grow(&records, d->count, 1, &d->capacity, sizeof *d->records) &&
                    grow(&names, d->used, length, &d->names_capacity, 1);
    d->records = records;
    d->names = names;
    if (!ok) {
        return pp_error_memory(error);
    }
    record *r = &d->records[d->count++];
    *r = (record){.name = (uint32_t)d->used, .row = row};
    strcpy(r->code, code); /* its length was checked */
    memcpy(d->names + d->used, name, length);
    d->used += length;
    return true;
}

static int by_code(const void *a, const void *b)
{
    const record *x = a, *y = b;
    const int order = strcmp(x->code, y->code);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Sorts by code and refuses a code that comes twice. */
static bool draft_sort(draft *d, const char *path, pp_error *error)
{
    if (d->count == 0) {
        pp_error_set(error, PP_ERROR_FORMAT, "文件“%s”除标题外没有任何内容，请检查是不是拿错了文件。", path);
        return pp_error_at(error, path, 0, 0);
    }
    qsort(d->records, d->count, sizeof *d->records, by_code);
    for (size_t i = 1; i < d->count; i++) {
        const record *a = &d->records[i - 1], *b = &d->records[i];
        if (strcmp(a->code, b->code) == 0) {
            pp_error_set(error, PP_ERROR_FORMAT, "编码 %s 已经在第 %u 行出现过，请删去其中一行。", b->code, a->row);
            return pp_error_at(error, path, b->row, 0);
        }
    }
    return true;
}

/* The draft's names in the arena. */
static const char *keep_names(const draft *d, pp_arena *arena)
{
    char *names = pp_arena_alloc(arena, d->used);
    if (names != NULL) {
        memcpy(names, d->names, d->used);
    }
    return names;
}

/* A to C, then only digits; returns how many digits, or -1. */
static int code_digits(const char *code)
{
    if (pp_kind_of_code(code) == PP_KIND_NONE) {
        return -1;
    }
    return (int)strlen(code + 1);
}

/* The level of a code of the 2022 edition: 0 for a bare letter, else the number of its last level that is not 00. -1
 * when it is no such code, also when a level above that one is 00. */
static int code_level(const char *code)
{
    const int digits = code_digits(code);
    if (digits == 0) {
        return 0;
    }
    if (digits != 2 * PP_CODE_LEVELS) {
        return -1;
    }
    int level = 0;
    while (level < PP_CODE_LEVELS && strncmp(code + 1 + 2 * level, "00", 2) != 0) {
        level++;
    }
    for (int below = level; below < PP_CODE_LEVELS; below++) {
        if (strncmp(code + 1 + 2 * below, "00", 2) != 0) {
            return -1;
        }
    }
    return level == 0 ? -1 : level;
}

static void parent_code(const char *code, int level, char parent[PP_CODE_SIZE])
{
    memcpy(parent, code, PP_CODE_SIZE);
    if (level == 1) {
        parent[1] = '\0';
    } else {
        memcpy(parent + 1 + 2 * (level - 1), "00", 2);
    }
}

static bool take_item(void *user, const char *const *fields, uint32_t row, pp_error *error)
{
    if (code_level(fields[0]) < 0) {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "“%s”不是采购品目编码：编码应是字母 A、B、C 之一加 8 位数字，中间的级次不能是 00，"
                            "请改正（要写成文本，开头的零不能丢）。",
                            fields[0]);
    }
    return draft_add(user, fields[0], fields[1], row, error);
}

/* Fills in parent, end and level from the order of the codes. */
static bool link_tree(pp_catalog_entry *entries, const draft *d, const char *path, pp_error *error)
{
    pp_item open[PP_CODE_LEVELS + 1] = {0}; /* the item at each level whose subtree is not yet over */
    int depth = -1;                         /* the deepest level that is open */
    for (size_t i = 0; i < d->count; i++) {
        const record *r = &d->records[i];
        const int level = code_level(r->code);
        pp_item parent = PP_NO_ITEM;
        while (depth >= level) {
            entries[open[depth--]].end = (pp_item)i;
        }
        if (level > 0) {
            char code[PP_CODE_SIZE];
            parent_code(r->code, level, code);
            if (depth != level - 1 || strcmp(entries[open[depth]].code, code) != 0) {
                pp_error_set(error, PP_ERROR_FORMAT, "编码 %s 的上级品目 %s 不在表中，请补上这个上级，或改正编码。",
                             r->code, code);
                return pp_error_at(error, path, r->row, 0);
            }
            parent = open[depth];
        }
        entries[i] = (pp_catalog_entry){.name = r->name, .parent = parent, .level = (uint8_t)level};
        memcpy(entries[i].code, r->code, PP_CODE_SIZE);
        open[++depth] = (pp_item)i;
    }
    while (depth >= 0) {
        entries[open[depth--]].end = (pp_item)d->count;
    }
    return true;
}

size_t pp_name_fold(const char *name, char *out)
{
    return pp_text_fold(name, strlen(name), out, PP_NAME_FOLDED);
}

uint32_t pp_name_hash(const char *folded, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)folded[i]) * 16777619u;
    }
    return hash;
}

typedef struct sort_key {
    pp_name_key key;
    bool is_class;
} sort_key;

static int by_hash(const void *a, const void *b)
{
    const sort_key *x = a, *y = b;
    if (x->key.hash != y->key.hash) {
        return x->key.hash < y->key.hash ? -1 : 1;
    }
    if (x->is_class != y->is_class) {
        return x->is_class ? 1 : -1;
    }
    return (x->key.item > y->key.item) - (x->key.item < y->key.item);
}

/* The index by name, in the arena; NULL when memory is short. */
static const pp_name_key *index_names(const pp_catalog_entry *entries, size_t count, const char *names, pp_arena *arena)
{
    char folded[PP_NAME_FOLDED];
    sort_key *keys = malloc(count * sizeof *keys);
    pp_name_key *index = pp_arena_alloc(arena, count * sizeof *index);
    if (keys == NULL || index == NULL) {
        free(keys);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const size_t length = pp_name_fold(names + entries[i].name, folded);
        keys[i] = (sort_key){.key = {.hash = pp_name_hash(folded, length), .item = (pp_item)i},
                             .is_class = entries[i].end > (pp_item)i + 1};
    }
    qsort(keys, count, sizeof *keys, by_hash);
    for (size_t i = 0; i < count; i++) {
        index[i] = keys[i].key;
    }
    free(keys);
    return index;
}

bool pp_catalog_read_items(pp_catalog *catalog, pp_arena *arena, const char *path, pp_error *error)
{
    static const char *const titles[] = {"code", "name", NULL};
    draft d = {0};
    bool ok = false;
    if (!pp_datafile_read(path, titles, take_item, &d, error) || !draft_sort(&d, path, error)) {
        goto done;
    }
    pp_catalog_entry *entries = pp_arena_alloc(arena, d.count * sizeof *entries);
    const char *names = keep_names(&d, arena);
    if (entries == NULL || names == NULL) {
        pp_error_memory(error);
        goto done;
    }
    if (!link_tree(entries, &d, path, error)) {
        goto done;
    }
    const pp_name_key *by_name = index_names(entries, d.count, names, arena);
    if (by_name == NULL) {
        pp_error_memory(error);
        goto done;
    }
    catalog->size = (pp_item)d.count;
    catalog->entries = entries;
    catalog->names = names;
    catalog->by_name = by_name;
    ok = true;
done:
    draft_free(&d);
    return ok;
}

static bool take_old(void *user, const char *const *fields, uint32_t row, pp_error *error)
{
    static const char *const marks[] = {"official", "press", "recalled"}; /* how sure a fact is */
    const int digits = code_digits(fields[0]);
    if (digits < 0 || digits % 2 != 0 || digits > PP_OLD_CODE_SIZE - 2) {
        return pp_error_set(error, PP_ERROR_FORMAT,
                            "“%s”不是 2013 版的品目编码：应是字母 A、B、C 之一加偶数位数字，请改正。", fields[0]);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (strcmp(fields[2], marks[i]) == 0) {
            return draft_add(user, fields[0], fields[1], row, error);
        }
    }
    return pp_error_set(error, PP_ERROR_FORMAT, "sure 一列只能是 official、press 或 recalled，请改正“%s”。", fields[2]);
}

bool pp_catalog_read_old(pp_catalog *catalog, pp_arena *arena, const char *path, pp_error *error)
{
    static const char *const titles[] = {"code", "name", "sure", NULL};
    draft d = {0};
    bool ok = false;
    if (!pp_datafile_read(path, titles, take_old, &d, error) || !draft_sort(&d, path, error)) {
        goto done;
    }
    pp_old_name *old = pp_arena_alloc(arena, d.count * sizeof *old);
    const char *names = keep_names(&d, arena);
    if (old == NULL || names == NULL) {
        pp_error_memory(error);
        goto done;
    }
    for (size_t i = 0; i < d.count; i++) {
        old[i].name = d.records[i].name;
        memcpy(old[i].code, d.records[i].code, PP_OLD_CODE_SIZE);
    }
    catalog->old_count = d.count;
    catalog->old = old;
    catalog->old_names = names;
    ok = true;
done:
    draft_free(&d);
    return ok;
}
