/* SPDX-License-Identifier: ISC */
/*
 * test_limesurvey_walk.c - all answers of a survey, in ranges, again and
 * again: none is lost, whatever happens in between.
 */
#include "limesurvey.h"

#include <stdlib.h>
#include <time.h>

#include "vendor_world.h"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "limesurvey.py",
	.settings = "\"user\":\"bot\",\"password\":\"Secr3t-pass\","
		    "\"survey\":\"424242\"",
};

#define DAY 86400

static void
answer(struct world *w, int id, int ago_s)
{
	tell(w, "answer", "{\"id\":%d,\"ago\":%d,\"NPS\":\"%d\"}", id, ago_s,
	    id % 11);
}

static void
answers(struct world *w, int from, int to, int ago_s)
{
	for (int id = from; id <= to; id++)
		answer(w, id, ago_s - id);
}

static struct lime *
lime(struct world *w)
{
	return w->state;
}

/* As if overlap_every had passed. */
static void
let_overlap_be_due(struct world *w)
{
	lime(w)->overlap_due_s = 0;
}

static double
answered_s(struct world *w, const char *id)
{
	return json_real(held(w, id), "answered_us", 0) / 1e6;
}

/* ---- Ranges */

static void
walk__over_ranges_and_gaps__finds_all(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"answers_per_request\":\"7\"");
	answers(w, 1, 20, 3000);
	answers(w, 30, 31, 3000);
	answers(w, 500, 520, 3000);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 43);
	assert_int_equal(n_held(w), 43);
}

static void
walk__of_many_in_one_range__finds_all(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"answers_per_request\":\"20000\"");
	tell(w, "set", "{\"many\":10000}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 10000);
}

static void
survey__without_answers__is_nothing_new(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":1}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(fake_cursor(w->host));
	answer(w, 1, 60);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
}

static void
walk__cut_short_anywhere__goes_on_there(void **state)
{
	struct world *w = *state;
	int n_cuts = 0;

	answers(w, 1, 60, 9000);
	for (int cut = 1; cut < 20; cut++) {
		open_again(w, ",\"answers_per_request\":\"10\"");
		cJSON_Delete(w->held);
		w->held = cJSON_CreateObject();
		free(w->cursor);
		w->cursor = NULL;
		tell(w, "set", "{\"cut_after\":%d}", cut);
		if (poll_it(w) == LB_DONE)
			break;
		n_cuts++;
		open_again(w, ",\"answers_per_request\":\"10\"");
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_held(w), 60);
	}
	/* Log in, two of the survey, six ranges, the end. */
	assert_in_range(n_cuts, 9, 14);
}

/* What a killed walk told is not told once more. */
static void
walk__cut_short__does_not_begin_anew(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"answers_per_request\":\"10\"");
	answers(w, 1, 60, 9000);
	tell(w, "set", "{\"cut_after\":7}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(n_emitted(w), 30);
	assert_string_equal(
	    w->cursor, "{\"v\":1,\"from\":1,\"at\":31,\"first\":true}");
	open_again(w, ",\"answers_per_request\":\"10\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 30);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":1}");
	/* The overlap is looked at by the next. */
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 60);
}

/* ---- What is looked at again */

static void
first_run__since__is_where_it_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * 1000000);
	open_with(w, "");
	for (int i = 0; i < 20; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"at\":%" PRId64 ",\"NPS\":\"9\"}", i + 1,
		    T0 + i);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 10);
	assert_non_null(json_member(w->held, "11"));
}

static void
quiet__for_longer_than_the_overlap__is_not_exported_again(void **state)
{
	struct world *w = *state;
	char *body;

	open_with(w, ",\"overlap\":\"2d\"");
	answers(w, 1, 10, 5 * DAY);
	answers(w, 11, 20, DAY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":11}");
	open_again(w, ",\"overlap\":\"2d\"");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 10);
	body = last_asked(w, "body");
	assert_non_null(strstr(body, "\"short\",521,null,[\"id\"]"));
	free(body);
}

