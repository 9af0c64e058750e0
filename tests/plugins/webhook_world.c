/* SPDX-License-Identifier: ISC */
/* webhook_world.c - what the tests of the provider webhook share. */
#include "webhook_world.h"

#include <stdlib.h>
#include <time.h>

#include "providers/webhook/provider.h"
#include "sdk/json.h"
#include "sdk/mem.h"

int64_t clock_s = NOW_S;

static int64_t
standing_clock(void)
{
	return clock_s;
}

void
open_with(struct world *w, const char *settings)
{
	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	if (w->plugin == NULL)
		fail_msg("open: %s", fake_why(w->host));
}

void
open_insecure(struct world *w, const char *members)
{
	char *settings = mem_printf("{\"insecure\":\"yes\"%s%s}",
	    *members != '\0' ? "," : "", members);

	open_with(w, settings);
	free(settings);
}

const char *
open_badly(struct world *w, const char *settings)
{
	fake_forget(w->host);
	w->plugin = fake_open(w->host, &loopbell_plugin, settings);
	if (w->plugin != NULL)
		fail_msg("it opened: %s", settings);
	return fake_why(w->host);
}

int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	clock_s = NOW_S;
	webhook_now = standing_clock;
	w->host = fake_host_new();
	*state = w;
	return 0;
}

int
tear_down(void **state)
{
	struct world *w = *state;

	fake_host_free(w->host);
	free(w);
	return 0;
}

enum lb_result
push_to(struct world *w, const char *path, const struct lb_pair *headers,
    const void *body, size_t n)
{
	/* A copy of just that size, so that reading past it shows. */
	void *exact = mem_new(1, n > 0 ? n : 1);
	struct lb_request request = { .path = path,
		.headers = headers,
		.body = exact,
		.body_size = n,
		.peer = "192.0.2.7" };
	enum lb_result result;

	memcpy(exact, body, n);
	fake_forget(w->host);
	result = loopbell_plugin.provider->receive(w->plugin, &request);
	free(exact);
	return result;
}

enum lb_result
push_bytes(
    struct world *w, const struct lb_pair *headers, const void *body, size_t n)
{
	return push_to(w, "", headers, body, n);
}

enum lb_result
push_type(struct world *w, const char *type, const char *body)
{
	struct lb_pair headers[] = { { "content-type", type },
		{ .name = NULL } };

	return push_bytes(w, headers, body, strlen(body));
}

enum lb_result
push(struct world *w, const char *json)
{
	return push_type(w, "application/json; charset=utf-8", json);
}

const cJSON *
answer(const struct world *w, int i)
{
	const cJSON *response = cJSON_GetArrayItem(fake_responses(w->host), i);

	if (response == NULL)
		fail_msg("there is no response %d; %s", i,
		    n_refused(w) > 0 ? refusal(w, "why") : fake_why(w->host));
	return response;
}

const char *
text_of(const struct world *w, int i, const char *name)
{
	const char *text = json_string(answer(w, i), name);

	return text == NULL ? "(none)" : text;
}

const char *
property_of(const struct world *w, int i, const char *name)
{
	const char *text =
	    json_string(json_member(answer(w, i), "properties"), name);

	return text == NULL ? "(none)" : text;
}

int
n_answers(const struct world *w)
{
	return cJSON_GetArraySize(fake_responses(w->host));
}

int
n_refused(const struct world *w)
{
	return cJSON_GetArraySize(fake_refused(w->host));
}

const char *
refusal(const struct world *w, const char *member)
{
	const char *text = json_string(
	    cJSON_GetArrayItem(fake_refused(w->host), n_refused(w) - 1),
	    member);

	return text == NULL ? "(none)" : text;
}
