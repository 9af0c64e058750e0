/* SPDX-License-Identifier: ISC */
/* test_error.c - sentences: said, put in context, cut at a character. */
#include "sdk/error.h"

#include "sdk/utf8.h"
#include "test.h"

static void
set_and_in__context__stands_before(void **state)
{
	struct error err;

	(void)state;
	assert_false(error_set(&err, "no space left on device"));
	assert_false(error_in(&err, "%s", "/var/lib/loopbell.db"));
	assert_string_equal(
	    err.text, "/var/lib/loopbell.db: no space left on device");
}

static void
set__nobody_listens__is_quiet(void **state)
{
	(void)state;
	assert_false(error_set(NULL, "x"));
	assert_false(error_in(NULL, "x"));
}

static void
set__too_long__ends_at_a_character(void **state)
{
	struct error err;
	char text[3000];

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "æ", 3);
	error_set(&err, "x%s", text);
	assert_true(utf8_is_valid(err.text, strlen(err.text)));
	assert_true(strlen(err.text) > 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_and_in__context__stands_before),
		cmocka_unit_test(set__nobody_listens__is_quiet),
		cmocka_unit_test(set__too_long__ends_at_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
