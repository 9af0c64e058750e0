/* SPDX-License-Identifier: ISC */
/* writer.c - everything that changes the store, many at a time. */
#include "core/writer.h"

#include "core/log.h"
#include "crash_point.h"
#include "sdk/mem.h"

/* One commit takes at most so many: a poll of a million must not make a click
 * wait for minutes. */
#define GROUP_MAX 2000
#define TRY_AGAIN_MS 1000
/* A commit costs as much as a hundred rows: what can wait does so until there
 * are enough, or for a time nobody notices. */
#define ENOUGH 500
#define LINGER_MS 10

struct writer {
	struct store *store;
	void (*idle)(void *arg);
	void *arg;
	uv_check_t check; /* after input was read: commit what it brought */
	uv_idle_t busy;   /* keeps the loop from waiting before that      */
	uv_timer_t again;
	uv_timer_t linger; /* until what can wait has waited */
	uv_poll_t watch;   /* store_watch_fd() */
	bool is_due;       /* something is to be committed in this turn */
	int n_handles;
	struct change *first, **last;
	size_t n;
	int64_t commit_us, n_commits;
	char *trouble;
};

static void
on_busy(uv_idle_t *busy)
{
	(void)busy;
}

static void
be_due(struct writer *w)
{
	w->is_due = true;
	if (w->trouble == NULL)
		uv_idle_start(&w->busy, on_busy);
}

static void
on_lingered(uv_timer_t *timer)
{
	be_due(timer->data);
}

void
writer_add(struct writer *w, struct change *change)
{
	change->next = NULL;
	*w->last = change;
	w->last = &change->next;
	w->n++;
	if (!change->can_wait || w->n >= ENOUGH)
		be_due(w);
	else if (!uv_is_active((uv_handle_t *)&w->linger))
		uv_timer_start(&w->linger, on_lingered, LINGER_MS, 0);
}

size_t
writer_backlog(const struct writer *w)
{
	return w->n;
}

int64_t
writer_n_commits(const struct writer *w)
{
	return w->n_commits;
}

int64_t
writer_commit_us(const struct writer *w)
{
	return w->commit_us;
}

const char *
writer_trouble(const struct writer *w)
{
	return w->trouble;
}

/* Takes the first n changes off the queue. */
static struct change *
take(struct writer *w, size_t n)
{
	struct change *group = w->first, **end = &w->first;

	for (size_t i = 0; i < n; i++)
		end = &(*end)->next;
	w->first = *end;
	if (w->first == NULL)
		w->last = &w->first;
	*end = NULL;
	w->n -= n;
	return group;
}

static void
tell(struct change *group, bool is_done)
{
	while (group != NULL) {
		struct change *next = group->next;

		group->after(group, is_done);
		group = next;
	}
}

static bool
end_group(struct writer *w, struct error *err)
{
	uint64_t start_ns = uv_hrtime();
	bool ok = store_commit(w->store, err);

	w->n_commits++;
	w->commit_us = (int64_t)((uv_hrtime() - start_ns) / 1000);
	return ok;
}

static bool
apply(struct writer *w, size_t n, struct error *err)
{
	struct change *change = w->first;

	if (!store_begin(w->store, err))
		return false;
	for (size_t i = 0; i < n; i++, change = change->next) {
		if (!change->apply(change, w->store, err)) {
			store_rollback(w->store);
			return false;
		}
	}
	crash_point("before-commit");
	return end_group(w, err);
}

static void
set_trouble(struct writer *w, const char *why)
{
	if (why != NULL && w->trouble == NULL)
		log_line(LOG_ERROR, NULL,
		    "the store cannot be written: %s (nothing is "
		    "acknowledged; trying each second)",
		    why);
	else if (why == NULL && w->trouble != NULL)
		log_line(LOG_WARNING, NULL, "the store can be written again");
	free(w->trouble);
	w->trouble = mem_string(why);
}

/* What was written goes into its place, now and then. */
static void
tend_store(struct writer *w)
{
	if (store_tend(w->store) == CHECKPOINT_FORCED)
		log_line(LOG_WARNING, NULL,
		    "the store's write-ahead log has grown too large to wait "
		    "for whoever has the store's files open (a copy being "
		    "made of them is of no use: loopbell backup makes one)");
}

