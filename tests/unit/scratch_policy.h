/* For tests that load policy tables of a user's own: a folder of their own to put them in. */
#ifndef PP_TESTS_SCRATCH_POLICY_H
#define PP_TESTS_SCRATCH_POLICY_H

#include "unit.h"

#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/procplan-policy-XXXXXX";

static inline void put_policy(const char *file, const char *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static inline int make_policy_folder(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static inline int remove_policy_folder(void **state)
{
    (void)state;
    static const char *const files[] = {"sme-reserve.csv",   "thresholds.csv",         "asset-standards.csv",
                                        "methods.csv",       "reserve-exemptions.csv", "functions.csv",
                                        "reserve-modes.csv", "intention.csv",          "budget-links.csv"};
    char path[4096];
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    return rmdir(folder);
}

#endif
