/* xl/drawings/vmlDrawing….vml: the boxes of comments. Spreadsheet programs themselves write this part so that it is not
 * always well-formed XML, so it is gone through as text: from one <v:shape …>…</v:shape> to the next. What is written
 * v:, o: and x: here has other prefixes in some files. */
#include "write/returned.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    CORNERS = 8, /* numbers that say where a box stands */
    WIDE = 4,    /* columns of a box */
    LOWEST = 4,  /* rows of it */
    HIGHEST = 40,
    FIRST_SHAPE = 1025,
    CLOSE_ROOM = 64
};

/* The names that the shapes written here use; a part whose root does not say them gets them at each shape. */
#define NAMES                                                                                                          \
    " xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "                  \
    "xmlns:x=\"urn:schemas-microsoft-com:office:excel\""

static const char HEAD[] = "<xml" NAMES "><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" "
                           "data=\"1\"/></o:shapelayout>";

static const char SHAPE_TYPE[] =
    "<v:shapetype%s id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">"
    "<v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

typedef struct walker {
    pp_comments *comments;
    FILE *out;
    const char *names; /* NAMES where each shape must say them, else "" */
    unsigned last;     /* greatest number of a shape */
    bool has_type;
    size_t shapes;
} walker;

static int by_cell(const void *a, const void *b)
{
    const pp_commented *x = a, *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    return (x->column > y->column) - (x->column < y->column);
}

static pp_commented *find(pp_commented *all, size_t count, uint32_t row, uint32_t column)
{
    const pp_commented wanted = {.row = row, .column = column};
    return count == 0 ? NULL : bsearch(&wanted, all, count, sizeof wanted, by_cell);
}

/* The text behind the first tag of this name, with any prefix or none; NULL when there is none. */
static const char *behind_tag(const char *text, size_t size, const char *name)
{
    const char *end = text + size, *found = text;
    const size_t n = strlen(name);
    while ((found = memmem(found, (size_t)(end - found), name, n)) != NULL) {
        const char *begin = found;
        while (begin > text && strchr("</> \"", begin[-1]) == NULL) {
            begin--;
        }
        if (begin > text && begin[-1] == '<' && (begin == found || found[-1] == ':') && found + n < end &&
            found[n] == '>') {
            return found + n + 1;
        }
        found += n;
    }
    return NULL;
}

/* The whole number in the first element of this name; -1 when there is none. */
static long number_in(const char *shape, size_t size, const char *name)
{
    const char *text = behind_tag(shape, size, name);
    const long value = text == NULL ? -1 : strtol(text, NULL, 10);
    return value < 0 || value >= INT_MAX ? -1 : value;
}

static int rows_of(const pp_commented *comment)
{
    return comment->lines < LOWEST ? LOWEST : comment->lines > HIGHEST ? HIGHEST : comment->lines;
}

/* The corners of a box: 1, 15, 2, 4, 5, 15, 6, 4. */
static bool take_numbers(const char *text, unsigned at[CORNERS])
{
    for (int i = 0; i < CORNERS; i++) {
        char *end;
        const unsigned long number = strtoul(text, &end, 10);
        if (end == text || number > INT_MAX / 2 || (i + 1 < CORNERS && *(end += strspn(end, " ")) != ',')) {
            return false;
        }
        at[i] = (unsigned)number;
        text = end + 1;
    }
    return true;
}

/* A box of the sender's into which ours has been written grows, so that it shows both. */
static void put_grown(walker *w, const char *shape, size_t size, const pp_commented *comment)
{
    unsigned at[CORNERS];
    const char *text = behind_tag(shape, size, "Anchor");
    const char *end = text == NULL ? NULL : memchr(text, '<', (size_t)(shape + size - text));
    if (comment->lines == 0 || end == NULL || !take_numbers(text, at)) {
        (void)fwrite(shape, 1, size, w->out);
        return;
    }
    const unsigned right = at[0] + WIDE, bottom = at[2] + (unsigned)rows_of(comment);
    (void)fwrite(shape, 1, (size_t)(text - shape), w->out);
    fprintf(w->out, "%u, %u, %u, %u, %u, %u, %u, %u", at[0], at[1], at[2], at[3], at[4] > right ? at[4] : right, at[5],
            at[6] > bottom ? at[6] : bottom, at[7]);
    (void)fwrite(end, 1, (size_t)(shape + size - end), w->out);
}

static void put_box(walker *w, const pp_commented *comment)
{
    const uint32_t top = comment->row > 1 ? comment->row - 2 : 0;
    fprintf(w->out,
            "<v:shape%s id=\"_x0000_s%u\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;"
            "margin-top:2pt;width:260pt;height:%dpt;z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" "
            "o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>"
            "<v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div "
            "style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/>"
            "<x:SizeWithCells/><x:Anchor>%u, 15, %u, 4, %u, 15, %u, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
            "<x:Row>%u</x:Row><x:Column>%u</x:Column></x:ClientData></v:shape>",
            w->names, ++w->last, rows_of(comment) * 14, comment->column, top, comment->column + WIDE,
            top + (uint32_t)rows_of(comment), comment->row - 1, comment->column - 1);
}

