/* SPDX-License-Identifier: ISC */
/* test_imports.c - history beside the polling instance: taken in, told to
 * nobody, and begun, watched and cancelled by requests. */
#include "core/import.h"
#include "core/imports.h"

#include "ingest_fixture.h"

struct past {
	struct river *r;
	struct instance instances[2]; /* wootric, and slack, a notifier */
	struct import_world world;
	struct imports *all;
	cJSON *last;        /* answer */
	int64_t number;     /* of the import last begun */
	const char *column; /* has_come(): counted there */
	int64_t n;
};

#define SINCE_US (NOW_US - 86400 * S_US)

static int
begin(void **state)
{
	struct past *p = mem_new(1, sizeof(*p));

	p->r = river_begin("cx@nordlys.example");
	p->instances[0] = a_puppet(p->r->c, "wootric", ROLE_PROVIDER);
	p->instances[0].since_us = SINCE_US;
	p->instances[1] = a_puppet(p->r->c, "slack", ROLE_NOTIFIER);
	p->r->c->config.file = (char *)(uintptr_t) "loopbell.yaml";
	p->r->c->config.instances = p->instances;
	p->r->c->config.n_instances = 2;
	p->world = (struct import_world){
		.world = &p->r->c->world,
		.ingest = &p->r->world,
		.store = p->r->c->f->s,
	};
	p->all = imports_new(&p->world);
	tell_puppet(p->r->c, "wootric", "can", "import\npoll");
	*state = p;
	return 0;
}

static bool
are_over(void *arg)
{
	return imports_are_over(((struct past *)arg)->all);
}

static int
end(void **state)
{
	struct past *p = *state;

	imports_stop(p->all, 50);
	UNTIL(&p->r->c->loop, are_over, p);
	lookup_free(p->r->lookup);
	imports_free(p->all);
	cJSON_Delete(p->last);
	river_end(p->r);
	free_puppet(&p->instances[0]);
	free_puppet(&p->instances[1]);
	free(p);
	return 0;
}

/* ---- Asking */

static const cJSON *
ask(struct past *p, const char *text)
{
	cJSON *request = cJSON_Parse(text), *answer;
	struct buf line = BUF_INIT;

	assert_non_null(request);
	assert_true(imports_know(json_string(request, "op")));
	answer = imports_answer(p->all, &p->r->c->config, request, "anna");
	cJSON_Delete(request);
	json_print(&line, answer);
	cJSON_Delete(answer);
	cJSON_Delete(p->last);
	p->last = cJSON_Parse(buf_str(&line));
	buf_release(&line);
	p->number = json_integer(p->last, "import", p->number);
	return p->last;
}

static const cJSON *
look_at(struct past *p, const char *op)
{
	char *text =
	    mem_printf("{\"op\":\"%s\",\"import\":%d}", op, (int)p->number);
	const cJSON *answer = ask(p, text);

	free(text);
	return answer;
}

static void
start(struct past *p, const char *more)
{
	char *text =
	    mem_printf("{\"op\":\"import\",\"instance\":\"wootric\"%s}", more);

	if (!json_bool(ask(p, text), "ok", false))
		fail_msg("%s", json_string(p->last, "why"));
	assert_false(json_bool(p->last, "is_over", true));
	free(text);
}

#define ONE ",\"files\":[\"/srv/1\"]"
#define TWO ",\"files\":[\"/srv/1\",\"/srv/2\"]"

static void
assert_counts(struct past *p, const char *expected)
{
	static const char *const members[] = { "read", "new", "changed",
		"known", "refused", "left_out", "left_to_poll", "n_failures" };
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < N_OF(members); i++)
		if (json_integer(p->last, members[i], 0) > 0)
			buf_printf(&text, "%s%s %d", text.size > 0 ? ", " : "",
			    members[i],
			    (int)json_integer(p->last, members[i], 0));
	assert_string_equal(text.size > 0 ? buf_str(&text) : "", expected);
	buf_release(&text);
}

/* Begins one and waits for its end, which is in last. */
static void
run_one(struct past *p, const char *more, const char *expected)
{
	start(p, more);
	UNTIL(&p->r->c->loop, are_over, p);
	look_at(p, "import_progress");
	assert_true(json_bool(p->last, "is_over", false));
	assert_counts(p, expected);
}

