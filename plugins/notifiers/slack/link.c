/* SPDX-License-Identifier: ISC */
/* link.c - the connection to Slack that is always there. */
#include "notifiers/slack/link.h"

#include <string.h>

#include "notifiers/slack/reply.h"
#include "sdk/json.h"

#define HELLO_S 10
/* Slack leaves an old connection open for about 10 s after its warning. */
#define LEAVE_S 12
/* A connection that did not even last so long was no success. */
#define LASTING_MS 60000
/* Until somebody has switched something on, or given us another token. */
#define DISABLED_S 300
#define PERSON_S 900
#define CROWDED_S 10

int64_t
link_delay_ms(int n_failures, int chance)
{
	static const int64_t delays_ms[] = { 300, 1000, 2000, 4000, 8000,
		15000, 30000, 60000, 120000, 300000 };
	const int n = sizeof(delays_ms) / sizeof(*delays_ms);
	int64_t ms;

	if (n_failures < 0)
		n_failures = 0;
	ms = delays_ms[n_failures < n ? n_failures : n - 1];
	return ms - ms * 20 / 100 + ms * 40 / 100 * chance / 100;
}

static int64_t
now_ms(void)
{
	return lws_now_usecs() / 1000;
}

static struct link_end *
end_of(struct link *link, const struct socket *s)
{
	struct link_end *ends[] = { &link->current, &link->coming,
		&link->leaving };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends[i]->socket == s)
			return ends[i];
	return NULL;
}

static int
connections(const struct link *link)
{
	return (link->current.socket != NULL) + (link->coming.socket != NULL) +
	       (link->leaving.socket != NULL);
}

static void
let_go(struct link_end *end)
{
	if (end->socket != NULL)
		socket_close(end->socket);
	memset(end, 0, sizeof(*end));
}

/* ---- Opening one. */

static void open_one(struct link *link);

static void
on_retry(lws_sorted_usec_list_t *sul)
{
	open_one(lws_container_of(sul, struct link, retry));
}

static void
open_after(struct link *link, int64_t ms)
{
	if (!link->is_stopping)
		lws_sul_schedule(
		    link->lws, 0, &link->retry, on_retry, ms * LWS_US_PER_MS);
}

/* Not sooner than least_s: that is what Slack asked for, or a person's pace. */
static void
try_again(struct link *link, enum lb_level level, int least_s, const char *why)
{
	int n = link->n_failures > link->n_short ? link->n_failures
						 : link->n_short;
	unsigned char random = 0;
	int64_t ms;

	lws_get_random(link->lws, &random, 1);
	ms = link_delay_ms(n, random * 100 / 256);
	if (ms < least_s * INT64_C(1000))
		ms = least_s * INT64_C(1000);
	lb_log(link->host, level, "%s%s: trying again in %lld s",
	    link->current.socket == NULL ? "not connected to Slack, no click "
					   "is taken: "
					 : "",
	    why, (long long)((ms + 999) / 1000));
	open_after(link, ms);
}

static void
failed(struct link *link, const char *why)
{
	link->n_failures++;
	try_again(link, LB_WARNING, 0, why);
}

static void
on_no_hello(lws_sorted_usec_list_t *sul)
{
	struct link *link = lws_container_of(sul, struct link, hello);

	let_go(&link->coming);
	failed(link, "Slack did not say hello within 10 s");
}

static void on_text(void *arg, struct socket *s, const char *text, size_t n);
static void on_closed(void *arg, struct socket *s, const char *why);

static void
connect_to(struct link *link, const char *url)
{
	const struct socket_owner owner = { on_text, on_closed, link };
	struct error err;

	link->coming.socket = socket_open(link->lws, url, &owner, &err);
	if (link->coming.socket == NULL) {
		failed(link, err.text);
		return;
	}
	link->coming.number = ++link->last_number;
	lws_sul_schedule(
	    link->lws, 0, &link->hello, on_no_hello, HELLO_S * LWS_US_PER_SEC);
}

