/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider qualtrics: the answers to one survey, as exports and
 * as events.
 *
 * An export has what was recorded or changed within a span of time, and no
 * order that could be relied on: the cursor moves from span to span.  Where
 * Qualtrics gives a token to go on from, the next export is of what came since;
 * from time to time the last day is asked for again nevertheless.  An event
 * says only that there is an answer; it is then fetched.
 *
 * Sources: api.qualtrics.com (response exports, event subscriptions, single
 * responses), and for the inside of a file exports that others published.
 */
#include "qualtrics.h"

#include <ctype.h>
#include <time.h>

#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/when.h"

#define DAY (24 * 3600)
#define US_PER_S INT64_C(1000000)
/* What was just recorded is in no export yet. */
#define LAG_S 120

#define AT(field) offsetof(struct settings, field)

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "datacenter", .type = LB_STRING, .offset = AT(datacenter), .help = "where the account is, as fra1: Account Settings, Qualtrics IDs" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .help = "address of the API, if not the datacenter's" },
	{ .name = "token", .type = LB_SECRET, .offset = AT(token), .help = "an API token; or client_id and client_secret" },
	{ .name = "client_id", .type = LB_STRING, .offset = AT(client_id), .help = "of an OAuth client, for client credentials" },
	{ .name = "client_secret", .type = LB_SECRET, .offset = AT(client_secret), .help = "of the OAuth client" },
	{ .name = "scope", .type = LB_STRING, .offset = AT(scope), .def = "read:surveys read:survey_responses", .help = "what the OAuth client is to be allowed" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "id of the survey; begins with SV_" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "column of the score, as QID2; else the survey's first NPS question" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "column of the comment, as QID3_TEXT; else the only text question's" },
	{ .name = "scale", .type = LB_CHOICE, .offset = AT(scale), .def = "0-10", .choices = mapping_scales, .help = "what people could answer; only 0-10 counts as NPS" },
	{ .name = "fields", .type = LB_MAP, .offset = AT(fields), .help = "where members of a response are, as \"company: /values/Company\" for embedded data" },
	{ .name = "properties", .type = LB_MAP, .offset = AT(properties), .help = "further things to keep: \"segment: /values/Segment\"" },
	{ .name = "continuation", .type = LB_BOOL, .offset = AT(continuation), .def = "yes", .help = "no: each export is asked for by time, and not from where the last ended" },
	{ .name = "span", .type = LB_SECONDS, .offset = AT(span), .def = "30d", .min = 3600, .max = 3660 * DAY, .help = "how much time one export is of; shorter where a file has more than 16 MiB" },
	{ .name = "wait", .type = LB_SECONDS, .offset = AT(wait), .def = "20s", .min = 0, .max = 45, .help = "how long one poll waits for an export; then the next does" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "1d", .min = 0, .max = 60 * DAY, .help = "how far back is asked for again, for what changed" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "1h", .min = 1, .max = DAY, .help = "how often that is done" },
	{ .name = "webhook_secret", .type = LB_SECRET, .offset = AT(secret), .help = "the sharedKey of an event subscription, where Qualtrics pushes to /in/NAME as well" },
	{ .name = NULL },
};
/* clang-format on */

/* ---- Exports */

/* The span of one page; end_us 0: until now. */
struct span {
	int64_t start_us, end_us;
};

static struct span
span_of(const struct qualtrics *q, const struct paging_at *at)
{
	int64_t length_us = q->settings->span * US_PER_S;
	int64_t since_us = at->since_us;
	struct span s;

	if (since_us == 0)
		return (struct span){ .start_us = 0 };
	s.start_us = since_us + (at->page - 1) * length_us;
	s.end_us = s.start_us + length_us;
	if (s.end_us >= ((int64_t)time(NULL) - LAG_S) * US_PER_S)
		s.end_us = 0;
	if (at->page == 1 && since_us > lb_since(q->base.host))
		s.start_us -= LAG_S * US_PER_S;
	return s;
}

/* In whole seconds, as in Qualtrics' own examples. */
static void
put_time(cJSON *request, const char *name, int64_t us)
{
	struct buf text = BUF_INIT;

	when_put_iso(&text, us / US_PER_S * US_PER_S);
	if (us > 0)
		json_put_string(request, name, buf_str(&text));
	buf_release(&text);
}

static char *
request_for(
    const struct qualtrics *q, const struct span *span, const char *token)
{
	cJSON *request = cJSON_CreateObject();
	struct buf text = BUF_INIT;

	json_put_string(request, "format", "json");
	json_put_bool(request, "compress", false);
	json_put_bool(request, "sortByLastModifiedDate", true);
	if (q->settings->continuation && span->end_us == 0)
		json_put_bool(request, "allowContinuation", true);
	json_put_string(request, "continuationToken", token);
	if (token == NULL) {
		put_time(request, "startDate", span->start_us);
		put_time(request, "endDate", span->end_us);
	}
	json_print(&text, request);
	cJSON_Delete(request);
	return buf_take(&text);
}

static enum lb_result
take_file(struct qualtrics *q, struct exported *file, const struct span *span,
    struct paging_page *page)
{
	page->document = file->document;
	page->rows =
	    cJSON_GetObjectItemCaseSensitive(file->document, "responses");
	page->next = file->token;
	page->is_last = span->end_us == 0;
	page->until_us = page->is_last ? file->began_us : span->end_us;
	page->n_rows = cJSON_GetArraySize(page->rows);
	if (cJSON_IsArray(page->rows))
		return LB_DONE;
	paging_release(page);
	return lb_retry(q->base.host, 0,
	    "Qualtrics' export has no list of responses in it");
}

