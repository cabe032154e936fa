#include "write/cells.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MONEY_FORMAT "#,##0.00;[Red]-#,##0.00"
#define SHARE_FORMAT "0.00%"
#define EXACT_FORMAT "#,##0.00####;[Red]-#,##0.00####"
/* A blank as wide as a digit (_0) stands for the indent: LibreOffice drops the indent of a cell that differs from the
 * one before it in nothing but the number format. */
#define WITHIN_FORMAT "[Red]#,##0.00_0;-#,##0.00_0;0.00_0"
#define WITHIN_EXACT_FORMAT "[Red]#,##0.00####_0;-#,##0.00####_0;0.00_0"

enum {
    BLACK = 0x000000,
    RED = 0xC00000,
    GREEN = 0x1E6B34,
    AMBER = 0x8A5A00,
    BLUE = 0x1F4E79,
    GREY = 0x595959,
    NO_FILL = -1,
    HEADING_FILL = 0xDDE6F0,
    TOTAL_FILL = 0xF2F5F9,
    RED_FILL = 0xFBE3E1,
    AMBER_FILL = 0xFFF1CC,
    GREEN_FILL = 0xE3F1E5,
    BLUE_FILL = 0xE4EEF7,
    INPUT_FILL = 0xFFFBE0,
    MARK_RED = 0xF8CFCB, /* of cells that findings are about */
    MARK_YELLOW = 0xFFE699
};

enum { TEXT_ROW_POINTS = 16, ROW_PADDING_POINTS = 4, ROW_LIMIT_POINTS = 409 };

_Static_assert(PP_ROW_LINES *TEXT_ROW_POINTS + ROW_PADDING_POINTS <= ROW_LIMIT_POINTS, "the highest row shows them");

