/* What all readers share: the plan in the making, what the user is told, the entries of about.csv. */
#ifndef PP_READ_READING_H
#define PP_READ_READING_H

#include "procplan/read.h"
#include "read/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A notice that is held back. */
typedef struct pp_held pp_held;

typedef struct pp_reading {
    pp_plan *plan;
    pp_read_options options;
    bool own; /* the table is a form that procplan wrote: its sums are nothing new, and its department stands first */
    bool thorough; /* files are looked at as a whole before they are read */
    bool again;    /* a file was not in the encoding that its beginning let one assume: read everything thoroughly */
    pp_held *held; /* what is to be told when it is certain that this reading counts; its last is held_last */
    pp_held *held_last;
    bool short_of_memory; /* a notice was lost */
} pp_reading;

/* Reads a file into reading->plan. False with *error. One per format; read.c has the table of them. */
typedef bool (*pp_reader_fn)(pp_reading *reading, const char *path, pp_error *error);

bool pp_read_plan_xlsx(pp_reading *reading, const char *path, pp_error *error);
bool pp_read_plan_csv(pp_reading *reading, const char *path, pp_error *error);
bool pp_read_plan_text(pp_reading *reading, const char *path, pp_error *error);
bool pp_read_folder(pp_reading *reading, const char *path, pp_error *error);

/* The lines of one csv; `name` is what places call the file. */
bool pp_read_lines_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);
bool pp_read_about_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);
bool pp_read_controls_csv(pp_reading *reading, const char *path, const char *name, pp_error *error);

/* Controls that a plan may have: each is checked against the lines, so their number must stay sane. */
enum { PP_CONTROLS_LIMIT = 65536 };

/* True when the row is the heading of the table that is looked for. */
typedef bool (*pp_heading_fn)(const pp_row *row);

/* Gives the rows of a csv file, in whatever encoding and with whatever separator it is; what is not UTF-8 or not the
 * comma is told as a notice. The separator is the one by which a row `fits`; the comma when there is none. False with
 * *error, which names the file. */
bool pp_reading_table(pp_reading *reading, const char *path, const char *name, pp_heading_fn fits, pp_row_fn on_row,
                      void *context, pp_error *error);

/* Tells the encoding of a file when it is not UTF-8. */
void pp_reading_note_encoding(pp_reading *reading, const pp_text_file *file, const char *name);

/* Tells the user something: a whole Chinese sentence, formatted as by printf. Characters in it that would do something
 * to a terminal (see pp_quote) become spaces. It is held back until pp_reading_tell;
 * where there is no memory for that, the reading fails in the end. */
void pp_reading_note(pp_reading *reading, const char *format, ...) PP_PRINTF(2, 3);

/* Tells what was held back. */
void pp_reading_tell(pp_reading *reading);

/* Forgets what was held back since a mark (NULL: everything): the reading begins again there. */
pp_held *pp_reading_mark(const pp_reading *reading);
void pp_reading_forget(pp_reading *reading, pp_held *mark);

/* How many notices of one sort, those about rows of a file, were told, and how many were not. */
typedef struct pp_notes {
    size_t told, hidden;
} pp_notes;

/* True when one more notice is to be told: twenty are, the others only counted. */
bool pp_notes_take(pp_notes *notes);

/* Tells how many were not told, when there are any. */
void pp_notes_end(const pp_notes *notes, pp_reading *reading, const char *file);

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
