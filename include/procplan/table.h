/* Tables and sentences on a terminal: columns line up although a Chinese character takes two places. Whatever the texts
 * hold is shown as text: a tab or line break is a space; control characters, marks that turn the direction of writing
 * and bytes that are no UTF-8 are U+FFFD. */
#ifndef PROCPLAN_TABLE_H
#define PROCPLAN_TABLE_H

#include "api.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct pp_table pp_table;

/* A new table; `alignment` has one letter a column, 'l' or 'r' (at most 16). The caller frees it. NULL when memory
 * is short. */
PP_API pp_table *pp_table_new(const char *alignment);

/* Adds one cell (UTF-8, copied; NULL is empty); rows fill from left to right. False when memory is short. A NULL table
 * is allowed and gives false. */
PP_API bool pp_table_add(pp_table *table, const char *cell);

/* Writes the table, each line after `indent` spaces, columns two spaces apart. Where it is wider than `width` places
 * its widest left-aligned column is wrapped. The first row is underlined if `heading`. False only for a NULL
 * table, so that one for which memory was short need not be told apart before. */
PP_API bool pp_table_print(const pp_table *table, FILE *out, int indent, int width, bool heading);

/* Frees the table; NULL is allowed. */
PP_API void pp_table_free(pp_table *table);

/* Writes text as it is, without a newline. */
PP_API void pp_text_print(FILE *out, const char *text);

/* Writes text wrapped to `width` places: the first line goes on from where the stream stands (`used` places taken),
 * further lines begin with `indent` spaces. Words and figures stay whole, closing punctuation does not begin a line.
 * Ends with a newline. */
PP_API void pp_text_wrap(FILE *out, const char *text, int used, int indent, int width);

#endif
