/* SPDX-License-Identifier: ISC */
/*
 * test_slack_envelope.c - what comes over a connection of Socket Mode, what is
 * said back, where to, and how often.
 */
#include "notifiers/slack/envelope.h"
#include "notifiers/slack/flood.h"
#include "notifiers/slack/reply.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_rules.h"
#include "test.h"

/* ---- Envelopes. */

static struct envelope
read_text(const char *text)
{
	struct envelope e;

	envelope_read(&e, text, strlen(text));
	return e;
}

static void
envelope_read__each_kind__its_members(void **state)
{
	struct envelope e;

	(void)state;
	e = read_text(
	    "{\"type\":\"hello\",\"num_connections\":2,"
	    "\"debug_info\":{\"approximate_connection_time\":18060}}");
	assert_int_equal(e.type, ENVELOPE_HELLO);
	assert_int_equal(e.n_connections, 2);
	assert_int_equal(e.lasts_s, 18060);
	envelope_release(&e);
	e = read_text("{\"type\":\"disconnect\",\"reason\":\"warning\"}");
	assert_int_equal(e.type, ENVELOPE_DISCONNECT);
	assert_string_equal(e.reason, "warning");
	envelope_release(&e);
	e = read_text("{\"type\":\"interactive\",\"envelope_id\":\"e1\","
		      "\"payload\":{\"a\":1},"
		      "\"accepts_response_payload\":true}");
	assert_int_equal(e.type, ENVELOPE_PAYLOAD);
	assert_string_equal(e.id, "e1");
	assert_string_equal(e.kind, "interactive");
	assert_true(e.takes_payload);
	assert_int_equal(json_integer(e.payload, "a", 0), 1);
	envelope_release(&e);
}

static void
envelope_read__less_or_other__nothing_or_less(void **state)
{
	static const struct {
		const char *text;
		enum envelope_type type;
	} cases[] = {
		{ "", ENVELOPE_NONE },
		{ "null", ENVELOPE_NONE },
		{ "[]", ENVELOPE_NONE },
		{ "{", ENVELOPE_NONE },
		{ "{}", ENVELOPE_NONE },
		{ "{\"type\":42}", ENVELOPE_NONE },
		{ "{\"type\":\"interactive\"}", ENVELOPE_NONE },
		{ "{\"type\":\"interactive\",\"envelope_id\":7}",
		    ENVELOPE_NONE },
		{ "{\"type\":\"interactive\",\"envelope_id\":\"\"}",
		    ENVELOPE_NONE },
		{ "{\"type\":\"hello\"}", ENVELOPE_HELLO },
		{ "{\"type\":\"hello\",\"num_connections\":-4}",
		    ENVELOPE_HELLO },
		{ "{\"type\":\"hello\",\"num_connections\":1e300}",
		    ENVELOPE_HELLO },
		{ "{\"type\":\"disconnect\"}", ENVELOPE_DISCONNECT },
		{ "{\"type\":\"new\",\"envelope_id\":\"e\"}",
		    ENVELOPE_PAYLOAD },
		{ "{\"type\":\"new\",\"envelope_id\":\"e\","
		  "\"payload\":null}",
		    ENVELOPE_PAYLOAD },
		{ "{\"type\":\"new\",\"envelope_id\":\"e\",\"payload\":[]}",
		    ENVELOPE_PAYLOAD },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct envelope e = read_text(cases[i].text);

		assert_int_equal(e.type, cases[i].type);
		assert_int_equal(e.n_connections, 0);
		assert_null(e.payload);
		if (e.type == ENVELOPE_DISCONNECT)
			assert_string_equal(e.reason, "");
		envelope_release(&e);
	}
}

