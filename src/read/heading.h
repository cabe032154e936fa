/* Headings: which of the known columns a title means, and in which unit its amounts are. */
#ifndef PP_READ_HEADING_H
#define PP_READ_HEADING_H

#include "procplan/plan.h"

#include <stdbool.h>
#include <stddef.h>

/* The unit that a title names behind its words. */
typedef enum pp_title_unit {
    PP_TITLE_PLAIN, /* names none */
    PP_TITLE_YUAN,
    PP_TITLE_WAN,
    PP_TITLE_OTHER /* one that procplan cannot read: 千元, 亿元, 美元 */
} pp_title_unit;

typedef struct pp_heading {
    pp_column column; /* PP_NO_COLUMN when the title is unknown */
    bool canonical;   /* the very title of pp_column_describe, not a synonym */
    pp_title_unit unit;
} pp_heading;

enum { PP_TITLE_TEXT = 128 }; /* room for the words of a title; a longer one is no known title */

/* What a title means. Compared after folding, without a * that marks a required column, and without what stands in
 * brackets behind it: a unit, as in 合计（万元）; behind a text column's title any remark, as in
 * 预计采购时间（填写到月）. */
pp_heading pp_heading_find(const char *text, size_t length);

/* The folded words of a title without the unit behind them, and that unit. "" when the title is too long. */
pp_title_unit pp_heading_words(const char *text, size_t length, char words[PP_TITLE_TEXT]);

#endif
