/* SPDX-License-Identifier: ISC */
/* plugin.c - the provider limesurvey: its options, and one instance. */
#include <string.h>

#include "limesurvey.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/number.h"
#include "sdk/when.h"

#define AT(field) offsetof(struct settings, field)
#define DAY (24 * 3600)
#define ENTRY "/admin/remotecontrol"

/* After "question", by enum lb_scale. */
static const char *const scales[] = { "question", "0-10", "1-5", "1-10",
	"other", NULL };

/* clang-format off */
static const struct lb_option options[] = {
	{ .name = "base_url", .type = LB_STRING, .offset = AT(base_url), .required = true, .help = "where LimeSurvey is, as https://survey.example.com" },
	{ .name = "user", .type = LB_STRING, .offset = AT(user), .required = true, .help = "of an account that may see the survey, its responses and participants" },
	{ .name = "password", .type = LB_SECRET, .offset = AT(password), .required = true, .help = "of that account" },
	{ .name = "login_plugin", .type = LB_STRING, .offset = AT(login_plugin), .help = "LimeSurvey's plugin that knows the account, as AuthLDAP; else its own list" },
	{ .name = "survey", .type = LB_STRING, .offset = AT(survey), .required = true, .help = "its number, as in its address" },
	{ .name = "question", .type = LB_STRING, .offset = AT(question), .help = "code of the one with the score, where several could be it; of a part of an array as NPS[SQ001]" },
	{ .name = "scale", .type = LB_CHOICE, .offset = AT(scale), .def = "question", .choices = scales, .help = "what people could answer, where the question itself does not tell; only 0-10 counts as NPS" },
	{ .name = "comment", .type = LB_LIST, .offset = AT(comment), .help = "codes of the comment's questions, the first answered one counts; else the long texts after the score" },
	{ .name = "properties", .type = LB_LIST, .offset = AT(properties), .help = "codes of the other questions to keep; else all" },
	{ .name = "participants", .type = LB_BOOL, .offset = AT(participants), .def = "yes", .help = "no: do not look up who answered" },
	{ .name = "attributes", .type = LB_MAP, .offset = AT(attributes), .help = "what to keep of a participant: \"company: attribute_1\", role, or any name" },
	{ .name = "zone", .type = LB_STRING, .offset = AT(zone), .help = "time zone LimeSurvey's server writes times in, as Europe/Copenhagen; else the bot's" },
	{ .name = "overlap", .type = LB_SECONDS, .offset = AT(overlap), .def = "14d", .min = 3600, .max = 365 * DAY, .help = "how far back changed and resumed answers are looked for" },
	{ .name = "overlap_every", .type = LB_SECONDS, .offset = AT(overlap_every), .def = "15m", .min = 1, .max = DAY, .help = "how often that is done; the last hours are always looked at" },
	{ .name = "answers_per_request", .type = LB_INT, .offset = AT(per_request), .def = "500", .min = 1, .max = 100000, .help = "ids in one export: fewer where answers are long" },
	{ .name = "link", .type = LB_STRING, .offset = AT(link), .help = "address of an answer, with {survey} and {id}; \"\": none; else LimeSurvey's page" },
	{ .name = NULL },
};
/* clang-format on */

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct error err;
	int64_t number;

	if (!rest_check_base(host, s->base_url))
		return false;
	if (!number_read(s->survey, 1, 999999999999, &number)) {
		lb_fail(host,
		    "survey must be its number, as 424242, not \"%.40s\"",
		    s->survey);
		return false;
	}
	if (s->zone != NULL && !when_set_zone(s->zone, &err)) {
		lb_fail(host, "zone: %s", err.text);
		return false;
	}
	return true;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/* Of the address people see, of that with index.php, or of the whole one. */
static char *
entry_of(const char *base)
{
	size_t n = strlen(base);
	char *trimmed, *entry;

	while (n > 0 && base[n - 1] == '/')
		n--;
	trimmed = mem_copy(base, n);
	if (strstr(trimmed, "remotecontrol") != NULL)
		return trimmed;
	entry = mem_printf("%s%s%s", trimmed,
	    ends_with(trimmed, "/index.php") ? "" : "/index.php", ENTRY);
	free(trimmed);
	return entry;
}

/* LimeSurvey's page of an answer, from version 5 on. */
static char *
link_of(const struct lime *l)
{
	if (l->settings->link != NULL)
		return mem_string(l->settings->link);
	if (!ends_with(l->url, ENTRY))
		return mem_string("");
	return mem_printf("%.*s/responses/view?surveyId={survey}&id={id}",
	    (int)(strlen(l->url) - strlen(ENTRY)), l->url);
}

static void *
open_limesurvey(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;
	struct lime *l = mem_new(1, sizeof(*l));
	struct rest_spec api = { .vendor = "LimeSurvey" };

	l->host = host;
	l->settings = s;
	l->url = entry_of(s->base_url);
	l->link = link_of(l);
	api.base = l->url;
	l->mapping = (struct mapping){ .fields = lime_fields,
		.properties = lime_properties,
		.date_order = WHEN_YMD };
	l->spec = (struct feed_spec){ .mapping = &l->mapping,
		.survey = s->survey,
		.shape = lime_shape };
	l->rest = rest_new(host, &api);
	l->feed = feed_new(host, l->rest, &l->spec, l);
	return l;
}

static void
close_limesurvey(void *state)
{
	struct lime *l = state;

	lime_forget_columns(&l->columns);
	cJSON_Delete(l->people);
	feed_free(l->feed);
	rest_free(l->rest);
	free(l->key);
	free(l->link);
	free(l->url);
	free(l);
}

static const struct lb_provider provider = { .poll = lime_poll };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "limesurvey",
	.summary = "LimeSurvey: one survey, polled by RemoteControl",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_limesurvey,
	.probe = lime_probe,
	.close = close_limesurvey,
	.provider = &provider,
};
