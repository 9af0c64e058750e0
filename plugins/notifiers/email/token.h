/* SPDX-License-Identifier: ISC */
/*
 * token.h - the access token of XOAUTH2, from a file or a command.
 *
 * Tokens live for about an hour and somebody else renews them: a file is read
 * each time, a command asked again when its answer is five minutes old.
 */
#ifndef EMAIL_TOKEN_H
#define EMAIL_TOKEN_H

#include <stdbool.h>
#include <time.h>

#include "sdk/error.h"

struct token {
	const char *file;           /* NULL: ask the command */
	const char *const *command; /* program and arguments, NULL-ended */
	int timeout_ms;             /* for the command */
	char *value;
	time_t asked; /* by the monotonic clock */
};

/* The token, without blanks around it; valid until the next call.  NULL: *err
 * says why. */
const char *token_get(struct token *token, struct error *err);

/* The server did not take it: ask anew the next time. */
void token_forget(struct token *token);

#endif
