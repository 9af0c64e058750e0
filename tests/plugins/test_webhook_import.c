/* SPDX-License-Identifier: ISC */
/* test_webhook_import.c - the provider webhook: history, from files. */
#include "webhook_world.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "sdk/json.h"
#include "sdk/mem.h"

/* What a file of this text brings. */
static enum lb_result
import_bytes(struct world *w, const char *text, size_t n)
{
	char path[] = "/tmp/test_webhook.XXXXXX";
	int fd = mkstemp(path);
	enum lb_result result;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
	fake_forget(w->host);
	result = loopbell_plugin.provider->import(w->plugin, path);
	unlink(path);
	return result;
}

static enum lb_result
import(struct world *w, const char *text)
{
	return import_bytes(w, text, strlen(text));
}

static void
assert_holds(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

#define WHEN "\"answered\":\"2026-01-02T03:04:05Z\""

static void
import__each_form_of_file__brings_its_answers(void **state)
{
	static const struct {
		const char *text;
		int n;
	} files[] = {
		{ "{\"id\":1,\"score\":9," WHEN "}", 1 },
		{ "{\n \"id\": 1,\n \"score\": 9,\n " WHEN "\n}\n", 1 },
		{ "[{\"id\":1," WHEN "},{\"id\":2," WHEN "}]", 2 },
		{ "\n[\n{\"id\":1," WHEN "},\n{\"id\":2," WHEN "}\n]\n", 2 },
		{ "{\"id\":1," WHEN "}\n{\"id\":2," WHEN "}\n", 2 },
		{ "{\"id\":1," WHEN "}\r\n\r\n  \n{\"id\":2," WHEN "}", 2 },
		{ "\xef\xbb\xbf{\"id\":1," WHEN "}\n{\"id\":2," WHEN "}", 2 },
		{ "[{\"id\":1," WHEN "}]\n[{\"id\":2," WHEN "}]\n", 2 },
		{ "[]", 0 },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(files); i++) {
		if (import(w, files[i].text) != LB_DONE)
			fail_msg("%zu: %s", i, fake_why(w->host));
		assert_int_equal(n_answers(w), files[i].n);
		assert_int_equal(n_refused(w), 0);
		for (int k = 0; k < files[i].n; k++)
			assert_int_equal(
			    json_integer(answer(w, k), "answered_us", 0),
			    INT64_C(1767323045000000));
	}
}

static void
import__needs_no_secret__for_the_operator_is_believed(void **state)
{
	struct world *w = *state;

	open_with(w, "{\"secret\":\"s\",\"items\":\"/rows\"}");
	assert_int_equal(
	    import(w, "{\"rows\":[{\"id\":1," WHEN "}]}"), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_holds(fake_log(w->host), "info: test_webhook.");
	assert_holds(
	    fake_log(w->host), ": 1 answers, 0 passed over, 0 kept aside\n");
}

static void
import__bad_lines__are_kept_aside_with_their_place(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"only\":{\"/type\":\"nps\"}");
	assert_int_equal(
	    import(w, "{\"type\":\"nps\",\"id\":1," WHEN "}\n"
		      "{\"type\":\"nps\",\"id\":2," WHEN ",\n"
		      "{\"type\":\"ces\",\"id\":3," WHEN "}\n"
		      "7\n"
		      "{\"type\":\"nps\",\"id\":4,\"score\":11," WHEN "}\n"
		      "{\"type\":\"nps\",\"id\":5}\n"
		      "{\"type\":\"nps\",\"id\":6," WHEN "}\n"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 2);
	assert_string_equal(text_of(w, 1, "id"), "6");
	assert_int_equal(n_refused(w), 4);
	assert_holds(refusal(w, "why"),
	    ":6: answered: is missing, and only of what is pushed now is the "
	    "time of now");
	assert_string_equal(refusal(w, "raw"), "{\"type\":\"nps\",\"id\":5}");
	assert_holds(fake_log(w->host), "warning: test_webhook.");
	assert_holds(
	    fake_log(w->host), ": 2 answers, 1 passed over, 4 kept aside\n");
}

static void
import__no_json_at_all__is_rejected(void **state)
{
	static const struct {
		const char *text, *why;
	} files[] = {
		{ "", ": there is nothing in it" },
		{ " \n\n", ": there is nothing in it" },
		{ "id;score\n1;9\n", ": it is no JSON from line 1, column 1 "
				     "on" },
		{ "{\n\"id\":1,\n\n\"score\":}\n", ": it is no JSON from line "
						   "4, column 9 on" },
		{ "\n\n[\n{\"id\":1},\n]\n", ": it is no JSON from line 5, "
					     "column 1 on" },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(files); i++) {
		assert_int_equal(import(w, files[i].text), LB_REJECT);
		assert_holds(fake_why(w->host), files[i].why);
		assert_int_equal(n_answers(w), 0);
	}
}

static void
import__a_file_that_cannot_be_read__is_rejected(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	fake_forget(w->host);
	assert_int_equal(
	    loopbell_plugin.provider->import(w->plugin, "/nowhere/x.json"),
	    LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "/nowhere/x.json: No such file or directory");
	assert_int_equal(
	    loopbell_plugin.provider->import(w->plugin, "/tmp"), LB_REJECT);
	assert_string_equal(fake_why(w->host), "/tmp: Is a directory");
}

static void
import__a_long_history__has_no_limit_of_answers(void **state)
{
	struct buf text = BUF_INIT;
	struct world *w = *state;

	NOT_IF_SLOWED();
	for (int i = 0; i < 20000; i++)
		buf_printf(
		    &text, "%s{\"id\":%d," WHEN "}", i == 0 ? "[" : ",\n", i);
	buf_puts(&text, "]");
	open_insecure(w, "");
	assert_int_equal(import_bytes(w, text.data, text.size), LB_DONE);
	assert_int_equal(n_answers(w), 20000);
	buf_release(&text);
}

static void
import__a_line_with_nul_bytes__stops_nothing(void **state)
{
	static const char text[] =
	    "{\"id\":1," WHEN "}\n\0\0\n{\"id\":2," WHEN "}\n";
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(import_bytes(w, text, sizeof(text) - 1), LB_DONE);
	assert_int_equal(n_answers(w), 2);
	assert_int_equal(n_refused(w), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(import__each_form_of_file__brings_its_answers),
		TEST(import__needs_no_secret__for_the_operator_is_believed),
		TEST(import__bad_lines__are_kept_aside_with_their_place),
		TEST(import__no_json_at_all__is_rejected),
		TEST(import__a_file_that_cannot_be_read__is_rejected),
		TEST(import__a_long_history__has_no_limit_of_answers),
		TEST(import__a_line_with_nul_bytes__stops_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
