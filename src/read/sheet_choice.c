#include "read/sheet_choice.h"

#include "read/carried.h"

#include "base/text.h"
#include "read/grid.h"

#include <stdio.h>
#include <string.h>

enum {
    FIRST_ROWS = 300, /* rows of each sheet that are looked at; of a small sheet that is all of it */
    NAMED = 12        /* sheets that a message names */
};

/* Sheets that procplan writes besides the form and that repeat its columns. Whoever wants one read names it. */
static const char *const DERIVED[] = {"中小企业预留", "采购意向公开", "预留项目执行情况公告", "校验结果", "校验回执",
                                      "调整对照",     "品目代码",     PP_CARRIED_SHEET};

/* What the first rows of a sheet say. */
typedef struct probe {
    pp_grid_state state;
    uint32_t rows;     /* of the heading, or before it */
    uint64_t known;    /* bits of the columns that the heading names */
    bool item_or_kind; /* without one of them no line says what is bought */
} probe;

_Static_assert(PP_COLUMN_COUNT <= 64, "a bit for each column");

static void take_titles(probe *p, const pp_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        const pp_column column = pp_heading_find(row->fields[i].text, row->fields[i].length).column;
        if (column != PP_NO_COLUMN) {
            p->known |= (uint64_t)1 << column;
            p->item_or_kind |= column == PP_COL_ITEM_CODE || column == PP_COL_ITEM_NAME || column == PP_COL_KIND;
        }
    }
}

/* A pp_row_fn. */
static bool probe_row(void *context, const pp_row *row, pp_error *error)
{
    probe *p = context;
    (void)error;
    if (p->state == PP_GRID_BEFORE && p->rows++ < PP_GRID_ROWS_BEFORE && pp_layout_is_heading(row)) {
        p->state = PP_GRID_HEADING;
        p->rows = 1;
        take_titles(p, row);
    } else if (p->state == PP_GRID_HEADING) {
        p->state = p->rows++ < PP_HEADING_ROWS && pp_layout_continues(row) ? PP_GRID_HEADING : PP_GRID_BODY;
        if (p->state == PP_GRID_HEADING) {
            take_titles(p, row);
        }
    }
    return true;
}

/* Looks at a sheet. */
static bool look(pp_xlsx *book, size_t sheet, probe *p, pp_xlsx_pass *pass, pp_error *error)
{
    *p = (probe){.state = PP_GRID_BEFORE};
    *pass = (pp_xlsx_pass){.on_row = probe_row, .context = p, .most_rows = FIRST_ROWS};
    return pp_xlsx_read(book, sheet, pass, error);
}

