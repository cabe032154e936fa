#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, ALIGN = 16 };

typedef struct block {
    struct block *next;
    size_t used, size;
} block;

enum { HEADER = (sizeof(block) + ALIGN - 1) / ALIGN * ALIGN };

struct pp_arena {
    block *first; /* the one in use; full and oversized ones behind it */
};

pp_arena *pp_arena_new(void)
{
    return calloc(1, sizeof(pp_arena));
}

void pp_arena_free(pp_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (block *b = arena->first; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(arena);
}

static block *new_block(size_t size)
{
    block *b = calloc(1, HEADER + size);
    if (b != NULL) {
        b->size = size;
    }
    return b;
}

void *pp_arena_alloc(pp_arena *arena, size_t size)
{
    if (size > SIZE_MAX - HEADER - ALIGN) {
        return NULL;
    }
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    block *b = arena->first;
    if (b == NULL || b->size - b->used < size) {
        const bool oversized = size > BLOCK / 4;
        b = new_block(oversized ? size : BLOCK);
        if (b == NULL) {
            return NULL;
        }
        if (oversized && arena->first != NULL) { /* keep filling the current block */
            b->next = arena->first->next;
            arena->first->next = b;
        } else {
            b->next = arena->first;
            arena->first = b;
        }
    }
    void *result = (char *)b + HEADER + b->used;
    b->used += size;
    return result;
}

char *pp_arena_copy(pp_arena *arena, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? pp_arena_alloc(arena, length + 1) : NULL;
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *pp_arena_vprintf(pp_arena *arena, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    const int length = vsnprintf(NULL, 0, format, values);
    char *text = length < 0 ? NULL : pp_arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *pp_arena_printf(pp_arena *arena, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *text = pp_arena_vprintf(arena, format, values);
    va_end(values);
    return text;
}
