/* SPDX-License-Identifier: ISC */
/*
 * log.c - lines for whoever looks after the bot.
 *
 * A line is built whole and written with one write(), so that lines of several
 * processes do not mix; what cannot be written is lost without further ado.
 */
#include "core/log.h"

#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "sdk/buf.h"
#include "sdk/utf8.h"

static struct {
	enum log_style style;
	enum log_level level;
	bool colour;
} settings = { LOG_PLAIN, LOG_INFO, false };

static const struct {
	const char *mark, *colour;
	enum log_level level;
} events[] = {
	/* clang-format off */
	[EVENT_PROMOTER]  = { "▲", "\033[32m", LOG_INFO },
	[EVENT_PASSIVE]   = { "●", "\033[33m", LOG_INFO },
	[EVENT_DETRACTOR] = { "▼", "\033[31m", LOG_INFO },
	[EVENT_OTHER]     = { "·", "\033[2m",  LOG_INFO },
	[EVENT_DELIVERED] = { "  ✓", "\033[2m",  LOG_INFO },
	[EVENT_DELAYED]   = { "  …", "\033[33m", LOG_WARNING },
	[EVENT_DEAD]      = { "  ✗", "\033[31m", LOG_ERROR },
	/* clang-format on */
};

void
log_set_style(enum log_style style, bool colour)
{
	settings.style = style;
	settings.colour = colour;
}

void
log_set_level(enum log_level level)
{
	settings.level = level;
}

void
log_guess_style(void)
{
	log_set_style(
	    getenv("JOURNAL_STREAM") != NULL ? LOG_SYSTEMD : LOG_PLAIN, false);
}

static const char *
level_name(enum log_level level)
{
	switch (level) {
	case LOG_ERROR:
		return "error";
	case LOG_WARNING:
		return "warning";
	case LOG_INFO:
		return "info";
	case LOG_DEBUG:
		return "debug";
	}
	return "info";
}

static void
put_time(struct buf *out)
{
	int64_t us = clock_now_us();
	time_t s = (time_t)(us / US_PER_S);
	char text[32];
	struct tm tm;

	gmtime_r(&s, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_printf(out, "%s.%03dZ ", text, (int)(us % US_PER_S / 1000));
}

/* One line, whatever the text holds. */
static void __attribute__((format(printf, 2, 0)))
put_text(struct buf *out, const char *fmt, va_list ap)
{
	struct buf raw = BUF_INIT;
	size_t start = out->size;

	buf_vprintf(&raw, fmt, ap);
	utf8_clean(out, buf_str(&raw), raw.size);
	for (size_t i = start; i < out->size; i++)
		if (out->data[i] == '\n')
			out->data[i] = ' ';
	buf_release(&raw);
}

static void
write_out(struct buf *line)
{
	ssize_t n;

	buf_putc(line, '\n');
	n = write(STDERR_FILENO, line->data, line->size);
	(void)n; /* there is nobody else to tell */
	buf_release(line);
}

void
log_line(enum log_level level, const char *who, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	const char *on = "", *off = "";
	va_list ap;

	if (level > settings.level ||
	    (settings.style == LOG_QUIET && level > LOG_WARNING))
		return;
	if (settings.style == LOG_PLAIN) {
		put_time(&line);
		buf_printf(&line, "%s ", level_name(level));
	} else if (settings.style == LOG_SYSTEMD) {
		buf_printf(&line, "<%d>", level);
	} else if (settings.colour && level <= LOG_WARNING) {
		on = level == LOG_ERROR ? "\033[31m" : "\033[33m";
		off = "\033[0m";
	}
	buf_printf(&line, "%s%s: ", on, who == NULL ? "loopbell" : who);
	va_start(ap, fmt);
	put_text(&line, fmt, ap);
	va_end(ap);
	buf_puts(&line, off);
	write_out(&line);
}

void
log_left_out(struct log_limit *limit, const char *who)
{
	if (limit->n > LOG_LINES_PER_S)
		log_line(LOG_WARNING, who, "%d lines of its log were left out",
		    limit->n - LOG_LINES_PER_S);
	limit->n = 0;
}

bool
log_may(struct log_limit *limit, const char *who, int64_t now_ms)
{
	if (now_ms / 1000 != limit->second) {
		log_left_out(limit, who);
		limit->second = now_ms / 1000;
	}
	return ++limit->n <= LOG_LINES_PER_S;
}

void
log_event(enum log_event event, const char *who, const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	put_text(&text, fmt, ap);
	va_end(ap);
	if (settings.style != LOG_PRETTY) {
		log_line(events[event].level, who, "%s", buf_str(&text));
		buf_release(&text);
		return;
	}
	buf_printf(&line, "%s%s%s %s",
	    settings.colour ? events[event].colour : "", events[event].mark,
	    settings.colour ? "\033[0m" : "", buf_str(&text));
	if (who != NULL)
		buf_printf(&line, "  %s(%s)%s",
		    settings.colour ? "\033[2m" : "", who,
		    settings.colour ? "\033[0m" : "");
	write_out(&line);
	buf_release(&text);
}
