/* SPDX-License-Identifier: ISC */
/* test_ingest_mark.c - when all that was said before a mark is stored. */
#include "ingest_fixture.h"

struct stream {
	struct river *r;
	struct ingest *in;
	int n_told;
	char told[8]; /* y, n: what each mark was told, in order */
	int64_t seen; /* rows committed when the last was told */
};

static void
on_room(void *arg)
{
	(void)arg;
}

static int
begin(void **state)
{
	struct stream *s = mem_new(1, sizeof(*s));

	s->r = river_begin("cx@nordlys.example");
	s->in = ingest_new(&s->r->world, "p", 0, on_room, s);
	*state = s;
	return 0;
}

static int
end(void **state)
{
	struct stream *s = *state;

	writer_flush(s->r->c->writer);
	if (s->r->lookup != NULL)
		lookup_free(s->r->lookup);
	ingest_free(s->in);
	river_end(s->r);
	free(s);
	return 0;
}

static void
say(struct stream *s, const char *ref)
{
	char *json =
	    mem_printf("{\"survey\":\"s\",\"id\":\"%s\",\"scale\":"
		       "\"nps_0_10\",\"score\":3,\"email\":"
		       "\"bo@x.example\",\"answered_us\":%" PRId64 "}",
		ref, (int64_t)NOW_US);

	ingest_response(s->in, cJSON_Parse(json));
	free(json);
}

static void
on_stored(void *arg, bool is_stored)
{
	struct stream *s = arg;

	s->told[s->n_told++] = is_stored ? 'y' : 'n';
	s->seen = count_in(s->r, "responses") + count_in(s->r, "refused");
}

static bool
is_told(void *arg)
{
	return ((struct stream *)arg)->n_told > 0;
}

static void
mark__answers_before_it__is_told_once_they_are_committed(void **state)
{
	struct stream *s = *state;

	say(s, "a");
	say(s, "b");
	ingest_mark(s->in, false, on_stored, s);
	assert_int_equal(s->n_told, 0);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_string_equal(s->told, "y");
	assert_int_equal(s->seen, 2);
}

static void
mark__patient__comes_with_those_behind_it_in_one_commit(void **state)
{
	struct stream *s = *state;

	say(s, "a");
	ingest_mark(s->in, true, on_stored, s);
	say(s, "b");
	ingest_mark(s->in, true, on_stored, s);
	say(s, "c");
	ingest_mark(s->in, false, on_stored, s);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_string_equal(s->told, "yyy");
	assert_int_equal(s->seen, 3);
}

static void
mark__alone_and_patient__is_told_after_a_moment(void **state)
{
	struct stream *s = *state;

	say(s, "a");
	ingest_mark(s->in, true, on_stored, s);
	assert_int_equal(s->n_told, 0);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_int_equal(s->seen, 1);
}

static void
mark__nothing_before_it__is_told_all_the_same(void **state)
{
	struct stream *s = *state;

	ingest_mark(s->in, false, on_stored, s);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_string_equal(s->told, "y");
}

/* Kept aside is stored, too: the mark waits for that. */
static void
mark__the_store_refuses_one__waits_until_that_is_kept_aside(void **state)
{
	struct stream *s = *state;

	refuse_in(s->r, "responses");
	say(s, "a");
	ingest_mark(s->in, false, on_stored, s);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_string_equal(s->told, "y");
	assert_int_equal(count_in(s->r, "refused"), 1);
	assert_int_equal(s->seen, 1);
}

static void
mark__neither_it_nor_its_refusal_can_be_stored__is_told_no(void **state)
{
	struct stream *s = *state;

	refuse_in(s->r, "responses");
	assert_int_equal(
	    sqlite3_exec(s->r->eyes,
		"CREATE TRIGGER no BEFORE INSERT ON refused BEGIN "
		"SELECT RAISE(ABORT, 'no'); END",
		NULL, NULL, NULL),
	    SQLITE_OK);
	say(s, "a");
	ingest_mark(s->in, false, on_stored, s);
	UNTIL(&s->r->c->loop, is_told, s);
	assert_string_equal(s->told, "n");
	/* What comes behind is its own. */
	ingest_mark(s->in, false, on_stored, s);
	writer_flush(s->r->c->writer);
	assert_string_equal(s->told, "ny");
}

static void
mark__the_stream_is_stopped__is_told_no_at_once(void **state)
{
	struct stream *s = *state;

	ingest_stop(s->in);
	ingest_mark(s->in, false, on_stored, s);
	assert_string_equal(s->told, "n");
}

static void
stop__a_mark_waits_behind_a_look_up__is_told_no(void **state)
{
	struct stream *s = *state;

	open_directory(s->r, "account {\"id\":\"7\"}");
	signal_directory(s->r, SIGSTOP);
	say(s, "a");
	ingest_mark(s->in, false, on_stored, s);
	turn(s->r);
	assert_int_equal(s->n_told, 0);
	ingest_stop(s->in);
	assert_string_equal(s->told, "n");
	signal_directory(s->r, SIGCONT);
}

static void
stop__a_mark_is_with_the_writer__is_told_yes(void **state)
{
	struct stream *s = *state;

	say(s, "a");
	ingest_mark(s->in, false, on_stored, s);
	ingest_stop(s->in);
	writer_flush(s->r->c->writer);
	assert_string_equal(s->told, "y");
	assert_int_equal(s->seen, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(mark__answers_before_it__is_told_once_they_are_committed),
		CASE(mark__patient__comes_with_those_behind_it_in_one_commit),
		CASE(mark__alone_and_patient__is_told_after_a_moment),
		CASE(mark__nothing_before_it__is_told_all_the_same),
		CASE(
		    mark__the_store_refuses_one__waits_until_that_is_kept_aside),
		CASE(
		    mark__neither_it_nor_its_refusal_can_be_stored__is_told_no),
		CASE(mark__the_stream_is_stopped__is_told_no_at_once),
		CASE(stop__a_mark_waits_behind_a_look_up__is_told_no),
		CASE(stop__a_mark_is_with_the_writer__is_told_yes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
