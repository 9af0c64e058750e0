/* SPDX-License-Identifier: ISC */
/*
 * words.h - what this plugin itself says to people, in their language.
 *
 * Wording of notices is the core's; these are dialogs, menus, and what is said
 * where the core cannot be asked.
 */
#ifndef SLACK_WORDS_H
#define SLACK_WORDS_H

enum word {
	WORD_RESOLVE_TITLE, /* titles, submit and close: 24 characters at most */
	WORD_RESOLVE,
	WORD_DONE,
	WORD_REACHED,
	WORD_YES,
	WORD_NO,
	WORD_NOTE_TITLE,
	WORD_NOTE,
	WORD_SAVE,
	WORD_CANCEL,
	WORD_4_HOURS,
	WORD_1_DAY,
	WORD_3_DAYS,
	WORD_1_WEEK,
	WORD_TOO_MANY,
	WORD_NO_DIALOG,
	WORD_NO_ADDRESS,
	WORD_NOT_NOW,
	WORD_SHORTENED,
	WORD_IN_CHANNEL,
	N_WORDS,
};

/* In the language, "da" or "da-DK"; English where that is not spoken, or
 * NULL. */
const char *word(const char *language, enum word word);

#endif
