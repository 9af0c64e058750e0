/* SPDX-License-Identifier: ISC */
/*
 * mime.h - the body of a mail: one part, or parts within parts (RFC 2046).
 *
 * Text goes as quoted-printable, everything else as base64, so the whole is
 * 7 bit and no line is longer than 76 columns.  A boundary starts with "=_",
 * which neither encoding can make.
 */
#ifndef EMAIL_MIME_H
#define EMAIL_MIME_H

#include <stdbool.h>

#include "sdk/buf.h"

struct mime_part {
	/* "text/plain", "multipart/related"; ours, never from outside. */
	const char *type;
	/* A leaf: its bytes.  Text is UTF-8. */
	const void *data;
	size_t size;
	bool is_flowed;        /* text with breaks of ours: RFC 3676        */
	const char *id;        /* Content-ID without brackets; NULL: none   */
	const char *file_name; /* NULL: shown without a name                */
	/* Else: what is in it, in order. */
	const struct mime_part *parts;
	size_t n_parts;
};

/* Adds Content-Type and the part's other headers, a blank line and the body.
 * The boundaries are made of seed: the same seed and parts, the same bytes. */
void mime_write(
    struct buf *out, const struct mime_part *part, const char *seed);

#endif
