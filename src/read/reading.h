/* What all readers share: the plan in the making, what the user is told, the entries of about.csv. */
#ifndef PP_READ_READING_H
#define PP_READ_READING_H

#include "procplan/read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct pp_reading {
    pp_plan *plan;
    pp_read_options options;
    bool own; /* the table is a form that procplan wrote: its sums are nothing new, and its department stands first */
} pp_reading;

/* Reads a file into reading->plan. False with *error. One per format; read.c has the table of them. */
typedef bool (*pp_reader_fn)(pp_reading *reading, const char *path, pp_error *error);

bool pp_read_plan_xlsx(pp_reading *reading, const char *path, pp_error *error);
bool pp_read_plan_csv(pp_reading *reading, const char *path, pp_error *error);
bool pp_read_folder(pp_reading *reading, const char *path, pp_error *error);

/* The lines of one csv; `name` is what places call the file. */
bool pp_read_lines_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);
bool pp_read_about_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);
bool pp_read_controls_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);

/* Controls that a plan may have: each is checked against the lines, so their number must stay sane. */
enum { PP_CONTROLS_LIMIT = 65536 };

/* What to do about a table whose cells are kept apart by another sign (one %s) than the comma. */
#define PP_SEPARATOR_ADVICE                                                                                                                                   \
    "列与列之间用的是%s，应当用英文逗号。请在 WPS、Excel 中用“数据”里的“分列”按这个符号分开，再另存为“CSV " \
    "UTF-8（逗号分隔）”后重试。"

/* Tells the user something: a whole Chinese sentence, formatted as by printf. Characters in it that would do something
 * to a terminal (see pp_quote) become spaces. */
void pp_reading_note(const pp_reading *reading, const char *format, ...) PP_PRINTF(2, 3);

/* How many notices of one sort, those about rows of a file, were told, and how many were not. */
typedef struct pp_notes {
    size_t told, hidden;
} pp_notes;

/* True when one more notice is to be told: twenty are, the others only counted. */
bool pp_notes_take(pp_notes *notes);

/* Tells how many were not told, when there are any. */
void pp_notes_end(const pp_notes *notes, const pp_reading *reading, const char *file);

/* Sets an entry of the plan from text as written. 金额单位 must be 元 or 万元 and must not contradict what was said
 * before, 年度 must be a year: false with *error, without a place. An empty text sets nothing. */
bool pp_reading_set_about(pp_reading *reading, pp_about_key key, const char *text, size_t length, pp_error *error);

/* The unit of the plan's amounts: as its 金额单位 says, 万元 when it says nothing. */
pp_money_unit pp_reading_unit(const pp_reading *reading);

/* The entries that were not given get their defaults, and the user is told. False on lack of memory. */
bool pp_reading_defaults(pp_reading *reading, pp_error *error);

/* The unit of the last digit written in an amount, in 分, never below 1 and never above 0.01 万元 (10,000 分), because
 * spreadsheet programs drop zeros behind the point: 6289.0312 万元 -> 100, 6289.03 万元 and 6289 万元 -> 10000. */
pp_money pp_written_step(const char *text, size_t length, pp_money_unit unit);

/* Why an amount could not be read, to stand behind its text: 不是数字. Static. */
const char *pp_unreadable_reason(pp_money_status status);

/* A readable piece of text[0..length) for a message: cut to about 40 characters. Characters that are not seen
 * but do something (line breaks, controls, C1 controls, marks of direction) and malformed bytes become spaces. */
enum { PP_QUOTE_TEXT = 160 };
const char *pp_quote(const char *text, size_t length, char out[PP_QUOTE_TEXT]);

#endif
