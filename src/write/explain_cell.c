/* Cells of the workbook. Where things stand is asked of the writer's own layout (form.c), and what stands there of a
 * workbook that the writer makes in memory: the answer cannot differ from the file. */
#include "write/explain.h"

#include "base/text.h"
#include "model/plan.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A cell that is asked about. Row and column from 0, as in the library. */
typedef struct cell {
    pp_sheet sheet;
    lxw_row_t row;
    lxw_col_t column;
} cell;

/* ---- Addresses ---- */

/* Reads D6 or $D$6, of either width and case. False when it is no cell. */
static bool parse_cell(const char *text, size_t length, cell *out)
{
    enum { LETTERS = 3, DIGITS = 7 };
    char folded[32];
    pp_text_fold(text, length, folded, sizeof folded);
    const char *at = folded + (folded[0] == '$');
    size_t letters = 0, digits = 0;
    uint32_t column = 0, row = 0;
    for (; *at >= 'a' && *at <= 'z' && letters <= LETTERS; at++, letters++) {
        column = column * 26 + (uint32_t)(*at - 'a' + 1);
    }
    at += *at == '$';
    if (*at == '0') {
        return false; /* A02010105 is an item */
    }
    for (; *at >= '0' && *at <= '9' && digits <= DIGITS; at++, digits++) {
        row = row * 10 + (uint32_t)(*at - '0');
    }
    if (letters == 0 || letters > LETTERS || digits == 0 || digits > DIGITS || *at != '\0' ||
        column > PP_XLSX_COLUMN_LIMIT || row > PP_XLSX_ROW_LIMIT) {
        return false;
    }
    out->row = row - 1;
    out->column = (lxw_col_t)(column - 1);
    return true;
}

/* The sign between sheet and cell, of either width; the last one. NULL when there is none. */
static const char *find_sign(const char *text, size_t *width)
{
    static const char *const SIGNS[] = {"!", "！"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        for (const char *at = strstr(text, SIGNS[i]); at != NULL; at = strstr(at + 1, SIGNS[i])) {
            if (found == NULL || at > found) {
                found = at;
                *width = strlen(SIGNS[i]);
            }
        }
    }
    return found;
}

bool pp_explain_is_cell(const char *text)
{
    cell unused;
    size_t width = 0;
    return find_sign(text, &width) != NULL || parse_cell(text, strlen(text), &unused);
}

/* Takes quotes off the name of a sheet: '汇总', ‘汇总’, "汇总", “汇总”. */
static const char *unquote(pp_explainer *x, const char *text, size_t length)
{
    static const char *const QUOTES[] = {"'", "\"", "‘", "’", "“", "”"};
    text = pp_text_trim(text, &length);
    for (size_t i = 0; i < sizeof QUOTES / sizeof QUOTES[0]; i++) {
        const size_t n = strlen(QUOTES[i]);
        if (length >= n && memcmp(text, QUOTES[i], n) == 0) {
            text += n;
            length -= n;
        }
        if (length >= n && memcmp(text + length - n, QUOTES[i], n) == 0) {
            length -= n;
        }
    }
    return pp_explain_print(x, "%.*s", (int)(length < 256 ? length : 0), text);
}

static bool no_sheet(pp_explainer *x, const char *name)
{
    const char *names = "";
    for (int s = 0; s < PP_SHEET_COUNT; s++) {
        names = pp_explain_print(x, "%s%s%s", names, s == 0 ? "" : "、", pp_sheet_describe((pp_sheet)s)->name);
    }
    return pp_error_set(x->error, PP_ERROR_USAGE, "工作簿里没有“%s”这张表。有的表是：%s。", name, names);
}

static bool parse(pp_explainer *x, const char *text, cell *out)
{
    size_t width = 0;
    const char *sign = find_sign(text, &width);
    const char *name = sign == NULL ? PP_FORM_SHEET : unquote(x, text, (size_t)(sign - text));
    const char *address = sign == NULL ? text : sign + width;
    out->sheet = pp_sheet_by_name(name);
    if (out->sheet == PP_SHEET_COUNT) {
        return no_sheet(x, name);
    }
    return parse_cell(address, strlen(address), out) ||
           pp_error_set(x->error, PP_ERROR_USAGE, "“%s”不是单元格，应写成列字母加行号，如 %s!D6。", address, name);
}

