/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider trustpilot: reviews of one business, in stars.
 *
 * Stars are no NPS and never become one.  With the API key alone there are the
 * public reviews; with its secret the private ones, which know a reference and
 * who was invited.  Both come newest first and cannot be asked what changed:
 * the last days are read again, for edits and our replies.  A push is only a
 * hint, and the review is asked for, so that both ways bring the same.
 *
 * That a review was deleted is told by a push alone.  No plugin can take an
 * answer back: it becomes one that is not complete, so that it is counted and
 * announced no more, and has the property deleted.
 *
 * Sources: developers.trustpilot.com, and where that is not enough, Airbyte's
 * connector.
 */
#include <string.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"
#include "sdk/pushed.h"
#include "sdk/when.h"

#define DAY (24 * 3600)
#define PER_PAGE 100

struct settings {
	const char *base_url, *api_key, *api_secret, *domain, *business_unit;
	int overlap, overlap_every; /* seconds */
	const char *webhook_secret;
};

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "api_key", .type = LB_SECRET, .offset = AT(api_key), .required = true, .help = "from Integrations, Developers, APIs" },
	{ .name = "api_secret", .type = LB_SECRET, .offset = AT(api_secret), .help = "beside the key; with it reviews come with references and e-mail addresses" },
	{ .name = "domain", .type = LB_STRING, .offset = AT(domain), .help = "the reviewed domain, www.kunde.example, to find the business unit by" },
	{ .name = "business_unit", .type = LB_STRING, .offset = AT(business_unit), .help = "id of the business unit, if it is not to be looked for" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .def = "https://api.trustpilot.com/v1", .help = "address of the API" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "7d", .min = 0, .max = 60 * DAY, .help = "how far back changed reviews are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "1h", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = "webhook_secret", .type = LB_SECRET, .offset = AT(webhook_secret), .help = "the end of the address /in/NAME/SECRET, where Trustpilot pushes as well" },
	{ .name = NULL },
};

/* "loopbell" is what shape() adds. */
static const struct lb_pair fields[] = {
	{ "id", "/id" }, { "score", "/stars" }, { "comment", "/loopbell/comment" }, { "answered", "/createdAt" },
	{ "changed", "/updatedAt" }, { "complete", "/loopbell/complete" }, { "language", "/language" },
	{ "email", "/referralEmail" }, { "name", "/loopbell/name" }, { "link", "/loopbell/link" }, { NULL, NULL }
};
static const struct lb_pair properties[] = {
	{ "reference", "/referenceId" }, { "verified", "/isVerified" }, { "source", "/source" },
	{ "reply", "/companyReply/text" }, { "deleted", "/loopbell/deleted" }, { NULL, NULL }
};
/* clang-format on */

static const struct mapping mapping = {
	.fields = fields,
	.properties = properties,
	.scale = LB_STARS_1_5,
	.date_order = WHEN_YMD,
};

#define LIST                                                        \
	"business-units/{unit}/reviews?perPage={size}&page={page}&" \
	"orderBy=createdat.desc"
static const struct paging public_pages = {
	.kind = PAGING_PAGE,
	.path = "/" LIST,
	.items = "/reviews",
	.size = PER_PAGE,
};
static const struct paging private_pages = {
	.kind = PAGING_PAGE,
	.path = "/private/" LIST "&startDateTime={since}",
	.items = "/reviews",
	.size = PER_PAGE,
	.time = PAGING_PLAIN,
	.back_s = 1, /* whether it takes in that second is not told */
};

struct trustpilot {
	struct polled base;
	const struct settings *settings;
	struct signature_rules signature;
	struct rest *open;   /* with the key alone; NULL: as the rest */
	char *unit, *called; /* the business unit's id and name */
};

/* ---- The business unit */

static enum lb_result
find_unit(struct trustpilot *t)
{
	struct buf path = BUF_INIT;
	enum lb_result result;
	cJSON *unit;

	buf_puts(&path, "/business-units/find");
	rest_query(&path, "name", t->settings->domain);
	result = rest_get(
	    t->open != NULL ? t->open : t->base.rest, buf_str(&path), &unit);
	buf_release(&path);
	if (result == LB_DONE) {
		t->unit = mem_string(json_string(unit, "id"));
		t->called = mem_string(json_string(unit, "displayName"));
		if (t->unit == NULL)
			result = lb_retry(t->base.host, 0,
			    "Trustpilot found %s, but said no id",
			    t->settings->domain);
	}
	cJSON_Delete(unit);
	return result;
}

