/* The sheet 汇总: what the plan adds up to, beside the figures that it must meet, and two charts. */
#include "base/text.h"
#include "model/plan.h"
#include "write/charts.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE = 0, NAME, LINES, AMOUNT, RELATION, CONTROL, DIFFERENCE, VERDICT, COLUMNS };

enum {
    BLOCK_LIMIT = 300000, /* groups listed in one block, so that three long ones fit a sheet */
    MATCH_LIMIT = 1000,   /* controls that are looked for beside the rows; further ones get rows of their own */
    CHART_COLUMN = COLUMNS + 1,
    LANDSCAPE_ROWS = 48, /* what fits one page with a legible size of letters, upright more */
    PAGE_ROWS = 64
};

/* Beyond this, in 万元, a spreadsheet's figures are no longer exact in 分, and no formula decides on them. */
#define EXACT_CELL 1e9

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {{"编码", 14}, {"名称", 34},           {"采购项数", 10},     {"计划数（万元）", 16},
                       {"关系", 7},  {"控制数（万元）", 16}, {"差额（万元）", 15}, {"是否符合", 20}};

/* Groupings that are listed as they are. */
static const struct block {
    pp_grouping grouping;
    pp_control_kind control;
    const char *title;
    char form_column;   /* in which a SUMIF looks */
    const char *no_key; /* name of the group without key */
    const char *rest;   /* name of what belongs to no group */
} KINDS = {PP_BY_KIND, PP_CONTROL_KIND, "按采购类别", 'C', "", "（类别不明）"},
  FUNCTIONS = {PP_BY_FUNCTION, PP_CONTROL_FUNCTION, "按功能科目", 'A', "（未填功能科目编码）", "（未列出的功能科目）"},
  CLASSES_1 = {PP_BY_CLASS_1, PP_CONTROL_ITEM, "按采购品目一级", 'B', "", "（目录中没有的品目）"},
  CLASSES_2 = {PP_BY_CLASS_2, PP_CONTROL_ITEM, "按采购品目二级", 'B', "", "（没有二级品目的）"};

typedef struct summary {
    pp_book *book;
    pp_tab *sheet;
    lxw_row_t row;                           /* the next one */
    bool *shown;                             /* controls that stand beside a row */
    double widest[COLUMNS];                  /* width that the figures of each column need */
    double kinds[PP_KIND_COUNT], reserve[2]; /* what the charts show */
} summary;

/* One row: a figure, live where the form has it. */
typedef struct entry {
    const char *code, *name;
    size_t lines;
    const char *formula; /* NULL: a plain number */
    pp_money money;      /* 分 */
    double cell;         /* 万元, as the formula gives it */
    bool total;
    pp_chosen of; /* the lines, for who asks */
} entry;

/* ---- Controls ---- */

#define VERDICT_GOOD "符合"
#define VERDICT_TAIL "符合（尾差）"
#define VERDICT_WITHIN "未超过"
#define VERDICT_BAD "不符合"

static void widen(summary *s, lxw_col_t column, double figure)
{
    char text[PP_MONEY_TEXT];
    /* Of a sum that overflows the width is a guess; a spreadsheet then shows ### rather than a cut figure. */
    const int length = snprintf(text, sizeof text, "%.2f", figure);
    const double width = pp_column_width(length + length / 4 + 3); /* separators, bold, indent */
    s->widest[column] = width > s->widest[column] ? width : s->widest[column];
}

/* Whether a control's key names this row: as written or as [code]name. */
static bool names_row(const pp_control *control, const char *key)
{
    if (control->kind == PP_CONTROL_FUND) {
        const pp_column column = pp_column_by_fund_name(control->key);
        return column != PP_NO_COLUMN && strcmp(pp_column_describe(column)->title, key) == 0;
    }
    if (control->kind == PP_CONTROL_KIND) {
        return strcmp(pp_kind_name(pp_kind_by_name(control->key)), key) == 0;
    }
    const size_t length = strlen(key);
    return (control->key[0] == '[' && strncmp(control->key + 1, key, length) == 0 && control->key[length + 1] == ']') ||
           pp_text_same(control->key, key);
}

