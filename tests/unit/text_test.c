/* UTF-8 against an independent reference; widths, folding and trimming. */
#include "unit.h"

#include "base/text.h"

#include <stdio.h>

static void check_valid(const unsigned char *bytes, size_t length)
{
    const size_t expected = reference_utf8(bytes, length);
    const size_t valid = pp_utf8_valid((const char *)bytes, length);
    if (valid != expected) {
        fail_msg("%02X %02X %02X %02X (%zu bytes): %zu valid, expected %zu", bytes[0], length > 1 ? bytes[1] : 0u,
                 length > 2 ? bytes[2] : 0u, length > 3 ? bytes[3] : 0u, length, valid, expected);
    }
}

static void test_valid_one_to_three_bytes(void **state)
{
    (void)state;
    assert_int_equal(pp_utf8_valid("", 0), 0);
    for (unsigned a = 0; a < 0x100; a++) {
        unsigned char s[3] = {(unsigned char)a, 0, 0};
        check_valid(s, 1);
        for (unsigned b = 0; b < 0x100; b++) {
            s[1] = (unsigned char)b;
            check_valid(s, 2);
            for (unsigned c = 0; c < 0x100; c++) {
                s[2] = (unsigned char)c;
                check_valid(s, 3);
            }
        }
    }
}

/* Every first byte with the second and later bytes at the edges of their ranges, and random ones. */
static void test_valid_four_bytes(void **state)
{
    (void)state;
    static const unsigned char EDGES[] = {0x00, 0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xF4, 0xFF};
    for (unsigned a = 0; a < 0x100; a++) {
        for (size_t b = 0; b < COUNT(EDGES); b++) {
            for (size_t c = 0; c < COUNT(EDGES); c++) {
                for (size_t d = 0; d < COUNT(EDGES); d++) {
                    const unsigned char s[4] = {(unsigned char)a, EDGES[b], EDGES[c], EDGES[d]};
                    check_valid(s, 4);
                }
            }
        }
    }
    uint64_t seed = 4;
    for (int i = 0; i < 2000000; i++) {
        const uint64_t r = random_next(&seed);
        const unsigned char s[4] = {(unsigned char)(0xF0 | (r & 7)), (unsigned char)(0x80 | (r >> 8 & 0x3F)),
                                    (unsigned char)(0x80 | (r >> 16 & 0x3F)), (unsigned char)(r >> 24)};
        check_valid(s, 4);
    }
}

/* Longer texts, in which a malformed byte, a NUL or a cut character may stand at any distance from a multiple of 8. */
static void test_valid_long(void **state)
{
    (void)state;
    static const char *const PARTS[] = {"a",        "办",   "é",    "😀",  "12345678",
                                        "\xE5\x8A", "\x80", "\xFF", "\0", "\xED\xA0\x80"};
    uint64_t seed = 8;
    for (int round = 0; round < 100000; round++) {
        unsigned char text[256];
        size_t length = 0;
        for (uint64_t n = random_next(&seed) % 20; n > 0; n--) {
            const uint64_t r = random_next(&seed);
            const char *part = PARTS[r % 16 == 0 ? r >> 8 & 7 : r >> 8 & 3]; /* mostly good ones */
            const size_t size = part[0] == '\0' ? 1 : strlen(part);
            memcpy(text + length, part, size);
            length += size;
        }
        char *exact = malloc(length + 1); /* its end is where a sanitizer watches */
        memcpy(exact, text, length);
        char *shrunk = realloc(exact, length > 0 ? length : 1);
        assert_int_equal(pp_utf8_valid(shrunk, length), reference_utf8(text, length));
        free(shrunk);
    }
}

static void test_next(void **state)
{
    (void)state;
    const char *text = "a\u00E9办😀";
    const char *end = text + strlen(text);
    assert_int_equal(pp_utf8_next(&text, end), 'a');
    assert_int_equal(pp_utf8_next(&text, end), 0xE9);
    assert_int_equal(pp_utf8_next(&text, end), 0x529E);
    assert_int_equal(pp_utf8_next(&text, end), 0x1F600);
    assert_ptr_equal(text, end);
    /* malformed text: always one byte on */
    text = "\xFF\xE5\x8A";
    end = text + 3;
    for (int i = 1; i <= 3; i++) {
        const char *before = text;
        assert_int_equal(pp_utf8_next(&text, end), 0xFFFD);
        assert_ptr_equal(text, before + 1);
    }
}

