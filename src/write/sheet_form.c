/* The sheet 政府采购预算表: the published form, live. What else the plan has stands behind it, outside the print area,
 * whatever sheets are asked for: who receives the form can then still see the whole plan in it. */
#include "base/text.h"
#include "model/plan.h"
#include "write/marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMENT_LIMIT = 1000 /* cells that get a comment; every one of them gets its colour */
};

/* The merged heading as published: rows from the first of the heading, columns from A. */
static const struct {
    lxw_row_t first_row, last_row;
    lxw_col_t first_column, last_column;
    const char *title;
} HEADING[] = {
    {0, 2, 0, 0, "功能科目编码及名称"},
    {0, 2, 1, 1, "采购品目"},
    {0, 2, 2, 2, "采购类别"},
    {0, 0, 3, 10, "资金来源"},
    {1, 2, 3, 3, "合计"},
    {1, 1, 4, 7, "财政拨款"},
    {2, 2, 4, 4, "小计"},
    {2, 2, 5, 5, "一般公共预算"},
    {2, 2, 6, 6, "政府性基金预算"},
    {2, 2, 7, 7, "国有资本经营预算"},
    {1, 2, 8, 8, "财政专户管理资金"},
    {1, 2, 9, 9, "单位资金"},
    {1, 2, 10, 10, "上年结转"},
    {0, 2, 11, 11, "中小企业预留份额"},
};

enum { HEADING_CELLS = sizeof HEADING / sizeof HEADING[0], HEADING_ROWS = 3 };

/* What the writing of the lines needs at hand. */
typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    const pp_plan *plan;
    const pp_form *form;
    double *width; /* of each column */
    int *room;     /* half Chinese characters that fit a line of it */
    char *joined;  /* [code]name */
    int lines;     /* of text that the row shows: what is printed decides, not what stands behind the form */
    pp_marks marks;
    size_t comments;
} writer;

/* ---- Widths ---- */

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static int joined_width(const pp_ready_text *code, const pp_ready_text *name)
{
    return name->width + (code->width > 0 ? code->width + 2 : 0);
}

static int money_width(pp_money value)
{
    char text[PP_MONEY_TEXT];
    return (int)pp_money_format(value, PP_UNIT_WAN, PP_MONEY_GROUPED, text);
}

static void measure_money(const writer *w, int *widest)
{
    enum { INDENT = 2 }; /* of figures from their border */
    for (int m = 0; m < PP_MONEY_COLUMNS; m++) {
        const pp_column column = (pp_column)(PP_COL_TOTAL + m);
        pp_money least = 0, most = 0;
        for (size_t i = 0; pp_plan_has(w->plan, column) && i < w->plan->lines; i++) {
            const pp_money value = pp_money_or_zero(pp_plan_number(w->plan, i, column));
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        const pp_column_sum *sum = &w->form->sum[m];
        const int total = sum->overflow ? PP_MONEY_TEXT : money_width(sum->exact) + 1; /* bold */
        widest[PP_FORM_TOTAL + m] = max_of(max_of(money_width(least), money_width(most)), max_of(total, 8)) + INDENT;
    }
}

/* Title of a column behind the form. */
static const char *side_title(const writer *w, lxw_col_t column)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (w->form->column[c] == column) {
            return c == PP_COL_PRICE           ? "单价（元）"
                   : c == PP_COL_RESERVE_MICRO ? "其中小微企业（万元）"
                                               : pp_column_describe((pp_column)c)->title;
        }
    }
    return pp_form_extra_title(w->book, (size_t)(column - w->form->extra));
}

static void measure_side(const writer *w, int *widest)
{
    const pp_ready_text *text = w->form->text;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const lxw_col_t column = w->form->column[c];
        if (column < PP_FORM_EXTRA) {
            continue;
        }
        if (pp_column_describe((pp_column)c)->type != PP_TYPE_TEXT) {
            widest[column] = 16;
            continue;
        }
        for (size_t i = 0; i < w->plan->lines; i++) {
            widest[column] = max_of(widest[column], text[pp_plan_id(w->plan, i, (pp_column)c)].width);
        }
    }
    for (size_t e = 0; e < w->plan->extra_count; e++) {
        int *widest_extra = &widest[w->form->extra + e];
        for (size_t i = 0; i < w->plan->lines; i++) {
            *widest_extra = max_of(*widest_extra, text[w->plan->extras[e].values[i]].width);
        }
    }
    for (lxw_col_t column = PP_FORM_EXTRA; column < w->form->end; column++) {
        const char *title = side_title(w, column);
        widest[column] = max_of(widest[column], pp_drawn_width(title));
    }
}

