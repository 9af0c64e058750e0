/* SPDX-License-Identifier: ISC */
/*
 * ingest_revise.c - what was told of a response that is different now.
 *
 * People should neither be told twice nor be left with what is wrong: a
 * message that is out there is changed by an edit, one that waits is changed
 * where it waits, and only where another category asks for other people are
 * these told anew.
 *
 *	a message's state    what its revision does
 *	waiting              changed in place; dropped where nobody would
 *	                     be sent it any more
 *	sending, unknown     an edit that is held until it has ended
 *	done                 an edit (one that waits already is changed)
 *	dead                 changed in place, should it be sent again
 */
#include "core/sequel.h"

#include "core/case_flow.h"
#include "core/clock.h"
#include "sdk/json.h"
#include "sdk/mem.h"

static const char corrected_before[] =
    "the answer was corrected before this was sent";

struct revising {
	struct sequel *q;
	struct store *store;
	struct error *err;
	struct notice *rows; /* all about the response, edits too */
	size_t n_rows;
	bool *is_made;    /* by planned notice: somebody has it already */
	bool is_category; /* it is another one */
	bool is_alarm;    /* it has become a detractor */
	bool is_quiet;    /* another notice says it to who cannot see edits */
};

static bool
is_same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Edits go with what they edit; what belongs to a case follows the case. */
static bool
is_message(const struct notice *n)
{
	return n->id[0] != '\0' && n->edits[0] == '\0' && n->kase[0] == '\0';
}

/* For the same people, by the same rule? */
static bool
is_alike(const struct notice *a, const struct notice *b)
{
	return is_same_text(a->route, b->route) &&
	       is_same_text(a->notifier, b->notifier) &&
	       is_same_text(a->target, b->target);
}

/* It was changed: the commit's followers hear of it. */
static bool
set(struct revising *v, struct notice *n)
{
	if (!store_set_notice(v->store, n, v->err))
		return false;
	*sequel_add(v->q) = *n;
	*n = (struct notice){ .state = NOTICE_WAITING };
	return true;
}

static void
set_text(char **to, char *text)
{
	free(*to);
	*to = text;
}

static bool
drop(struct revising *v, struct notice *n, const char *why)
{
	n->state = NOTICE_DROPPED;
	set_text(&n->why, mem_string(why));
	return set(v, n);
}

/* ---- Messages that are not out there */

/* What the notice says to those who have not seen it: it corrects what was
 * told when it was made, and nothing since.  NULL: the store failed. */
static char *
plain_body(
    struct revising *v, const struct notice *n, const struct planned *planned)
{
	struct response *r = v->q->r;
	const struct decider *decider = v->q->decider;
	size_t at = (size_t)(planned - v->q->plan.notices);
	struct told told = { n->route, n->notifier, n->target };
	struct planned again = { 0 };
	struct plan plan = { 0 };
	struct correction before;
	char *body;

	if (!store_correction(v->store, r, n->made_us, &before, v->err))
		return NULL;
	r->correction = &before;
	if (planned->route != NULL)
		decide(decider, r, &plan);
	else
		decide_again(decider, r, &told, &again);
	r->correction = &v->q->correction;
	body = planned->route != NULL ? mem_string(plan.notices[at].body)
				      : again.body;
	free(again.target);
	plan_release(&plan);
	return body;
}

/* Its comment has come: nothing is left to wait for. */
static bool
has_waited(const struct revising *v, const struct notice *n)
{
	return n->tries == 0 && n->not_before_us > notice_made_us(n) &&
	       v->q->r->comment != NULL;
}

/* *changed says whether it reads another way now. */
static bool
reword(struct revising *v, struct notice *n, const struct planned *planned,
    bool *changed)
{
	char *body = plain_body(v, n, planned);

	if (body == NULL)
		return false;
	*changed =
	    n->priority != planned->priority || strcmp(n->body, body) != 0;
	n->priority = planned->priority;
	set_text(&n->body, body);
	return true;
}

static bool
change_in_place(
    struct revising *v, struct notice *n, const struct planned *planned)
{
	bool has_come = n->state == NOTICE_WAITING && has_waited(v, n);
	bool changed = false;

	if (!reword(v, n, planned, &changed))
		return false;
	if (has_come)
		n->not_before_us = notice_made_us(n);
	return (!has_come && !changed) || set(v, n);
}

/* It was dropped because of a correction that is taken back by now. */
static bool
revive(struct revising *v, struct notice *n, const struct planned *planned)
{
	bool changed;

	if (n->why == NULL || strcmp(n->why, corrected_before) != 0)
		return true;
	n->state = NOTICE_WAITING;
	set_text(&n->why, NULL);
	return reword(v, n, planned, &changed) && set(v, n);
}

/* ---- Messages that are, or may be */

