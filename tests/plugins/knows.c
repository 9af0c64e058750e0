/* SPDX-License-Identifier: ISC */
/*
 * knows.c - a directory for tests: the name that is looked up says what to do;
 * any other is known, and that is its account's id.
 */
#include <loopbell/plugin.h>
#include <signal.h>
#include <string.h>
#include <time.h>

static struct lb_host *the_host;

static void *
knows_open(struct lb_host *host, const void *settings)
{
	(void)settings;
	the_host = host;
	return &the_host;
}

static void
knows_close(void *state)
{
	(void)state;
}

static enum lb_result
find(const char *id)
{
	lb_found(the_host, &(struct lb_account){ .id = id, .value = -1 });
	return LB_DONE;
}

static enum lb_result
not_here(void)
{
	return lb_reject(the_host, "nobody of that name");
}

static enum lb_result
retry(void)
{
	return lb_retry(the_host, 7, "the file is being written");
}

static enum lb_result
find_and_retry(void)
{
	find("not to be believed");
	return retry();
}

static enum lb_result
find_and_reject(void)
{
	find("not to be believed");
	return not_here();
}

static enum lb_result
find_twice(void)
{
	find("first");
	return find("second");
}

static enum lb_result
find_nothing(void)
{
	return LB_DONE;
}

static enum lb_result
find_too_much(void)
{
	static char name[5 << 20];

	memset(name, 'x', sizeof(name) - 1);
	return find(name);
}

static enum lb_result
die(void)
{
	raise(SIGKILL);
	return LB_DONE;
}

/* Longer than many are looked up for. */
static enum lb_result
take_time(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 150000000 }, NULL);
	return find("slow");
}

static const struct {
	const char *name;
	enum lb_result (*act)(void);
} names[] = {
	{ "nobody", not_here },
	{ "retry", retry },
	{ "find_and_retry", find_and_retry },
	{ "find_and_reject", find_and_reject },
	{ "find_twice", find_twice },
	{ "find_nothing", find_nothing },
	{ "find_too_much", find_too_much },
	{ "die", die },
	{ "slow", take_time },
};

static enum lb_result
knows_lookup(void *state, const struct lb_response *who)
{
	(void)state;
	if (who->name == NULL)
		return not_here();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i].name, who->name) == 0)
			return names[i].act();
	return find(who->name);
}

static const struct lb_directory directory = { .lookup = knows_lookup };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "knows",
	.summary = "does what the name says that it looks up",
	.open = knows_open,
	.close = knows_close,
	.directory = &directory,
};
