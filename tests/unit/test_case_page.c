/* SPDX-License-Identifier: ISC */
/* test_case_page.c - the page behind a link in a mail, and its button. */
#include "core/case_page.h"

#include "case_fixture.h"
#include "sdk/base64.h"

#define ANNA "anna@nordlys.example"
#define BO "bo@nordlys.example"
#define NOW INT64_C(1763600000)

static const struct links_key key = { { 7 } };

static char *
token_of(struct stream *s, const char *action, const char *who)
{
	struct case_link link = { .expires_s = NOW + 60 };
	struct buf token = BUF_INIT;
	struct kase k;
	struct error err;
	bool found;

	assert_true(case_find(s->r->c->f->s, "1", &k, &found, &err));
	assert_true(found);
	snprintf(link.action, sizeof(link.action), "%s", action);
	snprintf(link.subject, sizeof(link.subject), "%s", k.id);
	snprintf(link.who, sizeof(link.who), "%s", who);
	links_put(&token, &key, &link);
	kase_release(&k);
	return buf_take(&token);
}

static struct page
ask(struct stream *s, const char *method, const char *token, const char *form)
{
	const struct page_world world = { s->r->c->f->s, s->r->decider, &key,
		NOW };
	cJSON *request = cJSON_CreateObject();
	struct buf body = BUF_INIT;
	struct page page;

	base64_encode(&body, form, strlen(form));
	json_put_string(request, "method", method);
	json_put_string(request, "path", token);
	json_put_string(request, "body", buf_str(&body));
	page = case_page(&world, request);
	cJSON_Delete(request);
	buf_release(&body);
	return page;
}

/* The page has these texts, "!x": not x; NULL-terminated. */
static void
assert_page(
    struct page page, int status, bool changes, const char *const *texts)
{
	assert_int_equal(page.status, status);
	assert_int_equal(page.changes, changes);
	for (; *texts != NULL; texts++) {
		bool is_not = **texts == '!';
		bool is_there = strstr(page.html, *texts + is_not) != NULL;

		if (is_there != is_not)
			continue;
		print_error("%s\n", *texts);
		fail();
	}
	free(page.html);
}
#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
get__however_often__shows_and_changes_nothing(void **state)
{
	struct stream *s = *state;
	char *token;

	say_later(s, "a", 3, COMMENT("<script>alert(1)</script>"));
	token = token_of(s, "claim", ANNA);
	for (int i = 0; i < 3; i++)
		assert_page(ask(s, "GET", token, ""), 200, false,
		    TEXTS("Case 1", "&lt;script&gt;alert(1)", "!<script",
			"<form method=\"post\">", "<button>I take it",
			"!<textarea", "Nobody has taken it", ANNA));
	assert_page(ask(s, "HEAD", token, ""), 200, false, TEXTS("Case 1"));
	assert_case(s, 1, "open - - - 1");
	free(token);
}

static void
claim__pressed_twice__is_done_once(void **state)
{
	struct stream *s = *state;
	char *token;

	say_later(s, "a", 3, "");
	token = token_of(s, "claim", ANNA);
	for (int i = 0; i < 2; i++)
		assert_page(ask(s, "POST", token, ""), 200, true,
		    TEXTS("Case 1 is yours", "!<form", "It is taken"));
	assert_case(s, 1, "claimed anna@nordlys.example - - 1");
	assert_int_equal(count_in(s->r, "actions WHERE name = 'claim' AND who "
					"= 'anna@nordlys.example' AND source "
					"= 'mail'"),
	    1);
	free(token);
}

static void
claim__by_the_second__is_told_who_was_first(void **state)
{
	struct stream *s = *state;
	char *annas, *bos;

	say_later(s, "a", 3, "");
	annas = token_of(s, "claim", ANNA);
	bos = token_of(s, "claim", BO);
	assert_page(ask(s, "POST", annas, ""), 200, true, TEXTS("yours"));
	assert_page(ask(s, "POST", bos, ""), 200, false,
	    TEXTS("anna@nordlys.example claimed case 1", "!<form"));
	free(annas);
	free(bos);
}

static void
resolve__without_a_note__asks_for_it_and_may_come_again(void **state)
{
	struct stream *s = *state;
	char *token;

	say_later(s, "a", 3, "");
	token = token_of(s, "resolve", ANNA);
	assert_page(ask(s, "GET", token, ""), 200, false,
	    TEXTS("<textarea", "name=\"reached\""));
	assert_page(ask(s, "POST", token, "note=+%0D%0A&reached=yes"), 200,
	    false, TEXTS("Write what was done", "<textarea"));
	assert_case(s, 1, "open - - - 1");
	assert_page(ask(s, "POST", token, "note=Ringede+%26+rabat&reached=no"),
	    200, true,
	    TEXTS("Case 1 is resolved", "Ringede &amp; rabat", "!<form"));
	assert_case(s, 1, "resolved - anna@nordlys.example Ringede & rabat 1");
	free(token);
}

static void
link__that_is_forged_or_old__says_so_and_does_nothing(void **state)
{
	struct stream *s = *state;
	const struct page_world late = { s->r->c->f->s, s->r->decider, &key,
		NOW + 60 };
	cJSON *request = cJSON_CreateObject();
	char *token, *other;

	say_later(s, "a", 3, "");
	token = token_of(s, "claim", ANNA);
	other = token_of(s, "assign", ANNA); /* nothing a link may do */
	assert_page(ask(s, "POST", "abc.def", ""), 404, false,
	    TEXTS("not whole", "!<form"));
	assert_page(ask(s, "POST", "", ""), 404, false, TEXTS("not whole"));
	assert_page(ask(s, "POST", other, ""), 404, false, TEXTS("not whole"));
	json_put_string(request, "method", "POST");
	json_put_string(request, "path", token);
	assert_page(case_page(&late, request), 410, false, TEXTS("too old"));
	assert_case(s, 1, "open - - - 1");
	cJSON_Delete(request);
	free(token);
	free(other);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin_cases, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(get__however_often__shows_and_changes_nothing),
		CASE(claim__pressed_twice__is_done_once),
		CASE(claim__by_the_second__is_told_who_was_first),
		CASE(resolve__without_a_note__asks_for_it_and_may_come_again),
		CASE(link__that_is_forged_or_old__says_so_and_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
