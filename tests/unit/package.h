/* For the tests of the xlsx reader: packages made by hand, part by part. */
#ifndef PP_TESTS_PACKAGE_H
#define PP_TESTS_PACKAGE_H

#include "unit.h"

#include <stdio.h>
#include <unistd.h>
#include <zip.h>

typedef struct part {
    const char *name;
    const char *data;
    size_t length; /* 0: data is a text */
    bool stored;   /* not compressed */
} part;

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

#define ROOT_RELATIONS                                                                                                 \
    {                                                                                                                  \
        "_rels/.rels",                                                                                                 \
            RELATIONS "<Relationship Id=\"r1\" Type=\"" RELATION                                                       \
                      "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",                                \
            0, false                                                                                                   \
    }
#define WORKBOOK_RELATIONS                                                                                             \
    {                                                                                                                  \
        "xl/_rels/workbook.xml.rels",                                                                                  \
            RELATIONS "<Relationship Id=\"r1\" Type=\"" RELATION "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"     \
                      "<Relationship Id=\"r2\" Type=\"" RELATION "/sharedStrings\" Target=\"sharedStrings.xml\"/>"     \
                      "<Relationship Id=\"r3\" Type=\"" RELATION "/styles\" Target=\"styles.xml\"/>"                   \
                      "<Relationship Id=\"r4\" Type=\"" RELATION "/worksheet\" Target=\"worksheets/sheet2.xml\"/>"     \
                      "<Relationship Id=\"r5\" Type=\"" RELATION "/chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"   \
                      "</Relationships>",                                                                              \
            0, false                                                                                                   \
    }
#define WORKBOOK(inner) "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\">" inner "</workbook>"
#define ONE_SHEET "<sheets><sheet name=\"计划\" sheetId=\"1\" r:id=\"r1\"/></sheets>"
#define WORKSHEET(inner) "<worksheet xmlns=\"" MAIN "\">" inner "</worksheet>"
#define STRINGS(inner) "<sst xmlns=\"" MAIN "\">" inner "</sst>"
#define STYLES(formats, styles)                                                                                        \
    "<styleSheet xmlns=\"" MAIN "\"><numFmts>" formats "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"  \
    "<cellXfs><xf numFmtId=\"0\"/>" styles "</cellXfs></styleSheet>"

static const char XML_HEAD[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/* Adds the parts. One whose data begins with < gets the XML declaration before it. */
static inline void add_parts(zip_t *archive, const part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].name == NULL) {
            continue;
        }
        const size_t length = parts[i].length == 0 ? strlen(parts[i].data) : parts[i].length;
        const size_t head = length > 1 && parts[i].data[0] == '<' && parts[i].data[1] != '?' ? sizeof XML_HEAD - 1 : 0;
        const zip_buffer_fragment_t pieces[] = {{(zip_uint8_t *)(uintptr_t)XML_HEAD, head},
                                                {(zip_uint8_t *)(uintptr_t)parts[i].data, length}};
        zip_source_t *source =
            zip_source_buffer_fragment(archive, pieces + (head == 0), COUNT(pieces) - (head == 0), 0);
        assert_non_null(source);
        const zip_int64_t index = zip_file_add(archive, parts[i].name, source, ZIP_FL_ENC_UTF_8);
        assert_true(index >= 0);
        if (parts[i].stored) {
            assert_int_equal(zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0), 0);
        }
    }
}

/* Writes a package. It is made in memory, because libzip waits for the disk with each file. */
static inline void pack(const char *path, const part *parts, size_t count)
{
    zip_error_t error;
    zip_stat_t st;
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    assert_non_null(whole);
    zip_source_keep(whole);
    zip_t *archive = zip_open_from_source(whole, ZIP_TRUNCATE, &error);
    assert_non_null(archive);
    add_parts(archive, parts, count);
    assert_int_equal(zip_close(archive), 0);
    assert_int_equal(zip_source_stat(whole, &st), 0);
    char *bytes = malloc(st.size + 1);
    assert_non_null(bytes);
    assert_int_equal(zip_source_open(whole), 0);
    assert_int_equal(zip_source_read(whole, bytes, st.size), st.size);
    zip_source_close(whole);
    zip_source_free(whole);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, st.size, out), st.size);
    assert_int_equal(fclose(out), 0);
    free(bytes);
}

#endif
