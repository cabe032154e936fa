/* Reading plans: folders and files, about.csv, controls.csv, the real plan, damaged files. */
#include "outcome.h"

static outcome seen; /* large: not on the stack */

static const char CONTROLS[] = "控制项,键,关系,金额,来源\n";

/* ---- about.csv ---- */

static const char *with_about(const char *about, const char *plan)
{
    put("about.csv", about);
    put("plan.csv", plan);
    put("controls.csv", CONTROLS);
    return read_path(&seen, folder, NULL);
}

static void what_about_says(void **state)
{
    (void)state;
    static const char plan[] = "采购品目,合计\nA,5\n";
    assert_string_equal(
        with_about("\xEF\xBB\xBFkey,value\r\n部 门, 甲局 \r\n年度,2024年\r\n金额单位,元\r\n地区,\r\n", plan),
        "# 部门=甲局\n# 年度=2024年\n# 金额单位=元\n2 采购品目编码=A 合计=0.0005\n");
    assert_string_equal(
        with_about("金额单位,万元,多余\n编制人,张三\n", plan),
        "! about.csv 第1行第3列起的内容没有使用。\n"
        "! about.csv 第2行的“编制人”不是已知的项目（部门、年度、地区、金额单位、目录版本），没有使用。\n"
        "# 金额单位=万元\n2 采购品目编码=A 合计=5.00\n");
    assert_string_equal(with_about("", "部门：乙局,金额单位：元,年度：2025\n采购品目,合计\nA,5\n"),
                        "# 部门=乙局\n# 年度=2025\n# 金额单位=元\n3 采购品目编码=A 合计=0.0005\n");
    assert_string_equal(
        with_about("", "2024 年度政府采购预算表\n编制时间：2023年12月\n金额单位：元\n采购品目,合计\nA,5\n"),
        "! 计划没有写年度，已按 plan.csv 第1行的标题取“2024”。\n"
        "# 年度=2024\n# 金额单位=元\n5 采购品目编码=A 合计=0.0005\n");
    assert_string_equal(with_about("金额单位,元\n", "甲局２０２４年预算\n年度：2025\n采购品目,合计\nA,5\n"),
                        "! plan.csv 第1行的标题写的是2024年，以前面写的年度“2025”为准。\n"
                        "# 年度=2025\n# 金额单位=元\n4 采购品目编码=A 合计=0.0005\n");
    assert_string_equal(with_about("金额单位,元\n", "2024年3月1日,12024年,2024年和2025年,24年\n采购品目,合计\nA,5\n"),
                        "# 金额单位=元\n3 采购品目编码=A 合计=0.0005\n");
    check_refusal(with_about("金额单位,千元\n", plan), "about.csv 1,2", "“千元”");
    check_refusal(with_about("年度,24\n", plan), "about.csv 1,2", "四位数");
    check_refusal(with_about("年度,0024\n", plan), "about.csv 1,2", "四位数");
    check_refusal(with_about("部门,甲\n地区,乙\n部门,丙\n", plan), "about.csv 3,1", "第1行和第3行");
    check_refusal(with_about("部门,\"甲\n", plan), "about.csv 1,2", "没有结束");
}

static void departments_and_units_of_a_single_file(void **state)
{
    (void)state;
    char path[PATH];
    put("one.CSV",
        "功能科目,采购品目,采购类别,合计\n合计,,,3\n甲局,,,3\n甲局,,,2\n2010301,A02010105,货物,2\n乙所,,,1\n");
    assert_string_equal(read_path(&seen, path_of("one.CSV", path), NULL),
                        "! one.CSV 第2行是合计行，不算采购项；其中 1 个数已作为控制数核对。\n"
                        "! one.CSV 第3行是“甲局”的汇总行，不算采购项；其中 1 个数已作为控制数核对。\n"
                        "! 计划没有写部门，已按 one.CSV 第3行取“甲局”。\n"
                        "! one.CSV 第4行是“甲局”的汇总行，不算采购项；其中 1 个数已作为控制数核对。\n"
                        "! one.CSV 第6行是“乙所”的汇总行，不算采购项；其中 1 个数已作为控制数核对。\n"
                        "! 计划没有写金额单位，已按“万元”读取；单价按“元”读取。\n"
                        "# 部门=甲局\n# 金额单位=万元\n"
                        "5 预算单位=甲局 功能科目编码=2010301 采购品目编码=A02010105 采购类别=货物 合计=2.00\n"
                        "= 0,合计,,=,3.00,0.01,表内合计行，one.CSV 第2行，合计,one.CSV!D2 合计\n"
                        "= 5,部门,甲局,=,3.00,0.01,表内部门汇总行，one.CSV 第3行，合计,one.CSV!D3 合计\n"
                        "= 6,预算单位,甲局,=,2.00,0.01,表内单位汇总行，one.CSV 第4行，合计,one.CSV!D4 合计\n"
                        "= 6,预算单位,乙所,=,1.00,0.01,表内单位汇总行，one.CSV 第6行，合计,one.CSV!D6 合计\n");
}

