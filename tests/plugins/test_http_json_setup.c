/* SPDX-License-Identifier: ISC */
/*
 * test_http_json_setup.c - the provider http_json: mistakes in its settings,
 * and what `loopbell try` says of them.
 */
#include "vendor_world.h"

#include <time.h>

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "paged.py",
	.settings = "\"key\":\"k3y\",\"header\":\"X-Key\",\"path\":\"/one\","
		    "\"items\":\"/data\",\"moved\":\"/touched\"",
};

/* clang-format off */
static const struct { const char *settings, *why; } mistakes[] = {
	{ "\"path\":\"answers\"",
	  "path: must begin with /, not \"answers\"" },
	{ "\"path\":\"/a?from={sinse}\"",
	  "path: {sinse} stands for nothing; did you mean {since}?: there are "
	  "{since}, {now}, {page}, {offset}, {size} and {next}" },
	{ "\"path\":\"/a?from={since}\"",
	  "moved is missing: {since} is that time of the newest answer; say where it stands, as in moved: /created_at" },
	{ "\"path\":\"/a\",\"paging\":\"page\"",
	  "path: paging: page needs {page} in it, or in body" },
	{ "\"path\":\"/a\",\"paging\":\"offset\"",
	  "path: paging: offset needs {offset} in it, or in body" },
	{ "\"path\":\"/a\",\"paging\":\"cursor\",\"next\":\"/n\"",
	  "path: paging: cursor needs {next} in it, or in body" },
	{ "\"path\":\"/a?n={next}\",\"paging\":\"cursor\"",
	  "next: where the cursor for the next page stands is missing" },
	{ "\"path\":\"/a?p={page}\"",
	  "paging: {page} is for paging: page, and this is paging: one" },
	{ "\"path\":\"/a?p={page}&n={next}\",\"paging\":\"page\"",
	  "paging: {next} is for paging: cursor, and this is paging: page" },
	{ "\"path\":\"/a?p={page}&n={size}\",\"paging\":\"page\"",
	  "size is missing: {size} stands for it" },
	{ "\"path\":\"/a\",\"items\":\"data/list\"",
	  "items: must begin with /, not \"data/list\"" },
	{ "\"path\":\"/a\",\"moved\":\"at\"",
	  "moved: must begin with /, not \"at\"" },
	{ "\"path\":\"/a\",\"more\":\"more\"",
	  "more: must begin with /, not \"more\"" },
	{ "\"path\":\"/a\",\"order\":\"newest_first\"",
	  "moved is missing: order: newest_first says nothing without it" },
	{ "\"path\":\"/a\",\"keeps_next\":\"yes\"",
	  "keeps_next: is for paging: cursor alone" },
	{ "\"path\":\"/a\",\"max_pages\":\"3\",\"moved\":\"/at\"",
	  "max_pages: needs moved and order: oldest_first, to go on from the last answer's time" },
	{ "\"path\":\"/a\",\"restart_pages\":\"3\"",
	  "restart_pages: needs moved and order: oldest_first, to go on from the last answer's time" },
	{ "\"path\":\"/a\",\"body\":\"{since}\",\"moved\":\"/at\"",
	  "body: " },
	{ "\"path\":\"/a\",\"key\":\"k\",\"token_url\":\"/t\"",
	  "key and token_url do not go together: take one away" },
	{ "\"path\":\"/a?k={key}\"",
	  "key is missing: {key} stands for it" },
	{ "\"path\":\"/a?k={key}\",\"key\":\"k\",\"header\":\"X-Key\"",
	  "header: there is no key to go into a header" },
	{ "\"path\":\"/a\",\"prefix\":\"Basic \"",
	  "prefix: there is no key to go into a header" },
	{ "\"path\":\"/a\",\"client_id\":\"me\"",
	  "token_url is missing: where a token is got with client_id and client_secret" },
	{ "\"path\":\"/a\",\"token_url\":\"/t\",\"client_id\":\"me\"",
	  "client_secret is missing: token_url wants it" },
	{ "\"path\":\"/a\",\"token_url\":\"http://x.example/t\",\"client_id\":\"me\",\"client_secret\":\"s\"",
	  "token_url: must be an address that starts with https://" },
	{ "\"path\":\"/a\",\"headers\":{\"X: Y\":\"1\"}",
	  "headers: \"X: Y\" is no header" },
	{ "\"path\":\"/a\",\"headers\":{\"X-A\":\"1\\r\\nX-B: 2\"}",
	  "headers: \"X-A\" is no header" },
	{ "\"path\":\"/a\",\"fields\":{\"skore\":\"/s\"}",
	  "fields: a response has no member \"skore\"; did you mean \"score\"?" },
	{ "\"path\":\"/a\",\"fields\":{\"score\":\"s\"}",
	  "fields: score: must begin with /, not \"s\"" },
	{ "\"path\":\"/a\",\"values\":{\"score:Yes\":\"12\"}",
	  "values: score:Yes: score: 12 is not on the scale 0-10" },
	{ "\"path\":\"/a\",\"html\":\"coment\"",
	  "html: a response has no member \"coment\"; did you mean \"comment\"?" },
};
/* clang-format on */

