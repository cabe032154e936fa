/* procplan catalog: look up the codes of the procurement catalogue. */
#include "cli.h"

#include "procplan/table.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 20, SUGGESTIONS = 5, QUESTION = 1024 };

static int out_of_memory(void)
{
    pp_error error;
    pp_error_memory(&error);
    return cli_fail(&error);
}

static bool add_cells(pp_table *table, const char *const *cells, size_t count)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = pp_table_add(table, cells[i]);
    }
    return ok;
}

/* One row about an item, in the columns of print_items. */
static bool add_item(pp_table *table, const pp_catalog *catalog, pp_item item)
{
    const char *code = pp_item_code(catalog, item);
    const char *const cells[] = {code, pp_item_name(catalog, item), pp_kind_name(pp_kind_of_code(code)),
                                 pp_item_is_last_level(catalog, item) ? "可以" : "不可以，还有下级"};
    return add_cells(table, cells, sizeof cells / sizeof *cells);
}

static pp_table *items_table(void)
{
    static const char *const HEADING[] = {"编码", "名称", "采购类别", "列入计划"};
    pp_table *table = pp_table_new("llll");
    if (!add_cells(table, HEADING, sizeof HEADING / sizeof *HEADING)) {
        pp_table_free(table);
        return NULL;
    }
    return table;
}

/* Prints a table of items and frees it; ok is false when filling it failed. */
static bool print_items(pp_table *table, bool ok, FILE *out, int indent)
{
    ok = ok && pp_table_print(table, out, indent, cli_width(), true);
    pp_table_free(table);
    return ok;
}

/* Prints the items most like what was asked for, if there are any, after a sentence that says so. */
static bool print_suggestions(const pp_catalog *catalog, const char *code, const char *name, FILE *out)
{
    pp_item items[SUGGESTIONS];
    const size_t count = pp_catalog_nearest(catalog, code, name, items, SUGGESTIONS);
    if (count == 0) {
        return true;
    }
    pp_table *table = items_table();
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        ok = add_item(table, catalog, items[i]);
    }
    fputs("您要找的也许是：\n", out);
    return print_items(table, ok, out, 2);
}

/* ---- search ---- */

static int print_matches(const pp_catalog *catalog, const pp_catalog_match *matches, size_t shown, size_t count)
{
    pp_table *table = items_table();
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < shown; i++) {
        ok = add_item(table, catalog, matches[i].item);
    }
    if (!print_items(table, ok, stdout, 0)) {
        return out_of_memory();
    }
    if (shown < count) {
        printf("\n共找到 %zu 项，以上是最相符的 %zu 项。加 --all 列出全部，或多写一个词缩小范围。\n", count, shown);
    } else {
        printf("\n共找到 %zu 项。\n", count);
    }
    return CLI_OK;
}

/* The words behind the verb, joined by spaces. False when they are too long to be a question. */
static bool join_words(const cli_args *args, char question[QUESTION])
{
    size_t used = 0;
    for (int i = 1; i < args->operand_count; i++) {
        const size_t length = strlen(args->operands[i]);
        if (length + 2 > QUESTION - used) {
            return false;
        }
        memcpy(question + used, args->operands[i], length);
        used += length;
        question[used++] = ' ';
    }
    question[used] = '\0';
    return true;
}

/* Whether the text is nothing but Latin letters and spaces, as pinyin written in full is. */
static bool is_letters(const char *text)
{
    return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz '") == strlen(text);
}

