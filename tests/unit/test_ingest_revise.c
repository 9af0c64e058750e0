/* SPDX-License-Identifier: ISC */
/* test_ingest_revise.c - what was told of an answer that is different now. */
#include "stream_fixture.h"

static void
comment__comes_later__edits_what_is_there(void **state)
{
	static char *reactions[] = { (char *)(uintptr_t) "tada", NULL };
	struct stream *s = *state;

	s->r->config.routes[0].send[0].reactions = reactions;
	s->r->config.routes[0].send[0].mention = (char *)(uintptr_t) "owner";
	say_later(s, "a", 10, "");
	assert_says(s, "edits IS NULL", "mention", "cx@nordlys.example");
	assert_says(s, "edits IS NULL", "reactions[0]", "tada");
	become(s, "edits IS NULL", NOTICE_DONE, "C1/2");
	say_later(s, "a", 10, COMMENT("Fint"));
	assert_outbox(s, "#praise done, #praise edit waiting");
	assert_says(s, "edits NOTNULL", "quote", "Fint");
	assert_says(
	    s, "edits NOTNULL", "text", "Kommentaren kom 1 minut efter");
	assert_says(s, "edits NOTNULL", "mention", NULL);
	assert_says(s, "edits NOTNULL", "reactions", NULL);
	assert_int_equal(count_in(s->r, "notices WHERE edits NOTNULL AND "
					"route IS NULL AND response_id = "
					"(SELECT id FROM responses)"),
	    1);
	assert_told(s->r, "slack:#praise slack:#praise ");
	/* It says nothing new: nobody is told. */
	become(s, "edits NOTNULL", NOTICE_DONE, "C1/2");
	say_later(s, "a", 10, COMMENT("Fint") ",\"language\":\"da\"");
	assert_outbox(s, "#praise done, #praise edit done");
	assert_int_equal(count_in(s->r, "revisions"), 2);
	s->r->config.routes[0].send[0].mention = NULL;
}

static void
comment__comes_later__by_what_became_of_the_message(void **state)
{
	static const struct {
		enum notice_state state;
		const char *receipt, *outbox, *quote;
	} rows[] = {
		{ NOTICE_WAITING, NULL, "#praise waiting", "Fint" },
		{ NOTICE_SENDING, NULL,
		    "#praise sending, #praise edit waiting held", NULL },
		{ NOTICE_UNKNOWN, NULL,
		    "#praise unknown, #praise edit waiting held", NULL },
		{ NOTICE_DONE, "r", "#praise done, #praise edit waiting",
		    NULL },
		{ NOTICE_DONE, NULL, "#praise done", NULL },
		{ NOTICE_DEAD, NULL, "#praise dead", "Fint" },
		{ NOTICE_DROPPED, NULL, "#praise dropped", NULL },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct stream *s;

		if (i > 0)
			begin(state);
		s = *state;
		say_later(s, "a", 10, "");
		become(s, "1", rows[i].state, rows[i].receipt);
		say_later(s, "a", 10, COMMENT("Fint"));
		assert_outbox(s, rows[i].outbox);
		assert_says(s, "edits IS NULL", "quote", rows[i].quote);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

static void
edit__not_taken_yet__is_changed_and_stays_the_only_one(void **state)
{
	static const enum notice_state states[] = { NOTICE_SENDING,
		NOTICE_DONE };

	for (size_t i = 0; i < N_OF(states); i++) {
		struct stream *s;

		if (i > 0)
			begin(state);
		s = *state;
		say_later(s, "a", 10, "");
		become(s, "1", states[i], i == 0 ? NULL : "r");
		say_later(s, "a", 10, COMMENT("Fi"));
		say_later(s, "a", 10, COMMENT("Fint"));
		say_later(s, "a", 9, COMMENT("Fint"));
		assert_int_equal(count_in(s->r, "notices"), 2);
		assert_says(s, "edits NOTNULL", "quote", "Fint");
		assert_says(s, "edits NOTNULL", "text",
		    "Rettet: 10 → 9\nKommentaren kom 1 minut efter");
		if (i + 1 < N_OF(states))
			end(state);
	}
}

static void
edit__is_being_sent__the_next_is_held_behind_it(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 10, "");
	become(s, "1", NOTICE_DONE, "r");
	say_later(s, "a", 10, COMMENT("Fi"));
	become(s, "edits NOTNULL", NOTICE_SENDING, NULL);
	say_later(s, "a", 10, COMMENT("Fint"));
	assert_outbox(s,
	    "#praise done, #praise edit sending, #praise edit waiting held");
	say_later(s, "a", 10, COMMENT("Fint!"));
	assert_says(s, "not_before_us > 1 << 62", "quote", "Fint!");
	become(s, "edits NOTNULL AND state = 'sending'", NOTICE_DONE, "r");
	assert_outbox(
	    s, "#praise done, #praise edit done, #praise edit waiting");
}

/* It is looked for, and found: with newer words these would never be sent. */
static void
edit__may_have_arrived__keeps_its_words_and_the_next_is_held(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 10, "");
	become(s, "1", NOTICE_DONE, "r");
	say_later(s, "a", 10, COMMENT("Fi"));
	become(s, "edits NOTNULL", NOTICE_UNKNOWN, NULL);
	say_later(s, "a", 10, COMMENT("Fint"));
	assert_outbox(s,
	    "#praise done, #praise edit unknown, #praise edit waiting held");
	assert_says(s, "state = 'unknown'", "quote", "Fi");
	say_later(s, "a", 10, COMMENT("Fi"));
	become(s, "state = 'unknown'", NOTICE_DONE, "r");
	assert_outbox(
	    s, "#praise done, #praise edit done, #praise edit dropped held");
}

