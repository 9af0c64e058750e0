/* SPDX-License-Identifier: ISC */
/* words.c - what this plugin itself says to people, in their language. */
#include "notifiers/slack/words.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
static const char *const english[N_WORDS] = {
	[WORD_RESOLVE_TITLE] = "Resolve the case",
	[WORD_RESOLVE] = "Resolve",
	[WORD_DONE] = "What was done?",
	[WORD_REACHED] = "Was the customer reached?",
	[WORD_YES] = "Yes",
	[WORD_NO] = "No",
	[WORD_NOTE_TITLE] = "A note on the case",
	[WORD_NOTE] = "What should your colleagues know?",
	[WORD_SAVE] = "Save",
	[WORD_CANCEL] = "Cancel",
	[WORD_4_HOURS] = "4 hours",
	[WORD_1_DAY] = "1 day",
	[WORD_3_DAYS] = "3 days",
	[WORD_1_WEEK] = "1 week",
	[WORD_TOO_MANY] = "That was a lot of clicks in a few seconds: some of them were not taken. Wait a little, then try again.",
	[WORD_NO_DIALOG] = "The dialog did not open in time. Nothing has happened: press the button again.",
	[WORD_NO_ADDRESS] = "Nothing has happened: Slack does not tell that colleague's e-mail address.",
	[WORD_NOT_NOW] = "Nothing has happened: Slack did not say in time who that colleague is. Try again.",
	[WORD_SHORTENED] = "Shortened here.",
	[WORD_IN_CHANNEL] = "See it in its channel",
};
static const char *const danish[N_WORDS] = {
	[WORD_RESOLVE_TITLE] = "L\xc3\xb8s sagen",
	[WORD_RESOLVE] = "L\xc3\xb8st",
	[WORD_DONE] = "Hvad blev der gjort?",
	[WORD_REACHED] = "Fik I fat i kunden?",
	[WORD_YES] = "Ja",
	[WORD_NO] = "Nej",
	[WORD_NOTE_TITLE] = "Notat p\xc3\xa5 sagen",
	[WORD_NOTE] = "Hvad skal kollegerne vide?",
	[WORD_SAVE] = "Gem",
	[WORD_CANCEL] = "Fortryd",
	[WORD_4_HOURS] = "4 timer",
	[WORD_1_DAY] = "1 dag",
	[WORD_3_DAYS] = "3 dage",
	[WORD_1_WEEK] = "1 uge",
	[WORD_TOO_MANY] = "Det var mange klik p\xc3\xa5 f\xc3\xa5 sekunder: nogle af dem blev ikke taget. Vent lidt og pr\xc3\xb8v igen.",
	[WORD_NO_DIALOG] = "Dialogen kom ikke i tide. Der er ikke sket noget: tryk p\xc3\xa5 knappen igen.",
	[WORD_NO_ADDRESS] = "Der er ikke sket noget: Slack fort\xc3\xa6ller ikke kollegaens e-mailadresse.",
	[WORD_NOT_NOW] = "Der er ikke sket noget: Slack sagde ikke i tide, hvem kollegaen er. Pr\xc3\xb8v igen.",
	[WORD_SHORTENED] = "Forkortet her.",
	[WORD_IN_CHANNEL] = "Se den i kanalen",
};
/* clang-format on */

const char *
word(const char *language, enum word word)
{
	if (language != NULL && strncmp(language, "da", 2) == 0)
		return danish[word];
	return english[word];
}
