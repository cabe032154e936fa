/* procplan: the commands, their options, and the help made from both. */
#include "args.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Where the plan is to be found in its file. */
#define READ_OPTIONS                                                                                                   \
    {"--sheet", "表名", "读工作簿里的这张表，默认按表头找"},                                                           \
        {"--encoding", "编码", "文本的编码，如 UTF-8、GB18030；默认看整个文件判断"},                                   \
    {                                                                                                                  \
        "--columns", "列名,列名…", "依次写明各列是什么，用于表头看不准的表"                         \
    }

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
     "",
     1,
     1,
     {CHECK_OPTIONS,
      READ_OPTIONS,
      {"--format", "text|json", "结果给人看（默认）还是给程序用"},
      {"--strict", NULL, "有警告时也以状态 1 结束"},
      {"--mark", "FILE.xlsx", "把计划工作簿另存一份，标出有问题的格，附“校验回执”"}},
     cli_check},
    {"export",
     "PLAN -o FILE.xlsx [选项] | PLAN --statement",
     "导出报送用的 Excel 工作簿",
     "export 我的计划文件夹 -o 政府采购预算表.xlsx",
     "",
     1,
     1,
     {{"-o", "FILE.xlsx", "写到这个文件；写完整之前不动原有文件"},
      {"--force", NULL, "有错误也导出，表上标明“未通过校验”"},
      {"--sheets", "表名,表名…", "只写这些表，如 政府采购预算表,汇总"},
      {"--for", "bureau", "只写报送财政部门的表"},
      {"--protect", NULL, "锁定填写栏以外的单元格"},
      {"--statement", NULL, "只把“政府采购情况说明”一段文字写到屏幕"},
      CHECK_OPTIONS,
      READ_OPTIONS},
     cli_export},
    {"sme",
     "PLAN [选项]",
     "面向中小企业预留：逐行台账、两项比例、差多少、怎样补足",
     "sme 我的计划文件夹 --suggest",
     "结束状态：0 符合预留规定，或已按建议写出；1 不符合；2 没能完成。\n",
     1,
     1,
     {{"--suggest", NULL, "给出使计划符合规定的最少增加"},
      {"-o", "FILE|DIR", "把按建议修改后的计划写成文件夹、.csv 或 .xlsx（与 --suggest 同用）"},
      CHECK_OPTIONS,
      READ_OPTIONS,
      {"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_sme},
    {"convert",
     "SOURCE -o FILE|DIR [选项]",
     "把计划原样转换成文件夹、.csv 或 .xlsx",
     "convert 下发的表.xlsx -o 我的计划文件夹",
     "结束状态：0 已写出（计划有没有问题都一样，要检查请用 check）；2 没能完成。\n",
     1,
     1,
     {{"-o", "FILE|DIR", "写成什么由名称的结尾决定：.csv、.xlsx，没有结尾的是文件夹"},
      {"--force", NULL, "已有同名的文件或文件夹时，用新的内容代替"},
      {"--controls", "FILE", "用这份控制数，代替计划自带的 controls.csv"},
      READ_OPTIONS},
     cli_convert},
    {"explain",
     "PLAN 数 [选项]",
     "说明一个数的来历：由哪些行哪些格相加，要符合哪个控制数",
     "explain 我的计划文件夹 政府采购预算表!D6",
     "",
     2,
     2,
     {CHECK_OPTIONS, READ_OPTIONS, {"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_explain},
    {"diff",
     "OLD NEW [选项]",
     "比较两份计划：改动、新增、删除的行，各项总数的增减",
     "diff 去年的计划 今年的计划 -o 调整对照.xlsx",
     "",
     2,
     2,
     {{"-o", "FILE.xlsx", "另写一份工作簿，表名“调整对照”"},
      READ_OPTIONS,
      {"--format", "text|json", "结果给人看（默认）还是给程序用"}},
     cli_diff},
    {"merge",
     "PLAN… -o OUT [选项]",
     "把各单位的计划合并成一份部门计划，控制数一并带上",
     "merge 单位甲 单位乙.csv 单位丙.xlsx -o 部门计划",
     "",
     2,
     CLI_MAX_OPERANDS,
     {{"-o", "FILE|DIR", "把合并后的计划写成文件夹、.csv 或 .xlsx"},
      {"--department", "部门", "合并后的部门，各计划的部门不同时必须写明"},
      {"--year", "年度", "合并后的年度，各计划的年度不同时必须写明"},
      {"--region", "地区", "合并后的地区，各计划的地区不同时必须写明"},
      {"--force", NULL, "两份计划的采购项完全相同也照样合并"},
      READ_OPTIONS},
     cli_merge},
    {"template",
     "-o FILE.xlsx [选项]",
     "生成供各单位填报的 Excel 表：下拉列表、品目表、自动求和、填报说明",
     "template -o 填报表.xlsx --year 2025",
     "",
     0,
     0,
     {{"-o", "FILE.xlsx", "写到这个文件"},
      {"--rows", "行数", "留多少行供填写，默认 200 行"},
      {"--department", "部门", "预先填上部门名称"},
      {"--year", "年度", "预先填上年度"},
      {"--region", "地区", "预先填上地区"},
      {"--force", NULL, "已有同名文件时，用空白的填报表代替"}},
     cli_template},
    {"catalog",
     "search 词… | show 编码 | tree [编码]",
     "查政府采购品目：按编码、名称或拼音首字母",
     "catalog search 台式计算机",
     "结束状态：0 找到了；1 search 没有找到相符的品目；2 没能完成，或 show、tree 没有这个编码。\n",
     1,
     CLI_MAX_OPERANDS,
     {{"--all", NULL, "列出全部结果，不限条数"}},
     cli_catalog},
    {"rules",
     "[规则编号]",
     "列出校验规则，或说明一条规则",
     "rules CAT-01",
     "",
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
    fputs("\nPLAN 是一个计划文件夹（about.csv、plan.csv、controls.csv）、一个 .csv 文件或一个 Excel 工作簿（.xlsx）。\n"
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
    fputs(command->status, stdout);
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

static int run(cli_args *args, int argc, char **argv)
{
    pp_catalog *loaded = NULL;
    pp_error error;
    if (!cli_parse(args, argc, argv)) {
        return CLI_FAILED;
    }
    args->catalog = pp_catalog_builtin();
    if (args->catalog_dir != NULL) {
        loaded = pp_catalog_load(args->catalog_dir, &error);
        if (loaded == NULL) {
            return cli_fail(&error);
        }
        args->catalog = loaded;
    }
    const int status = cli_finish(args->command->run(args));
    pp_catalog_free(loaded);
    return status;
}

/* Makes sure that the three standard streams are open: the next file would get the number of one that is not, and what
 * is meant for the user would end in it. The one put there refuses: what cannot be shown is to be noticed. */
static bool hold_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd) {
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    cli_args args = {0};
    int at = 1;
    if (!hold_streams()) {
        return CLI_FAILED;
    }
    for (; at < argc && cli_is_catalog_dir(argv[at]); at++) {
        if (!cli_take_catalog_dir(&args, argc, argv, &at)) {
            return CLI_FAILED;
        }
    }
    const char *word = at < argc ? argv[at] : NULL;
    if (word == NULL || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        const int status = print_help();
        return word == NULL ? CLI_FAILED : status;
    }
    if (strcmp(word, "--version") == 0) {
        fputs("procplan " PROCPLAN_VERSION "\n", stdout);
        return cli_finish(CLI_OK);
    }
    args.command = find_command(word);
    if (args.command == NULL) {
        return cli_usage("没有“%s”这个命令，可用的命令见 procplan --help。", word);
    }
    at++;
    return asks_help(argc - at, argv + at) ? print_command_help(args.command) : run(&args, argc - at, argv + at);
}
