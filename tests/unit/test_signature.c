/* SPDX-License-Identifier: ISC */
/* test_signature.c - who is believed and who is not: an HMAC in a header. */
#include "signature_fixture.h"

#define SHA256_HEX \
	"1e17bb78fb6acef66a320d412bba03417f3b7bab4663f015242a43032049e186"
#define SHA256_BASE64 "Hhe7ePtqzvZqMg1BK7oDQX87e6tGY/AVJCpDAyBJ4YY="
#define SHA1_HEX "635148728e555e400d314bfcbf68cfa7ef580118"
#define SHA1_BASE64 "Y1FIco5VXkANMUv8v2jPp+9YARg="
#define SHA512_HEX                                                         \
	"64b0d79c00915d38c5bcb4d8f124870e6ef11b03df3fe8290e48e8192e95a3ba" \
	"a54fd1156c5ec9edc8b3fba0586c11995b6a4e9b1e1d0304f515bbf14139f668"
/* Of the body with the secret "old". */
#define OLD_HEX \
	"4e6c96c1b307181473208ecdf4841e75f7066dbb6dfaac2003f9aa371096cec4"
/* Of "1763629502." and the body; of "v0:1763629502:" and the body; of
 * "r-17|1763629502|" and the body. */
#define TIMED_HEX \
	"a16c283f595859d78443a8cfe1202eb7c49def03135788558a2000c4d1325b9e"
#define SLACK_HEX \
	"25852609d658f62e47b0d35ac6b89f81b9e49bdf86f2544ef3693080759c01fd"
#define NAMED_HEX \
	"d127b2dfd40786c3fea374bb1082d02a0ce7f7a151973441260d52c51464f0cb"

/* ---- An HMAC of the body. */

