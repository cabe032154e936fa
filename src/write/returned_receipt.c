/* The sheet 校验回执: how the plan stands, every finding with a link to its cell, the totals against the controls, and
 * what was not checked. Its texts stand in the cells themselves, so that the sender's shared texts stay as they are. */
#include "write/returned.h"

#include "base/file.h"
#include "write/cells.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER = 0, SEVERITY, RULE, PLACE, MESSAGE, ACTUAL, EXPECTED, DIFFERENCE, FIX, BASIS, COLUMNS };

static const struct {
    const char *title;
    double width;
} HEADINGS[COLUMNS] = {{"序号", 7},  {"级别", 8},  {"规则", 11}, {"位置", 36},     {"问题", 46},
                       {"实际", 14}, {"应为", 14}, {"差额", 13}, {"处理办法", 46}, {"依据", 32}};

enum { MERGE_LIMIT = 400000, TEXT = 2048 };

typedef struct writer {
    pp_receipt *receipt;
    pp_cells cells; /* only for texts */
    FILE *out;
    uint32_t row;
    /* rows whose cells from a column on are one */
    struct {
        uint32_t row;
        uint8_t first, last;
    } * merges;
    size_t merge_count, merge_room;
    uint32_t *linked; /* row of each finding with a link; 0: none */
    size_t links;
    bool failed;
} writer;

/* ---- Cells ---- */

static void begin_row(writer *w, double points)
{
    w->row++;
    if (points > 0) {
        fprintf(w->out, "<row r=\"%u\" ht=\"%.1f\" customHeight=\"1\">", w->row, points);
    } else {
        fprintf(w->out, "<row r=\"%u\">", w->row);
    }
}

static void end_row(writer *w)
{
    fputs("</row>", w->out);
}

static void put_blank(writer *w, uint32_t column, pp_receipt_style style)
{
    char name[PP_CELL_TEXT];
    fprintf(w->out, "<c r=\"%s\" s=\"%u\"/>", pp_cell_name(w->row, column + 1, name), w->receipt->styles[style]);
}

static void put_text(writer *w, uint32_t column, const char *text, pp_receipt_style style)
{
    char name[PP_CELL_TEXT];
    if (text == NULL || *text == '\0') {
        put_blank(w, column, style);
        return;
    }
    fprintf(w->out, "<c r=\"%s\" s=\"%u\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
            pp_cell_name(w->row, column + 1, name), w->receipt->styles[style]);
    pp_xml_put(w->out, pp_cells_sentence(&w->cells, text));
    fputs("</t></is></c>", w->out);
}

static void put_count(writer *w, uint32_t column, size_t count)
{
    char name[PP_CELL_TEXT];
    fprintf(w->out, "<c r=\"%s\" s=\"%u\"><v>%zu</v></c>", pp_cell_name(w->row, column + 1, name),
            w->receipt->styles[PP_RECEIPT_CENTRE], count);
}

static void put_money(writer *w, uint32_t column, pp_money amount)
{
    char name[PP_CELL_TEXT], text[PP_MONEY_TEXT];
    pp_money_format(amount, PP_UNIT_WAN, PP_MONEY_EXACT, text);
    fprintf(w->out, "<c r=\"%s\" s=\"%u\"><v>%s</v></c>", pp_cell_name(w->row, column + 1, name),
            w->receipt->styles[PP_RECEIPT_MONEY], text);
}

/* Joins the cells of the row at hand from one column to another. */
static void join(writer *w, uint32_t first, uint32_t last)
{
    if (w->merge_count == w->merge_room && w->merge_count < MERGE_LIMIT) {
        const size_t room = w->merge_room * 2 + 64;
        void *larger = realloc(w->merges, room * sizeof *w->merges);
        if (larger == NULL) {
            w->failed = true;
            return;
        }
        w->merges = larger;
        w->merge_room = room;
    }
    if (w->merge_count < w->merge_room) {
        w->merges[w->merge_count].row = w->row;
        w->merges[w->merge_count].first = (uint8_t)first;
        w->merges[w->merge_count++].last = (uint8_t)last;
    }
}

