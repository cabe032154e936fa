/* For the tests of the xlsx reader: a sheet written as lines of cells, and a workbook of such sheets. */
#ifndef PP_TESTS_SHEET_TEXT_H
#define PP_TESTS_SHEET_TEXT_H

#include "package.h"

#include "procplan/plan.h"

enum { SHEET_TEXT = 1 << 20 };

/* A sheet of a workbook: rows of cells with | between them, a row a line. #45 is a number, =A1 a formula without a
 * result, ~45413 a day and %45413 a month; anything else is text. `behind` is the XML that follows the rows. */
typedef struct sheet {
    const char *name;
    const char *rows;
    const char *behind;
    bool hidden;
} sheet;

static inline size_t put_cell(char *out, size_t room, uint32_t row, uint32_t column, const char *text, size_t length)
{
    char cell[PP_CELL_TEXT];
    const int n = (int)length - 1;
    pp_cell_name(row, column, cell);
    const char *rest = text + 1;
    const int written = text[0] == '#'   ? snprintf(out, room, "<c r=\"%s\"><v>%.*s</v></c>", cell, n, rest)
                        : text[0] == '=' ? snprintf(out, room, "<c r=\"%s\"><f>%.*s</f></c>", cell, n, rest)
                        : text[0] == '~' ? snprintf(out, room, "<c r=\"%s\" s=\"1\"><v>%.*s</v></c>", cell, n, rest)
                        : text[0] == '%' ? snprintf(out, room, "<c r=\"%s\" s=\"2\"><v>%.*s</v></c>", cell, n, rest)
                                         : snprintf(out, room, "<c r=\"%s\" t=\"inlineStr\"><is><t>%.*s</t></is></c>",
                                                    cell, n + 1, text);
    assert_true(written > 0 && (size_t)written < room);
    return (size_t)written;
}

/* The XML of a sheet, in new memory. */
static inline char *sheet_xml(const sheet *s)
{
    char *out = malloc(SHEET_TEXT);
    assert_non_null(out);
    size_t n = (size_t)snprintf(out, SHEET_TEXT, "<worksheet xmlns=\"" MAIN "\"><sheetData>");
    uint32_t row = 0;
    for (const char *line = s->rows; *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        n += (size_t)snprintf(out + n, SHEET_TEXT - n, "<row r=\"%u\">", ++row);
        uint32_t column = 0;
        for (const char *at = line; at < end;) {
            const char *bar = at;
            while (bar < end && *bar != '|') {
                bar++;
            }
            column++;
            if (bar > at) {
                n += put_cell(out + n, SHEET_TEXT - n, row, column, at, (size_t)(bar - at));
            }
            at = bar < end ? bar + 1 : end;
        }
        n += (size_t)snprintf(out + n, SHEET_TEXT - n, "</row>");
        line = *end == '\0' ? end : end + 1;
    }
    n += (size_t)snprintf(out + n, SHEET_TEXT - n, "</sheetData>%s</worksheet>", s->behind == NULL ? "" : s->behind);
    assert_true(n < SHEET_TEXT);
    return out;
}

enum { MOST_SHEETS = 5 };

/* Writes a workbook of these sheets. */
static inline void put_book(const char *path, const sheet *sheets, size_t count)
{
    char relations[2048], book[2048], names[MOST_SHEETS][64];
    char *xml[MOST_SHEETS];
    part parts[MOST_SHEETS + 4] = {ROOT_RELATIONS};
    size_t r =
        (size_t)snprintf(relations, sizeof relations,
                         RELATIONS "<Relationship Id=\"st\" Type=\"" RELATION "/styles\" Target=\"styles.xml\"/>");
    size_t b = (size_t)snprintf(book, sizeof book, "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATION "\"><sheets>");
    for (size_t i = 0; i < count; i++) {
        r += (size_t)snprintf(relations + r, sizeof relations - r,
                              "<Relationship Id=\"r%zu\" Type=\"" RELATION "/worksheet\" Target=\"s%zu.xml\"/>", i, i);
        b += (size_t)snprintf(book + b, sizeof book - b, "<sheet name=\"%s\" sheetId=\"%zu\"%s r:id=\"r%zu\"/>",
                              sheets[i].name, i + 1, sheets[i].hidden ? " state=\"hidden\"" : "", i);
        snprintf(names[i], sizeof names[i], "xl/s%zu.xml", i);
        xml[i] = sheet_xml(&sheets[i]);
        parts[4 + i] = (part){names[i], xml[i], 0, false};
    }
    snprintf(relations + r, sizeof relations - r, "</Relationships>");
    snprintf(book + b, sizeof book - b, "</sheets></workbook>");
    parts[1] = (part){"xl/_rels/workbook.xml.rels", relations, 0, false};
    parts[2] = (part){"xl/workbook.xml", book, 0, false};
    parts[3] = (part){
        "xl/styles.xml",
        STYLES("<numFmt numFmtId=\"170\" formatCode=\"yyyy-mm\"/>", "<xf numFmtId=\"14\"/><xf numFmtId=\"170\"/>"), 0,
        false};
    pack(path, parts, 4 + count);
    for (size_t i = 0; i < count; i++) {
        free(xml[i]);
    }
}

#endif
