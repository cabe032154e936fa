/* xl/styles.xml: the sender's styles keep their numbers; what marked cells and the receipt need follows behind. A
 * ground of procplan's is known by its colour, which nobody else uses, so that it can be taken away again. Where it
 * covers a colour of the sender's, that stands in the same fill as the colour behind (bgColor), which a solid fill does
 * not show. */
#include "write/returned.h"

#include <stdlib.h>
#include <string.h>

enum { STYLE_LIMIT = 65000, NAME_ROOM = 96 };

static const char *const LISTS[PP_STYLE_KINDS] = {"fonts", "fills", "borders", "cellXfs"};

/* What stands before and behind the lists in styles.xml, by which the place of a missing one is known. */
static const char *const ORDER[] = {"numFmts",    "fonts", "fills",       "borders", "cellStyleXfs", "cellXfs",
                                    "cellStyles", "dxfs",  "tableStyles", "colors",  "extLst"};
enum { ORDER_COUNT = sizeof ORDER / sizeof ORDER[0] };

/* Colours of the grounds: the last digit tells whether a colour of the sender's is covered. */
static const struct {
    const char *plain, *covering;
} GROUND[PP_SEVERITY_COUNT] = {[PP_INFO] = {"FFDBEAF6", "FFDBEAF7"},
                               [PP_WARNING] = {"FFFFEFA4", "FFFFEFA5"},
                               [PP_ERROR] = {"FFFFC5C8", "FFFFC5C9"}};

/* The fonts of the receipt, without a prefix. */
static const char *const FONT_TEXT[] = {
    "<sz val=\"11\"/><color rgb=\"FF000000\"/><name val=\"宋体\"/><charset val=\"134\"/>",
    "<b/><sz val=\"11\"/><color rgb=\"FF000000\"/><name val=\"宋体\"/><charset val=\"134\"/>",
    "<b/><sz val=\"18\"/><color rgb=\"FF000000\"/><name val=\"宋体\"/><charset val=\"134\"/>",
    "<b/><sz val=\"18\"/><color rgb=\"FFC00000\"/><name val=\"宋体\"/><charset val=\"134\"/>",
    "<u/><sz val=\"11\"/><color rgb=\"FF0563C1\"/><name val=\"宋体\"/><charset val=\"134\"/>",
};
enum { PLAIN = 0, BOLD, LARGE, LARGE_RED, LINKED, FONT_COUNT };

