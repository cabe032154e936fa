/* The package: a zip archive by libzip, whose parts are inflated piece by piece and under caps. */
#include "read/xlsx_inner.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_LIMIT ((off_t)2 << 30)
#define RATIO_FROM ((uint64_t)64 << 20) /* a part that is not larger may be packed as tightly as it likes */

bool pp_xlsx_damaged(pp_error *error, const char *what)
{
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "工作簿已损坏%s%s%s，读不下去。请向提供的人重新索取；或者用 Excel 或 WPS 打开并按提示修复，"
                        "“另存为”选“Excel 工作簿（*.xlsx）”后重试。",
                        what == NULL ? "" : "（", what == NULL ? "" : what, what == NULL ? "" : "）");
}

/* What libzip did not like. */
static bool zip_trouble(const zip_error_t *trouble, const char *what, pp_error *error)
{
    switch (zip_error_code_zip(trouble)) {
    case ZIP_ER_MEMORY:
        return pp_error_memory(error);
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return pp_error_set(error, PP_ERROR_FORMAT, "工作簿的压缩包加了密码，不能读取。" PP_XLSX_ADVICE);
    case ZIP_ER_COMPNOTSUPP:
        return pp_error_set(error, PP_ERROR_FORMAT, "工作簿用了不常见的压缩方法，不能读取。" PP_XLSX_ADVICE);
    case ZIP_ER_OPEN:
    case ZIP_ER_READ:
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法读取工作簿，请检查它是否还在、有没有权限、磁盘是否正常。");
    default:
        return pp_xlsx_damaged(error, what);
    }
}

zip_t *pp_xlsx_package_open(const char *path, pp_error *error)
{
    struct stat st;
    int code = 0;
    if (stat(path, &st) == 0 && st.st_size > FILE_LIMIT) {
        pp_error_set(error, PP_ERROR_LIMIT, "工作簿超过 %d GB，请拆成几份后分别处理。", (int)(FILE_LIMIT >> 30));
        return NULL;
    }
    zip_t *archive = zip_open(path, ZIP_RDONLY, &code);
    if (archive == NULL) {
        zip_error_t trouble;
        zip_error_init_with_code(&trouble, code);
        zip_trouble(&trouble, "压缩包不完整", error);
        zip_error_fini(&trouble);
        return NULL;
    }
    if (zip_get_num_entries(archive, 0) > PP_XLSX_ENTRIES) {
        pp_error_set(error, PP_ERROR_LIMIT, "工作簿的压缩包里超过 %d 个文件，不是正常的工作簿。" PP_XLSX_ADVICE,
                     PP_XLSX_ENTRIES);
        zip_discard(archive);
        return NULL;
    }
    return archive;
}

/* Compares a name in the archive with one that has / between its folders, without regard to upper and lower case. */
static bool same_name(const char *entry, const char *name)
{
    entry += *entry == '/' || *entry == '\\';
    for (;; entry++, name++) {
        const char a = *entry >= 'A' && *entry <= 'Z' ? (char)(*entry + 32) : *entry == '\\' ? '/' : *entry;
        const char b = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
        if (a != b) {
            return false;
        }
        if (a == '\0') {
            return true;
        }
    }
}

bool pp_xlsx_find_part(zip_t *archive, const char *name, zip_int64_t *index, pp_error *error)
{
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    *index = -1;
    for (zip_int64_t i = 0; i < count; i++) {
        const char *entry = zip_get_name(archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (entry == NULL || !same_name(entry, name)) {
            continue;
        }
        if (*index >= 0) {
            return pp_xlsx_damaged(error, "里面有两个同名的部件");
        }
        *index = i;
    }
    return true;
}

bool pp_xlsx_part_open(pp_xlsx_part *part, zip_t *archive, zip_int64_t index, uint64_t limit, pp_error *error)
{
    zip_stat_t st;
    *part = (pp_xlsx_part){.limit = limit};
    if (index < 0 || zip_stat_index(archive, (zip_uint64_t)index, 0, &st) != 0) {
        return pp_xlsx_damaged(error, "缺少部件");
    }
    const bool known = (st.valid & ZIP_STAT_COMP_SIZE) != 0 && st.comp_size < (uint64_t)FILE_LIMIT;
    part->packed = known ? st.comp_size : (uint64_t)FILE_LIMIT;
    part->file = zip_fopen_index(archive, (zip_uint64_t)index, 0);
    return part->file != NULL || zip_trouble(zip_get_error(archive), NULL, error);
}

void pp_xlsx_part_close(pp_xlsx_part *part)
{
    if (part->file != NULL) {
        zip_fclose(part->file);
    }
    part->file = NULL;
}

long pp_xlsx_part_read(void *source, char *bytes, size_t size, pp_error *error)
{
    pp_xlsx_part *p = source;
    const zip_int64_t n = zip_fread(p->file, bytes, size);
    if (n < 0) {
        zip_trouble(zip_file_get_error(p->file), NULL, error);
        return -1;
    }
    p->taken += (uint64_t)n;
    if (p->taken > p->limit) {
        pp_error_set(error, PP_ERROR_LIMIT, "工作簿里有一个部件解压后超过 %d MB，无法处理。请拆成几份后分别处理。",
                     (int)(p->limit >> 20));
        return -1;
    }
    if (p->taken > RATIO_FROM && p->taken / PP_XLSX_RATIO > p->packed) {
        pp_error_set(
            error, PP_ERROR_LIMIT,
            "工作簿里有一个部件解压后大了 %d 倍以上，不是正常的工作簿（可能是压缩炸弹），没有读取。" PP_XLSX_ADVICE,
            PP_XLSX_RATIO);
        return -1;
    }
    return (long)n;
}

bool pp_xlsx_parse_part(zip_t *archive, zip_int64_t index, uint64_t limit, const pp_xml_handlers *handlers,
                        void *context, pp_error *error)
{
    pp_xlsx_part part;
    const bool ok = pp_xlsx_part_open(&part, archive, index, limit, error) &&
                    pp_xml_parse(pp_xlsx_part_read, &part, handlers, context, error);
    pp_xlsx_part_close(&part);
    return ok;
}