static const char *say_cell(pp_explainer *x, const cell *at)
{
    char name[PP_CELL_TEXT];
    pp_cell_name(at->row + 1, at->column + 1u, name);
    return pp_explain_print(x, "%s!%s", pp_sheet_describe(at->sheet)->name, name);
}

/* ---- What stands in a cell ---- */

/* A cell of the workbook in memory. */
typedef struct seen {
    const char *text;    /* NULL when it is no text */
    const char *formula; /* with =; NULL when there is none */
    bool is_number;
    double number; /* as the formula gives it, where there is one */
} seen;

typedef struct looking {
    pp_explainer *x;
    const cell *at;
    bool written;            /* the sheet is in the workbook */
    bool any;                /* the cell is there */
    seen here;               /* the cell, or the one that it was merged into */
    seen code, name, amount; /* columns A, B and D of its row */
} looking;

static seen see(pp_explainer *x, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, bool *any)
{
    seen s = {0};
    lxw_row *found_row = lxw_worksheet_find_row(sheet, row);
    const lxw_cell *c = found_row == NULL ? NULL : lxw_worksheet_find_cell_in_row(found_row, column);
    *any = c != NULL;
    if (c == NULL) {
        return s;
    }
    switch (c->type) {
    case STRING_CELL:
        s.text = pp_explain_print(x, "%s", c->sst_string);
        break;
    case NUMBER_CELL:
        s.is_number = true;
        s.number = c->u.number;
        break;
    case FORMULA_CELL:
        s.formula = pp_explain_print(x, "=%s", c->u.string);
        s.text = c->user_data2 == NULL ? NULL : pp_explain_print(x, "%s", c->user_data2);
        s.is_number = c->user_data2 == NULL;
        s.number = c->formula_result;
        break;
    default:
        break;
    }
    return s;
}

/* The first cell of the range that a cell was merged into; the cell itself where it was not. */
static cell merged_into(const lxw_worksheet *sheet, const cell *at)
{
    const lxw_merged_range *range = NULL;
    STAILQ_FOREACH(range, sheet->merged_ranges, list_pointers)
    {
        if (at->row >= range->first_row && at->row <= range->last_row && at->column >= range->first_col &&
            at->column <= range->last_col) {
            return (cell){at->sheet, range->first_row, range->first_col};
        }
    }
    return *at;
}

static void look(const pp_book *book, void *context)
{
    enum { CODE = 0, NAME = 1, AMOUNT = 3 };
    looking *l = context;
    bool any = false;
    l->written = book->has[l->at->sheet];
    if (!l->written) {
        return;
    }
    lxw_worksheet *sheet = book->tab[l->at->sheet].xlsx;
    const cell shown = merged_into(sheet, l->at);
    l->here = see(l->x, sheet, shown.row, shown.column, &l->any);
    l->code = see(l->x, sheet, l->at->row, CODE, &any);
    l->name = see(l->x, sheet, l->at->row, NAME, &any);
    l->amount = see(l->x, sheet, l->at->row, AMOUNT, &any);
}

/* ---- 政府采购预算表 ---- */

/* What the explanation of a cell of the form needs at hand. */
typedef struct on_form {
    pp_explainer *x;
    pp_book *book;
    const cell *at;
    bool written;     /* the workbook has the cell */
    pp_column column; /* of the plan, that stands in the cell's column; PP_NO_COLUMN for others */
} on_form;

static pp_column column_at(const pp_form *form, lxw_col_t shown)
{
    for (int c = 0; c < PP_COLUMN_COUNT; c++) {
        if (form->column[c] == shown && shown != PP_FORM_GAP) {
            return (pp_column)c;
        }
    }
    return PP_NO_COLUMN;
}

static bool is_form_money(pp_column column)
{
    return column >= PP_COL_TOTAL && column <= PP_COL_RESERVE;
}

