/* SPDX-License-Identifier: ISC */
/*
 * test_limesurvey_questions.c - which question of a survey holds the score,
 * which the comment, and which numbers answers stand for.
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

/* ---- The numbers of a list */

static const char zero_to_ten[] =
    "[{\"answer\":\"0\"},{\"answer\":\"1\"},{\"answer\":\"2\"},"
    "{\"answer\":\"3\"},{\"answer\":\"4\"},{\"answer\":\"5\"},"
    "{\"answer\":\"6\"},{\"answer\":\"7\"},{\"answer\":\"8\"},"
    "{\"answer\":\"9\"},{\"answer\":\"10\"}]";

static const char one_to_five[] =
    "{\"1\":{\"answer\":\"Nord\"},\"2\":{\"answer\":\"Syd\"},"
    "\"3\":{\"answer\":\"Øst\"},\"4\":{\"answer\":\"Vest\"},"
    "\"5\":{\"answer\":\"Andet\"}}";

struct list {
	const char *codes; /* by "|"; NULL: a list, as PHP writes 0, 1, 2 … */
	const char *labels;
	int scale; /* -1: none */
	const char *code;
	int score; /* that this code stands for */
};

static const struct list lists[] = {
	{ NULL, "0|1|2|3|4|5|6|7|8|9|10", LB_NPS, "10", 10 },
	{ NULL, "Slet ikke|||||||||| I høj grad", LB_NPS, "0", 0 },
	{ "0|1|2|3|4|5|6|7|8|9|10", "0 slet ikke|1|2|3|4|5|6|7|8|9|10 meget",
	    LB_NPS, "9", 9 },
	{ "A1|A2|A3|A4|A5|A6|A7|A8|A9|A10|A11",
	    "<b>0</b>|1|2|3|4|5|6|7|8|9| 10", LB_NPS, "A1", 0 },
	/* What people saw counts. */
	{ "1|2|3|4|5|6|7|8|9|10|11", "0|1|2|3|4|5|6|7|8|9|10", LB_NPS, "10",
	    9 },
	{ NULL, "10|9|8|7|6|5|4|3|2|1|0", LB_NPS, "0", 10 },
	{ "0|1|2|3|4|5|6|7|8|9|10|x", "0|1|2|3|4|5|6|7|8|9|10|Ved ikke",
	    LB_NPS, "x", -1 },
	{ "AO1|AO2|AO3|AO4|AO5|AO6|AO7|AO8|AO9|AO10|AO11|AO12",
	    "0|1|2|3|4|5|6|7|8|9|10|Ved ikke", LB_NPS, "AO12", -1 },
	{ "1|2|3|4|5|6|7|8|9|10", "1|2|3|4|5|6|7|8|9|10", LB_SCALE_1_10, "10",
	    10 },
	{ "1|2|3|4|5", "Dårlig||||God", LB_STARS_1_5, "5", 5 },
	{ "A1|A2|A3|A4|A5|A6|A7|A8|A9|A10|A11",
	    "Not at all|1|2|3|4|5|6|7|8|9|10", -1, NULL, 0 },
	{ "M|F|X", "Mand|Kvinde|Andet", -1, NULL, 0 },
	{ "1|2|3", "18-25|26-40|41-", -1, NULL, 0 },
	{ "0|1|2|3|4|5|6|7|8|9|11", "||||||||||", -1, NULL, 0 },
	{ "0|0|2|3|4|5|6|7|8|9|10", "||||||||||", -1, NULL, 0 },
	{ NULL, "100|99", -1, NULL, 0 },
	{ NULL, "", -1, NULL, 0 },
};

static cJSON *
options_of(const struct list *list)
{
	cJSON *all =
	    list->codes == NULL ? cJSON_CreateArray() : cJSON_CreateObject();
	char *codes = mem_string(list->codes == NULL ? "" : list->codes);
	char *labels = mem_string(list->labels), *rest = labels;
	char *more = codes, *label;

	while ((label = strsep(&rest, "|")) != NULL) {
		cJSON *option = cJSON_CreateObject();

		json_put_string(option, "answer", label);
		if (list->codes == NULL)
			cJSON_AddItemToArray(all, option);
		else
			cJSON_AddItemToObject(all, strsep(&more, "|"), option);
	}
	free(codes);
	free(labels);
	return all;
}

static int
score_of(const struct lime_columns *c, const char *code)
{
	for (size_t i = 0; i < c->n_codes; i++)
		if (strcmp(c->codes[i].code, code) == 0)
			return c->codes[i].score;
	return -2;
}

static void
options__of_many_kinds__stand_for_these_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(lists); i++) {
		struct lime_columns c = { .score = NULL };
		cJSON *options = options_of(&lists[i]);
		bool is_one = lime_read_options(&c, options);

		if (is_one != (lists[i].scale >= 0))
			print_error("%s\n", lists[i].labels);
		assert_int_equal(is_one, lists[i].scale >= 0);
		if (is_one) {
			assert_int_equal(c.scale, lists[i].scale);
			assert_int_equal(
			    score_of(&c, lists[i].code), lists[i].score);
		}
		lime_forget_columns(&c);
		cJSON_Delete(options);
	}
}

