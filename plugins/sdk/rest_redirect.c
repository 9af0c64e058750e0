/* SPDX-License-Identifier: ISC */
/* rest_redirect.c - which addresses belong together (RFC 6454, RFC 9110). */
#include <curl/curl.h>
#include <strings.h>

#include "sdk/mem.h"
#include "sdk/rest_parts.h"

static CURLU *
parsed(const char *url)
{
	CURLU *u = curl_url();

	if (u == NULL)
		abort();
	if (curl_url_set(u, CURLUPART_URL, url, 0) == 0)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

static bool
same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	char *in_a = NULL, *in_b = NULL;
	bool same;

	curl_url_get(a, part, &in_a, CURLU_DEFAULT_PORT);
	curl_url_get(b, part, &in_b, CURLU_DEFAULT_PORT);
	same = in_a != NULL && in_b != NULL && strcasecmp(in_a, in_b) == 0;
	curl_free(in_a);
	curl_free(in_b);
	return same;
}

bool
rest_same_origin(const char *a, const char *b)
{
	CURLU *in_a = parsed(a), *in_b = parsed(b);
	bool same = in_a != NULL && in_b != NULL &&
		    same_part(in_a, in_b, CURLUPART_SCHEME) &&
		    same_part(in_a, in_b, CURLUPART_HOST) &&
		    same_part(in_a, in_b, CURLUPART_PORT);

	curl_url_cleanup(in_a);
	curl_url_cleanup(in_b);
	return same;
}

char *
rest_host(const char *url)
{
	CURLU *u = parsed(url);
	char *host = NULL, *copy;

	if (u != NULL)
		curl_url_get(u, CURLUPART_HOST, &host, 0);
	copy = mem_string(host == NULL ? "another address" : host);
	curl_free(host);
	curl_url_cleanup(u);
	return copy;
}

char *
rest_redirected(const struct rest *r, const char *url,
    const struct http_response *response)
{
	const char *location = http_header(r->http, "Location");
	char *whole = NULL, *copy;
	CURLU *u;

	if (response->status < 301 || response->status > 308 ||
	    location == NULL)
		return NULL;
	u = parsed(url);
	if (u != NULL && curl_url_set(u, CURLUPART_URL, location, 0) == 0)
		curl_url_get(u, CURLUPART_URL, &whole, 0);
	copy = mem_string(whole);
	curl_free(whole);
	curl_url_cleanup(u);
	return copy;
}