static void
edit__answer_is_again_what_was_told__is_dropped(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 10, COMMENT("Fint"));
	become(s, "1", NOTICE_DONE, "r");
	say_later(s, "a", 10, COMMENT("Nix"));
	assert_outbox(s, "#praise done, #praise edit waiting");
	say_later(s, "a", 10, COMMENT("Fint"));
	assert_outbox(s, "#praise done, #praise edit dropped");
	assert_seen(s->r, "SELECT why FROM notices WHERE edits NOTNULL",
	    "the answer is again what was told");
}

/* ---- Another category */

static void
promoter__corrected_to_detractor__is_escalated_and_no_longer_praised(
    void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 9, "");
	become(s, "1", NOTICE_DONE, "r");
	say_later(s, "a", 3, COMMENT("Dyrt"));
	assert_outbox(s, "#praise done, #praise edit waiting, "
			 "#rescue waiting, cx@nordlys.example waiting");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_says(s, "target = '#praise'", "tone", "alert");
	assert_says(s, "target = '#praise'", "headline",
	    "En kunde gav 3 – kan du ringe?");
	assert_says(s, "target = '#praise'", "text",
	    "Rettet: 9 → 3\nKommentaren kom 1 minut efter");
	assert_says(s, "target = '#rescue'", "text",
	    "Rettet: 9 → 3\nKommentaren kom 1 minut efter");
	assert_int_equal(
	    count_in(s->r, "notices a, notices b WHERE a.target = '#praise' "
			   "AND b.target = '#rescue' AND a.edits NOTNULL AND "
			   "a.priority = b.priority"),
	    1);
	/* The comment of a detractor makes nobody be told anew. */
	/* Waiting, it is corrected without a word of that: who reads it has
	 * read of nothing since. */
	say_later(s, "a", 3, COMMENT("Dyrt!"));
	assert_says(s, "target = '#rescue'", "text",
	    "Rettet: 9 → 3\nKommentaren kom 1 minut efter");
	assert_says(s, "target = '#rescue'", "quote", "Dyrt!");
	become(s, "target = '#rescue'", NOTICE_DONE, "r2");
	say_later(s, "a", 2, COMMENT("Dyrt!"));
	assert_outbox(s, "#praise done, #praise edit waiting, #rescue done, "
			 "cx@nordlys.example waiting, #rescue edit waiting");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_int_equal(count_in(s->r, "actions WHERE name = 'score' AND "
					"subject = (SELECT id FROM cases) AND "
					"text = '3 → 2'"),
	    1);
}

static void
promoter__corrected_before_it_was_sent__is_only_escalated(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 9, "");
	say_later(s, "a", 3, "");
	assert_outbox(
	    s, "#praise dropped, #rescue waiting, cx@nordlys.example waiting");
	assert_seen(s->r, "SELECT why FROM notices WHERE target = '#praise'",
	    "the answer was corrected before this was sent");
	/* And back: what was never sent is sent after all. */
	say_later(s, "a", 10, "");
	assert_outbox(
	    s, "#praise waiting, #rescue dropped, cx@nordlys.example dropped");
	assert_says(s, "target = '#praise'", "headline", "En kunde gav os 10");
}

