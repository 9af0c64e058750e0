/* SPDX-License-Identifier: ISC */
/* test_recall.c - what was asked for a moment ago. */
#include "sdk/recall.h"

#include "test.h"

static void
recalled__is_what_was_put_last(void **state)
{
	struct recall *r = recall_new(16, 0);
	const char *value;

	(void)state;
	assert_false(recall_get(r, "a", &value));
	recall_put(r, "a", "1");
	assert_true(recall_get(r, "a", &value));
	assert_string_equal(value, "1");
	recall_put(r, "a", value); /* what it holds itself */
	assert_true(recall_get(r, "a", &value));
	assert_string_equal(value, "1");
	recall_put(r, "a", NULL);
	assert_true(recall_get(r, "a", &value));
	assert_null(value);
	recall_free(r);
	recall_free(NULL);
}

static void
place__for_two_keys__has_the_last(void **state)
{
	struct recall *r = recall_new(1, 3600);
	const char *value;

	(void)state;
	recall_put(r, "a", "1");
	recall_put(r, "b", "2");
	assert_false(recall_get(r, "a", &value));
	assert_null(value);
	assert_true(recall_get(r, "b", &value));
	assert_string_equal(value, "2");
	recall_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recalled__is_what_was_put_last),
		cmocka_unit_test(place__for_two_keys__has_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
