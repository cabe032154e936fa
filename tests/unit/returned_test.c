/* The returned workbook from damaged files, and when memory runs out: a clear error or a whole copy, and the old file
 * stays until then. (What good copies look like: tests/golden/test_returned.py.) */
#include "failing_malloc.h"
#include "scratch.h"

#include "base/file.h"
#include "procplan/procplan.h"

#include <stdlib.h>
#include <zip.h>

enum { PARTS = 32, DAMAGED = 1000 };

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define TEXT(cell, text) "<c r=\"" cell "\" s=\"1\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define LINE(row, item, sum)                                                                                           \
    "<row r=\"" row "\">" TEXT("A" row, "[2010301]行政运行") TEXT("B" row, item)                                       \
        TEXT("C" row, "货物") "<c r=\"D" row "\" s=\"2\"><v>" sum "</v></c><c r=\"E" row "\"><v>3</v></c></row>"

typedef struct part {
    char name[128];
    char *data;
    size_t size;
} part;

static const struct {
    const char *name, *text;
} GOOD[] = {
    {"[Content_Types].xml",
     "<Types xmlns=\"" PACKAGE "/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default "
     "Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default "
     "Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/><Override "
     "PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/><Override "
     "PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE
     "worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" "
     "ContentType=\"" TYPE "styles+xml\"/><Override PartName=\"/xl/comments1.xml\" ContentType=\"" TYPE
     "comments+xml\"/></Types>"},
    {"_rels/.rels", "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
                    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><bookViews><workbookView activeTab=\"0\"/>"
                        "</bookViews><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames>"
                        "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">表!$1:$1</definedName>"
                        "</definedNames></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
     "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
     "Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/worksheets/sheet1.xml",
     "<worksheet xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheetViews><sheetView tabSelected=\"1\" "
     "workbookViewId=\"0\"/></sheetViews><cols><col min=\"1\" max=\"3\" style=\"1\"/></cols><sheetData>"
     "<row r=\"1\">" TEXT("A1", "功能科目编码及名称") TEXT("B1", "采购品目") TEXT("C1", "采购类别") TEXT("D1", "合计")
         TEXT("E1", "一般公共预算") TEXT("F1", "中小企业预留份额") "</row>" LINE("2", "[A02010105]台式计算机", "4")
             LINE("3", "[A99999999]没有",
                  "3") "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells><legacyDrawing "
                       "r:id=\"rId2\"/></worksheet>"},
    {"xl/worksheets/_rels/sheet1.xml.rels",
     "<Relationships xmlns=\"" PACKAGE "/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
     "/comments\" Target=\"../comments1.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
     "/vmlDrawing\" Target=\"../drawings/vmlDrawing1.vml\"/></Relationships>"},
    {"xl/styles.xml", "<styleSheet xmlns=\"" MAIN "\"><fills count=\"3\"><fill/><fill/><fill><patternFill "
                      "patternType=\"solid\"><fgColor rgb=\"FF00FF00\"/></patternFill></fill></fills><cellXfs "
                      "count=\"3\"><xf/><xf fillId=\"2\"/><xf numFmtId=\"4\" fillId=\"0\"/></cellXfs></styleSheet>"},
    {"xl/comments1.xml",
     "<comments xmlns=\"" MAIN "\"><authors><author>张</author></authors><commentList><comment "
     "ref=\"B3\" authorId=\"0\"><text><t>未定</t></text></comment><comment ref=\"A1\" authorId=\"0\">"
     "<text><r><t>一</t></r><r><t>二</t></r></text></comment></commentList></comments>"},
    {"xl/drawings/vmlDrawing1.vml",
     "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
     "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shapetype id=\"_x0000_t202\"></v:shapetype><v:shape "
     "id=\"_x0000_s1025\"><br><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 2, 3, 4, 5, 6, 7, 8</x:Anchor><x:Row>2"
     "</x:Row><x:Column>1</x:Column></x:ClientData></v:shape></xml>"}};

static part parts[PARTS];
static size_t part_count;

