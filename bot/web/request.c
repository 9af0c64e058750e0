/* SPDX-License-Identifier: ISC */
/* request.c - one request, from its line to its answer. */
#include "web/request.h"

#include <string.h>
#include <strings.h>

#include "crash_point.h"
#include "sdk/base64.h"
#include "sdk/json.h"
#include "sdk/mem.h"
#include "web/metrics.h"

/* More than this of bodies, or of lines the core has not read, is refused. */
#define MOST_WAITING ((size_t)32 << 20)
/* So much of a body that is too long is thrown away before we give up. */
#define MOST_THROWN ((size_t)16 << 20)

struct request *
request_begin(struct web *web, struct conn *conn, const char *uri)
{
	struct request *r = mem_new(1, sizeof(*r));

	r->web = web;
	r->conn = conn;
	r->peer = conn->peer;
	r->uri = mem_string(uri == NULL ? "" : uri);
	r->target = target_of(r->uri);
	conn->request = r;
	conn->lingers = false;
	conns_begin(&web->conns, conn, CONN_READING);
	return r;
}

static void
forget_body(struct request *r)
{
	r->web->body_bytes -= r->body.size;
	buf_release(&r->body);
}

/* Nobody is to answer it from now on. */
static void
withdraw(struct request *r)
{
	if (r->state == REQUEST_WITH_CORE)
		waiting_take(&r->web->waiting, r->id);
	if (r->state == REQUEST_WITH_HEALTH)
		health_forget(&r->web->health, r);
}

void
request_end(struct request *r)
{
	if (r->state == REQUEST_ANSWERED)
		crash_point("web-after-answer");
	withdraw(r);
	r->conn->request = NULL;
	conns_begin(&r->web->conns, r->conn, CONN_IDLE);
	forget_body(r);
	buf_release(&r->line);
	reply_release(&r->reply);
	free(r->uri);
	free(r);
}

/* ---- Answers */

/* Most places are taken: who is served makes room. */
static bool
is_crowded(const struct web *w)
{
	return w->conns.n > w->settings.max_connections / 4 * 3 + 1;
}

static enum MHD_Result
send_reply(struct request *r, struct MHD_Connection *mhd)
{
	struct web *w = r->web;

	if (w->is_stopping || is_crowded(w))
		r->reply.closes = true;
	conns_begin(&w->conns, r->conn, CONN_WRITING);
	return reply_send(mhd, &r->reply);
}

static void
set_refusal(struct request *r, enum refusal why)
{
	const struct refusal_answer *answer = refusal_answer(why);

	web_refused(r->web, why, &r->peer);
	reply_say(&r->reply, answer->code, answer->message);
	r->reply.retry_after_s = answer->retry_after_s;
	r->reply.closes = true;
	if (why == REFUSED_RATE)
		r->reply.retry_after_s = (r->early_ms + 999) / 1000;
	if (why == REFUSED_METHOD)
		r->reply.allow = target_allow(r->target.place);
}

/* Where there is more to read than was read, the connection closes with the
 * answer, and lingers. */
static enum MHD_Result
refuse(struct request *r, enum refusal why, struct MHD_Connection *mhd)
{
	set_refusal(r, why);
	r->state = REQUEST_ANSWERED;
	r->conn->lingers = true;
	return send_reply(r, mhd);
}

static bool
is_suspended(const struct request *r)
{
	return r->state == REQUEST_WITH_CORE ||
	       r->state == REQUEST_WITH_HEALTH;
}

static void
wake(struct request *r, enum request_state state)
{
	r->state = state;
	server_resume(&r->web->server, r->conn);
}

void
request_answer(struct request *r, unsigned code, const struct reply_text *what)
{
	withdraw(r);
	if (what->html != NULL)
		reply_page(&r->reply, code, what->html);
	else
		reply_say(
		    &r->reply, code, what->text == NULL ? "" : what->text);
	r->reply.retry_after_s = what->retry_after_s;
	wake(r, REQUEST_ANSWERED);
}

void
request_give_up(struct request *r, enum refusal why)
{
	if (!is_suspended(r))
		return;
	withdraw(r);
	set_refusal(r, why);
	wake(r, REQUEST_ANSWERED);
}

