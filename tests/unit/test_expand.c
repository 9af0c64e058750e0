/* SPDX-License-Identifier: ISC */
/* test_expand.c - ${NAME} and file:PATH. */
#include "config/expand.h"

#include <sys/stat.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "test.h"

static char folder[] = "/tmp/loopbell-expand-XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	umask(077);
	setenv("NAME", "value", 1);
	setenv("EMPTY", "", 1);
	setenv("LATIN1", "\xe6", 1);
	unsetenv("NONE");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink("x");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static void
write_x(const char *bytes, size_t n)
{
	FILE *f = fopen("x", "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* clang-format off */
static const struct {
	const char *written, *text, *error;
} texts[] = {
	{ "", "", NULL },
	{ "plain", "plain", NULL },
	{ "${NAME}", "value", NULL },
	{ "<${NAME}${NAME}>", "<valuevalue>", NULL },
	{ "${EMPTY}", "", NULL },
	{ "${NONE:-text}", "text", NULL },
	{ "${NONE:-}", "", NULL },
	{ "${EMPTY:-text}", "text", NULL },
	{ "${NAME:-text}", "value", NULL },
	{ "$$", "$", NULL },
	{ "$${NAME}", "${NAME}", NULL },
	{ "$$$${NAME}", "$${NAME}", NULL },
	{ "5$", "5$", NULL },
	{ "$5 $NAME", "$5 $NAME", NULL },
	{ "{NAME}", "{NAME}", NULL },
	{ "file:x", "file:x", NULL },
	{ "${NONE}", NULL, "the variable NONE is not set" },
	{ "${NAME", NULL, "after ${ must come a variable's name and }, or NAME:-text}; $$ is a plain $" },
	{ "${}", NULL, "after ${ must come a variable's name and }, or NAME:-text}; $$ is a plain $" },
	{ "${1A}", NULL, "after ${ must come a variable's name and }, or NAME:-text}; $$ is a plain $" },
	{ "${A-b}", NULL, "after ${ must come a variable's name and }, or NAME:-text}; $$ is a plain $" },
	{ "${A b}", NULL, "after ${ must come a variable's name and }, or NAME:-text}; $$ is a plain $" },
	{ "${LATIN1}", NULL, "a variable in it is not valid UTF-8" },
};
/* clang-format on */

static void
text__variables__in_their_place_or_why_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		struct buf out = BUF_INIT;
		struct error err = { "" };
		bool ok = expand_text(texts[i].written, &out, &err);

		assert_int_equal(ok, texts[i].text != NULL);
		if (ok)
			assert_string_equal(buf_str(&out), texts[i].text);
		else
			assert_string_equal(err.text, texts[i].error);
		buf_release(&out);
	}
}

static void
text__growing_without_end__limit(void **state)
{
	struct buf written = BUF_INIT, out = BUF_INIT;
	struct error err;
	char *big = mem_new(EXPAND_MAX, 1);

	(void)state;
	memset(big, 'x', EXPAND_MAX - 1);
	setenv("BIG", big, 1);
	for (int i = 0; i < 10000; i++)
		buf_puts(&written, "${BIG}");
	assert_false(expand_text(buf_str(&written), &out, &err));
	assert_string_equal(err.text, "is longer than 64 KiB");
	assert_true(out.size < 3 * EXPAND_MAX);
	unsetenv("BIG");
	free(big);
	buf_release(&written);
	buf_release(&out);
}

/* clang-format off */
static const struct {
	const char *bytes;
	size_t n;
	const char *text, *error;
} files[] = {
	{ "secret\n", 7, "secret", NULL },
	{ "secret", 6, "secret", NULL },
	{ "secret\r\n", 8, "secret", NULL },
	{ "two\nlines\n\n", 11, "two\nlines\n", NULL },
	{ "${NAME}\n", 8, "${NAME}", NULL },
	{ "", 0, NULL, "is empty" },
	{ "\n", 1, NULL, "is empty" },
	{ "a\0b", 3, NULL, "is not text in UTF-8" },
	{ "\xe6\n", 2, NULL, "is not text in UTF-8" },
};
/* clang-format on */

