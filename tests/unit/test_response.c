/* SPDX-License-Identifier: ISC */
/* test_response.c - what is taken from the wire, and what is refused. */
#include "core/response.h"

#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/mem.h"
#include "test.h"

#define NOW_US INT64_C(1795163405000000)
#define AT "\"answered_us\":1795163400000000"
#define NPS "\"scale\":\"nps_0_10\","

static bool
read_text(struct response *r, const char *json, struct error *err)
{
	cJSON *parsed = cJSON_Parse(json);

	assert_non_null(parsed);
	return response_init(r, "p", parsed, NOW_US, err);
}

static void
taken(struct response *r, const char *json)
{
	struct error err = { "" };

	if (!read_text(r, json, &err))
		fail_msg("%s: %s", json, err.text);
}

static void
init__a_full_response__has_every_member(void **state)
{
	struct response r;

	(void)state;
	taken(&r,
	    "{\"survey\":\"B2B telefon 2026H2\",\"id\":\"T-10042\"," AT
	    ",\"changed_us\":1795163400000001," NPS
	    "\"score\":6,\"complete\":true,\"comment\":\"Savner en fast "
	    "kontakt\",\"language\":\"da\",\"channel\":\"phone\","
	    "\"touchpoint\":\"support\",\"email\":\"dan@kunde-d.example\","
	    "\"name\":\"Dan Dahl\",\"role\":\"CFO\",\"company\":\"Kunde "
	    "D A/S\",\"link\":\"https://x.example/1\",\"new\":[1],"
	    "\"properties\":{\"account_id\":\"80017\",\"gone\":null}}");
	assert_string_equal(r.id, "");
	assert_string_equal(r.provider, "p");
	assert_string_equal(r.survey, "B2B telefon 2026H2");
	assert_string_equal(r.ref, "T-10042");
	assert_int_equal(r.answered_us, 1795163400000000);
	assert_int_equal(r.changed_us, 1795163400000001);
	assert_int_equal(r.scale, SCALE_NPS);
	assert_int_equal(r.score, 6);
	assert_int_equal(r.category, DETRACTOR);
	assert_true(r.complete);
	assert_string_equal(r.comment, "Savner en fast kontakt");
	assert_string_equal(r.language, "da");
	assert_string_equal(r.channel, "phone");
	assert_string_equal(r.touchpoint, "support");
	assert_string_equal(r.email, "dan@kunde-d.example");
	assert_string_equal(r.name, "Dan Dahl");
	assert_string_equal(r.role, "CFO");
	assert_string_equal(r.company, "Kunde D A/S");
	assert_string_equal(r.link, "https://x.example/1");
	assert_string_equal(response_property(&r, "account_id"), "80017");
	assert_null(response_property(&r, "gone"));
	assert_null(r.account);
	assert_null(r.drivers);
	response_release(&r);
}

static void
init__the_least_there_can_be__is_taken(void **state)
{
	struct response r;

	(void)state;
	taken(&r, "{\"id\":\"1\"," AT ",\"comment\":\" \\n\",\"email\":\"\","
		  "\"name\":null,\"properties\":{}}");
	assert_string_equal(r.survey, "");
	assert_int_equal(r.score, -1);
	assert_int_equal(r.category, CATEGORY_NONE);
	assert_true(r.complete);
	assert_null(r.comment);
	assert_null(r.email);
	assert_null(r.name);
	assert_null(r.properties);
	assert_null(response_property(&r, "x"));
	assert_null(response_company(&r));
	response_release(&r);
}