static const char *
first_of(struct past *p, const char *list)
{
	const cJSON *one = cJSON_GetArrayItem(json_member(p->last, list), 0);

	return one == NULL ? "(none)" : one->valuestring;
}

static bool
has_come(void *arg)
{
	struct past *p = arg;

	return json_integer(look_at(p, "import_progress"), p->column, 0) >=
	       p->n;
}

static void
wait_for(struct past *p, const char *column, int64_t n)
{
	p->column = column;
	p->n = n;
	UNTIL(&p->r->c->loop, has_come, p);
}

/* An answer of that day: 0 is NOW_US. */
#define AT(id, us)                                                         \
	"{\"op\":\"response\",\"response\":{\"survey\":\"s\",\"id\":\"" id \
	"\",\"answered_us\":" us ",\"scale\":\"nps_0_10\",\"score\":2}}"
#define OLD(id) AT(id, "1700000000000000")
#define OLDER(id) AT(id, "1600000000000000")
#define NEW(id) AT(id, "1795163400000000")
#define CURSOR(c) "{\"op\":\"cursor\",\"cursor\":\"" c "\"}"
#define REFUSED "{\"op\":\"refused\",\"raw\":\"1;2\",\"why\":\"1:2: no date\"}"

/* ---- Files */

static void
files__of_two__are_read_in_order_and_nothing_is_announced(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "import",
	    "lines [" OLD("a") "," REFUSED "," NEW("b") "," CURSOR("c") "]");
	run_one(p, TWO, "read 6, new 2, known 2, refused 2");
	assert_asked(
	    p->r->c, "wootric", "start\nimport /srv/1\nimport /srv/2\n");
	assert_told(p->r, "");
	assert_int_equal(count_in(p->r, "responses"), 2);
	assert_int_equal(count_in(p->r, "notices"), 0);
	assert_int_equal(count_in(p->r, "cases"), 0);
	assert_cursor(p->r, NULL);
	assert_string_equal(first_of(p, "refusals"), "1:2: no date");
	assert_seen(p->r, "SELECT raw || why FROM refused", "1;21:2: no date");
	assert_seen(p->r, "SELECT min(answered_us) FROM responses",
	    "1700000000000000");
}

static void
files__again__change_nothing(void **state)
{
	struct past *p = *state;

	tell_puppet(
	    p->r->c, "wootric", "import", "lines [" OLD("a") "," OLD("b") "]");
	run_one(p, ONE, "read 2, new 2");
	run_one(p, ONE, "read 2, known 2");
	assert_int_equal(count_in(p->r, "revisions"), 0);
}

static void
files__with_since__leave_out_what_is_older(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "import",
	    "lines [" OLDER("a") "," OLD("b") "," NEW("c") "]");
	run_one(p, ONE ",\"since_us\":1700000000000000",
	    "read 3, new 2, left_out 1");
}

static void
files__that_cannot_be_read__fail_alone(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "import",
	    "reject it is a poem\ndie\nunknown\nlines [" OLD("a") "]");
	run_one(p, ",\"files\":[\"/srv/1\",\"/srv/1\",\"/srv/1\",\"/srv/1\"]",
	    "read 1, new 1, n_failures 3");
	assert_string_equal(first_of(p, "failures"), "/srv/1: it is a poem");
	assert_non_null(
	    strstr(cJSON_GetArrayItem(json_member(p->last, "failures"), 1)
		       ->valuestring,
		"/srv/1: its process died"));
}

static void
files__not_now__are_asked_for_again(void **state)
{
	struct past *p = *state;

	tell_puppet(
	    p->r->c, "wootric", "import", "retry 1\nlines [" OLD("a") "]");
	run_one(p, ONE, "read 1, new 1");
	assert_int_equal(count_asked(p->r->c, "wootric", "import /srv/1"), 2);
}

static void
files__of_a_plugin_that_reads_none__say_what_would_work(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "can", "poll");
	run_one(p, ONE, "n_failures 1");
	assert_string_equal(first_of(p, "failures"),
	    "the plugin of wootric reads no files: without files, its "
	    "provider is asked for everything");
}

