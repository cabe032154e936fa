/* xl/comments….xml: the comments of the sender stay; ours are added, and those of an earlier receipt taken away. */
#include "write/returned.h"

#include "base/text.h"
#include "write/cells.h"

#include <stdlib.h>
#include <string.h>

/* Stands above ours, also below a comment of the sender. By it ours is found again, for programs that save the workbook
 * may lose who wrote what, and cut texts into runs where the script changes: it has but one. */
#define SEPARATOR "──── 采购计划校验 ────"

#define FONT "<%srPr><%ssz val=\"9\"/><%srFont val=\"宋体\"/><%scharset val=\"134\"/></%srPr>"

enum {
    SHOWN = 6, /* findings of a cell that its comment says in full */
    COMMENT_LIMIT = 200000,
    BOX_COLUMNS = 46, /* half Chinese characters on a line of a comment's box */
    LONGEST = 1200    /* bytes of one sentence in a comment */
};

typedef struct writer {
    pp_comments *comments;
    const pp_returned_sheet *sheet;
    const pp_report *report;
    pp_parts *parts;
    size_t limit;    /* cells that may get a comment */
    bool *said;      /* of each cell: it stands below a comment of the sender's already */
    uint32_t author; /* number of procplan among the authors; UINT32_MAX: it is not yet */
    uint32_t authors;
    char name[32]; /* of the author at hand */
    size_t name_length;
    bool in_authors, in_list, had_authors;
    /* the comment at hand, which is held */
    uint32_t row, column;
    size_t cell;                 /* of the sheet, to be put below; SIZE_MAX: nothing to say */
    bool bare;                   /* the sender has said nothing so far */
    bool whole;                  /* it is all ours, and goes */
    bool cut;                    /* what follows is ours, and goes */
    bool plain;                  /* its text is being made a run */
    bool put;                    /* ours is below it */
    uint64_t begin, run, text;   /* where it begins, its run at hand, and the text of that */
    uint64_t trim_from, trim_to; /* line ends at the end of the run before */
    size_t text_bytes;
} writer;

void pp_comments_free(pp_comments *comments)
{
    free(comments->kept);
    free(comments->gone);
    *comments = (pp_comments){0};
}

static bool append(pp_commented **all, size_t *count, size_t *room, pp_commented one)
{
    if (*count == *room) {
        const size_t larger_room = *room * 2 + 64;
        pp_commented *larger = realloc(*all, larger_room * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        *all = larger;
        *room = larger_room;
    }
    (*all)[(*count)++] = one;
    return true;
}

static void keep(writer *w, pp_edit *edit, int lines)
{
    pp_comments *c = w->comments;
    const pp_commented one = {.row = w->row, .column = w->column, .lines = lines};
    if (c->count >= COMMENT_LIMIT || !append(&c->kept, &c->count, &c->room, one)) {
        (void)(c->count >= COMMENT_LIMIT ? pp_parts_refuse(w->parts, "里的批注多得不合理", edit->error)
                                         : pp_error_memory(edit->error));
        pp_edit_stop(edit);
    }
}

/* ---- What a comment says ---- */

/* A label and a sentence, cut where it is longer than a box can show. */
static void say(FILE *out, const char *label, const char *text)
{
    if (text != NULL && *text != '\0') {
        const size_t length = strlen(text), cut = pp_utf8_cut(text, length, LONGEST);
        fprintf(out, "%s%.*s%s", label, (int)cut, text, cut < length ? "…" : "");
    }
}

/* What our comment on a cell says, clean; NULL when memory is short. */
static const char *text_of(const writer *w, size_t cell)
{
    const pp_returned_sheet *sheet = w->sheet;
    const size_t first = sheet->cells[cell], count = sheet->cells[cell + 1] - first;
    pp_cells cells = {.arena = w->parts->arena};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const pp_returned_mark *mark = &sheet->marks[first + i];
        const pp_finding *finding = pp_report_finding(w->report, mark->finding);
        fprintf(out, "%s【%s】%s ", i == 0 ? "" : "\n", pp_severity_name(finding->severity), finding->rule->id);
        if (mark->row != mark->place_row) {
            fprintf(out, "（第 %u 行）", mark->place_row);
        }
        say(out, "", finding->message);
        say(out, "\n应为：", finding->expected);
        say(out, "\n差额：", finding->difference);
        say(out, "\n处理：", finding->fix);
    }
    if (count > SHOWN) {
        fprintf(out, "\n另有 %zu 项，见“" PP_RECEIPT_SHEET "”。", count - SHOWN);
    }
    const bool ok = fclose(out) == 0;
    const char *clean = ok ? pp_cells_sentence(&cells, text) : NULL;
    if (ok && clean == text) { /* it was clean already, and is not the arena's */
        clean = pp_arena_copy(w->parts->arena, text, size);
    }
    free(text);
    return cells.no_memory ? NULL : clean;
}

