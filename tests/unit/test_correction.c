/* SPDX-License-Identifier: ISC */
/*
 * test_correction.c - how a notice says what it corrects, and what a fold
 * stands for.
 */
#include "decide/compose.h"
#include "decide/compose_words.h"
#include "decide/decide.h"
#include "decide/fold.h"
#include "decide_fixture.h"

static struct templates *templates;
static struct composer composer;

static int
load(void **state)
{
	(void)state;
	templates = fixture_templates();
	composer = (struct composer){ templates, NULL };
	return 0;
}

static int
unload(void **state)
{
	(void)state;
	templates_free(templates);
	return 0;
}

#define MINUTES(n) ((n)*INT64_C(60000000))

static void
change__in_both_languages__says_what_was_told_before(void **state)
{
	static const struct {
		struct correction told;
		int score;
		const char *comment, *da, *en;
	} rows[] = {
		{ { .score = 9, .scale = SCALE_NPS }, 3, "x", "Rettet: 9 → 3",
		    "Corrected: 9 → 3" },
		{ { .score = -1,
		      .comment = COMMENT_LATE,
		      .comment_after_us = MINUTES(12) },
		    3, "x", "Kommentaren kom 12 minutter efter",
		    "The comment came 12 minutes later" },
		{ { .score = -1,
		      .comment = COMMENT_LATE,
		      .comment_after_us = 1 },
		    3, "x", "Kommentaren kom 1 sekund efter",
		    "The comment came 1 second later" },
		{ { .score = 9,
		      .scale = SCALE_NPS,
		      .comment = COMMENT_LATE,
		      .comment_after_us = MINUTES(60) },
		    3, "x", "Rettet: 9 → 3\nKommentaren kom 1 time efter",
		    "Corrected: 9 → 3\nThe comment came 1 hour later" },
		{ { .score = -1, .comment = COMMENT_CHANGED }, 3, "x",
		    "Kommentaren er rettet", "The comment was corrected" },
		{ { .score = 5, .scale = SCALE_STARS_1_5 }, 3, "x",
		    "Rettet: 5 af 5 → 3 af 10",
		    "Corrected: 5 out of 5 → 3 out of 10" },
		{ { .score = -1 }, 3, "x", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows) * 2; i++) {
		bool is_da = i % 2 == 0;
		const char *expected = is_da ? rows[i / 2].da : rows[i / 2].en;
		struct response r;
		cJSON *data;

		fixture_response(
		    &r, rows[i / 2].score, "\"comment\":\"x\"", STEEL);
		r.correction = &rows[i / 2].told;
		data = compose_data(&composer, &r, is_da ? "da" : "en");
		if (expected == NULL)
			assert_null(json_member(data, "change"));
		else
			assert_string_equal(
			    json_string(json_member(data, "change"), "text"),
			    expected);
		cJSON_Delete(data);
		response_release(&r);
	}
}

static void
change__comment_taken_back__is_said_in_the_text(void **state)
{
	static const struct {
		char language[3];
		const char *text;
	} rows[] = {
		{ "da", "Kommentaren er taget tilbage\n" },
		{ "en", "The comment was withdrawn\n" },
	};
	struct correction told = { .score = -1, .comment = COMMENT_GONE };
	struct send send = { .to = NULL };

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		char language[3];
		struct route route = { .language = language };
		struct response r;
		char *body;
		cJSON *json;

		memcpy(language, rows[i].language, sizeof(language));
		fixture_response(&r, 3, "", STEEL);
		r.correction = &told;
		body = compose_notice(&composer, &r, &route, &send);
		json = cJSON_Parse(body);
		/* First, where it is seen. */
		if (strncmp(json_string(json, "text"), rows[i].text,
			strlen(rows[i].text)) != 0)
			fail_msg("%s", body);
		cJSON_Delete(json);
		free(body);
		response_release(&r);
	}
}

static void
change__every_template__has_a_place_for_it(void **state)
{
	static const struct {
		int score;
		const char *members;
	} rows[] = { { 9, "" }, { 8, "" }, { 2, "" },
		{ 4, "\"scale\":\"stars_1_5\"" } };
	static const char *const languages[] = { "da", "en" };
	struct correction told = { .score = 1, .scale = SCALE_NPS };
	struct send send = { .to = NULL };

	(void)state;
	for (size_t i = 0; i < N_OF(rows) * 2; i++) {
		char language[3];
		struct route route = { .language = language };
		struct response r;
		char *body;

		memcpy(language, languages[i % 2], sizeof(language));
		fixture_response(
		    &r, rows[i / 2].score, rows[i / 2].members, STEEL);
		r.correction = &told;
		body = compose_notice(&composer, &r, &route, &send);
		if (strstr(body, i % 2 == 0 ? "Rettet: 1" : "Corrected: 1") ==
		    NULL)
			fail_msg("%s", body);
		free(body);
		response_release(&r);
	}
}