/* The control that stands beside a row: of this kind, for this key (NULL: the kind has none), with this figure. */
static const pp_control_result *find_control(const summary *s, pp_control_kind kind, const char *key, const entry *e)
{
    const size_t count = pp_report_controls(s->book->report);
    for (size_t i = 0; i < count && i < MATCH_LIMIT; i++) {
        const pp_control_result *result = pp_report_control(s->book->report, i);
        if (!s->shown[i] && result->known && result->control->kind == kind && result->actual == e->money &&
            pp_control_column_title(result->control)[0] == '\0' && (key == NULL || names_row(result->control, key))) {
            s->shown[i] = true;
            s->book->control_row[i] = s->row;
            return result;
        }
    }
    return NULL;
}

static const char *verdict(const pp_control_result *result)
{
    if (!result->met) {
        return result->known ? VERDICT_BAD : "计划中没有";
    }
    return result->control->relation == PP_AT_MOST ? VERDICT_WITHIN : result->tail ? VERDICT_TAIL : VERDICT_GOOD;
}

/* How many decimals of 万元 the control's figure was written with: 2 for 6289.03. */
static int decimals(const pp_control *control)
{
    int digits = 6; /* a 分 is a millionth of 万元 */
    for (pp_money step = control->unit_step; step >= 10; step /= 10) {
        digits--;
    }
    return digits;
}

/* Writes the verdict, as a formula that follows the figures wherever one decides as procplan does. */
static void write_verdict(summary *s, const pp_control_result *result, double cell)
{
    const char *text = verdict(result);
    const pp_style style = result->met ? PP_STYLE_GOOD : PP_STYLE_BAD;
    const unsigned row = (unsigned)s->row + 1;
    const bool exact = cell < EXACT_CELL && cell > -EXACT_CELL;
    char formula[256];
    if (!exact || (!result->met && !result->known)) {
        pp_put_text(s->sheet, s->row, VERDICT, text, style);
        return;
    }
    if (result->control->relation == PP_AT_MOST) {
        snprintf(formula, sizeof formula, "=IF(ROUND(D%u-F%u,6)<=0,\"%s\",\"%s\")", row, row, VERDICT_WITHIN,
                 VERDICT_BAD);
    } else if (result->control->unit_step > 1) {
        snprintf(formula, sizeof formula,
                 "=IF(ROUND(D%u-F%u,6)=0,\"%s\",IF(ROUND(ROUND(D%u,%d)-F%u,6)=0,\"%s\",\"%s\"))", row, row,
                 VERDICT_GOOD, row, decimals(result->control), row, VERDICT_TAIL, VERDICT_BAD);
    } else {
        snprintf(formula, sizeof formula, "=IF(ROUND(D%u-F%u,6)=0,\"%s\",\"%s\")", row, row, VERDICT_GOOD, VERDICT_BAD);
    }
    pp_put_text_formula(s->sheet, s->row, VERDICT, formula, text, style);
}

/* The colours of the verdicts follow the formulas too. */
static void colour_verdicts(summary *s, lxw_row_t first)
{
    static const struct {
        const char *begins;
        pp_style style;
    } COLOURS[] = {{VERDICT_BAD, PP_STYLE_BAD}, {VERDICT_GOOD, PP_STYLE_GOOD}, {VERDICT_WITHIN, PP_STYLE_GOOD}};
    for (size_t i = 0; i < sizeof COLOURS / sizeof COLOURS[0]; i++) {
        char begins[32];
        snprintf(begins, sizeof begins, "%s", COLOURS[i].begins);
        lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_TEXT,
                                       .criteria = LXW_CONDITIONAL_CRITERIA_TEXT_BEGINS_WITH,
                                       .value_string = begins,
                                       .format = s->sheet->cells->colour[COLOURS[i].style]};
        worksheet_conditional_format_range(s->sheet->xlsx, first, VERDICT, s->row - 1, VERDICT, &rule);
    }
}

