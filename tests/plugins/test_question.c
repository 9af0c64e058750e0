/* SPDX-License-Identifier: ISC */
/* test_question.c - which question of a survey is the score, and the comment. */
#include "sdk/question.h"

#include <loopbell/plugin.h>

#include "test.h"

/* "n" an NPS question, "s" another score, "t" a text, "x" something else. */
static struct questions
survey(const char *kinds)
{
	static const char *const ids[] = { "q0", "q1", "q2", "q3", "q4", "q5",
		"q6", "q7", "q8" };
	struct questions q = { .n = 0 };

	for (int i = 0; kinds[i] != '\0'; i++)
		questions_add(
		    &q, &(struct question){ .id = ids[i],
			    .ref = i == 1 ? "one" : NULL,
			    .title = i == 2 ? "Two?" : "",
			    .scale = kinds[i] == 'n'   ? LB_NPS
				     : kinds[i] == 's' ? LB_SCALE_OTHER
						       : -1,
			    .rank = kinds[i] == 's',
			    .is_text = kinds[i] == 't' });
	return q;
}

static void
score__of_each_survey__is_the_likeliest_or_asked_for(void **state)
{
	static const struct {
		const char *kinds, *wanted, *id, *why;
	} cases[] = {
		{ "n", NULL, "q0", NULL },
		{ "tsxn", NULL, "q3", NULL },
		{ "nss", NULL, "q0", NULL },
		{ "txs", NULL, "q2", NULL },
		{ "nn", "one", "q1", NULL },
		{ "ns", "q1", "q1", NULL },
		{ "nsn", NULL, NULL,
		    "to one of q0 (q0), one (q1), q2 (Two?)" },
		{ "ss", NULL, NULL, "several" },
		{ "tt", NULL, NULL, "questions are q0 (q0), one (q1)" },
		{ "", NULL, NULL, "none at all" },
		{ "nt", "one", NULL, "question: the answers to one (q1)" },
		{ "n", "q7", NULL, "question: there is no \"q7\"" },
		{ "nnnnnnnn", NULL, NULL, "q5 (q5), …" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct questions q = survey(cases[i].kinds);
		struct error err;
		const struct question *found =
		    questions_score(&q, cases[i].wanted, &err);

		assert_int_equal(found != NULL, cases[i].id != NULL);
		if (found != NULL)
			assert_string_equal(found->id, cases[i].id);
		else if (strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s", err.text);
		questions_release(&q);
	}
}

static void
comment__of_each_survey__is_the_first_text_after_the_score(void **state)
{
	static const struct {
		const char *kinds, *wanted, *id;
		bool ok;
	} cases[] = {
		{ "tnxtt", NULL, "q3", true },
		{ "tn", NULL, NULL, true },
		{ "n", NULL, NULL, true },
		{ "tn", "q0", "q0", true },
		{ "nx", "one", "q1", true },
		{ "nt", "q5", NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct questions q = survey(cases[i].kinds);
		const struct question *score = questions_score(&q, NULL, NULL);
		const struct question *found;
		struct error err;

		assert_int_equal(questions_comment(
				     &q, score, cases[i].wanted, &found, &err),
		    cases[i].ok);
		assert_int_equal(found != NULL, cases[i].id != NULL);
		if (found != NULL)
			assert_string_equal(found->id, cases[i].id);
		if (!cases[i].ok)
			assert_non_null(strstr(err.text, "comment: "));
		questions_release(&q);
	}
}

static void
title__that_is_empty__is_the_id(void **state)
{
	struct questions q = survey("ntn");

	(void)state;
	assert_string_equal(question_title(&q.at[0]), "q0");
	assert_string_equal(question_title(&q.at[2]), "Two?");
	assert_null(questions_find(&q, NULL));
	assert_ptr_equal(questions_find(&q, "one"), &q.at[1]);
	questions_release(&q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    score__of_each_survey__is_the_likeliest_or_asked_for),
		cmocka_unit_test(
		    comment__of_each_survey__is_the_first_text_after_the_score),
		cmocka_unit_test(title__that_is_empty__is_the_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
