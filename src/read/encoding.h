/* Text files in the encodings that offices have: UTF-8, UTF-16 with a byte-order mark, GB18030 (and with it GBK and
 * GB2312), and any that the user names. What comes out is UTF-8. */
#ifndef PP_READ_ENCODING_H
#define PP_READ_ENCODING_H

#include "base/file.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    PP_ENCODING_NAME = 32,        /* room for the name of an encoding */
    PP_ENCODING_HEAD = 256 * 1024 /* most bytes of the beginning that is kept */
};

/* What is known about the encoding of a text file. */
typedef struct pp_text_file {
    char encoding[PP_ENCODING_NAME]; /* as iconv calls it; UTF-8 */
    bool plain;                      /* it is UTF-8: nothing is to be converted */
    bool guessed;                    /* nothing but its bytes says so: no byte-order mark, no wish of the user's */
    bool assumed;                    /* only its beginning was looked at */
    char *head;                      /* its beginning in UTF-8, without the mark, to be freed by pp_text_file_close */
    size_t head_length;
} pp_text_file;

/* Finds out how the whole file is encoded: as `wanted` says (NULL: nothing), else as its byte-order mark says, else
 * UTF-8 if all of it is valid UTF-8, else GB18030 if all of it is valid GB18030 and it does not look like UTF-8 of
 * which some bytes were damaged. GB18030 text that happens to be valid UTF-8 (a few rare pairs of characters and
 * nothing else) is taken for UTF-8.
 *
 * A file whose beginning is valid UTF-8 need not be read twice: unless `thorough` it is assumed to be UTF-8, and when
 * that turns out to be wrong in its midst, it must be opened again, thoroughly.
 *
 * False with *error, which names the file and the line of the first byte that cannot be read; also for what is no text
 * at all (a workbook under the name of a csv), for an encoding that is not known, and above `limit` bytes. Close it in
 * any case. */
bool pp_text_file_open(pp_text_file *file, const char *path, const char *wanted, size_t limit, bool thorough,
                       pp_error *error);
void pp_text_file_close(pp_text_file *file);

/* Gives the file's text as UTF-8, piece by piece as pp_file_pieces does: its size costs no memory. It may begin with a
 * byte-order mark. What was converted is valid and has no NUL; a plain file is given as it is, so that bytes which were
 * changed meanwhile, or which nobody looked at because it was only assumed to be UTF-8, are the taker's to see. */
bool pp_text_file_pieces(const pp_text_file *file, const char *path, size_t limit, pp_piece_fn take, void *context,
                         pp_error *error);

/* The same as a whole, in new memory that the caller frees. */
bool pp_text_file_read(const pp_text_file *file, const char *path, size_t limit, char **text, size_t *length,
                       pp_error *error);

/* False with *error (no place) when the bytes are those of a file that is no text but is often given the name of one.
 */
bool pp_text_check_beginning(const char *bytes, size_t length, pp_error *error);

#endif
