/* SPDX-License-Identifier: ISC */
/* command.c - what the commands share: options, usage, help. */
#include "commands/command.h"

#include <stdarg.h>

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

/* One option at argv[*i]; *i is left at its last argument. */
static bool
read_option(const struct command *self, const struct option_spec *all,
    char **argv, int *i)
{
	const char *arg = argv[*i];
	const char *value;
	const struct option_spec *spec = spec_of(all, arg, &value);

	if (spec == NULL) {
		command_usage(self, "there is no option %s", arg);
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

int
command_options(const struct command *self, const struct option_spec *spec,
    int argc, char **argv, int *exit_code)
{
	int i;

	for (i = 1; i < argc; i++) {
		const char *arg = argv[i];

		if (arg[0] != '-' || arg[1] == '\0')
			return i;
		if (strcmp(arg, "--") == 0)
			return i + 1;
		if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
			*exit_code = print_help(self);
			return -1;
		}
		if (!read_option(self, spec, argv, &i)) {
			*exit_code = EXIT_USAGE;
			return -1;
		}
	}
	return i;
}

int
command_usage(const struct command *self, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "loopbell %s: ", self->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "; see: loopbell %s --help\n", self->name);
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
