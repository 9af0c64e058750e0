/* SPDX-License-Identifier: ISC */
/*
 * test_delighted.c - config/examples/delighted.yaml, and an export composed as
 * those of Delighted's were (tests/data/csv/delighted.csv).
 */
#include <stdlib.h>
#include <unistd.h>

#include "example.h"
#include "fake_host.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "test.h"

#define EXPORT SRCDIR "/tests/data/csv/delighted.csv"

/* Opens the provider of that name as the example has it. */
static struct lb_host *
opened(const char *name, void **plugin)
{
	char *members = example_settings("delighted.yaml", name);
	char *settings = mem_printf("{%s}", members);
	struct lb_host *host = fake_host_new();

	*plugin = fake_open(host, &loopbell_plugin, settings);
	if (*plugin == NULL)
		print_error("%s\n", fake_why(host));
	assert_non_null(*plugin);
	free(settings);
	free(members);
	return host;
}

static struct lb_host *
imported(const char *name, const char *file)
{
	void *plugin;
	struct lb_host *host = opened(name, &plugin);

	assert_int_equal(
	    loopbell_plugin.provider->import(plugin, file), LB_DONE);
	return host;
}

static const cJSON *
answer(const struct lb_host *host, int i)
{
	const cJSON *r = cJSON_GetArrayItem(fake_responses(host), i);

	assert_non_null(r);
	return r;
}

static void
assert_is(const cJSON *r, const char *name, const char *text)
{
	const char *got = json_string(r, name);

	assert_string_equal(got == NULL ? "(none)" : got, text);
}

/* "5001 10 nps_0_10 …", one a line. */
static char *
listed(const struct lb_host *host)
{
	struct buf out = BUF_INIT;
	const cJSON *r;

	cJSON_ArrayForEach(r, fake_responses(host))
	    buf_printf(&out, "%s %d %s %s\n", json_string(r, "id"),
		(int)json_integer(r, "score", -2), json_string(r, "scale"),
		json_string(r, "survey"));
	return buf_take(&out);
}

static void
import__the_nps_of_an_export__are_all_and_nothing_else(void **state)
{
	struct lb_host *host = imported("delighted", EXPORT);
	char *list = listed(host);

	(void)state;
	assert_string_equal(list, "5001 10 nps_0_10 Delighted NPS\n"
				  "5002 0 nps_0_10 Delighted NPS\n"
				  "5004 7 nps_0_10 Delighted NPS\n"
				  "5006 9 nps_0_10 Delighted NPS\n"
				  "5002 2 nps_0_10 Delighted NPS\n");
	assert_int_equal(cJSON_GetArraySize(fake_refused(host)), 1);
	assert_non_null(strstr(
	    json_string(cJSON_GetArrayItem(fake_refused(host), 0), "why"),
	    "11"));
	free(list);
	fake_host_free(host);
}

static void
import__the_csat_of_an_export__are_on_their_own_scale(void **state)
{
	struct lb_host *host = imported("delighted_csat", EXPORT);
	char *list = listed(host);

	(void)state;
	assert_string_equal(list, "5003 5 stars_1_5 Delighted CSAT\n"
				  "5005 1 stars_1_5 Delighted CSAT\n");
	assert_int_equal(cJSON_GetArraySize(fake_refused(host)), 0);
	free(list);
	fake_host_free(host);
}

static void
import__one_answer__has_all_that_the_export_has(void **state)
{
	struct lb_host *host = imported("delighted", EXPORT);
	const cJSON *r = answer(host, 1), *more = json_member(r, "properties");

	(void)state;
	assert_is(r, "comment",
	    "\"For dyrt\", siger chefen.\nOg for langsomt; se side 3, 4");
	assert_is(r, "email", "bo@kunde-b.example");
	assert_is(r, "name", "Bo Bech");
	assert_is(r, "company", "Kunde B A/S");
	assert_is(r, "language", "da");
	assert_is(r, "channel", "web");
	assert_is(r, "link", "https://app.example/r/a2");
	assert_is(more, "tags", "pris");
	assert_is(more, "notes",
	    "Bo: ringet op 17/3, aftalt m\xc3\xb8"
	    "de");
	assert_is(more, "Plan", "Basis");
	assert_is(more, "What could we do better?", "Prisen, og levering");
	assert_is(more, "Survey Type", "nps");
	assert_is(json_member(answer(host, 0), "properties"), "phone",
	    "+4570123456");
	assert_true(json_bool(r, "complete", false));
	fake_host_free(host);
}

/* With an offset, in UTC, without one (winter and summer), since 1970. */
static void
import__times__are_in_the_zone_of_the_account(void **state)
{
	static const struct {
		const char *provider;
		int i;
		int64_t answered_s;
	} cases[] = {
		{ "delighted", 0, 1741964733 },
		{ "delighted", 2, 1742025600 },
		{ "delighted", 3, 1742140800 },
		{ "delighted_csat", 0, 1742025600 },
		{ "delighted_csat", 1, 1752562800 },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_host *host = imported(cases[i].provider, EXPORT);
		const cJSON *r = answer(host, cases[i].i);

		assert_int_equal(json_integer(r, "answered_us", 0) / 1000000,
		    cases[i].answered_s);
		fake_host_free(host);
	}
}

static void
import__of_other_headings__finds_the_columns(void **state)
{
	static const char *const heads[] = {
		"Permalink,Score,Comment,Responded At,Email,Name\n",
		"ID,NPS Score,Survey Comment,Created At,Person Email,Person "
		"Name\n",
		"Survey Response ID,Survey Score,Feedback,Survey Response "
		"Date,Email "
		"Address,Full Name\n",
	};
	char file[] = "/tmp/loopbell-delighted-XXXXXX";
	int fd = mkstemp(file);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < N_OF(heads); i++) {
		FILE *f = fopen(file, "w");
		struct lb_host *host;
		const cJSON *r;

		assert_non_null(f);
		fprintf(f,
		    "%sr1,9,Fint,2025-03-14 16:05:33 +0100,a@b.example,A\n",
		    heads[i]);
		assert_int_equal(fclose(f), 0);
		host = imported("delighted", file);
		assert_int_equal(cJSON_GetArraySize(fake_responses(host)), 1);
		r = answer(host, 0);
		assert_is(r, "id", "r1");
		assert_int_equal(json_integer(r, "score", -1), 9);
		assert_is(r, "comment", "Fint");
		assert_is(r, "email", "a@b.example");
		assert_is(r, "name", "A");
		fake_host_free(host);
	}
	close(fd);
	unlink(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    import__the_nps_of_an_export__are_all_and_nothing_else),
		cmocka_unit_test(
		    import__the_csat_of_an_export__are_on_their_own_scale),
		cmocka_unit_test(
		    import__one_answer__has_all_that_the_export_has),
		cmocka_unit_test(
		    import__times__are_in_the_zone_of_the_account),
		cmocka_unit_test(import__of_other_headings__finds_the_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
