/* Files: reading with a cap, and targets that are replaced whole or not at all. Works in a folder of its own. */
#include "failing_malloc.h"
#include "unit.h"

#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- A disk that fails ---- */

static int fsync_fails_with;  /* errno of the next fsync, 0: it succeeds */
static int interrupted_reads; /* so many reads end by a signal before anything was read */

static bool only_named_files; /* the file system makes no nameless ones */
static int linkat_fails_with; /* errno of every linkat, 0: it succeeds */

int __real_open(const char *path, int flags, ...);
int __real_open64(const char *path, int flags, ...);
int __real_linkat(int from, const char *old, int to, const char *new, int flags);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_linkat(int from, const char *old, int to, const char *new, int flags);
int __real_fsync(int fd);
ssize_t __real_read(int fd, void *buffer, size_t size);
int __wrap_fsync(int fd);
ssize_t __wrap_read(int fd, void *buffer, size_t size);

static bool refused(int flags)
{
    if (!only_named_files || (flags & O_TMPFILE) != O_TMPFILE) {
        return false;
    }
    errno = EOPNOTSUPP;
    return true;
}

static mode_t mode_of(int flags, va_list values)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(values, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list values;
    va_start(values, flags);
    const mode_t mode = mode_of(flags, values);
    va_end(values);
    return refused(flags) ? -1 : __real_open(path, flags, mode);
}

int __wrap_open64(const char *path, int flags, ...)
{
    va_list values;
    va_start(values, flags);
    const mode_t mode = mode_of(flags, values);
    va_end(values);
    return refused(flags) ? -1 : __real_open64(path, flags, mode);
}

int __wrap_linkat(int from, const char *old, int to, const char *new, int flags)
{
    if (linkat_fails_with != 0) {
        errno = linkat_fails_with;
        return -1;
    }
    return __real_linkat(from, old, to, new, flags);
}

int __wrap_fsync(int fd)
{
    if (fsync_fails_with != 0) {
        errno = fsync_fails_with;
        fsync_fails_with = 0;
        return -1;
    }
    return __real_fsync(fd);
}

ssize_t __wrap_read(int fd, void *buffer, size_t size)
{
    if (interrupted_reads > 0) {
        interrupted_reads--;
        errno = EINTR;
        return -1;
    }
    return __real_read(fd, buffer, size);
}

static char folder[] = "/tmp/procplan-file-test-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1; /* fails when a test left a file behind */
}

static void put(const char *path, const char *text, size_t length)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, length, f), length);
    assert_int_equal(fclose(f), 0);
}

static void assert_content(const char *path, const char *expected)
{
    char *data = NULL;
    size_t size = 0;
    assert_true(pp_file_read(path, 1000000, &data, &size, NULL));
    assert_string_equal(data, expected);
    assert_int_equal(size, strlen(expected));
    free(data);
}

/* How many entries the working folder has: a temporary file left behind would be one more. */
static size_t entries(void)
{
    size_t count = 0;
    DIR *dir = opendir(".");
    assert_non_null(dir);
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
    }
    closedir(dir);
    return count;
}

/* ---- Reading ---- */

static void test_read(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 42;
    put("empty", "", 0);
    assert_true(pp_file_read("empty", 10, &data, &size, NULL));
    assert_int_equal(size, 0);
    assert_int_equal(data[0], '\0');
    free(data);
    put("bytes", "a\0b\xFF\n", 5);
    assert_true(pp_file_read("bytes", 10, &data, &size, NULL));
    assert_int_equal(size, 5);
    assert_memory_equal(data, "a\0b\xFF\n", 6);
    free(data);
    unlink("empty");
    unlink("bytes");
}

