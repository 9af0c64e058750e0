/* SPDX-License-Identifier: ISC */
/* peer.c - who asks: an address, and whose word about it is believed. */
#include "web/peer.h"

#include <arpa/inet.h>
#include <string.h>

#include "sdk/mem.h"
#include "sdk/number.h"

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool
is_mapped(const struct peer *p)
{
	return memcmp(p->bytes, mapped, sizeof(mapped)) == 0;
}

static void
map(struct peer *p, const struct in_addr *v4)
{
	memcpy(p->bytes, mapped, sizeof(mapped));
	memcpy(p->bytes + sizeof(mapped), v4, 4);
}

struct peer
peer_of_socket(const struct sockaddr *address)
{
	struct peer p = { { 0 } };

	if (address->sa_family == AF_INET) {
		struct sockaddr_in v4;

		memcpy(&v4, address, sizeof(v4));
		map(&p, &v4.sin_addr);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 v6;

		memcpy(&v6, address, sizeof(v6));
		memcpy(p.bytes, &v6.sin6_addr, sizeof(p.bytes));
	}
	return p;
}

/* "192.0.2.7:1234" and "[::1]:1234" without what is around the address;
 * returns where it ends. */
static size_t
bare(const char **text, size_t n)
{
	const char *colon = memchr(*text, ':', n), *bracket;

	if (n > 0 && **text == '[') {
		(*text)++;
		bracket = memchr(*text, ']', n - 1);
		return bracket == NULL ? 0 : (size_t)(bracket - *text);
	}
	/* One colon: a port; several: an IPv6 address. */
	if (colon != NULL &&
	    memchr(colon + 1, ':', n - (size_t)(colon + 1 - *text)) == NULL)
		return (size_t)(colon - *text);
	return n;
}

bool
peer_read(const char *text, size_t n, struct peer *peer)
{
	char copy[PEER_TEXT_SIZE];
	struct in_addr v4;

	n = bare(&text, n);
	if (n == 0 || n >= sizeof(copy))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	if (inet_pton(AF_INET, copy, &v4) == 1) {
		map(peer, &v4);
		return true;
	}
	return inet_pton(AF_INET6, copy, peer->bytes) == 1;
}

const char *
peer_text(const struct peer *peer, char text[PEER_TEXT_SIZE])
{
	bool is_v4 = is_mapped(peer);

	inet_ntop(is_v4 ? AF_INET : AF_INET6,
	    is_v4 ? peer->bytes + sizeof(mapped) : peer->bytes, text,
	    PEER_TEXT_SIZE);
	return text;
}

struct peer
peer_network(const struct peer *peer)
{
	struct peer p = *peer;

	if (!is_mapped(peer))
		memset(p.bytes + 8, 0, 8);
	return p;
}

bool
peer_is(const struct peer *a, const struct peer *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* ---- Proxies */

static bool
is_within(const struct proxy *p, const struct peer *peer)
{
	size_t whole = p->bits / 8;
	unsigned rest = p->bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return memcmp(p->network.bytes, peer->bytes, whole) == 0 &&
	       (rest == 0 || ((p->network.bytes[whole] ^ peer->bytes[whole]) &
				 mask) == 0);
}

bool
proxies_add(struct proxies *p, const char *text, struct error *err)
{
	const char *slash = strchr(text, '/');
	size_t n = slash == NULL ? strlen(text) : (size_t)(slash - text);
	struct proxy proxy = { .bits = 128 };
	int64_t bits, most;

	if (!peer_read(text, n, &proxy.network))
		return error_set(err,
		    "trusted_proxies: \"%s\" is no address, such as 127.0.0.1 "
		    "or 10.0.0.0/8",
		    text);
	most = is_mapped(&proxy.network) ? 32 : 128;
	if (slash != NULL) {
		if (!number_read(slash + 1, 0, most, &bits))
			return error_set(err,
			    "trusted_proxies: \"%s\": what stands after / "
			    "must be from 0 to %d",
			    text, (int)most);
		proxy.bits = (unsigned)(128 - most + bits);
	}
	p->list = mem_resize(p->list, p->n + 1, sizeof(*p->list));
	p->list[p->n++] = proxy;
	return true;
}

void
proxies_release(struct proxies *p)
{
	free(p->list);
	*p = (struct proxies){ NULL, 0 };
}

bool
proxies_have(const struct proxies *p, const struct peer *peer)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_within(&p->list[i], peer))
			return true;
	return false;
}

struct peer
proxies_look_behind(const struct proxies *p, const struct peer *direct,
    const char *forwarded_for)
{
	size_t end = forwarded_for == NULL ? 0 : strlen(forwarded_for);
	struct peer said = *direct;

	while (end > 0 && proxies_have(p, &said)) {
		size_t start = end;
		struct peer next;

		while (start > 0 && forwarded_for[start - 1] != ',')
			start--;
		while (start < end && strchr(" \t", forwarded_for[start]))
			start++;
		while (end > start && strchr(" \t", forwarded_for[end - 1]))
			end--;
		if (!peer_read(forwarded_for + start, end - start, &next))
			break;
		said = next;
		while (start > 0 && forwarded_for[start - 1] != ',')
			start--;
		end = start > 0 ? start - 1 : 0;
	}
	return said;
}