static void write_control(summary *s, const pp_control_result *result, pp_money actual, double cell)
{
    const lxw_row_t row = s->row;
    if (result == NULL) {
        for (int c = RELATION; c < COLUMNS; c++) {
            pp_put_blank(s->sheet, row, (lxw_col_t)c, PP_STYLE_TEXT);
        }
        return;
    }
    const pp_control *control = result->control;
    const bool limit = control->relation == PP_AT_MOST, hides = pp_money_hides(actual, control->amount);
    pp_money difference = 0;
    const double value = pp_money_subtract(actual, control->amount, &difference)
                             ? pp_money_cell(difference)
                             : cell - pp_money_cell(control->amount);
    widen(s, CONTROL, pp_money_cell(control->amount));
    widen(s, DIFFERENCE, value);
    char formula[64];
    snprintf(formula, sizeof formula, "=D%u-F%u", (unsigned)row + 1, (unsigned)row + 1);
    pp_put_text(s->sheet, row, RELATION, control->relation == PP_EQUAL ? "＝" : "≤", PP_STYLE_CENTRE);
    pp_put_number(s->sheet, row, CONTROL, pp_money_cell(control->amount),
                  hides ? PP_STYLE_MONEY_EXACT : PP_STYLE_MONEY);
    pp_put_formula(s->sheet, row, DIFFERENCE, formula, value,
                   limit   ? hides ? PP_STYLE_WITHIN_EXACT : PP_STYLE_WITHIN
                   : hides ? PP_STYLE_MONEY_EXACT
                           : PP_STYLE_MONEY);
    write_verdict(s, result, cell);
}

/* ---- Rows ---- */

/* Says what a cell of the row is made of, when it is asked about. */
static void tell_entry(summary *s, const entry *e, const pp_control_result *result)
{
    pp_told *told = pp_asks(s->sheet, s->row, 0, COLUMNS - 1);
    if (told == NULL) {
        return;
    }
    const lxw_col_t column = s->sheet->asked->column;
    *told = (pp_told){.there = true, .chosen = e->of, .control = result, .amount = e->money};
    if (column == LINES) {
        told->holds = PP_HOLDS_COUNT;
        told->chosen.zeros = e->of.by != PP_CHOOSE_ALL || e->total; /* a fund counts the lines that have it */
        told->chosen.counted = true;
    } else if (column == AMOUNT) {
        told->holds = PP_HOLDS_SUM;
    } else if (result != NULL && (column == CONTROL || column == DIFFERENCE)) {
        const bool given = column == CONTROL;
        told->holds = PP_HOLDS_AMOUNT;
        told->amount = given ? result->control->amount : result->difference;
        told->name = given ? "控制数" : "与控制数的差额";
        told->how = given ? "照控制数表填写，不是算出来的；下面的采购项是它要核对的。"
                          : "计划数减去控制数；下面是计划数的采购项。";
    }
}

static void write_entry(summary *s, const entry *e, const pp_control_result *result)
{
    tell_entry(s, e, result);
    const char *name = pp_cells_sentence(&s->book->cells, e->name);
    const char *code = pp_cells_sentence(&s->book->cells, e->code);
    const int a = pp_text_lines(code, HEADINGS[CODE].width), b = pp_text_lines(name, HEADINGS[NAME].width);
    /* Every row gets a height: the library takes 15 points for one without when it works out where charts end. */
    pp_put_height(s->sheet, s->row, pp_row_height(a > b ? a : b));
    pp_put_text(s->sheet, s->row, CODE, code, e->total ? PP_STYLE_TOTAL_TEXT : PP_STYLE_TEXT);
    pp_put_text(s->sheet, s->row, NAME, name, e->total ? PP_STYLE_TOTAL_TEXT : PP_STYLE_TEXT);
    pp_put_number(s->sheet, s->row, LINES, (double)e->lines, e->total ? PP_STYLE_TOTAL_COUNT : PP_STYLE_COUNT);
    widen(s, AMOUNT, e->cell);
    const bool hides = result != NULL && pp_money_hides(result->actual, result->control->amount);
    const pp_style money = e->total ? hides ? PP_STYLE_TOTAL_EXACT : PP_STYLE_TOTAL_MONEY
                           : hides  ? PP_STYLE_MONEY_EXACT
                                    : PP_STYLE_MONEY;
    if (e->formula != NULL) {
        pp_put_formula(s->sheet, s->row, AMOUNT, e->formula, e->cell, money);
    } else {
        pp_put_number(s->sheet, s->row, AMOUNT, e->cell, money);
    }
    write_control(s, result, e->money, e->cell);
    s->row++;
}

static void write_band(summary *s, const char *title)
{
    pp_put_height(s->sheet, s->row, pp_row_height(1));
    pp_put_across(s->sheet, s->row++, 0, COLUMNS - 1, title, PP_STYLE_BAND);
}