static double width_from(uint32_t first, uint32_t last)
{
    double width = 0;
    for (uint32_t c = first; c <= last; c++) {
        width += HEADINGS[c].width;
    }
    return width;
}

/* A text from a column on over the rest of the width. */
static void put_across(writer *w, uint32_t first, const char *text, pp_receipt_style style)
{
    put_text(w, first, text, style);
    for (uint32_t c = first + 1; c < COLUMNS; c++) {
        put_blank(w, c, style);
    }
    join(w, first, COLUMNS - 1);
}

/* A row with nothing but a text. */
static void put_line(writer *w, const char *text, pp_receipt_style style, double points)
{
    const double needed = pp_row_height(pp_text_lines(text, width_from(0, COLUMNS - 1)));
    begin_row(w, points > needed ? points : needed);
    put_across(w, 0, text, style);
    end_row(w);
}

/* ---- The head ---- */

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void put_head(writer *w)
{
    enum { TITLE_POINTS = 36 };
    const pp_report *report = w->receipt->report;
    const pp_plan *plan = w->receipt->plan;
    const bool failed = pp_report_count(report, PP_ERROR) > 0;
    const char *department = pp_plan_about(plan, PP_ABOUT_DEPARTMENT), *region = pp_report_region(report);
    const int year = pp_report_year(report), today = w->receipt->today;
    char when[24] = "", day[64] = "", sum[PP_MONEY_TEXT];
    size_t met = 0;
    const size_t controls = pp_report_controls(report);
    for (size_t i = 0; i < controls; i++) {
        met += pp_report_control(report, i)->met;
    }
    if (year != 0) {
        snprintf(when, sizeof when, "，%d 年", year);
    }
    if (today != 0) {
        snprintf(day, sizeof day, "　校验日期：%d 年 %d 月 %d 日", today / 10000, today / 100 % 100, today % 100);
    }
    put_line(w, failed ? "校验回执（未通过校验）" : "校验回执", failed ? PP_RECEIPT_TITLE_BAD : PP_RECEIPT_TITLE,
             TITLE_POINTS);
    put_line(w,
             pp_cells_print(&w->cells, "文件：%s%s　级别：%s%s%s%s", w->receipt->file, day,
                            pp_level_name(pp_report_level(report)), when, region == NULL ? "" : "，", or_empty(region)),
             PP_RECEIPT_CAPTION, 0);
    pp_money_format(pp_totals_all(pp_report_totals(report))->money[PP_COL_TOTAL], PP_UNIT_WAN, PP_MONEY_GROUPED, sum);
    put_line(w,
             pp_cells_print(&w->cells, "部门：%s　采购项 %zu 行，合计 %s 万元",
                            department == NULL || *department == '\0' ? "（未填）" : department, pp_plan_lines(plan),
                            sum),
             PP_RECEIPT_CAPTION, 0);
    put_line(
        w,
        pp_cells_print(&w->cells, "结果：错误 %zu 项，警告 %zu 项，提示 %zu 项；%s", pp_report_count(report, PP_ERROR),
                       pp_report_count(report, PP_WARNING), pp_report_count(report, PP_INFO),
                       controls == 0 ? "没有控制数可核对。"
                       : met == controls
                           ? pp_cells_print(&w->cells, "控制数 %zu 项全部相符。", controls)
                           : pp_cells_print(&w->cells, "控制数 %zu 项中 %zu 项不符，见问题清单之后的“控制数核对”。",
                                            controls, controls - met)),
        PP_RECEIPT_CAPTION, 0);
    put_line(
        w,
        pp_cells_print(
            &w->cells,
            "表内已标出 %zu 个单元格：红底是错误，黄底是警告，蓝底是提示；把鼠标停在格上可看批注%s。点“位置”"
            "一栏可转到该格。改好保存后，可以对这个文件再次校验、再次标注，旧的回执和标注会被替换。",
            w->receipt->marked,
            w->receipt->uncommented == 0
                ? ""
                : pp_cells_print(&w->cells, "（其中 %zu 格因批注过多只标颜色，问题见下表）", w->receipt->uncommented)),
        PP_RECEIPT_CAPTION, 0);
}

