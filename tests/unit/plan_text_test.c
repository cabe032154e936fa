/* Plans out of texts: the fixtures of tests/fixtures/text, columns that the user names, and 10,000 damaged files. */
#include "failing_malloc.h"
#include "outcome.h"

#include <time.h>

static outcome seen; /* large: not on the stack */

static char *slurp(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *length = fread(text, 1, (1 << 20) - 1, in);
    text[*length] = '\0';
    fclose(in);
    return text;
}

static const char *source(const char *file, char path[PATH])
{
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, PATH, "%s/%s", root == NULL ? "." : root, file);
    return path;
}

static const char *read_with(const char *path, const char *columns, const char *sheet)
{
    const pp_read_options options = {.columns = columns, .sheet = sheet, .notice = on_notice, .notice_context = &seen};
    pp_error error = {0};
    seen.used = 0;
    seen.text[0] = '\0';
    pp_plan *plan = pp_plan_read(path, &options, &error);
    if (plan == NULL) {
        say(&seen, "%s %u,%u %s\n", strrchr(error.file, '/') + 1, error.row, error.column, error.text);
        return seen.text;
    }
    say_plan(&seen, plan);
    pp_plan_free(plan);
    return seen.text;
}

/* Every line and figure of the published text is that of the plan that was made from it by hand. */
static void same_lines(const char *path)
{
    char folder_path[PATH];
    pp_error error;
    pp_plan *text = pp_plan_read(path, NULL, &error),
            *plan = pp_plan_read(source("data/qingdao-2024", folder_path), NULL, &error);
    assert_non_null(text);
    assert_non_null(plan);
    assert_int_equal(pp_plan_lines(text), pp_plan_lines(plan));
    assert_int_equal(pp_plan_extras(text), 0);
    for (size_t i = 0; i < pp_plan_lines(plan); i++) {
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            const pp_column column = (pp_column)c;
            if (pp_column_describe(column)->type == PP_TYPE_TEXT) {
                assert_string_equal(pp_plan_text(text, i, column), pp_plan_text(plan, i, column));
            } else {
                assert_int_equal(pp_plan_money(text, i, column), pp_plan_money(plan, i, column));
            }
        }
    }
    static const pp_about_key keys[] = {PP_ABOUT_DEPARTMENT, PP_ABOUT_YEAR, PP_ABOUT_REGION, PP_ABOUT_UNIT};
    for (size_t i = 0; i < COUNT(keys); i++) {
        assert_string_equal(pp_plan_about(text, keys[i]), pp_plan_about(plan, keys[i]));
    }
    pp_plan_free(text);
    pp_plan_free(plan);
}

static void the_published_text(void **state)
{
    (void)state;
    char path[PATH];
    same_lines(source("tests/fixtures/text/published.txt", path));
    static const char real[] = "/work/shared/reference/qingdao-2024-budget-tables.txt";
    if (access(real, R_OK) == 0) { /* the very document, where it is at hand */
        same_lines(real);
    }
    const char *found = read_with(path, NULL, NULL);
    static const char *const says[] = {
        "! published.txt 里还有 1 张预算表，已读取，用来与采购计划互相核对。\n",
        "! published.txt 第28行的表头与下面的数错了位",
        "“上年结转”在第11列（K）、“中小企业预留份额”在第12列（L）。",
        "! 第 7、8、9、10、11 列的数都是 0，互换也不影响结果，已按公布表样的顺序认列。\n",
        "! 计划没有写年度，已按 published.txt 第3行的标题取“2024”。\n",
        "! published.txt 第41行起是换页后重复的表头，已跳过",
        "! 计划没有写地区，已按部门名称“青岛市人民政府办公厅”取“青岛”。",
        "= 0,合计,,=,6289.03,0.01,表内合计行，published.txt 第29行，合计,published.txt!D29 合计\n",
        "published.txt!L29 中小企业预留份额",
    };
    for (size_t i = 0; i < COUNT(says); i++) {
        if (strstr(found, says[i]) == NULL) {
            fail_msg("%s\nlacks %s", found, says[i]);
        }
    }
}