/* clang-format off */
static const struct {
	const char *json, *error;
} refused[] = {
	{ "[]", "a response must be an object" },
	{ "3", "a response must be an object" },
	{ "{" AT "}", "id is missing" },
	{ "{\"id\":\"\"," AT "}", "id is missing" },
	{ "{\"id\":null," AT "}", "id is missing" },
	{ "{\"id\":42," AT "}", "id: must be a string" },
	{ "{\"id\":\"1\",\"survey\":{}," AT "}", "survey: must be a string" },
	{ "{\"id\":\"1\",\"comment\":[]," AT "}", "comment: must be a string" },
	{ "{\"id\":\"1\"," NPS "\"score\":11," AT "}", "score: 11 is not on the scale 0-10" },
	{ "{\"id\":\"1\"," NPS "\"score\":-2," AT "}", "score: -2 is not on the scale 0-10" },
	{ "{\"id\":\"1\"," NPS "\"score\":7.5," AT "}", "score: 7.5 is not a whole number" },
	{ "{\"id\":\"1\"," NPS "\"score\":1e999," AT "}", "score: inf is not on the scale 0-10" },
	{ "{\"id\":\"1\"," NPS "\"score\":\"9\"," AT "}", "score: must be a number" },
	{ "{\"id\":\"1\",\"scale\":\"stars_1_5\",\"score\":0," AT "}", "score: 0 is not on the scale 1-5" },
	{ "{\"id\":\"1\",\"scale\":\"scale_1_10\",\"score\":0," AT "}", "score: 0 is not on the scale 1-10" },
	{ "{\"id\":\"1\",\"scale\":\"other\",\"score\":1e10," AT "}", "score: 1e+10 is not on the scale from 0" },
	{ "{\"id\":\"1\",\"scale\":\"NPS\",\"score\":1," AT "}",
	  "scale: \"NPS\" is none of nps_0_10, stars_1_5, scale_1_10 and other" },
	{ "{\"id\":\"1\",\"scale\":3,\"score\":1," AT "}", "scale: must be a string" },
	{ "{\"id\":\"1\",\"score\":9," AT "}",
	  "scale is missing: nps_0_10, stars_1_5, scale_1_10 or other" },
	{ "{\"id\":\"1\"}", "answered_us is missing" },
	{ "{\"id\":\"1\",\"answered_us\":null}", "answered_us is missing" },
	{ "{\"id\":\"1\",\"answered_us\":\"2026\"}", "answered_us: 0 is before 1990 (it counts microseconds since 1970)" },
	{ "{\"id\":\"1\",\"answered_us\":1795163400}",
	  "answered_us: 1795163400 is before 1990 (it counts microseconds since 1970)" },
	{ "{\"id\":\"1\",\"answered_us\":1795249806000000}",
	  "answered_us: 2026-11-21 08:30 is more than a day ahead" },
	{ "{\"id\":\"1\",\"properties\":[]," AT "}", "properties: must be an object" },
	{ "{\"id\":\"1\",\"properties\":{\"n\":7}," AT "}", "properties: n must be a string" },
};
/* clang-format on */

static void
init__what_cannot_be_taken__is_refused_with_the_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(refused); i++) {
		struct response r;
		struct error err = { "" };

		assert_false(read_text(&r, refused[i].json, &err));
		assert_non_null(r.json);
		response_release(&r);
		assert_string_equal(err.text, refused[i].error);
		assert_null(r.json);
	}
}

static void
init__a_day_ahead__is_still_taken(void **state)
{
	struct response r;

	(void)state;
	taken(&r, "{\"id\":\"1\",\"answered_us\":1795249805000000,"
		  "\"changed_us\":5}");
	assert_int_equal(r.changed_us, 0);
	response_release(&r);
}

static void
init__unclean_text__is_cleaned_where_it_lies(void **state)
{
	struct response r;

	(void)state;
	taken(&r, "{\"id\":\"a\\u0007b\"," AT ",\"comment\":\"x\xff\xc3y\\r\\n"
		  "\\u202ez\",\"name\":\"S\xc3\xb8ren \xe2\x82\xac\","
		  "\"properties\":{\"k\xff\":\"v\xfe\"}}");
	assert_string_equal(r.ref, "ab");
	assert_string_equal(r.comment, "x\xef\xbf\xbd\xef\xbf\xbdy\nz");
	assert_string_equal(r.name, "S\xc3\xb8ren \xe2\x82\xac");
	assert_string_equal(
	    response_property(&r, "k\xef\xbf\xbd"), "v\xef\xbf\xbd");
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItem(r.json, "comment")),
	    r.comment);
	response_release(&r);
}

/* n times c as the member. */
static char *
long_member(const char *member, const char *c, int n)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "{%s" AT ",\"%s\":\"",
	    strcmp(member, "id") == 0 ? "" : "\"id\":\"1\",", member);
	for (int i = 0; i < n; i++)
		buf_puts(&b, c);
	buf_puts(&b, "\"}");
	return buf_take(&b);
}

static void
init__long_members__are_cut_at_a_character(void **state)
{
	char *comment = long_member("comment", "\xc3\xa6", 51200);
	char *name = long_member("name", "\xe2\x82\xac", 500);
	struct response r;

	(void)state;
	taken(&r, comment);
	assert_int_equal(strlen(r.comment), 64 * 1024);
	response_release(&r);
	taken(&r, name);
	assert_int_equal(strlen(r.name), 1023);
	response_release(&r);
	free(comment);
	free(name);
}

static void
init__long_ids__are_refused_not_cut(void **state)
{
	static const char *const members[] = { "id", "survey" };

	(void)state;
	for (size_t i = 0; i < N_OF(members); i++) {
		char *fits = long_member(members[i], "x", 256);
		char *over = long_member(members[i], "x", 257);
		/* Each of these becomes three bytes. */
		char *grows = long_member(members[i], "\xff", 100);
		struct error err;
		struct response r;

		taken(&r, fits);
		response_release(&r);
		assert_false(read_text(&r, over, &err));
		assert_non_null(r.json);
		response_release(&r);
		assert_non_null(strstr(err.text, "is longer than 256 bytes"));
		assert_false(read_text(&r, grows, &err));
		assert_non_null(r.json);
		response_release(&r);
		free(fits);
		free(over);
		free(grows);
	}
}

