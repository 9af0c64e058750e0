/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider http_json: any paged JSON API, by its settings.
 *
 * All that it does is the engine's (sdk/feed.h).  Its own is what helps to get
 * settings right: `loopbell try` says which pointers found something.
 */
#include <string.h>

#include "sdk/mem.h"
#include "sdk/polled.h"
#include "sdk/when.h"
#include "settings.h"

/* How often something stood where a pointer of the settings points to. */
struct tally {
	int n_rows, n_moved;
	int *n_fields, *n_properties; /* as many as there are pointers */
};

struct http_json {
	struct polled base;
	const struct settings *settings;
	char *name; /* of the API, for sentences: its host */
	struct paging paging;
	struct tally tally;
};

/* ---- Trying the pointers out */

static size_t
size_of(const struct lb_pair *map)
{
	size_t n = 0;

	while (map[n].name != NULL)
		n++;
	return n;
}

static void
tally_map(int *n, const struct lb_pair *map, const cJSON *row)
{
	const struct mapping_source from = { .item = row };

	for (size_t i = 0; map[i].name != NULL; i++) {
		char *text = mapping_text(&from, map[i].value);

		/* What points into the whole is not for a row to tell. */
		n[i] += text != NULL || strchr(map[i].value, '#') != NULL ||
			strcmp(map[i].name, "*") == 0;
		free(text);
	}
}

static bool
has_time(const struct http_json *h, const cJSON *row)
{
	struct buf text = BUF_INIT;
	int64_t us;
	bool is_one;

	is_one = pointer_text(&text, pointer_get(row, h->base.spec.moved)) &&
		 when_read(buf_str(&text),
		     (enum when_order)h->settings->map.date_order, &us, NULL);
	buf_release(&text);
	return is_one;
}

static bool
tally_row(void *state, const cJSON *row, struct lb_response *r)
{
	struct http_json *h = state;

	(void)r;
	h->tally.n_rows++;
	h->tally.n_moved += h->base.spec.moved != NULL && has_time(h, row);
	tally_map(h->tally.n_fields, h->settings->map.fields, row);
	tally_map(h->tally.n_properties, h->settings->map.properties, row);
	return true;
}

static void
say_map(const struct http_json *h, const char *option, const int *n,
    const struct lb_pair *map)
{
	for (size_t i = 0; map[i].name != NULL; i++)
		if (n[i] == 0)
			lb_log(h->base.host, LB_WARNING,
			    "%s: %s: there is nothing at %s in any of %d "
			    "answers",
			    option, map[i].name, map[i].value,
			    h->tally.n_rows);
}

static void
say_tally(const struct http_json *h)
{
	const struct settings *s = h->settings;

	if (h->tally.n_rows == 0)
		return;
	say_map(h, "fields", h->tally.n_fields, s->map.fields);
	say_map(h, "properties", h->tally.n_properties, s->map.properties);
	if (h->base.spec.moved == NULL)
		lb_log(h->base.host, LB_INFO,
		    "moved is not set: all there is is read at each poll");
	else if (h->tally.n_moved == 0)
		lb_log(h->base.host, LB_WARNING,
		    "moved: there is no time at %s in any of %d answers: all "
		    "there is would be read at each poll",
		    s->moved, h->tally.n_rows);
}

static bool
probe_http_json(void *state)
{
	struct http_json *h = state;
	bool ok;

	h->tally.n_fields =
	    mem_new(size_of(h->settings->map.fields) + 1, sizeof(int));
	h->tally.n_properties =
	    mem_new(size_of(h->settings->map.properties) + 1, sizeof(int));
	h->base.spec.adjust = tally_row;
	ok = feed_probe(h->base.feed, NULL);
	h->base.spec.adjust = NULL;
	if (ok)
		say_tally(h);
	free(h->tally.n_fields);
	free(h->tally.n_properties);
	h->tally = (struct tally){ .n_rows = 0 };
	return ok;
}

/* ---- The plugin */

/* "api.example.com" of "https://api.example.com/v2" */
static char *
host_of(const char *url)
{
	const char *start = strstr(url, "://");

	start = start == NULL ? url : start + 3;
	return mem_copy(start, strcspn(start, "/?#"));
}

/* NULL for what is not set: an empty text is, too. */
static const char *
set(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

static struct rest_spec
rest_of(const struct http_json *h)
{
	const struct settings *s = h->settings;

	return (struct rest_spec){
		.vendor = h->name,
		.base = s->base_url,
		.key = settings_key_is_in_template(s) ? NULL : set(s->key),
		.header = set(s->header),
		.prefix = s->prefix,
		.headers = s->headers,
		.token_url = set(s->token_url),
		.client_id = s->client_id,
		.client_secret = s->client_secret,
		.scope = set(s->scope),
		.is_token_basic = s->token_basic,
	};
}

static void *
open_http_json(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct http_json *h;
	struct rest_spec api;
	struct error err;

	if (set(s->zone) != NULL && !when_set_zone(s->zone, &err))
		return lb_fail(host, "zone: %s", err.text);
	h = mem_new(1, sizeof(*h));
	h->settings = s;
	h->name = host_of(s->base_url);
	h->base.variables[0] = (struct lb_pair){ "key", set(s->key) };
	h->paging = settings_paging(s);
	h->base.spec = (struct feed_spec){
		.paging = &h->paging,
		.mapping = &s->map,
		.survey = set(s->survey),
		.moved = set(s->moved),
		.order = (enum feed_order)s->order,
		.restart_pages = s->restart_pages,
		.max_pages = s->max_pages,
		.keeps_next = s->keeps_next,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
	};
	api = rest_of(h);
	return polled_open(&h->base, host, &api);
}

static void
close_http_json(void *state)
{
	struct http_json *h = state;

	free(h->name);
	polled_close(h);
}

static const struct lb_provider provider = {
	.poll = polled_poll,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "http_json",
	.summary = "any paged JSON API, by its settings",
	.options = settings_options,
	.settings_size = sizeof(struct settings),
	.check = settings_check,
	.open = open_http_json,
	.probe = probe_http_json,
	.close = close_http_json,
	.provider = &provider,
};
