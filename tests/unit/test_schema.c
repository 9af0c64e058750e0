/* SPDX-License-Identifier: ISC */
/*
 * test_schema.c - stores of older versions, newer ones, and other files.
 */
#include "store/schema.h"

#include <signal.h>
#include <sys/wait.h>

#include "store_fixture.h"

enum { N_MORE = 3 };

/* The real table and more. */
static const struct migration *
longer(const char *last_sql)
{
	static struct migration table[16 + N_MORE];
	int n = schema_n_migrations;

	memcpy(table, schema_migrations, (size_t)n * sizeof(table[0]));
	table[n] = (struct migration){ n + 1,
		"ALTER TABLE responses ADD COLUMN mood TEXT;"
		"UPDATE responses SET mood = 'good' WHERE score > 8" };
	table[n + 1] = (struct migration){ n + 2, last_sql };
	return table;
}

static sqlite3 *
open_raw(struct fixture *f)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	return db;
}

static void
run(sqlite3 *db, const char *sql)
{
	char *complaint = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &complaint) != SQLITE_OK)
		fail_msg("%s: %s", sql, complaint);
}

static int64_t
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t n;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

/* What version N of the program wrote, from tests/data/store/. */
static void
load_old(struct fixture *f, int version)
{
	char *name =
	    mem_printf("%s/tests/data/store/v%d.sql", SRCDIR, version);
	FILE *file = fopen(name, "r");
	char *sql = mem_new(1, 100000);
	sqlite3 *db = open_raw(f);

	assert_non_null(file);
	assert_true(fread(sql, 1, 99999, file) > 0);
	fclose(file);
	run(db, sql);
	sqlite3_close(db);
	free(sql);
	free(name);
}

static void
open__every_old_version__comes_up_with_its_rows(void **state)
{
	struct fixture *f = *state;

	for (int version = 1; version <= schema_n_migrations; version++) {
		struct store_totals t;
		struct notice n;
		bool found;
		int64_t next_us;

		unlink(f->path);
		load_old(f, version);
		f->s = store_open(f->path, STORE_WRITE, &f->err);
		if (f->s == NULL)
			fail_msg("%s", f->err.text);
		OK(f, store_totals(f->s, &t, &f->err));
		assert_int_equal(t.responses[DETRACTOR], 1);
		assert_int_equal(t.notices[NOTICE_WAITING], 1);
		assert_int_equal(t.revisions, 1);
		OK(f, store_next_notice(f->s, "slack", "#kunderedning",
			  INT64_MAX - 1, &n, &found, &next_us, &f->err));
		assert_true(found);
		assert_string_equal(
		    n.body, "{\"headline\":\"Kunde D gav 3\"}");
		notice_release(&n);
		store_close(f->s);
		f->s = NULL;
	}
}

/* The released SQL of a version is what the program still makes of it. */
static void
migrate__from_nothing__is_the_schema_that_was_released(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db;

	char *other = mem_printf("%s/other.db", f->folder);
	char *attach = mem_printf("ATTACH '%s' AS released", f->path);

	load_old(f, schema_n_migrations);
	assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
	OK(f, schema_migrate(
		  db, schema_migrations, schema_n_migrations, &f->err));
	run(db, attach);
	assert_int_equal(
	    ask(db, "SELECT count(*) > 10 FROM main.sqlite_master"), 1);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM (SELECT name, sql FROM "
		    "main.sqlite_master EXCEPT SELECT name, sql FROM "
		    "released.sqlite_master)"),
	    0);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM (SELECT name, sql FROM "
		    "released.sqlite_master EXCEPT SELECT name, sql FROM "
		    "main.sqlite_master)"),
	    0);
	sqlite3_close(db);
	free(other);
	free(attach);
}

static void
migrate__two_more_versions__keeps_rows_and_runs_once(void **state)
{
	struct fixture *f = *state;
	const struct migration *table =
	    longer("CREATE TABLE extra (n INTEGER)");
	int n = schema_n_migrations + 2, version;
	sqlite3 *db;

	load_old(f, schema_n_migrations);
	db = open_raw(f);
	run(db, "UPDATE responses SET score = 9");
	for (int i = 0; i < 2; i++)
		OK(f, schema_migrate(db, table, n, &f->err));
	OK(f, schema_check(db, table, n, &version, &f->err));
	assert_int_equal(version, n);
	assert_int_equal(
	    ask(db, "SELECT count(*) FROM responses WHERE mood = 'good'"), 1);
	sqlite3_close(db);
}

