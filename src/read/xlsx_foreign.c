/* What a file is that is no workbook, and what to do with it. */
#include "base/file.h"
#include "base/text.h"
#include "read/xlsx_inner.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEAD = 4096 };

#define LOOKED_AT ((size_t)2 << 30)

/* What stands in a compound file (the format of old offices, and the cover of an encrypted workbook): the name of a
 * stream in UTF-16, of which the ASCII letters are given here. */
static const struct {
    const char *stream;
    const char *what;
} COMPOUNDS[] = {
    {"EncryptedPackage",
     "这个工作簿加了打开密码，不能读取。请用 Excel 或 WPS 输入密码打开它，在“文件”“信息”“保护工作簿”里"
     "去掉密码，“另存为”选“Excel 工作簿（*.xlsx）”后重试。"},
    {"WordDocument",
     "这是旧版 Word 文档（.doc），不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
    {"PowerPoint Document", "这是旧版演示文稿（.ppt），不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx "
                            "后重试。"},
    {"Workbook", "这是旧版 Excel 或 WPS 工作簿（.xls、.et），不能直接读取。" PP_XLSX_ADVICE},
    {"Book", "这是很旧的 Excel 工作簿（.xls），不能直接读取。" PP_XLSX_ADVICE},
};

enum { COMPOUND_COUNT = sizeof COMPOUNDS / sizeof COMPOUNDS[0], STREAM_NAME = 64 };

/* How other files begin. */
static const struct {
    const char *bytes;
    size_t length;
    const char *what;
} BEGINNINGS[] = {
    {"%PDF", 4, "这是 PDF 文件，不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
    {"{\\rtf", 5, "这是 RTF 文档，不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
    {"\x1F\x8B", 2, "这是压缩文件（gzip），不是工作簿。请解压后重试。"},
    {"Rar!", 4, "这是压缩文件（RAR），不是工作簿。请解压后重试。"},
    {"7z\xBC\xAF", 4, "这是压缩文件（7z），不是工作簿。请解压后重试。"},
};

/* Which of the streams a compound file names. */
typedef struct look {
    bool seen[COMPOUND_COUNT];
    char names[COMPOUND_COUNT][STREAM_NAME]; /* in UTF-16 */
    size_t lengths[COMPOUND_COUNT];
} look;

/* A pp_piece_fn. */
static bool look_at(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    look *l = context;
    (void)error;
    for (size_t i = 0; i < COMPOUND_COUNT; i++) {
        l->seen[i] |= memmem(piece, size, l->names[i], l->lengths[i]) != NULL;
    }
    *used = last || size <= STREAM_NAME ? (last ? size : 0) : size - STREAM_NAME; /* a name may be cut in two */
    return true;
}

static bool refuse_compound(const char *path, pp_error *error)
{
    look l = {.seen = {false}};
    for (size_t i = 0; i < COMPOUND_COUNT; i++) {
        const size_t n = strlen(COMPOUNDS[i].stream) + 1; /* with its NUL, so that Book is not Bookmarks */
        for (size_t k = 0; k < n && 2 * k + 1 < STREAM_NAME; k++) {
            l.names[i][2 * k] = COMPOUNDS[i].stream[k];
            l.lengths[i] = 2 * k + 2;
        }
    }
    if (!pp_file_pieces(path, LOOKED_AT, look_at, &l, error)) {
        return false;
    }
    for (size_t i = 0; i < COMPOUND_COUNT; i++) {
        if (l.seen[i]) {
            return pp_error_set(error, PP_ERROR_FORMAT, "%s", COMPOUNDS[i].what);
        }
    }
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "这是旧版 Office 文件（.xls、.et、.doc），不能直接读取。" PP_XLSX_ADVICE);
}

static bool is_text(const char *head, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = (unsigned char)head[i];
        if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
            return false;
        }
    }
    return size > 0;
}

