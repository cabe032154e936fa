/* Rows of a table that are no lines: what they are and what is kept of them. */
#include "read/grid.h"

#include "base/text.h"
#include "model/plan.h"
#include "read/carried.h"
#include "read/words.h"

#include <stdio.h>
#include <string.h>

/* ---- What a row is ---- */

static bool all_digits(pp_field field)
{
    for (size_t i = 0; i < field.length; i++) {
        if ((field.text[i] < '0' || field.text[i] > '9') && field.text[i] != '.') {
            return false;
        }
    }
    return true;
}

static bool is_number_column(const pp_layout_column *column)
{
    return column->action == PP_ACTION_MONEY || column->action == PP_ACTION_QUANTITY;
}

/* What the cells of a row come to. */
typedef struct overview {
    size_t filled;
    size_t titles;    /* filled cells that are headings of known columns */
    size_t amounts;   /* filled cells of money columns */
    size_t others;    /* filled cells beside the first text that no row of sums has: texts, 数量, 单价 */
    size_t readable;  /* those of them that are amounts */
    bool label;       /* the first filled cell begins like a note */
    bool number_only; /* the only filled cell is in a numbering column */
    pp_word total;    /* the first word for a total, or PP_WORD_NONE */
    pp_field part;    /* the first name of a sum of a part (货物小计) before all amounts */
    pp_field name;    /* the first text before all amounts, when it is neither */
    bool project;     /* it is that of a project */
} overview;

static overview look(const pp_layout *layout, const pp_row *row)
{
    overview o = {.total = PP_WORD_NONE, .part = {"", 0}, .name = {"", 0}};
    bool number = false, first = true;
    for (size_t i = 0; i < row->count; i++) {
        const pp_field field = pp_field_trim(row->fields[i]);
        const pp_layout_column *column = &layout->columns[i];
        if (field.length == 0) {
            continue;
        }
        o.filled++;
        if (is_number_column(column)) {
            pp_money amount;
            o.amounts += column->action == PP_ACTION_MONEY;
            o.others += column->action != PP_ACTION_MONEY || column->heading.column == PP_COL_PRICE;
            o.readable += pp_money_parse(field.text, field.length, column->unit, &amount) == PP_MONEY_OK;
        }
        if (all_digits(field)) {
            number = column->numbering;
            o.others += !number && !is_number_column(column);
            continue;
        }
        const pp_word word = pp_word_of(field.text, field.length);
        o.titles += pp_heading_find(field.text, field.length).column != PP_NO_COLUMN;
        o.label |= o.filled == 1 && word == PP_WORD_NOTE;
        if (is_number_column(column)) {
            continue;
        }
        if (word == PP_WORD_TOTAL || word == PP_WORD_SUBTOTAL) {
            o.total = o.total == PP_WORD_NONE ? word : o.total;
        } else if (word == PP_WORD_PART) {
            o.part = o.part.length == 0 && o.amounts == 0 ? field : o.part;
        } else if (first && o.amounts == 0) {
            o.name = field;
            o.project = column->heading.column == PP_COL_PROJECT;
        } else {
            o.others++;
        }
        first = false;
    }
    o.number_only = o.filled == 1 && number;
    return o;
}

/* A word that stands for a total or the name of a part's sum. */
static bool is_sum(pp_field field)
{
    const pp_word word = field.length == 0 ? PP_WORD_NONE : pp_word_of(field.text, field.length);
    return word == PP_WORD_TOTAL || word == PP_WORD_SUBTOTAL || word == PP_WORD_PART;
}

/* True when the row names neither item, nor kind, nor a function by its code, or says in their place that it is a sum.
 * In the published form the names of department and units stand in the column of the function. */
