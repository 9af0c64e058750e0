/* SPDX-License-Identifier: ISC */
/*
 * test_webhook.c - the provider webhook: what it tells the core of what tools
 * really push, and of what nobody should.
 */
#include "webhook_world.h"

#include <stdlib.h>

#include "sdk/json.h"
#include "sdk/mem.h"

#define NOW_US (NOW_S * 1000000)

/* ---- Tools. */

static void
receive__our_own_names__need_no_mapping(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(
	    push(w,
		"{\"id\":\"T-1\",\"survey\":\"Onboarding\",\"score\":6,"
		"\"comment\":\"Savner en \\u00abkontakt\\u00bb\","
		"\"answered\":\"2026-11-20T09:30:00+01:00\","
		"\"changed\":1795163460,\"complete\":true,"
		"\"language\":\"da\",\"channel\":\"web\","
		"\"touchpoint\":\"support\",\"email\":\"bo@kunde.example\","
		"\"name\":\"Bo\",\"role\":\"CFO\",\"company\":\"Kunde A/S\","
		"\"link\":\"https://tool.example/r/1\",\"other\":1}"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_string_equal(text_of(w, 0, "id"), "T-1");
	assert_string_equal(text_of(w, 0, "survey"), "Onboarding");
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 6);
	assert_string_equal(text_of(w, 0, "scale"), "nps_0_10");
	assert_string_equal(
	    text_of(w, 0, "comment"), "Savner en \xc2\xabkontakt\xc2\xbb");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0), NOW_US);
	assert_int_equal(
	    json_integer(answer(w, 0), "changed_us", 0), NOW_US + 60000000);
	assert_true(json_bool(answer(w, 0), "complete", false));
	assert_string_equal(text_of(w, 0, "language"), "da");
	assert_string_equal(text_of(w, 0, "channel"), "web");
	assert_string_equal(text_of(w, 0, "touchpoint"), "support");
	assert_string_equal(text_of(w, 0, "email"), "bo@kunde.example");
	assert_string_equal(text_of(w, 0, "name"), "Bo");
	assert_string_equal(text_of(w, 0, "role"), "CFO");
	assert_string_equal(text_of(w, 0, "company"), "Kunde A/S");
	assert_string_equal(text_of(w, 0, "link"), "https://tool.example/r/1");
	assert_null(json_member(answer(w, 0), "properties"));
}

/* As Wootric (InMoment) pushes; the settings are those of its page. */
static const char wootric[] =
    "\"fields\":{\"id\":\"/response/id\",\"survey\":\"/response/survey_id\","
    "\"score\":\"/response/score\",\"comment\":\"/response/text\","
    "\"answered\":\"/response/created_at\","
    "\"changed\":\"/response/updated_at\",\"email\":\"/response/email\","
    "\"company\":\"/response/end_user_properties/company\"},"
    "\"properties\":{\"*\":\"/response/end_user_properties\"},"
    "\"only\":{\"/event_name\":\"created|updated\",\"/survey_mode\":\"NPS\"}";

static void
receive__a_nested_event__is_found_by_its_pointers(void **state)
{
	struct world *w = *state;

	open_insecure(w, wootric);
	assert_int_equal(
	    push(w, "{\"response\":{\"id\":640213,\"email\":"
		    "\"soren@kunde-a.example\",\"score\":3,\"text\":\"\","
		    "\"survey_id\":7719,\"end_user_properties\":{\"company\":"
		    "\"Kunde A ApS\",\"mrr\":1200,\"beta\":true,\"none\":null,"
		    "\"tags\":[\"a\",2],\"deep\":{\"x\":1}},\"created_at\":"
		    "\"2026-11-20T00:30:00.000-08:00\",\"updated_at\":"
		    "\"2026-11-20T00:31:00.000-08:00\"},\"event_name\":"
		    "\"updated\",\"survey_mode\":\"NPS\"}"),
	    LB_DONE);
	assert_string_equal(text_of(w, 0, "id"), "640213");
	assert_string_equal(text_of(w, 0, "survey"), "7719");
	assert_string_equal(text_of(w, 0, "comment"), "(none)");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0), NOW_US);
	assert_string_equal(text_of(w, 0, "company"), "Kunde A ApS");
	assert_string_equal(property_of(w, 0, "company"), "Kunde A ApS");
	assert_string_equal(property_of(w, 0, "mrr"), "1200");
	assert_string_equal(property_of(w, 0, "beta"), "true");
	assert_string_equal(property_of(w, 0, "tags"), "a, 2");
	assert_string_equal(property_of(w, 0, "none"), "(none)");
	assert_string_equal(property_of(w, 0, "deep"), "(none)");
}

