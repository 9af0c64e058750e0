/* SPDX-License-Identifier: ISC */
/* test_csv_parts.c - the pieces of the provider csv, each on its own. */
#include "test.h"

#include "providers/csv/columns.h"
#include "providers/csv/score.h"
#include "providers/csv/seen.h"
#include "providers/csv/settings.h"
#include "sdk/mem.h"

static const char *
default_of(const char *option)
{
	const struct lb_option *o = settings_options;

	while (strcmp(o->name, option) != 0)
		o++;
	return o->def;
}

/* clang-format off */
static const struct {
	const char *cell;
	int scale;
	enum score_result result;
	int score;
} scores[] = {
	{ "0", LB_NPS, SCORE_GIVEN, 0 },
	{ "10", LB_NPS, SCORE_GIVEN, 10 },
	{ "007", LB_NPS, SCORE_GIVEN, 7 },
	{ "9,0", LB_NPS, SCORE_GIVEN, 9 },
	{ "9.00", LB_NPS, SCORE_GIVEN, 9 },
	{ "9 - meget sandsynligt", LB_NPS, SCORE_GIVEN, 9 },
	{ "9 \xe2\x80\x93 meget sandsynligt", LB_NPS, SCORE_GIVEN, 9 },
	{ "9-meget", LB_NPS, SCORE_GIVEN, 9 },
	{ "9: meget sandsynligt", LB_NPS, SCORE_GIVEN, 9 },
	{ "9\xc2\xa0- meget", LB_NPS, SCORE_GIVEN, 9 },
	{ "10 (helt sikkert)", LB_NPS, SCORE_GIVEN, 10 },
	{ "10 = \xc3\xb8nsker at anbefale", LB_NPS, SCORE_GIVEN, 10 },
	{ "1", LB_NPS, SCORE_GIVEN, 1 },
	{ "9/10", LB_NPS, SCORE_GIVEN, 9 },
	{ "", LB_NPS, SCORE_EMPTY, -1 },
	{ "Ved ikke", LB_NPS, SCORE_NONE, -1 },
	{ "VED IKKE", LB_NPS, SCORE_NONE, -1 },
	{ "\xc3\x98nsker ikke at svare", LB_NPS, SCORE_NONE, -1 },
	{ "99", LB_NPS, SCORE_NONE, -1 },
	{ "98", LB_NPS, SCORE_NONE, -1 },
	{ "-1", LB_NPS, SCORE_NONE, -1 },
	{ "N/A", LB_NPS, SCORE_NONE, -1 },
	{ "8,5", LB_NPS, SCORE_WRONG, -1 },
	{ "8.5", LB_NPS, SCORE_WRONG, -1 },
	{ "11", LB_NPS, SCORE_WRONG, -1 },
	{ "100", LB_NPS, SCORE_WRONG, -1 },
	{ "99999999999999999999", LB_NPS, SCORE_WRONG, -1 },
	{ "-3", LB_NPS, SCORE_WRONG, -1 },
	{ "22-05-2026", LB_NPS, SCORE_WRONG, -1 },
	{ "9-10", LB_NPS, SCORE_WRONG, -1 },
	{ "9 - 10", LB_NPS, SCORE_WRONG, -1 },
	{ "9\xe2\x80\x93" "10", LB_NPS, SCORE_WRONG, -1 },
	{ "4/5", LB_NPS, SCORE_WRONG, -1 },
	{ "9.5.2026", LB_NPS, SCORE_WRONG, -1 },
	{ "1,23E+11", LB_NPS, SCORE_WRONG, -1 },
	{ "9a", LB_NPS, SCORE_WRONG, -1 },
	{ "9\xc3\xa6", LB_NPS, SCORE_WRONG, -1 },
	{ "90%", LB_NPS, SCORE_WRONG, -1 },
	{ "meget sandsynligt (9)", LB_NPS, SCORE_WRONG, -1 },
	{ "0", LB_SCALE_1_10, SCORE_WRONG, -1 },
	{ "1", LB_SCALE_1_10, SCORE_GIVEN, 1 },
	{ "6", LB_STARS_1_5, SCORE_WRONG, -1 },
	{ "4/5", LB_STARS_1_5, SCORE_GIVEN, 4 },
	{ "250", LB_SCALE_OTHER, SCORE_GIVEN, 250 },
};

