#include "model/datafile.h"

#include "base/file.h"
#include "base/text.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 16 << 20 };

/* What the callbacks of libcsv know. They cannot stop the parser, so after a failure they do nothing. */
typedef struct reading {
    const char *const *titles;
    size_t title_count;
    pp_datafile_row take;
    void *user;
    pp_error *error;
    bool failed;
    bool heading_read;
    uint32_t line;                       /* line of the file that is being parsed */
    uint32_t row;                        /* line at which the current record began */
    uint32_t column;                     /* of the next field, from 1 */
    uint32_t place[PP_DATAFILE_COLUMNS]; /* file column of each title, 0: not seen */
    char fields[PP_DATAFILE_COLUMNS][PP_DATAFILE_FIELD + 1];
} reading;

static void fail_at(reading *r, uint32_t column)
{
    r->failed = true;
    pp_error_at(r->error, NULL, r->row, column);
}

static bool has_control(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

/* Puts a field where its column belongs; refuses what is not clean text. */
static void take_field(void *data, size_t length, void *user)
{
    reading *r = user;
    const uint32_t column = r->column++;
    if (r->failed) {
        return;
    }
    size_t wanted = 0;
    if (r->heading_read) {
        while (wanted < r->title_count && r->place[wanted] != column) {
            wanted++;
        }
        if (wanted == r->title_count) {
            return;
        }
    }
    const char *text = length == 0 ? "" : data;
    if (pp_utf8_valid(text, length) != length) {
        pp_error_set(r->error, PP_ERROR_FORMAT, "这里的文字不是 UTF-8 编码，请用“CSV UTF-8”格式另存后再试。");
        fail_at(r, column);
        return;
    }
    text = pp_text_trim(text, &length);
    if (has_control(text, length)) {
        pp_error_set(r->error, PP_ERROR_FORMAT, "这里的文字含有换行或其他控制字符，请删除后再试。");
        fail_at(r, column);
        return;
    }
    if (!r->heading_read) { /* titles longer than ours match none of them */
        for (size_t i = 0; i < r->title_count; i++) {
            if (strlen(r->titles[i]) == length && memcmp(r->titles[i], text, length) == 0 && r->place[i] == 0) {
                r->place[i] = column;
            }
        }
        return;
    }
    if (length > PP_DATAFILE_FIELD) {
        pp_error_set(r->error, PP_ERROR_LIMIT, "这里的文字超过 %d 个字节，请缩短，并检查是否漏了引号。",
                     PP_DATAFILE_FIELD);
        fail_at(r, column);
        return;
    }
    memcpy(r->fields[wanted], text, length);
    r->fields[wanted][length] = '\0';
}

/* The heading must have every title. */
static void end_heading(reading *r)
{
    r->heading_read = true;
    for (size_t i = 0; i < r->title_count; i++) {
        if (r->place[i] == 0) {
            pp_error_set(r->error, PP_ERROR_FORMAT, "第一行应是标题，其中没有“%s”这一列，请补上后再试。", r->titles[i]);
            fail_at(r, 0);
            return;
        }
    }
}

static void end_row(reading *r)
{
    const char *fields[PP_DATAFILE_COLUMNS] = {0};
    bool empty = true;
    for (size_t i = 0; i < r->title_count; i++) {
        fields[i] = r->fields[i];
        empty = empty && fields[i][0] == '\0';
    }
    if (!empty && !r->take(r->user, fields, r->row, r->error)) {
        fail_at(r, 0);
    }
    for (size_t i = 0; i < PP_DATAFILE_COLUMNS; i++) {
        r->fields[i][0] = '\0';
    }
}

static void take_record(int end, void *user)
{
    (void)end;
    reading *r = user;
    if (r->failed) {
        return;
    }
    if (r->heading_read) {
        end_row(r);
    } else {
        end_heading(r);
    }
    if (!r->failed) {
        r->column = 1;
        r->row = r->line + 1;
    }
}

static void parser_error(reading *r, int code)
{
    if (code == CSV_ENOMEM || code == CSV_ETOOBIG) {
        pp_error_memory(r->error);
    } else {
        pp_error_set(r->error, PP_ERROR_FORMAT, "引号不成对或位置不对，表格从这里起读不下去，请改正后再试。");
    }
    fail_at(r, 0);
}

/* Bytes up to and including the next line end. The parser is fed line by line, since it knows no positions itself. */
static size_t line_length(const char *text, size_t left)
{
    size_t n = 0;
    while (n < left && text[n] != '\n' && text[n] != '\r') {
        n++;
    }
    if (n < left) {
        n += text[n] == '\r' && left - n > 1 && text[n + 1] == '\n' ? 2 : 1;
    }
    return n;
}

bool pp_datafile_parse(const char *path, const char *text, size_t size, const char *const *titles, pp_datafile_row take,
                       void *user, pp_error *error)
{
    reading r = {.titles = titles, .take = take, .user = user, .error = error, .row = 1, .column = 1};
    while (r.title_count < PP_DATAFILE_COLUMNS && titles[r.title_count] != NULL) {
        r.title_count++;
    }
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        return pp_error_memory(error);
    }
    for (size_t at = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; at < size && !r.failed;) {
        const size_t n = line_length(text + at, size - at);
        r.line++;
        if (r.row == r.line && (text[at] == '\r' || text[at] == '\n')) { /* a blank line is no record */
            r.row++;
        }
        if (csv_parse(&parser, text + at, n, take_field, take_record, &r) != n && !r.failed) {
            parser_error(&r, csv_error(&parser));
        }
        at += n;
    }
    if (!r.failed && csv_fini(&parser, take_field, take_record, &r) != 0) {
        parser_error(&r, csv_error(&parser));
    }
    if (!r.failed && !r.heading_read) {
        pp_error_set(error, PP_ERROR_FORMAT, "文件“%s”是空的：第一行应是标题 %s,%s，以下每行一条。", path, titles[0],
                     titles[1]);
        r.failed = true;
    }
    csv_free(&parser);
    if (r.failed && error != NULL) {
        pp_error_at(error, path, error->row, error->column);
    }
    return !r.failed;
}

bool pp_datafile_read(const char *path, const char *const *titles, pp_datafile_row take, void *user, pp_error *error)
{
    char *text = NULL;
    size_t size = 0;
    if (!pp_file_read(path, FILE_LIMIT, &text, &size, error)) {
        return false;
    }
    const bool ok = pp_datafile_parse(path, text, size, titles, take, user, error);
    free(text);
    return ok;
}