static void
receive__the_same_as_a_form__is_the_same(void **state)
{
	struct world *w = *state;

	open_insecure(w, wootric);
	assert_int_equal(
	    push_type(w, "application/x-www-form-urlencoded; charset=UTF-8",
		"response[id]=640213&response[score]=3&response[text]=Hj%C3"
		"%A6lp+mig&response[created_at]=2026-11-20+00%3A30%3A00+-0800"
		"&response[end_user_properties][plan]=Pro&event_name=created&"
		"survey_mode=NPS"),
	    LB_DONE);
	assert_string_equal(text_of(w, 0, "id"), "640213");
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 3);
	assert_string_equal(text_of(w, 0, "comment"), "Hj\xc3\xa6lp mig");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0), NOW_US);
	assert_string_equal(property_of(w, 0, "plan"), "Pro");
}

static void
receive__events_that_are_no_answers__are_passed_over(void **state)
{
	static const char *const bodies[] = {
		"{\"decline\":{\"id\":1},\"event_name\":\"created\"}",
		"{\"response\":{\"id\":1,\"score\":3},\"event_name\":"
		"\"deleted\",\"survey_mode\":\"NPS\"}",
		"{\"response\":{\"id\":1,\"score\":3},\"event_name\":"
		"\"created\",\"survey_mode\":\"CSAT\"}",
		"{\"event_name\":{\"created\":1},\"survey_mode\":\"NPS\"}",
		"{\"type\":\"ping\"}",
		"{}",
		"[]",
	};
	struct world *w = *state;

	open_insecure(w, wootric);
	for (size_t i = 0; i < N_OF(bodies); i++) {
		assert_int_equal(push(w, bodies[i]), LB_DONE);
		assert_int_equal(n_answers(w), 0);
		assert_int_equal(n_refused(w), 0);
	}
}

