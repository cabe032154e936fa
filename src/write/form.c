/* The plan of the sheet 政府采购预算表: order of the lines, rows, columns, texts, sums. */
#include "base/text.h"
#include "model/plan.h"
#include "read/heading.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HAS_NO_GROUP SIZE_MAX

/* ---- Figures ---- */

static int at(pp_column column)
{
    return (int)column - PP_COL_TOTAL;
}

/* Adds up shown figures. False when one of them is text or the sum does not fit. */
static bool add_up(const pp_figures *figures, pp_column first, pp_column last, pp_money *sum)
{
    for (int c = (int)first; c <= (int)last; c++) {
        const pp_figure *part = &figures->of[at((pp_column)c)];
        if (part->kind == PP_FIGURE_UNREADABLE || part->kind == PP_FIGURE_UNKNOWN ||
            !pp_money_add(*sum, part->value, sum)) {
            return false;
        }
    }
    return true;
}

/* A figure that the form works out from others: a formula wherever that shows what the plan says. */
static pp_figure derived(pp_money given, bool has_parts, bool summed, pp_money parts)
{
    if (given == PP_MONEY_UNREADABLE) {
        return (pp_figure){.kind = PP_FIGURE_UNREADABLE};
    }
    if (given == PP_MONEY_NONE) {
        return summed ? (pp_figure){PP_FIGURE_FORMULA, parts, parts} : (pp_figure){.kind = PP_FIGURE_UNKNOWN};
    }
    if (summed && parts == given) {
        return (pp_figure){PP_FIGURE_FORMULA, given, given};
    }
    return (pp_figure){has_parts && summed ? PP_FIGURE_DISPUTED : PP_FIGURE_NUMBER, given, parts};
}

void pp_form_figures(const pp_plan *plan, size_t line, pp_figures *figures)
{
    bool appropriated = false, other = false; /* is any part of 小计, of 合计 given? */
    for (int c = PP_COL_GENERAL; c <= PP_COL_RESERVE; c++) {
        const pp_money given = pp_plan_number(plan, line, (pp_column)c);
        appropriated |= c <= PP_COL_STATE_CAPITAL && given != PP_MONEY_NONE;
        other |= c > PP_COL_STATE_CAPITAL && c <= PP_COL_CARRYOVER && given != PP_MONEY_NONE;
        figures->of[at((pp_column)c)] =
            given == PP_MONEY_UNREADABLE
                ? (pp_figure){.kind = PP_FIGURE_UNREADABLE}
                : (pp_figure){.kind = PP_FIGURE_NUMBER, .value = pp_money_or_zero(given)}; /* the form prints 0.00 */
    }
    const pp_money subtotal = pp_plan_number(plan, line, PP_COL_SUBTOTAL);
    pp_money sum = 0;
    bool summed = add_up(figures, PP_COL_GENERAL, PP_COL_STATE_CAPITAL, &sum);
    figures->of[at(PP_COL_SUBTOTAL)] = derived(subtotal, appropriated, summed, sum);
    sum = 0;
    summed = add_up(figures, PP_COL_SUBTOTAL, PP_COL_SUBTOTAL, &sum) &&
             add_up(figures, PP_COL_SPECIAL_ACCOUNT, PP_COL_CARRYOVER, &sum);
    figures->of[at(PP_COL_TOTAL)] = derived(pp_plan_number(plan, line, PP_COL_TOTAL),
                                            appropriated || other || subtotal != PP_MONEY_NONE, summed, sum);
}

static void add_to(pp_column_sum *sum, pp_money value)
{
    sum->rough += pp_money_cell(value);
    sum->lines += value != 0;
    if (!pp_money_add(sum->exact, value, &sum->exact)) {
        sum->overflow = true;
    }
}

double pp_column_sum_cell(const pp_column_sum *sum)
{
    return sum->overflow ? sum->rough : pp_money_cell(sum->exact);
}

static int compare_places(const pp_unreadable *a, size_t line, pp_column column)
{
    return a->line != line ? (a->line < line ? -1 : 1) : (int)a->column - (int)column;
}

static int compare_unreadables(const void *a, const void *b, void *plan)
{
    const pp_unreadable x = pp_plan_unreadable(plan, *(const size_t *)a);
    const pp_unreadable y = pp_plan_unreadable(plan, *(const size_t *)b);
    return compare_places(&x, y.line, y.column);
}

