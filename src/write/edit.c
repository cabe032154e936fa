#include "write/edit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 1 << 16, ROWS = 1048576, COLUMNS = 16384 };

uint64_t pp_edit_at(const pp_edit *edit)
{
    return (uint64_t)XML_GetCurrentByteIndex(edit->parser);
}

uint64_t pp_edit_behind(const pp_edit *edit)
{
    return pp_edit_at(edit) + (uint64_t)XML_GetCurrentByteCount(edit->parser);
}

const char *pp_edit_bytes(const pp_edit *edit, uint64_t from)
{
    return edit->window + (from - edit->base);
}

const char *pp_edit_tag(const pp_edit *edit, size_t *size)
{
    *size = (size_t)XML_GetCurrentByteCount(edit->parser);
    return pp_edit_bytes(edit, pp_edit_at(edit));
}

bool pp_edit_is_empty(const pp_edit *edit)
{
    size_t size;
    const char *tag = pp_edit_tag(edit, &size);
    return size < 2 || tag[size - 2] == '/';
}

/* Writes what stands before the place and was not dropped. */
static void copy_to(pp_edit *edit, uint64_t to)
{
    if (!edit->dropping && edit->out != NULL && to > edit->copied) {
        (void)fwrite(pp_edit_bytes(edit, edit->copied), 1, (size_t)(to - edit->copied), edit->out);
    }
    edit->copied = to > edit->copied ? to : edit->copied;
}

FILE *pp_edit_before(pp_edit *edit)
{
    copy_to(edit, pp_edit_at(edit));
    return edit->out;
}

FILE *pp_edit_after(pp_edit *edit)
{
    copy_to(edit, pp_edit_behind(edit));
    return edit->out;
}

FILE *pp_edit_replace(pp_edit *edit)
{
    copy_to(edit, pp_edit_at(edit));
    edit->copied = pp_edit_behind(edit);
    return edit->out;
}

FILE *pp_edit_upto(pp_edit *edit, uint64_t place)
{
    copy_to(edit, place);
    return edit->out;
}

void pp_edit_drop(pp_edit *edit, uint64_t from)
{
    copy_to(edit, from);
    edit->dropping = true;
}

void pp_edit_resume(pp_edit *edit, uint64_t to)
{
    edit->copied = to > edit->copied ? to : edit->copied;
    edit->dropping = false;
}

void pp_edit_hold(pp_edit *edit, bool hold)
{
    if (hold && !edit->held) {
        copy_to(edit, pp_edit_at(edit));
    }
    edit->held = hold;
}

void pp_edit_stop(pp_edit *edit)
{
    if (!edit->stopped) {
        edit->stopped = true;
        XML_StopParser(edit->parser, XML_FALSE);
    }
}

void pp_edit_finish(pp_edit *edit)
{
    edit->finished = true;
    pp_edit_stop(edit);
}

/* ---- expat's calls ---- */

/* The name as handlers see it; `room` takes it where it must be told from one of the root's. */
static const char *local_name(const pp_edit *edit, const char *name, char room[PP_EDIT_PREFIX])
{
    const size_t n = strlen(edit->prefix);
    if (n == 0) {
        return name;
    }
    if (strncmp(name, edit->prefix, n) == 0) {
        return name + n;
    }
    if (strchr(name, ':') != NULL) {
        return name;
    }
    snprintf(room, PP_EDIT_PREFIX, ":%.*s", PP_EDIT_PREFIX - 2, name);
    return room;
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
    pp_edit *edit = data;
    char room[PP_EDIT_PREFIX];
    if (edit->stopped) {
        return;
    }
    if (edit->depth == 0) {
        const char *colon = strchr(name, ':');
        const size_t n = colon == NULL ? 0 : (size_t)(colon - name) + 1;
        if (n < sizeof edit->prefix) {
            memcpy(edit->prefix, name, n);
            edit->prefix[n] = '\0';
        }
    }
    if (++edit->depth > PP_EDIT_DEPTH) {
        XML_StopParser(edit->parser, XML_FALSE);
        return;
    }
    if (edit->handlers->start != NULL) {
        edit->handlers->start(edit, local_name(edit, name, room), attributes);
    }
    edit->passed = pp_edit_behind(edit);
}

