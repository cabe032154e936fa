/* Plans out of workbooks: which sheet, merged cells, what the user is told, and memory that fails. */
#include "failing_malloc.h"
#include "outcome.h"
#include "sheet_text.h"

static outcome out;

#define HEADING "部门：甲局|年度：2024|金额单位：万元\n预算单位|采购品目|采购类别|合计|一般公共预算|预计采购时间|人数\n"
#define ABOUT "# 部门=甲局\n# 年度=2024\n# 金额单位=万元\n"

static const char *read_sheets(const sheet *sheets, size_t count)
{
    char path[PATH];
    put_book(path_of("plan.xlsx", path), sheets, count);
    return read_path(&out, path, NULL);
}

static const char *read_named(const sheet *sheets, size_t count, const char *name)
{
    char path[PATH];
    pp_error error = {0};
    put_book(path_of("plan.xlsx", path), sheets, count);
    const pp_read_options options = {.sheet = name, .notice = on_notice, .notice_context = &out};
    out.used = 0;
    pp_plan *plan = pp_plan_read(path, &options, &error);
    if (plan == NULL) {
        say(&out, "%d %s\n", (int)error.code, error.text);
    } else {
        say_plan(&out, plan);
        pp_plan_free(plan);
    }
    return out.text;
}

static void check_words(const char *found, const char *words)
{
    if (strstr(found, words) == NULL) {
        fail_msg("%s\nlacks %s", found, words);
    }
}

#define LINE(unit, code, amount) unit "|" code "|货物|#" amount "|#" amount

static void one_sheet(void **state)
{
    (void)state;
    const sheet s = {.name = "计划",
                     .rows = HEADING "甲所|[A02010105]台式计算机|货物|#0.30000000000000004|#0.3|~45413|#3\n\n"
                                     "乙所|A02010106|货物|#1.5E+1|15|%45413\n||合计|#15.3|=SUM(E3:E5)\n"};
    assert_string_equal(
        read_sheets(&s, 1),
        "! plan.xlsx 计划 第6行是合计或汇总行，但“=SUM(E3:E5)”是没有计算结果的公式，没有作为控制数，请改正。\n"
        "! plan.xlsx 计划 第6行是合计行，不算采购项；其中 1 个数已作为控制数核对。\n"
        "! plan.xlsx 的工作表“计划”里有 1 个公式没有计算结果（从 E6 起），读到的是公式本身。请用 Excel 或 WPS "
        "打开，等它算完后保存，再重试。\n" ABOUT
        "3 预算单位=甲所 采购品目编码=A02010105 采购品目名称=台式计算机 采购类别=货物 合计=0.30 一般公共预算=0.30 "
        "预计采购时间=2024-05-01 +人数=3\n"
        "5 预算单位=乙所 采购品目编码=A02010106 采购类别=货物 合计=15.00 一般公共预算=15.00 预计采购时间=2024-05\n"
        "= 0,合计,,=,15.30,0.01,表内合计行，plan.xlsx 第6行，合计,plan.xlsx!D6 合计\n");
}

static void cells_that_are_no_amounts(void **state)
{
    (void)state;
    const sheet s = {.name = "计划", .rows = HEADING "甲所|A02010105|货物|=SUM(E3)|#0.12345678\n"};
    const char *found = read_sheets(&s, 1);
    char wanted[128];
    snprintf(wanted, sizeof wanted, "? D3 合计 %d =SUM(E3)\n? E3 一般公共预算 %d 0.12345678\n", (int)PP_MONEY_FORMULA,
             (int)PP_MONEY_BEYOND_FEN);
    check_words(found, wanted);
}

static void lines_know_sheet_and_cell(void **state)
{
    (void)state;
    char path[PATH];
    const sheet sheets[] = {{.name = "说明", .rows = "填报说明\n"},
                            {.name = "计划", .rows = HEADING LINE("甲所", "A02010105", "1")}};
    put_book(path_of("plan.xlsx", path), sheets, COUNT(sheets));
    pp_plan *plan = pp_plan_read(path, NULL, NULL);
    assert_non_null(plan);
    const pp_place place = pp_plan_place(plan, 0, PP_COL_TOTAL);
    assert_string_equal(place.file, "plan.xlsx");
    assert_string_equal(place.sheet, "计划");
    assert_int_equal(place.row, 3);
    assert_int_equal(place.column, 4);
    pp_plan_free(plan);
}