/* Every style as a row: what is not said here is the spreadsheet's default. */
static const struct {
    const char *font;
    double size;
    bool bold;
    int colour, fill;
    uint8_t align;
    bool border, wrap;
    const char *number;
} STYLES[PP_STYLE_COUNT_OF] = {
    [PP_STYLE_TITLE] = {"黑体", 16, true, BLACK, NO_FILL, LXW_ALIGN_CENTER, false, false, NULL},
    [PP_STYLE_MARK] = {"黑体", 14, true, RED, RED_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_CAPTION] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_LEFT, false, true, NULL},
    [PP_STYLE_CAPTION_RIGHT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, false, false, NULL},
    [PP_STYLE_HEADING] = {"宋体", 11, true, BLACK, HEADING_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_TEXT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_LEFT, true, true, NULL},
    [PP_STYLE_TEXT_GUARD] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_LEFT, true, true, "@"},
    [PP_STYLE_TEXT_TOP] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_LEFT, true, true, NULL},
    [PP_STYLE_CENTRE] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_RIGHT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, true, "@"},
    [PP_STYLE_MONEY] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, MONEY_FORMAT},
    [PP_STYLE_MONEY_EXACT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, EXACT_FORMAT},
    [PP_STYLE_WITHIN] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, WITHIN_FORMAT},
    [PP_STYLE_WITHIN_EXACT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, WITHIN_EXACT_FORMAT},
    [PP_STYLE_MONEY_DISPUTED] = {"宋体", 11, false, BLACK, AMBER_FILL, LXW_ALIGN_RIGHT, true, false, MONEY_FORMAT},
    [PP_STYLE_UNREADABLE] = {"宋体", 11, false, RED, RED_FILL, LXW_ALIGN_RIGHT, true, true, "@"},
    [PP_STYLE_NUMBER] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, NULL},
    [PP_STYLE_COUNT] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_CENTER, true, false, "#,##0"},
    [PP_STYLE_TOTAL_TEXT] = {"宋体", 11, true, BLACK, TOTAL_FILL, LXW_ALIGN_LEFT, true, true, NULL},
    [PP_STYLE_TOTAL_CENTRE] = {"宋体", 11, true, BLACK, TOTAL_FILL, LXW_ALIGN_CENTER, true, false, NULL},
    [PP_STYLE_TOTAL_MONEY] = {"宋体", 11, true, BLACK, TOTAL_FILL, LXW_ALIGN_RIGHT, true, false, MONEY_FORMAT},
    [PP_STYLE_TOTAL_EXACT] = {"宋体", 11, true, BLACK, TOTAL_FILL, LXW_ALIGN_RIGHT, true, false, EXACT_FORMAT},
    [PP_STYLE_TOTAL_COUNT] = {"宋体", 11, true, BLACK, TOTAL_FILL, LXW_ALIGN_CENTER, true, false, "#,##0"},
    [PP_STYLE_BAND] = {"宋体", 11, true, BLUE, BLUE_FILL, LXW_ALIGN_LEFT, true, false, NULL},
    [PP_STYLE_GOOD] = {"宋体", 11, false, GREEN, GREEN_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_BAD] = {"宋体", 11, true, RED, RED_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_WARN] = {"宋体", 11, false, AMBER, AMBER_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_INFO] = {"宋体", 11, false, BLUE, NO_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_LINK] = {"宋体", 11, false, BLUE, NO_FILL, LXW_ALIGN_LEFT, true, true, NULL},
    [PP_STYLE_NOTE] = {"宋体", 10, false, GREY, NO_FILL, LXW_ALIGN_LEFT, false, true, NULL},
    [PP_STYLE_SHARE] = {"宋体", 11, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, true, false, SHARE_FORMAT},
    [PP_STYLE_SENTENCE] = {"宋体", 12, false, BLACK, NO_FILL, LXW_ALIGN_LEFT, false, true, NULL},
    [PP_STYLE_SIGNATURE] = {"宋体", 12, false, BLACK, NO_FILL, LXW_ALIGN_RIGHT, false, true, NULL},
    [PP_STYLE_INPUT] = {"宋体", 11, false, BLACK, INPUT_FILL, LXW_ALIGN_LEFT, true, true, "@"},
    [PP_STYLE_INPUT_CENTRE] = {"宋体", 11, false, BLACK, INPUT_FILL, LXW_ALIGN_CENTER, true, true, NULL},
    [PP_STYLE_INPUT_MONEY] = {"宋体", 11, false, BLACK, INPUT_FILL, LXW_ALIGN_RIGHT, true, false, MONEY_FORMAT},
    [PP_STYLE_INPUT_SHARE] = {"宋体", 11, false, BLACK, INPUT_FILL, LXW_ALIGN_RIGHT, true, false, SHARE_FORMAT},
};

/* A conditional format changes font and fill, no more. False when memory is short. */
static bool make_colour(pp_cells *cells, pp_style style)
{
    lxw_format *format = workbook_add_format(cells->workbook);
    cells->colour[style] = format;
    if (format == NULL) {
        return false;
    }
    format_set_font_color(format, (lxw_color_t)STYLES[style].colour);
    format_set_bg_color(format, (lxw_color_t)STYLES[style].fill);
    return true;
}

bool pp_cells_styles(pp_cells *cells)
{
    static const int GROUNDS[] = {NO_FILL, MARK_RED, MARK_YELLOW};
    for (int each = 0; each < PP_STYLE_WITH_MARKS; each++) {
        const int s = each % PP_STYLE_COUNT_OF, mark = GROUNDS[each / PP_STYLE_COUNT_OF];
        const int fill = mark != NO_FILL ? mark : STYLES[s].fill;
        lxw_format *format = workbook_add_format(cells->workbook);
        if (format == NULL) {
            return false;
        }
        format_set_font_name(format, STYLES[s].font);
        format_set_font_size(format, STYLES[s].size);
        format_set_align(format, STYLES[s].align);
        const bool top = s == PP_STYLE_TEXT_TOP || s == PP_STYLE_TEXT_GUARD;
        format_set_align(format, top ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER);
        if (STYLES[s].bold) {
            format_set_bold(format);
        }
        if (STYLES[s].colour != BLACK) {
            format_set_font_color(format, (lxw_color_t)STYLES[s].colour);
        }
        if (fill != NO_FILL) {
            format_set_bg_color(format, (lxw_color_t)fill);
        }
        if (STYLES[s].border) {
            format_set_border(format, LXW_BORDER_THIN);
        }
        if (STYLES[s].border && STYLES[s].align == LXW_ALIGN_RIGHT && s != PP_STYLE_WITHIN &&
            s != PP_STYLE_WITHIN_EXACT) { /* figures off the border */
            format_set_indent(format, 1);
        }
        if (STYLES[s].wrap) {
            format_set_text_wrap(format);
        }
        if (STYLES[s].number != NULL) {
            format_set_num_format(format, STYLES[s].number);
        }
        if (s >= PP_STYLE_INPUT) {
            format_set_unlocked(format);
        }
        if (s == PP_STYLE_LINK) {
            format_set_underline(format, LXW_UNDERLINE_SINGLE);
        }
        cells->style[each] = format;
    }
    return make_colour(cells, PP_STYLE_GOOD) && make_colour(cells, PP_STYLE_BAD) && make_colour(cells, PP_STYLE_WARN);
}

