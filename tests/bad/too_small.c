/* SPDX-License-Identifier: ISC */
/* too_small.c - a plugin whose struct is not the one of its API. */
#include <loopbell/plugin.h>

static void *
fail(struct lb_host *host, const void *settings)
{
	(void)settings;
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
	.size = offsetof(struct lb_plugin, options),
	.api = LB_API,
	.name = "too_small",
	.summary = "does not load",
	.open = fail,
	.close = nothing,
	.notifier = &notifier,
};
