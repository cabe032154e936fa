#include "procplan/error.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies as much of text as fits, cut at a character boundary. */
static void copy_text(char *out, size_t size, const char *text)
{
    const size_t length = pp_utf8_cut(text, strlen(text), size - 1);
    memcpy(out, text, length);
    out[length] = '\0';
}

bool pp_error_set(pp_error *error, pp_error_code code, const char *format, ...)
{
    if (error == NULL) {
        return false;
    }
    char text[2 * PP_ERROR_TEXT];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    *error = (pp_error){.code = code};
    copy_text(error->text, sizeof error->text, text);
    return false;
}

bool pp_error_at(pp_error *error, const char *file, uint32_t row, uint32_t column)
{
    if (error == NULL) {
        return false;
    }
    if (file != NULL) {
        copy_text(error->file, sizeof error->file, file);
    }
    error->row = row;
    error->column = column;
    return false;
}

bool pp_error_memory(pp_error *error)
{
    return pp_error_set(error, PP_ERROR_MEMORY, "内存不足，请关闭一些程序后重试，或把计划拆成几份。");
}
