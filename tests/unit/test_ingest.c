/* SPDX-License-Identifier: ISC */
/* test_ingest.c - what becomes of what a provider says, and in which order. */
#include "stream_fixture.h"

#define ACCOUNT                                               \
	"account {\"id\":\"7\",\"name\":\"Nordisk\",\"owner_" \
	"email\":\"anna@nordlys.example\"}"

/* ---- In one go */

static void
answer__detractor__is_committed_with_case_and_notices_before_any_is_due(
    void **state)
{
	struct stream *s = *state;

	say(s, "a", 3, "\"comment\":\"Dyrt\"");
	assert_told(s->r, "");
	store_all(s);
	assert_told(s->r, "slack:#rescue mail:cx@nordlys.example ");
	assert_int_equal(s->r->seen_responses, 1);
	assert_int_equal(s->r->seen_notices, 2);
	assert_int_equal(s->r->seen_cases, 1);
	assert_int_equal(count_in(s->r, "notices, responses WHERE response_id "
					"= responses.id AND state = "
					"'waiting' AND made_us = received_us"),
	    2);
	assert_int_equal(
	    count_in(s->r, "cases, responses, actions WHERE response_id = "
			   "responses.id AND subject = cases.id AND owner = "
			   "'cx@nordlys.example' AND deadline_us - opened_us "
			   "= 172800000000 AND actions.name = 'open'"),
	    1);
	assert_int_equal(ingest_counts(s->in).n_new, 1);
}

static void
answer__any_part_cannot_be_stored__none_is_and_it_is_kept_aside(void **state)
{
	static const char *const tables[] = { "responses", "notices", "cases",
		"actions" };

	for (size_t i = 0; i < N_OF(tables); i++) {
		struct stream *s;

		if (i > 0)
			begin(state);
		s = *state;
		refuse_in(s->r, tables[i]);
		say(s, "a", 3, "");
		ingest_cursor(s->in, "1");
		store_all(s);
		assert_told(s->r, "");
		for (size_t k = 0; k < N_OF(tables); k++)
			assert_int_equal(count_in(s->r, tables[k]), 0);
		assert_cursor(s->r, "1");
		assert_seen(s->r, "SELECT why FROM refused",
		    "the store refuses it (see the log)");
		assert_seen(s->r,
		    "SELECT json_extract(raw, '$.id') FROM refused", "a");
		assert_int_equal(ingest_counts(s->in).n_refused, 1);
		if (i + 1 < N_OF(tables))
			end(state);
	}
}

static void
answer__account_known__is_stored_with_it_and_told_to_its_owner(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, ACCOUNT);
	say(s, "a", 3, "\"email\":\"bo@x.example\"");
	store_all(s);
	assert_told(s->r, "slack:#rescue mail:anna@nordlys.example ");
	assert_seen(s->r, "SELECT account_id FROM responses", "7");
	assert_seen(s->r, "SELECT name FROM accounts", "Nordisk");
	assert_seen(s->r, "SELECT account_id || owner FROM cases",
	    "7anna@nordlys.example");
}

/* ---- Order */

static void
cursor__look_up_is_slow__is_not_stored_before_what_it_covers(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, ACCOUNT);
	signal_directory(s->r, SIGSTOP);
	say(s, "a", 9, "\"email\":\"a@x.example\"");
	ingest_cursor(s->in, "1");
	say(s, "b", 11, ""); /* refused, known at once, and yet in line */
	say(s, "c", 9, "\"email\":\"c@x.example\"");
	ingest_cursor(s->in, "2");
	turn(s->r);
	assert_cursor(s->r, NULL);
	assert_int_equal(count_in(s->r, "responses"), 0);
	assert_int_equal(count_in(s->r, "refused"), 0);
	assert_false(ingest_is_empty(s->in));
	signal_directory(s->r, SIGCONT);
	while (!ingest_is_empty(s->in)) {
		assert_int_equal(
		    count_in(s->r, "cursors WHERE CAST(cursor AS INTEGER) > "
				   "(SELECT count(*) FROM responses)"),
		    0);
		uv_run(&s->r->c->loop, UV_RUN_ONCE);
	}
	assert_cursor(s->r, "2");
	assert_int_equal(count_in(s->r, "responses"), 2);
	assert_seen(s->r,
	    "SELECT group_concat(ref, '') FROM "
	    "(SELECT ref FROM responses ORDER BY rowid)",
	    "ac");
}

static void
cursor__directory_never_answers__follows_the_answer_without_account(
    void **state)
{
	struct stream *s = *state;

	open_directory(s->r, "die");
	say(s, "a", 9, "\"email\":\"a@x.example\"");
	ingest_cursor(s->in, "1");
	store_all(s);
	assert_cursor(s->r, "1");
	assert_told(s->r, "slack:#praise ");
	assert_seen(s->r, "SELECT account_id FROM responses", NULL);
}

