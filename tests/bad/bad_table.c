/* SPDX-License-Identifier: ISC */
/* bad_table.c - a plugin whose table of options cannot be true. */
#include <loopbell/plugin.h>

struct settings {
	int every_s;
};

static const struct lb_option options[] = {
	/* clang-format off */
	{ .name = "every", .type = LB_SECONDS, .offset = offsetof(struct settings, every_s), .min = 1, .max = 60, .def = "5m", .help = "how often" },
	{ .name = NULL },
	/* clang-format on */
};

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
	LB_PLUGIN_ABI,
	.name = "bad_table",
	.options = options,
	.settings_size = sizeof(struct settings),
	.summary = "does not load",
	.open = fail,
	.close = nothing,
	.notifier = &notifier,
};
