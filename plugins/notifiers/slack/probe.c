/* SPDX-License-Identifier: ISC */
/*
 * probe.c - would it work, and if not, what to do?
 *
 * auth.test needs no scope, and its answer carries the scopes the token has in
 * the header x-oauth-scopes.
 */
#include "notifiers/slack/api.h"
#include "sdk/buf.h"
#include "sdk/json.h"

static const struct {
	const char *scope;
	const char *without; /* what does not work without it */
	bool to_listen;      /* with an app_token only        */
} scopes[] = {
	/* clang-format off */
	{ "chat:write.public", "the bot must be invited to each channel before it can post there", false },
	{ "reactions:write",   "there are no reactions", false },
	{ "users:read.email",  "nobody is mentioned, no direct message can be sent to an e-mail address, and what is clicked is refused, as nobody knows who it was", false },
	{ "users:read",        "Slack does not grant users:read.email", false },
	{ "channels:read",     "after a crash a message in a public channel named #so may be posted twice, and who is mentioned in one he is not in gets no direct message", false },
	{ "groups:read",       "private channels must be given by their ID, and who is mentioned in one he is not in gets no direct message", false },
	{ "channels:history",  "after a crash a message in a public channel may be posted twice", false },
	{ "groups:history",    "after a crash a message in a private channel may be posted twice", false },
	{ "im:write",          "after a crash a direct message may be posted twice", false },
	{ "im:history",        "after a crash a direct message may be posted twice", false },
	{ "commands",          "there is no /feedback", true },
	{ "reactions:read",    "what people react to is not seen: there are no best stories", true },
	/* clang-format on */
};

/* list is "chat:write,users:read"; a scope may begin like another. */
static bool
has_scope(const char *list, const char *scope)
{
	size_t n = strlen(scope);

	while (*list != '\0') {
		size_t length = strcspn(list, ", ");

		if (length == n && strncmp(list, scope, n) == 0)
			return true;
		list += length;
		list += strspn(list, ", ");
	}
	return false;
}

static bool
check_scopes(struct slack *slack, const char *granted)
{
	bool listens = slack->settings->app_token != NULL;

	if (granted == NULL) {
		lb_log(slack->host, LB_INFO,
		    "Slack does not say which scopes the token has");
		return true;
	}
	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
		if ((!scopes[i].to_listen || listens) &&
		    !has_scope(granted, scopes[i].scope))
			lb_log(slack->host, LB_WARNING,
			    "the token lacks the scope %s: %s; add it under "
			    "OAuth & Permissions and install the app anew",
			    scopes[i].scope, scopes[i].without);
	if (has_scope(granted, "chat:write"))
		return true;
	lb_fail(slack->host,
	    "the token lacks the scope chat:write: nothing can be posted; add "
	    "it under OAuth & Permissions and install the app anew");
	return false;
}

/* An address is made and not used. */
static bool
check_app_token(struct slack *slack)
{
	struct api_answer answer;
	bool good;

	if (slack->settings->app_token == NULL) {
		lb_log(slack->host, LB_INFO,
		    "without app_token nobody listens: messages have no "
		    "buttons, and there is no /feedback");
		return true;
	}
	api_call(slack, "apps.connections.open", NULL, API_ANY_TIME, &answer);
	good = answer.class == SLACK_OK;
	if (good)
		lb_log(slack->host, LB_INFO,
		    "the app token is taken: clicks and commands come over "
		    "Socket Mode");
	else
		lb_fail(slack->host, "app_token: %s%s: %s",
		    *answer.code ? "Slack says " : "",
		    *answer.code ? answer.code : answer.why.text,
		    SLACK_APP_TOKEN_ADVICE);
	api_release(&answer);
	return good;
}

static void
put_names(struct buf *names, const cJSON *channels)
{
	const cJSON *channel;

	cJSON_ArrayForEach(channel, channels)
	{
		const char *name = json_string(channel, "name");

		if (name != NULL)
			buf_printf(
			    names, "%s#%s", names->size ? ", " : "", name);
	}
}

/* What it can post to for certain; where the token may not list it, the
 * missing scope was said already. */
static void
say_channels(struct slack *slack)
{
	cJSON *args = cJSON_CreateObject();
	struct buf names = BUF_INIT;
	struct api_answer answer;

	json_put_string(args, "types", "public_channel,private_channel");
	json_put_string(args, "exclude_archived", "true");
	json_put_string(args, "limit", "200");
	api_call(slack, "users.conversations", args, API_ANY_TIME, &answer);
	put_names(&names, json_member(answer.json, "channels"));
	if (answer.class == SLACK_OK && names.size > 0)
		lb_log(slack->host, LB_INFO,
		    "the bot is in %s%s; /invite it "
		    "in any other it shall post to",
		    buf_str(&names),
		    api_next_cursor(&answer) != NULL ? " and more" : "");
	else if (answer.class == SLACK_OK)
		lb_log(slack->host, LB_WARNING,
		    "the bot is in no channel: write /invite @ and its name "
		    "in "
		    "each it shall post to");
	api_release(&answer);
	buf_release(&names);
	cJSON_Delete(args);
}

bool
probe_slack(void *state)
{
	struct slack *slack = state;
	struct api_answer answer;
	const char *user, *team;
	bool good = false;

	if (slack->settings->webhook != NULL)
		return webhook_probe(slack);
	api_call(slack, "auth.test", NULL, API_ANY_TIME, &answer);
	if (answer.class == SLACK_OK) {
		user = json_string(answer.json, "user");
		team = json_string(answer.json, "team");
		lb_log(slack->host, LB_INFO,
		    "the token is that of @%s in the workspace %s",
		    user ? user : "?", team ? team : "?");
		good = check_scopes(
		    slack, http_header(slack->http, "x-oauth-scopes"));
		say_channels(slack);
		good = good && check_app_token(slack);
	} else {
		lb_fail(slack->host, "token: %s", answer.why.text);
	}
	api_release(&answer);
	return good;
}
