/* Arena: memory that is freed all at once. Used where many small things live as long as their owner. */
#ifndef PP_BASE_ARENA_H
#define PP_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct pp_arena pp_arena;

/* A new, empty arena, or NULL when memory is short. */
pp_arena *pp_arena_new(void);

/* Frees the arena and all that it gave out. NULL is allowed. */
void pp_arena_free(pp_arena *arena);

/* size bytes, aligned for any type, zeroed; NULL when memory is short. Owned by the arena. */
void *pp_arena_alloc(pp_arena *arena, size_t size);

/* A NUL-terminated copy of text[0..length); NULL when memory is short. */
char *pp_arena_copy(pp_arena *arena, const char *text, size_t length);

/* Text formatted as by printf; NULL when memory is short. */
char *pp_arena_printf(pp_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *pp_arena_vprintf(pp_arena *arena, const char *format, va_list values) __attribute__((format(printf, 2, 0)));

#endif
