/* SPDX-License-Identifier: ISC */
/*
 * test_slack_deeds.c - what Slack tells about what somebody did there, read
 * without any Slack, and the dialogs that ask for more.
 */
#include "notifiers/slack/deed.h"
#include "notifiers/slack/dialog.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "sdk/utf8.h"
#include "slack_rules.h"
#include "test.h"

/* ---- Deeds. */

static struct deed
read_deed(const char *kind, const char *text)
{
	cJSON *payload = cJSON_Parse(text);
	struct deed deed;

	assert_non_null(payload);
	deed_read(&deed, kind, payload);
	cJSON_Delete(payload);
	return deed;
}

#define USER "\"user\":{\"id\":\"U0000ANNA\",\"name\":\"anna\"},"
#define BOX "\"container\":{\"message_ts\":\"17.5\"},\"trigger_id\":\"T.1\","
#define CLICK(actions) \
	"{\"type\":\"block_actions\"," USER BOX "\"actions\":[" actions "]}"

static void
deed_read__button__who_what_and_about_what(void **state)
{
	struct deed d = read_deed("interactive",
	    CLICK("{\"action_id\":\"x\"},{\"action_id\":\"loopbell:claim\","
		  "\"value\":\"N1\",\"action_ts\":\"18.1\"}"));

	(void)state;
	assert_int_equal(d.type, DEED_ACT);
	assert_string_equal(d.id, "slack:17.5:claim:U0000ANNA:18.1");
	assert_string_equal(d.name, "claim");
	assert_string_equal(d.subject, "N1");
	assert_string_equal(d.user, "U0000ANNA");
	assert_string_equal(d.user_name, "anna");
	assert_null(d.field);
	deed_release(&d);
}

static const struct {
	const char *kind;
	const char *payload;
} no_deeds[] = {
	/* another's, or a link's */
	{ "interactive", CLICK("{\"action_id\":\"claim\","
			       "\"value\":\"N1\",\"action_ts\":\"1\"}") },
	{ "interactive", CLICK("{\"action_id\":\"loopbell:\","
			       "\"value\":\"N1\",\"action_ts\":\"1\"}") },
	{ "interactive", CLICK("{\"action_id\":\"loopbell:Cl aim\","
			       "\"value\":\"N1\",\"action_ts\":\"1\"}") },
	{ "interactive", CLICK("") },
	{ "interactive", CLICK("7,null,[],\"x\"") },
	/* about nothing, or about something no id of ours looks like */
	{ "interactive", CLICK("{\"action_id\":\"loopbell:claim\","
			       "\"action_ts\":\"1\"}") },
	{ "interactive", CLICK("{\"action_id\":\"loopbell:claim\","
			       "\"value\":\"a b\",\"action_ts\":\"1\"}") },
	{ "interactive",
	    CLICK("{\"action_id\":\"loopbell:claim\",\"value\":\"\xc3"
		  "\xa6\",\"action_ts\":\"1\"}") },
	/* when? */
	{ "interactive", CLICK("{\"action_id\":\"loopbell:claim\","
			       "\"value\":\"N1\"}") },
	/* by nobody */
	{ "interactive", "{\"type\":\"block_actions\",\"actions\":[{"
			 "\"action_id\":\"loopbell:claim\",\"value\":\"N1\","
			 "\"action_ts\":\"1\"}]}" },
	{ "interactive", "{\"type\":\"block_actions\",\"user\":{\"id\":\"u; "
			 "drop\"},"
			 "\"actions\":[{\"action_id\":\"loopbell:claim\","
			 "\"value\":\"N1\",\"action_ts\":\"1\"}]}" },
	/* a menu from which nothing was chosen, or one of a new kind */
	{ "interactive",
	    CLICK("{\"action_id\":\"loopbell:assign\",\"value\":\"N1\","
		  "\"type\":\"users_select\",\"action_ts\":\"1\"}") },
	{ "interactive",
	    CLICK("{\"action_id\":\"loopbell:snooze\",\"value\":\"N1\","
		  "\"type\":\"static_select\",\"action_ts\":\"1\","
		  "\"selected_option\":null}") },
	{ "interactive",
	    CLICK("{\"action_id\":\"loopbell:snooze\",\"value\":\"N1\","
		  "\"type\":\"datepicker\",\"action_ts\":\"1\"}") },
	/* a dialog that is not ours */
	{ "interactive", "{\"type\":\"view_submission\"," USER
			 "\"trigger_id\":\"T\",\"view\":{"
			 "\"callback_id\":\"loopbell:claim\","
			 "\"private_metadata\":\"N1\"}}" },
	{ "interactive", "{\"type\":\"view_submission\"," USER
			 "\"trigger_id\":\"T\",\"view\":{"
			 "\"callback_id\":\"x\","
			 "\"private_metadata\":\"N1\"}}" },
	{ "interactive", "{\"type\":\"view_submission\"," USER
			 "\"trigger_id\":\"T\",\"view\":null}" },
	{ "interactive", "{\"type\":\"view_closed\"}" },
	{ "interactive", "{\"type\":3}" },
	{ "interactive", "{}" },
	{ "slash_commands", "{}" },
	{ "slash_commands", "{\"user_id\":\"U1\"}" },
	{ "slash_commands", "{\"trigger_id\":\"1\"}" },
	{ "events_api", "{}" },
	{ "events_api", "{\"event\":{\"type\":\"reaction_added\"}}" },
	{ "events_api", "{\"event\":{\"type\":\"app_mention\"}}" },
	{ "events_api",
	    "{\"event_id\":\"E1\",\"event\":{\"type\":"
	    "\"reaction_added\",\"user\":\"U1\",\"reaction\":\"a b\","
	    "\"item\":{\"channel\":\"C1\",\"ts\":\"1.2\"}}}" },
	{ "events_api",
	    "{\"event_id\":\"E1\",\"event\":{\"type\":"
	    "\"reaction_added\",\"user\":\"U1\",\"reaction\":\"a\","
	    "\"item\":{\"type\":\"file\"}}}" },
	{ "hello", "{}" },
};

