/* SPDX-License-Identifier: ISC */
/* web.c - what the parts of loopbell-web share, and how it ends. */
#include "web/web.h"

#include "sdk/json.h"
#include "web/request.h"

#define TICK_MS 1000
/* Together less than the core waits for us before it kills. */
#define GRACE_MS 2500
#define LAST_WORDS_MS 500 /* for the answers that were still to be written */

void
web_log(struct web *w, int level, const char *text)
{
	cJSON *line = cJSON_CreateObject();

	json_put_string(line, "op", "log");
	json_put_integer(line, "level", level);
	json_put_string(line, "text", text);
	link_send(&w->link, line);
}

/* Says what is due of what was refused; true: something is not due yet. */
static bool
log_refusals(struct web *w)
{
	struct buf text = BUF_INIT;
	bool is_left = false;

	for (int why = REFUSED_NOT + 1; why < N_REFUSALS; why++) {
		int level = refusals_line(
		    &w->refusals, (enum refusal)why, uv_now(&w->loop), &text);

		if (level > 0)
			web_log(w, level, buf_str(&text));
		buf_reset(&text);
		is_left = is_left || w->refusals.kinds[why].n > 0;
	}
	buf_release(&text);
	return is_left;
}

static void
on_tick(uv_timer_t *tick)
{
	struct web *w = tick->data;
	bool is_left = log_refusals(w);

	server_look_for_gone(&w->server);
	if (!is_left && w->conns.n == 0)
		uv_timer_stop(tick);
}

void
web_watch(struct web *w)
{
	if (!w->has_ended && !uv_is_active((uv_handle_t *)&w->tick))
		uv_timer_start(&w->tick, on_tick, TICK_MS, TICK_MS);
}

void
web_refused(struct web *w, enum refusal why, const struct peer *peer)
{
	refusals_add(&w->refusals, why, peer);
	web_watch(w);
}

/* ---- The end */

/* The last handles: the loop ends by itself. */
static void
end(struct web *w)
{
	if (w->has_ended)
		return;
	w->has_ended = true;
	log_refusals(w);
	uv_close((uv_handle_t *)&w->tick, NULL);
	uv_close((uv_handle_t *)&w->grace, NULL);
	health_close(&w->health);
	server_stop(&w->server);
	lingers_close(&w->lingers);
	link_close(&w->link);
}

static void
on_end(uv_timer_t *timer)
{
	end(timer->data);
}

static void
give_up_all(struct web *w)
{
	for (struct conn *c = w->conns.head, *next; c != NULL; c = next) {
		next = c->next;
		if (c->request != NULL)
			request_give_up(c->request, REFUSED_STOPPING);
	}
}

static void
on_grace_over(uv_timer_t *grace)
{
	struct web *w = grace->data;

	give_up_all(w);
	uv_timer_start(grace, on_end, LAST_WORDS_MS, 0);
}

/* Who was not told that we have his request sends it again. */
static void
cut_unread(struct web *w)
{
	for (struct conn *c = w->conns.head; c != NULL; c = c->next)
		if (c->phase == CONN_IDLE || c->phase == CONN_READING)
			server_cut(c);
}

void
web_stop(struct web *w)
{
	if (w->is_stopping)
		return;
	w->is_stopping = true;
	server_close_door(&w->server);
	cut_unread(w);
	/* Not from here: we may be inside what end() takes down. */
	uv_timer_start(&w->grace, w->conns.n == 0 ? on_end : on_grace_over,
	    w->conns.n == 0 ? 0 : GRACE_MS, 0);
	if (w->has_no_core)
		give_up_all(w);
}

void
web_look_for_end(struct web *w)
{
	if (w->is_stopping && !w->has_ended && w->conns.n == 0)
		uv_timer_start(&w->grace, on_end, 0, 0);
}
