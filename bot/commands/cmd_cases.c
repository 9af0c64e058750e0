/* SPDX-License-Identifier: ISC */
/* cmd_cases.c - loopbell cases: what is open, and doing something about it. */
#include "commands/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/ask.h"
#include "commands/cases_print.h"
#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/number.h"

static const char help[] =
    "usage: loopbell cases [list] [--who ADDRESS] [--overdue] [--all] "
    "[--json]\n"
    "       loopbell cases show CASE [--json]\n"
    "       loopbell cases claim CASE --as ADDRESS\n"
    "       loopbell cases resolve CASE --as ADDRESS [--reached yes|no] TEXT\n"
    "       loopbell cases reopen | confirm CASE --as ADDRESS [TEXT]\n"
    "       loopbell cases assign CASE --as ADDRESS --to ADDRESS [TEXT]\n"
    "       loopbell cases note CASE --as ADDRESS TEXT\n"
    "       loopbell cases snooze CASE --as ADDRESS [--for TIME]\n"
    "       loopbell cases absent [ADDRESS --from DAY --to DAY --deputy "
    "ADDRESS "
    "--as ADDRESS]\n"
    "       loopbell cases present ID --as ADDRESS\n"
    "\n"
    "Lists the cases that are not resolved, the most urgent first, shows one\n"
    "with its answers and all that was done, or does something about it, as\n"
    "the buttons and links in messages do.  A case is named by its number.\n"
    "`absent` says who is away, or that somebody will be: new cases are "
    "their\n"
    "deputy's then; `present` ends such an absence.  Works whether the bot\n"
    "runs or not.\n"
    "\n"
    "  -c, --config FILE   the configuration\n"
    "      --as ADDRESS    who you are: your e-mail address\n"
    "      --name NAME     the same, for people\n"
    "      --who ADDRESS   list: only theirs\n"
    "      --overdue       list: only those whose deadline is over\n"
    "      --all           list: also those that are resolved, newest first\n"
    "      --max N         list at most N (100)\n"
    "      --reached ANSWER  resolve: was the customer reached? yes or no\n"
    "      --to ADDRESS    assign: to whom; absent: the last day\n"
    "      --for TIME      snooze: for how long, as 4h or 2 working days "
    "(1d)\n"
    "      --from DAY      absent: the first day, as 2026-12-24\n"
    "      --deputy ADDRESS  absent: whose their new cases are\n"
    "      --json          for programs\n"
    "  -h, --help          this text\n";

#define LIST_MAX 10000

struct options {
	const char *config, *as, *name, *who, *max, *reached, *to, *duration,
	    *from, *deputy;
	bool overdue, all, json;
};

/* ---- Printing */

static void
put_list(struct buf *out, const cJSON *answer)
{
	cases_put_list(out, answer, clock_now_us());
}

static void
put_one(struct buf *out, const cJSON *answer)
{
	cases_put_one(out, answer, clock_now_us());
}

static void
put_answer(struct buf *out, const cJSON *answer)
{
	const char *text = json_string(answer, "answer");
	const char *id = json_string(answer, "id");

	if (text != NULL)
		buf_printf(out, "%s\n", text);
	else if (id != NULL)
		buf_printf(out, "%s\n", id);
}

/* ---- Verbs */

enum needs { NEEDS_NOTHING, NEEDS_SUBJECT, MAY_HAVE_SUBJECT };

static const struct verb {
	const char *name, *op;
	enum needs needs;
	bool acts; /* needs --as */
	void (*put)(struct buf *out, const cJSON *answer);
} verbs[] = {
	/* clang-format off */
	{ "list",    "cases",   NEEDS_NOTHING,    false, put_list },
	{ "show",    "case",    NEEDS_SUBJECT,    false, put_one },
	{ "claim",   "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "resolve", "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "reopen",  "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "confirm", "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "assign",  "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "note",    "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "snooze",  "act",     NEEDS_SUBJECT,    true,  put_answer },
	{ "absent",  "absent",  MAY_HAVE_SUBJECT, true,  put_answer },
	{ "present", "present", NEEDS_SUBJECT,    true,  put_answer },
	/* clang-format on */
};

/* `absent` alone asks who is. */
static const struct verb verb_absences = { "absent", "absences", NEEDS_NOTHING,
	false, cases_put_absences };

static const struct verb *
verb_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* ---- Asking */

static void
put_fields(cJSON *request, const struct options *o)
{
	cJSON *fields = json_put_object(request, "fields");

	json_put_string(fields, "reached", o->reached);
	json_put_string(fields, "to", o->to);
	json_put_string(fields, "for", o->duration);
}

