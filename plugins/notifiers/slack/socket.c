/* SPDX-License-Identifier: ISC */
/* socket.c - one websocket to Slack, over libwebsockets. */
#include "notifiers/slack/socket.h"

#include <string.h>

#include "notifiers/slack/envelope.h"
#include "sdk/buf.h"
#include "sdk/mem.h"

/* Of what Slack does not take off us. */
#define MAX_QUEUED ((size_t)1 << 20)
/* Slack does not always say goodbye: we do not wait for it. */
#define GOODBYE_S 2

struct message {
	struct message *next;
	size_t n;
	unsigned char bytes[]; /* LWS_PRE of them are the library's */
};

struct socket {
	struct lws *wsi;
	struct socket_owner owner;
	struct buf in;
	struct message *first, **last;
	size_t queued;
	bool is_open;       /* the handshake is done                   */
	bool is_too_long;   /* what is coming in                       */
	bool is_closing;    /* nobody owns it                          */
	bool is_connecting; /* within lws_client_connect_via_info()    */
	char why[200];      /* it will be over, as far as that is known */
};

static int n_sockets;
static char last_error[200];

void
socket_hear_error(int level, const char *line)
{
	(void)level;
	snprintf(last_error, sizeof(last_error), "%.*s",
	    (int)strcspn(line, "\n"), line);
}

const char *
socket_last_error(void)
{
	return last_error;
}

int
socket_count(void)
{
	return n_sockets;
}

static void
socket_free(struct socket *s)
{
	struct message *m;

	while ((m = s->first) != NULL) {
		s->first = m->next;
		free(m);
	}
	buf_release(&s->in);
	free(s);
	n_sockets--;
}

static void
set_why(struct socket *s, const char *why, size_t n)
{
	if (why != NULL && n > 0 && s->why[0] == '\0')
		snprintf(s->why, sizeof(s->why), "%.*s", (int)n, why);
}

/* ---- What the library tells. */

static void
take(struct socket *s, struct lws *wsi, const char *in, size_t n)
{
	bool is_whole = lws_is_final_fragment(wsi) &&
			lws_remaining_packet_payload(wsi) == 0;

	if (lws_is_first_fragment(wsi)) {
		buf_reset(&s->in);
		s->is_too_long = false;
	}
	if (s->in.size + n > ENVELOPE_LONGEST)
		s->is_too_long = true;
	if (!s->is_too_long)
		buf_add(&s->in, in, n);
	if (!is_whole)
		return;
	if (!s->is_too_long && !lws_frame_is_binary(wsi) && !s->is_closing)
		s->owner.text(s->owner.arg, s, buf_str(&s->in), s->in.size);
	buf_release(&s->in);
}

/* One message for each time the library asks; -1: the connection is over. */
static int
write_next(struct socket *s)
{
	struct message *m = s->first;
	int sent;

	if (m == NULL && s->is_closing) {
		lws_close_reason(s->wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	if (m == NULL)
		return 0;
	sent = lws_write(s->wsi, m->bytes + LWS_PRE, m->n, LWS_WRITE_TEXT);
	s->first = m->next;
	if (s->first == NULL)
		s->last = &s->first;
	s->queued -= m->n;
	free(m);
	if (sent < 0)
		return -1;
	if (s->first != NULL || s->is_closing)
		lws_callback_on_writable(s->wsi);
	return 0;
}

static void
be_over(struct socket *s, struct lws *wsi)
{
	lws_set_wsi_user(wsi, NULL);
	s->wsi = NULL;
	if (s->is_connecting)
		return; /* socket_open() sees it */
	if (!s->is_closing)
		s->owner.closed(s->owner.arg, s,
		    *s->why != '\0' ? s->why : "the connection broke");
	socket_free(s);
}

/* A code of two bytes and perhaps a text. */
static void
on_goodbye(struct socket *s, const unsigned char *in, size_t n)
{
	char why[64];
	int code = n >= 2 ? in[0] << 8 | in[1] : 0;

	snprintf(why, sizeof(why), "Slack closed the connection (%d)", code);
	set_why(s, why, strlen(why));
}

/* "SSL error: hostname mismatch" says more than what comes with the callback. */
static void
on_error(struct socket *s, const char *in, size_t n)
{
	set_why(s, last_error, strlen(last_error));
	set_why(s, in, n);
	*last_error = '\0';
}

int
socket_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t n)
{
	struct socket *s = user;

	if (s == NULL)
		return 0;
	switch ((int)reason) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED:
		s->is_open = true;
		lws_callback_on_writable(wsi);
		break;
	case LWS_CALLBACK_CLIENT_RECEIVE:
		take(s, wsi, in, n);
		break;
	case LWS_CALLBACK_CLIENT_WRITEABLE:
		return write_next(s);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		on_goodbye(s, in, n);
		break;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		on_error(s, in, n);
		be_over(s, wsi);
		break;
	case LWS_CALLBACK_CLIENT_CLOSED:
		be_over(s, wsi);
		break;
	}
	return 0;
}

