/* SPDX-License-Identifier: ISC */
/* rest_parts.h - what rest.c and its two helpers share. */
#ifndef SDK_REST_PARTS_H
#define SDK_REST_PARTS_H

#include "sdk/rest.h"

struct rest {
	struct lb_host *host;
	struct rest_spec spec;
	struct http *http;
	char *token;         /* NULL: none yet */
	int64_t token_until; /* seconds of the monotonic clock */
	int status;
};

/* The delay the answer asks for, in seconds; 0: it asks for none.  now_s is
 * the time of day, in seconds since 1970; json may be NULL. */
int rest_wait_s(const struct http *http, const struct http_response *response,
    const cJSON *json, int64_t now_s);

/* What the vendor says is wrong, cut and cleaned, or "": out of an error
 * answer, in the members vendors put it. */
void rest_complaint(struct buf *out, const cJSON *json);

/* Gets a token where there is none that holds for a minute yet; LB_DONE, or
 * what was said. */
enum lb_result rest_token(struct rest *r);
/* The one there is was refused.  True: it is forgotten, another may help. */
bool rest_drop_token(struct rest *r);

/* After an exchange: what is to be returned for it, said already.  LB_DONE:
 * *json is the answer. */
enum lb_result rest_judge(struct rest *r, const struct rest_call *call,
    const struct http_response *response, cJSON **json);

/* Where the answer redirects a GET to; NULL: nowhere.  The caller frees it
 * with free(). */
char *rest_redirected(const struct rest *r, const char *url,
    const struct http_response *response);
/* Are scheme, host and port the same? */
bool rest_same_origin(const char *a, const char *b);
/* The host of an address, for a sentence; the caller frees it. */
char *rest_host(const char *url);

#endif
