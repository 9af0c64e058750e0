/* SPDX-License-Identifier: ISC */
/*
 * protect.h - the process around a plugin, before any of its code runs.
 */
#ifndef HOST_PROTECT_H
#define HOST_PROTECT_H

#include <stdbool.h>

#include "sdk/error.h"

/* Standard output goes where standard error goes, standard input is empty, fd
 * is not inherited, a broken pipe is an error and not an end.  False: fd is
 * not open, so the core did not start this process. */
bool protect_streams(int fd, struct error *err);

/* Dies with its parent even where the plugin blocks, and leaves no core dump
 * with secrets in it, unless LOOPBELL_DEBUG is set.  Linux only; elsewhere the
 * end of the input alone ends it. */
void protect_process(void);

#endif
