/* SPDX-License-Identifier: ISC */
/* command.c - what the commands share: options, usage, help. */
#include "commands/command.h"

#include <stdarg.h>

#include "sdk/suggest.h"

#define MOST_OPTIONS 40

static const struct option_spec *
spec_by_name(const struct option_spec *spec, const char *name, size_t n)
{
	for (; spec->name != NULL; spec++)
		if (strlen(spec->name) == n &&
		    memcmp(spec->name, name, n) == 0)
			return spec;
	return NULL;
}

static const struct option_spec *
spec_by_letter(const struct option_spec *spec, char letter)
{
	for (; spec->name != NULL; spec++)
		if (spec->letter != '\0' && spec->letter == letter)
			return spec;
	return NULL;
}

static int
print_help(const struct command *self)
{
	printf(
	    "loopbell %s - %s\n\n%s", self->name, self->summary, self->help);
	return 0;
}

/* The option an argument names, and the value that stands in the same
 * argument ("--dir=x", "-dx"), or NULL. */
static const struct option_spec *
spec_of(const struct option_spec *spec, const char *arg, const char **value)
{
	size_t n;

	*value = NULL;
	if (arg[1] != '-') {
		spec = spec_by_letter(spec, arg[1]);
		if (spec != NULL && arg[2] != '\0')
			*value = arg + 2;
		return spec;
	}
	n = strcspn(arg + 2, "=");
	if (arg[2 + n] == '=')
		*value = arg + 2 + n + 1;
	return spec_by_name(spec, arg + 2, n);
}

static void
take(const struct option_spec *spec, const char *value)
{
	if (spec->each != NULL)
		spec->each(spec->arg, value);
	else if (spec->takes_value)
		*spec->value = value;
	else
		*spec->flag = true;
}

/* Says which option there is not, and which one may have been meant. */
static void
refuse_option(
    const struct command *self, const struct option_spec *all, const char *arg)
{
	const char *names[MOST_OPTIONS + 2] = { "help" };
	const char *near;
	size_t n = 1;

	for (; all->name != NULL && n <= MOST_OPTIONS; all++)
		names[n++] = all->name;
	near = arg[1] == '-' ? suggest(arg + 2, names) : NULL;
	if (near != NULL)
		command_usage(self,
		    "there is no option %s; did you mean --%s?", arg, near);
	else
		command_usage(self, "there is no option %s", arg);
}

/* One option at argv[*i]; *i is left at its last argument. */
static bool
read_option(const struct command *self, const struct option_spec *all,
    char **argv, int *i)
{
	const char *arg = argv[*i];
	const char *value;
	const struct option_spec *spec = spec_of(all, arg, &value);

	if (spec == NULL) {
		refuse_option(self, all, arg);
		return false;
	}
	if (!spec->takes_value && value != NULL) {
		command_usage(self, "--%s takes no value", spec->name);
		return false;
	}
	if (spec->takes_value && value == NULL) {
		value = argv[*i + 1];
		if (value == NULL) {
			command_usage(self, "--%s needs a value", spec->name);
			return false;
		}
		++*i;
	}
	take(spec, value);
	return true;
}

/* Moves the arguments from `from` up to `end` before the operands, which begin
 * at `to`; returns where they begin then. */
static int
move_before(char **argv, int to, int from, int end)
{
	for (; from < end; from++, to++) {
		char *arg = argv[from];

		memmove(argv + to + 1, argv + to,
		    (size_t)(from - to) * sizeof(*argv));
		argv[to] = arg;
	}
	return to;
}

int
command_options(const struct command *self, const struct option_spec *spec,
    int argc, char **argv, int *exit_code)
{
	int operands = 1;

	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];
		int from = i;

		if (arg[0] != '-' || arg[1] == '\0')
			continue;
		if (strcmp(arg, "--") == 0)
			return move_before(argv, operands, i, i + 1);
		if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
			*exit_code = print_help(self);
			return -1;
		}
		if (!read_option(self, spec, argv, &i)) {
			*exit_code = EXIT_USAGE;
			return -1;
		}
		operands = move_before(argv, operands, from, i + 1);
	}
	return operands;
}

int
command_usage(const struct command *self, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "loopbell %s: ", self->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nsee: loopbell %s --help\n", self->name);
	return EXIT_USAGE;
}

const char *
command_config_path(const char *given)
{
	const char *env = getenv("LOOPBELL_CONFIG");

	if (given != NULL)
		return given;
	return env != NULL && *env != '\0' ? env
					   : "/etc/loopbell/loopbell.yaml";
}
