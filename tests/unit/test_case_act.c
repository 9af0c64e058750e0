/* SPDX-License-Identifier: ISC */
/* test_case_act.c - what people do about cases, and what follows of it. */
#include "core/case_act.h"

#include "case_fixture.h"
#include "core/case_flow.h"
#include "core/cases.h"

#define ANNA "anna@nordlys.example"
#define BO "bo@nordlys.example"
#define ALL_PLANNED                                                    \
	"1 escalate 2 #lead, 1 remind 24h #rescue, 1 remind 24h "      \
	"cx@nordlys.example, 1 remind 4h before #rescue, 1 remind 4h " \
	"before cx@nordlys.example, 1 escalate 1 lead@nordlys.example"

static void
detractor__comes__everything_is_planned_for_its_time(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, COMMENT("Dyrt"));
	assert_case(s, 1, "open - - - 1");
	assert_planned(s, ALL_PLANNED);
	assert_seen(s->r,
	    "SELECT group_concat((not_before_us - made_us) / 3600000000, ' ') "
	    "FROM (SELECT * FROM notices WHERE guard NOTNULL ORDER BY "
	    "not_before_us, id)",
	    "12 24 24 44 44 48");
	assert_int_equal(
	    count_in(s->r,
		"notices WHERE guard NOTNULL AND delay_us = not_before_us - "
		"made_us AND case_id = (SELECT id FROM cases)"),
	    6);
	/* Reminders go into the threads, escalations stand alone. */
	assert_int_equal(
	    count_in(s->r, "notices AS n WHERE step LIKE '%remind%' AND "
			   "target = (SELECT target FROM notices WHERE id = "
			   "n.follows)"),
	    4);
	assert_int_equal(count_in(s->r, "notices WHERE step LIKE "
					"'%escalate%' AND follows IS NULL"),
	    2);
	assert_says(
	    s, "step LIKE '%remind%'", "mention", "cx@nordlys.example");
	assert_says(s, "step LIKE '%escalate 1'", "quote", "Dyrt");
	assert_says(s, "target = '#rescue' AND step IS NULL",
	    "buttons[0].action", "claim");
	assert_seen(s->r,
	    "SELECT json_extract(body, '$.subject') = (SELECT id FROM cases) "
	    "FROM notices WHERE step IS NULL LIMIT 1",
	    "1");
	assert_told(s->r, "slack:#rescue mail:cx@nordlys.example "
			  "slack:#rescue mail:cx@nordlys.example "
			  "slack:#rescue mail:cx@nordlys.example "
			  "mail:lead@nordlys.example slack:#lead ");
}

static void
claim__stops_what_is_for_the_unclaimed_and_edits(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	become(s, "target = '#rescue' AND step IS NULL", NOTICE_DONE, "C1/2");
	s->r->c->now_us += HOUR_US;
	assert_act(s,
	    &(struct deed){ .id = "Ev1",
		.name = "claim",
		.who = ANNA,
		.name_of = "Anna Holm" },
	    true, "Case 1 is yours. Deadline: 2026-11-22 08:31.");
	assert_case(s, 1, "claimed anna@nordlys.example - - 1");
	assert_planned(s, "1 escalate 1 lead@nordlys.example");
	assert_int_equal(count_in(s->r, "notices WHERE state = 'dropped' AND "
					"why = 'the case was claimed'"),
	    5);
	assert_says(s, "edits NOTNULL", "text",
	    "Der er ingen kommentar, så vi ved ikke, hvad der ligger bag. "
	    "Det gør kunden.\nAnna Holm har sagen siden 2026-11-20 09:31");
	assert_says(s, "edits NOTNULL", "buttons[0].action", "resolve");
	assert_says(s, "edits NOTNULL", "is_quiet", NULL);
	/* What is still to be said says who has it. */
	assert_says(s, "step LIKE '%escalate 1'", "headline",
	    "En kunde venter: sag 1 er ikke løst");
	/* The mail that waits says it itself. */
	assert_says(s, "notifier = 'mail' AND step IS NULL",
	    "buttons[0].action", "resolve");
}