static void
envelope_read__id_or_message_too_long__nothing(void **state)
{
	char *id = rules_repeat("e", ENVELOPE_LONGEST_ID + 1);
	char *text = mem_printf(
	    "{\"type\":\"interactive\",\"envelope_id\":\"%s\"}", id);
	char *long_text = rules_repeat(" ", ENVELOPE_LONGEST + 1);
	struct envelope e = read_text(text);

	(void)state;
	assert_int_equal(e.type, ENVELOPE_NONE);
	envelope_release(&e);
	e = read_text(long_text);
	assert_int_equal(e.type, ENVELOPE_NONE);
	envelope_release(&e);
	free(long_text);
	free(text);
	free(id);
}

static void
envelope_acknowledge__id_with_quotes__is_json(void **state)
{
	cJSON *payload = cJSON_Parse("{\"a\":[1]}");
	struct buf ack = BUF_INIT;

	(void)state;
	envelope_acknowledge(&ack, "e\"1\\", NULL);
	assert_string_equal(ack.data, "{\"envelope_id\":\"e\\\"1\\\\\"}");
	buf_reset(&ack);
	envelope_acknowledge(&ack, "e", payload);
	assert_string_equal(
	    ack.data, "{\"envelope_id\":\"e\",\"payload\":{\"a\":[1]}}");
	buf_release(&ack);
	cJSON_Delete(payload);
}

/* ---- What is said back. */

static void
reply_message__whatever_it_says__slack_takes_it_as_text(void **state)
{
	static const char *const units[] = { "<!channel> & *b* ",
		"\xf0\x9f\x98\xa1", "\n", "\xe2\x80\xae", "&&&&", "x" };

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		char *text = rules_repeat(units[i], 20000);
		cJSON *message = reply_message(text, "da");

		rules_check(message);
		assert_string_equal(
		    json_string(message, "response_type"), "ephemeral");
		cJSON_Delete(message);
		free(text);
	}
}

/* "text|<link>|text" */
static char *
parts_of(const cJSON *message)
{
	const cJSON *rich =
	    cJSON_GetArrayItem(json_member(message, "blocks"), 0);
	const cJSON *section =
	    cJSON_GetArrayItem(json_member(rich, "elements"), 0);
	const cJSON *part;
	struct buf b = BUF_INIT;

	cJSON_ArrayForEach(part, json_member(section, "elements"))
	{
		const char *url = json_string(part, "url");

		if (b.size > 0)
			buf_putc(&b, '|');
		buf_puts(&b, url != NULL ? url : json_string(part, "text"));
	}
	return buf_take(&b);
}

static void
reply_with_addresses__in_a_sentence__is_a_link(void **state)
{
	static const struct {
		const char *text, *parts;
	} cases[] = {
		{ "Write to dan@kunde-d.example.",
		    "Write to |mailto:dan@kunde-d.example|." },
		{ "a@b.example", "mailto:a@b.example" },
		{ "(a.b+c@d.example) and x@y.example\n",
		    "(|mailto:a.b+c@d.example|) and |mailto:x@y.example" },
		{ "@b a@ a@. a@-- @ x", "@b a@ a@. a@-- @ x" },
		{ "\xc3\xa6@b.example", "\xc3\xa6@b.example" },
		{ "none", "none" },
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		cJSON *message = reply_with_addresses(cases[i].text, "en");
		char *parts = parts_of(message);

		assert_string_equal(parts, cases[i].parts);
		rules_check(message);
		free(parts);
		cJSON_Delete(message);
		message = reply_message(cases[i].text, "en");
		parts = parts_of(message);
		assert_null(strstr(parts, "mailto"));
		free(parts);
		cJSON_Delete(message);
	}
}

