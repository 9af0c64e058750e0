/* SPDX-License-Identifier: ISC */
/* test_metrics.c - /metrics and /healthz, from what the core says. */
#include "web/metrics.h"

#include <ctype.h>
#include <string.h>

#include "test.h"
#include "web/health.h"

static const char said[] =
    "{\"live\":true,\"ready\":true,\"version\":\"0.1.0\",\"status\":{"
    "\"commits\":51,\"disk_free_bytes\":5200000000000,"
    "\"disk_total_bytes\":-1,\"now_us\":100000000,\"started_us\":40500000,"
    "\"instances\":["
    "{\"name\":\"a\\\"\\\\\\nb\",\"role\":\"provider\",\"state\":\"ready\","
    "\"deaths\":1,\"warnings\":2,\"responses\":30,\"refused\":4,"
    "\"last_poll_us\":97500000},"
    "{\"name\":\"hook\",\"role\":\"provider\",\"state\":\"ready\","
    "\"deaths\":0,\"warnings\":0,\"receiver\":{\"state\":\"broken\","
    "\"received\":41,\"rejected\":42,\"denied\":43,\"failed\":44,"
    "\"queued\":45,\"last_received_us\":99000000}},"
    "{\"name\":\"new\",\"role\":\"provider\",\"state\":\"starting\","
    "\"deaths\":0,\"warnings\":0,\"last_poll_us\":0},"
    "{\"name\":\"who\",\"role\":\"directory\",\"state\":\"broken\","
    "\"deaths\":5,\"warnings\":0,\"trouble\":\"no file\"},"
    "{\"name\":\"slack\",\"role\":\"notifier\",\"state\":\"off\","
    "\"deaths\":0,\"warnings\":0,\"delivered\":70,\"dead\":8,"
    "\"waiting\":9}],"
    "\"totals\":{\"promoters\":5,\"passives\":6,\"detractors\":7,"
    "\"others\":8,\"refused\":9,\"open_cases\":10,"
    "\"oldest_waiting_us\":98750000,\"waiting\":11,\"sending\":12,"
    "\"unknown\":13,\"maybe_twice\":53,\"done\":14,\"dead\":15,\"dropped\":16}"
    "}}";

static struct buf
print(const char *text, const struct tally *tally)
{
	struct buf out = BUF_INIT;
	cJSON *object = text == NULL ? NULL : cJSON_Parse(text);

	assert_true(text == NULL || object != NULL);
	metrics_print(&out, object, tally);
	cJSON_Delete(object);
	return out;
}

static void
assert_has_line(const struct buf *page, const char *line)
{
	const char *at = page->data;
	size_t n = strlen(line);

	for (; at != NULL; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, line, n) == 0 && at[n] == '\n')
			return;
		if (*at == '\0')
			break;
	}
	fail_msg("no line %s in\n%s", line, buf_str(page));
}

static void
print__all_is_said__each_figure(void **state)
{
	/* clang-format off */
	static const char *const lines[] = {
		"# TYPE loopbell_build_info gauge",
		"loopbell_build_info{version=\"0.1.0\"} 1",
		"loopbell_start_time_seconds 40.500",
		"loopbell_ready 1",
		"loopbell_responses{category=\"promoter\"} 5",
		"loopbell_responses{category=\"passive\"} 6",
		"loopbell_responses{category=\"detractor\"} 7",
		"loopbell_responses{category=\"none\"} 8",
		"loopbell_responses_refused 9",
		"loopbell_store_commits_total 51",
		"loopbell_store_disk_free_bytes 5200000000000",
		"loopbell_notices_maybe_twice 53",
		"loopbell_instance_up{instance=\"hook\",role=\"provider\"} 0",
		"loopbell_provider_pushes_total{instance=\"hook\",role=\"provider\",result=\"stored\"} 41",
		"loopbell_provider_pushes_total{instance=\"hook\",role=\"provider\",result=\"put_off\"} 44",
		"loopbell_provider_pushes_waiting{instance=\"hook\",role=\"provider\"} 45",
		"loopbell_provider_last_push_age_seconds{instance=\"hook\",role=\"provider\"} 1",
		"loopbell_notices{state=\"waiting\"} 11",
		"loopbell_notices{state=\"dropped\"} 16",
		"loopbell_notices_oldest_waiting_age_seconds 1.250",
		"loopbell_cases_open 10",
		"loopbell_instance_up{instance=\"a\\\"\\\\\\nb\",role=\"provider\"} 1",
		"loopbell_instance_up{instance=\"new\",role=\"provider\"} 1",
		"loopbell_instance_up{instance=\"who\",role=\"directory\"} 0",
		"loopbell_instance_up{instance=\"slack\",role=\"notifier\"} 1",
		"# TYPE loopbell_instance_deaths_total counter",
		"loopbell_instance_deaths_total{instance=\"who\",role=\"directory\"} 5",
		"loopbell_instance_warnings_total{instance=\"a\\\"\\\\\\nb\",role=\"provider\"} 2",
		"loopbell_provider_last_poll_age_seconds{instance=\"a\\\"\\\\\\nb\",role=\"provider\"} 2.500",
		"loopbell_provider_responses_total{instance=\"a\\\"\\\\\\nb\",role=\"provider\"} 30",
		"loopbell_provider_refused_total{instance=\"a\\\"\\\\\\nb\",role=\"provider\"} 4",
		"loopbell_notifier_delivered_total{instance=\"slack\",role=\"notifier\"} 70",
		"loopbell_notifier_dead_total{instance=\"slack\",role=\"notifier\"} 8",
		"loopbell_notifier_waiting{instance=\"slack\",role=\"notifier\"} 9",
		"loopbell_http_requests_total{code=\"200\"} 17",
		"loopbell_http_requests_total{code=\"503\"} 18",
		"loopbell_http_connections_total 19",
		"loopbell_http_connections_open 20",
		"loopbell_http_connections_cut_total 21",
		"loopbell_http_start_time_seconds 2.500",
	};
	/* clang-format on */
	static struct tally t = { .n_connections = 19,
		.n_open = 20,
		.n_cut = 21,
		.started_us = 2500000 };
	struct buf page;

	(void)state;
	t.codes[0] = 17;
	t.codes[303] = 18;
	page = print(said, &t);
	for (size_t i = 0; i < N_OF(lines); i++)
		assert_has_line(&page, lines[i]);
	/* one that was never polled has no age */
	assert_null(strstr(buf_str(&page), "age_seconds{instance=\"new\""));
	/* nor does one that nobody pushes to have pushes, nor a disk that
	 * cannot be looked at a size */
	assert_null(strstr(buf_str(&page), "pushes_total{instance=\"new\""));
	assert_null(strstr(buf_str(&page), "loopbell_store_disk_size_bytes"));
	buf_release(&page);
}

