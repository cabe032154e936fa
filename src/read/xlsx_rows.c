/* The rows of a sheet, as its XML streams by. */
#include "read/xlsx_inner.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BUFFER = 64 * 1024 };

/* Where in the sheet the parse stands. */
typedef enum place {
    OUTSIDE, /* not among the rows */
    IN_ROWS,
    IN_ROW,
    IN_CELL,
    IN_VALUE,
    IN_FORMULA,
    IN_INLINE, /* a text that stands in the cell itself */
    IN_INLINE_TEXT
} place;

typedef enum cell_type { NUMBER, SHARED, TEXT, INLINE, BOOLEAN, FAULT, ISO_DATE } cell_type;

/* The cell that is being read. Its texts are pieces of the row's buffer. */
typedef struct cell {
    uint32_t column; /* from 0 */
    cell_type type;
    uint32_t style;
    bool formula;
    size_t formula_start, formula_end; /* with = before it */
    size_t start, end;                 /* of the value */
} cell;

typedef struct parse {
    const pp_xlsx *book;
    pp_xlsx_pass *pass;
    place place;
    int skipped;  /* within so many elements that mean nothing here */
    int runs;     /* within so many pieces of rich text */
    bool stop;    /* the caller has enough rows */
    size_t given; /* rows */
    size_t rows;  /* elements, so that a file of nothing but rows ends */
    uint32_t row; /* from 1; 0: none yet */
    bool hidden;
    size_t count;  /* cells of the row */
    size_t widest; /* cells of the widest row yet */
    pp_field *fields;
    unsigned char *kinds;
    bool *hidden_columns;
    cell cell;
    uint32_t next_column;
    char *buffer; /* the row's texts that are not shared */
    size_t used, capacity;
} parse;

/* ---- The row's buffer ---- */

/* Makes room for `more` bytes; the cells that stand in the buffer move along. */
static bool make_room(parse *p, size_t more, pp_error *error)
{
    if (p->capacity - p->used >= more) {
        return true;
    }
    size_t capacity = p->capacity;
    while (capacity - p->used < more) {
        capacity *= 2;
    }
    if (capacity > PP_CSV_ROW) {
        pp_error_set(error, PP_ERROR_LIMIT, "这一行的内容超过 %d MB，不是正常的表格，请检查这一行后重试。",
                     PP_CSV_ROW >> 20);
        return pp_error_at(error, NULL, p->row, p->cell.column + 1);
    }
    char *buffer = malloc(capacity);
    if (buffer == NULL) {
        return pp_error_memory(error);
    }
    memcpy(buffer, p->buffer, p->used);
    for (size_t i = 0; i < p->count; i++) {
        const uintptr_t at = (uintptr_t)p->fields[i].text, from = (uintptr_t)p->buffer;
        if (at >= from && at < from + p->capacity) {
            p->fields[i].text = buffer + (at - from);
        }
    }
    free(p->buffer);
    p->buffer = buffer;
    p->capacity = capacity;
    return true;
}

static bool append(parse *p, const char *text, size_t length, pp_error *error)
{
    if (!make_room(p, length, error)) {
        return false;
    }
    memcpy(p->buffer + p->used, text, length);
    p->used += length;
    return true;
}

/* ---- Rows ---- */

static void count_one(pp_xlsx_tally *tally, uint32_t row, uint32_t column)
{
    if (tally->count++ == 0) {
        tally->row = row;
        tally->column = column;
    }
}

static bool begin_row(parse *p, const char **attributes, pp_error *error)
{
    const char *number = NULL;
    p->hidden = false;
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(attributes[0], "r") == 0) {
            number = attributes[1];
        } else if (strcmp(attributes[0], "hidden") == 0) {
            p->hidden = pp_xml_true(attributes[1]);
        }
    }
    p->rows++;
    p->count = 0;
    p->used = 0;
    p->next_column = 0;
    p->place = IN_ROW;
    if (number == NULL) {
        p->row++;
    } else if (!pp_xml_number(number, UINT32_MAX, &p->row) || p->row == 0) {
        return pp_xlsx_damaged(error, "行号");
    }
    if (p->row > PP_XLSX_ROWS || p->rows > PP_XLSX_ROWS) {
        return pp_error_set(error, PP_ERROR_LIMIT, "工作表超过 %d 行，不是正常的工作簿。" PP_XLSX_ADVICE, PP_XLSX_ROWS);
    }
    return true;
}

