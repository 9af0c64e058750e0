/* SPDX-License-Identifier: ISC */
/*
 * request.h - one request, from its line to its answer.
 *
 *	reading --all read--> with the core --> answered --> freed
 *	   |                  with health   -->    |
 *	   +--refused------------------------------+
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <microhttpd.h>

#include "web/head.h"
#include "web/reply.h"
#include "web/target.h"
#include "web/web.h"

enum request_state {
	REQUEST_READING,
	REQUEST_WITH_CORE,
	REQUEST_WITH_HEALTH,
	REQUEST_ANSWERED,
	REQUEST_GONE, /* nobody is there to be answered */
};

struct request {
	struct web *web;
	struct conn *conn;
	struct request *next_waiter; /* for the core's health */
	char *uri;                   /* as it was sent */
	struct target target;        /* points into uri */
	struct peer peer;            /* behind proxies that are trusted */
	enum request_state state;
	bool was_judged;  /* its head was looked at */
	bool is_too_long; /* its body: what comes is thrown away */
	size_t n_thrown;
	unsigned early_ms; /* so much too early for its peer's rate */
	uint64_t id;       /* with the core */
	struct buf line;   /* for the core, as far as it is known */
	struct buf body;
	struct reply reply;
};

/* What libmicrohttpd hands its handler; size: of data, set to what is left. */
struct step {
	struct MHD_Connection *mhd;
	const char *method, *version, *data;
	size_t *size;
};

/* A request line came; uri is copied. */
struct request *request_begin(
    struct web *web, struct conn *conn, const char *uri);
/* The next step of it: its head, a part of its body, its end, its answer. */
enum MHD_Result request_step(struct request *r, const struct step *step);
/* It is over, answered or not: freed. */
void request_end(struct request *r);

/* What the core says: a sentence, or a page. */
struct reply_text {
	const char *text;       /* NULL: "" */
	const char *html;       /* NULL: the text, as JSON */
	unsigned retry_after_s; /* 0: not said */
};

/* The core's answer; whatever else waited for it does no more. */
void request_answer(
    struct request *r, unsigned code, const struct reply_text *what);
/* The core's health is known, or that it is silent. */
void request_health(struct request *r);
/* If it waits, it does no longer. */
void request_give_up(struct request *r, enum refusal why);
/* If it waits: its peer has gone; the core is told. */
void request_gone(struct request *r);

#endif
