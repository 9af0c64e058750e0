/* SPDX-License-Identifier: ISC */
/*
 * links.h - the links in a mail that let somebody act: signed, for one thing,
 * one person and a time.
 *
 * A link is BASE/case/TOKEN; the token is base64url(content) "." base64url(
 * HMAC-SHA256(key, content)), both without padding (RFC 4648, 5).  Whoever has
 * it may do that one thing in that person's name: it is as secret as the mail
 * it stands in.  Opening it does nothing, for mail scanners open links.
 */
#ifndef CORE_LINKS_H
#define CORE_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sdk/buf.h"
#include "sdk/error.h"

#define LINKS_KEY_SIZE 32
#define LINKS_MAX_TOKEN 1024

struct links_key {
	unsigned char bytes[LINKS_KEY_SIZE];
};

struct case_link {
	char action[16];   /* claim, resolve */
	char subject[64];  /* the case's id */
	char who[256];     /* e-mail address of whom the mail was for */
	int64_t expires_s; /* seconds since 1970 */
};

/* A new key, of the system's randomness.  False: it has none now. */
bool links_new_key(struct links_key *key, struct error *err);

/* Adds the token of a link. */
void links_put(struct buf *out, const struct links_key *key,
    const struct case_link *link);

/* The body of a notice (JSON, as on the wire) for somebody who cannot press
 * buttons but follow links: what can be done by link is one, below base, and
 * what cannot is left out.  made_us is the time it is meant for: its links are
 * the same however often it is sent.  The caller's; NULL: there is nothing to
 * change. */
char *links_dress(const char *body, const char *base,
    const struct links_key *key, const char *who, int64_t made_us);

/* Can a link do that? */
bool links_can(const char *action);

enum links_verdict {
	LINKS_GOOD,
	LINKS_EXPIRED, /* it was good; *link is what it said */
	LINKS_FORGED,  /* not ours, or not whole */
};

/* Reads a token of n bytes; now_s is in seconds since 1970. */
enum links_verdict links_read(struct case_link *link,
    const struct links_key *key, const char *token, size_t n, int64_t now_s);

#endif
