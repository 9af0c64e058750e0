/* SPDX-License-Identifier: ISC */
/* vendor_world.c - a provider under test, and its vendor on loopback. */
#include "vendor_world.h"

#include <stdarg.h>
#include <stdlib.h>

#include "sdk/base64.h"
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
	return fake_server_start(&w->server, vendor.fake, NULL, NULL) ? 0 : -1;
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
open_exactly(struct world *w, const char *settings)
{
	char *all = mem_printf("{\"base_url\":\"http://127.0.0.1:%d\"%s%s}",
	    w->server.port, *settings == '\0' ? "" : ",", settings);

	w->state = fake_open(w->host, vendor.plugin, all);
	free(all);
}

void
open_with(struct world *w, const char *more)
{
	char *settings = mem_printf("%s%s", vendor.settings, more);

	open_exactly(w, settings);
	if (w->state == NULL)
		print_error("%s\n", fake_why(w->host));
	assert_non_null(w->state);
	free(settings);
}

void
open_again(struct world *w, const char *more)
{
	fake_close(w->host);
	open_with(w, more);
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

char *
last_asked(struct world *w, const char *what)
{
	cJSON *answer = say(w, "counts", "{}");
	char *text =
	    mem_string(json_string(json_member(answer, "last"), what));

	cJSON_Delete(answer);
	return text;
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
	result = vendor.plugin->provider->poll(w->state, w->cursor);
	keep(w);
	return result;
}

/* ---- Pushes */

#define MOST_HEADERS 8

/* "Name: value" lines into pairs, within the text. */
static void
split_headers(char *text, struct lb_pair headers[MOST_HEADERS])
{
	char *line, *rest = text;
	size_t n = 0;

	while ((line = strsep(&rest, "\n")) != NULL && n + 1 < MOST_HEADERS) {
		char *name = strsep(&line, ":");

		if (line != NULL)
			headers[n++] = (struct lb_pair){ name, line + 1 };
	}
	headers[n] = (struct lb_pair){ NULL, NULL };
}

enum lb_result
push_to(struct world *w, const char *path, const char *lines, const char *body)
{
	struct lb_pair headers[MOST_HEADERS];
	char *text = mem_string(lines == NULL ? "" : lines);
	const struct lb_request request = { .path = path,
		.headers = headers,
		.body = body,
		.body_size = strlen(body),
		.peer = "192.0.2.7" };
	enum lb_result result;

	split_headers(text, headers);
	fake_forget(w->host);
	result = vendor.plugin->provider->receive(w->state, &request);
	keep(w);
	free(text);
	return result;
}

enum lb_result
push(struct world *w, const char *lines, const char *body)
{
	return push_to(w, "", lines, body);
}

char *
signed_as(const char *prefix, enum hmac_hash hash, enum hmac_coding coding,
    const char *secret, const char *body)
{
	struct buf key = BUF_INIT, mac = BUF_INIT, text = BUF_INIT;

	buf_puts(&key, secret);
	hmac_add(&mac, hash, &key, body, strlen(body));
	buf_puts(&text, prefix);
	if (coding == HMAC_BASE64)
		base64_encode(&text, mac.data, mac.size);
	for (size_t i = 0; coding == HMAC_HEX && i < mac.size; i++)
		buf_printf(&text, "%02x", (unsigned char)mac.data[i]);
	buf_release(&key);
	buf_release(&mac);
	return buf_take(&text);
}

bool
probe(struct world *w)
{
	fake_forget(w->host);
	return vendor.plugin->probe(w->state);
}

/* ---- What is held */

const cJSON *
held(const struct world *w, const char *id)
{
	const cJSON *r = json_member(w->held, id);

	if (r == NULL)
		print_error("%s is not held\n", id);
	assert_non_null(r);
	return r;
}

int
n_held(const struct world *w)
{
	return cJSON_GetArraySize(w->held);
}

int
n_emitted(const struct world *w)
{
	return cJSON_GetArraySize(fake_responses(w->host));
}

int
n_refused(const struct world *w)
{
	return cJSON_GetArraySize(fake_refused(w->host));
}

void
assert_held_is_all_there_is(struct world *w, const char *more)
{
	cJSON *before = w->held;

	w->held = cJSON_CreateObject();
	free(w->cursor);
	w->cursor = NULL;
	open_again(w, more);
	assert_int_equal(poll_it(w), LB_DONE);
	if (!cJSON_Compare(before, w->held, true)) {
		char *a = cJSON_Print(before), *b = cJSON_Print(w->held);

		print_error("held:\n%s\nthere is:\n%s\n", a, b);
		free(a);
		free(b);
	}
	assert_true(cJSON_Compare(before, w->held, true));
	cJSON_Delete(before);
}

/* ---- Any sequence */

void
add_plain(struct world *w, int id, int64_t at_s)
{
	tell(w, "answer", "{\"id\":%d,\"score\":%d,\"at\":%" PRId64 "}", id,
	    rand() % 11, at_s);
}

void
change_plain(struct world *w, int id, int64_t at_s)
{
	int n = rand();

	tell(w, "change",
	    "{\"id\":%d,\"score\":%d,\"text\":\"%d\",\"comment\":\"<%d>\","
	    "\"changed\":%" PRId64 "}",
	    id, rand() % 11, n, n, at_s);
}

static const char *const kinds[] = { "limited", "broken", "garbage" };

static void
do_something(struct world *w, const char *more, int *n, int64_t at_s)
{
	int old =
	    vendor.recent == 0 || *n < vendor.recent ? 0 : *n - vendor.recent;

	switch (rand() % 7) {
	case 0:
	case 1:
		vendor.add(w, ++*n, at_s);
		break;
	case 2:
		if (vendor.change != NULL && *n > 0)
			vendor.change(w, old + 1 + rand() % (*n - old), at_s);
		break;
	case 3:
		tell(w, "set", "{\"%s\":%d}", kinds[rand() % N_OF(kinds)],
		    rand() % 3);
		break;
	case 4:
		if (vendor.more != NULL)
			vendor.more(w, n, at_s);
		break;
	case 5:
		(void)poll_it(w);
		break;
	case 6: /* killed: only the cursor is left */
		(void)poll_it(w);
		open_again(w, more);
		break;
	}
}

static void
poll_calmly(struct world *w, const char *more)
{
	tell(w, "set", "{\"limited\":0,\"broken\":0,\"garbage\":0%s}",
	    vendor.calm == NULL ? "" : vendor.calm);
	open_again(w, more);
	assert_int_equal(poll_it(w), LB_DONE);
}

int
any_sequence(struct world *w, const char *more, int n_steps)
{
	static unsigned int seed = 20261122;
	int step_s = vendor.step_s == 0 ? 50 : vendor.step_s;
	int64_t now_s = T0;
	int n = 0;

	srand(seed++);
	open_with(w, more);
	for (int i = 0; i < n_steps; i++) {
		now_s += rand() % step_s;
		do_something(w, more, &n, now_s);
		if (vendor.recent > 0 && i % vendor.recent == 0)
			poll_calmly(w, more);
	}
	poll_calmly(w, more);
	return n;
}

/* ---- The same for all */

static const char *
usual(void)
{
	return vendor.usual == NULL ? "" : vendor.usual;
}

void
any_sequence__of_changes_and_polls__ends_alike(void **state)
{
	int n = any_sequence(*state, usual(), 400);

	assert_int_equal(n_held(*state), n);
	assert_held_is_all_there_is(*state, usual());
}

void
trouble__of_each_kind__is_said_and_ends(void **state)
{
	struct world *w = *state;

	open_with(w, usual());
	vendor.add(w, 1, T0);
	for (size_t i = 0; i < N_OF(kinds); i++) {
		tell(w, "set", "{\"%s\":2}", kinds[i]);
		assert_int_equal(poll_it(w), LB_RETRY);
		if (i == 0) /* a Date may be some seconds old */
			assert_in_range(fake_after_s(w->host) + 5,
			    vendor.after_s, vendor.after_s + 5);
		assert_int_equal(poll_it(w), LB_RETRY);
	}
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
}

void
key__that_is_wrong__is_rejected_and_not_shown(void **state)
{
	struct world *w = *state;

	open_exactly(w, vendor.wrong);
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host),
	    vendor.wrong_why == NULL ? "does not accept the key"
				     : vendor.wrong_why));
	assert_null(strstr(fake_why(w->host), "hunter2"));
	assert_false(probe(w));
	assert_null(strstr(fake_why(w->host), "hunter2"));
	assert_null(strstr(fake_log(w->host), "hunter2"));
}
