/* SPDX-License-Identifier: ISC */
/*
 * test_signature.c - who is believed and who is not.
 *
 * The signatures were made with another program (Python's hmac) of the body,
 * the secret and the time below; the one of Standard Webhooks is the example
 * its libraries are tested with.
 */
#include "sdk/signature.h"

#include "sdk/hmac.h"
#include "sdk/mem.h"
#include "test.h"

#define BODY "{\"score\":9}"
#define SECRET "s3cret"
#define TIME "1763629502"
#define NOW INT64_C(1763629502)

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

/* Standard Webhooks: of "msg_1", the time and the body. */
#define STANDARD_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define STANDARD_SIGNATURE "v1,KakmgygCgCXx9GzCH22dyYvFu/aV4edpmWbssf7EGus="
/* The same with another secret: "an older secret, 24 bytes". */
#define OLDER_SECRET "YW4gb2xkZXIgc2VjcmV0LCAyNCBieXRlcw=="
#define OLDER_SIGNATURE "v1,Wo9L6fgEf1v55KtdRFHcF+StSNdesQKQwUzsNPHjGEw="

#define HEADERS(...)                 \
	(const struct lb_pair[])     \
	{                            \
		__VA_ARGS__,         \
		{                    \
			.name = NULL \
		}                    \
	}

static bool
check(struct signature_rules rules, const struct lb_pair *headers,
    const char *body, int64_t now_s, struct error *err)
{
	struct lb_request request = { .path = "",
		.headers = headers,
		.body = body,
		.body_size = strlen(body),
		.peer = "192.0.2.7" };

	err->text[0] = '\0';
	if (!signature_rules_init(&rules, err))
		fail_msg("rules: %s", err->text);
	return signature_check(&rules, &request, now_s, err);
}

static void
assert_believed(
    const struct signature_rules *rules, const struct lb_pair *headers)
{
	struct error err;

	if (!check(*rules, headers, BODY, NOW, &err))
		fail_msg("%s", err.text);
}

static void
assert_not_believed(const struct signature_rules *rules,
    const struct lb_pair *headers, const char *why)
{
	struct error err;

	assert_false(check(*rules, headers, BODY, NOW, &err));
	assert_string_equal(err.text, why);
}

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
	static const char mismatch[] =
	    "the signature does not fit: it was made with another secret, or "
	    "the body was changed on its way";
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
		{ "sha256=" OLD_HEX, mismatch },
		{ "sha256=0000000000000000000000000000000000000000000000000000"
		  "000000000000",
		    mismatch },
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
	    "the signature does not fit: it was made with another secret, or "
	    "the body was changed on its way");
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
			assert_not_believed(&rules, headers,
			    "the signature does not fit: it was made with "
			    "another secret, or the body was changed on its "
			    "way");
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
		{ "1763629503", "the signature does not fit: it was made with "
				"another secret, or the body was changed on "
				"its way" },
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

/* ---- Standard Webhooks. */

static const struct signature_rules standard = {
	.scheme = SIGNATURE_STANDARD,
	.secrets = { STANDARD_SECRET },
};

