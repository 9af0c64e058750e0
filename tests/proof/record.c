/* SPDX-License-Identifier: ISC */
/* record.c - see record.h. */
#include "proof/record.h"

#include <ctype.h>
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "sdk/mem.h"

enum { DIGITS = 8, MARK_SIZE = 2 + DIGITS + 2, FULL = 65536, SEEN = 256 };

struct record {
	int fd;
	struct buf lines;
};

int64_t
record_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* ---- Marks */

void
record_put_mark(struct buf *out, uint32_t number)
{
	buf_printf(out, "Nr%0*" PRIu32 "rN", DIGITS, number);
}

static bool
read_mark(const char *s, uint32_t *number)
{
	uint32_t n = 0;

	for (int i = 0; i < DIGITS; i++) {
		if (!isdigit((unsigned char)s[2 + i]))
			return false;
		n = n * 10 + (uint32_t)(s[2 + i] - '0');
	}
	*number = n;
	return s[2 + DIGITS] == 'r' && s[3 + DIGITS] == 'N';
}

bool
record_next_mark(const char *text, size_t *at, uint32_t *number)
{
	const char *s = text + *at;

	while ((s = strstr(s, "Nr")) != NULL) {
		if (read_mark(s, number)) {
			*at = (size_t)(s - text) + MARK_SIZE;
			return true;
		}
		s += 2;
	}
	return false;
}

/* ---- The file */

struct record *
record_new(const char *path)
{
	struct record *record = mem_new(1, sizeof(*record));

	record->fd =
	    open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (record->fd < 0)
		err(1, "%s", path);
	return record;
}

void
record_flush(struct record *record)
{
	struct buf *lines = &record->lines;
	ssize_t n;

	while (lines->size > 0) {
		n = write(record->fd, lines->data, lines->size);
		if (n < 0)
			err(1, "record");
		buf_drop(lines, (size_t)n);
	}
}

void
record_free(struct record *record)
{
	record_flush(record);
	close(record->fd);
	buf_release(&record->lines);
	free(record);
}

void
record_add(struct record *record, const char *verb, uint32_t number)
{
	buf_printf(&record->lines, "%" PRId64 " %s %" PRIu32 "\n",
	    record_now_us(), verb, number);
	if (record->lines.size >= FULL)
		record_flush(record);
}

int
record_marks(struct record *record, const char *verb, const char *text)
{
	uint32_t seen[SEEN], number;
	size_t at = 0;
	int n = 0, i;

	while (n < SEEN && record_next_mark(text, &at, &number)) {
		for (i = 0; i < n && seen[i] != number; i++)
			;
		if (i < n)
			continue;
		seen[n++] = number;
		record_add(record, verb, number);
	}
	return n;
}
