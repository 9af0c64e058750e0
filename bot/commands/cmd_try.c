/* SPDX-License-Identifier: ISC */
/* cmd_try.c - loopbell try: would this instance work, and if not, what to
 * do. */
#include "commands/command.h"

#include <uv.h>

#include "config/config.h"
#include "core/clock.h"
#include "core/id.h"
#include "core/inspect.h"
#include "core/log.h"
#include "core/worker.h"
#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/suggest.h"

static const char help[] =
    "usage: loopbell try INSTANCE [--config FILE] [--send [--to TARGET]]\n"
    "\n"
    "Asks the instance's plugin whether it would work: address, credentials,\n"
    "rights; and a notifier for each target of the routes whether it could\n"
    "find again what it sent there.  Nothing is taken in; nothing is sent\n"
    "without --send.\n"
    "\n"
    "  -c, --config FILE  the configuration\n"
    "      --send         let a notifier deliver a sample that says it is "
    "one\n"
    "      --to TARGET    to this target (default: of the first route that\n"
    "                     names the notifier)\n"
    "  -h, --help         this text\n"
    "\n"
    "Exit code 0: it would work; 1: it would not.\n";

struct trial {
	uv_loop_t loop;
	const struct config *config;
	const struct instance *instance;
	struct worker *worker;
	const char *target; /* of the sample; NULL: none is sent */
	size_t n_looked;    /* sends of the routes that were looked at */
	enum { PROBING, LOOKING, SENDING } step;
	bool has_ended, worked;
};

/* ---- What is asked */

/* sent_us: 0 where it is to be sent. */
static char *
sample(const struct trial *t, const char *target, int64_t sent_us)
{
	cJSON *o = cJSON_CreateObject();
	struct buf text = BUF_INIT;
	char id[ID_SIZE];
	bool danish = t->config->language != NULL &&
		      strcmp(t->config->language, "da") == 0;

	id_make(id, clock_now_us());
	json_put_string(o, "id", id);
	json_put_string(o, "target", target);
	json_put_string(o, "tone", "neutral");
	json_put_string(o, "headline",
	    danish ? "Prøve fra Loopbell" : "A sample from Loopbell");
	json_put_string(o, "text",
	    danish ? "Sådan kommer beskeder frem her. Ingen kunde har svaret; "
		     "der er intet at gøre."
		   : "This is how messages arrive here. No customer has "
		     "answered; there is nothing to do.");
	json_put_string(o, "language", t->config->language);
	json_put_integer(o, "made_us", clock_now_us());
	if (sent_us != 0)
		json_put_integer(o, "sent_us", sent_us);
	buf_puts(&text, "\"notice\":");
	json_print(&text, o);
	cJSON_Delete(o);
	return buf_take(&text);
}

static void
end(struct trial *t, bool worked)
{
	if (t->has_ended)
		return;
	t->has_ended = true;
	t->worked = worked;
	worker_stop(t->worker, 5000);
}

static void
ask(struct trial *t, const char *op, const char *target, int64_t sent_us)
{
	char *members = sample(t, target, sent_us);

	worker_request(t->worker, op, members, t->instance->deadline_s);
	free(members);
}

/* Routes may have errors; this one's may be read. */
static bool
is_to(const struct send *send, const char *name)
{
	return send->to != NULL && send->target != NULL &&
	       strcmp(send->to, name) == 0;
}

/* The target of the n-th send of all routes, where that is through this
 * notifier; NULL: it is not.  False: there are not so many. */
static bool
target_at(const struct trial *t, size_t n, const char **target)
{
	const struct config *config = t->config;
	const struct send *send;
	size_t i = 0;

	while (i < config->n_routes && n >= config->routes[i].n_send)
		n -= config->routes[i++].n_send;
	if (i == config->n_routes)
		return false;
	send = &config->routes[i].send[n];
	if (!is_to(send, t->instance->name))
		*target = NULL;
	else if (strcmp(send->target, "owner") == 0)
		*target = config->default_owner;
	else
		*target = send->target;
	return true;
}

