/* SPDX-License-Identifier: ISC */
/*
 * test_store_open.c - what an operator reads when a store cannot be opened.
 *
 * What only strikes users that are not root runs in a child that has become
 * nobody.
 */
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/db.h"
#include "store_fixture.h"

enum { NOBODY = 65534 };

static void
write_file(const char *path, const char *text, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	fclose(file);
}

static void
refused(struct fixture *f, const char *path, const char *sentence)
{
	struct store *s = store_open(path, STORE_WRITE, &f->err);

	assert_null(s);
	if (strstr(f->err.text, path) == NULL ||
	    strstr(f->err.text, sentence) == NULL)
		fail_msg("%s", f->err.text);
}

static void
open__missing_folder__says_to_create_it(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf("%s/not/there.db", f->folder);

	refused(f, path, "/not does not exist: create it, owned by the user");
	free(path);
}

static void
open__a_file_where_the_folder_should_be__says_so(void **state)
{
	struct fixture *f = *state;
	char *path = mem_printf("%s/x", f->path);

	write_file(f->path, "", 0);
	refused(f, path, "is not a folder");
	free(path);
}

static void
open__a_folder_where_the_file_should_be__says_so(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkdir(f->path, 0700), 0);
	refused(f, f->path, "is a folder");
}

static void
open__text_file__is_not_a_database(void **state)
{
	struct fixture *f = *state;
	char text[5000];

	memset(text, 'x', sizeof(text));
	write_file(f->path, text, sizeof(text));
	refused(f, f->path, "is not a database");
}

static void
open__damaged__says_how_to_save_it(void **state)
{
	struct fixture *f = *state;
	struct store_totals t;
	FILE *file;

	make_store((void **)&f);
	store_close(f->s);
	f->s = NULL;
	file = fopen(f->path, "r+");
	assert_int_equal(fseek(file, 100, SEEK_SET), 0);
	for (int i = 0; i < 20000; i++)
		fputc(0xa5, file);
	fclose(file);
	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_true(f->s == NULL || !store_totals(f->s, &t, &f->err));
	assert_non_null(strstr(f->err.text, ".recover"));
	store_close(f->s);
	remove_folder(f->folder);
	free(f);
}

static void
open__twice__names_the_process_that_has_it(void **state)
{
	struct fixture *f = *state;
	char *sentence = mem_printf("(process %ld)", (long)getpid());
	struct store *reader;

	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_non_null(f->s);
	refused(f, f->path, "in use by another loopbell");
	assert_non_null(strstr(f->err.text, sentence));
	reader = store_open(f->path, STORE_READ, &f->err);
	assert_non_null(reader);
	store_close(reader);
	store_close(f->s);
	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_non_null(f->s);
	free(sentence);
}

static void
open__new_store__is_not_for_everybody(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_non_null(f->s);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0007, 0);
}

static void
open_to_read__nothing_there__makes_nothing(void **state)
{
	struct fixture *f = *state;

	assert_null(store_open(f->path, STORE_READ, &f->err));
	assert_non_null(strstr(f->err.text, "does not exist yet"));
	assert_int_not_equal(access(f->path, F_OK), 0);
}

static void
read_store__written_to__refuses_and_is_stuck(void **state)
{
	struct fixture *f = *state;

	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_non_null(f->s);
	store_close(f->s);
	f->s = store_open(f->path, STORE_READ, &f->err);
	assert_non_null(f->s);
	OK(f, store_begin(f->s, &f->err));
	assert_false(store_put_first(f->s, "p", 1, &f->err));
	assert_non_null(strstr(f->err.text, "read-only"));
	assert_true(store_is_stuck(f->s));
}

/* Opens as nobody; the sentence, in *f. */
static void
refused_to_nobody(struct fixture *f, const char *sentence)
{
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		bool opened;

		if (geteuid() == 0 && setuid(NOBODY) != 0)
			_exit(2);
		opened = store_open(f->path, STORE_WRITE, &f->err) != NULL;
		status = write(ends[1], f->err.text, strlen(f->err.text)) < 0;
		_exit(opened || status);
	}
	close(ends[1]);
	memset(&f->err, 0, sizeof(f->err));
	assert_true(read(ends[0], f->err.text, sizeof(f->err.text) - 1) > 0);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	if (strstr(f->err.text, sentence) == NULL)
		fail_msg("%s", f->err.text);
}

static void
open__folder_of_somebody_else__says_whose_it_must_be(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(chmod(f->folder, 0555), 0);
	refused_to_nobody(f, "may not write here: chown the folder");
	assert_int_equal(chmod(f->folder, 0700), 0);
}

static void
open__file_that_may_not_be_written__says_so(void **state)
{
	struct fixture *f = *state;

	f->s = store_open(f->path, STORE_WRITE, &f->err);
	store_close(f->s);
	f->s = NULL;
	assert_int_equal(chmod(f->path, 0444), 0);
	assert_int_equal(chmod(f->folder, 0777), 0);
	{
		char *lock = mem_printf("%s.lock", f->path);

		assert_int_equal(unlink(lock), 0);
		free(lock);
	}
	refused_to_nobody(f, "may not write here");
}

static void
begin__locked_by_another_program__is_stuck(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db;

	f->s = store_open(f->path, STORE_WRITE, &f->err);
	assert_non_null(f->s);
	sqlite3_busy_timeout(f->s->db, 1);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_false(store_begin(f->s, &f->err));
	assert_non_null(strstr(f->err.text, "locked by another program"));
	assert_true(store_is_stuck(f->s));
	sqlite3_close(db);
	OK(f, store_begin(f->s, &f->err));
	assert_false(store_is_stuck(f->s));
	store_rollback(f->s);
}

int
main(void)
{
#define FOLDER_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, end_store)
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(open__missing_folder__says_to_create_it),
		FOLDER_TEST(open__a_file_where_the_folder_should_be__says_so),
		FOLDER_TEST(open__a_folder_where_the_file_should_be__says_so),
		FOLDER_TEST(open__text_file__is_not_a_database),
		cmocka_unit_test(open__damaged__says_how_to_save_it),
		FOLDER_TEST(open__twice__names_the_process_that_has_it),
		FOLDER_TEST(open__new_store__is_not_for_everybody),
		FOLDER_TEST(open_to_read__nothing_there__makes_nothing),
		FOLDER_TEST(read_store__written_to__refuses_and_is_stuck),
		FOLDER_TEST(
		    open__folder_of_somebody_else__says_whose_it_must_be),
		FOLDER_TEST(open__file_that_may_not_be_written__says_so),
		FOLDER_TEST(begin__locked_by_another_program__is_stuck),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
