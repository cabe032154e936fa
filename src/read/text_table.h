/* Tables out of a text as it is copied from a web page, a PDF or Word: cells kept apart by tabs, GitHub-style (| a | b
 * |) or by spaces that align them. Knows what a table looks like, not what it is about. */
#ifndef PP_READ_TEXT_TABLE_H
#define PP_READ_TEXT_TABLE_H

#include "read/csv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a line of the text is. Every line is one of these, and every line that is not blank belongs to one table. */
typedef enum pp_text_kind {
    PP_TEXT_BLANK,
    PP_TEXT_TITLE, /* words above a table: its title, those of the part it stands in, prose */
    PP_TEXT_ENTRY, /* 部门名称：…, 金额单位：万元; of several on one line each is a field */
    PP_TEXT_ROW,   /* a row of the table; the heading is one, also when a page break repeats it */
    PP_TEXT_RULE,  /* a line that is drawn: |---|---|, +---+, ----- */
    PP_TEXT_PAGE,  /* the number of a page: 12, - 12 -, 第 12 页 */
    PP_TEXT_NOTE   /* 注：… below the table, and its further lines and points */
} pp_text_kind;

/* A table with what stands above and below it. Fields point into the text. */
typedef struct pp_text_table {
    pp_field title;     /* the last title line above its rows, without # and ** of Markdown; empty: none */
    uint32_t title_row; /* its line, from 1; 0: none */
    uint32_t first_row; /* the first and the last line that belong to it, from 1 */
    uint32_t last_row;
    uint32_t rows;     /* lines of PP_TEXT_ROW; 0 for words that no table follows */
    const char *begin; /* where first_row begins */
} pp_text_table;

/* All tables of a text, in its order. A table that goes on under the same title again, as on the next page, is one. */
typedef struct pp_text_tables {
    const char *text; /* owned by the caller */
    size_t length;
    uint8_t *kinds; /* pp_text_kind of each line, lines of them */
    uint32_t lines;
    pp_text_table *table;
    size_t count, capacity;
} pp_text_tables;

enum {
    PP_TEXT_TABLES = 65536,          /* most tables of a text */
    PP_TEXT_LINES = 64 * 1024 * 1024 /* most lines; each costs one byte besides the text */
};

/* Finds the tables of text[0..length), which is valid UTF-8 (a byte-order mark is skipped) and must outlive *out. Lines
 * end with LF, CRLF or CR. False with *error on lack of memory or when a cap is reached. pp_text_tables_free is allowed
 * in any case. */
bool pp_text_tables_find(const char *text, size_t length, pp_text_tables *out, pp_error *error);
void pp_text_tables_free(pp_text_tables *tables);

/* Called for a line; row->number is its number in the file. The row and its fields, which have no outer white space,
 * are valid until it returns; empty cells keep their place. False, with *error, ends the walk. */
typedef bool (*pp_text_line_fn)(void *context, pp_text_kind kind, const pp_row *row, pp_error *error);

/* Gives all lines of a table that are not blank, in order: rows and entries split into cells, other lines as one field.
 * The columns of cells that spaces align are those of all its rows together. False with *error, which has the line,
 * when on_line refused, memory is short or a line has more than PP_CSV_COLUMNS cells. */
bool pp_text_table_lines(const pp_text_tables *tables, size_t index, pp_text_line_fn on_line, void *context,
                         pp_error *error);

/* The same for its rows (PP_TEXT_ROW) only. */
bool pp_text_table_rows(const pp_text_tables *tables, size_t index, pp_row_fn on_row, void *context, pp_error *error);

/* The value of an entry of the table, 青岛市… for 部门名称; empty when it has none. *row (may be NULL): its line. */
pp_field pp_text_table_entry(const pp_text_tables *tables, size_t index, const char *key, uint32_t *row);

/* Splits 部门名称：X at its first colon, of either width. False when there is none. */
bool pp_text_split_entry(pp_field field, pp_field *key, pp_field *value);

#endif