static void
receive__a_list_within_the_body__is_many_answers(void **state)
{
	struct world *w = *state;

	/* "#/…" points into the whole, "/…" into the answer at hand. */
	open_insecure(w,
	    "\"items\":\"/events\",\"fields\":{\"id\":\"/data/id\",\"score\":"
	    "\"/data/stars\",\"survey\":\"#/unit/name\"},\"properties\":{"
	    "\"country\":\"#/unit/country\"},\"scale\":\"1-5\","
	    "\"only\":{\"/name\":\"created\",\"#/version\":\"2\"}");
	assert_int_equal(
	    push(w,
		"{\"version\":2,\"unit\":{\"name\":\"Shop\",\"country\":"
		"\"DK\"},\"events\":[{\"name\":\"created\",\"data\":{"
		"\"id\":\"a\",\"stars\":1}},{\"name\":\"deleted\",\"data\":"
		"{\"id\":\"b\",\"stars\":2}},{\"name\":\"created\","
		"\"data\":{\"id\":\"c\",\"stars\":5}},{\"name\":"
		"\"created\",\"data\":{\"id\":\"d\",\"stars\":6}}]}"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 2);
	assert_string_equal(text_of(w, 0, "id"), "a");
	assert_string_equal(text_of(w, 0, "survey"), "Shop");
	assert_string_equal(text_of(w, 0, "scale"), "stars_1_5");
	assert_string_equal(property_of(w, 0, "country"), "DK");
	assert_string_equal(text_of(w, 1, "id"), "c");
	assert_int_equal(n_refused(w), 1);
	assert_string_equal(refusal(w, "why"),
	    "pushed, answer 4: score: 6 is not on the scale 1-5");
	assert_string_equal(refusal(w, "raw"),
	    "{\"name\":\"created\",\"data\":{\"id\":\"d\",\"stars\":6}}");
	/* One alone, as some send it; none; another version; none at all. */
	assert_int_equal(push(w, "{\"version\":2,\"events\":{\"name\":"
				 "\"created\",\"data\":{\"id\":1}}}"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_int_equal(push(w, "{\"version\":2,\"events\":[]}"), LB_DONE);
	assert_int_equal(push(w, "{\"version\":3,\"x\":[]}"), LB_DONE);
	assert_int_equal(push(w, "{\"version\":2,\"x\":[]}"), LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "there is nothing at /events (items)");
}

static void
receive__a_bare_list__is_many_answers(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(
	    push(w, "[{\"id\":1,\"score\":9},{\"id\":2,\"score\":\"0\"},7,"
		    "{\"id\":3}]"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 3);
	assert_int_equal(json_integer(answer(w, 1), "score", -1), 0);
	assert_int_equal(json_integer(answer(w, 2), "score", 0), -1);
	assert_int_equal(n_refused(w), 1);
	assert_string_equal(
	    refusal(w, "why"), "pushed, answer 3: it is no JSON object");
}

static void
receive__constants__stand_where_the_push_has_nothing(void **state)
{
	struct world *w = *state;

	open_insecure(w,
	    "\"constants\":{\"survey\":\"Onboarding\",\"channel\":\"email\","
	    "\"language\":\"da\"}");
	push(w, "{\"id\":1,\"score\":9,\"language\":\"sv\",\"channel\":\"\"}");
	assert_string_equal(text_of(w, 0, "survey"), "Onboarding");
	assert_string_equal(text_of(w, 0, "channel"), "email");
	assert_string_equal(text_of(w, 0, "language"), "sv");
}

static void
receive__no_survey__is_named_after_the_instance(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	push(w, "{\"id\":1,\"score\":9}");
	assert_string_equal(text_of(w, 0, "survey"), "test");
}

/* ---- Members. */

static void
receive__a_table_of_scores__on_the_scale_or_refused(void **state)
{
	/* why NULL: it is that score. */
	static const struct {
		const char *json;
		int score;
		const char *why;
	} cases[] = {
		{ "0", 0, NULL },
		{ "10", 10, NULL },
		{ "9.0", 9, NULL },
		{ "1e1", 10, NULL },
		{ "\"9\"", 9, NULL },
		{ "\"9.0\"", 9, NULL },
		{ "[9]", 9, NULL },
		{ "null", -1, NULL },
		{ "\"\"", -1, NULL },
		{ "[]", -1, NULL },
		{ "11", 0, "score: 11 is not on the scale 0-10" },
		{ "-1", 0, "score: -1 is not on the scale 0-10" },
		{ "99", 0, "score: 99 is not on the scale 0-10" },
		{ "10.5", 0, "score: 10.5 is not a whole number" },
		{ "\"9,0\"", 0, "score: \"9,0\" is no number" },
		{ "\"nine\"", 0, "score: \"nine\" is no number" },
		{ "\" 9\"", 0, "score: \" 9\" is no number" },
		{ "\"0x9\"", 0, "score: \"0x9\" is no number" },
		{ "\"nan\"", 0, "score: \"nan\" is no number" },
		{ "true", 0, "score: \"true\" is no number" },
		{ "[9,3]", 0, "score: \"9, 3\" is no number" },
		{ "1e99", 0, "score: \"1e+99\" is no number" },
		{ "12345678901234567890", 0,
		    "score: 12345678901234567890 is not on the scale 0-10" },
		{ "{\"value\":9}", 0,
		    "score: at /score is an object, not a value" },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body =
		    mem_printf("{\"id\":1,\"score\":%s}", cases[i].json);
		char *why = mem_printf("pushed: %s", cases[i].why);

		assert_int_equal(push(w, body), LB_DONE);
		if (cases[i].why == NULL) {
			assert_int_equal(
			    json_integer(answer(w, 0), "score", -2),
			    cases[i].score);
		} else {
			assert_int_equal(n_answers(w), 0);
			assert_int_equal(n_refused(w), 1);
			assert_string_equal(refusal(w, "why"), why);
		}
		free(body);
		free(why);
	}
}

static void
receive__other_scales__are_told_and_never_converted(void **state)
{
	static const struct {
		const char *setting, *name;
		int min, max;
	} cases[] = {
		{ "0-10", "nps_0_10", 0, 10 },
		{ "1-5", "stars_1_5", 1, 5 },
		{ "1-10", "scale_1_10", 1, 10 },
		{ "other", "other", 0, 1000 },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *setting =
		    mem_printf("\"scale\":\"%s\"", cases[i].setting);
		char *body = mem_printf(
		    "[{\"score\":%d},{\"score\":%d},{\"score\":%d}]",
		    cases[i].min, cases[i].max, cases[i].min - 1);

		open_insecure(w, setting);
		push(w, body);
		assert_int_equal(n_answers(w), 2);
		assert_int_equal(n_refused(w), 1);
		assert_string_equal(text_of(w, 1, "scale"), cases[i].name);
		assert_int_equal(
		    json_integer(answer(w, 1), "score", -1), cases[i].max);
		free(setting);
		free(body);
	}
}

static void
receive__a_table_of_times__in_utc(void **state)
{
	static const struct {
		const char *json;
		int64_t us; /* 0: refused */
	} cases[] = {
		{ "1795163400", NOW_US },
		{ "\"1795163400\"", NOW_US },
		{ "1795163400000", NOW_US },
		{ "1795163400000000", NOW_US },
		{ "1795163400.25", NOW_US + 250000 },
		{ "1795163400.1234567", NOW_US + 123456 },
		{ "\"2026-11-20T08:30:00Z\"", NOW_US },
		{ "\"2026-11-20T09:30:00+01:00\"", NOW_US },
		{ "\"2026-11-20 00:30:00 -0800\"", NOW_US },
		{ "\"2026-11-20 09:30:00\"", NOW_US },
		{ "\"20-11-2026 09.30\"", NOW_US },
		{ "null", NOW_US },
		{ "\"\"", NOW_US },
		{ "\"i dag\"", 0 },
		{ "17", 0 },
		{ "true", 0 },
		{ "\"2026-13-20\"", 0 },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body =
		    mem_printf("{\"id\":1,\"answered\":%s}", cases[i].json);

		assert_int_equal(push(w, body), LB_DONE);
		assert_int_equal(n_answers(w), cases[i].us != 0);
		if (cases[i].us != 0)
			assert_true(json_integer(answer(w, 0), "answered_us",
					0) == cases[i].us);
		free(body);
	}
}

static void
receive__zone_and_order__are_those_set(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"zone\":\"UTC\",\"date_order\":\"mdy\"");
	push(w, "{\"id\":1,\"answered\":\"11/20/2026 8:30 AM\"}");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0), NOW_US);
}

static void
receive__complete__in_the_words_of_tools(void **state)
{
	static const struct {
		const char *json;
		int complete; /* -1: refused */
	} cases[] = {
		{ "true", 1 },
		{ "false", 0 },
		{ "1", 1 },
		{ "0", 0 },
		{ "\"True\"", 1 },
		{ "\"yes\"", 1 },
		{ "\"completed\"", 1 },
		{ "\"partial\"", 0 },
		{ "null", 1 },
		{ "\"maybe\"", -1 },
		{ "2", -1 },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body = mem_printf(
		    "{\"id\":1,\"score\":9,\"complete\":%s}", cases[i].json);

		push(w, body);
		assert_int_equal(n_answers(w), cases[i].complete >= 0);
		if (cases[i].complete >= 0)
			assert_int_equal(
			    json_bool(answer(w, 0), "complete", false),
			    cases[i].complete);
		free(body);
	}
}

/* ---- Identity. */

static void
receive__ids_of_many_digits__stay_apart(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	push(w, "[{\"id\":9007199254740993},{\"id\":9007199254740992},"
		"{\"id\":12345678901234567890},{\"id\":1.5}]");
	assert_string_equal(text_of(w, 0, "id"), "9007199254740993");
	assert_string_equal(text_of(w, 1, "id"), "9007199254740992");
	assert_string_equal(text_of(w, 2, "id"), "12345678901234567890");
	assert_string_equal(text_of(w, 3, "id"), "1.5");
}

static void
receive__a_mapped_id_that_is_missing__is_refused(void **state)
{
	static const char *const bodies[] = { "{\"score\":9}",
		"{\"score\":9,\"n\":null}", "{\"score\":9,\"n\":\"\"}" };
	struct world *w = *state;

	open_insecure(w, "\"fields\":{\"id\":\"/n\",\"score\":\"/score\"}");
	for (size_t i = 0; i < N_OF(bodies); i++) {
		assert_int_equal(push(w, bodies[i]), LB_DONE);
		assert_int_equal(n_answers(w), 0);
		assert_string_equal(
		    refusal(w, "why"), "pushed: id: there is none at /n");
	}
}

static void
receive__without_an_id__the_content_is_one(void **state)
{
	struct world *w = *state;
	char *first;

	open_insecure(w, "");
	push(w, "{\"score\":9,\"email\":\"a@b.example\"}");
	first = mem_string(text_of(w, 0, "id"));
	assert_int_equal(strlen(first), strlen("key-") + 32);
	assert_memory_equal(first, "key-", 4);
	/* Written otherwise; later. */
	clock_s += 3600;
	push(w, " { \"score\" : 9,\n\"email\":\"a\\u0040b.example\" } ");
	assert_string_equal(text_of(w, 0, "id"), first);
	push(w, "{\"score\":8,\"email\":\"a@b.example\"}");
	assert_string_not_equal(text_of(w, 0, "id"), first);
	/* Of what is not mapped, too: it tells two answers apart. */
	push(w, "{\"score\":9,\"email\":\"a@b.example\",\"n\":1}");
	assert_string_not_equal(text_of(w, 0, "id"), first);
	free(first);
}

/* Everything as it would be stored. */
static char *
told(const struct world *w)
{
	struct buf out = BUF_INIT;

	json_print(&out, fake_responses(w->host));
	json_print(&out, fake_refused(w->host));
	return buf_take(&out);
}

static void
receive__the_same_push_twice__tells_the_same(void **state)
{
	static const char *const bodies[] = {
		"{\"score\":9}",
		"{\"id\":7,\"score\":\"3\",\"comment\":\"x\"}",
		"[{\"score\":1},{\"score\":1},{\"score\":2}]",
		"{\"score\":99}",
		"{\"score\":9,\"email\":\"\\u0000\"}",
	};
	struct world *w = *state;

	open_insecure(w, "\"properties\":{\"all\":\"/score\"}");
	for (size_t i = 0; i < N_OF(bodies); i++) {
		char *once, *twice;

		assert_int_equal(push(w, bodies[i]), LB_DONE);
		once = told(w);
		push(w, "{\"id\":\"another\"}");
		assert_int_equal(push(w, bodies[i]), LB_DONE);
		twice = told(w);
		assert_string_equal(once, twice);
		free(once);
		free(twice);
	}
}

static void
receive__nothing_of_the_fields__is_refused(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"constants\":{\"survey\":\"x\"}");
	assert_int_equal(push(w, "{\"event\":\"ping\"}"), LB_DONE);
	assert_int_equal(n_answers(w), 0);
	assert_string_equal(
	    refusal(w, "why"), "pushed: none of the fields is in it");
}

