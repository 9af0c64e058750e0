/* SPDX-License-Identifier: ISC */
/*
 * wootric.h - one Wootric (InMoment) account.
 *
 * Sources: Wootric's API documentation (docs.wootric.com) and the Singer tap's
 * experience with it.
 */
#ifndef WOOTRIC_WOOTRIC_H
#define WOOTRIC_WOOTRIC_H

#include "sdk/hmac.h"
#include "sdk/mapping.h"
#include "sdk/rest.h"
#include "sdk/signature.h"

struct settings {
	int region;
	const char *base_url; /* NULL: the region's */
	const char *client_id, *client_secret;
	const char *survey;         /* its id; NULL: all of the account */
	const char *company;        /* the property with the customer's name */
	int overlap;                /* seconds */
	int overlap_every;          /* seconds */
	const char *webhook_secret; /* NULL: pushes are refused */
};

/* End users whose address did not come with their answers. */
#define WOOTRIC_CACHE 1024

struct wootric {
	struct lb_host *host;
	const struct settings *settings;
	struct rest *rest;
	struct signature_rules signature;
	struct mapped answer; /* the one at hand */
	struct {
		char *id, *email; /* email NULL: there is none */
	} people[WOOTRIC_CACHE];
	int64_t overlap_due; /* seconds of the monotonic clock */
};

/* ---- answer.c */

enum wootric_kind {
	WOOTRIC_ANSWER,  /* w->answer.response is it           */
	WOOTRIC_IGNORED, /* of another survey                  */
	WOOTRIC_WRONG,   /* err says what is wrong with it     */
};

/* Reads a row of /v1/responses, or the `response` of a push: both have the
 * same members, in two places.  Valid until the next. */
enum wootric_kind wootric_read(
    struct wootric *w, const cJSON *row, struct error *err);
/* Keeps a row aside, with the reason. */
void wootric_refuse(struct wootric *w, const cJSON *row, const char *why);

/* ---- pages.c */

/* What is done with each row; other than LB_DONE ends the walk. */
typedef enum lb_result wootric_row_fn(
    struct wootric *w, const cJSON *row, void *arg);
/* All answers created from then on (seconds since 1970), oldest first; after
 * each page page() is called with the second of its last row. */
struct wootric_walk {
	int64_t from_s;
	wootric_row_fn *row;
	void (*page)(struct wootric *w, int64_t last_s, void *arg);
	void *arg;
};
enum lb_result wootric_walk(
    struct wootric *w, const struct wootric_walk *walk);

/* The address of who gave an answer that came without it; *email is NULL
 * where nobody knows, else valid until the next call. */
enum lb_result wootric_email(
    struct wootric *w, const cJSON *row, const char **email);

/* ---- probe.c, receive.c: the plugin's callbacks */
bool wootric_probe(void *state);
enum lb_result wootric_receive(void *state, const struct lb_request *request);

#endif
