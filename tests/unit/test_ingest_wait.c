/* SPDX-License-Identifier: ISC */
/*
 * test_ingest_wait.c - notices that wait for a comment or gather others, and
 * answers that several tell of.
 */
#include "stream_fixture.h"

/* ---- Waiting for the comment */

static void
wait_for_comment__none_yet__it_is_due_when_it_comes_or_the_time_is_over(
    void **state)
{
	struct stream *s = *state;
	const char *wait = "SELECT (not_before_us - made_us) / 1000000 "
			   "FROM notices WHERE edits IS NULL";

	s->r->config.routes[0].wait_for_comment_s = 120;
	say_later(s, "a", 9, "");
	assert_seen(s->r, wait, "120");
	say_later(s, "a", 10, "");
	assert_seen(s->r, wait, "120");
	assert_says(s, "1", "headline", "En kunde gav os 10");
	say_later(s, "a", 10, COMMENT("Fint"));
	assert_seen(s->r, wait, "0");
	assert_seen(s->r, "SELECT queue FROM notices", "1");
	assert_outbox(s, "#praise waiting");
	assert_says(s, "1", "quote", "Fint");
	/* Nobody has seen it without: there is nothing to correct. */
	assert_says(s, "1", "text", NULL);
	/* With its comment it never waits. */
	say_later(s, "b", 10, COMMENT("Fint"));
	assert_int_equal(
	    count_in(s->r, "notices WHERE not_before_us = made_us"), 2);
}

/* ---- Folds */

static void
say_some(struct stream *s, int from, int to, int score)
{
	for (int i = from; i < to; i++) {
		char *ref = mem_printf("%d", i);

		say(s, ref, score, COMMENT("Fint"));
		free(ref);
	}
	store_all(s);
}

#define FOLD "fold NOTNULL"
#define SCORES                                                      \
	"SELECT group_concat(json_extract(value, '$.score')) FROM " \
	"notices, json_each(fold) WHERE fold NOTNULL"

static void
fold__waiting__its_member_is_replaced(void **state)
{
	struct stream *s = *state;

	say_some(s, 0, 5, 9);
	assert_seen(s->r, SCORES, "9,9,9");
	say_later(s, "3", 10, COMMENT("Fint"));
	assert_seen(s->r, SCORES, "9,10,9");
	assert_int_equal(count_in(s->r, "notices"), 3);
	assert_says(s, FOLD, "headline", "3 nye svar: 3 ambassadører");
	/* The first of them, whose response the row has. */
	say_later(s, "2", 10, COMMENT("Fint"));
	assert_seen(s->r, SCORES, "10,10,9");
	assert_int_equal(count_in(s->r, "notices"), 3);
}

static void
fold__waiting__a_detractor_leaves_it(void **state)
{
	struct stream *s = *state;

	say_some(s, 0, 4, 9);
	say_later(s, "3", 2, COMMENT("Fint"));
	assert_seen(s->r, SCORES, "9");
	assert_says(s, FOLD, "headline", "1 nye svar: 1 ambassadør");
	assert_int_equal(count_in(s->r, "notices WHERE target = '#rescue' "
					"AND state = 'waiting'"),
	    1);
	assert_int_equal(count_in(s->r, "cases"), 1);
	say_later(s, "2", 2, COMMENT("Fint"));
	assert_seen(s->r, "SELECT state FROM notices WHERE " FOLD, "dropped");
}

static void
fold__sent__is_left_as_it_is(void **state)
{
	struct stream *s = *state;

	say_some(s, 0, 4, 9);
	become(s, FOLD, NOTICE_DONE, "r");
	say_later(s, "2", 10, COMMENT("Fint"));
	say_later(s, "3", 10, COMMENT("Fint"));
	assert_seen(s->r, SCORES, "9,9");
	assert_int_equal(count_in(s->r, "notices"), 3);
}

