/* SPDX-License-Identifier: ISC */
/* test_wootric_push.c - what Wootric pushes, and what `loopbell try` says. */
#include "vendor_world.h"

#include <time.h>

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "wootric.py",
	.settings = "\"client_id\":\"me\",\"client_secret\":\"secret\"",
};

/* ---- Pushes */

#define JSON "content-type: application/json\n"
#define FORM "content-type: application/x-www-form-urlencoded\n"

static enum lb_result
push_it(struct world *w, const char *type, const char *body, bool is_signed)
{
	char *mac = signed_as("x-wootric-signature: sha1=", HMAC_SHA1,
	    HMAC_HEX, is_signed ? "s3cret" : "guessed", body);
	char *lines = mem_printf("%s%s", type, mac);
	enum lb_result result = push(w, lines, body);

	free(lines);
	free(mac);
	return result;
}

static const char pushed[] =
    "{\"response\":{\"id\":640213,\"email\":\"u9001@kunde.example\","
    "\"score\":3,\"text\":\"For sen\",\"end_user_id\":9001,"
    "\"end_user_properties\":{\"company\":\"Kunde A ApS\",\"mrr\":1200},"
    "\"survey_id\":7719,\"created_at\":\"2025-11-19T16:53:20.000-08:00\","
    "\"updated_at\":\"2025-11-19T16:55:58.000-08:00\","
    "\"excluded_from_calculations\":false},"
    "\"event_name\":\"updated\",\"survey_mode\":\"NPS\"}";

static void
push__and_poll__of_one_answer_are_the_same(void **state)
{
	struct world *w = *state;
	cJSON *by_push;

	open_with(w, ",\"webhook_secret\":\"s3cret\"");
	assert_int_equal(push_it(w, JSON, pushed, true), LB_DONE);
	by_push = cJSON_Duplicate(fake_responses(w->host), true);
	tell(w, "answer",
	    "{\"id\":640213,\"user\":9001,\"score\":3,\"at\":%" PRId64
	    ",\"changed\":%" PRId64 ",\"text\":\"For sen\","
	    "\"properties\":{\"company\":\"Kunde A ApS\",\"mrr\":1200}}",
	    T0, T0 + 158);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(by_push, fake_responses(w->host), true));
	cJSON_Delete(by_push);
}

static void
push__as_a_form__is_read(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"webhook_secret\":\"s3cret\"");
	assert_int_equal(
	    push_it(w, FORM,
		"response[id]=7&response[score]=3&response[text]=Tak&"
		"response[created_at]=2016-08-04+13%3A57%3A26+-0700&"
		"response[survey_id]=7719&response[email]=a%40b.example&"
		"event_name=created",
		true),
	    LB_DONE);
	assert_int_equal(n_emitted(w), 1);
}

static void
push__of_other_kinds__counts_as_nothing_or_is_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body;
		bool is_signed;
		enum lb_result result;
		int n;
	} cases[] = {
		{ "{\"decline\":{\"id\":1},\"event_name\":\"created\"}", true, LB_DONE, 0 },
		{ "{\"something\":1}", true, LB_REJECT, 0 },
		{ "not json", true, LB_REJECT, 0 },
		{ pushed, false, LB_REJECT, 0 },
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, ",\"webhook_secret\":\"s3cret\"");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    push_it(w, JSON, cases[i].body, cases[i].is_signed),
		    cases[i].result);
		assert_int_equal(n_emitted(w), cases[i].n);
		assert_true(fake_is_denied(w->host) == !cases[i].is_signed);
	}
	fake_close(w->host);
	open_with(w, "");
	assert_int_equal(push_it(w, JSON, pushed, true), LB_REJECT);
	assert_true(fake_is_denied(w->host));
}

/* ---- loopbell try */

static void
probe__counts_as_wootric_does(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL);

	open_with(w, "");
	for (int i = 0; i < 4; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"score\":%d,\"at\":%" PRId64 "}", i + 1,
		    i < 3 ? 10 : 2, now - 3600);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host),
	    "4 answers in the last 30 days: 3 promoters, 0 passives, 1 "
	    "detractors, an NPS of +50"));
	assert_non_null(
	    strstr(fake_log(w->host), "Wootric's own count says the same"));
}

static void
probe__of_declines__says_how_many_answered(void **state)
{
	/* clang-format off */
	static const struct {
		int n;
		const char *says;
	} cases[] = {
		{ 0, NULL },
		{ 3, ": 3 closed the survey without an answer: 25 % of" },
		{ 120, ": 120 closed the survey without an answer: 1 % of" },
		{ 2000, ": at least 1500 closed the survey" },
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}",
	    (int64_t)time(NULL) - 60);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "set", "{\"declines\":%d}", cases[i].n);
		assert_true(probe(w));
		if (cases[i].says == NULL)
			assert_null(strstr(fake_log(w->host), "closed"));
		else
			assert_non_null(
			    strstr(fake_log(w->host), cases[i].says));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(push__and_poll__of_one_answer_are_the_same),
		CASE(push__as_a_form__is_read),
		CASE(push__of_other_kinds__counts_as_nothing_or_is_refused),
		CASE(probe__counts_as_wootric_does),
		CASE(probe__of_declines__says_how_many_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
