/* SPDX-License-Identifier: ISC */
/*
 * tables.c - every key of the configuration.
 *
 * config/README.md and loopbell.yaml(5) tell them to people; a test holds both
 * against these rows.
 */
#include "config/schema.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define AT(type, member) .offset = offsetof(struct type, member)

static const char *const languages[] = { "da", "en", NULL };

/* clang-format off */
static const struct schema_row hours_rows[] = {
	{ "days", KIND_DAYS, .def = "mon-fri", AT(working_hours, days), .help = "days of work: mon-fri, mon,wed, or a list" },
	{ "from", KIND_CLOCK, .def = "08:00", AT(working_hours, from_min), .help = "time of day work begins" },
	{ "to", KIND_CLOCK, .def = "17:00", AT(working_hours, to_min), .help = "time of day work ends" },
	{ "holidays", KIND_DATES, AT(working_hours, holidays), .help = "days without work, as 2026-12-24" },
};
const struct schema schema_hours = { "working_hours", hours_rows, N_OF(hours_rows), false, false };

static const struct schema_row absent_rows[] = {
	{ "who", KIND_ADDRESS, .is_required = true, AT(absent, who), .help = "e-mail address of who is away" },
	{ "from", KIND_DATE, .is_required = true, AT(absent, from_us), .help = "the first day" },
	{ "to", KIND_DATE, .is_required = true, AT(absent, until_us), .help = "the last day" },
	{ "deputy", KIND_ADDRESS, .is_required = true, AT(absent, deputy), .help = "e-mail address of whose new cases are then" },
};
const struct schema schema_absent = { "absent", absent_rows, N_OF(absent_rows), false, false };

static const struct schema_row best_rows[] = {
	{ "emoji", KIND_EMOJI, .is_required = true, AT(best_stories, emoji), .help = "names of the emoji to react with" },
	{ "to", KIND_TEXT, .is_required = true, .min = 1, AT(best_stories, to), .help = "name of a notifier" },
	{ "target", KIND_TEXT, .is_required = true, .min = 1, .max = 320, AT(best_stories, target), .help = "the channel that the message is copied to" },
};
const struct schema schema_best = { "best_stories", best_rows, N_OF(best_rows), false, false };

static const struct schema_row web_rows[] = {
	{ "url", KIND_URL, AT(web_settings, url), .help = "how others reach it, as they write it" },
	{ "listen", KIND_LISTEN, .def = "127.0.0.1:8080", AT(web_settings, listen), .help = "address and port to listen on" },
	{ "certificate", KIND_PEM, AT(web_settings, certificate), .help = "PEM file of the certificate and those above it" },
	{ "key", KIND_PEM, AT(web_settings, key), .help = "PEM file of the certificate's private key" },
	{ "connections", KIND_INT, .min = 1, .max = 10000, .def = "200", AT(web_settings, connections), .help = "how many may be open at once" },
	{ "requests_per_second", KIND_INT, .min = 1, .max = 1000000, .def = "50", AT(web_settings, requests_per_second), .help = "how many one peer may send" },
	{ "trusted_proxies", KIND_IPS, AT(web_settings, trusted_proxies), .help = "addresses whose X-Forwarded-For is believed" },
};
const struct schema schema_web = { "web", web_rows, N_OF(web_rows), false, false };

