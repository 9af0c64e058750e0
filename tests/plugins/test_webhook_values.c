/* SPDX-License-Identifier: ISC */
/*
 * test_webhook_values.c - the provider webhook: each member's values, and
 * bodies that nobody should push.
 */
#include "webhook_world.h"

#include <stdlib.h>

#include "sdk/json.h"
#include "sdk/mem.h"

#define NOW_US (NOW_S * 1000000)

/* ---- Members. */

static void
receive__a_table_of_scores__on_the_scale_or_refused(void **state)
{
	/* why NULL: it is that score. */
	static const struct {
		const char *json;
		int score;
		const char *why;
	} cases[] = {
		{ "0", 0, NULL },
		{ "10", 10, NULL },
		{ "9.0", 9, NULL },
		{ "1e1", 10, NULL },
		{ "\"9\"", 9, NULL },
		{ "\"9.0\"", 9, NULL },
		{ "[9]", 9, NULL },
		{ "null", -1, NULL },
		{ "\"\"", -1, NULL },
		{ "[]", -1, NULL },
		{ "11", 0, "score: 11 is not on the scale 0-10" },
		{ "-1", 0, "score: -1 is not on the scale 0-10" },
		{ "99", 0, "score: 99 is not on the scale 0-10" },
		{ "10.5", 0, "score: 10.5 is not a whole number" },
		{ "\"9,0\"", 0, "score: \"9,0\" is no number" },
		{ "\"nine\"", 0, "score: \"nine\" is no number" },
		{ "\" 9\"", 0, "score: \" 9\" is no number" },
		{ "\"0x9\"", 0, "score: \"0x9\" is no number" },
		{ "\"nan\"", 0, "score: \"nan\" is no number" },
		{ "true", 0, "score: \"true\" is no number" },
		{ "[9,3]", 0, "score: \"9, 3\" is no number" },
		{ "1e99", 0, "score: \"1e+99\" is no number" },
		{ "12345678901234567890", 0,
		    "score: 12345678901234567890 is not on the scale 0-10" },
		{ "{\"value\":9}", 0,
		    "score: at /score is an object, not a value" },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body =
		    mem_printf("{\"id\":1,\"score\":%s}", cases[i].json);
		char *why = mem_printf("pushed: %s", cases[i].why);

		assert_int_equal(push(w, body), LB_DONE);
		if (cases[i].why == NULL) {
			assert_int_equal(
			    json_integer(answer(w, 0), "score", -2),
			    cases[i].score);
		} else {
			assert_int_equal(n_answers(w), 0);
			assert_int_equal(n_refused(w), 1);
			assert_string_equal(refusal(w, "why"), why);
		}
		free(body);
		free(why);
	}
}

static void
receive__other_scales__are_told_and_never_converted(void **state)
{
	static const struct {
		const char *setting, *name;
		int min, max;
	} cases[] = {
		{ "0-10", "nps_0_10", 0, 10 },
		{ "1-5", "stars_1_5", 1, 5 },
		{ "1-10", "scale_1_10", 1, 10 },
		{ "other", "other", 0, 1000 },
	};
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *setting =
		    mem_printf("\"scale\":\"%s\"", cases[i].setting);
		char *body = mem_printf(
		    "[{\"score\":%d},{\"score\":%d},{\"score\":%d}]",
		    cases[i].min, cases[i].max, cases[i].min - 1);

		open_insecure(w, setting);
		push(w, body);
		assert_int_equal(n_answers(w), 2);
		assert_int_equal(n_refused(w), 1);
		assert_string_equal(text_of(w, 1, "scale"), cases[i].name);
		assert_int_equal(
		    json_integer(answer(w, 1), "score", -1), cases[i].max);
		free(setting);
		free(body);
	}
}

static void
receive__words_and_escaped_text__are_read_as_they_are_meant(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"values\":{\"score:Very likely\":\"10\"},\"html\":"
			 "[\"comment\"]");
	push(w, "{\"id\":1,\"score\":\"very likely\",\"comment\":"
		"\"it&#039;s fine\"}");
	assert_int_equal(json_integer(answer(w, 0), "score", -1), 10);
	assert_string_equal(text_of(w, 0, "comment"), "it's fine");
}

