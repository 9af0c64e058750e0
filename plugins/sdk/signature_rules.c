/* SPDX-License-Identifier: ISC */
/*
 * signature_rules.c - how a request has to be signed: what makes sense.
 *
 * Standard Webhooks is an HMAC with rules of its own; once they are set, the
 * check (signature.c) hardly tells the two apart.
 */
#include <strings.h>

#include "sdk/hmac.h"
#include "sdk/number.h"
#include "sdk/signature_parts.h"

#define DEFAULT_WINDOW_S 300
/* How secrets of Standard Webhooks begin. */
#define STANDARD_SECRET "whsec_"
/* Of the secret in an address: what is the same however it is written there. */
#define UNRESERVED                                        \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu" \
	"vwxyz0123456789-._~"
#define PATH_LEAST 16

/* As settings name them, by enum signature_scheme. */
static const char *const schemes[] = { "bearer", "hmac", "standard", "path" };

bool
signature_is_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

bool
signature_take_key(
    struct buf *key, const struct signature_rules *r, const char *secret)
{
	if (r->scheme != SIGNATURE_STANDARD) {
		buf_puts(key, secret);
		return true;
	}
	if (begins(secret, STANDARD_SECRET))
		secret += strlen(STANDARD_SECRET);
	return hmac_decode(key, HMAC_BASE64, secret, strlen(secret));
}

static bool
check_secret(
    const struct signature_rules *r, const char *secret, struct error *err)
{
	struct buf key = BUF_INIT;
	bool ok = signature_take_key(&key, r, secret);

	hmac_forget(&key);
	if (r->scheme == SIGNATURE_PATH &&
	    (strlen(secret) < PATH_LEAST ||
		secret[strspn(secret, UNRESERVED)] != '\0'))
		return error_set(err,
		    "secret: as the end of an address it must have at least "
		    "%d letters, digits or -._~",
		    PATH_LEAST);
	if (!ok)
		return error_set(err,
		    "secret: of Standard Webhooks it must "
		    "be base64, mostly with " STANDARD_SECRET " before it");
	if (r->scheme != SIGNATURE_STANDARD && begins(secret, STANDARD_SECRET))
		return error_set(err,
		    "secret: begins with " STANDARD_SECRET
		    " as those of Standard Webhooks do: set signature: "
		    "standard");
	return true;
}

static bool
is_header_name(const char *s)
{
	/* RFC 9110, 5.6.2: a token. */
	return *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789!#$%&'*+-.^_`|~")] == '\0';
}

void
signature_take_name(struct buf *name, const char **p)
{
	const char *end = strchr(*p, '}');

	buf_reset(name);
	if (end != NULL)
		buf_add(name, *p + 1, (size_t)(end - *p) - 1);
	*p = end == NULL ? *p + strlen(*p) : end + 1;
}

static bool
check_names(const char *format, struct error *err)
{
	struct buf name = BUF_INIT;
	bool ok = true;

	while (ok && *(format += strcspn(format, "{")) != '\0') {
		signature_take_name(&name, &format);
		ok = is_header_name(buf_str(&name)) ||
		     error_set(err, "format: what stands in { and } must be "
				    "body, timestamp or the name of a header");
	}
	buf_release(&name);
	return ok;
}

/* What is not signed can be changed by anybody on the way. */
static bool
check_format(const struct signature_rules *r, struct error *err)
{
	bool has_time = strstr(r->format, "{timestamp}") != NULL;

	if (strstr(r->format, "{body}") == NULL)
		return error_set(err, "format: {body} must be in it");
	if (!signature_is_empty(r->timestamp) && !has_time)
		return error_set(err,
		    "format: {timestamp} must be in it: anybody could change "
		    "a time that is not signed");
	if (signature_is_empty(r->timestamp) && has_time)
		return error_set(err, "timestamp is missing: the header that "
				      "{timestamp} in format stands for");
	return check_names(r->format, err);
}

static bool
check_headers(const struct signature_rules *r, struct error *err)
{
	if (signature_is_empty(r->header))
		return error_set(err, "header is missing: the one that holds "
				      "the signature, such as x-signature");
	if (!is_header_name(r->header))
		return error_set(
		    err, "header: \"%.80s\" is no header's name", r->header);
	if (!signature_is_empty(r->timestamp) && !is_header_name(r->timestamp))
		return error_set(err,
		    "timestamp: \"%.80s\" is no header's name", r->timestamp);
	return true;
}

/* Something set that would do nothing is a mistake about what is checked. */
static bool
check_unused(const struct signature_rules *r, struct error *err)
{
	const struct {
		const char *option, *value;
		bool is_bearers;
	} used[] = { { "header", r->header, true },
		{ "prefix", r->prefix, true },
		{ "timestamp", r->timestamp, false },
		{ "format", r->format, false } };

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		bool may =
		    r->scheme == SIGNATURE_HMAC ||
		    (r->scheme == SIGNATURE_BEARER && used[i].is_bearers);

		if (!may && !signature_is_empty(used[i].value))
			return error_set(err,
			    "%s: has no meaning with signature: %s",
			    used[i].option, schemes[r->scheme]);
	}
	return true;
}

static void
set_standard(struct signature_rules *r)
{
	r->hash = HMAC_SHA256;
	r->coding = HMAC_BASE64;
	r->header = STANDARD_HEADER "signature";
	r->prefix = "v1,";
	r->timestamp = STANDARD_HEADER "timestamp";
	r->format = "{" STANDARD_HEADER "id}.{timestamp}.{body}";
}

static void
set_missing(struct signature_rules *r)
{
	if (r->scheme == SIGNATURE_STANDARD)
		set_standard(r);
	if (signature_is_empty(r->header) && r->scheme == SIGNATURE_BEARER)
		r->header = "authorization";
	if (r->prefix == NULL)
		r->prefix = r->scheme == SIGNATURE_BEARER &&
				    strcasecmp(r->header, "authorization") == 0
				? "Bearer "
				: "";
	if (signature_is_empty(r->format))
		r->format = signature_is_empty(r->timestamp)
				? "{body}"
				: "{timestamp}.{body}";
	if (r->window_s <= 0)
		r->window_s = DEFAULT_WINDOW_S;
}

bool
signature_rules_init(struct signature_rules *r, struct error *err)
{
	if (!check_unused(r, err))
		return false;
	set_missing(r);
	for (size_t i = 0; i < SIGNATURE_N_SECRETS; i++)
		if (!signature_is_empty(r->secrets[i]) &&
		    !check_secret(r, r->secrets[i], err))
			return false;
	return r->scheme == SIGNATURE_PATH ||
	       (check_headers(r, err) &&
		   (r->scheme == SIGNATURE_BEARER || check_format(r, err)));
}

void
signature_describe(struct buf *out, const struct signature_rules *r)
{
	if (r->scheme == SIGNATURE_PATH)
		buf_puts(out, "the secret as the last part of its address");
	else if (r->scheme == SIGNATURE_BEARER)
		buf_printf(out, "the secret in the header %s", r->header);
	else
		buf_printf(out, "an %s of %s, as %s in the header %s",
		    hmac_name((enum hmac_hash)r->hash), r->format,
		    hmac_coding_name((enum hmac_coding)r->coding), r->header);
	if (*r->prefix != '\0')
		buf_printf(out, " after \"%s\"", r->prefix);
	if (signature_is_empty(r->timestamp))
		return;
	buf_printf(out, ", %s at most ", r->timestamp);
	number_put_seconds(out, r->window_s);
	buf_puts(out, " away from now");
}
