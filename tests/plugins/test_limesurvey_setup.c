/* SPDX-License-Identifier: ISC */
/*
 * test_limesurvey_setup.c - signing in to LimeSurvey, and what `loopbell try`
 * says to somebody who did not set it up right.
 */
#include "limesurvey.h"

#include <stdlib.h>

#include "vendor_world.h"

const struct vendor vendor = {
	.plugin = &loopbell_plugin,
	.fake = "limesurvey.py",
	.settings = "\"user\":\"bot\",\"password\":\"Secr3t-pass\","
		    "\"survey\":\"424242\"",
};

#define MINUTE_US INT64_C(60000000)
#define TOKEN "c6q6eIf0iFWdM4O"

static void
assert_why(const struct world *w, const char *part)
{
	if (strstr(fake_why(w->host), part) == NULL)
		fail_msg("%s\nis not in\n%s", part, fake_why(w->host));
}

static void
assert_log(const struct world *w, const char *part)
{
	if (strstr(fake_log(w->host), part) == NULL)
		fail_msg("%s\nis not in\n%s", part, fake_log(w->host));
}

/* ---- The session */

static void
session__while_it_lasts__is_kept(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 0; i < 5; i++)
		assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(asked(w, "get_session_key"), 1);
}

static void
session__that_ended__is_renewed_once(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"ago\":60,\"NPS\":\"9\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "set", "{\"expired\":true}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_emitted(w), 1);
	assert_int_equal(asked(w, "get_session_key"), 2);
}

/* Sessions that are never accepted must not become a storm of logins. */
static void
session__forgotten_at_once__is_not_asked_for_for_ever(void **state)
{
	struct world *w = *state;
	const char *ended = "{\\\"id\\\":1,\\\"result\\\":{\\\"status\\\":"
			    "\\\"Invalid session key\\\"},\\\"error\\\":null}";

	open_with(w, "");
	tell(w, "set", "{\"replay\":{\"list_questions\":[\"%s\",\"%s\"]}}",
	    ended, ended);
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_why(w, "a moment ago");
	assert_int_equal(asked(w, "get_session_key"), 2);
	assert_int_equal(asked(w, "list_questions"), 2);
}

static void
password__that_is_wrong__is_tried_once_in_15_minutes(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"user\":\"bot\",\"password\":\"hunter2\","
			"\"survey\":\"424242\"");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_why(w, "does not let user \"bot\" in");
	assert_null(strstr(fake_why(w->host), "hunter2"));
	for (int i = 0; i < 5; i++) {
		assert_int_equal(poll_it(w), LB_REJECT);
		assert_why(w, "the next try is in 15 minutes");
	}
	assert_int_equal(asked(w, "get_session_key"), 1);
	((struct lime *)w->state)->refused_us -= 14 * MINUTE_US;
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_why(w, "the next try is in 1 minutes");
	assert_int_equal(asked(w, "get_session_key"), 1);
	((struct lime *)w->state)->refused_us -= MINUTE_US;
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_int_equal(asked(w, "get_session_key"), 2);
}

static void
password__wrong_too_often__the_lock_is_explained(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "set", "{\"failed\":3}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_why(w, "locked this machine out");
	tell(w, "set", "{\"failed\":0}");
	assert_int_equal(poll_it(w), LB_REJECT);
	assert_int_equal(asked(w, "get_session_key"), 1);
	((struct lime *)w->state)->refused_us -= 15 * MINUTE_US;
	assert_int_equal(poll_it(w), LB_DONE);
}

/* ---- Trouble */

