/* Cells of the workbook. What stands in one, and what it is made of, is asked of the writers of the sheets: the answer
 * cannot differ from the file. */
#include "write/explain.h"

#include "base/text.h"
#include "model/plan.h"
#include "write/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Addresses ---- */

/* Reads D6 or $D$6, of either width and case. False when it is no cell. */
static bool parse_cell(const char *text, size_t length, pp_asked *out)
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
    pp_asked unused;
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

static bool parse(pp_explainer *x, const char *text, pp_asked *out)
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

const char *pp_explain_say_cell(pp_explainer *x, pp_sheet sheet, lxw_row_t row, lxw_col_t column)
{
    char name[PP_CELL_TEXT];
    pp_cell_name(row + 1, column + 1u, name);
    return pp_explain_print(x, "%s!%s", pp_sheet_describe(sheet)->name, name);
}

/* ---- The cell ---- */

bool pp_explain_cell(pp_explainer *x, const char *text)
{
    pp_explanation *e = x->result;
    pp_asked asked = {.arena = x->arena};
    pp_error error = {0};
    if (!parse(x, text, &asked)) {
        return false;
    }
    if (!pp_book_ask(x->plan, x->report, &asked, &error)) {
        if (x->error != NULL) {
            *x->error = error;
        }
        return false;
    }
    e->cell = pp_explain_say_cell(x, asked.sheet, asked.row, asked.column);
    if (!asked.written) {
        return pp_error_set(x->error, PP_ERROR_USAGE, "这次没有政策参数，工作簿里没有“%s”这张表。",
                            pp_sheet_describe(asked.sheet)->name);
    }
    if (asked.sheet != PP_SHEET_FORM && !asked.found) {
        return pp_error_set(x->error, PP_ERROR_USAGE, "%s 是空的，那里没有内容。", e->cell);
    }
    e->formula = asked.formula;
    if (asked.sheet != PP_SHEET_FORM) {
        pp_explain_told(x, &asked);
    } else if (!pp_explain_form(x, &asked)) {
        return false;
    }
    if (asked.text != NULL && (e->text == NULL || asked.sheet != PP_SHEET_FORM)) {
        e->text = asked.text;
    } else if (e->text == NULL && !e->known && asked.is_number) {
        e->text = pp_explain_print(x, "%.2f", asked.number);
    }
    return true;
}
