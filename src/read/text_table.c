#include "read/text_table.h"

#include "base/text.h"
#include "read/text_split.h"
#include "read/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- Lines ---- */

/* The next line without its end; *at moves behind that. */
static pp_field next_line(const char **at, const char *end)
{
    const char *begin = *at, *to = begin;
    while (to < end && *to != '\n' && *to != '\r') {
        to++;
    }
    *at = to + (to < end) + (to + 1 < end && to[0] == '\r' && to[1] == '\n');
    return (pp_field){begin, (size_t)(to - begin)};
}

static pp_field trim(pp_field field)
{
    field.text = pp_text_trim(field.text, &field.length);
    return field;
}

/* Narrows the words of a line to those that are read: without # before and ** around them, as Markdown has it. */
static pp_field plain_words(pp_field line)
{
    line = trim(line);
    size_t marks = 0;
    while (marks < line.length && line.text[marks] == '#') {
        marks++;
    }
    line = trim((pp_field){line.text + marks, line.length - marks});
    for (int i = 0; i < 2 && line.length > 2 && line.text[0] == '*' && line.text[line.length - 1] == '*'; i++) {
        line = (pp_field){line.text + 1, line.length - 2};
    }
    return trim(line);
}

bool pp_text_split_entry(pp_field field, pp_field *key, pp_field *value)
{
    const char *end = field.text + field.length;
    for (const char *at = field.text; at < end;) {
        const char *colon = at;
        const uint32_t c = pp_utf8_next(&at, end);
        if (c == ':' || c == 0xFF1A) {
            *key = trim((pp_field){field.text, (size_t)(colon - field.text)});
            *value = trim((pp_field){at, (size_t)(end - at)});
            return true;
        }
    }
    return false;
}

/* True for 部门名称：…: few characters before a colon. A sentence with a colon in its midst is none. */
static bool is_entry(pp_field field)
{
    enum { LONGEST_KEY = 10 };
    pp_field key, value;
    return pp_text_split_entry(field, &key, &value) && key.length > 0 &&
           pp_utf8_count(key.text, key.length) <= LONGEST_KEY;
}