static struct {
    pp_policy *policy;
    pp_plan *plan;
    pp_report *report;
    char in[PATH], out[PATH];
} job;

static void write_package(const char *path)
{
    int code;
    unlink(path);
    zip_t *archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    assert_non_null(archive);
    for (size_t i = 0; i < part_count; i++) {
        zip_source_t *source = zip_source_buffer(archive, parts[i].data, parts[i].size, 0);
        assert_non_null(source);
        assert_true(zip_file_add(archive, parts[i].name, source, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(archive), 0);
}

static void free_parts(void)
{
    for (size_t i = 0; i < part_count; i++) {
        free(parts[i].data);
    }
    part_count = 0;
}

static void read_package(const char *path)
{
    int code;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &code);
    assert_non_null(archive);
    free_parts();
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); i++) {
        zip_stat_t st;
        assert_int_equal(zip_stat_index(archive, (zip_uint64_t)i, 0, &st), 0);
        part *p = &parts[part_count++];
        assert_true(part_count <= PARTS);
        snprintf(p->name, sizeof p->name, "%s", st.name);
        p->size = st.size;
        p->data = malloc(st.size + 1);
        assert_non_null(p->data);
        zip_file_t *file = zip_fopen_index(archive, (zip_uint64_t)i, 0);
        assert_non_null(file);
        assert_int_equal(zip_fread(file, p->data, st.size), (zip_int64_t)st.size);
        zip_fclose(file);
    }
    zip_discard(archive);
}

static bool write_out(pp_error *error)
{
    const pp_returned_options options = {.today = 20240506};
    *error = (pp_error){0};
    return pp_write_returned(job.plan, job.report, job.in, job.out, &options, NULL, error);
}

static bool is_old(void)
{
    char found[16] = "";
    FILE *file = fopen(job.out, "rb");
    assert_non_null(file);
    const size_t n = fread(found, 1, sizeof found - 1, file);
    assert_int_equal(fclose(file), 0);
    return n == 3 && memcmp(found, "old", 3) == 0;
}

static int setup(void **state)
{
    pp_error error;
    if (make_folder(state) != 0) {
        return -1;
    }
    path_of("plan.xlsx", job.in);
    path_of("out.xlsx", job.out);
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        part *p = &parts[part_count++];
        snprintf(p->name, sizeof p->name, "%s", GOOD[i].name);
        p->size = strlen(GOOD[i].text);
        p->data = strdup(GOOD[i].text);
        assert_non_null(p->data);
    }
    write_package(job.in);
    job.policy = pp_policy_load(NULL, &error);
    assert_non_null(job.policy);
    job.plan = pp_plan_read(job.in, NULL, &error);
    assert_non_null(job.plan);
    const pp_check_options options = {.policy = job.policy, .year = 2024};
    job.report = pp_check(job.plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(job.report);
    assert_true(pp_report_count(job.report, PP_ERROR) >= 2);
    return 0;
}

static int teardown(void **state)
{
    pp_report_free(job.report);
    pp_policy_free(job.policy);
    pp_plan_free(job.plan);
    free_parts();
    unlink(job.out);
    return remove_folder(state);
}

static bool part_contains(const char *name, const char *text)
{
    for (size_t i = 0; i < part_count; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return memmem(parts[i].data, parts[i].size, text, strlen(text)) != NULL;
        }
    }
    return false;
}

/* The parts that must hold what they hold in any copy of this workbook. */
static void test_good(void **state)
{
    (void)state;
    pp_error error;
    assert_true(write_out(&error));
    read_package(job.out);
    assert_true(part_contains("xl/workbook.xml", "localSheetId=\"1\">表!$1:$1"));
    assert_true(part_contains("xl/worksheets/sheet2.xml", "校验回执（未通过校验）"));
    assert_true(part_contains("xl/worksheets/sheet2.xml", "2024 年 5 月 6 日"));
    assert_true(part_contains("xl/worksheets/sheet2.xml", "location=\"'表'!D2\""));
    assert_true(part_contains("xl/comments1.xml", "<r><t>未定</t></r>"));
    assert_true(part_contains("xl/comments1.xml", "CAT-01"));
    assert_true(part_contains("xl/styles.xml", "<bgColor rgb=\"FF00FF00\"/>"));
    assert_true(part_contains("xl/drawings/vmlDrawing1.vml", "<br>")); /* not XML, and kept */
    assert_false(part_contains("xl/worksheets/sheet1.xml", "tabSelected"));
}

