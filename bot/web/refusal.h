/* SPDX-License-Identifier: ISC */
/*
 * refusal.h - why a request is not for the core: what its sender is told, and
 * what the log says of it.
 *
 * Senders can be many and insistent: the log gets one line for each kind, at
 * most every ten seconds, with a count.
 */
#ifndef WEB_REFUSAL_H
#define WEB_REFUSAL_H

#include <stdint.h>

#include "sdk/buf.h"
#include "web/peer.h"

enum refusal {
	REFUSED_NOT,       /* it is not refused */
	REFUSED_MALFORMED, /* a request line or header that is none */
	REFUSED_HOST,      /* HTTP/1.1 without a Host, or with two */
	REFUSED_FRAMING,   /* where its body ends can be read in two ways */
	REFUSED_HEADER,    /* header too large */
	REFUSED_URI,       /* URI too long */
	REFUSED_RATE,      /* more than its peer may */
	REFUSED_PATH,      /* nothing is there */
	REFUSED_METHOD,    /* not with this method */
	REFUSED_LENGTH,    /* a body of unknown length */
	REFUSED_BODY,      /* a body too large */
	REFUSED_FULL,      /* more in flight than we hold */
	REFUSED_STOPPING,  /* the bot stops */
	REFUSED_LATE,      /* the core did not answer in time */
	REFUSED_SLOW,      /* its sender did not finish in time: no answer */
	REFUSED_PLACES,    /* its peer has too many connections: no answer */
	N_REFUSALS
};

/* What a row of the table says; code 0: there is no answer. */
struct refusal_answer {
	unsigned code, retry_after_s;
	const char *message;
};
const struct refusal_answer *refusal_answer(enum refusal why);

struct refusals {
	struct refused {
		uint64_t logged_ms; /* 0: never */
		unsigned n;         /* since then */
		struct peer last;
	} kinds[N_REFUSALS];
};

/* Counts one more. */
void refusals_add(
    struct refusals *r, enum refusal why, const struct peer *peer);
/* Adds the line that is due of this kind to out and returns its level; 0: none
 * is due. */
int refusals_line(
    struct refusals *r, enum refusal why, uint64_t now_ms, struct buf *out);

#endif
