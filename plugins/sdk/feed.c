/* SPDX-License-Identifier: ISC */
/*
 * feed.c - the walk over all that moved since a time, and the cursor.
 *
 * The cursor is the time of the newest row there was, by the vendor's clock:
 * {"v":1,"moved_us":…}, and where the vendor's own cursor lasts "next".
 */
#include "sdk/feed.h"

#include <inttypes.h>

#include "sdk/clock.h"
#include "sdk/feed_parts.h"
#include "sdk/fnv.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/when.h"

#define US_PER_S INT64_C(1000000)

struct feed *
feed_new(struct lb_host *host, struct rest *rest, const struct feed_spec *spec,
    void *state)
{
	struct feed *f = mem_new(1, sizeof(*f));

	f->host = host;
	f->rest = rest;
	f->spec = spec;
	f->state = state;
	return f;
}

void
feed_free(struct feed *f)
{
	if (f == NULL)
		return;
	mapped_release(&f->answer);
	free(f);
}

/* ---- One page */

static enum lb_result
get_page(struct feed_walk *w, struct paging_page *page)
{
	const struct feed_spec *spec = w->feed->spec;

	if (spec->get == NULL)
		return paging_get(w->feed->host, w->feed->rest, spec->paging,
		    spec->variables, &w->at, page);
	paging_release(page);
	return spec->get(w->feed->state, &w->at, page);
}

/* A vendor that gives the same page for ever would hold us for ever. */
static bool
is_same_page(struct feed_walk *w, const struct paging_page *page)
{
	struct buf text = BUF_INIT;
	uint64_t before = w->first_row;

	if (page->n_rows == 0 || page->is_last || page->until_us != 0)
		return false;
	json_print(&text, page->rows->child);
	w->first_row = fnv_add(FNV_START, text.data, text.size);
	buf_release(&text);
	return w->at.page > 1 && w->first_row == before;
}

int64_t
feed_moved(const struct feed *f, const cJSON *row)
{
	const struct feed_spec *spec = f->spec;
	struct buf text = BUF_INIT;
	int64_t us = 0;

	if (spec->moved == NULL ||
	    !pointer_text(&text, pointer_get(row, spec->moved)) ||
	    !when_read(buf_str(&text),
		(enum when_order)spec->mapping->date_order, &us, NULL))
		us = 0;
	buf_release(&text);
	return us;
}

/* Is it out of its order, so that the cursor would leave out others? */
static bool
is_out_of_order(const struct feed_walk *w, int64_t moved_us)
{
	return w->feed->spec->order == FEED_OLDEST_FIRST && moved_us != 0 &&
	       moved_us < w->last_us;
}

/* A query that is asked anew begins with the moment of the last row, whose rows
 * then come again. */
static bool
came_before(struct feed_walk *w, const cJSON *row, int64_t moved_us)
{
	struct buf text = BUF_INIT;
	uint64_t hash;

	if (w->feed->spec->restart_pages == 0 || moved_us == 0)
		return false;
	if (moved_us != w->moment_us)
		w->n_moment = 0;
	w->moment_us = moved_us;
	json_print(&text, row);
	hash = fnv_add(FNV_START, text.data, text.size);
	buf_release(&text);
	for (size_t i = 0; i < w->n_moment; i++)
		if (w->moment[i] == hash)
			return true;
	w->moment = mem_resize(w->moment, w->n_moment + 1, sizeof(*w->moment));
	w->moment[w->n_moment++] = hash;
	return false;
}

static enum lb_result
take_row(struct feed_walk *w, const struct paging_page *page, cJSON *row)
{
	int64_t moved_us = feed_moved(w->feed, row);

	if (is_out_of_order(w, moved_us))
		return lb_retry(w->feed->host, 0,
		    "answers come in another order than was asked for: some "
		    "would be lost");
	if (moved_us > w->last_us)
		w->last_us = moved_us;
	/* A vendor that cuts the time may give those of the same second. */
	if (moved_us != 0 && moved_us < w->from_us - US_PER_S) {
		w->is_beyond = true;
		return LB_DONE;
	}
	if (came_before(w, row, moved_us))
		return LB_DONE;
	return w->row(w, page->document, row);
}

/* The rows from the first, or, where the newest comes first, from the last. */
static enum lb_result
take_rows(struct feed_walk *w, const struct paging_page *page)
{
	bool is_reversed = w->feed->spec->order == FEED_NEWEST_FIRST;
	cJSON *row = page->rows->child;

	if (is_reversed && row != NULL)
		row = row->prev; /* cJSON: the first's is the last */
	for (int i = 0; i < page->n_rows; i++) {
		enum lb_result result = take_row(w, page, row);

		if (result != LB_DONE)
			return result;
		row = is_reversed ? row->prev : row->next;
	}
	return LB_DONE;
}

/* ---- The walk */

/* Asks anew from the last row on, where that is later than before. */
static bool
restarts(struct feed_walk *w)
{
	const struct feed_spec *spec = w->feed->spec;

	if (spec->order != FEED_OLDEST_FIRST || spec->restart_pages == 0 ||
	    w->at.page < spec->restart_pages || w->last_us <= w->at.since_us)
		return false;
	w->at = (struct paging_at){ .since_us = w->last_us };
	return true;
}

/* Too many of one moment: what lies behind can only be left out. */
static void
skip_moment(struct feed_walk *w)
{
	lb_log(w->feed->host, LB_ERROR,
	    "more answers of one second than there are pages: the vendor "
	    "gives no way to read the others");
	w->at = (struct paging_at){
		.since_us = (w->at.since_us / US_PER_S + 1) * US_PER_S
	};
}

