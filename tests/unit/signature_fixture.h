/* SPDX-License-Identifier: ISC */
/*
 * signature_fixture.h - a body, a secret, a time and a table of headers: what
 * the tests of signatures share.
 *
 * The signatures were made with another program (Python's hmac).
 */
#ifndef TESTS_SIGNATURE_FIXTURE_H
#define TESTS_SIGNATURE_FIXTURE_H

#include "sdk/hmac.h"
#include "sdk/signature.h"
#include "test.h"

#define BODY "{\"score\":9}"
#define SECRET "s3cret"
#define TIME "1763629502"
#define NOW INT64_C(1763629502)
#define MISMATCH                                                        \
	"the signature does not fit: it was made with another secret, " \
	"or the body was changed on its way"

#define HEADERS(...)                 \
	(const struct lb_pair[])     \
	{                            \
		__VA_ARGS__,         \
		{                    \
			.name = NULL \
		}                    \
	}

static inline bool
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

static inline void
assert_believed(
    const struct signature_rules *rules, const struct lb_pair *headers)
{
	struct error err;

	if (!check(*rules, headers, BODY, NOW, &err))
		fail_msg("%s", err.text);
}

static inline void
assert_not_believed(const struct signature_rules *rules,
    const struct lb_pair *headers, const char *why)
{
	struct error err;

	assert_false(check(*rules, headers, BODY, NOW, &err));
	assert_string_equal(err.text, why);
}

#endif
