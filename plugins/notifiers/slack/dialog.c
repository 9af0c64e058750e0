/* SPDX-License-Identifier: ISC */
/* dialog.c - the dialogs behind a button: what is asked, and what was said. */
#include "notifiers/slack/dialog.h"

#include <string.h>

#include "notifiers/slack/deed.h"
#include "notifiers/slack/text.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Slack's own: 3000 characters; the core keeps as many bytes. */
#define LONGEST_NOTE 3000
/* Of an error in a dialog no limit is documented; this is a sentence. */
#define LONGEST_OBJECTION 600
#define REACHED "reached"

static const struct form {
	const char *action;
	enum word title, submit, note;
	bool asks_reached;
} forms[] = {
	{ "resolve", WORD_RESOLVE_TITLE, WORD_RESOLVE, WORD_DONE, true },
	{ "note", WORD_NOTE_TITLE, WORD_SAVE, WORD_NOTE, false },
};

static const struct form *
form_of(const char *action)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strcmp(forms[i].action, action) == 0)
			return &forms[i];
	return NULL;
}

bool
dialog_is_for(const char *action)
{
	return form_of(action) != NULL;
}

static void
put_plain(cJSON *object, const char *member, const char *text)
{
	cJSON *plain = json_put_object(object, member);

	json_put_string(plain, "type", "plain_text");
	json_put_string(plain, "text", text);
	json_put_bool(plain, "emoji", false);
}

/* An input block; its element, to be filled. */
static cJSON *
add_input(cJSON *blocks, const char *name, const char *label)
{
	cJSON *block = cJSON_CreateObject(), *element;

	json_put_string(block, "type", "input");
	json_put_string(block, "block_id", name);
	put_plain(block, "label", label);
	element = json_put_object(block, "element");
	json_put_string(element, "action_id", name);
	cJSON_AddItemToArray(blocks, block);
	return element;
}

static void
add_note(cJSON *blocks, const char *label)
{
	cJSON *element = add_input(blocks, DIALOG_NOTE, label);

	json_put_string(element, "type", "plain_text_input");
	json_put_bool(element, "multiline", true);
	json_put_integer(element, "min_length", 1);
	json_put_integer(element, "max_length", LONGEST_NOTE);
	json_put_bool(element, "focus_on_load", true);
}

static void
add_reached(cJSON *blocks, const char *language)
{
	static const struct {
		enum word word;
		const char *value;
	} choices[] = { { WORD_YES, "yes" }, { WORD_NO, "no" } };
	cJSON *element =
	    add_input(blocks, REACHED, word(language, WORD_REACHED));
	cJSON *options;

	json_put_string(element, "type", "radio_buttons");
	options = json_put_array(element, "options");
	for (size_t i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		cJSON *option = cJSON_CreateObject();

		put_plain(option, "text", word(language, choices[i].word));
		json_put_string(option, "value", choices[i].value);
		cJSON_AddItemToArray(options, option);
	}
}

cJSON *
dialog_view(const char *action, const char *subject, const char *language)
{
	const struct form *form = form_of(action);
	cJSON *view = cJSON_CreateObject(), *blocks;
	char *callback = mem_printf(DEED_PREFIX "%s", action);

	json_put_string(view, "type", "modal");
	json_put_string(view, "callback_id", callback);
	json_put_string(view, "private_metadata", subject);
	put_plain(view, "title", word(language, form->title));
	put_plain(view, "submit", word(language, form->submit));
	put_plain(view, "close", word(language, WORD_CANCEL));
	blocks = json_put_array(view, "blocks");
	add_note(blocks, word(language, form->note));
	if (form->asks_reached)
		add_reached(blocks, language);
	free(callback);
	return view;
}

bool
dialog_read(const cJSON *view, struct dialog_said *said)
{
	const cJSON *values =
	    json_member(json_member(view, "state"), "values");
	const cJSON *note =
	    json_member(json_member(values, DIALOG_NOTE), DIALOG_NOTE);
	const cJSON *reached =
	    json_member(json_member(values, REACHED), REACHED);

	said->callback = json_string(view, "callback_id");
	said->subject = json_string(view, "private_metadata");
	said->note = json_string(note, "value");
	said->reached =
	    json_string(json_member(reached, "selected_option"), "value");
	return said->callback != NULL && said->subject != NULL &&
	       strncmp(said->callback, DEED_PREFIX, strlen(DEED_PREFIX)) ==
		   0 &&
	       dialog_is_for(said->callback + strlen(DEED_PREFIX));
}

cJSON *
dialog_objection(const char *sentence)
{
	cJSON *payload = cJSON_CreateObject();
	bool cut = false;
	char *s = text_short(sentence, LONGEST_OBJECTION, &cut);

	json_put_string(payload, "response_action", "errors");
	json_put_string(json_put_object(payload, "errors"), DIALOG_NOTE,
	    s != NULL ? s : "?");
	free(s);
	return payload;
}
