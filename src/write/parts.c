#include "write/parts.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { ARCHIVE_ROOM = 64, NAME_ROOM = 64 };

bool pp_parts_refuse(const pp_parts *parts, const char *what, pp_error *error)
{
    pp_error_set(error, PP_ERROR_FORMAT, "工作簿“%s”%s，不能在上面标注。请用 WPS 或 Excel 打开，另存为 .xlsx 后重试。",
                 parts->shown, what);
    return pp_error_at(error, parts->shown, 0, 0);
}

/* ---- Opening ---- */

/* A file without a name in the folder of the target, or, where the system makes none there, among its own. */
static FILE *open_scratch(const char *target)
{
    const char *name = pp_base_name(target);
    char *folder = name == target ? strdup(".") : strndup(target, (size_t)(name - target));
    const int fd = folder == NULL ? -1 : open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    if (file == NULL && fd >= 0) {
        close(fd);
    }
    free(folder);
    return file == NULL ? tmpfile() : file;
}

static pp_part *append(pp_parts *parts, const char *name, int64_t entry)
{
    if (parts->count == parts->room) {
        const size_t room = parts->room * 2 + ARCHIVE_ROOM;
        pp_part **larger = realloc(parts->all, room * sizeof(pp_part *));
        if (larger == NULL) {
            return NULL;
        }
        parts->all = larger;
        parts->room = room;
    }
    pp_part *part = pp_arena_alloc(parts->arena, sizeof *part);
    const char *copy = pp_arena_copy(parts->arena, name, strlen(name));
    if (part == NULL || copy == NULL) {
        return NULL;
    }
    *part = (pp_part){.name = copy, .entry = entry};
    parts->all[parts->count++] = part;
    return part;
}

static bool list_entries(pp_parts *parts, pp_error *error)
{
    const zip_int64_t entries = zip_get_num_entries(parts->zip, 0);
    if (entries > PP_PARTS_LIMIT) {
        return pp_parts_refuse(parts, "里的部分多得不合理", error);
    }
    for (zip_int64_t i = 0; i < entries; i++) {
        const char *name = zip_get_name(parts->zip, (zip_uint64_t)i, 0);
        const size_t length = name == NULL ? 0 : strlen(name);
        if (length == 0) {
            return pp_parts_refuse(parts, "已损坏", error);
        }
        if (name[length - 1] == '/') {
            continue; /* a folder, which says nothing */
        }
        if (append(parts, name, i) == NULL) {
            return pp_error_memory(error);
        }
    }
    return true;
}