/* What the column is called on the form. */
static const char *title_of(const on_form *f)
{
    switch (f->column) {
    case PP_COL_FUNCTION_CODE:
        return "功能科目编码及名称";
    case PP_COL_ITEM_CODE:
        return "采购品目";
    case PP_COL_SUBTOTAL:
        return "财政拨款小计";
    case PP_NO_COLUMN:
        break;
    default:
        return pp_column_describe(f->column)->title;
    }
    const pp_form *form = &f->book->form;
    return f->at->column >= form->extra && f->at->column < form->end
               ? pp_plan_extra_title(f->x->plan, (size_t)(f->at->column - form->extra))
               : "";
}

static void say(on_form *f, const char *figure, const char *made_of)
{
    f->x->result->figure = figure;
    f->x->result->made_of = made_of;
}

/* A row of sums: of everything, of the department, of a unit. */
static void explain_sum(on_form *f, pp_chosen chosen, const char *name)
{
    if (!is_form_money(f->column)) {
        say(f, pp_explain_print(f->x, "“%s”一行的文字", name), "这一格是文字，不是计算出来的数。");
        return;
    }
    chosen.column = f->column;
    chosen.form = true;
    pp_explain_figure(f->x, &chosen);
}

/* How a money cell of a line came to show what it shows. */
static const char *how_shown(on_form *f, size_t line, const pp_figure *figure)
{
    char value[PP_MONEY_TEXT], parts[PP_MONEY_TEXT];
    const bool given = pp_plan_number(f->x->plan, line, f->column) != PP_MONEY_NONE;
    const char *sum = f->column == PP_COL_SUBTOTAL ? "一般公共预算 + 政府性基金预算 + 国有资本经营预算"
                                                   : "小计 + 财政专户管理资金 + 单位资金 + 上年结转";
    pp_money_format(figure->value, PP_UNIT_WAN, PP_MONEY_EXACT, value);
    pp_money_format(figure->parts, PP_UNIT_WAN, PP_MONEY_EXACT, parts);
    switch (figure->kind) {
    case PP_FIGURE_FORMULA:
        return given ? pp_explain_print(f->x, "公式：%s，与计划填写的数相同。", sum)
                     : pp_explain_print(f->x, "计划没有填写，由公式算出：%s。", sum);
    case PP_FIGURE_DISPUTED:
        return pp_explain_print(f->x, "计划填写的是 %s 万元，而 %s 为 %s 万元，两者不一致；表上照计划填写。", value,
                                sum, parts);
    case PP_FIGURE_UNREADABLE:
        return pp_explain_print(f->x, "计划的文字“%s”读不出金额，表上照原样列出，不计入合计。",
                                pp_form_unreadable(f->book, line, f->column));
    case PP_FIGURE_UNKNOWN:
        return "计划没有填写，各分项又有读不出的，无法计算。";
    case PP_FIGURE_NUMBER:
        break;
    }
    return given ? "计划填写的数。" : "计划没有填写，表上列为 0.00。";
}

/* What the ledger says of the line's reserve. */
static const char *how_judged(on_form *f, size_t line)
{
    char required[PP_MONEY_TEXT];
    const pp_ledger *ledger = pp_report_ledger(f->x->report);
    const pp_ledger_line *l = ledger == NULL ? NULL : pp_ledger_line_at(ledger, line);
    if (f->column != PP_COL_RESERVE || l == NULL || l->policy == NULL) {
        return "";
    }
    pp_money_format(l->required, PP_UNIT_WAN, PP_MONEY_EXACT, required);
    return pp_explain_print(f->x, "按预留规定，这一行应预留 %s 万元；判断：%s。", required,
                            pp_judgement_name(l->judgement));
}

/* The findings of a line about one of two columns. */
static void add_findings(on_form *f, size_t line, pp_column column, pp_column other)
{
    pp_explanation *e = f->x->result;
    const size_t count = pp_report_findings(f->x->report);
    const pp_finding **findings = pp_explain_alloc(f->x, count, sizeof(void *));
    e->finding_count = 0;
    for (size_t i = 0; findings != NULL && i < count; i++) {
        const pp_finding *finding = pp_report_finding(f->x->report, i);
        if (finding->line == (long)line && finding->column < PP_COLUMN_COUNT &&
            (finding->column == column || finding->column == other)) {
            findings[e->finding_count++] = finding;
        }
    }
    e->findings = findings;
}

