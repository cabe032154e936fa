/* Texts into tables: what each line is, how it is split into cells, and that no line is lost. */
#include "failing_malloc.h"

#include "base/text.h"
#include "read/text_table.h"

#include <stdio.h>

enum { LOG = 1 << 16 };

typedef struct log {
    char text[LOG];
    size_t used;
} log;

static log seen; /* large: not on the stack */

static void put(log *l, const char *text, size_t length)
{
    assert_true(length < sizeof l->text - l->used);
    memcpy(l->text + l->used, text, length);
    l->used += length;
    l->text[l->used] = '\0';
}

/* T3[title], E4[entry|entry], R5[cell|cell] */
static bool write_down(void *context, pp_text_kind kind, const pp_row *row, pp_error *error)
{
    static const char LETTERS[] = "BTERUPN"; /* blank, title, entry, row, rule, page, note */
    log *l = context;
    char number[32];
    (void)error;
    put(l, number, (size_t)snprintf(number, sizeof number, "%c%u[", LETTERS[kind], row->number));
    for (size_t i = 0; i < row->count; i++) {
        put(l, "|", i > 0);
        put(l, row->fields[i].text, row->fields[i].length);
    }
    put(l, "]", 1);
    return true;
}

static const char *tables_of(const char *text, size_t length)
{
    pp_text_tables tables;
    pp_error error = {0};
    seen.used = 0;
    seen.text[0] = '\0';
    assert_true(pp_text_tables_find(text, length, &tables, &error));
    for (size_t i = 0; i < tables.count; i++) {
        const pp_text_table *t = &tables.table[i];
        char head[64];
        put(&seen, "<", 1);
        put(&seen, t->title.text, t->title.length);
        put(&seen, head, (size_t)snprintf(head, sizeof head, ">%u-%u,%u ", t->first_row, t->last_row, t->rows));
        assert_true(pp_text_table_lines(&tables, i, write_down, &seen, &error));
        put(&seen, "\n", 1);
    }
    pp_text_tables_free(&tables);
    return seen.text;
}

#define GIVES(text, expected) assert_string_equal(tables_of(text, sizeof(text) - 1), expected)

static void tabs(void **state)
{
    (void)state;
    GIVES("", "");
    GIVES("\xEF\xBB\xBF\n\n", "");
    GIVES("第一部分\n\n甲表\r\n部门名称：甲局\n\na\tb\t\r1\t 2 \t\n\t\t\n注：略\n2. 又\n\n乙表\nc\td",
          "<甲表>1-10,2 T1[第一部分]T3[甲表]E4[部门名称：甲局]R6[a|b|]R7[1|2|]N9[注：略]N10[2. 又]\n"
          "<乙表>12-13,1 T12[乙表]R13[c|d]\n");
    /* a page break repeats the heading, and the title too */
    GIVES("甲表\na\tb\n1\t2\n\na\tb\n3\t4\n", "<甲表>1-6,4 T1[甲表]R2[a|b]R3[1|2]R5[a|b]R6[3|4]\n");
    GIVES("甲表\na\tb\n1\t2\n- 7 -\n\f甲 表（续）\na\tb\n3\t4\n第 8 页\n",
          "<甲表>1-8,4 T1[甲表]R2[a|b]R3[1|2]P4[- 7 -]T5[甲 表（续）]R6[a|b]R7[3|4]P8[第 8 页]\n");
    /* lines with the empty cells of the table below them */
    GIVES("甲表\t\t\n部门名称：甲局\t\t金额单位：元\na\tb\tc\n合计\t\t\n\n小计\t\t\n备注：无\t\t\n\n乙表\t\t\nd\te\n",
          "<甲表>1-7,3 T1[甲表]E2[部门名称：甲局||金额单位：元]R3[a|b|c]R4[合计||]R6[小计||]N7[备注：无]\n"
          "<乙表>9-10,1 T9[乙表]R10[d|e]\n");
    /* as Excel writes a cell with a comma or quotes into a text */
    GIVES("a\tb\n\"1,000.00\"\t\"14\"\"屏\"\n", "<>1-2,2 R1[a|b]R2[1,000.00|14\"屏]\n");
}

