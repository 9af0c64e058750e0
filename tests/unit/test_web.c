/* SPDX-License-Identifier: ISC */
/*
 * test_web.c - the process that faces the network: started, watched, believed
 * no further than its own requests.
 */
#include "core/web.h"

#include <signal.h>
#include <sys/stat.h>

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

static char *
path_of(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void
tell(const char *name, const char *text)
{
	char *path = path_of(name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "%s\n", text);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static void
forget(const char *name)
{
	char *path = path_of(name);

	unlink(path);
	free(path);
}

/* What it was told so far; the caller's. */
static char *
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

static int
count_heard(const char *what)
{
	char *text = heard();
	int n = count_of(text, what);

	free(text);
	return n;
}

static int
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

static int
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

static bool
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

static const char *
why_not(void *arg)
{
	return ((struct serving *)arg)->why_not;
}

static void
put_health(void *arg, struct buf *out)
{
	((struct serving *)arg)->n_asked++;
	buf_puts(out, "{\"live\":true}");
}

static void
on_listening(void *arg)
{
	((struct serving *)arg)->n_listening++;
}

static int
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
		put_health, on_listening, s };
	*state = s;
	return 0;
}

static void
answer(struct serving *s, int i, int status, const char *text, int after_s)
{
	struct reply reply = { status, text, after_s };

	s->held[i]->answer(s->held[i], &reply);
	s->held[i] = NULL;
}

static bool
is_gone(void *arg)
{
	return web_is_gone(((struct serving *)arg)->w);
}

static int
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

static void
open_web(struct serving *s)
{
	s->w = web_new(&s->world, &s->c->config);
}

static enum worker_state
state_of(struct serving *s)
{
	return web_status(s->w).health.state;
}

static bool
is_up(void *arg)
{
	return state_of(arg) == WORKER_IDLE;
}

static bool
is_broken(void *arg)
{
	return state_of(arg) == WORKER_BROKEN;
}

static bool
is_resting(void *arg)
{
	return state_of(arg) == WORKER_RESTING;
}

static bool
has_died(void *arg)
{
	return web_status(((struct serving *)arg)->w).health.n_deaths > 0;
}

static bool
is_held(void *arg)
{
	return ((struct serving *)arg)->n_held >=
	       ((struct serving *)arg)->n_wanted;
}

static void
wait_held(struct serving *s, int n)
{
	s->n_wanted = n;
	UNTIL(&s->c->loop, is_held, s);
}

static bool
has_heard(void *arg)
{
	struct serving *s = arg;

	return count_heard(s->wanted) >= s->n_wanted;
}

static void
look_again(uv_timer_t *timer)
{
	(void)timer;
}

/* A file that grows is no event of the loop. */
static void
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
static void
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

/* ---- Starting and ending */

static void
start__it_listens__is_told_how_and_its_address_is_known(void **state)
{
	struct serving *s = *state;
	char *text;

	s->c->config.web.certificate = (char *)(uintptr_t) "CERT";
	s->c->config.web.key = (char *)(uintptr_t) "KEY";
	s->c->config.web.trusted_proxies =
	    (char *[]){ (char *)(uintptr_t) "10.0.0.1", NULL };
	open_web(s);
	assert_int_equal(state_of(s), WORKER_STARTING);
	UNTIL(&s->c->loop, is_up, s);
	assert_int_equal(s->n_listening, 1);
	assert_string_equal(web_status(s->w).address, "127.0.0.1:4711");
	text = heard();
	assert_string_equal(text,
	    "{\"op\":\"serve\",\"listen\":\"127.0.0.1:0\","
	    "\"certificate\":\"CERT\",\"key\":\"KEY\","
	    "\"max_connections\":7,\"requests_per_second\":9,"
	    "\"request_deadline_s\":15,\"trusted_proxies\":[\"10.0.0.1\"]}\n");
	free(text);
	assert_non_null(
	    strstr(core_log(s->c), "web: listens on 127.0.0.1:4711"));
}

