/* SPDX-License-Identifier: ISC */
/*
 * lock.c - one process writes a store, and a place that cannot be written is
 * said plainly before SQLite says "unable to open database file".
 *
 * The lock is flock()'s on PATH.lock, so the kernel drops it with the process
 * that holds it, however that ends; the file stays and names the holder.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/mem.h"
#include "store/db.h"

static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_string(".");
	return mem_copy(path, slash == path ? 1 : (size_t)(slash - path));
}

static bool
say_missing(const char *path, const char *folder, struct error *err)
{
	return error_set(err,
	    "%s: the folder %s does not exist: create it, owned by the user "
	    "loopbell runs as",
	    path, folder);
}

/* clang-format off */
static const struct {
	int number;
	const char *sentence;
} reasons[] = {
	{ EROFS,  "is on a read-only file system: mount it writable, or give \"store\" another path" },
	{ ENOSPC, "the disk is full: make room" },
	{ EDQUOT, "the disk quota is used up: make room" },
	{ EISDIR, "is a folder: \"store\" must name a file" },
	{ EMFILE, "too many open files: raise the limit (ulimit -n)" },
	{ 0, NULL },
};
/* clang-format on */

/* What open() of path for writing said. */
static bool
say_errno(const char *path, int number, struct error *err)
{
	char *folder = folder_of(path);
	struct stat st;

	if (stat(folder, &st) != 0 && errno == ENOENT)
		say_missing(path, folder, err);
	else if (number == EACCES || number == EPERM)
		error_set(err,
		    "%s: the user loopbell runs as (uid %ld) may not write "
		    "here: chown the folder %s and the files in it to it",
		    path, (long)geteuid(), folder);
	else if (number == ENOTDIR)
		error_set(err, "%s: %s is not a folder", path, folder);
	else
		error_set(err, "%s: %s", path, strerror(number));
	for (int i = 0; reasons[i].sentence != NULL; i++)
		if (reasons[i].number == number)
			error_set(err, "%s: %s", path, reasons[i].sentence);
	free(folder);
	return false;
}

bool
lock_make_file(const char *path, struct error *err)
{
	/* SQLite gives its -wal and -shm the same mode.  What customers wrote
	 * is not for everybody on the machine. */
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	if (fd < 0)
		return say_errno(path, errno, err);
	close(fd);
	return true;
}

static void
say_held(const char *path, int fd, struct error *err)
{
	char pid[32] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? strcspn(pid, "\n") : 0] = '\0';
	error_set(err,
	    "%s: is in use by another loopbell (process %s): a store has one "
	    "writer; stop that one first",
	    path, pid[0] == '\0' ? "unknown" : pid);
}

static bool
write_pid(const char *path, int fd, struct error *err)
{
	char pid[32];
	int n = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) == n)
		return true;
	return say_errno(path, errno, err);
}

int
lock_take(const char *path, struct error *err)
{
	char *name = mem_printf("%s.lock", path);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0) {
		say_errno(path, errno, err);
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		say_held(path, fd, err);
		close(fd);
		fd = -1;
	} else if (!write_pid(path, fd, err)) {
		close(fd);
		fd = -1;
	}
	free(name);
	return fd;
}
