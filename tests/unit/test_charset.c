/* SPDX-License-Identifier: ISC */
/* test_charset.c - encodings, whole and cut into every possible piece. */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include "sdk/charset.h"
#include "sdk/utf8.h"

struct sample {
	const char *name;
	const char *bytes;
	size_t n;
	enum charset_kind kind;
	const char *text;
};

#define BYTES(s) s, sizeof(s) - 1

/* clang-format off */
static const struct sample samples[] = {
	{ "ascii", BYTES("a;b\n"), CHARSET_UTF8, "a;b\n" },
	{ "empty", BYTES(""), CHARSET_UTF8, "" },
	{ "utf-8", BYTES("bl\xc3\xa5 \xe2\x82\xac \xf0\x9f\x94\x94"), CHARSET_UTF8, "bl\xc3\xa5 \xe2\x82\xac \xf0\x9f\x94\x94" },
	{ "utf-8 with a mark", BYTES("\xef\xbb\xbf" "id;\xc3\xb8"), CHARSET_UTF8, "id;\xc3\xb8" },
	{ "only a mark", BYTES("\xef\xbb\xbf"), CHARSET_UTF8, "" },
	{ "a mark within is kept", BYTES("a\xef\xbb\xbf" "b"), CHARSET_UTF8, "a\xef\xbb\xbf" "b" },
	{ "a marked file is UTF-8 whatever follows", BYTES("\xef\xbb\xbf" "a\xff" "b"), CHARSET_UTF8, "a\xef\xbf\xbd" "b" },
	{ "cut at the end it still is utf-8", BYTES("\xc3\xa5 bl\xc3"), CHARSET_UTF8, "\xc3\xa5 bl\xef\xbf\xbd" },
	{ "only its last byte is odd", BYTES("bl\xe5"), CHARSET_WINDOWS_1252, "bl\xc3\xa5" },
	{ "windows-1252", BYTES("bl\xe5 \x93r\xf8""d\x94 \x80 5"), CHARSET_WINDOWS_1252, "bl\xc3\xa5 \xe2\x80\x9cr\xc3\xb8""d\xe2\x80\x9d \xe2\x82\xac 5" },
	{ "what 1252 does not define", BYTES("\x81\x8d\x8f\x90\x9d \xe6x"), CHARSET_WINDOWS_1252, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xc3\xa6x" },
	{ "nul", BYTES("a\0b"), CHARSET_UTF8, "a\xef\xbf\xbd" "b" },
	{ "utf-16le with a mark", BYTES("\xff\xfe" "a\0;\0\xe5\0\n\0"), CHARSET_UTF16_LE, "a;\xc3\xa5\n" },
	{ "utf-16be with a mark", BYTES("\xfe\xff" "\0a\0;\0\xe5\0\n"), CHARSET_UTF16_BE, "a;\xc3\xa5\n" },
	{ "utf-16le without", BYTES("i\0d\0;\0n\0p\0s\0"), CHARSET_UTF16_LE, "id;nps" },
	{ "utf-16be without", BYTES("\0i\0d\0;\0n\0p\0s"), CHARSET_UTF16_BE, "id;nps" },
	{ "a pair of surrogates", BYTES("\xff\xfe\x3d\xd8\x14\xdd"), CHARSET_UTF16_LE, "\xf0\x9f\x94\x94" },
	{ "half a pair", BYTES("\xff\xfe\x3d\xd8" "a\0"), CHARSET_UTF16_LE, "\xef\xbf\xbd" "a" },
	{ "the other half", BYTES("\xff\xfe\x14\xdd" "a\0"), CHARSET_UTF16_LE, "\xef\xbf\xbd" "a" },
	{ "half a unit at the end", BYTES("\xff\xfe" "a\0b"), CHARSET_UTF16_LE, "a\xef\xbf\xbd" },
	{ "overlong", BYTES("\xc0\xaf"), CHARSET_WINDOWS_1252, "\xc3\x80\xc2\xaf" },
	{ "surrogates in utf-8", BYTES("\xed\xa0\x80"), CHARSET_WINDOWS_1252, "\xc3\xad\xc2\xa0\xe2\x82\xac" },
};
/* clang-format on */

static enum charset_kind
sniff(const struct sample *s, size_t piece)
{
	struct charset_sniff sniff;

	charset_sniff_init(&sniff);
	for (size_t i = 0; i < s->n; i += piece)
		charset_sniff_add(
		    &sniff, s->bytes + i, s->n - i < piece ? s->n - i : piece);
	return charset_sniff_end(&sniff);
}

static void
sniff__samples_in_pieces__tells_the_encoding(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(samples); i++)
		for (size_t piece = 1; piece <= 9; piece++)
			if (sniff(&samples[i], piece) != samples[i].kind)
				fail_msg("%s in pieces of %zu: %s",
				    samples[i].name, piece,
				    charset_name(sniff(&samples[i], piece)));
}

