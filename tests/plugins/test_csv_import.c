/* SPDX-License-Identifier: ISC */
/* test_csv_import.c - files handed over to the provider csv: read whole and at
 * once, wherever they lie. */
#include "csv_world.h"

#include <sys/stat.h>
#include <unistd.h>

#include "sdk/buf.h"
#include "sdk/json.h"
#include "sdk/mem.h"

static enum lb_result
import(struct world *w, const char *name)
{
	char *path = *name == '/' ? mem_string(name) : path_of(w, name);
	enum lb_result result =
	    loopbell_plugin.provider->import(w->plugin, path);

	free(path);
	return result;
}

static int
n_responses(const struct world *w)
{
	return cJSON_GetArraySize(fake_responses(w->host));
}

static void
import__a_file_of_any_name__emits_its_rows_with_their_dates(void **state)
{
	struct world *w = *state;

	open_with(w, "\"settle\":\"1h\",\"marker\":\"yes\",\"done\":\"move\"");
	put(w, "old.bak", HEAD "1;20-11-2019;3;a\n2;21-11-2019;9;b\n");
	assert_int_equal(import(w, "old.bak"), LB_DONE);
	assert_int_equal(n_responses(w), 2);
	assert_string_equal(text_of(w, 0, "id"), "1");
	assert_int_equal(json_integer(answer(w, 1), "answered_us", 0) /
			     INT64_C(86400000000),
	    18220); /* from the evening before, in UTC */
	assert_null(fake_cursor(w->host));
	assert_true(exists(w, "old.bak"));
	assert_holds(fake_log(w->host), "old.bak: read 2 answers");
}

static void
import__the_same_as_is_polled__tells_the_same(void **state)
{
	struct world *w = *state;
	char *polled;

	put(w, "a.csv", HEAD "1;20-11-2019;3;a\n;21-11-2019;9;b\n3;x;1;\n");
	assert_int_equal(poll_once(w), 1);
	polled = cJSON_PrintUnformatted(fake_responses(w->host));
	fake_forget(w->host);
	assert_int_equal(import(w, "a.csv"), LB_DONE);
	{
		char *imported =
		    cJSON_PrintUnformatted(fake_responses(w->host));

		assert_string_equal(imported, polled);
		free(imported);
	}
	free(polled);
	assert_holds(refusal(w, 0, "why"), "a.csv:3: ");
	/* And the folder is as it was: nothing new for the next poll. */
	fake_forget(w->host);
	assert_int_equal(poll_once(w), 0);
}

static void
only__what_a_column_must_hold__passes_over_the_rest(void **state)
{
	static const char file[] =
	    "id;date;score;Survey Type;region\n"
	    "1;20-11-2019;9;nps;nord\n2;20-11-2019;4;csat;nord\n"
	    "3;20-11-2019;3;NPS;\n4;20-11-2019;11;csat;nord\n"
	    "5;20-11-2019;2;;nord\n6;20-11-2019;1\n";
	static const struct {
		const char *only, *ids;
	} cases[] = {
		{ "\"survey type\":\"nps\"", "13" },
		{ "\"type|surveytype\":\"nps|\"", "1356" },
		{ "\"survey*\":\"nps|ces\",\"region\":\"NORD\"", "1" },
		{ "\"none\":\"x\"", "" },
		{ "\"none\":\"x|\",\"survey type\":\"nps\"", "13" },
	};
	struct world *w = *state;

	put(w, "f", file);
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *more = mem_printf("\"only\":{%s}", cases[i].only);
		struct buf ids = BUF_INIT;

		open_with(w, more);
		fake_forget(w->host);
		assert_int_equal(import(w, "f"), LB_DONE);
		for (int k = 0; k < n_responses(w); k++)
			buf_puts(&ids, text_of(w, k, "id"));
		assert_string_equal(buf_str(&ids), cases[i].ids);
		assert_int_equal(cJSON_GetArraySize(fake_refused(w->host)), 0);
		buf_release(&ids);
		free(more);
	}
	/* What is chosen by stays a property. */
	open_with(w, "\"only\":{\"Survey Type\":\"nps\"}");
	fake_forget(w->host);
	assert_int_equal(import(w, "f"), LB_DONE);
	assert_string_equal(property_of(w, 0, "Survey Type"), "nps");
}

static void
import__bad_rows__are_kept_aside_with_their_line(void **state)
{
	struct world *w = *state;

	put(w, "f", HEAD "1;20-11-2019;11;a\n2;20-11-2019;9;b\n3\n4;\"x");
	assert_int_equal(import(w, "f"), LB_DONE);
	assert_int_equal(n_responses(w), 1);
	assert_holds(refusal(w, 0, "why"), "f:2: score: 11");
	assert_true(cJSON_GetArraySize(fake_refused(w->host)) >= 2);
}

static void
import__what_is_no_file_of_answers__is_rejected_with_why(void **state)
{
	static const struct {
		const char *name, *text, *why;
	} cases[] = {
		{ "none", NULL, "cannot be read by the user" },
		{ "/dev/zero", NULL, "is no file" },
		{ "/", NULL, "is no file but a folder" },
		{ "empty", "", "it is empty" },
		{ "poem", "roses are red\nviolets\n", "score" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		if (cases[i].text != NULL)
			put(w, cases[i].name, cases[i].text);
		assert_int_equal(import(w, cases[i].name), LB_REJECT);
		assert_holds(fake_why(w->host), cases[i].why);
		assert_int_equal(n_responses(w), 0);
	}
}

static void
import__a_pipe__is_not_waited_for(void **state)
{
	struct world *w = *state;
	char *path = path_of(w, "pipe");

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(import(w, "pipe"), LB_REJECT);
	assert_string_equal(fake_why(w->host), "is no file");
	unlink(path);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    import__a_file_of_any_name__emits_its_rows_with_their_dates),
		TEST(import__the_same_as_is_polled__tells_the_same),
		TEST(only__what_a_column_must_hold__passes_over_the_rest),
		TEST(import__bad_rows__are_kept_aside_with_their_line),
		TEST(import__what_is_no_file_of_answers__is_rejected_with_why),
		TEST(import__a_pipe__is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
