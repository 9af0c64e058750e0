/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider wootric: the answers of one account, oldest first.
 *
 * Wootric cannot be asked what changed.  So the last days are read again every
 * few minutes, for comments that came later and scores that were corrected;
 * the core sees what is the same.  The cursor is the second of the newest
 * answer there was, by Wootric's clock.
 */
#include "wootric.h"

#include <inttypes.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"

#define AT(field) offsetof(struct settings, field)
#define DAY (24 * 3600)

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
/* clang-format on */

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct error err;

	if (s->base_url == NULL || http_is_private(s->base_url, &err))
		return true;
	lb_fail(host, "base_url %s", err.text);
	return false;
}

static bool
set_up_signature(struct wootric *w, struct error *err)
{
	w->signature = (struct signature_rules){
		.scheme = SIGNATURE_HMAC,
		.hash = HMAC_SHA1,
		.coding = HMAC_HEX,
		.header = "x-wootric-signature",
		.prefix = "sha1=",
		.secrets = { w->settings->webhook_secret },
	};
	return w->settings->webhook_secret == NULL ||
	       signature_rules_init(&w->signature, err);
}

static void *
open_wootric(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct wootric *w = mem_new(1, sizeof(*w));
	const struct rest_spec spec = {
		.vendor = "Wootric",
		.base = s->base_url != NULL ? s->base_url : bases[s->region],
		.token_url = "/oauth/token",
		.client_id = s->client_id,
		.client_secret = s->client_secret,
	};
	struct error err;

	w->host = host;
	w->settings = s;
	if (!set_up_signature(w, &err)) {
		free(w);
		return lb_fail(host, "webhook_secret: %s", err.text);
	}
	w->rest = rest_new(host, &spec);
	return w;
}

static void
close_wootric(void *state)
{
	struct wootric *w = state;

	for (size_t i = 0; i < WOOTRIC_CACHE; i++) {
		free(w->people[i].id);
		free(w->people[i].email);
	}
	mapped_release(&w->answer);
	rest_free(w->rest);
	free(w);
}

/* ---- Polling */

static int64_t
monotonic_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Ours, or (say an older one, or none at all) 0. */
static int64_t
read_cursor(const char *text)
{
	cJSON *json = text == NULL ? NULL : cJSON_Parse(text);
	int64_t newest_s = json_integer(json, "newest_s", 0);

	cJSON_Delete(json);
	return newest_s;
}

static enum lb_result
emit(struct wootric *w, const cJSON *row, void *arg)
{
	const char *email;
	enum lb_result result;
	struct error err;

	(void)arg;
	switch (wootric_read(w, row, &err)) {
	case WOOTRIC_WRONG:
		wootric_refuse(w, row, err.text);
		return LB_DONE;
	case WOOTRIC_IGNORED:
		return LB_DONE;
	case WOOTRIC_ANSWER:
		break;
	}
	if (w->answer.response.email == NULL) {
		result = wootric_email(w, row, &email);
		if (result != LB_DONE)
			return result;
		w->answer.response.email = email;
	}
	lb_emit(w->host, &w->answer.response);
	return LB_DONE;
}

static void
move_cursor(struct wootric *w, int64_t last_s, void *arg)
{
	int64_t *newest_s = arg;

	if (last_s < *newest_s)
		return;
	*newest_s = last_s;
	lb_cursor(w->host, "{\"v\":1,\"newest_s\":%" PRId64 "}", last_s);
}

/* From the newest answer there was, or, when it is time, some days before. */
static int64_t
start_of(struct wootric *w, int64_t newest_s, bool *overlaps)
{
	int64_t since_s = lb_since(w->host) / 1000000;

	*overlaps = newest_s == 0 || monotonic_s() >= w->overlap_due;
	if (newest_s == 0)
		return since_s;
	if (*overlaps)
		newest_s -= w->settings->overlap;
	return newest_s > since_s ? newest_s : since_s;
}

static enum lb_result
poll_wootric(void *state, const char *cursor)
{
	struct wootric *w = state;
	int64_t newest_s = read_cursor(cursor);
	bool overlaps;
	struct wootric_walk walk = {
		.from_s = start_of(w, newest_s, &overlaps),
		.row = emit,
		.page = move_cursor,
		.arg = &newest_s,
	};
	enum lb_result result = wootric_walk(w, &walk);

	if (result == LB_DONE && overlaps)
		w->overlap_due = monotonic_s() + w->settings->overlap_every;
	return result;
}

static const struct lb_provider provider = {
	.poll = poll_wootric,
	.receive = wootric_receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "wootric",
	.summary =
	    "Wootric (InMoment): polled, and pushed to where it is set up",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_wootric,
	.probe = wootric_probe,
	.close = close_wootric,
	.provider = &provider,
};