static void
files__more_than_the_stream_holds__are_all_stored(void **state)
{
	struct past *p = *state;
	struct buf way = BUF_INIT;

	buf_puts(&way, "lines [" OLD("x"));
	for (int i = 0; i < 5000; i++)
		buf_printf(&way,
		    ",{\"op\":\"response\",\"response\":{\"survey\":\"s\","
		    "\"id\":\"%d\",\"answered_us\":1700000000000000}}",
		    i);
	buf_putc(&way, ']');
	tell_puppet(p->r->c, "wootric", "import", buf_str(&way));
	buf_release(&way);
	run_one(p, ONE, "read 5001, new 5001");
	assert_int_equal(count_in(p->r, "responses"), 5001);
}

/* ---- The provider, asked for everything */

static void
poll__for_all__leaves_what_polls_announce_and_stores_no_cursor(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "poll",
	    "lines [" OLDER("a") "," OLD("b") "," NEW("c") "," CURSOR(
		"c1") "]");
	run_one(p, ",\"since_us\":1650000000000000",
	    "read 3, new 1, left_out 1, left_to_poll 1");
	assert_asked(p->r->c, "wootric", "start\npoll\n");
	assert_cursor(p->r, NULL);
}

static void
poll__of_an_instance_without_since__leaves_what_came_after_its_first_run(
    void **state)
{
	struct past *p = *state;
	struct fixture *f = p->r->c->f;

	p->instances[0].since_us = 0;
	tell_puppet(
	    p->r->c, "wootric", "poll", "lines [" OLD("a") "," NEW("b") "]");
	run_one(p, "", "read 2, new 1, left_to_poll 1");
	OK(f, store_begin(f->s, &f->err));
	OK(f,
	    store_put_first(f->s, "wootric", NOW_US + 86400 * S_US, &f->err));
	OK(f, store_commit(f->s, &f->err));
	run_one(p, "", "read 2, new 1, known 1");
}

/* What a cursor covers may be thrown away at the other side: it is not handed
 * in where not all of that is in the store. */
static void
poll__not_now__goes_on_behind_what_is_stored(void **state)
{
	static const struct {
		const char *lines, *asked;
	} cases[] = {
		{ OLD("a") "," CURSOR("c1"), "start\npoll\npoll c1\n" },
		{ NEW("b") "," CURSOR("c1"), "start\npoll\npoll\n" },
	};
	struct past *p = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		char *way = mem_printf("later [%s]", cases[i].lines);
		char *log = mem_printf("%s/wootric.log", p->r->c->f->folder);

		unlink(log);
		tell_puppet(p->r->c, "wootric", "poll", way);
		start(p, "");
		while (count_asked(p->r->c, "wootric", "poll") < 2)
			uv_run(&p->r->c->loop, UV_RUN_ONCE);
		assert_asked(p->r->c, "wootric", cases[i].asked);
		look_at(p, "import_cancel");
		UNTIL(&p->r->c->loop, are_over, p);
		free(way);
		free(log);
	}
	assert_cursor(p->r, NULL);
}

static void
poll__of_what_is_only_pushed_to__says_so(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "can", "receive");
	run_one(p, "", "n_failures 1");
	assert_string_equal(first_of(p, "failures"),
	    "wootric is only pushed to: there is nobody to ask for history");
}

/* ---- What goes wrong */

static void
begin__of_what_cannot_be__is_refused_with_a_sentence(void **state)
{
	static const struct {
		const char *request, *why;
	} cases[] = {
		/* clang-format off */
		{ "{\"op\":\"import\"}", "it does not say of which instance" },
		{ "{\"op\":\"import\",\"instance\":7}", "it does not say of which instance" },
		{ "{\"op\":\"import\",\"instance\":\"wotric\"}", "loopbell.yaml has no provider \"wotric\"; did you mean \"wootric\"?" },
		{ "{\"op\":\"import\",\"instance\":\"delighted\"}", "loopbell.yaml has no provider \"delighted\"" },
		{ "{\"op\":\"import\",\"instance\":\"slack\"}", "slack is a notifier: answers come from providers alone" },
		{ "{\"op\":\"import\",\"instance\":\"wootric\",\"files\":[\"x\"]}", "the path of a file must begin with /" },
		{ "{\"op\":\"import\",\"instance\":\"wootric\",\"files\":[7]}", "the path of a file must begin with /" },
		{ "{\"op\":\"import_progress\",\"import\":9}", "there is no such import" },
		{ "{\"op\":\"import_cancel\"}", "there is no such import" },
		/* clang-format on */
	};
	struct past *p = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		assert_false(json_bool(ask(p, cases[i].request), "ok", true));
		assert_string_equal(json_string(p->last, "why"), cases[i].why);
	}
	assert_false(imports_know("poll"));
}

