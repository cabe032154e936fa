/* The xlsx reader: packages made by hand, one feature each, and what comes out of their sheets. */
#include "outcome.h"
#include "package.h"

#include "read/xlsx.h"

typedef struct dump {
    outcome *out;
    const pp_xlsx_pass *pass;
} dump;

/* 5 A=text C=3n: the row's number, its filled cells and, behind what is no text, what it is. */
static bool say_row(void *context, const pp_row *row, pp_error *error)
{
    const dump *d = context;
    char letters[PP_CELL_TEXT];
    static const char KINDS[] = " tndbf=";
    (void)error;
    say(d->out, "%u", row->number);
    for (size_t i = 0; i < row->count; i++) {
        if (row->fields[i].length > 0) {
            pp_cell_name(1, (uint32_t)i + 1, letters);
            letters[strlen(letters) - 1] = '\0';
            say(d->out, " %s=%.*s", letters, (int)row->fields[i].length, row->fields[i].text);
            if (d->pass->kinds[i] != PP_XLSX_TEXT) {
                say(d->out, "%c", KINDS[d->pass->kinds[i]]);
            }
        } else {
            assert_int_equal(d->pass->kinds[i], PP_XLSX_EMPTY);
        }
    }
    assert_true(row->fields[row->count - 1].length > 0);
    say(d->out, "\n");
    return true;
}

static void say_tally(outcome *o, const char *what, pp_xlsx_tally tally)
{
    if (tally.count > 0) {
        say(o, "%s %u from %u,%u\n", what, tally.count, tally.row, tally.column);
    }
}

/* Everything in a workbook, sheet by sheet. */
static const char *dump_book(outcome *o, const char *path)
{
    pp_error error = {0};
    o->used = 0;
    o->text[0] = '\0';
    pp_xlsx *book = pp_xlsx_open(path, &error);
    for (size_t i = 0; book != NULL && i < pp_xlsx_sheets(book); i++) {
        dump d = {.out = o};
        pp_xlsx_pass pass = {.on_row = say_row, .context = &d};
        d.pass = &pass;
        say(o, "[%s%s]\n", pp_xlsx_sheet_name(book, i), pp_xlsx_sheet_visible(book, i) ? "" : " hidden");
        if (!pp_xlsx_read(book, i, &pass, &error)) {
            pp_xlsx_pass_free(&pass);
            break;
        }
        assert_true(pass.whole);
        for (size_t m = 0; m < pass.merge_count; m++) {
            const pp_xlsx_merge *a = &pass.merges[m];
            say(o, "merge %u,%u:%u,%u\n", a->row, a->column, a->last_row, a->last_column);
        }
        say_tally(o, "hidden rows", pass.hidden_rows);
        say_tally(o, "hidden columns", pass.hidden_columns);
        say_tally(o, "unresolved", pass.unresolved);
        pp_xlsx_pass_free(&pass);
    }
    pp_xlsx_close(book);
    if (error.code != PP_ERROR_NONE) {
        assert_string_equal(error.file, path);
        say(o, "%u,%u %s\n", error.row, error.column, error.text);
    }
    return o->text;
}

static outcome out;

/* What comes of a workbook of one sheet with these parts inside. */
static const char *dump_sheet(const char *sheet, const char *strings, const char *styles)
{
    char path[PATH];
    const part parts[] = {
        ROOT_RELATIONS,
        WORKBOOK_RELATIONS,
        {"xl/workbook.xml", WORKBOOK(ONE_SHEET), 0, false},
        {"xl/worksheets/sheet1.xml", sheet, 0, false},
        {strings == NULL ? NULL : "xl/sharedStrings.xml", strings, 0, true},
        {styles == NULL ? NULL : "xl/styles.xml", styles, 0, false},
    };
    path_of("plan.xlsx", path);
    pack(path, parts, COUNT(parts));
    return dump_book(&out, path);
}

#define ROWS(inner) WORKSHEET("<sheetData>" inner "</sheetData>")

