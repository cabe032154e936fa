/* The plan in its canonical form: a folder with about.csv, plan.csv, controls.csv and, where the plan has a budget, its
 * tables in budget/; or the lines alone. */
#include "procplan/write.h"

#include "base/file.h"
#include "write/budget_csv.h"
#include "write/csv_cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 /* of a file */ };

typedef struct writer {
    const pp_plan *plan;
    pp_csv_out csv;
    const char *path;      /* of the file being written, for messages */
    bool alone;            /* no about.csv stands beside the lines */
    pp_budget_table table; /* of the budget, that is written now */
} writer;

/* ---- About ---- */

static bool write_about(writer *w, pp_error *error)
{
    (void)error;
    fputs(PP_BYTE_ORDER_MARK "key,value\r\n", w->csv.out);
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const char *value = k == PP_ABOUT_UNIT ? (pp_csv_plan_unit(w->plan) == PP_UNIT_YUAN ? "元" : "万元")
                                               : pp_plan_about(w->plan, (pp_about_key)k);
        if (value != NULL && value[0] != '\0') {
            pp_csv_put(&w->csv, pp_about_title((pp_about_key)k));
            pp_csv_put_text(&w->csv, value);
            pp_csv_end_row(&w->csv);
        }
    }
    return true;
}

/* ---- Controls ---- */

static const char *const CONTROL_NAMES[PP_CONTROL_KIND_COUNT] = {
    "合计", "类别", "资金来源", "预留份额", "其中小微企业", "部门", "预算单位", "功能科目", "采购品目",
};

const char *pp_csv_control_name(const pp_control *control)
{
    return pp_control_kind_by_name(control->name) == control->kind ? control->name : CONTROL_NAMES[control->kind];
}

void pp_csv_format_control(const pp_control *control, pp_money_unit unit, char out[PP_MONEY_TEXT])
{
    const pp_money whole = unit == PP_UNIT_WAN ? 1000000 : 100;
    size_t wanted = 0;
    for (pp_money step = whole; step > 1 && step > control->unit_step; step /= 10) {
        wanted++;
    }
    size_t length = pp_money_format(control->amount, unit, PP_MONEY_EXACT, out);
    const size_t point = (size_t)(strchr(out, '.') - out); /* exact amounts have one */
    while (length - point - 1 > wanted && out[length - 1] == '0') {
        length--;
    }
    while (length - point - 1 < wanted) {
        out[length++] = '0';
    }
    out[length == point + 1 ? point : length] = '\0';
}

/* The plan's unit, unless a control was written in coarser digits than that can show. */
static pp_money_unit control_unit(const writer *w)
{
    for (size_t i = 0; i < pp_plan_controls(w->plan); i++) {
        if (pp_plan_control(w->plan, i)->unit_step > 100) {
            return PP_UNIT_WAN;
        }
    }
    return pp_csv_plan_unit(w->plan);
}

/* Whether some control is about a column that its name and key do not tell. */
static bool needs_columns(const pp_plan *plan)
{
    for (size_t i = 0; i < pp_plan_controls(plan); i++) {
        if (pp_control_column_title(pp_plan_control(plan, i))[0] != '\0') {
            return true;
        }
    }
    return false;
}

static bool write_controls(writer *w, pp_error *error)
{
    const pp_money_unit unit = control_unit(w);
    const bool columns = needs_columns(w->plan);
    (void)error;
    fprintf(w->csv.out, PP_BYTE_ORDER_MARK "控制项,键,关系,金额%s,来源%s\r\n",
            unit == pp_csv_plan_unit(w->plan) ? "" : pp_csv_unit_mark(unit), columns ? ",栏目" : "");
    for (size_t i = 0; i < pp_plan_controls(w->plan); i++) {
        const pp_control *control = pp_plan_control(w->plan, i);
        char amount[PP_MONEY_TEXT];
        pp_csv_format_control(control, unit, amount);
        pp_csv_put_text(&w->csv, pp_csv_control_name(control));
        pp_csv_put_text(&w->csv, control->key);
        pp_csv_put(&w->csv, control->relation == PP_AT_MOST ? "<=" : "=");
        pp_csv_put(&w->csv, amount);
        pp_csv_put_text(&w->csv, control->origin);
        if (columns) {
            pp_csv_put(&w->csv, pp_control_column_title(control));
        }
        pp_csv_end_row(&w->csv);
    }
    return true;
}

/* ---- Files ---- */

static bool write_lines(writer *w, pp_error *error)
{
    return pp_csv_write_lines(w->plan, &w->csv, w->alone, w->path, error);
}

static bool write_budget(writer *w, pp_error *error)
{
    (void)error;
    pp_csv_write_budget(pp_plan_budget(w->plan), w->table, pp_csv_plan_unit(w->plan), &w->csv);
    return true;
}

/* A file of the folder, or the only one. */
typedef struct part {
    char name[PP_BUDGET_PATH];
    bool (*write)(writer *w, pp_error *error);
    pp_target target;
    pp_budget_table table; /* of a table of the budget */
} part;