static void
receive__a_table_of_times__in_utc(void **state)
{
	static const struct {
		const char *json;
		int64_t us; /* 0: refused */
	} cases[] = {
		{ "1795163400", NOW_US },
		{ "\"1795163400\"", NOW_US },
		{ "1795163400000", NOW_US },
		{ "1795163400000000", NOW_US },
		{ "1795163400.25", NOW_US + 250000 },
		{ "1795163400.1234567", NOW_US + 123456 },
		{ "\"2026-11-20T08:30:00Z\"", NOW_US },
		{ "\"2026-11-20T09:30:00+01:00\"", NOW_US },
		{ "\"2026-11-20 00:30:00 -0800\"", NOW_US },
		{ "\"2026-11-20 09:30:00\"", NOW_US },
		{ "\"20-11-2026 09.30\"", NOW_US },
		{ "null", NOW_US },
		{ "\"\"", NOW_US },
		{ "\"i dag\"", 0 },
		{ "17", 0 },
		{ "true", 0 },
		{ "\"2026-13-20\"", 0 },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body =
		    mem_printf("{\"id\":1,\"answered\":%s}", cases[i].json);

		assert_int_equal(push(w, body), LB_DONE);
		assert_int_equal(n_answers(w), cases[i].us != 0);
		if (cases[i].us != 0)
			assert_true(json_integer(answer(w, 0), "answered_us",
					0) == cases[i].us);
		free(body);
	}
}

static void
receive__zone_and_order__are_those_set(void **state)
{
	struct world *w = *state;

	open_insecure(w, "\"zone\":\"UTC\",\"date_order\":\"mdy\"");
	push(w, "{\"id\":1,\"answered\":\"11/20/2026 8:30 AM\"}");
	assert_int_equal(json_integer(answer(w, 0), "answered_us", 0), NOW_US);
}

static void
receive__complete__in_the_words_of_tools(void **state)
{
	static const struct {
		const char *json;
		int complete; /* -1: refused */
	} cases[] = {
		{ "true", 1 },
		{ "false", 0 },
		{ "1", 1 },
		{ "0", 0 },
		{ "\"True\"", 1 },
		{ "\"yes\"", 1 },
		{ "\"completed\"", 1 },
		{ "\"partial\"", 0 },
		{ "null", 1 },
		{ "\"maybe\"", -1 },
		{ "2", -1 },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		char *body = mem_printf(
		    "{\"id\":1,\"score\":9,\"complete\":%s}", cases[i].json);

		push(w, body);
		assert_int_equal(n_answers(w), cases[i].complete >= 0);
		if (cases[i].complete >= 0)
			assert_int_equal(
			    json_bool(answer(w, 0), "complete", false),
			    cases[i].complete);
		free(body);
	}
}

/* ---- Bodies that are none. */

static void
receive__what_is_no_answer_at_all__is_rejected(void **state)
{
	static const struct {
		const char *type, *body, *why;
	} cases[] = {
		{ "application/json", "", "it is empty" },
		{ "application/json", "{",
		    "it is no JSON from line 1, column "
		    "1 on" },
		{ "application/json", "7",
		    "it is neither a JSON object nor a "
		    "list of them" },
		{ "application/json", "\"{}\"",
		    "it is neither a JSON object "
		    "nor a list of them" },
		{ "application/json", "null",
		    "it is neither a JSON object nor "
		    "a list of them" },
		{ "text/html", "<html>",
		    "it is no JSON from line 1, column 1 "
		    "on" },
		{ "application/x-www-form-urlencoded", "", "it is empty" },
		{ "multipart/form-data; boundary=x", "--x",
		    "multipart forms are not understood: let the tool send "
		    "JSON, or a form as application/x-www-form-urlencoded" },
	};
	struct world *w = *state;

	open_insecure(w, "");
	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_int_equal(
		    push_type(w, cases[i].type, cases[i].body), LB_REJECT);
		assert_string_equal(fake_why(w->host), cases[i].why);
		assert_false(fake_is_denied(w->host));
		assert_int_equal(n_answers(w), 0);
		assert_int_equal(n_refused(w), 0);
	}
}

