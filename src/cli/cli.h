/* The command line: one table of commands and their options, from which parsing and help both come. */
#ifndef PP_CLI_H
#define PP_CLI_H

#include "procplan/procplan.h"

#include <stdbool.h>
#include <stdio.h>

/* Exit statuses. */
enum { CLI_OK = 0, CLI_FINDINGS = 1, CLI_FAILED = 2 };

enum { CLI_MAX_OPTIONS = 16, CLI_MAX_OPERANDS = 4096 };

typedef struct cli_option {
    const char *name;  /* --format */
    const char *value; /* name of its value in the help (text|json), NULL for a switch */
    const char *help;  /* one Chinese line */
} cli_option;

typedef struct cli_args cli_args;

typedef struct cli_command {
    const char *name;
    const char *operands; /* as in the usage line: PLAN -o FILE.xlsx */
    const char *summary;  /* one Chinese line */
    const char *example;  /* a whole call, without the name of the program */
    const char *status;   /* what its exit statuses mean, where the general help does not say it; a line or "" */
    int min_operands, max_operands;
    cli_option options[CLI_MAX_OPTIONS]; /* ends with a NULL name */
    int (*run)(const cli_args *args);    /* returns an exit status */
} cli_command;

struct cli_args {
    const cli_command *command;
    const char *operands[CLI_MAX_OPERANDS];
    int operand_count;
    const char *values[CLI_MAX_OPTIONS]; /* NULL: not given; a given switch has "" */
    const char *catalog_dir;             /* of --catalog-dir, NULL when not given */
    const pp_catalog *catalog;           /* the built-in one, or that of --catalog-dir */
};

/* The value of an option of the command ("" for a switch), NULL when it was not given. name must be in its table. */
const char *cli_value(const cli_args *args, const char *name);

/* True when --format json was given. Any other value than text or json was refused before the command ran. */
bool cli_json(const cli_args *args);

/* Prints the error to stderr as one Chinese sentence that names its file and place. Returns CLI_FAILED. */
int cli_fail(const pp_error *error);

/* The same for a mistake in the call: printf-style sentence. Returns CLI_FAILED. */
int cli_usage(const char *format, ...) PP_PRINTF(1, 2);

/* Flushes stdout; a failure (full disk, closed pipe) is said and makes the status CLI_FAILED. Returns the status to
 * exit with. A status of CLI_FAILED comes back as it is: its reason has been said. */
int cli_finish(int status);

/* Writes a printf-style line as text: nothing in it steers the terminal or begins a line but its own end. */
void cli_print(FILE *out, const char *format, ...) PP_PRINTF(2, 3);

/* Writes a sentence for the user to stderr after the word that says what it is (procplan, 说明). Wrapped to the width
 * of the terminal when stderr is one; otherwise one line, for programs to read. */
void cli_say(const char *word, const char *sentence);

/* Columns of the terminal that stdout is, 80 when it is none. */
int cli_width(void);

/* The commands, one file each. */
int cli_check(const cli_args *args);
int cli_export(const cli_args *args);
int cli_catalog(const cli_args *args);
int cli_sme(const cli_args *args);
int cli_convert(const cli_args *args);
int cli_template(const cli_args *args);
int cli_explain(const cli_args *args);
int cli_diff(const cli_args *args);
int cli_merge(const cli_args *args);
int cli_rules(const cli_args *args);

#endif