static void texts_of_other_layouts(void **state)
{
    (void)state;
    char path[PATH];
    assert_string_equal(
        read_with(source("tests/fixtures/text/aligned.txt", path), NULL, NULL),
        "! 计划没有写年度，已按 aligned.txt 第1行的标题取“2024”。\n"
        "! aligned.txt 第4行是合计行，不算采购项；其中 4 个数已作为控制数核对。\n"
        "! aligned.txt 第9行是页码，已跳过。\n"
        "! aligned.txt 第11行起是换页后重复的表头，已跳过，列以第一个表头认定的为准。\n"
        "! aligned.txt 第14行是表下的说明，已跳过。\n"
        "! 计划没有写地区，已按部门名称“青岛市甲局”取“青岛”。如果不对，请在 about.csv 写明地区，或用 --region 指定。\n"
        "# 部门=青岛市甲局\n# 年度=2024\n# 地区=青岛\n# 金额单位=万元\n"
        "5 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=C18040102 采购品目名称=财产保险服务 采购类别=服务 "
        "合计=10.00 小计=10.00 一般公共预算=10.00 中小企业预留份额=0.00\n"
        "6 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=C23120301 采购品目名称=车辆维修和保养服务 "
        "采购类别=服务 "
        "合计=26.58 小计=26.58 一般公共预算=26.58 中小企业预留份额=26.58\n"
        "7 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=C23120302 采购品目名称=车辆加油、添加燃料服务 "
        "采购类别=服务 "
        "合计=20.00 小计=20.00 一般公共预算=20.00 中小企业预留份额=0.00\n"
        "12 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=A02010105 采购品目名称=台式计算机 采购类别=货物 "
        "合计=45.00 小计=45.00 一般公共预算=45.00 中小企业预留份额=45.00\n"
        "13 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=A05010201 采购品目名称=办公桌 采购类别=货物 "
        "合计=1.80 "
        "小计=1.80 一般公共预算=1.80 中小企业预留份额=1.80\n"
        "= 0,合计,,=,103.38,0.01,表内合计行，aligned.txt 第4行，合计,aligned.txt!D4 合计\n"
        "= 2,资金来源,财政拨款小计,=,103.38,0.01,表内合计行，aligned.txt 第4行，小计,aligned.txt!E4 小计 [小计]\n"
        "= 2,资金来源,一般公共预算,=,103.38,0.01,表内合计行，aligned.txt 第4行，一般公共预算,aligned.txt!F4 "
        "一般公共预算 "
        "[一般公共预算]\n"
        "= 3,预留份额,,=,73.38,0.01,表内合计行，aligned.txt 第4行，中小企业预留份额,aligned.txt!G4 中小企业预留份额 "
        "[中小企业预留份额]\n");
    const char *found = read_with(source("tests/fixtures/text/page.md", path), NULL, NULL);
    assert_non_null(
        strstr(found, "# 部门=青岛市甲局\n# 年度=2024\n# 地区=青岛\n# 金额单位=万元\n12 功能科目编码=2010301"));
    assert_non_null(
        strstr(found, "14 功能科目编码=2010301 功能科目名称=行政运行 采购品目编码=A02010105 采购品目名称=台式计算机 "
                      "采购类别=货物 合计=45.00 "));
    assert_non_null(strstr(found, "= 3,预留份额,,=,71.58,"));
}

static void columns_that_the_user_names(void **state)
{
    (void)state;
    char path[PATH];
    source("tests/fixtures/text/ambiguous.txt", path);
    check_refusal(read_with(path, NULL, NULL), "ambiguous.txt 3,0", "请用 --columns 从左到右依次写明各列");
    assert_string_equal(
        read_with(path, "采购品目，采购类别,上年结转,中小企业预留份额,合计,单位资金", NULL),
        "! ambiguous.txt 第3行是表头，没有使用：各列以 --columns 写的为准。\n"
        "# 金额单位=万元\n"
        "4 采购品目编码=A02010105 采购类别=货物 合计=9.00 单位资金=5.00 上年结转=4.00 中小企业预留份额=3.00\n"
        "5 采购品目编码=A02010108 采购类别=货物 合计=7.00 单位资金=6.00 上年结转=1.00 中小企业预留份额=2.00\n");
    check_refusal(read_with(path, "甲,乙,合计,,,", NULL), "! ambiguous.txt 第3行",
                  "ambiguous.txt 0,0 --columns 要从左到右依次写列名");
    check_refusal(read_with(path, "采购品目,采购类别", NULL), "! ambiguous.txt 第3行",
                  "没有一行在 --columns 写的金额列上有金额");
    check_refusal(read_with(path, "采购品目,合计,合计", NULL), "! ambiguous.txt 第3行",
                  "ambiguous.txt 4,3 B 列“合计”和 C 列“合计”都是“合计”");
    /* in a csv, too, with and without a heading of its own */
    put("one.CSV", "部门：甲局\n丙,丁,戊\nA02010105,甲,5\nA02010106,乙,\n采购品目,合计,小计\n合计,,5\n");
    path_of("one.CSV", path);
    assert_string_equal(read_with(path, "采购品目,,合计（元）", NULL),
                        "! one.CSV 第5行是重复的表头，已跳过。\n"
                        "! one.CSV 第6行是合计行，不算采购项；其中 1 个数已作为控制数核对。\n"
                        "! 计划没有写金额单位，已按“万元”读取；单价按“元”读取。\n"
                        "# 部门=甲局\n# 金额单位=万元\n3 采购品目编码=A02010105 合计=0.0005 +列 B=甲\n"
                        "4 采购品目编码=A02010106 +列 B=乙\n"
                        "= 0,合计,,=,0.0005,0.000001,表内合计行，one.CSV 第6行，合计（元）,one.CSV!C6 合计（元）\n");
}