static void
fold__hundreds__some_are_named_and_all_are_counted(void **state)
{
	struct stream *s = *state;

	say_some(s, 0, 202, 9);
	assert_seen(s->r,
	    "SELECT json_array_length(fold) FROM notices "
	    "WHERE " FOLD,
	    "31");
	assert_seen(s->r,
	    "SELECT json_extract(fold, '$[30].more.promoter') FROM notices "
	    "WHERE " FOLD,
	    "170");
	assert_says(s, FOLD, "headline", "200 nye svar: 200 ambassadører");
	assert_int_equal(count_in(s->r, "notices WHERE " FOLD " AND body LIKE "
					"'%… og 180 til%'"),
	    1);
}

/* ---- Told by several */

static void
same_as__two_files_tell_of_one_answer__it_is_told_once(void **state)
{
	struct stream *s = *state;
	struct ingest *p = s->in;
	struct ingest *file =
	    ingest_new(&s->r->world, "file", NOW_US - DAY_US, on_room, s);

	ingest_share(p, "p");
	ingest_share(file, "p");
	for (int i = 0; i < 3; i++) {
		s->in = p;
		say_later(s, "a", 3, COMMENT("Dyrt"));
		s->in = file;
		say_later(s, "a", 3, "");
		ingest_cursor(file, "f");
		store_all(s);
	}
	assert_outbox(s, "#rescue waiting, cx@nordlys.example waiting");
	assert_int_equal(count_in(s->r, "responses"), 1);
	assert_int_equal(count_in(s->r, "revisions"), 0);
	assert_int_equal(count_in(s->r, "tellings"), 2);
	assert_seen(s->r, "SELECT provider FROM responses", "p");
	assert_seen(s->r, "SELECT provider FROM cursors", "file");
	/* The file corrects it, and the other goes on as before. */
	become(s, "target = '#rescue'", NOTICE_DONE, "r");
	say_later(s, "a", 9, "");
	s->in = p;
	say_later(s, "a", 3, COMMENT("Dyrt"));
	assert_seen(s->r, "SELECT score || comment FROM responses", "9Dyrt");
	assert_int_equal(count_in(s->r, "revisions"), 1);
	assert_int_equal(count_in(s->r, "notices WHERE edits NOTNULL"), 1);
	/* What the store refuses is kept as it was told. */
	refuse_in(s->r, "revisions");
	s->in = file;
	say_later(s, "a", 5, "\"name\":\"Bo\"");
	assert_seen(s->r,
	    "SELECT provider || json_extract(raw, '$.score') || "
	    "coalesce(json_extract(raw, '$.comment'), '-') FROM refused",
	    "file5-");
	ingest_free(file);
	s->in = p;
}

/* ---- Room */

static void
full__few_but_large__waits_by_bytes(void **state)
{
	struct stream *s = *state;
	char *name = mem_new(1, 900000), *more;
	int n = 0;

	/* Cut to 1 KiB in the store; in memory it is all there. */
	memset(name, 'x', 899999);
	more = mem_printf("\"name\":\"%s\"", name);
	while (!ingest_is_full(s->in)) {
		char ref[16];

		snprintf(ref, sizeof(ref), "%d", n++);
		say(s, ref, 9, more);
	}
	assert_true(n > 10 && n < 30);
	store_all(s);
	assert_int_equal(s->in->n_bytes, 0);
	assert_true(s->n_room >= 1);
	assert_int_equal(count_in(s->r, "responses"), n);
	free(name);
	free(more);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(
		    wait_for_comment__none_yet__it_is_due_when_it_comes_or_the_time_is_over),
		CASE(fold__waiting__its_member_is_replaced),
		CASE(fold__waiting__a_detractor_leaves_it),
		CASE(fold__sent__is_left_as_it_is),
		CASE(fold__hundreds__some_are_named_and_all_are_counted),
		CASE(same_as__two_files_tell_of_one_answer__it_is_told_once),
		CASE(full__few_but_large__waits_by_bytes),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