const char *pp_form_unreadable(const pp_book *book, size_t line, pp_column column)
{
    size_t low = 0, high = pp_plan_unreadables(book->plan);
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const pp_unreadable found = pp_plan_unreadable(book->plan, book->form.unreadable[middle]);
        const int order = compare_places(&found, line, column);
        if (order == 0) {
            return found.text;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return "";
}

const char *pp_form_shown_unreadable(pp_book *book, size_t line, pp_column column)
{
    const char *text = pp_form_unreadable(book, line, column);
    const pp_money_unit unit = column == PP_COL_PRICE ? PP_UNIT_YUAN : PP_UNIT_WAN;
    pp_money amount;
    if (column != PP_COL_QUANTITY && pp_money_parse(text, strlen(text), unit, &amount) == PP_MONEY_OK) {
        return pp_cells_print(&book->cells, "%s%s", text, unit == PP_UNIT_YUAN ? "万元" : "元");
    }
    return pp_cells_clean(&book->cells, text);
}

const char *pp_form_unit_name(pp_book *book, size_t group)
{
    const uint32_t unit = book->form.groups[group].unit;
    const char *name = book->form.text[unit].text;
    if (unit == 0) {
        return PP_SHOWN_NO_UNIT;
    }
    const bool changed = strcmp(name, pp_pool_text(book->plan->pool, unit)) != 0;
    if (!changed && pp_carried_is_unit(name)) {
        return name;
    }
    const char *longer = changed
                             ? pp_cells_print(&book->cells, "%s（%zu）", name, group + 1) /* another may look alike */
                             : pp_cells_print(&book->cells, "单位 %s", name);
    return pp_carried_is_unit(longer) ? longer : pp_cells_print(&book->cells, "（单位 %zu）", group + 1);
}

const char *pp_form_extra_title(pp_book *book, size_t extra)
{
    const char *title = pp_cells_sentence(&book->cells, pp_plan_extra_title(book->plan, extra));
    return pp_heading_find(title, strlen(title)).column == PP_NO_COLUMN
               ? title
               : pp_cells_print(&book->cells, "附加：%s", title);
}

/* ---- Texts ---- */

static bool ready_texts(pp_book *book)
{
    const uint32_t count = pp_pool_count(book->plan->pool);
    pp_ready_text *texts = calloc(count, sizeof *texts);
    book->form.text = texts;
    for (uint32_t i = 0; texts != NULL && i < count; i++) {
        const char *text = pp_cells_clean(&book->cells, pp_pool_text(book->plan->pool, i));
        const size_t units = pp_text_units(text);
        texts[i] = (pp_ready_text){
            .text = text,
            .width = pp_drawn_width(text),
            .units = (uint16_t)(units > PP_XLSX_TEXT_LIMIT ? PP_XLSX_TEXT_LIMIT + 1 : units),
            .breaks = strchr(text, '\n') != NULL,
            .guard = pp_text_needs_guard(text),
        };
    }
    return texts != NULL && !book->cells.no_memory;
}

static bool too_long(pp_place place, const char *title, pp_error *error)
{
    pp_error_set(error, PP_ERROR_LIMIT,
                 "第 %u 行“%s”的文字超过了单元格能容纳的 %d 个字符，没有写出工作簿。请缩短这一格的文字后重试。",
                 (unsigned)place.row, title, PP_XLSX_TEXT_LIMIT);
    return pp_error_at(error, place.file, place.row, place.column);
}

/* Every text of the plan must fit its cell; [code]name share one. */
static bool texts_fit(const pp_book *book, pp_error *error)
{
    static const struct {
        pp_column first, second; /* shown together */
    } PAIRS[] = {{PP_COL_FUNCTION_CODE, PP_COL_FUNCTION_NAME}, {PP_COL_ITEM_CODE, PP_COL_ITEM_NAME}};
    const pp_plan *plan = book->plan;
    const pp_ready_text *text = book->form.text;
    for (size_t i = 0; i < plan->lines; i++) {
        for (int c = 0; c < PP_COLUMN_COUNT; c++) {
            if (pp_column_describe((pp_column)c)->type == PP_TYPE_TEXT &&
                text[pp_plan_id(plan, i, (pp_column)c)].units > PP_XLSX_TEXT_LIMIT) {
                const pp_place place = pp_plan_place(plan, i, (pp_column)c);
                return too_long(place, place.title, error);
            }
        }
        for (size_t p = 0; p < sizeof PAIRS / sizeof PAIRS[0]; p++) {
            if (text[pp_plan_id(plan, i, PAIRS[p].first)].units + text[pp_plan_id(plan, i, PAIRS[p].second)].units + 2 >
                PP_XLSX_TEXT_LIMIT) {
                const pp_place place = pp_plan_place(plan, i, PAIRS[p].second);
                return too_long(place, place.title, error);
            }
        }
        for (size_t e = 0; e < plan->extra_count; e++) {
            if (text[plan->extras[e].values[i]].units > PP_XLSX_TEXT_LIMIT) {
                return too_long(pp_plan_place(plan, i, PP_NO_COLUMN), plan->extras[e].title, error);
            }
        }
    }
    for (size_t u = 0; u < plan->unreadable_count; u++) {
        if (strlen(plan->unreadables[u].text) > PP_XLSX_TEXT_LIMIT) {
            const pp_place place = pp_plan_place(plan, plan->unreadables[u].line, plan->unreadables[u].column);
            return too_long(place, place.title, error);
        }
    }
    return true;
}

/* Whether any text could be too long at all: saves looking at every cell. */
static bool may_be_long(const pp_book *book)
{
    const uint32_t count = pp_pool_count(book->plan->pool);
    for (uint32_t i = 0; i < count; i++) {
        if (book->form.text[i].units > PP_XLSX_TEXT_LIMIT / 4) {
            return true;
        }
    }
    return false;
}

/* ---- Layout ---- */

static bool place_columns(pp_book *book, pp_error *error)
{
    pp_form *form = &book->form;
    lxw_col_t next = PP_FORM_EXTRA;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (c >= PP_COL_TOTAL && c <= PP_COL_RESERVE) {
            form->column[c] = (lxw_col_t)(PP_FORM_TOTAL + c - PP_COL_TOTAL);
        } else {
            form->column[c] = PP_FORM_GAP;
        }
    }
    form->column[PP_COL_FUNCTION_CODE] = form->column[PP_COL_FUNCTION_NAME] = PP_FORM_FUNCTION;
    form->column[PP_COL_ITEM_CODE] = form->column[PP_COL_ITEM_NAME] = PP_FORM_ITEM;
    form->column[PP_COL_KIND] = PP_FORM_KIND;
    for (int c = 0; c < PP_COLUMN_COUNT; c++) { /* the unit has rows of its own */
        if (form->column[c] == PP_FORM_GAP && c != PP_COL_UNIT && pp_plan_has(book->plan, (pp_column)c)) {
            form->column[c] = next++;
        }
    }
    form->extra = next;
    if (pp_plan_extras(book->plan) > (size_t)(PP_XLSX_COLUMN_LIMIT - next)) {
        return pp_error_set(error, PP_ERROR_LIMIT,
                            "计划有 %zu 个附加列，超过了工作表的列数上限 %d，没有写出工作簿。请删去不需要的列后重试。",
                            pp_plan_extras(book->plan), PP_XLSX_COLUMN_LIMIT);
    }
    form->end = (lxw_col_t)(next + pp_plan_extras(book->plan));
    return true;
}

