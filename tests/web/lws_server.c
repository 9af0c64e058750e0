/* SPDX-License-Identifier: ISC */
/*
 * lws_server.c - the smallest HTTP server with libwebsockets.
 *
 * Here to show why loopbell-web is none (lws_hang.py).  It prints its port,
 * answers GET and POST, and dies of one second of CPU time.
 */
#include <arpa/inet.h>
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CPU_S 1
#define LIFE_S 30

static int
answer(struct lws *wsi)
{
	unsigned char head[LWS_PRE + 1024];
	unsigned char *start = head + LWS_PRE, *p = start;
	unsigned char *end = head + sizeof(head) - 1;
	unsigned char body[LWS_PRE + 4];

	memcpy(body + LWS_PRE, "yes\n", 4);
	if (lws_add_http_common_headers(wsi, 200, "text/plain", 4, &p, end) ||
	    lws_finalize_write_http_header(wsi, start, &p, end))
		return 1;
	if (lws_write(wsi, body + LWS_PRE, 4, LWS_WRITE_HTTP_FINAL) != 4)
		return 1;
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user,
    void *in, size_t n)
{
	if (reason == LWS_CALLBACK_HTTP) {
		if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) == 0)
			lws_callback_on_writable(wsi);
		return 0;
	}
	if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	if (reason == LWS_CALLBACK_HTTP_WRITEABLE)
		return answer(wsi);
	return lws_callback_http_dummy(wsi, reason, user, in, n);
}

int
main(void)
{
	static const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = on_event },
		{ .name = NULL },
	};
	struct lws_context_creation_info info = {
		.port = 0,
		.iface = "127.0.0.1",
		.protocols = protocols,
	};
	const struct rlimit cpu = { CPU_S, CPU_S };
	struct lws_context *context;

	setrlimit(RLIMIT_CPU, &cpu);
	alarm(LIFE_S);
	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	if (context == NULL)
		return 1;
	printf("%d\n", lws_get_vhost_listen_port(
			   lws_get_vhost_by_name(context, "default")));
	fflush(stdout);
	while (lws_service(context, 0) >= 0)
		;
	return 1;
}
