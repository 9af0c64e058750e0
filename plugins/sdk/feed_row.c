/* SPDX-License-Identifier: ISC */
/* feed_row.c - one row of a feed: told, kept aside, or counted. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "sdk/feed_parts.h"
#include "sdk/json.h"

#define US_PER_S INT64_C(1000000)
#define DAY_S INT64_C(86400)
#define MOST_COUNTED 10000
#define OTHER_SCALE "on another scale than 0 to 10: they count towards no NPS"

static enum mapping_result
read_row(struct feed *f, const struct mapping *map, const cJSON *document,
    cJSON *row, struct error *err)
{
	const struct feed_spec *spec = f->spec;
	const struct mapping_source from = {
		.mapping = map != NULL ? map : spec->mapping,
		.survey =
		    spec->survey != NULL ? spec->survey : lb_instance(f->host),
		.document = document,
		.item = row,
	};
	enum mapping_result result;

	if (spec->shape != NULL && cJSON_IsObject(row) &&
	    !spec->shape(f->state, row, err))
		return MAPPING_WRONG;
	result = mapping_read(&f->answer, &from, err);
	if (result == MAPPING_GIVEN && spec->adjust != NULL &&
	    !spec->adjust(f->state, row, &f->answer.response))
		return MAPPING_NONE;
	return result;
}

static void
refuse(struct feed *f, const cJSON *row, const char *why)
{
	struct buf raw = BUF_INIT;

	json_print(&raw, row);
	lb_refuse(f->host, buf_str(&raw), "%s", why);
	buf_release(&raw);
}

enum lb_result
feed_tell(struct feed *f, const struct mapping *map, const cJSON *document,
    cJSON *row)
{
	const struct feed_spec *spec = f->spec;
	enum lb_result result = LB_DONE;
	struct error err;

	switch (read_row(f, map, document, row, &err)) {
	case MAPPING_WRONG:
		refuse(f, row, err.text);
		break;
	case MAPPING_NONE:
		break;
	case MAPPING_GIVEN:
		if (spec->complete != NULL)
			result =
			    spec->complete(f->state, row, &f->answer.response);
		if (result == LB_DONE)
			lb_emit(f->host, &f->answer.response);
		break;
	}
	return result;
}

/* ---- Counting */

static void
count_answer(struct feed_count *c, const struct lb_response *r)
{
	if (!r->complete || r->score < 0) {
		c->n_partial++;
		return;
	}
	if (r->scale != LB_NPS) {
		c->n_others++;
		return;
	}
	c->n_scored++;
	c->n_promoters += r->score >= 9;
	c->n_passives += r->score == 7 || r->score == 8;
	c->n_detractors += r->score <= 6;
}

void
feed_count_row(struct feed *f, struct feed_count *c, const struct mapping *map,
    const cJSON *document, cJSON *row)
{
	struct error err;

	c->n_rows++;
	switch (read_row(f, map, document, row, &err)) {
	case MAPPING_GIVEN:
		count_answer(c, &f->answer.response);
		break;
	case MAPPING_NONE:
		c->n_ignored++;
		break;
	case MAPPING_WRONG:
		if (c->n_wrong++ == 0)
			snprintf(c->why, sizeof(c->why), "%.255s", err.text);
		break;
	}
}

int
feed_nps(const struct feed_count *c)
{
	if (c->n_scored == 0)
		return 0;
	return (int)lround(
	    100.0 * (c->n_promoters - c->n_detractors) / c->n_scored);
}

/* What stands beside the scored ones; each only where there are any. */
static void
say_others(struct feed *f, const struct feed_count *c)
{
	const struct {
		int n;
		const char *what;
	} lines[] = {
		{ c->n_partial, "not finished, or without a score" },
		{ c->n_scored > 0 ? c->n_others : 0, OTHER_SCALE },
		{ c->n_ignored, "of other surveys or kinds: passed over" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (lines[i].n > 0)
			lb_log(f->host, LB_INFO, "and %d %s", lines[i].n,
			    lines[i].what);
	if (c->n_wrong > 0)
		lb_log(f->host, LB_WARNING,
		    "and %d that cannot be read; the first: %s", c->n_wrong,
		    c->why);
	if (c->n_total == c->n_rows)
		lb_log(f->host, LB_INFO, "the vendor counts as many");
	else if (c->n_total != 0 && !c->is_cut)
		lb_log(f->host, LB_WARNING,
		    "the vendor counts %d, and gave %d: were some answered or "
		    "deleted just now?  Else tell its support",
		    c->n_total, c->n_rows);
}

/* An NPS of none at all would be a figure that means nothing. */
static void
say_scored(struct feed *f, const struct feed_count *c)
{
	const char *least = c->is_cut ? "at least " : "";

	if (c->n_scored == 0 && c->n_others > 0)
		lb_log(f->host, LB_INFO,
		    "%s%d answers in the last %d days, " OTHER_SCALE, least,
		    c->n_others, FEED_DAYS);
	else
		lb_log(f->host, LB_INFO,
		    "%s%d answers in the last %d days: %d promoters, %d "
		    "passives, %d detractors, an NPS of %+d",
		    least, c->n_scored, FEED_DAYS, c->n_promoters,
		    c->n_passives, c->n_detractors, feed_nps(c));
}

void
feed_count_say(struct feed *f, const struct feed_count *c)
{
	if (c->n_rows == 0) {
		lb_log(f->host, LB_WARNING,
		    "it can be asked, but has no answer of the last %d days: "
		    "is it the right survey, and has anybody been asked?",
		    FEED_DAYS);
		return;
	}
	say_scored(f, c);
	say_others(f, c);
}

static enum lb_result
count_row(struct feed_walk *w, const cJSON *document, cJSON *row)
{
	feed_count_row(w->feed, w->arg, NULL, document, row);
	return LB_DONE;
}

enum lb_result
feed_count_since(struct feed *f, int64_t since_us, struct feed_count *c)
{
	struct feed_walk w = { .feed = f,
		.from_us = since_us,
		.row = count_row,
		.arg = c,
		.most_rows = MOST_COUNTED,
		.most_pages = f->spec->probe_pages };
	enum lb_result result;

	*c = (struct feed_count){ .n_rows = 0 };
	result = feed_walk(&w);
	c->is_cut = w.is_cut;
	/* Asked for by whole days, say, it counts what is older, too. */
	c->n_total = w.is_beyond ? 0 : w.n_total;
	free(w.kept);
	return result;
}

bool
feed_probe(struct feed *f, struct feed_count *count)
{
	int64_t now_s = (int64_t)time(NULL);
	struct feed_count own, *c = count != NULL ? count : &own;

	if (feed_count_since(f, (now_s - FEED_DAYS * DAY_S) * US_PER_S, c) !=
	    LB_DONE)
		return false;
	feed_count_say(f, c);
	return true;
}
