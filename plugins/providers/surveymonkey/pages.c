/* SPDX-License-Identifier: ISC */
/* pages.c - what is asked of SurveyMonkey, and what it costs. */
#include <string.h>
#include <time.h>

#include "monkey.h"
#include "sdk/json.h"
#include "sdk/number.h"
#include "sdk/when.h"
#include "survey.h"

/* "after this date": so from the second before.  While rows move from page to
 * page each page is asked for from the last row's time on. */
const struct paging monkey_pages = {
	.kind = PAGING_PAGE,
	.path = "/v3/surveys/{survey}/responses/bulk?per_page={size}&"
		"page={page}&start_modified_at={since}&sort_by=date_modified&"
		"sort_order=ASC&status={status}",
	.items = "/data",
	.total = "/total",
	.size = 100,
	.time = PAGING_PLAIN,
	.back_s = 1,
};

/* ---- Calls, counted */

static int64_t
header(const struct monkey *m, const char *name)
{
	char whole[64];
	const char *text;
	int64_t n;

	snprintf(whole, sizeof(whole), "X-Ratelimit-App-Global-%s", name);
	text = rest_header(m->base.rest, whole);
	return text != NULL && number_read(text, 0, INT32_MAX, &n) ? n : -1;
}

/* After each call. */
void
monkey_spend(struct monkey *m)
{
	const struct budget_told told = {
		.limit = header(m, "Day-Limit"),
		.remaining = header(m, "Day-Remaining"),
		.reset_s = header(m, "Day-Reset"),
		.minute_remaining = header(m, "Minute-Remaining"),
		.minute_reset_s = header(m, "Minute-Reset"),
	};

	budget_spend(&m->budget, time(NULL), &told);
}

enum lb_result
monkey_used_up(struct monkey *m)
{
	return lb_retry(m->base.host, budget_wait_s(&m->budget, time(NULL)),
	    "the calls of today are used up (calls_per_day is %d): there are "
	    "new ones at 00:00 UTC",
	    m->settings->calls_per_day);
}

/* ---- The survey */

static enum lb_result
read_survey(struct monkey *m)
{
	const struct settings *s = m->settings;
	enum lb_result result;
	struct error err;
	cJSON *details;

	if (!budget_has(&m->budget, time(NULL)))
		return monkey_used_up(m);
	result = rest_get_one(
	    m->base.rest, "/v3/surveys/{}/details", s->survey, &details);
	monkey_spend(m);
	if (result != LB_DONE)
		return result;
	if (!design_read(&m->survey, details, survey_gather,
		(const char *[]){ s->question, s->comment }, &err))
		return lb_reject(m->base.host, "%s", err.text);
	m->base.mapping.scale = m->survey.score->scale;
	return LB_DONE;
}

enum lb_result
monkey_begin(void *state)
{
	struct monkey *m = state;

	return m->survey.json != NULL ? LB_DONE : read_survey(m);
}

/* The question's id, or, where its answer is the score, the choice's, that the
 * survey we know does not have; NULL: it has both. */
static const char *
unknown_id(const struct monkey *m, const cJSON *question)
{
	const char *id = json_string(question, "id"), *choice;
	const struct question *known =
	    questions_find(&m->survey.questions, id);

	if (known == NULL || known != m->survey.score)
		return known == NULL ? id : NULL;
	choice = json_string(pointer_get(question, "/answers/0"), "choice_id");
	return choice != NULL &&
		       survey_number(&m->survey, choice) == SURVEY_UNKNOWN
		   ? choice
		   : NULL;
}

enum lb_result
monkey_learn(struct monkey *m, const cJSON *row, bool *is_fresh)
{
	const cJSON *page, *question;

	cJSON_ArrayForEach(page, json_member(row, "pages"))
	    cJSON_ArrayForEach(question, json_member(page, "questions"))
	{
		const char *id = unknown_id(m, question), *none;
		enum lb_result result = LB_DONE;

		if (id == NULL || recall_get(m->gone, id, &none))
			continue;
		if (!*is_fresh)
			result = read_survey(m);
		if (result != LB_DONE)
			return result;
		*is_fresh = true;
		if (unknown_id(m, question) != NULL)
			recall_put(m->gone, id, NULL);
	}
	return LB_DONE;
}

/* Did this page bring us on in time?  Only then may the rest wait. */
static bool
has_moved(const struct paging_at *at, const struct paging_page *page)
{
	const cJSON *last = page->rows->child;
	const char *text;
	int64_t us;

	if (last == NULL)
		return false;
	text = json_string(last->prev, "date_modified");
	return text != NULL && when_read(text, WHEN_YMD, &us, NULL) &&
	       us > at->since_us;
}

/* Where few calls are left, a page is all of a poll. */
enum lb_result
monkey_get(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct monkey *m = state;
	bool is_fresh = false;
	enum lb_result result;
	const cJSON *row;

	if (!budget_has(&m->budget, time(NULL)))
		return monkey_used_up(m);
	result = polled_get(&m->base, at, page);
	monkey_spend(m);
	if (result != LB_DONE)
		return result;
	cJSON_ArrayForEach(row, page->rows)
	{
		result = monkey_learn(m, row, &is_fresh);
		if (result != LB_DONE)
			return result;
	}
	if (!m->is_probing && has_moved(at, page) &&
	    (budget_is_short(&m->budget) ||
		header(m, "Minute-Remaining") == 0))
		page->is_last = true;
	return LB_DONE;
}
