/* SPDX-License-Identifier: ISC */
/*
 * poll.c - all answers that may have changed, and the new ones.
 *
 * Every few minutes all from the oldest id that moved within `overlap` are
 * exported again; in between those from the oldest that moved lately, which
 * are being given just now.
 */
#include <inttypes.h>
#include <time.h>

#include "limesurvey.h"
#include "sdk/clock.h"
#include "sdk/mem.h"

#define US_PER_S INT64_C(1000000)
#define LATELY_S (2 * 3600)
#define DAY_S 86400
/* A time that is before any `since`. */
#define LONG_AGO_S 1

struct polling {
	struct lime *lime;
	struct place place;
	char *told;      /* the cursor as it is stored; NULL: none */
	bool is_whole;   /* from the place's begin; else the latest alone */
	bool has_rows;   /* there were any */
	bool is_waiting; /* the place has moved, and is not told */
	int64_t now_s;   /* by LimeSurvey's clock */
	int64_t oldest;  /* id that moved within overlap; 0: none yet */
	int64_t near;    /* the same, lately */
};

static void
tell_place(struct polling *p)
{
	struct buf text = BUF_INIT;

	place_put(&text, &p->place);
	if (p->told == NULL || strcmp(p->told, buf_str(&text)) != 0)
		lb_cursor(p->lime->host, "%s", buf_str(&text));
	free(p->told);
	p->told = buf_take(&text);
	p->is_waiting = false;
}

/* What was there before the first walk, and carries no time, is not news. */
static int64_t
undated_s(struct polling *p, int64_t id, bool is_complete)
{
	int64_t old_s = p->now_s - DAY_S;

	if (!p->place.is_first)
		return place_time(&p->place, id, is_complete, p->now_s);
	if (is_complete && lb_since(p->lime->host) != 0)
		old_s = LONG_AGO_S;
	if (!place_knows(&p->place, id))
		place_put_old(&p->place, id, !is_complete, old_s);
	return place_time(&p->place, id, is_complete, p->now_s);
}

static void
note_oldest(int64_t *oldest, int64_t id, bool has_moved)
{
	if (has_moved && (*oldest == 0 || id < *oldest))
		*oldest = id;
}

static void
note_move(struct polling *p, int64_t id, int64_t moved_us)
{
	int64_t ago_s = p->now_s - moved_us / US_PER_S;

	note_oldest(&p->oldest, id, ago_s <= p->lime->settings->overlap);
	note_oldest(&p->near, id, ago_s <= LATELY_S);
}

static enum lb_result
tell_row(struct polling *p, cJSON *row)
{
	struct lime *l = p->lime;
	int64_t id = lime_integer(cJSON_GetObjectItem(row, "id"));
	struct lime_times t;
	int64_t moved_us;

	if (id == 0 || !lime_times(row, &t, NULL)) /* is refused, with why */
		return feed_tell(l->feed, NULL, row, row);
	if (t.answered_us == 0) {
		l->undated_us = undated_s(p, id, t.is_complete) * US_PER_S;
		t.answered_us = l->undated_us;
	}
	moved_us = t.changed_us > t.answered_us ? t.changed_us : t.answered_us;
	note_move(p, id, moved_us);
	if (t.answered_us < lb_since(l->host))
		return LB_DONE;
	return feed_tell(l->feed, NULL, row, row);
}

static enum lb_result
take_page(struct lime *l, cJSON *rows, int64_t last, void *arg)
{
	struct polling *p = arg;
	int64_t date_s = rest_date(l->rest);
	enum lb_result said;
	cJSON *row;

	/* Not before there is more to come: most polls are one page. */
	if (p->is_waiting)
		tell_place(p);
	p->now_s = date_s > 0 ? date_s : (int64_t)time(NULL);
	said = lime_meet(l, rows);
	cJSON_ArrayForEach(row, rows)
	{
		if (said == LB_DONE)
			said = tell_row(p, row);
	}
	if (said != LB_DONE)
		return said;
	place_move(&p->place, p->oldest != 0 ? p->oldest : last + 1);
	p->place.at = last + 1;
	l->near_id = p->near != 0 ? p->near : last + 1;
	p->is_waiting = true;
	p->has_rows = true;
	return LB_DONE;
}

/* Where to begin: where a walk was cut short, at the oldest that matters, or
 * with what is being answered now. */
static int64_t
start_of(struct polling *p)
{
	struct lime *l = p->lime;
	bool is_due = clock_s() >= l->overlap_due_s;

	if (p->place.at != 0) {
		if (p->place.from < p->place.at)
			p->oldest = p->place.from;
		return p->place.at;
	}
	if (is_due || l->near_id <= p->place.from) {
		p->is_whole = true;
		return p->place.from;
	}
	p->oldest = p->place.from;
	return l->near_id;
}

/* A survey that was emptied may number its answers from 1 again: with nothing
 * to be seen where it was read to, its end is looked for. */
static enum lb_result
look_for_end(struct polling *p)
{
	int64_t from = p->place.from;
	enum lb_result said;

	if (!p->is_whole || p->has_rows || from == 1)
		return LB_DONE;
	said = lime_find_end(p->lime, &from);
	if (said != LB_DONE || from == p->place.from)
		return said;
	lb_log(p->lime->host, LB_WARNING,
	    "answers were read up to number %" PRId64 ", and now there is "
	    "none from %" PRId64 " on: were they deleted?",
	    p->place.from - 1, from);
	p->place.from = from;
	p->lime->near_id = from;
	return LB_DONE;
}

enum lb_result
lime_poll(void *state, const char *cursor)
{
	struct lime *l = state;
	struct polling p = { .lime = l, .told = mem_string(cursor) };
	enum lb_result said;

	said = lime_learn(l);
	if (said != LB_DONE) {
		free(p.told);
		return said;
	}
	place_read(&p.place, cursor);
	said = lime_walk(l, start_of(&p), take_page, &p);
	if (said == LB_DONE)
		said = look_for_end(&p);
	if (said == LB_DONE) {
		p.place.at = 0;
		p.place.is_first = false;
		tell_place(&p);
	} else if (p.is_waiting) {
		tell_place(&p);
	}
	if (said == LB_DONE && p.is_whole)
		l->overlap_due_s = clock_s() + l->settings->overlap_every;
	place_release(&p.place);
	free(p.told);
	return said;
}