/* The looks of its cells. */
static const struct {
    const char *ground; /* NULL: none */
    const char *attributes, *alignment;
    int font; /* of FONT_TEXT */
    bool border;
} LOOKS[PP_RECEIPT_STYLES] = {
    [PP_RECEIPT_TITLE] = {NULL, "", "horizontal=\"left\" vertical=\"center\"", LARGE, false},
    [PP_RECEIPT_TITLE_BAD] = {NULL, "", "horizontal=\"left\" vertical=\"center\"", LARGE_RED, false},
    [PP_RECEIPT_CAPTION] = {NULL, "", "horizontal=\"left\" vertical=\"center\" wrapText=\"1\"", PLAIN, false},
    [PP_RECEIPT_HEADING] = {"FFE7E6E6", "", "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"", BOLD, true},
    [PP_RECEIPT_TEXT] = {NULL, "", "vertical=\"center\" wrapText=\"1\"", PLAIN, true},
    [PP_RECEIPT_CENTRE] = {NULL, "", "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"", PLAIN, true},
    [PP_RECEIPT_LINK] = {NULL, "", "vertical=\"center\" wrapText=\"1\"", LINKED, true},
    [PP_RECEIPT_VALUE] = {NULL, " quotePrefix=\"1\"", "horizontal=\"right\" vertical=\"center\" wrapText=\"1\"", PLAIN,
                          true},
    [PP_RECEIPT_MONEY] = {NULL, "", "horizontal=\"right\" vertical=\"center\"", PLAIN, true},
    [PP_RECEIPT_BAND] = {NULL, "", "horizontal=\"left\" vertical=\"center\"", BOLD, false},
    [PP_RECEIPT_GOOD] = {"FFE2EFDA", "", "horizontal=\"center\" vertical=\"center\" wrapText=\"1\"", PLAIN, true},
    /* The exact grounds of marked cells would be taken for marks when the copy comes back: one shade beside them. */
    [PP_RECEIPT_INFO] = {"FFDBEAF5", "", "horizontal=\"center\" vertical=\"center\"", PLAIN, true},
    [PP_RECEIPT_WARNING] = {"FFFFEFA3", "", "horizontal=\"center\" vertical=\"center\"", PLAIN, true},
    [PP_RECEIPT_ERROR] = {"FFFFC5C7", "", "horizontal=\"center\" vertical=\"center\"", BOLD, true},
};

/* ---- Lists ---- */

static bool append(pp_styles *styles, int kind, const char *text)
{
    pp_style_list *list = &styles->list[kind];
    if (list->count == list->room) {
        const uint32_t room = list->room * 2 + 64;
        const char **larger = realloc(list->all, room * sizeof *larger);
        if (larger == NULL) {
            styles->no_memory = true;
            return false;
        }
        list->all = larger;
        list->room = room;
    }
    styles->no_memory |= text == NULL;
    list->all[list->count++] = text == NULL ? "" : text;
    return text != NULL;
}

/* The number of an element with this text: that of an equal one, or of a new one. */
static uint32_t number_of(pp_styles *styles, int kind, const char *text)
{
    const pp_style_list *list = &styles->list[kind];
    for (uint32_t i = 0; text != NULL && i < list->count; i++) {
        if (strcmp(list->all[i], text) == 0) {
            return i;
        }
    }
    return append(styles, kind, text) ? list->count - 1 : 0;
}

/* ---- Attributes and elements in text ---- */

/* The value of an attribute in the element's own tag, as a number; `otherwise` when there is none. */
static uint32_t number_in(const char *element, const char *name, uint32_t otherwise)
{
    char key[NAME_ROOM];
    const char *end = strchr(element, '>');
    snprintf(key, sizeof key, " %s=", name);
    const char *found = strstr(element, key);
    if (found == NULL || end == NULL || found > end) {
        return otherwise;
    }
    return (uint32_t)strtoul(found + strlen(key) + 1, NULL, 10);
}

/* The element with other attributes, in the arena; NULL when memory is short. */
static char *changed_element(pp_styles *styles, const char *element, const pp_tag_change *changes, size_t count)
{
    char *text = NULL, *kept = NULL;
    size_t size = 0;
    const char *end = strchr(element, '>');
    FILE *out = end == NULL ? NULL : open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    pp_tag_write(out, element, (size_t)(end - element) + 1, changes, count, false);
    fputs(end + 1, out);
    if (fclose(out) == 0) {
        kept = pp_arena_copy(styles->parts->arena, text, size);
    }
    free(text);
    return kept;
}

/* The tag <fgColor …/> or <bgColor …/> of a fill, without its name: the attributes. NULL when it has none. */
static char *colour_in(pp_styles *styles, const char *fill, const char *tag)
{
    char key[NAME_ROOM];
    snprintf(key, sizeof key, "<%s%s ", styles->prefix, tag);
    const char *found = strstr(fill, key);
    if (found == NULL) {
        return NULL;
    }
    found += strlen(key);
    const size_t length = strcspn(found, "/>");
    char *colour = pp_arena_copy(styles->parts->arena, found, length);
    styles->no_memory |= colour == NULL;
    return colour;
}

/* ---- Grounds ---- */

/* Whether a colour is one of procplan's grounds; *covering when that covers another colour. */
static bool is_own(const char *colour, bool *covering)
{
    for (int s = PP_INFO; s < PP_SEVERITY_COUNT; s++) {
        *covering = strstr(colour, GROUND[s].covering) != NULL;
        if (*covering || strstr(colour, GROUND[s].plain) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_ground(pp_styles *styles, const char *fill, bool *covering)
{
    const char *colour = colour_in(styles, fill, "fgColor");
    return colour != NULL && is_own(colour, covering);
}

static const char *fill_of(const pp_styles *styles, uint32_t style)
{
    const uint32_t fill = number_in(styles->list[PP_STYLE_XFS].all[style], "fillId", 0);
    return fill < styles->list[PP_STYLE_FILLS].count ? styles->list[PP_STYLE_FILLS].all[fill] : "";
}

/* The style with another fill. */
static uint32_t with_fill(pp_styles *styles, uint32_t style, uint32_t fill)
{
    char number[16];
    snprintf(number, sizeof number, "%u", fill);
    const pp_tag_change changes[] = {{"fillId", number}, {"applyFill", "1"}};
    return number_of(styles, PP_STYLE_XFS, changed_element(styles, styles->list[PP_STYLE_XFS].all[style], changes, 2));
}

uint32_t pp_styles_restored(pp_styles *styles, uint32_t style)
{
    bool covering = false;
    if (style >= styles->list[PP_STYLE_XFS].old || !styles->own[style]) {
        return style;
    }
    if (styles->restored[style] == 0 && is_ground(styles, fill_of(styles, style), &covering)) {
        const char *p = styles->prefix;
        const char *colour = covering ? colour_in(styles, fill_of(styles, style), "bgColor") : NULL;
        bool unused;
        if (colour != NULL && is_own(colour, &unused)) { /* of a program that puts one like the ground there */
            colour = NULL;
        }
        const uint32_t fill =
            colour == NULL
                ? 0
                : number_of(styles, PP_STYLE_FILLS,
                            pp_arena_printf(styles->parts->arena,
                                            "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor %s/><%sbgColor "
                                            "indexed=\"64\"/></%spatternFill></%sfill>",
                                            p, p, p, colour, p, p, p));
        styles->restored[style] = with_fill(styles, style, fill);
    }
    return styles->restored[style];
}

/* The ground of a severity over a fill. */
static uint32_t ground_over(pp_styles *styles, const char *fill, pp_severity severity)
{
    const char *p = styles->prefix;
    const char *colour = strstr(fill, "\"solid\"") == NULL ? NULL : colour_in(styles, fill, "fgColor");
    return number_of(styles, PP_STYLE_FILLS,
                     pp_arena_printf(styles->parts->arena,
                                     "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor rgb=\"%s\"/><%sbgColor "
                                     "%s/></%spatternFill></%sfill>",
                                     p, p, p, colour == NULL ? GROUND[severity].plain : GROUND[severity].covering, p,
                                     colour == NULL ? "indexed=\"64\"" : colour, p, p));
}

uint32_t pp_styles_marked(pp_styles *styles, uint32_t style, pp_severity severity)
{
    const uint32_t old = styles->list[PP_STYLE_XFS].old;
    style = style < old ? style : 0;
    uint32_t *known = &styles->marked[severity][style];
    if (*known == 0) {
        const uint32_t base = pp_styles_restored(styles, style);
        *known = with_fill(styles, base, ground_over(styles, fill_of(styles, base), severity));
    }
    return *known;
}

/* ---- Reading ---- */

static int list_of(const char *name)
{
    for (int k = 0; k < PP_STYLE_KINDS; k++) {
        if (strcmp(LISTS[k], name) == 0) {
            return k;
        }
    }
    return -1;
}

static void on_start(pp_edit *edit, const char *name, const char **attributes)
{
    pp_styles *styles = edit->context;
    (void)attributes;
    if (edit->depth == 1) {
        styles->has_root = !pp_edit_is_empty(edit);
        styles->prefix =
            styles->has_root ? pp_arena_copy(styles->parts->arena, edit->prefix, strlen(edit->prefix)) : "";
    } else if (edit->depth == 2) {
        styles->kind = list_of(name);
    } else if (edit->depth == 3 && styles->kind >= 0) {
        styles->element = pp_edit_at(edit);
        pp_edit_hold(edit, true);
    }
}

static void on_end(pp_edit *edit, const char *name)
{
    pp_styles *styles = edit->context;
    (void)name;
    if (edit->depth != 3 || styles->kind < 0) {
        return;
    }
    const char *text = pp_edit_bytes(edit, styles->element);
    append(styles, styles->kind,
           pp_arena_copy(styles->parts->arena, text, (size_t)(pp_edit_behind(edit) - styles->element)));
    pp_edit_hold(edit, false);
    if (styles->no_memory || styles->list[styles->kind].count > STYLE_LIMIT) {
        (void)(styles->no_memory ? pp_error_memory(edit->error)
                                 : pp_parts_refuse(styles->parts, "里的单元格样式太多", edit->error));
        pp_edit_stop(edit);
    }
}

/* What every list must have before anything can be added: the first elements mean what a program takes by itself. */
static void fill_up(pp_styles *styles)
{
    pp_arena *arena = styles->parts->arena;
    const char *p = styles->prefix;
    const char *const first[PP_STYLE_KINDS] = {
        [PP_STYLE_FONTS] = pp_arena_printf(
            arena, "<%sfont><%ssz val=\"11\"/><%sname val=\"Calibri\"/><%sfamily val=\"2\"/></%sfont>", p, p, p, p, p),
        [PP_STYLE_FILLS] = pp_arena_printf(arena, "<%sfill><%spatternFill patternType=\"none\"/></%sfill>", p, p, p),
        [PP_STYLE_BORDERS] = pp_arena_printf(
            arena, "<%sborder><%sleft/><%sright/><%stop/><%sbottom/><%sdiagonal/></%sborder>", p, p, p, p, p, p, p),
        [PP_STYLE_XFS] = pp_arena_printf(arena, "<%sxf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>", p)};
    for (int k = 0; k < PP_STYLE_KINDS; k++) {
        styles->list[k].in_file = styles->list[k].count;
        if (styles->list[k].count == 0) {
            append(styles, k, first[k]);
        }
    }
    if (styles->list[PP_STYLE_FILLS].in_file == 0) {
        append(styles, PP_STYLE_FILLS,
               pp_arena_printf(arena, "<%sfill><%spatternFill patternType=\"gray125\"/></%sfill>", p, p, p));
    }
}

static uint32_t font_of(pp_styles *styles, int font)
{
    const char *p = styles->prefix;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        styles->no_memory = true;
        return 0;
    }
    fprintf(out, "<%sfont>", p);
    for (const char *at = FONT_TEXT[font]; *at != '\0'; at++) {
        putc(*at, out);
        if (*at == '<') {
            fputs(p, out);
        }
    }
    fprintf(out, "</%sfont>", p);
    const bool ok = fclose(out) == 0;
    const uint32_t number =
        number_of(styles, PP_STYLE_FONTS, ok ? pp_arena_copy(styles->parts->arena, text, size) : NULL);
    free(text);
    return number;
}

static uint32_t border_of(pp_styles *styles)
{
    static const char *const SIDES[] = {"left", "right", "top", "bottom"};
    const char *p = styles->prefix;
    const char *text = pp_arena_printf(styles->parts->arena, "<%sborder>", p);
    for (int i = 0; text != NULL && i < 4; i++) {
        text = pp_arena_printf(styles->parts->arena, "%s<%s%s style=\"thin\"><%scolor rgb=\"FF808080\"/></%s%s>", text,
                               p, SIDES[i], p, p, SIDES[i]);
    }
    return number_of(styles, PP_STYLE_BORDERS,
                     text == NULL ? NULL
                                  : pp_arena_printf(styles->parts->arena, "%s<%sdiagonal/></%sborder>", text, p, p));
}

static uint32_t solid(pp_styles *styles, const char *colour)
{
    const char *p = styles->prefix;
    return number_of(styles, PP_STYLE_FILLS,
                     pp_arena_printf(styles->parts->arena,
                                     "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor rgb=\"%s\"/><%sbgColor "
                                     "indexed=\"64\"/></%spatternFill></%sfill>",
                                     p, p, p, colour, p, p, p));
}

static void add_receipt(pp_styles *styles)
{
    enum { GROUPED = 4 /* #,##0.00 */ };
    const char *p = styles->prefix;
    const uint32_t border = border_of(styles);
    for (int s = 0; s < PP_RECEIPT_STYLES; s++) {
        const char *xf = pp_arena_printf(
            styles->parts->arena,
            "<%sxf numFmtId=\"%d\" fontId=\"%u\" fillId=\"%u\" borderId=\"%u\" applyNumberFormat=\"1\" applyFont=\"1\" "
            "applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"%s><%salignment %s/></%sxf>",
            p, s == PP_RECEIPT_MONEY ? GROUPED : 0, font_of(styles, LOOKS[s].font),
            LOOKS[s].ground == NULL ? 0 : solid(styles, LOOKS[s].ground), LOOKS[s].border ? border : 0,
            LOOKS[s].attributes, p, LOOKS[s].alignment, p);
        styles->receipt[s] = number_of(styles, PP_STYLE_XFS, xf);
    }
}

bool pp_styles_read(pp_styles *styles, pp_parts *parts, pp_part *part, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_start, .end = on_end};
    bool covering;
    *styles = (pp_styles){.parts = parts, .part = part, .prefix = ""};
    if (part != NULL && !pp_parts_look(parts, part, &handlers, styles, error)) {
        return false;
    }
    fill_up(styles);
    const uint32_t old = styles->list[PP_STYLE_XFS].count;
    styles->list[PP_STYLE_XFS].old = old;
    styles->restored = calloc(old + 1, sizeof *styles->restored);
    styles->own = calloc(old + 1, sizeof *styles->own);
    styles->no_memory |= styles->restored == NULL || styles->own == NULL || styles->prefix == NULL;
    for (int s = PP_INFO; s < PP_SEVERITY_COUNT; s++) {
        styles->marked[s] = calloc(old + 1, sizeof *styles->marked[s]);
        styles->no_memory |= styles->marked[s] == NULL;
    }
    for (uint32_t i = 0; !styles->no_memory && i < old; i++) {
        styles->own[i] = is_ground(styles, fill_of(styles, i), &covering);
        styles->has_marks |= styles->own[i];
    }
    if (!styles->no_memory) {
        add_receipt(styles);
    }
    return !styles->no_memory || pp_error_memory(error);
}

void pp_styles_free(pp_styles *styles)
{
    for (int k = 0; k < PP_STYLE_KINDS; k++) {
        free(styles->list[k].all);
    }
    for (int s = 0; s < PP_SEVERITY_COUNT; s++) {
        free(styles->marked[s]);
    }
    free(styles->restored);
    free(styles->own);
    *styles = (pp_styles){0};
}

/* ---- Writing ---- */

/* Writes the elements of a list that the file does not have. */
static void put_new(const pp_style_list *list, FILE *out)
{
    for (uint32_t i = list->in_file; i < list->count; i++) {
        fputs(list->all[i], out);
    }
}

static void put_list(pp_styles *styles, int kind, FILE *out)
{
    fprintf(out, "<%s%s count=\"%u\">", styles->prefix, LISTS[kind], styles->list[kind].count);
    put_new(&styles->list[kind], out);
    fprintf(out, "</%s%s>", styles->prefix, LISTS[kind]);
    styles->list[kind].written = true;
}

static int order_of(const char *name)
{
    for (int i = 0; i < ORDER_COUNT; i++) {
        if (strcmp(ORDER[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

/* Puts the lists that the file lacks before the element that must follow them: of place `order` in it, or the end. */
static void put_missing(pp_styles *styles, int order, pp_edit *edit)
{
    for (int k = 0; k < PP_STYLE_KINDS; k++) {
        if (!styles->list[k].written && order_of(LISTS[k]) < order) {
            put_list(styles, k, pp_edit_before(edit));
        }
    }
}

static void write_start(pp_edit *edit, const char *name, const char **attributes)
{
    pp_styles *styles = edit->context;
    const int order = order_of(name);
    size_t size;
    (void)attributes;
    if (edit->depth != 2 || order < 0) {
        return;
    }
    put_missing(styles, order, edit);
    const int kind = list_of(name);
    if (kind < 0 || styles->list[kind].written) {
        return;
    }
    char count[16];
    snprintf(count, sizeof count, "%u", styles->list[kind].count);
    const char *tag = pp_edit_tag(edit, &size);
    const bool empty = pp_edit_is_empty(edit);
    FILE *out = pp_edit_replace(edit);
    if (empty) {
        put_list(styles, kind, out);
    } else {
        pp_tag_write(out, tag, size, &(pp_tag_change){"count", count}, 1, true);
        styles->list[kind].written = true;
        styles->kind = kind;
    }
}

static void write_end(pp_edit *edit, const char *name)
{
    pp_styles *styles = edit->context;
    const int kind = edit->depth == 2 ? list_of(name) : -1;
    if (kind >= 0 && kind == styles->kind) {
        put_new(&styles->list[kind], pp_edit_before(edit));
        styles->kind = -1; /* a second list of the name stays as it is */
    } else if (edit->depth == 1) {
        put_missing(styles, ORDER_COUNT, edit);
    }
}

bool pp_styles_write(pp_styles *styles, pp_part **added, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = write_start, .end = write_end};
    *added = NULL;
    if (styles->no_memory) {
        return pp_error_memory(error);
    }
    if (styles->list[PP_STYLE_XFS].count > STYLE_LIMIT) {
        return pp_parts_refuse(styles->parts, "里的单元格样式太多", error);
    }
    styles->kind = -1;
    if (styles->part != NULL && styles->has_root) {
        return pp_parts_edit(styles->parts, styles->part, &handlers, styles, error);
    }
    pp_part *part = styles->part;
    if (part == NULL) {
        /* Some programs look for it under this name alone. */
        *added = pp_parts_find(styles->parts, "xl/styles.xml") == NULL
                     ? pp_parts_add(styles->parts, "xl/styles.xml", error)
                     : pp_parts_add_numbered(styles->parts, "xl/styles", ".xml", error);
        part = *added;
        if (part == NULL) {
            return false;
        }
    }
    FILE *out = pp_parts_begin(styles->parts, part);
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"%s\">",
            pp_sheet_namespace(styles->parts));
    for (int k = 0; k < PP_STYLE_KINDS; k++) {
        put_list(styles, k, out);
    }
    fputs("</styleSheet>", out);
    return pp_parts_end(styles->parts, part, error);
}
