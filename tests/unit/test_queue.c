/* SPDX-License-Identifier: ISC */
/* test_queue.c - looking into the outbox and changing it by hand. */
#include "core/queue.h"

#include <sqlite3.h>

#include "core/clock.h"
#include "sdk/json.h"
#include "store_fixture.h"

#define LATER_US (NOW_US + 60 * S_US)

static const int64_t now_us = LATER_US;

static int
begin(void **state)
{
	clock_set(&now_us);
	return make_store(state);
}

static int
end(void **state)
{
	clock_set(NULL);
	return end_store(state);
}

/* Adds a notice that was tried five times, in that state; its id. */
static const char *
put_in(struct fixture *f, enum notice_state state, char id[ID_SIZE])
{
	struct notice n = a_notice("#a", 5, NOW_US + 3600 * S_US);

	n.state = state;
	n.tries = 5;
	n.deaths = 2;
	n.why = (char *)(uintptr_t) "channel_not_found";
	memcpy(id, n.id, ID_SIZE);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, &n, &f->err));
	OK(f, store_commit(f->s, &f->err));
	return id;
}

static struct notice
get(struct fixture *f, const char *id)
{
	struct notice n;
	bool found;

	OK(f, store_notice(f->s, id, &n, &found, &f->err));
	assert_true(found);
	return n;
}

static void
assert_state(struct fixture *f, const char *id, enum notice_state state)
{
	struct notice n = get(f, id);

	assert_string_equal(
	    notice_state_name(n.state), notice_state_name(state));
	notice_release(&n);
}

/* The answer to a request, whose text has id in the place of an @, as it
 * would be read at the other end of the socket. */
static cJSON *
ask(struct fixture *f, const char *text, const char *id)
{
	struct buf line = BUF_INIT;
	cJSON *request, *answer;

	for (const char *s = text; *s != '\0'; s++)
		if (*s == '@')
			buf_puts(&line, id);
		else
			buf_putc(&line, *s);
	request = cJSON_Parse(buf_str(&line));
	assert_non_null(request);
	answer = queue_answer(f->s, request, "anna");
	cJSON_Delete(request);
	buf_reset(&line);
	json_print(&line, answer);
	cJSON_Delete(answer);
	answer = cJSON_Parse(buf_str(&line));
	buf_release(&line);
	assert_non_null(answer);
	return answer;
}

static void
assert_refused(
    struct fixture *f, const char *text, const char *id, const char *why)
{
	cJSON *answer = ask(f, text, id);

	assert_false(json_bool(answer, "ok", true));
	if (strstr(json_string(answer, "why"), why) == NULL)
		assert_string_equal(json_string(answer, "why"), why);
	cJSON_Delete(answer);
}

static void
assert_changed(struct fixture *f, const char *text, const char *id, int n)
{
	cJSON *answer = ask(f, text, id);

	if (!json_bool(answer, "ok", false))
		fail_msg("%s", json_string(answer, "why"));
	assert_int_equal(json_integer(answer, "n", -1), n);
	cJSON_Delete(answer);
}

/* How many rows of the audit log say that. */
static int
n_actions(struct fixture *f, const char *name, const char *id)
{
	sqlite3 *eyes;
	sqlite3_stmt *stmt;
	int n;

	assert_int_equal(
	    sqlite3_open_v2(f->path, &eyes, SQLITE_OPEN_READONLY, NULL), 0);
	sqlite3_prepare_v2(eyes,
	    "SELECT count(*) FROM actions WHERE name = $1 AND subject = $2 "
	    "AND who = 'anna' AND source = 'command' AND at_us = $3",
	    -1, &stmt, NULL);
	sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 3, now_us);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	sqlite3_close(eyes);
	return n;
}

/* ---- Which requests */

