/* Checking under the policy when memory runs out: every case of tests/cases and the real plan, with each allocation
 * failing in turn. No report is better than one that lacks findings, and nothing may be left behind. Linked with
 * --wrap. */
#include "failing_malloc.h"

#include "procplan/procplan.h"

#include <glob.h>
#include <stdio.h>

typedef struct checking {
    const pp_plan *plan;
    const pp_policy *policy;
    pp_level level;
} checking;

static bool check(void *context)
{
    const checking *c = context;
    pp_error error = {0};
    const pp_check_options options = {.level = c->level, .policy = c->policy, .today = 20240101};
    pp_report *report = pp_check(c->plan, pp_catalog_builtin(), &options, &error);
    if (report == NULL) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        return false;
    }
    pp_report_free(report);
    return true;
}

/* Adds to *found what stands at the pattern below the source root. */
static void find(const char *pattern, int flags, glob_t *found)
{
    char path[4096];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/%s", root != NULL ? root : ".", pattern);
    assert_int_equal(glob(path, flags, NULL, found), 0);
}

static void test_every_case(void **state)
{
    (void)state;
    glob_t found;
    size_t plans = 0;
    pp_policy *policy = pp_policy_load(NULL, NULL);
    assert_non_null(policy);
    find("tests/cases/*/*", 0, &found);
    find("data/qingdao-2024", GLOB_APPEND, &found);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        pp_error error;
        pp_plan *plan = pp_plan_read(found.gl_pathv[i], NULL, &error);
        assert_non_null(plan);
        checking c = {plan, policy, (pp_level)(i % PP_LEVEL_COUNT)};
        assert_true(every_allocation_fails(check, &c, NEVER_SURVIVES) > 0);
        pp_plan_free(plan);
        plans++;
    }
    globfree(&found);
    pp_policy_free(policy);
    assert_true(plans > pp_rules());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
