/* Reading the arguments of one command; for main.c only. */
#ifndef PP_CLI_ARGS_H
#define PP_CLI_ARGS_H

#include "cli.h"

/* Whether the word is --catalog-dir, alone or with its value: the one option that may stand before the command too. */
bool cli_is_catalog_dir(const char *word);

/* Takes it at argv[*at]; *at is then its last word. False after a sentence on stderr. */
bool cli_take_catalog_dir(cli_args *args, int argc, char **argv, int *at);

/* Reads the words behind the command's name into args (whose command is set). False after a sentence on stderr. */
bool cli_parse(cli_args *args, int argc, char **argv);

#endif
