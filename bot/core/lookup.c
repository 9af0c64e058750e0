/* SPDX-License-Identifier: ISC */
/*
 * lookup.c - which account a respondent belongs to.
 *
 * What is asked is the key, too: the text of the `who` object.  Questions that
 * are the same are asked once; lookup_ask.c asks them.
 */
#include "core/lookup_parts.h"

#include "core/clock.h"
#include "core/log.h"
#include "sdk/buf.h"
#include "sdk/fnv.h"
#include "sdk/json.h"
#include "sdk/mem.h"

struct lookup *
lookup_new(const struct world *world)
{
	struct lookup *l = mem_new(1, sizeof(*l));

	l->world = world;
	return l;
}

size_t
lookup_backlog(const struct lookup *l)
{
	return l->n_open;
}

size_t
lookup_n_workers(const struct lookup *l)
{
	return l->n_directories;
}

struct worker *
lookup_worker(const struct lookup *l, size_t i)
{
	return l->directories[i]->worker;
}

/* ---- The table of questions */

static size_t
hash_of(const char *who)
{
	uint64_t hash = fnv_add_string(FNV_START, who);

	return (size_t)(hash ^ hash >> 32);
}

static struct question *
known(struct lookup *l, const char *who, size_t hash)
{
	struct question *q = l->table[hash % N_REMEMBERED];

	while (q != NULL && (q->hash != hash || strcmp(q->who, who) != 0))
		q = q->chain;
	return q;
}

static void
forget(struct lookup *l, struct question *q)
{
	struct question **at = &l->table[q->hash % N_REMEMBERED];

	while (*at != q)
		at = &(*at)->chain;
	*at = q->chain;
	account_unref(q->account);
	free(q->who);
	free(q);
}

void
lookup_answer(struct lookup *l, struct question *q, int64_t keep_s)
{
	struct waiting *w = q->waiting;

	q->waiting = NULL;
	if (q->is_doubtful && keep_s > DOUBTFUL_S)
		keep_s = DOUBTFUL_S;
	q->until_us = clock_steady_us() + keep_s * US_PER_S;
	l->n_open--;
	if (l->ring[l->at] != NULL)
		forget(l, l->ring[l->at]);
	l->ring[l->at] = q;
	l->at = (l->at + 1) % N_REMEMBERED;
	while (w != NULL) {
		struct waiting *next = w->next;

		w->found(w->arg,
		    q->account == NULL ? NULL : account_ref(q->account));
		free(w);
		w = next;
	}
}

/* ---- The directories */

void
lookup_add(
    struct lookup *l, struct config *config, const struct instance *instance)
{
	struct directory *d;

	if (l->n_directories == N_DIRECTORIES) {
		log_line(LOG_ERROR, instance->name,
		    "is one directory too many: %d are asked at most",
		    N_DIRECTORIES);
		return;
	}
	d = mem_new(1, sizeof(*d));
	d->lookup = l;
	d->index = l->n_directories;
	d->instance = instance;
	d->last = &d->first;
	d->worker = worker_new(l->world, config, instance, &lookup_asking, d);
	l->directories[l->n_directories++] = d;
	worker_start(d->worker);
}

static void
free_directory(struct directory *d)
{
	worker_free(d->worker);
	cJSON_Delete(d->answer);
	free(d);
}

/* Those whose processes have ended since the last time. */
static void
free_ended(struct lookup *l)
{
	struct directory **at = &l->ending;

	while (*at != NULL) {
		struct directory *d = *at;

		if (!worker_is_gone(d->worker) || d->is_asking) {
			at = &d->next_ending;
			continue;
		}
		*at = d->next_ending;
		free_directory(d);
	}
}

/* Ends a directory; the questions it was not yet asked. */
static struct question *
end_directory(struct lookup *l, struct directory *d)
{
	struct question **rest = &d->first;
	struct question *open;

	for (size_t i = 0; i < d->n_asked; i++)
		rest = &(*rest)->next;
	open = *rest;
	*rest = NULL;
	d->last = rest;
	d->is_ending = true;
	d->next_ending = l->ending;
	l->ending = d;
	worker_stop(d->worker, 5000);
	return open;
}

