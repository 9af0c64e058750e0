/* SPDX-License-Identifier: ISC */
/*
 * log.h - lines for whoever looks after the bot, on standard error.
 *
 * A line is `who: what happened: why (what we do next)`.  Never a secret;
 * never a respondent's words above LOG_DEBUG.
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* As in plugin.h and syslog. */
enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

enum log_style {
	LOG_PLAIN,   /* time, level, line                          */
	LOG_SYSTEMD, /* <level> line: the journal adds the time    */
	LOG_PRETTY,  /* for people watching: colours, no dates     */
	LOG_QUIET,   /* errors and warnings alone, without a time  */
};

/* From now on; LOG_PLAIN before.  colour: of LOG_PRETTY alone. */
void log_set_style(enum log_style style, bool colour);
/* Lines above the level are not written (LOG_INFO). */
void log_set_level(enum log_level level);
/* LOG_SYSTEMD below systemd, else LOG_PLAIN. */
void log_guess_style(void);

/* who: an instance; NULL: the bot itself. */
void log_line(enum log_level level, const char *who, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* At most so many lines a second of one speaker. */
#define LOG_LINES_PER_S 200
struct log_limit {
	int64_t second;
	int n; /* in that second */
};
/* May one more be written?  now_ms is of any clock that does not go back. */
bool log_may(struct log_limit *limit, const char *who, int64_t now_ms);
/* Says how many were left out since it was last said. */
void log_left_out(struct log_limit *limit, const char *who);

/* Something that happened to a response or a notice: one line, coloured by
 * what it means where people watch; a delay is a warning, a notice given up an
 * error, the rest information. */
enum log_event {
	EVENT_PROMOTER,
	EVENT_PASSIVE,
	EVENT_DETRACTOR,
	EVENT_OTHER,
	EVENT_DELIVERED,
	EVENT_DELAYED,
	EVENT_DEAD
};
void log_event(enum log_event event, const char *who, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