static void the_sheet_is_chosen_by_its_heading(void **state)
{
    (void)state;
    const sheet sheets[] = {
        {.name = "汇总", .rows = "编码|名称|采购项数|计划数（万元）|关系|控制数（万元）\n"},
        {.name = "中小企业预留", .rows = HEADING LINE("丙", "A02010105", "3")},
        {.name = "收入总表", .rows = "部门|合计|一般公共预算|单位资金\n甲局|#1|#1|#0\n"},
        {.name = "旧稿", .rows = HEADING LINE("乙", "A02010105", "2"), .hidden = true},
        {.name = "计划", .rows = HEADING LINE("甲", "A02010105", "1")},
    };
    const char *found = read_sheets(sheets, COUNT(sheets));
    check_words(found,
                "! plan.xlsx 里有几张工作表都像采购计划：“旧稿”（隐藏）、“计划”。读取的是“计划”；要读另一张，请用 "
                "--sheet 指定。\n");
    check_words(found, "3 预算单位=甲 ");
    check_words(read_sheets(sheets, COUNT(sheets) - 1), "3 预算单位=乙 ");
    check_words(read_sheets(sheets, COUNT(sheets) - 2), "没有找到采购计划");
    check_words(out.text, "“汇总”、“中小企业预留”、“收入总表”。");
    check_words(read_named(sheets, COUNT(sheets), "中小企业预留"), "3 预算单位=丙 ");
    check_words(read_named(sheets, COUNT(sheets), " 旧 稿"), "3 预算单位=乙 ");
    check_words(read_named(sheets, COUNT(sheets), "汇总"), "3 工作表“汇总”的前 30 行里没有找到表头。");
    check_words(read_named(sheets, COUNT(sheets), "没有"), "5 工作簿里没有名叫“没有”的工作表，有这些：“汇总”、");
    const sheet named[] = {{.name = "草稿", .rows = HEADING LINE("乙", "A02010105", "2")},
                           {.name = "政府采购预算表", .rows = "采购品目|采购类别|合计\nA02010105|货物|#1\n"}};
    check_words(read_sheets(named, COUNT(named)), "读取的是“政府采购预算表”");
    /* A sheet that lacks item and kind is read only when there is no other. */
    check_words(read_sheets(&sheets[2], 1), "= 6,预算单位,甲局,=,1.00,");
    const sheet empty = {.name = "空", .rows = ""};
    check_words(read_sheets(&empty, 1), "没有找到采购计划");
}

/* A name merged over its lines is that of each; a merged amount is there once. */
static void merged_cells(void **state)
{
    (void)state;
    const sheet s = {
        .name = "计划",
        .rows = HEADING "甲所|A02010105|货物|#1|#1|~45413|#3\n||货物|#2|#2\n|A02010106|货物||#3\n\n||合计|#6|#6\n"
                        "乙所|A02010105|货物|#4|#4\n",
        .behind =
            "<mergeCells><mergeCell ref=\"G3:G5\"/><mergeCell ref=\"D4:D5\"/><mergeCell ref=\"A3:A6\"/><mergeCell "
            "ref=\"B3:B4\"/><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"F3:F5\"/><mergeCell "
            "ref=\"A8:C8\"/></mergeCells>"};
    assert_string_equal(
        read_sheets(&s, 1),
        "! plan.xlsx 计划 第4行的 D4 与下面合并到 D5，这个数只算在第4行。\n"
        "! plan.xlsx 计划 第7行是合计行，不算采购项；其中 2 个数已作为控制数核对。\n" ABOUT
        "3 预算单位=甲所 采购品目编码=A02010105 采购类别=货物 合计=1.00 一般公共预算=1.00 预计采购时间=2024-05-01 "
        "+人数=3\n"
        "4 预算单位=甲所 采购品目编码=A02010105 采购类别=货物 合计=2.00 一般公共预算=2.00 预计采购时间=2024-05-01\n"
        "5 预算单位=甲所 采购品目编码=A02010106 采购类别=货物 一般公共预算=3.00 预计采购时间=2024-05-01\n"
        "8 预算单位=乙所 采购品目编码=A02010105 采购类别=货物 合计=4.00 一般公共预算=4.00\n"
        "= 0,合计,,=,6.00,0.01,表内合计行，plan.xlsx 第7行，合计,plan.xlsx!D7 合计\n"
        "= 2,资金来源,一般公共预算,=,6.00,0.01,表内合计行，plan.xlsx 第7行，一般公共预算,plan.xlsx!E7 一般公共预算 "
        "[一般公共预算]\n");
}