/* Writes one file up to the point where it only needs to take its place. */
static bool prepare(writer *w, part *p, const char *path, pp_error *error)
{
    if (!pp_target_open(&p->target, path, error)) {
        return false;
    }
    w->path = path;
    w->table = p->table;
    w->csv.out = fopen(p->target.temporary, "wb");
    bool ok = w->csv.out != NULL;
    if (ok) {
        (void)setvbuf(w->csv.out, NULL, _IOFBF, BUFFER);
        const bool written = p->write(w, error);
        const bool failed = ferror(w->csv.out) != 0;
        ok = fclose(w->csv.out) == 0 && !failed;
        if (!written) {
            return false;
        }
    }
    if (!ok) {
        pp_error_set(error, PP_ERROR_SYSTEM, "无法写入“%s”，多半是磁盘空间不足。请清理后重试，或换一个位置。", path);
        return pp_error_at(error, path, 0, 0);
    }
    return true;
}

/* All files are written before the first takes its place: what cannot be written leaves the old plan as it was. */
static bool write_parts(writer *w, const char *folder, part *parts, size_t count, pp_error *error)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        char *path = pp_path_join(folder, parts[i].name);
        ok = path != NULL ? prepare(w, &parts[i], path, error) : pp_error_memory(error);
        free(path);
    }
    for (size_t i = 0; ok && i < count; i++) {
        ok = pp_target_commit(&parts[i].target, error);
    }
    for (size_t i = 0; i < count; i++) {
        pp_target_abandon(&parts[i].target);
    }
    return ok;
}

/* Makes a folder; *made tells whether it was not there. False with *error. */
static bool make_folder(const char *path, bool *made, pp_error *error)
{
    const pp_file_type type = pp_file_look(path);
    if (type == PP_FILE_REGULAR || type == PP_FILE_OTHER) {
        pp_error_set(error, PP_ERROR_USAGE,
                     "“%s”不是文件夹，不能把计划写到那里。请另给一个文件夹名，或以 .csv 结尾的文件名。", path);
        return pp_error_at(error, path, 0, 0);
    }
    *made = type != PP_FILE_FOLDER;
    if (*made && mkdir(path, 0777) != 0) {
        *made = false;
        pp_error_set(error, PP_ERROR_SYSTEM, "无法建立文件夹“%s”：%s。请检查路径和权限后重试。", path,
                     errno == ENOENT ? "上一级文件夹不存在" : strerror(errno)); // NOLINT(concurrency-mt-unsafe)
        return pp_error_at(error, path, 0, 0);
    }
    return true;
}

/* The files of the folder, of which there are at most PARTS. Returns how many. */
static size_t list_parts(const pp_budget *budget, part *parts)
{
    size_t count = 0;
    parts[count++] = (part){.name = "about.csv", .write = write_about};
    parts[count++] = (part){.name = "plan.csv", .write = write_lines};
    parts[count++] = (part){.name = "controls.csv", .write = write_controls};
    for (int t = 0; budget != NULL && t < PP_BUDGET_TABLE_COUNT; t++) {
        if (pp_budget_has(budget, (pp_budget_table)t)) {
            part *p = &parts[count++];
            *p = (part){.write = write_budget, .table = (pp_budget_table)t};
            pp_budget_path((pp_budget_table)t, p->name);
        }
    }
    return count;
}

static bool write_folder(writer *w, const char *path, pp_error *error)
{
    enum { PARTS = 3 + PP_BUDGET_TABLE_COUNT };
    const pp_budget *budget = pp_plan_budget(w->plan);
    part parts[PARTS];
    bool made = false, made_budget = false, ok = false;
    const size_t count = list_parts(budget, parts);
    char *inner = pp_path_join(path, "budget");
    if (inner == NULL) {
        return pp_error_memory(error);
    }
    ok = pp_budget_check_folder(budget, path, error) && make_folder(path, &made, error) &&
         (budget == NULL || make_folder(inner, &made_budget, error)) && write_parts(w, path, parts, count, error);
    if (!ok && made_budget) {
        (void)rmdir(inner); /* stays when something of the plan is in it after all; so does the next */
    }
    if (!ok && made) {
        (void)rmdir(path);
    }
    free(inner);
    return ok;
}

static bool names_csv(const char *path)
{
    const size_t length = strlen(path);
    return length > 4 && strcasecmp(path + length - 4, ".csv") == 0 && pp_file_look(path) != PP_FILE_FOLDER;
}

bool pp_write_plan(const pp_plan *plan, const char *path, pp_error *error)
{
    writer w = {.plan = plan};
    bool ok = false;
    if (names_csv(path)) {
        part lines = {.write = write_lines};
        w.alone = true;
        ok = prepare(&w, &lines, path, error) && pp_target_commit(&lines.target, error);
        pp_target_abandon(&lines.target);
    } else {
        ok = write_folder(&w, path, error);
    }
    return ok;
}
