/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider wootric: the answers of one account, oldest first.
 *
 * Wootric (InMoment) cannot be asked what changed.  So the last days are read
 * again every few minutes, for comments that came later and scores that were
 * corrected.  Polls and pushes must come out the same, or each would correct
 * the other for ever: only what both know is taken, and so not `completed`,
 * which pushes do not have.
 *
 * Sources: Wootric's API documentation (docs.wootric.com) and the Singer tap's
 * experience with it.
 */
#include <inttypes.h>
#include <math.h>
#include <strings.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/polled.h"
#include "sdk/pushed.h"
#include "sdk/recall.h"
#include "sdk/when.h"

#define DAY (24 * 3600)
#define PEOPLE 1024
/* A query gives no more than 30 pages of 50. */
#define PAGES 30
#define PER_PAGE 50

struct settings {
	const char *base_url, *client_id, *client_secret, *survey, *company;
	int region, overlap, overlap_every; /* seconds */
	const char *webhook_secret;
};

#define AT(field) offsetof(struct settings, field)

static const char *const regions[] = { "us", "eu", "au", NULL };
static const char *const bases[] = { "https://api.wootric.com",
	"https://api.wootric.eu", "https://api.wootric.au" };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "region", .type = LB_CHOICE, .offset = AT(region), .def = "us", .choices = regions, .help = "where the account is kept: NPS-EU-… is eu, NPS-AU-… is au" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .help = "address of the API, if not the region's" },
	{ .name = "client_id", .type = LB_STRING, .offset = AT(client_id), .required = true, .help = "of the API client, from Settings, API" },
	{ .name = "client_secret", .type = LB_SECRET, .offset = AT(client_secret), .required = true, .help = "of the API client" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .help = "id of the one survey to read; else all of the account" },
	{ .name = "company_property", .type = LB_STRING, .offset = AT(company), .def = "company", .help = "end user property that holds the customer's name" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "3d", .min = 0, .max = 60 * DAY, .help = "how far back changed answers are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = "webhook_secret", .type = LB_SECRET, .offset = AT(webhook_secret), .help = "of the webhook, where Wootric pushes to /in/NAME as well" },
	{ .name = NULL },
};

/* The e-mail address of a poll is in end_user, of a push at the top. */
#define FIELDS(email) { { "id", "/id" }, { "survey", "/survey_id" }, { "score", "/score" }, { "comment", "/text" }, \
	{ "answered", "/created_at" }, { "changed", "/updated_at" }, { "email", email }, { NULL, NULL } }
#define ALL_AT(pointer) { { "*", pointer }, { NULL, NULL } }
static const struct lb_pair polled_fields[] = FIELDS("/end_user/email");
static const struct lb_pair polled_properties[] = ALL_AT("/end_user/properties");
static const struct lb_pair pushed_fields[] = FIELDS("/email");
static const struct lb_pair pushed_properties[] = ALL_AT("/end_user_properties");
/* clang-format on */

static const struct mapping polled = { .fields = polled_fields,
	.properties = polled_properties,
	.date_order = WHEN_YMD };
static const struct mapping pushed = { .fields = pushed_fields,
	.properties = pushed_properties,
	.date_order = WHEN_YMD };
static const struct paging pages = {
	.kind = PAGING_PAGE,
	.path = "/v1/responses?created%5Bgte%5D={since}&sort_order=asc&"
		"per_page={size}&page={page}",
	.size = PER_PAGE,
	.time = PAGING_SECONDS,
};

struct wootric {
	struct polled base;
	const struct settings *settings;
	struct signature_rules signature;
	struct recall *people; /* e-mail addresses, by the end user's id */
	const char *mode;      /* survey_mode of the push at hand; or NULL */
};

/* ---- One answer */

/* true, and in a form "true" */
static bool
is_excluded(const cJSON *row)
{
	const cJSON *value = json_member(row, "excluded_from_calculations");

	return cJSON_IsTrue(value) ||
	       (cJSON_IsString(value) &&
		   strcasecmp(value->valuestring, "true") == 0);
}

static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const struct wootric *w = state;
	const struct settings *s = w->settings;

	if (s->survey != NULL && strcmp(s->survey, r->survey) != 0)
		return false;
	r->company = mapping_property(r, s->company);
	/* It is there to be seen, and is neither counted nor announced. */
	if (is_excluded(row)) {
		r->scale = LB_SCALE_OTHER;
		r->complete = false;
	}
	/* CSAT and CES have scores, too, on other scales. */
	if (w->mode != NULL && strcasecmp(w->mode, "NPS") != 0)
		r->scale = LB_SCALE_OTHER;
	return true;
}

/* Not all accounts give the address with an answer. */
static enum lb_result
complete(void *state, const cJSON *row, struct lb_response *r)
{
	struct wootric *w = state;
	struct buf id = BUF_INIT, path = BUF_INIT;
	enum lb_result result = LB_DONE;

	if (r->email == NULL &&
	    pointer_text(&id, json_member(row, "end_user_id"))) {
		buf_puts(&path, "/v1/end_users/");
		rest_segment(&path, buf_str(&id));
		result = recall_ask(w->people, w->base.rest, buf_str(&id),
		    buf_str(&path), "/email", &r->email);
	}
	buf_release(&id);
	buf_release(&path);
	return result;
}

