/* SPDX-License-Identifier: ISC */
/*
 * test_typeform.c - the provider typeform, over a form on loopback
 * (tests/fake/typeform.py).
 */
#include "vendor_world.h"

#include <stdlib.h>
#include <time.h>

#define RESPONSES "/forms/u6nXL7/responses"
#define FORM "/forms/u6nXL7"

static void
answer(struct world *w, const char *id, int64_t at, const char *more)
{
	tell(
	    w, "answer", "{\"id\":\"%s\",\"at\":%" PRId64 "%s}", id, at, more);
}

static void
add_answer(struct world *w, int id, int64_t at_s)
{
	char text[16];

	snprintf(text, sizeof(text), "t%d", id);
	answer(w, text, at_s,
	    rand() % 4 == 0 ? "" : ",\"score\":9,\"text\":\"Fint\"");
}

/* The next is not listed, until another one is not. */
static void
hold_one(struct world *w, int *n, int64_t at_s)
{
	(void)at_s;
	tell(w, "set", "{\"held\":[\"t%d\"]}", *n + 1);
}

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "typeform.py",
	.settings = "\"token\":\"tfp_me\",\"form\":\"u6nXL7\"",
	.add = add_answer,
	.more = hold_one,
	.calm = ",\"held\":[]",
	.after_s = 20,
	.wrong = "\"token\":\"hunter2\",\"form\":\"u6nXL7\"",
	.wrong_why = "may not do this",
};

/* ---- One answer */

#define ALL                                                          \
	",\"score\":3,\"text\":\"For sen\",\"hidden\":{\"email\":"   \
	"\"soren@kunde-a.example\",\"name\":\"Søren\",\"company\":" \
	"\"Kunde A ApS\",\"plan\":\"Pro\",\"empty\":\"\"}"

static void
answer__with_all__has_all(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w, "");
	answer(w, "ac43", T0, ALL);
	assert_int_equal(poll_it(w), LB_DONE);
	r = held(w, "ac43");
	assert_string_equal(json_string(r, "survey"), "u6nXL7");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "scale"), "nps_0_10");
	assert_string_equal(json_string(r, "comment"), "For sen");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "name"), "Søren");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_true(json_bool(r, "complete", false));
	assert_true(json_real(r, "answered_us", 0) == T0 * 1e6);
	assert_string_equal(
	    json_string(json_member(r, "properties"), "plan"), "Pro");
	assert_null(json_member(json_member(r, "properties"), "empty"));
}

/* Fields that nobody answered are not there; and there may be no list. */
static void
answer__with_little__has_no_score_and_is_no_failure(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, "a", T0, "");
	answer(w, "b", T0, ",\"answers\":null,\"hidden\":null");
	answer(w, "c", T0, ",\"answers\":\"none\",\"hidden\":7");
	answer(w, "d", T0, ",\"answers\":[7,{},{\"type\":\"number\"},null]");
	answer(w, "e", T0, ",\"score\":\"7\",\"email\":null");
	answer(w, "f", T0, ",\"score\":0");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 0);
	for (const char *id = "abcd"; *id != '\0'; id++)
		assert_int_equal(
		    json_integer(held(w, (char[]){ *id, '\0' }), "score", 0),
		    -1);
	assert_int_equal(json_integer(held(w, "e"), "score", -1), 7);
	assert_int_equal(json_integer(held(w, "f"), "score", -1), 0);
}

static void
answer__that_cannot_be_one__is_kept_aside_and_stops_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, "a", T0, ",\"score\":11");
	answer(w, "b", T0, ",\"score\":7.5");
	answer(w, "c", T0, ",\"score\":\"N/A\"");
	answer(w, "d", T0, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 3);
	assert_int_equal(n_emitted(w), 1);
}

/* The link Typeform gives to copy has email=xxxxx in it. */
static void
address__of_the_template__gives_way_to_the_answer(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answer(w, "a", T0,
	    ",\"score\":9,\"hidden\":{\"email\":\"xxxxx\"},"
	    "\"email\":\"anna@kunde.example\"");
	answer(w, "b", T0, ",\"score\":9,\"hidden\":{\"email\":\"xxxxx\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(
	    json_string(held(w, "a"), "email"), "anna@kunde.example");
	assert_null(json_member(held(w, "b"), "email"));
}

