/* Errors: their text, their place, and how both are cut. */
#include "unit.h"

#include "base/text.h"
#include "procplan/error.h"

static void test_set(void **state)
{
    (void)state;
    pp_error error;
    memset(&error, 0x55, sizeof error);
    assert_false(pp_error_set(&error, PP_ERROR_FORMAT, "第 %d 行：%s。", 3, "引号没有结束"));
    assert_int_equal(error.code, PP_ERROR_FORMAT);
    assert_string_equal(error.text, "第 3 行：引号没有结束。");
    assert_string_equal(error.file, "");
    assert_int_equal(error.row, 0);
    assert_int_equal(error.column, 0);
    assert_false(pp_error_at(&error, "plan.csv", 3, 5));
    assert_string_equal(error.file, "plan.csv");
    assert_int_equal(error.row, 3);
    assert_int_equal(error.column, 5);
    assert_string_equal(error.text, "第 3 行：引号没有结束。");
    assert_false(pp_error_at(&error, NULL, 4, 0)); /* keeps the file */
    assert_string_equal(error.file, "plan.csv");
    assert_int_equal(error.row, 4);
    assert_int_equal(error.column, 0);
    /* set anew: the old place is gone, and its own text may be part of the new one */
    assert_false(pp_error_set(&error, PP_ERROR_LIMIT, "读取失败：%s", error.text));
    assert_string_equal(error.text, "读取失败：第 3 行：引号没有结束。");
    assert_string_equal(error.file, "");
    assert_int_equal(error.row, 0);
}

static void test_null(void **state)
{
    (void)state;
    assert_false(pp_error_set(NULL, PP_ERROR_USAGE, "%s", "没有人要看"));
    assert_false(pp_error_at(NULL, "plan.csv", 1, 1));
    assert_false(pp_error_memory(NULL));
}

static void test_memory(void **state)
{
    (void)state;
    pp_error error = {.row = 9};
    assert_false(pp_error_memory(&error));
    assert_int_equal(error.code, PP_ERROR_MEMORY);
    assert_int_equal(error.row, 0);
    assert_true(strlen(error.text) > 0);
}

/* Texts of every length around the size of the buffers, with the boundary at every byte of a character. */
static void test_long_text(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 3; lead++) {
        char text[3 * PP_ERROR_TEXT] = {0};
        memset(text, 'x', lead);
        for (size_t at = lead; at + 3 < sizeof text; at += 3) {
            memcpy(text + at, "办", 3);
        }
        pp_error error;
        pp_error_set(&error, PP_ERROR_FORMAT, "%s", text);
        pp_error_at(&error, text, 0, 0);
        const size_t length = strlen(error.text), file = strlen(error.file);
        assert_true(length < PP_ERROR_TEXT && length > PP_ERROR_TEXT - 4);
        assert_true(file < PP_ERROR_FILE && file > PP_ERROR_FILE - 4);
        assert_int_equal(pp_utf8_valid(error.text, length), length);
        assert_int_equal(pp_utf8_valid(error.file, file), file);
        assert_memory_equal(error.text, text, length);
        assert_memory_equal(error.file, text, file);
    }
    char exact[PP_ERROR_TEXT];
    memset(exact, 'y', sizeof exact);
    exact[PP_ERROR_TEXT - 1] = '\0';
    pp_error error;
    pp_error_set(&error, PP_ERROR_FORMAT, "%s", exact);
    assert_string_equal(error.text, exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_null),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_long_text),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
