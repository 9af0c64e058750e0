/* SPDX-License-Identifier: ISC */
/*
 * test_http_json.c - the provider http_json, polling an API that pages in all
 * ways (tests/fake/paged.py).
 */
#include "vendor_world.h"

#include <stdlib.h>

#define ALL                                                            \
	"\"moved\":\"/touched\",\"fields\":{\"id\":\"/id\",\"score\":" \
	"\"/score\",\"comment\":\"/text\",\"answered\":\"/given\","    \
	"\"changed\":\"/touched\",\"email\":\"/who/mail\"}"
#define KEY "\"key\":\"k3y\",\"header\":\"X-Key\""
#define PAGES                                                                \
	",\"paging\":\"page\",\"items\":\"/data\",\"size\":\"10\",\"path\":" \
	"\"/page?since={since}&page={page}&size={size}\""

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "paged.py",
	.settings = KEY "," ALL,
	.add = add_plain,
	.change = change_plain,
	.usual = PAGES,
	.after_s = 20,
};

/* ---- Kinds of pages */

/* clang-format off */
static const struct { const char *settings; int n_asked; const char *path; } kinds[] = {
	{ ",\"items\":\"/data\",\"path\":\"/one?since={since}\"", 1, "/one" },
	{ PAGES, 3, "/page" },
	{ PAGES ",\"n_pages\":\"/pages\"", 3, "/page" },
	{ ",\"paging\":\"page\",\"first_page\":\"0\",\"items\":\"/data\",\"size\":\"10\","
	  "\"path\":\"/page?from0=1&since={since}&page={page}&size={size}\"", 3, "/page" },
	/* What is full is no last page, unless something says so. */
	{ ",\"paging\":\"page\",\"items\":\"/data\",\"size\":\"5\","
	  "\"path\":\"/page?since={since}&page={page}&size={size}\"", 6, "/page" },
	{ ",\"paging\":\"page\",\"items\":\"/data\",\"path\":\"/page?since={since}&page={page}&size=5\"", 6, "/page" },
	{ ",\"paging\":\"page\",\"items\":\"/data\",\"n_pages\":\"/pages\","
	  "\"path\":\"/page?since={since}&page={page}&size=5\"", 5, "/page" },
	/* It gives fewer than it was asked for. */
	{ ",\"paging\":\"page\",\"items\":\"/data\",\"size\":\"10\",\"total\":\"/meta/total\","
	  "\"path\":\"/page?cap=7&since={since}&page={page}&size={size}\"", 4, "/page" },
	{ ",\"paging\":\"offset\",\"items\":\"/data\",\"size\":\"10\","
	  "\"path\":\"/offset?since={since}&offset={offset}&limit={size}\"", 3, "/offset" },
	{ ",\"paging\":\"offset\",\"items\":\"/data\",\"size\":\"5\",\"more\":\"/more\","
	  "\"path\":\"/offset?since={since}&offset={offset}&limit={size}\"", 5, "/offset" },
	{ ",\"paging\":\"cursor\",\"items\":\"/data\",\"size\":\"10\",\"next\":\"/next\","
	  "\"path\":\"/cursor?since={since}&after={next}&size={size}\"", 3, "/cursor" },
	{ ",\"paging\":\"cursor\",\"items\":\"/data\",\"size\":\"10\",\"next\":\"/next\",\"path\":\"/search\","
	  "\"body\":\"{\\\"from\\\":\\\"{since}\\\",\\\"limit\\\":\\\"{size}\\\",\\\"after\\\":\\\"{next}\\\"}\"", 3, "/search" },
	{ ",\"paging\":\"link\",\"path\":\"/list/10?since={since}\"", 3, "/list/10" },
	{ ",\"paging\":\"link\",\"items\":\"/data\",\"next\":\"/links/next\",\"path\":\"/chain?size=10&since={since}\"", 3, "/chain" },
};
/* clang-format on */

