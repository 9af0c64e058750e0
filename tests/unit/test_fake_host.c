/* SPDX-License-Identifier: ISC */
/* test_fake_host.c - the host that the plugins' tests stand on. */
#include "fake_host.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

struct settings {
	const char *folder;
	int every_s;
};

struct state {
	struct lb_host *host;
	const struct settings *settings;
};

static const struct lb_option options[] = {
	/* clang-format off */
	{ .name = "folder", .type = LB_STRING, .offset = offsetof(struct settings, folder), .required = true, .help = "the folder to watch" },
	{ .name = "every", .type = LB_SECONDS, .offset = offsetof(struct settings, every_s), .min = 1, .max = 86400, .def = "10s", .help = "how often" },
	{ .name = NULL },
	/* clang-format on */
};

static bool
check(struct lb_host *host, const void *settings)
{
	const struct settings *s = settings;

	if (strcmp(s->folder, "/") == 0)
		return lb_fail(host, "folder: not %s", s->folder) != NULL;
	return true;
}

static void *
open_it(struct lb_host *host, const void *settings)
{
	struct state *state = malloc(sizeof(*state));

	assert_non_null(state);
	*state = (struct state){ host, settings };
	return state;
}

static enum lb_result
poll(void *state, const char *cursor)
{
	const struct state *s = state;
	struct lb_response response = { .survey = "s",
		.id = "1",
		.answered_us = 1795163400000000,
		.score = s->settings->every_s,
		.complete = true,
		.comment = cursor };

	lb_log(s->host, LB_WARNING, "in %s", s->settings->folder);
	lb_emit(s->host, &response);
	lb_refuse(s->host, "raw\xff", "row %d", 2);
	lb_found(s->host, &(struct lb_account){ .id = "7", .value = -1 });
	lb_cursor(s->host, "c%d", 1);
	lb_receipt(s->host, "r%d", 1);
	return lb_retry(s->host, 30, "%s says wait", lb_company(s->host));
}

static enum lb_result
receive(void *state, const struct lb_request *request)
{
	const struct state *s = state;

	if (*request->path == 'x')
		return lb_reject(s->host, "not %s", request->path);
	return lb_deny(s->host, "since %d", (int)lb_since(s->host));
}

static const struct lb_provider provider = { .poll = poll,
	.receive = receive };
static const struct lb_plugin plugin = {
	LB_PLUGIN_ABI,
	.name = "try",
	.summary = "for this test",
	.options = options,
	.settings_size = sizeof(struct settings),
	.check = check,
	.open = open_it,
	.close = free,
	.provider = &provider,
};

static void
open__settings_are_wrong__says_the_last_reason(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{ "{", "the test's settings are no JSON" },
		{ "{}", "folder is missing: the folder to watch" },
		{ "{\"folder\":\"/x\",\"every\":\"2d\"}",
		    "every: must be from 1s to 1d, not \"2d\"" },
		{ "{\"folder\":\"/\"}", "folder: not /" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_host *host = fake_host_new();

		assert_null(fake_open(host, &plugin, cases[i].settings));
		assert_string_equal(fake_why(host), cases[i].why);
		fake_host_free(host);
	}
}

static void
poll__all_functions_called__all_recorded(void **state)
{
	struct lb_host *host = fake_host_new();
	void *it = fake_open(host, &plugin, "{\"folder\":\"/x\"}");
	const cJSON *response, *refused;

	(void)state;
	assert_non_null(it);
	assert_int_equal(plugin.provider->poll(it, "<c>"), LB_RETRY);
	assert_string_equal(fake_why(host), "Nordlys says wait");
	assert_int_equal(fake_after_s(host), 30);
	assert_string_equal(fake_log(host), "warning: in /x\n");
	assert_string_equal(fake_cursor(host), "c1");
	assert_string_equal(fake_receipt(host), "r1");
	assert_int_equal(cJSON_GetArraySize(fake_responses(host)), 1);
	response = cJSON_GetArrayItem(fake_responses(host), 0);
	assert_int_equal(
	    cJSON_GetObjectItem(response, "score")->valuedouble, 10);
	assert_true(
	    cJSON_GetObjectItem(response, "answered_us")->valuedouble ==
	    1795163400000000.0);
	assert_int_equal(cJSON_GetArraySize(fake_accounts(host)), 1);
	refused = cJSON_GetArrayItem(fake_refused(host), 0);
	assert_string_equal(cJSON_GetObjectItem(refused, "raw")->valuestring,
	    "raw\xef\xbf\xbd");
	assert_string_equal(
	    cJSON_GetObjectItem(refused, "why")->valuestring, "row 2");
	fake_host_free(host);
}

static void
forget__after_a_poll__records_are_empty_and_the_plugin_open(void **state)
{
	struct lb_host *host = fake_host_new();
	void *it = fake_open(host, &plugin, "{\"folder\":\"/x\"}");

	(void)state;
	plugin.provider->poll(it, NULL);
	fake_forget(host);
	assert_string_equal(fake_why(host), "");
	assert_string_equal(fake_log(host), "");
	assert_null(fake_cursor(host));
	assert_null(fake_receipt(host));
	assert_int_equal(cJSON_GetArraySize(fake_responses(host)), 0);
	fake_set_world(host, "Kunde", "en", "/ca.pem");
	plugin.provider->poll(it, NULL);
	assert_string_equal(fake_why(host), "Kunde says wait");
	assert_string_equal(lb_ca_file(host), "/ca.pem");
	assert_string_equal(lb_language(host), "en");
	fake_host_free(host);
}

static void
receive__denied_and_rejected__can_be_told_apart(void **state)
{
	struct lb_host *host = fake_host_new();
	void *it = fake_open(host, &plugin, "{\"folder\":\"/x\"}");

	(void)state;
	fake_set_since(host, 7);
	assert_int_equal(
	    plugin.provider->receive(it, &(struct lb_request){ .path = "" }),
	    LB_REJECT);
	assert_true(fake_is_denied(host));
	assert_string_equal(fake_why(host), "since 7");
	assert_int_equal(
	    plugin.provider->receive(it, &(struct lb_request){ .path = "x" }),
	    LB_REJECT);
	assert_false(fake_is_denied(host));
	fake_host_free(host);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    open__settings_are_wrong__says_the_last_reason),
		cmocka_unit_test(
		    receive__denied_and_rejected__can_be_told_apart),
		cmocka_unit_test(poll__all_functions_called__all_recorded),
		cmocka_unit_test(
		    forget__after_a_poll__records_are_empty_and_the_plugin_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