/* A figure taken straight from a cell of the form. */
static entry from_form(const summary *s, const char *name, int money, const pp_column_sum *sum, lxw_row_t row,
                       char formula[64])
{
    snprintf(formula, 64, "='%s'!%c%u", PP_FORM_SHEET, 'A' + PP_FORM_TOTAL + money, (unsigned)row + 1);
    return (entry){
        .code = "",
        .name = name,
        .lines = sum->lines,
        .formula = s->book->has[PP_SHEET_FORM] ? formula : NULL,
        .money = sum->exact,
        .cell = pp_column_sum_cell(sum),
        .of = {.by = PP_CHOOSE_ALL, .measure = PP_MEASURE_FORM, .column = (pp_column)(PP_COL_TOTAL + money)}};
}

static entry grand_total(const summary *s, char formula[64])
{
    entry e = from_form(s, "合计", 0, &s->book->form.sum[0], s->book->form.total, formula);
    e.lines = pp_plan_lines(s->book->plan);
    e.total = true;
    return e;
}

/* ---- Blocks of groups ---- */

static bool is_plain_code(const char *key)
{
    return *key != '\0' && strspn(key, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == strlen(key);
}

/* What identifies the group at the beginning of a cell: the code, of a class without its trailing 00 levels. */
static size_t prefix_length(const struct block *block, const char *key)
{
    return block->grouping == PP_BY_CLASS_1 ? 3 : block->grouping == PP_BY_CLASS_2 ? 5 : strlen(key);
}

/* What SUMIF(column C, kind) or SUMIF(column A or B, "[code*") over the form would give. False when it does not fit. */
static bool sum_if(const summary *s, const struct block *block, const char *key, pp_money *sum)
{
    const pp_form *form = &s->book->form;
    const pp_pool *pool = s->book->plan->pool;
    const uint32_t count = pp_pool_count(pool);
    const pp_money *amounts = block->form_column == 'A'   ? form->by_function
                              : block->form_column == 'B' ? form->by_item
                                                          : form->by_kind;
    const size_t length = prefix_length(block, key);
    *sum = 0;
    for (uint32_t i = 1; i < count; i++) {
        if (amounts[i] == 0) {
            continue;
        }
        const char *text = pp_pool_text(pool, i);
        const bool taken = block->grouping == PP_BY_KIND ? strcmp(text, key) == 0 : strncasecmp(text, key, length) == 0;
        const bool ends = block->grouping != PP_BY_FUNCTION || text[length] == '\0' || text[length] == ']';
        if (taken && ends && !pp_money_add(*sum, amounts[i], sum)) {
            return false;
        }
    }
    return true;
}

/* Writes the live formula of a group into out. False where only a plain number would show the right figure. */
static bool group_formula(const summary *s, const struct block *block, const pp_sum *group, char out[256])
{
    const pp_form *form = &s->book->form;
    const char *key = group->key;
    const size_t length = prefix_length(block, key);
    pp_money sum = 0;
    if (!s->book->has[PP_SHEET_FORM] || !form->direct || group->overflow || form->last == form->department ||
        length > 32 || strlen(key) < length || (block->grouping != PP_BY_KIND && !is_plain_code(key)) ||
        !sum_if(s, block, key, &sum) || sum != group->money[PP_COL_TOTAL]) {
        return false;
    }
    char criterion[64];
    const char *end = block->grouping == PP_BY_FUNCTION ? "]*" : "*";
    snprintf(criterion, sizeof criterion, block->grouping == PP_BY_KIND ? "%.*s" : "[%.*s%s", (int)length, key, end);
    snprintf(out, 256, "=SUMIF('%s'!$%c$%u:$%c$%u,\"%s\",'%s'!$D$%u:$D$%u)", PP_FORM_SHEET, block->form_column,
             (unsigned)form->department + 2, block->form_column, (unsigned)form->last + 1, criterion, PP_FORM_SHEET,
             (unsigned)form->department + 2, (unsigned)form->last + 1);
    return true;
}

/* The lines that belong to no group; of functions nobody tells which those beyond BLOCK_LIMIT are. */
static pp_chosen rest_lines(const struct block *block)
{
    static const pp_choice BY[PP_GROUPING_COUNT] = {
        [PP_BY_KIND] = PP_CHOOSE_KIND, [PP_BY_CLASS_1] = PP_CHOOSE_UNCLASSED, [PP_BY_CLASS_2] = PP_CHOOSE_UNCLASSED};
    const int level = block->grouping == PP_BY_CLASS_1 ? 1 : 2;
    return (pp_chosen){.by = BY[block->grouping], .measure = PP_MEASURE_FORM, .column = PP_COL_TOTAL, .level = level};
}

/* What the listed groups leave of the whole. */
static void write_rest(summary *s, const struct block *block, lxw_row_t first, size_t lines, const entry *listed)
{
    const pp_column_sum *all = &s->book->form.sum[0];
    char formula[128];
    entry rest = {.code = "", .name = block->rest, .lines = pp_plan_lines(s->book->plan) - lines, .formula = formula};
    rest.of = rest_lines(block);
    snprintf(formula, sizeof formula, "='%s'!D%u-SUM(D%u:D%u)", PP_FORM_SHEET, (unsigned)s->book->form.total + 1,
             (unsigned)first + 1, (unsigned)s->row);
    rest.cell = pp_money_subtract(all->exact, listed->money, &rest.money) && !all->overflow
                    ? pp_money_cell(rest.money)
                    : pp_column_sum_cell(all) - listed->cell;
    if (!s->book->has[PP_SHEET_FORM] || s->row == first) {
        rest.formula = NULL;
    }
    if (s->row == first) {
        rest.cell = pp_column_sum_cell(all);
    }
    write_entry(s, &rest, NULL);
}

/* The lines of a group. */
static pp_chosen group_lines(const struct block *block, const char *key)
{
    static const pp_choice BY[PP_GROUPING_COUNT] = {PP_CHOOSE_KIND, PP_CHOOSE_UNIT, PP_CHOOSE_FUNCTION_CODE,
                                                    PP_CHOOSE_ITEM, PP_CHOOSE_ITEM, PP_CHOOSE_ITEM};
    return (pp_chosen){.by = BY[block->grouping],
                       .column = PP_COL_TOTAL,
                       .kind = pp_kind_by_name(key),
                       .item = PP_NO_ITEM,
                       .text = key};
}

static void write_groups(summary *s, const struct block *block)
{
    size_t count = 0, lines = 0;
    const pp_sum *groups = pp_totals_by(pp_report_totals(s->book->report), block->grouping, &count);
    entry listed = {.code = "", .name = ""};
    write_band(s, block->title);
    const lxw_row_t first = s->row;
    for (size_t i = 0; i < count && i < BLOCK_LIMIT; i++) {
        const pp_sum *group = &groups[i];
        const bool is_kind = block->grouping == PP_BY_KIND;
        char formula[256];
        entry e = {.code = is_kind ? "" : group->key,
                   .name = is_kind               ? group->key
                           : *group->key == '\0' ? block->no_key
                           : group->name != NULL ? group->name
                                                 : "",
                   .lines = group->lines,
                   .money = group->money[PP_COL_TOTAL],
                   .cell = pp_money_cell(group->money[PP_COL_TOTAL]),
                   .of = group_lines(block, group->key)};
        e.formula = group_formula(s, block, group, formula) ? formula : NULL;
        lines += group->lines;
        listed.cell += e.cell;
        (void)pp_money_add(listed.money, e.money, &listed.money);
        if (is_kind && i < PP_KIND_COUNT) {
            s->kinds[i] = e.cell;
            s->book->kind_row[pp_kind_by_name(group->key)] = s->row;
        }
        write_entry(s, &e, find_control(s, block->control, group->key, &e));
    }
    if (lines < pp_plan_lines(s->book->plan)) {
        write_rest(s, block, first, lines, &listed);
    }
}

/* ---- The other blocks ---- */

static void write_kinds(summary *s)
{
    char formula[64];
    write_groups(s, &KINDS);
    const entry all = grand_total(s, formula);
    write_entry(s, &all, find_control(s, PP_CONTROL_TOTAL, NULL, &all));
}

static void write_funds(summary *s)
{
    char formula[64];
    write_band(s, "按资金来源");
    for (int c = PP_COL_SUBTOTAL; c <= PP_COL_CARRYOVER; c++) {
        const int m = c - PP_COL_TOTAL;
        const char *title = pp_column_describe((pp_column)c)->title;
        const entry e = from_form(s,
                                  c == PP_COL_SUBTOTAL        ? "财政拨款小计"
                                  : c <= PP_COL_STATE_CAPITAL ? pp_cells_print(&s->book->cells, "　%s", title)
                                                              : title,
                                  m, &s->book->form.sum[m], s->book->form.total, formula);
        write_entry(s, &e, find_control(s, PP_CONTROL_FUND, title, &e));
    }
    const entry all = grand_total(s, formula);
    write_entry(s, &all, find_control(s, PP_CONTROL_FUND, pp_column_describe(PP_COL_TOTAL)->title, &all));
}

static void write_reserve(summary *s)
{
    const pp_form *form = &s->book->form;
    const int m = PP_COL_RESERVE - PP_COL_TOTAL;
    const pp_sum *all = pp_totals_all(pp_report_totals(s->book->report));
    char formula[64], rest_formula[128];
    write_band(s, "中小企业预留");
    const entry reserved = from_form(s, PP_CHART_RESERVED, m, &form->sum[m], form->total, formula);
    write_entry(s, &reserved, find_control(s, PP_CONTROL_RESERVE, NULL, &reserved));
    entry rest = {.code = "",
                  .name = PP_CHART_NOT_RESERVED,
                  .lines = pp_form_not_reserved(s->book->plan),
                  .formula = s->book->has[PP_SHEET_FORM] ? rest_formula : NULL,
                  .of = {.by = PP_CHOOSE_ALL, .measure = PP_MEASURE_REST, .column = PP_COL_TOTAL}};
    snprintf(rest_formula, sizeof rest_formula, "='%s'!D%u-'%s'!L%u", PP_FORM_SHEET, (unsigned)form->total + 1,
             PP_FORM_SHEET, (unsigned)form->total + 1);
    rest.cell = pp_money_subtract(form->sum[0].exact, form->sum[m].exact, &rest.money) && !form->sum[0].overflow &&
                        !form->sum[m].overflow
                    ? pp_money_cell(rest.money)
                    : pp_column_sum_cell(&form->sum[0]) - reserved.cell;
    write_entry(s, &rest, NULL);
    s->reserve[0] = reserved.cell;
    s->reserve[1] = rest.cell;
    if (pp_plan_has(s->book->plan, PP_COL_RESERVE_MICRO)) {
        const pp_money micro = all->money[PP_COL_RESERVE_MICRO];
        entry e = {.code = "", .name = "预留份额中：小微企业", .money = micro, .cell = pp_money_cell(micro)};
        e.of = (pp_chosen){.by = PP_CHOOSE_ALL, .column = PP_COL_RESERVE_MICRO};
        for (size_t i = 0; i < pp_plan_lines(s->book->plan); i++) {
            e.lines += pp_money_or_zero(pp_plan_money(s->book->plan, i, PP_COL_RESERVE_MICRO)) != 0;
        }
        write_entry(s, &e, find_control(s, PP_CONTROL_RESERVE_MICRO, NULL, &e));
    }
}

static void write_units(summary *s)
{
    const pp_form *form = &s->book->form;
    const char *department = pp_plan_about(s->book->plan, PP_ABOUT_DEPARTMENT);
    char formula[64];
    write_band(s, form->units ? "按部门和预算单位" : "按部门");
    entry all = from_form(s, department == NULL || *department == '\0' ? "（未填部门）" : department, 0, &form->sum[0],
                          form->department, formula);
    all.lines = pp_plan_lines(s->book->plan);
    all.total = true;
    all.of.department = true;
    write_entry(s, &all, find_control(s, PP_CONTROL_DEPARTMENT, department == NULL ? "" : department, &all));
    for (size_t g = 0; form->units && g < form->group_count && g < BLOCK_LIMIT; g++) {
        const pp_group *group = &form->groups[g];
        const char *name = pp_pool_text(s->book->plan->pool, group->unit);
        entry e = from_form(s, group->unit == 0 ? "（未填预算单位）" : name, 0, &group->sum[0], group->row, formula);
        e.lines = group->count;
        e.of.by = PP_CHOOSE_UNIT;
        e.of.text = name;
        write_entry(s, &e, find_control(s, PP_CONTROL_UNIT, name, &e));
    }
    if (form->units && form->group_count > BLOCK_LIMIT) {
        pp_put_across(s->sheet, s->row++, 0, COLUMNS - 1,
                      pp_cells_print(&s->book->cells, "另有 %zu 个预算单位，见“%s”。", form->group_count - BLOCK_LIMIT,
                                     PP_FORM_SHEET),
                      PP_STYLE_NOTE);
    }
}

/* Controls that stand beside no row. */
static void write_other_controls(summary *s)
{
    const size_t count = pp_report_controls(s->book->report);
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        const pp_control_result *result = pp_report_control(s->book->report, i);
        if (s->shown[i]) {
            continue;
        }
        if (written++ == 0) {
            write_band(s, "其他控制数");
        }
        if (written > BLOCK_LIMIT) {
            pp_put_across(s->sheet, s->row++, 0, COLUMNS - 1, "其余控制数没有列出，请用 procplan check 查看。",
                          PP_STYLE_NOTE);
            return;
        }
        const char *column = pp_control_column_title(result->control);
        const entry e = {.code = result->control->name,
                         .name = pp_cells_print(&s->book->cells, "%s%s%s", result->control->key,
                                                column[0] == '\0' ? "" : " ", column),
                         .lines = result->lines,
                         .money = result->actual,
                         .cell = pp_money_cell(result->actual)};
        s->book->control_row[i] = s->row;
        write_entry(s, &e, result);
    }
}

