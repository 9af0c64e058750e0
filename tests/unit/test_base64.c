/* SPDX-License-Identifier: ISC */
/* test_base64.c - RFC 4648, section 10, and what is not base64. */
#include "sdk/base64.h"

#include "test.h"

static void
both__the_rfc_s_vectors_and_bytes__as_encoded(void **state)
{
	static const struct {
		const char *text, *bytes;
		size_t size;
	} cases[] = {
		{ "", "", 0 },
		{ "Zg==", "f", 1 },
		{ "Zm8=", "fo", 2 },
		{ "Zm9v", "foo", 3 },
		{ "Zm9vYg==", "foob", 4 },
		{ "Zm9vYmE=", "fooba", 5 },
		{ "Zm9vYmFy", "foobar", 6 },
		{ "AP+/+w==", "\0\xff\xbf\xfb", 4 },
		{ "eyJ4IjoxfQ==", "{\"x\":1}", 7 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;

		base64_encode(&out, cases[i].bytes, cases[i].size);
		assert_string_equal(buf_str(&out), cases[i].text);
		buf_reset(&out);
		assert_true(base64_decode(&out, cases[i].text));
		assert_int_equal(out.size, cases[i].size);
		assert_memory_equal(
		    buf_str(&out), cases[i].bytes, cases[i].size);
		buf_release(&out);
	}
}

static void
decode__not_base64__false(void **state)
{
	static const char *const cases[] = { "Z", "Zg", "Zg=", "Zm9",
		"====", "Z===", "Zg==Zg==", "Zm=v", "Zm8_", "Zm8-", "Zm 9v",
		"Zm9v\n", "Zh==", "Zm9=", "\xc3\xa6Zg", "=Zm9" };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf out = BUF_INIT;

		assert_false(base64_decode(&out, cases[i]));
		buf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    both__the_rfc_s_vectors_and_bytes__as_encoded),
		cmocka_unit_test(decode__not_base64__false),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
