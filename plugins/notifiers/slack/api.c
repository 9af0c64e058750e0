/* SPDX-License-Identifier: ISC */
/* api.c - one call of Slack's Web API. */
#include "notifiers/slack/api_parts.h"

#include <time.h>

#include "sdk/form.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* When Slack says "too fast" and not for how long. */
#define RATE_S 30
/* The quota of a workspace does not come back within minutes. */
#define QUOTA_S 3600
/* A person has to act: often enough to go on soon after, and seldom enough
 * not to be taken for an attack. */
#define PERSON_S 900
/* Less is the answer's time on the way, not a wrong clock. */
#define CLOCK_STEP_S 60

static void
put_form(struct buf *form, const cJSON *args)
{
	const cJSON *arg;

	cJSON_ArrayForEach(arg, args)
	{
		struct buf value = BUF_INIT;

		if (cJSON_IsString(arg))
			buf_puts(&value, arg->valuestring);
		else
			json_print(&value, arg);
		form_add(form, arg->string, buf_str(&value));
		buf_release(&value);
	}
}

/* Scopes and JSON pointers say more than the code alone. */
static void
put_detail(struct buf *out, const cJSON *json)
{
	const char *needed = json_string(json, "needed");
	const char *provided = json_string(json, "provided");
	const cJSON *meta = json_member(json, "response_metadata");
	const cJSON *message;

	if (needed != NULL)
		buf_printf(out, " (it needs %s, and has %s)", needed,
		    provided ? provided : "no such scope");
	cJSON_ArrayForEach(message, json_member(meta, "messages"))
	{
		if (cJSON_IsString(message))
			buf_printf(out, " %s", message->valuestring);
	}
}

void
api_judge(struct api_answer *answer, const char *code)
{
	const struct slack_error *row = errors_find(code);
	struct buf detail = BUF_INIT;

	put_detail(&detail, answer->json);
	answer->class = row->class;
	snprintf(answer->code, sizeof(answer->code), "%s", code);
	if (row->advice != NULL)
		error_set(&answer->why, "%s%s: %s", answer->code,
		    buf_str(&detail), row->advice);
	else
		error_set(&answer->why, "Slack says %s%s", answer->code,
		    buf_str(&detail));
	buf_release(&detail);
}

/* An answer that is not Slack's own: a proxy's page, an outage. */
static void
judge_status(struct api_answer *answer, int status)
{
	bool refused = status >= 300 && status < 500;

	answer->class = refused ? SLACK_BACKOFF : SLACK_AMBIGUOUS;
	error_set(&answer->why, "Slack answered HTTP %d without JSON%s",
	    status, refused ? ": is api: right?" : "");
}

void
api_read(struct api_answer *answer, const struct http_response *response)
{
	const char *code;

	answer->after_s = response->retry_after_s;
	answer->json = cJSON_ParseWithLength(
	    buf_str(&response->body), response->body.size);
	code = json_string(answer->json, "error");
	if (response->status == 429)
		api_judge(answer, "ratelimited");
	else if (code != NULL)
		api_judge(answer, code);
	else if (response->status == 200 &&
		 json_bool(answer->json, "ok", false))
		answer->class = SLACK_OK;
	else
		judge_status(answer, response->status);
	/* "Only 200 and 429 mean something": what it did is not known. */
	if (response->status >= 500 && answer->class == SLACK_UNLISTED)
		answer->class = SLACK_AMBIGUOUS;
}

static void
compare_clocks(struct slack *slack)
{
	int64_t theirs = http_date(slack->http);
	int64_t ahead_s = (int64_t)time(NULL) - theirs;

	if (theirs >= 0 && (ahead_s >= slack->ahead_s + CLOCK_STEP_S ||
			       ahead_s <= slack->ahead_s - CLOCK_STEP_S))
		slack->ahead_s = ahead_s;
}

int64_t
api_ahead_s(const struct slack *slack)
{
	return slack->ahead_s < 0 ? 0 : slack->ahead_s;
}

static const char *
token_for(const struct slack_settings *settings, const char *method)
{
	return strcmp(method, "apps.connections.open") == 0
		   ? settings->app_token
		   : settings->token;
}

void
api_prepare(struct api_request *r, const struct slack_settings *settings,
    const char *method, const cJSON *args)
{
	const char *api = settings->api;
	size_t n = strlen(api);

	memset(r, 0, sizeof(*r));
	put_form(&r->form, args);
	r->url = mem_printf(
	    "%s%s%s", api, n > 0 && api[n - 1] == '/' ? "" : "/", method);
	r->bearer = mem_printf(
	    "Authorization: Bearer %s", token_for(settings, method));
	r->headers[0] = r->bearer;
	r->http = (struct http_request){
		.method = "POST",
		.url = r->url,
		.headers = r->headers,
		.content_type = FORM_TYPE,
		.body = buf_str(&r->form),
		.body_size = r->form.size,
		.timeout_ms = settings->timeout * 1000,
	};
}

void
api_forget(struct api_request *r)
{
	memset(r->bearer, 0, strlen(r->bearer));
	free(r->bearer);
	free(r->url);
	buf_release(&r->form);
}

void
api_call(struct slack *slack, const char *method, const cJSON *args,
    enum api_repeat repeat, struct api_answer *answer)
{
	struct http_response response;
	struct api_request r;

	memset(answer, 0, sizeof(*answer));
	api_prepare(&r, slack->settings, method, args);
	r.http.once = repeat == API_ONCE;
	if (http_send(slack->http, &r.http, &response, &answer->why))
		api_read(answer, &response);
	else
		answer->class = response.outcome == HTTP_NOT_SENT
				    ? SLACK_BACKOFF
				    : SLACK_AMBIGUOUS;
	compare_clocks(slack);
	if (repeat == API_ANY_TIME && answer->class == SLACK_AMBIGUOUS)
		answer->class = SLACK_BACKOFF;
	http_release(&response);
	api_forget(&r);
}

void
api_release(struct api_answer *answer)
{
	cJSON_Delete(answer->json);
	answer->json = NULL;
}

enum lb_result
api_result(
    struct slack *slack, const char *target, const struct api_answer *answer)
{
	struct lb_host *host = slack->host;
	const char *why = answer->why.text;
	int after_s = answer->after_s;

	switch (answer->class) {
	case SLACK_OK:
		return LB_DONE;
	case SLACK_RATE:
		return lb_retry(host, after_s ? after_s : RATE_S,
		    "%s: too many messages, Slack asks to wait", target);
	case SLACK_BACKOFF:
	case SLACK_UNLISTED:
		return lb_retry(host, after_s, "%s: %s", target, why);
	case SLACK_QUOTA:
		return lb_retry(host, QUOTA_S, "%s: %s", target, why);
	case SLACK_AMBIGUOUS:
		return lb_unknown(host, "%s: %s", target, why);
	case SLACK_BAD_TOKEN:
	case SLACK_BAD_APP:
	case SLACK_SHUT_OUT:
		return lb_retry(host, PERSON_S, "%s: %s", target, why);
	case SLACK_BAD_TARGET:
	case SLACK_NO_THREAD:
	case SLACK_BAD_PAYLOAD:
	case SLACK_NO_EDIT:
	case SLACK_GONE:
		break;
	}
	return lb_reject(host, "%s: %s", target, why);
}

const char *
api_next_cursor(const struct api_answer *answer)
{
	const char *cursor = json_string(
	    json_member(answer->json, "response_metadata"), "next_cursor");

	return cursor != NULL && *cursor != '\0' ? cursor : NULL;
}
