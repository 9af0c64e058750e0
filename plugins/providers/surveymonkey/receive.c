/* SPDX-License-Identifier: ISC */
/*
 * receive.c - what SurveyMonkey pushes: ids.  Of an answer that was completed
 * the rest is fetched; all other events are left to the poll.
 */
#include <string.h>
#include <time.h>

#include "monkey.h"
#include "sdk/json.h"
#include "sdk/pushed.h"

static enum lb_result
fetch(struct monkey *m, const char *id)
{
	struct rest_call call = { .may_be_missing = true };
	struct buf path = BUF_INIT;
	bool is_fresh = false;
	enum lb_result result;
	cJSON *row;

	buf_puts(&path, "/v3/surveys/");
	rest_segment(&path, m->settings->survey);
	buf_puts(&path, "/responses/");
	rest_segment(&path, id);
	buf_puts(&path, "/details");
	call.path = buf_str(&path);
	result = rest_send(m->base.rest, &call, &row);
	buf_release(&path);
	monkey_spend(m);
	if (result == LB_DONE && row != NULL)
		result = monkey_learn(m, row, &is_fresh);
	if (result == LB_DONE && row != NULL)
		result = feed_tell(m->base.feed, NULL, row, row);
	cJSON_Delete(row);
	return result;
}

static enum lb_result
take(struct monkey *m, const cJSON *event)
{
	const char *type = json_string(event, "event_type");
	const char *id = json_string(event, "object_id");
	const char *survey =
	    json_string(json_member(event, "resources"), "survey_id");
	enum lb_result result;

	if (type == NULL || id == NULL)
		return lb_reject(
		    m->base.host, "it is no event of SurveyMonkey's");
	if (strcmp(type, "response_completed") != 0 || survey == NULL ||
	    strcmp(survey, m->settings->survey) != 0)
		return LB_DONE;
	/* Pushes may use half of what there is: a poll brings a hundred. */
	if (!budget_has(&m->budget, time(NULL)) ||
	    m->budget.n_left < m->budget.per_day / 2) {
		lb_log(m->base.host, LB_INFO,
		    "%.40s was pushed and is left to the next poll, which "
		    "needs the calls that are left today",
		    id);
		return LB_DONE;
	}
	result = monkey_begin(m);
	return result == LB_DONE ? fetch(m, id) : result;
}

enum lb_result
monkey_receive(void *state, const struct lb_request *request)
{
	struct monkey *m = state;
	enum lb_result result = LB_DONE;
	cJSON *event = pushed_read(
	    m->base.host, &m->signature, "client_secret", request, &result);

	if (event != NULL)
		result = take(m, event);
	cJSON_Delete(event);
	return result;
}
