/* The compiled policy tables: what is in force where and when, and words and cases as people write them. */
#include "reserve_plan.h"

/* ---- What is in force ---- */

static const struct {
    pp_kind kind;
    const char *region;
    int year;
    pp_share share; /* 0: no row */
    int64_t threshold;
    const char *row_region;
    uint32_t row;
} reserves[] = {
    {PP_GOODS, "全国", 2020, 0, 0, NULL, 0},
    {PP_GOODS, "全国", 2021, 3000, 200, "全国", 2},
    {PP_SERVICES, NULL, 2021, 3000, 200, "全国", 2},
    {PP_GOODS, "青岛", 2023, 3000, 200, "全国", 2},
    {PP_GOODS, "青岛", 2024, 4500, 200, "青岛", 5},
    {PP_SERVICES, "青岛市", 2024, 4500, 200, "青岛", 5},
    {PP_SERVICES, "山东省青岛市", 2027, 4500, 200, "青岛", 5},
    {PP_SERVICES, " 青 岛 ", 2026, 4500, 200, "青岛", 5},
    {PP_SERVICES, "济南", 2024, 3000, 200, "全国", 2},
    {PP_SERVICES, "", 2024, 3000, 200, "全国", 2},
    {PP_WORKS, "全国", 2020, 0, 0, NULL, 0},
    {PP_WORKS, "全国", 2021, 3000, 400, "全国", 3},
    {PP_WORKS, "全国", 2022, 3000, 400, "全国", 3}, /* raised on 1 July: the year began under the old row */
    {PP_WORKS, "全国", 2023, 4000, 400, "全国", 4},
    {PP_WORKS, "全国", 2026, 4000, 400, "全国", 4},
    {PP_WORKS, "全国", 2027, 0, 0, NULL, 0},
    {PP_WORKS, "青岛", 2023, 4000, 400, "全国", 4},
    {PP_WORKS, "青岛", 2024, 4500, 400, "青岛", 6},
    {PP_WORKS, "青岛", 2027, 4500, 400, "青岛", 6},
    {PP_KIND_NONE, "青岛", 2024, 0, 0, NULL, 0},
    {PP_GOODS, "青岛", 0, 0, 0, NULL, 0},
    {PP_GOODS, "青岛", -2024, 0, 0, NULL, 0},
    {PP_GOODS, "青岛", 2147483, 0, 0, NULL, 0},
};

static void reserve_rows(void **state)
{
    const pp_policy *policy = *state;
    for (size_t i = 0; i < COUNT(reserves); i++) {
        const pp_reserve_policy *row =
            pp_policy_reserve(policy, reserves[i].kind, reserves[i].region, reserves[i].year);
        if ((row != NULL) != (reserves[i].share != 0)) {
            fail_msg("case %zu", i);
        }
        if (row != NULL) {
            assert_int_equal(row->share, reserves[i].share);
            assert_int_equal(row->micro_share, 6000);
            assert_int_equal(row->threshold, reserves[i].threshold * WAN);
            assert_string_equal(row->origin.region, reserves[i].row_region);
            assert_int_equal(row->origin.row, reserves[i].row);
            assert_string_equal(row->origin.file, "sme-reserve.csv");
            assert_string_equal(row->kind_names, reserves[i].kind == PP_WORKS ? "工程" : "货物、服务");
            assert_int_equal(row->kinds,
                             reserves[i].kind == PP_WORKS ? 1u << PP_WORKS : 1u << PP_GOODS | 1u << PP_SERVICES);
            assert_int_not_equal(row->origin.basis[0], '\0');
            assert_int_not_equal(row->origin.sure[0], '\0');
        }
    }
    const pp_reserve_policy *works = pp_policy_reserve(policy, PP_WORKS, NULL, 2022);
    assert_int_equal(works->origin.valid_from, 20210101);
    assert_int_equal(works->origin.valid_to, 20220630);
    assert_ptr_equal(pp_policy_reserve(policy, PP_GOODS, "青岛", 2024),
                     pp_policy_reserve(policy, PP_SERVICES, "青岛", 2024)); /* one pool */
    assert_string_equal(pp_policy_reserve(policy, PP_GOODS, "青岛", 2024)->origin.sure, "press 85%");
}

