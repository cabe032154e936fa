#include "read/csv.h"

#include "base/file.h"
#include "base/text.h"

#include <csv.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_ROW = 64 * 1024,    /* most bytes of a row that is split here */
    FIRST_BUFFER = 64 * 1024, /* first size of the buffer of a row */
    GROWTH = 4096,            /* by which libcsv's buffer of a cell grows */
    BEGINNING = 4,            /* bytes that tell what a file is */
    LONGEST_CHARACTER = 4     /* bytes of UTF-8 */
};

/* Stands for a separator of several bytes, which libcsv has not: the sign that ASCII has for this. */
static const char UNIT_SEPARATOR = '\x1F';

typedef struct parse {
    struct csv_parser parser;
    char separator;
    bool checked; /* the text is known to be valid */
    bool broken;  /* a byte was found that is not */
    bool begun;   /* the first bytes were looked at */
    bool inside;  /* libcsv is within a row */
    pp_row_fn on_row;
    void *context;
    pp_error *error;
    pp_field *fields; /* of the row being read: PP_CSV_COLUMNS of them */
    size_t count;
    char *buffer; /* their texts, one after the other */
    size_t used, capacity;
    uint32_t row; /* rows that are complete */
    int ending;   /* the character that ended the last row */
    bool failed;  /* *error is set: do nothing more */
} parse;

/* The place where the parse stands: the cell that is being read. */
static bool fail_here(parse *p)
{
    p->failed = true;
    return pp_error_at(p->error, NULL, p->row + 1, (uint32_t)p->count + 1);
}

/* Makes room for `more` bytes behind the texts of the row; the fields move along. */
static bool make_room(parse *p, size_t more)
{
    if (p->capacity - p->used >= more) {
        return true;
    }
    size_t capacity = p->capacity;
    while (capacity - p->used < more) {
        capacity *= 2;
    }
    if (capacity > PP_CSV_ROW) {
        pp_error_set(p->error, PP_ERROR_LIMIT, "这一行的内容超过 %d MB，多半是引号不成对，请检查这一行后重试。",
                     PP_CSV_ROW >> 20);
        return fail_here(p);
    }
    char *buffer = malloc(capacity);
    if (buffer == NULL) {
        pp_error_memory(p->error);
        return fail_here(p);
    }
    memcpy(buffer, p->buffer, p->used);
    for (size_t i = 0; i < p->count; i++) {
        p->fields[i].text = buffer + (p->fields[i].text - p->buffer);
    }
    free(p->buffer);
    p->buffer = buffer;
    p->capacity = capacity;
    return true;
}

/* libcsv has read a cell. */
static void end_field(void *text, size_t length, void *context)
{
    parse *p = context;
    if (p->failed || !make_room(p, length + 1)) {
        return;
    }
    if (p->count == PP_CSV_COLUMNS) {
        pp_error_set(p->error, PP_ERROR_LIMIT, "这一行超过 %d 列，请删除多余的列后重试。", PP_CSV_COLUMNS);
        fail_here(p);
        return;
    }
    char *copy = p->buffer + p->used;
    if (length > 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    p->fields[p->count++] = (pp_field){copy, length};
    p->used += length + 1;
}

/* A row has ended. Empty lines are reported too (CSV_REPALL_NL), because a spreadsheet program counts
 * them; the LF of a CR LF is reported as one more end and is not a row. */
static void end_row(int ending, void *context)
{
    parse *p = context;
    if (p->failed) {
        return;
    }
    if (p->count == 0 && ending == '\n' && p->ending == '\r') {
        p->ending = '\n';
        p->inside = false;
        return;
    }
    p->ending = ending;
    p->inside = false;
    p->row++;
    const pp_row row = {p->fields, p->count, p->row};
    p->count = 0;
    p->used = 0;
    if (row.count > 0 && !p->on_row(p->context, &row, p->error)) {
        p->failed = true;
        if (p->error != NULL && p->error->row == 0) {
            pp_error_at(p->error, NULL, row.number, 0);
        }
    }
}

/* libcsv asks for as much memory as a cell wants; this caps the cell. */
static void *capped_realloc(void *memory, size_t size)
{
    return size > PP_CSV_FIELD ? NULL : realloc(memory, size);
}

/* libcsv has stopped: says why. */
static bool explain(parse *p)
{
    if (csv_error(&p->parser) == CSV_EPARSE) {
        pp_error_set(p->error, PP_ERROR_FORMAT,
                     "引号用得不对：带引号的单元格要以引号开头和结尾，单元格里的引号要写成两个。"
                     "请改正这一格，或在 Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。");
    } else if (csv_get_buffer_size(&p->parser) + GROWTH > PP_CSV_FIELD) {
        pp_error_set(p->error, PP_ERROR_LIMIT, "单元格超过 %d MB，多半是少了一个右引号，请检查这一格后重试。",
                     PP_CSV_FIELD >> 20);
    } else {
        pp_error_memory(p->error);
    }
    return fail_here(p);
}

/* The byte behind the text parsed so far cannot be read. */
static bool refuse_byte(parse *p, char byte)
{
    p->broken = true;
    if (byte == '\0') {
        pp_error_set(p->error, PP_ERROR_FORMAT,
                     "文件里有空字节，不是 CSV 文本。请在 Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。");
    } else {
        pp_error_set(p->error, PP_ERROR_FORMAT,
                     "文字编码不是 UTF-8（可能是 GBK/GB18030）。"
                     "请在 Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。");
    }
    return fail_here(p);
}

static bool begin(parse *p, const char *separator, pp_row_fn on_row, void *context, pp_error *error)
{
    *p = (parse){.on_row = on_row, .context = context, .error = error, .capacity = FIRST_BUFFER};
    p->separator = strlen(separator) == 1 ? separator[0] : UNIT_SEPARATOR;
    if (csv_init(&p->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) {
        return pp_error_memory(error);
    }
    csv_set_blk_size(&p->parser, GROWTH);
    csv_set_realloc_func(&p->parser, capped_realloc);
    csv_set_free_func(&p->parser, free);
    csv_set_delim(&p->parser, (unsigned char)p->separator);
    p->fields = malloc(PP_CSV_COLUMNS * sizeof *p->fields);
    p->buffer = malloc(p->capacity);
    return (p->fields != NULL && p->buffer != NULL) || pp_error_memory(error);
}

static void finish(parse *p)
{
    csv_free(&p->parser);
    free(p->fields);
    free(p->buffer);
}

/* Adds a cell of a plain row: what is in [from, to) without the spaces and tabs around it, as libcsv has it. */
static void add_plain(pp_field *field, const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t')) {
        from++;
    }
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) {
        to--;
    }
    *field = (pp_field){from, (size_t)(to - from)};
}

