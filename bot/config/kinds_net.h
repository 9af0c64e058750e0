/* SPDX-License-Identifier: ISC */
/*
 * kinds_net.h - what kinds.c takes from kinds_net.c: addresses and keys.
 */
#ifndef CONFIG_KINDS_NET_H
#define CONFIG_KINDS_NET_H

#include "config/schema.h"

/* Each reads f->text into f->target, a char * (an IP address: adds it to a
 * list, char **).  False: the problem is said. */
bool kind_read_listen(const struct field *f); /* "127.0.0.1:80", "[::1]:80" */
bool kind_read_url(const struct field *f);    /* http:// or https:// */
bool kind_read_pem(const struct field *f);    /* a path, or file: and a path */
bool kind_read_ip(const struct field *f);     /* "10.0.0.1", "::1" */

#endif
