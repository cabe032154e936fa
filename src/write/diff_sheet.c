/* The sheet 调整对照: the totals of both plans side by side, every line that changed, controls and entries. Differences
 * are formulas; signs say what the colours say, for who prints in black. */
#include "base/text.h"
#include "write/diff_words.h"
#include "write/save.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHEET "调整对照"

enum {
    NUMBER = 0,
    CHANGE,
    UNIT,
    FUNCTION,
    ITEM,
    PROJECT,
    OLD,
    NEW,
    DIFFERENCE,
    SHARE,
    WHAT,
    OLD_PLACE,
    NEW_PLACE,
    COLUMNS
};

static const double WIDTHS[COLUMNS] = {6, 10, 22, 12, 26, 18, 14, 14, 14, 11, 46, 18, 18};

enum {
    MANY_CHANGES = 5000, /* from here on rows go to a temporary file instead of staying in memory */
    TAIL_ROWS = 8,       /* headings of blocks and the like, at most */
    WHAT_SIZE = 3 * PP_XLSX_TEXT_LIMIT,
    ROUND_TO = 6 /* decimals of 万元 that 分 have */
};

/* A sum of amounts: exact as long as it fits. */
typedef struct sum {
    pp_money exact;
    double rough;
    bool overflow;
} sum;

typedef struct writer {
    const pp_diff *diff;
    pp_cells cells;
    pp_tab tab;
    lxw_row_t row;
    char *what;  /* room for what changed in a line */
    size_t room; /* rows that are left for changes */
} writer;

/* ---- Cells ---- */

static void put_text(writer *w, lxw_col_t column, const char *text, pp_style style)
{
    const char *clean = pp_cells_sentence(&w->cells, text);
    const bool guard = style == PP_STYLE_TEXT && pp_text_needs_guard(clean);
    pp_put_text(&w->tab, w->row, column, clean, guard ? PP_STYLE_TEXT_GUARD : style);
}

static void put_across(writer *w, lxw_col_t first, lxw_col_t last, const char *text, pp_style style)
{
    pp_put_across(&w->tab, w->row, first, last, pp_cells_sentence(&w->cells, text), style);
}

static void put_amount(writer *w, lxw_col_t column, pp_money amount)
{
    if (amount == PP_MONEY_NONE) {
        pp_put_blank(&w->tab, w->row, column, PP_STYLE_MONEY);
    } else if (!pp_money_known(amount)) {
        pp_put_text(&w->tab, w->row, column, "不能计算", PP_STYLE_UNREADABLE);
    } else {
        pp_put_number(&w->tab, w->row, column, pp_money_cell(amount), PP_STYLE_MONEY_EXACT);
    }
}

/* 原, 新 and the formula of their difference. Binary noise of the subtraction is rounded away at 分. */
static void put_amounts(writer *w, pp_money old, pp_money new, pp_money difference)
{
    char formula[64];
    put_amount(w, OLD, old);
    put_amount(w, NEW, new);
    if (difference == PP_MONEY_NONE) {
        pp_put_text(&w->tab, w->row, DIFFERENCE, "—", PP_STYLE_CENTRE);
        return;
    }
    snprintf(formula, sizeof formula, "=ROUND(H%u-G%u,%d)", w->row + 1, w->row + 1, ROUND_TO);
    pp_put_formula(&w->tab, w->row, DIFFERENCE, formula, pp_money_cell(difference), PP_STYLE_MONEY_EXACT);
}

static void put_share(writer *w, pp_money old, pp_money new, pp_money difference)
{
    const pp_total_change figures = {.old = old, .new = new, .difference = difference};
    char formula[64];
    int64_t hundredths = 0;
    if (!pp_money_known(new) || !pp_diff_percent(&figures, &hundredths)) {
        pp_put_text(&w->tab, w->row, SHARE, "—", PP_STYLE_CENTRE);
        return;
    }
    snprintf(formula, sizeof formula, "=ROUND((H%u-G%u)/G%u,4)", w->row + 1, w->row + 1, w->row + 1);
    pp_put_formula(&w->tab, w->row, SHARE, formula, (double)hundredths / 10000, PP_STYLE_SHARE);
}

/* Ends a row that is as high as the longest of these texts needs. */
static void end_row(writer *w, const char *const texts[COLUMNS])
{
    int lines = 1;
    for (int c = 0; c < COLUMNS; c++) {
        const int needed = texts[c] == NULL ? 1 : pp_text_lines(texts[c], WIDTHS[c]);
        lines = needed > lines ? needed : lines;
    }
    if (lines > 1) {
        pp_put_height(&w->tab, w->row, pp_row_height(lines < PP_ROW_LINES ? lines : PP_ROW_LINES));
    }
    w->row++;
}