static void
receive__json_under_another_type_or_none__is_read(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(push_type(w, "text/plain", "{\"score\":9}"), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	assert_int_equal(push_bytes(w, NULL, "{\"score\":9}", 11), LB_DONE);
	assert_int_equal(n_answers(w), 1);
	/* As curl -d says it. */
	assert_int_equal(
	    push_type(w, "application/x-www-form-urlencoded", "{\"score\":9}"),
	    LB_DONE);
	assert_int_equal(n_answers(w), 1);
}

static char *
list_of(int n, const char *item)
{
	struct buf out = BUF_INIT;

	for (int i = 0; i < n; i++)
		buf_printf(&out, "%s%s", i == 0 ? "[" : ",", item);
	buf_putc(&out, ']');
	return buf_take(&out);
}

static void
receive__many_answers__up_to_a_limit(void **state)
{
	struct world *w = *state;
	char *body;

	NOT_IF_SLOWED();
	body = list_of(10000, "{\"score\":9}");
	open_insecure(w, "");
	assert_int_equal(push(w, body), LB_DONE);
	assert_int_equal(n_answers(w), 10000);
	free(body);
	body = list_of(10001, "1");
	assert_int_equal(push(w, body), LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "more than 10000 answers in one request");
	assert_int_equal(n_refused(w), 0);
	free(body);
	/* An object may have as many members as it likes. */
	body = list_of(20000, "\"x\":1");
	body[0] = '{';
	body[strlen(body) - 1] = '}';
	assert_int_equal(push(w, body), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	free(body);
}

static void
receive__nesting_without_end__is_rejected(void **state)
{
	struct world *w = *state;
	char *body = mem_printf("%0100000d", 0);

	memset(body, '[', strlen(body));
	open_insecure(w, "");
	assert_int_equal(push(w, body), LB_REJECT);
	assert_string_equal(
	    fake_why(w->host), "it is nested more than 64 deep");
	free(body);
}

static void
receive__any_bytes__never_do_harm(void **state)
{
	static const char good[] =
	    "{\"id\":12345678901234567890,\"score\":\"9\",\"comment\":\"a\\n"
	    "\\u0000\xc3\xa6\",\"answered\":1795163400.5,\"x\":[1,{\"y\":2}]}";
	struct world *w = *state;
	char bytes[sizeof(good)];

	open_insecure(w, "\"properties\":{\"*\":\"\",\"y\":\"/x/1/y\"}");
	for (size_t at = 0; at < sizeof(good) - 1; at++) {
		for (int value = 0; value < 256;
		     value += is_slowed() ? 17 : 1) {
			enum lb_result result;

			memcpy(bytes, good, sizeof(good));
			bytes[at] = (char)value;
			result = push_bytes(w, NULL, bytes, sizeof(good) - 1);
			assert_true(result == LB_DONE || result == LB_REJECT);
			assert_true(result == LB_DONE
					? n_answers(w) + n_refused(w) == 1
					: *fake_why(w->host) != '\0');
		}
	}
}

static void
receive__text_that_is_not_utf8__is_made_so(void **state)
{
	struct world *w = *state;

	open_insecure(w, "");
	assert_int_equal(
	    push(w, "{\"id\":1,\"comment\":\"bl\xe5 \\ud83d\\ude00\"}"),
	    LB_DONE);
	assert_string_equal(
	    text_of(w, 0, "comment"), "bl\xef\xbf\xbd \xf0\x9f\x98\x80");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(receive__a_table_of_scores__on_the_scale_or_refused),
		TEST(receive__other_scales__are_told_and_never_converted),
		TEST(
		    receive__words_and_escaped_text__are_read_as_they_are_meant),
		TEST(receive__a_table_of_times__in_utc),
		TEST(receive__zone_and_order__are_those_set),
		TEST(receive__complete__in_the_words_of_tools),
		TEST(receive__what_is_no_answer_at_all__is_rejected),
		TEST(receive__json_under_another_type_or_none__is_read),
		TEST(receive__many_answers__up_to_a_limit),
		TEST(receive__nesting_without_end__is_rejected),
		TEST(receive__any_bytes__never_do_harm),
		TEST(receive__text_that_is_not_utf8__is_made_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