pp_style pp_style_marked(pp_style style, bool red)
{
    return (pp_style)((int)style + (red ? 1 : 2) * PP_STYLE_COUNT_OF);
}

/* ---- Text ---- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* _x0041_: spreadsheets read it as the character of that number. */
static bool is_escape(const char *s)
{
    return s[0] == '_' && s[1] == 'x' && is_hex(s[2]) && is_hex(s[3]) && is_hex(s[4]) && is_hex(s[5]) && s[6] == '_';
}

/* Length of the character at s, 0 when it is not UTF-8 or not allowed in XML 1.0. */
static size_t allowed(const char *s, const char *end)
{
    const unsigned char c = (unsigned char)*s;
    if (c < 0x80) {
        return c >= ' ' || c == '\t' || c == '\n';
    }
    const size_t left = (size_t)(end - s) < 4 ? (size_t)(end - s) : 4;
    const size_t most = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    const size_t n = left < most ? left : most;
    if (pp_utf8_valid(s, n) != n || n != most) {
        return 0;
    }
    return c == 0xEF && memcmp(s, "\xEF\xBF\xBE", 2) == 0 && (unsigned char)s[2] >= 0xBE ? 0 : n;
}

static bool is_clean(const char *text, const char *end)
{
    for (const char *s = text; s < end;) {
        const size_t n = allowed(s, end);
        if (n == 0 || (*s == '_' && is_escape(s))) {
            return false;
        }
        s += n;
    }
    return true;
}

const char *pp_cells_clean(pp_cells *cells, const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    const size_t length = strlen(text);
    const char *end = text + length;
    if (is_clean(text, end)) {
        return text;
    }
    char *copy = length < SIZE_MAX / 4 ? pp_arena_alloc(cells->arena, length * 3 + 1) : NULL;
    if (copy == NULL) {
        cells->no_memory = true;
        return "";
    }
    char *out = copy;
    for (const char *s = text; s < end;) {
        const size_t n = allowed(s, end);
        if (n > 0) {
            memcpy(out, s, n);
            out += n;
            if (*s == '_' && is_escape(s)) { /* _x0041_ -> _x005F_x0041_ */
                memcpy(out, "x005F_", 6);
                out += 6;
            }
            s += n;
        } else if (*s == '\r') { /* a line end inside a cell is LF */
            s += s[1] == '\n' ? 2 : 1;
            *out++ = '\n';
        } else {
            memcpy(out, replacement, 3);
            out += 3;
            const unsigned char c = (unsigned char)*s;
            s += c == 0xEF && end - s >= 3 && pp_utf8_valid(s, 3) == 3 ? 3 : 1; /* U+FFFE is one character, not three */
        }
    }
    *out = '\0';
    return copy;
}

size_t pp_text_units(const char *text)
{
    size_t units = 0;
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0; /* beyond U+FFFF: two units */
    }
    return units;
}

