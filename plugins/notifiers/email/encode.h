/* SPDX-License-Identifier: ISC */
/* encode.h - bytes as mail carries them: base64 and quoted-printable. */
#ifndef EMAIL_ENCODE_H
#define EMAIL_ENCODE_H

#include "sdk/buf.h"

/* Base64 (RFC 4648) in lines of 76 columns, each ended by CRLF (RFC 2045 6.8). */
void encode_base64_lines(struct buf *out, const void *bytes, size_t n);

/* Quoted-printable (RFC 2045 6.7).  "\n" and "\r\n" end a line; the output has
 * lines of at most 76 columns, each ended by CRLF.  A line never starts with
 * "." or "From ", which careless servers change. */
void encode_quoted(struct buf *out, const char *text, size_t n);

#endif
