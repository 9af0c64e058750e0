/* SPDX-License-Identifier: ISC */
/* test_trustpilot.c - the provider trustpilot, and a business on loopback. */
#include <stdlib.h>
#include <time.h>

#include "vendor_world.h"

#define KEY "\"api_key\":\"k3y\",\"domain\":\"www.kunde.example\""
#define PRIVATE ",\"api_secret\":\"secret\""
#define PUSHED ",\"webhook_secret\":\"0123456789abcdef\""
#define REMOVED 1000
#define UNIT "46d6a890000064000500e0c3"
#define TOKENS "/oauth/oauth-business-users-for-applications/accesstoken"

/* One that was written so many seconds after 01:00. */
static void
add(struct world *w, int id, int stars, int second)
{
	tell(w, "answer",
	    "{\"id\":%d,\"stars\":%d,\"createdAt\":"
	    "\"2025-11-20T%02d:%02d:%02d.000Z\"}",
	    id, stars, 1 + second / 3600, second / 60 % 60, second % 60);
}

static enum lb_result
push_event(struct world *w, const char *what, const char *data)
{
	char *body =
	    mem_printf("{\"events\":[{\"eventName\":\"%s\",\"version\":\"1\","
		       "\"eventData\":%s}]}",
		what, data);
	enum lb_result result = push_to(
	    w, "0123456789abcdef", "content-type:application/json", body);

	free(body);
	return result;
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	add(w, id, 1 + rand() % 5, (int)(at_s - T0));
}

static void
change_answer(struct world *w, int id, int64_t at_s)
{
	(void)at_s;
	tell(w, "change", "{\"id\":%d,\"stars\":%d,\"text\":\"%d\"}", id,
	    1 + rand() % 5, rand());
}

/* One of five from REMOVED on, which is told by a push alone. */
static void
remove_one(struct world *w, int *n, int64_t at_s)
{
	int id = REMOVED + rand() % 5;
	char data[32];

	(void)n;
	(void)at_s;
	snprintf(data, sizeof(data), "{\"id\":\"%d\"}", id);
	tell(w, "answer", "{\"id\":%d,\"stars\":1}", id);
	tell(w, "delete", "{\"id\":%d}", id);
	assert_int_equal(
	    push_event(w, "service-review-deleted", data), LB_DONE);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "trustpilot.py",
	.settings = KEY,
	.add = add_answer,
	.change = change_answer,
	.more = remove_one,
	.usual = PUSHED,
};

static const char *
property(const cJSON *response, const char *name)
{
	return json_string(json_member(response, "properties"), name);
}

/* ---- One review */

static void
review__private__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, PRIVATE);
	tell(w, "answer",
	    "{\"id\":1,\"stars\":2,\"title\":\"For sen\",\"text\":\"Tre "
	    "uger!\",\"updatedAt\":\"2025-11-20T00:55:58.000Z\",\"email\":"
	    "\"soren@kunde-a.example\",\"reference\":\"A-17\",\"reply\":"
	    "\"Beklager\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "1");
	assert_string_equal(json_string(r, "survey"), "www.kunde.example");
	assert_string_equal(json_string(r, "scale"), "stars_1_5");
	assert_int_equal(json_integer(r, "score", -1), 2);
	assert_string_equal(json_string(r, "comment"), "For sen\nTre uger!");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "S\xc3\xb8ren H.");
	assert_string_equal(json_string(r, "language"), "da");
	assert_string_equal(
	    json_string(r, "link"), "https://www.trustpilot.com/reviews/1");
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
	assert_true(json_real(r, "changed_us", 0) == (T0 + 158) * 1e6);
	assert_string_equal(property(r, "reference"), "A-17");
	assert_string_equal(property(r, "reply"), "Beklager");
}

static void
review__public__has_what_everybody_sees(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer",
	    "{\"id\":1,\"stars\":5,\"email\":\"soren@kunde-a.example\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 5);
	assert_null(json_string(held(w, "1"), "email"));
	assert_null(json_string(held(w, "1"), "comment"));
	assert_int_equal(asked(w, TOKENS), 0);
}

static void
title__of_the_text_s_beginning__is_not_said_twice(void **state)
{
	static const struct {
		const char *title, *text, *comment;
	} cases[] = { { "Tre uger\xe2\x80\xa6", "Tre uger er for meget",
			  "Tre uger er for meget" },
		{ "Tre uger...", "Tre uger er for meget",
		    "Tre uger er for meget" },
		{ "Tre uger", "", "Tre uger\n" }, { "", "Nej", "Nej" },
		{ "Nej", "Ja", "Nej\nJa" } };
	struct world *w = *state;

	open_with(w, "");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "answer",
		    "{\"id\":1,\"stars\":1,\"title\":\"%s\",\"text\":\"%s\"}",
		    cases[i].title, cases[i].text);
		open_again(w, "");
		assert_int_equal(poll_it(w), LB_DONE);
		assert_string_equal(
		    json_string(held(w, "1"), "comment"), cases[i].comment);
	}
}