static void
pages__of_each_kind__are_all_read(void **state)
{
	for (size_t i = 0; i < N_OF(kinds); i++) {
		struct world *w = *state;

		if (i > 0) { /* an account of its own */
			assert_int_equal(tear_down(state), 0);
			assert_int_equal(set_up(state), 0);
			w = *state;
		}
		open_with(w, kinds[i].settings);
		tell(w, "fill",
		    "{\"n\":25,\"at\":%" PRId64 ",\"row\":{\"score\":9}}", T0);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_held(w), 25);
		assert_int_equal(asked(w, kinds[i].path), kinds[i].n_asked);
		/* A second poll reads again what may have changed. */
		open_again(w, kinds[i].settings);
		tell(w, "answer", "{\"id\":26,\"score\":1,\"at\":%" PRId64 "}",
		    T0 + 100);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_held(w), 26);
	}
}

static void
cursor__that_lasts__is_gone_on_from(void **state)
{
	static const char lasting[] =
	    ",\"paging\":\"cursor\",\"items\":\"/data\",\"size\":\"10\","
	    "\"next\":\"/next\",\"more\":\"/more\",\"keeps_next\":\"yes\","
	    "\"path\":\"/cursor?lasting=1&after={next}&size={size}\"";
	struct world *w = *state;
	char *path;

	open_with(w, lasting);
	tell(w, "fill", "{\"n\":25,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 25);
	open_again(w, lasting);
	tell(w, "fill",
	    "{\"n\":3,\"id\":26,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0 + 100);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 3);
	path = last_asked(w, "path");
	assert_string_equal(path, "/cursor?lasting=1&after=c25&size=10");
	free(path);
}

/* 10,000 answers on one page. */
static void
page__of_10000_answers__is_read(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"items\":\"/data\",\"path\":\"/one\"");
	tell(w, "fill",
	    "{\"n\":10000,\"at\":%" PRId64 ",\"row\":{\"score\":9,"
	    "\"text\":\"Altid hurtig hj\xc3\xa6lp\"}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 10000);
}

/* ---- Times and order */

static void
since__in_each_format__is_what_the_api_reads(void **state)
{
	static const struct {
		const char *time, *since;
	} cases[] = {
		{ "iso", "2025-11-20T00%3A53%3A19Z" },
		{ "seconds", "1763599999" },
		{ "ms", "1763599999000" },
		{ "date", "2025-11-20" },
		{ "plain", "2025-11-20T00%3A53%3A19" },
	};
	struct world *w = *state;

	fake_set_since(w->host, T0 * 1000000);
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0);
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *settings =
		    mem_printf(",\"items\":\"/data\",\"time\":\"%s\",\"path\":"
			       "\"/one?format=%s&since={since}\"",
			cases[i].time, cases[i].time);
		char *wanted = mem_printf(
		    "/one?format=%s&since=%s", cases[i].time, cases[i].since);
		char *path;

		if (i == 0)
			open_with(w, settings);
		else
			open_again(w, settings);
		assert_int_equal(poll_it(w), LB_DONE);
		assert_int_equal(n_emitted(w), 1);
		path = last_asked(w, "path");
		assert_string_equal(path, wanted);
		free(path);
		free(wanted);
		free(settings);
	}
}

