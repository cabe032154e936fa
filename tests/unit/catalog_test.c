/* The catalogue: the compiled table against its source, search and suggestions. */
#include "procplan/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 8192, LINE = 512, PATH = 4096 };

/* ---- The compiled table, re-derived here from the csv by other means ---- */

typedef struct row {
    char code[16];
    char name[LINE];
} row;

static row *rows;
static int row_count;

static void source_path(const char *file, char path[PATH])
{
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, PATH, "%s/%s", root != NULL ? root : ".", file);
}

static int read_rows(void **state)
{
    (void)state;
    char path[PATH], line[LINE];
    source_path("catalog/items-2022.csv", path);
    FILE *file = fopen(path, "r");
    rows = calloc(MOST, sizeof *rows);
    if (file == NULL || rows == NULL || fgets(line, sizeof line, file) == NULL) {
        return -1;
    }
    while (row_count < MOST && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        char *comma = strchr(line, ',');
        if (comma == NULL) {
            return -1;
        }
        *comma = '\0';
        snprintf(rows[row_count].code, sizeof rows->code, "%.15s", line);
        snprintf(rows[row_count++].name, sizeof rows->name, "%s", comma + 1);
    }
    fclose(file);
    return 0;
}

static int free_rows(void **state)
{
    (void)state;
    free(rows);
    return 0;
}

/* The digits without the trailing levels that are 00; its length says the level, its text who descends from whom. */
static size_t stem(const char *code)
{
    size_t length = strlen(code);
    while (length > 1 && code[length - 1] == '0' && code[length - 2] == '0') {
        length -= 2;
    }
    return length;
}

static bool descends(const char *code, const char *from)
{
    return strncmp(code, from, stem(from)) == 0;
}

static void compiled_table_is_the_csv(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    assert_int_equal(row_count, 4304);
    assert_int_equal(pp_catalog_size(catalog), row_count);
    for (pp_item i = 0; i < row_count; i++) {
        assert_string_equal(pp_item_code(catalog, i), rows[i].code);
        assert_string_equal(pp_item_name(catalog, i), rows[i].name);
        assert_int_equal(pp_catalog_find(catalog, rows[i].code), i);
        assert_int_equal(pp_catalog_find_written(catalog, rows[i].code), i);
        assert_int_equal(pp_item_level(catalog, i), (stem(rows[i].code) - 1) / 2);
    }
}

static void compiled_tree_is_that_of_the_codes(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    for (pp_item i = 0; i < row_count; i++) {
        pp_item end = i + 1, parent = i;
        while (end < row_count && descends(rows[end].code, rows[i].code)) {
            end++;
        }
        assert_int_equal(pp_item_end(catalog, i), end);
        assert_int_equal(pp_item_is_last_level(catalog, i), end == i + 1);
        do {
            parent--;
        } while (parent >= 0 && !descends(rows[i].code, rows[parent].code));
        assert_int_equal(pp_item_parent(catalog, i), parent);
        assert_int_equal(pp_item_first_child(catalog, i), end > i + 1 ? i + 1 : PP_NO_ITEM);
        const bool sibling = end < row_count && pp_item_parent(catalog, end) == parent;
        assert_int_equal(pp_item_next_sibling(catalog, i), sibling ? end : PP_NO_ITEM);
        for (int level = 0; level <= 4; level++) {
            pp_item above = i;
            while (above != PP_NO_ITEM && pp_item_level(catalog, above) > level) {
                above = pp_item_parent(catalog, above);
            }
            const bool there = pp_item_level(catalog, i) >= level;
            assert_int_equal(pp_item_ancestor(catalog, i, level), there ? above : PP_NO_ITEM);
        }
        const size_t length = stem(rows[i].code);
        assert_int_equal(pp_item_is_catch_all(catalog, i),
                         length > 1 && strncmp(rows[i].code + length - 2, "99", 2) == 0);
    }
}

static void counts_are_those_of_the_official_edition(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    int last_level[PP_KIND_COUNT] = {0}, roots = 0;
    for (pp_item i = 0; i < pp_catalog_size(catalog); i++) {
        roots += pp_item_level(catalog, i) == 0;
        last_level[pp_kind_of_code(pp_item_code(catalog, i))] += pp_item_is_last_level(catalog, i);
    }
    assert_int_equal(roots, 3);
    assert_int_equal(last_level[PP_KIND_NONE], 0);
    assert_int_equal(last_level[PP_GOODS], 3142);
    assert_int_equal(last_level[PP_WORKS], 176);
    assert_int_equal(last_level[PP_SERVICES], 525);
}