static void
hmac__each_hash_and_coding__is_believed(void **state)
{
	static const struct {
		int hash, coding;
		const char *prefix, *value;
	} cases[] = {
		{ HMAC_SHA256, HMAC_HEX, NULL, SHA256_HEX },
		{ HMAC_SHA256, HMAC_HEX, "sha256=", "sha256=" SHA256_HEX },
		{ HMAC_SHA256, HMAC_BASE64, NULL, SHA256_BASE64 },
		{ HMAC_SHA256, HMAC_BASE64,
		    "sha256=", "sha256=" SHA256_BASE64 },
		{ HMAC_SHA1, HMAC_HEX, "sha1=", "sha1=" SHA1_HEX },
		{ HMAC_SHA1, HMAC_BASE64, NULL, SHA1_BASE64 },
		{ HMAC_SHA512, HMAC_HEX, NULL, SHA512_HEX },
		/* Case of letters where it means nothing; no padding. */
		{ HMAC_SHA1, HMAC_HEX, "SHA1=",
		    "sha1=635148728E555E400D31"
		    "4BFCBF68CFA7EF580118" },
		{ HMAC_SHA1, HMAC_BASE64, NULL,
		    "Y1FIco5VXkANMUv8v2jPp-9YARg" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct signature_rules rules = { .scheme = SIGNATURE_HMAC,
			.hash = cases[i].hash,
			.coding = cases[i].coding,
			.header = "X-Signature",
			.prefix = cases[i].prefix,
			.secrets = { SECRET } };

		assert_believed(
		    &rules, HEADERS({ "x-signature", cases[i].value }));
	}
}

static const struct signature_rules plain = { .scheme = SIGNATURE_HMAC,
	.header = "X-Signature",
	.prefix = "sha256=",
	.secrets = { SECRET } };

static void
hmac__a_table_of_wrong_headers__says_what_is_wrong(void **state)
{
	static const char no_bytes[] =
	    "the header X-Signature holds no 32 bytes as hex";
	static const char no_prefix[] =
	    "the header X-Signature has no \"sha256=\" in it";
	static const struct {
		const char *value, *why;
	} cases[] = {
		{ "", "the header X-Signature is empty" },
		{ SHA256_HEX, no_prefix },
		{ "sha1=" SHA1_HEX, no_prefix },
		{ "sha256", no_prefix },
		{ "sha256=", no_bytes },
		{ "sha256=" SHA1_HEX, no_bytes },
		{ "sha256=" SHA256_BASE64, no_bytes },
		{ "sha256=" SHA256_HEX "00", no_bytes },
		{ "sha256=" SHA256_HEX " ", no_bytes },
		{ "sha256= " SHA256_HEX, no_bytes },
		{ "sha256=" OLD_HEX, MISMATCH },
		{ "sha256=0000000000000000000000000000000000000000000000000000"
		  "000000000000",
		    MISMATCH },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_not_believed(&plain,
		    HEADERS({ "x-signature", cases[i].value }), cases[i].why);
	assert_not_believed(&plain, HEADERS({ "x-signatur", SHA256_HEX }),
	    "the header X-Signature is missing");
	assert_not_believed(&plain, NULL, "the header X-Signature is missing");
}

static void
hmac__any_change_of_the_body__is_not_believed(void **state)
{
	const struct lb_pair *headers =
	    HEADERS({ "x-signature", "sha256=" SHA256_HEX });
	char body[] = BODY;
	struct error err;

	(void)state;
	assert_true(check(plain, headers, body, NOW, &err));
	for (size_t i = 0; i < sizeof(body) - 1; i++) {
		body[i] ^= 1;
		assert_false(check(plain, headers, body, NOW, &err));
		body[i] ^= 1;
	}
	assert_false(check(plain, headers, BODY " ", NOW, &err));
	assert_false(check(plain, headers, "", NOW, &err));
}

static void
hmac__a_body_with_nul_bytes__is_signed_whole(void **state)
{
	static const struct lb_pair headers[] = {
		{ "x-signature",
		    "sha256="
		    "08c285f5ff06c4a4dd99d096fe2bc8a09f9787a701fc8fe67e570d"
		    "413cc71cc3" },
		{ .name = NULL }
	};
	struct signature_rules rules = plain;
	struct lb_request request = {
		.headers = headers, .body = "\0\xff\0", .body_size = 3
	};
	struct error err;

	(void)state;
	assert_true(signature_rules_init(&rules, &err));
	assert_true(signature_check(&rules, &request, NOW, &err));
	request.body = "\0\xff\1";
	assert_false(signature_check(&rules, &request, NOW, &err));
}

static void
hmac__two_secrets__either_will_do(void **state)
{
	struct signature_rules rules = plain;

	(void)state;
	rules.secrets[1] = "old";
	assert_believed(
	    &rules, HEADERS({ "x-signature", "sha256=" SHA256_HEX }));
	assert_believed(&rules, HEADERS({ "x-signature", "sha256=" OLD_HEX }));
	/* One that is empty is none, and fits nothing. */
	rules.secrets[1] = "";
	assert_not_believed(&rules,
	    HEADERS({ "x-signature", "sha256=fdf3cb96d96b96562777b4ded575af93"
				     "2f9342ff796fec28dd8b40e8b5536b15" }),
	    MISMATCH);
}

/* ---- With a time. */

static void
time__ways_to_put_it_together__are_believed(void **state)
{
	static const struct {
		const char *format, *value;
	} cases[] = {
		{ NULL, TIMED_HEX },
		{ "", TIMED_HEX },
		{ "{timestamp}.{body}", TIMED_HEX },
		{ "v0:{timestamp}:{body}", SLACK_HEX },
		{ "{X-Request-Id}|{timestamp}|{body}", NAMED_HEX },
		{ "r-17|{x-timestamp}|{body}{timestamp}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct signature_rules rules = { .scheme = SIGNATURE_HMAC,
			.header = "x-signature",
			.timestamp = "x-timestamp",
			.format = cases[i].format,
			.secrets = { SECRET } };
		const struct lb_pair *headers = HEADERS(
		    { "x-request-id", "r-17" }, { "x-timestamp", TIME },
		    { "x-signature",
			cases[i].value == NULL ? NAMED_HEX : cases[i].value });

		if (cases[i].value != NULL)
			assert_believed(&rules, headers);
		else
			assert_not_believed(&rules, headers, MISMATCH);
	}
}

static const struct signature_rules timed = { .scheme = SIGNATURE_HMAC,
	.header = "x-signature",
	.timestamp = "x-timestamp",
	.secrets = { SECRET } };

static void
time__from_far_to_near__is_believed_within_the_window(void **state)
{
	static const struct {
		int64_t now_s;
		const char *why;
	} cases[] = {
		{ NOW, NULL },
		{ NOW + 300, NULL },
		{ NOW - 300, NULL },
		{ NOW + 301, "it was signed 301s ago, and 5m are allowed" },
		{ NOW + 432, "it was signed 432s ago, and 5m are allowed" },
		{ NOW - 360, "it was signed 6m ahead of this machine's clock, "
			     "and 5m are allowed" },
		{ NOW + 86400 * 400, "it was signed 400d ago, and 5m are "
				     "allowed" },
		{ 0, "it was signed 1763629502s ahead of this machine's "
		     "clock, and 5m are allowed" },
	};
	const struct lb_pair *headers =
	    HEADERS({ "x-timestamp", TIME }, { "x-signature", TIMED_HEX });

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct error err;

		assert_int_equal(
		    check(timed, headers, BODY, cases[i].now_s, &err),
		    cases[i].why == NULL);
		if (cases[i].why != NULL)
			assert_string_equal(err.text, cases[i].why);
	}
}

static void
time__a_window_of_one_s_own__is_kept(void **state)
{
	struct signature_rules rules = timed;
	const struct lb_pair *headers =
	    HEADERS({ "x-timestamp", TIME }, { "x-signature", TIMED_HEX });
	struct error err;

	(void)state;
	rules.window_s = 60;
	assert_true(check(rules, headers, BODY, NOW + 60, &err));
	assert_false(check(rules, headers, BODY, NOW + 61, &err));
}

static void
time__changed_or_missing__is_not_believed(void **state)
{
	static const struct {
		const char *value, *why;
	} cases[] = {
		{ "1763629503", MISMATCH },
		{ "", "the header x-timestamp is empty" },
		{ "now", "the header x-timestamp is no time" },
		{ "-1763629502", "the header x-timestamp is no time" },
		{ "1763629502 ", "the header x-timestamp is no time" },
		{ "99999999999999999999999", "the header x-timestamp is no "
					     "time" },
		{ "1e9", "the header x-timestamp is no time" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_not_believed(&timed,
		    HEADERS({ "x-timestamp", cases[i].value },
			{ "x-signature", TIMED_HEX }),
		    cases[i].why);
	assert_not_believed(&timed, HEADERS({ "x-signature", TIMED_HEX }),
	    "the header x-timestamp is missing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hmac__each_hash_and_coding__is_believed),
		cmocka_unit_test(
		    hmac__a_table_of_wrong_headers__says_what_is_wrong),
		cmocka_unit_test(
		    hmac__any_change_of_the_body__is_not_believed),
		cmocka_unit_test(hmac__a_body_with_nul_bytes__is_signed_whole),
		cmocka_unit_test(hmac__two_secrets__either_will_do),
		cmocka_unit_test(time__ways_to_put_it_together__are_believed),
		cmocka_unit_test(
		    time__from_far_to_near__is_believed_within_the_window),
		cmocka_unit_test(time__a_window_of_one_s_own__is_kept),
		cmocka_unit_test(time__changed_or_missing__is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
