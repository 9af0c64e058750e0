/* SPDX-License-Identifier: ISC */
/* cmd_check.c - loopbell check: everything wrong with a configuration, at
 * once. */
#include "commands/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/print.h"
#include "core/inspect.h"
#include "decide/decide.h"
#include "paths.h"
#include "sdk/mem.h"
#include "store/store.h"

static const char help[] =
    "usage: loopbell check [--config FILE] [--print] [--quiet]\n"
    "\n"
    "Reads the configuration as `loopbell run` would: the file itself, what\n"
    "each plugin says of its settings, templates, keyword lists, and whether\n"
    "the store fits this program.  Everything wrong is printed with its "
    "file,\n"
    "line and column.  Nothing is polled, sent or changed.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --print        print it as it is in force, defaults filled in; a\n"
    "                     secret is never printed\n"
    "  -q, --quiet        print only what is wrong\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit code 0: it can be used; 78: it cannot.\n";

static bool
is_secret(void *arg, const struct instance *instance, const char *option)
{
	return inspection_is_secret(arg, instance->name, option);
}

static void
print(const struct config *config, struct inspection *inspection)
{
	struct buf out = BUF_INIT;

	config_print(&out, config, is_secret, inspection);
	fputs(buf_str(&out), stdout);
	buf_release(&out);
}

/* What the bot would not get past; only a warning, for who checks may be
 * somebody else than who runs it. */
static void
check_folder(const struct config *config, struct problems *problems)
{
	const struct place whole = { .file = config->file };
	const char *slash = strrchr(config->store, '/');
	char *folder =
	    slash == NULL
		? mem_string(".")
		: mem_copy(config->store, (size_t)(slash + 1 - config->store));

	if (access(folder, F_OK) != 0)
		problems_warn(problems, whole,
		    "store: the folder %s is not there: make it for the user "
		    "the bot runs as, or give \"store\" another path",
		    folder);
	else if (access(folder, W_OK | X_OK) != 0)
		problems_warn(problems, whole,
		    "store: the folder %s cannot be written by this user: %s",
		    folder, strerror(errno));
	else if (access(config->store, F_OK) == 0 &&
		 access(config->store, R_OK | W_OK) != 0)
		problems_warn(problems, whole,
		    "store: %s cannot be written by this user: %s",
		    config->store, strerror(errno));
	free(folder);
}

/* A store that is not there yet is fine: run makes it. */
static void
check_store(const struct config *config, struct problems *problems)
{
	const struct place whole = { .file = config->file };
	struct store *store;
	struct error err;

	check_folder(config, problems);
	if (access(config->store, F_OK) != 0)
		return;
	store = store_open(config->store, STORE_LOOK, &err);
	if (store == NULL)
		problems_add(problems, whole, "store: %s", err.text);
	store_close(store);
}

static void
print_summary(const struct config *config, const struct problems *problems)
{
	size_t n[3] = { 0 };

	for (size_t i = 0; i < config->n_instances; i++)
		n[config->instances[i].role]++;
	printf("%s: can be used: %zu provider%s, %zu director%s, "
	       "%zu notifier%s, %zu route%s",
	    config->file, n[ROLE_PROVIDER], n[ROLE_PROVIDER] == 1 ? "" : "s",
	    n[ROLE_DIRECTORY], n[ROLE_DIRECTORY] == 1 ? "y" : "ies",
	    n[ROLE_NOTIFIER], n[ROLE_NOTIFIER] == 1 ? "" : "s",
	    config->n_routes, config->n_routes == 1 ? "" : "s");
	if (problems->n > problems->n_errors)
		printf("; %zu warning%s", problems->n - problems->n_errors,
		    problems->n - problems->n_errors == 1 ? "" : "s");
	putchar('\n');
}

struct wishes {
	const char *config;
	bool print, quiet;
};

static int
check(const struct wishes *wishes)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config =
	    config_load_partly(command_config_path(wishes->config), &problems);
	struct inspection *inspection = NULL;
	bool ok = problems.n_errors == 0;

	/* Everything wrong at once: plugins are asked about what is right so
	 * far. */
	if (config != NULL)
		inspection = inspect_config(config, &problems);
	if (config != NULL && ok) {
		decider_free(decider_new(config, paths_share(), &problems));
		check_store(config, &problems);
	}
	problems_print(&problems);
	ok = problems.n_errors == 0;
	if (ok && wishes->print)
		print(config, inspection);
	else if (ok && !wishes->quiet)
		print_summary(config, &problems);
	else if (!ok && !wishes->quiet)
		fprintf(stderr, "%zu error%s\n", problems.n_errors,
		    problems.n_errors == 1 ? "" : "s");
	inspection_free(inspection);
	config_free(config);
	problems_release(&problems);
	return ok ? 0 : EXIT_CONFIG;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct wishes wishes = { NULL, false, false };
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &wishes.config },
		{ .name = "print", .flag = &wishes.print },
		{ .name = "quiet", .letter = 'q', .flag = &wishes.quiet },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);

	if (i < 0)
		return exit_code;
	if (i < argc)
		return command_usage(self, "it takes no \"%s\"", argv[i]);
	return check(&wishes);
}

const struct command command_check = {
	"check",
	"say everything that is wrong with a configuration",
	help,
	run,
};