/* ---- What the owner does. */

static bool
connect_to(struct socket *s, struct lws_context *lws, char *url)
{
	static const lws_retry_bo_t policy = {
		.secs_since_valid_ping = SOCKET_PING_S,
		.secs_since_valid_hangup = SOCKET_SILENT_S,
	};
	struct lws_client_connect_info info;
	const char *scheme, *host, *path;
	char *whole;

	memset(&info, 0, sizeof(info));
	if (lws_parse_uri(url, &scheme, &host, &info.port, &path) != 0)
		return false;
	/* The ticket is in the query: it goes along as it is. */
	whole = mem_printf("/%s", path);
	info.context = lws;
	info.address = info.host = host;
	info.path = whole;
	info.ssl_connection = strcmp(scheme, "wss") == 0 ? LCCSCF_USE_SSL : 0;
	info.local_protocol_name = SOCKET_PROTOCOL;
	info.retry_and_idle_policy = &policy;
	info.userdata = s;
	info.pwsi = &s->wsi;
	info.alpn = "http/1.1";
	s->is_connecting = true;
	if (lws_client_connect_via_info(&info) == NULL)
		s->wsi = NULL;
	s->is_connecting = false;
	free(whole);
	return s->wsi != NULL;
}

struct socket *
socket_open(struct lws_context *lws, const char *url,
    const struct socket_owner *owner, struct error *err)
{
	struct socket *s = mem_new(1, sizeof(*s));
	char *copy = mem_string(url);
	bool good;

	n_sockets++;
	s->owner = *owner;
	s->last = &s->first;
	good = connect_to(s, lws, copy);
	free(copy);
	if (good)
		return s;
	error_set(err, "no connection: %s",
	    *s->why != '\0' ? s->why
			    : "the address is not one of a websocket");
	socket_free(s);
	return NULL;
}

void
socket_send(struct socket *s, const char *text, size_t n)
{
	struct message *m;

	if (s->queued + n > MAX_QUEUED) {
		set_why(s, "it does not read what is sent", 29);
		lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_REASON_BASE,
		    LWS_TO_KILL_ASYNC);
		return;
	}
	m = mem_new(1, sizeof(*m) + LWS_PRE + n);
	memcpy(m->bytes + LWS_PRE, text, n);
	m->n = n;
	*s->last = m;
	s->last = &m->next;
	s->queued += n;
	if (s->is_open)
		lws_callback_on_writable(s->wsi);
}

void
socket_close(struct socket *s)
{
	s->is_closing = true;
	if (s->is_open) {
		lws_callback_on_writable(s->wsi);
		lws_set_timeout(
		    s->wsi, PENDING_TIMEOUT_USER_REASON_BASE, GOODBYE_S);
	} else {
		lws_set_timeout(s->wsi, PENDING_TIMEOUT_USER_REASON_BASE,
		    LWS_TO_KILL_ASYNC);
	}
}