static bool lacks_item(const pp_layout *layout, const pp_row *row)
{
    bool sum = false;
    static const pp_column NAMES[] = {PP_COL_ITEM_CODE, PP_COL_ITEM_NAME, PP_COL_KIND};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const pp_field field = pp_layout_field(layout, row, NAMES[i]);
        const bool names_sum = is_sum(field);
        if (field.length > 0 && !names_sum) {
            return false;
        }
        sum |= names_sum;
    }
    const pp_field function = pp_layout_field(layout, row, PP_COL_FUNCTION_CODE);
    if (sum || is_sum(function) || is_sum(pp_layout_field(layout, row, PP_COL_FUNCTION_NAME))) {
        return true;
    }
    pp_reference reference;
    pp_reference_split(function.text, function.length, PP_REFERENCE_FUNCTION, &reference);
    return reference.code_length == 0;
}

pp_row_kind pp_row_classify(const pp_layout *layout, const pp_row *row, pp_field *name)
{
    const overview o = look(layout, row);
    if (o.filled == 0) {
        return PP_ROW_EMPTY;
    }
    if (o.number_only) {
        return PP_ROW_NUMBER;
    }
    if (o.readable == 0 && (o.titles == o.filled ? o.filled >= 2 : pp_layout_is_heading(row))) {
        return PP_ROW_HEADING;
    }
    const bool vacant = lacks_item(layout, row);
    if (o.label && o.readable == 0 && (vacant || o.filled == 1)) {
        return PP_ROW_NOTE;
    }
    if (!vacant) {
        return PP_ROW_LINE;
    }
    if (o.part.length > 0) {
        *name = o.part;
        return PP_ROW_PART;
    }
    pp_field unit = pp_layout_field(layout, row, PP_COL_UNIT);
    if (unit.length == 0 || is_sum(unit)) {
        unit = o.name;
    }
    if (o.amounts > 0 && unit.length > 0) {
        /* Whatever else is filled makes it a line that lacks its item: better a finding on a sum than a line lost. */
        if (o.total == PP_WORD_NONE && (o.others > 0 || o.project)) {
            return PP_ROW_LINE;
        }
        *name = unit;
        return o.total == PP_WORD_NONE && layout->at[PP_COL_UNIT] != 0 ? PP_ROW_UNIT : PP_ROW_GROUP;
    }
    return o.total == PP_WORD_TOTAL ? PP_ROW_TOTAL : o.total == PP_WORD_SUBTOTAL ? PP_ROW_SUBTOTAL : PP_ROW_LINE;
}

/* ---- What is kept of it ---- */

static const char TOTAL_ROW[] = "表内合计行", UNIT_ROW[] = "表内单位汇总行", DEPARTMENT_ROW[] = "表内部门汇总行",
                  KIND_ROW[] = "表内类别汇总行";

/* The figures that a row of sums may give, and what they are called where they are those of the whole plan. The key of
 * a fund is its name. */
static const struct {
    pp_column column;
    pp_control_kind kind;
    const char *name;
} FIGURES[PP_ROW_FIGURES] = {
    {PP_COL_TOTAL, PP_CONTROL_TOTAL, "合计"},
    {PP_COL_SUBTOTAL, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_GENERAL, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_GOVERNMENT_FUND, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_STATE_CAPITAL, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_SPECIAL_ACCOUNT, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_OWN, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_CARRYOVER, PP_CONTROL_FUND, "资金来源"},
    {PP_COL_RESERVE, PP_CONTROL_RESERVE, "预留份额"},
    {PP_COL_RESERVE_MICRO, PP_CONTROL_RESERVE_MICRO, "其中小微企业"},
};

/* Reads the amounts of a row of sums as controls like `like`, without their origin: an empty cell gives none, one that
 * cannot be read only a notice. A control of the whole plan is called as its column says. Returns how many there are.
 */