static void the_act(void **state)
{
    const pp_policy *policy = *state;
    assert_null(pp_policy_act(policy, "青岛", 2017));
    assert_null(pp_policy_act(policy, "青岛", 0));
    for (int year = 2018; year < 2030; year++) {
        const pp_reserve_policy *act = pp_policy_act(policy, year % 2 == 0 ? "青岛" : NULL, year);
        assert_non_null(act);
        assert_int_equal(act->share, 3000);
        assert_int_equal(act->micro_share, 6000);
        assert_int_equal(act->threshold, 0);
        assert_string_equal(act->kind_names, "年度总额");
    }
}

static const struct {
    pp_threshold_kind name;
    pp_kind kind;
    const char *region;
    int year;
    int64_t amount; /* 万元, 0: no row */
    const char *sure;
} thresholds[] = {
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "中央", 2019, 0, NULL},
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "中央", 2020, 100, "official 98%"},
    {PP_THRESHOLD_DISPERSED, PP_SERVICES, "中央本级", 2024, 100, "official 98%"},
    {PP_THRESHOLD_DISPERSED, PP_WORKS, "中央", 2024, 120, "official 98%"},
    {PP_THRESHOLD_OPEN_TENDER, PP_GOODS, "中央", 2024, 200, "official 98%"},
    {PP_THRESHOLD_OPEN_TENDER, PP_WORKS, "中央", 2024, 400, "recalled 97%"},
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "全国", 2024, 0, NULL}, /* what binds central units binds nobody else */
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "青岛", 2025, 0, NULL},
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "青岛", 2026, 100, "official 95%"},
    {PP_THRESHOLD_DISPERSED, PP_SERVICES, "青岛市", 2026, 100, "official 95%"},
    {PP_THRESHOLD_DISPERSED, PP_GOODS, "青岛", 2027, 0, NULL},
    {PP_THRESHOLD_OPEN_TENDER, PP_SERVICES, "青岛", 2024, 400, "recalled 80%"},
    {PP_THRESHOLD_OPEN_TENDER, PP_SERVICES, "山东省济南市", 2024, 400, "recalled 80%"},
    {PP_THRESHOLD_OPEN_TENDER, PP_WORKS, "青岛", 2024, 400, "recalled 97%"},
    {PP_THRESHOLD_OPEN_TENDER, PP_GOODS, "全国", 2024, 0, NULL},
    {PP_THRESHOLD_OPEN_TENDER, PP_KIND_NONE, "青岛", 2024, 0, NULL},
};

static void threshold_rows(void **state)
{
    const pp_policy *policy = *state;
    for (size_t i = 0; i < COUNT(thresholds); i++) {
        const pp_threshold *row = pp_policy_threshold(policy, thresholds[i].name, thresholds[i].kind,
                                                      thresholds[i].region, thresholds[i].year);
        if ((row != NULL) != (thresholds[i].amount != 0)) {
            fail_msg("case %zu", i);
        }
        if (row != NULL) {
            assert_int_equal(row->amount, thresholds[i].amount * WAN);
            assert_int_equal(row->level, 0);
            assert_int_equal(row->name, thresholds[i].name);
            assert_string_equal(row->origin.sure, thresholds[i].sure);
        }
    }
    /* both names fit, equally long: the later one goes before */
    assert_string_equal(
        pp_policy_threshold(policy, PP_THRESHOLD_OPEN_TENDER, PP_GOODS, "山东省青岛市", 2024)->origin.region, "青岛");
    assert_string_equal(
        pp_policy_threshold(policy, PP_THRESHOLD_OPEN_TENDER, PP_GOODS, "青岛，山东", 2024)->origin.region, "山东");
}

