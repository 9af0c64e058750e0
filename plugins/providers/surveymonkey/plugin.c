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
#include <string.h>
#include <time.h>

#include "answer.h"
#include "budget.h"
#include "sdk/feed.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/pushed.h"
#include "sdk/recall.h"
#include "sdk/when.h"
#include "survey.h"

struct settings {
	int region;
	const char *base_url, *token, *survey, *question, *comment;
	const char *email, *name, *company; /* custom variables */
	bool partial;
	int calls_per_day;
	const char *client_id, *client_secret;
};

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

/* "after this date": so from the second before.  While rows move from page to
 * page each page is asked for from the last row's time on. */
static const struct paging pages = {
	.kind = PAGING_PAGE,
	.path = "/v3/surveys/{survey}/responses/bulk?per_page={size}&"
		"page={page}&start_modified_at={since}&sort_by=date_modified&"
		"sort_order=ASC&status={status}",
	.items = "/data",
	.size = 100,
	.time = PAGING_PLAIN,
	.back_s = 1,
};

struct monkey {
	struct lb_host *host;
	const struct settings *settings;
	char *secret; /* client_id&client_secret; NULL: nothing is pushed */
	struct signature_rules signature;
	struct rest *rest;
	struct lb_pair variables[3];
	struct mapping mapping; /* its scale is the survey's */
	struct feed_spec spec;
	struct feed *feed;
	struct design survey;
	struct recall *gone; /* ids that the survey has no more */
	struct budget budget;
	bool is_probing;
};

/* ---- Calls, counted */

static int64_t
header(const struct monkey *m, const char *name)
{
	char whole[64];
	const char *text;
	int64_t n;

	snprintf(whole, sizeof(whole), "X-Ratelimit-App-Global-%s", name);
	text = rest_header(m->rest, whole);
	return text != NULL && number_read(text, 0, INT32_MAX, &n) ? n : -1;
}

/* After each call. */
static void
spend(struct monkey *m)
{
	const struct budget_told told = {
		.limit = header(m, "Day-Limit"),
		.remaining = header(m, "Day-Remaining"),
		.reset_s = header(m, "Day-Reset"),
		.minute_remaining = header(m, "Minute-Remaining"),
		.minute_reset_s = header(m, "Minute-Reset"),
	};

	budget_spend(&m->budget, time(NULL), &told);
}

static enum lb_result
used_up(struct monkey *m)
{
	return lb_retry(m->host, budget_wait_s(&m->budget, time(NULL)),
	    "the calls of today are used up (calls_per_day is %d): there are "
	    "new ones at 00:00 UTC",
	    m->settings->calls_per_day);
}

/* ---- The survey */

static enum lb_result
read_survey(struct monkey *m)
{
	const struct settings *s = m->settings;
	struct buf path = BUF_INIT;
	enum lb_result result;
	struct error err;
	cJSON *details;

	if (!budget_has(&m->budget, time(NULL)))
		return used_up(m);
	buf_puts(&path, "/v3/surveys/");
	rest_segment(&path, s->survey);
	buf_puts(&path, "/details");
	result = rest_get(m->rest, buf_str(&path), &details);
	buf_release(&path);
	spend(m);
	if (result != LB_DONE)
		return result;
	if (!design_read(&m->survey, details, survey_gather,
		(const char *[]){ s->question, s->comment }, &err))
		return lb_reject(m->host, "%s", err.text);
	m->mapping.scale = m->survey.score->scale;
	return LB_DONE;
}

static enum lb_result
begin(void *state)
{
	struct monkey *m = state;

	return m->survey.json != NULL ? LB_DONE : read_survey(m);
}

/* The question's id, or, where its answer is the score, the choice's, that the
 * survey we know does not have; NULL: it has both. */
static const char *
unknown_id(const struct monkey *m, const cJSON *question)
{
	const char *id = json_string(question, "id"), *choice;
	const struct question *known =
	    questions_find(&m->survey.questions, id);

	if (known == NULL || known != m->survey.score)
		return known == NULL ? id : NULL;
	choice = json_string(pointer_get(question, "/answers/0"), "choice_id");
	return choice != NULL &&
		       survey_number(&m->survey, choice) == SURVEY_UNKNOWN
		   ? choice
		   : NULL;
}

/* Is there anything new to us in a row?  The survey is then read anew, once
 * for a page; what is not in it even so was deleted. */
static enum lb_result
learn(struct monkey *m, const cJSON *row, bool *is_fresh)
{
	const cJSON *page, *question;

	cJSON_ArrayForEach(page, json_member(row, "pages"))
	    cJSON_ArrayForEach(question, json_member(page, "questions"))
	{
		const char *id = unknown_id(m, question), *none;
		enum lb_result result = LB_DONE;

		if (id == NULL || recall_get(m->gone, id, &none))
			continue;
		if (!*is_fresh)
			result = read_survey(m);
		if (result != LB_DONE)
			return result;
		*is_fresh = true;
		if (unknown_id(m, question) != NULL)
			recall_put(m->gone, id, NULL);
	}
	return LB_DONE;
}

/* Did this page bring us on in time?  Only then may the rest wait. */
static bool
has_moved(const struct paging_at *at, const struct paging_page *page)
{
	const cJSON *last = page->rows->child;
	const char *text;
	int64_t us;

	if (last == NULL)
		return false;
	text = json_string(last->prev, "date_modified");
	return text != NULL && when_read(text, WHEN_YMD, &us, NULL) &&
	       us > at->since_us;
}

