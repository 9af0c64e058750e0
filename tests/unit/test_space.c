/* SPDX-License-Identifier: ISC */
/* test_space.c - how much room a disk has, as far as anybody can say. */
#include "core/space.h"

#include "test.h"

static void
look__a_disk_that_is_there__has_a_size_and_room_within_it(void **state)
{
	struct space s = { 0 };

	(void)state;
	space_look(&s, "/tmp", 1000);
	assert_true(s.total_bytes > 0);
	assert_true(s.free_bytes >= 0 && s.free_bytes <= s.total_bytes);
	assert_int_equal(s.is_low,
	    (double)s.free_bytes < SPACE_LOW * (double)s.total_bytes);
}

static void
look__within_a_second__is_believed(void **state)
{
	struct space s = { 0 };

	(void)state;
	space_look(&s, "/tmp", 1000);
	s.free_bytes = 7;
	space_look(&s, "/tmp", 1999);
	assert_int_equal(s.free_bytes, 7);
	space_look(&s, "/tmp", 2000);
	assert_int_not_equal(s.free_bytes, 7);
}

static void
look__cannot_be_told__is_not_low(void **state)
{
	static const char *const paths[] = { "/nowhere/at/all", "/proc" };

	(void)state;
	for (size_t i = 0; i < N_OF(paths); i++) {
		struct space s = { .is_low = true };

		space_look(&s, paths[i], 1);
		assert_int_equal(s.free_bytes, -1);
		assert_int_equal(s.total_bytes, -1);
		assert_false(s.is_low);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    look__a_disk_that_is_there__has_a_size_and_room_within_it),
		cmocka_unit_test(look__within_a_second__is_believed),
		cmocka_unit_test(look__cannot_be_told__is_not_low),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
