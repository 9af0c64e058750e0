/* SPDX-License-Identifier: ISC */
/* workspace.c - see workspace.h. */
#include "proof/workspace.h"

#include <inttypes.h>
#include <time.h>

#include "proof/message.h"
#include "sdk/mem.h"

enum { N_CHANNELS = 512, PAGE = 100, PAGE_MAX = 999 };

struct message {
	int64_t ts_us;
	int64_t thread_us; /* 0: in none */
	char *notice;
};

struct channel {
	char *id, *name; /* without # */
	struct message *messages;
	size_t n;
};

struct workspace {
	struct channel channels[N_CHANNELS];
	size_t n_channels;
	int64_t last_us;
};

struct call {
	struct workspace *workspace;
	const char *form;
	struct buf *answer;
};

struct workspace *
workspace_new(void)
{
	return mem_new(1, sizeof(struct workspace));
}

static void
free_channel(struct channel *channel)
{
	for (size_t i = 0; i < channel->n; i++)
		free(channel->messages[i].notice);
	free(channel->messages);
	free(channel->id);
	free(channel->name);
}

void
workspace_free(struct workspace *workspace)
{
	for (size_t i = 0; i < workspace->n_channels; i++)
		free_channel(&workspace->channels[i]);
	free(workspace);
}

/* ---- Answers */

static enum workspace_deed
refuse(struct call *call, const char *code)
{
	buf_printf(call->answer, "{\"ok\":false,\"error\":\"%s\"}", code);
	return WORKSPACE_TOLD;
}

static enum workspace_deed
say(struct call *call, const char *text)
{
	buf_puts(call->answer, text);
	return WORKSPACE_TOLD;
}

static void
put_ts(struct buf *out, const char *name, int64_t us)
{
	buf_printf(out, "\"%s\":\"%" PRId64 ".%06" PRId64 "\"", name,
	    us / 1000000, us % 1000000);
}

/* ---- Reading arguments */

/* "1763629502.000200", 0 where there is none. */
static int64_t
time_of(const struct call *call, const char *name)
{
	char *text = message_field(call->form, name), *rest;
	int64_t us = 0, unit = 100000;

	if (text != NULL) {
		us = strtoll(text, &rest, 10) * 1000000;
		for (; *rest != '\0' && *++rest != '\0'; unit /= 10)
			us += (*rest - '0') * unit;
	}
	free(text);
	return us;
}

static int64_t
number_of(const struct call *call, const char *name, int64_t otherwise)
{
	char *text = message_field(call->form, name);
	int64_t n = text == NULL ? otherwise : strtoll(text, NULL, 10);

	free(text);
	return n;
}

/* The value of a member of one line of JSON, by its name alone. */
static char *
member_of(const char *json, const char *name)
{
	char *quoted = mem_printf("\"%s\":\"", name);
	const char *at = json == NULL ? NULL : strstr(json, quoted);
	char *value = NULL;

	if (at != NULL) {
		at += strlen(quoted);
		value = mem_copy(at, strcspn(at, "\""));
	}
	free(quoted);
	return value;
}

/* IDs are capitals, names are not. */
static bool
is_called(const struct channel *channel, const char *text)
{
	return strcmp(channel->id, text) == 0 ||
	       strcmp(channel->name, text + (*text == '#')) == 0;
}

static struct channel *
add_channel(struct workspace *workspace, const char *text)
{
	struct channel *channel = &workspace->channels[workspace->n_channels];
	bool is_name = *text == '#';

	if (workspace->n_channels == N_CHANNELS)
		return NULL;
	channel->id = is_name ? mem_printf("C%08zu", workspace->n_channels)
			      : mem_string(text);
	channel->name = mem_string(text + is_name);
	workspace->n_channels++;
	return channel;
}