/* Finds the groups: units in the order in which they first stand in the plan, lines without unit last. */
static bool make_groups(pp_book *book)
{
    const pp_plan *plan = book->plan;
    pp_form *form = &book->form;
    const uint32_t count = pp_pool_count(plan->pool);
    size_t *group_of = malloc(count * sizeof *group_of);
    bool ok = false;
    size_t different = 0;
    if (group_of == NULL) {
        goto done;
    }
    for (uint32_t i = 0; i < count; i++) {
        group_of[i] = HAS_NO_GROUP;
    }
    for (size_t i = 0; i < plan->lines; i++) {
        const uint32_t unit = pp_plan_id(plan, i, PP_COL_UNIT);
        if (unit != 0 && group_of[unit] == HAS_NO_GROUP) {
            group_of[unit] = different++;
        }
    }
    form->units = different > 0;
    group_of[0] = different;
    form->groups = calloc(different + 1, sizeof *form->groups);
    form->order = malloc((plan->lines + 1) * sizeof *form->order);
    form->row = malloc((plan->lines + 1) * sizeof *form->row);
    if (form->groups == NULL || form->order == NULL || form->row == NULL) {
        goto done;
    }
    for (size_t i = 0; i < plan->lines; i++) {
        const uint32_t unit = pp_plan_id(plan, i, PP_COL_UNIT);
        form->groups[group_of[unit]].unit = unit;
        form->groups[group_of[unit]].count++;
    }
    form->group_count = different + (form->groups[different].count > 0);
    for (size_t g = 1; g < form->group_count; g++) {
        form->groups[g].first = form->groups[g - 1].first + form->groups[g - 1].count;
    }
    for (size_t g = 0; g < form->group_count; g++) {
        form->groups[g].count = 0; /* counts up again while the lines take their places */
    }
    for (size_t i = 0; i < plan->lines; i++) {
        pp_group *group = &form->groups[group_of[pp_plan_id(plan, i, PP_COL_UNIT)]];
        form->order[group->first + group->count++] = i;
    }
    ok = true;
done:
    free(group_of);
    return ok;
}

