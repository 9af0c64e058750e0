/* SPDX-License-Identifier: ISC */
/*
 * signature.h - did a pushed request come from somebody who knows the secret?
 *
 * Four ways to prove it: the secret itself in a header, an HMAC of the body in
 * a header, Standard Webhooks (standardwebhooks.com), or, for tools that can be
 * told nothing but an address, the secret as its end.  What is signed is
 * the body as it came, byte for byte.  Secrets and signatures are compared in
 * a time that does not depend on what they hold.
 *
 * A signature with a time is believed for a while around that time and no
 * longer.  Within it the very same request may come again and is believed
 * again: no list of those seen is kept, for the same answer told twice is one
 * answer to the core anyhow.
 */
#ifndef SDK_SIGNATURE_H
#define SDK_SIGNATURE_H

#include <loopbell/plugin.h>

#include "sdk/buf.h"
#include "sdk/error.h"

/* In the order of settings that name them. */
enum signature_scheme {
	SIGNATURE_BEARER, /* the header holds the secret */
	SIGNATURE_HMAC,   /* the header holds an HMAC */
	/* webhook-id, webhook-timestamp and webhook-signature, or the same
	 * with svix- in front: only the secrets and the window are to be set */
	SIGNATURE_STANDARD,
	/* What stands behind /in/INSTANCE/ is the secret, of characters that
	 * are the same in an address (RFC 3986, 2.3), at least 16. */
	SIGNATURE_PATH,
};

/* The strings stay the caller's.  What is NULL, "" or 0 is set by
 * signature_rules_init() to what is named last. */
struct signature_rules {
	int scheme, hash, coding; /* hmac.h */
	const char *header;     /* its name, any case; bearer: authorization */
	const char *prefix;     /* stands before the secret or the HMAC in it;
				   * "Bearer " in authorization, else nothing */
	const char *timestamp;  /* header of the time, a number or text with a
				   * zone (when.h); none */
	const char *format;     /* what is signed; {body}, {timestamp} and
				   * {name-of-a-header} stand for these;
				   * "{body}", or "{timestamp}.{body}" */
	int window_s;           /* how far the time may be from now; 300 */
	const char *secrets[2]; /* either will do; none */
};

/* Sets what was left out.  False: the rules make no sense, and err begins with
 * the option that is wrong, named as above: "header is missing: …". */
bool signature_rules_init(struct signature_rules *r, struct error *err);

/* Does the request prove it?  False: err says which check failed ("the header
 * x-signature is missing"), never a secret or what would have been right.
 * now_s is in seconds since 1970. */
bool signature_check(const struct signature_rules *r,
    const struct lb_request *request, int64_t now_s, struct error *err);

/* Adds what a sender has to do, in words: "an HMAC-SHA256 of {body}, as hex in
 * the header x-signature". */
void signature_describe(struct buf *out, const struct signature_rules *r);

/* The request's header of that name (any case), the first of several; NULL:
 * it is not there. */
const char *signature_header(
    const struct lb_request *request, const char *name);

#endif
