/* SPDX-License-Identifier: ISC */
/*
 * esmtp_tls.h - the TLS that libesmtp is given, as its own is not safe.
 *
 * libesmtp 1.1.0 by itself: frees a shared context twice, reads before it
 * writes with TLS 1.3 and then waits for ever, compares the certificate with
 * the DNS canonical name, sends no SNI, and believes what came in clear text
 * after the reply to STARTTLS.
 */
#ifndef EMAIL_ESMTP_TLS_H
#define EMAIL_ESMTP_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "sdk/error.h"
#include "server.h"

struct esmtp_tls {
	SSL_CTX *ctx;
	const char *host;
	/* Set by the session: bytes came in clear text after the reply to
	 * STARTTLS, so no certificate is good enough. */
	bool is_injected;
	long verify_error; /* X509_V_ERR_…; X509_V_OK: none seen */
};

/* TLS 1.2, the certificate and its name verified.  tls must not move until
 * esmtp_tls_release(). */
bool esmtp_tls_init(
    struct esmtp_tls *tls, const struct server *server, struct error *err);
void esmtp_tls_release(struct esmtp_tls *tls);

#endif