static void explain_money(on_form *f, size_t line)
{
    pp_explanation *e = f->x->result;
    pp_figures figures;
    pp_form_figures(f->x->plan, line, &figures);
    const pp_figure *figure = &figures.of[f->column - PP_COL_TOTAL];
    const pp_chosen chosen = {.by = PP_CHOOSE_LINE, .column = f->column, .line = line, .form = true};
    pp_explain_figure(f->x, &chosen);
    e->known = figure->kind != PP_FIGURE_UNREADABLE && figure->kind != PP_FIGURE_UNKNOWN;
    say(f, pp_explain_print(f->x, "第 %zu 项的%s", line + 1, title_of(f)),
        pp_explain_print(f->x, "%s%s", how_shown(f, line, figure), how_judged(f, line)));
}

/* 单价 and 数量 are no amounts of the plan; 其中小微企业 is one. */
static void explain_side_number(on_form *f, size_t line)
{
    char text[PP_MONEY_TEXT];
    pp_explanation *e = f->x->result;
    const int64_t number = pp_plan_number(f->x->plan, line, f->column);
    if (f->column == PP_COL_RESERVE_MICRO && pp_money_known(number)) {
        e->known = true;
        e->amount = number;
    } else if (number == PP_MONEY_UNREADABLE) {
        e->text = pp_form_unreadable(f->book, line, f->column);
    } else {
        const bool yuan = f->column == PP_COL_PRICE;
        pp_money_format(number, yuan ? PP_UNIT_YUAN : PP_UNIT_WAN, PP_MONEY_EXACT, text);
        e->text = pp_explain_print(f->x, "%s%s", text, yuan && text[0] != '\0' ? " 元" : "");
    }
}

static void explain_line(on_form *f, size_t line)
{
    pp_explanation *e = f->x->result;
    const pp_plan *plan = f->x->plan;
    if (is_form_money(f->column)) {
        explain_money(f, line);
        return;
    }
    pp_explained_line *lines = pp_explain_alloc(f->x, 1, sizeof *lines);
    if (lines != NULL) {
        lines[0] = (pp_explained_line){line, f->column, PP_MONEY_NONE};
        e->lines = lines;
        e->line_count = 1;
    }
    const pp_column name = f->column == PP_COL_FUNCTION_CODE ? PP_COL_FUNCTION_NAME
                           : f->column == PP_COL_ITEM_CODE   ? PP_COL_ITEM_NAME
                                                             : f->column;
    if (f->column == PP_NO_COLUMN) {
        e->text = pp_plan_extra(plan, line, (size_t)(f->at->column - f->book->form.extra));
    } else if (pp_column_describe(f->column)->type != PP_TYPE_TEXT) {
        explain_side_number(f, line);
    } else if (name == f->column) {
        e->text = pp_plan_text(plan, line, f->column);
    } else {
        const char *code = pp_plan_text(plan, line, f->column);
        e->text = pp_explain_print(f->x, "%s%s%s%s", code[0] == '\0' ? "" : "[", code, code[0] == '\0' ? "" : "]",
                                   pp_plan_text(plan, line, name));
    }
    if (lines != NULL && e->known) {
        lines[0].amount = e->amount;
    }
    say(f, pp_explain_print(f->x, "第 %zu 项的%s", line + 1, title_of(f)), "照计划填写，不是计算出来的。");
    add_findings(f, line, f->column, name);
}

/* The line in a row, or the group whose row it is; false for any other row. */
static bool explain_body(on_form *f)
{
    const pp_form *form = &f->book->form;
    for (size_t g = 0; g < form->group_count; g++) {
        const pp_group *group = &form->groups[g];
        if (form->units && group->row == f->at->row) {
            const char *unit = pp_pool_text(f->x->plan->pool, group->unit);
            explain_sum(f, (pp_chosen){.by = PP_CHOOSE_UNIT, .text = unit}, unit);
            return true;
        }
    }
    for (size_t i = 0; i < pp_plan_lines(f->x->plan); i++) {
        if (form->row[i] == f->at->row) {
            explain_line(f, i);
            return true;
        }
    }
    return false;
}

