/* Loading a catalogue when memory runs out: each allocation fails in turn, and no half catalogue may come of it. */
#include "failing_malloc.h"
#include "unit.h"

#include "procplan/catalog.h"

#include <stdio.h>
#include <unistd.h>

enum { ITEMS = 300 }; /* past the first room of every array, and still quick */

static char folder[] = "/tmp/procplan-catalog-memory-XXXXXX";

static void path_of(const char *file, char path[256])
{
    snprintf(path, 256, "%s/%s", folder, file);
}

static int make_folder(void **state)
{
    (void)state;
    char path[256];
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    path_of("items-2022.csv", path);
    FILE *items = fopen(path, "w");
    path_of("edition-2013.csv", path);
    FILE *edition = fopen(path, "w");
    if (items == NULL || edition == NULL) {
        return -1;
    }
    fputs("code,name\nA,货物\nA01000000,设备\nA01010000,电脑\n", items);
    fputs("code,name,sure\n", edition);
    for (int i = 0; i < ITEMS; i++) {
        fprintf(items, "A0101%02d%02d,电脑%d\n", i / 99 + 1, i % 99, i);
        fprintf(edition, "A%02d%02d,旧电脑%d,official\n", i / 90 + 1, i % 90 + 1, i);
    }
    return fclose(items) == 0 && fclose(edition) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char path[256];
    path_of("items-2022.csv", path);
    unlink(path);
    path_of("edition-2013.csv", path);
    unlink(path);
    return rmdir(folder);
}

static bool load(void *context)
{
    pp_error error = {0};
    pp_catalog *catalog = pp_catalog_load(context, &error);
    if (catalog == NULL) {
        if (error.code != PP_ERROR_MEMORY) {
            fail_msg("%s: %s", error.file, error.text);
        }
        return false;
    }
    pp_catalog_free(catalog);
    return true;
}

static void test_no_memory(void **state)
{
    (void)state;
    assert_true(every_allocation_fails(load, folder, NEVER_SURVIVES) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("catalog_memory", tests, make_folder, remove_folder);
}