/* ---- The sheet ---- */

static void write_head(summary *s)
{
    const int year = pp_report_year(s->book->report);
    const char *title = year == 0 ? "政府采购预算汇总" : pp_cells_print(&s->book->cells, "%d年政府采购预算汇总", year);
    pp_put_height(s->sheet, s->row, 36);
    pp_put_across(s->sheet, s->row++, 0, COLUMNS - 1, title, PP_STYLE_TITLE);
    pp_put_height(s->sheet, s->row, pp_row_height(1));
    pp_put_across(s->sheet, s->row, 0, CONTROL - 1, pp_book_department(s->book), PP_STYLE_CAPTION);
    pp_put_across(s->sheet, s->row++, CONTROL, COLUMNS - 1, "金额单位：万元", PP_STYLE_CAPTION_RIGHT);
    pp_put_height(s->sheet, s->row, 24);
    for (int c = 0; c < COLUMNS; c++) {
        s->widest[c] = HEADINGS[c].width;
        pp_put_text(s->sheet, s->row, (lxw_col_t)c, HEADINGS[c].title, PP_STYLE_HEADING);
    }
    s->row++;
}

bool pp_sheet_summary(pp_book *book, pp_error *error)
{
    summary s = {.book = book, .sheet = &book->tab[PP_SHEET_SUMMARY]};
    s.shown = calloc(pp_report_controls(book->report) + 1, sizeof *s.shown);
    if (s.shown == NULL) {
        return pp_error_memory(error);
    }
    pp_put_page(s.sheet);
    write_head(&s);
    const lxw_row_t body = s.row;
    write_kinds(&s);
    write_funds(&s);
    const lxw_row_t reserve = s.row + 1;
    write_reserve(&s);
    write_units(&s);
    write_groups(&s, &FUNCTIONS);
    write_groups(&s, &CLASSES_1);
    write_groups(&s, &CLASSES_2);
    write_other_controls(&s);
    for (int c = 0; c < COLUMNS; c++) {
        pp_put_width(s.sheet, (lxw_col_t)c, (lxw_col_t)c, s.widest[c]);
    }
    pp_put_width(s.sheet, COLUMNS, COLUMNS, 2);
    /* One row below the heading: where it is repeated in print, it would show the edge of the chart. */
    const lxw_row_t chart = body + 1;
    colour_verdicts(&s, body);
    const bool drawn = pp_chart_kinds(s.sheet, body + 1, s.kinds, chart, CHART_COLUMN) &&
                       pp_chart_reserve(s.sheet, reserve, s.reserve, chart + PP_CHART_ROWS, CHART_COLUMN);
    if (s.row <= PAGE_ROWS) {
        worksheet_fit_to_pages(s.sheet->xlsx, 1, 1);
    }
    if (s.row > LANDSCAPE_ROWS && s.row <= PAGE_ROWS) {
        worksheet_set_portrait(s.sheet->xlsx);
    }
    worksheet_freeze_panes(s.sheet->xlsx, body, NAME + 1);
    worksheet_repeat_rows(s.sheet->xlsx, body - 1, body - 1);
    free(s.shown);
    return drawn || pp_error_memory(error);
}
