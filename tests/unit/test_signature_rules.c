/* SPDX-License-Identifier: ISC */
/* test_signature_rules.c - which rules of a signature make sense. */
#include "sdk/hmac.h"
#include "sdk/signature.h"
#include "test.h"

#define SECRET "s3cret"

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
		      .secrets = { "whsec_"
				   "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } },
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
		cmocka_unit_test(
		    rules__a_table_of_mistakes__says_which_option),
		cmocka_unit_test(
		    rules__a_mistake_with_the_secret__does_not_tell_it),
		cmocka_unit_test(describe__each_scheme__in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