static bool refuse_text(const char *head, size_t size, pp_error *error)
{
    if (size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        head += 3;
        size -= 3;
    }
    while (size > 0 && (*head == ' ' || *head == '\n' || *head == '\r' || *head == '\t')) {
        head++;
        size--;
    }
    if (size > 0 && *head == '<') {
        return pp_error_set(
            error, PP_ERROR_FORMAT,
            "这个文件的名字像工作簿，内容却是网页（HTML）或 XML，多半是从网上系统导出的。" PP_XLSX_ADVICE);
    }
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "这个文件的名字像工作簿，内容却是文字（多半是 CSV）。请把名字的结尾改为 .csv 后重试；"
                        "或者用 Excel 或 WPS 打开它，“另存为”选“Excel 工作簿（*.xlsx）”后重试。");
}

/* The beginning of a file. */
typedef struct head {
    char bytes[HEAD];
    size_t size;
} head;

/* A pp_piece_fn that keeps the beginning and then ends the reading. */
static bool keep_head(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    head *h = context;
    (void)last, (void)used, (void)error;
    h->size = size < HEAD ? size : HEAD;
    memcpy(h->bytes, piece, h->size);
    return h->size == 0;
}

bool pp_xlsx_is_package(const char *path, pp_error *error)
{
    head h = {.size = 0};
    if (!pp_file_pieces(path, LOOKED_AT, keep_head, &h, error) && h.size == 0) {
        return false;
    }
    if (h.size == 0) {
        return pp_error_set(error, PP_ERROR_FORMAT, "文件是空的，请重新保存或重新索取后重试。");
    }
    if (h.size >= 4 && memcmp(h.bytes, "PK", 2) == 0 && (h.bytes[2] == 3 || h.bytes[2] == 5)) {
        return true;
    }
    if (h.size >= 4 && memcmp(h.bytes, "\xD0\xCF\x11\xE0", 4) == 0) {
        return refuse_compound(path, error);
    }
    for (size_t i = 0; i < sizeof BEGINNINGS / sizeof BEGINNINGS[0]; i++) {
        if (h.size >= BEGINNINGS[i].length && memcmp(h.bytes, BEGINNINGS[i].bytes, BEGINNINGS[i].length) == 0) {
            return pp_error_set(error, PP_ERROR_FORMAT, "%s", BEGINNINGS[i].what);
        }
    }
    if (is_text(h.bytes, h.size)) {
        return refuse_text(h.bytes, h.size, error);
    }
    return pp_error_set(error, PP_ERROR_FORMAT, "这个文件不是 Excel 工作簿（.xlsx），也可能已经损坏。" PP_XLSX_ADVICE);
}

/* What else comes as a package, by a part of it. */
static const struct {
    const char *part;
    const char *what;
} PACKAGES[] = {
    {"xl/workbook.bin", "这是 Excel 二进制工作簿（.xlsb），不能直接读取。" PP_XLSX_ADVICE},
    {"word/document.xml",
     "这是 Word 文档（.docx），不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
    {"ppt/presentation.xml",
     "这是演示文稿（.pptx），不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
    {"content.xml", "这是开放文档格式（.ods、.odt），不能直接读取。" PP_XLSX_ADVICE},
    {"OFD.xml", "这是 OFD 版式文件，不是工作簿。请把里面的表复制到 Excel 或 WPS 表格里，存为 .xlsx 后重试。"},
};

bool pp_xlsx_refuse_package(zip_t *archive, pp_error *error)
{
    zip_int64_t index = -1;
    for (size_t i = 0; i < sizeof PACKAGES / sizeof PACKAGES[0]; i++) {
        if (!pp_xlsx_find_part(archive, PACKAGES[i].part, &index, error)) {
            return false;
        }
        if (index >= 0) {
            return pp_error_set(error, PP_ERROR_FORMAT, "%s", PACKAGES[i].what);
        }
    }
    return pp_error_set(
        error, PP_ERROR_FORMAT,
        "这个文件是压缩包，里面没有工作簿。请先解压，找到里面的 .xlsx；如果它本来就是工作簿，说明已经损坏，"
        "请重新索取。");
}
