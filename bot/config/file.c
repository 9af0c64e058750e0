/* SPDX-License-Identifier: ISC */
/* file.c - a small file as a whole: the configuration, a secret. */
#include "config/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sdk/mem.h"

#define CHUNK 16384

static bool
read_all(int fd, size_t max, struct buf *out, struct error *err)
{
	size_t before = out->size;

	for (;;) {
		ssize_t n = read(fd, buf_room(out, CHUNK), CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(
			    err, "cannot be read: %s", strerror(errno));
		out->size += (size_t)n;
		buf_end(out);
		if (out->size - before > max)
			return error_set(
			    err, "is larger than %zu KiB", max / 1024);
		if (n == 0)
			return true;
	}
}

bool
file_read(const char *path, size_t max, struct buf *out, mode_t *mode,
    struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok;

	if (fd < 0)
		return error_set(err, "cannot be read: %s", strerror(errno));
	if (fstat(fd, &st) != 0)
		ok = error_set(err, "cannot be read: %s", strerror(errno));
	else if (S_ISDIR(st.st_mode))
		ok = error_set(err, "is a folder, not a file");
	else
		ok = read_all(fd, max, out, err);
	if (ok && mode != NULL)
		*mode = st.st_mode;
	close(fd);
	return ok;
}

char *
file_below(const char *folder, const char *path)
{
	if (path[0] == '/')
		return mem_string(path);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return mem_printf(
	    "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, path);
}