/* Says what the cell is. False with the error when it is outside the form. */
static bool explain_place(on_form *f)
{
    enum { HEADING_ROWS = 3 };
    const pp_form *form = &f->book->form;
    const lxw_row_t row = f->at->row;
    if (f->at->column >= form->end || (row > form->note && !f->written)) { /* there may be more than one note */
        char last[PP_CELL_TEXT];
        const lxw_col_t end = form->end > PP_FORM_EXTRA ? form->end : PP_FORM_COLUMNS;
        pp_cell_name(form->note + 1, end, last);
        return pp_error_set(f->x->error, PP_ERROR_USAGE, "%s 在表外，“%s”到 %s 为止。", say_cell(f->x, f->at),
                            PP_FORM_SHEET, last);
    }
    if (f->at->column == PP_FORM_GAP) {
        say(f, "空列", "这一列把报送的表和后面的附加栏隔开，没有内容。");
    } else if (row < form->heading) {
        say(f, "表头上方的文字", "表名、部门名称、金额单位所在的行，取自计划的部门和年度；不是计算出来的数。");
    } else if (row < form->heading + HEADING_ROWS) {
        say(f, pp_explain_print(f->x, "表头：%s", title_of(f)), "这一格是表头，说明这一列是什么。");
    } else if (row == form->total) {
        explain_sum(f, (pp_chosen){.by = PP_CHOOSE_ALL}, "合计");
    } else if (row == form->department) {
        explain_sum(f, (pp_chosen){.by = PP_CHOOSE_ALL, .department = true}, "部门");
    } else if (!explain_body(f)) {
        say(f, "表下的说明", "表下的注，不是计算出来的数。");
    }
    return true;
}

static bool explain_form(pp_explainer *x, const cell *at, bool written)
{
    pp_book book = {.plan = x->plan, .report = x->report, .cells = {.arena = x->arena}};
    on_form f = {.x = x, .book = &book, .at = at, .written = written};
    bool ok = pp_form_plan(&book, x->error);
    if (ok) {
        f.column = column_at(&book.form, at->column);
        ok = explain_place(&f);
    }
    pp_form_free(&book.form);
    return ok;
}

void pp_explain_place(pp_explainer *x, const pp_chosen *chosen)
{
    pp_book book = {.plan = x->plan, .report = x->report, .cells = {.arena = x->arena}};
    pp_error ignored;
    const int money = (int)chosen->column - PP_COL_TOTAL;
    if ((chosen->by != PP_CHOOSE_ALL && chosen->by != PP_CHOOSE_UNIT) || !is_form_money(chosen->column)) {
        return;
    }
    const bool planned = pp_form_plan(&book, &ignored);
    if (planned) { /* else the plan does not fit a sheet */
        const pp_form *form = &book.form;
        const pp_column_sum *sum = &form->sum[money];
        lxw_row_t row = chosen->department ? form->department : form->total;
        for (size_t g = 0; chosen->by == PP_CHOOSE_UNIT && g < form->group_count; g++) {
            if (strcmp(pp_pool_text(x->plan->pool, form->groups[g].unit), chosen->text) == 0) {
                sum = &form->groups[g].sum[money];
                row = form->groups[g].row;
            }
        }
        if (x->result->known && !sum->overflow && sum->exact == x->result->amount) {
            x->result->cell = say_cell(x, &(cell){PP_SHEET_FORM, row, (lxw_col_t)(PP_FORM_TOTAL + money)});
        }
    }
    x->no_memory |= book.cells.no_memory || (!planned && ignored.code == PP_ERROR_MEMORY);
    pp_form_free(&book.form);
}

/* ---- The other sheets ---- */

