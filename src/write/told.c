#include "write/told.h"

#include <stdarg.h>
#include <stdio.h>

const char *pp_asked_print(pp_asked *asked, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    const char *text = pp_arena_vprintf(asked->arena, format, values);
    va_end(values);
    asked->no_memory |= text == NULL;
    return text == NULL ? "" : text;
}

void pp_asked_cell(pp_asked *asked, lxw_row_t row, lxw_col_t column, const char *formula, const char *text,
                   const double *number)
{
    if (row != asked->shown_row || column != asked->shown_column) {
        return;
    }
    asked->found = true;
    asked->formula = formula == NULL ? NULL : pp_asked_print(asked, "%s", formula);
    asked->text = text == NULL ? NULL : pp_asked_print(asked, "%s", text);
    asked->is_number = number != NULL;
    asked->number = number == NULL ? 0 : *number;
}

void pp_asked_merge(pp_asked *asked, lxw_row_t first_row, lxw_col_t first_column, lxw_row_t last_row,
                    lxw_col_t last_column, const char *text)
{
    if (asked->row < first_row || asked->row > last_row || asked->column < first_column ||
        asked->column > last_column) {
        return;
    }
    asked->shown_row = first_row;
    asked->shown_column = first_column;
    if (*text != '\0') {
        pp_asked_cell(asked, first_row, first_column, NULL, text, NULL);
    }
}
