/* SPDX-License-Identifier: ISC */
/*
 * crash_point.h - places where a test build can be made to die.
 *
 * In a normal build nothing of this exists.  In one with
 * -DLOOPBELL_CRASH_POINTS (`make proof-programs`) the environment says where
 * the process ends by SIGKILL, without another instruction of ours:
 *
 *	LOOPBELL_CRASH_AT=before-commit:3,host-after-result:1
 *	LOOPBELL_CRASH_LOG=FILE
 *
 * The number is the pass on which it dies, counted in each process (1: the
 * first).  With a LOOPBELL_CRASH_LOG the death is written into that file as a
 * line "before-commit:3 PID", and what stands there already does not happen
 * again: so the environment may stay as it is when the bot is started anew, and
 * a test can see that the point was reached.  A name that is not in the table
 * of crash_point.c, or no number, ends the process with 78 and a sentence.
 * Children are told the same environment (core/child.c).
 */
#ifndef BOT_CRASH_POINT_H
#define BOT_CRASH_POINT_H

#ifdef LOOPBELL_CRASH_POINTS

/* One pass of the point; does not come back from the last. */
void crash_point(const char *name);

/* Between these two, each write() of the process to a file is a pass of the
 * point: how to die in the middle of what SQLite does. */
void crash_point_writes(const char *name);
void crash_point_writes_end(void);

#define CRASH_POINT_VARIABLES "LOOPBELL_CRASH_AT", "LOOPBELL_CRASH_LOG",

#else

/* Nothing. */
static inline void
crash_point(const char *name)
{
	(void)name;
}

/* Nothing. */
static inline void
crash_point_writes(const char *name)
{
	(void)name;
}

/* Nothing. */
static inline void
crash_point_writes_end(void)
{
}

#define CRASH_POINT_VARIABLES

#endif
#endif
