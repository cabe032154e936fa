#include "procplan/table.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 16, GAP = 2, NARROWEST = 12 };

struct pp_table {
    pp_arena *arena;
    const char **cells;
    size_t count, capacity, columns;
    char alignment[MAX_COLUMNS + 1];
};

pp_table *pp_table_new(const char *alignment)
{
    pp_table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    table->columns = strlen(alignment) < MAX_COLUMNS ? strlen(alignment) : MAX_COLUMNS;
    memcpy(table->alignment, alignment, table->columns);
    table->arena = pp_arena_new();
    if (table->arena == NULL) {
        free(table);
        return NULL;
    }
    return table;
}

void pp_table_free(pp_table *table)
{
    if (table != NULL) {
        pp_arena_free(table->arena);
        free(table->cells);
        free(table);
    }
}

bool pp_table_add(pp_table *table, const char *cell)
{
    if (table == NULL) {
        return false;
    }
    if (table->count == table->capacity) {
        const size_t capacity = table->capacity * 2 + 64;
        const char **cells = realloc(table->cells, capacity * sizeof *cells);
        if (cells == NULL) {
            return false;
        }
        table->cells = cells;
        table->capacity = capacity;
    }
    cell = cell == NULL ? "" : cell;
    const char *copy = pp_arena_copy(table->arena, cell, strlen(cell));
    if (copy == NULL) {
        return false;
    }
    table->cells[table->count++] = copy;
    return true;
}

/* ---- Breaking lines ---- */

/* What separates words. A line break in a text is no more than that: text from a file must not begin a line. */
static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether a line may be broken between the two characters. */
static bool may_break(uint32_t before, uint32_t after)
{
    if (is_blank(before) || is_blank(after)) {
        return true;
    }
    return (before >= 0x2E80 || after >= 0x2E80) && !pp_text_closes(after) && !pp_text_opens(before);
}

/* Characters that would steer the terminal or turn the order of what is shown: control codes, marks and overrides of
 * direction, separators of lines. */
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Decodes the character at *text and moves *text behind it; a line break becomes a space, and what is not to be shown
 * or is no UTF-8 becomes U+FFFD. */
static uint32_t next_shown(const char **text, const char *end)
{
    const uint32_t c = pp_utf8_next(text, end);
    return is_blank(c) ? ' ' : steers(c) ? 0xFFFD : c;
}

/* Columns that put_safe takes for the text. */
static int shown_width(const char *text, const char *end)
{
    int width = 0;
    while (text < end) {
        const char *at = text;
        const uint32_t c = next_shown(&text, end);
        width += c == ' ' || c == 0xFFFD ? 1 : pp_text_width(at, (size_t)(text - at));
    }
    return width;
}

/* Writes text from a file as text, so that none of it does anything to the terminal. */
static void put_safe(FILE *out, const char *text, const char *end)
{
    while (text < end) {
        const char *at = text;
        const uint32_t c = next_shown(&text, end);
        if (c == ' ') {
            fputc(' ', out);
        } else if (c == 0xFFFD) {
            fputs("\xEF\xBF\xBD", out);
        } else {
            fwrite(at, 1, (size_t)(text - at), out);
        }
    }
}

/* End of the longest beginning of text that fits into `width` places and ends where a break is allowed; at least one
 * character, where there is one. */
static const char *piece(const char *text, const char *end, int width)
{
    const char *at = text, *best = text;
    int used = 0;
    uint32_t before = 0;
    while (at < end) {
        const char *next = at;
        const uint32_t c = next_shown(&next, end);
        if (at > text && may_break(before, c)) {
            best = at;
        }
        used += shown_width(at, next);
        if (used > width && at > text) {
            return best > text ? best : at;
        }
        before = c;
        at = next;
    }
    return end;
}

/* Skips the blanks that separate a piece from the next. */
static const char *next_piece(const char *text, const char *end)
{
    while (text < end && is_blank((unsigned char)*text)) {
        text++;
    }
    return text;
}

/* End of a piece without the blanks behind it. */
static const char *without_blanks(const char *text, const char *end)
{
    while (end > text && is_blank((unsigned char)end[-1])) {
        end--;
    }
    return end;
}

