/* SPDX-License-Identifier: ISC */
/* test_case_begin.c - whose a case is, and what the account answered before. */
#include "case_fixture.h"
#include "decide/context.h"

#define ACCOUNT                                                       \
	"account {\"id\":\"7\",\"name\":\"Kunde D\",\"owner_email\":" \
	"\"dir@nordlys.example\",\"value\":500000}"
#define FROM_DAN "\"email\":\"dan@kunde.example\""
#define FROM_EVA "\"email\":\"eva@kunde.example\""

/* ---- The chain of owners */

static void
owner__by_the_first_that_says_one(void **state)
{
	static const struct {
		const char *directory, *more;
		bool has_route_owner, has_default;
		const char *owner;
	} rows[] = {
		{ ACCOUNT,
		    FROM_DAN ",\"properties\":{\"owner_email\":"
			     "\"own@nordlys.example\"}",
		    true, true, "own@nordlys.example" },
		{ ACCOUNT, FROM_DAN, true, true, "dir@nordlys.example" },
		{ "account {\"id\":\"7\"}", FROM_DAN, true, true,
		    "route@nordlys.example" },
		{ "account {\"id\":\"7\"}", FROM_DAN, false, true,
		    "cx@nordlys.example" },
		{ "account {\"id\":\"7\"}", FROM_DAN, false, false, NULL },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct stream *s;

		if (i > 0)
			begin_cases(state);
		s = *state;
		open_directory(s->r, rows[i].directory);
		if (rows[i].has_route_owner)
			s->r->config.routes[1].owner =
			    TEXT_OF("route@nordlys.example");
		if (!rows[i].has_default) {
			free(s->r->config.default_owner);
			s->r->config.default_owner = NULL;
		}
		say_later(s, "a", 3, rows[i].more);
		assert_seen(s->r, "SELECT owner FROM cases", rows[i].owner);
		/* The mail to the owner goes there, or nowhere. */
		assert_seen(s->r,
		    "SELECT target FROM notices WHERE notifier = 'mail' AND "
		    "step IS NULL",
		    rows[i].owner == NULL ? "owner" : rows[i].owner);
		if (rows[i].owner == NULL)
			assert_seen(s->r,
			    "SELECT group_concat(DISTINCT target) FROM "
			    "notices WHERE step LIKE '%remind%'",
			    "#rescue");
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

static void
put_absence(struct stream *s, const char *who, const char *deputy)
{
	struct fixture *f = s->r->c->f;
	struct absence a = { .who = who,
		.deputy = deputy,
		.from_us = NOW_US - HOUR_US,
		.until_us = NOW_US + HOUR_US };

	id_make(a.id, NOW_US);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_absence(f->s, &a, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
absent__new_cases_go_to_the_deputy_and_theirs(void **state)
{
	struct absent away[] = {
		{ .who = TEXT_OF("CX@nordlys.example"),
		    .deputy = TEXT_OF("bo@nordlys.example"),
		    .from_us = 0,
		    .until_us = NOW_US },
		{ .who = TEXT_OF("over@nordlys.example"),
		    .deputy = TEXT_OF("x@nordlys.example"),
		    .from_us = 0,
		    .until_us = NOW_US - 48 * HOUR_US },
	};
	struct stream *s = *state;

	s->r->config.absent = away;
	s->r->config.n_absent = N_OF(away);
	say_later(s, "a", 3, "");
	assert_seen(s->r, "SELECT owner FROM cases", "bo@nordlys.example");
	assert_says(
	    s, "step LIKE '%remind%'", "mention", "bo@nordlys.example");
	/* Bo is away, too; then the two stand in for each other. */
	put_absence(s, "bo@nordlys.example", "cy@nordlys.example");
	say_later(s, "b", 3, "");
	assert_seen(s->r, "SELECT owner FROM cases WHERE number = 2",
	    "cy@nordlys.example");
	put_absence(s, "cy@nordlys.example", "bo@nordlys.example");
	say_later(s, "c", 3, "");
	assert_int_equal(count_in(s->r, "cases"), 3);
	/* An hour later only the configuration's is left. */
	s->r->c->now_us += 2 * HOUR_US;
	say_later(s, "d", 3, "");
	assert_seen(s->r, "SELECT owner FROM cases WHERE number = 4",
	    "bo@nordlys.example");
}

/* ---- The account's story */

static void
say_days_ago(
    struct stream *s, const char *ref, int score, int days, const char *more)
{
	say_at(s, ref, score, more,
	    s->r->c->now_us - (int64_t)days * 24 * HOUR_US);
	store_all(s);
}

static void
story__of_the_account__is_told_and_goes_first(void **state)
{
	static const struct {
		int score, days;
		const char *from, *story;
	} rows[] = {
		{ 9, 400, FROM_DAN, "Var ambassadør sidst (9)" },
		{ 9, 400, FROM_EVA, "Var ambassadør sidst (9)" },
		{ 8, 30, FROM_DAN, NULL },
		{ 3, 30, FROM_EVA, "2 kritiske svar på 90 dage" },
		{ 3, 91, FROM_EVA, NULL },
		{ 9, 900, FROM_DAN, NULL },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		struct stream *s;
		char *sql;

		if (i > 0)
			begin_cases(state);
		s = *state;
		open_directory(s->r, ACCOUNT);
		say_days_ago(
		    s, "before", rows[i].score, rows[i].days, rows[i].from);
		say_later(s, "now", 4, FROM_DAN);
		sql = mem_string(
		    "SELECT json_extract(value, '$.value') FROM notices, "
		    "json_each(body, '$.facts') WHERE target = '#rescue' AND "
		    "step IS NULL AND response_id = (SELECT id FROM responses "
		    "WHERE ref = 'now') AND json_extract(value, '$.label') = "
		    "'Forhistorie'");
		assert_seen(s->r, sql, rows[i].story);
		assert_int_equal(
		    count_in(s->r, "notices WHERE target = '#rescue' AND step "
				   "IS NULL AND (priority >> 47) & 1 = 0 AND "
				   "response_id = (SELECT id FROM responses "
				   "WHERE ref = 'now')"),
		    rows[i].story != NULL);
		free(sql);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

/* Two routes that ask for it, before the one for all detractors. */
static void
routes__ask_for_the_story__and_get_it(void **state)
{
	static const struct {
		const char *key, *value;
		int score, days;
		bool matches;
	} rows[] = {
		{ "account.detractors_90d", ">= 2", 3, 10, true },
		{ "account.detractors_90d", ">= 2", 3, 100, false },
		{ "account.detractors_90d", "1", 9, 10, true },
		{ "previous_category", "promoter", 10, 10, true },
		{ "previous_category", "promoter", 3, 10, false },
		{ "previous_score", "<= 3", 3, 10, true },
		{ "account.value", "> 100000", 8, 10, true },
		{ "account.value", "> 500000", 8, 10, false },
	};

	for (size_t i = 0; i < N_OF(rows); i++) {
		cJSON *value = cJSON_CreateString(rows[i].value);
		struct condition *before, *condition;
		struct error err = { "" };
		struct stream *s;

		if (i > 0)
			begin_cases(state);
		s = *state;
		open_directory(s->r, ACCOUNT);
		say_days_ago(
		    s, "before", rows[i].score, rows[i].days, FROM_DAN);
		condition = condition_new(rows[i].key, value, &err);
		if (condition == NULL)
			fail_msg("%s", err.text);
		before = s->r->config.routes[1].when[0];
		s->r->config.routes[1].when[0] = condition;
		say_later(s, "now", 4, FROM_DAN);
		assert_int_equal(
		    count_in(s->r,
			"case_members WHERE response_id = (SELECT id FROM "
			"responses WHERE ref = 'now')"),
		    rows[i].matches);
		s->r->config.routes[1].when[0] = before;
		condition_free(condition);
		cJSON_Delete(value);
		if (i + 1 < N_OF(rows))
			end(state);
	}
}

/* A route may open cases for more than detractors. */
static void
cases__of_all__open_for_whatever_the_route_takes(void **state)
{
	struct stream *s = *state;

	s->r->config.routes[0].rule = s->r->config.routes[1].rule;
	say_later(s, "a", 10, "");
	assert_int_equal(count_in(s->r, "cases"), 0);
	s->r->config.routes[0].rule.of = TEXT_OF("all");
	say_later(s, "b", 10, "");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_says(s, "target = '#praise' AND step IS NULL",
	    "buttons[0].action", "claim");
}

int
main(void)
{
#define CASE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_cases, end)
	const struct CMUnitTest tests[] = {
		CASE_TEST(owner__by_the_first_that_says_one),
		CASE_TEST(absent__new_cases_go_to_the_deputy_and_theirs),
		CASE_TEST(story__of_the_account__is_told_and_goes_first),
		CASE_TEST(routes__ask_for_the_story__and_get_it),
		CASE_TEST(cases__of_all__open_for_whatever_the_route_takes),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
