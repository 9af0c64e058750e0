/* SPDX-License-Identifier: ISC */
/* test_hubspot.c - where in HubSpot's API things are. */
#include "sdk/hubspot.h"

#include "test.h"

static void
path__of_each_place__is_that_of_its_version(void **state)
{
	static const char *const parts[] = { "contacts", "a+b@c.dk",
		"companies", "7" };
	static const char *const owner[] = { "6166860" };
	/* clang-format off */
	static const struct {
		enum hubspot_place place;
		const char *const *parts;
		const char *dated, *old;
	} cases[] = {
		{ HUBSPOT_OBJECTS, parts, "/crm/objects/2026-09/contacts", "/crm/v3/objects/contacts" },
		{ HUBSPOT_OBJECT, parts, "/crm/objects/2026-09/contacts/a%2Bb%40c.dk", "/crm/v3/objects/contacts/a%2Bb%40c.dk" },
		{ HUBSPOT_OWNERS, NULL, "/crm/owners/2026-09", "/crm/v3/owners/" },
		{ HUBSPOT_OWNER, owner, "/crm/owners/2026-09/6166860", "/crm/v3/owners/6166860" },
		{ HUBSPOT_ASSOCIATIONS, parts + 2, "/crm/associations/2026-09/companies/7", "/crm/v4/associations/companies/7" },
		{ HUBSPOT_ASSOCIATE, parts, "/crm/objects/2026-09/contacts/a%2Bb%40c.dk/associations/default/companies/7",
		  "/crm/v4/objects/contacts/a%2Bb%40c.dk/associations/default/companies/7" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf dated = BUF_INIT, old = BUF_INIT;

		hubspot_path(
		    &dated, "2026-09", cases[i].place, cases[i].parts);
		hubspot_path(&old, "v3", cases[i].place, cases[i].parts);
		assert_string_equal(buf_str(&dated), cases[i].dated);
		assert_string_equal(buf_str(&old), cases[i].old);
		buf_release(&dated);
		buf_release(&old);
	}
}

static void
version__that_is_none__is_not_taken(void **state)
{
	static const char *const good[] = { "2026-03", "2026-09", "2031-03",
		"v3" };
	static const char *const bad[] = { "", "2", "2026", "2026-3",
		"2026-04", "2026-031", "2026-03 ", "v4", "latest", "1026-03",
		"20a6-03", "../x" };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(hubspot_check_version(good[i], &err));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(hubspot_check_version(bad[i], &err));
		assert_non_null(strstr(err.text, "2026-03"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path__of_each_place__is_that_of_its_version),
		cmocka_unit_test(version__that_is_none__is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
