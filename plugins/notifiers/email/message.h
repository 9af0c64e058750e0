/* SPDX-License-Identifier: ISC */
/*
 * message.h - a notice as a complete mail.
 *
 * The same notice and sender always give the same bytes, Message-ID and Date
 * included, so a mail that goes out twice is one mail to its reader.
 *
 * What was sent cannot be changed.  A notice that changes an earlier mail
 * (receipt: that mail's Message-ID) is a mail of its own that answers it, with
 * "Re: " before the subject.
 */
#ifndef EMAIL_MESSAGE_H
#define EMAIL_MESSAGE_H

#include <loopbell/plugin.h>

#include "address.h"
#include "sdk/buf.h"
#include "sdk/error.h"

struct message_sender {
	struct address from;
	struct address reply_to; /* spec NULL: none */
	const char *id_domain;   /* after the @ of every Message-ID */
	const char *company;     /* for the last line; "" or NULL: none */
	const char *language;    /* of a notice that names none; may be NULL */
};

/* Adds the notice's id as a Message-ID and a file name may hold it: letters,
 * digits, "-" and "_" as they are, other bytes as "=XX"; at most 52 bytes, at
 * least one. */
void message_put_id(struct buf *out, const char *id);

/* The Message-ID, with its brackets: made of the notice's id alone, so that it
 * is the same whenever and however often the notice is sent.  The caller frees
 * it. */
char *message_id(
    const struct lb_notice *notice, const struct message_sender *sender);

/* Adds the mail, every line ended by CRLF, 7 bit.  False: the target is no
 * e-mail address.  A picture that cannot be read is left out; then *err says
 * why although the result is true.  err must not be NULL. */
bool message_write(struct buf *out, const struct lb_notice *notice,
    const struct message_sender *sender, struct error *err);

#endif