/* The part of a text that has at most `limit` UTF-16 units. */
static size_t cut_units(const char *text, size_t limit)
{
    size_t units = 0, at = 0;
    while (text[at] != '\0') {
        const unsigned char c = (unsigned char)text[at];
        const size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        units += n == 4 ? 2 : 1;
        if (units > limit) {
            break;
        }
        at += n;
    }
    return at;
}

const char *pp_cells_sentence(pp_cells *cells, const char *text)
{
    const char *clean = pp_cells_clean(cells, text);
    if (strlen(clean) <= PP_XLSX_TEXT_LIMIT || pp_text_units(clean) <= PP_XLSX_TEXT_LIMIT) {
        return clean;
    }
    const size_t length = cut_units(clean, PP_XLSX_TEXT_LIMIT - 1);
    char *copy = pp_arena_printf(cells->arena, "%.*s…", (int)length, clean);
    cells->no_memory |= copy == NULL;
    return copy == NULL ? "" : copy;
}

const char *pp_cells_print(pp_cells *cells, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *text = pp_arena_vprintf(cells->arena, format, values);
    va_end(values);
    if (text == NULL) {
        cells->no_memory = true;
        return "";
    }
    return pp_cells_sentence(cells, text);
}

bool pp_text_needs_guard(const char *text)
{
    return *text != '\0' && strchr("=+-@", *text) != NULL;
}

bool pp_text_is_amount(const char *text, pp_money *amount)
{
    const size_t length = strlen(text);
    const char *point = strchr(text, '.');
    return length < PP_MONEY_TEXT && point != NULL && point > text && strspn(text, "-0123456789.") == length &&
           pp_money_parse(text, length, PP_UNIT_WAN, amount) == PP_MONEY_OK;
}

/* ---- Sizes ---- */

/* Columns that a character takes in 宋体, which draws punctuation such as “ and … as wide as a Chinese character. */
static int drawn_width(const char *at, size_t length, uint32_t character)
{
    if (character >= ' ' && character < 0x7F) {
        return 1;
    }
    if ((character >= 0x4E00 && character <= 0x9FFF) || (character >= 0x2010 && character <= 0x2044)) {
        return 2;
    }
    return pp_text_width(at, length);
}

int pp_drawn_width(const char *text)
{
    const char *end = text + strlen(text);
    int width = 0;
    while (text < end) {
        const char *at = text;
        const uint32_t c = pp_utf8_next(&text, end);
        width += drawn_width(at, (size_t)(text - at), c);
    }
    return width;
}

double pp_column_width(int text_width)
{
    /* A Chinese character of 11 points is 14.7 pixels wide, two digits of the unit of column widths 14. */
    return (double)text_width * 1.06 + 1.6;
}

/* Lines break between Chinese characters and at spaces, but not within words and numbers of Latin script, and closing
 * punctuation takes the character before it along. */
int pp_text_lines(const char *text, double column_width)
{
    enum {
        HALF = 100,
        LATIN = 120,
        MARGIN = 8
    }; /* hundredths of a column; one line more for five, two for thirteen, … */
    const int room = column_width > 4 ? (int)((column_width - 1.2) / 1.06 * HALF) : HALF;
    const char *end = text + strlen(text);
    int lines = 1, used = 0, word = 0; /* word: the end of `used` that cannot be broken */
    bool latin = false, open = false;
    while (text < end) {
        const char *at = text;
        const uint32_t c = pp_utf8_next(&text, end);
        if (c == '\n') {
            lines++;
            used = word = 0;
            latin = open = false;
            continue;
        }
        const int width = c < 0x80 ? LATIN : drawn_width(at, (size_t)(text - at), c) * HALF;
        const bool joins = open || pp_text_closes(c) || (latin && c > ' ' && c < 0x80);
        word = joins ? word + width : width;
        latin = c > ' ' && c < 0x80;
        open = pp_text_opens(c);
        used += width;
        if (used > room && c != ' ') {
            lines++;
            word = word > room ? width : word; /* a word longer than a line is broken after all */
            used = word;
        }
    }
    return lines + (lines + 3) / MARGIN;
}

