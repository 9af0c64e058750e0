/* SPDX-License-Identifier: ISC */
/*
 * receipt.h - where a message is in Slack: what a receipt says.
 */
#ifndef SLACK_RECEIPT_H
#define SLACK_RECEIPT_H

#include <stdbool.h>

/* Where a message is: the two halves of a receipt, "C024BE91L/1763.0002". */
struct receipt {
	char channel[64];
	char ts[64];
};

/* False: that is no receipt; NULL is none. */
bool receipt_read(const char *text, struct receipt *receipt);

#endif