static const struct {
	const char *header;
	bool is_other;
} headers[] = {
	{ "NPS 1-10", true },
	{ "Score (1 til 10)", true },
	{ "1 to 10", true },
	{ "Karakter 1\xe2\x80\x93" "5", true },
	{ "NPS (0-10)", false },
	{ "NPS", false },
	{ "Q11-10", false },
	{ "1", false },
	{ "1-100", false },
	{ "2021-10", false },
};
/* clang-format on */

static struct score_rules
rules_for(int scale)
{
	const char *const texts[] = { default_of("no_answer"), NULL };
	struct score_rules rules = { .scale = scale, .decimal_comma = true };

	words_init(&rules.no_answer, texts);
	return rules;
}

static void
score_read__cells_as_they_come__never_guesses(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(scores); i++) {
		struct score_rules rules = rules_for(scores[i].scale);
		struct error err = { "" };
		int score = -1;

		if (score_read(&rules, scores[i].cell, &score, &err) !=
			scores[i].result ||
		    score != scores[i].score)
			fail_msg(
			    "\"%s\": %d %s", scores[i].cell, score, err.text);
		words_release(&rules.no_answer);
	}
}

static void
score_read__commas_part_thousands__no_decimal_comma(void **state)
{
	struct score_rules rules = rules_for(LB_SCALE_OTHER);
	struct error err;
	int score = -1;

	(void)state;
	rules.decimal_comma = false;
	assert_int_equal(
	    score_read(&rules, "1,250", &score, &err), SCORE_GIVEN);
	assert_int_equal(score, 1250);
	assert_int_equal(score_read(&rules, "9,0", &score, &err), SCORE_WRONG);
	words_release(&rules.no_answer);
}

static void
score_is_other_scale__headers__tells(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(headers); i++)
		if (score_is_other_scale(headers[i].header) !=
		    headers[i].is_other)
			fail_msg("%s", headers[i].header);
}

static void
seen__written_and_read__is_the_same(void **state)
{
	struct seen a = { .n = 0 }, b;
	struct buf text = BUF_INIT, again = BUF_INIT;

	(void)state;
	seen_add(&a, 0x0123456789abcdef, false);
	seen_add(&a, UINT64_MAX, true);
	a.within = 42;
	a.rows = 12000;
	seen_put(&text, &a);
	assert_string_equal(buf_str(&text),
	    "1 0123456789abcdef !ffffffffffffffff 000000000000002a@12000");
	assert_true(seen_read(&b, buf_str(&text)));
	seen_put(&again, &b);
	assert_string_equal(buf_str(&again), buf_str(&text));
	assert_true(seen_find(&b, UINT64_MAX)->is_refused);
	assert_null(seen_find(&b, 7));
	seen_release(&a);
	seen_release(&b);
	buf_release(&text);
	buf_release(&again);
}

static void
seen_read__not_ours__is_empty(void **state)
{
	static const char *const texts[] = { "", "2", "1 x", "1  ", "1 123",
		"1 0123456789abcdef@", "1 0123456789abcdef@x",
		"1 0123456789abcdef0", "{\"files\":1}", "1 0123456789ABCDEF" };

	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		struct seen s;

		if (seen_read(&s, texts[i]))
			fail_msg("\"%s\" was taken", texts[i]);
		assert_int_equal(s.n, 0);
	}
}

/* The columns found in a header, as "field=header …". */
static bool
read_header(struct columns *c, const char *const *names, size_t n,
    const struct lb_pair *map, struct error *err)
{
	char *fields[20];
	struct csv_row row = { .fields = fields, .n_fields = n };
	bool ok;

	for (size_t i = 0; i < n; i++)
		fields[i] = mem_string(names[i]);
	ok = columns_read(c, &row, map, err);
	for (size_t i = 0; i < n; i++)
		free(fields[i]);
	return ok;
}