static void XMLCALL on_end(void *data, const char *name)
{
    pp_edit *edit = data;
    char room[PP_EDIT_PREFIX];
    if (edit->stopped) {
        return;
    }
    if (edit->handlers->end != NULL) {
        edit->handlers->end(edit, local_name(edit, name, room));
    }
    const uint64_t behind = pp_edit_behind(edit);
    edit->passed = behind > edit->passed ? behind : edit->passed;
    edit->depth--;
}

static void XMLCALL on_text(void *data, const char *text, int length)
{
    pp_edit *edit = data;
    if (!edit->stopped) {
        edit->handlers->text(edit, text, length);
    }
}

static void XMLCALL on_doctype(void *data, const char *name, const char *system, const char *public, int internal)
{
    pp_edit *edit = data;
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    edit->doctype = true;
    XML_StopParser(edit->parser, XML_FALSE);
}

static void XMLCALL on_declaration(void *data, const char *version, const char *encoding, int standalone)
{
    pp_edit *edit = data;
    (void)version;
    (void)standalone;
    if (encoding != NULL && strcasecmp(encoding, "UTF-8") != 0 && strcasecmp(encoding, "US-ASCII") != 0) {
        edit->encoding = true;
        XML_StopParser(edit->parser, XML_FALSE);
    }
}

/* ---- The run ---- */

/* Room for another piece behind the window. */
static bool make_room(pp_edit *edit)
{
    if (edit->size + PIECE > edit->room) {
        const size_t room = edit->room * 2 > edit->size + PIECE ? edit->room * 2 : edit->size + PIECE;
        char *larger = realloc(edit->window, room);
        if (larger == NULL) {
            return pp_error_memory(edit->error);
        }
        edit->window = larger;
        edit->room = room;
    }
    return true;
}

/* Writes and forgets what no handler can ask for again. */
static void let_go(pp_edit *edit)
{
    if (edit->held) {
        return;
    }
    copy_to(edit, edit->passed);
    const size_t done = (size_t)(edit->passed - edit->base);
    memmove(edit->window, edit->window + done, edit->size - done);
    edit->base += done;
    edit->size -= done;
}

static bool refuse(pp_edit *edit, pp_error_code code, const char *shown, const char *part)
{
    pp_error_set(edit->error, code,
                 "工作簿“%s”的“%s”部分%s，不能在上面标注。请用 WPS 或 Excel 打开，另存为 .xlsx 后重试。", shown, part,
                 edit->encoding           ? "不是 UTF-8 编码"
                 : code == PP_ERROR_LIMIT ? "有一处大得不合理"
                 : edit->doctype          ? "含有不该有的文档类型声明"
                                          : "已损坏或不合规范");
    return pp_error_at(edit->error, shown, 0, 0);
}

static bool run(pp_edit *edit, pp_edit_read_fn read, void *source, const char *shown, const char *part)
{
    bool last = false;
    while (!last) {
        if (!make_room(edit)) {
            return false;
        }
        const int64_t n = read(source, edit->window + edit->size, PIECE, edit->error);
        if (n < 0) {
            return false;
        }
        if (edit->base == 0 && edit->size == 0 && n >= 2 &&
            (memcmp(edit->window, "\xFE\xFF", 2) == 0 || memcmp(edit->window, "\xFF\xFE", 2) == 0)) {
            edit->encoding = true;
            return refuse(edit, PP_ERROR_FORMAT, shown, part);
        }
        last = n == 0;
        const char *piece = edit->window + edit->size;
        edit->size += (size_t)n;
        const bool parsed = XML_Parse(edit->parser, piece, (int)n, last) == XML_STATUS_OK;
        if (edit->stopped) {
            return edit->finished;
        }
        if (!parsed) {
            return XML_GetErrorCode(edit->parser) == XML_ERROR_NO_MEMORY ? pp_error_memory(edit->error)
                                                                         : refuse(edit, PP_ERROR_FORMAT, shown, part);
        }
        let_go(edit);
        if (edit->size > PP_EDIT_WINDOW) {
            return refuse(edit, PP_ERROR_LIMIT, shown, part);
        }
    }
    edit->passed = edit->base + edit->size;
    edit->held = false;
    let_go(edit);
    return true;
}