static void
category__scores_and_scales__as_nps_defines(void **state)
{
	(void)state;
	for (int score = 0; score <= 10; score++) {
		assert_int_equal(
		    category_of(SCALE_NPS, score), score >= 9   ? PROMOTER
						   : score >= 7 ? PASSIVE
								: DETRACTOR);
		assert_int_equal(category_of(SCALE_1_10, score), 0);
		assert_int_equal(category_of(SCALE_STARS_1_5, score), 0);
		assert_int_equal(category_of(SCALE_OTHER, score), 0);
	}
	assert_int_equal(category_of(SCALE_NPS, -1), CATEGORY_NONE);
}

static void
names__all__are_found_again(void **state)
{
	enum scale scale;
	enum category category;

	(void)state;
	for (int i = 0; i <= SCALE_OTHER; i++) {
		assert_true(scale_by_name(scale_name((enum scale)i), &scale));
		assert_int_equal(scale, i);
	}
	for (int i = 0; i <= DETRACTOR; i++) {
		assert_true(category_by_name(
		    category_name((enum category)i), &category));
		assert_int_equal(category, i);
	}
	assert_false(scale_by_name("nps", &scale));
	assert_false(category_by_name("Promoter", &category));
}

static struct account *
an_account(void)
{
	return account_new(cJSON_Parse(
	    "{\"id\":\"80017\",\"name\":\"Kunde D A/S\",\"segment\":7,"
	    "\"owner_name\":\"Anna\",\"owner_email\":\"anna@n.example\","
	    "\"value\":480000,\"currency\":\"DKK\",\"industry\":\"\"}"));
}

static void
account__members__are_read_and_shared(void **state)
{
	struct account *a = an_account();

	(void)state;
	assert_string_equal(a->id, "80017");
	assert_string_equal(a->currency, "DKK");
	assert_null(a->segment);
	assert_null(a->industry);
	assert_null(a->product);
	assert_true(a->value == 480000);
	assert_ptr_equal(account_ref(a), a);
	account_unref(a);
	assert_string_equal(a->name, "Kunde D A/S");
	account_unref(a);
	account_unref(NULL);
	a = account_new(cJSON_Parse("[1]"));
	assert_true(a->value < 0);
	account_unref(a);
}

static void
owner__property_account_or_other__in_that_order(void **state)
{
	struct response r;
	const char *name = "x";

	(void)state;
	taken(&r, "{\"id\":\"1\"," AT "}");
	assert_string_equal(
	    response_owner(&r, "cx@n.example", &name), "cx@n.example");
	assert_null(name);
	assert_null(response_owner(&r, NULL, &name));
	r.account = an_account();
	assert_string_equal(response_owner(&r, NULL, &name), "anna@n.example");
	assert_string_equal(name, "Anna");
	response_release(&r);
	taken(&r, "{\"id\":\"1\"," AT
		  ",\"properties\":{\"owner_email\":\"bo@n.example\"}}");
	r.account = an_account();
	assert_string_equal(response_owner(&r, NULL, &name), "bo@n.example");
	assert_null(name);
	response_release(&r);
}

static void
company__account_answer_or_domain__in_that_order(void **state)
{
	struct response r;

	(void)state;
	taken(&r, "{\"id\":\"1\"," AT ",\"email\":\"bo@kunde.example\"}");
	assert_string_equal(response_company(&r), "kunde.example");
	response_release(&r);
	taken(&r, "{\"id\":\"1\"," AT ",\"email\":\"bo@\"}");
	assert_null(response_company(&r));
	response_release(&r);
	taken(&r, "{\"id\":\"1\"," AT ",\"email\":\"bo@kunde.example\","
		  "\"company\":\"Kunde\"}");
	assert_string_equal(response_company(&r), "Kunde");
	r.account = an_account();
	assert_string_equal(response_company(&r), "Kunde D A/S");
	response_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init__a_full_response__has_every_member),
		cmocka_unit_test(init__the_least_there_can_be__is_taken),
		cmocka_unit_test(
		    init__what_cannot_be_taken__is_refused_with_the_reason),
		cmocka_unit_test(init__a_day_ahead__is_still_taken),
		cmocka_unit_test(init__unclean_text__is_cleaned_where_it_lies),
		cmocka_unit_test(init__long_members__are_cut_at_a_character),
		cmocka_unit_test(init__long_ids__are_refused_not_cut),
		cmocka_unit_test(category__scores_and_scales__as_nps_defines),
		cmocka_unit_test(names__all__are_found_again),
		cmocka_unit_test(account__members__are_read_and_shared),
		cmocka_unit_test(
		    owner__property_account_or_other__in_that_order),
		cmocka_unit_test(
		    company__account_answer_or_domain__in_that_order),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