static const struct schema_row top_rows[] = {
	{ "company", KIND_TEXT, .max = 200, .def = "", AT(config, company), .help = "our own name, as it stands in messages" },
	{ "language", KIND_CHOICE, .def = "en", .choices = languages, AT(config, language), .help = "language of notices: da or en" },
	{ "timezone", KIND_ZONE, AT(config, timezone), .help = "time zone such as Europe/Copenhagen" },
	{ "working_hours", KIND_MAP, AT(config, working_hours), .sub = &schema_hours, .help = "when somebody is at work" },
	{ "web", KIND_MAP, AT(config, web), .sub = &schema_web, .help = "takes in what is pushed; answers probes and metrics" },
	{ "store", KIND_PATH, .def = "/var/lib/loopbell/loopbell.db", AT(config, store), .help = "path of the database" },
	{ "socket", KIND_PATH, AT(config, socket), .help = "path of the socket the command line talks through" },
	{ "ca_file", KIND_PATH, AT(config, ca_file), .help = "PEM file of certificates to trust" },
	{ "templates", KIND_PATH, AT(config, templates), .help = "folder of your own templates" },
	{ "drivers", KIND_PATHS, AT(config, drivers), .help = "files of keyword lists beside our own" },
	{ "default_owner", KIND_ADDRESS, AT(config, default_owner), .help = "e-mail address of who is told where nobody owns the account" },
	{ "may_act", KIND_DOMAINS, AT(config, may_act), .help = "domains of the e-mail addresses that may act on cases" },
	{ "best_stories", KIND_MAP, AT(config, best), .sub = &schema_best, .help = "what people react to is copied to a channel" },
	{ "absent", KIND_SECTION, .sub = &schema_absent, .is_whole = true, .help = "who is away, and who stands in for them" },
	{ "providers", KIND_SECTION, .sub = &schema_provider, .help = "where responses come from" },
	{ "directories", KIND_SECTION, .sub = &schema_directory, .help = "where accounts and their owners are looked up" },
	{ "notifiers", KIND_SECTION, .sub = &schema_notifier, .help = "how notices reach people" },
	{ "routes", KIND_SECTION, .sub = &schema_route, .help = "which responses become which notices" },
};
const struct schema schema_top = { "top", top_rows, N_OF(top_rows), false, true };

#define INSTANCE_ROWS(most) \
	{ "plugin", KIND_PLUGIN, AT(instance, plugin), .help = "name of the plugin, or path of its .so file" }, \
	{ "command", KIND_COMMAND, AT(instance, command), .help = "executable that is the plugin, and its arguments" }, \
	{ "deadline", KIND_SECONDS, .min = 1, .max = (most), .def = "60s", AT(instance, deadline_s), .help = "how long one request may take" }

static const struct schema_row provider_rows[] = {
	INSTANCE_ROWS(HOUR),
	{ "every", KIND_SECONDS, .min = 1, .max = 7 * DAY, .def = "1m", AT(instance, every_s), .help = "time from one poll to the next" },
	{ "same_as", KIND_TEXT, .min = 1, .max = 64, AT(instance, same_as), .help = "another provider that tells of the same responses" },
	{ "since", KIND_DATE, AT(instance, since_us), .help = "nothing answered before this day is announced" },
};
const struct schema schema_provider = { "providers", provider_rows, N_OF(provider_rows), true, false };

static const struct schema_row directory_rows[] = {
	INSTANCE_ROWS(10 * MINUTE),
	{ "cache", KIND_SECONDS, .min = 0, .max = DAY, .def = "10m", AT(instance, cache_s), .help = "how long an answer is believed" },
};
const struct schema schema_directory = { "directories", directory_rows, N_OF(directory_rows), true, false };

static const struct schema_row notifier_rows[] = {
	INSTANCE_ROWS(10 * MINUTE),
	{ "rate", KIND_REAL, .min = 0, .max = 1000, .def = "1", AT(instance, rate), .help = "notices a second to one target, 0 for no limit" },
	{ "max_age", KIND_SECONDS, .min = MINUTE, .max = 30 * DAY, .def = "3d", AT(instance, max_age_s), .help = "how long delivery is tried" },
};
const struct schema schema_notifier = { "notifiers", notifier_rows, N_OF(notifier_rows), true, false };

static const struct schema_row send_rows[] = {
	{ "to", KIND_TEXT, .is_required = true, .min = 1, AT(send, to), .help = "name of a notifier" },
	{ "target", KIND_TEXT, .is_required = true, .min = 1, .max = 320, AT(send, target), .help = "where it goes: a channel, an e-mail address, or owner" },
	{ "mention", KIND_PERSON, AT(send, mention), .help = "whom to alert in it: owner or an e-mail address" },
	{ "reactions", KIND_EMOJI, AT(send, reactions), .help = "emoji to react with, as names" },
	{ "template", KIND_TEXT, .min = 1, .max = 64, AT(send, template), .help = "name of the template, if not the category's" },
};
const struct schema schema_send = { "send", send_rows, N_OF(send_rows), false, false };

