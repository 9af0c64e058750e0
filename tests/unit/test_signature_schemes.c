/* SPDX-License-Identifier: ISC */
/*
 * test_signature_schemes.c - who is believed and who is not: Standard Webhooks
 * and the bare secret.
 */
#include "signature_fixture.h"

/* Standard Webhooks: of "msg_1", the time and the body. */
#define STANDARD_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define STANDARD_SIGNATURE "v1,KakmgygCgCXx9GzCH22dyYvFu/aV4edpmWbssf7EGus="
/* The same with another secret: "an older secret, 24 bytes". */
#define OLDER_SECRET "YW4gb2xkZXIgc2VjcmV0LCAyNCBieXRlcw=="
#define OLDER_SIGNATURE "v1,Wo9L6fgEf1v55KtdRFHcF+StSNdesQKQwUzsNPHjGEw="

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
		{ "msg_2", TIME, STANDARD_SIGNATURE, MISMATCH },
		{ "msg_1", "1763629501", STANDARD_SIGNATURE, MISMATCH },
		{ "msg_1", TIME, OLDER_SIGNATURE, MISMATCH },
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

/* ---- The secret at the end of the address. */

#define PATH_SECRET "k9-f_0.A~aaaaaaa"

static void
path__with_the_secret__is_believed_and_nothing_else(void **state)
{
	static const struct {
		const char *path, *why; /* NULL: believed */
	} cases[] = { { PATH_SECRET, NULL }, { "/" PATH_SECRET, NULL },
		{ "", "the secret at the address's end is missing" },
		{ "/", "the secret at the address's end is missing" },
		{ PATH_SECRET "a", "the secret at the address's end is not "
				   "ours" },
		{ "x/" PATH_SECRET, "the secret at the address's end is not "
				    "ours" } };
	struct signature_rules rules = { .scheme = SIGNATURE_PATH,
		.secrets = { NULL, PATH_SECRET } };
	struct buf text = BUF_INIT;
	struct error err;

	(void)state;
	assert_true(signature_rules_init(&rules, &err));
	for (size_t i = 0; i < N_OF(cases); i++) {
		const struct lb_request request = { .path = cases[i].path,
			.body = "" };

		assert_int_equal(signature_check(&rules, &request, NOW, &err),
		    cases[i].why == NULL);
		if (cases[i].why != NULL)
			assert_string_equal(err.text, cases[i].why);
	}
	signature_describe(&text, &rules);
	assert_string_equal(
	    buf_str(&text), "the secret as the last part of its address");
	buf_release(&text);
}

static void
path__rules_that_make_no_sense__are_said(void **state)
{
	static const struct {
		struct signature_rules rules;
		const char *why;
	} cases[] = {
		{ { .secrets = { "short" } }, "at least 16" },
		{ { .secrets = { "with a blank in it" } }, "at least 16" },
		{ { .secrets = { PATH_SECRET }, .header = "x-secret" },
		    "header: has no meaning with signature: path" },
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct signature_rules rules = cases[i].rules;

		rules.scheme = SIGNATURE_PATH;
		assert_false(signature_rules_init(&rules, &err));
		assert_non_null(strstr(err.text, cases[i].why));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
		    path__with_the_secret__is_believed_and_nothing_else),
		cmocka_unit_test(path__rules_that_make_no_sense__are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
