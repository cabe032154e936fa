/* What every unit test includes: cmocka with what it needs, and a few words used by more than one test. */
#ifndef PP_TESTS_UNIT_H
#define PP_TESTS_UNIT_H

/* cmocka wants these four first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Random numbers that are the same in every run (xorshift64*): a failure can be repeated. */
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545F4914F6CDD1Du;
}

/* The reference that UTF-8 validation is held against, written from the table of RFC 3629 section 4 and nothing else:
 * the length of the valid beginning, which a NUL ends too. */
static inline size_t reference_utf8(const unsigned char *s, size_t length)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high;
        size_t bytes;
    } FORMS[] = {
        {0x01, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    size_t at = 0;
    while (at < length) {
        size_t bytes = 0;
        for (size_t f = 0; f < COUNT(FORMS); f++) {
            if (s[at] >= FORMS[f].first_low && s[at] <= FORMS[f].first_high) {
                bytes = FORMS[f].bytes;
                if (bytes > length - at ||
                    (bytes > 1 && (s[at + 1] < FORMS[f].second_low || s[at + 1] > FORMS[f].second_high))) {
                    return at;
                }
            }
        }
        if (bytes == 0) {
            return at;
        }
        for (size_t i = 2; i < bytes; i++) {
            if (s[at + i] < 0x80 || s[at + i] > 0xBF) {
                return at;
            }
        }
        at += bytes;
    }
    return at;
}

#endif
