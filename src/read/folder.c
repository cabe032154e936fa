/* A plan as a folder: about.csv, plan.csv, controls.csv, and the tables of the budget in budget/. */
#include "base/file.h"
#include "read/budget_table.h"
#include "read/reading.h"

#include <stdlib.h>

static const char ABOUT[] = "about.csv", PLAN[] = "plan.csv", CONTROLS[] = "controls.csv";

typedef bool (*part_fn)(pp_reading *reading, const char *path, const char *name, pp_error *error);

/* Reads a file of the folder that may be missing; then the user is told `missing`. */
static bool read_optional(pp_reading *reading, const char *folder, const char *name, part_fn read, const char *missing,
                          pp_error *error)
{
    char *path = pp_path_join(folder, name);
    if (path == NULL) {
        return pp_error_memory(error);
    }
    bool ok = true;
    if (pp_file_look(path) == PP_FILE_MISSING) {
        pp_reading_note(reading, "%s", missing);
    } else {
        ok = read(reading, path, name, error);
    }
    free(path);
    return ok;
}

static bool read_lines(pp_reading *reading, const char *folder, pp_error *error)
{
    char *path = pp_path_join(folder, PLAN);
    if (path == NULL) {
        return pp_error_memory(error);
    }
    bool ok = false;
    if (pp_file_look(path) == PP_FILE_MISSING) {
        pp_error_set(error, PP_ERROR_SYSTEM,
                     "文件夹“%s”里没有 %s，不是采购计划。请检查路径，或把采购计划存为 %s 放进去。", folder, PLAN, PLAN);
        pp_error_at(error, path, 0, 0);
    } else {
        ok = pp_read_lines_csv(reading, path, PLAN, error);
    }
    free(path);
    return ok;
}

bool pp_read_folder(pp_reading *reading, const char *path, pp_error *error)
{
    for (int key = 0; key < PP_ABOUT_COUNT; key++) {
        if (!pp_plan_set_about_place(reading->plan, (pp_about_key)key, ABOUT, 0, 0, error)) {
            return false;
        }
    }
    if (!read_optional(reading, path, ABOUT, pp_read_about_csv,
                       "文件夹里没有 about.csv，部门、年度、地区都不知道，与它们有关的检查会按默认值进行。", error) ||
        !read_lines(reading, path, error) || !pp_read_budget_folder(reading, path, error)) {
        return false;
    }
    const char *missing = pp_plan_controls(reading->plan) > 0
                              ? "文件夹里没有 controls.csv，只用表内合计行、汇总行的数作为控制数核对。"
                              : "文件夹里没有 controls.csv，没有可核对的控制数。";
    return reading->options.controls != NULL ||
           read_optional(reading, path, CONTROLS, pp_read_controls_csv, missing, error);
}
