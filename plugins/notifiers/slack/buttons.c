/* SPDX-License-Identifier: ISC */
/* buttons.c - a notice's buttons that are actions of Loopbell's. */
#include "notifiers/slack/buttons.h"

#include <string.h>

#include "notifiers/slack/deed.h"
#include "notifiers/slack/text.h"
#include "notifiers/slack/words.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Slack's limits of one element; more buttons than these nobody reads. */
#define MAX_LABEL 75
#define MAX_BUTTONS 8

static const struct {
	enum word word;
	const char *value;
} times[] = {
	{ WORD_4_HOURS, "4h" },
	{ WORD_1_DAY, "1d" },
	{ WORD_3_DAYS, "3d" },
	{ WORD_1_WEEK, "7d" },
};

static const char *
subject_of(const struct lb_notice *notice)
{
	return notice->subject != NULL ? notice->subject : notice->id;
}

static void
put_plain(cJSON *object, const char *member, const char *text)
{
	cJSON *plain = json_put_object(object, member);

	json_put_string(plain, "type", "plain_text");
	json_put_string(plain, "text", text);
	json_put_bool(plain, "emoji", false);
}

static void
fill_button(cJSON *element, const struct lb_notice *notice,
    const struct lb_button *button, const char *label)
{
	json_put_string(element, "type", "button");
	put_plain(element, "text", label);
	json_put_string(element, "value", subject_of(notice));
	if (button->danger)
		json_put_string(element, "style", "danger");
	else if (button->primary)
		json_put_string(element, "style", "primary");
}

static void
fill_people(cJSON *element, const struct lb_notice *notice,
    const struct lb_button *button, const char *label)
{
	(void)notice;
	(void)button;
	json_put_string(element, "type", "users_select");
	put_plain(element, "placeholder", label);
}

static void
fill_times(cJSON *element, const struct lb_notice *notice,
    const struct lb_button *button, const char *label)
{
	cJSON *options;

	(void)button;
	json_put_string(element, "type", "static_select");
	put_plain(element, "placeholder", label);
	options = json_put_array(element, "options");
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		cJSON *option = cJSON_CreateObject();

		put_plain(
		    option, "text", word(notice->language, times[i].word));
		json_put_string(option, "value", times[i].value);
		cJSON_AddItemToArray(options, option);
	}
}

/* False: it has no label, or Slack would refuse its name. */
static bool
add_element(cJSON *elements, const struct lb_notice *notice,
    const struct lb_button *button, bool *cut)
{
	static const struct {
		const char *action;
		void (*fill)(cJSON *element, const struct lb_notice *notice,
		    const struct lb_button *button, const char *label);
	} menus[] = { { "assign", fill_people }, { "snooze", fill_times },
		{ "", fill_button } };
	const size_t n = sizeof(menus) / sizeof(*menus) - 1;
	char *label = text_short(button->label, MAX_LABEL, cut);
	char *id = mem_printf(DEED_PREFIX "%s", button->action);
	bool good = label != NULL && strlen(id) <= 255;
	cJSON *element;
	size_t i = 0;

	while (i < n && strcmp(menus[i].action, button->action) != 0)
		i++;
	if (good) {
		element = cJSON_CreateObject();
		json_put_string(element, "action_id", id);
		menus[i].fill(element, notice, button, label);
		cJSON_AddItemToArray(elements, element);
	}
	free(label);
	free(id);
	return good;
}

cJSON *
buttons_add(cJSON *blocks, const struct lb_notice *notice, bool *cut)
{
	const char *subject = subject_of(notice);
	cJSON *block = cJSON_CreateObject(), *elements;
	char *id =
	    mem_printf(DEED_PREFIX "%s", subject != NULL ? subject : "");
	int n = 0;

	json_put_string(block, "type", "actions");
	json_put_string(block, "block_id", id);
	elements = json_put_array(block, "elements");
	for (size_t i = 0; subject != NULL && i < notice->n_buttons; i++) {
		const struct lb_button *button = &notice->buttons[i];

		if (button->url != NULL || button->action == NULL)
			continue;
		if (n == MAX_BUTTONS || strlen(subject) > DEED_LONGEST_SUBJECT)
			*cut = true;
		else
			n += add_element(elements, notice, button, cut);
	}
	free(id);
	if (n == 0) {
		cJSON_Delete(block);
		return blocks;
	}
	if (blocks == NULL)
		blocks = cJSON_CreateArray();
	cJSON_AddItemToArray(blocks, block);
	return blocks;
}
