#include "read/text_split.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t WIDE_SPACE = 0x3000, NO_BREAK_SPACE = 0xA0;

bool pp_text_splitter_init(pp_text_splitter *s, pp_error *error)
{
    *s = (pp_text_splitter){.fields = malloc(PP_CSV_COLUMNS * sizeof *s->fields)};
    return s->fields != NULL || pp_error_memory(error);
}

void pp_text_splitter_free(pp_text_splitter *s)
{
    free(s->fields);
    free(s->buffer);
    free(s->pieces);
    free(s->covered);
    free(s->columns);
    free(s->apart);
    *s = (pp_text_splitter){0};
}

/* ---- Pieces between spaces ---- */

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\f' || c == '\v' || c == WIDE_SPACE || c == NO_BREAK_SPACE;
}

static bool is_amount(pp_field text)
{
    static const char SIGNS[] = "0123456789.,-+%";
    bool digit = false;
    for (size_t i = 0; i < text.length; i++) {
        if (strchr(SIGNS, text.text[i]) == NULL) {
            return false;
        }
        digit |= text.text[i] >= '0' && text.text[i] <= '9';
    }
    return digit;
}

static bool add_piece(pp_text_splitter *s, pp_text_piece piece, pp_error *error)
{
    if (s->piece_count == s->piece_capacity) {
        const size_t capacity = s->piece_capacity * 2 + 64;
        pp_text_piece *pieces = realloc(s->pieces, capacity * sizeof *pieces);
        if (pieces == NULL) {
            return pp_error_memory(error);
        }
        s->pieces = pieces;
        s->piece_capacity = capacity;
    }
    s->pieces[s->piece_count++] = piece;
    return true;
}

/* Cuts the line at its spaces. An amount has no space inside, so one space keeps two amounts apart. */
static bool cut_pieces(pp_text_splitter *s, pp_field line, pp_error *error)
{
    const char *at = line.text, *end = line.text + line.length;
    size_t column = 0, spaces = 0;
    bool amount_before = false;
    s->piece_count = 0;
    while (at < end) {
        const char *from = at;
        if (is_space(pp_utf8_next(&at, end))) {
            column += (size_t)pp_text_width(from, (size_t)(at - from));
            spaces++;
            continue;
        }
        for (const char *next = at; next < end && !is_space(pp_utf8_next(&next, end));) {
            at = next;
        }
        const pp_field text = {from, (size_t)(at - from)};
        const size_t width = (size_t)pp_text_width(text.text, text.length);
        const bool amount = is_amount(text), tight = s->piece_count > 0 && spaces == 1 && !(amount && amount_before);
        if (!add_piece(s, (pp_text_piece){text, column, column + (width > 0 ? width : 1), tight}, error)) {
            return false;
        }
        column += width;
        spaces = 0;
        amount_before = amount;
    }
    return true;
}

/* How many cells the pieces make when nothing is known about columns. */
static size_t count_cells(const pp_text_splitter *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->piece_count; i++) {
        count += !s->pieces[i].tight;
    }
    return count;
}

/* ---- By what cells are kept apart ---- */

/* The next | that is not escaped by a \ before it; end when there is none. */
static const char *find_pipe(const char *at, const char *end)
{
    for (; at < end && *at != '|'; at++) {
        at += *at == '\\' && at + 1 < end;
    }
    return at < end ? at : end;
}

pp_text_style pp_text_style_of(pp_field line)
{
    enum { LEAST_PIPES = 2 };
    if (memchr(line.text, '\t', line.length) != NULL) {
        return PP_TEXT_TABS;
    }
    line.text = pp_text_trim(line.text, &line.length);
    const char *end = line.text + line.length;
    size_t pipes = 0;
    for (const char *at = find_pipe(line.text, end); at < end && pipes < LEAST_PIPES; at = find_pipe(at + 1, end)) {
        pipes++;
    }
    if (pipes >= LEAST_PIPES || (pipes > 0 && line.text[0] == '|')) {
        return PP_TEXT_PIPES;
    }
    size_t spaces = 0;
    bool amount = false;
    for (const char *at = line.text; at < end;) {
        const char *from = at;
        if (is_space(pp_utf8_next(&at, end))) {
            if (++spaces == 2) {
                return PP_TEXT_SPACES;
            }
            continue;
        }
        for (const char *next = at; next < end && !is_space(pp_utf8_next(&next, end));) {
            at = next;
        }
        const bool was = amount && spaces == 1;
        amount = is_amount((pp_field){from, (size_t)(at - from)});
        if (was && amount) {
            return PP_TEXT_SPACES;
        }
        spaces = 0;
    }
    return PP_TEXT_PLAIN;
}

/* ---- Columns of cells that spaces align ---- */

bool pp_text_measure(pp_text_splitter *s, pp_field line, pp_error *error)
{
    if (pp_text_style_of(line) != PP_TEXT_SPACES) {
        return true;
    }
    if (!cut_pieces(s, line, error)) {
        return false;
    }
    const size_t cells = count_cells(s), end = s->piece_count == 0 ? 0 : s->pieces[s->piece_count - 1].end;
    s->fullest = cells > s->fullest ? cells : s->fullest;
    s->width = end > s->width ? end : s->width;
    return true;
}

