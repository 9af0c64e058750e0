/* SPDX-License-Identifier: ISC */
/* web_fixture.h - web, a puppet to be its process (puppet_web.py), and a core
 * that holds the requests until a test answers them. */
#ifndef TESTS_UNIT_WEB_FIXTURE_H
#define TESTS_UNIT_WEB_FIXTURE_H

#include <signal.h>
#include <sys/stat.h>

#include "core/web.h"
#include "core/web_parts.h"
#include "core_fixture.h"
#include "sdk/json.h"

static char folder[] = "/tmp/loopbell-web-XXXXXX";

struct serving {
	struct core_fixture *c;
	struct web_world world;
	struct web *w;
	const char *why_not;
	struct pushed *held[8]; /* in the order they came */
	char *bodies[8];
	int n_held, n_listening, n_asked;
	const char *wanted; /* has_heard() */
	int n_wanted;
};

/* ---- The folder of the puppet */

static inline char *
path_of(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static inline void
tell(const char *name, const char *text)
{
	char *path = path_of(name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "%s\n", text);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static inline void
forget(const char *name)
{
	char *path = path_of(name);

	unlink(path);
	free(path);
}

/* What it was told so far; the caller's. */
static inline char *
heard(void)
{
	char *path = path_of("heard");
	FILE *f = fopen(path, "r");
	struct buf text = BUF_INIT;

	free(path);
	if (f == NULL)
		return mem_string("");
	text.size = fread(buf_room(&text, 1 << 20), 1, (1 << 20) - 1, f);
	buf_end(&text);
	fclose(f);
	return buf_take(&text);
}

static inline int
count_heard(const char *what)
{
	char *text = heard();
	int n = count_of(text, what);

	free(text);
	return n;
}

static inline int
make_bin(void **state)
{
	char *share, *program;

	(void)state;
	assert_non_null(mkdtemp(folder));
	share = path_of("share");
	program = path_of("loopbell-web");
	assert_int_equal(mkdir(share, 0700), 0);
	assert_int_equal(
	    symlink(SRCDIR "/tests/unit/puppet_web.py", program), 0);
	setenv("LOOPBELL_BIN_DIR", folder, 1);
	free(share);
	free(program);
	return 0;
}

static inline int
remove_bin(void **state)
{
	char *share = path_of("share");

	(void)state;
	forget("loopbell-web");
	rmdir(share);
	free(share);
	return rmdir(folder);
}

/* ---- The core's part */

static inline bool
take(void *arg, const char *instance, struct pushed *p)
{
	struct serving *s = arg;

	if (strcmp(instance, "hook") != 0)
		return false;
	assert_true(s->n_held < 8);
	s->bodies[s->n_held] = cJSON_PrintUnformatted(p->request);
	s->held[s->n_held++] = p;
	return true;
}

static inline const char *
why_not(void *arg)
{
	return ((struct serving *)arg)->why_not;
}

static inline struct page
a_page(void *arg, const cJSON *request)
{
	(void)arg;
	return (struct page){
		.status = 410,
		.html = mem_printf("<p>%s %s", json_string(request, "method"),
		    json_string(request, "path")),
	};
}

static inline void
put_health(void *arg, struct buf *out)
{
	((struct serving *)arg)->n_asked++;
	buf_puts(out, "{\"live\":true}");
}

static inline void
on_listening(void *arg)
{
	((struct serving *)arg)->n_listening++;
}

static inline int
begin(void **state)
{
	struct serving *s = mem_new(1, sizeof(*s));

	s->c = core_begin();
	s->c->config.web = (struct web_settings){
		.listen = (char *)(uintptr_t) "127.0.0.1:0",
		.connections = 7,
		.requests_per_second = 9,
	};
	s->world = (struct web_world){ &s->c->loop, false, take, why_not,
		a_page, put_health, on_listening, s };
	*state = s;
	return 0;
}

static inline void
answer(struct serving *s, int i, int status, const char *text, int after_s)
{
	struct reply reply = { status, text, after_s };

	s->held[i]->answer(s->held[i], &reply);
	s->held[i] = NULL;
}

static inline bool
is_gone(void *arg)
{
	return web_is_gone(((struct serving *)arg)->w);
}

static inline int
end(void **state)
{
	static const char *const files[] = { "heard", "serve", "say",
		"ignore" };
	struct serving *s = *state;

	if (s->w != NULL) {
		web_stop(s->w, 2000);
		UNTIL(&s->c->loop, is_gone, s);
		web_free(s->w);
	}
	for (int i = 0; i < s->n_held; i++) {
		if (s->held[i] != NULL)
			answer(s, i, 503, "over", 0);
		free(s->bodies[i]);
	}
	core_end(s->c);
	for (size_t i = 0; i < N_OF(files); i++)
		forget(files[i]);
	free(s);
	return 0;
}

static inline void
open_web(struct serving *s)
{
	s->w = web_new(&s->world, &s->c->config);
}

static inline enum worker_state
state_of(struct serving *s)
{
	return web_status(s->w).health.state;
}

static inline bool
is_up(void *arg)
{
	return state_of(arg) == WORKER_IDLE;
}

static inline bool
is_broken(void *arg)
{
	return state_of(arg) == WORKER_BROKEN;
}

static inline bool
is_resting(void *arg)
{
	return state_of(arg) == WORKER_RESTING;
}

static inline bool
has_died(void *arg)
{
	return web_status(((struct serving *)arg)->w).health.n_deaths > 0;
}

static inline bool
is_held(void *arg)
{
	return ((struct serving *)arg)->n_held >=
	       ((struct serving *)arg)->n_wanted;
}

static inline void
wait_held(struct serving *s, int n)
{
	s->n_wanted = n;
	UNTIL(&s->c->loop, is_held, s);
}

static inline bool
has_heard(void *arg)
{
	struct serving *s = arg;

	return count_heard(s->wanted) >= s->n_wanted;
}

static inline void
look_again(uv_timer_t *timer)
{
	(void)timer;
}

/* A file that grows is no event of the loop. */
static inline void
wait_heard(struct serving *s, const char *what, int n)
{
	uv_timer_t often;

	s->wanted = what;
	s->n_wanted = n;
	uv_timer_init(&s->c->loop, &often);
	uv_timer_start(&often, look_again, 2, 2);
	UNTIL(&s->c->loop, has_heard, s);
	uv_close((uv_handle_t *)&often, NULL);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
}

/* The clock of the state is over now. */
static inline void
hasten(struct serving *s)
{
	assert_true(uv_is_active((uv_handle_t *)&s->w->timer));
	uv_timer_start(&s->w->timer, s->w->timer.timer_cb, 0, 0);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
}

#define REQUEST(id, instance, more)                                  \
	"{\"op\":\"request\",\"id\":" id ",\"instance\":\"" instance \
	"\",\"path\":\"a/b\",\"query\":\"\",\"method\":\"POST\","    \
	"\"headers\":{\"content-type\":\"text/plain\"},\"peer\":"    \
	"\"192.0.2.7\",\"body\":\"eA==\"" more "}"

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
