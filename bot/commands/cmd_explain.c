/* SPDX-License-Identifier: ISC */
/* cmd_explain.c - `loopbell explain`: what would follow from an answer. */
#include "commands/command.h"
#include "config/config.h"
#include "core/clock.h"
#include "decide/decide.h"
#include "paths.h"
#include "sdk/json.h"
#include "sdk/number.h"

/* Options that are members of the response, or of the account, as they are. */
static const struct {
	const char *option, *member;
	bool of_account;
} texts[] = {
	/* clang-format off */
	{ "scale",      "scale",       false },
	{ "comment",    "comment",     false },
	{ "email",      "email",       false },
	{ "name",       "name",        false },
	{ "role",       "role",        false },
	{ "language",   "language",    false },
	{ "survey",     "survey",      false },
	{ "channel",    "channel",     false },
	{ "touchpoint", "touchpoint",  false },
	{ "link",       "link",        false },
	{ "company",    "name",        true  },
	{ "owner",      "owner_email", true  },
	{ "owner-name", "owner_name",  true  },
	{ "segment",    "segment",     true  },
	{ "product",    "product",     true  },
	{ "industry",   "industry",    true  },
	{ "currency",   "currency",    true  },
	/* clang-format on */
};

#define N_TEXTS (sizeof(texts) / sizeof(*texts))

struct request {
	const char *config, *score, *value, *provider;
	const char *texts[N_TEXTS];
	bool as_json;
	cJSON *properties;
	const char *bad_property; /* the first that is not NAME=VALUE */
};

static void
add_property(void *arg, const char *given)
{
	struct request *req = arg;
	const char *equals = strchr(given, '=');
	struct buf name = BUF_INIT;

	if (equals == NULL || equals == given) {
		req->bad_property = given;
		return;
	}
	buf_add(&name, given, (size_t)(equals - given));
	cJSON_DeleteItemFromObjectCaseSensitive(
	    req->properties, buf_str(&name));
	json_put_string(req->properties, buf_str(&name), equals + 1);
	buf_release(&name);
}

/* Returns what command_options() returns. */
static int
read_options(const struct command *self, struct request *req, int argc,
    char **argv, int *code)
{
	struct option_spec options[N_TEXTS + 7] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &req->config },
		{ .name = "score", .takes_value = true, .value = &req->score },
		{ .name = "value", .takes_value = true, .value = &req->value },
		{ .name = "provider",
		    .takes_value = true,
		    .value = &req->provider },
		{ .name = "property",
		    .takes_value = true,
		    .each = add_property,
		    .arg = req },
		{ .name = "json", .flag = &req->as_json },
	};

	for (size_t i = 0; i < N_TEXTS; i++)
		options[6 + i] = (struct option_spec){ .name = texts[i].option,
			.takes_value = true,
			.value = &req->texts[i] };
	return command_options(self, options, argc, argv, code);
}

/* NULL: err says what is wrong with the score. */
static cJSON *
response_json(const struct request *req, struct error *err)
{
	cJSON *json = cJSON_CreateObject();
	int64_t score = -1;

	if (req->score != NULL && !number_read(req->score, 0, 100, &score)) {
		error_set(
		    err, "--score must be a number, not \"%s\"", req->score);
		cJSON_Delete(json);
		return NULL;
	}
	json_put_string(json, "id", "explain");
	json_put_string(json, "survey", "explain");
	json_put_string(json, "scale", "nps_0_10");
	cJSON_AddNumberToObject(json, "score", (double)score);
	cJSON_AddNumberToObject(json, "answered_us", (double)clock_now_us());
	json_put_bool(json, "complete", true);
	for (size_t i = 0; i < N_TEXTS; i++) {
		if (texts[i].of_account || req->texts[i] == NULL)
			continue;
		cJSON_DeleteItemFromObjectCaseSensitive(json, texts[i].member);
		json_put_string(json, texts[i].member, req->texts[i]);
	}
	cJSON_AddItemToObject(
	    json, "properties", cJSON_Duplicate(req->properties, true));
	return json;
}

static struct account *
account_of(const struct request *req)
{
	cJSON *json = cJSON_CreateObject();
	double value;

	for (size_t i = 0; i < N_TEXTS; i++)
		if (texts[i].of_account)
			json_put_string(json, texts[i].member, req->texts[i]);
	if (req->value != NULL && number_read_real(req->value, &value))
		cJSON_AddNumberToObject(json, "value", value);
	if (json->child != NULL)
		return account_new(json);
	cJSON_Delete(json);
	return NULL;
}