static void put_band(writer *w, const char *text)
{
    put_across(w, NUMBER, NEW_PLACE, text, PP_STYLE_BAND);
    w->row++;
}

/* ---- Head ---- */

static void put_plan(const pp_plan *plan, const char *what, char out[PP_DIFF_CELL])
{
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    char year[32] = "";
    if (pp_plan_year(plan) != 0) {
        snprintf(year, sizeof year, " %d 年", pp_plan_year(plan));
    }
    pp_text_format(out, PP_DIFF_CELL, "%s：%s%s，%zu 行", what,
                   department == NULL || department[0] == '\0' ? "（未填部门）" : department, year,
                   pp_plan_lines(plan));
}

static void put_head(writer *w)
{
    const bool next = pp_diff_next_year(w->diff);
    const char *const headings[COLUMNS] = {"序号",
                                           "变动",
                                           "预算单位",
                                           "功能科目",
                                           "采购品目",
                                           "预算项目",
                                           next ? "上年" : "原计划",
                                           next ? "本年" : "新计划",
                                           "增减",
                                           "增减比例",
                                           "说明",
                                           "原位置",
                                           "新位置"};
    char old[PP_DIFF_CELL], new[PP_DIFF_CELL], both[2 * PP_DIFF_CELL];
    pp_put_height(&w->tab, w->row, 36);
    put_across(w, NUMBER, NEW_PLACE, "政府采购计划调整对照表", PP_STYLE_TITLE);
    w->row++;
    put_plan(pp_diff_old_plan(w->diff), "原计划", old);
    put_plan(pp_diff_new_plan(w->diff), "新计划", new);
    pp_text_format(both, sizeof both, "%s；%s", old, new);
    put_across(w, NUMBER, WHAT, both, PP_STYLE_CAPTION);
    put_across(w, OLD_PLACE, NEW_PLACE, "金额单位：万元", PP_STYLE_CAPTION_RIGHT);
    w->row++;
    pp_put_height(&w->tab, w->row, 24);
    for (int c = 0; c < COLUMNS; c++) {
        put_text(w, (lxw_col_t)c, headings[c], PP_STYLE_HEADING);
    }
    w->row++;
}

/* ---- Totals ---- */

static void put_total(writer *w, const pp_total_change *total, size_t number)
{
    char name[PP_DIFF_CELL], sentence[PP_DIFF_SENTENCE];
    const char *texts[COLUMNS] = {0};
    const char *kind = total->kind == PP_TOTAL_ALL ? "" : pp_total_kind_name(total->kind);
    const char *way = total->difference == PP_MONEY_NONE ? "—"
                      : total->difference > 0            ? "▲ 增加"
                      : total->difference < 0            ? "▼ 减少"
                                                         : "＝ 持平";
    pp_text_format(name, sizeof name, "%s%s%s%s%s", kind, kind[0] == '\0' ? "" : "　",
                   total->key[0] == '\0' ? "（未填）" : total->key, total->name == NULL ? "" : " ",
                   total->name == NULL ? "" : total->name);
    pp_diff_sentence(w->diff, total, sentence);
    pp_put_number(&w->tab, w->row, NUMBER, (double)number, PP_STYLE_COUNT);
    put_text(w, CHANGE, way, total->difference == 0 ? PP_STYLE_CENTRE : PP_STYLE_INFO);
    put_across(w, UNIT, PROJECT, name, PP_STYLE_TEXT);
    put_amounts(w, total->old, total->new, total->difference);
    put_share(w, total->old, total->new, total->difference);
    put_across(w, WHAT, NEW_PLACE, sentence, PP_STYLE_TEXT);
    end_row(w, texts);
}

/* Units and classes can be many: those that stayed the same are left out, and where the rows are not enough, the rest
 * is told. */
static void put_totals(writer *w)
{
    const size_t count = pp_diff_totals(w->diff), most = w->room / 2;
    size_t shown = 0, left_out = 0;
    put_band(w, "一、总数对照（没有变动的单位和品目大类不列）");
    for (size_t i = 0; i < count; i++) {
        const pp_total_change *total = pp_diff_total(w->diff, i);
        const bool many = total->kind == PP_TOTAL_UNIT || total->kind == PP_TOTAL_CLASS;
        if (many && total->difference == 0) {
            continue;
        }
        if (shown == most) {
            left_out++;
        } else {
            put_total(w, total, ++shown);
        }
    }
    if (left_out > 0) {
        put_band(w, pp_cells_print(&w->cells, "另有 %zu 项总数超出了工作表的行数，没有列出。", left_out));
    }
    w->room -= shown;
}