static bool end_row(parse *p, pp_error *error)
{
    pp_xlsx_pass *pass = p->pass;
    p->place = IN_ROWS;
    while (p->count > 0 && p->fields[p->count - 1].length == 0) {
        p->count--;
    }
    if (p->count == 0) {
        return true;
    }
    if (p->hidden) {
        count_one(&pass->hidden_rows, p->row, 0);
    }
    p->widest = p->count > p->widest ? p->count : p->widest;
    const pp_row row = {p->fields, p->count, p->row};
    if (!pass->on_row(pass->context, &row, error)) {
        return error != NULL && error->row == 0 ? pp_error_at(error, NULL, p->row, 0) : false;
    }
    p->stop = ++p->given == pass->most_rows;
    return true;
}

/* ---- Cells ---- */

/* The column, from 0, of a cell's name; false when it is none. What row it names does not matter: the row says so. */
static bool column_of(const char *name, uint32_t *column)
{
    uint32_t n = 0;
    for (; (*name | 32) >= 'a' && (*name | 32) <= 'z' && n <= PP_XLSX_COLUMNS; name++) {
        n = n * 26 + (uint32_t)((*name | 32) - 'a' + 1);
    }
    *column = n - 1;
    return n > 0;
}

static cell_type type_of(const char *word)
{
    static const struct {
        const char *word;
        cell_type type;
    } TYPES[] = {{"n", NUMBER},  {"s", SHARED}, {"str", TEXT},  {"inlineStr", INLINE},
                 {"b", BOOLEAN}, {"e", FAULT},  {"d", ISO_DATE}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (strcmp(word, TYPES[i].word) == 0) {
            return TYPES[i].type;
        }
    }
    return TEXT;
}

static bool begin_cell(parse *p, const char **attributes, pp_error *error)
{
    cell *c = &p->cell;
    *c = (cell){.column = p->next_column, .type = NUMBER, .start = p->used, .end = p->used};
    for (; *attributes != NULL; attributes += 2) {
        const char *name = attributes[0], *value = attributes[1];
        if (name[0] == '\0' || name[1] != '\0') {
            continue;
        }
        if (name[0] == 'r' && !column_of(value, &c->column)) {
            return pp_xlsx_damaged(error, "单元格的位置");
        }
        if (name[0] == 't') {
            c->type = type_of(value);
        } else if (name[0] == 's') {
            (void)pp_xml_number(value, UINT32_MAX, &c->style);
        }
    }
    if (c->column >= PP_XLSX_COLUMNS) {
        pp_error_set(error, PP_ERROR_LIMIT, "这一行超过 %d 列，不是正常的工作簿。" PP_XLSX_ADVICE, PP_XLSX_COLUMNS);
        return pp_error_at(error, NULL, p->row, 0);
    }
    p->next_column = c->column + 1;
    p->place = IN_CELL;
    return true;
}

/* Sets the cell that is being read. */
static void set(parse *p, const char *text, size_t length, pp_xlsx_kind kind)
{
    const size_t at = p->cell.column;
    for (; p->count <= at; p->count++) {
        p->fields[p->count] = (pp_field){"", 0};
        p->kinds[p->count] = PP_XLSX_EMPTY;
    }
    p->fields[at] = (pp_field){length == 0 ? "" : text, length};
    p->kinds[at] = (unsigned char)(length == 0 ? PP_XLSX_EMPTY : kind);
}

/* Sets it to a text that is not in the buffer yet. */
static bool set_copy(parse *p, const char *text, size_t length, pp_xlsx_kind kind, pp_error *error)
{
    const size_t start = p->used;
    if (!append(p, text, length, error)) {
        return false;
    }
    set(p, p->buffer + start, length, kind);
    return true;
}