/* ---- Bodies that are none. */

static void
receive__what_is_no_answer_at_all__is_rejected(void **state)
{
	static const struct {
		const char *type, *body, *why;
	} cases[] = {
		{ "application/json", "", "it is empty" },
		{ "application/json", "{",
		    "it is no JSON from line 1, column "
		    "1 on" },
		{ "application/json", "7",
		    "it is neither a JSON object nor a "
		    "list of them" },
		{ "application/json", "\"{}\"",
		    "it is neither a JSON object "
		    "nor a list of them" },
		{ "application/json", "null",
		    "it is neither a JSON object nor "
		    "a list of them" },
		{ "text/html", "<html>",
		    "it is no JSON from line 1, column 1 "
		    "on" },
		{ "application/x-www-form-urlencoded", "", "it is empty" },
		{ "multipart/form-data; boundary=x", "--x",
		    "multipart forms are not understood: let the tool send "
		    "JSON, or a form as application/x-www-form-urlencoded" },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_int_equal(
		    push_type(w, cases[i].type, cases[i].body), LB_REJECT);
		assert_string_equal(fake_why(w->host), cases[i].why);
		assert_false(fake_is_denied(w->host));
		assert_int_equal(n_answers(w), 0);
		assert_int_equal(n_refused(w), 0);
	}
}