/* ---- Findings ---- */

/* Sheet, cell and heading of a place in the workbook; file and place of one elsewhere. */
static const char *place_text(writer *w, const pp_finding *finding)
{
    const pp_place *where = &finding->where;
    const bool here =
        where->sheet != NULL && where->file != NULL && strcmp(pp_base_name(where->file), w->receipt->file) == 0;
    char cell[PP_CELL_TEXT];
    pp_cell_name(where->row, where->column, cell);
    const char *row =
        *cell != '\0' || where->row == 0 ? cell : pp_cells_print(&w->cells, "第 %u 行", (unsigned)where->row);
    const char *file = here || where->file == NULL ? "" : pp_base_name(where->file);
    const char *title =
        where->title == NULL || *where->title == '\0' ? "" : pp_cells_print(&w->cells, "（%s）", where->title);
    const char *sheet = or_empty(where->sheet);
    return pp_cells_print(&w->cells, "%s%s%s%s%s%s", file, *file != '\0' && (*sheet != '\0' || *row != '\0') ? " " : "",
                          sheet, *sheet != '\0' && *row != '\0' ? "!" : "", row, title);
}

static void put_value(writer *w, uint32_t column, const char *value)
{
    pp_money amount = 0;
    if (value != NULL && pp_text_is_amount(value, &amount)) {
        put_money(w, column, amount);
    } else {
        put_text(w, column, value, PP_RECEIPT_VALUE);
    }
}

static void put_finding(writer *w, size_t index)
{
    static const pp_receipt_style STYLE[PP_SEVERITY_COUNT] = {
        [PP_INFO] = PP_RECEIPT_INFO, [PP_WARNING] = PP_RECEIPT_WARNING, [PP_ERROR] = PP_RECEIPT_ERROR};
    const pp_finding *finding = pp_report_finding(w->receipt->report, index);
    const bool here = w->receipt->linked[index];
    const bool link = here && w->links < PP_XLSX_LINK_LIMIT;
    const char *texts[COLUMNS] = {
        [PLACE] = place_text(w, finding), [MESSAGE] = finding->message, [ACTUAL] = finding->actual,
        [EXPECTED] = finding->expected,   [FIX] = finding->fix,         [BASIS] = finding->basis};
    int lines = 1;
    for (int c = 0; c < COLUMNS; c++) {
        const int needed = texts[c] == NULL ? 1 : pp_text_lines(texts[c], HEADINGS[c].width);
        lines = needed > lines ? needed : lines;
    }
    begin_row(w, pp_row_height(lines));
    w->linked[index] = link ? w->row : 0;
    w->links += link;
    put_count(w, NUMBER, index + 1);
    put_text(w, SEVERITY, pp_severity_name(finding->severity), STYLE[finding->severity]);
    put_text(w, RULE, finding->rule->id, PP_RECEIPT_CENTRE);
    put_text(w, PLACE, texts[PLACE], link ? PP_RECEIPT_LINK : PP_RECEIPT_TEXT);
    put_text(w, MESSAGE, finding->message, PP_RECEIPT_TEXT);
    put_value(w, ACTUAL, finding->actual);
    put_value(w, EXPECTED, finding->expected);
    put_value(w, DIFFERENCE, finding->difference);
    put_text(w, FIX, finding->fix, PP_RECEIPT_TEXT);
    put_text(w, BASIS, finding->basis, PP_RECEIPT_TEXT);
    end_row(w);
}

