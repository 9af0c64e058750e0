/* SPDX-License-Identifier: ISC */
/*
 * test_rest.c - a vendor's API, asked over real connections (tests/fake/api.py).
 */
#include "sdk/rest.h"

#include <inttypes.h>
#include <time.h>

#include "fake/server.h"
#include "fake_host.h"
#include "sdk/error.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

struct world {
	struct fake_server server, other;
	struct lb_host *host;
	struct rest *rest;
	char *base;
	cJSON *json;
};

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->host = fake_host_new();
	if (!fake_server_start(&w->server, "api.py", NULL, NULL) ||
	    !fake_server_start(&w->other, "api.py", NULL, NULL))
		return -1;
	w->base = mem_printf("http://127.0.0.1:%d", w->server.port);
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	rest_free(w->rest);
	cJSON_Delete(w->json);
	fake_server_stop(&w->server);
	fake_server_stop(&w->other);
	fake_host_free(w->host);
	free(w->base);
	free(w);
	return 0;
}

/* Signs in as the spec says, at the server. */
static void
sign_in(struct world *w, struct rest_spec spec)
{
	rest_free(w->rest);
	spec.vendor = "Vendor";
	spec.base = w->base;
	w->rest = rest_new(w->host, &spec);
}

static enum lb_result
get(struct world *w, const char *path)
{
	cJSON_Delete(w->json);
	fake_forget(w->host);
	return rest_get(w->rest, path, &w->json);
}

static int
count(struct world *w, const char *name)
{
	assert_int_equal(get(w, "/counts"), LB_DONE);
	return (int)json_integer(w->json, name, 0);
}

static const char *
sent_header(const struct world *w, const char *name)
{
	const char *value = json_string(json_member(w->json, "headers"), name);

	return value == NULL ? "" : value;
}

static bool
was_sent(const struct world *w, const char *name)
{
	return json_member(json_member(w->json, "headers"), name) != NULL;
}

/* ---- Signing in */

static void
key__in_each_place__goes_where_the_spec_says(void **state)
{
	static const struct {
		const char *header, *prefix, *seen_in, *seen;
	} cases[] = {
		{ NULL, NULL, "authorization", "Bearer k3y" },
		{ NULL, "Basic ", "authorization", "Basic k3y" },
		{ "X-apikey", NULL, "x-apikey", "k3y" },
		{ "Authorization", "Token ", "authorization", "Token k3y" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sign_in(w, (struct rest_spec){ .key = "k3y",
			       .header = cases[i].header,
			       .prefix = cases[i].prefix });
		assert_int_equal(get(w, "/echo"), LB_DONE);
		assert_string_equal(
		    sent_header(w, cases[i].seen_in), cases[i].seen);
	}
}

static void
token__is_asked_for_once__while_it_lasts(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .token_url = "/token?lasts=7200",
		       .client_id = "me",
		       .client_secret = "secret" });
	for (int i = 0; i < 5; i++)
		assert_int_equal(get(w, "/private"), LB_DONE);
	assert_string_equal(json_string(w->json, "token"), "Bearer token-1");
	assert_int_equal(count(w, "token"), 1);
}

static void
token__of_a_client_in_the_header__is_given(void **state)
{
	struct rest_spec spec = { .token_url = "/token?lasts=360000&basic=1",
		.client_id = "me",
		.client_secret = "secret",
		.is_token_basic = true };
	struct world *w = *state;

	sign_in(w, spec);
	for (int i = 0; i < 3; i++)
		assert_int_equal(get(w, "/private"), LB_DONE);
	assert_int_equal(count(w, "token"), 1);
	spec.client_secret = "wrong";
	sign_in(w, spec);
	assert_int_equal(get(w, "/private"), LB_REJECT);
	assert_null(strstr(fake_why(w->host), "wrong"));
}

/* A token is renewed a minute before its end: one of 60 s at each call. */
static void
token__that_ends_within_a_minute__is_renewed(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .token_url = "/token?lasts=60",
		       .client_id = "me",
		       .client_secret = "secret" });
	assert_int_equal(get(w, "/private"), LB_DONE);
	assert_int_equal(get(w, "/private"), LB_DONE);
	assert_string_equal(json_string(w->json, "token"), "Bearer token-2");
}

