/* SPDX-License-Identifier: ISC */
/*
 * test_hash.c - the values are in people's stores: they never change.
 *
 * What is expected was computed by another program from the definition.
 */
#include "store/hash.h"

#include "decide_fixture.h"
#include "test.h"

static void
text__known_values__never_change(void **state)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} cases[] = {
		{ NULL, UINT64_C(0xaf64734c8602ed21) },
		{ "", UINT64_C(0xaf64724c8602eb6e) },
		{ "a", UINT64_C(0x089bc907b544c769) },
		{ "Blåbær", UINT64_C(0x80f90cafe208c0e9) },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_true(
		    hash_text(HASH_INIT, cases[i].text) == cases[i].hash);
}

static void
integer__known_values__never_change(void **state)
{
	static const struct {
		int64_t value;
		uint64_t hash;
	} cases[] = {
		{ 0, UINT64_C(0xa8c7f832281a39c5) },
		{ 1, UINT64_C(0x89cd31291d2aefa4) },
		{ -1, UINT64_C(0x8cf51a8bfca3883d) },
		{ INT64_MAX, UINT64_C(0x8cf59a8bfca461bd) },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_true(
		    hash_integer(HASH_INIT, cases[i].value) == cases[i].hash);
}

static int64_t
hash_of(int score, const char *members)
{
	struct response r;
	int64_t hash;

	fixture_response(&r, score, members, NULL);
	hash = hash_response(&r);
	response_release(&r);
	return hash;
}

#define TWO(a, b) "\"properties\":{" a "," b "}"

/* What an answer says is its content, wherever it stands and whenever. */
static void
response__each_member__counts_or_does_not(void **state)
{
	static const struct {
		int score;
		const char *members;
		bool counts;
	} cases[] = {
		{ 9, "", false },
		{ 8, "", true },
		{ 9, "\"comment\":\"fine\"", true },
		{ 9, "\"comment\":\" \"", false },
		{ 9, "\"language\":\"da\"", true },
		{ 9, "\"channel\":\"da\"", true },
		{ 9, "\"touchpoint\":\"da\"", true },
		{ 9, "\"email\":\"a@b.example\"", true },
		{ 9, "\"name\":\"Bo\"", true },
		{ 9, "\"role\":\"Bo\"", true },
		{ 9, "\"company\":\"Bo\"", true },
		{ 9, "\"link\":\"https://a.example/\"", true },
		{ 9, "\"properties\":{\"a\":\"b\"}", true },
		{ 9, "\"scale\":\"scale_1_10\"", true },
		{ 9, "\"changed_us\":1795163401000000", false },
	};
	int64_t plain = hash_of(9, "");

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		if ((hash_of(cases[i].score, cases[i].members) != plain) !=
		    cases[i].counts)
			fail_msg("%d %s", cases[i].score, cases[i].members);
	assert_true(hash_of(9, "\"language\":\"da\"") !=
		    hash_of(9, "\"channel\":\"da\""));
}

static void
response__properties__their_order_does_not_matter(void **state)
{
	int64_t hash = hash_of(9, TWO("\"a\":\"1\"", "\"b\":\"2\""));

	(void)state;
	assert_true(hash == hash_of(9, TWO("\"b\":\"2\"", "\"a\":\"1\"")));
	assert_true(hash != hash_of(9, TWO("\"a\":\"2\"", "\"b\":\"1\"")));
	assert_true(hash != hash_of(9, "\"properties\":{\"a\":\"1\"}"));
}

static int64_t
hash_of_account(const char *text)
{
	struct account *account = account_new(cJSON_Parse(text));
	int64_t hash = hash_account(account);

	account_unref(account);
	return hash;
}

static void
account__each_member__counts(void **state)
{
	static const char *const cases[] = {
		"{\"id\":\"7\",\"name\":\"A\"}",
		"{\"id\":\"7\",\"segment\":\"A\"}",
		"{\"id\":\"7\",\"product\":\"A\"}",
		"{\"id\":\"7\",\"industry\":\"A\"}",
		"{\"id\":\"7\",\"owner_name\":\"A\"}",
		"{\"id\":\"7\",\"owner_email\":\"a@b.example\"}",
		"{\"id\":\"7\",\"currency\":\"DKK\"}",
		"{\"id\":\"7\",\"value\":0}",
		"{\"id\":\"7\",\"value\":0.5}",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		for (size_t j = 0; j < N_OF(cases); j++)
			assert_int_equal(hash_of_account(cases[i]) ==
					     hash_of_account(cases[j]),
			    i == j);
	assert_true(hash_of_account(STEEL) == hash_of_account(STEEL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__known_values__never_change),
		cmocka_unit_test(integer__known_values__never_change),
		cmocka_unit_test(response__each_member__counts_or_does_not),
		cmocka_unit_test(
		    response__properties__their_order_does_not_matter),
		cmocka_unit_test(account__each_member__counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
