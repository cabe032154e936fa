#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 }; /* read at a time: fits the cache, few calls */

/* What the operating system refused, in words that say what to do. */
static const char *advice(int code)
{
    switch (code) {
    case ENOENT:
        return "没有这个文件或文件夹，请检查名称和路径";
    case EACCES:
    case EPERM:
        return "没有权限，请换一个有权限的位置，或请管理员授权";
    case EROFS:
        return "所在磁盘是只读的，请换一个位置";
    case ENOSPC:
    case EDQUOT:
        return "磁盘空间不足，请清理后重试";
    case EISDIR:
        return "这是一个文件夹，请给出文件名";
    case ENOTDIR:
        return "路径中间有一段不是文件夹，请检查路径";
    case ENAMETOOLONG:
        return "名称太长，请缩短";
    case EBUSY:
    case ETXTBSY:
        return "文件正被其他程序使用，请关闭后重试";
    case ELOOP:
        return "这是一个失效的链接，请删除它，或另给一个文件名";
    case ENOMEM:
        return "内存不足，请关闭一些程序后重试";
    case EIO:
        return "磁盘或网络出错，请检查后重试，或换一个位置";
    case EMFILE:
    case ENFILE:
        return "打开的文件太多，请关闭一些程序后重试";
    default:
        return strerror(code); // NOLINT(concurrency-mt-unsafe): glibc's is per thread
    }
}

static bool system_error(pp_error *error, const char *what, const char *path, int code)
{
    pp_error_set(error, code == ENOMEM ? PP_ERROR_MEMORY : PP_ERROR_SYSTEM, "%s“%s”：%s。", what, path, advice(code));
    return pp_error_at(error, path, 0, 0);
}

/* Opens a file to be read. Returns -1 with *error. */
static int open_to_read(const char *path, int flags, pp_error *error)
{
    struct stat st;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0) {
        const int code = errno; /* a link that is there, but leads nowhere, is to be told from no file at all */
        system_error(error, "无法打开", path, code == ENOENT && lstat(path, &st) == 0 ? ELOOP : code);
    }
    return fd;
}

/* The same, not for pipes and devices. Opening does not block, because that of a pipe would wait for its writer. */
static int open_regular(const char *path, pp_error *error)
{
    struct stat st;
    const int fd = open_to_read(path, O_NONBLOCK, error);
    if (fd < 0 || fstat(fd, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) {
        return fd; /* reading says what is wrong with a folder, or with one that cannot be looked at */
    }
    close(fd);
    pp_error_set(error, PP_ERROR_FORMAT, "“%s”不是普通文件，而是管道或设备，不能读取。请先另存为普通文件后重试。",
                 path);
    pp_error_at(error, path, 0, 0);
    return -1;
}

/* First size of the buffer: that of a regular file and one byte more, so that its end is seen without growing. */
static size_t first_capacity(int fd, size_t limit)
{
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size <= limit) {
        return (size_t)st.st_size + 2;
    }
    return (size_t)64 * 1024;
}

static bool too_large(pp_error *error, const char *path, size_t limit)
{
    const bool large = limit >= (size_t)1 << 20;
    pp_error_set(error, PP_ERROR_LIMIT, "文件“%s”超过 %zu %s的上限，请拆分后再处理。", path,
                 large ? limit >> 20 : limit, large ? "MB " : "字节");
    return pp_error_at(error, path, 0, 0);
}

bool pp_file_read(const char *path, size_t limit, char **data, size_t *size, pp_error *error)
{
    bool ok = false;
    char *buffer = NULL;
    size_t used = 0;
    const int fd = open_to_read(path, 0, error);
    if (fd < 0) {
        return false;
    }
    size_t capacity = first_capacity(fd, limit);
    buffer = malloc(capacity);
    while (buffer != NULL) {
        const ssize_t n = read(fd, buffer + used, capacity - used - 1);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            system_error(error, "无法读取", path, errno);
            goto done;
        }
        if (n == 0) {
            buffer[used] = '\0';
            *data = buffer;
            *size = used;
            buffer = NULL;
            ok = true;
            goto done;
        }
        used += (size_t)n;
        if (used > limit) {
            too_large(error, path, limit);
            goto done;
        }
        if (capacity - used < 2) {
            char *more = capacity <= SIZE_MAX / 2 ? realloc(buffer, capacity * 2) : NULL;
            if (more == NULL) {
                break;
            }
            buffer = more;
            capacity *= 2;
        }
    }
    pp_error_memory(error);
    pp_error_at(error, path, 0, 0);
done:
    free(buffer);
    close(fd);
    return ok;
}