static void
start__it_cannot_with_these_settings__is_broken_and_not_tried_again(
    void **state)
{
	struct serving *s = *state;

	tell("serve", "fail the port is taken");
	open_web(s);
	UNTIL(&s->c->loop, is_broken, s);
	assert_string_equal(
	    web_status(s->w).health.trouble, "the port is taken");
	assert_false(uv_is_active((uv_handle_t *)&s->w->timer));
	assert_non_null(strstr(core_log(s->c),
	    "web: cannot start: the port is taken (until the configuration "
	    "changes)"));
}

static void
start__it_dies_or_hangs__is_tried_again_later_and_later(void **state)
{
	struct serving *s = *state;

	tell("serve", "die\nexit 3\nhang\nlisten");
	open_web(s);
	UNTIL(&s->c->loop, is_resting, s);
	assert_int_equal(s->w->rest_ms, 4000);
	hasten(s);
	UNTIL(&s->c->loop, is_resting, s);
	assert_int_equal(s->w->rest_ms, 8000);
	hasten(s);
	wait_heard(s, "\"serve\"", 3);
	assert_int_equal(state_of(s), WORKER_STARTING);
	hasten(s); /* its deadline */
	UNTIL(&s->c->loop, is_resting, s);
	assert_non_null(strstr(
	    web_status(s->w).health.trouble, "it did not listen in time"));
	hasten(s);
	UNTIL(&s->c->loop, is_up, s);
	assert_string_equal(web_status(s->w).health.trouble, "");
	assert_int_equal(s->w->rest_ms, 2000);
}

static void
die__while_it_listens__is_there_again_at_once(void **state)
{
	struct serving *s = *state;

	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	kill(web_status(s->w).health.pid, SIGKILL);
	UNTIL(&s->c->loop, has_died, s);
	UNTIL(&s->c->loop, is_up, s);
	assert_int_equal(s->n_listening, 2);
	assert_int_equal(web_status(s->w).health.n_deaths, 1);
}

static void
ping__answered_or_not__it_stays_or_is_replaced(void **state)
{
	struct serving *s = *state;

	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	hasten(s);
	wait_heard(s, "\"ping\"", 1);
	while (s->w->ping_job != 0)
		uv_run(&s->c->loop, UV_RUN_ONCE);
	tell("ignore", "ping");
	hasten(s);
	wait_heard(s, "\"ping\"", 2);
	hasten(s); /* the ping's deadline */
	UNTIL(&s->c->loop, has_died, s);
	assert_non_null(strstr(
	    web_status(s->w).health.trouble, "it did not answer a ping"));
	UNTIL(&s->c->loop, is_up, s);
}

static void
stop__it_does_not_end__is_killed(void **state)
{
	struct serving *s = *state;

	tell("ignore", "stop");
	open_web(s);
	UNTIL(&s->c->loop, is_up, s);
	web_stop(s->w, 50);
	UNTIL(&s->c->loop, is_gone, s);
	assert_true(web_is_stopping(s->w));
	assert_int_equal(state_of(s), WORKER_ENDED);
}

/* ---- Requests */

static void
request__handed_on__as_its_plugin_is_to_hear_it(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("17", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	assert_string_equal(s->bodies[0],
	    "{\"path\":\"a/b\",\"query\":\"\",\"method\":\"POST\","
	    "\"headers\":{\"content-type\":\"text/plain\"},"
	    "\"peer\":\"192.0.2.7\",\"body\":\"eA==\"}");
	assert_true(s->held[0]->size > 4);
	assert_int_equal(web_status(s->w).n_open, 1);
	answer(s, 0, 503, "say \"no\"", 7);
	wait_heard(s,
	    "{\"op\":\"answer\",\"id\":17,\"status\":503,\"retry_after_s\":7,"
	    "\"text\":\"say \\\"no\\\"\"}\n",
	    1);
	assert_int_equal(web_status(s->w).n_open, 0);
}

static void
request__many__are_answered_in_any_order_and_counted(void **state)
{
	struct serving *s = *state;
	struct web_status status;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST(
			"2", "hook", "") "\n" REQUEST("3", "hook",
			"") "\n" REQUEST("4", "other", ""));
	open_web(s);
	wait_held(s, 3);
	answer(s, 1, 200, "b", 0);
	answer(s, 2, 401, "c", 0);
	answer(s, 0, 503, "a", 1);
	wait_heard(s, "\"op\":\"answer\"", 4);
	assert_int_equal(count_heard("\"id\":4,\"status\":404"), 1);
	assert_int_equal(count_heard("\"id\":2,\"status\":200"), 1);
	assert_int_equal(count_heard("\"id\":3,\"status\":401"), 1);
	assert_int_equal(count_heard("\"id\":1,\"status\":503"), 1);
	status = web_status(s->w);
	assert_int_equal(status.n_requests, 4);
	assert_int_equal(status.n_stored, 1);
	assert_int_equal(status.n_refused, 2);
	assert_int_equal(status.n_put_off, 1);
}

