/* SPDX-License-Identifier: ISC */
/* wootric_world.c - the provider wootric, and an account on loopback. */
#include "wootric_world.h"

#include <stdarg.h>

#include "sdk/buf.h"
#include "sdk/error.h"

int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->host = fake_host_new();
	w->http = http_new(NULL);
	w->held = cJSON_CreateObject();
	return fake_server_start(&w->server, "wootric.py", NULL, NULL) ? 0
								       : -1;
}

int
tear_down(void **state)
{
	struct world *w = *state;

	fake_host_free(w->host);
	http_free(w->http);
	cJSON_Delete(w->held);
	fake_server_stop(&w->server);
	free(w->cursor);
	free(w);
	return 0;
}

void
open_with(struct world *w, const char *more)
{
	char *settings = mem_printf("{\"base_url\":\"http://127.0.0.1:%d\","
				    "\"client_id\":\"me\","
				    "\"client_secret\":\"secret\"%s}",
	    w->server.port, more);

	w->state = fake_open(w->host, &loopbell_plugin, settings);
	assert_non_null(w->state);
	free(settings);
}

/* The fake's other side; the answer, the caller's. */
static cJSON *
say(struct world *w, const char *what, const char *json)
{
	char *url =
	    mem_printf("http://127.0.0.1:%d/_%s", w->server.port, what);
	struct http_request request = {
		.url = url, .body = json, .body_size = strlen(json)
	};
	struct http_response response;
	cJSON *answer;

	assert_true(http_send(w->http, &request, &response, NULL));
	assert_int_equal(response.status, 200);
	answer = cJSON_Parse(buf_str(&response.body));
	http_release(&response);
	free(url);
	return answer;
}

void
tell(struct world *w, const char *what, const char *fmt, ...)
{
	struct buf json = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&json, fmt, ap);
	va_end(ap);
	cJSON_Delete(say(w, what, buf_str(&json)));
	buf_release(&json);
}

int
asked(struct world *w, const char *path)
{
	cJSON *answer = say(w, "counts", "{}");
	int n = (int)json_integer(json_member(answer, "counts"), path, 0);

	cJSON_Delete(answer);
	return n;
}

/* What the core does with what was emitted and the last cursor. */
static void
keep(struct world *w)
{
	const cJSON *r;

	cJSON_ArrayForEach(r, fake_responses(w->host))
	{
		const char *id = json_string(r, "id");

		cJSON_DeleteItemFromObjectCaseSensitive(w->held, id);
		cJSON_AddItemToObject(w->held, id, cJSON_Duplicate(r, true));
	}
	if (fake_cursor(w->host) != NULL) {
		free(w->cursor);
		w->cursor = mem_string(fake_cursor(w->host));
	}
}

enum lb_result
poll_it(struct world *w)
{
	enum lb_result result;

	fake_forget(w->host);
	result = loopbell_plugin.provider->poll(w->state, w->cursor);
	keep(w);
	return result;
}

const cJSON *
held(const struct world *w, const char *id)
{
	const cJSON *r = json_member(w->held, id);

	assert_non_null(r);
	return r;
}

int
n_emitted(const struct world *w)
{
	return cJSON_GetArraySize(fake_responses(w->host));
}