/* ---- controls.csv ---- */

static const char *with_controls(const char *controls)
{
    put("about.csv", "金额单位,万元\n");
    put("plan.csv", "采购品目,合计\nA,5\n");
    put("controls.csv", controls);
    return read_path(&seen, folder, NULL);
}

static void controls_that_are_read(void **state)
{
    (void)state;
    static const char head[] = "# 金额单位=万元\n2 采购品目编码=A 合计=5.00\n";
    const char *text =
        with_controls("来源,金额,关系,键,控制项,编制人\n批复,\"6,289.03\",＝,,合计,张三\n\n"
                      ",6289,≤, 2010301 ,功能科目\n,6289.0万元,不超过,货物,采购类别\n,0.000001,,甲局,部门\n");
    static const char notice[] = "! controls.csv 的“编制人”列没有使用。\n";
    assert_memory_equal(text, notice, sizeof notice - 1);
    text += sizeof notice - 1;
    assert_memory_equal(text, head, sizeof head - 1);
    assert_string_equal(text + sizeof head - 1, "= 0,合计,,=,6289.03,0.01,批复,controls.csv!B2 金额\n"
                                                "= 7,功能科目,2010301,<=,6289.00,0.01,,controls.csv!B4 金额\n"
                                                "= 1,采购类别,货物,<=,6289.00,0.01,,controls.csv!B5 金额\n"
                                                "= 5,部门,甲局,=,0.000001,0.000001,,controls.csv!B6 金额\n");
    assert_string_equal(with_controls("控制项,金额（元）\n合计,50000.5\n预留份额,3\n") + sizeof head - 1,
                        "= 0,合计,,=,5.00005,0.00001,,controls.csv!B2 金额（元）\n= "
                        "3,预留份额,,=,0.0003,0.0001,,controls.csv!B3 金额（元）\n");
    assert_string_equal(
        with_controls("控制项,键,金额,栏目\n预算单位,甲所,80,中小微企业预留份额\n部门,,3,财政拨款\n类别,货物,2,合计\n"
                      "合计,,1,\n资金来源,上年结转,1,上年结转\n合计,,1,单位资金\n") +
            sizeof head - 1,
        "= 6,预算单位,甲所,=,80.00,0.01,,controls.csv!C2 金额 [中小企业预留份额]\n"
        "= 5,部门,,=,3.00,0.01,,controls.csv!C3 金额 [小计]\n"
        "= 1,类别,货物,=,2.00,0.01,,controls.csv!C4 金额\n"
        "= 0,合计,,=,1.00,0.01,,controls.csv!C5 金额\n"
        "= 2,资金来源,上年结转,=,1.00,0.01,,controls.csv!C6 金额 [上年结转]\n"
        "= 0,合计,,=,1.00,0.01,,controls.csv!C7 金额 [单位资金]\n");
    assert_string_equal(with_controls(CONTROLS), head);
    assert_string_equal(with_controls(NULL), "! 文件夹里没有 controls.csv，没有可核对的控制数。\n"
                                             "# 金额单位=万元\n2 采购品目编码=A 合计=5.00\n");
    put("plan.csv", "采购品目,合计\nA,5\n合计,5\n");
    assert_non_null(strstr(read_path(&seen, folder, NULL),
                           "! 文件夹里没有 controls.csv，只用表内合计行、汇总行的数作为控制数核对。\n"));
}

