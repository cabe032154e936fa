/* What the rules on buying share: thresholds by kind, the words of 采购方式 and 采购组织形式. */
#ifndef PP_RULES_METHOD_H
#define PP_RULES_METHOD_H

#include "rules/rule.h"

/* A threshold by kind; NULL where none is in force. */
typedef struct pp_limits {
    const pp_threshold *of[PP_KIND_COUNT];
    pp_money least; /* the smallest of them, PP_MONEY_MAX when there is none */
} pp_limits;

/* Looks the threshold up for the kinds in these bits, and lists the rule as not checked for those without one; `called`
 * is what it is called there. False when memory is short. */
bool pp_find_limits(pp_checker *c, pp_threshold_kind name, const char *called, unsigned kinds, pp_limits *found);

/* The words of a column, looked up once a text: entry by pool number, NULL where it is no known word. Texts that the
 * column does not have are not looked up. In new memory, which the caller frees; NULL when memory is short. */
const pp_word **pp_find_words(const pp_checker *c, pp_column column, pp_word_kind kind);

/* The word that a line has there; NULL when it has none. */
static inline const pp_word *pp_word_of(const pp_checker *c, const pp_word *const *words, size_t line, pp_column column)
{
    return words[pp_plan_id(c->plan, line, column)];
}

/* True when the text tells of an approval that has been given: one that is awaited or lacking does not count. */
bool pp_names_approval(const char *text);

#endif
