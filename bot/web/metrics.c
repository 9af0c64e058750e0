/* SPDX-License-Identifier: ISC */
/*
 * metrics.c - the figures of /metrics.
 *
 * One table says what there is; a row's put() writes its samples.  Counts that
 * may go down again, because an answer was corrected, are gauges.
 */
#include "web/metrics.h"

#include <inttypes.h>
#include <string.h>

#include "sdk/json.h"

#define US 1e6

struct sheet {
	struct buf *out;
	const cJSON *said, *status, *totals; /* NULL: not said */
	const struct tally *tally;
};

struct metric {
	const char *name, *type, *help;
	void (*put)(const struct sheet *sheet, const struct metric *metric);
	const char *member;    /* of the core's object */
	const char *within;    /* an instance's member that has the member */
	const char *role;      /* instances of this role alone */
	const char *label;     /* of several samples */
	const char *const *of; /* its values: member, value, ... */
};

/* ---- Samples */

/* Backslash, quote and newline are escaped in a label's value. */
static void
put_label(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s=\"", name);
	for (; *value != '\0'; value++) {
		if (*value == '\n') {
			buf_puts(out, "\\n");
			continue;
		}
		if (*value == '\\' || *value == '"')
			buf_putc(out, '\\');
		buf_putc(out, *value);
	}
	buf_putc(out, '"');
}

static void
put_value(struct buf *out, double value)
{
	if (value == (double)(int64_t)value)
		buf_printf(out, " %" PRId64 "\n", (int64_t)value);
	else
		buf_printf(out, " %.3f\n", value);
}

static void
put_plain(const struct sheet *s, const struct metric *m, double value)
{
	buf_puts(s->out, m->name);
	put_value(s->out, value);
}

static void
put_labelled(const struct sheet *s, const struct metric *m, const char *label,
    double value)
{
	buf_printf(s->out, "%s{", m->name);
	put_label(s->out, m->label, label);
	buf_putc(s->out, '}');
	put_value(s->out, value);
}

/* ---- Of the bot */

static void
put_build(const struct sheet *s, const struct metric *m)
{
	const char *version = json_string(s->said, "version");

	if (version == NULL)
		version = json_string(s->status, "version");
	put_labelled(s, m, version == NULL ? PACKAGE_VERSION : version, 1);
}

static void
put_truth(const struct sheet *s, const struct metric *m)
{
	put_plain(s, m, json_bool(s->said, m->member, false));
}

static void
put_time(const struct sheet *s, const struct metric *m)
{
	double us = json_real(s->status, m->member, 0);

	if (us > 0)
		put_plain(s, m, us / US);
}

/* Less than nothing is unknown. */
static void
put_number(const struct sheet *s, const struct metric *m)
{
	double value = json_real(s->status, m->member, -1);

	if (value >= 0)
		put_plain(s, m, value);
}

static void
put_total(const struct sheet *s, const struct metric *m)
{
	if (json_member(s->totals, m->member) != NULL)
		put_plain(s, m, json_real(s->totals, m->member, 0));
}

static void
put_totals(const struct sheet *s, const struct metric *m)
{
	for (const char *const *of = m->of; *of != NULL; of += 2)
		if (json_member(s->totals, of[0]) != NULL)
			put_labelled(
			    s, m, of[1], json_real(s->totals, of[0], 0));
}

/* Since a moment of the core's clock; 0: there was none, and no age. */
static double
age_s(const struct sheet *s, double us)
{
	double age = us > 0 ? json_real(s->status, "now_us", us) - us : 0;

	return age > 0 ? age / US : 0;
}

static void
put_oldest(const struct sheet *s, const struct metric *m)
{
	if (json_member(s->totals, m->member) != NULL)
		put_plain(s, m, age_s(s, json_real(s->totals, m->member, 0)));
}

/* ---- Of each instance */

static bool
has_role(const struct metric *m, const cJSON *instance)
{
	const char *role = json_string(instance, "role");

	return m->role == NULL || (role != NULL && strcmp(role, m->role) == 0);
}

/* result: of the label that the metric has; NULL: it has none. */
static void
put_instance(const struct sheet *s, const struct metric *m,
    const cJSON *instance, const char *result, double value)
{
	const char *name = json_string(instance, "name");
	const char *role = json_string(instance, "role");

	buf_printf(s->out, "%s{", m->name);
	put_label(s->out, "instance", name == NULL ? "" : name);
	buf_putc(s->out, ',');
	put_label(s->out, "role", role == NULL ? "" : role);
	if (result != NULL) {
		buf_putc(s->out, ',');
		put_label(s->out, m->label, result);
	}
	buf_putc(s->out, '}');
	put_value(s->out, value);
}

