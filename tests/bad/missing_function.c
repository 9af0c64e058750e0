/* SPDX-License-Identifier: ISC */
/* missing_function.c - a plugin that calls what is nowhere. */
#include <loopbell/plugin.h>

void lb_not_there(struct lb_host *host);

static void *
fail(struct lb_host *host, const void *settings)
{
	(void)settings;
	lb_not_there(host);
	return lb_fail(host, "never reached");
}

static void
nothing(void *state)
{
	(void)state;
}

static enum lb_result
done(void *state, const struct lb_notice *notice)
{
	(void)state;
	(void)notice;
	return LB_DONE;
}

static const struct lb_notifier notifier = { .deliver = done };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "missing_function",
	.summary = "does not load",
	.open = fail,
	.close = nothing,
	.notifier = &notifier,
};
