/* SPDX-License-Identifier: ISC */
/* load.c - see load.h. */
#include "proof/load.h"

#include <inttypes.h>
#include <time.h>

#include "sdk/mem.h"

/* ---- What is due */

static int64_t
new_due_us(struct load *load)
{
	if (load->start_us == 0)
		load->start_us = record_now_us();
	if (load->is_stopped ||
	    (load->count > 0 && load->n_made == load->count))
		return INT64_MAX;
	return load->start_us +
	       (int64_t)((double)load->n_made * 1e6 / load->rate);
}

/* The place of the one that is due first; n_again where there is none. */
static size_t
first_again(const struct load *load)
{
	size_t first = 0;

	for (size_t i = 1; i < load->n_again; i++)
		if (load->again[i].due_us < load->again[first].due_us)
			first = i;
	return first;
}

int64_t
load_wait_us(struct load *load)
{
	int64_t due_us = new_due_us(load), now_us = record_now_us();

	if (load->n_again > 0 &&
	    load->again[first_again(load)].due_us < due_us)
		due_us = load->again[first_again(load)].due_us;
	if (due_us == INT64_MAX)
		return INT64_MAX;
	return due_us > now_us ? due_us - now_us : 0;
}

bool
load_next(struct load *load, uint32_t *number)
{
	int64_t now_us = record_now_us();
	size_t i = first_again(load);

	if (i < load->n_again && load->again[i].due_us <= now_us) {
		*number = load->again[i].number;
		load->again[i] = load->again[--load->n_again];
	} else if (new_due_us(load) <= now_us) {
		*number = load->first + load->n_made++;
	} else {
		return false;
	}
	record_add(load->record, "sent", *number);
	return true;
}

void
load_acked(struct load *load, uint32_t number)
{
	load->n_acked++;
	record_add(load->record, "acked", number);
}

void
load_refused(struct load *load, uint32_t number)
{
	load->n_refused++;
	record_add(load->record, "refused", number);
}

void
load_again(
    struct load *load, uint32_t number, const char *verb, int64_t after_us)
{
	load->again =
	    mem_resize(load->again, load->n_again + 1, sizeof(*load->again));
	load->again[load->n_again++] =
	    (struct again){ number, record_now_us() + after_us };
	record_add(load->record, verb, number);
}

void
load_stop(struct load *load)
{
	load->is_stopped = true;
}

bool
load_is_over(const struct load *load)
{
	bool is_made = load->is_stopped ||
		       (load->count > 0 && load->n_made == load->count);

	return is_made && load->n_acked + load->n_refused == load->n_made;
}

/* ---- What a response says */

/* Neighbours differ, and of 11 in a row each has another. */
static uint32_t
score_of(uint32_t number)
{
	return number * 7 % 11;
}

static void
put_now(struct buf *out)
{
	char text[sizeof("2026-11-22T04:26:40Z")];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_puts(out, text);
}

void
load_put_json(const struct load *load, struct buf *out, uint32_t number)
{
	buf_printf(out,
	    "{\"survey\":\"s%" PRIu32 "\",\"id\":\"r%" PRIu32
	    "\",\"score\":%" PRIu32 ",\"%s\":\"",
	    number % load->n_surveys, number, score_of(number),
	    load->is_silent ? "company" : "comment");
	record_put_mark(out, number);
	buf_puts(out, "\",\"answered\":\"");
	put_now(out);
	buf_puts(out, "\"}");
}

void
load_put_columns(struct buf *out)
{
	buf_puts(out, "survey;id;score;comment;date\n");
}

void
load_put_row(const struct load *load, struct buf *out, uint32_t number)
{
	buf_printf(out, "s%" PRIu32 ";r%" PRIu32 ";%" PRIu32 ";",
	    number % load->n_surveys, number, score_of(number));
	record_put_mark(out, number);
	buf_puts(out, ";");
	put_now(out);
	buf_puts(out, "\n");
}