static void
request__nothing_could_be_kept__503_before_it_is_accepted(void **state)
{
	struct serving *s = *state;

	s->why_not = "the disk is nearly full";
	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_heard(s,
	    "\"status\":503,\"retry_after_s\":5,\"text\":\"the disk is nearly "
	    "full\"",
	    1);
	assert_int_equal(s->n_held, 0);
}

/* The patience of open requests is over now. */
static void
lose_patience(struct serving *s)
{
	assert_true(uv_is_active((uv_handle_t *)&s->w->patience));
	web_on_patience(&s->w->patience);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
}

static void
request__the_store_gets_stuck_meanwhile__503_and_the_late_answer_is_dropped(
    void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	s->why_not = "the store cannot be written";
	lose_patience(s);
	wait_heard(s, "\"text\":\"the store cannot be written\"", 1);
	assert_true(s->held[0]->is_over);
	answer(s, 0, 200, "stored", 0);
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
	assert_int_equal(web_status(s->w).n_stored, 0);
	assert_int_equal(web_status(s->w).n_put_off, 1);
}

static void
request__too_slow__503_by_its_own_clock_alone(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST("2", "hook", ""));
	open_web(s);
	wait_held(s, 2);
	lose_patience(s);
	assert_int_equal(web_status(s->w).n_open, 2);
	/* The first is as old as it may be, the second is not. */
	((struct request *)s->held[0])->until_ms = 0;
	lose_patience(s);
	wait_heard(s, "\"id\":1,\"status\":503", 1);
	assert_int_equal(web_status(s->w).n_open, 1);
	assert_false(s->held[1]->is_over);
}

static void
request__its_peer_hangs_up__is_over_and_its_answer_is_dropped(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", "") "\n" REQUEST("2", "hook",
			"") "\n"
			    "{\"op\":\"gone\",\"id\":1}\n{\"op\":\"gone\","
			    "\"id\":99}\n" REQUEST("3", "hook", ""));
	open_web(s);
	wait_held(s, 3);
	assert_true(s->held[0]->is_over);
	assert_false(s->held[1]->is_over);
	answer(s, 0, 200, "stored", 0);
	answer(s, 1, 200, "stored", 0);
	wait_heard(s, "\"op\":\"answer\"", 1);
	assert_int_equal(count_heard("\"id\":1,"), 0);
	assert_int_equal(web_status(s->w).health.n_deaths, 0);
}

static void
request__web_dies__its_answer_is_not_told_to_the_next_web(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	forget("say");
	kill(web_status(s->w).health.pid, SIGKILL);
	UNTIL(&s->c->loop, has_died, s);
	assert_true(s->held[0]->is_over);
	UNTIL(&s->c->loop, is_up, s);
	answer(s, 0, 200, "stored", 0);
	hasten(s); /* a ping: what went before it was heard */
	wait_heard(s, "\"ping\"", 1);
	assert_int_equal(count_heard("\"answer\""), 0);
}

static void
request__web_is_freed_before_the_answer__nothing_happens(void **state)
{
	struct serving *s = *state;

	tell("say", REQUEST("1", "hook", ""));
	open_web(s);
	wait_held(s, 1);
	web_free(s->w);
	s->w = NULL;
	uv_run(&s->c->loop, UV_RUN_NOWAIT);
	answer(s, 0, 200, "stored", 0);
}

