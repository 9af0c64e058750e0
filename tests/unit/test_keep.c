/* SPDX-License-Identifier: ISC */
/* test_keep.c - memory that is let go all at once. */
#include "host/keep.h"

#include <string.h>

#include "sdk/mem.h"
#include "test.h"

static void
new__many__zeroed_and_apart(void **state)
{
	struct keep k = KEEP_INIT;
	char *parts[1000];

	(void)state;
	for (size_t i = 0; i < N_OF(parts); i++) {
		static const char zeros[16];

		parts[i] = keep_new(&k, 4, 4);
		assert_memory_equal(parts[i], zeros, sizeof(zeros));
		memset(parts[i], (int)i, 16);
	}
	for (size_t i = 0; i < N_OF(parts); i++)
		assert_int_equal((unsigned char)parts[i][15], i & 0xff);
	keep_release(&k);
}

static void
string__text_and_null__a_copy_and_null(void **state)
{
	struct keep k = KEEP_INIT;
	char text[] = "blåbær";
	const char *copy = keep_string(&k, text);

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy, "blåbær");
	assert_string_equal(keep_string(&k, ""), "");
	assert_null(keep_string(&k, NULL));
	assert_int_equal(k.n_items, 2);
	keep_release(&k);
}

static void
take__what_others_made__returned_and_freed(void **state)
{
	struct keep k = KEEP_INIT;
	char *text = mem_string("x");

	(void)state;
	/* A leak or a second free is what valgrind and the sanitizers see. */
	assert_ptr_equal(keep_take(&k, text), text);
	keep_release(&k);
}

static void
release__twice_and_then_again__is_empty_and_of_use(void **state)
{
	struct keep k = KEEP_INIT;

	(void)state;
	keep_release(&k);
	keep_string(&k, "a");
	keep_release(&k);
	assert_int_equal(k.n_items, 0);
	assert_null(k.items);
	keep_release(&k);
	assert_string_equal(keep_string(&k, "b"), "b");
	keep_release(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new__many__zeroed_and_apart),
		cmocka_unit_test(string__text_and_null__a_copy_and_null),
		cmocka_unit_test(take__what_others_made__returned_and_freed),
		cmocka_unit_test(
		    release__twice_and_then_again__is_empty_and_of_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
