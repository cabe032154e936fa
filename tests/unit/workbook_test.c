/* A finished workbook is read back before it takes its place: what is missing in it must be noticed. */
#include "scratch.h"

#include "procplan/procplan.h"

#include "write/package.h"

#include <zip.h>

#define SHEET "xl/worksheets/sheet1.xml"
#define SHARED "xl/sharedStrings.xml"

static const char GOOD_SHEET[] =
    "<?xml version=\"1.0\"?>\n<worksheet><cols><col min=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/>"
    "<c r=\"B1\"><f>SUM(A1:A2)</f><v>1</v></c></row></sheetData></worksheet>";
static const char GOOD_SHARED[] =
    "<?xml version=\"1.0\"?>\n<sst count=\"3\" uniqueCount=\"2\"><si><t>a</t></si><si><t>b</t></si></sst>";

typedef struct part {
    const char *name, *text;
} part;

/* Makes a package of the parts and verifies it against a sheet of two cells. */
static bool is_whole(const part *parts, size_t count)
{
    const size_t cells[] = {2};
    char path[PATH];
    pp_error error = {0};
    int code = 0;
    path_of("plan.xlsx", path);
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    for (size_t i = 0; i < count; i++) {
        zip_source_t *source = zip_source_buffer(archive, parts[i].text, strlen(parts[i].text), 0);
        assert_non_null(source);
        assert_true(zip_file_add(archive, parts[i].name, source, 0) >= 0);
    }
    assert_int_equal(zip_close(archive), 0);
    const bool whole = pp_package_verify(path, "shown.xlsx", cells, 1, &error);
    if (!whole) {
        assert_int_equal(error.code, PP_ERROR_SYSTEM);
        assert_string_equal(error.file, "shown.xlsx");
        assert_non_null(strstr(error.text, "没有写完整"));
    }
    return whole;
}

static bool sheet_is_whole(const char *text)
{
    const part parts[] = {{SHEET, text}, {SHARED, GOOD_SHARED}, {"xl/media/image1.png", "<not XML"}};
    return is_whole(parts, COUNT(parts));
}

static bool shared_is_whole(const char *text)
{
    const part parts[] = {{SHEET, GOOD_SHEET}, {SHARED, text}};
    return is_whole(parts, COUNT(parts));
}

static void test_package(void **state)
{
    (void)state;
    assert_true(sheet_is_whole(GOOD_SHEET));
    assert_false(sheet_is_whole(""));
    assert_false(sheet_is_whole("<worksheet><sheetData></sheetData></worksheet>"));
    assert_false(sheet_is_whole("<worksheet><c r=\"A1\"/><c r=\"B1\"/><c r=\"C1\"/></worksheet>"));
    assert_false(sheet_is_whole("<worksheet><c r=\"A1\"/><c r=\"B1\"/></worksheet></worksheet><row>"));
    assert_true(sheet_is_whole("<worksheet><cols/><c r=\"A1\"/><c/><cfRule/></worksheet>"));
    assert_false(shared_is_whole("<sst uniqueCount=\"2\"><si><t>a</t></si></sst>"));
    assert_false(shared_is_whole("<sst><si><t>a</t></si></sst>"));
    const part without_sheet[] = {{SHARED, GOOD_SHARED}};
    assert_false(is_whole(without_sheet, 1));
    const part second_sheet[] = {{SHEET, GOOD_SHEET}, {"xl/worksheets/sheet2.xml", GOOD_SHEET}};
    assert_false(is_whole(second_sheet, 2));
}

/* Cut off anywhere, a part is not whole. */
static void test_cut_parts(void **state)
{
    (void)state;
    char text[sizeof GOOD_SHEET];
    for (size_t length = 0; length < sizeof GOOD_SHEET - 1; length++) {
        memcpy(text, GOOD_SHEET, length);
        text[length] = '\0';
        assert_false(sheet_is_whole(text));
    }
}

/* Tags longer than the piece that is read at once. */
static void test_long_parts(void **state)
{
    (void)state;
    const size_t size = 300000;
    char *text = malloc(size + 1);
    assert_non_null(text);
    for (size_t before = 65500; before < 65560; before++) {
        const int head = snprintf(text, size, "<worksheet><v>");
        memset(text + head, 'x', before);
        size_t used = (size_t)head + before;
        used += (size_t)snprintf(text + used, size - used, "</v><c r=\"A1\"/><c r=\"B1\" s=\"");
        memset(text + used, '1', 70000);
        used += 70000;
        snprintf(text + used, size - used, "\"><v>1</v></c></worksheet>");
        assert_true(sheet_is_whole(text));
    }
    free(text);
}

static void test_no_package(void **state)
{
    (void)state;
    const size_t cells[] = {2};
    char path[PATH];
    pp_error error = {0};
    put("plan.xlsx", "no zip at all");
    assert_false(pp_package_verify(path_of("plan.xlsx", path), "shown.xlsx", cells, 1, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_false(pp_package_verify(path_of("other.csv", path), "shown.xlsx", cells, 1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_package),
        cmocka_unit_test(test_cut_parts),
        cmocka_unit_test(test_long_parts),
        cmocka_unit_test(test_no_package),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
