/* SPDX-License-Identifier: ISC */
/*
 * lookup_ask.c - asks the directories, and what their answers mean.
 *
 *	queue --alone: "lookup"--> its account, nobody, or trouble: passed on
 *	   |    ^
 *	   |    '-- what had no answer: all, if others had one; else alone
 *	   '--many: "lookups"--> one answer after the other
 *
 * A directory that can is asked many at once.  Whose fault it was that such a
 * request failed cannot be told, so those without an answer are asked again,
 * each alone: trouble is only ever that of the question at hand.
 */
#include "core/lookup_parts.h"

#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/json.h"

/* Asked at once, and their bytes (a longer one goes alone). */
#define MANY 64
#define MANY_BYTES ((size_t)256 << 10)

static void ask_next(struct directory *d);

void
lookup_pass_on(
    struct lookup *l, struct question *q, size_t index, int64_t keep_s)
{
	struct directory *d;

	if (index == l->n_directories) {
		lookup_answer(l, q, keep_s);
		return;
	}
	d = l->directories[index];
	q->is_alone = false;
	q->next = NULL;
	*d->last = q;
	d->last = &q->next;
	ask_next(d);
}

static struct question *
take_first(struct directory *d)
{
	struct question *q = d->first;

	d->first = q->next;
	if (d->first == NULL)
		d->last = &d->first;
	return q;
}

/* The same of one that is being asked. */
static struct question *
take_asked(struct directory *d)
{
	d->n_asked--;
	return take_first(d);
}

static void
pass_over(struct directory *d, struct question *q)
{
	q->is_doubtful = true;
	lookup_pass_on(d->lookup, q, d->index + 1, DOUBTFUL_S);
}

/* ---- Questions */

/* Those that are asked next, as JSON, one after the other; how many. */
static size_t
put_questions(const struct directory *d, struct buf *out)
{
	size_t most = worker_can(d->worker, "lookups") ? MANY : 1, n = 0;

	for (const struct question *q = d->first; q != NULL && n < most;
	     q = q->next) {
		bool fits = !q->is_alone && !d->first->is_alone &&
			    out->size + strlen(q->who) < MANY_BYTES;

		if (n > 0 && !fits)
			break;
		buf_puts(out, n++ > 0 ? "," : "");
		buf_puts(out, q->who);
	}
	return n;
}

static void
ask_next(struct directory *d)
{
	struct buf members = BUF_INIT;
	struct buf who = BUF_INIT;

	if (d->is_asking || d->lookup->is_stopping)
		return;
	while (d->first != NULL && worker_is_failing(d->worker))
		pass_over(d, take_first(d));
	if (d->first == NULL || !worker_can_take(d->worker))
		return;
	d->n_asked = put_questions(d, &who);
	d->is_asking = true;
	d->is_many = d->n_asked > 1;
	d->has_helped = false;
	buf_printf(&members, d->is_many ? "\"who\":[%s]" : "\"who\":%s",
	    buf_str(&who));
	worker_request(d->worker, d->is_many ? "lookups" : "lookup",
	    buf_str(&members), d->instance->deadline_s);
	buf_release(&members);
	buf_release(&who);
}

/* ---- Answers */

static void
end_trouble(struct directory *d)
{
	if (strncmp(worker_health(d->worker).trouble, "look-up:", 8) == 0)
		worker_trouble(d->worker, "%s", "");
}

/* Once for each kind of trouble, however many answers it meets. */
static void
say_trouble(struct directory *d, const char *why)
{
	if (strstr(worker_health(d->worker).trouble, why) != NULL)
		return;
	worker_trouble(d->worker, "look-up: %s", why);
	log_line(LOG_WARNING, d->instance->name,
	    "look-up failed: %s (answers are taken without their account)",
	    why);
}

/* The directory knows the account (which is taken), or, NULL: it does not know
 * it, and can say so. */
static void
settle(struct directory *d, struct question *q, cJSON *account)
{
	end_trouble(d);
	if (account == NULL) {
		lookup_pass_on(
		    d->lookup, q, d->index + 1, d->instance->cache_s);
		return;
	}
	q->account = account_new(account);
	lookup_answer(d->lookup, q, d->instance->cache_s);
}

/* What it says to the next of many.  One that has been replaced is not
 * believed. */
static void
take_one_of_many(struct directory *d, cJSON *account)
{
	if (d->n_asked == 0 || d->is_ending || d->lookup->is_stopping) {
		cJSON_Delete(account);
		return;
	}
	d->has_helped = true;
	settle(d, take_asked(d), account);
}

static void
on_line(void *arg, const char *op, cJSON *line)
{
	struct directory *d = arg;
	cJSON *account = NULL;

	if (strcmp(op, "account") == 0) {
		account =
		    cJSON_DetachItemFromObjectCaseSensitive(line, "account");
		if (account != NULL && !cJSON_IsObject(account)) {
			cJSON_Delete(account);
			account = NULL;
		}
		if (d->is_many) {
			take_one_of_many(d, account);
		} else {
			cJSON_Delete(d->answer);
			d->answer = account;
		}
	}
	cJSON_Delete(line);
}

/* The last that was asked becomes the first.  Where the first killed the
 * process, the next one has then done something before it is asked that. */
static void
ask_last_first(struct directory *d)
{
	struct question **at = &d->first;
	struct question *last;

	for (size_t i = 1; i < d->n_asked; i++)
		at = &(*at)->next;
	last = *at;
	*at = last->next;
	if (*at == NULL)
		d->last = at;
	last->next = d->first;
	d->first = last;
}

/* The request for many has ended. */
static void
end_many(struct directory *d, const struct outcome *outcome)
{
	struct question *q = d->first;
	bool goes_on = outcome->result == RESULT_DONE && d->has_helped;

	for (size_t i = 0; i < d->n_asked; i++, q = q->next)
		q->is_alone = !goes_on;
	if (outcome->result == RESULT_DIED && d->n_asked > 1)
		ask_last_first(d);
	d->n_asked = 0;
}

/* The request for one has. */
static void
end_one(struct directory *d, const struct outcome *outcome)
{
	struct question *q = take_asked(d);
	cJSON *account = d->answer;

	d->answer = NULL;
	if (outcome->result == RESULT_DONE && account != NULL) {
		settle(d, q, account);
		return;
	}
	cJSON_Delete(account);
	if (outcome->result == RESULT_REJECT) {
		settle(d, q, NULL);
	} else {
		say_trouble(d, outcome->why);
		pass_over(d, q);
	}
}

/* Its successors are asked instead. */
static void
hand_over(struct directory *d)
{
	while (d->n_asked > 0)
		lookup_pass_on(d->lookup, take_asked(d), 0, DOUBTFUL_S);
}

static void
on_result(void *arg, const struct outcome *outcome)
{
	struct directory *d = arg;

	d->is_asking = false;
	/* When all stops, what is open stays so: nothing is decided without
	 * an answer. */
	if (d->lookup->is_stopping)
		return;
	if (d->is_ending)
		hand_over(d);
	else if (d->is_many)
		end_many(d, outcome);
	else
		end_one(d, outcome);
}

static void
on_changed(void *arg)
{
	ask_next(arg);
}

const struct worker_events lookup_asking = { on_line, on_result, on_changed };