static void
trouble__of_each_kind__is_said_to_whoever_sets_it_up(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"ago\":60,\"NPS\":\"9\"}");
	tell(w, "set", "{\"limited\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(fake_after_s(w->host), 20);
	tell(w, "set", "{\"broken\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	tell(w, "set", "{\"garbage\":2}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_RETRY);
	tell(w, "set", "{\"cut_after\":1}");
	assert_int_equal(poll_it(w), LB_RETRY);
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_held(w), 1);
}

/* In place of an export, of the questions, of a key. */
static const struct {
	const char *method, *body;
	enum lb_result result;
} bodies[] = {
	{ "export_responses", "{}", LB_RETRY },
	{ "export_responses", "[]", LB_RETRY },
	{ "export_responses", "{'result':null,'error':'out of memory'}",
	    LB_RETRY },
	{ "export_responses", "{'result':7}", LB_RETRY },
	{ "export_responses", "{'result':'%%%'}", LB_RETRY },
	{ "export_responses", "{'result':''}", LB_RETRY },
	/* {"responses":[{"i */
	{ "export_responses", "{'result':'eyJyZXNwb25zZXMiOlt7Imk='}",
	    LB_RETRY },
	/* {"responses":{}} and {"x":1} */
	{ "export_responses", "{'result':'eyJyZXNwb25zZXMiOnt9fQ=='}",
	    LB_RETRY },
	{ "export_responses", "{'result':'eyJ4IjoxfQ=='}", LB_RETRY },
	/* {"responses":[1,null,"x",{}]} */
	{ "export_responses",
	    "{'result':'eyJyZXNwb25zZXMiOlsxLG51bGwsIngiLHt9XX0='}",
	    LB_RETRY },
	{ "export_responses", "{'result':{'status':'Something new'}}",
	    LB_RETRY },
	{ "list_questions", "{'result':[1,null,{}]}", LB_REJECT },
	{ "list_questions", "{'result':'x'}", LB_REJECT },
	{ "get_question_properties", "{'result':'x'}", LB_REJECT },
	{ "get_session_key", "{'result':7}", LB_RETRY },
	{ "list_participants", "{'result':[1,{},{'token':'" TOKEN "'}]}",
	    LB_DONE },
};

static void
garbage__in_any_place__is_said_and_passes(void **state)
{
	struct world *w = *state;

	tell(w, "answer",
	    "{\"id\":1,\"ago\":60,\"NPS\":\"9\",\"token\":\"" TOKEN "\"}");
	for (size_t i = 0; i < N_OF(bodies); i++) {
		char *body = mem_string(bodies[i].body);
		struct buf quoted = BUF_INIT;

		for (char *p = body; *p != '\0'; p++)
			if (*p == '\'')
				*p = '"';
		json_quote(&quoted, body);
		tell(w, "set", "{\"replay\":{\"%s\":[%s]}}", bodies[i].method,
		    buf_str(&quoted));
		open_again(w, "");
		if (poll_it(w) != bodies[i].result)
			fail_msg("%s: %s", body, fake_why(w->host));
		open_again(w, "");
		assert_int_equal(poll_it(w), LB_DONE);
		buf_release(&quoted);
		free(body);
	}
}

/* ---- Settings */

static void
settings__that_cannot_be__are_refused(void **state)
{
	static const struct {
		const char *settings, *why;
	} cases[] = {
		{ "\"survey\":\"Kundetilfredshed\"", "must be its number" },
		{ "\"survey\":\"0\"", "must be its number" },
		{ "\"survey\":\"1\",\"zone\":\"Denmark/Aarhus\"",
		    "no time zone" },
		{ "\"survey\":\"1\",\"scale\":\"0-11\"", "scale" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *settings =
		    mem_printf("\"user\":\"bot\",\"password\":\"x\",%s",
			cases[i].settings);

		open_exactly(w, settings);
		assert_null(w->state);
		assert_why(w, cases[i].why);
		free(settings);
	}
}

static void
address__in_any_of_its_forms__is_understood(void **state)
{
	static const struct {
		const char *base, *url;
	} cases[] = {
		{ "https://s.example", "https://s.example/index.php/admin/"
				       "remotecontrol" },
		{ "https://s.example/ls//", "https://s.example/ls/index.php/"
					    "admin/remotecontrol" },
		{ "https://s.example/index.php",
		    "https://s.example/index.php/admin/remotecontrol" },
		{ "https://s.example/admin/remotecontrol/",
		    "https://s.example/admin/remotecontrol" },
		{ "https://s.example/index.php?r=admin/remotecontrol",
		    "https://s.example/index.php?r=admin/remotecontrol" },
	};
	struct lb_host *host = fake_host_new();

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *settings = mem_printf("{\"base_url\":\"%s\",%s}",
		    cases[i].base, vendor.settings);
		const struct lime *l =
		    fake_open(host, &loopbell_plugin, settings);

		assert_non_null(l);
		assert_string_equal(l->url, cases[i].url);
		free(settings);
	}
	fake_host_free(host);
}

/* ---- loopbell try */

static void
probe__all_right__says_what_it_found(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	for (int i = 1; i <= 12; i++)
		tell(w, "answer",
		    "{\"id\":%d,\"ago\":%d,\"NPS\":\"%d\",\"done\":%s,"
		    "\"token\":\"" TOKEN "\"}",
		    i, i < 3 ? 60 * 86400 : 600, i < 9 ? 10 : 0,
		    i == 12 ? "false" : "true");
	assert_true(probe(w));
	assert_log(w, "lets user \"bot\" in");
	assert_log(w, "survey 424242 is \"Kundetilfredshed 2026\"");
	assert_log(w, "the score is NPS (Hvor sandsynligt er det, ældre?)");
	assert_log(w, "0 to 10, which counts as NPS");
	assert_log(w, "the comment is REASON");
	assert_log(w, "9 answers in the last 30 days: 6 promoters");
	assert_log(w, "and 1 not finished");
	assert_log(w, "over all its time 11 answers are complete and 1 are "
		      "not, and LimeSurvey counts the same");
	assert_null(strstr(fake_log(w->host), "warning"));
	assert_int_equal(n_emitted(w), 0);
	assert_null(fake_cursor(w->host));
	/* It leaves no session behind. */
	assert_int_equal(asked(w, "release_session_key"), 1);
}

static void
probe__of_what_is_to_be_known__says_so(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	assert_true(probe(w));
	assert_log(w, "has no answer of the last 30 days");
	tell(w, "set", "{\"dated\":false,\"anonymous\":true}");
	tell(w, "answer", "{\"id\":1,\"NPS\":\"9\"}");
	assert_true(probe(w));
	assert_log(w, "keeps no dates");
	assert_log(w, "anonymous or open to all");
	tell(w, "set", "{\"dated\":true,\"shift\":7200}");
	assert_true(probe(w));
	assert_log(w, "minutes ahead of LimeSurvey's own clock: zone");
	tell(w, "set", "{\"shift\":0,\"anonymous\":false}");
	tell(w, "change", "{\"id\":1,\"token\":\"nobody\"}");
	assert_true(probe(w));
	assert_log(w, "by one of its participants");
}

struct mistake {
	const char *set;  /* of the fake */
	const char *more; /* settings */
	const char *why;
};

static const struct mistake mistakes[] = {
	{ "{\"interface\":false}", "", "switch its RPC interface on" },
	{ "{\"moved\":true}", "", "is at another address now" },
	{ "{\"active\":false}", "", "survey 424242 is not active" },
	{ "{\"sid\":17}", "",
	    "user \"bot\" sees no survey 424242, but 17 (Kundetilfredshed "
	    "2026)" },
	{ "{\"rights\":[]}", "", "sees no survey 424242: check survey" },
	{ "{\"rights\":[\"see\",\"people\"]}", "", "Responses: export" },
	{ "{\"rights\":[\"see\",\"export\"]}", "", "Participants: view" },
	{ "{\"questions\":[]}", "", "no question of the survey" },
	{ "{}", ",\"question\":\"NPS2\"",
	    "there is no \"NPS2\": the survey's questions are NPS (" },
};

static void
probe__after_a_newcomer_s_mistake__says_which(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(mistakes); i++) {
		tear_down(state);
		assert_int_equal(set_up(state), 0);
		w = *state;
		tell(w, "answer",
		    "{\"id\":1,\"ago\":60,\"NPS\":\"9\",\"token\":\"" TOKEN
		    "\"}");
		tell(w, "set", "%s", mistakes[i].set);
		open_with(w, mistakes[i].more);
		assert_false(probe(w));
		assert_why(w, mistakes[i].why);
	}
}

