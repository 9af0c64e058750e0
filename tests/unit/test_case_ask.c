/* SPDX-License-Identifier: ISC */
/* test_case_ask.c - who may act, about what, and what is asked of cases. */
#include "core/case_ask.h"

#include "case_fixture.h"

#define ANNA "anna@nordlys.example"
#define BO "bo@nordlys.example"

static void
who__may_not_or_is_nobody__is_told_and_changes_nothing(void **state)
{
	static char *domains[] = { TEXT_OF("nordlys.example"),
		TEXT_OF("nordlys.dk"), NULL };
	static const struct {
		const char *who, *answer;
	} rows[] = {
		{ "eve@evil.example",
		    "Only people with an e-mail address at nordlys.example, "
		    "nordlys.dk may do that. Yours is eve@evil.example." },
		{ "eve@nordlys.example.evil.example",
		    "Only people with an e-mail address at nordlys.example, "
		    "nordlys.dk may do that. Yours is "
		    "eve@nordlys.example.evil.example." },
		{ NULL, "Your e-mail address is not known here, so it cannot "
			"be said who does it." },
		{ "anna",
		    "Your e-mail address is not known here, so it cannot be "
		    "said who does it." },
		{ "a b@nordlys.example",
		    "Your e-mail address is not known here, so it cannot be "
		    "said who does it." },
		{ "@nordlys.example",
		    "Your e-mail address is not known here, so it cannot be "
		    "said who does it." },
	};
	struct stream *s = *state;

	s->r->config.may_act = domains;
	say_later(s, "a", 3, "");
	for (size_t i = 0; i < N_OF(rows); i++)
		assert_act(s,
		    &(struct deed){ .name = "claim", .who = rows[i].who },
		    false, rows[i].answer);
	assert_case(s, 1, "open - - - 1");
	assert_int_equal(count_in(s->r, "actions"), 1);
	assert_true(case_may_act(&s->r->config, "bo@NORDLYS.dk"));
	act(s, "claim", "anna@Nordlys.Example", NULL);
}

static void
subject__any_that_names_it__is_found(void **state)
{
	static const char *const columns[] = { "id FROM cases",
		"response_id FROM cases",
		"id FROM notices WHERE step IS NULL LIMIT 1",
		"id FROM notices WHERE step NOTNULL LIMIT 1" };
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	for (size_t i = 0; i < N_OF(columns); i++) {
		char *sql = mem_printf("SELECT %s", columns[i]);
		char *id = look(s->r, sql);

		assert_act(s,
		    &(struct deed){ .name = "note",
			.who = ANNA,
			.text = "x",
			.subject = id },
		    true, "Noted with case 1.");
		free(id);
		free(sql);
	}
	assert_act(s,
	    &(struct deed){
		.name = "note", .who = ANNA, .text = "x", .subject = "#1" },
	    true, "Noted with case 1.");
	assert_act(s,
	    &(struct deed){ .name = "claim", .who = ANNA, .subject = "2" },
	    false, "There is no case in that.");
	assert_act(s, &(struct deed){ .name = "explode", .who = ANNA }, false,
	    "There is no explode.");
}

static void
thank__for_a_promoter__once_and_the_message_says_it(void **state)
{
	struct stream *s = *state;
	char *id;

	say_later(s, "a", 10, COMMENT("Fint"));
	become(s, "1", NOTICE_DONE, "C1/2");
	assert_says(s, "1", "buttons[0].action", "thank");
	id = look(s->r, "SELECT id FROM notices");
	assert_act(s,
	    &(struct deed){ .name = "thank",
		.who = ANNA,
		.name_of = "Anna Holm",
		.subject = id },
	    true, "It is noted that you have said thanks.");
	assert_act(s,
	    &(struct deed){ .name = "thank", .who = BO, .subject = id }, false,
	    "Anna Holm has said thanks already.");
	assert_says(s, "edits NOTNULL", "text", "Anna Holm har sagt tak");
	assert_says(s, "edits NOTNULL", "buttons", NULL);
	free(id);
	assert_act(s, &(struct deed){ .name = "thank", .who = BO }, false,
	    "There is no answer in that.");
}

