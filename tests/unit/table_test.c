/* Tables and wrapped text as a terminal shows them. */
#include "failing_malloc.h"
#include "unit.h"

#include "base/text.h"
#include "procplan/table.h"

/* What has been written to a temporary stream, as text in `out`; closes it. */
static void take_output(FILE *f, char *out, size_t size)
{
    rewind(f);
    const size_t length = fread(out, 1, size - 1, f);
    out[length] = '\0';
    fclose(f);
}

static void check_wrap(const char *text, int used, int indent, int width, const char *expected)
{
    char out[4096];
    FILE *f = tmpfile();
    assert_non_null(f);
    pp_text_wrap(f, text, used, indent, width);
    take_output(f, out, sizeof out);
    assert_string_equal(out, expected);
}

static void test_wrap(void **state)
{
    (void)state;
    check_wrap("", 0, 2, 40, "\n");
    check_wrap("办公桌", 0, 0, 6, "办公桌\n");
    check_wrap("办公桌", 0, 0, 5, "办公\n桌\n");
    check_wrap("办公桌", 2, 2, 6, "办公\n  桌\n");
    check_wrap("one two", 0, 0, 5, "one\ntwo\n");                  /* words stay whole */
    check_wrap("one    two", 0, 0, 5, "one\ntwo\n");               /* blanks are not carried over */
    check_wrap("oneword", 0, 0, 5, "onewo\nrd\n");                 /* unless one alone is too wide */
    check_wrap("合计6,289.03元", 0, 0, 8, "合计\n6,289.03\n元\n"); /* so do figures */
    check_wrap("办公桌，椅", 0, 0, 6, "办公\n桌，椅\n");           /* closing punctuation does not begin a line */
    check_wrap("办公（桌）", 0, 0, 6, "办公\n（桌）\n");           /* nor opening punctuation end it */
    check_wrap("一\n二\n", 0, 1, 40, "一 二\n");                   /* no text begins a line of its own */
    check_wrap("一二\r\n说明：", 0, 0, 4, "一二\n说\n明：\n");
    check_wrap("办公", 50, 50, 40, "办\n                                                  公\n"); /* no room at all */
    check_wrap("a\x1B[31mb\tc\u202E", 0, 0, 40, "a\uFFFD[31mb c\uFFFD\n"); /* nothing steers the terminal */
}

static void check_table(const char *alignment, const char *const cells[], size_t count, int indent, int width,
                        bool heading, const char *expected)
{
    char out[4096];
    FILE *f = tmpfile();
    pp_table *table = pp_table_new(alignment);
    assert_non_null(f);
    for (size_t i = 0; i < count; i++) {
        assert_true(pp_table_add(table, cells[i]));
    }
    assert_true(pp_table_print(table, f, indent, width, heading));
    pp_table_free(table);
    take_output(f, out, sizeof out);
    assert_string_equal(out, expected);
}

#define TABLE(alignment, indent, width, heading, expected, ...)                                                        \
    check_table(alignment, (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})), indent,    \
                width, heading, expected)

static void test_table(void **state)
{
    (void)state;
    TABLE("lr", 0, 80, false, "货物     88.45\n合计  6,289.03\n", "货物", "88.45", "合计", "6,289.03");
    TABLE("lr", 2, 80, true, "  名    数\n  --------\n  桌子  12\n", "名", "数", "桌子", "12");
    TABLE("ll", 0, 80, false, "a\nb  c\n", "a", "", "b", "c"); /* no blanks at the end of a line */
    TABLE("ll", 0, 80, false, "a  b\nc\n", "a", "b", "c");     /* the last row may be short */
    TABLE("ll", 0, 80, false, "a\n", "a", NULL);               /* NULL is empty */
    TABLE("r", 0, 80, false, "10\n 9\n", "10", "9");
    TABLE("l", 0, 80, false, "a\uFFFDb\n",
          "a\x1B"
          "b");
    /* the widest left-aligned column gives way, down to twelve places */
    TABLE("lr", 0, 20, false, "财政拨款和单位资   1\n金之合计\n", "财政拨款和单位资金之合计", "1");
    TABLE("lr", 0, 5, false, "财政拨款和单  1\n位资金之合计\n", "财政拨款和单位资金之合计", "1");
    TABLE("rr", 0, 5, false, "财政拨款  12345\n", "财政拨款", "12345"); /* figures never do */
    TABLE("ll", 0, 80, false, "一 二  三\n", "一\n二", "三");
    TABLE("lr", 0, 80, false, "a\uFFFD   1\nabc  2\n", "a\x9B", "1", "abc", "2"); /* what is shown is measured */
}

