/* Ten thousand damaged workbooks: each is read, or refused with a sentence. What a sanitizer thinks of it is the point;
 * `xlsx_damage_test SEED` takes other damage than the usual. */
#include "outcome.h"
#include "package.h"

#include <sys/resource.h>

enum { FILES = 10000, LARGEST = 64 * 1024, MOST_OPERATIONS = 4, MEMORY_MB = 1000 };

static uint64_t seed = 20240501;

static uint64_t dice(uint64_t sides)
{
    return sides < 2 ? 0 : random_next(&seed) % sides;
}

/* A workbook with something of everything. */
static const part WHOLE[] = {
    ROOT_RELATIONS,
    WORKBOOK_RELATIONS,
    {"xl/workbook.xml",
     WORKBOOK("<workbookPr date1904=\"0\"/><sheets><sheet name=\"说明\" sheetId=\"2\" state=\"hidden\" r:id=\"r4\"/>"
              "<sheet name=\"计划\" sheetId=\"1\" r:id=\"r1\"/></sheets>"),
     0, false},
    {"xl/worksheets/sheet1.xml",
     WORKSHEET(
         "<dimension ref=\"A1:H9\"/><cols><col min=\"8\" max=\"8\" hidden=\"1\"/></cols><sheetData>"
         "<row r=\"1\" spans=\"1:8\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
         "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" t=\"s\"><v>2</v></c><c r=\"C2\" t=\"s\"><v>3</v></c>"
         "<c r=\"D2\" t=\"s\"><v>4</v></c><c r=\"E2\" "
         "t=\"inlineStr\"><is><r><t>一般公共</t></r><r><t>预算</t></r></is></c>"
         "<c r=\"F2\" t=\"str\"><v>预计采购时间</v></c><c r=\"G2\" t=\"str\"><v>数量</v></c></row>"
         "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>5</v></c><c r=\"B3\" t=\"s\"><v>6</v></c><c r=\"C3\" t=\"s\"><v>7</v></c>"
         "<c r=\"D3\"><f>SUM(E3:E3)</f><v>0.30000000000000004</v></c><c r=\"E3\"><v>3E-1</v></c>"
         "<c r=\"F3\" s=\"1\"><v>45413</v></c><c r=\"G3\"><v>10</v></c><c r=\"H3\" t=\"b\"><v>1</v></c></row>"
         "<row r=\"4\" hidden=\"1\"><c r=\"B4\" t=\"s\"><v>6</v></c><c r=\"C4\" t=\"s\"><v>7</v></c>"
         "<c r=\"D4\"><f t=\"shared\" si=\"0\"/></c><c r=\"E4\" t=\"e\"><v>#N/A</v></c><c r=\"F4\" "
         "t=\"d\"><v>2024-06-01</v></c></row>"
         "<row r=\"6\"><c r=\"C6\" t=\"s\"><v>4</v></c><c r=\"D6\"><v>0.3</v></c></row></sheetData>"
         "<mergeCells count=\"2\"><mergeCell ref=\"A1:H1\"/><mergeCell ref=\"A3:A4\"/></mergeCells>"),
     0, false},
    {"xl/worksheets/sheet2.xml", WORKSHEET("<sheetData/>"), 0, false},
    {"xl/sharedStrings.xml",
     STRINGS("<si><t>2024年政府采购预算表</t></si><si><t>预算单位</t></si><si><r><t>采购</t></r><r><t>品目</t></r></si>"
             "<si><t>采购类别</t><rPh sb=\"0\" "
             "eb=\"1\"><t>cai</t></rPh></si><si><t>合计</t></si><si><t>甲所_x000D_</t></si>"
             "<si><t>[A02010105]台式计算机</t></si><si><t>货物</t></si>"),
     0, false},
    {"xl/styles.xml",
     STYLES("<numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>", "<xf numFmtId=\"170\"/>"), 0,
     false},
};

