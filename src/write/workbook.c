#include "write/workbook.h"

#include "base/text.h"
#include "model/plan.h"
#include "write/csv_cells.h"
#include "write/save.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FURTHER_CELLS = 40,       /* of a line on the sheets behind the form, at most */
    MANY_LINES = 5000,        /* from here on rows go to a temporary file instead of staying in memory */
    PROPERTY_CHARACTERS = 200 /* the library takes 255 */
};

/* Where a zip needs 64-bit sizes: an XML part of a cell takes some 60 bytes besides its text. */
#define BYTES_PER_CELL 100
#define ZIP32_LIMIT 3000000000u

const char *pp_book_counts(pp_book *book)
{
    return pp_cells_print(&book->cells, "错误 %zu 项，警告 %zu 项，提示 %zu 项",
                          pp_report_count(book->report, PP_ERROR), pp_report_count(book->report, PP_WARNING),
                          pp_report_count(book->report, PP_INFO));
}

const char *pp_book_name(pp_book *book)
{
    const char *department = pp_plan_about(book->plan, PP_ABOUT_DEPARTMENT);
    return department == NULL || *department == '\0' ? PP_SHOWN_NO_DEPARTMENT
                                                     : pp_cells_sentence(&book->cells, department);
}

const char *pp_book_project(const pp_book *book, size_t line)
{
    const uint32_t project = pp_plan_id(book->plan, line, PP_COL_PROJECT);
    return book->form.text[project != 0 ? project : pp_plan_id(book->plan, line, PP_COL_ITEM_NAME)].text;
}

const char *pp_book_findings_place(const pp_book *book)
{
    return book->has[PP_SHEET_FINDINGS] ? "见“" PP_FINDINGS_SHEET "”" : "用 procplan check 查看";
}

lxw_row_t pp_put_mark(pp_book *book, pp_tab *sheet, lxw_row_t row, lxw_col_t last)
{
    if (pp_report_count(book->report, PP_ERROR) == 0) {
        return row;
    }
    const char *where = book->has[PP_SHEET_FINDINGS] ? "按“" PP_FINDINGS_SHEET "”" : "用 procplan check 查看并";
    pp_put_height(sheet, row, 30);
    pp_put_across(sheet, row, 0, last,
                  pp_cells_print(&book->cells, "未通过校验（%s），请%s修改后重新导出", pp_book_counts(book), where),
                  PP_STYLE_MARK);
    return row + 1;
}

double pp_amount_width(pp_money most)
{
    char text[PP_MONEY_TEXT];
    const int length = (int)pp_money_format(most, PP_UNIT_WAN, PP_MONEY_GROUPED, text);
    return pp_column_width(length + 1); /* bold */
}

bool pp_rows_fit(size_t rows, const char *sheet, pp_error *error)
{
    return rows <= PP_XLSX_ROW_LIMIT ||
           pp_error_set(error, PP_ERROR_LIMIT,
                        "“%s”需要 %zu 行，超过了工作表的行数上限 %d，没有写出工作簿。请按预算单位把计划拆成几份，"
                        "或用 --sheets 只导出需要的表。",
                        sheet, rows, PP_XLSX_ROW_LIMIT);
}

const char *pp_book_department(pp_book *book)
{
    const char *department = pp_plan_about(book->plan, PP_ABOUT_DEPARTMENT);
    return department == NULL || *department == '\0' ? "部门名称：（未填）"
                                                     : pp_cells_print(&book->cells, "部门名称：%s", department);
}

static char *property(pp_book *book, const char *text)
{
    const char *clean = pp_cells_clean(&book->cells, text);
    size_t length = strlen(clean), characters = 0, cut = 0;
    while (cut < length && characters < PROPERTY_CHARACTERS) {
        const char *next = clean + cut;
        (void)pp_utf8_next(&next, clean + length);
        cut = (size_t)(next - clean);
        characters++;
    }
    char *copy = pp_arena_copy(book->cells.arena, clean, cut);
    book->cells.no_memory |= copy == NULL;
    return copy;
}

static void set_properties(pp_book *book)
{
    const char *department = pp_plan_about(book->plan, PP_ABOUT_DEPARTMENT);
    const int year = pp_report_year(book->report);
    const char *title = year == 0 ? PP_FORM_SHEET : pp_cells_print(&book->cells, "%d年%s", year, PP_FORM_SHEET);
    const char *subject = pp_cells_print(&book->cells, "%s %s", department == NULL ? "" : department, PP_FORM_SHEET);
    const char *comments = pp_cells_print(&book->cells, "%s级校验：%s。", pp_level_name(pp_report_level(book->report)),
                                          pp_book_counts(book));
    lxw_doc_properties properties = {
        .title = property(book, title),
        .subject = property(book, subject),
        .author = property(book, department == NULL ? "" : department),
        .company = property(book, department == NULL ? "" : department),
        .category = property(book, "政府采购"),
        .comments = property(book, comments),
        .created = pp_save_moment(),
    };
    const lxw_error e = workbook_set_properties(book->cells.workbook, &properties);
    if (e != LXW_NO_ERROR) {
        book->cells.failed = e;
    }
}

