/* Tables out of csv files as they come: in any encoding, with any of the usual signs between the cells. */
#include "base/text.h"
#include "read/layout.h"

#include <string.h>

enum { ROWS = 30 /* the heading is looked for in so many rows, as in pp_grid_row */ };

static const struct {
    const char *sign, *name;
} SIGNS[] = {
    {",", "英文逗号“,”"},   {"\t", "制表符（Tab）"}, {";", "分号“;”"},
    {"；", "全角分号“；”"}, {"，", "全角逗号“，”"},  {"|", "竖线“|”"},
};

typedef struct seeker {
    pp_heading_fn fits;
    size_t rows;
    size_t cells; /* most of a row */
    uint32_t row; /* that of the heading, 0: none yet */
} seeker;

static bool seek(void *context, const pp_row *row, pp_error *error)
{
    seeker *s = context;
    s->cells = row->count > s->cells ? row->count : s->cells;
    if (s->fits(row)) {
        s->row = row->number;
    } else if (++s->rows < ROWS) {
        return true;
    }
    return pp_error_set(error, PP_ERROR_FORMAT, "enough was seen"); /* ends the parse; never told */
}

/* What keeps the cells apart: the sign by which a heading shows first; where none does, the comma or, for a `guess`,
 * that by which there are most cells. False with *error when two signs show a heading at the same place. */
static bool find_separator(const pp_text_file *file, pp_heading_fn fits, bool guess, size_t *found, pp_error *error)
{
    uint32_t best = 0;
    size_t other = 0, cells = 0, widest = 0;
    *found = 0;
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        seeker s = {.fits = fits};
        pp_error ignored = {0};
        (void)pp_csv_parse_by(file->head, file->head_length, SIGNS[i].sign, seek, &s, &ignored);
        if (ignored.code == PP_ERROR_MEMORY) {
            return pp_error_memory(error);
        }
        if (s.cells > cells) {
            cells = s.cells;
            widest = i;
        }
        if (s.row != 0 && (best == 0 || s.row < best)) {
            best = s.row;
            *found = other = i;
        } else if (s.row != 0 && s.row == best) {
            other = i;
        }
    }
    if (*found != other) {
        pp_error_set(
            error, PP_ERROR_FORMAT,
            "表头里用%s隔开和用%s隔开都能认出列名，看不准列与列之间用的是哪一种。请在 WPS、Excel 中用“数据”里的"
            "“分列”分开，再另存为“CSV UTF-8（逗号分隔）”后重试。",
            SIGNS[*found].name, SIGNS[other].name);
        return pp_error_at(error, NULL, best, 0);
    }
    if (best == 0 && guess) {
        *found = widest;
    }
    return true;
}

void pp_reading_note_encoding(pp_reading *reading, const pp_text_file *file, const char *name)
{
    if (file->guessed && !file->plain) {
        pp_reading_note(reading, "%s 不是 UTF-8 编码，已按 %s（GBK）读取。如果文字不对，请用 --encoding 写明编码。",
                        name, file->encoding);
    } else if (!file->plain) {
        pp_reading_note(reading, "%s 已按 %s 编码读取。", name, file->encoding);
    }
}

bool pp_reading_table(pp_reading *reading, const char *path, const char *name, pp_heading_fn fits, pp_row_fn on_row,
                      void *context, pp_error *error)
{
    pp_text_file file;
    size_t separator = 0;
    bool broken = false;
    bool ok = pp_text_file_open(&file, path, reading->options.encoding, PP_CSV_FILE, reading->thorough, error);
    if (ok) {
        pp_reading_note_encoding(reading, &file, name);
        const bool guess = reading->options.columns != NULL && fits == pp_layout_is_heading;
        ok = find_separator(&file, fits, guess, &separator, error);
    }
    pp_text_file_close(&file);
    if (ok && separator != 0) {
        pp_reading_note(reading, "%s 的列与列之间是%s，已照此分列。", name, SIGNS[separator].name);
    }
    ok = ok && pp_csv_read(&file, path, SIGNS[separator].sign, on_row, context, &broken, error);
    reading->again |= broken && file.assumed;
    if (!ok && error->file[0] == '\0') {
        pp_error_at(error, path, error->row, error->column);
    }
    return ok;
}