static void
properties__of_fields__are_named_as_set(void **state)
{
	struct world *w = *state;
	const cJSON *p;

	open_with(w, ",\"email_field\":\"mail\",\"company_field\":\"plan\","
		     "\"properties\":{\"area\":\"area\",\"both\":\"w1\","
		     "\"none\":\"nothing\"}");
	answer(w, "a", T0,
	    ",\"hidden\":{\"mail\":\"a@b.example\",\"plan\":\"Pro\"},"
	    "\"answers\":[{\"field\":{\"id\":\"p1\"},\"type\":\"choice\","
	    "\"choice\":{\"id\":\"x\",\"label\":\"Nord\"}},"
	    "{\"field\":{\"id\":\"w1\"},\"type\":\"choices\","
	    "\"choices\":{\"labels\":[\"A\",\"B\"]}}]");
	assert_int_equal(poll_it(w), LB_DONE);
	p = json_member(held(w, "a"), "properties");
	assert_string_equal(json_string(p, "area"), "Nord");
	assert_string_equal(json_string(p, "both"), "A, B");
	assert_null(json_member(p, "none"));
	assert_string_equal(json_string(held(w, "a"), "email"), "a@b.example");
	assert_string_equal(json_string(held(w, "a"), "company"), "Pro");
}

/* ---- The form */

#define FIELD(id, type, more)                                        \
	"{\"id\":\"" id "\",\"ref\":\"ref-" id "\",\"type\":\"" type \
	"\",\"title\":\"Ask " id "\"" more "}"
#define STEPS(n, one) \
	",\"properties\":{\"steps\":" #n ",\"start_at_one\":" #one "}"

static void
scale__of_each_form__is_recognised(void **state)
{
	static const struct {
		const char *form, *scale, *settings;
	} cases[] = {
		{ FIELD("s", "nps", ""), "nps_0_10", "" },
		{ FIELD("s", "opinion_scale", STEPS(11, false)), "nps_0_10",
		    "" },
		{ FIELD("s", "opinion_scale", STEPS(10, true)), "scale_1_10",
		    "" },
		{ FIELD("s", "opinion_scale", STEPS(11, true)), "other", "" },
		{ FIELD("s", "opinion_scale", STEPS(10, false)), "other", "" },
		{ FIELD("s", "opinion_scale", ""), "other", "" },
		{ FIELD("s", "rating", STEPS(5, false)), "stars_1_5", "" },
		{ FIELD("s", "rating", STEPS(10, false)), "other", "" },
		{ FIELD("x", "nps", "") "," FIELD(
		      "s", "rating", STEPS(5, false)),
		    "stars_1_5", ",\"question\":\"ref-s\"" },
		{ FIELD("x", "opinion_scale", STEPS(11, false)) "," FIELD(
		      "s", "nps", ""),
		    "nps_0_10", "" },
		{ FIELD("x", "nps", "") "," FIELD("s", "nps", ""), "nps_0_10",
		    ",\"question\":\"s\"" },
	};
	struct world *w = *state;

	answer(w, "a", T0,
	    ",\"answers\":[{\"field\":{\"id\":\"s\"},\"type\":\"number\","
	    "\"number\":5},{\"field\":{\"id\":\"x\"},\"type\":\"number\","
	    "\"number\":1}]");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "set", "{\"form\":[%s]}", cases[i].form);
		open_again(w, cases[i].settings);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_string_equal(
		    json_string(held(w, "a"), "scale"), cases[i].scale);
		assert_int_equal(json_integer(held(w, "a"), "score", -1), 5);
	}
}

