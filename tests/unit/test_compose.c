/* SPDX-License-Identifier: ISC */
/* test_compose.c - what notices say. */
#include "test.h"

#include "decide/compose.h"
#include "decide/compose_words.h"
#include "decide_fixture.h"

#define FULL                                                                  \
	"\"comment\":\"Prisen er for høj\",\"language\":\"da\",\"channel\":" \
	"\"phone\",\"email\":\"dan@kunde.example\",\"name\":\"Dan Dahl\","    \
	"\"role\":\"CFO\",\"link\":\"https://x.example/1\",\"touchpoint\":"   \
	"\"support\",\"properties\":{\"plan\":\"Gold\"},\"scale\":\"nps_0_"   \
	"10\""

static struct templates *templates;
static struct composer composer;

static int
load(void **state)
{
	(void)state;
	templates = fixture_templates();
	composer = (struct composer){ templates, "cx@nordlys.example" };
	return 0;
}

static int
unload(void **state)
{
	(void)state;
	templates_free(templates);
	return 0;
}

/* The body of a notice about an answer. */
static cJSON *
body_of(int score, const char *members, const char *account,
    const char *language, const struct send *send)
{
	char route_name[] = "r", route_language[8];
	struct route route = { .name = route_name,
		.language = route_language };
	struct response r;
	cJSON *body;
	char *text;

	snprintf(route_language, sizeof(route_language), "%s", language);
	fixture_response(&r, score, members, account);
	r.drivers = mem_string("price,support");
	text = compose_notice(&composer, &r, &route, send);
	body = cJSON_Parse(text);
	assert_non_null(body);
	free(text);
	response_release(&r);
	return body;
}

static const struct send plain = { .to = NULL };