static bool add_sheet(pp_book *book, pp_tab *sheet, const char *name)
{
    *sheet = (pp_tab){.cells = &book->cells, .xlsx = workbook_add_worksheet(book->cells.workbook, name)};
    return sheet->xlsx != NULL;
}

static bool is_huge(const pp_plan *plan)
{
    size_t bytes = 0;
    const size_t cells = plan->lines * (PP_FORM_COLUMNS + PP_COLUMN_COUNT + FURTHER_CELLS + plan->extra_count);
    for (uint32_t i = 0; i < pp_pool_count(plan->pool); i++) {
        bytes += pp_pool_length(plan->pool, i);
    }
    return cells * BYTES_PER_CELL + bytes > ZIP32_LIMIT;
}

/* Which sheets are written: those that are asked for, without those that need a ledger that there is not. */
static bool choose_sheets(pp_book *book, unsigned asked, pp_error *error)
{
    static const bool NEEDS_LEDGER[PP_SHEET_COUNT] = {
        [PP_SHEET_RESERVE] = true, [PP_SHEET_INTENTION] = true, [PP_SHEET_NOTICE] = true};
    bool any = false;
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        book->has[s] = (asked == 0 || (asked & 1u << s) != 0) && (book->ledger != NULL || !NEEDS_LEDGER[s]);
        any |= book->has[s];
    }
    return any || pp_error_set(error, PP_ERROR_USAGE,
                               "要写的工作表都要用到政策参数，而这次校验没有用政策参数，没有写出工作簿。请换一张表。");
}

/* Closes everything that is not for input; without a password, so that it guards against slips only. */
static void protect(const pp_tab *sheet)
{
    lxw_protection allowed = {.format_columns = 1, .format_rows = 1, .autofilter = 1};
    worksheet_protect(sheet->xlsx, NULL, &allowed);
}

static bool (*const WRITE[PP_SHEET_COUNT])(pp_book *, pp_error *) = {
    [PP_SHEET_FORM] = pp_sheet_form,         [PP_SHEET_SUMMARY] = pp_sheet_summary,
    [PP_SHEET_RESERVE] = pp_sheet_reserve,   [PP_SHEET_INTENTION] = pp_sheet_intention,
    [PP_SHEET_NOTICE] = pp_sheet_notice,     [PP_SHEET_STATEMENT] = pp_sheet_statement,
    [PP_SHEET_FINDINGS] = pp_sheet_findings,
};

/* Adds the chosen sheets and writes them one after the other. */
static bool fill_sheets(pp_book *book, pp_error *error)
{
    if (!pp_cells_styles(&book->cells)) {
        return pp_error_memory(error);
    }
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        if (book->has[s] && !add_sheet(book, &book->tab[s], pp_sheet_describe((pp_sheet)s)->name)) {
            return pp_error_memory(error);
        }
    }
    set_properties(book);
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        if (book->has[s] && !WRITE[s](book, error)) {
            return false;
        }
        if (book->has[s] && book->protect) {
            protect(&book->tab[s]);
        }
    }
    if (book->lists_used) {
        if (!add_sheet(book, &book->lists, PP_LISTS_SHEET)) {
            return pp_error_memory(error);
        }
        pp_sheet_lists(book);
        worksheet_hide(book->lists.xlsx);
        if (book->protect) {
            protect(&book->lists);
        }
    }
    if (book->has[PP_SHEET_FORM]) {
        if (!add_sheet(book, &book->carried, PP_CARRIED_SHEET)) {
            return pp_error_memory(error);
        }
        if (!pp_sheet_carried(book, error)) {
            return false;
        }
        worksheet_hide(book->carried.xlsx);
        if (book->protect) {
            protect(&book->carried);
        }
    }
    return true;
}

/* Fills the workbook and counts the cells of each sheet (pp_save_fill_fn). */
static bool fill_book(void *context, size_t *written, size_t *sheets, pp_error *error)
{
    pp_book *book = context;
    if (!fill_sheets(book, error)) {
        return false;
    }
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        if (book->has[s]) {
            written[(*sheets)++] = book->tab[s].written;
        }
    }
    if (book->lists_used) {
        written[(*sheets)++] = book->lists.written;
    }
    if (book->has[PP_SHEET_FORM]) {
        written[(*sheets)++] = book->carried.written;
    }
    return true;
}

