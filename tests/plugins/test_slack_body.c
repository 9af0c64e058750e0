/* SPDX-License-Identifier: ISC */
/*
 * test_slack_body.c - what a person sees of a message: at a glance what it is,
 * the facts that matter beside it, and where the rest is.
 */
#include "notifiers/slack/blocks.h"

#include "sdk/json.h"
#include "slack_rules.h"
#include "test.h"

static void
message__label_of_the_answer__is_in_the_notices_language(void **state)
{
	static const struct {
		const char *language, *label;
	} cases[] = { { "da", "Se svaret" }, { "da-DK", "Se svaret" },
		{ "en", "See the answer" }, { "fr", "See the answer" },
		{ NULL, "See the answer" } };
	struct lb_notice n = {
		.id = "1", .target = "#x", .link = "http://x.example/"
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		bool cut = false;
		cJSON *m;
		const cJSON *link;

		n.language = cases[i].language;
		m = blocks_message(&n, NULL, &cut);
		link = cJSON_GetArrayItem(rules_line(m), 0);
		assert_string_equal(json_string(link, "type"), "link");
		assert_string_equal(json_string(link, "text"), cases[i].label);
		cJSON_Delete(m);
	}
}

/* Whoever sees that something is missing is told where it is. */
static void
message__shortened__says_where_the_rest_is(void **state)
{
	static const struct {
		const char *language, *link, *says;
	} cases[] = {
		{ "da", "https://x.example/1",
		    "Forkortet her; resten st\xc3\xa5r i svaret.\n" },
		{ "en", "https://x.example/1",
		    "Shortened here; the answer has the rest.\n" },
		{ "en", NULL,
		    "Shortened here; for the rest: loopbell queue show "
		    "01JD\n" },
		{ "da", "javascript:x",
		    "Forkortet her; resten vises med: loopbell queue show "
		    "01JD\n" },
	};
	char *s = rules_repeat("abcdefghi ", 5000);

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_notice n = { .id = "01JD",
			.target = "#x",
			.quote = s,
			.link = cases[i].link,
			.language = cases[i].language };
		bool cut = false;
		cJSON *m = blocks_message(&n, NULL, &cut);
		char *small = rules_small(m);

		rules_check(m);
		assert_true(cut);
		assert_string_equal(small, cases[i].says);
		free(small);
		cJSON_Delete(m);
	}
	free(s);
}

static void
message__many_facts__are_four_in_a_line_and_the_rest_small(void **state)
{
	struct lb_fact many[12];
	struct lb_notice n = {
		.id = "1", .target = "#x", .facts = many, .n_facts = N_OF(many)
	};
	bool cut = false;
	cJSON *m;
	char *small;

	(void)state;
	for (size_t i = 0; i < N_OF(many); i++)
		many[i] = (struct lb_fact){ "k", i == 0 ? " " : "v" };
	m = blocks_message(&n, NULL, &cut);
	rules_check(m);
	assert_int_equal(cJSON_GetArraySize(json_member(m, "blocks")), 2);
	assert_int_equal(cJSON_GetArraySize(rules_line(m)), 4 + 4 + 3);
	small = rules_small(m);
	assert_int_equal(strlen(small),
	    7 * strlen("k: v") + 6 * strlen("  \xc2\xb7  ") + 1);
	assert_false(cut);
	free(small);
	cJSON_Delete(m);
}

/* At a glance: what is it? */
static void
message__tones__have_their_mark_in_headline_and_notification(void **state)
{
	static const struct {
		enum lb_tone tone;
		const char *headline;
	} cases[] = {
		{ LB_NEUTRAL, "\xf0\x9f\x92\xac h" },
		{ LB_CELEBRATE, "\xf0\x9f\x8e\x89 h" },
		{ LB_ALERT, "\xf0\x9f\x9a\xa8 h" },
		{ LB_REMIND, "\xe2\x8f\xb0 h" },
		{ LB_RESOLVED, "\xe2\x9c\x85 h" },
		{ (enum lb_tone)9, "h" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct lb_notice n = { .id = "1",
			.target = "#x",
			.tone = cases[i].tone,
			.headline = "h" };
		bool cut = false;
		cJSON *m = blocks_message(&n, NULL, &cut);

		assert_string_equal(json_string(m, "text"), cases[i].headline);
		assert_string_equal(
		    json_string(
			json_member(rules_block(m, "header"), "text"), "text"),
		    cases[i].headline);
		cJSON_Delete(m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		cmocka_unit_test(message__label_of_the_answer__is_in_the_notices_language),
		cmocka_unit_test(message__shortened__says_where_the_rest_is),
		cmocka_unit_test(message__many_facts__are_four_in_a_line_and_the_rest_small),
		cmocka_unit_test(message__tones__have_their_mark_in_headline_and_notification),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
