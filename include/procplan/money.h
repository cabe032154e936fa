/* Money: whole 分 (0.01 元) in 64 bits. Text is decimal text in a declared unit; nothing is ever
 * rounded on the way in, and no amount passes through a double. */
#ifndef PROCPLAN_MONEY_H
#define PROCPLAN_MONEY_H

#include "api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t pp_money; /* 分 */

#define PP_MONEY_NONE INT64_MIN             /* the cell is empty: no amount */
#define PP_MONEY_UNREADABLE (INT64_MIN + 1) /* the cell has text that is not an amount */
#define PP_MONEY_MIN (INT64_MIN + 2)        /* least amount */
#define PP_MONEY_MAX INT64_MAX              /* greatest amount: 92,233,720,368,547,758.07 元 */
#define PP_MONEY_PRINTED INT64_C(10000)     /* 0.01 万元, the last digit that the form prints */

typedef enum pp_money_unit { PP_UNIT_WAN = 0 /* 万元 */, PP_UNIT_YUAN = 1 /* 元 */ } pp_money_unit;

typedef enum pp_money_status {
    PP_MONEY_OK = 0,
    PP_MONEY_EMPTY,      /* nothing, or a dash that stands for nothing */
    PP_MONEY_NOT_NUMBER, /* letters or signs that no amount has */
    PP_MONEY_EXPONENT,   /* 1e3: scientific notation is refused */
    PP_MONEY_GROUPING,   /* separators that do not stand between groups of three digits */
    PP_MONEY_OTHER_UNIT, /* the text names another unit (1200元 in a 万元 column) */
    PP_MONEY_BEYOND_FEN, /* a digit other than 0 below 分 */
    PP_MONEY_TOO_LARGE,  /* does not fit */
    PP_MONEY_FORMULA     /* begins with =: a formula whose result is not known */
} pp_money_status;

/* Reads text[0..length) (UTF-8) as an amount in `unit`. Understands full-width digits and signs, ¥ and
 * ￥, thousands separated by commas or spaces, a trailing unit that is the declared one, and
 * parentheses or a minus sign for negative amounts, with sign and unit inside or outside; —, – and -
 * alone mean no amount.
 * Returns PP_MONEY_OK and sets *out to 分; otherwise *out is PP_MONEY_NONE for PP_MONEY_EMPTY and
 * PP_MONEY_UNREADABLE for every other status. Allocates nothing. */
PP_API pp_money_status pp_money_parse(const char *text, size_t length, pp_money_unit unit, pp_money *out);

/* Reads a quantity (数量) in the same spellings, without currency sign or unit: *out is in millionths. */
PP_API pp_money_status pp_quantity_parse(const char *text, size_t length, int64_t *out);

/* True when m is an amount, neither PP_MONEY_NONE nor PP_MONEY_UNREADABLE. */
static inline bool pp_money_known(pp_money m)
{
    return m >= PP_MONEY_MIN;
}

/* m, or 0 when m is no amount (an empty cell counts as nothing in a sum). */
static inline pp_money pp_money_or_zero(pp_money m)
{
    return pp_money_known(m) ? m : 0;
}

/* *sum = a + b, in 分. Returns false and leaves *sum alone when it does not fit. Both must be amounts. */
static inline bool pp_money_add(pp_money a, pp_money b, pp_money *sum)
{
    pp_money result;
    if (__builtin_add_overflow(a, b, &result) || !pp_money_known(result)) {
        return false;
    }
    *sum = result;
    return true;
}

/* *difference = a - b, in 分. Returns false and leaves *difference alone when it does not fit. Both must be amounts. */
static inline bool pp_money_subtract(pp_money a, pp_money b, pp_money *difference)
{
    pp_money result;
    if (__builtin_sub_overflow(a, b, &result) || !pp_money_known(result)) {
        return false;
    }
    *difference = result;
    return true;
}

/* m rounded half up (四舍五入, away from zero) to a multiple of 0.01 万元 (10,000 分); m itself when that does not fit
 * or m is no amount. */
PP_API pp_money pp_money_round_wan(pp_money m);

/* True when two decimals of 万元 would hide that the two amounts differ (a plan kept in 元): they, and their
 * difference, are then to be shown with all their digits. */
PP_API bool pp_money_hides(pp_money a, pp_money b);

enum { PP_MONEY_TEXT = 40 }; /* room for every text below with its NUL */

typedef enum pp_money_style {
    PP_MONEY_PLAIN,   /* 5837.65: two decimals, rounded half up; the form of JSON */
    PP_MONEY_GROUPED, /* 5,837.65: the same with thousands separated; for people */
    PP_MONEY_EXACT,   /* 5837.6512: as many decimals as 分 needs, at least two; nothing rounded */
    PP_MONEY_FULL     /* 5,837.6512: the same with thousands separated; for people */
} pp_money_style;

/* Writes m in `unit` into out and returns its length. PP_MONEY_NONE gives an empty text and
 * PP_MONEY_UNREADABLE gives "?". */
PP_API size_t pp_money_format(pp_money m, pp_money_unit unit, pp_money_style style, char out[PP_MONEY_TEXT]);

/* m in 万元 as the double that a spreadsheet cell takes: the only place where a double holds money. */
PP_API double pp_money_cell(pp_money m);

#endif
