/* SPDX-License-Identifier: ISC */
/*
 * main.c - loopbell-web: HTTP for the core, in a process of its own.
 *
 * The core starts it with descriptor 3 as the line between them; README.md
 * says what they say to each other.
 */
#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "host/protect.h"
#include "web/orders.h"
#include "web/web.h"

#define CORE_FD 3

static void
on_line(void *arg, const cJSON *line)
{
	orders_take(arg, line);
}

/* Whoever waits for the core waits in vain. */
static void
on_end(void *arg, const char *why)
{
	struct web *w = arg;

	w->has_no_core = true;
	if (why != NULL) {
		fprintf(stderr, "%s\n", why);
		w->exit_code = EX_PROTOCOL;
	}
	web_stop(w);
}

static int64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
init(struct web *w)
{
	uv_loop_init(&w->loop);
	uv_timer_init(&w->loop, &w->tick);
	uv_timer_init(&w->loop, &w->grace);
	w->tick.data = w->grace.data = w;
	w->server.fd = -1;
	w->tally.started_us = now_us();
	lingers_init(&w->lingers, &w->loop);
	health_init(&w->health, w);
}

static void
release(struct web *w)
{
	waiting_release(&w->waiting);
	rate_release(&w->rate);
	health_release(&w->health);
	settings_release(&w->settings);
	link_release(&w->link);
	uv_loop_close(&w->loop);
	uv_library_shutdown();
}

int
main(void)
{
	static struct web w;
	static const struct link_events events = { &w, on_line, on_end };
	struct error err;

	if (!protect_streams(CORE_FD, &err)) {
		fprintf(stderr,
		    "loopbell-web: %s\nusage: loopbell-web\n"
		    "Started by loopbell, with descriptor 3 as the line "
		    "between them.\n",
		    err.text);
		return EX_USAGE;
	}
	protect_process();
	init(&w);
	if (!link_open(&w.link, &w.loop, CORE_FD, &events, &err)) {
		fprintf(stderr, "loopbell-web: %s\n", err.text);
		return EX_USAGE;
	}
	uv_run(&w.loop, UV_RUN_DEFAULT);
	release(&w);
	return w.exit_code;
}
