/* SPDX-License-Identifier: ISC */
/* test_watch.c - who has the store's files open, and who had. */
#include "store/watch.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#define QUIET_MS 5000

struct fixture {
	char folder[32], path[48], wal[48], shm[48];
	struct watch *w;
};

static void
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static int
begin(void **state)
{
	static struct fixture f;

	f = (struct fixture){ .folder = "/tmp/loopbell-XXXXXX" };
	assert_non_null(mkdtemp(f.folder));
	snprintf(f.path, sizeof(f.path), "%s/a.db", f.folder);
	snprintf(f.wal, sizeof(f.wal), "%s/a.db-wal", f.folder);
	snprintf(f.shm, sizeof(f.shm), "%s/a.db-shm", f.folder);
	touch(f.path);
	touch(f.wal);
	touch(f.shm);
	f.w = watch_new(f.path, QUIET_MS, 0);
	if (f.w == NULL)
		return 77;
	*state = &f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	watch_free(f->w);
	unlink(f->path);
	unlink(f->wal);
	unlink(f->shm);
	return rmdir(f->folder);
}

static int
open_it(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void
is_quiet__nobody_came__is(void **state)
{
	struct fixture *f = *state;

	assert_true(watch_is_quiet(f->w, 0));
	assert_true(watch_is_quiet(f->w, 1));
}

static void
is_quiet__started_beside_somebody__is_not_at_once(void **state)
{
	struct fixture *f = *state;

	watch_free(f->w);
	f->w = watch_new(f->path, QUIET_MS, 1000);
	assert_false(watch_is_quiet(f->w, 999));
	assert_true(watch_is_quiet(f->w, 1000));
}

static void
is_quiet__a_file_is_read__is_not_while_and_not_soon_after(void **state)
{
	struct fixture *f = *state;
	const char *files[] = { f->path, f->wal };
	int64_t t = 0;

	for (size_t i = 0; i < N_OF(files); i++) {
		int fd = open_it(files[i]);

		assert_false(watch_is_quiet(f->w, t));
		assert_false(watch_is_quiet(f->w, t + 1000));
		close(fd);
		assert_false(watch_is_quiet(f->w, t + 2000));
		assert_false(watch_is_quiet(f->w, t + 2000 + QUIET_MS - 1));
		assert_true(watch_is_quiet(f->w, t + 2000 + QUIET_MS));
		t += 100000;
	}
}

static void
is_quiet__read_for_long__is_not_for_as_long_after(void **state)
{
	struct fixture *f = *state;
	int fd = open_it(f->path);

	assert_false(watch_is_quiet(f->w, 1000));
	assert_false(watch_is_quiet(f->w, 200000));
	close(fd);
	assert_false(watch_is_quiet(f->w, 301000));
	assert_false(watch_is_quiet(f->w, 601000 - 1));
	assert_true(watch_is_quiet(f->w, 601000));
}

static void
is_quiet__read_for_days__is_again_after_ten_minutes(void **state)
{
	struct fixture *f = *state;
	const int64_t day_ms = 86400000;
	int fd = open_it(f->path);

	assert_false(watch_is_quiet(f->w, 0));
	close(fd);
	assert_false(watch_is_quiet(f->w, 3 * day_ms));
	assert_true(watch_is_quiet(f->w, 3 * day_ms + WATCH_QUIET_MAX_MS));
}

static void
is_quiet__one_file_after_the_other__is_not_between(void **state)
{
	struct fixture *f = *state;

	close(open_it(f->path));
	assert_false(watch_is_quiet(f->w, 0));
	assert_false(watch_is_quiet(f->w, 4000));
	close(open_it(f->wal));
	assert_false(watch_is_quiet(f->w, 4500));
	assert_false(watch_is_quiet(f->w, 9499));
	assert_true(watch_is_quiet(f->w, 9500));
}

static void
is_quiet__a_reader_with_all_three__counts_when_it_comes_and_goes(void **state)
{
	struct fixture *f = *state;
	int fds[] = { open_it(f->path), open_it(f->wal), open_it(f->shm) };
	int copy;

	assert_false(watch_is_quiet(f->w, 0));
	assert_true(watch_is_quiet(f->w, QUIET_MS));
	copy = open_it(f->path);
	assert_false(watch_is_quiet(f->w, 10000));
	assert_false(watch_is_quiet(f->w, 20000));
	close(copy);
	assert_false(watch_is_quiet(f->w, 20001));
	assert_true(watch_is_quiet(f->w, 20001 + 10001));
	for (size_t i = 0; i < N_OF(fds); i++)
		close(fds[i]);
	assert_false(watch_is_quiet(f->w, 50000));
	assert_true(watch_is_quiet(f->w, 50000 + QUIET_MS));
}

static void
is_quiet__a_crowd_came_unseen__is_not_for_a_while(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 20000; i++)
		close(open_it(i % 2 == 0 ? f->path : f->wal));
	assert_false(watch_is_quiet(f->w, 0));
	assert_false(watch_is_quiet(f->w, QUIET_MS - 1));
	assert_true(watch_is_quiet(f->w, QUIET_MS));
}

