/* SPDX-License-Identifier: ISC */
/*
 * deliver.c - a notice becomes a message: posted, or changed where there is a
 * receipt.
 *
 * A change is told in the message itself, else in its thread, else nowhere: a
 * message that somebody deleted does not come back as a new one.  The same
 * change twice is one change, so its outcome is never unknown but where it was
 * posted in the thread.
 *
 * Whether the message arrived is decided by chat.postMessage alone.  Reactions
 * and mentions are ornaments: they never fail a notice, though one waits while
 * Slack cannot say right now whom to mention.
 */
#include "notifiers/slack/blocks.h"
#include "notifiers/slack/owner.h"
#include "notifiers/slack/people.h"
#include "notifiers/slack/places.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* One notice on its way. */
struct delivery {
	struct slack *slack;
	const struct lb_notice *notice;
	struct blocks_to to;
	struct buf channel;
	char *user;
	bool cut_said;
	bool is_left; /* a change that need not be made */
};

static void
warn_if_cut(struct delivery *d, bool cut)
{
	if (cut && !d->cut_said)
		lb_log(d->slack->host, LB_WARNING,
		    "notice %s: longer than Slack takes: shortened",
		    d->notice->id);
	d->cut_said |= cut;
}

static void
send(struct delivery *d, const cJSON *message, struct api_answer *answer)
{
	api_release(answer);
	/* The same change twice is one change. */
	if (d->to.ts != NULL)
		api_call(
		    d->slack, "chat.update", message, API_ANY_TIME, answer);
	else
		api_call(
		    d->slack, "chat.postMessage", message, API_ONCE, answer);
}

/* What Slack does not take as blocks it takes as text. */
static void
send_minimal(struct delivery *d, struct api_answer *answer)
{
	bool cut = false;
	cJSON *message = blocks_minimal(d->notice, &d->to, &cut);

	lb_log(d->slack->host, LB_WARNING,
	    "notice %s: %s: sent again as plain text", d->notice->id,
	    answer->why.text);
	if (strstr(answer->code, "metadata") != NULL)
		cJSON_DeleteItemFromObjectCaseSensitive(message, "metadata");
	send(d, message, answer);
	cJSON_Delete(message);
}

static void
post(struct delivery *d, struct api_answer *answer)
{
	bool cut = false;
	cJSON *message = blocks_message(d->notice, &d->to, &cut);

	warn_if_cut(d, cut);
	send(d, message, answer);
	cJSON_Delete(message);
	if (answer->class == SLACK_BAD_PAYLOAD)
		send_minimal(d, answer);
}

/* A message that cannot be changed is followed in its thread. */
static void
post_after(struct delivery *d, struct api_answer *answer)
{
	lb_log(d->slack->host, LB_INFO,
	    "notice %s: the message cannot be changed (%s): posting in its "
	    "thread",
	    d->notice->id, answer->code);
	if (d->to.thread_ts == NULL)
		d->to.thread_ts = d->to.ts;
	d->to.ts = NULL;
	post(d, answer);
}

/* The thread is locked or gone: what follows a message is told all the same. */
static void
post_outside(struct delivery *d, struct api_answer *answer)
{
	lb_log(d->slack->host, LB_INFO,
	    "notice %s: no answer to the message it follows (%s): posting "
	    "beside it",
	    d->notice->id, answer->code);
	d->to.thread_ts = NULL;
	post(d, answer);
}

/* That the name is wrong is certain where the look-up went well, and as good
 * as certain where the token may not look. */
static bool
is_still_unknown(const struct api_answer *found)
{
	return found->class == SLACK_BAD_TARGET ||
	       strcmp(found->code, "missing_scope") == 0;
}

/* Slack resolves the names of public channels only.  Where the look-up has to
 * wait, so has the notice: whether the channel exists is not known yet. */
static void
post_by_id(struct delivery *d, struct api_answer *answer)
{
	struct api_answer found, missing = *answer;

	buf_reset(&d->channel);
	if (place_to_read(d->slack, d->notice->target, &d->channel, &found)) {
		d->to.channel = d->channel.data;
		post(d, answer);
		api_release(&found);
	} else if (is_still_unknown(&found)) {
		api_release(&found);
	} else {
		*answer = found;
		api_release(&missing);
	}
}

/* Whom to mention.  LB_DONE: that is settled, if only as "nobody". */
static enum lb_result
find_user(struct delivery *d)
{
	struct api_answer answer;
	const char *email = d->notice->mention;
	enum lb_result result = LB_DONE;
	const char *id;

	if (email == NULL || *email == '\0')
		return LB_DONE;
	id = people_find(d->slack, email, &answer);
	d->user = mem_string(id);
	d->to.user = d->user;
	if (id == NULL &&
	    (answer.class == SLACK_RATE || answer.class == SLACK_BACKOFF ||
		answer.class == SLACK_BAD_TOKEN))
		result = api_result(d->slack, email, &answer);
	else if (id == NULL)
		lb_log(d->slack->host, LB_WARNING,
		    "notice %s: nobody is mentioned: %s", d->notice->id,
		    answer.why.text);
	api_release(&answer);
	return result;
}

