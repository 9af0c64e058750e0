/* SPDX-License-Identifier: ISC */
/*
 * test_slack_buttons.c - a notice's buttons: what is sent to Slack comes back
 * as what somebody did.
 */
#include "notifiers/slack/buttons.h"

#include "notifiers/slack/blocks.h"
#include "notifiers/slack/deed.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "slack_rules.h"
#include "test.h"

static const char *const no_reactions[] = { NULL };

static const struct lb_button buttons[] = {
	{ .action = "claim", .label = "Tag sagen", .primary = true },
	{ .action = "assign", .label = "Giv til \xe2\x80\xa6" },
	{ .action = "snooze", .label = "Udskyd" },
	{ .action = "resolve", .label = "L\xc3\xb8st", .danger = true },
	{ .label = "CRM", .url = "https://crm.example/1" },
};

static struct lb_notice
notice_with(const struct lb_button *b, size_t n)
{
	return (struct lb_notice){ .id = "01JD0Z",
		.subject = "12",
		.target = "#kunderedning",
		.headline = "Kunde D A/S gav 3",
		.buttons = b,
		.n_buttons = n,
		.reactions = no_reactions,
		.language = "da" };
}

/* As chat.postMessage gets it; the caller deletes it. */
static cJSON *
message_of(const struct lb_notice *notice, bool listens, bool *cut)
{
	struct blocks_to to = { .listens = listens };
	cJSON *message = blocks_message(notice, &to, cut);

	rules_check(message);
	return message;
}

static void
buttons_add__nobody_listens__left_out(void **state)
{
	struct lb_notice n = notice_with(buttons, 5);
	bool cut = false;
	cJSON *message = message_of(&n, false, &cut);

	(void)state;
	assert_null(rules_block(message, "actions"));
	assert_false(cut);
	cJSON_Delete(message);
}

static void
buttons_add__each_kind__button_or_menu_in_their_order(void **state)
{
	static const char *const kinds[] = { "button", "users_select",
		"static_select", "button" };
	struct lb_notice n = notice_with(buttons, 5);
	bool cut = false;
	cJSON *message = message_of(&n, true, &cut);
	const cJSON *block = rules_block(message, "actions");
	const cJSON *elements = json_member(block, "elements");

	(void)state;
	assert_string_equal(json_string(block, "block_id"), "loopbell:12");
	assert_int_equal(cJSON_GetArraySize(elements), 4);
	for (int i = 0; i < 4; i++)
		assert_string_equal(
		    json_string(cJSON_GetArrayItem(elements, i), "type"),
		    kinds[i]);
	assert_string_equal(
	    json_string(cJSON_GetArrayItem(elements, 0), "style"), "primary");
	assert_string_equal(
	    json_string(cJSON_GetArrayItem(elements, 3), "style"), "danger");
	assert_false(cut);
	cJSON_Delete(message);
}

/* What Slack would tell of a press of that element. */
static cJSON *
pressed(const cJSON *block, const cJSON *element)
{
	cJSON *payload = cJSON_Parse(
	    "{\"type\":\"block_actions\",\"trigger_id\":\"T\","
	    "\"user\":{\"id\":\"U1\"},\"actions\":[{\"action_ts\":\"1.2\","
	    "\"selected_user\":\"U2\",\"selected_option\":{\"value\":"
	    "\"4h\"}}]}");
	cJSON *action =
	    cJSON_GetArrayItem(cJSON_GetObjectItem(payload, "actions"), 0);

	json_put_string(action, "block_id", json_string(block, "block_id"));
	json_put_string(
	    action, "action_id", json_string(element, "action_id"));
	json_put_string(action, "value", json_string(element, "value"));
	json_put_string(action, "type", json_string(element, "type"));
	return payload;
}

static void
buttons_add__each_pressed__is_that_deed_about_the_subject(void **state)
{
	static const char *const names[] = { "claim", "assign", "snooze",
		"resolve" };
	struct lb_notice n = notice_with(buttons, 5);
	bool cut = false;
	cJSON *message = message_of(&n, true, &cut);
	const cJSON *block = rules_block(message, "actions"), *element;
	int i = 0;

	(void)state;
	cJSON_ArrayForEach(element, json_member(block, "elements"))
	{
		cJSON *payload = pressed(block, element);
		struct deed d;

		deed_read(&d, "interactive", payload);
		assert_int_not_equal(d.type, DEED_NONE);
		assert_string_equal(d.name, names[i++]);
		assert_string_equal(d.subject, "12");
		deed_release(&d);
		cJSON_Delete(payload);
	}
	cJSON_Delete(message);
}

static void
buttons_add__no_subject__the_notices_id(void **state)
{
	struct lb_notice n = notice_with(buttons, 1);
	bool cut = false;
	cJSON *message;

	(void)state;
	n.subject = NULL;
	message = message_of(&n, true, &cut);
	assert_string_equal(
	    json_string(rules_block(message, "actions"), "block_id"),
	    "loopbell:01JD0Z");
	cJSON_Delete(message);
}

static void
buttons_add__too_many_long_or_empty__those_that_fit(void **state)
{
	char *label = rules_repeat("<b>&\xc3\xa6", 300);
	char *subject = rules_repeat("x", DEED_LONGEST_SUBJECT + 1);
	struct lb_button many[12];
	struct lb_notice n = notice_with(many, 12);
	bool cut = false;
	char names[12][8];
	cJSON *message;

	(void)state;
	memset(many, 0, sizeof(many));
	for (size_t i = 0; i < 12; i++) {
		snprintf(names[i], sizeof(names[i]), "%c", (char)('a' + i));
		many[i] = (struct lb_button){ .action = names[i],
			.label = i == 0 ? "" : label };
	}
	message = message_of(&n, true, &cut);
	assert_int_equal(cJSON_GetArraySize(json_member(
			     rules_block(message, "actions"), "elements")),
	    8);
	assert_true(cut);
	cJSON_Delete(message);
	n.subject = subject;
	message = message_of(&n, true, &cut);
	assert_null(rules_block(message, "actions"));
	cJSON_Delete(message);
	free(subject);
	free(label);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buttons_add__nobody_listens__left_out),
		cmocka_unit_test(
		    buttons_add__each_kind__button_or_menu_in_their_order),
		cmocka_unit_test(
		    buttons_add__each_pressed__is_that_deed_about_the_subject),
		cmocka_unit_test(buttons_add__no_subject__the_notices_id),
		cmocka_unit_test(
		    buttons_add__too_many_long_or_empty__those_that_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
