/* SPDX-License-Identifier: ISC */
/*
 * listen.c - the loop: what there is to wait for.
 *
 * libwebsockets owns the loop.  Next to its connections it watches two
 * descriptors that are readable when there is something to do: that of the
 * calls under way, and one that holds the line to the core.  The latter is in
 * an epoll instance, so that whatever the library sets on a descriptor it was
 * given does not reach the line itself, which the host reads and writes.
 */
#include <libwebsockets.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "notifiers/slack/acting.h"
#include "notifiers/slack/link.h"
#include "notifiers/slack/slack.h"

/* To say goodbye in; the core does not wait for long. */
#define GOODBYE_MS 1000

struct listener {
	struct lb_host *host;
	struct lws_context *lws;
	struct asks asks;
	struct link link;
	struct acting acting;
	lws_sorted_usec_list_t asks_due, end_due;
	bool is_ending;
	bool is_over;
};

static void
on_payload(void *arg, unsigned from, const struct envelope *e)
{
	acting_take(&((struct listener *)arg)->acting, from, e);
}

static void
on_send(void *arg, unsigned to, const char *text, size_t n)
{
	link_send(&((struct listener *)arg)->link, to, text, n);
}

/* ---- What wakes us. */

static void on_asks_due(lws_sorted_usec_list_t *sul);

static void
set_asks_timer(struct listener *l)
{
	int64_t ms = http_multi_wait_ms(l->asks.http);

	lws_sul_schedule(l->lws, 0, &l->asks_due, on_asks_due,
	    ms < 0 ? LWS_SET_TIMER_USEC_CANCEL : ms * LWS_US_PER_MS + 1);
}

static void
on_asks_due(lws_sorted_usec_list_t *sul)
{
	struct listener *l = lws_container_of(sul, struct listener, asks_due);

	http_multi_step(l->asks.http);
	set_asks_timer(l);
}

/* The library looks at its timers before it waits, not after a callback of
 * one: so each that sends sets it. */
static void
on_asks_changed(void *arg)
{
	set_asks_timer(arg);
}

static void
on_end_due(lws_sorted_usec_list_t *sul)
{
	lws_container_of(sul, struct listener, end_due)->is_over = true;
}

static void
step(struct listener *l)
{
	if (l->is_ending || lb_step(l->host))
		return;
	l->is_ending = true;
	link_stop(&l->link);
	lws_sul_schedule(
	    l->lws, 0, &l->end_due, on_end_due, GOODBYE_MS * LWS_US_PER_MS);
}

/* The two descriptors; in is NULL and user the listener, by the context. */
static int
on_wake(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t n)
{
	struct listener *l = lws_context_user(lws_get_context(wsi));

	(void)user;
	(void)in;
	(void)n;
	if (reason != LWS_CALLBACK_RAW_RX_FILE)
		return 0;
	http_multi_step(l->asks.http);
	set_asks_timer(l);
	if (!l->is_over)
		step(l);
	return 0;
}

static const struct lws_protocols protocols[] = {
	{ .name = SOCKET_PROTOCOL,
	    .callback = socket_callback,
	    .rx_buffer_size = 65536 },
	{ .name = "wake", .callback = on_wake },
	{ .name = NULL },
};

/* The library closes what it adopts, so it gets a copy. */
static bool
watch(struct listener *l, int fd)
{
	lws_sock_file_fd_type copy = { .filefd = dup(fd) };
	struct lws_vhost *vhost = lws_get_vhost_by_name(l->lws, "default");

	return copy.filefd >= 0 &&
	       lws_adopt_descriptor_vhost(
		   vhost, LWS_ADOPT_RAW_FILE_DESC, copy, "wake", NULL) != NULL;
}

static bool
watch_core(struct listener *l)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC), fd = lb_fd(l->host);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
	bool good = epoll >= 0 &&
		    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 &&
		    watch(l, epoll);

	if (epoll >= 0)
		close(epoll);
	return good;
}

/* ---- The proxy: the library knows http_proxy alone, and takes it for all. */

static bool
is_excepted(const char *host, const char *list)
{
	size_t h = strlen(host);

	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, ", ");
		const char *suffix = *list == '.' ? list + 1 : list;
		size_t s = n - (size_t)(suffix - list);

		if (n == 1 && *list == '*')
			return true;
		if (s > 0 && s <= h && strncmp(host + h - s, suffix, s) == 0 &&
		    (s == h || host[h - s - 1] == '.'))
			return true;
		list += n;
		list += strspn(list, ", ");
	}
	return false;
}

static const char *
variable(const char *lower, const char *upper)
{
	const char *value = getenv(lower);

	return value != NULL ? value : getenv(upper);
}

static void
set_proxy(const char *api)
{
	const char *proxy = variable("https_proxy", "HTTPS_PROXY");
	bool is_here = strncmp(api, "http:", 5) == 0;

	if (proxy == NULL || *proxy == '\0' || is_here ||
	    is_excepted(
		"wss-primary.slack.com", variable("no_proxy", "NO_PROXY")))
		unsetenv("http_proxy");
	else
		setenv("http_proxy", proxy, 1);
}

/* ---- Beginning and end. */

static bool
listener_init(struct listener *l, const struct slack *slack)
{
	struct lws_context_creation_info info;

	memset(l, 0, sizeof(*l));
	memset(&info, 0, sizeof(info));
	set_proxy(slack->settings->api);
	lws_set_log_level(LLL_ERR, socket_hear_error);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
	info.protocols = protocols;
	info.user = l;
	info.uid = (uid_t)-1;
	info.gid = (gid_t)-1;
	info.client_ssl_ca_filepath = lb_ca_file(slack->host);
	info.connect_timeout_secs = 10;
	info.timeout_secs = 10;
	info.fd_limit_per_thread = 64;
	l->host = slack->host;
	l->lws = lws_create_context(&info);
	if (l->lws == NULL)
		return false;
	asks_init(&l->asks, slack->settings, lb_ca_file(slack->host));
	l->asks.changed = on_asks_changed;
	l->asks.arg = l;
	l->link = (struct link){ .host = l->host,
		.lws = l->lws,
		.asks = &l->asks,
		.payload = on_payload,
		.arg = l };
	l->acting = (struct acting){
		.host = l->host, .asks = &l->asks, .send = on_send, .arg = l
	};
	return watch(l, http_multi_fd(l->asks.http)) && watch_core(l);
}

static void
listener_release(struct listener *l)
{
	if (l->lws == NULL)
		return;
	acting_release(&l->acting);
	asks_release(&l->asks);
	lws_context_destroy(l->lws);
}

/* Where there is nothing to listen with, only for the end. */
static void
wait_for_end(struct lb_host *host)
{
	struct pollfd fd = { .fd = lb_fd(host), .events = POLLIN };

	while (lb_step(host))
		poll(&fd, 1, -1);
}

void
listen_slack(void *state)
{
	struct slack *slack = state;
	struct listener l;

	if (slack->settings->app_token == NULL) {
		wait_for_end(slack->host);
		return;
	}
	if (listener_init(&l, slack)) {
		acting_start(&l.acting);
		link_start(&l.link);
		step(&l);
		while (!l.is_over && (!l.is_ending || socket_count() > 0))
			lws_service(l.lws, 0);
	} else {
		lb_log(slack->host, LB_ERROR,
		    "cannot listen: libwebsockets did not start: %s",
		    *socket_last_error() ? socket_last_error()
					 : "it does not say why");
	}
	listener_release(&l);
}