static void
begin__while_one_is_under_way__is_refused_until_its_end(void **state)
{
	struct past *p = *state;

	tell_puppet(p->r->c, "wootric", "import", "part [" OLD("a") "]");
	start(p, ONE);
	wait_for(p, "new", 1);
	assert_false(
	    json_bool(ask(p, "{\"op\":\"import\",\"instance\":\"wootric\"}"),
		"ok", true));
	assert_non_null(strstr(json_string(p->last, "why"), "is under way"));
	look_at(p, "import_cancel");
	UNTIL(&p->r->c->loop, are_over, p);
	look_at(p, "import_progress");
	assert_true(json_bool(p->last, "is_cancelled", false));
	assert_counts(p, "read 1, new 1");
	tell_puppet(p->r->c, "wootric", "import", "lines [" OLD("b") "]");
	run_one(p, ONE, "read 1, new 1");
}

static void
plugin__that_cannot_start__ends_it_with_its_reason(void **state)
{
	static const struct {
		const char *way, *why;
	} cases[] = {
		{ "broken the token is wrong", "the token is wrong" },
		{ "exit 78", "78" },
	};
	struct past *p = *state;

	for (size_t i = 0; i < N_OF(cases); i++) {
		tell_puppet(p->r->c, "wootric", "start", cases[i].way);
		run_one(p, ONE, "n_failures 1");
		assert_non_null(strstr(first_of(p, "failures"), cases[i].why));
	}
}

static void
forgotten__by_who_began_it__is_cancelled_and_then_gone(void **state)
{
	struct past *p = *state;

	p->world.lease_ms = 60;
	tell_puppet(p->r->c, "wootric", "import", "part [" OLD("a") "]");
	start(p, ONE);
	UNTIL(&p->r->c->loop, are_over, p);
	while (json_bool(look_at(p, "import_progress"), "ok", false)) {
		assert_true(json_bool(p->last, "is_cancelled", false));
		/* Asking keeps it: only who waits sees it go. */
		for (int i = 0; i < 40; i++)
			uv_run(&p->r->c->loop, UV_RUN_ONCE);
	}
	assert_string_equal(
	    json_string(p->last, "why"), "there is no such import");
}

static void
stop__with_look_ups_under_way__waits_for_none(void **state)
{
	struct past *p = *state;

	open_directory(p->r, "account {\"id\":\"7\"}");
	signal_directory(p->r, SIGSTOP);
	tell_puppet(p->r->c, "wootric", "import",
	    "part [{\"op\":\"response\",\"response\":{\"survey\":\"s\","
	    "\"id\":\"a\",\"answered_us\":1700000000000000,\"email\":"
	    "\"bo@x.example\"}}]");
	start(p, ONE);
	wait_for(p, "read", 1);
	imports_stop(p->all, 50);
	UNTIL(&p->r->c->loop, are_over, p);
	assert_int_equal(count_in(p->r, "responses"), 0);
	ask(p, "{\"op\":\"import\",\"instance\":\"wootric\"}");
	assert_string_equal(json_string(p->last, "why"), "the bot is ending");
	signal_directory(p->r, SIGCONT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    files__of_two__are_read_in_order_and_nothing_is_announced),
		TEST(files__again__change_nothing),
		TEST(files__with_since__leave_out_what_is_older),
		TEST(files__that_cannot_be_read__fail_alone),
		TEST(files__not_now__are_asked_for_again),
		TEST(files__of_a_plugin_that_reads_none__say_what_would_work),
		TEST(files__more_than_the_stream_holds__are_all_stored),
		TEST(
		    poll__for_all__leaves_what_polls_announce_and_stores_no_cursor),
		TEST(
		    poll__of_an_instance_without_since__leaves_what_came_after_its_first_run),
		TEST(poll__not_now__goes_on_behind_what_is_stored),
		TEST(poll__of_what_is_only_pushed_to__says_so),
		TEST(begin__of_what_cannot_be__is_refused_with_a_sentence),
		TEST(begin__while_one_is_under_way__is_refused_until_its_end),
		TEST(plugin__that_cannot_start__ends_it_with_its_reason),
		TEST(forgotten__by_who_began_it__is_cancelled_and_then_gone),
		TEST(stop__with_look_ups_under_way__waits_for_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
