/* SPDX-License-Identifier: ISC */
/*
 * test_feed.c - the walk over a vendor's pages, with vendors of every kind in
 * memory (feed_world.h).
 */
#include "feed_world.h"

#include <stdlib.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* ---- The walk */

static void
walk__in_each_order__brings_all_and_then_nothing_new(void **state)
{
	struct world *w = *state;

	for (int order = 0; order <= FEED_UNORDERED; order++) {
		free(w->cursor);
		w->cursor = NULL;
		w->n_rows = 0;
		w->spec.order = (enum feed_order)order;
		w->shuffles = order == FEED_UNORDERED;
		w->spec.overlap_s = 0;
		restart(w);
		for (int i = 0; i < 95; i++)
			add(w, (i + order) % 11, T0 + i * 37 % 95 * 10);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 95);
		assert_all_held(w);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_true(n_emitted(w) <= 1);
		assert_null(fake_cursor(w->host));
	}
}

static void
oldest_first__is_told_oldest_first(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	for (int i = 0; i < 95; i++)
		add(w, 9, T0 + i * 37 % 95);
	assert_int_equal(poll_it(w), LB_DONE);
	r = fake_responses(w->host)->child;
	for (; r->next != NULL; r = r->next)
		assert_true(json_real(r, "answered_us", 0) <=
			    json_real(r->next, "answered_us", 0));
}

static void
page__that_fails__keeps_what_was_before_it(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 50; i++)
		add(w, 9, T0 + i);
	w->fails_at = 4;
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 7);
	assert_int_equal(n_emitted(w), 30);
	assert_non_null(strstr(w->cursor, "1763600029000000"));
	w->spec.overlap_s = 0;
	restart(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 21);
	assert_all_held(w);
}

static void
newest_first__that_fails__has_no_cursor_and_begins_again(void **state)
{
	struct world *w = *state;

	w->spec.order = FEED_NEWEST_FIRST;
	for (int i = 0; i < 50; i++)
		add(w, 9, T0 + i);
	w->fails_at = 4;
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_null(w->cursor);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_all_held(w);
}

static void
newest_first__known__ends_with_what_is_older(void **state)
{
	struct world *w = *state;

	w->spec.order = FEED_NEWEST_FIRST;
	w->spec.overlap_s = 0;
	for (int i = 0; i < 100; i++)
		add(w, 9, T0 + i * 60);
	assert_int_equal(poll_it(w), LB_DONE);
	w->n_asked = 0;
	add(w, 3, T0 + 6000);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(w->n_asked, 1);
	assert_all_held(w);
}

static void
order__other_than_promised__is_said_and_loses_none(void **state)
{
	struct world *w = *state;

	w->shuffles = true;
	for (int i = 0; i < 30; i++)
		add(w, 9, T0 + 30 - i);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "another order"));
	assert_null(w->cursor);
}

static void
pages__limited__are_walked_by_asking_anew(void **state)
{
	struct world *w = *state;

	w->spec.restart_pages = w->spec.max_pages = 3;
	for (int i = 0; i < 200; i++)
		add(w, i % 11, T0 + i / 7);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_all_held(w);
}

static void
pages__asked_anew__bring_each_row_once(void **state)
{
	struct world *w = *state;
	struct feed_count c;

	for (int pages = 1; pages <= 3; pages++) {
		w->n_rows = 0;
		w->spec.restart_pages = pages;
		for (int i = 0; i < 200; i++)
			add(w, 9, T0 + i / (i % 60 < 30 ? 30 : 3));
		assert_int_equal(
		    feed_count_since(w->feed, T0 * US, &c), LB_DONE);
		assert_int_equal(c.n_scored, 200);
	}
}

static void
pages__all_of_one_second__are_left_with_an_error(void **state)
{
	struct world *w = *state;

	w->spec.restart_pages = w->spec.max_pages = 3;
	for (int i = 0; i < 40; i++)
		add(w, 9, T0);
	add(w, 2, T0 + 1);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_non_null(
	    strstr(fake_log(w->host), "more answers of one second"));
	assert_int_equal(w->scores[40], 2);
}

static void
page__that_comes_for_ever__ends_the_walk(void **state)
{
	struct world *w = *state;

	w->repeats = true;
	for (int i = 0; i < 30; i++)
		add(w, 9, T0 + i);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "the same page"));
}

static void
change__within_the_overlap__is_seen(void **state)
{
	struct world *w = *state;

	w->spec.overlap_every_s = 3600;
	restart(w);
	add(w, 3, T0);
	add(w, 9, T0 + 600);
	assert_int_equal(poll_it(w), LB_DONE);
	w->rows[0].score = 7;
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(w->scores[0], 3); /* not yet time to look again */
	restart(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(w->scores[0], 7);
}

/* Spans of ten seconds without an answer, as an export has them. */
static enum lb_result
get_spans(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct world *w = state;

	if (at->page == 1)
		w->n_asked = at->next != NULL;
	page->document = page->rows = cJSON_CreateArray();
	page->until_us = at->since_us + at->page * 10 * US;
	page->next = mem_string("7");
	page->is_last = at->page == 3;
	return LB_DONE;
}

static void
span__without_answers__moves_the_cursor_and_keeps_next(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, T0 * US);
	w->spec.get = get_spans;
	w->spec.keeps_next = true;
	w->spec.overlap_every_s = 3600;
	restart(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(w->cursor,
	    "{\"v\":1,\"moved_us\":1763600030000000,\"next\":\"7\"}");
	assert_false(w->n_asked);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(w->n_asked);
	restart(w);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_true(w->n_asked);
	w->spec.looks_back = true;
	restart(w); /* its first poll looks back, from a time on */
	assert_int_equal(poll_it(w), LB_DONE);
	assert_false(w->n_asked);
}

static void
since__is_where_the_first_walk_begins(void **state)
{
	struct world *w = *state;

	fake_set_since(w->host, (T0 + 10) * US);
	for (int order = 0; order <= FEED_UNORDERED; order++) {
		w->spec.order = (enum feed_order)order;
		w->n_rows = 0;
		add(w, 1, T0 + 5);
		add(w, 9, T0 + 10);
		free(w->cursor);
		w->cursor = NULL;
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 1);
	}
}