/* Gives each column a width that suits its content, within bounds beyond which text wraps. */
static bool set_widths(writer *w)
{
    static const struct {
        int least, most;
    } BOUNDS[PP_FORM_EXTRA] = {{18, 32}, {20, 42}, {8, 10}, {10, 60}, {10, 60}, {12, 60}, {9, 60},
                               {9, 60},  {9, 60},  {9, 60}, {9, 60},  {9, 60},  {0, 0}};
    const pp_form *form = w->form;
    const size_t columns = form->end > PP_FORM_EXTRA ? form->end : PP_FORM_EXTRA;
    int *widest = calloc(columns, sizeof *widest);
    w->width = calloc(columns, sizeof *w->width);
    w->room = calloc(columns, sizeof *w->room);
    w->joined = malloc((size_t)PP_XLSX_TEXT_LIMIT * 3 + 4);
    if (widest == NULL || w->width == NULL || w->room == NULL || w->joined == NULL) {
        free(widest);
        return false;
    }
    const char *department = pp_plan_about(w->plan, PP_ABOUT_DEPARTMENT);
    widest[PP_FORM_FUNCTION] = department == NULL ? 0 : pp_drawn_width(department) + 1;
    for (size_t g = 0; g < form->group_count; g++) {
        widest[PP_FORM_FUNCTION] =
            max_of(widest[PP_FORM_FUNCTION], form->text[form->groups[g].unit].width + 1); /* bold */
    }
    for (size_t i = 0; i < w->plan->lines; i++) {
        widest[PP_FORM_FUNCTION] =
            max_of(widest[PP_FORM_FUNCTION], joined_width(&form->text[pp_plan_id(w->plan, i, PP_COL_FUNCTION_CODE)],
                                                          &form->text[pp_plan_id(w->plan, i, PP_COL_FUNCTION_NAME)]));
        widest[PP_FORM_ITEM] =
            max_of(widest[PP_FORM_ITEM], joined_width(&form->text[pp_plan_id(w->plan, i, PP_COL_ITEM_CODE)],
                                                      &form->text[pp_plan_id(w->plan, i, PP_COL_ITEM_NAME)]));
    }
    measure_money(w, widest);
    measure_side(w, widest);
    for (lxw_col_t c = 0; c < columns; c++) {
        const int least = c < PP_FORM_EXTRA ? BOUNDS[c].least : 8, most = c < PP_FORM_EXTRA ? BOUNDS[c].most : 40;
        const int wanted = widest[c] < least ? least : widest[c] > most ? most : widest[c];
        w->width[c] = pp_column_width(wanted);
        w->room[c] = wanted;
        pp_put_width(w->sheet, c, c, w->width[c]);
    }
    free(widest);
    return true;
}

/* ---- Head ---- */

static void write_head(writer *w)
{
    const lxw_col_t last = PP_FORM_COLUMNS - 1, unit_from = PP_FORM_COLUMNS - 3;
    pp_cells *cells = &w->book->cells;
    lxw_row_t row = pp_put_mark(w->book, w->sheet, 0, last);
    const int year = pp_report_year(w->book->report);
    const char *title = year == 0 ? PP_FORM_SHEET : pp_cells_print(cells, "%d年%s", year, PP_FORM_SHEET);
    pp_put_height(w->sheet, row, 36);
    pp_put_across(w->sheet, row++, 0, last, title, PP_STYLE_TITLE);
    const char *department = pp_book_department(w->book);
    pp_put_height(w->sheet, row, pp_row_height(pp_text_lines(department, 120)));
    pp_put_across(w->sheet, row, 0, (lxw_col_t)(unit_from - 1), department, PP_STYLE_CAPTION);
    pp_put_across(w->sheet, row, unit_from, last, "金额单位：万元", PP_STYLE_CAPTION_RIGHT);
    if (w->form->end > PP_FORM_EXTRA) {
        pp_put_text(w->sheet, row, PP_FORM_EXTRA, "附加栏（不打印）", PP_STYLE_CAPTION_RIGHT);
    }
}

