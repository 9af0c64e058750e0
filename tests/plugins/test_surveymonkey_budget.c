/* SPDX-License-Identifier: ISC */
/*
 * test_surveymonkey_budget.c - the provider surveymonkey, and the calls of a
 * day: polls, pushes and `loopbell try`.
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#include "surveymonkey/budget.h"

#define DETAILS "/v3/surveys/7719/details"
#define BULK "/v3/surveys/7719/responses/bulk"
#define DAY 86400
#define NOON (INT64_C(20000) * DAY + DAY / 2)

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "surveymonkey.py",
	.settings = "\"token\":\"token\",\"survey\":\"7719\"",
};

static void
answer(struct world *w, int id, int64_t at)
{
	tell(w, "answer",
	    "{\"id\":%d,\"at\":%" PRId64 ",\"score\":9,\"text\":\"Tak\"}", id,
	    at);
}

/* ---- The arithmetic */

static void
spend__of_each_answer__leaves_and_waits(void **state)
{
	static const struct {
		int per_day, n_before;
		struct budget_told told;
		int left, wait_s;
	} cases[] = {
		/* half a day for the 399 that are left */
		{ 400, 0, { -1, -1, -1, -1, -1 }, 399, 109 },
		{ 400, 0, { 500, 499, 43200, 119, 60 }, 399, 109 },
		/* a hundred are left to others */
		{ 400, 0, { 500, 150, 43200, 119, 60 }, 50, 864 },
		{ 400, 0, { 500, 100, 43200, 119, 60 }, 0, 43200 },
		{ 400, 0, { 500, 0, 1000, 119, 60 }, 0, 1000 },
		/* a larger plan, and one we may use all of */
		{ 4000, 0, { 10000, 9999, 43200, -1, -1 }, 3999, 11 },
		{ 500, 0, { 500, 20, 3600, 119, 60 }, 20, 180 },
		{ 1000, 0, { 500, 20, 3600, 119, 60 }, 20, 180 },
		/* our own count, where nothing is said */
		{ 400, 399, { -1, -1, -1, -1, -1 }, 0, 43200 },
		/* the minute is used up */
		{ 400, 0, { 500, 499, 0, 0, 41 }, 399, 41 },
		/* nonsense */
		{ 400, 0, { 500, 499, 99999999, 119, 60 }, 399, 109 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct budget b = { .per_day = cases[i].per_day };

		assert_true(budget_has(&b, NOON));
		assert_int_equal(budget_wait_s(&b, NOON), 0);
		b.n_calls = cases[i].n_before;
		budget_spend(&b, NOON, &cases[i].told);
		assert_int_equal(b.n_left, cases[i].left);
		assert_int_equal(budget_has(&b, NOON), cases[i].left > 0);
		assert_int_equal(budget_wait_s(&b, NOON), cases[i].wait_s);
		assert_true(budget_has(&b, NOON + DAY / 2));
		assert_int_equal(budget_wait_s(&b, NOON + DAY / 2), 0);
		assert_int_equal(b.n_calls, 0);
	}
}

/* Whatever the order, a day never has more calls than it may. */
static void
day__polled_each_second__has_no_more_calls_than_allowed(void **state)
{
	struct budget b = { .per_day = 400 };
	int n = 0;

	(void)state;
	for (int64_t now = NOON - DAY / 2; now < NOON + DAY / 2; now++) {
		const struct budget_told told = { 500, 499 - n,
			NOON + DAY / 2 - now, 119, 60 };

		if (!budget_has(&b, now) || budget_wait_s(&b, now) > 0)
			continue;
		n++;
		budget_spend(&b, now, &told);
	}
	assert_in_range(n, 395, 400);
}

static void
clock__set_back__does_not_stop_it(void **state)
{
	struct budget b = { .per_day = 400 };
	const struct budget_told told = { 500, 499, 43200, 119, 60 };

	(void)state;
	budget_spend(&b, NOON, &told);
	assert_int_equal(budget_wait_s(&b, NOON - 10 * DAY), 0);
	assert_true(budget_has(&b, NOON - 10 * DAY));
}

/* ---- Polls */

static void
poll__too_early__asks_nothing_and_is_no_failure(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"day_reset\":43200}");
	open_with(w, "");
	answer(w, 1, T0);
	for (int i = 0; i < 20; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_int_equal(asked(w, BULK), 1);
	assert_int_equal(asked(w, DETAILS), 1);
}

static void
poll__with_nothing_left__waits_for_the_day(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"day_reset\":5000,\"day_left\":100}");
	open_with(w, "");
	answer(w, 1, T0);
	assert_int_equal(poll_it(w), LB_RETRY); /* after the details */
	assert_in_range(fake_after_s(w->host), 4990, 5000);
	assert_non_null(strstr(fake_why(w->host), "00:00 UTC"));
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(asked(w, BULK), 0);
	assert_int_equal(asked(w, DETAILS), 1);
	/* and SurveyMonkey itself says so */
	tell(w, "set", "{\"day_left\":0}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_in_range(fake_after_s(w->host), 4990, 5000);
}

/* What was missed comes page by page, each with a poll of its own. */
static void
backlog__with_few_calls_left__comes_in_pages(void **state)
{
	struct world *w = *state;
	int polls = 0;

	tell(w, "set", "{\"day_left\":150}");
	open_with(w, "");
	for (int i = 0; i < 420; i++)
		answer(w, 1000 + i, T0 + i);
	for (; n_held(w) < 420 && polls < 10; polls++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(polls, 5);
	tell(w, "set", "{\"day_left\":-1}");
	assert_held_is_all_there_is(w, "");
}

static void
backlog__of_one_second_with_few_calls__still_ends(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"day_left\":150}");
	open_with(w, "");
	for (int i = 0; i < 250; i++)
		answer(w, 1000 + i, T0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 250);
}

static void
vendor__that_says_nothing_of_limits__is_counted_by_us(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"quiet\":true}");
	open_with(w, ",\"calls_per_day\":\"24\"");
	answer(w, 1, T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, BULK), 1);
}