static int search(const cli_args *args)
{
    char question[QUESTION];
    if (args->operand_count < 2) {
        return cli_usage("请写出要找的词，例如：procplan catalog search 台式计算机，或用拼音首字母 tsjsj。");
    }
    if (!join_words(args, question)) {
        return cli_usage("要找的词太长，请只写编码、名称里的几个词，或拼音首字母。");
    }
    const size_t most = cli_value(args, "--all") == NULL ? SHOWN : (size_t)pp_catalog_size(args->catalog);
    pp_catalog_match *matches = malloc(most * sizeof *matches);
    if (matches == NULL) {
        return out_of_memory();
    }
    int status = CLI_FINDINGS;
    const size_t count = pp_catalog_search(args->catalog, question, matches, most);
    if (count > 0) {
        status = print_matches(args->catalog, matches, count < most ? count : most, count);
    } else {
        question[strlen(question) - 1] = '\0';
        cli_print(stdout, "没有找到与“%s”相符的品目。%s", question,
                  is_letters(question)
                      ? "拼音只写每个字的首字母，例如找“台式计算机”写 tsjsj，找“银行”写 yh；也可以直接写汉字。"
                      : "请换一个说法，少写几个字，或用拼音首字母再试。");
        status = print_suggestions(args->catalog, "", question, stdout) ? status : out_of_memory();
    }
    free(matches);
    return status;
}

/* ---- show and tree ---- */

/* The item of a code whose last zeros were left out: A0201 is A02010000. Only for looking things up: a plan must have
 * the whole code. */
static pp_item find_shortened(const pp_catalog *catalog, const char *text)
{
    enum { ZEROS = 8, LONGEST = 27 /* nine full-width characters */ };
    char padded[LONGEST + ZEROS + 1];
    const size_t length = strlen(text);
    pp_item item = PP_NO_ITEM;
    if (length > LONGEST) {
        return PP_NO_ITEM;
    }
    memcpy(padded, text, length);
    for (size_t zeros = 1; item == PP_NO_ITEM && zeros <= ZEROS; zeros++) {
        padded[length + zeros - 1] = '0';
        padded[length + zeros] = '\0';
        item = pp_catalog_find_written(catalog, padded);
    }
    return item;
}

/* Prints items after a sentence on what cannot be found: those whose codes begin so, or else the nearest. */
static bool print_instead(const pp_catalog *catalog, const char *text)
{
    pp_catalog_match matches[SUGGESTIONS];
    const size_t count = pp_catalog_search(catalog, text, matches, SUGGESTIONS);
    const char *code = count == 0 ? "" : pp_item_code(catalog, matches[0].item);
    if (count == 0 || strncasecmp(code, text, strlen(text)) != 0) {
        return print_suggestions(catalog, text, text, stderr);
    }
    pp_table *table = items_table();
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < count && i < SUGGESTIONS; i++) {
        ok = add_item(table, catalog, matches[i].item);
    }
    fputs("编码以它开头的有：\n", stderr);
    return print_items(table, ok, stderr, 2);
}

/* The item that the text means: a code as people write it, or a whole name. Says what is wrong when there is none. */
static pp_item find_item(const pp_catalog *catalog, const char *text)
{
    pp_item item = pp_catalog_find_written(catalog, text);
    if (item == PP_NO_ITEM) {
        item = pp_catalog_find_name(catalog, text);
    }
    if (item == PP_NO_ITEM) {
        item = find_shortened(catalog, text);
    }
    if (item == PP_NO_ITEM) {
        cli_usage("品目目录里没有“%s”。可用 procplan catalog search 按名称或拼音首字母查找。", text);
        (void)print_instead(catalog, text);
    }
    return item;
}

static size_t count_last_level(const pp_catalog *catalog, pp_item item)
{
    size_t count = 0;
    for (pp_item i = item; i < pp_item_end(catalog, item); i++) {
        count += pp_item_is_last_level(catalog, i);
    }
    return count;
}

static void print_path(const pp_catalog *catalog, pp_item item)
{
    for (int level = 0; level < pp_item_level(catalog, item); level++) {
        const pp_item above = pp_item_ancestor(catalog, item, level);
        printf("%s%s ", level == 0 ? "上级路径：" : " > ", pp_item_code(catalog, above));
        pp_text_print(stdout, pp_item_name(catalog, above));
    }
    if (pp_item_level(catalog, item) > 0) {
        fputc('\n', stdout);
    }
}