void
lookup_renew(struct lookup *l, struct config *config)
{
	struct question *open[N_DIRECTORIES];
	size_t n = l->n_directories;

	free_ended(l);
	for (size_t i = 0; i < N_REMEMBERED; i++)
		if (l->ring[i] != NULL)
			l->ring[i]->until_us = 0;
	for (size_t i = 0; i < n; i++)
		open[i] = end_directory(l, l->directories[i]);
	l->n_directories = 0;
	for (size_t i = 0; i < config->n_instances; i++)
		if (config->instances[i].role == ROLE_DIRECTORY)
			lookup_add(l, config, &config->instances[i]);
	for (size_t i = 0; i < n; i++) {
		while (open[i] != NULL) {
			struct question *next = open[i]->next;

			lookup_pass_on(l, open[i], 0, 10);
			open[i] = next;
		}
	}
}

void
lookup_stop(struct lookup *l, unsigned grace_ms)
{
	l->is_stopping = true;
	for (size_t i = 0; i < l->n_directories; i++)
		worker_stop(l->directories[i]->worker, grace_ms);
}

static void
put_member(struct buf *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (out->data[out->size - 1] != '{')
		buf_putc(out, ',');
	json_quote(out, name);
	buf_putc(out, ':');
	json_quote(out, value);
}

/* What a directory may know somebody by. */
static char *
who_of(const struct response *r)
{
	struct buf who = BUF_INIT;
	const cJSON *property;

	buf_putc(&who, '{');
	put_member(&who, "email", r->email);
	put_member(&who, "company", r->company);
	put_member(&who, "name", r->name);
	if (r->properties != NULL) {
		buf_puts(&who, who.size > 1 ? "," : "");
		buf_puts(&who, "\"properties\":{");
		cJSON_ArrayForEach(property, r->properties)
		    put_member(&who, property->string, property->valuestring);
		buf_putc(&who, '}');
	}
	buf_putc(&who, '}');
	return buf_take(&who);
}

void
lookup_ask(
    struct lookup *l, const struct response *r, lookup_fn *found, void *arg)
{
	char *who = l->n_directories == 0 ? NULL : who_of(r);
	struct question *q = NULL;
	struct waiting *w;
	size_t hash;

	if (who == NULL) {
		found(arg, NULL);
		return;
	}
	hash = hash_of(who);
	q = known(l, who, hash);
	if (q != NULL && q->waiting == NULL &&
	    q->until_us > clock_steady_us()) {
		free(who);
		found(
		    arg, q->account == NULL ? NULL : account_ref(q->account));
		return;
	}
	w = mem_new(1, sizeof(*w));
	w->found = found;
	w->arg = arg;
	if (q != NULL && q->waiting != NULL) {
		free(who);
		w->next = q->waiting;
		q->waiting = w;
		return;
	}
	/* An answer that is too old stays in the ring until its turn. */
	q = mem_new(1, sizeof(*q));
	q->who = who;
	q->hash = hash;
	q->waiting = w;
	q->chain = l->table[hash % N_REMEMBERED];
	l->table[hash % N_REMEMBERED] = q;
	l->n_open++;
	lookup_pass_on(l, q, 0, 10);
}

static void
free_question(struct question *q)
{
	while (q->waiting != NULL) {
		struct waiting *next = q->waiting->next;

		q->waiting->found(q->waiting->arg, NULL);
		free(q->waiting);
		q->waiting = next;
	}
	account_unref(q->account);
	free(q->who);
	free(q);
}

void
lookup_free(struct lookup *l)
{
	for (size_t i = 0; i < N_REMEMBERED; i++) {
		while (l->table[i] != NULL) {
			struct question *next = l->table[i]->chain;

			free_question(l->table[i]);
			l->table[i] = next;
		}
	}
	for (size_t i = 0; i < l->n_directories; i++)
		free_directory(l->directories[i]);
	while (l->ending != NULL) {
		struct directory *next = l->ending->next_ending;

		free_directory(l->ending);
		l->ending = next;
	}
	free(l);
}
