/* SPDX-License-Identifier: ISC */
/*
 * edits.c - changes of messages that are out there, or about to be.
 *
 * An edit is a notice of its own, so that it is sent, tried again and shown
 * like any other.  Whether a message is out there is known once its notice has
 * ended: until then its edit is held (not_before_us is NOTICE_HELD), and there
 * is at most one.
 */
#include "sdk/json.h"
#include "sdk/mem.h"
#include "store/db.h"

/* Whom a message alerts: an edit does not say it, the message itself does. */
static const char *const alerts[] = { "mention", "reactions" };
#define N_ALERTS (sizeof(alerts) / sizeof(alerts[0]))

static char *
printed(cJSON *body)
{
	struct buf out = BUF_INIT;

	json_print(&out, body);
	cJSON_Delete(body);
	return buf_take(&out);
}

char *
notice_quiet_body(const char *body)
{
	cJSON *json = cJSON_Parse(body);

	if (json == NULL)
		return mem_string(body);
	for (size_t i = 0; i < N_ALERTS; i++)
		cJSON_DeleteItemFromObjectCaseSensitive(json, alerts[i]);
	cJSON_DeleteItemFromObjectCaseSensitive(json, "is_quiet");
	return printed(json);
}

char *
notice_made_quiet(char *body)
{
	cJSON *json = cJSON_Parse(body);

	free(body);
	json_put_bool(json, "is_quiet", true);
	return printed(json);
}

bool
notice_alerts(const char *body)
{
	cJSON *json = cJSON_Parse(body);
	bool found = false;

	for (size_t i = 0; i < N_ALERTS; i++)
		found = found || json_member(json, alerts[i]) != NULL;
	cJSON_Delete(json);
	return found;
}

/* What the edit says, to whom the message was for. */
static char *
merged_body(const struct notice *message, const struct notice *edit)
{
	cJSON *from = cJSON_Parse(message->body);
	cJSON *to = cJSON_Parse(edit->body);

	for (size_t i = 0; i < N_ALERTS; i++)
		if (json_member(from, alerts[i]) != NULL &&
		    json_member(to, alerts[i]) == NULL)
			cJSON_AddItemToObject(to, alerts[i],
			    cJSON_DetachItemFromObjectCaseSensitive(
				from, alerts[i]));
	cJSON_Delete(from);
	cJSON_DeleteItemFromObjectCaseSensitive(to, "is_quiet");
	return printed(to);
}

static bool
write_state(struct store *s, struct notice *edit, enum notice_state state,
    const char *why, struct error *err)
{
	edit->state = state;
	edit->not_before_us = notice_made_us(edit);
	free(edit->why);
	edit->why = mem_string(why);
	return store_set_notice(s, edit, err);
}

/* The message has not gone out yet: it goes out as it should be. */
static bool
take_over(struct store *s, const struct notice *n, struct notice *edit,
    struct error *err)
{
	struct notice message = *n;
	bool ok;

	message.body = merged_body(n, edit);
	message.priority = edit->priority;
	/* The edit first: nothing is held for the message any more. */
	ok = write_state(s, edit, NOTICE_DROPPED,
		 "the message says it itself: it was not sent yet", err) &&
	     store_set_notice(s, &message, err);
	free(message.body);
	return ok;
}

static bool
follow(struct store *s, const struct notice *n, struct notice *edit,
    struct error *err)
{
	bool is_message = n->edits[0] == '\0';

	switch (n->state) {
	case NOTICE_SENDING:
	case NOTICE_UNKNOWN:
		/* What may be there is looked for first: found under other
		 * words than it was sent with, it would hide the new ones. */
		return true;
	case NOTICE_WAITING:
		return take_over(s, n, edit, err);
	case NOTICE_DONE:
		if (is_message && n->receipt == NULL)
			return write_state(s, edit, NOTICE_DROPPED,
			    "its notifier gave no receipt for the message: "
			    "it cannot be changed",
			    err);
		return write_state(s, edit, NOTICE_WAITING, NULL, err);
	case NOTICE_DEAD:
	case NOTICE_DROPPED:
		return is_message
			   ? take_over(s, n, edit, err)
			   : write_state(s, edit, NOTICE_WAITING, NULL, err);
	}
	return true;
}

bool
edits_follow(struct store *s, const struct notice *n, struct error *err)
{
	const char *message = n->edits[0] == '\0' ? n->id : n->edits;
	struct notice edit;
	bool found, ok;

	if (!notices_one(s,
		db_bind(s, SQL_HELD_EDIT,
		    VALUES(TEXT(message), INT(NOTICE_HELD), TEXT(n->id)), err),
		&edit, &found, err))
		return false;
	if (!found)
		return true;
	s->n_let_go++;
	ok = follow(s, n, &edit, err);
	notice_release(&edit);
	return ok;
}

int64_t
store_n_let_go(const struct store *s)
{
	return s->n_let_go;
}

bool
store_shift_waiting(
    struct store *s, const struct clock_jump *jump, struct error *err)
{
	return db_run(s, SQL_SHIFT_WAITING,
		   VALUES(INT(jump->delta_us), INT(NOTICE_HELD),
		       INT(jump->from_us), INT(jump->to_us)),
		   NULL, err) &&
	       db_run(s, SQL_SHIFT_CASES,
		   VALUES(INT(jump->delta_us), INT(jump->from_us),
		       INT(jump->to_us)),
		   NULL, err);
}
