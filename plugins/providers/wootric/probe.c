/* SPDX-License-Identifier: ISC */
/*
 * probe.c - is it the right account, and do we count as Wootric does?
 */
#include <math.h>
#include <time.h>

#include "sdk/json.h"
#include "wootric.h"

#define DAYS 30
#define DAY (24 * 3600)

struct tally {
	int n, n_promoters, n_detractors, n_excluded, n_wrong, n_others;
};

static enum lb_result
count(struct wootric *w, const cJSON *row, void *arg)
{
	struct tally *t = arg;
	int score;

	switch (wootric_read(w, row, NULL)) {
	case WOOTRIC_WRONG:
		t->n_wrong++;
		return LB_DONE;
	case WOOTRIC_IGNORED:
		t->n_others++;
		return LB_DONE;
	case WOOTRIC_ANSWER:
		break;
	}
	score = w->answer.response.score;
	if (w->answer.response.scale != LB_NPS) {
		t->n_excluded++;
	} else if (score >= 0) {
		t->n++;
		t->n_promoters += score >= 9;
		t->n_detractors += score <= 6;
	}
	return LB_DONE;
}

static long
nps_of(const struct tally *t)
{
	if (t->n == 0)
		return 0;
	return lround(100.0 * (t->n_promoters - t->n_detractors) / t->n);
}

static void
put_date(struct buf *path, const char *name, int64_t at_s)
{
	char text[32];
	time_t at = (time_t)at_s;
	struct tm day;

	gmtime_r(&at, &day);
	strftime(text, sizeof(text), "%Y-%m-%d", &day);
	rest_query(path, name, text);
}

static enum lb_result
get_summary(struct wootric *w, int64_t from_s, int64_t to_s, cJSON **summary)
{
	struct buf path = BUF_INIT;
	enum lb_result result;

	buf_puts(&path, "/v1/nps_summary");
	put_date(&path, "date[start]", from_s);
	put_date(&path, "date[end]", to_s);
	result = rest_get(w->rest, buf_str(&path), summary);
	buf_release(&path);
	return result;
}

/* A difference is told with what may be behind it, and is no failure. */
static void
compare(struct wootric *w, const struct tally *t, const cJSON *summary)
{
	long theirs = lround(json_real(summary, "nps", 0)), ours = nps_of(t);

	if (theirs == ours) {
		lb_log(w->host, LB_INFO,
		    "NPS of these days: %+ld, and Wootric says the same",
		    ours);
		return;
	}
	lb_log(w->host, LB_WARNING,
	    "NPS of these days: %+ld by what we read, %+ld by Wootric's own "
	    "count of %d answers: it cuts days in the account's time zone%s%s",
	    ours, theirs, (int)json_real(summary, "responses", 0),
	    t->n_others > 0 ? ", counts all surveys and not only this one"
			    : "",
	    t->n_wrong > 0 ? ", and some could not be read" : "");
}

bool
wootric_probe(void *state)
{
	struct wootric *w = state;
	/* Whole days, as the summary's. */
	int64_t now_s = (int64_t)time(NULL);
	int64_t from_s = (now_s / DAY - DAYS) * DAY;
	struct tally t = { .n = 0 };
	const struct wootric_walk walk = {
		.from_s = from_s, .row = count, .arg = &t
	};
	cJSON *summary;

	if (wootric_walk(w, &walk) != LB_DONE)
		return false;
	lb_log(w->host, LB_INFO,
	    "%d answers in the last %d days: %d promoters, %d detractors; %d "
	    "more are excluded from calculations",
	    t.n, DAYS, t.n_promoters, t.n_detractors, t.n_excluded);
	if (w->settings->survey != NULL && t.n == 0 && t.n_others > 0)
		lb_log(w->host, LB_WARNING,
		    "all %d answers are of other surveys: is survey right?",
		    t.n_others);
	if (get_summary(w, from_s, now_s, &summary) != LB_DONE)
		return false;
	compare(w, &t, summary);
	cJSON_Delete(summary);
	if (w->settings->webhook_secret == NULL)
		lb_log(w->host, LB_INFO,
		    "it is polled alone; for answers at once let Wootric push "
		    "to /in/%s and set webhook_secret",
		    lb_instance(w->host));
	return true;
}
