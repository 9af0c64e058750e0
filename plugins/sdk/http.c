/* SPDX-License-Identifier: ISC */
/* http.c - one HTTP request after another, over libcurl. */
#include "sdk/http.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <limits.h>
#include <strings.h>

#include "sdk/http_parts.h"
#include "sdk/mem.h"

#define DEFAULT_TIMEOUT_MS 30000
#define CONNECT_TIMEOUT_MS 10000

struct http *
http_new(const char *ca_file)
{
	struct http *http = mem_new(1, sizeof(*http));

	http->ca_file = mem_string(ca_file);
	http->curl = curl_easy_init();
	if (http->curl == NULL)
		abort();
	return http;
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	curl_easy_cleanup(http->curl);
	free(http->ca_file);
	free(http);
}

void
http_release(struct http_response *response)
{
	buf_release(&response->body);
}

/* ---- Addresses. */

/* A part of a URL, to be freed with curl_free(); NULL: it has none, or is no
 * URL.  Read by libcurl, as it will be when it is used. */
static char *
part_of(const char *url, CURLUPart which)
{
	CURLU *parts = curl_url();
	char *part = NULL;

	if (parts == NULL)
		abort();
	if (curl_url_set(parts, CURLUPART_URL, url, 0) == 0)
		curl_url_get(parts, which, &part, 0);
	curl_url_cleanup(parts);
	return part;
}

static bool
is_loopback(const char *host)
{
	struct in_addr a;

	if (inet_pton(AF_INET, host, &a) == 1)
		return ntohl(a.s_addr) >> 24 == 127;
	return strcasecmp(host, "localhost") == 0 ||
	       strcmp(host, "[::1]") == 0;
}

static bool
is_on_this_machine(const char *url)
{
	char *host = part_of(url, CURLUPART_HOST);
	bool good = host != NULL && is_loopback(host);

	curl_free(host);
	return good;
}

bool
http_is_private(const char *url, struct error *err)
{
	char *scheme = part_of(url, CURLUPART_SCHEME);
	char *user = part_of(url, CURLUPART_USER);
	bool is_tls = scheme != NULL && strcmp(scheme, "https") == 0;
	bool is_plain = scheme != NULL && strcmp(scheme, "http") == 0;
	bool good = false;

	if (!is_tls && !is_plain)
		error_set(err, "must be an address that starts with https://");
	else if (user != NULL)
		error_set(err, "must be an address without a user name (@)");
	else if (!is_tls && !is_on_this_machine(url))
		error_set(err,
		    "must be an address that starts with https://: with "
		    "http:// anybody on the way could read along");
	else
		good = true;
	curl_free(scheme);
	curl_free(user);
	return good;
}

/* ---- One exchange. */

/* MAXFILESIZE alone does not see a chunked or a compressed body. */
static size_t
take_body(char *data, size_t size, size_t n, void *arg)
{
	struct http_exchange *x = arg;

	if (size * n > HTTP_MAX_BODY - x->response->body.size) {
		x->is_too_long = true;
		return 0;
	}
	buf_add(&x->response->body, data, size * n);
	return size * n;
}

static bool
add_header(struct http_exchange *x, const char *header, struct error *err)
{
	struct curl_slist *list;

	if (strpbrk(header, "\r\n") != NULL)
		return error_set(
		    err, "a header of the request has a line break in it");
	list = curl_slist_append(x->headers, header);
	if (list == NULL)
		abort();
	x->headers = list;
	return true;
}

static bool
add_headers(struct http_exchange *x, struct error *err)
{
	const char *const *h = x->request->headers;
	char *type;
	bool good;

	for (; h != NULL && *h != NULL; h++)
		if (!add_header(x, *h, err))
			return false;
	/* A large body would wait a second for "100 Continue". */
	if (!add_header(x, "Expect:", err))
		return false;
	if (x->request->content_type == NULL)
		return true;
	type = mem_printf("Content-Type: %s", x->request->content_type);
	good = add_header(x, type, err);
	free(type);
	return good;
}

static void
set_limits(CURL *curl, const struct http_request *request)
{
	long ms =
	    request->timeout_ms > 0 ? request->timeout_ms : DEFAULT_TIMEOUT_MS;

	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
	    ms < CONNECT_TIMEOUT_MS ? ms : CONNECT_TIMEOUT_MS);
	curl_easy_setopt(
	    curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)HTTP_MAX_BODY);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* Else a slow look-up of a name outlives the timeout. */
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, (long)request->once);
	/* One host, one request at a time: no second one to grow stale. */
	curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, 1L);
}

