/* Reading the arguments of one command; for main.c only. */
#ifndef PP_CLI_ARGS_H
#define PP_CLI_ARGS_H

#include "cli.h"

/* Reads the words behind the command's name into args (whose command is set). False after a sentence on stderr. */
bool cli_parse(cli_args *args, int argc, char **argv);

#endif