enum { MANY = 1000 };

/* A sheet that is too long to be known before it is read: HEADING and a thousand lines, of which only each tenth names
 * its unit. */
static char *many_rows(void)
{
    char *rows = malloc(SHEET_TEXT);
    assert_non_null(rows);
    size_t n = (size_t)snprintf(rows, SHEET_TEXT, "%s", HEADING);
    for (int i = 0; i < MANY; i++) {
        if (i % 10 == 0) {
            n += (size_t)snprintf(rows + n, SHEET_TEXT - n, "单位%d", i / 10);
        }
        n += (size_t)snprintf(rows + n, SHEET_TEXT - n, "|A02010105|货物|#1|#1\n");
    }
    snprintf(rows + n, SHEET_TEXT - n, "||合计|#%d|#%d\n", MANY, MANY);
    return rows;
}

static void merged_cells_of_a_long_sheet(void **state)
{
    (void)state;
    char behind[MANY * 8], *rows = many_rows();
    sheet s = {.name = "计划", .rows = rows};
    check_words(read_sheets(&s, 1), "\n13 预算单位=单位1 采购品目");
    check_words(out.text, "\n14 采购品目编码=");
    size_t n = (size_t)snprintf(behind, sizeof behind, "<mergeCells><mergeCell ref=\"A1:C1\"/>");
    for (int i = MANY - 10; i >= 0; i -= 10) {
        n += (size_t)snprintf(behind + n, sizeof behind - n, "<mergeCell ref=\"A%d:A%d\"/>", i + 3, i + 12);
    }
    snprintf(behind + n, sizeof behind - n, "</mergeCells>");
    s.behind = behind;
    const char *found = read_sheets(&s, 1);
    static const char TOTAL[] = "! plan.xlsx 计划 第1003行是合计行，不算采购项；其中 2 个数已作为控制数核对。\n";
    check_words(found, TOTAL);
    assert_null(strstr(strstr(found, TOTAL) + 1, TOTAL)); /* told once, although the sheet was read twice */
    char wanted[64];
    for (int i = 0; i < MANY; i++) {
        snprintf(wanted, sizeof wanted, "\n%d 预算单位=单位%d ", i + 3, i / 10);
        check_words(found, wanted);
    }
    s.behind = "<mergeCells><mergeCell ref=\"A1:C1\"/></mergeCells>"; /* says nothing about lines */
    check_words(read_sheets(&s, 1), "\n14 采购品目编码=");
    check_words(out.text, TOTAL);
    free(rows);
}

