/* SPDX-License-Identifier: ISC */
/* target.c - what a request is for: its path, taken apart. */
#include "web/target.h"

#include <string.h>

static const char in[] = "/in/";

static const struct {
	const char *path, *allow;
} places[] = {
	[PLACE_NONE] = { NULL, "" },
	[PLACE_IN] = { NULL, "POST" },
	[PLACE_HEALTH] = { "/healthz", "GET, HEAD" },
	[PLACE_METRICS] = { "/metrics", "GET, HEAD" },
};

/* An instance's name is of these (bot/config/instance.c). */
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";

static enum place
place_of(const char *path, size_t n)
{
	for (int i = PLACE_HEALTH; i <= PLACE_METRICS; i++)
		if (strlen(places[i].path) == n &&
		    memcmp(path, places[i].path, n) == 0)
			return (enum place)i;
	return PLACE_NONE;
}

struct target
target_of(const char *uri)
{
	size_t n = strcspn(uri, "?"), n_name;
	struct target t = {
		.place = place_of(uri, n),
		.query = uri[n] == '?' ? uri + n + 1 : "",
		.rest = uri + n,
	};
	const char *name = uri + sizeof(in) - 1;

	if (t.place != PLACE_NONE || strncmp(uri, in, sizeof(in) - 1) != 0)
		return t;
	n_name = strspn(name, letters);
	if (n_name == 0 || n_name > TARGET_INSTANCE_MAX ||
	    (name[n_name] != '/' && name + n_name != uri + n))
		return t;
	t.place = PLACE_IN;
	memcpy(t.instance, name, n_name);
	if (name[n_name] == '/') {
		t.rest = name + n_name + 1;
		t.rest_size = (size_t)(uri + n - t.rest);
	}
	return t;
}

const char *
target_allow(enum place place)
{
	return places[place].allow;
}

bool
target_allows(enum place place, const char *method)
{
	const char *p = places[place].allow;
	size_t n = strlen(method);

	for (; *p != '\0'; p += strspn(p, ", ")) {
		size_t length = strcspn(p, ",");

		if (length == n && memcmp(p, method, n) == 0)
			return true;
		p += length;
	}
	return false;
}
