/* Words that make a row something else than a line of the plan. */
#ifndef PP_READ_WORDS_H
#define PP_READ_WORDS_H

#include <stddef.h>

typedef enum pp_word {
    PP_WORD_NONE,
    PP_WORD_TOTAL,    /* 合计, 总计 */
    PP_WORD_SUBTOTAL, /* 小计, 本页合计 */
    PP_WORD_NOTE,     /* begins with 注：, 说明：, 填报人： … */
    PP_WORD_TITLE     /* the heading of a known column and none of the above */
} pp_word;

/* What text[0..length) (valid UTF-8) is; spaces inside (合 计) and width do not matter. */
pp_word pp_word_of(const char *text, size_t length);

#endif
