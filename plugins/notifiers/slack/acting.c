/* SPDX-License-Identifier: ISC */
/* acting.c - what somebody did in Slack is done, and acknowledged. */
#include "notifiers/slack/acting.h"

#include <string.h>

#include "notifiers/slack/deed.h"
#include "notifiers/slack/dialog.h"
#include "notifiers/slack/reply.h"
#include "notifiers/slack/words.h"
#include "sdk/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Of the three seconds that Slack gives. */
#define DIALOG_MS 2500
/* Waiting to know who did it; more at a time is nothing people do. */
#define MAX_DOING 256

/* A deed on its way, from its envelope to its acknowledgement. */
struct doing {
	struct acting *acting;
	struct doing *next;
	struct deed deed;
	char *envelope;
	unsigned from;
	bool takes_payload;
	/* Slack is being asked who that is. */
	bool wants_user, wants_colleague;
	bool has_failed; /* it did not say */
};

static void
doing_free(struct doing *doing)
{
	deed_release(&doing->deed);
	free(doing->envelope);
	free(doing);
}

/* ---- What goes back. */

static void
acknowledge(
    struct acting *a, unsigned to, const char *envelope, const cJSON *payload)
{
	struct buf ack = BUF_INIT;

	envelope_acknowledge(&ack, envelope, payload);
	a->send(a->arg, to, ack.data, ack.size);
	buf_release(&ack);
}

static void
on_told(void *arg, const struct api_answer *answer)
{
	struct acting *a = arg;

	if (answer->class != SLACK_OK)
		lb_log(a->host, LB_WARNING,
		    "a private answer did not arrive: %s", answer->why.text);
}

/* By the channel, where there is no address to answer to. */
static void
tell_in_channel(
    struct acting *a, const struct deed *deed, const cJSON *message)
{
	cJSON *args = cJSON_CreateObject();
	struct asks_call call = { .method = "chat.postEphemeral",
		.args = args,
		.done = on_told,
		.arg = a };

	json_put_string(args, "channel", deed->channel);
	json_put_string(args, "user", deed->user);
	json_put_string(args, "text", json_string(message, "text"));
	cJSON_AddItemToObject(args, "blocks",
	    cJSON_Duplicate(json_member(message, "blocks"), true));
	asks_send(a->asks, &call);
	cJSON_Delete(args);
}

/* Where everything is full, or nobody can be reached, it stays unsaid: that is
 * better than a listener that grows. */
static void
tell(struct acting *a, const struct deed *deed, const char *text)
{
	const char *api = a->asks->settings->api;
	cJSON *message;

	/* Who reacted to a message did not ask us anything. */
	if (asks_is_full(a->asks) || deed->is_silent)
		return;
	message = deed->name != NULL && strcmp(deed->name, "thank") == 0
		      ? reply_with_addresses(text, lb_language(a->host))
		      : reply_message(text, lb_language(a->host));
	if (deed->answer_url != NULL && reply_may_go_to(deed->answer_url, api))
		asks_post(a->asks, deed->answer_url, message);
	else if (deed->channel != NULL && deed->user != NULL)
		tell_in_channel(a, deed, message);
	cJSON_Delete(message);
}

static void
say(struct acting *a, const struct deed *deed, enum word what)
{
	tell(a, deed, word(lb_language(a->host), what));
}

/* ---- A dialog. */

static void
on_dialog(void *arg, const struct api_answer *answer)
{
	struct doing *doing = arg, **link;
	struct acting *a = doing->acting;

	if (answer->class != SLACK_OK) {
		lb_log(a->host, LB_WARNING, "no dialog: views.open: %s",
		    answer->why.text);
		say(a, &doing->deed, WORD_NO_DIALOG);
	}
	for (link = &a->dialogs; *link != doing; link = &(*link)->next)
		;
	*link = doing->next;
	doing_free(doing);
}

