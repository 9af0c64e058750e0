/* SPDX-License-Identifier: ISC */
/*
 * listener.c - a plugin that listens, for test_host.c: it does one action,
 * logs what the core said, and then waits for the end.
 */
#include <loopbell/plugin.h>
#include <poll.h>

static struct lb_host *the_host;

static void *
listener_open(struct lb_host *host, const void *settings)
{
	(void)settings;
	the_host = host;
	return &the_host;
}

static void
listener_close(void *state)
{
	(void)state;
	lb_log(the_host, LB_INFO, "closed");
}

static enum lb_result
listener_deliver(void *state, const struct lb_notice *notice)
{
	(void)state;
	(void)notice;
	return LB_DONE;
}

static void
listener_listen(void *state)
{
	struct lb_action action = { .id = "A1",
		.name = "claim",
		.subject = "N1",
		.who_email = "anna@nordlys.example" };
	struct pollfd p = { .fd = lb_fd(the_host), .events = POLLIN };
	const char *answer;
	bool ok = lb_act(the_host, &action, &answer);

	(void)state;
	lb_log(the_host, LB_INFO, "%s: %s", ok ? "yes" : "no", answer);
	while (lb_step(the_host))
		poll(&p, 1, -1);
}

static const struct lb_notifier notifier = { .deliver = listener_deliver,
	.listen = listener_listen };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "listener",
	.summary = "does one action",
	.open = listener_open,
	.close = listener_close,
	.notifier = &notifier,
};
