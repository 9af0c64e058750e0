/* SPDX-License-Identifier: ISC */
/* test_wire.c - the contract's structs to JSON and back. */
#include "host/wire.h"

#include <math.h>

#include "host/wire_read.h"
#include "sdk/json.h"
#include "test.h"

static void
assert_prints(cJSON *object, const char *wanted)
{
	struct buf text = BUF_INIT;

	json_print(&text, object);
	assert_string_equal(buf_str(&text), wanted);
	buf_release(&text);
	cJSON_Delete(object);
}

static void
response__full__as_the_protocol_s_example(void **state)
{
	static const struct lb_pair properties[] = { { "account_id", "80017" },
		{ NULL, NULL } };
	static const struct lb_response r = { .survey = "B2B telefon 2026H2",
		.id = "T-10042",
		.answered_us = 1795163400000000,
		.changed_us = 1795163400000001,
		.scale = LB_NPS,
		.score = 6,
		.complete = true,
		.comment = "Savner en \"fast\" kontakt",
		.language = "da",
		.channel = "phone",
		.touchpoint = "support",
		.email = "dan@kunde-d.example",
		.name = "Dan Dahl",
		.role = "CFO",
		.company = "Kunde D A/S",
		.link = "https://x.example/1",
		.properties = properties };

	(void)state;
	assert_prints(wire_response(&r),
	    "{\"survey\":\"B2B telefon 2026H2\",\"id\":\"T-10042\","
	    "\"answered_us\":1795163400000000,"
	    "\"changed_us\":1795163400000001,\"scale\":\"nps_0_10\","
	    "\"score\":6,\"complete\":true,"
	    "\"comment\":\"Savner en \\\"fast\\\" kontakt\","
	    "\"language\":\"da\",\"channel\":\"phone\","
	    "\"touchpoint\":\"support\",\"email\":\"dan@kunde-d.example\","
	    "\"name\":\"Dan Dahl\",\"role\":\"CFO\","
	    "\"company\":\"Kunde D A/S\",\"link\":\"https://x.example/1\","
	    "\"properties\":{\"account_id\":\"80017\"}}");
}

static void
response__empty_or_nonsense__only_what_is_known(void **state)
{
	(void)state;
	assert_prints(wire_response(&(struct lb_response){ .score = -1 }),
	    "{\"answered_us\":0,\"scale\":\"nps_0_10\",\"score\":-1,"
	    "\"complete\":false}");
	assert_prints(wire_response(&(struct lb_response){
			  .scale = (enum lb_scale)44, .score = 11 }),
	    "{\"answered_us\":0,\"score\":11,\"complete\":false}");
	assert_prints(wire_response(&(struct lb_response){
			  .scale = (enum lb_scale) - 1, .score = 11 }),
	    "{\"answered_us\":0,\"score\":11,\"complete\":false}");
}

static void
response__hostile_text__is_valid_and_without_tricks(void **state)
{
	static const struct lb_pair properties[] = {
		{ "a\xff", "\x01\xe2\x80\xae<!channel>" }, { NULL, NULL }
	};
	cJSON *o = wire_response(
	    &(struct lb_response){ .comment = "1\xff\xfe 2\r\n3\x7f\xc2\x85",
		.properties = properties });

	(void)state;
	assert_string_equal(
	    json_string(o, "comment"), "1\xef\xbf\xbd\xef\xbf\xbd 2\n3");
	assert_string_equal(
	    json_string(json_member(o, "properties"), "a\xef\xbf\xbd"),
	    "<!channel>");
	cJSON_Delete(o);
}

