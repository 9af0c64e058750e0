/* SPDX-License-Identifier: ISC */
/* deed.c - what somebody did in Slack, read from what Slack tells about it. */
#include "notifiers/slack/deed.h"

#include <string.h>

#include "notifiers/slack/dialog.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"

#define LONGEST_ID 40
#define LONGEST_NAME 32
#define LONGEST_PERSON 200
#define LONGEST_TRIGGER 200
#define LONGEST_URL 2000

bool
deed_is_id(const char *id)
{
	size_t n;

	if (id == NULL)
		return false;
	n = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return n > 0 && n <= LONGEST_ID && id[n] == '\0';
}

/* Printable ASCII, and no more than that: it goes into ids and addresses. */
static bool
is_plain(const char *s, size_t longest)
{
	size_t n = 0;

	if (s == NULL || *s == '\0')
		return false;
	while (s[n] > ' ' && s[n] < 0x7f)
		n++;
	return s[n] == '\0' && n <= longest;
}

static char *
copy_plain(const char *s, size_t longest)
{
	return is_plain(s, longest) ? mem_string(s) : NULL;
}

static char *
copy_id(const char *id)
{
	return deed_is_id(id) ? mem_string(id) : NULL;
}

/* What a person wrote: made harmless, and cut. */
static char *
copy_text(const char *s, size_t longest)
{
	struct buf b = BUF_INIT;

	if (s == NULL)
		return NULL;
	utf8_clean(&b, s, strlen(s));
	if (b.size > longest)
		buf_cut(&b, utf8_cut(b.data, longest));
	return buf_take(&b);
}

/* "claim" of "loopbell:claim"; NULL: it is not ours. */
static char *
name_of(const char *s)
{
	size_t n = strlen(DEED_PREFIX), length;

	if (s == NULL || strncmp(s, DEED_PREFIX, n) != 0)
		return NULL;
	length = strspn(s + n, "abcdefghijklmnopqrstuvwxyz_-");
	if (length == 0 || length > LONGEST_NAME || s[n + length] != '\0')
		return NULL;
	return mem_string(s + n);
}

static char *
subject_of(const char *s)
{
	return copy_plain(s, DEED_LONGEST_SUBJECT);
}

/* ---- Somebody pressed a button or chose from a menu: block_actions. */

/* The first that is ours; Slack tells one at a time. */
static const cJSON *
our_action(const cJSON *payload, struct deed *d)
{
	const cJSON *action;

	cJSON_ArrayForEach(action, json_member(payload, "actions"))
	{
		d->name = name_of(json_string(action, "action_id"));
		if (d->name != NULL)
			return action;
	}
	return NULL;
}

static void
read_subject(struct deed *d, const cJSON *action)
{
	const char *block = json_string(action, "block_id");
	size_t n = strlen(DEED_PREFIX);

	d->subject = subject_of(json_string(action, "value"));
	if (d->subject == NULL && block != NULL &&
	    strncmp(block, DEED_PREFIX, n) == 0)
		d->subject = subject_of(block + n);
}

/* A menu that was chosen from says what; one that was not says nothing. */
static bool
read_choice(struct deed *d, const cJSON *action)
{
	const cJSON *option = json_member(action, "selected_option");
	const char *type = json_string(action, "type");

	if (type != NULL && strcmp(type, "users_select") == 0) {
		d->colleague = copy_id(json_string(action, "selected_user"));
		d->field = mem_string("to");
		return d->colleague != NULL;
	}
	if (type != NULL && strcmp(type, "static_select") == 0) {
		d->field = mem_string("for");
		d->value = copy_plain(json_string(option, "value"), 20);
		return d->value != NULL;
	}
	return type == NULL || strcmp(type, "button") == 0;
}

static void
read_click(struct deed *d, const cJSON *payload)
{
	const cJSON *action = our_action(payload, d);
	const cJSON *box = json_member(payload, "container");
	const char *ts = json_string(box, "message_ts");
	const char *at = json_string(action, "action_ts");

	d->channel =
	    copy_id(json_string(json_member(payload, "channel"), "id"));
	d->answer_url =
	    copy_plain(json_string(payload, "response_url"), LONGEST_URL);
	if (action == NULL || d->user == NULL || !read_choice(d, action))
		return;
	read_subject(d, action);
	if (d->subject == NULL)
		return;
	if (dialog_is_for(d->name)) {
		d->type = d->trigger != NULL ? DEED_ASK : DEED_NONE;
		return;
	}
	if (!is_plain(at, LONGEST_ID))
		return;
	d->id = mem_printf("slack:%s:%s:%s:%s",
	    is_plain(ts, LONGEST_ID) ? ts : "", d->name, d->user, at);
	d->type = DEED_ACT;
}

