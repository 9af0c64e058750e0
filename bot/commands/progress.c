/* SPDX-License-Identifier: ISC */
/* progress.c - how far an import is, for people. */
#include "commands/progress.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/command.h"
#include "core/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define SAMPLE (16 << 20)
#define CHUNK (64 << 10)
#define BAR 20
/* Where less is there, the bar is the first to go. */
#define COLUMNS_FOR_BAR 60

/* ---- How much there is */

static int64_t
lines_in(const char *p, size_t n)
{
	int64_t lines = 0;

	for (const char *end = p + n; p < end; p++)
		lines += *p == '\n';
	return lines;
}

int64_t
progress_rows_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *chunk = mem_new(CHUNK, 1);
	int64_t lines = 0, size = 0;
	struct stat st;
	ssize_t n = 1;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		n = 0;
	while (n > 0 && size < SAMPLE) {
		n = read(fd, chunk, CHUNK);
		size += n > 0 ? n : 0;
		lines += n > 0 ? lines_in(chunk, (size_t)n) : 0;
	}
	if (fd >= 0)
		close(fd);
	free(chunk);
	/* One of them has the names of the columns. */
	lines = lines > 0 ? lines - 1 : 0;
	return size >= SAMPLE && st.st_size > size
		   ? (int64_t)((double)lines * (double)st.st_size /
			       (double)size)
		   : lines;
}

/* From 0 to 1; -1: there is no telling. */
static double
share_of(struct progress *p, const cJSON *status)
{
	int64_t file_at = json_integer(status, "file_at", 0);
	int64_t read = json_integer(status, "read", 0);
	int64_t total = 0, done = 0, here = 0;

	if (file_at != p->file_at) {
		p->file_at = file_at;
		p->read_before = read;
	}
	for (size_t i = 0; i < p->n_files; i++) {
		total += p->rows[i];
		if ((int64_t)i + 1 < file_at)
			done += p->rows[i];
		if ((int64_t)i + 1 == file_at)
			here = p->rows[i];
	}
	if (total == 0)
		return -1;
	if (read - p->read_before < here)
		here = read - p->read_before;
	return (double)(done + here) / (double)total;
}

/* ---- The line that moves */

void
progress_put_count(struct buf *out, int64_t n)
{
	char digits[24];
	int size = snprintf(digits, sizeof(digits), "%" PRId64, n);

	for (int i = 0; i < size; i++) {
		if (i > 0 && (size - i) % 3 == 0 && digits[i - 1] != '-')
			buf_putc(out, ',');
		buf_putc(out, digits[i]);
	}
}

static int64_t
rate_of(const cJSON *status)
{
	int64_t us = json_integer(status, "us", 0);

	return us <= 0 ? 0
		       : (int64_t)((double)json_integer(status, "read", 0) *
				   US_PER_S / (double)us);
}

static void
put_bar(const struct progress *p, double share, struct buf *out)
{
	int full = (int)(share * BAR);

	buf_puts(out, p->colour ? "[\033[32m" : "[");
	for (int i = 0; i < BAR; i++) {
		if (i == full && p->colour)
			buf_puts(out, "\033[0m");
		buf_putc(out, i < full ? '#' : '-');
	}
	if (full == BAR && p->colour)
		buf_puts(out, "\033[0m");
	buf_printf(out, "] %3d %%  ", (int)(share * 100));
}

static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* What stands behind the bar. */
static void
put_words(const cJSON *status, struct buf *out)
{
	const char *file = json_string(status, "file");
	int64_t files = json_integer(status, "files", 0);

	progress_put_count(out, json_integer(status, "read", 0));
	buf_puts(out, " read, ");
	progress_put_count(out, rate_of(status));
	buf_puts(out, "/s");
	if (file != NULL) {
		buf_puts(out, "  ");
		utf8_clean(out, base_of(file), strlen(base_of(file)));
	}
	if (files > 1)
		buf_printf(out, " (%" PRId64 " of %" PRId64 ")",
		    json_integer(status, "file_at", 0), files);
}

/* The bytes of the first n characters of a valid string. */
static size_t
cut(const char *s, size_t n)
{
	size_t at = 0, size = strlen(s);

	while (n-- > 0 && at < size)
		at += utf8_length(s + at, size - at);
	return at;
}