/* ---- The rest it says */

static void
ask__how_we_are__is_told(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"ask\",\"id\":18}");
	open_web(s);
	wait_heard(s,
	    "{\"op\":\"health\",\"id\":18,\"health\":{\"live\":true}}\n", 1);
	assert_int_equal(s->n_asked, 1);
}

static void
say__log_lines__are_logged_under_its_name(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"log\",\"level\":4,\"text\":\"a flood\"}\n"
		    "{\"op\":\"log\",\"level\":99,\"text\":\"odd\"}\n"
		    "{\"op\":\"log\"}\n{\"op\":\"ask\",\"id\":1}");
	open_web(s);
	wait_heard(s, "\"health\"", 1);
	assert_int_equal(web_status(s->w).health.n_warnings, 1);
	assert_non_null(strstr(core_log(s->c), "warning web: a flood"));
	assert_non_null(strstr(core_log(s->c), "info web: odd"));
}

static void
say__what_is_no_line_of_its_own__is_ended_and_replaced(void **state)
{
	static const char *const cases[] = {
		"{\"op\":\"done\",\"job\":1}",
		"{\"op\":7}",
		"{}",
		"nonsense",
		"[1]",
		"{\"op\":\"listening\",\"address\":\"1.2.3.4:5\"}",
		"{\"op\":\"request\"}",
		"{\"op\":\"request\",\"id\":-4,\"instance\":\"hook\"}",
		"{\"op\":\"request\",\"id\":\"x\",\"instance\":\"hook\"}",
		"{\"op\":\"request\",\"id\":1,\"instance\":{}}",
	};

	for (size_t i = 0; i < N_OF(cases); i++) {
		struct serving *s;

		if (i > 0)
			begin(state);
		s = *state;
		tell("say", cases[i]);
		open_web(s);
		UNTIL(&s->c->loop, has_died, s);
		assert_int_equal(s->n_held, 0);
		forget("say");
		if (i + 1 < N_OF(cases))
			end(state);
	}
}

static void
say__a_request_with_members_of_other_kinds__is_handed_on_as_it_is(void **state)
{
	struct serving *s = *state;

	tell("say", "{\"op\":\"request\",\"id\":1,\"instance\":\"hook\","
		    "\"headers\":[7],\"body\":{},\"path\":false}");
	open_web(s);
	wait_held(s, 1);
	assert_string_equal(
	    s->bodies[0], "{\"headers\":[7],\"body\":{},\"path\":false}");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(start__it_listens__is_told_how_and_its_address_is_known),
		CASE(
		    start__it_cannot_with_these_settings__is_broken_and_not_tried_again),
		CASE(start__it_dies_or_hangs__is_tried_again_later_and_later),
		CASE(die__while_it_listens__is_there_again_at_once),
		CASE(ping__answered_or_not__it_stays_or_is_replaced),
		CASE(stop__it_does_not_end__is_killed),
		CASE(request__handed_on__as_its_plugin_is_to_hear_it),
		CASE(request__many__are_answered_in_any_order_and_counted),
		CASE(
		    request__nothing_could_be_kept__503_before_it_is_accepted),
		CASE(
		    request__the_store_gets_stuck_meanwhile__503_and_the_late_answer_is_dropped),
		CASE(request__too_slow__503_by_its_own_clock_alone),
		CASE(
		    request__its_peer_hangs_up__is_over_and_its_answer_is_dropped),
		CASE(
		    request__web_dies__its_answer_is_not_told_to_the_next_web),
		CASE(request__web_is_freed_before_the_answer__nothing_happens),
		CASE(ask__how_we_are__is_told),
		CASE(say__log_lines__are_logged_under_its_name),
		CASE(say__what_is_no_line_of_its_own__is_ended_and_replaced),
		CASE(
		    say__a_request_with_members_of_other_kinds__is_handed_on_as_it_is),
	};

	return cmocka_run_group_tests(tests, make_bin, remove_bin);
}
