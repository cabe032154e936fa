/* The catalogue: tables given by a user, good and faulty. */
#include "procplan/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH = 4096 };

static char folder[] = "/tmp/procplan-catalog-XXXXXX";

static void path_of(const char *file, char path[PATH])
{
    snprintf(path, PATH, "%s/%s", folder, file);
}

static void put(const char *file, const char *data, size_t length)
{
    char path[PATH];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
}

static int make_folder(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const files[] = {"items-2022.csv", "edition-2013.csv"};
    char path[PATH];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        path_of(files[i], path);
        remove(path);
    }
    return rmdir(folder);
}

static void load_rows_in_any_order(void **state)
{
    (void)state;
    static const char data[] = "\xEF\xBB\xBF备注,\"name\",code\r\n"
                               ",\"长,名\"\"称\",A01010100\r\n"
                               "\xFF\xFE,  设备　,A\r\n" /* a column that nobody asked for may hold anything */
                               "\r\n"
                               ",,\r\n"
                               ",房屋,A01010000\r\n"
                               ",建筑,A01000000\r\n"
                               ",工程,B";
    put("items-2022.csv", data, sizeof data - 1);
    pp_error error = {0};
    pp_catalog *catalog = pp_catalog_load(folder, &error);
    assert_non_null(catalog);
    assert_int_equal(pp_catalog_size(catalog), 5);
    static const char *const codes[] = {"A", "A01000000", "A01010000", "A01010100", "B"};
    static const char *const names[] = {"设备", "建筑", "房屋", "长,名\"称", "工程"};
    static const pp_item parents[] = {-1, 0, 1, 2, -1}, ends[] = {4, 4, 4, 4, 5};
    for (pp_item i = 0; i < 5; i++) {
        assert_string_equal(pp_item_code(catalog, i), codes[i]);
        assert_string_equal(pp_item_name(catalog, i), names[i]);
        assert_int_equal(pp_item_parent(catalog, i), parents[i]);
        assert_int_equal(pp_item_end(catalog, i), ends[i]);
        assert_int_equal(pp_catalog_find_name(catalog, names[i]), i);
    }
    pp_catalog_match match;
    assert_int_equal(pp_catalog_search(catalog, "cmc", &match, 1), 1); /* initials of a name ICU never saw */
    assert_int_equal(match.item, 3);
    assert_string_equal(pp_catalog_name_2013(catalog, "A02010104"), "台式计算机"); /* the compiled table */
    pp_catalog_free(catalog);
}

static void load_the_table_of_2013_only(void **state)
{
    (void)state;
    static const char data[] = "code,name,sure\nA0201060101,喷墨打印机,recalled\nA020101,计算机设备,press\n";
    put("edition-2013.csv", data, sizeof data - 1);
    pp_error error = {0};
    pp_catalog *catalog = pp_catalog_load(folder, &error);
    assert_non_null(catalog);
    assert_int_equal(pp_catalog_size(catalog), 4304);
    assert_string_equal(pp_catalog_name_2013(catalog, "A0201060101"), "喷墨打印机");
    assert_string_equal(pp_catalog_name_2013(catalog, "A020101"), "计算机设备");
    assert_null(pp_catalog_name_2013(catalog, "A02010104"));
    pp_catalog_free(catalog);
}

static void load_the_programs_own_table(void **state)
{
    (void)state;
    char path[PATH];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/catalog", root != NULL ? root : ".");
    pp_catalog *catalog = pp_catalog_load(path, NULL);
    assert_non_null(catalog);
    const pp_catalog *builtin = pp_catalog_builtin();
    assert_int_equal(pp_catalog_size(catalog), pp_catalog_size(builtin));
    for (pp_item i = 0; i < pp_catalog_size(builtin); i++) {
        assert_string_equal(pp_item_code(catalog, i), pp_item_code(builtin, i));
        assert_string_equal(pp_item_name(catalog, i), pp_item_name(builtin, i));
        assert_int_equal(pp_item_parent(catalog, i), pp_item_parent(builtin, i));
        assert_int_equal(pp_item_end(catalog, i), pp_item_end(builtin, i));
        assert_int_equal(pp_item_level(catalog, i), pp_item_level(builtin, i));
    }
    pp_catalog_free(catalog);
}

#define BYTES(text) text, sizeof(text) - 1
#define FIELD_50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define FIELD_300 FIELD_50 FIELD_50 FIELD_50 FIELD_50 FIELD_50 FIELD_50

