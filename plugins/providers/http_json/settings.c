/* SPDX-License-Identifier: ISC */
/*
 * settings.c - the options of the provider http_json, and what is wrong with
 * them.
 *
 * Whoever writes them has the API's documentation and this table, and no
 * compiler: what can be known to fail without asking the API is said here.
 */
#include "settings.h"

#include <string.h>

static const char *const kinds[] = { "one", "page", "offset", "cursor", "link",
	NULL };
static const char *const times[] = { "iso", "seconds", "ms", "date", "plain",
	"micros", NULL };
static const char *const orders[] = { "oldest_first", "newest_first", "any",
	NULL };

#define AT(field) offsetof(struct settings, field)
#define DAY 86400

/* clang-format off */
const struct lb_option settings_options[] = {
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .required = true, .help = "address of the API, as https://api.example.com" },
	{ .name = "path", .type = LB_STRING, .offset = AT(path), .required = true, .help = "below it, as /v1/responses?from={since}&page={page}" },
	{ .name = "body", .type = LB_STRING, .offset = AT(body), .help = "JSON that is sent by POST, with the same names in its texts; else GET" },
	{ .name = "key", .type = LB_SECRET, .offset = AT(key), .help = "sent with each request" },
	{ .name = "header", .type = LB_STRING, .offset = AT(header), .help = "the one the key goes into; else Authorization" },
	{ .name = "prefix", .type = LB_STRING, .offset = AT(prefix), .help = "what stands before the key; \"Bearer \" in Authorization, else nothing" },
	{ .name = "headers", .type = LB_MAP, .offset = AT(headers), .help = "further headers: \"X-Version: 2\"" },
	{ .name = "token_url", .type = LB_STRING, .offset = AT(token_url), .help = "where a token is got with client_id and client_secret (OAuth 2.0), in place of a key" },
	{ .name = "client_id", .type = LB_STRING, .offset = AT(client_id), .help = "for the token" },
	{ .name = "client_secret", .type = LB_SECRET, .offset = AT(client_secret), .help = "for the token" },
	{ .name = "scope", .type = LB_STRING, .offset = AT(scope), .help = "for the token, where the API wants one" },
	{ .name = "token_basic", .type = LB_BOOL, .offset = AT(token_basic), .def = "no", .help = "yes: client_id and client_secret go there in a header, not in the form" },
	{ .name = "items", .type = LB_STRING, .offset = AT(items), .help = "where the list of answers is; else the whole is one" },
	{ .name = "paging", .type = LB_CHOICE, .offset = AT(paging), .def = "one", .choices = kinds, .help = "how more than one page is asked for: {page}, {offset}, {next}, or the address of the next" },
	{ .name = "size", .type = LB_INT, .offset = AT(size), .min = 0, .max = 100000, .help = "answers a page, for {size}; fewer are then the last page" },
	{ .name = "first_page", .type = LB_INT, .offset = AT(first_page), .def = "1", .min = 0, .max = 1, .help = "the number of the first page" },
	{ .name = "next", .type = LB_STRING, .offset = AT(next), .help = "where {next} for the next page is, or its address; paging: link without it takes the header Link" },
	{ .name = "more", .type = LB_STRING, .offset = AT(more), .help = "where a true is while there are more pages" },
	{ .name = "n_pages", .type = LB_STRING, .offset = AT(n_pages), .help = "where the number of pages is" },
	{ .name = "total", .type = LB_STRING, .offset = AT(total), .help = "where the number of all answers is" },
	{ .name = "moved", .type = LB_STRING, .offset = AT(moved), .help = "where in an answer the time is that {since} and the order go by" },
	{ .name = "time", .type = LB_CHOICE, .offset = AT(time), .def = "iso", .choices = times, .help = "how {since} and {now} are written" },
	{ .name = "back", .type = LB_SECONDS, .offset = AT(back), .def = "1s", .min = 0, .max = DAY, .help = "so much earlier than the newest answer {since} is" },
	{ .name = "order", .type = LB_CHOICE, .offset = AT(order), .def = "any", .choices = orders, .help = "in which the API gives answers, by moved" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "3d", .min = 0, .max = 60 * DAY, .help = "how far back changed answers are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = "restart_pages", .type = LB_INT, .offset = AT(restart_pages), .min = 0, .max = 1000000, .help = "ask anew from the last answer's time on, after so many pages" },
	{ .name = "max_pages", .type = LB_INT, .offset = AT(max_pages), .min = 0, .max = 1000000, .help = "the API gives no page after so many" },
	{ .name = "keeps_next", .type = LB_BOOL, .offset = AT(keeps_next), .def = "no", .help = "yes: a poll goes on at the last {next}, which stays good" },
	{ .name = "may_leave", .type = LB_BOOL, .offset = AT(may_leave), .def = "no", .help = "yes: follow redirects to other hosts, without the key" },
	MAPPING_OPTIONS(struct settings),
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "its id, where answers do not say; else the instance's name" },
	{ .name = "zone", .type = LB_STRING, .offset = AT(zone), .help = "time zone of times without one, as Europe/Copenhagen; else the bot's" },
	{ .name = NULL },
};
/* clang-format on */

static bool
has(const char *s)
{
	return s != NULL && *s != '\0';
}

/* Does path or body name it? */
static bool
uses(const struct settings *s, const char *name)
{
	return strstr(s->path, name) != NULL ||
	       (has(s->body) && strstr(s->body, name) != NULL);
}

bool
settings_key_is_in_template(const struct settings *s)
{
	return uses(s, "{key}");
}

