/* SPDX-License-Identifier: ISC */
/* test_outbox.c - the outbox as a whole: how old it is by target, and all of it
 * page by page. */
#include "core/clock.h"
#include "core/queue.h"
#include "sdk/json.h"
#include "store_fixture.h"

/* As many as an answer holds (core/queue_export.c). */
#define PAGE 500

static void
put_notice(struct fixture *f, const struct notice *n)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
set_notice(struct fixture *f, const struct notice *n)
{
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_set_notice(f->s, n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static void
put_made(struct fixture *f, const char *target, int64_t made_us,
    enum notice_state state, const char *why)
{
	struct notice n = a_notice(target, 1, 0);

	n.made_us = made_us;
	n.not_before_us = why == NULL ? made_us : NOW_US + made_us;
	n.state = state;
	n.why = (char *)(uintptr_t)why;
	put_notice(f, &n);
}

static cJSON *
ask(struct fixture *f, const char *text)
{
	cJSON *request = cJSON_Parse(text), *answer;
	struct buf line = BUF_INIT;

	assert_non_null(request);
	answer = queue_answer(f->s, request, "anna");
	cJSON_Delete(request);
	json_print(&line, answer);
	cJSON_Delete(answer);
	answer = cJSON_Parse(buf_str(&line));
	buf_release(&line);
	if (!json_bool(answer, "ok", false))
		fail_msg("%s", json_string(answer, "why"));
	return answer;
}

/* ---- By target */

static void
print_queue(void *arg, const struct store_queue *q)
{
	buf_printf(arg, "%s %s n %d unknown %d oldest %d next %d %s\n",
	    q->notifier, q->target, (int)q->n, (int)q->n_unknown,
	    (int)q->oldest_us,
	    (int)(q->next_us == 0 ? 0 : q->next_us - NOW_US),
	    q->why == NULL ? "-" : q->why);
}

static void
queues__of_several_targets__tell_age_next_and_the_last_failure(void **state)
{
	struct fixture *f = *state;
	struct buf out = BUF_INIT;

	put_made(f, "#a", 50, NOTICE_WAITING, NULL);
	put_made(f, "#a", 20, NOTICE_WAITING, "first");
	put_made(f, "#a", 30, NOTICE_UNKNOWN, "later");
	put_made(f, "#b", 10, NOTICE_WAITING, "refused");
	put_made(f, "#b", 5, NOTICE_DONE, "done and gone");
	put_made(f, "#c", 1, NOTICE_DEAD, "given up");
	OK(f, store_queues(f->s, print_queue, &out, &f->err));
	assert_string_equal(buf_str(&out),
	    "slack #b n 1 unknown 0 oldest 10 next 10 refused\n"
	    "slack #a n 3 unknown 1 oldest 20 next 0 later\n");
	buf_release(&out);
}

static void
list__of_the_outbox__has_its_queues(void **state)
{
	struct fixture *f = *state;
	cJSON *answer = ask(f, "{\"op\":\"queue\"}");
	const cJSON *one;

	assert_int_equal(cJSON_GetArraySize(json_member(answer, "queues")), 0);
	cJSON_Delete(answer);
	put_made(f, "#a", 50, NOTICE_WAITING, NULL);
	answer = ask(f, "{\"op\":\"queue\",\"state\":\"dead\"}");
	one = cJSON_GetArrayItem(json_member(answer, "queues"), 0);
	assert_string_equal(json_string(one, "target"), "#a");
	assert_int_equal(json_integer(one, "waiting", 0), 1);
	assert_int_equal(json_integer(one, "oldest_us", 0), 50);
	cJSON_Delete(answer);
}

static void
maybe_twice__set_and_taken_back__is_counted_along(void **state)
{
	struct fixture *f = *state;
	struct notice n = a_notice("#a", 1, 0), m = a_notice("#a", 1, 0);
	struct store_totals t;

	m.maybe_twice = true;
	put_notice(f, &n);
	put_notice(f, &m);
	for (int expected = 2; expected >= 1; expected--) {
		n.maybe_twice = expected == 2;
		n.state = NOTICE_DONE;
		set_notice(f, &n);
		set_notice(f, &n);
		OK(f, store_totals(f->s, &t, &f->err));
		assert_int_equal(t.maybe_twice, expected);
	}
	OK(f, store_begin(f->s, &f->err));
	n.maybe_twice = true;
	OK(f, store_set_notice(f->s, &n, &f->err));
	store_rollback(f->s);
	reopen(f);
	OK(f, store_totals(f->s, &t, &f->err));
	assert_int_equal(t.maybe_twice, 1);
}

/* ---- All of it */

static void
export__of_one_with_all__has_answer_and_account(void **state)
{
	struct fixture *f = *state;
	cJSON *account = cJSON_Parse("{\"id\":\"A1\",\"name\":\"Et "
				     "A/S\",\"owner_email\":\"o@n.example\","
				     "\"value\":1000.5}");
	struct notice n = a_notice("#a", 7, 0);
	struct response r;
	cJSON *answer;
	const cJSON *row, *about;
	bool was_complete;
	enum put put;

	make_response(&r, "T-1",
	    "\"score\":3,\"scale\":\"nps_0_10\",\"comment\":\"for dyrt\","
	    "\"email\":\"bo@x.example\",\"properties\":{\"plan\":\"pro\"}");
	r.account = account_new(account);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_account(f->s, r.account, NOW_US, &f->err));
	OK(f, store_put_response(
		  f->s, &r, NOW_US, &put, &was_complete, &f->err));
	OK(f, store_commit(f->s, &f->err));
	memcpy(n.response, r.id, ID_SIZE);
	n.fold = (char *)(uintptr_t) "[{\"score\":3}]";
	n.why = (char *)(uintptr_t) "no";
	n.tries = 4;
	put_notice(f, &n);
	answer = ask(f, "{\"op\":\"export\"}");
	row = cJSON_GetArrayItem(json_member(answer, "notices"), 0);
	about = json_member(row, "about");
	assert_string_equal(json_string(row, "id"), n.id);
	assert_string_equal(
	    json_string(json_member(row, "body"), "headline"), "x");
	assert_true(cJSON_IsArray(json_member(row, "fold")));
	assert_int_equal(json_integer(row, "tries", 0), 4);
	assert_int_equal(json_integer(row, "made_us", 0), NOW_US);
	assert_string_equal(json_string(about, "id"), "T-1");
	assert_string_equal(json_string(about, "provider"), "p");
	assert_int_equal(json_integer(about, "score", -1), 3);
	assert_string_equal(json_string(about, "category"), "detractor");
	assert_string_equal(json_string(about, "comment"), "for dyrt");
	assert_true(json_bool(about, "complete", false));
	assert_string_equal(
	    json_string(json_member(about, "properties"), "plan"), "pro");
	about = json_member(about, "account");
	assert_string_equal(json_string(about, "owner_email"), "o@n.example");
	assert_true(json_real(about, "value", 0) == 1000.5);
	assert_null(json_string(answer, "next"));
	cJSON_Delete(answer);
	response_release(&r);
}

static void
export__of_a_notice_about_nothing__is_told_without(void **state)
{
	struct fixture *f = *state;
	cJSON *answer;

	put_made(f, "#a", 1, NOTICE_WAITING, NULL);
	answer = ask(f, "{\"op\":\"export\"}");
	assert_null(json_member(
	    cJSON_GetArrayItem(json_member(answer, "notices"), 0), "about"));
	cJSON_Delete(answer);
}

static int
count_exported(struct fixture *f, const char *members)
{
	char text[100];
	cJSON *answer;
	int n;

	snprintf(text, sizeof(text), "{\"op\":\"export\"%s}", members);
	answer = ask(f, text);
	n = cJSON_GetArraySize(json_member(answer, "notices"));
	cJSON_Delete(answer);
	return n;
}

static void
export__by_state__has_these_alone(void **state)
{
	static const struct {
		const char *members;
		int n;
	} cases[] = {
		{ "", 4 },
		{ ",\"state\":\"waiting\"", 1 },
		{ ",\"state\":\"sending\"", 1 },
		{ ",\"state\":\"unknown\"", 1 },
		{ ",\"state\":\"done\"", 1 },
		{ ",\"state\":\"dead\"", 1 },
		{ ",\"state\":\"dropped\"", 1 },
		{ ",\"after\":\"ZZZ\"", 0 },
		{ ",\"after\":7", 4 },
	};
	struct fixture *f = *state;

	for (int i = NOTICE_WAITING; i <= NOTICE_DROPPED; i++)
		put_made(f, "#a", 1, (enum notice_state)i, NULL);
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_int_equal(
		    count_exported(f, cases[i].members), cases[i].n);
}

/* Walks through all pages; while it does, the first is delivered and a new one
 * is made. */
static int
walk(struct fixture *f, int *n_pages)
{
	char after[ID_SIZE] = "", text[100];
	int n = 0;
	bool goes_on = true;

	for (*n_pages = 0; goes_on; ++*n_pages) {
		cJSON *answer;
		const cJSON *one;

		snprintf(text, sizeof(text),
		    "{\"op\":\"export\",\"after\":\"%s\"}", after);
		answer = ask(f, text);
		cJSON_ArrayForEach(one, json_member(answer, "notices"))
		{
			assert_true(strcmp(json_string(one, "id"), after) > 0);
			snprintf(after, sizeof(after), "%s",
			    json_string(one, "id"));
			n++;
		}
		goes_on = json_string(answer, "next") != NULL;
		if (goes_on)
			assert_string_equal(
			    json_string(answer, "next"), after);
		cJSON_Delete(answer);
	}
	return n;
}

static void
export__of_many__comes_in_pages_without_gap_or_double(void **state)
{
	struct fixture *f = *state;
	int n_pages;

	OK(f, store_begin(f->s, &f->err));
	for (int i = 0; i < 2 * PAGE + 1; i++) {
		struct notice n = a_notice("#a", i % 7, 0);

		n.state = i % 5 == 0 ? NOTICE_DEAD : NOTICE_WAITING;
		OK(f, store_put_notice(f->s, &n, &f->err));
	}
	OK(f, store_commit(f->s, &f->err));
	assert_int_equal(walk(f, &n_pages), 2 * PAGE + 1);
	assert_int_equal(n_pages, 3);
}

static void
export__of_big_ones__keeps_an_answer_small(void **state)
{
	struct fixture *f = *state;
	char *text = mem_new(600001, 1);
	char *body;
	int n_pages;

	memset(text, 'x', 600000);
	body = mem_printf("{\"text\":\"%s\"}", text);
	for (int i = 0; i < 9; i++) {
		struct notice n = a_notice("#a", 1, 0);

		n.body = body;
		put_notice(f, &n);
	}
	assert_int_equal(walk(f, &n_pages), 9);
	assert_int_equal(n_pages, 3);
	free(text);
	free(body);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		TEST(
		    queues__of_several_targets__tell_age_next_and_the_last_failure),
		TEST(list__of_the_outbox__has_its_queues),
		TEST(maybe_twice__set_and_taken_back__is_counted_along),
		TEST(export__of_one_with_all__has_answer_and_account),
		TEST(export__of_a_notice_about_nothing__is_told_without),
		TEST(export__by_state__has_these_alone),
		TEST(export__of_many__comes_in_pages_without_gap_or_double),
		TEST(export__of_big_ones__keeps_an_answer_small),
	};

	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