static void intention_rows(void **state)
{
    const pp_policy *policy = *state;
    static const struct {
        const char *region;
        bool column;
    } cases[] = {{"全国", false}, {NULL, false}, {"中央", false}, {"青岛", true}, {"山东省", true}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_null(pp_policy_intention(policy, cases[i].region, 2020));
        const pp_intention_policy *row = pp_policy_intention(policy, cases[i].region, 2024);
        assert_int_equal(row->reserve_column, cases[i].column);
        assert_int_equal(row->lead_days, 30);
        assert_string_equal(row->origin.sure, cases[i].column ? "press 85%" : "official 98%");
    }
}

static void assets_and_functions(void **state)
{
    const pp_policy *policy = *state;
    size_t count;
    const pp_asset_standard *desks = pp_policy_assets(policy, "A05010201", &count);
    assert_int_equal(count, 2);
    assert_string_equal(desks[0].grade, "司局级");
    assert_int_equal(desks[0].ceiling, 450000);
    assert_string_equal(desks[1].grade, "处级及以下");
    assert_int_equal(desks[1].ceiling, 300000);
    assert_int_equal(desks[1].min_years, 15);
    assert_string_equal(desks[1].item_name, "办公桌");
    assert_string_equal(desks[1].origin.region, "中央");
    assert_int_equal(pp_policy_assets(policy, "A02010105", &count)->ceiling, 500000);
    assert_int_equal(count, 1);
    assert_null(pp_policy_assets(policy, "C99000000", &count));
    assert_int_equal(count, 0);
    assert_string_equal(pp_policy_function_name(policy, "2010301"), "行政运行");
    assert_string_equal(pp_policy_function_name(policy, "20103"), "政府办公厅（室）及相关机构事务");
    assert_string_equal(pp_policy_function_name(policy, "201"), "一般公共服务支出");
    assert_string_equal(pp_policy_function_name(policy, "2210201"), "住房公积金");
    assert_null(pp_policy_function_name(policy, "2010302"));
    assert_null(pp_policy_function_name(policy, ""));
}

/* ---- Words ---- */

static const struct {
    pp_word_kind kind;
    const char *text, *word; /* NULL: none */
} words[] = {
    {PP_WORD_METHOD, "公开招标", "公开招标"},
    {PP_WORD_METHOD, " 公 开招标（电子）", "公开招标"},
    {PP_WORD_METHOD, "公开", "公开招标"},
    {PP_WORD_METHOD, "竞争性磋商采购", "竞争性磋商"},
    {PP_WORD_METHOD, "磋商", "竞争性磋商"},
    {PP_WORD_METHOD, "竞争谈判", "竞争性谈判"},
    {PP_WORD_METHOD, "询价采购", "询价"},
    {PP_WORD_METHOD, "单一来源采购", "单一来源"},
    {PP_WORD_METHOD, "框架协议采购", "框架协议"},
    {PP_WORD_METHOD, "合作创新采购", "合作创新"},
    {PP_WORD_METHOD, "邀请招标", "邀请招标"},
    {PP_WORD_METHOD, "拟公开招标", NULL},
    {PP_WORD_METHOD, "1", NULL},
    {PP_WORD_METHOD, "", NULL},
    {PP_WORD_METHOD, "分散采购", NULL},
    {PP_WORD_ORGANISATION, "分散采购", "分散采购"},
    {PP_WORD_ORGANISATION, "集中采购", "政府集中采购"},
    {PP_WORD_ORGANISATION, "部门集中采购", "部门集中采购"},
    {PP_WORD_ORGANISATION, "批量集中采购", "批量集中采购"},
    {PP_WORD_ORGANISATION, "公开招标", NULL},
    {PP_WORD_MODE, "整体预留", "整体预留"},
    {PP_WORD_MODE, "采购项目整体预留", "整体预留"},
    {PP_WORD_MODE, "设置专门采购包 45%", "专门采购包"},
    {PP_WORD_MODE, "专门采购包（４５．５％）", "专门采购包"},
    {PP_WORD_MODE, "要求以联合体形式参加采购活动，比例不低于30%", "联合体"},
    {PP_WORD_MODE, "要求合同分包", "分包"},
    {PP_WORD_MODE, "无", NULL},
};