static size_t read_figures(pp_grid *t, const pp_row *row, pp_control like, pp_control out[PP_ROW_FIGURES])
{
    size_t count = 0;
    for (size_t i = 0; i < PP_ROW_FIGURES; i++) {
        const pp_field field = pp_layout_field(&t->layout, row, FIGURES[i].column);
        if (field.length == 0) {
            continue;
        }
        const uint32_t at = t->layout.at[FIGURES[i].column];
        const pp_layout_column *c = &t->layout.columns[at - 1];
        pp_control control = like;
        const pp_money_status status = pp_money_parse(field.text, field.length, c->unit, &control.amount);
        if (status != PP_MONEY_OK) {
            char quote[PP_QUOTE_TEXT];
            if (status != PP_MONEY_EMPTY && !t->reading->own) {
                pp_grid_note(t, row->number, "是合计或汇总行，但“%s”%s，没有作为控制数，请改正。",
                             pp_quote(field.text, field.length, quote), pp_unreadable_reason(status));
            }
            continue;
        }
        if (like.kind == PP_CONTROL_TOTAL) {
            control.kind = FIGURES[i].kind;
            control.name = FIGURES[i].name;
            control.key = FIGURES[i].kind == PP_CONTROL_FUND ? pp_column_fund_name(FIGURES[i].column) : "";
        }
        control.sums = FIGURES[i].column;
        control.relation = PP_EQUAL;
        control.unit_step = c->unit == PP_UNIT_YUAN ? 1 : pp_written_step(field.text, field.length, c->unit);
        control.file = t->file;
        control.row = row->number;
        control.column = at;
        control.title = c->title;
        out[count++] = control;
    }
    return count;
}

/* Where a figure of the table comes from; owned by the plan, NULL when memory is short. */
static const char *origin_of(const pp_grid *t, const pp_control *control, const char *what)
{
    char file[PP_QUOTE_TEXT], title[PP_QUOTE_TEXT];
    return pp_arena_printf(t->reading->plan->arena, "%s，%s 第%u行，%s", what, pp_quote(t->file, strlen(t->file), file),
                           control->row, pp_quote(control->title, strlen(control->title), title));
}

/* Gives figures to the plan. False with *error. */
static bool keep_figures(pp_grid *t, pp_control *figures, size_t count, const char *what, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    for (size_t i = 0; i < count; i++) {
        if (plan->control_count >= PP_CONTROLS_LIMIT) {
            return pp_error_set(error, PP_ERROR_LIMIT, "合计行和汇总行里的数超过 %d 个，请拆成几份后分别处理。",
                                PP_CONTROLS_LIMIT);
        }
        figures[i].origin = origin_of(t, &figures[i], what);
        if (figures[i].origin == NULL) {
            return pp_error_memory(error);
        }
        if (!pp_plan_add_control(plan, &figures[i], error)) {
            return false;
        }
    }
    return true;
}

static bool total_row(pp_grid *t, const pp_row *row, pp_error *error)
{
    pp_control figures[PP_ROW_FIGURES];
    const size_t count = read_figures(t, row, (pp_control){.kind = PP_CONTROL_TOTAL}, figures);
    if (!t->reading->own) {
        pp_grid_note(t, row->number, "是合计行，不算采购项；其中 %zu 个数已作为控制数核对。", count);
    }
    return keep_figures(t, figures, count, TOTAL_ROW, error);
}

/* Makes the group row above a department after all: another group row follows it at once, so its lines stand under that
 * one. Only where nothing else names the department. */
static bool make_department(pp_grid *t, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    pp_control *first = &plan->controls[t->first_group - 1];
    for (pp_control *c = first; c < plan->controls + plan->control_count && c->row == first->row; c++) {
        c->kind = PP_CONTROL_DEPARTMENT;
        c->name = "部门";
        c->origin = origin_of(t, c, DEPARTMENT_ROW);
        if (c->origin == NULL) {
            return pp_error_memory(error);
        }
    }
    char quote[PP_QUOTE_TEXT];
    t->department_seen = true;
    t->unit = 0;
    pp_reading_note(t->reading, "计划没有写部门，已按 %s 第%u行取“%s”。", t->file, first->row,
                    pp_quote(first->key, strlen(first->key), quote));
    return pp_plan_set_about(plan, PP_ABOUT_DEPARTMENT, first->key, error);
}