static void
detractor__corrected_to_promoter__the_case_stays_and_says_why(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	become(s, "target = '#rescue'", NOTICE_DONE, "r");
	become(s, "target <> '#rescue'", NOTICE_DEAD, NULL);
	say_later(s, "a", 9, "");
	assert_outbox(s, "#rescue done, cx@nordlys.example dead, "
			 "#rescue edit waiting, #praise waiting");
	assert_says(s, "target = '#rescue'", "text", "Rettet: 3 → 9");
	assert_says(s, "target = '#rescue'", "tone", "celebrate");
	assert_seen(s->r, "SELECT state FROM cases", "open");
	assert_seen(
	    s->r, "SELECT text FROM actions WHERE name = 'score'", "3 → 9");
	assert_seen(s->r, "SELECT who FROM actions WHERE name = 'score'", "p");
	/* Once more: it has its case, and everybody has a message. */
	become(s, "target = '#praise'", NOTICE_DONE, "r2");
	say_later(s, "a", 3, "");
	assert_outbox(s, "#rescue done, cx@nordlys.example dead, "
			 "#rescue edit dropped, #praise done, "
			 "#praise edit waiting");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_says(s, "target = '#praise' AND edits NOTNULL", "headline",
	    "En kunde gav 3 – kan du ringe?");
	assert_int_equal(
	    count_in(s->r, "notices WHERE edits NOTNULL AND target = "
			   "'#praise' AND body LIKE '%Rettet: 9 → 3%'"),
	    1);
}

static void
detractor__case_is_resolved__is_opened_again(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	say_later(s, "a", 9, "");
	assert_int_equal(
	    sqlite3_exec(s->r->eyes, "UPDATE cases SET state = 'resolved'",
		NULL, NULL, NULL),
	    SQLITE_OK);
	say_later(s, "a", 0, "");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_int_equal(
	    count_in(s->r, "cases WHERE state = 'open' AND round = 2"), 1);
	assert_int_equal(count_in(s->r, "actions WHERE name = 'reopen'"), 1);
}

/* One route for all: the same message, which alerts now. */
static void
detractor__in_the_same_route__the_edit_alerts(void **state)
{
	static const char *const receipts[] = { "r", NULL };

	for (size_t i = 0; i < N_OF(receipts); i++) {
		struct stream *s;
		struct send *send;

		if (i > 0)
			begin(state);
		s = *state;
		send = &s->r->config.routes[0].send[0];
		s->r->config.routes[0].n_when = 0;
		send->mention = (char *)(uintptr_t) "owner";
		say_later(s, "a", 9, "");
		become(s, "1", NOTICE_DONE, receipts[i]);
		say_later(s, "a", 3, "");
		/* What cannot be changed is worth another message now. */
		assert_outbox(s, receipts[i] == NULL
				     ? "#praise done, #praise waiting"
				     : "#praise done, #praise edit waiting");
		assert_says(
		    s, "state = 'waiting'", "mention", "cx@nordlys.example");
		/* It has not been sent: it alerts whatever follows. */
		say_later(s, "a", 3, COMMENT("Dyrt"));
		assert_says(
		    s, "state = 'waiting'", "mention", "cx@nordlys.example");
		assert_says(s, "state = 'waiting'", "quote", "Dyrt");
		send->mention = NULL;
		if (i + 1 < N_OF(receipts))
			end(state);
	}
}

static void
changed__before_since_or_told_by_no_route__nobody_hears_of_it(void **state)
{
	struct stream *s = *state;

	say_at(s, "old", 9, "", NOW_US - 2 * DAY_US);
	say_at(s, "old", 2, "", NOW_US - 2 * DAY_US);
	say_later(s, "a", 7, "");
	say_later(s, "a", 8, "");
	assert_int_equal(count_in(s->r, "notices"), 0);
	assert_int_equal(count_in(s->r, "revisions"), 2);
	/* But who was passive may become one who is told of. */
	say_later(s, "a", 2, "");
	assert_outbox(s, "#rescue waiting, cx@nordlys.example waiting");
}

static void
changed__cannot_be_written__nothing_is_and_it_is_kept_aside(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 9, "");
	become(s, "1", NOTICE_DONE, "r");
	refuse_in(s->r, "cases");
	say_later(s, "a", 3, "");
	assert_outbox(s, "#praise done");
	assert_seen(s->r, "SELECT score FROM responses", "9");
	assert_int_equal(count_in(s->r, "refused"), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(comment__comes_later__edits_what_is_there),
		CASE(comment__comes_later__by_what_became_of_the_message),
		CASE(edit__not_taken_yet__is_changed_and_stays_the_only_one),
		CASE(edit__is_being_sent__the_next_is_held_behind_it),
		CASE(
		    edit__may_have_arrived__keeps_its_words_and_the_next_is_held),
		CASE(edit__answer_is_again_what_was_told__is_dropped),
		CASE(
		    promoter__corrected_to_detractor__is_escalated_and_no_longer_praised),
		CASE(
		    promoter__corrected_before_it_was_sent__is_only_escalated),
		CASE(
		    detractor__corrected_to_promoter__the_case_stays_and_says_why),
		CASE(detractor__case_is_resolved__is_opened_again),
		CASE(detractor__in_the_same_route__the_edit_alerts),
		CASE(
		    changed__before_since_or_told_by_no_route__nobody_hears_of_it),
		CASE(
		    changed__cannot_be_written__nothing_is_and_it_is_kept_aside),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
