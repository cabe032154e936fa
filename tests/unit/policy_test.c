/* The policy tables: what is in force where and when, words and cases as people write them, tables of a user's own,
 * faulty ones, and memory that runs out. */
#include "failing_malloc.h"
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
};

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

/* ---- A user's tables ---- */

static void one_table_is_replaced(void **state)
{
    (void)state;
    put_policy("sme-reserve.csv",
               "\xEF\xBB\xBFsure,basis,kind,region,valid_to,valid_from,micro_share,share,threshold_wan\r\n"
               "official,本地规定,货物,青岛,,2024-01-01,50%,33.35%,\"1,234.56\"\r\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    assert_non_null(policy);
    const pp_reserve_policy *row = pp_policy_reserve(policy, PP_GOODS, "青岛", 2024);
    assert_int_equal(row->share, 3335);
    assert_int_equal(row->micro_share, 5000);
    assert_int_equal(row->threshold, 1234560000);
    assert_int_equal(row->origin.row, 2);
    assert_null(pp_policy_reserve(policy, PP_SERVICES, "青岛", 2024)); /* the whole table is replaced */
    assert_null(pp_policy_act(policy, "青岛", 2024));
    assert_int_equal(pp_policy_threshold(policy, PP_THRESHOLD_DISPERSED, PP_GOODS, "青岛", 2026)->amount, 100 * WAN);
    pp_policy_free(policy);
    pp_catalog *catalog = pp_catalog_load(folder, NULL); /* such a folder is one for the catalogue too */
    assert_non_null(catalog);
    assert_int_equal(pp_catalog_size(catalog), pp_catalog_size(pp_catalog_builtin()));
    pp_catalog_free(catalog);
}

static void tables_may_be_empty(void **state)
{
    (void)state;
    put_policy("asset-standards.csv",
               "valid_from,valid_to,region,item_code,item_name,grade,price_ceiling_yuan,min_years,basis,sure\n");
    put_policy("reserve-exemptions.csv", "valid_from,valid_to,region,number,text,words,basis,sure\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    size_t count;
    assert_non_null(policy);
    assert_null(pp_policy_assets(policy, "A02010105", &count));
    assert_int_equal(count, 0);
    assert_int_equal(pp_policy_exemptions(policy), 0);
    assert_null(pp_policy_exemption(policy, "（一）"));
    pp_policy_free(policy);
}

/* Empty places in a list of words recognise nothing. */
static void words_of_a_users_table(void **state)
{
    (void)state;
    put_policy("reserve-modes.csv", "valid_from,valid_to,region,word,synonyms,with_share,basis,sure\n"
                                    ",,全国,分包,、转包、,是,b,press\n,,全国,分包二,转包二,否,b,press\n");
    put_policy("reserve-exemptions.csv", "valid_from,valid_to,region,number,text,words,basis,sure\n"
                                         ",,全国,5,t,甲、乙丙,b,press\n,,全国,2,t,乙、,b,press\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    assert_non_null(policy);
    assert_string_equal(pp_policy_word(policy, PP_WORD_MODE, "转包二次")->word, "分包二"); /* the longest that fits */
    assert_string_equal(pp_policy_word(policy, PP_WORD_MODE, "转包")->word, "分包");
    assert_null(pp_policy_word(policy, PP_WORD_MODE, "整体预留"));
    assert_int_equal(pp_policy_exemption(policy, "因乙丙")->number, 5);
    assert_int_equal(pp_policy_exemption(policy, "因乙")->number, 2);
    assert_int_equal(pp_policy_exemption(policy, "（五）")->number, 5);
    assert_null(pp_policy_exemption(policy, "（一）"));
    pp_policy_free(policy);
}

static void regions_levels_and_years_of_a_users_table(void **state)
{
    (void)state;
    put_policy("thresholds.csv", "valid_from,valid_to,region,name,kind,amount_wan,level,basis,sure\n"
                                 "2020-01-01,2020-12-31,山东,分散采购限额,服务、货物,60,二级,b,press\n"
                                 "2021-01-01,2021-01-01,山东,分散采购限额,货物、服务,70,三级,b,press\n"
                                 "2021-01-02,,山东,分散采购限额,货物、服务,80,一级,b,press\n"
                                 ",,山东省青岛,分散采购限额,货物,90,末级,b,press\n"
                                 ",,青岛市,分散采购限额,货物,95,末级,b,press\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    assert_non_null(policy);
    static const struct {
        const char *region;
        int year;
        int64_t amount;
        int level;
    } cases[] = {{"山东", 2020, 60, 2},         {"山东", 2021, 70, 3},       {"山东", 2022, 80, 1},
                 {"山东", 2019, 0, 0},          {"青岛市", 2024, 95, 0},     {"山东省青岛市", 2024, 90, 0},
                 {"山东省青岛市", 1999, 90, 0}, {"山东省 青岛", 2024, 90, 0}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const pp_threshold *row =
            pp_policy_threshold(policy, PP_THRESHOLD_DISPERSED, PP_GOODS, cases[i].region, cases[i].year);
        assert_int_equal(row == NULL ? 0 : row->amount, cases[i].amount * WAN);
        assert_int_equal(row == NULL ? 0 : row->level, cases[i].level);
    }
    pp_policy_free(policy);
}

#define RESERVE "valid_from,valid_to,region,kind,threshold_wan,share,micro_share,basis,sure\n"
#define THRESHOLDS "valid_from,valid_to,region,name,kind,amount_wan,level,basis,sure\n"
#define ASSETS "valid_from,valid_to,region,item_code,item_name,grade,price_ceiling_yuan,min_years,basis,sure\n"
#define METHODS "valid_from,valid_to,region,kind,word,synonyms,open_tender,no_intention,basis,sure\n"
#define MODES "valid_from,valid_to,region,word,synonyms,with_share,basis,sure\n"
#define CASES "valid_from,valid_to,region,number,text,words,basis,sure\n"
#define FUNCTIONS "valid_from,valid_to,region,code,name,basis,sure\n"
#define INTENTION "valid_from,valid_to,region,reserve_column,lead_days,basis,sure\n"
#define GOOD_RESERVE "2021-01-01,,全国,货物,200,30%,60%,b,press\n"

static const struct {
    const char *file, *text;
    uint32_t row;
    const char *says;
} faults[] = {
    {"sme-reserve.csv", "", 0, "是空的"},
    {"sme-reserve.csv", "valid_from,valid_to\n", 1, "没有“region”"},
    {"sme-reserve.csv", RESERVE GOOD_RESERVE "2021/1/1,,全国,工程,200,30%,60%,b,press\n", 3,
     "valid_from 一列的“2021/1/1”"},
    {"sme-reserve.csv", RESERVE "2021-13-01,,全国,货物,200,30%,60%,b,press\n", 2, "日期"},
    {"sme-reserve.csv", RESERVE "2021-02-29,,全国,货物,200,30%,60%,b,press\n", 2, "日期"},
    {"sme-reserve.csv", RESERVE "1900-02-29,,全国,货物,200,30%,60%,b,press\n", 2, "日期"},
    {"sme-reserve.csv", RESERVE "2021-01-00,,全国,货物,200,30%,60%,b,press\n", 2, "日期"},
    {"sme-reserve.csv", RESERVE "0000-01-01,,全国,货物,200,30%,60%,b,press\n", 2, "日期"},
    {"sme-reserve.csv", RESERVE "2021-01-01,20220101,全国,货物,200,30%,60%,b,press\n", 2, "valid_to"},
    {"sme-reserve.csv", RESERVE "2021-01-01,2020-12-31,全国,货物,200,30%,60%,b,press\n", 2, "早于"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,,货物,200,30%,60%,b,press\n", 2, "不能为空"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货品,200,30%,60%,b,press\n", 2, "货品"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物、货物,200,30%,60%,b,press\n", 2, "顿号"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物、,200,30%,60%,b,press\n", 2, "顿号"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物、年度总额,200,30%,60%,b,press\n", 2, "顿号"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,,200,30%,60%,b,press\n", 2, "顿号"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,-1,30%,60%,b,press\n", 2, "threshold_wan"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,,30%,60%,b,press\n", 2, "threshold_wan"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,2e2,30%,60%,b,press\n", 2, "threshold_wan"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30,60%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30.001%,60%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30.%,60%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,100.01%,60%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,-3%,60%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,%,b,press\n", 2, "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,0000000000000000000000000000000060%,b,press\n", 2,
     "百分比"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,60%,,press\n", 2, "basis"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,60%,b,\n", 2, "sure"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,60%,b,maybe\n", 2, "maybe"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,60%,b,press soon\n", 2, "sure"},
    {"sme-reserve.csv", RESERVE "2021-01-01,,全国,货物,200,30%,60%,b,pressofficialrecalled\n", 2, "sure"},
    {"sme-reserve.csv", RESERVE GOOD_RESERVE GOOD_RESERVE, 3, "第 2 行和第 3 行"},
    {"sme-reserve.csv", RESERVE GOOD_RESERVE "2000-01-01,2021-01-01,全国,服务、货物,9,9%,9%,b,press\n", 3,
     "第 2 行和第 3 行"},
    {"sme-reserve.csv",
     RESERVE GOOD_RESERVE "2000-01-01,2020-12-31,全国,货物,9,9%,9%,b,press\n"
                          ",,青岛,货物,9,9%,9%,b,press\n,, 全 国 ,货物,9,9%,9%,b,press\n",
     5, "第 2 行和第 5 行"},
    {"sme-reserve.csv",
     RESERVE "2021-01-01,,全国,年度总额,0,30%,60%,b,press\n2022-01-01,,全国,年度总额,0,30%,60%,b,press\n", 3,
     "第 2 行和第 3 行"},
    {"thresholds.csv", THRESHOLDS ",,中央,限额,货物,1,末级,b,press\n", 2, "name"},
    {"thresholds.csv", THRESHOLDS ",,中央,分散采购限额,货物,1,四级,b,press\n", 2, "level"},
    {"thresholds.csv", THRESHOLDS ",,中央,分散采购限额,货物,1,,b,press\n", 2, "level"},
    {"thresholds.csv", THRESHOLDS ",,中央,分散采购限额,年度总额,1,末级,b,press\n", 2, "年度总额"},
    {"thresholds.csv", THRESHOLDS ",,中央,分散采购限额,货物,1,末级,b,press\n,,中央,分散采购限额,货物,2,二级,b,press\n",
     3, "第 2 行和第 3 行"},
    {"asset-standards.csv", ASSETS ",,中央,A0201010,x,,1,1,b,press\n", 2, "item_code"},
    {"asset-standards.csv", ASSETS ",,中央,D02010105,x,,1,1,b,press\n", 2, "item_code"},
    {"asset-standards.csv", ASSETS ",,中央,,x,,1,1,b,press\n", 2, "item_code"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,,,1,1,b,press\n", 2, "item_name"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,x,,1万元,1,b,press\n", 2, "price_ceiling_yuan"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,x,,1,1.5,b,press\n", 2, "min_years"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,x,,1,9999999,b,press\n", 2, "min_years"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,x,,1,,b,press\n", 2, "min_years"},
    {"asset-standards.csv", ASSETS ",,中央,A02010105,x,甲,1,1,b,press\n,,中央,A02010105,y,甲,2,1,b,press\n", 3,
     "第 2 行和第 3 行"},
    {"methods.csv", METHODS ",,全国,方式,公开招标,,,,b,press\n", 2, "kind"},
    {"methods.csv", METHODS ",,全国,采购方式,,,,,b,press\n", 2, "word"},
    {"methods.csv", METHODS ",,全国,采购方式,x,,yes,,b,press\n", 2, "open_tender"},
    {"methods.csv",
     METHODS ",,全国,采购方式,x,,,,b,press\n,,全国,采购组织形式,x,,,,b,press\n,,全国,采购方式,X,,,,b,press\n", 4,
     "第 2 行和第 4 行"},
    {"reserve-modes.csv", MODES ",,全国,分包,,对,b,press\n", 2, "with_share"},
    {"reserve-modes.csv", MODES ",,全国,分包,,,b,press\n,,全国,分包,,,b,press\n", 3, "第 2 行和第 3 行"},
    {"reserve-exemptions.csv", CASES ",,全国,6,t,w,b,press\n", 2, "number"},
    {"reserve-exemptions.csv", CASES ",,全国,0,t,w,b,press\n", 2, "number"},
    {"reserve-exemptions.csv", CASES ",,全国,12,t,w,b,press\n", 2, "number"},
    {"reserve-exemptions.csv", CASES ",,全国,1,t,w,b,press\n,,全国,1,u,,b,press\n", 3, "第 2 行和第 3 行"},
    {"functions.csv", FUNCTIONS ",,全国,2010,x,b,press\n", 2, "code"},
    {"functions.csv", FUNCTIONS ",,全国,20103010,x,b,press\n", 2, "code"},
    {"functions.csv", FUNCTIONS ",,全国,20a,x,b,press\n", 2, "code"},
    {"functions.csv", FUNCTIONS ",,全国,201,x,b,press\n,,全国,201,y,b,press\n", 3, "第 2 行和第 3 行"},
    {"intention.csv", INTENTION ",,全国,是,三十,b,press\n", 2, "lead_days"},
    {"intention.csv", INTENTION ",,全国,是,30,b,press\n,,全国,否,20,b,press\n", 3, "第 2 行和第 3 行"},
};

static void faulty_tables_are_refused(void **state)
{
    for (size_t i = 0; i < COUNT(faults); i++) {
        pp_error error = {0};
        assert_int_equal(make_policy_folder(state), 0);
        put_policy(faults[i].file, faults[i].text);
        assert_null(pp_policy_load(folder, &error));
        assert_null(pp_policy_load(folder, NULL));
        assert_int_equal(remove_policy_folder(state), 0);
        if (error.code != PP_ERROR_FORMAT || error.row != faults[i].row || strstr(error.text, faults[i].says) == NULL ||
            strstr(error.file, faults[i].file) == NULL) {
            fail_msg("%zu: %s %u %s", i, error.file, error.row, error.text);
        }
    }
}

static void a_table_beyond_reason_is_refused(void **state)
{
    (void)state;
    enum { ROWS = 5001, ROW = 64 };
    char *text = malloc(sizeof FUNCTIONS + ROWS * ROW);
    size_t used = (size_t)sprintf(text, FUNCTIONS);
    for (int i = 0; i < ROWS; i++) {
        used += (size_t)sprintf(text + used, ",,全国,%07d,x,b,press\n", i);
    }
    put_policy("functions.csv", text);
    free(text);
    pp_error error = {0};
    assert_null(pp_policy_load(folder, &error));
    assert_int_equal(error.code, PP_ERROR_LIMIT);
}

static void folders_that_are_none(void **state)
{
    (void)state;
    pp_error error = {0};
    assert_null(pp_policy_load("/nonexistent/policy", &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    pp_policy *policy = pp_policy_load(folder, &error); /* an empty one replaces nothing */
    assert_non_null(policy);
    pp_policy_free(policy);
    assert_null(pp_catalog_load(folder, &error)); /* where a folder with no table at all is an error */
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    pp_policy_free(NULL);
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

static bool load(void *context)
{
    pp_error error = {0};
    pp_policy *policy = pp_policy_load(context, &error);
    assert_true(policy != NULL || error.code == PP_ERROR_MEMORY);
    pp_policy_free(policy);
    return policy != NULL;
}

static bool load_catalog(void *context)
{
    pp_error error = {0};
    pp_catalog *catalog = pp_catalog_load(context, &error);
    assert_true(catalog != NULL || error.code == PP_ERROR_MEMORY);
    pp_catalog_free(catalog);
    return catalog != NULL;
}

/* Words enough that the arena needs new blocks while they are spelled. */
static void put_many_words(const char *file, const char *heading, const char *row)
{
    enum { WORDS = 5, ROWS = 300, ROW = 512 };
    char *text = malloc(strlen(heading) + ROWS * ROW), *at = text;
    at += sprintf(at, "%s", heading);
    for (int i = 0; i < ROWS; i++) {
        at += sprintf(at, "%s%d,", row, i);
        for (int w = 0; w < WORDS; w++) {
            at += sprintf(at, "%s同义词甲乙丙丁戊己庚辛%d", w == 0 ? "" : "、", i * WORDS + w);
        }
        at += sprintf(at, ",,,b,press\n");
    }
    put_policy(file, text);
    free(text);
}

static void test_no_memory(void **state)
{
    (void)state;
    put_policy("functions.csv", FUNCTIONS ",,全国,201,x,b,press\n");
    assert_true(every_allocation_fails(load, NULL, NEVER_SURVIVES) > 20);
    every_allocation_fails(load, folder, NEVER_SURVIVES);
    every_allocation_fails(load_catalog, folder, NEVER_SURVIVES);
    put_many_words("methods.csv", METHODS, ",,全国,采购方式,方式");
    every_allocation_fails(load, folder, NEVER_SURVIVES);
}

#define COMPILED(test) cmocka_unit_test_setup_teardown(test, load_compiled, free_compiled)
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_policy_folder, remove_policy_folder)

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
        COMPILED(own_folder),
        cmocka_unit_test(shares),
        cmocka_unit_test(faulty_tables_are_refused),
        WITH_FOLDER(one_table_is_replaced),
        WITH_FOLDER(tables_may_be_empty),
        WITH_FOLDER(words_of_a_users_table),
        WITH_FOLDER(regions_levels_and_years_of_a_users_table),
        WITH_FOLDER(a_table_beyond_reason_is_refused),
        WITH_FOLDER(folders_that_are_none),
        WITH_FOLDER(test_no_memory),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