static void
open_dialog(struct doing *doing)
{
	struct acting *a = doing->acting;
	const struct deed *deed = &doing->deed;
	cJSON *args = cJSON_CreateObject();
	struct asks_call call = { .method = "views.open",
		.args = args,
		.timeout_ms = DIALOG_MS,
		.done = on_dialog,
		.arg = doing };

	json_put_string(args, "trigger_id", deed->trigger);
	cJSON_AddItemToObject(args, "view",
	    dialog_view(deed->name, deed->subject, lb_language(a->host)));
	doing->next = a->dialogs;
	a->dialogs = doing;
	asks_send(a->asks, &call);
	cJSON_Delete(args);
}

/* ---- Who it is. */

static void go_on(struct acting *a);

static bool
is_it(const char *id, const char *wanted)
{
	return wanted != NULL && strcmp(id, wanted) == 0;
}

static void
on_who(void *arg, const char *id, bool has_failed)
{
	struct acting *a = arg;

	for (struct doing *d = a->first; d != NULL; d = d->next) {
		bool is_user = d->wants_user && is_it(id, d->deed.user);
		bool is_other =
		    d->wants_colleague && is_it(id, d->deed.colleague);

		d->wants_user &= !is_user;
		d->wants_colleague &= !is_other;
		d->has_failed |= has_failed && (is_user || is_other);
	}
	go_on(a);
}

/* True: Slack is being asked. */
static bool
ask_who(struct doing *doing, const char *id)
{
	enum who_answer answer =
	    id != NULL ? who_ask(&doing->acting->who, id) : WHO_KNOWN;

	doing->has_failed |= answer == WHO_FAILED;
	return answer == WHO_ASKED;
}

/* ---- It is done. */

/* The answer goes along with the acknowledgement where Slack takes it there;
 * the caller deletes it.  NULL: it does not. */
static cJSON *
answer_payload(const struct doing *doing, const char *answer)
{
	const struct deed *deed = &doing->deed;

	if (*answer == '\0' || !doing->takes_payload)
		return NULL;
	if (deed->is_dialog)
		return dialog_objection(answer);
	return reply_message(answer, lb_language(doing->acting->host));
}

static void
conclude(struct doing *doing, const char *answer)
{
	struct acting *a = doing->acting;
	cJSON *payload = answer_payload(doing, answer);

	acknowledge(a, doing->from, doing->envelope, payload);
	if (payload == NULL && *answer != '\0')
		tell(a, &doing->deed, answer);
	cJSON_Delete(payload);
}

/* Whom it is assigned to; false: that cannot be told. */
static bool
find_colleague(struct doing *doing)
{
	struct acting *a = doing->acting;
	struct deed *deed = &doing->deed;

	if (deed->colleague == NULL)
		return true;
	free(deed->value);
	deed->value = mem_string(who_email(&a->who, deed->colleague));
	if (deed->value != NULL)
		return true;
	conclude(
	    doing, word(lb_language(a->host),
		       doing->has_failed ? WORD_NOT_NOW : WORD_NO_ADDRESS));
	return false;
}

static void
act(struct doing *doing)
{
	struct acting *a = doing->acting;
	const struct deed *deed = &doing->deed;
	const char *name = who_name(&a->who, deed->user), *answer;
	struct lb_pair fields[2] = { { deed->field, deed->value },
		{ NULL, NULL } };
	struct lb_action action = {
		.id = deed->id,
		.name = deed->name,
		.subject = deed->subject,
		.who = name != NULL ? name : deed->user_name,
		.who_email = who_email(&a->who, deed->user),
		.text = deed->text,
		.fields = deed->value != NULL ? fields : NULL,
	};

	if (lb_act(a->host, &action, &answer))
		conclude(doing, answer);
	else
		lb_log(a->host, LB_WARNING,
		    "%s of %s is not kept and not acknowledged: Slack shows a "
		    "warning beside it",
		    deed->name,
		    deed->subject != NULL ? deed->subject : "a command");
}

/* In the order in which they came, so that two clicks of one person are done
 * as he meant them; nobody waits longer than it takes to ask who he is. */