/* ---- Pushes: response created and updated, and decline created */

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct wootric *w = state;
	enum lb_result result = LB_DONE;
	cJSON *event, *row;

	event = pushed_read(
	    w->base.host, &w->signature, "webhook_secret", request, &result);
	if (event == NULL)
		return result;
	row = cJSON_GetObjectItemCaseSensitive(event, "response");
	w->mode = json_string(event, "survey_mode");
	if (cJSON_IsObject(row))
		result = feed_tell(w->base.feed, &pushed, event, row);
	else if (json_member(event, "decline") == NULL)
		result = lb_reject(w->base.host,
		    "it is neither a response nor a decline of Wootric's");
	w->mode = NULL;
	cJSON_Delete(event);
	return result;
}

/* ---- Do we count as Wootric does? */

static void
put_date(struct buf *path, const char *name, int64_t at_s)
{
	char text[32];
	time_t at = (time_t)at_s;
	struct tm day;

	gmtime_r(&at, &day);
	strftime(text, sizeof(text), "%Y-%m-%d", &day);
	rest_query(path, name, text);
}

static enum lb_result
get_summary(struct wootric *w, int64_t from_s, int64_t to_s, cJSON **summary)
{
	struct buf path = BUF_INIT;
	enum lb_result result;

	buf_puts(&path, "/v1/nps_summary");
	put_date(&path, "date[start]", from_s);
	put_date(&path, "date[end]", to_s);
	result = rest_get(w->base.rest, buf_str(&path), summary);
	buf_release(&path);
	return result;
}

/* A difference is told with what may be behind it, and is no failure. */
static void
compare(struct wootric *w, const struct feed_count *c, const cJSON *summary)
{
	int theirs = (int)lround(json_real(summary, "nps", 0));

	if (theirs == feed_nps(c)) {
		lb_log(w->base.host, LB_INFO,
		    "Wootric's own count says the same");
		return;
	}
	lb_log(w->base.host, LB_WARNING,
	    "Wootric's own count says %+d, of %d answers: it cuts days in the "
	    "account's time zone%s%s",
	    theirs, (int)json_real(summary, "responses", 0),
	    c->n_ignored > 0 ? ", counts all surveys and not only this one"
			     : "",
	    c->n_wrong > 0 ? ", and some could not be read" : "");
}

/* Who was shown the survey and closed it: no answers, and yet worth knowing. */
static enum lb_result
say_declines(struct wootric *w, int64_t from_s, int n_answers)
{
	static const struct paging declines = {
		.kind = PAGING_PAGE,
		.path = "/v1/declines?created%5Bgte%5D={since}&"
			"per_page={size}&page={page}",
		.size = PER_PAGE,
		.time = PAGING_SECONDS,
	};
	struct paging_at at = { .since_us = from_s * 1000000, .page = 1 };
	struct paging_page page = { .n_rows = 0 };
	enum lb_result result;
	int n = 0;

	do {
		result = paging_get(
		    w->base.host, w->base.rest, &declines, NULL, &at, &page);
		n += page.n_rows;
	} while (result == LB_DONE && !page.is_last && at.page++ < PAGES);
	if (result == LB_DONE && n > 0)
		lb_log(w->base.host, LB_INFO,
		    "%s%d closed the survey without an answer: %ld %% of "
		    "those who saw it answered",
		    page.is_last ? "" : "at least ", n,
		    lround(100.0 * n_answers / (n_answers + n)));
	paging_release(&page);
	return result;
}

static bool
probe_wootric(void *state)
{
	struct wootric *w = state;
	/* Whole days, as the summary's. */
	int64_t now_s = (int64_t)time(NULL);
	int64_t from_s = (now_s / DAY - FEED_DAYS) * DAY;
	struct feed_count c;
	cJSON *summary;

	if (feed_count_since(w->base.feed, from_s * 1000000, &c) != LB_DONE)
		return false;
	feed_count_say(w->base.feed, &c);
	if (get_summary(w, from_s, now_s, &summary) != LB_DONE)
		return false;
	compare(w, &c, summary);
	cJSON_Delete(summary);
	if (say_declines(w, from_s, c.n_scored) != LB_DONE)
		return false;
	pushed_say(w->base.host, &w->signature, "webhook_secret", "Wootric");
	return true;
}

/* ---- The plugin */

static void *
open_wootric(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "Wootric",
		.base = s->base_url != NULL ? s->base_url : bases[s->region],
		.token_url = "/oauth/token",
		.client_id = s->client_id,
		.client_secret = s->client_secret,
	};
	struct wootric *w = mem_new(1, sizeof(*w));

	w->settings = s;
	w->signature = (struct signature_rules){ .scheme = SIGNATURE_HMAC,
		.hash = HMAC_SHA1,
		.coding = HMAC_HEX,
		.header = "x-wootric-signature",
		.prefix = "sha1=",
		.secrets = { s->webhook_secret } };
	w->base.spec = (struct feed_spec){ .paging = &pages,
		.mapping = &polled,
		.survey = "all",
		.moved = "/created_at",
		.restart_pages = PAGES,
		.max_pages = PAGES,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.adjust = adjust,
		.complete = complete };
	w->people = recall_new(PEOPLE, 0);
	return polled_open(&w->base, host, &api);
}

static void
close_wootric(void *state)
{
	struct wootric *w = state;

	recall_free(w->people);
	polled_close(w);
}

static const struct lb_provider provider = {
	.poll = polled_poll,
	.receive = receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "wootric",
	.summary =
	    "Wootric (InMoment): polled, and pushed to where it is set up",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = polled_check,
	.open = open_wootric,
	.probe = probe_wootric,
	.close = close_wootric,
	.provider = &provider,
};