static bool
was_looked_at(const struct trial *t, size_t n, const char *target)
{
	const char *other;

	while (n-- > 0)
		if (target_at(t, n, &other) && other != NULL &&
		    strcmp(other, target) == 0)
			return true;
	return false;
}

/* The next target to look at; NULL: that was the last. */
static const char *
next_target(struct trial *t)
{
	const char *target;

	while (target_at(t, t->n_looked, &target)) {
		t->n_looked++;
		if (target != NULL &&
		    !was_looked_at(t, t->n_looked - 1, target))
			return target;
	}
	return NULL;
}

/* Looks for what was never sent: can it be told that it was not? */
static bool
look_at_next(struct trial *t)
{
	const char *target;

	t->step = LOOKING;
	if (t->instance->role != ROLE_NOTIFIER)
		return false;
	if (!worker_can(t->worker, "find")) {
		if (t->n_looked++ == 0)
			printf("%s: its plugin cannot look for what it sent: "
			       "after a crash a message may come twice\n",
			    t->instance->name);
		return false;
	}
	target = next_target(t);
	if (target != NULL)
		ask(t, "find", target, 1);
	return target != NULL;
}

static void
go_on(struct trial *t)
{
	if (t->step == PROBING && worker_can(t->worker, "probe")) {
		worker_request(
		    t->worker, "probe", "", t->instance->deadline_s);
		return;
	}
	if (t->step == PROBING) {
		printf("%s: starts with these settings; its plugin has no way "
		       "to try more\n",
		    t->instance->name);
		t->step = LOOKING;
	}
	if (t->step == LOOKING && look_at_next(t))
		return;
	if (t->target == NULL) {
		end(t, true);
		return;
	}
	t->step = SENDING;
	ask(t, "deliver", t->target, 0);
}

/* ---- What is answered */

static void
fail(struct trial *t, const char *what, const struct outcome *outcome)
{
	fprintf(stderr, "%s: %s: %s\n", t->instance->name, what,
	    *outcome->why == '\0' ? "no reason was given" : outcome->why);
	end(t, false);
}

static void
say_what_was_looked_at(struct trial *t, const struct outcome *outcome)
{
	switch (outcome->result) {
	case RESULT_DONE:
	case RESULT_REJECT:
		return;
	case RESULT_UNKNOWN:
		fprintf(stderr,
		    "%s: after a crash a message may come twice: %s\n",
		    t->instance->name, outcome->why);
		return;
	case RESULT_RETRY:
		fprintf(stderr,
		    "%s: whether it can find what it sent is not known: %s\n",
		    t->instance->name, outcome->why);
		return;
	case RESULT_DIED:
	case RESULT_UNSENT:
		fail(t, "would not work", outcome);
		return;
	}
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct trial *t = arg;
	bool good = outcome->result == RESULT_DONE;

	if (t->step == LOOKING) {
		say_what_was_looked_at(t, outcome);
	} else if (!good) {
		fail(t,
		    t->step == SENDING ? "the sample was not delivered"
				       : "would not work",
		    outcome);
	} else if (t->step == SENDING) {
		printf("%s: the sample was delivered to %s\n",
		    t->instance->name, t->target);
		end(t, true);
	} else {
		printf("%s: would work\n", t->instance->name);
		t->step = LOOKING;
	}
}

static void
on_changed(void *arg)
{
	struct trial *t = arg;
	enum worker_state state = worker_state(t->worker);

	if (t->has_ended)
		return;
	if (state == WORKER_IDLE)
		go_on(t);
	else if (state == WORKER_BROKEN || state == WORKER_RESTING)
		end(t, false); /* the log has said why */
}

/* The first target a route sends to through this notifier. */
static const char *
first_target(const struct trial *t)
{
	const char *target = NULL;

	for (size_t n = 0; target == NULL && target_at(t, n, &target);)
		n++;
	return target;
}