static bool place_rows(pp_book *book, pp_error *error)
{
    enum { TITLE_ROWS = 2, HEADING_ROWS = 3, TOTAL_ROWS = 2, NOTE_ROWS = 3 };
    pp_form *form = &book->form;
    const size_t lines = pp_plan_lines(book->plan);
    const size_t unit_rows = form->units ? form->group_count : 0;
    const size_t limit = PP_XLSX_ROW_LIMIT - (1 + TITLE_ROWS + HEADING_ROWS + TOTAL_ROWS + NOTE_ROWS);
    if (lines > limit || unit_rows > limit - lines) {
        return pp_error_set(
            error, PP_ERROR_LIMIT,
            "计划有 %zu 行，超过了工作表的行数上限 %d，没有写出工作簿。请按预算单位把计划拆成几份后再导出。", lines,
            PP_XLSX_ROW_LIMIT);
    }
    form->marked = pp_report_count(book->report, PP_ERROR) > 0;
    form->heading = (lxw_row_t)(TITLE_ROWS + (form->marked ? 1 : 0));
    form->total = form->heading + HEADING_ROWS;
    form->department = form->total + 1;
    lxw_row_t next = form->department + 1;
    for (size_t g = 0; g < form->group_count; g++) {
        pp_group *group = &form->groups[g];
        group->row = next;
        next += form->units ? 1 : 0;
        for (size_t i = 0; i < group->count; i++) {
            form->row[form->order[group->first + i]] = next++;
        }
    }
    form->last = next - 1;
    form->note = next;
    return true;
}

/* ---- Sums ---- */

static bool looks_like_code(const char *name)
{
    return name[0] == '[';
}

/* Text that would make a SUMIF by [code] count more than the lines of that code. */
static bool names_are_plain(const pp_book *book)
{
    const pp_plan *plan = book->plan;
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    if (department != NULL && looks_like_code(department)) {
        return false;
    }
    for (size_t g = 0; g < book->form.group_count; g++) {
        if (looks_like_code(pp_pool_text(plan->pool, book->form.groups[g].unit))) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->lines; i++) {
        if ((pp_plan_id(plan, i, PP_COL_FUNCTION_CODE) == 0 &&
             looks_like_code(pp_plan_text(plan, i, PP_COL_FUNCTION_NAME))) ||
            (pp_plan_id(plan, i, PP_COL_ITEM_CODE) == 0 && looks_like_code(pp_plan_text(plan, i, PP_COL_ITEM_NAME)))) {
            return false;
        }
    }
    return true;
}

