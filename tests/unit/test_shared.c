/* SPDX-License-Identifier: ISC */
/*
 * test_shared.c - one response that several providers tell of, each another
 * part: in every order, as often as they like.
 */
#include "store_fixture.h"

#include "sdk/json.h"

static void
put_shared(struct fixture *f, const char *source, const char *more,
    struct put_result *result, struct response *r)
{
	struct response told;
	struct telling telling = { &told, source };

	make_response(&told, "a", more);
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_shared(f->s, &telling, NOW_US, r, result, &f->err));
	OK(f, store_commit(f->s, &f->err));
	response_release(&told);
}

/* What is known, as "9 comment|name|company|link|properties". */
static char *
known(const struct response *r)
{
	struct buf out = BUF_INIT;

	buf_printf(&out, "%d %s|%s|%s|%s|", r->score,
	    r->comment == NULL ? "-" : r->comment,
	    r->name == NULL ? "-" : r->name,
	    r->company == NULL ? "-" : r->company,
	    r->link == NULL ? "-" : r->link);
	if (r->properties != NULL)
		json_print(&out, r->properties);
	return buf_take(&out);
}

#define SCORE(n) "\"scale\":\"nps_0_10\",\"score\":" #n
#define SAID(n, text) SCORE(n) ",\"comment\":\"" text "\""

struct told {
	const char *source, *more;
	enum put put;
	const char *known;
};

static void
check(void **state, const struct told *told, size_t n)
{
	struct fixture *f = *state;
	char first[ID_SIZE] = "";

	for (size_t i = 0; i < n; i++) {
		struct put_result result;
		struct response r;
		char *got;

		put_shared(f, told[i].source, told[i].more, &result, &r);
		got = known(&r);
		assert_string_equal(got, told[i].known);
		assert_int_equal(result.put, told[i].put);
		assert_int_equal(result.was_complete, i > 0);
		if (i == 0)
			memcpy(first, r.id, ID_SIZE);
		assert_string_equal(r.id, first);
		response_release(&r);
		free(got);
	}
}

static void
telling__parts_from_each__nothing_is_lost(void **state)
{
	static const struct told told[] = {
		{ "p", SCORE(9), PUT_NEW, "9 -|-|-|-|" },
		{ "hook", SCORE(9) ",\"name\":\"Bo\"", PUT_CHANGED,
		    "9 -|Bo|-|-|" },
		{ "p", SCORE(9), PUT_SAME, "9 -|Bo|-|-|" },
		{ "file", SCORE(9) ",\"company\":\"K\",\"name\":\"Bo Boe\"",
		    PUT_CHANGED, "9 -|Bo|K|-|" },
		{ "hook", SCORE(9) ",\"name\":\"Bo\"", PUT_SAME,
		    "9 -|Bo|K|-|" },
		{ "p", SAID(9, "Fint"), PUT_CHANGED, "9 Fint|Bo|K|-|" },
		{ "hook", SCORE(9) ",\"name\":\"Bo\"", PUT_SAME,
		    "9 Fint|Bo|K|-|" },
		{ "hook", SAID(9, "Fint") ",\"name\":\"Bo\"", PUT_SAME,
		    "9 Fint|Bo|K|-|" },
	};

	check(state, told, N_OF(told));
}

static void
telling__properties__the_first_word_stays_by_name(void **state)
{
	static const struct told told[] = {
		{ "p", "\"properties\":{\"a\":\"1\"}", PUT_NEW,
		    "-1 -|-|-|-|{\"a\":\"1\"}" },
		{ "hook", "\"properties\":{\"a\":\"2\",\"b\":\"3\"}",
		    PUT_CHANGED, "-1 -|-|-|-|{\"a\":\"1\",\"b\":\"3\"}" },
		{ "p", "\"properties\":{\"a\":\"1\"}", PUT_SAME,
		    "-1 -|-|-|-|{\"a\":\"1\",\"b\":\"3\"}" },
		{ "hook", "\"properties\":{\"a\":\"2\",\"b\":\"4\"}", PUT_SAME,
		    "-1 -|-|-|-|{\"a\":\"1\",\"b\":\"3\"}" },
	};

	check(state, told, N_OF(told));
}