static const struct {
    const char *file, *data;
    size_t length;
    pp_error_code code;
    uint32_t row, column;
    const char *says;
} faults[] = {
    {"items-2022.csv", BYTES(""), PP_ERROR_FORMAT, 0, 0, "是空的"},
    {"items-2022.csv", BYTES("\xEF\xBB\xBF"), PP_ERROR_FORMAT, 0, 0, "是空的"},
    {"items-2022.csv", BYTES("code,name\n"), PP_ERROR_FORMAT, 0, 0, "没有任何内容"},
    {"items-2022.csv", BYTES("code,title\nA,x\n"), PP_ERROR_FORMAT, 1, 0, "没有“name”"},
    {"items-2022.csv", BYTES("A,货物\n"), PP_ERROR_FORMAT, 1, 0, "没有“code”"},
    {"items-2022.csv", BYTES("code,name\nA,x\nD01000000,y\n"), PP_ERROR_FORMAT, 3, 0, "“D01000000”不是"},
    {"items-2022.csv", BYTES("code,name\r\nA,x\r\n\r\na01000000,y\r\n"), PP_ERROR_FORMAT, 4, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\rA,x\rA1000000,y\r"), PP_ERROR_FORMAT, 3, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA010000001,y\n"), PP_ERROR_FORMAT, 3, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA00000000,y\n"), PP_ERROR_FORMAT, 3, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01000100,y\n"), PP_ERROR_FORMAT, 3, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\nA,x\n,y\n"), PP_ERROR_FORMAT, 3, 0, "不是采购品目编码"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01000000, \n"), PP_ERROR_FORMAT, 3, 0, "没有名称"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01000000,y\nA,z\n"), PP_ERROR_FORMAT, 4, 0, "已经在第 2 行"},
    {"items-2022.csv", BYTES("code,name\nA01000000,y\n"), PP_ERROR_FORMAT, 2, 0, "上级品目 A 不在"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01010000,y\n"), PP_ERROR_FORMAT, 3, 0, "上级品目 A01000000 不在"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01000000,y\nA02010000,z\n"), PP_ERROR_FORMAT, 4, 0, "A02000000 不在"},
    {"items-2022.csv", BYTES("code,name\nA,x\nA01000000,y\nB01000000,z\n"), PP_ERROR_FORMAT, 4, 0, "B 不在"},
    {"items-2022.csv", BYTES("code,name\nA,\xBB\xF5\n"), PP_ERROR_FORMAT, 2, 2, "不是 UTF-8"},
    {"items-2022.csv",
     BYTES("\xFF\xFE"
           "c\0o\0d\0e\0"),
     PP_ERROR_FORMAT, 1, 1, "不是 UTF-8"},
    {"items-2022.csv", BYTES("code,name\nA\0B,x\n"), PP_ERROR_FORMAT, 2, 1, "不是 UTF-8"},
    {"items-2022.csv", BYTES("code,name\nA,\"x\ny\"\n"), PP_ERROR_FORMAT, 2, 2, "控制字符"},
    {"items-2022.csv", BYTES("code,name\nA,x\nB,\"y\nC,z\n"), PP_ERROR_FORMAT, 3, 0, "引号不成对"},
    {"items-2022.csv", BYTES("code,name\nA,x\"y\n"), PP_ERROR_FORMAT, 2, 0, "引号不成对"},
    {"items-2022.csv", BYTES("code,name\nA,\"x\"y\n"), PP_ERROR_FORMAT, 2, 0, "引号不成对"},
    {"items-2022.csv", BYTES("code,name\nA," FIELD_300 "x\n"), PP_ERROR_LIMIT, 2, 2, "超过 300"},
    {"edition-2013.csv", BYTES("code,name\nA02,x\n"), PP_ERROR_FORMAT, 1, 0, "没有“sure”"},
    {"edition-2013.csv", BYTES("code,name,sure\nX02,x,official\n"), PP_ERROR_FORMAT, 2, 0, "2013 版"},
    {"edition-2013.csv", BYTES("code,name,sure\nA020,x,official\n"), PP_ERROR_FORMAT, 2, 0, "2013 版"},
    {"edition-2013.csv", BYTES("code,name,sure\nA020101060101,x,official\n"), PP_ERROR_FORMAT, 2, 0, "2013 版"},
    {"edition-2013.csv", BYTES("code,name,sure\nA02,x,maybe\n"), PP_ERROR_FORMAT, 2, 0, "“maybe”"},
    {"edition-2013.csv", BYTES("code,name,sure\nA02,,press\n"), PP_ERROR_FORMAT, 2, 0, "没有名称"},
    {"edition-2013.csv", BYTES("code,name,sure\nA02,x,press\nA02,y,press\n"), PP_ERROR_FORMAT, 3, 0, "第 2 行"},
};

static void faulty_tables_are_refused(void **state)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        pp_error error = {0};
        assert_int_equal(make_folder(state), 0);
        put(faults[i].file, faults[i].data, faults[i].length);
        assert_null(pp_catalog_load(folder, &error));
        assert_null(pp_catalog_load(folder, NULL));
        assert_int_equal(remove_folder(state), 0);
        assert_int_equal(error.code, faults[i].code);
        assert_int_equal(error.row, faults[i].row);
        assert_int_equal(error.column, faults[i].column);
        assert_non_null(strstr(error.text, faults[i].says));
        assert_non_null(strstr(error.file, faults[i].file));
    }
}

static void folders_without_tables_are_refused(void **state)
{
    (void)state;
    pp_error error = {0};
    assert_null(pp_catalog_load(folder, &error)); /* empty */
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "items-2022.csv"));
    assert_null(pp_catalog_load("/nonexistent/catalog", &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "/nonexistent/catalog"));
    put("items-2022.csv", "code,name\nA,x\n", 14);
    char path[PATH];
    path_of("items-2022.csv", path);
    assert_null(pp_catalog_load(path, &error)); /* a file, no folder */
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(load_rows_in_any_order, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(load_the_table_of_2013_only, make_folder, remove_folder),
        cmocka_unit_test(load_the_programs_own_table),
        cmocka_unit_test(faulty_tables_are_refused),
        cmocka_unit_test_setup_teardown(folders_without_tables_are_refused, make_folder, remove_folder),
    };
    return cmocka_run_group_tests_name("catalog_load", tests, NULL, NULL);
}