static void
token__revoked_meanwhile__is_renewed_once(void **state)
{
	const struct rest_call revoke = { .method = "POST",
		.path = "/revoke" };
	struct world *w = *state;
	cJSON *json;

	sign_in(w, (struct rest_spec){ .token_url = "/token?lasts=7200",
		       .client_id = "me",
		       .client_secret = "secret" });
	assert_int_equal(get(w, "/private"), LB_DONE);
	assert_int_equal(rest_send(w->rest, &revoke, &json), LB_DONE);
	cJSON_Delete(json);
	assert_int_equal(get(w, "/private"), LB_DONE);
	assert_string_equal(json_string(w->json, "token"), "Bearer token-2");
	assert_int_equal(get(w, "/status/401"), LB_REJECT);
	assert_int_equal(count(w, "token"), 3);
}

static void
client__that_is_not_known__is_rejected_with_its_reason(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .token_url = "/token",
		       .client_id = "me",
		       .client_secret = "wrong" });
	assert_int_equal(get(w, "/private"), LB_REJECT);
	assert_string_equal(fake_why(w->host),
	    "Vendor does not accept client_id and client_secret (401: Unknown "
	    "client): check both, and that they are for this region");
}

/* ---- What an answer means */

static void
answer__of_each_kind__is_what_the_header_says(void **state)
{
	/* clang-format off */
	static const struct {
		const char *path;
		enum lb_result result;
		const char *why;
	} cases[] = {
		{ "/status/200?body=[1]", LB_DONE, "" },
		{ "/status/204?body=", LB_DONE, "" },
		{ "/status/200?body={\"a\":", LB_RETRY, "answered with something that is no JSON (200)" },
		{ "/status/200?body=<html>&Content-Type=text/html", LB_RETRY, "a web page instead of data (200)" },
		{ "/status/400?body={\"message\":\"no%20window\"}", LB_REJECT, "does not take what was asked (400: no window)" },
		{ "/status/401?body={\"error\":\"bad\"}", LB_REJECT, "does not accept the key" },
		{ "/status/403?body=<html>", LB_REJECT, "the key may not do this" },
		{ "/status/404", LB_REJECT, "knows nothing at this address" },
		{ "/status/422?body={\"errors\":[{\"detail\":\"x\"}]}", LB_REJECT, "(422: x)" },
		{ "/status/408", LB_RETRY, "(408)" },
		{ "/status/423", LB_RETRY, "(423)" },
		{ "/status/429", LB_RETRY, "asked less often (429)" },
		{ "/status/500?body=oops", LB_RETRY, "has trouble of its own (500)" },
		{ "/status/503", LB_RETRY, "(503)" },
	};
	/* clang-format on */
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("%s\n", cases[i].path);
		assert_int_equal(get(w, cases[i].path), cases[i].result);
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
		assert_null(strstr(fake_why(w->host), "k3y"));
		assert_int_equal(
		    rest_status(w->rest), strtol(cases[i].path + 8, NULL, 10));
	}
}

static void
wait__told_in_each_way__is_as_long_as_told(void **state)
{
	/* clang-format off */
	static const struct {
		const char *path;
		int from_s, to_s;
	} cases[] = {
		{ "/status/429?Retry-After=7", 7, 7 },
		{ "/status/503?Retry-After=30", 30, 30 },
		{ "/status/429?RateLimit-Reset=12", 12, 12 },
		{ "/status/429?X-Ratelimit-App-Global-Minute-Reset=41&X-Ratelimit-App-Global-Minute-Remaining=0&X-Ratelimit-App-Global-Day-Reset=9999&X-Ratelimit-App-Global-Day-Remaining=3", 41, 41 },
		{ "/status/429?body={\"policyName\":\"TEN_SECONDLY_ROLLING\"}", 10, 10 },
		{ "/status/429?body={\"policyName\":\"DAILY\"}", 3600, 3600 },
		{ "/status/429?body={\"message\":\"You%20have%20reached%20your%20ten_secondly_rolling%20limit.\"}", 10, 10 },
		{ "/status/429?body={\"message\":\"You%20have%20reached%20your%20secondly%20limit.\"}", 1, 1 },
		{ "/status/429?body={\"message\":\"You%20have%20reached%20your%20daily%20limit.\"}", 3600, 3600 },
		{ "/status/429?body={\"message\":\"Ask%20daily.\"}", 0, 0 },
		{ "/status/429?X-Rate-Limit-Reset=99999999999", 86400, 86400 },
		{ "/status/429?Retry-After=soon", 0, 0 },
		{ "/status/429?RateLimit-Reset=-5", 0, 0 },
		{ "/status/500?RateLimit-Reset=12", 0, 0 },
	};
	/* clang-format on */
	struct world *w = *state;
	char *path;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("%s\n", cases[i].path);
		assert_int_equal(get(w, cases[i].path), LB_RETRY);
		assert_in_range(
		    fake_after_s(w->host), cases[i].from_s, cases[i].to_s);
	}
	path = mem_printf("/status/429?X-Rate-Limit-Reset=%" PRId64,
	    (int64_t)time(NULL) + 50);
	assert_int_equal(get(w, path), LB_RETRY);
	assert_in_range(fake_after_s(w->host), 45, 50);
	free(path);
}