static void
check__a_table_of_mistakes__each_said_in_a_sentence(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(mistakes); i++) {
		open_exactly(w, mistakes[i].settings);
		if (w->state != NULL ||
		    strncmp(fake_why(w->host), mistakes[i].why,
			strlen(mistakes[i].why)) != 0)
			print_error("%s: %s\n", mistakes[i].settings,
			    fake_why(w->host));
		assert_null(w->state);
		assert_memory_equal(fake_why(w->host), mistakes[i].why,
		    strlen(mistakes[i].why));
		fake_close(w->host);
	}
}

static void
check__an_address_without_tls_or_with_a_slash__is_refused(void **state)
{
	static const struct {
		const char *url, *why;
	} cases[] = {
		{ "http://api.example.com", "base_url must be an address" },
		{ "https://me:pw@api.example.com", "base_url " },
		{ "https://api.example.com/", "base_url: must not end" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *settings = mem_printf(
		    "{\"path\":\"/a\",\"base_url\":\"%s\"}", cases[i].url);

		assert_null(fake_open(w->host, &loopbell_plugin, settings));
		assert_non_null(strstr(fake_why(w->host), cases[i].why));
		fake_close(w->host);
		free(settings);
	}
}

/* ---- loopbell try */

static void
probe__right_settings__counts_and_warns_of_nothing(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"path\":\"/one\",\"fields\":{\"id\":\"/id\",\"score\":"
		     "\"/score\",\"answered\":\"/given\"}");
	tell(w, "fill", "{\"n\":4,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    (int64_t)time(NULL) - 600);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "4 answers in the last"));
	assert_null(strstr(fake_log(w->host), "warning"));
	assert_int_equal(n_emitted(w), 0);
}

static void
probe__pointers_into_nothing__are_named(void **state)
{
	struct world *w = *state;

	open_exactly(w,
	    "\"key\":\"k3y\",\"header\":\"X-Key\",\"path\":\"/"
	    "one\",\"items\":\"/data\",\"moved\":\"/touchd\",\"fields\":{"
	    "\"id\":\"/id\",\"score\":\"/score\",\"answered\":"
	    "\"/given\",\"email\":\"/who/mial\",\"name\":\"/a + /b\","
	    "\"company\":\"#/co\"},\"properties\":{\"plan\":"
	    "\"/plan\",\"zip\":\"/zip\",\"*\":\"/more\"}");
	tell(w, "fill",
	    "{\"n\":4,\"at\":%" PRId64 ",\"row\":{\"score\":9,\"zip\":5000,"
	    "\"b\":\"Holm\",\"who\":{\"mail\":\"a@b\"}}}",
	    (int64_t)time(NULL) - 600);
	assert_true(probe(w));
	assert_string_equal(strchr(fake_log(w->host), '\n') + 1,
	    "warning: fields: email: there is nothing at /who/mial in any of "
	    "4 answers\n"
	    "warning: properties: plan: there is nothing at /plan in any of 4 "
	    "answers\n"
	    "warning: moved: there is no time at /touchd in any of 4 answers: "
	    "all there is would be read at each poll\n");
	/* And nothing of that stays. */
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 4);
}