static void
feedback__asked__tells_and_changes_nothing(void **state)
{
	struct stream *s = *state;
	static const struct {
		const char *text, *answer;
	} rows[] = {
		{ NULL, "#2 ? · 1 · open · cx@nordlys.example · deadline "
			"2026-11-21 08:32 (overdue)\n#1 ? · 3 · claimed · "
			"Anna · deadline 2026-11-22 08:31" },
		{ "mine", "#1 ? · 3 · claimed · Anna · deadline 2026-11-22 "
			  "08:31" },
		{ "overdue", "#2 ? · 1 · open · cx@nordlys.example · "
			     "deadline 2026-11-21 08:32 (overdue)" },
		{ "show 1", "#1 ? · 3 · claimed · Anna · deadline 2026-11-22 "
			    "08:31\n2026-11-20 08:31 loopbell: open – "
			    "escalate\n2026-11-20 08:31 Anna: claim" },
		{ "show 9", "There is no case in that." },
		{ "week", "This week: NPS -33 of 3 answers (promoters 1, "
			  "passives 0, detractors 2)." },
		{ "what",
		    "Write mine, overdue, week or show 12 – or nothing for "
		    "all that are open." },
	};
	int64_t n;

	say_later(s, "a", 3, "");
	assert_act(s,
	    &(struct deed){ .name = "claim", .who = ANNA, .name_of = "Anna" },
	    true, "Case 1 is yours. Deadline: 2026-11-22 08:31.");
	s->r->config.routes[1].rule.deadline.n = 86400;
	say_later(s, "b", 1, "");
	say_later(s, "c", 10, "");
	say_at(s, "d", 9, "", NOW_US - 5 * 24 * HOUR_US); /* last Sunday */
	store_all(s);
	s->r->c->now_us += 30 * HOUR_US;
	n = count_in(s->r, "actions");
	for (size_t i = 0; i < N_OF(rows); i++) {
		bool is_done;
		char *answer = act_as(s,
		    &(struct deed){ .name = "feedback",
			.who = ANNA,
			.text = rows[i].text },
		    &is_done);

		assert_string_equal(answer, rows[i].answer);
		free(answer);
	}
	assert_int_equal(count_in(s->r, "actions"), n);
}

static void
react__with_the_emoji__copies_it_once(void **state)
{
	static char *emoji[] = { TEXT_OF("star"), TEXT_OF("clap"), NULL };
	static const struct {
		const char *subject, *text;
		int64_t n;
	} rows[] = {
		{ "C1/2", "thumbsup", 0 },
		{ "C1/2", "sta", 0 },
		{ "C1/2", NULL, 0 },
		{ "C9/9", "star", 0 },
		{ NULL, "star", 0 },
		{ "C1/2", "clap::skin-tone-2", 1 },
		{ "C1/2", "star", 1 },
	};
	struct stream *s = *state;

	say_later(s, "a", 10, COMMENT("Fint"));
	become(s, "1", NOTICE_DONE, "C1/2");
	assert_act(s,
	    &(struct deed){
		.name = "react", .subject = "C1/2", .text = "star" },
	    true, "");
	s->r->config.best =
	    (struct best_stories){ emoji, TEXT_OF("slack"), TEXT_OF("#best") };
	for (size_t i = 0; i < N_OF(rows); i++) {
		assert_act(s,
		    &(struct deed){ .name = "react",
			.who = "somebody@else.example",
			.subject = rows[i].subject,
			.text = rows[i].text },
		    true, "");
		assert_int_equal(
		    count_in(s->r, "notices WHERE target = '#best'"),
		    rows[i].n);
	}
	assert_says(s, "target = '#best'", "quote", "Fint");
	assert_says(s, "target = '#best'", "buttons", NULL);
}

/* ---- As the command line asks */

static cJSON *
asked(struct stream *s, const char *request)
{
	cJSON *json = cJSON_Parse(request), *answer;
	struct buf line = BUF_INIT;
	bool changes;

	if (json == NULL)
		fail_msg("%s", request);
	assert_true(case_asks(json_string(json, "op"), &changes));
	answer = case_reply(s->r->c->f->s, s->r->decider, json, "root");
	/* As it comes over the socket: only there are integers numbers. */
	json_print(&line, answer);
	cJSON_Delete(answer);
	answer = cJSON_Parse(buf_str(&line));
	buf_release(&line);
	cJSON_Delete(json);
	return answer;
}

static void
assert_why(struct stream *s, const char *request, const char *why)
{
	cJSON *answer = asked(s, request);

	assert_false(json_bool(answer, "ok", true));
	assert_string_equal(json_string(answer, "why"), why);
	cJSON_Delete(answer);
}

static void
ask__for_cases__lists_and_shows_them(void **state)
{
	struct stream *s = *state;
	cJSON *answer, *k;

	say_later(s, "a", 3, COMMENT("Dyrt"));
	say_later(s, "b", 1, "");
	act(s, "claim", ANNA, NULL);
	answer = asked(s, "{\"op\":\"cases\",\"max\":1}");
	assert_int_equal(cJSON_GetArraySize(json_member(answer, "cases")), 1);
	cJSON_Delete(answer);
	answer = asked(s, "{\"op\":\"cases\",\"who\":\"" ANNA "\"}");
	k = cJSON_GetArrayItem(json_member(answer, "cases"), 0);
	assert_int_equal(json_integer(k, "number", 0), 1);
	assert_string_equal(json_string(k, "state"), "claimed");
	assert_string_equal(
	    json_string(json_member(k, "holder"), "email"), ANNA);
	assert_false(json_bool(k, "overdue", true));
	cJSON_Delete(answer);
	answer = asked(s, "{\"op\":\"case\",\"subject\":\"1\"}");
	k = cJSON_GetObjectItem(answer, "case");
	assert_string_equal(
	    json_string(
		cJSON_GetArrayItem(json_member(k, "responses"), 0), "comment"),
	    "Dyrt");
	assert_int_equal(cJSON_GetArraySize(json_member(k, "actions")), 2);
	cJSON_Delete(answer);
	assert_why(
	    s, "{\"op\":\"case\",\"subject\":\"9\"}", "there is no case 9");
	assert_why(
	    s, "{\"op\":\"case\"}", "there is no case without a number");
}