/* The words behind the case, as one text. */
static void
put_text(cJSON *request, int n, char **words)
{
	struct buf text = BUF_INIT;

	for (int i = 0; i < n; i++)
		buf_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
	if (text.size > 0)
		json_put_string(request, "text", buf_str(&text));
	buf_release(&text);
}

static cJSON *
request_of(
    const struct verb *verb, const struct options *o, int n, char **words)
{
	cJSON *request = cJSON_CreateObject();
	bool acts = strcmp(verb->op, "act") == 0;
	int64_t max;

	json_put_string(request, "op", verb->op);
	json_put_string(request, "as", o->as);
	json_put_string(request, "as_name", o->name);
	if (n > 0) {
		json_put_string(request, "subject", words[0]);
		json_put_string(request, "id", acts ? NULL : words[0]);
		put_text(request, n - 1, words + 1);
	}
	if (acts) {
		json_put_string(request, "name", verb->name);
		put_fields(request, o);
		return request;
	}
	json_put_string(request, "who",
	    strcmp(verb->op, "absent") == 0 ? words[0] : o->who);
	json_put_string(request, "deputy", o->deputy);
	json_put_string(request, "from", o->from);
	json_put_string(request, "to", o->to);
	json_put_bool(request, "overdue", o->overdue);
	json_put_bool(request, "all", o->all);
	if (o->max != NULL && number_read(o->max, 1, LIST_MAX, &max))
		cJSON_AddNumberToObject(request, "max", (double)max);
	return request;
}

static int
ask_and_print(
    const struct verb *verb, const struct options *o, int n, char **words)
{
	cJSON *request = request_of(verb, o, n, words), *answer;
	struct buf text = BUF_INIT;
	int exit_code = ask(o->config, request, &answer);

	cJSON_Delete(request);
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

/* What the verb needs; 0: it is there, else the exit code. */
static int
check(const struct command *self, const struct verb *verb,
    const struct options *o, int n)
{
	int64_t max;

	if (verb->needs == NEEDS_SUBJECT && n == 0)
		return command_usage(self,
		    "%s takes the number of a case: loopbell cases shows them",
		    verb->name);
	if (verb->needs == NEEDS_NOTHING && n > 0)
		return command_usage(
		    self, "%s takes nothing more", verb->name);
	if (verb->acts && o->as == NULL)
		return command_usage(self,
		    "say who you are: loopbell cases %s … --as you@company",
		    verb->name);
	if (o->max != NULL && !number_read(o->max, 1, LIST_MAX, &max))
		return command_usage(
		    self, "--max takes a number from 1 to %d", LIST_MAX);
	return 0;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = { 0 };
	/* clang-format off */
	const struct option_spec spec[] = {
		{ .name = "config", .letter = 'c', .takes_value = true, .value = &o.config },
		{ .name = "as", .takes_value = true, .value = &o.as },
		{ .name = "name", .takes_value = true, .value = &o.name },
		{ .name = "who", .takes_value = true, .value = &o.who },
		{ .name = "max", .takes_value = true, .value = &o.max },
		{ .name = "reached", .takes_value = true, .value = &o.reached },
		{ .name = "to", .takes_value = true, .value = &o.to },
		{ .name = "for", .takes_value = true, .value = &o.duration },
		{ .name = "from", .takes_value = true, .value = &o.from },
		{ .name = "deputy", .takes_value = true, .value = &o.deputy },
		{ .name = "overdue", .flag = &o.overdue },
		{ .name = "all", .flag = &o.all },
		{ .name = "json", .flag = &o.json },
		{ .name = NULL },
	};
	/* clang-format on */
	const struct verb *verb = &verbs[0];
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);

	if (i >= 0 && i < argc) {
		verb = verb_by_name(argv[i]);
		if (verb == NULL)
			return command_usage(self,
			    "it cannot \"%s\"; see: loopbell cases --help",
			    argv[i]);
		argc -= i;
		argv += i;
		i = command_options(self, spec, argc, argv, &exit_code);
	}
	if (i < 0)
		return exit_code;
	if (verb->needs == MAY_HAVE_SUBJECT && i == argc)
		verb = &verb_absences;
	exit_code = check(self, verb, &o, argc - i);
	return exit_code != 0 ? exit_code
			      : ask_and_print(verb, &o, argc - i, argv + i);
}

const struct command command_cases = {
	"cases",
	"list cases, claim and resolve them",
	help,
	run,
};