static enum lb_result
find_place(struct delivery *d)
{
	const struct lb_notice *n = d->notice;
	struct api_answer answer;
	enum lb_result result = LB_DONE;

	blocks_aim(&d->to, n);
	d->to.listens = d->slack->settings->app_token != NULL;
	d->is_left = n->receipt != NULL && d->to.ts == NULL && n->is_quiet;
	if (n->receipt != NULL && d->to.ts == NULL && !n->is_quiet)
		return lb_reject(d->slack->host,
		    "%s: the change cannot be told: \"%s\" is no message of "
		    "Slack's",
		    n->target, n->receipt);
	if (d->to.channel != NULL || d->is_left)
		return LB_DONE;
	if (place_to_post(d->slack, n->target, &d->channel, &answer))
		d->to.channel = d->channel.data;
	else
		result = api_result(d->slack, n->target, &answer);
	api_release(&answer);
	return result;
}

/* False: the network is down; the others would wait for it too. */
static bool
react(struct delivery *d, const struct receipt *at, const char *name)
{
	cJSON *args = cJSON_CreateObject();
	char *bare = mem_copy(name, strlen(name));
	struct api_answer answer;
	bool go_on;

	/* ":fire:" is the emoji fire. */
	if (*bare == ':' && bare[strlen(bare) - 1] == ':') {
		bare[strlen(bare) - 1] = '\0';
		json_put_string(args, "name", *bare ? bare + 1 : "");
	} else {
		json_put_string(args, "name", bare);
	}
	json_put_string(args, "channel", at->channel);
	json_put_string(args, "timestamp", at->ts);
	api_call(d->slack, "reactions.add", args, API_ANY_TIME, &answer);
	if (answer.class != SLACK_OK)
		lb_log(d->slack->host, LB_WARNING,
		    "notice %s: no reaction %s: %s", d->notice->id, name,
		    answer.why.text);
	go_on = answer.class != SLACK_BACKOFF && answer.class != SLACK_RATE;
	api_release(&answer);
	cJSON_Delete(args);
	free(bare);
	return go_on;
}

static enum lb_result
finish(struct delivery *d, const struct api_answer *answer)
{
	const char *const *name = d->notice->reactions;
	const char *channel = json_string(answer->json, "channel");
	const char *ts = json_string(answer->json, "ts");
	struct receipt at = { "", "" };

	if (channel == NULL || ts == NULL) {
		lb_log(d->slack->host, LB_WARNING,
		    "notice %s: Slack did not say where it is: it cannot be "
		    "changed later",
		    d->notice->id);
		return LB_DONE;
	}
	if (d->to.channel == d->channel.data)
		place_learn(d->slack, d->notice->target, channel);
	lb_receipt(d->slack->host, "%s/%s", channel, ts);
	snprintf(at.channel, sizeof(at.channel), "%s", channel);
	snprintf(at.ts, sizeof(at.ts), "%s", ts);
	while (name != NULL && *name != NULL && react(d, &at, *name))
		name++;
	if (d->user != NULL && d->to.ts == NULL)
		owner_tell(d->slack, d->notice, &at, d->user);
	return LB_DONE;
}

/* It will not become possible later. */
static bool
cannot_be_changed(const struct api_answer *answer)
{
	return answer->class == SLACK_NO_EDIT || answer->class == SLACK_GONE ||
	       answer->class == SLACK_BAD_TARGET;
}

/* Where another notice says it, too, one that cannot be made is no loss. */
static void
let_be(struct delivery *d, struct api_answer *answer)
{
	lb_log(d->slack->host, LB_INFO,
	    "notice %s: the message cannot be changed (%s): left as it is",
	    d->notice->id, answer->code);
	d->is_left = true;
}

static void
change(struct delivery *d, struct api_answer *answer)
{
	post(d, answer);
	if (d->notice->is_quiet && cannot_be_changed(answer))
		let_be(d, answer);
	else if (answer->class == SLACK_NO_EDIT)
		post_after(d, answer);
	if (answer->class != SLACK_OK)
		error_in(&answer->why, "the change is not told");
}

static void
tell(struct delivery *d, struct api_answer *answer)
{
	post(d, answer);
	if (d->to.thread_ts != NULL &&
	    (answer->class == SLACK_NO_THREAD || answer->class == SLACK_GONE))
		post_outside(d, answer);
	if (strcmp(answer->code, "channel_not_found") == 0 &&
	    *d->to.channel == '#')
		post_by_id(d, answer);
}

static enum lb_result
deliver(struct delivery *d)
{
	struct api_answer answer = { .class = SLACK_OK };
	enum lb_result result = find_place(d);

	if (result == LB_DONE && !d->is_left)
		result = find_user(d);
	if (result != LB_DONE || d->is_left)
		return result;
	if (d->to.ts != NULL)
		change(d, &answer);
	else
		tell(d, &answer);
	if (d->is_left)
		result = LB_DONE;
	else if (answer.class == SLACK_OK)
		result = finish(d, &answer);
	else
		result = api_result(d->slack, d->notice->target, &answer);
	api_release(&answer);
	return result;
}

enum lb_result
deliver_notice(void *state, const struct lb_notice *notice)
{
	struct delivery d = { .slack = state, .notice = notice };
	enum lb_result result;

	if (d.slack->settings->webhook != NULL)
		return webhook_deliver(state, notice);
	result = deliver(&d);
	buf_release(&d.channel);
	free(d.user);
	return result;
}
