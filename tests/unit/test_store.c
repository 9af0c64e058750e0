/* SPDX-License-Identifier: ISC */
/* test_store.c - responses and what belongs to them: known, new or changed. */
#include "store/store.h"

#include <sqlite3.h>

#include "store_fixture.h"

#define NPS "\"scale\":\"nps_0_10\","

/* The first column of the first row, from a connection of its own. */
static int64_t
ask(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	int64_t n;

	assert_int_equal(
	    sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY, NULL), 0);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return n;
}

static void
put__the_same_again__is_the_same_with_its_id(void **state)
{
	struct fixture *f = *state;
	char a[ID_SIZE], b[ID_SIZE];
	enum put what;

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", NPS "\"score\":9,\"comment\":\"x\"", &what, a));
	assert_int_equal(what, PUT_NEW);
	assert_true(id_is_valid(a));
	OK(f, put(f, "1", NPS "\"score\":9,\"comment\":\"x\"", &what, b));
	assert_int_equal(what, PUT_SAME);
	assert_string_equal(a, b);
	OK(f, store_commit(f->s, &f->err));
	reopen(f);
	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", NPS "\"score\":9,\"comment\":\"x\"", &what, b));
	assert_int_equal(what, PUT_SAME);
	OK(f, store_commit(f->s, &f->err));
	assert_int_equal(ask(f, "SELECT count(*) FROM responses"), 1);
}

/* Each line is told after the one before it. */
static void
put__each_member_that_matters__makes_a_revision(void **state)
{
	/* clang-format off */
	static const struct {
		const char *more;
		enum put expected;
	} told[] = {
		{ "", PUT_NEW },
		{ NPS "\"score\":3", PUT_CHANGED },
		{ NPS "\"score\":4", PUT_CHANGED },
		{ "\"scale\":\"scale_1_10\",\"score\":4", PUT_CHANGED },
		{ "\"complete\":false", PUT_CHANGED },
		{ "\"complete\":true", PUT_CHANGED },
		{ "\"comment\":\"x\"", PUT_CHANGED },
		{ "\"language\":\"x\"", PUT_CHANGED },
		{ "\"channel\":\"x\"", PUT_CHANGED },
		{ "\"touchpoint\":\"x\"", PUT_CHANGED },
		{ "\"email\":\"x\"", PUT_CHANGED },
		{ "\"name\":\"x\"", PUT_CHANGED },
		{ "\"role\":\"x\"", PUT_CHANGED },
		{ "\"company\":\"x\"", PUT_CHANGED },
		{ "\"link\":\"x\"", PUT_CHANGED },
		{ "\"properties\":{\"a\":\"1\",\"b\":\"2\"}", PUT_CHANGED },
		{ "\"properties\":{\"b\":\"2\",\"a\":\"1\"}", PUT_SAME },
		{ "\"properties\":{\"a\":\"2\",\"b\":\"1\"}", PUT_CHANGED },
		{ "\"properties\":{}", PUT_CHANGED },
		{ "\"changed_us\":1795163400000001", PUT_SAME },
		{ "\"comment\":\"\"", PUT_SAME },
		{ "\"unknown\":1", PUT_SAME },
	};
	/* clang-format on */
	struct fixture *f = *state;
	int64_t n_changed = 0;
	enum put what;
	char id[ID_SIZE];

	OK(f, store_begin(f->s, &f->err));
	for (size_t i = 0; i < N_OF(told); i++) {
		OK(f, put(f, "1", told[i].more, &what, id));
		if (what != told[i].expected)
			fail_msg("row %zu: %d", i, (int)what);
		n_changed += what == PUT_CHANGED;
	}
	OK(f, store_commit(f->s, &f->err));
	assert_int_equal(ask(f, "SELECT count(*) FROM revisions"), n_changed);
}

static void
put__changed__keeps_the_old_content_and_the_id(void **state)
{
	struct fixture *f = *state;
	char a[ID_SIZE];
	struct response r;
	bool was_complete;
	enum put what;

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", NPS "\"score\":9,\"complete\":false", &what, a));
	make_response(&r, "1", NPS "\"score\":3,\"comment\":\"dyrt\"");
	r.drivers = mem_string("price");
	OK(f, store_put_response(
		  f->s, &r, NOW_US + 5, &what, &was_complete, &f->err));
	assert_int_equal(what, PUT_CHANGED);
	assert_false(was_complete);
	assert_string_equal(r.id, a);
	OK(f, store_put_response(
		  f->s, &r, NOW_US + 6, &what, &was_complete, &f->err));
	assert_int_equal(what, PUT_SAME);
	assert_true(was_complete);
	response_release(&r);
	OK(f, store_commit(f->s, &f->err));
	assert_int_equal(
	    ask(f, "SELECT count(*) FROM revisions JOIN responses r ON "
		   "r.id = response_id WHERE revisions.score = 9 AND "
		   "revisions.category = 'promoter' AND revisions.comment IS "
		   "NULL AND replaced_us = 1795163405000005 AND r.score = 3 "
		   "AND r.category = 'detractor' AND r.comment = 'dyrt' AND "
		   "r.drivers = 'price' AND r.complete = 1 AND "
		   "r.received_us = 1795163405000000"),
	    1);
}