/* One shape of the file. */
static void take_shape(walker *w, const char *shape, size_t size)
{
    static const char mark[] = "_x0000_s";
    const char *id = memmem(shape, size, mark, sizeof mark - 1);
    const unsigned long number = id == NULL ? 0 : strtoul(id + sizeof mark - 1, NULL, 10);
    const bool note = memmem(shape, size, "\"Note\"", 6) != NULL;
    const long row = number_in(shape, size, "Row"), column = number_in(shape, size, "Column");
    pp_comments *c = w->comments;
    if (number > w->last && number < INT_MAX / 2) {
        w->last = (unsigned)number;
    }
    if (!note || row < 0 || column < 0) {
        w->shapes++;
        (void)fwrite(shape, 1, size, w->out);
        return;
    }
    pp_commented *kept = find(c->kept, c->count, (uint32_t)row + 1, (uint32_t)column + 1);
    if (find(c->gone, c->gone_count, (uint32_t)row + 1, (uint32_t)column + 1) != NULL) {
        return; /* a box of ours: it is drawn anew where there is still something to say */
    }
    w->shapes++;
    if (kept == NULL) {
        (void)fwrite(shape, 1, size, w->out);
        return;
    }
    kept->drawn = true;
    put_grown(w, shape, size, kept);
}

/* A shape: where it begins and ends, NULL when there is none (any more). One without an end goes up to `end`. */
static const char *next_shape(const char *data, const char *end, const char **stop)
{
    char close[CLOSE_ROOM];
    for (const char *tag = data; (tag = memchr(tag, '<', (size_t)(end - tag))) != NULL; tag++) {
        const size_t length = strcspn(tag + 1, " \t\r\n/>");
        const char *colon = memchr(tag, ':', length + 1);
        const char *local = colon == NULL ? tag + 1 : colon + 1;
        const size_t n = (size_t)(tag + 1 + length - local);
        if (n != strlen("shape") || memcmp(local, "shape", n) != 0 || length + 4 > sizeof close) {
            continue;
        }
        const char *tag_end = memchr(tag, '>', (size_t)(end - tag));
        if (tag_end != NULL && tag_end[-1] == '/') {
            *stop = tag_end + 1;
            return tag;
        }
        snprintf(close, sizeof close, "</%.*s>", (int)length, tag + 1);
        const char *found = memmem(tag, (size_t)(end - tag), close, strlen(close));
        *stop = found == NULL ? end : found + strlen(close);
        return tag;
    }
    return NULL;
}

/* Whether the root says the names that shapes written here use. */
static bool root_has_names(const char *data)
{
    const char *root = strstr(data, "<xml"), *end = root == NULL ? NULL : strchr(root, '>');
    static const char *const SAID[] = {"xmlns:v=\"urn:schemas-microsoft-com:vml\"",
                                       "xmlns:o=\"urn:schemas-microsoft-com:office:office\"",
                                       "xmlns:x=\"urn:schemas-microsoft-com:office:excel\""};
    bool has = end != NULL;
    for (size_t i = 0; has && i < sizeof SAID / sizeof SAID[0]; i++) {
        has = memmem(root, (size_t)(end - root), SAID[i], strlen(SAID[i])) != NULL;
    }
    return has;
}

/* Copies the part up to its last </xml>, shape by shape. Returns that place, NULL when there is none. */
static const char *walk(walker *w, const char *data, size_t size)
{
    static const char last[] = "</xml>";
    const char *end = data + size, *tail = NULL, *shape, *stop;
    for (const char *s = data; (s = memmem(s, (size_t)(end - s), last, sizeof last - 1)) != NULL; s++) {
        tail = s;
    }
    w->has_type = memmem(data, size, "\"_x0000_t202\"", strlen("\"_x0000_t202\"")) != NULL;
    w->names = root_has_names(data) ? "" : NAMES;
    while (tail != NULL && (shape = next_shape(data, tail, &stop)) != NULL) {
        (void)fwrite(data, 1, (size_t)(shape - data), w->out);
        take_shape(w, shape, (size_t)(stop - shape));
        data = stop;
    }
    if (tail != NULL) {
        (void)fwrite(data, 1, (size_t)(tail - data), w->out);
    }
    return tail;
}

bool pp_boxes_write(pp_comments *comments, pp_parts *parts, pp_part *part, pp_part **result, pp_error *error)
{
    walker w = {.comments = comments, .last = FIRST_SHAPE - 1, .names = ""};
    char *data = NULL;
    const char *tail = "</xml>";
    size_t size = 0;
    bool ok = true;
    *result = part;
    if (part == NULL && comments->count == 0) {
        return true;
    }
    if (part == NULL) {
        part = *result = pp_parts_add_numbered(parts, "xl/drawings/vmlDrawing", ".vml", error);
        ok = part != NULL;
    } else {
        data = pp_parts_load(parts, part, &size, error);
        ok = data != NULL;
    }
    if (!ok) {
        return false;
    }
    w.out = pp_parts_begin(parts, part);
    if (data == NULL) {
        fputs(HEAD, w.out);
    } else {
        tail = walk(&w, data, size);
        ok = tail != NULL || pp_parts_refuse(parts, "里的批注框已损坏", error);
    }
    for (size_t i = 0; ok && i < comments->count; i++) {
        const pp_commented *comment = &comments->kept[i];
        if (!comment->drawn && comment->row > 0 && comment->column > 0) {
            if (!w.has_type) {
                fprintf(w.out, SHAPE_TYPE, w.names);
                w.has_type = true;
            }
            put_box(&w, comment);
            w.shapes++;
        }
    }
    if (ok) {
        fputs(tail, w.out);
        ok = pp_parts_end(parts, part, error);
    }
    free(data);
    if (ok && w.shapes == 0) {
        part->dropped = true;
        *result = NULL;
    }
    return ok;
}
