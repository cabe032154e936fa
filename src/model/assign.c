/* The Hungarian method with potentials: rows enter one by one, each along the cheapest way of shifting the others. */
#include "model/assign.h"

#include <stdlib.h>

typedef struct assignment {
    const int64_t *value;
    size_t n, m;                  /* n <= m */
    size_t row_step, column_step; /* of value: the table is read across where it is higher than wide */
    int64_t *u, *v;               /* potentials of rows and columns, from 1 */
    int64_t *least;               /* cheapest way to each column so far */
    size_t *owner, *from;         /* row that has a column, 0: none; column before it on the way */
    bool *reached;
} assignment;

static int64_t cost(const assignment *a, size_t row, size_t column)
{
    return -a->value[(row - 1) * a->row_step + (column - 1) * a->column_step];
}

/* One step of the way: takes the nearest column that is not reached yet. Returns it. */
static size_t advance(assignment *a, size_t at)
{
    const size_t row = a->owner[at];
    int64_t delta = INT64_MAX;
    size_t next = 0;
    a->reached[at] = true;
    for (size_t c = 1; c <= a->m; c++) {
        if (a->reached[c]) {
            continue;
        }
        const int64_t way = cost(a, row, c) - a->u[row] - a->v[c];
        if (way < a->least[c]) {
            a->least[c] = way;
            a->from[c] = at;
        }
        if (a->least[c] < delta) {
            delta = a->least[c];
            next = c;
        }
    }
    for (size_t c = 0; c <= a->m; c++) {
        if (a->reached[c]) {
            a->u[a->owner[c]] += delta;
            a->v[c] -= delta;
        } else if (c > 0) {
            a->least[c] -= delta;
        }
    }
    return next;
}

static void enter_row(assignment *a, size_t row)
{
    for (size_t c = 0; c <= a->m; c++) {
        a->least[c] = INT64_MAX / 2;
        a->reached[c] = false;
    }
    size_t at = 0;
    a->owner[0] = row;
    do {
        at = advance(a, at);
    } while (a->owner[at] != 0);
    while (at != 0) {
        const size_t before = a->from[at];
        a->owner[at] = a->owner[before];
        at = before;
    }
}

bool pp_assign(const int64_t *value, size_t rows, size_t columns, size_t *taken)
{
    const bool high = rows > columns;
    assignment a = {.value = value,
                    .n = high ? columns : rows,
                    .m = high ? rows : columns,
                    .row_step = high ? 1 : columns,
                    .column_step = high ? columns : 1};
    a.u = calloc(a.n + 1, sizeof *a.u);
    a.v = calloc(a.m + 1, sizeof *a.v);
    a.least = calloc(a.m + 1, sizeof *a.least);
    a.owner = calloc(a.m + 1, sizeof *a.owner);
    a.from = calloc(a.m + 1, sizeof *a.from);
    a.reached = calloc(a.m + 1, sizeof *a.reached);
    const bool ok =
        a.u != NULL && a.v != NULL && a.least != NULL && a.owner != NULL && a.from != NULL && a.reached != NULL;
    for (size_t r = 1; ok && r <= a.n; r++) {
        enter_row(&a, r);
    }
    for (size_t r = 0; ok && r < rows; r++) {
        taken[r] = columns;
    }
    for (size_t c = 1; ok && c <= a.m; c++) {
        if (a.owner[c] != 0 && cost(&a, a.owner[c], c) < 0) {
            taken[high ? c - 1 : a.owner[c] - 1] = high ? a.owner[c] - 1 : c - 1;
        }
    }
    free(a.u);
    free(a.v);
    free(a.least);
    free(a.owner);
    free(a.from);
    free(a.reached);
    return ok;
}
