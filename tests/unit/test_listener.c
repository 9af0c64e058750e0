/* SPDX-License-Identifier: ISC */
/* test_listener.c - what a listener's process says, on its way to disk. */
#include "core/listener.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "case_fixture.h"

#define ACT(id, name, more)                                                  \
	"{\"id\":\"" id "\",\"name\":\"" name "\",\"subject\":\"1\""         \
	",\"who\":\"Anna Holm\",\"who_email\":\"anna@nordlys.example\"" more \
	"}"

struct ear {
	struct stream *s;
	struct instance instance;
	struct listener *l;
	int n; /* answers to wait for */
};

static int
begin_ear(void **state)
{
	struct ear *e = mem_new(1, sizeof(*e));
	void *s;

	begin_cases(&s);
	e->s = s;
	e->instance = a_puppet(e->s->r->c, "slack", ROLE_NOTIFIER);
	say_later(e->s, "a", 3, "");
	buf_reset(&e->s->r->told);
	*state = e;
	return 0;
}

static bool
is_gone(void *arg)
{
	return listener_is_gone(((struct ear *)arg)->l);
}

static int
end_ear(void **state)
{
	struct ear *e = *state;
	void *s = e->s;

	listener_stop(e->l, 5000);
	UNTIL(&e->s->r->c->loop, is_gone, e);
	listener_free(e->l);
	uv_run(&e->s->r->c->loop, UV_RUN_NOWAIT);
	free_puppet(&e->instance);
	free(e);
	return end(&s);
}

static void
listen_to(struct ear *e, const char *deeds)
{
	struct river *r = e->s->r;

	tell_puppet(r->c, "slack", "act", deeds);
	e->l =
	    listener_new(&r->c->world, &r->world, &r->c->config, &e->instance);
}

static bool
has_answers(void *arg)
{
	struct ear *e = arg;

	return count_asked(e->s->r->c, "slack", "acted ") >= e->n;
}

static void
wait_for_answers(struct ear *e, int n)
{
	e->n = n;
	UNTIL(&e->s->r->c->loop, has_answers, e);
}

static void
act__of_people__is_on_disk_and_then_answered(void **state)
{
	struct ear *e = *state;
	struct listener_status status;

	listen_to(e, ACT("1", "claim", "") "\n" ACT(
			 "2", "resolve", "") "\n" ACT("3", "resolve",
			 ",\"text\":\"Ringet\",\"fields\":{\"reached\":"
			 "\"yes\"}") "\n" ACT("4", "thank", "") "\n" ACT("5",
			 "feedback",
			 ",\"text\":\"show 1\"") "\n"
						 "{\"id\":\"6\",\"name\":"
						 "\"claim\",\"subject\":\"1\","
						 "\"who\":\"x\"}");
	wait_for_answers(e, 6);
	assert_asked(e->s->r->c, "slack",
	    "acted 1 True \n"
	    "acted 2 True Write what was done.\n"
	    "acted 3 True \n"
	    "acted 4 True There is no answer in that.\n"
	    "acted 5 True #1 ? · 3 · resolved · Anna Holm 2026-11-20 08:31\n"
	    "Ringet\n"
	    "2026-11-20 08:31 loopbell: open – escalate\n"
	    "2026-11-20 08:31 Anna Holm: claim\n"
	    "2026-11-20 08:31 Anna Holm: resolve – Ringet\n"
	    "acted 6 True Your e-mail address is not known here, so it cannot "
	    "be said who does it.\n");
	assert_case(e->s, 1,
	    "resolved anna@nordlys.example anna@nordlys.example Ringet 1");
	assert_seen(e->s->r,
	    "SELECT group_concat(id || ' ' || source, ', ') FROM actions "
	    "WHERE source <> 'route'",
	    "slack:1 slack, slack:3 slack");
	status = listener_status(e->l);
	assert_int_equal(status.n_acted, 3); /* with the question */
	assert_int_equal(status.n_refused, 3);
	assert_true(e->s->r->told.size > 0);
}

/* Its answer was lost with its process: the same comes again. */
static void
act__again_after_its_process_died__is_one_action(void **state)
{
	struct ear *e = *state;

	listen_to(e, ACT("1", "claim", "") "\n" ACT("1", "claim", "") "\ndie");
	wait_for_answers(e, 4);
	assert_int_equal(count_in(e->s->r, "actions WHERE name = 'claim'"), 1);
	assert_int_equal(
	    count_asked(e->s->r->c, "slack", "acted 1 True \n"), 4);
	assert_true(listener_status(e->l).health.n_deaths >= 1);
}

static void
act__store_cannot_be_written__is_not_acknowledged(void **state)
{
	struct ear *e = *state;
	struct river *r = e->s->r;

	struct rlimit before, limit;
	char *wal = mem_printf("%s-wal", r->c->f->path);
	struct stat st;

	/* No more room than the log has: what comes now is not kept. */
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = (rlim_t)st.st_size;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	say(e->s, "b", 10, "");
	while (writer_trouble(r->c->writer) == NULL)
		uv_run(&r->c->loop, UV_RUN_ONCE);
	listen_to(e, ACT("1", "claim", ""));
	wait_for_answers(e, 1);
	assert_asked(r->c, "slack", "acted 1 False None\n");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	free(wal);
	store_all(e->s);
	assert_case(e->s, 1, "open - - - 1");
}

static void
act__that_is_garbage__changes_nothing_and_ends_nobody_else(void **state)
{
	struct ear *e = *state;

	listen_to(e, "{\"id\":\"1\"}\n"
		     "{\"id\":\"2\",\"name\":7,\"subject\":[],\"who_email\":{}"
		     ",\"fields\":\"x\"}\n" ACT("3", "claim",
			 ",\"fields\":{\"to\":{\"a\":1}}") "\n" ACT("4",
			 "assign", ",\"fields\":{\"to\":\"<!channel>\"}"));
	wait_for_answers(e, 4);
	assert_case(e->s, 1, "claimed anna@nordlys.example - - 1");
	assert_int_equal(
	    count_in(e->s->r, "actions WHERE source = 'slack'"), 1);
}

int
main(void)
{
#define EAR_TEST(name) \
	cmocka_unit_test_setup_teardown(name, begin_ear, end_ear)
	const struct CMUnitTest tests[] = {
		EAR_TEST(act__of_people__is_on_disk_and_then_answered),
		EAR_TEST(act__again_after_its_process_died__is_one_action),
		EAR_TEST(act__store_cannot_be_written__is_not_acknowledged),
		EAR_TEST(
		    act__that_is_garbage__changes_nothing_and_ends_nobody_else),
	};

	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
