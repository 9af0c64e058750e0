/* SPDX-License-Identifier: ISC */
/* reply.h - what is answered, with the headers every answer has. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <microhttpd.h>
#include <stdbool.h>

#include "sdk/buf.h"

#define REPLY_JSON "application/json"
#define REPLY_PAGE "text/html; charset=utf-8"
#define REPLY_METRICS "text/plain; version=0.0.4; charset=utf-8"

struct reply {
	unsigned code;
	const char *type; /* of the body: REPLY_JSON ... */
	struct buf body;
	unsigned retry_after_s; /* 0: not said */
	const char *allow;      /* NULL: not said */
	bool closes;            /* the connection */
};

/* Makes the body {"ok":…,"message":"…"}; ok is a code below 300. */
void reply_say(struct reply *r, unsigned code, const char *message);
/* Makes the body a page: it may have a style and a form to where it came from,
 * and nothing else: no script, no picture, no frame around it. */
void reply_page(struct reply *r, unsigned code, const char *html);
/* Queues it on the connection; MHD_NO: it has to be closed. */
enum MHD_Result reply_send(
    struct MHD_Connection *connection, const struct reply *r);
void reply_release(struct reply *r);

#endif
