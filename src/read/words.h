/* Words that make a row something else than a line of the plan. */
#ifndef PP_READ_WORDS_H
#define PP_READ_WORDS_H

#include <stddef.h>

typedef enum pp_word {
    PP_WORD_NONE,
    PP_WORD_TOTAL,    /* 合计, 总计 */
    PP_WORD_SUBTOTAL, /* 小计, 本页合计 */
    PP_WORD_PART,     /* a sum of some of the rows: 货物小计, 甲局合计, 其中：货物 */
    PP_WORD_NOTE,     /* begins with 注：, 说明：, 填报人： … */
    PP_WORD_TITLE     /* the heading of a known column and none of the above */
} pp_word;

/* What text[0..length) (valid UTF-8) is; spaces inside (合 计) and width do not matter. */
pp_word pp_word_of(const char *text, size_t length);

/* Narrows text[0..*length) to what a sum is the sum of: 货物 in 一、货物小计, 其中：货物, 货物合计（万元） and 货物.
 * Points into text; *length is 0 when nothing is left. */
const char *pp_word_subject(const char *text, size_t *length);

#endif
