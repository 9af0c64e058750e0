/* SPDX-License-Identifier: ISC */
/*
 * test_store_actions.c - the audit log, who is away, and what an account has
 * answered, as they are kept.
 */
#include "store/cases.h"

#include "store_fixture.h"

static void
add_action(void *arg, const struct action *a)
{
	buf_printf(arg, "%s %s %s %s %s;", a->name, a->who, a->source,
	    a->text == NULL ? "-" : a->text,
	    a->fields == NULL ? "-" : a->fields);
}

static void
actions__put__are_told_in_order_and_answer_again(void **state)
{
	struct fixture *f = *state;
	struct action a = { .id = "slack:Ev1",
		.at_us = 2,
		.name = "resolve",
		.subject = "C",
		.who = "anna@nordlys.example",
		.who_name = "Anna Holm",
		.source = "slack",
		.text = "Ringet",
		.fields = "{\"reached\":\"yes\"}",
		.answer = "Done." };
	struct buf all = BUF_INIT;
	struct person who;
	bool found = false;
	int64_t at_us;
	char *answer;

	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_action(f->s, &a, &f->err));
	a.answer = "another";
	OK(f, store_put_action(f->s, &a, &f->err));
	a = (struct action){ .id = "2",
		.at_us = 1,
		.name = "claim",
		.subject = "C",
		.who = "bo@nordlys.example",
		.source = "cli" };
	OK(f, store_put_action(f->s, &a, &f->err));
	OK(f, store_commit(f->s, &f->err));
	OK(f,
	    store_action_answer(f->s, "slack:Ev1", &found, &answer, &f->err));
	assert_true(found);
	assert_string_equal(answer, "Done.");
	free(answer);
	OK(f, store_action_answer(f->s, "other", &found, &answer, &f->err));
	assert_false(found);
	OK(f, store_actions(f->s, "C", add_action, &all, &f->err));
	assert_string_equal(buf_str(&all),
	    "claim bo@nordlys.example cli - -;"
	    "resolve anna@nordlys.example slack Ringet "
	    "{\"reached\":\"yes\"};");
	buf_release(&all);
	OK(f, store_last_action(f->s, "C", "resolve", &who, &at_us, &f->err));
	assert_string_equal(who.email, "anna@nordlys.example");
	assert_string_equal(who.name, "Anna Holm");
	assert_int_equal(at_us, 2);
	free(who.email);
	free(who.name);
	OK(f, store_last_action(f->s, "C", "thank", &who, &at_us, &f->err));
	assert_null(who.email);
}

static void
add_absence(void *arg, const struct absence *a)
{
	buf_printf(arg, "%s>%s ", a->who, a->deputy);
}

static void
absences__put__name_the_deputy_while_they_last(void **state)
{
	struct fixture *f = *state;
	struct absence a = { .who = "Anna@nordlys.example",
		.deputy = "bo@nordlys.example",
		.from_us = 10,
		.until_us = 20 };
	static const struct {
		int64_t at_us;
		bool is_away;
	} rows[] = { { 9, false }, { 10, true }, { 19, true }, { 20, false } };
	struct buf all = BUF_INIT;
	bool found;
	char *deputy;

	id_make(a.id, NOW_US);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_absence(f->s, &a, &f->err));
	OK(f, store_commit(f->s, &f->err));
	for (size_t i = 0; i < N_OF(rows); i++) {
		OK(f, store_deputy(f->s, "anna@NORDLYS.example", rows[i].at_us,
			  &deputy, &f->err));
		assert_int_equal(deputy != NULL, rows[i].is_away);
		free(deputy);
	}
	OK(f, store_absences(f->s, 19, add_absence, &all, &f->err));
	assert_string_equal(
	    buf_str(&all), "anna@nordlys.example>bo@nordlys.example ");
	buf_release(&all);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_drop_absence(f->s, a.id, &found, &f->err));
	assert_true(found);
	OK(f, store_drop_absence(f->s, a.id, &found, &f->err));
	assert_false(found);
	OK(f, store_commit(f->s, &f->err));
}

static void
add_telltale(void *arg, const struct telltale *t)
{
	buf_printf(arg, "%s:%d ", t->category, t->score);
}

static void
telltales__of_an_account__newest_first_within_a_time(void **state)
{
	struct fixture *f = *state;
	struct buf all = BUF_INIT;
	char last[ID_SIZE];
	enum put what;

	OK(f, store_begin(f->s, &f->err));
	for (int i = 0; i < 4; i++) {
		struct response r;
		char ref[16];
		bool was;

		snprintf(ref, sizeof(ref), "%d", i);
		make_response(&r, ref,
		    i == 0 ? "\"scale\":\"nps_0_10\",\"score\":9"
			   : "\"scale\":\"nps_0_10\",\"score\":3");
		r.answered_us += i * 100;
		r.account = account_new(cJSON_Parse("{\"id\":\"7\"}"));
		OK(f, store_put_response(
			  f->s, &r, NOW_US, &what, &was, &f->err));
		memcpy(last, r.id, ID_SIZE);
		response_release(&r);
	}
	OK(f, store_commit(f->s, &f->err));
	OK(f, store_telltales(f->s,
		  &(struct telltale_filter){
		      "7", last, 0, INT64_C(1795163400000300), 10 },
		  add_telltale, &all, &f->err));
	assert_string_equal(
	    buf_str(&all), "detractor:3 detractor:3 promoter:9 ");
	buf_reset(&all);
	OK(f,
	    store_telltales(f->s,
		&(struct telltale_filter){ "7", last,
		    INT64_C(1795163400000000), INT64_C(1795163400000100), 10 },
		add_telltale, &all, &f->err));
	assert_string_equal(buf_str(&all), "detractor:3 ");
	buf_release(&all);
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(actions__put__are_told_in_order_and_answer_again),
		STORE_TEST(absences__put__name_the_deputy_while_they_last),
		STORE_TEST(
		    telltales__of_an_account__newest_first_within_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