static void kinds(void **state)
{
    (void)state;
    assert_int_equal(pp_kind_of_code("A"), PP_GOODS);
    assert_int_equal(pp_kind_of_code("B01010000"), PP_WORKS);
    assert_int_equal(pp_kind_of_code("C1"), PP_SERVICES);
    static const char *const none[] = {NULL, "", "D01", "a01", "A0x", "货物", "Apple", "0101"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(pp_kind_of_code(none[i]), PP_KIND_NONE);
    }
    assert_string_equal(pp_kind_name(PP_GOODS), "货物");
    assert_string_equal(pp_kind_name(PP_SERVICES), "服务");
    assert_string_equal(pp_kind_name(PP_KIND_NONE), "");
    assert_string_equal(pp_kind_name(PP_KIND_COUNT), "");
}

/* ---- Finding ---- */

static const char *code_or_none(const pp_catalog *catalog, pp_item item)
{
    return item == PP_NO_ITEM ? "-" : pp_item_code(catalog, item);
}

static void find_exact_codes_only(void **state)
{
    (void)state;
    static const char *const unknown[] = {"",           "A0201010",  "a02010105", "A02010150", "A020101051",
                                          "A02010105 ", "D00000000", "Z",         " A",        "0"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_int_equal(pp_catalog_find(pp_catalog_builtin(), unknown[i]), PP_NO_ITEM);
    }
}

static void find_codes_as_people_write_them(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"A02010105", "A02010105"},
        {"a02010105", "A02010105"},
        {"Ａ０２０１０１０５", "A02010105"},
        {" 　A02010105　", "A02010105"},
        {"[A02010105]台式计算机", "A02010105"},
        {"［ａ０２０１０１０５］台式计算机", "A02010105"},
        {"【A02021005】3D打印机", "A02021005"},
        {"A02021005 3D打印机", "A02021005"},
        {"（c99000000）", "C99000000"},
        {"b", "B"},
        {"A02010150", "-"},
        {"台式计算机 A02010105", "-"},
        {"A020101050000000000000000000", "-"},
        {"", "-"},
        {"[]", "-"},
        {"\xFF\xFE", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const pp_item item = pp_catalog_find_written(pp_catalog_builtin(), cases[i][0]);
        assert_string_equal(code_or_none(pp_catalog_builtin(), item), cases[i][1]);
    }
}

static void find_names(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    for (pp_item i = 0; i < row_count; i++) {
        const pp_item found = pp_catalog_find_name(catalog, rows[i].name);
        assert_string_equal(pp_item_name(catalog, found), rows[i].name);
    }
    static const char *const cases[][2] = {
        {"台式计算机", "A02010105"},
        {" 台式 计算机", "A02010105"},
        {"虚拟专用网(vpn)设备", "A02010313"},
        {"车辆维修和保养服务", "C23120301"}, /* two items have this name: the last-level one */
        {"台式", "-"},
        {"", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(code_or_none(catalog, pp_catalog_find_name(catalog, cases[i][0])), cases[i][1]);
    }
    char *longest = calloc(1, 10001);
    memset(longest, 'x', 10000);
    assert_int_equal(pp_catalog_find_name(catalog, longest), PP_NO_ITEM);
    free(longest);
}

static void names_of_the_2013_edition(void **state)
{
    (void)state;
    const pp_catalog *catalog = pp_catalog_builtin();
    assert_string_equal(pp_catalog_name_2013(catalog, "A02010104"), "台式计算机");
    assert_string_equal(pp_catalog_name_2013(catalog, "A02010105"), "便携式计算机");
    assert_null(pp_catalog_name_2013(catalog, "A02010106"));
    assert_null(pp_catalog_name_2013(catalog, "A"));
    assert_null(pp_catalog_name_2013(catalog, ""));
}

/* ---- Search ---- */

static void best_match_comes_first(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"tsjsj", "A02010105"},
        {"TSJSJ", "A02010105"},
        {"ｔｓｊｓｊ", "A02010105"},
        {"ts jsj", "A02010105"},
        {"jsj", "A02010100"},
        {"bgz", "A05010201"},
        {"办公 桌", "A05010201"},
        {"桌 办公", "A05010201"},
        {"办公桌", "A05010201"},
        {"桌　办公", "A05010201"},
        {"Ａ０２０１０１", "A02010100"},
        {"a02010105", "A02010105"},
        {"A02010105", "A02010105"},
        {"A0201010", "A02010100"},
        {"a3 打印", "A02021001"},
        {"打印 彩色 Ａ４", "A02021004"},
        {"其他服务", "C99000000"},
        {"台式", "A02010105"},
        {"会计", "A02021400"},
        {"kjjx", "A02021400"}, /* 会 read as kuai */
        {"ktj", "A02061804"},  /* 调 read as tiao */
        {"a0201 台式", "A02010105"},
        {"ts 计算机", "A02010105"},
        {"3ddyj", "A02021005"},
        {"A", "A"},
        {"虚拟专用网(VPN)设备", "A02010313"},
        {"[A02010105]台式计算机", "A02010105"}, /* as plans write it */
        {"［ａ０２０１０１０５］ 台式计算机", "A02010105"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pp_catalog_match match = {PP_NO_ITEM, 0};
        const size_t count = pp_catalog_search(pp_catalog_builtin(), cases[i][0], &match, 1);
        assert_true(count > 0);
        assert_string_equal(pp_item_code(pp_catalog_builtin(), match.item), cases[i][1]);
    }
}

