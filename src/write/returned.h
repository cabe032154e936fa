/* The inside of the returned workbook: the sender's file, in which the cells with findings are coloured and commented,
 * behind a first sheet 校验回执. Rows and columns count from 1, as in findings. */
#ifndef PP_WRITE_RETURNED_H
#define PP_WRITE_RETURNED_H

#include "procplan/write.h"
#include "write/relations.h"

#define PP_RECEIPT_SHEET "校验回执"
#define PP_RECEIPT_NAME "_procplan_receipt" /* hidden name of the workbook that stands for the sheet's first cell */
#define PP_RECEIPT_AUTHOR "procplan"        /* of comments */

/* ---- returned_styles.c ---- */

/* How the cells of the receipt look. */
typedef enum pp_receipt_style {
    PP_RECEIPT_TITLE,
    PP_RECEIPT_TITLE_BAD,
    PP_RECEIPT_CAPTION,
    PP_RECEIPT_HEADING,
    PP_RECEIPT_TEXT,
    PP_RECEIPT_CENTRE,
    PP_RECEIPT_LINK,
    PP_RECEIPT_VALUE, /* text in a column of figures, never a formula */
    PP_RECEIPT_MONEY,
    PP_RECEIPT_BAND,
    PP_RECEIPT_GOOD,
    PP_RECEIPT_INFO, /* severities, in the order of pp_severity */
    PP_RECEIPT_WARNING,
    PP_RECEIPT_ERROR,
    PP_RECEIPT_STYLES
} pp_receipt_style;

/* The lists of xl/styles.xml that get longer. */
enum { PP_STYLE_FONTS = 0, PP_STYLE_FILLS, PP_STYLE_BORDERS, PP_STYLE_XFS, PP_STYLE_KINDS };

/* The elements of one list of xl/styles.xml, as text, and those that are new. */
typedef struct pp_style_list {
    const char **all;
    uint32_t count, room;
    uint32_t in_file; /* the first so many stand in the file */
    uint32_t old;     /* of cellXfs: the first so many may be cells' styles now */
    bool written;
} pp_style_list;

typedef struct pp_styles {
    pp_parts *parts;
    pp_part *part; /* NULL: the workbook has no styles yet */
    pp_style_list list[PP_STYLE_KINDS];
    const char *prefix;
    uint32_t
        *marked[PP_SEVERITY_COUNT]; /* of each old cell style: the number of the new one on that ground, 0: none yet */
    uint32_t *restored;             /* the same without procplan's ground */
    bool *own;                      /* of each old cell style: it has procplan's ground */
    bool has_marks;                 /* some cell style has procplan's ground */
    uint32_t receipt[PP_RECEIPT_STYLES];
    bool has_root; /* the file has more than an empty element */
    bool no_memory;

    /* while the file is read or written */
    int kind;
    uint64_t element;
} pp_styles;

/* Reads the styles and adds those of the receipt. pp_styles_free in any case. False with *error. */
bool pp_styles_read(pp_styles *styles, pp_parts *parts, pp_part *part, pp_error *error);
void pp_styles_free(pp_styles *styles);

/* The cell style like `style` without a ground of procplan's; the same number for one that has none. */
uint32_t pp_styles_restored(pp_styles *styles, uint32_t style);

/* The cell style like `style` on the ground of that severity. */
uint32_t pp_styles_marked(pp_styles *styles, uint32_t style, pp_severity severity);

/* Puts the styles down. A workbook without them gets a new part, whose name comes in *added (else NULL). */
bool pp_styles_write(pp_styles *styles, pp_part **added, pp_error *error);

/* ---- returned_book.c ---- */

typedef struct pp_book_sheet {
    const char *name;
    const char *id;  /* of its relation */
    uint32_t number; /* sheetId */
    pp_part *part;   /* NULL when it is not there */
    bool receipt;    /* an old one, to be left out */
} pp_book_sheet;

