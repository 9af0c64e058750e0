/* SPDX-License-Identifier: ISC */
/* rest.c - a vendor's JSON API over HTTP. */
#include "sdk/rest.h"

#include <ctype.h>
#include <strings.h>
#include <time.h>

#include "sdk/json_read.h"
#include "sdk/mem.h"
#include "sdk/rest_parts.h"

#define MAX_REDIRECTS 3

struct rest *
rest_new(struct lb_host *host, const struct rest_spec *spec)
{
	struct rest *r = mem_new(1, sizeof(*r));

	r->host = host;
	r->spec = *spec;
	r->http = http_new(lb_ca_file(host));
	return r;
}

void
rest_free(struct rest *r)
{
	if (r == NULL)
		return;
	rest_drop_token(r);
	http_free(r->http);
	free(r);
}

int
rest_status(const struct rest *r)
{
	return r->status;
}

int64_t
rest_date(const struct rest *r)
{
	return http_date(r->http);
}

const char *
rest_header(const struct rest *r, const char *name)
{
	return http_header(r->http, name);
}

/* ---- Addresses */

void
rest_segment(struct buf *path, const char *segment)
{
	for (const char *p = segment; *p != '\0'; p++)
		if (isalnum((unsigned char)*p) || strchr("-._~", *p) != NULL)
			buf_putc(path, *p);
		else
			buf_printf(path, "%%%02X", (unsigned char)*p);
}

bool
rest_check_base(struct lb_host *host, const char *base_url)
{
	struct error err;

	if (base_url == NULL || http_is_private(base_url, &err))
		return true;
	lb_fail(host, "base_url %s", err.text);
	return false;
}

void
rest_query(struct buf *path, const char *name, const char *value)
{
	buf_putc(path, strchr(buf_str(path), '?') == NULL ? '?' : '&');
	rest_segment(path, name);
	buf_putc(path, '=');
	rest_segment(path, value);
}

/* ---- What an answer means */

static enum lb_result
not_json(struct rest *r, const struct http_response *response,
    const struct error *err)
{
	const char *type = http_header(r->http, "Content-Type");

	if (type != NULL && strncasecmp(type, "text/html", 9) == 0)
		return lb_retry(r->host, response->retry_after_s,
		    "%s answered with a web page instead of data (%d): is its "
		    "address right, or is it being maintained?",
		    r->spec.vendor, response->status);
	return lb_retry(r->host, response->retry_after_s,
	    "%s answered with something that is no JSON (%d): %s",
	    r->spec.vendor, response->status, err->text);
}

static bool
is_for_later(int status)
{
	static const int later[] = { 408, 423, 425, 429, 477 };

	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++)
		if (later[i] == status)
			return true;
	return status >= 500;
}

/* What is said of a status that has a sentence of its own. */
static const char *
sentence_for(int status)
{
	switch (status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		return "is at another address now: set the one where a "
		       "browser ends up";
	case 401:
		return "does not accept the key: check that it is whole, has "
		       "not been revoked, and is for this region";
	case 403:
		return "says that the key may not do this: give it the rights "
		       "the manual names";
	case 404:
	case 410:
		return "knows nothing at this address: check the ids in the "
		       "settings";
	case 429:
		return "wants to be asked less often";
	default:
		return status >= 500 ? "has trouble of its own"
				     : "does not take what was asked";
	}
}

static enum lb_result
failed(struct rest *r, const struct http_response *response, const cJSON *json)
{
	const char *sentence = sentence_for(response->status);
	struct buf says = BUF_INIT;
	const char *colon;
	enum lb_result result;

	rest_complaint(&says, json);
	colon = says.size > 0 ? ": " : "";
	if (is_for_later(response->status))
		result = lb_retry(r->host,
		    rest_wait_s(r->http, response, json, time(NULL)),
		    "%s %s (%d%s%s)", r->spec.vendor, sentence,
		    response->status, colon, buf_str(&says));
	else
		result = lb_reject(r->host, "%s %s (%d%s%s)", r->spec.vendor,
		    sentence, response->status, colon, buf_str(&says));
	buf_release(&says);
	return result;
}

enum lb_result
rest_judge(struct rest *r, const struct rest_call *call,
    const struct http_response *response, cJSON **json)
{
	bool is_good = response->status >= 200 && response->status < 300;
	bool is_gone = response->status == 404 || response->status == 410;
	enum lb_result result;
	struct error err;
	cJSON *body;

	*json = NULL;
	if (is_good && response->body.size == 0)
		return LB_DONE;
	if (is_gone && call->may_be_missing)
		return LB_DONE;
	body = json_read(buf_str(&response->body), response->body.size, &err);
	if (is_good && body != NULL) {
		*json = body;
		return LB_DONE;
	}
	result =
	    is_good ? not_json(r, response, &err) : failed(r, response, body);
	cJSON_Delete(body);
	return result;
}

/* ---- Exchanges */

/* The header that signs in; NULL: none.  The caller frees it. */
static char *
credentials(const struct rest *r)
{
	const struct rest_spec *s = &r->spec;
	const char *key = s->token_url != NULL ? r->token : s->key;
	const char *header = s->header == NULL ? "Authorization" : s->header;
	const char *prefix = s->prefix;

	if (key == NULL)
		return NULL;
	if (prefix == NULL)
		prefix =
		    s->header == NULL || s->token_url != NULL ? "Bearer " : "";
	return mem_printf("%s: %s%s",
	    s->token_url != NULL ? "Authorization" : header, prefix, key);
}