static bool fails(long n, bool from_then_on)
{
    pp_error error;
    put("out.xlsx", "old");
    memory.failed = false;
    memory.from_then_on = from_then_on;
    memory.until_failure = n;
    const bool ok = write_out(&error);
    const bool failed = memory.failed;
    memory.until_failure = -1;
    memory.from_then_on = false;
    assert_int_equal(ok, !is_old());
    if (!ok) {
        assert_true(failed);
        assert_int_equal(error.code, PP_ERROR_MEMORY);
    }
    return failed;
}

static void test_every_allocation(void **state)
{
    (void)state;
    write_package(job.in); /* with marks, a receipt and comments of ours in it by now */
    for (int from_then_on = 0; from_then_on < 2; from_then_on++) {
        long n = 0;
        while (fails(n, from_then_on != 0)) {
            n++;
        }
        assert_true(n > 20);
    }
}

/* ---- Damage ---- */

static uint32_t seed = 1;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Changes a part somewhere; the changed one is new memory. */
static void damage(part *p)
{
    static const char *const PIECES[] = {
        "<",       ">",   "/>",        "\"",           "&lt;",         "</row>",    "<row>",
        "<c/>",    "-1",  "999999999", "<!DOCTYPE a>", "\xEF\xBF\xBE", "</xml>",    "A0",
        "<x:Row>", "<r>", "<t>",       "ZZZZ9",        "xmlns=\"a\"",  "<comment>", "\0"};
    const char *piece = PIECES[chance(COUNT(PIECES))];
    const size_t at = p->size == 0 ? 0 : chance((uint32_t)p->size), length = strlen(piece);
    size_t gone = chance(3) == 0 ? chance(40) : 0;
    gone = gone > p->size - at ? p->size - at : gone;
    char *data = malloc(p->size + length + 1);
    assert_non_null(data);
    memcpy(data, p->data, at);
    memcpy(data + at, piece, length);
    memcpy(data + at + length, p->data + at + gone, p->size - at - gone);
    p->data = data;
    p->size = p->size + length - gone;
}

static void test_damaged_parts(void **state)
{
    (void)state;
    size_t written = 0;
    for (int i = 0; i < DAMAGED; i++) {
        part *p = &parts[chance((uint32_t)part_count)];
        const part kept = *p;
        pp_error error;
        damage(p);
        write_package(job.in);
        put("out.xlsx", "old");
        const bool ok = write_out(&error);
        written += ok;
        assert_int_equal(ok, !is_old());
        if (!ok) {
            assert_true(error.code == PP_ERROR_FORMAT || error.code == PP_ERROR_LIMIT || error.code == PP_ERROR_USAGE);
            assert_true(error.text[0] != '\0');
        }
        free(p->data);
        *p = kept;
    }
    assert_true(written > 0 && written < DAMAGED);
}

static void test_damaged_file(void **state)
{
    (void)state;
    char *data;
    size_t size;
    pp_error error;
    write_package(job.in);
    assert_true(pp_file_read(job.in, SIZE_MAX, &data, &size, &error));
    for (int i = 0; i < DAMAGED; i++) {
        const size_t at = chance((uint32_t)size);
        const char kept = data[at];
        data[at] = (char)chance(256);
        FILE *file = fopen(job.in, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(data, 1, i % 10 == 0 ? at : size, file), i % 10 == 0 ? at : size);
        assert_int_equal(fclose(file), 0);
        put("out.xlsx", "old");
        const bool ok = write_out(&error);
        assert_int_equal(ok, !is_old());
        assert_true(ok || error.text[0] != '\0');
        data[at] = kept;
    }
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_every_allocation),
                                       cmocka_unit_test(test_damaged_parts), cmocka_unit_test(test_damaged_file)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
