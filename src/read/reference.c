#include "read/reference.h"

#include "base/text.h"

#include <string.h>

/* The character in half-width. */
static uint32_t half_width(uint32_t c)
{
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

/* The character in half-width, as an upper-case ASCII letter where it is one. */
static uint32_t narrow(uint32_t c)
{
    c = half_width(c);
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return c >= 'A' && c <= 'Z';
}

/* Signs that people write between code and name. */
static bool is_separator(uint32_t c)
{
    static const uint32_t SIGNS[] = {' ', '\t', '\r', '\n',   0xA0,   0x3000, '-',    '_',    ':',    '/',    '|',
                                     ',', '.',  ';',  0x2010, 0x2013, 0x2014, 0x2015, 0x2500, 0x3001, 0x3002, 0xB7};
    c = narrow(c);
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        if (c == SIGNS[i]) {
            return true;
        }
    }
    return false;
}

/* Brackets that hold a code. Round ones may also begin a name. */
static const struct {
    uint32_t open, close;
    bool round;
} BRACKETS[] = {{'[', ']', false}, {0x3010, 0x3011, false}, {0x3014, 0x3015, false}, {'(', ')', true}};

enum { BRACKET_COUNT = sizeof BRACKETS / sizeof BRACKETS[0] };

static void skip_separators(const char **text, size_t *length)
{
    const char *end = *text + *length;
    while (*text < end) {
        const char *next = *text;
        if (!is_separator(pp_utf8_next(&next, end))) {
            break;
        }
        *text = next;
    }
    *length = (size_t)(end - *text);
}

/* How a text begins that may begin with a code: a letter or none, then digits. */
typedef struct beginning {
    size_t letters, digits;
    const char *rest;
} beginning;

static beginning look(const char *text, const char *end)
{
    beginning b = {0, 0, text};
    for (const char *at = text; at < end; b.rest = at) {
        const uint32_t c = narrow(pp_utf8_next(&at, end));
        if (is_digit(c)) {
            b.digits++;
        } else if (is_letter(c) && b.digits == 0 && b.letters == 0) {
            b.letters++;
        } else {
            break;
        }
    }
    return b;
}

/* Takes the marks off that make a spreadsheet program keep digits as text: 'digits and ="digits". */
static const char *drop_marks(const char *text, size_t *length)
{
    if (*length >= 4 && text[0] == '=' && text[1] == '"' && text[*length - 1] == '"') {
        *length -= 3;
        return text + 2;
    }
    const char *end = text + *length;
    if (*length >= 2 && text[0] == '\'' && look(text + 1, end).digits > 0) {
        *length -= 1;
        return text + 1;
    }
    return text;
}

/* Sets the code: in half-width without spaces where it is one word of ASCII, that of an item in upper case; else as
 * written. Codes of functions have no letters: one that has is to be shown as it was typed. Returns whether it was such
 * a word with a digit or letter in it. */
static bool set_code(pp_reference *out, const char *text, size_t length, pp_reference_kind kind)
{
    text = pp_text_trim(text, &length);
    out->code = text;
    out->code_length = length;
    size_t n = 0;
    bool word = false;
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        const uint32_t typed = half_width(pp_utf8_next(&at, end));
        const uint32_t c = kind == PP_REFERENCE_ITEM ? narrow(typed) : typed;
        if (c == ' ' || c == 0xA0 || c == 0x3000) {
            continue;
        }
        word |= is_digit(c) || is_letter(narrow(c));
        if (c <= ' ' || c >= 0x7F || n + 1 >= sizeof out->folded) {
            return word;
        }
        out->folded[n++] = (char)c;
    }
    if (n > 0) {
        out->folded[n] = '\0';
        out->code = out->folded;
        out->code_length = n;
    }
    return word;
}

static void set_name(pp_reference *out, const char *text, size_t length)
{
    out->name = pp_text_trim(text, &length);
    out->name_length = length;
}

/* Whether the beginning is a code when a sign stands behind it. A4 复印纸 is a name. */
static bool code_before_sign(beginning b, pp_reference_kind kind)
{
    if (kind == PP_REFERENCE_FUNCTION) {
        return b.letters == 0 && b.digits >= 3;
    }
    return b.digits >= (b.letters == 1 ? 2 : 4);
}