bool pp_parts_open(pp_parts *parts, const char *path, const char *target, pp_error *error)
{
    int code = 0;
    *parts = (pp_parts){.shown = path, .arena = pp_arena_new()};
    if (parts->arena == NULL) {
        return pp_error_memory(error);
    }
    parts->zip = zip_open(path, ZIP_RDONLY, &code);
    if (parts->zip == NULL) {
        pp_error_set(
            error, code == ZIP_ER_MEMORY ? PP_ERROR_MEMORY : PP_ERROR_USAGE,
            "“%s”不是 .xlsx 工作簿，不能在上面标注。请改用 procplan export 导出带标记的工作簿，如：procplan export "
            "%s -o 政府采购预算表.xlsx --force",
            path, path);
        return pp_error_at(error, path, 0, 0);
    }
    if (!list_entries(parts, error)) {
        return false;
    }
    parts->scratch = open_scratch(target);
    return parts->scratch != NULL ||
           pp_error_set(error, PP_ERROR_SYSTEM, "无法使用临时文件（%s）。请检查磁盘空间和权限后重试。",
                        strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
}

void pp_parts_close(pp_parts *parts)
{
    if (parts->zip != NULL) {
        zip_discard(parts->zip);
    }
    if (parts->scratch != NULL) {
        (void)fclose(parts->scratch);
    }
    free(parts->all);
    pp_arena_free(parts->arena);
    *parts = (pp_parts){0};
}

pp_part *pp_parts_find(const pp_parts *parts, const char *name)
{
    name += *name == '/';
    for (size_t i = 0; i < parts->count; i++) {
        if (!parts->all[i]->dropped && strcasecmp(parts->all[i]->name, name) == 0) {
            return parts->all[i];
        }
    }
    return NULL;
}

pp_part *pp_parts_add(pp_parts *parts, const char *name, pp_error *error)
{
    pp_part *part = append(parts, name, -1);
    if (part == NULL) {
        pp_error_memory(error);
    }
    return part;
}

pp_part *pp_parts_add_numbered(pp_parts *parts, const char *before, const char *behind, pp_error *error)
{
    char name[NAME_ROOM];
    unsigned number = 1;
    do {
        snprintf(name, sizeof name, "%s%u%s", before, number++, behind);
    } while (pp_parts_find(parts, name) != NULL);
    return pp_parts_add(parts, name, error);
}

/* ---- Reading a part ---- */

typedef struct reader {
    const pp_parts *parts;
    const pp_part *part;
    zip_file_t *file;
    uint64_t read, limit;
} reader;

static bool open_part(reader *r, const pp_parts *parts, const pp_part *part, uint64_t limit, pp_error *error)
{
    *r = (reader){.parts = parts, .part = part, .limit = limit};
    r->file = part->entry < 0 ? NULL : zip_fopen_index(parts->zip, (zip_uint64_t)part->entry, 0);
    return r->file != NULL || pp_parts_refuse(parts, "已损坏或已加密", error);
}

static int64_t read_part(void *source, char *buffer, size_t size, pp_error *error)
{
    reader *r = source;
    const zip_int64_t n = zip_fread(r->file, buffer, size);
    if (n < 0) {
        pp_parts_refuse(r->parts, "已损坏", error);
        return -1;
    }
    r->read += (uint64_t)n;
    if (r->read > r->limit) {
        pp_parts_refuse(r->parts, "里有一部分大得不合理", error);
        return -1;
    }
    return n;
}

static bool run(const pp_parts *parts, const pp_part *part, const pp_edit_handlers *handlers, pp_edit *edit)
{
    reader r;
    if (!open_part(&r, parts, part, PP_STREAM_LIMIT, edit->error)) {
        return false;
    }
    const bool ok = pp_edit_run(edit, handlers, read_part, &r, parts->shown, part->name);
    (void)zip_fclose(r.file);
    return ok;
}

bool pp_parts_look(const pp_parts *parts, const pp_part *part, const pp_edit_handlers *handlers, void *context,
                   pp_error *error)
{
    pp_edit edit = {.context = context, .error = error};
    return run(parts, part, handlers, &edit);
}

bool pp_parts_edit(pp_parts *parts, pp_part *part, const pp_edit_handlers *handlers, void *context, pp_error *error)
{
    pp_edit edit = {.context = context, .error = error, .out = pp_parts_begin(parts, part)};
    return run(parts, part, handlers, &edit) && pp_parts_end(parts, part, error);
}

char *pp_parts_load(const pp_parts *parts, const pp_part *part, size_t *size, pp_error *error)
{
    enum { PIECE = 1 << 16 };
    reader r;
    char *data = NULL;
    size_t used = 0, room = 0;
    int64_t n = 0;
    if (!open_part(&r, parts, part, PP_PART_LIMIT, error)) {
        return NULL;
    }
    do {
        used += (size_t)n;
        if (used + PIECE + 1 > room) {
            room = room * 2 + PIECE + 1;
            char *larger = realloc(data, room);
            if (larger == NULL) {
                pp_error_memory(error);
                n = -1;
                break;
            }
            data = larger;
        }
        n = read_part(&r, data + used, PIECE, error);
    } while (n > 0);
    (void)zip_fclose(r.file);
    if (n < 0) {
        free(data);
        return NULL;
    }
    data[used] = '\0';
    *size = used;
    return data;
}

/* ---- Writing a part down ---- */

FILE *pp_parts_begin(pp_parts *parts, pp_part *part)
{
    const off_t at = fseeko(parts->scratch, 0, SEEK_END) == 0 ? ftello(parts->scratch) : 0;
    part->offset = at < 0 ? 0 : (uint64_t)at;
    return parts->scratch;
}

bool pp_parts_end(pp_parts *parts, pp_part *part, pp_error *error)
{
    const off_t at = ftello(parts->scratch);
    if (fflush(parts->scratch) != 0 || ferror(parts->scratch) || at < 0 || (uint64_t)at < part->offset) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写临时文件，多半是磁盘空间不足。请清理空间后重试。");
    }
    part->size = (uint64_t)at - part->offset;
    part->changed = true;
    return true;
}

