#include "base/text.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum {
    FOLD_LIMIT = 1000,
    FOLD_GROWTH =
        10 /* U+FDFA: 3 bytes fold to 30, and no character grows more (tests/unit/text_test.c tries them all) */
};

/* How many of the next eight bytes are plain ASCII other than NUL, up to the first that is not. */
static size_t plain_bytes(const unsigned char *s)
{
    const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
    uint64_t word;
    memcpy(&word, s, sizeof word);
    word = le64toh(word);
    const uint64_t other = (word & high) | ((word - ones) & ~word & high); /* its lowest bit is true */
    return other == 0 ? sizeof word : (size_t)__builtin_ctzll(other) / 8;
}

/* Whether the next six of the eight bytes are two characters of three bytes, of those that most Chinese text is made
 * of: the lead bytes E0 and ED, behind which not every byte may follow, are left to the closer look. */
static bool two_characters(const unsigned char *s)
{
    uint64_t word;
    memcpy(&word, s, sizeof word);
    word = le64toh(word);
    return (word & 0xC0C0F0C0C0F0u) == 0x8080E08080E0u && s[0] != 0xE0 && s[0] != 0xED && s[3] != 0xE0 && s[3] != 0xED;
}

size_t pp_utf8_valid(const char *text, size_t length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t i = 0;
    while (i < length) {
        const unsigned char c = s[i];
        if (c >= 0xE1 && c <= 0xEF && c != 0xED && length - i >= 3) { /* most Chinese characters */
            if ((s[i + 1] & 0xC0) != 0x80 || (s[i + 2] & 0xC0) != 0x80) {
                return i;
            }
            i += 3;
            while (length - i >= 8 && two_characters(s + i)) {
                i += 6;
            }
            continue;
        }
        if (c < 0x80) {
            if (c == 0) {
                return i;
            }
            i += length - i >= 8 ? plain_bytes(s + i) : 1;
            continue;
        }
        utf8proc_int32_t codepoint;
        const size_t left = length - i;
        const utf8proc_ssize_t n = utf8proc_iterate(s + i, left > 4 ? 4 : (utf8proc_ssize_t)left, &codepoint);
        if (n <= 0) {
            return i;
        }
        i += (size_t)n;
    }
    return i;
}

uint32_t pp_utf8_next(const char **text, const char *end)
{
    utf8proc_int32_t codepoint;
    const utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*text, end - *text, &codepoint);
    if (n <= 0) { /* cannot happen with valid text; never stand still */
        (*text)++;
        return 0xFFFD;
    }
    *text += n;
    return (uint32_t)codepoint;
}

size_t pp_utf8_count(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

size_t pp_utf8_cut(const char *text, size_t length, size_t limit)
{
    if (length <= limit) {
        return length;
    }
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

/* Punctuation whose width Unicode leaves open, and which the fonts of Chinese terminals draw over two columns. */
static bool is_wide_punctuation(uint32_t c)
{
    switch (c) {
    case 0xB7:   /* · */
    case 0xD7:   /* × */
    case 0x2014: /* — */
    case 0x2018:
    case 0x2019: /* ‘ ’ */
    case 0x201C:
    case 0x201D: /* “ ” */
    case 0x2026: /* … */
    case 0x2264:
    case 0x2265: /* ≤ ≥ */
        return true;
    default:
        return false;
    }
}

int pp_text_width(const char *text, size_t length)
{
    const char *end = text + length;
    int width = 0;
    while (text < end) {
        const uint32_t c = pp_utf8_next(&text, end);
        width += is_wide_punctuation(c) ? 2 : utf8proc_charwidth((utf8proc_int32_t)c);
    }
    return width;
}

char *pp_text_format(char *out, size_t size, const char *format, ...)
{
    static const char more[] = "…";
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(out, size, format, values);
    va_end(values);
    if (length < 0) {
        out[0] = '\0';
    } else if ((size_t)length >= size) {
        memcpy(out + pp_utf8_cut(out, size, size - sizeof more), more, sizeof more);
    }
    return out;
}

bool pp_text_opens(uint32_t c)
{
    return c == 0x300A || c == 0x300C || c == 0x3010 || c == 0x3014 || c == 0xFF08 || c == 0x201C || c == 0x2018 ||
           c == '(' || c == '[';
}

bool pp_text_closes(uint32_t c)
{
    static const uint32_t CLOSING[] = {0x3001, 0x3002, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0xFF01,
                                       0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF05, 0x2026, 0x201D,
                                       0x2019, ')',    ']',    ',',    ';',    '%'};
    for (size_t i = 0; i < sizeof CLOSING / sizeof CLOSING[0]; i++) {
        if (c == CLOSING[i]) {
            return true;
        }
    }
    return false;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0xFEFF;
}

size_t pp_text_fold(const char *text, size_t length, char *out, size_t size)
{
    size_t used = 0;
    const char *end = text + length;
    const utf8proc_option_t options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD;
    while (text < end) {
        const uint32_t c = pp_utf8_next(&text, end);
        if (c < 0x80) {
            if (!is_space(c)) {
                if (used + 1 >= size) {
                    break;
                }
                out[used++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
            continue;
        }
        if (is_space(c)) {
            continue;
        }
        utf8proc_int32_t parts[20];
        int boundclass = 0;
        const utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 20, options, &boundclass);
        utf8proc_uint8_t bytes[80];
        size_t written = 0;
        for (utf8proc_ssize_t i = 0; i < n && i < 20; i++) {
            if (!is_space((uint32_t)parts[i])) {
                written += (size_t)utf8proc_encode_char(parts[i], bytes + written);
            }
        }
        if (used + written >= size) {
            break;
        }
        memcpy(out + used, bytes, written);
        used += written;
    }
    if (size > 0) {
        out[used] = '\0';
    }
    return used;
}

bool pp_text_same(const char *a, const char *b)
{
    if (strcmp(a, b) == 0) {
        return true;
    }
    const size_t la = strlen(a), lb = strlen(b);
    if (la > FOLD_LIMIT || lb > FOLD_LIMIT) {
        return false;
    }
    char fa[FOLD_GROWTH * FOLD_LIMIT + 1], fb[FOLD_GROWTH * FOLD_LIMIT + 1];
    return pp_text_fold(a, la, fa, sizeof fa) == pp_text_fold(b, lb, fb, sizeof fb) && strcmp(fa, fb) == 0;
}

uint64_t pp_text_hash(const char *text)
{
    char folded[FOLD_GROWTH * FOLD_LIMIT + 1];
    size_t length = strlen(text);
    if (length <= FOLD_LIMIT) {
        length = pp_text_fold(text, length, folded, sizeof folded);
        text = folded;
    }
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

const char *pp_text_trim(const char *text, size_t *length)
{
    const char *end = text + *length;
    while (text < end) {
        const char *next = text;
        if (!is_space(pp_utf8_next(&next, end))) {
            break;
        }
        text = next;
    }
    while (end > text) {
        const char *last = end - 1;
        while (last > text && ((unsigned char)*last & 0xC0) == 0x80) {
            last--;
        }
        const char *next = last;
        if (!is_space(pp_utf8_next(&next, end))) {
            break;
        }
        end = last;
    }
    *length = (size_t)(end - text);
    return text;
}
