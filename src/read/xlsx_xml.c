/* XML by expat, with the caps that expat leaves to its caller. */
#include "read/xlsx_inner.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 128 * 1024,       /* bytes parsed at a time */
    DEEPEST = 64,             /* elements within each other; the deepest of a workbook has less than 20 */
    LONGEST_TAG = 1024 * 1024 /* bytes of a tag with its attributes, or of a comment */
};

typedef struct parse {
    XML_Parser parser;
    const pp_xml_handlers *handlers;
    void *context;
    pp_error *error;
    uint64_t fed, parsed; /* bytes; what lies between is a tag that is not complete */
    int depth;
    bool failed; /* *error is set */
} parse;

static void halt(parse *p)
{
    p->failed = true;
    XML_StopParser(p->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = name[1] == '\0' ? NULL : strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static void check_stop(parse *p)
{
    if (p->handlers->stop != NULL && *p->handlers->stop) {
        XML_StopParser(p->parser, XML_FALSE);
    }
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
    parse *p = context;
    if (p->failed) {
        return;
    }
    if (++p->depth > DEEPEST) {
        pp_error_set(p->error, PP_ERROR_LIMIT, "工作簿里有一处嵌套超过 %d 层，不是正常的表格。" PP_XLSX_ADVICE,
                     DEEPEST);
        halt(p);
    } else if (!p->handlers->start(p->context, local_name(name), attributes, p->error)) {
        halt(p);
    }
}

static void XMLCALL on_end(void *context, const char *name)
{
    parse *p = context;
    p->depth--;
    if (p->failed || p->handlers->end == NULL) {
        return;
    }
    if (!p->handlers->end(p->context, local_name(name), p->error)) {
        halt(p);
    }
    check_stop(p);
}

static void XMLCALL on_text(void *context, const char *text, int length)
{
    parse *p = context;
    if (!p->failed && !p->handlers->text(p->context, text, (size_t)length, p->error)) {
        halt(p);
    }
}

/* No workbook has a document type; with one come entities, which can grow without end or name other files. */
static void XMLCALL on_doctype(void *context, const char *name, const char *system, const char *public, int internal)
{
    parse *p = context;
    (void)name, (void)system, (void)public, (void)internal;
    pp_error_set(
        p->error, PP_ERROR_FORMAT,
        "工作簿里带有文档类型声明（DOCTYPE），正常的工作簿没有，可能是有人做了手脚，没有读取。" PP_XLSX_ADVICE);
    halt(p);
}

/* expat has ended with a fault of its own. */
static bool explain(parse *p)
{
    switch (XML_GetErrorCode(p->parser)) {
    case XML_ERROR_NO_MEMORY:
        return pp_error_memory(p->error);
    case XML_ERROR_ABORTED:
        return true; /* it was told to stop */
    default:
        return pp_xlsx_damaged(p->error, NULL);
    }
}

/* Parses the next piece. */
static bool take_piece(parse *p, pp_xml_source_fn read, void *source, bool *last)
{
    void *buffer = XML_GetBuffer(p->parser, PIECE);
    if (buffer == NULL) {
        return explain(p);
    }
    const long n = read(source, buffer, PIECE, p->error);
    if (n < 0) {
        return false;
    }
    p->fed += (uint64_t)n;
    *last = n == 0;
    if (XML_ParseBuffer(p->parser, (int)n, *last) != XML_STATUS_OK) {
        *last = true;
        return !p->failed && explain(p);
    }
    const XML_Index at = XML_GetCurrentByteIndex(p->parser);
    p->parsed = at >= 0 ? (uint64_t)at : p->parsed; /* below 0: a tag is not complete yet, and was not looked at */
    if (!*last && p->fed - p->parsed > LONGEST_TAG) {
        return pp_error_set(p->error, PP_ERROR_LIMIT, "工作簿里有一个标记超过 %d MB，不是正常的表格。" PP_XLSX_ADVICE,
                            LONGEST_TAG >> 20);
    }
    return true;
}

bool pp_xml_parse(pp_xml_source_fn read, void *source, const pp_xml_handlers *handlers, void *context, pp_error *error)
{
    /* Named here, so that a test can have this memory fail as well. */
    static const XML_Memory_Handling_Suite MEMORY = {malloc, realloc, free};
    parse p = {.handlers = handlers, .context = context, .error = error};
    bool ok = true, last = false;
    p.parser = XML_ParserCreate_MM(NULL, &MEMORY, NULL);
    if (p.parser == NULL) {
        return pp_error_memory(error);
    }
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
    if (handlers->text != NULL) {
        XML_SetCharacterDataHandler(p.parser, on_text);
    }
    while (ok && !last) {
        ok = take_piece(&p, read, source, &last);
    }
    XML_ParserFree(p.parser);
    return ok;
}

const char *pp_xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(local_name(attributes[i]), name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

bool pp_xml_true(const char *value)
{
    return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

bool pp_xml_number(const char *text, uint32_t most, uint32_t *out)
{
    uint64_t value = 0;
    if (text == NULL || text[0] == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > most) {
            return false;
        }
    }
    *out = (uint32_t)value;
    return true;
}
