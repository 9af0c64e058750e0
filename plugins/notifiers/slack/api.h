/* SPDX-License-Identifier: ISC */
/*
 * api.h - one call of Slack's Web API.
 *
 * Every call is a POST of a form, which each method takes; JSON only some do.
 * The token travels in the Authorization header alone.
 */
#ifndef SLACK_API_H
#define SLACK_API_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "notifiers/slack/errors.h"
#include "notifiers/slack/slack.h"

struct api_answer {
	enum slack_class class;
	char code[64];    /* Slack's error code; "" when there is none   */
	struct error why; /* a sentence, unless class is SLACK_OK        */
	int after_s;      /* the delay Slack asks for; 0: none           */
	cJSON *json;      /* what Slack said; NULL when it was not JSON  */
};

enum api_repeat {
	API_ANY_TIME, /* a second time changes nothing, so a call whose
		       * outcome is unknown is SLACK_BACKOFF             */
	API_ONCE,     /* each time is one more message: SLACK_AMBIGUOUS  */
};

/* Calls a method ("chat.postMessage") with the members of args: strings as
 * they are, true and false as words, all else as JSON.  args may be NULL.
 * *answer is overwritten, and freed with api_release(). */
void api_call(struct slack *slack, const char *method, const cJSON *args,
    enum api_repeat repeat, struct api_answer *answer);
void api_release(struct api_answer *answer);

/* Sets class, code and sentence by one of Slack's error codes. */
void api_judge(struct api_answer *answer, const char *code);

/* The result of a callback whose call did not go well; says why, with the
 * target before it, to the host. */
enum lb_result api_result(
    struct slack *slack, const char *target, const struct api_answer *answer);

/* How many seconds our clock is ahead of Slack's, by the Date of its last
 * answers; 0: less than a minute, behind, or not known. */
int64_t api_ahead_s(const struct slack *slack);

/* The cursor of the next page; NULL: that was the last. */
const char *api_next_cursor(const struct api_answer *answer);

#endif