static void
probe__without_moved__says_what_that_means(void **state)
{
	struct world *w = *state;

	open_exactly(w,
	    "\"key\":\"k3y\",\"header\":\"X-Key\",\"path\":\"/one\""
	    ",\"items\":\"/data\",\"fields\":{\"id\":\"/id\","
	    "\"answered\":\"/given\"}");
	tell(w, "answer", "{\"id\":1,\"at\":%" PRId64 "}", T0);
	assert_true(probe(w));
	assert_non_null(strstr(fake_log(w->host), "moved is not set"));
}

static void
probe__answers_that_cannot_be_read__says_why(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"fields\":{\"id\":\"/id\",\"score\":\"/s\","
		     "\"answered\":\"/given\"}");
	tell(w, "answer",
	    "{\"id\":1,\"s\":\"Very likely\",\"at\":%" PRId64 "}",
	    (int64_t)time(NULL) - 600);
	assert_true(probe(w));
	assert_non_null(
	    strstr(fake_log(w->host), "score: \"Very likely\" is no number"));
}

static void
probe__wrong_key__fails(void **state)
{
	struct world *w = *state;

	open_exactly(
	    w, "\"key\":\"x\",\"header\":\"X-Key\",\"path\":\"/one\"");
	assert_false(probe(w));
	assert_non_null(strstr(fake_why(w->host), "does not accept the key"));
}

/* ---- What the mapping can */

static void
poll__words_html_constants_and_only__as_the_settings_say(void **state)
{
	struct world *w = *state;
	const cJSON *r;

	open_with(w,
	    ",\"survey\":\"s7\",\"scale\":\"1-5\",\"fields\":{\"id\":\"/id\","
	    "\"score\":\"/s\",\"comment\":\"/c\",\"answered\":\"/given\","
	    "\"name\":\"/first + /last\"},\"values\":{\"score:Very likely\":"
	    "\"5\",\"score:N/A\":\"\"},\"html\":\"comment\",\"constants\":{"
	    "\"channel\":\"email\"},\"only\":{\"/kind\":\"nps|csat\"}");
	tell(w, "answer",
	    "{\"id\":1,\"kind\":\"CSAT\",\"s\":\"very likely\",\"c\":"
	    "\"&quot;fine&quot;\",\"first\":\"Anna\",\"last\":\"Holm\","
	    "\"at\":%" PRId64 "}",
	    T0);
	tell(w, "answer",
	    "{\"id\":2,\"kind\":\"nps\",\"s\":\"N/A\",\"at\":%" PRId64 "}",
	    T0);
	tell(w, "answer",
	    "{\"id\":3,\"kind\":\"x\",\"s\":1,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(n_refused(w), 0);
	r = held(w, "1");
	assert_string_equal(json_string(r, "survey"), "s7");
	assert_string_equal(json_string(r, "scale"), "stars_1_5");
	assert_int_equal(json_integer(r, "score", -1), 5);
	assert_string_equal(json_string(r, "comment"), "\"fine\"");
	assert_string_equal(json_string(r, "name"), "Anna Holm");
	assert_string_equal(json_string(r, "channel"), "email");
	assert_int_equal(json_integer(held(w, "2"), "score", 0), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(check__a_table_of_mistakes__each_said_in_a_sentence),
		CASE(
		    check__an_address_without_tls_or_with_a_slash__is_refused),
		CASE(probe__right_settings__counts_and_warns_of_nothing),
		CASE(probe__pointers_into_nothing__are_named),
		CASE(probe__without_moved__says_what_that_means),
		CASE(probe__answers_that_cannot_be_read__says_why),
		CASE(probe__wrong_key__fails),
		CASE(poll__words_html_constants_and_only__as_the_settings_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