static void
reply_may_go_to__only_slack_or_where_api_is(void **state)
{
	static const struct {
		const char *url;
		bool may;
	} cases[] = {
		{ "https://hooks.slack.com/actions/T1/2/3", true },
		{ "https://hooks.slack-gov.com/actions/T1/2/3", true },
		{ "https://HOOKS.SLACK.COM/x", true },
		{ "http://hooks.slack.com/actions", false },
		{ "https://slack.com.evil.example/", false },
		{ "https://evilslack.com/", false },
		{ "https://.slack.com/", false },
		{ "https://hooks.slack.com:8443/", false },
		{ "https://hooks.slack.com@evil.example/", false },
		{ "https://evil.example#.slack.com/", false },
		{ "https://evil.example\\.slack.com/", false },
		{ "https://evil.example?.slack.com/", false },
		{ "https://hooks.slack.com", true },
		{ "https:///x", false },
		{ "https://", false },
		{ "hooks.slack.com/x", false },
		{ "", false },
		{ "file:///etc/passwd", false },
		{ "http://127.0.0.1:4010/x", true },
		{ "http://127.0.0.1:4011/x", false },
		{ "https://127.0.0.1:4010/x", false },
		{ "http://127.0.0.1/x", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (reply_may_go_to(cases[i].url,
			"http://127.0.0.1:4010/api/") != cases[i].may)
			fail_msg("%s", cases[i].url);
}

static void
reply_may_connect_to__only_slack_or_where_api_is(void **state)
{
	static const struct {
		const char *url, *api;
		bool may;
	} cases[] = {
		{ "wss://wss-primary.slack.com/link/?t=1",
		    "https://slack.com/api/", true },
		{ "wss://cerberus.slack-gov.com/link/?t=1",
		    "https://slack-gov.com/api/", true },
		{ "ws://wss-primary.slack.com/", "https://slack.com/api/",
		    false },
		{ "wss://evil.example/", "https://slack.com/api/", false },
		{ "ws://127.0.0.1:1/", "https://slack.com/api/", false },
		{ "ws://127.0.0.1:1/", "http://127.0.0.1:4010/api/", true },
		{ "https://wss-primary.slack.com/", "https://slack.com/api/",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (reply_may_connect_to(cases[i].url, cases[i].api) !=
		    cases[i].may)
			fail_msg("%s", cases[i].url);
}

/* ---- How much one may do. */

static void
flood_take__more_than_people_do__told_once_then_ignored(void **state)
{
	struct flood flood = { 0 };
	int64_t now_ms = 1000;

	(void)state;
	for (int i = 0; i < FLOOD_BURST; i++)
		assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_TAKE);
	assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_TELL);
	assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_IGNORE);
	assert_int_equal(flood_take(&flood, "U2", now_ms), FLOOD_TAKE);
	now_ms += FLOOD_EACH_MS;
	assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_TAKE);
	assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_IGNORE);
	now_ms += 60000;
	for (int i = 0; i < FLOOD_BURST; i++)
		assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_TAKE);
	assert_int_equal(flood_take(&flood, "U1", now_ms), FLOOD_TELL);
}

static void
flood_take__more_people_than_rows__each_is_taken(void **state)
{
	struct flood flood = { 0 };
	char user[20];

	(void)state;
	for (int i = 0; i < 10 * FLOOD_PEOPLE; i++) {
		snprintf(user, sizeof(user), "U%d", i);
		assert_int_equal(
		    flood_take(&flood, user, 1000 + i), FLOOD_TAKE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(envelope_read__each_kind__its_members),
		cmocka_unit_test(
		    envelope_read__less_or_other__nothing_or_less),
		cmocka_unit_test(
		    envelope_read__id_or_message_too_long__nothing),
		cmocka_unit_test(
		    envelope_acknowledge__id_with_quotes__is_json),
		cmocka_unit_test(
		    reply_message__whatever_it_says__slack_takes_it_as_text),
		cmocka_unit_test(
		    reply_with_addresses__in_a_sentence__is_a_link),
		cmocka_unit_test(reply_may_go_to__only_slack_or_where_api_is),
		cmocka_unit_test(
		    reply_may_connect_to__only_slack_or_where_api_is),
		cmocka_unit_test(
		    flood_take__more_than_people_do__told_once_then_ignored),
		cmocka_unit_test(
		    flood_take__more_people_than_rows__each_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