static bool only_of(pp_field line, const char *signs)
{
    for (size_t i = 0; i < line.length; i++) {
        if (strchr(signs, line.text[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* |---|:--|, +---+---+, ----- =====. */
static bool is_rule(pp_field line)
{
    enum { LEAST = 3 };
    return line.length >= LEAST && only_of(line, "-=+|: \t") &&
           (memmem(line.text, line.length, "--", 2) != NULL || memmem(line.text, line.length, "==", 2) != NULL);
}

/* The number of a page. Digits alone are one only outside a table or between blank lines, which the caller knows. */
static bool is_page(pp_field line)
{
    enum { LONGEST = 24 };
    char folded[LONGEST + 1];
    if (pp_text_fold(line.text, line.length, folded, sizeof folded) >= LONGEST) {
        return false;
    }
    const char *at = folded;
    at += strspn(at, "-—–");
    at += strncmp(at, "第", strlen("第")) == 0 ? strlen("第") : 0;
    const size_t digits = strspn(at, "0123456789");
    at += digits;
    at += strspn(at, "/0123456789");
    at += strncmp(at, "页", strlen("页")) == 0 ? strlen("页") : 0;
    at += strspn(at, "-—–");
    return digits > 0 && digits <= 4 && *at == '\0';
}

/* 2. … and （2）…, as the points of a note begin. */
static bool is_point(pp_field line)
{
    const char *at = line.text, *end = at + line.length;
    at += at < end && *at == '(' ? 1 : end - at >= 3 && memcmp(at, "（", 3) == 0 ? 3 : 0;
    const char *digits = at;
    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    static const char *const STOPS[] = {".", "、", "．", ")", "）"};
    for (size_t i = 0; at > digits && i < sizeof STOPS / sizeof STOPS[0]; i++) {
        const size_t length = strlen(STOPS[i]);
        if ((size_t)(end - at) >= length && memcmp(at, STOPS[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- What a line is ---- */

typedef struct finder {
    pp_text_tables *out;
    pp_text_splitter splitter;
    size_t line_capacity;
    uint32_t row;        /* of the line */
    pp_text_kind before; /* of the line before; that of the last one that is not blank: */
    pp_text_kind last;
    bool spaces_before; /* the line before is a row aligned by spaces */
    bool pipes;         /* the last row was kept apart by | */
    bool other_style;   /* and the row at hand is not, or the other way round */
    pp_error *error;
} finder;

/* How many cells of the split line are filled, and whether all of those are entries. */
static size_t count_filled(const pp_text_splitter *s, bool *entries, pp_field *first)
{
    size_t filled = 0;
    *entries = true;
    for (size_t i = 0; i < s->count; i++) {
        if (s->fields[i].length > 0) {
            *first = filled == 0 ? s->fields[i] : *first;
            *entries = *entries && is_entry(s->fields[i]);
            filled++;
        }
    }
    return filled;
}

/* Words that no cells are kept apart in. */
static pp_text_kind kind_of_words(const finder *f, pp_field line)
{
    if (is_page(line)) {
        return PP_TEXT_PAGE;
    }
    const pp_field words = plain_words(line);
    const bool in_table = f->out->count > 0 && f->out->table[f->out->count - 1].rows > 0;
    if (pp_word_of(words.text, words.length) == PP_WORD_NOTE) {
        return PP_TEXT_NOTE;
    }
    if (in_table && (f->before == PP_TEXT_NOTE || (f->last == PP_TEXT_NOTE && is_point(words)))) {
        return PP_TEXT_NOTE;
    }
    if (in_table && f->spaces_before) { /* a row of which only one cell is filled */
        return PP_TEXT_ROW;
    }
    return is_entry(words) ? PP_TEXT_ENTRY : PP_TEXT_TITLE;
}

static const char TABLE[] = "表";

/* A line in which tabs, | or spaces keep cells apart. */
static bool kind_of_cells(finder *f, pp_field line, pp_text_style style, pp_text_kind *kind)
{
    bool entries;
    pp_field first = {"", 0};
    if (!pp_text_split(&f->splitter, line, false, f->error)) {
        return pp_error_at(f->error, NULL, f->row, 0);
    }
    const size_t filled = count_filled(&f->splitter, &entries, &first);
    if (filled == 0) { /* a row of empty cells */
        *kind = PP_TEXT_RULE;
        return true;
    }
    if (pp_word_of(first.text, first.length) == PP_WORD_NOTE && (filled == 1 || entries)) {
        *kind = PP_TEXT_NOTE;
        return true;
    }
    if (entries) {
        *kind = PP_TEXT_ENTRY;
        return true;
    }
    /* A title whose line has the empty cells of the table below it; within a table a row may have one filled cell. */
    const bool alone = filled == 1 && style != PP_TEXT_SPACES;
    const bool apart = f->last != PP_TEXT_ROW && f->last != PP_TEXT_RULE;
    const bool named = f->before == PP_TEXT_BLANK && memmem(first.text, first.length, TABLE, strlen(TABLE)) != NULL;
    *kind = alone && (apart || named) ? PP_TEXT_TITLE : PP_TEXT_ROW;
    return true;
}

static bool kind_of(finder *f, pp_field line, pp_text_kind *kind)
{
    const pp_field words = trim(line);
    if (words.length == 0) {
        *kind = PP_TEXT_BLANK;
        return true;
    }
    if (is_rule(words)) {
        *kind = PP_TEXT_RULE;
        return true;
    }
    const pp_text_style style = pp_text_style_of(line);
    if (style == PP_TEXT_PLAIN) {
        *kind = kind_of_words(f, words);
        f->spaces_before = *kind == PP_TEXT_ROW;
        return true;
    }
    const bool ok = kind_of_cells(f, line, style, kind);
    f->spaces_before = ok && *kind == PP_TEXT_ROW && style == PP_TEXT_SPACES;
    if (*kind == PP_TEXT_ROW) {
        f->other_style = f->pipes != (style == PP_TEXT_PIPES);
        f->pipes = style == PP_TEXT_PIPES;
    }
    return ok;
}

/* ---- Tables ---- */

static bool add_kind(finder *f, pp_text_kind kind)
{
    pp_text_tables *out = f->out;
    if (out->lines == PP_TEXT_LINES) {
        return pp_error_set(f->error, PP_ERROR_LIMIT, "文件超过 %d 行，请拆成几份后分别处理。", PP_TEXT_LINES);
    }
    if (out->lines == f->line_capacity) {
        const size_t capacity = f->line_capacity * 2 + 1024;
        uint8_t *kinds = realloc(out->kinds, capacity);
        if (kinds == NULL) {
            return pp_error_memory(f->error);
        }
        out->kinds = kinds;
        f->line_capacity = capacity;
    }
    out->kinds[out->lines++] = (uint8_t)kind;
    return true;
}

/* A line that belongs above a table begins a new one, unless it stands above the one in the making. */
static bool add_table(finder *f, const char *begin)
{
    pp_text_tables *out = f->out;
    if (out->count == PP_TEXT_TABLES) {
        pp_error_set(f->error, PP_ERROR_LIMIT, "文件里的表格超过 %d 个，请拆成几份后分别处理。", PP_TEXT_TABLES);
        return pp_error_at(f->error, NULL, f->row, 0);
    }
    if (out->count == out->capacity) {
        const size_t capacity = out->capacity * 2 + 16;
        pp_text_table *table = realloc(out->table, capacity * sizeof *table);
        if (table == NULL) {
            return pp_error_memory(f->error);
        }
        out->table = table;
        out->capacity = capacity;
    }
    out->table[out->count++] = (pp_text_table){.title = {"", 0}, .first_row = f->row, .begin = begin};
    return true;
}

/* The words of a title on which two pages of one table agree: without （续）, 续表 and spaces. */
static void fold_title(pp_field title, char *out, size_t size)
{
    static const char *const MORE[] = {"(续表)", "(续)", "续表"};
    const size_t length = pp_text_fold(title.text, title.length, out, size);
    for (size_t i = 0; i < sizeof MORE / sizeof MORE[0]; i++) {
        const size_t n = strlen(MORE[i]);
        if (length > n && strcmp(out + length - n, MORE[i]) == 0) {
            out[length - n] = '\0';
            return;
        }
    }
}

/* The table in the making has its first row: when the one before has the same title, it only goes on. */
static void join_same(pp_text_tables *out)
{
    char here[256], before[256];
    if (out->count < 2) {
        return;
    }
    const pp_text_table *last = &out->table[out->count - 1];
    pp_text_table *first = &out->table[out->count - 2];
    if (last->title.length == 0 || first->rows == 0) {
        return;
    }
    fold_title(last->title, here, sizeof here);
    fold_title(first->title, before, sizeof before);
    if (strcmp(here, before) == 0) {
        first->last_row = last->last_row;
        first->rows += last->rows;
        out->count--;
    }
}

static pp_field title_of(pp_text_splitter *s, pp_field line)
{
    bool entries;
    pp_field first = plain_words(line);
    if (pp_text_style_of(line) == PP_TEXT_TABS || pp_text_style_of(line) == PP_TEXT_PIPES) {
        count_filled(s, &entries, &first); /* it was split just now */
        const char *end = line.text + line.length;
        if (first.text < line.text || first.text >= end) { /* a cell in the splitter's buffer */
            first = plain_words(line);
        }
    }
    return plain_words(first);
}

static bool take_line(finder *f, pp_field line)
{
    pp_text_tables *out = f->out;
    pp_text_kind kind = PP_TEXT_BLANK;
    if (!kind_of(f, line, &kind) || !add_kind(f, kind)) {
        return false;
    }
    const bool above = kind == PP_TEXT_TITLE || kind == PP_TEXT_ENTRY;
    const pp_text_kind last = f->last;
    f->before = kind;
    if (kind == PP_TEXT_BLANK) {
        f->spaces_before = false;
        return true;
    }
    f->last = kind;
    /* An entry between two rows belongs to them: a page that repeats what stands above the table. */
    const bool has_rows = out->count > 0 && out->table[out->count - 1].rows > 0;
    const bool fresh = out->count == 0 || (has_rows && (kind == PP_TEXT_TITLE || (above && last == PP_TEXT_NOTE) ||
                                                        (kind == PP_TEXT_ROW && f->other_style)));
    if (fresh && !add_table(f, line.text)) {
        return false;
    }
    pp_text_table *table = &out->table[out->count - 1];
    table->last_row = f->row;
    if (kind == PP_TEXT_TITLE) {
        table->title = title_of(&f->splitter, line);
        table->title_row = f->row;
    }
    if (kind == PP_TEXT_ROW && table->rows++ == 0) {
        join_same(out);
    }
    return true;
}

bool pp_text_tables_find(const char *text, size_t length, pp_text_tables *out, pp_error *error)
{
    static const char MARK[] = "\xEF\xBB\xBF";
    const size_t mark = length >= strlen(MARK) && memcmp(text, MARK, strlen(MARK)) == 0 ? strlen(MARK) : 0;
    *out = (pp_text_tables){.text = text, .length = length};
    finder f = {.out = out, .error = error};
    bool ok = pp_text_splitter_init(&f.splitter, error);
    const char *end = text + length;
    for (const char *at = text + mark; ok && at < end;) {
        f.row++;
        ok = take_line(&f, next_line(&at, end));
    }
    pp_text_splitter_free(&f.splitter);
    return ok;
}

void pp_text_tables_free(pp_text_tables *tables)
{
    free(tables->kinds);
    free(tables->table);
    *tables = (pp_text_tables){0};
}

/* ---- Walks ---- */

typedef bool (*line_fn)(void *context, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error);

/* Gives the lines of a table as they are. */
static bool walk(const pp_text_tables *tables, size_t index, line_fn take, void *context, pp_error *error)
{
    const pp_text_table *table = &tables->table[index];
    const char *at = table->begin, *end = tables->text + tables->length;
    for (uint32_t row = table->first_row; row <= table->last_row; row++) {
        const pp_field line = next_line(&at, end);
        const pp_text_kind kind = (pp_text_kind)tables->kinds[row - 1];
        if (kind != PP_TEXT_BLANK && !take(context, kind, line, row, error)) {
            return false;
        }
    }
    return true;
}

static bool measure(void *splitter, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error)
{
    (void)row;
    return kind != PP_TEXT_ROW || pp_text_measure(splitter, line, error);
}

static bool cover(void *splitter, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error)
{
    (void)row;
    return kind != PP_TEXT_ROW || pp_text_cover(splitter, line, error);
}

static bool join(void *splitter, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error)
{
    (void)row;
    return kind != PP_TEXT_ROW || pp_text_join(splitter, line, error);
}

typedef struct giver {
    pp_text_splitter splitter;
    pp_text_line_fn on_line;
    void *context;
} giver;

static bool give(void *context, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error)
{
    giver *g = context;
    pp_field words = plain_words(line);
    pp_row out = {&words, 1, row};
    if (kind == PP_TEXT_ROW || kind == PP_TEXT_ENTRY) {
        const bool plain = kind == PP_TEXT_ENTRY && pp_text_style_of(line) == PP_TEXT_PLAIN;
        if (!plain && !pp_text_split(&g->splitter, line, kind == PP_TEXT_ROW, error)) {
            return pp_error_at(error, NULL, row, 0);
        }
        out = plain ? out : (pp_row){g->splitter.fields, g->splitter.count, row};
    }
    return g->on_line(g->context, kind, &out, error);
}

bool pp_text_table_lines(const pp_text_tables *tables, size_t index, pp_text_line_fn on_line, void *context,
                         pp_error *error)
{
    giver g = {.on_line = on_line, .context = context};
    pp_text_splitter *s = &g.splitter;
    bool ok = pp_text_splitter_init(s, error) && walk(tables, index, measure, s, error) &&
              walk(tables, index, cover, s, error) && pp_text_find_columns(s, error) &&
              walk(tables, index, join, s, error);
    if (ok) {
        pp_text_settle_columns(s);
        ok = walk(tables, index, give, &g, error);
    }
    pp_text_splitter_free(s);
    return ok;
}

typedef struct row_giver {
    pp_row_fn on_row;
    void *context;
} row_giver;

static bool give_row(void *context, pp_text_kind kind, const pp_row *row, pp_error *error)
{
    const row_giver *g = context;
    return kind != PP_TEXT_ROW || g->on_row(g->context, row, error);
}

bool pp_text_table_rows(const pp_text_tables *tables, size_t index, pp_row_fn on_row, void *context, pp_error *error)
{
    row_giver g = {on_row, context};
    return pp_text_table_lines(tables, index, give_row, &g, error);
}

typedef struct asker {
    const char *key;
    pp_field value;
    uint32_t row;
} asker;

/* Looks for the entry in a line whose entries stand apart by at least a tab, a | or two spaces. */
static bool ask(void *context, pp_text_kind kind, pp_field line, uint32_t row, pp_error *error)
{
    asker *a = context;
    pp_text_splitter s;
    if (kind != PP_TEXT_ENTRY || a->row != 0) {
        return true;
    }
    bool ok = pp_text_splitter_init(&s, error) && pp_text_split(&s, line, false, error);
    for (size_t i = 0; ok && i < s.count; i++) {
        pp_field key, value;
        char folded[64], wanted[64];
        const bool inside = s.fields[i].text >= line.text && s.fields[i].text < line.text + line.length;
        if (!inside || !pp_text_split_entry(plain_words(s.fields[i]), &key, &value)) {
            continue; /* a cell in the splitter's buffer does not outlive it */
        }
        pp_text_fold(key.text, key.length, folded, sizeof folded);
        pp_text_fold(a->key, strlen(a->key), wanted, sizeof wanted);
        if (strcmp(folded, wanted) == 0) {
            a->value = value;
            a->row = row;
        }
    }
    pp_text_splitter_free(&s);
    return ok;
}

pp_field pp_text_table_entry(const pp_text_tables *tables, size_t index, const char *key, uint32_t *row)
{
    asker a = {.key = key, .value = {"", 0}};
    (void)walk(tables, index, ask, &a, NULL); /* without memory there is no entry */
    if (row != NULL) {
        *row = a.row;
    }
    return a.value;
}