static void nothing_is_found_by_nothing(void **state)
{
    (void)state;
    static const char *const words[] = {"", " 　", "、", "（ ） —", "龘", "办公 龘", "\xFF\xFE", "A0201015"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        pp_catalog_match match;
        assert_int_equal(pp_catalog_search(pp_catalog_builtin(), words[i], &match, 1), 0);
    }
    char *longest = calloc(1, 100001);
    for (int i = 0; i < 100000; i += 2) {
        memcpy(longest + i, "a ", 2);
    }
    assert_int_equal(pp_catalog_search(pp_catalog_builtin(), longest, NULL, 0), 0); /* too many words */
    memset(longest, 'a', 100000);
    assert_int_equal(pp_catalog_search(pp_catalog_builtin(), longest, NULL, 0), 0); /* too long a word */
    free(longest);
}

/* What begins with a code is listed in the order of the codes, classes before what is in them. */
static void code_prefixes_are_in_code_order(void **state)
{
    (void)state;
    static const char *const prefixes[] = {"A0201", "a02", "C99", "A0201010"};
    pp_catalog_match *all = calloc(MOST, sizeof *all);
    for (size_t p = 0; p < sizeof prefixes / sizeof *prefixes; p++) {
        const size_t count = pp_catalog_search(pp_catalog_builtin(), prefixes[p], all, MOST);
        assert_true(count > 0);
        for (size_t i = 1; i < count; i++) {
            assert_true(all[i - 1].item < all[i].item);
        }
    }
    pp_catalog_search(pp_catalog_builtin(), "A0201", all, 2);
    assert_string_equal(pp_item_code(pp_catalog_builtin(), all[0].item), "A02010000");
    assert_string_equal(pp_item_code(pp_catalog_builtin(), all[1].item), "A02010100");
    free(all);
}

/* However few matches are asked for, they are the first of all, and all are in order. */
static void matches_are_in_order(void **state)
{
    (void)state;
    static const char *const words[] = {"设备", "a02", "打印", "sb", "其他 服务"};
    pp_catalog_match *all = calloc(MOST, sizeof *all), few[7];
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
        const size_t count = pp_catalog_search(pp_catalog_builtin(), words[w], all, MOST);
        assert_true(count > 7);
        assert_int_equal(pp_catalog_search(pp_catalog_builtin(), words[w], NULL, 0), count);
        for (size_t i = 1; i < count; i++) {
            assert_true(all[i - 1].score > all[i].score ||
                        (all[i - 1].score == all[i].score && all[i - 1].item < all[i].item));
        }
        for (size_t max = 1; max <= 7; max++) {
            assert_int_equal(pp_catalog_search(pp_catalog_builtin(), words[w], few, max), count);
            for (size_t i = 0; i < max; i++) {
                assert_int_equal(few[i].item, all[i].item);
            }
        }
    }
    free(all);
}

/* An item is found by its code and by its name, and then first (bar the one name that two items share). Not all are
 * tried, for the sake of time. */