/* An API that means "after" and not "from": a second earlier loses none. */
static void
since__that_the_api_takes_as_after__loses_none(void **state)
{
	static const char path[] = ",\"items\":\"/data\",\"overlap\":\"0s\","
				   "\"path\":\"/one?since={since}\"";
	struct world *w = *state;

	open_with(w, path);
	tell(w, "set", "{\"exclusive\":true}");
	tell(w, "answer", "{\"id\":1,\"score\":9,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	/* The same second, and after the poll. */
	tell(w, "answer", "{\"id\":2,\"score\":9,\"at\":%" PRId64 "}", T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 2);
}

static void
order__other_than_the_one_set__is_said_before_any_is_lost(void **state)
{
	static const char path[] =
	    ",\"order\":\"oldest_first\",\"items\":\"/data\",\"path\":"
	    "\"/one?order=desc\"";
	struct world *w = *state;

	open_with(w, path);
	tell(w, "fill", "{\"n\":5,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "in another order"));
	assert_null(w->cursor);
}

static void
order__newest_first__ends_where_the_last_poll_began(void **state)
{
	static const char path[] =
	    ",\"order\":\"newest_first\",\"paging\":\"page\",\"size\":\"10\","
	    "\"items\":\"/data\",\"overlap\":\"0s\",\"path\":"
	    "\"/page?order=desc&page={page}&size={size}\"";
	struct world *w = *state;
	int before;

	open_with(w, path);
	tell(w, "fill", "{\"n\":95,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 95);
	before = asked(w, "/page");
	assert_int_equal(before, 10);
	tell(w, "fill",
	    "{\"n\":12,\"id\":96,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0 + 1000);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 107);
	assert_int_equal(asked(w, "/page"), before + 2);
}

/* ---- Signing in */

static void
key__in_each_place__is_accepted(void **state)
{
	static const char *const cases[] = {
		KEY,
		"\"key\":\"bWU6azN5\",\"prefix\":\"Basic \"",
		"\"headers\":{\"X-Key\":\"k3y\"}",
		"\"token_url\":\"/token\",\"client_id\":\"me\","
		"\"client_secret\":\"secret\"",
		"\"token_url\":\"/token\",\"client_id\":\"me\","
		"\"client_secret\":\"secret\",\"scope\":\"read\"",
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *settings = mem_printf(
		    "%s," ALL ",\"items\":\"/data\",\"path\":\"/one\"",
		    cases[i]);

		fake_close(w->host);
		open_exactly(w, settings);
		assert_non_null(w->state);
		assert_int_equal(poll_it(w), LB_DONE);
		free(settings);
	}
}

/* Some tools take it nowhere else. */
static void
key__in_the_path__is_sent_there_alone(void **state)
{
	struct world *w = *state;
	char *path;

	open_exactly(w, "\"key\":\"k3y\"," ALL ",\"items\":\"/data\",\"path\":"
			"\"/one?key={key}\"");
	assert_int_equal(poll_it(w), LB_DONE);
	path = last_asked(w, "path");
	assert_string_equal(path, "/one?key=k3y");
	free(path);
}

static void
key__that_is_wrong_in_each_place__is_rejected_and_not_shown(void **state)
{
	static const char *const cases[] = {
		"\"key\":\"hunter2\",\"header\":\"X-Key\",\"path\":\"/one\"",
		"\"key\":\"hunter2\",\"path\":\"/one?key={key}\"",
		"\"token_url\":\"/token\",\"client_id\":\"me\","
		"\"client_secret\":\"hunter2\",\"path\":\"/one\"",
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		fake_close(w->host);
		open_exactly(w, cases[i]);
		assert_non_null(w->state);
		assert_int_equal(poll_it(w), LB_REJECT);
		assert_non_null(strstr(fake_why(w->host), "127.0.0.1"));
		assert_null(strstr(fake_why(w->host), "hunter2"));
		assert_null(strstr(fake_log(w->host), "hunter2"));
	}
}

static void
token__that_ended__is_got_anew(void **state)
{
	struct world *w = *state;

	open_exactly(w,
	    "\"token_url\":\"/token\",\"client_id\":\"me\","
	    "\"client_secret\":\"secret\",\"items\":\"/data\",\"path\":"
	    "\"/one\"," ALL);
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "/token"), 2);
}

/* ---- Redirects */

#define STORED                                                               \
	",\"paging\":\"page\",\"size\":\"10\",\"items\":\"/data\",\"path\":" \
	"\"/stored?since={since}&page={page}&size={size}\""

static void
redirect__to_a_store_of_files__is_followed_without_the_key(void **state)
{
	struct world *w = *state;

	open_with(w, STORED ",\"may_leave\":\"yes\"");
	tell(w, "fill", "{\"n\":25,\"at\":%" PRId64 ",\"row\":{\"score\":9}}",
	    T0);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 25);
	assert_int_equal(asked(w, "(stored)"), 3);
	assert_int_equal(asked(w, "(key leaked)"), 0);
}

static void
redirect__that_nobody_allowed__is_refused(void **state)
{
	struct world *w = *state;

	open_with(w, STORED);
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_int_equal(asked(w, "(stored)"), 0);
	assert_int_equal(asked(w, "(key leaked)"), 0);
}

/* ---- What goes wrong */

static void
list__that_is_elsewhere__is_said_with_its_place(void **state)
{
	struct world *w = *state;

	open_with(w, ",\"items\":\"/answers\",\"path\":\"/one\"");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "/answers"));
}