static void
stars__that_are_none__are_kept_aside_and_stop_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"stars\":0}");
	tell(w, "answer", "{\"id\":2,\"stars\":6}");
	tell(w, "answer", "{\"id\":3,\"stars\":\"4\"}");
	tell(w, "answer", "{\"id\":4,\"stars\":null}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 2);
	assert_int_equal(n_held(w), 2);
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 4);
}

/* ---- The way through them */

static void
walk__over_many_pages__loses_none(void **state)
{
	static const struct {
		const char *settings, *path;
	} cases[] = { { "", "/business-units/" UNIT "/reviews" },
		{ PRIVATE, "/private/business-units/" UNIT "/reviews" } };
	struct world *w = *state;

	for (int i = 0; i < 250; i++)
		add(w, i, 1 + i % 5, i < 150 ? i : 150);
	for (size_t i = 0; i < 2; i++) {
		free(w->cursor);
		w->cursor = NULL;
		open_with(w, cases[i].settings);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 250);
		assert_int_equal(asked(w, cases[i].path), 3);
		/* Again from the second of the newest, and the one before. */
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 101);
		assert_int_equal(asked(w, cases[i].path), 5);
		fake_close(w->host);
	}
}

static void
token__whatever_is_asked__is_one(void **state)
{
	struct world *w = *state;
	char *path;

	open_with(w, PRIVATE ",\"overlap\":\"1h\"");
	add(w, 1, 5, 0);
	for (int i = 0; i < 20; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	path = last_asked(w, "path");
	assert_non_null(strstr(path, "startDateTime=2025-11-20T00%3A59%3A59"));
	free(path);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, TOKENS), 2);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "Too many tokens"));
}

/* ---- Pushes */

static void
push__of_a_review__brings_what_a_poll_does(void **state)
{
	struct world *w = *state;
	cJSON *pushed;

	open_with(w, PRIVATE PUSHED);
	tell(w, "answer",
	    "{\"id\":1,\"stars\":1,\"text\":\"Nej\",\"email\":"
	    "\"soren@kunde-a.example\"}");
	assert_int_equal(push_event(w, "service-review-created",
			     "{\"id\":\"1\",\"stars\":1,\"text\":\"Nej\","
			     "\"consumer\":{\"name\":\"x\"}}"),
	    LB_DONE);
	pushed = cJSON_Duplicate(held(w, "1"), true);
	assert_string_equal(
	    json_string(pushed, "email"), "soren@kunde-a.example");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(pushed, held(w, "1"), true));
	cJSON_Delete(pushed);
}

static void
push__of_a_review_that_cannot_be_asked_for__is_taken_as_it_is(void **state)
{
	struct world *w = *state;

	open_with(w, PUSHED);
	assert_int_equal(
	    push_event(w, "service-review-updated",
		"{\"id\":\"9\",\"stars\":4,\"title\":\"God\",\"createdAt\":"
		"\"2025-11-20T00:53:20.000Z\",\"consumer\":{\"name\":"
		"\"Bo\"}}"),
	    LB_DONE);
	assert_int_equal(json_integer(held(w, "9"), "score", -1), 4);
	assert_string_equal(json_string(held(w, "9"), "name"), "Bo");
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(
	    push_event(w, "service-review-updated", "{\"id\":\"9\"}"),
	    LB_RETRY);
}

static void
push__of_a_deletion__marks_the_answer(void **state)
{
	static const char *const events[] = {
		"{\"id\":\"1\",\"createdAt\":\"2025-11-20T00:53:20.000Z\"}",
		"{\"id\":\"1\",\"deletedAt\":\"2025-11-21T00:00:00.000Z\"}",
		"{\"id\":\"1\"}"
	};
	struct world *w = *state;

	open_with(w, PUSHED);
	for (size_t i = 0; i < 3; i++) {
		tell(w, "answer", "{\"id\":1,\"stars\":1}");
		assert_int_equal(poll_it(w), LB_DONE);
		tell(w, "delete", "{\"id\":1}");
		assert_int_equal(
		    push_event(w, "service-review-deleted", events[i]),
		    LB_DONE);
		assert_false(json_bool(held(w, "1"), "complete", true));
		assert_string_equal(property(held(w, "1"), "deleted"), "true");
		assert_int_equal(poll_it(w), LB_DONE);
		assert_string_equal(property(held(w, "1"), "deleted"), "true");
	}
}