/* ---- Writing the copy ---- */

/* A stretch of the scratch file, as libzip reads it. */
typedef struct stretch {
    int fd;
    uint64_t at, offset, size;
} stretch;

static zip_int64_t read_stretch(stretch *s, void *data, zip_uint64_t length)
{
    const uint64_t left = s->size - s->at;
    const ssize_t n = pread(s->fd, data, length < left ? length : left, (off_t)(s->offset + s->at));
    if (n > 0) {
        s->at += (uint64_t)n;
    }
    return n;
}

static zip_int64_t on_stretch(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    stretch *s = context;
    zip_stat_t *st = data;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        s->at = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_stretch(s, data, length);
    case ZIP_SOURCE_STAT:
        zip_stat_init(st);
        st->size = s->size;
        st->valid = ZIP_STAT_SIZE;
        return (zip_int64_t)sizeof *st;
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&(zip_error_t){.zip_err = ZIP_ER_READ}, data, length);
    case ZIP_SOURCE_FREE:
        free(s);
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
        return 0;
    }
}

/* The empty file that the copy is written to. libzip itself would write beside it and rename, which a file without a
 * name does not allow. */
typedef struct sink {
    int fd;
    uint64_t at, end;
    int failed; /* errno */
} sink;

static zip_int64_t write_sink(sink *s, const char *data, zip_uint64_t length)
{
    for (uint64_t done = 0; done < length;) {
        const ssize_t n = pwrite(s->fd, data + done, length - done, (off_t)(s->at + done));
        if (n < 0 && errno != EINTR) {
            s->failed = errno;
            return -1;
        }
        done += n > 0 ? (uint64_t)n : 0;
    }
    s->at += length;
    s->end = s->at > s->end ? s->at : s->end;
    return (zip_int64_t)length;
}

static zip_int64_t seek_sink(sink *s, void *data, zip_uint64_t length)
{
    const zip_int64_t at = zip_source_seek_compute_offset(s->at, s->end, data, length, NULL);
    if (at < 0) {
        s->failed = EINVAL;
        return -1;
    }
    s->at = (uint64_t)at;
    return 0;
}

static zip_int64_t on_sink(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    sink *s = context;
    zip_stat_t *st = data;
    switch (command) {
    case ZIP_SOURCE_STAT:
        zip_stat_init(st);
        st->size = 0;
        st->valid = ZIP_STAT_SIZE;
        return (zip_int64_t)sizeof *st;
    case ZIP_SOURCE_WRITE:
        return write_sink(s, data, length);
    case ZIP_SOURCE_SEEK_WRITE:
        return seek_sink(s, data, length);
    case ZIP_SOURCE_TELL_WRITE:
        return (zip_int64_t)s->at;
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&(zip_error_t){.zip_err = ZIP_ER_WRITE, .sys_err = s->failed}, data, length);
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE,
                                              ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE,
                                              ZIP_SOURCE_WRITE, ZIP_SOURCE_REMOVE, -1);
    default:
        return 0;
    }
}

/* The source of one part: its stretch of the scratch file, or its compressed bytes in the old file. */
static zip_source_t *source_of(const pp_parts *parts, const pp_part *part, zip_t *copy)
{
    if (!part->changed) {
        return zip_source_zip(copy, parts->zip, (zip_uint64_t)part->entry, ZIP_FL_COMPRESSED, 0, 0);
    }
    stretch *s = malloc(sizeof *s);
    if (s == NULL) {
        zip_error_set(zip_get_error(copy), ZIP_ER_MEMORY, 0);
        return NULL;
    }
    *s = (stretch){.fd = fileno(parts->scratch), .offset = part->offset, .size = part->size};
    zip_source_t *source = zip_source_function(copy, on_stretch, s);
    if (source == NULL) {
        free(s);
    }
    return source;
}

static bool add_part(const pp_parts *parts, const pp_part *part, zip_t *copy)
{
    enum { MIDNIGHT = 0, FIRST_OF_1980 = 1 << 5 | 1 }; /* the same plan gives the same file */
    enum { COMPRESSION = 4 }; /* libzip's own is 9, which takes several times as long to save a fifth */
    zip_source_t *source = source_of(parts, part, copy);
    if (source == NULL) {
        return false;
    }
    const zip_int64_t at = zip_file_add(copy, part->name, source, ZIP_FL_ENC_UTF_8);
    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    return !part->changed || (zip_set_file_compression(copy, (zip_uint64_t)at, ZIP_CM_DEFLATE, COMPRESSION) == 0 &&
                              zip_file_set_dostime(copy, (zip_uint64_t)at, MIDNIGHT, FIRST_OF_1980, 0) == 0);
}