#define MAX_HEADERS (REST_MAX_HEADERS + 2)

/* What goes to the vendor alone: the key, and the headers of the spec.  They
 * are the caller's, from the second on. */
static void
take_headers(const struct rest *r, const char *url, char **headers)
{
	const struct lb_pair *more = r->spec.headers;
	size_t n = 1;

	if (!rest_same_origin(url, r->spec.base))
		return;
	headers[n] = credentials(r);
	n += headers[n] != NULL;
	for (; more != NULL && more->name != NULL && n < MAX_HEADERS; more++)
		headers[n++] = mem_printf("%s: %s", more->name, more->value);
}

/* One request, with the key where the address is the vendor's. */
static bool
exchange(struct rest *r, const struct rest_call *call, const char *url,
    struct http_response *response, struct error *err)
{
	static char accept[] = "Accept: application/json";
	char *headers[MAX_HEADERS + 1] = { accept, NULL };
	struct http_request request = {
		.method = call->method,
		.url = url,
		.headers = (const char *const *)headers,
		.timeout_ms = r->spec.timeout_ms,
		.body = call->body,
		.body_size = call->body == NULL ? 0 : strlen(call->body),
	};
	bool ok;

	if (call->body != NULL)
		request.content_type = call->content_type == NULL
					   ? "application/json"
					   : call->content_type;
	take_headers(r, url, headers);
	ok = http_send(r->http, &request, response, err);
	r->status = response->status;
	for (size_t i = 1; headers[i] != NULL; i++)
		free(headers[i]);
	return ok;
}

static bool
is_https(const char *url)
{
	return strncmp(url, "https://", 8) == 0;
}

/* Without TLS within this machine alone, and only where the API itself is
 * spoken to so. */
static bool
may_follow(const struct rest *r, const struct rest_call *call, const char *to)
{
	return rest_same_origin(to, r->spec.base) ||
	       (call->may_leave &&
		   (is_https(to) || (!is_https(r->spec.base) &&
					http_is_private(to, NULL))));
}

/* Follows what is redirected; the answer at the end of it, or what was said. */
static enum lb_result
walk(struct rest *r, const struct rest_call *call, const char *from,
    struct http_response *response)
{
	char *url = mem_string(from);
	enum lb_result result = LB_DONE;
	struct error err;

	for (int n = 0;; n++) {
		char *to;

		if (!exchange(r, call, url, response, &err)) {
			result = lb_retry(r->host, 0, "%s", err.text);
			break;
		}
		to = call->body != NULL || call->method != NULL ||
			     n == MAX_REDIRECTS
			 ? NULL
			 : rest_redirected(r, url, response);
		free(url);
		url = to;
		if (to == NULL)
			break;
		if (!may_follow(r, call, to)) {
			char *host = rest_host(to);

			result = lb_reject(r->host,
			    "%s sends us on to %s, where the key is not to "
			    "go: if that is its new address, set it",
			    r->spec.vendor, host);
			free(host);
			break;
		}
		http_release(response);
	}
	free(url);
	return result;
}

static enum lb_result
send_once(struct rest *r, const struct rest_call *call, const char *url,
    cJSON **json)
{
	struct http_response response = { .status = 0 };
	enum lb_result result = walk(r, call, url, &response);

	if (result == LB_DONE && response.status == 401 &&
	    r->spec.token_url != NULL && rest_drop_token(r)) {
		http_release(&response);
		result = rest_token(r);
		if (result == LB_DONE)
			result = walk(r, call, url, &response);
	}
	if (result == LB_DONE)
		result = rest_judge(r, call, &response, json);
	http_release(&response);
	return result;
}

enum lb_result
rest_send(struct rest *r, const struct rest_call *call, cJSON **json)
{
	bool is_whole = *call->path != '/';
	enum lb_result result;
	char *url;

	*json = NULL;
	r->status = 0;
	url = mem_printf("%s%s", is_whole ? "" : r->spec.base, call->path);
	if (!rest_same_origin(url, r->spec.base))
		result = lb_reject(r->host,
		    "%s names an address that is not its own; the key does "
		    "not go there",
		    r->spec.vendor);
	else
		result = r->spec.token_url == NULL ? LB_DONE : rest_token(r);
	if (result == LB_DONE)
		result = send_once(r, call, url, json);
	free(url);
	return result;
}

enum lb_result
rest_get(struct rest *r, const char *path, cJSON **json)
{
	const struct rest_call call = { .path = path };

	return rest_send(r, &call, json);
}

enum lb_result
rest_get_one(
    struct rest *r, const char *path, const char *segment, cJSON **json)
{
	const char *place = strstr(path, "{}");
	struct buf whole = BUF_INIT;
	enum lb_result result;

	buf_add(&whole, path, (size_t)(place - path));
	rest_segment(&whole, segment);
	buf_puts(&whole, place + strlen("{}"));
	result = rest_get(r, buf_str(&whole), json);
	buf_release(&whole);
	return result;
}
