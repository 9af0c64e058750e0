/* SPDX-License-Identifier: ISC */
/* cmd_run.c - loopbell run: the bot itself. */
#include "commands/command.h"

#include <unistd.h>

#include "core/core.h"
#include "core/log.h"

static const char help[] =
    "usage: loopbell run [--config FILE] [--once] [--verbose]\n"
    "\n"
    "Polls the providers, decides, and delivers, until SIGTERM.  SIGHUP "
    "reads\n"
    "the configuration anew; a broken one is refused and the old one goes "
    "on.\n"
    "\n"
    "  -c, --config FILE  the configuration (default: $LOOPBELL_CONFIG, else\n"
    "                     /etc/loopbell/loopbell.yaml)\n"
    "      --once         end when nothing is left to do\n"
    "  -v, --verbose      log what is only of interest to developers, too\n"
    "  -h, --help         this text\n"
    "\n"
    "The log goes to standard error.\n";

static int
run(const struct command *self, int argc, char **argv)
{
	const char *config = NULL;
	bool once = false, verbose = false;
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &config },
		{ .name = "once", .flag = &once },
		{ .name = "verbose", .letter = 'v', .flag = &verbose },
		{ .name = NULL },
	};
	struct core_options options = { 0 };
	int exit_code;
	int i = command_options(self, spec, argc, argv, &exit_code);

	if (i < 0)
		return exit_code;
	if (i < argc)
		return command_usage(self, "it takes no \"%s\"", argv[i]);
	log_guess_style();
	if (verbose)
		log_set_level(LOG_DEBUG);
	options.config = command_config_path(config);
	options.once = once;
	return core_run(&options);
}

const struct command command_run = {
	"run",
	"run the bot",
	help,
	run,
};