static void
on_watch(uv_poll_t *watch, int status, int events)
{
	(void)status;
	(void)events;
	tend_store(watch->data);
}

/* Commits the first n changes, in one transaction.  False: the store is stuck.
 * A group that holds an impossible change is applied in halves. */
static bool
commit(struct writer *w, size_t n)
{
	struct error err;

	if (apply(w, n, &err)) {
		set_trouble(w, NULL);
		crash_point("after-commit-before-ack");
		tell(take(w, n), true);
		crash_point("after-ack");
		tend_store(w);
		return true;
	}
	if (store_is_stuck(w->store)) {
		set_trouble(w, err.text);
		tend_store(w);
		return false;
	}
	if (n == 1) {
		log_line(
		    LOG_ERROR, NULL, "a change was left out: %s", err.text);
		tell(take(w, 1), false);
		return true;
	}
	/* One bad one among thousands is found in a few steps. */
	return commit(w, n / 2) && commit(w, n - n / 2);
}

static void
on_again(uv_timer_t *timer)
{
	struct writer *w = timer->data;

	uv_idle_start(&w->busy, on_busy);
}

/* The loop may wait: until the next change, or until it is tried again. */
static void
rest(struct writer *w)
{
	uv_idle_stop(&w->busy);
	if (w->n > 0) {
		uv_timer_start(&w->again, on_again, TRY_AGAIN_MS, 0);
		return;
	}
	w->is_due = false;
	uv_timer_stop(&w->linger);
	uv_timer_stop(&w->again);
}

static void
on_check(uv_check_t *check)
{
	struct writer *w = check->data;
	size_t n = w->n < GROUP_MAX ? w->n : GROUP_MAX;

	if (n == 0 || !w->is_due || uv_is_active((uv_handle_t *)&w->again))
		return;
	if (!commit(w, n)) {
		rest(w);
		return;
	}
	if (w->n > 0)
		return;
	rest(w);
	w->idle(w->arg);
}

void
writer_flush(struct writer *w)
{
	while (w->n > 0)
		if (!commit(w, w->n < GROUP_MAX ? w->n : GROUP_MAX))
			break;
	while (w->n > 0)
		tell(take(w, w->n), false);
	rest(w);
}

static void
watch_store(struct writer *w, uv_loop_t *loop)
{
	int fd = store_watch_fd(w->store);

	if (fd < 0)
		return;
	uv_poll_init(loop, &w->watch, fd);
	w->watch.data = w;
	uv_poll_start(&w->watch, UV_READABLE, on_watch);
	uv_unref((uv_handle_t *)&w->watch);
	w->n_handles++;
}

struct writer *
writer_new(
    uv_loop_t *loop, struct store *store, void (*idle)(void *arg), void *arg)
{
	struct writer *w = mem_new(1, sizeof(*w));

	w->store = store;
	w->idle = idle;
	w->arg = arg;
	w->last = &w->first;
	uv_check_init(loop, &w->check);
	uv_idle_init(loop, &w->busy);
	uv_timer_init(loop, &w->again);
	uv_timer_init(loop, &w->linger);
	w->check.data = w->busy.data = w;
	w->again.data = w->linger.data = w;
	uv_check_start(&w->check, on_check);
	uv_unref((uv_handle_t *)&w->check);
	w->n_handles = 4;
	watch_store(w, loop);
	return w;
}

static void
on_closed(uv_handle_t *handle)
{
	struct writer *w = handle->data;

	if (--w->n_handles > 0)
		return;
	free(w->trouble);
	free(w);
}

void
writer_free(struct writer *w)
{
	uv_close((uv_handle_t *)&w->check, on_closed);
	uv_close((uv_handle_t *)&w->busy, on_closed);
	uv_close((uv_handle_t *)&w->again, on_closed);
	uv_close((uv_handle_t *)&w->linger, on_closed);
	if (w->watch.data != NULL)
		uv_close((uv_handle_t *)&w->watch, on_closed);
}