static void words_as_written(void **state)
{
    const pp_policy *policy = *state;
    static const size_t counts[] = {8, 4, 4};
    for (size_t i = 0; i < COUNT(words); i++) {
        const pp_word *word = pp_policy_word(policy, words[i].kind, words[i].text);
        if ((word != NULL) != (words[i].word != NULL) || (word != NULL && strcmp(word->word, words[i].word) != 0)) {
            fail_msg("%s", words[i].text);
        }
    }
    for (int k = 0; k <= PP_WORD_MODE; k++) {
        const pp_word_kind kind = (pp_word_kind)k;
        assert_int_equal(pp_policy_words(policy, kind), counts[k]);
        assert_null(pp_policy_word_at(policy, kind, counts[k]));
        for (size_t i = 0; i < counts[k]; i++) {
            const pp_word *word = pp_policy_word_at(policy, kind, i);
            assert_int_equal(word->kind, kind);
            assert_ptr_equal(pp_policy_word(policy, kind, word->word), word);
            assert_int_equal(word->competitive_open, strcmp(word->word, "公开招标") == 0);
            assert_int_equal(word->no_intention,
                             strcmp(word->word, "框架协议") == 0 || strcmp(word->word, "批量集中采购") == 0);
            assert_int_equal(word->with_share, kind == PP_WORD_MODE && strcmp(word->word, "整体预留") != 0);
        }
    }
}

static const struct {
    const char *reason;
    int number; /* 0: none */
} reasons[] = {
    {"（一）", 1},
    {"(一)", 1},
    {"㈠", 1},
    {"一", 1},
    {" 一 ", 1},
    {"情形一", 1},
    {"情形二：只有大企业能供应", 2},
    {"情形（三）", 3},
    {"第（一）项", 1},
    {"第一项", 1},
    {"第四种情形", 4},
    {"第二款", 2},
    {"1", 1},
    {"(1)", 1},
    {"１", 1},
    {"5、其他", 5},
    {"（五）2024年规定", 5},
    {"二、不可替代的专利", 2},
    {"三 供应不足", 3},
    {"三\t供应不足", 3},
    {"3. 竞争不足", 3},
    {"【二】", 2},
    {"[2]", 2},
    {"第六条第（三）项", 3},
    {"第六条第一款第（二）项", 2},
    {"属于第六条（四）", 4},
    {"财库〔2020〕46号第六条第五项", 5},
    {"符合情形五", 5},
    {"涉及专利，无法替代", 2},
    {"专有技术", 2},
    {"面向事业单位采购", 1},
    {"不能确保充分竞争", 3},
    {"属框架协议采购项目", 4},
    {"省级以上财政部门规定", 5},
    {"一次性采购", 0},
    {"五金件", 0},
    {"三家供应商", 0},
    {"一项采购", 0},
    {"第一次采购", 0},
    {"1台设备", 0},
    {"1.5万元", 0},
    {"1,000 元", 0},
    {"12", 0},
    {"1-2月采购", 0},
    {"（一", 1},
    {"（一次）", 0},
    {"情形12", 0},
    {"六", 0},
    {"（六）", 0},
    {"0", 0},
    {"情形", 0},
    {"第", 0},
    {"（", 0},
    {"", 0},
    {"不适宜", 0},
    {"无", 0},
    /* What is denied does not count. */
    {"无专利", 0},
    {"无 专利", 0},
    {"没有专利", 0},
    {"非专利产品", 0},
    {"不涉及专利、专有技术", 0},
    {"没有专利、专有技术和基础设施限制", 0},
    {"不具有不可替代的专利", 0},
    {"未列入框架协议", 0},
    {"不属于框架协议采购项目", 0},
    {"不采用框架协议", 0},
    {"非事业单位", 0},
    {"不影响采购目标的实现", 0},
    {"能够充分竞争", 0},
    {"可以确保充分供应、充分竞争", 0},
    {"专利：无", 0},
    {"专利已过期", 0},
    {"不属于情形二", 0},
    {"不符合第六条第（二）项", 0},
    {"有不可替代的专利", 2},
    {"非常依赖专利", 2},
    {"未来按框架协议采购", 4},
    {"无专利，属框架协议采购", 4},
    {"专利无法替代", 2},
    {"不属于框架协议，但有不可替代的专利", 2},
    {"无法确保充分供应、充分竞争", 3},
    {"难以形成充分竞争", 3},
    {"可能影响政府采购目标的实现", 3},
    {"无法实现采购目标", 3},
    /* A number settles it, wherever it stands. */
    {"框架协议，属于情形二", 2},
    {"专利；按第六条第（四）项", 4},
    {"专利，第六条第四项", 4},
    {"专利，框架协议，情形（四）", 4},
    {"属于第二种情形", 2},
    {"（二）框架协议", 2},
    {"2", 2},
    {"不属于情形二，属于情形三", 3},
    {"合同第二项", 0},
    {"情形二次发生", 0},
    {"情形一般", 0},
    {"特殊情形", 0},
    {"情形十", 0},
    {"第六条", 0},
    /* Words of two cases: nobody knows which is meant. */
    {"专利，框架协议", 0},
    {"也许是情形二，也许是情形三", 0},
};

