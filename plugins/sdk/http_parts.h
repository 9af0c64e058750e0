/* SPDX-License-Identifier: ISC */
/*
 * http_parts.h - one exchange over libcurl, as http.c makes it and waits for
 * it, and as http_multi.c makes several at a time.
 */
#ifndef SDK_HTTP_PARTS_H
#define SDK_HTTP_PARTS_H

#include <curl/curl.h>

#include "sdk/http.h"

struct http {
	CURL *curl;
	char *ca_file;
	char detail[CURL_ERROR_SIZE];
};

/* One exchange, while it lasts. */
struct http_exchange {
	struct http *http;
	const struct http_request *request;
	struct http_response *response;
	struct curl_slist *headers;
	bool is_too_long;
};

/* Makes the handle of x->http ready for the request; all of x but headers stays
 * where it is until http_finish().  False: the request cannot be made.  The
 * caller frees x->headers either way. */
bool http_begin(struct http_exchange *x, struct error *err);
/* What it came to, in x->response; false: err is a sentence. */
bool http_finish(struct http_exchange *x, CURLcode code, struct error *err);

#endif
