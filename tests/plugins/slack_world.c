/* SPDX-License-Identifier: ISC */
/* slack_world.c - the slack plugin, a host and a Slack, for its tests. */
#include "slack_world.h"

#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

static const char *const no_reactions[] = { NULL };

const struct lb_notice world_notice = {
	.id = "01JD0Z",
	.target = "#kundeglaede",
	.tone = LB_CELEBRATE,
	.headline = "Kunde D A/S gav 10",
	.quote = "Hurtig hj\xc3\xa6lp & s\xc3\xb8"
		 "de folk",
	.reactions = no_reactions,
	.language = "da",
	.made_us = INT64_C(1795163405000000),
};

static char *
url_of(struct world *w, const char *path)
{
	return mem_printf("http://127.0.0.1:%d%s", w->server.port, path);
}

static cJSON *
ask(struct world *w, const char *path, const char *body)
{
	char *url = url_of(w, path);
	struct http_request request = { .url = url,
		.body = body,
		.body_size = body ? strlen(body) : 0,
		.timeout_ms = 10000 };
	struct http_response response;
	struct error err;
	cJSON *json;

	assert_true(http_send(w->http, &request, &response, &err));
	json = cJSON_Parse(buf_str(&response.body));
	http_release(&response);
	free(url);
	return json;
}

cJSON *
world_get(struct world *w, const char *path)
{
	return ask(w, path, NULL);
}

void
world_post(struct world *w, const char *path, const char *body)
{
	cJSON_Delete(ask(w, path, body));
}

void
world_plan(struct world *w, const char *method, const char *answers)
{
	char *plan =
	    mem_printf("{\"method\":\"%s\",\"answers\":%s}", method, answers);

	world_post(w, "/_plan", plan);
	free(plan);
}

int
world_start(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->http = http_new(NULL);
	return fake_server_start(&w->server, "slack.py", NULL, NULL) ? 0 : -1;
}

int
world_stop(void **state)
{
	struct world *w = *state;

	cJSON_Delete(w->log);
	http_free(w->http);
	fake_server_stop(&w->server);
	free(w);
	return 0;
}

static void
use(struct world *w, const char *settings)
{
	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	if (w->plugin == NULL)
		fail_msg("%s", fake_why(w->host));
}

void
world_restart(struct world *w)
{
	char *settings =
	    mem_printf("{\"token\":\"xoxb-test-1\",\"timeout\":\"1s\","
		       "\"api\":\"http://127.0.0.1:%d/api\"}",
		w->server.port);

	use(w, settings);
	free(settings);
}

void
world_use_app_token(struct world *w, const char *token)
{
	char *settings = mem_printf(
	    "{\"token\":\"xoxb-test-1\",\"app_token\":\"%s\","
	    "\"timeout\":\"1s\",\"api\":\"http://127.0.0.1:%d/api\"}",
	    token, w->server.port);

	use(w, settings);
	free(settings);
}

void
world_use_webhook(struct world *w, const char *path)
{
	char *url = url_of(w, path);
	char *settings =
	    mem_printf("{\"webhook\":\"%s\",\"timeout\":\"1s\"}", url);

	use(w, settings);
	free(settings);
	free(url);
}

int
world_set_up(void **state)
{
	struct world *w = *state;

	world_post(w, "/_reset", "");
	w->host = fake_host_new();
	world_restart(w);
	return 0;
}

int
world_tear_down(void **state)
{
	struct world *w = *state;

	fake_host_free(w->host);
	w->host = NULL;
	return 0;
}

static void
read_log(struct world *w)
{
	cJSON_Delete(w->log);
	w->log = world_get(w, "/_log");
}

static bool
is_call(const cJSON *entry, const char *method)
{
	return method == NULL ||
	       strcmp(json_string(entry, "api"), method) == 0;
}

int
world_calls(struct world *w, const char *method)
{
	const cJSON *entry;
	int n = 0;

	read_log(w);
	cJSON_ArrayForEach(entry, w->log)
	{
		n += is_call(entry, method);
	}
	return n;
}

const cJSON *
world_call(struct world *w, const char *method, int n)
{
	const cJSON *entry;

	read_log(w);
	cJSON_ArrayForEach(entry, w->log)
	{
		if (is_call(entry, method) && n-- == 0)
			return entry;
	}
	fail_msg("no such call of %s", method);
	return NULL;
}

const char *
world_argument(struct world *w, const char *method, int n, const char *name)
{
	return json_string(
	    json_member(world_call(w, method, n), "form"), name);
}

int
world_messages(struct world *w)
{
	cJSON *messages = world_get(w, "/_messages");
	int n = cJSON_GetArraySize(messages);

	cJSON_Delete(messages);
	return n;
}

enum lb_result
world_deliver(struct world *w, const struct lb_notice *n)
{
	fake_forget(w->host);
	return loopbell_plugin.notifier->deliver(w->plugin, n);
}

enum lb_result
world_find(struct world *w, const struct lb_notice *n)
{
	fake_forget(w->host);
	return loopbell_plugin.notifier->find(w->plugin, n);
}