static void print_use(const pp_catalog *catalog, pp_item item)
{
    if (!pp_item_is_last_level(catalog, item)) {
        printf("列入计划：不可以。它下面还有 %zu 个最末级品目，计划要填到最末级，请从中选一个。\n",
               count_last_level(catalog, item));
        return;
    }
    fputs("列入计划：可以。它没有下级，是最末级品目。\n", stdout);
    const pp_item parent = pp_item_parent(catalog, item);
    if (pp_item_is_catch_all(catalog, item) && parent != PP_NO_ITEM) {
        printf("请注意：　这是“其他”类的兜底品目。请先看同级里有没有更确切的：procplan catalog show %s\n",
               pp_item_code(catalog, parent));
    }
}

/* A code may have meant something else in the edition before, which is where many mix-ups come from. */
static void print_old_name(const pp_catalog *catalog, pp_item item)
{
    const char *old = pp_catalog_name_2013(catalog, pp_item_code(catalog, item));
    if (old != NULL && strcmp(old, pp_item_name(catalog, item)) != 0) {
        cli_print(stdout, "请注意：　在 2013 年版目录里，这个编码是“%s”。", old);
    }
}

static bool print_children(const pp_catalog *catalog, pp_item item)
{
    if (pp_item_is_last_level(catalog, item)) {
        return true;
    }
    size_t count = 0;
    pp_table *table = items_table();
    bool ok = table != NULL;
    for (pp_item c = pp_item_first_child(catalog, item); c != PP_NO_ITEM; c = pp_item_next_sibling(catalog, c)) {
        ok = ok && add_item(table, catalog, c);
        count++;
    }
    printf("下级品目：%zu 个\n", count);
    return print_items(table, ok, stdout, 2);
}

static int show(const cli_args *args)
{
    const pp_catalog *catalog = args->catalog;
    if (args->operand_count != 2) {
        return cli_usage("请写出一个编码，例如：procplan catalog show A02010105");
    }
    const pp_item item = find_item(catalog, args->operands[1]);
    if (item == PP_NO_ITEM) {
        return CLI_FAILED;
    }
    const char *code = pp_item_code(catalog, item);
    cli_print(stdout, "%s %s", code, pp_item_name(catalog, item));
    print_path(catalog, item);
    printf("采购类别：%s\n", pp_kind_name(pp_kind_of_code(code)));
    if (pp_item_level(catalog, item) == 0) {
        fputs("级次：　　大类（编码的字母）\n", stdout);
    } else {
        printf("级次：　　第 %d 级\n", pp_item_level(catalog, item));
    }
    print_use(catalog, item);
    print_old_name(catalog, item);
    return print_children(catalog, item) ? CLI_OK : out_of_memory();
}

static int tree(const cli_args *args)
{
    const pp_catalog *catalog = args->catalog;
    pp_item from = 0, to = pp_catalog_size(catalog);
    if (args->operand_count > 2) {
        return cli_usage("tree 后面最多写一个编码，例如：procplan catalog tree A02010000；不写就列出整个目录。");
    }
    if (args->operand_count == 2) {
        from = find_item(catalog, args->operands[1]);
        if (from == PP_NO_ITEM) {
            return CLI_FAILED;
        }
        to = pp_item_end(catalog, from);
    }
    const int top = pp_item_level(catalog, from);
    for (pp_item item = from; item < to; item++) {
        cli_print(stdout, "%*s%s %s", 2 * (pp_item_level(catalog, item) - top), "", pp_item_code(catalog, item),
                  pp_item_name(catalog, item));
    }
    return CLI_OK;
}

int cli_catalog(const cli_args *args)
{
    static const struct {
        const char *verb;
        int (*run)(const cli_args *args);
    } VERBS[] = {{"search", search}, {"show", show}, {"tree", tree}};
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
        if (strcmp(args->operands[0], VERBS[i].verb) == 0) {
            if (cli_value(args, "--all") != NULL && VERBS[i].run != search) {
                return cli_usage("--all 只用于 procplan catalog search。");
            }
            return VERBS[i].run(args);
        }
    }
    return cli_usage("catalog 后面要写 search（查找）、show（看一个编码）或 tree（列出下级），不能是“%s”。",
                     args->operands[0]);
}
