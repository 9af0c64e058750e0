/* SPDX-License-Identifier: ISC */
/*
 * pages.c - the way through all answers since a time.
 *
 * A query gives at most 30 pages of 50.  What lies beyond is asked for anew,
 * from the second of the last row: that second's rows come twice, and none is
 * lost, as would be with the one after it.
 */
#include <inttypes.h>

#include "sdk/fnv.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/when.h"
#include "wootric.h"

#define PAGES 30
#define PER_PAGE 50
#define US_PER_S INT64_C(1000000)

/* How far a walk is. */
struct place {
	int64_t from_s; /* of this query */
	int64_t last_s; /* the row seen last; 0: none */
	int n_rows;     /* of this page */
};

/* created[gte] is in seconds and takes in that second (docs.wootric.com). */
static enum lb_result
get_page(struct wootric *w, const struct place *at, int page, cJSON **rows)
{
	struct buf path = BUF_INIT;
	char number[32];
	enum lb_result result;

	buf_puts(&path, "/v1/responses");
	snprintf(number, sizeof(number), "%" PRId64, at->from_s);
	rest_query(&path, "created[gte]", number);
	rest_query(&path, "sort_order", "asc");
	snprintf(number, sizeof(number), "%d", PER_PAGE);
	rest_query(&path, "per_page", number);
	snprintf(number, sizeof(number), "%d", page);
	rest_query(&path, "page", number);
	result = rest_get(w->rest, buf_str(&path), rows);
	buf_release(&path);
	if (result != LB_DONE || cJSON_IsArray(*rows))
		return result;
	cJSON_Delete(*rows);
	*rows = NULL;
	return lb_retry(w->host, 0,
	    "Wootric answered with something else than a list of answers");
}

/* The second a row was created in; 0: it does not say. */
static int64_t
second_of(const cJSON *row)
{
	const char *text = json_string(row, "created_at");
	int64_t us;

	if (text == NULL || !when_read(text, WHEN_YMD, &us, NULL))
		return 0;
	return us / US_PER_S;
}

/* A page of the walk: its rows in order, and the second of the last. */
static enum lb_result
take_page(struct wootric *w, const struct wootric_walk *walk, struct place *at,
    const cJSON *rows)
{
	enum lb_result result = LB_DONE;
	const cJSON *row;

	at->n_rows = 0;
	cJSON_ArrayForEach(row, rows)
	{
		int64_t second = second_of(row);

		at->n_rows++;
		if (second != 0 && second < at->last_s)
			return lb_retry(w->host, 0,
			    "Wootric tells answers in another order than was "
			    "asked for: some would be lost");
		if (second != 0)
			at->last_s = second;
		result = walk->row(w, row, walk->arg);
		if (result != LB_DONE)
			return result;
	}
	if (at->last_s != 0 && walk->page != NULL)
		walk->page(w, at->last_s, walk->arg);
	return result;
}

static enum lb_result
one_query(struct wootric *w, const struct wootric_walk *walk, struct place *at)
{
	for (int page = 1; page <= PAGES; page++) {
		enum lb_result result;
		cJSON *rows;

		result = get_page(w, at, page, &rows);
		if (result == LB_DONE)
			result = take_page(w, walk, at, rows);
		cJSON_Delete(rows);
		if (result != LB_DONE || at->n_rows < PER_PAGE)
			return result;
	}
	return LB_DONE;
}

enum lb_result
wootric_walk(struct wootric *w, const struct wootric_walk *walk)
{
	struct place at = { .from_s = walk->from_s };
	enum lb_result result;

	for (;;) {
		result = one_query(w, walk, &at);
		if (result != LB_DONE || at.n_rows < PER_PAGE)
			return result;
		if (at.last_s > at.from_s) {
			at.from_s = at.last_s;
			continue;
		}
		lb_log(w->host, LB_ERROR,
		    "more than %d answers of one second: Wootric gives no way "
		    "to read the others",
		    PAGES * PER_PAGE);
		at.from_s++;
	}
}

/* ---- Who it was */

static enum lb_result
ask_for(struct wootric *w, const char *id, char **email)
{
	struct buf path = BUF_INIT;
	struct rest_call call = { .may_be_missing = true };
	enum lb_result result;
	cJSON *user;

	buf_puts(&path, "/v1/end_users/");
	rest_segment(&path, id);
	call.path = buf_str(&path);
	result = rest_send(w->rest, &call, &user);
	*email = mem_string(json_string(user, "email"));
	cJSON_Delete(user);
	buf_release(&path);
	return result;
}

enum lb_result
wootric_email(struct wootric *w, const cJSON *row, const char **email)
{
	struct buf id = BUF_INIT;
	enum lb_result result = LB_DONE;
	size_t i;

	*email = NULL;
	if (!pointer_text(&id, json_member(row, "end_user_id"))) {
		buf_release(&id);
		return LB_DONE;
	}
	i = fnv_add(FNV_START, id.data, id.size) % WOOTRIC_CACHE;
	if (w->people[i].id == NULL ||
	    strcmp(w->people[i].id, buf_str(&id)) != 0) {
		char *found;

		result = ask_for(w, buf_str(&id), &found);
		if (result == LB_DONE) {
			free(w->people[i].id);
			free(w->people[i].email);
			w->people[i].id = mem_string(buf_str(&id));
			w->people[i].email = found;
		}
	}
	if (result == LB_DONE)
		*email = w->people[i].email;
	buf_release(&id);
	return result;
}
