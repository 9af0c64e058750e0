/* SPDX-License-Identifier: ISC */
/*
 * console.c - the console notifier: a notice as plain text, added to a file
 * or, as one line, to Loopbell's log.
 */
#include <errno.h>
#include <fcntl.h>
#include <loopbell/plugin.h>
#include <unistd.h>

#include "notifiers/email/body.h"
#include "notifiers/email/header.h"
#include "sdk/mem.h"

struct settings {
	const char *file;
};

struct console {
	struct lb_host *host;
	const struct settings *settings;
};

static const struct lb_option options[] = {
	{ .name = "file",
	    .type = LB_STRING,
	    .offset = offsetof(struct settings, file),
	    .def = "",
	    .help = "file to add the text to; empty: one line in the log" },
	{ .name = NULL },
};

static const char *const tones[] = {
	[LB_NEUTRAL] = "notice",
	[LB_CELEBRATE] = "celebrate",
	[LB_ALERT] = "alert",
	[LB_REMIND] = "remind",
	[LB_RESOLVED] = "resolved",
};

static void *
console_open(struct lb_host *host, const void *settings)
{
	struct console *console = mem_new(1, sizeof(*console));

	*console = (struct console){ host, settings };
	return console;
}

static void
put_line(struct buf *out, const struct lb_notice *notice)
{
	buf_printf(out, "%s to ", tones[notice->tone]);
	header_clean(out, notice->target);
	buf_puts(out, notice->receipt ? ", changed: " : ": ");
	header_clean(out, notice->headline);
}

static void
put_block(struct buf *out, const struct console *console,
    const struct lb_notice *notice)
{
	struct body body = { .notice = notice,
		.company = lb_company(console->host),
		.language = body_language(notice->language
					      ? notice->language
					      : lb_language(console->host)) };

	buf_puts(out, "==== ");
	put_line(out, notice);
	buf_puts(out, "\n\n");
	body_text(out, &body);
	buf_putc(out, '\n');
}

/* One write() of the whole: two instances on one file do not mix lines. */
static bool
add_to_file(const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return false;
	errno = ENOSPC; /* what a short write means */
	ok = write(fd, text->data, text->size) == (ssize_t)text->size;
	return close(fd) == 0 && ok;
}

static enum lb_result
console_deliver(void *state, const struct lb_notice *notice)
{
	struct console *console = state;
	const char *file = console->settings->file;
	enum lb_result result = LB_DONE;
	struct buf text = BUF_INIT;

	if (*file == '\0') {
		put_line(&text, notice);
		lb_log(console->host, LB_INFO, "%s", buf_str(&text));
	} else {
		put_block(&text, console, notice);
		if (!add_to_file(file, &text))
			result = lb_retry(
			    console->host, 0, "%s: %s", file, strerror(errno));
	}
	if (result == LB_DONE)
		lb_receipt(console->host, "%s", notice->id);
	buf_release(&text);
	return result;
}

static const struct lb_notifier notifier = { .deliver = console_deliver };

const struct lb_plugin loopbell_plugin = {
	LB_PLUGIN_ABI,
	.name = "console",
	.summary = "notices as plain text in a file or the log",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = console_open,
	.close = free,
	.notifier = &notifier,
};
