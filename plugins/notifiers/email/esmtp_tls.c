/* SPDX-License-Identifier: ISC */
/* esmtp_tls.c - the TLS that libesmtp is given, as its own is not safe. */
#include "esmtp_tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

static struct esmtp_tls *
tls_of(const SSL *ssl)
{
	return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}

static int
on_verify(int ok, X509_STORE_CTX *store)
{
	int index = SSL_get_ex_data_X509_STORE_CTX_idx();
	struct esmtp_tls *tls =
	    tls_of(X509_STORE_CTX_get_ex_data(store, index));

	if (tls->is_injected) {
		X509_STORE_CTX_set_error(
		    store, X509_V_ERR_APPLICATION_VERIFICATION);
		return 0;
	}
	if (!ok && tls->verify_error == X509_V_OK)
		tls->verify_error = X509_STORE_CTX_get_error(store);
	return ok;
}

static bool
is_address(const char *host)
{
	return host[strspn(host, "0123456789.")] == '\0';
}

/* The only place to reach the SSL object before its first message goes out.
 * RFC 6066 3: the name is a DNS name, never an address. */
static void
on_info(const SSL *ssl, int where, int ret)
{
	const char *host = tls_of(ssl)->host;

	(void)ret;
	if (where == SSL_CB_HANDSHAKE_START && !is_address(host) &&
	    !SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
		SSL_set_tlsext_host_name((SSL *)(uintptr_t)ssl, host);
}

static bool
set_name(SSL_CTX *ctx, const char *host)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	X509_VERIFY_PARAM_set_hostflags(
	    param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (is_address(host))
		return X509_VERIFY_PARAM_set1_ip_asc(param, host);
	return X509_VERIFY_PARAM_set1_host(param, host, 0);
}

static bool
load_trust(SSL_CTX *ctx, const char *ca_file, struct error *err)
{
	if (!ca_file)
		return SSL_CTX_set_default_verify_paths(ctx) ||
		       error_set(err, "the system's certificates cannot be "
				      "read");
	if (SSL_CTX_load_verify_locations(ctx, ca_file, NULL))
		return true;
	ERR_clear_error();
	return error_set(
	    err, "%s: cannot be read as certificates to trust (PEM)", ca_file);
}

bool
esmtp_tls_init(
    struct esmtp_tls *tls, const struct server *server, struct error *err)
{
	*tls = (struct esmtp_tls){ .ctx = SSL_CTX_new(TLS_client_method()),
		.host = server->host };
	if (!tls->ctx || !set_name(tls->ctx, server->host)) {
		esmtp_tls_release(tls);
		return error_set(err, "OpenSSL cannot start");
	}
	SSL_CTX_set_min_proto_version(tls->ctx, TLS1_2_VERSION);
	SSL_CTX_set_max_proto_version(tls->ctx, TLS1_2_VERSION);
	SSL_CTX_set_app_data(tls->ctx, tls);
	SSL_CTX_set_verify(tls->ctx, SSL_VERIFY_PEER, on_verify);
	SSL_CTX_set_info_callback(tls->ctx, on_info);
	if (load_trust(tls->ctx, server->ca_file, err))
		return true;
	esmtp_tls_release(tls);
	return false;
}

void
esmtp_tls_release(struct esmtp_tls *tls)
{
	SSL_CTX_free(tls->ctx);
	tls->ctx = NULL;
}