static void
compose__category_and_language__give_headline_and_tone(void **state)
{
	static const struct {
		const char *language;
		int score;
		const char *members, *account, *headline, *tone, *text;
	} rows[] = {
		/* clang-format off */
		{ "da", 10, FULL, STEEL, "Nordisk Stål gav os 10", "celebrate", "Flot arbejde, Anna!" },
		{ "da", 8,  FULL, STEEL, "Nordisk Stål gav 8 – hvad skal der til for at nå 10?", "neutral", NULL },
		{ "da", 3,  FULL, STEEL, "Nordisk Stål gav 3 – Anna, kan du ringe?", "alert", NULL },
		{ "da", 0,  "", NULL, "En kunde gav 0 – kan du ringe?", "alert", "Der er ingen kommentar, så vi ved ikke, hvad der ligger bag. Det gør kunden." },
		{ "en", 10, FULL, STEEL, "Nordisk Stål gave us 10 out of 10", "celebrate", "Well done, Anna!" },
		{ "en", 8,  FULL, STEEL, "Nordisk Stål gave 8 out of 10 – what would make it a 10?", "neutral", NULL },
		{ "en", 3,  FULL, STEEL, "Nordisk Stål gave 3 out of 10 – Anna, can you call them?", "alert", NULL },
		{ "da", 4,  "\"scale\":\"stars_1_5\"", STEEL, "Nordisk Stål har svaret: 4 af 5", "neutral", NULL },
		{ "en", 7,  "\"scale\":\"other\"", STEEL, "Nordisk Stål answered: 7", "neutral", NULL },
		{ "en", -1, "\"comment\":\"hi\"", STEEL, "Nordisk Stål answered", "neutral", NULL },
		{ "da", 2,  "\"comment\":\"x\",\"company\":\"Bo's\\nBiler\"", NULL, "Bo's Biler gav 2 – kan du ringe?", "alert", NULL },
		{ "xx", 2,  FULL, STEEL, "Nordisk Stål gave 2 out of 10 – Anna, can you call them?", "alert", NULL },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		cJSON *body = body_of(rows[i].score, rows[i].members,
		    rows[i].account, rows[i].language, &plain);
		const char *text = json_string(body, "text");

		assert_string_equal(
		    json_string(body, "headline"), rows[i].headline);
		assert_string_equal(json_string(body, "tone"), rows[i].tone);
		assert_string_equal(
		    json_string(body, "language"), rows[i].language);
		if (rows[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, rows[i].text);
		cJSON_Delete(body);
	}
}

static void
compose__detractor_without_an_owner__asks_who(void **state)
{
	cJSON *body;

	(void)state;
	composer.default_owner = NULL;
	body = body_of(
	    1, "\"comment\":\"x\",\"company\":\"Bo A/S\"", NULL, "da", &plain);
	assert_string_equal(
	    json_string(body, "headline"), "Bo A/S gav 1 – hvem ringer?");
	assert_non_null(
	    strstr(json_string(body, "text"), "Ingen står som ansvarlig"));
	cJSON_Delete(body);
}

static char *
facts_of(const cJSON *body)
{
	struct buf out = BUF_INIT;
	const cJSON *fact;

	cJSON_ArrayForEach(fact, json_member(body, "facts"))
	{
		buf_printf(&out, "%s=%s;", json_string(fact, "label"),
		    json_string(fact, "value"));
	}
	return buf_take(&out);
}

static void
compose__facts__are_those_known_with_their_labels(void **state)
{
	static const struct {
		const char *language, *members, *account, *facts;
	} rows[] = {
		{ "da", FULL, STEEL,
		    "Kunde=Nordisk Stål;Score=3 af 10;Ansvarlig=Anna "
		    "Holm;Årlig værdi=480.000 kr.;Segment=enterprise;"
		    "Produkt=ERP;Besvaret af=Dan Dahl, CFO;Kanal=telefon;"
		    "Handler om=pris og support;" },
		{ "en", FULL, STEEL,
		    "Customer=Nordisk Stål;Score=3 out of 10;Owner=Anna "
		    "Holm;Annual value=DKK 480,000;Segment=enterprise;"
		    "Product=ERP;Answered by=Dan Dahl, CFO;Channel=phone;"
		    "About=price and support;" },
		{ "en", "\"email\":\"dan@kunde.example\",\"channel\":\"fax\"",
		    NULL,
		    "Customer=kunde.example;Score=3 out of 10;"
		    "Owner=cx@nordlys.example;Answered by=dan@kunde.example;"
		    "Channel=fax;About=price and support;" },
		{ "da", "\"role\":\"CFO\"", NULL,
		    "Score=3 af 10;Ansvarlig=cx@nordlys.example;"
		    "Besvaret af=CFO;Handler om=pris og support;" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		cJSON *body = body_of(3, rows[i].members, rows[i].account,
		    rows[i].language, &plain);
		char *facts = facts_of(body);

		assert_string_equal(facts, rows[i].facts);
		free(facts);
		cJSON_Delete(body);
	}
}

static void
compose__what_the_send_names__is_in_the_notice(void **state)
{
	char owner[] = "owner", fire[] = "fire", rocket[] = "rocket";
	char *reactions[] = { fire, rocket, NULL };
	struct send send = { .mention = owner, .reactions = reactions };
	cJSON *body = body_of(10, FULL, STEEL, "da", &send);
	const cJSON *list = json_member(body, "reactions");

	(void)state;
	assert_string_equal(
	    json_string(body, "mention"), "anna@nordlys.example");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	assert_string_equal(list->child->valuestring, "fire");
	assert_string_equal(json_string(body, "link"), "https://x.example/1");
	assert_string_equal(json_string(body, "quote"), "Prisen er for høj");
	cJSON_Delete(body);
	body = body_of(10, "", NULL, "da", &send);
	assert_string_equal(
	    json_string(body, "mention"), "cx@nordlys.example");
	cJSON_Delete(body);
	body = body_of(10, FULL, STEEL, "da", &plain);
	assert_null(json_member(body, "mention"));
	assert_null(json_member(body, "reactions"));
	cJSON_Delete(body);
}

static void
compose__link_of_another_kind__is_left_out(void **state)
{
	static const char *const links[] = { "javascript:alert(1)",
		"file:///etc/passwd", "x", "ftp://x.example" };

	(void)state;
	for (size_t i = 0; i < N_OF(links); i++) {
		char *members = mem_printf("\"link\":\"%s\"", links[i]);
		cJSON *body = body_of(3, members, NULL, "da", &plain);

		assert_null(json_member(body, "link"));
		free(members);
		cJSON_Delete(body);
	}
}

/* The core passes text on as it is: escaping it here would show to readers
 * of the outputs that need another escape, or none. */
static void
compose__hostile_comment__stays_the_quote_alone(void **state)
{
	static const char *const comments[] = {
		"<!channel> <@U1> <http://x|y>",
		"{{owner.email}} {{{properties.plan}}}",
		"{{#a}}",
		"&amp; & \\\" '",
		"a\\r\\nBcc: x@y.example\\r\\n",
		"\\u202Eevil\\u0007",
		"*bold* _it_ `code` ~no~",
	};

	(void)state;
	for (size_t i = 0; i < N_OF(comments); i++) {
		char *members = mem_printf("\"comment\":\"%s\",\"company\":"
					   "\"%s\"",
		    comments[i], comments[i]);
		cJSON *body = body_of(3, members, NULL, "da", &plain);
		const char *quote = json_string(body, "quote");

		assert_non_null(quote);
		assert_null(strstr(quote, "\xe2\x80\xae"));
		assert_null(strchr(quote, '\r'));
		assert_null(strchr(json_string(body, "headline"), '\n'));
		assert_null(strstr(quote, "cx@nordlys"));
		assert_null(json_string(body, "text"));
		cJSON_Delete(body);
		free(members);
	}
}

static void
compose__endless_words__are_cut_at_a_character(void **state)
{
	struct buf members = BUF_INIT;
	cJSON *body;

	(void)state;
	buf_puts(&members, "\"comment\":\"");
	for (int i = 0; i < 50000; i++)
		buf_puts(&members, "æ");
	buf_puts(&members, "\",\"company\":\"");
	for (int i = 0; i < 300; i++)
		buf_puts(&members, "å");
	buf_puts(&members, "\"");
	body = body_of(3, buf_str(&members), NULL, "da", &plain);
	assert_int_equal(strlen(json_string(body, "quote")), 10003);
	assert_non_null(strstr(json_string(body, "quote"), "æ…"));
	assert_true(strlen(json_string(body, "headline")) <= 303);
	cJSON_Delete(body);
	buf_release(&members);
}

static void
money__amount__is_written_as_the_language_does(void **state)
{
	static const struct {
		const char *language;
		double value;
		const char *currency, *text;
	} rows[] = {
		/* clang-format off */
		{ "da", 0,          "DKK", "0 kr." },
		{ "da", 999,        "DKK", "999 kr." },
		{ "da", 1000,       "DKK", "1.000 kr." },
		{ "da", 480000.6,   "DKK", "480.001 kr." },
		{ "da", 1234567,    "EUR", "1.234.567 euro" },
		{ "da", 1234567,    "CHF", "1.234.567 CHF" },
		{ "da", 1234567,    NULL,  "1.234.567" },
		{ "en", 1234567,    "DKK", "DKK 1,234,567" },
		{ "en", 1234567,    "",    "1,234,567" },
		{ "en", -1,         "DKK", NULL },
		{ "en", 1e300,      "DKK", NULL },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		char *text = words_money(templates, rows[i].language,
		    rows[i].value, rows[i].currency);

		if (rows[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, rows[i].text);
		free(text);
	}
}

static void
list__names__are_joined_as_the_language_does(void **state)
{
	static const struct {
		const char *language, *items, *text;
	} rows[] = { { "da", "[\"a\"]", "a" },
		{ "da", "[\"a\",\"b\"]", "a og b" },
		{ "en", "[\"a\",\"b\",\"c\"]", "a, b and c" },
		{ "en", "[]", NULL } };

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		cJSON *items = cJSON_Parse(rows[i].items);
		char *text = words_list(templates, rows[i].language, items);

		if (rows[i].text == NULL)
			assert_null(text);
		else
			assert_string_equal(text, rows[i].text);
		free(text);
		cJSON_Delete(items);
	}
}

static void
data__everything_known__can_be_named(void **state)
{
	static const char *const known[] = { "score", "score_text", "scale",
		"category", "company", "account", "value_text", "owner",
		"respondent", "drivers", "drivers_text", "comment", "provider",
		"survey", "channel", "touchpoint", "answered", "link",
		"properties" };
	struct response r;
	cJSON *data;

	(void)state;
	fixture_response(&r, 3, FULL, STEEL);
	r.drivers = mem_string("price,own_driver");
	data = compose_data(&composer, &r, "da");
	for (size_t i = 0; i < N_OF(known); i++)
		if (json_member(data, known[i]) == NULL)
			fail_msg("%s is missing", known[i]);
	assert_string_equal(
	    json_string(data, "drivers_text"), "pris og own_driver");
	assert_string_equal(
	    json_string(json_member(data, "owner"), "first_name"), "Anna");
	assert_string_equal(
	    json_string(json_member(data, "properties"), "plan"), "Gold");
	cJSON_Delete(data);
	response_release(&r);
}

static void
fold__many_answers__become_one_notice(void **state)
{
	char language[] = "da", name[] = "celebrate", fire[] = "fire";
	char *reactions[] = { fire, NULL };
	struct route route = { .name = name, .language = language };
	struct send send = { .reactions = reactions };
	cJSON *members = cJSON_CreateArray(), *body;
	char *text;

	(void)state;
	for (int i = 0; i < 22; i++)
		cJSON_AddItemToArray(members,
		    cJSON_Parse(i == 0 ? "{\"score\":8,\"category\":"
					 "\"passive\"}"
				       : "{\"company\":\"Bo A/S\",\"score\":"
					 "10,\"category\":\"promoter\"}"));
	text = compose_fold(&composer, &route, &send, members);
	body = cJSON_Parse(text);
	assert_string_equal(json_string(body, "headline"),
	    "22 nye svar: 21 ambassadører og 1 passiv");
	assert_string_equal(json_string(body, "tone"), "neutral");
	assert_ptr_equal(strstr(json_string(body, "text"),
			     "En kunde: 8 af 10\nBo A/S: 10 af 10\n"),
	    json_string(body, "text"));
	assert_non_null(strstr(json_string(body, "text"), "\n… og 2 til"));
	free(text);
	cJSON_Delete(body);
	cJSON_DeleteItemFromArray(members, 0);
	text = compose_fold(&composer, &route, &send, members);
	body = cJSON_Parse(text);
	assert_string_equal(
	    json_string(body, "headline"), "21 nye svar: 21 ambassadører");
	assert_string_equal(json_string(body, "tone"), "celebrate");
	assert_non_null(json_member(body, "reactions"));
	free(text);
	cJSON_Delete(body);
	cJSON_Delete(members);
}

#define LOADED(test) cmocka_unit_test_setup_teardown(test, load, unload)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		LOADED(compose__category_and_language__give_headline_and_tone),
		LOADED(compose__detractor_without_an_owner__asks_who),
		LOADED(compose__facts__are_those_known_with_their_labels),
		LOADED(compose__what_the_send_names__is_in_the_notice),
		LOADED(compose__link_of_another_kind__is_left_out),
		LOADED(compose__hostile_comment__stays_the_quote_alone),
		LOADED(compose__endless_words__are_cut_at_a_character),
		LOADED(money__amount__is_written_as_the_language_does),
		LOADED(list__names__are_joined_as_the_language_does),
		LOADED(data__everything_known__can_be_named),
		LOADED(fold__many_answers__become_one_notice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