/* ---- Pushes */

#define APP ",\"client_id\":\"me\",\"client_secret\":\"s3cret\""

static enum lb_result
push_it(struct world *w, const char *body, const char *secret)
{
	char *mac =
	    signed_as("sm-signature: ", HMAC_SHA1, HMAC_BASE64, secret, body);
	enum lb_result result = push(w, mac, body);

	free(mac);
	return result;
}

#define EVENT(type, id, survey)                                               \
	"{\"name\":\"My Webhook\",\"filter_type\":\"survey\",\"event_type\":" \
	"\"" type "\",\"object_type\":\"response\",\"object_id\":\"" id       \
	"\",\"event_datetime\":\"2025-11-20T01:00:00.1+00:00\","              \
	"\"resources\":{\"collector_id\":\"5\",\"survey_id\":\"" survey       \
	"\"}}"
#define COMPLETED EVENT("response_completed", "1", "7719")

static void
push__and_poll__of_one_answer_are_the_same(void **state)
{
	struct world *w = *state;
	cJSON *by_push;

	open_with(w, APP);
	answer(w, 1, T0);
	assert_int_equal(push_it(w, COMPLETED, "me&s3cret"), LB_DONE);
	by_push = cJSON_Duplicate(fake_responses(w->host), true);
	assert_int_equal(cJSON_GetArraySize(by_push), 1);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(by_push, fake_responses(w->host), true));
	cJSON_Delete(by_push);
}