static void
setting__file__what_it_holds_or_why_not(void **state)
{
	char *path = mem_printf("%s/x", folder);

	(void)state;
	for (size_t i = 0; i < N_OF(files); i++) {
		struct buf out = BUF_INIT;
		struct error err, warning;
		bool ok;

		write_x(files[i].bytes, files[i].n);
		ok = expand_setting("file:x", folder, &out, &err, &warning);
		assert_int_equal(ok, files[i].text != NULL);
		if (ok) {
			assert_string_equal(buf_str(&out), files[i].text);
			assert_string_equal(warning.text, "");
		} else {
			assert_memory_equal(err.text, path, strlen(path));
			assert_string_equal(
			    err.text + strlen(path) + 2, files[i].error);
		}
		buf_release(&out);
	}
	free(path);
}

static void
setting__file_of_too_many_bytes__refused(void **state)
{
	struct buf out = BUF_INIT;
	struct error err, warning;

	(void)state;
	write_x("x", 1);
	assert_int_equal(truncate("x", EXPAND_MAX + 1), 0);
	assert_false(expand_setting("file:x", folder, &out, &err, &warning));
	assert_non_null(strstr(err.text, "/x: is larger than 64 KiB"));
	buf_release(&out);
}

static void
setting__no_path_no_file_a_folder__say_so(void **state)
{
	struct buf out = BUF_INIT;
	struct error err, warning;

	(void)state;
	assert_false(expand_setting("file:", folder, &out, &err, &warning));
	assert_string_equal(err.text, "file: needs a path after it");
	assert_false(
	    expand_setting("file:/nonexistent", folder, &out, &err, &warning));
	assert_string_equal(err.text,
	    "/nonexistent: cannot be read: No such file or directory");
	assert_false(expand_setting("file:/", folder, &out, &err, &warning));
	assert_string_equal(err.text, "/: is a folder, not a file");
	assert_false(
	    expand_setting("file:${NONE}", folder, &out, &err, &warning));
	assert_string_equal(err.text, "the variable NONE is not set");
	buf_release(&out);
}

static void
setting__file_everybody_may_read__warning(void **state)
{
	struct buf out = BUF_INIT;
	struct error err, warning;

	(void)state;
	write_x("secret", 6);
	assert_int_equal(chmod("x", 0644), 0);
	assert_true(expand_setting("file:./x", folder, &out, &err, &warning));
	assert_non_null(strstr(warning.text, "everyone on this machine"));
	assert_null(strstr(warning.text, "secret"));
	buf_release(&out);
}

static void
is_elsewhere__only_where_nothing_is_in_the_file_itself(void **state)
{
	(void)state;
	assert_true(expand_is_elsewhere("file:/run/x"));
	assert_true(expand_is_elsewhere("${NAME}"));
	assert_false(expand_is_elsewhere("${NAME:-secret}"));
	assert_false(expand_is_elsewhere("${NAME}secret"));
	assert_false(expand_is_elsewhere("secret${NAME}"));
	assert_false(expand_is_elsewhere("$${NAME}"));
	assert_false(expand_is_elsewhere("${}"));
	assert_false(expand_is_elsewhere(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__variables__in_their_place_or_why_not),
		cmocka_unit_test(text__growing_without_end__limit),
		cmocka_unit_test(setting__file__what_it_holds_or_why_not),
		cmocka_unit_test(setting__file_of_too_many_bytes__refused),
		cmocka_unit_test(setting__no_path_no_file_a_folder__say_so),
		cmocka_unit_test(setting__file_everybody_may_read__warning),
		cmocka_unit_test(
		    is_elsewhere__only_where_nothing_is_in_the_file_itself),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