static void bars(void **state)
{
    (void)state;
    GIVES("## **甲表**\n\n| a | **b** |  |\n|:--|---:|---|\n| 1\\|2 | x\\y | |\n|only|\n\n说明文字\n",
          "<甲表>1-6,3 T1[甲表]R3[a|b|]U4[|:--|---:|---|]R5[1|2|x\\y|]R6[only]\n<说明文字>8-8,0 T8[说明文字]\n");
    GIVES("a | b | c\n---|---|---\n1 | 2 | 3\n+---+---+\n| 4 | 5 | 6 |",
          "<>1-5,3 R1[a|b|c]U2[---|---|---]R3[1|2|3]U4[+---+---+]R5[4|5|6]\n");
    /* another kind of table is another table */
    GIVES("a\tb\n|c|d|\n", "<>1-1,1 R1[a|b]\n<>2-2,1 R2[c|d]\n");
}

static void spaces(void **state)
{
    (void)state;
    GIVES("  甲表\n部门：甲   单位：元\n名称    数  额\n[1] 甲  12  3\n合计        3\n乙      1   2\n注：略",
          "<甲表>1-7,4 T1[甲表]E2[部门：甲|单位：元]R3[名称|数|额]R4[[1] 甲|12|3]R5[合计||3]R6[乙|1|2]N7[注：略]\n");
    /* one space keeps two amounts apart; a long name does not hide the columns beside it */
    GIVES("名称      数       额\n甲       10.00 1,000.00\n很长很长很长的名称\n乙        2.00     3.00\n",
          "<>1-4,4 R1[名称|数|额]R2[甲|10.00|1,000.00]R3[很长很长很长的名称]R4[乙|2.00|3.00]\n");
    GIVES("a  b\n-----  ---\n1  2\n", "<>1-3,2 R1[a|b]U2[-----  ---]R3[1|2]\n");
}

static void entries(void **state)
{
    (void)state;
    static const char text[] =
        "甲表\n部 门 名称： 甲局\t单位:元\na\tb\n乙表\n| 部门名称：乙\\|局 | 单位：万元 |\n|a|b|\n";
    pp_text_tables t;
    pp_error error;
    uint32_t row;
    assert_true(pp_text_tables_find(text, sizeof text - 1, &t, &error));
    assert_int_equal(t.count, 2);
    pp_field f = pp_text_table_entry(&t, 0, "部门名称", &row);
    assert_int_equal(f.length, strlen("甲局"));
    assert_memory_equal(f.text, "甲局", f.length);
    assert_int_equal(row, 2);
    f = pp_text_table_entry(&t, 0, "单位", NULL);
    assert_memory_equal(f.text, "元", f.length);
    assert_int_equal(pp_text_table_entry(&t, 0, "年度", &row).length, 0);
    assert_int_equal(row, 0);
    f = pp_text_table_entry(&t, 1, "单位", &row);
    assert_memory_equal(f.text, "万元", f.length);
    assert_int_equal(row, 5);
    pp_text_tables_free(&t);
}

static void caps(void **state)
{
    (void)state;
    const size_t cells = PP_CSV_COLUMNS;
    char *text = malloc(cells + 2);
    assert_non_null(text);
    memset(text, '\t', cells + 2);
    text[0] = 'a';
    text[2] = 'b';
    pp_text_tables t;
    pp_error error = {0};
    assert_false(pp_text_tables_find(text, cells + 2, &t, &error));
    assert_int_equal(error.code, PP_ERROR_LIMIT);
    assert_int_equal(error.row, 1);
    pp_text_tables_free(&t);
    assert_true(pp_text_tables_find(text, cells - 1, &t, &error));
    pp_text_tables_free(&t);
    free(text);
    /* tables without end */
    const size_t pairs = PP_TEXT_TABLES + 1;
    char *many = malloc(pairs * 6);
    assert_non_null(many);
    for (size_t i = 0; i < pairs; i++) {
        const char pair[] = {'a' + (char)(i % 2), '\n', '1', '\t', '2', '\n'}; /* titles that differ */
        memcpy(many + i * 6, pair, 6);
    }
    assert_false(pp_text_tables_find(many, pairs * 6, &t, &error));
    assert_int_equal(error.code, PP_ERROR_LIMIT);
    pp_text_tables_free(&t);
    free(many);
}