static void
telling__correction_by_one__stays_whatever_the_others_repeat(void **state)
{
	static const struct told told[] = {
		{ "p", SAID(9, "x"), PUT_NEW, "9 x|-|-|-|" },
		{ "file", SAID(9, "x"), PUT_SAME, "9 x|-|-|-|" },
		{ "p", SAID(3, "x"), PUT_CHANGED, "3 x|-|-|-|" },
		{ "file", SAID(9, "x"), PUT_SAME, "3 x|-|-|-|" },
		/* It has never said 9 before, but neither has it changed. */
		{ "late", SAID(9, "x"), PUT_SAME, "3 x|-|-|-|" },
		{ "p", SAID(3, "x"), PUT_SAME, "3 x|-|-|-|" },
		/* Only what the file says anew is news of the file. */
		{ "file", SAID(9, "y"), PUT_CHANGED, "3 y|-|-|-|" },
		{ "file", SAID(4, "y"), PUT_CHANGED, "4 y|-|-|-|" },
		{ "p", SAID(3, "x"), PUT_SAME, "4 y|-|-|-|" },
		/* It takes its comment away: that is not to know it. */
		{ "p", SCORE(3), PUT_SAME, "4 y|-|-|-|" },
	};

	check(state, told, N_OF(told));
}

#define CHANGED(n) ",\"changed_us\":17951634000000" #n

static void
telling__dates_of_change__the_newer_word_counts(void **state)
{
	static const struct told told[] = {
		{ "p", SCORE(9) CHANGED(50), PUT_NEW, "9 -|-|-|-|" },
		{ "old", SCORE(2) CHANGED(49) ",\"name\":\"Bo\"", PUT_CHANGED,
		    "9 -|Bo|-|-|" },
		{ "new", SCORE(3) CHANGED(60), PUT_CHANGED, "3 -|Bo|-|-|" },
		{ "p", SCORE(8) CHANGED(55), PUT_SAME, "3 -|Bo|-|-|" },
		{ "p", SCORE(7) CHANGED(61), PUT_CHANGED, "7 -|Bo|-|-|" },
	};

	check(state, told, N_OF(told));
}

/* What was stored before others told of it, too, is its own provider's. */
static void
telling__known_from_before__its_own_provider_changes_it(void **state)
{
	static const char *const sources[] = { "p", "hook" };

	for (size_t i = 0; i < N_OF(sources); i++) {
		struct fixture *f = *state;
		struct put_result result;
		char id[ID_SIZE];
		struct response r;
		enum put what;

		OK(f, store_begin(f->s, &f->err));
		OK(f, put(f, "a", SCORE(9), &what, id));
		OK(f, store_commit(f->s, &f->err));
		put_shared(f, sources[i], SCORE(3), &result, &r);
		assert_string_equal(r.id, id);
		assert_int_equal(r.score, i == 0 ? 3 : 9);
		response_release(&r);
		if (i + 1 < N_OF(sources)) {
			end_store(state);
			make_store(state);
		}
	}
}

static void
telling__incomplete__completed_by_any_and_for_good(void **state)
{
	struct fixture *f = *state;
	struct put_result result;
	struct response r;

	put_shared(f, "p", SCORE(9) ",\"complete\":false", &result, &r);
	assert_false(r.complete);
	response_release(&r);
	put_shared(f, "hook", SCORE(9), &result, &r);
	assert_true(r.complete);
	assert_int_equal(result.put, PUT_CHANGED);
	assert_false(result.was_complete);
	response_release(&r);
	put_shared(f, "p", SAID(9, "x") ",\"complete\":false", &result, &r);
	assert_true(r.complete);
	assert_true(result.was_complete);
	assert_string_equal(r.comment, "x");
	response_release(&r);
}

static void
telling__account_of_one__is_not_lost_by_another(void **state)
{
	struct fixture *f = *state;
	struct response told, r;
	struct telling telling = { &told, "p" };
	struct put_result result;

	make_response(&told, "a", SAID(9, "x"));
	told.account =
	    account_new(cJSON_Parse("{\"id\":\"7\",\"name\":\"Nordisk\"}"));
	told.drivers = mem_string("price");
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_account(f->s, told.account, NOW_US, &f->err));
	OK(f, store_put_shared(f->s, &telling, NOW_US, &r, &result, &f->err));
	OK(f, store_commit(f->s, &f->err));
	response_release(&told);
	response_release(&r);
	put_shared(f, "hook", SCORE(9) ",\"role\":\"CFO\"", &result, &r);
	assert_int_equal(result.put, PUT_CHANGED);
	assert_string_equal(r.account->name, "Nordisk");
	assert_string_equal(r.drivers, "price");
	assert_string_equal(r.comment, "x");
	response_release(&r);
}

/* ---- In any order */

#define N_TOLD 6

/* A web hook twice, a poll twice, a file twice: what they know in common they
 * say alike. */