static void
duration__any__is_the_largest_unit_that_fits(void **state)
{
	static const struct {
		int64_t s;
		const char *da, *en;
	} rows[] = {
		{ -5, "1 sekund", "1 second" },
		{ 0, "1 sekund", "1 second" },
		{ 59, "59 sekunder", "59 seconds" },
		{ 60, "1 minut", "1 minute" },
		{ 119, "1 minut", "1 minute" },
		{ 3599, "59 minutter", "59 minutes" },
		{ 3600, "1 time", "1 hour" },
		{ 86399, "23 timer", "23 hours" },
		{ 172800, "2 dage", "2 days" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		char *da =
		    words_duration(templates, "da", rows[i].s * 1000000);
		char *en =
		    words_duration(templates, "en", rows[i].s * 1000000);

		assert_string_equal(da, rows[i].da);
		assert_string_equal(en, rows[i].en);
		free(da);
		free(en);
	}
}

static void
filled__no_such_label_or_broken__is_none(void **state)
{
	cJSON *data = cJSON_CreateObject();

	(void)state;
	assert_null(words_filled(templates, "da", "changes", "none", data));
	cJSON_Delete(data);
}

/* ---- Folds */

static struct response
an_answer(const char *id, int score, const char *comment)
{
	char *members = mem_printf("\"comment\":\"%s\"", comment);
	struct response r;

	fixture_response(&r, score, members, STEEL);
	snprintf(r.id, sizeof(r.id), "%s", id);
	free(members);
	return r;
}

static void
fold__beyond_what_is_named__is_counted_by_category(void **state)
{
	static const int scores[] = { 9, 8, 9, 2 };
	cJSON *members = cJSON_CreateArray();
	const cJSON *tally;

	(void)state;
	for (int i = 0; i < 30 + 8; i++) {
		char id[ID_SIZE];
		struct response r;

		snprintf(id, sizeof(id), "%d", i);
		r = an_answer(id, scores[i % 4], "x");
		assert_null(i < 30 ? fold_tally(members) : NULL);
		decide_fold_add(members, &r);
		response_release(&r);
	}
	tally = fold_tally(members);
	assert_int_equal(cJSON_GetArraySize(members), 31);
	assert_int_equal(json_integer(tally, "promoter", 0), 4);
	assert_int_equal(json_integer(tally, "passive", 0), 2);
	assert_int_equal(json_integer(tally, "detractor", 0), 2);
	cJSON_Delete(members);
}

static void
fold__replace_and_remove__find_their_member_alone(void **state)
{
	cJSON *members = cJSON_CreateArray();
	struct response a = an_answer("A", 9, "x"),
			b = an_answer("B", 10, "y"),
			a_again = an_answer("A", 10, "x");

	(void)state;
	assert_false(decide_fold_replace(members, &a));
	assert_false(decide_fold_remove(members, &a));
	decide_fold_add(members, &a);
	assert_false(decide_fold_replace(members, &a)); /* nothing new */
	assert_false(decide_fold_replace(members, &b));
	decide_fold_add(members, &b);
	assert_true(decide_fold_replace(members, &a_again));
	assert_int_equal(json_integer(members->child, "score", 0), 10);
	assert_true(decide_fold_remove(members, &b));
	assert_false(decide_fold_remove(members, &b));
	assert_int_equal(cJSON_GetArraySize(members), 1);
	response_release(&a);
	response_release(&b);
	response_release(&a_again);
	cJSON_Delete(members);
}

static void
fold__a_long_comment__is_kept_short(void **state)
{
	char comment[2000] = "";
	struct response r;
	cJSON *member;

	(void)state;
	for (int i = 0; i < 600; i++)
		memcpy(comment + strlen(comment), "æ", 3);
	r = an_answer("A", 9, comment);
	member = decide_fold_member(&r);
	assert_true(strlen(json_string(member, "comment")) <= 240);
	cJSON_Delete(member);
	response_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    change__in_both_languages__says_what_was_told_before),
		cmocka_unit_test(
		    change__comment_taken_back__is_said_in_the_text),
		cmocka_unit_test(change__every_template__has_a_place_for_it),
		cmocka_unit_test(duration__any__is_the_largest_unit_that_fits),
		cmocka_unit_test(filled__no_such_label_or_broken__is_none),
		cmocka_unit_test(
		    fold__beyond_what_is_named__is_counted_by_category),
		cmocka_unit_test(
		    fold__replace_and_remove__find_their_member_alone),
		cmocka_unit_test(fold__a_long_comment__is_kept_short),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
