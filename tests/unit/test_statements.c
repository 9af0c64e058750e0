/* SPDX-License-Identifier: ISC */
/* test_statements.c - every statement fits the tables, and numbers its
 * values in order. */
#include "store/db.h"

#include "store_fixture.h"

static sqlite3_stmt *
prepared(struct fixture *f, size_t i)
{
	sqlite3_stmt *stmt;

	assert_non_null(statements[i]);
	if (sqlite3_prepare_v2(f->s->db, statements[i], -1, &stmt, NULL) !=
	    SQLITE_OK)
		fail_msg("%s: %s", statements[i], sqlite3_errmsg(f->s->db));
	return stmt;
}

static void
statements__each__is_understood_and_numbers_in_order(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < N_STATEMENTS; i++) {
		sqlite3_stmt *stmt = prepared(f, i);
		int n = sqlite3_bind_parameter_count(stmt);

		for (int at = 1; at <= n; at++) {
			char name[16];

			snprintf(name, sizeof(name), "$%d", at);
			assert_string_equal(
			    sqlite3_bind_parameter_name(stmt, at), name);
		}
		sqlite3_finalize(stmt);
	}
}

/* May walk through a table: it is small, or its index is what is walked. */
static bool
may_scan(size_t i)
{
	return i == SQL_COUNTS || i == SQL_LIST_REFUSED;
}

/* History grows for years: what is asked all day must not walk through it. */
static void
statements__each__finds_by_an_index(void **state)
{
	struct fixture *f = *state;

	for (size_t i = SQL_KNOWN_RESPONSE; i < N_STATEMENTS; i++) {
		char *text =
		    mem_printf("EXPLAIN QUERY PLAN %s", statements[i]);
		sqlite3_stmt *stmt;

		assert_int_equal(
		    sqlite3_prepare_v2(f->s->db, text, -1, &stmt, NULL),
		    SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			const char *plan = db_text(stmt, 3);

			if (strncmp(plan, "SCAN", 4) == 0 &&
			    strstr(plan, "INDEX") == NULL && !may_scan(i))
				fail_msg("%s: %s", statements[i], plan);
		}
		sqlite3_finalize(stmt);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    statements__each__is_understood_and_numbers_in_order,
		    make_store, end_store),
		cmocka_unit_test_setup_teardown(
		    statements__each__finds_by_an_index, make_store,
		    end_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