/* Where few calls are left, a page is all of a poll. */
static enum lb_result
get_page(void *state, const struct paging_at *at, struct paging_page *page)
{
	struct monkey *m = state;
	bool is_fresh = false;
	enum lb_result result;
	const cJSON *row;

	if (!budget_has(&m->budget, time(NULL)))
		return used_up(m);
	result = paging_get(m->host, m->rest, &pages, m->variables, at, page);
	spend(m);
	if (result != LB_DONE)
		return result;
	cJSON_ArrayForEach(row, page->rows)
	{
		result = learn(m, row, &is_fresh);
		if (result != LB_DONE)
			return result;
	}
	if (!m->is_probing && has_moved(at, page) &&
	    (budget_is_short(&m->budget) ||
		header(m, "Minute-Remaining") == 0))
		page->is_last = true;
	return LB_DONE;
}

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

/* ---- Pushes: response_completed; all other events are left to the poll */

static enum lb_result
fetch(struct monkey *m, const char *id)
{
	struct rest_call call = { .may_be_missing = true };
	struct buf path = BUF_INIT;
	bool is_fresh = false;
	enum lb_result result;
	cJSON *row;

	buf_puts(&path, "/v3/surveys/");
	rest_segment(&path, m->settings->survey);
	buf_puts(&path, "/responses/");
	rest_segment(&path, id);
	buf_puts(&path, "/details");
	call.path = buf_str(&path);
	result = rest_send(m->rest, &call, &row);
	buf_release(&path);
	spend(m);
	if (result == LB_DONE && row != NULL)
		result = learn(m, row, &is_fresh);
	if (result == LB_DONE && row != NULL)
		result = feed_tell(m->feed, NULL, row, row);
	cJSON_Delete(row);
	return result;
}

static enum lb_result
take(struct monkey *m, const cJSON *event)
{
	const char *type = json_string(event, "event_type");
	const char *id = json_string(event, "object_id");
	const char *survey =
	    json_string(json_member(event, "resources"), "survey_id");
	enum lb_result result;

	if (type == NULL || id == NULL)
		return lb_reject(m->host, "it is no event of SurveyMonkey's");
	if (strcmp(type, "response_completed") != 0 || survey == NULL ||
	    strcmp(survey, m->settings->survey) != 0)
		return LB_DONE;
	/* Pushes may use half of what there is: a poll brings a hundred. */
	if (!budget_has(&m->budget, time(NULL)) ||
	    m->budget.n_left < m->budget.per_day / 2) {
		lb_log(m->host, LB_INFO,
		    "%.40s was pushed and is left to the next poll, which "
		    "needs the calls that are left today",
		    id);
		return LB_DONE;
	}
	result = begin(m);
	return result == LB_DONE ? fetch(m, id) : result;
}

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	struct monkey *m = state;
	enum lb_result result = LB_DONE;
	cJSON *event = pushed_read(
	    m->host, &m->signature, "client_secret", request, &result);

	if (event != NULL)
		result = take(m, event);
	cJSON_Delete(event);
	return result;
}

/* ---- The plugin */

/* Too early is no failure: nothing is asked, and so nothing is new. */
static enum lb_result
poll_monkey(void *state, const char *cursor)
{
	struct monkey *m = state;

	if (!budget_has(&m->budget, time(NULL)))
		return used_up(m);
	if (budget_wait_s(&m->budget, time(NULL)) > 0)
		return LB_DONE;
	return feed_poll(m->feed, cursor);
}

static void
say_budget(const struct monkey *m)
{
	struct buf text = BUF_INIT;

	number_put_seconds(&text, 86400 / m->settings->calls_per_day + 1);
	lb_log(m->host, LB_INFO,
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

	if (begin(m) != LB_DONE)
		return false;
	design_say(m->host, &m->survey, json_string(m->survey.json, "title"));
	m->is_probing = true;
	ok = feed_probe(m->feed, NULL);
	m->is_probing = false;
	if (!ok)
		return false;
	say_budget(m);
	pushed_say(m->host, &m->signature, "client_secret", "SurveyMonkey");
	return true;
}

static void
set_spec(struct monkey *m)
{
	const struct settings *s = m->settings;

	m->variables[0] = (struct lb_pair){ "survey", s->survey };
	m->variables[1] =
	    (struct lb_pair){ "status", s->partial ? NULL : "completed" };
	m->mapping = (struct mapping){ .fields = fields,
		.properties = properties,
		.only = only,
		.date_order = WHEN_YMD };
	m->spec = (struct feed_spec){ .paging = &pages,
		.variables = m->variables,
		.mapping = &m->mapping,
		.survey = s->survey,
		.moved = "/date_modified",
		.restart_pages = 1,
		.probe_pages = 5,
		.begin = begin,
		.get = get_page,
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

	m->host = host;
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
	m->rest = rest_new(host, &api);
	m->feed = feed_new(host, m->rest, &m->spec, m);
	m->gone = recall_new(256, 6 * 3600);
	return m;
}

static void
close_monkey(void *state)
{
	struct monkey *m = state;

	recall_free(m->gone);
	feed_free(m->feed);
	rest_free(m->rest);
	design_release(&m->survey);
	free(m->secret);
	free(m);
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
	return rest_check_base(host, s->base_url);
}

static const struct lb_provider provider = {
	.poll = poll_monkey,
	.receive = receive,
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
