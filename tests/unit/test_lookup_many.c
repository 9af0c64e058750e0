/* SPDX-License-Identifier: ISC */
/* test_lookup_many.c - a directory that can is asked many at once, and none of
 * them has another answer than it would have had alone. */
#include "lookup_fixture.h"

static void
ask_each(struct asking *a, const char *const emails[])
{
	for (; *emails != NULL; emails++)
		ask(a, *emails);
}

static const char *const five[] = { "a@x.example", "b@x.example",
	"nobody@x.example", "c@x.example", "d@x.example", NULL };

/* The first says that it can; the second is asked one at a time. */
static void
open_many(struct asking *a, const char *ways)
{
	tell_puppet(a->c, "first", "can", "lookups");
	tell_puppet(a->c, "first", "lookups", ways);
	tell_puppet(a->c, "first", "lookup", ACCOUNT("Alone"));
	tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
	open_both(a);
}

static void
many__it_can__are_asked_in_one_line_and_nobody_of_the_next(void **state)
{
	struct asking *a = *state;

	open_many(a, "first 9 done");
	ask_each(a, five);
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "a b c d Two ");
	assert_asked(a->c, "first",
	    "start\nlookups a@x.example b@x.example nobody@x.example "
	    "c@x.example d@x.example\n");
	assert_asked(a->c, "second", "start\nlookup nobody@x.example\n");
}

static void
many__it_does_not_say_it_can__are_asked_one_by_one(void **state)
{
	struct asking *a = *state;

	tell_puppet(a->c, "first", "lookup", ACCOUNT("One"));
	open_both(a);
	ask_each(a, five);
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "One One One One One ");
	assert_int_equal(count_asked(a->c, "first", "lookup "), 5);
}

static void
many__one_is_asked__is_asked_alone(void **state)
{
	struct asking *a = *state;

	open_many(a, "first 9 done");
	ask(a, "a@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "Alone ");
}

static void
many__answered_in_parts__the_rest_is_asked_again(void **state)
{
	struct asking *a = *state;

	open_many(a, "first 2 done");
	ask_each(a, five);
	UNTIL(&a->c->loop, is_answered, a);
	assert_asked(a->c, "first",
	    "start\nlookups a@x.example b@x.example nobody@x.example "
	    "c@x.example d@x.example\n"
	    "lookups nobody@x.example c@x.example d@x.example\n"
	    "lookup d@x.example\n");
	assert_int_equal(a->n_answers, 5);
}

/* Who is to blame is found by asking each that is left alone. */
static void
many__fails_on_the_way__the_rest_is_asked_one_by_one(void **state)
{
	static const char *const ways[] = { "first 2 retry 5",
		"first 2 reject", "first 2 unknown", "first 2 garbage",
		"first 2 other" };

	for (size_t i = 0; i < N_OF(ways); i++) {
		struct asking *a;

		if (i > 0)
			begin(state);
		a = *state;
		open_many(a, ways[i]);
		ask_each(a, five);
		UNTIL(&a->c->loop, is_answered, a);
		assert_int_equal(count_asked(a->c, "first", "lookups "), 1);
		assert_int_equal(a->n_answers, 5);
		if (strcmp(ways[i], "first 2 garbage") != 0 &&
		    strcmp(ways[i], "first 2 other") != 0)
			assert_string_equal(
			    a->names, "a b Alone Alone Alone ");
		if (i + 1 < N_OF(ways))
			end(state);
	}
}

/* A process that has done something before is started again at once, and asked
 * the rest. */
static void
many__dies_on_the_way__only_who_kills_it_is_passed_over(void **state)
{
	struct asking *a = *state;

	open_many(a, "dies_of c@x.example");
	tell_puppet(a->c, "first", "lookup", "dies_of c@x.example");
	ask(a, "before@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	for (const char *one = "abcde"; *one != '\0'; one++) {
		char email[] = { *one, '@', 'x', '.', 'e', 'x', 'a', 'm', 'p',
			'l', 'e', '\0' };

		ask(a, email);
	}
	UNTIL(&a->c->loop, is_answered, a);
	assert_int_equal(a->n_answers, 6);
	assert_string_equal(a->names, "before a b e Two d ");
	assert_int_equal(worker_health(lookup_worker(a->l, 0)).n_deaths, 2);
}

static void
many__done_without_an_answer__are_asked_one_by_one(void **state)
{
	struct asking *a = *state;

	open_many(a, "done");
	ask_each(a, five);
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "Alone Alone Alone Alone Alone ");
	assert_int_equal(count_asked(a->c, "first", "lookups "), 1);
}

