/* SPDX-License-Identifier: ISC */
/* feed_world.c - vendors of every kind in memory. */
#include "feed_world.h"

#include <stdlib.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/when.h"

static const struct lb_pair fields[] = { { "id", "/id" },
	{ "score", "/score" }, { "answered", "/moved" }, { NULL, NULL } };
static const struct mapping mapping = { .fields = fields,
	.date_order = WHEN_YMD };

/* ---- The vendor */

static const struct world *sorted;

static int
by_order(const void *a, const void *b)
{
	int i = *(const int *)a, j = *(const int *)b;
	int64_t d = sorted->rows[i].moved_s - sorted->rows[j].moved_s;
	int way = sorted->spec.order == FEED_NEWEST_FIRST ? -1 : 1;

	return way * (d != 0 ? (d > 0 ? 1 : -1) : i - j);
}

/* The rows it gives for that time, in its order. */
static int
list(struct world *w, int64_t since_us, int order[MOST])
{
	int n = 0;

	for (int i = 0; i < w->n_rows; i++)
		if (w->rows[i].moved_s >= since_us / US ||
		    w->spec.order == FEED_NEWEST_FIRST)
			order[n++] = i;
	sorted = w;
	if (!w->shuffles)
		qsort(order, (size_t)n, sizeof(int), by_order);
	return n;
}

static void
add_row(cJSON *rows, const struct world *w, int i)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddNumberToObject(row, "id", i);
	cJSON_AddNumberToObject(row, "score", w->rows[i].score);
	cJSON_AddNumberToObject(row, "moved", (double)w->rows[i].moved_s);
	cJSON_AddItemToArray(rows, row);
}

static enum lb_result
get(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct world *w = state;
	int order[MOST], n = list(w, at->since_us, order);
	int first = w->repeats ? 0 : (at->page - 1) * w->size;

	w->n_asked++;
	if (w->spec.max_pages != 0)
		assert_true(at->page <= w->spec.max_pages);
	if (w->n_asked == w->fails_at)
		return lb_retry(w->host, 7, "not now");
	page->document = page->rows = cJSON_CreateArray();
	for (int i = first; i < n && i < first + w->size; i++)
		add_row(page->rows, w, order[i]);
	page->n_rows = cJSON_GetArraySize(page->rows);
	page->is_last = page->n_rows < w->size;
	return LB_DONE;
}

/* ---- The provider */

void
restart(struct world *w)
{
	feed_free(w->feed);
	w->feed = feed_new(w->host, NULL, &w->spec, w);
}

int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->host = fake_host_new();
	w->size = 10;
	w->spec = (struct feed_spec){ .mapping = &mapping,
		.moved = "/moved",
		.overlap_s = 3600,
		.overlap_every_s = 1,
		.get = get };
	restart(w);
	memset(w->scores, -1, sizeof(w->scores));
	return 0;
}

int
tear_down(void **state)
{
	struct world *w = *state;

	feed_free(w->feed);
	fake_host_free(w->host);
	free(w->cursor);
	free(w);
	return 0;
}

enum lb_result
poll_it(struct world *w)
{
	enum lb_result result;
	const cJSON *r;

	fake_forget(w->host);
	result = feed_poll(w->feed, w->cursor);
	cJSON_ArrayForEach(r, fake_responses(w->host))
	    w->scores[(int)strtol(json_string(r, "id"), NULL, 10)] =
	    (int)json_integer(r, "score", -1);
	if (fake_cursor(w->host) != NULL) {
		free(w->cursor);
		w->cursor = mem_string(fake_cursor(w->host));
	}
	return result;
}

int
n_emitted(const struct world *w)
{
	return cJSON_GetArraySize(fake_responses(w->host));
}

void
add(struct world *w, int score, int64_t moved_s)
{
	assert_true(w->n_rows < MOST);
	w->rows[w->n_rows++] = (struct row){ score, moved_s };
}

void
assert_all_held(const struct world *w)
{
	for (int i = 0; i < w->n_rows; i++)
		assert_int_equal(w->scores[i], w->rows[i].score);
}
