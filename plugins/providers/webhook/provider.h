/* SPDX-License-Identifier: ISC */
/* provider.h - one instance: how one tool's pushes are believed and read. */
#ifndef WEBHOOK_PROVIDER_H
#define WEBHOOK_PROVIDER_H

#include "sdk/mapping.h"
#include "settings.h"

struct provider {
	struct lb_host *host;
	const struct settings *settings;
	struct signature_rules signature;
	struct mapped answer;
	/* Of the request or file at hand. */
	uint64_t n_given, n_passed, n_refused;
};

/* Now, in seconds since 1970; a test's own clock. */
extern int64_t (*webhook_now)(void);

/* Emits the answers in a document, of which place says where it came from.
 * now_us is taken for a time that is missing; 0: that is an error, as in a
 * file of any length.  False: the document as a whole is not what the settings
 * say it is, and nothing was emitted. */
bool webhook_take(struct provider *p, const cJSON *document, int64_t now_us,
    const char *place, struct error *err);

/* Keeps aside what cannot be an answer, and counts it; of very many in one
 * request or file the rest is only counted. */
void webhook_refuse(struct provider *p, const char *raw, const char *why);

/* The plugin's import() and probe(). */
enum lb_result webhook_import(void *state, const char *path);
bool webhook_probe(void *state);

#endif
