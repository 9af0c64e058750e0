/* SPDX-License-Identifier: ISC */
/* test_csv.c - the CSV reader, on what people really send. */
#include "test.h"

#include <errno.h>

#include "sdk/csv.h"
#include "sdk/mem.h"

struct source {
	const char *bytes;
	size_t n, at, piece;
	bool fails;
};

static long
take(void *from, char *to, size_t n)
{
	struct source *s = from;
	size_t left = s->n - s->at;

	if (left == 0 && s->fails) {
		errno = EIO;
		return -1;
	}
	if (n > s->piece)
		n = s->piece;
	if (n > left)
		n = left;
	memcpy(to, s->bytes + s->at, n);
	s->at += n;
	return (long)n;
}

/* All rows as "line:field|field\n"; a bad one as "line!what: raw\n". */
static void
read_all(struct buf *out, const struct csv_rules *rules, struct source *s)
{
	struct csv_row row;
	struct error err;
	enum csv_result result;
	struct csv c;

	csv_init(&c, rules, take, s);
	while ((result = csv_next(&c, &row, &err)) != CSV_END) {
		if (result == CSV_FAILED) {
			buf_printf(out, "failed: %s\n", err.text);
			break;
		}
		buf_printf(
		    out, "%zu%c", row.line, result == CSV_BAD ? '!' : ':');
		if (result == CSV_BAD)
			buf_printf(out, "%.12s: %s", row.wrong, row.raw);
		for (size_t i = 0; i < row.n_fields; i++)
			buf_printf(
			    out, "%s%s", i == 0 ? "" : "|", row.fields[i]);
		buf_putc(out, '\n');
	}
	csv_release(&c);
}

/* clang-format off */
static const struct {
	const char *name, *file, *rows;
} cases[] = {
	{ "semicolons", "a;b\n1;2\n", "1:a|b\n2:1|2\n" },
	{ "commas", "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
	{ "tabs", "a\tb\n1\t2\n", "1:a|b\n2:1|2\n" },
	{ "bars", "a|b\n1,5|2\n", "1:a|b\n2:1,5|2\n" },
	{ "decimal commas do not part", "a;b\n9,0;x, y, z\n8,0;x, y\n", "1:a|b\n2:9,0|x, y, z\n3:8,0|x, y\n" },
	{ "commas in a question of the header", "id;Hvor sandsynligt er det, at du, alt i alt, anbefaler os?;b\n1;9;ok\n2;3;nej, ikke\n", "1:id|Hvor sandsynligt er det, at du, alt i alt, anbefaler os?|b\n2:1|9|ok\n3:2|3|nej, ikke\n" },
	{ "sep line", "sep=|\na;b|c\n", "2:a;b|c\n" },
	{ "sep line in quotes, CRLF", "\"sep=;\"\r\na;b\r\n", "2:a|b\n" },
	{ "SEP in capitals", "SEP=,\na,b;c\n", "2:a|b;c\n" },
	{ "no sep line after all", "sep=x;b\n1;2\n", "1:sep=x|b\n2:1|2\n" },
	{ "a mark before the header", "\xef\xbb\xbf" "id;b\n1;2\n", "1:id|b\n2:1|2\n" },
	{ "a mark before a quote", "\xef\xbb\xbf" "\"id\";b\n", "1:id|b\n" },
	{ "CRLF", "a;b\r\n1;2\r\n", "1:a|b\n2:1|2\n" },
	{ "lone CR", "a;b\r1;2\r3;4", "1:a|b\n2:1|2\n3:3|4\n" },
	{ "no last line end", "a;b\n1;2", "1:a|b\n2:1|2\n" },
	{ "ends in an empty field", "a;b\n1;", "1:a|b\n2:1|\n" },
	{ "ends in a quote", "a;b\n1;\"2\"", "1:a|b\n2:1|2\n" },
	{ "quotes", "a;b\n\"x;y\";\"z\"\n", "1:a|b\n2:x;y|z\n" },
	{ "doubled quotes", "a;b\n\"say \"\"hi\"\"\";\"\"\"\"\n", "1:a|b\n2:say \"hi\"|\"\n" },
	{ "empty quotes", "a;b\n\"\";\"\"\n\"\";1\n", "1:a|b\n3:|1\n" },
	{ "a line break in quotes", "a;b\n1;\"x\ny\"\n2;z\n", "1:a|b\n2:1|x\ny\n4:2|z\n" },
	{ "CRLF in quotes", "a;b\r\n1;\"x\r\ny\"\r\n2;z\r\n", "1:a|b\n2:1|x\r\ny\n4:2|z\n" },
	{ "a quote within text is text", "a;b\n5\" rack;x\"y\n", "1:a|b\n2:5\" rack|x\"y\n" },
	{ "empty lines", "\n\na;b\n\n1;2\n\n", "3:a|b\n5:1|2\n" },
	{ "rows of delimiters", "a;b;c\n1;2;3\n;;\n;;\n", "1:a|b|c\n2:1|2|3\n" },
	{ "fewer and more fields", "a;b\n1\n1;2;3\n", "1:a|b\n2:1\n3:1|2|3\n" },
	{ "one column", "a\n1\n", "1:a\n2:1\n" },
	{ "a quote never closed costs one row", "a;b\n1;\"x\n2;y\n3;z\n", "1:a|b\n2!a quote is o: 1;\"x\n3:2|y\n4:3|z\n" },
	{ "text after a closing quote", "a;b\n1;\"he said \"hi\" to me\"\n2;y\n", "1:a|b\n2!text follows: 1;\"he said \"hi\" to me\"\n3:2|y\n" },
	{ "two bad quotes of two rows", "a;b\n1;\"x\n2;\"y\n3;z\n", "1:a|b\n2!text follows: 1;\"x\n3!a quote is o: 2;\"y\n4:3|z\n" },
	{ "nothing", "", "" },
	{ "only line ends", "\r\n\n\r", "" },
	{ "only a quote", "\"", "1!a quote is o: \"\n" },
};
/* clang-format on */

static void
next__what_people_send__gives_rows_with_lines(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_UTF8 };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		for (size_t piece = 1; piece < 9; piece++) {
			struct source s = { cases[i].file,
				strlen(cases[i].file), 0, piece, false };
			struct buf out = BUF_INIT;

			read_all(&out, &rules, &s);
			if (strcmp(buf_str(&out), cases[i].rows) != 0)
				fail_msg("%s (pieces of %zu):\n%s",
				    cases[i].name, piece, buf_str(&out));
			buf_release(&out);
		}
	}
}

