/* catalog_gen ITEMS.csv EDITION-2013.csv POLYPHONES.csv OUT.c
 * Runs while the program is built: checks the tables of catalog/ and writes them as constant C data, together with the
 * pinyin initial of every Han character as ICU's Han-Latin transliteration reads it. A faulty table ends the build. */
#include "model/catalog.h"

#include "base/text.h"
#include "model/datafile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uclean.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { HAN_COUNT = PP_HAN_LAST - PP_HAN_FIRST + 1, PER_LINE = 64 };

typedef struct generator {
    pp_catalog catalog;
    char initials[HAN_COUNT + 1];
    char further[HAN_COUNT][sizeof((pp_reading){0}).initials]; /* of polyphones */
    bool used[HAN_COUNT];                                      /* stands in a name of the catalogue */
} generator;

/* ---- Pinyin ---- */

/* Asks ICU for the initial of each character; a space where it knows none. */
static bool read_initials(generator *g, pp_error *error)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[64];
    u_uastrcpy(id, "Han-Latin; Latin-ASCII; Lower");
    UTransliterator *pinyin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "ICU 没有汉字转拼音的数据（%s）。", u_errorName(status));
    }
    for (int i = 0; i < HAN_COUNT && U_SUCCESS(status); i++) {
        UChar text[64] = {(UChar)(PP_HAN_FIRST + i)};
        int32_t length = 1, limit = 1;
        utrans_transUChars(pinyin, text, &length, 64, 0, &limit, &status);
        g->initials[i] = text[0] >= 'a' && text[0] <= 'z' ? (char)text[0] : ' ';
    }
    utrans_close(pinyin);
    if (U_FAILURE(status)) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "ICU 转换拼音失败（%s）。", u_errorName(status));
    }
    return true;
}

/* Every Han character of a name needs an initial, or nobody finds the item by it. */
static bool check_initials(generator *g, pp_error *error)
{
    for (pp_item item = 0; item < g->catalog.size; item++) {
        const pp_catalog_entry *entry = &g->catalog.entries[item];
        const char *name = g->catalog.names + entry->name, *end = name + strlen(name);
        while (name < end) {
            const uint32_t c = pp_utf8_next(&name, end);
            if (c < PP_HAN_FIRST || c > PP_HAN_LAST) {
                continue;
            }
            g->used[c - PP_HAN_FIRST] = true;
            if (g->initials[c - PP_HAN_FIRST] == ' ') {
                return pp_error_set(error, PP_ERROR_FORMAT, "编码 %s 的名称里有 ICU 不知道读音的字（U+%04X）。",
                                    entry->code, (unsigned)c);
            }
        }
    }
    return true;
}

/* One row of polyphones.csv: a character of the catalogue and the initials of its further readings. */
static bool take_polyphone(void *user, const char *const *fields, uint32_t row, pp_error *error)
{
    (void)row;
    generator *g = user;
    const char *at = fields[0], *end = at + strlen(at), *initials = fields[1];
    const uint32_t c = at < end ? pp_utf8_next(&at, end) : 0;
    if (at != end || c < PP_HAN_FIRST || c > PP_HAN_LAST || !g->used[c - PP_HAN_FIRST]) {
        return pp_error_set(error, PP_ERROR_FORMAT, "“%s”不是品目名称里用到的一个汉字。", fields[0]);
    }
    char *further = g->further[c - PP_HAN_FIRST];
    if (further[0] != '\0') {
        return pp_error_set(error, PP_ERROR_FORMAT, "“%s”出现了两次。", fields[0]);
    }
    const size_t length = strlen(initials);
    if (length == 0 || length >= sizeof g->further[0] || strspn(initials, "abcdefghijklmnopqrstuvwxyz") != length) {
        return pp_error_set(error, PP_ERROR_FORMAT, "“%s”的声母应是一到五个小写字母。", fields[0]);
    }
    strcpy(further, initials);
    return true;
}

/* ---- The order of the rows ---- */

/* A file of the program's own is kept sorted, so that a change to it reads well. */
static bool take_sorted(void *user, const char *const *fields, uint32_t row, pp_error *error)
{
    (void)row;
    char *last = user;
    if (strcmp(last, fields[0]) >= 0) {
        return pp_error_set(error, PP_ERROR_FORMAT, "编码 %s 没有排在 %s 之后，本表必须按编码排序且不重复。", fields[0],
                            last);
    }
    strcpy(last, fields[0]);
    return true;
}

static bool check_sorted(const char *path, pp_error *error)
{
    static const char *const titles[] = {"code", "name", NULL};
    char last[PP_DATAFILE_FIELD + 1] = "";
    return pp_datafile_read(path, titles, take_sorted, last, error);
}

/* ---- Writing ---- */

static void write_string(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\"\\?", *text) != NULL) { /* ? could begin a trigraph */
            fputc('\\', out);
        }
        fputc(*text, out);
    }
}

/* Names one after the other, each with its NUL; a literal of its own each, lest \0 swallow a digit behind it. */
static void write_name(FILE *out, const char *name)
{
    fputs("\n    \"", out);
    write_string(out, name);
    fputs("\\0\"", out);
}

