/* procplan: the commands, their options, and the help made from both. */
#include "args.h"

#include <string.h>

#define CHECK_OPTIONS                                                                                                  \
    {"--controls", "FILE", "用这份控制数，代替计划自带的 controls.csv"},                                               \
        {"--level", "draft|submit|audit", "校验级别：填报（默认）、送审、自查"},                                       \
        {"--region", "地区", "按这个地区的规定校验，代替 about.csv 的地区"},                                           \
    {                                                                                                                  \
        "--year", "年度", "按这个年度的规定校验，代替 about.csv 的年度"                                \
    }

static const cli_command COMMANDS[] = {
    {"check",
     "PLAN [选项]",
     "校验计划：逐行逐数检查，列出全部问题和处理办法",
     "check 我的计划文件夹",
     1,
     1,
     {CHECK_OPTIONS,
      {"--format", "text|json", "结果给人看（默认）还是给程序用"},
      {"--strict", NULL, "有警告时也以状态 1 结束"}},
     cli_check},
    {"export",
     "PLAN -o FILE.xlsx [选项] | PLAN --statement",
     "导出报送用的 Excel 工作簿",
     "export 我的计划文件夹 -o 政府采购预算表.xlsx",
     1,
     1,
     {{"-o", "FILE.xlsx", "写到这个文件；写完整之前不动原有文件"},
      {"--force", NULL, "有错误也导出，表上标明“未通过校验”"},
      {"--sheets", "表名,表名…", "只写这些表，如 政府采购预算表,汇总"},
      {"--for", "bureau", "只写报送财政部门的表"},
      {"--protect", NULL, "锁定填写栏以外的单元格"},
      {"--statement", NULL, "只把“政府采购情况说明”一段文字写到屏幕"},
      CHECK_OPTIONS},
     cli_export},
    {"sme",
     "PLAN [选项]",
     "面向中小企业预留：逐行台账、两项比例、差多少、怎样补足",
     "sme 我的计划文件夹 --suggest",
     1,
     1,
     {{"--suggest", NULL, "给出使计划符合规定的最少增加"},
      {"-o", "FILE|DIR", "把按建议修改后的计划写成文件夹、.csv 或 .xlsx（与 --suggest 同用）"},
      CHECK_OPTIONS,
      {"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_sme},
    {"explain",
     "PLAN 数 [选项]",
     "说明一个数的来历：由哪些行哪些格相加，要符合哪个控制数",
     "explain 我的计划文件夹 政府采购预算表!D6",
     2,
     2,
     {CHECK_OPTIONS, {"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_explain},
    {"catalog",
     "search 词… | show 编码 | tree [编码]",
     "查政府采购品目：按编码、名称或拼音首字母",
     "catalog search 台式计算机",
     1,
     CLI_MAX_OPERANDS,
     {{"--all", NULL, "列出全部结果，不限条数"}},
     cli_catalog},
    {"rules",
     "[规则编号]",
     "列出校验规则，或说明一条规则",
     "rules CAT-01",
     0,
     1,
     {{"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_rules},
};

enum { COMMAND_COUNT = sizeof COMMANDS / sizeof COMMANDS[0] };

static const char HEADING[] = "procplan " PROCPLAN_VERSION "：政府采购计划（政府采购预算）编制、校验与报送\n";

static int print_help(void)
{
    fputs(HEADING, stdout);
    fputs("\n用法：procplan [--catalog-dir 目录] 命令 …\n\n", stdout);
    pp_table *table = pp_table_new("ll");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)(pp_table_add(table, COMMANDS[i].name) && pp_table_add(table, COMMANDS[i].summary));
    }
    pp_table_print(table, stdout, 2, cli_width(), false);
    pp_table_free(table);
    fputs("\nPLAN 是一个计划文件夹（about.csv、plan.csv、controls.csv）或一个 .csv 文件。\n"
          "--catalog-dir 目录：用目录里的表（如 items-2022.csv）代替程序自带的表。\n"
          "各命令的选项见 procplan 命令 --help。\n"
          "结束状态：0 完成，没有错误级问题；1 计划有错误级问题（--strict 时含警告）；2 没能完成。\n",
          stdout);
    return cli_finish(CLI_OK);
}

static int print_command_help(const cli_command *command)
{
    printf("%s\n\n用法：procplan %s %s\n\n", command->summary, command->name, command->operands);
    pp_table *table = pp_table_new("ll");
    for (int i = 0; i < CLI_MAX_OPTIONS && command->options[i].name != NULL; i++) {
        char name[128];
        const cli_option *option = &command->options[i];
        snprintf(name, sizeof name, "%s%s%s", option->name, option->value == NULL ? "" : " ",
                 option->value == NULL ? "" : option->value);
        (void)(pp_table_add(table, name) && pp_table_add(table, option->help));
    }
    pp_table_print(table, stdout, 2, cli_width(), false);
    pp_table_free(table);
    printf("\n例如：procplan %s\n", command->example);
    return cli_finish(CLI_OK);
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    return NULL;
}

/* True when --help stands among the words before a bare --. */
static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int run(const cli_command *command, const char *catalog_dir, int argc, char **argv)
{
    cli_args args = {.command = command, .catalog_dir = catalog_dir, .catalog = pp_catalog_builtin()};
    pp_catalog *loaded = NULL;
    pp_error error;
    if (!cli_parse(&args, argc, argv)) {
        return CLI_FAILED;
    }
    if (catalog_dir != NULL) {
        loaded = pp_catalog_load(catalog_dir, &error);
        if (loaded == NULL) {
            return cli_fail(&error);
        }
        args.catalog = loaded;
    }
    const int status = cli_finish(command->run(&args));
    pp_catalog_free(loaded);
    return status;
}

/* Takes --catalog-dir out of argv, wherever it stands. False when its value is missing. */
static bool take_catalog_dir(int *argc, char **argv, const char **dir)
{
    static const char NAME[] = "--catalog-dir";
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        if (strncmp(argv[i], NAME, sizeof NAME - 1) != 0 ||
            (argv[i][sizeof NAME - 1] != '\0' && argv[i][sizeof NAME - 1] != '=')) {
            argv[kept++] = argv[i];
        } else if (argv[i][sizeof NAME - 1] == '=') {
            *dir = argv[i] + sizeof NAME;
        } else if (i + 1 < *argc) {
            *dir = argv[++i];
        } else {
            return false;
        }
    }
    *argc = kept;
    return true;
}

int main(int argc, char **argv)
{
    const char *catalog_dir = NULL;
    if (!take_catalog_dir(&argc, argv, &catalog_dir)) {
        return cli_usage("选项 --catalog-dir 后面要写目录。");
    }
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        const int status = print_help();
        return argc < 2 ? CLI_FAILED : status;
    }
    if (strcmp(argv[1], "--version") == 0) {
        fputs("procplan " PROCPLAN_VERSION "\n", stdout);
        return cli_finish(CLI_OK);
    }
    const cli_command *command = find_command(argv[1]);
    if (command == NULL) {
        return cli_usage("没有“%s”这个命令，可用的命令见 procplan --help。", argv[1]);
    }
    if (asks_help(argc - 2, argv + 2)) {
        return print_command_help(command);
    }
    return run(command, catalog_dir, argc - 2, argv + 2);
}