/* A formula that only shows a cell of the form: explains that one. */
static bool follow(looking *l)
{
    static const char BEFORE[] = "='" PP_FORM_SHEET "'!";
    pp_explainer *x = l->x;
    cell target = {.sheet = PP_SHEET_FORM};
    if (l->here.formula == NULL || strncmp(l->here.formula, BEFORE, sizeof BEFORE - 1) != 0) {
        return false;
    }
    const char *address = l->here.formula + sizeof BEFORE - 1;
    if (!parse_cell(address, strlen(address), &target) || !explain_form(x, &target, true)) {
        return false;
    }
    x->result->made_of = pp_explain_print(x, "引自 %s。%s", say_cell(x, &target), x->result->made_of);
    return true;
}

/* The figure that a row of 汇总 names: taken only when it is the very amount that the row shows. */
static bool explain_row(looking *l)
{
    pp_explainer *x = l->x;
    const pp_explanation before = *x->result;
    const char *code = l->code.text == NULL ? "" : l->code.text, *name = l->name.text == NULL ? "" : l->name.text;
    const char *part = strstr(name, "：");
    const char *const names[] = {code, name, part == NULL ? "" : part + strlen("：")};
    pp_chosen chosen;
    for (size_t i = 0; l->amount.is_number && i < sizeof names / sizeof names[0]; i++) {
        if (names[i][0] == '\0' || !pp_explain_name(x, names[i], &chosen)) {
            continue;
        }
        pp_explain_figure(x, &chosen);
        const double shown = pp_money_cell(x->result->amount);
        if (x->result->known && !(shown < l->amount.number) && !(shown > l->amount.number)) {
            return true;
        }
        *x->result = before;
    }
    return false;
}

static bool explain_other(pp_explainer *x, looking *l)
{
    enum { AMOUNT = 3 };
    pp_explanation *e = x->result;
    if (!l->any) {
        return pp_error_set(x->error, PP_ERROR_USAGE, "%s 是空的，那里没有内容。", say_cell(x, l->at));
    }
    const bool summary = l->at->sheet == PP_SHEET_SUMMARY;
    const bool is_amount = l->here.is_number && (!summary || l->at->column == AMOUNT);
    if (is_amount && (follow(l) || (summary && explain_row(l)))) {
        return true;
    }
    if (summary && l->amount.is_number && !is_amount && explain_row(l)) {
        e->made_of = pp_explain_print(x, "这一格与“%s”同在一行，那个数是：%s", e->figure, e->made_of);
        e->known = false;
        e->figure = pp_explain_print(x, "“%s”一行", e->figure);
    } else {
        e->figure =
            pp_explain_print(x, "“%s”里的%s", pp_sheet_describe(l->at->sheet)->name, l->here.is_number ? "数" : "文字");
        e->made_of = l->here.formula != NULL ? "由公式算出；公式里的单元格可以再用 procplan explain 查看。"
                                             : "写工作簿时填入，不是公式。";
        if (l->at->sheet == PP_SHEET_RESERVE && l->here.is_number) {
            pp_explain_policies(x, "SME");
        }
    }
    return true;
}

bool pp_explain_cell(pp_explainer *x, const char *text)
{
    pp_explanation *e = x->result;
    cell at = {0};
    pp_error error;
    if (!parse(x, text, &at)) {
        return false;
    }
    looking l = {.x = x, .at = &at};
    const bool form = at.sheet == PP_SHEET_FORM;
    const bool looked = pp_book_look(x->plan, x->report, look, &l, &error);
    if (!looked && (!form || error.code != PP_ERROR_LIMIT)) {
        if (x->error != NULL) {
            *x->error = error;
        }
        return false;
    }
    if (looked && !l.written) {
        return pp_error_set(x->error, PP_ERROR_USAGE, "这次没有政策参数，工作簿里没有“%s”这张表。",
                            pp_sheet_describe(at.sheet)->name);
    }
    if (!(form ? explain_form(x, &at, l.any) : explain_other(x, &l))) {
        return false;
    }
    e->cell = say_cell(x, &at);
    e->formula = l.here.formula;
    if (e->text == NULL && l.here.text != NULL) {
        e->text = l.here.text;
    } else if (e->text == NULL && !e->known && l.here.is_number) {
        e->text = pp_explain_print(x, "%.2f", l.here.number);
    }
    return true;
}