double pp_row_height(int lines)
{
    const int points = lines * TEXT_ROW_POINTS + ROW_PADDING_POINTS;
    return points > ROW_LIMIT_POINTS ? ROW_LIMIT_POINTS : points;
}

/* ---- Writing ---- */

static void keep(pp_tab *sheet, lxw_error e)
{
    if (e != LXW_NO_ERROR) {
        sheet->cells->failed = e;
    }
}

void pp_put_blank(pp_tab *sheet, lxw_row_t row, lxw_col_t column, pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, NULL, NULL, NULL);
        return;
    }
    keep(sheet, worksheet_write_blank(sheet->xlsx, row, column, sheet->cells->style[style]));
    sheet->written++;
}

void pp_put_link(pp_tab *sheet, lxw_row_t row, lxw_col_t column, const char *target, const char *text)
{
    if (sheet->asked != NULL) {
        pp_asked_cell(sheet->asked, row, column, NULL, text, NULL);
        return;
    }
    const char *url = pp_cells_print(sheet->cells, "internal:%s", target);
    keep(sheet, worksheet_write_url_opt(sheet->xlsx, row, column, url, sheet->cells->style[PP_STYLE_LINK], text, NULL));
    sheet->written++;
}

void pp_put_across(pp_tab *sheet, lxw_row_t row, lxw_col_t first_column, lxw_col_t last_column, const char *text,
                   pp_style style)
{
    pp_put_text(sheet, row, first_column, text, style);
    for (lxw_col_t c = (lxw_col_t)(first_column + 1); c <= last_column; c++) {
        pp_put_blank(sheet, row, c, style);
    }
    pp_put_merge(sheet, row, first_column, row, last_column, text, style);
}

void pp_put_formula_across(pp_tab *sheet, lxw_row_t row, lxw_col_t first_column, lxw_col_t last_column,
                           const char *formula, const char *text, pp_style style)
{
    for (lxw_col_t c = (lxw_col_t)(first_column + 1); c <= last_column; c++) {
        pp_put_blank(sheet, row, c, style);
    }
    pp_put_merge(sheet, row, first_column, row, last_column, "", style); /* writes an empty text, replaced below */
    pp_put_text_formula(sheet, row, first_column, formula, text, style);
}

/* The library writes the cells of a merged range itself. In constant-memory mode it can do so only in the row that is
 * being written and leaves the rows above alone; therefore the caller has written them all before. */
void pp_put_merge(pp_tab *sheet, lxw_row_t first_row, lxw_col_t first_column, lxw_row_t last_row, lxw_col_t last_column,
                  const char *text, pp_style style)
{
    if (sheet->asked != NULL) {
        pp_asked_merge(sheet->asked, first_row, first_column, last_row, last_column, text);
        return;
    }
    if (first_row != last_row || first_column != last_column) {
        keep(sheet, worksheet_merge_range(sheet->xlsx, first_row, first_column, last_row, last_column, text,
                                          sheet->cells->style[style]));
    }
}

void pp_put_height(pp_tab *sheet, lxw_row_t row, double points)
{
    if (sheet->asked != NULL) {
        return;
    }
    keep(sheet, worksheet_set_row(sheet->xlsx, row, points, NULL));
}

void pp_put_width(pp_tab *sheet, lxw_col_t first, lxw_col_t last, double width)
{
    keep(sheet, worksheet_set_column(sheet->xlsx, first, last, width, NULL));
}

void pp_put_page(pp_tab *sheet)
{
    enum { A4 = 9 };
    worksheet_set_landscape(sheet->xlsx);
    worksheet_set_paper(sheet->xlsx, A4);
    worksheet_fit_to_pages(sheet->xlsx, 1, 0);
    worksheet_set_margins(sheet->xlsx, 0.5, 0.5, 0.6, 0.7); /* inches: left, right, top, bottom */
    worksheet_center_horizontally(sheet->xlsx);
    worksheet_set_default_row(sheet->xlsx, pp_row_height(1), LXW_FALSE);
    keep(sheet, worksheet_set_footer(sheet->xlsx, "&C第 &P 页 共 &N 页"));
}