static void tables_to_choose_from(void **state)
{
    (void)state;
    char path[PATH];
    static const char one[] =
        "采购计划甲\n采购品目\t采购类别\t合计\nA\t货物\t1\n\n采购计划乙\n采购品目\t采购类别\t合计\nB\t货物\t2\n";
    path_of("plan.txt", path);
    put("plan.txt", one);
    check_refusal(read_with(path, NULL, NULL), "plan.txt 0,0",
                  "有 2 张表都像政府采购预算表：“采购计划甲”（第1行起）、“采购计划乙”（第5行起）");
    assert_non_null(strstr(read_with(path, NULL, "采购计划 乙"), "7 采购品目编码=B 采购类别=货物 合计=2.00"));
    put("plan.txt", "收入表\n项目\t金额\n甲\t1\n");
    check_refusal(read_with(path, NULL, NULL), "plan.txt 0,0", "有的表是：“收入表”（第1行起）");
    put("plan.txt", "没有表\n");
    check_refusal(read_with(path, NULL, NULL), "plan.txt 0,0", "没有找到表格");
    put("plan.txt", "");
    check_refusal(read_with(path, NULL, NULL), "plan.txt 0,0", "没有找到表格");
    put("plan.txt", "采购品目\t采购类别\t合计\nA\t货物\t1\n\n采购品目\t采购类别\t合计（元）\nB\t货物\t2\n");
    check_refusal(read_with(path, NULL, NULL), "plan.txt 4,0", "与第1行的表头不同");
    put("plan.txt", NULL);
}

static void regions_of_departments(void **state)
{
    (void)state;
    static const struct {
        const char *department, *region;
    } cases[] = {
        {"青岛市财政局", "青岛"}, {"山东省青岛市财政局", "青岛"},
        {"山东省财政厅", "山东"}, {"内蒙古自治区财政厅", "内蒙古"},
        {"市财政局", NULL},       {"某某城市管理局", NULL},
        {"青岛财政局", NULL},     {"甲乙丙丁戊己庚市局", NULL},
    };
    char path[PATH];
    path_of("one.CSV", path);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[256];
        pp_error error;
        snprintf(text, sizeof text, "部门名称：%s\n采购品目,合计\nA,1\n", cases[i].department);
        put("one.CSV", text);
        pp_plan *plan = pp_plan_read(path, NULL, &error);
        assert_non_null(plan);
        const char *region = pp_plan_about(plan, PP_ABOUT_REGION);
        assert_true((region == NULL) == (cases[i].region == NULL));
        if (region != NULL) {
            assert_string_equal(region, cases[i].region);
        }
        pp_plan_free(plan);
    }
}

/* ---- Damage ---- */

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

