/* SPDX-License-Identifier: ISC */
/*
 * peer.h - who asks: an address, and whose word about it is believed.
 *
 * An IPv4 address is kept as the IPv6 address ::ffff:a.b.c.d (RFC 4291,
 * 2.5.5.2), so that both ways to reach us name the same peer.
 */
#ifndef WEB_PEER_H
#define WEB_PEER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "sdk/error.h"

struct peer {
	uint8_t bytes[16];
};

#define PEER_TEXT_SIZE INET6_ADDRSTRLEN

/* A socket's address; of any other family it is "::". */
struct peer peer_of_socket(const struct sockaddr *address);
/* From text, n bytes: "192.0.2.7", "2001:db8::7"; also with a port, as some
 * proxies write it: "192.0.2.7:1234", "[2001:db8::7]:1234". */
bool peer_read(const char *text, size_t n, struct peer *peer);
/* Writes it as text; returns text. */
const char *peer_text(const struct peer *peer, char text[PEER_TEXT_SIZE]);
/* Who shares a limit: the address itself, of IPv6 the network of 64 bits,
 * which is what one customer gets. */
struct peer peer_network(const struct peer *peer);
bool peer_is(const struct peer *a, const struct peer *b); /* the same? */

/* Networks whose X-Forwarded-For is believed. */
struct proxies {
	struct proxy {
		struct peer network;
		unsigned bits;
	} * list;
	size_t n;
};

/* Adds "127.0.0.1" or "10.0.0.0/8". */
bool proxies_add(struct proxies *p, const char *text, struct error *err);
void proxies_release(struct proxies *p);
/* Is the peer one of them? */
bool proxies_have(const struct proxies *p, const struct peer *peer);

/* Who is behind direct: the rightmost address of the X-Forwarded-For that is
 * not a trusted proxy itself, if direct is one; else direct.  What stands left
 * of it, anybody may have written.  forwarded_for may be NULL. */
struct peer proxies_look_behind(const struct proxies *p,
    const struct peer *direct, const char *forwarded_for);

#endif
