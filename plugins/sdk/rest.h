/* SPDX-License-Identifier: ISC */
/*
 * rest.h - a vendor's JSON API over HTTP (http.h): signing in, waiting when
 * told to, and saying what is wrong in words an operator can act on.
 *
 * Always true: a key goes to the host of `base` (and of `token_url`) and to no
 * other, whatever a redirect says; an answer is JSON or a failure; a failure
 * has been said to the host (lb_retry(), lb_reject()) when a function here
 * returns it, so that a callback of a plugin returns it on.
 *
 * What becomes of an answer:
 *	2xx with JSON          LB_DONE
 *	401, 403               LB_REJECT; 401 after one new token, where
 *	                       there are tokens: the core then asks every
 *	                       15 minutes
 *	404, 410               LB_REJECT, or LB_DONE without JSON where the
 *	                       call allows it
 *	408, 423, 425, 429,
 *	477, 5xx               LB_RETRY, after what the other side asked for
 *	any other              LB_REJECT, with what the vendor says about it
 *	no answer, no JSON     LB_RETRY
 */
#ifndef SDK_REST_H
#define SDK_REST_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>

#include "sdk/http.h"

/* The vendor and how to sign in; the strings stay the caller's, and valid. */
struct rest_spec {
	const char *vendor; /* for sentences: "Wootric" */
	const char *base; /* "https://api.wootric.eu", without / at its end */

	/* A key that is sent as it is.  NULL: none, or tokens. */
	const char *key;
	const char *header; /* it goes into; NULL: Authorization */
	const char *prefix; /* before it; NULL: "Bearer " in Authorization,
			       else nothing */

	/* Tokens, by OAuth 2.0 client credentials (RFC 6749, 4.4): renewed a
	 * minute before they end, and once when one is refused. */
	const char *token_url; /* NULL: none; may begin with /, below base */
	const char *client_id, *client_secret;
	const char *scope;   /* NULL: none */
	bool is_token_basic; /* the two in Authorization: Basic, as 2.3.1 of
				the RFC prefers; else in the form */

	int timeout_ms;                /* 0: 30 s */
	const struct lb_pair *headers; /* further ones, that go where the key
					  goes; NULL: none */
};
#define REST_MAX_HEADERS 16

struct rest;

/* For check(): is it an address that keys can go to, https or of this machine?
 * False after lb_fail(); NULL is right. */
bool rest_check_base(struct lb_host *host, const char *base_url);

/* Sends nothing yet.  Never NULL. */
struct rest *rest_new(struct lb_host *host, const struct rest_spec *spec);
void rest_free(struct rest *r);

struct rest_call {
	const char *method; /* NULL: GET, or POST where there is a body */
	const char *path;   /* below base, with its query; or a whole address,
			       for a next page: refused where its scheme,
			       host or port is not that of base */
	const char *content_type; /* NULL: application/json */
	const char *body;         /* NULL: none */
	bool may_be_missing;      /* 404 and 410 are LB_DONE, *json is NULL */
	bool may_leave; /* a redirect to another host is followed, without the
			   key, and over https alone (or on this machine,
			   where base is, too) */
};

/* LB_DONE: *json is the answer, the caller's; NULL for an answer without a
 * body.  Else *json is NULL, and why is said.  Blocks.  A GET, and what is
 * redirected as one, follows three redirects. */
enum lb_result rest_send(
    struct rest *r, const struct rest_call *call, cJSON **json);
enum lb_result rest_get(struct rest *r, const char *path, cJSON **json);
/* The same of a path in which {} stands for that segment: "/forms/{}". */
enum lb_result rest_get_one(
    struct rest *r, const char *path, const char *segment, cJSON **json);

/* A header of the last answer; NULL: not there.  Valid until the next call. */
const char *rest_header(const struct rest *r, const char *name);
/* The last answer's status; 0: there was none. */
int rest_status(const struct rest *r);
/* What the vendor's clock showed at the last answer, in seconds since 1970;
 * -1: it did not say. */
int64_t rest_date(const struct rest *r);

/* Adds "name=value", percent-encoded, with ? or & before it as needed. */
void rest_query(struct buf *path, const char *name, const char *value);
/* Adds one segment of a path, percent-encoded: all but letters, digits and
 * -._~ (RFC 3986). */
void rest_segment(struct buf *path, const char *segment);

#endif