typedef bool value_fn(const struct sheet *s, const struct metric *m,
    const cJSON *instance, double *value);

static void
put_each(const struct sheet *s, const struct metric *m, value_fn *value_of)
{
	const cJSON *instance;
	double value;

	cJSON_ArrayForEach(instance, json_member(s->status, "instances"))
	{
		if (has_role(m, instance) && value_of(s, m, instance, &value))
			put_instance(s, m, instance, NULL, value);
	}
}

static bool
is_state_up(const char *state)
{
	static const char *const down[] = { "restarting", "broken", "ended",
		"missing", NULL };

	for (const char *const *d = down; *d != NULL; d++)
		if (state == NULL || strcmp(*d, state) == 0)
			return false;
	return true;
}

/* With the process that takes what is pushed, where it has one. */
static bool
is_up(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	const cJSON *receiver = json_member(instance, "receiver");

	(void)s;
	(void)m;
	*value =
	    is_state_up(json_string(instance, "state")) &&
	    (receiver == NULL || is_state_up(json_string(receiver, "state")));
	return true;
}

/* What has the row's member. */
static const cJSON *
part_of(const struct metric *m, const cJSON *instance)
{
	return m->within == NULL ? instance : json_member(instance, m->within);
}

static bool
number_of(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	(void)s;
	instance = part_of(m, instance);
	*value = json_real(instance, m->member, 0);
	return json_member(instance, m->member) != NULL;
}

static bool
age_of(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	double us = json_real(part_of(m, instance), m->member, 0);

	*value = age_s(s, us);
	return us > 0;
}

static void
put_up(const struct sheet *s, const struct metric *m)
{
	put_each(s, m, is_up);
}

static void
put_numbers(const struct sheet *s, const struct metric *m)
{
	put_each(s, m, number_of);
}

static void
put_ages(const struct sheet *s, const struct metric *m)
{
	put_each(s, m, age_of);
}

static void
put_results(const struct sheet *s, const struct metric *m)
{
	const cJSON *instance, *part;

	cJSON_ArrayForEach(instance, json_member(s->status, "instances"))
	{
		part = part_of(m, instance);
		if (part == NULL || !has_role(m, instance))
			continue;
		for (const char *const *of = m->of; *of != NULL; of += 2)
			put_instance(
			    s, m, instance, of[1], json_real(part, of[0], 0));
	}
}

/* ---- Of this program */

static void
put_codes(const struct sheet *s, const struct metric *m)
{
	char code[16];

	for (int i = TALLY_CODE_MIN; i <= TALLY_CODE_MAX; i++) {
		uint64_t n = s->tally->codes[i - TALLY_CODE_MIN];

		snprintf(code, sizeof(code), "%d", i);
		if (n > 0)
			put_labelled(s, m, code, (double)n);
	}
}

static void
put_connections(const struct sheet *s, const struct metric *m)
{
	put_plain(s, m, (double)s->tally->n_connections);
}

static void
put_open(const struct sheet *s, const struct metric *m)
{
	put_plain(s, m, (double)s->tally->n_open);
}

static void
put_cut(const struct sheet *s, const struct metric *m)
{
	put_plain(s, m, (double)s->tally->n_cut);
}

static void
put_start(const struct sheet *s, const struct metric *m)
{
	put_plain(s, m, (double)s->tally->started_us / US);
}

/* ---- The table */

static const char *const categories[] = { "promoters", "promoter", "passives",
	"passive", "detractors", "detractor", "others", "none", NULL };
static const char *const states[] = { "waiting", "waiting", "sending",
	"sending", "unknown", "unknown", "done", "done", "dead", "dead",
	"dropped", "dropped", NULL };

static const char *const results[] = { "received", "stored", "rejected",
	"rejected", "denied", "denied", "failed", "put_off", NULL };

