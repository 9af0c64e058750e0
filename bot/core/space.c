/* SPDX-License-Identifier: ISC */
/* space.c - how much room the store's disk has. */
#include "core/space.h"

#include <sys/statvfs.h>

#define BELIEVED_MS 1000

void
space_look(struct space *space, const char *path, uint64_t now_ms)
{
	struct statvfs st;
	double n_all;

	if (now_ms < space->until_ms)
		return;
	*space = (struct space){ -1, -1, false, now_ms + BELIEVED_MS };
	if (statvfs(path, &st) != 0 || st.f_blocks == 0)
		return;
	/* As df counts: what is kept for root is neither. */
	n_all = (double)(st.f_blocks - st.f_bfree + st.f_bavail);
	space->free_bytes = (int64_t)(st.f_bavail * st.f_frsize);
	space->total_bytes = (int64_t)(n_all * (double)st.f_frsize);
	space->is_low = (double)st.f_bavail < SPACE_LOW * n_all;
}
