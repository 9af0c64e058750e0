/* SPDX-License-Identifier: ISC */
/*
 * shim.c - between a program and its C library, by LD_PRELOAD: fails one call,
 * or shifts the clocks.
 *
 *	PROOF_FAIL=CALL:N     the Nth call of that kind fails, once
 *	PROOF_IN=PROGRAM      in programs of that name alone
 *	PROOF_SAID=FILE       made when it failed; while it is there no more
 *			      fails, so that of a family of processes only one
 *			      fails, and who asks learns whether N was reached
 *	PROOF_CLOCK=FILE      two 64-bit integers in the machine's order: by how
 *			      many microseconds the time of day is shifted, and
 *			      by how many the monotonic clock; read each time
 *
 * A program started by this one has the same done to it: who gives its
 * children an environment of their own does not lose us.
 *
 * CALL is write, pwrite, fsync (and fdatasync), connect, send or malloc, each
 * with its relatives.  glibc alone: it names its own malloc.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

enum { ENVIRONMENT_MAX = 1024 };
enum call { WRITE, PWRITE, FSYNC, CONNECT, SEND, MALLOC, N_CALLS };

/* clang-format off */
static const struct {
	const char *name;
	int code; /* errno of a failure */
} calls[N_CALLS] = {
	[WRITE]   = { "write",   EIO },
	[PWRITE]  = { "pwrite",  EIO },
	[FSYNC]   = { "fsync",   EIO },
	[CONNECT] = { "connect", ECONNREFUSED },
	[SEND]    = { "send",    ECONNRESET },
	[MALLOC]  = { "malloc",  ENOMEM },
};
/* clang-format on */

static enum call failing = N_CALLS; /* none */
static long nth;
static atomic_long n_seen;
static const int64_t *shifts; /* the file; NULL: none */

static const char *const variables[] = { "LD_PRELOAD", "PROOF_FAIL",
	"PROOF_IN", "PROOF_SAID", "PROOF_CLOCK" };
enum { N_VARIABLES = sizeof(variables) / sizeof(*variables) };
static char *values[N_VARIABLES]; /* NAME=VALUE; NULL: not set */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

/* ---- What is to be done */

static void
read_fail(const char *text)
{
	const char *colon = strchr(text, ':');

	for (int i = 0; colon != NULL && i < N_CALLS; i++)
		if (strlen(calls[i].name) == (size_t)(colon - text) &&
		    strncmp(calls[i].name, text, strlen(calls[i].name)) == 0)
			failing = (enum call)i;
	nth = colon == NULL ? 0 : strtol(colon + 1, NULL, 10);
}

static void
map_clock(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *map = fd < 0 ? MAP_FAILED
			   : mmap(NULL, 2 * sizeof(*shifts), PROT_READ,
				 MAP_SHARED, fd, 0);

	if (map != MAP_FAILED)
		shifts = map;
	if (fd >= 0)
		close(fd);
}

/* "NAME=VALUE" of a variable, NULL where it is not set. */
static char *
pair_of(const char *name)
{
	size_t size = strlen(name);

	for (char **e = environ; *e != NULL; e++)
		if (strncmp(*e, name, size) == 0 && (*e)[size] == '=')
			return *e;
	return NULL;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *fail = getenv("PROOF_FAIL"), *in = getenv("PROOF_IN");
	const char *clock = getenv("PROOF_CLOCK");

	for (size_t i = 0; i < N_VARIABLES; i++)
		values[i] = pair_of(variables[i]);
	if (clock != NULL)
		map_clock(clock);
	if (fail != NULL &&
	    (in == NULL || strcmp(in, program_invocation_short_name) == 0))
		read_fail(fail);
}

