#include "base/pool.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

typedef struct entry {
    const char *text;
    uint32_t length;
    uint32_t hash;
} entry;

struct pp_pool {
    pp_arena *arena;
    entry *entries;
    uint32_t *slots; /* open addressing; 0 is free, else number + 1 */
    uint32_t count, capacity, mask;
    uint64_t secret[2]; /* of the hash */
};

enum { FIRST_CAPACITY = 512 };

/* Both halves of the product of two words: every bit of the result hangs on every bit of both. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ const unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint32_t hash_text(const pp_pool *pool, const char *text, size_t length)
{
    uint64_t h = pool->secret[0] ^ length;
    while (length >= 8) {
        uint64_t word;
        memcpy(&word, text, 8);
        h = mix(h ^ word, pool->secret[1]);
        text += 8;
        length -= 8;
    }
    uint64_t word = 0;
    if (length > 0) {
        memcpy(&word, text, length);
    }
    h = mix(h ^ word, pool->secret[1]);
    return (uint32_t)(h ^ (h >> 32));
}

static bool grow(pp_pool *pool)
{
    if (pool->capacity > UINT32_MAX / 4) {
        return false;
    }
    const uint32_t capacity = pool->capacity == 0 ? FIRST_CAPACITY : pool->capacity * 2;
    entry *entries = realloc(pool->entries, capacity * sizeof *entries);
    if (entries == NULL) {
        return false;
    }
    pool->entries = entries;
    const uint32_t mask = capacity * 2 - 1;
    uint32_t *slots = calloc((size_t)mask + 1, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < pool->count; i++) {
        uint32_t slot = entries[i].hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = i + 1;
    }
    free(pool->slots);
    pool->slots = slots;
    pool->mask = mask;
    pool->capacity = capacity;
    return true;
}

pp_pool *pp_pool_new(void)
{
    pp_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) {
        return NULL;
    }
    /* A file could be made of texts whose hashes are all the same, and adding them would take hours; against a hash
     * that is different in every run it cannot. Where the system has no random number, it is only repeatable. */
    pool->secret[0] = 0x9E3779B97F4A7C15u;
    pool->secret[1] = 0xFF51AFD7ED558CCDu;
    (void)!getrandom(pool->secret, sizeof pool->secret, GRND_NONBLOCK);
    pool->secret[1] |= 1; /* a factor of 0 would hash everything to 0 */
    uint32_t empty;
    pool->arena = pp_arena_new();
    if (pool->arena == NULL || !pp_pool_add(pool, "", 0, &empty)) {
        pp_pool_free(pool);
        return NULL;
    }
    return pool;
}

void pp_pool_free(pp_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pp_arena_free(pool->arena);
    free(pool->entries);
    free(pool->slots);
    free(pool);
}

bool pp_pool_add(pp_pool *pool, const char *text, size_t length, uint32_t *id)
{
    if (length > UINT32_MAX || (pool->count == pool->capacity && !grow(pool))) {
        return false;
    }
    const uint32_t hash = hash_text(pool, text, length);
    uint32_t slot = hash & pool->mask;
    for (; pool->slots[slot] != 0; slot = (slot + 1) & pool->mask) {
        const entry *e = &pool->entries[pool->slots[slot] - 1];
        if (e->hash == hash && e->length == length && (length == 0 || memcmp(e->text, text, length) == 0)) {
            *id = pool->slots[slot] - 1;
            return true;
        }
    }
    const char *copy = pp_arena_copy(pool->arena, text, length);
    if (copy == NULL) {
        return false;
    }
    pool->entries[pool->count] = (entry){copy, (uint32_t)length, hash};
    *id = pool->count++;
    pool->slots[slot] = pool->count;
    return true;
}

bool pp_pool_add_folded(pp_pool *pool, const char *text, size_t length, uint32_t *id)
{
    enum { LIMIT = 1000 };
    char folded[10 * LIMIT + 1]; /* no character folds to more than ten times its bytes */
    if (length > LIMIT) {
        return pp_pool_add(pool, text, length, id);
    }
    return pp_pool_add(pool, folded, pp_text_fold(text, length, folded, sizeof folded), id);
}

const char *pp_pool_text(const pp_pool *pool, uint32_t id)
{
    return pool->entries[id].text;
}

size_t pp_pool_length(const pp_pool *pool, uint32_t id)
{
    return pool->entries[id].length;
}

uint32_t pp_pool_count(const pp_pool *pool)
{
    return pool->count;
}