/* ---- Lines ---- */

/* What changed in a line, one cell a row; cut with … where a cell cannot hold it. */
static const char *what_changed(writer *w, const pp_change *change)
{
    char text[PP_DIFF_CELL];
    pp_cell_change cell;
    size_t used = 0;
    w->what[0] = '\0';
    for (size_t at = 0; pp_diff_cell(w->diff, change, &at, &cell);) {
        pp_diff_cell_text(&cell, text);
        if (used + strlen(text) + sizeof "\n…" > WHAT_SIZE) {
            strcpy(w->what + used, "\n…");
            break;
        }
        used += (size_t)sprintf(w->what + used, "%s%s", used == 0 ? "" : "\n", text);
    }
    return pp_cells_sentence(&w->cells, w->what);
}

static const char *place_text(writer *w, const pp_plan *plan, size_t line)
{
    char text[PP_DIFF_VALUE];
    if (line == PP_NO_LINE) {
        return "";
    }
    const pp_place place = pp_plan_place(plan, line, PP_NO_COLUMN);
    return pp_cells_print(&w->cells, "%s", pp_diff_place(&place, text));
}

static void put_change(writer *w, const pp_change *change, size_t number)
{
    static const struct {
        const char *sign;
        pp_style style;
    } KINDS[PP_CHANGE_KIND_COUNT] = {{"△ 改动", PP_STYLE_WARN}, {"＋ 新增", PP_STYLE_GOOD}, {"－ 删除", PP_STYLE_BAD}};
    const bool gone = change->kind == PP_REMOVED;
    const pp_plan *old = pp_diff_old_plan(w->diff), *new = pp_diff_new_plan(w->diff), *plan = gone ? old : new;
    const size_t line = gone ? change->old_line : change->new_line;
    const char *code = pp_plan_text(plan, line, PP_COL_ITEM_CODE);
    const char *texts[COLUMNS] = {
        [UNIT] = pp_plan_text(plan, line, PP_COL_UNIT),
        [FUNCTION] = pp_plan_text(plan, line, PP_COL_FUNCTION_CODE),
        [ITEM] = pp_cells_print(&w->cells, "%s%s%s%s", code[0] == '\0' ? "" : "[", code, code[0] == '\0' ? "" : "]",
                                pp_plan_text(plan, line, PP_COL_ITEM_NAME)),
        [PROJECT] = pp_plan_text(plan, line, PP_COL_PROJECT),
        [WHAT] = what_changed(w, change),
        [OLD_PLACE] = place_text(w, old, change->old_line),
        [NEW_PLACE] = place_text(w, new, change->new_line),
    };
    pp_put_number(&w->tab, w->row, NUMBER, (double)number, PP_STYLE_COUNT);
    put_text(w, CHANGE, KINDS[change->kind].sign, KINDS[change->kind].style);
    for (int c = UNIT; c <= PROJECT; c++) {
        put_text(w, (lxw_col_t)c, texts[c], PP_STYLE_TEXT);
    }
    put_amounts(w, change->old_amount, change->new_amount, change->difference);
    put_share(w, change->old_amount, change->new_amount, change->difference);
    for (int c = WHAT; c <= NEW_PLACE; c++) {
        put_text(w, (lxw_col_t)c, texts[c], PP_STYLE_TEXT);
    }
    end_row(w, texts);
}

static void add_to(sum *s, pp_money amount)
{
    if (pp_money_known(amount)) {
        s->rough += pp_money_cell(amount);
        s->overflow |= !pp_money_add(s->exact, amount, &s->exact);
    }
}

static void put_sum(writer *w, lxw_col_t column, lxw_row_t first, const sum *s)
{
    char formula[96];
    const char letter = (char)('A' + column);
    snprintf(formula, sizeof formula, "=ROUND(SUM(%c%u:%c%u),%d)", letter, first + 1, letter, w->row, ROUND_TO);
    pp_put_formula(&w->tab, w->row, column, formula, s->overflow ? s->rough : pp_money_cell(s->exact),
                   PP_STYLE_TOTAL_EXACT);
}

