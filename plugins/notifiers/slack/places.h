/* SPDX-License-Identifier: ISC */
/*
 * places.h - where a notice goes: a channel's name or ID, or a person's e-mail
 * address for a direct message.
 */
#ifndef SLACK_PLACES_H
#define SLACK_PLACES_H

#include "notifiers/slack/api.h"
#include "notifiers/slack/receipt.h"
#include "sdk/buf.h"

/* The target is a channel's name, with or without its #. */
bool place_is_name(const char *target);

/* Sets what chat.postMessage takes as channel: an ID, or a #name that Slack
 * resolves.  False: see answer, to be freed with api_release() in any case. */
bool place_to_post(struct slack *slack, const char *target,
    struct buf *channel, struct api_answer *answer);

/* Sets the ID of the channel where the target's messages stand: names are
 * looked up in the list of channels, a direct message is opened.  As above. */
bool place_to_read(struct slack *slack, const char *target,
    struct buf *channel, struct api_answer *answer);

/* Remembers that a channel of that name has that ID. */
void place_learn(struct slack *slack, const char *target, const char *id);

#endif