static void test_read_limit(void **state)
{
    (void)state;
    static const size_t SIZES[] = {1, 2, 1000, 65534, 65535, 65536, 65537, 131072, 300000};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        const size_t n = SIZES[i];
        char *text = malloc(n), *data = NULL;
        size_t size = 0;
        pp_error error;
        memset(text, 'x', n);
        put("file", text, n);
        assert_true(pp_file_read("file", n, &data, &size, &error));
        assert_int_equal(size, n);
        assert_memory_equal(data, text, n);
        assert_int_equal(data[n], '\0');
        free(data);
        data = NULL;
        assert_false(pp_file_read("file", n - 1, &data, &size, &error));
        assert_null(data);
        assert_int_equal(error.code, PP_ERROR_LIMIT);
        assert_string_equal(error.file, "file");
        free(text);
    }
    pp_error error;
    char *data = NULL;
    size_t size = 0;
    assert_false(pp_file_read("file", 1000, &data, &size, &error));
    assert_non_null(strstr(error.text, "1000 字节"));
    assert_int_equal(truncate("file", 3 << 20), 0);
    assert_false(pp_file_read("file", 2 << 20, &data, &size, &error));
    assert_non_null(strstr(error.text, "2 MB"));
    unlink("file");
}

static void test_read_refused(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    pp_error error;
    assert_false(pp_file_read("missing.csv", 10, &data, &size, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_string_equal(error.file, "missing.csv");
    assert_non_null(strstr(error.text, "没有这个文件"));
    assert_false(pp_file_read("missing.csv", 10, &data, &size, NULL));
    assert_false(pp_file_read(".", 10, &data, &size, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "文件夹"));
    put("file", "x", 1);
    assert_false(pp_file_read("file/inside", 10, &data, &size, &error));
    assert_non_null(strstr(error.text, "不是文件夹"));
    char longest[300];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(pp_file_read(longest, 10, &data, &size, &error));
    assert_non_null(strstr(error.text, "太长"));
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_false(pp_file_read("loop", 10, &data, &size, &error));
    assert_non_null(strstr(error.text, "链接"));
    assert_null(data);
    unlink("loop");
    if (geteuid() != 0) {
        assert_int_equal(chmod("file", 0), 0);
        assert_false(pp_file_read("file", 10, &data, &size, &error));
        assert_non_null(strstr(error.text, "没有权限"));
    }
    unlink("file");
}

/* A pipe does not tell its size, comes in pieces, and may pass the limit in the middle of one. */
static bool read_pipe(size_t length, size_t limit)
{
    assert_int_equal(mkfifo("pipe", 0600), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const int fd = open("pipe", O_WRONLY);
        char piece[777];
        memset(piece, 'p', sizeof piece);
        ssize_t n = 1;
        for (size_t sent = 0; sent < length && n > 0; sent += (size_t)n) { /* until the reader gives up */
            n = write(fd, piece, length - sent < sizeof piece ? length - sent : sizeof piece);
        }
        _exit(0);
    }
    char *data = NULL;
    size_t size = 0;
    pp_error error;
    const bool ok = pp_file_read("pipe", limit, &data, &size, &error);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    unlink("pipe");
    if (ok) {
        assert_int_equal(size, length);
        for (size_t i = 0; i < length; i++) {
            assert_int_equal(data[i], 'p');
        }
    } else {
        assert_int_equal(error.code, PP_ERROR_LIMIT);
        assert_null(data);
    }
    free(data);
    return ok;
}

static void test_read_pipe(void **state)
{
    (void)state;
    assert_true(read_pipe(0, 10));
    assert_true(read_pipe(10, 10));
    assert_false(read_pipe(11, 10));
    assert_true(read_pipe(65535, 1000000));
    assert_true(read_pipe(65536, 1000000));
    assert_true(read_pipe(500000, 1000000));
    assert_false(read_pipe(500000, 400000));
    assert_int_equal(entries(), 0);
}

static void test_read_proc(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    assert_true(pp_file_read("/proc/self/status", 1000000, &data, &size, NULL)); /* says that it has 0 bytes */
    assert_true(size > 0);
    assert_non_null(strstr(data, "Pid:"));
    free(data);
    pp_error error;
    assert_false(pp_file_read("/proc/self/mem", 10, &data, &size, &error)); /* opens, but cannot be read at 0 */
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "无法读取"));
}

/* ---- Piece by piece ---- */

typedef struct pieces {
    char *text; /* what came, put together; room for all of it */
    size_t length, calls;
    size_t keep;   /* this much of every piece but the last is left for the next */
    size_t end_at; /* from here on the reading is ended; 0: never */
    bool saw_last, take_nothing;
} pieces;