/* clang-format off */
static const struct metric metrics[] = {
	{ .name = "loopbell_build_info", .type = "gauge", .help = "Which version runs; always 1.", .put = put_build, .label = "version" },
	{ .name = "loopbell_start_time_seconds", .type = "gauge", .help = "When the bot was started, in seconds since 1970.", .put = put_time, .member = "started_us" },
	{ .name = "loopbell_ready", .type = "gauge", .help = "1 where the bot takes and delivers what comes.", .put = put_truth, .member = "ready" },
	{ .name = "loopbell_store_commits_total", .type = "counter", .help = "Transactions of the store since the bot was started.", .put = put_number, .member = "commits" },
	{ .name = "loopbell_store_disk_free_bytes", .type = "gauge", .help = "What is free where the store is.", .put = put_number, .member = "disk_free_bytes" },
	{ .name = "loopbell_store_disk_size_bytes", .type = "gauge", .help = "How large that disk is.", .put = put_number, .member = "disk_total_bytes" },
	{ .name = "loopbell_responses", .type = "gauge", .help = "Responses stored, by category.", .put = put_totals, .label = "category", .of = categories },
	{ .name = "loopbell_responses_refused", .type = "gauge", .help = "What providers told that could not become a response.", .put = put_total, .member = "refused" },
	{ .name = "loopbell_notices", .type = "gauge", .help = "Notices in the outbox, by state.", .put = put_totals, .label = "state", .of = states },
	{ .name = "loopbell_notices_maybe_twice", .type = "gauge", .help = "Notices that may have arrived twice.", .put = put_total, .member = "maybe_twice" },
	{ .name = "loopbell_notices_oldest_waiting_age_seconds", .type = "gauge", .help = "How long the oldest notice has been waiting; 0: none waits.", .put = put_oldest, .member = "oldest_waiting_us" },
	{ .name = "loopbell_cases_open", .type = "gauge", .help = "Cases that nobody has resolved.", .put = put_total, .member = "open_cases" },
	{ .name = "loopbell_instance_up", .type = "gauge", .help = "1 where an instance works, or would as soon as there is something to do.", .put = put_up },
	{ .name = "loopbell_instance_deaths_total", .type = "counter", .help = "How often its process died since the bot was started.", .put = put_numbers, .member = "deaths" },
	{ .name = "loopbell_instance_warnings_total", .type = "counter", .help = "Warnings and errors it logged since the bot was started.", .put = put_numbers, .member = "warnings" },
	{ .name = "loopbell_provider_last_poll_age_seconds", .type = "gauge", .help = "How long ago a provider was last polled.", .put = put_ages, .member = "last_poll_us", .role = "provider" },
	{ .name = "loopbell_provider_responses_total", .type = "counter", .help = "Responses a provider told since the bot was started.", .put = put_numbers, .member = "responses", .role = "provider" },
	{ .name = "loopbell_provider_refused_total", .type = "counter", .help = "Of those, what could not become a response.", .put = put_numbers, .member = "refused", .role = "provider" },
	{ .name = "loopbell_provider_pushes_total", .type = "counter", .help = "What was pushed to a provider, by what became of it.", .put = put_results, .within = "receiver", .role = "provider", .label = "result", .of = results },
	{ .name = "loopbell_provider_pushes_waiting", .type = "gauge", .help = "Of that, what waits for the provider.", .put = put_numbers, .member = "queued", .within = "receiver", .role = "provider" },
	{ .name = "loopbell_provider_last_push_age_seconds", .type = "gauge", .help = "How long ago the last was stored.", .put = put_ages, .member = "last_received_us", .within = "receiver", .role = "provider" },
	{ .name = "loopbell_notifier_delivered_total", .type = "counter", .help = "Notices delivered since the bot was started.", .put = put_numbers, .member = "delivered", .role = "notifier" },
	{ .name = "loopbell_notifier_dead_total", .type = "counter", .help = "Notices given up since the bot was started.", .put = put_numbers, .member = "dead", .role = "notifier" },
	{ .name = "loopbell_notifier_waiting", .type = "gauge", .help = "Notices that wait for a notifier.", .put = put_numbers, .member = "waiting", .role = "notifier" },
	{ .name = "loopbell_http_requests_total", .type = "counter", .help = "Requests answered, by status code.", .put = put_codes, .label = "code" },
	{ .name = "loopbell_http_connections_total", .type = "counter", .help = "Connections accepted.", .put = put_connections },
	{ .name = "loopbell_http_connections_open", .type = "gauge", .help = "Connections there are.", .put = put_open },
	{ .name = "loopbell_http_connections_cut_total", .type = "counter", .help = "Connections cut because their peer was too slow.", .put = put_cut },
	{ .name = "loopbell_http_start_time_seconds", .type = "gauge", .help = "When loopbell-web was started, in seconds since 1970.", .put = put_start },
};
/* clang-format on */

void
metrics_print(struct buf *out, const cJSON *said, const struct tally *tally)
{
	const cJSON *status = json_member(said, "status");
	const struct sheet sheet = { .out = out,
		.said = said,
		.status = status,
		.totals = json_member(status, "totals"),
		.tally = tally };

	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++) {
		const struct metric *m = &metrics[i];
		size_t before = out->size, head;

		buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", m->name,
		    m->help, m->name, m->type);
		head = out->size;
		m->put(&sheet, m);
		if (out->size == head) /* it has no samples */
			buf_cut(out, before);
	}
}