static pp_xlsx_format format_of(const parse *p)
{
    const pp_xlsx_styles *styles = &p->book->styles;
    return p->cell.style < styles->count ? (pp_xlsx_format)styles->formats[p->cell.style] : PP_FORMAT_NUMBER;
}

/* True for a number that needs no work: short, and nothing but digits and a point. */
static bool is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((text[i] < '0' || text[i] > '9') && text[i] != '.') {
            return false;
        }
    }
    return length <= 15;
}

static bool set_number(parse *p, const char *text, size_t length, pp_error *error)
{
    const pp_xlsx_format format = format_of(p);
    if (format == PP_FORMAT_NUMBER && is_plain(text, length)) {
        set(p, text, length, PP_XLSX_NUMBER);
        return true;
    }
    char out[PP_XLSX_DECIMAL], date[PP_XLSX_DATE_TEXT];
    const size_t n = pp_xlsx_decimal(text, length, out);
    if (n == 0) {
        set(p, text, length, PP_XLSX_TEXT);
        return true;
    }
    const size_t d = format == PP_FORMAT_NUMBER ? 0 : pp_xlsx_date(out, n, p->book->since_1904, format, date);
    return d > 0 ? set_copy(p, date, d, PP_XLSX_DATE, error) : set_copy(p, out, n, PP_XLSX_NUMBER, error);
}

static bool set_iso_date(parse *p, const char *text, size_t length, pp_error *error)
{
    char date[PP_XLSX_DATE_TEXT];
    const pp_xlsx_format format = format_of(p);
    const size_t n = pp_xlsx_iso_date(text, length, format == PP_FORMAT_NUMBER ? PP_FORMAT_DAY : format, date);
    if (n > 0) {
        return set_copy(p, date, n, PP_XLSX_DATE, error);
    }
    set(p, text, length, PP_XLSX_TEXT);
    return true;
}

static bool set_shared(parse *p, const char *text, size_t length, pp_error *error)
{
    const pp_xlsx_strings *strings = &p->book->strings;
    size_t index = 0;
    for (size_t i = 0; i < length && index <= PP_XLSX_STRINGS; i++) {
        if (text[i] < '0' || text[i] > '9') {
            index = PP_XLSX_STRINGS;
        }
        index = index * 10 + (size_t)(text[i] - '0');
    }
    if (index >= strings->count) {
        pp_xlsx_damaged(error, "单元格的文字不在文字表里");
        return pp_error_at(error, NULL, p->row, p->cell.column + 1);
    }
    const uint32_t start = strings->starts[index];
    set(p, strings->text + start, strings->starts[index + 1] - start, PP_XLSX_TEXT);
    return true;
}

/* A formula whose result is not there: files made by programs that do not calculate. */
static bool set_formula(parse *p, pp_error *error)
{
    cell *c = &p->cell;
    if (c->formula_end == c->formula_start + 1) { /* one that it shares with another cell */
        if (!append(p, "…", strlen("…"), error)) {
            return false;
        }
        c->formula_end = p->used;
    }
    set(p, p->buffer + c->formula_start, c->formula_end - c->formula_start, PP_XLSX_UNRESOLVED);
    count_one(&p->pass->unresolved, p->row, c->column + 1);
    return true;
}