static void columns_and_rows_beyond(void **state)
{
    (void)state;
    char path[PATH];
    const char *sheet_text = WORKSHEET(
        "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols><sheetData>"
        "<row r=\"1\"><c t=\"str\"><v>采购品目</v></c><c t=\"str\"><v>采购类别</v></c><c "
        "t=\"str\"><v>合计</v></c></row>"
        "<row r=\"2\" hidden=\"1\"><c t=\"str\"><v>A02010105</v></c><c t=\"str\"><v>货物</v></c><c><v>1</v></c></row>"
        "<row r=\"3\"><c t=\"str\"><v>A02010105</v></c><c t=\"str\"><v>货物</v></c><c><v>1</v></c><c "
        "r=\"E3\"><v>7</v></c>"
        "<c r=\"%s3\"%s</row></sheetData>");
    static const struct {
        const char *column, *rest, *words;
    } cases[] = {
        {"XFD", " s=\"3\"/>", "3 采购品目编码=A02010105 采购类别=货物 合计=1.00 +列 E=7\n"},
        {"XFD", "><v>1</v></c>", "plan.xlsx 3,16384 工作表“计划”：这一行超过 4096 列"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[2048];
        char *split = strstr(sheet_text, "%s3");
        snprintf(text, sizeof text, "%.*s%s3\"%s</row></sheetData></worksheet>", (int)(split - sheet_text), sheet_text,
                 cases[i].column, cases[i].rest);
        const part parts[] = {ROOT_RELATIONS,
                              WORKBOOK_RELATIONS,
                              {"xl/workbook.xml", WORKBOOK(ONE_SHEET), 0, false},
                              {"xl/worksheets/sheet1.xml", text, 0, false}};
        pack(path_of("plan.xlsx", path), parts, COUNT(parts));
        check_words(read_path(&out, path, NULL), cases[i].words);
    }
    static const char *const TOLD[] = {"第3行在表头右边的 E 列还有内容，照原样保留为“列 E”。",
                                       "里有 1 行是隐藏的（从第2行起），已照常读取。",
                                       "里有 2 列是隐藏的（从 B 列起），已照常读取。"};
    char text[2048];
    char *split = strstr(sheet_text, "%s3");
    snprintf(text, sizeof text, "%.*sF3\"/></row></sheetData></worksheet>", (int)(split - sheet_text), sheet_text);
    const part parts[] = {ROOT_RELATIONS,
                          WORKBOOK_RELATIONS,
                          {"xl/workbook.xml", WORKBOOK(ONE_SHEET), 0, false},
                          {"xl/worksheets/sheet1.xml", text, 0, false}};
    pack(path, parts, COUNT(parts));
    read_path(&out, path, NULL);
    for (size_t i = 0; i < COUNT(TOLD); i++) {
        check_words(out.text, TOLD[i]);
    }
}

static void the_content_counts_not_the_name(void **state)
{
    (void)state;
    char path[PATH], other[PATH];
    const sheet s = {.name = "计划", .rows = HEADING LINE("甲", "A02010105", "1")};
    static const char *const NAMES[] = {"plan.xls", "plan.et", "plan.XLSM", "plan.ods"};
    put_book(path_of("plan.xlsx", path), &s, 1);
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        assert_int_equal(rename(path, path_of(NAMES[i], other)), 0);
        check_words(read_path(&out, other, NULL), "3 预算单位=甲 ");
        assert_int_equal(rename(other, path), 0);
    }
}

static bool read_book(void *context)
{
    char path[PATH];
    pp_error error = {0};
    out.used = 0;
    const pp_read_options options = {.notice = on_notice, .notice_context = &out};
    pp_plan *plan = pp_plan_read(path_of(context, path), &options, &error);
    if (plan == NULL) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        return false;
    }
    const char *unit = pp_plan_text(plan, 1, PP_COL_UNIT);
    assert_true(strcmp(unit, "甲所") == 0 || strcmp(unit, "单位0") == 0);
    pp_plan_free(plan);
    return true;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    char path[PATH];
    const sheet s = {.name = "计划",
                     .rows = HEADING "甲所|A02010105|货物|#1|#0.30000000000000004|~45413|#3\n|A02010106|货物|=A1|#2\n",
                     .behind = "<mergeCells><mergeCell ref=\"A3:A4\"/></mergeCells>"};
    put_book(path_of("plan.xlsx", path), &s, 1);
    assert_true(every_allocation_fails(read_book, "plan.xlsx", MAY_SURVIVE) > 100);
    char *rows = many_rows(); /* read twice */
    const sheet long_one = {
        .name = "计划", .rows = rows, .behind = "<mergeCells><mergeCell ref=\"A3:A12\"/></mergeCells>"};
    put_book(path, &long_one, 1);
    assert_true(every_allocation_fails(read_book, "plan.xlsx", MAY_SURVIVE) > 200);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sheet),
        cmocka_unit_test(cells_that_are_no_amounts),
        cmocka_unit_test(lines_know_sheet_and_cell),
        cmocka_unit_test(the_sheet_is_chosen_by_its_heading),
        cmocka_unit_test(merged_cells),
        cmocka_unit_test(merged_cells_of_a_long_sheet),
        cmocka_unit_test(columns_and_rows_beyond),
        cmocka_unit_test(the_content_counts_not_the_name),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