static void
print_json(const struct decider *d, const struct response *r)
{
	cJSON *all = cJSON_CreateObject(), *notices;
	struct buf out = BUF_INIT;
	struct plan plan;

	decide(d, r, &plan);
	json_put_string(all, "category", category_name(r->category));
	json_put_string(all, "drivers", r->drivers);
	json_put_string(all, "owner", plan.owner);
	json_put_string(all, "case",
	    plan.case_route != NULL ? plan.case_route->name : NULL);
	notices = json_put_array(all, "notices");
	for (size_t i = 0; i < plan.n_notices; i++) {
		const struct planned *planned = &plan.notices[i];
		cJSON *notice = cJSON_Parse(planned->body);

		json_put_string(notice, "route", planned->route->name);
		json_put_string(notice, "to", planned->send->to);
		json_put_string(notice, "target", planned->target);
		cJSON_AddItemToArray(notices, notice);
	}
	json_print(&out, all);
	puts(buf_str(&out));
	buf_release(&out);
	cJSON_Delete(all);
	plan_release(&plan);
}

static void
print_plan(
    const struct request *req, const struct decider *d, struct response *r)
{
	struct buf out = BUF_INIT;

	r->account = account_of(req);
	decide_drivers(d, r);
	if (req->as_json) {
		print_json(d, r);
		return;
	}
	decide_explain(d, r, &out);
	fputs(buf_str(&out), stdout);
	buf_release(&out);
}

static int
explain_with(const struct command *self, const struct request *req,
    const struct decider *d)
{
	struct response r;
	struct error err;
	cJSON *json = response_json(req, &err);

	if (json == NULL)
		return command_usage(self, "%s", err.text);
	if (!response_init(&r, req->provider, json, clock_now_us(), &err)) {
		response_release(&r);
		return command_usage(self, "%s", err.text);
	}
	print_plan(req, d, &r);
	response_release(&r);
	return 0;
}

static int
explain(const struct command *self, const struct request *req)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config =
	    config_load(command_config_path(req->config), &problems);
	struct decider *d = config != NULL
				? decider_new(config, paths_share(), &problems)
				: NULL;
	int code = EXIT_CONFIG;

	problems_print(&problems);
	problems_release(&problems);
	if (d != NULL)
		code = explain_with(self, req, d);
	decider_free(d);
	config_free(config);
	return code;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct request req = { .provider = "explain",
		.properties = cJSON_CreateObject() };
	int code = 0, i = read_options(self, &req, argc, argv, &code);
	double value;

	if (i < 0)
		goto out;
	if (i < argc)
		code = command_usage(self, "it takes no \"%s\"", argv[i]);
	else if (req.bad_property != NULL)
		code = command_usage(self,
		    "--property must be NAME=VALUE, not \"%s\"",
		    req.bad_property);
	else if (req.value != NULL && !number_read_real(req.value, &value))
		code = command_usage(
		    self, "--value must be a number, not \"%s\"", req.value);
	else
		code = explain(self, &req);
out:
	cJSON_Delete(req.properties);
	return code;
}

const struct command command_explain = {
	.name = "explain",
	.summary = "show which routes an answer takes, and the notices that "
		   "follow",
	.help =
	    "usage: loopbell explain [--config FILE] [OPTION…]\n\n"
	    "The options describe an answer and the account it belongs to; "
	    "no directory is\nasked and nothing is sent or stored.\n\n"
	    "  --score N --scale nps_0_10|stars_1_5|scale_1_10|other\n"
	    "  --comment TEXT --language da --survey ID --provider NAME\n"
	    "  --channel NAME --touchpoint NAME --link URL\n"
	    "  --name NAME --email ADDRESS --role TEXT  the respondent\n"
	    "  --company NAME --owner ADDRESS --owner-name NAME\n"
	    "  --value N --currency DKK --segment TEXT --product TEXT\n"
	    "  --industry TEXT                          the account\n"
	    "  --property NAME=VALUE                    as often as needed\n"
	    "  --json                                   for programs\n\n"
	    "example: loopbell explain --score 3 --company \"Nordisk Stål\" "
	    "--comment \"Prisen er for høj\"\n",
	.run = run,
};
