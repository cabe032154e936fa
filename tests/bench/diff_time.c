/* How long the comparison of two plans takes, and how that grows: prints one row a size, with the time of the size
 * before it. The new plan is the old one in another order with one line in a hundred changed, and once more with every
 * amount changed. */
#include "procplan/diff.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t state = 2024;

static uint64_t next_random(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
}

typedef struct row {
    unsigned unit, function, item, project;
    int64_t amount;
} row;

static bool put(pp_plan *plan, size_t line, pp_column column, const char *before, unsigned number, pp_error *error)
{
    char text[64];
    const int length = snprintf(text, sizeof text, "%s%u", before, number);
    return pp_plan_set_text(plan, line, column, text, (size_t)length, error);
}

static pp_plan *make_plan(const row *rows, size_t count)
{
    pp_error error;
    size_t line;
    pp_plan *plan = pp_plan_new();
    const int source = plan == NULL ? -1 : pp_plan_add_source(plan, "plan.csv", NULL);
    bool ok = source >= 0;
    for (size_t i = 0; ok && i < count; i++) {
        ok = pp_plan_add_line(plan, source, (uint32_t)i + 2, &line, &error) &&
             put(plan, line, PP_COL_UNIT, "单位", rows[i].unit, &error) &&
             put(plan, line, PP_COL_FUNCTION_CODE, "201030", rows[i].function, &error) &&
             put(plan, line, PP_COL_ITEM_CODE, "A0201", 1000 + rows[i].item, &error) &&
             put(plan, line, PP_COL_PROJECT, "项目", rows[i].project, &error) &&
             pp_plan_set_money(plan, line, PP_COL_TOTAL, rows[i].amount, &error) &&
             pp_plan_set_money(plan, line, PP_COL_GENERAL, rows[i].amount, &error);
    }
    if (!ok) {
        fputs("not enough memory\n", stderr);
        exit(2);
    }
    return plan;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds for one size: the least of three. */
static double compare(size_t count, unsigned changed_of_hundred)
{
    row *rows = calloc(count, sizeof *rows);
    double least = 1e9;
    if (rows == NULL) {
        exit(2);
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = (row){(unsigned)(next_random() % 400), (unsigned)(next_random() % 4), (unsigned)(next_random() % 800),
                        (unsigned)(next_random() % 5000), (int64_t)(next_random() % 100000000) + 10000};
    }
    pp_plan *old = make_plan(rows, count);
    for (size_t i = 0; i < count; i++) {
        rows[i].amount += next_random() % 100 < changed_of_hundred ? rows[i].amount / 20 + 100 : 0;
    }
    for (size_t i = count; i > 1; i--) {
        const size_t j = next_random() % i;
        const row kept = rows[i - 1];
        rows[i - 1] = rows[j];
        rows[j] = kept;
    }
    pp_plan *new = make_plan(rows, count);
    for (int run = 0; run < 3; run++) {
        pp_error error;
        const double begun = seconds();
        pp_diff *diff = pp_diff_new(old, new, pp_catalog_builtin(), &error);
        const double taken = seconds() - begun;
        least = taken < least ? taken : least;
        if (diff == NULL) {
            exit(2);
        }
        pp_diff_free(diff);
    }
    pp_plan_free(old);
    pp_plan_free(new);
    free(rows);
    return least;
}

int main(void)
{
    static const size_t SIZES[] = {10000, 100000, 125000, 250000, 500000, 1000000};
    static const unsigned CHANGED[] = {1, 100};
    for (size_t c = 0; c < sizeof CHANGED / sizeof CHANGED[0]; c++) {
        double before = 0;
        printf("%u of 100 lines changed\n%10s  %9s  %12s\n", CHANGED[c], "lines", "seconds", "to size above");
        for (size_t s = 0; s < sizeof SIZES / sizeof SIZES[0]; s++) {
            const double taken = compare(SIZES[s], CHANGED[c]);
            printf("%10zu  %9.3f  %12.2f\n", SIZES[s], taken, before > 0 ? taken / before : 0);
            before = taken;
        }
    }
    return 0;
}
