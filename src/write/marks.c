#include "write/marks.h"

#include <stdlib.h>

static int by_place(const void *a, const void *b)
{
    const pp_mark *x = a, *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    return (x->finding > y->finding) - (x->finding < y->finding);
}

static bool is_marked(const pp_book *book, const pp_finding *finding)
{
    return finding->severity >= PP_WARNING && finding->line >= 0 && (size_t)finding->line < pp_plan_lines(book->plan);
}

static bool same_cell(const pp_mark *a, const pp_mark *b)
{
    return a->row == b->row && a->column == b->column;
}

bool pp_marks_find(const pp_book *book, pp_marks *marks)
{
    const size_t findings = pp_report_findings(book->report);
    *marks = (pp_marks){.all = malloc((findings + 1) * sizeof *marks->all)};
    if (marks->all == NULL) {
        return false;
    }
    for (size_t i = 0; book->form.marked && i < findings; i++) {
        const pp_finding *finding = pp_report_finding(book->report, i);
        if (is_marked(book, finding)) {
            pp_mark *mark = &marks->all[marks->count++];
            mark->finding = i;
            pp_form_where(&book->form, (size_t)finding->line, finding->column, &mark->row, &mark->column);
        }
    }
    qsort(marks->all, marks->count, sizeof *marks->all, by_place);
    for (size_t i = 0; i < marks->count; i++) {
        if (i == 0 || !same_cell(&marks->all[i - 1], &marks->all[i])) {
            const bool red = pp_marks_red(book, &marks->all[i]);
            marks->red += red;
            marks->yellow += !red;
        }
    }
    return true;
}

void pp_marks_free(pp_marks *marks)
{
    free(marks->all);
    *marks = (pp_marks){0};
}

size_t pp_marks_at(pp_marks *marks, lxw_row_t row, lxw_col_t column, const pp_mark **first)
{
    const pp_mark wanted = {.row = row, .column = column};
    while (marks->next < marks->count && by_place(&marks->all[marks->next], &wanted) < 0) {
        marks->next++;
    }
    *first = &marks->all[marks->next];
    size_t count = 0;
    while (marks->next + count < marks->count && same_cell(&marks->all[marks->next + count], &wanted)) {
        count++;
    }
    return count;
}

bool pp_marks_red(const pp_book *book, const pp_mark *first)
{
    return pp_report_finding(book->report, first->finding)->severity == PP_ERROR;
}

const char *pp_marks_text(pp_book *book, const pp_mark *first, size_t count)
{
    enum { SHOWN = 4 };
    const char *text = "";
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const pp_finding *finding = pp_report_finding(book->report, first[i].finding);
        text = pp_cells_print(&book->cells, "%s%s%s %s：%s\n处理办法：%s", text, i == 0 ? "" : "\n",
                              pp_severity_name(finding->severity), finding->rule->id, finding->message,
                              finding->fix == NULL ? pp_book_findings_place(book) : finding->fix);
    }
    return count <= SHOWN ? text
                          : pp_cells_print(&book->cells, "%s\n另有 %zu 项，%s。", text, count - SHOWN,
                                           pp_book_findings_place(book));
}
