/* The lines of a plan out of a workbook.
 *
 * Merged areas are listed behind the rows of a sheet. Of a small sheet they are known, because its first rows were read
 * to choose it. A large one is read once without them; only if some of them then prove to say something about lines (a
 * unit's name merged over its lines), it is read again with them. So memory does not grow with the sheet, and most
 * sheets are read once. */
#include "base/file.h"
#include "base/text.h"
#include "model/plan.h"
#include "read/carried.h"
#include "read/grid.h"
#include "read/sheet_choice.h"
#include "read/unresolved.h"

#include <stdlib.h>
#include <string.h>

/* ---- Cells merged over several rows ---- */

/* A text that goes on in the rows below, by column. */
typedef struct span {
    uint32_t last_row; /* 0: none */
    size_t length;
    char *text;
} span;

/* A sheet on its way into the plan. */
typedef struct feed {
    pp_grid grid;
    pp_xlsx_pass pass;
    const pp_xlsx_merge *merges; /* by row; none: there are none, or they are not known yet */
    size_t merge_count, next;
    span *spans;   /* PP_CSV_COLUMNS of them */
    size_t widest; /* columns beyond this have no span */
    size_t open;   /* spans */
    pp_field *fields;
    size_t cells;      /* of the row in the file */
    pp_field *settled; /* room for the row without formulas that have no results */
    pp_unresolved unresolved;
} feed;

static int by_row(const void *left, const void *right)
{
    const pp_xlsx_merge *a = left, *b = right;
    return a->row != b->row ? (a->row > b->row) - (a->row < b->row) : (a->column > b->column) - (a->column < b->column);
}

/* Whether the cells of a column may repeat what was merged: an amount is there once. */
static bool is_amount(const pp_layout *layout, size_t index)
{
    const pp_action action = layout->columns[index].action;
    return action == PP_ACTION_MONEY || action == PP_ACTION_QUANTITY;
}

/* The row with what is merged into it from above. An empty row stays away, so that a merged area makes no lines. */
static pp_row fill(feed *f, const pp_row *row)
{
    size_t count = row->count;
    if (f->open == 0) {
        return *row;
    }
    memcpy(f->fields, row->fields, row->count * sizeof *f->fields);
    for (size_t i = 0; i < f->widest; i++) {
        span *s = &f->spans[i];
        if (s->last_row != 0 && s->last_row < row->number) {
            s->last_row = 0;
            f->open--;
        }
        if (s->last_row == 0 || (i < row->count && row->fields[i].length > 0)) {
            continue;
        }
        for (; count <= i; count++) {
            f->fields[count] = (pp_field){"", 0};
        }
        f->fields[i] = (pp_field){s->text, s->length};
    }
    return (pp_row){f->fields, count, row->number};
}

static bool open_span(feed *f, const pp_xlsx_merge *m, const pp_row *row, pp_error *error)
{
    const size_t index = m->column - 1;
    if (m->last_row == m->row || index >= row->count || row->fields[index].length == 0) {
        return true;
    }
    const pp_field field = row->fields[index];
    if (is_amount(&f->grid.layout, index)) {
        char from[PP_CELL_TEXT], to[PP_CELL_TEXT];
        pp_grid_note(&f->grid, row->number, "的 %s 与下面合并到 %s，这个数只算在第%u行。",
                     pp_cell_name(m->row, m->column, from), pp_cell_name(m->last_row, m->last_column, to), m->row);
        return true;
    }
    if (f->grid.layout.columns[index].action == PP_ACTION_EXTRA && f->pass.kinds[index] == PP_XLSX_NUMBER) {
        return true;
    }
    span *s = &f->spans[index];
    char *text = realloc(s->text, field.length);
    if (text == NULL) {
        return pp_error_memory(error);
    }
    memcpy(text, field.text, field.length);
    f->open += s->last_row == 0;
    f->widest = index >= f->widest ? index + 1 : f->widest;
    *s = (span){m->last_row, field.length, text};
    return true;
}

/* What is merged from this row downwards. */
static bool open_spans(feed *f, const pp_row *row, pp_error *error)
{
    while (f->next < f->merge_count && f->merges[f->next].row < row->number) {
        f->next++;
    }
    for (; f->next < f->merge_count && f->merges[f->next].row == row->number; f->next++) {
        if (!open_span(f, &f->merges[f->next], row, error)) {
            return false;
        }
    }
    return true;
}

/* True when a merged area that was not known while the rows went by says something about lines. */
static bool merges_matter(const feed *f)
{
    for (size_t i = 0; i < f->pass.merge_count; i++) {
        const pp_xlsx_merge *m = &f->pass.merges[i];
        if (m->row > f->grid.heading_row && m->last_row > m->row && m->column <= f->grid.layout.count) {
            return true;
        }
    }
    return false;
}