/* The workbook's list of sheets. */
typedef struct pp_old_book {
    pp_parts *parts;
    pp_part *part;
    pp_relations relations;
    pp_book_sheet *sheets;
    size_t count, room;
    const char *marker;      /* name of the sheet that is an old receipt, NULL: none */
    const char *receipt;     /* name of the new one */
    const char *receipt_id;  /* of its relation */
    uint32_t receipt_number; /* its sheetId */
    uint32_t heading;        /* row of it to be repeated in print */
    /* while it is read or changed */
    bool in_marker, listed, in_sheets;
    char text[512];
    size_t length, views;
} pp_old_book;

/* Finds workbook.xml and its sheets. pp_old_book_free in any case. False with *error. */
bool pp_old_book_read(pp_old_book *book, pp_parts *parts, pp_error *error);
void pp_old_book_free(pp_old_book *book);

/* Puts workbook.xml down: the new receipt is the first sheet, the old one is not there. */
bool pp_old_book_write(pp_old_book *book, pp_error *error);

/* ---- returned_scan.c, returned_sheet.c ---- */

/* A cell to be marked. */
typedef struct pp_returned_mark {
    uint32_t row, column;             /* column 0 until the scan has found the row's first cell with content */
    uint32_t place_row, place_column; /* of the finding: another cell of a merged one perhaps */
    size_t finding;
} pp_returned_mark;

typedef struct pp_returned_sheet {
    pp_book_sheet *sheet;
    pp_returned_mark *marks; /* sorted by row, column, finding after the scan */
    size_t count;
    size_t *cells; /* where in marks the marks of another cell begin: cell_count of them */
    size_t cell_count;
    pp_severity *worst; /* of each cell */
    /* what the scan found */
    char *legacy; /* id of the relation to the drawing of comments, NULL: none; freed with the sheet */
    bool selected, coloured;
    /* what is to become of it */
    const char *new_legacy; /* id to be put in, NULL: none or as it is */
    bool drop_legacy;
} pp_returned_sheet;

/* Looks at a sheet: moves marks to the first cell of a merged one, finds marks a cell, and sees whether procplan has
 * coloured cells before. One without marks is read only as far as needed. False with *error. */
bool pp_returned_scan(pp_returned_sheet *sheet, pp_parts *parts, const pp_styles *styles, const pp_report *report,
                      pp_error *error);
void pp_returned_sheet_free(pp_returned_sheet *sheet);

/* Puts the changed sheet down. */
bool pp_returned_sheet_write(const pp_returned_sheet *sheet, pp_parts *parts, pp_styles *styles, pp_error *error);

/* ---- returned_comments.c, returned_vml.c ---- */

/* A cell that has a comment in the copy. */
typedef struct pp_commented {
    uint32_t row, column;
    int lines;  /* of text, that its box should show */
    bool drawn; /* has a box already */
} pp_commented;

typedef struct pp_comments {
    pp_commented *kept; /* sorted by row and column */
    size_t count, room;
    pp_commented *gone; /* comments of an earlier receipt */
    size_t gone_count, gone_room;
} pp_comments;

void pp_comments_free(pp_comments *comments);

/* Puts procplan's comments on the cells of the sheet, of at most `limit` cells: those of an earlier receipt are taken
 * away, a cell with a comment of somebody else's gets ours below it. part may be NULL; *result is the part in the copy,
 * NULL when there is no comment at all (any more). */
bool pp_comments_write(pp_comments *comments, const pp_returned_sheet *sheet, const pp_report *report, pp_parts *parts,
                       pp_part *part, size_t limit, pp_part **result, pp_error *error);

/* The same for the drawing with their boxes. *result is NULL when nothing is left in it. */
bool pp_boxes_write(pp_comments *comments, pp_parts *parts, pp_part *part, pp_part **result, pp_error *error);

/* ---- returned_receipt.c ---- */

typedef struct pp_receipt {
    const pp_plan *plan;
    const pp_report *report;
    const char *file;           /* the sender's, without folders */
    int today;                  /* yyyymmdd, 0: not known */
    size_t marked, uncommented; /* cells */
    const uint32_t *styles;
    const bool *linked; /* of each finding: its place is a cell of the workbook */
    uint32_t heading;   /* set: row of the headings */
} pp_receipt;

/* Puts the sheet 校验回执 down as `part`. */
bool pp_receipt_write(pp_receipt *receipt, pp_parts *parts, pp_part *part, pp_error *error);

#endif
