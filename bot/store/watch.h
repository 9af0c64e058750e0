/* SPDX-License-Identifier: ISC */
/*
 * watch.h - is somebody else reading the store's files just now?
 *
 * Tells a copy that is being made (cp, tar, rsync), by inotify(7) on the
 * database, its -wal and its -shm.  Who has the -shm open as well is a
 * reader that goes through SQLite and needs no care; who has not reads the
 * bare files.  A copy takes one file after the other, so it is held to go on
 * for some time after a file was closed: WATCH_QUIET_MS, or as long as it was
 * open, where that is longer (two copies that begin at one instant can look
 * like one).  Our own connections are opened before the watch.  Whether one is
 * being made when we start is asked with a lease (fcntl(2)), which the kernel
 * grants only on a file that nobody else has open.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_QUIET_MS 5000
#define WATCH_QUIET_MAX_MS 600000

struct watch;

/* Has nobody on this machine the files open at this moment?  To be asked before
 * we open them ourselves.  False also where the system cannot tell. */
bool watch_is_alone(const char *path);

/* NULL: this system cannot tell.  quiet_ms is WATCH_QUIET_MS, but for tests;
 * times are of a clock that does not go back; busy_to_ms: until then somebody
 * may be at a copy who began before the watch. */
struct watch *watch_new(
    const char *path, int64_t quiet_ms, int64_t busy_to_ms);
void watch_free(struct watch *w);

/* A descriptor that is readable when there is something to look at; the sooner
 * that is done, the less is missed: the kernel folds like events. */
int watch_fd(const struct watch *w);

/* Takes in what happened since; never blocks.  True: nobody copies, as far as
 * can be told. */
bool watch_is_quiet(struct watch *w, int64_t now_ms);

#endif
