#include "read/encoding.h"

#include "base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    LONGEST_CHARACTER = 4, /* bytes of UTF-8 and of GB18030 */
    RECENT = 4096,         /* bytes before a piece that are looked at again */
    OUTPUT = 512 * 1024,   /* bytes of the buffer of converted text */
    DAMAGED_SHARE = 4      /* above so many characters of UTF-8 to one bad byte it is UTF-8 that was damaged; of the
                              characters of GB18030 fewer than one in five looks like one of UTF-8 */
};

static const char UTF_8[] = "UTF-8", GB18030[] = "GB18030", MARK[] = "\xEF\xBB\xBF";

/* What people call encodings. Others are asked of iconv. */
static const struct {
    const char *name, *encoding;
} NAMES[] = {
    {"UTF8", UTF_8},       {"UTF-8-SIG", UTF_8},    {"GBK", GB18030},        {"GB2312", GB18030},
    {"CP936", GB18030},    {"936", GB18030},        {"ANSI", GB18030},       {"UTF-16", "UTF-16LE"},
    {"UTF16", "UTF-16LE"}, {"UTF16LE", "UTF-16LE"}, {"UTF16BE", "UTF-16BE"}, {"UNICODE", "UTF-16LE"},
};

/* How files begin that are no text. */
static const struct {
    const char *bytes;
    size_t length;
    const char *what;
} FOREIGN[] = {
    {"PK\x03\x04", 4, "Excel 工作簿（xlsx）或压缩包"},
    {"PK\x05\x06", 4, "空的压缩包"},
    {"\xD0\xCF\x11\xE0", 4, "旧版 Excel 工作簿（xls）"},
    {"%PDF", 4, "PDF 文件"},
};

bool pp_text_check_beginning(const char *bytes, size_t length, pp_error *error)
{
    for (size_t i = 0; i < sizeof FOREIGN / sizeof FOREIGN[0]; i++) {
        if (length >= FOREIGN[i].length && memcmp(bytes, FOREIGN[i].bytes, FOREIGN[i].length) == 0) {
            return pp_error_set(
                error, PP_ERROR_FORMAT,
                "这个文件应当是文本，内容却是%s。请在 Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。",
                FOREIGN[i].what);
        }
    }
    return true;
}

/* ---- Conversion ---- */

/* Gives converted text on, or only looks whether all of it can be converted. */
typedef struct decoder {
    iconv_t converter;
    const char *encoding;
    char *out;
    size_t filled;
    bool begun;      /* a byte-order mark was looked for */
    uint64_t before; /* bytes of the pieces before this one */
    bool bad, ended; /* a byte that cannot be read; it is because the file ends */
    bool zero;       /* it is a NUL */
    uint64_t bad_at; /* where it stands, from 0 */
    pp_piece_fn take;
    void *context;
} decoder;

static bool decoder_init(decoder *d, const char *encoding, pp_piece_fn take, void *context, pp_error *error)
{
    *d = (decoder){.encoding = encoding, .take = take, .context = context, .out = malloc(OUTPUT)};
    d->converter = iconv_open(UTF_8, encoding);
    if (d->converter == (iconv_t)-1) {
        return errno == ENOMEM ? pp_error_memory(error)
                               : pp_error_set(error, PP_ERROR_USAGE,
                                              "不认识编码“%s”。可以写 UTF-8、GB18030、UTF-16LE、UTF-16BE、BIG5；不写 "
                                              "--encoding 就由程序判断。",
                                              encoding);
    }
    return d->out != NULL || pp_error_memory(error);
}

static void decoder_free(decoder *d)
{
    if (d->converter != (iconv_t)-1) {
        iconv_close(d->converter);
    }
    free(d->out);
}

/* Gives on what was converted; what is not taken stays at the front. */
static bool deliver(decoder *d, bool last, pp_error *error)
{
    size_t used = 0;
    if (!d->begun && (d->filled >= strlen(MARK) || last)) {
        d->begun = true;
        if (d->filled >= strlen(MARK) && memcmp(d->out, MARK, strlen(MARK)) == 0) {
            d->filled -= strlen(MARK);
            memmove(d->out, d->out + strlen(MARK), d->filled);
        }
    }
    if (!d->begun || (d->filled == 0 && !last)) {
        return true;
    }
    if (!d->take(d->context, d->out, d->filled, last, &used, error)) {
        return false;
    }
    d->filled -= used;
    memmove(d->out, d->out + used, d->filled);
    return d->filled < OUTPUT - LONGEST_CHARACTER ||
           pp_error_set(error, PP_ERROR_LIMIT, "文件里有一段内容太长，无法处理，请检查这个文件。");
}