static void cells_of_every_type(void **state)
{
    (void)state;
    assert_string_equal(
        dump_sheet(
            ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\"><v>0.30000000000000004</v></c>"
                 "<c r=\"C1\" t=\"inlineStr\"><is><t>内嵌</t></is></c><c r=\"D1\" t=\"str\"><f>A1</f><v>x &amp; "
                 "y</v></c>"
                 "<c r=\"E1\" t=\"b\"><v>1</v></c><c r=\"F1\" t=\"b\"><v>0</v></c><c r=\"G1\" t=\"e\"><v>#REF!</v></c>"
                 "<c r=\"H1\" t=\"d\"><v>2024-05-01T00:00:00</v></c><c r=\"I1\" t=\"n\"><v> 2010301 </v></c>"
                 "<c r=\"J1\"><v>1.5E+3</v></c><c r=\"K1\" t=\"str\"><v>45.10</v></c>"
                 "<c r=\"L1\" t=\"strange\"><v>?</v></c><c r=\"M1\" s=\"5\"/><c r=\"N1\"><v>abc</v></c></row>"),
            STRINGS("<si><t>甲</t></si><si><t xml:space=\"preserve\"> 乙 </t></si>"), NULL),
        "[计划]\n1 A= 乙  B=0.3n C=内嵌 D=x & y E=TRUEb F=FALSEb G=#REF!f H=2024-05-01d I=2010301n J=1500n K=45.10 L=? "
        "N=abc\n");
}

static void strings_of_every_form(void **state)
{
    (void)state;
    assert_string_equal(
        dump_sheet(ROWS("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
                        "<c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c>"
                        "<c r=\"E1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r>"
                        "<rPh sb=\"0\" eb=\"1\"><t>fu</t></rPh><phoneticPr fontId=\"1\"/></is></c>"
                        "<c r=\"F1\" t=\"s\"><v>4</v></c></row>"),
                   STRINGS("<si><r><rPr><sz val=\"9\"/></rPr><t>采购</t></r><r><t>品目</t></r></si>"
                           "<si><t>汉字</t><rPh sb=\"0\" eb=\"2\"><t>han zi</t></rPh><phoneticPr fontId=\"1\"/></si>"
                           "<si/><si><t>a_x000D_</t></si><si><t><![CDATA[<b>]]></t></si>"),
                   NULL),
        "[计划]\n1 A=采购品目 B=汉字 D=a\r E=富文本 F=<b>\n");
}

static void formulas_without_result(void **state)
{
    (void)state;
    assert_string_equal(
        dump_sheet(ROWS("<row r=\"4\"><c r=\"A4\"><f>SUM(B4:C4)</f><v></v></c><c r=\"B4\"><f>1+1</f></c>"
                        "<c r=\"C4\"><f t=\"shared\" si=\"0\"/></c><c r=\"D4\"><f>1+1</f><v>2</v></c>"
                        "<c r=\"E4\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"F4\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                        "</row>"),
                   NULL, NULL),
        "[计划]\n4 A==SUM(B4:C4)= B==1+1= C==…= D=2n F=#DIV/0!f\nunresolved 3 from 4,1\n");
}

static void dates_by_their_formats(void **state)
{
    (void)state;
    static const char ROW[] =
        ROWS("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45413</v></c><c r=\"B1\" s=\"2\"><v>45413</v></c>"
             "<c r=\"C1\" s=\"3\"><v>45413.5</v></c><c r=\"D1\" s=\"0\"><v>45413</v></c>"
             "<c r=\"E1\" s=\"4\"><v>45413</v></c><c r=\"F1\" s=\"9\"><v>45413</v></c>"
             "<c r=\"G1\" s=\"1\"><v>-3</v></c><c r=\"H1\" s=\"5\"><v>4.5413E4</v></c></row>");
    static const char FORMATS[] = STYLES(
        "<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;;@\"/>"
        "<numFmt numFmtId=\"177\" formatCode=\"0.00_ \"/>",
        "<xf numFmtId=\"14\"/><xf numFmtId=\"176\"/><xf numFmtId=\"31\"/><xf numFmtId=\"177\"/><xf numFmtId=\"57\"/>");
    assert_string_equal(dump_sheet(ROW, NULL, FORMATS),
                        "[计划]\n1 A=2024-05-01d B=2024-05d C=2024-05-01d D=45413n E=45413n "
                        "F=45413n G=-3n H=2024-05d\n");
    char path[PATH];
    const part parts[] = {ROOT_RELATIONS,
                          WORKBOOK_RELATIONS,
                          {"xl/workbook.xml", WORKBOOK("<workbookPr date1904=\"true\"/>" ONE_SHEET), 0, false},
                          {"xl/worksheets/sheet1.xml", ROW, 0, false},
                          {"xl/styles.xml", FORMATS, 0, false}};
    pack(path_of("plan.xlsx", path), parts, COUNT(parts));
    assert_non_null(strstr(dump_book(&out, path), "A=2028-05-02d B=2028-05d"));
}