/* What is put into XML besides what is there. */
static const char *const SPLINTERS[] = {
    "<",
    ">",
    "&",
    "&lt;",
    "&#0;",
    "&#x10FFFF;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "<row>",
    "</row>",
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<f>",
    "<is>",
    "<t>",
    "<rPh>",
    "<sheetData>",
    "</sheetData>",
    "<si>",
    "</si>",
    "<xf/>",
    " r=\"1048576\"",
    " r=\"4294967296\"",
    " r=\"XFD1\"",
    " r=\"ZZZZZZZ1\"",
    " t=\"s\"",
    " s=\"4294967295\"",
    "99999999999999999999",
    "1E308",
    "1E-308",
    "-",
    "\"",
    "'",
    "\xFF\xFE",
    "\xED\xA0\x80",
    "\xC0\x80",
    "_x0000_",
    "_xD800_",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCell ref=\"A3:A1048576\"/>",
    "<x:y xmlns:x=\"z\"/>",
    "<?pi?>",
    "\0",
};

static size_t damage_text(char *text, size_t length)
{
    const uint64_t operations = 1 + dice(MOST_OPERATIONS);
    for (uint64_t i = 0; i < operations && length > 0; i++) {
        const size_t at = dice(length), most = length - at;
        size_t n = 1 + dice(most < 60 ? most : 60);
        const char *splinter = SPLINTERS[dice(COUNT(SPLINTERS))];
        switch (dice(5)) {
        case 0:
            text[at] = (char)dice(256);
            break;
        case 1: /* a piece is lost */
            memmove(text + at, text + at + n, length - at - n);
            length -= n;
            break;
        case 2: /* a piece comes twice */
            memmove(text + at + n, text + at, length - at);
            length += n;
            break;
        case 3: /* a piece of somewhere else */
            memmove(text + at, text + dice(length - n + 1), n);
            break;
        default:
            n = strlen(splinter) == 0 ? 1 : strlen(splinter);
            memmove(text + at + n, text + at, length - at);
            memcpy(text + at, splinter, n);
            length += n;
        }
    }
    return length;
}

/* Reads a damaged workbook. Returns whether it still was one. */
static bool survives(const char *path)
{
    static outcome out;
    pp_error error = {0};
    out.used = 0;
    const pp_read_options options = {.notice = on_notice, .notice_context = &out};
    pp_plan *plan = pp_plan_read(path, &options, &error);
    if (plan == NULL) {
        assert_int_not_equal(error.code, PP_ERROR_NONE);
        assert_int_not_equal(error.code, PP_ERROR_MEMORY);
        assert_true(strlen(error.text) > 10);
        return false;
    }
    say_plan(&out, plan);
    pp_plan_free(plan);
    return true;
}

static size_t read_whole(const char *path, char *bytes)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t length = fread(bytes, 1, LARGEST, in);
    fclose(in);
    assert_true(length > 0 && length < LARGEST);
    return length;
}

/* Bytes flipped anywhere, in the headers at the end, or the end cut off. */
static void damaged_packages(void **state)
{
    (void)state;
    static char whole[LARGEST], bytes[LARGEST];
    char path[PATH];
    size_t survivors = 0;
    pack(path_of("plan.xlsx", path), WHOLE, COUNT(WHOLE));
    assert_true(survives(path));
    const size_t length = read_whole(path, whole);
    for (int i = 0; i < FILES / 2; i++) {
        size_t n = length;
        memcpy(bytes, whole, length);
        const uint64_t kind = dice(10);
        if (kind == 0) {
            n = dice(length);
        } else {
            const size_t from = kind < 5 ? 0 : length - 700; /* there is the list of parts */
            for (uint64_t k = 1 + dice(8); k > 0; k--) {
                bytes[from + dice(length - from)] = kind % 2 == 0 ? (char)dice(256) : (char)(0xFF * dice(2));
            }
        }
        put_bytes("plan.xlsx", bytes, n);
        survivors += survives(path);
    }
    assert_true(survivors > 0 && survivors < FILES / 2); /* damage to what nobody reads does no harm */
}

