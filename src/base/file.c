#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* First size of the buffer: that of a regular file and one byte more, so that its end is seen without growing. */
static size_t first_capacity(int fd, size_t limit)
{
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (uintmax_t)st.st_size <= limit) {
        return (size_t)st.st_size + 2;
    }
    return (size_t)64 * 1024;
}

bool pp_file_read(const char *path, size_t limit, char **data, size_t *size, pp_error *error)
{
    bool ok = false;
    char *buffer = NULL;
    size_t used = 0;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return system_error(error, "无法打开", path, errno);
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
            pp_error_set(error, PP_ERROR_LIMIT, "文件“%s”超过 %zu MB 的上限，请拆分后再处理。", path, limit >> 20);
            pp_error_at(error, path, 0, 0);
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

pp_file_type pp_file_look(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return PP_FILE_MISSING;
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

/* The rights a new file gets: those of the file it replaces, else 0666 less the umask. */
static mode_t rights_for(const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        return st.st_mode & 0777;
    }
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool pp_target_open(pp_target *target, const char *path, pp_error *error)
{
    *target = (pp_target){0};
    char *real = realpath(path, NULL); /* follow a link to what it names; a new file has no real path yet */
    target->path = real != NULL ? real : strdup(path);
    if (target->path != NULL) {
        target->temporary = malloc(strlen(target->path) + sizeof ".XXXXXX");
    }
    if (target->temporary == NULL) {
        pp_target_abandon(target);
        return pp_error_memory(error);
    }
    if (pp_file_look(path) == PP_FILE_FOLDER || pp_file_look(path) == PP_FILE_OTHER) {
        pp_target_abandon(target);
        pp_error_set(error, PP_ERROR_USAGE, "“%s”不是普通文件，不能写入，请另给一个文件名。", path);
        return pp_error_at(error, path, 0, 0);
    }
    strcpy(target->temporary, target->path);
    strcat(target->temporary, ".XXXXXX");
    const int fd = mkstemp(target->temporary);
    if (fd < 0) {
        const int code = errno;
        free(target->temporary);
        target->temporary = NULL;
        pp_target_abandon(target);
        return system_error(error, "无法写入", path, code);
    }
    const bool replaceable = pp_file_look(path) == PP_FILE_MISSING || access(path, W_OK) == 0;
    const int code = errno;
    const bool set = fchmod(fd, rights_for(path)) == 0;
    close(fd);
    if (!replaceable || !set) {
        pp_target_abandon(target);
        return system_error(error, "无法写入", path, replaceable ? EACCES : code);
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

bool pp_target_commit(pp_target *target, pp_error *error)
{
    int code = flush_path(target->temporary, O_RDWR);
    if (code == 0 && rename(target->temporary, target->path) != 0) {
        code = errno;
    }
    if (code != 0) {
        system_error(error, "无法写入", target->path, code);
        pp_target_abandon(target);
        return false;
    }
    free(target->temporary);
    target->temporary = NULL;
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
    if (target->temporary != NULL) {
        unlink(target->temporary);
    }
    free(target->temporary);
    free(target->path);
    *target = (pp_target){0};
}