static void
turn_page(struct feed_walk *w, struct paging_page *page)
{
	const struct feed_spec *spec = w->feed->spec;

	free(w->next);
	w->next = page->next;
	page->next = NULL;
	w->at.next = w->next;
	w->at.offset += page->n_rows;
	if (!restarts(w) && spec->max_pages != 0 &&
	    w->at.page >= spec->max_pages)
		skip_moment(w);
	w->at.page++;
}

/* Where the oldest do not come first there is no asking anew. */
static bool
is_exhausted(const struct feed_walk *w)
{
	const struct feed_spec *spec = w->feed->spec;

	if (spec->order == FEED_OLDEST_FIRST || spec->max_pages == 0 ||
	    w->at.page < spec->max_pages)
		return false;
	lb_log(w->feed->host, LB_ERROR,
	    "the vendor gives no more than %d pages, and there are more: what "
	    "lies behind them is not read",
	    spec->max_pages);
	return true;
}

static bool
is_done(struct feed_walk *w, const struct paging_page *page)
{
	if (page->is_last ||
	    (w->is_beyond && w->feed->spec->order == FEED_NEWEST_FIRST) ||
	    is_exhausted(w))
		return true;
	w->n_rows += page->n_rows;
	w->n_pages++;
	w->is_cut = (w->most_rows != 0 && w->n_rows >= w->most_rows) ||
		    (w->most_pages != 0 && w->n_pages >= w->most_pages);
	return w->is_cut;
}

static void
keep_next(struct feed_walk *w, const struct paging_page *page)
{
	if (page->next == NULL)
		return;
	free(w->kept);
	w->kept = mem_string(page->next);
}

static enum lb_result
walk_pages(struct feed_walk *w, struct paging_page *page)
{
	for (;;) {
		enum lb_result result = get_page(w, page);

		if (result == LB_DONE && is_same_page(w, page))
			result = lb_retry(w->feed->host, 0,
			    "it gives the same page again and again: is the "
			    "way its pages are asked for right?");
		if (result == LB_DONE)
			result = take_rows(w, page);
		if (result != LB_DONE)
			return result;
		if (w->n_pages == 0)
			w->n_total = page->n_total;
		if (page->until_us > w->last_us)
			w->last_us = page->until_us;
		keep_next(w, page);
		if (is_done(w, page))
			return LB_DONE;
		if (w->page != NULL)
			w->page(w);
		turn_page(w, page);
	}
}

enum lb_result
feed_walk(struct feed_walk *w)
{
	const struct feed_spec *spec = w->feed->spec;
	struct paging_page page = { .n_rows = 0 };
	enum lb_result result = LB_DONE;

	w->at.since_us = w->from_us;
	w->at.page = 1;
	if (spec->begin != NULL)
		result = spec->begin(w->feed->state);
	if (result == LB_DONE)
		result = walk_pages(w, &page);
	paging_release(&page);
	free(w->next);
	free(w->moment);
	w->next = NULL;
	w->moment = NULL;
	return result;
}

/* ---- The cursor */

struct cursor {
	int64_t moved_us; /* 0: there was no row yet */
	char *next;       /* NULL: none is kept */
};

/* Another's, or none at all, is one from the beginning. */
static struct cursor
read_cursor(const char *text)
{
	cJSON *json = text == NULL ? NULL : cJSON_Parse(text);
	struct cursor c = {
		.moved_us = json_integer(json, "moved_us", 0),
		.next = mem_string(json_string(json, "next")),
	};

	cJSON_Delete(json);
	return c;
}

static void
tell_cursor(struct feed_walk *w)
{
	bool has_next = w->feed->spec->keeps_next && w->kept != NULL;
	struct buf text = BUF_INIT;

	if (w->last_us > w->newest_us)
		w->newest_us = w->last_us;
	else if (!has_next) /* nothing new, or it looks again at the old */
		return;
	buf_printf(&text, "{\"v\":1,\"moved_us\":%" PRId64, w->newest_us);
	if (has_next) {
		buf_puts(&text, ",\"next\":");
		json_quote(&text, w->kept);
	}
	buf_putc(&text, '}');
	lb_cursor(w->feed->host, "%s", buf_str(&text));
	buf_release(&text);
}

static void
page_is_told(struct feed_walk *w)
{
	if (w->feed->spec->order == FEED_OLDEST_FIRST)
		tell_cursor(w);
}

/* ---- Polling */

static enum lb_result
tell_row(struct feed_walk *w, const cJSON *document, cJSON *row)
{
	return feed_tell(w->feed, NULL, document, row);
}

/* From the newest answer there was, or, when it is time, some days before. */
static int64_t
start_of(struct feed *f, int64_t newest_us, bool *overlaps)
{
	int64_t since_us = lb_since(f->host);

	*overlaps = newest_us == 0 || clock_s() >= f->overlap_due_s;
	if (newest_us == 0)
		return since_us;
	if (*overlaps)
		newest_us -= f->spec->overlap_s * US_PER_S;
	return newest_us > since_us ? newest_us : since_us;
}

enum lb_result
feed_poll(struct feed *f, const char *cursor)
{
	struct cursor c = read_cursor(cursor);
	struct feed_walk w = { .feed = f,
		.row = tell_row,
		.page = page_is_told,
		.newest_us = c.moved_us };
	enum lb_result result;
	bool overlaps;

	w.from_us = start_of(f, c.moved_us, &overlaps);
	if (f->spec->keeps_next && !(overlaps && f->spec->looks_back)) {
		w.next = mem_string(c.next);
		w.at.next = w.next;
	}
	result = feed_walk(&w);
	if (result == LB_DONE)
		tell_cursor(&w);
	if (result == LB_DONE && overlaps)
		f->overlap_due_s = clock_s() + f->spec->overlap_every_s;
	free(w.kept);
	free(c.next);
	return result;
}