/* Parts whose XML is damaged, in packages that are sound. */
static void damaged_parts(void **state)
{
    (void)state;
    static char text[LARGEST];
    char path[PATH];
    size_t survivors = 0;
    path_of("plan.xlsx", path);
    for (int i = 0; i < FILES / 2; i++) {
        part parts[COUNT(WHOLE)];
        memcpy(parts, WHOLE, sizeof parts);
        part *victim = &parts[dice(3) == 0 ? dice(COUNT(parts)) : 3];
        memcpy(text, victim->data, strlen(victim->data));
        victim->length = damage_text(text, strlen(victim->data));
        victim->data = text;
        victim->stored = true;
        if (victim->length > 0) {
            pack(path, parts, COUNT(parts));
            survivors += survives(path);
        }
    }
    assert_true(survivors > 0 && survivors < FILES / 2);
}

static void put_number(char *at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (char)(number >> (8 * i) & 0xFF);
    }
}

/* An end of the list of parts that says there are more than any memory holds. */
static void a_list_without_end(void **state)
{
    (void)state;
    static char bytes[LARGEST];
    char path[PATH];
    pack(path_of("plan.xlsx", path), WHOLE, COUNT(WHOLE));
    const size_t length = read_whole(path, bytes), end = length - 22;
    static const uint64_t COUNTS[] = {0xFFFE, 1 << 20, 1 << 30, UINT64_C(1) << 40, UINT64_MAX / 64, UINT64_MAX};
    for (size_t i = 0; i < COUNT(COUNTS); i++) {
        char *at = bytes + end;
        put_number(at, 0x06064B50, 4); /* the long form of the end: 56 bytes */
        put_number(at + 4, 44, 8);
        put_number(at + 12, 45 | 45 << 16, 4);
        put_number(at + 16, 0, 8);
        put_number(at + 24, COUNTS[i], 8);
        put_number(at + 32, COUNTS[i], 8);
        put_number(at + 40, 700, 8);
        put_number(at + 48, end - 700, 8);
        put_number(at + 56, 0x07064B50, 4); /* where it is */
        put_number(at + 60, 0, 4);
        put_number(at + 64, end, 8);
        put_number(at + 72, 1, 4);
        put_number(at + 76, 0x06054B50, 4); /* the short one, which says: look there */
        put_number(at + 80, UINT64_MAX, 8);
        put_number(at + 88, UINT64_MAX, 8);
        put_number(at + 96, 0, 2);
        put_bytes("plan.xlsx", bytes, end + 98);
        assert_false(survives(path));
    }
}

/* Half a gigabyte of nothing in half a megabyte; in a sheet, in the strings, in the styles, in the list of parts. */
static void bombs(void **state)
{
    (void)state;
    static const char *const PARTS[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                        "_rels/.rels"};
    const size_t size = (size_t)512 << 20;
    char path[PATH];
    path_of("plan.xlsx", path);
    char *nothing = malloc(size);
    assert_non_null(nothing);
    memset(nothing, ' ', size);
    memcpy(nothing, "<a>", 3);
    for (size_t i = 0; i < COUNT(PARTS); i++) {
        part parts[COUNT(WHOLE)];
        memcpy(parts, WHOLE, sizeof parts);
        for (size_t k = 0; k < COUNT(parts); k++) {
            if (strcmp(parts[k].name, PARTS[i]) == 0) {
                parts[k] = (part){PARTS[i], nothing, size, false};
            }
        }
        pack(path, parts, COUNT(parts));
        assert_false(survives(path));
    }
    free(nothing);
}

static void memory_stayed_small(void **state)
{
    (void)state;
    struct rusage used;
    assert_int_equal(getrusage(RUSAGE_SELF, &used), 0);
    assert_true(used.ru_maxrss / 1024 <
                MEMORY_MB + (512 + 1)); /* with the bombs themselves, and what a sanitizer keeps */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_packages),    cmocka_unit_test(damaged_parts),
        cmocka_unit_test(a_list_without_end),  cmocka_unit_test(bombs),
        cmocka_unit_test(memory_stayed_small),
    };
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) | 1 : seed;
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
