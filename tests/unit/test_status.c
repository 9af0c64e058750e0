/* SPDX-License-Identifier: ISC */
/* test_status.c - what `loopbell status` is told, of real parts. */
#include "commands/ask.h"
#include "core/core_parts.h"
#include "ingest_fixture.h"

struct bot {
	struct river *r;
	struct core core;
	struct config config;
	struct instance instances[2];
};

static void
ignore_change(void *arg)
{
	(void)arg;
}

static int
begin(void **state)
{
	struct bot *b = mem_new(1, sizeof(*b));
	struct core_fixture *c;
	struct error err;

	b->r = river_begin(NULL);
	c = b->r->c;
	b->instances[0] = a_puppet(c, "wootric", ROLE_PROVIDER);
	b->instances[0].since_us = NOW_US - 86400 * S_US;
	b->instances[1] = a_puppet(c, "slack", ROLE_NOTIFIER);
	b->config = (struct config){
		.n_refs = 1000,
		.file = (char *)(uintptr_t) "a.yaml",
		.store = c->f->path,
		.instances = b->instances,
		.n_instances = 2,
	};
	b->core = (struct core){
		.config = &b->config,
		.store = c->f->s,
		.writer = c->writer,
		.lookup = b->r->lookup,
		.dispatch = dispatch_new(&c->world, c->f->s, c->writer),
		.started_us = NOW_US - S_US,
		.providing = {
			.world = &c->world,
			.ingest = &b->r->world,
			.store = c->f->s,
			.changed = ignore_change,
		},
	};
	b->core.import = (struct import_world){
		.world = &c->world,
		.ingest = &b->r->world,
		.store = c->f->s,
	};
	b->core.imports = imports_new(&b->core.import);
	if (!core_add_provider(&b->core, &b->instances[0], &err))
		fail_msg("%s", err.text);
	dispatch_add(b->core.dispatch, &b->config, &b->instances[1]);
	*state = b;
	return 0;
}

static bool
has_ended(void *arg)
{
	struct bot *b = arg;

	return provider_is_gone(b->core.providers[0]) &&
	       dispatch_is_gone(b->core.dispatch);
}

static int
end(void **state)
{
	struct bot *b = *state;

	provider_stop(b->core.providers[0], 50);
	dispatch_stop(b->core.dispatch, 50);
	UNTIL(&b->r->c->loop, has_ended, b);
	provider_free(b->core.providers[0]);
	free(b->core.providers);
	dispatch_free(b->core.dispatch);
	imports_free(b->core.imports);
	lookup_free(b->r->lookup);
	river_end(b->r);
	free_puppet(&b->instances[0]);
	free_puppet(&b->instances[1]);
	free(b->core.reload_trouble);
	free(b);
	return 0;
}

/* The instance of that name, in an answer. */
static const cJSON *
instance_in(const cJSON *answer, const char *name)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_member(answer, "instances"))
	{
		if (strcmp(json_string(one, "name"), name) == 0)
			return one;
	}
	fail_msg("no instance %s", name);
	return NULL;
}

static void
put_waiting(struct bot *b, const char *id, const char *notifier)
{
	struct fixture *f = b->r->c->f;
	struct notice n = a_notice("#t", 5, 0);

	snprintf(n.id, sizeof(n.id), "%s", id);
	n.notifier = (char *)(uintptr_t)notifier;
	OK(f, store_begin(f->s, &f->err));
	OK(f, store_put_notice(f->s, &n, &f->err));
	OK(f, store_commit(f->s, &f->err));
}

static bool
is_polled(void *arg)
{
	return provider_status(((struct bot *)arg)->core.providers[0])
		   .last_poll_us != 0;
}

static void
status__of_a_bot_at_rest__names_each_instance(void **state)
{
	struct bot *b = *state;
	cJSON *answer;

	UNTIL(&b->r->c->loop, is_polled, b);
	answer = ask_as_sent(core_status(&b->core));
	assert_true(json_bool(answer, "ok", false));
	assert_string_equal(json_string(answer, "version"), PACKAGE_VERSION);
	assert_string_equal(json_string(answer, "config"), "a.yaml");
	assert_string_equal(json_string(answer, "store"), b->r->c->f->path);
	assert_int_equal(json_integer(answer, "now_us", 0), NOW_US);
	assert_int_equal(json_integer(answer, "started_us", 0), NOW_US - S_US);
	assert_null(json_string(answer, "reload_trouble"));
	assert_null(json_string(answer, "store_trouble"));
	assert_int_equal(
	    cJSON_GetArraySize(json_member(answer, "instances")), 2);
	assert_string_equal(
	    json_string(instance_in(answer, "wootric"), "role"), "provider");
	assert_string_equal(
	    json_string(instance_in(answer, "slack"), "role"), "notifier");
	assert_int_equal(
	    json_integer(instance_in(answer, "wootric"), "next_poll_us", 0),
	    NOW_US + 60 * S_US);
	cJSON_Delete(answer);
}