static void
options__that_are_none__stand_for_nothing(void **state)
{
	struct lime_columns c = { .score = NULL };
	cJSON *text = cJSON_CreateString("No available answer options");

	(void)state;
	assert_false(lime_read_options(&c, NULL));
	assert_false(lime_read_options(&c, text));
	lime_forget_columns(&c);
	cJSON_Delete(text);
}

/* ---- The question of a survey */

#define Q(qid, type, code, gid, order)                                    \
	"{\"qid\":" qid ",\"type\":\"" type "\",\"title\":\"" code        \
	"\",\"question\":\"?\",\"gid\":" gid ",\"question_order\":" order \
	",\"parent_qid\":0}"

struct survey {
	const char *questions;
	const char *parts; /* JSON by qid */
	const char *more;  /* settings */
	const char *score; /* column; NULL: it fails */
	int scale;
	const char *said; /* comments by " ", or what is said */
};

static const struct survey surveys[] = {
	{ Q("1", "L", "NPS", "1", "0") "," Q("2", "T", "WHY", "1", "1"), "{}",
	    "", "NPS", LB_NPS, "WHY" },
	/* One behind it in its group, before all others. */
	{ Q("5", "T", "A", "1", "0") "," Q("1", "!", "NPS", "2", "1") "," Q(
	      "6", "U", "B", "2", "2") "," Q("7", "T", "C", "3", "0"),
	    "{}", "", "NPS", LB_NPS, "B" },
	{ Q("1", "L", "NPS", "1", "0") "," Q("7", "T", "C", "3", "0") "," Q(
	      "8", "T", "D", "4", "0"),
	    "{}", "", "NPS", LB_NPS, "C D" },
	{ Q("1", "O", "NPS", "1", "0"), "{}", "", "NPS", LB_NPS,
	    "NPS[comment]" },
	{ Q("1", "L", "NPS", "1", "0") "," Q("2", "T", "WHY", "1", "1"), "{}",
	    ",\"comment\":[\"X\",\"Y\"]", "NPS", LB_NPS, "X Y" },
	{ Q("1", "L", "NPS", "1", "0") "," Q("3", "Y", "OK", "1", "1"), "{}",
	    ",\"question\":\"Ok\"", NULL, 0, "NPS (?), OK (?)" },
	/* Two could be it. */
	{ Q("1", "L", "NPS", "1", "0") "," Q("3", "L", "NPS2", "1", "1"), "{}",
	    "", NULL, 0, "NPS (?), NPS2 (?)" },
	{ Q("1", "L", "NPS", "1", "0") "," Q("3", "L", "NPS2", "1", "1"), "{}",
	    ",\"question\":\"NPS2\"", "NPS2", LB_NPS, "" },
	/* Parts of arrays. */
	{ Q("1", "F", "R", "1", "0"), "{\"1\":{\"9\":{\"title\":\"SQ001\"}}}",
	    "", "R[SQ001]", LB_NPS, "" },
	{ Q("1", "F", "R", "1", "0"),
	    "{\"1\":{\"9\":{\"title\":\"S1\"},\"10\":{\"title\":\"S2\"}}}", "",
	    NULL, 0, "R[S1] (?), R[S2] (?)" },
	{ Q("1", "F", "R", "1", "0"),
	    "{\"1\":{\"9\":{\"title\":\"S1\"},\"10\":{\"title\":\"S2\"}}}",
	    ",\"question\":\"R[S2]\"", "R[S2]", LB_NPS, "" },
	/* A 10 point array is answered with 1 to 10, which is no NPS. */
	{ Q("9", "B", "R", "1", "0"), "{\"9\":{\"2\":{\"title\":\"S1\"}}}", "",
	    "R[S1]", LB_SCALE_1_10, "" },
	{ Q("9", "B", "R", "1", "0") "," Q("1", "L", "NPS", "1", "1"),
	    "{\"9\":{\"2\":{\"title\":\"S1\"}}}", "", "NPS", LB_NPS, "" },
	{ Q("9", "B", "R", "1", "0") "," Q("1", "L", "NPS", "1", "1"),
	    "{\"9\":{\"2\":{\"title\":\"S1\"}}}", ",\"question\":\"R\"",
	    "R[S1]", LB_SCALE_1_10, "" },
	/* Numbers and texts have to be named. */
	{ Q("9", "N", "SCORE", "1", "0"), "{}", "", NULL, 0,
	    "its questions are SCORE (?)" },
	{ Q("9", "N", "SCORE", "1", "0"), "{}", ",\"question\":\"SCORE\"",
	    "SCORE", LB_NPS, "" },
	{ Q("9", "S", "SCORE", "1", "0"), "{}",
	    ",\"question\":\"SCORE\",\"scale\":\"1-10\"", "SCORE",
	    LB_SCALE_1_10, "" },
	{ Q("9", "5", "STARS", "1", "0"), "{}", ",\"question\":\"STARS\"",
	    "STARS", LB_STARS_1_5, "" },
	{ Q("4", "Y", "OK", "1", "0"), "{}", ",\"question\":\"OK\"", NULL, 0,
	    "the answers to OK (?) are no scores" },
	/* Regions, as likely as not. */
	{ Q("2", "L", "REGION", "1", "0"), "{}", "", NULL, 0, "with a score" },
	{ Q("2", "L", "REGION", "1", "0"), "{}", ",\"question\":\"REGION\"",
	    "REGION", LB_STARS_1_5, "" },
	{ Q("1", "F", "R", "1", "0"),
	    "{\"1\":{\"9\":{\"title\":\"S1\"},\"10\":{\"title\":\"S2\"}}}",
	    ",\"question\":\"R\"", NULL, 0, "there is no \"R\"" },
	{ Q("1", "L", "NPS", "1", "0"), "{}", ",\"question\":\"NSP\"", NULL, 0,
	    "there is no \"NSP\": the survey's questions are NPS (?)" },
	{ "", "{}", "", NULL, 0, "survey 424242: no question of the survey" },
};