static bool short_of_room(const char *shown, pp_error *error)
{
    pp_error_set(error, PP_ERROR_SYSTEM, "工作簿“%s”没有写完整，原有文件没有动。请检查磁盘空间后重试。", shown);
    return pp_error_at(error, shown, 0, 0);
}

static bool has_ending(const char *name, const char *ending)
{
    const size_t n = strlen(name), e = strlen(ending);
    return n > e && strcasecmp(name + n - e, ending) == 0;
}

/* Looks a part up in the finished copy: changed ones must be there whole and well formed, copied ones as long as they
 * were. */
static bool part_arrived(const pp_parts *parts, const pp_part *part, const pp_parts *back, pp_error *error)
{
    static const pp_edit_handlers none = {0};
    zip_stat_t was, is;
    const zip_int64_t at = zip_name_locate(back->zip, part->name, 0);
    if (at < 0 || zip_stat_index(back->zip, (zip_uint64_t)at, 0, &is) != 0) {
        return short_of_room(back->shown, error);
    }
    if (!part->changed) {
        return (zip_stat_index(parts->zip, (zip_uint64_t)part->entry, 0, &was) == 0 && was.crc == is.crc &&
                was.size == is.size) ||
               short_of_room(back->shown, error);
    }
    const pp_part again = {.name = part->name, .entry = at};
    if (is.size != part->size) {
        return short_of_room(back->shown, error);
    }
    if (!has_ending(part->name, ".vml")) {
        return pp_parts_look(back, &again, &none, NULL, error);
    }
    /* What a sender's program wrote as boxes of comments need not be well-formed XML. */
    size_t size;
    char *data = pp_parts_load(back, &again, &size, error);
    free(data);
    return data != NULL;
}

static bool read_back(const pp_parts *parts, const char *path, const char *shown, pp_error *error)
{
    int code = 0;
    pp_parts back = {.shown = shown, .zip = zip_open(path, ZIP_RDONLY, &code)};
    bool ok = back.zip != NULL || short_of_room(shown, error);
    for (size_t i = 0; ok && i < parts->count; i++) {
        ok = parts->all[i]->dropped || part_arrived(parts, parts->all[i], &back, error);
    }
    if (back.zip != NULL) {
        zip_discard(back.zip);
    }
    return ok;
}

bool pp_parts_save(pp_parts *parts, const char *path, const char *shown, pp_error *error)
{
    sink s = {.fd = open(path, O_RDWR | O_CLOEXEC)};
    zip_error_t reason;
    zip_t *copy = NULL;
    bool ok = s.fd >= 0;
    zip_error_init(&reason);
    zip_source_t *target = ok ? zip_source_function_create(on_sink, &s, &reason) : NULL;
    copy = target == NULL ? NULL : zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &reason);
    if (copy == NULL && target != NULL) {
        zip_source_free(target);
    }
    ok = copy != NULL;
    for (size_t i = 0; ok && i < parts->count; i++) {
        ok = parts->all[i]->dropped || add_part(parts, parts->all[i], copy);
    }
    const int why = zip_error_code_zip(copy == NULL ? &reason : zip_get_error(copy));
    if (ok && zip_close(copy) != 0) {
        ok = false;
    } else if (ok) {
        copy = NULL;
    }
    if (copy != NULL) {
        zip_discard(copy);
    }
    zip_error_fini(&reason);
    if (s.fd >= 0) {
        close(s.fd);
    }
    if (!ok && why == ZIP_ER_MEMORY) {
        return pp_error_memory(error);
    }
    if (!ok && why == ZIP_ER_EXISTS) {
        return pp_parts_refuse(parts, "里有同名的部分", error);
    }
    if (!ok) {
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "无法写出工作簿“%s”，多半是磁盘空间不足，或者原件已损坏。请清理空间，或用 WPS 或 Excel "
                     "打开原件另存后重试。",
                     shown);
        return pp_error_at(error, shown, 0, 0);
    }
    return read_back(parts, path, shown, error);
}