/* The next byte that may end a cell or quote it: one that is not above the comma. Eight at a time where none is. */
static inline const char *skip_plain(const char *at, const char *end)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    while (end - at >= 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        word = le64toh(word);
        const uint64_t found =
            (word - ones * (',' + 1)) & ~word & high; /* its lowest bit is true, higher ones may not be */
        if (found != 0) {
            return at + __builtin_ctzll(found) / 8;
        }
        at += 8;
    }
    while (at < end && (unsigned char)*at > ',') {
        at++;
    }
    return at;
}

/* The quote that closes the cell which begins at `open` with a quote, when it holds no other and the cell ends right
 * behind it, as it should; else NULL. */
static const char *closing_quote(const char *open, const char *end, char separator)
{
    const char *close = memchr(open + 1, '"', (size_t)(end - open - 1));
    if (close == NULL || close + 1 == end || (close[1] != separator && close[1] != '\n' && close[1] != '\r')) {
        return NULL;
    }
    return close;
}

/* Splits the complete rows at the front of the text as long as nothing in them needs a parser: giving cells out where
 * they stand costs half of what libcsv's copying them does. Returns how much it took; the rest begins with a row that
 * is libcsv's: one with quotes inside a cell, a very long one or one that is not complete. */
static size_t split_rows(parse *p, const char *text, size_t size)
{
    const char *const end = text + size;
    const char separator = p->separator;
    const char *row = text, *field = text;
    size_t count = 0;
    for (const char *at = skip_plain(text, end); at < end; at = skip_plain(at + 1, end)) {
        const bool quoted = *at == '"';
        if (quoted) {
            const char *close = at == field ? closing_quote(at, end, separator) : NULL;
            if (close == NULL) {
                break;
            }
            p->fields[count] = (pp_field){at + 1, (size_t)(close - at - 1)};
            at = close + 1;
        } else if (*at == separator || *at == '\n' || *at == '\r') {
            add_plain(&p->fields[count], field, at);
        } else {
            continue;
        }
        if (count + 1 == PP_CSV_COLUMNS || at - row > PLAIN_ROW) {
            break;
        }
        const bool filled = p->fields[count].length > 0 || quoted;
        field = at + 1;
        count++;
        if (*at == separator) {
            continue;
        }
        p->count = count > 1 || filled ? count : 0;
        end_row(*at, p);
        if (p->failed) {
            break;
        }
        count = 0;
        row = field;
    }
    return (size_t)(row - text);
}

/* Length of the text up to and with the next character that may end a row; all of it when there is none. */
static size_t line_length(const char *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length] != '\n' && text[length] != '\r') {
        length++;
    }
    return length < size ? length + 1 : size;
}

/* Parses valid text. A row at its end that is not complete is left alone unless `all` is to be taken. Returns how much
 * was taken; p->failed tells whether it went wrong. */
