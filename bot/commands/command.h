/* SPDX-License-Identifier: ISC */
/*
 * command.h - the commands of `loopbell`, one file each, one table in main.c.
 *
 * Exit codes: 0 done; 1 it did not work; 2 wrong use; 65 what was handed over has
 * mistakes, 78 the configuration is wrong (EX_DATAERR and EX_CONFIG of
 * sysexits.h).
 */
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include <stdbool.h>

#define EXIT_USAGE 2
#define EXIT_DATA 65
#define EXIT_CONFIG 78

struct command {
	const char *name;
	const char *summary; /* one line, no full stop */
	const char *help;    /* what --help prints after the first line */
	/* argv[0] is the command's name. */
	int (*run)(const struct command *self, int argc, char **argv);
};

/* An option of a command, for command_options(). */
struct option_spec {
	const char *name; /* "dir" for --dir */
	char letter;      /* 0: none */
	bool takes_value;
	/* Where it goes: a bool, or a const char *; the last one wins.  A
	 * repeated option goes through each() instead. */
	bool *flag;
	const char **value;
	void (*each)(void *arg, const char *value);
	void *arg;
};

/* Reads options, ended by a NULL name, before, between and behind operands, and
 * moves them before those; "--" ends them.  --help prints the command's help
 * and *exit_code is 0.  Returns the index of the first operand (argc: there is
 * none), or -1: leave with *exit_code. */
int command_options(const struct command *self, const struct option_spec *spec,
    int argc, char **argv, int *exit_code);

/* Says what is wrong with the use, and where help is; returns EXIT_USAGE. */
int command_usage(const struct command *self, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The configuration's path: what --config said, else $LOOPBELL_CONFIG, else
 * /etc/loopbell/loopbell.yaml. */
const char *command_config_path(const char *given);

extern const struct command command_run, command_backup, command_check,
    command_demo, command_explain, command_import, command_status,
    command_queue, command_cases, command_try, command_plugins,
    command_template;

#endif