static enum lb_result
begin(void *state)
{
	struct trustpilot *t = state;
	enum lb_result result = t->unit == NULL ? find_unit(t) : LB_DONE;

	t->base.variables[0].value = t->unit;
	return result;
}

/* ---- One review */

/* Trustpilot makes a title of the text's beginning where none was written. */
static bool
is_beginning(const char *title, const char *text)
{
	size_t n = strlen(title);

	while (n > 0 && title[n - 1] == '.')
		n--;
	if (n >= 3 && strncmp(title + n - 3, "\xe2\x80\xa6", 3) == 0)
		n -= 3; /* … */
	return strncmp(title, text, n) == 0;
}

static void
put_comment(cJSON *to, const cJSON *row)
{
	const char *title = json_string(row, "title");
	const char *text = json_string(row, "text");
	char *both;

	if (title == NULL || text == NULL || is_beginning(title, text)) {
		json_put_string(to, "comment", text != NULL ? text : title);
		return;
	}
	both = mem_printf("%s\n%s", title, text);
	json_put_string(to, "comment", both);
	free(both);
}

/* Its page for people: the links of a row are the API's. */
static void
put_link(cJSON *to, const cJSON *row)
{
	const char *id = json_string(row, "id");
	struct buf link = BUF_INIT;

	if (id == NULL)
		return;
	buf_puts(&link, "https://www.trustpilot.com/reviews/");
	rest_segment(&link, id);
	json_put_string(to, "link", buf_str(&link));
	buf_release(&link);
}

static bool
shape(void *state, cJSON *row, struct error *err)
{
	const cJSON *who = json_member(row, "consumer");
	const char *name = json_string(who, "displayName");
	bool is_deleted = json_bool(row, "loopbell_deleted", false);
	cJSON *to = json_put_object(row, "loopbell");

	(void)state;
	(void)err;
	put_comment(to, row);
	put_link(to, row);
	json_put_string(
	    to, "name", name != NULL ? name : json_string(who, "name"));
	json_put_string(to, "complete", is_deleted ? "no" : "yes");
	json_put_string(to, "deleted", is_deleted ? "true" : NULL);
	return true;
}

/* ---- Pushes */

/* As it is polled; *row NULL: there is no such review any more. */
static enum lb_result
get_review(struct trustpilot *t, const char *id, cJSON **row)
{
	struct buf path = BUF_INIT;
	struct rest_call call = { .may_be_missing = true };
	enum lb_result result;

	buf_puts(&path, t->settings->api_secret != NULL ? "/private/reviews/"
							: "/reviews/");
	rest_segment(&path, id);
	call.path = buf_str(&path);
	result = rest_send(t->base.rest, &call, row);
	buf_release(&path);
	return result;
}

/* What a deletion leaves out must not look like another answer's. */
static void
mark_deleted(cJSON *row)
{
	const char *at = json_string(row, "deletedAt");
	struct buf now = BUF_INIT;

	json_put_bool(row, "loopbell_deleted", true);
	if (json_string(row, "createdAt") != NULL)
		return;
	when_put_iso(&now, (int64_t)time(NULL) * 1000000);
	json_put_string(row, "createdAt", at != NULL ? at : buf_str(&now));
	buf_release(&now);
}