static void
knows__its_own__and_which_change(void **state)
{
	static const struct {
		const char *op;
		bool known, changes;
	} cases[] = {
		{ "queue", true, false },
		{ "show", true, false },
		{ "refused", true, false },
		{ "retry", true, true },
		{ "drop", true, true },
		{ "status", false, false },
		{ "", false, false },
		{ "QUEUE", false, false },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		bool changes = !cases[i].changes;

		assert_int_equal(
		    queue_knows(cases[i].op, &changes), cases[i].known);
		assert_int_equal(changes, cases[i].changes);
	}
}

/* ---- Looking */

static void
assert_listed(struct fixture *f, const char *text, int n)
{
	cJSON *answer = ask(f, text, "");

	assert_true(json_bool(answer, "ok", false));
	assert_int_equal(
	    cJSON_GetArraySize(json_member(answer, "notices")), n);
	cJSON_Delete(answer);
}

static void
list__by_state_and_number(void **state)
{
	struct fixture *f = *state;
	char id[ID_SIZE];

	for (int i = 0; i < 6; i++)
		for (int times = 0; times <= i; times++)
			put_in(f, (enum notice_state)i, id);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"waiting\"}", 1);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"sending\"}", 2);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"unknown\"}", 3);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"done\"}", 4);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"dead\"}", 5);
	assert_listed(f, "{\"op\":\"queue\",\"state\":\"dropped\"}", 6);
	assert_listed(f, "{\"op\":\"queue\"}", 1 + 2 + 3 + 5);
	assert_listed(f, "{\"op\":\"queue\",\"max\":3}", 3);
	assert_listed(
	    f, "{\"op\":\"queue\",\"state\":\"dropped\",\"max\":1}", 1);
	assert_refused(f, "{\"op\":\"queue\",\"state\":\"lost\"}", "",
	    "there is no state \"lost\": waiting, sending, unknown, done, "
	    "dead and dropped are");
}

/* Without a number a hundred; never so many that the bot would stand still. */
static void
list__odd_numbers__are_bounded(void **state)
{
	struct fixture *f = *state;

	NOT_IF_SLOWED();
	OK(f, store_begin(f->s, &f->err));
	for (int i = 0; i < 10500; i++) {
		struct notice n = a_notice("#a", 5, 0);

		OK(f, store_put_notice(f->s, &n, &f->err));
	}
	OK(f, store_commit(f->s, &f->err));
	assert_listed(f, "{\"op\":\"queue\"}", 100);
	assert_listed(f, "{\"op\":\"queue\",\"max\":\"7\"}", 100);
	assert_listed(f, "{\"op\":\"queue\",\"max\":-1}", 1);
	assert_listed(f, "{\"op\":\"queue\",\"max\":0}", 1);
	assert_listed(f, "{\"op\":\"queue\",\"max\":999999999}", 10000);
}

static void
show__one__has_all_and_its_body(void **state)
{
	struct fixture *f = *state;
	char id[ID_SIZE];
	cJSON *answer;
	const cJSON *n;

	put_in(f, NOTICE_DEAD, id);
	answer = ask(f, "{\"op\":\"show\",\"id\":\"@\"}", id);
	n = json_member(answer, "notice");
	assert_string_equal(json_string(n, "id"), id);
	assert_string_equal(json_string(n, "state"), "dead");
	assert_string_equal(json_string(n, "notifier"), "slack");
	assert_string_equal(json_string(n, "target"), "#a");
	assert_string_equal(json_string(n, "route"), "celebrate");
	assert_string_equal(json_string(n, "why"), "channel_not_found");
	assert_int_equal(json_integer(n, "tries", 0), 5);
	assert_int_equal(json_integer(n, "made_us", 0), NOW_US);
	assert_null(json_member(n, "response"));
	assert_string_equal(
	    json_string(json_member(n, "body"), "headline"), "x");
	cJSON_Delete(answer);
}

static void
show__not_there__says_so(void **state)
{
	struct fixture *f = *state;

	assert_refused(
	    f, "{\"op\":\"show\",\"id\":\"X\"}", "", "there is no notice X");
	assert_refused(f, "{\"op\":\"show\"}", "", "which?");
	assert_refused(f, "{\"op\":\"show\",\"id\":7}", "", "which?");
}