static void
deed_read__what_is_not_ours_or_not_whole__nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(no_deeds) / sizeof(*no_deeds); i++) {
		struct deed d =
		    read_deed(no_deeds[i].kind, no_deeds[i].payload);

		if (d.type != DEED_NONE)
			fail_msg("%s is a deed", no_deeds[i].payload);
		deed_release(&d);
	}
}

static void
deed_read__no_payload__nothing(void **state)
{
	struct deed d;

	(void)state;
	deed_read(&d, "interactive", NULL);
	assert_int_equal(d.type, DEED_NONE);
	deed_release(&d);
}

static void
deed_read__menus__subject_of_the_block_and_what_was_chosen(void **state)
{
	struct deed d = read_deed("interactive",
	    CLICK("{\"action_id\":\"loopbell:assign\","
		  "\"block_id\":\"loopbell:N9\",\"type\":\"users_select\","
		  "\"selected_user\":\"U00000BO\",\"action_ts\":\"18.1\"}"));

	(void)state;
	assert_int_equal(d.type, DEED_ACT);
	assert_string_equal(d.subject, "N9");
	assert_string_equal(d.colleague, "U00000BO");
	assert_string_equal(d.field, "to");
	assert_null(d.value);
	deed_release(&d);
	d = read_deed("interactive",
	    CLICK("{\"action_id\":\"loopbell:snooze\","
		  "\"block_id\":\"loopbell:N9\",\"type\":\"static_select\","
		  "\"selected_option\":{\"value\":\"1d\"},"
		  "\"action_ts\":\"18.1\"}"));
	assert_int_equal(d.type, DEED_ACT);
	assert_string_equal(d.subject, "N9");
	assert_string_equal(d.field, "for");
	assert_string_equal(d.value, "1d");
	deed_release(&d);
}

static void
deed_read__resolve__asks(void **state)
{
	struct deed d = read_deed("interactive",
	    CLICK("{\"action_id\":\"loopbell:resolve\",\"value\":\"N1\"}"));

	(void)state;
	assert_int_equal(d.type, DEED_ASK);
	assert_string_equal(d.trigger, "T.1");
	assert_null(d.id);
	deed_release(&d);
}

static void
deed_read__command__its_text_made_harmless(void **state)
{
	struct deed d = read_deed("slash_commands",
	    "{\"command\":\"/feedback\",\"user_id\":\"U1\",\"user_name\":"
	    "\"anna\",\"trigger_id\":\"T.9\",\"channel_id\":\"C1\","
	    "\"text\":\"show \xe2\x80\xae"
	    "12\\u0007\"}");

	(void)state;
	assert_int_equal(d.type, DEED_ACT);
	assert_string_equal(d.name, "feedback");
	assert_string_equal(d.id, "slack:T.9");
	assert_string_equal(d.text, "show 12");
	assert_null(d.subject);
	deed_release(&d);
}

static void
deed_read__text_too_long__cut_at_a_character(void **state)
{
	char *text = rules_repeat("\xc3\xa6", 9000);
	char *payload = mem_printf("{\"user_id\":\"U1\",\"trigger_id\":\"T\","
				   "\"text\":\"%s\"}",
	    text);
	struct deed d = read_deed("slash_commands", payload);

	(void)state;
	assert_int_equal(d.type, DEED_ACT);
	assert_true(strlen(d.text) <= DEED_LONGEST_TEXT);
	assert_true(strlen(d.text) > DEED_LONGEST_TEXT - 4);
	assert_true(utf8_is_valid(d.text, strlen(d.text)));
	deed_release(&d);
	free(payload);
	free(text);
}

