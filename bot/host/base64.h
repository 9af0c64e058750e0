/* SPDX-License-Identifier: ISC */
/* base64.h - the body of a pushed request, as the wire has it (RFC 4648). */
#ifndef HOST_BASE64_H
#define HOST_BASE64_H

#include <stdbool.h>

#include "sdk/buf.h"

/* Adds what text encodes: the standard alphabet, padded, nothing else in it.
 * False: it is not that; out may then hold a part. */
bool base64_decode(struct buf *out, const char *text);

/* Adds the n bytes encoded, padded, on one line. */
void base64_encode(struct buf *out, const void *bytes, size_t n);

#endif
