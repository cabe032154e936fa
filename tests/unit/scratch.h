/* For tests that write files: a folder of their own. */
#ifndef PP_TESTS_SCRATCH_H
#define PP_TESTS_SCRATCH_H

#include "unit.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH = 4096 };

static char folder[] = "/tmp/procplan-write-XXXXXX";

static inline const char *path_of(const char *file, char path[PATH])
{
    snprintf(path, PATH, "%s/%s", folder, file);
    return path;
}

static inline void put(const char *file, const char *text)
{
    char path[PATH];
    FILE *out = fopen(path_of(file, path), "wb");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static inline int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

/* Takes the tables of a budget away that a plan has written. */
static inline void remove_budget(void)
{
    char path[PATH];
    glob_t found;
    if (glob(path_of("budget/*.csv", path), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            unlink(found.gl_pathv[i]);
        }
        globfree(&found);
    }
    rmdir(path_of("budget", path));
}

static inline int remove_folder(void **state)
{
    (void)state;
    remove_budget();
    static const char *const files[] = {"about.csv", "plan.csv", "controls.csv", "plan.xlsx"};
    char path[PATH];
    for (size_t i = 0; i < COUNT(files); i++) {
        unlink(path_of(files[i], path));
    }
    return rmdir(folder);
}

#endif