void
request_gone(struct request *r)
{
	if (!is_suspended(r))
		return;
	if (r->state == REQUEST_WITH_CORE)
		buf_printf(link_out(&r->web->link),
		    "{\"op\":\"gone\",\"id\":%llu}\n",
		    (unsigned long long)r->id);
	withdraw(r);
	wake(r, REQUEST_GONE);
}

/* ---- The head */

static enum MHD_Result
add_field(void *arg, enum MHD_ValueKind kind, const char *name,
    size_t name_size, const char *value, size_t value_size)
{
	const struct field f = { name, value == NULL ? "" : value, name_size,
		value_size };

	(void)kind;
	head_add(arg, &f);
	return MHD_YES;
}

static void
read_head(const struct request *r, const struct step *step, struct head *h)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    step->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	h->method = step->method;
	h->version = step->version;
	h->uri = r->uri;
	h->size = info == NULL ? 0 : info->header_size;
	h->n_fields = 0;
	h->has_more = false;
	MHD_get_connection_values_n(step->mhd, MHD_HEADER_KIND, add_field, h);
}

static struct peer
who_asks(const struct request *r, const struct head *h)
{
	const struct field *f = head_find(h, "x-forwarded-for");

	/* Of several, the last is the one our proxy wrote. */
	for (size_t i = 0; f != NULL && i < h->n_fields; i++)
		if (h->fields[i].name_size == f->name_size &&
		    strncasecmp(h->fields[i].name, f->name, f->name_size) == 0)
			f = &h->fields[i];
	return proxies_look_behind(&r->web->settings.proxies, &r->conn->peer,
	    f == NULL ? NULL : f->value);
}

/* Is there a limit that it is over, whatever it says? */
static enum refusal
judge_load(const struct request *r)
{
	struct web *w = r->web;

	if (w->is_stopping || w->has_no_core)
		return REFUSED_STOPPING;
	if (w->body_bytes + link_backlog(&w->link) > MOST_WAITING)
		return REFUSED_FULL;
	return REFUSED_NOT;
}

static enum refusal
judge_body(const struct request *r, const struct head *h)
{
	uint64_t body = head_body(h);
	enum refusal load =
	    target_is_for_core(r->target.place) ? judge_load(r) : REFUSED_NOT;

	if (strcmp(h->method, "POST") != 0)
		/* Who sends a body with GET means something else by it. */
		return body == HEAD_SILENT || body == 0 ? load
							: REFUSED_FRAMING;
	if (body == HEAD_SILENT)
		return REFUSED_LENGTH;
	if (body != HEAD_CHUNKED && body > HEAD_MAX_BODY)
		return REFUSED_BODY;
	return load;
}

static enum refusal
judge(struct request *r, const struct head *h)
{
	enum refusal why = head_judge(h);

	if (why != REFUSED_NOT)
		return why;
	r->early_ms =
	    rate_take(&r->web->rate, &r->peer, uv_now(&r->web->loop));
	if (r->early_ms > 0)
		return REFUSED_RATE;
	if (r->target.place == PLACE_NONE)
		return REFUSED_PATH;
	if (!target_allows(r->target.place, h->method))
		return REFUSED_METHOD;
	return judge_body(r, h);
}

/* All of the line but its id and the body. */
static void
begin_line(struct request *r, const struct head *h)
{
	const struct target *t = &r->target;
	char *rest = mem_copy(t->rest, t->rest_size);
	char peer[PEER_TEXT_SIZE];

	buf_puts(&r->line, "{\"op\":\"request\",");
	if (t->place == PLACE_IN)
		buf_printf(&r->line, "\"instance\":\"%s\",", t->instance);
	else
		buf_puts(&r->line, "\"place\":\"case\",");
	buf_puts(&r->line, "\"path\":");
	json_quote(&r->line, rest);
	buf_puts(&r->line, ",\"query\":");
	json_quote(&r->line, t->query);
	buf_printf(&r->line,
	    ",\"method\":\"%s\",\"peer\":\"%s\",\"headers\":", h->method,
	    peer_text(&r->peer, peer));
	head_print(&r->line, h);
	free(rest);
}

