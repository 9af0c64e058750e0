/* SPDX-License-Identifier: ISC */
/*
 * owner.h - who is mentioned where he does not see it.
 *
 * Slack tells nobody of a mention in a channel he is not in, so he is told by a
 * direct message, too.  That is an ornament: it never fails a notice, and where
 * the process dies between the two it is not made up for.
 */
#ifndef SLACK_OWNER_H
#define SLACK_OWNER_H

#include "notifiers/slack/api.h"
#include "notifiers/slack/receipt.h"

/* Tells user (Slack's ID) what was posted there, unless he is in that channel.
 * Blocks for as long as its three calls take. */
void owner_tell(struct slack *slack, const struct lb_notice *notice,
    const struct receipt *at, const char *user);

#endif
