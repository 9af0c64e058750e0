/* SPDX-License-Identifier: ISC */
/* test_mime.c - encodings, header fields and parts of a mail. */
#include "notifiers/email/encode.h"
#include "notifiers/email/header.h"
#include "notifiers/email/mime.h"
#include "test.h"

#define X10 "xxxxxxxxxx"
#define X70 X10 X10 X10 X10 X10 X10 X10

struct pair {
	const char *in, *out;
};

/* No line longer than the limit, every line ended by CRLF, nothing but
 * printable ASCII and TAB. */
static void
assert_lines(const struct buf *b, size_t limit)
{
	size_t column = 0;

	for (size_t i = 0; i < b->size; i++) {
		unsigned char c = (unsigned char)b->data[i];

		if (c == '\r') {
			assert_int_equal(b->data[i + 1], '\n');
			assert_in_range(column, 0, limit);
			column = 0;
			i++;
			continue;
		}
		assert_true(c == '\t' || (c >= 0x20 && c < 0x7f));
		column++;
	}
	assert_int_equal(column, 0);
}

static void
base64_lines__every_length__lines_of_76(void **state)
{
	char bytes[300] = { 0 };

	(void)state;
	for (size_t n = 0; n < sizeof(bytes); n++) {
		struct buf b = BUF_INIT;

		encode_base64_lines(&b, bytes, n);
		assert_lines(&b, 76);
		assert_int_equal(b.size, (n + 2) / 3 * 4 + (n + 56) / 57 * 2);
		buf_release(&b);
	}
}

