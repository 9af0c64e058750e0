/* SPDX-License-Identifier: ISC */
/*
 * plugin.c - the provider surveymonkey: the answers to one survey, by the time
 * they were changed.
 *
 * A poll that finds nothing new is one call, and how often there is one follows
 * from the calls that are left (budget.h).  The survey's design is one more,
 * read when the instance starts and when an answer holds an id that was not in
 * it.  Pushes hold ids alone, and cost a call, too.
 *
 * Source: SurveyMonkey's public_api_docs on GitHub, API v3.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answer.h"
#include "monkey.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/pushed.h"

#define AT(field) offsetof(struct settings, field)

static const char *const regions[] = { "us", "eu", "ca", NULL };
static const char *const bases[] = { "https://api.surveymonkey.com",
	"https://api.eu.surveymonkey.com", "https://api.surveymonkey.ca" };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "region", .type = LB_CHOICE, .offset = AT(region), .def = "us", .choices = regions, .help = "where the account is kept" },
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .help = "address of the API, if not the region's: the account's access URL" },
	{ .name = "token", .type = LB_SECRET, .offset = AT(token), .required = true, .help = "access token of a private app, from its settings" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "id of the survey, a number" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "id of the question that is the score, where there are several" },
	{ .name = "comment", .type = LB_STRING, .offset = AT(comment), .help = "id of the question that is the comment; else the first text after the score" },
	{ .name = "email_variable", .type = LB_STRING, .offset = AT(email), .def = "email", .help = "custom variable with the respondent's address" },
	{ .name = "name_variable", .type = LB_STRING, .offset = AT(name), .def = "name", .help = "custom variable with the respondent's name" },
	{ .name = "company_variable", .type = LB_STRING, .offset = AT(company), .def = "company", .help = "custom variable with the customer's name" },
	{ .name = "partial", .type = LB_BOOL, .offset = AT(partial), .def = "no", .help = "read answers that are not finished yet, too" },
	{ .name = "calls_per_day", .type = LB_INT, .offset = AT(calls_per_day), .def = "400", .min = 24, .max = 1000000, .help = "how many of the app's calls may be used" },
	{ .name = "client_id", .type = LB_STRING, .offset = AT(client_id), .help = "of the app, where SurveyMonkey pushes to /in/NAME as well" },
	{ .name = "client_secret", .type = LB_SECRET, .offset = AT(client_secret), .help = "of the app, with client_id" },
	{ .name = NULL },
};

/* What shape() found is in "loopbell". */
static const struct lb_pair fields[] = {
	{ "id", "/id" }, { "score", "/loopbell/score" }, { "comment", "/loopbell/comment" },
	{ "answered", "/date_created" }, { "changed", "/date_modified" }, { "complete", "/response_status" },
	{ "email", "/loopbell/email" }, { "name", "/loopbell/name" }, { "company", "/loopbell/company" },
	{ "link", "/analyze_url" }, { NULL, NULL }
};
static const struct lb_pair properties[] = { { "*", "/custom_variables" }, { "custom_value", "/custom_value" }, { NULL, NULL } };
/* Neither over quota nor disqualified. */
static const struct lb_pair only[] = { { "/response_status", "completed|partial" }, { NULL, NULL } };
/* clang-format on */

/* ---- One answer */

static bool
shape(void *state, cJSON *row, struct error *err)
{
	const struct monkey *m = state;
	const struct settings *s = m->settings;
	const struct answer_spec spec = { &m->survey, s->email, s->name,
		s->company };

	return answer_shape(&spec, row, err);
}

/* What the survey's makers answered to see how it looks is no answer. */
static bool
adjust(void *state, const cJSON *row, struct lb_response *r)
{
	const char *mode = json_string(row, "collection_mode");

	(void)state;
	(void)r;
	return mode == NULL || strstr(mode, "preview") == NULL;
}

/* ---- The plugin */

/* Too early is no failure: nothing is asked, and so nothing is new. */
static enum lb_result
poll_monkey(void *state, const char *cursor)
{
	struct monkey *m = state;

	if (!budget_has(&m->budget, time(NULL)))
		return monkey_used_up(m);
	if (budget_wait_s(&m->budget, time(NULL)) > 0)
		return LB_DONE;
	return feed_poll(m->base.feed, cursor);
}

static void
say_budget(const struct monkey *m)
{
	struct buf text = BUF_INIT;

	number_put_seconds(&text, 86400 / m->settings->calls_per_day + 1);
	lb_log(m->base.host, LB_INFO,
	    "it asks at most %d times a day, about every %s: a shorter every "
	    "changes nothing; %d calls are left for it today",
	    m->settings->calls_per_day, buf_str(&text), m->budget.n_left);
	buf_release(&text);
}

static bool
probe_monkey(void *state)
{
	struct monkey *m = state;
	bool ok;

	if (monkey_begin(m) != LB_DONE)
		return false;
	design_say(
	    m->base.host, &m->survey, json_string(m->survey.json, "title"));
	m->is_probing = true;
	ok = feed_probe(m->base.feed, NULL);
	m->is_probing = false;
	if (!ok)
		return false;
	say_budget(m);
	pushed_say(
	    m->base.host, &m->signature, "client_secret", "SurveyMonkey");
	return true;
}

static void
set_spec(struct monkey *m)
{
	const struct settings *s = m->settings;

	m->base.variables[0] = (struct lb_pair){ "survey", s->survey };
	m->base.variables[1] =
	    (struct lb_pair){ "status", s->partial ? NULL : "completed" };
	m->base.mapping = (struct mapping){
		.fields = fields, .properties = properties, .only = only
	};
	m->base.spec = (struct feed_spec){ .paging = &monkey_pages,
		.survey = s->survey,
		.moved = "/date_modified",
		.restart_pages = 1,
		.probe_pages = 5,
		.begin = monkey_begin,
		.get = monkey_get,
		.shape = shape,
		.adjust = adjust };
}

static void *
open_monkey(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	const struct rest_spec api = {
		.vendor = "SurveyMonkey",
		.base = s->base_url != NULL ? s->base_url : bases[s->region],
		.key = s->token,
	};
	struct monkey *m = mem_new(1, sizeof(*m));

	m->settings = s;
	m->budget.per_day = s->calls_per_day;
	if (s->client_id != NULL && s->client_secret != NULL)
		m->secret =
		    mem_printf("%s&%s", s->client_id, s->client_secret);
	m->signature = (struct signature_rules){ .scheme = SIGNATURE_HMAC,
		.hash = HMAC_SHA1,
		.coding = HMAC_BASE64,
		.header = "sm-signature",
		.secrets = { m->secret } };
	set_spec(m);
	m->gone = recall_new(256, 6 * 3600);
	return polled_open(&m->base, host, &api);
}

static void
close_monkey(void *state)
{
	struct monkey *m = state;

	recall_free(m->gone);
	design_release(&m->survey);
	free(m->secret);
	polled_close(m);
}

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;

	if ((s->client_id == NULL) != (s->client_secret == NULL)) {
		lb_fail(host,
		    "client_id and client_secret belong together: set both, "
		    "or, where nothing is pushed, neither");
		return false;
	}
	return polled_check(host, s);
}

static const struct lb_provider provider = {
	.poll = poll_monkey,
	.receive = monkey_receive,
};

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "surveymonkey",
	.summary =
	    "SurveyMonkey: one survey, polled within the calls of a day",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_monkey,
	.probe = probe_monkey,
	.close = close_monkey,
	.provider = &provider,
};