static bool end_cell(parse *p, pp_error *error)
{
    cell *c = &p->cell;
    char *text = p->buffer + c->start;
    size_t length = c->end - c->start;
    p->place = IN_ROW;
    if (length > PP_CSV_FIELD) {
        pp_error_set(error, PP_ERROR_LIMIT, "这一格的文字超过 %d MB，不是正常的表格，请检查这一格后重试。",
                     PP_CSV_FIELD >> 20);
        return pp_error_at(error, NULL, p->row, c->column + 1);
    }
    if (c->type == TEXT || c->type == INLINE) {
        set(p, text, pp_xlsx_unescape(text, length), PP_XLSX_TEXT);
        return true;
    }
    while (length > 0 && (unsigned char)text[length - 1] <= ' ') {
        length--;
    }
    for (; length > 0 && (unsigned char)*text <= ' '; length--) {
        text++;
    }
    if (length == 0) {
        if (c->formula) {
            return set_formula(p, error);
        }
        set(p, "", 0, PP_XLSX_EMPTY);
        return true;
    }
    switch (c->type) {
    case SHARED:
        return set_shared(p, text, length, error);
    case NUMBER:
        return set_number(p, text, length, error);
    case ISO_DATE:
        return set_iso_date(p, text, length, error);
    case BOOLEAN:
        return set_copy(p, *text == '0' || *text == 'f' ? "FALSE" : "TRUE", *text == '0' || *text == 'f' ? 5 : 4,
                        PP_XLSX_BOOLEAN, error);
    default:
        set(p, text, length, PP_XLSX_FAULT);
        return true;
    }
}

/* ---- What is not a row ---- */

static void note_column(parse *p, const char **attributes)
{
    uint32_t first = 0, last = 0;
    if (!pp_xml_true(pp_xml_attribute(attributes, "hidden")) ||
        !pp_xml_number(pp_xml_attribute(attributes, "min"), PP_XLSX_COLUMNS, &first) ||
        !pp_xml_number(pp_xml_attribute(attributes, "max"), PP_XLSX_COLUMNS, &last) || first == 0) {
        return;
    }
    for (; first <= last; first++) {
        p->hidden_columns[first - 1] = true;
    }
}

/* Reads B5 and moves behind it. */
static bool take_cell(const char **text, uint32_t *row, uint32_t *column)
{
    const char *at = *text;
    uint32_t number = 0;
    if (!column_of(at, column) || *column >= PP_XLSX_COLUMNS) {
        return false;
    }
    ++*column;
    at += strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    for (; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (uint32_t)(*at - '0');
        if (number > PP_XLSX_ROWS) {
            return false;
        }
    }
    *row = number;
    *text = at;
    return number > 0;
}

/* Keeps a merged area; one that is none is left out. */
static bool add_merge(parse *p, const char **attributes, pp_error *error)
{
    pp_xlsx_pass *pass = p->pass;
    const char *at = pp_xml_attribute(attributes, "ref");
    pp_xlsx_merge m;
    if (at == NULL || !take_cell(&at, &m.row, &m.column) || *at++ != ':' ||
        !take_cell(&at, &m.last_row, &m.last_column) || m.last_row < m.row || m.last_column < m.column) {
        return true;
    }
    if (pass->merge_count == PP_XLSX_MERGES) {
        return pp_error_set(error, PP_ERROR_LIMIT, "工作表里合并的单元格超过 %d 处，请取消合并后重试。",
                            PP_XLSX_MERGES);
    }
    if (pass->merge_count == pass->merge_capacity) {
        const size_t capacity = pass->merge_capacity == 0 ? 64 : pass->merge_capacity * 2;
        pp_xlsx_merge *merges = realloc(pass->merges, capacity * sizeof *merges);
        if (merges == NULL) {
            return pp_error_memory(error);
        }
        pass->merges = merges;
        pass->merge_capacity = capacity;
    }
    pass->merges[pass->merge_count++] = m;
    return true;
}

/* ---- The XML ---- */

static bool start_outside(parse *p, const char *name, const char **attributes, pp_error *error)
{
    if (strcmp(name, "sheetData") == 0) {
        p->place = IN_ROWS;
    } else if (strcmp(name, "col") == 0) {
        note_column(p, attributes);
    } else if (strcmp(name, "mergeCell") == 0) {
        return add_merge(p, attributes, error);
    }
    return true;
}

static bool start_in_cell(parse *p, const char *name, pp_error *error)
{
    cell *c = &p->cell;
    if (strcmp(name, "v") == 0 && c->type != INLINE) {
        p->place = IN_VALUE;
        c->start = c->end = p->used;
    } else if (strcmp(name, "f") == 0) {
        p->place = IN_FORMULA;
        c->formula = true;
        c->formula_start = p->used;
        return append(p, "=", 1, error);
    } else if (strcmp(name, "is") == 0 && c->type == INLINE) {
        p->place = IN_INLINE;
        c->start = c->end = p->used;
    } else {
        p->skipped = 1;
    }
    return true;
}