static void
migrate__sql_that_fails__leaves_the_version_before(void **state)
{
	struct fixture *f = *state;
	const struct migration *table = longer(
	    "CREATE TABLE extra (n INTEGER); INSERT INTO no_table VALUES (1)");
	int n = schema_n_migrations + 2, version;
	sqlite3 *db;

	load_old(f, schema_n_migrations);
	db = open_raw(f);
	assert_false(schema_migrate(db, table, n, &f->err));
	assert_non_null(strstr(f->err.text, "migrating the store to schema"));
	assert_non_null(strstr(f->err.text, "no_table"));
	assert_int_equal(sqlite3_get_autocommit(db), 1);
	OK(f, schema_check(db, table, n, &version, &f->err));
	assert_int_equal(version, schema_n_migrations + 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM sqlite_master WHERE "
				 "name = 'extra'"),
	    0);
	sqlite3_close(db);
}

static void
die(sqlite3_context *context, int n, sqlite3_value **values)
{
	(void)context;
	(void)n;
	(void)values;
	raise(SIGKILL);
}

static void
migrate__killed_in_the_middle__leaves_the_version_before(void **state)
{
	struct fixture *f = *state;
	const struct migration *table =
	    longer("CREATE TABLE extra (n INTEGER);"
		   "UPDATE responses SET score = 0; SELECT die()");
	int n = schema_n_migrations + 2, version, status;
	sqlite3 *db;
	pid_t pid;

	load_old(f, schema_n_migrations);
	pid = fork();
	if (pid == 0) {
		db = open_raw(f);
		run(db, "PRAGMA journal_mode = WAL; PRAGMA cache_size = 1");
		sqlite3_create_function(
		    db, "die", 0, SQLITE_UTF8, NULL, die, NULL, NULL);
		schema_migrate(db, table, n, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	db = open_raw(f);
	OK(f, schema_check(db, table, n, &version, &f->err));
	assert_int_equal(version, schema_n_migrations + 1);
	assert_int_equal(ask(db, "SELECT score FROM responses"), 3);
	table = longer("CREATE TABLE extra (n INTEGER)");
	OK(f, schema_migrate(db, table, n, &f->err));
	assert_int_equal(ask(db, "SELECT count(*) FROM extra"), 0);
	sqlite3_close(db);
}

static void
open__newer_store__is_refused_in_words_and_untouched(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db;

	load_old(f, schema_n_migrations);
	db = open_raw(f);
	run(db, "PRAGMA user_version = 99");
	sqlite3_close(db);
	for (int mode = STORE_WRITE; mode <= STORE_READ; mode++) {
		assert_null(
		    store_open(f->path, (enum store_mode)mode, &f->err));
		assert_non_null(strstr(f->err.text, "newer loopbell"));
		assert_non_null(strstr(f->err.text, "schema 99"));
	}
	db = open_raw(f);
	assert_int_equal(ask(db, "SELECT count(*) FROM responses"), 1);
	sqlite3_close(db);
}

static void
open__database_of_another_program__is_refused(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = open_raw(f);

	run(db, "CREATE TABLE bookmarks (url TEXT)");
	sqlite3_close(db);
	assert_null(store_open(f->path, STORE_WRITE, &f->err));
	assert_non_null(strstr(f->err.text, "another program"));
}

static void
open_to_read__older_store__says_what_to_do(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = open_raw(f);

	run(db, "VACUUM");
	sqlite3_close(db);
	assert_null(store_open(f->path, STORE_READ, &f->err));
	assert_non_null(strstr(f->err.text, "has schema 0"));
}

int
main(void)
{
#define FOLDER_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, end_store)
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(open__every_old_version__comes_up_with_its_rows),
		FOLDER_TEST(
		    migrate__from_nothing__is_the_schema_that_was_released),
		FOLDER_TEST(
		    migrate__two_more_versions__keeps_rows_and_runs_once),
		FOLDER_TEST(
		    migrate__sql_that_fails__leaves_the_version_before),
		FOLDER_TEST(
		    migrate__killed_in_the_middle__leaves_the_version_before),
		FOLDER_TEST(
		    open__newer_store__is_refused_in_words_and_untouched),
		FOLDER_TEST(open__database_of_another_program__is_refused),
		FOLDER_TEST(open_to_read__older_store__says_what_to_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