static void
decode(struct buf *out, const struct sample *s, size_t piece)
{
	struct charset c;

	charset_init(&c, s->kind);
	for (size_t i = 0; i < s->n; i += piece)
		charset_add(&c, out, s->bytes + i,
		    s->n - i < piece ? s->n - i : piece);
	charset_end(&c, out);
}

static void
add__samples_in_pieces__decodes_to_the_same_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(samples); i++) {
		for (size_t piece = 1; piece <= 9; piece++) {
			struct buf out = BUF_INIT;

			decode(&out, &samples[i], piece);
			if (strcmp(buf_str(&out), samples[i].text) != 0)
				fail_msg("%s in pieces of %zu: \"%s\"",
				    samples[i].name, piece, buf_str(&out));
			buf_release(&out);
		}
	}
}

static void
add__any_bytes_as_any_kind__gives_valid_text_without_nul(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char bytes[48];
		struct sample s = { "random", bytes, sizeof(bytes),
			(enum charset_kind)(round % 6), NULL };
		struct buf out = BUF_INIT;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1103515245 + 12345;
			bytes[i] = (char)(seed >> 16);
			if (seed >> 30 == 0)
				bytes[i] = (char)0xc3;
		}
		decode(&out, &s, (size_t)round % 7 + 1);
		assert_true(utf8_is_valid(buf_str(&out), out.size));
		assert_int_equal(strlen(buf_str(&out)), out.size);
		buf_release(&out);
	}
}

static void
add__utf16_without_saying_which__follows_the_mark(void **state)
{
	const struct sample s = { "be", BYTES("\xfe\xff\0a\0b"), CHARSET_UTF16,
		"ab" };
	struct buf out = BUF_INIT;

	(void)state;
	decode(&out, &s, 1);
	assert_string_equal(buf_str(&out), "ab");
	buf_release(&out);
}

static void
detect__first_odd_byte_after_megabytes__is_windows_1252(void **state)
{
	char path[] = "/tmp/test_charset.XXXXXX";
	int fd = mkstemp(path);
	enum charset_kind kind;
	struct error err;

	(void)state;
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(ftruncate(fd, 0), 0);
	for (int i = 0; i < 30000; i++)
		assert_int_equal(write(fd,
				     "0123456789;abcdefghijklmnop;"
				     "\xc3\xa5 1234567\n",
				     38),
		    38);
	assert_true(charset_detect(fd, &kind, &err));
	assert_int_equal(kind, CHARSET_UTF8);
	assert_int_equal(write(fd, "\xe5\n", 2), 2);
	assert_true(charset_detect(fd, &kind, &err));
	assert_int_equal(kind, CHARSET_WINDOWS_1252);
	close(fd);
}

static void
detect__a_folder__says_why_not(void **state)
{
	enum charset_kind kind;
	struct error err;

	(void)state;
	assert_false(charset_detect(-1, &kind, &err));
	assert_non_null(strstr(err.text, "descriptor"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sniff__samples_in_pieces__tells_the_encoding),
		cmocka_unit_test(
		    add__samples_in_pieces__decodes_to_the_same_text),
		cmocka_unit_test(
		    add__any_bytes_as_any_kind__gives_valid_text_without_nul),
		cmocka_unit_test(
		    add__utf16_without_saying_which__follows_the_mark),
		cmocka_unit_test(
		    detect__first_odd_byte_after_megabytes__is_windows_1252),
		cmocka_unit_test(detect__a_folder__says_why_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
