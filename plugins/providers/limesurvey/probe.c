/* SPDX-License-Identifier: ISC */
/* probe.c - would it work, and if not, what is to be done? */
#include <inttypes.h>
#include <time.h>

#include "limesurvey.h"
#include "sdk/json.h"

#define US_PER_S INT64_C(1000000)
#define DAY_S INT64_C(86400)
/* The last so many ids are looked at: the ids are no fewer than the answers. */
#define MOST_LOOKED_AT 5000
#define CLOCKS_MAY_DIFFER_S 300

struct look {
	struct feed_count count;
	int64_t n_complete, n_open, newest_us;
	bool has_token, has_undated, has_person;
};

/* ---- The survey itself */

static void
list_some(struct buf *out, const cJSON *surveys)
{
	const cJSON *survey;
	int n = 0;

	cJSON_ArrayForEach(survey, surveys)
	{
		const char *title = json_string(survey, "surveyls_title");

		if (n++ == 10) {
			buf_puts(out, ", …");
			break;
		}
		buf_printf(out, "%s%" PRId64 " (%.60s)", n == 1 ? "" : ", ",
		    lime_integer(json_member(survey, "sid")),
		    title == NULL ? "" : title);
	}
}

static const cJSON *
find_survey(const struct lime *l, const cJSON *surveys)
{
	int64_t wanted = (int64_t)strtod(l->settings->survey, NULL);
	const cJSON *survey;

	cJSON_ArrayForEach(
	    survey, surveys) if (lime_integer(json_member(survey, "sid")) ==
				 wanted) return survey;
	return NULL;
}

static bool
say_survey(struct lime *l, const cJSON *surveys)
{
	const cJSON *survey = find_survey(l, surveys);
	const char *title = json_string(survey, "surveyls_title");
	const char *active = json_string(survey, "active");
	struct buf list = BUF_INIT;

	if (survey == NULL) {
		list_some(&list, surveys);
		lb_fail(l->host,
		    "user \"%s\" sees no survey %s%s%s: check survey, and in "
		    "LimeSurvey that survey's permissions",
		    l->settings->user, l->settings->survey,
		    list.size > 0 ? ", but " : "", buf_str(&list));
		buf_release(&list);
		return false;
	}
	lb_log(l->host, LB_INFO, "survey %s is \"%s\"", l->settings->survey,
	    title == NULL ? "" : title);
	if (active != NULL && *active == 'Y')
		return true;
	lb_fail(l->host, "survey %s is not active: activate it in LimeSurvey",
	    l->settings->survey);
	return false;
}

static bool
probe_survey(struct lime *l)
{
	static const char *const none[] = { "No surveys found", NULL };
	cJSON *surveys;
	bool is_good;

	if (lime_call(l, "list_surveys", cJSON_CreateArray(), none,
		&surveys) != LB_DONE)
		return false;
	lb_log(l->host, LB_INFO,
	    "LimeSurvey is there, and lets user \"%s\" in", l->settings->user);
	is_good = say_survey(l, surveys);
	cJSON_Delete(surveys);
	return is_good;
}

/* ---- Its questions */

static void
say_columns(struct lime *l)
{
	static const char *const scales[] = { "0 to 10, which counts as NPS",
		"1 to 5", "1 to 10", "numbers" };
	const struct lime_columns *c = &l->columns;
	struct buf list = BUF_INIT;

	lb_log(l->host, LB_INFO, "the score is %s (%.120s), %s", c->score,
	    c->question == NULL ? "" : c->question, scales[c->scale]);
	if (c->scale != LB_NPS)
		lb_log(l->host, LB_WARNING,
		    "only 0 to 10 counts as NPS: answers on another scale "
		    "are shown and never counted");
	for (size_t i = 0; i < c->n_comments; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : ", ", c->comments[i]);
	if (list.size > 0)
		lb_log(l->host, LB_INFO, "the comment is %s%s", buf_str(&list),
		    c->n_comments > 1 ? ", the first that is not empty" : "");
	else
		lb_log(l->host, LB_INFO,
		    "there is no long text to be the comment");
	buf_release(&list);
}

/* ---- Its answers */