static void
refused__newest_first__at_most_so_many(void **state)
{
	struct fixture *f = *state;
	cJSON *answer;
	const cJSON *list;

	OK(f, store_begin(f->s, &f->err));
	OK(f,
	    store_put_refused(f->s, "csv", "1;x", "no score", 1000, &f->err));
	OK(f, store_put_refused(f->s, "api", NULL, "no id", 3000, &f->err));
	OK(f, store_put_refused(f->s, "csv", "2;x", "no date", 2000, &f->err));
	OK(f, store_commit(f->s, &f->err));
	answer = ask(f, "{\"op\":\"refused\",\"max\":2}", "");
	list = json_member(answer, "refused");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	assert_string_equal(
	    json_string(cJSON_GetArrayItem(list, 0), "why"), "no id");
	assert_string_equal(
	    json_string(cJSON_GetArrayItem(list, 0), "provider"), "api");
	assert_int_equal(
	    json_integer(cJSON_GetArrayItem(list, 1), "at_us", 0), 2000);
	cJSON_Delete(answer);
	answer = ask(f, "{\"op\":\"refused\"}", "");
	assert_int_equal(
	    cJSON_GetArraySize(json_member(answer, "refused")), 3);
	cJSON_Delete(answer);
}

/* ---- Changing */

/* From a state, by an op: the state then, or why not. */
static const struct {
	enum notice_state from;
	const char *op;
	enum notice_state to;
	const char *why; /* NULL: it is done */
} rules[] = {
	/* clang-format off */
	{ NOTICE_WAITING, "retry", NOTICE_WAITING, NULL },
	{ NOTICE_SENDING, "retry", NOTICE_SENDING, "is being sent this moment" },
	{ NOTICE_UNKNOWN, "retry", NOTICE_UNKNOWN, NULL },
	{ NOTICE_DONE,    "retry", NOTICE_DONE,    "was delivered already" },
	{ NOTICE_DEAD,    "retry", NOTICE_WAITING, NULL },
	{ NOTICE_DROPPED, "retry", NOTICE_WAITING, NULL },
	{ NOTICE_WAITING, "drop",  NOTICE_DROPPED, NULL },
	{ NOTICE_SENDING, "drop",  NOTICE_SENDING, "is being sent this moment" },
	{ NOTICE_UNKNOWN, "drop",  NOTICE_DROPPED, NULL },
	{ NOTICE_DONE,    "drop",  NOTICE_DONE,    "was delivered: it cannot be dropped" },
	{ NOTICE_DEAD,    "drop",  NOTICE_DROPPED, NULL },
	{ NOTICE_DROPPED, "drop",  NOTICE_DROPPED, NULL },
	/* clang-format on */
};

static void
change__each_state__follows_the_rules(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < N_OF(rules); i++) {
		char *text =
		    mem_printf("{\"op\":\"%s\",\"ids\":[\"@\"]}", rules[i].op);
		char id[ID_SIZE];

		put_in(f, rules[i].from, id);
		if (rules[i].why == NULL)
			assert_changed(f, text, id, 1);
		else
			assert_refused(f, text, id, rules[i].why);
		assert_state(f, id, rules[i].to);
		assert_int_equal(
		    n_actions(f, rules[i].op, id), rules[i].why == NULL);
		free(text);
	}
}

static void
retry__given_up__starts_anew_and_is_due(void **state)
{
	struct fixture *f = *state;
	struct notice n;
	char id[ID_SIZE];
	int64_t next_us;
	bool found;

	put_in(f, NOTICE_DEAD, id);
	assert_changed(f, "{\"op\":\"retry\",\"ids\":[\"@\"]}", id, 1);
	n = get(f, id);
	assert_int_equal(n.tries, 0);
	assert_int_equal(n.deaths, 0);
	assert_int_equal(n.not_before_us, LATER_US);
	notice_release(&n);
	OK(f, store_next_notice(f->s, "slack", "#a", LATER_US, &n, &found,
		  &next_us, &f->err));
	assert_true(found);
	assert_string_equal(n.id, id);
	notice_release(&n);
}