static void items_are_found_by_code_and_name(void **state)
{
    (void)state;
    enum { STRIDE = 13 };
    for (pp_item i = 0; i < row_count; i += STRIDE) {
        pp_catalog_match match = {PP_NO_ITEM, 0};
        pp_catalog_search(pp_catalog_builtin(), rows[i].code, &match, 1);
        assert_int_equal(match.item, i);
        pp_catalog_search(pp_catalog_builtin(), rows[i].name, &match, 1);
        assert_string_equal(pp_item_name(pp_catalog_builtin(), match.item), rows[i].name);
    }
}

/* ---- Suggestions ---- */

static void nearest_first(void **state)
{
    (void)state;
    static const struct {
        const char *code, *name, *expected;
    } cases[] = {
        {"A02010150", NULL, "A02010105"},             /* neighbours swapped */
        {"A0201015", NULL, "A02010105"},              /* one left out */
        {"A020101055", NULL, "A02010105"},            /* one too many */
        {"Ａ０２０１０１５０", NULL, "A02010105"},    /* full width */
        {"a020101", NULL, "A02010100"},               /* zeros left out */
        {"A02010104", "台式计算机", "A02010105"},     /* the number of 2013 */
        {"C02010105", "台式计算机", "A02010105"},     /* wrong letter */
        {"C1204", "物业管理服务", "C21040000"},       /* the name decides */
        {"", "台式计算机", "A02010105"},              /* no code */
        {"台式计算机", "台式计算机", "A02010105"},    /* the name in the place of the code */
        {"99999", "台试计算机", "A02010105"},         /* misspelt */
        {"[A02061840]空调机", "空调机", "A02061804"}, /* both in one cell */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pp_item items[3] = {PP_NO_ITEM, PP_NO_ITEM, PP_NO_ITEM};
        const size_t count = pp_catalog_nearest(pp_catalog_builtin(), cases[i].code, cases[i].name, items, 3);
        assert_true(count > 0);
        assert_string_equal(pp_item_code(pp_catalog_builtin(), items[0]), cases[i].expected);
        pp_item one;
        assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), cases[i].code, cases[i].name, &one, 1), 1);
        assert_int_equal(one, items[0]);
    }
}

static void nearest_to_nonsense_is_nothing(void **state)
{
    (void)state;
    static const char *const codes[] = {"", "ZZZ", "0", "QWERTYUIOPASDFGHJKLZXCVBNM", "\xFF\xFF", "[]", "办公桌"};
    pp_item items[100];
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), codes[i], NULL, items, 100), 0);
        assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), codes[i], "、", items, 100), 0);
    }
    assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), "A02010150", NULL, items, 0), 0);
    assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), "A02010150", NULL, items, 100), 32);
    char *longest = calloc(1, 100001);
    memset(longest, 'A', 100000);
    assert_int_equal(pp_catalog_nearest(pp_catalog_builtin(), longest, longest, items, 100), 0);
    free(longest);
}

static void the_compiled_catalogue_is_never_freed(void **state)
{
    (void)state;
    pp_catalog_free(NULL);
    pp_catalog *builtin;
    const pp_catalog *constant = pp_catalog_builtin();
    memcpy(&builtin, &constant, sizeof builtin);
    pp_catalog_free(builtin);
    assert_int_equal(pp_catalog_size(pp_catalog_builtin()), 4304);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiled_table_is_the_csv),
        cmocka_unit_test(compiled_tree_is_that_of_the_codes),
        cmocka_unit_test(counts_are_those_of_the_official_edition),
        cmocka_unit_test(kinds),
        cmocka_unit_test(find_exact_codes_only),
        cmocka_unit_test(find_codes_as_people_write_them),
        cmocka_unit_test(find_names),
        cmocka_unit_test(names_of_the_2013_edition),
        cmocka_unit_test(best_match_comes_first),
        cmocka_unit_test(nothing_is_found_by_nothing),
        cmocka_unit_test(code_prefixes_are_in_code_order),
        cmocka_unit_test(matches_are_in_order),
        cmocka_unit_test(items_are_found_by_code_and_name),
        cmocka_unit_test(nearest_first),
        cmocka_unit_test(nearest_to_nonsense_is_nothing),
        cmocka_unit_test(the_compiled_catalogue_is_never_freed),
    };
    return cmocka_run_group_tests_name("catalog", tests, read_rows, free_rows);
}
