/* SPDX-License-Identifier: ISC */
/* test_command.c - how the arguments of every command are read. */
#include "commands/command.h"

#include <stdlib.h>
#include <string.h>

#include "sdk/buf.h"
#include "test.h"

#define MOST 12

static const char help[] = "usage: loopbell fly\n";
static const struct command self = { "fly", "fly away", help, NULL };

struct read {
	bool json;
	const char *config, *to;
	struct buf each;
	int exit_code, first;
	char *argv[MOST];
	int argc;
};

static void
note(void *arg, const char *value)
{
	buf_printf(arg, "%s,", value);
}

/* Reads a line of words parted by blanks. */
static void
read_words(struct read *r, char *words)
{
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &r->config },
		{ .name = "to", .takes_value = true, .value = &r->to },
		{ .name = "json", .letter = 'j', .flag = &r->json },
		{ .name = "each",
		    .takes_value = true,
		    .each = note,
		    .arg = &r->each },
		{ .name = NULL },
	};
	char *rest = NULL;

	*r = (struct read){ .exit_code = -1 };
	for (char *word = strtok_r(words, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		r->argv[r->argc++] = word;
	r->first =
	    command_options(&self, spec, r->argc, r->argv, &r->exit_code);
}

static void
options__anywhere__are_read_and_the_operands_stay_in_order(void **state)
{
	static const struct {
		const char *words, *config, *to, *each, *operands;
		bool json;
	} cases[] = {
		/* clang-format off */
		{ "fly", NULL, NULL, "", "", false },
		{ "fly a b", NULL, NULL, "", "a b ", false },
		{ "fly a --json b -c x c", "x", NULL, "", "a b c ", true },
		{ "fly --config=x -cy a", "y", NULL, "", "a ", false },
		{ "fly --to= a", NULL, "", "", "a ", false },
		{ "fly a --each 1 b --each 2", NULL, NULL, "1,2,", "a b ", false },
		{ "fly -j -- --json a", NULL, NULL, "", "--json a ", true },
		{ "fly a -- -c", NULL, NULL, "", "a -c ", false },
		{ "fly - a", NULL, NULL, "", "- a ", false },
		{ "fly --to --json", NULL, "--json", "", "", false },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char words[100];
		struct buf operands = BUF_INIT;
		struct read r;

		snprintf(words, sizeof(words), "%s", cases[i].words);
		read_words(&r, words);
		assert_true(r.first >= 1);
		for (int k = r.first; k < r.argc; k++)
			buf_printf(&operands, "%s ", r.argv[k]);
		assert_string_equal(buf_str(&operands), cases[i].operands);
		assert_string_equal(buf_str(&r.each), cases[i].each);
		assert_int_equal(r.json, cases[i].json);
		assert_string_equal(r.config == NULL ? "-" : r.config,
		    cases[i].config == NULL ? "-" : cases[i].config);
		assert_string_equal(r.to == NULL ? "-" : r.to,
		    cases[i].to == NULL ? "-" : cases[i].to);
		buf_release(&operands);
		buf_release(&r.each);
	}
}

static void
options__that_are_wrong__leave_with_2_and_help_with_0(void **state)
{
	static const struct {
		const char *words;
		int code;
	} cases[] = {
		{ "fly --jsom", EXIT_USAGE },
		{ "fly -x", EXIT_USAGE },
		{ "fly --json=yes", EXIT_USAGE },
		{ "fly a --to", EXIT_USAGE },
		{ "fly -c", EXIT_USAGE },
		{ "fly --=x", EXIT_USAGE },
		{ "fly a --help", 0 },
		{ "fly -h", 0 },
		{ "fly --help --nonsense", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char words[100];
		struct read r;

		snprintf(words, sizeof(words), "%s", cases[i].words);
		read_words(&r, words);
		assert_int_equal(r.first, -1);
		assert_int_equal(r.exit_code, cases[i].code);
		buf_release(&r.each);
	}
}

static void
config_path__given_set_or_neither__is_the_nearest(void **state)
{
	(void)state;
	unsetenv("LOOPBELL_CONFIG");
	assert_string_equal(
	    command_config_path(NULL), "/etc/loopbell/loopbell.yaml");
	setenv("LOOPBELL_CONFIG", "", 1);
	assert_string_equal(
	    command_config_path(NULL), "/etc/loopbell/loopbell.yaml");
	setenv("LOOPBELL_CONFIG", "/e.yaml", 1);
	assert_string_equal(command_config_path(NULL), "/e.yaml");
	assert_string_equal(command_config_path("/g.yaml"), "/g.yaml");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    options__anywhere__are_read_and_the_operands_stay_in_order),
		cmocka_unit_test(
		    options__that_are_wrong__leave_with_2_and_help_with_0),
		cmocka_unit_test(
		    config_path__given_set_or_neither__is_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