bool pp_file_pieces(const char *path, size_t limit, pp_piece_fn take, void *context, pp_error *error)
{
    bool ok = false, last = false;
    size_t filled = 0, total = 0;
    char *buffer = malloc(PIECE);
    const int fd = open_regular(path, error);
    if (fd < 0 || buffer == NULL) {
        ok = fd >= 0 && pp_error_memory(error);
        goto done;
    }
    while (!last) {
        const ssize_t n = read(fd, buffer + filled, PIECE - filled);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            system_error(error, "无法读取", path, errno);
            goto done;
        }
        filled += (size_t)n;
        total += (size_t)n;
        last = n == 0;
        if (total > limit) {
            too_large(error, path, limit);
            goto done;
        }
        size_t used = 0;
        if (!take(context, buffer, filled, last, &used, error)) {
            goto done;
        }
        filled -= used;
        memmove(buffer, buffer + used, filled);
        if (filled == PIECE) { /* nothing more can be read, and a read of no bytes would look like the end */
            pp_error_set(error, PP_ERROR_LIMIT, "文件“%s”里有一段内容太长，无法处理，请检查这个文件。", path);
            pp_error_at(error, path, 0, 0);
            goto done;
        }
    }
    ok = true;
done:
    free(buffer);
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

pp_file_type pp_file_look(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        const bool nowhere = errno == ENOENT || errno == ENOTDIR;
        return nowhere && lstat(path, &st) != 0 ? PP_FILE_MISSING : PP_FILE_UNKNOWN;
    }
    return S_ISDIR(st.st_mode) ? PP_FILE_FOLDER : S_ISREG(st.st_mode) ? PP_FILE_REGULAR : PP_FILE_OTHER;
}

char *pp_path_join(const char *dir, const char *name)
{
    const size_t d = strlen(dir), n = strlen(name);
    char *path = malloc(d + n + 2);
    if (path == NULL) {
        return NULL;
    }
    memcpy(path, dir, d);
    size_t at = d;
    if (d > 0 && dir[d - 1] != '/') {
        path[at++] = '/';
    }
    memcpy(path + at, name, n + 1);
    return path;
}

/* The folder of a path, in new memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return strdup(".");
    }
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

const char *pp_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

enum { TRIES = 100, OWN_NAME = 64 };

/* Room for a name beside path that is made of neither: one made from path's could grow longer than a file system
 * allows. NULL when memory is short. */
static char *room_beside(const char *path)
{
    const size_t folder = (size_t)(pp_base_name(path) - path);
    char *name = malloc(folder + OWN_NAME);
    if (name != NULL) {
        memcpy(name, path, folder);
        name[folder] = '\0';
    }
    return name;
}

/* The name to try after i others, in memory from room_beside(path). */
static void name_beside(const char *path, char *name, int i)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(name + (pp_base_name(path) - path), OWN_NAME, ".procplan-%ld-%ld-%d", (long)getpid(), now.tv_nsec, i);
}

/* Creates an empty file in the folder of path. Returns its descriptor and sets *name (new memory), or returns -1 with
 * errno. */
static int create_beside(const char *path, mode_t mode, char **name)
{
    *name = room_beside(path);
    if (*name == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int fd = -1;
    for (int i = 0; i < TRIES; i++) {
        name_beside(path, *name, i);
        fd = open(*name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST) {
            break;
        }
    }
    if (fd < 0) {
        const int code = errno;
        free(*name);
        *name = NULL;
        errno = code;
    }
    return fd;
}

/* Creates a file without a name in the folder of path, and sets *name (new memory) to the path by which this process
 * can open it. Returns -1 where that cannot be: not every file system has such files, and /proc may not be there. */
static int create_nameless(const char *path, mode_t mode, char **name)
{
    char *folder = folder_of(path), *open_as = malloc(OWN_NAME);
    struct stat seen, meant;
    int fd = -1;
    if (folder != NULL && open_as != NULL) {
        fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, mode);
        snprintf(open_as, OWN_NAME, "/proc/self/fd/%d", fd);
    }
    if (fd >= 0 && (stat(open_as, &seen) != 0 || fstat(fd, &meant) != 0 || seen.st_ino != meant.st_ino ||
                    seen.st_dev != meant.st_dev)) {
        close(fd);
        fd = -1;
    }
    free(folder);
    if (fd < 0) {
        free(open_as);
    } else {
        *name = open_as;
    }
    return fd;
}

/* The path with links followed, in new memory; a file that is not there yet stays as given. NULL with errno, ELOOP for
 * a link that leads nowhere. */
static char *resolve(const char *path)
{
    struct stat st;
    char *real = realpath(path, NULL);
    if (real != NULL || errno != ENOENT || path[0] == '\0') {
        return real;
    }
    if (lstat(path, &st) == 0) {
        errno = ELOOP;
        return NULL;
    }
    return strdup(path);
}

