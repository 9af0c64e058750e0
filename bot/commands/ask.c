/* SPDX-License-Identifier: ISC */
/* ask.c - asking the running bot, or its store where it does not run. */
#include "commands/ask.h"

#include <pwd.h>
#include <unistd.h>

#include "commands/command.h"
#include "config/config.h"
#include "core/case_ask.h"
#include "core/clock.h"
#include "core/control.h"
#include "core/queue.h"
#include "paths.h"
#include "sdk/json.h"

cJSON *
ask_as_sent(cJSON *answer)
{
	struct buf line = BUF_INIT;

	json_print(&line, answer);
	cJSON_Delete(answer);
	answer = cJSON_Parse(line.data);
	buf_release(&line);
	return answer;
}

/* What a request of either kind is answered from the store. */
static cJSON *
answer_from(
    struct store *store, const struct config *config, const cJSON *request)
{
	const struct passwd *pw = getpwuid(getuid());
	const char *user = pw == NULL ? "unknown" : pw->pw_name;
	struct problems problems = PROBLEMS_INIT;
	struct decider *decider;
	cJSON *answer;
	bool changes;

	if (queue_knows(json_string(request, "op"), &changes))
		return queue_answer(store, request, user);
	decider = decider_new(config, paths_share(), &problems);
	answer = decider == NULL
		     ? control_refusal("the templates have mistakes: see "
				       "loopbell check")
		     : case_reply(store, decider, request, user);
	decider_free(decider);
	problems_release(&problems);
	return answer;
}

static cJSON *
ask_store(const struct config *config, const cJSON *request)
{
	const char *op = json_string(request, "op");
	struct store *store;
	struct error err;
	cJSON *answer;
	bool changes;

	if (!queue_knows(op, &changes) && !case_asks(op, &changes))
		return control_refusal("the bot does not run: nothing answers "
				       "at %s; start it with: loopbell run "
				       "--config %s",
		    config->socket, config->file);
	if (access(config->store, F_OK) != 0)
		return control_refusal(
		    "%s: there is no store yet: the bot has "
		    "never run with this configuration",
		    config->store);
	store = store_open(
	    config->store, changes ? STORE_WRITE : STORE_READ, &err);
	if (store == NULL)
		return control_refusal("%s", err.text);
	answer = answer_from(store, config, request);
	store_close(store);
	return ask_as_sent(answer);
}

cJSON *
ask_once(const struct config *config, const cJSON *request)
{
	cJSON *answer = NULL;
	struct error err;

	switch (control_ask(config->socket, request, &answer, &err)) {
	case CONTROL_ANSWERED:
		return answer;
	case CONTROL_NOBODY:
		return ask_store(config, request);
	case CONTROL_FAILED:
		break;
	}
	return control_refusal("%s", err.text);
}

struct config *
ask_open(const char *given)
{
	struct problems problems = PROBLEMS_INIT;
	struct config *config =
	    config_load(command_config_path(given), &problems);

	if (config == NULL)
		problems_print(&problems);
	else
		clock_set_zone(config->timezone); /* times are printed in it */
	problems_release(&problems);
	return config;
}

int
ask_verdict(const cJSON *answer)
{
	const char *why = json_string(answer, "why");

	if (json_bool(answer, "ok", false))
		return 0;
	fprintf(stderr, "loopbell: %s\n", why == NULL ? "no answer" : why);
	return 1;
}

int
ask(const char *given, const cJSON *request, cJSON **answer)
{
	struct config *config = ask_open(given);

	*answer = NULL;
	if (config == NULL)
		return EXIT_CONFIG;
	*answer = ask_once(config, request);
	config_free(config);
	return ask_verdict(*answer);
}

void
ask_print_json(const cJSON *answer)
{
	char *text = cJSON_Print(answer);

	printf("%s\n", text);
	free(text);
}