static void
many__more_answers_than_asked_or_odd_ones__harm_nobody(void **state)
{
	struct asking *a = *state;

	open_many(a, "lines [{\"op\":\"account\",\"account\":7},"
		     "{\"op\":\"cursor\",\"cursor\":\"c\"},"
		     "{\"op\":\"account\",\"account\":{\"name\":\"I\"}},"
		     "{\"op\":\"account\",\"account\":{\"name\":\"J\"}}]");
	ask(a, "a@x.example");
	ask(a, "b@x.example");
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "I Two ");
}

static void
many__hundreds__are_asked_in_lines_of_sixty_four(void **state)
{
	struct asking *a = *state;
	char email[32];

	open_many(a, "first 99 done");
	for (int i = 0; i < 200; i++) {
		snprintf(email, sizeof(email), "%d@x.example", i);
		ask(a, email);
	}
	UNTIL(&a->c->loop, is_answered, a);
	assert_int_equal(a->n_answers, 200);
	assert_int_equal(count_asked(a->c, "first", "lookups "), 4);
	assert_int_equal(count_asked(a->c, "first", " 63@x.example\n"), 1);
	assert_int_equal(count_asked(a->c, "first", " 127@x.example\n"), 1);
}

static void
many__very_long_ones__make_no_line_too_long(void **state)
{
	struct asking *a = *state;
	char *email = mem_new(1, 60 << 10);

	open_many(a, "first 99 done");
	memset(email, 'e', (60 << 10) - 1);
	for (int i = 0; i < 6; i++) {
		email[0] = (char)('0' + i);
		ask(a, email);
	}
	UNTIL(&a->c->loop, is_answered, a);
	assert_int_equal(a->n_answers, 6);
	assert_false(worker_is_failing(lookup_worker(a->l, 0)));
	free(email);
}

static bool
has_two(void *arg)
{
	return ((struct asking *)arg)->n_answers == 2;
}

static void
many__renewed_meanwhile__the_rest_is_asked_of_the_new(void **state)
{
	struct asking *a = *state;
	static struct config config;

	config = (struct config){
		.n_refs = 1000, .instances = &a->second, .n_instances = 1
	};
	tell_puppet(a->c, "first", "can", "lookups");
	tell_puppet(a->c, "first", "lookups", "first 2 hang");
	tell_puppet(a->c, "first", "stop", "ignore");
	tell_puppet(a->c, "second", "lookup", ACCOUNT("Two"));
	a->first.deadline_s = 1;
	lookup_add(a->l, &a->c->config, &a->first);
	ask_each(a, five);
	UNTIL(&a->c->loop, has_two, a);
	ask(a, "later@x.example");
	lookup_renew(a->l, &config);
	UNTIL(&a->c->loop, is_answered, a);
	assert_string_equal(a->names, "a b Two Two Two Two ");
	lookup_free(a->l);
	a->l = NULL;
}

static void
many__stopped_meanwhile__the_rest_has_no_answer(void **state)
{
	struct asking *a = *state;

	open_many(a, "first 2 hang");
	ask_each(a, five);
	UNTIL(&a->c->loop, has_two, a);
	lookup_stop(a->l, 50);
	UNTIL(&a->c->loop, is_gone, a);
	assert_int_equal(a->n_answers, 2);
	lookup_free(a->l);
	a->l = NULL;
	assert_string_equal(a->names, "a b - - - ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(
		    many__it_can__are_asked_in_one_line_and_nobody_of_the_next),
		CASE(many__it_does_not_say_it_can__are_asked_one_by_one),
		CASE(many__one_is_asked__is_asked_alone),
		CASE(many__answered_in_parts__the_rest_is_asked_again),
		CASE(many__fails_on_the_way__the_rest_is_asked_one_by_one),
		CASE(many__dies_on_the_way__only_who_kills_it_is_passed_over),
		CASE(many__done_without_an_answer__are_asked_one_by_one),
		CASE(many__more_answers_than_asked_or_odd_ones__harm_nobody),
		CASE(many__hundreds__are_asked_in_lines_of_sixty_four),
		CASE(many__very_long_ones__make_no_line_too_long),
		CASE(many__renewed_meanwhile__the_rest_is_asked_of_the_new),
		CASE(many__stopped_meanwhile__the_rest_has_no_answer),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