static void places_of_cells(void **state)
{
    (void)state;
    /* No r at all, out of order, gaps, rows that are only formatted, a wrong dimension, the last cell there is. */
    assert_string_equal(
        dump_sheet(
            WORKSHEET(
                "<dimension ref=\"A1\"/><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
                "<row><c r=\"C2\"><v>3</v></c><c><v>4</v></c><c r=\"A2\"><v>5</v></c></row>"
                "<row r=\"7\" spans=\"1:3\"><c r=\"b7\"><v>6</v></c></row><row r=\"8\"><c r=\"A8\" s=\"1\"/></row>"
                "<row/><row><c><v>7</v></c></row>"
                "<row r=\"1048576\"><c r=\"XFD1048576\"><v>8</v></c></row></sheetData>"),
            NULL, NULL),
        "[计划]\n1 A=1n B=2n\n2 A=5n C=3n D=4n\n7 B=6n\n10 A=7n\n1048576 XFD=8n\n");
}

static void merges_and_what_is_hidden(void **state)
{
    (void)state;
    assert_string_equal(
        dump_sheet(
            WORKSHEET(
                "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/><col min=\"3\" max=\"16384\" hidden=\"true\"/></cols>"
                "<sheetData><row r=\"1\"><c r=\"D1\"><v>1</v></c></row><row r=\"2\" hidden=\"1\"><c "
                "r=\"A2\"><v>2</v></c>"
                "</row><row r=\"3\" hidden=\"1\"/></sheetData><mergeCells><mergeCell ref=\"A1:B3\"/>"
                "<mergeCell ref=\"B5\"/><mergeCell ref=\"C3:A1\"/><mergeCell ref=\"A1:ZZZZ9\"/><mergeCell/>"
                "<mergeCell ref=\"XFD1048576:XFD1048577\"/><mergeCell ref=\"A0:A1\"/></mergeCells>"),
            NULL, NULL),
        "[计划]\n1 D=1n\n2 A=2n\nmerge 1,1:3,2\nhidden rows 1 from 2,0\nhidden columns 3 from 0,1\n");
}

/* Strict namespaces, prefixes, absolute names, other upper and lower case, backslashes, UTF-16. */
static void other_ways_to_write_a_package(void **state)
{
    (void)state;
    char path[PATH];
    static const char STRICT[] = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    char root[512], relations[1024], utf16[1024];
    snprintf(root, sizeof root,
             "%s<Relationship Id=\"x\" Type=\"%s/officeDocument\" Target=\"/XL/Workbook.xml\"/></Relationships>",
             RELATIONS, STRICT);
    snprintf(
        relations, sizeof relations,
        "%s<Relationship Id=\"q\" Type=\"%s/worksheet\" Target=\"/xl/./worksheets/../Sheets/a.xml\"/>"
        "<Relationship Id=\"s\" Type=\"%s/sharedStrings\" Target=\"../xl/strings.xml\"/>"
        "<Relationship Id=\"e\" Type=\"%s/worksheet\" Target=\"http://x/\" TargetMode=\"External\"/></Relationships>",
        RELATIONS, STRICT, STRICT, STRICT);
    static const char STRINGS_TEXT[] = "<?xml version=\"1.0\"?><sst><si><t>ok</t></si></sst>";
    size_t n = 0;
    utf16[n++] = (char)0xFF;
    utf16[n++] = (char)0xFE;
    for (const char *at = STRINGS_TEXT; *at != '\0'; at++) {
        utf16[n++] = *at;
        utf16[n++] = '\0';
    }
    const part parts[] = {
        {"_rels/.rels", root, 0, false},
        {"xl\\_rels\\workbook.xml.rels", relations, 0, false},
        {"xl/workbook.xml",
         "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:d3=\"u\"><x:sheets>"
         "<x:sheet name=\"表\" sheetId=\"1\" d3:id=\"q\"/></x:sheets></x:workbook>",
         0, false},
        {"xl/SHEETS/A.XML",
         "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row r=\"1\"><x:c "
         "r=\"A1\" t=\"s\">"
         "<x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>",
         0, false},
        {"xl/strings.xml", utf16, n, false},
    };
    pack(path_of("plan.xlsx", path), parts, COUNT(parts));
    assert_string_equal(dump_book(&out, path), "[表]\n1 A=ok\n");
}