/* Remembers the place of a byte that cannot be read, and says that the reading is over. */
static bool stop_at(decoder *d, size_t at, bool ended, bool zero)
{
    d->bad = true;
    d->bad_at = d->before + at;
    d->ended = ended;
    d->zero = zero;
    return false;
}

/* A pp_piece_fn that converts. Whether it fails for a byte that cannot be read, d->bad says. */
static bool decode_piece(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    decoder *d = context;
    char *in = (char *)(uintptr_t)piece; /* iconv's interface; it does not write there */
    size_t left = size;
    while (left > 0) {
        char *out = d->out + d->filled;
        size_t room = OUTPUT - d->filled;
        const size_t result = iconv(d->converter, &in, &left, &out, &room);
        const int code = result == (size_t)-1 ? errno : 0;
        const char *zero = memchr(d->out + d->filled, '\0', OUTPUT - room - d->filled);
        d->filled = OUTPUT - room;
        if (zero != NULL) {
            return stop_at(d, size - left, false, true);
        }
        if (code == EILSEQ || (code == EINVAL && last)) {
            return stop_at(d, size - left, code == EINVAL, false);
        }
        if (!deliver(d, false, error)) {
            return false;
        }
        if (code == EINVAL) {
            break; /* a character that goes on in the next piece */
        }
    }
    *used = size - left;
    d->before += *used;
    return !last || deliver(d, true, error);
}

/* ---- What a file is ---- */

typedef struct looker {
    unsigned char beginning[LONGEST_CHARACTER];
    size_t beginning_length;
    uint64_t before;
    uint64_t bad_at;     /* the first byte that is not UTF-8, from 0 */
    uint64_t bad;        /* how many are not; those in a row count once */
    uint64_t characters; /* valid ones of more than one byte from the piece of the first bad one on */
    uint64_t recent;     /* those just before this piece */
    bool zero;           /* the first bad byte is a NUL */
    bool hasty;          /* a first piece that is valid and not all is enough */
    bool satisfied;      /* it was */
    pp_text_file *file;
} looker;

/* Counts characters of more than one byte: their first bytes. */
static uint64_t count_characters(const char *text, size_t length)
{
    uint64_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += (unsigned char)text[i] >= 0xC2;
    }
    return count;
}

static bool keep_head(pp_text_file *file, const char *text, size_t size, pp_error *error)
{
    if (file->head != NULL) {
        return true;
    }
    const size_t mark = size >= strlen(MARK) && memcmp(text, MARK, strlen(MARK)) == 0 ? strlen(MARK) : 0;
    const size_t length = size - mark < PP_ENCODING_HEAD ? size - mark : PP_ENCODING_HEAD;
    file->head = malloc(length + 1);
    if (file->head == NULL) {
        return pp_error_memory(error);
    }
    memcpy(file->head, text + mark, length);
    file->head[length] = '\0';
    file->head_length = length;
    return true;
}

/* Looks at a piece as at UTF-8. A pp_piece_fn. */
static bool look(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    looker *l = context;
    if (l->before == 0 && size < LONGEST_CHARACTER && !last) {
        return true;
    }
    if (l->before == 0) {
        l->beginning_length = size < sizeof l->beginning ? size : sizeof l->beginning;
        memcpy(l->beginning, piece, l->beginning_length);
        if (!pp_text_check_beginning(piece, size, error)) {
            return false;
        }
    }
    size_t at = pp_utf8_valid(piece, size);
    if (!keep_head(l->file, piece, at, error)) {
        return false;
    }
    const bool broken = at < size && (last || size - at >= LONGEST_CHARACTER);
    if (l->hasty && l->before == 0 && !broken && !last) {
        l->satisfied = true;
        return pp_error_set(error, PP_ERROR_FORMAT, "enough was seen"); /* ends the reading; never told */
    }
    if (broken || l->bad > 0) {
        l->characters += count_characters(piece, at) + l->recent;
        l->recent = 0;
    } else {
        const size_t from = at > RECENT ? at - RECENT : 0;
        l->recent = count_characters(piece + from, at - from);
    }
    for (size_t valid = 1; at < size && (last || size - at >= LONGEST_CHARACTER);) {
        if (l->bad == 0) {
            l->bad_at = l->before + at;
            l->zero = piece[at] == '\0';
        }
        l->bad += valid > 0;
        valid = pp_utf8_valid(piece + at + 1, size - at - 1);
        l->characters += count_characters(piece + at + 1, valid);
        at += 1 + valid;
    }
    l->before += at;
    *used = at;
    return true;
}