static void
change__of_an_older_one__is_seen_when_the_overlap_is_due(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	answers(w, 1, 10, 5 * DAY);
	answers(w, 11, 12, 600);
	assert_int_equal(poll_it(w), LB_DONE);
	/* An edited answer is submitted anew: both its times move. */
	tell(w, "change",
	    "{\"id\":1,\"changed\":%d,\"NPS\":\"9\",\"REASON\":\"Tak\"}",
	    4 * DAY);
	tell(w, "change", "{\"id\":11,\"changed\":60,\"NPS\":\"2\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(json_integer(held(w, "11"), "score", -1), 2);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 1);
	let_overlap_be_due(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 9);
	assert_string_equal(json_string(held(w, "1"), "comment"), "Tak");
}

static void
abandoned__and_resumed_days_later__is_completed(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":3,\"ago\":%d,\"NPS\":\"8\",\"done\":false}",
	    9 * DAY);
	answers(w, 4, 40, 8 * DAY);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "change",
	    "{\"id\":3,\"changed\":%d,\"NPS\":\"7\",\"done\":true}", 9 * DAY);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(json_bool(held(w, "3"), "complete", false));
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 7);
}

/* Numbers begin anew where a database forgets how far it was. */
static void
survey__that_was_emptied__is_read_from_its_new_beginning(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"overlap\":\"2d\"");
	answers(w, 1, 30, 5 * DAY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":31}");
	for (int id = 11; id <= 30; id++)
		tell(w, "delete", "{\"id\":%d}", id);
	let_overlap_be_due(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":11}");
	assert_non_null(strstr(fake_log(w->host), "were they deleted?"));
	answer(w, 11, 60);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	tell(w, "delete", "{\"id\":11}");
	for (int id = 1; id <= 10; id++)
		tell(w, "delete", "{\"id\":%d}", id);
	let_overlap_be_due(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor, "{\"v\":1,\"from\":1}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(fake_cursor(w->host));
}

/* Nothing new, for weeks: that is no reason to look far. */
static void
survey__that_is_quiet__is_asked_little(void **state)
{
	struct world *w = *state;
	int before;

	open_with(w, ",\"overlap\":\"2d\"");
	answers(w, 1, 30, 5 * DAY);
	assert_int_equal(poll_it(w), LB_DONE);
	before = asked(w, "export_responses");
	let_overlap_be_due(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_null(fake_cursor(w->host));
	assert_int_equal(asked(w, "export_responses"), before + 3);
}

/* ---- Surveys that keep no dates */

static void
undated__there_at_the_first_run__is_not_news(void **state)
{
	struct world *w = *state;
	double now = (double)time(NULL);

	tell(w, "set", "{\"dated\":false,\"anonymous\":true}");
	answer(w, 1, 0);
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(now - answered_s(w, "1"), DAY - 60, DAY + 60);
	assert_true(json_real(held(w, "1"), "changed_us", 0) == 0);
	/* What comes then is. */
	answer(w, 2, 0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_in_range(answered_s(w, "2"), now - 60, now + 60);
}

static void
undated__with_since__only_what_comes_is_told(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"dated\":false}");
	fake_set_since(w->host, (int64_t)1e15);
	answer(w, 1, 0);
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 0);
	answer(w, 2, 0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	assert_non_null(json_member(w->held, "2"));
}

static void
undated__seen_again__keeps_the_time_it_was_first_seen(void **state)
{
	struct world *w = *state;
	double before, old;

	tell(w, "set", "{\"dated\":false}");
	answer(w, 1, 0);
	tell(w, "answer", "{\"id\":2,\"NPS\":\"4\",\"done\":false}");
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	old = answered_s(w, "1");
	tell(w, "answer", "{\"id\":3,\"NPS\":\"9\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	before = answered_s(w, "3");
	tell(w, "change", "{\"id\":3,\"NPS\":\"3\"}");
	tell(w, "change", "{\"id\":2,\"NPS\":\"4\",\"done\":true}");
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(answered_s(w, "1") == old);
	assert_true(answered_s(w, "3") == before);
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 3);
	/* Begun before, completed now: that is news. */
	assert_true(answered_s(w, "2") >= before);
	assert_true(json_bool(held(w, "2"), "complete", false));
}

static void
undated__more_than_are_watched__the_newest_are(void **state)
{
	struct world *w = *state;
	char *before;

	tell(w, "set", "{\"dated\":false}");
	for (int id = 1; id <= PLACE_MOST_SEEN + 50; id++)
		answer(w, id, 0);
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), PLACE_MOST_SEEN + 50);
	assert_true(strlen(w->cursor) < 65536);
	before = mem_string(w->cursor);
	open_again(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), PLACE_MOST_SEEN);
	assert_string_equal(w->cursor, before);
	free(before);
}