/* Whether it is a code when a name follows at once. 2024年 is no code: four digits are none. */
static bool code_before_name(beginning b, pp_reference_kind kind)
{
    if (kind == PP_REFERENCE_FUNCTION) {
        return b.letters == 0 && (b.digits == 3 || b.digits >= 5);
    }
    return b.letters == 1 && b.digits >= 4;
}

/* One word of ASCII with a digit in it, or the letter of a kind: a code even if no such code exists. */
static bool is_bare_code(const char *text, const char *end, pp_reference_kind kind)
{
    bool digit = false;
    size_t count = 0;
    uint32_t c = 0;
    for (; text < end; count++) {
        c = narrow(pp_utf8_next(&text, end));
        if (!is_digit(c) && !is_letter(c) && c != '.' && c != '-') {
            return false;
        }
        digit |= is_digit(c);
    }
    return digit || (kind == PP_REFERENCE_ITEM && count == 1 && is_letter(c));
}

/* [code]name */
static bool split_leading_brackets(const char *text, size_t length, pp_reference_kind kind, pp_reference *out)
{
    const char *end = text + length, *inside = text;
    const uint32_t open = narrow(pp_utf8_next(&inside, end));
    for (int i = 0; i < BRACKET_COUNT; i++) {
        if (BRACKETS[i].open != open) {
            continue;
        }
        for (const char *at = inside; at < end;) {
            const char *close = at;
            if (narrow(pp_utf8_next(&at, end)) != BRACKETS[i].close) {
                continue;
            }
            const bool word = set_code(out, inside, (size_t)(close - inside), kind);
            if (out->code_length == 0 || (BRACKETS[i].round && !word)) {
                return false;
            }
            size_t rest = (size_t)(end - at);
            skip_separators(&at, &rest);
            set_name(out, at, rest);
            return true;
        }
    }
    return false;
}

/* name[code]: only what looks like a code exactly is taken for one. */
static bool split_trailing_brackets(const char *text, size_t length, pp_reference_kind kind, pp_reference *out)
{
    const char *end = text + length;
    const char *open = NULL, *inside = NULL;
    uint32_t close = 0;
    for (const char *at = text; at < end;) {
        const char *start = at;
        const uint32_t c = narrow(pp_utf8_next(&at, end));
        for (int i = 0; i < BRACKET_COUNT; i++) {
            if (c == BRACKETS[i].open) {
                open = start;
                inside = at;
                close = BRACKETS[i].close;
            }
        }
        if (open == NULL || c != close || at != end) {
            continue;
        }
        const beginning b = look(inside, start);
        if (b.rest != start || !code_before_name(b, kind)) {
            return false;
        }
        set_code(out, inside, (size_t)(start - inside), kind);
        set_name(out, text, (size_t)(open - text));
        return true;
    }
    return false;
}

void pp_reference_split(const char *text, size_t length, pp_reference_kind kind, pp_reference *out)
{
    text = pp_text_trim(text, &length);
    text = drop_marks(text, &length);
    text = pp_text_trim(text, &length);
    *out = (pp_reference){.code = "", .name = ""};
    if (length == 0 || split_leading_brackets(text, length, kind, out)) {
        return;
    }
    const char *end = text + length;
    const beginning b = look(text, end);
    if (is_bare_code(text, end, kind)) {
        set_code(out, text, length, kind);
        return;
    }
    if (b.rest < end && b.digits > 0) {
        const char *next = b.rest;
        const uint32_t c = pp_utf8_next(&next, end);
        const bool sign = is_separator(c);
        if (sign ? code_before_sign(b, kind) : c >= 0x80 && code_before_name(b, kind)) {
            set_code(out, text, (size_t)(b.rest - text), kind);
            size_t rest = (size_t)(end - b.rest);
            const char *name = b.rest;
            skip_separators(&name, &rest);
            set_name(out, name, rest);
            return;
        }
    }
    *out = (pp_reference){.code = "", .name = ""};
    if (!split_trailing_brackets(text, length, kind, out)) {
        set_name(out, text, length);
    }
}