static void regions(void **state)
{
    static const struct {
        const char *region;
        bool known;
        int share; /* of goods in 2024, in percent */
    } REGIONS[] = {
        {NULL, true, 30},
        {"", true, 30},
        {"全国", true, 30},
        {"中央", true, 30},
        {"青岛", true, 45},
        {"青岛市", true, 45},
        {" 青 岛 ", true, 45},
        {"青岛市市南区", true, 45},
        {"山东省青岛市", true, 45},
        {"山东省", true, 30},
        {"山东省济南市", true, 30},
        {"清岛", false, 30},
        {"杭州市", false, 30},
        {"上海市山东路", false, 30},
        {"武汉市青岛路街道", false, 30},
        {"Qingdao", false, 30},
        {"山东路，山东省", true, 30},
    };
    char names[64], few[12];
    for (size_t i = 0; i < COUNT(REGIONS); i++) {
        const pp_reserve_policy *row = pp_policy_reserve(*state, PP_GOODS, REGIONS[i].region, 2024);
        if (pp_policy_knows_region(*state, REGIONS[i].region) != REGIONS[i].known ||
            row->share != REGIONS[i].share * 100) {
            fail_msg("%s: %d", REGIONS[i].region == NULL ? "none" : REGIONS[i].region, row->share);
        }
    }
    assert_string_equal(pp_policy_regions(*state, names, sizeof names), "青岛、中央、山东");
    assert_true(strlen(pp_policy_regions(*state, few, sizeof few)) < sizeof few); /* cut, not overrun */
}

static void several_cases(void **state)
{
    const pp_policy *policy = *state;
    assert_int_equal(pp_policy_cases(policy, "专利，框架协议"), 1 << 2 | 1 << 4);
    assert_int_equal(pp_policy_cases(policy, "无专利，框架协议"), 1 << 4);
    assert_int_equal(pp_policy_cases(policy, "事业单位、社会组织"), 1 << 1);
    assert_int_equal(pp_policy_cases(policy, "也许是情形二，也许是情形三"), 1 << 2 | 1 << 3);
    assert_int_equal(pp_policy_cases(policy, "（五）专利，框架协议"), 1 << 5);
    assert_int_equal(pp_policy_cases(policy, "领导要求"), 0);
    assert_int_equal(pp_policy_cases(policy, ""), 0);
}

