/* SPDX-License-Identifier: ISC */
/*
 * tally.c - lays records side by side and counts.
 *
 *	tally RECORD…
 *
 * Records of a generator, of one sink, and of the bot (a line "0 possibly N"
 * for each number it says may have been told twice).  Prints one line of
 * NAME=NUMBER:
 *
 *	accepted   numbers that were acknowledged
 *	delivered  those of them that the sink took
 *	lost       those of them that it did not: "nothing accepted is lost"
 *	twice      numbers it took more than once, but for those below
 *	possibly   numbers it took more than once that the bot had marked
 *	unasked    numbers it took that were never sent
 *	denied     times that it did not take one
 *	busy       times that the generator was told to come again
 *	refused    numbers the bot did not understand
 *	p50_us p99_us  from its first acknowledgement until a number was
 *		   taken; 0 where it was taken before that was read
 *	last_us    when the sink took something last (CLOCK_MONOTONIC)
 *
 * The first ten of the lost, twice and unasked are on standard error.
 */
#include <err.h>
#include <inttypes.h>
#include <unistd.h>

#include "proof/record.h"
#include "sdk/mem.h"

struct number {
	int64_t acked_us, took_us;
	bool is_sent, is_marked;
	uint32_t n_took;
};

struct tally {
	struct number *numbers;
	uint32_t n; /* one more than the largest */
	int64_t accepted, delivered, lost, twice, possibly, unasked;
	int64_t denied, busy, refused, last_us;
	int64_t *waits_us;
};

static struct number *
number_at(struct tally *t, uint32_t i)
{
	uint32_t n = t->n;

	if (i >= RECORD_NUMBERS)
		errx(1, "%" PRIu32 " is no number of ours", i);
	if (i >= n) {
		t->n = i + i / 2 + 1000;
		t->numbers = mem_resize(t->numbers, t->n, sizeof(*t->numbers));
		memset(t->numbers + n, 0, (t->n - n) * sizeof(*t->numbers));
	}
	return &t->numbers[i];
}

/* ---- Verbs */

static void
on_sent(struct tally *t, struct number *n, int64_t us)
{
	(void)t;
	(void)us;
	n->is_sent = true;
}

static void
on_acked(struct tally *t, struct number *n, int64_t us)
{
	(void)t;
	if (n->acked_us == 0)
		n->acked_us = us;
}

static void
on_took(struct tally *t, struct number *n, int64_t us)
{
	if (n->n_took++ == 0)
		n->took_us = us;
	if (us > t->last_us)
		t->last_us = us;
}

static void
on_denied(struct tally *t, struct number *n, int64_t us)
{
	(void)n;
	(void)us;
	t->denied++;
}

static void
on_busy(struct tally *t, struct number *n, int64_t us)
{
	(void)n;
	(void)us;
	t->busy++;
}

static void
on_refused(struct tally *t, struct number *n, int64_t us)
{
	(void)n;
	(void)us;
	t->refused++;
}

static void
on_marked(struct tally *t, struct number *n, int64_t us)
{
	(void)t;
	(void)us;
	n->is_marked = true;
}

/* clang-format off */
static const struct {
	const char *verb;
	void (*see)(struct tally *, struct number *, int64_t us);
} verbs[] = {
	{ "sent",     on_sent },
	{ "acked",    on_acked },
	{ "took",     on_took },
	{ "denied",   on_denied },
	{ "busy",     on_busy },
	{ "refused",  on_refused },
	{ "possibly", on_marked },
	{ "cut",      NULL },
	{ "changed",  NULL },
};
/* clang-format on */

static void
see(struct tally *t, const char *verb, uint32_t number, int64_t us)
{
	size_t i = 0, n = sizeof(verbs) / sizeof(*verbs);

	while (i < n && strcmp(verbs[i].verb, verb) != 0)
		i++;
	if (i == n)
		errx(1, "no such verb: %s", verb);
	if (verbs[i].see != NULL)
		verbs[i].see(t, number_at(t, number), us);
}

static void
read_record(struct tally *t, const char *path)
{
	FILE *file = fopen(path, "r");
	char verb[16];
	uint32_t number;
	int64_t us;
	int n;

	if (file == NULL)
		err(1, "%s", path);
	while ((n = fscanf(file, "%" SCNd64 " %15s %" SCNu32, &us, verb,
		    &number)) == 3)
		see(t, verb, number, us);
	if (n != EOF)
		errx(1, "%s is no record", path);
	fclose(file);
}

/* ---- Counting */

static void
say(const char *what, uint32_t number, int64_t n_before)
{
	if (n_before < 10)
		fprintf(stderr, "%s: %" PRIu32 "\n", what, number);
}

static void
count_accepted(struct tally *t, uint32_t i)
{
	const struct number *n = &t->numbers[i];

	if (n->acked_us == 0)
		return;
	t->accepted++;
	if (n->n_took == 0) {
		say("lost", i, t->lost++);
		return;
	}
	t->waits_us[t->delivered++] =
	    n->took_us > n->acked_us ? n->took_us - n->acked_us : 0;
}

static void
count(struct tally *t)
{
	t->waits_us = mem_new(t->n + 1, sizeof(*t->waits_us));
	for (uint32_t i = 0; i < t->n; i++) {
		const struct number *n = &t->numbers[i];

		count_accepted(t, i);
		if (n->n_took > 0 && !n->is_sent)
			say("unasked", i, t->unasked++);
		if (n->n_took > 1 && n->is_marked)
			t->possibly++;
		else if (n->n_took > 1)
			say("twice", i, t->twice++);
	}
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t
share_of(const struct tally *t, double share)
{
	if (t->delivered == 0)
		return 0;
	return t->waits_us[(int64_t)((double)(t->delivered - 1) * share)];
}

static void
print(const struct tally *t)
{
	const struct {
		const char *name;
		int64_t n;
	} rows[] = {
		{ "accepted", t->accepted },
		{ "delivered", t->delivered },
		{ "lost", t->lost },
		{ "twice", t->twice },
		{ "possibly", t->possibly },
		{ "unasked", t->unasked },
		{ "denied", t->denied },
		{ "busy", t->busy },
		{ "refused", t->refused },
		{ "p50_us", share_of(t, 0.5) },
		{ "p99_us", share_of(t, 0.99) },
		{ "last_us", t->last_us },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		printf("%s%s=%" PRId64, i > 0 ? " " : "", rows[i].name,
		    rows[i].n);
	puts("");
}

int
main(int argc, char **argv)
{
	struct tally t = { 0 };

	if (argc < 2)
		errx(2, "usage: tally RECORD…");
	for (int i = 1; i < argc; i++)
		read_record(&t, argv[i]);
	count(&t);
	if (t.delivered > 0)
		qsort(t.waits_us, (size_t)t.delivered, sizeof(*t.waits_us),
		    compare);
	print(&t);
	free(t.waits_us);
	free(t.numbers);
	return 0;
}
