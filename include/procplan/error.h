/* Errors: the job could not be done (file missing, no memory, file malformed). What is wrong with
 * a plan is never an error but a finding (check.h). */
#ifndef PROCPLAN_ERROR_H
#define PROCPLAN_ERROR_H

#include "api.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum pp_error_code {
    PP_ERROR_NONE = 0,
    PP_ERROR_MEMORY, /* an allocation failed */
    PP_ERROR_SYSTEM, /* the operating system refused (missing file, no right, no space) */
    PP_ERROR_FORMAT, /* a file is not what it claims to be, or is damaged */
    PP_ERROR_LIMIT,  /* a cap against hostile input, or a limit of the target format, was reached */
    PP_ERROR_USAGE   /* the caller asked for something that does not exist */
} pp_error_code;

enum { PP_ERROR_TEXT = 1024, PP_ERROR_FILE = 512 };

/* Filled by the function that failed; a caller may pass NULL where it does not want to know.
 * The struct owns its text, so it may be copied and needs no freeing. */
typedef struct pp_error {
    pp_error_code code;
    uint32_t row;             /* 1-based row (record) in the file, 0 when not known */
    uint32_t column;          /* 1-based column in the file, 0 when not known */
    char file[PP_ERROR_FILE]; /* the path as the caller gave it; empty when no file is meant */
    char text[PP_ERROR_TEXT]; /* a whole Chinese sentence: what happened and what to do next */
} pp_error;

/* Sets *error (if not NULL) to code with a message formatted as by printf, without a place.
 * Always returns false, so that a failing function can end in `return pp_error_set(...)`.
 * A message longer than the buffer is cut at a character boundary. */
PP_API bool pp_error_set(pp_error *error, pp_error_code code, const char *format, ...) PP_PRINTF(3, 4);

/* Adds the place to an error that has been set: file may be NULL, row and column are 1-based or 0.
 * Always returns false. */
PP_API bool pp_error_at(pp_error *error, const char *file, uint32_t row, uint32_t column);

/* Sets PP_ERROR_MEMORY with its standard sentence. Always returns false. */
PP_API bool pp_error_memory(pp_error *error);

#endif