static void
claim__twice_at_once__one_wins_and_the_other_is_told(void **state)
{
	static const struct {
		int64_t later_us;
		const char *who, *answer;
	} rows[] = {
		{ 12 * S_US, BO,
		    "Anna Holm claimed case 1 12 seconds before you." },
		{ 0, "ANNA@nordlys.example", "Case 1 is yours already." },
		{ HOUR_US, BO,
		    "Anna Holm has case 1 since 2026-11-20 08:31. Assign it "
		    "to yourself if you take it over." },
	};
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	assert_act(s,
	    &(struct deed){
		.name = "claim", .who = ANNA, .name_of = "Anna Holm" },
	    true, "Case 1 is yours. Deadline: 2026-11-22 08:31.");
	for (size_t i = 0; i < N_OF(rows); i++) {
		int64_t n = count_in(s->r, "notices");

		s->r->c->now_us += rows[i].later_us;
		assert_act(s,
		    &(struct deed){ .name = "claim", .who = rows[i].who },
		    false, rows[i].answer);
		assert_int_equal(count_in(s->r, "notices"), n);
		assert_int_equal(
		    count_in(s->r, "actions WHERE name = 'claim'"), 1);
	}
}

static void
action__the_same_id_twice__is_one_with_one_answer(void **state)
{
	struct stream *s = *state;
	const struct deed note = {
		.id = "Ev7", .name = "note", .who = ANNA, .text = "Ringer"
	};

	say_later(s, "a", 3, "");
	become(s, "target = '#rescue' AND step IS NULL", NOTICE_DONE, "C1/2");
	assert_act(s, &note, true, "Noted with case 1.");
	s->r->c->now_us += HOUR_US;
	assert_act(s, &note, true, "Noted with case 1.");
	assert_int_equal(count_in(s->r, "actions WHERE name = 'note'"), 1);
	assert_seen(s->r,
	    "SELECT id || ' ' || who || ' ' || source || ' ' || text FROM "
	    "actions WHERE name = 'note'",
	    "slack:Ev7 anna@nordlys.example slack Ringer");
	assert_int_equal(count_in(s->r, "notices WHERE guard IS NULL AND "
					"case_id NOTNULL"),
	    2);
	assert_says(s, "body LIKE '%Ringer%' AND target = '#rescue'",
	    "headline", "anna@nordlys.example om sag 1");
}

static void
resolve__stops_all_and_asks_again_after_thirty_days(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	become(s, "target = '#rescue' AND step IS NULL", NOTICE_DONE, "C1/2");
	act(s, "claim", ANNA, NULL);
	s->r->c->now_us += 2 * HOUR_US;
	assert_act(s, &(struct deed){ .name = "resolve", .who = BO }, false,
	    "Write what was done.");
	assert_act(s,
	    &(struct deed){ .name = "resolve",
		.who = BO,
		.name_of = "Bo Berg",
		.text = "  Ringet, ny pris.\n ",
		.field = "reached",
		.value = "yes" },
	    true, "Case 1 is resolved.");
	assert_case(s, 1,
	    "resolved anna@nordlys.example bo@nordlys.example Ringet, ny "
	    "pris. 1");
	assert_planned(s, "1 again #rescue, 1 again cx@nordlys.example");
	assert_seen(s->r,
	    "SELECT DISTINCT (not_before_us - made_us) / 86400000000 FROM "
	    "notices WHERE step LIKE '%again'",
	    "30");
	/* One edit of the message, with all that came since; quiet, for what
	 * goes into the thread says it. */
	assert_int_equal(count_in(s->r, "notices WHERE edits NOTNULL"), 1);
	assert_says(s, "edits NOTNULL", "is_quiet", "1");
	assert_says(s, "edits NOTNULL", "tone", "resolved");
	assert_says(s, "edits NOTNULL", "text",
	    "Der er ingen kommentar, så vi ved ikke, hvad der ligger bag. "
	    "Det gør kunden.\nLøst af Bo Berg 2026-11-20 10:31, 2 timer "
	    "efter at sagen blev åbnet\nRinget, ny pris.\nKunden er "
	    "kontaktet");
	assert_says(s, "case_id NOTNULL AND guard IS NULL", "headline",
	    "Sag 1 om En kunde er løst af Bo Berg");
	assert_says(
	    s, "case_id NOTNULL AND guard IS NULL", "tone", "resolved");
	assert_int_equal(
	    count_in(s->r, "notices WHERE guard IS NULL AND case_id NOTNULL "
			   "AND follows NOTNULL"),
	    2);
}