static void
cursor__of_somebody_else__is_none(void **state)
{
	static const char *const texts[] = { "", "not json", "[]", "{\"v\":9}",
		"{\"moved_us\":\"x\"}" };
	struct world *w = *state;

	add(w, 9, T0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		free(w->cursor);
		w->cursor = mem_string(texts[i]);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 1);
	}
}

/* ---- Any sequence, for vendors of each order */

static void
do_something(struct world *w, int64_t *now)
{
	*now += rand() % 30;
	switch (rand() % 4) {
	case 0:
	case 1:
		if (w->n_rows < MOST)
			add(w, rand() % 11, *now);
		break;
	case 2:
		if (w->n_rows > 0)
			w->rows[rand() % w->n_rows] =
			    (struct row){ rand() % 11, *now };
		break;
	case 3:
		w->fails_at =
		    rand() % 3 == 0 ? w->n_asked + 1 + rand() % 4 : 0;
		(void)poll_it(w);
		if (rand() % 3 == 0)
			restart(w);
		break;
	}
}

static void
any_sequence__of_changes_failures_and_polls__ends_alike(void **state)
{
	struct world *w = *state;

	srand(20261122);
	for (int round = 0; round < 60; round++) {
		int64_t now = T0;

		w->spec.order = (enum feed_order)(round % 3);
		w->shuffles = w->spec.order == FEED_UNORDERED;
		w->spec.restart_pages = round % 2;
		w->spec.max_pages =
		    w->spec.order == FEED_OLDEST_FIRST ? round % 4 * 10 : 0;
		if (w->spec.max_pages != 0)
			w->spec.restart_pages = w->spec.max_pages;
		w->spec.overlap_s = rand() % 60;
		w->size = 1 + rand() % 20;
		w->n_rows = w->n_asked = w->fails_at = 0;
		free(w->cursor);
		w->cursor = NULL;
		restart(w);
		for (int i = 0; i < 200; i++)
			do_something(w, &now);
		w->fails_at = 0;
		assert_int_equal(poll_it(w), LB_DONE);
		assert_all_held(w);
	}
}

/* ---- loopbell try */

static void
probe__says_what_there_is(void **state)
{
	struct world *w = *state;
	struct feed_count c;
	int64_t now = (int64_t)time(NULL);

	assert_true(feed_probe(w->feed, NULL));
	assert_non_null(strstr(fake_log(w->host), "no answer of the last 30"));
	for (int i = 0; i < 12; i++)
		add(w, i, now - 100 + i); /* 11 is on no scale */
	add(w, 10, now - 60 * 86400);
	fake_forget(w->host);
	assert_true(feed_probe(w->feed, &c));
	assert_int_equal(c.n_scored, 11);
	assert_int_equal(c.n_wrong, 1);
	assert_int_equal(feed_nps(&c), -45);
	assert_non_null(strstr(fake_log(w->host),
	    "11 answers in the last 30 days: 2 promoters, 2 passives, 7 "
	    "detractors, an NPS of -45"));
	assert_non_null(strstr(fake_log(w->host), "the first: score: 11"));
	assert_int_equal(n_emitted(w), 0);
	assert_null(fake_cursor(w->host));
}

static void
probe__of_few_pages__says_that_there_are_more(void **state)
{
	struct world *w = *state;

	w->spec.probe_pages = 2;
	for (int i = 0; i < 30; i++)
		add(w, 9, (int64_t)time(NULL) - 100 + i);
	assert_true(feed_probe(w->feed, NULL));
	assert_non_null(strstr(fake_log(w->host), "at least 20 answers"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(walk__in_each_order__brings_all_and_then_nothing_new),
		CASE(oldest_first__is_told_oldest_first),
		CASE(page__that_fails__keeps_what_was_before_it),
		CASE(newest_first__that_fails__has_no_cursor_and_begins_again),
		CASE(newest_first__known__ends_with_what_is_older),
		CASE(order__other_than_promised__is_said_and_loses_none),
		CASE(pages__limited__are_walked_by_asking_anew),
		CASE(pages__asked_anew__bring_each_row_once),
		CASE(pages__all_of_one_second__are_left_with_an_error),
		CASE(page__that_comes_for_ever__ends_the_walk),
		CASE(change__within_the_overlap__is_seen),
		CASE(span__without_answers__moves_the_cursor_and_keeps_next),
		CASE(since__is_where_the_first_walk_begins),
		CASE(cursor__of_somebody_else__is_none),
		CASE(any_sequence__of_changes_failures_and_polls__ends_alike),
		CASE(probe__says_what_there_is),
		CASE(probe__of_few_pages__says_that_there_are_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