/* One row of the heading; what is merged over several rows is written in all of them. */
static void write_heading_row(writer *w, lxw_row_t offset)
{
    const lxw_row_t first = w->form->heading, row = first + offset;
    pp_put_height(w->sheet, row, offset == HEADING_ROWS - 1 ? 36 : 22);
    for (int i = 0; i < HEADING_CELLS; i++) {
        if (HEADING[i].first_row > offset || HEADING[i].last_row < offset) {
            continue;
        }
        for (lxw_col_t c = HEADING[i].first_column; c <= HEADING[i].last_column; c++) {
            if (HEADING[i].first_row == offset && c == HEADING[i].first_column) {
                pp_put_text(w->sheet, row, c, HEADING[i].title, PP_STYLE_HEADING);
            } else {
                pp_put_blank(w->sheet, row, c, PP_STYLE_HEADING);
            }
        }
        if (HEADING[i].last_row == offset) {
            pp_put_merge(w->sheet, first + HEADING[i].first_row, HEADING[i].first_column, row, HEADING[i].last_column,
                         HEADING[i].title, PP_STYLE_HEADING);
        }
    }
    for (lxw_col_t c = PP_FORM_EXTRA; c < w->form->end; c++) {
        if (offset == 0) {
            pp_put_text(w->sheet, row, c, side_title(w, c), PP_STYLE_HEADING);
        } else {
            pp_put_blank(w->sheet, row, c, PP_STYLE_HEADING);
        }
        if (offset == HEADING_ROWS - 1) {
            pp_put_merge(w->sheet, first, c, row, c, side_title(w, c), PP_STYLE_HEADING);
        }
    }
}

/* ---- Formulas ---- */

static char *put_letters(char *out, const char *letters)
{
    while (*letters != '\0') {
        *out++ = *letters++;
    }
    return out;
}

/* A cell: column letter and row (from 1). */
static char *put_cell(char *out, char letter, lxw_row_t row)
{
    char digits[12];
    int n = 0;
    for (lxw_row_t number = row + 1; number > 0; number /= 10) {
        digits[n++] = (char)('0' + number % 10);
    }
    *out++ = letter;
    while (n > 0) {
        *out++ = digits[--n];
    }
    return out;
}

static char letter_of(int money)
{
    return (char)('A' + PP_FORM_TOTAL + money);
}

/* =SUBTOTAL(9,D9:D30): a sum that leaves out the subtotals within its range. */
static void subtotal_formula(char *out, int money, lxw_row_t first, lxw_row_t last)
{
    out = put_letters(out, "=SUBTOTAL(9,");
    out = put_cell(out, letter_of(money), first);
    out = put_letters(out, ":");
    out = put_cell(out, letter_of(money), last);
    *put_letters(out, ")") = '\0';
}

/* 合计 =E9+I9+J9+K9, 小计 =SUM(F9:H9). */
static void line_formula(char *out, pp_column column, lxw_row_t row)
{
    if (column == PP_COL_SUBTOTAL) {
        out = put_letters(out, "=SUM(");
        out = put_cell(out, 'F', row);
        out = put_letters(out, ":");
        out = put_cell(out, 'H', row);
        out = put_letters(out, ")");
    } else {
        out = put_cell(put_letters(out, "="), 'E', row);
        for (int letter = 'I'; letter <= 'K'; letter++) {
            out = put_cell(put_letters(out, "+"), (char)letter, row);
        }
    }
    *out = '\0';
}

/* ---- Rows ---- */

/* A row of sums over the rows first..last; there are none in an empty plan. */
static void write_total(writer *w, lxw_row_t row, const char *name, const char *word, const pp_column_sum *sums,
                        lxw_row_t first, lxw_row_t last)
{
    pp_put_height(w->sheet, row, pp_row_height(pp_text_lines(name, w->width[PP_FORM_FUNCTION])));
    pp_put_text(w->sheet, row, PP_FORM_FUNCTION, name, PP_STYLE_TOTAL_TEXT);
    pp_put_blank(w->sheet, row, PP_FORM_ITEM, PP_STYLE_TOTAL_TEXT);
    pp_put_text(w->sheet, row, PP_FORM_KIND, word, PP_STYLE_TOTAL_CENTRE);
    for (int m = 0; m < PP_MONEY_COLUMNS; m++) {
        const lxw_col_t column = (lxw_col_t)(PP_FORM_TOTAL + m);
        char formula[64];
        if (first > last) {
            pp_put_number(w->sheet, row, column, 0, PP_STYLE_TOTAL_MONEY);
            continue;
        }
        subtotal_formula(formula, m, first, last);
        pp_put_formula(w->sheet, row, column, formula, pp_column_sum_cell(&sums[m]), PP_STYLE_TOTAL_MONEY);
    }
}