static void
answers__that_cannot_be_ones__are_kept_aside_and_stop_nothing(void **state)
{
	static const char *const cases[] = { "\"score\":11", "\"score\":\"x\"",
		"\"score\":{\"a\":1}", "\"score\":10.5", "\"score\":-1",
		"\"score\":[1,2]" };
	struct world *w = *state;

	open_with(w, PAGES);
	for (size_t i = 0; i < N_OF(cases); i++)
		tell(w, "answer", "{\"id\":\"bad%zu\",%s,\"at\":%" PRId64 "}",
		    i, cases[i], T0);
	tell(w, "answer",
	    "{\"id\":\"good\",\"score\":\"9\",\"text\":null,\"new\":{\"a\":[]}"
	    ",\"at\":%" PRId64 "}",
	    T0 + 1);
	tell(w, "answer", "{\"id\":\"none\",\"at\":%" PRId64 "}", T0 + 1);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 2);
	assert_int_equal(n_refused(w), (int)N_OF(cases));
	assert_int_equal(json_integer(held(w, "good"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "none"), "score", 0), -1);
}

/* ---- Any sequence: what is held at the end is what there is. */

static void
any_sequence__with_each_kind_of_pages__ends_alike(void **state)
{
	for (size_t i = 0; i < N_OF(kinds); i++) {
		char *settings =
		    mem_printf("%s,\"overlap\":\"0s\"", kinds[i].settings);
		int n;

		assert_int_equal(tear_down(state), 0);
		assert_int_equal(set_up(state), 0);
		tell(*state, "set", "{\"exclusive\":%s}",
		    i % 2 == 0 ? "true" : "false");
		n = any_sequence(*state, settings, 60);
		assert_int_equal(n_held(*state), n);
		assert_held_is_all_there_is(*state, settings);
		free(settings);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(pages__of_each_kind__are_all_read),
		CASE(cursor__that_lasts__is_gone_on_from),
		CASE(page__of_10000_answers__is_read),
		CASE(since__in_each_format__is_what_the_api_reads),
		CASE(since__that_the_api_takes_as_after__loses_none),
		CASE(
		    order__other_than_the_one_set__is_said_before_any_is_lost),
		CASE(order__newest_first__ends_where_the_last_poll_began),
		CASE(key__in_each_place__is_accepted),
		CASE(key__in_the_path__is_sent_there_alone),
		CASE(
		    key__that_is_wrong_in_each_place__is_rejected_and_not_shown),
		CASE(token__that_ended__is_got_anew),
		CASE(
		    redirect__to_a_store_of_files__is_followed_without_the_key),
		CASE(redirect__that_nobody_allowed__is_refused),
		CASE(trouble__of_each_kind__is_said_and_ends),
		CASE(list__that_is_elsewhere__is_said_with_its_place),
		CASE(
		    answers__that_cannot_be_ones__are_kept_aside_and_stop_nothing),
		CASE(any_sequence__with_each_kind_of_pages__ends_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