/* Keeps the sums of the department or a unit. The user is told of a row that is `certain` to be one. */
static bool named_row(pp_grid *t, const pp_row *row, const char *name, bool department, bool certain, pp_error *error)
{
    pp_control figures[PP_ROW_FIGURES];
    char quote[PP_QUOTE_TEXT];
    const pp_control like = {.kind = department ? PP_CONTROL_DEPARTMENT : PP_CONTROL_UNIT,
                             .name = department ? "部门" : "预算单位",
                             .key = name};
    const size_t count = read_figures(t, row, like, figures);
    if (certain && !t->reading->own) {
        pp_grid_note(t, row->number, "是“%s”的汇总行，不算采购项；其中 %zu 个数已作为控制数核对。",
                     pp_quote(name, strlen(name), quote), count);
    }
    return keep_figures(t, figures, count, department ? DEPARTMENT_ROW : UNIT_ROW, error);
}

static bool knows_unit(const pp_grid *t, uint32_t id)
{
    return id != 0 && id < t->unit_capacity && t->units[id];
}

/* A row that names the department or a unit: the lines below it are that unit's, unless the table has a column for it.
 * Sums of units below their lines name units that are known; two of them in a row do not make the first one a
 * department. */
static bool group_row(pp_grid *t, const pp_row *row, pp_field name, bool certain, pp_error *error)
{
    pp_plan *plan = t->reading->plan;
    uint32_t id;
    if (!pp_pool_add(plan->pool, name.text, name.length, &id)) {
        return pp_error_memory(error);
    }
    const char *text = pp_pool_text(plan->pool, id);
    const bool old = knows_unit(t, id), own = t->reading->own;
    if (!own && !old && pp_plan_about(plan, PP_ABOUT_DEPARTMENT) == NULL && t->first_group != 0 &&
        !make_department(t, error)) {
        return false;
    }
    const char *known = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    const bool department = !t->department_seen && (own || (known != NULL && pp_text_same(known, text)));
    const size_t before = plan->control_count;
    if (!named_row(t, row, text, department, certain, error)) {
        return false;
    }
    if (!certain && !pp_grid_keep_unit_row(t, row, id, plan->control_count - before, error)) {
        return false;
    }
    t->department_seen |= department;
    const bool nameless = strcmp(text, PP_SHOWN_NO_UNIT) == 0 || strcmp(text, PP_SHOWN_NO_DEPARTMENT) == 0;
    t->unit = department || nameless || t->layout.at[PP_COL_UNIT] != 0 ? 0 : id;
    t->first_group = plan->control_count > before && !department && !old ? before + 1 : 0;
    return true;
}

static void pass_over(pp_grid *t, uint32_t row, pp_field name)
{
    char quote[PP_QUOTE_TEXT];
    pp_grid_note(t, row, "“%s”是部分行的合计，看不准是哪些行，不算采购项，也没有作为控制数。",
                 pp_quote(name.text, name.length, quote));
}

/* The sum of a kind is kept for the end of the table: it is certain to be about all lines of the kind only where no
 * other row says the same and the lines are not those of several units. */
static void kind_row(pp_grid *t, const pp_row *row, pp_kind kind, pp_field name)
{
    pp_kind_row *k = &t->kind[kind];
    if (k->rows++ > 0) {
        pass_over(t, row->number, name);
        return;
    }
    k->row = row->number;
    k->count = read_figures(t, row, (pp_control){.kind = PP_CONTROL_KIND, .name = "类别", .key = pp_kind_name(kind)},
                            k->controls);
}

