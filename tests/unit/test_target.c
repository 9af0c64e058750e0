/* SPDX-License-Identifier: ISC */
/* test_target.c - what paths are for, and which methods. */
#include "web/target.h"

#include <string.h>

#include "test.h"

static void
of__each_path__its_place(void **state)
{
	/* clang-format off */
	static const struct {
		const char *uri;
		enum place place;
		const char *instance, *rest, *query;
	} cases[] = {
		{ "/in/wootric", PLACE_IN, "wootric", "", "" },
		{ "/in/wootric/", PLACE_IN, "wootric", "", "" },
		{ "/in/a_b-9/rest/of%2Fit/", PLACE_IN, "a_b-9", "rest/of%2Fit/", "" },
		{ "/in/a?b=c&d=%20", PLACE_IN, "a", "", "b=c&d=%20" },
		{ "/in/a/b?c/d?e", PLACE_IN, "a", "b", "c/d?e" },
		{ "/in/a?", PLACE_IN, "a", "", "" },
		{ "/in/a//../b", PLACE_IN, "a", "/../b", "" },
		{ "/case/abc.d-_", PLACE_CASE, "", "abc.d-_", "" },
		{ "/case/?a", PLACE_CASE, "", "", "a" },
		{ "/case/a/../b?c", PLACE_CASE, "", "a/../b", "c" },
		{ "/case", PLACE_NONE, "", "", "" },
		{ "/cases/a", PLACE_NONE, "", "", "" },
		{ "/healthz", PLACE_HEALTH, "", "", "" },
		{ "/healthz?x", PLACE_HEALTH, "", "", "x" },
		{ "/metrics", PLACE_METRICS, "", "", "" },
		{ "", PLACE_NONE, "", "", "" },
		{ "/", PLACE_NONE, "", "", "" },
		{ "/healthz/", PLACE_NONE, "", "", "" },
		{ "/Healthz", PLACE_NONE, "", "", "" },
		{ "/health", PLACE_NONE, "", "", "" },
		{ "/in", PLACE_NONE, "", "", "" },
		{ "/in/", PLACE_NONE, "", "", "" },
		{ "/in//a", PLACE_NONE, "", "", "" },
		{ "/in/?a", PLACE_NONE, "", "", "a" },
		{ "/in/A", PLACE_NONE, "", "", "" },
		{ "/in/a.b", PLACE_NONE, "", "", "" },
		{ "/in/%61", PLACE_NONE, "", "", "" },
		{ "/in/..", PLACE_NONE, "", "", "" },
		{ "//in/a", PLACE_NONE, "", "", "" },
		{ "/?/in/a", PLACE_NONE, "", "", "/in/a" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct target t = target_of(cases[i].uri);

		if (t.place != cases[i].place)
			fail_msg("%s: %d", cases[i].uri, (int)t.place);
		assert_string_equal(t.instance, cases[i].instance);
		assert_int_equal(t.rest_size, strlen(cases[i].rest));
		assert_memory_equal(t.rest, cases[i].rest, t.rest_size);
		assert_string_equal(t.query, cases[i].query);
	}
}

static void
of__a_long_name__is_none_from_65_on(void **state)
{
	char uri[80] = "/in/";

	(void)state;
	memset(uri + 4, 'a', 64);
	assert_int_equal(target_of(uri).place, PLACE_IN);
	uri[4 + 64] = 'a';
	assert_int_equal(target_of(uri).place, PLACE_NONE);
}

static void
allows__each_method__those_of_the_place(void **state)
{
	(void)state;
	assert_true(target_allows(PLACE_IN, "POST"));
	assert_true(target_allows(PLACE_HEALTH, "GET"));
	assert_true(target_allows(PLACE_METRICS, "HEAD"));
	assert_true(target_allows(PLACE_IN, "HEAD"));
	assert_false(target_allows(PLACE_IN, "GET"));
	assert_false(target_allows(PLACE_IN, "post"));
	assert_false(target_allows(PLACE_IN, ""));
	assert_false(target_allows(PLACE_HEALTH, "GE"));
	assert_false(target_allows(PLACE_HEALTH, "GET, HEAD"));
	assert_false(target_allows(PLACE_NONE, "GET"));
	assert_string_equal(target_allow(PLACE_HEALTH), "GET, HEAD");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of__each_path__its_place),
		cmocka_unit_test(of__a_long_name__is_none_from_65_on),
		cmocka_unit_test(allows__each_method__those_of_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