/* The newest edit of a message in one of these states; NULL: none. */
static struct notice *
edit_in(const struct revising *v, const struct notice *message,
    enum notice_state a, enum notice_state b)
{
	for (size_t i = v->n_rows; i-- > 0;) {
		struct notice *n = &v->rows[i];

		if (strcmp(n->edits, message->id) == 0 &&
		    (n->state == a || n->state == b))
			return n;
	}
	return NULL;
}

static bool
says_the_same(const char *a, const char *b)
{
	char *quiet_a = notice_quiet_body(a), *quiet_b = notice_quiet_body(b);
	bool same = strcmp(quiet_a, quiet_b) == 0;

	free(quiet_a);
	free(quiet_b);
	return same;
}

static bool
add_edit(
    struct revising *v, const struct notice *message, char *body, bool is_held)
{
	struct notice *n = sequel_add(v->q);

	n->made_us = clock_now_us();
	n->not_before_us = is_held ? NOTICE_HELD : n->made_us;
	id_make(n->id, n->made_us);
	memcpy(n->edits, message->id, ID_SIZE);
	memcpy(n->response, message->response, ID_SIZE);
	n->notifier = mem_string(message->notifier);
	n->target = mem_string(message->target);
	n->thread = mem_string(message->thread);
	n->priority = message->priority;
	n->body = body;
	return store_put_notice(v->store, n, v->err);
}

/* Do people read what is true: the very words, or the answer as it was told
 * before what was corrected in between (and never shown)?  False: the store
 * failed. */
static bool
is_shown(struct revising *v, const struct notice *message,
    const struct planned *planned, const char *shown, bool *is_so)
{
	char *plain = plain_body(v, message, planned);

	if (plain == NULL)
		return false;
	*is_so =
	    says_the_same(shown, planned->body) || says_the_same(shown, plain);
	free(plain);
	return true;
}

/* An edit that has not been taken yet. */
static bool
change_edit(struct revising *v, struct notice *edit, bool is_back, char *body)
{
	is_back &= edit->state == NOTICE_WAITING && edit->tries == 0;
	if (is_back || strcmp(edit->body, body) == 0) {
		free(body);
		return !is_back ||
		       drop(v, edit, "the answer is again what was told");
	}
	set_text(&edit->body, body);
	return set(v, edit);
}

static bool
edit(struct revising *v, struct notice *message, const struct planned *planned)
{
	struct notice *open =
	    edit_in(v, message, NOTICE_WAITING, NOTICE_WAITING);
	/* Its words stay what they were: they are what is looked for. */
	struct notice *sending =
	    edit_in(v, message, NOTICE_SENDING, NOTICE_UNKNOWN);
	struct notice *done = edit_in(v, message, NOTICE_DONE, NOTICE_DONE);
	const char *shown = sending != NULL ? sending->body
			    : done != NULL  ? done->body
					    : message->body;
	bool is_loud =
	    v->is_alarm || (open != NULL && notice_alerts(open->body));
	bool is_back = false;
	char *body;

	if (!is_shown(v, message, planned, shown, &is_back))
		return false;
	if (open == NULL && is_back)
		return true;
	body = is_loud ? mem_string(planned->body)
		       : notice_quiet_body(planned->body);
	if (v->is_quiet)
		body = notice_made_quiet(body);
	message->priority = planned->priority;
	if (open != NULL)
		return change_edit(v, open, is_back, body);
	return add_edit(v, message, body,
	    message->state != NOTICE_DONE || sending != NULL);
}

/* The newest of those for the same people. */
static bool
is_last(const struct revising *v, const struct notice *n)
{
	for (size_t i = v->n_rows; i-- > 0;)
		if (is_message(&v->rows[i]) && is_alike(&v->rows[i], n))
			return &v->rows[i] == n;
	return true;
}

/* Where a message cannot be changed only an alarm is worth another one. */
static bool
change_or_repeat(
    struct revising *v, struct notice *n, const struct planned *planned)
{
	if (n->receipt != NULL)
		return edit(v, n, planned);
	return !v->is_alarm || planned->route == NULL || !is_last(v, n) ||
	       sequel_put(v->q, planned, v->store, v->err);
}

static bool
revise_message(
    struct revising *v, struct notice *n, const struct planned *planned)
{
	bool is_planned = planned->route != NULL;

	switch (n->state) {
	case NOTICE_WAITING:
		return is_planned ? change_in_place(v, n, planned)
				  : drop(v, n, corrected_before);
	case NOTICE_SENDING:
	case NOTICE_UNKNOWN:
		return edit(v, n, planned);
	case NOTICE_DONE:
		return change_or_repeat(v, n, planned);
	case NOTICE_DEAD:
		return change_in_place(v, n, planned);
	case NOTICE_DROPPED:
		return !is_planned || revive(v, n, planned);
	}
	return true;
}

/* ---- Folds */

/* One that was sent is left as it is. */
static bool
revise_fold(
    struct revising *v, struct notice *n, const struct planned *planned)
{
	const struct response *r = v->q->r;
	struct told told = { n->route, n->notifier, n->target };
	cJSON *members;
	bool changed, ok = true;

