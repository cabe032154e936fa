/* Arguments against the table of a command's options. */
#include "args.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Columns of the terminal that the file is, 0 when it is none. */
static int terminal_width(int file)
{
    struct winsize size;
    return isatty(file) && ioctl(file, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* The formatted text in new memory, or NULL. */
static PP_PRINTF(1, 0) char *format_text(const char *format, va_list values)
{
    char *text = NULL;
    return vasprintf(&text, format, values) < 0 ? NULL : text;
}

static const char NO_MEMORY[] = "内存不足，请关闭其他程序后重试。";

void cli_print(FILE *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *line = format_text(format, values);
    va_end(values);
    pp_text_print(out, line == NULL ? NO_MEMORY : line);
    fputc('\n', out);
    free(line);
}

void cli_say(const char *word, const char *sentence)
{
    enum { NARROWEST = 20 };
    char *whole = NULL;
    const int width = terminal_width(STDERR_FILENO);
    if (width < NARROWEST || asprintf(&whole, "%s：%s", word, sentence) < 0) {
        cli_print(stderr, "%s：%s", word, sentence);
        return;
    }
    pp_text_wrap(stderr, whole, 0, 0, width);
    free(whole);
}

int cli_usage(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *sentence = format_text(format, values);
    va_end(values);
    cli_say("procplan", sentence == NULL ? NO_MEMORY : sentence);
    free(sentence);
    return CLI_FAILED;
}

int cli_fail(const pp_error *error)
{
    char cell[PP_CELL_TEXT];
    pp_cell_name(error->row, error->column, cell);
    if (error->row > 0) {
        return cli_usage("%s 第%u行%s%s：%s", error->file, error->row, cell[0] == '\0' ? "" : " ", cell, error->text);
    }
    if (strstr(error->text, error->file) == NULL) { /* many sentences name it themselves */
        return cli_usage("%s：%s", error->file, error->text);
    }
    return cli_usage("%s", error->text);
}

int cli_finish(int status)
{
    if (status != CLI_FAILED && (fflush(stdout) != 0 || ferror(stdout))) {
        return cli_usage("结果没有全部写出，请检查磁盘空间或输出位置后重试。");
    }
    return status;
}

int cli_width(void)
{
    const int width = terminal_width(STDOUT_FILENO);
    return width > 0 ? width : 80;
}

static int find_option(const cli_command *command, const char *name, size_t length)
{
    for (int i = 0; i < CLI_MAX_OPTIONS && command->options[i].name != NULL; i++) {
        const char *known = command->options[i].name;
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

/* Whether the word is the option, alone or with =VALUE. */
static bool is_option(const char *word, const char *name)
{
    const size_t length = strlen(name);
    return strncmp(word, name, length) == 0 && (word[length] == '\0' || word[length] == '=');
}

/* Takes the value of the option at argv[*at], behind = or the next word. False after a sentence on stderr: an option
 * given twice may mean either, and an empty value is a slip, such as a variable of a script that was not set. */
static bool take_value(const cli_option *option, int argc, char **argv, int *at, const char **value)
{
    const char *equals = strncmp(argv[*at], "--", 2) == 0 ? strchr(argv[*at], '=') : NULL;
    if (*value != NULL) {
        cli_usage("选项 %s 写了不止一次，请只留一个。", option->name);
        return false;
    }
    if (option->value == NULL) {
        *value = "";
        if (equals != NULL) {
            cli_usage("选项 %s 后面不带值。", option->name);
        }
        return equals == NULL;
    }
    *value = equals != NULL ? equals + 1 : *at + 1 < argc ? argv[++*at] : "";
    if (**value == '\0') {
        cli_usage("选项 %s 后面要写 %s。", option->name, option->value);
        return false;
    }
    return true;
}

static const cli_option CATALOG_DIR = {"--catalog-dir", "目录", NULL};

bool cli_is_catalog_dir(const char *word)
{
    return is_option(word, CATALOG_DIR.name);
}

bool cli_take_catalog_dir(cli_args *args, int argc, char **argv, int *at)
{
    return take_value(&CATALOG_DIR, argc, argv, at, &args->catalog_dir);
}

/* Takes the option at argv[*at]. False after a sentence on stderr. */
static bool take_option(cli_args *args, int argc, char **argv, int *at)
{
    const char *word = argv[*at];
    const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    const size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);
    const int i = find_option(args->command, word, length);
    if (cli_is_catalog_dir(word)) {
        return cli_take_catalog_dir(args, argc, argv, at);
    }
    if (i < 0) {
        cli_usage("“%s”没有选项 %.*s，可用的选项见 procplan %s --help。", args->command->name, (int)length, word,
                  args->command->name);
        return false;
    }
    const cli_option *option = &args->command->options[i];
    if (!take_value(option, argc, argv, at, &args->values[i])) {
        return false;
    }
    if (strcmp(option->name, "--format") == 0 && strcmp(args->values[i], "text") != 0 &&
        strcmp(args->values[i], "json") != 0) {
        cli_usage("--format 只能是 text 或 json，不能是“%s”。", args->values[i]);
        return false;
    }
    return true;
}

bool cli_parse(cli_args *args, int argc, char **argv)
{
    bool options = true;
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!take_option(args, argc, argv, &i)) {
                return false;
            }
        } else if (args->operand_count == CLI_MAX_OPERANDS) {
            cli_usage("参数太多，最多 %d 个。", CLI_MAX_OPERANDS);
            return false;
        } else {
            args->operands[args->operand_count++] = argv[i];
        }
    }
    if (args->operand_count < args->command->min_operands || args->operand_count > args->command->max_operands) {
        cli_usage("用法：procplan %s %s（说明见 procplan %s --help）", args->command->name, args->command->operands,
                  args->command->name);
        cli_print(stderr, "例如：procplan %s", args->command->example);
        return false;
    }
    return true;
}

const char *cli_value(const cli_args *args, const char *name)
{
    const int i = find_option(args->command, name, strlen(name));
    return i < 0 ? NULL : args->values[i];
}

bool cli_json(const cli_args *args)
{
    const char *format = cli_value(args, "--format");
    return format != NULL && strcmp(format, "json") == 0;
}