static enum MHD_Result
take_head(struct request *r, const struct step *step)
{
	struct head h;
	enum refusal why;

	r->was_judged = true;
	read_head(r, step, &h);
	r->peer = who_asks(r, &h);
	if (r->target.place == PLACE_IN && strcmp(h.method, "HEAD") == 0)
		r->target.place = PLACE_THERE;
	why = judge(r, &h);
	if (why != REFUSED_NOT)
		return refuse(r, why, step->mhd);
	if (target_is_for_core(r->target.place))
		begin_line(r, &h);
	return MHD_YES;
}

/* ---- The body and the end */

static enum MHD_Result
take_body(struct request *r, const struct step *step)
{
	size_t n = *step->size;

	*step->size = 0;
	if (r->body.size + n > HEAD_MAX_BODY) {
		r->is_too_long = true;
		forget_body(r);
	}
	if (r->is_too_long) {
		r->n_thrown += n;
		return r->n_thrown < MOST_THROWN ? MHD_YES : MHD_NO;
	}
	buf_add(&r->body, step->data, n);
	r->web->body_bytes += n;
	return MHD_YES;
}

static enum MHD_Result
suspend(
    struct request *r, struct MHD_Connection *mhd, enum request_state state)
{
	r->state = state;
	conns_begin(&r->web->conns, r->conn, CONN_WAITING);
	MHD_suspend_connection(mhd);
	web_watch(r->web);
	return MHD_YES;
}

static enum MHD_Result
hand_over(struct request *r, struct MHD_Connection *mhd)
{
	enum refusal why = r->is_too_long ? REFUSED_BODY : judge_load(r);
	struct buf *out = link_out(&r->web->link);

	crash_point("web-after-receive");
	if (why == REFUSED_NOT) {
		r->id = waiting_put(&r->web->waiting, r);
		why = r->id == 0 ? REFUSED_FULL : REFUSED_NOT;
	}
	if (why != REFUSED_NOT)
		return refuse(r, why, mhd);
	buf_add(out, r->line.data, r->line.size);
	buf_printf(out, ",\"id\":%llu,\"body\":\"", (unsigned long long)r->id);
	base64_encode(out, r->body.data, r->body.size);
	buf_puts(out, "\"}\n");
	forget_body(r);
	return suspend(r, mhd, REQUEST_WITH_CORE);
}

static void
set_health(struct request *r)
{
	struct web *w = r->web;
	const cJSON *said = w->health.said;

	r->state = REQUEST_ANSWERED;
	if (r->target.place == PLACE_HEALTH) {
		r->reply.type = REPLY_JSON;
		r->reply.code = health_print(&r->reply.body, said);
	} else {
		w->tally.n_open = w->conns.n;
		r->reply.type = REPLY_METRICS;
		r->reply.code = said == NULL ? 503 : 200;
		metrics_print(&r->reply.body, said, &w->tally);
	}
}

void
request_health(struct request *r)
{
	set_health(r);
	server_resume(&r->web->server, r->conn);
}

static enum MHD_Result
look_at_health(struct request *r, struct MHD_Connection *mhd)
{
	if (!health_ask(&r->web->health, r))
		return suspend(r, mhd, REQUEST_WITH_HEALTH);
	set_health(r);
	return send_reply(r, mhd);
}

static enum MHD_Result
say_there(struct request *r, struct MHD_Connection *mhd)
{
	r->state = REQUEST_ANSWERED;
	reply_say(&r->reply, 200, "POST is taken here");
	return send_reply(r, mhd);
}

/* All of it was read. */
static enum MHD_Result
finish(struct request *r, struct MHD_Connection *mhd)
{
	if (target_is_for_core(r->target.place))
		return hand_over(r, mhd);
	return r->target.place == PLACE_THERE ? say_there(r, mhd)
					      : look_at_health(r, mhd);
}

enum MHD_Result
request_step(struct request *r, const struct step *step)
{
	if (!r->was_judged)
		return take_head(r, step);
	if (*step->size > 0)
		return take_body(r, step);
	switch (r->state) {
	case REQUEST_READING:
		return finish(r, step->mhd);
	case REQUEST_WITH_CORE:
	case REQUEST_WITH_HEALTH:
		MHD_suspend_connection(step->mhd);
		return MHD_YES;
	case REQUEST_ANSWERED:
		return send_reply(r, step->mhd);
	case REQUEST_GONE:
		break;
	}
	return MHD_NO;
}
