/* SPDX-License-Identifier: ISC */
/* cmd_backup.c - loopbell backup: a copy of the store, at any time. */
#include "commands/command.h"

#include <stdio.h>

#include "commands/ask.h"
#include "config/config.h"
#include "core/clock.h"
#include "store/backup.h"

static const char help[] =
    "usage: loopbell backup [--force] FILE\n"
    "\n"
    "Writes a copy of the store into FILE, whether the bot runs or not: all\n"
    "that was committed when the command began.  The copy is checked, and "
    "has\n"
    "its name only once it is whole and on disk.  To go back to it, stop the\n"
    "bot, put the copy in the store's place, and remove the -wal and the "
    "-shm\n"
    "beside it.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --force        replace FILE where it is there already\n"
    "  -h, --help         this text\n";

static int
run(const struct command *self, int argc, char **argv)
{
	const char *given = NULL;
	bool force = false;
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &given },
		{ .name = "force", .flag = &force },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);
	int64_t size_bytes, start_us = clock_now_us();
	struct config *config;
	struct error err;

	if (i < 0)
		return exit_code;
	if (i != argc - 1)
		return command_usage(self, "name the one file to write");
	config = ask_open(given);
	if (config == NULL)
		return EXIT_CONFIG;
	exit_code = 0;
	if (backup_make(config->store, argv[i], force, &size_bytes, &err))
		printf("%s: a copy of %s, %.1f MiB in %.1f s, checked\n",
		    argv[i], config->store, (double)size_bytes / 1048576,
		    (double)(clock_now_us() - start_us) / US_PER_S);
	else
		exit_code = 1;
	if (exit_code != 0)
		fprintf(stderr, "loopbell: %s\n", err.text);
	config_free(config);
	return exit_code;
}

const struct command command_backup = {
	"backup",
	"copy the store, while the bot runs or not",
	help,
	run,
};