static void put_findings(writer *w)
{
    enum { OTHER_ROWS = 16 };
    const pp_report *report = w->receipt->report;
    const size_t count = pp_report_findings(report);
    const size_t room = PP_XLSX_ROW_LIMIT - OTHER_ROWS - pp_report_not_checked(report) - pp_report_controls(report);
    begin_row(w, pp_row_height(1) + 6);
    w->receipt->heading = w->row;
    for (uint32_t c = 0; c < COLUMNS; c++) {
        put_text(w, c, HEADINGS[c].title, PP_RECEIPT_HEADING);
    }
    end_row(w);
    for (size_t i = 0; i < count && i < room; i++) {
        put_finding(w, i);
    }
    if (count == 0) {
        put_line(w, "未发现问题（0 项）", PP_RECEIPT_GOOD, 0);
    } else if (count > room) {
        put_line(w,
                 pp_cells_print(&w->cells, "另有 %zu 项超出了工作表的行数，没有列出，请用 procplan check 查看全部。",
                                count - room),
                 PP_RECEIPT_BAND, 0);
    }
}

/* ---- Controls and what was not checked ---- */

/* A row of a table over the same columns as the findings: what each control is takes four of them. */
static void put_control(writer *w, const pp_control_result *result)
{
    enum { CONTROL_LAST = PLACE };
    const pp_control *control = result->control;
    const char *column = pp_control_column_title(control);
    const char *name = pp_cells_print(&w->cells, "%s%s%s%s%s", control->name, *control->key == '\0' ? "" : " ",
                                      control->key, *column == '\0' ? "" : " ", column);
    begin_row(w, pp_row_height(pp_text_lines(name, width_from(0, CONTROL_LAST))));
    put_text(w, 0, name, PP_RECEIPT_TEXT);
    for (uint32_t c = 1; c <= CONTROL_LAST; c++) {
        put_blank(w, c, PP_RECEIPT_TEXT);
    }
    join(w, 0, CONTROL_LAST);
    put_text(w, MESSAGE, control->origin, PP_RECEIPT_TEXT);
    put_money(w, ACTUAL, result->actual);
    put_money(w, EXPECTED, control->amount);
    put_money(w, DIFFERENCE, result->difference);
    put_text(w, FIX,
             !result->met                      ? (result->known ? "不符" : "计划中没有")
             : result->tail                    ? "相符（尾差）"
             : control->relation == PP_AT_MOST ? "未超过"
                                               : "相符",
             result->met ? PP_RECEIPT_GOOD : PP_RECEIPT_ERROR);
    put_text(w, BASIS, control->relation == PP_AT_MOST ? "不得超过" : "必须相等", PP_RECEIPT_CENTRE);
    end_row(w);
}

static void put_controls(writer *w)
{
    static const struct {
        uint32_t column;
        const char *title;
    } TITLES[] = {{MESSAGE, "来源"},    {ACTUAL, "计划数"}, {EXPECTED, "控制数"},
                  {DIFFERENCE, "差额"}, {FIX, "结果"},      {BASIS, "要求"}};
    const size_t count = pp_report_controls(w->receipt->report);
    if (count == 0) {
        return;
    }
    w->row++;
    put_line(w, "控制数核对（万元）", PP_RECEIPT_BAND, 0);
    begin_row(w, pp_row_height(1));
    put_text(w, 0, "控制项", PP_RECEIPT_HEADING);
    for (uint32_t c = 1; c <= PLACE; c++) {
        put_blank(w, c, PP_RECEIPT_HEADING);
    }
    join(w, 0, PLACE);
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
        put_text(w, TITLES[i].column, TITLES[i].title, PP_RECEIPT_HEADING);
    }
    end_row(w);
    for (size_t i = 0; i < count; i++) {
        put_control(w, pp_report_control(w->receipt->report, i));
    }
}

static void put_not_checked(writer *w)
{
    const size_t count = pp_report_not_checked(w->receipt->report);
    if (count == 0) {
        return;
    }
    w->row++;
    put_line(w, pp_cells_print(&w->cells, "没有校验的规则（%zu 条）", count), PP_RECEIPT_BAND, 0);
    for (size_t i = 0; i < count; i++) {
        const pp_not_checked *skipped = pp_report_not_checked_at(w->receipt->report, i);
        begin_row(w, pp_row_height(pp_text_lines(skipped->reason, width_from(PLACE, COLUMNS - 1))));
        put_count(w, NUMBER, i + 1);
        put_text(w, SEVERITY, "未校验", PP_RECEIPT_CENTRE);
        put_text(w, RULE, skipped->rule, PP_RECEIPT_CENTRE);
        put_across(w, PLACE, skipped->reason, PP_RECEIPT_TEXT);
        end_row(w);
    }
}

