/* Between the parts of the xlsx reader; for everybody else there is xlsx.h. */
#ifndef PP_READ_XLSX_INNER_H
#define PP_READ_XLSX_INNER_H

#include "read/xlsx.h"

#include <zip.h>

/* What can be done with a file that is no good workbook. */
#define PP_XLSX_ADVICE "请用 Excel 或 WPS 打开它，“另存为”选“Excel 工作簿（*.xlsx）”后重试。"

/* ---- What kind of file it is (xlsx_foreign.c) ---- */

/* True when the file begins as a package does. False with *error, which says what it is instead. */
bool pp_xlsx_is_package(const char *path, pp_error *error);

/* A package without a workbook: sets *error to what it is. Returns false. */
bool pp_xlsx_refuse_package(zip_t *archive, pp_error *error);

/* ---- The package (xlsx_package.c) ---- */

/* Opens the package. NULL with *error. zip_discard closes it. */
zip_t *pp_xlsx_package_open(const char *path, pp_error *error);

/* The number of a part by its name (no slash before it; upper and lower case are the same, as the standard has it), or
 * -1 when there is none. False with *error when there are two. */
bool pp_xlsx_find_part(zip_t *archive, const char *name, zip_int64_t *index, pp_error *error);

/* A part that is being inflated. */
typedef struct pp_xlsx_part {
    zip_file_t *file;
    uint64_t taken, limit;
    uint64_t packed; /* its size in the package */
} pp_xlsx_part;

/* Opens a part (-1: an error that says that it is missing), of at most `limit` bytes when inflated. False with *error;
 * pp_xlsx_part_close is allowed. */
bool pp_xlsx_part_open(pp_xlsx_part *part, zip_t *archive, zip_int64_t index, uint64_t limit, pp_error *error);
void pp_xlsx_part_close(pp_xlsx_part *part);

/* Gives its next bytes: a pp_xml_source_fn. Reading it to the end proves its checksum. */
long pp_xlsx_part_read(void *source, char *bytes, size_t size, pp_error *error);

/* ---- XML (xlsx_xml.c) ---- */

/* Takes the pieces of XML: names are without prefix. False, with *error, ends the parse; so does *stop set to true,
 * without an error. Any may be NULL but start. */
typedef struct pp_xml_handlers {
    bool (*start)(void *context, const char *name, const char **attributes, pp_error *error);
    bool (*end)(void *context, const char *name, pp_error *error);
    bool (*text)(void *context, const char *text, size_t length, pp_error *error);
    const bool *stop;
} pp_xml_handlers;

/* Gives the next bytes, at most size of them: how many, 0 at the end, -1 with *error. */
typedef long (*pp_xml_source_fn)(void *source, char *bytes, size_t size, pp_error *error);

/* Parses XML. Refuses document types (and so entities), depths and tags beyond sense. False with *error. */
bool pp_xml_parse(pp_xml_source_fn read, void *source, const pp_xml_handlers *handlers, void *context, pp_error *error);

/* Parses a part of the package, of at most `limit` bytes when inflated. False with *error. */
bool pp_xlsx_parse_part(zip_t *archive, zip_int64_t index, uint64_t limit, const pp_xml_handlers *handlers,
                        void *context, pp_error *error);

#define PP_XLSX_SMALL_PART ((uint64_t)64 << 20)
#define PP_XLSX_STRINGS_PART ((uint64_t)2 << 30)
#define PP_XLSX_SHEET_PART ((uint64_t)8 << 30)

/* The value of an attribute by its name without prefix; NULL when it is not there. */
const char *pp_xml_attribute(const char **attributes, const char *name);

/* True for 1, true and on. NULL is false. */
bool pp_xml_true(const char *value);

/* A number from 0 to `most` without sign; false when the text (which may be NULL) is none. */
bool pp_xml_number(const char *text, uint32_t most, uint32_t *out);

/* The file is damaged; `what` names the part. Returns false. */
bool pp_xlsx_damaged(pp_error *error, const char *what);

/* ---- Numbers and dates (xlsx_value.c) ---- */

enum { PP_XLSX_DECIMAL = 400 };

/* Writes the number of a cell as decimal text without exponent and returns its length; 0 when text[0..length) is no
 * number, or one with more than 300 digits. A fraction of more than 15 digits is what binary numbers leave behind
 * (0.30000000000000004): it is rounded half up, in decimal, to the 15 that Excel shows, and loses its last zeros. Whole
 * numbers and what has at most 15 digits stay as written. */
size_t pp_xlsx_decimal(const char *text, size_t length, char out[PP_XLSX_DECIMAL]);

/* What a number format shows of a date. */
typedef enum pp_xlsx_format {
    PP_FORMAT_NUMBER, /* no date, or only a time of day */
    PP_FORMAT_DAY,    /* year, month and day, or a month and day */
    PP_FORMAT_MONTH,  /* year and month, or a month alone */
    PP_FORMAT_YEAR
} pp_xlsx_format;

/* What a format is: one that every program knows by its number (Excel's in China), or one that is written out. */
pp_xlsx_format pp_xlsx_builtin_format(uint32_t id);
pp_xlsx_format pp_xlsx_custom_format(const char *code);

enum { PP_XLSX_DATE_TEXT = 16 };

/* Writes the date of a serial number (decimal text) and returns its length: 2024-05-01, 2024-05 or 2024. 0 when it is
 * no day that Excel knows. */
size_t pp_xlsx_date(const char *serial, size_t length, bool since_1904, pp_xlsx_format format,
                    char out[PP_XLSX_DATE_TEXT]);

/* The same for an ISO date (2024-05-01T00:00:00). */
size_t pp_xlsx_iso_date(const char *text, size_t length, pp_xlsx_format format, char out[PP_XLSX_DATE_TEXT]);

/* Turns _x000D_ and its like, by which a workbook keeps characters that XML cannot, into the characters, in place.
 * Returns the new length. NUL and halves of characters stay as they are. */
size_t pp_xlsx_unescape(char *text, size_t length);

/* ---- Styles (xlsx_styles.c) ---- */

typedef struct pp_xlsx_styles {
    unsigned char *formats; /* pp_xlsx_format by the number of a cell's style */
    size_t count;
} pp_xlsx_styles;

bool pp_xlsx_styles_read(zip_t *archive, zip_int64_t part, pp_xlsx_styles *styles, pp_error *error);

/* ---- Shared strings (xlsx_strings.c) ---- */

typedef struct pp_xlsx_strings {
    char *text;       /* one behind the other */
    uint32_t *starts; /* where each begins, and one more: the end of the last */
    size_t count;
} pp_xlsx_strings;

bool pp_xlsx_strings_read(zip_t *archive, zip_int64_t part, pp_xlsx_strings *strings, pp_error *error);

/* ---- The open workbook (xlsx_book.c) ---- */

typedef struct pp_xlsx_sheet {
    char *name;
    bool visible;
    zip_int64_t part; /* -1: it is missing */
} pp_xlsx_sheet;

struct pp_xlsx {
    char *path;
    zip_t *archive;
    pp_xlsx_sheet *sheets;
    size_t sheet_count;
    bool since_1904; /* days are counted from 1904-01-01 */
    pp_xlsx_styles styles;
    zip_int64_t strings_part; /* -1: none */
    bool strings_read;
    pp_xlsx_strings strings;
};

/* ---- Rows (xlsx_rows.c) ---- */

/* The XML of a sheet from any source; strings and styles are those of the book. */
bool pp_xlsx_parse_rows(const pp_xlsx *book, pp_xml_source_fn read, void *source, pp_xlsx_pass *pass, pp_error *error);

#endif
