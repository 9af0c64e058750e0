/* SPDX-License-Identifier: ISC */
/*
 * probe.c - would it work, and if not, what to do?
 *
 * auth.test needs no scope, and its answer carries the scopes the token has in
 * the header x-oauth-scopes.
 */
#include "notifiers/slack/api.h"
#include "sdk/json.h"

static const struct {
	const char *scope;
	const char *without; /* what does not work without it */
} scopes[] = {
	/* clang-format off */
	{ "chat:write.public", "the bot must be invited to each channel before it can post there" },
	{ "reactions:write",   "there are no reactions" },
	{ "users:read.email",  "nobody is mentioned, and no direct message can be sent to an e-mail address" },
	{ "users:read",        "Slack does not grant users:read.email" },
	{ "channels:read",     "after a crash a message in a public channel named #so may be posted twice" },
	{ "groups:read",       "private channels must be given by their ID" },
	{ "channels:history",  "after a crash a message in a public channel may be posted twice" },
	{ "groups:history",    "after a crash a message in a private channel may be posted twice" },
	{ "im:write",          "after a crash a direct message may be posted twice" },
	{ "im:history",        "after a crash a direct message may be posted twice" },
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
	if (granted == NULL) {
		lb_log(slack->host, LB_INFO,
		    "Slack does not say which scopes the token has");
		return true;
	}
	for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
		if (!has_scope(granted, scopes[i].scope))
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
	} else {
		lb_fail(slack->host, "token: %s", answer.why.text);
	}
	api_release(&answer);
	return good;
}
