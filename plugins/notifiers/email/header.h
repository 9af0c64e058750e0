/* SPDX-License-Identifier: ISC */
/*
 * header.h - header fields of a mail: RFC 5322 folding, RFC 2047 words, RFC
 * 2231 parameters.
 *
 * Every value is made one clean line first: no control character, whatever
 * it is, reaches a header.  That is the whole defence against injection, so
 * no header is written but through here.  Lines are at most 76 columns where
 * the value has a place to fold, and always below 998.
 */
#ifndef EMAIL_HEADER_H
#define EMAIL_HEADER_H

#include "address.h"
#include "sdk/buf.h"

/* Adds value as one line of valid UTF-8: what breaks or bends lines becomes a
 * blank, blanks in a row become one, none stand at the ends. */
void header_clean(struct buf *out, const char *value);

/* "Name: value", any text. */
void header_text(struct buf *out, const char *name, const char *value);

/* "Name: Display <spec>"; a->spec must be valid, the display is cut at 200
 * bytes. */
void header_mailbox(
    struct buf *out, const char *name, const struct address *a);

/* "Name: <id> <id>": those of the ids, parted by blanks, that are message ids
 * in the form we write.  None: no header at all. */
void header_ids(struct buf *out, const char *name, const char *ids);

/* True for "<local@domain>", the parts as in an address. */
bool header_is_id(const char *id);

/* Adds ";\r\n name=value", the value quoted, or as RFC 2231 has it where it is
 * long or not ASCII. */
void header_parameter(struct buf *out, const char *name, const char *value);

#endif
