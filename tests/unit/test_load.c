/* SPDX-License-Identifier: ISC */
/* test_load.c - which plugins load, and what is said of the others. */
#include "host/load.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#define TEXT_OF(number) TEXT(number)
#define TEXT(number) #number
#define VERSION_OF_API TEXT_OF(LB_API_MAJOR) "." TEXT_OF(LB_API_MINOR)
#define API(major, minor) ((unsigned)(major) << 16 | (unsigned)(minor))

static void
fits__pairs_of_apis__by_the_rule_of_the_contract(void **state)
{
	static const struct {
		unsigned host, plugin;
		const char *why; /* NULL: it fits */
	} cases[] = {
		/* clang-format off */
		{ API(0, 1), API(0, 1), NULL },
		{ API(1, 4), API(1, 4), NULL },
		{ API(1, 4), API(1, 0), NULL },
		{ API(0, 2), API(0, 1), "it was built for plugin API 0.1 and this is 0.2: build it again with this version's loopbell/plugin.h" },
		{ API(0, 1), API(0, 2), "it was built for plugin API 0.2 and this is 0.1: it needs a newer Loopbell" },
		{ API(1, 4), API(1, 5), "it was built for plugin API 1.5 and this is 1.4: it needs a newer Loopbell" },
		{ API(2, 0), API(1, 9), "it was built for plugin API 1.9 and this is 2.0: build it again with this version's loopbell/plugin.h" },
		{ API(1, 0), API(0, 1), "it was built for plugin API 0.1 and this is 1.0: build it again with this version's loopbell/plugin.h" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err = { "" };

		assert_int_equal(
		    load_fits(cases[i].host, cases[i].plugin, &err),
		    cases[i].why == NULL);
		assert_string_equal(
		    err.text, cases[i].why == NULL ? "" : cases[i].why);
	}
}

static void *
open_it(struct lb_host *host, const void *settings)
{
	(void)host;
	(void)settings;
	return NULL;
}

static enum lb_result
deliver(void *state, const struct lb_notice *notice)
{
	(void)state;
	(void)notice;
	return LB_DONE;
}

static const struct lb_notifier notifier = { .deliver = deliver };
static const struct lb_notifier no_notifier = { .deliver = NULL };
static const struct lb_provider no_provider = { .poll = NULL };
static const struct lb_directory no_directory = { .lookup = NULL };

#define GOOD                                                         \
	LB_PLUGIN_ABI, .name = "p", .summary = "s", .open = open_it, \
		       .close = free, .notifier = &notifier

static void
check__something_is_missing__says_what(void **state)
{
	struct lb_plugin cases[] = { { GOOD }, { GOOD }, { GOOD }, { GOOD },
		{ GOOD }, { GOOD }, { GOOD }, { GOOD }, { GOOD }, { GOOD } };
	static const char *const whys[] = { NULL, "it has no name",
		"it has no summary", "it has no open", "it has no close",
		"it has no role: provider, notifier or directory",
		"it has no notifier->deliver",
		"it has no provider->poll and no provider->receive",
		"it has no directory->lookup",
		"it was built for plugin API 0.0 and this is " VERSION_OF_API
		": build it again with this version's loopbell/plugin.h" };

	(void)state;
	cases[1].name = "";
	cases[2].summary = NULL;
	cases[3].open = NULL;
	cases[4].close = NULL;
	cases[5].notifier = NULL;
	cases[6].notifier = &no_notifier;
	cases[7].provider = &no_provider;
	cases[8].directory = &no_directory;
	cases[9].api = 0;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_plugin got;
		struct error err = { "" };

		assert_int_equal(
		    load_check(&cases[i], &got, &err), whys[i] == NULL);
		assert_string_equal(err.text, whys[i] == NULL ? "" : whys[i]);
	}
}

static void
check__size_is_not_that_of_the_api__says_so(void **state)
{
	static const size_t sizes[] = { 0, 16, sizeof(struct lb_plugin) - 8,
		sizeof(struct lb_plugin) + 8, SIZE_MAX };

	(void)state;
	for (size_t i = 0; i < N_OF(sizes); i++) {
		struct lb_plugin given = { GOOD }, got;
		struct error err = { "" };

		given.size = sizes[i];
		assert_false(load_check(&given, &got, &err));
		assert_non_null(
		    strstr(err.text, "LB_PLUGIN_ABI sets the size"));
	}
}

static void
load__files_that_are_no_plugins__says_why(void **state)
{
	static const struct {
		const char *path, *why;
	} cases[] = {
		{ "slack", "slack: must be a path with a /" },
		{ "/nowhere/x.so", "cannot load the plugin: /nowhere/x.so" },
		{ "/etc/passwd", "cannot load the plugin: /etc/passwd" },
		{ BUILDDIR "/tests/bad/.libs/no_symbol.so",
		    "is not a Loopbell plugin: it has no symbol "
		    "loopbell_plugin" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_plugin got;
		struct error err = { "" };

		assert_false(load_plugin(cases[i].path, &got, &err));
		if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s\n  not: %s", err.text, cases[i].why);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    fits__pairs_of_apis__by_the_rule_of_the_contract),
		cmocka_unit_test(check__something_is_missing__says_what),
		cmocka_unit_test(check__size_is_not_that_of_the_api__says_so),
		cmocka_unit_test(load__files_that_are_no_plugins__says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
