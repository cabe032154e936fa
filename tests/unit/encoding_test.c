/* What encoding a file is in, decided on the whole of it, and its text in UTF-8. */
#include "failing_malloc.h"
#include "outcome.h"

#include "read/csv.h"
#include "read/encoding.h"

#include <iconv.h>

static outcome seen; /* large: not on the stack */

enum { LIMIT = 1 << 28 };

/* Puts text into a file in another encoding. Returns how many bytes that were. */
static size_t put_as(const char *file, const char *encoding, const char *before, const char *text)
{
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    size_t left = strlen(text), room = left * 4 + 16;
    char *in = (char *)(uintptr_t)text, *out = malloc(room), *at = out;
    assert_non_null(out);
    const size_t mark = strlen(before);
    memcpy(at, before, mark);
    at += mark;
    room -= mark;
    assert_true(iconv(converter, &in, &left, &at, &room) != (size_t)-1);
    iconv_close(converter);
    const size_t length = (size_t)(at - out);
    put_bytes(file, out, length);
    free(out);
    return length;
}

/* Opens and reads a file: its encoding and text, or the error. */
static const char *read_text(const char *wanted)
{
    char path[PATH];
    pp_text_file file;
    pp_error error = {0};
    char *text = NULL;
    size_t length = 0;
    seen.used = 0;
    path_of("other.csv", path);
    bool ok = pp_text_file_open(&file, path, wanted, LIMIT, true, &error);
    if (ok) {
        assert_memory_equal(file.head, file.head, file.head_length);
        ok = pp_text_file_read(&file, path, LIMIT, &text, &length, &error);
    }
    if (ok) {
        say(&seen, "%s%s %.*s", file.encoding, file.guessed ? "?" : "", (int)length, text);
    } else {
        say(&seen, "! %u %s", error.row, error.text);
        assert_string_equal(error.file, path);
    }
    pp_text_file_close(&file);
    free(text);
    return seen.text;
}

static const char TEXT[] = "采购品目,合计\n台式计算机,1\n€㐀,2\n";

static void encodings_that_are_found(void **state)
{
    (void)state;
    put("other.csv", TEXT);
    assert_string_equal(read_text(NULL), "UTF-8? 采购品目,合计\n台式计算机,1\n€㐀,2\n");
    put_as("other.csv", "UTF-8", "\xEF\xBB\xBF", "中");
    assert_string_equal(read_text(NULL), "UTF-8 \xEF\xBB\xBF中"); /* the taker skips the mark */
    put_as("other.csv", "UTF-16LE", "\xFF\xFE", TEXT);
    assert_string_equal(read_text(NULL), "UTF-16LE 采购品目,合计\n台式计算机,1\n€㐀,2\n");
    put_as("other.csv", "UTF-16BE", "\xFE\xFF", TEXT);
    assert_string_equal(read_text(NULL), "UTF-16BE 采购品目,合计\n台式计算机,1\n€㐀,2\n");
    put_as("other.csv", "GB18030", "", TEXT);
    assert_string_equal(read_text(NULL), "GB18030? 采购品目,合计\n台式计算机,1\n€㐀,2\n");
    put_bytes("other.csv", "", 0);
    assert_string_equal(read_text(NULL), "UTF-8? ");
    /* known limits: 联通 in GB18030 is no UTF-8 because of its first byte; 辛 in it is no whole character of UTF-8; but
     * a file of nothing but pairs such as DFBF is UTF-8 */
    put_bytes("other.csv", "\xC1\xAA\xCD\xA8", 4);
    assert_string_equal(read_text(NULL), "GB18030? 联通");
    put_bytes("other.csv", "\xDF\xBF", 2);
    assert_string_equal(read_text(NULL), "UTF-8? \xDF\xBF");
    assert_string_equal(read_text("GBK"), "GB18030 呖");
}

static void encodings_that_are_named(void **state)
{
    (void)state;
    put_as("other.csv", "BIG5", "", "採購,合計\n");
    assert_string_equal(read_text("big5"), "big5 採購,合計\n");
    put_as("other.csv", "UTF-16LE", "", "a采购\n");
    assert_string_equal(read_text("utf-16"), "UTF-16LE a采购\n");
    assert_memory_equal(read_text(NULL), "! 1 文件里有空字节", strlen("! 1 文件里有空字节"));
    put("other.csv", "a\nb采购品\n");
    assert_memory_equal(read_text("GB18030"), "! 2 第", strlen("! 2 第"));
    assert_string_equal(read_text("utf8"), "UTF-8 a\nb采购品\n");
    static const char *const wrong[] = {"",        "klingon", "GB18030//IGNORE",
                                        "UTF-8\n", "a b",     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_memory_equal(read_text(wrong[i]), "! 0 ", 4);
        assert_non_null(strstr(seen.text, "--encoding"));
    }
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        const char *says;
    } cases[] = {
        {"PK\x03\x04", 4, "! 0 这个文件应当是文本，内容却是Excel"},
        {"a\n\0", 3, "! 2 文件里有空字节（第 3 个字节）"},
        {"\xFF\xFF", 2, "! 1 第 1 个字节起读不出来，不是 UTF-8，也不是 GB18030 编码"},
        {"a\nb\n\xFF,", 6, "! 3 第 5 个字节起读不出来"},
        /* UTF-8 of which one byte is damaged is not taken for GB18030 */
        {"采购品目\n采购\xFE购", 23, "! 2 第 20 个字节起读不出来，不是 UTF-8 编码"},
        {"采购品目采购\xE9\x87", 20, "! 1 第 19 个字节起读不出来，不是 UTF-8 编码"},
        {"\xFF\xFE"
         "a\0"
         "\n\0"
         "\x3d\xd8"
         "a\0",
         10, "! 2 第 7 个字节起读不出来，不是 UTF-16LE 编码"},
        {"\xFF\xFE"
         "a\0"
         "b",
         5, "! 1 第 5 个字节起少了半个字，不是 UTF-16LE 编码"},
        {"\xFF\xFE"
         "a\0"
         "\0\0",
         6, "! 1 文件里有空字节"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        put_bytes("other.csv", cases[i].bytes, cases[i].length);
        const char *found = read_text(NULL);
        if (strncmp(found, cases[i].says, strlen(cases[i].says)) != 0) {
            fail_msg("%zu: %s", i, found);
        }
    }
}

