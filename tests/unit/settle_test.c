/* Columns of amounts settled by the sums of each row. */
#include "failing_malloc.h"

#include "read/heading.h"
#include "read/settle.h"

#include <stdio.h>

enum { MOST = 16 };

/* Splits at blanks; - stands for an empty cell. */
static size_t split(char *text, pp_field fields[MOST])
{
    size_t count = 0;
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        assert_true(count < MOST);
        fields[count++] = strcmp(word, "-") == 0 ? (pp_field){"", 0} : (pp_field){word, strlen(word)};
    }
    return count;
}

/* Settles rows (the first is the heading) and writes which column of the heading each column of the data has: 0 1 3 2;
 * x for none. */
static pp_settled settle(const char *const *rows, char *out)
{
    pp_settle s;
    pp_column figure[MOST];
    bool nameless[MOST];
    pp_field fields[MOST];
    size_t from[PP_SETTLE_COLUMNS];
    char text[512];
    strcpy(text, rows[0]);
    const size_t width = split(text, fields);
    for (size_t i = 0; i < width; i++) {
        figure[i] = pp_heading_find(fields[i].text, fields[i].length).column;
        nameless[i] = fields[i].length == 0;
    }
    assert_true(pp_settle_init(&s, figure, nameless, width, NULL));
    for (size_t r = 1; rows[r] != NULL; r++) {
        strcpy(text, rows[r]);
        pp_settle_row(&s, &(pp_row){fields, split(text, fields), (uint32_t)r});
    }
    const pp_settled result = pp_settle_columns(&s, from);
    pp_settle_free(&s);
    for (size_t i = 0; i < width; i++) {
        out += from[i] == SIZE_MAX ? sprintf(out, " x") : sprintf(out, " %zu", from[i]);
    }
    return result;
}

static void check(pp_settled result, const char *columns, const char *const *rows)
{
    char found[256];
    const pp_settled is = settle(rows, found);
    if (is != result || strcmp(found, columns) != 0) {
        fail_msg("%s: %d%s instead of %d%s", rows[0], is, found, result, columns);
    }
}

#define SETTLES(result, columns, ...) check(result, columns, (const char *const[]){__VA_ARGS__, NULL})

static void headings_that_are_right(void **state)
{
    (void)state;
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2 3 4", "品目 合计 小计 上年结转 预留份额", "a 9 8 1 5", "b 3 3 0 1");
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2", "品目 合计 预留份额", "a 9 8", "b 3 3"); /* no sum to hold */
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2", "品目 合计 小计", "a 9 8");              /* one row: a mistake in the plan */
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2 3", "合计 小计 上年结转 预留份额", "9 8 1 5", "9 5 1 4", "3 3 0 1", "4 4 0 0");
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2", "合计 合计 小计", "9 8 1",
            "7 5 2"); /* the same twice: for the layout to refuse */
    SETTLES(PP_SETTLED_AS_IS, " 0 1", "品目 合计", "a b", "c d");
    /* each of the printed parts is rounded */
    SETTLES(PP_SETTLED_AS_IS, " 0 1 2 3", "合计 小计 单位资金 上年结转", "1.00 0.33 0.33 0.33", "2.00 0.67 0.67 0.67");
}

static void headings_that_are_shifted(void **state)
{
    (void)state;
    /* the published form, torn twice: as on the first and on the second page of the text of 2024 */
    SETTLES(PP_SETTLED_MOVED, " 0 1 2 3 4 5 6 8 7",
            "合计 小计 一般公共预算 政府性基金 国有资本经营 财政专户 单位资金 预留份额 上年结转",
            "10 10 10 0 0 0 0 0 0", "45 45 45 0 0 0 0 0 45", "11 11 11 0 0 0 0 0 11");
    SETTLES(PP_SETTLED_MOVED, " 0 1 2 3 8 4 5 6 7",
            "合计 小计 一般公共预算 政府性基金 财政专户 单位资金 上年结转 预留份额 国有资本经营",
            "10 10 10 0 0 0 0 0 0", "45 45 45 0 0 0 0 0 45", "11 11 11 0 0 0 0 0 11");
    /* without zeros */
    SETTLES(PP_SETTLED_MOVED, " 1 0 2 3", "小计 合计 预留份额 上年结转", "9 8 2 1", "7 5 1 2");
    /* a title over nothing, and amounts without one */
    SETTLES(PP_SETTLED_MOVED, " 0 1 2 4 x", "合计 小计 上年结转 - 预留份额", "9 8 1 5 -", "3 3 0 1 -");
    /* cells that cannot be read settle nothing, but do not hinder */
    SETTLES(PP_SETTLED_MOVED, " 1 0 2", "小计 合计 上年结转", "9 8 1", "x 5 2", "7 5 2");
}

static void headings_that_stay_open(void **state)
{
    (void)state;
    SETTLES(PP_SETTLED_OPEN, " 0 1 2 3", "合计 单位资金 上年结转 预留份额", "4 3 9 5", "1 2 7 6");
    SETTLES(PP_SETTLED_WRONG, " 0 1 2", "合计 单位资金 上年结转", "4 3 9", "1 20 7", "1 2 4");
}

/* All that fits in the memory of the search is looked at, not more: many rows of which any order is right. */
static void the_search_ends(void **state)
{
    (void)state;
    static const pp_column figure[] = {
        PP_COL_RESERVE,       PP_COL_TOTAL,           PP_COL_SUBTOTAL, PP_COL_GENERAL,  PP_COL_GOVERNMENT_FUND,
        PP_COL_STATE_CAPITAL, PP_COL_SPECIAL_ACCOUNT, PP_COL_OWN,      PP_COL_CARRYOVER};
    bool nameless[COUNT(figure)] = {false};
    pp_settle s;
    assert_true(pp_settle_init(&s, figure, nameless, COUNT(figure), NULL));
    for (uint32_t r = 1; r <= 5000; r++) {
        char text[COUNT(figure)][16];
        pp_field fields[COUNT(figure)];
        for (size_t i = 0; i < COUNT(figure); i++) {
            const int n = snprintf(text[i], sizeof text[i], "0.00%u", (unsigned)((r * (i + 3)) % 5));
            fields[i] = (pp_field){text[i], (size_t)n};
        }
        pp_settle_row(&s, &(pp_row){fields, COUNT(figure), r});
    }
    size_t from[PP_SETTLE_COLUMNS];
    assert_int_equal(s.rows, PP_SETTLE_ROWS);
    (void)pp_settle_columns(&s, from);
    pp_settle_free(&s);
}

static bool begin(void *context)
{
    const pp_column figure[] = {PP_COL_TOTAL};
    const bool nameless[] = {false};
    (void)context;
    pp_settle s;
    pp_error error;
    const bool ok = pp_settle_init(&s, figure, nameless, 1, &error);
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    pp_settle_free(&s);
    return ok;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    assert_int_equal(every_allocation_fails(begin, NULL, NEVER_SURVIVES), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_that_are_right), cmocka_unit_test(headings_that_are_shifted),
        cmocka_unit_test(headings_that_stay_open), cmocka_unit_test(the_search_ends),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
