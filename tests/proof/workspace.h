/* SPDX-License-Identifier: ISC */
/*
 * workspace.h - a Slack that remembers: enough of its Web API to post, change
 * and look for messages (docs.slack.dev/reference/methods).
 *
 * Every channel that is named exists, is public and has the bot in it; what is
 * posted is in its history at once.  A message is kept as its notice's id from
 * its metadata and the thread it stands in, and nothing else.
 */
#ifndef PROOF_WORKSPACE_H
#define PROOF_WORKSPACE_H

#include <stdbool.h>

#include "sdk/buf.h"

struct workspace;

/* Empty; of channels those that are named come to be. */
struct workspace *workspace_new(void);
void workspace_free(struct workspace *workspace);

enum workspace_deed { WORKSPACE_TOLD, WORKSPACE_POSTED, WORKSPACE_CHANGED };

/* One call, its arguments a form; adds the JSON to answer.  What it did to
 * the messages. */
enum workspace_deed workspace_call(struct workspace *workspace,
    const char *method, const char *form, struct buf *answer);

#endif