static void
go_on(struct acting *a)
{
	while (a->first != NULL && !a->first->wants_user &&
	       !a->first->wants_colleague) {
		struct doing *doing = a->first;

		a->first = doing->next;
		if (a->first == NULL)
			a->last = &a->first;
		a->n_doing--;
		if (find_colleague(doing))
			act(doing);
		doing_free(doing);
	}
}

/* ---- What came. */

static struct doing *
doing_new(struct acting *a, unsigned from, const struct envelope *e,
    struct deed *deed)
{
	struct doing *doing = mem_new(1, sizeof(*doing));

	doing->acting = a;
	doing->deed = *deed;
	memset(deed, 0, sizeof(*deed));
	doing->envelope = mem_string(e->id);
	doing->from = from;
	doing->takes_payload = e->takes_payload;
	return doing;
}

static void
find_out_who(struct doing *doing)
{
	struct acting *a = doing->acting;

	*a->last = doing;
	a->last = &doing->next;
	a->n_doing++;
	doing->wants_user = ask_who(doing, doing->deed.user);
	doing->wants_colleague = ask_who(doing, doing->deed.colleague);
	go_on(a);
}

/* A reaction counts where it is on a message of ours, and not our own. */
static bool
is_for_us(const struct acting *a, const struct deed *deed)
{
	if (*a->bot == '\0' || strcmp(deed->name, "react") != 0)
		return true;
	return strcmp(deed->user, a->bot) != 0 &&
	       (deed->author == NULL || strcmp(deed->author, a->bot) == 0);
}

static bool
is_too_much(struct acting *a, unsigned from, const struct envelope *e,
    const struct deed *deed)
{
	switch (flood_take(&a->flood, deed->user, clock_ms())) {
	case FLOOD_TAKE:
		return false;
	case FLOOD_TELL:
		lb_log(a->host, LB_WARNING,
		    "more clicks of %s in a few seconds than people make: "
		    "some "
		    "are not taken",
		    deed->user);
		say(a, deed, WORD_TOO_MANY);
		break;
	case FLOOD_IGNORE:
		break;
	}
	acknowledge(a, from, e->id, NULL);
	return true;
}

static void
take_deed(struct acting *a, unsigned from, const struct envelope *e,
    struct deed *deed)
{
	struct doing *doing;

	if (is_too_much(a, from, e, deed))
		return;
	if (a->n_doing >= MAX_DOING) {
		lb_log(a->host, LB_WARNING,
		    "too much at a time: a click is not taken");
		return;
	}
	doing = doing_new(a, from, e, deed);
	if (doing->deed.type == DEED_ACT) {
		find_out_who(doing);
		return;
	}
	acknowledge(a, from, e->id, NULL);
	open_dialog(doing);
}

void
acting_take(struct acting *a, unsigned from, const struct envelope *e)
{
	struct deed deed;

	deed_read(&deed, e->kind, e->payload);
	if (deed.type != DEED_NONE && is_for_us(a, &deed))
		take_deed(a, from, e, &deed);
	else
		acknowledge(a, from, e->id, NULL);
	deed_release(&deed);
}

/* ---- Beginning and end. */

static void
on_self(void *arg, const struct api_answer *answer)
{
	struct acting *a = arg;
	const char *id = json_string(answer->json, "user_id");

	if (answer->class == SLACK_OK && deed_is_id(id))
		snprintf(a->bot, sizeof(a->bot), "%s", id);
}

void
acting_start(struct acting *a)
{
	struct asks_call call = {
		.method = "auth.test", .done = on_self, .arg = a
	};

	a->last = &a->first;
	a->who.host = a->host;
	a->who.asks = a->asks;
	a->who.told = on_who;
	a->who.arg = a;
	asks_send(a->asks, &call);
}

static void
free_all(struct doing *first)
{
	while (first != NULL) {
		struct doing *next = first->next;

		doing_free(first);
		first = next;
	}
}

void
acting_release(struct acting *a)
{
	free_all(a->first);
	free_all(a->dialogs);
	who_release(&a->who);
}
