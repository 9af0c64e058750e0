/* SPDX-License-Identifier: ISC */
/* test_buf.c - the growable buffer keeps its NUL and its bytes. */
#include "sdk/buf.h"

#include "test.h"

static void
str__nothing_added__is_empty_string(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	buf_reset(&b);
	buf_drop(&b, 3);
	buf_cut(&b, 0);
	assert_string_equal(buf_str(&b), "");
	buf_release(&b);
}

static void
add__bytes_with_nul__keeps_all(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_add(&b, "a\0b", 3);
	assert_int_equal(b.size, 3);
	assert_memory_equal(b.data, "a\0b", 4);
	buf_release(&b);
}

static void
printf__longer_than_room__grows(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%03d,", i);
	assert_int_equal(b.size, 4000);
	assert_string_equal(b.data + 3996, "999,");
	buf_release(&b);
}

static void
drop_and_cut__in_the_middle__leave_the_rest(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, "abcdef");
	buf_drop(&b, 2);
	buf_cut(&b, 3);
	assert_string_equal(b.data, "cde");
	buf_drop(&b, 99);
	assert_string_equal(b.data, "");
	buf_release(&b);
}

static void
take__hands_over__leaves_empty(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	s = buf_take(&b);
	assert_string_equal(s, "");
	free(s);
	buf_putc(&b, 'x');
	s = buf_take(&b);
	assert_string_equal(s, "x");
	assert_int_equal(b.size, 0);
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str__nothing_added__is_empty_string),
		cmocka_unit_test(add__bytes_with_nul__keeps_all),
		cmocka_unit_test(printf__longer_than_room__grows),
		cmocka_unit_test(drop_and_cut__in_the_middle__leave_the_rest),
		cmocka_unit_test(take__hands_over__leaves_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
