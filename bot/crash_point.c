/* SPDX-License-Identifier: ISC */
/*
 * crash_point.c - places where a test build can be made to die.
 *
 * Only in programs built with -DLOOPBELL_CRASH_POINTS.
 */
#include "crash_point.h"

#include <assert.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sysexits.h>
#include <unistd.h>

/* Where the points stand, and what is true there. */
static struct point {
	const char *name;
	unsigned long dies_at; /* 0: never */
	unsigned long n;       /* passes so far */
} points[] = {
	/* clang-format off */
	/* The core. */
	{ "after-receive", 0, 0 },            /* a response was read, nothing is stored */
	{ "before-commit", 0, 0 },            /* all is written, not committed */
	{ "after-commit-before-ack", 0, 0 },  /* on disk, nobody knows */
	{ "after-ack", 0, 0 },                /* and everybody was told */
	{ "before-send", 0, 0 },              /* marked as being sent, not handed over */
	{ "after-send-before-mark", 0, 0 },   /* the notifier said done, the store does not */
	{ "after-mark", 0, 0 },               /* and now the store does */
	{ "in-checkpoint", 0, 0 },            /* before each page that is copied */
	{ "in-migration", 0, 0 },             /* before and after each version's commit */
	{ "in-action", 0, 0 },                /* all that follows of it is written, but the log */
	{ "after-action", 0, 0 },             /* on disk, who acted does not know */
	{ "in-reload", 0, 0 },                /* before, amid and after the change-over */
	/* The web server. */
	{ "web-after-receive", 0, 0 },        /* a request was read whole */
	{ "web-before-answer", 0, 0 },        /* the core has stored it */
	{ "web-after-answer", 0, 0 },         /* the answer is with the kernel */
	/* The hosts. */
	{ "host-after-request", 0, 0 },       /* a job was read */
	{ "host-before-result", 0, 0 },       /* the plugin is through with it */
	{ "host-after-result", 0, 0 },        /* the core can read how it went */
	/* clang-format on */
};

/* Of crash_point_writes(); NULL: writes are no passes. */
static const char *write_point;

static struct point *
find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		if (strlen(points[i].name) == n &&
		    strncmp(points[i].name, name, n) == 0)
			return &points[i];
	return NULL;
}

static void
refuse(const char *item, size_t n)
{
	fprintf(stderr,
	    "LOOPBELL_CRASH_AT: \"%.*s\" is not NAME:N of a crash point; "
	    "there are:",
	    (int)n, item);
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		fprintf(stderr, " %s", points[i].name);
	fputc('\n', stderr);
	_exit(EX_CONFIG);
}

static void
arm(const char *item, size_t n)
{
	const char *colon = memchr(item, ':', n);
	struct point *point =
	    colon == NULL ? NULL : find(item, (size_t)(colon - item));
	char *end = NULL;
	unsigned long pass = 0;

	if (point != NULL && colon[1] >= '1' && colon[1] <= '9')
		pass = strtoul(colon + 1, &end, 10);
	if (pass == 0 || end != item + n)
		refuse(item, n);
	point->dies_at = pass;
}

/* Before main(), so that a misspelt name is heard of by every process. */
static void __attribute__((constructor)) read_environment(void)
{
	const char *item = getenv("LOOPBELL_CRASH_AT");

	while (item != NULL && *item != '\0') {
		size_t n = strcspn(item, ",");

		arm(item, n);
		item += n + (item[n] == ',');
	}
}

static bool
has_happened(int fd, const char *line, size_t n)
{
	static char text[65536];
	ssize_t size = pread(fd, text, sizeof(text) - 1, 0);

	text[size > 0 ? size : 0] = '\0';
	for (const char *at = text; at != NULL && *at != '\0';
	     at = strchr(at, '\n'), at += at != NULL)
		if (strncmp(at, line, n) == 0)
			return true;
	return false;
}

/* False: the log says that it has happened. */
static bool
write_log(const struct point *point)
{
	const char *path = getenv("LOOPBELL_CRASH_LOG");
	char line[128];
	int n, key, fd;

	if (path == NULL)
		return true;
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	key = snprintf(
	    line, sizeof(line), "%s:%lu ", point->name, point->dies_at);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		fprintf(stderr, "LOOPBELL_CRASH_LOG: cannot open %s\n", path);
		_exit(EX_CONFIG);
	}
	if (has_happened(fd, line, (size_t)key)) {
		close(fd);
		return false;
	}
	n = snprintf(
	    line + key, sizeof(line) - (size_t)key, "%ld\n", (long)getpid());
	if (write(fd, line, (size_t)(key + n)) != key + n)
		abort();
	return true;
}

void
crash_point(const char *name)
{
	struct point *point = find(name, strlen(name));

	assert(point != NULL);
	if (++point->n == point->dies_at && write_log(point))
		kill(getpid(), SIGKILL);
}

void
crash_point_writes(const char *name)
{
	write_point = name;
}

void
crash_point_writes_end(void)
{
	write_point = NULL;
}

/* Stands before libc's, for SQLite too: the program's own symbols are found
 * first.  RTLD_NEXT leaves a shim that was preloaded at its work. */
__attribute__((visibility("default"))) ssize_t
pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);

	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "pwrite64");
	if (write_point != NULL)
		crash_point(write_point);
	return next(fd, data, size, offset);
}