/* ---- The sheet ---- */

static void put_begin(writer *w, const pp_parts *parts)
{
    fprintf(w->out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"%s\" xmlns:r=\"%s\">"
            "<sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView "
            "showGridLines=\"0\" tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"6\" topLeftCell=\"A7\" "
            "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr "
            "defaultRowHeight=\"%.1f\"/><cols>",
            pp_sheet_namespace(parts), pp_office_relations(parts), pp_row_height(1));
    for (int c = 0; c < COLUMNS; c++) {
        fprintf(w->out, "<col min=\"%d\" max=\"%d\" width=\"%.2f\" customWidth=\"1\"/>", c + 1, c + 1,
                HEADINGS[c].width);
    }
    fputs("</cols><sheetData>", w->out);
}

/* 'sheet'!K17 of a finding. */
static void put_link(writer *w, const pp_finding *finding, uint32_t row)
{
    char from[PP_CELL_TEXT], to[PP_CELL_TEXT];
    const uint32_t column = finding->where.column == 0 ? 1 : finding->where.column;
    fprintf(w->out, "<hyperlink ref=\"%s\" location=\"'", pp_cell_name(row, PLACE + 1, from));
    for (const char *s = finding->where.sheet; *s != '\0'; s++) {
        const char letter[] = {*s, '\0'};
        fputs(*s == '\'' ? "'" : "", w->out);
        pp_xml_put(w->out, letter);
    }
    fprintf(w->out, "'!%s\"/>", pp_cell_name(finding->where.row, column, to));
}

static void put_end(writer *w)
{
    const size_t count = pp_report_findings(w->receipt->report);
    char first[PP_CELL_TEXT], last[PP_CELL_TEXT];
    fputs("</sheetData>", w->out);
    if (w->merge_count > 0) {
        fprintf(w->out, "<mergeCells count=\"%zu\">", w->merge_count);
        for (size_t i = 0; i < w->merge_count; i++) {
            fprintf(w->out, "<mergeCell ref=\"%s:%s\"/>",
                    pp_cell_name(w->merges[i].row, w->merges[i].first + 1u, first),
                    pp_cell_name(w->merges[i].row, w->merges[i].last + 1u, last));
        }
        fputs("</mergeCells>", w->out);
    }
    fputs(w->links > 0 ? "<hyperlinks>" : "", w->out);
    for (size_t i = 0; i < count; i++) {
        if (w->linked[i] != 0) {
            put_link(w, pp_report_finding(w->receipt->report, i), w->linked[i]);
        }
    }
    fputs(w->links > 0 ? "</hyperlinks>" : "", w->out);
    fputs(
        "<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup "
        "paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C第 &amp;P 页 共 "
        "&amp;N 页</oddFooter></headerFooter></worksheet>",
        w->out);
}

bool pp_receipt_write(pp_receipt *receipt, pp_parts *parts, pp_part *part, pp_error *error)
{
    writer w = {.receipt = receipt, .cells = {.arena = parts->arena}};
    w.linked = calloc(pp_report_findings(receipt->report) + 1, sizeof *w.linked);
    bool ok = w.linked != NULL;
    if (ok) {
        w.out = pp_parts_begin(parts, part);
        put_begin(&w, parts);
        put_head(&w);
        put_findings(&w);
        put_controls(&w);
        put_not_checked(&w);
        put_end(&w);
        ok = !w.failed && !w.cells.no_memory;
    }
    free(w.linked);
    free(w.merges);
    return ok ? pp_parts_end(parts, part, error) : pp_error_memory(error);
}
