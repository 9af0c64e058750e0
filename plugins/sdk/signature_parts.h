/* SPDX-License-Identifier: ISC */
/* signature_parts.h - what the rules of a signature and its check share. */
#ifndef SDK_SIGNATURE_PARTS_H
#define SDK_SIGNATURE_PARTS_H

#include "sdk/signature.h"

#define SIGNATURE_N_SECRETS 2

/* How headers of Standard Webhooks begin, and those of its first
 * implementation. */
#define STANDARD_HEADER "webhook-"
#define STANDARD_OLDER "svix-"

/* NULL or "". */
bool signature_is_empty(const char *s);

/* Adds the key that a secret stands for.  False: it stands for none. */
bool signature_take_key(
    struct buf *key, const struct signature_rules *r, const char *secret);

/* Sets name to what stands in braces at *p, which moves past them; a brace
 * that is not closed gives nothing, and *p moves to the end. */
void signature_take_name(struct buf *name, const char **p);

#endif