static void
deed_read__reaction__where_and_by_whom(void **state)
{
	struct deed d = read_deed("events_api",
	    "{\"event_id\":\"Ev1\",\"event\":{\"type\":\"reaction_added\","
	    "\"user\":\"U1\",\"item_user\":\"UBOT\",\"reaction\":\"+1\","
	    "\"item\":{\"type\":\"message\",\"channel\":\"C1\","
	    "\"ts\":\"1.2\"}}}");

	(void)state;
	assert_int_equal(d.type, DEED_ACT);
	assert_string_equal(d.name, "react");
	assert_string_equal(d.subject, "C1/1.2");
	assert_string_equal(d.text, "+1");
	assert_string_equal(d.author, "UBOT");
	assert_string_equal(d.id, "slack:Ev1");
	deed_release(&d);
}

/* ---- Dialogs: what is asked comes back. */

/* As Slack gives a view back once it was submitted. */
static cJSON *
submitted(const char *action, const char *values)
{
	cJSON *payload = cJSON_Parse(
	    "{\"type\":\"view_submission\"," USER "\"trigger_id\":\"T.5\"}");
	cJSON *view = dialog_view(action, "01JD0Z", "da");

	cJSON_AddItemToObject(
	    json_put_object(view, "state"), "values", cJSON_Parse(values));
	cJSON_AddItemToObject(payload, "view", view);
	return payload;
}

static void
dialog__asked_and_submitted__what_was_said(void **state)
{
	cJSON *payload = submitted("resolve",
	    "{\"note\":{\"note\":{\"value\":\"Ringede\"}},\"reached\":{"
	    "\"reached\":{\"selected_option\":{\"value\":\"no\"}}}}");
	struct deed d;

	(void)state;
	deed_read(&d, "interactive", payload);
	assert_int_equal(d.type, DEED_ACT);
	assert_true(d.is_dialog);
	assert_string_equal(d.name, "resolve");
	assert_string_equal(d.subject, "01JD0Z");
	assert_string_equal(d.text, "Ringede");
	assert_string_equal(d.field, "reached");
	assert_string_equal(d.value, "no");
	assert_string_equal(d.id, "slack:T.5");
	deed_release(&d);
	cJSON_Delete(payload);
	payload = submitted("note", "{}");
	deed_read(&d, "interactive", payload);
	assert_int_equal(d.type, DEED_ACT);
	assert_null(d.text);
	assert_null(d.field);
	deed_release(&d);
	cJSON_Delete(payload);
}

static void
dialog_view__either_language__within_slacks_limits(void **state)
{
	static const char *const languages[] = { "da", "en", "fr", NULL };
	static const char *const parts[] = { "title", "submit", "close" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		cJSON *view = dialog_view("resolve", "N1", languages[i]);

		for (int k = 0; k < 3; k++) {
			const char *s =
			    json_string(json_member(view, parts[k]), "text");

			assert_non_null(s);
			assert_true(utf8_count(s) <= 24);
		}
		cJSON_Delete(view);
	}
}

static void
word__each_in_each_language__is_there(void **state)
{
	(void)state;
	for (int i = 0; i < N_WORDS; i++) {
		const char *da = word("da-DK", (enum word)i);
		const char *en = word("en", (enum word)i);

		assert_true(strlen(da) > 1);
		assert_true(utf8_is_valid(da, strlen(da)));
		assert_true(strlen(en) > 1);
	}
}

static void
dialog_objection__sentence__at_the_note(void **state)
{
	cJSON *payload = dialog_objection("Bo har l\xc3\xb8st den.");
	cJSON *nothing = dialog_objection("");

	(void)state;
	assert_string_equal(json_string(payload, "response_action"), "errors");
	assert_string_equal(
	    json_string(json_member(payload, "errors"), "note"),
	    "Bo har l\xc3\xb8st den.");
	assert_true(
	    strlen(json_string(json_member(nothing, "errors"), "note")) > 0);
	cJSON_Delete(payload);
	cJSON_Delete(nothing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deed_read__button__who_what_and_about_what),
		cmocka_unit_test(
		    deed_read__what_is_not_ours_or_not_whole__nothing),
		cmocka_unit_test(deed_read__no_payload__nothing),
		cmocka_unit_test(
		    deed_read__menus__subject_of_the_block_and_what_was_chosen),
		cmocka_unit_test(deed_read__resolve__asks),
		cmocka_unit_test(deed_read__command__its_text_made_harmless),
		cmocka_unit_test(deed_read__text_too_long__cut_at_a_character),
		cmocka_unit_test(deed_read__reaction__where_and_by_whom),
		cmocka_unit_test(dialog__asked_and_submitted__what_was_said),
		cmocka_unit_test(
		    dialog_view__either_language__within_slacks_limits),
		cmocka_unit_test(word__each_in_each_language__is_there),
		cmocka_unit_test(dialog_objection__sentence__at_the_note),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