static void
form__that_leaves_it_open__is_a_sentence(void **state)
{
	static const struct {
		const char *form, *settings, *why;
	} cases[] = {
		{ FIELD("a", "nps", "") "," FIELD("b", "nps", ""), "",
		    "one of ref-a (Ask a), ref-b (Ask b)" },
		{ FIELD("a", "short_text", ""), "", "answered with a score" },
		{ "", "", "none at all" },
		{ "7,null,{\"id\":9}", "", "none at all" },
		{ FIELD("a", "nps", ""), ",\"question\":\"b\"",
		    "question: there is no \"b\"" },
		{ FIELD("a", "short_text", ""), ",\"question\":\"ref-a\"",
		    "are no scores" },
		{ FIELD("a", "nps", ""), ",\"comment\":\"b\"",
		    "comment: there is no \"b\"" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(w, "set", "{\"form\":[%s]}", cases[i].form);
		open_again(w, cases[i].settings);
		assert_int_equal(poll_it(w), LB_REJECT);
		if (strstr(fake_why(w->host), cases[i].why) == NULL)
			print_error("%s\n", fake_why(w->host));
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
	}
}

static void
form__is_read__once_and_when_it_changed(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"properties\":{\"late\":\"new\"}");
	answer(w, "a", T0, ",\"score\":9");
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, FORM), 1);
	tell(w, "set", "{\"form\":[%s,%s]}", FIELD("lVf1", "nps", ""),
	    FIELD("new", "short_text", ""));
	answer(w, "b", T0 + 1,
	    ",\"answers\":[{\"field\":{\"id\":\"new\"},\"type\":\"text\","
	    "\"text\":\"hi\"},{\"field\":{\"id\":\"gone\"},\"type\":\"text\","
	    "\"text\":\"old\"}]");
	answer(w, "c", T0 + 1,
	    ",\"answers\":[{\"field\":{\"id\":\"gone\"}},{\"field\":{\"id\":"
	    "\"went\"}}]");
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, FORM), 2);
	assert_string_equal(
	    json_string(json_member(held(w, "b"), "properties"), "late"),
	    "hi");
	assert_string_equal(json_string(held(w, "b"), "comment"), "hi");
}

/* ---- The way through them */

static void
walk__beyond_a_page__loses_none(void **state)
{
	struct world *w = *state;
	char *last;

	open_with(w, "");
	for (int i = 0; i < 1200; i++) {
		char id[16];

		snprintf(id, sizeof(id), "%04d", i);
		answer(w, id, T0 + i / 100, ",\"score\":9");
	}
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1200);
	last = last_asked(w, "path");
	assert_non_null(strstr(last, "sort=submitted_at,asc"));
	free(last);
}

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * 1000000);
	open_with(w, "");
	answer(w, "a", T0 + 9, ",\"score\":9");
	answer(w, "b", T0 + 10, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	(void)held(w, "b");
}

static void
answer__listed_late__is_found_within_the_overlap(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"overlap\":\"30m\"");
	tell(w, "set", "{\"held\":[\"a\"]}");
	answer(w, "a", T0, ",\"score\":2");
	answer(w, "b", T0 + 1500, ",\"score\":9");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
	tell(w, "set", "{\"held\":[]}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

static void
form__that_is_not_there__is_rejected(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"token\":\"tfp_me\",\"form\":\"other\"");
	assert_int_equal(poll_it(w), LB_REJECT);
}

/* ---- Pushes */

#define SECRET ",\"webhook_secret\":\"s3cret\""

static enum lb_result
push_it(struct world *w, const char *body, const char *secret)
{
	char *mac = signed_as("typeform-signature: sha256=", HMAC_SHA256,
	    HMAC_BASE64, secret, body);
	enum lb_result result = push(w, mac, body);

	free(mac);
	return result;
}

#define EVENT(type, form)                                                      \
	"{\"event_id\":\"e1\",\"event_type\":\"" type                          \
	"\",\"form_response\":{"                                               \
	"\"form_id\":\"" form "\",\"token\":\"ac43\",\"landed_at\":"           \
	"\"2025-11-20T00:52:20Z\",\"submitted_at\":\"2025-11-20T00:53:20Z\","  \
	"\"hidden\":{\"email\":\"soren@kunde-a.example\",\"name\":\"Søren\"," \
	"\"company\":\"Kunde A ApS\",\"plan\":\"Pro\"},\"definition\":{"       \
	"\"fields\":[]},\"answers\":[{\"type\":\"number\",\"number\":3,"       \
	"\"field\":{\"id\":\"lVf1\",\"ref\":\"nps\",\"type\":\"nps\"}},"       \
	"{\"type\":\"text\",\"text\":\"For sen\",\"field\":{\"id\":\"kq8x\"}"  \
	"}]}}"