static void
next__delimiter_set__is_not_guessed(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_UTF8,
		.delimiter = ',' };
	struct source s = { "a;b;c\n1,2\n", 10, 0, 100, false };
	struct buf out = BUF_INIT;

	(void)state;
	read_all(&out, &rules, &s);
	assert_string_equal(buf_str(&out), "1:a;b;c\n2:1|2\n");
	buf_release(&out);
}

static void
next__limits__cost_one_row_each(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_UTF8,
		.delimiter = ';',
		.max_field = 10,
		.max_row = 40,
		.max_fields = 4 };
	const char *file = "a;b\n"
			   "1;12345678901\n"
			   "1;2;3;4;5;6;7\n"
			   "1;2;3;4\n"
			   "1;\"never closed, and it goes on for longer\n"
			   "than forty bytes, which is the limit\n"
			   "9;z\n";
	struct source s = { file, strlen(file), 0, 7, false };
	struct buf out = BUF_INIT;

	(void)state;
	read_all(&out, &rules, &s);
	assert_non_null(
	    strstr(buf_str(&out), "2!a field is t: 1;12345678901"));
	assert_non_null(strstr(buf_str(&out), "3!the row has : 1;2;3;4;5"));
	assert_non_null(strstr(buf_str(&out), "\n4:1|2|3|4\n"));
	assert_non_null(strstr(buf_str(&out), "\n5!"));
	assert_non_null(strstr(buf_str(&out), "\n7:9|z\n"));
	buf_release(&out);
}

static void
next__a_line_of_megabytes__is_passed_over_in_bounded_memory(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_UTF8,
		.delimiter = ';' };
	size_t n = 20 << 20;
	char *file = mem_new(n, 1);
	struct source s = { file, n, 0, 65536, false };
	enum csv_result result;
	struct csv_row row;
	struct error err;
	struct csv c;

	(void)state;
	memset(file, 'x', n);
	memcpy(file, "a;b\n", 4);
	memcpy(file + n - 5, "\n1;2\n", 5);
	csv_init(&c, &rules, take, &s);
	assert_int_equal(csv_next(&c, &row, &err), CSV_ROW);
	assert_int_equal(csv_next(&c, &row, &err), CSV_BAD);
	result = csv_next(&c, &row, &err);
	assert_int_equal(result, CSV_ROW);
	assert_int_equal(row.line, 3);
	assert_string_equal(row.fields[1], "2");
	assert_int_equal(csv_next(&c, &row, &err), CSV_END);
	assert_true(c.text.capacity < 4 << 20);
	csv_release(&c);
	free(file);
}

static void
next__raw__is_the_row_as_it_stands(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_WINDOWS_1252 };
	const char *file = "a;b\r\n\"x \"\"y\"\"\";\xe5\r\n";
	struct source s = { file, strlen(file), 0, 3, false };
	struct csv_row row;
	struct error err;
	struct csv c;

	(void)state;
	csv_init(&c, &rules, take, &s);
	assert_int_equal(csv_next(&c, &row, &err), CSV_ROW);
	assert_int_equal(csv_next(&c, &row, &err), CSV_ROW);
	assert_string_equal(row.raw, "\"x \"\"y\"\"\";\xc3\xa5");
	assert_int_equal(csv_delimiter(&c), ';');
	csv_release(&c);
}

static void
next__reading_fails__says_why(void **state)
{
	const struct csv_rules rules = { .charset = CHARSET_UTF8 };
	struct source s = { "a;b\n", 4, 0, 4, true };
	struct buf out = BUF_INIT;

	(void)state;
	read_all(&out, &rules, &s);
	assert_non_null(strstr(buf_str(&out), "failed: Input/output error"));
	buf_release(&out);
}

static void
next__any_bytes__ends(void **state)
{
	static const char letters[] = "\"\";;,\n\r\tax9'\xc3\xa5\xff";
	const struct csv_rules rules = { .charset = CHARSET_AUTO,
		.max_row = 64,
		.max_field = 20,
		.max_fields = 6 };
	unsigned seed = 3;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char bytes[200];
		struct source s = { bytes, sizeof(bytes), 0,
			(size_t)round % 50 + 1, false };
		struct buf out = BUF_INIT;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] =
			    letters[(seed >> 16) % (sizeof(letters) - 1)];
		}
		read_all(&out, &rules, &s);
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    next__what_people_send__gives_rows_with_lines),
		cmocka_unit_test(next__delimiter_set__is_not_guessed),
		cmocka_unit_test(next__limits__cost_one_row_each),
		cmocka_unit_test(
		    next__a_line_of_megabytes__is_passed_over_in_bounded_memory),
		cmocka_unit_test(next__raw__is_the_row_as_it_stands),
		cmocka_unit_test(next__reading_fails__says_why),
		cmocka_unit_test(next__any_bytes__ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
