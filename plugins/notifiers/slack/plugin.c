/* SPDX-License-Identifier: ISC */
/* plugin.c - the slack plugin: its options, and how it begins and ends. */
#include "notifiers/slack/slack.h"
#include "sdk/mem.h"

#define AT(field) offsetof(struct slack_settings, field)

static const struct lb_option options[] = {
	/* clang-format off */
	{ "token",   LB_SECRET,  AT(token),   .help = "the bot token, starts with xoxb-" },
	{ "app_token", LB_SECRET, AT(app_token), .help = "the app's token, starts with xapp-: to answer clicks and commands" },
	{ "webhook", LB_SECRET,  AT(webhook), .help = "the address of an incoming webhook, in place of a token" },
	{ "api",     LB_STRING,  AT(api),     .def = "https://slack.com/api/", .help = "where Slack's Web API is" },
	{ "timeout", LB_SECONDS, AT(timeout), .def = "10s", .min = 1, .max = 60, .help = "how long one call may take" },
	{ .name = NULL },
	/* clang-format on */
};

static const struct {
	const char *prefix;
	const char *what;
} wrong_tokens[] = {
	{ "xapp-", "this is the app's token (xapp-)" },
	{ "xoxp-", "this is a user's token (xoxp-)" },
	{ "xoxe", "this is a token that expires (xoxe); switch token rotation "
		  "off" },
	{ "https:", "this is an address; is it the webhook?" },
};

static bool
is_token(const char *token, const char *prefix)
{
	size_t n = strspn(token, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

	return strncmp(token, prefix, strlen(prefix)) == 0 && token[n] == '\0';
}

static bool
check_app_token(struct lb_host *host, const struct slack_settings *s)
{
	if (s->app_token == NULL)
		return true;
	if (s->token == NULL)
		return lb_fail(host,
		    "app_token: needs a token next to it: a webhook has no "
		    "buttons to press");
	if (is_token(s->app_token, "xapp-"))
		return true;
	return lb_fail(host,
	    "app_token: needs the app's token, which starts with xapp-: %s",
	    strncmp(s->app_token, "xoxb-", 5) == 0
		? "this is the bot token (xoxb-)"
		: "this is none of Slack's");
}

static bool
check_token(struct lb_host *host, const char *token)
{
	const char *what = "this is no token of Slack's";

	for (size_t i = 0; i < sizeof(wrong_tokens) / sizeof(*wrong_tokens);
	     i++)
		if (strncmp(token, wrong_tokens[i].prefix,
			strlen(wrong_tokens[i].prefix)) == 0)
			what = wrong_tokens[i].what;
	if (is_token(token, "xoxb-"))
		return true;
	return lb_fail(host,
	    "token: needs the bot token, which starts with xoxb-: %s", what);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct slack_settings *s = settings;
	struct error err;

	if (s->token == NULL && s->webhook == NULL)
		return lb_fail(host,
		    "token is missing: the bot token, starts with "
		    "xoxb-");
	if (s->token != NULL && s->webhook != NULL)
		return lb_fail(
		    host, "token and webhook exclude each other: keep one");
	if (s->webhook != NULL && !http_is_private(s->webhook, &err))
		return lb_fail(host, "webhook: %s", err.text);
	if (!http_is_private(s->api, &err))
		return lb_fail(host, "api: %s", err.text);
	return (s->token == NULL || check_token(host, s->token)) &&
	       check_app_token(host, s);
}

static void *
open_slack(struct lb_host *host, const void *settings)
{
	struct slack *slack = mem_new(1, sizeof(*slack));

	slack->host = host;
	slack->settings = settings;
	slack->http = http_new(lb_ca_file(host));
	return slack;
}

static void
close_slack(void *state)
{
	struct slack *slack = state;

	http_free(slack->http);
	cache_release(&slack->people);
	cache_release(&slack->places);
	cache_release(&slack->members);
	cache_release(&slack->missed);
	cache_release(&slack->read);
	free(slack);
}

static const struct lb_notifier notifier = {
	.deliver = deliver_notice,
	.find = find_notice,
	.listen = listen_slack,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "slack",
	.summary = "messages in Slack, by a bot token or an incoming webhook",
	.options = options,
	.settings_size = sizeof(struct slack_settings),
	.check = check,
	.open = open_slack,
	.probe = probe_slack,
	.close = close_slack,
	.notifier = &notifier,
};
