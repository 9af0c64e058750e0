/* SPDX-License-Identifier: ISC */
/* test_backup.c - a copy of the store that may be relied on. */
#include "store/backup.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "store_fixture.h"

struct world {
	struct fixture *f;
	char to[160], part[168];
};

static int
begin(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	make_store((void **)&w->f);
	snprintf(w->to, sizeof(w->to), "%s/copy.db", w->f->folder);
	snprintf(w->part, sizeof(w->part), "%s.part", w->to);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;

	store_close(w->f->s);
	remove_folder(w->f->folder);
	free(w->f);
	free(w);
	return 0;
}

static void
put_cursor(struct fixture *f, const char *cursor)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_cursor(f->s, "p", cursor, NOW_US, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

/* The cursor in a store that is read. */
static char *
cursor_in(const char *path)
{
	struct error err;
	struct store *s = store_open(path, STORE_READ, &err);
	char *cursor = NULL;
	int64_t first_us;

	if (s == NULL)
		fail_msg("%s", err.text);
	assert_true(store_cursor(s, "p", &cursor, &first_us, &err));
	store_close(s);
	return cursor;
}

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void
make__of_a_store_that_is_written__holds_what_was_committed(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	int64_t size = 0;
	char *cursor;
	struct stat st;

	put_cursor(f, "before");
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_cursor(f->s, "p", "not yet", NOW_US, &f->err));
	OK(f, backup_make(f->path, w->to, false, &size, &f->err));
	OK(f, store_commit(f->s, &f->err));
	cursor = cursor_in(w->to);
	assert_string_equal(cursor, "before");
	free(cursor);
	assert_int_equal(stat(w->to, &st), 0);
	assert_int_equal(st.st_size, size);
	assert_int_equal(st.st_mode & 07, 0);
	assert_false(is_there(w->part));
}

static void
make__where_a_file_is__replaces_it_only_when_told(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	int64_t size;
	char *cursor;

	put_cursor(f, "one");
	OK(f, backup_make(f->path, w->to, false, &size, &f->err));
	put_cursor(f, "two");
	assert_false(backup_make(f->path, w->to, false, &size, &f->err));
	assert_non_null(strstr(f->err.text, "is there already; --force"));
	cursor = cursor_in(w->to);
	assert_string_equal(cursor, "one");
	free(cursor);
	OK(f, backup_make(f->path, w->to, true, &size, &f->err));
	cursor = cursor_in(w->to);
	assert_string_equal(cursor, "two");
	free(cursor);
}

static void
make__where_it_cannot_be__says_why(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	char link[160], nowhere[160];
	int64_t size;
	const struct {
		const char *store, *to, *says;
	} cases[] = {
		{ f->path, f->path, "is the store itself" },
		{ f->path, link, "is the store itself" },
		{ f->path, f->folder, "is not a file" },
		{ f->path, nowhere, "No such file" },
		{ f->path, "/proc/copy.db", "/proc/copy.db" },
		{ nowhere, w->to, "there is no store yet" },
		{ "/dev/null/x", w->to, "Not a directory" },
		{ "/etc/passwd", w->to, "is not a database" },
	};

	snprintf(link, sizeof(link), "%s/link", f->folder);
	snprintf(nowhere, sizeof(nowhere), "%s/no/copy.db", f->folder);
	assert_int_equal(symlink(f->path, link), 0);
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_false(backup_make(
		    cases[i].store, cases[i].to, true, &size, &f->err));
		if (strstr(f->err.text, cases[i].says) == NULL)
			fail_msg("case %zu: %s", i, f->err.text);
		assert_false(is_there(w->to));
		assert_false(is_there(w->part));
	}
	put_cursor(f, "still there");
}

static void
make__the_part_of_one_that_was_killed__is_begun_anew(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	FILE *file = fopen(w->part, "w");
	int64_t size;

	for (int i = 0; i < 1000000; i++)
		fputc('x', file);
	fclose(file);
	OK(f, backup_make(f->path, w->to, false, &size, &f->err));
	assert_true(size < 1000000);
	assert_false(is_there(w->part));
}

static void
make__another_is_at_it__leaves_that_alone(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	int fd = open(w->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int64_t size;

	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(backup_make(f->path, w->to, false, &size, &f->err));
	assert_non_null(strstr(f->err.text, "another backup"));
	assert_true(is_there(w->part));
	close(fd);
}

/* A page in the middle, overwritten behind SQLite's back. */
static void
make__of_a_damaged_store__says_so_and_writes_nothing(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	int64_t size;
	FILE *file;

	put_cursor(f, "x");
	store_close(f->s);
	f->s = NULL;
	file = fopen(f->path, "r+");
	assert_int_equal(fseek(file, 8 * 4096L, SEEK_SET), 0);
	for (int i = 0; i < 8192; i++)
		fputc(0xa5, file);
	fclose(file);
	assert_false(backup_make(f->path, w->to, false, &size, &f->err));
	assert_non_null(strstr(f->err.text, "damaged"));
	assert_false(is_there(w->to));
	assert_false(is_there(w->part));
}

/* In a process of its own: killed in the middle of it. */
static void
make__killed_at_any_moment__leaves_no_half_copy(void **state)
{
	struct world *w = *state;
	struct fixture *f = w->f;
	int n_made = 0, n_killed = 0, status;
	char number[32];

	/* Enough that it takes a while. */
	for (int i = 0; i < 400; i++) {
		char *text = mem_new(1, 20001);

		memset(text, 'x', 20000);
		OK(f, store_begin(f->s, &f->err));
		snprintf(number, sizeof(number), "%d", i);
		OK(f, store_put_refused(
			  f->s, number, text, "why", NOW_US, &f->err));
		OK(f, store_commit(f->s, &f->err));
		free(text);
	}
	put_cursor(f, "whole");
	/* No connection may go along into the other processes. */
	store_close(f->s);
	f->s = NULL;
	for (int i = 0; i < 40; i++) {
		struct timespec ts = { 0, rand() % 40 * 1000000 };
		int64_t size;
		char *cursor;
		pid_t pid;

		unlink(w->to);
		pid = fork();
		if (pid == 0)
			_exit(
			    backup_make(f->path, w->to, false, &size, &f->err)
				? 0
				: 1);
		nanosleep(&ts, NULL);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		n_killed += WIFSIGNALED(status);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		if (!is_there(w->to))
			continue;
		n_made++;
		cursor = cursor_in(w->to);
		assert_string_equal(cursor, "whole");
		free(cursor);
	}
	printf("%d killed, %d made\n", n_killed, n_made);
	assert_true(n_killed > 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		TEST(make__of_a_store_that_is_written__holds_what_was_committed),
		TEST(make__where_a_file_is__replaces_it_only_when_told),
		TEST(make__where_it_cannot_be__says_why),
		TEST(make__the_part_of_one_that_was_killed__is_begun_anew),
		TEST(make__another_is_at_it__leaves_that_alone),
		TEST(make__of_a_damaged_store__says_so_and_writes_nothing),
		TEST(make__killed_at_any_moment__leaves_no_half_copy),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
