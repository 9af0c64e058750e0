/* SPDX-License-Identifier: ISC */
/* conn.c - the connections there are, and how long each may take. */
#include "web/conn.h"

static void
unlink_conn(struct conns *c, struct conn *conn)
{
	if (conn->prev != NULL)
		conn->prev->next = conn->next;
	else
		c->head = conn->next;
	if (conn->next != NULL)
		conn->next->prev = conn->prev;
	else
		c->tail = conn->prev;
	conn->prev = conn->next = NULL;
}

static void on_timer(uv_timer_t *timer);

static void
append(struct conns *c, struct conn *conn)
{
	uint64_t now = uv_now(c->timer.loop);

	conn->deadline_ms = now + c->patience_ms;
	conn->prev = c->tail;
	conn->next = NULL;
	if (c->tail != NULL)
		c->tail->next = conn;
	else
		c->head = conn;
	c->tail = conn;
	if (!uv_is_active((uv_handle_t *)&c->timer))
		uv_timer_start(&c->timer, on_timer, c->patience_ms, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	struct conns *c = timer->data;
	uint64_t now = uv_now(timer->loop);

	while (c->head != NULL && c->head->deadline_ms <= now) {
		struct conn *conn = c->head;

		unlink_conn(c, conn);
		append(c, conn);
		c->late(c->arg, conn);
	}
	if (c->head != NULL)
		uv_timer_start(timer, on_timer, c->head->deadline_ms - now, 0);
	else
		uv_timer_stop(timer);
}

void
conns_init(struct conns *c, uv_loop_t *loop, unsigned patience_ms,
    conns_late_fn *late, void *arg)
{
	*c = (struct conns){
		.patience_ms = patience_ms, .late = late, .arg = arg
	};
	uv_timer_init(loop, &c->timer);
	c->timer.data = c;
}

void
conns_close(struct conns *c)
{
	uv_close((uv_handle_t *)&c->timer, NULL);
}

void
conns_add(struct conns *c, struct conn *conn)
{
	c->n++;
	append(c, conn);
}

void
conns_remove(struct conns *c, struct conn *conn)
{
	c->n--;
	unlink_conn(c, conn);
}

void
conns_begin(struct conns *c, struct conn *conn, enum conn_phase phase)
{
	bool runs_already = phase == CONN_READING && !conn->had_request;

	conn->phase = phase;
	if (phase == CONN_READING)
		conn->had_request = true;
	if (runs_already)
		return;
	unlink_conn(c, conn);
	append(c, conn);
}

size_t
conns_of_peer(const struct conns *c, const struct peer *peer)
{
	size_t n = 0;

	for (const struct conn *conn = c->head; conn != NULL;
	     conn = conn->next)
		n += peer_is(&conn->peer, peer);
	return n;
}

struct conn *
conns_longest_idle(const struct conns *c)
{
	for (struct conn *conn = c->head; conn != NULL; conn = conn->next)
		if (conn->phase == CONN_IDLE)
			return conn;
	return NULL;
}