/* ---- Any text ---- */

typedef struct census {
    size_t lines;
    uint32_t last;
    size_t bytes; /* of cells, without white space */
} census;

static size_t visible(const char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (length - i >= 3 && memcmp(text + i, "　", 3) == 0) {
            i += 2;
            continue;
        }
        n += strchr(" \t\r\n\f#*|\\\"", text[i]) == NULL;
    }
    return n;
}

static bool count_line(void *context, pp_text_kind kind, const pp_row *row, pp_error *error)
{
    census *c = context;
    (void)error;
    assert_true(row->number > c->last); /* in order, none twice */
    c->last = row->number;
    c->lines++;
    for (size_t i = 0; i < row->count; i++) {
        assert_true(pp_utf8_valid(row->fields[i].text, row->fields[i].length) == row->fields[i].length);
        c->bytes += visible(row->fields[i].text, row->fields[i].length);
    }
    return kind != PP_TEXT_BLANK;
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

/* Whatever the text, all that is visible in it comes out, once, in order. */
static void nothing_is_lost(void **state)
{
    (void)state;
    static const char *const pieces[] = {"甲",   "表",    "a",          "12.50", " ",     "  ",   "     ",  "\t",
                                         "\t\t", "|",     "\n",         "\n",    "\n\n",  "\r\n", "：",     "注：",
                                         "---",  "|---|", "部门名称：", "- 3 -", "合计",  "2. ",  "（续）", "#",
                                         "**",   "\"",    "　",         "\f",    "第2页", "\\|"};
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[512] = "";
        const uint32_t count = draw(&seed, 60);
        for (uint32_t i = 0; i < count; i++) {
            strcat(text, pieces[draw(&seed, COUNT(pieces))]);
        }
        pp_text_tables t;
        pp_error error = {0};
        census c = {0};
        assert_true(pp_text_tables_find(text, strlen(text), &t, &error));
        size_t filled = 0;
        for (uint32_t i = 0; i < t.lines; i++) {
            filled += t.kinds[i] != PP_TEXT_BLANK;
        }
        for (size_t i = 0; i < t.count; i++) {
            assert_true(pp_text_table_lines(&t, i, count_line, &c, &error));
        }
        if (c.lines != filled || c.bytes != visible(text, strlen(text))) {
            fail_msg("%s\nlines %zu of %zu, bytes %zu of %zu", text, c.lines, filled, c.bytes,
                     visible(text, strlen(text)));
        }
        pp_text_tables_free(&t);
    }
}

static bool read_all(void *context)
{
    const char *text = context;
    pp_text_tables t;
    pp_error error = {0};
    census c = {0};
    bool ok = pp_text_tables_find(text, strlen(text), &t, &error);
    for (size_t i = 0; ok && i < t.count; i++) {
        ok = pp_text_table_lines(&t, i, count_line, &c, &error);
    }
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    pp_text_tables_free(&t);
    return ok;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    static char text[] = "甲表\na\tb\n1\t2\n注：略\n\n乙表\n| a\\|b | c |\n|---|---|\n\n丙表\na   b   c\n1  2  3\n";
    assert_true(every_allocation_fails(read_all, text, NEVER_SURVIVES) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tabs),
        cmocka_unit_test(bars),
        cmocka_unit_test(spaces),
        cmocka_unit_test(entries),
        cmocka_unit_test(caps),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