static void
missing__where_that_may_be__is_no_failure(void **state)
{
	const struct rest_call call = { .path = "/status/404",
		.may_be_missing = true };
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	assert_int_equal(rest_send(w->rest, &call, &w->json), LB_DONE);
	assert_null(w->json);
	assert_string_equal(fake_why(w->host), "");
}

static void
complaint__of_a_stranger__is_cut_and_harmless(void **state)
{
	struct world *w = *state;
	struct buf path = BUF_INIT;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	buf_puts(&path, "/status/400?body=%7B%22message%22:%22a%5Cnb%5Cu001b");
	for (int i = 0; i < 1000; i++)
		buf_puts(&path, "%C3%A6");
	buf_puts(&path, "%22%7D");
	assert_int_equal(get(w, buf_str(&path)), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "(400: a b\xc3\xa6"));
	assert_in_range(strlen(fake_why(w->host)), 300, 400);
	buf_release(&path);
}

static void
complaint__with_a_reference__says_it(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body, *said;
	} cases[] = {
		{ "{\"message\":\"no\",\"correlationId\":\"aeb5f871\"}", "(400: no, their reference aeb5f871)" },
		{ "{\"meta\":{\"error\":{\"errorMessage\":\"no\"},\"requestId\":\"74768340\"}}", "(400: no, their reference 74768340)" },
		{ "{\"correlationId\":\"aeb5f871\"}", "(400)" },
	};
	/* clang-format on */
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = mem_printf("/status/400?body=%s", cases[i].body);

		assert_int_equal(get(w, path), LB_REJECT);
		assert_non_null(strstr(fake_why(w->host), cases[i].said));
		free(path);
	}
}

/* ---- Where a key goes */

static void
redirect__to_the_same_host__is_followed_with_the_key(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	assert_int_equal(get(w, "/go?to=/go?to=/echo"), LB_DONE);
	assert_string_equal(sent_header(w, "authorization"), "Bearer k3y");
}

static void
redirect__to_another_host__is_refused_and_the_key_stays(void **state)
{
	struct world *w = *state;
	char *path =
	    mem_printf("/go?to=http://127.0.0.1:%d/echo", w->other.port);

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	assert_int_equal(get(w, path), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "sends us on to 127.0.0.1"));
	assert_null(strstr(fake_why(w->host), "echo"));
	free(path);
}

/* As to a store of files: what leads there is allowed, the key is not. */
static void
redirect__that_may_leave__is_followed_without_key_or_headers(void **state)
{
	static const struct lb_pair headers[] = { { "X-Account", "17" },
		{ NULL, NULL } };
	struct world *w = *state;
	char *path =
	    mem_printf("/go?to=http://127.0.0.1:%d/echo", w->other.port);
	const struct rest_call call = { .path = path, .may_leave = true };

	sign_in(w, (struct rest_spec){ .key = "k3y", .headers = headers });
	cJSON_Delete(w->json);
	assert_int_equal(rest_send(w->rest, &call, &w->json), LB_DONE);
	assert_false(was_sent(w, "authorization"));
	assert_false(was_sent(w, "x-account"));
	assert_true(was_sent(w, "accept"));
	free(path);
}

