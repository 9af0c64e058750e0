/* SPDX-License-Identifier: ISC */
/* pushed.h - what a survey tool pushes: believed, and read. */
#ifndef SDK_PUSHED_H
#define SDK_PUSHED_H

#include <cjson/cJSON.h>

#include "sdk/hmac.h"
#include "sdk/signature.h"

/* The body as JSON: a form (application/x-www-form-urlencoded) becomes an
 * object.  The caller's; NULL: it is neither, and err says why. */
cJSON *pushed_body(const struct lb_request *request, struct error *err);

/* For check(): do the rules make sense?  False after lb_fail().  Their secret
 * may be NULL: then nothing is pushed, and there is nothing to check. */
bool pushed_check(struct lb_host *host, const struct signature_rules *rules,
    const char *secret);

/* The body, once the signature is right; the system's clock decides.  NULL:
 * *result is what receive() returns, and why is said.  secret is the option that
 * holds it; rules->secrets[0] NULL: it is not set, and nobody is believed. */
cJSON *pushed_read(struct lb_host *host, const struct signature_rules *rules,
    const char *secret, const struct lb_request *request,
    enum lb_result *result);

/* For probe(): says that answers could be pushed as well, and to where; with
 * the secret set what the sender has to do. */
void pushed_say(struct lb_host *host, const struct signature_rules *rules,
    const char *secret, const char *vendor);

#endif