static void comment(writer *w, lxw_row_t row, lxw_col_t column, const char *text)
{
    if (w->sheet->asked != NULL) {
        return;
    }
    enum { WIDTH = 320, LINE = 16, PADDING = 14, HIGHEST = 400 };         /* pixels */
    const int height = pp_text_lines(text, WIDTH / 7.0) * LINE + PADDING; /* 7: pixels of a unit of column width */
    lxw_comment_options options = {.author = "procplan",
                                   .width = WIDTH,
                                   .height = (uint16_t)(height > HIGHEST ? HIGHEST : height),
                                   .font_name = "宋体",
                                   .font_size = 9};
    const lxw_error e = worksheet_write_comment_opt(w->sheet->xlsx, row, column, text, &options);
    if (e != LXW_NO_ERROR) {
        w->book->cells.failed = e;
    }
}

/* The style of a cell: marked, with a comment, when findings are about it or its figure is disputed. Every cell of a
 * line is written through this, in order. */
static pp_style marked(writer *w, lxw_row_t row, lxw_col_t column, pp_style style, const pp_figure *disputed)
{
    const pp_mark *first = NULL;
    const size_t count = pp_marks_at(&w->marks, row, column, &first);
    if (count == 0 && disputed == NULL) {
        return style;
    }
    if (w->comments++ < COMMENT_LIMIT) {
        const char *text = count == 0 ? "" : pp_marks_text(w->book, first, count);
        if (disputed != NULL) {
            char given[PP_MONEY_TEXT], parts[PP_MONEY_TEXT];
            pp_money_format(disputed->value, PP_UNIT_WAN, PP_MONEY_EXACT, given);
            pp_money_format(disputed->parts, PP_UNIT_WAN, PP_MONEY_EXACT, parts);
            text = pp_cells_print(&w->book->cells,
                                  "计划填写的是 %s 万元，而各分项相加为 %s 万元，两者不一致。本格照计划填写。%s%s",
                                  given, parts, count == 0 ? "" : "\n", text);
        }
        comment(w, row, column, text);
    }
    return count == 0 ? style : pp_style_marked(style, pp_marks_red(w->book, first));
}

static void write_money(writer *w, size_t line, lxw_row_t row, pp_column column, const pp_figure *figure)
{
    const lxw_col_t shown = (lxw_col_t)(PP_FORM_TOTAL + column - PP_COL_TOTAL);
    static const pp_style STYLES[] = {[PP_FIGURE_NUMBER] = PP_STYLE_MONEY,
                                      [PP_FIGURE_FORMULA] = PP_STYLE_MONEY,
                                      [PP_FIGURE_DISPUTED] = PP_STYLE_MONEY_DISPUTED,
                                      [PP_FIGURE_UNREADABLE] = PP_STYLE_UNREADABLE,
                                      [PP_FIGURE_UNKNOWN] = PP_STYLE_UNREADABLE};
    const pp_style style =
        marked(w, row, shown, STYLES[figure->kind], figure->kind == PP_FIGURE_DISPUTED ? figure : NULL);
    char formula[64];
    switch (figure->kind) {
    case PP_FIGURE_FORMULA:
        line_formula(formula, column, row);
        pp_put_formula(w->sheet, row, shown, formula, pp_money_cell(figure->value), style);
        break;
    case PP_FIGURE_NUMBER:
    case PP_FIGURE_DISPUTED:
        pp_put_number(w->sheet, row, shown, pp_money_cell(figure->value), style);
        break;
    case PP_FIGURE_UNREADABLE:
        pp_put_text(w->sheet, row, shown, pp_form_shown_unreadable(w->book, line, column), style);
        break;
    case PP_FIGURE_UNKNOWN:
        pp_put_text(w->sheet, row, shown, PP_SHOWN_UNKNOWN, style);
        break;
    }
}

static int wrapped(const writer *w, lxw_col_t column, uint32_t id)
{
    const pp_ready_text *text = &w->form->text[id];
    return text->width <= w->room[column] && !text->breaks ? 1 : pp_text_lines(text->text, w->width[column]);
}

static void write_plain_text(writer *w, lxw_row_t row, lxw_col_t column, uint32_t id)
{
    const pp_ready_text *text = &w->form->text[id];
    pp_style style = text->guard ? PP_STYLE_TEXT_GUARD : PP_STYLE_TEXT;
    if (column >= PP_FORM_EXTRA && !text->guard && wrapped(w, column, id) > w->lines) {
        style = PP_STYLE_TEXT_TOP;
    }
    pp_put_text(w->sheet, row, column, text->text, marked(w, row, column, style, NULL));
}