/* Characters stand across the pieces in which a file is read, and its beginning says nothing about its end. */
static void large_files(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    static const char row[] = "x采购品目,办公桌\n";
    char *text = malloc(ROWS * (sizeof row - 1) + 400 * 1024 + 16);
    assert_non_null(text);
    memset(text, 'a', 400 * 1024); /* more than a piece without a Chinese character */
    for (size_t i = 99; i < 400 * 1024; i += 100) {
        text[i] = '\n';
    }
    for (int i = 0; i < ROWS; i++) {
        memcpy(text + 400 * 1024 + (size_t)i * (sizeof row - 1), row, sizeof row);
    }
    static const char *const encodings[] = {"GB18030", "UTF-8", "UTF-16LE"};
    for (size_t i = 0; i < COUNT(encodings); i++) {
        char path[PATH], *found = NULL;
        size_t length = 0;
        pp_text_file file;
        pp_error error = {0};
        path_of("other.csv", path);
        put_as("other.csv", encodings[i], i == 2 ? "\xFF\xFE" : "", text);
        assert_true(pp_text_file_open(&file, path, NULL, LIMIT, true, &error));
        assert_string_equal(file.encoding, encodings[i]);
        assert_true(file.head_length > 100 && memcmp(file.head, text, file.head_length) == 0);
        assert_true(pp_text_file_read(&file, path, LIMIT, &found, &length, &error));
        assert_int_equal(length, strlen(text));
        assert_memory_equal(found, text, length);
        pp_text_file_close(&file);
        free(found);
        assert_true(pp_text_file_open(&file, path, NULL, LIMIT, false, &error));
        assert_true(file.assumed == (i < 2)); /* its first piece is plain */
        pp_text_file_close(&file);
        assert_false(pp_text_file_open(&file, path, NULL, 1000, true, &error));
        assert_int_equal(error.code, PP_ERROR_LIMIT);
        pp_text_file_close(&file);
    }
    free(text);
}

/* The reader notices that a file ceases to be UTF-8 far behind its beginning, and says each thing once. */
static void plans_that_are_read_again(void **state)
{
    (void)state;
    char path[PATH];
    enum { ROWS = 20000 };
    char *text = malloc(ROWS * 32 + 200);
    assert_non_null(text);
    char *at = text + sprintf(text, "key,value\nitem,kind\n");
    for (int i = 0; i < ROWS; i++) {
        at += sprintf(at, "A02010105,item %06d\n", i);
    }
    strcpy(at, "采购品目,合计\n");
    put_as("one.CSV", "GB18030", "", text);
    const char *found = read_path(&seen, path_of("one.CSV", path), NULL);
    check_refusal(found, "one.CSV 30,0", "前 30 行里没有找到表头"); /* it was not read that far */
    at = text + sprintf(text, "[A02010105]x;1\n");
    for (int i = 0; i < ROWS; i++) {
        at += sprintf(at, "A02010105;%06d\n", i);
    }
    strcpy(at, "[A02010105]台式计算机;1\n");
    put_as("one.CSV", "GB18030", "", text);
    const pp_read_options options = {.columns = "采购品目,合计", .notice = on_notice, .notice_context = &seen};
    seen.used = 0;
    pp_error error = {0};
    pp_plan *plan = pp_plan_read(path, &options, &error);
    assert_non_null(plan);
    assert_int_equal(pp_plan_lines(plan), ROWS + 2);
    assert_string_equal(pp_plan_text(plan, ROWS + 1, PP_COL_ITEM_NAME), "台式计算机");
    assert_string_equal(seen.text,
                        "! one.CSV 不是 UTF-8 编码，已按 GB18030（GBK）读取。如果文字不对，请用 --encoding 写明编码。\n"
                        "! one.CSV 的列与列之间是分号“;”，已照此分列。\n"
                        "! 计划没有写金额单位，已按“万元”读取；单价按“元”读取。\n");
    pp_plan_free(plan);
    free(text);
}

static bool open_and_read(void *context)
{
    char path[PATH], *text = NULL;
    size_t length = 0;
    pp_text_file file;
    pp_error error = {0};
    (void)context;
    path_of("other.csv", path);
    bool ok = pp_text_file_open(&file, path, NULL, LIMIT, true, &error);
    ok = ok && pp_text_file_read(&file, path, LIMIT, &text, &length, &error);
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    pp_text_file_close(&file);
    free(text);
    return ok;
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    put_as("other.csv", "GB18030", "", TEXT);
    assert_true(every_allocation_fails(open_and_read, NULL, NEVER_SURVIVES) >= 6);
    put("other.csv", TEXT);
    assert_true(every_allocation_fails(open_and_read, NULL, NEVER_SURVIVES) >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_that_are_found),  cmocka_unit_test(encodings_that_are_named),
        cmocka_unit_test(bytes_that_are_no_text),    cmocka_unit_test(large_files),
        cmocka_unit_test(plans_that_are_read_again), cmocka_unit_test(any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
