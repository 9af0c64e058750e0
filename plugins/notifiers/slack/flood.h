/* SPDX-License-Identifier: ISC */
/*
 * flood.h - how much one person may do within a few seconds.
 *
 * Every action is a transaction on disk; ten thousand clicks in a minute are
 * somebody's mistake, or malice, and are not to be ten thousand of those.
 */
#ifndef SLACK_FLOOD_H
#define SLACK_FLOOD_H

#include <stdint.h>

#define FLOOD_PEOPLE 64
/* So much at once, and then one more every half second. */
#define FLOOD_BURST 20
#define FLOOD_EACH_MS 500

/* All zero is as new. */
struct flood {
	struct flood_person {
		char user[48];
		int64_t
		    full_ms; /* when nothing would be left of what he did */
		int64_t
		    told_ms; /* when he was told last                     */
	} people[FLOOD_PEOPLE];
};

enum flood_verdict {
	FLOOD_TAKE,
	FLOOD_TELL,   /* too much: not to be taken, and to be told so */
	FLOOD_IGNORE, /* too much, and he was told so a moment ago    */
};

/* user did something now, on a clock that never goes back. */
enum flood_verdict flood_take(
    struct flood *flood, const char *user, int64_t now_ms);

#endif