static void
assert_comments(const struct lime_columns *c, const char *names)
{
	struct buf list = BUF_INIT;

	for (size_t i = 0; i < c->n_comments; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : " ", c->comments[i]);
	assert_string_equal(buf_str(&list), names);
	buf_release(&list);
}

static void
question__of_many_surveys__is_found_or_asked_for(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < N_OF(surveys); i++) {
		const struct survey *s = &surveys[i];
		const struct lime *l;

		tell(w, "set",
		    "{\"questions\":[%s],\"parts\":%s,"
		    "\"options\":{\"1\":%s,\"3\":%s,\"2\":%s}}",
		    s->questions, s->parts, zero_to_ten, zero_to_ten,
		    one_to_five);
		open_again(w, s->more);
		l = w->state;
		if ((poll_it(w) == LB_DONE) != (s->score != NULL))
			fail_msg("survey %zu: %s", i, fake_why(w->host));
		if (s->score == NULL) {
			assert_non_null(strstr(fake_why(w->host), s->said));
			continue;
		}
		assert_string_equal(l->columns.score, s->score);
		assert_int_equal(l->columns.scale, s->scale);
		assert_comments(&l->columns, s->said);
	}
}

static void
array__of_1_to_10__is_told_on_its_own_scale(void **state)
{
	struct world *w = *state;

	tell(w, "set",
	    "{\"questions\":[%s],\"parts\":{\"9\":{\"2\":{\"title\":"
	    "\"S1\"}}}}",
	    Q("9", "B", "R", "1", "0"));
	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"ago\":60,\"R[S1]\":\"10\"}");
	tell(w, "answer", "{\"id\":2,\"ago\":60,\"R[S1]\":\"0\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_string_equal(json_string(held(w, "1"), "scale"), "scale_1_10");
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 10);
	assert_int_equal(n_refused(w), 1);
}

/* A number comes with the ten digits of its column. */
static void
number__with_a_fraction_of_zeros__is_a_whole_one(void **state)
{
	struct world *w = *state;

	tell(w, "set", "{\"questions\":[%s]}", Q("9", "N", "SCORE", "1", "0"));
	open_with(w, ",\"question\":\"SCORE\"");
	tell(w, "answer", "{\"id\":1,\"ago\":60,\"SCORE\":\"9.0000000000\"}");
	tell(w, "answer", "{\"id\":2,\"ago\":60,\"SCORE\":\"9.5\"}");
	tell(w, "answer", "{\"id\":3,\"ago\":60,\"SCORE\":10}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "1"), "score", -1), 9);
	assert_int_equal(json_integer(held(w, "3"), "score", -1), 10);
	assert_int_equal(n_refused(w), 1);
}

static void
question__whose_code_was_changed__is_said_with_each_answer(void **state)
{
	struct world *w = *state;

	open_with(w, "");
	tell(w, "answer", "{\"id\":1,\"ago\":60,\"NPS\":\"9\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	tell(w, "set", "{\"questions\":[%s]}", Q("1", "L", "SCORE", "1", "0"));
	tell(w, "delete", "{\"id\":1}");
	tell(w, "answer", "{\"id\":2,\"ago\":60,\"SCORE\":\"9\"}");
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(n_refused(w), 1);
	/* What the survey asks is read again each hour. */
	((struct lime *)w->state)->columns_until_s = 0;
	assert_int_equal(poll_it(w), LB_DONE);
	assert_int_equal(json_integer(held(w, "2"), "score", -1), 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    options__of_many_kinds__stand_for_these_numbers),
		cmocka_unit_test(options__that_are_none__stand_for_nothing),
		CASE(question__of_many_surveys__is_found_or_asked_for),
		CASE(array__of_1_to_10__is_told_on_its_own_scale),
		CASE(number__with_a_fraction_of_zeros__is_a_whole_one),
		CASE(
		    question__whose_code_was_changed__is_said_with_each_answer),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