static void controls_that_are_refused(void **state)
{
    (void)state;
    check_refusal(with_controls("控制项,键,关系,金额,来源\n\n总额度,,=,1,\n"), "controls.csv 3,1",
                  "只能是：合计、类别");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,>=,1,\n"), "controls.csv 2,3", "只能是“=”");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,一百,\n"), "controls.csv 2,4",
                  "第2行“一百”不是数字。金额应是以万元为单位的数，如 80.00");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,,\n"), "controls.csv 2,4", "是空的");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计\n"), "controls.csv 2,4", "是空的");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,1元,\n"), "controls.csv 2,4", "另一种金额单位");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,0.0000001,\n"), "controls.csv 2,4", "分以下");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,1e3,\n"), "controls.csv 2,4", "科学计数法");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,\"1,23\",\n"), "controls.csv 2,4", "分隔符");
    check_refusal(with_controls("控制项,键,关系,金额,来源\n合计,,=,99999999999999999999,\n"), "controls.csv 2,4",
                  "太大");
    check_refusal(with_controls("控制项,金额\n合计,1\n类别,x\n合计,1e3\n合计,80元\n合计,\n合计,y\n合计,z\n合计,w\n"),
                  "controls.csv 3,2",
                  "有 7 个金额读不出：第3行“x”不是数字；第4行“1e3”是科学计数法；第5行“80元”带有另一种金额单位（应写成 "
                  "0.008）；第6行“”是空的；第7行“y”不是数字；另有 2 个没有列出。");
    check_refusal(with_controls("控制项,金额（元）\n合计,80万元\n"), "controls.csv 2,2",
                  "第2行“80万元”带有另一种金额单位（应写成 800000.00）。金额应是以元为单位的数，如 800000.00。");
    check_refusal(with_controls("控制项,金额,栏目\n合计,1,单价\n"), "controls.csv 2,3", "只能是表里的金额列名");
    check_refusal(with_controls("控制项,金额,栏目\n合计,1,合计（元）\n"), "controls.csv 2,3", "只能是表里的金额列名");
    check_refusal(with_controls("控制项,金额,栏目\n预留份额,1,小计\n"), "controls.csv 2,3",
                  "控制项指的是“中小企业预留份额”");
    check_refusal(with_controls("控制项,金额,;控制项;金额\n"), "controls.csv 1,0", "看不准列与列之间用的是哪一种");
    check_refusal(with_controls("合计,,=,1\n"), "controls.csv 1,0", "要有“控制项”和“金额”");
    check_refusal(with_controls("控制项,金额,控制数\n"), "controls.csv 1,3", "意思相同");
    check_refusal(with_controls("控制项,金额（千元）\n"), "controls.csv 1,2", "单位不能识别");
    check_refusal(with_controls("\n"), "controls.csv 0,0", "文件是空的");
}

static void controls_from_elsewhere(void **state)
{
    (void)state;
    char other[PATH], expected[2 * PATH];
    with_controls("控制项,金额\n合计,1\n");
    put("plan.csv", "采购品目,采购类别,合计\nA,货物,5\n,合计,5\n");
    put("other.csv", "控制项,金额\n合计,2\n");
    path_of("other.csv", other);
    snprintf(expected, sizeof expected,
             "! plan.csv 第3行是合计行，不算采购项；其中 1 个数已作为控制数核对。\n"
             "! 控制数取自“%s”，没有使用计划自带的 controls.csv。\n"
             "# 金额单位=万元\n2 采购品目编码=A 采购类别=货物 合计=5.00\n"
             "= 0,合计,,=,5.00,0.01,表内合计行，plan.csv 第3行，合计,plan.csv!C3 合计\n= "
             "0,合计,,=,2.00,0.01,,other.csv!B2 金额\n",
             other);
    assert_string_equal(read_path(&seen, folder, other), expected);
    put("other.csv", NULL);
    read_path(&seen, folder, other);
    assert_non_null(strstr(seen.text, "没有这个文件"));
}

/* What is there but cannot be read is an error, never "no controls". */
static void files_that_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"controls.csv", "about.csv", "plan.csv", "other.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[PATH], other[PATH];
        with_controls("控制项,金额\n合计,5\n");
        put("other.csv", "控制项,金额\n合计,5\n");
        path_of("other.csv", other);
        path_of(names[i], path);
        assert_int_equal(remove(path), 0);
        assert_int_equal(symlink("nowhere", path), 0);
        assert_non_null(strstr(read_path(&seen, folder, i == 3 ? other : NULL), "失效的链接"));
        assert_int_equal(remove(path), 0);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_non_null(strstr(read_path(&seen, folder, i == 3 ? other : NULL), "不是普通文件"));
        assert_int_equal(remove(path), 0);
    }
    put("other.csv", NULL);
}