bool pp_target_open(pp_target *target, const char *path, pp_error *error)
{
    struct stat old;
    *target = (pp_target){0};
    target->path = resolve(path);
    if (target->path == NULL) {
        return system_error(error, "无法写入", path, errno);
    }
    const bool replaces = stat(target->path, &old) == 0;
    if (replaces && !S_ISREG(old.st_mode)) {
        pp_target_abandon(target);
        pp_error_set(error, PP_ERROR_USAGE, "“%s”不是普通文件，不能写入，请另给一个文件名。", path);
        return pp_error_at(error, path, 0, 0);
    }
    /* A file that may not be written is not to be replaced either, though the folder would allow it. */
    const bool allowed = !replaces || access(target->path, W_OK) == 0;
    const mode_t mode = replaces ? 0600 : 0666;
    int fd = -1;
    if (allowed) {
        fd = create_nameless(target->path, mode, &target->temporary);
        target->nameless = fd >= 0;
        target->file = fd;
    }
    if (allowed && fd < 0) {
        fd = create_beside(target->path, mode, &target->temporary);
    }
    if (fd < 0) {
        const int code = errno;
        pp_target_abandon(target);
        return system_error(error, "无法写入", path, code);
    }
    /* Owner and rights of the old file, as far as may be: a stick with FAT refuses both and is no worse for it. */
    if (replaces) {
        const int kept = fchown(fd, old.st_uid, old.st_gid);
        (void)kept;
        (void)fchmod(fd, old.st_mode & 0777);
    }
    if (!target->nameless) {
        close(fd);
    }
    return true;
}

static int flush_path(const char *path, int flags)
{
    const int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    int code = fsync(fd) == 0 ? 0 : errno;
    if (close(fd) != 0 && code == 0) {
        code = errno;
    }
    return code;
}

/* Gives the nameless file a name beside the target and moves it over that. Returns 0 or an errno. */
static int name_and_move(const pp_target *target)
{
    char *name = room_beside(target->path);
    int code = name == NULL ? ENOMEM : EEXIST;
    for (int i = 0; code == EEXIST && i < TRIES; i++) {
        name_beside(target->path, name, i);
        code = linkat(AT_FDCWD, target->temporary, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    }
    if (code == 0 && rename(name, target->path) != 0) {
        code = errno;
        unlink(name);
    }
    free(name);
    return code;
}

/* Copies the nameless file into one with a name, which from now on is the temporary file: for a system that makes such
 * files but does not link them. Returns 0 or an errno. */
static int copy_beside(pp_target *target)
{
    struct stat st;
    char *name = NULL, *buffer = malloc(PIECE);
    const int fd = buffer == NULL ? -1 : create_beside(target->path, 0600, &name);
    int code = buffer == NULL ? ENOMEM : fd < 0 ? errno : 0;
    off_t at = 0;
    while (code == 0) {
        const ssize_t n = pread(target->file, buffer, PIECE, at);
        if (n == 0) {
            break;
        }
        for (ssize_t done = 0; done < n;) {
            const ssize_t written = write(fd, buffer + done, (size_t)(n - done));
            if (written < 0 && errno != EINTR) {
                code = errno;
                break;
            }
            done += written > 0 ? written : 0;
        }
        code = n < 0 && errno != EINTR ? errno : code;
        at += n > 0 ? n : 0;
    }
    if (code == 0 && fstat(target->file, &st) == 0) {
        const int kept = fchown(fd, st.st_uid, st.st_gid);
        (void)kept;
        (void)fchmod(fd, st.st_mode & 0777);
    }
    if (code == 0 && fsync(fd) != 0) {
        code = errno;
    }
    if (fd >= 0) {
        close(fd);
        close(target->file);
        free(target->temporary);
        target->temporary = name;
        target->nameless = false;
    }
    free(buffer);
    return code;
}

/* Moves the temporary file, which is on the disk, over the target. Returns 0 or an errno. */
static int move_over(pp_target *target)
{
    int code = 0;
    if (target->nameless) {
        sigset_t all, before;
        sigfillset(&all);
        const bool held = pthread_sigmask(SIG_BLOCK, &all, &before) == 0;
        code = name_and_move(target);
        if (held) {
            pthread_sigmask(SIG_SETMASK, &before, NULL);
        }
        const bool refused = code == EPERM || code == EOPNOTSUPP || code == ENOSYS || code == EXDEV || code == EINVAL;
        if (!refused) {
            return code;
        }
        code = copy_beside(target);
    }
    return code != 0 ? code : rename(target->temporary, target->path) == 0 ? 0 : errno;
}

bool pp_target_commit(pp_target *target, pp_error *error)
{
    int code = 0;
    if (target->nameless) {
        code = fsync(target->file) == 0 ? 0 : errno;
    } else {
        code = flush_path(target->temporary, O_RDWR);
    }
    code = code != 0 ? code : move_over(target);
    if (code != 0) {
        system_error(error, "无法写入", target->path, code);
        pp_target_abandon(target);
        return false;
    }
    if (!target->nameless) {
        free(target->temporary); /* it stands at the target now, and must not be removed */
        target->temporary = NULL;
    }
    char *folder = folder_of(target->path);
    if (folder != NULL) {
        (void)flush_path(folder, O_RDONLY | O_DIRECTORY); /* the file is whole either way; some systems refuse this */
        free(folder);
    }
    pp_target_abandon(target);
    return true;
}

void pp_target_abandon(pp_target *target)
{
    if (target->nameless) {
        close(target->file);
    } else if (target->temporary != NULL) {
        unlink(target->temporary);
    }
    free(target->temporary);
    free(target->path);
    *target = (pp_target){0};
}
