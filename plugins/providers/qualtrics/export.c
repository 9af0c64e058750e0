/* SPDX-License-Identifier: ISC */
/*
 * export.c - one file at a time: asked for, looked after, fetched.
 *
 * What is being made outlives the call that asked for it, and is forgotten once
 * it was fetched, has failed, or something else is wanted.
 */
#include "export.h"

#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"

#define US_PER_S INT64_C(1000000)
#define LOOK_AGAIN_S 15
#define AFTER_FAILURE_S 60

struct export
{
	struct lb_host *host;
	struct rest *rest;
	const char *survey;
	int wait_s;
	char *request, *job; /* what is being made; or NULL */
	int64_t began_us;
};

static void
second(void)
{
	const struct timespec one = { .tv_sec = 1 };

	nanosleep(&one, NULL);
}

void (*export_pause)(void) = second;

struct export *
export_new(
    struct lb_host *host, struct rest *rest, const char *survey, int wait_s)
{
	struct export *e = mem_new(1, sizeof(*e));

	e->host = host;
	e->rest = rest;
	e->survey = survey;
	e->wait_s = wait_s;
	return e;
}

static void
forget(struct export *e)
{
	free(e->request);
	free(e->job);
	e->request = e->job = NULL;
}

void
export_free(struct export *e)
{
	if (e == NULL)
		return;
	forget(e);
	free(e);
}

/* .../export-responses, and what comes behind it. */
static enum lb_result
call(struct export *e, const char *what, const char *tail, const char *body,
    cJSON **answer)
{
	struct buf path = BUF_INIT;
	const struct rest_call call = { .path = NULL, .body = body };
	struct rest_call whole = call;
	enum lb_result result;

	buf_puts(&path, "/API/v3/surveys/");
	rest_segment(&path, e->survey);
	buf_puts(&path, "/export-responses");
	if (what != NULL) {
		buf_putc(&path, '/');
		rest_segment(&path, what);
	}
	buf_puts(&path, tail);
	whole.path = buf_str(&path);
	result = rest_send(e->rest, &whole, answer);
	buf_release(&path);
	return result;
}

static enum lb_result
start(struct export *e, const char *request)
{
	enum lb_result result;
	const char *job;
	cJSON *answer;
	int64_t now_s;

	result = call(e, NULL, "", request, &answer);
	if (result != LB_DONE)
		return result;
	now_s = rest_date(e->rest);
	job = json_string(json_member(answer, "result"), "progressId");
	if (job == NULL || *job == '\0') {
		result = lb_retry(e->host, AFTER_FAILURE_S,
		    "Qualtrics takes the request for an export, and does not "
		    "say which it makes");
	} else {
		e->request = mem_string(request);
		e->job = mem_string(job);
		e->began_us =
		    (now_s > 0 ? now_s : (int64_t)time(NULL)) * US_PER_S;
	}
	cJSON_Delete(answer);
	return result;
}

static bool
is(const cJSON *progress, const char *status)
{
	const char *text = json_string(progress, "status");

	return text != NULL && strcmp(text, status) == 0;
}

static enum lb_result
not_yet(struct export *e, const cJSON *progress)
{
	return lb_retry(e->host, LOOK_AGAIN_S,
	    "Qualtrics is still making the export, %d %% of it: it is looked "
	    "after again",
	    (int)json_real(progress, "percentComplete", 0));
}

/* Looks until it is there.  percentComplete may be 100 before. */
static enum lb_result
wait_for(struct export *e, cJSON **answer)
{
	for (int waited_s = 0;; waited_s++) {
		const cJSON *progress;
		enum lb_result result;

		result = call(e, e->job, "", NULL, answer);
		if (result != LB_DONE)
			return result;
		progress = json_member(*answer, "result");
		if (is(progress, "complete") &&
		    json_string(progress, "fileId") != NULL)
			return LB_DONE;
		if (!is(progress, "complete") && !is(progress, "inProgress")) {
			forget(e);
			return lb_retry(e->host, AFTER_FAILURE_S,
			    "Qualtrics could not make the export (its status "
			    "is %.40s): it is asked for again",
			    is(progress, "failed") ? "failed" : "unknown");
		}
		if (waited_s >= e->wait_s)
			return not_yet(e, progress);
		cJSON_Delete(*answer);
		*answer = NULL;
		export_pause();
	}
}

static enum lb_result
fetch(struct export *e, const cJSON *answer, struct exported *out)
{
	const cJSON *progress = json_member(answer, "result");
	enum lb_result result = call(
	    e, json_string(progress, "fileId"), "/file", NULL, &out->document);

	if (result == LB_DONE) {
		out->token =
		    mem_string(json_string(progress, "continuationToken"));
		out->began_us = e->began_us;
	}
	return result;
}

enum lb_result
export_run(struct export *e, const char *request, struct exported *out)
{
	enum lb_result result = LB_DONE;
	cJSON *answer = NULL;

	*out = (struct exported){ .began_us = 0 };
	if (e->request != NULL && strcmp(e->request, request) != 0)
		forget(e);
	if (e->job == NULL)
		result = start(e, request);
	if (result == LB_DONE)
		result = wait_for(e, &answer);
	if (result == LB_DONE)
		result = fetch(e, answer, out);
	/* A file may end before it was fetched: then it is asked for anew. */
	if (result == LB_DONE || result == LB_REJECT)
		forget(e);
	cJSON_Delete(answer);
	return result;
}
