/* The fill-in workbook: the form of 政府采购预算表 and the further columns, empty, with drop-downs, sums and rules for
 * what may be typed. */
#include "write/template.h"

#include "model/plan.h"
#include "write/save.h"

#include <stdio.h>
#include <string.h>

enum { TITLE_ROW = 0, ENTRY_ROW = 1, HEADING_ROW = 2, HEADING_ROWS = 3, TOTAL_ROW = 5, FIRST_ROW = 6 };

/* The columns of the form, from A on. */
enum {
    UNIT,
    FUNCTION,
    ITEM,
    KIND,
    TOTAL,
    SUBTOTAL,
    GENERAL,
    GOVERNMENT_FUND,
    STATE_CAPITAL,
    SPECIAL_ACCOUNT,
    OWN,
    CARRYOVER,
    RESERVE,
    MICRO,
    MODE,
    REASON,
    METHOD,
    ORGANISATION,
    WHEN,
    MEASURE,
    QUANTITY,
    PRICE,
    PROJECT,
    BRIEF,
    NOTE,
    COLUMN_COUNT
};

#define NO_LIST PP_LIST_COUNT

/* What each column shows and takes. */
static const struct {
    char *title;
    int width;
    pp_style style;
    pp_list list;
    char *prompt; /* shown when the cell is chosen */
} COLUMNS[COLUMN_COUNT] = {
    [UNIT] = {"预算单位", 22, PP_STYLE_INPUT, NO_LIST, NULL},
    [FUNCTION] = {"功能科目编码及名称", 24, PP_STYLE_INPUT, NO_LIST, "七位编码加名称，如：[2010301]行政运行"},
    [ITEM] = {"采购品目", 44, PP_STYLE_INPUT, NO_LIST,
              "到“" PP_ITEMS_SHEET "”里查到后整格复制过来，如：[A02010105]台式计算机"},
    [KIND] = {"采购类别", 11, PP_STYLE_CENTRE, PP_LIST_KIND, NULL},
    [TOTAL] = {"合计", 13, PP_STYLE_MONEY, NO_LIST, NULL},
    [SUBTOTAL] = {"小计", 13, PP_STYLE_MONEY, NO_LIST, NULL},
    [GENERAL] = {"一般公共预算", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [GOVERNMENT_FUND] = {"政府性基金预算", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [STATE_CAPITAL] = {"国有资本经营预算", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [SPECIAL_ACCOUNT] = {"财政专户管理资金", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [OWN] = {"单位资金", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [CARRYOVER] = {"上年结转", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [RESERVE] = {"中小企业预留份额", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [MICRO] = {"其中小微企业（万元）", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [MODE] = {"预留方式", 14, PP_STYLE_INPUT, PP_LIST_MODE, NULL},
    [REASON] = {"不预留理由", 26, PP_STYLE_INPUT, PP_LIST_CASE, NULL},
    [METHOD] = {"采购方式", 14, PP_STYLE_INPUT, PP_LIST_METHOD, NULL},
    [ORGANISATION] = {"采购组织形式", 14, PP_STYLE_INPUT, PP_LIST_ORGANISATION, NULL},
    [WHEN] = {"预计采购时间", 14, PP_STYLE_INPUT, PP_LIST_MONTH, NULL},
    [MEASURE] = {"计量单位", 10, PP_STYLE_INPUT, NO_LIST, NULL},
    [QUANTITY] = {"数量", 10, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [PRICE] = {"单价（元）", 13, PP_STYLE_INPUT_MONEY, NO_LIST, NULL},
    [PROJECT] = {"预算项目", 20, PP_STYLE_INPUT, NO_LIST, NULL},
    [BRIEF] = {"采购需求概况", 30, PP_STYLE_INPUT, NO_LIST, NULL},
    [NOTE] = {"备注", 20, PP_STYLE_INPUT, NO_LIST, NULL},
};

/* Titles that stand over several columns, in the rows of the heading (from 0). */
static const struct {
    int row, first, last;
    const char *title;
} BANDS[] = {{0, TOTAL, CARRYOVER, "资金来源（万元）"}, {1, SUBTOTAL, STATE_CAPITAL, "财政拨款"}};

/* What may be typed: the formula is true of it. Row # is that of the first line; the spreadsheet moves it along. */
static const struct {
    int first, last;
    char *formula, *title, *message;
} RULES[] = {
    {GENERAL, CARRYOVER, "=AND(ISNUMBER(G#),G#>=0,ROUND(G#,6)=G#)", "金额不对",
     "这里填以万元为单位的数，不能为负数，最多六位小数，后面不写单位。没有就留空。"},
    {RESERVE, RESERVE, "=AND(ISNUMBER(M#),M#>=0,ROUND(M#,6)=M#,OR(E#=\"\",M#<=E#))", "预留份额不对",
     "预留份额是以万元为单位的数，不能为负数，也不能超过这一行的合计，最多六位小数。"},
    {MICRO, MICRO, "=AND(ISNUMBER(N#),N#>=0,ROUND(N#,6)=N#,OR(M#=\"\",N#<=M#))", "金额不对",
     "面向小微企业的部分是以万元为单位的数，不能为负数，也不能超过左边的中小企业预留份额，最多六位小数。"},
    {QUANTITY, QUANTITY, "=AND(ISNUMBER(U#),U#>0,ROUND(U#,6)=U#)", "数量不对",
     "数量是大于 0 的数，计量单位写在左边一栏。"},
    {PRICE, PRICE, "=AND(ISNUMBER(V#),V#>=0,ROUND(V#,2)=V#)", "单价不对",
     "单价以元为单位，不能为负数，最多两位小数，后面不写单位。"},
};

/* What turns red when it is wrong in spite of the rules, because it was pasted or something else was changed later. */
static const struct {
    int column;
    const char *formula;
} ALARMS[] = {
    {KIND, "=$D#=\"品目不存在\""},
    {ITEM, "=OR($D#=\"品目不存在\",AND($C#=\"\",N($E#)<>0))"},
    {RESERVE, "=AND(ISNUMBER($M#),N($M#)>N($E#))"},
    {MICRO, "=AND(ISNUMBER($N#),N($N#)>N($M#))"},
};

enum { FORMULA_TEXT = 512 };

static lxw_row_t last_row(const pp_template *t)
{
    return FIRST_ROW + (lxw_row_t)t->options->rows - 1;
}

/* ---- Above the lines ---- */

static void entry(pp_tab *sheet, lxw_col_t column, lxw_col_t last, const char *title, const char *value)
{
    pp_put_text(sheet, ENTRY_ROW, column, title, PP_STYLE_CAPTION_RIGHT);
    for (lxw_col_t c = (lxw_col_t)(column + 1); c <= last; c++) {
        if (c == column + 1 && value != NULL) {
            pp_put_text(sheet, ENTRY_ROW, c, pp_cells_sentence(sheet->cells, value), PP_STYLE_INPUT);
        } else {
            pp_put_blank(sheet, ENTRY_ROW, c, PP_STYLE_INPUT);
        }
    }
    pp_put_merge(sheet, ENTRY_ROW, (lxw_col_t)(column + 1), ENTRY_ROW, last,
                 value == NULL ? "" : pp_cells_sentence(sheet->cells, value), PP_STYLE_INPUT);
}

static void head(pp_template *t)
{
    pp_tab *sheet = &t->form;
    const int year = t->options->year;
    pp_put_height(sheet, TITLE_ROW, 36);
    pp_put_across(sheet, TITLE_ROW, 0, RESERVE, PP_FORM_SHEET "（填报）", PP_STYLE_TITLE);
    pp_put_height(sheet, ENTRY_ROW, 24);
    entry(sheet, UNIT, ITEM, "部门名称：", t->options->department);
    entry(sheet, KIND, SUBTOTAL, "年度：", year == 0 ? NULL : pp_cells_print(sheet->cells, "%d", year));
    entry(sheet, GENERAL, STATE_CAPITAL, "地区：", t->options->region);
    pp_put_across(sheet, ENTRY_ROW, OWN, RESERVE, "金额单位：万元", PP_STYLE_CAPTION_RIGHT);
}

/* Which rows of the heading the column's own title spans: from the first one without a title over it. */
static int title_row(int column)
{
    int row = 0;
    for (size_t b = 0; b < sizeof BANDS / sizeof BANDS[0]; b++) {
        row += column >= BANDS[b].first && column <= BANDS[b].last;
    }
    return row;
}

static const char *band_title(int row, int column)
{
    for (size_t b = 0; b < sizeof BANDS / sizeof BANDS[0]; b++) {
        if (BANDS[b].row == row && BANDS[b].first == column) {
            return BANDS[b].title;
        }
    }
    return NULL;
}

static void heading(pp_tab *sheet)
{
    for (int row = 0; row < HEADING_ROWS; row++) {
        pp_put_height(sheet, (lxw_row_t)(HEADING_ROW + row), row == HEADING_ROWS - 1 ? 36 : 22);
        for (int c = 0; c < COLUMN_COUNT; c++) {
            const char *title = title_row(c) == row ? COLUMNS[c].title : band_title(row, c);
            if (title != NULL) {
                pp_put_text(sheet, (lxw_row_t)(HEADING_ROW + row), (lxw_col_t)c, title, PP_STYLE_HEADING);
            } else {
                pp_put_blank(sheet, (lxw_row_t)(HEADING_ROW + row), (lxw_col_t)c, PP_STYLE_HEADING);
            }
        }
    }
    for (size_t b = 0; b < sizeof BANDS / sizeof BANDS[0]; b++) {
        const lxw_row_t row = (lxw_row_t)(HEADING_ROW + BANDS[b].row);
        pp_put_merge(sheet, row, (lxw_col_t)BANDS[b].first, row, (lxw_col_t)BANDS[b].last, BANDS[b].title,
                     PP_STYLE_HEADING);
    }
    for (int c = 0; c < COLUMN_COUNT; c++) {
        pp_put_merge(sheet, (lxw_row_t)(HEADING_ROW + title_row(c)), (lxw_col_t)c, HEADING_ROW + HEADING_ROWS - 1,
                     (lxw_col_t)c, COLUMNS[c].title, PP_STYLE_HEADING);
    }
}

static void totals(const pp_template *t, pp_tab *sheet)
{
    for (int c = 0; c < COLUMN_COUNT; c++) {
        char formula[FORMULA_TEXT];
        if (c < TOTAL || c > MICRO) {
            pp_put_text(sheet, TOTAL_ROW, (lxw_col_t)c, c == UNIT ? "合计" : "", PP_STYLE_TOTAL_TEXT);
            continue;
        }
        snprintf(formula, sizeof formula, "=ROUND(SUM(%c%d:%c%u),6)", 'A' + c, FIRST_ROW + 1, 'A' + c, last_row(t) + 1);
        pp_put_formula(sheet, TOTAL_ROW, (lxw_col_t)c, formula, 0, PP_STYLE_TOTAL_MONEY);
    }
}

/* ---- Lines ---- */

/* What a cell of a line works out by itself; "" when it is for input. An empty row shows nothing. The kind is found by
 * the code, with or without the name behind it. */
static void line_formula(const pp_template *t, int column, lxw_row_t row, char out[FORMULA_TEXT])
{
    char codes[96], kinds[96];
    const unsigned n = row + 1;
    out[0] = '\0';
    if (column == SUBTOTAL) {
        snprintf(out, FORMULA_TEXT, "=IF(COUNT(G%u:I%u)=0,\"\",ROUND(SUM(G%u:I%u),6))", n, n, n, n);
    } else if (column == TOTAL) {
        snprintf(out, FORMULA_TEXT, "=IF(COUNT(F%u,J%u:L%u)=0,\"\",ROUND(SUM(F%u,J%u:L%u),6))", n, n, n, n, n, n);
    } else if (column == KIND) {
        pp_template_items_range(t, PP_ITEMS_CODE, codes);
        pp_template_items_range(t, PP_ITEMS_KIND, kinds);
        snprintf(out, FORMULA_TEXT,
                 "=IF(TRIM(C%u)=\"\",\"\",IFERROR(INDEX(%s,MATCH(MID(TRIM(C%u),IF(LEFT(TRIM(C%u),1)=\"[\",2,1),9),%s,0)"
                 "),\"品目不存在\"))",
                 n, kinds, n, n, codes);
    }
}

static void line(const pp_template *t, pp_tab *sheet, lxw_row_t row)
{
    for (int c = 0; c < COLUMN_COUNT; c++) {
        char formula[FORMULA_TEXT];
        line_formula(t, c, row, formula);
        if (formula[0] == '\0') {
            pp_put_blank(sheet, row, (lxw_col_t)c, COLUMNS[c].style);
        } else {
            pp_put_text_formula(sheet, row, (lxw_col_t)c, formula, "", COLUMNS[c].style);
        }
    }
}

/* ---- What may be typed ---- */

static void keep(pp_tab *sheet, lxw_error e)
{
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
}

/* The formula for the first line. */
static char *for_first_line(const char *formula, char out[FORMULA_TEXT])
{
    size_t used = 0;
    for (; *formula != '\0' && used < FORMULA_TEXT - 2; formula++) {
        out[used++] = *formula == '#' ? (char)('0' + FIRST_ROW + 1) : *formula;
    }
    out[used] = '\0';
    return out;
}

_Static_assert(FIRST_ROW + 1 < 10, "its number is one digit");

static void rules(const pp_template *t, pp_tab *sheet)
{
    for (size_t r = 0; r < sizeof RULES / sizeof RULES[0]; r++) {
        char formula[FORMULA_TEXT];
        lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
                                    .value_formula = for_first_line(RULES[r].formula, formula),
                                    .error_title = RULES[r].title,
                                    .error_message = RULES[r].message};
        keep(sheet, worksheet_data_validation_range(sheet->xlsx, FIRST_ROW, (lxw_col_t)RULES[r].first, last_row(t),
                                                    (lxw_col_t)RULES[r].last, &rule));
    }
    lxw_data_validation year = {.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA,
                                .value_formula = "=AND(VALUE(E2)>=2000,VALUE(E2)<=2099,INT(VALUE(E2))=VALUE(E2))",
                                .error_title = "年度不对",
                                .error_message = "年度写四位数的年份，如 2025，后面不写“年”。"};
    keep(sheet, worksheet_data_validation_cell(sheet->xlsx, ENTRY_ROW, KIND + 1, &year));
}

static void alarms(const pp_template *t, pp_tab *sheet)
{
    for (size_t a = 0; a < sizeof ALARMS / sizeof ALARMS[0]; a++) {
        char formula[FORMULA_TEXT];
        lxw_conditional_format format = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                         .value_string = for_first_line(ALARMS[a].formula, formula),
                                         .format = sheet->cells->colour[PP_STYLE_BAD]};
        keep(sheet, worksheet_conditional_format_range(sheet->xlsx, FIRST_ROW, (lxw_col_t)ALARMS[a].column, last_row(t),
                                                       (lxw_col_t)ALARMS[a].column, &format));
    }
}

static void choices(pp_template *t, pp_tab *sheet)
{
    char range[96];
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (COLUMNS[c].list != NO_LIST) {
            pp_lists_offer(&t->book, sheet, COLUMNS[c].list, FIRST_ROW, (lxw_col_t)c, last_row(t), (lxw_col_t)c);
        }
    }
    pp_template_items_range(t, PP_ITEMS_BOTH, range);
    pp_put_choices(sheet, range, COLUMNS[ITEM].title, COLUMNS[ITEM].prompt, FIRST_ROW, ITEM, last_row(t), ITEM);
    lxw_data_validation hint = {.validate = LXW_VALIDATION_TYPE_ANY,
                                .input_title = COLUMNS[FUNCTION].title,
                                .input_message = COLUMNS[FUNCTION].prompt};
    keep(sheet, worksheet_data_validation_range(sheet->xlsx, FIRST_ROW, FUNCTION, last_row(t), FUNCTION, &hint));
}

static void form(pp_template *t)
{
    pp_tab *sheet = &t->form;
    pp_put_page(sheet);
    for (int c = 0; c < COLUMN_COUNT; c++) {
        pp_put_width(sheet, (lxw_col_t)c, (lxw_col_t)c, pp_column_width(COLUMNS[c].width));
    }
    head(t);
    heading(sheet);
    totals(t, sheet);
    for (lxw_row_t row = FIRST_ROW; row <= last_row(t); row++) {
        line(t, sheet, row);
    }
    rules(t, sheet);
    alarms(t, sheet);
    choices(t, sheet);
    worksheet_freeze_panes(sheet->xlsx, FIRST_ROW, KIND);
    worksheet_repeat_rows(sheet->xlsx, HEADING_ROW, HEADING_ROW + HEADING_ROWS - 1);
    worksheet_print_area(sheet->xlsx, 0, 0, last_row(t), RESERVE);
}

/* ---- The workbook ---- */

static bool add_sheet(pp_template *t, pp_tab *sheet, const char *name)
{
    pp_cells *cells = &t->book.cells;
    *sheet = (pp_tab){.cells = cells, .xlsx = workbook_add_worksheet(cells->workbook, name)};
    return sheet->xlsx != NULL;
}

/* Adds the sheets and fills them (pp_save_fill_fn). */
static bool fill(void *context, size_t *written, size_t *sheets, pp_error *error)
{
    pp_template *t = context;
    pp_cells *cells = &t->book.cells;
    lxw_doc_properties properties = {
        .title = PP_FORM_SHEET "填报表", .category = "政府采购", .created = pp_save_moment()};
    if (!pp_cells_styles(cells) || !add_sheet(t, &t->guide, PP_GUIDE_SHEET) || !add_sheet(t, &t->form, PP_FORM_SHEET) ||
        !add_sheet(t, &t->items, PP_ITEMS_SHEET) || !add_sheet(t, &t->book.lists, PP_LISTS_SHEET)) {
        return pp_error_memory(error);
    }
    keep(&t->form, workbook_set_properties(cells->workbook, &properties));
    pp_template_settle_items(t);
    pp_template_guide(t);
    form(t);
    pp_template_items(t);
    pp_sheet_lists(&t->book);
    worksheet_hide(t->book.lists.xlsx);
    const pp_tab *const order[] = {&t->guide, &t->form, &t->items, &t->book.lists};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        written[(*sheets)++] = order[i]->written;
    }
    return true;
}

bool pp_write_template(const pp_catalog *catalog, const pp_policy *policy, const char *path,
                       const pp_template_options *options, pp_error *error)
{
    pp_template t = {
        .book = {.policy = policy, .months = true, .year = options->year}, .catalog = catalog, .options = options};
    const lxw_workbook_options library = {0};
    if (options->rows < 1 || options->rows > PP_TEMPLATE_ROWS) {
        return pp_error_set(error, PP_ERROR_USAGE, "填报表的行数要在 1 到 %d 之间。", PP_TEMPLATE_ROWS);
    }
    t.book.cells.arena = pp_arena_new();
    if (t.book.cells.arena == NULL) {
        return pp_error_memory(error);
    }
    const bool ok = pp_save_workbook(&t.book.cells, &library, path, fill, &t, error);
    pp_arena_free(t.book.cells.arena);
    return ok;
}