bool pp_edit_run(pp_edit *edit, const pp_edit_handlers *handlers, pp_edit_read_fn read, void *source, const char *shown,
                 const char *part)
{
    bool ok = false;
    edit->handlers = handlers;
    edit->parser = XML_ParserCreate(NULL);
    if (edit->parser == NULL) {
        return pp_error_memory(edit->error);
    }
    XML_SetUserData(edit->parser, edit);
    XML_SetElementHandler(edit->parser, on_start, on_end);
    if (handlers->text != NULL) {
        XML_SetCharacterDataHandler(edit->parser, on_text);
    }
    XML_SetStartDoctypeDeclHandler(edit->parser, on_doctype);
    XML_SetXmlDeclHandler(edit->parser, on_declaration);
    ok = run(edit, read, source, shown, part);
    XML_ParserFree(edit->parser);
    free(edit->window);
    edit->parser = NULL;
    edit->window = NULL;
    return ok;
}

/* ---- Tags ---- */

static const pp_tag_change *find_change(const pp_tag_change *changes, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(changes[i].name) == length && memcmp(changes[i].name, name, length) == 0) {
            return &changes[i];
        }
    }
    return NULL;
}

/* Where the attribute that begins at `at` ends; the tag is known to be well formed. *name is its length. */
static const char *attribute_end(const char *at, const char *end, size_t *name)
{
    const char *s = at;
    while (s < end && strchr("= \t\r\n", *s) == NULL) {
        s++;
    }
    *name = (size_t)(s - at);
    while (s < end && *s != '"' && *s != '\'') {
        s++;
    }
    const char *close = s < end ? memchr(s + 1, *s, (size_t)(end - s - 1)) : NULL;
    return close == NULL ? end : close + 1;
}

void pp_tag_write(FILE *out, const char *tag, size_t size, const pp_tag_change *changes, size_t count, bool open)
{
    static const char blanks[] = " \t\r\n";
    const bool empty = size > 2 && tag[size - 2] == '/';
    const char *end = tag + size - (empty ? 2 : 1), *at = tag;
    uint32_t seen = 0;
    while (at < end && memchr(blanks, *at, 4) == NULL) {
        at++;
    }
    (void)fwrite(tag, 1, (size_t)(at - tag), out);
    while (at < end) {
        const char *first = at;
        size_t length = 0;
        while (first < end && memchr(blanks, *first, 4) != NULL) {
            first++;
        }
        if (first == end) {
            break;
        }
        const char *behind = attribute_end(first, end, &length);
        const pp_tag_change *change = find_change(changes, count, first, length);
        if (change == NULL) {
            (void)fwrite(at, 1, (size_t)(behind - at), out);
        } else {
            seen |= UINT32_C(1) << (change - changes);
            if (change->value != NULL) {
                fprintf(out, " %s=\"%s\"", change->name, change->value);
            }
        }
        at = behind;
    }
    for (size_t i = 0; i < count; i++) {
        if ((seen & UINT32_C(1) << i) == 0 && changes[i].value != NULL) {
            fprintf(out, " %s=\"%s\"", changes[i].name, changes[i].value);
        }
    }
    fputs(empty && !open ? "/>" : ">", out);
}

const char *pp_attribute(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

const char *pp_attribute_any(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *colon = strrchr(attributes[0], ':');
        if (colon != NULL && strcmp(colon + 1, name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}

bool pp_parse_number(const char *text, uint32_t *number)
{
    uint64_t value = 0;
    if (text == NULL || *text == '\0') {
        return false;
    }
    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > UINT32_MAX) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return *text == '\0';
}

bool pp_parse_cell(const char *text, size_t length, uint32_t *row, uint32_t *column)
{
    const char *end = text + length;
    uint32_t r = 0, c = 0;
    text += text < end && *text == '$';
    for (; text < end && c <= COLUMNS; text++) {
        const char letter = (char)(*text & ~0x20);
        if (letter < 'A' || letter > 'Z') {
            break;
        }
        c = c * 26 + (uint32_t)(letter - 'A' + 1);
    }
    text += text < end && *text == '$';
    for (; text < end && *text >= '0' && *text <= '9' && r <= ROWS; text++) {
        r = r * 10 + (uint32_t)(*text - '0');
    }
    *row = r;
    *column = c;
    return text == end && r > 0 && r <= ROWS && c > 0 && c <= COLUMNS;
}

void pp_xml_put(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            putc(*text, out);
            break;
        }
    }
}