static void
standard__the_published_example__is_believed(void **state)
{
	const struct lb_pair *headers =
	    HEADERS({ "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek" },
		{ "webhook-timestamp", "1614265330" },
		{ "webhook-signature",
		    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" });
	struct error err;

	(void)state;
	assert_true(check(
	    standard, headers, "{\"test\": 2432232314}", 1614265330, &err));
	/* The same JSON, written anew, is another body. */
	assert_false(check(
	    standard, headers, "{\"test\":2432232314}", 1614265330, &err));
	assert_false(check(standard, headers, "{\"test\": 2432232314}",
	    1614265330 + 301, &err));
}

static const struct lb_pair *
standard_headers(const char *id, const char *time, const char *signature)
{
	static struct lb_pair headers[4];
	size_t n = 0;

	if (id != NULL)
		headers[n++] = (struct lb_pair){ "webhook-id", id };
	if (time != NULL)
		headers[n++] = (struct lb_pair){ "webhook-timestamp", time };
	if (signature != NULL)
		headers[n++] =
		    (struct lb_pair){ "webhook-signature", signature };
	headers[n] = (struct lb_pair){ NULL, NULL };
	return headers;
}

static void
standard__several_signatures__one_that_fits_will_do(void **state)
{
	static const char *const values[] = { STANDARD_SIGNATURE,
		STANDARD_SIGNATURE " " OLDER_SIGNATURE,
		OLDER_SIGNATURE " " STANDARD_SIGNATURE,
		"v1a,abc= v2,def v1,! " STANDARD_SIGNATURE,
		"  " STANDARD_SIGNATURE "  v1,", "v1, " STANDARD_SIGNATURE };

	(void)state;
	for (size_t i = 0; i < N_OF(values); i++)
		assert_believed(
		    &standard, standard_headers("msg_1", TIME, values[i]));
}

static void
standard__secrets_in_rotation__either_will_do(void **state)
{
	struct signature_rules rules = standard;

	(void)state;
	rules.secrets[0] = OLDER_SECRET;
	rules.secrets[1] = STANDARD_SECRET;
	assert_believed(
	    &rules, standard_headers("msg_1", TIME, STANDARD_SIGNATURE));
	assert_believed(
	    &rules, standard_headers("msg_1", TIME, OLDER_SIGNATURE));
}

static void
standard__older_header_names__are_understood(void **state)
{
	(void)state;
	assert_believed(&standard,
	    HEADERS({ "svix-id", "msg_1" }, { "svix-timestamp", TIME },
		{ "svix-signature", STANDARD_SIGNATURE }));
}

static void
standard__a_table_of_wrong_headers__says_what_is_wrong(void **state)
{
	static const char mismatch[] =
	    "the signature does not fit: it was made with another secret, or "
	    "the body was changed on its way";
	static const struct {
		const char *id, *time, *signature, *why;
	} cases[] = {
		{ NULL, TIME, STANDARD_SIGNATURE,
		    "the header webhook-id is missing" },
		{ "", TIME, STANDARD_SIGNATURE,
		    "the header webhook-id is empty" },
		{ "msg_1", NULL, STANDARD_SIGNATURE,
		    "the header webhook-timestamp is missing" },
		{ "msg_1", TIME, NULL,
		    "the header webhook-signature is missing" },
		{ "msg_2", TIME, STANDARD_SIGNATURE, mismatch },
		{ "msg_1", "1763629501", STANDARD_SIGNATURE, mismatch },
		{ "msg_1", TIME, OLDER_SIGNATURE, mismatch },
		{ "msg_1", TIME, "v1a,abc",
		    "the header webhook-signature has no \"v1,\" in it" },
		{ "msg_1", TIME, STANDARD_SIGNATURE "," OLDER_SIGNATURE,
		    "the header webhook-signature holds no 32 bytes as "
		    "base64" },
		{ "msg_1", TIME, "v1,",
		    "the header webhook-signature holds no 32 bytes as "
		    "base64" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_not_believed(&standard,
		    standard_headers(
			cases[i].id, cases[i].time, cases[i].signature),
		    cases[i].why);
}

/* ---- The secret itself. */

static void
bearer__a_table_of_headers__only_the_secret_is_believed(void **state)
{
	static const char not_ours[] =
	    "the secret in the header authorization is not ours";
	static const char no_bearer[] =
	    "the header authorization does not begin with \"Bearer \"";
	static const struct {
		const char *value, *why;
	} cases[] = {
		{ "Bearer s3cret", NULL },
		{ "bearer s3cret", NULL },
		{ "Bearer old", NULL },
		{ "Bearer S3CRET", not_ours },
		{ "Bearer s3cre", not_ours },
		{ "Bearer s3cret ", not_ours },
		{ "Bearer  s3cret", not_ours },
		{ "Bearer ", not_ours },
		{ "s3cret", no_bearer },
		{ "Basic s3cret", no_bearer },
		{ "Bearer", no_bearer },
	};
	struct signature_rules rules = { .secrets = { SECRET, "old" } };

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct lb_pair *headers =
		    HEADERS({ "authorization", cases[i].value });

		if (cases[i].why == NULL)
			assert_believed(&rules, headers);
		else
			assert_not_believed(&rules, headers, cases[i].why);
	}
	assert_not_believed(&rules, HEADERS({ "x-api-key", SECRET }),
	    "the header authorization is missing");
}

static void
bearer__a_header_of_one_s_own__holds_the_bare_secret(void **state)
{
	struct signature_rules rules = { .header = "X-Api-Key",
		.secrets = { SECRET } };

	(void)state;
	assert_believed(&rules, HEADERS({ "x-api-key", SECRET }));
	assert_not_believed(&rules, HEADERS({ "x-api-key", "Bearer s3cret" }),
	    "the secret in the header X-Api-Key is not ours");
	/* HTTP's Basic is the same with another prefix. */
	rules.header = "authorization";
	rules.prefix = "Basic ";
	assert_believed(&rules, HEADERS({ "authorization", "Basic s3cret" }));
}

static void
bearer__no_secret_at_all__believes_nobody(void **state)
{
	struct signature_rules rules = { .secrets = { NULL, "" } };

	(void)state;
	assert_not_believed(&rules, HEADERS({ "authorization", "Bearer " }),
	    "the secret in the header authorization is not ours");
}

/* ---- The rules. */

/* clang-format off */
static const struct {
	struct signature_rules rules;
	const char *why;
} wrong_rules[] = {
	{ { .scheme = SIGNATURE_HMAC, .secrets = { "x" } }, "header is missing: the one that holds the signature, such as x-signature" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x signature", .secrets = { "x" } }, "header: \"x signature\" is no header's name" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x-signature:", .secrets = { "x" } }, "header: \"x-signature:\" is no header's name" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .timestamp = "a b", .secrets = { "x" } }, "timestamp: \"a b\" is no header's name" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .format = "{timestamp}.{body}" }, "timestamp is missing: the header that {timestamp} in format stands for" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .format = "body" }, "format: {body} must be in it" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .timestamp = "t", .format = "{body}" }, "format: {timestamp} must be in it: anybody could change a time that is not signed" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .format = "{body}{" }, "format: what stands in { and } must be body, timestamp or the name of a header" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .format = "{body}{}" }, "format: what stands in { and } must be body, timestamp or the name of a header" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .format = "{a b}{body}" }, "format: what stands in { and } must be body, timestamp or the name of a header" },
	{ { .scheme = SIGNATURE_HMAC, .header = "x", .secrets = { "whsec_eA==" } }, "secret: begins with whsec_ as those of Standard Webhooks do: set signature: standard" },
	{ { .secrets = { "x", "whsec_eA==" } }, "secret: begins with whsec_ as those of Standard Webhooks do: set signature: standard" },
	{ { .scheme = SIGNATURE_STANDARD, .secrets = { "whsec_!" } }, "secret: of Standard Webhooks it must be base64, mostly with whsec_ before it" },
	{ { .scheme = SIGNATURE_STANDARD, .secrets = { "whsec_" } }, "secret: of Standard Webhooks it must be base64, mostly with whsec_ before it" },
	{ { .scheme = SIGNATURE_STANDARD, .header = "x", .secrets = { "eA" } }, "header: has no meaning with signature: standard" },
	{ { .scheme = SIGNATURE_STANDARD, .timestamp = "x", .secrets = { "eA" } }, "timestamp: has no meaning with signature: standard" },
	{ { .timestamp = "x", .secrets = { "x" } }, "timestamp: has no meaning with signature: bearer" },
	{ { .format = "{body}", .secrets = { "x" } }, "format: has no meaning with signature: bearer" },
	{ { .header = "x y", .secrets = { "x" } }, "header: \"x y\" is no header's name" },
};
/* clang-format on */