static void put_run(const char *prefix, const char *text, bool below, FILE *out)
{
    const char *p = prefix;
    fprintf(out, "<%sr>" FONT "<%st xml:space=\"preserve\">%s", p, p, p, p, p, p, p,
            below ? "\n" SEPARATOR "\n" : SEPARATOR "\n");
    pp_xml_put(out, text);
    fprintf(out, "</%st></%sr>", p, p);
}

static bool no_memory(pp_edit *edit)
{
    pp_error_memory(edit->error);
    pp_edit_stop(edit);
    return false;
}

/* ---- Comments that are there ---- */

static size_t cell_at(const pp_returned_sheet *sheet, uint32_t row, uint32_t column)
{
    size_t low = 0, high = sheet->cell_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const pp_returned_mark *mark = &sheet->marks[sheet->cells[middle]];
        if (mark->row < row || (mark->row == row && mark->column < column)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const pp_returned_mark *found = low < sheet->cell_count ? &sheet->marks[sheet->cells[low]] : NULL;
    return found != NULL && found->row == row && found->column == column ? low : SIZE_MAX;
}

static void on_comment(writer *w, pp_edit *edit, const char **attributes)
{
    const char *ref = pp_attribute(attributes, "ref");
    w->row = w->column = 0;
    w->whole = w->cut = w->plain = w->put = false;
    w->bare = true;
    w->text_bytes = 0;
    w->trim_from = w->trim_to = 0;
    const bool placed = ref != NULL && pp_parse_cell(ref, strlen(ref), &w->row, &w->column);
    w->cell = placed ? cell_at(w->sheet, w->row, w->column) : SIZE_MAX;
    w->cell = w->cell < w->limit ? w->cell : SIZE_MAX;
    w->begin = pp_edit_at(edit);
    pp_edit_hold(edit, true);
}

/* Ours, at the end of what the sender says. */
static void put_ours(writer *w, pp_edit *edit)
{
    if (w->put || w->bare || w->cell == SIZE_MAX) {
        return;
    }
    const char *text = text_of(w, w->cell);
    if (text == NULL) {
        no_memory(edit);
        return;
    }
    put_run(edit->prefix, text, true, pp_edit_before(edit));
    w->put = w->said[w->cell] = true;
    w->text_bytes += strlen(text) + sizeof SEPARATOR;
}

/* Text and runs do not stand side by side in a comment: where ours is to follow, its text becomes a run. */
static void open_run(writer *w, pp_edit *edit)
{
    fprintf(pp_edit_upto(edit, w->run), "<%sr>", edit->prefix);
    w->plain = true;
}

/* <comment>: <text>: <t> or runs <r>, then what tells the reading of the text (rPh …). */
static void on_piece(writer *w, pp_edit *edit, const char *name)
{
    w->run = pp_edit_at(edit);
    if (w->cut) {
        pp_edit_drop(edit, w->run);
    } else if (strcmp(name, "t") != 0 && strcmp(name, "r") != 0) {
        put_ours(w, edit);
    }
}

/* How many bytes at the end of the text are line ends, as written in XML. */
static size_t line_ends(const char *text, size_t size)
{
    static const char *const ENDS[] = {"\n", "\r", "&#10;", "&#13;", "&#xA;", "&#xa;", "&#xD;", "&#xd;"};
    const size_t whole = size;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        const size_t n = strlen(ENDS[i]);
        if (size >= n && memcmp(text + size - n, ENDS[i], n) == 0) {
            size -= n;
            i = (size_t)-1; /* from the first again */
        }
    }
    return whole - size;
}

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (strchr(" \t\r\n", text[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Takes away what is ours from the separator on, of which `kept` bytes of the run stand before. */
static void cut_here(writer *w, pp_edit *edit, size_t kept)
{
    const uint64_t end = pp_edit_at(edit);
    w->cut = true;
    if (w->bare) {
        w->whole = true;
        pp_edit_drop(edit, w->begin);
        return;
    }
    if (kept == 0 && w->trim_to > w->trim_from) {
        pp_edit_drop(edit, w->trim_from);
        pp_edit_resume(edit, w->trim_to);
    }
    if (kept == 0 && edit->depth == 6) {
        pp_edit_drop(edit, w->run); /* nothing of the run is left */
        return;
    }
    if (edit->depth == 5 && w->cell != SIZE_MAX) {
        open_run(w, edit);
    }
    pp_edit_drop(edit, w->text + kept);
    pp_edit_resume(edit, end);
}

/* The end of the text of a run. */
static void end_text(writer *w, pp_edit *edit)
{
    const uint64_t end = pp_edit_at(edit);
    const char *text = pp_edit_bytes(edit, w->text);
    const size_t size = end > w->text ? (size_t)(end - w->text) : 0;
    const char *found = size == 0 ? NULL : memmem(text, size, SEPARATOR, strlen(SEPARATOR));
    size_t kept = found == NULL ? size : (size_t)(found - text);
    const size_t ends = line_ends(text, kept);
    w->bare = w->bare && is_blank(text, kept - ends);
    w->text_bytes += kept;
    if (found != NULL) {
        cut_here(w, edit, kept - ends);
    } else {
        w->trim_from = end - ends;
        w->trim_to = end;
    }
}

static void end_piece(writer *w, pp_edit *edit, const char *name)
{
    if (edit->dropping) {
        pp_edit_resume(edit, pp_edit_behind(edit));
        return;
    }
    if (strcmp(name, "t") == 0 && !w->bare && w->cell != SIZE_MAX && !w->plain) {
        open_run(w, edit);
    }
    if (w->plain) {
        fprintf(pp_edit_after(edit), "</%sr>", edit->prefix);
        w->plain = false;
    }
}

static void end_comment(writer *w, pp_edit *edit)
{
    enum { BYTES = 40 }; /* of a line at least: a comment's box only grows, so that too few does no harm */
    if (!w->whole && w->bare && w->cell != SIZE_MAX) {
        w->whole = true; /* an empty one: ours takes its place */
        pp_edit_drop(edit, w->begin);
    }
    if (w->whole) {
        const pp_commented one = {.row = w->row, .column = w->column};
        pp_edit_resume(edit, pp_edit_behind(edit));
        if (!append(&w->comments->gone, &w->comments->gone_count, &w->comments->gone_room, one)) {
            no_memory(edit);
        }
    } else {
        keep(w, edit, w->put ? (int)(w->text_bytes / BYTES) + 4 : 0);
    }
    w->whole = false;
    pp_edit_hold(edit, false);
}

/* Adds the comments on cells that have none of the sender's. */
static void put_others(writer *w, pp_edit *edit, const char *prefix, FILE *out)
{
    for (size_t cell = 0; cell < w->sheet->cell_count && cell < w->limit; cell++) {
        const pp_returned_mark *mark = &w->sheet->marks[w->sheet->cells[cell]];
        char name[PP_CELL_TEXT];
        if (w->said[cell]) {
            continue;
        }
        const char *text = text_of(w, cell);
        if (text == NULL) {
            no_memory(edit);
            return;
        }
        w->row = mark->row;
        w->column = mark->column;
        fprintf(out, "<%scomment ref=\"%s\" authorId=\"%u\"><%stext>", prefix,
                pp_cell_name(mark->row, mark->column, name), w->author == UINT32_MAX ? w->authors : w->author, prefix);
        put_run(prefix, text, false, out);
        fprintf(out, "</%stext></%scomment>", prefix, prefix);
        keep(w, edit, pp_text_lines(text, BOX_COLUMNS));
        if (edit->stopped) {
            return;
        }
    }
}

/* <authors> and <commentList>; an empty one is opened, for something comes in. */
static void on_list(writer *w, pp_edit *edit, const char *name)
{
    const bool empty = pp_edit_is_empty(edit);
    w->in_authors = strcmp(name, "authors") == 0;
    w->in_list = strcmp(name, "commentList") == 0;
    if (w->in_authors) {
        w->had_authors = true;
    }
    if ((w->in_authors && empty) || (w->in_list && !w->had_authors)) {
        FILE *out = w->in_authors ? pp_edit_replace(edit) : pp_edit_before(edit);
        fprintf(out, "<%sauthors><%sauthor>" PP_RECEIPT_AUTHOR "</%sauthor></%sauthors>", edit->prefix, edit->prefix,
                edit->prefix, edit->prefix);
        w->had_authors = true;
        w->author = 0;
    }
    if (w->in_list && empty) {
        FILE *out = pp_edit_replace(edit);
        fprintf(out, "<%scommentList>", edit->prefix);
        put_others(w, edit, edit->prefix, out);
        fprintf(out, "</%scommentList>", edit->prefix);
    }
}

static void on_start(pp_edit *edit, const char *name, const char **attributes)
{
    writer *w = edit->context;
    if (edit->depth == 2) {
        on_list(w, edit, name);
    } else if (edit->depth == 3 && w->in_authors) {
        w->name_length = 0;
    } else if (edit->depth == 3 && w->in_list && strcmp(name, "comment") == 0) {
        on_comment(w, edit, attributes);
    } else if (w->in_list && !w->whole && edit->depth == 5) {
        on_piece(w, edit, name);
    }
    if (w->in_list && (edit->depth == 5 || edit->depth == 6) && strcmp(name, "t") == 0) {
        w->text = pp_edit_behind(edit);
    }
}

static void on_text(pp_edit *edit, const char *text, int length)
{
    writer *w = edit->context;
    if (w->in_authors && edit->depth == 3) {
        const size_t room = sizeof w->name - w->name_length;
        const size_t taken = (size_t)length < room ? (size_t)length : room;
        memcpy(w->name + w->name_length, text, taken);
        w->name_length += taken;
    }
}

static void end_author(writer *w)
{
    static const char ours[] = PP_RECEIPT_AUTHOR;
    if (w->author == UINT32_MAX && w->name_length == sizeof ours - 1 && memcmp(w->name, ours, sizeof ours - 1) == 0) {
        w->author = w->authors;
    }
    w->authors++;
}

static void on_end(pp_edit *edit, const char *name)
{
    writer *w = edit->context;
    if (edit->depth == 3 && w->in_authors) {
        end_author(w);
    } else if (edit->depth == 2 && w->in_authors && w->author == UINT32_MAX && !pp_edit_is_empty(edit)) {
        fprintf(pp_edit_before(edit), "<%sauthor>" PP_RECEIPT_AUTHOR "</%sauthor>", edit->prefix, edit->prefix);
    } else if (w->in_list && edit->depth == 2 && !pp_edit_is_empty(edit)) {
        put_others(w, edit, edit->prefix, pp_edit_before(edit));
    } else if (w->in_list && edit->depth == 3) {
        end_comment(w, edit);
    }
    if (!w->in_list || w->whole) {
        return;
    }
    if ((edit->depth == 5 || edit->depth == 6) && strcmp(name, "t") == 0 && !w->cut) {
        end_text(w, edit);
    }
    if (edit->depth == 5 && !w->whole) {
        end_piece(w, edit, name);
    } else if (edit->depth == 4 && strcmp(name, "text") == 0 && !pp_edit_is_empty(edit)) {
        put_ours(w, edit);
    }
}

static int by_cell(const void *a, const void *b)
{
    const pp_commented *x = a, *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    return (x->column > y->column) - (x->column < y->column);
}

/* A part with our comments alone. */
static bool write_new(writer *w, pp_part *part, pp_error *error)
{
    pp_edit edit = {.error = error}; /* no run: it only carries the error */
    FILE *out = pp_parts_begin(w->parts, part);
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"%s\"><authors>"
            "<author>" PP_RECEIPT_AUTHOR "</author></authors><commentList>",
            pp_sheet_namespace(w->parts));
    put_others(w, &edit, "", out);
    fputs("</commentList></comments>", out);
    return !edit.stopped && pp_parts_end(w->parts, part, error);
}

bool pp_comments_write(pp_comments *comments, const pp_returned_sheet *sheet, const pp_report *report, pp_parts *parts,
                       pp_part *part, size_t limit, pp_part **result, pp_error *error)
{
    static const pp_edit_handlers handlers = {.start = on_start, .end = on_end, .text = on_text};
    writer w = {.comments = comments,
                .sheet = sheet,
                .report = report,
                .parts = parts,
                .limit = limit,
                .author = UINT32_MAX,
                .cell = SIZE_MAX};
    bool ok = false;
    *result = part;
    w.said = calloc(sheet->cell_count + 1, sizeof *w.said);
    if (w.said == NULL) {
        return pp_error_memory(error);
    }
    if (part != NULL) {
        ok = pp_parts_edit(parts, part, &handlers, &w, error);
        if (ok && comments->count == 0) {
            part->dropped = true;
            *result = NULL;
        }
    } else {
        ok = sheet->cell_count == 0 || limit == 0;
        if (!ok) {
            *result = pp_parts_add_numbered(parts, "xl/comments", ".xml", error);
            ok = *result != NULL && write_new(&w, *result, error);
        }
    }
    if (comments->count > 1) {
        qsort(comments->kept, comments->count, sizeof *comments->kept, by_cell);
    }
    if (comments->gone_count > 1) {
        qsort(comments->gone, comments->gone_count, sizeof *comments->gone, by_cell);
    }
    free(w.said);
    return ok;
}