bool pp_grid_settle_parts(pp_grid *t, pp_error *error)
{
    for (int kind = PP_GOODS; kind < PP_KIND_COUNT; kind++) {
        pp_kind_row *k = &t->kind[kind];
        const char *name = pp_kind_name((pp_kind)kind);
        if (k->rows == 0) {
            continue;
        }
        if (k->rows > 1 || t->unit_count > 1) {
            pass_over(t, k->row, (pp_field){name, strlen(name)});
            continue;
        }
        pp_grid_note(t, k->row, "是%s的汇总行，不算采购项；其中 %zu 个数已作为控制数核对。", name, k->count);
        if (!keep_figures(t, k->controls, k->count, KIND_ROW, error)) {
            return false;
        }
    }
    return true;
}

/* A row named like a sum: of a kind, of the department, of a unit that is known, or of what cannot be told, as
 * 其中：甲所, which depends on the row above. It never says to which unit the lines below it belong. */
static bool part_row(pp_grid *t, const pp_row *row, pp_field name, pp_error *error)
{
    static const char OF_WHICH[] = "其中";
    pp_plan *plan = t->reading->plan;
    pp_field subject = name;
    subject.text = pp_word_subject(name.text, &subject.length);
    const pp_kind kind = pp_field_kind(subject);
    if (kind != PP_KIND_NONE) {
        kind_row(t, row, kind, name);
        return true;
    }
    uint32_t id;
    if (!pp_pool_add(plan->pool, subject.text, subject.length, &id)) {
        return pp_error_memory(error);
    }
    const char *text = pp_pool_text(plan->pool, id);
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT);
    if (knows_unit(t, id) && memmem(name.text, name.length, OF_WHICH, strlen(OF_WHICH)) == NULL) {
        return named_row(t, row, text, false, true, error);
    }
    if (department != NULL && pp_text_same(department, text)) {
        return named_row(t, row, text, true, true, error);
    }
    pass_over(t, row->number, name);
    return true;
}

/* The heading again, as on the next page. Another one is refused: what stands below it would be read into the wrong
 * columns or in the wrong unit. */
static bool heading_row(pp_grid *t, const pp_row *row, pp_error *error)
{
    if (t->given || pp_layout_repeats(&t->layout, row, pp_reading_unit(t->reading))) {
        pp_grid_note(t, row->number, "是重复的表头，已跳过。");
        return true;
    }
    pp_error_set(
        error, PP_ERROR_FORMAT,
        "这一行又是表头，但列名、列的顺序或金额单位与第%u行的表头不同，下面的数不能按同一表头读取。请把两张表分成"
        "两个文件，或把列和单位改成一致后重试。",
        t->heading_row);
    return pp_error_at(error, NULL, row->number, 0);
}

bool pp_grid_aside(pp_grid *t, const pp_row *row, pp_row_kind kind, pp_field name, pp_error *error)
{
    switch (kind) {
    case PP_ROW_TOTAL:
        return total_row(t, row, error);
    case PP_ROW_PART:
        return part_row(t, row, name, error);
    case PP_ROW_GROUP:
    case PP_ROW_UNIT: {
        pp_field subject = name;
        subject.text = pp_word_subject(name.text, &subject.length);
        return pp_field_kind(subject) != PP_KIND_NONE ? part_row(t, row, name, error)
                                                      : group_row(t, row, name, kind == PP_ROW_GROUP, error);
    }
    case PP_ROW_SUBTOTAL:
        pp_grid_note(t, row->number, "是小计行，不算采购项，也没有作为控制数。");
        return true;
    case PP_ROW_HEADING:
        return heading_row(t, row, error);
    case PP_ROW_NOTE:
        if (!t->reading->own) {
            pp_grid_note(t, row->number, "是表下的说明，已跳过。");
        }
        return true;
    case PP_ROW_NUMBER:
        pp_grid_note(t, row->number, "只有序号，已跳过。");
        return true;
    case PP_ROW_EMPTY:
    case PP_ROW_LINE:
        break;
    }
    return true;
}
