/* The sheet 采购意向公开 (财库〔2020〕10号): what is to be bought, by month. */
#include "base/text.h"
#include "base/when.h"
#include "model/plan.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns as published; the one for the reserve is only there where the region's form has it. */
enum { NUMBER = 0, PROJECT, BRIEF, AMOUNT, RESERVED, WHEN, NOTE, COLUMNS };

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {{"序号", 6},
                       {"采购项目名称", 28},
                       {"采购需求概况", 38},
                       {"预算金额（万元）", 18},
                       {"拟面向中小企业预留", 20},
                       {"预计采购时间（填写到月）", 16},
                       {"备注", 16}};

enum {
    UNDECIDED = 99999999,
    MONTH_TEXT = 48,
    OTHER_ROWS = 30 /* rows besides the lines and their months */
};

typedef struct entry {
    int month;    /* what month_of gives */
    size_t order; /* of the line on the form */
    size_t line;
} entry;

typedef struct writer {
    pp_book *book;
    pp_tab *sheet;
    lxw_col_t at[COLUMNS]; /* where each column stands */
    lxw_col_t columns;
    bool reserved;
    entry *entries;
    size_t count;
    size_t months;   /* different ones among the entries */
    size_t left_out; /* lines that are not published */
    pp_column_sum left_out_sum;
    lxw_row_t row;
} writer;

static void add_amount(pp_column_sum *sum, pp_money amount)
{
    sum->rough += pp_money_cell(pp_money_or_zero(amount));
    sum->overflow |= !pp_money_add(sum->exact, pp_money_or_zero(amount), &sum->exact);
}

/* ---- Months ---- */

/* The order of a time among the months: yyyymm00, and behind the last of several months yyyymmNN, where NN is how many
 * there are (3 a quarter). UNDECIDED when the text names no month, or the month of no year. */
static int month_of(const char *text, int plan_year)
{
    pp_when when;
    if (!pp_when_parse(text, strlen(text), &when)) {
        return UNDECIDED;
    }
    const int year = when.year != 0 ? when.year : plan_year, several = when.to - when.from;
    return year < 1 || year > 9998 ? UNDECIDED : (year * 100 + when.to) * 100 + (several == 0 ? 0 : several + 1);
}

/* 2024年5月, 2024年4月至6月. Returns out. */
static const char *month_name(int month, char out[MONTH_TEXT])
{
    const int year = month / 10000, last = month / 100 % 100, several = month % 100;
    if (several == 0) {
        snprintf(out, MONTH_TEXT, "%d年%d月", year, last);
    } else {
        snprintf(out, MONTH_TEXT, "%d年%d月至%d月", year, last - several + 1, last);
    }
    return out;
}

/* What each text of the pool says as a month, and whether as a method or organisation it need not be published; worked
 * out only for those that are used. */
typedef struct meanings {
    int *month;          /* 0: not yet known */
    signed char *silent; /* -1: not yet known; two a text: as method, as organisation */
} meanings;

static bool is_silent(const writer *w, meanings *m, size_t line)
{
    static const struct {
        pp_column column;
        pp_word_kind kind;
    } WORDS[2] = {{PP_COL_METHOD, PP_WORD_METHOD}, {PP_COL_ORGANISATION, PP_WORD_ORGANISATION}};
    for (size_t i = 0; i < 2; i++) {
        const uint32_t id = pp_plan_id(w->book->plan, line, WORDS[i].column);
        signed char *known = &m->silent[id * 2 + i];
        if (id != 0 && *known < 0) {
            const pp_word *word = pp_policy_word(w->book->policy, WORDS[i].kind, pp_pool_text(w->book->plan->pool, id));
            *known = word != NULL && word->no_intention;
        }
        if (id != 0 && *known > 0) {
            return true;
        }
    }
    return false;
}

static int compare(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return x->month != y->month ? (x->month < y->month ? -1 : 1) : x->order < y->order ? -1 : x->order > y->order;
}

