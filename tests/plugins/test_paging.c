/* SPDX-License-Identifier: ISC */
/*
 * test_paging.c - requests made of templates, and what pages say of the next;
 * the other side is tests/fake/api.py, which answers with what it was asked.
 */
#include "fake/server.h"
#include "fake_host.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/paging.h"
#include "test.h"

struct world {
	struct fake_server server;
	struct lb_host *host;
	struct rest *rest;
	char *base;
	struct paging_page page;
};

static int
set_up(void **state)
{
	struct world *w = mem_new(1, sizeof(*w));

	*state = w;
	w->host = fake_host_new();
	if (!fake_server_start(&w->server, "api.py", NULL, NULL))
		return -1;
	w->base = mem_printf("http://127.0.0.1:%d", w->server.port);
	w->rest = rest_new(w->host,
	    &(struct rest_spec){ .vendor = "Vendor", .base = w->base });
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	paging_release(&w->page);
	rest_free(w->rest);
	fake_server_stop(&w->server);
	fake_host_free(w->host);
	free(w->base);
	free(w);
	return 0;
}

/* What is asked for, as the other side saw it. */
static char *
asked(struct world *w, const struct paging *p, const struct lb_pair *variables,
    const struct paging_at *at, const char *what)
{
	struct paging one = *p;
	cJSON *echo;
	char *text;

	one.items = "/none"; /* the echo is no list */
	assert_int_equal(
	    paging_get(w->host, w->rest, &one, variables, at, &w->page),
	    LB_RETRY);
	assert_non_null(strstr(fake_why(w->host), "there is none at /none"));
	assert_int_equal(rest_get(w->rest, "/last", &echo), LB_DONE);
	text = mem_string(json_string(echo, what));
	cJSON_Delete(echo);
	return text;
}

static void
assert_path(struct world *w, const struct paging *p,
    const struct paging_at *at, const char *expected)
{
	static const struct lb_pair variables[] = { { "survey", "a b/c" },
		{ "none", NULL }, { NULL, NULL } };
	char *path = asked(w, p, variables, at, "path");

	assert_string_equal(path, expected);
	free(path);
}