/* ---- The sheet ---- */

/* A pp_settle_fn. */
static pp_row settle(void *context, const pp_layout *layout, const pp_row *row)
{
    feed *f = context;
    return pp_unresolved_settle(layout, row, f->pass.kinds, f->cells, f->settled, &f->unresolved);
}

/* A pp_row_fn. */
static bool feed_row(void *context, const pp_row *row, pp_error *error)
{
    feed *f = context;
    if (row->count > PP_CSV_COLUMNS) {
        pp_error_set(error, PP_ERROR_LIMIT, "这一行超过 %d 列，请删除多余的列后重试。", PP_CSV_COLUMNS);
        return pp_error_at(error, NULL, row->number, (uint32_t)row->count);
    }
    f->cells = row->count;
    if (f->merge_count == 0) {
        return pp_grid_row(&f->grid, row, error);
    }
    const pp_row filled = fill(f, row);
    return pp_grid_row(&f->grid, &filled, error) &&
           (f->grid.state != PP_GRID_BODY || row->number <= f->grid.heading_row || open_spans(f, row, error));
}

/* Tells of formulas without results: those that follow from the rest of their rows, and the others. */
static void tell_unresolved(pp_reading *reading, const char *file, const char *quote, const feed *f)
{
    char cell[PP_CELL_TEXT];
    const pp_xlsx_tally *all = &f->pass.unresolved;
    const uint32_t settled = f->unresolved.sums + f->unresolved.kinds + f->unresolved.empty;
    if (f->unresolved.sums + f->unresolved.kinds > 0) {
        pp_reading_note(
            reading,
            "%s 的工作表“%s”是由程序填写的，公式没有计算结果：%u 个合计、小计按各项资金相加，%u 个采购类别按"
            "品目编码的字母取得。",
            file, quote, f->unresolved.sums, f->unresolved.kinds);
    }
    if (all->count > settled) {
        pp_reading_note(reading,
                        "%s 的工作表“%s”里有 %u 个公式没有计算结果（从 %s 起），读到的是公式本身。请用 Excel 或 WPS "
                        "打开，等它算完后保存，再重试。",
                        file, quote, all->count - settled, pp_cell_name(all->row, all->column, cell));
    }
}

/* What the user should know of the sheet as a whole. */
static void tell(pp_reading *reading, const char *file, const char *sheet, const feed *f)
{
    char quote[PP_QUOTE_TEXT], cell[PP_CELL_TEXT];
    const pp_xlsx_pass *pass = &f->pass;
    pp_quote(sheet, strlen(sheet), quote);
    if (pass->hidden_rows.count > 0) {
        pp_reading_note(reading, "%s 的工作表“%s”里有 %u 行是隐藏的（从第%u行起），已照常读取。", file, quote,
                        pass->hidden_rows.count, pass->hidden_rows.row);
    }
    if (pass->hidden_columns.count > 0) {
        pp_reading_note(reading, "%s 的工作表“%s”里有 %u 列是隐藏的（从 %s 列起），已照常读取。", file, quote,
                        pass->hidden_columns.count, pp_column_letters(pass->hidden_columns.column - 1, cell));
    }
    tell_unresolved(reading, file, quote, f);
}

/* What procplan wrote besides the form that this sheet is; NULL in *carried when it is not such a form. */
static bool read_carried(pp_xlsx *book, size_t sheet, pp_carried **carried, pp_error *error)
{
    size_t beside = 0;
    *carried = NULL;
    while (beside < pp_xlsx_sheets(book) && strcmp(pp_xlsx_sheet_name(book, beside), PP_CARRIED_SHEET) != 0) {
        beside++;
    }
    if (beside == pp_xlsx_sheets(book) || strcmp(pp_xlsx_sheet_name(book, sheet), PP_CARRIED_FORM) != 0) {
        return true;
    }
    *carried = pp_carried_new();
    if (*carried == NULL) {
        return pp_error_memory(error);
    }
    pp_xlsx_pass pass = {.on_row = pp_carried_row, .context = *carried};
    const bool ok = pp_xlsx_read(book, beside, &pass, error);
    pp_xlsx_pass_free(&pass);
    return ok;
}

/* Reads the sheet into the plan, with the merged areas that are known, or with none. Where `found` is given and they
 * prove to matter, they are moved there, and the sheet must be read once more, into a new plan. */