static void
push__and_poll__of_one_answer_are_the_same(void **state)
{
	struct world *w = *state;
	cJSON *by_push;

	open_with(w, SECRET);
	assert_int_equal(
	    push_it(w, EVENT("form_response", "u6nXL7"), "s3cret"), LB_DONE);
	by_push = cJSON_Duplicate(fake_responses(w->host), true);
	assert_int_equal(cJSON_GetArraySize(by_push), 1);
	answer(w, "ac43", T0, ALL);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(cJSON_Compare(by_push, fake_responses(w->host), true));
	cJSON_Delete(by_push);
}

static void
push__that_is_not_ours__is_not_believed(void **state)
{
	static const char good[] = EVENT("form_response", "u6nXL7");
	struct world *w = *state;

	open_with(w, "");
	assert_int_equal(push_it(w, good, "s3cret"), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	open_again(w, SECRET);
	assert_int_equal(push_it(w, good, "guessed"), LB_REJECT);
	assert_true(fake_is_denied(w->host));
	assert_int_equal(
	    push_it(w, EVENT("form_response", "other"), "s3cret"), LB_REJECT);
	assert_false(fake_is_denied(w->host));
	assert_int_equal(
	    push_it(w, "{\"event_type\":7}", "s3cret"), LB_REJECT);
	assert_int_equal(push_it(w, "[]", "s3cret"), LB_REJECT);
	assert_int_equal(
	    push_it(w, EVENT("form_response_partial", "u6nXL7"), "s3cret"),
	    LB_DONE);
	assert_int_equal(n_held(w), 0);
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(push_it(w, good, "s3cret"), LB_RETRY);
	assert_int_equal(push_it(w, good, "s3cret"), LB_DONE);
	assert_int_equal(n_held(w), 1);
}

/* ---- Try */

static void
probe__says__what_there_is(void **state)
{
	struct world *w = *state;
	int64_t now = (int64_t)time(NULL);

	open_with(w, SECRET);
	answer(w, "a", now - 60, ",\"score\":9");
	answer(w, "b", now - 50, ",\"score\":3");
	answer(w, "c", now - 40, "");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "\"NPS 2026\""));
	assert_non_null(strstr(fake_log(w->host), "\"How likely is it?\""));
	assert_non_null(strstr(fake_log(w->host), "2 answers in the last 30"));
	assert_non_null(strstr(fake_log(w->host), "typeform-signature"));
	assert_non_null(strstr(fake_log(w->host), "counts as many"));
	tell(w, "set", "{\"form\":[%s]}",
	    FIELD("lVf1", "opinion_scale", STEPS(10, true)));
	open_again(w, "");
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "from 0 to 10"));
	assert_non_null(strstr(fake_log(w->host), "no comments"));
	open_again(w, ",\"question\":\"no\"");
	assert_false(probe(w));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(answer__with_all__has_all),
		CASE(answer__with_little__has_no_score_and_is_no_failure),
		CASE(
		    answer__that_cannot_be_one__is_kept_aside_and_stops_nothing),
		CASE(address__of_the_template__gives_way_to_the_answer),
		CASE(properties__of_fields__are_named_as_set),
		CASE(scale__of_each_form__is_recognised),
		CASE(form__that_leaves_it_open__is_a_sentence),
		CASE(form__is_read__once_and_when_it_changed),
		CASE(walk__beyond_a_page__loses_none),
		CASE(first_run__since__is_where_it_begins),
		CASE(answer__listed_late__is_found_within_the_overlap),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(push__and_poll__of_one_answer_are_the_same),
		CASE(push__that_is_not_ours__is_not_believed),
		CASE(probe__says__what_there_is),
		CASE(any_sequence__of_changes_and_polls__ends_alike),
		CASE(form__that_is_not_there__is_rejected),
		CASE(key__that_is_wrong__is_rejected_and_not_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