static struct channel *
channel_of(const struct call *call)
{
	struct workspace *workspace = call->workspace;
	char *text = message_field(call->form, "channel");
	struct channel *found = NULL;

	for (size_t i = 0; text && !found && i < workspace->n_channels; i++)
		if (is_called(&workspace->channels[i], text))
			found = &workspace->channels[i];
	if (text != NULL && found == NULL)
		found = add_channel(workspace, text);
	free(text);
	return found;
}

/* ---- Messages */

static int64_t
next_ts(struct workspace *workspace)
{
	struct timespec ts;
	int64_t us;

	clock_gettime(CLOCK_REALTIME, &ts);
	us = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	if (us <= workspace->last_us)
		us = workspace->last_us + 1;
	return workspace->last_us = us;
}

static struct message *
message_at(const struct channel *channel, int64_t ts_us)
{
	for (size_t i = channel->n; i-- > 0;)
		if (channel->messages[i].ts_us == ts_us)
			return &channel->messages[i];
	return NULL;
}

static enum workspace_deed
post(struct call *call)
{
	struct channel *channel = channel_of(call);
	char *metadata = message_field(call->form, "metadata");
	struct message *message;

	if (channel == NULL)
		return refuse(call, "channel_not_found");
	channel->messages =
	    mem_resize(channel->messages, channel->n + 1, sizeof(*message));
	message = &channel->messages[channel->n++];
	*message = (struct message){ next_ts(call->workspace),
		time_of(call, "thread_ts"), member_of(metadata, "notice_id") };
	free(metadata);
	buf_printf(
	    call->answer, "{\"ok\":true,\"channel\":\"%s\",", channel->id);
	put_ts(call->answer, "ts", message->ts_us);
	buf_puts(call->answer, "}");
	return WORKSPACE_POSTED;
}

static enum workspace_deed
change(struct call *call)
{
	struct channel *channel = channel_of(call);
	int64_t ts_us = time_of(call, "ts");

	if (channel == NULL || message_at(channel, ts_us) == NULL)
		return refuse(call, "message_not_found");
	buf_printf(
	    call->answer, "{\"ok\":true,\"channel\":\"%s\",", channel->id);
	put_ts(call->answer, "ts", ts_us);
	buf_puts(call->answer, "}");
	return WORKSPACE_CHANGED;
}

static void
put_message(struct buf *out, const struct message *message)
{
	buf_puts(out, "{\"type\":\"message\",");
	put_ts(out, "ts", message->ts_us);
	if (message->thread_us != 0) {
		buf_puts(out, ",");
		put_ts(out, "thread_ts", message->thread_us);
	}
	if (message->notice != NULL)
		buf_printf(out,
		    ",\"metadata\":{\"event_type\":\"loopbell_notice\","
		    "\"event_payload\":{\"notice_id\":\"%s\"}}",
		    message->notice);
	buf_puts(out, "},");
}

/* In the thread, or (0) in none, and not too old. */
static bool
is_wanted(const struct message *m, int64_t thread_us, int64_t oldest_us)
{
	return m->ts_us > oldest_us &&
	       (thread_us == 0
		       ? m->thread_us == 0
		       : m->thread_us == thread_us || m->ts_us == thread_us);
}

/* The newest first; the cursor is the place below which to go on. */
static enum workspace_deed
list(struct call *call, int64_t thread_us)
{
	const struct channel *channel = channel_of(call);
	int64_t oldest_us = time_of(call, "oldest");
	int64_t left = number_of(call, "limit", PAGE);
	struct buf *out = call->answer;
	size_t at;

	if (channel == NULL)
		return refuse(call, "channel_not_found");
	at = (size_t)number_of(call, "cursor", (int64_t)channel->n);
	left = left > PAGE_MAX ? PAGE_MAX : left;
	buf_puts(out, "{\"ok\":true,\"messages\":[");
	for (; at > 0 && left > 0; at--) {
		const struct message *m = &channel->messages[at - 1];

		if (thread_us == 0 && m->ts_us <= oldest_us)
			at = 1;
		if (!is_wanted(m, thread_us, oldest_us))
			continue;
		put_message(out, m);
		left--;
	}
	if (out->data[out->size - 1] == ',')
		buf_cut(out, out->size - 1);
	buf_puts(out, "],\"response_metadata\":{\"next_cursor\":\"");
	if (at > 0)
		buf_printf(out, "%zu", at);
	buf_puts(out, "\"}}");
	return WORKSPACE_TOLD;
}