static void put_changes(writer *w)
{
    const size_t count = pp_diff_changes(w->diff, PP_CHANGE_KIND_COUNT);
    const size_t shown = count < w->room ? count : w->room;
    sum sums[3] = {{0}};
    put_band(w, pp_cells_print(&w->cells, "二、采购项的变动：改动 %zu 行，新增 %zu 行，删除 %zu 行，未变 %zu 行",
                               pp_diff_changes(w->diff, PP_CHANGED), pp_diff_changes(w->diff, PP_ADDED),
                               pp_diff_changes(w->diff, PP_REMOVED), pp_diff_same(w->diff)));
    const lxw_row_t first = w->row;
    for (size_t i = 0; i < shown; i++) {
        const pp_change *change = pp_diff_change(w->diff, i);
        put_change(w, change, i + 1);
        add_to(&sums[0], change->old_amount);
        add_to(&sums[1], change->new_amount);
        add_to(&sums[2], change->difference);
    }
    if (shown > 0) {
        put_across(w, NUMBER, PROJECT, "变动各行合计", PP_STYLE_TOTAL_TEXT);
        for (int c = OLD; c <= DIFFERENCE; c++) {
            put_sum(w, (lxw_col_t)c, first, &sums[c - OLD]);
        }
        put_across(w, SHARE, NEW_PLACE, "", PP_STYLE_TOTAL_TEXT);
        w->row++;
    }
    if (shown < count) {
        put_band(w,
                 pp_cells_print(&w->cells, "另有 %zu 行变动超出了工作表的行数，没有列出，请用 procplan diff 查看全部。",
                                count - shown));
    }
    w->room -= shown;
}

/* ---- Controls, entries, columns ---- */

/* A control may stand alone or have its counterpart in the other plan. */
static void put_control(writer *w, const pp_control_change *change, size_t number)
{
    const pp_control *old = change->old, *new = change->new;
    const pp_money before = old == NULL ? PP_MONEY_NONE : old->amount,
                   after = new == NULL ? PP_MONEY_NONE : new->amount;
    pp_money difference = PP_MONEY_NONE;
    char name[PP_DIFF_CELL], a[PP_DIFF_VALUE] = "（无）", b[PP_DIFF_VALUE] = "（无）", place[PP_DIFF_VALUE];
    const char *texts[COLUMNS] = {0};
    (void)pp_money_subtract(pp_money_or_zero(after), pp_money_or_zero(before), &difference);
    if (old != NULL) {
        pp_diff_demand(old, a);
    }
    if (new != NULL) {
        pp_diff_demand(new, b);
    }
    texts[WHAT] = pp_cells_print(&w->cells, "%s → %s", a, b);
    pp_put_number(&w->tab, w->row, NUMBER, (double)number, PP_STYLE_COUNT);
    put_text(w, CHANGE,
             old == NULL   ? "＋ 新增"
             : new == NULL ? "－ 删除"
                           : "△ 改动",
             old == NULL   ? PP_STYLE_GOOD
             : new == NULL ? PP_STYLE_BAD
                           : PP_STYLE_WARN);
    put_across(w, UNIT, PROJECT, pp_diff_control_name(new != NULL ? new : old, name), PP_STYLE_TEXT);
    put_amounts(w, before, after, difference);
    put_share(w, before, after, difference);
    put_text(w, WHAT, texts[WHAT], PP_STYLE_TEXT);
    for (int side = 0; side < 2; side++) {
        const pp_control *control = side == 0 ? old : new;
        const pp_place where = {.file = control == NULL ? NULL : control->file,
                                .row = control == NULL ? 0 : control->row,
                                .column = control == NULL ? 0 : control->column};
        put_text(w, (lxw_col_t)(OLD_PLACE + side), pp_diff_place(&where, place), PP_STYLE_TEXT);
    }
    end_row(w, texts);
}

static void put_controls(writer *w)
{
    const size_t count = pp_diff_controls(w->diff), shown = count < w->room ? count : w->room;
    if (count == 0) {
        return;
    }
    put_band(w, pp_cells_print(&w->cells, "三、控制数的变动（%zu 项）", count));
    for (size_t i = 0; i < shown; i++) {
        put_control(w, pp_diff_control(w->diff, i), i + 1);
    }
    if (shown < count) {
        put_band(w, pp_cells_print(&w->cells, "另有 %zu 项超出了工作表的行数，没有列出。", count - shown));
    }
    w->room -= shown;
}

static const char *given(const char *text)
{
    return text == NULL || text[0] == '\0' ? "（未填）" : text;
}

