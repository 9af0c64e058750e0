/* SPDX-License-Identifier: ISC */
/*
 * test_webhook.c - the provider webhook: what it tells the core of what tools
 * really push, and when it is the same answer.
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
receive__only_with_an_empty_value__wants_nothing_there(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"only\":{\"/deleted\":\"\",\"/t\":\"a|\"}");
	push(w, "[{\"score\":1},{\"score\":2,\"deleted\":true},"
		"{\"score\":3,\"deleted\":null,\"t\":\"A\"},"
		"{\"score\":4,\"t\":\"b\"}]");
	assert_int_equal(n_answers(w), 2);
	assert_int_equal(json_integer(answer(w, 1), "score", -1), 3);
	assert_int_equal(n_refused(w), 0);
}

static void
receive__properties_as_a_list_of_pairs__are_taken(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"properties\":{\"*\":\"/attributes\"}");
	push(w,
	    "{\"score\":9,\"attributes\":[{\"name\":\"plan\",\"value\":"
	    "\"Pro\"},{\"key\":\"mrr\",\"value\":1200},{\"name\":7},"
	    "{\"value\":\"x\"},\"y\",{\"name\":\"none\",\"value\":null}]}");
	assert_string_equal(property_of(w, 0, "plan"), "Pro");
	assert_string_equal(property_of(w, 0, "mrr"), "1200");
	assert_int_equal(
	    cJSON_GetArraySize(json_member(answer(w, 0), "properties")), 2);
	push(w, "{\"score\":9,\"attributes\":\"x\"}");
	assert_null(json_member(answer(w, 0), "properties"));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(receive__our_own_names__need_no_mapping),
		TEST(receive__a_nested_event__is_found_by_its_pointers),
		TEST(receive__the_same_as_a_form__is_the_same),
		TEST(receive__events_that_are_no_answers__are_passed_over),
		TEST(receive__only_with_an_empty_value__wants_nothing_there),
		TEST(receive__properties_as_a_list_of_pairs__are_taken),
		TEST(receive__a_list_within_the_body__is_many_answers),
		TEST(receive__a_bare_list__is_many_answers),
		TEST(receive__constants__stand_where_the_push_has_nothing),
		TEST(receive__no_survey__is_named_after_the_instance),
		TEST(receive__ids_of_many_digits__stay_apart),
		TEST(receive__a_mapped_id_that_is_missing__is_refused),
		TEST(receive__without_an_id__the_content_is_one),
		TEST(receive__the_same_push_twice__tells_the_same),
		TEST(receive__nothing_of_the_fields__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