static void
push__that_is_none_of_ours__is_answered_as_it_should(void **state)
{
	static const char empty[] = "{\"events\":[]}";
	struct world *w = *state;

	open_with(w, PUSHED);
	assert_int_equal(
	    push_event(w, "product-review-created", "{\"id\":\"1\"}"),
	    LB_DONE);
	assert_int_equal(
	    push_event(w, "service-review-deleted", "[]"), LB_DONE);
	assert_int_equal(
	    push_event(w, "service-review-deleted", "{}"), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	assert_int_equal(n_held(w), 0);
	assert_int_equal(
	    push_to(w, "0123456789abcdef", NULL, "{}"), LB_REJECT);
	assert_false(fake_is_denied(w->host));
	assert_int_equal(push(w, NULL, empty), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	open_again(w, "");
	assert_int_equal(
	    push_to(w, "0123456789abcdef", NULL, empty), LB_REJECT);
	assert_true(fake_is_denied(w->host));
}

/* ---- What goes wrong */

static void
settings__that_make_no_sense__are_said(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"api_key\":\"k3y\"");
	assert_null(w->state);
	assert_non_null(strstr(fake_why(w->host), "domain is missing"));
	open_exactly(w, KEY ",\"webhook_secret\":\"short\"");
	assert_null(w->state);
	assert_non_null(strstr(fake_why(w->host), "at least 16"));
}

static void
keys__that_are_wrong__are_rejected_and_not_shown(void **state)
{
	static const char *const cases[] = {
		"\"api_key\":\"hunter2\",\"business_unit\":\"" UNIT "\"",
		"\"api_key\":\"k3y\",\"api_secret\":\"hunter2\","
		"\"business_unit\":\"" UNIT "\"",
		"\"api_key\":\"k3y\",\"domain\":\"hunter3.example\"",
	};
	struct world *w = *state;

	for (size_t i = 0; i < 3; i++) {
		open_exactly(w, cases[i]);
		assert_int_equal(poll_it(w), LB_REJECT);
		assert_null(strstr(fake_why(w->host), "hunter2"));
		assert_false(probe(w));
		fake_close(w->host);
	}
	assert_non_null(strstr(fake_why(w->host), "Business unit not found"));
}

static void
probe__of_a_business__says_what_was_found(void **state)
{
	struct world *w = *state;
	time_t now = time(NULL);
	char when[32];

	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	open_with(w, PUSHED);
	tell(w, "answer", "{\"id\":1,\"stars\":1,\"createdAt\":\"%s\"}", when);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "is \"Nordlys\""));
	assert_non_null(strstr(fake_log(w->host),
	    "1 answers in the last 30 days, on another scale than 0 to 10"));
	assert_null(strstr(fake_log(w->host), "an NPS of"));
	assert_non_null(strstr(fake_log(w->host), "last part of its address"));
	assert_int_equal(n_emitted(w), 0);
}

/* ---- Any sequence */

static void
any_sequence__with_deletions__ends_alike(void **state)
{
	struct world *w = *state;
	int n = any_sequence(w, PUSHED, 400);

	for (int id = REMOVED; id < REMOVED + 5; id++) {
		char text[16];

		snprintf(text, sizeof(text), "%d", id);
		assert_string_equal(
		    property(held(w, text), "deleted"), "true");
		cJSON_DeleteItemFromObjectCaseSensitive(w->held, text);
	}
	assert_int_equal(n_held(w), n);
	assert_held_is_all_there_is(w, PUSHED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(review__private__has_all),
		CASE(review__public__has_what_everybody_sees),
		CASE(title__of_the_text_s_beginning__is_not_said_twice),
		CASE(stars__that_are_none__are_kept_aside_and_stop_nothing),
		CASE(walk__over_many_pages__loses_none),
		CASE(token__whatever_is_asked__is_one),
		CASE(push__of_a_review__brings_what_a_poll_does),
		CASE(
		    push__of_a_review_that_cannot_be_asked_for__is_taken_as_it_is),
		CASE(push__of_a_deletion__marks_the_answer),
		CASE(push__that_is_none_of_ours__is_answered_as_it_should),
		CASE(settings__that_make_no_sense__are_said),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(keys__that_are_wrong__are_rejected_and_not_shown),
		CASE(probe__of_a_business__says_what_was_found),
		CASE(any_sequence__with_deletions__ends_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
