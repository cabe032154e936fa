/* The memo of references: a plan of a million lines has few different items. */
#include "read/reference.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>

/* A memo that has grown past this many texts begins anew: its memory stays small whatever the file holds. */
enum { MOST = 1 << 16, FIRST_CAPACITY = 256 };

void pp_memo_init(pp_memo *memo, pp_reference_kind kind, pp_pool *pool)
{
    *memo = (pp_memo){.kind = kind, .pool = pool};
}

void pp_memo_free(pp_memo *memo)
{
    pp_pool_free(memo->texts);
    free(memo->entries);
    memo->texts = NULL;
    memo->entries = NULL;
    memo->count = memo->capacity = memo->last = 0;
}

static bool make_room(pp_memo *memo)
{
    if (memo->count >= MOST) {
        pp_memo_free(memo);
    }
    if (memo->texts == NULL) {
        memo->texts = pp_pool_new();
        if (memo->texts == NULL) {
            return false;
        }
    }
    if (memo->count + 1 >= memo->capacity) { /* one for the empty text, which every pool holds */
        const uint32_t capacity = memo->capacity == 0 ? FIRST_CAPACITY : memo->capacity * 2;
        pp_memo_entry *entries = realloc(memo->entries, capacity * sizeof *entries);
        if (entries == NULL) {
            return false;
        }
        memo->entries = entries;
        memo->capacity = capacity;
        if (memo->count == 0) {
            memo->entries[memo->count++] = (pp_memo_entry){0};
        }
    }
    return true;
}

static bool split(pp_memo *memo, const char *text, size_t length, pp_memo_entry *entry)
{
    pp_reference reference;
    pp_reference_split(text, length, memo->kind, &reference);
    entry->special = pp_word_of(text, length) != PP_WORD_NONE;
    return pp_pool_add(memo->pool, reference.code, reference.code_length, &entry->code) &&
           pp_pool_add(memo->pool, reference.name, reference.name_length, &entry->name);
}

const pp_memo_entry *pp_memo_find(pp_memo *memo, const char *text, size_t length)
{
    if (memo->texts != NULL && pp_pool_length(memo->texts, memo->last) == length &&
        memcmp(pp_pool_text(memo->texts, memo->last), text, length) == 0) {
        return &memo->entries[memo->last];
    }
    uint32_t id;
    if (!make_room(memo) || !pp_pool_add(memo->texts, text, length, &id)) {
        return NULL;
    }
    if (id == memo->count) {
        if (!split(memo, text, length, &memo->entries[id])) {
            return NULL;
        }
        memo->count++;
    }
    memo->last = id;
    return &memo->entries[id];
}