static void
reopen__begins_anew_and_confirm_ends_it(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	act(s, "resolve", ANNA, "Ringet");
	s->r->c->now_us += 5 * HOUR_US;
	act(s, "reopen", BO, "Nej");
	assert_case(s, 1, "open - - - 2");
	assert_planned(s,
	    "2 escalate 2 #lead, 2 remind 24h #rescue, 2 remind 24h "
	    "cx@nordlys.example, 2 remind 4h before #rescue, 2 remind 4h "
	    "before cx@nordlys.example, 2 escalate 1 lead@nordlys.example");
	act(s, "resolve", ANNA, "Nu");
	act(s, "confirm", BO, NULL);
	assert_case(s, 1, "confirmed - anna@nordlys.example Nu 2");
	assert_planned(s, NULL);
	assert_seen(s->r,
	    "SELECT group_concat(name, ' ') FROM (SELECT name FROM actions "
	    "ORDER BY at_us, id)",
	    "open resolve reopen resolve confirm");
}

static void
snooze__until_then_no_reminder_and_one_then(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	assert_act(s,
	    &(struct deed){ .name = "snooze",
		.who = ANNA,
		.field = "for",
		.value = "30h" },
	    true,
	    "No reminders about case 1 before 2026-11-21 14:31. The deadline "
	    "is still 2026-11-22 08:31.");
	assert_planned(s,
	    "1 escalate 2 #lead, 1 snooze #rescue, 1 snooze "
	    "cx@nordlys.example, 1 remind 4h before #rescue, 1 remind 4h "
	    "before cx@nordlys.example, 1 escalate 1 lead@nordlys.example");
	/* Another one takes its place. */
	act(s, "snooze", ANNA, NULL);
	assert_planned(s,
	    "1 snooze #rescue, 1 snooze cx@nordlys.example, 1 escalate 2 "
	    "#lead, 1 remind 4h before #rescue, 1 remind 4h before "
	    "cx@nordlys.example, 1 escalate 1 lead@nordlys.example");
	assert_act(s,
	    &(struct deed){ .name = "snooze",
		.who = ANNA,
		.field = "for",
		.value = "a while" },
	    false, "Write for how long, as 4h or 2d.");
}

static void
assign__is_said_to_who_has_it_now(void **state)
{
	struct stream *s = *state;

	say_later(s, "a", 3, "");
	assert_act(s, &(struct deed){ .name = "assign", .who = ANNA }, false,
	    "Write an e-mail address to assign it to.");
	assert_act(s,
	    &(struct deed){ .name = "assign",
		.who = ANNA,
		.text = "Du kender dem",
		.field = "to",
		.value = BO },
	    true, "bo@nordlys.example has case 1 now.");
	assert_case(s, 1, "claimed bo@nordlys.example - - 1");
	assert_says(s, "case_id NOTNULL AND guard IS NULL", "mention", BO);
	assert_says(s, "case_id NOTNULL AND guard IS NULL", "text",
	    "Du kender dem\nFristen er 2026-11-22 08:31.");
	assert_planned(s, "1 escalate 1 lead@nordlys.example");
}

