/* SPDX-License-Identifier: ISC */
/*
 * test_csv_demo.c - the demonstration's files through the provider csv: what
 * they promise is what is in them, and their folders may be read-only.
 */
#include "test.h"

#include <stdlib.h>
#include <time.h>

#include "fake_host.h"
#include "providers/csv/folder.h"
#include "sdk/json.h"
#include "sdk/mem.h"

struct tally {
	int promoters, passives, detractors, without, refused;
};

static int64_t
later(void)
{
	return (int64_t)time(NULL) + 3600;
}

static void
count(struct tally *t, const cJSON *response)
{
	int64_t score = json_integer(response, "score", -1);

	t->without += score < 0;
	t->detractors += score >= 0 && score <= 6;
	t->passives += score == 7 || score == 8;
	t->promoters += score >= 9;
}

static void
read_folder(struct tally *t, const char *name)
{
	struct lb_host *host = fake_host_new();
	char *settings = mem_printf(
	    "{\"folder\":\"%s/config/demo/%s\",\"channel\":\"phone\"}", SRCDIR,
	    name);
	void *plugin = fake_open(host, &loopbell_plugin, settings);
	const cJSON *response;

	free(settings);
	assert_non_null(plugin);
	assert_true(loopbell_plugin.probe(plugin));
	assert_int_equal(
	    loopbell_plugin.provider->poll(plugin, NULL), LB_DONE);
	cJSON_ArrayForEach(response, fake_responses(host)) count(t, response);
	t->refused += cJSON_GetArraySize(fake_refused(host));
	assert_null(strstr(fake_log(host), "no id"));
	fake_host_free(host);
}

static void
poll__the_demonstration__holds_what_it_promises(void **state)
{
	struct tally t = { 0, 0, 0, 0, 0 };

	(void)state;
	folder_now = later;
	read_folder(&t, "interviews");
	read_folder(&t, "web");
	assert_int_equal(t.promoters, 20);
	assert_int_equal(t.passives, 10);
	assert_int_equal(t.detractors, 12);
	assert_int_equal(t.without, 3);
	assert_int_equal(t.refused, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    poll__the_demonstration__holds_what_it_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