static void
drop__waiting__is_never_next(void **state)
{
	struct fixture *f = *state;
	struct notice n;
	char id[ID_SIZE];
	int64_t next_us;
	bool found;

	put_in(f, NOTICE_WAITING, id);
	assert_changed(f, "{\"op\":\"drop\",\"ids\":[\"@\"]}", id, 1);
	OK(f, store_next_notice(f->s, "slack", "#a", INT64_MAX, &n, &found,
		  &next_us, &f->err));
	assert_false(found);
	assert_int_equal(next_us, INT64_MAX);
}

static void
change__one_of_many_cannot__nothing_is_changed(void **state)
{
	static const char *const bad[] = {
		"{\"op\":\"drop\",\"ids\":[\"@\",\"01NOWHERE\"]}",
		"{\"op\":\"drop\",\"ids\":[\"@\",7]}",
		"{\"op\":\"drop\",\"ids\":[\"@\",null,\"@\"]}",
		"{\"op\":\"retry\",\"ids\":[\"@\",{}]}",
	};
	static const char *const whys[] = { "there is no notice 01NOWHERE",
		"an id is a string", "an id is a string",
		"an id is a string" };
	struct fixture *f = *state;
	struct store_totals t;
	char id[ID_SIZE];

	put_in(f, NOTICE_DEAD, id);
	for (size_t i = 0; i < N_OF(bad); i++) {
		assert_refused(f, bad[i], id, whys[i]);
		assert_state(f, id, NOTICE_DEAD);
	}
	assert_int_equal(n_actions(f, "drop", id), 0);
	assert_int_equal(n_actions(f, "retry", id), 0);
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.notices[NOTICE_DEAD], 1);
	assert_int_equal(t.notices[NOTICE_DROPPED], 0);
}

static void
change__a_whole_state__and_no_other(void **state)
{
	struct fixture *f = *state;
	char dead[3][ID_SIZE], waiting[ID_SIZE];

	put_in(f, NOTICE_WAITING, waiting);
	for (size_t i = 0; i < N_OF(dead); i++)
		put_in(f, NOTICE_DEAD, dead[i]);
	assert_changed(f, "{\"op\":\"drop\",\"state\":\"dead\"}", "", 3);
	assert_state(f, waiting, NOTICE_WAITING);
	for (size_t i = 0; i < N_OF(dead); i++) {
		assert_state(f, dead[i], NOTICE_DROPPED);
		assert_int_equal(n_actions(f, "drop", dead[i]), 1);
	}
	assert_changed(f, "{\"op\":\"retry\",\"state\":\"dead\"}", "", 0);
	assert_changed(f, "{\"op\":\"retry\",\"state\":\"dropped\"}", "", 3);
}

static void
change__nothing_named__says_how(void **state)
{
	static const char how[] =
	    "name notices by id, or all in a state by --state";
	struct fixture *f = *state;

	assert_refused(f, "{\"op\":\"retry\"}", "", how);
	assert_refused(f, "{\"op\":\"drop\",\"ids\":\"all\"}", "", how);
	assert_refused(f, "{\"op\":\"drop\",\"state\":\"lost\"}", "",
	    "there is no state \"lost\"");
	assert_changed(f, "{\"op\":\"drop\",\"ids\":[]}", "", 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows__its_own__and_which_change),
		TEST(list__by_state_and_number),
		TEST(list__odd_numbers__are_bounded),
		TEST(show__one__has_all_and_its_body),
		TEST(show__not_there__says_so),
		TEST(refused__newest_first__at_most_so_many),
		TEST(change__each_state__follows_the_rules),
		TEST(retry__given_up__starts_anew_and_is_due),
		TEST(drop__waiting__is_never_next),
		TEST(change__one_of_many_cannot__nothing_is_changed),
		TEST(change__a_whole_state__and_no_other),
		TEST(change__nothing_named__says_how),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