static void cases_as_written(void **state)
{
    const pp_policy *policy = *state;
    static const char *const numerals[] = {"一", "二", "三", "四", "五"};
    for (size_t i = 0; i < COUNT(reasons); i++) {
        const pp_exemption *found = pp_policy_exemption(policy, reasons[i].reason);
        const int number = found == NULL ? 0 : found->number;
        if (number != reasons[i].number) {
            fail_msg("%s: %d", reasons[i].reason, number);
        }
    }
    assert_int_equal(pp_policy_exemptions(policy), 5);
    assert_null(pp_policy_exemption_at(policy, 5));
    for (size_t i = 0; i < 5; i++) {
        const pp_exemption *one = pp_policy_exemption_at(policy, i);
        assert_int_equal(one->number, i + 1);
        assert_string_equal(one->numeral, numerals[i]);
        assert_true(one->text[0] != '\0' && one->words[0] != '\0');
    }
    char *endless = malloc(100001);
    memset(endless, '9', 100000);
    endless[100000] = '\0';
    assert_null(pp_policy_exemption(policy, endless));
    assert_null(pp_policy_word(policy, PP_WORD_METHOD, endless));
    assert_null(pp_policy_act(policy, endless, 0));
    assert_string_equal(pp_policy_act(policy, endless, 2024)->origin.region, "全国");
    free(endless);
}

/* ---- Shares ---- */

static void shares(void **state)
{
    (void)state;
    static const struct {
        pp_share share;
        const char *text;
    } texts[] = {{0, "0%"},        {1, "0.01%"},    {10, "0.1%"},
                 {100, "1%"},      {4500, "45%"},   {4550, "45.5%"},
                 {4505, "45.05%"}, {10000, "100%"}, {INT32_MAX, "21474836.47%"}};
    char out[16];
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_string_equal(pp_share_format(texts[i].share, out), texts[i].text);
    }
    assert_int_equal(pp_share_of(583765 * 10000LL, 4500), 2626942500); /* 5,837.65 万元: 26,269,425.00 元 exactly */
    assert_int_equal(pp_share_of(583765 * 10000LL, 3000), 1751295000);
    assert_int_equal(pp_share_of(0, 4500), 0);
    assert_int_equal(pp_share_of(1, 4500), 1); /* rounded up */
    assert_int_equal(pp_share_of(1, 0), 0);
    assert_int_equal(pp_share_of(20, 4500), 9);
    assert_int_equal(pp_share_of(21, 4500), 10);
    assert_int_equal(pp_share_of(PP_MONEY_MAX, 10000), PP_MONEY_MAX);
    assert_int_equal(pp_share_of(PP_MONEY_MAX, 5000), PP_MONEY_MAX / 2 + 1);
    assert_int_equal(pp_share_of(PP_MONEY_MAX, 20000), PP_MONEY_MAX);
}

/* The program's own folder, read as a user's, says what is compiled in. */
static void own_folder(void **state)
{
    const pp_policy *compiled = *state;
    char path[4096];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/catalog", root != NULL ? root : ".");
    pp_policy *policy = pp_policy_load(path, NULL);
    assert_non_null(policy);
    for (int year = 2015; year < 2030; year++) {
        for (int kind = 0; kind < PP_KIND_COUNT; kind++) {
            const pp_reserve_policy *a = pp_policy_reserve(compiled, (pp_kind)kind, "青岛", year);
            const pp_reserve_policy *b = pp_policy_reserve(policy, (pp_kind)kind, "青岛", year);
            assert_int_equal(a == NULL ? 0 : a->origin.row, b == NULL ? 0 : b->origin.row);
        }
    }
    pp_policy_free(policy);
}

#define COMPILED(test) cmocka_unit_test_setup_teardown(test, load_compiled, free_compiled)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COMPILED(reserve_rows),
        COMPILED(the_act),
        COMPILED(threshold_rows),
        COMPILED(intention_rows),
        COMPILED(assets_and_functions),
        COMPILED(words_as_written),
        COMPILED(cases_as_written),
        COMPILED(several_cases),
        COMPILED(regions),
        COMPILED(own_folder),
        cmocka_unit_test(shares),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
