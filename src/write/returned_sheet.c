/* The sheet of the plan with marks: only the style numbers of marked cells change, cells that are empty in the file are
 * put in where they must be marked, and the drawing of comments is named. */
#include "write/returned.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 16384 };

typedef struct writer {
    const pp_returned_sheet *sheet;
    pp_parts *parts;
    pp_styles *styles;
    size_t next;          /* first cell to be marked that has not been passed */
    uint32_t row, column; /* at hand */
    uint32_t row_style;   /* what an empty cell of the row looks like, UINT32_MAX: as its column says */
    uint32_t *column_style;
    bool in_cells, behind_cells, legacy_done;
    bool dropping; /* an element of the second level */
} writer;

static const pp_returned_mark *mark_of(const writer *w, size_t cell)
{
    return &w->sheet->marks[w->sheet->cells[cell]];
}

/* Marks come in the order of rows and cells. A file whose own are not in order cannot be gone through once. */
static bool in_order(const writer *w, uint32_t row, uint32_t column)
{
    const pp_returned_mark *last = w->next == 0 ? NULL : mark_of(w, w->next - 1);
    return last == NULL || last->row < row || (last->row == row && last->column < column);
}

static void put_cell(writer *w, const pp_edit *edit, FILE *out)
{
    char name[PP_CELL_TEXT];
    const pp_returned_mark *mark = mark_of(w, w->next);
    uint32_t style = w->row_style;
    if (style == UINT32_MAX) {
        style = w->column_style[mark->column];
    }
    fprintf(out, "<%sc r=\"%s\" s=\"%u\"/>", edit->prefix, pp_cell_name(mark->row, mark->column, name),
            pp_styles_marked(w->styles, style, w->sheet->worst[w->next]));
    w->next++;
}

/* Puts in the marked cells of the row at hand that stand before a column. */
static void put_cells(writer *w, const pp_edit *edit, uint32_t before, FILE *out)
{
    while (w->next < w->sheet->cell_count && mark_of(w, w->next)->row == w->row &&
           mark_of(w, w->next)->column < before) {
        put_cell(w, edit, out);
    }
}

static bool has_marks_before(const writer *w, uint32_t row, uint32_t column)
{
    return w->next < w->sheet->cell_count && (mark_of(w, w->next)->row < row || (mark_of(w, w->next)->row == row &&
                                                                                 mark_of(w, w->next)->column < column));
}

/* Puts in the marked rows before a row, which the file does not have. */
static void put_rows(writer *w, const pp_edit *edit, uint32_t before, FILE *out)
{
    while (has_marks_before(w, before, 0)) {
        w->row = mark_of(w, w->next)->row;
        w->row_style = UINT32_MAX;
        fprintf(out, "<%srow r=\"%u\">", edit->prefix, w->row);
        put_cells(w, edit, UINT32_MAX, out);
        fprintf(out, "</%srow>", edit->prefix);
    }
}

static void on_row(writer *w, pp_edit *edit, const char **attributes)
{
    uint32_t row, style;
    size_t size;
    const char *custom = pp_attribute(attributes, "customFormat");
    row = pp_parse_number(pp_attribute(attributes, "r"), &row) ? row : w->row + 1;
    if (has_marks_before(w, row, 0)) {
        put_rows(w, edit, row, pp_edit_before(edit));
    }
    w->row = row;
    w->column = 0;
    w->row_style = custom != NULL && strcmp(custom, "0") != 0 && strcmp(custom, "false") != 0 &&
                           pp_parse_number(pp_attribute(attributes, "s"), &style)
                       ? style
                       : UINT32_MAX;
    if (has_marks_before(w, row, UINT32_MAX) && in_order(w, row, 0)) {
        /* The span may not hold any more; it only helps to load faster. */
        const pp_tag_change change = {"spans", NULL};
        const char *tag = pp_edit_tag(edit, &size);
        const bool empty = pp_edit_is_empty(edit);
        FILE *out = pp_edit_replace(edit);
        pp_tag_write(out, tag, size, &change, 1, true);
        if (empty) {
            put_cells(w, edit, UINT32_MAX, out);
            fprintf(out, "</%srow>", edit->prefix);
        }
    }
}

static void on_cell(writer *w, pp_edit *edit, const char **attributes)
{
    const char *ref = pp_attribute(attributes, "r");
    uint32_t row, column, style = 0;
    size_t size;
    char number[16];
    w->column = ref != NULL && pp_parse_cell(ref, strlen(ref), &row, &column) ? column : w->column + 1;
    (void)pp_parse_number(pp_attribute(attributes, "s"), &style);
    uint32_t now = pp_styles_restored(w->styles, style);
    if (has_marks_before(w, w->row, w->column)) {
        put_cells(w, edit, w->column, pp_edit_before(edit));
    }
    if (has_marks_before(w, w->row, w->column + 1)) {
        now = pp_styles_marked(w->styles, style, w->sheet->worst[w->next]);
        w->next++;
    } else if (!in_order(w, w->row, w->column)) {
        pp_parts_refuse(w->parts, "里的行或单元格没有按顺序排列", edit->error);
        pp_edit_stop(edit);
        return;
    }
    if (now != style) {
        const char *tag = pp_edit_tag(edit, &size);
        snprintf(number, sizeof number, "%u", now);
        pp_tag_write(pp_edit_replace(edit), tag, size, &(pp_tag_change){"s", number}, 1, false);
    }
}

