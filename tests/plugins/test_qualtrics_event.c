/* SPDX-License-Identifier: ISC */
/* test_qualtrics_event.c - what Qualtrics pushes: that there is an answer. */
#include "vendor_world.h"

#include "sdk/form.h"

#define SECRET ",\"webhook_secret\":\"s3cret\""
#define FORM "content-type: application/x-www-form-urlencoded"
#define EVENT(survey, response)                           \
	"{\"Status\":\"Complete\",\"SurveyID\":\"" survey \
	"\",\"ResponseID\":\"" response                   \
	"\",\"CompletedDate\":\"2025-11-20 00:53:20\",\"BrandID\":\"os\"}"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "qualtrics.py",
	.settings = "\"token\":\"tok\",\"survey\":\"SV_1\"",
};

static enum lb_result
push_event(struct world *w, const char *secret, const char *event)
{
	char *hex = signed_as("", HMAC_SHA512, HMAC_HEX, secret, event);
	struct buf body = BUF_INIT;
	enum lb_result result;

	form_add(&body, "Topic", "os.surveyengine.completedResponse.SV_1");
	form_add(&body, "HMAC", hex);
	form_add(&body, "MSG", event);
	result = push(w, FORM, buf_str(&body));
	buf_release(&body);
	free(hex);
	return result;
}

static void
add(struct world *w)
{
	tell(w, "answer",
	    "{\"id\":\"R_1\",\"at\":%" PRId64 ",\"values\":{\"QID2\":3,"
	    "\"QID3_TEXT\":\"For sen\",\"recipientEmail\":\"a@b.dk\"}}",
	    T0);
}

static void
event__and_export__of_one_answer_are_the_same(void **state)
{
	struct world *w = *state;
	cJSON *pushed;

	open_with(w, SECRET ",\"span\":\"3660d\"");
	add(w);
	assert_int_equal(
	    push_event(w, "s3cret", EVENT("SV_1", "R_1")), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	pushed = cJSON_Duplicate(fake_responses(w->host), true);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(pushed, fake_responses(w->host), true));
	cJSON_Delete(pushed);
}

static void
event__of_each_other_kind__brings_nothing(void **state)
{
	/* clang-format off */
	static const struct {
		const char *event;
		enum lb_result result;
	} cases[] = {
		{ EVENT("SV_2", "R_1"), LB_DONE },
		{ EVENT("SV_1", "R_9"), LB_RETRY }, /* not known yet */
		{ EVENT("SV_1", "../../whoami"), LB_RETRY },
		{ "{\"SurveyID\":\"SV_1\"}", LB_REJECT },
		{ "[]", LB_REJECT },
		{ "not json", LB_REJECT },
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, SECRET);
	add(w);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(
		    push_event(w, "s3cret", cases[i].event), cases[i].result);
		assert_int_equal(n_emitted(w), 0);
		assert_false(fake_is_denied(w->host));
	}
	assert_int_equal(asked(w, "/API/v3/whoami"), 0);
}

static void
event__that_proves_nothing__is_denied(void **state)
{
	/* clang-format off */
	static const char *const bodies[] = {
		"", "SurveyID=SV_1&ResponseID=R_1", "MSG={}&HMAC=", "MSG={}&HMAC=zz",
		"MSG[a]=1&HMAC=00", "HMAC=00", "{\"MSG\":\"{}\",\"HMAC\":\"00\"}",
	};
	/* clang-format on */
	struct world *w = *state;

	open_with(w, SECRET);
	add(w);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		assert_int_equal(push(w, FORM, bodies[i]), LB_REJECT);
		assert_true(fake_is_denied(w->host));
	}
	assert_int_equal(
	    push_event(w, "guessed", EVENT("SV_1", "R_1")), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	open_again(w, "");
	assert_int_equal(
	    push_event(w, "s3cret", EVENT("SV_1", "R_1")), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_non_null(strstr(fake_why(w->host), "webhook_secret"));
}

static void
event__while_qualtrics_is_away__is_to_come_again(void **state)
{
	struct world *w = *state;

	open_with(w, SECRET);
	add(w);
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(
	    push_event(w, "s3cret", EVENT("SV_1", "R_1")), LB_RETRY);
	tell(w, "set", "{\"hidden\":true}");
	assert_int_equal(
	    push_event(w, "s3cret", EVENT("SV_1", "R_1")), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 10);
	tell(w, "set", "{\"hidden\":false}");
	assert_int_equal(
	    push_event(w, "s3cret", EVENT("SV_1", "R_1")), LB_DONE);
	assert_int_equal(n_held(w), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(event__and_export__of_one_answer_are_the_same),
		CASE(event__of_each_other_kind__brings_nothing),
		CASE(event__that_proves_nothing__is_denied),
		CASE(event__while_qualtrics_is_away__is_to_come_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