static void
account__has_a_case__another_detractor_joins_it(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, "account {\"id\":\"7\",\"name\":\"Kunde D\"}");
	say_later(s, "a", 4, "\"email\":\"d@kunde.example\"");
	act(s, "claim", ANNA, NULL);
	say_later(s, "b", 2, "\"email\":\"e@kunde.example\"");
	assert_int_equal(count_in(s->r, "cases"), 1);
	assert_int_equal(count_in(s->r, "cases WHERE score = 2"), 1);
	assert_int_equal(count_in(s->r, "case_members"), 2);
	assert_int_equal(count_in(s->r, "actions WHERE name = 'join'"), 1);
	assert_planned(s, "1 escalate 1 lead@nordlys.example");
	assert_says(s, "target = '#rescue'", "text",
	    "Der er ingen kommentar, så vi ved ikke, hvad der ligger bag. "
	    "Det gør kunden.\nEt af 2 svar i sag 1\nanna@nordlys.example har "
	    "sagen siden 2026-11-20 08:31");
	/* Both messages change with it. */
	act(s, "resolve", ANNA, "Ringet");
	assert_int_equal(
	    count_in(s->r, "notices WHERE target = '#rescue' AND case_id IS "
			   "NULL AND body LIKE '%\"resolved\"%'"),
	    2);
	/* What comes then opens another one. */
	say_later(s, "c", 1, "\"email\":\"e@kunde.example\"");
	assert_int_equal(count_in(s->r, "cases"), 2);
	assert_case(s, 2, "open - - - 1");
}

/* Whatever is done, in whatever order: what waits for a case is what its state
 * asks for, and nothing of it is there twice. */
static void
actions__any_in_any_order__leave_what_the_state_asks_for(void **state)
{
	static const char *const names[] = { "claim", "assign", "snooze",
		"note", "resolve", "reopen", "confirm" };
	struct stream *s = *state;
	unsigned seed = 41;

	say_later(s, "a", 3, "");
	become(s, "target = '#rescue' AND step IS NULL", NOTICE_DONE, "C1/2");
	for (int i = 0; i < 150; i++) {
		const char *name = names[rand_r(&seed) % N_OF(names)];
		bool is_assign = strcmp(name, "assign") == 0, is_done;

		s->r->c->now_us += (int64_t)(rand_r(&seed) % 3600) * S_US;
		free(act_as(s,
		    &(struct deed){ .name = name,
			.who = rand_r(&seed) % 2 ? ANNA : BO,
			.text = "x",
			.field = is_assign ? "to" : "for",
			.value = is_assign ? BO : "2h" },
		    &is_done));
		assert_int_equal(
		    count_in(s->r,
			"notices JOIN cases ON cases.id = notices.case_id "
			"WHERE guard NOTNULL AND notices.state = 'waiting' "
			"AND instr(guard, cases.state) = 0"),
		    0);
		assert_int_equal(
		    count_in(s->r,
			"(SELECT step, target FROM notices WHERE guard "
			"NOTNULL "
			"AND state = 'waiting' GROUP BY step, target HAVING "
			"count(*) > 1)"),
		    0);
		assert_int_equal(
		    count_in(s->r, "notices WHERE edits NOTNULL AND state = "
				   "'waiting'") <= 1,
		    1);
		assert_int_equal(
		    count_in(s->r,
			"notices JOIN cases WHERE step LIKE "
			"'%again' AND notices.state = 'waiting'") == 2,
		    count_in(s->r, "cases WHERE state = 'resolved'") == 1);
	}
}

int
main(void)
{
#define CASE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_cases, end)
	const struct CMUnitTest tests[] = {
		CASE_TEST(
		    detractor__comes__everything_is_planned_for_its_time),
		CASE_TEST(claim__stops_what_is_for_the_unclaimed_and_edits),
		CASE_TEST(
		    claim__twice_at_once__one_wins_and_the_other_is_told),
		CASE_TEST(action__the_same_id_twice__is_one_with_one_answer),
		CASE_TEST(resolve__stops_all_and_asks_again_after_thirty_days),
		CASE_TEST(reopen__begins_anew_and_confirm_ends_it),
		CASE_TEST(snooze__until_then_no_reminder_and_one_then),
		CASE_TEST(assign__is_said_to_who_has_it_now),
		CASE_TEST(account__has_a_case__another_detractor_joins_it),
		CASE_TEST(
		    actions__any_in_any_order__leave_what_the_state_asks_for),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