static void
print__the_core_is_silent__only_our_own(void **state)
{
	static const struct tally t = { .n_connections = 3 };
	struct buf page = print(NULL, &t);

	(void)state;
	assert_has_line(&page, "loopbell_ready 0");
	assert_has_line(&page, "loopbell_http_connections_total 3");
	assert_null(strstr(buf_str(&page), "loopbell_responses"));
	buf_release(&page);
}

/* What the core says may be anything; the page is well-formed all the same. */
static void
print__other_kinds__no_line_is_broken(void **state)
{
	static const char *const cases[] = { "{}", "{\"status\":3}",
		"{\"status\":{\"instances\":{},\"totals\":[]}}",
		"{\"status\":{\"instances\":[1,null,{}],\"totals\":{"
		"\"promoters\":\"x\",\"waiting\":null,\"dead\":1e300}}}",
		"{\"ready\":\"yes\",\"version\":7,\"status\":{\"started_us\":"
		"-1,\"now_us\":0,\"totals\":{\"oldest_waiting_us\":5}}}" };
	static const struct tally t;

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct buf page = print(cases[i], &t);
		char *rest = page.data, *line;

		while ((line = strsep(&rest, "\n")) != NULL && *line != '\0')
			assert_true(
			    *line == '#' || (strrchr(line, ' ') != NULL &&
						isdigit((unsigned char)strrchr(
						    line, ' ')[1])));
		buf_release(&page);
	}
}

/* HELP and TYPE stand once, before the samples, and a counter is a _total. */
static void
print__conventions__are_kept(void **state)
{
	static const struct tally t;
	struct buf page = print(said, &t);
	char *rest = page.data, *line;
	char help[128] = "";

	(void)state;
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		char *name = line + (*line == '#' ? strlen("# HELP ") : 0);
		size_t n = strcspn(name, " {");

		if (strncmp(line, "# HELP ", 7) == 0) {
			assert_true(n < sizeof(help));
			memcpy(help, name, n);
			help[n] = '\0';
		}
		assert_true(strncmp(name, "loopbell_", 9) == 0);
		assert_int_equal(n, strlen(help));
		assert_memory_equal(name, help, n);
		if (strncmp(line, "# TYPE ", 7) == 0)
			assert_true((strcmp(name + n, " counter") == 0) ==
				    (strncmp(name + n - 6, "_total", 6) == 0));
	}
	buf_release(&page);
}

static void
health__each_state__its_code(void **state)
{
	/* clang-format off */
	static const struct {
		const char *said, *body;
		unsigned code;
	} cases[] = {
		{ NULL, "{\"live\":false,\"ready\":false,\"why\":\"the bot does not answer\",\"instances\":[]}\n", 503 },
		{ "{}", "{\"live\":false,\"ready\":false,\"instances\":[]}\n", 503 },
		{ "{\"live\":true,\"ready\":true}", "{\"live\":true,\"ready\":true,\"instances\":[]}\n", 200 },
		{ "{\"live\":true,\"ready\":false,\"why\":\"the disk is full\"}", "{\"live\":true,\"ready\":false,\"why\":\"the disk is full\",\"instances\":[]}\n", 503 },
		{ "{\"live\":false,\"ready\":true}", "{\"live\":false,\"ready\":false,\"instances\":[]}\n", 503 },
		{ "{\"live\":true,\"ready\":true,\"status\":{\"instances\":[{\"name\":\"a\",\"role\":\"provider\",\"state\":\"broken\",\"trouble\":\"x\",\"pid\":7}]}}",
		  "{\"live\":true,\"ready\":true,\"instances\":[{\"name\":\"a\",\"role\":\"provider\",\"state\":\"broken\",\"trouble\":\"x\"}]}\n", 200 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		cJSON *object =
		    cases[i].said == NULL ? NULL : cJSON_Parse(cases[i].said);
		struct buf out = BUF_INIT;

		assert_int_equal(health_print(&out, object), cases[i].code);
		assert_string_equal(buf_str(&out), cases[i].body);
		buf_release(&out);
		cJSON_Delete(object);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print__all_is_said__each_figure),
		cmocka_unit_test(print__the_core_is_silent__only_our_own),
		cmocka_unit_test(print__other_kinds__no_line_is_broken),
		cmocka_unit_test(print__conventions__are_kept),
		cmocka_unit_test(health__each_state__its_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
