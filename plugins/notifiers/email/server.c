/* SPDX-License-Identifier: ISC */
/* server.c - the mail server as the settings name it. */
#include "server.h"

#include "address.h"
#include "sdk/mem.h"
#include "sdk/number.h"

static const struct {
	const char *prefix;
	bool is_smtps;
	int port;
} schemes[] = {
	{ "smtp://", false, 587 },
	{ "smtps://", true, 465 },
};

static bool
read_place(struct server *server, const char *place, struct error *err)
{
	size_t n = strcspn(place, ":/");
	int64_t port;
	char *end;
	bool ok = true;

	server->host = mem_copy(place, n);
	if (!address_is_domain(server->host))
		return error_set(err,
		    "\"%.200s\" is not a host name (an IPv6 address is not "
		    "taken: give it a name)",
		    server->host);
	if (place[n] == ':') {
		end = mem_copy(place + n + 1, strcspn(place + n + 1, "/"));
		ok = number_read(end, 1, 65535, &port);
		free(end);
		if (!ok)
			return error_set(err,
			    "the port in \"%.200s\" must be from 1 to 65535",
			    place);
		server->port = (int)port;
	}
	place += strcspn(place, "/");
	if (strcmp(place, "") != 0 && strcmp(place, "/") != 0)
		return error_set(err,
		    "nothing may follow host and port, but \"%.200s\" does",
		    place);
	return true;
}

bool
server_read(struct server *server, const char *url, struct error *err)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++) {
		size_t n = strlen(schemes[i].prefix);

		if (strncmp(url, schemes[i].prefix, n) != 0)
			continue;
		server->is_smtps = schemes[i].is_smtps;
		server->port = schemes[i].port;
		if (read_place(server, url + n, err))
			return true;
		server_release(server);
		return false;
	}
	return error_set(err,
	    "write smtp://host:port (STARTTLS) or smtps://host:port (TLS from "
	    "the start), not \"%.200s\"",
	    url);
}

void
server_release(struct server *server)
{
	free(server->host);
	server->host = NULL;
}

bool
server_is_for_esmtp(const struct server *server)
{
	return !server->is_smtps && server->auth == SERVER_AUTO;
}

bool
server_is_local(const struct server *server)
{
	return strcmp(server->host, "localhost") == 0 ||
	       strncmp(server->host, "127.", 4) == 0;
}