static void
status__something_waits__is_counted_for_its_notifier(void **state)
{
	struct bot *b = *state;
	const cJSON *totals;
	cJSON *answer;

	put_waiting(b, "N0000000000000000000000001", "slack");
	put_waiting(b, "N0000000000000000000000002", "slack");
	put_waiting(b, "N0000000000000000000000003", "fax");
	answer = ask_as_sent(core_status(&b->core));
	assert_int_equal(
	    json_integer(instance_in(answer, "slack"), "waiting", -1), 2);
	assert_int_equal(
	    json_integer(instance_in(answer, "wootric"), "waiting", -1), -1);
	totals = json_member(answer, "totals");
	assert_int_equal(json_integer(totals, "waiting", -1), 3);
	assert_int_equal(json_integer(totals, "dead", -1), 0);
	assert_int_equal(json_integer(totals, "detractors", -1), 0);
	cJSON_Delete(answer);
}

static void
status__waits_for_a_notifier_nobody_has__is_told_as_missing(void **state)
{
	struct bot *b = *state;
	const cJSON *fax;
	cJSON *answer;

	put_waiting(b, "N0000000000000000000000001", "fax");
	/* The name of a provider is no notifier's. */
	put_waiting(b, "N0000000000000000000000002", "wootric");
	answer = ask_as_sent(core_status(&b->core));
	fax = instance_in(answer, "fax");
	assert_string_equal(json_string(fax, "state"), "missing");
	assert_string_equal(json_string(fax, "trouble"),
	    "waiting for a notifier that is not configured");
	assert_int_equal(json_integer(fax, "waiting", -1), 1);
	cJSON_Delete(answer);
}

static bool
is_in_trouble(void *arg)
{
	struct bot *b = arg;

	return *provider_status(b->core.providers[0]).health.trouble != '\0';
}

static void
status__in_trouble__says_what_and_since_when(void **state)
{
	struct bot *b = *state;
	const cJSON *wootric;
	cJSON *answer;

	tell_puppet(b->r->c, "wootric", "poll", "reject the key is refused");
	UNTIL(&b->r->c->loop, is_in_trouble, b);
	b->core.reload_trouble = mem_string("line 4 is wrong");
	answer = ask_as_sent(core_status(&b->core));
	assert_string_equal(
	    json_string(answer, "reload_trouble"), "line 4 is wrong");
	wootric = instance_in(answer, "wootric");
	assert_string_equal(
	    json_string(wootric, "trouble"), "poll: the key is refused");
	assert_int_equal(json_integer(wootric, "trouble_us", 0), NOW_US);
	assert_null(json_string(instance_in(answer, "slack"), "trouble"));
	cJSON_Delete(answer);
}

static void
status__something_was_refused__says_what_last(void **state)
{
	struct bot *b = *state;
	const cJSON *wootric;
	cJSON *answer;

	tell_puppet(b->r->c, "wootric", "poll",
	    "lines [{\"op\":\"refused\",\"raw\":\"1;2\",\"why\":\"no "
	    "date\"}]");
	UNTIL(&b->r->c->loop, is_polled, b);
	writer_flush(b->r->c->writer);
	answer = ask_as_sent(core_status(&b->core));
	wootric = instance_in(answer, "wootric");
	assert_int_equal(json_integer(wootric, "refused", -1), 1);
	assert_string_equal(json_string(wootric, "last_refusal"), "no date");
	assert_int_equal(
	    json_integer(json_member(answer, "totals"), "refused", -1), 1);
	cJSON_Delete(answer);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(status__of_a_bot_at_rest__names_each_instance),
		CASE(status__something_waits__is_counted_for_its_notifier),
		CASE(
		    status__waits_for_a_notifier_nobody_has__is_told_as_missing),
		CASE(status__in_trouble__says_what_and_since_when),
		CASE(status__something_was_refused__says_what_last),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
