/* SPDX-License-Identifier: ISC */
/* cmd_queue.c - loopbell queue: look into the outbox, change it by hand. */
#include "commands/command.h"

#include <errno.h>
#include <inttypes.h>

#include "commands/ask.h"
#include "commands/queue_print.h"
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
    "       loopbell queue export [--state STATE]\n"
    "\n"
    "Says what waits for each target and since when, and lists the notices\n"
    "that are not delivered (or those in a state), shows one, sends again\n"
    "what is dead or waiting, drops what shall never be sent.  `refused`\n"
    "lists what came in and could not be taken, newest first.  `export`\n"
    "prints all that is not delivered, a line of JSON each, complete enough\n"
    "to be sent by other means.  Works whether the bot runs or not.\n"
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
put_all(struct buf *out, const cJSON *answer)
{
	queue_put_ages(out, answer, clock_now_us());
	queue_put_list(out, answer);
}

static void
put_n(struct buf *out, const cJSON *answer)
{
	int64_t n = json_integer(answer, "n", 0);

	buf_printf(
	    out, "%" PRId64 " notice%s changed\n", n, n == 1 ? "" : "s");
}

/* ---- Asking */

static const struct verb {
	const char *name, *op;
	bool takes_ids;
	/* NULL: export, a line for programs each. */
	void (*put)(struct buf *out, const cJSON *answer);
} verbs[] = {
	{ "list", "queue", false, put_all },
	{ "show", "show", true, queue_put_one },
	{ "retry", "retry", true, put_n },
	{ "drop", "drop", true, put_n },
	{ "refused", "refused", false, queue_put_refused },
	{ "export", "export", false, NULL },
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
	struct buf text = BUF_INIT;
	cJSON *answer;
	int exit_code = ask(o->config, request, &answer);

	if (answer == NULL)
		return exit_code;
	if (o->json)
		ask_print_json(answer);
	else if (exit_code == 0)
		verb->put(&text, answer);
	fputs(buf_str(&text), stdout);
	buf_release(&text);
	cJSON_Delete(answer);
	return exit_code;
}

/* ---- Export: page by page, so that nobody holds all of it */

static bool
print_page(const cJSON *answer)
{
	struct buf line = BUF_INIT;
	const cJSON *one;
	bool ok = true;

	cJSON_ArrayForEach(one, json_member(answer, "notices"))
	{
		buf_reset(&line);
		json_print(&line, one);
		buf_putc(&line, '\n');
		ok = ok && fputs(buf_str(&line), stdout) >= 0;
	}
	buf_release(&line);
	return ok && fflush(stdout) == 0;
}

static int
export_all(const struct options *o, cJSON *request)
{
	struct config *config = ask_open(o->config);
	int exit_code = config == NULL ? EXIT_CONFIG : 0;
	bool goes_on = config != NULL;

	while (goes_on) {
		cJSON *answer = ask_once(config, request);
		const char *next = json_string(answer, "next");

		exit_code = ask_verdict(answer);
		goes_on = exit_code == 0 && next != NULL;
		if (exit_code == 0 && !print_page(answer)) {
			fprintf(stderr, "loopbell: cannot write: %s\n",
			    strerror(errno));
			exit_code = 1;
			goes_on = false;
		}
		cJSON_DeleteItemFromObjectCaseSensitive(request, "after");
		json_put_string(request, "after", next);
		cJSON_Delete(answer);
	}
	config_free(config);
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
			    "it cannot \"%s\"; it can list, show, retry, "
			    "drop, "
			    "refused and export",
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
	exit_code = verb->put == NULL ? export_all(&o, request)
				      : ask_and_print(verb, &o, request);
	cJSON_Delete(request);
	return exit_code;
}

const struct command command_queue = {
	"queue",
	"look into the outbox, send again, drop",
	help,
	run,
};
