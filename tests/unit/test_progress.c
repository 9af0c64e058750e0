/* SPDX-License-Identifier: ISC */
/* test_progress.c - how far an import is, for people. */
#include "commands/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sdk/mem.h"
#include "sdk/utf8.h"
#include "test.h"

static cJSON *
status_of(const char *text)
{
	cJSON *status = cJSON_Parse(text);

	assert_non_null(status);
	return status;
}

static void
assert_text(struct buf *out, const char *expected)
{
	assert_string_equal(buf_str(out), expected);
	buf_release(out);
}

static void
count__of_any_size__is_parted_by_thousands(void **state)
{
	static const struct {
		int64_t n;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ 7, "7" },
		{ 999, "999" },
		{ 1000, "1,000" },
		{ 12430, "12,430" },
		{ 1234567, "1,234,567" },
		{ -1000, "-1,000" },
		{ -100, "-100" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;

		progress_put_count(&out, cases[i].n);
		assert_text(&out, cases[i].text);
	}
}

static void
summary__of_how_it_ended__names_what_there_is(void **state)
{
	static const struct {
		const char *status, *since, *text;
	} cases[] = {
		/* clang-format off */
		{ "{\"instance\":\"interviews\",\"read\":12430,\"new\":12001,\"known\":401,\"refused\":28,\"us\":4100000}", NULL, "interviews: 12,430 read, 12,001 new, 401 known, 28 refused (see `loopbell queue refused`), 4.1 s, 3,031/s\n" },
		{ "{\"instance\":\"x\",\"read\":0,\"us\":0}", NULL, "x: 0 read, 0 new, 0 known, 0.0 s, 0/s\n" },
		{ "{\"instance\":\"x\",\"read\":9,\"new\":1,\"changed\":2,\"known\":3,\"left_out\":2,\"left_to_poll\":1,\"us\":1000000}", "2025-01-01", "x: 9 read, 1 new, 2 changed, 3 known, 2 from before 2025-01-01 left out, 1 left to the poll, which announces them, 1.0 s, 9/s\n" },
		{ "{\"instance\":\"x\",\"read\":1,\"new\":1,\"is_cancelled\":true,\"us\":500000}", NULL, "x: cancelled: 1 read, 1 new, 0 known, 0.5 s, 2/s\n" },
		{ "{}", NULL, ": 0 read, 0 new, 0 known, 0.0 s, 0/s\n" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		cJSON *status = status_of(cases[i].status);
		struct buf out = BUF_INIT;

		progress_put_summary(status, cases[i].since, &out);
		assert_text(&out, cases[i].text);
		cJSON_Delete(status);
	}
}

static void
exit_code__of_how_it_ended__tells_failures_from_bad_rows(void **state)
{
	static const struct {
		const char *status;
		int code;
	} cases[] = {
		{ "{\"ok\":true}", 0 },
		{ "{\"ok\":true,\"refused\":3}", 65 },
		{ "{\"ok\":true,\"refused\":3,\"n_failures\":1}", 1 },
		{ "{\"ok\":true,\"is_cancelled\":true}", 1 },
		{ "{\"ok\":false,\"why\":\"no\"}", 1 },
		{ "{}", 1 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		cJSON *status = status_of(cases[i].status);

		assert_int_equal(progress_exit_code(status), cases[i].code);
		cJSON_Delete(status);
	}
}

static void
details__of_more_than_is_told__say_how_many_there_are(void **state)
{
	cJSON *status =
	    status_of("{\"failures\":[\"/a: no\"],\"n_failures\":3,"
		      "\"refusals\":[\"a.csv:2: x\",7],\"refused\":30,"
		      "\"warning\":\"no ids\"}");
	struct buf out = BUF_INIT;

	(void)state;
	progress_put_details(status, &out);
	assert_text(&out,
	    "failed:\n  /a: no\n  and 2 more\n"
	    "refused:\n  a.csv:2: x\n  and 28 more: loopbell queue refused\n"
	    "its plugin says:\n  no ids\n");
	cJSON_Delete(status);
	status = status_of("{\"refused\":0,\"failures\":[],\"refusals\":[]}");
	progress_put_details(status, &out);
	assert_text(&out, "");
	cJSON_Delete(status);
}

/* ---- The line that moves */

#define STATUS(read, at, file)                                              \
	"{\"instance\":\"old\",\"read\":" #read ",\"us\":1000000,\"file\":" \
	"\"" file "\",\"file_at\":" #at ",\"files\":2}"

static void
assert_line(struct progress *p, const char *text, const char *expected)
{
	cJSON *status = status_of(text);
	struct buf out = BUF_INIT;

	progress_put_line(p, status, &out);
	assert_text(&out, expected);
	cJSON_Delete(status);
}

static void
line__of_files__shows_the_share_that_is_done(void **state)
{
	static const int64_t rows[] = { 100, 300 };
	struct progress p = { .rows = rows, .n_files = 2, .columns = 100 };

	(void)state;
	assert_line(&p, STATUS(0, 1, "/srv/a.csv"),
	    "old  [--------------------]   0 %  0 read, 0/s  a.csv (1 of 2)");
	assert_line(&p, STATUS(50, 1, "/srv/a.csv"),
	    "old  [##------------------]  12 %  50 read, 50/s  a.csv (1 of "
	    "2)");
	/* It had fewer rows than lines. */
	assert_line(&p, STATUS(60, 2, "/srv/b.csv"),
	    "old  [#####---------------]  25 %  60 read, 60/s  b.csv (2 of "
	    "2)");
	assert_line(&p, STATUS(210, 2, "/srv/b.csv"),
	    "old  [############--------]  62 %  210 read, 210/s  b.csv (2 of "
	    "2)");
	/* And this one more. */
	assert_line(&p, STATUS(9999, 2, "/srv/b.csv"),
	    "old  [####################] 100 %  9,999 read, 9,999/s  b.csv "
	    "(2 of 2)");
}

static void
line__with_colour__colours_what_is_done(void **state)
{
	static const int64_t rows[] = { 2 };
	struct progress p = {
		.rows = rows, .n_files = 1, .columns = 100, .colour = true
	};

	(void)state;
	assert_line(&p, "{\"instance\":\"x\",\"read\":0,\"file_at\":1}",
	    "x  [\033[32m\033[0m--------------------]   0 %  0 read, 0/s");
	assert_line(&p, "{\"instance\":\"x\",\"read\":1,\"file_at\":1}",
	    "x  [\033[32m##########\033[0m----------]  50 %  1 read, 0/s");
	assert_line(&p, "{\"instance\":\"x\",\"read\":2,\"file_at\":1}",
	    "x  [\033[32m####################\033[0m] 100 %  2 read, 0/s");
}

static void
line__without_files__turns_instead(void **state)
{
	struct progress p = { .columns = 80 };

	(void)state;
	assert_line(
	    &p, "{\"instance\":\"x\",\"read\":1}", "x  |  1 read, 0/s");
	assert_line(
	    &p, "{\"instance\":\"x\",\"read\":2}", "x  /  2 read, 0/s");
}

static void
line__of_a_narrow_terminal__is_cut_at_a_character(void **state)
{
	static const int64_t rows[] = { 1000 };
	cJSON *status = status_of(
	    STATUS(210, 1, "/srv/blåbærgrød med æøå \\u001b[31m og mere.csv"));

	(void)state;
	for (int columns = 1; columns < 120; columns++) {
		struct progress p = {
			.rows = rows, .n_files = 1, .columns = columns
		};
		struct buf out = BUF_INIT;

		progress_put_line(&p, status, &out);
		assert_true(
		    out.size == 0 || utf8_is_valid(out.data, out.size));
		assert_true(
		    (int)utf8_count(buf_str(&out)) < columns || columns == 1);
		assert_null(strchr(buf_str(&out), '\033'));
		buf_release(&out);
	}
	cJSON_Delete(status);
}

/* ---- How much there is */

static void
rows_of__a_file__are_its_lines_but_the_first(void **state)
{
	char path[] = "/tmp/progressXXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	assert_int_equal(progress_rows_of(path), 0);
	fputs("id;score\n", f);
	fflush(f);
	assert_int_equal(progress_rows_of(path), 0);
	for (int i = 0; i < 1500000; i++)
		fputs("12345678901;9\n", f); /* more than is looked at */
	fclose(f);
	assert_in_range(progress_rows_of(path), 1490000, 1510000);
	unlink(path);
	assert_int_equal(progress_rows_of(path), 0);
	assert_int_equal(progress_rows_of("/tmp"), 0);
	assert_int_equal(progress_rows_of("/dev/zero"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(count__of_any_size__is_parted_by_thousands),
		cmocka_unit_test(
		    summary__of_how_it_ended__names_what_there_is),
		cmocka_unit_test(
		    exit_code__of_how_it_ended__tells_failures_from_bad_rows),
		cmocka_unit_test(
		    details__of_more_than_is_told__say_how_many_there_are),
		cmocka_unit_test(line__of_files__shows_the_share_that_is_done),
		cmocka_unit_test(line__with_colour__colours_what_is_done),
		cmocka_unit_test(line__without_files__turns_instead),
		cmocka_unit_test(
		    line__of_a_narrow_terminal__is_cut_at_a_character),
		cmocka_unit_test(rows_of__a_file__are_its_lines_but_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