static const struct {
	const char *source, *more;
} ways[N_TOLD] = {
	{ "hook", SAID(3, "Dyrt") ",\"channel\":\"web\"" },
	{ "hook", SAID(3, "Dyrt") ",\"channel\":\"web\"" },
	{ "poll", SAID(3, "Dyrt") ",\"name\":\"Bo\",\"link\":\"https://x\"" },
	{ "poll", SAID(3, "Dyrt") ",\"name\":\"Bo\",\"link\":\"https://x\"" },
	{ "file", SAID(3, "Dyrt") ",\"company\":\"K\"" },
	{ "file", SAID(3, "Dyrt") ",\"company\":\"K\"" },
};

/* The i-th order of six, as the factorial number system has it. */
static void
order_of(int i, int order[N_TOLD])
{
	int left[N_TOLD], n = N_TOLD;

	for (int k = 0; k < N_TOLD; k++)
		left[k] = k;
	for (int k = 0; k < N_TOLD; k++, n--) {
		int at = i % n;

		i /= n;
		order[k] = left[at];
		memmove(&left[at], &left[at + 1],
		    (size_t)(n - at - 1) * sizeof(left[0]));
	}
}

static void
telling__every_order__one_response_and_no_end_of_changes(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 720; i += is_slowed() ? 17 : 1) {
		int order[N_TOLD], n_new = 0, n_changed = 0;
		char *ref = mem_printf("%d", i), *got;
		struct put_result result;
		struct response r = { 0 };

		order_of(i, order);
		OK(f, store_begin(f->s, &f->err));
		for (int k = 0; k < 2 * N_TOLD; k++) {
			int way = order[k % N_TOLD];
			struct response told;
			struct telling telling = { &told, ways[way].source };

			make_response(&told, ref, ways[way].more);
			response_release(&r);
			OK(f, store_put_shared(f->s, &telling, NOW_US, &r,
				  &result, &f->err));
			response_release(&told);
			n_new += result.put == PUT_NEW;
			n_changed += result.put == PUT_CHANGED;
			assert_true(k < N_TOLD || result.put == PUT_SAME);
		}
		OK(f, store_commit(f->s, &f->err));
		got = known(&r);
		assert_string_equal(got, "3 Dyrt|Bo|K|https://x|");
		assert_string_equal(r.channel, "web");
		assert_int_equal(n_new, 1);
		assert_int_equal(n_changed, 2);
		response_release(&r);
		free(got);
		free(ref);
	}
}

/* Sources that say anything, old and new: what they repeat changes nothing,
 * and what one says anew is taken. */
static void
telling__at_random__only_what_is_said_anew_changes_it(void **state)
{
	static const char *const sources[] = { "p", "hook", "file" };
	struct fixture *f = *state;
	unsigned seed = 20261122;

	for (int i = 0; i < 60; i++) {
		char said[3][64] = { "", "", "" };
		char *ref = mem_printf("r%d", i);

		OK(f, store_begin(f->s, &f->err));
		for (int k = 0; k < 40; k++) {
			struct response told, r;
			struct put_result result;
			struct telling telling = { &told, NULL };
			bool repeats;
			int who;

			seed = seed * 1103515245 + 12345;
			who = (int)(seed >> 16) % 3;
			repeats = said[who][0] != '\0' && seed >> 30 != 0;
			if (!repeats)
				snprintf(said[who], sizeof(said[who]),
				    "\"scale\":\"nps_0_10\",\"score\":%d",
				    (int)(seed >> 20) % 11);
			make_response(&told, ref, said[who]);
			telling.source = sources[who];
			OK(f, store_put_shared(f->s, &telling, NOW_US, &r,
				  &result, &f->err));
			assert_true(!repeats || result.put == PUT_SAME);
			response_release(&told);
			response_release(&r);
		}
		OK(f, store_commit(f->s, &f->err));
		free(ref);
	}
}

int
main(void)
{
#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, end_store)
	const struct CMUnitTest tests[] = {
		STORE_TEST(telling__parts_from_each__nothing_is_lost),
		STORE_TEST(telling__properties__the_first_word_stays_by_name),
		STORE_TEST(
		    telling__correction_by_one__stays_whatever_the_others_repeat),
		STORE_TEST(telling__dates_of_change__the_newer_word_counts),
		STORE_TEST(
		    telling__known_from_before__its_own_provider_changes_it),
		STORE_TEST(telling__incomplete__completed_by_any_and_for_good),
		STORE_TEST(telling__account_of_one__is_not_lost_by_another),
		STORE_TEST(
		    telling__every_order__one_response_and_no_end_of_changes),
		STORE_TEST(
		    telling__at_random__only_what_is_said_anew_changes_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