static void test_count_and_cut(void **state)
{
    (void)state;
    static const char TEXT[] = "a办公é😀z"; /* at 0, 1, 4, 7, 9, 13; 14 bytes */
    assert_int_equal(pp_utf8_count("", 0), 0);
    assert_int_equal(pp_utf8_count(TEXT, strlen(TEXT)), 6);
    static const size_t CUTS[] = {0, 1, 1, 1, 4, 4, 4, 7, 7, 9, 9, 9, 9, 13, 14, 14, 14};
    for (size_t limit = 0; limit < COUNT(CUTS); limit++) {
        assert_int_equal(pp_utf8_cut(TEXT, strlen(TEXT), limit), CUTS[limit]);
    }
    assert_int_equal(pp_utf8_cut("\x80\x80\x80\x80", 4, 3), 0); /* malformed: no boundary to be found */
}

static void test_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
    } CASES[] = {
        {"", 0},         {"abc", 3},      {"办公桌", 6}, {"A4纸", 4},
        {"５８３７", 8}, {"（服务）", 8}, {"\u3000", 2}, {"e\u0301", 1},
        {"a\tb\n", 2},   {"\x7F", 0},     {"，。", 4},   {"\u200B", 0},
        {"6,289.03", 8}, {"¥", 1},        {"￥", 2},     {"车辆加油、添加", 14},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        if (pp_text_width(CASES[i].text, strlen(CASES[i].text)) != CASES[i].width) {
            fail_msg("\"%s\": %d", CASES[i].text, pp_text_width(CASES[i].text, strlen(CASES[i].text)));
        }
    }
}

static void check_fold(const char *text, const char *expected)
{
    char out[256];
    const size_t length = pp_text_fold(text, strlen(text), out, sizeof out);
    assert_string_equal(out, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_fold(void **state)
{
    (void)state;
    check_fold("", "");
    check_fold("办公桌", "办公桌");
    check_fold("Ａ０２０１０１０５", "a02010105");
    check_fold("A4 纸", "a4纸");
    check_fold(" \t财政 拨款\u3000小计\u00A0\r\n", "财政拨款小计");
    check_fold("（万元）", "(万元)");
    check_fold("，：；！？", ",:;!?");
    check_fold("ｶﾞ", "カ\u3099"); /* half-width katakana */
    check_fold("É", "e\u0301");
    check_fold("e\u0301", "e\u0301");
    check_fold("ß", "ss");
    check_fold("㎡", "m2");
    check_fold("\uFEFF合\u200B计\u2028\u2029\u202F\u205F\u1680\xC2\x85", "合计");
    check_fold("a\xFF"
               "b",
               "a\uFFFDb");
    check_fold("[2010301]行政运行", "[2010301]行政运行");
}

/* The output never passes its size, ends with a NUL, and is cut between characters. */
static void test_fold_size(void **state)
{
    (void)state;
    static const char TEXT[] = "aé办\uFDFA";
    for (size_t size = 0; size < 48; size++) {
        char *out = malloc(size > 0 ? size : 1);
        out[0] = 'x';
        const size_t length = pp_text_fold(TEXT, strlen(TEXT), out, size);
        if (size == 0) {
            assert_int_equal(length, 0);
            assert_int_equal(out[0], 'x');
        } else {
            assert_true(length < size);
            assert_int_equal(strlen(out), length);
            assert_int_equal(pp_utf8_valid(out, length), length);
        }
        free(out);
    }
    char out[4];
    assert_int_equal(pp_text_fold("abcd", 4, out, sizeof out), 3);
    assert_string_equal(out, "abc");
}

/* No character folds to more than ten times its length, which the buffers of pp_text_same count on. */
static void test_fold_growth(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++) {
        char text[5] = {0}, out[128];
        size_t n = 0;
        if (c < 0x80) {
            text[n++] = (char)c;
        } else if (c < 0x800) {
            text[n++] = (char)(0xC0 | c >> 6);
        } else if (c < 0x10000) {
            text[n++] = (char)(0xE0 | c >> 12);
        } else {
            text[n++] = (char)(0xF0 | c >> 18);
            text[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        }
        if (c >= 0x800) {
            text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        }
        if (c >= 0x80) {
            text[n++] = (char)(0x80 | (c & 0x3F));
        }
        if (c >= 0xD800 && c <= 0xDFFF) {
            assert_int_equal(pp_utf8_valid(text, n), 0);
            continue;
        }
        assert_int_equal(pp_utf8_valid(text, n), n);
        const size_t length = pp_text_fold(text, n, out, sizeof out);
        assert_true(length <= 10 * n);
        assert_int_equal(pp_utf8_valid(out, length), length);
    }
}

/* `n` times `part`, then `tail`. */
static char *repeat(const char *part, size_t n, const char *tail)
{
    const size_t size = strlen(part);
    char *text = malloc(n * size + strlen(tail) + 1);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * size, part, size);
    }
    strcpy(text + n * size, tail);
    return text;
}