static void
redirect__that_may_leave__goes_nowhere_without_tls(void **state)
{
	struct world *w = *state;
	const struct rest_call call = { .path = "/go?to=http://192.0.2.1/echo",
		.may_leave = true };

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	cJSON_Delete(w->json);
	assert_int_equal(rest_send(w->rest, &call, &w->json), LB_REJECT);
	assert_non_null(strstr(fake_why(w->host), "sends us on to 192.0.2.1"));
}

static void
headers__of_the_spec__go_with_the_key(void **state)
{
	static const struct lb_pair headers[] = { { "X-Account", "17" },
		{ "X-Version", "2" }, { NULL, NULL } };
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .headers = headers });
	assert_int_equal(get(w, "/echo"), LB_DONE);
	assert_string_equal(sent_header(w, "x-account"), "17");
	sign_in(w, (struct rest_spec){ .key = "k3y", .headers = headers });
	assert_int_equal(get(w, "/echo"), LB_DONE);
	assert_string_equal(sent_header(w, "x-account"), "17");
	assert_string_equal(sent_header(w, "x-version"), "2");
	assert_string_equal(sent_header(w, "authorization"), "Bearer k3y");
}

static void
redirect__in_a_circle__ends(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	assert_int_equal(
	    get(w, "/go?to=/go?to%3D/go?to%3D/go?to%3D/go"), LB_REJECT);
	assert_non_null(
	    strstr(fake_why(w->host), "is at another address now"));
}

static void
next_page__at_another_host__is_refused_before_it_is_asked(void **state)
{
	struct world *w = *state;
	char *url = mem_printf("http://127.0.0.1:%d/echo", w->other.port);

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	assert_int_equal(get(w, url), LB_REJECT);
	assert_non_null(
	    strstr(fake_why(w->host), "the key does not go there"));
	free(url);
	url = mem_printf("%s/echo", w->base);
	assert_int_equal(get(w, url), LB_DONE);
	free(url);
	assert_int_equal(get(w, "@127.0.0.1/echo"), LB_REJECT);
}

static void
server__that_is_gone__is_asked_again_later(void **state)
{
	struct world *w = *state;

	sign_in(w, (struct rest_spec){ .key = "k3y" });
	fake_server_stop(&w->server);
	assert_int_equal(get(w, "/echo"), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "cannot reach 127.0.0.1"));
	assert_true(fake_server_start(&w->server, "api.py", NULL, NULL));
}

static void
address__of_any_text__is_encoded(void **state)
{
	struct buf path = BUF_INIT;

	(void)state;
	buf_puts(&path, "/a/");
	rest_segment(&path, "b c/\xc3\xa6+@");
	rest_query(&path, "created[gte]", "1 & 2");
	rest_query(&path, "x", "");
	assert_string_equal(buf_str(&path),
	    "/a/b%20c%2F%C3%A6%2B%40?created%5Bgte%5D=1%20%26%202&x=");
	buf_release(&path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(key__in_each_place__goes_where_the_spec_says),
		CASE(token__is_asked_for_once__while_it_lasts),
		CASE(token__of_a_client_in_the_header__is_given),
		CASE(token__that_ends_within_a_minute__is_renewed),
		CASE(token__revoked_meanwhile__is_renewed_once),
		CASE(client__that_is_not_known__is_rejected_with_its_reason),
		CASE(answer__of_each_kind__is_what_the_header_says),
		CASE(wait__told_in_each_way__is_as_long_as_told),
		CASE(missing__where_that_may_be__is_no_failure),
		CASE(complaint__of_a_stranger__is_cut_and_harmless),
		CASE(complaint__with_a_reference__says_it),
		CASE(redirect__to_the_same_host__is_followed_with_the_key),
		CASE(redirect__to_another_host__is_refused_and_the_key_stays),
		CASE(
		    redirect__that_may_leave__is_followed_without_key_or_headers),
		CASE(redirect__that_may_leave__goes_nowhere_without_tls),
		CASE(headers__of_the_spec__go_with_the_key),
		CASE(redirect__in_a_circle__ends),
		CASE(
		    next_page__at_another_host__is_refused_before_it_is_asked),
		CASE(server__that_is_gone__is_asked_again_later),
		cmocka_unit_test(address__of_any_text__is_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