/* Prepares a book of the chosen sheets. False with *error; close_book is called either way. */
static bool open_book(pp_book *book, const pp_plan *plan, const pp_report *report, unsigned sheets, pp_error *error)
{
    *book = (pp_book){
        .plan = plan, .report = report, .policy = pp_report_policy(report), .ledger = pp_report_ledger(report)};
    if (!choose_sheets(book, sheets, error)) {
        return false;
    }
    book->cells.arena = pp_arena_new();
    book->control_row = calloc(pp_report_controls(report) + 1, sizeof *book->control_row);
    book->joined = malloc((size_t)PP_XLSX_TEXT_LIMIT * 3 + 4);
    if (book->cells.arena == NULL || book->control_row == NULL || book->joined == NULL) {
        return pp_error_memory(error);
    }
    return pp_form_plan(book, error);
}

static void close_book(pp_book *book)
{
    pp_form_free(&book->form);
    free(book->control_row);
    free(book->joined);
    pp_arena_free(book->cells.arena);
}

/* Goes through the sheet that is asked about, and before it through 汇总, whose rows others refer to. */
static bool ask_sheets(pp_book *book, pp_asked *asked, pp_asked *deaf, pp_error *error)
{
    const int sheet = (int)asked->sheet;
    if (!pp_cells_styles(&book->cells)) {
        return pp_error_memory(error);
    }
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        if (book->has[s] && !add_sheet(book, &book->tab[s], pp_sheet_describe((pp_sheet)s)->name)) {
            return pp_error_memory(error);
        }
        book->tab[s].asked = s == sheet ? asked : deaf;
    }
    bool ok = true;
    for (int s = 0; ok && s < PP_SHEET_COUNT; s++) {
        if (book->has[s] && (s == sheet || s == PP_SHEET_SUMMARY)) {
            ok = WRITE[s](book, error);
        }
    }
    return ok;
}

bool pp_book_ask(const pp_plan *plan, const pp_report *report, pp_asked *asked, pp_error *error)
{
    pp_book book;
    bool ok = false;
    pp_asked deaf = {.row = PP_XLSX_ROW_LIMIT, .shown_row = PP_XLSX_ROW_LIMIT, .arena = asked->arena};
    asked->shown_row = asked->row;
    asked->shown_column = asked->column;
    if (!open_book(&book, plan, report, 0, error)) {
        goto done;
    }
    asked->written = book.has[asked->sheet];
    book.cells.workbook = workbook_new("procplan.xlsx"); /* made only when it is closed, and it never is */
    if (book.cells.workbook == NULL) {
        pp_error_memory(error);
        goto done;
    }
    ok = ask_sheets(&book, asked, &deaf, error);
    if (ok && (book.cells.no_memory || asked->no_memory || book.cells.failed != LXW_NO_ERROR)) {
        ok = book.cells.failed == LXW_NO_ERROR ? pp_error_memory(error)
                                               : pp_save_error(book.cells.failed, "procplan.xlsx", error);
    }
    lxw_workbook_free(book.cells.workbook);
done:
    close_book(&book);
    return ok;
}

/* False with *error when a line would not be one when the form is read back. */
static bool are_lines(const pp_plan *plan, const char *path, pp_error *error)
{
    for (size_t i = 0; i < plan->lines; i++) {
        if (!pp_csv_is_line(plan, i)) {
            const pp_place place = pp_plan_place(plan, i, PP_NO_COLUMN);
            pp_error_set(error, PP_ERROR_USAGE,
                         "计划的第 %zu 项（%s 第%u行）没有填写采购品目、采购类别和功能科目编码，写出后会被当作合计行或"
                         "说明，没有写出。请改正后重试。",
                         i + 1, place.file, (unsigned)place.row);
            return pp_error_at(error, path, 0, 0);
        }
    }
    return true;
}

bool pp_write_workbook(const pp_plan *plan, const pp_catalog *catalog, const pp_report *report, const char *path,
                       const pp_workbook_options *options, pp_error *error)
{
    (void)catalog; /* its names come with the report's totals */
    pp_book book = {0};
    bool ok = (options == NULL || !options->exact || are_lines(plan, path, error)) &&
              open_book(&book, plan, report, options == NULL ? 0 : options->sheets, error);
    if (ok) {
        const lxw_workbook_options library = {
            .constant_memory = plan->lines > MANY_LINES,
            .use_zip64 = is_huge(plan),
        };
        book.protect = options != NULL && options->protect;
        ok = pp_save_workbook(&book.cells, &library, path, fill_book, &book, error);
    }
    close_book(&book);
    return ok;
}