static void
is_quiet__closed_by_who_came_before_us__is_not_for_a_while(void **state)
{
	struct fixture *f = *state;
	int fd = open_it(f->path);

	watch_free(f->w);
	f->w = watch_new(f->path, QUIET_MS, 0);
	assert_true(watch_is_quiet(f->w, 0));
	close(fd);
	assert_false(watch_is_quiet(f->w, 100));
	assert_true(watch_is_quiet(f->w, 100 + QUIET_MS));
	/* And is not taken off the next one's account. */
	fd = open_it(f->path);
	assert_false(watch_is_quiet(f->w, 20000));
	assert_false(watch_is_quiet(f->w, 90000));
	close(fd);
}

static void
fd__somebody_came__is_readable(void **state)
{
	struct fixture *f = *state;
	char byte;

	assert_true(watch_fd(f->w) >= 0);
	assert_int_equal(read(watch_fd(f->w), &byte, 1), -1);
	close(open_it(f->wal));
	/* Too small for an event: EINVAL, not EAGAIN. */
	assert_int_equal(read(watch_fd(f->w), &byte, 1), -1);
	assert_false(watch_is_quiet(f->w, 0));
}

static void
is_alone__by_who_has_it_open__is_told(void **state)
{
	struct fixture *f = *state;
	const char *files[] = { f->path, f->wal };

	if (!watch_is_alone(f->path))
		skip(); /* a file system without leases */
	for (size_t i = 0; i < N_OF(files); i++) {
		int fd = open_it(files[i]);

		assert_false(watch_is_alone(f->path));
		close(fd);
		assert_true(watch_is_alone(f->path));
		fd = open(files[i], O_RDWR | O_CLOEXEC);
		assert_false(watch_is_alone(f->path));
		close(fd);
	}
	unlink(f->wal);
	assert_true(watch_is_alone(f->path));
	touch(f->wal);
}

#define WATCH_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		WATCH_TEST(is_quiet__nobody_came__is),
		WATCH_TEST(is_quiet__started_beside_somebody__is_not_at_once),
		WATCH_TEST(is_quiet__a_file_is_read__is_not_while_and_not_soon_after),
		WATCH_TEST(is_quiet__read_for_long__is_not_for_as_long_after),
		WATCH_TEST(is_quiet__read_for_days__is_again_after_ten_minutes),
		WATCH_TEST(is_quiet__one_file_after_the_other__is_not_between),
		WATCH_TEST(is_quiet__a_reader_with_all_three__counts_when_it_comes_and_goes),
		WATCH_TEST(is_quiet__a_crowd_came_unseen__is_not_for_a_while),
		WATCH_TEST(is_quiet__closed_by_who_came_before_us__is_not_for_a_while),
		WATCH_TEST(fd__somebody_came__is_readable),
		WATCH_TEST(is_alone__by_who_has_it_open__is_told),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