/* A date that was put in by another program counts. */
static void
undated__but_added_with_a_date__has_it(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"dated\":false}");
	tell(w, "answer",
	    "{\"id\":1,\"NPS\":\"9\",\"submitdate\":\"2025-11-20 "
	    "00:53:20\"}");
	open_with(w, "");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(answered_s(w, "1") == T0);
}

/* ---- Any sequence: what is held at the end is what there is. */

#define SETTINGS ",\"answers_per_request\":\"9\""

static void
change_something(struct world *w, int *n)
{
	int id = *n == 0 ? 0 : 1 + rand() % *n;

	switch (rand() % 9) {
	case 0:
	case 1:
		tell(w, "answer",
		    "{\"id\":%d,\"ago\":%d,\"NPS\":\"%d\",\"done\":%s,"
		    "\"token\":\"%s\"}",
		    ++*n, rand() % (2 * DAY), rand() % 11,
		    rand() % 3 == 0 ? "false" : "true",
		    rand() % 2 == 0 ? "c6q6eIf0iFWdM4O" : "");
		break;
	case 2:
	case 3:
		if (id > 0)
			tell(w, "change",
			    "{\"id\":%d,\"NPS\":\"%d\",\"REASON\":\"%d\","
			    "\"changed\":%d,\"done\":true}",
			    id, rand() % 11, rand(), rand() % 3600);
		break;
	case 4:
		tell(w, "set", "{\"limited\":%d,\"garbage\":%d}", rand() % 2,
		    rand() % 2);
		break;
	case 5:
		tell(w, "set", "{\"expired\":true}");
		break;
	case 6:
		tell(w, "set", "{\"cut_after\":%d}", 1 + rand() % 12);
		break;
	default:
		(void)poll_it(w);
		if (rand() % 3 == 0)
			open_again(w, SETTINGS);
		break;
	}
}

static void
any_sequence__of_answers_and_polls__ends_alike(void **state)
{
	struct world *w = *state;
	int n = 0;

	srand(20261122);
	open_with(w, SETTINGS);
	for (int i = 0; i < 400; i++)
		change_something(w, &n);
	tell(w, "set", "{\"limited\":0,\"garbage\":0,\"cut_after\":-1}");
	/* One that was cut short is ended first. */
	open_again(w, SETTINGS);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(poll_it(w), LB_DONE);
	let_overlap_be_due(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), n);
	assert_int_equal(n_refused(w), 0);
	assert_held_is_all_there_is(w, SETTINGS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(walk__over_ranges_and_gaps__finds_all),
		CASE(walk__of_many_in_one_range__finds_all),
		CASE(survey__without_answers__is_nothing_new),
		CASE(walk__cut_short_anywhere__goes_on_there),
		CASE(walk__cut_short__does_not_begin_anew),
		CASE(first_run__since__is_where_it_begins),
		CASE(
		    quiet__for_longer_than_the_overlap__is_not_exported_again),
		CASE(change__of_an_older_one__is_seen_when_the_overlap_is_due),
		CASE(abandoned__and_resumed_days_later__is_completed),
		CASE(survey__that_was_emptied__is_read_from_its_new_beginning),
		CASE(survey__that_is_quiet__is_asked_little),
		CASE(undated__there_at_the_first_run__is_not_news),
		CASE(undated__with_since__only_what_comes_is_told),
		CASE(undated__seen_again__keeps_the_time_it_was_first_seen),
		CASE(undated__more_than_are_watched__the_newest_are),
		CASE(undated__but_added_with_a_date__has_it),
		CASE(any_sequence__of_answers_and_polls__ends_alike),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
