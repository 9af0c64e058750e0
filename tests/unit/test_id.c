/* SPDX-License-Identifier: ISC */
/* test_id.c - ids are unique, sort by when they were made, and look right. */
#include "core/id.h"

#include "test.h"

#define NOW_US INT64_C(1795163400000000)

static void
make__many_in_one_millisecond__sort_in_order_and_differ(void **state)
{
	char last[ID_SIZE] = "", id[ID_SIZE];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		id_make(id, NOW_US + i / 1000);
		assert_true(strcmp(last, id) < 0);
		memcpy(last, id, sizeof(id));
	}
}

static void
make__clock_goes_back__still_sorts_after(void **state)
{
	char a[ID_SIZE], b[ID_SIZE];

	(void)state;
	id_make(a, NOW_US + 5000000);
	id_make(b, NOW_US);
	assert_true(strcmp(a, b) < 0);
	id_make(a, -1);
	assert_true(strcmp(b, a) < 0);
}

/* The example of the specification: 1469922850259 ms is 01ARZ3NDEK. */
static void
make__a_time__is_the_first_ten_digits(void **state)
{
	char id[ID_SIZE];

	(void)state;
	/* Ids made before this one are later. */
	id_make(id, INT64_C(1469922850259) * 1000);
	assert_memory_equal(id, "01ARZ3NDEK", 10);
	assert_true(id_is_valid(id));
}

static void
make__the_last_time_there_is__stays_valid(void **state)
{
	char id[ID_SIZE];

	(void)state;
	id_make(id, INT64_MAX);
	assert_true(id_is_valid(id));
	assert_memory_equal(id, "7ZZZZZZZZZ", 10);
}

static void
is_valid__other_texts__are_not(void **state)
{
	static const char *const bad[] = {
		"",
		"01ARZ3NDEKTSV4RRFFQ69G5FA",
		"01ARZ3NDEKTSV4RRFFQ69G5FAVX",
		"01arz3ndektsv4rrffq69g5fav",
		"01ARZ3NDEKTSV4RRFFQ69G5FAI",
		"01ARZ3NDEKTSV4RRFFQ69G5FAL",
		"01ARZ3NDEKTSV4RRFFQ69G5FAO",
		"01ARZ3NDEKTSV4RRFFQ69G5FAU",
		"01ARZ3NDEK TSV4RRFFQ69G5FA",
		"81ARZ3NDEKTSV4RRFFQ69G5FAV",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(bad); i++)
		assert_false(id_is_valid(bad[i]));
	assert_false(id_is_valid(NULL));
	assert_true(id_is_valid("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
}

int
main(void)
{
	/* In this order: an id never sorts before one made earlier. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(make__a_time__is_the_first_ten_digits),
		cmocka_unit_test(
		    make__many_in_one_millisecond__sort_in_order_and_differ),
		cmocka_unit_test(make__clock_goes_back__still_sorts_after),
		cmocka_unit_test(make__the_last_time_there_is__stays_valid),
		cmocka_unit_test(is_valid__other_texts__are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