/* Rows of words: entries that differ, columns that only one plan has. */
static void put_words(writer *w, const char *what, const char *text)
{
    put_across(w, NUMBER, CHANGE, what, PP_STYLE_WARN);
    put_across(w, UNIT, NEW_PLACE, text, PP_STYLE_TEXT);
    w->row++;
}

static void put_rest(writer *w)
{
    const pp_plan *old = pp_diff_old_plan(w->diff), *new = pp_diff_new_plan(w->diff);
    const size_t lone = pp_diff_lone_columns(w->diff), shown = lone < w->room ? lone : w->room;
    bool any = lone > 0;
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        any |= pp_diff_about(w->diff, (pp_about_key)k);
    }
    if (any) {
        put_band(w, "四、计划信息和栏目的变动");
    }
    for (int k = 0; k < PP_ABOUT_COUNT; k++) {
        const pp_about_key key = (pp_about_key)k;
        if (pp_diff_about(w->diff, key)) {
            put_words(
                w, pp_about_title(key),
                pp_cells_print(&w->cells, "%s → %s", given(pp_plan_about(old, key)), given(pp_plan_about(new, key))));
        }
    }
    for (size_t i = 0; i < shown; i++) {
        char text[PP_DIFF_CELL];
        put_words(w, "栏目", pp_diff_lone_text(pp_diff_lone_column(w->diff, i), text));
    }
    if (pp_diff_none(w->diff)) {
        put_across(w, NUMBER, NEW_PLACE, "两份计划没有差别。", PP_STYLE_GOOD);
        w->row++;
    }
}

/* ---- The whole ---- */

static double amount_width(const pp_diff *diff)
{
    pp_money most = 0;
    for (size_t i = 0; i < pp_diff_totals(diff); i++) {
        const pp_total_change *total = pp_diff_total(diff, i);
        most = total->old > most ? total->old : most;
        most = total->new > most ? total->new : most;
    }
    const double width = pp_amount_width(most) + 2; /* a sign, and digits behind 0.01 */
    return width > WIDTHS[OLD] ? width : WIDTHS[OLD];
}

static bool fill(void *context, size_t *written, size_t *sheets, pp_error *error)
{
    writer *w = context;
    if (!pp_cells_styles(&w->cells)) {
        return pp_error_memory(error);
    }
    w->tab = (pp_tab){.cells = &w->cells, .xlsx = workbook_add_worksheet(w->cells.workbook, SHEET)};
    if (w->tab.xlsx == NULL) {
        return pp_error_memory(error);
    }
    lxw_doc_properties properties = {.title = SHEET, .category = "政府采购", .created = pp_save_moment()};
    const lxw_error e = workbook_set_properties(w->cells.workbook, &properties);
    w->cells.failed = e != LXW_NO_ERROR ? e : w->cells.failed;
    pp_put_page(&w->tab);
    put_head(w);
    const lxw_row_t first = w->row;
    put_totals(w);
    put_changes(w);
    put_controls(w);
    put_rest(w);
    for (int c = 0; c < COLUMNS; c++) {
        const bool amount = c >= OLD && c <= DIFFERENCE;
        pp_put_width(&w->tab, (lxw_col_t)c, (lxw_col_t)c, amount ? amount_width(w->diff) : WIDTHS[c]);
    }
    worksheet_freeze_panes(w->tab.xlsx, first, 0);
    worksheet_repeat_rows(w->tab.xlsx, first - 1, first - 1);
    worksheet_print_area(w->tab.xlsx, 0, 0, w->row - 1, NEW_PLACE);
    written[0] = w->tab.written;
    *sheets = 1;
    return true;
}

bool pp_write_diff_workbook(const pp_diff *diff, const char *path, pp_error *error)
{
    const size_t changes = pp_diff_changes(diff, PP_CHANGE_KIND_COUNT);
    const lxw_workbook_options options = {.constant_memory = changes > MANY_CHANGES, .use_zip64 = changes > 200000};
    writer w = {.diff = diff, .cells = {.arena = pp_arena_new()}, .what = malloc(WHAT_SIZE)};
    w.room = PP_XLSX_ROW_LIMIT - 3 - TAIL_ROWS - PP_ABOUT_COUNT;
    const bool ok = w.cells.arena != NULL && w.what != NULL
                        ? pp_save_workbook(&w.cells, &options, path, fill, &w, error)
                        : pp_error_memory(error);
    free(w.what);
    pp_arena_free(w.cells.arena);
    return ok;
}
