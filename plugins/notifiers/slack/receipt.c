/* SPDX-License-Identifier: ISC */
/* receipt.c - where a message is in Slack. */
#include "notifiers/slack/receipt.h"

#include <stdio.h>
#include <string.h>

bool
receipt_read(const char *text, struct receipt *receipt)
{
	const char *slash = text ? strchr(text, '/') : NULL;
	size_t n;

	if (slash == NULL)
		return false;
	n = (size_t)(slash - text);
	if (n == 0 || n >= sizeof(receipt->channel) || slash[1] == '\0' ||
	    strlen(slash + 1) >= sizeof(receipt->ts) ||
	    slash[1 + strspn(slash + 1, "0123456789.")] != '\0')
		return false;
	memcpy(receipt->channel, text, n);
	receipt->channel[n] = '\0';
	snprintf(receipt->ts, sizeof(receipt->ts), "%s", slash + 1);
	return true;
}
