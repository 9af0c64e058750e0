/* SPDX-License-Identifier: ISC */
/* target.c - what a request is for: its path, taken apart. */
#include "web/target.h"

#include <string.h>

static const char in[] = "/in/", page[] = "/case/";

static const struct {
	const char *path, *allow;
} places[] = {
	[PLACE_NONE] = { NULL, "" },
	[PLACE_IN] = { NULL, "POST, HEAD" },
	[PLACE_CASE] = { NULL, "GET, HEAD, POST" },
	[PLACE_HEALTH] = { "/healthz", "GET, HEAD" },
	[PLACE_METRICS] = { "/metrics", "GET, HEAD" },
	[PLACE_THERE] = { NULL, "POST, HEAD" },
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

/* /in/INSTANCE, /in/INSTANCE/REST */
static void
take_instance(struct target *t, const char *name, const char *end)
{
	size_t n = strspn(name, letters);

	if (n == 0 || n > TARGET_INSTANCE_MAX ||
	    (name[n] != '/' && name + n != end))
		return;
	t->place = PLACE_IN;
	memcpy(t->instance, name, n);
	if (name[n] == '/') {
		t->rest = name + n + 1;
		t->rest_size = (size_t)(end - t->rest);
	}
}

struct target
target_of(const char *uri)
{
	size_t n = strcspn(uri, "?");
	struct target t = {
		.place = place_of(uri, n),
		.query = uri[n] == '?' ? uri + n + 1 : "",
		.rest = uri + n,
	};

	if (strncmp(uri, in, sizeof(in) - 1) == 0)
		take_instance(&t, uri + sizeof(in) - 1, uri + n);
	if (strncmp(uri, page, sizeof(page) - 1) == 0) {
		t.place = PLACE_CASE;
		t.rest = uri + sizeof(page) - 1;
		t.rest_size = (size_t)(uri + n - t.rest);
	}
	return t;
}

bool
target_is_for_core(enum place place)
{
	return place == PLACE_IN || place == PLACE_CASE;
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