static void on_column(writer *w, const char **attributes)
{
    uint32_t first, last, style;
    if (pp_parse_number(pp_attribute(attributes, "min"), &first) &&
        pp_parse_number(pp_attribute(attributes, "max"), &last) &&
        pp_parse_number(pp_attribute(attributes, "style"), &style)) {
        for (uint32_t c = first; c <= last && c <= COLUMNS; c++) {
            w->column_style[c] = style;
        }
    }
}

/* ---- The drawing of comments ---- */

/* Of the children of the sheet, those that stand behind that drawing. */
static bool follows_drawing(const char *name)
{
    static const char *const AFTER[] = {"legacyDrawingHF", "drawingHF",       "picture",    "oleObjects",
                                        "controls",        "webPublishItems", "tableParts", "extLst"};
    for (size_t i = 0; i < sizeof AFTER / sizeof AFTER[0]; i++) {
        if (strcmp(name, AFTER[i]) == 0) {
            return true;
        }
    }
    return strchr(name, ':') != NULL; /* mc:AlternateContent around one of them */
}

static void put_drawing(writer *w, const pp_edit *edit, FILE *out)
{
    fprintf(out, "<%slegacyDrawing xmlns:r=\"%s\" r:id=\"%s\"/>", edit->prefix, pp_office_relations(w->parts),
            w->sheet->new_legacy);
    w->legacy_done = true;
}

static void on_child(writer *w, pp_edit *edit, const char *name)
{
    w->in_cells = strcmp(name, "sheetData") == 0;
    if (w->in_cells) {
        w->behind_cells = true;
        if (pp_edit_is_empty(edit) && w->sheet->cell_count > 0) {
            size_t size;
            const char *tag = pp_edit_tag(edit, &size);
            FILE *out = pp_edit_replace(edit);
            pp_tag_write(out, tag, size, NULL, 0, true);
            put_rows(w, edit, UINT32_MAX, out);
            fprintf(out, "</%ssheetData>", edit->prefix);
        }
        return;
    }
    if (strcmp(name, "legacyDrawing") == 0 && w->sheet->drop_legacy) {
        w->dropping = true;
        pp_edit_drop(edit, pp_edit_at(edit));
    } else if (w->sheet->new_legacy != NULL && !w->legacy_done && w->behind_cells && follows_drawing(name)) {
        put_drawing(w, edit, pp_edit_before(edit));
    }
}

/* The receipt is the sheet that is open: two would be edited at once. */
static void on_view(pp_edit *edit, const char **attributes)
{
    const char *window = pp_attribute(attributes, "workbookViewId");
    size_t size;
    if (pp_attribute(attributes, "tabSelected") != NULL && (window == NULL || strcmp(window, "0") == 0)) {
        const char *tag = pp_edit_tag(edit, &size);
        pp_tag_write(pp_edit_replace(edit), tag, size, &(pp_tag_change){"tabSelected", NULL}, 1, false);
    }
}

static void on_start(pp_edit *edit, const char *name, const char **attributes)
{
    writer *w = edit->context;
    if (edit->depth == 2) {
        on_child(w, edit, name);
    } else if (edit->depth == 3 && w->in_cells && strcmp(name, "row") == 0) {
        on_row(w, edit, attributes);
    } else if (edit->depth == 4 && w->in_cells && strcmp(name, "c") == 0) {
        on_cell(w, edit, attributes);
    } else if (edit->depth == 3 && strcmp(name, "col") == 0) {
        on_column(w, attributes);
    } else if (edit->depth == 3 && strcmp(name, "sheetView") == 0) {
        on_view(edit, attributes);
    }
}

static void on_end(pp_edit *edit, const char *name)
{
    writer *w = edit->context;
    if (edit->depth == 3 && w->in_cells && strcmp(name, "row") == 0 && has_marks_before(w, w->row, UINT32_MAX)) {
        put_cells(w, edit, UINT32_MAX, pp_edit_before(edit));
    } else if (edit->depth == 2 && w->in_cells && has_marks_before(w, UINT32_MAX, 0)) {
        put_rows(w, edit, UINT32_MAX, pp_edit_before(edit));
    } else if (edit->depth == 2 && w->dropping) {
        w->dropping = false;
        pp_edit_resume(edit, pp_edit_behind(edit));
    } else if (edit->depth == 1 && w->sheet->new_legacy != NULL && !w->legacy_done) {
        put_drawing(w, edit, pp_edit_before(edit));
    }
    w->in_cells = w->in_cells && edit->depth != 2;
}

bool pp_returned_sheet_write(const pp_returned_sheet *sheet, pp_parts *parts, pp_styles *styles, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_start, .end = on_end};
    writer w = {.sheet = sheet, .parts = parts, .styles = styles, .row_style = UINT32_MAX};
    w.column_style = calloc(COLUMNS + 1, sizeof *w.column_style);
    if (w.column_style == NULL) {
        return pp_error_memory(error);
    }
    bool ok = pp_parts_edit(parts, sheet->sheet->part, &handlers, &w, error);
    if (ok && w.next < sheet->cell_count) {
        ok = pp_parts_refuse(parts, "里缺少单元格数据", error);
    }
    free(w.column_style);
    return ok;
}