/* ---- Signing in */

static bool
check_key(const struct settings *s, struct error *err)
{
	bool has_header = has(s->header) || has(s->prefix);

	if (has(s->key) && has(s->token_url))
		return error_set(err, "key and token_url do not go together: "
				      "take one away");
	if (uses(s, "{key}") && !has(s->key))
		return error_set(err, "key is missing: {key} stands for it");
	if (has_header && (!has(s->key) || uses(s, "{key}")))
		return error_set(err,
		    "%s: there is no key to go into a header",
		    has(s->header) ? "header" : "prefix");
	return true;
}

static bool
check_token(const struct settings *s, struct error *err)
{
	const char *missing = !has(s->client_id)       ? "client_id"
			      : !has(s->client_secret) ? "client_secret"
						       : NULL;

	if (!has(s->token_url))
		return !(has(s->client_id) || has(s->client_secret) ||
			   has(s->scope)) ||
		       error_set(err, "token_url is missing: where a token is "
				      "got with client_id and client_secret");
	if (missing != NULL)
		return error_set(
		    err, "%s is missing: token_url wants it", missing);
	return *s->token_url == '/' || http_is_private(s->token_url, err) ||
	       error_in(err, "token_url");
}

static bool
check_headers(const struct settings *s, struct error *err)
{
	int n = 0;

	for (const struct lb_pair *h = s->headers; h->name != NULL; h++) {
		if (*h->name == '\0' || strpbrk(h->name, ": \t\r\n") != NULL ||
		    strpbrk(h->value, "\r\n") != NULL)
			return error_set(
			    err, "headers: \"%s\" is no header", h->name);
		n++;
	}
	return n <= REST_MAX_HEADERS ||
	       error_set(err, "headers: at most %d", REST_MAX_HEADERS);
}

/* ---- Paging */

/* The name that each kind needs, and no other has a use for. */
static const char *const name_of[] = {
	[PAGING_ONE] = NULL,
	[PAGING_PAGE] = "{page}",
	[PAGING_OFFSET] = "{offset}",
	[PAGING_CURSOR] = "{next}",
	[PAGING_LINK] = NULL,
};

static bool
check_kind(const struct settings *s, struct error *err)
{
	for (int kind = PAGING_ONE; kind <= PAGING_LINK; kind++) {
		const char *name = name_of[kind];

		if (name == NULL || (s->paging == kind) == uses(s, name))
			continue;
		if (s->paging == kind)
			return error_set(err,
			    "path: paging: %s needs %s in it, or in body",
			    kinds[kind], name);
		return error_set(err,
		    "paging: %s is for paging: %s, and this is paging: %s",
		    name, kinds[kind], kinds[s->paging]);
	}
	return true;
}

static bool
check_size(const struct settings *s, struct error *err)
{
	return s->size > 0 || !uses(s, "{size}") ||
	       error_set(err, "size is missing: {size} stands for it");
}

static bool
check_order(const struct settings *s, struct error *err)
{
	if (has(s->moved))
		return pointer_check(s->moved, err) || error_in(err, "moved");
	if (uses(s, "{since}"))
		return error_set(err,
		    "moved is missing: {since} is that time of the newest "
		    "answer; say where it stands, as in moved: /created_at");
	return s->order == FEED_UNORDERED ||
	       error_set(err,
		   "moved is missing: order: %s says nothing without it",
		   orders[s->order]);
}

static bool
check_restart(const struct settings *s, struct error *err)
{
	if (s->keeps_next && s->paging != PAGING_CURSOR)
		return error_set(
		    err, "keeps_next: is for paging: cursor alone");
	return (s->restart_pages == 0 && s->max_pages == 0) ||
	       (has(s->moved) && s->order == FEED_OLDEST_FIRST) ||
	       error_set(err,
		   "%s: needs moved and order: oldest_first, to go on from "
		   "the "
		   "last answer's time",
		   s->restart_pages != 0 ? "restart_pages" : "max_pages");
}

static const char *
set(const char *s)
{
	return has(s) ? s : NULL;
}

struct paging
settings_paging(const struct settings *s)
{
	return (struct paging){
		.kind = (enum paging_kind)s->paging,
		.path = s->path,
		.body = set(s->body),
		.items = set(s->items),
		.next = set(s->next),
		.more = set(s->more),
		.n_pages = set(s->n_pages),
		.total = set(s->total),
		.size = s->size,
		.first = s->first_page - 1,
		.time = (enum paging_time)s->time,
		.back_s = s->back,
		.may_leave = s->may_leave,
	};
}

/* ---- The whole */

static bool
check_addresses(const struct settings *s, struct error *err)
{
	size_t n = strlen(s->base_url);

	if (n > 0 && s->base_url[n - 1] == '/')
		return error_set(err, "base_url: must not end with /, which "
				      "path begins with");
	return *s->path == '/' ||
	       error_set(
		   err, "path: must begin with /, not \"%.40s\"", s->path);
}

bool
settings_check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct lb_pair key[] = { { "key", s->key }, { NULL, NULL } };
	const struct paging paging = settings_paging(s);
	struct error err;

	if (!rest_check_base(host, s->base_url))
		return false;
	if (check_addresses(s, &err) && check_key(s, &err) &&
	    check_token(s, &err) && check_headers(s, &err) &&
	    paging_check(&paging, key, &err) && check_kind(s, &err) &&
	    check_size(s, &err) && check_order(s, &err) &&
	    check_restart(s, &err) && mapping_check(&s->map, &err))
		return true;
	lb_fail(host, "%s", err.text);
	return false;
}