static bool on_start(void *context, const char *name, const char **attributes, pp_error *error)
{
    parse *p = context;
    if (p->skipped > 0) {
        p->skipped++;
        return true;
    }
    switch (p->place) {
    case OUTSIDE:
        return start_outside(p, name, attributes, error);
    case IN_ROWS:
        if (strcmp(name, "row") == 0) {
            return begin_row(p, attributes, error);
        }
        break;
    case IN_ROW:
        if (strcmp(name, "c") == 0) {
            return begin_cell(p, attributes, error);
        }
        break;
    case IN_CELL:
        return start_in_cell(p, name, error);
    case IN_INLINE:
        if (strcmp(name, "t") == 0) {
            p->place = IN_INLINE_TEXT;
            return true;
        }
        if (strcmp(name, "r") == 0) {
            p->runs++;
            return true;
        }
        break;
    default:
        break;
    }
    p->skipped = 1;
    return true;
}

static bool on_end(void *context, const char *name, pp_error *error)
{
    parse *p = context;
    if (p->skipped > 0) {
        p->skipped--;
        return true;
    }
    switch (p->place) {
    case OUTSIDE:
        p->pass->whole |= strcmp(name, "worksheet") == 0;
        return true;
    case IN_ROWS:
        p->place = OUTSIDE;
        return true;
    case IN_ROW:
        return end_row(p, error);
    case IN_CELL:
        return end_cell(p, error);
    case IN_VALUE:
        p->cell.end = p->used;
        p->place = IN_CELL;
        return true;
    case IN_FORMULA:
        p->cell.formula_end = p->used;
        p->place = IN_CELL;
        return true;
    case IN_INLINE:
        p->cell.end = p->used;
        if (p->runs > 0) {
            p->runs--;
        } else {
            p->place = IN_CELL;
        }
        return true;
    case IN_INLINE_TEXT:
        p->place = IN_INLINE;
        return true;
    }
    return true;
}

static bool on_text(void *context, const char *text, size_t length, pp_error *error)
{
    parse *p = context;
    const bool wanted = p->place == IN_VALUE || p->place == IN_FORMULA || p->place == IN_INLINE_TEXT;
    return !wanted || p->skipped > 0 || append(p, text, length, error);
}

static void count_hidden_columns(parse *p)
{
    for (uint32_t i = 0; i < p->widest; i++) {
        if (p->hidden_columns[i]) {
            count_one(&p->pass->hidden_columns, 0, i + 1);
        }
    }
}

bool pp_xlsx_parse_rows(const pp_xlsx *book, pp_xml_source_fn read, void *source, pp_xlsx_pass *pass, pp_error *error)
{
    parse p = {.book = book, .pass = pass, .place = OUTSIDE, .capacity = FIRST_BUFFER};
    const pp_xml_handlers handlers = {.start = on_start, .end = on_end, .text = on_text, .stop = &p.stop};
    p.fields = malloc(PP_XLSX_COLUMNS * sizeof *p.fields);
    p.kinds = malloc(PP_XLSX_COLUMNS);
    p.hidden_columns = calloc(PP_XLSX_COLUMNS, sizeof *p.hidden_columns);
    p.buffer = malloc(p.capacity);
    bool ok =
        (p.fields != NULL && p.kinds != NULL && p.hidden_columns != NULL && p.buffer != NULL) || pp_error_memory(error);
    if (ok) {
        pass->kinds = p.kinds;
        ok = pp_xml_parse(read, source, &handlers, &p, error);
        count_hidden_columns(&p);
    }
    pass->kinds = NULL;
    free(p.fields);
    free(p.kinds);
    free(p.hidden_columns);
    free(p.buffer);
    return ok;
}

void pp_xlsx_pass_free(pp_xlsx_pass *pass)
{
    free(pass->merges);
    pass->merges = NULL;
    pass->merge_count = pass->merge_capacity = 0;
}
