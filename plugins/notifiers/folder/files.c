/* SPDX-License-Identifier: ISC */
/* files.c - files that are there whole or not at all. */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sdk/mem.h"

static bool
make_one(const char *path, struct error *err)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return true;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return true;
	return error_set(err, "%s: %s", path,
	    errno == EEXIST ? "not a folder" : strerror(errno));
}

bool
files_make_folder(const char *path, struct error *err)
{
	char *part = mem_string(path);
	bool ok = true;

	for (size_t i = 1; ok && path[i] != '\0'; i++) {
		if (path[i] != '/')
			continue;
		part[i] = '\0';
		ok = make_one(part, err);
		part[i] = '/';
	}
	ok = ok && make_one(part, err);
	free(part);
	return ok;
}

static bool
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static bool
write_file(const char *path, const struct buf *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;
	int why;

	if (fd < 0)
		return false;
	ok = write_all(fd, bytes->data, bytes->size) && fsync(fd) == 0;
	why = errno;
	ok = close(fd) == 0 && ok;
	if (!ok)
		errno = why;
	return ok;
}

/* A rename is on disk when its folder is.  A file system that cannot do that
 * is no reason to write the file again. */
static void
flush_folder_of(const char *path)
{
	char *folder = mem_copy(path, (size_t)(strrchr(path, '/') - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(folder);
}

bool
files_write(const char *temporary, const char *path, const struct buf *bytes,
    struct error *err)
{
	if (!write_file(temporary, bytes)) {
		error_set(err, "%s: %s", temporary, strerror(errno));
		unlink(temporary);
		return false;
	}
	if (rename(temporary, path) != 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		unlink(temporary);
		return false;
	}
	flush_folder_of(path);
	return true;
}

char *
files_find(const char *folder, const char *name)
{
	size_t n = strlen(name);
	const struct dirent *entry;
	char *path = NULL;
	DIR *dir = opendir(folder);

	if (!dir)
		return NULL;
	while (!path && (entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, name, n) == 0 &&
		    (entry->d_name[n] == '\0' || entry->d_name[n] == ':'))
			path = mem_printf("%s/%s", folder, entry->d_name);
	closedir(dir);
	return path;
}