/* Collects the lines that are published, by month, and counts the others. False when memory is short. */
static bool collect(writer *w)
{
    const pp_plan *plan = w->book->plan;
    const uint32_t texts = pp_pool_count(plan->pool);
    meanings m = {.month = calloc(texts, sizeof *m.month), .silent = malloc((size_t)texts * 2)};
    w->entries = malloc((plan->lines + 1) * sizeof *w->entries);
    const bool ok = m.month != NULL && m.silent != NULL && w->entries != NULL;
    if (ok) {
        memset(m.silent, -1, (size_t)texts * 2);
    }
    for (size_t i = 0; ok && i < plan->lines; i++) {
        const size_t line = w->book->form.order[i];
        if (is_silent(w, &m, line)) {
            w->left_out++;
            add_amount(&w->left_out_sum, pp_plan_amount(plan, line));
            continue;
        }
        const uint32_t when = pp_plan_id(plan, line, PP_COL_WHEN);
        if (m.month[when] == 0) {
            m.month[when] = month_of(pp_pool_text(plan->pool, when), pp_report_year(w->book->report));
        }
        w->entries[w->count++] = (entry){m.month[when], i, line};
    }
    if (ok) {
        qsort(w->entries, w->count, sizeof *w->entries, compare);
        for (size_t i = 0; i < w->count; i++) {
            w->months += i == 0 || w->entries[i].month != w->entries[i - 1].month;
        }
    }
    free(m.month);
    free(m.silent);
    return ok;
}

/* ---- Rows ---- */

static lxw_col_t last_column(const writer *w)
{
    return (lxw_col_t)(w->columns - 1);
}

static void write_across(writer *w, const char *text, pp_style style)
{
    double width = 0;
    for (int c = 0; c < COLUMNS; c++) {
        width += c == RESERVED && !w->reserved ? 0 : HEADINGS[c].width;
    }
    /* 12 points take a little more room than the 11 that lines are counted in. */
    pp_put_height(w->sheet, w->row, pp_row_height(pp_text_lines(text, width * 0.9)) + 6);
    pp_put_across(w->sheet, w->row++, 0, last_column(w), text, style);
}

static void write_head(writer *w)
{
    pp_cells *cells = &w->book->cells;
    const int year = pp_report_year(w->book->report);
    const char *name = pp_book_name(w->book);
    const char *whose = year == 0 ? name : pp_cells_print(cells, "%s%d年", name, year);
    w->row = pp_put_mark(w->book, w->sheet, 0, last_column(w));
    pp_put_height(w->sheet, w->row, 36);
    pp_put_across(w->sheet, w->row++, 0, last_column(w), pp_cells_print(cells, "%s政府采购意向", whose),
                  PP_STYLE_TITLE);
    write_across(w,
                 pp_cells_print(cells,
                                "　　为便于供应商及时了解政府采购信息，根据《财政部关于开展政府采购意向公开工作的通知》"
                                "（财库〔2020〕10号）等有关规定，现将%s采购意向公开如下：",
                                whose),
                 PP_STYLE_SENTENCE);
    pp_put_height(w->sheet, w->row, pp_row_height(2));
    for (int c = 0; c < COLUMNS; c++) {
        if (c != RESERVED || w->reserved) {
            pp_put_text(w->sheet, w->row, w->at[c], HEADINGS[c].title, PP_STYLE_HEADING);
        }
    }
    w->row++;
}

/* Says which lines a sum is made of, when it is asked about. */
static void tell_sum(writer *w, const char *title, const entry *entries, size_t count)
{
    pp_told *told = pp_asks(w->sheet, w->row, 0, last_column(w));
    if (told == NULL) {
        return;
    }
    pp_asked *asked = w->sheet->asked;
    bool *taken = pp_arena_alloc(asked->arena, (pp_plan_lines(w->book->plan) + 1) * sizeof *taken);
    asked->no_memory |= taken == NULL;
    for (size_t i = 0; taken != NULL && i < count; i++) {
        taken[entries[i].line] = true;
    }
    *told = (pp_told){
        .there = true,
        .holds = asked->column == AMOUNT ? PP_HOLDS_SUM : PP_HOLDS_TEXT,
        .name = pp_asked_print(asked, "采购意向 %s", title),
        .chosen = {.by = taken == NULL ? PP_CHOOSE_NONE : PP_CHOOSE_TAKEN, .column = PP_COL_TOTAL, .taken = taken}};
}

/* A month with its lines' number and sum over rows, which a SUBTOTAL of the whole table leaves out. */
static void write_sum(writer *w, const char *title, pp_style text, lxw_row_t first, lxw_row_t last,
                      const pp_column_sum *sum, const entry *entries, size_t count)
{
    tell_sum(w, title, entries, count);
    char formula[64];
    pp_put_height(w->sheet, w->row, pp_row_height(1));
    pp_put_across(w->sheet, w->row, NUMBER, BRIEF, title, text);
    if (last >= first) {
        snprintf(formula, sizeof formula, "=SUBTOTAL(9,D%u:D%u)", (unsigned)first + 1, (unsigned)last + 1);
        pp_put_formula(w->sheet, w->row, AMOUNT, formula, pp_column_sum_cell(sum), PP_STYLE_TOTAL_MONEY);
    } else {
        pp_put_number(w->sheet, w->row, AMOUNT, 0, PP_STYLE_TOTAL_MONEY);
    }
    for (lxw_col_t c = AMOUNT + 1; c < w->columns; c++) {
        pp_put_blank(w->sheet, w->row, c, PP_STYLE_TOTAL_TEXT);
    }
    w->row++;
}

