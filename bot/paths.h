/* SPDX-License-Identifier: ISC */
/*
 * paths.h - where the program's own files are.
 *
 * Where a folder `share` lies beside the executable this is the build tree, and
 * plugins, host and templates are those just built; else they are where they
 * were installed.
 */
#ifndef BOT_PATHS_H
#define BOT_PATHS_H

/* Found once, at the first call; valid for ever. */
const char *paths_share(void);   /* templates/, drivers/, demo/ are below */
const char *paths_plugins(void); /* NAME.so are in here                   */
const char *paths_host(void);    /* loopbell-host                         */
const char *paths_web(void);     /* loopbell-web                          */
const char *paths_self(void);    /* loopbell                              */

#endif