static void
push__of_other_kinds__costs_no_call(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body;
		enum lb_result result;
	} cases[] = {
		{ EVENT("response_updated", "1", "7719"), LB_DONE },
		{ EVENT("response_created", "1", "7719"), LB_DONE },
		{ EVENT("response_deleted", "1", "7719"), LB_DONE },
		{ EVENT("collector_created", "1", "7719"), LB_DONE },
		{ EVENT("response_completed", "1", "12"), LB_DONE },
		{ "{\"event_type\":\"response_completed\",\"object_id\":7}", LB_REJECT },
		{ "{}", LB_REJECT },
		{ "no json", LB_REJECT },
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, APP);
	answer(w, 1, T0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    push_it(w, cases[i].body, "me&s3cret"), cases[i].result);
	assert_int_equal(push_it(w, COMPLETED, "s3cret"), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_int_equal(asked(w, DETAILS), 0);
	assert_int_equal(n_held(w), 0);
	/* of one that was deleted since, a call and nothing */
	assert_int_equal(
	    push_it(w, EVENT("response_completed", "8", "7719"), "me&s3cret"),
	    LB_DONE);
	assert_int_equal(n_held(w), 0);
	open_again(w, "");
	assert_int_equal(push_it(w, COMPLETED, "me&s3cret"), LB_REJECT);
	assert_true(fake_is_denied(w->host));
}

static void
push__with_half_the_calls_gone__is_left_to_the_poll(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"day_left\":299}");
	open_with(w, APP);
	answer(w, 1, T0);
	assert_int_equal(push_it(w, COMPLETED, "me&s3cret"), LB_DONE);
	assert_int_equal(push_it(w, COMPLETED, "me&s3cret"), LB_DONE);
	assert_int_equal(asked(w, "/v3/surveys/7719/responses/1/details"), 1);
	assert_int_equal(n_emitted(w), 0);
	assert_non_null(strstr(fake_log(w->host), "left to the next poll"));
	tell(w, "set", "{\"broken\":1,\"day_left\":-1}");
	open_again(w, APP);
	assert_int_equal(push_it(w, COMPLETED, "me&s3cret"), LB_RETRY);
}

/* ---- Settings, and try */

static void
settings__that_cannot_work__are_a_sentence(void **state)
{
	struct world *w = *state;

	open_exactly(
	    w, "\"token\":\"token\",\"survey\":\"1\",\"client_id\":\"me\"");
	assert_null(w->state);
	assert_non_null(strstr(fake_why(w->host), "belong together"));
}

static void
probe__says__what_there_is_and_what_it_costs(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"day_reset\":43200}");
	open_with(w, APP);
	for (int i = 0; i < 3; i++)
		answer(w, i, (int64_t)time(NULL) - 60);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "\"NPS 2026\""));
	assert_non_null(strstr(fake_log(w->host), "\"Ask q1\""));
	assert_non_null(strstr(fake_log(w->host), "3 answers in the last 30"));
	assert_non_null(strstr(fake_log(w->host), "counts as many"));
	assert_non_null(strstr(fake_log(w->host), "at most 400 times a day"));
	assert_non_null(strstr(fake_log(w->host), "sm-signature"));
	open_exactly(w, "\"token\":\"token\",\"survey\":\"1\"");
	assert_false(probe(w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spend__of_each_answer__leaves_and_waits),
		cmocka_unit_test(
		    day__polled_each_second__has_no_more_calls_than_allowed),
		cmocka_unit_test(clock__set_back__does_not_stop_it),
		CASE(poll__too_early__asks_nothing_and_is_no_failure),
		CASE(poll__with_nothing_left__waits_for_the_day),
		CASE(backlog__with_few_calls_left__comes_in_pages),
		CASE(backlog__of_one_second_with_few_calls__still_ends),
		CASE(vendor__that_says_nothing_of_limits__is_counted_by_us),
		CASE(push__and_poll__of_one_answer_are_the_same),
		CASE(push__of_other_kinds__costs_no_call),
		CASE(push__with_half_the_calls_gone__is_left_to_the_poll),
		CASE(settings__that_cannot_work__are_a_sentence),
		CASE(probe__says__what_there_is_and_what_it_costs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