static size_t parse_text(parse *p, const char *text, size_t size, bool all)
{
    size_t at = 0;
    while (at < size && !p->failed) {
        if (!p->inside && p->separator <= ',') { /* where skip_plain finds it */
            at += split_rows(p, text + at, size - at);
        }
        if (at == size || p->failed) {
            break;
        }
        const size_t length = line_length(text + at, size - at);
        const char ending = text[at + length - 1];
        if (!all && at > 0 && !p->inside && ending != '\n' && ending != '\r') {
            break;
        }
        p->inside = true; /* until end_row says that the row is over */
        if (csv_parse(&p->parser, text + at, length, end_field, end_row, p) < length && !p->failed) {
            explain(p);
        }
        at += length;
    }
    return at;
}

/* Parses a piece of the text. What is left of a row or a character at its end comes again with the next piece. A
 * pp_piece_fn. */
static bool take_piece(void *context, const char *text, size_t size, bool last, size_t *used, pp_error *error)
{
    parse *p = context;
    size_t at = 0;
    if (!p->begun && size < BEGINNING && !last) {
        return true;
    }
    if (!p->begun) {
        if (!pp_text_check_beginning(text, size, error)) {
            return false;
        }
        at = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        p->begun = true;
    }
    const size_t valid = p->checked ? size : at + pp_utf8_valid(text + at, size - at);
    const bool broken = valid < size && (last || size - valid >= LONGEST_CHARACTER);
    *used = at + parse_text(p, text + at, valid - at, last || broken);
    if (p->failed) {
        return false;
    }
    if (broken) {
        return refuse_byte(p, text[valid]);
    }
    if (last && csv_fini(&p->parser, end_field, end_row, p) != 0) {
        pp_error_set(p->error, PP_ERROR_FORMAT,
                     "从这一格开始的引号直到文件末尾都没有结束，请补上右引号，或删去多余的左引号。");
        return fail_here(p);
    }
    return !p->failed;
}

/* ---- Separators of several bytes ---- */

/* Puts UNIT_SEPARATOR for the separator wherever that does not stand between quotes. */
typedef struct narrower {
    parse *parse;
    const char *separator;
    bool quoted;
    char *buffer; /* what was made of the text and not yet taken */
    size_t filled, capacity;
} narrower;

static bool narrow_piece(void *context, const char *text, size_t size, bool last, size_t *used, pp_error *error)
{
    narrower *n = context;
    const size_t width = strlen(n->separator);
    if (n->capacity - n->filled <= size) {
        const size_t capacity = n->filled + size + 1;
        char *buffer = realloc(n->buffer, capacity);
        if (buffer == NULL) {
            return pp_error_memory(error);
        }
        n->buffer = buffer;
        n->capacity = capacity;
    }
    size_t at = 0;
    while (at < size && (last || size - at >= width)) {
        n->quoted ^= text[at] == '"';
        const bool found = !n->quoted && size - at >= width && memcmp(text + at, n->separator, width) == 0;
        n->buffer[n->filled++] = found ? UNIT_SEPARATOR : text[at];
        at += found ? width : 1;
    }
    size_t taken = 0;
    *used = at;
    if (!take_piece(n->parse, n->buffer, n->filled, last, &taken, error)) {
        return false;
    }
    n->filled -= taken;
    memmove(n->buffer, n->buffer + taken, n->filled);
    return true;
}

/* What takes the pieces, and its context. */
static pp_piece_fn taker(parse *p, narrower *n, const char *separator, void **context)
{
    *n = (narrower){.parse = p, .separator = separator};
    const bool narrow = strlen(separator) > 1;
    *context = narrow ? (void *)n : p;
    return narrow ? narrow_piece : take_piece;
}

bool pp_csv_parse_by(const char *text, size_t length, const char *separator, pp_row_fn on_row, void *context,
                     pp_error *error)
{
    parse p;
    narrower n;
    void *taking;
    size_t used = 0;
    const pp_piece_fn take = taker(&p, &n, separator, &taking);
    const bool ok = begin(&p, separator, on_row, context, error) && take(taking, text, length, true, &used, error);
    finish(&p);
    free(n.buffer);
    return ok;
}

bool pp_csv_parse(const char *text, size_t length, pp_row_fn on_row, void *context, pp_error *error)
{
    return pp_csv_parse_by(text, length, ",", on_row, context, error);
}

bool pp_csv_read(const pp_text_file *file, const char *path, const char *separator, pp_row_fn on_row, void *context,
                 bool *broken, pp_error *error)
{
    parse p;
    narrower n;
    void *taking;
    const pp_piece_fn take = taker(&p, &n, separator, &taking);
    bool ok = begin(&p, separator, on_row, context, error);
    p.checked = !file->plain;
    ok = ok && pp_text_file_pieces(file, path, PP_CSV_FILE, take, taking, error);
    if (!ok && error != NULL && error->file[0] == '\0') {
        pp_error_at(error, path, error->row, error->column);
    }
    *broken = p.broken;
    finish(&p);
    free(n.buffer);
    return ok;
}
