/* SPDX-License-Identifier: ISC */
/* watch.c - is somebody else reading the store's files just now? */
#include "store/watch.h"

#include <stddef.h>

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "sdk/mem.h"

enum file { FILE_DB, FILE_WAL, FILE_SHM, N_FILES };

static const char *const endings[N_FILES] = { "", "-wal", "-shm" };

struct watch {
	int fd;
	int ids[N_FILES];
	int64_t n_open[N_FILES]; /* by others, since we look */
	int64_t quiet_ms;
	int64_t busy_from_ms, busy_to_ms;
	bool is_busy;
};

static bool
is_alone_with(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	bool alone;

	if (fd < 0)
		return errno == ENOENT;
	/* Closing lets go of it. */
	alone = fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
	close(fd);
	return alone;
}

bool
watch_is_alone(const char *path)
{
	char *wal = mem_printf("%s-wal", path);
	/* Whoever opens a file while we hold the lease waits, and we are told
	 * by this signal. */
	void (*before)(int) = signal(SIGIO, SIG_IGN);
	bool alone = is_alone_with(path) && is_alone_with(wal);

	signal(SIGIO, before);
	free(wal);
	return alone;
}

struct watch *
watch_new(const char *path, int64_t quiet_ms, int64_t busy_to_ms)
{
	struct watch *w = mem_new(1, sizeof(*w));
	bool ok;

	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	w->quiet_ms = quiet_ms;
	w->busy_to_ms = busy_to_ms;
	ok = w->fd >= 0;
	for (int i = 0; ok && i < N_FILES; i++) {
		char *name = mem_printf("%s%s", path, endings[i]);

		w->ids[i] = inotify_add_watch(w->fd, name, IN_OPEN | IN_CLOSE);
		ok = w->ids[i] >= 0;
		free(name);
	}
	if (ok)
		return w;
	watch_free(w);
	return NULL;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	if (w->fd >= 0)
		close(w->fd);
	free(w);
}

int
watch_fd(const struct watch *w)
{
	return w->fd;
}

static void
count(struct watch *w, const struct inotify_event *event)
{
	for (int i = 0; i < N_FILES; i++) {
		if (event->wd != w->ids[i])
			continue;
		if (event->mask & IN_OPEN)
			w->n_open[i]++;
		/* One that was opened before we looked. */
		else if ((event->mask & IN_CLOSE) && w->n_open[i] > 0)
			w->n_open[i]--;
	}
	/* More than the kernel keeps: what is open is not known any more. */
	if (event->mask & IN_Q_OVERFLOW)
		for (int i = 0; i < N_FILES; i++)
			w->n_open[i] = 0;
}

static bool
is_copied(const struct watch *w)
{
	return w->n_open[FILE_DB] > w->n_open[FILE_SHM] ||
	       w->n_open[FILE_WAL] > w->n_open[FILE_SHM];
}

static void
extend(struct watch *w, int64_t now_ms)
{
	int64_t longer_ms = w->quiet_ms;

	if (w->is_busy && now_ms - w->busy_from_ms > longer_ms)
		longer_ms = now_ms - w->busy_from_ms;
	if (longer_ms > WATCH_QUIET_MAX_MS)
		longer_ms = WATCH_QUIET_MAX_MS;
	if (now_ms + longer_ms > w->busy_to_ms)
		w->busy_to_ms = now_ms + longer_ms;
}

static void
take(struct watch *w, const struct inotify_event *event, int64_t now_ms)
{
	bool is_busy;

	count(w, event);
	is_busy = is_copied(w);
	if (is_busy && !w->is_busy)
		w->busy_from_ms = now_ms;
	extend(w, now_ms);
	w->is_busy = is_busy;
}

bool
watch_is_quiet(struct watch *w, int64_t now_ms)
{
	char events[4096]
	    __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n;

	while ((n = read(w->fd, events, sizeof(events))) > 0) {
		for (char *at = events; at < events + n;) {
			const struct inotify_event *event = (void *)at;

			take(w, event, now_ms);
			at += sizeof(*event) + event->len;
		}
	}
	return !w->is_busy && now_ms >= w->busy_to_ms;
}

#else

bool
watch_is_alone(const char *path)
{
	(void)path;
	return false;
}

struct watch *
watch_new(const char *path, int64_t quiet_ms, int64_t busy_to_ms)
{
	(void)path;
	(void)quiet_ms;
	(void)busy_to_ms;
	return NULL;
}

void
watch_free(struct watch *w)
{
	(void)w;
}

int
watch_fd(const struct watch *w)
{
	(void)w;
	return -1;
}

bool
watch_is_quiet(struct watch *w, int64_t now_ms)
{
	(void)w;
	(void)now_ms;
	return true;
}

#endif
