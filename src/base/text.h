/* Text: UTF-8, widths on a terminal, and the folding under which people's spellings compare equal. */
#ifndef PP_BASE_TEXT_H
#define PP_BASE_TEXT_H

#include "procplan/api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the longest prefix of text[0..length) that is valid UTF-8 without NUL; equals length when all of it is. */
size_t pp_utf8_valid(const char *text, size_t length);

/* Decodes the character at *text (valid UTF-8, before end) and moves *text behind it. */
uint32_t pp_utf8_next(const char **text, const char *end);

/* Number of characters in valid UTF-8. */
size_t pp_utf8_count(const char *text, size_t length);

/* The greatest n <= limit at which text[0..n) ends on a character boundary. */
size_t pp_utf8_cut(const char *text, size_t length, size_t limit);

/* Columns that the text takes on a Chinese terminal: a Chinese character takes two, and so do “ ” — … ≤ and their like;
 * control characters none. */
int pp_text_width(const char *text, size_t length);

/* Formats as printf does into out. What does not fit is cut at a character boundary, and the cut shown with …; size
 * must be at least 4. Returns out. */
char *pp_text_format(char *out, size_t size, const char *format, ...) PP_PRINTF(3, 4);

/* Punctuation that must not begin a line: ，。）and their like. */
bool pp_text_closes(uint32_t c);

/* True for punctuation that must not end a line. */
bool pp_text_opens(uint32_t c);

/* Folds text for comparison: compatibility decomposition (full-width to half-width; equal where NFKC is equal), lower
 * case, and no white space at all. Writes at most size-1 bytes and a NUL, cut at a character boundary. Returns the
 * length written. A malformed byte folds to U+FFFD. */
size_t pp_text_fold(const char *text, size_t length, char *out, size_t size);

/* True when both fold to the same text. Texts longer than 1,000 bytes are compared byte by byte. */
bool pp_text_same(const char *a, const char *b);

/* A number that is equal for texts that pp_text_same finds equal, so that many of them can be compared by it first. */
uint64_t pp_text_hash(const char *text);

/* Narrows text[0..*length) to what is between leading and trailing white space: Unicode's (U+3000, U+00A0 …), and the
 * invisible U+200B and U+FEFF. */
const char *pp_text_trim(const char *text, size_t *length);

#endif