static void
put__older_than_what_is_known__changes_nothing(void **state)
{
	struct fixture *f = *state;
	enum put what;
	char id[ID_SIZE];

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", "\"comment\":\"b\",\"changed_us\":1795163402000000",
		  &what, id));
	OK(f, put(f, "1", "\"comment\":\"a\",\"changed_us\":1795163401000000",
		  &what, id));
	assert_int_equal(what, PUT_SAME);
	OK(f, put(f, "1", "\"comment\":\"c\"", &what, id));
	assert_int_equal(what, PUT_CHANGED);
	OK(f, store_commit(f->s, &f->err));
}

static void
put__identity__is_provider_survey_and_ref(void **state)
{
	struct fixture *f = *state;
	struct response r;
	bool was_complete;
	enum put what;
	char id[ID_SIZE];

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", "", &what, id));
	OK(f, put(f, "2", "", &what, id));
	assert_int_equal(what, PUT_NEW);
	make_response(&r, "1", "");
	r.provider = "another";
	OK(f, store_put_response(
		  f->s, &r, NOW_US, &what, &was_complete, &f->err));
	assert_int_equal(what, PUT_NEW);
	r.survey = "another";
	OK(f, store_put_response(
		  f->s, &r, NOW_US, &what, &was_complete, &f->err));
	assert_int_equal(what, PUT_NEW);
	response_release(&r);
	OK(f, store_commit(f->s, &f->err));
}

static void
put__hostile_text__is_stored_as_it_is(void **state)
{
	struct fixture *f = *state;
	enum put what;
	char id[ID_SIZE];

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1'; DROP TABLE responses; --",
		  "\"comment\":\"'\\\"%s$1 \xf0\x9f\x98\x80\"", &what, id));
	OK(f, store_commit(f->s, &f->err));
	assert_int_equal(ask(f, "SELECT count(*) FROM responses WHERE ref = "
				"'1''; DROP TABLE responses; --'"),
	    1);
}

static void
rollback__after_changes__leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct store_totals t;
	enum put what;
	char id[ID_SIZE];

	OK(f, store_begin(f->s, &f->err));
	OK(f, put(f, "1", NPS "\"score\":9", &what, id));
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.responses[PROMOTER], 1);
	store_rollback(f->s);
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.responses[PROMOTER], 0);
	assert_int_equal(ask(f, "SELECT count(*) FROM responses"), 0);
}

static void
put__outside_a_transaction__is_refused(void **state)
{
	struct fixture *f = *state;
	enum put what;
	char id[ID_SIZE];

	assert_false(put(f, "1", "", &what, id));
	assert_non_null(strstr(f->err.text, "outside a transaction"));
	assert_false(store_commit(f->s, &f->err));
	OK(f, store_begin(f->s, &f->err));
	assert_false(store_begin(f->s, &f->err));
	store_rollback(f->s);
}

static struct account *
account_of(const char *json)
{
	return account_new(cJSON_Parse(json));
}

static void
put_account__known__is_changed_not_added(void **state)
{
	static const char *const told[] = {
		"{\"id\":\"1\",\"name\":\"A\"}",
		"{\"id\":\"1\",\"name\":\"A\"}",
		"{\"id\":\"1\",\"name\":\"B\",\"value\":4.5}",
		"{\"name\":\"without an id\"}",
	};
	struct fixture *f = *state;
	struct store_totals t;

	OK(f, store_begin(f->s, &f->err));
	for (size_t i = 0; i < N_OF(told); i++) {
		struct account *a = account_of(told[i]);

		OK(f,
		    store_put_account(f->s, a, NOW_US + (int64_t)i, &f->err));
		account_unref(a);
	}
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.accounts, 1);
	assert_int_equal(ask(f, "SELECT changed_us FROM accounts WHERE name = "
				"'B' AND value = 4.5"),
	    NOW_US + 2);
}

static void
put_account__after_a_rollback__is_written_again(void **state)
{
	struct fixture *f = *state;
	struct account *a = account_of("{\"id\":\"1\",\"name\":\"A\"}");

	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_account(f->s, a, NOW_US, &f->err));
	store_rollback(f->s);
	for (int i = 0; i < 2; i++) {
		OK(f, store_begin(f->s, &f->err));
		OK(f, store_put_account(f->s, a, NOW_US, &f->err));
		OK(f, store_commit(f->s, &f->err));
		assert_int_equal(ask(f, "SELECT count(*) FROM accounts"), 1);
	}
	account_unref(a);
}