/* Reviews of products, and what comes to be, are not ours. */
static enum lb_result
take_event(struct trustpilot *t, const char *name, cJSON *data)
{
	bool is_deleted = strcmp(name, "service-review-deleted") == 0;
	const char *id = json_string(data, "id");
	enum lb_result result = LB_DONE;
	cJSON *row = NULL;

	if (!is_deleted && strcmp(name, "service-review-created") != 0 &&
	    strcmp(name, "service-review-updated") != 0)
		return LB_DONE;
	if (is_deleted)
		mark_deleted(data);
	else if (id != NULL)
		result = get_review(t, id, &row);
	if (result == LB_DONE)
		result = feed_tell(
		    t->base.feed, NULL, data, row != NULL ? row : data);
	cJSON_Delete(row);
	return result;
}

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct trustpilot *t = state;
	enum lb_result result = LB_DONE;
	cJSON *body, *event;

	body = pushed_read(
	    t->base.host, &t->signature, "webhook_secret", request, &result);
	if (body == NULL)
		return result;
	if (!cJSON_IsArray(json_member(body, "events")))
		result = lb_reject(
		    t->base.host, "it has no list of Trustpilot's events");
	cJSON_ArrayForEach(event, json_member(body, "events"))
	{
		const char *name = json_string(event, "eventName");
		cJSON *data =
		    cJSON_GetObjectItemCaseSensitive(event, "eventData");

		if (result == LB_DONE && name != NULL && cJSON_IsObject(data))
			result = take_event(t, name, data);
	}
	cJSON_Delete(body);
	return result;
}

/* ---- The plugin */

static bool
probe_trustpilot(void *state)
{
	struct trustpilot *t = state;

	if (t->settings->domain != NULL && t->called == NULL &&
	    find_unit(t) != LB_DONE)
		return false;
	if (t->called != NULL)
		lb_log(t->base.host, LB_INFO,
		    "%s is \"%.80s\", business unit %s", t->settings->domain,
		    t->called, t->unit);
	lb_log(t->base.host, LB_INFO, "it reads the %s",
	    t->settings->api_secret == NULL
		? "public reviews; with api_secret they would have references "
		  "and the addresses of those who were invited"
		: "private reviews, with references and e-mail addresses");
	if (!feed_probe(t->base.feed, NULL))
		return false;
	pushed_say(
	    t->base.host, &t->signature, "webhook_secret", "Trustpilot");
	return true;
}

static struct signature_rules
signature_of(const struct settings *s)
{
	return (struct signature_rules){ .scheme = SIGNATURE_PATH,
		.secrets = { s->webhook_secret } };
}

/* A token lasts 100 hours; who asks for many is answered 429. */
static void
use_token(const struct settings *s, struct rest_spec *api)
{
	api->token_url =
	    "/oauth/oauth-business-users-for-applications/accesstoken";
	api->client_id = s->api_key;
	api->client_secret = s->api_secret;
	api->is_token_basic = true;
}

static void *
open_trustpilot(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct rest_spec api = { .vendor = "Trustpilot",
		.base = s->base_url,
		.key = s->api_key,
		.header = "apikey" };
	struct trustpilot *t = mem_new(1, sizeof(*t));

	t->settings = s;
	t->signature = signature_of(s);
	t->unit = mem_string(s->business_unit);
	t->base.variables[0].name = "unit";
	t->base.spec = (struct feed_spec){ .paging = s->api_secret != NULL
							 ? &private_pages
							 : &public_pages,
		.mapping = &mapping,
		/* The same for polls and pushes, which name no unit. */
		.survey = s->domain != NULL ? s->domain : s->business_unit,
		.moved = "/createdAt",
		.order = FEED_NEWEST_FIRST,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.begin = begin,
		.shape = shape };
	if (s->api_secret != NULL) {
		t->open = rest_new(host, &api);
		use_token(s, &api);
	}
	return polled_open(&t->base, host, &api);
}

static void
close_trustpilot(void *state)
{
	struct trustpilot *t = state;

	rest_free(t->open);
	free(t->unit);
	free(t->called);
	polled_close(t);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct signature_rules signature = signature_of(s);

	if (s->domain == NULL && s->business_unit == NULL) {
		lb_fail(host, "domain is missing, or business_unit: which "
			      "business is it?");
		return false;
	}
	return polled_check(host, s) &&
	       pushed_check(host, &signature, "webhook_secret");
}

static const struct lb_provider provider = {
	.poll = polled_poll,
	.receive = receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "trustpilot",
	.summary = "Trustpilot: reviews of a business, in stars",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_trustpilot,
	.probe = probe_trustpilot,
	.close = close_trustpilot,
	.provider = &provider,
};