static void
quoted__table__as_rfc2045_has_it(void **state)
{
	static const struct pair table[] = {
		{ "", "" },
		{ "a", "a\r\n" },
		{ "a\n", "a\r\n" },
		{ "a\r\nb\n", "a\r\nb\r\n" },
		{ "a\rb", "a=0Db\r\n" },
		{ "\n\n", "\r\n\r\n" },
		{ "a=b", "a=3Db\r\n" },
		{ "æ", "=C3=A6\r\n" },
		{ "a \nb\t", "a=20\r\nb=09\r\n" },
		{ "a b\tc", "a b\tc\r\n" },
		{ " ", "=20\r\n" },
		{ ".", "=2E\r\n" },
		{ "a.\n..b", "a.\r\n=2E.b\r\n" },
		{ "From me", "=46rom me\r\n" },
		{ "Fromage", "Fromage\r\n" },
		{ "\x01\x7f", "=01=7F\r\n" },
		{ X70 "123456", X70 "123456\r\n" },
		{ X70 "1234567", X70 "12345=\r\n67\r\n" },
		{ X70 "12345.x", X70 "12345=\r\n=2Ex\r\n" },
		{ X70 "12345From x", X70 "12345=\r\n=46rom x\r\n" },
		{ X70 "1234æ", X70 "1234=\r\n=C3=A6\r\n" },
		{ X70 "æ", X70 "=C3=A6\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct buf b = BUF_INIT;

		encode_quoted(&b, table[i].in, strlen(table[i].in));
		assert_string_equal(buf_str(&b), table[i].out);
		assert_lines(&b, 76);
		buf_release(&b);
	}
}

static void
quoted__nul_bytes__encoded(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	encode_quoted(&b, "a\0b", 3);
	assert_string_equal(buf_str(&b), "a=00b\r\n");
	buf_release(&b);
}

static void
clean__whatever_breaks_lines__one_line(void **state)
{
	static const struct pair table[] = {
		{ "", "" },
		{ " ", "" },
		{ "a\r\nb", "a b" },
		{ "a\nb\rc", "a b c" },
		{ "a\tb", "a b" },
		{ "  a  b  ", "a b" },
		{ "\r\n", "" },
		{ "a\xe2\x80\xa8"
		  "b\xe2\x80\xa9"
		  "c",
		    "a b c" },
		{ "a\x0b\x0c\x1c\x01"
		  "b",
		    "ab" },
		{ "a\xc2\x85"
		  "b",
		    "ab" },
		{ "a\xe2\x80\xae"
		  "b",
		    "ab" },
		{ "a\xff"
		  "b",
		    "a\xef\xbf\xbd"
		    "b" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct buf b = BUF_INIT;

		header_clean(&b, table[i].in);
		assert_string_equal(buf_str(&b), table[i].out);
		buf_release(&b);
	}
}

static void
text__table__folded_and_encoded(void **state)
{
	static const struct pair table[] = {
		{ "", "Subject: \r\n" },
		{ "Hello", "Subject: Hello\r\n" },
		{ "a\r\nBcc: evil@x", "Subject: a Bcc: evil@x\r\n" },
		{ "æ", "Subject: =?UTF-8?B?w6Y=?=\r\n" },
		{ "=?utf-8?q?x?=",
		    "Subject: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?=\r\n" },
		{ X10 X10 X10 " " X10 X10 X10 " " X10,
		    "Subject: " X10 X10 X10 " " X10 X10 X10 "\r\n " X10
		    "\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct buf b = BUF_INIT;

		header_text(&b, "Subject", table[i].in);
		assert_string_equal(buf_str(&b), table[i].out);
		buf_release(&b);
	}
}

static void
text__any_length__lines_of_76(void **state)
{
	static const char *const units[] = { "a", "a ", "æ", "æ ", "🍾",
		"e\xcc\x81", "ab =? ", "\r\n", "\xff" };

	(void)state;
	for (size_t u = 0; u < N_OF(units); u++) {
		struct buf text = BUF_INIT;

		for (size_t n = 0; n < 200; n++) {
			struct buf b = BUF_INIT;

			header_text(&b, "Subject", buf_str(&text));
			assert_lines(&b, 76);
			buf_release(&b);
			buf_puts(&text, units[u]);
		}
		buf_release(&text);
	}
}

/* A mark can follow a letter without end: no place to cut is no reason to
 * hang, or to cut within a character. */
static void
text__letter_with_a_hundred_marks__ends(void **state)
{
	struct buf text = BUF_INIT, b = BUF_INIT;

	(void)state;
	buf_puts(&text, "e");
	for (size_t i = 0; i < 100; i++)
		buf_puts(&text, "\xcc\x81");
	header_text(&b, "Subject", buf_str(&text));
	assert_lines(&b, 76);
	buf_release(&text);
	buf_release(&b);
}

static void
mailbox__table__quoted_or_encoded(void **state)
{
	static const struct pair table[] = {
		{ NULL, "To: a@b.c\r\n" },
		{ "", "To: a@b.c\r\n" },
		{ "\r\n", "To: a@b.c\r\n" },
		{ "Anna", "To: \"Anna\" <a@b.c>\r\n" },
		{ "A\"\\", "To: \"A\\\"\\\\\" <a@b.c>\r\n" },
		{ "Å", "To: =?UTF-8?B?w4U=?= <a@b.c>\r\n" },
		{ "x>\r\nBcc: y", "To: \"x> Bcc: y\" <a@b.c>\r\n" },
		{ "=?utf-8?q?x?=",
		    "To: =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?= <a@b.c>\r\n" },
		{ X10 X10 X10 " " X10 X10 X10 " " X10 X10,
		    "To: \"" X10 X10 X10 " " X10 X10 X10 "\r\n " X10 X10
		    "\" <a@b.c>\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct address a = { (char *)table[i].in, (char *)"a@b.c" };
		struct buf b = BUF_INIT;

		header_mailbox(&b, "To", &a);
		assert_string_equal(buf_str(&b), table[i].out);
		assert_lines(&b, 78);
		buf_release(&b);
	}
}

static void
ids__only_message_ids_pass(void **state)
{
	static const struct pair table[] = {
		{ "", "" },
		{ "<a@b.c>", "References: <a@b.c>\r\n" },
		{ " <a@b.c>  <d@e.f> ",
		    "References: <a@b.c>\r\n <d@e.f>\r\n" },
		{ "C024/1763629502.000200", "" },
		{ "<a@b.c>\r\nBcc: <x@y.z>", "References: <x@y.z>\r\n" },
		{ "<a b@c>", "" },
		{ "<>", "" },
		{ "<", "" },
		{ "a@b.c", "" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct buf b = BUF_INIT;

		header_ids(&b, "References", table[i].in);
		assert_string_equal(buf_str(&b), table[i].out);
		buf_release(&b);
	}
}

static void
parameter__table__as_rfc2231_has_it(void **state)
{
	static const struct pair table[] = {
		{ "a.png", ";\r\n f=\"a.png\"" },
		{ "a \"b\".png", ";\r\n f=\"a \\\"b\\\".png\"" },
		{ "æ.png", ";\r\n f*=UTF-8''%C3%A6.png" },
		{ "a\r\nX: y", ";\r\n f=\"a X: y\"" },
		{ "ææææææææææ",
		    ";\r\n f*=UTF-8''%C3%A6%C3%A6%C3%A6%C3%A6%C3%A6%C3%A6"
		    "%C3%A6%C3%A6%C3%A6%C3%A6" },
		{ "æøåæøåæøåæ" X10,
		    ";\r\n f*0*=UTF-8''%C3%A6%C3%B8%C3%A5%C3%A6%C3%B8%C3%A5"
		    "%C3%A6;\r\n f*1*=%C3%B8%C3%A5%C3%A6" X10 },
		{ "æ'%*;", ";\r\n f*=UTF-8''%C3%A6%27%25%2A%3B" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct buf b = BUF_INIT;

		header_parameter(&b, "f", table[i].in);
		assert_string_equal(buf_str(&b), table[i].out);
		buf_release(&b);
	}
}

static void
write__parts_within_parts__boundaries_differ_and_close(void **state)
{
	static const struct mime_part inner[] = {
		{ .type = "text/html", .data = "<p>", .size = 3 },
		{ .type = "image/png",
		    .data = "\x89PNG",
		    .size = 4,
		    .id = "c@d",
		    .file_name = "p.png" },
	};
	static const struct mime_part outer[] = {
		{ .type = "text/plain", .data = "hi", .size = 2 },
		{ .type = "multipart/related", .parts = inner, .n_parts = 2 },
	};
	static const struct mime_part whole = {
		.type = "multipart/alternative", .parts = outer, .n_parts = 2
	};
	struct buf b = BUF_INIT;

	(void)state;
	mime_write(&b, &whole, "");
	assert_string_equal(buf_str(&b),
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_cbf29ce484222325\"\r\n"
	    "\r\n"
	    "--=_cbf29ce484222325\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "hi\r\n"
	    "\r\n"
	    "--=_cbf29ce484222325\r\n"
	    "Content-Type: multipart/related;\r\n"
	    " boundary=\"=_cbf29ce484222326\";\r\n"
	    " type=\"text/html\"\r\n"
	    "\r\n"
	    "--=_cbf29ce484222326\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<p>\r\n"
	    "\r\n"
	    "--=_cbf29ce484222326\r\n"
	    "Content-Type: image/png\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-ID: <c@d>\r\n"
	    "Content-Disposition: inline;\r\n"
	    " filename=\"p.png\"\r\n"
	    "\r\n"
	    "iVBORw==\r\n"
	    "\r\n"
	    "--=_cbf29ce484222326--\r\n"
	    "\r\n"
	    "--=_cbf29ce484222325--\r\n");
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_lines__every_length__lines_of_76),
		cmocka_unit_test(quoted__table__as_rfc2045_has_it),
		cmocka_unit_test(quoted__nul_bytes__encoded),
		cmocka_unit_test(clean__whatever_breaks_lines__one_line),
		cmocka_unit_test(text__table__folded_and_encoded),
		cmocka_unit_test(text__any_length__lines_of_76),
		cmocka_unit_test(text__letter_with_a_hundred_marks__ends),
		cmocka_unit_test(mailbox__table__quoted_or_encoded),
		cmocka_unit_test(ids__only_message_ids_pass),
		cmocka_unit_test(parameter__table__as_rfc2231_has_it),
		cmocka_unit_test(
		    write__parts_within_parts__boundaries_differ_and_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
