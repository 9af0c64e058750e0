/* SPDX-License-Identifier: ISC */
/* cmd_queue.c - loopbell queue: look into the outbox, change it by hand. */
#include "commands/command.h"

#include <inttypes.h>

#include "commands/ask.h"
#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/number.h"

static const char help[] =
    "usage: loopbell queue [list] [--state STATE] [--max N] [--json]\n"
    "       loopbell queue show ID [--json]\n"
    "       loopbell queue retry ID… | --state STATE\n"
    "       loopbell queue drop ID… | --state STATE\n"
    "       loopbell queue refused [--max N] [--json]\n"
    "\n"
    "Lists the notices that are not delivered (or those in a state), shows\n"
    "one, sends again what is dead or waiting, drops what shall never be\n"
    "sent.  `refused` lists what came in and could not be taken, newest\n"
    "first.  Works whether the bot runs or not.\n"
    "\n"
    "States: waiting, sending, unknown (may have arrived: it is looked for\n"
    "before it is sent again), done, dead (given up), dropped.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --state STATE  only, or all, notices in this state\n"
    "      --max N        list at most N (100)\n"
    "      --json         for programs\n"
    "  -h, --help         this text\n";

/* As many as the core lists at most (core/queue.c). */
#define LIST_MAX 10000

struct options {
	const char *config, *state, *max;
	bool json;
};

/* ---- Printing */

static void
print_line(const cJSON *n)
{
	char made[CLOCK_TEXT_SIZE];
	const char *why = json_string(n, "why");

	printf("%s  %-8s %s  %s %s", json_string(n, "id"),
	    json_string(n, "state"),
	    clock_text(json_integer(n, "made_us", 0), made),
	    json_string(n, "notifier"), json_string(n, "target"));
	if (json_integer(n, "tries", 0) > 0)
		printf("  (%" PRId64 " tries)", json_integer(n, "tries", 0));
	if (why != NULL)
		printf("\n    %s", why);
	putchar('\n');
}

static void
print_list(const cJSON *answer)
{
	const cJSON *list = json_member(answer, "notices"), *n;

	cJSON_ArrayForEach(n, list) print_line(n);
	if (cJSON_GetArraySize(list) == 0)
		puts("nothing is waiting, and nothing was given up");
}

static void
print_one(const cJSON *answer)
{
	const cJSON *n = json_member(answer, "notice");
	char *body = cJSON_Print(json_member(n, "body"));

	print_line(n);
	if (json_string(n, "response") != NULL)
		printf("    response %s, route %s\n",
		    json_string(n, "response"), json_string(n, "route"));
	if (json_string(n, "receipt") != NULL)
		printf("    receipt %s\n", json_string(n, "receipt"));
	if (json_bool(n, "maybe_twice", false))
		puts("    may have been delivered twice");
	printf("%s\n", body);
	free(body);
}

static void
print_refused(const cJSON *answer)
{
	const cJSON *list = json_member(answer, "refused"), *one;
	char at[CLOCK_TEXT_SIZE];

	cJSON_ArrayForEach(one, list)
	{
		printf("%s  %s: %s\n",
		    clock_text(json_integer(one, "at_us", 0), at),
		    json_string(one, "provider"), json_string(one, "why"));
	}
	if (cJSON_GetArraySize(list) == 0)
		puts("nothing was refused");
}

static void
print_n(const cJSON *answer)
{
	printf("%" PRId64 " notices changed\n", json_integer(answer, "n", 0));
}

/* ---- Asking */

static const struct verb {
	const char *name, *op;
	bool takes_ids;
	void (*print)(const cJSON *answer);
} verbs[] = {
	{ "list", "queue", false, print_list },
	{ "show", "show", true, print_one },
	{ "retry", "retry", true, print_n },
	{ "drop", "drop", true, print_n },
	{ "refused", "refused", false, print_refused },
};

static const struct verb *
verb_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static cJSON *
request_of(
    const struct verb *verb, const struct options *o, int n_ids, char **ids)
{
	cJSON *request = cJSON_CreateObject();
	int64_t max;

	json_put_string(request, "op", verb->op);
	json_put_string(request, "state", o->state);
	/* A number even where no socket makes one of its text (ask.c). */
	if (o->max != NULL && number_read(o->max, 1, LIST_MAX, &max))
		cJSON_AddNumberToObject(request, "max", (double)max);
	if (n_ids > 0) {
		json_put_string(request, "id", ids[0]);
		cJSON_AddItemToObject(request, "ids",
		    cJSON_CreateStringArray((const char *const *)ids, n_ids));
	}
	return request;
}

static int
ask_and_print(
    const struct verb *verb, const struct options *o, const cJSON *request)
{
	cJSON *answer;
	int exit_code = ask(o->config, request, &answer);

	if (answer == NULL)
		return exit_code;
	if (o->json)
		ask_print_json(answer);
	else if (exit_code == 0)
		verb->print(answer);
	cJSON_Delete(answer);
	return exit_code;
}

/* Options may stand before and behind the verb. */
static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = { NULL, NULL, NULL, false };
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &o.config },
		{ .name = "state", .takes_value = true, .value = &o.state },
		{ .name = "max", .takes_value = true, .value = &o.max },
		{ .name = "json", .flag = &o.json },
		{ .name = NULL },
	};
	const struct verb *verb = &verbs[0];
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);
	cJSON *request;
	int64_t max;

	if (i >= 0 && i < argc) {
		verb = verb_by_name(argv[i]);
		if (verb == NULL)
			return command_usage(self,
			    "it cannot \"%s\"; it can list, show, retry, drop "
			    "and refused",
			    argv[i]);
		argc -= i;
		argv += i;
		i = command_options(self, spec, argc, argv, &exit_code);
	}
	if (i < 0)
		return exit_code;
	if (o.max != NULL && !number_read(o.max, 1, LIST_MAX, &max))
		return command_usage(
		    self, "--max takes a number from 1 to %d", LIST_MAX);
	if (verb->takes_ids && i == argc && o.state == NULL)
		return command_usage(self,
		    "%s takes the ids of notices, or --state: loopbell "
		    "queue shows them",
		    verb->name);
	request = request_of(verb, &o, argc - i, argv + i);
	exit_code = ask_and_print(verb, &o, request);
	cJSON_Delete(request);
	return exit_code;
}

const struct command command_queue = {
	"queue",
	"look into the outbox, send again, drop",
	help,
	run,
};