/* A text of the plan; an empty cell is open for input where the form wants to have something there. */
static int write_text(writer *w, int column, const char *text, bool input)
{
    if (*text == '\0') {
        pp_put_blank(w->sheet, w->row, w->at[column], input ? PP_STYLE_INPUT : PP_STYLE_TEXT);
        return 1;
    }
    pp_put_text(w->sheet, w->row, w->at[column], text, pp_text_needs_guard(text) ? PP_STYLE_TEXT_GUARD : PP_STYLE_TEXT);
    return pp_text_lines(text, HEADINGS[column].width);
}

/* 是，with the way or the amount; or 否. */
static const char *reserved_text(writer *w, const pp_ledger_line *line)
{
    char money[PP_MONEY_TEXT];
    pp_cells *cells = &w->book->cells;
    if (line->reserved <= 0) {
        return "否";
    }
    if (line->reserved >= line->amount) {
        return *line->mode_text == '\0' ? "是，全额预留" : pp_cells_print(cells, "是，%s", line->mode_text);
    }
    pp_money_format(line->reserved, PP_UNIT_WAN, PP_MONEY_GROUPED, money);
    return *line->mode_text == '\0' ? pp_cells_print(cells, "是，预留 %s 万元", money)
                                    : pp_cells_print(cells, "是，%s，预留 %s 万元", line->mode_text, money);
}

static const char *ready(const writer *w, size_t line, pp_column column)
{
    return w->book->form.text[pp_plan_id(w->book->plan, line, column)].text;
}

static int max_of(int a, int b)
{
    return a > b ? a : b;
}

static void write_entry(writer *w, size_t number, const entry *e, pp_column_sum *sum)
{
    const pp_plan *plan = w->book->plan;
    const pp_ledger_line *line = pp_ledger_line_at(w->book->ledger, e->line);
    const pp_money amount = pp_plan_amount(plan, e->line);
    char formula[96];
    pp_told *told = pp_asks(w->sheet, w->row, 0, last_column(w));
    if (told != NULL) {
        *told =
            (pp_told){.there = true,
                      .holds = w->sheet->asked->column == AMOUNT   ? PP_HOLDS_SUM
                               : w->sheet->asked->column == NUMBER ? PP_HOLDS_NUMBER
                                                                   : PP_HOLDS_TEXT,
                      .chosen = {.by = PP_CHOOSE_LINE,
                                 .column = w->reserved && w->sheet->asked->column == w->at[RESERVED] ? PP_COL_RESERVE
                                                                                                     : PP_COL_TOTAL,
                                 .line = e->line}};
    }
    pp_put_number(w->sheet, w->row, NUMBER, (double)number, PP_STYLE_CENTRE);
    int lines = write_text(w, PROJECT, pp_book_project(w->book, e->line), true);
    lines = max_of(lines, write_text(w, BRIEF, ready(w, e->line, PP_COL_BRIEF), true));
    if (!pp_money_known(amount)) {
        pp_put_text(w->sheet, w->row, AMOUNT, "无法读取", PP_STYLE_UNREADABLE);
    } else if (pp_form_refers(w->book, e->line, PP_COL_TOTAL, amount, formula)) {
        pp_put_formula(w->sheet, w->row, AMOUNT, formula, pp_money_cell(amount), PP_STYLE_MONEY);
    } else {
        pp_put_number(w->sheet, w->row, AMOUNT, pp_money_cell(amount), PP_STYLE_MONEY);
    }
    add_amount(sum, amount);
    if (w->reserved) {
        lines = max_of(lines, write_text(w, RESERVED, reserved_text(w, line), false));
    }
    const char *when = ready(w, e->line, PP_COL_WHEN);
    if (e->month != UNDECIDED) {
        char month[MONTH_TEXT];
        when = pp_cells_print(&w->book->cells, "%s", month_name(e->month, month));
    }
    lines = max_of(lines, write_text(w, WHEN, when, true));
    lines = max_of(lines, write_text(w, NOTE, ready(w, e->line, PP_COL_NOTE), false));
    if (lines > 1) {
        pp_put_height(w->sheet, w->row, pp_row_height(lines));
    }
    w->row++;
}

