/* SPDX-License-Identifier: ISC */
/* test_same_as.c - providers that tell of the same responses. */
#include "config_file.h"

/* clang-format off */
#define TWO "providers:\n  wootric: {plugin: csv}\n"
static const struct said bad[] = {
	{ TWO "  file: {plugin: csv, same_as: wootrik}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: there is no provider \"wootrik\"; did you mean \"wootric\"?\n" },
	{ TWO "  file: {plugin: csv, same_as: something}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: there is no provider \"something\"\n" },
	{ TWO "  file: {plugin: csv, same_as: file}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: must name another provider\n" },
	{ TWO "  file: {plugin: csv, same_as: slack}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: slack is a notifier, not a provider\n" },
	{ TWO "  file: {plugin: csv, same_as: ''}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: must not be empty\n" },
	/* A chain, and a ring. */
	{ TWO "  file: {plugin: csv, same_as: hook}\n  hook: {plugin: csv, same_as: wootric}\n" NOTIFIER ROUTES,
	  "c.yaml:3:32: file: same_as: hook is itself the same as wootric: one of them must have a name of its own, and all others say that\n" },
	{ "providers:\n  a: {plugin: csv, same_as: b}\n  b: {plugin: csv, same_as: a}\n" NOTIFIER ROUTES,
	  "c.yaml:2:29: a: same_as: b is itself the same as a: one of them must have a name of its own, and all others say that\n"
	  "c.yaml:3:29: b: same_as: a is itself the same as b: one of them must have a name of its own, and all others say that\n" },
	/* It is a provider's. */
	{ TWO "notifiers: {slack: {plugin: slack, same_as: {a: {b: c}}}}\n" ROUTES,
	  "c.yaml:3:49: slack: same_as: a map this deep means nothing here: it must be a text\n" },
};
/* clang-format on */

static void
read__wrong__is_said_with_its_place(void **state)
{
	(void)state;
	assert_said(bad, N_OF(bad));
}

static void
read__right__all_of_them_know_that_they_share(void **state)
{
	struct config *c = load("providers:\n"
				"  hook: {plugin: csv, same_as: wootric}\n"
				"  wootric: {plugin: csv}\n"
				"  file: {plugin: csv, same_as: wootric}\n"
				"  other: {plugin: csv}\n" NOTIFIER ROUTES,
	    "");
	static const struct {
		const char *name, *same_as;
		bool is_shared;
	} expected[] = { { "hook", "wootric", true },
		{ "wootric", NULL, true }, { "file", "wootric", true },
		{ "other", NULL, false } };

	(void)state;
	for (size_t i = 0; i < N_OF(expected); i++) {
		const struct instance *got =
		    config_instance(c, expected[i].name);

		assert_int_equal(got->is_shared, expected[i].is_shared);
		if (expected[i].same_as == NULL)
			assert_null(got->same_as);
		else
			assert_string_equal(got->same_as, expected[i].same_as);
		assert_null(cJSON_GetObjectItem(got->settings, "same_as"));
	}
	config_free(c);
}

/* Who shares is not who did not: its process starts anew. */
static void
is_same__sharing_begins__is_not(void **state)
{
	struct config *a =
	    load(TWO "  f: {plugin: csv}\n" NOTIFIER ROUTES, "");
	struct config *b = load(
	    TWO "  f: {plugin: csv, same_as: wootric}\n" NOTIFIER ROUTES, "");

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_true(
		    instance_is_same(&a->instances[i], &a->instances[i]));
		assert_false(
		    instance_is_same(&a->instances[i], &b->instances[i]));
	}
	config_free(a);
	config_free(b);
}

static void
read__wait_for_comment__from_a_second_to_a_day(void **state)
{
	static const struct said wrong[] = {
		{ PROVIDER NOTIFIER "routes: [{name: r, wait_for_comment: 0s, "
				    "send: {to: slack, target: x}}]\n",
		    "c.yaml:3:38: r: wait_for_comment: must be from 1s to "
		    "1d, not \"0s\"\n" },
	};
	struct config *c = load(PROVIDER NOTIFIER
	    "routes: [{name: r, wait_for_comment: 2m, send: {to: slack, "
	    "target: x}}]\n",
	    "");

	(void)state;
	assert_int_equal(c->routes[0].wait_for_comment_s, 120);
	config_free(c);
	assert_said(wrong, N_OF(wrong));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__wrong__is_said_with_its_place),
		cmocka_unit_test(
		    read__right__all_of_them_know_that_they_share),
		cmocka_unit_test(is_same__sharing_begins__is_not),
		cmocka_unit_test(
		    read__wait_for_comment__from_a_second_to_a_day),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
