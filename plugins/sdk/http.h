/* SPDX-License-Identifier: ISC */
/*
 * http.h - one HTTP request after another, over libcurl.
 *
 * A plugin instance has one struct http, which keeps its connections.  Always
 * true, and not to be switched off: certificate and host name are verified,
 * only http and https are spoken, a redirect is an answer and is not followed,
 * an answer has at most HTTP_MAX_BODY bytes, and the whole exchange ends
 * within its time.  The proxy is the environment's (http_proxy, https_proxy,
 * no_proxy); what is on this machine is reached without one.  What is said about a failure names the host and never the path
 * or the query, which may be secrets.
 */
#ifndef SDK_HTTP_H
#define SDK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* Of the body, after it was uncompressed. */
#define HTTP_MAX_BODY ((size_t)16 << 20)

enum http_outcome {
	HTTP_NOT_SENT, /* for certain: not one byte of the request went out;
			* without once: of the last try                    */
	HTTP_UNKNOWN,  /* it may have been acted on: no whole answer came   */
	HTTP_ANSWERED, /* status and body are the server's                  */
};

struct http_request {
	const char *method; /* NULL: GET, or POST where there is a body */
	const char *url;
	const char *const *headers; /* "Name: value", NULL-terminated; NULL */
	const char *content_type;   /* of the body; NULL: as in headers     */
	const void *body;           /* NULL: none                           */
	size_t body_size;
	int timeout_ms; /* for all of it; 0: 30 s */
	/* It must not reach the server twice.  libcurl silently repeats a
	 * request when a kept connection turns out to be dead; this one goes
	 * over a connection of its own. */
	bool once;
};

struct http_response {
	enum http_outcome outcome;
	int status;        /* 0: none */
	int retry_after_s; /* from Retry-After, seconds or date; 0: none */
	struct buf body;
};

/* May a secret be sent there?  https, or http to this very machine (127.0.0.0/8,
 * ::1, localhost), and no user name in it.  False: err reads on from the
 * option's name, "must be an address that starts with https://", and does not
 * hold the address, which may be a secret itself.  No input or output. */
bool http_is_private(const char *url, struct error *err);

struct http;

/* ca_file: certificates to trust, in PEM; NULL: the system's.  Never NULL. */
struct http *http_new(const char *ca_file);
void http_free(struct http *http);

/* Sends, and waits for the answer.  True: HTTP_ANSWERED, whatever the status.
 * False: err is a sentence, "cannot reach slack.com: connection refused".
 * *response is overwritten either way, and freed with http_release(). */
bool http_send(struct http *http, const struct http_request *request,
    struct http_response *response, struct error *err);
void http_release(struct http_response *response);

/* A header of the last answer, by its name in any case; NULL: not there.
 * Valid until the next request. */
const char *http_header(const struct http *http, const char *name);

/* What the server's clock showed at the last answer, by its Date: seconds
 * since 1970; -1: it did not say. */
int64_t http_date(const struct http *http);

#endif
