/* SPDX-License-Identifier: ISC */
/*
 * test_slack_blocks.c - whatever a notice holds, Slack takes the message, and
 * nothing a customer wrote becomes markup in it.
 */
#include "notifiers/slack/blocks.h"

#include "sdk/json.h"
#include "sdk/utf8.h"
#include "slack_rules.h"
#include "test.h"

/* ---- Help to read a message. */

/* The whole of the quote, from all its parts; NULL: there is none. */
static char *
quote_of(const cJSON *message)
{
	const cJSON *rich = rules_block(message, "rich_text");
	const cJSON *part, *quote;
	struct buf b = BUF_INIT;

	if (rich == NULL)
		return NULL;
	quote = cJSON_GetArrayItem(json_member(rich, "elements"), 0);
	assert_string_equal(json_string(quote, "type"), "rich_text_quote");
	cJSON_ArrayForEach(part, json_member(quote, "elements"))
	{
		assert_string_equal(json_string(part, "type"), "text");
		assert_int_equal(cJSON_GetArraySize(part), 2);
		buf_puts(&b, json_string(part, "text"));
	}
	return buf_take(&b);
}

static const struct lb_fact facts[] = {
	{ "Kunde", "Kunde D A/S" },
	{ "Tom", "" },
	{ "Score", "6 af 10" },
	{ "Ejer", "Anna Holm" },
	{ "V\xc3\xa6rdi", "480.000 kr." },
	{ "Segment", "enterprise" },
	{ "Kanal", "telefon" },
};

static const struct lb_button buttons[] = {
	{ .action = "claim", .label = "Tag sagen", .primary = true },
	{ .label = "\xc3\x85"
		   "bn CRM",
	    .url = "https://crm.example/80017?a=1&b=2" },
};

static const char *const no_reactions[] = { NULL };

static const struct lb_notice full = {
	.id = "01JD0Z",
	.target = "#kunderedning",
	.tone = LB_ALERT,
	.headline = "Kunde D A/S gav 6",
	.quote = "Savner en <fast> kontakt & svar\nfor *langsomt*",
	.text = "F\xc3\xb8lg op inden 48 timer <nu>",
	.facts = facts,
	.n_facts = N_OF(facts),
	.buttons = buttons,
	.n_buttons = N_OF(buttons),
	.mention = "anna@nordlys.example",
	.link = "https://survey.example/T-1",
	.reactions = no_reactions,
	.language = "da",
	.made_us = INT64_C(1795163405000000),
};

static void
message__full_notice__is_this_json(void **state)
{
	struct blocks_to to = { .user = "U024BE7LH" };
	struct buf b = BUF_INIT;
	bool cut = false;
	cJSON *m = blocks_message(&full, &to, &cut);

	(void)state;
	rules_check(m);
	assert_false(cut);
	json_print(&b, m);
	assert_string_equal(b.data,
	    /* clang-format off */
	    "{\"channel\":\"#kunderedning\","
	    "\"metadata\":{\"event_type\":\"loopbell_notice\",\"event_payload\":{\"notice_id\":\"01JD0Z\"}},"
	    "\"parse\":\"none\",\"unfurl_links\":false,\"unfurl_media\":false,"
	    "\"text\":\"\xf0\x9f\x9a\xa8 Kunde D A/S gav 6\\nSavner en &lt;fast&gt; kontakt &amp; svar\\nfor *langsomt*\","
	    "\"blocks\":["
	    "{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"\xf0\x9f\x9a\xa8 Kunde D A/S gav 6\",\"emoji\":false}},"
	    "{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"<@U024BE7LH>\\nF\xc3\xb8lg op inden 48 timer &lt;nu&gt;\",\"verbatim\":true}},"
	    "{\"type\":\"rich_text\",\"elements\":[{\"type\":\"rich_text_quote\",\"elements\":[{\"type\":\"text\",\"text\":\"Savner en <fast> kontakt & svar\\nfor *langsomt*\"}]}]},"
	    "{\"type\":\"rich_text\",\"elements\":[{\"type\":\"rich_text_section\",\"elements\":["
	    "{\"type\":\"text\",\"text\":\"Kunde \",\"style\":{\"bold\":true}},{\"type\":\"text\",\"text\":\"Kunde D A/S\"},{\"type\":\"text\",\"text\":\"  \xc2\xb7  \"},"
	    "{\"type\":\"text\",\"text\":\"Score \",\"style\":{\"bold\":true}},{\"type\":\"text\",\"text\":\"6 af 10\"},{\"type\":\"text\",\"text\":\"  \xc2\xb7  \"},"
	    "{\"type\":\"text\",\"text\":\"Ejer \",\"style\":{\"bold\":true}},{\"type\":\"text\",\"text\":\"Anna Holm\"},{\"type\":\"text\",\"text\":\"  \xc2\xb7  \"},"
	    "{\"type\":\"text\",\"text\":\"V\xc3\xa6rdi \",\"style\":{\"bold\":true}},{\"type\":\"text\",\"text\":\"480.000 kr.\"},{\"type\":\"text\",\"text\":\"\\n\"},"
	    "{\"type\":\"link\",\"url\":\"https://survey.example/T-1\",\"text\":\"Se svaret\"},{\"type\":\"text\",\"text\":\"  \xc2\xb7  \"},"
	    "{\"type\":\"link\",\"url\":\"https://crm.example/80017?a=1&b=2\",\"text\":\"\xc3\x85""bn CRM\"}]}]},"
	    "{\"type\":\"context\",\"elements\":[{\"type\":\"plain_text\",\"text\":\"Segment: enterprise  \xc2\xb7  Kanal: telefon\",\"emoji\":false}]}]}"
	    /* clang-format on */);
	buf_release(&b);
	cJSON_Delete(m);
}