static enum workspace_deed
history(struct call *call)
{
	return list(call, 0);
}

static enum workspace_deed
replies(struct call *call)
{
	return list(call, time_of(call, "ts"));
}

/* ---- The rest */

static enum workspace_deed
list_channels(struct call *call)
{
	const struct workspace *w = call->workspace;

	buf_puts(call->answer, "{\"ok\":true,\"channels\":[");
	for (size_t i = 0; i < w->n_channels; i++)
		buf_printf(call->answer,
		    "%s{\"id\":\"%s\",\"name\":\"%s\",\"is_member\":true}",
		    i > 0 ? "," : "", w->channels[i].id, w->channels[i].name);
	return say(call, "],\"response_metadata\":{\"next_cursor\":\"\"}}");
}

static enum workspace_deed
tell_channel(struct call *call)
{
	const struct channel *channel = channel_of(call);

	if (channel == NULL)
		return refuse(call, "channel_not_found");
	buf_printf(call->answer,
	    "{\"ok\":true,\"channel\":{\"id\":\"%s\",\"name\":\"%s\","
	    "\"is_member\":true}}",
	    channel->id, channel->name);
	return WORKSPACE_TOLD;
}

/* A person's channel is named after the person: U… and D…. */
static enum workspace_deed
open_direct(struct call *call)
{
	char *user = message_field(call->form, "users");

	if (user == NULL || *user == '\0')
		refuse(call, "user_not_found");
	else
		buf_printf(call->answer,
		    "{\"ok\":true,\"channel\":{\"id\":\"D%s\"}}", user + 1);
	free(user);
	return WORKSPACE_TOLD;
}

static enum workspace_deed
find_person(struct call *call)
{
	char *email = message_field(call->form, "email");
	uint32_t hash = 2166136261U;

	for (const char *c = email; c != NULL && *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619U;
	free(email);
	buf_printf(call->answer,
	    "{\"ok\":true,\"user\":{\"id\":\"U%010" PRIu32 "\"}}", hash);
	return WORKSPACE_TOLD;
}

static enum workspace_deed
test_token(struct call *call)
{
	return say(call,
	    "{\"ok\":true,\"url\":\"https://proof.slack.com/\",\"team\":"
	    "\"Proof\",\"user\":\"loopbell\",\"team_id\":\"T1\","
	    "\"user_id\":\"U0000BELL\",\"bot_id\":\"B1\"}");
}

static enum workspace_deed
nod(struct call *call)
{
	return say(call, "{\"ok\":true}");
}

/* clang-format off */
static const struct {
	const char *name;
	enum workspace_deed (*call)(struct call *);
} methods[] = {
	{ "auth.test",             test_token },
	{ "chat.postMessage",      post },
	{ "chat.update",           change },
	{ "conversations.history", history },
	{ "conversations.info",    tell_channel },
	{ "conversations.join",    tell_channel },
	{ "conversations.list",    list_channels },
	{ "conversations.open",    open_direct },
	{ "conversations.replies", replies },
	{ "reactions.add",         nod },
	{ "users.lookupByEmail",   find_person },
};
/* clang-format on */

enum workspace_deed
workspace_call(struct workspace *workspace, const char *method,
    const char *form, struct buf *answer)
{
	struct call call = { workspace, form, answer };

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (strcmp(methods[i].name, method) == 0)
			return methods[i].call(&call);
	return refuse(&call, "unknown_method");
}