static void
rules__a_table_of_mistakes__says_which_option(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(wrong_rules); i++) {
		struct signature_rules rules = wrong_rules[i].rules;
		struct error err = { "" };

		assert_false(signature_rules_init(&rules, &err));
		assert_string_equal(err.text, wrong_rules[i].why);
	}
}

static void
rules__a_mistake_with_the_secret__does_not_tell_it(void **state)
{
	struct signature_rules rules = { .scheme = SIGNATURE_STANDARD,
		.secrets = { "hemmelig!" } };
	struct error err;

	(void)state;
	assert_false(signature_rules_init(&rules, &err));
	assert_null(strstr(err.text, "hemmelig"));
}

static void
describe__each_scheme__in_words(void **state)
{
	static const struct {
		struct signature_rules rules;
		const char *words;
	} cases[] = {
		{ { .secrets = { SECRET } },
		    "the secret in the header authorization after \"Bearer "
		    "\"" },
		{ { .header = "x-api-key", .secrets = { SECRET } },
		    "the secret in the header x-api-key" },
		{ { .scheme = SIGNATURE_HMAC,
		      .header = "x-signature",
		      .hash = HMAC_SHA1,
		      .prefix = "sha1=",
		      .secrets = { SECRET } },
		    "an HMAC-SHA1 of {body}, as hex in the header x-signature "
		    "after \"sha1=\"" },
		{ { .scheme = SIGNATURE_HMAC,
		      .header = "x-signature",
		      .hash = HMAC_SHA512,
		      .coding = HMAC_BASE64,
		      .timestamp = "x-time",
		      .secrets = { SECRET } },
		    "an HMAC-SHA512 of {timestamp}.{body}, as base64 in the "
		    "header x-signature, x-time at most 5m away from now" },
		{ { .scheme = SIGNATURE_STANDARD,
		      .window_s = 60,
		      .secrets = { STANDARD_SECRET } },
		    "an HMAC-SHA256 of {webhook-id}.{timestamp}.{body}, as "
		    "base64 in the header webhook-signature after \"v1,\", "
		    "webhook-timestamp at most 1m away from now" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct signature_rules rules = cases[i].rules;
		struct buf out = BUF_INIT;

		assert_true(signature_rules_init(&rules, NULL));
		signature_describe(&out, &rules);
		assert_string_equal(buf_str(&out), cases[i].words);
		assert_null(strstr(buf_str(&out), SECRET));
		buf_release(&out);
	}
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
		cmocka_unit_test(standard__the_published_example__is_believed),
		cmocka_unit_test(
		    standard__several_signatures__one_that_fits_will_do),
		cmocka_unit_test(
		    standard__secrets_in_rotation__either_will_do),
		cmocka_unit_test(standard__older_header_names__are_understood),
		cmocka_unit_test(
		    standard__a_table_of_wrong_headers__says_what_is_wrong),
		cmocka_unit_test(
		    bearer__a_table_of_headers__only_the_secret_is_believed),
		cmocka_unit_test(
		    bearer__a_header_of_one_s_own__holds_the_bare_secret),
		cmocka_unit_test(bearer__no_secret_at_all__believes_nobody),
		cmocka_unit_test(
		    rules__a_table_of_mistakes__says_which_option),
		cmocka_unit_test(
		    rules__a_mistake_with_the_secret__does_not_tell_it),
		cmocka_unit_test(describe__each_scheme__in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