/* [code]name, or whichever of them there is. */
static void write_joined(writer *w, lxw_row_t row, lxw_col_t column, uint32_t code, uint32_t name)
{
    if (code == 0) {
        write_plain_text(w, row, column, name);
        return;
    }
    char *out = put_letters(w->joined, "[");
    out = put_letters(out, w->form->text[code].text);
    out = put_letters(out, "]");
    *put_letters(out, w->form->text[name].text) = '\0';
    pp_put_text(w->sheet, row, column, w->joined, marked(w, row, column, PP_STYLE_TEXT, NULL));
}

static void write_side(writer *w, size_t line, lxw_row_t row)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        const lxw_col_t column = w->form->column[c];
        if (column < PP_FORM_EXTRA) {
            continue;
        }
        if (pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT) {
            write_plain_text(w, row, column, pp_plan_id(w->plan, line, (pp_column)c));
            continue;
        }
        const int64_t number = pp_plan_number(w->plan, line, (pp_column)c);
        const pp_style style = marked(w, row, column,
                                      number == PP_MONEY_UNREADABLE                     ? PP_STYLE_UNREADABLE
                                      : c == PP_COL_QUANTITY && number != PP_MONEY_NONE ? PP_STYLE_NUMBER
                                                                                        : PP_STYLE_MONEY,
                                      NULL);
        if (number == PP_MONEY_UNREADABLE) {
            pp_put_text(w->sheet, row, column, pp_form_shown_unreadable(w->book, line, (pp_column)c), style);
        } else if (number == PP_MONEY_NONE) {
            pp_put_blank(w->sheet, row, column, style);
        } else { /* 元 of a price; 数量 in millionths, as 分 of 万元 */
            pp_put_number(w->sheet, row, column, c == PP_COL_PRICE ? (double)number / 100 : pp_money_cell(number),
                          style);
        }
    }
    for (size_t e = 0; e < w->plan->extra_count; e++) {
        write_plain_text(w, row, (lxw_col_t)(w->form->extra + e), w->plan->extras[e].values[line]);
    }
}

/* ---- Heights ---- */

static int wrapped_joined(const writer *w, lxw_col_t column, uint32_t code, uint32_t name)
{
    if (code == 0) {
        return wrapped(w, column, name);
    }
    const pp_ready_text *a = &w->form->text[code], *b = &w->form->text[name];
    const int width = joined_width(a, b), room = w->room[column];
    if (a->breaks || b->breaks) {
        return wrapped(w, column, code) + wrapped(w, column, name);
    }
    return width <= room ? 1 : (width + room / 12 + room - 1) / room;
}

static int lines_of(const writer *w, size_t line)
{
    const pp_plan *plan = w->plan;
    const int most = max_of(wrapped_joined(w, PP_FORM_FUNCTION, pp_plan_id(plan, line, PP_COL_FUNCTION_CODE),
                                           pp_plan_id(plan, line, PP_COL_FUNCTION_NAME)),
                            wrapped_joined(w, PP_FORM_ITEM, pp_plan_id(plan, line, PP_COL_ITEM_CODE),
                                           pp_plan_id(plan, line, PP_COL_ITEM_NAME)));
    return max_of(most, wrapped(w, PP_FORM_KIND, pp_plan_id(plan, line, PP_COL_KIND)));
}

static void write_line(writer *w, size_t line)
{
    const lxw_row_t row = w->form->row[line];
    w->lines = lines_of(w, line);
    pp_figures figures;
    pp_form_figures(w->plan, line, &figures);
    if (w->lines > 1 || w->form->end > PP_FORM_EXTRA) { /* without a height, texts behind the form would set it */
        pp_put_height(w->sheet, row, pp_row_height(w->lines));
    }
    write_joined(w, row, PP_FORM_FUNCTION, pp_plan_id(w->plan, line, PP_COL_FUNCTION_CODE),
                 pp_plan_id(w->plan, line, PP_COL_FUNCTION_NAME));
    write_joined(w, row, PP_FORM_ITEM, pp_plan_id(w->plan, line, PP_COL_ITEM_CODE),
                 pp_plan_id(w->plan, line, PP_COL_ITEM_NAME));
    const pp_ready_text *kind = &w->form->text[pp_plan_id(w->plan, line, PP_COL_KIND)];
    pp_put_text(w->sheet, row, PP_FORM_KIND, kind->text,
                marked(w, row, PP_FORM_KIND, kind->guard ? PP_STYLE_TEXT_GUARD : PP_STYLE_CENTRE, NULL));
    for (int m = 0; m < PP_MONEY_COLUMNS; m++) {
        write_money(w, line, row, (pp_column)(PP_COL_TOTAL + m), &figures.of[m]);
    }
    write_side(w, line, row);
}

