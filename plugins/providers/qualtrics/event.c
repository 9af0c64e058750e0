/* SPDX-License-Identifier: ISC */
/*
 * event.c - an event of surveyengine.completedResponse: a form with the event as
 * JSON in MSG, and in HMAC the HMAC-SHA512 of that text with the subscription's
 * sharedKey, in hex.
 */
#include "qualtrics.h"
#include "sdk/json.h"
#include "sdk/json_read.h"
#include "sdk/pushed.h"

static bool
is_believed(const char *secret, const char *text, const char *hex)
{
	struct buf key = BUF_INIT, mac = BUF_INIT, given = BUF_INIT;
	bool ok;

	buf_puts(&key, secret);
	hmac_add(&mac, HMAC_SHA512, &key, text, strlen(text));
	ok = hmac_decode(&given, HMAC_HEX, hex, strlen(hex)) &&
	     hmac_is_same(&mac, &given);
	hmac_forget(&key);
	buf_release(&mac);
	buf_release(&given);
	return ok;
}

/* The event, the caller's; NULL: *result is what receive() returns. */
static cJSON *
read_event(struct qualtrics *q, const struct lb_request *request,
    enum lb_result *result)
{
	const char *secret = q->settings->secret, *text, *hex;
	cJSON *form, *event = NULL;
	struct error err;

	if (secret == NULL) {
		*result = lb_deny(q->base.host,
		    "webhook_secret is not set: nothing that is pushed is "
		    "believed");
		return NULL;
	}
	form = pushed_body(request, &err);
	text = json_string(form, "MSG");
	hex = json_string(form, "HMAC");
	if (text == NULL || hex == NULL)
		*result = lb_deny(q->base.host,
		    "it has no MSG and HMAC: make the event subscription with "
		    "a sharedKey");
	else if (!is_believed(secret, text, hex))
		*result = lb_deny(q->base.host,
		    "its HMAC does not fit: was the subscription made with "
		    "another sharedKey?");
	else if ((event = json_read(text, strlen(text), &err)) == NULL)
		*result = lb_reject(q->base.host, "MSG: %s", err.text);
	cJSON_Delete(form);
	return event;
}

static enum lb_result
tell_one(struct qualtrics *q, const char *id)
{
	struct rest_call call = { .may_be_missing = true };
	struct buf path = BUF_INIT;
	enum lb_result result;
	cJSON *answer, *row;

	buf_puts(&path, "/API/v3/surveys/");
	rest_segment(&path, q->settings->survey);
	buf_puts(&path, "/responses/");
	rest_segment(&path, id);
	call.path = buf_str(&path);
	result = rest_send(q->base.rest, &call, &answer);
	row = cJSON_GetObjectItemCaseSensitive(answer, "result");
	if (result == LB_DONE && row == NULL)
		result = lb_retry(q->base.host, 10,
		    "Qualtrics tells of answer %s, and does not know it yet",
		    id);
	else if (result == LB_DONE)
		result = feed_tell(q->base.feed, NULL, answer, row);
	cJSON_Delete(answer);
	buf_release(&path);
	return result;
}

enum lb_result
qualtrics_receive(void *state, const struct lb_request *request)
{
	struct qualtrics *q = state;
	enum lb_result result = LB_DONE;
	cJSON *event = read_event(q, request, &result);
	const char *survey = json_string(event, "SurveyID");
	const char *id = json_string(event, "ResponseID");

	if (event == NULL)
		return result;
	if (survey == NULL || id == NULL)
		result = lb_reject(q->base.host,
		    "it is no event of surveyengine.completedResponse");
	else if (strcmp(survey, q->settings->survey) == 0)
		result = qualtrics_learn(q);
	else
		id = NULL;
	if (result == LB_DONE && id != NULL)
		result = tell_one(q, id);
	cJSON_Delete(event);
	return result;
}