static void
ask__to_act__is_done_with_the_user_of_the_machine(void **state)
{
	struct stream *s = *state;
	cJSON *answer;

	say_later(s, "a", 3, "");
	answer = asked(s, "{\"op\":\"act\",\"name\":\"assign\",\"subject\":"
			  "\"1\",\"as\":\"" ANNA "\",\"fields\":{\"to\":"
			  "\"" BO "\",\"user\":\"somebody else\"}}");
	assert_string_equal(json_string(answer, "answer"),
	    "bo@nordlys.example has case 1 now.");
	cJSON_Delete(answer);
	assert_seen(s->r,
	    "SELECT who || ' ' || source || ' ' || fields FROM actions WHERE "
	    "name = 'assign'",
	    ANNA " cli {\"to\":\"" BO "\",\"user\":\"root\"}");
	assert_why(s,
	    "{\"op\":\"act\",\"name\":\"claim\",\"subject\":\"1\",\"as\":"
	    "\"" ANNA "\"}",
	    "bo@nordlys.example claimed case 1 1 second before you.");
	assert_why(s, "{\"op\":\"act\"}",
	    "Your e-mail address is not known here, so it cannot be said who "
	    "does it.");
}

static void
ask__who_is_away__is_written_listed_and_ended(void **state)
{
#define AWAY(who, from, to)                                       \
	"{\"op\":\"absent\",\"who\":\"" who "\",\"deputy\":\"" BO \
	"\",\"from\":\"" from "\",\"to\":\"" to "\",\"as\":\"" ANNA "\"}"
	static struct absent away[] = { { .who = TEXT_OF(BO),
	    .deputy = TEXT_OF(ANNA),
	    .from_us = 0,
	    .until_us = NOW_US } };
	struct stream *s = *state;
	cJSON *answer, *list;
	char *present;

	s->r->config.absent = away;
	s->r->config.n_absent = N_OF(away);
	answer = asked(s, AWAY(ANNA, "2026-11-20", "2026-11-20"));
	assert_true(json_bool(answer, "ok", false));
	present = mem_printf("{\"op\":\"present\",\"id\":\"%s\",\"as\":\"" ANNA
			     "\"}",
	    json_string(answer, "id"));
	cJSON_Delete(answer);
	answer = asked(s, "{\"op\":\"absences\"}");
	list = cJSON_GetObjectItem(answer, "absences");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	assert_int_equal(
	    json_integer(cJSON_GetArrayItem(list, 1), "until_us", 0) -
		json_integer(cJSON_GetArrayItem(list, 1), "from_us", 0),
	    24 * HOUR_US);
	cJSON_Delete(answer);
	answer = asked(s, present);
	assert_true(json_bool(answer, "ok", false));
	cJSON_Delete(answer);
	answer = asked(s, present);
	assert_false(json_bool(answer, "ok", true));
	cJSON_Delete(answer);
	free(present);
	assert_int_equal(count_in(s->r, "absences"), 0);
	assert_int_equal(
	    count_in(s->r, "actions WHERE name IN ('absent', 'present')"), 2);
	assert_why(s, AWAY(ANNA, "soon", "2026-11-20"),
	    "--from takes a day such as 2026-12-24");
	assert_why(s, AWAY(ANNA, "2026-11-21", "2026-11-20"),
	    "--from must not be after --to");
	assert_why(s, AWAY("anna", "2026-11-20", "2026-11-20"),
	    "who is away and --deputy are e-mail addresses such as "
	    "anna@example.com");
	assert_why(
	    s, "{\"op\":\"absent\"}", "say who you are: --as you@company");
}

int
main(void)
{
#define CASE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_cases, end)
	const struct CMUnitTest tests[] = {
		CASE_TEST(
		    who__may_not_or_is_nobody__is_told_and_changes_nothing),
		CASE_TEST(subject__any_that_names_it__is_found),
		CASE_TEST(thank__for_a_promoter__once_and_the_message_says_it),
		CASE_TEST(feedback__asked__tells_and_changes_nothing),
		CASE_TEST(react__with_the_emoji__copies_it_once),
		CASE_TEST(ask__for_cases__lists_and_shows_them),
		CASE_TEST(ask__to_act__is_done_with_the_user_of_the_machine),
		CASE_TEST(ask__who_is_away__is_written_listed_and_ended),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