/* A file of many entries that mean nothing does not fill the terminal; one of too many controls is refused. */
static void many_entries(void **state)
{
    (void)state;
    enum { ROOM = 2000000, ENTRIES = 1000, CONTROLS_MOST = 65536 };
    char *text = malloc(ROOM);
    assert_non_null(text);
    size_t used = 0;
    for (size_t i = 0; i < ENTRIES; i++) {
        used += (size_t)snprintf(text + used, ROOM - used, "无此项%zu,x\n", i);
    }
    with_about(text, "采购品目,合计\nA,5\n");
    assert_non_null(strstr(seen.text, "“无此项19”"));
    assert_null(strstr(seen.text, "“无此项20”"));
    assert_non_null(strstr(seen.text, "! about.csv 里这样的说明还有 980 条，不再一一列出。"));
    used = (size_t)snprintf(text, ROOM, "控制项,金额");
    for (size_t i = 0; i < ENTRIES; i++) {
        used += (size_t)snprintf(text + used, ROOM - used, ",无此列%zu", i);
    }
    with_controls(text);
    assert_non_null(strstr(seen.text, "! controls.csv 里这样的说明还有 980 条，不再一一列出。"));
    used = (size_t)snprintf(text, ROOM, "控制项,金额\n");
    for (size_t i = 0; i < CONTROLS_MOST; i++) {
        used += (size_t)snprintf(text + used, ROOM - used, "合计,5\n");
    }
    snprintf(text + used, ROOM - used, "合计,5\n");
    check_refusal(with_controls(text), "controls.csv 65538,0", "超过 65536 个");
    free(text);
}

/* ---- Paths ---- */

static void paths_that_are_refused(void **state)
{
    (void)state;
    char path[PATH];
    pp_error error;
    static const struct {
        const char *file;
        pp_error_code code;
        const char *words;
    } cases[] = {{"missing", PP_ERROR_SYSTEM, "没有这个文件"},
                 {"missing.csv", PP_ERROR_SYSTEM, "没有这个文件"},
                 {"plan.pptx", PP_ERROR_FORMAT, "可以读取的有"},
                 {"plan.xlsx", PP_ERROR_FORMAT, "内容却是文字"},
                 {"", PP_ERROR_SYSTEM, "没有 plan.csv"}};
    put("about.csv", NULL);
    put("plan.csv", NULL);
    put("plan.xlsx", "x");
    put("plan.pptx", "x");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_null(pp_plan_read(path_of(cases[i].file, path), NULL, &error));
        assert_int_equal(error.code, cases[i].code);
        assert_non_null(strstr(error.text, cases[i].words));
        assert_null(pp_plan_read(path, NULL, NULL));
    }
    put("plan.pptx", NULL);
    assert_null(pp_plan_read("/dev/null", NULL, &error));
    assert_int_equal(error.code, PP_ERROR_FORMAT);
}

static void every_cell_knows_its_place(void **state)
{
    (void)state;
    char path[PATH];
    pp_error error;
    put("about.csv", NULL);
    put("controls.csv", NULL);
    put("plan.csv", "合计（元）,备注,采购 品目\n\n1,\"a\nb\",[A02010105]台式计算机\n2,,A02010106\n");
    path_of("plan.csv", path);
    pp_plan *plan = pp_plan_read(path, NULL, &error);
    assert_non_null(plan);
    pp_place place = pp_plan_place(plan, 0, PP_COL_ITEM_NAME);
    assert_string_equal(place.file, "plan.csv");
    assert_null(place.sheet);
    assert_int_equal(place.row, 3);
    assert_int_equal(place.column, 3);
    assert_string_equal(place.title, "采购 品目");
    place = pp_plan_place(plan, 1, PP_COL_TOTAL);
    assert_int_equal(place.row, 4);
    assert_int_equal(place.column, 1);
    assert_string_equal(place.title, "合计（元）");
    assert_false(pp_plan_has(plan, PP_COL_RESERVE));
    assert_int_equal(pp_plan_place(plan, 1, PP_COL_RESERVE).column, 0);
    pp_plan_free(plan);
}

/* ---- The real plan ---- */

static char *slurp(const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *length = fread(text, 1, 1 << 20, in);
    fclose(in);
    return text;
}

static void real_path(const char *file, char path[PATH])
{
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, PATH, "%s/data/qingdao-2024/%s", root == NULL ? "." : root, file);
}