/* What a terminal would obey, or could not show. */
static void test_safe(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } CASES[] = {
        {"", ""},
        {"办公桌 50%", "办公桌 50%"},
        {"a\tb\nc\rd", "a b c d"},
        {"\x1B]0;x\a", "\uFFFD]0;x\uFFFD"},
        {"\x7F\xC2\x9B", "\uFFFD\uFFFD"},                         /* DEL, CSI of C1 */
        {"\u061C\u200E\u200F", "\uFFFD\uFFFD\uFFFD"},             /* marks of direction */
        {"\u2028\u2029\u202A\u202E", "\uFFFD\uFFFD\uFFFD\uFFFD"}, /* separators, embeddings */
        {"\u2066\u2069\u2030", "\uFFFD\uFFFD\u2030"},             /* isolates; ‰ is a character */
        {"\x9B\xFF\xE5\x8A", "\uFFFD\uFFFD\uFFFD\uFFFD"},         /* no UTF-8; one cut short */
        {"\uFFFD", "\uFFFD"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char out[100];
        FILE *f = tmpfile();
        assert_non_null(f);
        pp_text_print(f, CASES[i].text);
        take_output(f, out, sizeof out);
        assert_string_equal(out, CASES[i].shown);
    }
}

/* A text of a megabyte in a narrow column takes no longer than its length. */
static void test_long(void **state)
{
    (void)state;
    enum { LENGTH = 1000000 };
    char *text = malloc(LENGTH + 1);
    FILE *f = tmpfile();
    assert_non_null(text);
    assert_non_null(f);
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    pp_text_wrap(f, text, 0, 0, 2);
    assert_int_equal(ftell(f), LENGTH / 2 * 3);
    pp_table *table = pp_table_new("lr");
    assert_true(pp_table_add(table, text) && pp_table_add(table, "1"));
    assert_true(pp_table_print(table, f, 0, 5, false));
    pp_table_free(table);
    free(text);
    fclose(f);
}

static void test_table_edges(void **state)
{
    (void)state;
    FILE *f = tmpfile();
    char out[64];
    assert_non_null(f);
    assert_false(pp_table_add(NULL, "x"));
    assert_false(pp_table_print(NULL, f, 0, 80, true));
    pp_table_free(NULL);
    pp_table *table = pp_table_new("");
    assert_true(pp_table_add(table, "x"));
    assert_true(pp_table_print(table, f, 0, 80, true)); /* no columns: nothing to print */
    pp_table_free(table);
    table = pp_table_new("lllllllllllllllllllll"); /* more than 16: the rest begins a new row */
    for (int i = 0; i < 17; i++) {
        assert_true(pp_table_add(table, "x"));
    }
    assert_true(pp_table_print(table, f, 0, 80, false));
    pp_table_free(table);
    take_output(f, out, sizeof out);
    assert_string_equal(out, "x  x  x  x  x  x  x  x  x  x  x  x  x  x  x  x\nx\n");
}

static bool fill_table(void *context)
{
    (void)context;
    pp_table *table = pp_table_new("lr");
    bool ok = table != NULL;
    char cell[2000];
    memset(cell, 'x', sizeof cell - 1);
    cell[sizeof cell - 1] = '\0';
    for (int i = 0; ok && i < 200; i++) {
        ok = pp_table_add(table, cell);
    }
    pp_table_free(table);
    return ok;
}

static void test_no_memory(void **state)
{
    (void)state;
    assert_true(every_allocation_fails(fill_table, NULL, NEVER_SURVIVES) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrap), cmocka_unit_test(test_table),       cmocka_unit_test(test_safe),
        cmocka_unit_test(test_long), cmocka_unit_test(test_table_edges), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