void
progress_put_line(struct progress *p, const cJSON *status, struct buf *out)
{
	static const char spinner[] = "|/-\\";
	const char *name = json_string(status, "instance");
	struct buf words = BUF_INIT;
	double share = share_of(p, status);
	int left = p->columns - 1;

	buf_printf(&words, "%s  ", name == NULL ? "" : name);
	if (p->columns >= COLUMNS_FOR_BAR && share >= 0) {
		buf_add(out, words.data, words.size);
		left -= (int)utf8_count(words.data) + BAR + 10;
		put_bar(p, share, out);
		buf_reset(&words);
	} else {
		buf_printf(&words, "%c  ", spinner[p->n_drawn % 4]);
	}
	p->n_drawn++;
	put_words(status, &words);
	if (left > 0)
		buf_add(out, words.data, cut(buf_str(&words), (size_t)left));
	buf_release(&words);
}

/* ---- The end */

/* ", 12 known": what there is none of is left out, where rare. */
static void
put_part(struct buf *out, const cJSON *status, const char *name, bool always)
{
	int64_t n = json_integer(status, name, 0);

	if (n == 0 && !always)
		return;
	buf_puts(out, ", ");
	progress_put_count(out, n);
	buf_printf(out, " %s", name);
}

static void
put_left(struct buf *out, const cJSON *status, const char *since)
{
	int64_t before = json_integer(status, "left_out", 0);
	int64_t later = json_integer(status, "left_to_poll", 0);

	if (before > 0) {
		buf_puts(out, ", ");
		progress_put_count(out, before);
		buf_printf(out, " from before %s left out",
		    since == NULL ? "that" : since);
	}
	if (later > 0) {
		buf_puts(out, ", ");
		progress_put_count(out, later);
		buf_puts(out, " left to the poll, which announces them");
	}
}

void
progress_put_summary(const cJSON *status, const char *since, struct buf *out)
{
	const char *name = json_string(status, "instance");

	buf_printf(out, "%s: %s", name == NULL ? "" : name,
	    json_bool(status, "is_cancelled", false) ? "cancelled: " : "");
	progress_put_count(out, json_integer(status, "read", 0));
	buf_puts(out, " read");
	put_part(out, status, "new", true);
	put_part(out, status, "changed", false);
	put_part(out, status, "known", true);
	put_left(out, status, since);
	put_part(out, status, "refused", false);
	if (json_integer(status, "refused", 0) > 0)
		buf_puts(out, " (see `loopbell queue refused`)");
	buf_printf(out, ", %.1f s, ",
	    (double)json_integer(status, "us", 0) / US_PER_S);
	progress_put_count(out, rate_of(status));
	buf_puts(out, "/s\n");
}

static void
put_sentences(struct buf *out, const cJSON *list, int64_t n, const char *rest)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list)
	{
		if (cJSON_IsString(one))
			buf_printf(out, "  %s\n", one->valuestring);
	}
	n -= cJSON_GetArraySize(list);
	if (n > 0)
		buf_printf(out, "  and %" PRId64 " more%s\n", n, rest);
}

void
progress_put_details(const cJSON *status, struct buf *out)
{
	const char *warning = json_string(status, "warning");
	int64_t n_failures = json_integer(status, "n_failures", 0);
	int64_t n_refused = json_integer(status, "refused", 0);

	if (n_failures > 0)
		buf_puts(out, "failed:\n");
	put_sentences(out, json_member(status, "failures"), n_failures, "");
	if (n_refused > 0)
		buf_puts(out, "refused:\n");
	put_sentences(out, json_member(status, "refusals"), n_refused,
	    ": loopbell queue refused");
	if (warning != NULL)
		buf_printf(out, "its plugin says:\n  %s\n", warning);
}

int
progress_exit_code(const cJSON *status)
{
	if (!json_bool(status, "ok", false) ||
	    json_bool(status, "is_cancelled", false) ||
	    json_integer(status, "n_failures", 0) > 0)
		return 1;
	return json_integer(status, "refused", 0) > 0 ? EXIT_DATA : 0;
}