static void
look_at(struct lime *l, struct look *k, cJSON *row)
{
	struct lime_times t;
	bool is_dated;

	k->has_token |= json_string(row, "token") != NULL;
	k->has_person |= cJSON_IsObject(lime_person(l, row));
	if (!lime_times(row, &t, NULL)) {
		feed_count_row(l->feed, &k->count, NULL, row, row);
		return;
	}
	k->n_complete += t.is_complete;
	k->n_open += !t.is_complete;
	is_dated = t.answered_us != 0;
	k->has_undated |= !is_dated;
	if (t.answered_us > k->newest_us)
		k->newest_us = t.answered_us;
	l->undated_us = (int64_t)time(NULL) * US_PER_S;
	if (!is_dated ||
	    t.answered_us >=
		((int64_t)time(NULL) - FEED_DAYS * DAY_S) * US_PER_S)
		feed_count_row(l->feed, &k->count, NULL, row, row);
}

static enum lb_result
look_at_page(struct lime *l, cJSON *rows, int64_t last, void *arg)
{
	enum lb_result said = lime_meet(l, rows);
	cJSON *row;

	(void)last;
	if (said == LB_DONE)
		cJSON_ArrayForEach(row, rows) look_at(l, arg, row);
	return said;
}

static void
say_times(struct lime *l, const struct look *k)
{
	int64_t date_s = rest_date(l->rest);

	if (k->has_undated)
		lb_log(l->host, LB_WARNING,
		    "the survey keeps no dates: an answer counts as given "
		    "when it is first seen, and all there are as of the last "
		    "%d days here",
		    FEED_DAYS);
	if (date_s > 0 &&
	    k->newest_us / US_PER_S > date_s + CLOCKS_MAY_DIFFER_S)
		lb_log(l->host, LB_WARNING,
		    "the newest answer is %" PRId64 " minutes ahead of "
		    "LimeSurvey's own clock: zone is not the one its server "
		    "writes times in",
		    (k->newest_us / US_PER_S - date_s) / 60);
}

static void
say_people(struct lime *l, const struct look *k)
{
	if (k->count.n_rows == 0 || !l->settings->participants)
		return;
	if (!k->has_token)
		lb_log(l->host, LB_INFO,
		    "the survey is anonymous or open to all: answers come "
		    "without a name or an address");
	else if (!k->has_person)
		lb_log(l->host, LB_WARNING,
		    "none of these answers is by one of its participants: "
		    "they come without a name or an address");
}

/* A difference is told, and is no failure: somebody may just have answered. */
static void
compare(struct lime *l, const struct look *k, const cJSON *summary)
{
	int64_t complete =
	    lime_integer(json_member(summary, "completed_responses"));
	int64_t open =
	    lime_integer(json_member(summary, "incomplete_responses"));

	if (complete + open > MOST_LOOKED_AT)
		lb_log(l->host, LB_INFO,
		    "LimeSurvey counts %" PRId64 " complete answers and "
		    "%" PRId64 " that are not, over all its time",
		    complete, open);
	else if (complete == k->n_complete && open == k->n_open)
		lb_log(l->host, LB_INFO,
		    "over all its time %" PRId64 " answers are complete and "
		    "%" PRId64 " are not, and LimeSurvey counts the same",
		    complete, open);
	else
		lb_log(l->host, LB_WARNING,
		    "LimeSurvey counts %" PRId64 " complete answers and "
		    "%" PRId64 " that are not, and gives us %" PRId64
		    " and %" PRId64,
		    complete, open, k->n_complete, k->n_open);
}

static bool
probe_answers(struct lime *l)
{
	static const char *const none[] = { "No permission",
		"No available data", NULL };
	struct look k = { .n_open = 0 };
	int64_t all, from;
	cJSON *summary;
	bool is_good;

	if (lime_call(l, "get_summary", lime_params(l, "s", "all"), none,
		&summary) != LB_DONE)
		return false;
	all = lime_integer(json_member(summary, "full_responses"));
	from = all > MOST_LOOKED_AT ? all - MOST_LOOKED_AT : 1;
	is_good = lime_walk(l, from, look_at_page, &k) == LB_DONE;
	if (is_good) {
		feed_count_say(l->feed, &k.count);
		if (summary != NULL)
			compare(l, &k, summary);
		say_times(l, &k);
		say_people(l, &k);
	}
	cJSON_Delete(summary);
	return is_good;
}

bool
lime_probe(void *state)
{
	struct lime *l = state;

	if (!probe_survey(l) || lime_learn(l) != LB_DONE)
		return false;
	say_columns(l);
	return probe_answers(l) && lime_log_out(l) == LB_DONE;
}
