/* The best assignment between two small sets. */
#ifndef PP_MODEL_ASSIGN_H
#define PP_MODEL_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Gives each of `rows` things at most one of `columns` others, so that the values of the pairs add up to the most.
 * value[r * columns + c] is what a pair is worth, 0 for one that shall not be made; none is negative, and `rows` of
 * them must not add up to more than INT64_MAX / 4. taken[r] becomes the column of r, or `columns` for none. Costs
 * min(rows, columns)² × max(rows, columns) steps. False when memory is short. */
bool pp_assign(const int64_t *value, size_t rows, size_t columns, size_t *taken);

#endif