static void
message__change__has_ts_and_no_arguments_of_a_new_one(void **state)
{
	struct blocks_to to = { .channel = "C1", .ts = "1.2" };
	bool cut = false;
	cJSON *m = blocks_message(&full, &to, &cut);
	cJSON *least = blocks_minimal(&full, &to, &cut);

	(void)state;
	assert_string_equal(json_string(m, "ts"), "1.2");
	assert_string_equal(json_string(m, "channel"), "C1");
	assert_string_equal(json_string(m, "parse"), "none");
	assert_null(json_member(m, "unfurl_links"));
	assert_null(json_member(m, "unfurl_media"));
	assert_null(json_member(least, "mrkdwn"));
	cJSON_Delete(m);
	cJSON_Delete(least);
}

static void
message__webhook__has_no_channel_and_no_metadata(void **state)
{
	struct blocks_to to = { .webhook = true };
	bool cut = false;
	cJSON *m = blocks_message(&full, &to, &cut);

	(void)state;
	rules_check(m);
	assert_null(json_member(m, "channel"));
	assert_null(json_member(m, "metadata"));
	assert_false(json_bool(m, "unfurl_links", true));
	cJSON_Delete(m);
}

static void
message__nothing_to_say__has_text_and_no_blocks(void **state)
{
	static const struct lb_fact none[] = { { "a", " " }, { NULL, NULL } };
	struct lb_notice n = { .id = "1",
		.target = "#x",
		.headline = "",
		.quote = " \r\n\t",
		.text = "\xe2\x80\xae",
		.facts = none,
		.n_facts = 2 };
	bool cut = false;
	cJSON *m = blocks_message(&n, NULL, &cut);

	(void)state;
	rules_check(m);
	assert_null(json_member(m, "blocks"));
	assert_string_equal(json_string(m, "text"), "Loopbell");
	assert_false(cut);
	cJSON_Delete(m);
}

static void
message__nobody_to_mention__shows_the_address(void **state)
{
	bool cut = false;
	cJSON *m = blocks_message(&full, NULL, &cut);
	const char *text;

	(void)state;
	text = json_string(
	    json_member(rules_block(m, "section"), "text"), "text");
	assert_memory_equal(text, "Til: anna@nordlys.example\n", 26);
	cJSON_Delete(m);
}

/* ---- What a customer may write. */

static const char *const hostile[] = {
	"<!channel> <!here> <!everyone>",
	"<@U1> <@U024BE7LH|anna>",
	"<#C1|x> <!subteam^S1> <!date^1^x|y>",
	"<http://x|y> <mailto:a@b.example|z>",
	"&lt;!channel&gt; &amp;lt;",
	"@channel @here #general https://evil.example www.evil.example",
	"*bold* _it_ ~no~ `code` ```block``` > quote :fire:",
	"line\r\nline\rline\xe2\x80\xa8line",
	"\xff\xfe\xc3(\xed\xa0\x80 invalid",
	"\xe2\x80\xae evil \xe2\x81\xa6x\xe2\x81\xa9 \x01\x1b[31m",
	"\"}],\"channel\":\"#x\",\"a\":[{\"b\":\"",
	"<",
	">",
	"&",
	"<!",
	"&&&&<<<<>>>>",
};

