/* A plan written as a workbook is the plan read back from it: the real one, every case, and hundreds of random ones;
 * and what was changed on the form by hand is read as it stands. */
#include "failing_malloc.h"
#include "random_plan.h"
#include "same_plan.h"
#include "scratch.h"

#include "procplan/procplan.h"

#include <glob.h>

enum { RANDOM_PLANS = 800 };

/* Waiting for the disk would take most of the time, and is file_test's matter. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    (void)fd;
    return 0;
}

static pp_policy *policy;

static pp_plan *read_plan(const char *path)
{
    pp_error error = {0};
    pp_plan *plan = pp_plan_read(path, NULL, &error);
    if (plan == NULL) {
        fail_msg("%s: %s (%u,%u)", path, error.text, error.row, error.column);
    }
    return plan;
}

/* Writes the workbook; false when the plan has a line that would not be read as one, or a text too long for a cell. */
static bool write_book(const pp_plan *plan, const char *what, unsigned sheets, bool protect)
{
    char path[PATH];
    pp_error error = {0};
    const pp_check_options options = {.level = PP_DRAFT, .policy = policy};
    const pp_workbook_options book = {.sheets = sheets, .protect = protect, .exact = true};
    pp_report *report = pp_check(plan, pp_catalog_builtin(), &options, &error);
    assert_non_null(report);
    const bool written =
        pp_write_workbook(plan, pp_catalog_builtin(), report, path_of("plan.xlsx", path), &book, &error);
    if (!written && error.code != PP_ERROR_USAGE && error.code != PP_ERROR_LIMIT) {
        fail_msg("%s: %s", what, error.text);
    }
    pp_report_free(report);
    return written;
}

static bool comes_back(const pp_plan *plan, const char *what, unsigned sheets, bool protect)
{
    char difference[DIFFERENCE], path[PATH];
    if (!write_book(plan, what, sheets, protect)) {
        return false;
    }
    pp_plan *back = read_plan(path_of("plan.xlsx", path));
    if (!same_plans(plan, back, difference)) {
        fail_msg("%s: %s", what, difference);
    }
    pp_plan_free(back);
    return true;
}

static void test_real_plans(void **state)
{
    (void)state;
    glob_t found;
    char path[PATH];
    size_t written = 0;
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/tests/cases/*/*", root != NULL ? root : ".");
    assert_int_equal(glob(path, 0, NULL, &found), 0);
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    assert_int_equal(glob(path, GLOB_APPEND, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        pp_plan *plan = read_plan(found.gl_pathv[i]);
        written += comes_back(plan, found.gl_pathv[i], 1u << PP_SHEET_FORM, false);
        pp_plan_free(plan);
    }
    assert_true(written > 250);
    globfree(&found);
}

/* Whatever other sheets stand beside the form, and with it closed. */
static void test_choices_of_sheets(void **state)
{
    (void)state;
    char path[PATH];
    unsigned bureau = 0;
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/data/qingdao-2024", root != NULL ? root : ".");
    pp_plan *plan = read_plan(path);
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        bureau |= pp_sheet_describe((pp_sheet)s)->bureau ? 1u << s : 0;
        assert_true(comes_back(plan, "with one more sheet", 1u << PP_SHEET_FORM | 1u << s, s % 2 == 0));
    }
    assert_true(comes_back(plan, "all sheets", 0, false));
    assert_true(comes_back(plan, "for the bureau", bureau, true));
    pp_plan_free(plan);
}

/* Amounts beyond any budget have more digits than a spreadsheet keeps. */
static void tame_amounts(pp_plan *plan)
{
    const int64_t most = 999999999999999;
    for (size_t i = 0; i < pp_plan_lines(plan); i++) {
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            const pp_column column = (pp_column)c;
            if (pp_column_describe(column)->type == PP_TYPE_TEXT) {
                continue;
            }
            const int64_t number = pp_plan_money(plan, i, column);
            if (pp_money_known(number) && (number > most || number < -most)) {
                assert_true(pp_plan_set_money(plan, i, column, number % most, NULL));
            }
        }
    }
}

static void test_random_plans(void **state)
{
    (void)state;
    uint64_t random = 0x9E3779B97F4A7C15u;
    size_t written = 0;
    for (int i = 0; i < RANDOM_PLANS; i++) {
        char what[64];
        pp_plan *plan = random_plan(&random);
        tame_amounts(plan);
        snprintf(what, sizeof what, "random plan %d", i);
        written += comes_back(plan, what, i % 8 == 0 ? 0 : 1u << PP_SHEET_FORM, i % 2 == 0);
        pp_plan_free(plan);
    }
    assert_int_equal(written, RANDOM_PLANS);
}

static int load_policy(void **state)
{
    policy = pp_policy_load(NULL, NULL);
    return policy == NULL ? -1 : make_folder(state);
}

static int free_policy(void **state)
{
    pp_policy_free(policy);
    return remove_folder(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_plans),
        cmocka_unit_test(test_choices_of_sheets),
        cmocka_unit_test(test_random_plans),
    };
    return cmocka_run_group_tests(tests, load_policy, free_policy);
}
