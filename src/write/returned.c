/* The returned workbook, step by step: what the findings are about is looked up in the sender's file, the parts that
 * change are put down, and the copy is written from them and from all the other parts as they are. */
#include "write/returned.h"

#include "base/file.h"
#include "base/text.h"
#include "write/cells.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { COMMENT_LIMIT = 5000 /* cells that get a comment: more make spreadsheet programs slow */ };

typedef struct job {
    const pp_plan *plan;
    const pp_report *report;
    const char *in, *out;
    const pp_returned_options *options;
    pp_returned_summary *summary;
    pp_parts parts;
    pp_kinds kinds;
    pp_old_book book;
    pp_styles styles;
    pp_returned_sheet *sheets; /* as many as the book has */
    bool *linked;              /* of each finding */
    size_t comments;           /* cells that have got one */
} job;

/* ---- What is refused ---- */

static bool has_ending(const char *path, const char *ending)
{
    const size_t p = strlen(path), e = strlen(ending);
    return p > e && strcasecmp(path + p - e, ending) == 0;
}

static bool is_same_file(const char *in, const char *out)
{
    struct stat a, b;
    return stat(in, &a) == 0 && stat(out, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool check_paths(const char *in, const char *out, pp_error *error)
{
    if (pp_file_look(in) == PP_FILE_FOLDER) {
        pp_error_set(error, PP_ERROR_USAGE,
                     "“%s”是文件夹，不能在上面标注，只有 .xlsx 工作簿可以。请改用 procplan export "
                     "导出带标记的工作簿，如：procplan export %s -o 政府采购预算表.xlsx --force",
                     in, in);
        return pp_error_at(error, in, 0, 0);
    }
    if (is_same_file(in, out)) {
        pp_error_set(error, PP_ERROR_USAGE, "标注后的工作簿不能写回原件“%s”。请另给一个文件名，例如 校验回执.xlsx。",
                     in);
        return pp_error_at(error, out, 0, 0);
    }
    return true;
}

static bool check_ending(const job *j, pp_error *error)
{
    const bool macros = strcasestr(pp_kinds_of(&j->kinds, j->book.part), "macroEnabled") != NULL;
    if (has_ending(j->out, macros ? ".xlsm" : ".xlsx")) {
        return true;
    }
    pp_error_set(error, PP_ERROR_USAGE,
                 macros ? "“%s”含有宏，标注后仍然含有，文件名要以 .xlsm 结尾，不能是“%s”。"
                        : "“%s”标注后是 .xlsx 工作簿，文件名要以 .xlsx 结尾，不能是“%s”。",
                 j->in, j->out);
    return pp_error_at(error, j->out, 0, 0);
}

static void notice(const job *j, const char *sentence)
{
    if (j->options != NULL && j->options->notice != NULL) {
        j->options->notice(j->options->notice_context, sentence);
    }
}

/* ---- Which cells the findings are about ---- */

/* The sheet of the workbook in which the finding stands; NULL when its place is another file or no row. */
static pp_returned_sheet *sheet_of(const job *j, const pp_finding *finding)
{
    const pp_place *where = &finding->where;
    if (where->file == NULL || where->sheet == NULL || where->row == 0 || where->row > PP_XLSX_ROW_LIMIT ||
        where->column > PP_XLSX_COLUMN_LIMIT || strcmp(pp_base_name(where->file), pp_base_name(j->in)) != 0) {
        return NULL;
    }
    for (size_t i = 0; i < j->book.count; i++) {
        if (!j->book.sheets[i].receipt && j->book.sheets[i].part != NULL &&
            strcmp(j->book.sheets[i].name, where->sheet) == 0) {
            return &j->sheets[i];
        }
    }
    return NULL;
}

static bool take_findings(job *j, pp_error *error)
{
    const size_t count = pp_report_findings(j->report);
    j->sheets = calloc(j->book.count + 1, sizeof *j->sheets);
    j->linked = calloc(count + 1, sizeof *j->linked);
    if (j->sheets == NULL || j->linked == NULL) {
        return pp_error_memory(error);
    }
    for (size_t i = 0; i < j->book.count; i++) {
        j->sheets[i].sheet = &j->book.sheets[i];
    }
    for (size_t i = 0; i < count; i++) {
        pp_returned_sheet *sheet = sheet_of(j, pp_report_finding(j->report, i));
        j->linked[i] = sheet != NULL;
        if (sheet != NULL) {
            sheet->count++;
        }
    }
    for (size_t i = 0; i < j->book.count; i++) {
        j->sheets[i].marks = calloc(j->sheets[i].count + 1, sizeof *j->sheets[i].marks);
        if (j->sheets[i].marks == NULL) {
            return pp_error_memory(error);
        }
        j->sheets[i].count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        const pp_finding *finding = pp_report_finding(j->report, i);
        if (j->linked[i]) {
            pp_returned_sheet *sheet = sheet_of(j, finding);
            sheet->marks[sheet->count++] = (pp_returned_mark){.row = finding->where.row,
                                                              .column = finding->where.column,
                                                              .place_row = finding->where.row,
                                                              .place_column = finding->where.column,
                                                              .finding = i};
        }
    }
    return true;
}

/* ---- Comments of a sheet ---- */

/* Follows up in the relations what became of a part: a new one is named, one that is gone is not. *id is that of its
 * relation. */
static bool relate(pp_relations *relations, pp_tie *old, const char *type, const pp_part *part, const char **id,
                   pp_error *error)
{
    *id = NULL;
    if (old != NULL && part != NULL) {
        return true;
    }
    if (old != NULL) {
        pp_tie_drop(relations, old);
    }
    if (part != NULL) {
        const pp_tie *added = pp_tie_add(relations, type, part->name, error);
        *id = added == NULL ? NULL : added->id;
        return added != NULL;
    }
    return true;
}

static pp_part *part_behind(const pp_parts *parts, const pp_tie *relation)
{
    return relation == NULL || *relation->target == '\0' ? NULL : pp_parts_find(parts, relation->target);
}

static bool name_kinds(job *j, const pp_part *comments, bool new_comments, bool new_boxes, pp_error *error)
{
    if (new_comments &&
        !pp_kinds_add(&j->kinds, comments->name,
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml", error)) {
        return false;
    }
    if (new_boxes && !j->kinds.has_vml) {
        j->kinds.has_vml = true;
        return pp_kinds_add(&j->kinds, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing", error);
    }
    return true;
}

static bool write_comments(job *j, pp_returned_sheet *sheet, pp_error *error)
{
    const size_t room = COMMENT_LIMIT - j->comments;
    const size_t limit = sheet->cell_count < room ? sheet->cell_count : room;
    pp_comments comments = {0};
    pp_relations relations = {0};
    pp_part *text = NULL, *boxes = NULL;
    const char *unused = NULL;
    bool ok = pp_relations_read(&relations, &j->parts, sheet->sheet->part->name, error);
    if (!ok) {
        goto done;
    }
    /* Adding relations moves the table: what is needed of it is taken first. */
    pp_tie *old_text = pp_tie_of_type(&relations, "comments");
    pp_tie *old_boxes = sheet->legacy == NULL ? NULL : pp_tie_of_id(&relations, sheet->legacy);
    pp_part *text_part = part_behind(&j->parts, old_text), *boxes_part = part_behind(&j->parts, old_boxes);
    ok = pp_comments_write(&comments, sheet, j->report, &j->parts, text_part, limit, &text, error) &&
         pp_boxes_write(&comments, &j->parts, boxes_part, &boxes, error) &&
         name_kinds(j, text, text != NULL && text_part == NULL, boxes != NULL && boxes_part == NULL, error);
    sheet->drop_legacy = sheet->legacy != NULL && (boxes == NULL || boxes_part == NULL);
    if (old_boxes != NULL && boxes_part == NULL) {
        pp_tie_drop(&relations, old_boxes); /* it led nowhere */
        old_boxes = NULL;
    }
    if (old_text != NULL && text_part == NULL) {
        pp_tie_drop(&relations, old_text);
        old_text = NULL;
    }
    const bool keeps_boxes = old_boxes != NULL && boxes != NULL;
    if (old_boxes != NULL && !keeps_boxes) {
        pp_tie_drop(&relations, old_boxes);
    }
    ok = ok && relate(&relations, old_text, "comments", text, &unused, error) &&
         (keeps_boxes || relate(&relations, NULL, "vmlDrawing", boxes, &sheet->new_legacy, error)) &&
         pp_relations_write(&relations, error);
    j->comments += limit;
done:
    pp_relations_free(&relations);
    pp_comments_free(&comments);
    return ok;
}

/* ---- The parts that change ---- */

static bool write_sheets(job *j, pp_error *error)
{
    for (size_t i = 0; i < j->book.count; i++) {
        pp_returned_sheet *sheet = &j->sheets[i];
        if (sheet->sheet->part == NULL || sheet->sheet->receipt) {
            continue;
        }
        if (!pp_returned_scan(sheet, &j->parts, &j->styles, j->report, error)) {
            return false;
        }
        const bool marked = sheet->count > 0 || sheet->coloured;
        if ((marked && !write_comments(j, sheet, error)) ||
            ((marked || sheet->selected) && !pp_returned_sheet_write(sheet, &j->parts, &j->styles, error))) {
            return false;
        }
        j->summary->cells += sheet->cell_count;
    }
    return true;
}

/* A name for the receipt that no other sheet has. */
static const char *receipt_name(const job *j)
{
    const char *name = PP_RECEIPT_SHEET;
    for (unsigned number = 2;; number++) {
        bool taken = false;
        for (size_t i = 0; i < j->book.count; i++) {
            taken |= !j->book.sheets[i].receipt && pp_text_same(j->book.sheets[i].name, name);
        }
        if (!taken) {
            return name;
        }
        name = pp_arena_printf(j->parts.arena, PP_RECEIPT_SHEET " (%u)", number);
        if (name == NULL) {
            return NULL;
        }
    }
}

/* Leaves the old receipt out. */
static bool drop_receipt(job *j, pp_error *error)
{
    for (size_t i = 0; i < j->book.count; i++) {
        pp_book_sheet *sheet = &j->book.sheets[i];
        pp_tie *relation = sheet->receipt ? pp_tie_of_id(&j->book.relations, sheet->id) : NULL;
        pp_relations own;
        if (relation == NULL || sheet->part == NULL) {
            continue;
        }
        const bool ok = pp_relations_read(&own, &j->parts, sheet->part->name, error);
        if (ok && own.part != NULL) {
            own.part->dropped = true;
        }
        pp_relations_free(&own);
        if (!ok) {
            return false;
        }
        sheet->part->dropped = true;
        pp_tie_drop(&j->book.relations, relation);
    }
    return true;
}

static bool add_receipt(job *j, pp_error *error)
{
    pp_receipt receipt = {.plan = j->plan,
                          .report = j->report,
                          .file = pp_base_name(j->in),
                          .today = j->options == NULL ? 0 : j->options->today,
                          .marked = j->summary->cells,
                          .uncommented = j->summary->cells - j->comments,
                          .styles = j->styles.receipt,
                          .linked = j->linked};
    j->book.receipt = receipt_name(j);
    if (!drop_receipt(j, error)) {
        return false;
    }
    pp_part *part = pp_parts_add_numbered(&j->parts, "xl/worksheets/sheet", ".xml", error);
    if (j->book.receipt == NULL || part == NULL) {
        return j->book.receipt != NULL || pp_error_memory(error);
    }
    const pp_tie *relation = pp_tie_add(&j->book.relations, "worksheet", part->name, error);
    if (relation == NULL || !pp_receipt_write(&receipt, &j->parts, part, error) ||
        !pp_kinds_add(&j->kinds, part->name,
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", error)) {
        return false;
    }
    for (size_t i = 0; i < j->book.count; i++) {
        const uint32_t number = j->book.sheets[i].receipt ? 0 : j->book.sheets[i].number;
        j->book.receipt_number = number > j->book.receipt_number ? number : j->book.receipt_number;
    }
    j->book.receipt_number++;
    j->book.receipt_id = relation->id;
    j->book.heading = receipt.heading;
    return true;
}

static bool write_styles(job *j, pp_error *error)
{
    pp_part *added = NULL;
    return pp_styles_write(&j->styles, &added, error) &&
           (added == NULL ||
            (pp_tie_add(&j->book.relations, "styles", added->name, error) != NULL &&
             pp_kinds_add(&j->kinds, added->name,
                          "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml", error)));
}

/* A signature holds for the bytes that were signed, which these are no more. */
static bool drop_signatures(job *j, pp_error *error)
{
    static const char folder[] = "_xmlsignatures/";
    pp_relations root;
    bool ok = pp_relations_read(&root, &j->parts, "", error);
    pp_tie *origin = ok ? pp_tie_of_type(&root, "origin") : NULL;
    if (origin != NULL) {
        pp_tie_drop(&root, origin);
        for (size_t i = 0; i < j->parts.count; i++) {
            pp_part *part = j->parts.all[i];
            part->dropped |= strncasecmp(part->name, folder, sizeof folder - 1) == 0;
        }
        ok = pp_relations_write(&root, error);
        notice(j, "原件带有数字签名。标注后内容有变，签名不再有效，没有写入标注后的工作簿；原件没有动。");
    }
    pp_relations_free(&root);
    return ok;
}

static bool make_parts(job *j, pp_error *error)
{
    if (!pp_parts_open(&j->parts, j->in, j->out, error) || !pp_kinds_read(&j->kinds, &j->parts, error) ||
        !pp_old_book_read(&j->book, &j->parts, error) || !check_ending(j, error) || !take_findings(j, error)) {
        return false;
    }
    pp_part *styles = part_behind(&j->parts, pp_tie_of_type(&j->book.relations, "styles"));
    if (!pp_styles_read(&j->styles, &j->parts, styles, error) || !write_sheets(j, error) || !add_receipt(j, error) ||
        !write_styles(j, error) || !drop_signatures(j, error)) {
        return false;
    }
    return pp_old_book_write(&j->book, error) && pp_relations_write(&j->book.relations, error) &&
           pp_kinds_write(&j->kinds, error);
}

static void release(job *j)
{
    for (size_t i = 0; j->sheets != NULL && i < j->book.count; i++) {
        pp_returned_sheet_free(&j->sheets[i]);
    }
    free(j->sheets);
    free(j->linked);
    pp_styles_free(&j->styles);
    pp_old_book_free(&j->book);
    pp_kinds_free(&j->kinds);
    pp_parts_close(&j->parts);
}

bool pp_write_returned(const pp_plan *plan, const pp_report *report, const char *in, const char *out,
                       const pp_returned_options *options, pp_returned_summary *summary, pp_error *error)
{
    pp_returned_summary own;
    job j = {.plan = plan, .report = report, .in = in, .out = out, .options = options, .summary = summary};
    pp_target target = {0};
    if (summary == NULL) {
        j.summary = &own;
    }
    *j.summary = (pp_returned_summary){0};
    if (!check_paths(in, out, error)) {
        return false;
    }
    bool ok = make_parts(&j, error) && pp_target_open(&target, out, error);
    if (ok) {
        ok = pp_parts_save(&j.parts, target.temporary, out, error);
        if (ok) {
            ok = pp_target_commit(&target, error);
        } else {
            pp_target_abandon(&target);
        }
    }
    j.summary->comments = j.comments;
    release(&j);
    return ok;
}
