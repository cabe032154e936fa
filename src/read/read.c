#include "procplan/read.h"

#include "base/file.h"
#include "read/reading.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The formats that are read, by the ending of the name. A new format is one row here and one function. */
static const struct {
    const char *ending;
    pp_reader_fn read;
} FORMATS[] = {
    {".csv", pp_read_plan_csv},
    {".tsv", pp_read_plan_csv},
    {".txt", pp_read_plan_text},
    {".md", pp_read_plan_text},
    {".xlsx", pp_read_plan_xlsx},
    {".xlsm", pp_read_plan_xlsx},
    /* What is in these decides: a workbook under a wrong name is read, anything else is told how to become one. */
    {".xls", pp_read_plan_xlsx},
    {".xlsb", pp_read_plan_xlsx},
    {".et", pp_read_plan_xlsx},
    {".ods", pp_read_plan_xlsx},
    {".doc", pp_read_plan_xlsx},
    {".docx", pp_read_plan_xlsx},
    {".wps", pp_read_plan_xlsx},
    {".pdf", pp_read_plan_xlsx},
};

static const char READABLE[] =
    "可以读取的有：含 plan.csv 的文件夹、.csv 或 .tsv 文件、.txt 或 .md 文本、Excel 工作簿（.xlsx、.xlsm）";

static pp_reader_fn find_format(const char *path)
{
    const char *ending = strrchr(pp_base_name(path), '.');
    for (size_t i = 0; ending != NULL && i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        if (strcasecmp(ending, FORMATS[i].ending) == 0) {
            return FORMATS[i].read;
        }
    }
    return NULL;
}

/* Why nothing can be found at the path: opening it tells. */
static bool refuse_missing(const char *path, pp_error *error)
{
    char *data = NULL;
    size_t size = 0;
    if (pp_file_read(path, SIZE_MAX, &data, &size, error)) { /* it has come into being this moment */
        free(data);
        pp_error_set(error, PP_ERROR_SYSTEM, "“%s”刚刚才出现，请重试。", path);
    }
    return pp_error_at(error, path, 0, 0);
}

static bool read_path(pp_reading *reading, const char *path, pp_error *error)
{
    const pp_file_type type = pp_file_look(path);
    if (type == PP_FILE_MISSING || type == PP_FILE_UNKNOWN) {
        return refuse_missing(path, error);
    }
    if (type == PP_FILE_FOLDER) {
        return pp_read_folder(reading, path, error);
    }
    const pp_reader_fn read = find_format(path);
    if (read == NULL || type != PP_FILE_REGULAR) {
        pp_error_set(error, PP_ERROR_FORMAT, "不能读取“%s”。%s。请另存为其中一种后重试。", path, READABLE);
        return pp_error_at(error, path, 0, 0);
    }
    return read(reading, path, error);
}

/* The controls that the caller gave take the place of the plan's controls.csv; figures that stand in total rows of the
 * plan itself stay, because they are part of the form that is checked. */
static bool read_controls(pp_reading *reading, pp_error *error)
{
    const char *path = reading->options.controls;
    if (path == NULL) {
        return true;
    }
    pp_reading_note(reading, "控制数取自“%s”，没有使用计划自带的 controls.csv。", path);
    return pp_read_controls_csv(reading, path, pp_base_name(path), error);
}

/* Reads once. *again: it failed only because a file must be looked at thoroughly; then nothing was told. */
static pp_plan *read_once(const char *path, const pp_read_options *options, bool thorough, bool *again, pp_error *error)
{
    pp_reading reading = {.plan = pp_plan_new(), .thorough = thorough};
    if (reading.plan == NULL) {
        pp_error_memory(error);
        return NULL;
    }
    if (options != NULL) {
        reading.options = *options;
    }
    const bool ok = read_path(&reading, path, error) && read_controls(&reading, error) &&
                    pp_reading_defaults(&reading, error) && (!reading.short_of_memory || pp_error_memory(error));
    *again = !ok && reading.again;
    if (*again) {
        pp_reading_forget(&reading, NULL);
    }
    pp_reading_tell(&reading);
    if (!ok) {
        pp_plan_free(reading.plan);
    }
    return ok ? reading.plan : NULL;
}

pp_plan *pp_plan_read(const char *path, const pp_read_options *options, pp_error *error)
{
    pp_error own;
    bool again = false;
    error = error == NULL ? &own : error;
    pp_plan *plan = read_once(path, options, false, &again, error);
    return again ? read_once(path, options, true, &again, error) : plan;
}