/* The names in code order; the offsets are counted anew, as the order in the file need not be that. */
static void write_items(FILE *out, const pp_catalog *catalog)
{
    fputs("static const char item_names[] =", out);
    for (pp_item i = 0; i < catalog->size; i++) {
        write_name(out, catalog->names + catalog->entries[i].name);
    }
    fputs(";\n\nstatic const pp_catalog_entry entries[] = {\n", out);
    size_t offset = 0;
    for (pp_item i = 0; i < catalog->size; i++) {
        const pp_catalog_entry *e = &catalog->entries[i];
        fprintf(out, "    {%zu, %d, %d, \"%s\", %d},\n", offset, (int)e->parent, (int)e->end, e->code, e->level);
        offset += strlen(catalog->names + e->name) + 1;
    }
    fputs("};\n\nstatic const pp_name_key by_name[] = {\n", out);
    for (pp_item i = 0; i < catalog->size; i++) {
        fprintf(out, "    {%uu, %d},\n", catalog->by_name[i].hash, (int)catalog->by_name[i].item);
    }
    fputs("};\n\n", out);
}

static void write_edition_2013(FILE *out, const pp_catalog *catalog)
{
    fputs("static const char old_names[] =", out);
    for (size_t i = 0; i < catalog->old_count; i++) {
        write_name(out, catalog->old_names + catalog->old[i].name);
    }
    fputs(";\n\nstatic const pp_old_name old[] = {\n", out);
    size_t offset = 0;
    for (size_t i = 0; i < catalog->old_count; i++) {
        fprintf(out, "    {%zu, \"%s\"},\n", offset, catalog->old[i].code);
        offset += strlen(catalog->old_names + catalog->old[i].name) + 1;
    }
    fputs("};\n\n", out);
}

static void write_initials(FILE *out, const generator *g)
{
    fputs("const char pp_han_initials[PP_HAN_LAST - PP_HAN_FIRST + 2] =", out);
    for (int i = 0; i < HAN_COUNT; i += PER_LINE) {
        fprintf(out, "\n    \"%.*s\"", PER_LINE, g->initials + i);
    }
    fputs(";\n\nconst pp_reading pp_han_readings[] = {\n", out);
    size_t count = 0;
    for (int i = 0; i < HAN_COUNT; i++) {
        if (g->further[i][0] != '\0') {
            fprintf(out, "    {0x%04X, \"%s\"},\n", (unsigned)(PP_HAN_FIRST + i), g->further[i]);
            count++;
        }
    }
    fprintf(out, "};\nconst size_t pp_han_reading_count = %zu;\n\n", count);
}

static bool write_all(const char *path, const generator *g, pp_error *error)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写入“%s”。", path);
    }
    fputs("/* Generated by tools/catalog_gen.c from catalog/. */\n#include \"model/catalog.h\"\n\n", out);
    write_items(out, &g->catalog);
    write_edition_2013(out, &g->catalog);
    write_initials(out, g);
    fprintf(out,
            "const pp_catalog pp_catalog_compiled = {\n    .size = %d,\n    .entries = entries,\n"
            "    .names = item_names,\n    .by_name = by_name,\n    .old_count = %zu,\n    .old = old,\n"
            "    .old_names = old_names,\n    .arena = NULL,\n};\n",
            (int)g->catalog.size, g->catalog.old_count);
    const bool written = ferror(out) == 0;
    if (fclose(out) != 0 || !written) {
        return pp_error_set(error, PP_ERROR_SYSTEM, "无法写完“%s”，可能磁盘已满。", path);
    }
    return true;
}

static void complain(const pp_error *error)
{
    fputs("catalog_gen: ", stderr);
    if (error->file[0] != '\0') {
        fprintf(stderr, "%s: ", error->file);
    }
    if (error->row > 0) {
        fprintf(stderr, "第 %u 行: ", error->row);
    }
    fprintf(stderr, "%s\n", error->text);
}

static bool generate(generator *g, pp_arena *arena, char **paths, pp_error *error)
{
    static const char *const polyphone_titles[] = {"char", "initials", NULL};
    return check_sorted(paths[0], error) && pp_catalog_read_items(&g->catalog, arena, paths[0], error) &&
           pp_catalog_read_old(&g->catalog, arena, paths[1], error) && read_initials(g, error) &&
           check_initials(g, error) && pp_datafile_read(paths[2], polyphone_titles, take_polyphone, g, error) &&
           write_all(paths[3], g, error);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("catalog_gen ITEMS.csv EDITION-2013.csv POLYPHONES.csv OUT.c\n", stderr);
        return EXIT_FAILURE;
    }
    pp_error error = {0};
    generator *g = calloc(1, sizeof *g);
    pp_arena *arena = pp_arena_new();
    const bool ok = g != NULL && arena != NULL ? generate(g, arena, argv + 1, &error) : pp_error_memory(&error);
    if (!ok) {
        complain(&error);
    }
    pp_arena_free(arena);
    free(g);
    u_cleanup();
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
