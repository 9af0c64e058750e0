/* SPDX-License-Identifier: ISC */
/* settings.h - what the configuration says of what one tool pushes. */
#ifndef WEBHOOK_SETTINGS_H
#define WEBHOOK_SETTINGS_H

#include <loopbell/plugin.h>

#include "sdk/mapping.h"
#include "sdk/signature.h"

/* The numbers of choices are those of enum lb_scale, when_order and of the
 * signature's (hmac.h, signature.h). */
struct settings {
	const char *secret, *previous_secret;
	int signature, hash, encoding;
	const char *header, *prefix, *timestamp, *format;
	int window;
	bool insecure;
	const char *items;
	struct mapping map;
	const char *zone;
};

extern const struct lb_option settings_options[];

/* What one option alone cannot tell: false after lb_fail(). */
bool settings_check(struct lb_host *host, const void *settings);

/* How pushes are signed.  False: err says which option is wrong. */
bool settings_signature(const struct settings *s,
    struct signature_rules *rules, struct error *err);

#endif