/* What only a person can mend is not tried every second. */
static int
pace_of(const struct api_answer *answer)
{
	switch (answer->class) {
	case SLACK_BAD_TOKEN:
	case SLACK_BAD_APP:
	case SLACK_SHUT_OUT:
		return PERSON_S;
	case SLACK_OK:
	case SLACK_RATE:
	case SLACK_BACKOFF:
	case SLACK_AMBIGUOUS:
	case SLACK_QUOTA:
	case SLACK_BAD_TARGET:
	case SLACK_NO_THREAD:
	case SLACK_BAD_PAYLOAD:
	case SLACK_NO_EDIT:
	case SLACK_GONE:
	case SLACK_UNLISTED:
		break;
	}
	return answer->after_s;
}

static void
on_address(void *arg, const struct api_answer *answer)
{
	struct link *link = arg;
	const char *url = json_string(answer->json, "url");
	struct error why = answer->why;
	int pace_s = pace_of(answer);

	link->is_asking = false;
	if (link->is_stopping)
		return;
	if (answer->class == SLACK_OK && url != NULL &&
	    reply_may_connect_to(url, link->asks->settings->api)) {
		connect_to(link, url);
		return;
	}
	if (answer->class == SLACK_OK && url != NULL)
		error_set(&why, "the address it gave is not Slack's");
	else if (answer->class == SLACK_OK)
		error_set(&why, "it gave no address");
	/* What the table of errors advises is about the other token. */
	if (pace_s >= PERSON_S)
		error_set(&why, "Slack says %s: " SLACK_APP_TOKEN_ADVICE,
		    answer->code);
	link->n_failures++;
	error_in(&why, "app_token");
	try_again(link, pace_s >= PERSON_S ? LB_ERROR : LB_WARNING, pace_s,
	    why.text);
}

/* One at a time; the address is good for one connection. */
static void
open_one(struct link *link)
{
	struct asks_call call = { .method = "apps.connections.open",
		.done = on_address,
		.arg = link };

	if (link->is_stopping || link->is_asking ||
	    link->coming.socket != NULL)
		return;
	lws_sul_schedule(
	    link->lws, 0, &link->retry, NULL, LWS_SET_TIMER_USEC_CANCEL);
	link->is_asking = true;
	asks_send(link->asks, &call);
}

/* ---- What Slack says. */

static void
on_leave(lws_sorted_usec_list_t *sul)
{
	let_go(&lws_container_of(sul, struct link, leave)->leaving);
}

/* Others that listen with the same token get some of the clicks.  One more may
 * be one of ours that Slack has not given up yet. */
static void
count_others(struct link *link, int n_connections)
{
	int n = n_connections - connections(link);

	if (n > 1 && n > link->n_foreign)
		lb_log(link->host, LB_WARNING,
		    "%d other programs listen with the same app token: Slack "
		    "gives each click to any one of them; give each its own "
		    "app",
		    n);
	link->n_foreign = n > 0 ? n : 0;
}

static void
on_hello(struct link *link, struct link_end *end, const struct envelope *e)
{
	bool is_next = link->current.socket != NULL;

	if (end != &link->coming)
		return;
	lws_sul_schedule(
	    link->lws, 0, &link->hello, NULL, LWS_SET_TIMER_USEC_CANCEL);
	let_go(&link->leaving);
	link->leaving = link->current;
	link->current = link->coming;
	memset(&link->coming, 0, sizeof(link->coming));
	link->current.hello_ms = now_ms();
	if (is_next)
		lws_sul_schedule(link->lws, 0, &link->leave, on_leave,
		    LEAVE_S * LWS_US_PER_SEC);
	if (link->n_failures > 0 || link->last_number == 1 || !is_next)
		lb_log(link->host, LB_INFO, "connected to Slack");
	link->n_failures = 0;
	count_others(link, e->n_connections);
}

static void
on_warning(struct link *link, struct link_end *end)
{
	if (end == &link->current)
		open_one(link);
}

/* Slack may say so before it says hello. */
static void
drop(struct link *link, struct link_end *end)
{
	if (end == &link->coming)
		lws_sul_schedule(link->lws, 0, &link->hello, NULL,
		    LWS_SET_TIMER_USEC_CANCEL);
	let_go(end);
}

