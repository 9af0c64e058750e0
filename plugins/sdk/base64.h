/* SPDX-License-Identifier: ISC */
/* base64.h - bytes as text (RFC 4648, section 4). */
#ifndef SDK_BASE64_H
#define SDK_BASE64_H

#include <stdbool.h>

#include "sdk/buf.h"

/* Adds what text encodes: the standard alphabet, padded, nothing else in it.
 * False: it is not that; out may then hold a part. */
bool base64_decode(struct buf *out, const char *text);

/* Adds the n bytes encoded, padded, on one line. */
void base64_encode(struct buf *out, const void *bytes, size_t n);

#endif