static void write_month(writer *w, size_t from, size_t to)
{
    const int month = w->entries[from].month;
    char title[96];
    pp_column_sum sum = {0};
    for (size_t i = from; i < to; i++) {
        add_amount(&sum, pp_plan_amount(w->book->plan, w->entries[i].line));
    }
    if (month == UNDECIDED) {
        snprintf(title, sizeof title, "采购时间未定（%zu 项）", to - from);
    } else {
        char name[MONTH_TEXT];
        snprintf(title, sizeof title, "%s（%zu 项）", month_name(month, name), to - from);
    }
    write_sum(w, title, PP_STYLE_TOTAL_TEXT, w->row + 1, w->row + (lxw_row_t)(to - from), &sum, &w->entries[from],
              to - from);
}

static void write_entries(writer *w)
{
    const lxw_row_t first = w->row;
    pp_column_sum sum = {0};
    for (size_t i = 0, next = 0; i < w->count; i++) {
        if (i == next) {
            while (next < w->count && w->entries[next].month == w->entries[i].month) {
                next++;
            }
            write_month(w, i, next);
        }
        write_entry(w, i + 1, &w->entries[i], &sum);
    }
    char title[64];
    snprintf(title, sizeof title, "合计（%zu 项）", w->count);
    write_sum(w, title, PP_STYLE_TOTAL_CENTRE, first, w->count == 0 ? first - 1 : w->row - 1, &sum, w->entries,
              w->count);
}

static void write_tail(writer *w, const pp_intention_policy *policy)
{
    pp_cells *cells = &w->book->cells;
    write_across(w,
                 "　　本次公开的采购意向是本单位政府采购工作的初步安排，具体采购项目情况以相关采购公告和采购文件为准。",
                 PP_STYLE_SENTENCE);
    write_across(w, pp_book_name(w->book), PP_STYLE_SIGNATURE);
    write_across(w, "　　　　年　　月　　日", PP_STYLE_SIGNATURE);
    if (w->left_out > 0) {
        char sum[PP_MONEY_TEXT];
        pp_money_format(w->left_out_sum.exact, PP_UNIT_WAN, PP_MONEY_GROUPED, sum);
        write_across(w,
                     pp_cells_print(cells,
                                    "注：另有 %zu 项（合计 %s 万元）以框架协议、批量集中采购等方式采购，"
                                    "按规定不公开采购意向，没有列入。",
                                    w->left_out, w->left_out_sum.overflow ? "很大金额" : sum),
                     PP_STYLE_NOTE);
    }
    if (policy != NULL) {
        write_across(w,
                     pp_cells_print(cells, "注：采购意向应在采购活动开始前至少 %d 日公开（%s）。", policy->lead_days,
                                    policy->origin.basis),
                     PP_STYLE_NOTE);
    }
}

bool pp_sheet_intention(pp_book *book, pp_error *error)
{
    writer w = {.book = book, .sheet = &book->tab[PP_SHEET_INTENTION]};
    const pp_intention_policy *policy =
        pp_policy_intention(book->policy, pp_report_region(book->report), pp_report_year(book->report));
    bool ok = false;
    w.reserved = policy != NULL && policy->reserve_column;
    pp_put_page(w.sheet);
    worksheet_set_portrait(w.sheet->xlsx);
    for (int c = 0; c < COLUMNS; c++) {
        w.at[c] = w.columns;
        if (c != RESERVED || w.reserved) {
            const double wanted = c == AMOUNT ? pp_amount_width(book->form.sum[0].exact) : 0;
            pp_put_width(w.sheet, w.columns, w.columns, wanted > HEADINGS[c].width ? wanted : HEADINGS[c].width);
            w.columns++;
        }
    }
    if (!collect(&w)) {
        pp_error_memory(error);
        goto done;
    }
    if (!pp_rows_fit(w.count + w.months + OTHER_ROWS, PP_INTENTION_SHEET, error)) {
        goto done;
    }
    write_head(&w);
    const lxw_row_t first = w.row;
    write_entries(&w);
    write_tail(&w, policy);
    worksheet_freeze_panes(w.sheet->xlsx, first, 0);
    worksheet_repeat_rows(w.sheet->xlsx, first - 1, first - 1);
    worksheet_print_area(w.sheet->xlsx, 0, 0, w.row - 1, last_column(&w));
    ok = true;
done:
    free(w.entries);
    return ok;
}