static void several_sheets(void **state)
{
    (void)state;
    char path[PATH];
    const part parts[] = {
        ROOT_RELATIONS,
        WORKBOOK_RELATIONS,
        {"xl/workbook.xml",
         WORKBOOK("<sheets><sheet name=\"图\" sheetId=\"3\" r:id=\"r5\"/><sheet name=\"后\" sheetId=\"2\" "
                  "state=\"veryHidden\" "
                  "r:id=\"r4\"/><sheet name=\"前\" sheetId=\"1\" state=\"visible\" r:id=\"r1\"/></sheets>"),
         0, false},
        {"xl/worksheets/sheet1.xml", ROWS("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), 0, false},
        {"xl/worksheets/sheet2.xml", ROWS("<row r=\"2\"><c r=\"A2\"><v>2</v></c></row>"), 0, false}};
    pack(path_of("plan.xlsx", path), parts, COUNT(parts));
    assert_string_equal(dump_book(&out, path), "[后 hidden]\n2 A=2n\n[前]\n1 A=1n\n");
}

static bool stop_at_once(void *context, const pp_row *row, pp_error *error)
{
    (void)row;
    ++*(int *)context;
    return pp_error_set(error, PP_ERROR_USAGE, "到此为止");
}

static bool count_rows(void *context, const pp_row *row, pp_error *error)
{
    (void)error;
    *(int *)context += row->number > 0;
    return true;
}

static void a_pass_may_end_early(void **state)
{
    (void)state;
    char path[PATH];
    pp_error error = {0};
    int rows = 0;
    dump_sheet(ROWS("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>"), NULL, NULL);
    pp_xlsx *book = pp_xlsx_open(path_of("plan.xlsx", path), &error);
    assert_non_null(book);
    pp_xlsx_pass pass = {.on_row = count_rows, .context = &rows, .most_rows = 2};
    assert_true(pp_xlsx_read(book, 0, &pass, &error));
    assert_int_equal(rows, 2);
    assert_false(pass.whole);
    rows = 0;
    pass = (pp_xlsx_pass){.on_row = stop_at_once, .context = &rows};
    assert_false(pp_xlsx_read(book, 0, &pass, &error));
    assert_int_equal(rows, 1);
    assert_int_equal(error.code, PP_ERROR_USAGE);
    assert_int_equal(error.row, 1);
    assert_false(pp_xlsx_read(book, 0, &pass, NULL));
    pp_xlsx_close(book);
}

static void what_is_refused_in_a_sheet(void **state)
{
    (void)state;
    static const struct {
        const char *sheet, *words;
    } cases[] = {
        {ROWS("<row r=\"3\"><c r=\"B3\" t=\"s\"><v>7</v></c></row>"), "3,2 工作簿已损坏（单元格的文字不在文字表里）"},
        {ROWS("<row r=\"3\"><c r=\"B3\" t=\"s\"><v>-1</v></c></row>"), "3,2 工作簿已损坏"},
        {ROWS("<row r=\"3\"><c r=\"B3\" t=\"s\"><v>99999999999999999999999</v></c></row>"), "3,2 工作簿已损坏"},
        {ROWS("<row r=\"0\"/>"), "行号"},
        {ROWS("<row r=\"-5\"/>"), "行号"},
        {ROWS("<row r=\"1048577\"/>"), "超过 1048576 行"},
        {ROWS("<row r=\"1\"><c r=\"XFE1\"/></row>"), "1,0 这一行超过 16384 列"},
        {ROWS("<row r=\"1\"><c r=\"AAAAAAAAAAAAAAAAAA1\"/></row>"), "超过 16384 列"},
        {ROWS("<row r=\"1\"><c r=\"1\"/></row>"), "单元格的位置"},
        {"<worksheet><sheetData><row>", "工作簿已损坏"},
        {"<worksheet></sheetData>", "工作簿已损坏"},
        {"no xml", "工作簿已损坏"},
        {"<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><worksheet>&lol2;</worksheet>",
         "DOCTYPE"},
        {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "DOCTYPE"},
        {"<?xml version=\"1.0\" encoding=\"GBK\"?><worksheet/>", "工作簿已损坏"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *found = dump_sheet(cases[i].sheet, STRINGS("<si><t>甲</t></si>"), NULL);
        if (strstr(found, cases[i].words) == NULL) {
            fail_msg("%zu: %s", i, found);
        }
    }
}

/* A text of `unit` again and again, between a beginning and an end. */
static char *repeat(const char *begin, const char *unit, size_t times, const char *end)
{
    const size_t b = strlen(begin), u = strlen(unit), e = strlen(end);
    char *text = malloc(b + u * times + e + 1);
    assert_non_null(text);
    memcpy(text, begin, b);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + b + i * u, unit, u);
    }
    memcpy(text + b + u * times, end, e + 1);
    return text;
}

static void caps(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *unit;
        size_t times;
        const char *end, *words;
    } cases[] = {
        {"<worksheet>", "<a>", 100, "", "超过 64 层"},
        {"<worksheet><sheetData><row><c r=\"A1\" x=\"", "0123456789", 200000, "\"/></row></sheetData></worksheet>",
         "标记超过 1 MB"},
        {"<worksheet><!--", "0123456789", 200000, "--></worksheet>", "标记超过 1 MB"},
        {"<worksheet><sheetData><row><c t=\"str\"><v>", "0123456789", 150000, "</v></c></row></sheetData></worksheet>",
         "1,1 这一格的文字超过 1 MB"},
        {"<worksheet><sheetData><row><c t=\"str\"><v>", "0123456789", 1800000, "</v></c></row></sheetData></worksheet>",
         "1,1 这一行的内容超过 16 MB"},
        {"<worksheet><sheetData>", "<row/>", 1048577, "</sheetData></worksheet>", "超过 1048576 行"},
        {"<worksheet><sheetData>", "<row r=\"1\"/>", 1048577, "</sheetData></worksheet>", "超过 1048576 行"},
        {"<worksheet><sheetData/><mergeCells>", "<mergeCell ref=\"A1:A2\"/>", 1048577, "</mergeCells></worksheet>",
         "合并的单元格超过 1048576 处"},
        {"<worksheet>", "                                                                                ", 1000000,
         "</worksheet>", "大了 250 倍以上"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *sheet = repeat(cases[i].begin, cases[i].unit, cases[i].times, cases[i].end);
        const char *found = dump_sheet(sheet, NULL, NULL);
        if (strstr(found, cases[i].words) == NULL) {
            fail_msg("%zu: %s", i, found);
        }
        free(sheet);
    }
    static const char SHEET[] = ROWS("<row><c t=\"s\"><v>0</v></c></row>");
    char *strings = repeat("<sst><si><t>", "0123456789", 150000, "</t></si></sst>");
    assert_non_null(strstr(dump_sheet(SHEET, strings, NULL), "文字超过 1 MB"));
    free(strings);
    strings = repeat("<sst>", "<si/>", PP_XLSX_STRINGS + 1, "</sst>");
    assert_non_null(strstr(dump_sheet(SHEET, strings, NULL), "文字太多"));
    free(strings);
    char *styles = repeat("<styleSheet><cellXfs>", "<xf/>", 70000, "</cellXfs></styleSheet>");
    assert_non_null(strstr(dump_sheet(SHEET, NULL, styles), "格式超过 65536 种"));
    free(styles);
}

static void what_is_no_workbook(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *words;
    } cases[] = {
        {"", 0, "文件是空的"},
        {"PK\x03\x04", 4, "压缩包不完整"},
        {"%PDF-1.7\n", 9, "PDF 文件"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0k\0b\0o\0o\0k\0\0\0", 28, "旧版 Excel 或 WPS 工作簿"},
        {"\xD0\xCF\x11\xE0 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0", 31, "旧版 Word"},
        {"\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0\0\0", 39, "加了打开密码"},
        {"\xD0\xCF\x11\xE0 ?", 6, "旧版 Office"},
        {"\xEF\xBB\xBF"
         "a,b\n1,2\n",
         11, "内容却是文字"},
        {" \n<html><table>", 15, "网页（HTML）"},
        {"\x00\x01\x02", 3, "不是 Excel 工作簿"},
        {"{\\rtf1", 6, "RTF"},
    };
    char path[PATH];
    path_of("plan.xlsx", path);
    for (size_t i = 0; i < COUNT(cases); i++) {
        put_bytes("plan.xlsx", cases[i].bytes, cases[i].length);
        const char *found = dump_book(&out, path);
        if (strstr(found, cases[i].words) == NULL) {
            fail_msg("%zu: %s", i, found);
        }
    }
    static const struct {
        const char *part, *words;
    } packages[] = {
        {"word/document.xml", "Word 文档"}, {"ppt/presentation.xml", "演示文稿"}, {"content.xml", "开放文档"},
        {"xl/workbook.bin", ".xlsb"},       {"a.txt", "里面没有工作簿"},
    };
    for (size_t i = 0; i < COUNT(packages); i++) {
        const part parts[] = {{packages[i].part, "x", 0, false}};
        pack(path, parts, 1);
        const char *found = dump_book(&out, path);
        if (strstr(found, packages[i].words) == NULL) {
            fail_msg("%zu: %s", i, found);
        }
    }
    const part word[] = {{"_rels/.rels",
                          RELATIONS "<Relationship Id=\"r\" Type=\"a/officeDocument\" Target=\"word/document.xml\"/>"
                                    "</Relationships>",
                          0, false},
                         {"word/document.xml", "<document/>", 0, false}};
    pack(path, word, COUNT(word));
    assert_non_null(strstr(dump_book(&out, path), "Word 文档"));
    put_bytes("plan.xlsx", NULL, 0);
    assert_non_null(strstr(dump_book(&out, path), "没有这个文件"));
}

static void broken_lists_of_parts(void **state)
{
    (void)state;
    char path[PATH];
    path_of("plan.xlsx", path);
    static const struct {
        const char *workbook, *words;
    } cases[] = {
        {WORKBOOK(""), "没有工作表"},
        {WORKBOOK("<sheets><sheet name=\"a\" r:id=\"none\"/></sheets>"), "工作表的清单"},
        {WORKBOOK("<sheets><sheet r:id=\"r1\"/></sheets>"), "工作表的清单"},
        {WORKBOOK("<sheets><sheet name=\"a\" r:id=\"r5\"/></sheets>"), "没有工作表"},
        {WORKBOOK("<sheets><sheet name=\"a\" r:id=\"r4\"/></sheets>"), "缺少部件"},
        {"<workbook", "工作簿已损坏"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const part parts[] = {ROOT_RELATIONS,
                              WORKBOOK_RELATIONS,
                              {"xl/workbook.xml", cases[i].workbook, 0, false},
                              {"xl/worksheets/sheet1.xml", ROWS(""), 0, false}};
        pack(path, parts, COUNT(parts));
        const char *found = dump_book(&out, path);
        if (strstr(found, cases[i].words) == NULL) {
            fail_msg("%zu: %s", i, found);
        }
    }
    const part twice[] = {ROOT_RELATIONS,
                          WORKBOOK_RELATIONS,
                          {"xl/workbook.xml", WORKBOOK(ONE_SHEET), 0, false},
                          {"XL/workbook.xml", WORKBOOK(ONE_SHEET), 0, false}};
    pack(path, twice, COUNT(twice));
    assert_non_null(strstr(dump_book(&out, path), "同名"));
    char *sheets = repeat("<workbook><sheets>", "<sheet name=\"a\" id=\"r1\"/>", 1025, "</sheets></workbook>");
    const part many[] = {ROOT_RELATIONS, WORKBOOK_RELATIONS, {"xl/workbook.xml", sheets, 0, false}};
    pack(path, many, COUNT(many));
    assert_non_null(strstr(dump_book(&out, path), "超过 1024 个"));
    free(sheets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_of_every_type),
        cmocka_unit_test(strings_of_every_form),
        cmocka_unit_test(formulas_without_result),
        cmocka_unit_test(dates_by_their_formats),
        cmocka_unit_test(places_of_cells),
        cmocka_unit_test(merges_and_what_is_hidden),
        cmocka_unit_test(other_ways_to_write_a_package),
        cmocka_unit_test(several_sheets),
        cmocka_unit_test(a_pass_may_end_early),
        cmocka_unit_test(what_is_refused_in_a_sheet),
        cmocka_unit_test(caps),
        cmocka_unit_test(what_is_no_workbook),
        cmocka_unit_test(broken_lists_of_parts),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
