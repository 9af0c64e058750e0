/* SPDX-License-Identifier: ISC */
/* listen.h - the socket that is listened on. */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "sdk/buf.h"
#include "sdk/error.h"

/* Listens on "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; port 0 is any
 * that is free.  Adds the address as it has become to real.  Returns the
 * socket, non-blocking, which is the caller's; -1: err says what to do. */
int listen_open(const char *address, struct buf *real, struct error *err);

#endif
