/* SPDX-License-Identifier: ISC */
/*
 * test_corrections.c - what was told of a response and is not so any more, and
 * what a revision does not take away.
 */
#include "store_fixture.h"

/* ---- What was told and is not so any more */

/* Each is told a minute after the one before. */
static void
tell(struct fixture *f, const char *const *tellings, struct response *r)
{
	bool was_complete;
	enum put put;

	OK(f, store_begin(f->s, &f->err));
	for (int i = 0; tellings[i] != NULL; i++) {
		if (i > 0)
			response_release(r);
		make_response(r, "a", tellings[i]);
		OK(f, store_put_response(f->s, r, NOW_US + i * 60 * S_US, &put,
			  &was_complete, &f->err));
	}
	OK(f, store_commit(f->s, &f->err));
}

#define SCORE(n) "\"scale\":\"nps_0_10\",\"score\":" #n
#define SAID(n, text) SCORE(n) ",\"comment\":\"" text "\""

static void
correction__whatever_was_told__is_what_is_not_so_any_more(void **state)
{
	static const struct {
		const char *tellings[6];
		int score, last_score;
		enum category category;
		enum comment_change comment;
		int64_t after_s;
	} rows[] = {
		{ { SCORE(9), SCORE(3) }, 9, 9, PROMOTER, COMMENT_SAME, 0 },
		{ { SCORE(9), SAID(9, "x") }, -1, 9, PROMOTER, COMMENT_LATE,
		    60 },
		{ { SCORE(9), SCORE(8), SAID(8, "x"), SAID(8, "y") }, 9, 8,
		    PASSIVE, COMMENT_LATE, 120 },
		{ { SAID(9, "x"), SAID(9, "y") }, -1, 9, PROMOTER,
		    COMMENT_CHANGED, 0 },
		{ { SAID(9, "x"), SCORE(9) }, -1, 9, PROMOTER, COMMENT_GONE,
		    0 },
		{ { SAID(9, "x"), SAID(9, "y"), SAID(9, "x") }, -1, 9,
		    PROMOTER, COMMENT_SAME, 0 },
		/* Back again: those who read 3 must hear of it. */
		{ { SCORE(9), SCORE(3), SCORE(9) }, 3, 3, DETRACTOR,
		    COMMENT_SAME, 0 },
		{ { SCORE(9), SCORE(3), SCORE(5), SCORE(9) }, 5, 5, DETRACTOR,
		    COMMENT_SAME, 0 },
		/* What was not complete was not told. */
		{ { SCORE(2) ",\"complete\":false", SCORE(9), SCORE(8) }, 9, 9,
		    PROMOTER, COMMENT_SAME, 0 },
		{ { "\"comment\":\"x\"", SAID(3, "x") }, -1, -1, CATEGORY_NONE,
		    COMMENT_SAME, 0 },
		{ { SCORE(5), "\"scale\":\"stars_1_5\",\"score\":5" }, 5, 5,
		    DETRACTOR, COMMENT_SAME, 0 },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct fixture *f = *state;
		struct correction c;
		struct response r;

		tell(f, rows[i].tellings, &r);
		OK(f, store_correction(f->s, &r, INT64_MAX, &c, &f->err));
		assert_int_equal(c.score, rows[i].score);
		assert_int_equal(c.last_score, rows[i].last_score);
		assert_int_equal(c.category, rows[i].category);
		assert_int_equal(c.comment, rows[i].comment);
		assert_int_equal(c.comment_after_us, rows[i].after_s * S_US);
		response_release(&r);
		if (i + 1 < N_OF(rows)) {
			end_store(state);
			make_store(state);
		}
	}
}

/* ---- The account */

static void
changed__directory_does_not_answer__the_account_stays(void **state)
{
	static const struct {
		const char *more;
		bool stays;
	} rows[] = {
		{ SCORE(3), true },
		{ SCORE(3) ",\"email\":\"eve@y.example\"", false },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct fixture *f = *state;
		struct response r;
		bool was_complete;
		enum put put;

		make_response(&r, "a", SCORE(9));
		r.account = account_new(cJSON_Parse(
		    "{\"id\":\"7\",\"name\":\"Nordisk\",\"value\":4.5,"
		    "\"owner_email\":\"anna@x.example\"}"));
		OK(f, store_begin(f->s, &f->err));
		OK(f, store_put_account(f->s, r.account, NOW_US, &f->err));
		OK(f, store_put_response(
			  f->s, &r, NOW_US, &put, &was_complete, &f->err));
		response_release(&r);
		make_response(&r, "a", rows[i].more);
		OK(f, store_put_response(
			  f->s, &r, NOW_US, &put, &was_complete, &f->err));
		OK(f, store_commit(f->s, &f->err));
		assert_int_equal(put, PUT_CHANGED);
		if (rows[i].stays) {
			assert_string_equal(r.account->name, "Nordisk");
			assert_string_equal(
			    r.account->owner_email, "anna@x.example");
			assert_true(r.account->value == 4.5);
		} else {
			assert_null(r.account);
		}
		response_release(&r);
		if (i + 1 < N_OF(rows)) {
			end_store(state);
			make_store(state);
		}
	}
}

static void
open_case__until_it_is_resolved(void **state)
{
	struct fixture *f = *state;
	struct kase k = { .route = (char *)(uintptr_t) "escalate",
		.opened_us = NOW_US };
	char id[ID_SIZE], response[ID_SIZE];

	id_make(response, NOW_US);
	OK(f, store_open_case(f->s, response, id, &f->err));
	assert_string_equal(id, "");
	id_make(k.id, NOW_US);
	memcpy(k.response, response, ID_SIZE);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_case(f->s, &k, &f->err));
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_open_case(f->s, response, id, &f->err));
	assert_string_equal(id, k.id);
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(
		    correction__whatever_was_told__is_what_is_not_so_any_more),
		STORE_TEST(
		    changed__directory_does_not_answer__the_account_stays),
		STORE_TEST(open_case__until_it_is_resolved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
