/* SPDX-License-Identifier: ISC */
/* message.h - as much of HTTP/1.1 as generator and sinks need. */
#ifndef PROOF_MESSAGE_H
#define PROOF_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "sdk/buf.h"

/* The bytes of the request or response at the start of in, 0 while it is not
 * there as a whole.  Bodies have a Content-Length, or are empty. */
size_t message_size(const struct buf *in);
/* A header's number, or what is given where it is not there. */
int64_t message_number(
    const struct buf *in, const char *header, int64_t otherwise);
/* The status of a response; 0: it is none. */
int message_status(const struct buf *in);
/* The path of a request without its query, to be freed. */
char *message_path(const struct buf *in);
/* Where the body begins. */
const char *message_body(const struct buf *in);

/* Adds a response; more is whole header lines, or "". */
void message_answer(struct buf *out, int status, const char *more,
    const char *type, const char *body);

/* The value of a field in a form (application/x-www-form-urlencoded), to be
 * freed; NULL: it has none. */
char *message_field(const char *form, const char *name);

#endif