static enum lb_result
get(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct qualtrics *q = state;
	const char *token = q->refused_token || at->page > 1 ? NULL : at->next;
	struct span span = span_of(q, at);
	struct exported file;
	enum lb_result result;
	char *request;

	if (token != NULL)
		span.end_us = 0;
	request = request_for(q, &span, token);
	result = export_run(q->export, request, &file);
	free(request);
	if (result == LB_REJECT && token != NULL &&
	    rest_status(q->base.rest) != 401 &&
	    rest_status(q->base.rest) != 403) {
		q->refused_token = true;
		return lb_retry(q->base.host, 1,
		    "Qualtrics does not go on from where the last export "
		    "ended: the next is asked for by time");
	}
	if (result != LB_DONE)
		return result;
	q->refused_token = false;
	return take_file(q, &file, &span, page);
}

/* ---- The plugin */

static bool
probe_qualtrics(void *state)
{
	struct qualtrics *q = state;

	if (qualtrics_learn(q) != LB_DONE)
		return false;
	lb_log(q->base.host, LB_INFO,
	    "survey %s%s%s%s: the score is %s, the comment %s",
	    q->settings->survey, q->name == NULL ? "" : ", \"",
	    q->name == NULL ? "" : q->name, q->name == NULL ? "" : "\"",
	    q->score, q->comment == NULL ? "is none" : q->comment);
	if (!feed_probe(q->base.feed, NULL))
		return false;
	lb_log(q->base.host, LB_INFO,
	    q->settings->secret == NULL
		? "it is polled alone; for answers at once subscribe to "
		  "surveyengine.completedResponse.%s with /in/%s and a "
		  "sharedKey, which is webhook_secret"
		: "events of surveyengine.completedResponse.%s are taken at "
		  "/in/%s",
	    q->settings->survey, lb_instance(q->base.host));
	return true;
}

static void
set_up_feed(struct qualtrics *q)
{
	static const struct lb_pair own[] = {
		{ "external_id", "/values/externalDataReference" },
		{ NULL, NULL }
	};
	const struct settings *s = q->settings;

	q->properties = mapping_join(s->properties, own);
	q->base.mapping =
	    (struct mapping){ .properties = q->properties, .scale = s->scale };
	q->base.spec = (struct feed_spec){ .survey = s->survey,
		.keeps_next = s->continuation,
		.looks_back = s->overlap > 0,
		.overlap_s = s->overlap,
		.overlap_every_s = s->overlap_every,
		.begin = qualtrics_learn,
		.get = get,
		.shape = qualtrics_shape,
		.adjust = qualtrics_adjust };
}

static void *
open_qualtrics(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct qualtrics *q = mem_new(1, sizeof(*q));
	struct rest_spec api = { .vendor = "Qualtrics",
		.header = "X-API-TOKEN" };

	q->url = s->base_url != NULL
		     ? mem_string(s->base_url)
		     : mem_printf("https://%s.qualtrics.com", s->datacenter);
	api.base = q->url;
	api.key = s->token;
	if (s->token == NULL) {
		api.token_url = "/oauth2/token";
		api.client_id = s->client_id;
		api.client_secret = s->client_secret;
		api.scope = s->scope;
		api.is_token_basic = true;
	}
	q->settings = s;
	set_up_feed(q);
	polled_open(&q->base, host, &api);
	q->export = export_new(host, q->base.rest, s->survey, s->wait);
	return q;
}

static void
close_qualtrics(void *state)
{
	struct qualtrics *q = state;
	char *const texts[] = { q->url, q->name, q->score, q->comment,
		q->score_at, q->comment_at };

	export_free(q->export);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	free(q->fields);
	free(q->properties);
	polled_close(q);
}

static bool
check_address(const struct settings *s, struct error *err)
{
	const char *p = s->datacenter;

	if (s->base_url == NULL && p == NULL)
		return error_set(err,
		    "datacenter is missing: Account Settings, Qualtrics IDs "
		    "shows it");
	for (; p != NULL && *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && *p != '-')
			return error_set(err,
			    "datacenter must be a name as fra1, without the "
			    "rest of the address");
	return true;
}

static bool
check_key(const struct settings *s, struct error *err)
{
	bool has_client = s->client_id != NULL && s->client_secret != NULL;

	if ((s->token != NULL) != has_client)
		return true;
	return error_set(err,
	    has_client ? "token and client_id do not go together: take one "
			 "away"
		       : "token is missing, or client_id and client_secret");
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct mapping mapping = { .fields = s->fields,
		.properties = s->properties };
	struct error err;

	if (check_address(s, &err) && check_key(s, &err) &&
	    mapping_check(&mapping, &err))
		return polled_check(host, s);
	lb_fail(host, "%s", err.text);
	return false;
}

static const struct lb_provider provider = {
	.poll = polled_poll,
	.receive = qualtrics_receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "qualtrics",
	.summary = "Qualtrics: one survey, exported, and its events",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_qualtrics,
	.probe = probe_qualtrics,
	.close = close_qualtrics,
	.provider = &provider,
};