static bool refuse_zero(pp_error *error, uint64_t at)
{
    return pp_error_set(
        error, PP_ERROR_FORMAT,
        "文件里有空字节（第 %llu 个字节），不是普通文本。如果是 UTF-16 编码，请加 --encoding UTF-16LE；否则请在 "
        "Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。",
        (unsigned long long)at + 1);
}

typedef struct counter {
    uint64_t until, seen;
    uint32_t lines;
} counter;

static bool count_lines(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    counter *c = context;
    (void)last;
    (void)error;
    for (size_t i = 0; i < size && c->seen + i < c->until; i++) {
        c->lines += piece[i] == '\n';
    }
    c->seen += size;
    *used = size;
    return true;
}

/* Adds the line of a byte to the error. In UTF-16 a line end has the byte of LF too, and hardly any other character. */
static bool fail_at(const char *path, size_t limit, uint64_t byte, pp_error *error)
{
    counter c = {.until = byte};
    pp_error ignored;
    const bool counted = pp_file_pieces(path, limit, count_lines, &c, &ignored);
    return pp_error_at(error, path, counted ? c.lines + 1 : 0, 0);
}

static bool refuse_byte(const char *path, size_t limit, const char *encoding, const decoder *d, pp_error *error)
{
    if (d->zero) {
        refuse_zero(error, d->bad_at);
    } else {
        pp_error_set(error, PP_ERROR_FORMAT,
                     "第 %llu 个字节起%s，不是 %s 编码的文字。请用 --encoding 写明编码（如 GB18030、UTF-16LE），或在 "
                     "Excel、WPS 中打开后另存为“CSV UTF-8（逗号分隔）”。",
                     (unsigned long long)d->bad_at + 1, d->ended ? "少了半个字" : "读不出来", encoding);
    }
    return fail_at(path, limit, d->bad_at, error);
}

/* Looks whether all of the file can be converted, and keeps its beginning. */
static bool keep_first(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    (void)last;
    *used = size;
    return keep_head(context, piece, size, error);
}

static bool can_convert(pp_text_file *file, const char *path, size_t limit, decoder *d, pp_error *error)
{
    free(file->head);
    file->head = NULL;
    const bool ok =
        decoder_init(d, file->encoding, keep_first, file, error) && pp_file_pieces(path, limit, decode_piece, d, error);
    decoder_free(d);
    return ok;
}

/* The encoding that the user names. False with *error when it is a name of another kind. */
static bool take_wish(pp_text_file *file, const char *wanted, pp_error *error)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    const size_t length = strlen(wanted);
    if (length == 0 || length >= sizeof file->encoding || strspn(wanted, LETTERS) != length) {
        return pp_error_set(error, PP_ERROR_USAGE,
                            "--encoding 后面要写编码的名称，如 UTF-8、GB18030、UTF-16LE；不写就由程序判断。");
    }
    strcpy(file->encoding, wanted);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strcasecmp(wanted, NAMES[i].name) == 0) {
            strcpy(file->encoding, NAMES[i].encoding);
        }
    }
    file->plain = strcasecmp(file->encoding, UTF_8) == 0;
    return true;
}

/* What the byte-order mark says; NULL when there is none. */
static const char *encoding_of_mark(const looker *l)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *encoding;
    } MARKS[] = {{"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"}, {MARK, 3, UTF_8}};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++) {
        if (l->beginning_length >= MARKS[i].length && memcmp(l->beginning, MARKS[i].bytes, MARKS[i].length) == 0) {
            return MARKS[i].encoding;
        }
    }
    return NULL;
}

