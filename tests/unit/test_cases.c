/* SPDX-License-Identifier: ISC */
/* test_cases.c - every action in every state. */
#include "core/cases.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sdk/mem.h"
#include "test.h"

#define NOW 1000
#define ANNA                                          \
	{                                             \
		(char *)(uintptr_t) "anna@x.example", \
		    (char *)(uintptr_t) "Anna"        \
	}
#define BO                                               \
	{                                                \
		(char *)(uintptr_t) "bo@x.example", NULL \
	}

/* A case that was claimed by Bo and resolved by him, as far as it came. */
static struct kase
a_case(enum case_state state)
{
	struct kase k = { .state = state, .round = 1, .deadline_us = 500 };

	if (state == CASE_OPEN)
		return k;
	k.holder.email = mem_string("bo@x.example");
	k.claimed_us = 10;
	if (state == CASE_CLAIMED)
		return k;
	k.resolver.email = mem_string("bo@x.example");
	k.note = mem_string("before");
	k.reached = REACHED_NO;
	k.resolved_us = 20;
	k.confirm_us = 30;
	if (state == CASE_CONFIRMED)
		k.confirmed_us = 40;
	return k;
}

static struct case_deed
a_deed(enum case_action action)
{
	return (struct case_deed){ .action = action,
		.who = ANNA,
		.to = BO,
		.text = "called them",
		.reached = REACHED_YES,
		.now_us = NOW,
		.until_us = NOW + 1,
		.deadline_us = NOW + 2,
		.confirm_us = NOW + 3 };
}

/* The whole table, written down once more: the state after, or why not. */
static const struct {
	enum case_state state;
	enum case_action action;
	enum case_state to;
	const char *why;
} all[] = {
	/* clang-format off */
	{ CASE_OPEN,      CASE_CLAIM,   CASE_CLAIMED,   NULL },
	{ CASE_OPEN,      CASE_ASSIGN,  CASE_CLAIMED,   NULL },
	{ CASE_OPEN,      CASE_SNOOZE,  CASE_OPEN,      NULL },
	{ CASE_OPEN,      CASE_NOTE,    CASE_OPEN,      NULL },
	{ CASE_OPEN,      CASE_RESOLVE, CASE_RESOLVED,  NULL },
	{ CASE_OPEN,      CASE_REOPEN,  CASE_OPEN,      "not_done" },
	{ CASE_OPEN,      CASE_CONFIRM, CASE_OPEN,      "not_resolved" },
	{ CASE_CLAIMED,   CASE_CLAIM,   CASE_CLAIMED,   "claimed" },
	{ CASE_CLAIMED,   CASE_ASSIGN,  CASE_CLAIMED,   NULL },
	{ CASE_CLAIMED,   CASE_SNOOZE,  CASE_CLAIMED,   NULL },
	{ CASE_CLAIMED,   CASE_NOTE,    CASE_CLAIMED,   NULL },
	{ CASE_CLAIMED,   CASE_RESOLVE, CASE_RESOLVED,  NULL },
	{ CASE_CLAIMED,   CASE_REOPEN,  CASE_CLAIMED,   "not_done" },
	{ CASE_CLAIMED,   CASE_CONFIRM, CASE_CLAIMED,   "not_resolved" },
	{ CASE_RESOLVED,  CASE_CLAIM,   CASE_RESOLVED,  "resolved" },
	{ CASE_RESOLVED,  CASE_ASSIGN,  CASE_RESOLVED,  "resolved" },
	{ CASE_RESOLVED,  CASE_SNOOZE,  CASE_RESOLVED,  "resolved" },
	{ CASE_RESOLVED,  CASE_NOTE,    CASE_RESOLVED,  NULL },
	{ CASE_RESOLVED,  CASE_RESOLVE, CASE_RESOLVED,  "resolved" },
	{ CASE_RESOLVED,  CASE_REOPEN,  CASE_OPEN,      NULL },
	{ CASE_RESOLVED,  CASE_CONFIRM, CASE_CONFIRMED, NULL },
	{ CASE_CONFIRMED, CASE_CLAIM,   CASE_CONFIRMED, "resolved" },
	{ CASE_CONFIRMED, CASE_ASSIGN,  CASE_CONFIRMED, "resolved" },
	{ CASE_CONFIRMED, CASE_SNOOZE,  CASE_CONFIRMED, "resolved" },
	{ CASE_CONFIRMED, CASE_NOTE,    CASE_CONFIRMED, NULL },
	{ CASE_CONFIRMED, CASE_RESOLVE, CASE_CONFIRMED, "resolved" },
	{ CASE_CONFIRMED, CASE_REOPEN,  CASE_OPEN,      NULL },
	{ CASE_CONFIRMED, CASE_CONFIRM, CASE_CONFIRMED, "confirmed" },
	/* clang-format on */
};

static void
do__every_action_in_every_state__as_the_table_says(void **state)
{
	(void)state;
	assert_int_equal(N_OF(all), N_CASE_STATES * N_CASE_ACTIONS);
	for (size_t i = 0; i < N_OF(all); i++) {
		struct kase k = a_case(all[i].state);
		struct kase before = k;
		struct case_deed deed = a_deed(all[i].action);
		const char *why = NULL;
		bool ok = case_do(&k, &deed, &why);

		assert_int_equal(ok, all[i].why == NULL);
		assert_int_equal(k.state, all[i].to);
		if (ok) {
			assert_int_equal(k.changed_us, NOW);
		} else {
			assert_string_equal(why, all[i].why);
			assert_memory_equal(&k, &before, sizeof(k));
		}
		kase_release(&k);
	}
}

