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
	const char *role;      /* instances of this role alone */
	const char *label;     /* of labelled totals */
	const char *const *of; /* its values, each the member's name, or two:
				  * member, then value */
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

static void
put_instance(const struct sheet *s, const struct metric *m,
    const cJSON *instance, double value)
{
	const char *name = json_string(instance, "name");
	const char *role = json_string(instance, "role");

	buf_printf(s->out, "%s{", m->name);
	put_label(s->out, "instance", name == NULL ? "" : name);
	buf_putc(s->out, ',');
	put_label(s->out, "role", role == NULL ? "" : role);
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
			put_instance(s, m, instance, value);
	}
}

static bool
is_up(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	static const char *const down[] = { "restarting", "broken", "ended",
		"missing", NULL };
	const char *state = json_string(instance, "state");

	(void)s;
	(void)m;
	*value = 1;
	for (const char *const *d = down; *d != NULL; d++)
		if (state == NULL || strcmp(*d, state) == 0)
			*value = 0;
	return true;
}

static bool
number_of(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	(void)s;
	*value = json_real(instance, m->member, 0);
	return json_member(instance, m->member) != NULL;
}

static bool
age_of(const struct sheet *s, const struct metric *m, const cJSON *instance,
    double *value)
{
	double us = json_real(instance, m->member, 0);

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

/* clang-format off */
static const struct metric metrics[] = {
	{ "loopbell_build_info", "gauge", "Which version runs; always 1.", put_build, NULL, NULL, "version", NULL },
	{ "loopbell_start_time_seconds", "gauge", "When the bot was started, in seconds since 1970.", put_time, "started_us", NULL, NULL, NULL },
	{ "loopbell_ready", "gauge", "1 where the bot takes and delivers what comes.", put_truth, "ready", NULL, NULL, NULL },
	{ "loopbell_responses", "gauge", "Responses stored, by category.", put_totals, NULL, NULL, "category", categories },
	{ "loopbell_responses_refused", "gauge", "What providers told that could not become a response.", put_total, "refused", NULL, NULL, NULL },
	{ "loopbell_notices", "gauge", "Notices in the outbox, by state.", put_totals, NULL, NULL, "state", states },
	{ "loopbell_notices_oldest_waiting_age_seconds", "gauge", "How long the oldest notice has been waiting; 0: none waits.", put_oldest, "oldest_waiting_us", NULL, NULL, NULL },
	{ "loopbell_cases_open", "gauge", "Cases that nobody has resolved.", put_total, "open_cases", NULL, NULL, NULL },
	{ "loopbell_instance_up", "gauge", "1 where an instance works, or would as soon as there is something to do.", put_up, NULL, NULL, NULL, NULL },
	{ "loopbell_instance_deaths_total", "counter", "How often its process died since the bot was started.", put_numbers, "deaths", NULL, NULL, NULL },
	{ "loopbell_instance_warnings_total", "counter", "Warnings and errors it logged since the bot was started.", put_numbers, "warnings", NULL, NULL, NULL },
	{ "loopbell_provider_last_poll_age_seconds", "gauge", "How long ago a provider was last polled.", put_ages, "last_poll_us", "provider", NULL, NULL },
	{ "loopbell_provider_responses_total", "counter", "Responses a provider told since the bot was started.", put_numbers, "responses", "provider", NULL, NULL },
	{ "loopbell_provider_refused_total", "counter", "Of those, what could not become a response.", put_numbers, "refused", "provider", NULL, NULL },
	{ "loopbell_notifier_delivered_total", "counter", "Notices delivered since the bot was started.", put_numbers, "delivered", "notifier", NULL, NULL },
	{ "loopbell_notifier_dead_total", "counter", "Notices given up since the bot was started.", put_numbers, "dead", "notifier", NULL, NULL },
	{ "loopbell_notifier_waiting", "gauge", "Notices that wait for a notifier.", put_numbers, "waiting", "notifier", NULL, NULL },
	{ "loopbell_http_requests_total", "counter", "Requests answered, by status code.", put_codes, NULL, NULL, "code", NULL },
	{ "loopbell_http_connections_total", "counter", "Connections accepted.", put_connections, NULL, NULL, NULL, NULL },
	{ "loopbell_http_connections_open", "gauge", "Connections there are.", put_open, NULL, NULL, NULL, NULL },
	{ "loopbell_http_connections_cut_total", "counter", "Connections cut because their peer was too slow.", put_cut, NULL, NULL, NULL, NULL },
	{ "loopbell_http_start_time_seconds", "gauge", "When loopbell-web was started, in seconds since 1970.", put_start, NULL, NULL, NULL, NULL },
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
