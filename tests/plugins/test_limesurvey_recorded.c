/* SPDX-License-Identifier: ISC */
/*
 * test_limesurvey_recorded.c - what a LimeSurvey 6.4.2 answered, byte for byte
 * (tests/data/limesurvey.json), read by the provider.
 */
#include "limesurvey.h"

#include <stdlib.h>

#include "vendor_world.h"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "limesurvey.py",
	.settings = "\"user\":\"bot\",\"password\":\"Secr3t-pass\","
		    "\"survey\":\"424242\","
		    "\"attributes\":{\"company\":\"attribute_1\"}",
};

/* 2026-11-21 23:46:06, the last of what was recorded. */
#define THEN INT64_C(1795304766)

static cJSON *
read_data(void)
{
	FILE *file = fopen(SRCDIR "/tests/data/limesurvey.json", "r");
	struct buf text = BUF_INIT;
	cJSON *json;
	size_t n;

	assert_non_null(file);
	do {
		n = fread(buf_room(&text, 4096), 1, 4096, file);
		text.size += n;
		buf_end(&text);
	} while (n > 0);
	fclose(file);
	json = cJSON_Parse(buf_str(&text));
	assert_non_null(json);
	buf_release(&text);
	return json;
}

/* From now on these are told, each once. */
static void
replay(struct world *w, const char *const names[])
{
	cJSON *data = read_data(), *all = cJSON_CreateObject();
	struct buf text = BUF_INIT;

	for (; *names != NULL; names++) {
		const cJSON *group = json_member(data, *names), *list;

		assert_non_null(group);
		cJSON_ArrayForEach(list, group) cJSON_AddItemToObject(
		    all, list->string, cJSON_Duplicate(list, true));
	}
	json_print(&text, all);
	tell(w, "set", "{\"replay\":%s,\"date\":%" PRId64 "}", buf_str(&text),
	    THEN);
	buf_release(&text);
	cJSON_Delete(all);
	cJSON_Delete(data);
}

#define REPLAY(w, ...) replay(w, (const char *const[]){ __VA_ARGS__, NULL })

static void
answers__before_and_after_changes__are_read_as_they_were_given(void **state)
{
	struct world *w = *state;
	const cJSON *r;
	char *body;

	REPLAY(w, "login", "survey", "before");
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 4);
	assert_int_equal(n_refused(w), 1); /* 12 is on no scale of 0 to 10 */
	r = held(w, "1");
	assert_int_equal(json_integer(r, "score", -1), 3);
	assert_string_equal(json_string(r, "comment"),
	    "Leveringen var alt for sen; \"svar udebliver\", æøå "
	    "\xf0\x9f\x98\xa1");
	assert_string_equal(json_string(r, "name"), "Søren Ærø");
	assert_string_equal(json_string(r, "email"), "soren@kunde-a.example");
	assert_string_equal(json_string(r, "company"), "Kunde A ApS");
	assert_string_equal(
	    json_string(json_member(r, "properties"), "DEPT"), "Indkøb");
	assert_true(json_real(r, "answered_us", 0) == (THEN - 5) * 1e6);
	assert_string_equal(json_string(held(w, "2"), "comment"),
	    "Great people,\nfast answers");
	assert_string_equal(json_string(held(w, "2"), "language"), "en");
	assert_false(json_bool(held(w, "3"), "complete", true));
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 8);
	body = last_asked(w, "body");
	assert_non_null(strstr(body,
	    "\"params\":[\"R8~T7iJVtNCgPtpsRyzXGyXYsEnUX~qd\",424242,"
	    "\"json\",null,\"all\",\"code\",\"short\","));
	free(body);
	REPLAY(w, "after");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 9);
	assert_string_equal(
	    json_string(held(w, "1"), "comment"), "Problemet er løst, tak");
	assert_true(json_real(held(w, "1"), "answered_us", 0) == THEN * 1e6);
	assert_true(json_bool(held(w, "3"), "complete", false));
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 7);
	assert_string_equal(
	    json_string(held(w, "3"), "email"), "carol@customer-c.example");
	assert_int_equal(n_held(w), 4);
	assert_int_equal(asked(w, "list_participants"), 1);
}

static void
answer__anonymous_and_without_dates__is_read(void **state)
{
	struct world *w = *state;

	REPLAY(w, "login", "survey", "anonymous");
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 0);
	assert_string_equal(
	    json_string(held(w, "1"), "comment"), "anonymt svar");
	assert_null(json_string(held(w, "1"), "email"));
	assert_true(json_real(held(w, "1"), "changed_us", 0) == 0);
}

struct one {
	const char *name;
	enum lb_result result;
	const char *why;
};

static void
status__of_each_kind__is_understood(void **state)
{
	static const struct one cases[] = {
		{ "no answers yet", LB_DONE, "" },
		{ "session ended", LB_DONE, "" },
		{ "not active", LB_REJECT, "is not active" },
		{ "no right", LB_REJECT, "lacks a right on it" },
		{ "wrong password", LB_REJECT, "does not let user" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		if (strcmp(cases[i].name, "wrong password") == 0)
			REPLAY(w, "survey", "wrong password");
		else
			REPLAY(w, "login", "survey", cases[i].name);
		open_again(w, "");
		if (strcmp(cases[i].name, "session ended") == 0)
			((struct lime *)w->state)->key = mem_string("old");
		assert_int_equal(poll_it(w), cases[i].result);
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
		assert_int_equal(n_emitted(w), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(
		    answers__before_and_after_changes__are_read_as_they_were_given),
		CASE(answer__anonymous_and_without_dates__is_read),
		CASE(status__of_each_kind__is_understood),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