static bool read_sheet(pp_reading *reading, pp_xlsx *book, size_t sheet, const char *file, const pp_xlsx_pass *known,
                       pp_xlsx_pass *found, pp_error *error)
{
    const char *name = pp_xlsx_sheet_name(book, sheet);
    feed f = {.merges = known == NULL ? NULL : known->merges, .merge_count = known == NULL ? 0 : known->merge_count};
    f.pass = (pp_xlsx_pass){.on_row = feed_row, .context = &f};
    f.spans = calloc(PP_CSV_COLUMNS, sizeof *f.spans);
    f.fields = malloc(PP_CSV_COLUMNS * sizeof *f.fields);
    f.settled = malloc(PP_CSV_COLUMNS * sizeof *f.settled);
    pp_carried *carried = NULL;
    bool ok = pp_grid_init(&f.grid, reading, file, name, error) && read_carried(book, sheet, &carried, error);
    reading->own = carried != NULL;
    f.grid.settle = settle;
    f.grid.settle_context = &f;
    if (ok && (f.spans == NULL || f.fields == NULL || f.settled == NULL)) {
        ok = pp_error_memory(error);
    }
    ok = ok && pp_xlsx_read(book, sheet, &f.pass, error);
    if (ok && found != NULL && f.pass.merge_count > 0 && merges_matter(&f)) {
        *found = f.pass;
        f.pass.merges = NULL;
    } else if (ok) {
        ok = pp_grid_end(&f.grid, error) && (carried == NULL || pp_carried_apply(carried, &f.grid, error));
        if (ok) {
            tell(reading, file, name, &f);
        }
    }
    for (size_t i = 0; f.spans != NULL && i < PP_CSV_COLUMNS; i++) {
        free(f.spans[i].text);
    }
    free(f.spans);
    free(f.fields);
    free(f.settled);
    pp_xlsx_pass_free(&f.pass);
    pp_grid_free(&f.grid);
    pp_carried_free(carried);
    return ok;
}

/* Reads the sheet with all that is known of it: see the top of this file. */
static bool read_known(pp_reading *reading, pp_xlsx *book, size_t sheet, const char *file, pp_xlsx_pass *known,
                       pp_error *error)
{
    if (known->merge_count > 0) {
        qsort(known->merges, known->merge_count, sizeof *known->merges, by_row);
    }
    return read_sheet(reading, book, sheet, file, known, NULL, error);
}

/* Reads a sheet of which only the first rows are known. */
static bool read_unknown(pp_reading *reading, pp_xlsx *book, size_t sheet, const char *file, pp_error *error)
{
    pp_xlsx_pass found = {.merges = NULL};
    pp_held *mark = pp_reading_mark(reading);
    bool ok = read_sheet(reading, book, sheet, file, NULL, &found, error);
    if (ok && found.merges != NULL) {
        pp_reading_forget(reading, mark); /* it will all come again */
        pp_plan_free(reading->plan);
        reading->plan = pp_plan_new();
        ok = reading->plan == NULL ? pp_error_memory(error) : read_known(reading, book, sheet, file, &found, error);
    }
    pp_xlsx_pass_free(&found);
    return ok;
}

/* Says in an error at a cell in which sheet it stands. */
static bool name_sheet(const pp_xlsx *book, size_t sheet, const char *path, pp_error *error)
{
    if (error == NULL) {
        return false;
    }
    if (error->row != 0) {
        const pp_error before = *error;
        const char *name = pp_xlsx_sheet_name(book, sheet);
        char quote[PP_QUOTE_TEXT];
        pp_error_set(error, before.code, "工作表“%s”：%s", pp_quote(name, strlen(name), quote), before.text);
        pp_error_at(error, NULL, before.row, before.column);
    }
    return pp_error_at(error, path, error->row, error->column);
}

bool pp_read_plan_xlsx(pp_reading *reading, const char *path, pp_error *error)
{
    const char *file = pp_base_name(path);
    pp_sheet_choice choice = {.sheet = 0};
    pp_xlsx *book = pp_xlsx_open(path, error);
    if (book == NULL) {
        return false;
    }
    bool ok = pp_choose_sheet(reading, book, file, &choice, error);
    if (!ok) {
        pp_error_at(error, path, error == NULL ? 0 : error->row, error == NULL ? 0 : error->column);
        goto done;
    }
    ok = choice.first.whole ? read_known(reading, book, choice.sheet, file, &choice.first, error)
                            : read_unknown(reading, book, choice.sheet, file, error);
    if (!ok) {
        name_sheet(book, choice.sheet, path, error);
    }
done:
    pp_xlsx_pass_free(&choice.first);
    pp_xlsx_close(book);
    return ok;
}
