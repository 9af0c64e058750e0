/* SPDX-License-Identifier: ISC */
/*
 * loadgen.c - numbered responses at a steady rate, by HTTP or as CSV files.
 *
 *	loadgen -o RECORD -p PORT [-u PATH] [-c CONNECTIONS] [-H HEADER] …
 *	loadgen -o RECORD -d FOLDER [-b ROWS-A-FILE] …
 *
 *	-r RATE      new numbers a second
 *	-n COUNT     how many; without it as many as come until it is stopped
 *	-f FIRST     the first number
 *	-k SURVEYS   over how many surveys they are spread
 *	-q           without comments: the mark is the company's name
 *
 * It says "begun", stops making new numbers at the end of its standard input
 * (or at COUNT), goes on until all it made are acknowledged, and then prints
 * how many it made and how many were acknowledged and refused.  What is in
 * RECORD is there by then.
 */
#include <err.h>
#include <inttypes.h>
#include <unistd.h>

#include "proof/poster.h"
#include "sdk/mem.h"
#include "sdk/number.h"

#define RETRY_US 200000
#define TIMEOUT_US 10000000
#define FLUSH_US 200000

struct settings {
	const char *record, *folder;
	int64_t rows;
	struct poster poster;
	struct load load;
};

static int64_t
number(int option, const char *text, int64_t max)
{
	int64_t n;

	if (!number_read(text, 0, max, &n))
		errx(2, "-%c takes a number of at most %" PRId64, option, max);
	return n;
}

static void
set(struct settings *s, int option)
{
	switch (option) {
	case 'o':
		s->record = optarg;
		return;
	case 'd':
		s->folder = optarg;
		return;
	case 'u':
		s->poster.path = optarg;
		return;
	case 'H':
		s->poster.header = mem_printf("%s\r\n", optarg);
		return;
	case 'q':
		s->load.is_silent = true;
		return;
	case 'p':
		s->poster.port = (int)number(option, optarg, 65535);
		return;
	case 'c':
		s->poster.n_posts = (int)number(option, optarg, POSTER_MAX);
		return;
	case 'b':
		s->rows = number(option, optarg, 100000);
		return;
	case 'r':
		s->load.rate = (double)number(option, optarg, 1000000);
		return;
	case 'n':
		s->load.count = (uint32_t)number(option, optarg, 100000000);
		return;
	case 'f':
		s->load.first = (uint32_t)number(option, optarg, 100000000);
		return;
	case 'k':
		s->load.n_surveys = (uint32_t)number(option, optarg, 10000);
		return;
	default:
		errx(2, "usage: loadgen -o RECORD {-p PORT|-d FOLDER} …");
	}
}

/* False: standard input has ended. */
static bool
is_told_to_go_on(const struct pollfd *input)
{
	char some[64];

	return input->revents == 0 ||
	       read(STDIN_FILENO, some, sizeof(some)) > 0;
}

/* ---- Files */

/* As a careful exporter does: nobody sees half of a file. */
static void
write_file(const struct settings *s, uint32_t n, const struct buf *text)
{
	char *name = mem_printf("%s/%" PRIu32 ".csv", s->folder, n);
	char *hidden = mem_printf("%s/.%" PRIu32 ".tmp", s->folder, n);
	FILE *file = fopen(hidden, "w");

	if (file == NULL ||
	    fwrite(text->data, 1, text->size, file) != text->size ||
	    fflush(file) != 0 || fsync(fileno(file)) != 0 ||
	    fclose(file) != 0 || rename(hidden, name) != 0)
		err(1, "%s", name);
	free(hidden);
	free(name);
}

/* A file of what is due; its rows are acknowledged with its name. */
static void
write_what_is_due(struct settings *s)
{
	struct buf text = BUF_INIT;
	uint32_t first = s->load.first + s->load.n_made, n = first;

	load_put_columns(&text);
	while (n - first < s->rows && load_next(&s->load, &n))
		load_put_row(&s->load, &text, n++);
	if (n > first) {
		write_file(s, first, &text);
		for (uint32_t i = first; i < n; i++)
			load_acked(&s->load, i);
	}
	buf_release(&text);
}

static void
run_files(struct settings *s)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int wait_ms = (int)(s->rows * 1000 / (int64_t)s->load.rate);

	while (!load_is_over(&s->load)) {
		write_what_is_due(s);
		record_flush(s->load.record);
		poll(&input, s->load.is_stopped ? 0 : 1,
		    load_wait_us(&s->load) == 0 ? 0 : wait_ms);
		if (!is_told_to_go_on(&input))
			load_stop(&s->load);
	}
}

/* ---- HTTP */

static void
run_posts(struct settings *s)
{
	struct pollfd fds[POSTER_MAX + 1];
	struct pollfd *input = &fds[s->poster.n_posts];
	int64_t flushed_us = record_now_us();

	while (!load_is_over(&s->load)) {
		int wait_ms = poster_prepare(&s->poster, fds);

		*input =
		    (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
		poll(fds,
		    (nfds_t)s->poster.n_posts + (s->load.is_stopped ? 0 : 1),
		    wait_ms);
		poster_go_on(&s->poster, fds);
		if (!is_told_to_go_on(input))
			load_stop(&s->load);
		if (record_now_us() - flushed_us > FLUSH_US) {
			record_flush(s->load.record);
			flushed_us = record_now_us();
		}
	}
}

int
main(int argc, char **argv)
{
	static struct settings s = { .rows = 20,
		.load = { .rate = 100, .first = 1, .n_surveys = 1 },
		.poster = { .path = "/",
		    .header = "",
		    .n_posts = 8,
		    .retry_us = RETRY_US,
		    .timeout_us = TIMEOUT_US } };
	int option;

	while ((option = getopt(argc, argv, "o:d:u:H:p:c:b:r:n:f:k:q")) != -1)
		set(&s, option);
	if (s.record == NULL || (s.folder == NULL && s.poster.port == 0) ||
	    s.load.rate < 1 || s.rows < 1 || s.load.n_surveys < 1)
		set(&s, '?');
	s.load.record = record_new(s.record);
	s.poster.load = &s.load;
	poster_init(&s.poster);
	puts("begun");
	fflush(stdout);
	if (s.folder != NULL)
		run_files(&s);
	else
		run_posts(&s);
	printf("%" PRIu32 " %" PRIu32 " %" PRIu32 "\n", s.load.n_made,
	    s.load.n_acked, s.load.n_refused);
	poster_release(&s.poster);
	record_free(s.load.record);
	free(s.load.again);
	return 0;
}
