/* SPDX-License-Identifier: ISC */
/* test_reload.c - a new configuration is taken whole, or not at all. */
#include "core/core_parts.h"
#include "core_fixture.h"

struct bot {
	struct core_fixture *f;
	struct core_options options;
	struct core core;
	char *file;
};

/* The file with these lines in front. */
static void
write_config(struct bot *b, const char *lines)
{
	FILE *file = fopen(b->file, "w");
	const char *folder = b->f->f->folder;

	assert_non_null(file);
	fprintf(file,
	    "%s\nstore: %s/loopbell.db\nlanguage: en\n"
	    "providers:\n  answers: {plugin: csv, folder: %s}\n"
	    "notifiers:\n  tray: {plugin: folder, folder: %s}\n"
	    "routes:\n  - {name: all, send: [{to: tray, target: t}]}\n",
	    lines, folder, folder, folder);
	assert_int_equal(fclose(file), 0);
}

static void
load_first(struct bot *b)
{
	struct problems problems = PROBLEMS_INIT;

	b->core.config = config_load(b->file, &problems);
	if (b->core.config == NULL)
		problems_print(&problems);
	assert_non_null(b->core.config);
	b->core.decider =
	    decider_new(b->core.config, SRCDIR "/config", &problems);
	assert_non_null(b->core.decider);
	problems_release(&problems);
}

static int
begin(void **state)
{
	struct bot *b = mem_new(1, sizeof(*b));
	struct core *c = &b->core;

	setenv("LOOPBELL_BIN_DIR", BUILDDIR "/bot", 1);
	b->f = core_begin();
	clock_set(NULL);
	b->file = mem_printf("%s/loopbell.yaml", b->f->f->folder);
	b->options.config = b->file;
	write_config(b, "company: Before\ntimezone: Asia/Tokyo");
	c->options = &b->options;
	c->store = b->f->f->s;
	c->writer = b->f->writer;
	load_first(b);
	uv_loop_init(&c->loop);
	uv_timer_init(&c->loop, &c->tick);
	c->tick.data = c;
	core_set_world(c);
	c->lookup = lookup_new(&c->world);
	c->dispatch = dispatch_new(&c->world, c->store, c->writer);
	c->ingest = (struct ingest_world){
		.writer = c->writer, .lookup = c->lookup, .decider = c->decider
	};
	c->providing = (struct provider_world){ .world = &c->world,
		.ingest = &c->ingest,
		.store = c->store,
		.changed = on_idle,
		.arg = b->f };
	*state = b;
	return 0;
}

static bool
has_ended(void *arg)
{
	struct core *c = arg;

	for (size_t i = 0; i < c->n_providers; i++)
		if (!provider_is_gone(c->providers[i]))
			return false;
	return dispatch_is_gone(c->dispatch) && c->checking == NULL;
}

static int
end(void **state)
{
	struct bot *b = *state;
	struct core *c = &b->core;

	for (size_t i = 0; i < c->n_providers; i++)
		provider_stop(c->providers[i], 50);
	dispatch_stop(c->dispatch, 50);
	UNTIL(&c->loop, has_ended, c);
	for (size_t i = 0; i < c->n_providers; i++)
		provider_free(c->providers[i]);
	free(c->providers);
	dispatch_free(c->dispatch);
	lookup_free(c->lookup);
	uv_close((uv_handle_t *)&c->tick, NULL);
	end_loop(&c->loop);
	decider_free(c->decider);
	config_free(c->config);
	free(c->reload_trouble);
	core_end(b->f);
	clock_set_zone(NULL);
	free(b->file);
	free(b);
	return 0;
}

static bool
is_checked(void *arg)
{
	return ((struct core *)arg)->checking == NULL;
}

static void
reload(struct bot *b, const char *lines)
{
	write_config(b, lines);
	core_reload(&b->core);
	UNTIL(&b->core.loop, is_checked, &b->core);
}

static void
reload__another_file__is_taken(void **state)
{
	struct bot *b = *state;

	assert_string_equal(b->core.world.company, "Before");
	reload(b, "company: After\ntimezone: Asia/Tokyo");
	assert_string_equal(b->core.world.company, "After");
	assert_string_equal(b->core.config->company, "After");
	assert_true(b->core.reloaded_us > 0);
	assert_null(b->core.reload_trouble);
	assert_ptr_equal(b->core.ingest.decider, b->core.decider);
	assert_int_equal(b->core.n_providers, 1);
	assert_int_equal(dispatch_n(b->core.dispatch), 1);
}

static void
reload__timezone_taken_away__is_the_machines(void **state)
{
	struct bot *b = *state;
	char *machine;

	clock_set_zone(NULL);
	machine = mem_string(getenv("TZ"));
	core_set_world(&b->core);
	assert_string_equal(getenv("TZ"), "Asia/Tokyo");
	reload(b, "company: After");
	if (machine == NULL)
		assert_null(getenv("TZ"));
	else
		assert_string_equal(getenv("TZ"), machine);
	assert_null(b->core.world.timezone);
	free(machine);
}

static void
reload__a_wrong_file__leaves_all_as_it_is_and_says_so(void **state)
{
	static const char *const wrong[] = { "company: [After", "nonsense: 1",
		"company: After\ntimezone: Nowhere/Town" };
	struct bot *b = *state;
	struct config *before = b->core.config;

	for (size_t i = 0; i < N_OF(wrong); i++) {
		reload(b, wrong[i]);
		assert_ptr_equal(b->core.config, before);
		assert_string_equal(b->core.world.company, "Before");
		assert_int_equal(b->core.reloaded_us, 0);
		assert_non_null(b->core.reload_trouble);
	}
	/* And is forgotten with the next that is right. */
	reload(b, "company: After");
	assert_null(b->core.reload_trouble);
	assert_non_null(
	    strstr(core_log(b->f), "(the configuration before it goes on)"));
}

static void
reload__asked_again_meanwhile__takes_the_last(void **state)
{
	struct bot *b = *state;

	write_config(b, "company: One");
	core_reload(&b->core);
	write_config(b, "company: Two");
	core_reload(&b->core);
	core_reload(&b->core);
	assert_true(b->core.check_again);
	UNTIL(&b->core.loop, is_checked, &b->core);
	assert_false(b->core.check_again);
	assert_string_equal(b->core.config->company, "Two");
}

static void
reload__while_ending__does_nothing(void **state)
{
	struct bot *b = *state;

	b->core.is_stopping = true;
	core_reload(&b->core);
	assert_null(b->core.checking);
	b->core.is_stopping = false;
	/* Begun before the end: what it finds is not taken. */
	write_config(b, "company: After");
	core_reload(&b->core);
	assert_non_null(b->core.checking);
	b->core.is_stopping = true;
	UNTIL(&b->core.loop, is_checked, &b->core);
	assert_string_equal(b->core.config->company, "Before");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(reload__another_file__is_taken),
		CASE(reload__timezone_taken_away__is_the_machines),
		CASE(reload__a_wrong_file__leaves_all_as_it_is_and_says_so),
		CASE(reload__asked_again_meanwhile__takes_the_last),
		CASE(reload__while_ending__does_nothing),
	};

	alarm(600);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
