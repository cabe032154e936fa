#include "write/package.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { CHUNK = 1 << 16, TAG_HEAD = 160 };

/* What is counted while the XML of one part runs through. */
typedef struct scan {
    bool in_tag;
    char head[TAG_HEAD]; /* first bytes of the tag, without < */
    size_t head_length;
    char before;         /* byte before the one looked at, to see /> */
    int64_t depth;       /* open elements */
    bool broken;         /* an element was closed that was not open */
    size_t cells, texts; /* <c …> and <si …> */
    size_t promised;     /* how many texts the part says it has */
} scan;

/* Whether the tag's name is this one. */
static bool is_named(const scan *s, const char *name)
{
    const size_t n = strlen(name);
    return s->head_length >= n && memcmp(s->head, name, n) == 0 &&
           (s->head_length == n || strchr(" />", s->head[n]) != NULL);
}

/* <sst … uniqueCount="22">: how many shared texts follow. */
static size_t unique_count(const scan *s)
{
    static const char attribute[] = "uniqueCount=\"";
    char text[TAG_HEAD + 1];
    memcpy(text, s->head, s->head_length);
    text[s->head_length] = '\0';
    const char *found = strstr(text, attribute);
    return found == NULL ? 0 : strtoul(found + sizeof attribute - 1, NULL, 10);
}

static void end_tag(scan *s)
{
    const char first = s->head_length > 0 ? s->head[0] : '\0';
    if (first == '/') {
        s->depth--;
        s->broken |= s->depth < 0;
    } else if (first != '?' && first != '!') {
        s->depth += s->before != '/';
        s->cells += is_named(s, "c");
        s->texts += is_named(s, "si");
        if (is_named(s, "sst")) {
            s->promised = unique_count(s);
        }
    }
    s->in_tag = false;
}

static void run(scan *s, const char *data, size_t size)
{
    const char *end = data + size;
    while (data < end) {
        if (!s->in_tag) {
            data = memchr(data, '<', (size_t)(end - data));
            if (data == NULL) {
                return;
            }
            data++;
            s->in_tag = true;
            s->head_length = 0;
            s->before = '\0';
            continue;
        }
        const char *close = memchr(data, '>', (size_t)(end - data));
        const char *stop = close == NULL ? end : close;
        const size_t part = (size_t)(stop - data);
        const size_t room = TAG_HEAD - s->head_length;
        const size_t taken = part < room ? part : room;
        memcpy(s->head + s->head_length, data, taken);
        s->head_length += taken;
        if (part > 0) {
            s->before = stop[-1];
        }
        if (close == NULL) {
            return;
        }
        end_tag(s);
        data = close + 1;
    }
}

/* Number N of xl/worksheets/sheetN.xml, 0 for any other part. */
static unsigned long sheet_number(const char *name)
{
    static const char folder[] = "xl/worksheets/sheet";
    char *rest = NULL;
    if (strncmp(name, folder, sizeof folder - 1) != 0) {
        return 0;
    }
    const unsigned long number = strtoul(name + sizeof folder - 1, &rest, 10);
    return strcmp(rest, ".xml") == 0 ? number : 0;
}

static bool is_xml(const char *name)
{
    static const char *const ends[] = {".xml", ".rels", ".vml"};
    const size_t length = strlen(name);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const size_t n = strlen(ends[i]);
        if (length > n && strcmp(name + length - n, ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads one part to its end, which also proves its checksum. Counts sheets in *seen. */
static bool part_is_whole(zip_t *archive, zip_uint64_t index, const size_t *cells, size_t sheets, char *buffer,
                          size_t *seen)
{
    const char *name = zip_get_name(archive, index, 0);
    zip_file_t *file = name == NULL ? NULL : zip_fopen_index(archive, index, 0);
    scan s = {.in_tag = false};
    zip_int64_t n = -1;
    if (file == NULL) {
        return false;
    }
    while ((n = zip_fread(file, buffer, CHUNK)) > 0) {
        run(&s, buffer, (size_t)n);
    }
    if (zip_fclose(file) != 0 || n != 0) {
        return false;
    }
    const unsigned long sheet = sheet_number(name);
    *seen += sheet > 0;
    return !is_xml(name) || (s.depth == 0 && !s.broken && !s.in_tag && s.texts == s.promised &&
                             (sheet == 0 || (sheet <= sheets && s.cells == cells[sheet - 1])));
}

bool pp_package_verify(const char *path, const char *shown, const size_t *cells, size_t sheets, pp_error *error)
{
    bool ok = false;
    int code = 0;
    char *buffer = malloc(CHUNK);
    zip_t *archive = NULL;
    if (buffer == NULL) {
        pp_error_memory(error);
        goto done;
    }
    archive = zip_open(path, ZIP_RDONLY, &code);
    ok = archive != NULL;
    const zip_int64_t parts = ok ? zip_get_num_entries(archive, 0) : 0;
    size_t seen = 0;
    for (zip_int64_t i = 0; ok && i < parts; i++) {
        ok = part_is_whole(archive, (zip_uint64_t)i, cells, sheets, buffer, &seen);
    }
    if (!ok || seen != sheets) {
        ok = false;
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "工作簿“%s”没有写完整，多半是磁盘或临时文件夹空间不足。请清理空间后重试，"
                     "也可以用环境变量 TMPDIR 换一个临时文件夹。",
                     shown);
        pp_error_at(error, shown, 0, 0);
    }
done:
    if (archive != NULL) {
        zip_discard(archive);
    }
    free(buffer);
    return ok;
}