static void
probe__at_a_wrong_address__says_so(void **state)
{
	struct world *w = *state;
	char *settings =
	    mem_printf("{\"base_url\":\"http://127.0.0.1:%d/survey\",%s}",
		w->server.port, vendor.settings);

	w->state = fake_open(w->host, &loopbell_plugin, settings);
	assert_false(probe(w));
	assert_why(w, "there is no RemoteControl at http://127.0.0.1:");
	assert_why(w, "/survey/index.php/admin/remotecontrol (404)");
	free(settings);
}

static void
probe__with_a_wrong_password__says_so(void **state)
{
	struct world *w = *state;

	open_exactly(w, "\"user\":\"bot\",\"password\":\"x\","
			"\"survey\":\"424242\"");
	assert_false(probe(w));
	assert_why(w, "check user and password");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(session__while_it_lasts__is_kept),
		CASE(session__that_ended__is_renewed_once),
		CASE(session__forgotten_at_once__is_not_asked_for_for_ever),
		CASE(password__that_is_wrong__is_tried_once_in_15_minutes),
		CASE(password__wrong_too_often__the_lock_is_explained),
		CASE(trouble__of_each_kind__is_said_to_whoever_sets_it_up),
		CASE(garbage__in_any_place__is_said_and_passes),
		CASE(settings__that_cannot_be__are_refused),
		cmocka_unit_test(address__in_any_of_its_forms__is_understood),
		CASE(probe__all_right__says_what_it_found),
		CASE(probe__of_what_is_to_be_known__says_so),
		CASE(probe__after_a_newcomer_s_mistake__says_which),
		CASE(probe__at_a_wrong_address__says_so),
		CASE(probe__with_a_wrong_password__says_so),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