static void
receive__json_under_another_type_or_none__is_read(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(push_type(w, "text/plain", "{\"score\":9}"), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_int_equal(push_bytes(w, NULL, "{\"score\":9}", 11), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	/* As curl -d says it. */
	assert_int_equal(
	    push_type(w, "application/x-www-form-urlencoded", "{\"score\":9}"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 1);
}

static char *
list_of(int n, const char *item)
{
	struct buf out = BUF_INIT;

	for (int i = 0; i < n; i++)
		buf_printf(&out, "%s%s", i == 0 ? "[" : ",", item);
	buf_putc(&out, ']');
	return buf_take(&out);
}

static void
receive__many_answers__up_to_a_limit(void **state)
{
	struct world *w = *state;
	char *body = list_of(10000, "{\"score\":9}");

	open_insecure(w, "");
	assert_int_equal(push(w, body), LB_DONE);
	assert_int_equal(n_answers(w), 10000);
	free(body);
	body = list_of(10001, "1");
	assert_int_equal(push(w, body), LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "more than 10000 answers in one request");
	assert_int_equal(n_refused(w), 0);
	free(body);
	/* An object may have as many members as it likes. */
	body = list_of(20000, "\"x\":1");
	body[0] = '{';
	body[strlen(body) - 1] = '}';
	assert_int_equal(push(w, body), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	free(body);
}

static void
receive__nesting_without_end__is_rejected(void **state)
{
	struct world *w = *state;
	char *body = mem_printf("%0100000d", 0);

	memset(body, '[', strlen(body));
	open_insecure(w, "");
	assert_int_equal(push(w, body), LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "it is nested more than 64 deep");
	free(body);
}

static void
receive__any_bytes__never_do_harm(void **state)
{
	static const char good[] =
	    "{\"id\":12345678901234567890,\"score\":\"9\",\"comment\":\"a\\n"
	    "\\u0000\xc3\xa6\",\"answered\":1795163400.5,\"x\":[1,{\"y\":2}]}";
	struct world *w = *state;
	char bytes[sizeof(good)];

	open_insecure(w, "\"properties\":{\"*\":\"\",\"y\":\"/x/1/y\"}");
	for (size_t at = 0; at < sizeof(good) - 1; at++) {
		for (int value = 0; value < 256; value++) {
			enum lb_result result;

			memcpy(bytes, good, sizeof(good));
			bytes[at] = (char)value;
			result = push_bytes(w, NULL, bytes, sizeof(good) - 1);
			assert_true(result == LB_DONE || result == LB_REJECT);
			assert_true(result == LB_DONE
					? n_answers(w) + n_refused(w) == 1
					: *fake_why(w->host) != '\0');
		}
	}
}

static void
receive__text_that_is_not_utf8__is_made_so(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(
	    push(w, "{\"id\":1,\"comment\":\"bl\xe5 \\ud83d\\ude00\"}"),
	    LB_DONE);
	assert_string_equal(
	    text_of(w, 0, "comment"), "bl\xef\xbf\xbd \xf0\x9f\x98\x80");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(receive__our_own_names__need_no_mapping),
		TEST(receive__a_nested_event__is_found_by_its_pointers),
		TEST(receive__the_same_as_a_form__is_the_same),
		TEST(receive__events_that_are_no_answers__are_passed_over),
		TEST(receive__a_list_within_the_body__is_many_answers),
		TEST(receive__a_bare_list__is_many_answers),
		TEST(receive__constants__stand_where_the_push_has_nothing),
		TEST(receive__no_survey__is_named_after_the_instance),
		TEST(receive__a_table_of_scores__on_the_scale_or_refused),
		TEST(receive__other_scales__are_told_and_never_converted),
		TEST(receive__a_table_of_times__in_utc),
		TEST(receive__zone_and_order__are_those_set),
		TEST(receive__complete__in_the_words_of_tools),
		TEST(receive__ids_of_many_digits__stay_apart),
		TEST(receive__a_mapped_id_that_is_missing__is_refused),
		TEST(receive__without_an_id__the_content_is_one),
		TEST(receive__the_same_push_twice__tells_the_same),
		TEST(receive__nothing_of_the_fields__is_refused),
		TEST(receive__what_is_no_answer_at_all__is_rejected),
		TEST(receive__json_under_another_type_or_none__is_read),
		TEST(receive__many_answers__up_to_a_limit),
		TEST(receive__nesting_without_end__is_rejected),
		TEST(receive__any_bytes__never_do_harm),
		TEST(receive__text_that_is_not_utf8__is_made_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