static void
cursor__first_and_later__keeps_when_it_began(void **state)
{
	struct fixture *f = *state;
	int64_t first_us;
	char *cursor;

	OK(f, store_cursor(f->s, "p", &cursor, &first_us, &f->err));
	assert_null(cursor);
	assert_int_equal(first_us, 0);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_first(f->s, "p", 7, &f->err));
	OK(f, store_cursor(f->s, "p", &cursor, &first_us, &f->err));
	assert_null(cursor);
	assert_int_equal(first_us, 7);
	OK(f, store_put_cursor(f->s, "p", "a", 8, &f->err));
	OK(f, store_put_first(f->s, "p", 9, &f->err));
	OK(f, store_put_cursor(f->s, "p", "b", 10, &f->err));
	OK(f, store_put_cursor(f->s, "q", "c", 11, &f->err));
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_cursor(f->s, "p", &cursor, &first_us, &f->err));
	assert_string_equal(cursor, "b");
	assert_int_equal(first_us, 7);
	free(cursor);
	OK(f, store_cursor(f->s, "q", &cursor, &first_us, &f->err));
	assert_int_equal(first_us, 11);
	free(cursor);
}

static void
list_refused(void *arg, const char *provider, const char *why, int64_t at_us)
{
	buf_printf(arg, "%s %s %" PRId64 ";", provider, why, at_us);
}

static void
refused__the_same_again__is_one_row_and_newest_first(void **state)
{
	struct fixture *f = *state;
	struct buf got = BUF_INIT;
	struct store_totals t;
	char *large = mem_new(1, 200001);

	memset(large, 'x', 200000);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_refused(f->s, "p", "1;11", "score", 1, &f->err));
	OK(f, store_put_refused(f->s, "p", NULL, "gone", 2, &f->err));
	OK(f, store_put_refused(f->s, "p", large, "large", 3, &f->err));
	OK(f, store_put_refused(f->s, "p", "1;11", "score", 4, &f->err));
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_refused(f->s, 2, list_refused, &got, &f->err));
	assert_string_equal(buf_str(&got), "p score 4;p large 3;");
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.refused, 3);
	assert_int_equal(
	    ask(f, "SELECT times FROM refused WHERE raw = '1;11'"), 2);
	assert_int_equal(
	    ask(f, "SELECT max(length(raw)) FROM refused"), 65536);
	buf_release(&got);
	free(large);
}

static void
cases_and_actions__put__are_counted_and_idempotent(void **state)
{
	struct fixture *f = *state;
	struct kase k = { .route = (char *)(uintptr_t) "escalate",
		.opened_us = 1,
		.deadline_us = 2 };
	struct action a = {
		.id = "slack:1", .at_us = 3, .name = "claim", .who = "anna"
	};
	struct store_totals t;

	id_make(k.id, NOW_US);
	id_make(k.response, NOW_US);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_case(f->s, &k, &f->err));
	OK(f, store_put_action(f->s, &a, &f->err));
	OK(f, store_put_action(f->s, &a, &f->err));
	assert_false(store_put_case(f->s, &k, &f->err));
	assert_false(store_is_stuck(f->s));
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.open_cases, 1);
	assert_int_equal(ask(f, "SELECT count(*) FROM actions"), 1);
	assert_int_equal(
	    ask(f, "SELECT count(*) FROM cases WHERE state = 'open'"), 1);
}

static void
totals__after_everything__are_what_counting_says(void **state)
{
	struct fixture *f = *state;
	struct store_totals t;
	enum put what;
	char id[ID_SIZE], ref[16], more[64];

	OK(f, store_begin(f->s, &f->err));
	for (int i = 0; i < 40; i++) {
		snprintf(ref, sizeof(ref), "%d", i % 30);
		snprintf(more, sizeof(more), NPS "\"score\":%d", i % 11);
		OK(f, put(f, ref, more, &what, id));
	}
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.responses[PROMOTER],
	    ask(f, "SELECT count(*) FROM responses WHERE score >= 9"));
	assert_int_equal(t.responses[PASSIVE],
	    ask(f, "SELECT count(*) FROM responses WHERE score IN (7, 8)"));
	assert_int_equal(t.responses[DETRACTOR],
	    ask(f, "SELECT count(*) FROM responses WHERE score <= 6"));
	assert_int_equal(
	    t.revisions, ask(f, "SELECT count(*) FROM revisions"));
	assert_int_equal(t.revisions, 10);
	assert_int_equal(t.oldest_waiting_us, 0);
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(put__the_same_again__is_the_same_with_its_id),
		STORE_TEST(put__each_member_that_matters__makes_a_revision),
		STORE_TEST(put__changed__keeps_the_old_content_and_the_id),
		STORE_TEST(put__older_than_what_is_known__changes_nothing),
		STORE_TEST(put__identity__is_provider_survey_and_ref),
		STORE_TEST(put__hostile_text__is_stored_as_it_is),
		STORE_TEST(rollback__after_changes__leaves_nothing),
		STORE_TEST(put__outside_a_transaction__is_refused),
		STORE_TEST(put_account__known__is_changed_not_added),
		STORE_TEST(put_account__after_a_rollback__is_written_again),
		STORE_TEST(cursor__first_and_later__keeps_when_it_began),
		STORE_TEST(
		    refused__the_same_again__is_one_row_and_newest_first),
		STORE_TEST(cases_and_actions__put__are_counted_and_idempotent),
		STORE_TEST(totals__after_everything__are_what_counting_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