static void
stop__look_up_is_open__stores_neither_it_nor_the_cursor(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, ACCOUNT);
	signal_directory(s->r, SIGSTOP);
	say(s, "a", 9, "\"email\":\"a@x.example\"");
	ingest_cursor(s->in, "1");
	ingest_stop(s->in);
	assert_true(ingest_is_empty(s->in));
	say(s, "b", 9, "");
	ingest_cursor(s->in, "2");
	ingest_refused(s->in, "raw", "why");
	turn(s->r);
	assert_cursor(s->r, NULL);
	assert_int_equal(count_in(s->r, "responses"), 0);
	assert_int_equal(count_in(s->r, "refused"), 0);
}

static void
stop__with_the_writer__is_stored_all_the_same(void **state)
{
	struct stream *s = *state;

	say(s, "a", 9, "");
	ingest_cursor(s->in, "1");
	ingest_stop(s->in);
	assert_false(ingest_is_empty(s->in));
	store_all(s);
	assert_cursor(s->r, "1");
	assert_told(s->r, "slack:#praise ");
}

/* ---- What is announced */

static void
answer__any_age__is_stored_and_announced_from_since_on(void **state)
{
	static const struct {
		int64_t age_us;
		const char *told;
	} rows[] = {
		{ DAY_US + 1, "" },
		{ DAY_US, "slack:#praise " },
		{ 0, "slack:#praise " },
		{ 900 * DAY_US, "" },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct stream *s;

		if (i > 0)
			begin(state);
		s = *state;
		say_at(s, "a", 10, "", NOW_US - rows[i].age_us);
		store_all(s);
		assert_told(s->r, rows[i].told);
		assert_int_equal(count_in(s->r, "responses"), 1);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

static void
answer__incomplete_then_complete__is_announced_once(void **state)
{
	struct stream *s = *state;

	say(s, "a", 10, "\"complete\":false");
	store_all(s);
	assert_told(s->r, "");
	say(s, "a", 10, "\"complete\":false,\"comment\":\"Fi\"");
	store_all(s);
	assert_told(s->r, "");
	say(s, "a", 10, "\"comment\":\"Fint\"");
	store_all(s);
	assert_told(s->r, "slack:#praise ");
	say(s, "a", 10, "\"comment\":\"Fint nok\"");
	store_all(s);
	assert_int_equal(count_in(s->r, "responses"), 1);
	assert_int_equal(count_in(s->r, "revisions"), 3);
	assert_int_equal(count_in(s->r, "notices"), 1);
}

static void
answer__changed__is_a_revision(void **state)
{
	struct stream *s = *state;

	say(s, "a", 10, "\"comment\":\"Fint\"");
	say(s, "a", 10, "\"comment\":\"Fint\"");
	say(s, "a", 3, "\"comment\":\"Skidt\"");
	store_all(s);
	assert_seen(s->r, "SELECT comment FROM responses", "Skidt");
	assert_seen(s->r, "SELECT comment FROM revisions", "Fint");
	assert_int_equal(count_in(s->r, "revisions"), 1);
	assert_int_equal(ingest_counts(s->in).n_responses, 3);
	assert_int_equal(ingest_counts(s->in).n_new, 1);
	assert_int_equal(ingest_counts(s->in).n_changed, 1);
}

static void
answer__cannot_be_taken__is_kept_aside_and_the_rest_goes_on(void **state)
{
	struct stream *s = *state;

	say(s, "a", 9, "");
	say(s, "b", 11, "");
	ingest_response(s->in, cJSON_CreateObject());
	ingest_refused(s->in, NULL, "not a row");
	ingest_cursor(s->in, "1");
	say(s, "c", 9, "");
	store_all(s);
	assert_told(s->r, "slack:#praise slack:#praise ");
	assert_int_equal(count_in(s->r, "responses"), 2);
	assert_int_equal(count_in(s->r, "refused"), 3);
	assert_seen(s->r,
	    "SELECT why FROM refused WHERE json_extract(raw, '$.id') = 'b'",
	    "score: 11 is not on the scale 0-10");
	assert_cursor(s->r, "1");
	assert_int_equal(ingest_counts(s->in).n_refused, 3);
	assert_string_equal(ingest_counts(s->in).last_refusal, "not a row");
}

/* ---- Folding */

static void
say_some(struct stream *s, const char *refs, int score)
{
	for (const char *p = refs; *p != '\0'; p++) {
		char *more = mem_printf("\"company\":\"%c A/S\"", *p);
		char ref[2] = { *p, '\0' };

		say(s, ref, score, more);
		free(more);
	}
	store_all(s);
}

#define MEMBERS                                                            \
	"SELECT group_concat(json_extract(value, '$.company'), ',') FROM " \
	"notices, json_each(notices.fold) WHERE fold IS NOT NULL "         \
	"AND state = 'waiting'"

static void
fold__more_promoters_than_fold_over__the_rest_become_one(void **state)
{
	struct stream *s = *state;

	say_some(s, "ab", 9);
	assert_int_equal(count_in(s->r, "notices WHERE fold IS NULL"), 2);
	assert_int_equal(count_in(s->r, "notices"), 2);
	say_some(s, "cde", 10);
	say_some(s, "f", 9);
	assert_int_equal(count_in(s->r, "notices"), 3);
	assert_seen(s->r, MEMBERS, "c A/S,d A/S,e A/S,f A/S");
	assert_seen(s->r,
	    "SELECT not_before_us - made_us FROM notices WHERE fold NOTNULL",
	    "600000000");
	assert_int_equal(count_in(s->r, "notices WHERE fold NOTNULL AND body "
					"LIKE '%c A/S%' AND body LIKE "
					"'%f A/S%'"),
	    1);
	s->r->c->now_us += (FOLD_S + 1) * S_US;
	say_some(s, "g", 9);
	assert_int_equal(count_in(s->r, "notices WHERE fold IS NULL"), 3);
}

static void
fold__detractors__never(void **state)
{
	struct stream *s = *state;

	say_some(s, "abcdefgh", 0);
	assert_int_equal(count_in(s->r, "notices WHERE fold IS NULL"), 16);
	assert_int_equal(count_in(s->r, "notices"), 16);
	assert_int_equal(count_in(s->r, "cases"), 8);
}

static void
fold__the_one_before_was_sent__the_next_is_another(void **state)
{
	struct stream *s = *state;

	say_some(s, "abcd", 9);
	assert_seen(s->r, MEMBERS, "c A/S,d A/S");
	assert_int_equal(sqlite3_exec(s->r->eyes,
			     "UPDATE notices SET state = 'done', queue = NULL "
			     "WHERE fold NOTNULL",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	say_some(s, "ef", 9);
	assert_seen(s->r, MEMBERS, "e A/S,f A/S");
	assert_int_equal(count_in(s->r, "notices WHERE fold NOTNULL"), 2);
}

static void
owner__nobody_known__the_notice_is_dead_from_the_start(void **state)
{
	struct stream *s = *state;

	say(s, "a", 3, "");
	store_all(s);
	assert_told(s->r, "slack:#rescue ");
	assert_seen(s->r,
	    "SELECT why FROM notices WHERE notifier = 'mail' AND "
	    "target = 'owner' AND state = 'dead'",
	    "nobody is known to own this account, and the configuration has "
	    "no default_owner");
	assert_seen(s->r, "SELECT owner FROM cases", NULL);
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_non_null(
	    strstr(core_log(s->r->c), "mail owner (nobody known)"));
}

/* ---- Room */

static void
full__everything_waits_for_one__has_room_again_at_a_quarter(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, ACCOUNT);
	signal_directory(s->r, SIGSTOP);
	say(s, "a", 9, "\"email\":\"a@x.example\"");
	for (int i = 2; i <= 2000; i++) {
		assert_false(ingest_is_full(s->in));
		ingest_cursor(s->in, "1");
	}
	assert_true(ingest_is_full(s->in));
	turn(s->r);
	assert_true(ingest_is_full(s->in));
	assert_int_equal(s->n_room, 0);
	signal_directory(s->r, SIGCONT);
	store_all(s);
	assert_int_equal(s->n_room, 2);
	assert_int_equal(s->room_at[0], 500);
	assert_int_equal(s->room_at[1], 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(
		    answer__detractor__is_committed_with_case_and_notices_before_any_is_due),
		CASE(
		    answer__any_part_cannot_be_stored__none_is_and_it_is_kept_aside),
		CASE(
		    answer__account_known__is_stored_with_it_and_told_to_its_owner),
		CASE(
		    cursor__look_up_is_slow__is_not_stored_before_what_it_covers),
		CASE(
		    cursor__directory_never_answers__follows_the_answer_without_account),
		CASE(stop__look_up_is_open__stores_neither_it_nor_the_cursor),
		CASE(stop__with_the_writer__is_stored_all_the_same),
		CASE(answer__any_age__is_stored_and_announced_from_since_on),
		CASE(answer__incomplete_then_complete__is_announced_once),
		CASE(answer__changed__is_a_revision),
		CASE(
		    answer__cannot_be_taken__is_kept_aside_and_the_rest_goes_on),
		CASE(fold__more_promoters_than_fold_over__the_rest_become_one),
		CASE(fold__detractors__never),
		CASE(fold__the_one_before_was_sent__the_next_is_another),
		cmocka_unit_test_setup_teardown(
		    owner__nobody_known__the_notice_is_dead_from_the_start,
		    begin_without_owner, end),
		CASE(
		    full__everything_waits_for_one__has_room_again_at_a_quarter),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
