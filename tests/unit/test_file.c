/* SPDX-License-Identifier: ISC */
/* test_file.c - small files as a whole. */
#include "config/file.h"

#include "config_file.h"

static void
read__up_to_the_limit__added_to_the_buffer(void **state)
{
	struct buf out = BUF_INIT;
	struct error err;
	mode_t mode = 0;

	(void)state;
	write_file("secret", "1234");
	buf_puts(&out, "0");
	assert_true(file_read("secret", 4, &out, &mode, &err));
	assert_string_equal(buf_str(&out), "01234");
	assert_int_equal(mode & 0777, 0600);
	assert_false(file_read("secret", 3, &out, NULL, &err));
	buf_release(&out);
}

static void
read__pipe_without_writer__empty_at_once(void **state)
{
	struct buf out = BUF_INIT;
	struct error err;

	(void)state;
	assert_int_equal(mkfifo("empty", 0600), 0);
	assert_true(file_read("empty", 10, &out, NULL, &err));
	assert_int_equal(out.size, 0);
	unlink("empty");
	buf_release(&out);
}

static void
below__paths__absolute_ones_stay(void **state)
{
	static const char *const cases[][3] = { { "/a", "b", "/a/b" },
		{ "/a", "./b", "/a/b" }, { "/", "b", "/b" },
		{ "/a", "/b", "/b" }, { "/a", "../b", "/a/../b" } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *path = file_below(cases[i][0], cases[i][1]);

		assert_string_equal(path, cases[i][2]);
		free(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__up_to_the_limit__added_to_the_buffer),
		cmocka_unit_test(read__pipe_without_writer__empty_at_once),
		cmocka_unit_test(below__paths__absolute_ones_stay),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
