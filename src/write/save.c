#include "write/save.h"

#include "base/file.h"
#include "write/package.h"

#include <errno.h>
#include <stdlib.h>

time_t pp_save_moment(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH"); // NOLINT(concurrency-mt-unsafe): nothing here changes it
    char *end = NULL;
    if (epoch != NULL && *epoch != '\0') {
        errno = 0;
        const long long seconds = strtoll(epoch, &end, 10);
        /* The library writes down the year of whatever it is given; a moment after 9999 is none of its calendar. */
        struct tm parts;
        const time_t moment = (time_t)seconds;
        if (errno == 0 && *end == '\0' && seconds > 0 && gmtime_r(&moment, &parts) != NULL && parts.tm_year < 8100) {
            return moment;
        }
    }
    return time(NULL);
}

bool pp_save_error(lxw_error code, const char *path, pp_error *error)
{
    switch (code) {
    case LXW_ERROR_MEMORY_MALLOC_FAILED:
        return pp_error_memory(error);
    case LXW_ERROR_CREATING_XLSX_FILE:
    case LXW_ERROR_ZIP_FILE_OPERATION:
    case LXW_ERROR_ZIP_FILE_ADD:
    case LXW_ERROR_ZIP_CLOSE:
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "无法写入工作簿“%s”，多半是磁盘空间不足或没有权限。请清理空间或换一个位置后重试。", path);
        break;
    case LXW_ERROR_CREATING_TMPFILE:
    case LXW_ERROR_READING_TMPFILE:
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "写工作簿“%s”时无法使用临时文件夹。请清理临时文件夹，或用环境变量 TMPDIR 换一个后重试。", path);
        break;
    default:
        pp_error_set(error, PP_ERROR_LIMIT,
                     "工作簿“%s”的内容超出了电子表格的限度（%s），没有写出。请把计划拆小后重试。", path,
                     lxw_strerror(code));
        break;
    }
    return pp_error_at(error, path, 0, 0);
}

/* Writes the workbook to the file at `temporary`; `path` is the name for messages. */
static bool write_file(pp_cells *cells, const lxw_workbook_options *options, const char *temporary, const char *path,
                       pp_save_fill_fn *fill, void *context, pp_error *error)
{
    size_t written[PP_SAVE_SHEETS] = {0}, sheets = 0;
    lxw_workbook_options copy = *options;
    cells->workbook = workbook_new_opt(temporary, &copy);
    if (cells->workbook == NULL) {
        return pp_error_memory(error);
    }
    bool ok = fill(context, written, &sheets, error);
    if (ok && cells->no_memory) {
        ok = pp_error_memory(error);
    }
    if (ok && cells->failed != LXW_NO_ERROR) {
        ok = pp_save_error(cells->failed, path, error);
    }
    if (!ok) {
        lxw_workbook_free(cells->workbook);
        return false;
    }
    const lxw_error closed = workbook_close(cells->workbook); /* frees it too */
    return closed != LXW_NO_ERROR ? pp_save_error(closed, path, error)
                                  : pp_package_verify(temporary, path, written, sheets, error);
}

bool pp_save_workbook(pp_cells *cells, const lxw_workbook_options *options, const char *path, pp_save_fill_fn *fill,
                      void *context, pp_error *error)
{
    pp_target target = {0};
    if (!pp_target_open(&target, path, error)) {
        return false;
    }
    if (!write_file(cells, options, target.temporary, path, fill, context, error)) {
        pp_target_abandon(&target);
        return false;
    }
    return pp_target_commit(&target, error);
}