static void
columns_read__danish_header__knows_the_usual_names(void **state)
{
	static const char *const names[] = { "Interviewnr.", "Dato",
		"Hvor sandsynligt er det, at du vil anbefale os (0-10)?",
		"Kommentar", "E-mail", "Firmanavn", "Kundenr.", "Tlf.",
		"Postnr.", "" };
	const struct lb_pair none[] = { { NULL, NULL } };
	struct columns c;
	struct error err;

	(void)state;
	assert_true(read_header(&c, names, N_OF(names), none, &err));
	assert_int_equal(c.at[FIELD_ID], 0);
	assert_int_equal(c.at[FIELD_DATE], 1);
	assert_int_equal(c.at[FIELD_SCORE], 2);
	assert_int_equal(c.at[FIELD_COMMENT], 3);
	assert_int_equal(c.at[FIELD_EMAIL], 4);
	assert_int_equal(c.at[FIELD_COMPANY], 5);
	assert_string_equal(c.properties[6], "account_id");
	assert_string_equal(c.properties[7], "phone");
	assert_int_equal(c.phone, 7);
	assert_string_equal(c.properties[8], "Postnr.");
	assert_null(c.properties[9]);
	assert_null(c.properties[2]);
	columns_release(&c);
}

static void
columns_read__map__goes_before_the_usual_names(void **state)
{
	static const char *const names[] = { "id", "date", "score", "Q7",
		"comment" };
	const struct lb_pair map[] = { { "score", "Q7|Q8" },
		{ "comment", "score" }, { "region", "comment" },
		{ NULL, NULL } };
	struct columns c;
	struct error err;

	(void)state;
	assert_true(read_header(&c, names, N_OF(names), map, &err));
	assert_int_equal(c.at[FIELD_SCORE], 3);
	assert_int_equal(c.at[FIELD_COMMENT], 2);
	assert_string_equal(c.properties[4], "region");
	columns_release(&c);
}

static void
columns_read__no_score__says_what_there_is(void **state)
{
	static const char *const names[] = { "id", "date", "Q7" };
	const struct lb_pair none[] = { { NULL, NULL } };
	struct columns c;
	struct error err;

	(void)state;
	assert_false(read_header(&c, names, N_OF(names), none, &err));
	assert_non_null(strstr(err.text, "no column for the score"));
	assert_non_null(strstr(err.text, "\"Q7\""));
	columns_release(&c);
}

static void
settings_delimiter__names_and_characters__are_told(void **state)
{
	static const struct {
		const char *text;
		int delimiter; /* -1: refused */
	} texts[] = { { "auto", 0 }, { "tab", '\t' }, { ";", ';' },
		{ "|", '|' }, { "", -1 }, { ";;", -1 }, { "\"", -1 },
		{ "comma", -1 } };

	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		struct settings s = { .delimiter = texts[i].text };
		char d = 'x';
		bool ok = settings_delimiter(&s, &d);

		assert_int_equal(ok, texts[i].delimiter >= 0);
		if (ok)
			assert_int_equal(d, texts[i].delimiter);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    score_read__cells_as_they_come__never_guesses),
		cmocka_unit_test(
		    score_read__commas_part_thousands__no_decimal_comma),
		cmocka_unit_test(score_is_other_scale__headers__tells),
		cmocka_unit_test(seen__written_and_read__is_the_same),
		cmocka_unit_test(seen_read__not_ours__is_empty),
		cmocka_unit_test(
		    columns_read__danish_header__knows_the_usual_names),
		cmocka_unit_test(
		    columns_read__map__goes_before_the_usual_names),
		cmocka_unit_test(columns_read__no_score__says_what_there_is),
		cmocka_unit_test(
		    settings_delimiter__names_and_characters__are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
