/* SPDX-License-Identifier: ISC */
/* hmac.h - keyed hashes (RFC 2104, FIPS 180-4), and how they are written. */
#ifndef SDK_HMAC_H
#define SDK_HMAC_H

#include <stdbool.h>

#include "sdk/buf.h"

/* In the order of settings that name them. */
enum hmac_hash { HMAC_SHA256, HMAC_SHA1, HMAC_SHA512 };
enum hmac_coding { HMAC_HEX, HMAC_BASE64 };

/* "HMAC-SHA256"; "hex". */
const char *hmac_name(enum hmac_hash hash);
const char *hmac_coding_name(enum hmac_coding coding);
/* Bytes of one. */
size_t hmac_size(enum hmac_hash hash);

/* Adds the raw HMAC of the n bytes with the key. */
void hmac_add(struct buf *out, enum hmac_hash hash, const struct buf *key,
    const void *bytes, size_t n);

/* Are they the same bytes?  Takes a time that does not tell where they
 * differ. */
bool hmac_is_same(const struct buf *a, const struct buf *b);
/* The same for texts of any length, which it does not tell either. */
bool hmac_is_same_text(const char *a, const char *b);

/* Adds what the n characters encode: hex in any case; base64 in either
 * alphabet of RFC 4648, padded or not.  False: they are not that, or nothing;
 * out may then hold a part. */
bool hmac_decode(
    struct buf *out, enum hmac_coding coding, const char *p, size_t n);

/* Overwrites a secret, then frees it. */
void hmac_forget(struct buf *secret);

/* Adds 32 hex digits that tell these n bytes from any others: the first half
 * of their SHA-256. */
void hmac_fingerprint(struct buf *out, const void *bytes, size_t n);

#endif
