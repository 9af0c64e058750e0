/* SPDX-License-Identifier: ISC */
/* settings.h - what the core tells this program to be, in its `serve` line. */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H

#include <cjson/cJSON.h>

#include "sdk/error.h"
#include "web/peer.h"

struct settings {
	char *listen;
	char *certificate, *key; /* PEM text; both NULL: no TLS */
	unsigned max_connections;
	double requests_per_s; /* of each peer; 0: no limit */
	unsigned deadline_s;
	struct proxies proxies;
};

/* Reads the line; false: a member is wrong.  To be released in both cases. */
bool settings_read(struct settings *s, const cJSON *line, struct error *err);
void settings_release(struct settings *s);

#endif
