/* SPDX-License-Identifier: ISC */
/* main.c - the table of commands. */
#include "commands/command.h"
#include "sdk/suggest.h"

static const struct command *const commands[] = {
	&command_run,
	&command_check,
	&command_demo,
	&command_try,
	&command_explain,
	&command_template,
	&command_status,
	&command_cases,
	&command_queue,
	&command_import,
	&command_backup,
	&command_plugins,
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
print_usage(FILE *to)
{
	fputs("loopbell - tells your people what your customers answered, "
	      "until somebody has closed the loop\n\n"
	      "usage: loopbell COMMAND [OPTION…]\n\n",
	    to);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(to, "  %-9s %s\n", commands[i]->name,
		    commands[i]->summary);
	fputs(
	    "\nloopbell COMMAND --help tells more; loopbell demo shows it at "
	    "work.\n",
	    to);
}

static int
no_such_command(const char *name)
{
	const char *names[N_COMMANDS + 1] = { NULL };
	const char *near;

	for (size_t i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i]->name;
	near = suggest(name, names);
	fprintf(stderr, "loopbell: there is no command \"%s\"", name);
	if (near != NULL)
		fprintf(stderr, "; did you mean \"%s\"?", near);
	fputs(" See: loopbell --help\n", stderr);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("loopbell " PACKAGE_VERSION);
		return 0;
	}
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return commands[i]->run(
			    commands[i], argc - 1, argv + 1);
	return no_such_command(argv[1]);
}
