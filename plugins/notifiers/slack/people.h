/* SPDX-License-Identifier: ISC */
/* people.h - who in Slack has an e-mail address. */
#ifndef SLACK_PEOPLE_H
#define SLACK_PEOPLE_H

#include "notifiers/slack/api.h"

/* The Slack user with that e-mail address, whose account is open and who is no
 * bot; valid until the next call.  NULL: none, and answer says why:
 * SLACK_BAD_TARGET when there is nobody, else what went wrong.  Either outcome
 * is remembered.  answer is freed with api_release() in any case. */
const char *people_find(
    struct slack *slack, const char *email, struct api_answer *answer);

#endif