static void
on_disabled(struct link *link, struct link_end *end)
{
	drop(link, end);
	try_again(link, LB_ERROR, DISABLED_S,
	    "Socket Mode is switched off for the app: switch it on at "
	    "https://api.slack.com/apps under Socket Mode");
}

static void
on_crowd(struct link *link, struct link_end *end)
{
	int n = link->n_crowded < 5 ? link->n_crowded : 5;

	drop(link, end);
	link->n_crowded++;
	if (link->current.socket == NULL)
		try_again(link, LB_ERROR, CROWDED_S << n,
		    "too many connections with this app token (Slack takes "
		    "10): other programs use it; give each its own app");
}

static void
on_disconnect(struct link *link, struct link_end *end, const char *reason)
{
	static const struct {
		const char *reason;
		void (*act)(struct link *link, struct link_end *end);
	} reasons[] = {
		{ "link_disabled", on_disabled },
		{ "too_many_websockets", on_crowd },
		/* warning, refresh_requested, and what is new */
		{ "", on_warning },
	};
	size_t i = 0;

	while (*reasons[i].reason != '\0' &&
	       strcmp(reasons[i].reason, reason) != 0)
		i++;
	lb_log(link->host, LB_DEBUG, "Slack says %s", reason);
	reasons[i].act(link, end);
}

static void
on_text(void *arg, struct socket *s, const char *text, size_t n)
{
	struct link *link = arg;
	struct link_end *end = end_of(link, s);
	struct envelope e;

	if (end == NULL)
		return;
	envelope_read(&e, text, n);
	switch (e.type) {
	case ENVELOPE_NONE:
		break;
	case ENVELOPE_HELLO:
		on_hello(link, end, &e);
		break;
	case ENVELOPE_DISCONNECT:
		on_disconnect(link, end, e.reason);
		break;
	case ENVELOPE_PAYLOAD:
		end->was_useful = true;
		link->n_crowded = 0;
		link->payload(link->arg, end->number, &e);
		break;
	}
	envelope_release(&e);
}

/* ---- One that is over. */

static void
lost(struct link *link, const struct link_end *end, const char *why)
{
	bool is_short =
	    !end->was_useful && now_ms() - end->hello_ms < LASTING_MS;

	link->n_short = is_short ? link->n_short + 1 : 0;
	if (link->is_asking || link->coming.socket != NULL)
		return;
	/* A new one at once is nothing an operator must know. */
	try_again(link, is_short ? LB_WARNING : LB_INFO, 0, why);
}

static void
on_closed(void *arg, struct socket *s, const char *why)
{
	struct link *link = arg;
	struct link_end *end = end_of(link, s), gone;

	if (end == NULL)
		return;
	gone = *end;
	memset(end, 0, sizeof(*end));
	if (link->is_stopping)
		return;
	if (end == &link->coming) {
		lws_sul_schedule(link->lws, 0, &link->hello, NULL,
		    LWS_SET_TIMER_USEC_CANCEL);
		failed(link, why);
	} else if (end == &link->current) {
		lost(link, &gone, why);
	}
}

/* ---- From outside. */

void
link_start(struct link *link)
{
	open_one(link);
}

void
link_stop(struct link *link)
{
	lws_sorted_usec_list_t *timers[] = { &link->retry, &link->hello,
		&link->leave };

	link->is_stopping = true;
	for (size_t i = 0; i < sizeof(timers) / sizeof(*timers); i++)
		lws_sul_schedule(
		    link->lws, 0, timers[i], NULL, LWS_SET_TIMER_USEC_CANCEL);
	let_go(&link->current);
	let_go(&link->coming);
	let_go(&link->leaving);
}

void
link_send(struct link *link, unsigned to, const char *text, size_t n)
{
	struct link_end *ends[] = { &link->current, &link->coming,
		&link->leaving };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends[i]->socket != NULL && ends[i]->number == to)
			socket_send(ends[i]->socket, text, n);
}