static void
claim__by_who_has_it__says_so(void **state)
{
	struct kase k = a_case(CASE_CLAIMED);
	struct case_deed deed = a_deed(CASE_CLAIM);
	const char *why = NULL;

	(void)state;
	deed.who = (struct person){ (char *)(uintptr_t) "BO@x.example", NULL };
	assert_true(case_is_of(&k, &deed.who));
	assert_false(case_do(&k, &deed, &why));
	assert_string_equal(why, "yours_already");
	kase_release(&k);
}

static void
resolve__of_an_open_case__writes_who_what_and_when(void **state)
{
	struct kase k = a_case(CASE_OPEN);
	struct case_deed deed = a_deed(CASE_RESOLVE);
	const char *why;

	(void)state;
	k.snoozed_us = 7;
	assert_true(case_do(&k, &deed, &why));
	assert_string_equal(k.resolver.email, "anna@x.example");
	assert_string_equal(k.resolver.name, "Anna");
	assert_null(k.holder.email);
	assert_string_equal(k.note, "called them");
	assert_int_equal(k.reached, REACHED_YES);
	assert_int_equal(k.resolved_us, NOW);
	assert_int_equal(k.confirm_us, NOW + 3);
	assert_int_equal(k.snoozed_us, 0);
	kase_release(&k);
}

static void
reopen__forgets_who_had_it_and_begins_another_round(void **state)
{
	struct kase k = a_case(CASE_CONFIRMED);
	struct case_deed deed = a_deed(CASE_REOPEN);
	const char *why;

	(void)state;
	assert_true(case_do(&k, &deed, &why));
	assert_null(k.holder.email);
	assert_null(k.resolver.email);
	assert_null(k.note);
	assert_int_equal(k.reached, REACHED_UNKNOWN);
	assert_int_equal(k.claimed_us + k.resolved_us + k.confirmed_us +
			     k.confirm_us + k.snoozed_us,
	    0);
	assert_int_equal(k.deadline_us, NOW + 2);
	assert_int_equal(k.round, 2);
	kase_release(&k);
}

static void
assign_snooze_confirm__write_what_they_say(void **state)
{
	struct kase k = a_case(CASE_OPEN);
	struct case_deed deed = a_deed(CASE_ASSIGN);
	const char *why;

	(void)state;
	assert_true(case_do(&k, &deed, &why));
	assert_string_equal(k.holder.email, "bo@x.example");
	assert_int_equal(k.claimed_us, NOW);
	deed = a_deed(CASE_SNOOZE);
	assert_true(case_do(&k, &deed, &why));
	assert_int_equal(k.snoozed_us, NOW + 1);
	assert_int_equal(k.deadline_us, 500);
	kase_release(&k);
	k = a_case(CASE_RESOLVED);
	deed = a_deed(CASE_CONFIRM);
	assert_true(case_do(&k, &deed, &why));
	assert_int_equal(k.confirmed_us, NOW);
	assert_string_equal(k.note, "before");
	kase_release(&k);
}

/* Whatever people do, in whatever order: what is done says by whom, what is
 * not done says nothing of it, and rounds are counted. */
static void
do__anything_in_any_order__leaves_a_case_that_makes_sense(void **state)
{
	unsigned seed = 7;
	struct kase k = a_case(CASE_OPEN);
	int rounds = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct case_deed deed =
		    a_deed((enum case_action)(rand_r(&seed) % N_CASE_ACTIONS));
		bool was_done = k.state >= CASE_RESOLVED, is_done;
		const char *why;
		bool ok = case_do(&k, &deed, &why);

		is_done = k.state >= CASE_RESOLVED;
		rounds += ok && was_done && !is_done;
		assert_int_equal(k.round, rounds);
		assert_int_equal(k.resolver.email != NULL, is_done);
		assert_int_equal(k.resolved_us > 0, is_done);
		assert_int_equal(k.note != NULL, is_done);
		assert_int_equal(
		    k.confirmed_us > 0, k.state == CASE_CONFIRMED);
		if (k.state == CASE_OPEN)
			assert_null(k.holder.email);
		if (k.state == CASE_CLAIMED)
			assert_non_null(k.holder.email);
	}
	kase_release(&k);
}

static void
names__of_actions__are_read_back(void **state)
{
	enum case_action action;

	(void)state;
	for (int i = 0; i < N_CASE_ACTIONS; i++) {
		assert_true(case_action_by_name(
		    case_action_name((enum case_action)i), &action));
		assert_int_equal(action, i);
	}
	assert_false(case_action_by_name("open", &action));
	assert_false(case_action_by_name("", &action));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    do__every_action_in_every_state__as_the_table_says),
		cmocka_unit_test(claim__by_who_has_it__says_so),
		cmocka_unit_test(
		    resolve__of_an_open_case__writes_who_what_and_when),
		cmocka_unit_test(
		    reopen__forgets_who_had_it_and_begins_another_round),
		cmocka_unit_test(assign_snooze_confirm__write_what_they_say),
		cmocka_unit_test(
		    do__anything_in_any_order__leaves_a_case_that_makes_sense),
		cmocka_unit_test(names__of_actions__are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