static bool take(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    pieces *p = context;
    p->calls++;
    assert_false(p->saw_last);
    p->saw_last = last;
    if (p->take_nothing) {
        *used = 0;
        return true;
    }
    *used = last ? size : size > p->keep ? size - p->keep : 0;
    memcpy(p->text + p->length, piece, *used);
    p->length += *used;
    return p->end_at == 0 || p->length < p->end_at || pp_error_set(error, PP_ERROR_FORMAT, "够了");
}

static void test_pieces(void **state)
{
    (void)state;
    static const size_t SIZES[] = {0, 1, 1000, 262143, 262144, 262145, 700000};
    for (size_t i = 0; i < COUNT(SIZES); i++) {
        char *text = malloc(SIZES[i] + 1);
        for (size_t b = 0; b < SIZES[i]; b++) {
            text[b] = (char)('a' + b % 23);
        }
        put("file", text, SIZES[i]);
        for (size_t keep = 0; keep < 8000; keep += 999) {
            pieces p = {.text = malloc(SIZES[i] + 1), .keep = keep};
            pp_error error;
            assert_true(pp_file_pieces("file", SIZES[i], take, &p, &error));
            assert_true(p.saw_last);
            assert_int_equal(p.length, SIZES[i]);
            assert_memory_equal(p.text, text, SIZES[i]);
            assert_true(p.calls >= 1);
            p.length = 0;
            p.saw_last = false;
            if (SIZES[i] > 0) {
                assert_false(pp_file_pieces("file", SIZES[i] - 1, take, &p, &error));
                assert_int_equal(error.code, PP_ERROR_LIMIT);
            }
            free(p.text);
        }
        free(text);
    }
    unlink("file");
}