static void
path__of_a_template__has_values_encoded_and_leaves_out_what_has_none(
    void **state)
{
	/* clang-format off */
	static const struct {
		const char *path;
		enum paging_time time;
		const char *expected;
	} cases[] = {
		{ "/echo?since={since}&page={page}", PAGING_ISO, "/echo?since=2025-11-20T00%3A53%3A20.500000Z&page=3" },
		{ "/echo?since={since}", PAGING_SECONDS, "/echo?since=1763600000" },
		{ "/echo?since={since}", PAGING_MS, "/echo?since=1763600000500" },
		{ "/echo?since={since}", PAGING_DATE, "/echo?since=2025-11-20" },
		{ "/echo?since={since}", PAGING_PLAIN, "/echo?since=2025-11-20T00%3A53%3A20" },
		{ "/echo/{survey}/x?a=1", PAGING_ISO, "/echo/a%20b%2Fc/x?a=1" },
		{ "/echo?after={next}&size={size}", PAGING_ISO, "/echo?size=50" },
		{ "/echo?x={none}&after={next}", PAGING_ISO, "/echo" },
		{ "/echo?at={offset}&{unknown}=1&z={}", PAGING_ISO, "/echo?at=100&z={}" },
	};
	/* clang-format on */
	const struct paging_at at = {
		.since_us = 1763600000500000, .page = 3, .offset = 100
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_path(*state,
		    &(struct paging){ .path = cases[i].path,
			.time = cases[i].time,
			.size = 50 },
		    &at, cases[i].expected);
}

static void
next__is_sent_once_there_is_one(void **state)
{
	const struct paging cursor = { .kind = PAGING_CURSOR,
		.path = "/echo?after={next}" };
	const struct paging link = { .kind = PAGING_LINK,
		.path = "/echo?first=1" };

	assert_path(*state, &cursor, &(struct paging_at){ .next = "a+b" },
	    "/echo?after=a%2Bb");
	assert_path(*state, &link, &(struct paging_at){ .next = "/echo?p=2" },
	    "/echo?p=2");
}

static void
since__where_the_vendor_means_after__is_earlier_and_never_negative(
    void **state)
{
	const struct paging p = {
		.path = "/echo?s={since}", .time = PAGING_SECONDS, .back_s = 1
	};

	assert_path(*state, &p,
	    &(struct paging_at){ .since_us = 1763600000000000 },
	    "/echo?s=1763599999");
	assert_path(
	    *state, &p, &(struct paging_at){ .since_us = 0 }, "/echo?s=0");
}

static void
body__of_a_template__is_json_whatever_the_values(void **state)
{
	const struct paging p = { .path = "/echo",
		.body = "{\"since\":\"{since}\",\"after\":\"{next}\","
			"\"deep\":[{\"name\":\"{survey}\",\"x\":1}]}",
		.time = PAGING_MS };
	static const struct lb_pair variables[] = {
		{ "survey", "\"},{\"x\":\"" }, { NULL, NULL }
	};
	char *body = asked(*state, &p, variables,
	    &(struct paging_at){ .since_us = 1000 }, "body");

	assert_string_equal(body,
	    "{\"since\":\"1\",\"deep\":[{\"name\":\"\\\"},{\\\"x\\\":\\\"\","
	    "\"x\":1}]}");
	free(body);
}

static void
body__what_is_counted__is_a_number(void **state)
{
	const struct paging p = { .path = "/echo",
		.body = "{\"page\":\"{page}\",\"of\":[\"{size}\"],\"skip\":"
			"\"{offset}\",\"since\":\"{since}\",\"text\":"
			"\"page {page}\"}",
		.size = 50,
		.time = PAGING_SECONDS };
	char *body = asked(*state, &p, NULL,
	    &(struct paging_at){ .page = 3, .offset = 100 }, "body");

	assert_string_equal(body,
	    "{\"page\":3,\"of\":[50],\"skip\":100,\"since\":\"0\",\"text\":"
	    "\"page 3\"}");
	free(body);
}

/* ---- What a page says */

/* clang-format off */
static const struct page_case {
	enum paging_kind kind;
	const char *next, *more, *n_pages;
	int page, size;
	const char *body, *link;
	bool is_last;
	const char *gives;
} pages[] = {
	{ PAGING_ONE, NULL, NULL, NULL, 1, 0, "{\"d\":[1,2]}", NULL, true, NULL },
	{ PAGING_PAGE, NULL, NULL, NULL, 1, 2, "{\"d\":[1,2]}", NULL, false, NULL },
	{ PAGING_PAGE, NULL, NULL, NULL, 1, 3, "{\"d\":[1,2]}", NULL, true, NULL },
	{ PAGING_PAGE, NULL, NULL, NULL, 1, 0, "{\"d\":[1]}", NULL, false, NULL },
	{ PAGING_PAGE, NULL, NULL, NULL, 1, 0, "{\"d\":[]}", NULL, true, NULL },
	{ PAGING_PAGE, NULL, NULL, "/n", 2, 9, "{\"d\":[1],\"n\":\"3\"}", NULL, false, NULL },
	{ PAGING_PAGE, NULL, NULL, "/n", 3, 1, "{\"d\":[1],\"n\":3}", NULL, true, NULL },
	{ PAGING_OFFSET, NULL, "/m", NULL, 1, 9, "{\"d\":[1],\"m\":true}", NULL, false, NULL },
	{ PAGING_OFFSET, NULL, "/m", NULL, 1, 1, "{\"d\":[1],\"m\":false}", NULL, true, NULL },
	{ PAGING_CURSOR, "/c", NULL, NULL, 1, 0, "{\"d\":[1],\"c\":17}", NULL, false, "17" },
	{ PAGING_CURSOR, "/c", NULL, NULL, 1, 0, "{\"d\":[1],\"c\":null}", NULL, true, NULL },
	{ PAGING_CURSOR, "/c", NULL, NULL, 1, 0, "{\"d\":[1],\"c\":\"\"}", NULL, true, NULL },
	{ PAGING_CURSOR, "/c", "/m", NULL, 1, 0, "{\"d\":[1],\"c\":\"x\",\"m\":false}", NULL, true, "x" },
	{ PAGING_LINK, "/c", "/m", NULL, 1, 0, "{\"d\":[1],\"m\":true}", NULL, true, NULL },
	{ PAGING_LINK, NULL, NULL, NULL, 1, 0, "{\"d\":[1]}", "</a>; rel=\"prev\", </b?x=1>; rel=\"next\"", false, "/b?x=1" },
	{ PAGING_LINK, NULL, NULL, NULL, 1, 0, "{\"d\":[1]}", "</a>; rel=prev", true, NULL },
	{ PAGING_LINK, NULL, NULL, NULL, 1, 0, "{\"d\":[1]}", "<<,;", true, NULL },
};
/* clang-format on */

static void
assert_page(struct world *w, const struct page_case *c)
{
	const struct paging p = { .kind = c->kind,
		.path = "/status/200?body={body}&Link={link}",
		.items = "/d",
		.next = c->next,
		.more = c->more,
		.n_pages = c->n_pages,
		.size = c->size };
	const struct lb_pair variables[] = { { "body", c->body },
		{ "link", c->link }, { NULL, NULL } };

	assert_int_equal(paging_get(w->host, w->rest, &p, variables,
			     &(struct paging_at){ .page = c->page }, &w->page),
	    LB_DONE);
	assert_int_equal(w->page.is_last, c->is_last);
	if (c->gives == NULL)
		assert_null(w->page.next);
	else
		assert_string_equal(w->page.next, c->gives);
}

static void
page__of_each_kind__says_whether_it_is_the_last(void **state)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_page(*state, &pages[i]);
}

/* ---- loopbell check */

static void
mistake__in_a_table__is_said(void **state)
{
	/* clang-format off */
	static const struct {
		struct paging paging;
		const char *why;
	} cases[] = {
		{ { .path = "/a?s={sinse}" }, "path: {sinse} stands for nothing; did you mean {since}?" },
		{ { .path = "/a", .body = "{\"a\":" }, "body: " },
		{ { .path = "/a", .body = "{\"a\":\"{b}\"}" }, "body: {b} stands" },
		{ { .path = "/a", .items = "data" }, "items: must begin with /" },
		{ { .path = "/a", .kind = PAGING_CURSOR }, "next: where the cursor" },
		{ { .path = "/a", .more = "x" }, "more: must begin" },
	};
	/* clang-format on */
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_false(paging_check(&cases[i].paging, NULL, &err));
		if (strstr(err.text, cases[i].why) != err.text)
			print_error("%s\n", err.text);
		assert_ptr_equal(strstr(err.text, cases[i].why), err.text);
	}
	assert_true(paging_check(
	    &(struct paging){ .path = "/{page}?{x}={now}" },
	    (const struct lb_pair[]){ { "x", "" }, { NULL, NULL } }, &err));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(
		    path__of_a_template__has_values_encoded_and_leaves_out_what_has_none),
		CASE(next__is_sent_once_there_is_one),
		CASE(
		    since__where_the_vendor_means_after__is_earlier_and_never_negative),
		CASE(body__of_a_template__is_json_whatever_the_values),
		CASE(body__what_is_counted__is_a_number),
		CASE(page__of_each_kind__says_whether_it_is_the_last),
		CASE(mistake__in_a_table__is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