void pp_text_print(FILE *out, const char *text)
{
    put_safe(out, text, text + strlen(text));
}

void pp_text_wrap(FILE *out, const char *text, int used, int indent, int width)
{
    const char *end = text + strlen(text);
    for (;;) {
        const int room = width - used > 0 ? width - used : 1;
        const char *cut = piece(text, end, room);
        put_safe(out, text, without_blanks(text, cut));
        fputc('\n', out);
        text = next_piece(cut, end);
        if (text == end) {
            return;
        }
        fprintf(out, "%*s", indent, "");
        used = indent;
    }
}

/* ---- Tables ---- */

static size_t rows_of(const pp_table *table)
{
    return table->columns == 0 ? 0 : (table->count + table->columns - 1) / table->columns;
}

static const char *cell_at(const pp_table *table, size_t row, size_t column)
{
    const size_t i = row * table->columns + column;
    return i < table->count ? table->cells[i] : "";
}

/* Widths of the columns; the widest left-aligned one gives way where all are too wide together. */
static void measure(const pp_table *table, int room, int widths[MAX_COLUMNS])
{
    int all = 0;
    size_t widest = table->columns;
    for (size_t c = 0; c < table->columns; c++) {
        widths[c] = 0;
        for (size_t r = 0; r < rows_of(table); r++) {
            const char *cell = cell_at(table, r, c);
            const int w = shown_width(cell, cell + strlen(cell));
            widths[c] = w > widths[c] ? w : widths[c];
        }
        all += widths[c] + (c > 0 ? GAP : 0);
        if (table->alignment[c] == 'l' && (widest == table->columns || widths[c] > widths[widest])) {
            widest = c;
        }
    }
    if (all > room && widest < table->columns) {
        const int less = widths[widest] - (all - room);
        widths[widest] = less > NARROWEST ? less : widths[widest] < NARROWEST ? widths[widest] : NARROWEST;
    }
}

static void put(FILE *out, const char *text, const char *end, int width, bool right, bool last)
{
    const int blank = width - shown_width(text, end) > 0 ? width - shown_width(text, end) : 0;
    if (right) {
        fprintf(out, "%*s", blank, "");
    }
    put_safe(out, text, end);
    if (!right && !last) {
        fprintf(out, "%*s", blank, "");
    }
}

/* One row, over as many lines as its tallest cell needs. */
static void print_row(const pp_table *table, size_t row, FILE *out, int indent, const int widths[MAX_COLUMNS])
{
    const char *rest[MAX_COLUMNS], *end[MAX_COLUMNS];
    bool more = true;
    for (size_t c = 0; c < table->columns; c++) {
        rest[c] = cell_at(table, row, c);
        end[c] = rest[c] + strlen(rest[c]);
    }
    while (more) {
        more = false;
        fprintf(out, "%*s", indent, "");
        size_t last = table->columns - 1;
        while (last > 0 && rest[last] == end[last]) {
            last--;
        }
        for (size_t c = 0; c <= last; c++) {
            const char *cut = piece(rest[c], end[c], widths[c] > 0 ? widths[c] : 1);
            fprintf(out, "%*s", c > 0 ? GAP : 0, "");
            put(out, rest[c], without_blanks(rest[c], cut), widths[c], table->alignment[c] == 'r', c == last);
            rest[c] = next_piece(cut, end[c]);
            more = more || rest[c] < end[c];
        }
        fputc('\n', out);
    }
}

bool pp_table_print(const pp_table *table, FILE *out, int indent, int width, bool heading)
{
    int widths[MAX_COLUMNS] = {0};
    if (table == NULL) {
        return false;
    }
    measure(table, width - indent, widths);
    for (size_t r = 0; r < rows_of(table); r++) {
        print_row(table, r, out, indent, widths);
        if (r == 0 && heading) {
            int all = 0;
            for (size_t c = 0; c < table->columns; c++) {
                all += widths[c] + (c > 0 ? GAP : 0);
            }
            fprintf(out, "%*s", indent, "");
            for (int i = 0; i < all; i++) {
                fputc('-', out);
            }
            fputc('\n', out);
        }
    }
    return true;
}