static void
set_trust(CURL *curl, const char *ca_file)
{
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* libcurl does not read SSL_CERT_FILE by itself. */
	if (ca_file != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
}

static void
set_request(struct http_exchange *x)
{
	const struct http_request *r = x->request;
	CURL *curl = x->http->curl;

	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	/* A proxy elsewhere would come to a machine of its own, with what was
	 * to stay on this one. */
	if (is_on_this_machine(r->url))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "loopbell/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->http->detail);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	if (r->body != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)r->body_size);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body);
	}
	if (r->method != NULL && strcmp(r->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	else if (r->method != NULL)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
}

/* Codes that say by themselves that nothing was sent. */
static bool
is_before_sending(CURLcode code)
{
	static const CURLcode before[] = {
		CURLE_UNSUPPORTED_PROTOCOL,
		CURLE_URL_MALFORMAT,
		CURLE_LOGIN_DENIED,
		CURLE_COULDNT_RESOLVE_PROXY,
		CURLE_COULDNT_RESOLVE_HOST,
		CURLE_COULDNT_CONNECT,
		CURLE_SSL_CONNECT_ERROR,
		CURLE_PEER_FAILED_VERIFICATION,
		CURLE_SSL_CACERT_BADFILE,
		CURLE_SSL_CIPHER,
		CURLE_PROXY,
	};

	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (code == before[i])
			return true;
	return false;
}

static enum http_outcome
outcome(const struct http *http, CURLcode code)
{
	long sent = 0;

	if (code == CURLE_OK)
		return HTTP_ANSWERED;
	curl_easy_getinfo(http->curl, CURLINFO_REQUEST_SIZE, &sent);
	return is_before_sending(code) || sent == 0 ? HTTP_NOT_SENT
						    : HTTP_UNKNOWN;
}

/* "Connection refused", where the system said it; libcurl's own detail would
 * repeat host and port. */
static void
put_connect_error(struct buf *out, const struct http *http)
{
	long number = 0;

	curl_easy_getinfo(http->curl, CURLINFO_OS_ERRNO, &number);
	buf_puts(out, number ? strerror((int)number) : "no connection");
	if (out->size > 0)
		out->data[0] = (char)tolower((unsigned char)out->data[0]);
}

/* Why, for those that libcurl does not say in words an operator uses. */
static const struct {
	CURLcode code;
	const char *why;
} reasons[] = {
	/* clang-format off */
	{ CURLE_UNSUPPORTED_PROTOCOL, "its address is neither http nor https" },
	{ CURLE_URL_MALFORMAT,        "its address is not a URL" },
	{ CURLE_LOGIN_DENIED,         "its address holds a user name" },
	{ CURLE_COULDNT_RESOLVE_HOST, "there is no such host, or the name server does not answer" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "the proxy named in the environment is not found" },
	{ CURLE_GOT_NOTHING,          "it closed the connection without an answer" },
	{ CURLE_SEND_ERROR,           "the connection broke" },
	{ CURLE_RECV_ERROR,           "the connection broke" },
	{ CURLE_PARTIAL_FILE,         "the connection broke in the middle of the answer" },
	{ CURLE_FILESIZE_EXCEEDED,    "its answer is longer than 16 MiB" },
	{ CURLE_OK,                   NULL },
	/* clang-format on */
};

static void
put_reason(struct buf *out, const struct http_exchange *x, CURLcode code)
{
	const struct http *http = x->http;
	size_t i = 0;

	while (reasons[i].why != NULL && reasons[i].code != code)
		i++;
	if (x->is_too_long)
		buf_puts(out, "its answer is longer than 16 MiB");
	else if (code == CURLE_COULDNT_CONNECT)
		put_connect_error(out, http);
	else if (code == CURLE_SSL_CACERT_BADFILE)
		buf_printf(out, "the certificates in %s cannot be read",
		    http->ca_file ? http->ca_file : "the system's store");
	else if (code == CURLE_OPERATION_TIMEDOUT)
		buf_printf(out, "no answer within %g s",
		    (x->request->timeout_ms > 0 ? x->request->timeout_ms
						: DEFAULT_TIMEOUT_MS) /
			1000.0);
	else if (reasons[i].why != NULL)
		buf_puts(out, reasons[i].why);
	else
		buf_puts(out,
		    *http->detail ? http->detail : curl_easy_strerror(code));
}

static bool
explain(struct http_exchange *x, CURLcode code, struct error *err)
{
	char *host = part_of(x->request->url, CURLUPART_HOST);
	struct buf why = BUF_INIT;

	put_reason(&why, x, code);
	error_set(err, "%s %s: %s",
	    x->response->outcome == HTTP_NOT_SENT ? "cannot reach"
						  : "no answer from",
	    host ? host : "the server", buf_str(&why));
	buf_release(&why);
	curl_free(host);
	return false;
}

static void
take_answer(const struct http *http, struct http_response *response)
{
	curl_off_t after = 0;
	long status = 0;

	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &after);
	response->status = (int)status;
	response->retry_after_s = after > INT_MAX ? INT_MAX : (int)after;
}

bool
http_begin(struct http_exchange *x, struct error *err)
{
	CURL *curl = x->http->curl;

	memset(x->response, 0, sizeof(*x->response));
	*x->http->detail = '\0';
	if (!add_headers(x, err))
		return false;
	curl_easy_reset(curl);
	set_limits(curl, x->request);
	set_trust(curl, x->http->ca_file);
	set_request(x);
	return true;
}

bool
http_finish(struct http_exchange *x, CURLcode code, struct error *err)
{
	x->response->outcome = outcome(x->http, code);
	take_answer(x->http, x->response);
	return code == CURLE_OK || explain(x, code, err);
}

bool
http_send(struct http *http, const struct http_request *request,
    struct http_response *response, struct error *err)
{
	struct http_exchange x = { http, request, response, NULL, false };
	bool good = http_begin(&x, err);

	if (good)
		good = http_finish(&x, curl_easy_perform(http->curl), err);
	curl_slist_free_all(x.headers);
	return good;
}

const char *
http_header(const struct http *http, const char *name)
{
	struct curl_header *h;

	if (curl_easy_header(http->curl, name, 0, CURLH_HEADER, -1, &h) != 0)
		return NULL;
	return h->value;
}

int64_t
http_date(const struct http *http)
{
	const char *date = http_header(http, "Date");
	time_t t = date ? curl_getdate(date, NULL) : -1;

	return t < 0 ? -1 : (int64_t)t;
}