static const struct schema_row fold_rows[] = {
	{ "over", KIND_INT, .is_required = true, .min = 1, .max = 10000, AT(route, fold_over), .help = "more notices than this become one" },
	{ "within", KIND_SECONDS, .is_required = true, .min = 1, .max = DAY, AT(route, fold_within_s), .help = "time in which they are counted" },
};
const struct schema schema_fold = { "fold", fold_rows, N_OF(fold_rows), false, false };

static const char *const unless[] = { "unclaimed", "unresolved", NULL };
static const struct schema_row escalate_rows[] = {
	{ "to", KIND_TEXT, .is_required = true, .min = 1, AT(escalation, to), .help = "name of a notifier" },
	{ "target", KIND_TEXT, .is_required = true, .min = 1, .max = 320, AT(escalation, target), .help = "where it goes: a channel, an e-mail address, or owner" },
	{ "mention", KIND_PERSON, AT(escalation, mention), .help = "whom to alert in it: owner or an e-mail address" },
	{ "when", KIND_CHOICE, .def = "unresolved", .choices = unless, AT(escalation, when), .help = "what the case must still be: unclaimed or unresolved" },
	{ "after", KIND_SPAN, AT(escalation, after), .help = "how long after it was opened, if not at the deadline" },
};
const struct schema schema_escalate = { "escalate", escalate_rows, N_OF(escalate_rows), false, false };

static const char *const cases_of[] = { "detractors", "all", NULL };
static const struct schema_row case_rows[] = {
	{ "deadline", KIND_SPAN, .is_required = true, AT(route, rule.deadline), .help = "time until it should be resolved: 48h, or 2 working days" },
	{ "of", KIND_CHOICE, .def = "detractors", .choices = cases_of, AT(route, rule.of), .help = "which answers open one: detractors, or all the route takes" },
	{ "remind", KIND_SPANS, AT(route, rule.remind), .help = "when to remind while nobody has it, as 24h or 4h before" },
	{ "escalate", KIND_SECTION, .sub = &schema_escalate, .is_whole = true, .help = "who is told when it is late, one or a list" },
	{ "confirm", KIND_SECONDS, .min = HOUR, .max = 365 * DAY, AT(route, rule.confirm_s), .help = "how long after it was resolved to ask the customer again" },
};
const struct schema schema_case = { "case", case_rows, N_OF(case_rows), false, false };

static const struct schema_row route_rows[] = {
	{ "name", KIND_TEXT, .is_required = true, .min = 1, .max = 64, AT(route, name), .help = "what the route is called" },
	{ "when", KIND_SECTION, .help = "what a response must be, all of it; nothing: every response" },
	{ "send", KIND_SECTION, .is_required = true, .sub = &schema_send, .help = "the notices, a list" },
	{ "fold", KIND_MAP, .sub = &schema_fold, .help = "many notices in a short time become one" },
	{ "case", KIND_MAP, .sub = &schema_case, .help = "opens a case, for detractors" },
	{ "owner", KIND_ADDRESS, AT(route, owner), .help = "whose it is where the account has no owner" },
	{ "language", KIND_CHOICE, .choices = languages, AT(route, language), .help = "language of its notices, if not everybody's" },
	{ "wait_for_comment", KIND_SECONDS, .min = 1, .max = DAY, AT(route, wait_for_comment_s), .help = "how long an answer without a comment waits for it" },
	{ "continue", KIND_BOOL, .def = "no", AT(route, goes_on), .help = "yes: later routes are looked at, too" },
};
const struct schema schema_route = { "routes", route_rows, N_OF(route_rows), false, false };
/* clang-format on */

const struct schema *const schema_all[] = { &schema_top, &schema_hours,
	&schema_provider, &schema_directory, &schema_notifier, &schema_route,
	&schema_send, &schema_fold, &schema_case, &schema_escalate,
	&schema_absent, &schema_best, &schema_web, NULL };

const struct schema *
schema_of_role(enum role role)
{
	static const struct schema *const of[] = {
		[ROLE_PROVIDER] = &schema_provider,
		[ROLE_DIRECTORY] = &schema_directory,
		[ROLE_NOTIFIER] = &schema_notifier,
	};

	return of[role];
}