/* True: this one call is to fail; errno is set. */
static bool
is_to_fail(enum call call)
{
	const char *said;
	int fd;

	if (call != failing || atomic_fetch_add(&n_seen, 1) + 1 != nth)
		return false;
	said = getenv("PROOF_SAID");
	fd =
	    open(said == NULL ? "" : said, O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return false;
	close(fd);
	errno = calls[call].code;
	return true;
}

/* The real one, looked up once. */
#define REAL(type, name, ...)             \
	static type (*real)(__VA_ARGS__); \
	if (real == NULL)                 \
	*(void **)(&real) = dlsym(RTLD_NEXT, #name)

/* A program's pipe or eventfd to itself, by which libuv wakes its loop: no
 * write into it fails on a machine that runs. */
static bool
is_to_itself(int fd)
{
	struct stat st;

	return fd > STDERR_FILENO && fstat(fd, &st) == 0 &&
	       (S_ISFIFO(st.st_mode) || (st.st_mode & S_IFMT) == 0);
}

/* ---- Calls that fail */

SHOWN ssize_t
write(int fd, const void *data, size_t size)
{
	REAL(ssize_t, write, int, const void *, size_t);
	return !is_to_itself(fd) && is_to_fail(WRITE) ? -1
						      : real(fd, data, size);
}

SHOWN ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	REAL(ssize_t, writev, int, const struct iovec *, int);
	return is_to_fail(WRITE) ? -1 : real(fd, parts, n);
}

SHOWN ssize_t
pwrite(int fd, const void *data, size_t size, off_t at)
{
	REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
	return is_to_fail(PWRITE) ? -1 : real(fd, data, size, at);
}

SHOWN ssize_t
pwrite64(int fd, const void *data, size_t size, off_t at)
{
	return pwrite(fd, data, size, at);
}

SHOWN int
fsync(int fd)
{
	REAL(int, fsync, int);
	return is_to_fail(FSYNC) ? -1 : real(fd);
}

SHOWN int
fdatasync(int fd)
{
	REAL(int, fdatasync, int);
	return is_to_fail(FSYNC) ? -1 : real(fd);
}

SHOWN int
connect(int fd, __CONST_SOCKADDR_ARG to, socklen_t size)
{
	REAL(int, connect, int, __CONST_SOCKADDR_ARG, socklen_t);
	return is_to_fail(CONNECT) ? -1 : real(fd, to, size);
}

SHOWN ssize_t
send(int fd, const void *data, size_t size, int flags)
{
	REAL(ssize_t, send, int, const void *, size_t, int);
	return is_to_fail(SEND) ? -1 : real(fd, data, size, flags);
}

SHOWN ssize_t
sendto(int fd, const void *data, size_t size, int flags,
    __CONST_SOCKADDR_ARG to, socklen_t to_size)
{
	REAL(ssize_t, sendto, int, const void *, size_t, int,
	    __CONST_SOCKADDR_ARG, socklen_t);
	return is_to_fail(SEND) ? -1
				: real(fd, data, size, flags, to, to_size);
}

SHOWN ssize_t
sendmsg(int fd, const struct msghdr *message, int flags)
{
	REAL(ssize_t, sendmsg, int, const struct msghdr *, int);
	return is_to_fail(SEND) ? -1 : real(fd, message, flags);
}

SHOWN void *
malloc(size_t size)
{
	return is_to_fail(MALLOC) ? NULL : __libc_malloc(size);
}

SHOWN void *
calloc(size_t n, size_t size)
{
	return is_to_fail(MALLOC) ? NULL : __libc_calloc(n, size);
}

SHOWN void *
realloc(void *old, size_t size)
{
	return is_to_fail(MALLOC) ? NULL : __libc_realloc(old, size);
}

/* ---- Children */

/* The child may share our memory until it is another program: what is ours
 * goes into an environment of its own. */
SHOWN int
execvp(const char *file, char *const argv[])
{
	char *own[ENVIRONMENT_MAX];
	size_t n = 0;

	while (environ[n] != NULL && n < ENVIRONMENT_MAX - N_VARIABLES - 1) {
		own[n] = environ[n];
		n++;
	}
	for (size_t i = 0; i < N_VARIABLES; i++)
		if (values[i] != NULL)
			own[n++] = values[i];
	own[n] = NULL;
	return execvpe(file, argv, own);
}

/* ---- Clocks */

static int64_t
shift_us(clockid_t clock)
{
	if (shifts == NULL)
		return 0;
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		return __atomic_load_n(&shifts[0], __ATOMIC_RELAXED);
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_BOOTTIME:
		return __atomic_load_n(&shifts[1], __ATOMIC_RELAXED);
	default:
		return 0;
	}
}

SHOWN int
clock_gettime(clockid_t clock, struct timespec *ts)
{
	int64_t us;

	REAL(int, clock_gettime, clockid_t, struct timespec *);
	if (real(clock, ts) != 0)
		return -1;
	us = (int64_t)ts->tv_sec * 1000000 + ts->tv_nsec / 1000 +
	     shift_us(clock);
	ts->tv_sec = us / 1000000;
	ts->tv_nsec = us % 1000000 * 1000 + ts->tv_nsec % 1000;
	return 0;
}

SHOWN int
gettimeofday(struct timeval *restrict tv, void *restrict zone)
{
	struct timespec ts;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}

SHOWN time_t
time(time_t *at)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (at != NULL)
		*at = ts.tv_sec;
	return ts.tv_sec;
}
