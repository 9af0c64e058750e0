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

static const char help[] =
    "usage: loopbell try INSTANCE [--config FILE] [--send [--to TARGET]]\n"
    "\n"
    "Asks the instance's plugin whether it would work: address, credentials,\n"
    "rights.  Nothing is taken in; nothing is sent without --send.\n"
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
	bool has_probed, has_ended, worked;
};

/* ---- What is asked */

static char *
sample(const struct trial *t)
{
	cJSON *o = cJSON_CreateObject();
	struct buf text = BUF_INIT;
	char id[ID_SIZE];
	bool danish = strcmp(t->config->language, "da") == 0;

	id_make(id, clock_now_us());
	json_put_string(o, "id", id);
	json_put_string(o, "target", t->target);
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
send_sample(struct trial *t)
{
	char *members = sample(t);

	worker_request(t->worker, "deliver", members, t->instance->deadline_s);
	free(members);
}

static void
go_on(struct trial *t)
{
	if (!t->has_probed && worker_can(t->worker, "probe")) {
		worker_request(
		    t->worker, "probe", "", t->instance->deadline_s);
	} else if (!t->has_probed) {
		t->has_probed = true;
		printf("%s: starts with these settings; its plugin has no way "
		       "to try more\n",
		    t->instance->name);
		go_on(t);
	} else if (t->target != NULL) {
		send_sample(t);
	} else {
		end(t, true);
	}
}

/* ---- What is answered */

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct trial *t = arg;
	bool was_sample = t->has_probed;

	if (outcome->result != RESULT_DONE) {
		fprintf(stderr, "%s: %s: %s\n", t->instance->name,
		    was_sample ? "the sample was not delivered"
			       : "would not work",
		    *outcome->why == '\0' ? "no reason was given"
					  : outcome->why);
		end(t, false);
		return;
	}
	t->has_probed = true;
	if (was_sample) {
		printf("%s: the sample was delivered to %s\n",
		    t->instance->name, t->target);
		end(t, true);
	} else {
		printf("%s: would work\n", t->instance->name);
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
first_target(const struct config *config, const struct instance *instance)
{
	for (size_t i = 0; i < config->n_routes; i++) {
		const struct route *route = &config->routes[i];

		for (size_t k = 0; k < route->n_send; k++)
			if (strcmp(route->send[k].to, instance->name) == 0)
				return strcmp(
					   route->send[k].target, "owner") == 0
					   ? config->default_owner
					   : route->send[k].target;
	}
	return NULL;
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

static bool
prepare(struct trial *t, const struct wishes *wishes)
{
	t->instance = config_instance(t->config, wishes->name);
	if (t->instance == NULL) {
		fprintf(stderr, "loopbell try: %s has no instance \"%s\"\n",
		    t->config->file, wishes->name);
		return false;
	}
	if (!wishes->send)
		return true;
	if (t->instance->role != ROLE_NOTIFIER) {
		fprintf(stderr,
		    "loopbell try: %s is no notifier: it cannot "
		    "send a sample\n",
		    wishes->name);
		return false;
	}
	t->target = wishes->to != NULL ? wishes->to
				       : first_target(t->config, t->instance);
	if (t->target == NULL)
		fprintf(stderr,
		    "loopbell try: no route names %s: say where "
		    "the sample goes with --to\n",
		    wishes->name);
	return t->target != NULL;
}

static int
try(const struct wishes *wishes)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config =
	    config_load(command_config_path(wishes->config), &problems);
	struct trial t = { .config = config };
	int exit_code = 1;

	if (config != NULL)
		inspection_free(inspect_config(config, &problems));
	problems_print(&problems);
	if (config == NULL || problems.n_errors > 0)
		exit_code = EXIT_CONFIG;
	else if (prepare(&t, wishes))
		exit_code = try_instance(&t, config);
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