/* Only lines that are at least half as full as the fullest show where columns are: a title over several columns, or a
 * long name beside empty cells, covers what is between them. */
bool pp_text_cover(pp_text_splitter *s, pp_field line, pp_error *error)
{
    if (pp_text_style_of(line) != PP_TEXT_SPACES) {
        return true;
    }
    if (s->covered == NULL && (s->covered = calloc(s->width + 1, 1)) == NULL) {
        return pp_error_memory(error);
    }
    if (!cut_pieces(s, line, error)) {
        return false;
    }
    for (size_t i = 0; i < s->piece_count && count_cells(s) * 2 >= s->fullest; i++) {
        memset(s->covered + s->pieces[i].begin, 1, s->pieces[i].end - s->pieces[i].begin);
    }
    return true;
}

bool pp_text_find_columns(pp_text_splitter *s, pp_error *error)
{
    size_t count = 0;
    for (size_t i = 0; s->covered != NULL && i < s->width; i++) {
        count += s->covered[i] && !s->covered[i + 1];
    }
    if (count == 0) {
        return true;
    }
    s->columns = malloc(count * sizeof *s->columns);
    s->apart = calloc(count, sizeof *s->apart);
    if (s->columns == NULL || s->apart == NULL) {
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < s->width; i++) {
        if (!s->covered[i]) {
            continue;
        }
        const size_t begin = i;
        while (s->covered[i]) {
            i++;
        }
        s->columns[s->column_count++] = (pp_text_column){begin, i};
    }
    return true;
}

static size_t overlap(pp_text_column column, size_t begin, size_t end)
{
    const size_t from = column.begin > begin ? column.begin : begin, to = column.end < end ? column.end : end;
    return to > from ? to - from : 0;
}

/* The column that begins where [begin, end) does, else that in which most of it lies, else the nearest. Looks from
 * *from on, which moves along: what is looked for comes from left to right. */
static size_t find_column(const pp_text_splitter *s, size_t *from, size_t begin, size_t end)
{
    while (*from + 1 < s->column_count && s->columns[*from].end <= begin) {
        ++*from;
    }
    if (s->columns[*from].begin == begin) { /* a long text may reach over what is empty beside it */
        return *from;
    }
    size_t best = *from, most = overlap(s->columns[best], begin, end);
    if (most == 0) { /* it is between two, or outside */
        const bool nearer = best > 0 && s->columns[best].begin >= end &&
                            begin - s->columns[best - 1].end < s->columns[best].begin - end;
        return nearer ? best - 1 : best;
    }
    for (size_t i = best + 1; i < s->column_count && s->columns[i].begin < end; i++) {
        const size_t here = overlap(s->columns[i], begin, end);
        if (here > most) {
            best = i;
            most = here;
        }
    }
    return best;
}

bool pp_text_join(pp_text_splitter *s, pp_field line, pp_error *error)
{
    if (pp_text_style_of(line) != PP_TEXT_SPACES || s->column_count == 0) {
        return true;
    }
    if (!cut_pieces(s, line, error)) {
        return false;
    }
    size_t from = 0, before = 0;
    for (size_t i = 0; i < s->piece_count; i++) {
        const size_t here = find_column(s, &from, s->pieces[i].begin, s->pieces[i].end);
        if (i > 0 && !s->pieces[i].tight && here == before + 1) {
            s->apart[before] = true;
        }
        before = here;
    }
    return true;
}

void pp_text_settle_columns(pp_text_splitter *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->column_count; i++) {
        if (i > 0 && !s->apart[i - 1]) {
            s->columns[count - 1].end = s->columns[i].end;
        } else {
            s->columns[count++] = s->columns[i];
        }
    }
    s->column_count = count;
}

/* ---- Cells ---- */

static bool add_field(pp_text_splitter *s, pp_field field, pp_error *error)
{
    if (s->count == PP_CSV_COLUMNS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "这一行超过 %d 列，请删除多余的列后重试。", PP_CSV_COLUMNS);
    }
    field.text = pp_text_trim(field.text, &field.length);
    s->fields[s->count++] = field;
    return true;
}

/* Makes the buffer as large as the line, so that all its cells fit, and empties it. */
static bool empty_buffer(pp_text_splitter *s, size_t size, pp_error *error)
{
    s->used = 0;
    if (s->capacity >= size) {
        return true;
    }
    char *buffer = realloc(s->buffer, size);
    if (buffer == NULL) {
        return pp_error_memory(error);
    }
    s->buffer = buffer;
    s->capacity = size;
    return true;
}

/* A copy of the cell in the buffer, in which `pair` has become `one`. */
static pp_field replace_pairs(pp_text_splitter *s, pp_field cell, const char *pair, char one)
{
    char *out = s->buffer + s->used;
    size_t n = 0;
    for (size_t i = 0; i < cell.length; i++) {
        const bool found = i + 1 < cell.length && memcmp(cell.text + i, pair, 2) == 0;
        out[n++] = found ? one : cell.text[i];
        i += found;
    }
    s->used += n;
    return (pp_field){out, n};
}