static void the_real_plan(void **state)
{
    (void)state;
    char path[PATH];
    pp_error error;
    real_path("", path);
    pp_plan *plan = pp_plan_read(path, NULL, &error);
    assert_non_null(plan);
    assert_int_equal(pp_plan_lines(plan), 22);
    assert_int_equal(pp_plan_controls(plan), 15);
    assert_int_equal(pp_plan_extras(plan), 0);
    assert_int_equal(pp_plan_unreadables(plan), 0);
    assert_int_equal(pp_plan_year(plan), 2024);
    pp_money total = 0, reserve = 0;
    for (size_t i = 0; i < 22; i++) {
        assert_true(pp_money_add(total, pp_plan_money(plan, i, PP_COL_TOTAL), &total));
        assert_true(pp_money_add(reserve, pp_plan_money(plan, i, PP_COL_RESERVE), &reserve));
        assert_string_equal(pp_plan_text(plan, i, PP_COL_FUNCTION_CODE), "2010301");
        assert_string_equal(pp_plan_text(plan, i, PP_COL_FUNCTION_NAME), "行政运行");
        assert_int_equal(strlen(pp_plan_text(plan, i, PP_COL_ITEM_CODE)), 9);
    }
    assert_int_equal(total, 6289030000);
    assert_int_equal(reserve, 269680000);
    assert_string_equal(pp_plan_text(plan, 2, PP_COL_ITEM_NAME), "车辆加油、添加燃料服务");
    assert_int_equal(pp_plan_control(plan, 14)->relation, PP_AT_MOST);
    pp_plan_free(plan);
}

/* ---- Damaged files ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Changes a text in one to eight places: other bytes, cut pieces, doubled pieces, signs that mean something. */
static size_t mutate(char *text, size_t length, size_t room, uint64_t *seed)
{
    static const char signs[] = "\",\n\r\t []（)=-.0Aa\xEF\xBB\xBF\xE4\xFF\0'";
    const size_t changes = 1 + next_random(seed) % 8;
    for (size_t i = 0; i < changes && length > 64; i++) {
        const size_t at = next_random(seed) % (length - 48), piece = 1 + next_random(seed) % 40;
        switch (next_random(seed) % 5) {
        case 0:
            text[at] = (char)next_random(seed);
            break;
        case 1:
            text[at] = signs[next_random(seed) % (sizeof signs - 1)];
            break;
        case 2:
            memmove(text + at, text + at + piece, length - at - piece);
            length -= piece;
            break;
        case 3:
            if (length + piece < room) {
                memmove(text + at + piece, text + at, length - at);
                length += piece;
            }
            break;
        default:
            memmove(text + at, text + next_random(seed) % (length - 48), piece);
            break;
        }
    }
    return length;
}

static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const char *const files[] = {"plan.csv", "controls.csv", "about.csv"};
    enum { ROUNDS = 4000, ROOM = 1 << 16 };
    char path[PATH];
    char *good[3], *bad = malloc(ROOM);
    size_t length[3], read = 0, refused = 0;
    uint64_t seed = 2024;
    assert_non_null(bad);
    for (size_t f = 0; f < 3; f++) {
        real_path(files[f], path);
        good[f] = slurp(path, &length[f]);
        assert_true(length[f] < ROOM / 2);
    }
    for (int round = 0; round < ROUNDS; round++) {
        const size_t which = round % 8 == 0 ? 2u : round % 4 == 0 ? 1u : 0u;
        for (size_t f = 0; f < 3; f++) {
            memcpy(bad, good[f], length[f]);
            put_bytes(files[f], bad, f == which ? mutate(bad, length[f], ROOM, &seed) : length[f]);
        }
        read_path(&seen, folder, NULL);
        if (strstr(seen.text, "\n= ") != NULL) {
            read++;
        } else {
            refused++;
        }
    }
    assert_true(read > ROUNDS / 20);
    assert_true(refused > ROUNDS / 20);
    for (size_t f = 0; f < 3; f++) {
        free(good[f]);
    }
    free(bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_about_says),
        cmocka_unit_test(departments_and_units_of_a_single_file),
        cmocka_unit_test(controls_that_are_read),
        cmocka_unit_test(controls_that_are_refused),
        cmocka_unit_test(controls_from_elsewhere),
        cmocka_unit_test(files_that_are_none),
        cmocka_unit_test(many_entries),
        cmocka_unit_test(paths_that_are_refused),
        cmocka_unit_test(every_cell_knows_its_place),
        cmocka_unit_test(the_real_plan),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
