/* SPDX-License-Identifier: ISC */
/*
 * dialog.h - the dialogs behind a button: what is asked, and what was said.
 *
 * A view of docs.slack.dev/surfaces/modals.  What it is about travels along in
 * private_metadata, which Slack gives back as it was.
 */
#ifndef SLACK_DIALOG_H
#define SLACK_DIALOG_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/* The block under which what the core objects to is shown. */
#define DIALOG_NOTE "note"

/* What was said in a submitted view; all point into it, and are NULL where it
 * is not there. */
struct dialog_said {
	const char *callback; /* "loopbell:resolve" */
	const char *subject;
	const char *note;
	const char *reached; /* yes or no */
};

/* Does the button of that action open a dialog? */
bool dialog_is_for(const char *action);

/* The view, to be deleted: what views.open takes as view.  action is one that
 * dialog_is_for(). */
cJSON *dialog_view(
    const char *action, const char *subject, const char *language);

/* False: that is no view of ours. */
bool dialog_read(const cJSON *view, struct dialog_said *said);

/* The payload of an acknowledgement that keeps the dialog open and shows the
 * sentence in it; to be deleted. */
cJSON *dialog_objection(const char *sentence);

#endif
