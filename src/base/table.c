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

/* Punctuation that must not begin a line. */
static bool closes(uint32_t c)
{
    static const uint32_t CLOSING[] = {0x3001, 0x3002, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015,
                                       0xFF01, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF05,
                                       0x201D, 0x2019, ')',    ']',    ',',    ';',    '%'};
    for (size_t i = 0; i < sizeof CLOSING / sizeof CLOSING[0]; i++) {
        if (c == CLOSING[i]) {
            return true;
        }
    }
    return false;
}

/* Punctuation that must not end a line. */
static bool opens(uint32_t c)
{
    return c == 0x300A || c == 0x300C || c == 0x3010 || c == 0x3014 || c == 0xFF08 || c == 0x201C || c == 0x2018 ||
           c == '(' || c == '[';
}

/* Whether a line may be broken between the two characters. */
static bool may_break(uint32_t before, uint32_t after)
{
    if (before == ' ' || after == ' ') {
        return true;
    }
    return (before >= 0x2E80 || after >= 0x2E80) && !closes(after) && !opens(before);
}

/* Length in bytes of the longest beginning of text that fits into `width` places and ends where a break is allowed; at
 * least one character. A newline in the text ends the piece. */
static size_t piece(const char *text, size_t length, int width)
{
    const char *end = text + length;
    const char *at = text;
    size_t best = 0;
    int used = 0;
    uint32_t before = 0;
    while (at < end) {
        const char *next = at;
        const uint32_t c = pp_utf8_next(&next, end);
        if (c == '\n') {
            return (size_t)(at - text);
        }
        if (at > text && may_break(before, c)) {
            best = (size_t)(at - text);
        }
        used += pp_text_width(at, (size_t)(next - at));
        if (used > width && at > text) {
            return best > 0 ? best : (size_t)(at - text);
        }
        before = c;
        at = next;
    }
    return length;
}

/* Characters that would steer the terminal or turn the order of what is shown: control codes, bidirectional marks. */
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Writes text from a file as text: what would steer the terminal becomes U+FFFD, a tab a space. */
static void put_safe(FILE *out, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *start = text;
        const uint32_t c = pp_utf8_next(&text, end);
        if (c == '\t') {
            fputc(' ', out);
        } else if (steers(c)) {
            fputs("\xEF\xBF\xBD", out);
        } else {
            fwrite(start, 1, (size_t)(text - start), out);
        }
    }
}

/* Skips what separates a piece from the next: spaces, or one newline. */
static const char *next_piece(const char *text)
{
    while (*text == ' ') {
        text++;
    }
    return *text == '\n' ? text + 1 : text;
}

/* Length of a piece without the blanks at its end. */
static size_t without_blanks(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return length;
}

void pp_text_wrap(FILE *out, const char *text, int used, int indent, int width)
{
    for (;;) {
        const int room = width - used > 0 ? width - used : 1;
        const size_t n = piece(text, strlen(text), room);
        put_safe(out, text, without_blanks(text, n));
        fputc('\n', out);
        text = next_piece(text + n);
        if (*text == '\0') {
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
            const int w = pp_text_width(cell, strlen(cell));
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

static void put(FILE *out, const char *text, size_t length, int width, bool right, bool last)
{
    const int blank = width - pp_text_width(text, length) > 0 ? width - pp_text_width(text, length) : 0;
    if (right) {
        fprintf(out, "%*s", blank, "");
    }
    put_safe(out, text, length);
    if (!right && !last) {
        fprintf(out, "%*s", blank, "");
    }
}

/* One row, over as many lines as its tallest cell needs. */
static void print_row(const pp_table *table, size_t row, FILE *out, int indent, const int widths[MAX_COLUMNS])
{
    const char *rest[MAX_COLUMNS];
    bool more = true;
    for (size_t c = 0; c < table->columns; c++) {
        rest[c] = cell_at(table, row, c);
    }
    while (more) {
        more = false;
        fprintf(out, "%*s", indent, "");
        size_t last = table->columns - 1;
        while (last > 0 && *rest[last] == '\0') {
            last--;
        }
        for (size_t c = 0; c <= last; c++) {
            const size_t n = piece(rest[c], strlen(rest[c]), widths[c] > 0 ? widths[c] : 1);
            fprintf(out, "%*s", c > 0 ? GAP : 0, "");
            put(out, rest[c], without_blanks(rest[c], n), widths[c], table->alignment[c] == 'r', c == last);
            rest[c] = next_piece(rest[c] + n);
            more = more || *rest[c] != '\0';
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
