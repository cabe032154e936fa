/* procplan rules: the registry, for people and programs. */
#include "cli.h"

#include <jansson.h>
#include <stdlib.h>

static int print_one(const pp_rule_info *rule)
{
    static const char *const LABELS[] = {"检查", "处理", "依据"};
    const char *const texts[] = {rule->checks, rule->fix, rule->basis};
    printf("%s  %s\n", rule->id, rule->title);
    fputs("    级别：", stdout);
    for (int l = PP_DRAFT; l < PP_LEVEL_COUNT; l++) {
        const pp_severity severity = rule->severity[l];
        printf("%s%s %s", l == PP_DRAFT ? "" : "，", pp_level_name((pp_level)l),
               severity == PP_OFF ? "不查" : pp_severity_name(severity));
    }
    fputc('\n', stdout);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        printf("    %s：", LABELS[i]);
        pp_text_wrap(stdout, texts[i], 10, 10, cli_width());
    }
    return CLI_OK;
}

static int print_all(void)
{
    pp_table *table = pp_table_new("lllll");
    static const char *const HEADING[] = {"编号", "规则", "填报", "送审", "自查"};
    bool ok = table != NULL;
    for (size_t i = 0; ok && i < sizeof HEADING / sizeof HEADING[0]; i++) {
        ok = pp_table_add(table, HEADING[i]);
    }
    for (size_t i = 0; ok && i < pp_rules(); i++) {
        const pp_rule_info *rule = pp_rule(i);
        ok = pp_table_add(table, rule->id) && pp_table_add(table, rule->title);
        for (int l = PP_DRAFT; ok && l < PP_LEVEL_COUNT; l++) {
            ok = pp_table_add(table, rule->severity[l] == PP_OFF ? "不查" : pp_severity_name(rule->severity[l]));
        }
    }
    if (ok) {
        pp_table_print(table, stdout, 0, cli_width(), true);
        fputs("\n一条规则的说明：procplan rules 编号\n", stdout);
    }
    pp_table_free(table);
    pp_error error;
    return ok ? CLI_OK : (pp_error_memory(&error), cli_fail(&error));
}

/* NULL when memory is short: json_pack takes a NULL for "o" as a failure. */
static json_t *rule_object(const pp_rule_info *r)
{
    json_t *severity = json_object();
    for (int l = PP_DRAFT; l < PP_LEVEL_COUNT; l++) {
        const char *key = r->severity[l] == PP_OFF ? "off" : pp_severity_key(r->severity[l]);
        if (json_object_set_new(severity, pp_level_key((pp_level)l), json_string(key)) != 0) {
            json_decref(severity);
            severity = NULL;
            break;
        }
    }
    return json_pack("{s:s, s:s, s:b, s:o, s:s, s:s, s:s}", "id", r->id, "title", r->title, "threshold", r->threshold,
                     "severity", severity, "checks", r->checks, "fix", r->fix, "basis", r->basis);
}

static int print_json(const pp_rule_info *only)
{
    json_t *array = json_array();
    bool ok = array != NULL;
    for (size_t i = 0; ok && i < pp_rules(); i++) {
        if (only == NULL || only == pp_rule(i)) {
            ok = json_array_append_new(array, rule_object(pp_rule(i))) == 0;
        }
    }
    char *text = ok ? json_dumps(array, JSON_INDENT(1)) : NULL;
    json_decref(array);
    if (text == NULL) {
        pp_error error;
        pp_error_memory(&error);
        return cli_fail(&error);
    }
    puts(text); /* whether it went out is seen at the end (cli_finish) */
    free(text);
    return CLI_OK;
}

int cli_rules(const cli_args *args)
{
    const pp_rule_info *only = args->operand_count == 0 ? NULL : pp_rule_find(args->operands[0]);
    if (args->operand_count > 0 && only == NULL) {
        return cli_usage("没有编号为“%s”的规则，全部规则见 procplan rules。", args->operands[0]);
    }
    if (cli_json(args)) {
        return print_json(only);
    }
    return only == NULL ? print_all() : print_one(only);
}
