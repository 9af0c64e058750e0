/* SPDX-License-Identifier: ISC */
/* reply.c - what is answered, with the headers every answer has. */
#include "web/reply.h"

#include <string.h>

#include "sdk/json.h"

/* Nobody is to guess what an answer is, keep it, or run what is in it. */
static const struct header {
	const char *name, *value;
} always[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Cache-Control", "no-store" },
	{ NULL, NULL },
};
static const struct header of_data[] = {
	{ "Content-Security-Policy", "default-src 'none'" },
	{ NULL, NULL },
};
/* Its address is a key: it is neither told on nor found by a search. */
static const struct header of_pages[] = {
	{ "Content-Security-Policy",
	    "default-src 'none'; style-src 'unsafe-inline'; form-action "
	    "'self'; "
	    "base-uri 'none'; frame-ancestors 'none'" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Robots-Tag", "noindex, nofollow" },
	{ NULL, NULL },
};

void
reply_say(struct reply *r, unsigned code, const char *message)
{
	r->code = code;
	r->type = REPLY_JSON;
	buf_reset(&r->body);
	buf_printf(&r->body,
	    "{\"ok\":%s,\"message\":", code < 300 ? "true" : "false");
	json_quote(&r->body, message);
	buf_puts(&r->body, "}\n");
}

void
reply_page(struct reply *r, unsigned code, const char *html)
{
	r->code = code;
	r->type = REPLY_PAGE;
	buf_reset(&r->body);
	buf_puts(&r->body, html);
}

static void
add_headers(struct MHD_Response *response, const struct header *h)
{
	for (; h->name != NULL; h++)
		MHD_add_response_header(response, h->name, h->value);
}

enum MHD_Result
reply_send(struct MHD_Connection *connection, const struct reply *r)
{
	char seconds[16];
	enum MHD_Result result;
	struct MHD_Response *response =
	    MHD_create_response_from_buffer(r->body.size,
		(void *)(uintptr_t)buf_str(&r->body), MHD_RESPMEM_MUST_COPY);

	if (response == NULL)
		return MHD_NO;
	add_headers(response, always);
	add_headers(
	    response, strcmp(r->type, REPLY_PAGE) == 0 ? of_pages : of_data);
	MHD_add_response_header(response, "Content-Type", r->type);
	if (r->allow != NULL)
		MHD_add_response_header(response, "Allow", r->allow);
	if (r->closes)
		MHD_add_response_header(response, "Connection", "close");
	if (r->retry_after_s > 0) {
		snprintf(seconds, sizeof(seconds), "%u", r->retry_after_s);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
	result = MHD_queue_response(connection, r->code, response);
	MHD_destroy_response(response);
	return result;
}

void
reply_release(struct reply *r)
{
	buf_release(&r->body);
}
