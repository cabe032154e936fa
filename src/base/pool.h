/* Pool: every different text once, known by a small number. A plan of a million lines has few different
 * unit names and item codes; what is worked out about a text is worked out once per number. */
#ifndef PP_BASE_POOL_H
#define PP_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_pool pp_pool;

/* A new pool that holds only the empty text, number 0; NULL when memory is short. */
pp_pool *pp_pool_new(void);
void pp_pool_free(pp_pool *pool);

/* The number of text[0..length), added if new. False when memory is short. */
bool pp_pool_add(pp_pool *pool, const char *text, size_t length, uint32_t *id);

/* The number of text[0..length) as people compare it: texts that pp_text_same finds equal have one number. The pool
 * holds the folded text; one of more than 1,000 bytes as it is. False when memory is short. */
bool pp_pool_add_folded(pp_pool *pool, const char *text, size_t length, uint32_t *id);

/* The text of a number that the pool gave out, NUL-terminated, valid as long as the pool. */
const char *pp_pool_text(const pp_pool *pool, uint32_t id);
size_t pp_pool_length(const pp_pool *pool, uint32_t id);

/* How many different texts there are, the empty one included: numbers are 0 .. count-1. */
uint32_t pp_pool_count(const pp_pool *pool);

#endif
