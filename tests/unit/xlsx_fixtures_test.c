/* The same plan in workbooks of eight programs (tests/fixtures/xlsx): each gives the same lines, notices and controls.
 */
#include "outcome.h"

enum { LARGEST = 256 * 1024 };

static const char *const PROGRAMS[] = {"excel",   "wps",     "libreoffice", "openpyxl",
                                       "exceljs", "sheetjs", "gnumeric",    "xlsxwriter"};

static char bytes[LARGEST], expected[LARGEST];
static outcome out;

static size_t read_fixture(const char *name, const char *ending, char *to)
{
    char path[PATH];
    const char *root = getenv("PROCPLAN_SOURCE_ROOT");
    assert_non_null(root);
    snprintf(path, sizeof path, "%s/tests/fixtures/xlsx/%s%s", root, name, ending);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t length = fread(to, 1, LARGEST - 1, in);
    assert_int_equal(fclose(in), 0);
    assert_true(length > 0 && length < LARGEST - 1);
    to[length] = '\0';
    return length;
}

static void every_program_gives_the_same_plan(void **state)
{
    (void)state;
    char path[PATH];
    path_of("plan.xlsx", path);
    read_fixture("expected", ".txt", expected);
    for (size_t i = 0; i < COUNT(PROGRAMS); i++) {
        put_bytes("plan.xlsx", bytes, read_fixture(PROGRAMS[i], ".xlsx", bytes));
        const char *found = read_path(&out, path, NULL);
        size_t same = 0;
        while (found[same] != '\0' && found[same] == expected[same]) {
            same++;
        }
        if (found[same] != expected[same]) {
            fail_msg("%s: %s\ninstead of %s", PROGRAMS[i], found + same, expected + same);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_program_gives_the_same_plan)};
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
