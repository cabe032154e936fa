/* Spelling: what of a text counts in a search, and the pinyin initials of its characters. */
#include "model/catalog.h"

#include "base/text.h"

#include <utf8proc.h>

enum { FOLDED_CHARACTER = 96 /* bytes of what one character folds to, at most */ };

static bool is_han(uint32_t c)
{
    return c >= PP_HAN_FIRST && c <= PP_HAN_LAST;
}

static bool is_letter_or_digit(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

size_t pp_spell(const char *text, size_t length, uint32_t *out, size_t max)
{
    const char *end = text + length;
    size_t count = 0;
    while (text < end) {
        const char *start = text;
        const uint32_t c = pp_utf8_next(&text, end);
        if (is_han(c)) { /* folds to itself; nearly all of a catalogue is this */
            if (count++ < max) {
                out[count - 1] = c;
            }
            continue;
        }
        char folded[FOLDED_CHARACTER];
        const char *part = folded,
                   *part_end = folded + pp_text_fold(start, (size_t)(text - start), folded, sizeof folded);
        while (part < part_end) {
            const uint32_t p = pp_utf8_next(&part, part_end);
            if (is_letter_or_digit(p) && count++ < max) {
                out[count - 1] = p;
            }
        }
    }
    return count;
}

/* The bit of a letter or digit, 0 for anything else. */
static uint64_t symbol(uint32_t c)
{
    if (c >= 'a' && c <= 'z') {
        return UINT64_C(1) << (c - 'a');
    }
    return c >= '0' && c <= '9' ? UINT64_C(1) << (26 + c - '0') : 0;
}

/* The further readings of a Han character. */
static uint64_t other_readings(uint32_t character)
{
    size_t low = 0, high = pp_han_reading_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (pp_han_readings[middle].character < character) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    uint64_t set = 0;
    if (low < pp_han_reading_count && pp_han_readings[low].character == character) {
        for (const char *s = pp_han_readings[low].initials; *s != '\0'; s++) {
            set |= symbol((unsigned char)*s);
        }
    }
    return set;
}

uint64_t pp_initials(uint32_t character)
{
    if (!is_han(character)) {
        return symbol(character);
    }
    return symbol((unsigned char)pp_han_initials[character - PP_HAN_FIRST]) | other_readings(character);
}
