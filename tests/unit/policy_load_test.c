/* Policy tables of a user's own: one table in place of the compiled one, faulty ones, and memory that runs out. */
#include "failing_malloc.h"
#include "reserve_plan.h"

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
                                         ",,全国,5,t,甲、乙丙,b,press\n,,全国,2,t,乙、、不…丁、不…,b,press\n");
    pp_policy *policy = pp_policy_load(folder, NULL);
    assert_non_null(policy);
    assert_string_equal(pp_policy_word(policy, PP_WORD_MODE, "转包二次")->word, "分包二"); /* the longest that fits */
    assert_string_equal(pp_policy_word(policy, PP_WORD_MODE, "转包")->word, "分包");
    assert_null(pp_policy_word(policy, PP_WORD_MODE, "整体预留"));
    assert_int_equal(pp_policy_exemption(policy, "因乙丙")->number, 5);
    assert_int_equal(pp_policy_exemption(policy, "因乙")->number, 2);
    assert_int_equal(pp_policy_exemption(policy, "无法丁")->number, 2); /* a word that counts where it is denied */
    assert_null(pp_policy_exemption(policy, "丁"));
    assert_null(pp_policy_exemption(policy, "乙，乙丙"));
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

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_policy_folder, remove_policy_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faulty_tables_are_refused),
        WITH_FOLDER(one_table_is_replaced),
        WITH_FOLDER(tables_may_be_empty),
        WITH_FOLDER(words_of_a_users_table),
        WITH_FOLDER(regions_levels_and_years_of_a_users_table),
        WITH_FOLDER(a_table_beyond_reason_is_refused),
        WITH_FOLDER(folders_that_are_none),
        WITH_FOLDER(test_no_memory),
    };
    return cmocka_run_group_tests_name("policy_load", tests, NULL, NULL);
}