/* A cell without the quotes that spreadsheet programs put around some. */
static pp_field unquote(pp_text_splitter *s, pp_field cell)
{
    cell.text = pp_text_trim(cell.text, &cell.length);
    if (cell.length < 2 || cell.text[0] != '"' || cell.text[cell.length - 1] != '"') {
        return cell;
    }
    cell = (pp_field){cell.text + 1, cell.length - 2};
    return memchr(cell.text, '"', cell.length) == NULL ? cell : replace_pairs(s, cell, "\"\"", '"');
}

static bool split_tabs(pp_text_splitter *s, pp_field line, pp_error *error)
{
    if (!empty_buffer(s, line.length, error)) {
        return false;
    }
    const char *at = line.text, *end = line.text + line.length;
    for (;;) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        if (!add_field(s, unquote(s, (pp_field){at, (size_t)((tab == NULL ? end : tab) - at)}), error)) {
            return false;
        }
        if (tab == NULL) {
            return true;
        }
        at = tab + 1;
    }
}

/* A cell without the \ before a | and without the ** of bold type around it. The buffer is as large as the line. */
static pp_field clean_cell(pp_text_splitter *s, pp_field cell)
{
    enum { BOLD = 2 };
    cell.text = pp_text_trim(cell.text, &cell.length);
    if (cell.length > (size_t)2 * BOLD && memcmp(cell.text, "**", BOLD) == 0 &&
        memcmp(cell.text + cell.length - BOLD, "**", BOLD) == 0) {
        cell = (pp_field){cell.text + BOLD, cell.length - (size_t)2 * BOLD};
    }
    return memmem(cell.text, cell.length, "\\|", 2) == NULL ? cell : replace_pairs(s, cell, "\\|", '|');
}

static bool split_pipes(pp_text_splitter *s, pp_field line, pp_error *error)
{
    line.text = pp_text_trim(line.text, &line.length);
    if (!empty_buffer(s, line.length, error)) {
        return false;
    }
    const char *end = line.text + line.length;
    const char *at = line.text + (line.text[0] == '|');
    while (at < end) { /* what stands behind the last | is a cell only when there is something */
        const char *pipe = find_pipe(at, end);
        if (!add_field(s, clean_cell(s, (pp_field){at, (size_t)(pipe - at)}), error)) {
            return false;
        }
        at = pipe < end ? pipe + 1 : end;
    }
    return true;
}

/* Puts pieces[first..last) into a column. What stands in it already and this become one cell, as the line has them. */
static bool put_pieces(pp_text_splitter *s, size_t column, size_t first, size_t last, pp_error *error)
{
    const char *end = s->pieces[last - 1].text.text + s->pieces[last - 1].text.length;
    while (s->count <= column) {
        if (!add_field(s, (pp_field){"", 0}, error)) {
            return false;
        }
    }
    pp_field *field = &s->fields[column];
    const char *begin = field->length == 0 ? s->pieces[first].text.text : field->text;
    *field = (pp_field){begin, (size_t)(end - begin)};
    return true;
}

/* True when each of the pieces lies within one column, and not all within the same: a line whose neighbours stand only
 * one space apart. */
static bool lies_in_columns(const pp_text_splitter *s, size_t from, size_t first, size_t last)
{
    size_t changes = 0, before = 0;
    for (size_t i = first; i < last; i++) {
        const pp_text_piece *piece = &s->pieces[i];
        const size_t at = find_column(s, &from, piece->begin, piece->end);
        if (s->columns[at].begin > piece->begin || s->columns[at].end < piece->end) {
            return false;
        }
        changes += i > first && at != before;
        before = at;
    }
    return changes > 0;
}

static bool split_spaces(pp_text_splitter *s, pp_field line, bool aligned, pp_error *error)
{
    size_t from = 0;
    if (!cut_pieces(s, line, error)) {
        return false;
    }
    for (size_t i = 0, next; i < s->piece_count; i = next) {
        for (next = i + 1; next < s->piece_count && s->pieces[next].tight;) {
            next++;
        }
        if (!aligned || s->column_count == 0) {
            if (!put_pieces(s, s->count, i, next, error)) {
                return false;
            }
            continue;
        }
        if (lies_in_columns(s, from, i, next)) {
            for (size_t j = i; j < next; j++) {
                s->pieces[j].tight = false;
            }
            next = i + 1;
        }
        const size_t column = find_column(s, &from, s->pieces[i].begin, s->pieces[next - 1].end);
        if (!put_pieces(s, column, i, next, error)) {
            return false;
        }
    }
    return true;
}

bool pp_text_split(pp_text_splitter *s, pp_field line, bool aligned, pp_error *error)
{
    s->count = 0;
    switch (pp_text_style_of(line)) {
    case PP_TEXT_TABS:
        return split_tabs(s, line, error);
    case PP_TEXT_PIPES:
        return split_pipes(s, line, error);
    default:
        return split_spaces(s, line, aligned, error);
    }
}
