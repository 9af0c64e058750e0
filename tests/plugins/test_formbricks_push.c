/* SPDX-License-Identifier: ISC */
/* test_formbricks_push.c - what Formbricks pushes. */
#include "vendor_world.h"

#include <time.h>

#define KEY "0123456789abcdef0123456789abcdef"
#define SECRET                 \
	",\"webhook_secret\":" \
	"\"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\""

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "formbricks.py",
	.settings = "\"key\":\"fbk_key\",\"survey\":\"cm3s\"",
};

static enum lb_result
push_as(struct world *w, const char *key, int64_t at_s, const char *body)
{
	char *signed_text = mem_printf("m1.%" PRId64 ".%s", at_s, body);
	char *signature =
	    signed_as("v1,", HMAC_SHA256, HMAC_BASE64, key, signed_text);
	char *headers = mem_printf(
	    "content-type: application/json\nwebhook-id: m1\n"
	    "webhook-timestamp: %" PRId64 "\nwebhook-signature: v1,AAAA %s",
	    at_s, signature);
	enum lb_result result = push(w, headers, body);

	free(headers);
	free(signature);
	free(signed_text);
	return result;
}

static enum lb_result
push_event(struct world *w, const char *event, const char *row)
{
	char *body = mem_printf(
	    "{\"webhookId\":\"w1\",\"event\":\"%s\",\"data\":%s}", event, row);
	enum lb_result result = push_as(w, KEY, (int64_t)time(NULL), body);

	free(body);
	return result;
}

#define ROW(changed, finished, data)                                 \
	"{\"id\":\"r1\",\"createdAt\":\"2025-11-20T00:53:20.000Z\"," \
	"\"updatedAt\":\"" changed "\",\"finished\":" finished       \
	",\"surveyId\":\"cm3s\",\"contactAttributes\":{\"email\":"   \
	"\"a@b.dk\"},\"data\":" data ",\"language\":null,"           \
	"\"survey\":{\"title\":\"B2B halvår\"}}"

static void
push__created_updated_and_finished__are_one_response(void **state)
{
	struct world *w = *state;

	open_with(w, SECRET);
	assert_int_equal(
	    push_event(w, "responseCreated",
		ROW("2025-11-20T00:53:20.000Z", "false", "{\"nps\":3}")),
	    LB_DONE);
	assert_false(json_bool(held(w, "r1"), "complete", true));
	assert_int_equal(json_integer(held(w, "r1"), "score", -1), 3);
	assert_int_equal(push_event(w, "responseUpdated",
			     ROW("2025-11-20T00:53:30.000Z", "false",
				 "{\"nps\":3,\"why\":\"For\"}")),
	    LB_DONE);
	assert_int_equal(push_event(w, "responseFinished",
			     ROW("2025-11-20T00:53:40.000Z", "true",
				 "{\"nps\":3,\"why\":\"For sen\"}")),
	    LB_DONE);
	assert_int_equal(n_held(w), 1);
	assert_true(json_bool(held(w, "r1"), "complete", false));
	assert_string_equal(json_string(held(w, "r1"), "comment"), "For sen");
}

static void
push__and_poll__of_one_answer_are_the_same(void **state)
{
	struct world *w = *state;
	cJSON *pushed;

	open_with(w, SECRET);
	assert_int_equal(push_event(w, "responseFinished",
			     ROW("2025-11-20T00:53:40.000Z", "true",
				 "{\"nps\":3,\"why\":\"For sen\"}")),
	    LB_DONE);
	pushed = cJSON_Duplicate(fake_responses(w->host), true);
	tell(w, "answer",
	    "{\"id\":\"r1\",\"at\":%" PRId64 "000,\"changed\":%" PRId64
	    "000,\"data\":{\"nps\":3,\"why\":\"For sen\"},"
	    "\"attributes\":{\"email\":\"a@b.dk\"}}",
	    T0, T0 + 20);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(pushed, fake_responses(w->host), true));
	cJSON_Delete(pushed);
}

static void
push__of_each_other_kind__brings_nothing(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body;
		enum lb_result result;
		int n_refused;
	} cases[] = {
		{ "{\"event\":\"testEndpoint\"}", LB_DONE, 0 },
		{ "{\"event\":\"responseFinished\"}", LB_DONE, 0 },
		{ "{\"event\":\"responseFinished\",\"data\":{\"id\":\"r1\",\"surveyId\":\"cm9\",\"createdAt\":\"2025-11-20T00:53:20Z\"}}", LB_DONE, 0 },
		{ "{\"event\":\"responseFinished\",\"data\":7}", LB_DONE, 1 },
		{ "{\"event\":\"responseFinished\",\"data\":{\"data\":{\"nps\":4}}}", LB_DONE, 1 },
		{ "{\"something\":1}", LB_REJECT, 0 },
		{ "[]", LB_REJECT, 0 },
		{ "not json", LB_REJECT, 0 },
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, SECRET);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    push_as(w, KEY, (int64_t)time(NULL), cases[i].body),
		    cases[i].result);
		assert_int_equal(n_emitted(w), 0);
		assert_int_equal(n_refused(w), cases[i].n_refused);
		assert_false(fake_is_denied(w->host));
	}
}

static void
push__that_proves_nothing__is_denied(void **state)
{
	struct world *w = *state;
	const char *body = "{\"event\":\"testEndpoint\"}";
	int64_t now = (int64_t)time(NULL);

	open_with(w, SECRET);
	assert_int_equal(push_as(w, "guessed", now, body), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_int_equal(push_as(w, KEY, now - 301, body), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_int_equal(push(w, "", body), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	open_again(w, "");
	assert_int_equal(push_as(w, KEY, now, body), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_non_null(strstr(fake_why(w->host), "webhook_secret"));
}

/* Without the survey nobody knows which answer is the score. */
static void
push__while_formbricks_is_away__is_to_come_again(void **state)
{
	struct world *w = *state;

	open_with(w, SECRET);
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(
	    push_event(w, "responseFinished",
		ROW("2025-11-20T00:53:40.000Z", "true", "{\"nps\":3}")),
	    LB_RETRY);
	assert_int_equal(
	    push_event(w, "responseFinished",
		ROW("2025-11-20T00:53:40.000Z", "true", "{\"nps\":3}")),
	    LB_DONE);
	assert_int_equal(n_held(w), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(push__created_updated_and_finished__are_one_response),
		CASE(push__and_poll__of_one_answer_are_the_same),
		CASE(push__of_each_other_kind__brings_nothing),
		CASE(push__that_proves_nothing__is_denied),
		CASE(push__while_formbricks_is_away__is_to_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