static int
try_instance(struct trial *t, struct config *config)
{
	static const struct worker_events events = { NULL, on_result,
		on_changed };
	struct world world = {
		.loop = &t->loop,
		.company = config->company,
		.language = config->language,
		.timezone = config->timezone,
		.ca_file = config->ca_file,
	};

	log_set_style(LOG_PRETTY, false);
	uv_loop_init(&t->loop);
	t->worker = worker_new(&world, config, t->instance, &events, t);
	worker_start(t->worker);
	while (!t->has_ended || !worker_is_gone(t->worker))
		uv_run(&t->loop, UV_RUN_ONCE);
	worker_free(t->worker);
	uv_run(&t->loop, UV_RUN_DEFAULT);
	uv_loop_close(&t->loop);
	return t->worked ? 0 : 1;
}

struct wishes {
	const char *config, *name, *to;
	bool send;
};

/* False. */
static bool
say_missing(const struct config *config, const char *name)
{
	const char **names = mem_new(config->n_instances + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < config->n_instances; i++)
		names[i] = config->instances[i].name;
	near = suggest(name, names);
	fprintf(stderr, "loopbell try: %s has no instance \"%s\"",
	    config->file, name);
	if (near != NULL)
		fprintf(stderr, "; did you mean \"%s\"?", near);
	fputc('\n', stderr);
	free(names);
	return false;
}

static bool
prepare(struct trial *t, const struct wishes *wishes)
{
	t->instance = config_instance(t->config, wishes->name);
	if (t->instance == NULL)
		return say_missing(t->config, wishes->name);
	if (!wishes->send)
		return true;
	if (t->instance->role != ROLE_NOTIFIER) {
		fprintf(stderr,
		    "loopbell try: %s is no notifier: it cannot "
		    "send a sample\n",
		    wishes->name);
		return false;
	}
	t->target = wishes->to != NULL ? wishes->to : first_target(t);
	if (t->target == NULL)
		fprintf(stderr,
		    "loopbell try: no route names %s: say where "
		    "the sample goes with --to\n",
		    wishes->name);
	return t->target != NULL;
}

/* What is wrong elsewhere is told, but keeps nobody from trying this one. */
static bool
is_right(const struct trial *t, struct problems *problems)
{
	size_t n_before = problems->n_errors;

	if (t->instance->has_errors) {
		problems_print(problems);
		return false;
	}
	if (n_before > 0)
		problems_release(problems);
	inspection_free(inspect_instance(t->config, t->instance, problems));
	problems_print(problems);
	if (problems->n_errors == 0 && n_before > 0)
		fprintf(stderr,
		    "loopbell try: elsewhere %s has %zu error%s; see: "
		    "loopbell check\n",
		    t->config->file, n_before, n_before == 1 ? "" : "s");
	return problems->n_errors == 0;
}

static int
try(const struct wishes *wishes)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config =
	    config_load_partly(command_config_path(wishes->config), &problems);
	struct trial t = { .config = config };
	int exit_code = 1;

	if (config == NULL) {
		problems_print(&problems);
		exit_code = EXIT_CONFIG;
	} else if (prepare(&t, wishes)) {
		exit_code = is_right(&t, &problems) ? try_instance(&t, config)
						    : EXIT_CONFIG;
	} else {
		problems_print(&problems);
	}
	problems_release(&problems);
	config_free(config);
	return exit_code;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct wishes wishes = { NULL, NULL, NULL, false };
	const struct option_spec spec[] = {
		{ .name = "config",
		    .letter = 'c',
		    .takes_value = true,
		    .value = &wishes.config },
		{ .name = "send", .flag = &wishes.send },
		{ .name = "to", .takes_value = true, .value = &wishes.to },
		{ .name = NULL },
	};
	int exit_code, i = command_options(self, spec, argc, argv, &exit_code);

	if (i >= 0 && i < argc) {
		wishes.name = argv[i];
		argc -= i;
		argv += i;
		i = command_options(self, spec, argc, argv, &exit_code);
	}
	if (i < 0)
		return exit_code;
	if (wishes.name == NULL || i < argc)
		return command_usage(self,
		    "it takes the name of one provider, directory or "
		    "notifier of the configuration");
	setvbuf(stdout, NULL, _IOLBF, 0);
	return try(&wishes);
}

const struct command command_try = {
	"try",
	"say whether an instance would work, and if not, what to do",
	help,
	run,
};
