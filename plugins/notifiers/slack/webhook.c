/* SPDX-License-Identifier: ISC */
/*
 * webhook.c - an incoming webhook in place of a token.
 *
 * One address is one channel: the target does not matter, nothing can be
 * changed, found or reacted to, and the answer is a word of plain text
 * (docs.slack.dev, "Sending messages using incoming webhooks").
 */
#include <ctype.h>

#include "notifiers/slack/api.h"
#include "notifiers/slack/blocks.h"
#include "notifiers/slack/places.h"
#include "sdk/json.h"

/* Which HTTP status goes with which word is documented for some only, so the
 * word decides where it is known. */
static void
judge(struct http_response *response, struct api_answer *answer)
{
	struct buf *word = &response->body;

	while (word->size > 0 &&
	       isspace((unsigned char)word->data[word->size - 1]))
		buf_cut(word, word->size - 1);
	answer->after_s = response->retry_after_s;
	if (response->status == 200 && strcmp(buf_str(word), "ok") == 0) {
		answer->class = SLACK_OK;
	} else if (response->status == 429) {
		api_judge(answer, "ratelimited");
	} else if (errors_find(buf_str(word))->class != SLACK_UNLISTED) {
		api_judge(answer, buf_str(word));
	} else {
		answer->class =
		    response->status >= 300 && response->status < 500
			? SLACK_BAD_TOKEN
			: SLACK_AMBIGUOUS;
		error_set(&answer->why,
		    "the webhook answered HTTP %d, not \"ok\"%s",
		    response->status,
		    answer->class == SLACK_BAD_TOKEN
			? ": is its address right?"
			: "");
	}
}

static void
send(struct slack *slack, const cJSON *message, struct api_answer *answer)
{
	struct buf body = BUF_INIT;
	struct http_response response;
	struct http_request request = {
		.method = "POST",
		.url = slack->settings->webhook,
		.content_type = "application/json; charset=utf-8",
		.timeout_ms = slack->settings->timeout * 1000,
		.once = true,
	};

	memset(answer, 0, sizeof(*answer));
	json_print(&body, message);
	request.body = body.data;
	request.body_size = body.size;
	if (http_send(slack->http, &request, &response, &answer->why))
		judge(&response, answer);
	else
		answer->class = response.outcome == HTTP_NOT_SENT
				    ? SLACK_BACKOFF
				    : SLACK_AMBIGUOUS;
	http_release(&response);
	buf_release(&body);
}

static void
send_minimal(struct slack *slack, const struct lb_notice *notice,
    const struct blocks_to *to, struct api_answer *answer)
{
	bool cut = false;
	cJSON *message = blocks_minimal(notice, to, &cut);

	lb_log(slack->host, LB_WARNING,
	    "notice %s: %s: sent again as plain text", notice->id,
	    answer->why.text);
	send(slack, message, answer);
	cJSON_Delete(message);
}

enum lb_result
webhook_deliver(struct slack *slack, const struct lb_notice *notice)
{
	struct api_answer answer;
	struct blocks_to to;
	bool cut = false;
	cJSON *message;

	if (notice->receipt != NULL && notice->is_quiet)
		return LB_DONE;
	if (notice->receipt != NULL)
		return lb_reject(slack->host,
		    "webhook: the change is not told: a webhook cannot change "
		    "what was posted; with token: it could");
	blocks_aim(&to, notice);
	to.webhook = true;
	message = blocks_message(notice, &to, &cut);
	if (cut)
		lb_log(slack->host, LB_WARNING,
		    "notice %s: longer than Slack takes: shortened",
		    notice->id);
	send(slack, message, &answer);
	cJSON_Delete(message);
	if (answer.class == SLACK_BAD_PAYLOAD)
		send_minimal(slack, notice, &to, &answer);
	return api_result(slack, "webhook", &answer);
}

enum lb_result
webhook_find(struct slack *slack)
{
	return lb_unknown(slack->host,
	    "webhook: cannot tell whether it was posted: a webhook cannot be "
	    "asked; with token: it could");
}

/* An empty message is refused with a word that tells a good address from a bad
 * one, and nothing is posted. */
bool
webhook_probe(struct slack *slack)
{
	cJSON *empty = cJSON_CreateObject();
	struct api_answer answer;

	json_put_string(empty, "text", "");
	send(slack, empty, &answer);
	cJSON_Delete(empty);
	if (answer.class != SLACK_BAD_PAYLOAD) {
		lb_fail(slack->host, "webhook: %s", answer.why.text);
		return false;
	}
	lb_log(slack->host, LB_INFO,
	    "the webhook works; with a webhook there are no mentions, no "
	    "reactions and no later changes, and after a crash a message may "
	    "be posted twice");
	return true;
}