static bool add_everything(pp_book *book)
{
    const pp_plan *plan = book->plan;
    pp_form *form = &book->form;
    const uint32_t count = pp_pool_count(plan->pool);
    form->by_function = calloc(count, sizeof *form->by_function);
    form->by_item = calloc(count, sizeof *form->by_item);
    form->by_kind = calloc(count, sizeof *form->by_kind);
    if (form->by_function == NULL || form->by_item == NULL || form->by_kind == NULL) {
        return false;
    }
    form->direct = names_are_plain(book);
    for (size_t g = 0; g < form->group_count; g++) {
        pp_group *group = &form->groups[g];
        for (size_t n = 0; n < group->count; n++) {
            const size_t line = form->order[group->first + n];
            pp_figures figures;
            pp_form_figures(plan, line, &figures);
            for (int m = 0; m < PP_MONEY_COLUMNS; m++) {
                add_to(&group->sum[m], figures.of[m].value);
                add_to(&form->sum[m], figures.of[m].value);
                form->disputed += figures.of[m].kind == PP_FIGURE_DISPUTED;
            }
            const pp_money total = figures.of[0].value;
            pp_money *sums[] = {&form->by_function[pp_plan_id(plan, line, PP_COL_FUNCTION_CODE)],
                                &form->by_item[pp_plan_id(plan, line, PP_COL_ITEM_CODE)],
                                &form->by_kind[pp_plan_id(plan, line, PP_COL_KIND)]};
            for (size_t s = 0; s < sizeof sums / sizeof sums[0]; s++) {
                form->direct &= pp_money_add(*sums[s], total, sums[s]);
            }
        }
    }
    return true;
}

bool pp_form_plan(pp_book *book, pp_error *error)
{
    const size_t unreadables = pp_plan_unreadables(book->plan);
    if (!ready_texts(book)) {
        return pp_error_memory(error);
    }
    if (may_be_long(book) && !texts_fit(book, error)) {
        return false;
    }
    if (!place_columns(book, error)) {
        return false;
    }
    if (!make_groups(book)) {
        return pp_error_memory(error);
    }
    if (!place_rows(book, error)) {
        return false;
    }
    book->form.unreadable = malloc((unreadables + 1) * sizeof *book->form.unreadable);
    if (book->form.unreadable == NULL || !add_everything(book)) {
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < unreadables; i++) {
        book->form.unreadable[i] = i;
    }
    qsort_r(book->form.unreadable, unreadables, sizeof *book->form.unreadable, compare_unreadables,
            (void *)(uintptr_t)book->plan);
    return true;
}

void pp_form_where(const pp_form *form, size_t line, pp_column column, lxw_row_t *row, lxw_col_t *shown)
{
    *row = form->row[line];
    *shown = column < PP_COLUMN_COUNT && form->column[column] != PP_FORM_GAP ? form->column[column] : PP_FORM_FUNCTION;
}

const char *pp_form_item(pp_book *book, size_t line, int *width)
{
    const pp_ready_text *code = &book->form.text[pp_plan_id(book->plan, line, PP_COL_ITEM_CODE)];
    const pp_ready_text *name = &book->form.text[pp_plan_id(book->plan, line, PP_COL_ITEM_NAME)];
    *width = name->width;
    if (*code->text == '\0') {
        return name->text;
    }
    *width += code->width + 2;
    char *out = book->joined;
    *out++ = '[';
    out = stpcpy(out, code->text);
    *out++ = ']';
    strcpy(out, name->text);
    return book->joined;
}

size_t pp_form_not_reserved(const pp_plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < pp_plan_lines(plan); i++) {
        pp_figures figures;
        pp_form_figures(plan, i, &figures);
        count += figures.of[PP_COL_RESERVE - PP_COL_TOTAL].value < figures.of[0].value;
    }
    return count;
}

bool pp_form_refers(const pp_book *book, size_t line, pp_column column, pp_money amount, char out[96])
{
    if (!book->has[PP_SHEET_FORM]) {
        return false;
    }
    lxw_row_t row = 0;
    lxw_col_t shown = 0;
    char cell[PP_CELL_TEXT];
    if (column >= PP_COL_TOTAL && column <= PP_COL_RESERVE) {
        pp_figures figures;
        pp_form_figures(book->plan, line, &figures);
        const pp_figure *figure = &figures.of[at(column)];
        if (figure->kind == PP_FIGURE_UNREADABLE || figure->kind == PP_FIGURE_UNKNOWN || figure->value != amount) {
            return false;
        }
    } else if (book->form.column[column] == PP_FORM_GAP || pp_plan_number(book->plan, line, column) != amount) {
        return false;
    }
    pp_form_where(&book->form, line, column, &row, &shown);
    pp_cell_name(row + 1, shown + 1u, cell);
    snprintf(out, 96, "='" PP_FORM_SHEET "'!%s", cell);
    return true;
}

void pp_form_free(pp_form *form)
{
    free(form->order);
    free(form->row);
    free(form->groups);
    free(form->unreadable);
    free(form->text);
    free(form->by_function);
    free(form->by_item);
    free(form->by_kind);
    *form = (pp_form){0};
}
