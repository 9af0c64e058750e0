/* SPDX-License-Identifier: ISC */
/*
 * buttons.h - a notice's buttons that are actions of Loopbell's.
 *
 * One block of docs.slack.dev/reference/block-kit/blocks/actions-block: a
 * button for each, but a menu of colleagues for assign and one of times for
 * snooze.  What they are about is the notice's subject, in the value of each
 * button and in the block's id; deed.c reads it there.
 */
#ifndef SLACK_BUTTONS_H
#define SLACK_BUTTONS_H

#include <cjson/cJSON.h>
#include <loopbell/plugin.h>
#include <stdbool.h>

/* Adds the block to blocks, an array (NULL: a new one, where there is anything
 * to add).  Returns the array.  Buttons with a URL are left out: they are
 * links.  *cut becomes true where some did not fit. */
cJSON *buttons_add(cJSON *blocks, const struct lb_notice *notice, bool *cut);

#endif