/* Decides by what was seen. */
static bool decide(pp_text_file *file, const char *path, size_t limit, const looker *l, pp_error *error)
{
    decoder d = {.bad_at = l->bad_at, .zero = l->zero};
    const char *marked = file->encoding[0] == '\0' ? encoding_of_mark(l) : NULL;
    file->guessed = file->encoding[0] == '\0' && marked == NULL;
    if (file->guessed && l->bad > 0 && l->zero) {
        return refuse_byte(path, limit, UTF_8, &d, error);
    }
    if (file->encoding[0] == '\0') {
        const bool damaged = l->bad > 0 && l->characters > DAMAGED_SHARE * l->bad;
        strcpy(file->encoding, marked != NULL ? marked : l->bad == 0 || damaged ? UTF_8 : GB18030);
        file->plain = strcmp(file->encoding, UTF_8) == 0;
    }
    if (file->plain) {
        return l->bad == 0 || refuse_byte(path, limit, UTF_8, &d, error);
    }
    if (can_convert(file, path, limit, &d, error)) {
        return true;
    }
    if (d.bad && file->guessed) { /* it was meant to be that which it is for longer */
        d.bad_at = d.bad_at > l->bad_at ? d.bad_at : l->bad_at;
        return refuse_byte(path, limit, "UTF-8，也不是 GB18030", &d, error);
    }
    return d.bad ? refuse_byte(path, limit, file->encoding, &d, error) : false;
}

bool pp_text_file_open(pp_text_file *file, const char *path, const char *wanted, size_t limit, bool thorough,
                       pp_error *error)
{
    *file = (pp_text_file){.plain = false};
    looker l = {.file = file, .hasty = !thorough && wanted == NULL};
    bool ok = (wanted == NULL || take_wish(file, wanted, error)) && pp_file_pieces(path, limit, look, &l, error);
    if (!ok && l.satisfied) {
        strcpy(file->encoding, UTF_8);
        *error = (pp_error){.code = PP_ERROR_NONE};
        file->plain = file->guessed = file->assumed = true;
        return true;
    }
    ok = ok && decide(file, path, limit, &l, error);
    if (!ok && error->file[0] == '\0') {
        pp_error_at(error, path, error->row, error->column);
    }
    return ok;
}

void pp_text_file_close(pp_text_file *file)
{
    free(file->head);
    file->head = NULL;
}

/* ---- The second reading ---- */

bool pp_text_file_pieces(const pp_text_file *file, const char *path, size_t limit, pp_piece_fn take, void *context,
                         pp_error *error)
{
    if (file->plain) {
        return pp_file_pieces(path, limit, take, context, error);
    }
    decoder d;
    const bool ok =
        decoder_init(&d, file->encoding, take, context, error) && pp_file_pieces(path, limit, decode_piece, &d, error);
    decoder_free(&d);
    if (!ok && d.bad) { /* it was looked at before */
        pp_error_set(error, PP_ERROR_SYSTEM, "读取时文件“%s”被改动，请等它写完后重试。", path);
        return pp_error_at(error, path, 0, 0);
    }
    return ok;
}

typedef struct collector {
    char *text;
    size_t length, capacity;
} collector;

static bool collect(void *context, const char *piece, size_t size, bool last, size_t *used, pp_error *error)
{
    collector *c = context;
    (void)last;
    if (c->capacity - c->length <= size) {
        const size_t capacity = (c->capacity + size) * 2;
        char *text = realloc(c->text, capacity);
        if (text == NULL) {
            return pp_error_memory(error);
        }
        c->text = text;
        c->capacity = capacity;
    }
    memcpy(c->text + c->length, piece, size);
    c->length += size;
    c->text[c->length] = '\0';
    *used = size;
    return true;
}

bool pp_text_file_read(const pp_text_file *file, const char *path, size_t limit, char **text, size_t *length,
                       pp_error *error)
{
    collector c = {.text = NULL};
    if (!pp_text_file_pieces(file, path, limit, collect, &c, error)) {
        free(c.text);
        return false;
    }
    *text = c.text;
    *length = c.length;
    return true;
}
