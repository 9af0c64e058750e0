/* SPDX-License-Identifier: ISC */
/*
 * import.c - history: a file the operator hands over, wherever it lies.
 *
 * Read as one of the watched folder, but whole and at once: there is nothing
 * to settle, nothing to remember and nothing to move away.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider.h"
#include "reading.h"

/* Whoever began the import may be somebody who sees more. */
static void
say_unreadable(int why, struct error *err)
{
	const struct passwd *pw = getpwuid(geteuid());

	if (why == EACCES || why == ENOENT)
		error_set(err,
		    "cannot be read by the user %s: %s (a bot that systemd "
		    "runs sees nothing below /home and /tmp)",
		    pw == NULL ? "of the bot" : pw->pw_name, strerror(why));
	else
		error_set(err, "cannot be read: %s", strerror(why));
}

/* Its descriptor and what it looks like now; -1: err says why.  A pipe would
 * be waited for. */
static int
open_file(const char *path, struct folder_file *file, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		say_unreadable(errno, err);
	} else if (S_ISREG(st.st_mode)) {
		folder_note(file, &st);
		return fd;
	} else {
		error_set(err, "is no file%s",
		    S_ISDIR(st.st_mode) ? " but a folder" : "");
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool
read_all(struct reading *r, int *fd, struct error *err)
{
	enum csv_result result = CSV_ROW;
	bool is_failure;

	if (!reading_start(r, fd, &is_failure, err))
		return false;
	while (result == CSV_ROW || result == CSV_BAD)
		result = reading_next(r, err);
	return result == CSV_END;
}

enum lb_result
import_file(struct provider *p, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct folder_file file = {
		/* As where it is polled, so that a bad row is known again. */
		.name = (char *)(uintptr_t)(slash == NULL ? path : slash + 1),
	};
	struct reading r = {
		.host = p->host,
		.rules = &p->rules,
		.file = &file,
	};
	enum lb_result result = LB_DONE;
	struct error err;
	int fd = open_file(path, &file, &err);

	if (fd < 0)
		return lb_reject(p->host, "%s", err.text);
	if (!read_all(&r, &fd, &err))
		result = lb_reject(p->host, "%s", err.text);
	else if (!folder_is_same(&file, fd))
		result = lb_reject(p->host,
		    "it changed while it was read: import it again once "
		    "nobody writes to it");
	else
		reading_tell(&r);
	reading_release(&r);
	close(fd);
	return result;
}