static void test_pieces_refused(void **state)
{
    (void)state;
    char *text = malloc(300000);
    pieces p = {.text = malloc(300000), .end_at = 1};
    pp_error error;
    memset(text, 'x', 300000);
    put("file", text, 300000);
    assert_false(pp_file_pieces("file", 1000000, take, &p, &error));
    assert_string_equal(error.text, "够了");
    assert_int_equal(p.calls, 1);
    p = (pieces){.text = p.text, .take_nothing = true};
    assert_false(pp_file_pieces("file", 1000000, take, &p, &error)); /* not taken for the end of the file */
    assert_int_equal(error.code, PP_ERROR_LIMIT);
    assert_false(p.saw_last);
    assert_false(pp_file_pieces("missing", 10, take, &p, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_false(pp_file_pieces(".", 10, take, &p, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_int_equal(symlink("missing", "link"), 0);
    assert_false(pp_file_pieces("link", 10, take, &p, &error));
    assert_non_null(strstr(error.text, "失效的链接"));
    unlink("link");
    assert_int_equal(mkfifo("pipe", 0600), 0); /* nobody writes to it */
    static const char *const SPECIAL[] = {"pipe", "/dev/null", "/dev/zero"};
    for (size_t i = 0; i < COUNT(SPECIAL); i++) {
        assert_false(pp_file_pieces(SPECIAL[i], 10, take, &p, &error));
        assert_int_equal(error.code, PP_ERROR_FORMAT);
        assert_string_equal(error.file, SPECIAL[i]);
        assert_non_null(strstr(error.text, "不是普通文件"));
    }
    unlink("pipe");
    unlink("file");
    free(text);
    free(p.text);
}

static void test_look_and_join(void **state)
{
    (void)state;
    put("file", "x", 1);
    assert_int_equal(symlink("file", "link"), 0);
    assert_int_equal(pp_file_look("file"), PP_FILE_REGULAR);
    assert_int_equal(pp_file_look("link"), PP_FILE_REGULAR);
    assert_int_equal(pp_file_look("."), PP_FILE_FOLDER);
    assert_int_equal(pp_file_look("/dev/null"), PP_FILE_OTHER);
    assert_int_equal(pp_file_look("missing"), PP_FILE_MISSING);
    assert_int_equal(pp_file_look("file/inside"), PP_FILE_MISSING);
    unlink("file");
    assert_int_equal(pp_file_look("link"), PP_FILE_UNKNOWN); /* a link that leads nowhere is not nothing */
    assert_int_equal(symlink("link2", "link2"), 0);
    assert_int_equal(pp_file_look("link2"), PP_FILE_UNKNOWN);
    unlink("link2");
    unlink("link");
    static const char *const JOINS[][3] = {
        {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"},
        {"", "b", "b"},    {"a", "", "a/"},    {"a/b", "c.csv", "a/b/c.csv"},
    };
    for (size_t i = 0; i < COUNT(JOINS); i++) {
        char *path = pp_path_join(JOINS[i][0], JOINS[i][1]);
        assert_string_equal(path, JOINS[i][2]);
        free(path);
    }
}

/* ---- Targets ---- */

static mode_t rights_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void test_target_new(void **state)
{
    (void)state;
    pp_target target;
    pp_error error;
    const mode_t old = umask(027);
    assert_true(pp_target_open(&target, "plan.xlsx", &error));
    umask(old);
    assert_int_equal(pp_file_look("plan.xlsx"), PP_FILE_MISSING);
    assert_int_equal(pp_file_look(target.temporary), PP_FILE_REGULAR);
    put(target.temporary, "whole", 5);
    assert_true(pp_target_commit(&target, &error));
    assert_null(target.path);
    assert_null(target.temporary);
    assert_content("plan.xlsx", "whole");
    assert_int_equal(rights_of("plan.xlsx"), 0640);
    pp_target_abandon(&target); /* harmless */
    assert_content("plan.xlsx", "whole");
    assert_int_equal(entries(), 1);
    unlink("plan.xlsx");
}

static void test_target_replaces(void **state)
{
    (void)state;
    static const mode_t RIGHTS[] = {0600, 0644, 0666, 0660, 0700};
    for (size_t i = 0; i < COUNT(RIGHTS); i++) {
        pp_target target;
        put("plan.xlsx", "old", 3);
        assert_int_equal(chmod("plan.xlsx", RIGHTS[i]), 0);
        assert_true(pp_target_open(&target, "./plan.xlsx", NULL));
        assert_int_equal(rights_of(target.temporary), RIGHTS[i]);
        assert_content("plan.xlsx", "old");
        put(target.temporary, "new", 3);
        assert_content("plan.xlsx", "old");
        assert_true(pp_target_commit(&target, NULL));
        assert_content("plan.xlsx", "new");
        assert_int_equal(rights_of("plan.xlsx"), RIGHTS[i]);
        assert_int_equal(entries(), 1);
    }
    unlink("plan.xlsx");
}

static void test_target_abandoned(void **state)
{
    (void)state;
    pp_target target;
    put("plan.xlsx", "old", 3);
    assert_true(pp_target_open(&target, "plan.xlsx", NULL));
    put(target.temporary, "half", 4);
    pp_target_abandon(&target);
    pp_target_abandon(&target);
    assert_content("plan.xlsx", "old");
    assert_int_equal(entries(), 1);
    unlink("plan.xlsx");
    assert_true(pp_target_open(&target, "plan.xlsx", NULL)); /* nothing there before, nothing after */
    pp_target_abandon(&target);
    assert_int_equal(entries(), 0);
}

/* Two writers at once have a temporary file each; the last to commit wins, and neither mixes with the other. */
static void test_target_twice(void **state)
{
    (void)state;
    pp_target a, b;
    assert_true(pp_target_open(&a, "plan.xlsx", NULL));
    assert_true(pp_target_open(&b, "plan.xlsx", NULL));
    assert_string_not_equal(a.temporary, b.temporary);
    put(a.temporary, "first", 5);
    put(b.temporary, "second", 6);
    assert_true(pp_target_commit(&b, NULL));
    assert_true(pp_target_commit(&a, NULL));
    assert_content("plan.xlsx", "first");
    assert_int_equal(entries(), 1);
    unlink("plan.xlsx");
}

static void test_target_link(void **state)
{
    (void)state;
    pp_target target;
    pp_error error;
    assert_int_equal(mkdir("far", 0700), 0);
    put("far/real.xlsx", "old", 3);
    assert_int_equal(symlink("far/real.xlsx", "link.xlsx"), 0);
    assert_true(pp_target_open(&target, "link.xlsx", NULL));
    put(target.temporary, "new", 3);
    assert_true(pp_target_commit(&target, NULL));
    assert_content("far/real.xlsx", "new");
    only_named_files = true;
    assert_true(pp_target_open(&target, "link.xlsx", NULL));
    only_named_files = false;
    assert_non_null(strstr(target.temporary, "/far/"));
    pp_target_abandon(&target);
    struct stat st;
    assert_int_equal(lstat("link.xlsx", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    /* a link to nothing is not replaced in silence */
    unlink("far/real.xlsx");
    assert_false(pp_target_open(&target, "link.xlsx", &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "失效的链接"));
    assert_int_equal(lstat("link.xlsx", &st), 0);
    unlink("link.xlsx");
    assert_int_equal(rmdir("far"), 0);
}

static void test_target_refused(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        pp_error_code code;
        const char *words;
    } CASES[] = {
        {".", PP_ERROR_USAGE, "不是普通文件"},
        {"/dev/null", PP_ERROR_USAGE, "不是普通文件"},
        {"missing/plan.xlsx", PP_ERROR_SYSTEM, "没有这个文件或文件夹"},
        {"", PP_ERROR_SYSTEM, "没有这个文件或文件夹"},
        {"file/plan.xlsx", PP_ERROR_SYSTEM, "不是文件夹"},
    };
    put("file", "x", 1);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_target target;
        pp_error error;
        assert_false(pp_target_open(&target, CASES[i].path, &error));
        assert_int_equal(error.code, CASES[i].code);
        assert_string_equal(error.file, CASES[i].path);
        assert_non_null(strstr(error.text, CASES[i].words));
        assert_null(target.path);
        assert_null(target.temporary);
        assert_false(pp_target_open(&target, CASES[i].path, NULL));
    }
    unlink("file");
    assert_int_equal(entries(), 0);
}

/* 85 Chinese characters are the longest name a file can have: no room is left for a longer temporary one. */
static void test_target_longest_name(void **state)
{
    (void)state;
    char name[300] = {0};
    pp_target target;
    pp_error error;
    for (size_t i = 0; i < 85; i++) {
        strcat(name, "办");
    }
    assert_true(pp_target_open(&target, name, &error));
    put(target.temporary, "x", 1);
    assert_true(pp_target_commit(&target, &error));
    assert_content(name, "x");
    unlink(name);
    strcat(name, "x");
    assert_false(pp_target_open(&target, name, &error)); /* said before the work, not after */
    assert_non_null(strstr(error.text, "太长"));
    assert_int_equal(entries(), 0);
}

static void test_target_no_right(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    const bool root = geteuid() == 0; /* may write everywhere, so the test becomes somebody else */
    if (root && (chmod(".", 0777) != 0 || setresuid(NOBODY, NOBODY, 0) != 0)) {
        skip();
    }
    pp_target target;
    pp_error error;
    assert_int_equal(mkdir("locked", 0500), 0);
    assert_false(pp_target_open(&target, "locked/plan.xlsx", &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "没有权限"));
    assert_int_equal(rmdir("locked"), 0);
    put("plan.xlsx", "old", 3); /* a file that may not be written, in a folder that would allow to replace it */
    assert_int_equal(chmod("plan.xlsx", 0444), 0);
    assert_false(pp_target_open(&target, "plan.xlsx", &error));
    assert_non_null(strstr(error.text, "没有权限"));
    assert_content("plan.xlsx", "old");
    assert_int_equal(entries(), 1);
    unlink("plan.xlsx");
    if (root) {
        assert_int_equal(setresuid(0, 0, 0), 0);
        put("plan.xlsx", "old", 3); /* the file of another: root's replacement is still theirs */
        assert_int_equal(chown("plan.xlsx", NOBODY, NOBODY), 0);
        assert_true(pp_target_open(&target, "plan.xlsx", &error));
        assert_true(pp_target_commit(&target, &error));
        struct stat st;
        assert_int_equal(stat("plan.xlsx", &st), 0);
        assert_int_equal(st.st_uid, NOBODY);
        unlink("plan.xlsx");
    }
}

/* As far as a test can bring it about: the temporary file or the folder is gone, or a folder took the target's place.
 */
static void test_commit_fails(void **state)
{
    (void)state;
    pp_target target;
    pp_error error;
    put("plan.xlsx", "old", 3);
    only_named_files = true;
    assert_true(pp_target_open(&target, "plan.xlsx", NULL));
    only_named_files = false;
    unlink(target.temporary);
    assert_false(pp_target_commit(&target, &error));
    assert_int_equal(error.code, PP_ERROR_SYSTEM);
    assert_null(target.path);
    assert_null(target.temporary);
    assert_content("plan.xlsx", "old");
    unlink("plan.xlsx");
    assert_true(pp_target_open(&target, "plan.xlsx", NULL));
    assert_int_equal(mkdir("plan.xlsx", 0700), 0);
    assert_false(pp_target_commit(&target, &error));
    assert_non_null(strstr(error.text, "无法写入"));
    assert_int_equal(entries(), 1); /* the folder alone: no temporary file */
    assert_int_equal(rmdir("plan.xlsx"), 0);
}

/* What a process that is killed would leave: nothing while the file has no name; as far as the system can do that. */
static void test_nameless(void **state)
{
    (void)state;
    pp_target target;
    assert_true(pp_target_open(&target, "plan.xlsx", NULL));
    put(target.temporary, "whole", 5);
    assert_int_equal(entries(), target.nameless ? 0 : 1);
    assert_true(pp_target_commit(&target, NULL));
    assert_content("plan.xlsx", "whole");
    unlink("plan.xlsx");
    only_named_files = true;
    assert_true(pp_target_open(&target, "plan.xlsx", NULL));
    only_named_files = false;
    assert_false(target.nameless);
    assert_int_equal(entries(), 1);
    put(target.temporary, "whole", 5);
    assert_true(pp_target_commit(&target, NULL));
    assert_content("plan.xlsx", "whole");
    assert_int_equal(entries(), 1);
    unlink("plan.xlsx");
}

/* A system that makes nameless files but does not link them: the content is copied; other errors are said. */
static void test_not_linked(void **state)
{
    (void)state;
    static const struct {
        int code;
        bool written;
    } CASES[] = {{EPERM, true}, {EOPNOTSUPP, true}, {ENOSYS, true}, {ENOSPC, false}, {EEXIST, false}};
    static char large[700000];
    memset(large, 'x', sizeof large - 1);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_target target;
        pp_error error;
        put("plan.xlsx", "old", 3);
        assert_int_equal(chmod("plan.xlsx", 0640), 0);
        assert_true(pp_target_open(&target, "plan.xlsx", NULL));
        put(target.temporary, large, sizeof large - 1);
        const bool written = CASES[i].written || !target.nameless;
        linkat_fails_with = CASES[i].code;
        assert_true(pp_target_commit(&target, &error) == written);
        linkat_fails_with = 0;
        assert_content("plan.xlsx", written ? large : "old");
        assert_int_equal(rights_of("plan.xlsx"), 0640);
        assert_int_equal(entries(), 1);
        unlink("plan.xlsx");
    }
}

static void test_base_name(void **state)
{
    (void)state;
    assert_string_equal(pp_base_name("a/b/plan.csv"), "plan.csv");
    assert_string_equal(pp_base_name("plan.csv"), "plan.csv");
    assert_string_equal(pp_base_name("a/"), "");
}

/* The file is not whole until it is on the disk: what goes wrong there leaves the old one, and says what to do. */
static void test_disk_fails(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *words;
    } CASES[] = {
        {ENOSPC, "磁盘空间不足"}, {EDQUOT, "磁盘空间不足"}, {EROFS, "只读"},      {EIO, "出错"},
        {EACCES, "没有权限"},     {EBUSY, "其他程序"},      {EMFILE, "文件太多"}, {EISDIR, "文件夹"},
        {EFBIG, "无法写入"}, /* none that has advice of its own */
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        pp_target target;
        pp_error error;
        put("plan.xlsx", "old", 3);
        assert_true(pp_target_open(&target, "plan.xlsx", NULL));
        put(target.temporary, "new", 3);
        fsync_fails_with = CASES[i].code;
        assert_false(pp_target_commit(&target, &error));
        assert_int_equal(error.code, PP_ERROR_SYSTEM);
        assert_non_null(strstr(error.text, CASES[i].words));
        assert_non_null(strstr(error.text, "plan.xlsx"));
        assert_content("plan.xlsx", "old");
        assert_int_equal(entries(), 1);
        unlink("plan.xlsx");
    }
}

static void test_interrupted(void **state)
{
    (void)state;
    char text[10];
    pieces p = {.text = text};
    put("file", "0123456789", 10);
    interrupted_reads = 3;
    assert_content("file", "0123456789");
    interrupted_reads = 3;
    assert_true(pp_file_pieces("file", 10, take, &p, NULL));
    assert_memory_equal(text, "0123456789", 10);
    assert_int_equal(interrupted_reads, 0);
    unlink("file");
}

static void test_target_beside_root(void **state)
{
    (void)state;
    pp_target target;
    char *path = pp_path_join(folder, "plan.xlsx");
    assert_true(pp_target_open(&target, path, NULL));
    assert_true(pp_target_commit(&target, NULL));
    assert_content(path, "");
    unlink(path);
    free(path);
    if (access("/", W_OK) != 0) {
        return;
    }
    assert_true(pp_target_open(&target, "/procplan-file-test", NULL)); /* its folder is "/" */
    assert_true(pp_target_commit(&target, NULL));
    assert_int_equal(unlink("/procplan-file-test"), 0);
}

/* ---- Failing memory ---- */

static bool read_large(void *context)
{
    char *data = NULL;
    size_t size = 0;
    pp_error error;
    const bool ok = pp_file_read(context, 1000000, &data, &size, &error);
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    assert_true(ok == (data != NULL));
    free(data);
    return ok;
}

static bool read_pieces(void *context)
{
    char text[10];
    pieces p = {.text = text};
    pp_error error;
    const bool ok = pp_file_pieces(context, 10, take, &p, &error);
    assert_true(ok || error.code == PP_ERROR_MEMORY);
    return ok;
}

static bool join(void *context)
{
    (void)context;
    char *path = pp_path_join("a", "b");
    const bool ok = path != NULL;
    free(path);
    return ok;
}

static bool write_target(void *context)
{
    const char *path = context;
    pp_target target;
    pp_error error;
    if (!pp_target_open(&target, path, &error)) {
        assert_int_equal(error.code, PP_ERROR_MEMORY);
        return false;
    }
    return pp_target_commit(&target, &error);
}

static void test_no_memory(void **state)
{
    (void)state;
    char large[200000];
    memset(large, 'x', sizeof large);
    put("file", large, sizeof large);
    assert_true(every_allocation_fails(read_large, "file", NEVER_SURVIVES) >= 1);
    assert_true(every_allocation_fails(read_large, "/proc/self/maps", NEVER_SURVIVES) >= 1);
    put("small", "0123456789", 10);
    assert_int_equal(every_allocation_fails(read_pieces, "small", NEVER_SURVIVES), 1);
    unlink("small");
    assert_true(every_allocation_fails(join, NULL, NEVER_SURVIVES) == 1);
    /* the flush of the folder is a help, not a condition: without memory for it the file is whole all the same */
    assert_true(every_allocation_fails(write_target, "file", MAY_SURVIVE) >= 3);
    assert_int_equal(symlink("file", "link"), 0);
    assert_true(every_allocation_fails(write_target, "link", MAY_SURVIVE) >= 3);
    struct stat st;
    assert_int_equal(lstat("link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    unlink("link");
    unlink("file");
    assert_true(every_allocation_fails(write_target, "new", MAY_SURVIVE) >= 3);
    unlink("new");
    assert_int_equal(entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_limit),
        cmocka_unit_test(test_read_refused),
        cmocka_unit_test(test_read_pipe),
        cmocka_unit_test(test_read_proc),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_pieces_refused),
        cmocka_unit_test(test_look_and_join),
        cmocka_unit_test(test_target_new),
        cmocka_unit_test(test_target_replaces),
        cmocka_unit_test(test_target_abandoned),
        cmocka_unit_test(test_target_twice),
        cmocka_unit_test(test_target_link),
        cmocka_unit_test(test_target_refused),
        cmocka_unit_test(test_target_longest_name),
        cmocka_unit_test(test_target_no_right),
        cmocka_unit_test(test_commit_fails),
        cmocka_unit_test(test_nameless),
        cmocka_unit_test(test_not_linked),
        cmocka_unit_test(test_base_name),
        cmocka_unit_test(test_disk_fails),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_target_beside_root),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