/* Flips bytes, cuts, repeats, or exchanges one sign for another. */
static size_t damage(char *text, size_t length, uint64_t *seed)
{
    static const char signs[] = "\t,;| \n\r\"|:-#\0\xFF\x80\xEF";
    const uint32_t times = 1 + draw(seed, 8);
    for (uint32_t i = 0; i < times && length > 1; i++) {
        const size_t at = draw(seed, (uint32_t)length);
        const char from = signs[draw(seed, sizeof signs - 1)], to = signs[draw(seed, sizeof signs - 1)];
        switch (draw(seed, 5)) {
        case 0:
            text[at] ^= (char)(1u << draw(seed, 8));
            break;
        case 1:
            text[at] = to;
            break;
        case 2:
            length = draw(seed, 4) == 0 ? at : length;
            break;
        case 3:
            for (size_t k = 0; k < length; k++) {
                text[k] = text[k] == from ? to : text[k];
            }
            break;
        default:
            memmove(text + at, text + at / 2, length - at);
        }
    }
    return length;
}

/* 10,000 files in several layouts and encodings end in a plan or in an error that says something, within a minute. */
static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const struct {
        const char *file, *as;
    } cases[] = {
        {"tests/fixtures/text/published.txt", "plan.txt"}, {"tests/fixtures/text/aligned.txt", "plan.txt"},
        {"tests/fixtures/text/page.md", "plan.md"},        {"tests/fixtures/text/ambiguous.txt", "plan.txt"},
        {"data/qingdao-2024/plan.csv", "one.CSV"},
    };
    static const char *const encodings[] = {NULL, "GB18030", "UTF-16LE", "UTF-8"};
    static const char *const columns[] = {NULL, NULL, "功能科目,采购品目,采购类别,合计,小计", "采购品目,合计"};
    uint64_t seed = 20240404;
    size_t plans = 0;
    enum { ROUNDS = 10000 };
    const clock_t begun = clock();
    char *originals[COUNT(cases)], *text = malloc(1 << 20);
    size_t lengths[COUNT(cases)];
    assert_non_null(text);
    for (size_t c = 0; c < COUNT(cases); c++) {
        char path[PATH];
        originals[c] = slurp(source(cases[c].file, path), &lengths[c]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        const size_t c = (size_t)round % COUNT(cases);
        char path[PATH];
        pp_error error = {0};
        memcpy(text, originals[c], lengths[c]);
        put_bytes(cases[c].as, text, damage(text, lengths[c], &seed));
        const pp_read_options options = {.encoding = encodings[draw(&seed, 10) == 0 ? draw(&seed, 4) : 0],
                                         .columns = columns[draw(&seed, 4)]};
        pp_plan *plan = pp_plan_read(path_of(cases[c].as, path), &options, &error);
        plans += plan != NULL;
        assert_true(plan != NULL ||
                    (error.code != PP_ERROR_NONE && error.code != PP_ERROR_MEMORY && error.text[0] != '\0'));
        pp_plan_free(plan);
    }
    for (size_t c = 0; c < COUNT(cases); c++) {
        free(originals[c]);
    }
    free(text);
    put("plan.txt", NULL);
    put("plan.md", NULL);
    print_message("%zu of %d damaged files were still plans, %ld s\n", plans, ROUNDS,
                  (long)((clock() - begun) / CLOCKS_PER_SEC));
    assert_true(plans > ROUNDS / 20 && plans < ROUNDS);
    assert_true((clock() - begun) / CLOCKS_PER_SEC < 60);
}

static void ignore(void *context, const char *sentence)
{
    *(size_t *)context += strlen(sentence);
}

static bool read_file(void *context)
{
    size_t said = 0;
    const pp_read_options options = {.notice = ignore, .notice_context = &said};
    pp_error error;
    pp_plan *plan = pp_plan_read(context, &options, &error);
    assert_true(plan != NULL || error.code == PP_ERROR_MEMORY);
    const bool ok = plan != NULL;
    pp_plan_free(plan);
    return ok;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    char path[PATH];
    assert_true(every_allocation_fails(read_file, (void *)(uintptr_t)source("tests/fixtures/text/published.txt", path),
                                       MAY_SURVIVE) > 100);
    put_bytes("one.CSV", "\xB2\xC9\xB9\xBA\xC6\xB7\xC4\xBF;\xBA\xCF\xBC\xC6\nA;1\n", 18); /* 采购品目;合计 */
    assert_true(every_allocation_fails(read_file, (void *)(uintptr_t)path_of("one.CSV", path), MAY_SURVIVE) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_text),          cmocka_unit_test(texts_of_other_layouts),
        cmocka_unit_test(columns_that_the_user_names), cmocka_unit_test(tables_to_choose_from),
        cmocka_unit_test(regions_of_departments),      cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