static void
account__value_known_or_not__only_a_real_one(void **state)
{
	static const struct {
		double value;
		const char *json;
	} cases[] = {
		{ 480000, "{\"id\":\"1\",\"value\":480000}" },
		{ 0, "{\"id\":\"1\",\"value\":0}" },
		{ 0.5, "{\"id\":\"1\",\"value\":0.5}" },
		{ -1, "{\"id\":\"1\"}" },
		{ NAN, "{\"id\":\"1\"}" },
		{ INFINITY, "{\"id\":\"1\"}" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++)
		assert_prints(wire_account(&(struct lb_account){
				  .id = "1", .value = cases[i].value }),
		    cases[i].json);
}

static void
account_and_action__full__all_members(void **state)
{
	static const struct lb_pair fields[] = { { "reached", "yes" },
		{ NULL, NULL } };

	(void)state;
	assert_prints(wire_account(&(struct lb_account){
			  "i", "n", "s", "p", "d", "o", "e", 1, "DKK" }),
	    "{\"id\":\"i\",\"name\":\"n\",\"segment\":\"s\","
	    "\"product\":\"p\",\"industry\":\"d\",\"owner_name\":\"o\","
	    "\"owner_email\":\"e\",\"currency\":\"DKK\",\"value\":1}");
	assert_prints(wire_action(&(struct lb_action){
			  "i", "claim", "s", "w", "e", "t", fields }),
	    "{\"id\":\"i\",\"name\":\"claim\",\"subject\":\"s\","
	    "\"who\":\"w\",\"who_email\":\"e\",\"text\":\"t\","
	    "\"fields\":{\"reached\":\"yes\"}}");
}

static void
put_mark__valid_but_odd__comes_back_as_it_is(void **state)
{
	cJSON *o = cJSON_CreateObject();

	(void)state;
	wire_put_mark(o, "odd", "a\x1f\r\nb\xe2\x80\xae");
	wire_put_mark(o, "bad", "a\xff");
	wire_put_mark(o, "none", NULL);
	wire_put_text(o, "none", NULL);
	assert_string_equal(json_string(o, "odd"), "a\x1f\r\nb\xe2\x80\xae");
	assert_string_equal(json_string(o, "bad"), "a\xef\xbf\xbd");
	assert_null(json_member(o, "none"));
	cJSON_Delete(o);
}

static void
names__of_all_levels_and_tones__are_there(void **state)
{
	(void)state;
	assert_string_equal(wire_level(LB_ERROR), "error");
	assert_string_equal(wire_level(LB_WARNING), "warning");
	assert_string_equal(wire_level(LB_INFO), "info");
	assert_string_equal(wire_level(LB_DEBUG), "debug");
	assert_string_equal(wire_level((enum lb_level)99), "info");
	assert_string_equal(wire_tones[LB_RESOLVED], "resolved");
	assert_null(wire_tones[LB_RESOLVED + 1]);
	assert_null(wire_scales[LB_SCALE_OTHER + 1]);
}

/* ---- From JSON. */

static bool
read_notice(struct keep *keep, const char *json, struct lb_notice *n,
    struct error *err)
{
	cJSON *o = cJSON_Parse(json);
	bool ok = wire_read_notice(keep, o, n, err);

	cJSON_Delete(o);
	return ok;
}

static void
read_notice__full__all_there(void **state)
{
	struct keep keep = KEEP_INIT;
	struct lb_notice n;
	struct error err = { "" };

	(void)state;
	assert_true(read_notice(&keep,
	    "{\"id\":\"N1\",\"target\":\"#k\",\"tone\":\"alert\","
	    "\"headline\":\"h\",\"quote\":\"q\",\"text\":\"t\","
	    "\"facts\":[{\"label\":\"l1\",\"value\":\"v1\"},"
	    "{\"label\":\"l2\",\"value\":\"v2\"}],"
	    "\"buttons\":[{\"action\":\"claim\",\"label\":\"Tag\","
	    "\"primary\":true},{\"label\":\"Se\",\"url\":\"https://x\","
	    "\"danger\":true}],\"mention\":\"a@b.c\",\"link\":\"l\","
	    "\"picture\":null,\"thread\":\"th\",\"receipt\":\"r\","
	    "\"reactions\":[\"fire\",\"rocket\"],\"language\":\"da\","
	    "\"made_us\":1795163405000000,\"sent_us\":1795163406000000,"
	    "\"subject\":\"01JCASE\",\"is_quiet\":true,"
	    "\"later\":[1]}",
	    &n, &err));
	assert_string_equal(n.id, "N1");
	assert_string_equal(n.target, "#k");
	assert_int_equal(n.tone, LB_ALERT);
	assert_string_equal(n.headline, "h");
	assert_string_equal(n.quote, "q");
	assert_string_equal(n.text, "t");
	assert_int_equal(n.n_facts, 2);
	assert_string_equal(n.facts[1].label, "l2");
	assert_string_equal(n.facts[1].value, "v2");
	assert_int_equal(n.n_buttons, 2);
	assert_string_equal(n.buttons[0].action, "claim");
	assert_true(n.buttons[0].primary);
	assert_null(n.buttons[0].url);
	assert_null(n.buttons[1].action);
	assert_true(n.buttons[1].danger);
	assert_string_equal(n.mention, "a@b.c");
	assert_string_equal(n.link, "l");
	assert_null(n.picture);
	assert_string_equal(n.thread, "th");
	assert_string_equal(n.receipt, "r");
	assert_string_equal(n.reactions[1], "rocket");
	assert_null(n.reactions[2]);
	assert_string_equal(n.language, "da");
	assert_int_equal(n.made_us, 1795163405000000);
	assert_int_equal(n.sent_us, 1795163406000000);
	assert_string_equal(n.subject, "01JCASE");
	assert_true(n.is_quiet);
	keep_release(&keep);
}

static void
read_notice__only_what_is_needed__the_rest_is_empty(void **state)
{
	struct keep keep = KEEP_INIT;
	struct lb_notice n;

	(void)state;
	assert_true(read_notice(&keep,
	    "{\"id\":\"N1\",\"target\":\"t\",\"headline\":\"h\"}", &n, NULL));
	assert_int_equal(n.tone, LB_NEUTRAL);
	assert_int_equal(n.n_facts, 0);
	assert_int_equal(n.n_buttons, 0);
	assert_null(n.reactions[0]);
	assert_null(n.quote);
	assert_int_equal(n.made_us, 0);
	assert_int_equal(n.sent_us, 0);
	assert_null(n.subject);
	assert_false(n.is_quiet);
	keep_release(&keep);
}

static void
read_notice__not_as_the_protocol_says__false(void **state)
{
	static const struct {
		const char *member, *why;
	} cases[] = {
		/* clang-format off */
		{ "\"id\":1", "\"id\" must be text" },
		{ "\"id\":\"\"", "\"id\" must be there" },
		{ "\"quote\":{}", "\"quote\" must be text" },
		{ "\"tone\":\"loud\"", "\"tone\" must be one of the names in the protocol" },
		{ "\"tone\":1", "\"tone\" must be one of the names in the protocol" },
		{ "\"facts\":{\"a\":\"b\"}", "\"facts\" must be a list" },
		{ "\"facts\":[{\"label\":\"x\"}]", "\"value\" must be there" },
		{ "\"facts\":[1]", "\"label\" must be there" },
		{ "\"buttons\":[{\"label\":\"x\",\"primary\":1}]", "\"primary\" must be true or false" },
		{ "\"reactions\":\"fire\"", "\"reactions\" must be a list" },
		{ "\"reactions\":[\"fire\",1]", "\"reactions\" must be a list of texts" },
		{ "\"made_us\":\"1\"", "\"made_us\" must be a whole number" },
		{ "\"made_us\":1.5", "\"made_us\" must be a whole number" },
		/* clang-format on */
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct keep keep = KEEP_INIT;
		struct buf json = BUF_INIT;
		struct lb_notice n;
		struct error err = { "" };

		/* The first of two members of a name is the one that counts. */
		buf_printf(&json,
		    "{%s,\"id\":\"N1\",\"target\":\"t\",\"headline\":\"h\"}",
		    cases[i].member);
		assert_false(read_notice(&keep, buf_str(&json), &n, &err));
		assert_string_equal(err.text, cases[i].why);
		keep_release(&keep);
		buf_release(&json);
	}
}

static void
read_notice__no_object__false(void **state)
{
	struct keep keep = KEEP_INIT;
	struct lb_notice n;
	struct error err;

	(void)state;
	assert_false(wire_read_notice(&keep, NULL, &n, &err));
	assert_string_equal(err.text, "\"notice\" must be an object");
	keep_release(&keep);
}

static void
read_response__what_wire_response_wrote__the_same_again(void **state)
{
	static const struct lb_pair properties[] = { { "k", "v" },
		{ NULL, NULL } };
	static const struct lb_response r = { .survey = "s",
		.id = "1",
		.answered_us = 1795163400000000,
		.scale = LB_SCALE_1_10,
		.score = 10,
		.complete = true,
		.comment = "c",
		.email = "a@b.c",
		.company = "K",
		.properties = properties };
	struct keep keep = KEEP_INIT;
	struct buf first = BUF_INIT;
	struct lb_response got;
	cJSON *o = wire_response(&r), *parsed;

	(void)state;
	json_print(&first, o);
	parsed = cJSON_Parse(buf_str(&first));
	assert_true(wire_read_response(&keep, parsed, &got, NULL));
	assert_prints(wire_response(&got), buf_str(&first));
	cJSON_Delete(parsed);
	cJSON_Delete(o);
	buf_release(&first);
	keep_release(&keep);
}

static void
read_response__who_is_asked_about__score_is_none(void **state)
{
	struct keep keep = KEEP_INIT;
	struct lb_response got;
	cJSON *o = cJSON_Parse("{\"email\":\"bo@kunde.example\"}");
	cJSON *bad = cJSON_Parse("{\"properties\":{\"a\":1}}");

	(void)state;
	assert_true(wire_read_response(&keep, o, &got, NULL));
	assert_string_equal(got.email, "bo@kunde.example");
	assert_int_equal(got.score, -1);
	assert_non_null(got.properties);
	assert_null(got.properties[0].name);
	assert_false(wire_read_response(&keep, bad, &got, NULL));
	cJSON_Delete(bad);
	cJSON_Delete(o);
	keep_release(&keep);
}

static void
read_request__body_in_base64__decoded_and_ended(void **state)
{
	struct keep keep = KEEP_INIT;
	struct lb_request q;
	struct error err;
	cJSON *o =
	    cJSON_Parse("{\"path\":\"/hook\",\"headers\":{\"content-type\":"
			"\"application/json\"},\"body\":\"eyJ4IjoxfQ==\","
			"\"peer\":\"192.0.2.7\"}");
	cJSON *empty = cJSON_Parse("{}");
	cJSON *bad = cJSON_Parse("{\"body\":\"{}\"}");

	(void)state;
	assert_true(wire_read_request(&keep, o, &q, &err));
	assert_string_equal(q.path, "/hook");
	assert_string_equal(q.headers[0].value, "application/json");
	assert_int_equal(q.body_size, 7);
	assert_string_equal(q.body, "{\"x\":1}");
	assert_string_equal(q.peer, "192.0.2.7");
	assert_true(wire_read_request(&keep, empty, &q, &err));
	assert_string_equal(q.path, "");
	assert_int_equal(q.body_size, 0);
	assert_string_equal(q.body, "");
	assert_false(wire_read_request(&keep, bad, &q, &err));
	assert_string_equal(err.text, "\"body\" must be base64");
	cJSON_Delete(bad);
	cJSON_Delete(empty);
	cJSON_Delete(o);
	keep_release(&keep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(response__full__as_the_protocol_s_example),
		cmocka_unit_test(
		    response__empty_or_nonsense__only_what_is_known),
		cmocka_unit_test(
		    response__hostile_text__is_valid_and_without_tricks),
		cmocka_unit_test(account__value_known_or_not__only_a_real_one),
		cmocka_unit_test(account_and_action__full__all_members),
		cmocka_unit_test(put_mark__valid_but_odd__comes_back_as_it_is),
		cmocka_unit_test(names__of_all_levels_and_tones__are_there),
		cmocka_unit_test(read_notice__full__all_there),
		cmocka_unit_test(
		    read_notice__only_what_is_needed__the_rest_is_empty),
		cmocka_unit_test(read_notice__not_as_the_protocol_says__false),
		cmocka_unit_test(read_notice__no_object__false),
		cmocka_unit_test(
		    read_response__what_wire_response_wrote__the_same_again),
		cmocka_unit_test(
		    read_response__who_is_asked_about__score_is_none),
		cmocka_unit_test(
		    read_request__body_in_base64__decoded_and_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