static void check_same(char *a, char *b, bool same)
{
    assert_int_equal(pp_text_same(a, b), same);
    assert_int_equal(pp_text_same(b, a), same);
    free(a);
    free(b);
}

static void test_same(void **state)
{
    (void)state;
    assert_true(pp_text_same("", ""));
    assert_true(pp_text_same("", " \u3000"));
    assert_true(pp_text_same("合计", "合 计"));
    assert_true(pp_text_same("ABC（1）", "ａｂｃ(1)"));
    assert_true(pp_text_same("\u00E9", "e\u0301"));
    assert_false(pp_text_same("合计", "小计"));
    assert_false(pp_text_same("合计", "合计1"));
    assert_false(pp_text_same("\xFF", ""));
    /* at the length up to which texts are folded, and past it */
    check_same(repeat("a", 1000, ""), repeat("A", 1000, ""), true);
    check_same(repeat("a", 1000, ""), repeat("A", 999, "b"), false);
    check_same(repeat("a", 1001, ""), repeat("A", 1001, ""), false);
    check_same(repeat("a", 1001, ""), repeat("a", 1001, ""), true);
    check_same(repeat("a", 10, ""), repeat(" a", 600, ""), false);
    /* folds to 9,990 bytes, and only then differs */
    check_same(repeat("\uFDFA", 333, "x"), repeat("\uFDFA", 333, "y"), false);
    check_same(repeat("\uFDFA", 333, "x"), repeat("\uFDFA", 333, "X"), true);
}

static void test_trim(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        {"", ""},
        {" ", ""},
        {"\u3000\u00A0 \t\r\n", ""},
        {"a", "a"},
        {" a b ", "a b"},
        {"\u3000办公 桌\u3000\u3000", "办公 桌"},
        {"\uFEFF合计", "合计"},
        {"合计\u00A0", "合计"},
        {"\u2003合计\u200B", "合计"},
        {"\u202F合计\u2028", "合计"},
        {"办", "办"},
        {"\xFF ", "\xFF"},
        {" \x80", "\x80"},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        size_t length = strlen(CASES[i].text);
        const char *text = pp_text_trim(CASES[i].text, &length);
        assert_int_equal(length, strlen(CASES[i].expected));
        assert_memory_equal(text, CASES[i].expected, length);
    }
}

static void test_format(void **state)
{
    (void)state;
    char out[10];
    assert_ptr_equal(pp_text_format(out, sizeof out, "%s", ""), out);
    assert_string_equal(out, "");
    assert_string_equal(pp_text_format(out, sizeof out, "%d个%s", 12, "桌"), "12个桌"); /* 8 bytes */
    assert_string_equal(pp_text_format(out, sizeof out, "%s", "办公桌"), "办公桌");     /* 9: just fits */
    assert_string_equal(pp_text_format(out, sizeof out, "%s", "办公桌椅"), "办公…");
    assert_string_equal(pp_text_format(out, sizeof out, "%s", "办公桌a"), "办公…");
    assert_string_equal(pp_text_format(out, sizeof out, "a%s", "办公桌"), "a办…"); /* no half character */
    assert_string_equal(pp_text_format(out, 4, "%s", "办公"), "…");
}

static void test_closes(void **state)
{
    (void)state;
    static const uint32_t CLOSE[] = {0x3002, 0xFF0C, 0xFF09, 0x201D, ')', '%'};
    static const uint32_t OTHER[] = {0, 'a', '(', 0xFF08, 0x201C, 0x529E};
    for (size_t i = 0; i < COUNT(CLOSE); i++) {
        assert_true(pp_text_closes(CLOSE[i]));
        assert_false(pp_text_closes(OTHER[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_closes),
        cmocka_unit_test(test_valid_one_to_three_bytes),
        cmocka_unit_test(test_valid_four_bytes),
        cmocka_unit_test(test_valid_long),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_count_and_cut),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_fold_size),
        cmocka_unit_test(test_fold_growth),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_trim),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
