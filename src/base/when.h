/* When something is to be bought, as people write it: a month, a day, a quarter. */
#ifndef PP_BASE_WHEN_H
#define PP_BASE_WHEN_H

#include <stdbool.h>
#include <stddef.h>

/* A time that a text names. */
typedef struct pp_when {
    int year;     /* 1 .. 9998; 0 when the text names none */
    int from, to; /* first and last month, 1 .. 12; equal where the text names one month */
    int day;      /* 1 .. 31 of that month; 0 when the text names none */
} pp_when;

/* Reads the time that text[0..length) names, in any width and with any white space: 2024-05, 2024/5/20, 2024.5,
 * 2024年5月, 2024年5月20日, 5月, 五月份, 5月下旬, 202405, 20240520, a quarter or half-year (2024年第二季度, 二季度, Q2,
 * 上半年), several months (5-6月, 2024年5月至6月); a word such as 前 or 左右, or the midnight of a spreadsheet's date,
 * may follow. False, and *when all 0, when it names no month, or one that does not exist. */
bool pp_when_parse(const char *text, size_t length, pp_when *when);

/* Days of a month, 28 .. 31. month must be 1 .. 12. */
int pp_days_in_month(int year, int month);

#endif
