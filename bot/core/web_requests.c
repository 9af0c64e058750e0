/* SPDX-License-Identifier: ISC */
/*
 * web_requests.c - what web hands in, and the answers it gets.
 *
 * An open request is in two hands: web's list, until it is answered or web's
 * process is gone, and its receiver's, which takes its time.  It is freed when
 * the receiver gives it back; the answer is sent by whoever is first.
 */
#include <inttypes.h>

#include "core/web_parts.h"
#include "sdk/json.h"
#include "sdk/mem.h"

/* Whoever pushes waits no longer; what comes later is stored all the same. */
#define PATIENCE_MS 12000
#define LOOK_EVERY_MS 500
#define AGAIN_S 5
/* Bytes it may leave unread. */
#define UNREAD_MAX ((size_t)32 << 20)
/* More than these are never open, whatever web was told. */
#define OPEN_MAX 20000

/* ---- Answers */

static void
send_answer(struct web *w, int64_t id, const struct reply *reply)
{
	w->n_stored += reply->status == 200;
	w->n_refused += reply->status >= 400 && reply->status < 500;
	w->n_put_off += reply->status == 503;
	buf_printf(&w->out,
	    "{\"op\":\"answer\",\"id\":%" PRId64 ",\"status\":%d,"
	    "\"retry_after_s\":%" PRId64 ",\"text\":",
	    id, reply->status, reply->after_s);
	json_quote(&w->out, reply->text);
	buf_puts(&w->out, "}\n");
}

/* A page is made at once, of the store. */
static void
answer_page(struct web *w, int64_t id, const cJSON *line)
{
	struct page page = w->world->page(w->world->arg, line);

	buf_printf(&w->out,
	    "{\"op\":\"answer\",\"id\":%" PRId64 ",\"status\":%d,\"html\":",
	    id, page.status);
	json_quote(&w->out, page.html);
	buf_puts(&w->out, "}\n");
	free(page.html);
}

void
web_flush(struct web *w)
{
	if (w->out.size == 0)
		return;
	if (w->child != NULL)
		child_send(w->child, w->out.data, w->out.size);
	buf_reset(&w->out);
	if (w->child != NULL && child_backlog(w->child) > UNREAD_MAX)
		web_end_process(w, "it does not read what it asks for");
}

/* Off web's list: whatever becomes of it is told to nobody. */
static void
let_go(struct request *r)
{
	struct web *w = r->web;

	r->web = NULL;
	r->pushed.is_over = true;
	*r->at = r->next;
	if (r->next != NULL)
		r->next->at = r->at;
	else
		w->last = r->at;
	if (--w->n_open == 0)
		uv_timer_stop(&w->patience);
}

/* Its receiver gives it back. */
static void
on_answer(struct pushed *p, const struct reply *reply)
{
	struct request *r = (struct request *)p;

	if (r->web != NULL) {
		send_answer(r->web, r->id, reply);
		let_go(r);
	}
	cJSON_Delete(p->request);
	free(r);
}

void
web_orphan_all(struct web *w)
{
	while (w->first != NULL)
		let_go(w->first);
	buf_reset(&w->out);
}

void
web_on_patience(uv_timer_t *timer)
{
	struct web *w = timer->data;
	uint64_t now_ms = uv_now(w->world->loop);
	const char *stuck = w->world->why_not(w->world->arg);
	const struct reply late = { 503,
		stuck == NULL ? "it took too long" : stuck, AGAIN_S };

	while (w->first != NULL &&
	       (stuck != NULL || w->first->until_ms <= now_ms)) {
		send_answer(w, w->first->id, &late);
		let_go(w->first);
	}
}

/* ---- Requests */

static void
add(struct web *w, struct request *r)
{
	r->web = w;
	r->until_ms = uv_now(w->world->loop) + PATIENCE_MS;
	r->at = w->last;
	*w->last = r;
	w->last = &r->next;
	if (w->n_open++ == 0)
		uv_timer_start(&w->patience, web_on_patience, LOOK_EVERY_MS,
		    LOOK_EVERY_MS);
}

static size_t
size_of(const cJSON *line)
{
	const char *body = json_string(line, "body");

	return sizeof(struct request) + (body == NULL ? 0 : strlen(body));
}

static void
hand_in(struct web *w, const char *instance, cJSON *line, int64_t id)
{
	const struct reply unknown = { 404, "there is no such instance", 0 };
	struct request *r = mem_new(1, sizeof(*r));

	r->id = id;
	r->pushed.request = line;
	r->pushed.size = size_of(line);
	r->pushed.answer = on_answer;
	add(w, r);
	if (!w->world->take(w->world->arg, instance, &r->pushed))
		on_answer(&r->pushed, &unknown);
}

/* What its plugin is told of it. */
static void
strip(cJSON *line)
{
	static const char *const ours[] = { "op", "id", "instance" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		cJSON_DeleteItemFromObjectCaseSensitive(line, ours[i]);
}

bool
web_on_request(struct web *w, cJSON *line)
{
	char *instance = mem_string(json_string(line, "instance"));
	int64_t id = json_integer(line, "id", -1);
	bool is_one = instance != NULL && id >= 0 && w->n_open < OPEN_MAX;
	const char *why_not;

	if (id >= 0 && json_string(line, "place") != NULL) {
		w->n_requests++;
		answer_page(w, id, line);
		cJSON_Delete(line);
		free(instance);
		return true;
	}
	if (!is_one) {
		cJSON_Delete(line);
		free(instance);
		return false;
	}
	w->n_requests++;
	why_not = w->world->why_not(w->world->arg);
	if (why_not != NULL) {
		send_answer(w, id, &(struct reply){ 503, why_not, AGAIN_S });
		cJSON_Delete(line);
	} else {
		strip(line);
		hand_in(w, instance, line, id);
	}
	free(instance);
	return true;
}

void
web_on_gone_peer(struct web *w, const cJSON *line)
{
	int64_t id = json_integer(line, "id", -1);

	for (struct request *r = w->first; r != NULL; r = r->next)
		if (r->id == id) {
			let_go(r);
			return;
		}
}

void
web_on_ask(struct web *w, const cJSON *line)
{
	buf_printf(&w->out,
	    "{\"op\":\"health\",\"id\":%" PRId64 ",\"health\":",
	    json_integer(line, "id", 0));
	w->world->put_health(w->world->arg, &w->out);
	buf_puts(&w->out, "}\n");
}
