/* SPDX-License-Identifier: ISC */
/* other_api.c - a plugin of an API that is not this one. */
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
	.size = sizeof(struct lb_plugin),
	.api = 99 << 16 | 7,
	.name = "other_api",
	.summary = "does not load",
	.open = fail,
	.close = nothing,
	.notifier = &notifier,
};