	if (n->state != NOTICE_WAITING)
		return true;
	members = cJSON_Parse(n->fold);
	changed = planned->route != NULL && planned->may_fold
		      ? decide_fold_replace(members, r)
		      : decide_fold_remove(members, r);
	if (changed && cJSON_GetArraySize(members) == 0) {
		ok = drop(v, n, corrected_before);
	} else if (changed) {
		sequel_set_fold(n, members,
		    decide_fold_again(v->q->decider, &told, members));
		ok = set(v, n);
	}
	cJSON_Delete(members);
	return ok;
}

/* ---- All of it */

/* What the routes ask for now of what this notice was for; it is made.  One
 * that two notices were made for is theirs both. */
static const struct planned *
planned_for(struct revising *v, const struct notice *n)
{
	const struct plan *plan = &v->q->plan;
	size_t found = plan->n_notices;

	for (size_t i = 0; i < plan->n_notices; i++) {
		const struct planned *p = &plan->notices[i];
		const char *target =
		    p->target == NULL ? p->send->target : p->target;

		if (is_same_text(n->route, p->route->name) &&
		    is_same_text(n->notifier, p->send->to) &&
		    is_same_text(n->target, target) &&
		    (found == plan->n_notices || v->is_made[found]))
			found = i;
	}
	if (found == plan->n_notices)
		return NULL;
	v->is_made[found] = true;
	return &plan->notices[found];
}

static bool
revise_row(struct revising *v, struct notice *n)
{
	const struct planned *planned = planned_for(v, n);
	struct told told = { n->route, n->notifier, n->target };
	struct planned again = { 0 };
	bool ok;

	if (planned == NULL) {
		decide_again(v->q->decider, v->q->r, &told, &again);
		planned = &again;
	}
	ok = n->fold != NULL ? revise_fold(v, n, planned)
			     : revise_message(v, n, planned);
	free(again.target);
	free(again.body);
	return ok;
}

static bool
revise_rows(struct revising *v)
{
	for (size_t i = 0; i < v->n_rows; i++)
		if (is_message(&v->rows[i]) && !revise_row(v, &v->rows[i]))
			return false;
	return true;
}

/* Another category may be for other people. */
static bool
tell_others(struct revising *v)
{
	const struct plan *plan = &v->q->plan;

	for (size_t i = 0; v->is_category && i < plan->n_notices; i++)
		if (!v->is_made[i] &&
		    !sequel_put(v->q, &plan->notices[i], v->store, v->err))
			return false;
	return true;
}

/* Whoever works on the case sees that it is about another score now. */
static bool
note_score(struct revising *v)
{
	const struct sequel *q = v->q;
	char text[64], id[ID_SIZE];
	struct action a = {
		.id = id,
		.at_us = clock_now_us(),
		.name = "score",
		.subject = q->kase.id,
		.who = q->source,
		.source = "revision",
		.text = text,
	};

	if (q->context.kase == NULL || q->kase.state >= CASE_RESOLVED ||
	    q->correction.last_score == q->r->score)
		return true;
	id_make(id, a.at_us);
	snprintf(text, sizeof(text), "%d → %d", q->correction.last_score,
	    q->r->score);
	return store_put_action(v->store, &a, v->err);
}

/* Asks the routes again, and changes what was told. */
static bool
tell_again(struct revising *v)
{
	struct sequel *q = v->q;
	bool ok;

	q->r->correction = &q->correction;
	decide(q->decider, q->r, &q->plan);
	v->is_made = mem_new(q->plan.n_notices + 1, sizeof(bool));
	ok = store_notices_about(
		 v->store, q->r->id, &v->rows, &v->n_rows, v->err) &&
	     revise_rows(v) && tell_others(v);
	for (size_t i = 0; i < v->n_rows; i++)
		notice_release(&v->rows[i]);
	free(v->rows);
	free(v->is_made);
	return ok;
}

bool
sequel_revise(struct sequel *q, struct store *store, struct error *err)
{
	struct revising v = { .q = q, .store = store, .err = err };
	bool begins = false;

	if (!store_correction(store, q->r, INT64_MAX, &q->correction, err) ||
	    !sequel_look(q, true, store, err))
		return false;
	v.is_category = q->correction.category != q->r->category;
	v.is_alarm = v.is_category && q->r->category == DETRACTOR;
	if (!note_score(&v) ||
	    (v.is_category && !case_begin(q, &begins, store, err)))
		return false;
	return tell_again(&v) && (!begins || case_plan(q, store, err));
}

bool
sequel_retell(
    struct sequel *q, bool is_quiet, struct store *store, struct error *err)
{
	struct revising v = {
		.q = q, .store = store, .err = err, .is_quiet = is_quiet
	};

	return store_correction(store, q->r, INT64_MAX, &q->correction, err) &&
	       tell_again(&v);
}
