/* The first look at a sheet: which cells the marks stand on, and what is there already. */
#include "write/returned.h"

#include <stdlib.h>
#include <string.h>

/* Merged cells times marks that are compared at most: overlapping merges are none of a real workbook. */
#define MERGE_STEPS 100000000u

typedef struct scan {
    pp_returned_sheet *sheet;
    pp_styles const *styles;
    pp_parts *parts;
    uint32_t row, column; /* at hand */
    size_t next;          /* first mark whose row has not been passed */
    uint64_t steps;
    bool in_cells, content;
} scan;

static int by_place(const void *a, const void *b)
{
    const pp_returned_mark *x = a, *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return (x->finding > y->finding) - (x->finding < y->finding);
}

/* The marks of a row begin here. */
static size_t first_of_row(const pp_returned_sheet *sheet, uint32_t row)
{
    size_t low = 0, high = sheet->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sheet->marks[middle].place_row < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Marks inside the merged cell go to its first cell, the only one that is seen. */
static void merge(scan *s, pp_edit *edit, const char *ref)
{
    uint32_t row1, column1, row2, column2;
    const char *colon = ref == NULL ? NULL : strchr(ref, ':');
    if (colon == NULL || !pp_parse_cell(ref, (size_t)(colon - ref), &row1, &column1) ||
        !pp_parse_cell(colon + 1, strlen(colon + 1), &row2, &column2)) {
        return;
    }
    for (size_t i = first_of_row(s->sheet, row1); i < s->sheet->count; i++) {
        pp_returned_mark *mark = &s->sheet->marks[i];
        if (mark->place_row > row2) {
            break;
        }
        if (mark->place_column >= column1 && mark->place_column <= column2) {
            mark->row = row1;
            mark->column = column1;
        }
        s->steps++;
    }
    if (s->steps > MERGE_STEPS) {
        pp_parts_refuse(s->parts, "里的合并单元格多得不合理", edit->error);
        pp_edit_stop(edit);
    }
}

/* The row's first cell with content takes the marks that are about the row as a whole. */
static void take_row_marks(scan *s)
{
    for (size_t i = first_of_row(s->sheet, s->row);
         i < s->sheet->count && s->sheet->marks[i].place_row == s->row && s->sheet->marks[i].place_column == 0; i++) {
        if (s->sheet->marks[i].column == 0) {
            s->sheet->marks[i].column = s->column;
        }
    }
}

static void on_cell(scan *s, const char **attributes)
{
    const char *ref = pp_attribute(attributes, "r");
    uint32_t row, column, style = 0;
    s->column = ref != NULL && pp_parse_cell(ref, strlen(ref), &row, &column) ? column : s->column + 1;
    s->content = false;
    if (s->styles->has_marks && pp_parse_number(pp_attribute(attributes, "s"), &style)) {
        s->sheet->coloured |= style < s->styles->list[PP_STYLE_XFS].old && s->styles->own[style];
    }
}

static void on_start(pp_edit *edit, const char *name, const char **attributes)
{
    scan *s = edit->context;
    if (edit->depth == 2) {
        s->in_cells = strcmp(name, "sheetData") == 0;
        if (s->in_cells && s->sheet->count == 0 && !s->styles->has_marks) {
            pp_edit_finish(edit); /* nothing below is of interest */
            return;
        }
        const char *id = pp_attribute_any(attributes, "id");
        if (strcmp(name, "legacyDrawing") == 0 && id != NULL && s->sheet->legacy == NULL) {
            s->sheet->legacy = strdup(id);
            if (s->sheet->legacy == NULL) {
                pp_error_memory(edit->error);
                pp_edit_stop(edit);
            }
        }
    } else if (edit->depth == 3 && s->in_cells && strcmp(name, "row") == 0) {
        uint32_t row;
        s->row = pp_parse_number(pp_attribute(attributes, "r"), &row) ? row : s->row + 1;
        s->column = 0;
    } else if (edit->depth == 4 && s->in_cells && strcmp(name, "c") == 0) {
        on_cell(s, attributes);
    } else if (edit->depth == 5 && s->in_cells && !s->content && s->sheet->count > 0) {
        s->content = true;
        take_row_marks(s);
    } else if (edit->depth == 3 && strcmp(name, "sheetView") == 0) {
        const char *selected = pp_attribute(attributes, "tabSelected");
        s->sheet->selected |= selected != NULL && (strcmp(selected, "1") == 0 || strcmp(selected, "true") == 0);
    } else if (edit->depth == 3 && strcmp(name, "mergeCell") == 0) {
        merge(s, edit, pp_attribute(attributes, "ref"));
    }
}

/* Lists the cells and the worst that stands on each. */
static bool list_cells(pp_returned_sheet *sheet, const pp_report *report)
{
    sheet->cells = malloc((sheet->count + 1) * sizeof *sheet->cells);
    sheet->worst = malloc((sheet->count + 1) * sizeof *sheet->worst);
    if (sheet->cells == NULL || sheet->worst == NULL) {
        return false;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        const pp_returned_mark *mark = &sheet->marks[i];
        const pp_severity severity = pp_report_finding(report, mark->finding)->severity;
        if (i == 0 || mark[-1].row != mark->row || mark[-1].column != mark->column) {
            sheet->worst[sheet->cell_count] = severity;
            sheet->cells[sheet->cell_count++] = i;
        } else if (severity > sheet->worst[sheet->cell_count - 1]) {
            sheet->worst[sheet->cell_count - 1] = severity;
        }
    }
    sheet->cells[sheet->cell_count] = sheet->count;
    return true;
}

bool pp_returned_scan(pp_returned_sheet *sheet, pp_parts *parts, const pp_styles *styles, const pp_report *report,
                      pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_start};
    scan s = {.sheet = sheet, .styles = styles, .parts = parts};
    qsort(sheet->marks, sheet->count, sizeof *sheet->marks, by_place);
    if (!pp_parts_look(parts, sheet->sheet->part, &handlers, &s, error)) {
        return false;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        sheet->marks[i].column += sheet->marks[i].column == 0;
    }
    qsort(sheet->marks, sheet->count, sizeof *sheet->marks, by_place);
    return list_cells(sheet, report) || pp_error_memory(error);
}

void pp_returned_sheet_free(pp_returned_sheet *sheet)
{
    free(sheet->marks);
    free(sheet->cells);
    free(sheet->worst);
    free(sheet->legacy);
}