/* ---- Somebody submitted a dialog of ours: view_submission. */

static void
read_submission(struct deed *d, const cJSON *payload)
{
	struct dialog_said said;

	if (d->user == NULL || d->trigger == NULL ||
	    !dialog_read(json_member(payload, "view"), &said))
		return;
	d->name = name_of(said.callback);
	d->subject = subject_of(said.subject);
	if (d->name == NULL || d->subject == NULL)
		return;
	d->is_dialog = true;
	d->text = copy_text(said.note, DEED_LONGEST_TEXT);
	d->value = copy_plain(said.reached, 10);
	d->field = d->value != NULL ? mem_string("reached") : NULL;
	d->id = mem_printf("slack:%s", d->trigger);
	d->type = DEED_ACT;
}

static void
read_interactive(struct deed *d, const cJSON *payload)
{
	const cJSON *user = json_member(payload, "user");
	const char *type = json_string(payload, "type");
	const char *name = json_string(user, "name");

	if (type == NULL)
		return;
	d->user = copy_id(json_string(user, "id"));
	d->user_name =
	    copy_text(name != NULL ? name : json_string(user, "username"),
		LONGEST_PERSON);
	d->trigger =
	    copy_plain(json_string(payload, "trigger_id"), LONGEST_TRIGGER);
	if (strcmp(type, "block_actions") == 0)
		read_click(d, payload);
	else if (strcmp(type, "view_submission") == 0)
		read_submission(d, payload);
}

/* ---- Somebody typed a command. */

/* Whatever it is called: a workspace may have another /feedback. */
static void
read_command(struct deed *d, const cJSON *payload)
{
	d->user = copy_id(json_string(payload, "user_id"));
	d->user_name =
	    copy_text(json_string(payload, "user_name"), LONGEST_PERSON);
	d->trigger =
	    copy_plain(json_string(payload, "trigger_id"), LONGEST_TRIGGER);
	d->answer_url =
	    copy_plain(json_string(payload, "response_url"), LONGEST_URL);
	d->channel = copy_id(json_string(payload, "channel_id"));
	d->text = copy_text(json_string(payload, "text"), DEED_LONGEST_TEXT);
	if (d->user == NULL || d->trigger == NULL)
		return;
	d->name = mem_string("feedback");
	d->id = mem_printf("slack:%s", d->trigger);
	d->type = DEED_ACT;
}

/* ---- Something happened: somebody reacted to a message. */

static void
read_event(struct deed *d, const cJSON *payload)
{
	const cJSON *event = json_member(payload, "event");
	const cJSON *item = json_member(event, "item");
	const char *type = json_string(event, "type");
	const char *channel = json_string(item, "channel");
	const char *ts = json_string(item, "ts");
	const char *id = json_string(payload, "event_id");

	if (type == NULL || strcmp(type, "reaction_added") != 0)
		return;
	d->user = copy_id(json_string(event, "user"));
	d->author = copy_id(json_string(event, "item_user"));
	d->text = copy_plain(json_string(event, "reaction"), 100);
	if (d->user == NULL || d->text == NULL || !deed_is_id(channel) ||
	    !is_plain(ts, LONGEST_ID) || !is_plain(id, LONGEST_ID))
		return;
	d->name = mem_string("react");
	d->is_silent = true;
	d->channel = mem_string(channel);
	d->subject = mem_printf("%s/%s", channel, ts);
	d->id = mem_printf("slack:%s", id);
	d->type = DEED_ACT;
}

void
deed_read(struct deed *deed, const char *kind, const cJSON *payload)
{
	static const struct {
		const char *kind;
		void (*read)(struct deed *deed, const cJSON *payload);
	} kinds[] = {
		{ "interactive", read_interactive },
		{ "slash_commands", read_command },
		{ "events_api", read_event },
	};

	memset(deed, 0, sizeof(*deed));
	for (size_t i = 0;
	     payload != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kind, kinds[i].kind) == 0)
			kinds[i].read(deed, payload);
}

void
deed_release(struct deed *deed)
{
	free(deed->id);
	free(deed->name);
	free(deed->subject);
	free(deed->text);
	free(deed->field);
	free(deed->value);
	free(deed->colleague);
	free(deed->author);
	free(deed->user);
	free(deed->user_name);
	free(deed->trigger);
	free(deed->answer_url);
	free(deed->channel);
	memset(deed, 0, sizeof(*deed));
}