/* What stands in no message, wherever it came from. */
static void
assert_harmless(const cJSON *message)
{
	static const char *const never[] = { "\\r", "\\u00", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe2\x80\xa8", "\xff", "\xed\xa0\x80" };
	struct buf b = BUF_INIT;

	rules_check(message);
	json_print(&b, message);
	assert_true(utf8_is_valid(b.data, b.size));
	for (size_t i = 0; i < N_OF(never); i++)
		assert_null(strstr(b.data, never[i]));
	buf_release(&b);
}

static void
message__hostile_text_anywhere__is_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(hostile); i++) {
		const char *s = hostile[i];
		struct lb_fact fact[] = { { s, s } };
		struct lb_button button = { .label = s, .url = s };
		struct lb_notice n = { .id = s,
			.target = "#x",
			.headline = s,
			.quote = s,
			.text = s,
			.facts = fact,
			.n_facts = 1,
			.buttons = &button,
			.n_buttons = 1,
			.mention = s,
			.link = s };
		bool cut = false;
		cJSON *m, *least;

		n.id = "1";
		m = blocks_message(&n, NULL, &cut);
		least = blocks_minimal(&n, NULL, &cut);
		assert_harmless(m);
		assert_harmless(least);
		cJSON_Delete(m);
		cJSON_Delete(least);
	}
}

static void
message__hostile_quote__is_shown_as_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < 7; i++) {
		struct lb_notice n = {
			.id = "1", .target = "#x", .quote = hostile[i]
		};
		bool cut = false;
		cJSON *m = blocks_message(&n, NULL, &cut);
		char *quote = quote_of(m);

		assert_string_equal(quote, hostile[i]);
		free(quote);
		cJSON_Delete(m);
	}
}

static void
message__100_kb_everywhere__is_shortened_within_limits(void **state)
{
	static const char *const units[] = { "a", "&", "<", "\xc3\xa6",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9 ", "\xff",
		"e\xcc\x81", "\xcc\x81", "line\n", "\"", "\\" };

	(void)state;
	for (size_t i = 0; i < N_OF(units); i++) {
		char *s = rules_repeat(units[i], 100000);
		struct lb_fact many[40];
		struct lb_button also[40];
		struct lb_notice n = { .id = "1",
			.target = "#x",
			.tone = LB_ALERT,
			.headline = s,
			.quote = s,
			.text = s,
			.facts = many,
			.n_facts = N_OF(many),
			.buttons = also,
			.n_buttons = N_OF(also),
			.mention = s,
			.link = s };
		bool cut = false;
		cJSON *m, *least;

		for (size_t j = 0; j < N_OF(many); j++) {
			many[j] = (struct lb_fact){ s, s };
			also[j] = (struct lb_button){ .label = s,
				.url = "https://x.example/" };
		}
		m = blocks_message(&n, NULL, &cut);
		assert_true(cut);
		cut = false;
		least = blocks_minimal(&n, NULL, &cut);
		assert_true(cut);
		assert_harmless(m);
		assert_harmless(least);
		cJSON_Delete(m);
		cJSON_Delete(least);
		free(s);
	}
}

static void
message__long_quote__ends_in_ellipsis_and_keeps_what_fits(void **state)
{
	char *s = rules_repeat("abcdefghi ", 100000);
	struct lb_notice n = { .id = "1", .target = "#x", .quote = s };
	bool cut = false;
	cJSON *m = blocks_message(&n, NULL, &cut);
	char *quote = quote_of(m);

	(void)state;
	assert_true(cut);
	assert_in_range(strlen(quote), 1480, 1500);
	assert_string_equal(quote + strlen(quote) - 3, "\xe2\x80\xa6");
	assert_memory_equal(quote, s, strlen(quote) - 3);
	free(quote);
	free(s);
	cJSON_Delete(m);
}

static void
minimal__full_notice__says_all_in_text(void **state)
{
	struct blocks_to to = { .user = "U1" };
	bool cut = false;
	cJSON *m = blocks_minimal(&full, &to, &cut);

	(void)state;
	rules_check(m);
	assert_null(json_member(m, "blocks"));
	assert_false(json_bool(m, "mrkdwn", true));
	assert_string_equal(json_string(m, "text"),
	    "<@U1>\n\xf0\x9f\x9a\xa8 Kunde D A/S gav 6\n"
	    "F\xc3\xb8lg op inden 48 timer &lt;nu&gt;\n"
	    "Savner en &lt;fast&gt; kontakt &amp; svar\nfor *langsomt*\n"
	    "https://survey.example/T-1");
	cJSON_Delete(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* clang-format off */
		cmocka_unit_test(message__full_notice__is_this_json),
		cmocka_unit_test(message__change__has_ts_and_no_arguments_of_a_new_one),
		cmocka_unit_test(message__webhook__has_no_channel_and_no_metadata),
		cmocka_unit_test(message__nothing_to_say__has_text_and_no_blocks),
		cmocka_unit_test(message__nobody_to_mention__shows_the_address),
		cmocka_unit_test(message__hostile_text_anywhere__is_text),
		cmocka_unit_test(message__hostile_quote__is_shown_as_written),
		cmocka_unit_test(message__100_kb_everywhere__is_shortened_within_limits),
		cmocka_unit_test(message__long_quote__ends_in_ellipsis_and_keeps_what_fits),
		cmocka_unit_test(minimal__full_notice__says_all_in_text),
		/* clang-format on */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
