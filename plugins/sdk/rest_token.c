/* SPDX-License-Identifier: ISC */
/* rest_token.c - OAuth 2.0 client credentials (RFC 6749, sections 4.4 and 5). */
#include <inttypes.h>

#include "sdk/base64.h"
#include "sdk/clock.h"
#include "sdk/form.h"
#include "sdk/json.h"
#include "sdk/json_read.h"
#include "sdk/mem.h"
#include "sdk/rest_parts.h"

#define RENEW_EARLY_S 60
/* Where expires_in is left out: it "should" tell. */
#define USUAL_S 3600

bool
rest_drop_token(struct rest *r)
{
	bool had_one = r->token != NULL;

	free(r->token);
	r->token = NULL;
	return had_one;
}

static void
put_form(struct buf *out, const struct rest_spec *spec)
{
	form_add(out, "grant_type", "client_credentials");
	if (!spec->is_token_basic) {
		form_add(out, "client_id", spec->client_id);
		form_add(out, "client_secret", spec->client_secret);
	}
	form_add(out, "scope", spec->scope);
}

/* The header that names the client; NULL: the form does.  The caller's. */
static char *
basic(const struct rest_spec *spec)
{
	struct buf pair = BUF_INIT, header = BUF_INIT;

	if (!spec->is_token_basic)
		return NULL;
	buf_printf(&pair, "%s:%s", spec->client_id, spec->client_secret);
	buf_puts(&header, "Authorization: Basic ");
	base64_encode(&header, buf_str(&pair), pair.size);
	buf_release(&pair);
	return buf_take(&header);
}

/* invalid_client and its like come as 400 or 401 (RFC 6749, 5.2). */
static enum lb_result
refused(struct rest *r, int status, const cJSON *json)
{
	struct buf says = BUF_INIT;
	enum lb_result result;

	rest_complaint(&says, json);
	result = lb_reject(r->host,
	    "%s does not accept client_id and client_secret (%d%s%s): check "
	    "both, and that they are for this region",
	    r->spec.vendor, status, says.size > 0 ? ": " : "", buf_str(&says));
	buf_release(&says);
	return result;
}

static enum lb_result
take_token(struct rest *r, const struct http_response *response)
{
	const struct rest_call call = { .path = "" };
	enum lb_result result;
	int64_t lasts_s;
	cJSON *json = NULL;
	const char *token;

	if (response->status == 400 || response->status == 401 ||
	    response->status == 403) {
		json = json_read(
		    buf_str(&response->body), response->body.size, NULL);
		result = refused(r, response->status, json);
		cJSON_Delete(json);
		return result;
	}
	result = rest_judge(r, &call, response, &json);
	if (result != LB_DONE)
		return result;
	token = json_string(json, "access_token");
	lasts_s = json_integer(json, "expires_in", USUAL_S);
	if (token == NULL || *token == '\0') {
		result = lb_retry(r->host, 0,
		    "%s gave no access_token where one was asked for",
		    r->spec.vendor);
	} else {
		r->token = mem_string(token);
		r->token_until = clock_s() + lasts_s;
	}
	cJSON_Delete(json);
	return result;
}

enum lb_result
rest_token(struct rest *r)
{
	const char *at = r->spec.token_url;
	const char *headers[] = { NULL, NULL };
	struct http_request request = { .content_type = FORM_TYPE,
		.headers = headers };
	struct http_response response;
	struct buf form = BUF_INIT;
	enum lb_result result;
	struct error err;
	char *url, *client;

	if (r->token != NULL && clock_s() < r->token_until - RENEW_EARLY_S)
		return LB_DONE;
	rest_drop_token(r);
	put_form(&form, &r->spec);
	url = mem_printf("%s%s", *at == '/' ? r->spec.base : "", at);
	client = basic(&r->spec);
	headers[0] = client;
	request.url = url;
	request.body = form.data;
	request.body_size = form.size;
	request.timeout_ms = r->spec.timeout_ms;
	result = http_send(r->http, &request, &response, &err)
		     ? take_token(r, &response)
		     : lb_retry(r->host, 0, "%s", err.text);
	http_release(&response);
	buf_release(&form);
	free(client);
	free(url);
	return result;
}