static bool is_derived(const char *name)
{
    for (size_t i = 0; i < sizeof DERIVED / sizeof DERIVED[0]; i++) {
        if (strcmp(name, DERIVED[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* How well a sheet fits: 0 when not at all. What is shown comes before what is hidden, the name 政府采购预算表 before
 * others, and then the heading that says most. */
static int fitness(const pp_xlsx *book, size_t sheet, const probe *p)
{
    const char *name = pp_xlsx_sheet_name(book, sheet);
    if (p->state == PP_GRID_BEFORE || !p->item_or_kind || is_derived(name)) {
        return 0;
    }
    return 1 + (pp_xlsx_sheet_visible(book, sheet) ? 1000 : 0) + (strstr(name, "政府采购预算") != NULL ? 100 : 0) +
           __builtin_popcountll(p->known);
}

/* “甲表”、“乙表”（隐藏）… of the sheets that `wanted` has, or of all when it is NULL. */
static void list_sheets(const pp_xlsx *book, const bool *wanted, char *out, size_t size)
{
    size_t n = 0, named = 0;
    out[0] = '\0';
    for (size_t i = 0; i < pp_xlsx_sheets(book); i++) {
        char quote[PP_QUOTE_TEXT];
        if (wanted != NULL && !wanted[i]) {
            continue;
        }
        if (named++ == NAMED) {
            snprintf(out + n, size - n, "等");
            return;
        }
        const char *name = pp_xlsx_sheet_name(book, i);
        const char *hidden = pp_xlsx_sheet_visible(book, i) ? "" : "（隐藏）";
        pp_text_format(out + n, size - n, "%s“%s”%s", n == 0 ? "" : "、", pp_quote(name, strlen(name), quote), hidden);
        n += strlen(out + n);
        if (size - n < 2 * PP_QUOTE_TEXT) {
            return;
        }
    }
}

enum { LIST = 800 };

static bool refuse(const pp_xlsx *book, pp_error *error)
{
    char list[LIST];
    list_sheets(book, NULL, list, sizeof list);
    return pp_error_set(error, PP_ERROR_FORMAT,
                        "工作簿里没有找到采购计划：表的前 %d 行里要有表头，写着“采购品目”、“采购类别”、“合计”等列名。"
                        "工作簿里有这些工作表：%s。请补上表头，或者用 --sheet 指定要读的工作表后重试。",
                        PP_GRID_ROWS_BEFORE, list);
}

/* The sheet that the user named; it needs a heading unless the columns are `given`. */
static bool choose_named(const char *name, bool given, pp_xlsx *book, pp_sheet_choice *choice, pp_error *error)
{
    char list[LIST], quote[PP_QUOTE_TEXT];
    const size_t count = pp_xlsx_sheets(book);
    size_t found = count;
    probe p;
    for (size_t i = 0; i < count; i++) {
        const bool same = strcmp(pp_xlsx_sheet_name(book, i), name) == 0;
        if (same || (found == count && pp_text_same(pp_xlsx_sheet_name(book, i), name))) {
            found = i;
        }
    }
    pp_quote(name, strlen(name), quote);
    if (found == count) {
        list_sheets(book, NULL, list, sizeof list);
        return pp_error_set(error, PP_ERROR_USAGE, "工作簿里没有名叫“%s”的工作表，有这些：%s。请改正 --sheet 后重试。",
                            quote, list);
    }
    choice->sheet = found;
    if (!look(book, found, &p, &choice->first, error)) {
        return false;
    }
    return given || p.state != PP_GRID_BEFORE ||
           pp_error_set(error, PP_ERROR_FORMAT,
                        "工作表“%s”的前 %d 行里没有找到表头。表头要有“采购品目”、“采购类别”、“合计”、“一般公共预算”"
                        "等列名，请补上表头，或者用 --sheet 指定别的工作表后重试。",
                        quote, PP_GRID_ROWS_BEFORE);
}

/* Tells which of several sheets was read. */
static void tell_choice(pp_reading *reading, const pp_xlsx *book, const char *file, size_t chosen, const bool *fits)
{
    char list[LIST], quote[PP_QUOTE_TEXT];
    const char *name = pp_xlsx_sheet_name(book, chosen);
    list_sheets(book, fits, list, sizeof list);
    pp_reading_note(reading, "%s 里有几张工作表都像采购计划：%s。读取的是“%s”；要读另一张，请用 --sheet 指定。", file,
                    list, pp_quote(name, strlen(name), quote));
}

bool pp_choose_sheet(pp_reading *reading, pp_xlsx *book, const char *file, pp_sheet_choice *choice, pp_error *error)
{
    bool fits[PP_XLSX_SHEETS] = {false};
    size_t fitting = 0, filled = 0;
    int best = 0;
    probe p;
    *choice = (pp_sheet_choice){.sheet = 0};
    const bool given = reading->options.columns != NULL;
    if (reading->options.sheet != NULL) {
        return choose_named(reading->options.sheet, given, book, choice, error);
    }
    for (size_t i = 0; i < pp_xlsx_sheets(book); i++) {
        pp_xlsx_pass pass;
        const bool ok = look(book, i, &p, &pass, error);
        int fit = ok ? fitness(book, i, &p) : 0;
        fits[i] = fit > 0;
        fitting += fit > 0;
        filled += p.state != PP_GRID_BEFORE || p.rows > 0;
        if (fit == 0 && (p.state != PP_GRID_BEFORE || (given && p.rows > 0)) && filled == 1 &&
            i + 1 == pp_xlsx_sheets(book)) {
            fit = 1; /* the only sheet with anything on it: what it lacks, the rules will say */
        }
        if (fit > best) {
            best = fit;
            pp_xlsx_pass_free(&choice->first);
            *choice = (pp_sheet_choice){i, pass};
        } else {
            pp_xlsx_pass_free(&pass);
        }
        if (!ok) {
            return false;
        }
    }
    if (best == 0) {
        return refuse(book, error);
    }
    if (fitting > 1) {
        tell_choice(reading, book, file, choice->sheet, fits);
    }
    return true;
}