static void write_groups(writer *w)
{
    const pp_form *form = w->form;
    for (size_t g = 0; g < form->group_count; g++) {
        const pp_group *group = &form->groups[g];
        if (form->units) {
            write_total(w, group->row, pp_form_unit_name(w->book, g), "", group->sum, group->row + 1,
                        group->row + (lxw_row_t)group->count);
        }
        for (size_t n = 0; n < group->count; n++) {
            write_line(w, form->order[group->first + n]);
        }
    }
}

static lxw_row_t write_notes(writer *w)
{
    const lxw_col_t last = PP_FORM_COLUMNS - 1;
    lxw_row_t row = w->form->note;
    pp_put_across(w->sheet, row, 0, last, "注：报表金额单位换算时可能存在四舍五入尾数误差。", PP_STYLE_NOTE);
    if (w->form->disputed > 0) {
        const char *text = pp_cells_print(
            &w->book->cells, "注：有 %zu 处金额与其分项相加的结果不一致，照计划填写，没有改动。", w->form->disputed);
        pp_put_across(w->sheet, ++row, 0, last, text, PP_STYLE_NOTE);
    }
    if (w->marks.count > 0) {
        const char *text = pp_cells_print(
            &w->book->cells,
            "注：红色底纹 %zu 格有错误，黄色底纹 %zu 格有警告：问题和处理办法见单元格的批注，全部问题%s。",
            w->marks.red, w->marks.yellow, pp_book_findings_place(w->book));
        pp_put_across(w->sheet, ++row, 0, last, text, PP_STYLE_NOTE);
    }
    return row;
}

/* Drop-downs for the columns whose words are known; a protected form has nothing to fill in. */
static void offer_lists(const writer *w)
{
    static const struct {
        pp_column column;
        pp_list list;
    } OFFERED[] = {{PP_COL_KIND, PP_LIST_KIND},
                   {PP_COL_RESERVE_MODE, PP_LIST_MODE},
                   {PP_COL_REASON, PP_LIST_CASE},
                   {PP_COL_METHOD, PP_LIST_METHOD},
                   {PP_COL_ORGANISATION, PP_LIST_ORGANISATION}};
    for (size_t i = 0;
         !w->book->protect && w->form->last > w->form->department && i < sizeof OFFERED / sizeof OFFERED[0]; i++) {
        const lxw_col_t column = w->form->column[OFFERED[i].column];
        if (column != PP_FORM_GAP) {
            pp_lists_offer(w->book, w->sheet, OFFERED[i].list, w->form->department + 1, column, w->form->last, column);
        }
    }
}

/* What the row of the department's sums is called: it must not be read as another row of sums. */
static const char *department_name(pp_book *book)
{
    const char *name = pp_book_name(book);
    return pp_carried_is_unit(name) ? name : "（部门）";
}

bool pp_sheet_form(pp_book *book, pp_error *error)
{
    writer w = {.book = book, .sheet = &book->tab[PP_SHEET_FORM], .plan = book->plan, .form = &book->form};
    const pp_form *form = &book->form;
    bool ok = false;
    pp_put_page(w.sheet);
    if (!pp_marks_find(book, &w.marks) || !set_widths(&w)) {
        pp_error_memory(error);
        goto done;
    }
    write_head(&w);
    for (lxw_row_t offset = 0; offset < HEADING_ROWS; offset++) {
        write_heading_row(&w, offset);
    }
    write_total(&w, form->total, "", "合计", form->sum, form->department,
                form->last == form->department ? 0 : form->last);
    write_total(&w, form->department, department_name(book), "", form->sum, form->department + 1, form->last);
    write_groups(&w);
    const lxw_row_t end = write_notes(&w);
    offer_lists(&w);
    worksheet_freeze_panes(w.sheet->xlsx, form->total, PP_FORM_KIND);
    worksheet_repeat_rows(w.sheet->xlsx, form->heading, form->heading + HEADING_ROWS - 1);
    worksheet_print_area(w.sheet->xlsx, 0, 0, end, PP_FORM_COLUMNS - 1);
    ok = true;
done:
    pp_marks_free(&w.marks);
    free(w.width);
    free(w.room);
    free(w.joined);
    return ok;
}
