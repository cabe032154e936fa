/* The tables of a budget as csv files: the folder budget/ beside plan.csv. */
#include "base/file.h"
#include "read/budget_table.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char FOLDER[] = "budget";

enum { FILE_NAME = 300, FILES = 200 /* most files of the folder */ };

/* Reads a file of the folder; `name` is what places call it. */
static bool read_table(pp_reading *reading, pp_budget *budget, pp_budget_table table, const char *path,
                       const char *name, pp_error *error)
{
    pp_budget_reader r;
    bool ok = pp_budget_reader_init(&r, reading, budget, table, name, pp_reading_unit(reading), error) &&
              pp_reading_table(reading, path, name, pp_budget_is_heading, pp_budget_reader_row, &r, error) &&
              pp_budget_reader_end(&r, error);
    if (!ok && error != NULL) {
        pp_error_at(error, path, error->row, error->column);
    }
    pp_budget_reader_free(&r);
    return ok;
}

/* What is done with an entry of the folder: what ends in .csv and is named like a table is read. */
static bool read_entry(pp_reading *reading, pp_budget *budget, const char *folder, const char *entry, pp_error *error)
{
    char name[FILE_NAME + sizeof FOLDER + 1], quote[PP_QUOTE_TEXT];
    const size_t length = strlen(entry), ending = strlen(".csv");
    if (length <= ending || length > FILE_NAME - 1 || strcasecmp(entry + length - ending, ".csv") != 0) {
        return true;
    }
    const pp_budget_table table = pp_budget_by_title(entry, length - ending);
    if (table == PP_BUDGET_TABLE_COUNT) {
        pp_reading_note(reading, "%s/%s 不是已知的预算表，没有使用；文件应以表名命名，如“收支总表.csv”。", FOLDER,
                        pp_quote(entry, length, quote));
        return true;
    }
    char *path = pp_path_join(folder, entry);
    if (path == NULL) {
        return pp_error_memory(error);
    }
    stpcpy(stpcpy(stpcpy(name, FOLDER), "/"), entry);
    const bool ok = read_table(reading, budget, table, path, name, error);
    free(path);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Reads the names of the files in a folder, at most FILES, into names; *count tells how many. They are freed by the
 * caller, also after a failure. */
static bool list_files(DIR *dir, char **names, size_t *count, pp_error *error)
{
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) { // NOLINT(concurrency-mt-unsafe): no other thread has this stream
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (*count == FILES) {
            return pp_error_set(error, PP_ERROR_LIMIT, "文件夹 %s 里的文件超过 %d 个，请只放预算表。", FOLDER, FILES);
        }
        names[*count] = strdup(entry->d_name);
        if (names[*count] == NULL) {
            return pp_error_memory(error);
        }
        ++*count;
    }
    return true;
}

/* Reads the tables in the order of their names, so that a fault is told in the same words everywhere. */
static bool read_tables(pp_reading *reading, pp_budget *budget, const char *folder, pp_error *error)
{
    char *names[FILES];
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        pp_error_set(error, PP_ERROR_SYSTEM, "不能打开文件夹“%s”，请检查权限后重试。", folder);
        return pp_error_at(error, folder, 0, 0);
    }
    bool ok = list_files(dir, names, &count, error) || pp_error_at(error, folder, 0, 0);
    closedir(dir);
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        ok = ok && read_entry(reading, budget, folder, names[i], error);
        free(names[i]);
    }
    return ok;
}

static bool has_tables(const pp_budget *budget)
{
    for (int t = 0; t < PP_BUDGET_TABLE_COUNT; t++) {
        if (pp_budget_has(budget, (pp_budget_table)t)) {
            return true;
        }
    }
    return false;
}

bool pp_read_budget_folder(pp_reading *reading, const char *folder, pp_error *error)
{
    char *path = pp_path_join(folder, FOLDER);
    pp_budget *budget = NULL;
    bool ok = false;
    if (path == NULL) {
        return pp_error_memory(error);
    }
    if (pp_file_look(path) != PP_FILE_FOLDER) {
        ok = true;
        goto done;
    }
    budget = pp_budget_new();
    if (budget == NULL) {
        pp_error_memory(error);
        goto done;
    }
    if (!read_tables(reading, budget, path, error)) {
        goto done;
    }
    ok = true;
    if (has_tables(budget)) {
        pp_plan_set_budget(reading->plan, budget);
        budget = NULL;
    } else {
        pp_reading_note(reading, "文件夹 %s 里没有预算表，没有可核对的预算。", FOLDER);
    }
done:
    pp_budget_free(budget);
    free(path);
    return ok;
}
